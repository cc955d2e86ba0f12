using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Zeggen of een oplossing te merken is.</summary>
public sealed class GeefMerkbaarheid : IEndpoint
{
    /// <summary>How many projects at least say <c>niet-merkbaar</c> before that reopens a systeemknelpunt.</summary>
    private const int Drempel = 3;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/knelpunten/{id}/merkbaarheid", Handle).WithName("geefMerkbaarheid").RequireAuthorization(Rechten.Melden)
            .Produces<Merkbaarheid>(201).Produces<Merkbaarheid>(200).Refuses(409, 410)
            .Example("""
                { "projectId": "0199f6b2-4c1d-7a3e-9f00-1234567890ab", "oordeel": "niet-merkbaar" }
                """);

    /// <summary>Of een project iets merkt van de oplossing.</summary>
    /// <param name="ProjectId">Het project dat het knelpunt meldde of steunt.</param>
    /// <param name="Oordeel">Is de oplossing in de praktijk te merken?</param>
    public sealed record Request([property: Required] Guid ProjectId, [property: Required, Keuze("merkbaar", "niet-merkbaar")] string Oordeel);

    /// <summary>Of een project iets merkt van de oplossing; het laatste woord van een project telt.</summary>
    /// <param name="KnelpuntId">Id van het knelpunt.</param>
    /// <param name="ProjectId">Id van het project.</param>
    /// <param name="Oordeel">Of de oplossing te merken is.</param>
    /// <param name="GegevenOp">Wanneer dit is gezegd.</param>
    /// <param name="Systeemknelpunten">De opgeloste systeemknelpunten waarvoor het meetelt, zoals ze er nu voor staan.</param>
    public sealed record Merkbaarheid(Guid KnelpuntId, Guid ProjectId, [property: Keuze("merkbaar", "niet-merkbaar")] string Oordeel, DateTimeOffset GegevenOp,
        IReadOnlyList<GevoeldSysteem> Systeemknelpunten);

    /// <summary>Een systeemknelpunt waarvoor meetelt of de oplossing te merken is.</summary>
    /// <param name="Id">UUIDv7.</param>
    /// <param name="Kenmerk">Nummer per jaar: SK-2026-00007.</param>
    /// <param name="Status">heropend: te veel projecten merken niets.</param>
    /// <param name="Merkbaarheid">Wat alle projecten samen zeggen, sinds het voor het laatst is opgelost.</param>
    public sealed record GevoeldSysteem(Guid Id, string Kenmerk, [property: Keuze("in-onderzoek", "vastgesteld", "geagendeerd", "beantwoord", "opgelost", "heropend", "gesloten")] string Status,
        Systeemknelpunt.Gevoeld? Merkbaarheid);

    /// <summary>Zeggen of een oplossing te merken is, voor een project dat het knelpunt meldde of steunt.</summary>
    /// <remarks>
    /// Kan zodra het knelpunt, of een systeemknelpunt waar het in zit, is opgelost. Het laatste woord van een project telt; zei het al iets, dan is het antwoord 200. Zeggen drie of
    /// meer projecten, en meer dan de helft, dat een opgelost systeemknelpunt niet-merkbaar is, dan wordt het heropend.
    /// </remarks>
    /// <param name="id">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var (projectId, oordeel) = invoer.Waarde;
        var gezien = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        MeldKnelpunt.EisEigenProject(projectId, gebruiker, register);

        var (gegevenOp, nieuw, systemen) = await schrijver.Schrijf(werk =>
        {
            var nu = Vastleggen.Lees(werk, gezien.Id, gebruiker, register);
            EisBetrokken(werk, nu, projectId);
            var opgelost = werk.Vraag<Systeemknelpunt.Rij>($"""
                {Systeemknelpunt.Select} WHERE status = 'opgelost' AND id IN (SELECT systeemknelpunt_id FROM bundeling WHERE knelpunt_id = @Id) ORDER BY nummer
                """, new { nu.Id });
            EisOpgelost(nu, opgelost);

            var eerder = werk.Een<Rij>("SELECT oordeel, gegeven_op FROM merkbaarheid WHERE knelpunt_id = @Id AND project_id = @projectId", new { nu.Id, projectId });
            if (eerder?.Oordeel == oordeel && opgelost.All(systeem => Zei(werk, systeem, projectId) == oordeel))
            {
                return (eerder.GegevenOp, false, opgelost);
            }

            werk.Voer("""
                INSERT INTO merkbaarheid (knelpunt_id, project_id, oordeel, gegeven_op) VALUES (@Id, @projectId, @oordeel, @Nu)
                ON CONFLICT (knelpunt_id, project_id) DO UPDATE SET oordeel = excluded.oordeel, gegeven_op = excluded.gegeven_op
                """, new { nu.Id, projectId, oordeel, werk.Nu });
            var gebeurtenis = werk.Noteer(gebruiker, "merkbaarheid.gegeven", nu.Id.ToString("D"), new JsonObject
            {
                ["kenmerk"] = nu.Kenmerk, ["nummer"] = nu.Nummer, ["project"] = projectId.ToString("D"), ["oordeel"] = oordeel,
                ["wijzigingen"] = new JsonArray(Wijzigingen.Van("merkbaarheid", eerder?.Oordeel, oordeel)),
            });
            foreach (var systeem in opgelost)
            {
                Tel(werk, systeem, projectId, oordeel);
            }

            return (gebeurtenis.TijdstipOp, eerder is null, opgelost);
        });

