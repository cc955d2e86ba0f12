using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Een toezegging lezen.</summary>
public sealed class ToonToezegging : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/toezeggingen/{id}", Handle).WithName("toonToezegging").AllowAnonymous().Produces<Toezegging>();

    /// <summary>Een toezegging lezen.</summary>
    /// <remarks>Wat er is toegezegd, door wie, uiterlijk wanneer, en hoe het ermee staat.</remarks>
    /// <param name="id">Id van de toezegging.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var (rij, vandaag) = (await Toezegging.Vind(id, db, context.RequestAborted), Kalender.Dag(clock.GetUtcNow()));
        return Conditional.NotModified(context, $"\"{rij.Versie}.{vandaag.DayNumber}\"") ? Results.Empty : Results.Ok(rij.Toon(ToonToezeggingen.Waarvoor(rij, register), vandaag));
    }
}
