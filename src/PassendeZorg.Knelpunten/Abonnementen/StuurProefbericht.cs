using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Proberen of berichten aankomen.</summary>
public sealed class StuurProefbericht : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/abonnementen/{id}/proefberichten", Handle).WithName("stuurProefbericht").RequireAuthorization(Rechten.Volgen).Produces<Aflevering>(201).Refuses(409);

    /// <summary>Een proefbericht laten bezorgen.</summary>
    /// <remarks>Een ondertekend bericht abonnement.proefbericht, bezorgd en herhaald als elk ander. Hoe het afliep staat bij de afleveringen.</remarks>
    /// <param name="id">Id van het abonnement.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Schrijver schrijver, Db db, HttpContext context)
    {
        var gezien = await Abonnement.Vind(id, gebruiker, db, context.RequestAborted);

        var volgnummer = await schrijver.Schrijf(werk =>
        {
            EisActief(Abonnement.Lees(werk, gezien.Id, gebruiker));
            var proef = Abonnement.Noteer(werk, gebruiker, "proefbericht", gezien.Id).Volgnummer;
            Aflevering.Klaarzetten(werk, gezien.Id, proef);
            return proef;
        });
        return Results.Created((string?)null, (await Aflevering.Lees(db, "WHERE f.abonnement_id = @Id AND f.volgnummer = @volgnummer", new { gezien.Id, volgnummer }, context.RequestAborted))[0]);
    }

    /// <summary>Refuses what would not be delivered now, or not without consent.</summary>
    internal static void EisActief(Abonnement.Rij rij)
    {
        if (rij.Status != Abonnement.Actief)
        {
            throw Weigering.Conflict($"Dit abonnement heeft status {rij.Status}; er wordt nu niets bezorgd. {(rij.Status == Abonnement.Wacht ? "Eerst moet de ontvanger toestemming geven." : "Zet het eerst weer op actief.")}");
        }
    }
}
