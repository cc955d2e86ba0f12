using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Beheer;

/// <summary>What stays when the service stops, and when it will not start.</summary>
public sealed class HerstartTests : IDisposable
{
    private readonly string map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;

    public void Dispose() => Directory.Delete(map, recursive: true);

    [Fact]
    public async Task Na_een_herstart_is_alles_zoals_het_was()
    {
        string melderSleutel, analistSleutel, ingetrokken, herhaald, verhaal;
        string[] paden;
        List<string> voor;
        await using (var app = new App(map))
        {
            melderSleutel = await Sleutel(app, "melder", "Herstart BV");
            analistSleutel = await Sleutel(app, "analist", "RVS");
            ingetrokken = await Sleutel(app, "melder", "Weg BV");
            var sleutels = (await app.Beheerder().Lees("/v1/sleutels"))["items"]!.AsArray();
            await app.Beheerder().Stuur("DELETE", $"/v1/sleutels/{sleutels.Single(sleutel => sleutel!.Tekst("organisatie") == "Weg BV")!.Id()}");
            var (melder, analist) = (app.Met(melderSleutel), app.Met(analistSleutel));
            var project = (await melder.Post("/v1/projecten", new JsonObject { ["naam"] = "Herstart", ["regios"] = new JsonArray("zk-arnhem") }).Gelukt()).Id();
            var stil = (await melder.Post("/v1/projecten", new JsonObject { ["naam"] = "Stil", ["naamTonen"] = false, ["regios"] = new JsonArray("zk-twente") }).Gelukt()).Id();
            await app.Beheerder().Stuur("PUT", "/v1/begrippenlijsten/wetten/begrippen/herstartwet", """{"naam":"Herstartwet"}""").Gelukt();
            var ids = new List<string>();
            for (var i = 0; i < 24; i++)
            {
                var body = Voorbeeld.Knelpunt(i % 3 == 0 ? stil : project, new JsonObject
                {
                    ["titel"] = $"Knelpunt {(char)('a' + (i * 7 % 24))} over herstarten", ["ernst"] = $"{1 + (i % 5)}", ["status"] = i == 23 ? "concept" : null,
                    ["wetten"] = i % 2 == 0 ? new JsonArray("herstartwet", "zvw") : new JsonArray("wlz"), ["frequentie"] = "wekelijks", ["waargenomenDatum"] = "2026-01-01",
                });
                ids.Add((await melder.Post("/v1/knelpunten", body).Gelukt()).Id());
            }

            foreach (var (besluit, van, tot) in new[] { ("bevestigd", 0, 16), ("afgewezen", 16, 19), ("opgelost", 0, 5), ("heropend", 2, 4), ("heropend", 16, 17) })
            {
                await analist.Post("/v1/beoordelingen", new JsonObject
                {
                    ["knelpunten"] = new JsonArray([.. ids[van..tot].Select(id => JsonValue.Create(id))]), ["besluit"] = besluit, ["toelichting"] = "Nagegaan.", ["herleidbaarheidGecontroleerd"] = true,
                }).Gelukt();
            }

            await analist.Patch($"/v1/knelpunten/{ids[7]}", new JsonObject { ["wetten"] = new JsonArray("jeugdwet"), ["titel"] = "Een nieuwe titel", ["ernst"] = null }, "*").Gelukt();
            await melder.Post($"/v1/knelpunten/{ids[1]}/steunbetuigingen", new JsonObject { ["projectId"] = stil }).Gelukt();
            await melder.Patch($"/v1/projecten/{project}", new JsonObject { ["regios"] = new JsonArray("zk-groningen") }, "*").Gelukt();
            (await melder.Stuur("DELETE", $"/v1/knelpunten/{ids[8]}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
            (await melder.Stuur("DELETE", $"/v1/knelpunten/{ids[23]}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
            verhaal = Voorbeeld.Knelpunt(project).ToJsonString();
            herhaald = await (await melder.Stuur("POST", "/v1/knelpunten", verhaal, idempotentie: "herstart")).Tekst();
            var midden = (await analist.Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray().Count - 20;
            paden =
            [
                "/v1/knelpunten?limiet=200", "/v1/knelpunten?sorteer=titel", "/v1/knelpunten?sorteer=-ernst", "/v1/knelpunten?sorteer=-steun", "/v1/knelpunten?sorteer=gewijzigdOp",
                "/v1/knelpunten?wet=herstartwet", "/v1/knelpunten?zoek=herstarten", "/v1/knelpunten?organisatie=Herstart%20BV", $"/v1/knelpunten?project={stil}",
                $"/v1/knelpunten?totVolgnummer={midden}", "/v1/knelpunten?mijn=true&status=gemeld,afgewezen,concept,ingetrokken,bevestigd&limiet=200",
                .. ids.Select(id => $"/v1/knelpunten/{id}"), .. ids.Select(id => $"/v1/knelpunten/{id}/historie"),
                "/v1/rapportages/kruistabel?rijen=wet&kolommen=domein", "/v1/rapportages/kruistabel?rijen=project", "/v1/rapportages/kruistabel?rijen=organisatie&meet=projecten",
                "/v1/rapportages/kruistabel?rijen=regio&meet=regios", "/v1/rapportages/kruistabel?rijen=status&kolommen=ernst", $"/v1/rapportages/kruistabel?rijen=wet&totVolgnummer={midden}",
                "/v1/rapportages/kruistabel?rijen=wet&status=gemeld", "/v1/projecten", $"/v1/projecten/{project}", "/v1/begrippenlijsten/wetten", "/v1/gebeurtenissen?limiet=1000",
            ];
            voor = await Alles(app, melderSleutel, analistSleutel, paden);
        }

        await using (var app = new App(map))
        {
            var na = await Alles(app, melderSleutel, analistSleutel, paden);
            na.Zip(voor).Where(paar => paar.First != paar.Second).Should().BeEmpty();
            na.Count.Should().Be(voor.Count);

            await (await app.Met(ingetrokken).Stuur("GET", "/v1/knelpunten")).Probleem(HttpStatusCode.Unauthorized);
            (await (await app.Met(melderSleutel).Stuur("POST", "/v1/knelpunten", verhaal, idempotentie: "herstart")).Tekst()).Should().Be(herhaald);
            var volgende = await app.Met(melderSleutel).Stuur("POST", "/v1/knelpunten", verhaal).Gelukt();
            volgende.Tekst("kenmerk").Should().EndWith("-00026");
            (await app.Met(analistSleutel).Lees("/v1/knelpunten?status=gemeld&limiet=200"))["items"]!.AsArray().Select(item => item!.Id()).Should().Contain(volgende.Id());
        }

        var (code, uitvoer) = await Programma.Draai(map, "controleer");
        uitvoer.Should().Contain("0 fouten");
        code.Should().Be(0);
    }

    [Fact]
    public async Task Een_tweede_proces_op_dezelfde_map_wordt_geweigerd()
    {
        Assert.SkipWhen(Opslag.IsPostgres, "On PostgreSQL a second process is what it is for.");
        await using var app = new App(map);
        await app.Beheerder().Lees("/v1/sleutels");

        foreach (var args in new string[][] { [], ["sleutel", "maken", "--rol", "melder", "--organisatie", "Iemand"], ["voorbeelden"] })
        {
            var (code, uitvoer) = await Programma.Draai(map, args);

            uitvoer.Should().Contain("in gebruik").And.Contain(map).And.NotContain("   at ");
            code.Should().NotBe(0);
        }

        (await app.Beheerder().Stuur("GET", "/v1/sleutels")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Een_database_van_een_nieuwer_programma_wordt_geweigerd()
    {
        await using (var app = new App(map))
        {
            await app.Project();
        }

        Voer("INSERT INTO schemaversie (nummer, naam) VALUES (9999, 'uit de toekomst')");

        var (code, uitvoer) = await Programma.Draai(map);

        uitvoer.Should().Contain("schemaversie 9999").And.Contain("nieuwere versie").And.NotContain("   at ");
        code.Should().NotBe(0);
    }

    [Fact]
    public async Task Een_nummer_van_een_weggehaalde_gebeurtenis_wordt_niet_opnieuw_gegeven()
    {
        await using (var app = new App(map))
        {
            await app.Meld(await app.Project());
        }

        // The last row of the log, and what it told of.
        Voer("DELETE FROM gebeurtenis WHERE volgnummer = (SELECT max(volgnummer) FROM gebeurtenis WHERE soort = 'knelpunt.gemeld'); DELETE FROM knelpunt");
        await using (var app = new App(map))
        {
            await app.Project("Daarna BV");
        }

        var (code, uitvoer) = await Programma.Draai(map, "controleer");
        uitvoer.Should().MatchRegex("Gebeurtenis [0-9]+ ontbreekt");
        code.Should().Be(1);
    }

    [Fact]
    public async Task De_weg_terug_als_de_beheersleutel_kwijt_is()
    {
        await using (var app = new App(map))
        {
            await app.Project();
        }

        var (code, uitvoer) = await Programma.Draai(map, "sleutel", "maken", "--naam", "Terug erin", "--rol", "beheerder", "--organisatie", "Beheer");
        code.Should().Be(0, uitvoer);
        var sleutel = uitvoer.Split('\n').Single(regel => regel.StartsWith("kp_", StringComparison.Ordinal)).Trim();
        var (lijstcode, lijst) = await Programma.Draai(map, "sleutel", "lijst");
        lijstcode.Should().Be(0, lijst);
        lijst.Should().Contain("Terug erin").And.NotContain(sleutel);

        string id;
        await using (var app = new App(map))
        {
            id = (await app.Met(sleutel).Lees("/v1/sleutels"))["items"]!.AsArray().Single(rij => rij!.Tekst("naam") == "Terug erin")!.Id();
        }

        (await Programma.Draai(map, "sleutel", "intrekken", id)).Code.Should().Be(0);
        await using (var app = new App(map))
        {
            await (await app.Met(sleutel).Stuur("GET", "/v1/sleutels")).Probleem(HttpStatusCode.Unauthorized);
        }
    }

    [Theory]
    [InlineData("sleutel", "intrekken", "geen-id")]
    [InlineData("sleutel", "intrekken", "0199f6b2-4c1d-7a3e-9f00-1234567890ab")]
    [InlineData("sleutel", "maken", "--rol", "baas", "--organisatie", "Beheer")]
    [InlineData("sleutel", "maken", "--rol", "melder", "--organisatie", "Beheer", "--geldig-tot", "morgen")]
    [InlineData("sleutel", "maken", "--rol", "melder", "--organisatie", "Beheer", "--naam", "Bel 06-29384756")]
    [InlineData("importeer", "bestaat-niet.csv")]
    [InlineData("onzin")]
    public async Task Een_opdracht_die_niet_klopt_wordt_geweigerd_zonder_stapel(params string[] args)
    {
        var (code, uitvoer) = await Programma.Draai(map, args);

        code.Should().BeOneOf(1, 2);
        uitvoer.Should().NotContain("   at ").And.NotContain("Exception").And.NotContain("29384756");
    }

    private static async Task<List<string>> Alles(App app, string melder, string analist, string[] paden)
    {
        var antwoorden = new List<string>();
        foreach (var client in new[] { app.Anoniem(), app.Met(melder), app.Met(analist) })
        {
            foreach (var pad in paden)
            {
                var antwoord = await client.Stuur("GET", pad);
                ((int)antwoord.StatusCode).Should().BeLessThan(500);
                antwoorden.Add($"{pad} {antwoord.StatusCode} {antwoord.Headers.ETag} {(await antwoord.Tekst()).Replace(app.Adres.Authority, "adres", StringComparison.Ordinal)}");
            }
        }

        antwoorden.Count(antwoord => antwoord.Contains(" OK ", StringComparison.Ordinal)).Should().BeGreaterThan(antwoorden.Count / 2);
        return antwoorden;
    }

    private static async Task<string> Sleutel(App app, string rol, string organisatie) =>
        (await app.Beheerder().Post("/v1/sleutels", new JsonObject { ["naam"] = "Test", ["rol"] = rol, ["organisatie"] = organisatie }).Gelukt()).Tekst("sleutel");

    private void Voer(string sql)
    {
        Opslag.Voer(map, sql);
    }
}
