using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>"Wij hebben dit ook."</summary>
public sealed class SteunKnelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/knelpunten/{id}/steunbetuigingen", Handle).WithName("steunKnelpunt").RequireAuthorization(Rechten.Melden)
            .Produces<Steunbetuiging>(201).Produces<Steunbetuiging>(200).Refuses(409, 410)
            .Example("""
                { "projectId": "0199f6b2-4c1d-7a3e-9f00-1234567890ab", "toelichting": "Bij ons stopt de training ook zodra het projectgeld op is." }
                """);

    /// <summary>Wie dit ook heeft.</summary>
    /// <param name="ProjectId">Het project dat dit ook heeft.</param>
    /// <param name="Toelichting">Hoe het zich daar voordoet, zonder persoonsgegevens.</param>
    public sealed record Request([property: Required] Guid ProjectId, [property: StringLength(2_000, MinimumLength = 3)] string? Toelichting = null);

    /// <summary>Steun van een project: dat heeft dit ook.</summary>
    /// <param name="KnelpuntId">Id van het knelpunt.</param>
    /// <param name="ProjectId">Id van het project dat steunt.</param>
    /// <param name="Toelichting">Hoe het zich daar voordoet.</param>
    /// <param name="GesteundOp">Wanneer de steun voor het eerst is gegeven.</param>
    /// <param name="Steun">Alle steun voor het knelpunt, deze meegeteld.</param>
    public sealed record Steunbetuiging(Guid KnelpuntId, Guid ProjectId, string? Toelichting, DateTimeOffset GesteundOp, Steun Steun);

    /// <summary>Laten weten dat een ander project dit ook heeft.</summary>
    /// <remarks>Telt eenmaal per project, en nooit voor het project dat het meldde. Was de steun er al, dan is het antwoord 200.</remarks>
    /// <param name="id">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, HttpContext context)
    {
        var (projectId, toelichting) = invoer.Waarde;
        var gezien = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        MeldKnelpunt.EisEigenProject(projectId, gebruiker, register);
        if (gezien.ProjectId == projectId)
        {
            throw Weigering.Conflict("Dit project meldde het knelpunt zelf; steun komt van een ander project.");
        }

        if (gezien.Status == "concept")
        {
            throw Weigering.Conflict("Een concept is nog niet gemeld en kan nog geen steun krijgen.");
        }

        var (steun, nieuw, rij) = await schrijver.Schrijf(werk =>
        {
            var nu = Vastleggen.Lees(werk, gezien.Id, gebruiker, register);
            const string Bestaand = "SELECT toelichting, gesteund_op FROM steunbetuiging WHERE knelpunt_id = @Id AND project_id = @projectId";
            if (werk.Een<Rij>(Bestaand, new { nu.Id, projectId }) is { } eerder)
            {
                return (eerder, false, nu);
            }

            werk.Voer("INSERT INTO steunbetuiging (knelpunt_id, project_id, toelichting, gesteund_op) VALUES (@Id, @projectId, @toelichting, @Nu)",
                new { nu.Id, projectId, toelichting, werk.Nu });
            nu = Vastleggen.Verander(werk, gebruiker, nu, soort: "knelpunt.gesteund", anders: Wijzigingen.Van("steun", null, projectId.ToString("D")));
            return (werk.Een<Rij>(Bestaand, new { nu.Id, projectId })!, true, nu);
        });

        var antwoord = new Steunbetuiging(rij.Id, projectId, steun.Toelichting, steun.GesteundOp, Knelpunt.Toon(rij, gebruiker, register).Steun);
        return nieuw ? Results.Created((string?)null, antwoord) : Results.Ok(antwoord);
    }

    private sealed class Rij
    {
        public string? Toelichting { get; init; }
        public DateTimeOffset GesteundOp { get; init; }
    }
}
