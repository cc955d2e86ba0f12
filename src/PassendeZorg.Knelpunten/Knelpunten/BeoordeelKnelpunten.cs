using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Veel knelpunten tegelijk beoordelen.</summary>
public sealed class BeoordeelKnelpunten : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/beoordelingen", Handle).WithName("beoordeelKnelpunten").RequireAuthorization(Rechten.Beoordelen).Produces<Antwoord>(201).Refuses(409, 410)
            .Example("""
                { "knelpunten": ["KP-2026-00042", "KP-2026-00043"], "besluit": "bevestigd", "herleidbaarheidGecontroleerd": true }
                """);

    /// <summary>Eén oordeel over veel knelpunten.</summary>
    /// <param name="Knelpunten">Id's of kenmerken, ten hoogste 200.</param>
    /// <param name="Besluit">bevestigd: toelaatbaar en navolgbaar, geen oordeel over de waarheid.</param>
    /// <param name="Toelichting">Waarom. Verplicht bij afgewezen.</param>
    /// <param name="HerleidbaarheidGecontroleerd">Waar: nagegaan dat niemand in de teksten te herkennen is.</param>
    public sealed record Request(
        [property: Required, Length(1, 200), GeenVrijeTekst, StringLength(60, MinimumLength = 1)] IReadOnlyList<string> Knelpunten,
        [property: Required, Keuze("bevestigd", "afgewezen", "opgelost", "heropend")] string Besluit,
        [property: StringLength(2_000, MinimumLength = 3)] string? Toelichting = null,
        bool? HerleidbaarheidGecontroleerd = null);

    /// <summary>Wat er van elk werd.</summary>
    /// <param name="Items">In de volgorde van het verzoek.</param>
    public sealed record Antwoord(IReadOnlyList<Beoordeeld> Items);

    /// <summary>Een beoordeeld knelpunt.</summary>
    /// <param name="Id">UUIDv7.</param>
    /// <param name="Kenmerk">Nummer per jaar: KP-2026-00042.</param>
    /// <param name="Versie">De versie na het oordeel.</param>
    /// <param name="Status">De status na het oordeel.</param>
    public sealed record Beoordeeld(Guid Id, string Kenmerk, int Versie, [property: Keuze("bevestigd", "afgewezen", "opgelost", "heropend")] string Status);

    /// <summary>Veel knelpunten tegelijk beoordelen: alles of niets.</summary>
    /// <remarks>Dezelfde regels als bij één knelpunt. Kan er één niet, dan wordt er niets vastgelegd.</remarks>
    public static async Task<IResult> Handle(Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, HttpContext context)
    {
        var (knelpunten, besluit, toelichting, gecontroleerd) = invoer.Waarde;
        BeoordeelKnelpunt.EisToelichting(besluit, toelichting);
        var ids = await Vind(knelpunten, gebruiker, register, db, context.RequestAborted);
        var rijen = await schrijver.Schrijf(werk => ids.Select(id =>
            BeoordeelKnelpunt.Beoordeel(werk, gebruiker, Vastleggen.Lees(werk, id, gebruiker, register), besluit, toelichting, gecontroleerd)).ToList());

        return Results.Created((string?)null, new Antwoord([.. rijen.Select(rij => new Beoordeeld(rij.Id, rij.Kenmerk, rij.Versie, rij.Status))]));
    }

    /// <summary>The ids of knelpunten that a body names by id or kenmerk; notes each that is not there.</summary>
    internal static async Task<IReadOnlyList<Guid>> Vind(IReadOnlyList<string> knelpunten, Gebruiker gebruiker, Register register, Db db, CancellationToken ct)
    {
        var (fouten, ids) = (new Fouten(), new List<Guid>());
        for (var i = 0; i < knelpunten.Count; i++)
        {
            try
            {
                ids.Add((await Knelpunt.Vind(knelpunten[i], gebruiker, register, db, ct)).Id);
            }
            catch (Weigering weigering) when (weigering.Probleem.Status is 404 or 410)
            {
                fouten.Meld($"/knelpunten/{i}", "niet-gevonden", weigering.Message);
            }
        }

        fouten.Klaar();
        return [.. ids.Distinct()];
    }
}
