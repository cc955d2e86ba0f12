using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using AngleSharp.Dom;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

/// <summary>What became of what an organisation reported, and what it is asked: only its own, and only for who signed in.</summary>
public sealed class MijnMeldingenTests(App app) : IClassFixture<App>
{
    private static int nummer;

    [Fact]
    public async Task Zonder_aanmelden_gaat_het_eerst_daarheen_en_een_adressaat_heeft_er_geen()
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/mijn-meldingen?status=gemeld");
        bezoeker.Adres.Should().Be("/aanmelden?terug=%2Fmijn-meldingen%3Fstatus%3Dgemeld");
        using var adressaat = await Bezoeker.Als(app, "adressaat", "vws");
        await adressaat.Ga("/mijn-meldingen", HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Elke_stand_staat_er_met_wat_die_betekent_en_is_te_kiezen()
    {
        var (organisatie, project) = await Nieuw();
        var meldingen = new Dictionary<string, string>
        {
            ["concept"] = (await app.Meld(project, Titel("Nog een concept", status: "concept"), organisatie)).Tekst("kenmerk"),
            ["gemeld"] = (await app.Meld(project, Titel("Net gemeld"), organisatie)).Tekst("kenmerk"),
            ["bevestigd"] = (await app.MeldEnBevestig(project, Titel("Al bevestigd"), organisatie)).Tekst("kenmerk"),
            ["afgewezen"] = (await app.Beoordeel((await app.Meld(project, Titel("Niet toelaatbaar"), organisatie)).Id(), "afgewezen")).Tekst("kenmerk"),
            ["opgelost"] = (await app.Beoordeel((await app.MeldEnBevestig(project, Titel("Is opgelost"), organisatie)).Id(), "opgelost")).Tekst("kenmerk"),
        };
        using var bezoeker = await Bezoeker.Melder(app, organisatie);

        await bezoeker.Ga("/mijn-meldingen");

        bezoeker.Teksten(".filter a").Should().Equal("alles (5)", "concept (1)", "gemeld (1)", "bevestigd (1)", "afgewezen (1)", "opgelost (1)");
        Items(bezoeker).Should().BeEquivalentTo(meldingen.Values);
        bezoeker.Teksten($"#{meldingen["afgewezen"]}").Single().Should().Contain("De reden: Nagegaan in de test.").And.Contain("heropenen");
        bezoeker.Teksten($"#{meldingen["gemeld"]}").Single().Should().Contain("Een analist kijkt");
        foreach (var (status, kenmerk) in meldingen)
        {
            await bezoeker.Ga("/mijn-meldingen");
            await bezoeker.Volg($"{status} (1)");
            Items(bezoeker).Should().Equal(kenmerk);
            bezoeker.Teksten(".filter [aria-current]").Should().Equal($"{status} (1)");
        }

        await bezoeker.Ga("/mijn-meldingen?status=gemelt", HttpStatusCode.BadRequest);
        bezoeker.Tekst.Should().Contain("status").And.Contain("gemelt");
        bezoeker.Link("Bedoelt u gemeld?").GetAttribute("href").Should().Be("/mijn-meldingen?status=gemeld");
        await bezoeker.Ga("/mijn-meldingen?stats=gemeld", HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Een_ander_ziet_er_niets_van_ook_niet_in_het_blad_of_met_een_id()
    {
        var (a, projectA) = await Nieuw();
        var (b, projectB) = await Nieuw();
        var vanB = await app.Meld(projectB, Titel("Geheim van B"), b);
        var conceptB = await app.Meld(projectB, Titel("Concept van B", status: "concept"), b);
        var vraagB = await Vraag(vanB.Id(), "Een vraag aan B?");
        await app.Meld(projectA, Titel("Van A"), a);
        using var bezoeker = await Bezoeker.Melder(app, a);

        foreach (var adres in new[] { "/mijn-meldingen", "/mijn-meldingen?status=gemeld,concept", $"/mijn-meldingen?project={projectB}", "/mijn-meldingen?mijn=false" })
        {
            await bezoeker.Ga(adres);
            bezoeker.Tekst.Should().NotContain("Geheim van B").And.NotContain("Concept van B").And.NotContain("Een vraag aan B?").And.NotContain(vanB.Tekst("kenmerk"));
        }

        await bezoeker.Ga("/mijn-meldingen");
        await bezoeker.Volg("Download als CSV");
        (await Blad(bezoeker)).Should().Contain("Van A").And.NotContain("Geheim van B");

        await bezoeker.Ga("/melden");
        var token = bezoeker.Waarde("_token");
        await bezoeker.Vervals($"/mijn-meldingen/vragen/{vraagB}", HttpStatusCode.NotFound, ("_token", token), ($"antwoord-{vraagB}", "Namens B"));
        await bezoeker.Vervals($"/mijn-meldingen/{conceptB.Id()}/melden", HttpStatusCode.NotFound, ("_token", token), ("versie", "1"));
        await bezoeker.Vervals($"/mijn-meldingen/{vanB.Id()}/merkbaarheid", HttpStatusCode.NotFound, ("_token", token), ("projectId", projectB), ("oordeel", "merkbaar"));
        bezoeker.Tekst.Should().NotContain("van B");
        (await (await app.Melder(b)).Lees($"/v1/knelpunten/{conceptB.Id()}")).Tekst("status").Should().Be("concept");
        ((string?)(await (await app.Melder(b)).Lees($"/v1/knelpunten/{vanB.Id()}/vragen"))["items"]![0]!["antwoord"]).Should().BeNull();
    }

    [Fact]
    public async Task Een_vraag_is_hier_te_beantwoorden_en_een_geweigerd_antwoord_staat_er_nog()
    {
        var (organisatie, project) = await Nieuw();
        var (een, twee) = (await app.Meld(project, Titel("Eerste"), organisatie), await app.Meld(project, Titel("Tweede"), organisatie));
        var (vraag, _) = (await Vraag(een.Id(), "Welke regel is het?\n<b>Graag</b> precies."), await Vraag(twee.Id(), "En hier?"));
        using var bezoeker = await Bezoeker.Melder(app, organisatie);
        await bezoeker.Ga("/mijn-meldingen");
        bezoeker.Tekst.Should().Contain("Dit vraagt nu iets van u").And.Contain("<b>Graag</b> precies.");
        bezoeker.Pagina.QuerySelectorAll("main b").Should().BeEmpty();

        await bezoeker.Verstuur(Formulier(bezoeker, vraag), "Verstuur antwoord", HttpStatusCode.BadRequest, ($"antwoord-{vraag}", "Bel 06-98765432 <script>"));
        bezoeker.Waarde($"antwoord-{vraag}").Should().Be("Bel 06-98765432 <script>");
        bezoeker.Fout($"antwoord-{vraag}").Should().Contain("telefoonnummer");
        bezoeker.Pagina.QuerySelectorAll(".veld-fout").Should().ContainSingle("the other question has no fault");
        await bezoeker.Verstuur(Formulier(bezoeker, vraag), "Verstuur antwoord", HttpStatusCode.BadRequest, ($"antwoord-{vraag}", " "));
        bezoeker.Fout($"antwoord-{vraag}").Should().Be("Vul hier uw antwoord in.");
        await bezoeker.Verstuur(Formulier(bezoeker, vraag), "Verstuur antwoord", HttpStatusCode.OK, ($"antwoord-{vraag}", "De beleidsregel over groepstraining."));

        bezoeker.Tekst.Should().Contain("Uw antwoord is verstuurd.");
        bezoeker.Pagina.QuerySelectorAll($"[name=antwoord-{vraag}]").Should().BeEmpty();
        bezoeker.Teksten($"#{een.Tekst("kenmerk")}").Single().Should().Contain("De beleidsregel over groepstraining.");
        ((string?)(await (await app.Analist()).Lees($"/v1/knelpunten/{een.Id()}/vragen"))["items"]![0]!["antwoord"]).Should().Be("De beleidsregel over groepstraining.");

        static IElement Formulier(Bezoeker bezoeker, string vraag) => bezoeker.Pagina.QuerySelector($"form[action$='{vraag}']")!;
    }

    [Fact]
    public async Task Een_concept_wordt_hier_gemeld_zoals_het_op_de_pagina_stond()
    {
        var (organisatie, project) = await Nieuw();
        var concept = await app.Meld(project, Titel("Mijn concept", status: "concept"), organisatie);
        using var bezoeker = await Bezoeker.Melder(app, organisatie);
        await bezoeker.Ga("/mijn-meldingen");
        bezoeker.Link($"Werk het concept bij: {concept.Tekst("kenmerk")}").GetAttribute("href").Should().Be($"/knelpunten/{concept.Tekst("kenmerk")}/wijzigen");
        await (await app.Melder(organisatie)).Patch($"/v1/knelpunten/{concept.Id()}", new JsonObject { ["titel"] = "Intussen anders" }, "\"1\"").Gelukt();

        await bezoeker.Verstuur($"Melden: {concept.Tekst("kenmerk")}", HttpStatusCode.PreconditionFailed);
        bezoeker.Tekst.Should().Contain("intussen gewijzigd").And.Contain("Intussen anders").And.NotContain("ETag");
        await bezoeker.Verstuur($"Melden: {concept.Tekst("kenmerk")}");

        bezoeker.Kop.Should().Be($"Bedankt, uw melding heeft kenmerk {concept.Tekst("kenmerk")}");
        (await (await app.Analist()).Lees($"/v1/knelpunten/{concept.Id()}")).Tekst("status").Should().Be("gemeld");
        await bezoeker.Ga("/mijn-meldingen");
        bezoeker.Tekst.Should().NotContain("Dit vraagt nu iets van u");
    }

    [Fact]
    public async Task Van_een_systeemknelpunt_staat_er_wat_partijen_zeggen_antwoorden_en_toezeggen()
    {
        var (organisatie, project) = await Nieuw();
        var knelpunt = await app.MeldEnBevestig(project, Titel("Wordt gebundeld"), organisatie);
        var systeem = await app.Systeem(null, knelpunt.Id());
        await app.Word(systeem, "vastgesteld", "geagendeerd");
        await app.Toets(systeem, "nza", "wetswijziging");
        var nza = await app.Client("adressaat", "nza");
        await nza.Post($"{systeem.Pad()}/reacties", Curator.Reactie("afgewezen", new JsonObject { ["tekst"] = "Wij zien hier geen ruimte voor." })).Gelukt();
        await nza.Post($"{systeem.Pad()}/reacties", Curator.Reactie("overgenomen", new JsonObject { ["tekst"] = "Nog niet openbaar antwoord.", ["status"] = "concept" })).Gelukt();
        await nza.Post($"{systeem.Pad()}/toezeggingen", new JsonObject { ["wat"] = "Een beleidsregel over groepstraining", ["uiterlijkDatum"] = app.Vandaag().AddDays(30).Iso() }).Gelukt();
        using var bezoeker = await Bezoeker.Melder(app, organisatie);

        await bezoeker.Ga("/mijn-meldingen");

        var item = bezoeker.Teksten($"#{knelpunt.Tekst("kenmerk")}").Single();
        item.Should().Contain("Hoort bij Valpreventie heeft geen blijvende betaler").And.Contain(systeem.Kenmerk()).And.Contain("Wetswijziging").And.Contain("Wij zien hier geen ruimte voor.")
            .And.Contain("Een beleidsregel over groepstraining").And.NotContain("Nog niet openbaar");
        bezoeker.Link("Valpreventie heeft geen blijvende betaler").GetAttribute("href").Should().Be($"/systeemknelpunten/{systeem.Kenmerk()}");
    }

    [Fact]
    public async Task Wat_opgelost_is_vraagt_of_dat_te_merken_is_tot_dat_gezegd_is()
    {
        var (organisatie, project) = await Nieuw();
        var zelf = await app.Beoordeel((await app.MeldEnBevestig(project, Titel("Zelf opgelost"), organisatie)).Id(), "opgelost");
        var gebundeld = await app.MeldEnBevestig(project, Titel("Opgelost als systeem"), organisatie);
        await app.MeldEnBevestig(project, Titel("Niet opgelost"), organisatie);
        var systeem = await app.Word(await app.Systeem(null, gebundeld.Id()), "vastgesteld", "geagendeerd", "beantwoord", "opgelost");
        using var bezoeker = await Bezoeker.Melder(app, organisatie);
        await bezoeker.Ga("/mijn-meldingen");
        bezoeker.Teksten(".vraagt h3").Should().BeEquivalentTo("Opgelost: Zelf opgelost", "Opgelost: Opgelost als systeem");

        await bezoeker.Verstuur($"Ja, merkbaar: {zelf.Tekst("kenmerk")}");
        bezoeker.Teksten(".vraagt h3").Should().Equal("Opgelost: Opgelost als systeem");
        bezoeker.Teksten($"#{zelf.Tekst("kenmerk")}").Single().Should().Contain("U zei: de oplossing is merkbaar.");
        await bezoeker.Verstuur($"Nee, niet merkbaar: {gebundeld.Tekst("kenmerk")}");

        bezoeker.Tekst.Should().NotContain("Dit vraagt nu iets van u");
        (await app.Anoniem().Lees(systeem.Pad()))["merkbaarheid"]!.Getal("nietMerkbaar").Should().Be(1);
        await app.Word(systeem, "heropend", "beantwoord", "opgelost");
        await bezoeker.Ga("/mijn-meldingen");
        bezoeker.Teksten(".vraagt h3").Should().Equal("Opgelost: Opgelost als systeem");
    }

    [Fact]
    public async Task Bladeren_slaat_niets_over_en_het_blad_heeft_alles()
    {
        var (organisatie, project) = await Nieuw();
        var alle = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            alle.Add((await app.Meld(project, Titel($"Nummer {i}"), organisatie)).Tekst("kenmerk"));
        }

        using var bezoeker = await Bezoeker.Melder(app, organisatie);
        await bezoeker.Ga("/mijn-meldingen?limiet=2");
        var gezien = Items(bezoeker).ToList();
        while (bezoeker.Pagina.QuerySelector("a[rel=next]") is { } verder)
        {
            await bezoeker.Volg(verder);
            gezien.AddRange(Items(bezoeker));
        }

        gezien.Should().BeEquivalentTo(alle).And.OnlyHaveUniqueItems();
        await bezoeker.Ga("/mijn-meldingen");
        await bezoeker.Volg("Download als CSV");
        (await Blad(bezoeker)).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Should().HaveCount(6);
        bezoeker.Antwoord.Content.Headers.ContentDisposition!.FileName.Should().EndWith(".csv");
        bezoeker.Antwoord.Headers.CacheControl!.NoStore.Should().BeTrue();
    }

    [Fact]
    public async Task Zonder_token_verandert_er_niets()
    {
        var (organisatie, project) = await Nieuw();
        var concept = await app.Meld(project, Titel("Blijft concept", status: "concept"), organisatie);
        var opgelost = await app.Beoordeel((await app.MeldEnBevestig(project, Titel("Opgelost"), organisatie)).Id(), "opgelost");
        var vraag = await Vraag(opgelost.Id(), "Een vraag?");
        using var bezoeker = await Bezoeker.Melder(app, organisatie);

        await bezoeker.Vervals($"/mijn-meldingen/{concept.Id()}/melden", HttpStatusCode.BadRequest, ("versie", "1"));
        await bezoeker.Vervals($"/mijn-meldingen/{opgelost.Id()}/merkbaarheid", HttpStatusCode.BadRequest, ("projectId", project), ("oordeel", "merkbaar"));
        await bezoeker.Vervals($"/mijn-meldingen/vragen/{vraag}", HttpStatusCode.BadRequest, ($"antwoord-{vraag}", "Een antwoord"));

        await bezoeker.Ga("/mijn-meldingen");
        bezoeker.Teksten(".vraagt h3").Should().HaveCount(3);
    }

    private static IEnumerable<string> Items(Bezoeker bezoeker) => bezoeker.Pagina.QuerySelectorAll(".lijst:not(.vraagt) > li").Select(item => item.Id!);

    private static async Task<string> Blad(Bezoeker bezoeker)
    {
        bezoeker.Antwoord.Content.Headers.ContentType!.MediaType.Should().Be("text/csv");
        return Encoding.UTF8.GetString(await bezoeker.Antwoord.Content.ReadAsByteArrayAsync(App.Ct));
    }

    private static JsonObject Titel(string titel, string? status = null)
    {
        var anders = new JsonObject { ["titel"] = titel };
        if (status is not null)
        {
            anders["status"] = status;
        }

        return anders;
    }

    private async Task<string> Vraag(string knelpunt, string tekst) => (await (await app.Analist()).Post($"/v1/knelpunten/{knelpunt}/vragen", new JsonObject { ["tekst"] = tekst }).Gelukt()).Id();

    private async Task<(string Organisatie, string Project)> Nieuw()
    {
        var organisatie = $"Organisatie {Interlocked.Increment(ref nummer)}";
        return (organisatie, await app.Project(organisatie));
    }
}
