using System.Text.Json;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Inschatting: wat is ervoor nodig? Het oordeel van één partij.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Beoordelaar">De partij: een code uit de lijst organisaties of een vrije naam.</param>
/// <param name="Opschrift">Wat erboven hoort te staan: "Inschatting van …", of bij een weergave dat de partij dit niet zelf heeft geplaatst.</param>
/// <param name="Trede">Wat ervoor nodig is.</param>
/// <param name="TredeTijdelijk">Wat er tot die tijd kan, zoals nu een experiment en later een wet.</param>
/// <param name="Argument">Waarom.</param>
/// <param name="Datum">De dag van het oordeel.</param>
/// <param name="Herkomst">eigen: geplaatst met een sleutel van de partij. weergegeven: door een analist opgetekend uit een openbare bron.</param>
/// <param name="Bron">De openbare bron; bij een weergave altijd.</param>
/// <param name="GeplaatstOp">Wanneer het is vastgelegd.</param>
public sealed record Stelseltoets(Guid Id, string Beoordelaar, string Opschrift, [property: Begrip("treden")] string Trede, [property: Begrip("treden")] string? TredeTijdelijk,
    string? Argument, DateOnly Datum, [property: Keuze("eigen", "weergegeven")] string Herkomst, Bron? Bron, DateTimeOffset GeplaatstOp)
{
    /// <summary>The texts of verdicts, by id.</summary>
    internal static async Task<Dictionary<Guid, Stelseltoets>> Lees(IReadOnlyList<Toets> toetsen, Register register, Db db, CancellationToken ct)
    {
        var teksten = new Dictionary<Guid, Tekstdeel>();
        foreach (var ids in toetsen.Select(toets => toets.Id).Chunk(500))
        {
            foreach (var rij in await db.Query<Rij>($"SELECT id, inhoud FROM stelseltoets WHERE id {db.Dialect.In("@ids")}", new { ids }, ct))
            {
                teksten[rij.Id] = JsonSerializer.Deserialize<Tekstdeel>(rij.Inhoud, Json.Options)!;
            }
        }

        return toetsen.ToDictionary(toets => toets.Id, toets => Toon(toets, teksten.GetValueOrDefault(toets.Id), register));
    }

    /// <summary>Verdicts of one origin in a cell of a sheet.</summary>
    internal static string Regel(IEnumerable<Stelseltoets> toetsen, string herkomst) =>
        string.Join('|', toetsen.Where(toets => toets.Herkomst == herkomst).Select(toets => $"{toets.Beoordelaar}: {toets.Trede}"));

    private static Stelseltoets Toon(Toets toets, Tekstdeel? tekst, Register register)
    {
        var naam = register.Begrippen["organisaties"].Zoek(toets.Beoordelaar)?.Naam ?? toets.Beoordelaar;
        return new Stelseltoets(toets.Id, toets.Beoordelaar, toets.Weergegeven ? $"Standpunt van {naam}, weergegeven uit een openbare bron; niet door {naam} zelf geplaatst" : $"Inschatting van {naam}",
            toets.Trede, toets.TredeTijdelijk, tekst?.Argument, toets.Datum, toets.Weergegeven ? "weergegeven" : "eigen", tekst?.Bron, toets.GeplaatstOp);
    }

    /// <summary>What is kept outside the log: texts.</summary>
    internal sealed record Tekstdeel(string Argument, Bron? Bron);

    private sealed class Rij
    {
        public Guid Id { get; init; }
        public string Inhoud { get; init; } = "";
    }
}
