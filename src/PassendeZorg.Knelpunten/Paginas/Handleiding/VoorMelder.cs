namespace PassendeZorg.Knelpunten.Paginas.Handleiding;

/// <summary>De eerste tien minuten van wie meldt. Wat vet staat, staat zo op het scherm.</summary>
internal static class VoorMelder
{
    public static Html Tekst() => $"""
        <h2>1. Meld u aan</h2>
        <p>U hebt een sleutel nodig. Die begint met <code>kp_</code> en krijgt u van de beheerder. <a href="/over#sleutel">Hoe u een sleutel krijgt</a>.</p>
        <p>Ga naar <a href="/aanmelden">aanmelden</a>. Plak de sleutel bij <strong>Uw sleutel</strong> en kies <strong>Aanmelden</strong>.</p>
        <h2>2. Meld uw project aan</h2>
        <p>Kies in het menu <strong>Melden</strong>. De eerste keer vraagt het register naar uw project. Alleen <strong>Naam van het project</strong> is nodig. Kies liefst ook de zorgkantoorregio: daarin wordt geteld. Sluit af met <strong>Project aanmelden</strong>.</p>
        <h2>3. Meld een knelpunt</h2>
        <p>Drie dingen zijn genoeg:</p>
        <ul>
        <li><strong>Titel</strong>: het knelpunt in één regel.</li>
        <li><strong>Omschrijving</strong>: wat er gebeurde, en wie of wat het tegenhield.</li>
        <li><strong>Soort knelpunt</strong>: gaat het om regels, geld, systemen of organisatie? Weet u het niet, kies dan <strong>Weet ik niet of anders</strong>.</li>
        </ul>
        <p class="let-op">Schrijf nooit iets over een persoon: geen naam, geen adres, geen geboortedatum. Schrijf “een bewoner” of “een mantelzorger”. Het register weigert wat het herkent.</p>
        <p>Kies <strong>Controleer en bekijk voorstellen</strong>. U ziet dan welke wetten en domeinen erbij passen, en of een ander project dit al meldde. Hebt u hetzelfde? Kies daar <strong>Wij hebben dit ook</strong>. Dan telt uw project mee en hoeft u niets te melden.</p>
        <p>Kies <strong>Melden</strong>. Nog niet klaar? Kies <strong>Bewaar als concept</strong>; dat ziet alleen uw eigen organisatie.</p>
        <h2>4. Zie wat ervan wordt</h2>
        <p>Een analist bekijkt uw melding. Na bevestiging is zij openbaar en telt zij mee. Tot dan kunt u haar nog wijzigen.</p>
        <p>Kijk af en toe bij <strong>Mijn meldingen</strong>. Heeft een analist een vraag, dan staat die bovenaan, onder <strong>Dit vraagt nu iets van u</strong>. Typ uw antwoord en kies <strong>Verstuur antwoord</strong>.</p>
        <p>Is uw knelpunt opgelost? Dan vraagt het register of u dat merkt. Kies <strong>Ja, merkbaar</strong> of <strong>Nee, niet merkbaar</strong>. Zeggen genoeg projecten dat er niets van te merken is, dan gaat het weer open.</p>
        <h2>Hebt u een hele lijst?</h2>
        <p>Een blad uit Excel kan in één keer: <a href="/melden/importeren">een blad importeren</a>. U ziet eerst per rij wat er niet goed is. Pas daarna wordt er iets gemeld.</p>
        """;
}
