using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>De lijst met knelpunten: zoeken, verfijnen, bladeren, meenemen en volgen.</summary>
public sealed class BladerKnelpunten : IEndpoint
{
    private const string Pad = "/knelpunten";
    private const int PerPagina = 25;

    private static readonly (string Code, string Naam)[] Volgorden =
        [("-gemeldOp", "nieuwste eerst"), ("-gewijzigdOp", "laatst gewijzigd"), ("-steun", "meeste steun"), ("-ernst", "ernstigste eerst"), ("titel", "op titel")];

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Pad, Handle).AllowAnonymous();

    internal static async Task<IResult> Handle(Vraag<ZoekKnelpunten.Query> vraag, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var (selectie, limiet, na, sorteer, formaat, _) = vraag.Waarde;
        if (selectie.Mijn && !gebruiker.IsAangemeld)
        {
            return Results.Challenge();
        }

        if (formaat is not null)
        {
            // The API does not take a session: what only its reader may see is downloaded here.
            return await ZoekKnelpunten.Handle(vraag, gebruiker, register, db, context, new Produces(Tabel.Mediatypen));
        }

        selectie.Sta(gebruiker, telling: false);
        limiet = context.Request.Query.ContainsKey("limiet") ? limiet : PerPagina;
        (string, string?)[] stand = [("sorteer", sorteer == Volgorden[0].Code ? null : sorteer), ("limiet", limiet == PerPagina ? null : $"{limiet}")];
        if (context.Request.Query.Any(deel => deel.Value.Any(string.IsNullOrEmpty)))
        {
            return Bericht.Naar(Keuzes.Adres(Pad, selectie, stand)); // a form sends its empty fields too; an address to share has none
        }

        var vingerafdruk = Etags.Vingerafdruk(context, gebruiker, "", "limiet", "na");
        var cursor = na is null ? null : Cursor.Lees(na, vingerafdruk);
        if (Pagina.Bekend(context, gebruiker, register, clock))
        {
            return Results.Empty;
        }

        (var zeef, var volgorde, cursor) = await ZoekKnelpunten.Stel(selectie, sorteer, cursor, gebruiker, register, db, context.RequestAborted);
        var blad = await ZoekKnelpunten.Bladzij(zeef, sorteer, volgorde, cursor, limiet, vingerafdruk, gebruiker, register, db, context.RequestAborted);
        var facetten = Facetten.Tel(zeef, selectie, register);
        List<(string, int)> teVeel = blad.Totaal > 0 ? [] : await TeVeel(selectie, gebruiker, register, db, clock, context);
        var titel = Feedtekst.Titel("Knelpunten", selectie, register);

        return new Pagina(titel, $"""
            <div class="twee-kolommen rechts">
            <div>
            <div role="search" class="zoek">
            <label for="veld-zoek">Zoek in titel en tekst</label>
            <div class="zoek-rij"><input id="veld-zoek" name="zoek" type="search" form="verfijn" value="{selectie.Zoek}"> <button type="submit" form="verfijn" class="knop">Zoeken</button></div>
            </div>
            <p class="naar-verfijn niet-afdrukken"><a href="#verfijn">Verfijn deze lijst</a></p>
            {Keuzes.Gekozen(Pad, selectie, gebruiker, register, stand)}
            <h2>{Onderdelen.Aantal(blad.Totaal, "knelpunt", "knelpunten")}</h2>
            {Html.Als(blad.Totaal > 0, () => Lijst(blad, selectie, sorteer, cursor is not null, stand, gebruiker, register), () => Niets(selectie, teVeel))}
            {Meenemen(selectie, sorteer, blad.Totaal > 0, gebruiker)}
            </div>
            {Verfijn(selectie, facetten, stand, gebruiker, register)}
            </div>
            """)
        {
            Kop = $"Knelpunten", Breed = true, Intro = "Wat projecten tegenkomen als zij passende zorg willen leveren, nagegaan door een analist.",
            Feeds = Keuzes.IsVolgbaar(selectie) ? [(titel, Keuzes.Adres("/v1/feeds/knelpunten", selectie))] : [],
        };
    }

    /// <summary>A knelpunt in a list: what it is about in a few lines, with the label of an example always there.</summary>
    internal static Html Item(Knelpunt knelpunt, Register register)
    {
        Html Namen(string kop, string lijst, IReadOnlyList<string> codes) =>
            Html.Als(codes.Count > 0, () => $"""<span><span class="alleen-voorlezen">{kop}: </span>{Html.Rij(codes, code => $"{Onderdelen.Naam(register.Begrippen[lijst], code)}")}</span>""");
        return $"""
            <li>
            <h3><a href="{Pad}/{knelpunt.Kenmerk}">{knelpunt.Titel}</a></h3>
            <div class="meta"><span>{knelpunt.Kenmerk}</span> {Onderdelen.Stand(knelpunt.Status)} {Voorbeeld(knelpunt.Voorbeeld)} <span>{knelpunt.Project.Naam}</span> {Html.Met(knelpunt.GemeldOp, op => $"<span>gemeld {Onderdelen.Dag(op)}</span>")} {Html.Als(knelpunt.Steun.Projecten > 0, () => $"<span>{AndereProjecten(knelpunt)}</span>")}</div>
            <p>{Begin(knelpunt.Omschrijving ?? "")}</p>
            <div class="meta">{Namen("Soort", "soorten", knelpunt.Soorten)} {Namen("Wet of regel", "wetten", knelpunt.Wetten)} {Namen("Domein", "domeinen", knelpunt.Domeinen)}</div>
            </li>
            """;
    }

    /// <summary>The label of an example.</summary>
    internal static Html Voorbeeld(string? label) => Html.Met(label, voorbeeld => $"""<span class="nl-data-badge voorbeeld">{voorbeeld}</span>""");

    internal static string AndereProjecten(Knelpunt knelpunt) => Onderdelen.Aantal(knelpunt.Steun.Projecten, "ander project heeft dit ook", "andere projecten hebben dit ook");

    /// <summary>The first words, up to some 240 characters.</summary>
    private static string Begin(string tekst)
    {
        const int Lengte = 240;
        tekst = string.Join(' ', tekst.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var einde = tekst.Length <= Lengte ? -1 : tekst.LastIndexOf(' ', Lengte);
        return tekst.Length <= Lengte ? tekst : $"{tekst.AsSpan(0, einde > Lengte / 2 ? einde : char.IsHighSurrogate(tekst[Lengte - 1]) ? Lengte - 1 : Lengte)}…";
    }

    private static Html Lijst(Pagina<Knelpunt> blad, Selectie selectie, string sorteer, bool verder, (string, string?)[] stand, Gebruiker lezer, Register register) => $"""
        <p class="sorteren niet-afdrukken">Volgorde: {Html.Rij(Volgorden, keuze => keuze.Code == sorteer ? (Html)$"<strong>{keuze.Naam}</strong>"
            : $"""<a href="{Keuzes.Adres(Pad, selectie, [("sorteer", keuze.Code == Volgorden[0].Code ? null : keuze.Code), stand[1]])}">{keuze.Naam}</a>""", " · ")}</p>
        <ol class="lijst">
        {Html.Elk(blad.Items, knelpunt => Item(knelpunt, register))}
        </ol>
        {Html.Als(verder || blad.Volgende is not null, () => $"""
            <nav class="bladeren" aria-label="Bladeren">
            {Html.Als(verder, () => $"""<a href="{Keuzes.Adres(Pad, selectie, stand)}">Eerste pagina</a>""")}
            {Html.Met(blad.Volgende, na => $"""<a class="knop knop-rustig" rel="next" href="{Keuzes.Adres(Pad, selectie, [.. stand, ("na", na)])}">Volgende pagina</a>""")}
            </nav>
            """)}
        """;

    private static Html Niets(Selectie selectie, List<(string Sleutel, int Aantal)> teVeel) => Html.Als(Keuzes.Alle(selectie).Count == 0,
        () => (Html)$"<p>Er is nog geen knelpunt bevestigd.</p>", () => $"""
        <p>Er is geen knelpunt dat aan al deze keuzes voldoet.</p>
        {Html.Als(teVeel.Count > 0, () => $"""
            <p>Wel als u een keuze weglaat:</p>
            <ul>
            {Html.Elk(teVeel, keuze => $"""<li><a href="{Keuzes.Adres(Pad, Keuzes.Alle(selectie).Where(ander => ander.Sleutel != keuze.Sleutel))}">zonder {Keuzes.Namen[keuze.Sleutel].ToLowerInvariant()}</a>: {Onderdelen.Aantal(keuze.Aantal, "knelpunt", "knelpunten")}</li>""")}
            </ul>
            """, () => $"""<p>Laat meer dan één keuze weg, of bekijk <a href="{Pad}">alle knelpunten</a>.</p>""")}
        """);

    /// <summary>The keys that leave something when they are dropped, and how much. Without <c>mijn</c> it would be another question.</summary>
    private static async Task<List<(string Sleutel, int Aantal)>> TeVeel(Selectie selectie, Gebruiker lezer, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var (alle, gevonden) = (Keuzes.Alle(selectie), new List<(string, int)>());
        foreach (var sleutel in alle.Select(keuze => keuze.Sleutel).Distinct(StringComparer.Ordinal).Where(sleutel => sleutel != "mijn" && alle.Count > 1))
        {
            var zonder = Selectie.Lees(naam => naam == sleutel ? default : new([.. alle.Where(keuze => keuze.Sleutel == naam).Select(keuze => keuze.Waarde)]), register,
                Kalender.Dag(clock.GetUtcNow()), new Fouten());
            var aantal = 0;
            (await Zeef.Maak(zonder, lezer, register, db, context.RequestAborted)).Doorloop((_, rijen) => aantal += rijen.Length);
            if (aantal > 0)
            {
                gevonden.Add((sleutel, aantal));
            }
        }

        return gevonden;
    }

    private static Html Verfijn(Selectie selectie, Facetten facetten, (string, string?)[] stand, Gebruiker lezer, Register register)
    {
        IReadOnlyList<string> statussen = lezer.ZietAlles || selectie.Mijn ? ["concept", "gemeld", "bevestigd", "afgewezen", "opgelost", "heropend"] : Selectie.Openbaar;
        return $"""
            <aside class="niet-afdrukken" aria-labelledby="verfijn-kop">
            <h2 id="verfijn-kop">Verfijn</h2>
            <form id="verfijn" method="get" action="{Pad}">
            {Html.Als(lezer.IsAangemeld, () => $"""<label class="vinkje"><input type="checkbox" name="mijn" value="true"{(selectie.Mijn ? Html.Ruw(" checked") : Html.Leeg)}> {Keuzes.Namen["mijn"]}</label>""")}
            {Html.Elk(Keuzes.Volgorde, dimensie => Keuzes.Vinkjes(dimensie, selectie, register, facetten, begrip => dimensie != Dimensie.Status || statussen.Contains(begrip.Code)))}
            <details class="facet"{(selectie.GemeldVanaf is not null || selectie.GemeldTot is not null || selectie.Peildatum is not null ? Html.Ruw(" open") : Html.Leeg)}>
            <summary>Wanneer</summary>
            {Keuzes.Dagveld("gemeldVanaf", selectie.GemeldVanaf)}
            {Keuzes.Dagveld("gemeldTot", selectie.GemeldTot)}
            {Keuzes.Dagveld("peildatum", selectie.Peildatum, "De lijst zoals die aan het eind van een eerdere dag was.")}
            </details>
            {Keuzes.Verborgen(selectie, "zoek", "gemeldVanaf", "gemeldTot", "peildatum", "mijn")}
            {Html.Elk(stand.Where(deel => deel.Item2 is not null), deel => Velden.Verborgen(deel.Item1, deel.Item2!))}
            <p><button type="submit" class="knop">Toepassen</button></p>
            </form>
            </aside>
            """;
    }

    /// <summary>The same selection to take along: as a sheet, as a feed, counted.</summary>
    private static Html Meenemen(Selectie selectie, string sorteer, bool iets, Gebruiker lezer)
    {
        var bestand = Html.Rij<(string Naam, string Formaat, string? Teken)>([("CSV", "csv", null), ("CSV voor Nederlandse Excel", "csv", "puntkomma"), ("Excel (XLSX)", "xlsx", null)],
            deel => $"""<a href="{Keuzes.Adres(lezer.IsAangemeld ? Pad : $"/v1{Pad}", selectie, ("sorteer", sorteer == Volgorden[0].Code ? null : sorteer), ("formaat", deel.Formaat), ("scheidingsteken", deel.Teken))}" download>{deel.Naam}</a>""", " · ");
        return Html.Als(iets || Keuzes.IsVolgbaar(selectie), () => $"""
            <section class="niet-afdrukken" aria-labelledby="meenemen">
            <h2 id="meenemen">Deze lijst meenemen</h2>
            <ul>
            {Html.Als(iets, () => $"<li>Downloaden, de hele lijst: {bestand}</li>")}
            {Html.Als(iets && Keuzes.IsOpenbaar(selectie), () => $"""
                <li>Tellen: <a href="{Keuzes.Adres("/v1/rapportages/kruistabel", selectie, ("rijen", "wet"), ("kolommen", "domein"), ("formaat", "csv"))}" download>wetten en domeinen</a> ·
                <a href="{Keuzes.Adres("/v1/rapportages/tijdreeks", selectie, ("groep", "soort"), ("formaat", "csv"))}" download>soorten per maand</a> ·
                <a href="{Keuzes.Adres("/v1/rapportages/naden", selectie, ("formaat", "csv"))}" download>wetten die samen knellen</a> (CSV)</li>
                """)}
            {Html.Als(Keuzes.IsVolgbaar(selectie), () => $"""
                <li>Volgen: <a href="{Keuzes.Adres("/abonneren", selectie)}">abonneer op deze selectie</a> · <a href="{Keuzes.Adres("/v1/feeds/knelpunten", selectie)}">Atom</a> ·
                <a href="{Keuzes.Adres("/v1/feeds/knelpunten", selectie, ("formaat", "json"))}">JSON Feed</a></li>
                """)}
            {Html.Als(lezer.ZietAlles && iets && Keuzes.IsOpenbaar(selectie) && selectie.Zoek is null, () => $"""<li>Vastleggen: <a href="{Keuzes.Adres("/edities/nieuw", selectie)}">maak een editie van deze selectie</a></li>""")}
            </ul>
            </section>
            """);
    }
}
