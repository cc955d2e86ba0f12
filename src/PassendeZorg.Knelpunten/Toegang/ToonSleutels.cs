using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Toegang;

/// <summary>Alle API-sleutels, zonder de sleutels zelf.</summary>
public sealed class ToonSleutels : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/sleutels", Handle).WithName("toonSleutels").RequireAuthorization(Rechten.Beheren).Produces<Lijst>();

    /// <summary>The keys, newest first.</summary>
    public sealed record Lijst(IReadOnlyList<Sleutel> Items);

    /// <summary>Alle API-sleutels, nieuwste eerst; de sleutels zelf staan er niet bij.</summary>
    public static async Task<IResult> Handle(Db db, CancellationToken ct) =>
        Results.Ok(new Lijst([.. (await db.Query<Sleutel.Rij>($"{Sleutel.Select} ORDER BY id DESC", null, ct)).Select(rij => rij.Sleutel())]));
}
