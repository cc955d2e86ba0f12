using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Een abonnement opzeggen.</summary>
public sealed class VerwijderAbonnement : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/abonnementen/{id}", Handle).WithName("verwijderAbonnement").RequireAuthorization(Rechten.Volgen).Produces(204);

    /// <summary>Een abonnement opzeggen.</summary>
    /// <remarks>Er wordt meteen niets meer bezorgd; adres, geheim en afleveringen worden gewist. Een beheerder kan elk abonnement opzeggen.</remarks>
    /// <param name="id">Id van het abonnement.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Schrijver schrijver, Db db, HttpContext context)
    {
        var gezien = await Abonnement.Vind(id, gebruiker, db, context.RequestAborted, beheer: true);

        await schrijver.Schrijf(werk =>
        {
            var rij = Abonnement.Lees(werk, gezien.Id, gebruiker, beheer: true);
            werk.Voer("UPDATE abonnement SET status = 'uitgeschakeld' WHERE id = @Id", new { rij.Id }); // locks it first, as whoever delivers does
            werk.Voer("DELETE FROM aflevering WHERE abonnement_id = @Id", new { rij.Id });
            werk.Voer("DELETE FROM abonnement WHERE id = @Id", new { rij.Id });
            return Abonnement.Noteer(werk, gebruiker, "verwijderd", rij.Id);
        });
        return Results.NoContent();
    }
}
