using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Een abonnement nemen.</summary>
public sealed class MaakAbonnement : IEndpoint
{
    /// <summary>How many an organisation can have.</summary>
    internal const int MeestPerOrganisatie = 100;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/abonnementen", Handle).WithName("maakAbonnement").RequireAuthorization(Rechten.Volgen).Produces<NieuwAbonnement>(201).Refuses(409)
            .Example("""
                {
                  "callbackUrl": "https://voorbeeld.nl/knelpunten", "gebeurtenissen": ["knelpunt.bevestigd", "knelpunt.ingetrokken"],
                  "selectie": { "wet": ["wlz", "wmo2015"], "soort": ["bekostiging"] }, "omschrijving": "Dossier bekostiging ouderenzorg"
                }
                """);

    /// <summary>Een abonnement dat net is genomen. Alleen hier staat het geheim.</summary>
    public sealed record NieuwAbonnement : Abonnement
    {
        internal NieuwAbonnement(Abonnement abonnement) : base(abonnement)
        {
        }

        /// <summary>Waarmee berichten zijn ondertekend (Standard Webhooks): bewaar het, het wordt alleen nu getoond. Null bij email.</summary>
        public string? Geheim { get; init; }
    }

    /// <summary>Een abonnement nemen.</summary>
    /// <remarks>
    /// Berichten zijn CloudEvents 1.0 (NL GOV-profiel), ondertekend volgens Standard Webhooks. Eerst vraagt de registratie de ontvanger om toestemming: met het
    /// OPTIONS-verzoek van CloudEvents (antwoord WebHook-Allowed-Origin), en anders met een ondertekend bericht abonnement.bevestiging, waarvan u data.code
    /// terugstuurt naar bevestigingen. Bij email staat in het eerste bericht een link om te bevestigen, en in elk volgend een om op te zeggen. Tot dan wordt er verder niets bezorgd en niets klaargezet; wat u zo mist staat in gemist.
    /// </remarks>
    public static async Task<IResult> Handle(Voorlopig<AbonnementInhoud> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Bestemming bestemming, Postbode post, Peper peper,
        TimeProvider clock, HttpContext context)
    {
        var (inhoud, fouten) = (invoer.Waarde, new Fouten());
        var selectie = inhoud.LeesSelectie(register, Kalender.Dag(clock.GetUtcNow()), fouten);
        await inhoud.Keur(bestemming, post, selectie, adres: true, fouten, context.RequestAborted);
        invoer.Klaar(fouten);
        post.MagVragen(inhoud.Email);
        var sleutel = Tekst.Naamsleutel(gebruiker.Organisatie!);

        var (rij, geheim) = await schrijver.Schrijf(werk =>
        {
            if (werk.Een<long>("SELECT count(*) FROM abonnement WHERE organisatie_sleutel = @sleutel", new { sleutel }) >= MeestPerOrganisatie)
            {
                throw Weigering.Conflict($"Uw organisatie heeft al {MeestPerOrganisatie} abonnementen. Verwijder er een, of voeg er samen: een abonnement kan meer gebeurtenissen en codes noemen.");
            }

            var id = Guid.CreateVersion7(werk.Nu);
            var (nieuw, bewaard) = Geheim.Nieuw(peper, id);
            werk.Voer("""
                INSERT INTO abonnement (id, versie, kanaal, ritme, organisatie, organisatie_sleutel, rol, sleutel_id, bestemming, gebeurtenissen, selectie, omschrijving,
                    status, geheim, vanaf, bevestiging, aangemaakt_op, gewijzigd_op)
                VALUES (@id, 1, @Kanaal, @Ritme, @Organisatie, @sleutel, @Rol, @SleutelId, @Bestemming, @Gebeurtenissen, @Selectie, @Omschrijving,
                    'wacht-op-bevestiging', @bewaard, 0, 0, @Nu, @Nu)
                """, new
            {
                id, Kanaal = inhoud.Kanaal ?? Abonnement.Webhook, inhoud.Ritme, gebruiker.Organisatie, sleutel, gebruiker.Rol, gebruiker.SleutelId, inhoud.Bestemming, Gebeurtenissen = string.Join(' ', inhoud.Soorten),
                Selectie = selectie?.Weergave().ToJsonString(Json.Options), inhoud.Omschrijving, bewaard, werk.Nu,
            });
            Abonnement.Noteer(werk, gebruiker, "aangemaakt", id, new JsonObject { ["versie"] = 1, ["gebeurtenissen"] = JsonSerializer.SerializeToNode(inhoud.Soorten) });
            Abonnement.VraagBevestiging(werk, gebruiker, id);
            return (Abonnement.Lees(werk, id, gebruiker), nieuw);
        });

        context.Response.Headers.ETag = Conditional.Etag(rij.Versie);
        return Results.Created($"/v1/abonnementen/{rij.Id}", new NieuwAbonnement(rij.Toon(register, clock)) { Geheim = inhoud.IsEmail ? null : geheim });
    }
}
