using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Een knelpunt wijzigen, of een concept melden.</summary>
public sealed class WijzigKnelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/knelpunten/{id}", Handle).WithName("wijzigKnelpunt").RequireAuthorization(Rechten.Melden).Produces<Knelpunt>().Refuses(409, 410, 412, 428)
            .Changes("status", "Alleen gemeld mag: dan wordt een concept gemeld.", "gemeld")
            .Example("""
                { "wetten": ["zvw", "wmo2015"], "ernst": "4", "omweg": null, "status": "gemeld" }
                """);

    /// <summary>Een knelpunt wijzigen, of een concept melden.</summary>
    /// <remarks>
    /// JSON merge patch; null maakt een veld leeg. If-Match is verplicht: de ETag die u gelezen hebt. Een melder wijzigt tot het knelpunt bevestigd is,
    /// daarna alleen een analist. Een concept wordt gemeld met {"status":"gemeld"}.
    /// </remarks>
    /// <param name="id">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, Wijziging<KnelpuntInhoud> wijziging, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, HttpContext context)
    {
        var gezien = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        MeldKnelpunt.EisEigenProject(gezien.ProjectId, gebruiker, register);
        var ifMatch = context.Request.Headers.IfMatch.ToString();
        Conditional.RequireMatch(ifMatch, gezien.Versie);
        if (gezien.IsOpenbaar && !gebruiker.ZietAlles)
        {
            throw Weigering.Verboden($"Knelpunt {gezien.Kenmerk} is bevestigd; alleen een analist wijzigt het nog. Geef een wens door aan een analist.");
        }

        var status = Status(wijziging, gezien);
        var was = gezien.Lees();
        var wordt = wijziging.Toegepast(was, was.Codes());
        if (wordt.ProjectId != was.ProjectId)
        {
            throw Weigering.Ongeldig("/projectId", "buiten-bereik", "Een knelpunt blijft bij het project dat het meldde.");
        }

        if (gezien.IsOpenbaar && wordt.Domeinen is not { Count: > 0 })
        {
            throw Weigering.Ongeldig("/domeinen", "verplicht", "Een bevestigd knelpunt houdt ten minste één domein.");
        }

        var rij = await schrijver.Schrijf(werk =>
        {
            var nu = Vastleggen.Lees(werk, gezien.Id, gebruiker, register);
            Conditional.RequireMatch(ifMatch, nu.Versie);
            return Vastleggen.Verander(werk, gebruiker, nu, wordt, status);
        });

        context.Response.Headers.ETag = Conditional.Etag(rij.Versie);
        return Results.Ok(Knelpunt.Toon(rij, gebruiker, register));
    }

    private static string? Status(Wijziging<KnelpuntInhoud> wijziging, Knelpunt.Rij rij)
    {
        if (wijziging.Neem("status") is not { } status || status == rij.Status)
        {
            return null;
        }

        if (status != "gemeld")
        {
            throw Weigering.Ongeldig("/status", "onbekende-code", "Hier kan de status alleen gemeld worden; de rest gaat met een beoordeling.", "gemeld");
        }

        Vastleggen.EisOvergang(rij, status);
        return status;
    }
}
