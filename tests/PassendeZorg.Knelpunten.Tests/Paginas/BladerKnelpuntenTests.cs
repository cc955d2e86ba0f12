using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Selecties;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

/// <summary>The list, over 300 knelpunten with random tags: what it counts is what the API counts, and every link of it leads to that.</summary>
public sealed class BladerKnelpuntenTests(Wereld wereld) : IClassFixture<Wereld>
{
    private const string Eigen = "organisatie=Eerste%20organisatie&organisatie=Tweede,%20met%20komma&organisatie=derde";

    [Fact]
    public async Task De_tellingen_zeggen_wat_een_keuze_erbij_geeft()
    {
        using var bezoeker = new Bezoeker(wereld);
        for (var ronde = 0; ronde < 6; ronde++)
        {
            var gekozen = new[] { "", "soort=bekostiging", $"wet={wereld.Kies("wet")}", $"domein={wereld.Kies("domein")}&soort=regelgeving", $"regio={wereld.Kies("regio")}", "ernst=3&gemeldVanaf=2026-01-01" }[ronde];
            await bezoeker.Ga($"/knelpunten?{gekozen}");
            var totaal = Aantal(bezoeker);
            totaal.Should().Be(await Totaal(gekozen));
            var vinkjes = bezoeker.Pagina.QuerySelectorAll("#verfijn input[type=checkbox]").ToList();
            vinkjes.Should().HaveCountGreaterThan(20);
            foreach (var vinkje in vinkjes.Where((_, i) => i % 7 == ronde % 7))
            {
                var (sleutel, code) = (vinkje.GetAttribute("name")!, vinkje.GetAttribute("value")!);
                var zonder = string.Join('&', gekozen.Split('&').Where(deel => !deel.StartsWith($"{sleutel}=", StringComparison.Ordinal)));
                var getoond = int.Parse(Bezoeker.Leesbaar(vinkje.ParentElement!.QuerySelector(".telling")!).Trim('(', ')'), CultureInfo.InvariantCulture);
                getoond.Should().Be(await Totaal($"{zonder}&{sleutel}={code}"), "{0}={1} beside {2}", sleutel, code, gekozen);
            }
        }
    }

    [Fact]
    public async Task Wat_niets_zou_geven_staat_er_niet_tenzij_het_gekozen_is()
    {
        using var bezoeker = new Bezoeker(wereld);
        await bezoeker.Ga("/knelpunten?wet=zvw&zoek=zzzzzzzz&akkoord=iza");

        Aantal(bezoeker).Should().Be(0);
        bezoeker.Pagina.QuerySelectorAll("#verfijn input[type=checkbox]").Select(vinkje => vinkje.GetAttribute("value")).Should().BeEquivalentTo("zvw", "iza");
        bezoeker.Pagina.QuerySelectorAll("#verfijn details[open] summary").Select(Bezoeker.Leesbaar).Should().BeEquivalentTo("Wet of regel (1 gekozen)", "Akkoord of programma (1 gekozen)");
        bezoeker.Tekst.Should().Contain("Er is geen knelpunt dat aan al deze keuzes voldoet.");
        var weg = bezoeker.Pagina.QuerySelectorAll("main ul li a").Where(link => Bezoeker.Leesbaar(link).StartsWith("zonder ", StringComparison.Ordinal)).ToList();
        var link = weg.Should().ContainSingle("only without the words there is something").Subject;
        var belofte = Bezoeker.Leesbaar(link.ParentElement!);
        await bezoeker.Volg(link);
        Aantal(bezoeker).Should().BePositive().And.Be(await Totaal("wet=zvw&akkoord=iza"));
        belofte.Should().Contain($"{Aantal(bezoeker)} knelpunt");
    }

