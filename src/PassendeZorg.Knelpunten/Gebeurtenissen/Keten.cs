using Dapper;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Gebeurtenissen;

/// <summary>Verifies the log: no row changed, gone, added in between or in another order (demand R55).</summary>
internal static class Keten
{
    /// <summary>Reads the whole log; returns the number of rows and, per fault, a Dutch sentence with the volgnummer.</summary>
    public static async Task<(long Aantal, IReadOnlyList<string> Fouten)> Controleer(Db db, CancellationToken ct)
    {
        // Read before the log, which may grow meanwhile.
        var vastgelegd = await db.First<long?>($"SELECT waarde FROM teller WHERE naam = '{Gebeurtenis.Teller}'", null, ct) ?? 0;
        await using var connection = await db.Open(ct);
        var (verwacht, hash, aantal) = (1L, Gebeurtenis.Begin, 0L);
        var fouten = new List<string>();
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

            (verwacht, hash) = (rij.Volgnummer + 1, rij.Hash);
        }

        if (verwacht <= vastgelegd)
        {
            fouten.Add($"Gebeurtenis {verwacht} ontbreekt: er zijn er {vastgelegd} vastgelegd.");
        }

        return (aantal, fouten);
    }

    /// <summary>A row as it is stored, unread: what was tampered with need not be an id or an instant any more.</summary>
    private sealed class Rij
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
