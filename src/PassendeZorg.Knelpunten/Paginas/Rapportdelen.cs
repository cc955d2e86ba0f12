using System.Globalization;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Rapportages;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Reports as pages show them: each number with the list behind it, each drawing with its table.</summary>
internal static class Rapportdelen
{
    /// <summary>More months than this make a drawing that nobody reads; the report has them all.</summary>
    private const int Maanden = 24;

    /// <summary>
    /// Laws × domains as heat maps: a table whose cells are darker as they count more. Domains of level 1 together, and where the report has them,
    /// those of level 2 in a table per domain that they fall under, so that each fits on paper.
    /// </summary>
    public static Html Wetten(Kruistabel.Antwoord tabel, Begrippenlijst domeinen, Verwijzer achter)
    {
        if (tabel.Rijen.Count == 0)
        {
            return $"<p>Geen van deze knelpunten noemt een wet.</p>";
        }

        var cellen = tabel.Cellen.ToDictionary(cel => (cel.Rij, cel.Kolom), cel => cel.Aantal ?? 0);
        var hoogst = cellen.Values.DefaultIfEmpty(1).Max();
        var perOuder = tabel.Kolommen.ToLookup(kolom => domeinen.Zoek(kolom.Code)?.Bovenliggend ?? "", StringComparer.Ordinal);
        return $"""
            {Grafiek.Legenda(hoogst)}
            {Warmte("Aantal knelpunten per wet en domein", tabel.Rijen, [.. perOuder[""]], cellen, hoogst, achter, totalen: true)}
            {Html.Elk(tabel.Kolommen.Where(kolom => perOuder[kolom.Code].Any()), ouder => $"""
                <h3>Binnen {ouder.Naam}</h3>
                {Warmte($"Aantal knelpunten per wet, binnen {ouder.Naam}", [.. tabel.Rijen.Where(rij => perOuder[ouder.Code].Any(kolom => cellen.ContainsKey((rij.Code, kolom.Code))))], [.. perOuder[ouder.Code]], cellen, hoogst, achter, totalen: false)}
                """)}
            """;
    }

    private static Html Warmte(string bijschrift, IReadOnlyList<Kruistabel.Kop> rijen, IReadOnlyList<Kruistabel.Kop> kolommen, Dictionary<(string Rij, string Kolom), int> cellen, int hoogst, Verwijzer achter, bool totalen) =>
        Html.Als(rijen.Count > 0, () => Onderdelen.Breed(bijschrift, $"""
            <table class="warmte">
            <caption>{bijschrift}</caption>
            <thead><tr><th scope="col">Wet</th>{Html.Als(totalen, () => Html.Ruw("<th scope=\"col\" class=\"getal\">Totaal</th>"))}{Html.Rij(kolommen, kolom => $"""<th scope="col" class="getal">{kolom.Naam}</th>""", "")}</tr></thead>
            <tbody>
            {Html.Elk(rijen, rij => $"""
                <tr><th scope="row">{rij.Naam}</th>{Html.Als(totalen, () => $"""<td class="getal">{achter.Teller(rij.Totaal, ("wet", rij.Code))}</td>""")}{Html.Rij(kolommen, kolom =>
                    cellen.TryGetValue((rij.Code, kolom.Code), out var aantal)
                        ? $"""<td class="getal warmte-{Grafiek.Warmte(aantal, hoogst)}">{achter.Teller(aantal, ("wet", rij.Code), ("domein", kolom.Code))}</td>"""
                        : Html.Ruw("<td class=\"getal leeg\">0</td>"), "")}</tr>
                """)}</tbody>
            </table>
            """));

    /// <summary>What was reported per month and kind: lines, and the numbers.</summary>
    public static Html Trend(Tijdreeks.Antwoord reeks, Verwijzer achter)
    {
        var over = Math.Max(0, reeks.Perioden.Count - Maanden);
        var maanden = reeks.Perioden.Skip(over).ToList();
        if (maanden.Count == 0)
        {
            return $"<p>Er is nog niets gemeld.</p>";
        }

        return $"""
            {Grafiek.Lijnen("trend", "Meldingen per maand en soort", maanden, [.. reeks.Reeksen.Select(lijn => (lijn.Naam, (IReadOnlyList<int>)[.. lijn.Aantallen.Skip(over).Select(aantal => aantal ?? 0)]))])}
            <details open>
            <summary>Dezelfde cijfers als tabel</summary>
            {Onderdelen.Breed("Meldingen per maand en soort, als tabel", $"""
                <table>
                <caption>Meldingen per maand en soort{(over > 0 ? $", de laatste {Maanden} maanden" : "")}</caption>
                <thead><tr><th scope="col">Maand</th><th scope="col" class="getal">Totaal</th>{Html.Rij(reeks.Reeksen, lijn => $"""<th scope="col" class="getal">{lijn.Naam}</th>""", "")}</tr></thead>
                <tbody>
                {Html.Elk(maanden.Select((maand, i) => (maand, i: i + over)).Reverse(), rij => $"""
                    <tr><th scope="row">{Maand(rij.maand)}</th><td class="getal">{achter.TellerVanMaand(reeks.Totalen[rij.i], rij.maand)}</td>{Html.Rij(reeks.Reeksen, lijn =>
                        $"""<td class="getal">{achter.TellerVanMaand(lijn.Aantallen[rij.i] ?? 0, rij.maand, ("soort", lijn.Code))}</td>""", "")}</tr>
                    """)}</tbody>
                </table>
                """)}
            </details>
            """;
    }

