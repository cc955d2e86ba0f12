using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;
using PassendeZorg.Knelpunten.Voorstellen;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Eén knelpunt beoordelen: tags aanvullen, bevestigen of afwijzen, een vraag stellen, bundelen. Eén formulier, zodat niets van wat er getypt is wegraakt.</summary>
public sealed class BeoordeelPagina : IEndpoint
{
    private const int Verwanten = 8;

    private static readonly (string Veld, string Lijst, string Label)[] Tags =
        [("soorten", "soorten", "Soort"), ("domeinen", "domeinen", "Domein"), ("wetten", "wetten", "Wet"), ("doelgroepen", "doelgroepen", "Doelgroep"), ("adressaten", "organisaties", "Wie er iets aan kan doen")];

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/beoordelen/{id}", async (string id, Gebruiker gebruiker, Register register, Voorsteller voorsteller, Verwantenzoeker zoeker, Db db, TimeProvider clock, HttpContext context) =>
        {
            var rij = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
            return await Toon(rij, Formulier.Van(rij.Lees()), 200, gebruiker, register, voorsteller, zoeker, db, clock, context);
        }).RequireAuthorization(Rechten.Beoordelen);
        routes.MapPost("/beoordelen/{id}", Handle).RequireAuthorization(Rechten.Beoordelen);
    }

    internal static async Task<IResult> Handle(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Voorsteller voorsteller, Verwantenzoeker zoeker, Db db, TimeProvider clock,
        HttpContext context)
    {
        var rij = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        return await Handeling.Doe(formulier, context, async () =>
        {
            switch (formulier["actie"])
            {
                case "vraag":
                    await StelVraag.Handle(id, formulier.Als<StelVraag.Request>(context), gebruiker, register, schrijver, db, context);
                    return Bericht.NaarMet(context, $"/beoordelen/{rij.Kenmerk}", $"Uw vraag over {rij.Kenmerk} is gesteld.");
                case "bundel":
                    var systeem = Systeemformulier.Kenmerk(formulier["kenmerk"].Length > 0 ? formulier["kenmerk"] : formulier["systeemknelpunt"]);
                    await BundelKnelpunt.Handle(systeem, id, MisschienInvoer<BundelKnelpunt.Request>.Van(formulier.Met("toelichting", "").Als<BundelKnelpunt.Request>(context)), gebruiker, register, schrijver, db, clock, context);
                    return Bericht.NaarMet(context, $"/beoordelen/{rij.Kenmerk}", $"{rij.Kenmerk} zit nu in {systeem}.");
                case "tags":
                    await NeemOver();
                    return Bericht.NaarMet(context, $"/beoordelen/{rij.Kenmerk}", $"De tags van {rij.Kenmerk} zijn bijgewerkt.");
                case var besluit:
                    var oordeel = formulier.Met("besluit", besluit).Als<BeoordeelKnelpunt.Request>(context);
                    await NeemOver();
                    await BeoordeelKnelpunt.Handle(id, oordeel, gebruiker, register, schrijver, db, context);
                    return Bericht.NaarMet(context, "/beoordelen", $"{rij.Kenmerk} is {Onderdelen.Woord(besluit)}.");
            }
        }, verder => verder, async (weer, status) => await Toon(await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted), weer, status, gebruiker, register, voorsteller, zoeker, db, clock, context), noemt: "/kenmerk");

        // A judgement is about what was read: when the knelpunt changed since, it is to be read first.
        async Task NeemOver()
        {
            Systeemformulier.EisGezien(context, formulier);
            Conditional.RequireMatch(context.Request.Headers.IfMatch, rij.Versie);
            var nu = Formulier.Van(rij.Lees());
            var patch = formulier.Verschil<KnelpuntInhoud>(nu);
            foreach (var veld in patch.Select(deel => deel.Key).Where(veld => !Tags.Any(tag => tag.Veld == veld) || formulier.Lijst(veld).ToHashSet().SetEquals(nu.Lijst(veld))).ToList())
            {
                patch.Remove(veld);
            }

            if (patch.Count > 0)
            {
                await WijzigKnelpunt.Handle(id, Wijziging<KnelpuntInhoud>.Van(context, patch), gebruiker, register, schrijver, db, context);
            }
        }
    }

    private static async Task<IResult> Toon(Knelpunt.Rij rij, Formulier formulier, int status, Gebruiker gebruiker, Register register, Voorsteller voorsteller, Verwantenzoeker zoeker, Db db, TimeProvider clock,
        HttpContext context)
    {
        var (ct, inhoud, knelpunt) = (context.RequestAborted, rij.Lees(), Knelpunt.Toon(rij, gebruiker, register));
        await voorsteller.Bij(ct);
        var voorstellen = voorsteller.StelVoor(inhoud.Titel, inhoud.Omschrijving);
        var verwanten = await zoeker.Zoek(inhoud, rij.Nummer, gebruiker, await zoeker.Statistiek(ct), Verwanten, ct);
        var vragen = await ToonKnelpuntvragen.Lees(rij.Id, db, ct);
        var besluiten = rij.Status == "concept" ? [] : Vastleggen.Volgende(rij.Status).Where(volgende => volgende != "ingetrokken").ToList();
        var beeld = register.Duiding.Nu;
        var bundels = knelpunt.Systeemknelpunten.Select(id => beeld.Zoek(id)!).ToList();
        var kansrijk = verwanten.SelectMany(verwant => verwant.Systeemknelpunten).Distinct().Except(knelpunt.Systeemknelpunten).Select(id => beeld.Zoek(id)!).Where(systeem => systeem.Stand.Status != "gesloten").Take(6).ToList();
        var titels = await Systeemknelpunt.Titels([.. bundels.Concat(kansrijk).Select(systeem => systeem.Id)], db, ct);
        var wordtOpenbaar = rij.Status is "gemeld" or "afgewezen";

        return new Pagina($"{knelpunt.Kenmerk} beoordelen", $"""
            <p class="meta"><span>{knelpunt.Kenmerk}</span> {Onderdelen.Stand(knelpunt.Status)} <span>{knelpunt.Project.Naam}{Html.Met(knelpunt.Project.Organisatie, wie => $" ({wie})")}</span> {Html.Met(knelpunt.GemeldOp, op => $"<span>gemeld {Onderdelen.Dag(op)}</span>")} {BladerKnelpunten.Voorbeeld(knelpunt.Voorbeeld)} <span>versie {knelpunt.Versie}</span></p>
            {Teksten(knelpunt, register)}
            {Gelijkend(verwanten)}
            {Gesprek(vragen)}
            {Velden.Formulier(context, $"/beoordelen/{knelpunt.Kenmerk}", $"""
                {Velden.Verborgen(Systeemformulier.Versie, $"{rij.Versie}")}
                <h2>Tags</h2>
                <p>Aangevinkt is wat er nu op staat. Wat is voorgesteld staat erbij met de reden; vink aan wat klopt.</p>
                {Html.Elk(Tags, tag => Groep(tag, formulier, inhoud, Voorgesteld(voorstellen, tag.Veld), register, Kalender.Dag(clock.GetUtcNow())))}
                <p>{Velden.Knop("Werk alleen de tags bij", "actie", "tags", rustig: true)}</p>
                {Html.Als(besluiten.Count > 0, () => $"""
                    <h2>Oordeel</h2>
                    {Html.Als(wordtOpenbaar, () => Velden.Vinkje(formulier, "herleidbaarheidGecontroleerd", "Herleidbaarheid gecontroleerd: niemand is in de tekst te herkennen", "Nodig om te bevestigen. Bevestigen zegt: toelaatbaar en navolgbaar, niet dat het waar is."))}
                    {Velden.Tekstvak(formulier, "toelichting", "Waarom?", "Verplicht bij afwijzen. De melder leest dit; zonder persoonsgegevens.", regels: 3)}
                    <p class="knoppen">{Html.Elk(besluiten, besluit => Velden.Knop(Werkwoord(besluit), "actie", besluit, rustig: besluit == "afgewezen"))}</p>
                    """)}
                {Html.Als(rij.Status is not ("concept" or "afgewezen"), () => $"""
                    <h2>Bundelen</h2>
                    {Html.Als(bundels.Count > 0, () => $"""<p>Zit in {Html.Rij(bundels, systeem => $"""<a href="{Systeemdelen.Adres(systeem.Kenmerk)}">{titels[systeem.Id]} ({systeem.Kenmerk})</a>""")}.</p>""")}
                    {Html.Als(kansrijk.Count > 0, () => Velden.Rondjes(formulier, "systeemknelpunt", "Waar verwante knelpunten in zitten", kansrijk.Select(systeem => (systeem.Kenmerk, $"{titels[systeem.Id]} ({systeem.Kenmerk})"))))}
                    {Velden.Regel(formulier, "kenmerk", kansrijk.Count > 0 ? "Of een ander systeemknelpunt" : "Kenmerk van het systeemknelpunt", "Zoals SK-2026-00007.")}
                    <p class="knoppen">{Velden.Knop("Doe het hierin", "actie", "bundel", rustig: true)} <a href="{Onderdelen.Adres("/systeemknelpunten/nieuw", ("knelpunt", knelpunt.Kenmerk))}">Maak er een nieuw systeemknelpunt van</a></p>
                    <h2>Een vraag stellen</h2>
                    {Velden.Tekstvak(formulier, "tekst", "Uw vraag aan wie dit meldde", "Alleen het project dat meldde en analisten zien de vraag en het antwoord. Zonder persoonsgegevens.", regels: 3)}
                    <p>{Velden.Knop("Stel de vraag", "actie", "vraag", rustig: true)}</p>
                    """)}
                {Systeemformulier.Bevestiging(formulier, gebruiker)}
                """)}
            <p><a href="/beoordelen">Terug naar de wachtrij</a></p>
            """)
        { Kop = $"{knelpunt.Titel}", Status = status, Fouten = formulier.Fouten };
    }

    private static string Werkwoord(string besluit) => besluit switch { "bevestigd" => "Bevestig", "afgewezen" => "Wijs af", "opgelost" => "Merk aan als opgelost", _ => "Heropen" };

    private static IReadOnlyList<Tagvoorstel> Voorgesteld(Tagvoorstellen voorstellen, string veld) => veld switch
    {
        "soorten" => voorstellen.Soorten,
        "domeinen" => voorstellen.Domeinen,
        "wetten" => voorstellen.Wetten,
        "doelgroepen" => voorstellen.Doelgroepen,
        _ => voorstellen.Adressaten,
    };

    /// <summary>What it has, what is proposed and why, and the rest of the vocabulary behind a fold.</summary>
    private static Html Groep((string Veld, string Lijst, string Label) tag, Formulier formulier, KnelpuntInhoud inhoud, IReadOnlyList<Tagvoorstel> voorstellen, Register register, DateOnly vandaag)
    {
        var (lijst, gekozen, id) = (register.Begrippen[tag.Lijst], formulier.Lijst(tag.Veld), Velden.Id(tag.Veld));
        var eigen = Formulier.Van(inhoud).Lijst(tag.Veld);
        var boven = eigen.Union(gekozen).Union(voorstellen.Select(voorstel => voorstel.Code)).ToList();
        var fouten = formulier.Fouten.Where(fout => fout.Veld.Length > 0 && Velden.Id(fout.Veld) == id).Select(fout => fout.Bericht).ToList();
        return $"""
            <fieldset id="{id}" class="veld tags{(fouten.Count > 0 ? " veld-fout" : "")}">
            <legend>{tag.Label}</legend>
            {Html.Elk(fouten, fout => $"""<p class="fout">{fout}</p>""")}
            <div class="vinkjes">
            {Html.Elk(boven, code => Vinkje(code, voorstellen.FirstOrDefault(voorstel => voorstel.Code == code && !eigen.Contains(code))))}</div>
            {Html.Als(boven.Count == 0, () => $"<p class=\"hint\">Nog geen, en geen voorstel.</p>")}
            <details><summary>Kies zelf<span class="alleen-voorlezen">: {tag.Label}</span></summary>
            <div class="vinkjes">
            {Html.Elk(Velden.Keuzen(lijst, vandaag).Where(keuze => !boven.Contains(keuze.Code)), keuze => Vinkje(keuze.Code, null))}</div>
            </details>
            </fieldset>
            """;

        Html Vinkje(string code, Tagvoorstel? voorstel) => $"""
            <label class="vinkje"><input type="checkbox" name="{tag.Veld}" value="{code}"{(gekozen.Contains(code) ? Html.Ruw(" checked") : Html.Leeg)}> <span>{Onderdelen.Naam(lijst, code)}{Html.Met(voorstel, er => $"""<span class="waarom">voorgesteld{Html.Als(er.Reden.Woorden.Count > 0, () => $" om: {string.Join(", ", er.Reden.Woorden)}")}{Html.Als(er.Reden.Knelpunten.Count > 0, () => $"; zoals {string.Join(", ", er.Reden.Knelpunten)}")}</span>""")}</span></label>
            """;
    }

    private static Html Teksten(Knelpunt knelpunt, Register register)
    {
        var begrippen = register.Begrippen;
        (string Label, string? Tekst)[] feiten =
        [
            ("Vindplaats", knelpunt.Vindplaats), ("Gevolg", knelpunt.ToelichtingGevolg), ("Omweg", knelpunt.Omweg), ("Gewenste wijziging", knelpunt.GewensteWijziging), ("Dilemma", knelpunt.Dilemma),
            ("Perspectief", knelpunt.Perspectief is { } wie ? Onderdelen.Naam(begrippen["perspectieven"], wie) : null), ("Ernst", knelpunt.Ernst is { } ernst ? Onderdelen.Naam(begrippen["ernst"], ernst) : null),
            ("Hoe vaak", knelpunt.Frequentie is { } vaak ? Onderdelen.Naam(begrippen["frequenties"], vaak) : null), ("Regio's", string.Join(", ", knelpunt.Regios.Select(code => Onderdelen.Naam(begrippen["regios"], code)))),
            ("Bronnen", string.Join("; ", knelpunt.Bronnen.Select(bron => bron.Url is null ? bron.Titel : $"{bron.Titel}, {bron.Url}"))),
        ];
        return $"""
            {Html.Alineas(knelpunt.Omschrijving)}
            <dl class="feiten">
            {Html.Elk(feiten.Where(feit => !string.IsNullOrEmpty(feit.Tekst)), feit => $"<dt>{feit.Label}</dt><dd>{feit.Tekst}</dd>")}
            {Html.Met(knelpunt.WaargenomenDatum, dag => $"<dt>Gebeurd op</dt><dd>{Onderdelen.Dag(dag)}</dd>")}
            </dl>
            """;
    }

    private static Html Gelijkend(IReadOnlyList<Verwant> verwanten) => Html.Als(verwanten.Count > 0, () => $"""
        <details{(verwanten[0].Score >= 0.25 ? Html.Ruw(" open") : Html.Leeg)}>
        <summary>Wat hierop lijkt: {(verwanten[0].Score >= 0.25 ? "misschien dubbel" : "niets dat sterk lijkt")}</summary>
        <ul>
        {Html.Elk(verwanten, verwant => $"""<li><a href="/knelpunten/{verwant.Knelpunt.Kenmerk}">{verwant.Knelpunt.Titel} ({verwant.Knelpunt.Kenmerk})</a>{(verwant.Score >= 0.25 ? ", lijkt sterk" : "")}{Html.Als(verwant.Woorden.Count > 0, () => $"; gedeelde woorden: {string.Join(", ", verwant.Woorden.Take(6))}")}</li>""")}</ul>
        </details>
        """);

    private static Html Gesprek(IReadOnlyList<KnelpuntVraag> vragen) => Html.Als(vragen.Count > 0, () => $"""
        <h2>Vragen en antwoorden</h2>
        <ul>
        {Html.Elk(vragen, vraag => $"""<li>Vraag, {Onderdelen.Dag(vraag.GesteldOp)}: {vraag.Tekst} <br>{Html.Met(vraag.Antwoord, antwoord => $"Antwoord, {Onderdelen.Dag(vraag.BeantwoordOp!.Value)}: {antwoord}")}{Html.Als(vraag.Antwoord is null, () => $"<em>Nog geen antwoord.</em>")}</li>""")}</ul>
        """);
}
