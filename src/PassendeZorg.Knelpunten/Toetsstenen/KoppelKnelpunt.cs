using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Toetsstenen;

/// <summary>Een knelpunt aan een toetssteen koppelen.</summary>
public sealed class KoppelKnelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/toetsstenen/{id}/knelpunten/{knelpuntId}", Handle).WithName("koppelKnelpunt").RequireAuthorization(Rechten.Beoordelen)
            .Produces<Toetssteen>(201).Produces<Toetssteen>(200).Refuses(409, 410);

    /// <summary>Een knelpunt aan een toetssteen koppelen.</summary>
    /// <remarks>Wat gemeld is mag ook; het publiek ziet het pas als het is bevestigd. Was het al gekoppeld, dan is het antwoord 200.</remarks>
    /// <param name="id">Id of kenmerk van de toetssteen.</param>
    /// <param name="knelpuntId">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, string knelpuntId, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, HttpContext context)
    {
        var toetssteen = await Toetssteen.Vind(id, db, context.RequestAborted);
        var knelpunt = await Knelpunt.Vind(knelpuntId, gebruiker, register, db, context.RequestAborted);

        var (rij, nieuw) = await schrijver.Schrijf(werk => Toetssteen.Koppel(werk, gebruiker, Toetssteen.Lees(werk, toetssteen.Id), Vastleggen.Lees(werk, knelpunt.Id, gebruiker, register)));
        return await Toetssteen.Antwoord(rij, register, db, context, nieuw ? 201 : 200);
    }
}
