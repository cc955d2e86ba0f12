using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>De lijst van systeemknelpunten.</summary>
public sealed class BladerSysteemknelpunten : IEndpoint
{
    private static readonly (string Code, string Naam)[] Volgorden =
    [
        ("-aangemaaktOp", "Nieuwste eerst"), ("aangemaaktOp", "Oudste eerst"), ("-gewijzigdOp", "Laatst gewijzigd eerst"), ("-ernst", "Ernstigste eerst"),
        ("-projecten", "Meeste projecten eerst"),
    ];

    /// <summary>What the form asks; any other key of the address stays as it is.</summary>
    private static readonly string[] Gevraagd = ["zoek", "status", "adressaat", "oplossingsruimte", "beantwoord", "wet", "domein", "soort", "sorteer", "na"];

    /// <summary>What a feed cannot follow.</summary>
    private static readonly string[] NietTeVolgen = ["peildatum", "totVolgnummer", "mijn", "sorteer", "limiet", "na"];

    /// <summary>What a subscription to knelpunten does not know, or means otherwise.</summary>
    private static readonly string[] AlleenVanSystemen = [.. NietTeVolgen, "status", "oplossingsruimte", "beantwoord"];

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/systeemknelpunten", Handle).AllowAnonymous();

    /// <param name="Selectie">Which.</param>
    /// <param name="Limiet">How many on a page.</param>
    /// <param name="Na">Where the page before ended.</param>
    /// <param name="Sorteer">In which order.</param>
    public sealed record Query(
        [property: VanSystemen] Selectie Selectie,
        [property: Range(1, 200)] int Limiet = 25,
        [property: GeenVrijeTekst, StringLength(200)] string? Na = null,
        [property: Keuze(ZoekSysteemknelpunten.Volgorden)] string Sorteer = "-aangemaaktOp");

    internal static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var (selectie, limiet, na, sorteer) = vraag.Waarde;
        selectie.Sta(gebruiker, telling: false);
        var bladwijzer = Bladwijzer.Lees(na, register.Volgnummer);
        if (Pagina.Bekend(context, gebruiker, register, clock))
        {
            return Results.Empty;
        }

        var keuze = await Systeemkeuze.Maak(selectie, gebruiker, register, db, clock, context.RequestAborted, bladwijzer?.Volgnummer, bladzijde: true);
        var (volgorde, vorige) = (ZoekSysteemknelpunten.Rangschik(keuze, sorteer), bladwijzer?.Vorige ?? 0);
        var items = await Systeemknelpunt.Toon([.. volgorde.Skip(vorige).Take(limiet)], keuze.Beeld, keuze.Teller, keuze.Vandaag, gebruiker, register, db, context.RequestAborted);
        var volgende = Bladwijzer.Volgende(vorige + limiet, volgorde.Count, keuze.Teller.Volgnummer);
        var (gekozen, query) = (Feedtekst.Titel("Systeemknelpunten", selectie, register), context.Request.Query);
        var feed = query.Keys.Any(sleutel => sleutel is "peildatum" or "totVolgnummer" or "mijn") ? null : Adres("/v1/feeds/systeemknelpunten", query, NietTeVolgen);

