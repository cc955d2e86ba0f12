using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>De voorpagina: wat er wordt gemeld, waar het zit, en wie aan zet is.</summary>
public sealed class ToonOverzicht : IEndpoint
{
    /// <summary>How many of the agenda of each addressee, how many laws in the matrix of seams, how many late promises: the rest has pages of its own.</summary>
    private const int Bovenaan = 3, Wetten = 10, Beloften = 10;

    private const int Recent = 30;

    private const string Open = "in-onderzoek,vastgesteld,geagendeerd,beantwoord,heropend";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", Handle).AllowAnonymous();

    internal static async Task<IResult> Handle(Gebruiker gebruiker, Register register, Voorblad voorblad, TimeProvider clock, HttpContext context)
    {
        if (Pagina.Bekend(context, gebruiker, register, clock))
        {
            return Results.Empty;
        }

        return new Pagina("Wat zit passende zorg in de weg?", await voorblad.Inhoud())
        {
            Intro = "Projecten die zorg en ondersteuning over de grenzen van wetten en budgetten heen regelen, melden hier waar zij op vastlopen. Hier ziet u wat er gemeld is, waar het zit, en wie aan zet is.",
            Feeds =
            [
                ("Maandelijkse samenvattingen", "/v1/feeds/samenvattingen"), ("Nieuwe en veranderde knelpunten", "/v1/feeds/knelpunten"),
                ("Systeemknelpunten", "/v1/feeds/systeemknelpunten"), ("Edities", "/v1/feeds/edities"),
            ],
        };
    }

    /// <summary>Counts everything once, as everybody may see it.</summary>
    internal static async Task<Html> Maak(IReadOnlySet<int> voorbeelden, Register register, Db db, TimeProvider clock, CancellationToken ct)
    {
        var (lezer, alles) = (Gebruiker.Anoniem, Selectie.Alles);
        var keuze = await Systeemkeuze.Maak(alles.AlsSystemen(), lezer, register, db, clock, ct);
        var zeef = await Zeef.Maak(alles, lezer, register, db, ct, keuze.Teller.Volgnummer);
        var (soorten, wetten) = (register.Begrippen["soorten"], register.Begrippen["wetten"]);
        var gemeld = Tel(zeef, voorbeelden, keuze.Vandaag.AddDays(-Recent), soorten, wetten);
        if (gemeld.Alles == 0)
        {
            return $"""
                <p class="let-op">Er is nog niets gemeld dat is bevestigd. <a href="/melden">Meld een knelpunt</a> of lees eerst <a href="/over">hoe dit register werkt</a>.</p>
                {await Agendas(keuze, register, db, ct)}
                {await TeLaat(keuze, register, db, ct)}
                """;
        }

        var (achter, naden) = (new Verwijzer([], register), Naden.Tel(zeef, "wet", null, alles, register));
        var tabel = Kruistabel.Tel(zeef, As.Maak("wet", lezer, register, zeef.Stand), As.Maak("domein", lezer, register, zeef.Stand), "knelpunten", 1, alles);
        var reeks = Tijdreeks.Tel(zeef, "maand", As.Maak("soort", lezer, register, zeef.Stand), "knelpunten", 1, alles);
        return $"""
            {Kort(gemeld, keuze.Vandaag)}
            {await TeLaat(keuze, register, db, ct)}
            <section>
            <h2 id="wetten">Waar zit het? Wetten en domeinen</h2>
            <p>Elk getal leidt naar de knelpunten erachter. Een knelpunt telt bij elke wet en elk domein dat het raakt, dus de cellen tellen niet op tot de totalen. <a href="/over#tellen">Hoe er geteld wordt</a>.</p>
            {Rapportdelen.Wetten(tabel, register.Begrippen["domeinen"], achter)}
            <p class="niet-afdrukken"><a href="/v1/rapportages/kruistabel?rijen=wet&amp;kolommen=domein&amp;formaat=csv&amp;scheidingsteken=puntkomma">Alle wetten en domeinen als CSV</a></p>
            </section>
            {Html.Als(naden.Naden.Count > 0, () => $"""
                <section>
                <h2 id="naden">Waar botsen wetten? De naden</h2>
                <p>{Onderdelen.Aantal(naden.Meervoudig, "knelpunt raakt", "knelpunten raken")} meer dan één wet. Per paar wetten: op hoeveel knelpunten zij samen voorkomen.</p>
                {Rapportdelen.Nadenmatrix(naden.Naden, Wetten, wetten, achter)}
                <p><a href="/naden">Alle naden, met het aantal projecten</a></p>
                </section>
                """)}
            <section>
            <h2 id="trend-kop">Hoe loopt het? Meldingen per maand</h2>
            {Rapportdelen.Trend(reeks, achter)}
            </section>
            {await Agendas(keuze, register, db, ct)}
            """;
    }

