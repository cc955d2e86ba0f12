using System.Globalization;
using System.Text;
using PassendeZorg.Knelpunten.Persoonsgegevens;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Feeds;

/// <summary>Words for people: what a selection is called, names of codes, days, paragraphs.</summary>
internal static class Feedtekst
{
    private static readonly CultureInfo Nederlands = CultureInfo.GetCultureInfo("nl-NL");

    /// <summary>A title that names the selection: "Knelpunten: Wlz en Wmo 2015, bekostiging".</summary>
    public static string Titel(string wat, Selectie selectie, Register register)
    {
        var delen = Delen(selectie, register).ToList();
        return delen.Count == 0 ? wat : $"{wat}: {string.Join(", ", delen)}";
    }

    /// <summary>The name of a code; the code itself when the vocabulary no longer knows it.</summary>
    public static string Naam(Register register, string lijst, string code) => register.Begrippen[lijst].Zoek(code)?.Naam ?? code;

    /// <summary>Codes as keywords of an entry.</summary>
    public static IEnumerable<Trefwoord> Trefwoorden(string adres, Register register, string lijst, IEnumerable<string> codes) =>
        codes.Select(code => new Trefwoord(code, Begrippen.Begrippenlijsten.Namen.ContainsKey(lijst) ? $"{adres}/v1/begrippenlijsten/{lijst}" : Feed.Tag(lijst), Naam(register, lijst, code)));

    /// <summary>A day as people write it.</summary>
    public static string Dag(DateOnly dag) => dag.ToString("d MMMM yyyy", Nederlands);

    /// <summary>The day of an instant, as people write it.</summary>
    public static string Dag(DateTimeOffset op) => Dag(Kalender.Dag(op));

    /// <summary>A number of things, in the right form.</summary>
    public static string Aantal(int aantal, string een, string meer) => $"{aantal.ToString("N0", Nederlands)} {(aantal == 1 ? een : meer)}";

    /// <summary>A code as words, where it has no name: "deels-overgenomen" is read as "deels overgenomen".</summary>
    public static string Woorden(string code) => code.Replace('-', ' ');

    /// <summary>A, B en C.</summary>
    public static string Opsomming(IEnumerable<string> delen)
    {
        var alle = delen.ToList();
        return alle.Count < 2 ? string.Concat(alle) : $"{string.Join(", ", alle.SkipLast(1))} en {alle[^1]}";
    }

    /// <summary>Adds a paragraph of plain text.</summary>
    public static StringBuilder Alinea(this StringBuilder html, string tekst) => html.Append("<p>").Append(Tekst.Html(tekst)).Append("</p>");

    /// <summary>Adds a text as it was written: a paragraph per line.</summary>
    public static StringBuilder Alineas(this StringBuilder html, string? tekst)
    {
        foreach (var alinea in (tekst ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            html.Alinea(alinea);
        }

        return html;
    }

    /// <summary>Adds a heading and a list of plain texts; nothing when there are none.</summary>
    public static StringBuilder Lijst(this StringBuilder html, string kop, IEnumerable<string> regels)
    {
        var alle = regels.ToList();
        if (alle.Count > 0)
        {
            html.Append("<h3>").Append(Tekst.Html(kop)).Append("</h3><ul>");
            alle.ForEach(regel => html.Append("<li>").Append(Tekst.Html(regel)).Append("</li>"));
            html.Append("</ul>");
        }

        return html;
    }

    /// <summary>Adds a paragraph of links.</summary>
    public static StringBuilder Koppelingen(this StringBuilder html, params (string Adres, string Naam)[] koppelingen) =>
        html.Append("<p>").AppendJoin(" · ", koppelingen.Select(koppeling => $"<a href=\"{Tekst.Html(koppeling.Adres)}\">{Tekst.Html(koppeling.Naam)}</a>")).Append("</p>");

    private static IEnumerable<string> Delen(Selectie selectie, Register register)
    {
        foreach (var (dimensie, codes) in selectie.Codes.OrderBy(keuze => Plaats(keuze.Key)))
        {
            var lijst = selectie.VanSystemen && dimensie == Dimensie.Status ? "systeemstatussen" : dimensie.Lijst;
            var naam = Opsomming(codes.Select(code => Kort(register, lijst, code)));
            yield return dimensie.Sleutel is "ernst" ? $"ernst {naam}" : naam;
        }

        if (selectie.Projecten is { } projecten)
        {
            yield return Opsomming(projecten.Select(nummer => Project.Naamvoor(register.Projecten.OpNummer[nummer], Gebruiker.Anoniem, register)));
        }

        foreach (var (sleutel, waarde) in selectie.Weergave())
        {
            var gegeven = waarde is System.Text.Json.Nodes.JsonArray waarden ? Opsomming(waarden.Select(deel => Veilig($"{deel}"))) : Veilig($"{waarde}");
            switch (sleutel)
            {
                case "organisatie" or "systeemknelpunt":
                    yield return gegeven;
                    break;
                case "gemeldVanaf":
                    yield return $"gemeld vanaf {Dag(selectie.GemeldVanaf!.Value)}";
                    break;
                case "gemeldTot":
                    yield return $"gemeld tot en met {Dag(selectie.GemeldTot!.Value)}";
                    break;
                case "zoek":
                    yield return $"met “{gegeven}”";
                    break;
                case "beantwoord":
                    yield return gegeven == "ja" ? "met een reactie" : "zonder reactie";
                    break;
            }
        }
    }

    /// <summary>Laws first, as people speak of it: "Wlz en Wmo 2015, bekostiging".</summary>
    private static int Plaats(Dimensie dimensie) => dimensie.Sleutel switch { "wet" => -3, "domein" => -2, "soort" => -1, _ => dimensie.Nummer };

    private static string Kort(Register register, string lijst, string code)
    {
        var begrip = register.Begrippen[lijst].Zoek(code);
        var naam = begrip?.Afkorting ?? begrip?.Naam ?? code;
        // A proper name keeps its capital, an abbreviation too.
        return lijst is "wetten" or "organisaties" or "akkoorden" || begrip?.Afkorting is not null || naam is not [_, >= 'a' and <= 'z' or ' ' or '-', ..] ? naam
            : $"{char.ToLowerInvariant(naam[0])}{naam.AsSpan(1)}";
    }

    /// <summary>What somebody typed, unless it may be about a person.</summary>
    private static string Veilig(string gegeven) => Persoonsgegevenswacht.Zoek(gegeven).Count > 0 ? "…" : gegeven;
}
