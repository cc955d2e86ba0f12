using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Een project aanmelden om voor te melden. Wat er al van een melding is ingevuld, gaat mee en komt terug.</summary>
public sealed class ProjectPagina : IEndpoint
{
    private const string Adres = "/melden/project";

    /// <summary>The fields of the report stand behind this.</summary>
    private const string Melding = "melding:";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Adres, (Gebruiker gebruiker, Register register, TimeProvider clock, HttpContext context) => Vraag(context, Formulier.Leeg, [], gebruiker, register, clock)).RequireAuthorization(Rechten.Melden);
        routes.MapPost(Adres, Handle).RequireAuthorization(Rechten.Melden).Limit(2 * MeldPagina.Grootte);
    }

    internal static Task<IResult> Handle(Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, TimeProvider clock, HttpContext context)
    {
        var melding = formulier.Alle.Where(veld => veld.Naam.StartsWith(Melding, StringComparison.Ordinal)).Select(veld => (veld.Naam[Melding.Length..], veld.Waarde)).ToList();
        return Handeling.Doe(formulier, context, Maak, (met, status) => Task.FromResult(Vraag(context, met, melding, gebruiker, register, clock, status: status)));

        async Task<IResult> Maak()
        {
            // One line per partner. Pressing twice does not make two of the same name.
            var inhoud = formulier.Met("organisaties", formulier["organisaties"].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Als<Project.Inhoud>(context).Waarde;
            var id = Eerder(inhoud, gebruiker, register) ?? await MaakProject.Voer(inhoud, gebruiker, schrijver);
            if (melding.Count == 0)
            {
                return Bericht.NaarMet(context, $"{MeldPagina.Adres}?project={id}", $"Project {inhoud.Naam} is aangemeld. Nu het knelpunt.");
            }

            var verder = melding.Where(veld => veld.Item1 is not ("projectId" or "stap")).GroupBy(veld => veld.Item1, StringComparer.Ordinal)
                .Aggregate(Formulier.Leeg, (deel, veld) => deel.Met(veld.Key, [.. veld.Select(waarde => waarde.Waarde)]));
            return MeldPagina.Formulierpagina(context, verder.Met("projectId", id.ToString("D")), gebruiker, register, clock);
        }
    }

    /// <summary>The form for a project.</summary>
    /// <param name="melding">What is filled in of a report already.</param>
    internal static IResult Vraag(HttpContext context, Formulier formulier, IEnumerable<(string Naam, string Waarde)> melding, Gebruiker gebruiker, Register register, TimeProvider clock, string? uitleg = null, int status = 200)
    {
        var (vandaag, begrippen) = (Kalender.Dag(clock.GetUtcNow()), register.Begrippen);
        return new Pagina("Een project aanmelden", $"""
            {Html.Met(uitleg, tekst => $"""<p class="let-op">{tekst}</p>""")}
            {Velden.Formulier(context, Adres, $"""
                {Html.Elk(melding, veld => Velden.Verborgen(Melding + veld.Naam, veld.Waarde))}
                {Velden.Regel(formulier, "naam", "Naam van het project", "Zoals mensen het kennen.", verplicht: true)}
                {Html.Als(gebruiker.ZietAlles, () => Velden.Regel(formulier, "organisatie", "Trekker", "Een code uit de lijst organisaties of een naam. Leeg: uw eigen organisatie."))}
                {Velden.Tekstvak(formulier, "organisaties", "Partners", "Eén organisatie per regel. Ook zij mogen voor het project melden.", regels: 3)}
                {Velden.Regel(formulier, "werkgebied", "Werkgebied", "In eigen woorden: een IZA-regio, gemeenten, een wijk.")}
                <details class="meer"{(formulier.Lijst("regios").Count > 0 ? Html.Ruw(" open") : Html.Leeg)}><summary>Regio's <span class="mag">(niet verplicht)</span></summary>
                {Knelpuntvelden.Vinkjes(formulier, "regios", begrippen["regios"], vandaag, "Liefst de zorgkantoorregio: daarin wordt geteld.")}
                </details>
                <details class="meer"{(formulier.Lijst("akkoorden").Count + formulier.Lijst("doelgroepen").Count > 0 ? Html.Ruw(" open") : Html.Leeg)}><summary>Akkoorden en doelgroepen <span class="mag">(niet verplicht)</span></summary>
                {Knelpuntvelden.Vinkjes(formulier, "akkoorden", begrippen["akkoorden"], vandaag, "Waar komt het project uit voort?")}
                {Knelpuntvelden.Vinkjes(formulier, "doelgroepen", begrippen["doelgroepen"], vandaag, "Voor wie is het er?")}
                </details>
                {Velden.Regel(formulier, "contact", "Postbus", "Een functioneel adres, zoals info@voorbeeld.nl. Alleen uw eigen organisaties, analisten en de beheerder zien het.", soort: "email")}
                {Velden.Rondjes(formulier.Heeft("naamTonen") ? formulier : formulier.Met("naamTonen", "true"), "naamTonen", "Mag iedereen zien om welk project het gaat?",
                    [("true", "Ja"), ("false", "Nee: toon “Project in zorgkantoorregio …”")], verplicht: true)}
                <p>{Velden.Knop("Project aanmelden")}</p>
                """)}
            """)
        { Intro = "U meldt namens een project of samenwerkingsverband. Alleen de naam is nodig.", Fouten = formulier.Fouten, Status = status };
    }

    private static Guid? Eerder(Project.Inhoud inhoud, Gebruiker gebruiker, Register register) => register.Projecten.OpNummer.Values
        .FirstOrDefault(project => project.IsVan(inhoud.Organisatie ?? gebruiker.Organisatie) && Tekst.Naamsleutel(project.Inhoud.Naam) == Tekst.Naamsleutel(inhoud.Naam) && (gebruiker.ZietAlles || project.IsVan(gebruiker.Organisatie)))?.Id;
}
