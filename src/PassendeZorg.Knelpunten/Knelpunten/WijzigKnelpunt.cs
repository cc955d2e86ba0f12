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
        var status = wijziging.Neem("status");
        var (wordt, naar) = Pas(gezien, status, wijziging, gebruiker);

        var rij = await schrijver.Schrijf(werk =>
        {
            var nu = Vastleggen.Lees(werk, gezien.Id, gebruiker, register);
            Conditional.RequireMatch(ifMatch, nu.Versie);
            if (nu.Versie != gezien.Versie)
            {
                (wordt, naar) = Pas(nu, status, wijziging, gebruiker); // If-Match: * changes what is there now
            }

            return Vastleggen.Verander(werk, gebruiker, nu, wordt, naar);
        });

        context.Response.Headers.ETag = Conditional.Etag(rij.Versie);
        return Results.Ok(Knelpunt.Toon(rij, gebruiker, register));
    }

    /// <summary>What the patch makes of a knelpunt: its content, and its status when that changes.</summary>
    private static (KnelpuntInhoud Inhoud, string? Status) Pas(Knelpunt.Rij rij, string? status, Wijziging<KnelpuntInhoud> wijziging, Gebruiker gebruiker)
    {
        if (rij.IsOpenbaar && !gebruiker.ZietAlles)
        {
            throw Weigering.Verboden($"Knelpunt {rij.Kenmerk} is bevestigd; alleen een analist wijzigt het nog. Geef een wens door aan een analist.");
        }

        var fouten = new Fouten();
        if (status is not null && status != "gemeld" && status != rij.Status)
        {
            fouten.Meld("/status", "onbekende-code", "Hier kan de status alleen gemeld worden; de rest gaat met een beoordeling.", "gemeld");
        }

        var was = rij.Lees();
        var wordt = wijziging.Toegepast(was, was.Codes(), fouten);
        if (wordt.ProjectId != was.ProjectId)
        {
            throw Weigering.Ongeldig("/projectId", "buiten-bereik", "Een knelpunt blijft bij het project dat het meldde.");
        }

        if (rij.IsOpenbaar && wordt.Domeinen is not { Count: > 0 })
        {
            throw Weigering.Ongeldig("/domeinen", "verplicht", "Een bevestigd knelpunt houdt ten minste één domein.");
        }

        if (status is null || status == rij.Status)
        {
            return (wordt, null);
        }

        Vastleggen.EisOvergang(rij, status);
        return (wordt, status);
    }
}
