using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using PassendeZorg.Knelpunten.Tests.Rapportages;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

/// <summary>The account, with what is behind each number.</summary>
public sealed class VerantwoordingspaginaTests(VerantwoordingTests.Wereld wereld) : IClassFixture<VerantwoordingTests.Wereld>
{
    private static readonly string[] Velden = ["geagendeerd", "beantwoord", "open", "teLaat", "nagekomen", "vervallen"];

    [Fact]
    public async Task De_pagina_zegt_hetzelfde_als_het_rapport()
    {
        using var bezoeker = new Bezoeker(wereld.App);
        await bezoeker.Ga("/verantwoording");

        bezoeker.Pagina.QuerySelectorAll("tbody tr").Select(rij => string.Join(' ', rij.Children.Select(Bezoeker.Leesbaar))).Should().Equal(
            "1 Nederlandse Zorgautoriteit 6 4 67% 6,5 2 1 1 0", "2 Ministerie van Volksgezondheid, Welzijn en Sport 5 0 0% – 0 0 0 0",
            "2 Inspectie Gezondheidszorg en Jeugd 5 0 0% – 0 0 0 0", "geen Zorginstituut Nederland 1 1 100% 3 0 0 0 0", "geen Vereniging van Nederlandse Gemeenten 0 0 – – 0 0 0 1");
        bezoeker.Tekst.Should().Contain("Onder de 5 is er geen rang");
        bezoeker.Tekst.Should().NotContain("concept");
    }

    [Fact]
    public async Task Achter_elk_getal_staat_precies_wat_het_telt()
    {
        using var bezoeker = new Bezoeker(wereld.App);
        foreach (var item in (await wereld.App.Anoniem().Lees("/v1/rapportages/verantwoording"))["items"]!.AsArray())
        {
            await bezoeker.Ga("/verantwoording");
            var rij = bezoeker.Pagina.QuerySelectorAll("tbody tr").Single(deel => Bezoeker.Leesbaar(deel.QuerySelector("th")!) == item!["organisatie"].Tekst("naam"));
            var links = rij.QuerySelectorAll("td a").Select(link => (Aantal: int.Parse(Bezoeker.Leesbaar(link), CultureInfo.InvariantCulture), Adres: link.GetAttribute("href")!)).ToList();
            links.Should().HaveCount(Velden.Count(veld => (item![veld] ?? item["toezeggingen"]![veld])!.GetValue<int>() > 0));
            foreach (var (aantal, adres) in links)
            {
                await bezoeker.Ga(adres);
                var doel = bezoeker.Pagina.GetElementById(adres.Split('#')[1])!;
                Bezoeker.Leesbaar(doel).Should().Contain($"{aantal}", adres);
                if (!adres.EndsWith("te-laat", StringComparison.Ordinal) && !adres.EndsWith("geagendeerd", StringComparison.Ordinal))
                {
                    doel.NextElementSiblings("ul").First().Children.Should().HaveCount(aantal, adres);
                }
            }
        }

        await bezoeker.Ga("/verantwoording?adressaat=nza");
        bezoeker.Pagina.QuerySelectorAll("#beantwoord ~ ul.lijst > li").Should().HaveCount(6, "what was answered and what was not, together what was put on the agenda");
    }

    [Fact]
    public async Task Een_verkeerd_filter_zegt_welk()
    {
        using var bezoeker = new Bezoeker(wereld.App);

        await bezoeker.Ga("/verantwoording?adressaat=nzaa", HttpStatusCode.BadRequest);

        bezoeker.Tekst.Should().Contain("adressaat").And.Contain("nzaa");
        await bezoeker.Volg("Bedoelt u nza?");
        bezoeker.Kop.Should().Be("Verantwoording: Nederlandse Zorgautoriteit");
        await bezoeker.Ga("/verantwoording?onzin=1", HttpStatusCode.BadRequest);
        await bezoeker.Ga("/verantwoording?mijn=true", HttpStatusCode.Unauthorized);
    }
}

/// <summary>Vocabularies, and what stands about the registry itself.</summary>
public sealed class LeesTests(App app) : IClassFixture<App>
{
    /// <summary>Swagger UI goes on to another address.</summary>
    private static readonly string[] Elders = ["/docs"];

    [Fact]
    public async Task Elke_begrippenlijst_heeft_een_pagina_met_al_haar_codes()
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/begrippen");
        var links = bezoeker.Pagina.QuerySelectorAll("tbody a").Select(link => link.GetAttribute("href")!).ToList();
        links.Should().HaveCount(14);

