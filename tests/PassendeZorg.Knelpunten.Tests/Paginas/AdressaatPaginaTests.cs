using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

/// <summary>What an addressee does: answer, promise, say what it takes, and the postvak.</summary>
public sealed class AdressaatPaginaTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Van_postvak_naar_concept_naar_openbaar_antwoord()
    {
        var systeem = await app.Word(await app.Systeem(Met("Wacht op het CIZ", "ciz")), "vastgesteld", "geagendeerd");
        using var ciz = await Bezoeker.Als(app, "adressaat", "ciz");

        await ciz.Ga("/postvak");
        ciz.Tekst.Should().Contain("Wacht op uw antwoord (1)").And.Contain("Wacht op het CIZ");
        await ciz.Volg($"Reageer op {systeem.Kenmerk()}");
        await ciz.Verstuur("Bewaar als concept", ("soort", "overgenomen"), ("tekst", "Wij schrijven hier nog aan, met <b>haken</b> en \"quotes\"."));
        ciz.Adres.Should().Be("/postvak");
        ciz.Tekst.Should().Contain("Wacht op uw antwoord (1)", "a draft is no answer").And.Contain("Uw concepten (1)");

        await ciz.Volg("Overgenomen: Wacht op het CIZ");
        ciz.Waarde("tekst").Should().Be("Wij schrijven hier nog aan, met <b>haken</b> en \"quotes\".");
        ciz.Waarde("soort").Should().Be("overgenomen");
        await ciz.Verstuur("Publiceer", ("soort", "deels-overgenomen"), ("tekst", "Wij nemen dit deels over."));
        ciz.Tekst.Should().Contain($"Uw reactie op {systeem.Kenmerk()} is gepubliceerd.").And.Contain("deels overgenomen").And.Contain("Wij nemen dit deels over.");

        await ciz.Ga("/postvak");
        ciz.Tekst.Should().Contain("Wacht op uw antwoord (0)").And.NotContain("Uw concepten");
        var nu = await app.Anoniem().Zie(systeem);
        nu["reacties"]!.AsArray().Single().Tekst("soort").Should().Be("deels-overgenomen");
    }

    [Fact]
    public async Task Een_fout_houdt_wat_er_is_getypt_en_wijst_het_veld_aan()
    {
        var systeem = await app.Systeem();
        using var nza = await Bezoeker.Als(app, "adressaat", "nza");
        await nza.Ga($"{Pagina(systeem)}/reactie");

        await nza.Verstuur("Publiceer", HttpStatusCode.BadRequest, ("soort", "kan-al"), ("tekst", "Dit kan al lang en iedereen weet het."), ("datum", "2027-01-01"));

        nza.Pagina.Title.Should().StartWith("Fout:");
        nza.Fout("vindplaats").Should().Contain("waar staat dat het al kan");
        nza.Pagina.QuerySelector(".fouten a")!.GetAttribute("href").Should().Be("#veld-vindplaats");
        nza.Pagina.GetElementById("veld-vindplaats").Should().NotBeNull();
        (nza.Waarde("soort"), nza.Waarde("tekst"), nza.Waarde("datum")).Should().Be(("kan-al", "Dit kan al lang en iedereen weet het.", "2027-01-01"));
        (await app.Anoniem().Zie(systeem))["reacties"]!.AsArray().Should().BeEmpty();

        await nza.Verstuur("Publiceer", HttpStatusCode.BadRequest, ("vindplaats", "artikel 3"), ("tekst", "Bel 06-12345678 voor uitleg hierover."));
        nza.Fout("tekst").Should().NotBeNull();
        nza.Tekst.Should().NotContain("Ik heb het nagekeken", "only an analist may answer for a text");
    }

    [Fact]
    public async Task Een_ander_kan_niet_antwoorden_en_ziet_de_knop_niet()
    {
        var systeem = await app.Systeem(); // nza, vws; vng
        foreach (var (rol, wie) in new[] { ("adressaat", "ciz"), ("analist", "RVS"), ("melder", "nza"), ("beheerder", "Beheer"), ("abonnee", "nza") })
        {
            using var ander = rol == "beheerder" ? await Bezoeker.Met(app, App.Beheersleutel) : await Bezoeker.Als(app, rol, wie);
            await ander.Ga(Pagina(systeem));
            ander.Pagina.QuerySelectorAll($"a[href='{Pagina(systeem)}/reactie']").Should().BeEmpty("{0} of {1} is not asked", rol, wie);
            await ander.Ga($"{Pagina(systeem)}/reactie", HttpStatusCode.Forbidden);
            await ander.Ga($"{Pagina(systeem)}/inschatting", rol == "abonnee" ? HttpStatusCode.Forbidden : HttpStatusCode.OK);
        }

        // With the token of a form of their own.
        var eigen = await app.Systeem(Met("Van het CIZ", "ciz"));
        using var ciz = await Bezoeker.Als(app, "adressaat", "ciz");
        await ciz.Ga($"{Pagina(eigen)}/reactie");
        await ciz.Vervals($"{Pagina(systeem)}/reactie", HttpStatusCode.Forbidden, ("_token", ciz.Waarde("_token")), ("soort", "overgenomen"), ("tekst", "Dit zeggen wij namens een ander."), ("status", "gepubliceerd"));
        (await app.Anoniem().Zie(systeem))["reacties"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Een_concept_van_een_ander_is_niet_te_wijzigen()
    {
        var systeem = await app.Systeem();
        var concept = await (await app.Client("adressaat", "vws")).Post($"{systeem.Pad()}/reacties", Curator.Reactie("overgenomen", new JsonObject { ["status"] = "concept" })).Gelukt();
        using var nza = await Bezoeker.Als(app, "adressaat", "nza");
        await nza.Ga($"{Pagina(systeem)}/reactie");

        await nza.Vervals($"/reacties/{concept.Id()}", HttpStatusCode.NotFound, ("_token", nza.Waarde("_token")), ("versie", "1"), ("soort", "afgewezen"), ("tekst", "Wij wijzen af namens een ander."), ("status", "gepubliceerd"));

        (await app.Anoniem().Zie(systeem))["reacties"]!.AsArray().Should().BeEmpty();
        (await (await app.Client("adressaat", "vws")).Zie(systeem))["reacties"]!.AsArray().Single().Tekst("soort").Should().Be("overgenomen");
    }

    [Fact]
    public async Task Twee_vensters_overschrijven_elkaar_niet_ongezien()
    {
        var systeem = await app.Systeem();
        var concept = await (await app.Client("adressaat", "vng")).Post($"{systeem.Pad()}/reacties", Curator.Reactie("overgenomen", new JsonObject { ["status"] = "concept" })).Gelukt();
        using var een = await Bezoeker.Als(app, "adressaat", "vng");
        using var twee = await Bezoeker.Als(app, "adressaat", "vng");
        await een.Ga($"/reacties/{concept.Id()}");
        await twee.Ga($"/reacties/{concept.Id()}");
        await een.Verstuur("Bewaar als concept", ("tekst", "Dit schreef het eerste venster."));

        await twee.Verstuur("Bewaar als concept", HttpStatusCode.PreconditionFailed, ("tekst", "Dit schreef het tweede venster."));
        twee.Tekst.Should().Contain("Iemand anders heeft dit intussen gewijzigd");
        twee.Waarde("tekst").Should().Be("Dit schreef het tweede venster.");

        await twee.Verstuur("Bewaar als concept"); // having been told
        (await (await app.Client("adressaat", "vng")).Zie(systeem))["reacties"]!.AsArray().Single().Tekst("tekst").Should().Be("Dit schreef het tweede venster.");
    }

    [Fact]
    public async Task Zonder_token_verandert_er_niets()
    {
        var systeem = await app.Systeem();
        using var nza = await Bezoeker.Als(app, "adressaat", "nza");

        foreach (var deel in new[] { "reactie", "inschatting", "toezegging" })
        {
            await nza.Vervals($"{Pagina(systeem)}/{deel}", HttpStatusCode.BadRequest, ("soort", "overgenomen"), ("tekst", "Zonder token geplaatst."), ("trede", "wetswijziging"), ("argument", "Zonder token."), ("wat", "Zonder token"), ("uiterlijkDatum", "2030-01-01"));
        }

        var nu = await (await app.Client("adressaat", "nza")).Zie(systeem);
        (nu["reacties"]!.AsArray().Count + nu["stelseltoetsen"]!.AsArray().Count + nu["toezeggingen"]!.AsArray().Count).Should().Be(0);
    }

    [Fact]
    public async Task Inschatten_gaat_voor_de_eigen_organisatie_wat_er_ook_gestuurd_wordt()
    {
        var systeem = await app.Systeem();
        using var melder = await Bezoeker.Melder(app, "Zorggroep Inschatter");
        await melder.Ga(Pagina(systeem));
        await melder.Volg("Inschatten wat ervoor nodig is");
        melder.Pagina.QuerySelectorAll("[name=beoordelaar], [name=herkomst]").Should().BeEmpty();

        await melder.Verstuur("Plaats", HttpStatusCode.BadRequest, ("tredeTijdelijk", "contract-of-inkoop"), ("argument", "Het kan niet anders."));
        melder.Fout("trede").Should().NotBeNull();
        melder.Waarde("argument").Should().Be("Het kan niet anders.");
        await melder.Vervals($"{Pagina(systeem)}/inschatting", HttpStatusCode.OK, ("_token", melder.Waarde("_token")), ("trede", "wetswijziging"), ("argument", "Namens een ander?"), ("beoordelaar", "nza"), ("herkomst", "weergegeven"));

        var toets = (await app.Anoniem().Zie(systeem))["stelseltoetsen"]!.AsArray().Single();
        (toets.Tekst("beoordelaar"), toets.Tekst("herkomst")).Should().Be(("Zorggroep Inschatter", "eigen"));
    }

    [Fact]
    public async Task Toezeggen_en_zeggen_hoe_het_ermee_staat()
    {
        var systeem = await app.Systeem(Met("Toezegging bij het UWV", "uwv"));
        using var uwv = await Bezoeker.Als(app, "adressaat", "uwv");
        await uwv.Ga($"{Pagina(systeem)}/toezegging");
        await uwv.Verstuur("Leg vast", HttpStatusCode.BadRequest, ("wat", "Een loket openen"), ("uiterlijkDatum", app.Vandaag().AddDays(-1).Iso()), ("mijlpalen/0/wat", "Ruimte gevonden"));
        uwv.Fout("uiterlijkDatum").Should().Contain("al geweest");
        uwv.Waarde("mijlpalen/0/wat").Should().Be("Ruimte gevonden");
        await uwv.Verstuur("Leg vast", ("uiterlijkDatum", app.Vandaag().AddDays(10).Iso()));

        await uwv.Ga("/postvak");
        uwv.Tekst.Should().Contain("Binnen 30 dagen (1)").And.Contain("Een loket openen").And.NotContain("Te laat (");
        await uwv.Volg("Zeg hoe het ermee staat: Een loket openen");
        uwv.Waarde("mijlpalen/0/wat").Should().Be("Ruimte gevonden");
        await uwv.Verstuur("Leg vast", HttpStatusCode.BadRequest, ("status", "vervallen"));
        uwv.Fout("uitkomst").Should().Contain("waarom");
        uwv.Waarde("status").Should().Be("vervallen");
        await uwv.Verstuur("Leg vast", ("status", "open"), ("uiterlijkDatum", app.Vandaag().AddDays(90).Iso()), ("mijlpalen/0/behaald", "true"));

        uwv.Adres.Should().Be("/postvak");
        uwv.Tekst.Should().Contain("Later (1)").And.NotContain("Binnen 30 dagen");
        var nu = (await app.Anoniem().Zie(systeem))["toezeggingen"]!.AsArray().Single();
        (nu.Tekst("wat"), nu.Tekst("uiterlijkDatum"), nu!["mijlpalen"]![0]!["behaald"]!.GetValue<bool>()).Should().Be(("Een loket openen", app.Vandaag().AddDays(90).Iso(), true));
        await uwv.Ga(Pagina(systeem));
        uwv.Teksten("section[aria-labelledby=historie] li")[0].Should().Contain("Toezegging van UWV:").And.Contain(" werd ");

        using var nza = await Bezoeker.Als(app, "adressaat", "nza");
        await nza.Ga($"/toezeggingen/{nu.Id()}", HttpStatusCode.Forbidden);
        await nza.Ga(Pagina(systeem));
        nza.Pagina.QuerySelectorAll("a[href^='/toezeggingen/']").Should().BeEmpty();
    }

    [Fact]
    public async Task Wat_te_laat_is_staat_bovenaan_in_het_postvak()
    {
        using var later = new App(null, DateTimeOffset.UtcNow.AddDays(-40));
        var systeem = await later.Systeem();
        var uiterlijk = later.Vandaag().AddDays(5);
        await (await later.Client("adressaat", "nza")).Post($"{systeem.Pad()}/toezeggingen", new JsonObject { ["wat"] = "Allang klaar moeten zijn", ["uiterlijkDatum"] = uiterlijk.Iso() }).Gelukt();
        later.Klok.Verzet(TimeSpan.FromDays(40));
        using var nza = await Bezoeker.Als(later, "adressaat", "nza");

        await nza.Ga("/postvak");

        nza.Tekst.Should().Contain("Te laat (1)").And.Contain($"{later.Vandaag().DayNumber - uiterlijk.DayNumber} dagen over de datum", "35, or 34 in the hour that summer time began a day earlier");
    }

    [Fact]
    public async Task Het_postvak_is_alleen_voor_een_adressaat()
    {
        using (var niemand = new Bezoeker(app))
        {
            await niemand.Ga("/postvak");
            niemand.Kop.Should().Be("Aanmelden");
        }

        foreach (var rol in new[] { "melder", "analist", "abonnee" })
        {
            using var ander = await Bezoeker.Als(app, rol, rol == "analist" ? "RVS" : "Zorggroep Test");
            await ander.Ga("/postvak", HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Een_gesloten_systeemknelpunt_neemt_niets_meer_aan_en_bewaart_wat_er_stond()
    {
        var systeem = await app.Systeem();
        using var nza = await Bezoeker.Als(app, "adressaat", "nza");
        await nza.Ga($"{Pagina(systeem)}/reactie");
        await app.Word(systeem, "gesloten");

        await nza.Verstuur("Publiceer", HttpStatusCode.Conflict, ("soort", "overgenomen"), ("tekst", "Dit komt te laat maar gaat niet verloren."));

        nza.Tekst.Should().Contain("is gesloten; er komt niets meer bij");
        nza.Waarde("tekst").Should().Be("Dit komt te laat maar gaat niet verloren.");
    }

    private static string Pagina(JsonNode systeem) => SysteemknelpuntPaginaTests.Pagina(systeem);

    private static JsonObject Met(string titel, string bevoegd) => SysteemknelpuntPaginaTests.Met("titel", titel, "bevoegd", bevoegd);
}
