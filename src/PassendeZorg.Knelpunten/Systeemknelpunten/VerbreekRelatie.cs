using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Een relatie tussen systeemknelpunten verbreken.</summary>
public sealed class VerbreekRelatie : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/systeemknelpunten/{id}/relaties/{anderId}", Handle).WithName("verbreekRelatie").RequireAuthorization(Rechten.Beoordelen).Produces(204);

    /// <summary>Een relatie tussen systeemknelpunten verbreken.</summary>
    /// <remarks>Dat die er was, blijft in de historie staan.</remarks>
    /// <param name="id">Id of kenmerk van het systeemknelpunt waarbij de relatie is vastgelegd.</param>
    /// <param name="anderId">Id of kenmerk van het andere systeemknelpunt.</param>
    public static async Task<IResult> Handle(string id, string anderId, Gebruiker gebruiker, Schrijver schrijver, Db db, HttpContext context)
    {
        var (systeem, ander) = (await Systeemknelpunt.Vind(id, db, context.RequestAborted), await Systeemknelpunt.Vind(anderId, db, context.RequestAborted));
        await schrijver.Schrijf(werk =>
        {
            var was = werk.Een<string>("DELETE FROM relatie WHERE van_id = @Id AND naar_id = @AnderId RETURNING soort", new { systeem.Id, AnderId = ander.Id })
                ?? throw Weigering.NietGevonden($"Bij {systeem.Kenmerk} is geen relatie met {ander.Kenmerk} vastgelegd.");
            return Curatie.Verander(werk, gebruiker, Curatie.Lees(werk, systeem.Id), anders: RelateerSysteemknelpunt.Wijziging(was, null, ander));
        });
        return Results.NoContent();
    }
}
