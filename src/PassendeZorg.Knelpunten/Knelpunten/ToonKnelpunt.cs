using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Een knelpunt lezen.</summary>
public sealed class ToonKnelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/knelpunten/{id}", Handle).WithName("toonKnelpunt").AllowAnonymous().Produces<Knelpunt>().Refuses(410);

    /// <summary>Een knelpunt lezen, met id of kenmerk.</summary>
    /// <remarks>Wat nog niet bevestigd is, lezen alleen een analist en de organisaties die het meldden. Ingetrokken: 410.</remarks>
    /// <param name="id">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Register register, Db db, HttpContext context)
    {
        var rij = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        return Conditional.NotModified(context, Conditional.Etag(rij.Versie)) ? Results.Empty : Results.Ok(Knelpunt.Toon(rij, gebruiker, register));
    }
}
