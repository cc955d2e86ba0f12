using PassendeZorg.Knelpunten.Paginas;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Edities;

/// <summary>Een editie om te lezen, af te drukken en te citeren: elk getal met de lijst erachter zoals die toen was, elke tekening met haar tabel.</summary>
public sealed class EditiePagina : IEndpoint
{
    private const int Meest = 50, Staven = 24, NadenMeest = 25;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/edities/{nummer}", Handle).AllowAnonymous();

    internal static async Task<IResult> Handle(string nummer, Gebruiker gebruiker, Register register, Db db, HttpContext context) =>
        await Antwoord(await Editie.Vind(nummer, db, context.RequestAborted), gebruiker, register, db, context);

    /// <summary>The page, or 304. What makes the ETag is not the hash of the edition alone: the titles on the page are today's.</summary>
    internal static async Task<IResult> Antwoord(Editie.Rij rij, Gebruiker gebruiker, Register register, Db db, HttpContext context)
    {
        var editie = rij.Lees();
        var (titels, ingetrokken) = await ToonEditie.Titels(editie, db, context.RequestAborted);
        var vorige = await ToonEdities.Vorige(editie.Nummer, db, context.RequestAborted);
        var inhoud = Inhoud(editie, rij.Sha256, titels, ingetrokken, vorige, register);
        return Pagina.Bekend(context, gebruiker, $"{rij.Sha256[..32]}-html-{Editie.Hash(inhoud.ToString())[..16]}") ? Results.Empty : new Pagina($"Editie {editie.Nummer}", inhoud)
        {
            Kop = $"{editie.Titel}", Intro = $"Editie {editie.Nummer} van het register Knelpunten passende zorg{(editie.Adressaat is { } adressaat ? $", voor {adressaat.Tekst}" : "")}.",
            Feeds = [("Edities", "/v1/feeds/edities"), ("Maandelijkse samenvattingen", "/v1/feeds/samenvattingen")],
        };
    }

    /// <param name="titels">Today's titles by kenmerk; what is not there was withdrawn.</param>
    /// <param name="ingetrokken">How many of what was counted are withdrawn since.</param>
    /// <param name="vorige">The number of the edition before it; null for the first.</param>
    private static Html Inhoud(Editie editie, string sha256, IReadOnlyDictionary<string, string> titels, int ingetrokken, string? vorige, Register register)
    {
        var achter = new Verwijzer(editie.Selectie, register, editie.Volgnummer);
        return $"""
            <p>Gepubliceerd op {Onderdelen.Dag(editie.GepubliceerdOp)}. Stand na gebeurtenis {editie.Volgnummer} van {Onderdelen.Dag(editie.PeilOp)}.</p>
            {Html.Alineas(editie.Inleiding)}
            {Html.Als(ingetrokken > 0, () => $"""<p class="let-op"><strong>Let op:</strong> {(ingetrokken == 1 ? "één knelpunt is" : $"{ingetrokken} knelpunten zijn")} na publicatie ingetrokken. De aantallen in deze editie blijven zoals ze waren; de teksten worden niet meer getoond.</p>""")}
            {Beloften(editie, register)}
            {InHetKort(editie, achter, register)}
            <section>
            <h2 id="wetten">Wet en domein</h2>
            {Html.Als(editie.Kruistabel.Rijen.Count > 0, () => Grafiek.Staven("per-wet", "Knelpunten per wet", [.. editie.Kruistabel.Rijen.OrderByDescending(kop => kop.Totaal).Take(Staven).Select(kop => (kop.Naam, kop.Totaal))]))}
            {Rapportdelen.Wetten(editie.Kruistabel, register.Begrippen["domeinen"], achter)}
            </section>
            {Html.Als(editie.Tijdreeks.Perioden.Count > 0, () => $"""
                <section>
                <h2 id="maanden">Per maand</h2>
                {Rapportdelen.Trend(editie.Tijdreeks, achter)}
                </section>
                """)}
            {Html.Als(editie.Naden.Naden.Count > 0, () => $"""
                <section>
                <h2 id="naden">Naden: wetten die op één knelpunt botsen</h2>
                {Rapportdelen.Naden(editie.Naden.Naden.Take(NadenMeest), $"Vaakst eerst, ten hoogste {NadenMeest}", register.Begrippen["wetten"], achter)}
                </section>
                """)}
            {Punten("agenda", "Agenda", "Hoogste score eerst: ernst × log₂(1 + projecten) × (1 + aandeel van de regio's)", editie.Agenda.Items, register)}
            {Punten("toetssteen", "Toetssteen: klein aantal, groot gevolg", "Minder dan vijf projecten: ernstigste eerst, zonder rang", editie.Agenda.Toetssteen, register)}
            {Los(editie.Agenda, titels)}
            {Antwoorden(editie)}
            <section>
            <h2 id="over">Over deze editie</h2>
            <p>{editie.Telwijze}</p>
            <dl class="feiten citaat">
            <dt>Citeer als</dt><dd>{editie.CiteerAls}</dd>
            <dt>SHA-256</dt><dd><code>{sha256}</code> over de canonieke JSON (RFC 8785) van deze editie</dd>
            <dt>Licentie</dt><dd>{editie.Licentie}</dd>
            <dt>Gegevens</dt><dd><a href="/v1/edities/{editie.Nummer}?formaat=json">JSON</a>, <a href="/v1/edities/{editie.Nummer}?formaat=csv">CSV</a>, <a href="/v1/edities/{editie.Nummer}?formaat=xlsx">Excel</a></dd>
            {Html.Met(vorige, eerder => $"""<dt>Verschillen</dt><dd><a href="/edities/{editie.Nummer}/verschillen?met={eerder}">Wat er veranderde sinds editie {eerder}</a></dd>""")}
            </dl>
            <p class="niet-afdrukken"><a href="/edities">Alle edities</a></p>
            </section>
            """;
    }

