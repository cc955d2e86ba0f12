using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Hoe toegankelijk deze pagina's zijn, hoe dat is nagegaan en waar een probleem te melden is. Noemt geen status: die stelt een onderzoek vast.</summary>
public sealed class ToonToegankelijkheid : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/toegankelijkheid", Handle).AllowAnonymous();

    internal static IResult Handle(Gebruiker gebruiker, Register register, Instellingen instellingen, TimeProvider clock, HttpContext context) => Pagina.Bekend(context, gebruiker, register, clock) ? Results.Empty
        : new Pagina("Toegankelijkheid", $"""
            <p class="let-op">Dit is nog geen toegankelijkheidsverklaring. Er is geen nalevingsstatus vastgesteld: dat kan pas na een onderzoek volgens WCAG-EM, en de verklaring hoort in het register van toegankelijkheidsverklaringen te staan. Een overheid die dit register aanbiedt, vult deze pagina daarmee aan.</p>
            <h2>Waar wij naar streven</h2>
            <p>De pagina's zijn gemaakt om te voldoen aan de Web Content Accessibility Guidelines (WCAG) 2.2, niveau A en AA. De Europese norm EN 301 549 en het Besluit digitale toegankelijkheid overheid vragen ten minste WCAG 2.1.</p>
            <ul>
            <li>Alles werkt met alleen een toetsenbord, en zonder JavaScript.</li>
            <li>Elke tekening heeft een beschrijving, en de cijfers staan ook in een tabel.</li>
            <li>Kleur is nooit het enige dat iets betekent. De pagina's volgen de lichte of donkere weergave van uw apparaat.</li>
            <li>Op een smal scherm, of vergroot tot 400%, schuift de pagina niet opzij. Brede tabellen schuiven in hun eigen kader, ook met het toetsenbord.</li>
            <li>Een fout in een formulier staat bovenaan en bij het veld. Wat u had ingevuld, blijft staan.</li>
            </ul>
            <h2>Hoe dat wordt getest</h2>
            <p>Bij elke verandering van de software: met axe (regels van WCAG 2.2 AA) in lichte en donkere weergave, met twee controles van de HTML, op een breedte van 320 pixels, en met een doorloop van de belangrijkste taken zonder muis. Automatische controles vinden maar een deel van de problemen. Een onderzoek door mensen met verschillende hulpmiddelen hoort daarbij en is nog niet gedaan.</p>
            <h2>Wat wij weten dat beter kan</h2>
            <ul>
            <li>De uitleg van de API op <a href="/docs">/docs</a> komt van een andere maker (Swagger UI) en werkt niet zonder JavaScript. Dezelfde gegevens staan in het <a href="/v1/openapi.json">OpenAPI-document</a>.</li>
            <li>Grote tabellen zijn lang om voor te laten lezen. Elke tabel is ook als CSV op te halen.</li>
            </ul>
            <h2>Werkt er iets niet voor u?</h2>
            <p>Laat het weten, ook als u niet zeker weet waar het aan ligt. Noem de pagina, wat u wilde doen en wat u gebruikt, zoals een schermlezer of vergroting. {ToonOver.Contact(instellingen)}</p>
            """)
        { Intro = "Iedereen moet dit register kunnen gebruiken, met wat voor scherm, toetsenbord of hulpmiddel ook." };
}
