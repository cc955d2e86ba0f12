using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Eén systeemknelpunt: wat erachter zit, wat ervoor nodig is, wie wat antwoordt en toezegt.</summary>
public sealed class ToonSysteemknelpuntPagina : IEndpoint
{
    /// <summary>How many knelpunten are listed; the rest is one link away.</summary>
    private const int Getoond = 25;

    /// <summary>How many steps of the history are shown at once.</summary>
    private const int Stappen = 12;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/systeemknelpunten/{id}", Handle).AllowAnonymous();

    /// <param name="Peildatum">As it was at the end of this day.</param>
    public sealed record Query([property: GeenVrijeTekst, StringLength(20)] string? Peildatum = null);

    internal static async Task<IResult> Handle(string id, Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, Feeduitgever uitgever, HttpContext context)
    {
        var ct = context.RequestAborted;
        var rij = await Systeemknelpunt.Vind(id, db, ct);
        var selectie = Keuze(rij.Id, vraag.Waarde.Peildatum, register, clock);
        if (Pagina.Bekend(context, gebruiker, register, clock))
        {
            return Results.Empty;
        }

        var keuze = await Systeemkeuze.Maak(selectie, gebruiker, register, db, clock, ct);
        if (keuze.Systemen.Count == 0)
        {
            throw Weigering.NietGevonden($"{rij.Kenmerk} was er op die dag nog niet. Bekijk het zoals het nu is, op /systeemknelpunten/{rij.Kenmerk}.");
        }

        var systeem = (await Systeemknelpunt.Toon(keuze.Systemen, keuze.Beeld, keuze.Teller, keuze.Vandaag, gebruiker, register, db, ct))[0];
        var perspectieven = await ToonSysteemknelpunt.Perspectieven(systeem, register, db, ct);
        var (knelpunten, totaal) = await Knelpunten(systeem.Kenmerk, keuze.Teller.Volgnummer, Getoond, gebruiker, register, db, ct);
        var titels = await Systeemknelpunt.Titels([.. systeem.Relaties.Select(relatie => relatie.Id)], db, ct);
        var historie = (await ToonSysteemhistorie.Lees(rij, gebruiker, db, ct)).Where(stap => stap.Volgnummer <= keuze.Teller.Volgnummer).ToList();
        var toen = selectie.Peildatum;

        return new Pagina($"{systeem.Kenmerk}: {systeem.Titel}", $"""
            {Html.Met(toen, dag => $"""<p class="let-op">Zo was het aan het eind van {Onderdelen.Dag(dag)}; teksten zijn die van nu. <a href="{Systeemdelen.Adres(systeem.Kenmerk)}">Naar hoe het nu is</a></p>""")}
            {Kern(systeem, toen, register)}
            {Html.Als(toen is null, () => Doen(systeem, gebruiker))}
            {Inschattingen(systeem, register)}
            {Antwoorden(systeem, gebruiker, register)}
            {Tijdlijn(systeem, keuze.Vandaag, gebruiker, register)}
            {Perspectieven(perspectieven)}
            {Samenhang(systeem, titels)}
            {Bewijs(systeem, knelpunten, totaal, toen, gebruiker, register)}
            {Gevoeld(systeem)}
            {Historie(historie, register)}
            {Aanhalen(systeem, toen ?? keuze.Vandaag, uitgever.Adres)}
            """)
        {
            Kop = $"{systeem.Titel} <span class=\"kop-kenmerk\">{systeem.Kenmerk}</span>",
            Feeds = [($"{systeem.Kenmerk}: {systeem.Titel}", Onderdelen.Adres("/v1/feeds/systeemknelpunten", ("systeemknelpunt", systeem.Kenmerk)))],
        };
    }

    private static Selectie Keuze(Guid id, string? peildatum, Register register, TimeProvider clock)
    {
        var fouten = new Fouten();
        var selectie = Selectie.Lees(sleutel => sleutel switch { "systeemknelpunt" => id.ToString("D"), "peildatum" => peildatum, _ => default }, register, Kalender.Dag(clock.GetUtcNow()), fouten, systemen: true);
        fouten.Klaar();
        return selectie;
    }

