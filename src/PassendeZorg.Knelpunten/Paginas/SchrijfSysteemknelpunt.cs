using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Een systeemknelpunt maken van knelpunten, of de tekst en geadresseerden ervan wijzigen.</summary>
public sealed class SchrijfSysteemknelpunt : IEndpoint
{
    private const string Knelpunten = "knelpunten";

    private static readonly string[] Gecodeerd = ["mechanismen", "bevoegd", "betrokken"];

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/systeemknelpunten/nieuw", ([FromQuery] string[]? knelpunt, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context) =>
            ToonNieuw(Formulier.Leeg.Met(Knelpunten, [.. (knelpunt ?? []).Distinct(StringComparer.Ordinal).Take(200)]), 200, gebruiker, register, db, clock, context)).RequireAuthorization(Rechten.Beoordelen);
        routes.MapPost("/systeemknelpunten/nieuw", Maak).RequireAuthorization(Rechten.Beoordelen);
        routes.MapGet("/systeemknelpunten/{id}/wijzigen", Bestaand).RequireAuthorization(Rechten.Beoordelen);
        routes.MapPost("/systeemknelpunten/{id}/wijzigen", Wijzig).RequireAuthorization(Rechten.Beoordelen);
    }

    private static Task<IResult> Maak(Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context) =>
        Handeling.Doe(formulier, context, () =>
        {
            var erbij = formulier["erbij"].Split([' ', ',', ';', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Systeemformulier.Kenmerk);
            var invoer = formulier.Met(Knelpunten, [.. formulier.Lijst(Knelpunten).Concat(erbij).Distinct(StringComparer.Ordinal)]).Als<MaakSysteemknelpunt.Request>(context);
            return MaakSysteemknelpunt.Handle(invoer, gebruiker, register, schrijver, db, clock, context);
        }, antwoord =>
        {
            var gemaakt = (Systeemknelpunt)((IValueHttpResult)antwoord).Value!;
            return Bericht.NaarMet(context, Systeemdelen.Adres(gemaakt.Kenmerk), $"{gemaakt.Kenmerk} is gemaakt.");
        }, (weer, status) => ToonNieuw(weer, status, gebruiker, register, db, clock, context));

    private static async Task<IResult> Bestaand(string id, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var rij = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        return Toon(rij, Formulier.Van(rij.Lees()), 200, gebruiker, register, clock, context);
    }

    private static async Task<IResult> Wijzig(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var rij = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        return await Handeling.Doe(formulier, context, () =>
        {
            Systeemformulier.EisGezien(context, formulier);
            // Boxes stand in the order of the vocabulary: another order alone is no change.
            var was = Formulier.Van(rij.Lees());
            var net = Gecodeerd.Where(veld => formulier.Lijst(veld).ToHashSet().SetEquals(was.Lijst(veld))).Aggregate(formulier, (form, veld) => form.Met(veld, [.. was.Lijst(veld)]));
            return WijzigSysteemknelpunt.Handle(id, Wijziging<SysteemknelpuntInhoud>.Van(context, net.Verschil<SysteemknelpuntInhoud>(was)), gebruiker, register, schrijver, db, clock, context);
        }, _ => Bericht.NaarMet(context, Systeemdelen.Adres(rij.Kenmerk), $"{rij.Kenmerk} is gewijzigd."), async (weer, status) => Toon(await Systeemknelpunt.Vind(id, db, context.RequestAborted), weer, status, gebruiker, register, clock, context));
    }

    private static async Task<IResult> ToonNieuw(Formulier formulier, int status, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var gekozen = new List<(string Kenmerk, string Titel)>();
        foreach (var kenmerk in formulier.Lijst(Knelpunten))
        {
            try
            {
                var rij = await Knelpunt.Vind(kenmerk, gebruiker, register, db, context.RequestAborted);
                gekozen.Add((rij.Kenmerk, rij.Lees().Titel));
            }
            catch (Weigering weigering) when (weigering.Probleem.Status is 404 or 410)
            {
                gekozen.Add((kenmerk, "bestaat niet of is ingetrokken"));
            }
        }

        return new Pagina("Nieuw systeemknelpunt", $"""
            {Velden.Formulier(context, "/systeemknelpunten/nieuw", $"""
                {Tekst(formulier, gebruiker, register, clock)}
                {Html.Als(gekozen.Count > 0, () => Velden.Vinkjes(formulier, Knelpunten, "Deze knelpunten erin", gekozen.Select(item => (item.Kenmerk, $"{item.Titel} ({item.Kenmerk})"))))}
                {Velden.Regel(formulier, "erbij", gekozen.Count > 0 ? "Nog meer knelpunten" : "Knelpunten", "Kenmerken met een spatie ertussen, zoals KP-2026-00042 KP-2026-00051.")}
                <p>{Velden.Knop("Maak het systeemknelpunt")}</p>
                """)}
            """)
        { Intro = "Een structureel knelpunt achter wat verschillende projecten melden. De meldingen zelf blijven zoals ze zijn.", Status = status, Fouten = formulier.Fouten };
    }

    private static Pagina Toon(Systeemknelpunt.Rij rij, Formulier formulier, int status, Gebruiker gebruiker, Register register, TimeProvider clock, HttpContext context) =>
        new Pagina($"{rij.Kenmerk} wijzigen", $"""
            <p>Nu: <a href="{Systeemdelen.Adres(rij.Kenmerk)}">{rij.Lees().Titel}</a>, versie {rij.Versie}.</p>
            {Velden.Formulier(context, Systeemdelen.Adres(rij.Kenmerk, "wijzigen"), $"""
                {Velden.Verborgen(Systeemformulier.Versie, $"{rij.Versie}")}
                {Tekst(formulier, gebruiker, register, clock)}
                <p>{Velden.Knop("Wijzig")}</p>
                """)}
            """)
        { Status = status, Fouten = formulier.Fouten };

    private static Html Tekst(Formulier formulier, Gebruiker gebruiker, Register register, TimeProvider clock)
    {
        var (vandaag, begrippen) = (Kalender.Dag(clock.GetUtcNow()), register.Begrippen);
        return $"""
            {Velden.Regel(formulier, "titel", "Titel", "Het systeemknelpunt in één regel.", verplicht: true, lengte: 160)}
            {Velden.Tekstvak(formulier, "kern", "Kern", "Wat er structureel misgaat en waarom. Zonder persoonsgegevens.", verplicht: true, regels: 8)}
            {Velden.Vinkjes(formulier, "mechanismen", "Waardoor blijft het in stand?", Keuzen("mechanismen"))}
            {Velden.Vinkjes(formulier, "bevoegd", "Wie gaat erover?", Keuzen("organisaties"), "Zij zijn aan zet en tellen mee in de verantwoording.", verplicht: true)}
            {Velden.Vinkjes(formulier, "betrokken", "Wie is erbij nodig?", Keuzen("organisaties"), "Zonder dat zij erover gaan.")}
            {Systeemformulier.Bevestiging(formulier, gebruiker)}
            """;

        // What is chosen already stays a choice, also when it is retired since.
        IEnumerable<(string, string)> Keuzen(string lijst) => Velden.Keuzen(begrippen[lijst], vandaag)
            .UnionBy(Gecodeerd.SelectMany(formulier.Lijst).Where(code => begrippen[lijst].Zoek(code) is not null).Select(code => (Code: code, Onderdelen.Naam(begrippen[lijst], code))), keuze => keuze.Item1);
    }
}
