using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Dialogen;

/// <summary>Een dialoog lezen.</summary>
public sealed class ToonDialoog : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/dialogen/{id}", Handle).WithName("toonDialoog").AllowAnonymous().Produces<Dialoog>();

    /// <summary>Een dialoog lezen, met wat daar is toegezegd.</summary>
    /// <remarks>En met wat in eerdere dialogen is toegezegd en nog open staat: daar begint de volgende dialoog mee.</remarks>
    /// <param name="id">Id van de dialoog.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var vandaag = Kalender.Dag(clock.GetUtcNow());
        var etag = Etags.VanSystemen(context, gebruiker, register, vandaag);
        var dialoog = await Dialoog.Toon(id, register, vandaag, db, context.RequestAborted);
        return Conditional.NotModified(context, etag) ? Results.Empty : Results.Ok(dialoog);
    }
}