    /// <summary>What is bundled: what is public, and for who judges what is not yet.</summary>
    internal static async Task<(IReadOnlyList<Knelpunt> Knelpunten, int Totaal)> Knelpunten(string kenmerk, int volgnummer, int aantal, Gebruiker gebruiker, Register register, Db db, CancellationToken ct)
    {
        var fouten = new Fouten();
        var selectie = Selectie.Lees(sleutel => sleutel switch { "systeemknelpunt" => kenmerk, "status" when gebruiker.ZietAlles => "gemeld,bevestigd,opgelost,heropend", _ => default }, register, default, fouten);
        fouten.Klaar();
        selectie.Sta(gebruiker, telling: false);
        var zeef = await Zeef.Maak(selectie, gebruiker, register, db, ct, volgnummer);
        var (treffers, totaal) = ZoekKnelpunten.Kies(zeef, "-gemeldOp", null, null, aantal);
        return (await ZoekKnelpunten.Lees(treffers, volgnummer, gebruiker, register, db, ct), totaal);
    }

    private static Html Kern(Systeemknelpunt systeem, DateOnly? toen, Register register)
    {
        var lijst = Onderdelen.Adres("/knelpunten", ("systeemknelpunt", systeem.Kenmerk), ("peildatum", toen is { } dag ? Systeemdelen.Iso(dag) : null));
        return $"""
            <p class="meta">{Onderdelen.Stand(systeem.Status)} {Systeemdelen.TeLaat(systeem.Toezeggingen.Count(toezegging => toezegging.TeLaat))}</p>
            {Html.Alineas(systeem.Kern)}
            <dl class="feiten">
            <dt>Hoe staat het ervoor</dt><dd>{Systeemdelen.Betekenis(systeem.Status)}</dd>
            <dt>Wat is ervoor nodig</dt><dd>{Systeemdelen.Ruimte(register, systeem)}. {Html.Als(systeem.LaagsteTrede is not null, () => $"{Systeemdelen.Uitleg(systeem.Oplossingsruimte)}")}</dd>
            <dt>Bevoegd: wie erover gaat</dt><dd>{Systeemdelen.Organisaties(register, systeem.Bevoegd)}</dd>
            {Html.Als(systeem.Betrokken.Count > 0, () => $"<dt>Betrokken: wie erbij nodig is</dt><dd>{Systeemdelen.Organisaties(register, systeem.Betrokken)}</dd>")}
            {Html.Als(systeem.Mechanismen.Count > 0, () => $"<dt>Waardoor het in stand blijft</dt><dd>{Html.Rij(systeem.Mechanismen, code => $"{Onderdelen.Naam(register.Begrippen["mechanismen"], code)}")}</dd>")}
            <dt>Wat erin zit</dt><dd>{Html.Als(systeem.Telling.Knelpunten == 0, () => $"Nog geen openbaar knelpunt.", () => $"""<a href="{lijst}">{Onderdelen.Aantal(systeem.Telling.Knelpunten, "knelpunt", "knelpunten")}</a> van {Onderdelen.Aantal(systeem.Telling.Projecten, "project", "projecten")} en {Onderdelen.Aantal(systeem.Telling.Organisaties, "organisatie", "organisaties")}, in {Onderdelen.Aantal(systeem.Telling.Regios, "zorgkantoorregio", "zorgkantoorregio's")}{Html.Met(systeem.Telling.Ernst, ernst => $". Hoogste ernst: {ernst} van 5")}.""")}</dd>
            {Html.Als(systeem.Telling.Wetten.Count > 0, () => $"<dt>Wetten die het raakt</dt><dd>{Onderdelen.Codes(register.Begrippen["wetten"], systeem.Telling.Wetten, "/systeemknelpunten", "wet")}</dd>")}
            <dt>Aangemaakt</dt><dd>{Onderdelen.Dag(systeem.AangemaaktOp)}{Html.Met(systeem.GeagendeerdOp, op => $"; voor het eerst geagendeerd {Onderdelen.Dag(op)}")}; laatst gewijzigd {Onderdelen.Dag(systeem.GewijzigdOp)}</dd>
            </dl>
            """;
    }

