using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Toegang;
using PassendeZorg.Knelpunten.Voorstellen;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Een knelpunt melden, als concept bewaren of eerst laten nakijken.</summary>
public sealed class MeldPagina : IEndpoint
{
    internal const string Adres = "/melden";

    /// <summary>Ten thousand characters are up to sixty kilobytes in a form, and there are more fields than one.</summary>
    internal const int Grootte = 256 * 1024;

    /// <summary>The field with the key by which one form reports once.</summary>
    private const string Eenmaal = "eenmaal";

    /// <summary>Somebody who sees all projects chooses from so many, the newest; another one comes with the address.</summary>
    private const int Projecten = 300;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Adres, Toon).AllowAnonymous();
        routes.MapPost(Adres, Handle).RequireAuthorization(Rechten.Melden).Limit(Grootte);
    }

    /// <param name="Project">Id of the project to report for.</param>
    public sealed record Query(Guid? Project = null);

    internal static IResult Toon(Vraag<Query> vraag, Gebruiker gebruiker, Register register, TimeProvider clock, HttpContext context)
    {
        if (Pagina.Bekend(context, gebruiker, register, clock))
        {
            return Results.Empty;
        }

        var formulier = vraag.Waarde.Project is { } project ? Formulier.Leeg.Met("projectId", project.ToString("D")) : Formulier.Leeg;
        return !gebruiker.IsAangemeld ? Uitleg()
            : gebruiker.Rol is "melder" or "analist" or "beheerder" ? Formulierpagina(context, formulier, gebruiker, register, clock)
            : new Pagina("Een knelpunt melden", $"""
                <p>Met een sleutel met rol {gebruiker.Rol} kunt u niet melden. <a href="/afmelden">Meld u af</a> en daarna aan met een sleutel om te melden.</p>
                """);
    }

    /// <summary>What the pressed button asks for. Whatever comes of it, what was typed is still there.</summary>
    internal static async Task<IResult> Handle(Formulier gepost, Gebruiker gebruiker, Register register, Voorsteller voorsteller, Verwantenzoeker zoeker, Schrijver schrijver, TimeProvider clock,
        HttpContext context)
    {
        var (formulier, stap) = (Knelpuntvelden.Netjes(gepost), gepost["stap"]);
        return stap switch
        {
            "melden" or "concept" => await Handeling.Doe(formulier, context, Meld, (met, status) => Task.FromResult(Formulierpagina(context, Vers(met, status), gebruiker, register, clock, status: status))),
            "project" => ProjectPagina.Vraag(context, Formulier.Leeg, formulier.Alle, gebruiker, register, clock),
            _ => Formulierpagina(context, Nagekeken(formulier, context, gebruiker), gebruiker, register, clock,
                await Meldcontrole.Doe(formulier, gebruiker, voorsteller, zoeker, context.RequestAborted)),
        };

        async Task<IResult> Meld()
        {
            var inhoud = formulier.Met("status", stap == "concept" ? "concept" : "").Als<KnelpuntInhoud>(context).Waarde;
            var (id, _) = await MeldKnelpunt.Voer(inhoud, formulier[Eenmaal], gebruiker, register, voorsteller, zoeker, schrijver);
            return Bericht.Naar($"{BedanktPagina.Adres}/{id}");
        }
    }

    /// <summary>The form, with what was typed and what was found.</summary>
    internal static IResult Formulierpagina(HttpContext context, Formulier formulier, Gebruiker gebruiker, Register register, TimeProvider clock, Meldcontrole? controle = null, int status = 200)
    {
        var (projecten, vandaag) = (Eigen(gebruiker, register, formulier["projectId"]), Kalender.Dag(clock.GetUtcNow()));
        if (projecten.Count == 0)
        {
            return ProjectPagina.Vraag(context, Formulier.Leeg, formulier.Alle, gebruiker, register, clock, "U meldt namens een project. Er is nog geen project van uw organisatie: meld dat eerst aan.");
        }

        return new Pagina("Een knelpunt melden", $"""
            {Html.Met(controle, gevonden => $"""<p class="bericht" role="status">Nagekeken. Er is nog niets gemeld en niets bewaard. <a href="#voorstellen">Bekijk wat er gevonden is</a>.</p>""")}
            {Html.Als(controle is null && formulier.Fouten.Count == 0, () => $"""<p>Een hele lijst ineens? <a href="{ImporteerPagina.Adres}">Importeer een blad</a>.</p>""")}
            {Velden.Formulier(context, Adres, $"""
                <div class="twee-kolommen rechts">
                <div>
                {Velden.Verborgen(Eenmaal, formulier[Eenmaal] is { Length: > 0 } sleutel ? sleutel : Guid.NewGuid().ToString("D"))}
                {Projectveld(formulier, projecten)}
                {Knelpuntvelden.Nodig(formulier, register, vandaag)}
                <h2>Meer vertellen</h2>
                <p>Hoeft niet, maar maakt de melding bruikbaarder.</p>
                {Knelpuntvelden.Aanvulling(formulier, register, vandaag)}
                {Html.Als(gebruiker.ZietAlles, () => Velden.Vinkje(formulier, Lezer.Bevestiging, "Wat op een naam, een straat met huisnummer of een BIG-nummer lijkt, gaat niet over een persoon. Dat heb ik nagegaan."))}
                <div class="knoppen">
                {Velden.Knop("Controleer en bekijk voorstellen", "stap", "controleer", rustig: true)}
                {Velden.Knop("Bewaar als concept", "stap", "concept", rustig: true)}
                {Velden.Knop("Melden", "stap", "melden")}
                </div>
                <p class="hint">Een concept ziet alleen uw eigen organisatie. Een melding ziet ook een analist, en na bevestiging iedereen.</p>
                <p>{Velden.Knop("Meld eerst een ander project aan", "stap", "project", rustig: true)}</p>
                </div>
                <section id="voorstellen" class="kaart voorstellen" aria-labelledby="voorstellen-kop">
                <h2 id="voorstellen-kop">Nagekeken</h2>
                <p id="voorstellen-stand" class="alleen-voorlezen" aria-live="polite"></p>
                <div id="voorstellen-inhoud">
                {controle?.Toon(formulier, register) ?? $"<p class=\"zacht\">Kies “Controleer en bekijk voorstellen”. Dan staat hier of er persoonsgegevens in lijken te staan, wat erbij past en of het er al is.</p>"}
                </div>
                </section>
                </div>
                """)}
            """)
        {
            Intro = "Wat houdt passende zorg bij u tegen? Titel, omschrijving en soort zijn genoeg. Nooit gegevens van patiënten of andere personen.",
            Fouten = formulier.Fouten, Status = status, Script = "/script/melden.js",
        };
    }

    /// <summary>The projects that somebody can report for, by name.</summary>
    /// <param name="gekozen">The id of one that must be among them.</param>
    internal static IReadOnlyList<ProjectStand> Eigen(Gebruiker gebruiker, Register register, string gekozen = "") =>
    [
        .. register.Projecten.OpNummer.Values.Where(project => gebruiker.ZietAlles || project.IsVan(gebruiker.Organisatie)).OrderByDescending(project => project.Id.ToString("D") == gekozen)
            .ThenByDescending(project => project.IsVan(gebruiker.Organisatie)).ThenByDescending(project => project.Nummer).Take(gebruiker.ZietAlles ? Projecten : int.MaxValue).OrderBy(project => Tekst.Sorteersleutel(project.Inhoud.Naam), StringComparer.Ordinal),
    ];

    /// <summary>The field to choose a project with; one project is not a choice.</summary>
    internal static Html Projectveld(Formulier formulier, IReadOnlyList<ProjectStand> projecten) => projecten is [var enige]
        ? $"""<p id="{Velden.Id("projectId")}">Project: <strong>{enige.Inhoud.Naam}</strong>{Velden.Verborgen("projectId", enige.Id.ToString("D"))}</p>"""
        : Velden.Keuzelijst(formulier, "projectId", "Project", projecten.Select(project => (project.Id.ToString("D"), Noem(project, projecten))), "Voor welk project meldt u?", verplicht: true, leeg: "Kies een project…");

    /// <summary>A name, and whose it is where two have the same.</summary>
    private static string Noem(ProjectStand project, IReadOnlyList<ProjectStand> projecten) =>
        projecten.Count(ander => ander.Inhoud.Naam == project.Inhoud.Naam) == 1 ? project.Inhoud.Naam : $"{project.Inhoud.Naam} ({project.Inhoud.Organisatie})";

    /// <summary>A form that was used to report something else gets a key of its own; pressing once more then reports.</summary>
    private static Formulier Vers(Formulier formulier, int status) => status == StatusCodes.Status410Gone || formulier.Fouten.Any(fout => fout.Veld == "Idempotency-Key")
        ? formulier.Met(Eenmaal, "").Met([new Fout("", "", "Met dit formulier is al iets gemeld of bewaard; zie Mijn meldingen. Wat hieronder staat is nog niet gemeld. Kies opnieuw wat u ermee wilt, dan komt het erbij.")])
        : formulier;

    /// <summary>What reporting would refuse now, beside its field. Nothing is reported.</summary>
    private static Formulier Nagekeken(Formulier formulier, HttpContext context, Gebruiker gebruiker)
    {
        try
        {
            formulier.Met("status", "").Als<KnelpuntInhoud>(context);
            return formulier;
        }
        catch (Weigering weigering)
        {
            return formulier.Met(Leesbaar.Fouten(weigering, gebruiker));
        }
    }

    /// <summary>For who did not sign in: what it takes.</summary>
    private static Pagina Uitleg() => new("Een knelpunt melden", $"""
        <p><a class="knop" href="/aanmelden?terug=/melden">Aanmelden om te melden</a></p>
        <h2>Wat u nodig hebt</h2>
        <ul>
        <li>Een <strong>sleutel</strong> van uw organisatie. Die krijgt u van de beheerder van dit register; zie <a href="/over">over het register</a>.</li>
        <li>Een <strong>project</strong> of samenwerkingsverband waarvoor u meldt. Is dat er nog niet, dan meldt u het in een minuut aan.</li>
        </ul>
        <h2>Drie velden zijn genoeg</h2>
        <ol>
        <li>Een <strong>titel</strong>: het knelpunt in één regel.</li>
        <li>Een <strong>omschrijving</strong>: wat er gebeurde, en wie of wat het tegenhield.</li>
        <li>Een <strong>soort</strong>: regelgeving, bekostiging, IT, organisatie, of “weet ik niet”.</li>
        </ol>
        <p>Weet u meer, zoals de wet, de regio of wie er iets aan kan doen, dan kan dat erbij. U krijgt voorstellen op grond van uw tekst, en u ziet of iemand anders dit al meldde.</p>
        <h2>Nooit gegevens van personen</h2>
        <p>Beschrijf wat er misgaat en niet om wie het gaat. Namen, geboortedata, adressen, telefoonnummers en nummers van patiënten, cliënten of andere personen horen hier niet. Het register weigert een tekst waarin die lijken te staan.</p>
        <h2>Wat ermee gebeurt</h2>
        <ol>
        <li>U krijgt een kenmerk, zoals KP-2026-00042.</li>
        <li>Een analist kijkt of de melding toelaatbaar en navolgbaar is. Daarna is zij openbaar en telt zij mee.</li>
        <li>Meldingen met dezelfde oorzaak komen samen in een systeemknelpunt. Wie erover gaat, geeft daar antwoord op.</li>
        <li>Bij <strong>Mijn meldingen</strong> ziet u wat ervan wordt.</li>
        </ol>
        <p>Meldt u er veel ineens? Dat kan met <a href="{ImporteerPagina.Adres}">een blad uit Excel</a>.</p>
        """)
    { Intro = "Voor projecten en organisaties die merken dat regels, geld of systemen passende zorg tegenhouden." };
}

/// <summary>Voorstellen bij wat iemand aan het schrijven is, voor wie JavaScript heeft: een stuk van de pagina.</summary>
public sealed class StelVoorBijMelden : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/melden/voorstellen", Handle).RequireAuthorization(Rechten.Melden).Limit(MeldPagina.Grootte);

    internal static async Task<IResult> Handle(Formulier formulier, Gebruiker gebruiker, Register register, Voorsteller voorsteller, Verwantenzoeker zoeker, HttpContext context) =>
        Results.Text((await Meldcontrole.Doe(formulier, gebruiker, voorsteller, zoeker, context.RequestAborted)).Toon(formulier, register).ToString(), "text/html; charset=utf-8");
}
