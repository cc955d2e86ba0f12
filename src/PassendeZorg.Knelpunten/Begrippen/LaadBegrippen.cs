using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsvHelper;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Begrippen;

/// <summary>
/// Loads the vocabularies that come with the program. New codes are added and texts corrected; what a beheerder changed stays
/// as it is, and nothing is ever taken away.
/// </summary>
internal static class LaadBegrippen
{
    private static readonly HashSet<string> Vast = new(StringComparer.Ordinal)
        { "code", "naam", "bovenliggend", "afkorting", "uri", "aliassen", "toelichting", "kiesbaar", "geldigVanDatum", "geldigTotDatum" };

    /// <summary>Loads all lists; writes one gebeurtenis per list that changed.</summary>
    public static int Voer(Werk werk) => Begrippenlijsten.Namen.Keys.Sum(lijst => Laad(werk, lijst));

    private static int Laad(Werk werk, string lijst)
    {
        var bekend = werk.Vraag<Rij>("""
            SELECT code, nummer, naam, bovenliggend, afkorting, uri, aliassen, toelichting, kiesbaar, volgorde, geldig_van, geldig_tot, eigenschappen, herkomst
            FROM begrip WHERE lijst = @lijst
            """, new { lijst }).ToDictionary(rij => rij.Code, StringComparer.Ordinal);
        var (volgende, codes) = (bekend.Values.Select(rij => rij.Nummer).DefaultIfEmpty(-1).Max() + 1, new JsonArray());
        foreach (var nieuw in Lees(lijst))
        {
            if (!bekend.TryGetValue(nieuw.Code, out var was))
            {
                Schrijf(werk, lijst, nieuw with { Nummer = volgende++ });
                codes.Add(nieuw.Code);
            }
            else if (was.Herkomst == "meegeleverd" && was != nieuw with { Nummer = was.Nummer })
            {
                Schrijf(werk, lijst, nieuw with { Nummer = was.Nummer });
                codes.Add(nieuw.Code);
            }
        }

        if (codes.Count > 0)
        {
            werk.Noteer(Gebruiker.Systeem, "begrippen.geladen", lijst, new JsonObject { ["codes"] = codes.DeepClone() });
        }

        return codes.Count;
    }

    /// <summary>Writes a concept as it will be from now on.</summary>
    internal static void Schrijf(Werk werk, string lijst, Rij rij) => werk.Voer("""
        INSERT INTO begrip (lijst, code, nummer, naam, bovenliggend, afkorting, uri, aliassen, toelichting, kiesbaar, volgorde, geldig_van, geldig_tot, eigenschappen, herkomst)
        VALUES (@lijst, @Code, @Nummer, @Naam, @Bovenliggend, @Afkorting, @Uri, @Aliassen, @Toelichting, @Kiesbaar, @Volgorde, @GeldigVan, @GeldigTot, @Eigenschappen, @Herkomst)
        ON CONFLICT (lijst, code) DO UPDATE SET naam = excluded.naam, afkorting = excluded.afkorting, uri = excluded.uri, aliassen = excluded.aliassen,
            toelichting = excluded.toelichting, kiesbaar = excluded.kiesbaar, volgorde = excluded.volgorde, geldig_van = excluded.geldig_van,
            geldig_tot = excluded.geldig_tot, eigenschappen = excluded.eigenschappen, herkomst = excluded.herkomst
        """, new
    {
        lijst, rij.Code, rij.Nummer, rij.Naam, rij.Bovenliggend, rij.Afkorting, rij.Uri, rij.Aliassen, rij.Toelichting, rij.Kiesbaar, rij.Volgorde,
        rij.GeldigVan, rij.GeldigTot, rij.Eigenschappen, rij.Herkomst,
    });

    private static IEnumerable<Rij> Lees(string lijst)
    {
        using var csv = CsvReader.Create(Resources.Open($"reference/{lijst}.csv"), CsvReaderOptions.Default, leaveOpen: false);
        csv.ReadHeader();
        var koppen = csv.Headers.ToList();
        for (var volgorde = 1; csv.Read(); volgorde++)
        {
            string? Veld(string naam) => csv.TryGetFieldIndex(naam, out var plaats) && csv.GetString(plaats) is { Length: > 0 } waarde ? waarde : null;
            var eigenschappen = koppen.Where(kop => !Vast.Contains(kop) && Veld(kop) is not null).ToDictionary(kop => kop, kop => Veld(kop)!, StringComparer.Ordinal);
            yield return new Rij
            {
                Code = Veld("code")!, Naam = Veld("naam")!, Bovenliggend = Veld("bovenliggend"), Afkorting = Veld("afkorting"), Uri = Veld("uri"),
                Aliassen = Veld("aliassen") ?? "", Toelichting = Veld("toelichting"), Kiesbaar = Veld("kiesbaar") == "nee" ? 0 : 1, Volgorde = volgorde * 10,
                GeldigVan = Veld("geldigVanDatum"), GeldigTot = Veld("geldigTotDatum"), Herkomst = "meegeleverd",
                Eigenschappen = eigenschappen.Count == 0 ? null : JsonSerializer.Serialize(eigenschappen, Json.Options),
            };
        }
    }

    /// <summary>A concept as it is stored.</summary>
    internal sealed record Rij
    {
        public string Code { get; init; } = "";
        public int Nummer { get; init; }
        public string Naam { get; init; } = "";
        public string? Bovenliggend { get; init; }
        public string? Afkorting { get; init; }
        public string? Uri { get; init; }
        public string Aliassen { get; init; } = "";
        public string? Toelichting { get; init; }
        public int Kiesbaar { get; init; }
        public int Volgorde { get; init; }
        public string? GeldigVan { get; init; }
        public string? GeldigTot { get; init; }
        public string? Eigenschappen { get; init; }
        public string Herkomst { get; init; } = "";
    }
}
