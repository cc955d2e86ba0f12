using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

/// <summary>The list of systeemknelpunten and one of them, as anybody reads them.</summary>
public sealed class SysteemknelpuntPaginaTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task De_lijst_kiest_wat_de_API_kiest_en_elk_getal_leidt_naar_zijn_lijst()
    {
        var knelpunten = await Bewijs(3);
        var systeem = await app.Systeem(Met("titel", "Lijsttitel met bewijs", "bevoegd", "ciz"), [.. knelpunten]);
        await app.Systeem(Met("titel", "Een ander", "bevoegd", "cak"));
        using var bezoeker = new Bezoeker(app);

        await bezoeker.Ga("/systeemknelpunten?adressaat=ciz");

        bezoeker.Teksten(".lijst h2").Should().Equal("Lijsttitel met bewijs");
        bezoeker.Waarde("adressaat").Should().Be("ciz");
        bezoeker.Teksten("link[type='application/atom+xml']").Should().HaveCount(1);
        bezoeker.Pagina.QuerySelector("link[type='application/atom+xml']")!.GetAttribute("href").Should().Be("/v1/feeds/systeemknelpunten?adressaat=ciz");

        await bezoeker.Volg("3 knelpunten");
        bezoeker.Adres.Should().Be($"/knelpunten?systeemknelpunt={systeem.Kenmerk()}");
        bezoeker.Tekst.Should().Contain("3 knelpunten");
    }

    [Fact]
    public async Task De_filters_van_het_formulier_doen_wat_ze_zeggen()
    {
        var systeem = await app.Systeem(Met("titel", "Beantwoord door het RIVM", "bevoegd", "rivm"));
        await app.Systeem(Met("titel", "Onbeantwoord bij het RIVM", "bevoegd", "rivm"));
        await (await app.Client("adressaat", "rivm")).Post($"{systeem.Pad()}/reacties", Curator.Reactie("al-opgelost")).Gelukt();
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/systeemknelpunten");

        await bezoeker.Verstuur("Toon", ("adressaat", "rivm"), ("beantwoord", "nee"));
        bezoeker.Teksten(".lijst h2").Should().Equal("Onbeantwoord bij het RIVM");
        await bezoeker.Verstuur("Toon", ("beantwoord", "ja"));
        bezoeker.Teksten(".lijst h2").Should().Equal("Beantwoord door het RIVM");
        bezoeker.Tekst.Should().Contain("Beantwoord door RIVM (al opgelost)");
        await bezoeker.Verstuur("Toon", ("status", "gesloten"));
        bezoeker.Tekst.Should().Contain("0 systeemknelpunten").And.Contain("Niets past hierbij");
    }

    [Fact]
    public async Task Een_keuze_van_meer_en_een_sleutel_zonder_veld_blijven_bij_een_volgende_keuze()
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/systeemknelpunten?status=vastgesteld&status=geagendeerd&ernst=4");
        bezoeker.Waarde("status").Should().Be("vastgesteld,geagendeerd");

        await bezoeker.Verstuur("Toon", ("zoek", "valpreventie"));

        bezoeker.Adres.Should().Contain("ernst=4").And.Contain("status=vastgesteld%2Cgeagendeerd").And.Contain("zoek=valpreventie");
    }

    [Theory]
    [InlineData("/systeemknelpunten?status=bevestigd", "status")]
    [InlineData("/systeemknelpunten?adressaat=nzaa", "adressaat")]
    [InlineData("/systeemknelpunten?kleur=rood", "kleur")]
    [InlineData("/systeemknelpunten?beantwoord=misschien", "beantwoord")]
    public async Task Een_verkeerd_filter_zegt_welk(string adres, string sleutel)
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga(adres, HttpStatusCode.BadRequest);
        bezoeker.Teksten("main li strong").Should().Equal(sleutel);
    }

    [Fact]
    public async Task Bladeren_slaat_niets_over_en_herhaalt_niets()
    {
        var titels = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            titels.Add($"Bladzij {i}");
            await app.Systeem(Met("titel", titels[i], "bevoegd", "svb"));
        }

        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/systeemknelpunten?adressaat=svb&limiet=2&sorteer=aangemaaktOp");
        var gezien = new List<string>(bezoeker.Teksten(".lijst h2"));
        await app.Systeem(Met("titel", "Kwam er net bij", "bevoegd", "svb"));
        while (bezoeker.Pagina.QuerySelector("a[rel=next]") is { } volgende)
        {
            await bezoeker.Volg(volgende);
            gezien.AddRange(bezoeker.Teksten(".lijst h2"));
        }

        gezien.Should().Equal(titels);
        await bezoeker.Volg("Naar het begin");
        bezoeker.Adres.Should().Be("/systeemknelpunten?adressaat=svb&limiet=2&sorteer=aangemaaktOp");
    }

    [Fact]
    public async Task De_ladder_zet_inschattingen_naast_elkaar_en_merkt_een_weergave()
    {
        var systeem = await app.Systeem();
        await app.Toets(systeem, "nza", "beleidsregel-of-experiment");
        await app.GeefWeer(systeem, "zn", "landelijke-afspraak");
        await (await app.Client("adressaat", "vng")).Post($"{systeem.Pad()}/stelseltoetsen", new JsonObject
        {
            ["beoordelaar"] = "vng", ["trede"] = "wetswijziging", ["tredeTijdelijk"] = "contract-of-inkoop", ["argument"] = "<script>alert('boe')</script> & \"zo\"",
        }).Gelukt();
        using var bezoeker = new Bezoeker(app);

        await bezoeker.Ga(Pagina(systeem));

        Rij("5. Wetswijziging").Should().Be("VNG|");
        Rij("2. Landelijke afspraak").Should().Be("ZN (weergegeven)|");
        Rij("1. Contract").Should().Be("|VNG");
        Rij("3. Beleidsregel").Should().Be("NZa|");
        bezoeker.Tekst.Should().Contain("Omstreden (van trede 2. Landelijke afspraak of akkoord tot en met trede 5. Wetswijziging)")
            .And.Contain("niet door Zorgverzekeraars Nederland zelf geplaatst").And.Contain("<script>alert('boe')</script> & \"zo\"");
        bezoeker.Link("Openbaar advies").GetAttribute("href").Should().Be("https://voorbeeld.nl/advies");
        bezoeker.Pagina.QuerySelectorAll("script").Should().BeEmpty();

        string Rij(string trede)
        {
            var rij = bezoeker.Pagina.QuerySelectorAll("table.ladder tbody tr").Single(rij => Bezoeker.Leesbaar(rij.QuerySelector("th")!).StartsWith(trede, StringComparison.Ordinal));
            return string.Join('|', rij.QuerySelectorAll("td").Select(Bezoeker.Leesbaar));
        }
    }

    [Fact]
    public async Task Reacties_staan_er_met_wat_hun_soort_vraagt()
    {
        var systeem = await app.Word(await app.Systeem(), "vastgesteld", "geagendeerd");
        await Reageer("nza", "kan-al", new JsonObject { ["vindplaats"] = "artikel 4 van de beleidsregel" });
        await Reageer("vng", "niet-bevoegd", new JsonObject { ["doorverwezenNaar"] = "vws" });
        using var bezoeker = new Bezoeker(app);

        await bezoeker.Ga(Pagina(systeem));

        bezoeker.Teksten("article.reactie h3").Should().Equal("Vereniging van Nederlandse Gemeenten (VNG): niet bevoegd", "Nederlandse Zorgautoriteit (NZa): kan al");
        bezoeker.Tekst.Should().Contain("Waar het staat: artikel 4 van de beleidsregel").And.Contain("Wie er wel over gaat: Ministerie van Volksgezondheid, Welzijn en Sport (VWS)")
            .And.Contain("Nog geen reactie van Ministerie van Volksgezondheid, Welzijn en Sport (VWS)");

        async Task Reageer(string wie, string soort, JsonObject anders) => await (await app.Client("adressaat", wie)).Post($"{systeem.Pad()}/reacties", Curator.Reactie(soort, anders)).Gelukt();
    }

    [Fact]
    public async Task Een_concept_ziet_alleen_wie_het_schrijft()
    {
        var systeem = await app.Systeem();
        var geheim = "Dit antwoord is nog niet af en nog niet openbaar.";
        var reactie = await (await app.Client("adressaat", "nza")).Post($"{systeem.Pad()}/reacties", Curator.Reactie("overgenomen", new JsonObject { ["tekst"] = geheim, ["status"] = "concept" })).Gelukt();

        foreach (var (rol, wie) in new[] { ("adressaat", "vws"), ("analist", "RVS"), ("melder", "nza"), ("melder", "Zorggroep Test") })
        {
            using var ander = await Bezoeker.Als(app, rol, wie);
            await ander.Ga(Pagina(systeem));
            ander.Pagina.Source.Text.Should().NotContain(geheim, "{0} {1} may not know", rol, wie).And.NotContain(reactie.Id());
            await ander.Ga($"/reacties/{reactie.Id()}", rol == "adressaat" ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden);
            ander.Pagina.Source.Text.Should().NotContain(geheim);
        }

        using (var niemand = new Bezoeker(app))
        {
            await niemand.Ga(Pagina(systeem));
            niemand.Pagina.Source.Text.Should().NotContain(geheim).And.NotContain(reactie.Id());
            await niemand.Ga($"/reacties/{reactie.Id()}");
            niemand.Kop.Should().Be("Aanmelden");
        }

        using var zelf = await Bezoeker.Als(app, "adressaat", "nza");
        await zelf.Ga(Pagina(systeem));
        zelf.Tekst.Should().Contain(geheim).And.Contain("Concept: alleen uw organisatie ziet dit.");
        await zelf.Ga("/systeemknelpunten");
        zelf.Pagina.QuerySelectorAll(".lijst > li").Select(Bezoeker.Leesbaar).Single(item => item.Contains(systeem.Kenmerk(), StringComparison.Ordinal)).Should().Contain("Nog niet beantwoord", "a draft is no answer");
    }

    [Fact]
    public async Task Toezeggingen_zijn_een_tijdlijn_en_te_laat_staat_er_in_woorden()
    {
        var systeem = await app.Systeem();
        var analist = await app.Analist();
        await analist.Post("/v1/dialogen", new JsonObject
        {
            ["naam"] = "Dialoog in de test", ["datum"] = app.Vandaag().AddDays(-100).Iso(),
            ["afspraken"] = new JsonArray(new JsonObject { ["door"] = "nza", ["wat"] = "Een brief die er al had moeten zijn", ["uiterlijkDatum"] = app.Vandaag().AddDays(-10).Iso(), ["systeemknelpunt"] = systeem.Kenmerk() }),
        }).Gelukt();
        await (await app.Client("adressaat", "vws")).Post($"{systeem.Pad()}/toezeggingen", new JsonObject
        {
            ["wat"] = "Een regeling in consultatie", ["uiterlijkDatum"] = app.Vandaag().AddDays(40).Iso(),
            ["mijlpalen"] = new JsonArray(new JsonObject { ["wat"] = "Verkenning klaar", ["behaald"] = true }, new JsonObject { ["wat"] = "Concept gedeeld", ["datum"] = app.Vandaag().AddDays(20).Iso() }),
        }).Gelukt();
        using var bezoeker = new Bezoeker(app);

        await bezoeker.Ga(Pagina(systeem));

        var stappen = bezoeker.Teksten("section[aria-labelledby=toezeggingen] .tijdlijn > li");
        stappen.Should().HaveCount(2);
        stappen[0].Should().Contain("te laat 10 dagen over de datum").And.Contain("NZa: Een brief die er al had moeten zijn").And.Contain("in een dialoog");
        stappen[1].Should().Contain("nog 40 dagen").And.Contain("Verkenning klaar: behaald").And.Contain("Concept gedeeld: nog niet behaald");
        bezoeker.Tekst.Should().Contain("1 toezegging te laat");
    }

    [Fact]
    public async Task Wat_niet_openbaar_is_staat_er_niet_en_een_analist_ziet_het_wel()
    {
        var project = await app.Project();
        var openbaar = await app.MeldEnBevestig(project, Met("titel", "Dit is bevestigd"));
        var gemeld = await app.Meld(project, Met("titel", "Dit is nog niet bevestigd"));
        var systeem = await app.Systeem(null, openbaar.Id(), gemeld.Id());
        using var bezoeker = new Bezoeker(app);

        await bezoeker.Ga(Pagina(systeem));
        bezoeker.Tekst.Should().Contain("Dit is bevestigd").And.Contain("1 knelpunt van 1 project");
        bezoeker.Pagina.Source.Text.Should().NotContain("Dit is nog niet bevestigd").And.NotContain(gemeld.Kenmerk());

        using var analist = await Bezoeker.Analist(app);
        await analist.Ga(Pagina(systeem));
        analist.Tekst.Should().Contain("Dit is nog niet bevestigd");
    }

    [Fact]
    public async Task Perspectieven_staan_naast_elkaar_met_hun_dilemma()
    {
        var project = await app.Project();
        var een = await app.MeldEnBevestig(project, new JsonObject { ["titel"] = "Door ogen van de inwoner", ["perspectief"] = "inwoner", ["dilemma"] = "Privacy tegenover hulp" });
        var twee = await app.MeldEnBevestig(project, new JsonObject { ["titel"] = "Door ogen van de professional", ["perspectief"] = "professional" });
        var systeem = await app.Systeem(null, een.Id(), twee.Id());
        using var bezoeker = new Bezoeker(app);

        await bezoeker.Ga(Pagina(systeem));

        bezoeker.Teksten("section[aria-labelledby=perspectieven] article").Should().HaveCount(2).And.ContainSingle(kaart => kaart.Contains("Door ogen van de inwoner Dilemma: Privacy tegenover hulp", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Relaties_lezen_aan_beide_kanten()
    {
        var (een, ander) = (await app.Systeem(Met("titel", "De oorzaak zelf")), await app.Systeem(Met("titel", "Wat eruit volgt")));
        await (await app.Analist()).Stuur("PUT", $"{een.Pad()}/relaties/{ander.Id()}", """{ "soort": "oorzaak-van" }""");
        using var bezoeker = new Bezoeker(app);

        await bezoeker.Ga(Pagina(een));
        bezoeker.Tekst.Should().Contain($"Dit is een oorzaak van Wat eruit volgt ({ander.Kenmerk()})");
        await bezoeker.Volg($"Wat eruit volgt ({ander.Kenmerk()})");
        bezoeker.Tekst.Should().Contain($"Een oorzaak hiervan is De oorzaak zelf ({een.Kenmerk()})");
    }

    [Fact]
    public async Task De_geschiedenis_is_in_zinnen_en_een_peildatum_toont_hoe_het_was()
    {
        using var toen = new App(null, DateTimeOffset.UtcNow.AddDays(-3));
        var systeem = await toen.Systeem();
        toen.Klok.Verzet(TimeSpan.FromDays(2));
        await toen.Word(systeem, "vastgesteld");
        await toen.Toets(systeem, "nza", "wetswijziging");
        var later = await toen.Systeem();
        using var bezoeker = new Bezoeker(toen);

        await bezoeker.Ga(Pagina(systeem));
        var zinnen = bezoeker.Teksten("section[aria-labelledby=historie] li");
        zinnen.Should().HaveCount(3);
        zinnen[0].Should().EndWith("Inschatting van NZa: 5. Wetswijziging.");
        zinnen[1].Should().Contain("Status: in onderzoek werd vastgesteld").And.EndWith("Toelichting: Nu vastgesteld.");
        zinnen[2].Should().Contain("Aangemaakt door een analist (RVS)");
        bezoeker.Tekst.Should().Contain($"Systeemknelpunt {systeem.Kenmerk()}, stand van");

        await bezoeker.Verstuur("Toon", ("peildatum", toen.Vandaag().AddDays(-1).Iso()));
        bezoeker.Tekst.Should().Contain("in onderzoek").And.Contain("Nog geen partij heeft dit ingeschat.").And.NotContain("Inschatting van NZa");
        bezoeker.Teksten("section[aria-labelledby=historie] li").Should().HaveCount(1);

        await bezoeker.Ga($"{Pagina(later)}?peildatum={toen.Vandaag().AddDays(-1).Iso()}", HttpStatusCode.NotFound);
        bezoeker.Tekst.Should().Contain("was er op die dag nog niet");
        await bezoeker.Ga($"{Pagina(systeem)}?peildatum={toen.Vandaag().AddDays(1).Iso()}", HttpStatusCode.BadRequest);
        bezoeker.Teksten("main li strong").Should().Equal("peildatum");
    }

    [Fact]
    public async Task Wat_gevoeld_wordt_staat_erbij_zodra_het_is_opgelost()
    {
        var knelpunten = await Bewijs(1);
        var systeem = await app.Word(await app.Systeem(null, [.. knelpunten]), "vastgesteld", "geagendeerd", "beantwoord");
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga(Pagina(systeem));
        bezoeker.Tekst.Should().NotContain("Is de oplossing te merken?");

        await app.Word(systeem, "opgelost");
        await bezoeker.Ga(Pagina(systeem));
        bezoeker.Tekst.Should().Contain("Is de oplossing te merken?").And.Contain("Nog geen van 1 project dat dit meldde of steunde heeft geantwoord.");
    }

    [Fact]
    public async Task Wie_leest_krijgt_dezelfde_bladzij_niet_tweemaal_en_ziet_geen_knoppen()
    {
        var systeem = await app.Systeem();
        var client = app.Anoniem();
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        var eerste = await client.GetAsync(new Uri(Pagina(systeem), UriKind.Relative), App.Ct);

        (await client.Stuur("GET", Pagina(systeem), ifNoneMatch: eerste.Headers.ETag!.ToString())).StatusCode.Should().Be(HttpStatusCode.NotModified);
        await app.Toets(systeem, "vws", "wetswijziging");
        (await client.Stuur("GET", Pagina(systeem), ifNoneMatch: eerste.Headers.ETag!.ToString())).StatusCode.Should().Be(HttpStatusCode.OK);

        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga(Pagina(systeem));
        bezoeker.Pagina.QuerySelectorAll("main form[method=post]").Should().BeEmpty();
        bezoeker.Pagina.QuerySelectorAll("main nav[aria-label='Wat u kunt doen']").Should().BeEmpty();
    }

    [Theory]
    [InlineData("/systeemknelpunten/SK-2020-99999")]
    [InlineData("/systeemknelpunten/<script>")]
    [InlineData("/systeemknelpunten/sk-2026-00001")]
    public async Task Wat_er_niet_is_helpt_verder(string adres)
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga(adres, HttpStatusCode.NotFound);
        bezoeker.Kop.Should().Be("Deze pagina is er niet");
        bezoeker.Link("Alle systeemknelpunten").Should().NotBeNull();
    }

    internal static string Pagina(JsonNode systeem) => $"/systeemknelpunten/{systeem.Kenmerk()}";

    /// <summary>Members to replace: a text, or one code.</summary>
    internal static JsonObject Met(params string[] delen)
    {
        var json = new JsonObject();
        for (var i = 0; i < delen.Length; i += 2)
        {
            json[delen[i]] = delen[i] is "bevoegd" or "betrokken" ? new JsonArray(delen[i + 1]) : delen[i + 1];
        }

        return json;
    }

    private async Task<List<string>> Bewijs(int aantal)
    {
        var (project, ids) = (await app.Project(), new List<string>());
        for (var i = 0; i < aantal; i++)
        {
            ids.Add((await app.MeldEnBevestig(project)).Id());
        }

        return ids;
    }
}
