using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;
using PassendeZorg.Knelpunten.Voorstellen;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Welke knelpunten op een knelpunt lijken.</summary>
public sealed class ToonVerwanten : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/knelpunten/{id}/verwanten", Handle).WithName("toonVerwanten").AllowAnonymous().Produces<Verwanten>().Refuses(410);

    /// <param name="Limiet">Hoeveel ten hoogste, 1 tot en met 20.</param>
    public sealed record Query([property: Range(1, 20)] int Limiet = 10);

    /// <summary>Knelpunten die op een knelpunt lijken.</summary>
    /// <param name="Items">Het meest gelijkende eerst.</param>
    public sealed record Verwanten(IReadOnlyList<Verwant> Items);

    /// <summary>De knelpunten die het meest op dit knelpunt lijken, in tekst en in wetten, domeinen en soorten.</summary>
    /// <remarks>
    /// Een hulp bij het bundelen, geen oordeel. Het publiek ziet wat openbaar is; een analist ook wat gemeld is, en een organisatie wat zij zelf meldde.
    /// De score zegt hoe ze zich tot elkaar verhouden; boven 0,25 gaat het vaak om hetzelfde.
    /// </remarks>
    /// <param name="id">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, Vraag<Query> vraag, Gebruiker gebruiker, Register register, Verwantenzoeker zoeker, Db db, HttpContext context)
    {
        var statistiek = await zoeker.Statistiek(context.RequestAborted);
        var etag = $"{Etags.Van(context, gebruiker, register)[..^1]}-{statistiek.Rijen}\""; // other statistics, other scores
        var rij = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        return Conditional.NotModified(context, etag) ? Results.Empty
            : Results.Ok(new Verwanten(await zoeker.Zoek(rij.Lees(), rij.Nummer, gebruiker, statistiek, vraag.Waarde.Limiet, context.RequestAborted)));
    }
}
