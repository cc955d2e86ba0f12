using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using PassendeZorg.Knelpunten.Tests.Dialogen;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

public sealed class OverzichtTests(OverzichtTests.Wereld wereld) : IClassFixture<OverzichtTests.Wereld>
{
    private App App => wereld.App;

    [Fact]
    public async Task De_zin_zegt_de_echte_getallen_en_elk_leidt_naar_de_lijst()
    {
        using var bezoeker = await Overzicht();

        var zin = bezoeker.Teksten(".in-het-kort").Single();
        zin.Should().Contain("8 projecten meldden samen 24 knelpunten").And.Contain("24 daarvan in de afgelopen 30 dagen").And.NotContain("voorbeeld");
        await AllesKlopt(bezoeker, ".in-het-kort a", 4);
    }

    [Fact]
    public async Task De_warmtekaart_zegt_wat_de_kruistabel_zegt_en_elke_cel_leidt_naar_een_lijst_van_die_lengte()
    {
        using var bezoeker = await Overzicht();
        var tabel = bezoeker.Pagina.QuerySelectorAll("table.warmte")[0];
        var rapport = await App.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=wet&kolommen=domein&niveau=1");

        tabel.QuerySelectorAll("thead th").Skip(2).Select(Bezoeker.Leesbaar).Should().Equal(rapport["kolommen"]!.AsArray().Select(kolom => kolom.Tekst("naam")));
        tabel.QuerySelectorAll("tbody th[scope=row]").Select(Bezoeker.Leesbaar).Should().Equal(rapport["rijen"]!.AsArray().Select(rij => rij.Tekst("naam")));
        tabel.QuerySelectorAll("tbody td[class*=warmte-]").Select(cel => int.Parse(Bezoeker.Leesbaar(cel), CultureInfo.InvariantCulture))
            .Should().Equal(rapport["cellen"]!.AsArray().Select(cel => cel.Getal("aantal")));
        tabel.QuerySelectorAll(".warmte-5").Should().NotBeEmpty("the highest is the darkest");
        await AllesKlopt(bezoeker, "table.warmte:first-of-type tbody a[href*=domein]", 6);
    }

    [Fact]
    public async Task Een_naad_leidt_naar_precies_de_knelpunten_die_op_allebei_staan()
    {
        using var bezoeker = await Overzicht();
        var cel = bezoeker.Pagina.QuerySelectorAll("a[href^='/naden/']").First(link => link.GetAttribute("href")!.EndsWith("/zvw/wmo2015", StringComparison.Ordinal));
        var naden = (await App.Anoniem().Lees("/v1/rapportages/naden"))["naden"]!.AsArray();
        var verwacht = naden.Single(naad => naad.Tekst("a") == "zvw" && naad.Tekst("b") == "wmo2015").Getal("aantal");
        Bezoeker.Leesbaar(cel).Should().Be($"{verwacht}");

        await bezoeker.Volg(cel);

        var alle = (await App.Anoniem().Lees("/v1/knelpunten?limiet=200&wet=zvw"))["items"]!.AsArray().Where(item => item.Lijst("wetten").Contains("wmo2015")).Select(item => item.Tekst("titel"));
        bezoeker.Teksten("main .lijst h2").Should().BeEquivalentTo(alle).And.HaveCount(verwacht);
    }

    [Fact]
    public async Task De_matrix_is_symmetrisch_en_leesbaar_zonder_kleur()
    {
        using var bezoeker = await Overzicht();
        var matrix = bezoeker.Pagina.QuerySelectorAll("table.warmte")[1];
        var rijen = matrix.QuerySelectorAll("tbody tr").Select(rij => rij.QuerySelectorAll("td").Select(Bezoeker.Leesbaar).ToList()).ToList();

        matrix.QuerySelector("caption").Should().NotBeNull();
        matrix.QuerySelectorAll("thead th:not([scope=col]), tbody th:not([scope=row])").Should().BeEmpty();
        for (var i = 0; i < rijen.Count; i++)
        {
            rijen[i].Should().HaveCount(rijen.Count);
            rijen[i][i].Should().Be("zelf");
            for (var j = 0; j < i; j++)
            {
                rijen[i][j].Should().Be(rijen[j][i]);
            }
        }
    }

