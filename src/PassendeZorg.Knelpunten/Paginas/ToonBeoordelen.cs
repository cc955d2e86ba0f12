using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;
using PassendeZorg.Knelpunten.Voorstellen;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>De wachtrij van wat gemeld is, oudste eerst, en het oordeel over veel tegelijk.</summary>
public sealed class ToonBeoordelen : IEndpoint
{
    /// <summary>How many stand on a page.</summary>
    private const int PerPagina = 10;

    /// <summary>How many questions are shown, of those that wait and of those that were answered.</summary>
    private const int Vragen = 10;

    /// <summary>From this score on two knelpunten may well be the same.</summary>
    private const double Dubbel = 0.25;

    /// <summary>The knelpunten that were ticked.</summary>
    private const string Gekozen = "knelpunten";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/beoordelen", (Vraag<Query> vraag, Gebruiker gebruiker, Register register, Voorsteller voorsteller, Verwantenzoeker zoeker, Db db, HttpContext context) =>
            Toon(vraag.Waarde.Na, Formulier.Leeg, new Dictionary<string, string>(), 200, gebruiker, register, voorsteller, zoeker, db, context)).RequireAuthorization(Rechten.Beoordelen);
        routes.MapPost("/beoordelen", Handle).RequireAuthorization(Rechten.Beoordelen);
    }

    /// <param name="Na">Where the page before ended.</param>
    public sealed record Query([property: GeenVrijeTekst, StringLength(1_000)] string? Na = null);

    /// <summary>One judgement of all that were ticked: all or nothing, and of each that hinders is said why.</summary>
    internal static async Task<IResult> Handle(Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Voorsteller voorsteller, Verwantenzoeker zoeker, Db db, HttpContext context)
    {
        var (gekozen, besluit) = (formulier.Lijst(Gekozen), formulier["actie"]);
        if (besluit == "nieuw")
        {
            return Bericht.Naar(Onderdelen.Adres("/systeemknelpunten/nieuw", [.. gekozen.Take(200).Select(kenmerk => ("knelpunt", (string?)kenmerk))]));
        }

        var hinder = new Dictionary<string, string>(StringComparer.Ordinal);
        return await Handeling.Doe(formulier, context, async () =>
        {
            var invoer = formulier.Met("besluit", besluit).Als<BeoordeelKnelpunten.Request>(context);
            if (await Hinderen(gekozen, invoer.Waarde.Besluit, formulier, gebruiker, register, db, context.RequestAborted) is { Count: > 0 } gevonden)
            {
                hinder = gevonden;
                throw Weigering.Conflict("Er is niets vastgelegd.");
            }

            return await BeoordeelKnelpunten.Handle(invoer, gebruiker, register, schrijver, db, context);
        }, _ => Bericht.NaarMet(context, "/beoordelen", $"{Onderdelen.Aantal(gekozen.Count, "knelpunt is", "knelpunten zijn")} {Onderdelen.Woord(besluit)}."), async (weer, status) =>
        {
            // What went wrong between looking and writing is looked up again; a fault about the n-th is one about that knelpunt.
            hinder = hinder.Count > 0 || status == 400 ? hinder : await Hinderen(gekozen, besluit, formulier, gebruiker, register, db, context.RequestAborted);
            var fouten = weer.Fouten.Where(fout => !fout.Veld.StartsWith($"/{Gekozen}/", StringComparison.Ordinal)).Select(fout => fout.Veld == $"/{Gekozen}" ? fout with { Bericht = "Kies ten minste één knelpunt." } : fout);
            return await Toon(weer["na"] is { Length: > 0 } na ? na : null, weer.Met([.. fouten, .. hinder.Select(deel => new Fout($"/kies/{deel.Key}", "", deel.Value))]), hinder, status, gebruiker, register, voorsteller, zoeker, db, context);
        });
    }

    /// <summary>What stands in the way of a judgement, by kenmerk.</summary>
    private static async Task<Dictionary<string, string>> Hinderen(IReadOnlyList<string> kenmerken, string besluit, Formulier formulier, Gebruiker gebruiker, Register register, Db db, CancellationToken ct)
    {
        var hinder = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var kenmerk in kenmerken)
        {
            try
            {
                var rij = await Knelpunt.Vind(kenmerk, gebruiker, register, db, ct);
                BeoordeelKnelpunt.Eis(rij, besluit, herleidbaarheidGecontroleerd: true);
                if (formulier[$"gezien/{kenmerk}"] is { Length: > 0 } gezien && gezien != $"{rij.Versie}")
                {
                    hinder[kenmerk] = $"{kenmerk} is gewijzigd sinds u het las. Lees het opnieuw.";
                }
            }
            catch (Weigering weigering)
            {
                hinder[kenmerk] = weigering.Probleem.Status is 404 or 410 ? $"{kenmerk} is er niet meer." : weigering.Message;
            }
        }

        return hinder;
    }

    private static async Task<IResult> Toon(string? na, Formulier formulier, IReadOnlyDictionary<string, string> hinder, int status, Gebruiker gebruiker, Register register, Voorsteller voorsteller,
        Verwantenzoeker zoeker, Db db, HttpContext context)
    {
        var ct = context.RequestAborted;
        var fouten = new Fouten();
        var selectie = Selectie.Lees(sleutel => sleutel == "status" ? "gemeld" : default, register, default, fouten);
        selectie.Sta(gebruiker, telling: false);
        var vingerafdruk = Etags.Vingerafdruk(context, gebruiker, "", "na");
        var cursor = na is null ? null : Cursor.Lees(na, vingerafdruk);

        // As it is now, also on a next page: what others have judged meanwhile is no longer in the queue.
        var zeef = await Zeef.Maak(selectie, gebruiker, register, db, ct);
        var (treffers, totaal) = ZoekKnelpunten.Kies(zeef, "gemeldOp", null, cursor, PerPagina + 1);
        var items = await ZoekKnelpunten.Lees(treffers.Take(PerPagina).ToList(), zeef.Volgnummer, gebruiker, register, db, ct);
        var volgende = treffers.Count > PerPagina ? new Cursor(zeef.Volgnummer, treffers[PerPagina - 1].Sleutel, treffers[PerPagina - 1].Id).Schrijf(vingerafdruk) : null;
        var wachtend = await ToonVragen.Lees("nee", Vragen, null, gebruiker, register, db, ct);
        var beantwoord = await ToonVragen.Lees("ja", Vragen, null, gebruiker, register, db, ct);
        await voorsteller.Bij(ct);
        var regels = new List<Html>();
        foreach (var item in items)
        {
            regels.Add(await Regel(item, formulier, hinder.GetValueOrDefault(item.Kenmerk), gebruiker, register, voorsteller, zoeker, ct));
        }

        return new Pagina("Beoordelen", $"""
            {Html.Als(beantwoord.Items.Count + wachtend.Items.Count > 0, () => $"""
                <details{(beantwoord.Items.Any(vraag => vraag.Knelpunt.Status == "gemeld") ? Html.Ruw(" open") : Html.Leeg)}>
                <summary>Vragen: {Onderdelen.Getal(wachtend.Totaal)} zonder antwoord, {Onderdelen.Getal(beantwoord.Totaal)} beantwoord</summary>
                {Lijst("De nieuwste antwoorden", beantwoord.Items)}
                {Lijst("Nog zonder antwoord", wachtend.Items)}
                </details>
                """)}
            <p><strong>{Onderdelen.Aantal(totaal, "knelpunt wacht", "knelpunten wachten")}</strong> op een oordeel, oudste eerst.</p>
            {Html.Als(items.Count > 0, () => Velden.Formulier(context, "/beoordelen", $"""
                {Html.Met(na, waarde => Velden.Verborgen("na", waarde))}
                <ul class="lijst wachtrij" id="veld-{Gekozen}">
                {Html.Elk(regels, regel => regel)}</ul>
                {Html.Als(totaal > items.Count, () => $"""
                    <p class="bladeren">{Html.Als(na is not null, () => $"""<a href="/beoordelen">Naar het begin</a>""")} {Html.Met(volgende, waarde => $"""<a class="knop knop-rustig" rel="next" href="{Onderdelen.Adres("/beoordelen", ("na", waarde))}">Volgende {PerPagina}</a>""")}</p>
                    """)}
                <fieldset class="kaart"><legend><strong>Met alle gekozen knelpunten</strong></legend>
                {Velden.Tekstvak(formulier, "toelichting", "Waarom?", "Verplicht bij afwijzen; de melder leest dit. Zonder persoonsgegevens.", regels: 2)}
                {Velden.Vinkje(formulier, "herleidbaarheidGecontroleerd", "Herleidbaarheid gecontroleerd: in geen van de gekozen teksten is iemand te herkennen", "Nodig om te bevestigen. Bevestigen zegt: toelaatbaar en navolgbaar, niet dat het waar is.")}
                {Systeemformulier.Bevestiging(formulier, gebruiker)}
                <p class="knoppen">{Velden.Knop("Nieuw systeemknelpunt hiervan", "actie", "nieuw", rustig: true)} {Velden.Knop("Bevestig", "actie", "bevestigd")} {Velden.Knop("Wijs af", "actie", "afgewezen", rustig: true)}</p>
                <p class="hint">Alles of niets: als er één niet kan, wordt er niets vastgelegd en staat erbij waarom.</p>
                </fieldset>
                """))}
            """)
        { Intro = "Wat projecten meldden en nog niet openbaar is.", Status = status, Fouten = formulier.Fouten };
    }

    private static async Task<Html> Regel(Knelpunt item, Formulier formulier, string? hinder, Gebruiker gebruiker, Register register, Voorsteller voorsteller, Verwantenzoeker zoeker, CancellationToken ct)
    {
        var (begrippen, kies) = (register.Begrippen, Velden.Id($"kies/{item.Kenmerk}"));
        var inhoud = new KnelpuntInhoud(item.Project.Id, item.Titel!, item.Omschrijving!, item.Soorten, item.Wetten, item.Domeinen, Doelgroepen: item.Doelgroepen, Adressaten: item.Adressaten);
        var voorstellen = voorsteller.StelVoor(item.Titel!, item.Omschrijving!).Zonder(inhoud);
        var nieuw = new[] { voorstellen.Soorten, voorstellen.Wetten, voorstellen.Domeinen, voorstellen.Doelgroepen, voorstellen.Adressaten }.SelectMany(lijst => lijst).Select(voorstel => voorstel.Naam).ToList();
        var dubbelen = (await zoeker.Zoek(inhoud, gebruiker, ct)).Where(verwant => verwant.Knelpunt.Id != item.Id && verwant.Score >= Dubbel).ToList();
        var tags = item.Soorten.Select(code => Onderdelen.Naam(begrippen["soorten"], code)).Concat(item.Wetten.Select(code => Onderdelen.Naam(begrippen["wetten"], code)))
            .Concat(item.Domeinen.Select(code => Onderdelen.Naam(begrippen["domeinen"], code))).ToList();
        return $"""
            <li{(hinder is null ? Html.Leeg : Html.Ruw(" class=\"fout-bij\""))}>
            <div>{Velden.Verborgen($"gezien/{item.Kenmerk}", $"{item.Versie}")}<input type="checkbox" id="{kies}" name="{Gekozen}" value="{item.Kenmerk}"{(formulier.Lijst(Gekozen).Contains(item.Kenmerk) ? Html.Ruw(" checked") : Html.Leeg)}{Html.Met(hinder, _ => $" aria-describedby=\"{kies}-fout\"")}> <label for="{kies}" class="alleen-voorlezen">Kies {item.Kenmerk}</label></div>
            <div>
            {Html.Met(hinder, tekst => $"""<p class="fout" id="{kies}-fout">{tekst}</p>""")}
            <h2><a href="/beoordelen/{item.Kenmerk}">{item.Titel}</a></h2>
            <p class="meta"><span>{item.Kenmerk}</span> <span>{item.Project.Naam}{Html.Met(item.Project.Organisatie, wie => $" ({wie})")}</span> {Html.Met(item.GemeldOp, op => $"<span>gemeld {Onderdelen.Dag(op)}</span>")} {BladerKnelpunten.Voorbeeld(item.Voorbeeld)}</p>
            {Html.Alineas(item.Omschrijving)}
            <p class="meta"><span>Tags: {string.Join(", ", tags)}</span>{Html.Als(item.Domeinen.Count == 0, () => $" <strong>Nog geen domein</strong>")}</p>
            {Html.Als(nieuw.Count > 0, () => $"<p class=\"meta\"><span>Voorgesteld: {string.Join(", ", nieuw)}</span></p>")}
            {Html.Als(dubbelen.Count > 0, () => $"""<p class="meta"><span>Lijkt op {Html.Rij(dubbelen, verwant => $"""<a href="/knelpunten/{verwant.Knelpunt.Kenmerk}">{verwant.Knelpunt.Titel} ({verwant.Knelpunt.Kenmerk})</a>""")}</span></p>""")}
            <p><a href="/beoordelen/{item.Kenmerk}">Beoordeel, vul tags aan of stel een vraag<span class="alleen-voorlezen">: {item.Kenmerk}</span></a></p>
            </div>
            </li>
            """;
    }

    private static Html Lijst(string kop, IReadOnlyList<KnelpuntVraag> vragen) => Html.Als(vragen.Count > 0, () => $"""
        <h2>{kop}</h2>
        <ul>
        {Html.Elk(vragen, vraag => $"""
            <li><a href="/beoordelen/{vraag.Knelpunt.Kenmerk}">{vraag.Knelpunt.Titel} ({vraag.Knelpunt.Kenmerk})</a> {Onderdelen.Stand(vraag.Knelpunt.Status)}
            <br> Vraag, {Onderdelen.Dag(vraag.GesteldOp)}: {vraag.Tekst}{Html.Met(vraag.Antwoord, antwoord => $" <br>Antwoord{Html.Met(vraag.BeantwoordOp, op => $", {Onderdelen.Dag(op)}")}: {antwoord}")}</li>
            """)}</ul>
        """);
}
