using System.Numerics;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>Wat er op de agenda van een adressaat hoort, met een prioriteit die iedereen kan narekenen.</summary>
public sealed class Agenda : IEndpoint
{
    /// <summary>From this many projects on a systeemknelpunt is ranked; below, it stands in the block for small numbers.</summary>
    internal const int Drempel = 5;

    private const string Formule = "ernst × log2(1 + projecten) × (1 + regioAandeel)";
    private const int Getoond = 200;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/rapportages/agenda", Handle).WithName("toonAgenda").AllowAnonymous().Produces<Antwoord>().Answers(Tabel.Mediatypen);

    /// <param name="Selectie">Welke knelpunten; adressaat kiest voor wie de agenda is.</param>
    /// <param name="Formaat">In plaats van Accept.</param>
    /// <param name="Scheidingsteken">puntkomma: een CSV die Nederlandse Excel meteen goed leest.</param>
    public sealed record Query(Selectie Selectie, [property: Keuze("json", "csv", "xlsx")] string? Formaat = null, [property: Keuze("komma", "puntkomma")] string Scheidingsteken = "komma");

    /// <summary>De agenda.</summary>
    /// <param name="Adressaat">Voor wie; null als de selectie er geen of meer dan één noemt.</param>
    /// <param name="Items">Systeemknelpunten die vijf of meer projecten melden, hoogste score eerst. Wat opgelost of gesloten is, staat er niet in.</param>
    /// <param name="Toetssteen">Klein aantal, groot gevolg: systeemknelpunten van minder dan vijf projecten, ernstigste eerst en zonder rang, zodat complexe gevallen niet verdwijnen.</param>
    /// <param name="TeBundelen">Wat er onder de losse knelpunten te bundelen lijkt: twee of meer met dezelfde wet en soort, meeste projecten eerst. Advies voor een analist.</param>
    /// <param name="Ongebundeld">Knelpunten die nog in geen systeemknelpunt zitten, ernstigste eerst, ten hoogste 200.</param>
    /// <param name="OngebundeldTotaal">Hoeveel dat er zijn.</param>
    /// <param name="Totaal">De hele selectie knelpunten.</param>
    /// <param name="Selectie">De selectie zoals begrepen.</param>
    /// <param name="PeilOp">Het moment waarop dit klopt.</param>
    /// <param name="Volgnummer">De laatste gebeurtenis die meetelt.</param>
    public sealed record Antwoord(Naam? Adressaat, IReadOnlyList<Agendapunt> Items, IReadOnlyList<Agendapunt> Toetssteen, IReadOnlyList<Groep> TeBundelen, IReadOnlyList<Los> Ongebundeld,
        int OngebundeldTotaal, int Totaal, JsonObject Selectie, DateTimeOffset PeilOp, long Volgnummer) : IRapport;

    /// <summary>Een code met zijn naam.</summary>
    /// <param name="Code">Code uit een begrippenlijst.</param>
    /// <param name="Tekst">Hoe mensen die lezen.</param>
    public sealed record Naam(string Code, [property: System.Text.Json.Serialization.JsonPropertyName("naam")] string Tekst);

    /// <summary>Een punt van de agenda. De aantallen gaan over alles wat in het systeemknelpunt zit.</summary>
    /// <param name="Systeemknelpunt">Welk systeemknelpunt.</param>
    /// <param name="Rang">Plaats op de agenda; null bij klein aantal, groot gevolg.</param>
    /// <param name="Prioriteit">De score en waaruit die bestaat.</param>
    /// <param name="Knelpunten">Hoeveel knelpunten.</param>
    /// <param name="Projecten">Hoeveel verschillende projecten.</param>
    /// <param name="Organisaties">Hoeveel verschillende trekkers.</param>
    /// <param name="Regios">Hoeveel verschillende zorgkantoorregio's.</param>
    /// <param name="Wetten">Welke wetten de knelpunten raken.</param>
    /// <param name="Stelseltoetsen">Wie wat nodig vindt: van elke partij de laatste inschatting.</param>
    /// <param name="Reacties">Officiële antwoorden, nieuwste eerst.</param>
    /// <param name="OpenToezeggingen">Hoeveel toezeggingen nog open zijn, ook wat te laat is.</param>
    /// <param name="TeLaat">Hoeveel daarvan te laat zijn.</param>
    public sealed record Agendapunt(SysteemknelpuntVerwijzing Systeemknelpunt, int? Rang, Prioriteit Prioriteit, int Knelpunten, int Projecten, int Organisaties, int Regios, IReadOnlyList<string> Wetten,
        IReadOnlyList<Stelseltoets> Stelseltoetsen, IReadOnlyList<Reactie> Reacties, int OpenToezeggingen, int TeLaat);

