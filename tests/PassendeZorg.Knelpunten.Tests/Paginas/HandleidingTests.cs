using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using PassendeZorg.Knelpunten.Tests.Abonnementen;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

/// <summary>
/// The guide is true: every command in it runs, in its order, as it stands on the page that is served, and gives what the page says; what it calls a button, a heading or a
/// menu item is on a page of that role; every link leads somewhere.
/// </summary>
public sealed partial class HandleidingTests(App app) : IClassFixture<App>
{
    private const string Pad = "/handleiding";

    [Fact]
    public async Task Elke_opdracht_doet_wat_de_handleiding_zegt()
    {
        await using var ontvanger = await Ontvanger.Start();
        var (beheer, ontwikkel) = (await Opdrachten("beheerder"), await Opdrachten("ontwikkelaar"));
        using var wereld = new Wereld(ontvanger.Adres);

        // The first command of the beheerder starts a registry; what follows is about that one.
        beheer[0].Blijft.Should().BeTrue();
        await wereld.Start(beheer[0]);
        var terug = beheer.FindIndex(opdracht => opdracht.Tekst.Contains("herstel", StringComparison.Ordinal));
        await wereld.Voer(beheer[1..terug], wereld.Beheersleutel);
        wereld.Sleutels.Should().HaveCount(3, "for a melder, an analist and an adressaat");

        await wereld.Voer(ontwikkel, wereld.Sleutels[0]);
        ontvanger.Verzoeken.Select(verzoek => verzoek.Methode).Should().Equal("OPTIONS", "POST");

        wereld.Stop();
        await wereld.Voer(beheer[terug..], wereld.Beheersleutel);
        (beheer.Count + ontwikkel.Count).Should().BeGreaterThan(15);
    }

    [Theory]
    [InlineData("melder", "Zorggroep Test"), InlineData("analist", "RVS"), InlineData("adressaat", "nza")]
    public async Task Wat_vet_staat_staat_zo_op_het_scherm(string rol, string organisatie)
    {
        // A registry in which everybody has something to do.
        var project = await app.Project();
        var (bevestigd, gemeld, opgelost) = (await app.MeldEnBevestig(project), await app.Meld(project), await app.MeldEnBevestig(project));
        var systeem = await app.Systeem(new JsonObject { ["bevoegd"] = new JsonArray("nza") }, bevestigd.Id());
        await app.Word(systeem, "vastgesteld", "geagendeerd");
        await app.Beoordeel(opgelost.Id(), "opgelost");
        await (await app.Analist()).Post($"/v1/knelpunten/{gemeld.Id()}/vragen", new JsonObject { ["tekst"] = "Waarom is dat zo?" }).Gelukt();
        await (await app.Client("adressaat", "nza")).Post($"{systeem.Pad()}/toezeggingen", new JsonObject { ["wat"] = "Iets doen", ["uiterlijkDatum"] = app.Vandaag().Iso() }).Gelukt();
        var ander = await app.Project("Zorggroep Anders");
        await app.Meld(ander, null, "Zorggroep Anders");

        using var bezoeker = await Bezoeker.Als(app, rol, organisatie);
        var (scherm, kenmerk) = (new HashSet<string>(StringComparer.Ordinal), systeem.Tekst("kenmerk"));
        await Kijk("/aanmelden");
        foreach (var pad in rol switch
        {
            "melder" => new[] { "/", "/melden", $"/melden?project={project}", "/mijn-meldingen", $"/knelpunten/{bevestigd.Tekst("kenmerk")}" },
            "analist" => ["/", "/beoordelen", $"/beoordelen/{gemeld.Tekst("kenmerk")}", "/systeemknelpunten/nieuw", $"/systeemknelpunten/{kenmerk}", "/edities", "/edities/nieuw"],
            _ => ["/", "/postvak", $"/systeemknelpunten/{kenmerk}/reactie", $"/systeemknelpunten/{kenmerk}/inschatting", $"/systeemknelpunten/{kenmerk}/toezegging"],
        })
        {
            await Kijk(pad);
        }

        if (rol == "melder")
        {
            using var eerste = await Bezoeker.Melder(app, "Nieuw hier");
            Lees(await eerste.Ga("/melden"));
            using var buur = await Bezoeker.Melder(app, "Zorggroep Anders");
            Lees(await buur.Ga($"/knelpunten/{bevestigd.Tekst("kenmerk")}"));
        }

        var vet = (await bezoeker.Ga($"{Pad}/{rol}")).QuerySelectorAll("main strong").Select(Leesbaar).ToList();
        vet.Should().HaveCountGreaterThan(8).And.OnlyContain(woorden => scherm.Contains(woorden), "what is bold is what the screen says");

        async Task Kijk(string pad) => Lees(await bezoeker.Ga(pad));
        void Lees(IDocument pagina) => scherm.UnionWith(pagina.QuerySelectorAll("button, a, label, legend, summary, h2, .kop a, label > span, legend > span").Select(Leesbaar));
    }

