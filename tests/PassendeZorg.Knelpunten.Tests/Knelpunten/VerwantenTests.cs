using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Knelpunten;

/// <summary>Which knelpunten look like one another, and who gets to see that.</summary>
public sealed class VerwantenTests(App app) : IClassFixture<App>
{
    private const string Uniek = "Zonnebankkeuring vertraagt plaatsing van kastanjebedden";
    private const string Verhaal = "De kastanjebedden staan klaar, maar zonder zonnebankkeuring neemt niemand ze in gebruik en blijft de afdeling leeg.";

    [Fact]
    public async Task Van_de_echte_knelpunten_staat_een_partner_bij_de_eerste_vijf()
    {
        await using var eigen = new App();
        var bron = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Bestanden", "open.json"), App.Ct))!.AsArray();
        var antwoord = await (await eigen.Analist()).Stuur("POST", $"/v1/importen?project={await eigen.Project()}", bron.ToJsonString()).Gelukt();
        var groepen = antwoord["resultaten"]!.AsArray().Where(rij => rij.Tekst("uitkomst") == "aangemaakt")
            .ToDictionary(rij => rij.Tekst("kenmerk"), rij => (string?)bron[rij.Getal("rij") - 1]!["zelfdeAls"]);
        await Bevestig(eigen, groepen.Keys);

        var metPartner = groepen.Where(item => item.Value is not null && groepen.Values.Count(groep => groep == item.Value) > 1).ToList();
        var plaatsen = new List<int>();
        foreach (var (kenmerk, groep) in metPartner)
        {
            var lijst = await eigen.Anoniem().Lees($"/v1/knelpunten/{kenmerk}/verwanten");
            plaatsen.Add(lijst["items"]!.AsArray().Select(item => groepen[item!["knelpunt"].Tekst("kenmerk")]).ToList().IndexOf(groep));
        }

        var (eerste, vijf) = (plaatsen.Count(plaats => plaats == 0), plaatsen.Count(plaats => plaats is >= 0 and < 5));
        TestContext.Current.TestOutputHelper!.WriteLine($"{plaatsen.Count} have a partner: {(double)vijf / plaatsen.Count:0.000} find one among the first five, {(double)eerste / plaatsen.Count:0.000} as the first");
        plaatsen.Should().HaveCountGreaterThanOrEqualTo(20, "24, less what a slow machine refuses to judge");
        ((double)vijf / plaatsen.Count).Should().BeGreaterThanOrEqualTo(0.95);
    }

    [Fact]
    public async Task Wat_op_elkaar_lijkt_vindt_elkaar_met_de_woorden_die_het_zwaarst_wogen()
    {
        var project = await app.Project();
        var (titel, tekst) = ("Hoefsmederij krijgt geen rolstoeltapijt vergoed", "Het rolstoeltapijt van de hoefsmederij valt onder geen enkele regeling.");
        var een = await app.MeldEnBevestig(project, Anders(titel, tekst));
        var ander = await app.MeldEnBevestig(project, Anders("Rolstoeltapijten voor hoefsmederijen", "Wie betaalt de tapijten? Voor een hoefsmederij is er niets geregeld."));
        var los = await app.MeldEnBevestig(project, Anders("Iets heel anders", "Bij de balie is de wachttijd lang, en niemand neemt op."));

        var items = await Items(app.Anoniem(), een.Id());

        items[0]!["knelpunt"]!.ToJsonString().Should().Be(new JsonObject { ["id"] = ander.Id(), ["kenmerk"] = ander.Tekst("kenmerk"), ["titel"] = ander.Tekst("titel") }.ToJsonString());
        items[0].Lijst("woorden").Should().Contain(["Hoefsmederij", "rolstoeltapijt"]).And.NotContain("van").And.OnlyContain(woord => $"{titel} {tekst}".Contains(woord));
        items[0]!["systeemknelpunten"]!.AsArray().Should().BeEmpty();
        Ids(items).Should().NotContain(los.Id(), "they share function words only");
        Ids(await Items(app.Anoniem(), ander.Tekst("kenmerk"))).Should().StartWith(een.Id(), "a kenmerk does as well, and likeness works both ways");
    }

