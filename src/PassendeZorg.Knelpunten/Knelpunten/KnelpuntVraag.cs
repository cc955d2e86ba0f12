using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Een vraag van een analist aan wie een knelpunt meldde, met het antwoord. Nooit openbaar.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Knelpunt">Waar de vraag over gaat.</param>
/// <param name="Tekst">De vraag.</param>
/// <param name="GesteldOp">Wanneer de vraag is gesteld.</param>
/// <param name="Antwoord">Het antwoord van de melder; null zolang dat er niet is.</param>
/// <param name="BeantwoordOp">Wanneer het antwoord kwam; null zolang dat er niet is.</param>
public sealed record KnelpuntVraag(Guid Id, KnelpuntVraag.BevraagdKnelpunt Knelpunt, string Tekst, DateTimeOffset GesteldOp, string? Antwoord, DateTimeOffset? BeantwoordOp)
{
    internal const string Select = """
        SELECT vraag.volgnummer, vraag.id, vraag.knelpunt_id, vraag.tekst, vraag.gesteld_op, vraag.antwoord, vraag.beantwoord_op,
            knelpunt.kenmerk, knelpunt.status, knelpunt.project_id, knelpunt.inhoud
        FROM vraag JOIN knelpunt ON knelpunt.id = vraag.knelpunt_id
        """;

    /// <summary>Het knelpunt waar een vraag over gaat.</summary>
    /// <param name="Id">UUIDv7.</param>
    /// <param name="Kenmerk">Nummer per jaar: KP-2026-00042.</param>
    /// <param name="Titel">Het knelpunt in één regel.</param>
    /// <param name="Status">Hoe het ervoor staat.</param>
    public sealed record BevraagdKnelpunt(Guid Id, string Kenmerk, string Titel, [property: Keuze("concept", "gemeld", "bevestigd", "afgewezen", "opgelost", "heropend", "ingetrokken")] string Status);

    /// <summary>Whether a gebeurtenis is about a question: no version of the knelpunt, and nothing for the public.</summary>
    internal static bool Is(string soort) => soort.StartsWith("knelpunt.vraag-", StringComparison.Ordinal);

    /// <summary>Whether a reader may know of questions about a knelpunt.</summary>
    internal static bool ToontAan(Gebruiker lezer, Guid projectId, Register register) => lezer.ZietAlles || register.Projecten.Zoek(projectId)!.IsVan(lezer.Organisatie);

    /// <summary>Reads one, if this reader may know of it: 404 when not, 410 when the knelpunt was withdrawn.</summary>
    internal static async Task<Rij> Vind(string id, Gebruiker lezer, Register register, Db db, CancellationToken ct)
    {
        var rij = await db.First<Rij>($"{Select} WHERE vraag.id = @id", new { id }, ct);
        if (rij is null || !ToontAan(lezer, rij.ProjectId, register))
        {
            throw Weigering.NietGevonden("Er is geen vraag met dit id.");
        }

        return rij.Status == "ingetrokken" ? throw Weigering.Ingetrokken(rij.Kenmerk) : rij;
    }

    /// <summary>Reads one inside a write job.</summary>
    internal static Rij Lees(Werk werk, Guid id) => werk.Een<Rij>($"{Select} WHERE vraag.id = @id", new { id })!;

    /// <summary>Tells the log of a question or its answer.</summary>
    internal static Gebeurtenis Noteer(Werk werk, Gebruiker door, Knelpunt.Rij knelpunt, string soort, Guid vraag) => werk.Noteer(door, soort, knelpunt.Id.ToString("D"), new JsonObject
    {
        ["kenmerk"] = knelpunt.Kenmerk, ["nummer"] = knelpunt.Nummer, ["versie"] = knelpunt.Versie, ["vraag"] = vraag.ToString("D"), ["wijzigingen"] = new JsonArray(),
    });

    /// <summary>A row as Dapper reads it, with what it is about.</summary>
    internal sealed record Rij
    {
        public long Volgnummer { get; init; }
        public Guid Id { get; init; }
        public Guid KnelpuntId { get; init; }
        public string Tekst { get; init; } = "";
        public DateTimeOffset GesteldOp { get; init; }
        public string? Antwoord { get; init; }
        public DateTimeOffset? BeantwoordOp { get; init; }
        public string Kenmerk { get; init; } = "";
        public string Status { get; init; } = "";
        public Guid ProjectId { get; init; }
        public string Inhoud { get; init; } = "";

        public KnelpuntVraag Toon() => new(Id, new BevraagdKnelpunt(KnelpuntId, Kenmerk, JsonSerializer.Deserialize<KnelpuntInhoud>(Inhoud, Json.Options)!.Titel, Status),
            Tekst, GesteldOp, Antwoord, BeantwoordOp);
    }
}
