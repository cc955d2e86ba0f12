using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Knelpunten;

public sealed class SteunKnelpuntTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Steun_telt_eenmaal_per_project_en_noemt_projecten_organisaties_en_regios()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project());
        var een = await Project("Steun Een", "zk-arnhem", "zk-twente");
        var nogEen = await Project("steun een", "zk-twente");
        var twee = await Project("Steun Twee", "zk-groningen");

        await Steun(knelpunt, een, "Steun Een", HttpStatusCode.Created, 3, (1, 1, 2));
        await Steun(knelpunt, een, "Steun Een", HttpStatusCode.OK, 3, (1, 1, 2));
        await Steun(knelpunt, nogEen, "Steun Een", HttpStatusCode.Created, 4, (2, 1, 2));
        await Steun(knelpunt, twee, "Steun Twee", HttpStatusCode.Created, 5, (3, 2, 3));

        var inLijst = (await app.Anoniem().Lees("/v1/knelpunten?sorteer=-steun"))["items"]!.AsArray().First(item => item!.Id() == knelpunt.Id())!;
        inLijst["steun"]!.ToJsonString().Should().Be("""{"projecten":3,"organisaties":2,"regios":3}""");
    }

    [Fact]
    public async Task Gelijktijdige_steun_van_een_project_telt_eenmaal()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project());
        var project = await Project("Haast", "zk-arnhem");
        var melder = await app.Melder("Haast");

        var antwoorden = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => melder.Post(Pad(knelpunt), new JsonObject { ["projectId"] = project })));

        antwoorden.Count(antwoord => antwoord.StatusCode == HttpStatusCode.Created).Should().Be(1);
        antwoorden.Count(antwoord => antwoord.StatusCode == HttpStatusCode.OK).Should().Be(19);
        (await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}")).Getal("versie").Should().Be(3);
    }

    [Fact]
    public async Task Het_project_dat_meldde_steunt_zichzelf_niet()
    {
        var project = await app.Project();
        var knelpunt = await app.MeldEnBevestig(project);

        await (await (await app.Melder()).Post(Pad(knelpunt), new JsonObject { ["projectId"] = project })).Probleem(HttpStatusCode.Conflict);
        await (await (await app.Analist()).Post(Pad(knelpunt), new JsonObject { ["projectId"] = project })).Probleem(HttpStatusCode.Conflict);
        (await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}"))["steun"]!.Getal("projecten").Should().Be(0);
    }

    [Fact]
    public async Task Een_ander_project_van_dezelfde_organisatie_mag_wel()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project());

        (await (await app.Melder()).Post(Pad(knelpunt), new JsonObject { ["projectId"] = await app.Project() })).StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Namens_een_ander_steunen_mag_niet()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project());
        var vreemd = await Project("Vreemd", "zk-arnhem");

        await (await (await app.Melder("Brutaal")).Post(Pad(knelpunt), new JsonObject { ["projectId"] = vreemd })).Probleem(HttpStatusCode.Forbidden);
        (await (await (await app.Melder("Brutaal")).Post(Pad(knelpunt), new JsonObject { ["projectId"] = Guid.NewGuid().ToString() })).Fouten()).Should().Equal("/projectId: niet-gevonden");
    }

    [Fact]
    public async Task Een_concept_krijgt_geen_steun()
    {
        var concept = await app.Meld(await app.Project(), new JsonObject { ["status"] = "concept" });

        await (await (await app.Melder()).Post(Pad(concept), new JsonObject { ["projectId"] = await app.Project() })).Probleem(HttpStatusCode.Conflict);
    }

    private static string Pad(JsonNode knelpunt) => $"/v1/knelpunten/{knelpunt.Id()}/steunbetuigingen";

    private Task<string> Project(string organisatie, params string[] regios) => app.Project(organisatie, new { naam = "Steunend project", organisatie, regios });

    private async Task Steun(JsonNode knelpunt, string project, string organisatie, HttpStatusCode status, int versie, (int Projecten, int Organisaties, int Regios) telt)
    {
        var antwoord = await (await app.Melder(organisatie)).Post(Pad(knelpunt), new JsonObject { ["projectId"] = project, ["toelichting"] = "Bij ons ook." });

        antwoord.StatusCode.Should().Be(status, await antwoord.Tekst());
        var nu = await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}");
        nu.Getal("versie").Should().Be(versie);
        foreach (var steun in new[] { nu["steun"]!, (await antwoord.Json())["steun"]! })
        {
            (steun.Getal("projecten"), steun.Getal("organisaties"), steun.Getal("regios")).Should().Be(telt);
        }
    }
}
