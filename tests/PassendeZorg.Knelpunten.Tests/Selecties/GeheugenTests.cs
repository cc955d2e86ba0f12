using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Selecties;

/// <summary>Answers that are remembered: the same for who may see the same, until something happens. A remembered answer says how old it is (Age).</summary>
public sealed class GeheugenTests(App app) : IClassFixture<App>
{
    [Theory]
    [InlineData("/v1/knelpunten"), InlineData("/v1/rapportages/kruistabel?rijen=wet&kolommen=domein"), InlineData("/v1/rapportages/naden?dimensie=wet"), InlineData("/v1/rapportages/tijdreeks?interval=maand")]
    public async Task Wie_hetzelfde_vraagt_krijgt_hetzelfde_tot_er_iets_gebeurt(string pad)
    {
        await using var eigen = new App();
        var project = await eigen.Project();
        await eigen.MeldEnBevestig(project);
        var lezer = eigen.Anoniem();

        using var eerste = await lezer.Stuur("GET", pad);
        using var tweede = await lezer.Stuur("GET", pad);
        using var geduldig = eigen.Anoniem();
        geduldig.DefaultRequestHeaders.Add("Prefer", "wait-for=1");
        using var vers = await geduldig.Stuur("GET", pad);
        (eerste.Headers.Age is null, tweede.Headers.Age is null, vers.Headers.Age is null).Should().Be((true, false, true));
        (await tweede.Tekst()).Should().Be(await eerste.Tekst()).And.Be(await vers.Tekst());
        (tweede.Headers.ETag, tweede.Headers.CacheControl!.ToString(), string.Join(',', tweede.Headers.GetValues("Volgnummer"))).Should()
            .Be((eerste.Headers.ETag, eerste.Headers.CacheControl!.ToString(), string.Join(',', eerste.Headers.GetValues("Volgnummer"))));

        await eigen.MeldEnBevestig(project);
        using var daarna = await lezer.Stuur("GET", pad);
        daarna.Headers.Age.Should().BeNull();
        ((await daarna.Json()).Getal("totaal"), daarna.Headers.ETag!.Tag).Should().Be((2, daarna.Headers.ETag.Tag)).And.NotBe((2, eerste.Headers.ETag!.Tag));
    }

    [Fact]
    public async Task Wat_een_ander_mag_zien_komt_niet_uit_het_geheugen()
    {
        var eigen = await app.Meld(await app.Project("Geheugen BV"), organisatie: "Geheugen BV");
        const string Pad = "/v1/knelpunten?status=gemeld";
        var (analist, melder, ander) = (await app.Analist(), await app.Melder("Geheugen BV"), await app.Melder("Iemand anders"));
        bool Staat(JsonObject lijst) => lijst["items"]!.AsArray().Any(item => item!.Id() == eigen.Id());

        Staat(await analist.Lees(Pad)).Should().BeTrue();
        Staat(await analist.Lees(Pad)).Should().BeTrue();
        Staat(await melder.Lees($"{Pad}&mijn=true")).Should().BeTrue();
        Staat(await ander.Lees($"{Pad}&mijn=true")).Should().BeFalse();
        foreach (var client in new[] { melder, ander, app.Anoniem() })
        {
            await (await client.Stuur("GET", Pad)).Probleem(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Een_sleutel_die_is_ingetrokken_krijgt_ook_niets_dat_nog_in_het_geheugen_staat()
    {
        var beheerder = app.Beheerder();
        var gemaakt = await beheerder.Post("/v1/sleutels", new JsonObject { ["naam"] = "Kort", ["rol"] = "analist", ["organisatie"] = "RVS" }).Gelukt();
        var analist = app.Met(gemaakt.Tekst("sleutel"));
        await analist.Lees("/v1/knelpunten");
        await analist.Lees("/v1/knelpunten");

        await beheerder.Stuur("DELETE", $"/v1/sleutels/{gemaakt.Id()}");

        await (await analist.Stuur("GET", "/v1/knelpunten")).Probleem(HttpStatusCode.Unauthorized);
    }
}
