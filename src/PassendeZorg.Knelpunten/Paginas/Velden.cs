using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Fields of a form: each with its label, a hint, what was typed before and what is wrong with it, tied together for who listens to the page.</summary>
internal static class Velden
{
    /// <summary>The id of a field in the page, from its name or from the JSON pointer of a fault. A fault in an item is about the whole list.</summary>
    public static string Id(string veld)
    {
        var delen = veld.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return "veld-" + string.Join('-', delen is [.. var lijst, var laatste] && lijst.Length > 0 && laatste.All(char.IsAsciiDigit) ? lijst : delen);
    }

    /// <summary>A form that posts to an address of this site.</summary>
    public static Html Formulier(HttpContext context, string adres, Html velden, bool bestanden = false) => $"""
        <form method="post" action="{adres}"{(bestanden ? Html.Ruw(" enctype=\"multipart/form-data\"") : Html.Leeg)} novalidate>
        {Sessie.Token(context)}
        {velden}
        </form>
        """;

    /// <summary>One line of text.</summary>
    public static Html Regel(Formulier formulier, string naam, string label, string? hint = null, bool verplicht = false, string soort = "text", string? vulAan = null, int? lengte = null)
    {
        var (id, fout) = (Id(naam), Fout(formulier, naam));
        return Veld(id, label, hint, fout, verplicht, $"""
            <input id="{id}" name="{naam}" type="{soort}" value="{formulier[naam]}"{Eigenschappen(id, hint, fout, verplicht)}{Html.Met(vulAan, waarde => $""" autocomplete="{waarde}" """)}{Html.Met(lengte, n => $""" maxlength="{n}" """)}>
            """);
    }

    /// <summary>Several lines of text.</summary>
    public static Html Tekstvak(Formulier formulier, string naam, string label, string? hint = null, bool verplicht = false, int regels = 4, int? lengte = null)
    {
        var (id, fout) = (Id(naam), Fout(formulier, naam));
        return Veld(id, label, hint, fout, verplicht, $"""
            <textarea id="{id}" name="{naam}" rows="{regels}"{Eigenschappen(id, hint, fout, verplicht)}{Html.Met(lengte, n => $""" maxlength="{n}" """)}>
            {formulier[naam]}</textarea>
            """);
    }

    /// <summary>One of a few.</summary>
    public static Html Keuzelijst(Formulier formulier, string naam, string label, IEnumerable<(string Code, string Naam)> keuzen, string? hint = null, bool verplicht = false, string? leeg = "Kies…")
    {
        var (id, fout, gekozen) = (Id(naam), Fout(formulier, naam), formulier[naam]);
        return Veld(id, label, hint, fout, verplicht, $"""
            <select id="{id}" name="{naam}"{Eigenschappen(id, hint, fout, verplicht)}>
            {Html.Met(leeg, tekst => $"""<option value="">{tekst}</option>""")}
            {Html.Elk(keuzen, keuze => $"""<option value="{keuze.Code}"{(keuze.Code == gekozen ? Html.Ruw(" selected") : Html.Leeg)}>{keuze.Naam}</option>""")}</select>
            """);
    }

    /// <summary>Any of a few: a group of boxes with one question.</summary>
    public static Html Vinkjes(Formulier formulier, string naam, string label, IEnumerable<(string Code, string Naam)> keuzen, string? hint = null, bool verplicht = false)
    {
        var gekozen = formulier.Lijst(naam);
        return Groep(formulier, naam, label, $"""
            <div class="vinkjes">
            {Html.Elk(keuzen, keuze => $"""<label class="vinkje"><input type="checkbox" name="{naam}" value="{keuze.Code}"{(gekozen.Contains(keuze.Code) ? Html.Ruw(" checked") : Html.Leeg)}> {keuze.Naam}</label>""")}</div>
            """, hint, verplicht);
    }

    /// <summary>What belongs to one question, with its hint and what is wrong with it.</summary>
    public static Html Groep(Formulier formulier, string naam, string label, Html inhoud, string? hint = null, bool verplicht = false)
    {
        var (id, fout) = (Id(naam), Fout(formulier, naam));
        return $"""
            <fieldset id="{id}" class="veld{(fout is null ? "" : " veld-fout")}"{Beschreven(id, hint, fout)}>
            <legend>{label}{Verplicht(verplicht)}</legend>
            {Html.Met(hint, tekst => $"""<p class="hint" id="{id}-hint">{tekst}</p>""")}
            {Html.Met(fout, tekst => $"""<p class="fout" id="{id}-fout">{tekst}</p>""")}
            {inhoud}
            </fieldset>
            """;
    }

