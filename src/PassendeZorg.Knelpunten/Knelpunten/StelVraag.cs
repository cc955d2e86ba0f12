using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Een vraag stellen aan wie een knelpunt meldde.</summary>
public sealed class StelVraag : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/knelpunten/{id}/vragen", Handle).WithName("stelVraag").RequireAuthorization(Rechten.Beoordelen).Produces<KnelpuntVraag>(201).Refuses(409, 410)
            .Example("""
                { "tekst": "Welke beleidsregel noemde de zorgverzekeraar toen de training stopte?" }
                """);

    /// <summary>Wat een analist wil weten.</summary>
    /// <param name="Tekst">De vraag, zonder persoonsgegevens.</param>
    public sealed record Request([property: Required, StringLength(5_000, MinimumLength = 3)] string Tekst);

    /// <summary>Een vraag stellen aan wie een knelpunt meldde.</summary>
    /// <remarks>Alleen analisten en de organisaties van het project dat meldde, zien de vraag en het antwoord. Het knelpunt zelf verandert niet.</remarks>
    /// <param name="id">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, HttpContext context)
    {
        var tekst = invoer.Waarde.Tekst;
        var gezien = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);

        var rij = await schrijver.Schrijf(werk =>
        {
            var nu = Vastleggen.Lees(werk, gezien.Id, gebruiker, register);
            if (nu.Status is "concept" or "afgewezen")
            {
                throw Weigering.Conflict($"Knelpunt {nu.Kenmerk} heeft status {nu.Status}; vragen kan over wat gemeld, bevestigd, opgelost of heropend is.");
            }

            var vraag = Guid.CreateVersion7(werk.Nu);
            var gebeurtenis = KnelpuntVraag.Noteer(werk, gebruiker, nu, "knelpunt.vraag-gesteld", vraag);
            werk.Voer("INSERT INTO vraag (id, knelpunt_id, volgnummer, tekst, gesteld_op) VALUES (@vraag, @KnelpuntId, @Volgnummer, @tekst, @TijdstipOp)",
                new { vraag, KnelpuntId = nu.Id, gebeurtenis.Volgnummer, tekst, gebeurtenis.TijdstipOp });
            return KnelpuntVraag.Lees(werk, vraag);
        });

        return Results.Created($"/v1/knelpunten/{gezien.Id}/vragen", rij.Toon());
    }
}