    [Fact]
    public async Task Een_knelpunt_is_niet_verwant_met_zichzelf_en_de_volgorde_staat_vast()
    {
        var project = await app.Project();
        var ids = new List<string>();
        for (var i = 0; i < 12; i++)
        {
            ids.Add((await app.MeldEnBevestig(project, Anders("Pindakaasprotocol ontbreekt", "Voor het pindakaasprotocol bestaat geen bekostiging."))).Id());
        }

        var eerste = await Items(app.Anoniem(), ids[5], "?limiet=20");

        Ids(eerste).Should().HaveCountGreaterThanOrEqualTo(11).And.NotContain(ids[5]).And.OnlyHaveUniqueItems();
        Ids(eerste).Take(11).Should().Equal(ids.Where(id => id != ids[5]).Order(StringComparer.Ordinal), "equals stand in order of id");
        eerste.Select(item => item!["score"]!.GetValue<double>()).Should().BeInDescendingOrder().And.OnlyContain(score => score >= 0 && score <= 1);
        (await Items(app.Anoniem(), ids[5], "?limiet=20")).ToJsonString().Should().Be(eerste.ToJsonString());
        Ids(await Items(app.Anoniem(), ids[5])).Should().Equal(Ids(eerste).Take(10));
        Ids(await Items(app.Anoniem(), ids[5], "?limiet=3")).Should().Equal(Ids(eerste).Take(3));
    }

