using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace PassendeZorg.Knelpunten.Tests.Beheer;

/// <summary>The papers beside the code say what is so: publiccode.yaml, the changes, and where links in them lead.</summary>
public sealed class PapierenTests
{
    /// <summary>The lists of publiccode 0.4, as far as we use them.</summary>
    private static readonly string[] Categorieen = ["data-collection", "data-analytics", "data-visualization", "knowledge-management", "feedback-and-reviews-management", "compliance-management"];
    private static readonly string[] Terreinen = ["healthcare", "welfare", "government", "local-authorities", "society", "research"];

    private static readonly string Wortel = App.Wortel;

    [Fact]
    public async Task Publiccode_heeft_wat_de_standaard_vraagt_en_de_versie_van_het_programma()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Wortel, "tests", "metadata", "node_modules", "yaml")), "tests/metadata is not installed (npm ci): publiccode.yaml has not been read.");
        using var proces = Process.Start(new ProcessStartInfo("node", ["publiccode.mjs"]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Path.Combine(Wortel, "tests", "metadata") })!;
        await proces.StandardInput.WriteAsync(await File.ReadAllTextAsync(Path.Combine(Wortel, "publiccode.yaml"), App.Ct));
        proces.StandardInput.Close();
        var code = JsonNode.Parse(await proces.StandardOutput.ReadToEndAsync(App.Ct))!;
        await proces.WaitForExitAsync(App.Ct);

        // What the core of the standard makes mandatory.
        code.Tekst("publiccodeYmlVersion").Should().Be("0.4");
        code.Tekst("name").Should().Be("PassendeZorg.Knelpunten");
        new Uri(code.Tekst("url")).Scheme.Should().Be("https");
        code.Lijst("platforms").Should().NotBeEmpty();
        code.Lijst("categories").Should().NotBeEmpty().And.BeSubsetOf(Categorieen);
        code["intendedAudience"].Lijst("scope").Should().BeSubsetOf(Terreinen);
        code.Tekst("developmentStatus").Should().BeOneOf("concept", "development", "beta", "stable", "obsolete");
        code.Tekst("softwareType").Should().Be("standalone/web");
        var nl = code["description"]!["nl"]!;
        nl.Tekst("shortDescription").Length.Should().BeInRange(1, 150);
        nl.Tekst("longDescription").Length.Should().BeInRange(150, 10_000);
        nl.Lijst("features").Should().HaveCountGreaterThan(4).And.OnlyContain(kenmerk => kenmerk.Length <= 100);
        nl.Lijst("screenshots").Should().NotBeEmpty().And.OnlyContain(beeld => File.Exists(Path.Combine(Wortel, beeld)));
        code["legal"].Tekst("license").Should().Be("MIT");
        code["maintenance"].Tekst("type").Should().BeOneOf("internal", "contract", "community", "none");
        code["maintenance"]!["contacts"]!.AsArray().Should().NotBeEmpty().And.OnlyContain(contact => contact!.Tekst("name").Length > 0);
        code["localisation"]!["localisationReady"]!.GetValue<bool>().Should().BeFalse();
        code["localisation"].Lijst("availableLanguages").Should().Equal("nl");

        // And what must be as it is elsewhere.
        var (versie, dag) = await NieuwsteWijziging();
        code.Tekst("softwareVersion").Should().Be(Versie()).And.Be(versie);
        code.Tekst("releaseDate").Should().Be(dag);
        DateOnly.ParseExact(dag, "yyyy-MM-dd", CultureInfo.InvariantCulture).Should().BeOnOrBefore(DateOnly.FromDateTime(DateTime.UtcNow).AddDays(1));
    }

    [Fact]
    public async Task De_wijzigingen_van_programma_en_API_gaan_tot_deze_versie()
    {
        (await NieuwsteWijziging()).Versie.Should().Be(Versie());
        Regex.Match(await Lees("openapi/CHANGELOG.md"), @"^## ([0-9.]+)$", RegexOptions.Multiline).Groups[1].Value.Should().Be(Versie());
    }

    [Theory]
    [InlineData("README.md"), InlineData("tests/README.md"), InlineData("db/README.md"), InlineData("openapi/README.md")]
    [InlineData(".github/CONTRIBUTING.md"), InlineData(".github/SECURITY.md"), InlineData(".github/CHANGELOG.md")]
    public async Task Elke_verwijzing_naar_een_bestand_of_een_kop_klopt(string papier)
    {
        var verwijzingen = Regex.Matches(await Lees(papier), @"\]\(([^)\s]+)\)").Select(gevonden => gevonden.Groups[1].Value).Where(doel => !doel.Contains("://", StringComparison.Ordinal)).ToList();

        verwijzingen.Should().NotBeEmpty();
        foreach (var doel in verwijzingen)
        {
            var delen = doel.Split('#');
            var bestand = delen[0].Length == 0 ? Path.Combine(Wortel, papier) : Path.Combine(Wortel, Path.GetDirectoryName(papier)!, delen[0]);
            (File.Exists(bestand) || Directory.Exists(bestand)).Should().BeTrue("{0} refers to {1}", papier, doel);
            if (delen.Length > 1)
            {
                Koppen(await File.ReadAllTextAsync(bestand, App.Ct)).Should().Contain(delen[1], "{0} refers to {1}", papier, doel);
            }
        }
    }

    [Fact]
    public async Task Wat_bijdragers_typen_bestaat()
    {
        var opdrachten = (await Lees(".github/CONTRIBUTING.md")).Split("```sh\n")[1].Split("```")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(regel => regel.Split(" #")[0].TrimEnd()).ToList();

        opdrachten.Should().HaveCount(4);
        opdrachten.Where(regel => regel.StartsWith("dotnet", StringComparison.Ordinal)).Should().HaveCount(2).And.OnlyContain(regel => regel.Contains(" PassendeZorg.Knelpunten.sln", StringComparison.Ordinal));
        File.Exists(Path.Combine(Wortel, opdrachten[2].Split(' ')[0])).Should().BeTrue("this is that program");
        (await Lees("tests/run")).Should().Contain(opdrachten[3].Split(' ')[1]);
        typeof(App).Assembly.GetTypes().Should().Contain(soort => soort.Name.Contains("SteunKnelpunt", StringComparison.Ordinal));
    }

    private static Task<string> Lees(string bestand) => File.ReadAllTextAsync(Path.Combine(Wortel, bestand), App.Ct);

    private static string Versie() => Regex.Match(File.ReadAllText(Path.Combine(Wortel, "src", "PassendeZorg.Knelpunten", "PassendeZorg.Knelpunten.csproj")), "<Version>(.+)</Version>").Groups[1].Value;

    private static async Task<(string Versie, string Dag)> NieuwsteWijziging() =>
        Regex.Match(await Lees(".github/CHANGELOG.md"), @"^## ([0-9.]+) \(([0-9]{4}-[0-9]{2}-[0-9]{2})\)$", RegexOptions.Multiline) is { Success: true } kop ? (kop.Groups[1].Value, kop.Groups[2].Value)
            : throw new InvalidOperationException("The changes have no heading like \"## 1.0.0 (2026-11-22)\".");

    /// <summary>The anchors of the headings, as they are made of them where the code is shown.</summary>
    private static IEnumerable<string> Koppen(string tekst) => Regex.Matches(tekst, "^#+ (.+)$", RegexOptions.Multiline)
        .Select(kop => Regex.Replace(kop.Groups[1].Value.Trim().ToLowerInvariant(), @"[^\w\- ]", "").Replace(' ', '-'));
}
