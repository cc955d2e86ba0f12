using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Knelpunten;

public sealed class WijzigKnelpuntTests(App app) : IClassFixture<App>, IAsyncLifetime
{
    private string project = "";
    private HttpClient melder = null!;
    private HttpClient analist = null!;

    public async ValueTask InitializeAsync() => (project, melder, analist) = (await app.Project(), await app.Melder(), await app.Analist());

    public ValueTask DisposeAsync() => default;

    [Theory]
    [InlineData(null, 428)]
    [InlineData("\"2\"", 412)]
    [InlineData("\"0\"", 412)]
    [InlineData("W/\"1\"", 412)]
    [InlineData("1", 412)]
    [InlineData("onzin", 412)]
    [InlineData("\"9\", \"8\"", 412)]
    [InlineData("\"1\"", 200)]
    [InlineData("*", 200)]
    [InlineData("\"9\", \"1\"", 200)]
    public async Task If_match_is_verplicht_sterk_en_van_nu(string? ifMatch, int status)
    {
        var knelpunt = await app.Meld(project);

        var antwoord = await melder.Patch(Pad(knelpunt), new JsonObject { ["ernst"] = "4" }, ifMatch);

        ((int)antwoord.StatusCode).Should().Be(status, await antwoord.Tekst());
        var nu = await melder.Lees(Pad(knelpunt));
        nu.Getal("versie").Should().Be(status == 200 ? 2 : 1);
        if (status == 200)
        {
            antwoord.Headers.ETag!.Tag.Should().Be("\"2\"");
        }
        else
        {
            await antwoord.Probleem((HttpStatusCode)status);
            nu["ernst"].Should().BeNull();
        }
    }

    [Fact]
    public async Task Null_maakt_leeg_en_wat_niet_genoemd_is_blijft()
    {
        var knelpunt = await app.Meld(project, new JsonObject
        {
            ["ernst"] = "3", ["omweg"] = "Een omweg.", ["vindplaats"] = "artikel 1", ["omvang"] = new JsonObject { ["urenPerMaand"] = "10-40", ["euroPerJaar"] = "1-2" },
        });

        var na = await melder.Patch(Pad(knelpunt), JsonNode.Parse("""{"ernst":null,"omweg":null,"wetten":null,"omvang":{"euroPerJaar":null,"inwonersPerJaar":"<10"}}""")!, "\"1\"").Gelukt();

        na["ernst"].Should().BeNull();
        na["omweg"].Should().BeNull();
        na.Lijst("wetten").Should().BeEmpty();
        na.Tekst("vindplaats").Should().Be("artikel 1");
        na.Lijst("domeinen").Should().Equal(knelpunt.Lijst("domeinen"));
        na["omvang"]!.Tekst("urenPerMaand").Should().Be("10-40");
        na["omvang"]!.Tekst("inwonersPerJaar").Should().Be("<10");
        na["omvang"]!["euroPerJaar"].Should().BeNull();
        (await melder.Lees(Pad(knelpunt))).ToJsonString().Should().Be(na.ToJsonString());
    }

    [Theory]
    [InlineData("""{"titel":null}""", "/titel: verplicht")]
    [InlineData("""{"omschrijving":null,"soorten":null}""", "/omschrijving: verplicht|/soorten: verplicht")]
    [InlineData("""{"projectId":null}""", "/projectId: verplicht")]
    [InlineData("""{"soorten":[]}""", "/soorten: verplicht")]
    [InlineData("""{"titel":"x","wetten":["zvv"],"ernst":3}""", "/titel: te-kort|/wetten/0: onbekende-code|/ernst: ongeldig-formaat")]
    [InlineData("""{"titell":"x"}""", "/titell: onbekend-veld")]
    [InlineData("""{"titell":null}""", "/titell: onbekend-veld")]
    [InlineData("""{"a/b":null}""", "/a~1b: onbekend-veld")]
    [InlineData("""{"omvang":{"kosten":"1-2"}}""", "/omvang/kosten: onbekend-veld")]
    [InlineData("""{"omvang":{"kosten":null}}""", "/omvang/kosten: onbekend-veld")]
    [InlineData("""{"kenmerk":"KP-2026-99999","versie":9,"id":"x"}""", "/kenmerk: onbekend-veld|/versie: onbekend-veld|/id: onbekend-veld")]
    [InlineData("""{"titel":"Een","titel":"Twee"}""", "/titel: dubbel-veld")]
    [InlineData("""{"omvang":{"urenPerMaand":"1-2","urenPerMaand":null}}""", "/omvang/urenPerMaand: dubbel-veld")]
    [InlineData("""{"a/b":1,"a/b":1}""", "/a~1b: dubbel-veld")]
    [InlineData("""{"titel":"abc\u0000"}""", "/titel: ongeldig-teken")]
    [InlineData("""{"titel":"abc\ud800"}""", "/titel: ongeldig-teken")]
    [InlineData("""{"wetten":["zvw","\ud800"]}""", "/wetten/1: ongeldig-teken")]
    [InlineData("""{"omvang":{"urenPerMaand":"\udc00"}}""", "/omvang/urenPerMaand: ongeldig-teken")]
    [InlineData("""{"bronnen":[{"titel":"\udc00"}]}""", "/bronnen/0/titel: ongeldig-teken")]
    [InlineData("""[]""", ": ongeldig-formaat")]
    [InlineData("""{""", ": ongeldig-formaat")]
    [InlineData("""{"status":"bevestigd"}""", "/status: onbekende-code")]
    [InlineData("""{"status":null}""", "/status: onbekende-code")]
    [InlineData("""{"status":"ingetrokken"}""", "/status: onbekende-code")]
    [InlineData("""{"status":"bevestigd","titel":"x"}""", "/status: onbekende-code|/titel: te-kort")]
    public async Task Een_wijziging_die_niet_klopt_verandert_niets(string patch, string fouten)
    {
        var knelpunt = await app.Meld(project, new JsonObject { ["omvang"] = new JsonObject { ["urenPerMaand"] = "10-40" } });

        var antwoord = await melder.Stuur("PATCH", Pad(knelpunt), patch, "\"1\"");

        (await antwoord.Fouten()).Should().BeEquivalentTo(fouten.Split('|'));
        (await melder.Lees(Pad(knelpunt))).Getal("versie").Should().Be(1);
    }