    private static Html InHetKort(Editie editie, Verwijzer achter, Register register) => $"""
        <section>
        <h2 id="kort">In het kort</h2>
        <p>Deze editie telt <strong>{achter.Teller(editie.Kruistabel.Totaal)}</strong> {(editie.Kruistabel.Totaal == 1 ? "knelpunt" : "knelpunten")}; {editie.Naden.Meervoudig} daarvan {(editie.Naden.Meervoudig == 1 ? "raakt" : "raken")} meer dan één wet.</p>
        {Html.Als(editie.Voorbeelden > 0, () => $"""<p class="let-op"><strong>Let op:</strong> {(editie.Voorbeelden == editie.Kruistabel.Totaal ? "dit zijn allemaal" : $"{editie.Voorbeelden} daarvan zijn")} voorbeelden uit openbare bronnen, geen meldingen van projecten.</p>""")}
        {Keuze(editie, register)}
        </section>
        """;

    /// <summary>What the edition is about, in words.</summary>
    private static Html Keuze(Editie editie, Register register) => Html.Als(editie.Selectie.Count == 0, () => (Html)$"<p>Selectie: alle openbare knelpunten.</p>", () => $"""
        <p>Selectie:</p>
        <ul>
        {Html.Elk(Verwijzer.Paren(editie.Selectie).GroupBy(deel => deel.Sleutel, deel => deel.Waarde!, StringComparer.Ordinal), deel => $"<li>{deel.Key}: {Verwijzer.Woorden(deel.Key, deel, register)}</li>")}</ul>
        """);

    /// <summary>What was promised and is not there: the edition opens with it.</summary>
    private static Html Beloften(Editie editie, Register register)
    {
        if (editie.OpenToezeggingen is not { Count: > 0 } beloften)
        {
            return Html.Leeg;
        }

        var laat = beloften.Count(belofte => belofte.TeLaat);
        return $"""
            <section>
            <h2 id="beloften">Nog niet nagekomen</h2>
            <p>{beloften.Count} {(beloften.Count == 1 ? "toezegging staat" : "toezeggingen staan")} open; {(laat == 0 ? "geen daarvan is te laat" : laat == 1 ? "één daarvan is te laat" : $"{laat} daarvan zijn te laat")}.</p>
            <ul>
            {Html.Elk(beloften.Take(Meest), belofte => $"""<li>{Html.Als(belofte.TeLaat, () => $"<strong>Te laat:</strong> ")}{Onderdelen.Naam(register.Begrippen["organisaties"], belofte.Door)}: {belofte.Wat}, uiterlijk {Onderdelen.Dag(belofte.UiterlijkDatum)}{Html.Met(belofte.Systeemknelpunt, systeem => $""" (<a href="/systeemknelpunten/{systeem.Kenmerk}">{systeem.Kenmerk}</a>)""")}</li>""")}</ul>
            </section>
            """;
    }

