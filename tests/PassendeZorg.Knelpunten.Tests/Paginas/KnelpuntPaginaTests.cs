using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

/// <summary>One knelpunt: what the public sees, what who reported it may do, and that nothing typed gets lost.</summary>
public sealed class KnelpuntPaginaTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Iedereen_leest_wat_er_speelt_en_elk_kenmerk_leidt_naar_wat_dat_ook_heeft()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project(), new JsonObject
        {
            ["gewensteWijziging"] = "Eén betaaltitel voor training.", ["ernst"] = "3", ["vindplaats"] = "artikel 2.4",
            ["bronnen"] = new JsonArray(new JsonObject { ["titel"] = "Evaluatie", ["url"] = "https://voorbeeld.nl/evaluatie?a=1&b=2" }, new JsonObject { ["titel"] = "Een boek" }),
        });
        var systeem = await app.Systeem(null, knelpunt.Id());
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga($"/knelpunten/{knelpunt.Kenmerk()}");

        bezoeker.Kop.Should().Be(knelpunt.Tekst("titel"));
        bezoeker.Tekst.Should().Contain(knelpunt.Tekst("omschrijving")).And.Contain("Eén betaaltitel voor training.").And.Contain("artikel 2.4").And.Contain("Een boek");
        var bron = bezoeker.Link("Evaluatie");
        (bron.GetAttribute("href"), bron.GetAttribute("rel")).Should().Be(("https://voorbeeld.nl/evaluatie?a=1&b=2", "noopener external nofollow"));
        bezoeker.Teksten(".tijdlijn li").Should().HaveCount(2).And.SatisfyRespectively(
            eerste => eerste.Should().Contain("Bevestigd, door een analist van RVS"), tweede => tweede.Should().Contain($"Opgenomen in {systeem.Kenmerk()}"));
        bezoeker.Link("Valpreventie heeft geen blijvende betaler").GetAttribute("href").Should().Be($"/systeemknelpunten/{systeem.Kenmerk()}");
        bezoeker.Tekst.Should().Contain($"{app.Adres.ToString().TrimEnd('/')}/knelpunten/{knelpunt.Kenmerk()}", "that is how to cite it");
        bezoeker.Pagina.QuerySelectorAll("main form").Should().BeEmpty("who did not sign in can do nothing");
        bezoeker.Pagina.QuerySelectorAll("link[type='application/atom+xml']").Select(link => link.GetAttribute("href")).Should().Contain("/v1/feeds/knelpunten").And.Contain("/v1/feeds/knelpunten?wet=zvw");

        foreach (var link in bezoeker.Pagina.QuerySelectorAll(".feiten a").Select(link => link.GetAttribute("href")!).ToList())
        {
            await bezoeker.Ga(link);
            bezoeker.Pagina.QuerySelectorAll(".lijst h3 a").Select(item => item.GetAttribute("href")).Should().Contain($"/knelpunten/{knelpunt.Kenmerk()}", link);
        }

        await bezoeker.Ga($"/knelpunten/{knelpunt.Kenmerk().ToLowerInvariant()}");
        (bezoeker.Spoor[0].Status, bezoeker.Adres).Should().Be((HttpStatusCode.MovedPermanently, $"/knelpunten/{knelpunt.Kenmerk()}"));
        await bezoeker.Ga($"/knelpunten/{knelpunt.Id()}");
        bezoeker.Kop.Should().Be(knelpunt.Tekst("titel"));
    }

    [Fact]
    public async Task Wat_niet_openbaar_is_bestaat_voor_een_ander_niet()
    {
        var gemeld = await app.Meld(await app.Project());
        using var anoniem = new Bezoeker(app);
        using var ander = await Bezoeker.Melder(app, "Heel iemand anders");
        using var eigen = await Bezoeker.Melder(app);
        foreach (var pad in new[] { "", "/wijzigen", "/intrekken" })
        {
            await ander.Ga($"/knelpunten/{gemeld.Kenmerk()}{pad}", HttpStatusCode.NotFound);
            ander.Tekst.Should().NotContain(gemeld.Tekst("titel"));
            await eigen.Ga($"/knelpunten/{gemeld.Kenmerk()}{pad}");
        }

        await anoniem.Ga($"/knelpunten/{gemeld.Kenmerk()}", HttpStatusCode.NotFound);
        await anoniem.Ga("/knelpunten/KP-1999-00001", HttpStatusCode.NotFound);
        anoniem.Pagina.QuerySelector("form[role=search]").Should().NotBeNull("what is not there can be looked for");
        await anoniem.Ga($"/knelpunten/{gemeld.Kenmerk()}/wijzigen");
        anoniem.Adres.Should().StartWith("/aanmelden?terug=");
    }

    [Fact]
    public async Task Een_project_dat_zijn_naam_niet_toont_is_hier_niet_te_vinden()
    {
        const string Geheim = "Verborgen Zorg BV";
        var project = await app.Project(Geheim, new { naam = "Onvindbaar project", organisatie = Geheim, regios = new[] { "zk-arnhem" }, naamTonen = false });
        var knelpunt = await app.MeldEnBevestig(project, organisatie: Geheim);
        using var bezoeker = new Bezoeker(app);
        foreach (var adres in new[] { $"/knelpunten/{knelpunt.Kenmerk()}", $"/knelpunten?project={project}" })
        {
            await bezoeker.Ga(adres);
            bezoeker.Tekst.Should().Contain("Project in zorgkantoorregio Arnhem");
            bezoeker.Pagina.Source.Text.Should().NotContain(Geheim).And.NotContain("Onvindbaar");
        }

        using var eigen = await Bezoeker.Melder(app, Geheim);
        await eigen.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        eigen.Tekst.Should().Contain("Onvindbaar project");
    }

    [Fact]
    public async Task Wij_hebben_dit_ook_telt_eenmaal_en_niet_van_wie_het_meldde()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project("Enige BV"), organisatie: "Enige BV");
        var project = await app.Project("Buur BV");
        using var eigen = await Bezoeker.Melder(app, "Enige BV");
        await eigen.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        eigen.Pagina.QuerySelectorAll("button").Select(Bezoeker.Leesbaar).Should().NotContain("Wij hebben dit ook", "its only project reported it");

        using var buur = await Bezoeker.Melder(app, "Buur BV");
        await buur.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        await buur.Verstuur("Wij hebben dit ook", HttpStatusCode.BadRequest, ("toelichting", "Bel mij op 06-12345678"));
        buur.Waarde("toelichting").Should().Be("Bel mij op 06-12345678", "what was typed is still there");
        buur.Fout("toelichting").Should().Contain("telefoonnummer");
        await buur.Verstuur("Wij hebben dit ook", ("toelichting", "Bij ons net zo."));

        buur.Tekst.Should().StartWith("Genoteerd").And.Contain("1 ander project heeft dit ook").And.Contain("U gaf al aan dat dit ook speelt bij Project van Buur BV.");
        buur.Spoor.Select(stap => stap.Status).Should().Equal(HttpStatusCode.SeeOther, HttpStatusCode.OK);
        buur.Pagina.QuerySelectorAll("button").Select(Bezoeker.Leesbaar).Should().NotContain("Wij hebben dit ook");
        await buur.Vervals($"/knelpunten/{knelpunt.Kenmerk()}/steunen", HttpStatusCode.BadRequest, ("projectId", project));
        (await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}"))["steun"].Getal("projecten").Should().Be(1);
    }

    [Fact]
    public async Task Zonder_token_gebeurt_er_niets()
    {
        var project = await app.Project();
        var knelpunt = await app.Meld(project);
        using var melder = await Bezoeker.Melder(app);
        foreach (var (pad, velden) in new (string, (string, string)[])[]
        {
            ("steunen", [("projectId", project)]), ("merkbaarheid", [("projectId", project), ("oordeel", "merkbaar")]), ("antwoorden", [("vraag", project), ("tekst", "Antwoord")]),
            ("wijzigen", [("titel", "Gekaapt"), ("versie", "1")]), ("intrekken", []),
        })
        {
            await melder.Vervals($"/knelpunten/{knelpunt.Kenmerk()}/{pad}", HttpStatusCode.BadRequest, [.. velden, ("x", "y")]);
            melder.Kop.Should().Be("Nog een keer, voor de zekerheid");
        }

        var nu = await (await app.Melder()).Lees($"/v1/knelpunten/{knelpunt.Id()}");
        (nu.Tekst("titel"), nu.Tekst("status"), nu.Getal("versie")).Should().Be((knelpunt.Tekst("titel"), "gemeld", 1));
    }

    [Fact]
    public async Task Een_melder_wijzigt_alleen_wat_hij_wijzigt()
    {
        var knelpunt = await app.Meld(await app.Project(), new JsonObject
        {
            ["omschrijving"] = "  Een tekst met een regel.\n\nEn nog een alinea, met ruimte erachter.  \n", ["wetten"] = new JsonArray("zvw"), ["omvang"] = new JsonObject { ["urenPerMaand"] = "10-40", ["euroPerJaar"] = ">1000" },
            ["bronnen"] = new JsonArray(new JsonObject { ["titel"] = "Eerste" }, new JsonObject { ["titel"] = "Tweede", ["url"] = "https://voorbeeld.nl/2" }), ["dilemma"] = "Het kost ook geld.",
        });
        using var melder = await Bezoeker.Melder(app);
        await melder.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        await melder.Volg("Wijzigen");
        await melder.Verstuur("Opslaan");
        var onveranderd = await (await app.Melder()).Lees($"/v1/knelpunten/{knelpunt.Id()}");
        onveranderd.Getal("versie").Should().Be(1, "nothing was changed");

        await melder.Volg("Wijzigen");
        await melder.Verstuur("Opslaan", ("titel", "Nieuwe titel van dit knelpunt"), ("wetten", "wlz"), ("dilemma", ""), ("omvang/euroPerJaar", ""), ("bronnen/0/titel", ""), ("waargenomenDatum", "2026-01-02"));

        melder.Tekst.Should().StartWith($"{knelpunt.Kenmerk()} is gewijzigd.");
        var nu = await (await app.Melder()).Lees($"/v1/knelpunten/{knelpunt.Id()}");
        nu.Getal("versie").Should().Be(2);
        nu.Tekst("titel").Should().Be("Nieuwe titel van dit knelpunt");
        nu.Lijst("wetten").Should().Equal("wlz");
        nu["dilemma"].Should().BeNull();
        nu["omvang"].Tekst("urenPerMaand").Should().Be("10-40");
        nu["omvang"]!["euroPerJaar"].Should().BeNull();
        nu["bronnen"]!.AsArray().Select(bron => bron.Tekst("titel")).Should().Equal("Tweede");
        nu.Tekst("omschrijving").Should().Be(knelpunt.Tekst("omschrijving"), "not even a blank of it");
        var historie = (await (await app.Melder()).Lees($"/v1/knelpunten/{knelpunt.Id()}/historie"))["items"]!.AsArray()[^1]!;
        historie["wijzigingen"]!.AsArray().Select(wijziging => wijziging.Tekst("veld")).Should().BeEquivalentTo("titel", "wetten", "dilemma", "omvang", "bronnen", "waargenomenDatum");
        melder.Teksten(".tijdlijn li")[^1].Should().Contain("wetten en regels, erbij Wet langdurige zorg, weg Zorgverzekeringswet").And.Contain("titel");
    }

    [Fact]
    public async Task Wat_fout_is_staat_bij_zijn_veld_en_niets_gaat_verloren()
    {
        var knelpunt = await app.Meld(await app.Project());
        using var melder = await Bezoeker.Melder(app);
        await melder.Ga($"/knelpunten/{knelpunt.Kenmerk()}/wijzigen");
        var vakken = melder.Pagina.QuerySelectorAll("input[name=soorten]").Length;
        await melder.Verstuur("Opslaan", HttpStatusCode.BadRequest, ("titel", "x"), ("omschrijving", "Mevrouw <b>\"Jansen\"</b> belde 06-12345678 over een lange wachttijd."), ("soorten", ""), ("omvang/urenPerMaand", "veel"));

        melder.Pagina.Title.Should().StartWith("Fout:");
        melder.Fout("titel").Should().Contain("3 tekens");
        melder.Fout("omschrijving").Should().Contain("telefoonnummer");
        melder.Fout("soorten").Should().NotBeNull();
        melder.Fout("omvang/urenPerMaand").Should().Contain("orde van grootte");
        melder.Waarde("omschrijving").Should().Be("Mevrouw <b>\"Jansen\"</b> belde 06-12345678 over een lange wachttijd.");
        melder.Waarde("omvang/urenPerMaand").Should().Be("veel");
        melder.Aangevinkt("wetten").Should().BeEquivalentTo("zvw", "wmo2015");
        melder.Aangevinkt("soorten").Should().BeEmpty();
        melder.Pagina.QuerySelectorAll("input[name=soorten]").Should().HaveCount(vakken);
        foreach (var link in melder.Pagina.QuerySelectorAll(".fouten a"))
        {
            melder.Pagina.GetElementById(link.GetAttribute("href")![1..]).Should().NotBeNull("the link of a fault leads to its field");
        }

        (await (await app.Melder()).Lees($"/v1/knelpunten/{knelpunt.Id()}")).Getal("versie").Should().Be(1);
    }

    [Fact]
    public async Task Wie_te_laat_is_ziet_wat_er_gebeurde_en_houdt_zijn_tekst()
    {
        var knelpunt = await app.Meld(await app.Project());
        using var melder = await Bezoeker.Melder(app);
        await melder.Ga($"/knelpunten/{knelpunt.Kenmerk()}/wijzigen");
        await (await app.Analist()).Patch($"/v1/knelpunten/{knelpunt.Id()}", new JsonObject { ["wetten"] = new JsonArray("wlz") }, "*").Gelukt();
        await melder.Verstuur("Opslaan", HttpStatusCode.PreconditionFailed, ("titel", "Mijn eigen nieuwe titel"));

        melder.Waarde("titel").Should().Be("Mijn eigen nieuwe titel");
        melder.Teksten("[role=alert]").Should().ContainSingle().Which.Should().Contain("Intussen veranderde dit knelpunt").And.Contain("erbij Wet langdurige zorg").And.Contain("door een analist van RVS");
        melder.Teksten("[role=alert] dd").Should().Equal(knelpunt.Tekst("titel"), "Wet langdurige zorg");
        (await (await app.Melder()).Lees($"/v1/knelpunten/{knelpunt.Id()}")).Tekst("titel").Should().Be(knelpunt.Tekst("titel"));
        await melder.Verstuur("Opslaan", ("wetten", "wlz"));
        var nu = await (await app.Melder()).Lees($"/v1/knelpunten/{knelpunt.Id()}");
        (nu.Tekst("titel"), string.Join(',', nu.Lijst("wetten")), nu.Getal("versie")).Should().Be(("Mijn eigen nieuwe titel", "wlz", 3));
    }

    [Fact]
    public async Task Na_het_bevestigen_wijzigt_de_melder_niet_meer_en_een_analist_wel()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project());
        using var melder = await Bezoeker.Melder(app);
        await melder.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        melder.Pagina.QuerySelectorAll("a").Select(Bezoeker.Leesbaar).Should().NotContain("Wijzigen").And.Contain("Intrekken");
        await melder.Ga($"/knelpunten/{knelpunt.Kenmerk()}/wijzigen", HttpStatusCode.Forbidden);
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        await analist.Volg("Wijzigen");
        await analist.Verstuur("Opslaan", ("ernst", "4"));
        (await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}")).Tekst("ernst").Should().Be("4");
    }

    [Fact]
    public async Task Een_concept_is_te_melden_en_weg_te_doen()
    {
        var project = await app.Project();
        using var melder = await Bezoeker.Melder(app);
        var concept = await app.Meld(project, new JsonObject { ["status"] = "concept" });
        await melder.Ga($"/knelpunten/{concept.Kenmerk()}/wijzigen");
        await melder.Verstuur("Opslaan en melden", ("titel", "Nu toch echt gemeld"));
        melder.Tekst.Should().StartWith($"{concept.Kenmerk()} is gemeld.");
        melder.Teksten(".stand-let-op").Should().Contain("gemeld");

        var weg = await app.Meld(project, new JsonObject { ["status"] = "concept" });
        await melder.Ga($"/knelpunten/{weg.Kenmerk()}/intrekken");
        melder.Tekst.Should().Contain("Het concept verdwijnt geheel");
        await melder.Verstuur("Ja, intrekken");
        await melder.Ga($"/knelpunten/{weg.Kenmerk()}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Intrekken_vraagt_het_eerst_en_laat_het_nummer_staan()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project());
        using var melder = await Bezoeker.Melder(app);
        await melder.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        await melder.Volg("Intrekken");
        (await app.Anoniem().Stuur("GET", $"/v1/knelpunten/{knelpunt.Id()}")).StatusCode.Should().Be(HttpStatusCode.OK, "looking at the question changes nothing");
        await melder.Verstuur("Ja, intrekken");
        melder.Tekst.Should().StartWith($"{knelpunt.Kenmerk()} is ingetrokken.");

        using var ander = new Bezoeker(app);
        await ander.Ga($"/knelpunten/{knelpunt.Kenmerk()}", HttpStatusCode.Gone);
        ander.Kop.Should().Be($"{knelpunt.Kenmerk()} is ingetrokken");
        ander.Tekst.Should().NotContain(knelpunt.Tekst("titel"));
    }

    [Fact]
    public async Task Vragen_en_antwoorden_zijn_van_de_melder_en_analisten()
    {
        var knelpunt = await app.Meld(await app.Project());
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        await analist.Verstuur("Vraag stellen", ("tekst", "Welke beleidsregel was dat?"));
        await app.Beoordeel(knelpunt.Id(), "bevestigd");
        using var melder = await Bezoeker.Melder(app);
        await melder.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        melder.Tekst.Should().Contain("Welke beleidsregel was dat?");
        await melder.Verstuur("Antwoord versturen", HttpStatusCode.BadRequest, ("tekst", ""));
        await melder.Verstuur("Antwoord versturen", ("tekst", "Die over groepstraining.\nMet een tweede regel."));
        melder.Tekst.Should().StartWith("Uw antwoord is verstuurd.").And.Contain("Die over groepstraining.");
        melder.Pagina.QuerySelectorAll("button").Select(Bezoeker.Leesbaar).Should().NotContain("Antwoord versturen").And.NotContain("Vraag stellen");
        await analist.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        analist.Tekst.Should().Contain("Met een tweede regel.");

        using var ander = await Bezoeker.Melder(app, "Heel iemand anders");
        await ander.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        ander.Tekst.Should().NotContain("beleidsregel was dat").And.NotContain("groepstraining").And.NotContain("Vragen en antwoorden");
    }

    [Fact]
    public async Task Of_de_oplossing_te_merken_is_zegt_wie_het_had()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project());
        using var melder = await Bezoeker.Melder(app);
        await melder.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        melder.Tekst.Should().NotContain("Is de oplossing te merken?");
        await app.Beoordeel(knelpunt.Id(), "opgelost");
        await melder.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        await melder.Verstuur("Niet te merken");

        melder.Tekst.Should().StartWith("Genoteerd").And.Contain("Een project zegt dat de oplossing nog niet te merken is");
        (await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}/historie"))["items"]!.AsArray()[^1].Tekst("soort").Should().Be("merkbaarheid.gegeven");
        using var buur = await Bezoeker.Melder(app, "Buur zonder steun");
        await app.Project("Buur zonder steun");
        await buur.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        buur.Pagina.QuerySelectorAll("button").Select(Bezoeker.Leesbaar).Should().NotContain("Te merken");
    }

    [Fact]
    public async Task Wat_erop_lijkt_staat_erbij_met_de_woorden_die_ze_delen_en_vijandige_tekst_blijft_tekst()
    {
        var project = await app.Project();
        const string Titel = "<script>alert(1)</script> Draaideurpatiënten vallen tussen zwavelbad en kuuroord";
        var tekst = new JsonObject { ["titel"] = Titel, ["omschrijving"] = "Niemand betaalt het zwavelbad, en het kuuroord ook niet: <img src=x onerror=alert(1)>.", ["omweg"] = "\"><svg onload=alert(1)>" };
        var eerste = await app.MeldEnBevestig(project, tekst);
        var tweede = await app.MeldEnBevestig(project, tekst);
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga($"/knelpunten/{eerste.Kenmerk()}");

        bezoeker.Kop.Should().Be(Titel);
        bezoeker.Pagina.QuerySelectorAll("script, img, svg").Should().BeEmpty();
        var verwant = bezoeker.Pagina.QuerySelector($"[aria-labelledby=verwanten] a[href='/knelpunten/{tweede.Kenmerk()}']")!;
        Bezoeker.Leesbaar(verwant.ParentElement!).ToLowerInvariant().Should().Contain("zwavelbad");
        await bezoeker.Volg(verwant);
        bezoeker.Adres.Should().Be($"/knelpunten/{tweede.Kenmerk()}");
    }
}