    /// <summary>What this reader can do about it: each a page with one form.</summary>
    private static Html Doen(Systeemknelpunt systeem, Gebruiker gebruiker)
    {
        var open = systeem.Status != "gesloten";
        var keuzen = new List<(string Naam, string Deel)>();
        if (open && gebruiker.Rol == "adressaat" && systeem.Adressaten.Contains(gebruiker.Organisatie!))
        {
            keuzen.Add(("Reageren", "reactie"));
        }

        if (open && gebruiker.Rol is "adressaat" or "melder" or "analist" or "beheerder")
        {
            keuzen.Add((gebruiker.ZietAlles ? "Standpunt weergeven" : "Inschatten wat ervoor nodig is", "inschatting"));
        }

        if (open && (gebruiker.Rol == "adressaat" || gebruiker.ZietAlles))
        {
            keuzen.Add((gebruiker.ZietAlles ? "Toezegging uit een dialoog" : "Iets toezeggen", "toezegging"));
        }

        if (open && gebruiker.ZietAlles)
        {
            keuzen.AddRange([("Status veranderen", "status"), ("Wijzigen", "wijzigen"), ("Bundelen", "bundeling"), ("Relaties", "relaties")]);
        }

        return Html.Als(keuzen.Count > 0, () => $"""
            <nav class="knoppen niet-afdrukken" aria-label="Wat u kunt doen">
            {Html.Elk(keuzen, keuze => $"""<a class="knop knop-rustig" href="{Systeemdelen.Adres(systeem.Kenmerk, keuze.Deel)}">{keuze.Naam}</a>""")}</nav>
            """);
    }

