using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PassendeZorg.Knelpunten.Tests.Abonnementen;

namespace PassendeZorg.Knelpunten.Tests.Clients;

/// <summary>
/// Clients made from the document by the generators that people use (openapi/clients): the code compiles, reads well and works against the real service.
/// Skipped, saying so, where the generators are not installed (tests/clients).
/// </summary>
public sealed partial class ClientTests(App app, ClientTests.Gemaakt gemaakt) : IClassFixture<App>, IClassFixture<ClientTests.Gemaakt>
{
    [Fact]
    public async Task De_client_in_CSharp_meldt_bevestigt_leest_en_abonneert()
    {
        Assert.SkipWhen(gemaakt.Ontbreekt, Gemaakt.Reden);
        await Gemaakt.Draai(gemaakt.Pad("csharp"), "dotnet", "build", "-c", "Release", "-v", "quiet", "--nologo", "-o", gemaakt.Pad("csharp/uit"));

        var uitkomst = await Gebruik("dotnet", gemaakt.Pad("csharp/uit/gebruik.dll"), new Uri(app.Adres, "/v1/"));

        (uitkomst.Tekst("status"), uitkomst.Tekst("ruimte"), uitkomst.Tekst("abonnement"), uitkomst.Tekst("gebeurtenis")).Should()
            .Be(("Bevestigd", "GerichteWijziging", "WachtOpBevestiging", "KnelpuntBevestigd"));
    }

    [Fact]
    public async Task De_client_in_TypeScript_meldt_bevestigt_leest_en_abonneert()
    {
        Assert.SkipWhen(gemaakt.Ontbreekt, Gemaakt.Reden);
        await Gemaakt.Draai(gemaakt.Pad("typescript"), "node", "node_modules/typescript/bin/tsc", "-p", ".");

        var uitkomst = await Gebruik("node", gemaakt.Pad("typescript/uit/gebruik.mjs"), new Uri(app.Adres, "/v1"));

        (uitkomst.Tekst("status"), uitkomst.Tekst("ruimte"), uitkomst.Tekst("abonnement"), uitkomst.Tekst("gebeurtenis")).Should()
            .Be(("bevestigd", "gerichte-wijziging", "wacht-op-bevestiging", "knelpunt.bevestigd"));
    }

    [Fact]
    public async Task Wat_gemaakt_wordt_leest_als_geschreven()
    {
        Assert.SkipWhen(gemaakt.Ontbreekt, Gemaakt.Reden);
        var code = await File.ReadAllTextAsync(gemaakt.Pad("csharp/KnelpuntenClient.cs"), App.Ct);
        var types = Types().Matches(code).Select(gevonden => gevonden.Groups["naam"].Value).ToList();
        var document = await app.Anoniem().Lees("/v1/openapi.json");

        types.Should().HaveCountGreaterThan(100).And.OnlyHaveUniqueItems();
        types.Where(naam => Regex.IsMatch(naam, "Anonymous|^Body$|^Response|[0-9]$")).Should().BeEmpty();
        // The generator invents no types: each is in the document, or its own; a member with one allowed value is called after its record.
        types.Except([.. document["components"]!["schemas"]!.AsObject().Select(schema => schema.Key), "KnelpuntenClient", "FileParameter", "ApiException", "KnelpuntInhoudStatus", "KnelpuntWijzigingStatus"]).Should().BeEmpty();
        // Every operation answers with a type, or with nothing, and every refusal is a Probleem.
        Methoden().Matches(code).Select(gevonden => gevonden.Groups["type"].Value).Should().HaveCountGreaterThan(70).And.OnlyContain(type => type == "" || types.Contains(type.Trim('<', '>')));
        Regex.Matches(code, @"new ApiException<(\w+)>").Select(gevonden => gevonden.Groups[1].Value).Distinct().Should().Equal("Probleem");
        Regex.Matches(code, @"^ +Minus\w+ = [0-9]|^ +_\w* = [0-9]", RegexOptions.Multiline).Should().BeEmpty("values that are no names have one in x-enumNames");
    }

    private async Task<JsonObject> Gebruik(string met, string programma, Uri adres)
    {
        await using var ontvanger = await Ontvanger.Start();
        var uitkomst = JsonNode.Parse(await Gemaakt.Draai(gemaakt.Pad(""), met, programma, adres.ToString(), App.Beheersleutel, await app.Project(), ontvanger.Adres.ToString()))!.AsObject();

        var knelpunt = await app.Anoniem().Lees($"/v1/knelpunten/{uitkomst.Tekst("kenmerk")}");
        (knelpunt.Tekst("status"), knelpunt.Tekst("oplossingsruimte"), knelpunt.Tekst("omweg")).Should().Be(("bevestigd", "gerichte-wijziging", "De buurtsportcoach doet het erbij."));
        (uitkomst.Tekst("titel"), uitkomst.Tekst("omweg"), uitkomst.Tekst("geweigerd")).Should().Be((knelpunt.Tekst("titel"), knelpunt.Tekst("omweg"), "/titel"));
        uitkomst.Lijst("lijst")[0].Should().Be(uitkomst.Tekst("kenmerk"));
        return uitkomst;
    }

    [GeneratedRegex(@"^ {4}public (?:partial class|enum) (?<naam>\w+)(?:<TResult>)?(?: : (?!ApiException)\S+)?\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Types();

    [GeneratedRegex(@"public virtual async System\.Threading\.Tasks\.Task(?<type><[^ ]+>)? \w+Async\(", RegexOptions.ExplicitCapture)]
    private static partial Regex Methoden();

    /// <summary>The clients, made once, in a folder of their own with the programs that use them.</summary>
    public sealed class Gemaakt : IAsyncLifetime
    {
        public const string Reden = "tests/clients is not installed (npm ci): that clients can be made from the document and work has not been tested.";
        private readonly string map = Directory.CreateTempSubdirectory("knelpunten-clients-").FullName;

        public bool Ontbreekt { get; private set; }

        public string Pad(string deel) => Path.Combine(map, deel);

        public async ValueTask InitializeAsync()
        {
            var tests = Path.Combine(App.Wortel, "tests", "clients");
            if (Ontbreekt = !Directory.Exists(Path.Combine(tests, "node_modules", "nswag")))
            {
                return;
            }

            await Draai(map, Path.Combine(App.Wortel, "openapi", "clients"), map);
            foreach (var bestand in new[] { "csharp", "typescript" }.SelectMany(deel => Directory.EnumerateFiles(Path.Combine(tests, deel))))
            {
                File.Copy(bestand, Pad(Path.GetRelativePath(tests, bestand)));
            }

            Directory.CreateSymbolicLink(Pad("typescript/node_modules"), Path.Combine(tests, "node_modules"));
        }

        public ValueTask DisposeAsync()
        {
            Directory.Delete(map, recursive: true);
            return ValueTask.CompletedTask;
        }

        /// <summary>Runs a program to its end; what it wrote. It must succeed.</summary>
        public static async Task<string> Draai(string map, string programma, params string[] argumenten)
        {
            using var proces = Process.Start(new ProcessStartInfo(programma, argumenten) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = map })!;
            var (uit, fout) = (proces.StandardOutput.ReadToEndAsync(App.Ct), proces.StandardError.ReadToEndAsync(App.Ct));
            await proces.WaitForExitAsync(App.Ct);
            proces.ExitCode.Should().Be(0, "{0} says: {1}{2}", programma, await uit, await fout);
            return await uit;
        }
    }
}
