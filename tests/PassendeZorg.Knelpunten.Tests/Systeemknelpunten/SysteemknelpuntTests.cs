using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

public sealed class SysteemknelpuntTests(App app) : IClassFixture<App>
{
    private static readonly Dictionary<string, string[]> Mag = new()
    {
        ["in-onderzoek"] = ["vastgesteld", "gesloten"], ["vastgesteld"] = ["geagendeerd", "gesloten"], ["geagendeerd"] = ["beantwoord", "gesloten"],
        ["beantwoord"] = ["opgelost", "gesloten"], ["opgelost"] = ["heropend", "gesloten"], ["heropend"] = ["beantwoord", "gesloten"], ["gesloten"] = [],
    };

    private static readonly string[] Weg = ["vastgesteld", "geagendeerd", "beantwoord", "opgelost", "heropend"];

    public static TheoryData<string, string> Overgangen() => new(Mag.Keys.SelectMany(van => Mag.Keys.Select(naar => new TheoryDataRow<string, string>(van, naar))));

    [Fact]
    public async Task Een_systeemknelpunt_begint_in_onderzoek_met_wat_erin_zit()
    {
        var project = await app.Project();
        var (een, twee) = (await app.MeldEnBevestig(project, new JsonObject { ["ernst"] = "4" }), await app.MeldEnBevestig(project, new JsonObject { ["ernst"] = "2", ["wetten"] = new JsonArray("wlz") }));

        var antwoord = await (await app.Analist()).Post("/v1/systeemknelpunten", Curator.Voorbeeldsysteem(null, een.Id(), twee.Kenmerk(), een.Kenmerk()));

        antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
        var systeem = await antwoord.Json();
        antwoord.Headers.Location!.ToString().Should().Be(systeem.Pad());
        antwoord.Headers.ETag!.Tag.Should().StartWith($"\"{systeem.Getal("versie")}.");
        systeem.Kenmerk().Should().MatchRegex($"^SK-{app.Vandaag().Year}-[0-9]{{5}}$");
        (systeem.Tekst("status"), systeem.Tekst("oplossingsruimte")).Should().Be(("in-onderzoek", "onbekend"));
        systeem.Lijst("adressaten").Should().Equal("nza", "vws", "vng");
        systeem.Lijst("knelpunten").Should().Equal(een.Id(), twee.Id());
        systeem["telling"]!.ToJsonString().Should().Be("""{"knelpunten":2,"projecten":1,"organisaties":1,"regios":1,"wetten":["zvw","wlz","wmo2015"],"ernst":4}""");
        (systeem["laagsteTrede"], systeem["merkbaarheid"], systeem["geagendeerdOp"]).Should().Be(((JsonNode?)null, (JsonNode?)null, (JsonNode?)null));
        foreach (var pad in new[] { systeem.Pad(), $"/v1/systeemknelpunten/{systeem.Kenmerk()}", systeem.Pad().Replace(systeem.Id(), systeem.Id().ToUpperInvariant(), StringComparison.Ordinal) })
        {
            (await (await app.Analist()).Lees(pad)).ToJsonString().Should().Be(systeem.ToJsonString());
        }
    }

    [Fact]
    public async Task Het_mag_zonder_knelpunten_en_kenmerken_lopen_op()
    {
        await using var eigen = new App();
        var (een, twee) = (await eigen.Systeem(new JsonObject { ["knelpunten"] = null, ["betrokken"] = null, ["mechanismen"] = null }), await eigen.Systeem());

        (een.Kenmerk(), twee.Kenmerk()).Should().Be(($"SK-{eigen.Vandaag().Year}-00001", $"SK-{eigen.Vandaag().Year}-00002"));
        (een.Getal("versie"), een.Lijst("knelpunten").Count, een.Lijst("betrokken").Count).Should().Be((1, 0, 0));
        een["telling"]!.ToJsonString().Should().Be("""{"knelpunten":0,"projecten":0,"organisaties":0,"regios":0,"wetten":[],"ernst":null}""");
    }