    [Fact]
    public async Task Het_formulier_werkt_zonder_script_en_houdt_wat_gekozen_was()
    {
        using var bezoeker = new Bezoeker(wereld);
        var volgorde = "sorteer=titel";
        await bezoeker.Ga($"/knelpunten?{volgorde}&wet=zvw&{Eigen}");

        await bezoeker.Verstuur(bezoeker.Pagina.QuerySelector("[role=search]")!, "Zoeken", HttpStatusCode.OK, ("zoek", "Titel"), ("wet", "zvw"), ("wet", "wlz"));

        bezoeker.Spoor[0].Status.Should().Be(HttpStatusCode.SeeOther, "the empty fields of the form do not stay in the address");
        bezoeker.Adres.Should().NotContain("gemeldVanaf").And.Contain("sorteer=titel").And.Contain("zoek=Titel");
        bezoeker.Aangevinkt("wet").Should().BeEquivalentTo("zvw", "wlz");
        Aantal(bezoeker).Should().Be(await Totaal($"wet=zvw,wlz&zoek=Titel&{Eigen}")).And.BePositive();
        var titels = bezoeker.Teksten(".lijst h3");
        titels.Should().Equal((await Kenmerken($"wet=zvw,wlz&zoek=Titel&{Eigen}&{volgorde}&limiet=25")).Select(item => item.Titel));
    }

    [Fact]
    public async Task Elke_keuze_is_weg_te_laten_en_alles_ook()
    {
        using var bezoeker = new Bezoeker(wereld);
        await bezoeker.Ga("/knelpunten?wet=zvw,wlz&soort=bekostiging&gemeldVanaf=2020-01-01&organisatie=derde");
        bezoeker.Teksten(".gekozen li").Should().HaveCount(6).And.Contain(tekst => tekst.Contains("Organisatie: derde")).And.Contain(tekst => tekst.Contains("Gemeld vanaf: 1 januari 2020"));

        await bezoeker.Volg(bezoeker.Pagina.QuerySelectorAll(".gekozen a").Single(link => Bezoeker.Leesbaar(link).Contains("Zorgverzekeringswet", StringComparison.Ordinal)));
        bezoeker.Aangevinkt("wet").Should().Equal("wlz");
        Aantal(bezoeker).Should().Be(await Totaal("wet=wlz&soort=bekostiging&gemeldVanaf=2020-01-01&organisatie=derde"));
        await bezoeker.Volg("Alles wissen");
        bezoeker.Adres.Should().Be("/knelpunten");
        bezoeker.Pagina.QuerySelectorAll(".gekozen").Should().BeEmpty();
    }

    [Fact]
    public async Task Bladeren_geeft_alles_precies_eenmaal_en_elke_titel_leidt_naar_zijn_pagina()
    {
        using var bezoeker = new Bezoeker(wereld);
        await bezoeker.Ga($"/knelpunten?sorteer=-steun&{Eigen}");
        var (gezien, totaal) = (new List<string>(), Aantal(bezoeker));
        while (true)
        {
            gezien.AddRange(bezoeker.Pagina.QuerySelectorAll(".lijst h3 a").Select(link => link.GetAttribute("href")!));
            Aantal(bezoeker).Should().Be(totaal);
            if (bezoeker.Pagina.QuerySelector("a[rel=next]") is null)
            {
                break;
            }

            await bezoeker.Volg("Volgende pagina");
        }

        gezien.Should().OnlyHaveUniqueItems().And.HaveCount(totaal);
        gezien.Should().BeEquivalentTo((await Kenmerken($"{Eigen}&limiet=200")).Select(item => $"/knelpunten/{item.Kenmerk}"));
        await bezoeker.Ga(gezien[^1]);
        bezoeker.Tekst.Should().Contain(gezien[^1].Split('/')[^1]);
    }

