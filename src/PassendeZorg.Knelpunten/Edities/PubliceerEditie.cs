using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toetsstenen;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Edities;

/// <summary>Een editie vastleggen.</summary>
public sealed class PubliceerEditie : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/edities", Handle).WithName("publiceerEditie").RequireAuthorization(Rechten.Beoordelen).Produces<Editie>(201)
            .Example("""{ "titel": "Knelpunten tussen Wlz en Wmo", "adressaat": "nza", "inleiding": "Voor het overleg over bekostiging.", "selectie": { "wet": ["wlz", "wmo2015"] } }""");

    /// <summary>Wat er in een nieuwe editie komt.</summary>
    /// <param name="Titel">Waar de editie over gaat.</param>
    /// <param name="Adressaat">Voor wie: een code uit de lijst organisaties. De agenda in de editie is dan die van deze adressaat.</param>
    /// <param name="Inleiding">Wat u erbij wilt zeggen, zonder persoonsgegevens.</param>
    /// <param name="Selectie">Welke knelpunten: de sleutels van een selectie met hun waarden, zoals {"wet":["wlz"]}. Zonder: alle openbare.</param>
    public sealed record Request(
        [property: Required, StringLength(160, MinimumLength = 3)] string Titel,
        [property: Begrip("organisaties")] string? Adressaat = null,
        [property: StringLength(5_000)] string? Inleiding = null,
        JsonElement? Selectie = null);

    /// <summary>Een editie vastleggen: genummerd, met een SHA-256, en daarna onveranderlijk.</summary>
    /// <remarks>
    /// Legt tellingen, agenda en de lijst van knelpunten vast zoals ze nu zijn, zonder de tekst van knelpunten. sha256 gaat over de canonieke JSON
    /// (RFC 8785) van alles behalve sha256 zelf.
    /// </remarks>
    public static async Task<IResult> Handle(Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, Instellingen instellingen,
        IServer server, TimeProvider clock, HttpContext context)
    {
        var nummer = await Publiceer(invoer.Waarde, gebruiker, register, schrijver, db, instellingen, server, clock, context.RequestAborted);
        var rij = await Editie.Vind(nummer, db, context.RequestAborted);
        context.Response.Headers.ETag = $"\"{rij.Sha256}\"";
        context.Response.Headers.Location = $"/v1/edities/{nummer}";
        return Results.Text(rij.MetHash(), "application/json", System.Text.Encoding.UTF8, 201);
    }

    /// <summary>Counts, freezes and numbers; returns the number.</summary>
    internal static async Task<string> Publiceer(Request verzoek, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, Instellingen instellingen, IServer server,
        TimeProvider clock, CancellationToken ct)
    {
        var vandaag = Kalender.Dag(clock.GetUtcNow());
        var (selectie, agenda) = Selecties(verzoek, register, vandaag);

        // What everybody may see, counted once and as of one gebeurtenis: what comes after does not change it.
        var lezer = Gebruiker.Anoniem;
        var keuze = await Systeemkeuze.Maak(agenda.AlsSystemen(), lezer, register, db, clock, ct);
        var zeef = await Zeef.Maak(selectie, lezer, register, db, ct, keuze.Teller.Volgnummer);
        var adressaat = verzoek.Adressaat is { } code ? new Agenda.Naam(code, register.Begrippen["organisaties"].Zoek(code)!.Naam) : null;
        var begrippenVersie = await db.First<long>("SELECT max(volgnummer) FROM gebeurtenis WHERE soort LIKE 'begrip%' AND volgnummer <= @Volgnummer", new { zeef.Volgnummer }, ct);
        var punten = await Agenda.Stel(agenda, lezer, register, db, clock, ct, zeef.Volgnummer);
        var (knelpunten, voorbeelden) = await Knelpunten(zeef, db, ct);
        var stand = new Editie("", verzoek.Titel, default, adressaat, verzoek.Inleiding, Editie.Uitleg, selectie.Weergave(), zeef.PeilOp, zeef.Volgnummer, begrippenVersie,
            Kruistabel.Tel(zeef, As.Maak("wet", lezer, register, zeef.Stand), As.Maak("domein", lezer, register, zeef.Stand), "knelpunten", null, selectie),
            Tijdreeks.Tel(zeef, "maand", As.Maak("soort", lezer, register, zeef.Stand), "knelpunten", 1, selectie),
            Naden.Tel(zeef, "wet", null, selectie, register),
            await OpenToezeggingen(keuze, selectie.Peildatum ?? Kalender.Dag(zeef.PeilOp), selectie, db, ct), punten with { Ongebundeld = [.. punten.Ongebundeld.Select(los => los with { Titel = null })] },
            [.. keuze.Systemen.Select(systeem => new EditieSysteemknelpunt(systeem.Kenmerk, systeem.Stand.Versie, systeem.Stand.Status, Oplossingsruimte.Van(systeem.Stand.Geldend, register).Ruimte))],
            await Verantwoording.Stel(agenda.AlsSystemen(), lezer, register, db, clock, ct, zeef.Volgnummer), await Toetsstenen(knelpunten, register, db, ct),
            knelpunten, voorbeelden, "", instellingen.Licentie, "");
        var openbaar = instellingen.Adres(server);

        return await schrijver.Schrijf(werk => Vastleggen(werk, gebruiker, stand, openbaar));
    }

    /// <summary>Promises not kept: of what the edition is about, and with no selection also those from a dialoog that name no systeemknelpunt.</summary>
    private static Task<IReadOnlyList<Toezegging>> OpenToezeggingen(Systeemkeuze keuze, DateOnly dag, Selectie selectie, Db db, CancellationToken ct)
    {
        var (systemen, alles) = (keuze.Systemen.Select(systeem => systeem.Nummer).ToHashSet(), selectie.AlsSystemen().KiestAlles);
        return Toezegging.Lees([.. keuze.Beeld.Beloften.Where(belofte => belofte.Status == "open" && (belofte.Systeem is { } nummer ? systemen.Contains(nummer) : alles))], keuze.Beeld, dag, db, ct);
    }

    /// <summary>The cases behind the knelpunten of the edition.</summary>
    private static async Task<IReadOnlyList<EditieToetssteen>> Toetsstenen(IReadOnlyList<EditieKnelpunt> knelpunten, Register register, Db db, CancellationToken ct)
    {
        var geteld = knelpunten.Select(knelpunt => knelpunt.Kenmerk).ToHashSet(StringComparer.Ordinal);
        var alle = await Toetssteen.Toon(await db.Query<Toetssteen.Rij>($"{Toetssteen.Select} ORDER BY nummer", null, ct), register, db, ct);
        return [.. alle.Where(toetssteen => toetssteen.Knelpunten.Any(knelpunt => geteld.Contains(knelpunt.Kenmerk)))
            .Select(toetssteen => new EditieToetssteen(toetssteen.Kenmerk, toetssteen.Versie, [.. toetssteen.Systeemknelpunten.Select(systeem => systeem.Kenmerk)]))];
    }

    private static string Vastleggen(Werk werk, Gebruiker door, Editie stand, string openbaar)
    {
        var jaar = Kalender.Dag(werk.Nu).Year;
        var volg = werk.Volgende($"editie-{jaar}");
        var nummer = $"{jaar}-{volg}";
        var dag = Kalender.Dag(werk.Nu).ToString("d MMMM yyyy", CultureInfo.GetCultureInfo("nl-NL"));
        var editie = stand with
        {
            Nummer = nummer,
            GepubliceerdOp = werk.Nu,
            CiteerAls = $"PassendeZorg.Knelpunten ({jaar}). {stand.Titel}. Editie {nummer}, gepubliceerd op {dag}, stand na gebeurtenis {stand.Volgnummer}. {openbaar}/v1/edities/{nummer}",
        };
        var inhoud = editie.Canoniek();
        var sha256 = Editie.Hash(inhoud);
        werk.Voer("INSERT INTO editie (nummer, jaar, volg, titel, gepubliceerd_op, volgnummer, inhoud, sha256) VALUES (@nummer, @jaar, @volg, @Titel, @Nu, @Volgnummer, @inhoud, @sha256)",
            new { nummer, jaar, volg, stand.Titel, werk.Nu, stand.Volgnummer, inhoud, sha256 });
        werk.Noteer(door, "editie.gepubliceerd", nummer, new JsonObject { ["sha256"] = sha256, ["totVolgnummer"] = stand.Volgnummer });
        return nummer;
    }

    /// <summary>The selection, and that of the agenda: the same, for the addressee.</summary>
    private static (Selectie Selectie, Selectie Agenda) Selecties(Request verzoek, Register register, DateOnly vandaag)
    {
        var fouten = new Fouten();
        var selectie = Selectie.Lees(verzoek.Selectie, "/selectie", register, vandaag, fouten);
        if (selectie.Zoek is not null || selectie.Mijn)
        {
            fouten.Meld(selectie.Mijn ? "/selectie/mijn" : "/selectie/zoek", "buiten-bereik",
                "Een editie moet later te herhalen zijn; wat woorden vinden, of wie er kijkt, verandert. Kies op wet, domein of een andere code.");
        }

        if (selectie.Codes.GetValueOrDefault(Dimensie.Status)?.Any(status => !Selectie.Openbaar.Contains(status)) == true)
        {
            fouten.Meld("/selectie/status", "buiten-bereik", "Een editie is openbaar en telt alleen wat bevestigd, opgelost of heropend is.", "bevestigd");
        }

        if (verzoek.Adressaat is { } voor && selectie.Codes.GetValueOrDefault(Dimensie.Van("adressaat")!) is { } gekozen && !gekozen.Contains(voor))
        {
            fouten.Meld("/adressaat", "buiten-bereik", "De selectie kiest andere adressaten; de agenda zou dan over knelpunten gaan die niet in de editie staan.", gekozen[0]);
        }

        fouten.Klaar();
        var voorAgenda = selectie.Weergave();
        if (verzoek.Adressaat is { } adressaat)
        {
            voorAgenda["adressaat"] = new JsonArray(adressaat);
        }

        return (selectie, Selectie.Lees(JsonSerializer.SerializeToElement(voorAgenda), "/selectie", register, vandaag, fouten));
    }

    private static async Task<(IReadOnlyList<EditieKnelpunt> Alle, int Voorbeelden)> Knelpunten(Zeef zeef, Db db, CancellationToken ct)
    {
        var versies = new List<(int Nummer, int Versie)>();
        zeef.Doorloop((blok, rijen) =>
        {
            foreach (var rij in rijen)
            {
                versies.Add((blok.Knelpunt[rij], blok.Versie[rij]));
            }
        });
        var (kenmerken, voorbeelden) = (new Dictionary<int, string>(versies.Count), 0);
        foreach (var deel in versies.Chunk(500))
        {
            foreach (var rij in await db.Query<Rij>($"SELECT nummer, kenmerk, voorbeeld FROM knelpunt WHERE nummer {db.Dialect.In("@nummers")}", new { nummers = deel.Select(versie => versie.Nummer) }, ct))
            {
                kenmerken[rij.Nummer] = rij.Kenmerk;
                voorbeelden += rij.Voorbeeld is null ? 0 : 1;
            }
        }

        return ([.. versies.OrderBy(versie => versie.Nummer).Select(versie => new EditieKnelpunt(kenmerken[versie.Nummer], versie.Versie))], voorbeelden);
    }

    private sealed class Rij
    {
        public int Nummer { get; init; }
        public string Kenmerk { get; init; } = "";
        public string? Voorbeeld { get; init; }
    }
}
