using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>Knelpunten geteld per week, maand, kwartaal of jaar.</summary>
public sealed class Tijdreeks : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/rapportages/tijdreeks", Handle).WithName("toonTijdreeks").Onthoudt().AllowAnonymous().Produces<Antwoord>().Answers(Tabel.Mediatypen);

    /// <param name="Selectie">Welke knelpunten.</param>
    /// <param name="Interval">Lengte van een periode: week (ISO 8601), maand, kwartaal of jaar van de meldingsdatum.</param>
    /// <param name="Groep">Een reeks per code van deze dimensie; zonder: alleen totalen.</param>
    /// <param name="Meet">Wat er wordt geteld: knelpunten, of de verschillende projecten, organisaties of zorgkantoorregio's die ze meldden.</param>
    /// <param name="Niveau">Houdt van een lijst met twee niveaus er één over.</param>
    /// <param name="Formaat">In plaats van Accept.</param>
    /// <param name="Scheidingsteken">puntkomma: een CSV die Nederlandse Excel meteen goed leest.</param>
    public sealed record Query(
        Selectie Selectie,
        [property: Keuze("week", "maand", "kwartaal", "jaar")] string Interval = "maand",
        [property: Keuze(As.Keuzen)] string? Groep = null,
        [property: Keuze("knelpunten", "projecten", "organisaties", "regios")] string Meet = "knelpunten",
        [property: Range(1, 2)] int? Niveau = null,
        [property: Keuze("json", "csv", "xlsx")] string? Formaat = null,
        [property: Keuze("komma", "puntkomma")] string Scheidingsteken = "komma");

    /// <summary>Aantallen per periode. Geen periode ontbreekt tussen de eerste en de laatste; een lege is nul.</summary>
    /// <param name="Perioden">Van de eerste tot en met de laatste melding, of van gemeldVanaf tot en met gemeldTot.</param>
    /// <param name="Reeksen">Een per code van de groep, in de volgorde van de lijst.</param>
    /// <param name="Totalen">Per periode, over de hele selectie.</param>
    /// <param name="Totaal">De hele selectie.</param>
    /// <param name="Meet">Wat er is geteld.</param>
    /// <param name="Selectie">De selectie zoals begrepen.</param>
    /// <param name="PeilOp">Het moment waarop dit klopt.</param>
    /// <param name="Volgnummer">De laatste gebeurtenis die meetelt.</param>
    /// <param name="Onderdrukt">Waar: aantallen van één tot en met vier onbevestigde knelpunten zijn null, andere aantallen zijn naar beneden afgerond op vijftallen.</param>
    public sealed record Antwoord(IReadOnlyList<string> Perioden, IReadOnlyList<Reeks> Reeksen, IReadOnlyList<int> Totalen, int Totaal, string Meet,
        JsonObject Selectie, DateTimeOffset PeilOp, long Volgnummer, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Onderdrukt = false) : IRapport;

    /// <summary>Een reeks.</summary>
    /// <param name="Code">Code van de groep.</param>
    /// <param name="Naam">Hoe mensen die lezen.</param>
    /// <param name="Aantallen">Een per periode; null als het niet wordt getoond.</param>
    public sealed record Reeks(string Code, string Naam, IReadOnlyList<int?> Aantallen);

    /// <summary>Knelpunten geteld per week, maand, kwartaal of jaar.</summary>
    /// <remarks>Telt op de dag waarop het knelpunt is gemeld, in Nederland. Lege perioden zijn nul en ontbreken niet.</remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Instellingen instellingen, Db db, HttpContext context, Produces produces)
    {
        var (selectie, interval, groep, meet, niveau, _, scheidingsteken) = vraag.Waarde;
        selectie.StaTelling(gebruiker, instellingen.KleinsteCel, groep);
        Rapport.EisTelbaar(selectie, meet);
        var mediatype = produces.Choose(context.Request);
        if (Conditional.NotModified(context, Etags.Van(context, gebruiker, register)))
        {
            return Results.Empty;
        }

        var zeef = await Zeef.Maak(selectie, gebruiker, register, db, context.RequestAborted);
        var antwoord = Tel(zeef, interval, groep is null ? null : As.Maak(groep, gebruiker, register, zeef.Stand), meet, niveau, selectie);
        return await Rapport.Antwoord(context, mediatype, scheidingsteken, "tijdreeks", antwoord, rapport => Regels(rapport, selectie));
    }

    /// <summary>Counts in one pass over the index.</summary>
    internal static Antwoord Tel(Zeef zeef, string interval, As? groep, string meet, int? niveau, Selectie selectie)
    {
        var perioden = new PeriodeAs(interval);
        var groepAs = groep ?? new GeenAs();
        var (teller, totaalRij, alles) = (new Teller(zeef, groepAs, perioden, meet), groepAs.Lengte, perioden.Lengte);
        zeef.Doorloop((blok, treffers) => teller.Tel(blok, treffers, groepAs, perioden));

        var geteld = Enumerable.Range(0, perioden.Lengte).Where(plaats => teller[totaalRij, plaats] > 0);
        var (eerste, laatste) = (geteld.FirstOrDefault(perioden.Lengte), geteld.LastOrDefault(-1));
        eerste = selectie.GemeldVanaf is { } vanaf ? perioden.Plaats(vanaf) : eerste;
        laatste = selectie.GemeldTot is { } tot ? perioden.Plaats(tot) : laatste;
        var plaatsen = eerste <= laatste ? Enumerable.Range(eerste, laatste - eerste + 1).ToList() : [];
        int Totaal(int plaats) => selectie.Afgerond(teller[totaalRij, plaats]);
        int? Aantal(int rij, int plaats) => selectie.Cel(teller[rij, plaats]);
        var reeksen = from kop in groepAs.Koppen(niveau)
                      where teller[kop.Plaats, alles] > 0
                      select new Reeks(kop.Code, kop.Naam, [.. plaatsen.Select(plaats => Aantal(kop.Plaats, plaats))]);
        return new Antwoord([.. plaatsen.Select(perioden.Code)], [.. reeksen], [.. plaatsen.Select(Totaal)], Totaal(alles), meet,
            selectie.Weergave(), zeef.PeilOp, zeef.Volgnummer, selectie.Onderdrukt);
    }

    private static IEnumerable<IReadOnlyList<object?>> Regels(Antwoord antwoord, Selectie selectie)
    {
        yield return ["periode", "code", "naam", "aantal"];
        for (var i = 0; i < antwoord.Perioden.Count; i++)
        {
            foreach (var reeks in antwoord.Reeksen)
            {
                yield return [antwoord.Perioden[i], reeks.Code, reeks.Naam, reeks.Aantallen[i] is { } aantal ? aantal : selectie.TeKlein];
            }

            yield return [antwoord.Perioden[i], "totaal", "Totaal", antwoord.Totalen[i]];
        }
    }
}
