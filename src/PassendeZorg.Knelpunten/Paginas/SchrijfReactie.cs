using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Een officiële reactie schrijven: eerst als concept, of meteen openbaar.</summary>
public sealed class SchrijfReactie : IEndpoint
{
    private static readonly (string Code, string Naam)[] Soorten =
    [
        ("overgenomen", "Overgenomen: wij gaan dit oplossen"), ("deels-overgenomen", "Deels overgenomen"), ("kan-al", "Kan al: zeg hieronder waar dat staat"), ("afgewezen", "Afgewezen: uw tekst is de reden"),
        ("niet-bevoegd", "Niet bevoegd: zeg hieronder wie dat wel is"), ("in-onderzoek", "In onderzoek: zeg hieronder wanneer de uitkomst er is"), ("al-opgelost", "Al opgelost"),
    ];

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/systeemknelpunten/{id}/reactie", Nieuw).RequireAuthorization(Rechten.Antwoorden);
        routes.MapPost("/systeemknelpunten/{id}/reactie", Plaats).RequireAuthorization(Rechten.Antwoorden);
        routes.MapGet("/reacties/{id}", Concept).RequireAuthorization(Rechten.Antwoorden);
        routes.MapPost("/reacties/{id}", Wijzig).RequireAuthorization(Rechten.Antwoorden);
    }

    private static async Task<IResult> Nieuw(string id, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var systeem = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        PlaatsReactie.EisAdressaat(systeem, gebruiker);
        return Toon(systeem, null, Formulier.Leeg, 200, gebruiker, register, clock, context);
    }

    private static async Task<IResult> Plaats(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var systeem = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        PlaatsReactie.EisAdressaat(systeem, gebruiker);
        return await Handeling.Doe(formulier, context,
            () => PlaatsReactie.Handle(id, formulier.Als<Reactie.Inhoud>(context), gebruiker, schrijver, db, clock, context),
            _ => Verder(context, systeem, formulier),
            (weer, status) => Task.FromResult<IResult>(Toon(systeem, null, weer, status, gebruiker, register, clock, context)));
    }

    private static async Task<IResult> Concept(string id, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var (rij, systeem) = await Vind(id, gebruiker, db, context);
        return Toon(systeem, rij, Formulier.Van(rij.Lees()), 200, gebruiker, register, clock, context);
    }

    private static async Task<IResult> Wijzig(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var (rij, systeem) = await Vind(id, gebruiker, db, context);
        return await Handeling.Doe(formulier, context, () =>
        {
            Systeemformulier.EisGezien(context, formulier);
            var patch = formulier.Verschil<Reactie.Inhoud>(Formulier.Van(rij.Lees()));
            return WijzigReactie.Handle(id, Wijziging<Reactie.Inhoud>.Van(context, patch), gebruiker, schrijver, db, clock, context);
        }, _ => Verder(context, systeem, formulier), async (weer, status) => Toon(systeem, await Reactie.Vind(id, gebruiker, db, context.RequestAborted), weer, status, gebruiker, register, clock, context));
    }

    /// <summary>A draft of the own organisation; nobody else knows that it is there.</summary>
    private static async Task<(Reactie.Rij Rij, Systeemknelpunt.Rij Systeem)> Vind(string id, Gebruiker gebruiker, Db db, HttpContext context)
    {
        var rij = await Reactie.Vind(id, gebruiker, db, context.RequestAborted);
        var systeem = await Systeemknelpunt.Vind(rij.SysteemknelpuntId.ToString("D"), db, context.RequestAborted);
        return rij.Status == "concept" ? (rij, systeem) : throw Weigering.Conflict("Een gepubliceerde reactie verandert niet meer. Plaats bij het systeemknelpunt een nieuwe; de laatste geldt.");
    }

    private static IResult Verder(HttpContext context, Systeemknelpunt.Rij systeem, Formulier formulier) => formulier["status"] == "concept"
        ? Bericht.NaarMet(context, "/postvak", $"Uw concept bij {systeem.Kenmerk} is bewaard. Alleen uw organisatie ziet het.")
        : Bericht.NaarMet(context, $"{Systeemdelen.Adres(systeem.Kenmerk)}#reacties", $"Uw reactie op {systeem.Kenmerk} is gepubliceerd.");

    private static Pagina Toon(Systeemknelpunt.Rij systeem, Reactie.Rij? concept, Formulier formulier, int status, Gebruiker gebruiker, Register register, TimeProvider clock, HttpContext context) =>
        new Pagina($"Reageren op {systeem.Kenmerk}", $"""
            <p>Over: <a href="{Systeemdelen.Adres(systeem.Kenmerk)}">{systeem.Lees().Titel}</a></p>
            {Velden.Formulier(context, concept is null ? Systeemdelen.Adres(systeem.Kenmerk, "reactie") : $"/reacties/{concept.Id:D}", $"""
                {Html.Met(concept, rij => Velden.Verborgen(Systeemformulier.Versie, $"{rij.Versie}"))}
                {Velden.Rondjes(formulier, "soort", "Wat is uw antwoord?", Soorten, verplicht: true)}
                {Velden.Tekstvak(formulier, "tekst", "Uw reactie", "Bij een afwijzing is dit de reden. Zonder namen of andere persoonsgegevens.", verplicht: true, regels: 8)}
                {Velden.Regel(formulier, "vindplaats", "Waar staat dat het al kan?", "Alleen nodig bij: kan al.")}
                {Velden.Keuzelijst(formulier, "doorverwezenNaar", "Wie gaat er wel over?", Velden.Keuzen(register.Begrippen["organisaties"], Kalender.Dag(clock.GetUtcNow())), "Alleen nodig bij: niet bevoegd.")}
                {Velden.Regel(formulier, "datum", "Wanneer is de uitkomst of het vervolg er?", "Nodig bij: in onderzoek.", soort: "date")}
                <p class="let-op">Een gepubliceerde reactie is openbaar en verandert niet meer; een volgende reactie kan wel. Een concept ziet alleen uw organisatie.</p>
                <p class="knoppen">{Velden.Knop("Bewaar als concept", "status", "concept", rustig: true)} {Velden.Knop("Publiceer", "status", "gepubliceerd")}</p>
                """)}
            """)
        { Intro = $"Officieel, namens {Systeemdelen.Voluit(register, gebruiker.Organisatie!)}.", Status = status, Fouten = formulier.Fouten };
}
