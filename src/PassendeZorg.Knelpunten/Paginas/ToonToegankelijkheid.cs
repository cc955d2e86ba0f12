using Microsoft.AspNetCore.Hosting.Server;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>
/// Hoe toegankelijk deze pagina's zijn, naar het Nederlandse model van een toegankelijkheidsverklaring: status, wat er is getest, wat beter kan en waar een probleem te melden is.
/// De status komt uit een onderzoek en is een instelling; de software kent die zichzelf niet toe.
/// </summary>
public sealed class ToonToegankelijkheid : IEndpoint
{
    /// <summary>What the five statuses mean, as the register of statements has them.</summary>
    internal static readonly Dictionary<string, (string Naam, string Betekenis)> Statussen = new(StringComparer.Ordinal)
    {
        ["A"] = ("voldoet volledig", "Alle eisen zijn de afgelopen drie jaar onderzocht, en er zijn geen fouten gevonden."),
        ["B"] = ("voldoet gedeeltelijk", "Alle eisen zijn de afgelopen drie jaar onderzocht. Nog niet alles is goed; in de verklaring staat wat eraan wordt gedaan en wanneer het klaar is."),
        ["C"] = ("eerste maatregelen genomen", "Nog niet alle eisen zijn onderzocht. Binnen zes maanden gebeurt dat."),
        ["D"] = ("voldoet niet", "Er is een verklaring, maar er is nog niet onderzocht of alles aan de eisen voldoet, en dat is ook nog niet gepland."),
        ["E"] = ("geen verklaring", "Er is nog geen verklaring. Die kan er pas zijn na een onderzoek volgens WCAG-EM, en hoort in het register van toegankelijkheidsverklaringen te staan."),
    };

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/toegankelijkheid", Handle).AllowAnonymous();

    internal static IResult Handle(Gebruiker gebruiker, Register register, Instellingen instellingen, IServer server, TimeProvider clock, HttpContext context)
    {
        var (status, verklaring) = (instellingen.Toegankelijkheidsstatus ?? "E", instellingen.Toegankelijkheidsverklaring);
        return Pagina.Bekend(context, gebruiker, register, clock) ? Results.Empty : new Pagina("Toegankelijkheid", $"""
            <p>{instellingen.Uitgever ?? "De beheerder van dit register"} wil dat iedereen dit register kan gebruiken. Deze pagina gaat over alles op {instellingen.Adres(server)}, ook wat achter een sleutel zit.</p>
            <h2 id="status">Status: {status} – {Statussen[status].Naam}</h2>
            <p class="let-op">{Statussen[status].Betekenis}</p>
            {Html.Met(verklaring, adres => $"""<p>De officiële verklaring, met de onderzoeken erbij, staat in het register: <a href="{adres}">toegankelijkheidsverklaring van dit register</a>.</p>""")}
            <h2>Waar het aan moet voldoen</h2>
            <p>De pagina's zijn gemaakt om te voldoen aan de Web Content Accessibility Guidelines (WCAG) 2.2, niveau A en AA. De Europese norm EN 301 549 en het Besluit digitale toegankelijkheid overheid vragen ten minste WCAG 2.1.</p>
            <ul>
            <li>Alles werkt met alleen een toetsenbord, en zonder JavaScript.</li>
            <li>Elke tekening heeft een beschrijving, en de cijfers staan ook in een tabel.</li>
            <li>Kleur is nooit het enige dat iets betekent. De pagina's volgen de lichte of donkere weergave van uw apparaat.</li>
            <li>Op een smal scherm, of vergroot tot 400%, schuift de pagina niet opzij. Brede tabellen schuiven in hun eigen kader, ook met het toetsenbord.</li>
            <li>Een fout in een formulier staat bovenaan en bij het veld. Wat u had ingevuld, blijft staan.</li>
            </ul>
            <h2>Wat er is getest</h2>
            <p>De makers testen bij elke verandering van de software: met axe (regels van WCAG 2.2 AA) in lichte en donkere weergave, met twee controles van de HTML, op een breedte van 320 pixels, en met een doorloop van de belangrijkste taken zonder muis. Automatische controles vinden maar een deel van de problemen.
            {Html.Als(status is "A" or "B", () => (Html)$"Mensen hebben het daarnaast onderzocht; wat zij vonden, staat in de verklaring.", () => $"Een onderzoek door mensen met verschillende hulpmiddelen hoort daarbij en is nog niet gedaan.")}</p>
            <h2>Wat wij weten dat beter kan</h2>
            <ul>
            <li>De uitleg van de API op <a href="/docs">/docs</a> komt van een andere maker (Swagger UI) en werkt niet zonder JavaScript. Dezelfde gegevens staan in het <a href="/v1/openapi.json">OpenAPI-document</a>.</li>
            <li>Grote tabellen zijn lang om voor te laten lezen. Elke tabel is ook als CSV op te halen.</li>
            </ul>
            <h2 id="melden">Werkt er iets niet voor u?</h2>
            <p>Laat het weten, ook als u niet zeker weet waar het aan ligt. Noem de pagina, wat u wilde doen en wat u gebruikt, zoals een schermlezer of vergroting. {ToonOver.Contact(instellingen)}</p>
            <p>Is de beheerder een overheid en wordt uw melding niet goed behandeld? Dan kunt u een klacht indienen bij de <a href="https://www.nationaleombudsman.nl/">Nationale ombudsman</a>.</p>
            """)
        { Intro = "Iedereen moet dit register kunnen gebruiken, met wat voor scherm, toetsenbord of hulpmiddel ook." };
    }
}
