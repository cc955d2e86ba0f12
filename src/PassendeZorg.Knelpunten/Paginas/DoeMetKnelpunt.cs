using Microsoft.AspNetCore.Mvc;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Wat er op de pagina van een knelpunt te doen is: het ook hebben, zeggen of een oplossing te merken is, vragen en antwoorden.</summary>
public sealed class DoeMetKnelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/knelpunten/{id}/steunen", (string id, Formulier formulier, [AsParameters] Dienst dienst, [AsParameters] ToonKnelpuntPagina.Nodig nodig) =>
            Doe(id, formulier, "Genoteerd: uw project heeft dit ook.", nodig,
                () => SteunKnelpunt.Handle(id, formulier.Als<SteunKnelpunt.Request>(nodig.Context), nodig.Gebruiker, nodig.Register, dienst.Schrijver, nodig.Db, nodig.Context)))
            .RequireAuthorization(Rechten.Melden);
        routes.MapPost("/knelpunten/{id}/merkbaarheid", (string id, Formulier formulier, [AsParameters] Dienst dienst, [AsParameters] ToonKnelpuntPagina.Nodig nodig) =>
            Doe(id, formulier, "Genoteerd. Zo is te zien of een oplossing werkt.", nodig,
                () => GeefMerkbaarheid.Handle(id, formulier.Als<GeefMerkbaarheid.Request>(nodig.Context), nodig.Gebruiker, nodig.Register, dienst.Schrijver, nodig.Db, dienst.Clock, nodig.Context)))
            .RequireAuthorization(Rechten.Melden);
        routes.MapPost("/knelpunten/{id}/vragen", (string id, Formulier formulier, [AsParameters] Dienst dienst, [AsParameters] ToonKnelpuntPagina.Nodig nodig) =>
            Doe(id, formulier, "De vraag is gesteld.", nodig,
                () => StelVraag.Handle(id, formulier.Als<StelVraag.Request>(nodig.Context), nodig.Gebruiker, nodig.Register, dienst.Schrijver, nodig.Db, nodig.Context)))
            .RequireAuthorization(Rechten.Beoordelen);
        routes.MapPost("/knelpunten/{id}/antwoorden", (string id, Formulier formulier, [AsParameters] Dienst dienst, [AsParameters] ToonKnelpuntPagina.Nodig nodig) =>
            Doe(id, formulier, "Uw antwoord is verstuurd.", nodig,
                () => BeantwoordVraag.Handle(formulier["vraag"], formulier.Als<BeantwoordVraag.Request>(nodig.Context), nodig.Gebruiker, nodig.Register, dienst.Schrijver, nodig.Db, nodig.Context)))
            .RequireAuthorization(Rechten.Melden);
    }

    /// <summary>What writing needs besides what the page needs.</summary>
    internal sealed record Dienst([FromServices] Schrijver Schrijver, [FromServices] TimeProvider Clock);

    /// <summary>Does it, and goes back to the knelpunt; a refusal shows that with what was typed.</summary>
    private static async Task<IResult> Doe(string id, Formulier formulier, string gedaan, ToonKnelpuntPagina.Nodig nodig, Func<Task<IResult>> operatie)
    {
        var rij = await Knelpunt.Vind(id, nodig.Gebruiker, nodig.Register, nodig.Db, nodig.Context.RequestAborted);
        return await Handeling.Doe(formulier, nodig.Context, operatie, _ => Bericht.NaarMet(nodig.Context, $"/knelpunten/{rij.Kenmerk}", gedaan),
            (opnieuw, status) => ToonKnelpuntPagina.Maak(rij, opnieuw, status, nodig));
    }
}
