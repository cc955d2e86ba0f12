using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Inschatten wat er nodig is, namens de eigen organisatie; een analist geeft een openbaar standpunt weer.</summary>
public sealed class SchatIn : IEndpoint
{
    /// <summary>A party that is not in the vocabulary.</summary>
    private const string Anders = "anders";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/systeemknelpunten/{id}/inschatting", Vraag).RequireAuthorization(Rechten.Inschatten);
        routes.MapPost("/systeemknelpunten/{id}/inschatting", Handle).RequireAuthorization(Rechten.Inschatten);
    }

    private static async Task<IResult> Vraag(string id, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context) =>
        Toon(await Systeemknelpunt.Vind(id, db, context.RequestAborted), Formulier.Leeg.Met("datum", Systeemdelen.Iso(Kalender.Dag(clock.GetUtcNow()))).Met("herkomst", gebruiker.ZietAlles ? "weergegeven" : "eigen"),
            200, gebruiker, register, clock, context);

    internal static async Task<IResult> Handle(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var systeem = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        // Who is no analist speaks for the own organisation only; the form does not ask.
        var eigen = !gebruiker.ZietAlles || formulier["herkomst"] == "eigen";
        var invoer = formulier.Met("beoordelaar", eigen ? gebruiker.Organisatie ?? "" : formulier["beoordelaar"].Length > 0 ? formulier["beoordelaar"] : formulier[Anders]).Met("herkomst", eigen ? "eigen" : "weergegeven");
        return await Handeling.Doe(formulier, context,
            () => PlaatsStelseltoets.Handle(id, invoer.Als<PlaatsStelseltoets.Request>(context), gebruiker, register, schrijver, db, clock, context),
            _ => Bericht.NaarMet(context, $"{Systeemdelen.Adres(systeem.Kenmerk)}#inschattingen", eigen ? $"Uw inschatting bij {systeem.Kenmerk} is geplaatst." : $"Het standpunt is weergegeven bij {systeem.Kenmerk}."),
            (weer, status) => Task.FromResult<IResult>(Toon(systeem, weer, status, gebruiker, register, clock, context)));
    }

    private static Pagina Toon(Systeemknelpunt.Rij systeem, Formulier formulier, int status, Gebruiker gebruiker, Register register, TimeProvider clock, HttpContext context)
    {
        var (vandaag, treden) = (Kalender.Dag(clock.GetUtcNow()), register.Begrippen["treden"]);
        return new Pagina($"Inschatting bij {systeem.Kenmerk}", $"""
            <p>Over: <a href="{Systeemdelen.Adres(systeem.Kenmerk)}">{systeem.Lees().Titel}</a></p>
            {Velden.Formulier(context, Systeemdelen.Adres(systeem.Kenmerk, "inschatting"), $"""
                {Html.Als(gebruiker.ZietAlles, () => $"""
                    {Velden.Rondjes(formulier, "herkomst", "Wiens standpunt is dit?", [("weergegeven", "Een openbaar standpunt van een andere partij, met bron"), ("eigen", $"Van {gebruiker.Organisatie}")], verplicht: true)}
                    {Velden.Keuzelijst(formulier, "beoordelaar", "Welke partij?", Velden.Keuzen(register.Begrippen["organisaties"], vandaag), "Niet nodig bij een standpunt van uw eigen organisatie.")}
                    {Velden.Regel(formulier, Anders, "Of een partij die niet in de lijst staat")}
                    """)}
                {Velden.Rondjes(formulier, "trede", "Wat is ervoor nodig?", Systeemformulier.Treden(treden, vandaag), "Van licht naar zwaar: kies de laagste trede waarop het echt is opgelost.", verplicht: true)}
                {Velden.Keuzelijst(formulier, "tredeTijdelijk", "Wat kan er tot die tijd?", Systeemformulier.Treden(treden, vandaag), "Bijvoorbeeld: nu een experiment, later een wet.")}
                {Velden.Tekstvak(formulier, "argument", "Waarom?", "Zonder namen of andere persoonsgegevens.", verplicht: true, regels: 6)}
                {Velden.Regel(formulier, "datum", "Dag van dit oordeel", "Zonder datum: vandaag.", soort: "date")}
                {Html.Als(gebruiker.ZietAlles, () => $"""
                    <fieldset id="veld-bron" class="veld"><legend>Openbare bron</legend>
                    {Velden.Regel(formulier, "bron/titel", "Hoe heet de bron?", "Nodig als u een standpunt van een andere partij weergeeft.")}
                    {Velden.Regel(formulier, "bron/url", "Webadres van de bron", soort: "url")}
                    </fieldset>
                    {Systeemformulier.Bevestiging(formulier, gebruiker)}
                    """)}
                <p>{Velden.Knop("Plaats")}</p>
                """)}
            """)
        {
            Intro = gebruiker.ZietAlles ? "Een weergegeven standpunt is zichtbaar als weergave, en wijkt zodra de partij zelf spreekt."
                : $"Namens {Systeemdelen.Voluit(register, gebruiker.Organisatie!)}. Uw inschatting is openbaar; een latere vervangt deze, en de historie bewaart ze allebei.",
            Status = status, Fouten = formulier.Fouten,
        };
    }
}