    /// <summary>In words. Examples are not news: they are named apart, and only then do the numbers lead to a list, for no list leaves them out.</summary>
    private static Html Kort(Gemeld gemeld, DateOnly vandaag)
    {
        var lijst = Onderdelen.Adres("/knelpunten");
        if (gemeld.Knelpunten == 0)
        {
            return $"""
                <p class="let-op"><strong>Er is nog niets gemeld dat is bevestigd.</strong> Wat u hier ziet {(gemeld.Alles == 1 ? "is" : "zijn")} <a href="{lijst}">{Onderdelen.Aantal(gemeld.Alles, "voorbeeld uit een openbare bron", "voorbeelden uit openbare bronnen")}</a>, om te laten zien hoe het register werkt. Het is geen nieuws: alle getallen hieronder gaan over die voorbeelden.</p>
                """;
        }

        Html Getal(int aantal, params (string, string?)[] selectie) => gemeld.Alles == gemeld.Knelpunten ? Onderdelen.Teller(aantal, Onderdelen.Adres(lijst, selectie)) : $"{Onderdelen.Getal(aantal)}";
        return $"""
            <p class="in-het-kort">{Onderdelen.Aantal(gemeld.Projecten, "project meldde", "projecten meldden")} samen <strong>{Getal(gemeld.Knelpunten)} {(gemeld.Knelpunten == 1 ? "knelpunt" : "knelpunten")}</strong>, {Getal(gemeld.Nieuw, ("gemeldVanaf", $"{vandaag.AddDays(-Recent):yyyy-MM-dd}"))} daarvan in de afgelopen {Recent} dagen.
            Het gaat het vaakst over {Html.Rij(gemeld.Soorten.Take(3), soort => $"{soort.Naam.ToLowerInvariant()} ({Getal(soort.Getal, ("soort", soort.Code))})")}{Html.Met(gemeld.Wet, wet => $"; geen wet wordt vaker genoemd dan de {wet.Naam} ({Getal(wet.Getal, ("wet", wet.Code))})")}.</p>
            {Html.Als(gemeld.Alles > gemeld.Knelpunten, () => $"""<p class="let-op">Daarnaast staan er {Onderdelen.Aantal(gemeld.Alles - gemeld.Knelpunten, "voorbeeld uit een openbare bron", "voorbeelden uit openbare bronnen")} in het register. Dat is geen nieuws, maar de tabellen hieronder tellen ze mee; in lijsten zijn ze gemerkt. Samen zijn het er <a href="{lijst}">{Onderdelen.Getal(gemeld.Alles)}</a>.</p>""")}
            """;
    }

    /// <summary>What is late, first: the longest late.</summary>
    private static async Task<Html> TeLaat(Systeemkeuze keuze, Register register, Db db, CancellationToken ct)
    {
        var laat = keuze.Beeld.Beloften.Where(belofte => belofte.TeLaat(keuze.Vandaag)).OrderBy(belofte => belofte.Uiterlijk).ThenBy(belofte => belofte.Id).ToList();
        if (laat.Count == 0)
        {
            return Html.Leeg;
        }

        var getoond = await Toezegging.Lees([.. laat.Take(Beloften)], keuze.Beeld, keuze.Vandaag, db, ct);
        return $"""
            <section>
            <h2 id="te-laat">Te laat</h2>
            <p><a href="/verantwoording#te-laat">{Onderdelen.Aantal(laat.Count, "toezegging", "toezeggingen")}</a> had{(laat.Count == 1 ? "" : "den")} al klaar moeten zijn.{(laat.Count > Beloften ? $" Hier staan de {Beloften} die het langst te laat zijn." : "")}</p>
            {Toezeggingen(getoond, register, keuze.Vandaag)}
            </section>
            """;
    }

