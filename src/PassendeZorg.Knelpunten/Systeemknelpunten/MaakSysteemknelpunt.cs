using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;
using System.ComponentModel.DataAnnotations;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Een systeemknelpunt maken.</summary>
public sealed class MaakSysteemknelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/systeemknelpunten", Handle).WithName("maakSysteemknelpunt").RequireAuthorization(Rechten.Beoordelen)
            .Produces<ToonSysteemknelpunt.SysteemknelpuntMetPerspectieven>(201).Refuses(409)
            .Example("""
                {
                  "titel": "Valpreventie heeft geen blijvende betaler", "kern": "Baten vallen bij de zorgverzekeraar, kosten bij de gemeente; na het projectgeld voelt niemand zich eigenaar.",
                  "mechanismen": ["baten-elders"], "bevoegd": ["vws", "nza"], "betrokken": ["vng", "zn"], "knelpunten": ["KP-2026-00042", "KP-2026-00051"]
                }
                """);

    /// <summary>Een systeemknelpunt zoals het moet worden.</summary>
    /// <param name="Titel">Het systeemknelpunt in één regel.</param>
    /// <param name="Kern">Wat er structureel misgaat en waarom, zonder persoonsgegevens.</param>
    /// <param name="Bevoegd">Wie erover gaat: zij zijn aan zet en tellen mee in de verantwoording.</param>
    /// <param name="Betrokken">Wie erbij nodig is, zonder erover te gaan.</param>
    /// <param name="Mechanismen">Waardoor het in stand blijft.</param>
    /// <param name="Knelpunten">Id's of kenmerken van de knelpunten die erin zitten, ten hoogste 200.</param>
    public sealed record Request(
        [property: Required, StringLength(160, MinimumLength = 3)] string Titel,
        [property: Required, StringLength(10_000, MinimumLength = 20)] string Kern,
        [property: Required, Begrip("organisaties"), Length(1, 20)] IReadOnlyList<string> Bevoegd,
        [property: Begrip("organisaties"), Length(0, 40)] IReadOnlyList<string>? Betrokken = null,
        [property: Begrip("mechanismen"), Length(0, 20)] IReadOnlyList<string>? Mechanismen = null,
        [property: Length(0, 200), GeenVrijeTekst, StringLength(60, MinimumLength = 1)] IReadOnlyList<string>? Knelpunten = null);

    /// <summary>Een systeemknelpunt maken, met de knelpunten die erin zitten.</summary>
    /// <remarks>Knelpunten blijven zoals ze zijn: bundelen voegt niets samen, en is terug te draaien. Een knelpunt mag in meer systeemknelpunten zitten.</remarks>
    public static async Task<IResult> Handle(Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var verzoek = invoer.Waarde;
        var knelpunten = await BeoordeelKnelpunten.Vind(verzoek.Knelpunten ?? [], gebruiker, register, db, context.RequestAborted);

        var rij = await schrijver.Schrijf(werk =>
        {
            var systeem = Curatie.Nieuw(werk, gebruiker, new SysteemknelpuntInhoud(verzoek.Titel, verzoek.Kern, verzoek.Bevoegd, verzoek.Betrokken, verzoek.Mechanismen));
            foreach (var id in knelpunten)
            {
                (systeem, _) = Curatie.Bundel(werk, gebruiker, systeem, Vastleggen.Lees(werk, id, gebruiker, register), null);
            }

            return systeem;
        });

        return await ToonSysteemknelpunt.Antwoord(rij, gebruiker, register, db, clock, context, 201);
    }
}