    [Fact]
    public async Task Een_knelpunt_blijft_bij_zijn_project()
    {
        var knelpunt = await app.Meld(project);
        var ander = await app.Project();

        (await (await melder.Patch(Pad(knelpunt), new JsonObject { ["projectId"] = ander }, "\"1\"")).Fouten()).Should().Equal("/projectId: buiten-bereik");
        (await (await analist.Patch(Pad(knelpunt), new JsonObject { ["projectId"] = ander }, "\"1\"")).Fouten()).Should().Equal("/projectId: buiten-bereik");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"titel":"Valpreventie valt tussen wal en schip"}""")]
    [InlineData("""{"wetten":["zvw","wmo2015"],"ernst":null,"omvang":null}""")]
    [InlineData("""{"status":"gemeld"}""")]
    public async Task Wat_niets_verandert_verhoogt_de_versie_niet(string patch)
    {
        var knelpunt = await app.Meld(project);
        var voor = (await analist.Lees("/v1/knelpunten?limiet=1")).Getal("volgnummer");

        var na = await melder.Stuur("PATCH", Pad(knelpunt), patch, "\"1\"").Gelukt();

        na.Getal("versie").Should().Be(1);
        na.Tekst("gewijzigdOp").Should().Be(knelpunt.Tekst("gewijzigdOp"));
        (await analist.Lees("/v1/knelpunten?limiet=1")).Getal("volgnummer").Should().Be(voor);
    }

    [Fact]
    public async Task Een_melder_wijzigt_tot_bevestigd_en_een_analist_ook_daarna()
    {
        var knelpunt = await app.Meld(project);
        knelpunt = await melder.Patch(Pad(knelpunt), new JsonObject { ["ernst"] = "2" }, "\"1\"").Gelukt();
        knelpunt = await app.Beoordeel(knelpunt.Id(), "bevestigd");

        foreach (var besluit in new[] { "", "opgelost", "heropend" })
        {
            knelpunt = besluit.Length == 0 ? knelpunt : await app.Beoordeel(knelpunt.Id(), besluit);
            await (await melder.Patch(Pad(knelpunt), new JsonObject { ["ernst"] = "5" }, knelpunt.Etag())).Probleem(HttpStatusCode.Forbidden);
        }

        knelpunt = await analist.Patch(Pad(knelpunt), new JsonObject { ["ernst"] = "5" }, knelpunt.Etag()).Gelukt();
        knelpunt.Tekst("ernst").Should().Be("5");
        (await (await analist.Patch(Pad(knelpunt), new JsonObject { ["domeinen"] = new JsonArray() }, knelpunt.Etag())).Fouten()).Should().Equal("/domeinen: verplicht");
    }

    [Fact]
    public async Task Een_afgewezen_melding_mag_de_melder_verbeteren()
    {
        var knelpunt = await app.Meld(project);
        knelpunt = await app.Beoordeel(knelpunt.Id(), "afgewezen");

        (await melder.Patch(Pad(knelpunt), new JsonObject { ["ernst"] = "2" }, knelpunt.Etag()).Gelukt()).Tekst("ernst").Should().Be("2");
    }

    [Fact]
    public async Task Van_honderd_gelijktijdige_wijzigingen_wint_er_een_per_versie()
    {
        var knelpunt = await app.Meld(project);
        for (var versie = 1; versie <= 2; versie++)
        {
            var antwoorden = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
                melder.Patch(Pad(knelpunt), new JsonObject { ["omweg"] = $"Omweg {versie}-{i}" }, $"\"{versie}\"")));

            antwoorden.Count(antwoord => antwoord.StatusCode == HttpStatusCode.OK).Should().Be(1);
            antwoorden.Count(antwoord => antwoord.StatusCode == HttpStatusCode.PreconditionFailed).Should().Be(99);
            var winnaar = await antwoorden.Single(antwoord => antwoord.StatusCode == HttpStatusCode.OK).Json();
            var nu = await melder.Lees(Pad(knelpunt));
            (nu.Getal("versie"), nu.Tekst("omweg")).Should().Be((versie + 1, winnaar.Tekst("omweg")));
        }
    }

    [Fact]
    public async Task Gelijktijdige_wijzigingen_met_een_ster_raken_elkaar_niet_kwijt()
    {
        string[] velden = ["vindplaats", "toelichtingGevolg", "omweg", "gewensteWijziging", "dilemma", "ernst", "frequentie", "perspectief"];
        for (var ronde = 0; ronde < 5; ronde++)
        {
            var knelpunt = await app.Meld(project);

            var antwoorden = await Task.WhenAll(velden.Select(veld => melder.Patch(Pad(knelpunt),
                new JsonObject { [veld] = veld switch { "ernst" => "4", "frequentie" => "wekelijks", "perspectief" => "inwoner", _ => "Wat er staat." } }, "*")));

            antwoorden.Should().OnlyContain(antwoord => antwoord.StatusCode == HttpStatusCode.OK);
            var nu = await melder.Lees(Pad(knelpunt));
            nu.Getal("versie").Should().Be(1 + velden.Length);
            velden.Where(veld => nu[veld] is null).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Een_vervallen_code_mag_blijven_en_er_niet_bij_komen()
    {
        var beheerder = app.Beheerder();
        const string Begrip = "/v1/begrippenlijsten/doelgroepen/begrippen/tijdelijke-groep";
        await beheerder.Stuur("PUT", Begrip, """{"naam":"Tijdelijke groep"}""").Gelukt();
        var oud = await app.Meld(project, new JsonObject { ["doelgroepen"] = new JsonArray("tijdelijke-groep") });
        var zonder = await app.Meld(project);
        await beheerder.Stuur("PUT", Begrip, $$"""{"naam":"Tijdelijke groep","geldigTotDatum":"{{app.Vandaag().Iso()}}"}""").Gelukt();

        (await (await melder.Post("/v1/knelpunten", Voorbeeld.Knelpunt(project, new JsonObject { ["doelgroepen"] = new JsonArray("tijdelijke-groep") }))).Fouten())
            .Should().Equal("/doelgroepen/0: vervallen-code");
        (await (await melder.Patch(Pad(zonder), new JsonObject { ["doelgroepen"] = new JsonArray("tijdelijke-groep") }, "\"1\"")).Fouten()).Should().Equal("/doelgroepen/0: vervallen-code");

        var na = await melder.Patch(Pad(oud), new JsonObject { ["ernst"] = "1", ["doelgroepen"] = new JsonArray("ouderen-thuis", "tijdelijke-groep") }, "\"1\"").Gelukt();
        na.Lijst("doelgroepen").Should().Equal("ouderen-thuis", "tijdelijke-groep");
        na = await melder.Patch(Pad(oud), new JsonObject { ["doelgroepen"] = new JsonArray("ouderen-thuis") }, na.Etag()).Gelukt();
        (await (await melder.Patch(Pad(oud), new JsonObject { ["doelgroepen"] = new JsonArray("tijdelijke-groep") }, na.Etag())).Fouten()).Should().Equal("/doelgroepen/0: vervallen-code");
    }

    [Fact]
    public async Task Een_gewijzigde_tekst_is_te_vinden_en_de_oude_niet_meer()
    {
        var knelpunt = await app.MeldEnBevestig(project, new JsonObject { ["titel"] = "Kwartelkoning in het weiland" });
        (await app.Anoniem().Lees("/v1/knelpunten?zoek=kwartelkoning")).Getal("totaal").Should().Be(1);

        await analist.Patch(Pad(knelpunt), new JsonObject { ["titel"] = "Roerdomp in het riet" }, knelpunt.Etag()).Gelukt();

        (await app.Anoniem().Lees("/v1/knelpunten?zoek=kwartelkoning")).Getal("totaal").Should().Be(0);
        (await app.Anoniem().Lees("/v1/knelpunten?zoek=roerdomp")).Getal("totaal").Should().Be(1);
    }

    [Theory]
    [InlineData("application/json", 200)]
    [InlineData("application/merge-patch+json", 200)]
    [InlineData("application/json-patch+json", 415)]
    [InlineData("text/plain", 415)]
    public async Task Een_wijziging_is_een_merge_patch(string mediatype, int status)
    {
        var knelpunt = await app.Meld(project);

        ((int)(await melder.Stuur("PATCH", Pad(knelpunt), """{"ernst":"1"}""", "*", mediatype: mediatype)).StatusCode).Should().Be(status);
    }

    private static string Pad(JsonNode knelpunt) => $"/v1/knelpunten/{knelpunt.Id()}";
}
