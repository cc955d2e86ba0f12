using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Wat er wordt bewaard en wat niet.</summary>
public sealed class ToonPrivacy : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/privacy", Handle).AllowAnonymous();

    internal static IResult Handle(Gebruiker gebruiker, Register register, Instellingen instellingen, TimeProvider clock, HttpContext context) => Pagina.Bekend(context, gebruiker, register, clock) ? Results.Empty
        : new Pagina("Privacy", $"""
            <h2>Wie alleen leest</h2>
            <p>Van u wordt niets bijgehouden. Er zijn geen statistieken, geen volgpixels en geen bestanden van andere sites. U krijgt geen cookies zolang u geen formulier opent dat iets verandert. De webserver houdt geen lijst bij van wie welke pagina las. Om overbelasting en het raden van sleutels tegen te gaan telt het register per adres (IP-adres) wat er in de laatste minuut is gevraagd. Dat staat alleen in het werkgeheugen: het wordt niet bewaard en is na een paar minuten weg. Staat er nog een andere server voor, zoals een proxy van een hostingbedrijf, dan kan die dat wel doen; dat weet de beheerder.</p>
            <h2>Cookies</h2>
            {Onderdelen.Breed("Cookies", $"""
                <table>
                <caption>Alle cookies van deze site</caption>
                <thead><tr><th scope="col">Naam</th><th scope="col">Wanneer</th><th scope="col">Wat erin staat</th><th scope="col">Hoe lang</th></tr></thead>
                <tbody>
                <tr><th scope="row"><code>kp-sessie</code></th><td>Als u zich aanmeldt</td><td>Versleuteld: het nummer van uw sleutel, niet de sleutel zelf</td><td>Tot u zich afmeldt, de browser sluit of 12 uur niets doet</td></tr>
                <tr><th scope="row"><code>kp-formulier</code></th><td>Als u een formulier opent dat iets verandert</td><td>Een willekeurige waarde, waaraan te zien is dat het formulier van deze site komt</td><td>Tot u de browser sluit</td></tr>
                <tr><th scope="row"><code>bericht</code></th><td>Als u iets hebt gedaan</td><td>De zin die daarna eenmaal bovenaan de pagina staat</td><td>Een minuut</td></tr>
                </tbody>
                </table>
                """)}
            <p>Dit zijn functionele cookies. Daarvoor hoeft u geen toestemming te geven.</p>
            <h2>Wie meldt, beoordeelt of antwoordt</h2>
            <ul>
            <li><strong>Uw sleutel</strong> wordt niet bewaard, alleen een afgeleide waarde (een HMAC) waaruit de sleutel niet terug te halen is. Bij een sleutel staan een naam, een rol, een organisatie, tot wanneer die geldt en wanneer die voor het laatst is gebruikt.</li>
            <li><strong>Meldt een systeem u aan</strong> met een token van uw eigen organisatie, dan bewaart het register niet wie u bent, alleen een vaste code waaruit dat niet is af te leiden.</li>
            <li><strong>Wie wat deed</strong> staat in een logboek: met de rol, de organisatie en het nummer van de sleutel, niet met een naam van een mens. Het logboek is niet openbaar. In de openbare historie staat wat er veranderde, zonder eerdere teksten.</li>
            <li><strong>Teksten</strong> van een melding zijn openbaar zodra een analist ze heeft bevestigd. Eerdere versies van een tekst en vragen van een analist zijn niet openbaar, en worden wel bewaard.</li>
            <li><strong>De postbus van een project</strong> is een functioneel adres, zoals info@. Alleen de eigen organisaties, analisten en de beheerder zien het. Er gaat post heen over wat er met uw meldingen gebeurt, als dit register post verstuurt.</li>
            <li><strong>Een abonnement</strong> bewaart het adres of de postbus waar de berichten heen gaan, en een verslag van de bezorging. Zegt u het op met uw sleutel, dan wordt dat gewist. Meldt u zich af met de link in een mail, dan komt er niets meer; het adres blijft bij het uitgezette abonnement staan tot dat wordt opgezegd.</li>
            <li><strong>Het logboek van storingen</strong> van de server bevat wat er technisch misging, geen teksten van meldingen.</li>
            </ul>
            <h2>Hoe lang het blijft</h2>
            <ul>
            <li><strong>Meldingen, antwoorden en edities</strong> blijven zolang dit register er is; een tekst tot die wordt gewist.</li>
            <li><strong>Het logboek van wie wat deed</strong> blijft altijd. Er staat geen tekst in.</li>
            <li><strong>Een verslag van de bezorging</strong> aan een abonnee wordt na 30 dagen gewist, een bewaard antwoord op een herhaald verzoek na 24 uur.</li>
            <li><strong>Back-ups</strong> horen na ten hoogste 35 dagen te worden weggegooid. Dat doet de beheerder.</li>
            </ul>
            <p>Wat er over uw sleutel wordt bewaard, leest u met die sleutel op <code>/v1/sleutels/mijn/gegevens</code>.</p>
            <h2>Geen persoonsgegevens in meldingen</h2>
            <p>Meldingen gaan over regels, niet over mensen. Het register weigert een tekst waarin het een burgerservicenummer, rekeningnummer, persoonlijk mailadres, telefoonnummer, adres, geboortedatum of klantnummer herkent, of een naam achter een aanspreekvorm. Wat geweigerd is, wordt nergens bewaard. Geen regel is waterdicht. Daarom kijkt een analist ook of een melding naar een persoon te herleiden is, voordat zij openbaar wordt.</p>
            <h2>Iets laten weghalen</h2>
            <p>Wie meldde, kan de eigen melding intrekken. De tekst verdwijnt dan uit lijsten, feeds, zoeken en edities; het kenmerk blijft bestaan, met de mededeling dat het is ingetrokken. Aantallen in edities veranderen niet, want daar staat geen tekst van een melding in. Staat er iets over u of iemand anders in dit register dat er niet hoort, vraag de beheerder dan om het te wissen: dan verdwijnen ook eerdere versies, vragen en antwoorden, en na ten hoogste 35 dagen de back-ups waar het in staat. U hoeft niet te zeggen waarom. Noem het kenmerk; schrijf het gegeven zelf niet op.</p>
            <p>{ToonOver.Contact(instellingen)} Bent u het niet eens met wat er met uw gegevens gebeurt, dan kunt u een klacht indienen bij de <a href="https://autoriteitpersoonsgegevens.nl/">Autoriteit Persoonsgegevens</a>.</p>
            """)
        { Intro = "Dit register gaat over regels en systemen, niet over mensen. Het bewaart zo weinig mogelijk van wie het gebruikt." };
}
