using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>De status van een systeemknelpunt veranderen.</summary>
public sealed class BeoordeelSysteemknelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/systeemknelpunten/{id}/beoordelingen", Handle).WithName("beoordeelSysteemknelpunt").RequireAuthorization(Rechten.Beoordelen)
            .Produces<ToonSysteemknelpunt.SysteemknelpuntMetPerspectieven>(201).Refuses(409)
            .Example("""
                { "status": "vastgesteld", "toelichting": "Vijf projecten in drie regio's beschrijven hetzelfde." }
                """);

    /// <summary>Een oordeel over een systeemknelpunt.</summary>
    /// <param name="Status">De volgende status. Welke dat mag zijn volgt uit de huidige; gesloten kan altijd.</param>
    /// <param name="Toelichting">Waarom, zonder persoonsgegevens; openbaar, in de historie. Verplicht bij gesloten.</param>
    public sealed record Request(
        [property: Required, Keuze("in-onderzoek", "vastgesteld", "geagendeerd", "beantwoord", "opgelost", "heropend", "gesloten")] string Status,
        [property: StringLength(2_000, MinimumLength = 3)] string? Toelichting = null);

    /// <summary>De status van een systeemknelpunt veranderen.</summary>
    /// <remarks>Van in-onderzoek naar vastgesteld, geagendeerd, beantwoord en opgelost; daarna zo nodig heropend, en dan als geagendeerd. Sluiten kan altijd, met een reden.</remarks>
    /// <param name="id">Id of kenmerk van het systeemknelpunt.</param>
    public static async Task<IResult> Handle(string id, Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var (status, toelichting) = invoer.Waarde;
        var gezien = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        if (status == "gesloten" && toelichting is null)
        {
            throw Weigering.Ongeldig("/toelichting", "verplicht", "Zeg bij het sluiten waarom; iedereen kan die toelichting lezen.");
        }

        var rij = await schrijver.Schrijf(werk =>
        {
            var nu = Curatie.Lees(werk, gezien.Id);
            Curatie.EisOvergang(nu, status);
            return Curatie.Verander(werk, gebruiker, nu, status: status, toelichting: toelichting);
        });

        return await ToonSysteemknelpunt.Antwoord(rij, gebruiker, register, db, clock, context, 201);
    }
}
