using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Toetsstenen;

/// <summary>Een knelpunt van een toetssteen losmaken.</summary>
public sealed class OntkoppelKnelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/toetsstenen/{id}/knelpunten/{knelpuntId}", Handle).WithName("ontkoppelKnelpunt").RequireAuthorization(Rechten.Beoordelen).Produces(204);

    /// <summary>Een knelpunt van een toetssteen losmaken.</summary>
    /// <remarks>Het knelpunt zelf blijft zoals het is. Ook een ingetrokken knelpunt is los te maken.</remarks>
    /// <param name="id">Id of kenmerk van de toetssteen.</param>
    /// <param name="knelpuntId">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, string knelpuntId, Gebruiker gebruiker, Schrijver schrijver, Db db, HttpContext context)
    {
        var toetssteen = await Toetssteen.Vind(id, db, context.RequestAborted);
        var knelpunt = Guid.TryParseExact(knelpuntId, "D", out _) ? "id" : "kenmerk";

        await schrijver.Schrijf(werk => Toetssteen.Ontkoppel(werk, gebruiker, Toetssteen.Lees(werk, toetssteen.Id),
            werk.Een<Knelpunt.Rij>($"{Knelpunt.Select} WHERE {knelpunt} = @knelpuntId", new { knelpuntId }) ?? throw Weigering.NietGevonden("Er is geen knelpunt met dit id of kenmerk.")));
        return Results.NoContent();
    }
}
