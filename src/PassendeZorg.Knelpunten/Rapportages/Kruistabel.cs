using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>Knelpunten geteld naar twee dimensies, zoals wet en domein.</summary>
public sealed class Kruistabel : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/rapportages/kruistabel", Handle).WithName("toonKruistabel").Onthoudt().AllowAnonymous().Produces<Antwoord>().Answers(Tabel.Mediatypen);

    /// <param name="Selectie">Welke knelpunten.</param>
    /// <param name="Rijen">Waarnaar de rijen tellen.</param>
    /// <param name="Kolommen">Waarnaar de kolommen tellen; zonder: rijen met alleen totalen.</param>
    /// <param name="Meet">Wat er wordt geteld: knelpunten, of de verschillende projecten, organisaties of zorgkantoorregio's die ze meldden.</param>
    /// <param name="Niveau">Houdt van een lijst met twee niveaus er één over. Zonder: allebei, het hoogste met alles wat eronder valt.</param>
    /// <param name="Formaat">In plaats van Accept.</param>
    /// <param name="Scheidingsteken">puntkomma: een CSV die Nederlandse Excel meteen goed leest.</param>
    public sealed record Query(
        Selectie Selectie,
        [property: Required, Keuze(As.Keuzen, "maand", "kwartaal", "jaar")] string Rijen,
        [property: Keuze(As.Keuzen, "maand", "kwartaal", "jaar")] string? Kolommen = null,
        [property: Keuze("knelpunten", "projecten", "organisaties", "regios")] string Meet = "knelpunten",
        [property: Range(1, 2)] int? Niveau = null,
        [property: Keuze("json", "csv", "xlsx")] string? Formaat = null,
        [property: Keuze("komma", "puntkomma")] string Scheidingsteken = "komma");

    /// <summary>De tabel. Rijen en kolommen staan in de volgorde van hun lijst; cellen met nul zijn weggelaten.</summary>
    /// <param name="Rijen">De rijen.</param>
    /// <param name="Kolommen">De kolommen; leeg als er niet naar kolommen is gevraagd.</param>
    /// <param name="Cellen">De cellen waarin iets te tellen is.</param>
    /// <param name="Totaal">De hele selectie, elk eenmaal geteld; dat hoeft niet de som van de cellen te zijn.</param>
    /// <param name="Meet">Wat er is geteld.</param>
    /// <param name="Selectie">De selectie zoals die is begrepen: sleutels en waarden.</param>
    /// <param name="PeilOp">Het moment waarop de telling klopt.</param>
    /// <param name="Volgnummer">De laatste gebeurtenis die is meegeteld.</param>
    /// <param name="Onderdrukt">Waar: cellen van één tot en met vier zijn niet te zien, andere aantallen zijn naar beneden afgerond op vijftallen. Staat er alleen als het waar is.</param>
    public sealed record Antwoord(IReadOnlyList<Kop> Rijen, IReadOnlyList<Kop> Kolommen, IReadOnlyList<Cel> Cellen, int Totaal,
        [property: Keuze("knelpunten", "projecten", "organisaties", "regios")] string Meet,
        JsonObject Selectie, DateTimeOffset PeilOp, long Volgnummer,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Onderdrukt = false) : IRapport;

    /// <summary>Een rij of kolom.</summary>
    /// <param name="Code">Code, id of periode.</param>
    /// <param name="Naam">Wat mensen lezen.</param>
    /// <param name="Totaal">Over de hele rij of kolom, elk eenmaal geteld.</param>
    public sealed record Kop(string Code, string Naam, int Totaal);

    /// <summary>Een cel.</summary>
    /// <param name="Rij">Code van de rij.</param>
    /// <param name="Kolom">Code van de kolom.</param>
    /// <param name="Aantal">Hoeveel; null als het aantal te klein is om te tonen.</param>
    /// <param name="Onderdrukt">Waar: één tot en met vier onbevestigde, te weinig om te tonen. Staat er alleen als het waar is.</param>
    public sealed record Cel(string Rij, string Kolom, int? Aantal, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Onderdrukt = false);

    /// <summary>Knelpunten geteld naar twee dimensies, zoals wet en domein.</summary>
    /// <remarks>
    /// Een code telt elk knelpunt eenmaal; een knelpunt met twee wetten telt in twee rijen. Wat gemeld maar nog niet bevestigd is, is te tellen met
    /// status=gemeld; aantallen onder de vijf worden dan niet getoond.
    /// </remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Instellingen instellingen, Db db, HttpContext context, Produces produces)
    {
        var (selectie, rijen, kolommen, meet, niveau, _, scheidingsteken) = vraag.Waarde;
        selectie.StaTelling(gebruiker, instellingen.KleinsteCel, rijen, kolommen);
        Rapport.EisTelbaar(selectie, meet);
        var mediatype = produces.Choose(context.Request);
        if (Conditional.NotModified(context, Etags.Van(context, gebruiker, register)))
        {
            return Results.Empty;
        }

        var zeef = await Zeef.Maak(selectie, gebruiker, register, db, context.RequestAborted);
        var antwoord = Tel(zeef, As.Maak(rijen, gebruiker, register, zeef.Stand), kolommen is null ? null : As.Maak(kolommen, gebruiker, register, zeef.Stand), meet, niveau, selectie);
        return await Rapport.Antwoord(context, mediatype, scheidingsteken, "kruistabel", antwoord, rapport => Regels(rapport, selectie, rijen, kolommen));
    }

    /// <summary>Counts in one pass over the index.</summary>
    internal static Antwoord Tel(Zeef zeef, As rijen, As? kolommen, string meet, int? niveau, Selectie selectie)
    {
        // The last row and the last column are the totals.
        var kolomAs = kolommen ?? new GeenAs();
        var (teller, laatsteRij, laatsteKolom) = (new Teller(zeef, rijen, kolomAs, meet), rijen.Lengte, kolomAs.Lengte);
        zeef.Doorloop((blok, treffers) => teller.Tel(blok, treffers, rijen, kolomAs));
        int Totaal(int r, int k) => selectie.Afgerond(teller[r, k]);
        var rijKoppen = rijen.Koppen(niveau).Where(kop => teller[kop.Plaats, laatsteKolom] > 0).ToList();
        var kolomKoppen = kolomAs.Koppen(niveau).Where(kop => teller[laatsteRij, kop.Plaats] > 0).ToList();
        var cellen = from rij in rijKoppen
                     from kolom in kolomKoppen
                     where teller[rij.Plaats, kolom.Plaats] > 0
                     let aantal = selectie.Cel(teller[rij.Plaats, kolom.Plaats])
                     select new Cel(rij.Code, kolom.Code, aantal, aantal is null);
        return new Antwoord([.. rijKoppen.Select(kop => new Kop(kop.Code, kop.Naam, Totaal(kop.Plaats, laatsteKolom)))],
            [.. kolomKoppen.Select(kop => new Kop(kop.Code, kop.Naam, Totaal(laatsteRij, kop.Plaats)))], [.. cellen],
            Totaal(laatsteRij, laatsteKolom), meet, selectie.Weergave(), zeef.PeilOp, zeef.Volgnummer, selectie.Onderdrukt);
    }

    private static IEnumerable<IReadOnlyList<object?>> Regels(Antwoord antwoord, Selectie selectie, string rijen, string? kolommen)
    {
        if (kolommen is null)
        {
            yield return [rijen, $"{rijen}Naam", "totaal"];
            foreach (var rij in antwoord.Rijen)
            {
                yield return [rij.Code, rij.Naam, rij.Totaal];
            }

            yield break;
        }

        var (rijNamen, kolomNamen) = (antwoord.Rijen.ToDictionary(kop => kop.Code, kop => kop.Naam), antwoord.Kolommen.ToDictionary(kop => kop.Code, kop => kop.Naam));
        yield return [rijen, $"{rijen}Naam", kolommen, $"{kolommen}Naam", "aantal"];
        foreach (var cel in antwoord.Cellen)
        {
            yield return [cel.Rij, rijNamen[cel.Rij], cel.Kolom, kolomNamen[cel.Kolom], cel.Onderdrukt ? selectie.TeKlein : cel.Aantal];
        }
    }
}
