using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>The fields of a knelpunt in a form: the three that must be filled in, and in groups that fold away what may be added.</summary>
internal static class Knelpuntvelden
{
    /// <summary>What people read for a field, by the name that the API has for it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Namen = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["projectId"] = "Project", ["titel"] = "Titel", ["omschrijving"] = "Omschrijving", ["soorten"] = "Soort knelpunt", ["wetten"] = "Wetten en regels", ["vindplaats"] = "Vindplaats",
        ["akkoorden"] = "Akkoorden en programma's", ["domeinen"] = "Domeinen", ["regios"] = "Regio's", ["doelgroepen"] = "Doelgroepen", ["perspectief"] = "Wie kijkt er",
        ["gevolgen"] = "Gevolgen", ["toelichtingGevolg"] = "Het gevolg in woorden", ["ernst"] = "Ernst", ["frequentie"] = "Hoe vaak", ["omvang"] = "Omvang",
        ["inwonersPerJaar"] = "Inwoners per jaar", ["urenPerMaand"] = "Uren per maand", ["euroPerJaar"] = "Euro per jaar", ["waargenomenDatum"] = "Wanneer het gebeurde",
        ["adressaten"] = "Wie kan er iets aan doen", ["omweg"] = "Omweg", ["gewensteWijziging"] = "Gewenste wijziging", ["dilemma"] = "Dilemma", ["oplossingsruimte"] = "Wat is ervoor nodig",
        ["principes"] = "Principes van passende zorg", ["bronnen"] = "Bronnen", ["nummer"] = "Nummer", ["status"] = "Status",
    };

    /// <summary>The texts that somebody writes freely; sources are texts too.</summary>
    public static readonly IReadOnlyList<string> Teksten = ["titel", "omschrijving", "vindplaats", "toelichtingGevolg", "omweg", "gewensteWijziging", "dilemma", "omvang/inwonersPerJaar", "omvang/urenPerMaand", "omvang/euroPerJaar"];

    /// <summary>How many sources a form offers at most.</summary>
    private const int Bronnen = 20;

    /// <summary>The name of a field, from the pointer of a fault.</summary>
    public static string Naam(string pointer)
    {
        var delen = pointer.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return delen is ["omvang", var deel] && Namen.TryGetValue(deel, out var omvang) ? $"Omvang, {omvang}"
            : delen is ["bronnen", var nummer, ..] && int.TryParse(nummer, out var plaats) ? $"Bron {plaats + 1}"
            : delen.Length > 0 ? Namen.GetValueOrDefault(delen[0], delen[0]) : "";
    }

    /// <summary>The form with its sources behind one another, as the operation reads them: a fault in the second is about the second.</summary>
    public static Formulier Netjes(Formulier formulier)
    {
        var gevuld = Bronlijst(formulier);
        var netjes = formulier;
        for (var i = 0; formulier.Heeft($"bronnen/{i}/titel"); i++)
        {
            netjes = netjes.Met($"bronnen/{i}/titel", i < gevuld.Count ? gevuld[i].Titel : "").Met($"bronnen/{i}/url", i < gevuld.Count ? gevuld[i].Url : "");
        }

        return netjes;
    }

    /// <summary>Title and address of the sources that are filled in.</summary>
    public static List<(string Titel, string Url)> Bronlijst(Formulier formulier) =>
    [
        .. Enumerable.Range(0, Bronnen + 2).TakeWhile(i => formulier.Heeft($"bronnen/{i}/titel")).Select(i => (Titel: formulier[$"bronnen/{i}/titel"], Url: formulier[$"bronnen/{i}/url"]))
            .Where(bron => !string.IsNullOrWhiteSpace(bron.Titel + bron.Url)),
    ];

    /// <summary>What must be filled in.</summary>
    public static Html Nodig(Formulier formulier, Register register, DateOnly vandaag) => $"""
        {Velden.Regel(formulier, "titel", "Titel", "Het knelpunt in één regel, ten hoogste 160 tekens.", verplicht: true)}
        {Velden.Tekstvak(formulier, "omschrijving", "Omschrijving", "Wat gebeurde er, en wie of wat hield het tegen? Schrijf “een bewoner” of “een mantelzorger”, nooit een naam of ander gegeven van een persoon. 20 tot en met 10.000 tekens.", verplicht: true, regels: 10)}
        {Soorten(formulier, register.Begrippen["soorten"], vandaag)}
        """;

    /// <summary>What may be added.</summary>
    public static Html Aanvulling(Formulier formulier, Register register, DateOnly vandaag) => $"""
        {Meer(formulier, "Wet, regel of akkoord", ["wetten", "vindplaats", "akkoorden"], $"""
            {Vinkjes(formulier, "wetten", register.Begrippen["wetten"], vandaag, "Welke wet of regel zit in de weg?")}
            {Velden.Regel(formulier, "vindplaats", Naam("vindplaats"), "Waar het staat, zoals “artikel 2.4 van de beleidsregel”.")}
            {Vinkjes(formulier, "akkoorden", register.Begrippen["akkoorden"], vandaag, "Bij welk akkoord of programma hoort het?")}
            """)}
        {Meer(formulier, "Waar en voor wie", ["domeinen", "doelgroepen", "regios", "perspectief"], $"""
            {Vinkjes(formulier, "domeinen", register.Begrippen["domeinen"], vandaag, "Nodig om het knelpunt te kunnen bevestigen.")}
            {Vinkjes(formulier, "doelgroepen", register.Begrippen["doelgroepen"], vandaag, "Voor wie maakt het uit?")}
            {Vinkjes(formulier, "regios", register.Begrippen["regios"], vandaag, "Waar speelt het?")}
            {Velden.Keuzelijst(formulier, "perspectief", Naam("perspectief"), Velden.Keuzen(register.Begrippen["perspectieven"], vandaag), "Door wiens ogen is het beschreven?", leeg: "Niet ingevuld")}
            """)}
        {Meer(formulier, "Gevolg en ernst", ["gevolgen", "toelichtingGevolg", "ernst", "frequentie", "omvang", "waargenomenDatum"], $"""
            {Vinkjes(formulier, "gevolgen", register.Begrippen["gevolgen"], vandaag, "Wat is het gevolg voor inwoners of professionals?")}
            {Velden.Tekstvak(formulier, "toelichtingGevolg", Naam("toelichtingGevolg"))}
            {Velden.Rondjes(formulier, "ernst", Naam("ernst"), [("", "Niet ingevuld"), .. Velden.Keuzen(register.Begrippen["ernst"], vandaag).Select(keuze => (keuze.Code, $"{keuze.Code}: {keuze.Naam}"))], "Zonder ernst telt het mee als 2.")}
            {Velden.Keuzelijst(formulier, "frequentie", Naam("frequentie"), Velden.Keuzen(register.Begrippen["frequenties"], vandaag), "Hoe vaak komt het voor?", leeg: "Niet ingevuld")}
            {Velden.Regel(formulier, "omvang/inwonersPerJaar", "Hoeveel inwoners raakt het per jaar", "Ongeveer, zoals 10-100, <10 of >1000.")}
            {Velden.Regel(formulier, "omvang/urenPerMaand", "Hoeveel uren kost het per maand", "Ongeveer, zoals 10-40.")}
            {Velden.Regel(formulier, "omvang/euroPerJaar", "Hoeveel euro kost het per jaar", "Ongeveer, zoals 10000-50000.")}
            {Velden.Regel(formulier, "waargenomenDatum", Naam("waargenomenDatum"), soort: "date")}
            """)}
        {Meer(formulier, "Wat eraan te doen is, en door wie", ["adressaten", "gewensteWijziging", "omweg", "dilemma", "oplossingsruimte", "principes"], $"""
            {Vinkjes(formulier, "adressaten", register.Begrippen["organisaties"], vandaag, "Wie kan dit oplossen of eraan bijdragen?")}
            {Velden.Tekstvak(formulier, "gewensteWijziging", Naam("gewensteWijziging"), "Wat zou er moeten veranderen?")}
            {Velden.Tekstvak(formulier, "omweg", Naam("omweg"), "Hoe wordt het nu omzeild of opgevangen?")}
            {Velden.Tekstvak(formulier, "dilemma", Naam("dilemma"), "Waarom is het niet eenvoudig? Wat staat ertegenover?")}
            {Velden.Keuzelijst(formulier, "oplossingsruimte", "Wat is er volgens u voor nodig", Velden.Keuzen(register.Begrippen["oplossingsruimten"], vandaag).Where(keuze => keuze.Code != "omstreden"), leeg: "Niet ingevuld")}
            {Vinkjes(formulier, "principes", register.Begrippen["principes"], vandaag, "Welk principe raakt het?")}
            """)}
        {Meer(formulier, "Bronnen", ["bronnen"], Bronvelden(formulier))}
        """;

    /// <summary>What a field holds, as people read it.</summary>
    public static Html Leesbaar(string veld, Formulier formulier, Register register)
    {
        var waarden = formulier.Alle.Where(deel => (deel.Naam == veld || deel.Naam.StartsWith($"{veld}/", StringComparison.Ordinal)) && deel.Waarde.Length > 0).Select(deel => deel.Waarde).ToList();
        return waarden.Count == 0 ? (Html)$"niets" : Dimensie.VanVeld(veld) is { } dimensie ? Html.Rij(waarden, code => $"{Onderdelen.Naam(register.Begrippen[dimensie.Lijst], code)}")
            : Html.Alineas(string.Join('\n', waarden));
    }

    /// <summary>The boxes of a vocabulary; where it has two levels, a group per first level. What was chosen before it was retired stays to be seen.</summary>
    public static Html Vinkjes(Formulier formulier, string naam, Begrippenlijst lijst, DateOnly vandaag, string? hint = null)
    {
        var gekozen = formulier.Lijst(naam);
        var keuzen = lijst.Begrippen.Where(begrip => begrip.Kiesbaar && (begrip.Geldig(vandaag) || gekozen.Contains(begrip.Code))).ToList();
        var onder = keuzen.ToLookup(begrip => begrip.Bovenliggend);
        return onder.All(groep => groep.Key is null) ? Velden.Groep(formulier, naam, Naam(naam), Rij(keuzen), hint)
            : Velden.Groep(formulier, naam, Naam(naam), Html.Elk(lijst.Begrippen.Where(begrip => begrip.Bovenliggend is null), begrip => Html.Als(onder.Contains(begrip.Code),
                () => $"<fieldset class=\"groep\"><legend>{begrip.Naam}</legend>\n{Rij([.. keuzen.Where(keuze => keuze.Code == begrip.Code), .. onder[begrip.Code]])}</fieldset>",
                () => Rij([.. keuzen.Where(keuze => keuze.Code == begrip.Code)]))), hint);

        Html Rij(IReadOnlyList<Begrip> begrippen) => Html.Als(begrippen.Count > 0, () => $"""
            <div class="vinkjes">
            {Html.Elk(begrippen, begrip => Vinkje(naam, begrip.Code, onder.Contains(begrip.Code) ? $"{begrip.Naam}, algemeen" : begrip.Naam, gekozen.Contains(begrip.Code)))}</div>
            """);
    }

    /// <summary>One box of a group.</summary>
    public static Html Vinkje(string naam, string code, string label, bool gekozen, Html? achter = null) =>
        $"""<label class="vinkje"><input type="checkbox" name="{naam}" value="{code}"{(gekozen ? Html.Ruw(" checked") : Html.Leeg)}> <span>{label}{achter}</span></label>""";

    /// <summary>The few main kinds in sight, each with what it means; the exact ones one step further.</summary>
    private static Html Soorten(Formulier formulier, Begrippenlijst lijst, DateOnly vandaag)
    {
        var gekozen = formulier.Lijst("soorten");
        var keuzen = lijst.Begrippen.Where(begrip => begrip.Kiesbaar && (begrip.Geldig(vandaag) || gekozen.Contains(begrip.Code))).ToList();
        var precies = keuzen.Where(begrip => begrip.Bovenliggend is not null).GroupBy(begrip => begrip.Bovenliggend!).ToList();
        return Velden.Groep(formulier, "soorten", Naam("soorten"), $"""
            <div class="vinkjes ruim">
            {Html.Elk(keuzen.Where(begrip => begrip.Bovenliggend is null), begrip => Vinkje("soorten", begrip.Code, begrip.Naam, gekozen.Contains(begrip.Code),
                Html.Met(begrip.Toelichting, tekst => $"""<span class="hint">{tekst}</span>""")))}</div>
            <details{(precies.Any(groep => groep.Any(begrip => gekozen.Contains(begrip.Code))) ? Html.Ruw(" open") : Html.Leeg)}><summary>Kies preciezer</summary>
            {Html.Elk(precies, groep => $"""
                <fieldset class="groep"><legend>{Onderdelen.Naam(lijst, groep.Key)}</legend>
                <div class="vinkjes">
                {Html.Elk(groep, begrip => Vinkje("soorten", begrip.Code, begrip.Naam, gekozen.Contains(begrip.Code)))}</div>
                </fieldset>
                """)}</details>
            """, "Kies er ten minste één. Weet u het niet? Dan bepaalt een analist het.", verplicht: true);
    }

    private static Html Bronvelden(Formulier formulier) => Velden.Groep(formulier, "bronnen", "Openbare bronnen", Html.Elk(
        Enumerable.Range(0, Math.Clamp(Bronlijst(formulier).Count + 2, 2, Bronnen)), i => $"""
            <div class="bron">
            {Velden.Regel(formulier, $"bronnen/{i}/titel", $"Titel van bron {i + 1}")}
            {Velden.Regel(formulier, $"bronnen/{i}/url", $"Webadres van bron {i + 1}", soort: "url")}
            </div>
            """), "Waar is er meer over te lezen? Meer dan twee? Na “Controleer” komen er regels bij.");

    /// <summary>A group that folds away; open when something in it is filled in or wrong.</summary>
    private static Html Meer(Formulier formulier, string kop, string[] velden, Html inhoud)
    {
        var gevuld = velden.Count(veld => formulier.Alle.Any(deel => (deel.Naam == veld || deel.Naam.StartsWith($"{veld}/", StringComparison.Ordinal)) && !string.IsNullOrWhiteSpace(deel.Waarde)));
        var fout = formulier.Fouten.Any(fout => velden.Any(veld => fout.Veld == $"/{veld}" || fout.Veld.StartsWith($"/{veld}/", StringComparison.Ordinal)));
        return $"""
            <details class="meer"{(gevuld > 0 || fout ? Html.Ruw(" open") : Html.Leeg)}>
            <summary>{kop} <span class="mag">({(gevuld == 0 ? "niet verplicht" : $"{gevuld} ingevuld")})</span></summary>
            {inhoud}
            </details>
            """;
    }
}
