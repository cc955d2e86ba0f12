using System.ComponentModel.DataAnnotations;
using System.Text;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Feeds;

/// <summary>Systeemknelpunten volgen.</summary>
public sealed class VolgSysteemknelpunten : IEndpoint
{
    /// <summary>How many answers an entry tells of.</summary>
    private const int Antwoorden = 5;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/feeds/systeemknelpunten", Handle).WithName("volgSysteemknelpunten").AllowAnonymous().Produces<JsonFeed>().Answers(Feed.Mediatypen);

    /// <param name="Selectie">Welke.</param>
    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">Uit de link naar de volgende pagina.</param>
    /// <param name="Formaat">In plaats van Accept.</param>
    public sealed record Query(
        [property: VanSystemen] Selectie Selectie,
        [property: Range(1, 200)] int Limiet = 50,
        [property: GeenVrijeTekst, StringLength(1_000)] string? Na = null,
        [property: Keuze("atom", "json")] string? Formaat = null);

    /// <summary>Systeemknelpunten volgen met een feedlezer, als Atom of JSON Feed.</summary>
    /// <remarks>
    /// Een item per systeemknelpunt, wat het laatst veranderde eerst: een bundeling, inschatting, reactie, toezegging of andere status geeft het een nieuw moment.
    /// Een weergegeven standpunt is als zodanig gemerkt. Een feed gaat over nu en toont iedereen hetzelfde: peildatum, totVolgnummer en mijn kunnen niet.
    /// </remarks>
    public static Task<IResult> Handle(Vraag<Query> vraag, Register register, Db db, TimeProvider clock, HttpContext context, Produces produces, Feeduitgever uitgever)
    {
        var (selectie, limiet, na, _) = vraag.Waarde;
        Feed.EisOpenbaar(selectie);
        var vandaag = Kalender.Dag(clock.GetUtcNow());
        var cursor = na is null ? null : Cursor.Lees(na, VolgKnelpunten.Vingerafdruk(context));
        DateTimeOffset[] anders = [register.Kolommen.Nu.PeilOp, register.Duiding.GewijzigdOp, Kalender.Einde(vandaag.AddDays(-1))]; // what is late changes with the day
        return uitgever.Geef(context, produces, $"{register.Volgnummer}-{vandaag.DayNumber}", anders.Max(), () => Maak(selectie, limiet, cursor, register, db, clock, uitgever.Adres, context));
    }

    private static async Task<Feed> Maak(Selectie selectie, int limiet, Cursor? cursor, Register register, Db db, TimeProvider clock, string adres, HttpContext context)
    {
        var ct = context.RequestAborted;
        var keuze = await Systeemkeuze.Maak(selectie, Gebruiker.Anoniem, register, db, clock, ct, cursor?.Volgnummer, bladzijde: true);
        var volgorde = keuze.Systemen.OrderByDescending(systeem => systeem.Van).ThenBy(systeem => systeem.Id)
            .Where(systeem => cursor is null || systeem.Van < -cursor.Sleutel || (systeem.Van == -cursor.Sleutel && systeem.Id.CompareTo(cursor.Id) > 0)).Take(limiet + 1).ToList();
        var pagina = volgorde.Take(limiet).ToList();
        var volgende = volgorde.Count > limiet ? new Cursor(keuze.Teller.Volgnummer, -pagina[^1].Van, pagina[^1].Id).Schrijf(VolgKnelpunten.Vingerafdruk(context)) : null;
        var momenten = await Feed.Tijdstippen(pagina.Select(systeem => systeem.Van), db, ct);
        var getoond = await Systeemknelpunt.Toon(pagina, keuze.Beeld, keuze.Teller, keuze.Vandaag, Gebruiker.Anoniem, register, db, ct);
        return new Feed(Feed.Tag("feed", "systeemknelpunten", Feed.Sleutel(selectie)), Feedtekst.Titel("Systeemknelpunten", selectie, register),
            "Wat er structureel achter meldingen zit, wat ervoor nodig is en wie wat antwoordt en toezegt; wat het laatst veranderde eerst.",
            $"{adres}/systeemknelpunten?sorteer=-gewijzigdOp{Feed.Zoekdeel(selectie)}", keuze.PeilOp,
            [.. pagina.Zip(getoond, (systeem, toon) => Item(toon, Feed.Moment(momenten[systeem.Van], systeem.Van), adres, register))], volgende);
    }