    [Fact]
    public async Task De_trend_is_een_tekening_met_titel_uitleg_en_tabel()
    {
        using var bezoeker = await Overzicht();
        var tekening = bezoeker.Pagina.QuerySelector("svg[role=img]")!;
        var ids = tekening.GetAttribute("aria-labelledby")!.Split(' ');

        tekening.QuerySelector("title")!.Id.Should().Be(ids[0]);
        tekening.QuerySelector("desc")!.Id.Should().Be(ids[1]);
        tekening.QuerySelector("desc")!.TextContent.Should().Contain("Bekostiging");
        var reeks = await App.Anoniem().Lees("/v1/rapportages/tijdreeks?groep=soort&niveau=1");
        bezoeker.Pagina.QuerySelectorAll("details table tbody tr").Should().HaveCount(reeks["perioden"]!.AsArray().Count);
        await AllesKlopt(bezoeker, "details table tbody a", 3);
    }

    [Fact]
    public async Task Elke_adressaat_ziet_zijn_agenda_met_wie_wat_vindt()
    {
        using var bezoeker = await Overzicht();
        var nza = bezoeker.Pagina.QuerySelector("#agenda-nza")!;
        Bezoeker.Leesbaar(nza).Should().Be("Nederlandse Zorgautoriteit");
        var kaart = nza.ParentElement!.QuerySelectorAll("li.kaart").First(deel => Bezoeker.Leesbaar(deel).Contains("Geen blijvende betaler", StringComparison.Ordinal));

        kaart.QuerySelectorAll(".toetsen > div").Select(Bezoeker.Leesbaar).Should().BeEquivalentTo("NZa 3. Beleidsregel, experiment, pakketduiding of standaard", "ZN weergegeven 6. Stelselherziening (bron)");
        Bezoeker.Leesbaar(kaart).Should().Contain("Omstreden").And.Contain("6 projecten");
        var rapport = await App.Anoniem().Lees("/v1/rapportages/agenda?adressaat=nza");
        var volgorde = rapport["items"]!.AsArray().Concat(rapport["toetssteen"]!.AsArray()).Take(3).Select(punt => punt!["systeemknelpunt"].Tekst("titel"));
        Kaarten(nza).Should().Equal(volgorde);
        await AllesKlopt(bezoeker, ".kaart a[href^='/knelpunten?']", 2);

        static IEnumerable<string> Kaarten(IElement kop)
        {
            var lijst = kop.NextElementSibling!;
            while (lijst.TagName != "OL")
            {
                lijst = lijst.NextElementSibling!;
            }

            return lijst.QuerySelectorAll("h4").Select(Bezoeker.Leesbaar);
        }
    }

    [Fact]
    public async Task Wat_te_laat_is_staat_bovenaan_en_leidt_naar_de_verantwoording()
    {
        using var bezoeker = await Overzicht();
        bezoeker.Tekst.Should().Contain("Beleidsregel aanpassen").And.NotContain("Nog ruim op tijd");

        await bezoeker.Volg("1 toezegging");

        bezoeker.Adres.Should().Be("/verantwoording");
        bezoeker.Pagina.QuerySelector("#te-laat")!.TextContent.Should().Contain("1 toezegging");
        bezoeker.Tekst.Should().Contain("Beleidsregel aanpassen");
    }

    [Fact]
    public async Task Feeds_zijn_te_vinden_en_bestaan()
    {
        using var bezoeker = await Overzicht();
        var feeds = bezoeker.Pagina.QuerySelectorAll("link[rel=alternate][type='application/atom+xml']").Select(link => link.GetAttribute("href")!).ToList();

        feeds.Should().BeEquivalentTo("/v1/feeds/samenvattingen", "/v1/feeds/knelpunten", "/v1/feeds/systeemknelpunten", "/v1/feeds/edities");
        foreach (var feed in feeds)
        {
            (await App.Anoniem().Stuur("GET", feed)).Content.Headers.ContentType!.MediaType.Should().Be("application/atom+xml");
        }
    }

