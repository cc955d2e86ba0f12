using System.Diagnostics;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using PassendeZorg.Knelpunten.Tests;

namespace PassendeZorg.Knelpunten.BrowserTests;

/// <summary>
/// Every page that somebody can come to by following links from the overview, and a few that nothing leads to; of pages of one shape, which the same
/// code makes, one is enough. No finding of axe (WCAG 2.2 AA and best practices) in light and dark, no error in the console, nothing asked of another
/// host, no scrolling sideways at 320 pixels, valid HTML.
/// </summary>
public sealed partial class ElkePaginaTests(Browser browser, Wereld wereld) : IClassFixture<Wereld>
{
    private static readonly string[] Wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

    [Theory]
    [InlineData("anoniem", "")]
    [InlineData("melder", Wereld.Zorggroep)]
    [InlineData("analist", "RVS")]
    [InlineData("adressaat", "nza")]
    public async Task Elke_pagina_is_voor_iedereen_te_gebruiken_en_geldig(string rol, string organisatie)
    {
        var (bevindingen, bronnen) = (new List<string>(), new Dictionary<string, string>());
        var pagina = await browser.Venster(wereld.Adres);
        pagina.Console += (_, regel) =>
        {
            if (regel.Type == "error" && !regel.Text.Contains("status of 4", StringComparison.Ordinal)) // that an error page has the status of an error is no error
            {
                bevindingen.Add($"{pagina.Url}: console: {regel.Text}");
            }
        };
        pagina.PageError += (_, fout) => bevindingen.Add($"{pagina.Url}: {fout}");
        pagina.Request += (_, verzoek) =>
        {
            if (!verzoek.Url.StartsWith(wereld.Adres.ToString(), StringComparison.Ordinal) && !verzoek.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                bevindingen.Add($"{pagina.Url}: asks another host: {verzoek.Url}");
            }
        };
        if (rol != "anoniem")
        {
            await pagina.MeldAan(await wereld.Sleutel(rol, organisatie));
        }

        var (vormen, rij) = (new HashSet<string>(StringComparer.Ordinal), new Queue<string>(
            ["/", "/bestaat-niet", "/knelpunten?wet=bestaat-niet", "/knelpunten?zoek=valtraining", "/knelpunten?zoek=nergenstevinden", "/knelpunten/KP-1999-00001", "/aanmelden", "/afmelden", "/melden", .. rol is "melder" or "analist" ? new[] { "/mijn-meldingen" } : []]));
        while (rij.TryDequeue(out var pad))
        {
            if (!vormen.Add(Vorm(pad)))
            {
                continue;
            }

            var antwoord = (await pagina.GotoAsync(pad))!;
            if (!(await antwoord.HeaderValueAsync("content-type") ?? "").StartsWith("text/html", StringComparison.Ordinal))
            {
                continue;
            }

            if (antwoord.Status >= 500 || (antwoord.Status >= 400 && !pad.Contains("bestaat-niet", StringComparison.Ordinal) && !pad.Contains("KP-1999", StringComparison.Ordinal)))
            {
                bevindingen.Add($"{pad}: {antwoord.Status}");
            }

            bronnen[pad] = await antwoord.TextAsync();
            await Bekijk(pagina, pad, bevindingen);
            foreach (var link in await pagina.EvaluateAsync<string[]>("() => [...document.querySelectorAll('a[href]')].map(a => a.href)"))
            {
                var naar = new Uri(link);
                if (naar.Host == wereld.Adres.Host && naar.Port == wereld.Adres.Port && !naar.AbsolutePath.StartsWith("/v1", StringComparison.Ordinal)
                    && !naar.AbsolutePath.StartsWith("/docs", StringComparison.Ordinal) && !naar.Query.Contains("formaat=", StringComparison.Ordinal) && !naar.AbsolutePath.EndsWith(".csv", StringComparison.Ordinal))
                {
                    rij.Enqueue(naar.PathAndQuery);
                }
            }
        }

        TestContext.Current.SendDiagnosticMessage($"{rol}: {bronnen.Count} pages");
        bevindingen.AddRange(await Geldig(bronnen));
        bevindingen.Distinct().Should().BeEmpty();
        vormen.Should().Contain(["/", "/knelpunten", "/knelpunten/{}", "/systeemknelpunten", "/systeemknelpunten/{}", "/edities", "/edities/{}", "/verantwoording", "/begrippen/{}", "/over", "/handleiding", "/handleiding/beheerder", "/handleiding/ontwikkelaar", "/privacy", "/toegankelijkheid", "/abonneren"]);
    }

