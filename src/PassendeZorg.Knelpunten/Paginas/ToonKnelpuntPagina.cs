using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Mvc;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;
using PassendeZorg.Knelpunten.Voorstellen;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Eén knelpunt: wat er speelt, bij wie nog meer, waar het in opgenomen is en wat ermee gebeurde.</summary>
public sealed class ToonKnelpuntPagina : IEndpoint
{
    private const string Lijst = "/knelpunten";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet($"{Lijst}/{{id}}", Handle).AllowAnonymous();

    internal static async Task<IResult> Handle(string id, TimeProvider clock, [AsParameters] Nodig nodig)
    {
        var (gebruiker, register, db, _, _, _, context) = nodig;
        if (id.ToUpperInvariant() is var kenmerk && kenmerk != id && kenmerk.StartsWith("KP-", StringComparison.Ordinal))
        {
            return Results.Redirect($"{Lijst}/{Uri.EscapeDataString(kenmerk)}", permanent: true);
        }

        var rij = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        return Pagina.Bekend(context, gebruiker, register, clock) ? Results.Empty : await Maak(rij, Formulier.Leeg, 200, nodig);
    }

    /// <summary>What the page needs.</summary>
    internal sealed record Nodig(Gebruiker Gebruiker, [FromServices] Register Register, [FromServices] Db Db, [FromServices] Verwantenzoeker Zoeker, [FromServices] Instellingen Instellingen,
        [FromServices] IServer Server, HttpContext Context);

    /// <summary>The page, with what was typed in one of its forms and what is wrong with that.</summary>
    internal static async Task<IResult> Maak(Knelpunt.Rij rij, Formulier formulier, int status, Nodig nodig)
    {
        var (gebruiker, register, db, zoeker, instellingen, server, context) = nodig;
        var ct = context.RequestAborted;
        var knelpunt = Knelpunt.Toon(rij, gebruiker, register);
        var (historie, _) = await ToonHistorie.Lees(rij, gebruiker, register, db, ct);
        var verwanten = await zoeker.Zoek(rij.Lees(), rij.Nummer, gebruiker, await zoeker.Statistiek(ct), 5, ct);
        var titels = await Systeemknelpunt.Titels(knelpunt.Systeemknelpunten, db, ct);
        var vragen = KnelpuntVraag.ToontAan(gebruiker, rij.ProjectId, register) ? await ToonKnelpuntvragen.Lees(rij.Id, db, ct) : null;
        var adres = $"{instellingen.Adres(server)}{Lijst}/{knelpunt.Kenmerk}";

        return new Pagina($"{knelpunt.Titel}", $"""
            <div class="meta meta-kop"><span>{knelpunt.Kenmerk}</span> {Onderdelen.Stand(knelpunt.Status)} {BladerKnelpunten.Voorbeeld(knelpunt.Voorbeeld)} <span>{knelpunt.Project.Naam}</span> {Html.Met(knelpunt.GemeldOp, op => $"<span>gemeld {Onderdelen.Dag(op)}</span>")}</div>
            {Knoppen(rij, gebruiker, register)}
            {Html.Alineas(knelpunt.Omschrijving)}
            {Verder("Wat het gevolg is", knelpunt.ToelichtingGevolg)}
            {Verder("Hoe het nu wordt opgevangen", knelpunt.Omweg)}
            {Verder("Wat er zou moeten veranderen", knelpunt.GewensteWijziging)}
            {Verder("Waarom het niet eenvoudig is", knelpunt.Dilemma)}
            {Kenmerken(knelpunt, register)}
            {Links(knelpunt.Bronnen)}
            {Steun(rij, knelpunt, formulier, gebruiker, register, context)}
            {Merkbaarheid(rij, knelpunt, gebruiker, register, context)}
            {Html.Met(vragen, alle => Vragen(rij, alle, formulier, gebruiker, register, context))}
            {Bundels(knelpunt, titels, register)}
            {Verwanten(verwanten)}
            <section aria-labelledby="historie">
            <h2 id="historie">Wat er gebeurde</h2>
            {Historieregels.Tijdlijn(historie, gebruiker, register)}
            </section>
            <section aria-labelledby="citeren">
            <h2 id="citeren">Citeren</h2>
            <p>PassendeZorg.Knelpunten, <cite>{knelpunt.Titel}</cite>, {knelpunt.Kenmerk}, versie {knelpunt.Versie} van {Onderdelen.Dag(knelpunt.GewijzigdOp)}. <span class="adres">{adres}</span></p>
            <p class="niet-afdrukken">Licentie: {instellingen.Licentie}. Als gegevens: <a href="/v1/knelpunten/{knelpunt.Id.ToString("D")}">JSON</a> · <a href="/v1/knelpunten/{knelpunt.Id.ToString("D")}/historie">historie</a>.</p>
            </section>
            """)
        { Status = status, Fouten = formulier.Fouten, Feeds = Feeds(knelpunt, register) };
    }

