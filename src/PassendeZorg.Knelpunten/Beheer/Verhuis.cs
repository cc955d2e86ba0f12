using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>
/// Moves a registry from SQLite to PostgreSQL: every table row for row, the log with it. What was moved stays when it is broken off, and the
/// next time goes on from there. Only when both hold the same, row for row, an instance may start on it.
/// </summary>
internal sealed class Verhuis(SqliteDb van, PostgresDb naar, TextWriter voortgang)
{
    /// <summary>Rows that are moved in one transaction.</summary>
    private const int Deel = 5_000;

    /// <summary>The table that is there as long as a move has not ended.</summary>
    private const string Merk = "verhuizing";

    /// <summary>What each database has of its own.</summary>
    private static readonly string[] Eigen = ["schemaversie", "zoekindex", "onderweg", Merk];

    /// <summary>Refuses a database that a move has not finished with.</summary>
    public static async Task EisKlaar(Db db, CancellationToken ct)
    {
        if (await db.First<string>($"SELECT CAST(to_regclass('{Merk}') AS text)", null, ct) is not null)
        {
            throw new StartRefused("De verhuizing naar deze database is niet af. Voer de opdracht verhuis nog eens uit; die gaat verder waar hij was.");
        }
    }

    /// <summary>Moves, and compares; returns the number of rows.</summary>
    /// <exception cref="StartRefused">There is a registry in PostgreSQL already, or what arrived is not what left.</exception>
    public async Task<long> Voer()
    {
        await using var bron = await van.Open(default);
        await using var doel = (NpgsqlConnection)await naar.Open(default);
        if (await doel.ExecuteScalarAsync<string>($"SELECT CAST(to_regclass('{Merk}') AS text)") is null)
        {
            if (await doel.ExecuteScalarAsync<long>("SELECT count(*) FROM gebeurtenis") > 0)
            {
                throw new StartRefused("In de database waar naartoe wordt verhuisd staat al een registratie. Kies een lege database.");
            }

            await doel.ExecuteAsync($"CREATE TABLE {Merk} (begonnen_op timestamptz NOT NULL DEFAULT now())");
        }

        var (tabellen, totaal) = (await Tabellen(doel), 0L);
        foreach (var tabel in tabellen)
        {
            totaal += await Verplaats(bron, doel, tabel);
        }

        await Indexeer(bron, doel);
        await doel.ExecuteAsync("ANALYZE;");
        foreach (var tabel in tabellen)
        {
            Zeg($"{tabel.Naam}: vergelijken");
            if (await Afdruk(bron, tabel) != await Afdruk(doel, tabel))
            {
                throw new StartRefused($"Tabel {tabel.Naam} is niet gelijk aan die in SQLite: daar is intussen geschreven, of in de nieuwe database. Maak de nieuwe database leeg en begin opnieuw.");
            }
        }

        await doel.ExecuteAsync($"DROP TABLE {Merk}");
        voortgang.WriteLine();
        return totaal;
    }

    /// <summary>All tables, those that others point at first.</summary>
    private static async Task<IReadOnlyList<Tabel>> Tabellen(NpgsqlConnection doel)
    {
        var kolommen = (await doel.QueryAsync<(string Tabel, string Kolom, string Soort)>("""
            SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY table_name, ordinal_position
            """)).ToLookup(rij => rij.Tabel, rij => (rij.Kolom, rij.Soort));
        var sleutels = (await doel.QueryAsync<(string Tabel, string Kolom)>("""
            SELECT k.table_name, k.column_name FROM information_schema.key_column_usage k
            JOIN information_schema.table_constraints c ON c.constraint_name = k.constraint_name AND c.table_name = k.table_name AND c.table_schema = k.table_schema
            WHERE c.constraint_type = 'PRIMARY KEY' AND k.table_schema = current_schema() ORDER BY k.table_name, k.ordinal_position
            """)).ToLookup(rij => rij.Tabel, rij => rij.Kolom);
        var wijst = (await doel.QueryAsync<(string Van, string Naar)>("SELECT CAST(CAST(conrelid AS regclass) AS text), CAST(CAST(confrelid AS regclass) AS text) FROM pg_constraint WHERE contype = 'f'"))
            .ToLookup(rij => rij.Van, rij => rij.Naar);
        var (over, klaar) = (kolommen.Select(tabel => tabel.Key).Except(Eigen).Order(StringComparer.Ordinal).ToList(), new List<string>());
        while (over.Find(tabel => wijst[tabel].All(naar => klaar.Contains(naar) || naar == tabel)) is { } volgende)
        {
            over.Remove(volgende);
            klaar.Add(volgende);
        }

        return [.. klaar.Select(tabel => new Tabel(tabel, [.. kolommen[tabel]], string.Join(", ", sleutels[tabel])))];
    }

