using System.Diagnostics;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// The floor of a durable write: SQLite alone, with prepared commands and the service's settings, into a copy of the service's
/// own file, writing the very rows that the service has just written (knelpunt, its gebeurtenis, two sequences, the search
/// index), so many to a commit.
/// </summary>
internal sealed class RawWriter : IDisposable
{
    private readonly SqliteConnection connection;
    private readonly SqliteCommand begin, commit, tel, knelpunt, gebeurtenis, zoek;
    private readonly string from;
    private readonly bool search;
    private long nummer;
    private long volgnummer;

    public RawWriter(string folder, string from, bool search)
    {
        (this.from, this.search) = (from, search);
        connection = new SqliteConnection($"Data Source={Path.Combine(folder, "knelpunten.db")};Pooling=False;Foreign Keys=True");
        connection.Open();
        using var settings = Command("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536");
        settings.ExecuteNonQuery();
        (begin, commit) = (Command("BEGIN IMMEDIATE"), Command("COMMIT"));
        tel = Command("INSERT INTO teller (naam, waarde) VALUES ($0, 1) ON CONFLICT (naam) DO UPDATE SET waarde = teller.waarde + 1", 1);
        knelpunt = Command("INSERT INTO knelpunt VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)", 13);
        gebeurtenis = Command("INSERT INTO gebeurtenis VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)", 11);
        zoek = Command("INSERT INTO zoekindex (rowid, titel, omschrijving, overig) VALUES ($0, $1, $2, $3)", 4);
        using var last = Command("SELECT (SELECT max(nummer) FROM knelpunt), (SELECT max(volgnummer) FROM gebeurtenis)");
        using var row = last.ExecuteReader();
        row.Read();
        (nummer, volgnummer) = (row.GetInt64(0), row.GetInt64(1));
    }

    /// <summary>Copies the file of a service that has stopped.</summary>
    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        File.Copy(Path.Combine(from, "knelpunten.db"), Path.Combine(to, "knelpunten.db"));
    }

    /// <summary>How long a write and fsync of 4 kB take on this disk.</summary>
    public static Sample Fsync(string file, int times)
    {
        using var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 0);
        var (block, clock) = (new byte[4096], Stopwatch.StartNew());
        var sample = new List<double>();
        for (var i = 0; i < times; i++)
        {
            var start = clock.Elapsed;
            stream.Write(block);
            stream.Flush(flushToDisk: true);
            sample.Add((clock.Elapsed - start).TotalMilliseconds);
        }

        return new Sample([.. sample.Order()], clock.Elapsed);
    }

    /// <summary>Writes the service's next rows; returns rows per second, reading them not counted.</summary>
    public double Write(int aantal, int batch)
    {
        // The log holds a gebeurtenis for each knelpunt, in the same order: nothing else is written meanwhile.
        var knelpunten = Rows("SELECT * FROM knelpunt WHERE nummer > $0 ORDER BY nummer LIMIT $1", nummer, aantal);
        var log = Rows("SELECT * FROM gebeurtenis WHERE volgnummer > $0 ORDER BY volgnummer LIMIT $1", volgnummer, knelpunten.Count);
        (nummer, volgnummer) = ((long)knelpunten[^1][0], (long)log[^1][0]);
        var teksten = knelpunten.Select(row => JsonDocument.Parse((string)row[6]).RootElement).Select((inhoud, i) => new[]
        {
            knelpunten[i][0], inhoud.GetProperty("titel").GetString()!, inhoud.GetProperty("omschrijving").GetString()!,
            $"{knelpunten[i][2]}\n{inhoud.GetProperty("toelichtingGevolg").GetString()}",
        }).ToList();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < knelpunten.Count; i++)
        {
            if (i % batch == 0)
            {
                begin.ExecuteNonQuery();
            }

            Run(tel, "knelpunt");
            Run(tel, ((string)knelpunten[i][2])[..7]);
            Run(knelpunt, knelpunten[i]);
            if (search)
            {
                Run(zoek, teksten[i]);
            }

            Run(gebeurtenis, log[i]);
            if (i % batch == batch - 1 || i == knelpunten.Count - 1)
            {
                commit.ExecuteNonQuery();
            }
        }

        return knelpunten.Count / clock.Elapsed.TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var command in new[] { begin, commit, tel, knelpunt, gebeurtenis, zoek })
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private static void Run(SqliteCommand command, params object[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, int parameters = 0)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.AddWithValue($"${i}", DBNull.Value);
        }

        return command;
    }

    private List<object[]> Rows(string sql, long after, int most)
    {
        using var reading = new SqliteConnection($"Data Source={Path.Combine(from, "knelpunten.db")};Mode=ReadOnly;Pooling=False");
        reading.Open();
        using var command = reading.CreateCommand();
#pragma warning disable CA2100 // constants of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        command.Parameters.AddWithValue("$0", after);
        command.Parameters.AddWithValue("$1", most);
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }
}
