using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Een nieuw geheim voor een abonnement.</summary>
public sealed class VernieuwGeheim : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/abonnementen/{id}/geheimen", Handle).WithName("vernieuwGeheim").RequireAuthorization(Rechten.Volgen).Produces<NieuwGeheim>(201).Refuses(409);

    /// <summary>Een geheim dat net is gemaakt.</summary>
    /// <param name="Geheim">Bewaar het: het wordt alleen nu getoond.</param>
    /// <param name="VorigeGeldigTotOp">Tot dan is elk bericht ook met het vorige geheim ondertekend.</param>
    public sealed record NieuwGeheim(string Geheim, DateTimeOffset VorigeGeldigTotOp);

    /// <summary>Een nieuw geheim voor een abonnement.</summary>
    /// <remarks>Een dag lang zijn berichten met beide ondertekend, zodat u er geen een hoeft te weigeren terwijl u overstapt. Het vorige van daarvoor werkt meteen niet meer.</remarks>
    /// <param name="id">Id van het abonnement.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Schrijver schrijver, Db db, Peper peper, HttpContext context)
    {
        var gezien = await Abonnement.Vind(id, gebruiker, db, context.RequestAborted);
        var (geheim, bewaard) = Geheim.Nieuw(peper, gezien.Id);

        var tot = await schrijver.Schrijf(werk =>
        {
            if (Abonnement.Lees(werk, gezien.Id, gebruiker).Kanaal != Abonnement.Webhook)
            {
                throw Weigering.Conflict("Alleen webhooks zijn ondertekend; dit abonnement gaat per e-mail.");
            }

            var tot = werk.Nu + Geheim.Overlap;
            werk.Voer("UPDATE abonnement SET vorig_geheim = geheim, vorig_geheim_tot = @tot, geheim = @bewaard WHERE id = @Id", new { tot, bewaard, gezien.Id });
            Abonnement.Noteer(werk, gebruiker, "geheim-vernieuwd", gezien.Id);
            return tot;
        });
        return Results.Created((string?)null, new NieuwGeheim(geheim, tot));
    }
}
