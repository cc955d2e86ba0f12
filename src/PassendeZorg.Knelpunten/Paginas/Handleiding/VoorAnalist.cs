namespace PassendeZorg.Knelpunten.Paginas.Handleiding;

/// <summary>De eerste tien minuten van een analist. Wat vet staat, staat zo op het scherm.</summary>
internal static class VoorAnalist
{
    public static Html Tekst() => $"""
        <h2>1. Kijk wat er wacht</h2>
        <p><a href="/aanmelden">Meld u aan</a> met uw sleutel. Kies in het menu <strong>Beoordelen</strong>. Daar staat wat gemeld is en nog niet openbaar is, het oudste eerst.</p>
        <h2>2. Beoordeel een melding</h2>
        <p>Klik op de titel. Lees de tekst en let op drie dingen: is het te volgen, gaat het over passende zorg, en is er niemand in te herkennen?</p>
        <ul>
        <li><strong>Tags</strong>: vink aan wat klopt. Bij een voorstel staat waarom het er staat. Er moet ten minste één domein bij.</li>
        <li>Klopt het? Vink <strong>Herleidbaarheid gecontroleerd: niemand is in de tekst te herkennen</strong> aan en kies <strong>Bevestig</strong>. Dat is geen oordeel over wie gelijk heeft. De melding is dan openbaar.</li>
        <li>Hoort het hier niet? Schrijf bij <strong>Waarom?</strong> de reden op en kies <strong>Wijs af</strong>. De melder leest die.</li>
        <li>Is iets onduidelijk? Kies <strong>Stel de vraag</strong>. Vraag en antwoord worden nooit openbaar.</li>
        </ul>
        <p>Veel dezelfde? In de lijst vinkt u er meer aan en beoordeelt u ze tegelijk.</p>
        <h2>3. Bundel wat bij elkaar hoort</h2>
        <p>Ziet u hetzelfde bij meer projecten, dan zit er iets structureels achter. Vink die meldingen aan en kies <strong>Nieuw systeemknelpunt hiervan</strong>. Geef het een <strong>Titel</strong> en een <strong>Kern</strong>, kies wie erover gaat, en kies <strong>Maak het systeemknelpunt</strong>.</p>
        <p>Bestaat het al? Kies bij het beoordelen <strong>Doe het hierin</strong>. De meldingen zelf blijven zoals ze zijn, en bundelen is zo weer ongedaan te maken.</p>
        <h2>4. Breng het bij wie erover gaat</h2>
        <p>Open het systeemknelpunt en kies <strong>Status veranderen</strong>. Van <em>in onderzoek</em> gaat het naar <em>vastgesteld</em>, en dan naar <em>geagendeerd</em>. Vanaf dat moment staat het in het postvak van wie erover gaat, en telt mee hoelang het wacht.</p>
        <p>Heeft een partij in het openbaar al gezegd wat ervoor nodig is? Kies <strong>Standpunt weergeven</strong>, met de bron erbij.</p>
        <h2>5. Leg de stand vast</h2>
        <p>Ga naar <a href="/edities">edities</a> en kies <strong>Nieuwe editie</strong>. Geef een titel en kies <strong>Publiceren</strong>. Een editie krijgt een nummer, is te citeren, en verandert nooit meer.</p>
        """;
}
