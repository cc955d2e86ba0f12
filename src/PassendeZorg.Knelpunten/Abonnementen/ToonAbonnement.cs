using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Een abonnement lezen.</summary>
public sealed class ToonAbonnement : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/abonnementen/{id}", Handle).WithName("toonAbonnement").RequireAuthorization(Rechten.Volgen).Produces<Abonnement>();

    /// <summary>Een abonnement van uw organisatie lezen.</summary>
    /// <remarks>Een beheerder leest elk abonnement. Het geheim staat er niet bij; is het kwijt, vraag dan een nieuw.</remarks>
    /// <param name="id">Id van het abonnement.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var rij = await Abonnement.Vind(id, gebruiker, db, context.RequestAborted, beheer: true);
        context.Response.Headers.ETag = Conditional.Etag(rij.Versie);
        return Results.Ok(rij.Toon(register, clock));
    }
}
