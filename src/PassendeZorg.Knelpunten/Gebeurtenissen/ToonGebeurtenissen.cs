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

    /// <summary>Een deel van het logboek.</summary>
    /// <param name="Items">De regels, op volgnummer.</param>
    public sealed record Logboek(IReadOnlyList<Logregel> Items);

    /// <summary>Een regel van het logboek: één gebeurtenis.</summary>
    /// <param name="Volgnummer">Oplopend zonder gaten, vanaf 1.</param>
    /// <param name="Id">UUIDv7.</param>
    /// <param name="Soort">Wat er gebeurde, zoals <c>knelpunt.bevestigd</c>.</param>
    /// <param name="Onderwerp">Waarmee: het id, of bij een begrip lijst/code.</param>
    /// <param name="TijdstipOp">Wanneer het is vastgelegd.</param>
    /// <param name="Rol">Rol van wie het deed; <c>systeem</c> voor de registratie zelf.</param>
    /// <param name="Organisatie">Namens wie; null bij de registratie zelf.</param>
    /// <param name="SleutelId">Met welke sleutel, of een vast id van wie zich met een token aanmeldde; null bij de registratie zelf.</param>
    /// <param name="Gegevens">Codes, statussen, id's en afgeleide waarden van teksten; nooit een tekst.</param>
    /// <param name="Hash">SHA-256, in kleine hexadecimale letters, van de regel zonder <c>hash</c> als canonieke JSON (RFC 8785).</param>
    /// <param name="VorigeHash">Hash van de regel ervoor; bij de eerste 64 nullen.</param>
    public sealed record Logregel(long Volgnummer, Guid Id, string Soort, string Onderwerp, DateTimeOffset TijdstipOp, string Rol, string? Organisatie,
        Guid? SleutelId, JsonElement Gegevens, string Hash, string VorigeHash);

    /// <summary>Het logboek lezen, in volgorde.</summary>
    /// <remarks>Elke wijziging staat er, zonder teksten. De hash van een regel volgt uit de regel en de hash ervoor, zodat iedereen kan nagaan dat er niets is veranderd.</remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Db db, HttpContext context)
    {
        var rijen = await db.Query<Gebeurtenis.Rij>($"{Gebeurtenis.Select} WHERE volgnummer > @Na ORDER BY volgnummer LIMIT @Limiet",
            new { vraag.Waarde.Na, vraag.Waarde.Limiet }, context.RequestAborted);
        return Results.Ok(new Logboek([.. rijen.Select(rij => new Logregel(rij.Volgnummer, rij.Id, rij.Soort, rij.Onderwerp, rij.TijdstipOp, rij.Rol, rij.Organisatie,
            rij.SleutelId, JsonSerializer.Deserialize<JsonElement>(rij.Gegevens), rij.Hash, rij.VorigeHash))]));
    }
}
