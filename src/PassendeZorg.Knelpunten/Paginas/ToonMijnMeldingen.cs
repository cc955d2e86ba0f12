using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using System.Numerics;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Wat er werd van wat wij meldden, en wat nu iets van ons vraagt.</summary>
public sealed class ToonMijnMeldingen : IEndpoint
{
    internal const string Adres = "/mijn-meldingen";

    /// <summary>What asks something is shown up to so many of each kind; the rest follows when these are done.</summary>
    private const int Tegelijk = 10;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Adres, Handle).RequireAuthorization(Rechten.Melden);

    /// <param name="Selectie">Which of them.</param>
    /// <param name="Limiet">How many on a page.</param>
    /// <param name="Na">Where the page before ended.</param>
    /// <param name="Formaat">As a sheet.</param>
    public sealed record Query(
        Selectie Selectie,
        [property: Range(1, 100)] int Limiet = 20,
        [property: GeenVrijeTekst, StringLength(1_000)] string? Na = null,
        [property: Keuze("csv")] string? Formaat = null);

    internal static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var (gevraagd, limiet, na, formaat) = vraag.Waarde;
        return formaat is null
            ? await Pagina(context, gevraagd, limiet, na, Formulier.Leeg, gebruiker, register, db, clock)
            : await Blad(context, gevraagd.VanMij(), gebruiker, register, db);
    }

    /// <summary>The page; what was typed in one of its forms is in it when that was refused.</summary>
    internal static async Task<IResult> Pagina(HttpContext context, Selectie gevraagd, int limiet, string? na, Formulier formulier, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, int status = 200)
    {
        var ct = context.RequestAborted;
        var selectie = gevraagd.VanMij();
        var vingerafdruk = Etags.Vingerafdruk(context, gebruiker, "", "limiet", "na");
        var cursor = na is null ? null : Cursor.Lees(na, vingerafdruk);
        var zeef = await Zeef.Maak(selectie, gebruiker, register, db, ct, cursor?.Volgnummer);
        var (treffers, totaal) = ZoekKnelpunten.Kies(zeef, "-gewijzigdOp", null, cursor, limiet + 1);
        var items = await ZoekKnelpunten.Lees([.. treffers.Take(limiet)], zeef.Volgnummer, gebruiker, register, db, ct);
        var volgende = treffers.Count > limiet ? new Cursor(zeef.Volgnummer, treffers[limiet - 1].Sleutel, treffers[limiet - 1].Id).Schrijf(vingerafdruk) : null;

        var vraagt = await Vraagt.Lees(gebruiker, register, db, clock, ct);
        var standen = Tel(await Zeef.Maak(gevraagd.Zonder(Dimensie.Status).VanMij(), gebruiker, register, db, ct), register);
        var bij = await Bijzonderheden.Lees(items, gebruiker, register, db, clock, ct);
        var gekozen = context.Request.Query["status"].ToString();
        return new Pagina("Mijn meldingen", $"""
            <p class="knoppen"><a class="knop" href="{MeldPagina.Adres}">Een knelpunt melden</a> <a href="{ImporteerPagina.Adres}">Een blad importeren</a></p>
            {Html.Als(na is null, () => Vraagbaak(context, vraagt, formulier, register))}
            <h2 id="alle">{(gekozen.Length == 0 ? "Alles wat wij meldden" : $"Wat wij meldden: {Onderdelen.Woord(gekozen)}")}</h2>
            {Html.Als(standen.Count > 0, () => $"""
                <nav aria-label="Filter op stand"><ul class="menu filter">
                {Keuze("", "alles", standen.Sum(stand => stand.Aantal), gekozen)}
                {Html.Elk(standen, stand => Keuze(stand.Code, Onderdelen.Woord(stand.Code), stand.Aantal, gekozen))}</ul></nav>
                """)}
            {Html.Als(items.Count == 0, () => (Html)$"<p>{(gekozen.Length == 0 && standen.Count == 0 ? "Uw organisatie heeft nog niets gemeld." : "Hier staat niets.")}</p>")}
            <ul class="lijst">
            {Html.Elk(items, knelpunt => Item(knelpunt, bij, register))}</ul>
            <p class="bladeren">{Html.Met(volgende, waarde => $"""<a rel="next" href="{Onderdelen.Adres(Adres, ("status", gekozen), ("na", waarde))}">Volgende {limiet}</a>""")}
            {Html.Als(na is not null, () => $"""<a href="{Onderdelen.Adres(Adres, ("status", gekozen))}">Naar het begin</a>""")}
            {Html.Als(totaal > 0, () => $"""<a href="{Onderdelen.Adres(Adres, ("status", gekozen), ("formaat", "csv"))}" download>Download als CSV</a>""")}</p>
            """)
        { Intro = $"Wat er werd van wat {gebruiker.Organisatie} meldde.", Fouten = formulier.Fouten, Status = status };

        static Html Keuze(string code, string naam, int aantal, string gekozen) =>
            $"""<li><a href="{Onderdelen.Adres(Adres, ("status", code))}#alle"{(code == gekozen ? Html.Ruw(" aria-current=\"true\"") : Html.Leeg)}>{naam} ({Onderdelen.Getal(aantal)})</a></li>""";
    }

    /// <summary>What can be done now, with the forms to do it.</summary>
    private static Html Vraagbaak(HttpContext context, Vraagt vraagt, Formulier formulier, Register register) => Html.Als(vraagt.Iets, () => $"""
        <h2>Dit vraagt nu iets van u</h2>
        <ul class="lijst vraagt">
        {Html.Elk(vraagt.Vragen, vraag => $"""
            <li><h3>Vraag over <a href="/knelpunten/{vraag.Knelpunt.Kenmerk}">{vraag.Knelpunt.Titel}</a></h3>
            <p class="meta"><span>{vraag.Knelpunt.Kenmerk}</span> <span>gesteld op {Onderdelen.Dag(vraag.GesteldOp)}</span></p>
            {Html.Alineas(vraag.Tekst)}
            {Velden.Formulier(context, $"{Adres}/vragen/{vraag.Id}", $"""
                {Velden.Tekstvak(formulier, BeantwoordMijnVraag.Veld(vraag.Id), $"Uw antwoord over {vraag.Knelpunt.Kenmerk}", "Alleen een analist en uw eigen organisatie lezen dit. Geen gegevens van personen.", verplicht: true)}
                <p>{Velden.Knop("Verstuur antwoord")}</p>
                """)}</li>
            """)}
        {Html.Elk(vraagt.Concepten, concept => $"""
            <li><h3>Concept: <a href="/knelpunten/{concept.Kenmerk}">{concept.Titel}</a></h3>
            <p class="meta"><span>{concept.Kenmerk}</span> <span>{concept.Project.Naam}</span> <span>bewaard op {Onderdelen.Dag(concept.GewijzigdOp)}</span></p>
            <div class="knoppen"><a class="knop knop-rustig" href="/knelpunten/{concept.Kenmerk}/wijzigen">Werk het concept bij<span class="alleen-voorlezen">: {concept.Kenmerk}</span></a>
            {Velden.Formulier(context, $"{Adres}/{concept.Id}/melden", $"""
                {Velden.Verborgen("versie", $"{concept.Versie}")}<button type="submit" class="knop">Melden<span class="alleen-voorlezen">: {concept.Kenmerk}</span></button>
                """)}</div></li>
            """)}
        {Html.Elk(vraagt.Merkbaar, knelpunt => $"""
            <li><h3>Opgelost: <a href="/knelpunten/{knelpunt.Kenmerk}">{knelpunt.Titel}</a></h3>
            <p class="meta"><span>{knelpunt.Kenmerk}</span> <span>{knelpunt.Project.Naam}</span></p>
            <p>Merkt u in de praktijk dat dit is opgelost?</p>
            {Merkbaarform(context, knelpunt)}</li>
            """)}</ul>
        {Html.Als(vraagt.Meer > 0, () => $"<p>En nog {Onderdelen.Getal(vraagt.Meer)}; die volgen als dit gedaan is.</p>")}
        """);

    private static Html Merkbaarform(HttpContext context, Knelpunt knelpunt) => Velden.Formulier(context, $"{Adres}/{knelpunt.Id}/merkbaarheid", $"""
        {Velden.Verborgen("projectId", knelpunt.Project.Id.ToString("D"))}
        <div class="knoppen"><button type="submit" class="knop knop-rustig" name="oordeel" value="merkbaar">Ja, merkbaar<span class="alleen-voorlezen">: {knelpunt.Kenmerk}</span></button>
        <button type="submit" class="knop knop-rustig" name="oordeel" value="niet-merkbaar">Nee, niet merkbaar<span class="alleen-voorlezen">: {knelpunt.Kenmerk}</span></button></div>
        """);

    /// <summary>One report: how it stands, what comes next, and what it is part of.</summary>
    private static Html Item(Knelpunt knelpunt, Bijzonderheden bij, Register register) => $"""
        <li id="{knelpunt.Kenmerk}"><h3><a href="/knelpunten/{knelpunt.Kenmerk}">{knelpunt.Titel}</a></h3>
        <p class="meta">{Onderdelen.Stand(knelpunt.Status)} <span>{knelpunt.Kenmerk}</span> <span>{knelpunt.Project.Naam}</span> {Html.Met(knelpunt.GemeldOp, op => $"<span>gemeld op {Onderdelen.Dag(op)}</span>")} {Html.Als(knelpunt.Steun.Projecten > 0, () => $"<span>{Onderdelen.Aantal(knelpunt.Steun.Projecten, "ander project heeft", "andere projecten hebben")} dit ook</span>")} {Html.Met(knelpunt.Voorbeeld, tekst => $"<span>{tekst}</span>")}</p>
        <p>{Uitleg(knelpunt)}</p>
        {Html.Als(knelpunt.Status == "afgewezen" && bij.Redenen.ContainsKey(knelpunt.Id), () => $"<p><strong>De reden:</strong> {bij.Redenen[knelpunt.Id]}</p>")}
        {Html.Als(bij.Gezegd.ContainsKey(knelpunt.Id), () => $"<p>U zei: de oplossing is {Onderdelen.Woord(bij.Gezegd[knelpunt.Id])}.</p>")}
        {Html.Als(bij.Vragen[knelpunt.Id].Any(), () => $"""
            <details><summary>{Onderdelen.Aantal(bij.Vragen[knelpunt.Id].Count(), "vraag", "vragen")} van een analist</summary>
            {Html.Elk(bij.Vragen[knelpunt.Id], vraag => $"""
                <p><strong>Vraag van {Onderdelen.Dag(vraag.GesteldOp)}:</strong> {vraag.Tekst}</p>
                <p>{Html.Met(vraag.BeantwoordOp, op => $"<strong>Antwoord van {Onderdelen.Dag(op)}:</strong> {vraag.Antwoord}")}{Html.Als(vraag.BeantwoordOp is null, () => $"Wacht op uw antwoord.")}</p>
                """)}</details>
            """)}
        {Html.Elk(knelpunt.Systeemknelpunten.Where(bij.Systemen.ContainsKey), id => Bundel(bij.Systemen[id], register))}</li>
        """;

    /// <summary>A systeemknelpunt that it is in: what parties say, answer and promise.</summary>
    private static Html Bundel(Systeemknelpunt systeem, Register register) => $"""
        <div class="kaart bundel">
        <p>Hoort bij <a href="/systeemknelpunten/{systeem.Kenmerk}">{systeem.Titel}</a></p>
        <p class="meta">{Onderdelen.Stand(systeem.Status)} <span>{systeem.Kenmerk}</span> <span>{Onderdelen.Aantal(systeem.Telling.Knelpunten, "knelpunt", "knelpunten")} erin</span></p>
        <p>{Uitleg(systeem, register)}</p>
        {Html.Als(systeem.Stelseltoetsen.Count > 0, () => $"""
            <p>Wat is ervoor nodig?</p>
            <ul>
            {Html.Elk(systeem.Stelseltoetsen, toets => $"<li>{toets.Opschrift}: {Onderdelen.Naam(register.Begrippen["treden"], toets.Trede)}</li>")}</ul>
            """)}
        {Html.Als(systeem.Reacties.Any(reactie => reactie.Status == "gepubliceerd"), () => $"""
            <p>Antwoorden</p>
            <ul>
            {Html.Elk(systeem.Reacties.Where(reactie => reactie.Status == "gepubliceerd"), reactie => $"""
                <li><strong>{Onderdelen.Naam(register.Begrippen["organisaties"], reactie.Organisatie)}: {Onderdelen.Woord(reactie.Soort)}</strong>{Html.Met(reactie.GepubliceerdOp, op => $", {Onderdelen.Dag(op)}")}. {Kort(reactie.Tekst)}</li>
                """)}</ul>
            """)}
        {Html.Als(systeem.Toezeggingen.Count > 0, () => $"""
            <p>Afgesproken acties</p>
            <ul>
            {Html.Elk(systeem.Toezeggingen, actie => $"""
                <li>{Onderdelen.Naam(register.Begrippen["organisaties"], actie.Door)}: {Kort(actie.Wat)}, uiterlijk {Onderdelen.Dag(actie.UiterlijkDatum)} {Onderdelen.Stand(actie.TeLaat ? "te-laat" : actie.Status)}</li>
                """)}</ul>
            """)}
        </div>
        """;

    private static string Kort(string tekst) => tekst.Length <= 240 ? tekst : $"{tekst[..(char.IsHighSurrogate(tekst[238]) ? 238 : 239)]}…";

    /// <summary>What a state means for who reported, and what comes next.</summary>
    private static string Uitleg(Knelpunt knelpunt) => knelpunt.Status switch
    {
        "concept" => "Nog niet gemeld. Alleen uw organisatie ziet het. Maak het af en meld het.",
        "gemeld" => "Een analist kijkt of de melding toelaatbaar en navolgbaar is. Daarna is zij openbaar en telt zij mee. Tot dan kunt u haar nog wijzigen.",
        "bevestigd" when knelpunt.Systeemknelpunten.Count > 0 => "Openbaar, en onderdeel van een systeemknelpunt.",
        "bevestigd" => "Openbaar, en het telt mee. Een analist kan het met andere knelpunten bundelen tot een systeemknelpunt. Dat krijgt dan een plek op de agenda van wie erover gaat.",
        "afgewezen" => "Een analist vond de melding niet toelaatbaar of niet navolgbaar. Zij is niet openbaar en telt niet mee. Bent u het er niet mee eens, vraag een analist dan om haar te heropenen.",
        "opgelost" => "Dit knelpunt is opgelost. Laat weten of dat in de praktijk te merken is.",
        "heropend" => "Dit knelpunt was afgehandeld en is heropend. Het is openbaar en telt weer mee.",
        _ => "",
    };

    private static string Uitleg(Systeemknelpunt systeem, Register register)
    {
        var bevoegd = string.Join(", ", systeem.Bevoegd.Select(code => Onderdelen.Naam(register.Begrippen["organisaties"], code)));
        return systeem.Status switch
        {
            "in-onderzoek" => "Een analist onderzoekt wat erachter zit.",
            "vastgesteld" => "Vastgesteld. De volgende stap is dat het op de agenda komt.",
            "geagendeerd" => $"Op de agenda. Aan zet: {bevoegd}.",
            "beantwoord" => "Wie erover gaat, heeft geantwoord.",
            "opgelost" => "Volgens de laatste stand is het opgelost. Wat projecten daarvan merken, telt mee.",
            "heropend" => $"Heropend: het is nog niet opgelost. Aan zet: {bevoegd}.",
            "gesloten" => "Gesloten; bij het systeemknelpunt staat waarom.",
            _ => "",
        };
    }

    /// <summary>How many there are of each state, in order of the states.</summary>
    private static List<(string Code, int Aantal)> Tel(Zeef zeef, Register register)
    {
        var (statussen, aantallen) = (register.Begrippen["statussen"].Begrippen, new int[64]);
        zeef.Doorloop((blok, rijen) =>
        {
            foreach (var rij in rijen)
            {
                aantallen[BitOperations.TrailingZeroCount(blok.Masker(Dimensie.Status.Nummer, 0, rij))]++;
            }
        });
        return [.. statussen.Where(status => aantallen[status.Nummer] > 0).Select(status => (status.Code, aantallen[status.Nummer]))];
    }

    private static async Task<IResult> Blad(HttpContext context, Selectie selectie, Gebruiker gebruiker, Register register, Db db)
    {
        var zeef = await Zeef.Maak(selectie, gebruiker, register, db, context.RequestAborted);
        var (treffers, totaal) = ZoekKnelpunten.Kies(zeef, "-gewijzigdOp", null, null, int.MaxValue);
        return await Tabel.Antwoord(context, "text/csv", "puntkomma", () => throw new UnreachableException(),
            () => new Tabel("mijn", ZoekKnelpunten.Regels(treffers, zeef.Volgnummer, gebruiker, register, db, context.RequestAborted), totaal, selectie.Weergave(), zeef.PeilOp, zeef.Volgnummer));
    }

    /// <summary>What asks something of the organisation now.</summary>
    /// <param name="Meer">How much there is besides what is shown.</param>
    private sealed record Vraagt(IReadOnlyList<KnelpuntVraag> Vragen, IReadOnlyList<Knelpunt> Concepten, IReadOnlyList<Knelpunt> Merkbaar, int Meer)
    {
        public bool Iets => Vragen.Count + Concepten.Count + Merkbaar.Count > 0;

        public static async Task<Vraagt> Lees(Gebruiker gebruiker, Register register, Db db, TimeProvider clock, CancellationToken ct)
        {
            // An analist sees the questions of all; here those of the own organisation count.
            var vragen = await ToonVragen.Lees("nee", Tegelijk, null, gebruiker with { Rol = "melder" }, register, db, ct);
            var (concepten, aantal) = ZoekKnelpunten.Kies(await Eigen("concept", gebruiker, register, db, clock, ct), "-gewijzigdOp", null, null, Tegelijk);
            var opgelost = await Eigen(string.Join(',', Selectie.Openbaar), gebruiker, register, db, clock, ct);
            var merkbaar = await Ongevoeld(opgelost, register, db, ct);
            return new Vraagt(vragen.Items, await ZoekKnelpunten.Lees(concepten, opgelost.Volgnummer, gebruiker, register, db, ct),
                await ZoekKnelpunten.Lees([.. merkbaar.Take(Tegelijk)], opgelost.Volgnummer, gebruiker, register, db, ct),
                vragen.Totaal - vragen.Items.Count + aantal - concepten.Count + Math.Max(0, merkbaar.Count - Tegelijk));
        }

        private static Task<Zeef> Eigen(string status, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, CancellationToken ct) =>
            Zeef.Maak(Selectie.Lees(sleutel => sleutel == "status" ? status : default, register, Kalender.Dag(clock.GetUtcNow()), new Fouten()).VanMij(), gebruiker, register, db, ct);

        /// <summary>Solved, or in something that is, while the project that reported it did not say yet whether that is felt.</summary>
        private static async Task<List<ZoekKnelpunten.Treffer>> Ongevoeld(Zeef zeef, Register register, Db db, CancellationToken ct)
        {
            var systemen = register.Duiding.Nu.Systemen.Where(systeem => systeem.Stand.Status == "opgelost")
                .SelectMany(systeem => systeem.Knelpunten.Select(knelpunt => (knelpunt, systeem))).ToLookup(paar => paar.knelpunt, paar => paar.systeem);
            var (nummer, gevonden) = (register.Begrippen["statussen"].Zoek("opgelost")!.Nummer, new List<ZoekKnelpunten.Treffer>());
            zeef.Doorloop((blok, rijen) =>
            {
                foreach (var rij in rijen)
                {
                    if ((blok.Masker(Dimensie.Status.Nummer, 0, rij) >> nummer & 1) != 0 || systemen.Contains(blok.Knelpunt[rij]))
                    {
                        gevonden.Add(new ZoekKnelpunten.Treffer(-blok.GewijzigdOp[rij], zeef.Stand.Id(blok.Knelpunt[rij]), blok, rij));
                    }
                }
            });
            var gezegd = await GeefMerkbaarheid.Gezegd([.. gevonden.Select(treffer => treffer.Id)], db, ct);
            return [.. gevonden.Where(treffer => !gezegd.ContainsKey(treffer.Id)
                || systemen[treffer.Blok.Knelpunt[treffer.Rij]].Any(systeem => !systeem.Stand.Gevoeld.ContainsKey(register.Projecten.OpNummer[treffer.Blok.Project[treffer.Rij]].Id))).Order()];
        }
    }

    /// <summary>What a page of reports needs besides the reports themselves.</summary>
    private sealed record Bijzonderheden(IReadOnlyDictionary<Guid, Systeemknelpunt> Systemen, ILookup<Guid, KnelpuntVraag> Vragen, IReadOnlyDictionary<Guid, string> Redenen, IReadOnlyDictionary<Guid, string> Gezegd)
    {
        public static async Task<Bijzonderheden> Lees(IReadOnlyList<Knelpunt> items, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, CancellationToken ct)
        {
            var keuze = await Systeemkeuze.Van([.. items.SelectMany(knelpunt => knelpunt.Systeemknelpunten).Distinct()], gebruiker, register, db, clock, ct);
            var systemen = await Systeemknelpunt.Toon(keuze.Systemen, keuze.Beeld, keuze.Teller, keuze.Vandaag, gebruiker, register, db, ct);
            List<Guid> ids = [.. items.Select(knelpunt => knelpunt.Id)];
            var vragen = new List<KnelpuntVraag>();
            foreach (var knelpunt in items.Where(knelpunt => knelpunt.Status != "concept"))
            {
                vragen.AddRange(await ToonKnelpuntvragen.Lees(knelpunt.Id, db, ct));
            }

            return new Bijzonderheden(systemen.ToDictionary(systeem => systeem.Id), vragen.ToLookup(vraag => vraag.Knelpunt.Id),
                await ToonHistorie.Redenen(ids, "knelpunt.afgewezen", db, ct), await GeefMerkbaarheid.Gezegd(ids, db, ct));
        }
    }
}

