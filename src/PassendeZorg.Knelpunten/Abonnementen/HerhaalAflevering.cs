using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Een bericht nog eens bezorgen.</summary>
public sealed class HerhaalAflevering : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/abonnementen/{id}/afleveringen/{afleveringId}/herhalingen", Handle).WithName("herhaalAflevering").RequireAuthorization(Rechten.Volgen)
            .Produces<Aflevering>(201).Refuses(409);

    /// <summary>Een bericht nog eens bezorgen.</summary>
    /// <remarks>Meteen, met dezelfde webhook-id en hetzelfde id van de gebeurtenis, ook als het al was aangekomen. Lukt het niet, dan begint het schema opnieuw.</remarks>
    /// <param name="id">Id van het abonnement.</param>
    /// <param name="afleveringId">Id van de aflevering.</param>
    public static async Task<IResult> Handle(string id, string afleveringId, Gebruiker gebruiker, Schrijver schrijver, Db db, HttpContext context)
    {
        var gezien = await Abonnement.Vind(id, gebruiker, db, context.RequestAborted);
        var aflevering = Guid.TryParseExact(afleveringId, "D", out var guid) ? guid : throw Onbekend();

        await schrijver.Schrijf(werk =>
        {
            if (werk.Een<long?>("SELECT volgnummer FROM aflevering WHERE id = @aflevering AND abonnement_id = @Id", new { aflevering, gezien.Id }) is not { } volgnummer)
            {
                throw Onbekend();
            }

            StuurProefbericht.EisActief(Abonnement.Lees(werk, gezien.Id, gebruiker));
            return Aflevering.Klaarzetten(werk, gezien.Id, volgnummer, opnieuw: true);
        });
        return Results.Created((string?)null, (await Aflevering.Lees(db, "WHERE f.id = @aflevering", new { aflevering }, context.RequestAborted))[0]);
    }

    private static Weigering Onbekend() => Weigering.NietGevonden("Dit abonnement heeft geen aflevering met dit id.");
}