    /// <summary>One of a few, all in sight.</summary>
    public static Html Rondjes(Formulier formulier, string naam, string label, IEnumerable<(string Code, string Naam)> keuzen, string? hint = null, bool verplicht = false)
    {
        var (id, fout, gekozen) = (Id(naam), Fout(formulier, naam), formulier[naam]);
        return $"""
            <fieldset id="{id}" class="veld{(fout is null ? "" : " veld-fout")}"{Beschreven(id, hint, fout)}>
            <legend>{label}{Verplicht(verplicht)}</legend>
            {Html.Met(hint, tekst => $"""<p class="hint" id="{id}-hint">{tekst}</p>""")}
            {Html.Met(fout, tekst => $"""<p class="fout" id="{id}-fout">{tekst}</p>""")}
            <div class="vinkjes">
            {Html.Elk(keuzen, keuze => $"""<label class="vinkje"><input type="radio" name="{naam}" value="{keuze.Code}"{(keuze.Code == gekozen ? Html.Ruw(" checked") : Html.Leeg)}> {keuze.Naam}</label>""")}</div>
            </fieldset>
            """;
    }

    /// <summary>A box on its own.</summary>
    public static Html Vinkje(Formulier formulier, string naam, string label, string? hint = null)
    {
        var (id, fout) = (Id(naam), Fout(formulier, naam));
        return $"""
            <div class="veld{(fout is null ? "" : " veld-fout")}">
            {Html.Met(fout, tekst => $"""<p class="fout" id="{id}-fout">{tekst}</p>""")}
            <label class="vinkje"><input id="{id}" type="checkbox" name="{naam}" value="true"{(formulier[naam] is "true" or "on" ? Html.Ruw(" checked") : Html.Leeg)}{Beschreven(id, hint, fout)}> {label}</label>
            {Html.Met(hint, tekst => $"""<p class="hint" id="{id}-hint">{tekst}</p>""")}
            </div>
            """;
    }

    /// <summary>A value that goes along unseen.</summary>
    public static Html Verborgen(string naam, string waarde) => $"""<input type="hidden" name="{naam}" value="{waarde}">""";

    /// <summary>A button; the first of a page is the main one.</summary>
    public static Html Knop(string tekst, string? naam = null, string? waarde = null, bool rustig = false) =>
        $"""<button type="submit" class="knop{(rustig ? " knop-rustig" : "")}"{Html.Met(naam, n => $""" name="{n}" value="{waarde}" """)}>{tekst}</button>""";

    /// <summary>The codes of a vocabulary that can be chosen today.</summary>
    public static IEnumerable<(string Code, string Naam)> Keuzen(Begrippenlijst lijst, DateOnly vandaag) =>
        lijst.Begrippen.Where(begrip => begrip.Kiesbaar && begrip.Geldig(vandaag)).Select(begrip => (begrip.Code, begrip.Naam));

    private static Html Veld(string id, string label, string? hint, string? fout, bool verplicht, Html invoer) => $"""
        <div class="veld{(fout is null ? "" : " veld-fout")}">
        <label for="{id}">{label}{Verplicht(verplicht)}</label>
        {Html.Met(hint, tekst => $"""<p class="hint" id="{id}-hint">{tekst}</p>""")}
        {Html.Met(fout, tekst => $"""<p class="fout" id="{id}-fout">{tekst}</p>""")}
        {invoer}
        </div>
        """;

    private static Html Verplicht(bool verplicht) => verplicht ? Html.Leeg : Html.Ruw(" <span class=\"mag\">(niet verplicht)</span>");

    private static string? Fout(Formulier formulier, string naam)
    {
        var id = Id(naam);
        var berichten = formulier.Fouten.Where(fout => fout.Veld.Length > 0 && Id(fout.Veld) == id)
            .Select(fout => fout.Suggestie is null ? fout.Bericht : $"{fout.Bericht} Bedoelt u {fout.Suggestie}?").ToList();
        return berichten.Count == 0 ? null : string.Join(' ', berichten);
    }

    private static Html Eigenschappen(string id, string? hint, string? fout, bool verplicht) =>
        $"{(verplicht ? Html.Ruw(" required") : Html.Leeg)}{(fout is null ? Html.Leeg : Html.Ruw(" aria-invalid=\"true\""))}{Beschreven(id, hint, fout)}";

    private static Html Beschreven(string id, string? hint, string? fout) => hint is null && fout is null ? Html.Leeg
        : $" aria-describedby=\"{string.Join(' ', new[] { fout is null ? null : $"{id}-fout", hint is null ? null : $"{id}-hint" }.OfType<string>())}\"";
}