        foreach (var adres in links)
        {
            await bezoeker.Ga(adres);
            var lijst = await app.Anoniem().Lees($"/v1/begrippenlijsten/{adres.Split('/')[^1]}");
            bezoeker.Kop.Should().Be(lijst.Tekst("naam"));
            bezoeker.Teksten("tbody td:nth-child(2) code").Should().BeEquivalentTo(lijst["items"]!.AsArray().Select(begrip => begrip.Tekst("code")));
            bezoeker.Pagina.QuerySelectorAll("[id]").Select(element => element.Id).Should().OnlyHaveUniqueItems(adres);
        }

        await bezoeker.Ga("/begrippen/bestaat-niet", HttpStatusCode.NotFound);
        bezoeker.Tekst.Should().Contain("wetten");
    }

    [Fact]
    public async Task Een_begrip_telt_mee_bij_wat_erboven_staat_en_leidt_naar_de_lijst()
    {
        await app.MeldEnBevestig(await app.Project(), new JsonObject { ["domeinen"] = new JsonArray("ggz", "huisartsenzorg") });
        using var bezoeker = new Bezoeker(app);

        await bezoeker.Ga("/begrippen/domeinen");

        bezoeker.Pagina.QuerySelector("#begrip-huisartsenzorg")!.ClassName.Should().Be("onderliggend");
        Bezoeker.Leesbaar(bezoeker.Pagina.QuerySelector("#begrip-huisartsenzorg th")!).Should().StartWith("Huisartsenzorg, valt onder Curatieve zorg");
        await OverzichtTests.Klopt(app, bezoeker.Pagina.QuerySelectorAll("td.getal a"));
        bezoeker.Pagina.QuerySelectorAll("#begrip-curatieve-zorg td.getal a").Should().ContainSingle();
        bezoeker.Pagina.QuerySelectorAll("#begrip-stelselbreed td.getal a").Should().BeEmpty("nothing leads to an empty list");

        await bezoeker.Ga("/begrippen/treden");
        bezoeker.Tekst.Should().NotContain("De aantallen");
    }

    [Fact]
    public async Task Skos_en_json_zijn_te_vinden()
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/begrippen/wetten");

        using var client = app.Anoniem();
        (await client.Stuur("GET", bezoeker.Link("SKOS (JSON-LD)").GetAttribute("href")!)).Content.Headers.ContentType!.MediaType.Should().Be("application/ld+json");
        (await client.Stuur("GET", bezoeker.Link("JSON").GetAttribute("href")!)).Content.Headers.ContentType!.MediaType.Should().Be("application/json");
    }

    [Fact]
    public async Task Een_vervallen_begrip_en_vijandige_woorden_staan_er_zoals_ze_zijn()
    {
        await app.Beheerder().Stuur("PUT", "/v1/begrippenlijsten/gevolgen/begrippen/oud-gevolg",
            """{"naam":"<script>alert(1)</script> & oud","aliassen":["\"><img src=x>"],"geldigTotDatum":"2020-01-01"}""").Gelukt();
        using var bezoeker = new Bezoeker(app);

        await bezoeker.Ga("/begrippen/gevolgen");

        var rij = bezoeker.Pagina.QuerySelector("#begrip-oud-gevolg")!;
        Bezoeker.Leesbaar(rij).Should().Contain("<script>alert(1)</script> & oud").And.Contain("Vervallen sinds 1 januari 2020").And.Contain("\"><img src=x>");
        bezoeker.Pagina.Scripts.Should().BeEmpty();
        bezoeker.Pagina.Images.Should().BeEmpty();
    }

    [Fact]
    public async Task Naden_nemen_een_selectie_aan_en_bladeren_zonder_iets_over_te_slaan()
    {
        await using var eigen = new App();
        var project = await eigen.Project();
        for (var i = 0; i < 53; i++)
        {
            await eigen.MeldEnBevestig(project, new JsonObject { ["titel"] = $"Naad {i}", ["wetten"] = new JsonArray("woo", "avg"), ["domeinen"] = new JsonArray(i == 0 ? "ggz" : "preventie") });
        }

        await eigen.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("woo") });
        await eigen.Meld(project, new JsonObject { ["titel"] = "Nog geheim", ["wetten"] = new JsonArray("woo", "avg") });
        using var bezoeker = new Bezoeker(eigen);

        await bezoeker.Ga("/naden");
        await bezoeker.Volg("53");
        var titels = bezoeker.Teksten("main .lijst h2").ToList();
        titels.Should().HaveCount(50);
        await bezoeker.Volg("Volgende 50");
        titels.AddRange(bezoeker.Teksten("main .lijst h2"));

        titels.Should().BeEquivalentTo(Enumerable.Range(0, 53).Select(i => $"Naad {i}"));
        await bezoeker.Ga("/naden?domein=ggz");
        await bezoeker.Volg("td a[href^='/naden/']");
        bezoeker.Adres.Should().EndWith("?domein=ggz");
        bezoeker.Teksten("main .lijst h2").Should().Equal("Naad 0");
        await bezoeker.Ga("/naden/woo/woo", HttpStatusCode.NotFound);
        await bezoeker.Ga("/naden/woo/onzin", HttpStatusCode.NotFound);
        await bezoeker.Ga("/naden/woo/avg?status=gemeld", HttpStatusCode.Forbidden);
        await bezoeker.Ga("/naden/woo/avg?na=onzin", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Over_legt_de_ladder_uit_met_de_grenzen_van_dit_register()
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/over");

        bezoeker.Teksten(".ladder li").Should().HaveCount(7).And.HaveElementAt(2, "Landelijke afspraak of akkoord: binnen de akkoorden")
            .And.HaveElementAt(5, "Wetswijziging: een gerichte wijziging").And.HaveElementAt(6, "Stelselherziening: een wijziging van het stelsel");
        bezoeker.Tekst.Should().Contain("CC BY 4.0").And.Contain("geen oordeel over de waarheid");
        foreach (var anker in new[] { "tellen", "agenda", "beveiliging" })
        {
            bezoeker.Pagina.GetElementById(anker).Should().NotBeNull();
        }
    }

    [Fact]
    public async Task Elke_link_van_de_uitlegpaginas_binnen_dit_deel_bestaat()
    {
        using var bezoeker = new Bezoeker(app);
        foreach (var adres in new[] { "/over", "/privacy", "/toegankelijkheid", "/begrippen", "/edities", "/verantwoording", "/naden" })
        {
            await bezoeker.Ga(adres);
            foreach (var link in bezoeker.Pagina.QuerySelectorAll("main a[href^='/'], link[href^='/']").Select(deel => deel.GetAttribute("href")!).Where(link => !Elders.Contains(link)).Distinct(StringComparer.Ordinal))
            {
                (await app.Anoniem().Stuur("GET", link)).StatusCode.Should().Be(HttpStatusCode.OK, $"{adres} links to {link}");
            }
        }
    }

    [Fact]
    public async Task Toegankelijkheid_noemt_geen_status_die_niet_is_ingesteld_en_anders_die_van_de_verklaring()
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/toegankelijkheid");
        bezoeker.Pagina.GetElementById("status")!.TextContent.Should().Be("Status: E – geen verklaring");

        await using var ingesteld = new Toegang.Ingesteld(("Toegankelijkheidsstatus", "B"), ("Toegankelijkheidsverklaring", "https://www.toegankelijkheidsverklaring.nl/register/1"), ("Uitgever", "Gemeente Oost"), ("Contact", "info@voorbeeld.nl"));
        using var lezer = new Bezoeker(ingesteld);
        await lezer.Ga("/toegankelijkheid");

        lezer.Pagina.GetElementById("status")!.TextContent.Should().Be("Status: B – voldoet gedeeltelijk");
        lezer.Link("toegankelijkheidsverklaring van dit register").GetAttribute("href").Should().Be("https://www.toegankelijkheidsverklaring.nl/register/1");
        lezer.Tekst.Should().Contain("Gemeente Oost wil dat iedereen").And.Contain("info@voorbeeld.nl").And.NotContain("nog niet gedaan");
    }

    [Theory]
    [InlineData("--Knelpunten:Toegankelijkheidsstatus=A")]
    [InlineData("--Knelpunten:Toegankelijkheidsverklaring=https://www.toegankelijkheidsverklaring.nl/register/1")]
    [InlineData("--Knelpunten:Toegankelijkheidsstatus=E", "--Knelpunten:Toegankelijkheidsverklaring=https://www.toegankelijkheidsverklaring.nl/register/1")]
    [InlineData("--Knelpunten:Toegankelijkheidsstatus=A", "--Knelpunten:Toegankelijkheidsverklaring=javascript:alert(1)")]
    public async Task Een_status_zonder_verklaring_wordt_bij_het_starten_geweigerd(params string[] instellingen)
    {
        var map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;

        var (code, uitvoer) = await Programma.Draai(map, instellingen);

        uitvoer.Should().Contain("Knelpunten__Toegankelijkheidsstatus").And.NotContain("   at ");
        code.Should().NotBe(0);
        Directory.Delete(map, recursive: true);
    }

    [Fact]
    public async Task Privacy_noemt_elk_koekje_dat_er_is()
    {
        using var bezoeker = await Bezoeker.Analist(app);
        await bezoeker.Ga("/afmelden");
        var namen = bezoeker.Koekjes.GetAllCookies().Select(koekje => koekje.Name).Append("bericht").ToHashSet();

        await bezoeker.Ga("/privacy");

        bezoeker.Teksten("tbody th code").Should().BeEquivalentTo(namen);
        using var lezer = new Bezoeker(app);
        foreach (var adres in new[] { "/", "/over", "/edities", "/begrippen/wetten", "/verantwoording" })
        {
            await lezer.Ga(adres);
        }

        lezer.Koekjes.GetAllCookies().Should().BeEmpty("who only reads gets no cookie");
    }

    [Fact]
    public async Task Security_txt_is_geldig_zolang_er_iemand_is()
    {
        await using var eigen = new App();
        eigen.Klok.Verzet(TimeSpan.FromDays(400));
        var antwoord = await eigen.Anoniem().Stuur("GET", "/.well-known/security.txt");
        antwoord.Content.Headers.ContentType!.ToString().Should().Be("text/plain; charset=utf-8");

        var velden = (await antwoord.Tekst()).TrimEnd('\n').Split('\n').ToDictionary(regel => regel.Split(": ", 2)[0], regel => regel.Split(": ", 2)[1], StringComparer.Ordinal);

        velden.Keys.Should().BeEquivalentTo("Contact", "Expires", "Preferred-Languages", "Canonical", "Policy");
        velden["Contact"].Should().Be(new Uri(eigen.Adres, "/over#beveiliging").ToString());
        velden["Canonical"].Should().Be(new Uri(eigen.Adres, "/.well-known/security.txt").ToString());
        var verloopt = DateTimeOffset.ParseExact(velden["Expires"], "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        verloopt.Should().BeAfter(eigen.Klok.GetUtcNow().AddDays(30)).And.BeBefore(eigen.Klok.GetUtcNow().AddDays(365));
    }

    [Theory]
    [InlineData("lek@voorbeeld.nl", "mailto:lek@voorbeeld.nl")]
    [InlineData("https://voorbeeld.nl/lek", "https://voorbeeld.nl/lek")]
    [InlineData("mailto:lek@voorbeeld.nl", "mailto:lek@voorbeeld.nl")]
    public async Task Het_beveiligingscontact_is_een_instelling(string instelling, string contact)
    {
        await using var eigen = new MetContact(instelling);

        (await (await eigen.Anoniem().Stuur("GET", "/.well-known/security.txt")).Tekst()).Should().StartWith($"Contact: {contact}\n");
        using var bezoeker = new Bezoeker(eigen);
        await bezoeker.Ga("/over");
        bezoeker.Pagina.QuerySelector("#beveiliging + p a")!.GetAttribute("href").Should().Be(contact);
        bezoeker.Tekst.Should().Contain("Dit register wordt beheerd door <b>Zorg</b> & co.").And.Contain("info@voorbeeld.nl");
    }

    private sealed class MetContact(string contact) : App
    {
        protected override void ConfigureWebHost(Microsoft.AspNetCore.Hosting.IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Knelpunten:Beveiligingscontact", contact);
            builder.UseSetting("Knelpunten:Contact", "info@voorbeeld.nl");
            builder.UseSetting("Knelpunten:Uitgever", "<b>Zorg</b> & co");
        }
    }
}

internal static class Dom
{
    /// <summary>Siblings after an element with this tag.</summary>
    public static IEnumerable<IElement> NextElementSiblings(this IElement element, string tag)
    {
        for (var ander = element.NextElementSibling; ander is not null; ander = ander.NextElementSibling)
        {
            if (ander.LocalName == tag)
            {
                yield return ander;
            }
        }
    }
}
