using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Een afgesproken actie: wat, door wie en uiterlijk wanneer.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Versie">Loopt op met elke wijziging; de ETag is dit getal tussen aanhalingstekens.</param>
/// <param name="Systeemknelpunt">Waarvoor; null als de dialoog er geen noemde.</param>
/// <param name="Dialoog">Id van de dialoog waaruit de toezegging komt; null als die los is gedaan.</param>
/// <param name="Door">Wie het toezegt: een code uit de lijst organisaties.</param>
/// <param name="Wat">Wat er is toegezegd.</param>
/// <param name="UiterlijkDatum">De laatste dag waarop het klaar is.</param>
/// <param name="Mijlpalen">Stappen onderweg.</param>
/// <param name="Status">open, nagekomen of vervallen.</param>
/// <param name="TeLaat">Waar: nog open na de laatste dag.</param>
/// <param name="Uitkomst">Wat ervan is gekomen, of waarom het vervalt; null zolang dat er niet staat.</param>
/// <param name="GedaanOp">Wanneer de toezegging is vastgelegd.</param>
/// <param name="GewijzigdOp">De laatste wijziging.</param>
public sealed record Toezegging(Guid Id, int Versie, Toezegging.Waarvoor? Systeemknelpunt, Guid? Dialoog, string Door, string Wat, DateOnly UiterlijkDatum,
    IReadOnlyList<Mijlpaal> Mijlpalen, [property: Keuze("open", "nagekomen", "vervallen")] string Status, bool TeLaat, string? Uitkomst, DateTimeOffset GedaanOp, DateTimeOffset GewijzigdOp)
{
    private const string Select = "SELECT nummer, id, systeemknelpunt_id, dialoog_id, door, versie, status, uiterlijk, inhoud, zout, gedaan_op, gewijzigd_op FROM toezegging";

    /// <summary>Waar een toezegging bij hoort.</summary>
    /// <param name="Id">Id van het systeemknelpunt.</param>
    /// <param name="Kenmerk">Kenmerk van het systeemknelpunt.</param>
    public sealed record Waarvoor(Guid Id, string Kenmerk);

    /// <summary>Wat er wordt toegezegd.</summary>
    /// <param name="Wat">Wat er wordt toegezegd, zonder persoonsgegevens.</param>
    /// <param name="UiterlijkDatum">De laatste dag waarop het klaar is; niet in het verleden.</param>
    /// <param name="Mijlpalen">Stappen onderweg.</param>
    /// <param name="Status">open, nagekomen of vervallen; bij vervallen hoort een uitkomst.</param>
    /// <param name="Uitkomst">Wat ervan is gekomen, of waarom het vervalt.</param>
    public sealed record Inhoud(
        [property: Required, StringLength(2_000, MinimumLength = 3)] string Wat,
        [property: Required] DateOnly? UiterlijkDatum,
        [property: Length(0, 20)] IReadOnlyList<Mijlpaal>? Mijlpalen = null,
        [property: Keuze("open", "nagekomen", "vervallen")] string? Status = null,
        [property: StringLength(5_000, MinimumLength = 3)] string? Uitkomst = null);

    /// <summary>The row; 404 when there is none.</summary>
    internal static async Task<Rij> Vind(string id, Db db, CancellationToken ct) =>
        await db.First<Rij>($"{Select} WHERE id = @id", new { id }, ct) ?? throw Weigering.NietGevonden("Er is geen toezegging met dit id.");

    /// <summary>The row inside a write job.</summary>
    internal static Rij Lees(Werk werk, Guid id) => werk.Een<Rij>($"{Select} WHERE id = @id", new { id })!;

    /// <summary>Promises as they were at a moment, texts of today; first what has to be ready first.</summary>
    internal static async Task<IReadOnlyList<Toezegging>> Lees(IReadOnlyList<Belofte> beloften, Beeld beeld, DateOnly vandaag, Db db, CancellationToken ct)
    {
        var (systemen, gevonden) = (beeld.Systemen.ToDictionary(systeem => systeem.Nummer), new List<Toezegging>());
        foreach (var deel in beloften.Chunk(500))
        {
            var rijen = (await db.Query<Rij>($"{Select} WHERE id {db.Dialect.In("@ids")}", new { ids = deel.Select(belofte => belofte.Id) }, ct)).ToDictionary(rij => rij.Id);
            gevonden.AddRange(from belofte in deel
                              let systeem = belofte.Systeem is { } nummer ? systemen.GetValueOrDefault(nummer) : null
                              select rijen[belofte.Id].Toon(systeem is null ? null : new Waarvoor(systeem.Id, systeem.Kenmerk), vandaag) with
                              {
                                  Status = belofte.Status,
                                  UiterlijkDatum = belofte.Uiterlijk,
                                  TeLaat = belofte.TeLaat(vandaag),
                              });
        }

        return [.. gevonden.OrderBy(toezegging => toezegging.UiterlijkDatum).ThenBy(toezegging => toezegging.Id)];
    }

    /// <summary>Writes a new one, and its gebeurtenis; of a systeemknelpunt it is a next version.</summary>
    internal static Rij Nieuw(Werk werk, Gebruiker door, string toegezegdDoor, Inhoud inhoud, Systeemknelpunt.Rij? systeem, Guid? dialoog)
    {
        var nu = werk.Nu;
        var rij = new Rij
        {
            Nummer = (int)werk.Volgende("toezegging"), Id = Guid.CreateVersion7(nu), SysteemknelpuntId = systeem?.Id, DialoogId = dialoog, Door = toegezegdDoor, Versie = 1,
            Status = "open", Uiterlijk = inhoud.UiterlijkDatum!.Value, Inhoud = Bewaard(inhoud).ToJsonString(Json.Options), Zout = Wijzigingen.Zout(), GedaanOp = nu, GewijzigdOp = nu,
        };
        werk.Voer("""
            INSERT INTO toezegging (nummer, id, systeemknelpunt_id, dialoog_id, door, versie, status, uiterlijk, inhoud, zout, gedaan_op, gewijzigd_op)
            VALUES (@Nummer, @Id, @SysteemknelpuntId, @DialoogId, @Door, @Versie, @Status, @Uiterlijk, @Inhoud, @Zout, @GedaanOp, @GewijzigdOp)
            """, rij);
        Noteer(werk, door, "toezegging.gedaan", rij, Wijzigingen.Van("toezeggingen", null, "open"));
        return rij;
    }

    /// <summary>Writes the next version; the same one when nothing changes. A postponed promise can be late anew.</summary>
    internal static Rij Verander(Werk werk, Gebruiker door, Rij was, Inhoud wordt)
    {
        var (oud, nieuw) = (JsonNode.Parse(was.Inhoud)!.AsObject(), Bewaard(wordt));
        var (status, uiterlijk) = (wordt.Status ?? was.Status, wordt.UiterlijkDatum!.Value);
        var teksten = Wijzigingen.Tussen(oud, nieuw, _ => false, was.Zout);
        if (teksten.Count == 0 && status == was.Status && uiterlijk == was.Uiterlijk)
        {
            return was;
        }

        var rij = was with { Versie = was.Versie + 1, Status = status, Uiterlijk = uiterlijk, Inhoud = nieuw.ToJsonString(Json.Options), GewijzigdOp = werk.Nu };
        werk.Voer("""
            UPDATE toezegging SET versie = @Versie, status = @Status, uiterlijk = @Uiterlijk, inhoud = @Inhoud, gewijzigd_op = @GewijzigdOp,
                te_laat_gemeld = CASE WHEN uiterlijk = @Uiterlijk THEN te_laat_gemeld END WHERE id = @Id
            """, rij);
        var gebeurtenis = Noteer(werk, door, "toezegging.gewijzigd", rij, status == was.Status && uiterlijk != was.Uiterlijk
            ? Wijzigingen.Van("uiterlijkDatum", $"{was.Uiterlijk:yyyy-MM-dd}", $"{uiterlijk:yyyy-MM-dd}") : Wijzigingen.Van("toezeggingen", was.Status, status));
        foreach (var veld in teksten.Select(wijziging => wijziging!["veld"]!.GetValue<string>()).Where(veld => oud[veld] is not null))
        {
            werk.Bewaar(gebeurtenis, $"toezegging.{veld}", oud[veld]!.ToJsonString(Json.Options));
        }

        return rij;
    }

    /// <summary>Notes, once per last day, each promise that is still open after it. Returns how many.</summary>
    internal static int MeldTeLaat(Werk werk)
    {
        var vandaag = Kalender.Dag(werk.Nu);
        var rijen = werk.Vraag<Rij>($"{Select} WHERE status = 'open' AND uiterlijk < @vandaag AND te_laat_gemeld IS NULL ORDER BY uiterlijk, nummer LIMIT 200", new { vandaag });
        foreach (var rij in rijen)
        {
            werk.Voer("UPDATE toezegging SET te_laat_gemeld = @Uiterlijk WHERE id = @Id", rij);
            Noteer(werk, Gebruiker.Systeem, "toezegging.te-laat", rij, Wijzigingen.Van("toezeggingen", "open", "te-laat"));
        }

        return rijen.Count;
    }

    private static Gebeurtenis Noteer(Werk werk, Gebruiker door, string soort, Rij rij, JsonObject wijziging)
    {
        var toezegging = new JsonObject
        {
            ["id"] = rij.Id.ToString("D"), ["door"] = rij.Door, ["uiterlijkDatum"] = $"{rij.Uiterlijk:yyyy-MM-dd}", ["status"] = rij.Status, ["dialoog"] = rij.DialoogId?.ToString("D"),
            ["versie"] = rij.Versie, ["wat"] = Wijzigingen.Digest(rij.Lees().Wat, rij.Zout),
        };
        return rij.SysteemknelpuntId is { } systeem
            ? Curatie.Noteer(werk, door, Curatie.Lees(werk, systeem), soort, wijziging, ("toezegging", toezegging))
            : werk.Noteer(door, soort, rij.Id.ToString("D"), new JsonObject { ["toezegging"] = toezegging, ["wijzigingen"] = new JsonArray(wijziging) });
    }

    /// <summary>What is kept as it was posted; status and last day are columns.</summary>
    private static JsonObject Bewaard(Inhoud inhoud)
    {
        var json = Wijzigingen.Inhoud(inhoud);
        json.Remove("status");
        json.Remove("uiterlijkDatum");
        return json;
    }

    /// <summary>A row as Dapper reads it.</summary>
    internal sealed record Rij
    {
        public int Nummer { get; init; }
        public Guid Id { get; init; }
        public Guid? SysteemknelpuntId { get; init; }
        public Guid? DialoogId { get; init; }
        public string Door { get; init; } = "";
        public int Versie { get; init; }
        public string Status { get; init; } = "";
        public DateOnly Uiterlijk { get; init; }
        public string Inhoud { get; init; } = "";
        public string Zout { get; init; } = "";
        public DateTimeOffset GedaanOp { get; init; }
        public DateTimeOffset GewijzigdOp { get; init; }

        public Inhoud Lees() => JsonSerializer.Deserialize<Inhoud>(Inhoud, Json.Options)! with { Status = Status, UiterlijkDatum = Uiterlijk };

        public Toezegging Toon(Waarvoor? systeem, DateOnly vandaag)
        {
            var inhoud = Lees();
            return new Toezegging(Id, Versie, systeem, DialoogId, Door, inhoud.Wat, Uiterlijk, inhoud.Mijlpalen ?? [], Status, Status == "open" && vandaag > Uiterlijk, inhoud.Uitkomst, GedaanOp, GewijzigdOp);
        }
    }
}

/// <summary>Een stap op weg naar een toezegging.</summary>
/// <param name="Wat">Wat er dan klaar is.</param>
/// <param name="Datum">Wanneer.</param>
/// <param name="Behaald">Waar: het is klaar.</param>
public sealed record Mijlpaal([property: Required, StringLength(500, MinimumLength = 3)] string Wat, DateOnly? Datum = null, bool? Behaald = null);