    /// <summary>Een systeemknelpunt in het kort.</summary>
    /// <param name="Id">UUIDv7.</param>
    /// <param name="Kenmerk">Nummer per jaar: SK-2026-00007.</param>
    /// <param name="Versie">De versie op dit moment.</param>
    /// <param name="Titel">In één regel.</param>
    /// <param name="Status">Hoe het ervoor staat.</param>
    /// <param name="Oplossingsruimte">Wat er volgens alle inschattingen samen voor nodig is.</param>
    /// <param name="LaagsteTrede">De laagste trede die iemand noemt; null zonder inschatting.</param>
    /// <param name="HoogsteTrede">De hoogste trede die iemand noemt; null zonder inschatting.</param>
    public sealed record SysteemknelpuntVerwijzing(Guid Id, string Kenmerk, int Versie, string Titel, string Status, string Oplossingsruimte, string? LaagsteTrede, string? HoogsteTrede)
    {
        internal static SysteemknelpuntVerwijzing Naar(Systeemknelpunt systeem) =>
            new(systeem.Id, systeem.Kenmerk, systeem.Versie, systeem.Titel, systeem.Status, systeem.Oplossingsruimte, systeem.LaagsteTrede, systeem.HoogsteTrede);
    }

    /// <summary>Losse knelpunten die een wet en een soort delen.</summary>
    /// <param name="Wet">De wet.</param>
    /// <param name="Soort">De soort, niveau 1.</param>
    /// <param name="Knelpunten">Hoeveel knelpunten.</param>
    /// <param name="Projecten">Hoeveel verschillende projecten.</param>
    /// <param name="Regios">Hoeveel verschillende zorgkantoorregio's.</param>
    /// <param name="Ernst">De hoogste ernst; null als geen knelpunt er een noemt.</param>
    public sealed record Groep(Naam Wet, Naam Soort, int Knelpunten, int Projecten, int Regios, int? Ernst);

    /// <summary>Een prioriteit die iedereen kan narekenen.</summary>
    /// <param name="Score">De uitkomst, op twee cijfers achter de komma.</param>
    /// <param name="Ernst">De hoogste ernst in de groep.</param>
    /// <param name="ErnstAangenomen">Waar: geen knelpunt noemde een ernst; dan telt 2.</param>
    /// <param name="Projecten">Hoeveel verschillende projecten.</param>
    /// <param name="RegioAandeel">Deel van alle zorgkantoorregio's, op twee cijfers achter de komma.</param>
    /// <param name="Formule">Hoe de score volgt uit de rest.</param>
    public sealed record Prioriteit(double Score, int Ernst, bool ErnstAangenomen, int Projecten, double RegioAandeel, string Formule);

    /// <summary>Een los knelpunt.</summary>
    /// <param name="Kenmerk">Nummer per jaar.</param>
    /// <param name="Titel">In één regel; null als het is ingetrokken.</param>
    /// <param name="Ernst">1 tot en met 5; null als de melder die niet noemde.</param>
    /// <param name="Voorbeeld">Bij voorbeelden: "Voorbeeld uit openbare bron, 2023". Null bij wat projecten melden.</param>
    public sealed record Los(string Kenmerk, string? Titel, string? Ernst, string? Voorbeeld);

