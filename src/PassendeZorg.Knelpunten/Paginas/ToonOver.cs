using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Wat dit register is, hoe er geteld wordt en hoe te citeren.</summary>
public sealed class ToonOver : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/over", Handle).AllowAnonymous();

    internal static IResult Handle(Gebruiker gebruiker, Register register, Instellingen instellingen, TimeProvider clock, HttpContext context) => Pagina.Bekend(context, gebruiker, register, clock) ? Results.Empty
        : new Pagina("Over het register", $"""
            <h2 id="wat">Wat is dit?</h2>
            <p>Passende zorg is zorg die werkt, dichtbij, en over de grenzen van wetten en budgetten heen. Projecten die dat proberen, lopen vast: op een regel, een tarief, een systeem dat niet met een ander praat. Zo'n obstakel heet hier een <strong>knelpunt</strong>.</p>
            <p>Het register heeft drie lagen:</p>
            <ul>
            <li><strong>Knelpunten</strong>: wat één project tegenkwam. Een melding wordt nooit met een andere samengevoegd.</li>
            <li><strong>Systeemknelpunten</strong>: wat er structureel achter zit. Een analist bundelt er knelpunten in. Wie erover gaat, antwoordt en doet toezeggingen.</li>
            <li><strong>Edities</strong>: een stand van zaken die vastligt, met een nummer, om te citeren.</li>
            </ul>
            <h2 id="bevestigd">Wat betekent "bevestigd"?</h2>
            <p>Een analist bekijkt elke melding. <strong>Bevestigd</strong> betekent: de melding is toelaatbaar en navolgbaar, er staan geen gegevens in die naar een persoon leiden, en er is ten minste één domein bij genoemd. Het is <strong>geen oordeel over de waarheid</strong>, en ook niet over wie gelijk heeft. Alleen wat bevestigd, opgelost of heropend is, is openbaar.</p>
            <h2 id="tellen">Hoe wordt er geteld?</h2>
            <ul>
            <li>Geteld worden knelpunten die bevestigd, opgelost of heropend zijn, tenzij er iets anders bij staat.</li>
            <li>Een knelpunt dat meer wetten of domeinen raakt, telt bij elk daarvan. In een totaal telt het één keer. Daarom tellen cellen niet op tot een totaal.</li>
            <li>Een code van het hoogste niveau telt alles mee wat eronder valt. Ook daar telt elk knelpunt één keer.</li>
            <li>Een knelpunt zonder wet staat in geen enkele rij van een tabel met wetten, maar wel in het totaal.</li>
            <li>Een melding telt in de maand waarin zij is gedaan, naar Nederlandse tijd. Projecten, organisaties en regio's die worden geteld, zijn die van de melder. Steun van andere projecten staat er apart bij.</li>
            <li>Aantallen zeggen wat er <em>gemeld</em> is, niet hoe vaak iets voorkomt. Eén ijverig project kan veel melden. Kijk daarom ook naar het aantal projecten en regio's.</li>
            <li>Wat gemeld maar nog niet bevestigd is, kan iedereen alleen tellen, en aantallen onder de vijf blijven dan verborgen.</li>
            <li>Voorbeelden uit openbare bronnen zijn als voorbeeld gemerkt. Ze zijn ouder dan dit register.</li>
            <li>Elk getal is na te gaan: het leidt naar de lijst erachter. Elke lijst en elk rapport is op te vragen zoals het op een eerdere dag was.</li>
            </ul>
            <h2 id="ladder">De ladder: wat is ervoor nodig?</h2>
            <p>Bij een systeemknelpunt zegt elke partij met een eigen sleutel wat er volgens haar nodig is om het op te lossen. Dat is een trede op deze ladder:</p>
            <ol class="ladder" start="0">
            {Html.Elk(register.Begrippen["treden"].Begrippen.Where(trede => Nummer(trede) is not null).OrderBy(Nummer), trede => $"<li>{trede.Naam}: {Ruimte(Nummer(trede)!.Value, instellingen)}</li>")}</ol>
            <p>Staan alle inschattingen in dezelfde groep, dan is dat de <strong>oplossingsruimte</strong> van het systeemknelpunt. Lopen ze uiteen, dan is die <em>omstreden</em>; de laagste en de hoogste trede staan er altijd bij. "Onbekend" telt niet mee als een ander wel iets zegt. Waar de grenzen tussen de groepen liggen, is een instelling van dit register: tot en met trede {instellingen.BinnenAkkoordenTot} kan het binnen de akkoorden, tot en met trede {instellingen.GerichteWijzigingTot} is er een gerichte wijziging nodig.</p>
            <p>Een analist mag een openbaar standpunt van een partij weergeven, met de bron erbij. Dat is gemerkt met <strong>weergegeven</strong>, en het vervalt zodra de partij zelf iets zegt.</p>
            <h2 id="agenda">Hoe komt de agenda tot stand?</h2>
            <p>De prioriteit van een systeemknelpunt is: ernst × log₂(1 + aantal projecten) × (1 + aandeel van de zorgkantoorregio's). De ernst is de hoogste die een melder noemde; noemde niemand er een, dan telt 2, en dat staat erbij. Iedereen kan de score narekenen. Systeemknelpunten van minder dan {Agenda.Drempel} projecten krijgen geen rang. Zij staan apart, de ernstigste eerst: klein aantal, groot gevolg.</p>
            <h2 id="citeren">Hoe citeert u?</h2>
            <p>Citeer een <a href="/edities">editie</a>. Die heeft een nummer en een controlegetal (SHA-256) en verandert niet meer. Onderaan elke editie staat hoe u haar aanhaalt. Een los knelpunt of systeemknelpunt citeert u met zijn kenmerk, zoals KP-2026-00042, met de datum waarop u het las. De gegevens mogen worden hergebruikt onder {instellingen.Licentie}.</p>
            <h2 id="wie">Wie zit erachter?</h2>
            <p>{Html.Als(instellingen.Uitgever is not null, () => (Html)$"Dit register wordt beheerd door {instellingen.Uitgever}.", () => $"De beheerder van dit register heeft hier nog geen naam ingevuld.")} {Contact(instellingen)}</p>
            <p>De software is open source (MIT-licentie). De gegevens zijn ook als <a href="/docs">API</a> en als <a href="/abonneren">feed</a> te gebruiken; wat er is, staat in de <a href="/v1/catalogus">catalogus</a> voor dataportalen (DCAT-AP-NL).</p>
            <h2 id="sleutel">Meedoen: hoe krijgt u een sleutel?</h2>
            <p>Lezen kan zonder. Wie namens een project wil melden, als analist wil beoordelen of namens een organisatie wil antwoorden, vraagt de beheerder om een sleutel. Een sleutel hoort bij één organisatie en één rol, wordt één keer getoond, en is op elk moment in te trekken. Met uw sleutel <a href="/aanmelden">meldt u zich aan</a>.</p>
            <h2 id="beveiliging">Een lek gevonden?</h2>
            <p>Meld een kwetsbaarheid liever eerst aan de beheerder dan aan iedereen. {Html.Met(Instellingen.Link(instellingen.Beveiligingscontact ?? instellingen.Contact), link => $"""Dat kan via <a href="{link}">{Leesbaar(link)}</a>.""")} Zie ook <a href="/.well-known/security.txt">security.txt</a>. Verander of kopieer geen gegevens van anderen, en geef de beheerder tijd om het te verhelpen.</p>
            """)
        { Intro = "Een openbaar register van wat passende zorg in de weg zit, wie daar iets aan kan doen, en wat die doet." };

    /// <summary>Where questions go, as a sentence.</summary>
    internal static Html Contact(Instellingen instellingen) => Html.Als(Instellingen.Link(instellingen.Contact) is not null,
        () => (Html)$"""Vragen stelt u via <a href="{Instellingen.Link(instellingen.Contact)}">{Leesbaar(Instellingen.Link(instellingen.Contact)!)}</a>.""",
        () => $"Er is hier nog geen contactadres ingevuld; wie een sleutel heeft, kan terecht bij wie die gaf.");

    private static string Leesbaar(string link) => link.StartsWith("mailto:", StringComparison.Ordinal) ? link["mailto:".Length..] : link;

    private static int? Nummer(Begrip trede) => trede.Eigenschappen?.GetValueOrDefault("trede") is { } nummer && int.TryParse(nummer, out var getal) ? getal : null;

    private static string Ruimte(int trede, Instellingen instellingen) =>
        trede <= instellingen.BinnenAkkoordenTot ? "binnen de akkoorden" : trede <= instellingen.GerichteWijzigingTot ? "een gerichte wijziging" : "een wijziging van het stelsel";
}
