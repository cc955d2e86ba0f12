using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Gebeurtenissen;

/// <summary>Het logboek lezen.</summary>
public sealed class ToonGebeurtenissen : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/gebeurtenissen", Handle).WithName("toonGebeurtenissen").RequireAuthorization(Rechten.Beoordelen).Produces<Logboek>();

    /// <param name="Na">Alleen wat na dit volgnummer kwam.</param>
    /// <param name="Limiet">Aantal, 1 tot en met 1000.</param>
    public sealed record Query([property: Range(0, int.MaxValue)] int Na = 0, [property: Range(1, 1000)] int Limiet = 200);

    /// <summary>A part of the log, in order.</summary>
    public sealed record Logboek(IReadOnlyList<Regel> Items);

    /// <summary>
    /// One row. <c>hash</c> is the SHA-256, in lower-case hex, of the RFC 8785 canonical JSON of the row without <c>hash</c>; the first
    /// row has 64 zeros as <c>vorigeHash</c>.
    /// </summary>
    public sealed record Regel(long Volgnummer, Guid Id, string Soort, string Onderwerp, DateTimeOffset TijdstipOp, string Rol, string? Organisatie,
        Guid? SleutelId, JsonElement Gegevens, string Hash, string VorigeHash);

    /// <summary>Het logboek lezen, in volgorde.</summary>
    /// <remarks>Elke wijziging staat er, zonder teksten. De hash van een regel volgt uit de regel en de hash ervoor, zodat iedereen kan nagaan dat er niets is veranderd.</remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Db db, HttpContext context)
    {
        var rijen = await db.Query<Gebeurtenis.Rij>($"{Gebeurtenis.Select} WHERE volgnummer > @Na ORDER BY volgnummer LIMIT @Limiet",
            new { vraag.Waarde.Na, vraag.Waarde.Limiet }, context.RequestAborted);
        return Results.Ok(new Logboek([.. rijen.Select(rij => new Regel(rij.Volgnummer, rij.Id, rij.Soort, rij.Onderwerp, rij.TijdstipOp, rij.Rol, rij.Organisatie,
            rij.SleutelId, JsonSerializer.Deserialize<JsonElement>(rij.Gegevens), rij.Hash, rij.VorigeHash))]));
    }
}