        var antwoord = new Merkbaarheid(gezien.Id, projectId, oordeel, gegevenOp, await Toon(systemen, gebruiker, register, db, clock, context.RequestAborted));
        return nieuw ? Results.Created((string?)null, antwoord) : Results.Ok(antwoord);
    }

    /// <summary>What the project that reported a knelpunt said of its solution, by id of the knelpunt.</summary>
    internal static async Task<Dictionary<Guid, string>> Gezegd(IReadOnlyCollection<Guid> knelpunten, Db db, CancellationToken ct)
    {
        var gezegd = new Dictionary<Guid, string>();
        foreach (var ids in knelpunten.Chunk(500))
        {
            foreach (var (id, oordeel) in await db.Query<(string Id, string Oordeel)>($"""
                SELECT k.id, m.oordeel FROM merkbaarheid m JOIN knelpunt k ON k.id = m.knelpunt_id AND k.project_id = m.project_id WHERE k.id {db.Dialect.In("@ids")}
                """, new { ids }, ct))
            {
                gezegd[Guid.Parse(id)] = oordeel;
            }
        }

        return gezegd;
    }

    /// <summary>Whoever had it knows whether it is gone.</summary>
    private static void EisBetrokken(Werk werk, Knelpunt.Rij knelpunt, Guid projectId)
    {
        if (knelpunt.ProjectId != projectId
            && werk.Een<string>("SELECT project_id FROM steunbetuiging WHERE knelpunt_id = @Id AND project_id = @projectId", new { knelpunt.Id, projectId }) is null)
        {
            throw Weigering.Conflict($"Dit project meldde {knelpunt.Kenmerk} niet en steunt het niet; alleen een project dat het ook had, kan zeggen of de oplossing te merken is.");
        }
    }

    private static void EisOpgelost(Knelpunt.Rij knelpunt, IReadOnlyList<Systeemknelpunt.Rij> opgelost)
    {
        if (!knelpunt.IsOpenbaar || (knelpunt.Status != "opgelost" && opgelost.Count == 0))
        {
            throw Weigering.Conflict($"Knelpunt {knelpunt.Kenmerk} heeft status {knelpunt.Status}. Of een oplossing te merken is, is te zeggen over een bevestigd knelpunt "
                + "zodra het zelf, of een systeemknelpunt waar het in zit, status opgelost heeft.");
        }
    }

    private static string? Zei(Werk werk, Systeemknelpunt.Rij systeem, Guid projectId) =>
        werk.Een<string>("SELECT oordeel FROM gevoeld WHERE systeemknelpunt_id = @Id AND project_id = @projectId", new { systeem.Id, projectId });

    /// <summary>Counts it for a solved systeemknelpunt, and reopens that when most say that nothing is felt of the solution.</summary>
    private static void Tel(Werk werk, Systeemknelpunt.Rij systeem, Guid projectId, string oordeel)
    {
        werk.Voer("""
            INSERT INTO gevoeld (systeemknelpunt_id, project_id, oordeel) VALUES (@Id, @projectId, @oordeel)
            ON CONFLICT (systeemknelpunt_id, project_id) DO UPDATE SET oordeel = excluded.oordeel
            """, new { systeem.Id, projectId, oordeel });
        var oordelen = werk.Vraag<string>("SELECT oordeel FROM gevoeld WHERE systeemknelpunt_id = @Id", new { systeem.Id });
        var niet = oordelen.Count(ander => ander == "niet-merkbaar");
        if (niet >= Drempel && niet * 2 > oordelen.Count)
        {
            Curatie.Verander(werk, Gebruiker.Systeem, systeem, status: "heropend", toelichting: $"{niet} van de {oordelen.Count} projecten die het zeiden, merken niets van de oplossing.");
        }
    }

    private static async Task<List<GevoeldSysteem>> Toon(IReadOnlyList<Systeemknelpunt.Rij> systemen, Gebruiker lezer, Register register, Db db, TimeProvider clock, CancellationToken ct)
    {
        var gevoeld = new List<GevoeldSysteem>();
        foreach (var rij in systemen)
        {
            var keuze = await Systeemkeuze.Van(rij.Id, lezer, register, db, clock, ct);
            gevoeld.Add(new GevoeldSysteem(rij.Id, rij.Kenmerk, keuze.Systemen[0].Stand.Status, Systeemknelpunt.Voelt(keuze.Systemen[0], keuze.Teller)));
        }

        return gevoeld;
    }

    private sealed class Rij
    {
        public string Oordeel { get; init; } = "";
        public DateTimeOffset GegevenOp { get; init; }
    }
}
