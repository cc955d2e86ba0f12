using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>De vragen over een knelpunt.</summary>
public sealed class ToonKnelpuntvragen : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/knelpunten/{id}/vragen", Handle).WithName("toonKnelpuntvragen").AllowAnonymous().Produces<Knelpuntvragen>().Refuses(410);

    /// <summary>De vragen over een knelpunt, met hun antwoord.</summary>
    /// <param name="Items">De vragen, oudste eerst.</param>
    public sealed record Knelpuntvragen(IReadOnlyList<KnelpuntVraag> Items);

    /// <summary>De vragen over een knelpunt, oudste eerst.</summary>
    /// <remarks>Alleen voor analisten en de organisaties van het project dat meldde; voor anderen bestaan ze niet (404). Van een ingetrokken knelpunt zijn ze weg.</remarks>
    /// <param name="id">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Register register, Db db, HttpContext context)
    {
        var knelpunt = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        if (!KnelpuntVraag.ToontAan(gebruiker, knelpunt.ProjectId, register))
        {
            throw Weigering.NietGevonden("Er is geen knelpunt met dit id of kenmerk.");
        }

        var vragen = await Lees(knelpunt.Id, db, context.RequestAborted);
        return Conditional.NotModified(context, $"\"{knelpunt.Versie}.{vragen.Count}.{vragen.Count(vraag => vraag.BeantwoordOp is not null)}\"") ? Results.Empty
            : Results.Ok(new Knelpuntvragen(vragen));
    }

    /// <summary>Those about one knelpunt, oldest first; whether a reader may see them is asked before.</summary>
    internal static async Task<IReadOnlyList<KnelpuntVraag>> Lees(Guid knelpunt, Db db, CancellationToken ct) =>
        [.. (await db.Query<KnelpuntVraag.Rij>($"{KnelpuntVraag.Select} WHERE vraag.knelpunt_id = @knelpunt ORDER BY vraag.volgnummer", new { knelpunt }, ct)).Select(rij => rij.Toon())];
}
