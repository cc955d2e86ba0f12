using System.Globalization;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>
/// Drawings as inline SVG, with a title and a description for who does not see them. Colours are classes of the style sheet; the table that says
/// the same in numbers stands beside them and is the caller's.
/// </summary>
internal static class Grafiek
{
    /// <summary>Classes of intensity: <c>warmte-1</c> to <c>warmte-5</c>.</summary>
    private const int Warmten = 5;

    private const int Breed = 640;

    /// <summary>Bars, one below the other.</summary>
    /// <param name="id">Unique in the page.</param>
    public static Html Staven(string id, string titel, IReadOnlyList<(string Naam, int Aantal)> staven)
    {
        const int Hoogte = 22, Links = 270;
        var hoogst = Math.Max(1, staven.Select(staaf => staaf.Aantal).DefaultIfEmpty().Max());
        return Svg(id, titel, string.Join("; ", staven.Select(staaf => $"{staaf.Naam}: {staaf.Aantal}")), Breed, (staven.Count * Hoogte) + 4, Html.Elk(staven.Select((staaf, i) => (staaf.Naam, staaf.Aantal, Y: i * Hoogte)), staaf =>
        {
            var breedte = (int)Math.Round((Breed - Links - 50) * (double)staaf.Aantal / hoogst);
            return $"""<text class="naast" x="{Links - 8}" y="{staaf.Y + 16}">{Kort(staaf.Naam, 36)}</text><rect class="reeks-1" x="{Links}" y="{staaf.Y + 3}" width="{breedte}" height="{Hoogte - 6}"/><text x="{Links + breedte + 6}" y="{staaf.Y + 16}">{Onderdelen.Getal(staaf.Aantal)}</text>""";
        }));
    }

    /// <summary>Lines over time, each with its name; dashes and marks tell them apart where colours do not.</summary>
    /// <param name="id">Unique in the page.</param>
    public static Html Lijnen(string id, string titel, IReadOnlyList<string> perioden, IReadOnlyList<(string Naam, IReadOnlyList<int> Aantallen)> reeksen)
    {
        const int Hoogte = 250, Links = 48, Rechts = 440, Boven = 12, Onder = Hoogte - 30;
        var stap = Stap(reeksen.SelectMany(reeks => reeks.Aantallen).DefaultIfEmpty().Max());
        var hoogst = stap * Math.Max(1, (int)Math.Ceiling(reeksen.SelectMany(reeks => reeks.Aantallen).DefaultIfEmpty().Max() / (double)stap));
        var merk = (int)Math.Ceiling(perioden.Count / 6.0);
        int X(int i) => perioden.Count == 1 ? (Links + Rechts) / 2 : Links + (int)Math.Round((Rechts - Links) * (double)i / (perioden.Count - 1));
        int Y(int aantal) => Onder - (int)Math.Round((Onder - Boven) * (double)aantal / hoogst);
        return Svg(id, titel, string.Join("; ", reeksen.Select(reeks => $"{reeks.Naam}: in {perioden[0]} {reeks.Aantallen[0]}, in {perioden[^1]} {reeks.Aantallen[^1]}, hoogste {reeks.Aantallen.Max()}")), Breed, Hoogte, $"""
            {Html.Elk(Enumerable.Range(0, (hoogst / stap) + 1).Select(i => i * stap), aantal => $"""<line class="raster" x1="{Links}" y1="{Y(aantal)}" x2="{Rechts}" y2="{Y(aantal)}"/><text class="naast" x="{Links - 8}" y="{Y(aantal) + 4}">{Onderdelen.Getal(aantal)}</text>""")}
            {Html.Elk(Enumerable.Range(0, perioden.Count).Where(i => i % merk == 0), i => $"""<text class="onder" x="{X(i)}" y="{Hoogte - 8}">{Kort(perioden[i], 12)}</text>""")}
            {Html.Elk(reeksen.Select((reeks, i) => (reeks, Nummer: (i % 5) + 1, Y: 24 + (i * 24))), lijn => $"""
                <g class="reeks-{lijn.Nummer}"><polyline points="{string.Join(' ', lijn.reeks.Aantallen.Select((aantal, i) => string.Create(CultureInfo.InvariantCulture, $"{X(i)},{Y(aantal)}")))}"/>
                {Html.Rij(lijn.reeks.Aantallen.Select((aantal, i) => (aantal, i)), punt => $"""<circle cx="{X(punt.i)}" cy="{Y(punt.aantal)}" r="3"/>""", "")}
                <line x1="{Rechts + 20}" y1="{lijn.Y}" x2="{Rechts + 48}" y2="{lijn.Y}"/><circle cx="{Rechts + 34}" cy="{lijn.Y}" r="3"/></g><text x="{Rechts + 56}" y="{lijn.Y + 4}">{Kort(lijn.reeks.Naam, 21)}</text>
                """)}
            """);
    }

    /// <summary>How intense a number shows among others: 1 to 5, by orders of magnitude, so that a few high ones do not pale all others.</summary>
    public static int Warmte(int aantal, int hoogst) => Enumerable.Range(1, Warmten).Last(graad => graad == 1 || aantal >= Vanaf(graad, hoogst));

    /// <summary>What the colours mean.</summary>
    public static Html Legenda(int hoogst)
    {
        var graden = Enumerable.Range(1, Warmten).Select(graad => (graad, Van: Vanaf(graad, hoogst), Tot: graad == Warmten ? hoogst : Vanaf(graad + 1, hoogst) - 1)).Where(deel => deel.Van <= deel.Tot);
        return $"""
            <ul class="legenda" aria-label="Wat de kleuren betekenen">
            {Html.Elk(graden, deel => $"""<li class="warmte-{deel.graad}">{(deel.Van == deel.Tot ? Onderdelen.Getal(deel.Van) : $"{Onderdelen.Getal(deel.Van)} tot en met {Onderdelen.Getal(deel.Tot)}")}</li>""")}</ul>
            """;
    }

    private static int Vanaf(int graad, int hoogst) => (int)Math.Ceiling(Math.Pow(hoogst, (graad - 1) / (Warmten - 1.0)) - 1e-9);

    /// <summary>Between lines of a grid: 1, 2 or 5, with zeros; at most five lines.</summary>
    private static int Stap(int hoogst)
    {
        for (var tien = 1; ; tien *= 10)
        {
            foreach (var stap in (ReadOnlySpan<int>)[tien, 2 * tien, 5 * tien])
            {
                if (hoogst <= 4L * stap)
                {
                    return stap;
                }
            }
        }
    }

    private static Html Svg(string id, string titel, string uitleg, int breedte, int hoogte, Html inhoud) => Onderdelen.Breed(titel, $"""
        <svg class="grafiek" viewBox="0 0 {breedte} {hoogte}" role="img" aria-labelledby="{id}-titel {id}-uitleg">
        <title id="{id}-titel">{titel}</title>
        <desc id="{id}-uitleg">{uitleg}</desc>
        {inhoud}
        </svg>
        """);

    private static string Kort(string naam, int lengte) => naam.Length > lengte ? $"{naam[..(lengte - 1)]}…" : naam;
}