    /// <summary>The ladder with all verdicts, then what each party says.</summary>
    private static Html Inschattingen(Systeemknelpunt systeem, Register register)
    {
        var (treden, organisaties) = (register.Begrippen["treden"], register.Begrippen["organisaties"]);
        return $"""
            <section aria-labelledby="inschattingen">
            <h2 id="inschattingen">Inschatting: wat is ervoor nodig?</h2>
            {Html.Als(systeem.Stelseltoetsen.Count == 0, () => $"<p>Nog geen partij heeft dit ingeschat.</p>")}
            {Html.Als(systeem.Stelseltoetsen.Count > 0, () => $"""
                <p>Van licht naar zwaar. {Systeemdelen.Uitleg(systeem.Oplossingsruimte)}</p>
                {Onderdelen.Breed("De ladder met alle inschattingen", $"""
                    <table class="ladder">
                    <caption>De inschattingen naast elkaar op de ladder</caption>
                    <thead><tr><th scope="col">Trede</th><th scope="col">Nodig volgens</th><th scope="col">Kan tot die tijd, volgens</th></tr></thead>
                    <tbody>
                    {Html.Elk(treden.Begrippen.Where(trede => trede.Code != "onbekend" || systeem.Stelseltoetsen.Any(toets => toets.Trede == "onbekend")), trede => $"""
                        <tr><th scope="row">{Systeemdelen.Trede(treden, trede.Code)}{Groep(trede)}</th>
                        <td>{Html.Rij(systeem.Stelseltoetsen.Where(toets => toets.Trede == trede.Code), Partij)}</td>
                        <td>{Html.Rij(systeem.Stelseltoetsen.Where(toets => toets.TredeTijdelijk == trede.Code), Partij)}</td></tr>
                        """)}</tbody>
                    </table>
                    """)}
                <div class="kaarten">
                {Html.Elk(systeem.Stelseltoetsen, toets => $"""
                    <article class="kaart{(toets.Herkomst == "weergegeven" ? " weergegeven" : "")}">
                    <h3>{Onderdelen.Naam(organisaties, toets.Beoordelaar)}</h3>
                    <p><strong>{Systeemdelen.Trede(treden, toets.Trede)}</strong>{Html.Met(toets.TredeTijdelijk, tijdelijk => $"; tot die tijd kan: {Systeemdelen.Trede(treden, tijdelijk)}")}</p>
                    {Html.Alineas(toets.Argument)}
                    <p class="zacht">{toets.Opschrift}, {Onderdelen.Dag(toets.Datum)}.{Html.Met(toets.Bron, bron => $" Bron: {Link(bron)}")}</p>
                    </article>
                    """)}</div>
                """)}
            </section>
            """;

        Html Partij(Stelseltoets toets) => $"{Systeemdelen.Kort(register, toets.Beoordelaar)}{Html.Als(toets.Herkomst == "weergegeven", () => $" <span class=\"zacht\">(weergegeven)</span>")}";

        Html Groep(Begrip trede) => Oplossingsruimte.Rang(treden, trede.Code) is { } rang
            ? $"<br><span class=\"zacht groep\">{Onderdelen.Naam(register.Begrippen["oplossingsruimten"], Oplossingsruimte.Groep(rang, register.Instellingen))}</span>" : Html.Leeg;
    }

    private static Html Link(Bron bron) => bron.Url is null ? (Html)$"{bron.Titel}" : $"""<a href="{bron.Url}">{bron.Titel}</a>""";

    private static Html Antwoorden(Systeemknelpunt systeem, Gebruiker gebruiker, Register register)
    {
        var stil = systeem.Bevoegd.Except(systeem.Reacties.Where(reactie => reactie.Status == "gepubliceerd").Select(reactie => reactie.Organisatie)).ToList();
        return $"""
            <section aria-labelledby="reacties">
            <h2 id="reacties">Reacties</h2>
            {Html.Als(systeem.GeagendeerdOp is not null && stil.Count > 0, () => $"<p>Nog geen reactie van {Html.Rij(stil, code => $"{Systeemdelen.Voluit(register, code)}")}; geagendeerd {Onderdelen.Dag(systeem.GeagendeerdOp!.Value)}.</p>")}
            {Html.Als(systeem.Reacties.Count == 0 && systeem.GeagendeerdOp is null, () => $"<p>Nog niet geagendeerd, en nog geen reactie.</p>")}
            {Html.Elk(systeem.Reacties, reactie => $"""
                <article class="kaart reactie">
                <h3>{Systeemdelen.Voluit(register, reactie.Organisatie)}: {Systeemdelen.Antwoord(reactie.Soort).ToLowerInvariant()}</h3>
                {Html.Als(reactie.Status == "concept", () => $"""<p class="let-op">Concept: alleen uw organisatie ziet dit. {Html.Als(gebruiker.Organisatie == reactie.Organisatie, () => $"""<a href="/reacties/{reactie.Id.ToString("D")}">Verder schrijven of publiceren</a>""")}</p>""")}
                {Html.Als(reactie.Soort == "afgewezen", () => $"<p><strong>De reden:</strong></p>")}
                {Html.Alineas(reactie.Tekst)}
                {Html.Met(reactie.Vindplaats, vindplaats => $"<p>Waar het staat: {vindplaats}</p>")}
                {Html.Met(reactie.DoorverwezenNaar, naar => $"<p>Wie er wel over gaat: {Systeemdelen.Organisaties(register, [naar])}</p>")}
                {Html.Met(reactie.Datum, dag => $"<p>Uitkomst of vervolg: {Onderdelen.Dag(dag)}</p>")}
                {Html.Met(reactie.GepubliceerdOp, op => $"<p class=\"zacht\">Gepubliceerd {Onderdelen.Dag(op)}</p>")}
                </article>
                """)}
            </section>
            """;
    }

    private static Html Tijdlijn(Systeemknelpunt systeem, DateOnly vandaag, Gebruiker gebruiker, Register register) => $"""
        <section aria-labelledby="toezeggingen">
        <h2 id="toezeggingen">Afgesproken acties</h2>
        {Html.Als(systeem.Toezeggingen.Count == 0, () => $"<p>Nog niemand heeft iets toegezegd.</p>")}
        {Html.Als(systeem.Toezeggingen.Count > 0, () => $"""
            <ol class="tijdlijn">
            {Html.Elk(systeem.Toezeggingen, toezegging => $"""
                <li>
                <p><span class="zacht">Uiterlijk</span> {Onderdelen.Dag(toezegging.UiterlijkDatum)} {Systeemdelen.Stand(toezegging, vandaag)}</p>
                <p><strong>{Systeemdelen.Kort(register, toezegging.Door)}</strong>: {toezegging.Wat}</p>
                {Html.Met(toezegging.Uitkomst, uitkomst => $"<p>{(toezegging.Status == "vervallen" ? "Waarom vervallen" : "Uitkomst")}: {uitkomst}</p>")}
                {Html.Als(toezegging.Mijlpalen.Count > 0, () => $"""
                    <ul>
                    {Html.Elk(toezegging.Mijlpalen, mijlpaal => $"<li>{Html.Met(mijlpaal.Datum, dag => $"{Onderdelen.Dag(dag)} ")}{mijlpaal.Wat}: {(mijlpaal.Behaald == true ? "behaald" : toezegging.Status == "open" && mijlpaal.Datum < vandaag ? "te laat" : "nog niet behaald")}</li>")}</ul>
                    """)}
                <p class="zacht">Toegezegd {Onderdelen.Dag(toezegging.GedaanOp)}{(toezegging.Dialoog is null ? "" : ", in een dialoog")}.{Html.Als(Systeemdelen.MagWijzigen(gebruiker, toezegging.Door, toezegging.Dialoog), () => $""" <a href="/toezeggingen/{toezegging.Id.ToString("D")}">Zeg hoe het ermee staat<span class="alleen-voorlezen">: {toezegging.Wat}</span></a>""")}</p>
                </li>
                """)}</ol>
            """)}
        </section>
        """;

    private static Html Perspectieven(List<ToonSysteemknelpunt.Blik> blikken) => Html.Als(blikken.Any(blik => blik.Perspectief is not null || blik.Knelpunten.Any(gezien => gezien.Dilemma is not null)), () => $"""
        <section aria-labelledby="perspectieven">
        <h2 id="perspectieven">Wie kijkt, ziet iets anders</h2>
        <div class="kaarten">
        {Html.Elk(blikken, blik => $"""
            <article class="kaart">
            <h3>{(blik.Perspectief is null ? "Perspectief niet genoemd" : blik.Naam)}</h3>
            <ul>
            {Html.Elk(blik.Knelpunten, gezien => $"""<li><a href="/knelpunten/{gezien.Kenmerk}">{gezien.Titel}</a> {BladerKnelpunten.Voorbeeld(gezien.Voorbeeld)}{Html.Met(gezien.Dilemma, dilemma => $" <br>Dilemma: {dilemma}")}</li>""")}</ul>
            {Html.Als(blik.Totaal > blik.Knelpunten.Count, () => $"<p class=\"zacht\">De nieuwste {blik.Knelpunten.Count} van {Onderdelen.Getal(blik.Totaal)}.</p>")}
            </article>
            """)}</div>
        </section>
        """);

    private static Html Samenhang(Systeemknelpunt systeem, Dictionary<Guid, string> titels) => Html.Als(systeem.Relaties.Count > 0, () => $"""
        <section aria-labelledby="samenhang">
        <h2 id="samenhang">Samenhang met andere systeemknelpunten</h2>
        <ul>
        {Html.Elk(systeem.Relaties, relatie =>
        {
            Html ander = $"""<a href="{Systeemdelen.Adres(relatie.Kenmerk)}">{titels[relatie.Id]} ({relatie.Kenmerk})</a>""";
            return (relatie.Soort, relatie.Richting) switch
            {
                ("oorzaak-van", "uit") => (Html)$"<li>Dit is een oorzaak van {ander}</li>",
                ("oorzaak-van", _) => $"<li>Een oorzaak hiervan is {ander}</li>",
                ("deel-van", "uit") => $"<li>Dit is een deel van {ander}</li>",
                ("deel-van", _) => $"<li>Een deel hiervan is {ander}</li>",
                _ => $"<li>Botst met {ander}</li>",
            };
        })}</ul>
        </section>
        """);

    private static Html Bewijs(Systeemknelpunt systeem, IReadOnlyList<Knelpunt> knelpunten, int totaal, DateOnly? toen, Gebruiker gebruiker, Register register) => $"""
        <section aria-labelledby="knelpunten">
        <h2 id="knelpunten">De knelpunten die erin zitten</h2>
        {Html.Als(knelpunten.Count == 0, () => $"<p>Er zit nog geen openbaar knelpunt in.</p>")}
        {Html.Als(knelpunten.Count > 0, () => $"""
            <ul class="lijst">
            {Html.Elk(knelpunten, knelpunt => $"""
                <li><a href="/knelpunten/{knelpunt.Kenmerk}">{knelpunt.Titel}</a> {BladerKnelpunten.Voorbeeld(knelpunt.Voorbeeld)}
                <p class="meta"><span>{knelpunt.Kenmerk}</span> {Onderdelen.Stand(knelpunt.Status)} <span>{knelpunt.Project.Naam}</span>{Html.Met(knelpunt.GemeldOp, op => $" <span>gemeld {Onderdelen.Dag(op)}</span>")}</p>
                <p class="meta"><span>{Html.Rij(Tags(knelpunt, register), naam => $"{naam}")}</span></p></li>
                """)}</ul>
            """)}
        {Html.Als(totaal > knelpunten.Count, () => $"""<p><a href="{Onderdelen.Adres("/knelpunten", ("systeemknelpunt", systeem.Kenmerk), ("status", gebruiker.ZietAlles ? "gemeld,bevestigd,opgelost,heropend" : null), ("peildatum", toen is { } dag ? Systeemdelen.Iso(dag) : null))}">Alle {Onderdelen.Getal(totaal)} knelpunten</a></p>""")}
        </section>
        """;

    private static IEnumerable<string> Tags(Knelpunt knelpunt, Register register)
    {
        var begrippen = register.Begrippen;
        return knelpunt.Soorten.Select(code => Onderdelen.Naam(begrippen["soorten"], code)).Concat(knelpunt.Wetten.Select(code => begrippen["wetten"].Zoek(code)?.Afkorting ?? Onderdelen.Naam(begrippen["wetten"], code)))
            .Concat(knelpunt.Domeinen.Select(code => Onderdelen.Naam(begrippen["domeinen"], code)));
    }

    private static Html Gevoeld(Systeemknelpunt systeem) => Html.Met(systeem.Merkbaarheid, gevoeld => $"""
        <section aria-labelledby="merkbaar">
        <h2 id="merkbaar">Is de oplossing te merken?</h2>
        <p>{Html.Als(gevoeld.Merkbaar + gevoeld.NietMerkbaar == 0, () => $"Nog geen van {Onderdelen.Aantal(gevoeld.Gevraagd, "project dat dit meldde of steunde", "projecten die dit meldden of steunden")} heeft geantwoord.",
            () => $"Van {Onderdelen.Aantal(gevoeld.Gevraagd, "project dat dit meldde of steunde", "projecten die dit meldden of steunden")} merkt {Onderdelen.Getal(gevoeld.Merkbaar)} de oplossing wel en {Onderdelen.Getal(gevoeld.NietMerkbaar)} niet.")}
        Zeggen drie of meer projecten, en meer dan de helft van de antwoorden, dat zij niets merken, dan wordt dit systeemknelpunt heropend.</p>
        </section>
        """);

    private static Html Historie(List<ToonHistorie.Stap> stappen, Register register)
    {
        var nieuwste = stappen.AsEnumerable().Reverse().ToList();
        return $"""
            <section aria-labelledby="historie">
            <h2 id="historie">Wat er gebeurde</h2>
            {Lijst(nieuwste.Take(Stappen))}
            {Html.Als(nieuwste.Count > Stappen, () => $"""
                <details><summary>{Onderdelen.Aantal(nieuwste.Count - Stappen, "eerdere stap", "eerdere stappen")}</summary>
                {Lijst(nieuwste.Skip(Stappen))}
                </details>
                """)}
            </section>
            """;

        Html Lijst(IEnumerable<ToonHistorie.Stap> deel) => $"""
            <ol class="tijdlijn">
            {Html.Elk(deel, stap => $"<li>{Onderdelen.Dag(stap.TijdstipOp)} {Systeemhistorie.Zin(stap, register)}{Html.Met(stap.Toelichting, reden => $" <br>Toelichting: {reden}")}</li>")}</ol>
            """;
    }

    private static Html Aanhalen(Systeemknelpunt systeem, DateOnly dag, string adres) => $"""
        <section aria-labelledby="aanhalen">
        <h2 id="aanhalen">Aanhalen, volgen en meenemen</h2>
        <p>PassendeZorg.Knelpunten ({dag.Year}). {systeem.Titel}. Systeemknelpunt {systeem.Kenmerk}, stand van {Onderdelen.Dag(dag)}. {adres}{Systeemdelen.Adres(systeem.Kenmerk)}?peildatum={Systeemdelen.Iso(dag)}</p>
        <p><a href="{Onderdelen.Adres("/v1/feeds/systeemknelpunten", ("systeemknelpunt", systeem.Kenmerk))}">Volg dit met een feed</a> · <a href="{Onderdelen.Adres("/abonneren", ("systeemknelpunt", systeem.Kenmerk))}">Neem een abonnement</a> · <a href="/v1/systeemknelpunten/{systeem.Kenmerk}">Als gegevens (JSON)</a></p>
        <form method="get" action="{Systeemdelen.Adres(systeem.Kenmerk)}" class="peil niet-afdrukken">
        <label for="veld-peildatum">Bekijk het zoals het was op</label>
        <div class="zoek-rij"><input id="veld-peildatum" name="peildatum" type="date" value="{Systeemdelen.Iso(dag)}"> <button type="submit" class="knop knop-rustig">Toon</button></div>
        </form>
        </section>
        """;
}
