using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Een abonnement bevestigen.</summary>
public sealed class BevestigAbonnement : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/abonnementen/{id}/bevestigingen", Handle).WithName("bevestigAbonnement").RequireAuthorization(Rechten.Volgen).Produces<Abonnement>(201)
            .Example("""{ "code": "5f2b0c9d8e7a6b5c4d3e2f1a0b9c8d7e" }""");

    /// <summary>De code die de ontvanger kreeg.</summary>
    /// <param name="Code">De waarde van data.code in het laatste bericht abonnement.bevestiging; bij email de code in de link.</param>
    public sealed record Request([property: Required, GeenVrijeTekst, StringLength(100, MinimumLength = 1)] string Code);

    /// <summary>Een abonnement bevestigen met de code die de ontvanger kreeg.</summary>
    /// <remarks>Zo blijkt dat u leest wat er op het adres aankomt. Vanaf nu wordt bezorgd wat er gebeurt. Nog eens bevestigen verandert niets.</remarks>
    /// <param name="id">Id van het abonnement.</param>
    public static async Task<IResult> Handle(string id, Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, Peper peper, TimeProvider clock, HttpContext context)
    {
        var gezien = await Abonnement.Vind(id, gebruiker, db, context.RequestAborted);

        var rij = await schrijver.Schrijf(werk =>
        {
            var nu = Abonnement.Lees(werk, gezien.Id, gebruiker);
            if (!Geheim.Klopt(invoer.Waarde.Code, Geheim.Code(peper, nu.Id, nu.Bevestiging)))
            {
                throw Weigering.Ongeldig("/code", "niet-gevonden", "Deze code klopt niet. Neem data.code uit het laatste bericht abonnement.bevestiging.");
            }

            if (nu.Status == Abonnement.Wacht)
            {
                Abonnement.Bevestig(werk, gebruiker, nu);
            }

            return Abonnement.Lees(werk, nu.Id, gebruiker);
        });

        context.Response.Headers.ETag = Conditional.Etag(rij.Versie);
        return Results.Created((string?)null, rij.Toon(register, clock));
    }
}
