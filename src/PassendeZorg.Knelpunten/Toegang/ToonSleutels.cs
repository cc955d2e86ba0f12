using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Toegang;

/// <summary>Alle API-sleutels, zonder de sleutels zelf.</summary>
public sealed class ToonSleutels : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/sleutels", Handle).WithName("toonSleutels").RequireAuthorization(Rechten.Beheren).Produces<Lijst>();

    /// <summary>De API-sleutels.</summary>
    /// <param name="Items">Nieuwste eerst, ook verlopen en ingetrokken sleutels.</param>
    public sealed record Lijst(IReadOnlyList<Sleutel> Items);

    /// <summary>Alle API-sleutels, nieuwste eerst.</summary>
    /// <remarks>Ook verlopen en ingetrokken sleutels. De sleutels zelf staan er niet bij: die zijn alleen getoond toen ze werden gemaakt.</remarks>
    public static async Task<IResult> Handle(Db db, CancellationToken ct) =>
        Results.Ok(new Lijst([.. (await db.Query<Sleutel.Rij>($"{Sleutel.Select} ORDER BY id DESC", null, ct)).Select(rij => rij.Sleutel())]));
}
