using System.Numerics;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>Wat er op de agenda van een adressaat hoort, met een prioriteit die iedereen kan narekenen.</summary>
public sealed class Agenda : IEndpoint
{
    /// <summary>From this many projects on a group is ranked; below, it stands in the block for small numbers.</summary>
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
    /// <param name="Items">Wat vijf of meer projecten melden, hoogste score eerst.</param>
    /// <param name="Toetssteen">Klein aantal, groot gevolg: wat minder dan vijf projecten melden, ernstigste eerst en zonder rang, zodat complexe gevallen niet verdwijnen.</param>
    /// <param name="Ongebundeld">Knelpunten die nog in geen systeemknelpunt zitten, ernstigste eerst, ten hoogste 200.</param>
    /// <param name="OngebundeldTotaal">Hoeveel dat er zijn.</param>
    /// <param name="Totaal">De hele selectie.</param>
    /// <param name="Selectie">De selectie zoals begrepen.</param>
    /// <param name="PeilOp">Het moment waarop dit klopt.</param>
    /// <param name="Volgnummer">De laatste gebeurtenis die meetelt.</param>
    public sealed record Antwoord(Naam? Adressaat, IReadOnlyList<Agendapunt> Items, IReadOnlyList<Agendapunt> Toetssteen, IReadOnlyList<Los> Ongebundeld,
        int OngebundeldTotaal, int Totaal, JsonObject Selectie, DateTimeOffset PeilOp, long Volgnummer) : IRapport;

    /// <summary>Een code met zijn naam.</summary>
    /// <param name="Code">Code uit een begrippenlijst.</param>
    /// <param name="Tekst">Hoe mensen die lezen.</param>
    public sealed record Naam(string Code, [property: System.Text.Json.Serialization.JsonPropertyName("naam")] string Tekst);

    /// <summary>Een punt van de agenda. Zolang een analist het niet tot systeemknelpunt heeft gebundeld, is het een groep knelpunten met dezelfde wet en soort.</summary>
    /// <param name="Groep">Wat de knelpunten delen: een wet en een soort van niveau 1.</param>
    /// <param name="Rang">Plaats op de agenda; null bij klein aantal, groot gevolg.</param>
    /// <param name="Prioriteit">De score en waaruit die bestaat.</param>
    /// <param name="Knelpunten">Hoeveel knelpunten.</param>
    /// <param name="Projecten">Hoeveel verschillende projecten.</param>
    /// <param name="Organisaties">Hoeveel verschillende trekkers.</param>
    /// <param name="Regios">Hoeveel verschillende zorgkantoorregio's.</param>
    /// <param name="Wetten">Welke wetten de knelpunten raken.</param>
    public sealed record Agendapunt(Groep Groep, int? Rang, Prioriteit Prioriteit, int Knelpunten, int Projecten, int Organisaties, int Regios, IReadOnlyList<string> Wetten);

    /// <summary>Wat knelpunten delen.</summary>
    /// <param name="Wet">De wet.</param>
    /// <param name="Soort">De soort, niveau 1.</param>
    public sealed record Groep(Naam Wet, Naam Soort);

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
    /// <remarks>Onder de vijf projecten telt niet de score maar de ernst: klein aantal, groot gevolg.</remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, HttpContext context, Produces produces)
    {
        var (selectie, _, scheidingsteken) = vraag.Waarde;
        selectie.Sta(gebruiker, telling: false);
        var mediatype = produces.Choose(context.Request);
        if (Conditional.NotModified(context, Etags.Van(context, gebruiker, register)))
        {
            return Results.Empty;
        }

        var zeef = await Zeef.Maak(selectie, gebruiker, register, db, context.RequestAborted);
        var antwoord = await Stel(zeef, selectie, gebruiker, register, db, context.RequestAborted);
        return await Rapport.Antwoord(context, mediatype, scheidingsteken, "agenda", antwoord, Regels);
    }

    /// <summary>Groups in one pass over the index, and reads the titles of the loose ones.</summary>
    internal static async Task<Antwoord> Stel(Zeef zeef, Selectie selectie, Gebruiker lezer, Register register, Db db, CancellationToken ct)
    {
        var (wetten, soorten) = (register.Begrippen["wetten"], register.Begrippen["soorten"]);
        var (groepen, los, totaal) = Groepeer(zeef, wetten, soorten);
        var regios = register.Begrippen["regios"].Begrippen.Count(regio => regio.Bovenliggend == "zorgkantoorregio");
        var punten = groepen.Where(groep => groep.Value.Aantal >= 2)
            .Select(groep => groep.Value.Punt(new Groep(Van(wetten, groep.Key.Wet), Van(soorten, groep.Key.Soort)), regios, wetten))
            .OrderBy(punt => wetten.Zoek(punt.Groep.Wet.Code)!.Volgorde).ThenBy(punt => soorten.Zoek(punt.Groep.Soort.Code)!.Volgorde).ToList();
        var gerangschikt = punten.Where(punt => punt.Projecten >= Drempel).OrderByDescending(punt => punt.Prioriteit.Score).Select((punt, i) => punt with { Rang = i + 1 });
        var klein = punten.Where(punt => punt.Projecten < Drempel).OrderByDescending(punt => punt.Prioriteit.Ernst).ThenByDescending(punt => punt.Knelpunten);
        var getoond = await ZoekKnelpunten.Lees([.. los.Order().Take(Getoond)], zeef.Volgnummer, lezer, register, db, ct);
        var adressaat = selectie.Codes.GetValueOrDefault(Dimensie.Van("adressaat")!) is [var code] ? register.Begrippen["organisaties"].Zoek(code) : null;
        return new Antwoord(adressaat is null ? null : new Naam(adressaat.Code, adressaat.Naam), [.. gerangschikt], [.. klein],
            [.. getoond.Select(item => new Los(item.Kenmerk, item.Titel, item.Ernst, item.Voorbeeld))], los.Count, totaal, selectie.Weergave(), zeef.PeilOp, zeef.Volgnummer);
    }

