using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

/// <summary>The whole loop, as the people in it live it.</summary>
public sealed class VerhaalTests : IDisposable
{
    private readonly App app = new();
    private HttpClient analist = null!;

    [Fact]
    public async Task Van_drie_meldingen_via_een_afwijzing_en_een_gebroken_belofte_tot_een_oplossing_die_niemand_voelt()
    {
        analist = await app.Analist();
        var anoniem = app.Anoniem();
        var (vws, nza) = (await app.Client("adressaat", "vws"), await app.Client("adressaat", "nza"));

        // Three projects report, and a fourth says: we have this too.
        string[] trekkers = ["Zorggroep West", "GGD Noord", "Gemeente Oost"];
        var (projecten, meldingen) = (new List<string>(), new List<JsonObject>());
        foreach (var (trekker, perspectief) in trekkers.Zip(["professional", "gemeente", "inwoner"]))
        {
            projecten.Add(await app.Project(trekker));
            meldingen.Add(await app.MeldEnBevestig(projecten[^1], new JsonObject { ["perspectief"] = perspectief, ["dilemma"] = $"Wat {trekker} ertegenover ziet staan.", ["ernst"] = "4" }, trekker));
        }

        var vierde = await app.Project("Coöperatie Zuid");
        await (await app.Melder("Coöperatie Zuid")).Post($"/v1/knelpunten/{meldingen[0].Id()}/steunbetuigingen", new JsonObject { ["projectId"] = vierde }).Gelukt();

        // The analyst bundles.
        var systeem = await analist.Post("/v1/systeemknelpunten", new JsonObject
        {
            ["titel"] = "Valpreventie heeft geen blijvende betaler", ["kern"] = "Kosten bij de gemeente, baten bij de verzekeraar; na het projectgeld is niemand eigenaar.",
            ["mechanismen"] = new JsonArray("baten-elders"), ["bevoegd"] = new JsonArray("vws", "nza"), ["betrokken"] = new JsonArray("vng"),
            ["knelpunten"] = new JsonArray([.. meldingen.Select(melding => (JsonNode)melding.Id())]),
        }).Gelukt();
        var pad = $"/v1/systeemknelpunten/{systeem.Tekst("kenmerk")}";
        systeem["telling"].Getal("projecten").Should().Be(3);
        systeem["perspectieven"]!.AsArray().Select(blik => blik.Tekst("perspectief")).Should().BeEquivalentTo("professional", "gemeente", "inwoner");
        (await anoniem.Lees($"/v1/knelpunten/{meldingen[0].Id()}")).Lijst("systeemknelpunten").Should().Equal(systeem.Id());

        // RVS and NZa disagree about what it takes.
        await Toets(await app.Client("adressaat", "rvs"), "rvs", "stelselherziening");
        (await anoniem.Lees(pad)).Tekst("oplossingsruimte").Should().Be("stelselwijziging");
        await Toets(nza, "nza", "beleidsregel-of-experiment");
        var omstreden = await anoniem.Lees(pad);
        omstreden.Tekst("oplossingsruimte").Should().Be("omstreden");
        (omstreden.Tekst("laagsteTrede"), omstreden.Tekst("hoogsteTrede")).Should().Be(("beleidsregel-of-experiment", "stelselherziening"));

        await Beoordeel("vastgesteld");
        await Beoordeel("geagendeerd");
        var eersteEditie = await Publiceer("Voor het najaarsoverleg");
        app.Klok.Verzet(TimeSpan.FromDays(10));

        // NZa refuses with a reason, VWS promises.
        await nza.Post($"{pad}/reacties", new JsonObject { ["soort"] = "afgewezen", ["tekst"] = "De bestaande prestatie dekt dit; een aparte titel geeft dubbele bekostiging." }).Gelukt();
        await Beoordeel("beantwoord");
        var toezegging = await vws.Post($"{pad}/toezeggingen", new JsonObject { ["wat"] = "Een experiment met gedeelde betaling", ["uiterlijkDatum"] = app.Vandaag().AddDays(30).Iso() }).Gelukt();

        // The promise is late, and everybody can see it.
        app.Klok.Verzet(TimeSpan.FromDays(31));
        (await anoniem.Lees("/v1/toezeggingen?door=vws&status=te-laat"))["items"]!.AsArray().Select(item => item!.Id()).Should().Equal(toezegging.Id());
        await Wacht("toezegging.te-laat");
        var punt = (await anoniem.Lees("/v1/rapportages/agenda?adressaat=vws"))["toetssteen"]!.AsArray().Should().ContainSingle().Subject!;
        (punt.Getal("openToezeggingen"), punt.Getal("teLaat")).Should().Be((1, 1));
        punt["reacties"]!.AsArray().Select(reactie => $"{reactie.Tekst("organisatie")} {reactie.Tekst("soort")}").Should().Equal("nza afgewezen");
        var verantwoording = (await anoniem.Lees("/v1/rapportages/verantwoording"))["items"]!.AsArray();
        var (vanNza, vanVws) = (verantwoording.Single(item => item!["organisatie"].Tekst("code") == "nza")!, verantwoording.Single(item => item!["organisatie"].Tekst("code") == "vws")!);
        (vanNza.Getal("geagendeerd"), vanNza.Getal("beantwoord"), vanNza["mediaanDagenTotReactie"]!.GetValue<double>()).Should().Be((1, 1, 10.0));
        (vanVws.Getal("beantwoord"), vanVws["toezeggingen"].Getal("teLaat"), vanVws["rang"]).Should().Be((0, 1, null));

        // It is solved; two reporters and the supporter do not feel it, and it reopens.
        await vws.Patch($"/v1/toezeggingen/{toezegging.Id()}", new JsonObject { ["status"] = "nagekomen", ["uitkomst"] = "Het experiment loopt." }, null).Gelukt();
        await Beoordeel("opgelost");
        await Voelt("Zorggroep West", projecten[0], meldingen[0], "niet-merkbaar");
        await Voelt("GGD Noord", projecten[1], meldingen[1], "niet-merkbaar");
        await Voelt("Gemeente Oost", projecten[2], meldingen[2], "merkbaar");
        var opgelost = await anoniem.Lees(pad);
        opgelost.Tekst("status").Should().Be("opgelost", "two of three is a majority, but not three");
        (opgelost["merkbaarheid"].Getal("gevraagd"), opgelost["merkbaarheid"]!["aandeel"]!.GetValue<double>()).Should().Be((4, 0.33));
        await Voelt("Coöperatie Zuid", vierde, meldingen[0], "niet-merkbaar");
        (await anoniem.Lees(pad)).Tekst("status").Should().Be("heropend");

        // The same story stands in the history, and in what differs between two editions.
        (await anoniem.Lees($"{pad}/historie"))["items"]!.AsArray().Select(stap => stap.Tekst("soort")).Where(soort => soort != "systeemknelpunt.gewijzigd").Should().Equal(
            "systeemknelpunt.aangemaakt", "stelseltoets.geplaatst", "stelseltoets.geplaatst", "systeemknelpunt.vastgesteld", "systeemknelpunt.geagendeerd", "reactie.geplaatst",
            "systeemknelpunt.beantwoord", "toezegging.gedaan", "toezegging.te-laat", "toezegging.gewijzigd", "systeemknelpunt.opgelost", "systeemknelpunt.heropend");
        await vws.Post($"{pad}/toezeggingen", new JsonObject { ["wat"] = "Structurele bekostiging", ["uiterlijkDatum"] = app.Vandaag().AddDays(90).Iso() }).Gelukt();
        var tweedeEditie = await Publiceer("Een half jaar later");
        tweedeEditie["openToezeggingen"]!.AsArray().Select(open => open.Tekst("wat")).Should().Equal("Structurele bekostiging");
        var verschillen = await anoniem.Lees($"/v1/edities/{tweedeEditie.Tekst("nummer")}/verschillen?met={eersteEditie.Tekst("nummer")}");
        verschillen["veranderd"]!.AsArray().Select(anders => $"{anders.Tekst("kenmerk")} {anders.Tekst("veld")}: {anders.Tekst("van")} → {anders.Tekst("naar")}")
            .Should().Equal($"{systeem.Tekst("kenmerk")} status: geagendeerd → heropend");
        var pagina = await (await anoniem.GetAsync($"/v1/edities/{tweedeEditie.Tekst("nummer")}?formaat=html", App.Ct)).Tekst();
        pagina.IndexOf("Nog niet nagekomen", StringComparison.Ordinal).Should().BePositive().And.BeLessThan(pagina.IndexOf("In het kort", StringComparison.Ordinal));

        // And then: the report of that day still says what it said.
        var toen = await anoniem.Lees($"/v1/rapportages/agenda?totVolgnummer={eersteEditie.Getal("volgnummer")}");
        JsonNode.DeepEquals(toen["toetssteen"], eersteEditie["agenda"]!["toetssteen"]).Should().BeTrue();

        async Task Toets(HttpClient partij, string beoordelaar, string trede) =>
            await partij.Post($"{pad}/stelseltoetsen", new JsonObject { ["beoordelaar"] = beoordelaar, ["trede"] = trede, ["argument"] = "Waarom dat nodig is." }).Gelukt();

        async Task Beoordeel(string status) => await analist.Post($"{pad}/beoordelingen", new JsonObject { ["status"] = status }).Gelukt();

        async Task Voelt(string organisatie, string project, JsonObject melding, string oordeel) =>
            await (await app.Melder(organisatie)).Post($"/v1/knelpunten/{melding.Id()}/merkbaarheid", new JsonObject { ["projectId"] = project, ["oordeel"] = oordeel }).Gelukt();
    }

    public void Dispose() => app.Dispose();

    private Task<JsonObject> Publiceer(string titel) => analist.Post("/v1/edities", new JsonObject { ["titel"] = titel }).Gelukt();

    /// <summary>Waits until the registry itself has noted something.</summary>
    private async Task Wacht(string soort)
    {
        for (var i = 0; i < 200; i++)
        {
            if ((await analist.Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray().Any(regel => regel.Tekst("soort") == soort))
            {
                return;
            }

            await Task.Delay(100, App.Ct);
        }

        Assert.Fail($"{soort} was never noted.");
    }
}
