using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>Tags die de tekst noemt en die niet zijn opgegeven, per lijst. Advies: er wordt niets ingevuld.</summary>
/// <param name="Soorten">Uit de lijst soorten.</param>
/// <param name="Wetten">Uit de lijst wetten.</param>
/// <param name="Domeinen">Uit de lijst domeinen.</param>
/// <param name="Doelgroepen">Uit de lijst doelgroepen.</param>
/// <param name="Adressaten">Uit de lijst organisaties.</param>
public sealed record Tagvoorstellen(IReadOnlyList<Tagvoorstel> Soorten, IReadOnlyList<Tagvoorstel> Wetten, IReadOnlyList<Tagvoorstel> Domeinen,
    IReadOnlyList<Tagvoorstel> Doelgroepen, IReadOnlyList<Tagvoorstel> Adressaten)
{
    private const int Langst = 6;

    /// <summary>
    /// Finds names, abbreviations and aliases of the vocabularies in a text, the longest first, so that "Wet langdurige zorg" is
    /// not also taken for something shorter. Who is mentioned is not who should act, so no addressee is proposed.
    /// </summary>
    internal static Tagvoorstellen Voor(KnelpuntInhoud inhoud, Begrippenlijsten begrippen)
    {
        var woorden = Tekst.Woorden($"{inhoud.Titel} {inhoud.Omschrijving}").Take(1_000).ToArray();
        IReadOnlyList<Tagvoorstel> Uit(string lijst, IReadOnlyList<string>? gegeven) =>
            [.. Genoemd(woorden, begrippen[lijst]).Where(voorstel => gegeven?.Contains(voorstel.Code) != true)];
        return new Tagvoorstellen(Uit("soorten", inhoud.Soorten), Uit("wetten", inhoud.Wetten), Uit("domeinen", inhoud.Domeinen), Uit("doelgroepen", inhoud.Doelgroepen), []);
    }

    private static IEnumerable<Tagvoorstel> Genoemd(string[] woorden, Begrippenlijst lijst)
    {
        var gevonden = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        for (var i = 0; i < woorden.Length;)
        {
            var (begrip, lengte) = Langste(woorden, i, lijst);
            if (begrip is { Kiesbaar: true })
            {
                var zinsdeel = string.Join(' ', woorden, i, lengte);
                (gevonden.TryGetValue(begrip.Code, out var bekend) ? bekend : gevonden[begrip.Code] = []).Add(zinsdeel);
            }

            i += lengte;
        }

        // Twice named is surer than once; a name in full is surer than a word that people use for it.
        return gevonden.Select(treffer =>
        {
            var begrip = lijst.Zoek(treffer.Key)!;
            var voluit = treffer.Value.Exists(woord => woord == begrip.Afkorting || Tekst.Vouw(woord) == Tekst.Vouw(begrip.Naam));
            var score = Math.Round(1 - ((voluit ? 0.1 : 0.4) / treffer.Value.Count), 2);
            return new Tagvoorstel(begrip.Code, begrip.Naam, score, new Reden([.. treffer.Value.Distinct(StringComparer.Ordinal)], []));
        }).OrderByDescending(voorstel => voorstel.Score).ThenBy(voorstel => voorstel.Code, StringComparer.Ordinal);
    }

    private static (Begrip? Begrip, int Lengte) Langste(string[] woorden, int begin, Begrippenlijst lijst)
    {
        var meest = lijst.BegintMet(woorden[begin]) ? Math.Min(Langst, woorden.Length - begin) : 0;
        for (var lengte = meest; lengte >= 1; lengte--)
        {
            if (lijst.Herken(string.Join(' ', woorden, begin, lengte)) is { } begrip)
            {
                return (begrip, lengte);
            }
        }

        return (null, 1);
    }
}

/// <summary>Een voorgestelde tag.</summary>
/// <param name="Code">Code uit de lijst.</param>
/// <param name="Naam">Hoe mensen die lezen.</param>
/// <param name="Score">Van 0 tot en met 1: hoe zeker.</param>
/// <param name="Reden">Waarom, zodat iemand het kan nagaan.</param>
public sealed record Tagvoorstel(string Code, string Naam, double Score, Reden Reden);

/// <summary>Waarom een tag wordt voorgesteld.</summary>
/// <param name="Woorden">Woorden in de tekst.</param>
/// <param name="Knelpunten">Kenmerken van knelpunten die erop lijken.</param>
public sealed record Reden(IReadOnlyList<string> Woorden, IReadOnlyList<string> Knelpunten);

/// <summary>Een knelpunt dat lijkt op een ander.</summary>
/// <param name="Knelpunt">Welk.</param>
/// <param name="Score">Van 0 tot en met 1: hoezeer.</param>
/// <param name="Woorden">Woorden die ze delen, zoals ze in de tekst staan waarmee is vergeleken; wat het zwaarst woog eerst.</param>
/// <param name="Systeemknelpunten">Id's van systeemknelpunten waarin het gebundeld is.</param>
public record Verwant(KnelpuntVerwijzing Knelpunt, double Score, IReadOnlyList<string> Woorden, IReadOnlyList<Guid> Systeemknelpunten)
{
    internal Guid ProjectId { get; init; }
}

/// <summary>Een knelpunt in het kort.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Kenmerk">Nummer per jaar.</param>
/// <param name="Titel">In één regel.</param>
public sealed record KnelpuntVerwijzing(Guid Id, string Kenmerk, string Titel);