/// <summary>Een vraag van een analist beantwoorden.</summary>
public sealed class BeantwoordMijnVraag : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost($"{ToonMijnMeldingen.Adres}/vragen/{{id}}", Handle).RequireAuthorization(Rechten.Melden);

    /// <summary>The field of the answer to one question: more of them can be on a page.</summary>
    internal static string Veld(Guid vraag) => $"antwoord-{vraag:D}";

    internal static Task<IResult> Handle(Guid id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context) =>
        Handeling.Doe(formulier, context, async () =>
        {
            await BeantwoordVraag.Handle(id.ToString("D"), formulier.Met("tekst", formulier[Veld(id)]).Als<BeantwoordVraag.Request>(context), gebruiker, register, schrijver, db, context);
            return Bericht.NaarMet(context, ToonMijnMeldingen.Adres, "Uw antwoord is verstuurd.");
        }, (met, status) => ToonMijnMeldingen.Pagina(context, Selectie.Alles, 20, null,
            met.Met([.. met.Fouten.Select(fout => fout.Veld == "/tekst" ? fout with { Veld = $"/{Veld(id)}" } : fout)]), gebruiker, register, db, clock, status));
}

/// <summary>Een concept melden.</summary>
public sealed class MeldMijnConcept : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost($"{ToonMijnMeldingen.Adres}/{{id}}/melden", Handle).RequireAuthorization(Rechten.Melden);

    internal static Task<IResult> Handle(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context) =>
        Handeling.Doe(formulier, context, async () =>
        {
            // What the page showed is what is reported: the operation looks for the version where the API has it.
            context.Request.Headers.IfMatch = $"\"{formulier["versie"]}\"";
            await WijzigKnelpunt.Handle(id, Wijziging<KnelpuntInhoud>.Van(context, new System.Text.Json.Nodes.JsonObject { ["status"] = "gemeld" }), gebruiker, register, schrijver, db, context);
            context.Response.Headers.Remove("ETag");
            return Bericht.Naar($"{BedanktPagina.Adres}/{Uri.EscapeDataString(id)}");
        }, (met, status) => ToonMijnMeldingen.Pagina(context, Selectie.Alles, 20, null, met, gebruiker, register, db, clock, status));
}

/// <summary>Zeggen of een oplossing te merken is.</summary>
public sealed class GeefMijnMerkbaarheid : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost($"{ToonMijnMeldingen.Adres}/{{id}}/merkbaarheid", Handle).RequireAuthorization(Rechten.Melden);

    internal static Task<IResult> Handle(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context) =>
        Handeling.Doe(formulier, context, async () =>
        {
            await GeefMerkbaarheid.Handle(id, formulier.Als<GeefMerkbaarheid.Request>(context), gebruiker, register, schrijver, db, clock, context);
            return Bericht.NaarMet(context, ToonMijnMeldingen.Adres, formulier["oordeel"] == "merkbaar" ? "Bedankt: merkbaar. Dat telt mee." : "Bedankt: niet merkbaar. Dat telt mee.");
        }, (met, status) => ToonMijnMeldingen.Pagina(context, Selectie.Alles, 20, null, met, gebruiker, register, db, clock, status));
}