    private static (Dictionary<(int Wet, int Soort), Optelling> Groepen, List<ZoekKnelpunten.Treffer> Los, int Totaal) Groepeer(Zeef zeef, Begrippenlijst wetten, Begrippenlijst soorten)
    {
        var (wetAs, soortAs) = (new CodeAs(Dimensie.Van("wet")!, wetten), new CodeAs(Dimensie.Van("soort")!, soorten));
        var niveau1 = soorten.OpNummer.Select(begrip => begrip is { Bovenliggend: null }).ToArray();
        var (groepen, los, totaal) = (new Dictionary<(int, int), Optelling>(), new List<ZoekKnelpunten.Treffer>(), 0);
        zeef.Doorloop((blok, treffers) =>
        {
            totaal += treffers.Length;
            foreach (var treffer in treffers)
            {
                los.Add(new ZoekKnelpunten.Treffer(-(Ernst(blok, treffer) ?? 2), zeef.Stand.Id(blok.Knelpunt[treffer]), blok, treffer));
            }

            wetAs.Lees(blok, treffers);
            soortAs.Lees(blok, treffers);
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
                            var treffer = treffers[(woord * 64) + BitOperations.TrailingZeroCount(bits)];
                            (groepen.TryGetValue((w, s), out var groep) ? groep : groepen[(w, s)] = new Optelling(zeef)).Tel(blok, treffer, Ernst(blok, treffer));
                        }
                    }
                }
            }
        });
        return (groepen, los, totaal);
    }

    private static int? Ernst(Blok blok, int rij) =>
        blok.Masker(Dimensie.Ernst.Nummer, 0)?[rij] is { } bits and not 0 ? BitOperations.Log2(bits) + 1 : null;

    private static Naam Van(Begrippenlijst lijst, int nummer) => new(lijst.OpNummer[nummer]!.Code, lijst.OpNummer[nummer]!.Naam);

    private static IEnumerable<IReadOnlyList<object?>> Regels(Antwoord antwoord)
    {
        yield return ["rang", "wet", "wetNaam", "soort", "soortNaam", "score", "ernst", "knelpunten", "projecten", "organisaties", "regios", "regioAandeel"];
        foreach (var punt in antwoord.Items.Concat(antwoord.Toetssteen))
        {
            yield return
            [
                punt.Rang, punt.Groep.Wet.Code, punt.Groep.Wet.Tekst, punt.Groep.Soort.Code, punt.Groep.Soort.Tekst, punt.Prioriteit.Score, punt.Prioriteit.Ernst,
                punt.Knelpunten, punt.Projecten, punt.Organisaties, punt.Regios, punt.Prioriteit.RegioAandeel,
            ];
        }
    }

    /// <summary>What adds up over a group.</summary>
    private sealed class Optelling(Zeef zeef)
    {
        private readonly HashSet<int> projecten = [];
        private readonly HashSet<int> organisaties = [];
        private readonly ulong[] regios = new ulong[Blok.Woorden];
        private readonly ulong[] wetten = new ulong[Blok.Woorden];
        private int? ernst;

        public int Aantal { get; private set; }

        public void Tel(Blok blok, int rij, int? ernstVanRij)
        {
            Aantal++;
            projecten.Add(blok.Project[rij]);
            organisaties.Add(zeef.Organisatie(blok, rij));
            ernst = ernst is null || ernstVanRij > ernst ? ernstVanRij ?? ernst : ernst;
            for (var woord = 0; woord < Blok.Woorden; woord++)
            {
                regios[woord] |= blok.Masker(Blok.ProjectRegios, woord)?[rij] ?? 0;
                wetten[woord] |= blok.Masker(Dimensie.Van("wet")!.Nummer, woord)?[rij] ?? 0;
            }
        }

        public Agendapunt Punt(Groep groep, int alleRegios, Begrippenlijst lijst)
        {
            var aantalRegios = regios.Sum(woord => BitOperations.PopCount(woord));
            var aandeel = (double)aantalRegios / alleRegios;
            var score = (ernst ?? 2) * Math.Log2(1 + projecten.Count) * (1 + aandeel);
            return new Agendapunt(groep, null, new Prioriteit(Math.Round(score, 2), ernst ?? 2, ernst is null, projecten.Count, Math.Round(aandeel, 2), Formule),
                Aantal, projecten.Count, organisaties.Count, aantalRegios,
                [.. lijst.Begrippen.Where(wet => (wetten[wet.Nummer / 64] >> (wet.Nummer % 64) & 1) != 0).Select(wet => wet.Code)]);
        }
    }
}