    /// <summary>Promises, with for whom they are and how late.</summary>
    internal static Html Toezeggingen(IEnumerable<Toezegging> toezeggingen, Register register, DateOnly vandaag) => $"""
        <ul class="lijst">
        {Html.Elk(toezeggingen, belofte => $"""
            <li>{Onderdelen.Stand(belofte.TeLaat ? "te-laat" : belofte.Status)} <strong>{Onderdelen.Naam(register.Begrippen["organisaties"], belofte.Door)}</strong>: {belofte.Wat}
            <p class="meta"><span>uiterlijk {Onderdelen.Dag(belofte.UiterlijkDatum)}{(belofte.TeLaat ? $", {Onderdelen.Aantal(vandaag.DayNumber - belofte.UiterlijkDatum.DayNumber, "dag", "dagen")} te laat" : "")}</span> {Html.Met(belofte.Systeemknelpunt, systeem => $"""<span>voor <a href="/systeemknelpunten/{systeem.Kenmerk}">{systeem.Kenmerk}</a></span>""")}{Html.Met(belofte.Uitkomst, uitkomst => $"<span>{uitkomst}</span>")}</p></li>
            """)}</ul>
        """;

    /// <summary>The top of the agenda of each addressee, with who says what it takes side by side.</summary>
    private static async Task<Html> Agendas(Systeemkeuze keuze, Register register, Db db, CancellationToken ct)
    {
        var (items, toetssteen) = await Agenda.Rangschik(keuze, Gebruiker.Anoniem, register, db, ct);
        var punten = items.Concat(toetssteen).Select(punt => (punt, systeem: keuze.Beeld.Zoek(punt.Systeemknelpunt.Id)!)).ToList();
        if (punten.Count == 0)
        {
            return Html.Leeg;
        }

        var agendas = register.Begrippen["organisaties"].Begrippen.Select(organisatie => (organisatie, eigen: punten.Where(deel => deel.systeem.Adressaten.Contains(organisatie.Code)).Select(deel => deel.punt).ToList()))
            .Where(agenda => agenda.eigen.Count > 0).OrderByDescending(agenda => agenda.eigen.Max(punt => punt.Prioriteit.Score)).ThenBy(agenda => agenda.organisatie.Volgorde);
        return $"""
            <section>
            <h2 id="agenda">Wie is aan zet? Bovenaan de agenda</h2>
            <p>Per organisatie de {Bovenaan} systeemknelpunten met de hoogste prioriteit: ernst, aantal projecten en spreiding over regio's. <a href="/over#agenda">Hoe de volgorde tot stand komt</a>. Onder elk systeemknelpunt staat wie wat nodig vindt om het op te lossen.</p>
            {Html.Elk(agendas, agenda => $"""
                <h3 id="agenda-{agenda.organisatie.Code}">{agenda.organisatie.Naam}</h3>
                <p class="meta"><span><a href="{Onderdelen.Adres("/systeemknelpunten", ("adressaat", agenda.organisatie.Code), ("status", Open))}">{Onderdelen.Aantal(agenda.eigen.Count, "open systeemknelpunt", "open systeemknelpunten")}</a></span></p>
                <ol class="kaarten">
                {Html.Elk(agenda.eigen.Take(Bovenaan), punt => Punt(punt, register))}</ol>
                """)}
            </section>
            """;
    }

    private static Html Punt(Agenda.Agendapunt punt, Register register)
    {
        var (systeem, treden) = (punt.Systeemknelpunt, register.Begrippen["treden"]);
        return $"""
            <li class="kaart">
            <h4><a href="/systeemknelpunten/{systeem.Kenmerk}">{systeem.Titel}</a></h4>
            <p class="meta"><span>{Onderdelen.Stand(systeem.Status)}</span> <span>{systeem.Kenmerk}</span> <span>{(punt.Rang is null ? "klein aantal, groot gevolg" : $"score {Onderdelen.Getal(punt.Prioriteit.Score)}")}</span>
            <span>{Html.Als(punt.Knelpunten > 0, () => (Html)$"""<a href="{Onderdelen.Adres("/knelpunten", ("systeemknelpunt", systeem.Kenmerk))}">{Onderdelen.Aantal(punt.Knelpunten, "knelpunt", "knelpunten")}</a>""", () => $"nog geen knelpunten")} van {Onderdelen.Aantal(punt.Projecten, "project", "projecten")}</span></p>
            <p>Wat is ervoor nodig? <strong>{Onderdelen.Naam(register.Begrippen["oplossingsruimten"], systeem.Oplossingsruimte)}</strong></p>
            {Html.Als(punt.Stelseltoetsen.Count > 0, () => $"""
                <dl class="toetsen">
                {Html.Elk(punt.Stelseltoetsen, toets => $"""
                    <div><dt>{Kort(register, toets.Beoordelaar)}{Html.Als(toets.Herkomst == "weergegeven", () => $""" <span class="nl-data-badge" title="{toets.Opschrift}">weergegeven</span>""")}</dt>
                    <dd>{Systeemdelen.Trede(treden, toets.Trede)}{Html.Met(toets.TredeTijdelijk, tijdelijk => $"; tot die tijd: {Systeemdelen.Trede(treden, tijdelijk)}")}{Html.Met(toets.Bron?.Url, url => $""" (<a href="{url}">bron</a>)""")}</dd></div>
                    """)}</dl>
                """, () => $"""<p class="zacht">Nog niemand gaf een inschatting.</p>""")}
            {Html.Als(punt.Reacties.Count + punt.OpenToezeggingen > 0, () => $"""
                <p class="meta">{Html.Rij(punt.Reacties, reactie => $"<span>{Kort(register, reactie.Organisatie)}: {Onderdelen.Woord(reactie.Soort)}</span>", " ")}{Html.Als(punt.OpenToezeggingen > 0, () => $" <span>{Onderdelen.Aantal(punt.OpenToezeggingen, "open toezegging", "open toezeggingen")}{(punt.TeLaat > 0 ? $", {punt.TeLaat} te laat" : "")}</span>")}</p>
                """)}
            </li>
            """;
    }

