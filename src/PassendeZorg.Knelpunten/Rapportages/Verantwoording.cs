using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>Wie antwoordde op wat er geagendeerd is, hoe snel, en wat er van de toezeggingen kwam.</summary>
public sealed class Verantwoording : IEndpoint
{
    /// <summary>From this many put on the agenda on, an organisation is ranked.</summary>
    internal const int Drempel = 5;

    private const string Toelichting = "Geteld zijn systeemknelpunten die ooit geagendeerd zijn, bij wie er nu bevoegd is. Dagen zijn Nederlandse kalenderdagen van de eerste agendering tot de eerste gepubliceerde reactie; "
        + "een reactie van ervoor telt als 0. Open toezeggingen zijn er met wat te laat is. Onder de vijf geagendeerd is er geen rang: te weinig om te vergelijken.";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/rapportages/verantwoording", Handle).WithName("toonVerantwoording").AllowAnonymous().Produces<Antwoord>().Answers(Tabel.Mediatypen);

    /// <param name="Selectie">Welke systeemknelpunten; adressaat kiest welke organisaties er in het rapport staan.</param>
    /// <param name="Formaat">In plaats van Accept.</param>
    /// <param name="Scheidingsteken">puntkomma: een CSV die Nederlandse Excel meteen goed leest.</param>
    public sealed record Query([property: VanSystemen] Selectie Selectie, [property: Keuze("json", "csv", "xlsx")] string? Formaat = null,
        [property: Keuze("komma", "puntkomma")] string Scheidingsteken = "komma");

    /// <summary>De verantwoording.</summary>
    /// <param name="Items">Per organisatie: eerst wie een rang heeft, op rang; dan de andere, in de volgorde van de lijst organisaties.</param>
    /// <param name="Uitleg">Hoe er geteld is.</param>
    /// <param name="Totaal">Hoeveel systeemknelpunten de selectie kiest, geagendeerd of niet.</param>
    /// <param name="Selectie">De selectie zoals begrepen.</param>
    /// <param name="PeilOp">Het moment waarop dit klopt.</param>
    /// <param name="Volgnummer">De laatste gebeurtenis die meetelt.</param>
    public sealed record Antwoord(IReadOnlyList<Verantwoord> Items, string Uitleg, int Totaal, JsonObject Selectie, DateTimeOffset PeilOp, long Volgnummer) : IRapport;

    /// <summary>Wat een organisatie deed.</summary>
    /// <param name="Organisatie">Wie.</param>
    /// <param name="Geagendeerd">Hoeveel systeemknelpunten waarvoor die bevoegd is, ooit geagendeerd zijn.</param>
    /// <param name="Beantwoord">Hoeveel daarvan een gepubliceerde reactie van deze organisatie hebben.</param>
    /// <param name="AandeelBeantwoord">Beantwoord gedeeld door geagendeerd, op twee cijfers achter de komma; null als er niets geagendeerd is.</param>
    /// <param name="MediaanDagenTotReactie">De mediaan van de kalenderdagen van agendering tot de eerste reactie; null zonder reactie.</param>
    /// <param name="Toezeggingen">Hoe het staat met wat deze organisatie toezegde. Wat zonder systeemknelpunt is toegezegd in een dialoog, telt mee als de selectie niets kiest dan adressaat en moment.</param>
    /// <param name="Rang">Op aandeel beantwoord, dan op mediaan (kort is beter), onder alle organisaties in de selectie; gelijk is gelijk. Null onder de vijf geagendeerd.</param>
    /// <param name="TeKlein">Waar: minder dan vijf geagendeerd, te weinig om te vergelijken.</param>
    public sealed record Verantwoord(Agenda.Naam Organisatie, int Geagendeerd, int Beantwoord, double? AandeelBeantwoord, double? MediaanDagenTotReactie, Toezeggingtelling Toezeggingen,
        int? Rang, bool TeKlein);

    /// <summary>Per organisatie die bevoegd is: wat er geagendeerd is, wat beantwoord, hoe snel, en hoe het met toezeggingen staat.</summary>
    /// <remarks>Ook wie iets toezegde zonder dat er iets geagendeerd is, staat erin. Onder de vijf geagendeerd is er geen rang.</remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context, Produces produces)
    {
        var (selectie, _, scheidingsteken) = vraag.Waarde;
        selectie.Sta(gebruiker, telling: false);
        var mediatype = produces.Choose(context.Request);
        if (Conditional.NotModified(context, Etags.VanSystemen(context, gebruiker, register, Kalender.Dag(clock.GetUtcNow()))))
        {
            return Results.Empty;
        }

        var antwoord = await Stel(selectie, gebruiker, register, db, clock, context.RequestAborted);
        return await Rapport.Antwoord(context, mediatype, scheidingsteken, "verantwoording", antwoord, Regels);
    }

    /// <summary>What an account is of: per organisation what was ever put on its agenda, and what it promised.</summary>
    internal sealed record Grond(Systeemkeuze Keuze, ILookup<string, Systeem> Geagendeerd, ILookup<string, Belofte> Beloften);