    private static Feeditem Item(Systeemknelpunt systeem, DateTimeOffset op, string adres, Register register)
    {
        string Wie(string code) => Feedtekst.Naam(register, "organisaties", code);
        string Trede(string code) => Feedtekst.Naam(register, "treden", code);
        var ruimte = $"Wat is ervoor nodig: {Feedtekst.Naam(register, "oplossingsruimten", systeem.Oplossingsruimte).ToLowerInvariant()}";
        ruimte += systeem.LaagsteTrede is not { } laagste ? "; nog niemand heeft dat ingeschat."
            : laagste == systeem.HoogsteTrede ? $" (trede: {Trede(laagste)})." : $" (laagste trede: {Trede(laagste)}; hoogste trede: {Trede(systeem.HoogsteTrede!)}).";
        var openstaand = systeem.Toezeggingen.Where(toezegging => toezegging.Status == "open").ToList();
        var inhoud = new StringBuilder()
            .Alinea($"Status: {Feedtekst.Naam(register, "systeemstatussen", systeem.Status).ToLowerInvariant()}. {ruimte}")
            .Alinea($"{Feedtekst.Aantal(systeem.Telling.Knelpunten, "openbaar knelpunt", "openbare knelpunten")} van {Feedtekst.Aantal(systeem.Telling.Projecten, "project", "projecten")}"
                + $"{(systeem.Bevoegd.Count > 0 ? $". Bevoegd: {Feedtekst.Opsomming(systeem.Bevoegd.Select(Wie))}" : "")}.")
            .Alineas(systeem.Kern)
            .Lijst("Inschatting: wat is ervoor nodig?", systeem.Stelseltoetsen.Select(toets => $"{toets.Opschrift} ({Feedtekst.Dag(toets.Datum)}): {Trede(toets.Trede)}"
                + $"{(toets.TredeTijdelijk is { } tijdelijk ? $"; tot die tijd {Trede(tijdelijk)}" : "")}.{(toets.Argument is null ? "" : $" {toets.Argument}")}{(toets.Bron is { } bron ? $" Bron: {bron.Titel}." : "")}"))
            .Lijst("Reacties", systeem.Reacties.Take(Antwoorden).Select(reactie => $"{Wie(reactie.Organisatie)} ({Feedtekst.Dag(reactie.GepubliceerdOp!.Value)}): {Feedtekst.Woorden(reactie.Soort)}. {reactie.Tekst}"))
            .Lijst("Toezeggingen die te laat zijn", openstaand.Where(toezegging => toezegging.TeLaat).Select(Belofte))
            .Lijst("Open toezeggingen", openstaand.Where(toezegging => !toezegging.TeLaat).Select(Belofte));
        return new Feeditem($"urn:uuid:{systeem.Id:D}", op)
        {
            Titel = systeem.Titel, GepubliceerdOp = systeem.AangemaaktOp, Adres = $"{adres}/systeemknelpunten/{systeem.Kenmerk}", Inhoud = inhoud.ToString(),
            Trefwoorden =
            [
                .. Feedtekst.Trefwoorden(adres, register, "wetten", systeem.Telling.Wetten), .. Feedtekst.Trefwoorden(adres, register, "organisaties", systeem.Adressaten),
                .. Feedtekst.Trefwoorden(adres, register, "mechanismen", systeem.Mechanismen), .. Feedtekst.Trefwoorden(adres, register, "systeemstatussen", [systeem.Status]),
                .. Feedtekst.Trefwoorden(adres, register, "oplossingsruimten", [systeem.Oplossingsruimte]),
            ],
        };

        string Belofte(Toezegging toezegging) => $"{Wie(toezegging.Door)}, uiterlijk {Feedtekst.Dag(toezegging.UiterlijkDatum)}: {toezegging.Wat}";
    }
}