    private static async Task Bekijk(IPage pagina, string pad, List<string> bevindingen)
    {
        await Axe(ColorScheme.Light, new RunOnlyOptions { Type = "tag", Values = [.. Wcag] });
        await Axe(ColorScheme.Dark, new RunOnlyOptions { Type = "rule", Values = ["color-contrast", "link-in-text-block"] }); // all that colours change
        await pagina.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        await pagina.SetViewportSizeAsync(320, 640);
        var breedte = await pagina.EvaluateAsync<int>("() => document.documentElement.scrollWidth");
        if (breedte > 320)
        {
            var breed = await pagina.EvaluateAsync<string>("() => [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > 321 && !e.closest('.breed')).slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(' | ')");
            bevindingen.Add($"{pad}: {breedte} pixels wide at 320: {breed}");
        }

        await pagina.SetViewportSizeAsync(1280, 900);
        if (await pagina.EvaluateAsync<int>("() => document.querySelectorAll('h1').length") != 1)
        {
            bevindingen.Add($"{pad}: not one h1");
        }

        async Task Axe(ColorScheme kleur, RunOnlyOptions regels)
        {
            await pagina.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = kleur });
#pragma warning disable CS0618 // the other way opens a tab for each check, which takes ten times as long; there are no frames here
            var uitslag = await pagina.Locator("html").RunAxeLegacy(new AxeRunOptions { RunOnly = regels });
#pragma warning restore CS0618
            bevindingen.AddRange(uitslag.Violations.Select(fout => $"{pad} ({kleur}): axe {fout.Id}: {string.Join(" | ", fout.Nodes.Take(3).Select(node => node.Html.Length > 160 ? node.Html[..160] : node.Html))}"));
        }
    }

    /// <summary>What html-validate and the Nu checker (vnu) say of the pages. Says so where they are not installed.</summary>
    private static async Task<IEnumerable<string>> Geldig(Dictionary<string, string> bronnen)
    {
        var gereedschap = Path.Combine(App.Wortel, "tests", "paginas");
        if (!Directory.Exists(Path.Combine(gereedschap, "node_modules")))
        {
            TestContext.Current.SendDiagnosticMessage("tests/paginas is not installed (npm ci): that the HTML is valid has not been tested.");
            return [];
        }

        var map = Directory.CreateTempSubdirectory("paginas-");
        try
        {
            var namen = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (pad, bron) in bronnen)
            {
                var naam = $"{namen.Count:000}.html";
                namen[naam] = pad;
                await File.WriteAllTextAsync(Path.Combine(map.FullName, naam), bron, App.Ct);
            }

            var regels = await Draai("node", gereedschap, [Path.Combine(gereedschap, "node_modules", "html-validate", "bin", "html-validate.mjs"), "--config", Path.Combine(gereedschap, "htmlvalidate.json"), "--formatter", "text", Path.Combine(map.FullName, "*.html")]);
            if (File.Exists("/usr/bin/java"))
            {
                regels.AddRange(await Draai("java", map.FullName, ["-jar", Path.Combine(gereedschap, "node_modules", "vnu-jar", "build", "dist", "vnu.jar"), "--errors-only", "--format", "gnu", .. namen.Keys]));
            }
            else
            {
                TestContext.Current.SendDiagnosticMessage("Java is not there: the Nu HTML checker has not been run.");
            }

            return regels.Select(regel => namen.Aggregate(regel, (tekst, naam) => tekst.Replace(naam.Key, $"{naam.Key} = {naam.Value}", StringComparison.Ordinal))).Take(40);
        }
        finally
        {
            map.Delete(recursive: true);
        }
    }

    private static async Task<List<string>> Draai(string programma, string map, string[] argumenten)
    {
        using var proces = Process.Start(new ProcessStartInfo(programma, argumenten) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = map })!;
        var (uit, fout) = (proces.StandardOutput.ReadToEndAsync(App.Ct), proces.StandardError.ReadToEndAsync(App.Ct));
        await proces.WaitForExitAsync(App.Ct);
        return proces.ExitCode == 0 ? [] : [.. (await uit + await fout).Split('\n', StringSplitOptions.RemoveEmptyEntries).DefaultIfEmpty($"{programma}: exit {proces.ExitCode}")];
    }

    /// <summary>The shape of an address: ids and what is filled in left out.</summary>
    private static string Vorm(string pad)
    {
        var delen = pad.Split('?');
        var adres = Nummer().Replace(delen[0], "/{}");
        return delen.Length == 1 ? adres : $"{adres}?{(delen[1].Contains("zoek=", StringComparison.Ordinal) ? delen[1] : delen[1].Contains("bestaat-niet", StringComparison.Ordinal) ? "fout" : "…")}";
    }

    [GeneratedRegex("(?<=/begrippen)/[a-z]+|/(KP|SK|TS)-[0-9-]+|/[0-9]{4}-[0-9]+|/[0-9a-f]{8}-[0-9a-f-]{27}")]
    private static partial Regex Nummer();
}
