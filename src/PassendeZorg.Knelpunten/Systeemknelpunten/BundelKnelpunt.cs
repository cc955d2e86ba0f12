using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Een knelpunt in een systeemknelpunt bundelen.</summary>
public sealed class BundelKnelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/systeemknelpunten/{id}/knelpunten/{knelpuntId}", Handle).WithName("bundelKnelpunt").RequireAuthorization(Rechten.Beoordelen)
            .Produces<ToonSysteemknelpunt.SysteemknelpuntMetPerspectieven>(201).Produces<ToonSysteemknelpunt.SysteemknelpuntMetPerspectieven>(200).Refuses(409, 410)
            .Example("""
                { "toelichting": "Zelfde betaaltitel, andere regio." }
                """);

    /// <summary>Waarom een knelpunt erbij hoort.</summary>
    /// <param name="Toelichting">De reden, zonder persoonsgegevens; staat in de historie.</param>
    public sealed record Request([property: StringLength(2_000, MinimumLength = 3)] string? Toelichting = null);

    /// <summary>Een knelpunt in een systeemknelpunt bundelen.</summary>
    /// <remarks>Het knelpunt verandert niet en mag ook in andere systeemknelpunten zitten. Zat het er al in, dan is het antwoord 200. De inhoud mag ontbreken.</remarks>
    /// <param name="id">Id of kenmerk van het systeemknelpunt.</param>
    /// <param name="knelpuntId">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, string knelpuntId, MisschienInvoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db,
        TimeProvider clock, HttpContext context)
    {
        var systeem = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        var knelpunt = await Knelpunt.Vind(knelpuntId, gebruiker, register, db, context.RequestAborted);

        var (rij, nieuw) = await schrijver.Schrijf(werk => Curatie.Bundel(werk, gebruiker, Curatie.Lees(werk, systeem.Id),
            Vastleggen.Lees(werk, knelpunt.Id, gebruiker, register), invoer.Waarde?.Toelichting));

        return await ToonSysteemknelpunt.Antwoord(rij, gebruiker, register, db, clock, context, nieuw ? 201 : 200);
    }
}
