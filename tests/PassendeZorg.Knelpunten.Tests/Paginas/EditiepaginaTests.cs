using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Dialogen;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

public sealed class EditiepaginaTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Een_analist_legt_een_editie_vast_en_iedereen_leest_haar()
    {
        await app.MeldEnBevestig(await app.Project(), new JsonObject { ["wetten"] = new JsonArray("wlz", "zvw") });
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga("/edities");
        await analist.Volg("Nieuwe editie");
        await analist.Ga("/knelpunten?wet=wlz&domein=curatieve-zorg,langdurige-zorg");
        await analist.Volg("maak een editie van deze selectie");
        analist.Tekst.Should().Contain("wet: Wet langdurige zorg").And.Contain("domein: Curatieve zorg, Langdurige zorg");

        await analist.Verstuur("Publiceren", ("titel", "Wlz & <i>zorg</i>"), ("adressaat", "nza"), ("inleiding", "Eerste alinea.\nTweede alinea."));

        analist.Spoor[0].Status.Should().Be(HttpStatusCode.SeeOther);
        analist.Adres.Should().MatchRegex("^/edities/20[0-9]{2}-[0-9]+$");
        analist.Kop.Should().Be("Wlz & <i>zorg</i>");
        var nummer = analist.Adres.Split('/')[^1];
        var editie = await app.Anoniem().Lees($"/v1/edities/{nummer}");
        editie["selectie"]!.Lijst("wet").Should().Equal("wlz");
        editie["selectie"]!.Lijst("domein").Should().Equal("curatieve-zorg", "langdurige-zorg");

        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/edities");
        await bezoeker.Volg("Wlz & <i>zorg</i>");
        bezoeker.Tekst.Should().Contain("Tweede alinea.").And.Contain(editie.Tekst("sha256")).And.Contain(editie.Tekst("citeerAls")).And.Contain("voor Nederlandse Zorgautoriteit");
        bezoeker.Pagina.QuerySelectorAll("link[rel=alternate]").Select(link => link.GetAttribute("href")).Should().Contain("/v1/feeds/edities");
        bezoeker.Pagina.QuerySelectorAll("main a[href^='/v1/']").Select(link => link.GetAttribute("href")!).Should().OnlyContain(adres => adres.Contains("formaat=", StringComparison.Ordinal), "pages lead to pages");
    }

    [Fact]
    public async Task Elk_getal_leidt_naar_de_lijst_zoals_die_toen_was()
    {
        await using var eigen = new App();
        var project = await eigen.Project();
        foreach (var wetten in new[] { new[] { "wlz", "zvw" }, ["wlz"], ["zvw"], ["wmo2015", "wlz"] })
        {
            await eigen.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray([.. wetten.Select(wet => JsonValue.Create(wet))]) });
        }

        using var analist = await Bezoeker.Analist(eigen);
        await analist.Ga("/edities/nieuw?wet=wlz");
        await analist.Verstuur("Publiceren", ("titel", "Toen"));
        await eigen.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("wlz", "zvw") });
        using var bezoeker = new Bezoeker(eigen);
        await bezoeker.Ga(analist.Adres);

        var links = bezoeker.Pagina.QuerySelectorAll("main a[href^='/knelpunten?']").ToList();
        links.Count.Should().BeGreaterThan(6);
        links.Should().OnlyContain(link => link.GetAttribute("href")!.Contains("totVolgnummer=", StringComparison.Ordinal));
        await OverzichtTests.Klopt(eigen, links);

        // Within "wet=wlz" no list can ask for those that also have zvw: the number leads nowhere, but the seam does.
        var rij = bezoeker.Pagina.QuerySelector("table.warmte")!.QuerySelectorAll("tbody tr").Single(deel => Bezoeker.Leesbaar(deel.QuerySelector("th")!) == "Zorgverzekeringswet");
        rij.QuerySelectorAll("a").Should().BeEmpty();
        Bezoeker.Leesbaar(rij.QuerySelector("td")!).Should().Be("1");
        bezoeker.Teksten("h3").Should().Contain("Binnen Curatieve zorg");
        await bezoeker.Volg("a[href^='/naden/'][href*=zvw]");
        bezoeker.Teksten("main .lijst > li").Should().ContainSingle("as it was then");
    }

    [Fact]
    public async Task Een_fout_houdt_alles_wat_getypt_was()
    {
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga("/edities/nieuw?zoek=beter&wet=zvw");

        await analist.Verstuur("Publiceren", HttpStatusCode.BadRequest, ("titel", "\"><script>alert(1)</script>"), ("adressaat", "vws"), ("inleiding", "Blijft\nstaan & <b>zo</b>"));

        analist.Waarde("titel").Should().Be("\"><script>alert(1)</script>");
        analist.Waarde("adressaat").Should().Be("vws");
        analist.Waarde("inleiding").Should().Be("Blijft\nstaan & <b>zo</b>");
        analist.Teksten(".fouten li").Should().ContainSingle().Which.Should().Contain("woorden vinden");
        analist.Pagina.GetElementById("veld-selectie-zoek").Should().NotBeNull("the fault leads to what it is about");
        analist.Pagina.Scripts.Should().BeEmpty();

        await analist.Ga("/edities/nieuw");
        await analist.Verstuur("Publiceren", HttpStatusCode.BadRequest, ("titel", "x"));
        analist.Fout("titel").Should().NotBeNull();
        await analist.Ga("/edities/nieuw");
        await analist.Verstuur("Publiceren", HttpStatusCode.BadRequest, ("titel", "Met een nummer"), ("inleiding", "Bel 06 12345678 voor meer."));
        analist.Fout("inleiding").Should().NotBeNull().And.NotContain("12345678");
    }

    [Fact]
    public async Task Alleen_wie_beoordeelt_publiceert_en_zonder_token_gebeurt_er_niets()
    {
        var voor = (await app.Anoniem().Lees("/v1/edities?limiet=1")).Getal("totaal");
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/edities");
        bezoeker.Pagina.QuerySelectorAll("a[href='/edities/nieuw']").Should().BeEmpty();
        await bezoeker.Ga("/edities/nieuw");
        bezoeker.Kop.Should().Be("Aanmelden");
        using var melder = await Bezoeker.Melder(app);
        await melder.Ga("/edities/nieuw", HttpStatusCode.Forbidden);
        await melder.Vervals("/edities", HttpStatusCode.Forbidden, ("titel", "Mag niet"));
        using var analist = await Bezoeker.Analist(app);
        await analist.Vervals("/edities", HttpStatusCode.BadRequest, ("titel", "Zonder token"));
        analist.Waarde("titel").Should().Be("Zonder token");
        (await app.Anoniem().Lees("/v1/edities?limiet=1")).Getal("totaal").Should().Be(voor);

        await analist.Verstuur("Verder");

        analist.Kop.Should().Be("Zonder token", "what was typed was kept, and now came with a token");
    }

    [Fact]
    public async Task Een_sessie_die_voorbij_is_houdt_de_tekst_tot_na_het_aanmelden()
    {
        var sleutel = await app.Beheerder().Post("/v1/sleutels", new JsonObject { ["naam"] = "Kort", ["rol"] = "analist", ["organisatie"] = "RVS" }).Gelukt();
        using var analist = await Bezoeker.Met(app, sleutel.Tekst("sleutel"));
        await analist.Ga("/edities/nieuw?wet=zvw");
        (await app.Beheerder().Stuur("DELETE", $"/v1/sleutels/{sleutel.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        var voor = (await app.Anoniem().Lees("/v1/edities?limiet=1")).Getal("totaal");

        await analist.Verstuur("Publiceren", HttpStatusCode.Unauthorized, ("titel", "Niet verloren"), ("inleiding", "Veel werk\naan <b>gehad</b>"));

        analist.Kop.Should().Be("Aanmelden");
        analist.Tekst.Should().Contain("wat u had ingevuld is er nog");
        await analist.Verstuur("Aanmelden", HttpStatusCode.Unauthorized, ("sleutel", "kp_fout"));
        await analist.Verstuur("Aanmelden", ("sleutel", App.Beheersleutel));
        (await app.Anoniem().Lees("/v1/edities?limiet=1")).Getal("totaal").Should().Be(voor, "signing in alone sends nothing");
        await analist.Verstuur("Verder");

        analist.Kop.Should().Be("Niet verloren");
        analist.Tekst.Should().Contain("Veel werk aan <b>gehad</b>");
        (await app.Anoniem().Lees($"/v1{analist.Adres}"))["selectie"]!.Lijst("wet").Should().Equal("zvw");
    }

    [Fact]
    public async Task De_pagina_houdt_haar_eigen_etag_tot_een_tekst_verandert()
    {
        await using var eigen = new App();
        var knelpunt = await eigen.MeldEnBevestig(await eigen.Project(), new JsonObject { ["titel"] = "Straks weg", ["ernst"] = "5" });
        using var analist = await Bezoeker.Analist(eigen);
        await analist.Ga("/edities/nieuw");
        await analist.Verstuur("Publiceren", ("titel", "Met een titel"));
        analist.Antwoord.Headers.ETag.Should().BeNull("who signed in keeps nothing");
        var pad = analist.Adres;
        using var client = eigen.Anoniem();
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        var etag = (await client.Stuur("GET", pad)).Headers.ETag!.ToString();

        await eigen.MeldEnBevestig(await eigen.Project(), new JsonObject { ["titel"] = "Iets anders" });
        (await client.Stuur("GET", pad, ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.NotModified, "what comes after changes nothing");
        await (await eigen.Analist()).DeleteAsync(new Uri($"/v1/knelpunten/{knelpunt.Id()}", UriKind.Relative), App.Ct);

        var na = await client.Stuur("GET", pad, ifNoneMatch: etag);
        na.StatusCode.Should().Be(HttpStatusCode.OK);
        (await na.Tekst()).Should().NotContain("Straks weg").And.Contain("na publicatie ingetrokken");
        (await client.Stuur("GET", $"/v1{pad}?formaat=html")).Content.Headers.ContentType!.MediaType.Should().Be("text/html");
    }

    [Fact]
    public async Task Een_editie_opent_met_wat_niet_is_nagekomen_en_zet_de_agenda_met_oordelen()
    {
        await using var eigen = new App();
        var knelpunt = await eigen.MeldEnBevestig(await eigen.Project());
        var systeem = await eigen.Systeem(null, knelpunt.Id());
        await eigen.Toets(systeem, "nza", "wetswijziging");
        await eigen.GeefWeer(systeem, "zn", "bestaande-ruimte-benutten");
        await eigen.LegVast(Afspreken.Dialoog(eigen.Vandaag().AddDays(-9), Afspreken.Afspraak("nza", eigen.Vandaag().AddDays(-2), systeem.Id(), "Was al klaar <geweest>")));
        var editie = await (await eigen.Analist()).Post("/v1/edities", new JsonObject { ["titel"] = "Agenda" }).Gelukt();
        using var bezoeker = new Bezoeker(eigen);

        await bezoeker.Ga($"/edities/{editie.Tekst("nummer")}");

        bezoeker.Teksten("main h2")[0].Should().Be("Nog niet nagekomen");
        bezoeker.Tekst.Should().Contain("Te laat: Nederlandse Zorgautoriteit: Was al klaar <geweest>").And.Contain("Standpunt van Zorgverzekeraars Nederland, weergegeven uit een openbare bron");
        bezoeker.Pagina.QuerySelectorAll($"a[href='/systeemknelpunten/{systeem.Kenmerk()}']").Should().NotBeEmpty();
        bezoeker.Pagina.QuerySelectorAll("[id]").Select(element => element.Id).Should().OnlyHaveUniqueItems();
        bezoeker.Pagina.QuerySelectorAll("svg").Should().OnlyContain(tekening => tekening.QuerySelector("title") != null && tekening.QuerySelector("desc") != null);
    }

    [Fact]
    public async Task Verschillen_staan_in_woorden_en_leiden_verder()
    {
        await using var eigen = new App();
        var project = await eigen.Project();
        var weg = await eigen.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("wia") });
        await (await eigen.Analist()).Post("/v1/edities", new JsonObject { ["titel"] = "Eerst" }).Gelukt();
        using var bezoeker = new Bezoeker(eigen);
        await bezoeker.Ga("/edities");
        await bezoeker.Volg("Eerst");
        bezoeker.Pagina.QuerySelectorAll("a[href*=verschillen]").Should().BeEmpty("there is nothing before the first");
        var eerste = bezoeker.Adres.Split('/')[^1];
        await bezoeker.Ga($"/edities/{eerste}/verschillen");
        bezoeker.Tekst.Should().Contain("nog geen andere editie");
        await (await eigen.Analist()).DeleteAsync(new Uri($"/v1/knelpunten/{weg.Id()}", UriKind.Relative), App.Ct);
        var nieuw = await eigen.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("wlz", "zvw") });
        await (await eigen.Analist()).Post("/v1/edities", new JsonObject { ["titel"] = "Daarna <b>" }).Gelukt();

        await bezoeker.Ga("/edities");
        await bezoeker.Volg("Daarna <b>");
        await bezoeker.Volg($"Wat er veranderde sinds editie {eerste}");

        bezoeker.Teksten("#verschenen + p").Should().Equal(nieuw.Kenmerk());
        bezoeker.Teksten("#verdwenen + p").Should().Equal(weg.Kenmerk());
        bezoeker.Pagina.QuerySelectorAll("tbody tr").Select(rij => string.Join(' ', rij.Children.Select(Bezoeker.Leesbaar))).Should().Contain("naad Zorgverzekeringswet en Wet langdurige zorg 0 1").And.Contain("wet Wet werk en inkomen naar arbeidsvermogen 1 0");
        bezoeker.Waarde("met").Should().Be(eerste);
        await bezoeker.Verstuur("Vergelijk");
        bezoeker.Adres.Should().EndWith($"/verschillen?met={eerste}");
        await bezoeker.Ga($"/edities/{eerste}/verschillen?met=1999-1", HttpStatusCode.NotFound);
        await bezoeker.Ga($"/edities/{eerste}/verschillen?onzin=1", HttpStatusCode.BadRequest);
        await bezoeker.Ga("/edities/1999-1", HttpStatusCode.NotFound);
        bezoeker.Tekst.Should().Contain(eerste, "the page says which editions there are");
    }
}
