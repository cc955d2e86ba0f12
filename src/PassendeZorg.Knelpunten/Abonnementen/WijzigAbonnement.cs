using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Een abonnement wijzigen, pauzeren of hervatten.</summary>
public sealed class WijzigAbonnement : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/abonnementen/{id}", Handle).WithName("wijzigAbonnement").RequireAuthorization(Rechten.Volgen).Produces<Abonnement>().Refuses(409, 412, 428)
            .Changes("status", "gepauzeerd, of weer actief. Bij een abonnement dat op bevestiging wacht of is uitgeschakeld vraagt actief (opnieuw) om bevestiging.", Abonnement.Actief, Abonnement.Gepauzeerd)
            .Example("""
                { "gebeurtenissen": ["knelpunt.bevestigd", "editie.gepubliceerd"], "selectie": { "wet": ["wlz"], "soort": null }, "status": "gepauzeerd" }
                """);

    /// <summary>Een abonnement wijzigen, pauzeren of hervatten.</summary>
    /// <remarks>
    /// JSON merge patch; null maakt een veld leeg. If-Match is verplicht: de ETag die u gelezen hebt. Een ander adres moet eerst weer toestemming geven. Een wijziging geldt
    /// voor wat er daarna gebeurt. Wat er bezorgd mag worden volgt voortaan uit uw sleutel.
    /// </remarks>
    /// <param name="id">Id van het abonnement.</param>
    public static async Task<IResult> Handle(string id, Wijziging<AbonnementInhoud> wijziging, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, Bestemming bestemming,
        Postbode post, TimeProvider clock, HttpContext context)
    {
        var gezien = await Abonnement.Vind(id, gebruiker, db, context.RequestAborted);
        var ifMatch = context.Request.Headers.IfMatch.ToString();
        Conditional.RequireMatch(ifMatch, gezien.Versie);
        var status = wijziging.Neem("status");
        var fouten = new Fouten();
        if (status is not (null or Abonnement.Actief or Abonnement.Gepauzeerd))
        {
            fouten.Meld("/status", "onbekende-code", "Kies uit: actief, gepauzeerd.", Tekst.Dichtstbij(status, [(Abonnement.Actief, Abonnement.Actief), (Abonnement.Gepauzeerd, Abonnement.Gepauzeerd)]));
        }

        var inhoud = wijziging.Toegepast(gezien.Inhoud(), new HashSet<string>(), fouten);
        var selectie = inhoud.LeesSelectie(register, Kalender.Dag(clock.GetUtcNow()), fouten);
        var zonderToestemming = gezien.Status is Abonnement.Wacht or Abonnement.Uitgeschakeld;
        var opnieuw = inhoud.Bestemming != gezien.Bestemming || (zonderToestemming && status == Abonnement.Actief);
        if (inhoud.Kanaal != gezien.Kanaal)
        {
            fouten.Meld("/kanaal", "buiten-bereik", "Een abonnement verandert niet van kanaal; neem een ander.", gezien.Kanaal);
        }
        else
        {
            await inhoud.Keur(bestemming, post, selectie, opnieuw, fouten, context.RequestAborted);
        }

        fouten.Klaar();
        if (status == Abonnement.Gepauzeerd && (opnieuw || zonderToestemming))
        {
            throw Weigering.Conflict("Pauzeren kan als de ontvanger toestemming heeft gegeven. Tot dan wordt er niets bezorgd.");
        }

        post.MagVragen(opnieuw ? inhoud.Email : null);
        var rij = await schrijver.Schrijf(werk =>
        {
            var nu = Abonnement.Lees(werk, gezien.Id, gebruiker);
            if (nu.Versie != gezien.Versie)
            {
                throw Weigering.Versie(ontbreekt: false, nu.Versie);
            }

            werk.Voer("""
                UPDATE abonnement SET versie = versie + 1, rol = @Rol, organisatie = @Organisatie, sleutel_id = @SleutelId, bestemming = @Bestemming, ritme = @Ritme, gebeurtenissen = @Gebeurtenissen,
                    selectie = @Selectie, omschrijving = @Omschrijving, status = @Status, gewijzigd_op = @Nu
                WHERE id = @Id
                """, new
            {
                nu.Id, gebruiker.Rol, gebruiker.Organisatie, gebruiker.SleutelId, inhoud.Bestemming, inhoud.Ritme, Gebeurtenissen = string.Join(' ', inhoud.Soorten),
                Selectie = selectie?.Weergave().ToJsonString(Json.Options), inhoud.Omschrijving, Status = status ?? nu.Status, werk.Nu,
            });
            Abonnement.Noteer(werk, gebruiker, "gewijzigd", nu.Id, new JsonObject
            {
                ["versie"] = nu.Versie + 1, ["velden"] = JsonSerializer.SerializeToNode(wijziging.Velden.Append(status is null ? null : "status").OfType<string>().Order(StringComparer.Ordinal)),
                ["gebeurtenissen"] = JsonSerializer.SerializeToNode(inhoud.Soorten), ["status"] = opnieuw ? Abonnement.Wacht : status ?? nu.Status,
            });
            if (opnieuw)
            {
                Abonnement.VraagBevestiging(werk, gebruiker, nu.Id);
            }

            return Abonnement.Lees(werk, nu.Id, gebruiker);
        });

        context.Response.Headers.ETag = Conditional.Etag(rij.Versie);
        return Results.Ok(rij.Toon(register, clock));
    }
}
