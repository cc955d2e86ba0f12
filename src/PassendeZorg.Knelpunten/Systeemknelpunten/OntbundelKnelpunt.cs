using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Een knelpunt uit een systeemknelpunt halen.</summary>
public sealed class OntbundelKnelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/systeemknelpunten/{id}/knelpunten/{knelpuntId}", Handle).WithName("ontbundelKnelpunt").RequireAuthorization(Rechten.Beoordelen).Produces(204);

    /// <param name="Toelichting">De reden, zonder persoonsgegevens; staat in de historie.</param>
    public sealed record Query([property: StringLength(500, MinimumLength = 3)] string? Toelichting = null);

    /// <summary>Een knelpunt uit een systeemknelpunt halen.</summary>
    /// <remarks>Het knelpunt zelf blijft zoals het is. Wat er eerder gebundeld was, blijft in de historie en in elke eerdere stand staan.</remarks>
    /// <param name="id">Id of kenmerk van het systeemknelpunt.</param>
    /// <param name="knelpuntId">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, string knelpuntId, Vraag<Query> vraag, Gebruiker gebruiker, Schrijver schrijver, Db db, HttpContext context)
    {
        var systeem = await Systeemknelpunt.Vind(id, db, context.RequestAborted);

        await schrijver.Schrijf(werk => Curatie.Ontbundel(werk, gebruiker, Curatie.Lees(werk, systeem.Id),
            (Guid.TryParseExact(knelpuntId, "D", out var guid)
                ? werk.Een<Knelpunt.Rij>($"{Knelpunt.Select} WHERE id = @guid", new { guid })
                : werk.Een<Knelpunt.Rij>($"{Knelpunt.Select} WHERE kenmerk = @knelpuntId", new { knelpuntId }))
            ?? throw Weigering.NietGevonden("Er is geen knelpunt met dit id of kenmerk."), vraag.Waarde.Toelichting));
        return Results.NoContent();
    }
}
