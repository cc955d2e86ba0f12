using System.Data.Common;
using System.Reflection;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Data.Sqlite;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Gebeurtenissen;

/// <summary>
/// What a write job has in hand: the write connection, inside a transaction, and the log. A job is short and synchronous;
/// it does no HTTP and no waiting. Throwing undoes this job only.
/// </summary>
public sealed class Werk
{
    private readonly DbConnection connection;
    private readonly TimeProvider clock;
    private readonly Dictionary<(string Sql, Type? Type), Prepared> prepared = [];
    private readonly List<Gebeurtenis> genoteerd = [];
    private (long Volgnummer, string Hash, DateTimeOffset TijdstipOp) kop;

    internal Werk(Db db, TimeProvider clock)
    {
        connection = db.WriteConnection;
        Dialect = db.Dialect;
        this.clock = clock;
        LeesKop();
    }

    /// <summary>What differs between databases.</summary>
    public Dialect Dialect { get; }

    /// <summary>Now, in milliseconds, and never before the last row of the log.</summary>
    public DateTimeOffset Nu
    {
        get
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
            return now < kop.TijdstipOp ? kop.TijdstipOp : now;
        }
    }

    internal IReadOnlyList<Gebeurtenis> Genoteerd => genoteerd;

    /// <summary>Runs a statement; parameters are the members of an (anonymous) object, names in exact case.</summary>
    public int Voer(string sql, object? parameters = null) => Klaar(sql, parameters).ExecuteNonQuery();

    /// <summary>Reads the first row, or the default when there is none.</summary>
    public T? Een<T>(string sql, object? parameters = null) => connection.QueryFirstOrDefault<T>(sql, parameters);

    /// <summary>Reads rows.</summary>
    public IReadOnlyList<T> Vraag<T>(string sql, object? parameters = null) => connection.Query<T>(sql, parameters).AsList();

    /// <summary>The next number of a sequence; it rolls back with the job, so it leaves no gap and is never given twice.</summary>
    public long Volgende(string teller) => (long)Klaar("""
        INSERT INTO teller (naam, waarde) VALUES (@teller, 1)
        ON CONFLICT (naam) DO UPDATE SET waarde = teller.waarde + 1 RETURNING waarde
        """, new { teller }).ExecuteScalar()!;

    /// <summary>Writes a row of the log, in the transaction of the change that it tells of.</summary>
    public Gebeurtenis Noteer(Gebruiker door, string soort, string onderwerp, JsonObject gegevens)
    {
        var row = new Gebeurtenis(kop.Volgnummer + 1, Guid.CreateVersion7(clock.GetUtcNow()), soort, onderwerp, Nu, door.Rol, door.Organisatie,
            door.SleutelId, CanonicalJson.Write(gegevens), kop.Hash, "");
        row = row with { Hash = row.Bereken() };
        Voer("""
            INSERT INTO gebeurtenis (volgnummer, id, soort, onderwerp, tijdstip_op, rol, organisatie, sleutel_id, gegevens, vorige_hash, hash)
            VALUES (@Volgnummer, @Id, @Soort, @Onderwerp, @TijdstipOp, @Rol, @Organisatie, @SleutelId, @Gegevens, @VorigeHash, @Hash)
            """, row);
        kop = (row.Volgnummer, row.Hash, row.TijdstipOp);
        genoteerd.Add(row);
        return row;
    }

    /// <summary>Keeps a text that belongs to a row of the log where it can be erased: an earlier text, or a reason.</summary>
    public void Bewaar(Gebeurtenis bij, string veld, string tekst) => Voer("""
        INSERT INTO gebeurtenis_tekst (volgnummer, veld, onderwerp, tekst) VALUES (@Volgnummer, @veld, @Onderwerp, @tekst)
        """, new { bij.Volgnummer, veld, bij.Onderwerp, tekst });

    /// <summary>Runs one job so that its failure leaves no trace and does not touch its neighbours in the batch.</summary>
    internal T Los<T>(Func<Werk, T> taak)
    {
        var (was, aantal) = (kop, genoteerd.Count);
        Voer("SAVEPOINT taak");
        try
        {
            var result = taak(this);
            Voer("RELEASE taak");
            return result;
        }
        catch (Exception fout) when (!RaaktBundel(fout))
        {
            Voer("ROLLBACK TO taak");
            Voer("RELEASE taak");
            kop = was;
            genoteerd.RemoveRange(aantal, genoteerd.Count - aantal);
            throw;
        }
    }

    internal void Begin()
    {
        genoteerd.Clear();
        Voer(Dialect.Begin);
    }

    internal void Commit()
    {
        if (genoteerd.Count > 0)
        {
            Voer("INSERT INTO teller (naam, waarde) VALUES (@Teller, @Volgnummer) ON CONFLICT (naam) DO UPDATE SET waarde = excluded.waarde", new { Gebeurtenis.Teller, kop.Volgnummer });
        }

        Voer("COMMIT");
    }

    /// <summary>Undoes the batch; the log's head is read again, since the transaction may or may not have been undone already.</summary>
    internal void Rollback()
    {
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (DbException)
        {
            // The database had rolled back by itself, as SQLite does when the disk is full.
        }

        genoteerd.Clear();
        LeesKop();
    }

    /// <summary>Whether a fault is about the disk or the file (out of memory, I/O, damaged, full, no database) and not about one job.</summary>
    internal static bool RaaktBundel(Exception fout) => fout is SqliteException { SqliteErrorCode: 7 or 10 or 11 or 13 or 26 };

    private DbCommand Klaar(string sql, object? parameters)
    {
        var key = (sql, parameters?.GetType());
        if (!prepared.TryGetValue(key, out var statement))
        {
            prepared.Add(key, statement = new Prepared(connection, sql, key.Item2));
        }

        return statement.With(parameters);
    }

    private void LeesKop()
    {
        var last = connection.QueryFirstOrDefault<Gebeurtenis.Rij>($"{Gebeurtenis.Select} ORDER BY volgnummer DESC LIMIT 1");
        // A number that was given is not given again, also when its row is gone: the gap stays to be seen.
        var vastgelegd = Een<long>("SELECT coalesce(max(waarde), 0) FROM teller WHERE naam = @Teller", new { Gebeurtenis.Teller });
        kop = last is null ? (vastgelegd, Gebeurtenis.Begin, DateTimeOffset.MinValue) : (Math.Max(last.Volgnummer, vastgelegd), last.Hash, last.TijdstipOp);
    }

    /// <summary>A statement that is compiled once for the life of the connection: Dapper would cost half the writer's time.</summary>
    private sealed class Prepared
    {
        private readonly DbCommand command;
        private readonly PropertyInfo[] members;

        public Prepared(DbConnection connection, string sql, Type? type)
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            members = type is null ? [] : [.. type.GetProperties().Where(member => sql.Contains('@' + member.Name, StringComparison.Ordinal))];
            foreach (var member in members)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = "@" + member.Name;
                command.Parameters.Add(parameter);
            }
        }

        public DbCommand With(object? parameters)
        {
            for (var i = 0; i < members.Length; i++)
            {
                command.Parameters[i].Value = Dialect.Store(members[i].GetValue(parameters));
            }

            return command;
        }
    }
}
