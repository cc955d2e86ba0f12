using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Knelpunten;

/// <summary>Is a solution felt by those who had the problem? Their word can reopen a systeemknelpunt.</summary>
public sealed class MerkbaarheidTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Merken_drie_projecten_en_meer_dan_de_helft_niets_dan_gaat_het_systeemknelpunt_weer_open()
    {
        var (knelpunt, projecten) = await Gesteund(5);
        var systeem = await Opgelost(knelpunt);

        var eerste = await Zeg(knelpunt, projecten[0], "merkbaar", HttpStatusCode.Created);
        Gevoeld(eerste).Should().Be(("opgelost", 1, 0));
        Gevoeld(await Zeg(knelpunt, projecten[1], "merkbaar", HttpStatusCode.Created)).Should().Be(("opgelost", 2, 0));
        await Zeg(knelpunt, projecten[2], "niet-merkbaar", HttpStatusCode.Created);
        await Zeg(knelpunt, projecten[3], "niet-merkbaar", HttpStatusCode.Created);
        Gevoeld(await Zeg(knelpunt, projecten[1], "niet-merkbaar", HttpStatusCode.OK)).Should().Be(("heropend", 1, 3), "the last word counts");

        var nu = await app.Anoniem().Lees($"/v1/systeemknelpunten/{systeem}");
        nu["merkbaarheid"]!.ToJsonString().Should().Be("""{"gevraagd":5,"merkbaar":1,"nietMerkbaar":3,"aandeel":0.25}""");
        var stap = (await app.Anoniem().Lees($"/v1/systeemknelpunten/{systeem}/historie"))["items"]!.AsArray()[^1]!;
        (stap.Tekst("soort"), stap.Tekst("rol"), stap.Tekst("toelichting")).Should()
            .Be(("systeemknelpunt.heropend", "systeem", "3 van de 4 projecten die het zeiden, merken niets van de oplossing."));
        var probleem = await (await Stuur(knelpunt, projecten[4], "niet-merkbaar")).Probleem(HttpStatusCode.Conflict);
        probleem.Tekst("detail").Should().Contain("bevestigd").And.Contain("opgelost");
    }

    [Fact]
    public async Task De_helft_is_niet_genoeg_en_twee_ook_niet()
    {
        var (knelpunt, projecten) = await Gesteund(6);
        var systeem = await Opgelost(knelpunt);

        foreach (var (project, oordeel) in projecten.Zip(["niet-merkbaar", "niet-merkbaar", "merkbaar", "merkbaar", "merkbaar", "niet-merkbaar"]))
        {
            await Zeg(knelpunt, project, oordeel, HttpStatusCode.Created);
        }

        var nu = await app.Anoniem().Lees($"/v1/systeemknelpunten/{systeem}");
        (nu.Tekst("status"), nu["merkbaarheid"]!.Getal("merkbaar"), nu["merkbaarheid"]!.Getal("nietMerkbaar")).Should().Be(("opgelost", 3, 3));
    }

    [Fact]
    public async Task Gelijktijdige_oordelen_heropenen_eenmaal()
    {
        var (knelpunt, projecten) = await Gesteund(12);
        var systeem = await Opgelost(knelpunt);

        var antwoorden = await Task.WhenAll(projecten.Select(project => Stuur(knelpunt, project, "niet-merkbaar")));

        // The knelpunt is confirmed, not solved itself: once the systeemknelpunt is open again, there is nothing to be felt any more.
        antwoorden.Count(antwoord => antwoord.StatusCode == HttpStatusCode.Created).Should().Be(3);
        antwoorden.Count(antwoord => antwoord.StatusCode == HttpStatusCode.Conflict).Should().Be(9);
        var nu = await app.Anoniem().Lees($"/v1/systeemknelpunten/{systeem}");
        (nu.Tekst("status"), nu["merkbaarheid"]!.Getal("nietMerkbaar")).Should().Be(("heropend", 3));
        (await app.Anoniem().Lees($"/v1/systeemknelpunten/{systeem}/historie"))["items"]!.AsArray().Count(item => item!.Tekst("soort") == "systeemknelpunt.heropend").Should().Be(1);
    }

    [Fact]
    public async Task Een_project_telt_eenmaal_ook_over_meer_knelpunten_en_na_een_nieuwe_oplossing_begint_het_opnieuw()
    {
        var (een, projecten) = await Gesteund(3);
        var (twee, _) = await Gesteund(0, projecten);
        var systeem = await Opgelost(een, twee);

        await Zeg(een, projecten[0], "niet-merkbaar", HttpStatusCode.Created);
        await Zeg(twee, projecten[0], "niet-merkbaar", HttpStatusCode.Created);
        Gevoeld(await Zeg(een, projecten[1], "niet-merkbaar", HttpStatusCode.Created)).Should().Be(("opgelost", 0, 2), "three judgements, of two projects");
        Gevoeld(await Zeg(twee, projecten[2], "niet-merkbaar", HttpStatusCode.Created)).Should().Be(("heropend", 0, 3));

        await Status(systeem, "beantwoord", "opgelost");
        (await app.Anoniem().Lees($"/v1/systeemknelpunten/{systeem}"))["merkbaarheid"]!.Getal("nietMerkbaar").Should().Be(0);
        Gevoeld(await Zeg(een, projecten[1], "niet-merkbaar", HttpStatusCode.OK)).Should().Be(("opgelost", 0, 1), "it says so of the new solution too");
        var volgnummer = (await (await app.Analist()).Lees("/v1/vragen")).Getal("volgnummer");
        Gevoeld(await Zeg(een, projecten[1], "niet-merkbaar", HttpStatusCode.OK)).Should().Be(("opgelost", 0, 1));
        (await (await app.Analist()).Lees("/v1/vragen")).Getal("volgnummer").Should().Be(volgnummer, "the same said again is nothing new");
    }

    [Fact]
    public async Task Een_knelpunt_dat_zelf_is_opgelost_kan_ook_zonder_systeemknelpunt()
    {
        var (knelpunt, projecten) = await Gesteund(1);
        (await (await Stuur(knelpunt, projecten[0], "merkbaar")).Probleem(HttpStatusCode.Conflict)).Tekst("detail").Should().Contain("status opgelost");
        await app.Beoordeel(knelpunt.Id(), "opgelost");

        var antwoord = await Zeg(knelpunt, projecten[0], "merkbaar", HttpStatusCode.Created);

        antwoord["systeemknelpunten"]!.AsArray().Should().BeEmpty();
        (antwoord.Tekst("knelpuntId"), antwoord.Tekst("projectId"), antwoord.Tekst("oordeel")).Should().Be((knelpunt.Id(), projecten[0].Id, "merkbaar"));
        var stap = (await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}/historie"))["items"]!.AsArray()[^1]!;
        (stap.Tekst("soort"), stap["wijzigingen"]!.ToJsonString()).Should().Be(("merkbaarheid.gegeven", """[{"veld":"merkbaarheid","van":null,"naar":"merkbaar"}]"""));
    }

    [Fact]
    public async Task Alleen_wie_het_meldde_of_steunt_zegt_het_en_alleen_voor_een_eigen_project()
    {
        var (knelpunt, projecten) = await Gesteund(2);
        await Opgelost(knelpunt);
        var vreemd = await app.Project("Vreemd Project");

        (await (await Stuur(knelpunt, (vreemd, "Vreemd Project"), "merkbaar")).Probleem(HttpStatusCode.Conflict)).Tekst("detail").Should().Contain("meldde").And.Contain("steunt");
        await (await Stuur(knelpunt, (projecten[1].Id, "Vreemd Project"), "merkbaar")).Probleem(HttpStatusCode.Forbidden);
        (await (await Stuur(knelpunt, (projecten[1].Id, projecten[1].Organisatie), "beetje")).Fouten()).Should().Equal("/oordeel: onbekende-code");
        (await (await app.Analist()).Post($"/v1/knelpunten/{knelpunt.Id()}/merkbaarheid", new JsonObject { ["projectId"] = projecten[1].Id, ["oordeel"] = "merkbaar" }))
            .StatusCode.Should().Be(HttpStatusCode.Created, "an analist may, for any project");
    }

    [Fact]
    public async Task Wat_niet_bevestigd_is_heropent_niets()
    {
        var melder = await app.Melder();
        var project = await app.Project();
        var gemeld = await app.Meld(project);
        await Opgelost(gemeld);

        (await (await melder.Post($"/v1/knelpunten/{gemeld.Id()}/merkbaarheid", new JsonObject { ["projectId"] = project, ["oordeel"] = "niet-merkbaar" })).Probleem(HttpStatusCode.Conflict))
            .Tekst("detail").Should().Contain("status gemeld").And.Contain("bevestigd");
    }

    [Fact]
    public async Task Wie_zijn_naam_niet_toont_staat_er_ook_hier_niet_bij()
    {
        const string Verborgen = "Verborgen Voeler";
        var project = await app.Project(Verborgen, new { naam = "Geheim", organisatie = Verborgen, naamTonen = false });
        var knelpunt = await app.MeldEnBevestig(project, organisatie: Verborgen);
        await app.Beoordeel(knelpunt.Id(), "opgelost");

        await Zeg(knelpunt, (project, Verborgen), "merkbaar", HttpStatusCode.Created);

        var historie = await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}/historie");
        historie["items"]!.AsArray()[^1]!.Tekst("soort").Should().Be("merkbaarheid.gegeven");
        historie.ToJsonString().Should().NotContain(Verborgen);
    }

    [Fact]
    public async Task Na_een_herstart_staat_alles_er_nog()
    {
        var map = Directory.CreateTempSubdirectory("knelpunten-test-");
        string systeem, voor;
        await using (var eerst = new App(map.FullName))
        {
            var tests = new MerkbaarheidTests(eerst);
            var (knelpunt, projecten) = await tests.Gesteund(4);
            systeem = await tests.Opgelost(knelpunt);
            foreach (var project in projecten.Take(3))
            {
                await tests.Zeg(knelpunt, project, "niet-merkbaar", HttpStatusCode.Created);
            }

            voor = (await eerst.Anoniem().Lees($"/v1/systeemknelpunten/{systeem}")).ToJsonString();
            voor.Should().Contain("\"status\":\"heropend\"").And.Contain("\"nietMerkbaar\":3");
        }

        await using (var weer = new App(map.FullName))
        {
            (await weer.Anoniem().Lees($"/v1/systeemknelpunten/{systeem}")).ToJsonString().Should().Be(voor);
            (await Programma.Draai(map.FullName, "controleer")).Code.Should().Be(0);
        }

        map.Delete(recursive: true);
    }

    /// <summary>A confirmed knelpunt with so many projects that have it: the first reported it, the others support it.</summary>
    private async Task<(JsonObject Knelpunt, List<(string Id, string Organisatie)> Projecten)> Gesteund(int aantal, List<(string Id, string Organisatie)>? projecten = null)
    {
        if (projecten is null)
        {
            projecten = [];
            for (var i = 0; i < aantal; i++)
            {
                var organisatie = $"Voeler {(char)('A' + i)}";
                projecten.Add((await app.Project(organisatie), organisatie));
            }
        }

        var knelpunt = await app.MeldEnBevestig(projecten[0].Id, organisatie: projecten[0].Organisatie);
        foreach (var (id, organisatie) in projecten.Skip(1))
        {
            await (await app.Melder(organisatie)).Post($"/v1/knelpunten/{knelpunt.Id()}/steunbetuigingen", new JsonObject { ["projectId"] = id }).Gelukt();
        }

        return (knelpunt, projecten);
    }

    /// <summary>A solved systeemknelpunt that bundles these; returns its id.</summary>
    private async Task<string> Opgelost(params JsonObject[] knelpunten)
    {
        var systeem = await (await app.Analist()).Post("/v1/systeemknelpunten", new JsonObject
        {
            ["titel"] = "Geen blijvende betaler", ["kern"] = "Wie de baten heeft, draagt de kosten niet.", ["bevoegd"] = new JsonArray("vws"),
            ["knelpunten"] = new JsonArray([.. knelpunten.Select(knelpunt => (JsonNode)knelpunt.Id())]),
        }).Gelukt();
        await Status(systeem.Id(), "vastgesteld", "geagendeerd", "beantwoord", "opgelost");
        return systeem.Id();
    }

    private async Task Status(string systeem, params string[] statussen)
    {
        foreach (var status in statussen)
        {
            await (await app.Analist()).Post($"/v1/systeemknelpunten/{systeem}/beoordelingen", new JsonObject { ["status"] = status }).Gelukt();
        }
    }

    private async Task<HttpResponseMessage> Stuur(JsonNode knelpunt, (string Id, string Organisatie) project, string oordeel) =>
        await (await app.Melder(project.Organisatie)).Post($"/v1/knelpunten/{knelpunt.Id()}/merkbaarheid", new JsonObject { ["projectId"] = project.Id, ["oordeel"] = oordeel });

    private async Task<JsonObject> Zeg(JsonNode knelpunt, (string Id, string Organisatie) project, string oordeel, HttpStatusCode status)
    {
        var antwoord = await Stuur(knelpunt, project, oordeel);
        antwoord.StatusCode.Should().Be(status, await antwoord.Tekst());
        return await antwoord.Json();
    }

    private static (string Status, int Merkbaar, int NietMerkbaar) Gevoeld(JsonObject antwoord)
    {
        var systeem = antwoord["systeemknelpunten"]!.AsArray().Should().ContainSingle().Which!;
        return (systeem.Tekst("status"), systeem["merkbaarheid"]!.Getal("merkbaar"), systeem["merkbaarheid"]!.Getal("nietMerkbaar"));
    }
}