    [Fact]
    public async Task Alles_wat_er_mis_is_wordt_in_een_keer_gemeld()
    {
        var antwoord = await (await app.Analist()).Post("/v1/systeemknelpunten", new JsonObject
        {
            ["titel"] = "x", ["kern"] = "Te kort", ["bevoegd"] = new JsonArray("nza", "nzaa"), ["betrokken"] = new JsonArray("onzin"), ["mechanismen"] = new JsonArray("schotten"), ["status"] = "vastgesteld",
        });

        (await antwoord.Fouten()).Should().BeEquivalentTo("/titel: te-kort", "/kern: te-kort", "/bevoegd/1: onbekende-code", "/betrokken/0: onbekende-code", "/mechanismen/0: onbekende-code", "/status: onbekend-veld");
        (await antwoord.Json())["fouten"]!.AsArray().Single(fout => fout.Tekst("veld") == "/bevoegd/1").Tekst("suggestie").Should().Be("nza");
        (await (await (await app.Analist()).Post("/v1/systeemknelpunten", new JsonObject())).Fouten()).Should().BeEquivalentTo("/titel: verplicht", "/kern: verplicht", "/bevoegd: verplicht");
        (await (await (await app.Analist()).Post("/v1/systeemknelpunten", Curator.Voorbeeldsysteem(new JsonObject { ["bevoegd"] = new JsonArray() }))).Fouten()).Should().Equal("/bevoegd: verplicht");
    }

