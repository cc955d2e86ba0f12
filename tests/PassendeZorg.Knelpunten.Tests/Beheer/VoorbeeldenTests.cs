using Microsoft.AspNetCore.Hosting;

namespace PassendeZorg.Knelpunten.Tests.Beheer;

/// <summary>A registry that starts with the examples in it.</summary>
public sealed class VoorbeeldenTests(VoorbeeldenTests.MetVoorbeelden app) : IClassFixture<VoorbeeldenTests.MetVoorbeelden>
{
    public sealed class MetVoorbeelden : App
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Knelpunten:Voorbeelden", "true");
        }
    }

    [Fact]
    public async Task De_voorbeelden_zijn_bevestigd_gemerkt_en_verspreid_over_projecten_en_regios()
    {
        var lijst = await app.Anoniem().Lees("/v1/knelpunten?limiet=200");
        var projecten = await app.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=project");
        var regios = await app.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=status&meet=regios");

        lijst.Getal("totaal").Should().Be(79);
        lijst["items"]!.AsArray().Should().OnlyContain(item => item.Tekst("voorbeeld").StartsWith("Voorbeeld uit openbare bron, ", StringComparison.Ordinal)
            && item!["bronnen"]!.AsArray().Count > 0);
        projecten["rijen"]!.AsArray().Should().HaveCountGreaterThanOrEqualTo(8).And.OnlyContain(rij => rij.Tekst("naam").EndsWith("(voorbeeld)", StringComparison.Ordinal));
        regios.Getal("totaal").Should().BeGreaterThanOrEqualTo(8);
    }

    [Fact]
    public async Task Een_editie_zegt_dat_er_voorbeelden_in_staan()
    {
        var editie = await (await (await app.Analist()).PostAsync("/v1/edities", """{"titel":"Met voorbeelden"}""".Body(), App.Ct)).Json();
        var pagina = await (await app.Anoniem().GetAsync($"/v1/edities/{editie.Tekst("nummer")}?formaat=html", App.Ct)).Content.ReadAsStringAsync(App.Ct);

        editie.Getal("voorbeelden").Should().Be(79);
        pagina.Should().Contain("voorbeelden uit openbare bronnen, geen meldingen van projecten").And.Contain("Voorbeeld uit openbare bron, 20");
    }

    [Fact]
    public async Task Wat_een_project_zelf_meldt_is_geen_voorbeeld()
    {
        var knelpunt = await app.Meld(await app.Project());

        knelpunt["voorbeeld"].Should().BeNull();
    }
}
