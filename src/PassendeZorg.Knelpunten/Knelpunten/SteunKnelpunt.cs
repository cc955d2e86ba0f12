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
            .Produces<Steunbetuiging>(201).Produces<Steunbetuiging>(200).Refuses(409, 410);

    /// <param name="ProjectId">Het project dat dit ook heeft.</param>
    /// <param name="Toelichting">Hoe het zich daar voordoet, zonder persoonsgegevens.</param>
    public sealed record Request([property: Required] Guid ProjectId, [property: StringLength(2_000, MinimumLength = 3)] string? Toelichting = null);

    /// <summary>Support of one project.</summary>
    /// <param name="Steun">All support for the knelpunt after this one.</param>
    public sealed record Steunbetuiging(Guid KnelpuntId, Guid ProjectId, string? Toelichting, DateTimeOffset GesteundOp, Steun Steun);

    /// <summary>Laten weten dat een ander project dit ook heeft.</summary>
    /// <remarks>Telt eenmaal per project, en nooit voor het project dat het meldde. Was de steun er al, dan is het antwoord 200.</remarks>
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
