using System.Diagnostics;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Abonnementen;

/// <summary>
/// Messages read by others: the reference libraries of Standard Webhooks and CloudEvents, in a receiver in Node.js (tests/ontvanger). Skipped, saying so,
/// where they are not installed (demand R24).
/// </summary>
public sealed class OntvangerTests(App app) : IClassFixture<App>
{
    private static readonly string Map = Path.Combine(App.Wortel, "tests", "ontvanger");

    [Fact]
    public async Task De_handtekening_klopt_en_het_bericht_is_te_lezen_ook_tijdens_en_na_een_nieuw_geheim()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Map, "node_modules", "standardwebhooks")),
            "tests/ontvanger is not installed (npm ci): that the reference libraries accept our messages has not been tested.");
        using var proces = Process.Start(new ProcessStartInfo("node", [Path.Combine(Map, "ontvanger.mjs")]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Map })!;
        try
        {
            var adres = new Uri((await Regel()).Tekst("adres"));
            var (krant, project) = (await app.Client("abonnee", "Krant"), await app.Project());
            var abonnement = await krant.Neem(adres, ["knelpunt.bevestigd"]);
            await Geheim(abonnement.Tekst("geheim"));
            await krant.Wordt(abonnement.Id(), "actief");

            var knelpunt = await app.MeldEnBevestig(project, new JsonObject { ["titel"] = "Zorg & ondersteuning: “één” loket — ’t kan ☂" });
            var gezien = await Regel();
            gezien["echt"]!.GetValue<bool>().Should().BeTrue(gezien.ToJsonString());
            gezien.Getal("handtekeningen").Should().Be(1);
            var event_ = gezien["event"]!;
            (event_.Tekst("type"), event_.Tekst("subject"), event_["data"].Tekst("titel"), event_.Tekst("sequencetype")).Should()
                .Be(("nl.passendezorg.knelpunten.knelpunt.bevestigd", knelpunt.Tekst("kenmerk"), knelpunt.Tekst("titel"), "Integer"));

            // Rotation: the receiver changes over somewhere in the middle, and no message is refused.
            var nieuw = (await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement.Id()}/geheimen").Gelukt()).Tekst("geheim");
            for (var i = 0; i < 10; i++)
            {
                if (i == 5)
                {
                    await Geheim(nieuw);
                }

                await app.MeldEnBevestig(project);
                var tijdens = await Regel();
                (tijdens["echt"]!.GetValue<bool>(), tijdens.Getal("handtekeningen")).Should().Be((true, 2), tijdens.ToJsonString());
            }

            // The old one still signs now; a receiver with a wrong secret refuses.
            await Geheim(abonnement.Tekst("geheim"));
            await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement.Id()}/proefberichten").Gelukt();
            (await Regel())["echt"]!.GetValue<bool>().Should().BeTrue();
            await Geheim("whsec_" + Convert.ToBase64String(new byte[32]));
            await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement.Id()}/proefberichten").Gelukt();
            (await Regel())["echt"]!.GetValue<bool>().Should().BeFalse("else the checks above would prove nothing");
        }
        finally
        {
            proces.StandardInput.Close();
            await proces.WaitForExitAsync(App.Ct);
        }

        async Task<JsonObject> Regel() => JsonNode.Parse((await proces.StandardOutput.ReadLineAsync(App.Ct))!)!.AsObject();

        async Task Geheim(string geheim)
        {
            await proces.StandardInput.WriteLineAsync(geheim);
            (await Regel())["geheim"]!.GetValue<bool>().Should().BeTrue();
        }
    }

    [Fact]
    public async Task Na_een_dag_ondertekent_alleen_het_nieuwe_geheim()
    {
        await using var eigen = new App();
        await using var ontvanger = await Ontvanger.Start();
        var krant = await eigen.Client("abonnee", "Krant");
        var abonnement = await krant.Abonneer(ontvanger, ["knelpunt.bevestigd"]);
        var nieuw = (await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement.Id()}/geheimen").Gelukt()).Tekst("geheim");
        await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement.Id()}/proefberichten").Gelukt();
        var tijdens = (await ontvanger.Krijgt(1))[0];
        eigen.Klok.Verzet(TimeSpan.FromHours(24));
        await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement.Id()}/proefberichten").Gelukt();
        var daarna = (await ontvanger.Krijgt(2))[1];

        tijdens.Koppen["webhook-signature"].Split(' ').Should().Equal(Teken(tijdens, nieuw), Teken(tijdens, abonnement.Tekst("geheim")));
        daarna.Koppen["webhook-signature"].Should().Be(Teken(daarna, nieuw));
    }

    // As the specification writes it down, for a test that moves the clock, which the reference library does not let pass.
    private static string Teken(Ontvanger.Binnen bericht, string geheim) => "v1," + Convert.ToBase64String(System.Security.Cryptography.HMACSHA256.HashData(
        Convert.FromBase64String(geheim["whsec_".Length..]), System.Text.Encoding.UTF8.GetBytes($"{bericht.Nummer}.{bericht.Koppen["webhook-timestamp"]}.{bericht.Body}")));
}