        return new Pagina("Systeemknelpunten", $"""
            <div class="twee-kolommen rechts">
            <div>
            <p class="naar-verfijn"><a href="#filter">Kies of zoek</a></p>
            <p><strong>{Onderdelen.Aantal(volgorde.Count, "systeemknelpunt", "systeemknelpunten")}</strong>{Html.Als(gekozen != "Systeemknelpunten", () => $" · {gekozen.Replace("Systeemknelpunten: ", "", StringComparison.Ordinal)}")}{Moment(selectie, keuze.Vandaag)}</p>
            {Html.Als(items.Count == 0, () => $"<p>Niets past hierbij. Haal een filter weg, of bekijk <a href=\"/systeemknelpunten\">alle systeemknelpunten</a>.</p>")}
            {Html.Als(items.Count > 0, () => $"""
                <ul class="lijst">
                {Html.Elk(items, item => Regel(item, selectie.Peildatum, register))}</ul>
                """)}
            {Html.Als(vorige > 0 || volgende is not null, () => $"""
                <nav class="bladeren" aria-label="Bladeren">
                {Html.Als(vorige > 0, () => $"""<a href="{Adres("/systeemknelpunten", query, ["na"])}">Naar het begin</a>""")}
                <span>{Onderdelen.Getal(vorige + 1)} tot en met {Onderdelen.Getal(vorige + items.Count)} van {Onderdelen.Getal(volgorde.Count)}</span>
                {Html.Met(volgende, waarde => $"""<a class="knop knop-rustig" rel="next" href="{Adres("/systeemknelpunten", query, ["na"], ("na", waarde))}">Volgende</a>""")}
                </nav>
                """)}
            <h2>Meenemen en volgen</h2>
            <ul>
            {Html.Als(!selectie.Mijn, () => $"""<li>Download deze lijst: <a href="{Adres("/v1/systeemknelpunten", query, ["limiet", "na", "formaat"], ("formaat", "csv"), ("scheidingsteken", "puntkomma"))}">CSV voor Excel</a> of <a href="{Adres("/v1/systeemknelpunten", query, ["limiet", "na", "formaat"], ("formaat", "xlsx"))}">XLSX</a></li>""")}
            {Html.Met(feed, adres => $"""<li>Volg deze lijst met een <a href="{adres}">feed</a>, of <a href="{Adres("/abonneren", query, AlleenVanSystemen)}">neem een abonnement</a> op de knelpunten erachter</li>""")}
            </ul>
            {Html.Als(gebruiker.ZietAlles, () => $"""<p><a class="knop" href="/systeemknelpunten/nieuw">Nieuw systeemknelpunt</a></p>""")}
            </div>
            <div id="filter">
            {Filter(context, selectie, sorteer, register)}
            </div>
            </div>
            """)
        {
            Intro = "Wat er structureel achter meldingen van projecten zit, wie daaraan iets kan doen, en wat die antwoordt en toezegt.",
            Feeds = feed is null ? [] : [(gekozen, feed)],
        };
    }

    private static Html Moment(Selectie selectie, DateOnly dag) =>
        selectie.Peildatum is not null ? $" · zoals het was op {Onderdelen.Dag(dag)}" : selectie.TotVolgnummer is { } nummer ? (Html)$" · zoals het was na gebeurtenis {nummer}" : Html.Leeg;

    /// <summary>One systeemknelpunt in the list.</summary>
    internal static Html Regel(Systeemknelpunt item, DateOnly? peildatum, Register register)
    {
        var knelpunten = Onderdelen.Adres("/knelpunten", ("systeemknelpunt", item.Kenmerk), ("peildatum", peildatum is { } toen ? Systeemdelen.Iso(toen) : null));
        var antwoorden = item.Reacties.Where(reactie => reactie.Status == "gepubliceerd").DistinctBy(reactie => reactie.Organisatie).ToList();
        return $"""
            <li>
            <h2><a href="{Onderdelen.Adres(Systeemdelen.Adres(item.Kenmerk), ("peildatum", peildatum is { } dag ? Systeemdelen.Iso(dag) : null))}">{item.Titel}</a></h2>
            <p class="meta"><span>{item.Kenmerk}</span> {Onderdelen.Stand(item.Status)} {Systeemdelen.TeLaat(item.Toezeggingen.Count(toezegging => toezegging.TeLaat))}</p>
            <p>Wat is ervoor nodig? {Systeemdelen.Ruimte(register, item)}.</p>
            <p class="meta"><span>Bevoegd: {Html.Rij(item.Bevoegd, code => $"{Systeemdelen.Kort(register, code)}")}</span>{Html.Als(item.Betrokken.Count > 0, () => $" <span>Betrokken: {Html.Rij(item.Betrokken, code => $"{Systeemdelen.Kort(register, code)}")}</span>")}</p>
            <p class="meta"><span>{Html.Als(item.Telling.Knelpunten > 0, () => $"""<a href="{knelpunten}">{Onderdelen.Aantal(item.Telling.Knelpunten, "knelpunt", "knelpunten")}</a> van {Onderdelen.Aantal(item.Telling.Projecten, "project", "projecten")} in {Onderdelen.Aantal(item.Telling.Regios, "regio", "regio's")}""", () => $"Nog geen openbaar knelpunt")}</span>
            <span>{Html.Als(antwoorden.Count == 0, () => $"Nog niet beantwoord", () => $"Beantwoord door {Html.Rij(antwoorden, reactie => $"{Systeemdelen.Kort(register, reactie.Organisatie)} ({Onderdelen.Woord(reactie.Soort)})")}")}</span></p>
            </li>
            """;
    }

    private static Html Filter(HttpContext context, Selectie selectie, string sorteer, Register register)
    {
        var begrippen = register.Begrippen;
        var adressaten = register.Duiding.Nu.Systemen.SelectMany(systeem => systeem.Adressaten).Concat(selectie.Codes.GetValueOrDefault(Dimensie.Adressaat) ?? []).ToHashSet(StringComparer.Ordinal);
        var rest = context.Request.Query.Where(deel => !Gevraagd.Contains(deel.Key)).SelectMany(deel => deel.Value.Select(waarde => (deel.Key, Waarde: waarde ?? ""))).ToList();
        return $"""
            <form method="get" action="/systeemknelpunten" class="filter" role="search" aria-label="Systeemknelpunten kiezen">
            <div class="veld"><label for="veld-zoek">Zoek op woorden</label><input id="veld-zoek" name="zoek" type="search" value="{selectie.Zoek}"></div>
            {Keuze("status", "Status", begrippen["systeemstatussen"])}
            {Keuze("adressaat", "Wie is aan zet", begrippen["organisaties"], adressaten.Contains)}
            {Keuze("oplossingsruimte", "Wat is ervoor nodig", begrippen["oplossingsruimten"])}
            {Lijst("beantwoord", "Beantwoord", [("", "Maakt niet uit"), ("ja", "Ja"), ("nee", "Nog niet")], selectie.Beantwoord switch { true => "ja", false => "nee", _ => "" })}
            {Keuze("wet", "Wet", begrippen["wetten"])}
            {Keuze("domein", "Domein", begrippen["domeinen"])}
            {Keuze("soort", "Soort knelpunt", begrippen["soorten"])}
            {Lijst("sorteer", "Volgorde", Volgorden.Any(volgorde => volgorde.Code == sorteer) ? Volgorden : [.. Volgorden, (sorteer, "Zoals nu")], sorteer)}
            {Html.Elk(rest, deel => Velden.Verborgen(deel.Key, deel.Waarde))}
            <p class="knoppen">{Velden.Knop("Toon")} <a href="/systeemknelpunten">Wis alle filters</a></p>
            </form>
            """;

        // One of the list. What an address asks besides, more than one at a time, stays as one choice.
        Html Keuze(string sleutel, string label, Begrippenlijst lijst, Func<string, bool>? kies = null)
        {
            var gevraagd = selectie.Codes.GetValueOrDefault(Dimensie.Van(sleutel)!) ?? [];
            var keuzen = lijst.Begrippen.Where(begrip => kies?.Invoke(begrip.Code) ?? true).Select(begrip => (begrip.Code, $"{(begrip.Bovenliggend is null ? "" : "– ")}{begrip.Naam}"));
            var samen = string.Join(',', gevraagd);
            return Lijst(sleutel, label, [("", "Alle"), .. gevraagd.Count > 1 ? [(samen, string.Join(" of ", gevraagd.Select(code => Onderdelen.Naam(lijst, code))))] : Array.Empty<(string, string)>(), .. keuzen], samen);
        }
    }

    private static Html Lijst(string sleutel, string label, IEnumerable<(string Code, string Naam)> keuzen, string gekozen) => $"""
        <div class="veld"><label for="veld-{sleutel}">{label}</label>
        <select id="veld-{sleutel}" name="{sleutel}">
        {Html.Elk(keuzen, keuze => $"""<option value="{keuze.Code}"{(keuze.Code == gekozen ? Html.Ruw(" selected") : Html.Leeg)}>{keuze.Naam}</option>""")}</select></div>
        """;

    /// <summary>An address with the same question, but for some keys.</summary>
    private static string Adres(string pad, IQueryCollection query, string[] zonder, params (string Sleutel, string? Waarde)[] met) =>
        Onderdelen.Adres(pad, [.. query.Where(deel => !zonder.Contains(deel.Key)).SelectMany(deel => deel.Value.Select(waarde => (deel.Key, waarde))), .. met]);
}
