using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>The fields of a knelpunt in a form.</summary>
internal static class Knelpuntvelden
{
    /// <summary>What a field is called.</summary>
    public static readonly IReadOnlyDictionary<string, string> Namen = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["titel"] = "Titel", ["omschrijving"] = "Omschrijving", ["soorten"] = "Soort", ["wetten"] = "Wet of regel", ["domeinen"] = "Domein", ["akkoorden"] = "Akkoord of programma",
        ["regios"] = "Regio", ["doelgroepen"] = "Doelgroep", ["adressaten"] = "Wie er iets aan kan doen", ["principes"] = "Principe van passende zorg", ["perspectief"] = "Wie er kijkt",
        ["gevolgen"] = "Gevolg", ["ernst"] = "Ernst", ["frequentie"] = "Hoe vaak", ["oplossingsruimte"] = "Wat er volgens u voor nodig is", ["vindplaats"] = "Waar de regel staat",
        ["omvang"] = "Omvang", ["toelichtingGevolg"] = "Wat het gevolg is, in uw woorden", ["omweg"] = "Hoe het nu wordt opgevangen", ["gewensteWijziging"] = "Wat er zou moeten veranderen",
        ["dilemma"] = "Waarom het niet eenvoudig is", ["bronnen"] = "Bronnen", ["waargenomenDatum"] = "Wanneer het gebeurde", ["status"] = "Status",
    };

    private const string Orde = "Een orde van grootte, zoals 10-100 of >1000.";

    /// <summary>All fields that can be changed.</summary>
    /// <param name="staan">Codes (<c>lijst/code</c>) that stand on it already, so that a retired one can stay.</param>
    public static Html Alle(Formulier formulier, Register register, DateOnly vandaag, IReadOnlySet<string> staan)
    {
        return $"""
            {Velden.Regel(formulier, "titel", Namen["titel"], "Het knelpunt in één regel.", verplicht: true, lengte: 160)}
            {Velden.Tekstvak(formulier, "omschrijving", Namen["omschrijving"], "Wat er gebeurde, wie het tegenhoudt en waarom. Nooit met gegevens van patiënten of andere personen.", verplicht: true, regels: 8, lengte: 10_000)}
            {Velden.Vinkjes(formulier, "soorten", Namen["soorten"], Keuzen("soorten"), verplicht: true)}
            {Groep("wetten", "wetten")}
            {Groep("domeinen", "domeinen")}
            {Groep("gevolgen", "gevolgen")}
            {Groep("adressaten", "organisaties")}
            {Groep("regios", "regios")}
            {Groep("doelgroepen", "doelgroepen")}
            {Groep("akkoorden", "akkoorden")}
            {Groep("principes", "principes")}
            {Velden.Keuzelijst(formulier, "ernst", Namen["ernst"], Keuzen("ernst"))}
            {Velden.Keuzelijst(formulier, "frequentie", Namen["frequentie"], Keuzen("frequenties"))}
            {Velden.Keuzelijst(formulier, "perspectief", "Door wiens ogen is het beschreven?", Keuzen("perspectieven"))}
            {Velden.Keuzelijst(formulier, "oplossingsruimte", Namen["oplossingsruimte"], Keuzen("oplossingsruimten").Where(keuze => keuze.Code != "omstreden"))}
            {Velden.Regel(formulier, "vindplaats", Namen["vindplaats"], "Zoals: artikel 2.4 van de beleidsregel.", lengte: 500)}
            {Velden.Tekstvak(formulier, "toelichtingGevolg", Namen["toelichtingGevolg"], lengte: 2_000)}
            {Velden.Tekstvak(formulier, "omweg", Namen["omweg"], lengte: 2_000)}
            {Velden.Tekstvak(formulier, "gewensteWijziging", Namen["gewensteWijziging"], lengte: 2_000)}
            {Velden.Tekstvak(formulier, "dilemma", Namen["dilemma"], "Wat er tegenover staat.", lengte: 2_000)}
            {Velden.Regel(formulier, "waargenomenDatum", Namen["waargenomenDatum"], soort: "date")}
            <fieldset class="groep"><legend>{Namen["omvang"]}</legend>
            {Velden.Regel(formulier, "omvang/inwonersPerJaar", "Inwoners per jaar", Orde, lengte: 30)}
            {Velden.Regel(formulier, "omvang/urenPerMaand", "Uren per maand", Orde, lengte: 30)}
            {Velden.Regel(formulier, "omvang/euroPerJaar", "Euro per jaar", Orde, lengte: 30)}
            </fieldset>
            <fieldset class="groep" id="veld-bronnen"><legend>{Namen["bronnen"]}</legend>
            {Html.Elk(Enumerable.Range(0, Bronnen(formulier) + 1), i => $"""
                {Velden.Regel(formulier, $"bronnen/{i}/titel", $"Bron {i + 1}: titel", lengte: 300)}
                {Velden.Regel(formulier, $"bronnen/{i}/url", $"Bron {i + 1}: webadres", soort: "url", lengte: 2_000)}
                """)}
            </fieldset>
            """;

        IEnumerable<(string Code, string Naam)> Keuzen(string lijst) => register.Begrippen[lijst].Begrippen
            .Where(begrip => (begrip.Kiesbaar && begrip.Geldig(vandaag)) || staan.Contains($"{lijst}/{begrip.Code}")).Select(begrip => (begrip.Code, begrip.Naam));

        // Long lists are closed until something in them is chosen or wrong.
        Html Groep(string veld, string lijst)
        {
            var gekozen = formulier.Lijst(veld).Count;
            return $"""
                <details class="facet"{(gekozen > 0 || formulier.Fouten.Any(fout => fout.Veld.StartsWith($"/{veld}", StringComparison.Ordinal)) ? Html.Ruw(" open") : Html.Leeg)}>
                <summary>{Namen[veld]} <span class="mag">({(gekozen == 0 ? "niet verplicht" : $"{gekozen} gekozen")})</span></summary>
                {Velden.Vinkjes(formulier, veld, Namen[veld], Keuzen(lijst))}
                </details>
                """;
        }
    }


    /// <summary>What a field holds, as people read it.</summary>
    public static Html Leesbaar(string veld, Formulier formulier, Register register)
    {
        var waarden = formulier.Alle.Where(deel => (deel.Naam == veld || deel.Naam.StartsWith($"{veld}/", StringComparison.Ordinal)) && deel.Waarde.Length > 0).Select(deel => deel.Waarde).ToList();
        return waarden.Count == 0 ? (Html)$"niets" : Dimensie.VanVeld(veld) is { } dimensie ? Html.Rij(waarden, code => $"{Onderdelen.Naam(register.Begrippen[dimensie.Lijst], code)}")
            : Html.Alineas(string.Join('\n', waarden));
    }

    private static int Bronnen(Formulier formulier) => formulier.Alle.Select(veld => veld.Naam.Split('/')).Where(delen => delen.Length == 3 && delen[0] == "bronnen")
        .Select(delen => int.TryParse(delen[1], out var i) && i is >= 0 and < 20 ? i + 1 : 0).DefaultIfEmpty().Max();
}
