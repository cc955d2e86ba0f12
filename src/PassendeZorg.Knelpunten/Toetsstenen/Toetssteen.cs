using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Toetsstenen;

/// <summary>Een complexe casus, niet tot iemand te herleiden: zou die nu wel lukken, of wat staat er nog in de weg?</summary>
public sealed record Toetssteen
{
    internal const string Select = "SELECT nummer, id, kenmerk, versie, inhoud, zout, aangemaakt_op, gewijzigd_op FROM toetssteen";

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; init; }

    /// <summary>Nummer per jaar, wordt nooit hergebruikt: TS-2026-00003.</summary>
    public string Kenmerk { get; init; } = "";

    /// <summary>Loopt op met elk knelpunt dat wordt gekoppeld of losgemaakt.</summary>
    public int Versie { get; init; }

    /// <summary>De casus in één regel.</summary>
    public string Titel { get; init; } = "";

    /// <summary>Wat er nodig is en waar het vastloopt.</summary>
    public string Omschrijving { get; init; } = "";

    /// <summary>De openbare knelpunten die deze casus tegenkomt.</summary>
    public IReadOnlyList<GekoppeldKnelpunt> Knelpunten { get; init; } = [];

    /// <summary>De systeemknelpunten achter die knelpunten die nog in de weg staan: niet opgelost, niet gesloten.</summary>
    public IReadOnlyList<GeraaktSysteem> Systeemknelpunten { get; init; } = [];

    /// <summary>De systeemknelpunten achter die knelpunten die zijn opgelost.</summary>
    public IReadOnlyList<GeraaktSysteem> Opgelost { get; init; } = [];

    /// <summary>Hoeveel systeemknelpunten nog in de weg staan.</summary>
    public int StaatNogInDeWeg { get; init; }

    /// <summary>Wanneer de casus is opgenomen.</summary>
    public DateTimeOffset AangemaaktOp { get; init; }

    /// <summary>De laatste wijziging.</summary>
    public DateTimeOffset GewijzigdOp { get; init; }

    /// <summary>Een knelpunt dat een casus tegenkomt.</summary>
    /// <param name="Id">UUIDv7.</param>
    /// <param name="Kenmerk">Nummer per jaar: KP-2026-00042.</param>
    /// <param name="Status">Hoe het ervoor staat.</param>
    public sealed record GekoppeldKnelpunt(Guid Id, string Kenmerk, [property: Keuze("concept", "gemeld", "bevestigd", "afgewezen", "opgelost", "heropend", "ingetrokken")] string Status);

    /// <summary>Een systeemknelpunt dat een casus raakt.</summary>
    /// <param name="Id">UUIDv7.</param>
    /// <param name="Kenmerk">Nummer per jaar: SK-2026-00007.</param>
    /// <param name="Status">Hoe het ervoor staat.</param>
    /// <param name="Oplossingsruimte">Wat er volgens alle inschattingen samen voor nodig is; omstreden als zij uiteenlopen.</param>
    public sealed record GeraaktSysteem(Guid Id, string Kenmerk, [property: Keuze("in-onderzoek", "vastgesteld", "geagendeerd", "beantwoord", "opgelost", "heropend", "gesloten")] string Status,
        [property: Keuze("binnen-akkoorden", "gerichte-wijziging", "stelselwijziging", "omstreden", "onbekend")] string Oplossingsruimte);

    /// <summary>The texts, as they are stored.</summary>
    internal sealed record Tekstdeel(string Titel, string Omschrijving);

    /// <summary>The row, by id or kenmerk; 404 when there is none.</summary>
    internal static async Task<Rij> Vind(string id, Db db, CancellationToken ct) =>
        await db.First<Rij>($"{Select} WHERE {(Guid.TryParseExact(id, "D", out _) ? "id" : "kenmerk")} = @id", new { id }, ct)
            ?? throw Weigering.NietGevonden("Er is geen toetssteen met dit id of kenmerk.");

    /// <summary>Reads the row inside a write job.</summary>
    internal static Rij Lees(Werk werk, Guid id) => werk.Een<Rij>($"{Select} WHERE id = @id", new { id })!;

    /// <summary>Writes a new one, without knelpunten.</summary>
    internal static Rij Nieuw(Werk werk, Gebruiker door, Tekstdeel inhoud)
    {
        var (nu, json, jaar) = (werk.Nu, Wijzigingen.Inhoud(inhoud), Kalender.Dag(werk.Nu).Year);
        var rij = new Rij
        {
            Nummer = (int)werk.Volgende("toetssteen"), Id = Guid.CreateVersion7(nu), Kenmerk = $"TS-{jaar}-{werk.Volgende($"TS-{jaar}"):00000}", Versie = 1,
            Inhoud = json.ToJsonString(Json.Options), Zout = Wijzigingen.Zout(), AangemaaktOp = nu, GewijzigdOp = nu,
        };
        var gebeurtenis = werk.Noteer(door, "toetssteen.aangemaakt", rij.Id.ToString("D"), Gegevens(rij, Wijzigingen.Tussen(null, json, _ => false, rij.Zout)));
        werk.Voer("""
            INSERT INTO toetssteen (nummer, id, kenmerk, versie, volgnummer, inhoud, zout, aangemaakt_op, gewijzigd_op)
            VALUES (@Nummer, @Id, @Kenmerk, @Versie, @Volgnummer, @Inhoud, @Zout, @AangemaaktOp, @GewijzigdOp)
            """, new { rij.Nummer, rij.Id, rij.Kenmerk, rij.Versie, gebeurtenis.Volgnummer, rij.Inhoud, rij.Zout, rij.AangemaaktOp, rij.GewijzigdOp });
        return rij;
    }

    /// <summary>Links a knelpunt; false when it was linked. The knelpunt itself gets a next version, since it shows where it belongs.</summary>
    internal static (Rij Rij, bool Nieuw) Koppel(Werk werk, Gebruiker door, Rij toetssteen, Knelpunt.Rij knelpunt)
    {
        if (werk.Een<string>("SELECT knelpunt_id FROM toetssteen_knelpunt WHERE toetssteen_id = @Id AND knelpunt_id = @KnelpuntId", new { toetssteen.Id, KnelpuntId = knelpunt.Id }) is not null)
        {
            return (toetssteen, false);
        }

        if (knelpunt.Status is "concept" or "afgewezen")
        {
            throw Weigering.Conflict($"Knelpunt {knelpunt.Kenmerk} heeft status {knelpunt.Status}; te koppelen is wat gemeld, bevestigd, opgelost of heropend is.");
        }

        werk.Voer("INSERT INTO toetssteen_knelpunt (toetssteen_id, knelpunt_id) VALUES (@Id, @KnelpuntId)", new { toetssteen.Id, KnelpuntId = knelpunt.Id });
        Vastleggen.Verander(werk, door, knelpunt, soort: "knelpunt.gekoppeld", anders: Wijzigingen.Van("toetsstenen", null, toetssteen.Id.ToString("D")));
        return (Volgende(werk, door, toetssteen, knelpunt, null, knelpunt.Kenmerk), true);
    }

    /// <summary>Takes a knelpunt out; the log keeps that it was linked.</summary>
    internal static Rij Ontkoppel(Werk werk, Gebruiker door, Rij toetssteen, Knelpunt.Rij knelpunt)
    {
        if (werk.Voer("DELETE FROM toetssteen_knelpunt WHERE toetssteen_id = @Id AND knelpunt_id = @KnelpuntId", new { toetssteen.Id, KnelpuntId = knelpunt.Id }) == 0)
        {
            throw Weigering.NietGevonden($"Knelpunt {knelpunt.Kenmerk} is niet gekoppeld aan {toetssteen.Kenmerk}.");
        }

        if (knelpunt.Status != "ingetrokken")
        {
            Vastleggen.Verander(werk, door, knelpunt, soort: "knelpunt.ontkoppeld", anders: Wijzigingen.Van("toetsstenen", toetssteen.Id.ToString("D"), null));
        }

        return Volgende(werk, door, toetssteen, knelpunt, knelpunt.Kenmerk, null);
    }

    /// <summary>Toetsstenen in the order given, with how things are now.</summary>
    internal static async Task<IReadOnlyList<Toetssteen>> Toon(IReadOnlyList<Rij> rijen, Register register, Db db, CancellationToken ct)
    {
        var (ids, openbaar) = (rijen.Select(rij => rij.Id).ToList(), Selectie.Openbaar);
        var koppelingen = (await db.Query<Koppeling>($"""
            SELECT toetssteen_knelpunt.toetssteen_id, knelpunt.nummer, knelpunt.id, knelpunt.kenmerk, knelpunt.status
            FROM toetssteen_knelpunt JOIN knelpunt ON knelpunt.id = toetssteen_knelpunt.knelpunt_id
            WHERE toetssteen_knelpunt.toetssteen_id {db.Dialect.In("@ids")} AND knelpunt.status {db.Dialect.In("@openbaar")} ORDER BY knelpunt.nummer
            """, new { ids, openbaar }, ct)).ToLookup(koppeling => koppeling.ToetssteenId);
        var gekoppeld = koppelingen.SelectMany(koppeling => koppeling).Select(koppeling => koppeling.Nummer).ToHashSet();
        var bundels = (from systeem in register.Duiding.Nu.Systemen
                       from knelpunt in systeem.Knelpunten
                       where gekoppeld.Contains(knelpunt)
                       select (knelpunt, systeem)).ToLookup(bundel => bundel.knelpunt, bundel => bundel.systeem);
        return [.. rijen.Select(rij =>
        {
            var tekst = JsonSerializer.Deserialize<Tekstdeel>(rij.Inhoud, Json.Options)!;
            var geraakt = koppelingen[rij.Id].SelectMany(koppeling => bundels[koppeling.Nummer]).DistinctBy(systeem => systeem.Nummer).OrderBy(systeem => systeem.Nummer).ToLookup(systeem => systeem.Stand.Status);
            var inDeWeg = geraakt.Where(groep => groep.Key is not ("opgelost" or "gesloten")).SelectMany(groep => groep).OrderBy(systeem => systeem.Nummer).Select(Systeem).ToList();
            return new Toetssteen
            {
                Id = rij.Id, Kenmerk = rij.Kenmerk, Versie = rij.Versie, Titel = tekst.Titel, Omschrijving = tekst.Omschrijving,
                Knelpunten = [.. koppelingen[rij.Id].Select(koppeling => new GekoppeldKnelpunt(koppeling.Id, koppeling.Kenmerk, koppeling.Status))],
                Systeemknelpunten = inDeWeg, Opgelost = [.. geraakt["opgelost"].Select(Systeem)], StaatNogInDeWeg = inDeWeg.Count, AangemaaktOp = rij.AangemaaktOp, GewijzigdOp = rij.GewijzigdOp,
            };
        })];

        GeraaktSysteem Systeem(Systeem systeem) =>
            new(systeem.Id, systeem.Kenmerk, systeem.Stand.Status, Oplossingsruimte.Van(systeem.Stand.Geldend, register).Ruimte);
    }

    /// <summary>Answers with one, as it is now.</summary>
    internal static async Task<IResult> Antwoord(Rij rij, Register register, Db db, HttpContext context, int status)
    {
        context.Response.Headers.ETag = Etag(rij, register);
        var toetssteen = (await Toon([rij], register, db, context.RequestAborted))[0];
        return status == 201 ? Results.Created($"/v1/toetsstenen/{rij.Id}", toetssteen) : Results.Ok(toetssteen);
    }

    /// <summary>The version, and what else changes the answer: the knelpunten and what bundles them.</summary>
    internal static string Etag(Rij rij, Register register) => $"\"{rij.Versie}.{register.Volgnummer}\"";

    private static Rij Volgende(Werk werk, Gebruiker door, Rij was, Knelpunt.Rij knelpunt, string? van, string? naar)
    {
        var rij = was with { Versie = was.Versie + 1, GewijzigdOp = werk.Nu };
        werk.Voer("UPDATE toetssteen SET versie = @Versie, gewijzigd_op = @GewijzigdOp WHERE nummer = @Nummer", new { rij.Nummer, rij.Versie, rij.GewijzigdOp });
        werk.Noteer(door, "toetssteen.gewijzigd", rij.Id.ToString("D"), Gegevens(rij, [Curatie.Met(Wijzigingen.Van("knelpunten", van, naar), "knelpunt", knelpunt.Nummer)]));
        return rij;
    }

    private static JsonObject Gegevens(Rij rij, JsonArray wijzigingen) =>
        new() { ["kenmerk"] = rij.Kenmerk, ["nummer"] = rij.Nummer, ["versie"] = rij.Versie, ["wijzigingen"] = wijzigingen };

    /// <summary>A row as Dapper reads it.</summary>
    internal sealed record Rij
    {
        public int Nummer { get; init; }
        public Guid Id { get; init; }
        public string Kenmerk { get; init; } = "";
        public int Versie { get; init; }
        public string Inhoud { get; init; } = "";
        public string Zout { get; init; } = "";
        public DateTimeOffset AangemaaktOp { get; init; }
        public DateTimeOffset GewijzigdOp { get; init; }
    }

    private sealed class Koppeling
    {
        public Guid ToetssteenId { get; init; }
        public int Nummer { get; init; }
        public Guid Id { get; init; }
        public string Kenmerk { get; init; } = "";
        public string Status { get; init; } = "";
    }
}
