using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Wat een analist met een systeemknelpunt doet: status, bundeling en relaties.</summary>
public sealed class Cureer : IEndpoint
{
    private static readonly (string Code, string Naam)[] Relaties =
        [("oorzaak-van", "Dit is een oorzaak van het andere"), ("deel-van", "Dit is een deel van het andere"), ("botst-met", "Dit botst met het andere")];

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/systeemknelpunten/{id}/status", async (string id, Db db, HttpContext context) =>
            ToonStatus(await Systeemknelpunt.Vind(id, db, context.RequestAborted), Formulier.Leeg, 200, Gebruiker.Van(context), context)).RequireAuthorization(Rechten.Beoordelen);
        routes.MapPost("/systeemknelpunten/{id}/status", Status).RequireAuthorization(Rechten.Beoordelen);
        routes.MapGet("/systeemknelpunten/{id}/bundeling", async (string id, string? knelpunt, Gebruiker gebruiker, Register register, Db db, HttpContext context) =>
            await ToonBundeling(await Systeemknelpunt.Vind(id, db, context.RequestAborted), Formulier.Leeg.Met("knelpunt", knelpunt ?? ""), 200, gebruiker, register, db, context)).RequireAuthorization(Rechten.Beoordelen);
        routes.MapPost("/systeemknelpunten/{id}/bundeling", Bundel).RequireAuthorization(Rechten.Beoordelen);
        routes.MapGet("/systeemknelpunten/{id}/relaties", async (string id, string? anderId, Register register, Db db, HttpContext context) =>
            await ToonRelaties(await Systeemknelpunt.Vind(id, db, context.RequestAborted), Formulier.Leeg.Met("anderId", anderId ?? ""), 200, register, db, context)).RequireAuthorization(Rechten.Beoordelen);
        routes.MapPost("/systeemknelpunten/{id}/relaties", Relateer).RequireAuthorization(Rechten.Beoordelen);
    }

    private static async Task<IResult> Status(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var systeem = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        return await Handeling.Doe(formulier, context,
            () => BeoordeelSysteemknelpunt.Handle(id, formulier.Als<BeoordeelSysteemknelpunt.Request>(context), gebruiker, register, schrijver, db, clock, context),
            _ => Bericht.NaarMet(context, Systeemdelen.Adres(systeem.Kenmerk), $"{systeem.Kenmerk} is nu {Onderdelen.Woord(formulier["status"])}."),
            async (weer, status) => ToonStatus(await Systeemknelpunt.Vind(id, db, context.RequestAborted), weer, status, gebruiker, context));
    }

    private static Pagina ToonStatus(Systeemknelpunt.Rij systeem, Formulier formulier, int status, Gebruiker gebruiker, HttpContext context)
    {
        var volgende = Curatie.Volgende(systeem.Status);
        return new Pagina($"Status van {systeem.Kenmerk}", $"""
            <p>Over: <a href="{Systeemdelen.Adres(systeem.Kenmerk)}">{systeem.Lees().Titel}</a></p>
            <p>Nu: {Onderdelen.Stand(systeem.Status)} {Systeemdelen.Betekenis(systeem.Status)}</p>
            {Html.Als(volgende.Count == 0, () => $"<p>Er is geen volgende status.</p>")}
            {Html.Als(volgende.Count > 0, () => Velden.Formulier(context, Systeemdelen.Adres(systeem.Kenmerk, "status"), $"""
                {Velden.Rondjes(formulier, "status", "Wat wordt het?", volgende.Select(code => (code, $"{char.ToUpperInvariant(code[0])}{Onderdelen.Woord(code[1..])}. {Systeemdelen.Betekenis(code)}")), verplicht: true)}
                {Velden.Tekstvak(formulier, "toelichting", "Waarom?", "Verplicht bij gesloten. Openbaar, in de historie; zonder persoonsgegevens.")}
                {Systeemformulier.Bevestiging(formulier, gebruiker)}
                <p>{Velden.Knop("Leg vast")}</p>
                """))}
            """)
        { Status = status, Fouten = formulier.Fouten };
    }

    private static async Task<IResult> Bundel(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var (systeem, knelpunt, eruit) = (await Systeemknelpunt.Vind(id, db, context.RequestAborted), Systeemformulier.Kenmerk(formulier["knelpunt"]), formulier["actie"] == "eruit");
        return await Handeling.Doe(formulier, context,
            () => eruit
                ? OntbundelKnelpunt.Handle(id, knelpunt, Vraag<OntbundelKnelpunt.Query>.Van(formulier.Als<OntbundelKnelpunt.Query>(context)), gebruiker, schrijver, db, context)
                : BundelKnelpunt.Handle(id, knelpunt, MisschienInvoer<BundelKnelpunt.Request>.Van(formulier.Als<BundelKnelpunt.Request>(context)), gebruiker, register, schrijver, db, clock, context),
            _ => Bericht.NaarMet(context, Systeemdelen.Adres(systeem.Kenmerk, "bundeling"), eruit ? $"{knelpunt} is uit {systeem.Kenmerk} gehaald." : $"{knelpunt} zit nu in {systeem.Kenmerk}."),
            (weer, status) => ToonBundeling(systeem, weer, status, gebruiker, register, db, context), noemt: "/knelpunt");
    }

    private static async Task<IResult> ToonBundeling(Systeemknelpunt.Rij systeem, Formulier formulier, int status, Gebruiker gebruiker, Register register, Db db, HttpContext context)
    {
        var (knelpunten, totaal) = await ToonSysteemknelpuntPagina.Knelpunten(systeem.Kenmerk, register.Volgnummer, 200, gebruiker, register, db, context.RequestAborted);
        return new Pagina($"Bundeling van {systeem.Kenmerk}", $"""
            <p>Over: <a href="{Systeemdelen.Adres(systeem.Kenmerk)}">{systeem.Lees().Titel}</a></p>
            {Velden.Formulier(context, Systeemdelen.Adres(systeem.Kenmerk, "bundeling"), $"""
                {Velden.Regel(formulier, "knelpunt", "Kenmerk van het knelpunt", "Zoals KP-2026-00042.", verplicht: true)}
                {Velden.Tekstvak(formulier, "toelichting", "Waarom?", "Openbaar, in de historie; zonder persoonsgegevens.", regels: 2)}
                {Systeemformulier.Bevestiging(formulier, gebruiker)}
                <p class="knoppen">{Velden.Knop("Doe erbij", "actie", "erbij")} {Velden.Knop("Haal eruit", "actie", "eruit", rustig: true)}</p>
                """)}
            <h2>Wat erin zit ({Onderdelen.Getal(totaal)})</h2>
            <ul>
            {Html.Elk(knelpunten, knelpunt => $"""<li><a href="/knelpunten/{knelpunt.Kenmerk}">{knelpunt.Titel}</a> ({knelpunt.Kenmerk}, {Onderdelen.Woord(knelpunt.Status)}) <a href="{Onderdelen.Adres(Systeemdelen.Adres(systeem.Kenmerk, "bundeling"), ("knelpunt", knelpunt.Kenmerk))}">Kies<span class="alleen-voorlezen"> {knelpunt.Kenmerk}</span></a></li>""")}</ul>
            """)
        { Intro = "Bundelen voegt niets samen: elk knelpunt blijft zoals het is, mag in meer systeemknelpunten zitten en kan er weer uit.", Status = status, Fouten = formulier.Fouten };
    }

    private static async Task<IResult> Relateer(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var (systeem, ander, weg) = (await Systeemknelpunt.Vind(id, db, context.RequestAborted), Systeemformulier.Kenmerk(formulier["anderId"]), formulier["actie"] == "verbreek");
        return await Handeling.Doe(formulier, context,
            () => weg
                ? VerbreekRelatie.Handle(id, ander, gebruiker, schrijver, db, context)
                : RelateerSysteemknelpunt.Handle(id, ander, formulier.Als<RelateerSysteemknelpunt.Request>(context), gebruiker, register, schrijver, db, clock, context),
            _ => Bericht.NaarMet(context, Systeemdelen.Adres(systeem.Kenmerk, "relaties"), $"De relatie met {ander} is {(weg ? "verbroken" : "vastgelegd")}."),
            (weer, status) => ToonRelaties(systeem, weer, status, register, db, context), noemt: "/anderId");
    }

    private static async Task<IResult> ToonRelaties(Systeemknelpunt.Rij systeem, Formulier formulier, int status, Register register, Db db, HttpContext context)
    {
        var beeld = register.Duiding.Nu;
        var relaties = beeld.Zoek(systeem.Id)?.Stand.Relaties ?? [];
        var titels = await Systeemknelpunt.Titels([.. relaties.Select(relatie => relatie.Ander)], db, context.RequestAborted);
        return new Pagina($"Relaties van {systeem.Kenmerk}", $"""
            <p>Over: <a href="{Systeemdelen.Adres(systeem.Kenmerk)}">{systeem.Lees().Titel}</a></p>
            {Velden.Formulier(context, Systeemdelen.Adres(systeem.Kenmerk, "relaties"), $"""
                {Velden.Regel(formulier, "anderId", "Kenmerk van het andere systeemknelpunt", "Zoals SK-2026-00007.", verplicht: true)}
                {Velden.Rondjes(formulier, "soort", "Hoe hangen ze samen?", Relaties, "Niet nodig om een relatie te verbreken.")}
                <p class="knoppen">{Velden.Knop("Leg de relatie vast", "actie", "leg")} {Velden.Knop("Verbreek de relatie", "actie", "verbreek", rustig: true)}</p>
                """)}
            <h2>Vastgelegd bij dit systeemknelpunt</h2>
            {Html.Als(relaties.Count == 0, () => $"<p>Nog geen.</p>")}
            {Html.Als(relaties.Count > 0, () => $"""
                <ul>
                {Html.Elk(relaties, relatie =>
                {
                    var kenmerk = beeld.Zoek(relatie.Ander)!.Kenmerk;
                    return $"""<li>{Onderdelen.Woord(relatie.Soort)} <a href="{Systeemdelen.Adres(kenmerk)}">{titels[relatie.Ander]} ({kenmerk})</a> <a href="{Onderdelen.Adres(Systeemdelen.Adres(systeem.Kenmerk, "relaties"), ("anderId", kenmerk))}">Kies<span class="alleen-voorlezen"> {kenmerk}</span></a></li>""";
                })}</ul>
                """)}
            """)
        { Intro = "Een relatie is bij allebei te zien. Was er al een, dan vervangt een nieuwe die.", Status = status, Fouten = formulier.Fouten };
    }
}