    private async Task<long> Verplaats(DbConnection bron, NpgsqlConnection doel, Tabel tabel)
    {
        var totaal = await bron.ExecuteScalarAsync<long>($"SELECT count(*) FROM {tabel.Naam}");
        for (var al = await doel.ExecuteScalarAsync<long>($"SELECT count(*) FROM {tabel.Naam}"); al < totaal;)
        {
            await using var rijen = await bron.ExecuteReaderAsync($"SELECT {tabel.Namen} FROM {tabel.Naam} ORDER BY {tabel.Sleutel} LIMIT {Deel} OFFSET {al}");
            await using var schrijver = await doel.BeginBinaryImportAsync($"COPY {tabel.Naam} ({tabel.Namen}) FROM STDIN (FORMAT binary)");
            while (await rijen.ReadAsync())
            {
                await schrijver.StartRowAsync();
                for (var i = 0; i < tabel.Kolommen.Count; i++)
                {
                    await (rijen.IsDBNull(i) ? schrijver.WriteNullAsync() : tabel.Kolommen[i].Soort switch
                    {
                        "bigint" => schrijver.WriteAsync(rijen.GetInt64(i), NpgsqlDbType.Bigint),
                        "integer" => schrijver.WriteAsync(rijen.GetInt32(i), NpgsqlDbType.Integer),
                        _ => schrijver.WriteAsync(rijen.GetString(i), NpgsqlDbType.Text),
                    });
                }

                al++;
            }

            await schrijver.CompleteAsync();
            Zeg($"{tabel.Naam}: {al} van {totaal}");
        }

        return totaal;
    }

    /// <summary>The words are not moved but made anew, from the texts that SQLite has in its index.</summary>
    private async Task Indexeer(DbConnection bron, NpgsqlConnection doel)
    {
        var nummers = (await bron.QueryAsync<long>("SELECT id FROM zoekindex_docsize ORDER BY id")).AsList();
        var al = (await doel.QueryAsync<long>("SELECT nummer FROM zoekindex")).ToHashSet();
        foreach (var deel in nummers.Where(nummer => !al.Contains(nummer)).Chunk(500))
        {
            await using var transactie = await doel.BeginTransactionAsync();
            foreach (var rij in await bron.QueryAsync<Knelpunt.Rij>($"{Knelpunt.Select} WHERE nummer IN @deel", new { deel }))
            {
                await doel.ExecuteAsync(naar.Dialect.Index, Vastleggen.Woorden(naar.Dialect, rij, rij.Lees()), transactie);
            }

            await transactie.CommitAsync();
            Zeg($"zoekindex: {deel[^1]} van {nummers[^1]}");
        }
    }

    /// <summary>A digest of every value of every row.</summary>
    private static async Task<string> Afdruk(DbConnection connection, Tabel tabel)
    {
        using var som = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var rijen = await connection.ExecuteReaderAsync(new CommandDefinition($"SELECT {tabel.Namen} FROM {tabel.Naam} ORDER BY {tabel.Sleutel}", commandTimeout: 0));
        var aantal = 0L;
        for (; await rijen.ReadAsync(); aantal++)
        {
            for (var i = 0; i < tabel.Kolommen.Count; i++)
            {
                som.AppendData(JsonSerializer.SerializeToUtf8Bytes(rijen.IsDBNull(i) ? null : Convert.ToString(rijen.GetValue(i), CultureInfo.InvariantCulture)));
            }
        }

        return $"{aantal} {Convert.ToHexStringLower(som.GetHashAndReset())}";
    }

    private void Zeg(string stap) => voortgang.Write($"\r{stap,-70}");

    /// <summary>A table, its columns with their types, and what it is sorted on.</summary>
    private sealed record Tabel(string Naam, IReadOnlyList<(string Naam, string Soort)> Kolommen, string Sleutel)
    {
        public string Namen => string.Join(", ", Kolommen.Select(kolom => kolom.Naam));
    }
}
