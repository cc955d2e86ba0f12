using PassendeZorg.Knelpunten.Dialogen;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Iets toezeggen, en zeggen hoe het ermee staat.</summary>
public sealed class SchrijfToezegging : IEndpoint
{
    /// <summary>Empty rows for milestones, besides those that are there.</summary>
    private const int Leeg = 2;

    /// <summary>Dialogen to choose from, the latest.</summary>
    private const int Dialogen = 50;

    private static readonly (string Code, string Naam)[] Statussen = [("open", "Nog open"), ("nagekomen", "Nagekomen"), ("vervallen", "Vervallen: zeg hieronder waarom")];

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/systeemknelpunten/{id}/toezegging", Nieuw).RequireAuthorization(Rechten.Toezeggen);
        routes.MapPost("/systeemknelpunten/{id}/toezegging", Doe).RequireAuthorization(Rechten.Toezeggen);
        routes.MapGet("/toezeggingen/{id}", Bestaand).RequireAuthorization(Rechten.Toezeggen);
        routes.MapPost("/toezeggingen/{id}", Wijzig).RequireAuthorization(Rechten.Toezeggen);
    }

    private static async Task<IResult> Nieuw(string id, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context) =>
        await ToonNieuw(await Systeemknelpunt.Vind(id, db, context.RequestAborted), Formulier.Leeg, 200, gebruiker, register, db, clock, context);

    private static async Task<IResult> Doe(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var systeem = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        return await Handeling.Doe(formulier, context,
            () => DoeToezegging.Handle(id, formulier.Als<DoeToezegging.Request>(context), gebruiker, schrijver, db, clock, context),
            _ => Bericht.NaarMet(context, $"{Systeemdelen.Adres(systeem.Kenmerk)}#toezeggingen", $"De toezegging bij {systeem.Kenmerk} is vastgelegd."),
            (weer, status) => ToonNieuw(systeem, weer, status, gebruiker, register, db, clock, context));
    }

    private static async Task<IResult> Bestaand(string id, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var rij = await Vind(id, gebruiker, db, context);
        return Toon(rij, Formulier.Van(rij.Lees()), 200, gebruiker, register, clock, context);
    }

    private static async Task<IResult> Wijzig(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var rij = await Vind(id, gebruiker, db, context);
        var waarvoor = ToonToezeggingen.Waarvoor(rij, register);
        var verder = gebruiker.Rol == "adressaat" ? "/postvak" : waarvoor is null ? "/systeemknelpunten" : $"{Systeemdelen.Adres(waarvoor.Kenmerk)}#toezeggingen";
        return await Handeling.Doe(formulier, context, () =>
        {
            Systeemformulier.EisGezien(context, formulier);
            var patch = formulier.Verschil<Toezegging.Inhoud>(Formulier.Van(rij.Lees()), "wat");
            return WijzigToezegging.Handle(id, Wijziging<Toezegging.Inhoud>.Van(context, patch), gebruiker, register, schrijver, db, clock, context);
        }, _ => Bericht.NaarMet(context, verder, "Vastgelegd hoe het met de toezegging staat."), async (weer, status) => Toon(await Toezegging.Vind(id, db, context.RequestAborted), weer, status, gebruiker, register, clock, context));
    }

    /// <summary>A promise that this reader may say something of.</summary>
    private static async Task<Toezegging.Rij> Vind(string id, Gebruiker gebruiker, Db db, HttpContext context)
    {
        var rij = await Toezegging.Vind(id, db, context.RequestAborted);
        return Systeemdelen.MagWijzigen(gebruiker, rij.Door, rij.DialoogId) ? rij
            : throw Weigering.Verboden($"Deze toezegging is van {rij.Door}; alleen een sleutel van die organisatie zegt hoe het ermee staat, en een analist als die uit een dialoog komt.");
    }

    private static async Task<IResult> ToonNieuw(Systeemknelpunt.Rij systeem, Formulier formulier, int status, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var (vandaag, beeld) = (Kalender.Dag(clock.GetUtcNow()), register.Duiding.Nu);
        var dialogen = gebruiker.ZietAlles ? await ToonDialogen.Lees([.. beeld.Dialogen.OrderByDescending(dialoog => dialoog.Volgorde).Take(Dialogen)], beeld, vandaag, db, context.RequestAborted) : [];
        return new Pagina($"Toezegging bij {systeem.Kenmerk}", $"""
            <p>Over: <a href="{Systeemdelen.Adres(systeem.Kenmerk)}">{systeem.Lees().Titel}</a></p>
            {Velden.Formulier(context, Systeemdelen.Adres(systeem.Kenmerk, "toezegging"), $"""
                {Html.Als(gebruiker.ZietAlles, () => $"""
                    {Velden.Keuzelijst(formulier, "dialoog", "In welke dialoog is dit toegezegd?", dialogen.Select(dialoog => ($"{dialoog.Id:D}", $"{dialoog.Naam} ({Systeemdelen.Iso(dialoog.Datum)})")),
                        dialogen.Count == 0 ? "Er is nog geen dialoog vastgelegd. Dat gaat met de API: POST /v1/dialogen." : "Een analist legt alleen vast wat in een dialoog is toegezegd.", verplicht: true)}
                    {Velden.Keuzelijst(formulier, "door", "Wie zegde dit toe?", Velden.Keuzen(register.Begrippen["organisaties"], vandaag), verplicht: true)}
                    """)}
                {Velden.Tekstvak(formulier, "wat", "Wat is er toegezegd?", "Zo concreet dat een ander kan zien of het gebeurd is. Zonder namen of andere persoonsgegevens.", verplicht: true)}
                {Velden.Regel(formulier, "uiterlijkDatum", "Uiterlijk klaar op", verplicht: true, soort: "date")}
                {Mijlpalen(formulier, behaald: false)}
                {Systeemformulier.Bevestiging(formulier, gebruiker)}
                <p>{Velden.Knop("Leg vast")}</p>
                """)}
            """)
        {
            Intro = "Wat, door wie en uiterlijk wanneer. Een toezegging blijft zichtbaar, ook als die vervalt of te laat is.", Status = status, Fouten = formulier.Fouten,
        };
    }

    private static Pagina Toon(Toezegging.Rij rij, Formulier formulier, int status, Gebruiker gebruiker, Register register, TimeProvider clock, HttpContext context)
    {
        var toezegging = rij.Toon(ToonToezeggingen.Waarvoor(rij, register), Kalender.Dag(clock.GetUtcNow()));
        return new Pagina("Hoe staat het met deze toezegging?", $"""
            <p><strong>{Systeemdelen.Voluit(register, toezegging.Door)}</strong>: {toezegging.Wat}</p>
            <p>Uiterlijk {Onderdelen.Dag(toezegging.UiterlijkDatum)} {Systeemdelen.Stand(toezegging, Kalender.Dag(clock.GetUtcNow()))}{Html.Met(toezegging.Systeemknelpunt, systeem => $""" · bij <a href="{Systeemdelen.Adres(systeem.Kenmerk)}">{systeem.Kenmerk}</a>""")}</p>
            {Velden.Formulier(context, $"/toezeggingen/{rij.Id:D}", $"""
                {Velden.Verborgen(Systeemformulier.Versie, $"{rij.Versie}")}
                {Velden.Rondjes(formulier, "status", "Hoe staat het ermee?", Statussen, verplicht: true)}
                {Velden.Tekstvak(formulier, "uitkomst", "Wat is ervan gekomen, of waarom vervalt het?", "Nodig bij: vervallen. Iedereen kan dit lezen.")}
                {Velden.Regel(formulier, "uiterlijkDatum", "Uiterlijk klaar op", "Een andere dag is uitstel; dat blijft zichtbaar bij wat er gebeurde.", verplicht: true, soort: "date")}
                {Mijlpalen(formulier, behaald: true)}
                {Systeemformulier.Bevestiging(formulier, gebruiker)}
                <p>{Velden.Knop("Leg vast")}</p>
                """)}
            """)
        { Status = status, Fouten = formulier.Fouten };
    }

    private static Html Mijlpalen(Formulier formulier, bool behaald)
    {
        var rijen = formulier.Alle.Select(veld => veld.Naam.Split('/')).Where(delen => delen is ["mijlpalen", _, "wat"] && formulier[string.Join('/', delen)].Length > 0)
            .Select(delen => int.TryParse(delen[1], System.Globalization.CultureInfo.InvariantCulture, out var i) ? i + 1 : 0).DefaultIfEmpty(0).Max() + Leeg;
        return $"""
            <fieldset id="veld-mijlpalen" class="veld"><legend>Mijlpalen <span class="mag">(niet verplicht)</span></legend>
            {Html.Elk(Enumerable.Range(0, Math.Min(rijen, 20)), i => $"""
                {Velden.Regel(formulier, $"mijlpalen/{i}/wat", $"Mijlpaal {i + 1}: wat is er dan klaar?")}
                {Velden.Regel(formulier, $"mijlpalen/{i}/datum", $"Mijlpaal {i + 1}: wanneer?", soort: "date")}
                {Html.Als(behaald, () => Velden.Vinkje(formulier, $"mijlpalen/{i}/behaald", $"Mijlpaal {i + 1} is behaald"))}
                """)}</fieldset>
            """;
    }
}
