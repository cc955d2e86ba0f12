using System.Globalization;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Small pieces that pages share: numbers with the list behind them, days, states, names of codes.</summary>
internal static class Onderdelen
{
    private static readonly CultureInfo Nl = CultureInfo.GetCultureInfo("nl-NL");

    /// <summary>A number as people here write it: 12.345.</summary>
    public static string Getal(long getal) => getal.ToString("N0", Nl);

    /// <summary>A number with a fraction: 14,2.</summary>
    public static string Getal(double getal, string vorm = "0.#") => getal.ToString(vorm, Nl);

    /// <summary>One thing, or so many: "1 knelpunt", "12 knelpunten".</summary>
    public static string Aantal(long getal, string een, string meer) => $"{Getal(getal)} {(getal == 1 ? een : meer)}";

    /// <summary>A number that leads to the list behind it; nothing leads to an empty list.</summary>
    public static Html Teller(long getal, string adres) => getal == 0 ? (Html)$"0" : $"""<a href="{adres}">{Getal(getal)}</a>""";

    /// <summary>An address with a selection in it.</summary>
    public static string Adres(string pad, params (string Sleutel, string? Waarde)[] selectie) => Adres(pad, (IEnumerable<(string, string?)>)selectie);

    /// <summary>An address with a selection in it.</summary>
    public static string Adres(string pad, IEnumerable<(string Sleutel, string? Waarde)> selectie) =>
        pad + QueryString.Create(selectie.Where(deel => !string.IsNullOrEmpty(deel.Waarde)).Select(deel => KeyValuePair.Create(deel.Sleutel, deel.Waarde))).Value;

    /// <summary>A day: 7 mei 2026.</summary>
    public static Html Dag(DateOnly dag) => $"""<time datetime="{dag.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}">{dag.ToString("d MMMM yyyy", Nl)}</time>""";

    /// <summary>The day of an instant, in the Netherlands.</summary>
    public static Html Dag(DateTimeOffset op) => Dag(Kalender.Dag(op));

    /// <summary>The state of a knelpunt, a systeemknelpunt or a toezegging, as a label.</summary>
    public static Html Stand(string status) => $"""<span class="nl-data-badge stand-{Klasse(status)}">{Woord(status)}</span>""";

    /// <summary>A code that is a word of its own: "in-onderzoek" reads as "in onderzoek".</summary>
    public static string Woord(string code) => code switch
    {
        "kan-al" => "kan al",
        "al-opgelost" => "al opgelost",
        _ => code.Replace('-', ' '),
    };

    /// <summary>Names of codes, each leading to the list of what has it.</summary>
    public static Html Codes(Begrippenlijst lijst, IReadOnlyList<string> codes, string pad, string sleutel) =>
        Html.Rij(codes, code => $"""<a href="{Adres(pad, (sleutel, code))}">{Naam(lijst, code)}</a>""");

    /// <summary>The name of a code; the code itself when the vocabulary does not know it.</summary>
    public static string Naam(Begrippenlijst lijst, string code) => lijst.Zoek(code)?.Naam ?? code;

    /// <summary>A table that may be wider than the window: it scrolls in its own box, with the keyboard too.</summary>
    public static Html Breed(string naam, Html tabel) => $"""<div class="breed" role="region" aria-label="{naam}" tabindex="0">{tabel}</div>""";

    private static string Klasse(string status) => status switch
    {
        "bevestigd" or "vastgesteld" or "beantwoord" or "opgelost" or "nagekomen" or "actief" => "goed",
        "gemeld" or "concept" or "in-onderzoek" or "heropend" or "geagendeerd" or "open" => "let-op",
        "afgewezen" or "ingetrokken" or "te-laat" or "gesloten" or "vervallen" => "fout",
        _ => "gewoon",
    };
}
