using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Knelpunten;

public sealed class MeldKnelpuntTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Een_melding_is_terug_te_vinden()
    {
        var project = await app.Project();
        var melder = await app.Melder();

        var antwoord = await melder.PostAsync("/v1/knelpunten", Voorbeeld.Knelpunt(project).Body(), App.Ct);

        antwoord.StatusCode.Should().Be(HttpStatusCode.Created);
        antwoord.Headers.ETag!.Tag.Should().Be("\"1\"");
        (await antwoord.Content.ReadAsStringAsync(App.Ct)).Should().StartWith("{\"id\":\"", "the advice comes after what was asked for: there are ids of others in it");
        var melding = await melder.Lees(antwoord.Headers.Location!.ToString());
        melding.Tekst("status").Should().Be("gemeld");
        melding.Tekst("kenmerk").Should().MatchRegex("^KP-20[0-9]{2}-[0-9]{5,}$");
        melding.Lijst("wetten").Should().Equal("zvw", "wmo2015");
        melding["project"]!.Tekst("organisatie").Should().Be("Zorggroep Test");
    }

    [Fact]
    public async Task Twintig_gelijktijdige_meldingen_met_een_sleutel_geven_een_knelpunt()
    {
        var project = await app.Project("Gelijktijdig BV");
        var melder = await app.Melder("Gelijktijdig BV");

        var antwoorden = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var verzoek = new HttpRequestMessage(HttpMethod.Post, "/v1/knelpunten") { Content = Voorbeeld.Knelpunt(project).Body() };
            verzoek.Headers.Add("Idempotency-Key", "twintig-maal");
            var antwoord = await melder.SendAsync(verzoek, App.Ct);
            antwoord.StatusCode.Should().Be(HttpStatusCode.Created);
            return await antwoord.Content.ReadAsStringAsync(App.Ct);
        }));

        antwoorden.Distinct().Should().ContainSingle();
        (await melder.Lees($"/v1/knelpunten?mijn=true&status=gemeld&project={project}")).Getal("totaal").Should().Be(1);
    }

    [Fact]
    public async Task Alle_fouten_komen_tegelijk_met_veld_code_en_suggestie()
    {
        var project = await app.Project();
        var knelpunt = Voorbeeld.Knelpunt(project, new JsonObject
        {
            ["titel"] = "x", ["wetten"] = new JsonArray("zvw", "wlzz"), ["ernst"] = 3, ["titell"] = "vergist", ["status"] = "bevestigd",
        });

        var antwoord = await (await app.Melder()).PostAsync("/v1/knelpunten", knelpunt.Body(), App.Ct);

        var probleem = await antwoord.Probleem(HttpStatusCode.BadRequest);
        probleem["fouten"]!.AsArray().Select(fout => $"{fout!["veld"]} {fout["code"]} {fout["suggestie"]}").Should().BeEquivalentTo(
            "/titel te-kort ", "/wetten/1 onbekende-code wlz", "/ernst ongeldig-formaat ", "/titell onbekend-veld titel", "/status onbekende-code concept");
    }

    [Fact]
    public async Task Wat_de_tekst_noemt_en_niet_is_opgegeven_wordt_voorgesteld_en_niet_ingevuld()
    {
        var melding = await app.Meld(await app.Project(), new JsonObject
        {
            ["omschrijving"] = "Volgens de Wet langdurige zorg mag het niet, en de Wgs zegt niets over WGS. De Zvw is al opgegeven.",
            ["wetten"] = new JsonArray("zvw"),
        });

        melding["voorstellen"]!["wetten"]!.AsArray().Select(voorstel => $"{voorstel.Tekst("code")}: {string.Join(',', voorstel!["reden"].Lijst("woorden"))}")
            .Should().Contain(["wlz: Wet langdurige zorg", "wgs: Wgs", "wgs-samenwerkingsverbanden: WGS"]).And.NotContain(voorstel => voorstel.StartsWith("zvw"));
        melding.Lijst("wetten").Should().Equal("zvw");
        melding["volledigheid"]!.AsArray().Select(aanvulling => aanvulling.Tekst("veld")).Should().StartWith("/gevolgen").And.Contain("/ernst").And.NotContain("/wetten");
    }

    [Fact]
    public async Task Een_herhaling_haalt_een_ingetrokken_tekst_niet_terug()
    {
        var project = await app.Project();
        var melder = await app.Melder();
        var eerste = await (await Herhaal()).Json();
        await melder.DeleteAsync($"/v1/knelpunten/{eerste.Tekst("id")}", App.Ct);

        var probleem = await (await Herhaal()).Probleem(HttpStatusCode.Gone);

        probleem.Tekst("kenmerk").Should().Be(eerste.Tekst("kenmerk"));
        probleem.ToJsonString().Should().NotContain(eerste.Tekst("titel"));

        async Task<HttpResponseMessage> Herhaal()
        {
            using var verzoek = new HttpRequestMessage(HttpMethod.Post, "/v1/knelpunten") { Content = Voorbeeld.Knelpunt(project).Body() };
            verzoek.Headers.Add("Idempotency-Key", "nog-een-keer");
            return await melder.SendAsync(verzoek, App.Ct);
        }
    }
}
