using System.Data;
using System.Data.Common;
using Dapper;

namespace PassendeZorg.Knelpunten.Gebeurtenissen;

/// <summary>Verifies the log: no row changed, gone, added in between or in another order (demand R55).</summary>
internal static class Keten
{
    /// <summary>Reads the whole log; returns the last number and hash that were read. Per fault there is a Dutch sentence with the volgnummer.</summary>
    /// <param name="connection">In a transaction, so that the log does not grow meanwhile.</param>
    /// <param name="fouten">Where they go.</param>
    /// <param name="bij">Gets every row that says what it said when it was written.</param>
    public static async Task<(long Aantal, string Hash)> Controleer(DbConnection connection, List<string> fouten, Action<Rij> bij, CancellationToken ct)
    {
        var (verwacht, hash, aantal) = (1L, Gebeurtenis.Begin, 0L);
        try
        {
            await foreach (var rij in connection.QueryUnbufferedAsync<Rij>($"{Gebeurtenis.Select} ORDER BY volgnummer").WithCancellation(ct))
            {
                aantal++;
                if (rij.Volgnummer != verwacht)
                {
                    fouten.Add($"Gebeurtenis {verwacht} ontbreekt: na {verwacht - 1} volgt {rij.Volgnummer}.");
                }

                if (!string.Equals(rij.VorigeHash, hash, StringComparison.Ordinal))
                {
                    fouten.Add($"Gebeurtenis {rij.Volgnummer} sluit niet aan op de vorige.");
                }

                if (!string.Equals(rij.Hash, rij.Bereken(), StringComparison.Ordinal))
                {
                    fouten.Add($"Gebeurtenis {rij.Volgnummer} is veranderd na het vastleggen.");
                }
                else
                {
                    bij(rij);
                }

                (verwacht, hash) = (rij.Volgnummer + 1, rij.Hash);
            }

            var vastgelegd = await connection.ExecuteScalarAsync<long?>($"SELECT waarde FROM teller WHERE naam = '{Gebeurtenis.Teller}'") ?? 0;
            if (verwacht <= vastgelegd)
            {
                fouten.Add($"Gebeurtenis {verwacht} ontbreekt: er zijn er {vastgelegd} vastgelegd.");
            }
        }
        catch (Exception fout) when (fout is DbException or DataException or InvalidCastException or FormatException)
        {
            fouten.Add($"Het logboek (tabel gebeurtenis) is niet te lezen na gebeurtenis {verwacht - 1}.");
        }

        return (aantal, hash);
    }

    /// <summary>A row as it is stored, unread: what was tampered with need not be an id or an instant any more.</summary>
    internal sealed class Rij
    {
        public long Volgnummer { get; init; }
        public string Id { get; init; } = "";
        public string Soort { get; init; } = "";
        public string Onderwerp { get; init; } = "";
        public string TijdstipOp { get; init; } = "";
        public string Rol { get; init; } = "";
        public string? Organisatie { get; init; }
        public string? SleutelId { get; init; }
        public string Gegevens { get; init; } = "";
        public string VorigeHash { get; init; } = "";
        public string Hash { get; init; } = "";

        public string Bereken() => Gebeurtenis.Bereken(Volgnummer, Id, Soort, Onderwerp, TijdstipOp, Rol, Organisatie, SleutelId, Gegevens, VorigeHash);
    }
}
