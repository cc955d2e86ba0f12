using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

/// <summary>Everything is there after a restart, and what was tampered with is found.</summary>
public sealed class SysteemherstartTests : IDisposable
{
    private readonly string map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;

    public void Dispose() => Directory.Delete(map, recursive: true);

    [Fact]
    public async Task Na_een_herstart_is_alles_zoals_het_was()
    {
        string[] paden, sleutels;
        List<string> voor;
        await using (var app = new App(map))
        {
            sleutels = [await Sleutel(app, "analist", "RVS"), await Sleutel(app, "adressaat", "nza"), await Sleutel(app, "adressaat", "vng")];
            var (systemen, knelpunten, midden) = await Vul(app, app.Met(sleutels[1]));
            paden =
            [
                .. systemen.Select(systeem => systeem.Pad()), .. systemen.Select(systeem => $"{systeem.Pad()}/historie"), .. knelpunten.Select(id => $"/v1/knelpunten/{id}"),
                "/v1/systeemknelpunten", "/v1/systeemknelpunten?beantwoord=ja", "/v1/systeemknelpunten?wet=zvw&sorteer=-projecten", "/v1/systeemknelpunten?oplossingsruimte=omstreden",
                $"/v1/systeemknelpunten?totVolgnummer={midden}", "/v1/systeemknelpunten?formaat=csv", $"/v1/knelpunten?systeemknelpunt={systemen[0].Id()}",
                $"/v1/knelpunten?systeemknelpunt={systemen[0].Id()}&totVolgnummer={midden}", "/v1/toezeggingen", "/v1/toezeggingen?status=te-laat", "/v1/gebeurtenissen?limiet=1000",
            ];
            voor = await Alles(app, sleutels, paden);
        }

        await using (var app = new App(map))
        {
            var na = await Alles(app, sleutels, paden);
            na.Zip(voor).Where(paar => paar.First != paar.Second).Should().BeEmpty();
            na.Should().HaveSameCount(voor);
            (await app.Systeem()).Kenmerk().Should().EndWith("-00004");
        }

        var (code, uitvoer) = await Programma.Draai(map, "controleer");
        uitvoer.Should().Contain("0 fouten");
        code.Should().Be(0);
    }

    [Theory]
    [InlineData("UPDATE systeemknelpunt SET versie = 1 WHERE nummer = 1", "Systeemknelpunt SK-JAAR-00001 heeft versie 1, volgens het logboek ")]
    [InlineData("DELETE FROM bundeling WHERE systeemknelpunt_id = (SELECT id FROM systeemknelpunt WHERE nummer = 1)", "Systeemknelpunt SK-JAAR-00001 bundelt andere knelpunten dan volgens het logboek.")]
    [InlineData("INSERT INTO bundeling SELECT s.id, k.id, 'nu' FROM systeemknelpunt s, knelpunt k WHERE s.nummer = 3 AND k.nummer = 1", "Systeemknelpunt SK-JAAR-00003 bundelt andere knelpunten dan volgens het logboek.")]
    [InlineData("DELETE FROM systeemknelpunt WHERE nummer = 3", "Systeemknelpunt SK-JAAR-00003 staat in het logboek en niet in de tabel.")]
    public async Task Geknoei_met_een_systeemknelpunt_wordt_gemeld(string sql, string melding)
    {
        int jaar;
        await using (var app = new App(map))
        {
            await Vul(app, await app.Client("adressaat", "nza"));
            jaar = app.Vandaag().Year;
        }

        Opslag.Voer(map, sql);

        var uitvoer = new StringWriter();
        var code = await PassendeZorg.Knelpunten.Beheer.Opdrachten.Controleer(Opslag.Voor(map), uitvoer);

        uitvoer.ToString().Should().Contain(melding.Replace("JAAR", $"{jaar}", StringComparison.Ordinal)).And.Contain(" 1 fouten");
        code.Should().Be(1);
    }

    private static async Task<(List<JsonObject> Systemen, List<string> Knelpunten, int Midden)> Vul(App app, HttpClient nza)
    {
        var project = await app.Project();
        var knelpunten = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            knelpunten.Add((i == 4 ? await app.Meld(project) : await app.MeldEnBevestig(project, new JsonObject { ["ernst"] = $"{i + 1}" })).Id());
        }

        var systemen = new List<JsonObject> { await app.Systeem(null, [.. knelpunten]), await app.Systeem(null, knelpunten[0]), await app.Systeem(new JsonObject { ["knelpunten"] = null }) };
        var analist = await app.Analist();
        await app.Word(systemen[0], "vastgesteld", "geagendeerd");
        await app.Toets(systemen[0], "nza", "wetswijziging", "2026-01-01");
        await app.GeefWeer(systemen[0], "zn", "landelijke-afspraak");
        var midden = (await app.Anoniem().Lees("/v1/systeemknelpunten")).Getal("volgnummer");
        await app.Toets(systemen[0], "nza", "amvb-of-regeling");
        await nza.Post($"{systemen[0].Pad()}/reacties", Curator.Reactie("afgewezen")).Gelukt();
        await nza.Post($"{systemen[1].Pad()}/reacties", Curator.Reactie("afgewezen", new JsonObject { ["status"] = "concept" })).Gelukt();
        var toezegging = await nza.Post($"{systemen[0].Pad()}/toezeggingen", new JsonObject { ["wat"] = "Iets uitzoeken", ["uiterlijkDatum"] = app.Vandaag().AddDays(9).Iso() }).Gelukt();
        await nza.Patch($"/v1/toezeggingen/{toezegging.Id()}", new JsonObject { ["status"] = "nagekomen" }, null).Gelukt();
        await analist.Stuur("PUT", $"{systemen[1].Pad()}/relaties/{systemen[0].Id()}", """{"soort":"deel-van"}""").Gelukt();
        await analist.Patch(systemen[2].Pad(), new JsonObject { ["titel"] = "Een andere titel", ["betrokken"] = null }, "*").Gelukt();
        (await analist.Stuur("DELETE", $"{systemen[0].Pad()}/knelpunten/{knelpunten[1]}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await analist.Stuur("DELETE", $"/v1/knelpunten/{knelpunten[2]}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await app.Word(systemen[0], "beantwoord", "opgelost");
        return (systemen, knelpunten, midden);
    }

    private static async Task<List<string>> Alles(App app, string[] sleutels, string[] paden)
    {
        var antwoorden = new List<string>();
        foreach (var client in sleutels.Select(app.Met).Prepend(app.Anoniem()))
        {
            foreach (var pad in paden)
            {
                var antwoord = await client.Stuur("GET", pad);
                antwoorden.Add($"{pad} {antwoord.StatusCode} {antwoord.Headers.ETag} {await antwoord.Tekst()}");
            }
        }

        antwoorden.Count(antwoord => antwoord.Contains(" OK ", StringComparison.Ordinal)).Should().BeGreaterThan(antwoorden.Count * 3 / 4);
        return antwoorden;
    }

    private static async Task<string> Sleutel(App app, string rol, string organisatie) =>
        (await app.Beheerder().Post("/v1/sleutels", new JsonObject { ["naam"] = "Test", ["rol"] = rol, ["organisatie"] = organisatie }).Gelukt()).Tekst("sleutel");
}
