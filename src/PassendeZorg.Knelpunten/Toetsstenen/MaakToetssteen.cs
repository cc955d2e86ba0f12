using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Toetsstenen;

/// <summary>Een toetssteen opnemen.</summary>
public sealed class MaakToetssteen : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/toetsstenen", Handle).WithName("maakToetssteen").RequireAuthorization(Rechten.Beoordelen).Produces<Toetssteen>(201).Refuses(409)
            .Example("""
                {
                  "titel": "Thuis blijven wonen na een val", "omschrijving": "Iemand valt, revalideert en wil naar huis. Woningaanpassing, wijkverpleging en training vallen onder drie wetten; wie begint, wacht op de ander.",
                  "knelpunten": ["KP-2026-00042", "KP-2026-00051"]
                }
                """);

    /// <summary>Een casus zoals die moet worden.</summary>
    /// <param name="Titel">De casus in één regel.</param>
    /// <param name="Omschrijving">Wat er nodig is en waar het vastloopt, zo dat niemand te herkennen is.</param>
    /// <param name="Knelpunten">Id's of kenmerken van de knelpunten die de casus tegenkomt, ten hoogste 200.</param>
    public sealed record Request(
        [property: Required, StringLength(160, MinimumLength = 3)] string Titel,
        [property: Required, StringLength(10_000, MinimumLength = 20)] string Omschrijving,
        [property: Length(0, 200), GeenVrijeTekst, StringLength(60, MinimumLength = 1)] IReadOnlyList<string>? Knelpunten = null);

    /// <summary>Een toetssteen opnemen: een complexe casus waaraan oplossingen worden getoetst.</summary>
    /// <remarks>Openbaar, dus zonder dat iemand te herkennen is. De toetssteen laat zien welke systeemknelpunten er nog in de weg staan.</remarks>
    public static async Task<IResult> Handle(Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, HttpContext context)
    {
        var verzoek = invoer.Waarde;
        var knelpunten = await BeoordeelKnelpunten.Vind(verzoek.Knelpunten ?? [], gebruiker, register, db, context.RequestAborted);

        var rij = await schrijver.Schrijf(werk =>
        {
            var toetssteen = Toetssteen.Nieuw(werk, gebruiker, new Toetssteen.Tekstdeel(verzoek.Titel, verzoek.Omschrijving));
            foreach (var id in knelpunten)
            {
                (toetssteen, _) = Toetssteen.Koppel(werk, gebruiker, toetssteen, Vastleggen.Lees(werk, id, gebruiker, register));
            }

            return toetssteen;
        });

        return await Toetssteen.Antwoord(rij, register, db, context, 201);
    }
}