    private static Html Punten(string id, string kop, string bijschrift, IReadOnlyList<Agenda.Agendapunt> punten, Register register)
    {
        if (punten.All(punt => punt.Systeemknelpunt is null)) // none, or an edition from before systeemknelpunten
        {
            return Html.Leeg;
        }

        var (treden, ruimten) = (register.Begrippen["treden"], register.Begrippen["oplossingsruimten"]);
        return $"""
            <section>
            <h2 id="{id}">{kop}</h2>
            {Onderdelen.Breed(kop, $"""
                <table>
                <caption>{bijschrift}</caption>
                <thead><tr><th scope="col">Systeemknelpunt</th><th scope="col" class="getal">Score</th><th scope="col" class="getal">Ernst</th><th scope="col" class="getal">Knelpunten</th><th scope="col" class="getal">Projecten</th><th scope="col" class="getal">Regio's</th><th scope="col">Wat is ervoor nodig?</th><th scope="col">Reacties</th><th scope="col" class="getal">Open toezeggingen</th></tr></thead>
                <tbody>
                {Html.Elk(punten.Take(Meest), punt => $"""
                    <tr><th scope="row"><a href="/systeemknelpunten/{punt.Systeemknelpunt.Kenmerk}">{punt.Systeemknelpunt.Kenmerk}</a> {punt.Systeemknelpunt.Titel}</th><td class="getal">{Onderdelen.Getal(punt.Prioriteit.Score, "0.0")}</td><td class="getal">{punt.Prioriteit.Ernst}{(punt.Prioriteit.ErnstAangenomen ? " (aangenomen)" : "")}</td><td class="getal">{punt.Knelpunten}</td><td class="getal">{punt.Projecten}</td><td class="getal">{punt.Regios}</td>
                    <td>{Onderdelen.Naam(ruimten, punt.Systeemknelpunt.Oplossingsruimte)}{Rijtje(punt.Stelseltoetsen.Select(toets => $"{toets.Opschrift}: {Systeemdelen.Trede(treden, toets.Trede)}"))}</td>
                    <td>{Html.Als(punt.Reacties.Count == 0, () => (Html)$"geen", () => Rijtje(punt.Reacties.Select(reactie => $"{Onderdelen.Naam(register.Begrippen["organisaties"], reactie.Organisatie)}: {Onderdelen.Woord(reactie.Soort)}")))}</td><td class="getal">{punt.OpenToezeggingen}{(punt.TeLaat > 0 ? $" (te laat: {punt.TeLaat})" : "")}</td></tr>
                    """)}</tbody>
                </table>
                """)}
            </section>
            """;

        static Html Rijtje(IEnumerable<string> regels) => Html.Als(regels.Any(), () => $"<ul>{Html.Elk(regels, regel => $"<li>{regel}</li>")}</ul>");
    }

    private static Html Los(Agenda.Antwoord agenda, IReadOnlyDictionary<string, string> titels) => Html.Als(agenda.Ongebundeld.Count > 0, () => $"""
        <section>
        <h2 id="los">Losse knelpunten</h2>
        <p>Nog in geen systeemknelpunt: de ernstigste {agenda.Ongebundeld.Count} van {agenda.OngebundeldTotaal}.</p>
        <ul>
        {Html.Elk(agenda.Ongebundeld, los => titels.TryGetValue(los.Kenmerk, out var titel)
            ? $"""<li><a href="/knelpunten/{los.Kenmerk}">{los.Kenmerk}</a> {titel}{Ernst(los)}{Html.Met(los.Voorbeeld, voorbeeld => $" <em>{voorbeeld}</em>")}</li>"""
            : (Html)$"<li>{los.Kenmerk} <em>na publicatie ingetrokken</em>{Ernst(los)}</li>")}</ul>
        </section>
        """);

    private static Html Ernst(Agenda.Los los) => Html.Met(los.Ernst, ernst => $" (ernst {ernst})");

    /// <summary>Who answered what, and which cases still get stuck.</summary>
    private static Html Antwoorden(Editie editie) => $"""
        {Html.Als(editie.Verantwoording?.Items is { Count: > 0 }, () => $"""
            <section>
            <h2 id="verantwoording">Verantwoording</h2>
            {Onderdelen.Breed("Verantwoording", $"""
                <table>
                <caption>Wat er bij wie ligt; onder de vijf geagendeerd zonder rang</caption>
                <thead><tr><th scope="col">Organisatie</th><th scope="col" class="getal">Geagendeerd</th><th scope="col" class="getal">Beantwoord</th><th scope="col" class="getal">Dagen tot reactie (mediaan)</th><th scope="col" class="getal">Toezeggingen open</th><th scope="col" class="getal">waarvan te laat</th><th scope="col" class="getal">nagekomen</th><th scope="col" class="getal">vervallen</th></tr></thead>
                <tbody>
                {Html.Elk(editie.Verantwoording!.Items, item => $"""<tr><th scope="row">{item.Organisatie.Tekst}</th><td class="getal">{item.Geagendeerd}</td><td class="getal">{item.Beantwoord}</td><td class="getal">{(item.MediaanDagenTotReactie is { } dagen ? Onderdelen.Getal(dagen) : "–")}</td><td class="getal">{item.Toezeggingen.Open}</td><td class="getal">{item.Toezeggingen.TeLaat}</td><td class="getal">{item.Toezeggingen.Nagekomen}</td><td class="getal">{item.Toezeggingen.Vervallen}</td></tr>""")}</tbody>
                </table>
                """)}
            </section>
            """)}
        {Html.Als(editie.Toetsstenen is { Count: > 0 }, () => $"""
            <section>
            <h2 id="casussen">Complexe casussen</h2>
            <ul>
            {Html.Elk(editie.Toetsstenen, toetssteen => $"<li>{toetssteen.Kenmerk}: {Html.Als(toetssteen.StaatNogInDeWeg.Count == 0, () => (Html)$"niets staat meer in de weg", () => $"nog in de weg: {Html.Rij(toetssteen.StaatNogInDeWeg, kenmerk => $"""<a href="/systeemknelpunten/{kenmerk}">{kenmerk}</a>""")}")}</li>")}</ul>
            </section>
            """)}
        """;
}
