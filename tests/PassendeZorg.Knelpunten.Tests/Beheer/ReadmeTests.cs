using System.Diagnostics;

namespace PassendeZorg.Knelpunten.Tests.Beheer;

/// <summary>What the README tells a newcomer to type works as it stands there.</summary>
public sealed class ReadmeTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task De_voorbeelden_met_curl_melden_bevestigen_en_tellen()
    {
        var readme = await File.ReadAllTextAsync(Path.Combine(App.Wortel, "README.md"), App.Ct);
        var script = readme.Split("```sh\n").Select(deel => deel.Split("```")[0]).Single(deel => deel.Contains("SLEUTEL=kp_…", StringComparison.Ordinal))
            .Replace("kp_…", App.Beheersleutel, StringComparison.Ordinal).Replace("http://localhost:5080", app.Adres.ToString().TrimEnd('/'), StringComparison.Ordinal);

        using var bash = Process.Start(new ProcessStartInfo("bash", ["-euc", script]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var uitvoer = await bash.StandardOutput.ReadToEndAsync(App.Ct);
        await bash.WaitForExitAsync(App.Ct);

        bash.ExitCode.Should().Be(0);
        uitvoer.ReplaceLineEndings("\n").Should().Contain(readme.Split("```csv\n")[1].Split("```")[0], "that is what it says comes out").And.Contain("\"status\":\"bevestigd\"").And.Contain("wmo2015,Wet maatschappelijke ondersteuning 2015,wmo-ondersteuning,Wmo-ondersteuning,1");
    }
}
