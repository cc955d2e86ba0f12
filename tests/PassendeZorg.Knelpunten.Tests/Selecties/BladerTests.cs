using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Selecties;

/// <summary>Pages and earlier moments hold still while others write.</summary>
public sealed class BladerTests(Wereld wereld) : IClassFixture<Wereld>
{
    [Theory]
    [InlineData("gemeldOp")]
    [InlineData("-gemeldOp")]
    [InlineData("titel")]
    [InlineData("-titel")]
    [InlineData("ernst")]
    [InlineData("-ernst")]
    [InlineData("-gewijzigdOp")]
    [InlineData("-steun")]
    public async Task Bladeren_slaat_niets_over_en_herhaalt_niets_terwijl_anderen_schrijven(string sorteer)
    {
        var client = wereld.Anoniem();
        var (ids, pagina) = (new List<string>(), await client.Lees($"/v1/knelpunten?limiet=7&sorteer={sorteer}"));
        var (totaal, volgnummer) = (pagina.Getal("totaal"), pagina.Getal("volgnummer"));
        var project = await wereld.Project("Schrijft intussen");
        while (true)
        {
            ids.AddRange(pagina["items"]!.AsArray().Select(item => item.Tekst("id")));
            (pagina.Getal("totaal"), pagina.Getal("volgnummer")).Should().Be((totaal, volgnummer));
            if ((string?)pagina["volgende"] is not { } na)
            {
                break;
            }

            // Somebody adds, retitles and withdraws between every two pages.
            var nieuw = await wereld.MeldEnBevestig(project, new JsonObject { ["titel"] = $"Aardig {ids.Count}" }, "Schrijft intussen");
            using var wijziging = new HttpRequestMessage(HttpMethod.Patch, $"/v1/knelpunten/{ids[0]}") { Content = new JsonObject { ["titel"] = $"Zwaar {ids.Count}" }.Body() };
            wijziging.Headers.TryAddWithoutValidation("If-Match", "*");
            (await (await wereld.Analist()).SendAsync(wijziging, App.Ct)).StatusCode.Should().Be(HttpStatusCode.OK);
            (await (await wereld.Analist()).DeleteAsync($"/v1/knelpunten/{nieuw.Tekst("id")}", App.Ct)).StatusCode.Should().Be(HttpStatusCode.NoContent);
            pagina = await client.Lees($"/v1/knelpunten?limiet=7&sorteer={sorteer}&na={na}");
        }

        ids.Should().OnlyHaveUniqueItems().And.HaveCount(totaal);
    }

    [Fact]
    public async Task Een_eerder_moment_geeft_voor_altijd_hetzelfde_antwoord()
    {
        var analist = await wereld.Analist();
        const string Alles = "status=gemeld,bevestigd,afgewezen,opgelost,heropend,concept,ingetrokken";
        var toen = await analist.Lees($"/v1/rapportages/kruistabel?rijen=wet&kolommen=status&{Alles}");
        var lijstToen = await analist.Lees($"/v1/knelpunten?limiet=200&{Alles}&wet=zvw");
        var project = await wereld.Project("Nakomer");
        for (var i = 0; i < 30; i++)
        {
            await wereld.MeldEnBevestig(project, null, "Nakomer");
            var doel = wereld.Alle[i];
            if (doel.Tekst("status") is "bevestigd" or "opgelost")
            {
                using var wijziging = new HttpRequestMessage(HttpMethod.Patch, $"/v1/knelpunten/{doel.Tekst("id")}") { Content = """{"wetten":["awb"],"ernst":null}""".Body() };
                wijziging.Headers.TryAddWithoutValidation("If-Match", "*");
                (await analist.SendAsync(wijziging, App.Ct)).StatusCode.Should().BeOneOf(HttpStatusCode.OK, HttpStatusCode.Gone);
            }
        }

        var nu = await analist.Lees($"/v1/rapportages/kruistabel?rijen=wet&kolommen=status&{Alles}&totVolgnummer={toen.Getal("volgnummer")}");
        var lijstNu = await analist.Lees($"/v1/knelpunten?limiet=200&{Alles}&wet=zvw&totVolgnummer={lijstToen.Getal("volgnummer")}");

        nu["cellen"]!.ToJsonString().Should().Be(toen["cellen"]!.ToJsonString());
        nu["rijen"]!.ToJsonString().Should().Be(toen["rijen"]!.ToJsonString());
        lijstNu["items"]!.AsArray().Select(item => $"{item.Tekst("id")} {item.Tekst("status")} {item.Getal("versie")} {string.Join(',', item.Lijst("wetten").Order())}")
            .Should().Equal(lijstToen["items"]!.AsArray().Select(item => $"{item.Tekst("id")} {item.Tekst("status")} {item.Getal("versie")} {string.Join(',', item.Lijst("wetten").Order())}"));
    }
}