    /// <summary>The projects of the reader's own organisation.</summary>
    private static IEnumerable<ProjectStand> Eigen(Gebruiker gebruiker, Register register) => gebruiker.Rol is "melder" or "analist" or "beheerder"
        ? register.Projecten.OpNummer.Values.Where(project => project.IsVan(gebruiker.Organisatie)).OrderBy(project => project.Inhoud.Naam, StringComparer.CurrentCulture) : [];

    private static Html Knoppen(Knelpunt.Rij rij, Gebruiker gebruiker, Register register)
    {
        var eigen = Eigen(gebruiker, register).Any(project => project.Id == rij.ProjectId);
        var (wijzigt, trektIn) = (gebruiker.ZietAlles || (eigen && !rij.IsOpenbaar), eigen || gebruiker.Rol == "beheerder");
        return Html.Als(wijzigt || trektIn, () => $"""
            <p class="knoppen niet-afdrukken">{Html.Als(wijzigt, () => $"""<a class="knop knop-rustig" href="{Lijst}/{rij.Kenmerk}/wijzigen">Wijzigen</a>""")} {Html.Als(trektIn, () => $"""<a href="{Lijst}/{rij.Kenmerk}/intrekken">Intrekken</a>""")}</p>
            {Html.Als(eigen && rij.IsOpenbaar && !gebruiker.ZietAlles, () => (Html)$"""<p class="hint">Dit knelpunt is bevestigd: de tekst wijzigt alleen een analist nog.</p>""")}
            """);
    }

    private static Html Verder(string kop, string? tekst) => Html.Met(tekst is { Length: > 0 } ? tekst : null, er => $"""
        <h2>{kop}</h2>
        {Html.Alineas(er)}
        """);

    private static Html Kenmerken(Knelpunt knelpunt, Register register)
    {
        return $"""
            <section aria-labelledby="kenmerken">
            <h2 id="kenmerken">Kenmerken</h2>
            <dl class="feiten">
            <dt>Project</dt><dd><a href="{Onderdelen.Adres(Lijst, ("project", $"{knelpunt.Project.Id}"))}">{knelpunt.Project.Naam}</a></dd>
            {Html.Met(knelpunt.Project.Organisatie, naam => Feit("Organisatie", $"""<a href="{Onderdelen.Adres(Lijst, ("organisatie", naam))}">{Onderdelen.Naam(register.Begrippen["organisaties"], naam)}</a>"""))}
            {Codes("soort", knelpunt.Soorten)}
            {Codes("wet", knelpunt.Wetten)}
            {Codes("domein", knelpunt.Domeinen)}
            {Codes("gevolg", knelpunt.Gevolgen)}
            {Codes("ernst", knelpunt.Ernst is { } ernst ? [ernst] : [])}
            {Codes("frequentie", knelpunt.Frequentie is { } vaak ? [vaak] : [])}
            {Codes("doelgroep", knelpunt.Doelgroepen)}
            {Codes("regio", knelpunt.Regios)}
            {Codes("adressaat", knelpunt.Adressaten)}
            {Codes("akkoord", knelpunt.Akkoorden)}
            {Codes("principe", knelpunt.Principes)}
            {Codes("perspectief", knelpunt.Perspectief is { } blik ? [blik] : [])}
            {Codes("oplossingsruimte", knelpunt.Oplossingsruimte is { } ruimte ? [ruimte] : [])}
            {Html.Met(knelpunt.Vindplaats, tekst => Feit("Waar de regel staat", $"{tekst}"))}
            {Html.Met(knelpunt.Omvang, omvang => $"{Orde("Inwoners per jaar", omvang.InwonersPerJaar)}{Orde("Uren per maand", omvang.UrenPerMaand)}{Orde("Euro per jaar", omvang.EuroPerJaar)}")}
            {Html.Met(knelpunt.WaargenomenDatum, dag => Feit("Wanneer het gebeurde", Onderdelen.Dag(dag)))}
            {Html.Met(knelpunt.ExterneSleutel, tekst => Feit("Nummer bij de melder", $"{tekst}"))}
            </dl>
            </section>
            """;

        static Html Feit(string kop, Html waarde) => $"<dt>{kop}</dt><dd>{waarde}</dd>\n";

        static Html Orde(string kop, string? orde) => Html.Met(orde, tekst => Feit(kop, $"{tekst}"));

        Html Codes(string sleutel, IReadOnlyList<string> codes) =>
            Html.Als(codes.Count > 0, () => Feit(Keuzes.Namen[sleutel], Onderdelen.Codes(register.Begrippen[Selecties.Dimensie.Van(sleutel)!.Lijst], codes, Lijst, sleutel)));
    }