    [Fact]
    public async Task Wat_niet_openbaar_is_telt_voor_niemand_mee_ook_niet_voor_een_analist()
    {
        await using var eigen = new App();
        var project = await eigen.Project("Stille organisatie");
        await eigen.MeldEnBevestig(project, null, "Stille organisatie");
        await eigen.Meld(project, new JsonObject { ["titel"] = "Nog niet bevestigd" }, "Stille organisatie");
        using var anoniem = new Bezoeker(eigen);
        using var analist = await Bezoeker.Analist(eigen);

        foreach (var bezoeker in new[] { anoniem, analist })
        {
            await bezoeker.Ga("/");
            bezoeker.Tekst.Should().Contain("1 project meldde samen 1 knelpunt,").And.NotContain("Nog niet bevestigd");
        }

        analist.Antwoord.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    [Fact]
    public async Task De_pagina_volgt_meteen_wat_er_gebeurt_en_wie_haar_heeft_krijgt_304()
    {
        await using var eigen = new App();
        using var bezoeker = new Bezoeker(eigen);
        await bezoeker.Ga("/");
        bezoeker.Tekst.Should().Contain("Er is nog niets gemeld");
        var etag = bezoeker.Antwoord.Headers.ETag!.ToString();
        using var client = eigen.Anoniem();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", Bezoeker.Accept);
        (await client.Stuur("GET", "/", ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.NotModified);

        await eigen.MeldEnBevestig(await eigen.Project());

        (await client.Stuur("GET", "/", ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.OK);
        await bezoeker.Ga("/");
        bezoeker.Tekst.Should().Contain("1 project meldde");
    }

    [Fact]
    public async Task Te_laat_volgt_de_klok_zonder_dat_er_iets_gebeurt()
    {
        await using var eigen = new App();
        await eigen.Systeem();
        await eigen.LegVast(Afspreken.Dialoog(eigen.Vandaag(), Afspreken.Afspraak("vws", eigen.Vandaag().AddDays(1))));
        using var bezoeker = new Bezoeker(eigen);
        await bezoeker.Ga("/");
        bezoeker.Pagina.QuerySelector("#te-laat").Should().BeNull();

        eigen.Klok.Verzet(TimeSpan.FromDays(2));

        await bezoeker.Ga("/");
        bezoeker.Pagina.QuerySelector("#te-laat").Should().NotBeNull();
    }

    [Fact]
    public async Task Vijandige_tekst_staat_er_als_tekst()
    {
        await using var eigen = new App();
        await eigen.Systeem(new JsonObject { ["titel"] = "\"><script>alert(1)</script> & meer" });
        using var bezoeker = new Bezoeker(eigen);

        await bezoeker.Ga("/");

        bezoeker.Teksten(".kaart h4").Should().Contain("\"><script>alert(1)</script> & meer");
        bezoeker.Pagina.Scripts.Should().BeEmpty();
    }

    [Fact]
    public async Task De_pagina_is_licht()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AutomaticDecompression = DecompressionMethods.None }) { BaseAddress = App.Adres };
        client.DefaultRequestHeaders.Add("Accept-Encoding", "gzip");
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        using var bezoeker = await Overzicht();
        var bestanden = bezoeker.Pagina.QuerySelectorAll("link[rel=stylesheet], link[rel=icon], script[src]").Select(deel => deel.GetAttribute("href") ?? deel.GetAttribute("src")!);

        var gewicht = 0;
        foreach (var adres in bestanden.Prepend("/"))
        {
            gewicht += (await client.GetByteArrayAsync(new Uri(adres, UriKind.Relative), App.Ct)).Length;
        }

        gewicht.Should().BeLessThan(60_000);
    }

    private async Task<Bezoeker> Overzicht()
    {
        var bezoeker = new Bezoeker(App);
        await bezoeker.Ga("/");
        return bezoeker;
    }

