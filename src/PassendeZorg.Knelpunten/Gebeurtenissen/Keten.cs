using Dapper;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Gebeurtenissen;

/// <summary>Verifies the log: no row changed, gone, added in between or in another order (demand R55).</summary>
internal static class Keten
{
    /// <summary>Reads the whole log; returns the number of rows and, per fault, a Dutch sentence with the volgnummer.</summary>
    public static async Task<(long Aantal, IReadOnlyList<string> Fouten)> Controleer(Db db, CancellationToken ct)
    {
        await using var connection = await db.Open(ct);
        var (verwacht, hash, aantal) = (1L, Gebeurtenis.Begin, 0L);
        var fouten = new List<string>();
        await foreach (var rij in connection.QueryUnbufferedAsync<Gebeurtenis.Rij>($"{Gebeurtenis.Select} ORDER BY volgnummer").WithCancellation(ct))
        {
            var row = rij.Gebeurtenis();
            aantal++;
            if (row.Volgnummer != verwacht)
            {
                fouten.Add($"Gebeurtenis {verwacht} ontbreekt: na {verwacht - 1} volgt {row.Volgnummer}.");
            }

            if (!string.Equals(row.VorigeHash, hash, StringComparison.Ordinal))
            {
                fouten.Add($"Gebeurtenis {row.Volgnummer} sluit niet aan op de vorige.");
            }

            if (!string.Equals(row.Hash, row.Bereken(), StringComparison.Ordinal))
            {
                fouten.Add($"Gebeurtenis {row.Volgnummer} is veranderd na het vastleggen.");
            }

            (verwacht, hash) = (row.Volgnummer + 1, row.Hash);
        }

        return (aantal, fouten);
    }
}