    /// <summary>Which laws meet on one knelpunt, as a list of pairs.</summary>
    public static Html Naden(IEnumerable<Naden.Naad> naden, string bijschrift, Begrippenlijst wetten, Verwijzer achter) => Onderdelen.Breed("Naden tussen wetten", $"""
        <table>
        <caption>{bijschrift}</caption>
        <thead><tr><th scope="col">Wet</th><th scope="col">en</th><th scope="col" class="getal">Knelpunten</th><th scope="col" class="getal">Projecten</th></tr></thead>
        <tbody>
        {Html.Elk(naden, naad => $"""<tr><th scope="row">{Onderdelen.Naam(wetten, naad.A)}</th><td>{Onderdelen.Naam(wetten, naad.B)}</td><td class="getal">{achter.TellerVanNaad(naad.Aantal ?? 0, naad.A, naad.B)}</td><td class="getal">{Onderdelen.Getal(naad.Projecten ?? 0)}</td></tr>""")}</tbody>
        </table>
        """);

    /// <summary>The same as a matrix of the laws that meet most.</summary>
    public static Html Nadenmatrix(IReadOnlyList<Naden.Naad> naden, int meest, Begrippenlijst wetten, Verwijzer achter)
    {
        var gekozen = naden.SelectMany(naad => new[] { (Code: naad.A, naad.Aantal), (Code: naad.B, naad.Aantal) }).GroupBy(deel => deel.Code, deel => deel.Aantal ?? 0, StringComparer.Ordinal)
            .OrderByDescending(wet => wet.Sum()).Take(meest).Select(wet => wetten.Zoek(wet.Key)!).OrderBy(wet => wet.Volgorde).ToList();
        var aantallen = naden.ToDictionary(naad => (naad.A, naad.B), naad => naad.Aantal ?? 0);
        var hoogst = Math.Max(1, naden.Select(naad => naad.Aantal ?? 0).DefaultIfEmpty().Max());
        int Aantal(Begrip a, Begrip b) => aantallen.GetValueOrDefault((a.Code, b.Code)) + aantallen.GetValueOrDefault((b.Code, a.Code));
        return Onderdelen.Breed("Naden tussen wetten, als matrix", $"""
            <table class="warmte">
            <caption>Aantal knelpunten waar twee wetten samen op staan{(gekozen.Count == meest ? $", de {meest} wetten die het vaakst samen voorkomen" : "")}</caption>
            <thead><tr><td></td>{Html.Rij(gekozen, wet => $"""<th scope="col" class="getal">{wet.Afkorting ?? wet.Naam}</th>""", "")}</tr></thead>
            <tbody>
            {Html.Elk(gekozen, rij => $"""
                <tr><th scope="row">{Voluit(rij)}</th>{Html.Rij(gekozen, kolom => kolom == rij ? Html.Ruw("<td class=\"getal diagonaal\">zelf</td>")
                    : Aantal(rij, kolom) is > 0 and var aantal ? $"""<td class="getal warmte-{Grafiek.Warmte(aantal, hoogst)}">{achter.TellerVanNaad(aantal, rij.Code, kolom.Code)}</td>"""
                    : Html.Ruw("<td class=\"getal leeg\">0</td>"), "")}</tr>
                """)}</tbody>
            </table>
            """);
    }

    private static string Maand(string code) => new Periode("maand", DateOnly.ParseExact($"{code}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture)).Naam;

    /// <summary>A law with its abbreviation: what stands above a column explains itself here.</summary>
    private static string Voluit(Begrip wet) => wet.Afkorting is null || wet.Afkorting == wet.Naam ? wet.Naam : $"{wet.Naam} ({wet.Afkorting})";
}