    /// <summary>Wat er op de agenda van een adressaat hoort, met een prioriteit die iedereen kan narekenen.</summary>
    /// <remarks>
    /// Systeemknelpunten waar een knelpunt uit de selectie in zit; adressaat en oplossingsruimte gaan over het systeemknelpunt zelf. Onder de vijf projecten telt niet de score maar
    /// de ernst: klein aantal, groot gevolg.
    /// </remarks>
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
        return await Rapport.Antwoord(context, mediatype, scheidingsteken, "agenda", antwoord, Regels);
    }

    /// <summary>Ranks what is bundled, groups what is not, and reads the titles.</summary>
    /// <param name="volgnummer">As of this gebeurtenis, when the selection itself says nothing.</param>
    internal static async Task<Antwoord> Stel(Selectie selectie, Gebruiker lezer, Register register, Db db, TimeProvider clock, CancellationToken ct, int? volgnummer = null)
    {
        var keuze = await Systeemkeuze.Maak(selectie.AlsSystemen(), lezer, register, db, clock, ct, volgnummer);
        var zeef = await Zeef.Maak(selectie, lezer, register, db, ct, keuze.Teller.Volgnummer);
        var (items, toetssteen) = await Rangschik(keuze, lezer, register, db, ct);
        var gebundeld = keuze.Beeld.Systemen.Where(systeem => systeem.Stand.Status != "gesloten").SelectMany(systeem => systeem.Knelpunten).ToHashSet();
        var (groepen, los, totaal) = Groepeer(zeef, gebundeld, register.Begrippen["wetten"], register.Begrippen["soorten"]);
        var getoond = await ZoekKnelpunten.Lees([.. los.Order().Take(Getoond)], zeef.Volgnummer, lezer, register, db, ct);
        var adressaat = selectie.Codes.GetValueOrDefault(Dimensie.Adressaat) is [var code] ? register.Begrippen["organisaties"].Zoek(code) : null;
        return new Antwoord(adressaat is null ? null : new Naam(adressaat.Code, adressaat.Naam),
            items, toetssteen, groepen, [.. getoond.Select(item => new Los(item.Kenmerk, item.Titel, item.Ernst, item.Voorbeeld))], los.Count, totaal, selectie.Weergave(), zeef.PeilOp, zeef.Volgnummer);
    }

    /// <summary>What is chosen and still open: what five or more projects report by score, and what fewer report by how grave it is.</summary>
    internal static async Task<(IReadOnlyList<Agendapunt> Items, IReadOnlyList<Agendapunt> Toetssteen)> Rangschik(Systeemkeuze keuze, Gebruiker lezer, Register register, Db db, CancellationToken ct)
    {
        var punten = await Punten(keuze, lezer, register, db, ct);
        return ([.. punten.Where(punt => punt.Projecten >= Drempel).OrderByDescending(punt => punt.Prioriteit.Score).ThenBy(punt => punt.Systeemknelpunt.Id).Select((punt, i) => punt with { Rang = i + 1 })],
            [.. punten.Where(punt => punt.Projecten < Drempel).OrderByDescending(punt => punt.Prioriteit.Ernst).ThenByDescending(punt => punt.Knelpunten).ThenBy(punt => punt.Systeemknelpunt.Id)]);
    }

    private static async Task<IReadOnlyList<Agendapunt>> Punten(Systeemkeuze keuze, Gebruiker lezer, Register register, Db db, CancellationToken ct)
    {
        var regios = register.Begrippen["regios"].Begrippen.Count(regio => regio.Bovenliggend == "zorgkantoorregio");
        IReadOnlyList<Systeem> open = [.. keuze.Systemen.Where(systeem => systeem.Stand.Status is not ("opgelost" or "gesloten"))];
        var systemen = await Systeemknelpunt.Toon(open, keuze.Beeld, keuze.Teller, keuze.Vandaag, lezer, register, db, ct);
        return [.. systemen.Select(systeem =>
        {
            var (telling, aandeel) = (systeem.Telling, (double)systeem.Telling.Regios / regios);
            var ernst = telling.Ernst ?? 2;
            var prioriteit = new Prioriteit(Math.Round(ernst * Math.Log2(1 + telling.Projecten) * (1 + aandeel), 2), ernst, telling.Ernst is null, telling.Projecten, Math.Round(aandeel, 2), Formule);
            return new Agendapunt(SysteemknelpuntVerwijzing.Naar(systeem), null, prioriteit, telling.Knelpunten, telling.Projecten, telling.Organisaties, telling.Regios, telling.Wetten, systeem.Stelseltoetsen,
                [.. systeem.Reacties.Where(reactie => reactie.Status == "gepubliceerd")], systeem.Toezeggingen.Count(toezegging => toezegging.Status == "open"),
                systeem.Toezeggingen.Count(toezegging => toezegging.TeLaat));
        })];
    }

    private static (IReadOnlyList<Groep> Groepen, List<ZoekKnelpunten.Treffer> Los, int Totaal) Groepeer(Zeef zeef, HashSet<int> gebundeld, Begrippenlijst wetten, Begrippenlijst soorten)
    {
        var (wetAs, soortAs) = (new CodeAs(Dimensie.Van("wet")!, wetten), new CodeAs(Dimensie.Van("soort")!, soorten));
        var niveau1 = soorten.OpNummer.Select(begrip => begrip is { Bovenliggend: null }).ToArray();
        var (groepen, los, totaal) = (new Dictionary<(int Wet, int Soort), Optelling>(), new List<ZoekKnelpunten.Treffer>(), 0);
        zeef.Doorloop((blok, treffers) =>
        {
            totaal += treffers.Length;
            Span<int> over = new int[treffers.Length];
            var n = 0;
            foreach (var treffer in treffers)
            {
                if (!gebundeld.Contains(blok.Knelpunt[treffer]))
                {
                    over[n++] = treffer;
                    los.Add(new ZoekKnelpunten.Treffer(-(Optelling.Ernst(blok, treffer) ?? 2), zeef.Stand.Id(blok.Knelpunt[treffer]), blok, treffer));
                }
            }

            over = over[..n];
            wetAs.Lees(blok, over);
            soortAs.Lees(blok, over);
            foreach (var w in wetAs.Plaatsen.Where(plaats => plaats < wetten.Capaciteit))
            {
                foreach (var s in soortAs.Plaatsen.Where(plaats => plaats < soorten.Capaciteit && niveau1[plaats]))
                {
                    var vanWet = wetAs[w];
                    var vanSoort = soortAs[s];
                    for (var woord = 0; woord < vanWet.Length; woord++)
                    {
                        for (var bits = vanWet[woord] & vanSoort[woord]; bits != 0; bits &= bits - 1)
                        {
                            var treffer = over[(woord * 64) + BitOperations.TrailingZeroCount(bits)];
                            (groepen.TryGetValue((w, s), out var groep) ? groep : groepen[(w, s)] = new Optelling(zeef)).Tel(blok, treffer);
                        }
                    }
                }
            }
        });
        return ([.. groepen.Select(groep => (Wet: wetten.OpNummer[groep.Key.Wet]!, Soort: soorten.OpNummer[groep.Key.Soort]!, Telling: groep.Value.Uitkomst(wetten))).Where(groep => groep.Telling.Knelpunten >= 2)
            .OrderByDescending(groep => groep.Telling.Projecten).ThenByDescending(groep => groep.Telling.Knelpunten).ThenBy(groep => groep.Wet.Volgorde).ThenBy(groep => groep.Soort.Volgorde)
            .Select(groep => new Groep(new Naam(groep.Wet.Code, groep.Wet.Naam), new Naam(groep.Soort.Code, groep.Soort.Naam), groep.Telling.Knelpunten, groep.Telling.Projecten, groep.Telling.Regios, groep.Telling.Ernst))],
            los, totaal);
    }

    private static IEnumerable<IReadOnlyList<object?>> Regels(Antwoord antwoord)
    {
        yield return
        [
            "rang", "kenmerk", "titel", "status", "oplossingsruimte", "laagsteTrede", "hoogsteTrede", "score", "ernst", "knelpunten", "projecten", "organisaties", "regios", "regioAandeel", "wetten",
            "inschattingen", "weergegeven", "reacties", "openToezeggingen", "teLaat",
        ];
        foreach (var punt in antwoord.Items.Concat(antwoord.Toetssteen))
        {
            var systeem = punt.Systeemknelpunt;
            yield return
            [
                punt.Rang, systeem.Kenmerk, systeem.Titel, systeem.Status, systeem.Oplossingsruimte, systeem.LaagsteTrede, systeem.HoogsteTrede, punt.Prioriteit.Score, punt.Prioriteit.Ernst,
                punt.Knelpunten, punt.Projecten, punt.Organisaties, punt.Regios, punt.Prioriteit.RegioAandeel, string.Join('|', punt.Wetten),
                Stelseltoets.Regel(punt.Stelseltoetsen, "eigen"), Stelseltoets.Regel(punt.Stelseltoetsen, "weergegeven"),
                string.Join('|', punt.Reacties.Select(reactie => $"{reactie.Organisatie}: {reactie.Soort}")), punt.OpenToezeggingen, punt.TeLaat,
            ];
        }
    }
}
