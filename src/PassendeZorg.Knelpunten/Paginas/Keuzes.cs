using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>A selection on a page: as an address, as what is chosen now, as boxes to choose from.</summary>
internal static class Keuzes
{
    /// <summary>What a key is called.</summary>
    public static readonly IReadOnlyDictionary<string, string> Namen = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["soort"] = "Soort", ["wet"] = "Wet of regel", ["domein"] = "Domein", ["akkoord"] = "Akkoord of programma", ["regio"] = "Regio", ["doelgroep"] = "Doelgroep",
        ["adressaat"] = "Wie er iets aan kan doen", ["principe"] = "Principe van passende zorg", ["perspectief"] = "Wie er kijkt", ["gevolg"] = "Gevolg", ["ernst"] = "Ernst",
        ["frequentie"] = "Hoe vaak", ["oplossingsruimte"] = "Wat er volgens de melder voor nodig is", ["status"] = "Status", ["project"] = "Project", ["organisatie"] = "Organisatie",
        ["systeemknelpunt"] = "Systeemknelpunt", ["gemeldVanaf"] = "Gemeld vanaf", ["gemeldTot"] = "Gemeld tot en met", ["zoek"] = "Zoekwoorden", ["mijn"] = "Alleen van onze projecten",
        ["peildatum"] = "Zoals het was op", ["totVolgnummer"] = "Zoals het was na gebeurtenis",
    };

    /// <summary>The dimensions in the order in which people choose.</summary>
    public static readonly IReadOnlyList<Dimensie> Volgorde =
        [.. "soort wet domein regio doelgroep akkoord adressaat gevolg ernst frequentie perspectief principe oplossingsruimte status".Split(' ').Select(sleutel => Dimensie.Van(sleutel)!)];

    /// <summary>All keys and values of a selection, as it was understood.</summary>
    public static IReadOnlyList<(string Sleutel, string Waarde)> Alle(Selectie selectie) =>
    [
        .. selectie.Weergave().SelectMany(deel => deel.Value is JsonArray waarden ? waarden.Select(waarde => (deel.Key, waarde!.ToString())) : [(deel.Key, deel.Value!.ToString())])
            .Where(keuze => keuze is not ("mijn", "false")),
    ];

    /// <summary>An address with a selection in it, and more.</summary>
    public static string Adres(string pad, Selectie selectie, params (string Sleutel, string? Waarde)[] verder) => Adres(pad, Alle(selectie), verder);

    /// <summary>An address with keys and values in it, and more.</summary>
    public static string Adres(string pad, IEnumerable<(string Sleutel, string Waarde)> keuzen, params (string Sleutel, string? Waarde)[] verder) =>
        Onderdelen.Adres(pad, [.. keuzen.Select(keuze => (keuze.Sleutel, (string?)keuze.Waarde)), .. verder]);

    /// <summary>Whether it asks for what everybody may see, now: then there are feeds, reports and downloads of it without a key.</summary>
    public static bool IsOpenbaar(Selectie selectie) => !selectie.Mijn && (selectie.Codes.GetValueOrDefault(Dimensie.Status)?.All(Selectie.Openbaar.Contains) ?? true);

    /// <summary>Whether a feed can follow it: that is about now.</summary>
    public static bool IsVolgbaar(Selectie selectie) => IsOpenbaar(selectie) && selectie.Peildatum is null && selectie.TotVolgnummer is null;

    /// <summary>A value of a key as people read it.</summary>
    public static string Waarde(string sleutel, string waarde, Selectie selectie, Gebruiker lezer, Register register) => sleutel switch
    {
        _ when Dimensie.Van(sleutel) is { } dimensie => Onderdelen.Naam(register.Begrippen[dimensie.Lijst], waarde),
        "project" when Guid.TryParse(waarde, out var id) && register.Projecten.Zoek(id) is { } project => Project.Naamvoor(project, lezer, register),
        "organisatie" => Onderdelen.Naam(register.Begrippen["organisaties"], waarde),
        "systeemknelpunt" => register.Duiding.Nu.Zoek(waarde)?.Kenmerk ?? waarde,
        "gemeldVanaf" => Feedtekst.Dag(selectie.GemeldVanaf!.Value),
        "gemeldTot" => Feedtekst.Dag(selectie.GemeldTot!.Value),
        "peildatum" => Feedtekst.Dag(selectie.Peildatum!.Value),
        "mijn" => "ja",
        _ => waarde,
    };

    /// <summary>What is chosen now, each with a link that leaves it out.</summary>
    /// <param name="pad">The page that it is chosen on.</param>
    /// <param name="verder">What else stands in the address.</param>
    public static Html Gekozen(string pad, Selectie selectie, Gebruiker lezer, Register register, params (string Sleutel, string? Waarde)[] verder)
    {
        var alle = Alle(selectie);
        return Html.Als(alle.Count > 0, () => $"""
            <h2 class="alleen-voorlezen">Nu gekozen</h2>
            <ul class="gekozen">
            {Html.Elk(alle, keuze => $"""
                <li><a href="{Adres(pad, alle.Where(ander => ander != keuze), verder)}"><span class="alleen-voorlezen">Laat weg: </span>{Namen[keuze.Sleutel]}{(keuze.Sleutel == "mijn" ? "" : $": {Waarde(keuze.Sleutel, keuze.Waarde, selectie, lezer, register)}")} <span aria-hidden="true">×</span></a></li>
                """)}
            {Html.Als(alle.Count > 1, () => $"""<li><a class="alles-wissen" href="{Adres(pad, [], verder)}">Alles wissen</a></li>""")}
            </ul>
            """);
    }

    /// <summary>The boxes of a dimension; open when something is chosen. With counts, what would give nothing is left out unless it is chosen.</summary>
    /// <param name="mag">Whether a code can be chosen at all.</param>
    /// <param name="voor">What goes before the name of the field.</param>
    public static Html Vinkjes(Dimensie dimensie, Selectie selectie, Register register, Facetten? facetten, Func<Begrip, bool> mag, string voor = "")
    {
        var gekozen = selectie.Codes.GetValueOrDefault(dimensie, []);
        var lijst = register.Begrippen[dimensie.Lijst];
        var toon = lijst.Begrippen.Where(begrip => gekozen.Contains(begrip.Code) || (mag(begrip) && (facetten is null || facetten[dimensie, begrip] > 0))).ToList();
        var onder = toon.Where(begrip => begrip.Bovenliggend is not null).ToLookup(begrip => begrip.Bovenliggend!, StringComparer.Ordinal);
        var boven = lijst.Begrippen.Where(begrip => begrip.Bovenliggend is null && (toon.Contains(begrip) || onder.Contains(begrip.Code))).ToList();
        return Html.Als(toon.Count > 0, () => $"""
            <details class="facet"{(gekozen.Count > 0 ? Html.Ruw(" open") : Html.Leeg)}>
            <summary>{Namen[dimensie.Sleutel]}{Html.Als(gekozen.Count > 0, () => $""" <span class="mag">({gekozen.Count} gekozen)</span>""")}</summary>
            <fieldset>
            <legend class="alleen-voorlezen">{Namen[dimensie.Sleutel]}</legend>
            <ul class="keuzen">
            {Html.Elk(boven, begrip => $"""
                <li>{Vinkje(begrip)}{Html.Als(onder.Contains(begrip.Code), () => $"\n<ul class=\"keuzen\">\n{Html.Elk(onder[begrip.Code], ander => $"<li>{Vinkje(ander)}</li>")}</ul>\n")}</li>
                """)}
            </ul>
            {Html.Als(facetten is not null, () => (Html)$"""<p><button type="submit" class="knop knop-rustig">Toepassen</button></p>""")}
            </fieldset>
            </details>
            """);

        Html Vinkje(Begrip begrip) => $"""
            <label class="vinkje"><input type="checkbox" name="{voor}{dimensie.Sleutel}" value="{begrip.Code}"{(gekozen.Contains(begrip.Code) ? Html.Ruw(" checked") : Html.Leeg)}> <span>{begrip.Naam}{Html.Met(facetten, telling => $""" <span class="telling">({Onderdelen.Getal(telling[dimensie, begrip])})</span>""")}</span></label>
            """;
    }

    /// <summary>A day to choose.</summary>
    public static Html Dagveld(string sleutel, DateOnly? dag, string? hint = null) => $"""
        <div class="veld">
        <label for="veld-{sleutel}">{Namen[sleutel]}</label>
        {Html.Met(hint, tekst => $"""<p class="hint" id="veld-{sleutel}-hint">{tekst}</p>""")}
        <input id="veld-{sleutel}" name="{sleutel}" type="date" value="{dag?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)}"{(hint is null ? Html.Leeg : Html.Ruw($" aria-describedby=\"veld-{sleutel}-hint\""))}>
        </div>
        """;

    /// <summary>What is chosen by keys that have no boxes: it goes along.</summary>
    public static Html Verborgen(Selectie selectie, params string[] zichtbaar) =>
        Html.Elk(Alle(selectie).Where(keuze => Dimensie.Van(keuze.Sleutel) is null && !zichtbaar.Contains(keuze.Sleutel)), keuze => Velden.Verborgen(keuze.Sleutel, keuze.Waarde));
}
