using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

/// <summary>What an analist does with what was reported: judge, tag, ask, bundle, and what comes of it.</summary>
public sealed class AnalistPaginaTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Niemand_dan_een_analist_ziet_de_wachtrij()
    {
        var knelpunt = await app.Meld(await app.Project(), Met("titel", "Geheim tot het bevestigd is"));
        var systeem = await app.Systeem();
        string[] adressen = ["/beoordelen", $"/beoordelen/{knelpunt.Kenmerk()}", "/systeemknelpunten/nieuw", .. new[] { "wijzigen", "status", "bundeling", "relaties" }.Select(deel => $"{Pagina(systeem)}/{deel}")];
        using (var niemand = new Bezoeker(app))
        {
            foreach (var adres in adressen)
            {
                await niemand.Ga(adres);
                niemand.Kop.Should().Be("Aanmelden");
                niemand.Pagina.Source.Text.Should().NotContain("Geheim tot het bevestigd is");
            }
        }

        foreach (var (rol, wie) in new[] { ("melder", "Zorggroep Test"), ("adressaat", "nza"), ("abonnee", "Volger") })
        {
            using var ander = await Bezoeker.Als(app, rol, wie);
            foreach (var adres in adressen)
            {
                await ander.Ga(adres, HttpStatusCode.Forbidden);
                ander.Pagina.Source.Text.Should().NotContain("Geheim tot het bevestigd is");
            }

            await ander.Ga("/over");
            await ander.Vervals("/beoordelen", HttpStatusCode.Forbidden, ("knelpunten", knelpunt.Kenmerk()), ("actie", "bevestigd"), ("herleidbaarheidGecontroleerd", "true"));
            await ander.Vervals($"/beoordelen/{knelpunt.Kenmerk()}", HttpStatusCode.Forbidden, ("actie", "bevestigd"), ("herleidbaarheidGecontroleerd", "true"), ("versie", "1"));
        }

        (await (await app.Analist()).Lees($"/v1/knelpunten/{knelpunt.Id()}")).Tekst("status").Should().Be("gemeld");
    }

    [Fact]
    public async Task Een_knelpunt_krijgt_zijn_tags_een_voor_een_en_wordt_bevestigd()
    {
        var knelpunt = await app.Meld(await app.Project(), new JsonObject { ["titel"] = "Wijkverpleging en Wmo wijzen naar elkaar", ["domeinen"] = new JsonArray(), ["wetten"] = new JsonArray("zvw") });
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"/beoordelen/{knelpunt.Kenmerk()}");
        analist.Aangevinkt("wetten").Should().Equal(["zvw"], "a proposal is not filled in by itself");
        analist.Aangevinkt("domeinen").Should().BeEmpty();

        await analist.Verstuur("Bevestig", HttpStatusCode.Conflict, ("herleidbaarheidGecontroleerd", "true"), ("toelichting", "Nagegaan bij het wijkteam."));
        analist.Tekst.Should().Contain("heeft nog geen domein");
        analist.Waarde("toelichting").Should().Be("Nagegaan bij het wijkteam.");

        await analist.Verstuur("Werk alleen de tags bij", ("domeinen", "wmo-ondersteuning"), ("wetten", "zvw"), ("wetten", "wmo2015"));
        analist.Aangevinkt("domeinen").Should().Equal("wmo-ondersteuning");
        analist.Aangevinkt("wetten").Should().BeEquivalentTo("zvw", "wmo2015");
        await analist.Verstuur("Bevestig", HttpStatusCode.BadRequest);
        analist.Fout("herleidbaarheidGecontroleerd").Should().NotBeNull();

        await analist.Verstuur("Bevestig", ("herleidbaarheidGecontroleerd", "true"), ("domeinen", "wmo-ondersteuning"), ("domeinen", "wijkverpleging"));
        analist.Adres.Should().Be("/beoordelen");
        analist.Tekst.Should().Contain($"{knelpunt.Kenmerk()} is bevestigd.");
        var nu = await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}");
        nu.Lijst("domeinen").Should().BeEquivalentTo("wmo-ondersteuning", "wijkverpleging");
        nu.Lijst("wetten").Should().BeEquivalentTo("zvw", "wmo2015");
        nu.Lijst("soorten").Should().Equal("bekostiging");
    }

    [Fact]
    public async Task Een_voorstel_staat_erbij_met_zijn_reden()
    {
        var knelpunt = await app.Meld(await app.Project(), new JsonObject { ["titel"] = "Jeugdzorg stopt op de achttiende verjaardag", ["omschrijving"] = "De gemeente betaalt onder de Jeugdwet tot achttien jaar; daarna wijst iedereen naar de zorgverzekeraar.", ["wetten"] = new JsonArray(), ["domeinen"] = new JsonArray() });
        using var analist = await Bezoeker.Analist(app);

        await analist.Ga($"/beoordelen/{knelpunt.Kenmerk()}");

        var voorstel = analist.Pagina.QuerySelectorAll("#veld-wetten > .vinkjes .vinkje").Single(vinkje => vinkje.QuerySelector("input")!.GetAttribute("value") == "jeugdwet");
        Bezoeker.Leesbaar(voorstel).Should().Contain("voorgesteld om:");
        voorstel.QuerySelector("input")!.HasAttribute("checked").Should().BeFalse();
    }

    [Fact]
    public async Task Wat_de_melder_intussen_wijzigt_wordt_eerst_gelezen()
    {
        var knelpunt = await app.Meld(await app.Project());
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"/beoordelen/{knelpunt.Kenmerk()}");
        await (await app.Melder()).Patch($"/v1/knelpunten/{knelpunt.Id()}", new JsonObject { ["omschrijving"] = "Een heel andere tekst dan de analist heeft gelezen." }, knelpunt.Etag());

        await analist.Verstuur("Bevestig", HttpStatusCode.PreconditionFailed, ("herleidbaarheidGecontroleerd", "true"));

        analist.Tekst.Should().Contain("Iemand anders heeft dit intussen gewijzigd").And.Contain("Een heel andere tekst dan de analist heeft gelezen.");
        (await (await app.Analist()).Lees($"/v1/knelpunten/{knelpunt.Id()}")).Tekst("status").Should().Be("gemeld");
        await analist.Verstuur("Bevestig");
        (await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}")).Tekst("status").Should().Be("bevestigd");
    }

    [Fact]
    public async Task Een_vraag_gaat_naar_de_melder_en_het_antwoord_komt_binnen()
    {
        var knelpunt = await app.Meld(await app.Project(), Met("titel", "Hier is een vraag over"));
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"/beoordelen/{knelpunt.Kenmerk()}");
        await analist.Verstuur("Stel de vraag", HttpStatusCode.BadRequest, ("tekst", "?"), ("toelichting", "Half af"));
        analist.Fout("tekst").Should().NotBeNull();
        analist.Waarde("toelichting").Should().Be("Half af", "nothing typed is lost");
        await analist.Verstuur("Stel de vraag", ("tekst", "Welke <regel> noemde de verzekeraar?"));
        analist.Tekst.Should().Contain("Uw vraag over").And.Contain("Welke <regel> noemde de verzekeraar?").And.Contain("Nog geen antwoord.");

        var vraag = (await (await app.Melder()).Lees($"/v1/knelpunten/{knelpunt.Id()}/vragen"))["items"]!.AsArray().Single();
        await (await app.Melder()).Post($"/v1/vragen/{vraag!.Id()}/antwoorden", Met("tekst", "Artikel vier van de beleidsregel.")).Gelukt();
        await analist.Ga("/beoordelen");
        analist.Tekst.Should().Contain("De nieuwste antwoorden").And.Contain("Artikel vier van de beleidsregel.");

        using var niemand = new Bezoeker(app);
        await app.Beoordeel(knelpunt.Id(), "bevestigd");
        await niemand.Ga($"/knelpunten/{knelpunt.Kenmerk()}");
        niemand.Pagina.Source.Text.Should().NotContain("noemde de verzekeraar");
    }

    [Fact]
    public async Task Afwijzen_vraagt_een_reden_die_de_melder_leest()
    {
        var knelpunt = await app.Meld(await app.Project());
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"/beoordelen/{knelpunt.Kenmerk()}");

        await analist.Verstuur("Wijs af", HttpStatusCode.BadRequest);
        analist.Fout("toelichting").Should().NotBeNull();
        await analist.Verstuur("Wijs af", ("toelichting", "Dit gaat over één persoon en is zo te herkennen."));

        (await (await app.Melder()).Lees($"/v1/knelpunten/{knelpunt.Id()}")).Tekst("status").Should().Be("afgewezen");
        (await app.Anoniem().Stuur("GET", $"/v1/knelpunten/{knelpunt.Id()}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Een_analist_staat_in_voor_wat_op_een_naam_lijkt_en_niet_voor_een_nummer()
    {
        var knelpunt = await app.Meld(await app.Project());
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"/beoordelen/{knelpunt.Kenmerk()}");
        analist.Pagina.QuerySelectorAll("[name=bevestigdZonderPersoonsgegevens]").Should().BeEmpty();

        await analist.Verstuur("Stel de vraag", HttpStatusCode.BadRequest, ("tekst", "Speelt dit ook in de wijk van mevrouw Jansen en het Jansenhuis?"));
        await analist.Verstuur("Stel de vraag", HttpStatusCode.BadRequest, ("tekst", "Belde u 06-12345678 daarover?"), ("bevestigdZonderPersoonsgegevens", "true"));
        analist.Tekst.Should().NotContain("Uw vraag over");
        await analist.Verstuur("Stel de vraag", ("tekst", "Speelt dit ook in de wijk van mevrouw Jansen en het Jansenhuis?"));

        analist.Tekst.Should().Contain("Uw vraag over");
    }

    [Fact]
    public async Task Veel_tegelijk_is_alles_of_niets_met_per_knelpunt_wat_hindert()
    {
        using var eigen = new App();
        var project = await eigen.Project();
        var goed = await eigen.Meld(project, Met("titel", "Dit kan zo"));
        var zonder = await eigen.Meld(project, new JsonObject { ["titel"] = "Zonder domein", ["domeinen"] = new JsonArray() });
        var gewijzigd = await eigen.Meld(project, Met("titel", "Verandert intussen"));
        var weg = await eigen.Meld(project, Met("titel", "Wordt ingetrokken"));
        using var analist = await Bezoeker.Analist(eigen);
        await analist.Ga("/beoordelen");
        analist.Teksten(".wachtrij h2").Should().Equal(["Dit kan zo", "Zonder domein", "Verandert intussen", "Wordt ingetrokken"], "the oldest first");
        await (await eigen.Melder()).Patch($"/v1/knelpunten/{gewijzigd.Id()}", Met("omweg", "Er kwam iets bij."), gewijzigd.Etag());
        await (await eigen.Melder()).Stuur("DELETE", $"/v1/knelpunten/{weg.Id()}");

        await analist.Verstuur("Bevestig", HttpStatusCode.Conflict, [.. new[] { goed, zonder, gewijzigd, weg }.Select(item => ("knelpunten", item.Kenmerk())), ("herleidbaarheidGecontroleerd", "true"), ("toelichting", "Alle nagegaan.")]);

        analist.Teksten(".fouten li").Should().BeEquivalentTo(["Er is niets vastgelegd.", $"Knelpunt {zonder.Kenmerk()} heeft nog geen domein. Vul er eerst ten minste één in.", $"{gewijzigd.Kenmerk()} is gewijzigd sinds u het las. Lees het opnieuw.", $"{weg.Kenmerk()} is er niet meer."]);
        analist.Teksten(".wachtrij .fout").Should().HaveCount(2);
        analist.Aangevinkt("knelpunten").Should().BeEquivalentTo(goed.Kenmerk(), zonder.Kenmerk(), gewijzigd.Kenmerk());
        (analist.Waarde("toelichting"), analist.Aangevinkt("herleidbaarheidGecontroleerd").Count).Should().Be(("Alle nagegaan.", 1));
        (await (await eigen.Analist()).Lees($"/v1/knelpunten/{goed.Id()}")).Tekst("status").Should().Be("gemeld", "all or nothing");

        await analist.Verstuur("Bevestig", ("knelpunten", goed.Kenmerk()), ("knelpunten", gewijzigd.Kenmerk()));
        analist.Tekst.Should().Contain("2 knelpunten zijn bevestigd.").And.Contain("1 knelpunt wacht");
        (await eigen.Anoniem().Lees("/v1/knelpunten")).Getal("totaal").Should().Be(2);
    }

    [Fact]
    public async Task Veel_tegelijk_zonder_keuze_of_vinkje_zegt_wat_er_mist()
    {
        await using var eigen = new App(); // with one in the queue
        var knelpunt = await eigen.Meld(await eigen.Project());
        using var analist = await Bezoeker.Analist(eigen);
        await analist.Ga("/beoordelen");

        await analist.Verstuur("Bevestig", HttpStatusCode.BadRequest, ("toelichting", "Blijft staan"));
        analist.Teksten(".fouten li").Should().Equal("Kies ten minste één knelpunt.");
        analist.Waarde("toelichting").Should().Be("Blijft staan");
        var kenmerk = analist.Pagina.QuerySelector("input[name=knelpunten]")!.GetAttribute("value")!;
        await analist.Verstuur("Wijs af", HttpStatusCode.BadRequest, ("knelpunten", kenmerk), ("toelichting", ""));
        analist.Fout("toelichting").Should().NotBeNull();
        await analist.Verstuur("Bevestig", HttpStatusCode.BadRequest, ("knelpunten", kenmerk));
        analist.Fout("herleidbaarheidGecontroleerd").Should().NotBeNull();
        knelpunt.Tekst("status").Should().Be("gemeld");
    }

    [Fact]
    public async Task De_wachtrij_bladert_zonder_iets_over_te_slaan()
    {
        using var eigen = new App();
        var project = await eigen.Project();
        for (var i = 0; i < 13; i++)
        {
            await eigen.Meld(project, Met("titel", $"Nummer {i:00}"));
        }

        using var analist = await Bezoeker.Analist(eigen);
        await analist.Ga("/beoordelen");
        analist.Teksten(".wachtrij h2").Should().Equal(Enumerable.Range(0, 10).Select(i => $"Nummer {i:00}"));
        await analist.Volg("Volgende 10");
        analist.Teksten(".wachtrij h2").Should().Equal("Nummer 10", "Nummer 11", "Nummer 12");

        // A refusal stays on this page.
        await analist.Verstuur("Bevestig", HttpStatusCode.BadRequest, ("knelpunten", analist.Pagina.QuerySelector("input[name=knelpunten]")!.GetAttribute("value")!));
        analist.Teksten(".wachtrij h2").Should().Equal("Nummer 10", "Nummer 11", "Nummer 12");
    }

    [Fact]
    public async Task Gekozen_knelpunten_worden_een_nieuw_systeemknelpunt()
    {
        var project = await app.Project();
        var (een, twee) = (await app.Meld(project, Met("titel", "De eerste ervan")), await app.MeldEnBevestig(project, Met("titel", "De tweede ervan")));
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"/beoordelen/{een.Kenmerk()}");
        await analist.Volg("Maak er een nieuw systeemknelpunt van");
        analist.Aangevinkt("knelpunten").Should().Equal(een.Kenmerk());

        await analist.Verstuur("Maak het systeemknelpunt", HttpStatusCode.BadRequest, ("titel", "Een titel die blijft"), ("kern", "Te kort"), ("erbij", $"{twee.Kenmerk()} KP-1999-00001"), ("mechanismen", "schot"));
        analist.Fout("kern").Should().NotBeNull();
        analist.Fout("bevoegd").Should().NotBeNull();
        (analist.Waarde("titel"), analist.Waarde("erbij")).Should().Be(("Een titel die blijft", $"{twee.Kenmerk()} KP-1999-00001"));
        analist.Aangevinkt("mechanismen").Should().Equal("schot");

        await analist.Verstuur("Maak het systeemknelpunt", ("kern", "Er zit hetzelfde achter deze twee meldingen."), ("bevoegd", "vws"), ("erbij", twee.Kenmerk().ToLowerInvariant()));
        analist.Kop.Should().StartWith("Een titel die blijft");
        analist.Tekst.Should().Contain("De eerste ervan").And.Contain("De tweede ervan");
    }

    [Fact]
    public async Task Bundelen_en_losmaken_per_kenmerk()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project());
        var systeem = await app.Systeem();
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"/beoordelen/{knelpunt.Kenmerk()}");
        await analist.Verstuur("Doe het hierin", HttpStatusCode.NotFound, ("kenmerk", "SK-1999-00001"));
        analist.Fout("kenmerk").Should().Contain("geen systeemknelpunt");
        await analist.Verstuur("Doe het hierin", ("kenmerk", systeem.Kenmerk()));
        (await app.Anoniem().Zie(systeem)).Lijst("knelpunten").Should().Equal(knelpunt.Id());

        await analist.Ga($"{Pagina(systeem)}/bundeling");
        await analist.Verstuur("Haal eruit", HttpStatusCode.NotFound, ("knelpunt", "KP-1999-00001"), ("toelichting", "Was een vergissing."));
        analist.Fout("knelpunt").Should().NotBeNull();
        analist.Waarde("toelichting").Should().Be("Was een vergissing.");
        await analist.Verstuur("Haal eruit", ("knelpunt", knelpunt.Kenmerk()));
        (await app.Anoniem().Zie(systeem)).Lijst("knelpunten").Should().BeEmpty();
        await analist.Ga(Pagina(systeem));
        analist.Teksten("section[aria-labelledby=historie] li")[0].Should().Contain($"Knelpunt {knelpunt.Kenmerk()} eruit gehaald").And.EndWith("Toelichting: Was een vergissing.");
    }

    [Fact]
    public async Task Alleen_een_status_die_mag_wordt_aangeboden()
    {
        var systeem = await app.Systeem();
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"{Pagina(systeem)}/status");
        Keuzen().Should().Equal("vastgesteld", "gesloten");
        await analist.Verstuur("Leg vast", HttpStatusCode.BadRequest, ("status", "gesloten"));
        analist.Fout("toelichting").Should().NotBeNull();
        await analist.Verstuur("Leg vast", ("status", "vastgesteld"), ("toelichting", "Vijf projecten beschrijven hetzelfde."));
        analist.Tekst.Should().Contain($"{systeem.Kenmerk()} is nu vastgesteld.").And.Contain("Toelichting: Vijf projecten beschrijven hetzelfde.");
        await analist.Ga($"{Pagina(systeem)}/status");
        Keuzen().Should().Equal("geagendeerd", "gesloten");

        await app.Word(systeem, "geagendeerd");
        await analist.Verstuur("Leg vast", HttpStatusCode.Conflict, ("status", "geagendeerd"));
        Keuzen().Should().Equal("beantwoord", "gesloten");

        IEnumerable<string?> Keuzen() => analist.Pagina.QuerySelectorAll("input[name=status]").Select(keuze => keuze.GetAttribute("value"));
    }

    [Fact]
    public async Task Wijzigen_gaat_over_wat_gezien_is()
    {
        var systeem = await app.Systeem();
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"{Pagina(systeem)}/wijzigen");
        analist.Aangevinkt("bevoegd").Should().BeEquivalentTo("nza", "vws");
        await app.Toets(systeem, "nza", "wetswijziging"); // another version

        await analist.Verstuur("Wijzig", HttpStatusCode.PreconditionFailed, ("titel", "Een titel van nu"), ("betrokken", ""));
        (analist.Waarde("titel"), analist.Aangevinkt("betrokken").Count).Should().Be(("Een titel van nu", 0));
        await analist.Verstuur("Wijzig");

        var nu = await app.Anoniem().Zie(systeem);
        (nu.Tekst("titel"), nu.Lijst("betrokken").Count, nu.Lijst("bevoegd").Count).Should().Be(("Een titel van nu", 0, 2));
        nu.Lijst("mechanismen").Should().Equal("baten-elders");
    }

    [Fact]
    public async Task Een_standpunt_weergeven_vraagt_een_bron()
    {
        var systeem = await app.Systeem();
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"{Pagina(systeem)}/inschatting");

        await analist.Verstuur("Plaats", HttpStatusCode.BadRequest, ("beoordelaar", "zn"), ("trede", "landelijke-afspraak"), ("argument", "Verzekeraars zien ruimte."));
        analist.Tekst.Should().Contain("Noem bij een weergave de openbare bron");
        analist.Pagina.GetElementById("veld-bron").Should().NotBeNull();
        await analist.Verstuur("Plaats", ("bron/titel", "Position paper"), ("bron/url", "https://voorbeeld.nl/zn"));

        analist.Tekst.Should().Contain("Standpunt van Zorgverzekeraars Nederland, weergegeven uit een openbare bron");
        await analist.Ga($"{Pagina(systeem)}/inschatting");
        await analist.Verstuur("Plaats", ("herkomst", "eigen"), ("trede", "wetswijziging"), ("argument", "Zo ziet de raad het."));
        (await app.Anoniem().Zie(systeem))["stelseltoetsen"]!.AsArray().Select(toets => $"{toets.Tekst("beoordelaar")} {toets.Tekst("herkomst")}").Should().BeEquivalentTo("zn weergegeven", "rvs eigen");
    }

    [Fact]
    public async Task Een_analist_legt_alleen_vast_wat_in_een_dialoog_is_toegezegd()
    {
        var systeem = await app.Systeem();
        var dialoog = await (await app.Analist()).Post("/v1/dialogen", new JsonObject
        {
            ["naam"] = "Dialoog over vallen", ["datum"] = app.Vandaag().AddDays(-5).Iso(),
            ["afspraken"] = new JsonArray(new JsonObject { ["door"] = "vng", ["wat"] = "Een model delen", ["uiterlijkDatum"] = app.Vandaag().AddDays(30).Iso() }),
        }).Gelukt();
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"{Pagina(systeem)}/toezegging");

        await analist.Verstuur("Leg vast", HttpStatusCode.BadRequest, ("door", "nza"), ("wat", "Een brief sturen"), ("uiterlijkDatum", app.Vandaag().AddDays(9).Iso()));
        analist.Fout("dialoog").Should().NotBeNull();
        await analist.Verstuur("Leg vast", ("dialoog", dialoog.Id()));

        var toezegging = (await app.Anoniem().Zie(systeem))["toezeggingen"]!.AsArray().Single();
        (toezegging.Tekst("door"), toezegging.Tekst("dialoog")).Should().Be(("nza", dialoog.Id()));
        await analist.Volg("Zeg hoe het ermee staat: Een brief sturen");
        await analist.Verstuur("Leg vast", ("status", "nagekomen"), ("uitkomst", "De brief ging uit."));
        analist.Tekst.Should().Contain("nagekomen").And.Contain("Uitkomst: De brief ging uit.");
    }

    [Fact]
    public async Task Relaties_leggen_en_verbreken()
    {
        var (een, ander) = (await app.Systeem(), await app.Systeem(Met("titel", "Het andere")));
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"{Pagina(een)}/relaties");

        await analist.Verstuur("Leg de relatie vast", HttpStatusCode.BadRequest, ("anderId", een.Kenmerk()), ("soort", "deel-van"));
        analist.Fout("anderId").Should().Contain("zichzelf");
        await analist.Verstuur("Leg de relatie vast", ("anderId", ander.Kenmerk().ToLowerInvariant()), ("soort", "botst-met"));
        analist.Tekst.Should().Contain($"botst met Het andere ({ander.Kenmerk()})");
        await analist.Volg($"Kies {ander.Kenmerk()}");
        await analist.Verstuur("Verbreek de relatie");
        analist.Tekst.Should().Contain("Nog geen.");
        (await app.Anoniem().Zie(een))["relaties"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Wie_zich_moet_aanmelden_houdt_wat_er_getypt_is()
    {
        var systeem = await app.Systeem();
        var sleutel = (await (await app.Beheerder().Post("/v1/sleutels", new JsonObject { ["naam"] = "Kort", ["rol"] = "analist", ["organisatie"] = "RVS", ["geldigTotDatum"] = "2099-01-01" })).Json());
        using var analist = await Bezoeker.Met(app, sleutel.Tekst("sleutel"));
        await analist.Ga($"{Pagina(systeem)}/wijzigen");
        await app.Beheerder().Stuur("DELETE", $"/v1/sleutels/{sleutel.Id()}");

        await analist.Verstuur("Wijzig", HttpStatusCode.Unauthorized, ("titel", "Getypt voor de sleutel verviel"));
        analist.Tekst.Should().Contain("Uw sessie is voorbij");
        using var nieuw = await app.Analist();
        await analist.Verstuur("Aanmelden", ("sleutel", nieuw.DefaultRequestHeaders.Authorization!.Parameter!));
        await analist.Verstuur("Verder");

        (await app.Anoniem().Zie(systeem)).Tekst("titel").Should().Be("Getypt voor de sleutel verviel");
    }

    private static string Pagina(JsonNode systeem) => SysteemknelpuntPaginaTests.Pagina(systeem);

    private static JsonObject Met(string veld, string waarde) => new() { [veld] = waarde };
}
