using System.Globalization;
using System.Text;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;

namespace PassendeZorg.Knelpunten.Edities;

/// <summary>The page of an edition: reads without JavaScript, prints well, every drawing stands beside its table.</summary>
internal static class EditiePagina
{
    private static readonly CultureInfo Nederlands = CultureInfo.GetCultureInfo("nl-NL");

    /// <param name="titels">Today's titles by kenmerk; what is not there was withdrawn.</param>
    /// <param name="ingetrokken">How many of what was counted are withdrawn since.</param>
    public static string Schrijf(Editie editie, string sha256, IReadOnlyDictionary<string, string> titels, int ingetrokken)
    {
        var pagina = new StringBuilder(64 * 1024);
        pagina.Append($"""
            <!DOCTYPE html>
            <html lang="nl">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{T(editie.Titel)} – editie {T(editie.Nummer)}</title>
            <link rel="stylesheet" href="{Paginas.Bestanden.Adres("/stijl/pagina.css")}">
            <link rel="alternate" type="application/atom+xml" title="Edities" href="/v1/feeds/edities">
            <link rel="alternate" type="application/atom+xml" title="Maandelijkse samenvattingen" href="/v1/feeds/samenvattingen">
            </head>
            <body>
            <main>
            <p class="kop">PassendeZorg.Knelpunten · editie {T(editie.Nummer)}</p>
            <h1>{T(editie.Titel)}</h1>
            <p>Gepubliceerd op {Dag(editie.GepubliceerdOp)}{(editie.Adressaat is { } adressaat ? $", voor {T(adressaat.Tekst)}" : "")}. Stand na gebeurtenis {editie.Volgnummer} van {Dag(editie.PeilOp)}.</p>

            """);
        foreach (var alinea in (editie.Inleiding ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            pagina.Append($"<p class=\"inleiding\">{T(alinea)}</p>\n");
        }

        if (ingetrokken > 0)
        {
            pagina.Append($"<p class=\"let-op\"><strong>Let op:</strong> {(ingetrokken == 1 ? "één knelpunt is" : $"{ingetrokken} knelpunten zijn")} na publicatie ingetrokken. De aantallen in deze editie blijven zoals ze waren; de teksten worden niet meer getoond.</p>\n");
        }

        Beloften(pagina, editie);
        Lees(pagina, editie);
        KruistabelWetDomein(pagina, editie.Kruistabel);
        Trend(pagina, editie.Tijdreeks);
        NadenTabel(pagina, editie);
        AgendaTabel(pagina, editie.Agenda);
        Los(pagina, editie.Agenda, titels);
        Antwoorden(pagina, editie);
        pagina.Append($"""
            <section>
            <h2>Over deze editie</h2>
            <p>{T(editie.Telwijze)}</p>
            <dl>
            <dt>Citeer als</dt><dd>{T(editie.CiteerAls)}</dd>
            <dt>SHA-256</dt><dd><code>{sha256}</code> over de canonieke JSON (RFC 8785) van deze editie</dd>
            <dt>Licentie</dt><dd>{T(editie.Licentie)}</dd>
            <dt>Gegevens</dt><dd><a href="/v1/edities/{T(editie.Nummer)}?formaat=json">JSON</a>, <a href="/v1/edities/{T(editie.Nummer)}?formaat=csv">CSV</a>, <a href="/v1/edities/{T(editie.Nummer)}?formaat=xlsx">Excel</a></dd>
            </dl>
            </section>
            </main>
            </body>
            </html>

            """);
        return pagina.ToString();
    }

    private static void Lees(StringBuilder pagina, Editie editie)
    {
        pagina.Append($"<section>\n<h2>In het kort</h2>\n<p>Deze editie telt <strong>{editie.Kruistabel.Totaal}</strong> {(editie.Kruistabel.Totaal == 1 ? "knelpunt" : "knelpunten")}; ");
        pagina.Append($"{editie.Naden.Meervoudig} daarvan {(editie.Naden.Meervoudig == 1 ? "raakt" : "raken")} meer dan één wet.</p>\n");
        if (editie.Voorbeelden > 0)
        {
            pagina.Append($"<p class=\"let-op\"><strong>Let op:</strong> {(editie.Voorbeelden == editie.Kruistabel.Totaal ? "dit zijn allemaal" : $"{editie.Voorbeelden} daarvan zijn")} voorbeelden uit openbare bronnen, geen meldingen van projecten.</p>\n");
        }

        pagina.Append(editie.Selectie.Count == 0 ? "<p>Selectie: alle openbare knelpunten.</p>\n" : "<p>Selectie:</p>\n<ul>\n");
        foreach (var (sleutel, waarde) in editie.Selectie)
        {
            pagina.Append($"<li>{T(sleutel)}: {T(string.Join(", ", waarde is System.Text.Json.Nodes.JsonArray delen ? delen.Select(deel => deel!.ToString()) : [waarde!.ToString()]))}</li>\n");
        }

        pagina.Append(editie.Selectie.Count == 0 ? "</section>\n" : "</ul>\n</section>\n");
    }

    private static void KruistabelWetDomein(StringBuilder pagina, Kruistabel.Antwoord tabel)
    {
        pagina.Append("<section>\n<h2>Wet en domein</h2>\n");
        if (tabel.Rijen.Count == 0)
        {
            pagina.Append("<p>Geen knelpunt in deze selectie noemt een wet.</p>\n</section>\n");
            return;
        }

        Staven(pagina, "Knelpunten per wet", [.. tabel.Rijen.Select(kop => (kop.Naam, kop.Totaal))]);
        var cellen = tabel.Cellen.ToDictionary(cel => (cel.Rij, cel.Kolom), cel => cel.Aantal);
        pagina.Append("<div class=\"breed\" role=\"region\" aria-label=\"Wet maal domein\" tabindex=\"0\">\n<table>\n<caption>Aantal knelpunten per wet en domein</caption>\n<thead><tr><th scope=\"col\">Wet</th><th scope=\"col\">Totaal</th>");
        foreach (var kolom in tabel.Kolommen)
        {
            pagina.Append($"<th scope=\"col\">{T(kolom.Naam)}</th>");
        }

        pagina.Append("</tr></thead>\n<tbody>\n");
        foreach (var rij in tabel.Rijen)
        {
            pagina.Append($"<tr><th scope=\"row\">{T(rij.Naam)}</th><td>{rij.Totaal}</td>");
            foreach (var kolom in tabel.Kolommen)
            {
                pagina.Append($"<td>{(cellen.TryGetValue((rij.Code, kolom.Code), out var aantal) ? aantal : "")}</td>");
            }

            pagina.Append("</tr>\n");
        }

        pagina.Append("</tbody>\n</table>\n</div>\n</section>\n");
    }

    private static void Trend(StringBuilder pagina, Tijdreeks.Antwoord reeks)
    {
        if (reeks.Perioden.Count == 0)
        {
            return;
        }

        pagina.Append("<section>\n<h2>Per maand</h2>\n");
        Staven(pagina, "Meldingen per maand", [.. reeks.Perioden.Zip(reeks.Totalen)]);
        pagina.Append("<div class=\"breed\" role=\"region\" aria-label=\"Meldingen per maand en soort\" tabindex=\"0\">\n<table>\n<caption>Meldingen per maand en soort</caption>\n<thead><tr><th scope=\"col\">Maand</th><th scope=\"col\">Totaal</th>");
        foreach (var lijn in reeks.Reeksen)
        {
            pagina.Append($"<th scope=\"col\">{T(lijn.Naam)}</th>");
        }

        pagina.Append("</tr></thead>\n<tbody>\n");
        for (var i = 0; i < reeks.Perioden.Count; i++)
        {
            pagina.Append($"<tr><th scope=\"row\">{reeks.Perioden[i]}</th><td>{reeks.Totalen[i]}</td>");
            foreach (var lijn in reeks.Reeksen)
            {
                pagina.Append($"<td>{lijn.Aantallen[i]}</td>");
            }

            pagina.Append("</tr>\n");
        }

        pagina.Append("</tbody>\n</table>\n</div>\n</section>\n");
    }

    private static void NadenTabel(StringBuilder pagina, Editie editie)
    {
        if (editie.Naden.Naden.Count == 0)
        {
            return;
        }

        var namen = editie.Kruistabel.Rijen.ToDictionary(kop => kop.Code, kop => kop.Naam);
        pagina.Append("<section>\n<h2>Naden: wetten die op één knelpunt botsen</h2>\n<div class=\"breed\" role=\"region\" aria-label=\"Naden\" tabindex=\"0\">\n<table>\n<caption>Vaakst eerst, ten hoogste 25</caption>\n<thead><tr><th scope=\"col\">Wet</th><th scope=\"col\">en</th><th scope=\"col\">Knelpunten</th><th scope=\"col\">Projecten</th></tr></thead>\n<tbody>\n");
        foreach (var naad in editie.Naden.Naden.Take(25))
        {
            pagina.Append($"<tr><th scope=\"row\">{T(namen.GetValueOrDefault(naad.A, naad.A))}</th><td class=\"tekst\">{T(namen.GetValueOrDefault(naad.B, naad.B))}</td><td>{naad.Aantal}</td><td>{naad.Projecten}</td></tr>\n");
        }

        pagina.Append("</tbody>\n</table>\n</div>\n</section>\n");
    }

    /// <summary>What was promised and is not there: the edition opens with it.</summary>
    private static void Beloften(StringBuilder pagina, Editie editie)
    {
        if (editie.OpenToezeggingen is not { Count: > 0 } beloften)
        {
            return;
        }

        var laat = beloften.Count(belofte => belofte.TeLaat);
        pagina.Append($"<section>\n<h2>Nog niet nagekomen</h2>\n<p>{beloften.Count} {(beloften.Count == 1 ? "toezegging staat" : "toezeggingen staan")} open; {(laat == 0 ? "geen daarvan is te laat" : laat == 1 ? "één daarvan is te laat" : $"{laat} daarvan zijn te laat")}.</p>\n<ul class=\"knelpunten\">\n");
        foreach (var belofte in beloften.Take(50))
        {
            pagina.Append($"<li>{(belofte.TeLaat ? "<strong>Te laat:</strong> " : "")}{T(belofte.Door)}: {T(belofte.Wat)}, uiterlijk {belofte.UiterlijkDatum.ToString("d MMMM yyyy", Nederlands)}{(belofte.Systeemknelpunt is { } systeem ? $" (<a href=\"/v1/systeemknelpunten/{T(systeem.Kenmerk)}\">{T(systeem.Kenmerk)}</a>)" : "")}</li>\n");
        }

        pagina.Append("</ul>\n</section>\n");
    }

    private static void AgendaTabel(StringBuilder pagina, Agenda.Antwoord agenda)
    {
        Punten("Agenda", "Hoogste score eerst: ernst × log₂(1 + projecten) × (1 + aandeel van de regio's)", agenda.Items);
        Punten("Toetssteen: klein aantal, groot gevolg", "Minder dan vijf projecten: ernstigste eerst, zonder rang", agenda.Toetssteen);

        void Punten(string kop, string bijschrift, IReadOnlyList<Agenda.Agendapunt> punten)
        {
            if (punten.All(punt => punt.Systeemknelpunt is null)) // none, or an edition from before systeemknelpunten
            {
                return;
            }

            pagina.Append($"<section>\n<h2>{kop}</h2>\n<div class=\"breed\" role=\"region\" aria-label=\"{kop}\" tabindex=\"0\">\n<table>\n<caption>{bijschrift}</caption>\n<thead><tr><th scope=\"col\">Systeemknelpunt</th><th scope=\"col\">Score</th><th scope=\"col\">Ernst</th><th scope=\"col\">Knelpunten</th><th scope=\"col\">Projecten</th><th scope=\"col\">Regio's</th><th scope=\"col\">Wat is ervoor nodig?</th><th scope=\"col\">Reacties</th><th scope=\"col\">Open toezeggingen</th></tr></thead>\n<tbody>\n");
            foreach (var punt in punten.Take(50))
            {
                var systeem = punt.Systeemknelpunt;
                pagina.Append($"<tr><th scope=\"row\"><a href=\"/v1/systeemknelpunten/{T(systeem.Kenmerk)}\">{T(systeem.Kenmerk)}</a> {T(systeem.Titel)}</th><td>{punt.Prioriteit.Score.ToString("0.0", Nederlands)}</td>");
                pagina.Append($"<td>{punt.Prioriteit.Ernst}{(punt.Prioriteit.ErnstAangenomen ? " (aangenomen)" : "")}</td><td>{punt.Knelpunten}</td><td>{punt.Projecten}</td><td>{punt.Regios}</td>");
                pagina.Append($"<td class=\"tekst\">{T(systeem.Oplossingsruimte)}{Rijtje(punt.Stelseltoetsen.Select(toets => $"{toets.Opschrift}: {toets.Trede}"))}</td>");
                pagina.Append($"<td class=\"tekst\">{(punt.Reacties.Count == 0 ? "geen" : Rijtje(punt.Reacties.Select(reactie => $"{reactie.Organisatie}: {reactie.Soort}")))}</td><td>{punt.OpenToezeggingen}{(punt.TeLaat > 0 ? $" (te laat: {punt.TeLaat})" : "")}</td></tr>\n");
            }

            pagina.Append("</tbody>\n</table>\n</div>\n</section>\n");
        }

        static string Rijtje(IEnumerable<string> regels) => regels.Any() ? $"<ul>{string.Concat(regels.Select(regel => $"<li>{T(regel)}</li>"))}</ul>" : "";
    }

    /// <summary>Who answered what, and which cases still get stuck.</summary>
    private static void Antwoorden(StringBuilder pagina, Editie editie)
    {
        if (editie.Verantwoording?.Items is { Count: > 0 } items)
        {
            pagina.Append("<section>\n<h2>Verantwoording</h2>\n<div class=\"breed\" role=\"region\" aria-label=\"Verantwoording\" tabindex=\"0\">\n<table>\n<caption>Wat er bij wie ligt; onder de vijf geagendeerd zonder rang</caption>\n<thead><tr><th scope=\"col\">Organisatie</th><th scope=\"col\">Geagendeerd</th><th scope=\"col\">Beantwoord</th><th scope=\"col\">Dagen tot reactie (mediaan)</th><th scope=\"col\">Toezeggingen open</th><th scope=\"col\">waarvan te laat</th><th scope=\"col\">nagekomen</th><th scope=\"col\">vervallen</th></tr></thead>\n<tbody>\n");
            foreach (var item in items)
            {
                pagina.Append($"<tr><th scope=\"row\">{T(item.Organisatie.Tekst)}</th><td>{item.Geagendeerd}</td><td>{item.Beantwoord}</td><td>{item.MediaanDagenTotReactie?.ToString("0.#", Nederlands)}</td>");
                pagina.Append($"<td>{item.Toezeggingen.Open}</td><td>{item.Toezeggingen.TeLaat}</td><td>{item.Toezeggingen.Nagekomen}</td><td>{item.Toezeggingen.Vervallen}</td></tr>\n");
            }

            pagina.Append("</tbody>\n</table>\n</div>\n</section>\n");
        }

        if (editie.Toetsstenen is { Count: > 0 } toetsstenen)
        {
            pagina.Append("<section>\n<h2>Complexe casussen</h2>\n<ul class=\"knelpunten\">\n");
            foreach (var toetssteen in toetsstenen)
            {
                pagina.Append($"<li><a href=\"/v1/toetsstenen/{T(toetssteen.Kenmerk)}\">{T(toetssteen.Kenmerk)}</a>: {(toetssteen.StaatNogInDeWeg.Count == 0 ? "niets staat meer in de weg" : $"nog in de weg: {T(string.Join(", ", toetssteen.StaatNogInDeWeg))}")}</li>\n");
            }

            pagina.Append("</ul>\n</section>\n");
        }
    }

    private static void Los(StringBuilder pagina, Agenda.Antwoord agenda, IReadOnlyDictionary<string, string> titels)
    {
        if (agenda.Ongebundeld.Count == 0)
        {
            return;
        }

        pagina.Append($"<section>\n<h2>Losse knelpunten</h2>\n<p>Nog in geen systeemknelpunt: de ernstigste {agenda.Ongebundeld.Count} van {agenda.OngebundeldTotaal}.</p>\n<ul class=\"knelpunten\">\n");
        foreach (var los in agenda.Ongebundeld)
        {
            var ernst = los.Ernst is null ? "" : $" (ernst {T(los.Ernst)})";
            pagina.Append(titels.TryGetValue(los.Kenmerk, out var titel)
                ? $"<li><a href=\"/v1/knelpunten/{T(los.Kenmerk)}\">{T(los.Kenmerk)}</a> {T(titel)}{ernst}{(los.Voorbeeld is null ? "" : $" <em>{T(los.Voorbeeld)}</em>")}</li>\n"
                : $"<li>{T(los.Kenmerk)} <em>na publicatie ingetrokken</em>{ernst}</li>\n");
        }

        pagina.Append("</ul>\n</section>\n");
    }

    /// <summary>A bar chart; the table beside it says the same in numbers.</summary>
    private static void Staven(StringBuilder pagina, string titel, IReadOnlyList<(string Naam, int Aantal)> staven)
    {
        const int Hoogte = 22, Links = 270, Breed = 640;
        var getoond = staven.Count > 24 ? staven.Skip(staven.Count - 24).ToList() : staven;
        var hoogst = Math.Max(1, getoond.Max(staaf => staaf.Aantal));
        pagina.Append($"<div class=\"breed\" role=\"region\" aria-label=\"{T(titel)}\" tabindex=\"0\">\n<svg viewBox=\"0 0 {Breed} {(getoond.Count * Hoogte) + 4}\" role=\"img\" aria-labelledby=\"{Id("t")} {Id("d")}\">\n<title id=\"{Id("t")}\">{T(titel)}</title>\n");
        pagina.Append($"<desc id=\"{Id("d")}\">{T(string.Join("; ", getoond.Select(staaf => $"{staaf.Naam}: {staaf.Aantal}")))}</desc>\n");
        for (var i = 0; i < getoond.Count; i++)
        {
            var (naam, aantal) = getoond[i];
            var breedte = (int)Math.Round((Breed - Links - 50) * (double)aantal / hoogst);
            var kort = naam.Length > 36 ? $"{naam[..35]}…" : naam;
            pagina.Append($"<text x=\"{Links - 8}\" y=\"{(i * Hoogte) + 16}\" text-anchor=\"end\">{T(kort)}</text><rect x=\"{Links}\" y=\"{(i * Hoogte) + 3}\" width=\"{breedte}\" height=\"{Hoogte - 6}\"/><text x=\"{Links + breedte + 6}\" y=\"{(i * Hoogte) + 16}\">{aantal}</text>\n");
        }

        pagina.Append("</svg>\n</div>\n");

        string Id(string deel) => $"{deel}-{new string([.. titel.Where(char.IsAsciiLetter)])}";
    }

    private static string T(string tekst) => Tekst.Html(tekst);

    private static string Dag(DateTimeOffset op) => Kalender.Dag(op).ToString("d MMMM yyyy", Nederlands);
}
