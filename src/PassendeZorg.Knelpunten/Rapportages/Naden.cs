using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>Welke wetten, of domeinen, op één knelpunt botsen.</summary>
public sealed class Naden : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/rapportages/naden", Handle).WithName("toonNaden").Onthoudt().AllowAnonymous().Produces<Antwoord>().Answers(Tabel.Mediatypen);

    /// <param name="Selectie">Welke knelpunten.</param>
    /// <param name="Dimensie">Waarvan paren worden geteld.</param>
    /// <param name="Niveau">Houdt van een lijst met twee niveaus er één over.</param>
    /// <param name="Formaat">In plaats van Accept.</param>
    /// <param name="Scheidingsteken">puntkomma: een CSV die Nederlandse Excel meteen goed leest.</param>
    public sealed record Query(
        Selectie Selectie,
        [property: Keuze("wet", "domein", "soort", "akkoord", "regio", "doelgroep", "adressaat", "principe", "gevolg")] string Dimensie = "wet",
        [property: Range(1, 2)] int? Niveau = null,
        [property: Keuze("json", "csv", "xlsx")] string? Formaat = null,
        [property: Keuze("komma", "puntkomma")] string Scheidingsteken = "komma");

    /// <summary>De naden, vaakst eerst.</summary>
    /// <param name="Dimensie">Waarvan paren zijn geteld.</param>
    /// <param name="Naden">Elk paar eenmaal.</param>
    /// <param name="Meervoudig">Hoeveel knelpunten er op ten minste één naad liggen.</param>
    /// <param name="Totaal">De hele selectie.</param>
    /// <param name="Selectie">De selectie zoals begrepen.</param>
    /// <param name="PeilOp">Het moment waarop dit klopt.</param>
    /// <param name="Volgnummer">De laatste gebeurtenis die meetelt.</param>
    /// <param name="Onderdrukt">Waar: naden van één tot en met vier zijn niet te zien, andere aantallen zijn naar beneden afgerond op vijftallen. Staat er alleen als het waar is.</param>
    public sealed record Antwoord(string Dimensie, IReadOnlyList<Naad> Naden, int Meervoudig, int Totaal, JsonObject Selectie, DateTimeOffset PeilOp, long Volgnummer,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Onderdrukt = false) : IRapport;

    /// <summary>Een naad: twee codes die samen op knelpunten staan.</summary>
    /// <param name="A">De code die in de lijst het eerst komt.</param>
    /// <param name="B">De andere.</param>
    /// <param name="Aantal">Hoeveel knelpunten; null als het niet wordt getoond.</param>
    /// <param name="Projecten">Hoeveel verschillende projecten ze meldden; null als het niet wordt getoond.</param>
    /// <param name="Onderdrukt">Waar: één tot en met vier onbevestigde, te weinig om te tonen.</param>
    public sealed record Naad(string A, string B, int? Aantal, int? Projecten, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Onderdrukt = false);

    /// <summary>Welke wetten, of domeinen, op één knelpunt botsen.</summary>
    /// <remarks>Elk paar staat er eenmaal, vaakst eerst; geen code met zichzelf of met wat eronder valt.</remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Instellingen instellingen, Db db, HttpContext context, Produces produces)
    {
        var (selectie, dimensie, niveau, _, scheidingsteken) = vraag.Waarde;
        selectie.StaTelling(gebruiker, instellingen.KleinsteCel, dimensie);
        var mediatype = produces.Choose(context.Request);
        if (Conditional.NotModified(context, Etags.Van(context, gebruiker, register)))
        {
            return Results.Empty;
        }

        var zeef = await Zeef.Maak(selectie, gebruiker, register, db, context.RequestAborted);
        var antwoord = Tel(zeef, dimensie, niveau, selectie, register);
        return await Rapport.Antwoord(context, mediatype, scheidingsteken, "naden", antwoord, rapport => Regels(rapport, selectie, register.Begrippen[Selecties.Dimensie.Van(dimensie)!.Lijst]));
    }

    /// <summary>Counts in one pass over the index.</summary>
    internal static Antwoord Tel(Zeef zeef, string naam, int? niveau, Selectie selectie, Register register)
    {
        var dimensie = Selecties.Dimensie.Van(naam)!;
        var lijst = register.Begrippen[dimensie.Lijst];
        var codeAs = new CodeAs(dimensie, lijst);
        var koppen = codeAs.Koppen(niveau).ToList();

        // Place in the vocabulary by bit number; -1: not on this level.
        var volgorde = new int[lijst.Capaciteit];
        Array.Fill(volgorde, -1);
        for (var i = 0; i < koppen.Count; i++)
        {
            volgorde[koppen[i].Plaats] = i;
        }

        var ouder = koppen.Select(kop => lijst.Zoek(kop.Code)!.Bovenliggend is { } code ? koppen.FindIndex(ander => ander.Code == code) : -1).ToArray();
        var (aantallen, projecten) = (new Teller(zeef, koppen.Count + 1, koppen.Count, "knelpunten"), new Teller(zeef, koppen.Count + 1, koppen.Count, "projecten"));
        var (totaal, meervoudig) = (0, 0);
        zeef.Doorloop((blok, treffers) =>
        {
            codeAs.Lees(blok, treffers);
            totaal += treffers.Length;
            Span<ulong> opNaad = stackalloc ulong[Bitrij.Woorden(treffers.Length)], paar = stackalloc ulong[opNaad.Length];
            opNaad.Clear();
            var codes = codeAs.Plaatsen.Where(plaats => plaats < lijst.Capaciteit && volgorde[plaats] >= 0).OrderBy(plaats => volgorde[plaats]).ToArray();
            for (var i = 0; i < codes.Length; i++)
            {
                for (var j = i + 1; j < codes.Length; j++)
                {
                    var (a, b) = (volgorde[codes[i]], volgorde[codes[j]]);
                    if (ouder[a] != b && ouder[b] != a)
                    {
                        Bitrij.En(codeAs[codes[i]], codeAs[codes[j]], paar);
                        Bitrij.Of(opNaad, paar);
                        aantallen.Tel(blok, treffers, a, b, paar, paar);
                        projecten.Tel(blok, treffers, a, b, paar, paar);
                    }
                }
            }

            meervoudig += Bitrij.Tel(opNaad, opNaad);
        });

        var naden = from a in Enumerable.Range(0, koppen.Count)
                    from b in Enumerable.Range(a + 1, koppen.Count - a - 1)
                    let aantal = aantallen[a, b]
                    where aantal > 0
                    orderby aantal descending, a, b
                    let getoond = selectie.Cel(aantal)
                    select new Naad(koppen[a].Code, koppen[b].Code, getoond, selectie.Onderdrukt ? null : projecten[a, b], getoond is null);
        return new Antwoord(naam, [.. naden], selectie.Afgerond(meervoudig), selectie.Afgerond(totaal), selectie.Weergave(), zeef.PeilOp, zeef.Volgnummer, selectie.Onderdrukt);
    }

    private static IEnumerable<IReadOnlyList<object?>> Regels(Antwoord antwoord, Selectie selectie, Begrippen.Begrippenlijst lijst)
    {
        yield return ["a", "aNaam", "b", "bNaam", "aantal", "projecten"];
        foreach (var naad in antwoord.Naden)
        {
            yield return [naad.A, lijst.Zoek(naad.A)!.Naam, naad.B, lijst.Zoek(naad.B)!.Naam, naad.Onderdrukt ? selectie.TeKlein : naad.Aantal, naad.Projecten];
        }
    }
}