    [Fact]
    public async Task Elke_link_leidt_ergens_heen()
    {
        using var bezoeker = new Bezoeker(app);
        var adressen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var deel in (await bezoeker.Ga(Pad)).QuerySelectorAll("main .lijst a").Select(link => link.GetAttribute("href")!).Prepend(Pad).ToList())
        {
            adressen.UnionWith((await bezoeker.Ga(deel)).QuerySelectorAll("main a").Select(link => link.GetAttribute("href")!));
        }

        adressen.Where(adres => adres[0] == '/').Should().HaveCountGreaterThan(15);
        adressen.Where(adres => adres[0] != '/').Should().OnlyContain(adres => Uri.IsWellFormedUriString(adres, UriKind.Absolute) && adres.StartsWith("https://", StringComparison.Ordinal));
        foreach (var adres in adressen.Where(adres => adres[0] == '/'))
        {
            var antwoord = await app.Anoniem().GetAsync(new Uri(adres, UriKind.Relative), App.Ct);
            ((int)antwoord.StatusCode).Should().BeLessThan(400, adres);
            if (adres.Split('#') is [_, var plek])
            {
                (await antwoord.Content.ReadAsStringAsync(App.Ct)).Should().Contain($"id=\"{plek}\"", adres);
            }
        }

        await bezoeker.Ga($"{Pad}/bestaat-niet", HttpStatusCode.NotFound);
    }

    private static string Leesbaar(IElement element)
    {
        var kloon = (IElement)element.Clone();
        foreach (var deel in kloon.QuerySelectorAll(".alleen-voorlezen, .hint, .mag").ToList())
        {
            deel.Remove();
        }

        return Regex.Replace(kloon.TextContent, @"\s+", " ").Trim();
    }

    /// <summary>The commands on a page, each with what comes out.</summary>
    private async Task<List<Opdracht>> Opdrachten(string deel)
    {
        using var bezoeker = new Bezoeker(app);
        return [.. (await bezoeker.Ga($"{Pad}/{deel}")).QuerySelectorAll("pre.opdracht").Select(blok => new Opdracht(blok.TextContent.Trim(),
            blok.NextElementSibling is { ClassName: "dan" } dan ? dan.NextElementSibling!.TextContent.Trim() : "", blok.HasAttribute("data-blijft")))];
    }

    private sealed record Opdracht(string Tekst, string Uitkomst, bool Blijft)
    {
        /// <summary>Whether an output is what the guide says: line by line in order, "…" being anything.</summary>
        public bool Klopt(string uitvoer) =>
            Regex.IsMatch(uitvoer, string.Join(".*", Uitkomst.Replace("http://localhost:5080", "…", StringComparison.Ordinal).Split('\n').Select(regel => string.Join(".*", regel.Trim().Split('…').Select(Regex.Escape)))), RegexOptions.Singleline);
    }

    /// <summary>A folder with a shell in it, and the registry that was started there.</summary>
    private sealed partial class Wereld : IDisposable
    {
        /// <summary>After this a command hangs.</summary>
        private static readonly TimeSpan Geduld = TimeSpan.FromMinutes(2);

        private readonly DirectoryInfo map = Directory.CreateTempSubdirectory("handleiding-");
        private readonly Uri ontvanger;
        private readonly Process shell;
        private Process? dienst;
        private string adres = "";

        public Wereld(Uri ontvanger)
        {
            this.ontvanger = ontvanger;
            shell = Bash("-s");
            shell.StandardInput.WriteLine("exec 2>&1");
        }

        public string Beheersleutel { get; private set; } = "";

        /// <summary>The keys that came out since, in order.</summary>
        public List<string> Sleutels { get; } = [];

        /// <summary>Starts what goes on, on a free port, and waits until it says what the guide says.</summary>
        public async Task Start(Opdracht opdracht)
        {
            dienst = Bash("-c", $"exec {Ingevuld(opdracht.Tekst, "")} --urls http://127.0.0.1:0");
            var uitvoer = new StringBuilder();
            while (!opdracht.Klopt(uitvoer.ToString()))
            {
                uitvoer.AppendLine(await dienst.StandardOutput.ReadLineAsync(App.Ct).AsTask().WaitAsync(Geduld, App.Ct) ?? throw new InvalidOperationException($"It ended without saying \"{opdracht.Uitkomst}\": {uitvoer}"));
            }

            (adres, Beheersleutel) = (Luistert().Match(uitvoer.ToString()).Groups[1].Value, Sleutel().Match(uitvoer.ToString()).Value);
        }

        /// <summary>Types commands one after the other. What only asks is asked again for a while: what it waits for comes by itself.</summary>
        public async Task Voer(IEnumerable<Opdracht> opdrachten, string sleutel)
        {
            foreach (var opdracht in opdrachten)
            {
                var tekst = Ingevuld(opdracht.Tekst, sleutel);
                var vraagt = tekst.StartsWith("curl", StringComparison.Ordinal) && !tekst.Contains(" -X", StringComparison.Ordinal) && !tekst.Contains(" -d", StringComparison.Ordinal);
                var (uitvoer, code) = await Typ(tekst);
                for (var keer = 0; vraagt && keer < 100 && !opdracht.Klopt(uitvoer); keer++)
                {
                    await Task.Delay(100, App.Ct);
                    (uitvoer, code) = await Typ(tekst);
                }

                code.Should().Be(0, "{0}: {1}", tekst, uitvoer);
                opdracht.Klopt(uitvoer).Should().BeTrue("{0}\ngives\n{1}\nand not\n{2}", tekst, uitvoer, opdracht.Uitkomst);
                Sleutels.AddRange(Sleutel().Matches(uitvoer).Select(gevonden => gevonden.Value));
            }
        }

        /// <summary>Ctrl+C.</summary>
        public void Stop()
        {
            using (Process.Start("kill", ["-INT", $"{dienst!.Id}"]))
            {
                dienst.WaitForExit(TimeSpan.FromMinutes(1)).Should().BeTrue("it stops when it is asked to");
            }
        }

        public void Dispose()
        {
            foreach (var proces in new[] { shell, dienst }.OfType<Process>())
            {
                if (!proces.HasExited)
                {
                    proces.Kill();
                    proces.WaitForExit();
                }

                proces.Dispose();
            }

            map.Delete(recursive: true);
        }

        /// <summary>The program as it is built, the address where it listens, the key and the receiver in the place of those on the page. Nothing else.</summary>
        private string Ingevuld(string tekst, string sleutel) => tekst
            .Replace("dotnet run --project src/PassendeZorg.Knelpunten --", $"dotnet '{typeof(Program).Assembly.Location}'", StringComparison.Ordinal)
            .Replace("dotnet run --project src/PassendeZorg.Knelpunten", $"dotnet '{typeof(Program).Assembly.Location}'", StringComparison.Ordinal)
            .Replace("http://localhost:5080", adres, StringComparison.Ordinal).Replace("SLEUTEL=kp_…", $"SLEUTEL={sleutel}", StringComparison.Ordinal)
            .Replace("https://voorbeeld.nl/knelpunten", ontvanger.ToString(), StringComparison.Ordinal);

        private async Task<(string Uitvoer, int Code)> Typ(string tekst)
        {
            await shell.StandardInput.WriteLineAsync($"{tekst}\nprintf '\\n@@@ %s\\n' $?");
            await shell.StandardInput.FlushAsync(App.Ct);
            var uitvoer = new StringBuilder();
            while (await shell.StandardOutput.ReadLineAsync(App.Ct).AsTask().WaitAsync(Geduld, App.Ct) is { } regel)
            {
                if (regel.StartsWith("@@@ ", StringComparison.Ordinal))
                {
                    return (uitvoer.ToString(), int.Parse(regel[4..], System.Globalization.CultureInfo.InvariantCulture));
                }

                uitvoer.AppendLine(regel);
            }

            throw new InvalidOperationException($"The shell ended at: {tekst}\n{uitvoer}");
        }

        private Process Bash(params string[] argumenten)
        {
            var start = new ProcessStartInfo("bash", argumenten) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = map.FullName };
            start.Environment["Knelpunten__Webhooks__ToegestaneNetwerken__0"] = "127.0.0.0/8"; // the receiver of the test is on this machine
            return Process.Start(start)!;
        }

        [GeneratedRegex("luistert op (http://[0-9.:]+)")]
        private static partial Regex Luistert();

        [GeneratedRegex("kp_[A-Za-z0-9]{20,}")]
        private static partial Regex Sleutel();
    }
}
