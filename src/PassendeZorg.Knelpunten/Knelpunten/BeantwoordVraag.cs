using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Een vraag over een eigen knelpunt beantwoorden.</summary>
public sealed class BeantwoordVraag : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/vragen/{id}/antwoorden", Handle).WithName("beantwoordVraag").RequireAuthorization(Rechten.Melden).Produces<KnelpuntVraag>(201).Refuses(409, 410)
            .Example("""
                { "tekst": "De beleidsregel over groepstraining: die vergoedt alleen na een verwijzing." }
                """);

    /// <summary>Wat de melder antwoordt.</summary>
    /// <param name="Tekst">Het antwoord, zonder persoonsgegevens.</param>
    public sealed record Request([property: Required, StringLength(5_000, MinimumLength = 1)] string Tekst);

    /// <summary>Een vraag over een eigen knelpunt beantwoorden.</summary>
    /// <remarks>Alleen de organisaties van het project dat meldde, en eenmaal. Een analist antwoordt niet voor hen.</remarks>
    /// <param name="id">Id van de vraag.</param>
    public static async Task<IResult> Handle(string id, Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, HttpContext context)
    {
        var tekst = invoer.Waarde.Tekst;
        var gezien = await KnelpuntVraag.Vind(id, gebruiker, register, db, context.RequestAborted);
        if (!register.Projecten.Zoek(gezien.ProjectId)!.IsVan(gebruiker.Organisatie))
        {
            throw Weigering.Verboden($"Vragen over {gezien.Kenmerk} beantwoordt alleen een organisatie van het project dat het meldde; niemand spreekt voor hen.");
        }

        var rij = await schrijver.Schrijf(werk =>
        {
            var knelpunt = Vastleggen.Lees(werk, gezien.KnelpuntId, gebruiker, register);
            if (KnelpuntVraag.Lees(werk, gezien.Id).BeantwoordOp is { } eerder)
            {
                throw Weigering.Conflict($"Deze vraag is al beantwoord, op {Kalender.Dag(eerder):yyyy-MM-dd}. Is er meer te weten, dan stelt een analist een nieuwe vraag.");
            }

            werk.Voer("UPDATE vraag SET antwoord = @tekst, beantwoord_op = @Nu WHERE id = @Id", new { gezien.Id, tekst, werk.Nu });
            KnelpuntVraag.Noteer(werk, gebruiker, knelpunt, "knelpunt.vraag-beantwoord", gezien.Id);
            return KnelpuntVraag.Lees(werk, gezien.Id);
        });

        return Results.Created($"/v1/knelpunten/{gezien.KnelpuntId}/vragen", rij.Toon());
    }
}