    [Theory]
    [InlineData("?limiet=0", "limiet: buiten-bereik")]
    [InlineData("?limiet=21", "limiet: buiten-bereik")]
    [InlineData("?limiet=veel", "limiet: ongeldig-formaat")]
    [InlineData("?wet=zvw", "wet: onbekende-sleutel")]
    public async Task Een_vraag_die_niet_klopt_wordt_geweigerd(string vraag, string fout)
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project());

        (await (await app.Anoniem().Stuur("GET", $"/v1/knelpunten/{knelpunt.Id()}/verwanten{vraag}")).Fouten()).Should().Equal(fout);
    }

    [Theory]
    [InlineData("concept", false, false)]
    [InlineData("gemeld", true, true)]
    [InlineData("afgewezen", false, false)]
    [InlineData("ingetrokken", false, false)]
    [InlineData("bevestigd", true, true)]
    public async Task Een_ander_ziet_alleen_wat_openbaar_is(string status, bool eigen, bool analist)
    {
        await using var wereld = new App(); // likeness depends on all that there is
        const string Organisatie = "Stichting Eigen";
        var (zichtbaar, verborgen) = (await wereld.Project(), await wereld.Project(Organisatie));
        var openbaar = await wereld.MeldEnBevestig(zichtbaar, Anders(Uniek, Verhaal));
        await wereld.MeldEnBevestig(zichtbaar, Anders("Zonnebankkeuring", "Ook bij ons wacht men op de zonnebankkeuring van het gebouw."));
        var voor = (await Items(wereld.Anoniem(), openbaar.Id())).ToJsonString();

        var ander = await wereld.Meld(verborgen, Anders(Uniek, Verhaal, status == "concept" ? "concept" : null), Organisatie);
        if (status is "bevestigd" or "afgewezen")
        {
            await wereld.Beoordeel(ander.Id(), status);
        }
        else if (status == "ingetrokken")
        {
            (await (await wereld.Melder(Organisatie)).Stuur("DELETE", $"/v1/knelpunten/{ander.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        }

        foreach (var client in new[] { wereld.Anoniem(), await wereld.Melder("Stichting Ander"), await wereld.Client("adressaat", "nza"), await wereld.Client("abonnee", "Krant") })
        {
            var items = await Items(client, openbaar.Id());
            if (status == "bevestigd")
            {
                Ids(items)[0].Should().Be(ander.Id());
            }
            else
            {
                items.ToJsonString().Should().Be(voor, "what is not public changes no score, no word and no order");
            }
        }

        Ids(await Items(await wereld.Melder(Organisatie), openbaar.Id())).Contains(ander.Id()).Should().Be(eigen);
        Ids(await Items(await wereld.Analist(), openbaar.Id())).Contains(ander.Id()).Should().Be(analist);
        var melding = await (await wereld.Melder("Stichting Ander")).Post("/v1/knelpunten", Voorbeeld.Knelpunt(await wereld.Project("Stichting Ander"), Anders(Uniek, Verhaal))).Gelukt();
        Ids(melding["verwanten"]!.AsArray()).Should().Contain(openbaar.Id());
        Ids(melding["verwanten"]!.AsArray()).Contains(ander.Id()).Should().Be(status == "bevestigd");
    }

    [Fact]
    public async Task Wat_een_ander_niet_mag_zien_neemt_geen_plaats_in()
    {
        await using var wereld = new App();
        const string Organisatie = "Stichting Veel";
        var (project, veel) = (await wereld.Project(), await wereld.Project(Organisatie));
        var een = await wereld.MeldEnBevestig(project, Anders(Uniek, Verhaal));
        var ander = await wereld.MeldEnBevestig(project, Anders("Zonnebankkeuring", "Ook bij ons wacht men op de zonnebankkeuring van het gebouw."));
        var rijen = new JsonArray([.. Enumerable.Range(0, 400).Select(i => new JsonObject { ["titel"] = Uniek, ["omschrijving"] = $"{Verhaal} {i}", ["soort"] = "bekostiging" })]);
        await (await wereld.Melder(Organisatie)).Stuur("POST", $"/v1/importen?project={veel}", rijen.ToJsonString()).Gelukt();

        Ids(await Items(wereld.Anoniem(), een.Id())).Should().Equal(ander.Id());
        Ids(await Items(await wereld.Melder(Organisatie), een.Id())).Should().HaveCount(10).And.NotContain(ander.Id(), "the copies look more like it");
    }

    [Fact]
    public async Task Van_wat_niet_openbaar_is_ziet_alleen_wie_het_mag_lezen_verwanten()
    {
        var project = await app.Project();
        var gemeld = await app.Meld(project);
        var ingetrokken = await app.MeldEnBevestig(project);
        await (await app.Analist()).Stuur("DELETE", $"/v1/knelpunten/{ingetrokken.Id()}");

        await (await app.Anoniem().Stuur("GET", $"/v1/knelpunten/{gemeld.Id()}/verwanten")).Probleem(HttpStatusCode.NotFound);
        await (await app.Anoniem().Stuur("GET", $"/v1/knelpunten/{Guid.CreateVersion7()}/verwanten")).Probleem(HttpStatusCode.NotFound);
        await (await app.Anoniem().Stuur("GET", $"/v1/knelpunten/{ingetrokken.Id()}/verwanten")).Probleem(HttpStatusCode.Gone);
        await Items(await app.Melder(), gemeld.Id());
    }

    [Theory]
    [InlineData("En dan", "En wat dan nog, als het er niet is en het niet kan.")]
    [InlineData("NEAR(\"wmo\" zvw)", "\"wmo\" OR zvw* AND NOT titel:(wlz) ^ { } -- ' ; DROP TABLE knelpunt; + ( \" kromme tekst.")]
    [InlineData("😀 😀 😀", "😀😀😀😀😀 ---- !!!! ???? .... 😀😀😀😀😀")]
    [InlineData("Ｆｕｌｌｗｉｄｔｈ ﬁne", "ﬁne Ｆｕｌｌｗｉｄｔｈ İstanbul ǅ straße ꞌ ʼn ẞ e\u0301\u0301\u0301 tekst")]
    public async Task Een_vreemde_tekst_is_geen_bezwaar(string titel, string omschrijving)
    {
        var project = await app.Project();

        var melding = await app.MeldEnBevestig(project, Anders(titel, omschrijving));
        await app.Meld(project, Anders(titel, omschrijving));

        (await Items(app.Anoniem(), melding.Id())).Count.Should().BeLessThanOrEqualTo(10);
    }

    [Fact]
    public async Task Een_tekst_van_tienduizend_tekens_vindt_zijn_verwant()
    {
        var project = await app.Project();
        var lang = string.Join(' ', Enumerable.Range(0, 5_000).Select(i => $"woord{(char)('a' + (i % 26))}{(char)('a' + (i / 26 % 26))}{(char)('a' + (i / 676))}"))[..9_800];
        var een = await app.MeldEnBevestig(project, Anders("Lange tekst over ganzenbordregels", lang + " Ganzenbordregels."));
        var ander = await app.MeldEnBevestig(project, Anders("Ganzenbordregels", "De ganzenbordregels zijn niet te volgen, zegt iedereen."));

        Ids(await Items(app.Anoniem(), een.Id())).Should().Contain(ander.Id());
        Ids(await Items(app.Anoniem(), ander.Id())).Should().Contain(een.Id());
    }

    [Fact]
    public async Task Een_wijziging_werkt_meteen_door()
    {
        var project = await app.Project();
        var vast = await app.MeldEnBevestig(project, Anders("Knikkerbaansubsidie loopt af", "De knikkerbaansubsidie stopt per januari zonder opvolger."));
        var knelpunt = await app.MeldEnBevestig(project, Anders("Volstrekt onduidelijk", "Hier staat nog weinig waar een ander mee verder zou komen."));
        Ids(await Items(app.Anoniem(), vast.Id())).Should().NotContain(knelpunt.Id());

        await (await app.Analist()).Patch($"/v1/knelpunten/{knelpunt.Id()}", new JsonObject { ["titel"] = "Knikkerbaansubsidie stopt" }, "*").Gelukt();
        Ids(await Items(app.Anoniem(), vast.Id())).Should().Contain(knelpunt.Id());

        await (await app.Analist()).Patch($"/v1/knelpunten/{knelpunt.Id()}", new JsonObject { ["titel"] = "Weer onduidelijk" }, "*").Gelukt();
        Ids(await Items(app.Anoniem(), vast.Id())).Should().NotContain(knelpunt.Id());
    }

    [Fact]
    public async Task Hetzelfde_antwoord_heeft_dezelfde_etag_tot_er_iets_verandert()
    {
        await using var eigen = new App();
        var project = await eigen.Project();
        var knelpunt = await eigen.MeldEnBevestig(project);
        var pad = $"/v1/knelpunten/{knelpunt.Id()}/verwanten";
        var eerste = await eigen.Anoniem().Stuur("GET", pad);
        var etag = eerste.Headers.ETag!.Tag;

        eerste.Headers.CacheControl!.NoCache.Should().BeTrue();
        (await eigen.Anoniem().Stuur("GET", pad, ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await eigen.Anoniem().Stuur("GET", pad + "?limiet=3", ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await (await eigen.Analist()).Stuur("GET", pad, ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.OK);

        await eigen.MeldEnBevestig(project);
        var daarna = await eigen.Anoniem().Stuur("GET", pad, ifNoneMatch: etag);
        daarna.StatusCode.Should().Be(HttpStatusCode.OK);
        (await daarna.Json())["items"]!.AsArray().Should().ContainSingle();

        await (await eigen.Analist()).Stuur("DELETE", $"/v1/knelpunten/{knelpunt.Id()}");
        await (await eigen.Anoniem().Stuur("GET", pad, ifNoneMatch: etag)).Probleem(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task Een_melding_krijgt_te_horen_wat_er_al_is_met_een_adres_om_het_te_steunen()
    {
        await using var eigen = new App();
        const string Ander = "Stichting Ander";
        var (project, ander) = (await eigen.Project(), await eigen.Project(Ander));
        var bestaand = await eigen.MeldEnBevestig(project, Anders(Uniek, Verhaal));
        var nogNietOpenbaar = await eigen.Meld(ander, Anders(Uniek, Verhaal), Ander);
        await eigen.MeldEnBevestig(project, Anders("Iets heel anders", "Bij de balie is de wachttijd lang, en niemand neemt op."));

        var melding = await eigen.Meld(ander, Anders("Wachten op een zonnebankkeuring", Verhaal), Ander);

        var verwanten = melding["verwanten"]!.AsArray();
        Ids(verwanten).Should().BeEquivalentTo(bestaand.Id(), nogNietOpenbaar.Id());
        verwanten.Should().OnlyContain(verwant => verwant!["score"]!.GetValue<double>() >= 0.25 && verwant.Lijst("woorden").Count > 0);
        var (eigenMelding, vreemd) = (verwanten.Single(verwant => verwant!["knelpunt"].Tekst("id") == nogNietOpenbaar.Id()), verwanten.Single(verwant => verwant!["knelpunt"].Tekst("id") == bestaand.Id()));
        eigenMelding!["steun"].Should().BeNull("a project does not support itself");
        var steun = await (await eigen.Melder(Ander)).Post(vreemd.Tekst("steun"), new JsonObject { ["projectId"] = ander });
        steun.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Een_herhaalde_melding_geeft_dezelfde_verwanten_ook_als_er_meer_zijn_gekomen()
    {
        await using var eigen = new App();
        var project = await eigen.Project();
        await eigen.MeldEnBevestig(project, Anders(Uniek, Verhaal));
        var body = Voorbeeld.Knelpunt(project, Anders(Uniek, Verhaal)).ToJsonString();
        var melder = await eigen.Melder();

        var eerste = await melder.Stuur("POST", "/v1/knelpunten", body, idempotentie: "met-verwanten");
        await eigen.MeldEnBevestig(project, Anders(Uniek, Verhaal));
        var tweede = await melder.Stuur("POST", "/v1/knelpunten", body, idempotentie: "met-verwanten");

        (await eerste.Json())["verwanten"]!.AsArray().Should().ContainSingle();
        (await tweede.Content.ReadAsByteArrayAsync(App.Ct)).Should().Equal(await eerste.Content.ReadAsByteArrayAsync(App.Ct));
    }

    [Fact]
    public async Task Hoe_druk_het_ook_is_er_wordt_gemeld_en_daarna_weer_gezocht()
    {
        await using var eigen = new App();
        var project = await eigen.Project();
        var melder = await eigen.Melder();
        var body = Voorbeeld.Knelpunt(project, Anders(Uniek, Verhaal)).ToJsonString();

        var antwoorden = await Task.WhenAll(Enumerable.Range(0, 400).Select(_ => melder.Stuur("POST", "/v1/knelpunten", body)));

        antwoorden.Should().OnlyContain(antwoord => antwoord.StatusCode == HttpStatusCode.Created);
        JsonArray verwanten;
        do
        {
            await Task.Delay(100, App.Ct);
            verwanten = (await melder.Stuur("POST", "/v1/knelpunten", body).Gelukt())["verwanten"]!.AsArray();
        }
        while (verwanten.Count == 0);

        verwanten.Should().HaveCount(5);
    }

    private static JsonObject Anders(string titel, string omschrijving, string? status = null)
    {
        var anders = new JsonObject { ["titel"] = titel, ["omschrijving"] = omschrijving };
        if (status is not null)
        {
            anders["status"] = status;
        }

        return anders;
    }

    private static async Task<JsonArray> Items(HttpClient client, string id, string vraag = "") => (await client.Lees($"/v1/knelpunten/{id}/verwanten{vraag}"))["items"]!.AsArray();

    private static List<string> Ids(JsonArray verwanten) => [.. verwanten.Select(verwant => verwant!["knelpunt"].Tekst("id"))];

    private static async Task Bevestig(App app, IEnumerable<string> kenmerken)
    {
        foreach (var deel in kenmerken.Chunk(100))
        {
            var body = new JsonObject { ["knelpunten"] = new JsonArray([.. deel.Select(kenmerk => JsonValue.Create(kenmerk))]), ["besluit"] = "bevestigd", ["herleidbaarheidGecontroleerd"] = true };
            (await (await app.Analist()).Post("/v1/beoordelingen", body)).StatusCode.Should().Be(HttpStatusCode.Created);
        }
    }
}