    /// <summary>Every link with a number leads to a list with that many items, as the API counts them.</summary>
    internal static async Task Klopt(App app, IEnumerable<IElement> links)
    {
        foreach (var link in links)
        {
            var (adres, aantal) = (link.GetAttribute("href")!, int.Parse(Bezoeker.Leesbaar(link).Split(' ')[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture));
            (await app.Anoniem().Lees($"/v1{adres}")).Getal("totaal").Should().Be(aantal, adres);
        }
    }

    private async Task AllesKlopt(Bezoeker bezoeker, string selector, int minstens)
    {
        var links = bezoeker.Pagina.QuerySelectorAll(selector).ToList();
        links.Count.Should().BeGreaterThanOrEqualTo(minstens);
        await Klopt(App, links);
    }

    /// <summary>Eight projects, three reports each, two systeemknelpunten, one late promise.</summary>
    public sealed class Wereld : IAsyncLifetime
    {
        public App App { get; } = new();

        public async ValueTask InitializeAsync()
        {
            var knelpunten = new List<string>();
            for (var i = 0; i < 8; i++)
            {
                var organisatie = $"Organisatie {i}";
                var project = await App.Project(organisatie);
                foreach (var (wetten, domein, soort) in new[] { (new[] { "zvw", "wmo2015" }, "huisartsenzorg", "bekostiging"), (["wlz", "wmo2015"], "wmo-ondersteuning", "bekostiging"), ([i % 2 == 0 ? "zvw" : "jeugdwet"], "preventie", "regelgeving") })
                {
                    knelpunten.Add((await App.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray([.. wetten.Select(wet => JsonValue.Create(wet))]), ["domeinen"] = new JsonArray(domein), ["soorten"] = new JsonArray(soort) }, organisatie)).Id());
                }
            }

            var eerste = await App.Systeem(new JsonObject { ["titel"] = "Geen blijvende betaler" }, [.. knelpunten.Take(18)]);
            await App.Systeem(new JsonObject { ["titel"] = "Klein maar ernstig" }, [.. knelpunten.Skip(21)]);
            await App.Toets(eerste, "nza", "beleidsregel-of-experiment");
            await App.GeefWeer(eerste, "zn", "stelselherziening");
            await App.LegVast(Afspreken.Dialoog(App.Vandaag().AddDays(-30), Afspreken.Afspraak("nza", App.Vandaag().AddDays(-3), eerste.Id(), "Beleidsregel aanpassen"),
                Afspreken.Afspraak("vws", App.Vandaag().AddDays(300), null, "Nog ruim op tijd")));
        }

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}

/// <summary>Examples from public sources are no news.</summary>
public sealed class VoorbeeldenopoverzichtTests(VoorbeeldenopoverzichtTests.MetVoorbeelden app) : IClassFixture<VoorbeeldenopoverzichtTests.MetVoorbeelden>
{
    [Fact]
    public async Task Zolang_er_alleen_voorbeelden_zijn_zegt_de_pagina_dat_en_daarna_tellen_ze_niet_als_melding()
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/");

        bezoeker.Tekst.Should().Contain("Er is nog niets gemeld dat is bevestigd.").And.Contain("79 voorbeelden uit openbare bronnen").And.Contain("geen nieuws");
        bezoeker.Pagina.QuerySelector(".in-het-kort").Should().BeNull();
        (await app.Anoniem().Lees("/v1/knelpunten?limiet=1")).Getal("totaal").Should().Be(79);

        var project = await app.Project();
        await app.MeldEnBevestig(project);
        await bezoeker.Ga("/");

        bezoeker.Teksten(".in-het-kort").Single().Should().StartWith("1 project meldde samen 1 knelpunt, 1 daarvan in de afgelopen 30 dagen");
        bezoeker.Pagina.QuerySelectorAll(".in-het-kort a").Should().BeEmpty("no list leaves the examples out");
        bezoeker.Tekst.Should().Contain("Daarnaast staan er 79 voorbeelden").And.Contain("Samen zijn het er 80.");
    }

    public sealed class MetVoorbeelden : App
    {
        protected override void ConfigureWebHost(Microsoft.AspNetCore.Hosting.IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Knelpunten:Voorbeelden", "true");
        }
    }
}
