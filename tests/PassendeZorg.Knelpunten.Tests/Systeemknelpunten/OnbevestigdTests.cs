using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

/// <summary>What is not confirmed may be bundled, and is nowhere to be seen until it is.</summary>
public sealed class OnbevestigdTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Wat_gemeld_is_verschijnt_pas_als_het_bevestigd_is()
    {
        const string Eigen = "Meldt stil";
        var project = await app.Project(Eigen);
        var gemeld = await app.Meld(project, new JsonObject { ["titel"] = "Roerdomp in de titel", ["wetten"] = new JsonArray("wpg"), ["perspectief"] = "inwoner", ["ernst"] = "5" }, Eigen);
        var systeem = await app.Systeem(null, gemeld.Id());
        HttpClient[] buiten = [app.Anoniem(), await app.Melder("Een ander"), await app.Melder(Eigen), await app.Client("adressaat", "nza"), await app.Client("abonnee", "Een krant")];
        var lijst = $"/v1/systeemknelpunten?systeemknelpunt={systeem.Kenmerk()}";

        foreach (var client in buiten)
        {
            var nu = await client.Zie(systeem);
            nu["telling"]!.ToJsonString().Should().Be("""{"knelpunten":0,"projecten":0,"organisaties":0,"regios":0,"wetten":[],"ernst":null}""");
            (nu.Lijst("knelpunten").Count, nu["perspectieven"]!.AsArray().Count).Should().Be((0, 0));
            (await client.Kenmerken("wet=wpg")).Should().BeEmpty();
            (await client.Kenmerken($"project={project}")).Should().BeEmpty();
            (await client.Kenmerken("zoek=roerdomp")).Should().BeEmpty();
            (await client.Lees($"/v1/knelpunten?systeemknelpunt={systeem.Id()}")).Getal("totaal").Should().Be(0);
            foreach (var pad in new[] { systeem.Pad(), $"{systeem.Pad()}/historie", lijst, $"{lijst}&formaat=csv" })
            {
                (await (await client.Stuur("GET", pad)).Tekst()).Should().NotContain(gemeld.Kenmerk()).And.NotContain(gemeld.Id()).And.NotContain("oerdomp").And.NotContain("wpg");
            }
        }

        await (await app.Anoniem().Stuur("GET", $"/v1/rapportages/kruistabel?rijen=wet&status=gemeld&systeemknelpunt={systeem.Id()}")).Probleem(HttpStatusCode.Forbidden);
        (await (await app.Analist()).Lees($"/v1/knelpunten?status=gemeld&systeemknelpunt={systeem.Id()}")).Getal("totaal").Should().Be(1);
        (await (await app.Analist()).Lees($"{systeem.Pad()}/historie")).ToJsonString().Should().Contain(gemeld.Kenmerk());
        (await (await app.Melder(Eigen)).Lees($"/v1/knelpunten/{gemeld.Id()}")).Lijst("systeemknelpunten").Should().Equal(systeem.Id());

        var etags = new[] { (await app.Anoniem().Stuur("GET", systeem.Pad())).Headers.ETag!.Tag, (await app.Anoniem().Stuur("GET", $"{systeem.Pad()}/historie")).Headers.ETag!.Tag };
        await app.Beoordeel(gemeld.Id(), "bevestigd");

        foreach (var client in buiten)
        {
            var nu = await client.Zie(systeem);
            nu.Lijst("knelpunten").Should().Equal(gemeld.Id());
            nu["telling"]!.ToJsonString().Should().Be("""{"knelpunten":1,"projecten":1,"organisaties":1,"regios":1,"wetten":["wpg"],"ernst":5}""");
            nu["perspectieven"]![0]!["knelpunten"]![0].Tekst("titel").Should().Be("Roerdomp in de titel");
            (await client.Kenmerken("wet=wpg")).Should().Equal(systeem.Kenmerk());
            (await client.Kenmerken("zoek=roerdomp")).Should().Equal(systeem.Kenmerk());
            (await client.Lees($"{systeem.Pad()}/historie")).ToJsonString().Should().Contain(gemeld.Kenmerk());
        }

        (await app.Anoniem().Stuur("GET", systeem.Pad(), ifNoneMatch: etags[0])).StatusCode.Should().Be(HttpStatusCode.OK);
        (await app.Anoniem().Stuur("GET", $"{systeem.Pad()}/historie", ifNoneMatch: etags[1])).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Wat_nooit_openbaar_was_blijft_ook_na_ontbundelen_afwijzen_of_intrekken_uit_de_historie()
    {
        var (analist, project) = (await app.Analist(), await app.Project());
        var (los, afgewezen, ingetrokken) = (await app.Meld(project), await app.Meld(project), await app.Meld(project));
        var systeem = await app.Systeem();
        foreach (var knelpunt in new[] { los, afgewezen, ingetrokken })
        {
            (await analist.Stuur("PUT", $"{systeem.Pad()}/knelpunten/{knelpunt.Id()}", """{"toelichting":"Geheime reden."}""")).StatusCode.Should().Be(HttpStatusCode.Created);
        }

        (await analist.Stuur("DELETE", $"{systeem.Pad()}/knelpunten/{los.Id()}?toelichting=Geheime%20reden.")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await app.Beoordeel(afgewezen.Id(), "afgewezen");
        await app.Beheerder().Stuur("DELETE", $"/v1/knelpunten/{ingetrokken.Id()}");

        var publiek = await app.Anoniem().Lees($"{systeem.Pad()}/historie");
        publiek["items"]!.AsArray().Select(stap => stap.Tekst("soort")).Should().Equal("systeemknelpunt.aangemaakt");
        publiek.ToJsonString().Should().NotContain("Geheime reden").And.NotContain("KP-");
        (await analist.Lees($"{systeem.Pad()}/historie"))["items"]!.AsArray().Should().HaveCount(5);
    }
}