    /// <summary>Only what a browser may open: a source is an address that somebody typed.</summary>
    private static Html Links(IReadOnlyList<Bron> bronnen) => Html.Als(bronnen.Count > 0, () => $"""
        <section aria-labelledby="bronnen">
        <h2 id="bronnen">Bronnen</h2>
        <ul>
        {Html.Elk(bronnen, bron => Uri.TryCreate(bron.Url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
            ? (Html)$"""<li><a href="{uri.AbsoluteUri}" rel="noopener external nofollow">{bron.Titel}</a> <span class="zacht">({uri.Host})</span></li>""" : $"<li>{bron.Titel}</li>")}
        </ul>
        </section>
        """);

    private static Html Steun(Knelpunt.Rij rij, Knelpunt knelpunt, Formulier formulier, Gebruiker gebruiker, Register register, HttpContext context)
    {
        var steunt = register.Kolommen.Steun(rij.Nummer).ToHashSet();
        var eigen = rij.IsOpenbaar ? Eigen(gebruiker, register).Where(project => project.Id != rij.ProjectId).ToList() : [];
        var (al, nog) = (eigen.Where(project => steunt.Contains(project.Nummer)).ToList(), eigen.Where(project => !steunt.Contains(project.Nummer)).ToList());
        return $"""
            <section aria-labelledby="steun">
            <h2 id="steun">Wie dit ook heeft</h2>
            <p>{(knelpunt.Steun.Projecten == 0 ? "Nog geen ander project gaf aan dit ook te hebben." : $"{BladerKnelpunten.AndereProjecten(knelpunt)}, van {Onderdelen.Aantal(knelpunt.Steun.Organisaties, "organisatie", "organisaties")} in {Onderdelen.Aantal(knelpunt.Steun.Regios, "zorgkantoorregio", "zorgkantoorregio's")}.")}</p>
            {Html.Als(al.Count > 0, () => $"<p>U gaf al aan dat dit ook speelt bij {Html.Rij(al, project => $"{project.Inhoud.Naam}")}.</p>")}
            {Html.Als(nog.Count > 0, () => Velden.Formulier(context, $"{Lijst}/{rij.Kenmerk}/steunen", $"""
                {(nog is [var enige] ? $"""<p>Heeft uw project {enige.Inhoud.Naam} dit ook?</p>{Velden.Verborgen("projectId", $"{enige.Id}")}""" : Velden.Keuzelijst(formulier, "projectId", "Welk van uw projecten heeft dit ook?", nog.Select(project => ($"{project.Id}", project.Inhoud.Naam)), verplicht: true))}
                {Velden.Tekstvak(formulier, "toelichting", "Hoe doet het zich daar voor?", "Zonder gegevens van personen.", regels: 2, lengte: 2_000)}
                <p>{Velden.Knop("Wij hebben dit ook")}</p>
                """))}
            </section>
            """;
    }

    /// <summary>Once it is solved: whether who had it feels that.</summary>
    private static Html Merkbaarheid(Knelpunt.Rij rij, Knelpunt knelpunt, Gebruiker gebruiker, Register register, HttpContext context)
    {
        var opgelost = rij.IsOpenbaar && (rij.Status == "opgelost" || knelpunt.Systeemknelpunten.Any(id => register.Duiding.Nu.Zoek(id)?.Stand.Status == "opgelost"));
        var steunt = register.Kolommen.Steun(rij.Nummer).ToHashSet();
        var eigen = opgelost ? Eigen(gebruiker, register).Where(project => project.Id == rij.ProjectId || steunt.Contains(project.Nummer)).ToList() : [];
        return Html.Als(eigen.Count > 0, () => $"""
            <section aria-labelledby="merkbaar" class="niet-afdrukken">
            <h2 id="merkbaar">Is de oplossing te merken?</h2>
            <p>Dit is opgelost. Merkt u daar in de praktijk iets van? Uw laatste antwoord telt. Zeggen drie of meer projecten, en meer dan de helft, dat er niets van te merken is, dan gaat het systeemknelpunt weer open.</p>
            {Html.Elk(eigen, project => Velden.Formulier(context, $"{Lijst}/{rij.Kenmerk}/merkbaarheid", $"""
                {Velden.Verborgen("projectId", $"{project.Id}")}
                <p class="knoppen"><span>{project.Inhoud.Naam}:</span> {Velden.Knop("Te merken", "oordeel", "merkbaar", rustig: true)} {Velden.Knop("Niet te merken", "oordeel", "niet-merkbaar", rustig: true)}</p>
                """))}
            </section>
            """);
    }