    [Fact]
    public async Task Een_knelpunt_dat_er_niet_is_wordt_met_zijn_plaats_genoemd_en_er_wordt_niets_gemaakt()
    {
        var project = await app.Project();
        var (goed, weg) = (await app.MeldEnBevestig(project), await app.MeldEnBevestig(project));
        (await app.Beheerder().Stuur("DELETE", $"/v1/knelpunten/{weg.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        var voor = (await app.Anoniem().Lees("/v1/systeemknelpunten")).Getal("totaal");

        foreach (var (slecht, plaats) in new[] { (weg.Id(), 1), (weg.Kenmerk(), 1), (Guid.CreateVersion7().ToString(), 1), ("KP-1999-00001", 1) })
        {
            (await (await (await app.Analist()).Post("/v1/systeemknelpunten", Curator.Voorbeeldsysteem(null, goed.Id(), slecht))).Fouten()).Should().Equal($"/knelpunten/{plaats}: niet-gevonden");
        }

        (await app.Anoniem().Lees("/v1/systeemknelpunten")).Getal("totaal").Should().Be(voor);
        (await app.Anoniem().Lees($"/v1/knelpunten/{goed.Id()}")).Lijst("systeemknelpunten").Should().BeEmpty();
    }

    [Theory]
    [InlineData("concept")]
    [InlineData("afgewezen")]
    public async Task Wat_concept_of_afgewezen_is_gaat_er_niet_in(string status)
    {
        var project = await app.Project();
        var knelpunt = await app.Meld(project, new JsonObject { ["status"] = status == "concept" ? "concept" : null });
        if (status == "afgewezen")
        {
            await app.Beoordeel(knelpunt.Id(), status);
        }

        var probleem = await (await (await app.Analist()).Post("/v1/systeemknelpunten", Curator.Voorbeeldsysteem(null, knelpunt.Id()))).Probleem(HttpStatusCode.Conflict);
        probleem.Tekst("detail").Should().Contain(knelpunt.Kenmerk()).And.Contain(status).And.Contain("gemeld, bevestigd, opgelost of heropend");
        await (await (await app.Analist()).Stuur("PUT", $"{(await app.Systeem()).Pad()}/knelpunten/{knelpunt.Id()}")).Probleem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Wijzigen_vraagt_de_etag_die_gelezen_is()
    {
        var (analist, systeem) = (await app.Analist(), await app.Systeem());
        var etag = (await app.Anoniem().Stuur("GET", systeem.Pad())).Headers.ETag!.Tag;

        await (await analist.Patch(systeem.Pad(), new JsonObject { ["titel"] = "Een andere titel" }, null)).Probleem(HttpStatusCode.PreconditionRequired);
        foreach (var oud in new[] { "\"99\"", "\"0.1\"", "\"1\", W/\"1\"".Split(", ")[1], "\"11\"", $"W/{etag}" })
        {
            await (await analist.Patch(systeem.Pad(), new JsonObject { ["titel"] = "Een andere titel" }, oud)).Probleem(HttpStatusCode.PreconditionFailed);
        }

        var antwoord = await analist.Patch(systeem.Pad(), new JsonObject { ["titel"] = "Een andere titel", ["mechanismen"] = null, ["betrokken"] = new JsonArray("zn") }, etag);
        var nieuw = await antwoord.Json();
        (nieuw.Getal("versie"), nieuw.Tekst("titel"), nieuw.Tekst("kern")).Should().Be((2, "Een andere titel", systeem.Tekst("kern")));
        (nieuw.Lijst("mechanismen").Count, nieuw.Lijst("adressaten")[2]).Should().Be((0, "zn"));
        await (await analist.Patch(systeem.Pad(), new JsonObject { ["titel"] = "Nog een titel" }, etag)).Probleem(HttpStatusCode.PreconditionFailed);
        (await analist.Patch(systeem.Pad(), new JsonObject { ["titel"] = "Nog een titel" }, antwoord.Headers.ETag!.Tag).Gelukt()).Getal("versie").Should().Be(3);
        (await analist.Patch(systeem.Pad(), new JsonObject { ["kern"] = "Een andere kern, ook lang genoeg." }, "\"3\"").Gelukt()).Getal("versie").Should().Be(4);
        (await analist.Patch(systeem.Pad(), new JsonObject { ["titel"] = "Nog een titel" }, "*").Gelukt()).Getal("versie").Should().Be(4, "nothing changed");
        (await (await analist.Patch(systeem.Pad(), new JsonObject { ["bevoegd"] = null, ["status"] = "gesloten", ["knelpunten"] = new JsonArray(), ["titel"] = 1 }, "*")).Fouten())
            .Should().BeEquivalentTo("/bevoegd: verplicht", "/status: onbekend-veld", "/knelpunten: onbekend-veld", "/titel: ongeldig-formaat");
        await (await analist.Patch($"/v1/systeemknelpunten/{Guid.CreateVersion7()}", new JsonObject(), "*")).Probleem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Van_veel_wijzigingen_op_dezelfde_versie_wint_er_een()
    {
        var (analist, systeem) = (await app.Analist(), await app.Systeem());

        var antwoorden = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => analist.Patch(systeem.Pad(), new JsonObject { ["titel"] = $"Titel nummer {i}" }, "\"1\"")));

        antwoorden.Count(antwoord => antwoord.IsSuccessStatusCode).Should().Be(1);
        antwoorden.Where(antwoord => !antwoord.IsSuccessStatusCode).Should().OnlyContain(antwoord => antwoord.StatusCode == HttpStatusCode.PreconditionFailed);
        (await analist.Zie(systeem)).Getal("versie").Should().Be(2);
    }

    [Theory]
    [MemberData(nameof(Overgangen))]
    public async Task Elke_overgang_mag_of_wordt_geweigerd_met_wat_wel_mag(string van, string naar)
    {
        var systeem = await app.Word(await app.Systeem(), van switch { "in-onderzoek" => [], "gesloten" => ["gesloten"], _ => Weg[..(Array.IndexOf(Weg, van) + 1)] });
        systeem.Tekst("status").Should().Be(van);

        var antwoord = await (await app.Analist()).Post($"{systeem.Pad()}/beoordelingen", new JsonObject { ["status"] = naar, ["toelichting"] = "Daarom." });

        if (Mag[van].Contains(naar))
        {
            antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
            var nieuw = await antwoord.Json();
            (nieuw.Tekst("status"), nieuw.Getal("versie")).Should().Be((naar, systeem.Getal("versie") + 1));
        }
        else
        {
            var detail = (await antwoord.Probleem(HttpStatusCode.Conflict)).Tekst("detail");
            detail.Should().Contain($"status {van} ").And.Contain($"niet {naar} worden");
            detail.Should().EndWith(Mag[van].Length == 0 ? "Er is geen volgende status." : $"Wel mogelijk: {string.Join(", ", Mag[van])}.");
            (await app.Anoniem().Zie(systeem)).Getal("versie").Should().Be(systeem.Getal("versie"));
        }
    }

    [Fact]
    public async Task Na_heropenen_is_het_weer_geagendeerd_en_blijft_de_eerste_dag_staan()
    {
        var systeem = await app.Word(await app.Systeem(), "vastgesteld", "geagendeerd");
        var eerste = systeem.Tekst("geagendeerdOp");

        systeem = await app.Word(systeem, "beantwoord", "opgelost", "heropend", "beantwoord", "opgelost");

        systeem.Tekst("geagendeerdOp").Should().Be(eerste);
        systeem["merkbaarheid"]!.ToJsonString().Should().Be("""{"gevraagd":0,"merkbaar":0,"nietMerkbaar":0,"aandeel":null}""");
    }

    [Fact]
    public async Task Sluiten_vraagt_een_toelichting_en_daarna_komt_er_niets_meer_bij()
    {
        var (analist, nza, knelpunt) = (await app.Analist(), await app.Client("adressaat", "nza"), await app.MeldEnBevestig(await app.Project()));
        var (systeem, ander) = (await app.Systeem(null, knelpunt.Id()), await app.Systeem());
        var concept = await nza.Post($"{systeem.Pad()}/reacties", Curator.Reactie("afgewezen", new JsonObject { ["status"] = "concept" })).Gelukt();
        (await (await analist.Post($"{systeem.Pad()}/beoordelingen", new JsonObject { ["status"] = "gesloten" })).Fouten()).Should().Equal("/toelichting: verplicht");
        (await (await analist.Post($"{systeem.Pad()}/beoordelingen", new JsonObject { ["status"] = "klaar" })).Fouten()).Should().Equal("/status: onbekende-code");
        await app.Word(systeem, "gesloten");

        var bij = await app.MeldEnBevestig(await app.Project());
        foreach (var (client, methode, pad, body) in new[]
        {
            (analist, "PUT", $"/knelpunten/{bij.Id()}", null), (analist, "PUT", $"/relaties/{ander.Id()}", """{"soort":"deel-van"}"""), (analist, "PATCH", "", """{"titel":"Nieuwe titel"}"""),
            (nza, "POST", "/stelseltoetsen", Curator.Toets("nza", "wetswijziging").ToJsonString()), (nza, "POST", "/reacties", Curator.Reactie("afgewezen").ToJsonString()),
            (nza, "POST", "/toezeggingen", $$"""{"wat":"Iets doen","uiterlijkDatum":"{{app.Vandaag().AddDays(9).Iso()}}"}"""),
        })
        {
            (await (await client.Stuur(methode, systeem.Pad() + pad, body, ifMatch: methode == "PATCH" ? "*" : null)).Probleem(HttpStatusCode.Conflict)).Tekst("detail").Should().Contain("gesloten", pad);
        }

        await (await nza.Patch($"/v1/reacties/{concept.Id()}", new JsonObject { ["status"] = "gepubliceerd" }, null)).Probleem(HttpStatusCode.Conflict);
        await app.Bundel(systeem, knelpunt.Id(), HttpStatusCode.OK); // it was in it already
        var stap = (await app.Anoniem().Lees($"{systeem.Pad()}/historie"))["items"]!.AsArray()[^1]!;
        (stap.Tekst("soort"), stap.Tekst("toelichting")).Should().Be(("systeemknelpunt.gesloten", "Nu gesloten."));
    }

    [Fact]
    public async Task De_historie_is_openbaar_zegt_waarom_en_noemt_geen_tekst()
    {
        var (analist, knelpunt) = (await app.Analist(), await app.MeldEnBevestig(await app.Project()));
        var systeem = await app.Systeem(new JsonObject { ["titel"] = "Titel met ijsvogel", ["kern"] = "Kern met ijsvogel, lang genoeg." });
        await analist.Stuur("PUT", $"{systeem.Pad()}/knelpunten/{knelpunt.Id()}", """{"toelichting":"Zelfde betaaltitel, andere regio."}""");
        await analist.Patch(systeem.Pad(), new JsonObject { ["titel"] = "Nieuwe titel", ["betrokken"] = new JsonArray("zn") }, "*").Gelukt();
        await app.Toets(systeem, "nza", "wetswijziging");
        await app.GeefWeer(systeem, "zn", "landelijke-afspraak", "2026-01-31");
        await (await app.Client("adressaat", "vws")).Post($"{systeem.Pad()}/reacties", Curator.Reactie("afgewezen")).Gelukt();
        await (await app.Client("adressaat", "vws")).Post($"{systeem.Pad()}/toezeggingen", new JsonObject { ["wat"] = "Toch iets doen", ["uiterlijkDatum"] = app.Vandaag().AddDays(9).Iso() }).Gelukt();
        (await analist.Stuur("DELETE", $"{systeem.Pad()}/knelpunten/{knelpunt.Kenmerk()}?toelichting=Toch%20iets%20anders.")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        var antwoord = await app.Anoniem().Stuur("GET", $"/v1/systeemknelpunten/{systeem.Kenmerk()}/historie");
        var items = (await antwoord.Json())["items"]!.AsArray();

        items.Select(item => item.Tekst("soort")).Should().Equal("systeemknelpunt.aangemaakt", "systeemknelpunt.gewijzigd", "systeemknelpunt.gewijzigd", "stelseltoets.geplaatst",
            "stelseltoets.geplaatst", "reactie.geplaatst", "toezegging.gedaan", "systeemknelpunt.gewijzigd");
        items.Select(item => (string?)item!["toelichting"]).Where(reden => reden is not null).Should().Equal("Zelfde betaaltitel, andere regio.", "Toch iets anders.");
        items.Select(item => item!["wijzigingen"]!.ToJsonString()).Skip(1).Should().Equal(
            $$"""[{"veld":"knelpunten","van":null,"naar":"{{knelpunt.Kenmerk()}}"}]""",
            """[{"veld":"titel","van":null,"naar":null},{"veld":"betrokken","van":["vng"],"naar":["zn"]}]""",
            $$"""[{"veld":"stelseltoetsen","van":null,"naar":"wetswijziging"},{"veld":"beoordelaar","van":null,"naar":"nza"},{"veld":"herkomst","van":null,"naar":"eigen"},{"veld":"datum","van":null,"naar":"{{app.Vandaag().Iso()}}"}]""",
            """[{"veld":"stelseltoetsen","van":null,"naar":"landelijke-afspraak"},{"veld":"beoordelaar","van":null,"naar":"zn"},{"veld":"herkomst","van":null,"naar":"weergegeven"},{"veld":"datum","van":null,"naar":"2026-01-31"}]""",
            """[{"veld":"reacties","van":null,"naar":"afgewezen"}]""",
            """[{"veld":"toezeggingen","van":null,"naar":"open"},{"veld":"door","van":null,"naar":"vws"}]""",
            $$"""[{"veld":"knelpunten","van":"{{knelpunt.Kenmerk()}}","naar":null}]""");
        (await antwoord.Tekst()).Should().NotContain("ijsvogel").And.NotContain("digest").And.NotContain("Daarom is dat nodig").And.NotContain("officieel").And.NotContain("Toch iets doen");
        (await app.Anoniem().Stuur("GET", $"{systeem.Pad()}/historie", ifNoneMatch: antwoord.Headers.ETag!.Tag)).StatusCode.Should().Be(HttpStatusCode.NotModified);
        await (await app.Anoniem().Stuur("GET", "/v1/systeemknelpunten/SK-1999-00001/historie")).Probleem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task De_etag_verandert_als_een_knelpunt_erin_wordt_gesteund_of_ingetrokken()
    {
        var (knelpunt, blijft) = (await app.MeldEnBevestig(await app.Project()), await app.MeldEnBevestig(await app.Project()));
        var systeem = await app.Systeem(null, knelpunt.Id(), blijft.Id());
        var ander = await app.Project("Steunt het");
        string[] paden = [systeem.Pad(), $"/v1/systeemknelpunten?systeemknelpunt={systeem.Kenmerk()}"];

        foreach (var wijziging in new Func<Task<HttpResponseMessage>>[]
        {
            async () => await (await app.Melder("Steunt het")).Post($"/v1/knelpunten/{knelpunt.Id()}/steunbetuigingen", new JsonObject { ["projectId"] = ander }),
            async () => await app.Beheerder().Stuur("DELETE", $"/v1/knelpunten/{knelpunt.Id()}"),
        })
        {
            var voor = new List<string>();
            foreach (var pad in paden)
            {
                voor.Add((await app.Anoniem().Stuur("GET", pad)).Headers.ETag!.Tag);
                (await app.Anoniem().Stuur("GET", pad, ifNoneMatch: voor[^1])).StatusCode.Should().Be(HttpStatusCode.NotModified);
            }

            (await wijziging()).IsSuccessStatusCode.Should().BeTrue();

            for (var i = 0; i < paden.Length; i++)
            {
                (await app.Anoniem().Stuur("GET", paden[i], ifNoneMatch: voor[i])).StatusCode.Should().Be(HttpStatusCode.OK);
            }
        }

        var nu = await app.Anoniem().Zie(systeem);
        nu.Lijst("knelpunten").Should().Equal(blijft.Id());
        nu["telling"].Getal("knelpunten").Should().Be(1);
        nu["perspectieven"]![0].Getal("totaal").Should().Be(1);
        nu.Getal("versie").Should().Be(systeem.Getal("versie"));
    }

    [Fact]
    public async Task Perspectieven_staan_naast_elkaar_in_de_volgorde_van_de_lijst()
    {
        var project = await app.Project();
        var niets = await app.MeldEnBevestig(project);
        var professional = await app.MeldEnBevestig(project, new JsonObject { ["perspectief"] = "professional", ["titel"] = "Door de ogen van de professional" });
        var inwoner = await app.MeldEnBevestig(project, new JsonObject { ["perspectief"] = "inwoner", ["dilemma"] = "Wie helpt, betaalt." });
        var tweede = await app.MeldEnBevestig(project, new JsonObject { ["perspectief"] = "inwoner" });

        var perspectieven = (await app.Systeem(null, niets.Id(), professional.Id(), inwoner.Id(), tweede.Id()))["perspectieven"]!.AsArray();

        perspectieven.Select(blik => $"{(string?)blik!["perspectief"] ?? "-"} {blik.Getal("totaal")}").Should().Equal("inwoner 2", "professional 1", "- 1");
        perspectieven[0]!["knelpunten"]!.AsArray().Select(gezien => $"{gezien.Tekst("kenmerk")} {(string?)gezien!["dilemma"]}").Should().Equal($"{tweede.Kenmerk()} ", $"{inwoner.Kenmerk()} Wie helpt, betaalt.");
    }
}
