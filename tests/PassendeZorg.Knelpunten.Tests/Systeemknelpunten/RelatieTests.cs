using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

public sealed class RelatieTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Een_relatie_is_aan_twee_kanten_te_zien_en_wordt_vervangen()
    {
        var (a, b) = (await app.Systeem(), await app.Systeem());

        (await Leg(a, b, "oorzaak-van")).StatusCode.Should().Be(HttpStatusCode.Created);
        (await Leg(a, b, "oorzaak-van")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await Relaties(a)).Should().Equal($"oorzaak-van uit {b.Id()} {b.Kenmerk()}");
        (await Relaties(b)).Should().Equal($"oorzaak-van in {a.Id()} {a.Kenmerk()}");
        (await app.Anoniem().Zie(a)).Getal("versie").Should().Be(2);

        var vervangen = await Leg(a, b, "botst-met");
        vervangen.StatusCode.Should().Be(HttpStatusCode.OK);
        (await vervangen.Json()).Getal("versie").Should().Be(3);
        (await Relaties(a)).Should().Equal($"botst-met uit {b.Id()} {b.Kenmerk()}");
        (await Leg(b, a, "oorzaak-van")).StatusCode.Should().Be(HttpStatusCode.Created);
        (await Relaties(a)).Should().Equal($"botst-met uit {b.Id()} {b.Kenmerk()}", $"oorzaak-van in {b.Id()} {b.Kenmerk()}");

        var analist = await app.Analist();
        (await analist.Stuur("DELETE", $"{a.Pad()}/relaties/{b.Kenmerk()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await (await analist.Stuur("DELETE", $"{a.Pad()}/relaties/{b.Id()}")).Probleem(HttpStatusCode.NotFound);
        (await Relaties(a)).Should().Equal($"oorzaak-van in {b.Id()} {b.Kenmerk()}");
        (await app.Anoniem().Lees($"{a.Pad()}/historie"))["items"]!.AsArray().Skip(1).Select(stap => stap!["wijzigingen"]!.ToJsonString()).Should().Equal(
            $$"""[{"veld":"relaties","van":null,"naar":"oorzaak-van {{b.Kenmerk()}}"}]""",
            $$"""[{"veld":"relaties","van":"oorzaak-van {{b.Kenmerk()}}","naar":"botst-met {{b.Kenmerk()}}"}]""",
            $$"""[{"veld":"relaties","van":"botst-met {{b.Kenmerk()}}","naar":null}]""");
    }

    [Fact]
    public async Task Een_relatie_met_zichzelf_of_met_niets_of_van_een_onbekende_soort_wordt_geweigerd()
    {
        var (a, b) = (await app.Systeem(), await app.Systeem());

        (await (await Leg(a, a, "deel-van")).Fouten()).Should().Equal("anderId: buiten-bereik");
        var fout = (await (await Leg(a, b, "deel van")).Probleem(HttpStatusCode.BadRequest))["fouten"]!.AsArray().Should().ContainSingle().Which!;
        (fout.Tekst("veld"), fout.Tekst("code"), fout.Tekst("suggestie")).Should().Be(("/soort", "onbekende-code", "deel-van"));
        await (await (await app.Analist()).Stuur("PUT", $"{a.Pad()}/relaties/SK-1999-00001", """{"soort":"deel-van"}""")).Probleem(HttpStatusCode.NotFound);
        (await (await (await app.Analist()).Stuur("PUT", $"{a.Pad()}/relaties/{b.Id()}", "{}")).Fouten()).Should().Equal("/soort: verplicht");
        (await Relaties(a)).Should().BeEmpty();
    }

    [Fact]
    public async Task Iets_is_nooit_deel_van_zichzelf_ook_niet_met_een_omweg()
    {
        var (a, b, c) = (await app.Systeem(), await app.Systeem(), await app.Systeem());
        await Leg(a, b, "deel-van");
        await Leg(b, c, "deel-van");

        foreach (var (van, naar) in new[] { (b, a), (c, b), (c, a) })
        {
            (await (await Leg(van, naar, "deel-van")).Probleem(HttpStatusCode.Conflict)).Tekst("detail").Should().Contain(naar.Kenmerk()).And.Contain(van.Kenmerk());
        }

        (await Leg(c, a, "oorzaak-van")).StatusCode.Should().Be(HttpStatusCode.Created);
        await (await Leg(c, a, "deel-van")).Probleem(HttpStatusCode.Conflict);
        (await Leg(a, c, "deel-van")).StatusCode.Should().Be(HttpStatusCode.Created, "to be part of the whole directly too is no circle");
        (await (await app.Analist()).Stuur("DELETE", $"{b.Pad()}/relaties/{c.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await (await app.Analist()).Stuur("DELETE", $"{a.Pad()}/relaties/{c.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await Leg(c, a, "deel-van")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private async Task<HttpResponseMessage> Leg(JsonObject van, JsonObject naar, string soort) =>
        await (await app.Analist()).Stuur("PUT", $"{van.Pad()}/relaties/{naar.Id()}", $$"""{"soort":"{{soort}}"}""");

    private async Task<IEnumerable<string>> Relaties(JsonObject systeem) => (await app.Anoniem().Zie(systeem))["relaties"]!.AsArray()
        .Select(relatie => $"{relatie.Tekst("soort")} {relatie.Tekst("richting")} {relatie!.Id()} {relatie!.Kenmerk()}");
}