    /// <summary>Only for who reported it and analists. One field at a time: the oldest question that is open, or a new one.</summary>
    private static Html Vragen(Knelpunt.Rij rij, IReadOnlyList<KnelpuntVraag> vragen, Formulier formulier, Gebruiker gebruiker, Register register, HttpContext context)
    {
        var melder = Eigen(gebruiker, register).Any(project => project.Id == rij.ProjectId);
        var open = melder ? vragen.FirstOrDefault(vraag => vraag.BeantwoordOp is null) : null;
        var vraagt = open is null && gebruiker.ZietAlles && rij.Status is not ("concept" or "afgewezen");
        return Html.Als(vragen.Count > 0 || vraagt, () => $"""
            <section aria-labelledby="vragen">
            <h2 id="vragen">Vragen en antwoorden</h2>
            <p class="hint">Alleen analisten en de organisaties van het project zien dit.</p>
            {Html.Als(vragen.Count > 0, () => $"""
                <ul class="lijst">
                {Html.Elk(vragen, vraag => $"""
                    <li>
                    <div class="meta"><span>Vraag van {Onderdelen.Dag(vraag.GesteldOp)}</span></div>
                    {Html.Alineas(vraag.Tekst)}
                    {Html.Met(vraag.BeantwoordOp, op => $"""<div class="meta"><span>Antwoord van {Onderdelen.Dag(op)}</span></div>{Html.Alineas(vraag.Antwoord)}""")}
                    {Html.Als(vraag.BeantwoordOp is null && vraag != open, () => (Html)$"""<p class="zacht">Nog niet beantwoord.</p>""")}
                    {Html.Als(vraag == open, () => Velden.Formulier(context, $"{Lijst}/{rij.Kenmerk}/antwoorden", $"""
                        {Velden.Verborgen("vraag", $"{vraag.Id}")}
                        {Velden.Tekstvak(formulier, "tekst", "Uw antwoord", "Zonder gegevens van personen.", verplicht: true, lengte: 5_000)}
                        <p>{Velden.Knop("Antwoord versturen")}</p>
                        """))}
                    </li>
                    """)}
                </ul>
                """)}
            {Html.Als(vraagt, () => Velden.Formulier(context, $"{Lijst}/{rij.Kenmerk}/vragen", $"""
                {Velden.Tekstvak(formulier, "tekst", "Een vraag aan wie dit meldde", "Zonder gegevens van personen.", verplicht: true, regels: 3, lengte: 5_000)}
                <p>{Velden.Knop("Vraag stellen", rustig: true)}</p>
                """))}
            </section>
            """);
    }

    private static Html Bundels(Knelpunt knelpunt, Dictionary<Guid, string> titels, Register register) => Html.Als(knelpunt.Systeemknelpunten.Count > 0, () => $"""
        <section aria-labelledby="bundels">
        <h2 id="bundels">Onderdeel van een systeemknelpunt</h2>
        <ul class="lijst">
        {Html.Elk(knelpunt.Systeemknelpunten.Select(register.Duiding.Nu.Zoek).OfType<Systeem>(), systeem => $"""
            <li><a href="/systeemknelpunten/{systeem.Kenmerk}">{titels.GetValueOrDefault(systeem.Id, systeem.Kenmerk)}</a> <div class="meta"><span>{systeem.Kenmerk}</span> {Onderdelen.Stand(systeem.Stand.Status)}</div></li>
            """)}
        </ul>
        </section>
        """);

    private static Html Verwanten(IReadOnlyList<Verwant> verwanten) => Html.Als(verwanten.Count > 0, () => $"""
        <section aria-labelledby="verwanten" class="niet-afdrukken">
        <h2 id="verwanten">Lijkt hierop</h2>
        <p class="hint">Gevonden door de woorden en kenmerken te vergelijken. Een hulp bij het zoeken, geen oordeel.</p>
        <ul class="lijst">
        {Html.Elk(verwanten, verwant => $"""
            <li><a href="{Lijst}/{verwant.Knelpunt.Kenmerk}">{verwant.Knelpunt.Titel}</a> <div class="meta"><span>{verwant.Knelpunt.Kenmerk}</span> {BladerKnelpunten.Voorbeeld(verwant.Voorbeeld)} <span>ook: {Html.Rij(verwant.Woorden.Take(6), woord => $"{woord}")}</span></div></li>
            """)}
        </ul>
        </section>
        """);

    private static List<(string Titel, string Adres)> Feeds(Knelpunt knelpunt, Register register)
    {
        var feeds = new List<(string, string)> { ("Knelpunten", "/v1/feeds/knelpunten") };
        feeds.AddRange(knelpunt.Wetten.Take(3).Select(wet => ($"Knelpunten: {Onderdelen.Naam(register.Begrippen["wetten"], wet)}", Onderdelen.Adres("/v1/feeds/knelpunten", ("wet", wet)))));
        return feeds;
    }
}
