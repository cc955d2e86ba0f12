using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Knelpunten;

public sealed class ToonHistorieTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Het_publiek_ziet_alles_vanaf_de_eerste_bevestiging_en_de_eigen_organisatie_alles()
    {
        var (melder, analist) = (await app.Melder(), await app.Analist());
        var knelpunt = await app.Meld(await app.Project(), new JsonObject { ["titel"] = "Eerste titel kwikstaart" });
        var pad = $"/v1/knelpunten/{knelpunt.Id()}";
        await (await app.Anoniem().Stuur("GET", pad + "/historie")).Probleem(HttpStatusCode.NotFound);
        knelpunt = await melder.Patch(pad, new JsonObject { ["titel"] = "Tweede titel kwikstaart", ["ernst"] = "2" }, "\"1\"").Gelukt();
        await analist.Post(pad + "/beoordelingen", new JsonObject { ["besluit"] = "afgewezen", ["toelichting"] = "Reden kwikstaart een" }).Gelukt();
        await analist.Post(pad + "/beoordelingen", new JsonObject { ["besluit"] = "heropend", ["toelichting"] = "Reden kwikstaart twee", ["herleidbaarheidGecontroleerd"] = true }).Gelukt();
        knelpunt = await analist.Lees(pad);
        await analist.Patch(pad, new JsonObject { ["titel"] = "Derde titel", ["wetten"] = new JsonArray("wlz") }, knelpunt.Etag()).Gelukt();
        await app.Beoordeel(knelpunt.Id(), "opgelost");

        var publiek = await app.Anoniem().Lees(pad + "/historie");
        Soorten(publiek).Should().Equal("knelpunt.heropend", "knelpunt.gewijzigd", "knelpunt.opgelost");
        publiek.ToJsonString().Should().NotContain("kwikstaart").And.NotContain("digest").And.NotContain("\"naam\"");
        publiek["items"]!.AsArray().Should().OnlyContain(item => item!["toelichting"] == null);
        publiek["items"]![1]!["wijzigingen"]!.ToJsonString().Should()
            .Contain("""{"veld":"titel","van":null,"naar":null}""").And.Contain("""{"veld":"wetten","van":["zvw","wmo2015"],"naar":["wlz"]}""");
        publiek["items"]![0]!.AsObject().Select(lid => lid.Key).Should().Contain(["volgnummer", "soort", "tijdstipOp", "rol", "organisatie", "wijzigingen"])
            .And.NotContain(["sleutelId", "hash", "gegevens"]);

        foreach (var client in new[] { melder, analist })
        {
            var eigen = await client.Lees(pad + "/historie");
            Soorten(eigen).Should().Equal("knelpunt.gemeld", "knelpunt.gewijzigd", "knelpunt.afgewezen", "knelpunt.heropend", "knelpunt.gewijzigd", "knelpunt.opgelost");
            eigen["items"]!.AsArray().Select(item => item!["toelichting"]?.GetValue<string>())
                .Should().Equal(null, null, "Reden kwikstaart een", "Reden kwikstaart twee", null, "Nagegaan in de test.");
            eigen.ToJsonString().Should().NotContain("titel kwikstaart");
        }

        var ander = await (await app.Melder("Een Ander")).Lees(pad + "/historie");
        ander.ToJsonString().Should().Be(publiek.ToJsonString());
    }

    [Fact]
    public async Task Volgnummers_rijzen_en_versies_tellen_op()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project());
        await app.Beoordeel(knelpunt.Id(), "opgelost");

        var items = (await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Tekst("kenmerk")}/historie"))["items"]!.AsArray();

        items.Select(item => item!.Getal("volgnummer")).Should().BeInAscendingOrder().And.OnlyHaveUniqueItems();
        items.Select(item => $"{item!.Tekst("rol")} {item!.Tekst("organisatie")}").Should().Equal("analist RVS", "analist RVS");
    }

    [Fact]
    public async Task Wie_de_naam_niet_mag_weten_leest_hem_ook_niet_in_de_historie()
    {
        const string Melder = "Verborgen Melder", Steuner = "Verborgen Steuner";
        var project = await app.Project(Melder, new { naam = "Geheim project", organisatie = Melder, naamTonen = false, regios = new[] { "zk-arnhem" } });
        var steunend = await app.Project(Steuner, new { naam = "Geheime steun", organisatie = Steuner, naamTonen = false, regios = new[] { "zk-twente" } });
        var knelpunt = await app.Meld(project, null, Melder);
        await app.Beoordeel(knelpunt.Id(), "bevestigd");
        await (await app.Melder(Steuner)).Post($"/v1/knelpunten/{knelpunt.Id()}/steunbetuigingen", new JsonObject { ["projectId"] = steunend }).Gelukt();
        await (await app.Melder(Melder)).Stuur("GET", $"/v1/knelpunten/{knelpunt.Id()}");

        foreach (var client in new[] { app.Anoniem(), await app.Melder("Een Ander") })
        {
            var historie = (await client.Lees($"/v1/knelpunten/{knelpunt.Id()}/historie")).ToJsonString();
            historie.Should().Contain("knelpunt.gesteund").And.NotContain(Melder).And.NotContain(Steuner).And.NotContain("Geheim");
        }

        (await (await app.Analist()).Lees($"/v1/knelpunten/{knelpunt.Id()}/historie")).ToJsonString().Should().Contain(Melder).And.Contain(Steuner);
        (await (await app.Melder(Steuner)).Lees($"/v1/knelpunten/{knelpunt.Id()}/historie")).ToJsonString().Should().Contain(Steuner).And.NotContain(Melder);
    }

    [Fact]
    public async Task De_historie_heeft_een_etag_die_met_het_knelpunt_meebeweegt()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project());
        var pad = $"/v1/knelpunten/{knelpunt.Id()}/historie";
        var eerste = await app.Anoniem().Stuur("GET", pad);
        eerste.Headers.CacheControl!.ToString().Should().Be("no-cache");
        var etag = eerste.Headers.ETag!.Tag;

        var nogmaals = await app.Anoniem().Stuur("GET", pad, ifNoneMatch: etag);
        nogmaals.StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await nogmaals.Tekst()).Should().BeEmpty();

        await app.Beoordeel(knelpunt.Id(), "opgelost");
        (await app.Anoniem().Stuur("GET", pad, ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static IEnumerable<string> Soorten(JsonObject historie) => historie["items"]!.AsArray().Select(item => item!.Tekst("soort"));
}
