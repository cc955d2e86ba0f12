using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Een knelpunt beoordelen.</summary>
public sealed class BeoordeelKnelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/knelpunten/{id}/beoordelingen", Handle).WithName("beoordeelKnelpunt").RequireAuthorization(Rechten.Beoordelen)
            .Produces<Knelpunt>(201).Refuses(409, 410)
            .Example("""
                { "besluit": "bevestigd", "toelichting": "Nagegaan bij de zorgverzekeraar: zo werkt de betaaltitel.", "herleidbaarheidGecontroleerd": true }
                """);

    /// <summary>Een oordeel over een knelpunt.</summary>
    /// <param name="Besluit">bevestigd: toelaatbaar en navolgbaar, geen oordeel over de waarheid.</param>
    /// <param name="Toelichting">Waarom. Verplicht bij afgewezen; de melder leest die.</param>
    /// <param name="HerleidbaarheidGecontroleerd">Waar: nagegaan dat niemand in de tekst te herkennen is. Verplicht voor wat openbaar wordt.</param>
    public sealed record Request(
        [property: Required, Keuze("bevestigd", "afgewezen", "opgelost", "heropend")] string Besluit,
        [property: StringLength(2_000, MinimumLength = 3)] string? Toelichting = null,
        bool? HerleidbaarheidGecontroleerd = null);

    /// <summary>Een knelpunt bevestigen, afwijzen, als opgelost aanmerken of heropenen.</summary>
    /// <remarks>Bevestigen kan als er ten minste één domein is en herleidbaarheidGecontroleerd waar is.</remarks>
    /// <param name="id">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, HttpContext context)
    {
        var gezien = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        EisToelichting(invoer.Waarde.Besluit, invoer.Waarde.Toelichting);

        var rij = await schrijver.Schrijf(werk => Beoordeel(werk, gebruiker, Vastleggen.Lees(werk, gezien.Id, gebruiker, register),
            invoer.Waarde.Besluit, invoer.Waarde.Toelichting, invoer.Waarde.HerleidbaarheidGecontroleerd));

        context.Response.Headers.ETag = Conditional.Etag(rij.Versie);
        return Results.Created($"/v1/knelpunten/{rij.Id}/historie", Knelpunt.Toon(rij, gebruiker, register));
    }

    /// <summary>A refusal says why.</summary>
    internal static void EisToelichting(string besluit, string? toelichting)
    {
        if (besluit == "afgewezen" && toelichting is null)
        {
            throw Weigering.Ongeldig("/toelichting", "verplicht", "Zeg bij een afwijzing waarom; de melder leest die toelichting.");
        }
    }

    /// <summary>Writes one judgement.</summary>
    internal static Knelpunt.Rij Beoordeel(Werk werk, Gebruiker door, Knelpunt.Rij rij, string besluit, string? toelichting, bool? herleidbaarheidGecontroleerd)
    {
        Eis(rij, besluit, herleidbaarheidGecontroleerd);
        return Vastleggen.Verander(werk, door, rij, status: besluit, toelichting: toelichting);
    }

    /// <summary>Refuses a judgement that cannot be given of this one.</summary>
    internal static void Eis(Knelpunt.Rij rij, string besluit, bool? herleidbaarheidGecontroleerd)
    {
        Vastleggen.EisOvergang(rij, besluit);
        if (!rij.IsOpenbaar && besluit is "bevestigd" or "heropend")
        {
            if (herleidbaarheidGecontroleerd != true)
            {
                throw Weigering.Ongeldig("/herleidbaarheidGecontroleerd", "verplicht",
                    "Het knelpunt wordt openbaar: ga na dat niemand in de tekst te herkennen is en zet herleidbaarheidGecontroleerd op true.", "true");
            }

            if (rij.Lees().Domeinen is not { Count: > 0 })
            {
                throw Weigering.Conflict($"Knelpunt {rij.Kenmerk} heeft nog geen domein. Vul er eerst ten minste één in.");
            }
        }
    }
}
