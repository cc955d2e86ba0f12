using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Persoonsgegevens;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>Tags voorstellen bij een tekst die nog niet is gemeld.</summary>
public sealed class StelTagsVoor : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/tagvoorstellen", Handle).WithName("stelTagsVoor").RequireAuthorization(Rechten.Melden).Produces<Antwoord>(200)
            .Example("""
                {
                  "titel": "Valpreventie valt tussen wal en schip",
                  "omschrijving": "De gemeente betaalt de training zolang er projectgeld is; daarna wijzen gemeente en zorgverzekeraar naar elkaar en stopt het aanbod."
                }
                """);

    /// <summary>Een tekst om tags bij te zoeken. Wordt nergens bewaard.</summary>
    /// <param name="Titel">Het knelpunt in één regel; mag nog leeg zijn.</param>
    /// <param name="Omschrijving">Wat er gebeurde; mag nog onaf zijn.</param>
    public sealed record Request(
        [property: Required, WordtNietBewaard, StringLength(160)] string Titel,
        [property: Required, WordtNietBewaard, StringLength(10_000)] string Omschrijving);

    /// <summary>Tags die bij de tekst passen, wat erop lijkt, en wat er niet in mag blijven staan.</summary>
    public sealed record Antwoord : Tagvoorstellen
    {
        internal Antwoord(Tagvoorstellen voorstellen) : base(voorstellen)
        {
        }

        /// <summary>Knelpunten die hierop lijken, het meest gelijkende eerst.</summary>
        public IReadOnlyList<Verwant> Verwanten { get; init; } = [];

        /// <summary>Wat op een persoonsgegeven lijkt: haal het weg voor u meldt.</summary>
        public IReadOnlyList<Persoonsgegeven> Persoonsgegevens { get; init; } = [];
    }

    /// <summary>Waar een persoonsgegeven lijkt te staan; nooit het gegeven zelf.</summary>
    /// <param name="Veld">JSON pointer van het veld.</param>
    /// <param name="Soort">Wat het lijkt te zijn, zoals bsn of telefoon.</param>
    /// <param name="Positie">Eerste teken, vanaf 0 geteld.</param>
    /// <param name="Lengte">Aantal tekens.</param>
    public sealed record Persoonsgegeven(string Veld, string Soort, int Positie, int Lengte);

    /// <summary>Tags voorstellen bij een tekst.</summary>
    /// <remarks>
    /// Uit de namen en bijnamen in de begrippenlijsten, en uit hoe bevestigde knelpunten met zulke woorden zijn geduid. Advies: een mens beslist.
    /// De tekst wordt nergens bewaard. Persoonsgegevens worden hier niet geweigerd maar aangewezen.
    /// </remarks>
    public static async Task<IResult> Handle(Invoer<Request> invoer, Gebruiker gebruiker, Voorsteller voorsteller, Verwantenzoeker zoeker, HttpContext context)
    {
        var ((titel, omschrijving), ct) = (invoer.Waarde, context.RequestAborted);
        await voorsteller.Bij(ct);
        return Results.Ok(new Antwoord(voorsteller.StelVoor(titel, omschrijving))
        {
            Verwanten = await zoeker.Zoek(new KnelpuntInhoud(default, titel, omschrijving, []), gebruiker, ct),
            Persoonsgegevens = [.. Gevonden("/titel", titel), .. Gevonden("/omschrijving", omschrijving)],
        });
    }

    private static IEnumerable<Persoonsgegeven> Gevonden(string veld, string tekst) =>
        Persoonsgegevenswacht.Zoek(tekst).Select(vondst => new Persoonsgegeven(veld, vondst.Soort, vondst.Positie, vondst.Lengte));
}