    /// <summary>Gathers what there is to account for.</summary>
    /// <param name="selectie">Of systeemknelpunten.</param>
    /// <param name="volgnummer">As of this gebeurtenis, when the selection itself says nothing (an edition).</param>
    internal static async Task<Grond> Verzamel(Selectie selectie, Gebruiker lezer, Register register, Db db, TimeProvider clock, CancellationToken ct, int? volgnummer = null)
    {
        // With beantwoord the addressee is part of the question: answered by whom.
        var breed = selectie.Beantwoord is null ? selectie.Zonder(Dimensie.Adressaat) : selectie;
        var keuze = await Systeemkeuze.Maak(breed, lezer, register, db, clock, ct, volgnummer);
        var gekozen = keuze.Systemen.Select(systeem => systeem.Nummer).ToHashSet();
        var alles = breed.KiestAlles;
        var beloften = keuze.Beeld.Beloften.Where(belofte => belofte.Systeem is { } systeem ? gekozen.Contains(systeem) : alles).ToLookup(belofte => belofte.Door, StringComparer.Ordinal);
        var geagendeerd = (from systeem in keuze.Systemen
                           where systeem.Stand.GeagendeerdOp is not null
                           from organisatie in systeem.Stand.Bevoegd
                           select (organisatie, systeem)).ToLookup(paar => paar.organisatie, paar => paar.systeem, StringComparer.Ordinal);
        return new Grond(keuze, geagendeerd, beloften);
    }

    /// <summary>Gathers and counts.</summary>
    internal static async Task<Antwoord> Stel(Selectie selectie, Gebruiker lezer, Register register, Db db, TimeProvider clock, CancellationToken ct, int? volgnummer = null) =>
        Stel(selectie, await Verzamel(selectie, lezer, register, db, clock, ct, volgnummer), register);

    /// <summary>Counts for every organisation, so that a rank does not depend on who else is shown, and shows those that were asked for.</summary>
    internal static Antwoord Stel(Selectie selectie, Grond grond, Register register)
    {
        var (keuze, geagendeerd, beloften) = grond;
        var items = register.Begrippen["organisaties"].Begrippen.Where(begrip => geagendeerd.Contains(begrip.Code) || beloften.Contains(begrip.Code))
            .Select(begrip => Tel(new Agenda.Naam(begrip.Code, begrip.Naam), [.. geagendeerd[begrip.Code]], Toezeggingtelling.Van(beloften[begrip.Code], keuze.Vandaag)));

        var adressaten = selectie.Codes.GetValueOrDefault(Dimensie.Adressaat);
        var totaal = keuze.Systemen.Count(systeem => adressaten is null || systeem.Adressaten.Any(adressaten.Contains));
        return new Antwoord([.. Rangschik([.. items]).Where(item => adressaten?.Contains(item.Organisatie.Code) ?? true)], Toelichting, totaal, selectie.Weergave(), keuze.PeilOp, keuze.Teller.Volgnummer);
    }

    private static Verantwoord Tel(Agenda.Naam organisatie, List<Systeem> geagendeerd, Toezeggingtelling toezeggingen)
    {
        var dagen = (from systeem in geagendeerd
                     let reacties = systeem.Stand.Reacties.Where(reactie => reactie.Organisatie == organisatie.Code).ToList()
                     where reacties.Count > 0
                     let duur = Kalender.Dag(reacties.Min(reactie => reactie.GepubliceerdOp)).DayNumber - Kalender.Dag(systeem.Stand.GeagendeerdOp!.Value).DayNumber
                     select Math.Max(0, duur)).Order().ToList();
        var (aantal, beantwoord) = (geagendeerd.Count, dagen.Count);
        return new Verantwoord(organisatie, aantal, beantwoord, aantal == 0 ? null : Math.Round((double)beantwoord / aantal, 2),
            beantwoord == 0 ? null : (dagen[(beantwoord - 1) / 2] + dagen[beantwoord / 2]) / 2.0, toezeggingen, null, aantal < Drempel);
    }

    /// <summary>Gives ranks, by what is shown: anybody can check them.</summary>
    private static IEnumerable<Verantwoord> Rangschik(List<Verantwoord> items)
    {
        static (double Aandeel, double Mediaan) Sleutel(Verantwoord item) => (-item.AandeelBeantwoord!.Value, item.MediaanDagenTotReactie ?? double.MaxValue);
        var mee = items.Where(item => !item.TeKlein).OrderBy(Sleutel).ToList();
        var sleutels = mee.ConvertAll(Sleutel);
        return mee.Select(item => item with { Rang = sleutels.IndexOf(Sleutel(item)) + 1 }).Concat(items.Where(item => item.TeKlein));
    }

    private static IEnumerable<IReadOnlyList<object?>> Regels(Antwoord antwoord)
    {
        yield return ["rang", "organisatie", "naam", "geagendeerd", "beantwoord", "aandeelBeantwoord", "mediaanDagenTotReactie", "open", "nagekomen", "teLaat", "vervallen", "teKlein"];
        foreach (var item in antwoord.Items)
        {
            var (open, nagekomen, teLaat, vervallen) = item.Toezeggingen;
            yield return
            [
                item.Rang, item.Organisatie.Code, item.Organisatie.Tekst, item.Geagendeerd, item.Beantwoord, item.AandeelBeantwoord, item.MediaanDagenTotReactie, open, nagekomen, teLaat,
                vervallen, item.TeKlein ? "ja" : "nee",
            ];
        }
    }
}