    private static string Kort(Register register, string organisatie) => register.Begrippen["organisaties"].Zoek(organisatie) is { } begrip ? begrip.Afkorting ?? begrip.Naam : organisatie;

    /// <summary>What was really reported: all that is public but the examples.</summary>
    private static Gemeld Tel(Zeef zeef, IReadOnlySet<int> voorbeelden, DateOnly sinds, Begrippenlijst soorten, Begrippenlijst wetten)
    {
        var (soortAs, wetAs, geen) = (new CodeAs(Dimensie.Van("soort")!, soorten), new CodeAs(Dimensie.Van("wet")!, wetten), new GeenAs());
        var (perSoort, perWet) = (new Teller(zeef, soortAs, geen, "knelpunten"), new Teller(zeef, wetAs, geen, "knelpunten"));
        var (alles, nieuw, projecten) = (0, 0, new HashSet<int>());
        zeef.Doorloop((blok, rijen) =>
        {
            alles += rijen.Length;
            Span<int> echt = new int[rijen.Length];
            var n = 0;
            foreach (var rij in rijen)
            {
                if (!voorbeelden.Contains(blok.Knelpunt[rij]))
                {
                    echt[n++] = rij;
                    projecten.Add(blok.Project[rij]);
                    nieuw += blok.Dag[rij] >= sinds.DayNumber ? 1 : 0;
                }
            }

            perSoort.Tel(blok, echt[..n], soortAs, geen);
            perWet.Tel(blok, echt[..n], wetAs, geen);
        });
        return new Gemeld(alles, perSoort[soortAs.Lengte, 0], projecten.Count, nieuw, Meeste(soortAs, perSoort), Meeste(wetAs, perWet).FirstOrDefault());

        static List<Aantal> Meeste(CodeAs codes, Teller teller) => [.. codes.Koppen(1).Select(kop => new Aantal(kop.Code, kop.Naam, teller[kop.Plaats, 0])).Where(deel => deel.Getal > 0).OrderByDescending(deel => deel.Getal)];
    }

    private sealed record Aantal(string Code, string Naam, int Getal);

    private sealed record Gemeld(int Alles, int Knelpunten, int Projecten, int Nieuw, IReadOnlyList<Aantal> Soorten, Aantal? Wet);
}

/// <summary>The front page as it was last made: everybody sees the same, and until something changes or the day ends it is not made anew.</summary>
internal sealed class Voorblad(Register register, Db db, TimeProvider clock)
{
    private readonly Lazy<Task<HashSet<int>>> voorbeelden = new(() => Beheer.Voorbeelden.Nummers(db)); // none comes while the service runs
    private volatile Blad? laatste;

    /// <summary>What is on it now.</summary>
    public Task<Html> Inhoud()
    {
        var (volgnummer, dag, blad) = (register.Volgnummer, Kalender.Dag(clock.GetUtcNow()), laatste);
        if (blad is null || blad.Volgnummer != volgnummer || blad.Dag != dag || blad.Inhoud.IsFaulted)
        {
            laatste = blad = new Blad(volgnummer, dag, Maak());
        }

        return blad.Inhoud;
    }

    private async Task<Html> Maak() => await ToonOverzicht.Maak(await voorbeelden.Value, register, db, clock, CancellationToken.None);

    private sealed record Blad(int Volgnummer, DateOnly Dag, Task<Html> Inhoud);
}