    [Fact]
    public async Task Wat_niet_openbaar_is_ziet_een_ander_niet_en_telt_niet_mee()
    {
        var verborgen = wereld.Alle.Where(item => item.Tekst("status") is "gemeld" or "concept" or "afgewezen").Select(item => item.Kenmerk()).ToHashSet();
        using var bezoeker = new Bezoeker(wereld);
        await bezoeker.Ga("/knelpunten?limiet=200");
        foreach (var kenmerk in verborgen)
        {
            bezoeker.Pagina.Source.Text.Should().NotContain(kenmerk);
        }

        bezoeker.Pagina.QuerySelectorAll("#verfijn input[name=status]").Select(vinkje => vinkje.GetAttribute("value")).Should().BeSubsetOf(["bevestigd", "opgelost", "heropend"]).And.NotBeEmpty();
        bezoeker.Pagina.QuerySelectorAll("#verfijn input[name=mijn]").Should().BeEmpty();
        await bezoeker.Ga("/knelpunten?status=gemeld", HttpStatusCode.Forbidden);
        bezoeker.Tekst.Should().Contain("niet openbaar");
        using var ander = await Bezoeker.Melder(wereld, "derde");
        await ander.Ga("/knelpunten?status=gemeld&organisatie=derde", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Wie_aangemeld_is_ziet_en_downloadt_de_eigen_meldingen()
    {
        using var bezoeker = await Bezoeker.Melder(wereld, "derde");
        await bezoeker.Ga("/knelpunten?mijn=true&status=gemeld");
        var eigen = wereld.Alle.Where(item => item["project"].Tekst("organisatie") == "derde" && item.Tekst("status") == "gemeld").Select(item => item.Kenmerk()).ToList();
        Aantal(bezoeker).Should().Be(eigen.Count).And.BePositive();
        bezoeker.Pagina.QuerySelectorAll("link[type='application/atom+xml']").Should().BeEmpty("no feed shows this");

        var link = bezoeker.Link("CSV").GetAttribute("href")!;
        link.Should().StartWith("/knelpunten?", "the API does not take a session");
        await bezoeker.Ga(link);
        bezoeker.Antwoord.Content.Headers.ContentType!.MediaType.Should().Be("text/csv");
        var regels = (await bezoeker.Antwoord.Tekst()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        regels.Skip(1).Select(regel => regel.Split(',')[0]).Where(begin => begin.StartsWith("KP-", StringComparison.Ordinal)).Should().BeEquivalentTo(eigen);
        await bezoeker.Ga(link.Replace("formaat=csv", "formaat=xlsx", StringComparison.Ordinal));
        bezoeker.Antwoord.Content.Headers.ContentType!.MediaType.Should().Contain("spreadsheetml");

        using var anoniem = new Bezoeker(wereld);
        await anoniem.Ga(link);
        anoniem.Adres.Should().StartWith("/aanmelden?terug=");
    }

    [Fact]
    public async Task Downloads_feeds_en_rapporten_horen_bij_dezelfde_selectie()
    {
        using var bezoeker = new Bezoeker(wereld);
        await bezoeker.Ga("/knelpunten?wet=zvw&soort=bekostiging");
        var totaal = Aantal(bezoeker);

        var csv = await wereld.Anoniem().GetStringAsync(new Uri(bezoeker.Link("CSV").GetAttribute("href")!, UriKind.Relative), App.Ct);
        csv.Split('\n').Count(regel => regel.StartsWith("KP-", StringComparison.Ordinal)).Should().Be(totaal);
        (await wereld.Anoniem().GetStringAsync(new Uri(bezoeker.Link("CSV voor Nederlandse Excel").GetAttribute("href")!, UriKind.Relative), App.Ct)).Should().Contain("kenmerk;status;");
        var feed = bezoeker.Pagina.QuerySelector("link[rel=alternate][type='application/atom+xml']")!;
        feed.GetAttribute("title").Should().Be("Knelpunten: Zvw, bekostiging");
        feed.GetAttribute("href").Should().Be("/v1/feeds/knelpunten?soort=bekostiging&wet=zvw");
        foreach (var link in bezoeker.Pagina.QuerySelectorAll("[aria-labelledby=meenemen] a").Select(link => link.GetAttribute("href")!))
        {
            link.Should().Contain("wet=zvw").And.Contain("soort=bekostiging");
            (await wereld.Anoniem().GetAsync(new Uri(link, UriKind.Relative), App.Ct)).StatusCode.Should().Be(HttpStatusCode.OK, link);
        }

        await bezoeker.Volg("abonneer op deze selectie");
        bezoeker.Aangevinkt("wet").Should().Equal("zvw");
    }

    [Theory]
    [InlineData("wet=wlx", "wet", "wlz")]
    [InlineData("wte=wlz", "wte", "wet")]
    [InlineData("gemeldVanaf=gisteren", "gemeldVanaf", null)]
    [InlineData("na=onzin", "na", null)]
    [InlineData("wet=%3Cscript%3Ealert(1)%3C/script%3E", "wet", null)]
    public async Task Een_verkeerde_keuze_zegt_welke(string vraag, string sleutel, string? beter)
    {
        using var bezoeker = new Bezoeker(wereld);
        await bezoeker.Ga($"/knelpunten?{vraag}", HttpStatusCode.BadRequest);

        bezoeker.Teksten("main li strong").Should().Equal(sleutel);
        bezoeker.Pagina.QuerySelectorAll("main script").Should().BeEmpty();
        if (beter is not null)
        {
            bezoeker.Teksten("main li a").Should().Equal($"Bedoelt u {beter}?");
        }
    }

    [Fact]
    public async Task Vijandige_tekst_is_tekst()
    {
        const string Titel = "<script>alert('x')</script> \" onmouseover=\"x";
        var project = await wereld.Project("Eerste organisatie");
        await wereld.MeldEnBevestig(project, new JsonObject { ["titel"] = Titel, ["omschrijving"] = "<img src=x onerror=alert(1)> en verder niets bijzonders." }, "Eerste organisatie");
        using var bezoeker = new Bezoeker(wereld);
        await bezoeker.Ga($"/knelpunten?zoek={Uri.EscapeDataString("onmouseover \"><script>")}");

        bezoeker.Waarde("zoek").Should().Be("onmouseover \"><script>");
        bezoeker.Teksten(".lijst h3").Should().Equal(Titel);
        bezoeker.Tekst.Should().Contain("<img src=x onerror=alert(1)>");
        bezoeker.Pagina.QuerySelectorAll("script, img, [onmouseover], [onerror]").Should().BeEmpty();
    }

    [Fact]
    public async Task Een_lezer_die_de_pagina_al_heeft_krijgt_die_niet_nog_eens_tot_er_iets_verandert()
    {
        var lezer = wereld.Anoniem();
        var eerste = await lezer.Stuur("GET", "/knelpunten?soort=it");
        var etag = eerste.Headers.ETag!.ToString();
        var tweede = await lezer.Stuur("GET", "/knelpunten?soort=it", ifNoneMatch: etag);
        tweede.StatusCode.Should().Be(HttpStatusCode.NotModified);
        tweede.Headers.Contains("Content-Security-Policy").Should().BeFalse("a browser would put it in the place of that of the page");
        await wereld.MeldEnBevestig(await wereld.Project("derde"), organisatie: "derde");
        (await lezer.Stuur("GET", "/knelpunten?soort=it", ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    private static int Aantal(Bezoeker bezoeker) => int.Parse(bezoeker.Teksten("main h2").First(kop => kop.EndsWith(" knelpunten", StringComparison.Ordinal) || kop.EndsWith(" knelpunt", StringComparison.Ordinal)).Split(' ')[0].Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private async Task<int> Totaal(string vraag) => (await wereld.Anoniem().Lees($"/v1/knelpunten?limiet=1&{vraag.Trim('&')}")).Getal("totaal");

    private async Task<List<(string Kenmerk, string Titel)>> Kenmerken(string vraag) =>
        [.. (await wereld.Anoniem().Lees($"/v1/knelpunten?{vraag}"))["items"]!.AsArray().Select(item => (item!.Kenmerk(), item.Tekst("titel")))];
}
