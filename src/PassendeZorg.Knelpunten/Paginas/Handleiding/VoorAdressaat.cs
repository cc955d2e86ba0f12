namespace PassendeZorg.Knelpunten.Paginas.Handleiding;

/// <summary>De eerste tien minuten van een organisatie die erover gaat. Wat vet staat, staat zo op het scherm.</summary>
internal static class VoorAdressaat
{
    public static Html Tekst() => $"""
        <h2>1. Open uw postvak</h2>
        <p><a href="/aanmelden">Meld u aan</a> met de sleutel van uw organisatie. Kies in het menu <strong>Postvak</strong>. Daar staat wat op uw antwoord wacht, en hoelang al.</p>
        <p>Klik op een titel om te lezen wat projecten meldden, en wat anderen ervan vinden.</p>
        <h2>2. Antwoord</h2>
        <p>Kies <strong>Reageer</strong>. Kies wat uw antwoord is: u neemt het over, het kan al, u onderzoekt het, u wijst het af, of een ander gaat erover. Bij elk antwoord hoort een uitleg, want projecten willen weten waarom.</p>
        <p>Kies <strong>Bewaar als concept</strong> als er nog iemand mee moet kijken; alleen uw organisatie ziet het. Kies <strong>Publiceer</strong> als het klaar is. Dat is openbaar en verandert niet meer. U kunt later wel opnieuw reageren.</p>
        <h2>3. Zeg wat ervoor nodig is</h2>
        <p>Kies <strong>Schat in</strong>. Kan het binnen de afspraken, is er een experiment nodig, of een andere wet? Kies de lichtste trede waarop het echt is opgelost, en schrijf op waarom. Kies <strong>Plaats</strong>. Denkt een ander er anders over, dan staan beide er. Wat de treden zijn, leest u bij <a href="/over#ladder">de ladder</a>.</p>
        <h2>4. Zeg iets toe</h2>
        <p>Kies <strong>Zeg iets toe</strong>. Schrijf op wat u doet, zo dat een ander kan zien of het gebeurd is, en wanneer het klaar is. Kies <strong>Leg vast</strong>.</p>
        <p>Bij <strong>Uw toezeggingen</strong> in het postvak zegt u later hoe het staat, met <strong>Zeg hoe het ermee staat</strong>. Is de dag voorbij, dan ziet iedereen dat het te laat is. Lukt het niet? Verzet de dag of laat de toezegging vervallen, en zeg waarom.</p>
        <h2>5. Zie wat anderen zien</h2>
        <p>Bij <a href="/verantwoording">verantwoording</a> staat per organisatie wat er ligt, wat beantwoord is en wat is toegezegd. Wilt u bericht als er iets bij komt? Kies bij <a href="/abonneren">abonneren</a> uw eigen organisatie.</p>
        """;
}
