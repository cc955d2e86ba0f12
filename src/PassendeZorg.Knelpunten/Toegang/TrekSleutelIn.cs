using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Toegang;

/// <summary>Een API-sleutel intrekken.</summary>
public sealed class TrekSleutelIn : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/sleutels/{id}", Handle).WithName("trekSleutelIn").RequireAuthorization(Rechten.Beheren).Produces(204);

    /// <summary>Een API-sleutel intrekken.</summary>
    /// <remarks>De sleutel werkt meteen niet meer en blijft in de lijst staan. Nog eens intrekken verandert niets.</remarks>
    /// <param name="id">Id van de sleutel.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Schrijver schrijver)
    {
        var sleutelId = Guid.TryParseExact(id, "D", out var guid) ? guid : throw Weigering.NietGevonden("Er is geen sleutel met dit id.");
        await schrijver.Schrijf(werk => Vastleggen(werk, gebruiker, sleutelId));
        return Results.NoContent();
    }

    /// <summary>Writes the revocation, once; 404 when there is no such key.</summary>
    internal static bool Vastleggen(Werk werk, Gebruiker door, Guid id)
    {
        var sleutel = werk.Een<Sleutel.Rij>($"{Sleutel.Select} WHERE id = @id", new { id }) ?? throw Weigering.NietGevonden("Er is geen sleutel met dit id.");
        if (sleutel.IngetrokkenOp is null)
        {
            werk.Voer("UPDATE sleutel SET ingetrokken_op = @Nu WHERE id = @id", new { werk.Nu, id });
            werk.Noteer(door, "sleutel.ingetrokken", id.ToString("D"), new JsonObject { ["rol"] = sleutel.Rol, ["organisatie"] = sleutel.Organisatie });
        }

        return true;
    }
}
