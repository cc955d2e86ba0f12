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
        var bekend = werk.Vraag<Begrippenlijsten.Rij>($"{Begrippenlijsten.Select} WHERE lijst = @lijst", new { lijst }).ToDictionary(rij => rij.Code, StringComparer.Ordinal);
        var (volgende, codes) = (bekend.Values.Select(rij => rij.Nummer).DefaultIfEmpty(-1).Max() + 1, new JsonArray());
        foreach (var nieuw in Lees(lijst))
        {
            if (!bekend.TryGetValue(nieuw.Code, out var was))
            {
                Schrijf(werk, nieuw with { Nummer = volgende++ });
                codes.Add(nieuw.Code);
            }
            else if (was.Herkomst == "meegeleverd" && was != nieuw with { Nummer = was.Nummer })
            {
                Schrijf(werk, nieuw with { Nummer = was.Nummer });
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
    internal static void Schrijf(Werk werk, Begrippenlijsten.Rij rij) => werk.Voer("""
        INSERT INTO begrip (lijst, code, nummer, naam, bovenliggend, afkorting, uri, aliassen, toelichting, kiesbaar, volgorde, geldig_van, geldig_tot, eigenschappen, herkomst)
        VALUES (@Lijst, @Code, @Nummer, @Naam, @Bovenliggend, @Afkorting, @Uri, @Aliassen, @Toelichting, @Kiesbaar, @Volgorde, @GeldigVan, @GeldigTot, @Eigenschappen, @Herkomst)
        ON CONFLICT (lijst, code) DO UPDATE SET naam = excluded.naam, afkorting = excluded.afkorting, uri = excluded.uri, aliassen = excluded.aliassen,
            toelichting = excluded.toelichting, kiesbaar = excluded.kiesbaar, volgorde = excluded.volgorde, geldig_van = excluded.geldig_van,
            geldig_tot = excluded.geldig_tot, eigenschappen = excluded.eigenschappen, herkomst = excluded.herkomst
        """, rij);

    private static IEnumerable<Begrippenlijsten.Rij> Lees(string lijst)
    {
        using var csv = CsvReader.Create(Resources.Open($"reference/{lijst}.csv"), CsvReaderOptions.Default, leaveOpen: false);
        csv.ReadHeader();
        var koppen = csv.Headers.ToList();
        for (var volgorde = 1; csv.Read(); volgorde++)
        {
            string? Veld(string naam) => csv.TryGetFieldIndex(naam, out var plaats) && csv.GetString(plaats) is { Length: > 0 } waarde ? waarde : null;
            DateOnly? Dag(string naam) => Veld(naam) is { } dag ? DateOnly.ParseExact(dag, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null;
            var eigenschappen = koppen.Where(kop => !Vast.Contains(kop) && Veld(kop) is not null).ToDictionary(kop => kop, kop => Veld(kop)!, StringComparer.Ordinal);
            yield return new Begrippenlijsten.Rij
            {
                Lijst = lijst, Code = Veld("code")!, Naam = Veld("naam")!, Bovenliggend = Veld("bovenliggend"), Afkorting = Veld("afkorting"), Uri = Veld("uri"),
                Aliassen = Veld("aliassen") ?? "", Toelichting = Veld("toelichting"), Kiesbaar = Veld("kiesbaar") == "nee" ? 0 : 1, Volgorde = volgorde * 10,
                GeldigVan = Dag("geldigVanDatum"), GeldigTot = Dag("geldigTotDatum"), Herkomst = "meegeleverd",
                Eigenschappen = eigenschappen.Count == 0 ? null : JsonSerializer.Serialize(eigenschappen, Json.Options),
            };
        }
    }
}
