using System.Net;
using System.Text.Json.Nodes;
using AngleSharp.Dom;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

/// <summary>Reporting in a browser without JavaScript: what it takes, what is found in the text, and that nothing typed is ever lost.</summary>
public sealed class MeldPaginaTests(App app) : IClassFixture<App>
{
    private const string Omschrijving = "De gemeente betaalt de valtraining zolang er projectgeld is; daarna wijzen gemeente en zorgverzekeraar naar elkaar.";
    private static int nummer;

    /// <summary>Every kind of field that the form has, each with something in it.</summary>
    private static readonly (string Naam, string Waarde)[] Alles =
    [
        ("titel", "Valtraining stopt na het projectgeld"), ("omschrijving", Omschrijving + "\n\nTweede alinea: \"aanhaling\" & <vet>."), ("soorten", "bekostiging"), ("soorten", "budgetschotten"),
        ("wetten", "zvw"), ("wetten", "wmo2015"), ("vindplaats", "artikel 2.4 van de beleidsregel"), ("akkoorden", "iza"), ("domeinen", "huisartsenzorg"), ("doelgroepen", "ouderen-thuis"),
        ("regios", "zk-arnhem"), ("perspectief", "professional"), ("gevolgen", "doorschuiven"), ("toelichtingGevolg", "De training stopt.\nNiemand neemt haar over."), ("ernst", "3"),
        ("frequentie", "wekelijks"), ("omvang/inwonersPerJaar", "10-100"), ("omvang/urenPerMaand", "10-40"), ("omvang/euroPerJaar", "10000-50000"), ("waargenomenDatum", "2026-05-01"),
        ("adressaten", "nza"), ("adressaten", "vws"), ("gewensteWijziging", "Eén betaaltitel."), ("omweg", "Een fonds betaalt nog een jaar."), ("dilemma", "Wie betaalt, ziet de besparing niet."),
        ("oplossingsruimte", "gerichte-wijziging"), ("principes", "juiste-plek"), ("bronnen/0/titel", "Evaluatie"), ("bronnen/0/url", "https://voorbeeld.nl/evaluatie"),
        ("bronnen/1/titel", "Tweede bron"),
    ];

    [Fact]
    public async Task Wie_niet_is_aangemeld_leest_wat_er_nodig_is_en_komt_na_aanmelden_bij_het_formulier()
    {
        var organisatie = await Organisatie();
        using var bezoeker = new Bezoeker(app);

        await bezoeker.Ga("/melden");

        bezoeker.Tekst.Should().Contain("Drie velden zijn genoeg").And.Contain("Nooit gegevens van personen");
        bezoeker.Pagina.QuerySelectorAll("form").Should().BeEmpty();
        await bezoeker.Volg("Aanmelden om te melden");
        await bezoeker.Verstuur("Aanmelden", ("sleutel", await Sleutel(organisatie)));
        bezoeker.Adres.Should().Be("/melden");
        bezoeker.Pagina.QuerySelector("textarea[name=omschrijving]").Should().NotBeNull();
    }

    [Fact]
    public async Task Wie_met_een_andere_rol_komt_leest_waarom_het_niet_kan()
    {
        using var bezoeker = await Bezoeker.Als(app, "adressaat", "nza");

        await bezoeker.Ga("/melden");

        bezoeker.Tekst.Should().Contain("rol adressaat");
        bezoeker.Pagina.QuerySelectorAll("main form").Should().BeEmpty();
        await bezoeker.Vervals("/melden", HttpStatusCode.Forbidden, ("titel", "Toch"));
    }

    [Fact]
    public async Task Drie_velden_zijn_genoeg_en_het_kenmerk_staat_erbij()
    {
        using var bezoeker = await Melder();

        await bezoeker.Ga("/melden");
        await bezoeker.Verstuur("Melden", ("titel", "Geen tarief voor overleg"), ("omschrijving", Omschrijving), ("soorten", "bekostiging"));

        var knelpunt = await Gemeld(bezoeker);
        bezoeker.Spoor[0].Status.Should().Be(HttpStatusCode.SeeOther, "reloading must not report again");
        bezoeker.Kop.Should().Be($"Bedankt, uw melding heeft kenmerk {knelpunt.Tekst("kenmerk")}");
        (knelpunt.Tekst("status"), knelpunt.Tekst("titel"), knelpunt.Tekst("omschrijving")).Should().Be(("gemeld", "Geen tarief voor overleg", Omschrijving));
        bezoeker.Teksten("main ul a").Should().Contain(["Wetten en regels", "Domeinen", "Ernst"]);
        bezoeker.Link("Vul de melding aan").GetAttribute("href").Should().Be($"/knelpunten/{knelpunt.Tekst("kenmerk")}/wijzigen");
        await bezoeker.Volg("Nog een melden");
        bezoeker.Waarde("titel").Should().BeEmpty();
    }

    [Fact]
    public async Task Alles_wat_kan_worden_ingevuld_komt_zo_in_het_register()
    {
        using var bezoeker = await Melder();

        await Vul(bezoeker, "Melden");

        var knelpunt = await Gemeld(bezoeker);
        foreach (var veld in Alles.Where(veld => !veld.Naam.Contains('/')).GroupBy(veld => veld.Naam))
        {
            var waarde = knelpunt[veld.Key]!;
            (waarde is JsonArray lijst ? lijst.Select(deel => deel!.GetValue<string>()) : [waarde.GetValue<string>()]).Should().BeEquivalentTo(veld.Select(deel => deel.Waarde), veld.Key);
        }

        knelpunt["omvang"]!.ToJsonString().Should().Be("""{"inwonersPerJaar":"10-100","urenPerMaand":"10-40","euroPerJaar":"10000-50000"}""");
        knelpunt["bronnen"]!.AsArray().Select(bron => (bron!.Tekst("titel"), (string?)bron!["url"])).Should().Equal(("Evaluatie", "https://voorbeeld.nl/evaluatie"), ("Tweede bron", null));
    }

    [Theory]
    [InlineData("Melden", HttpStatusCode.BadRequest)]
    [InlineData("Bewaar als concept", HttpStatusCode.BadRequest)]
    [InlineData("Controleer en bekijk voorstellen", HttpStatusCode.OK)]
    [InlineData("Meld eerst een ander project aan", HttpStatusCode.OK)]
    public async Task Wat_er_ook_mis_is_alles_wat_is_ingevuld_staat_er_nog(string knop, HttpStatusCode status)
    {
        var organisatie = await Organisatie();
        using var bezoeker = await Bezoeker.Melder(app, organisatie);
        var fout = Alles.Select(veld => veld.Naam switch
        {
            "omvang/urenPerMaand" => (veld.Naam, "heel veel"),
            "bronnen/0/url" => (veld.Naam, "geen webadres"),
            "waargenomenDatum" => (veld.Naam, "2199-01-01"),
            _ => veld,
        }).ToArray();

        await bezoeker.Ga("/melden");
        await bezoeker.Verstuur("Controleer en bekijk voorstellen", fout); // makes room for more sources
        await bezoeker.Verstuur(knop, status, [.. fout, ("bronnen/3/titel", ""), ("bronnen/3/url", "https://voorbeeld.nl/zonder-titel")]);
        if (knop.Contains("project"))
        {
            await bezoeker.Verstuur("Project aanmelden", HttpStatusCode.BadRequest, ("naam", "X"), ("organisaties", "Partner een\nPartner twee"), ("werkgebied", "Ergens"), ("naamTonen", "false"), ("regios", "zk-arnhem"));
            bezoeker.Waarde("organisaties").Should().Be("Partner een\nPartner twee");
            (bezoeker.Waarde("werkgebied"), bezoeker.Waarde("naamTonen"), bezoeker.Aangevinkt("regios").Single(), bezoeker.Fout("naam")).Should().Be(("Ergens", "false", "zk-arnhem", "Ten minste 3 tekens; dit zijn er 1."));
            await bezoeker.Verstuur("Project aanmelden", ("naam", "Tweede project"));
        }

        foreach (var veld in fout.GroupBy(veld => veld.Naam))
        {
            var staat = veld.Key is "soorten" or "wetten" or "akkoorden" or "domeinen" or "doelgroepen" or "regios" or "gevolgen" or "adressaten" or "principes" ? bezoeker.Aangevinkt(veld.Key) : [bezoeker.Waarde(veld.Key)];
            staat.Should().BeEquivalentTo(veld.Select(deel => deel.Item2), veld.Key);
        }

        bezoeker.Waarde("bronnen/2/url").Should().Be("https://voorbeeld.nl/zonder-titel", "sources stand behind one another");
        if (!knop.Contains("project"))
        {
            bezoeker.Fout("omvang/urenPerMaand").Should().Contain("orde van grootte");
            bezoeker.Fout("bronnen/0/url").Should().Contain("webadres");
            bezoeker.Fout("bronnen/2/titel").Should().Be("Geef ook een titel.");
            bezoeker.Fout("waargenomenDatum").Should().Be("Deze dag is nog niet geweest.");
            bezoeker.Pagina.QuerySelectorAll(".fouten a").Select(link => link.GetAttribute("href")![1..]).Should().HaveCount(4).And.OnlyContain(id => bezoeker.Pagina.GetElementById(id) != null);
        }

        bezoeker.Pagina.All.Where(element => element.Id is { Length: > 0 }).GroupBy(element => element.Id).Should().OnlyContain(groep => groep.Count() == 1);
        (await Aantal(organisatie)).Should().Be(0);
    }

    [Fact]
    public async Task Twee_keer_drukken_meldt_een_keer_en_een_andere_tekst_met_hetzelfde_formulier_vraagt_het_nog_eens()
    {
        var organisatie = await Organisatie();
        using var bezoeker = await Bezoeker.Melder(app, organisatie);
        await bezoeker.Ga("/melden");
        (string, string)[] velden = [.. Verborgen(bezoeker), ("titel", "Dubbel gedrukt"), ("omschrijving", Omschrijving), ("soorten", "it"), ("stap", "melden")];

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Stuur(bezoeker, velden)));
        await bezoeker.Vervals("/melden", HttpStatusCode.OK, velden);

        bezoeker.Kop.Should().StartWith("Bedankt");
        (await Aantal(organisatie)).Should().Be(1);
        await bezoeker.Vervals("/melden", HttpStatusCode.BadRequest, [.. velden.Select(veld => veld.Item1 == "titel" ? ("titel", "Iets anders") : veld)]);
        bezoeker.Tekst.Should().Contain("Met dit formulier is al iets gemeld");
        bezoeker.Waarde("titel").Should().Be("Iets anders");
        (await Aantal(organisatie)).Should().Be(1);
        await bezoeker.Verstuur("Melden");
        (await Gemeld(bezoeker)).Tekst("titel").Should().Be("Iets anders");
        (await Aantal(organisatie)).Should().Be(2);
    }

    [Fact]
    public async Task Vijandige_tekst_is_overal_tekst()
    {
        const string Titel = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
        using var bezoeker = await Melder();
        await bezoeker.Ga("/melden");

        await bezoeker.Verstuur("Controleer en bekijk voorstellen", ("titel", Titel), ("omschrijving", $"</textarea>{Omschrijving}{Titel}"), ("soorten", "it"), ("bronnen/0/titel", Titel));
        Onschadelijk(bezoeker);
        (bezoeker.Waarde("titel"), bezoeker.Waarde("omschrijving"), bezoeker.Waarde("bronnen/0/titel")).Should().Be((Titel, $"</textarea>{Omschrijving}{Titel}", Titel));
        await bezoeker.Verstuur("Melden");
        Onschadelijk(bezoeker);
        (await Gemeld(bezoeker)).Tekst("titel").Should().Be(Titel);
        bezoeker.Tekst.Should().Contain(Titel);
        await bezoeker.Ga("/mijn-meldingen");
        Onschadelijk(bezoeker);
        bezoeker.Tekst.Should().Contain(Titel);

        static void Onschadelijk(Bezoeker bezoeker)
        {
            bezoeker.Pagina.QuerySelectorAll("img, [onerror]").Should().BeEmpty();
            bezoeker.Pagina.QuerySelectorAll("script:not([src^='/script/'])").Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Voor_een_project_van_een_ander_kan_niet_en_de_tekst_blijft()
    {
        var (eigen, ander) = (await Organisatie(), await Organisatie());
        var vreemd = await app.Project(ander);
        using var bezoeker = await Bezoeker.Melder(app, eigen);
        await bezoeker.Ga($"/melden?project={vreemd}");
        bezoeker.Waarde("projectId").Should().NotBe(vreemd, "who may not report for it cannot choose it");
        var velden = Verborgen(bezoeker).Select(veld => veld.Naam == "projectId" ? ("projectId", vreemd) : veld).Concat([("titel", "Namens een ander"), ("omschrijving", Omschrijving), ("soorten", "it")]).ToList();

        foreach (var stap in new[] { "melden", "concept" })
        {
            await bezoeker.Vervals("/melden", HttpStatusCode.Forbidden, [.. velden, ("stap", stap)]);
            bezoeker.Tekst.Should().Contain("geen trekker of partner");
            bezoeker.Waarde("titel").Should().Be("Namens een ander");
        }

        (await Aantal(ander)).Should().Be(0);
    }

    [Fact]
    public async Task Zonder_token_gebeurt_er_niets_en_de_tekst_gaat_mee_naar_een_nieuwe_poging()
    {
        var organisatie = await Organisatie();
        using var bezoeker = await Bezoeker.Melder(app, organisatie);
        await bezoeker.Ga("/melden");
        (string, string)[] velden = [.. Verborgen(bezoeker).Where(veld => veld.Naam != "_token"), ("titel", "Zonder token"), ("omschrijving", Omschrijving), ("soorten", "it"), ("soorten", "bekostiging"), ("stap", "melden")];

        foreach (var adres in new[] { "/melden", "/melden/voorstellen", "/melden/steun", "/melden/project", "/melden/importeren" })
        {
            await bezoeker.Vervals(adres, HttpStatusCode.BadRequest, velden);
            (await Aantal(organisatie)).Should().Be(0, adres);
        }

        await bezoeker.Vervals("/melden", HttpStatusCode.BadRequest, velden);
        await bezoeker.Verstuur("Verder");
        (await Gemeld(bezoeker)).Lijst("soorten").Should().BeEquivalentTo("it", "bekostiging");
    }

    [Fact]
    public async Task Nakijken_wijst_persoonsgegevens_aan_zonder_ze_te_herhalen_en_bewaart_niets()
    {
        var organisatie = await Organisatie();
        using var bezoeker = await Bezoeker.Melder(app, organisatie);
        await bezoeker.Ga("/melden");

        foreach (var (knop, status) in new[] { ("Controleer en bekijk voorstellen", HttpStatusCode.OK), ("Melden", HttpStatusCode.BadRequest), ("Bewaar als concept", HttpStatusCode.BadRequest) })
        {
            await bezoeker.Verstuur(knop, status, ("titel", "Bel 06-98765432"), ("omschrijving", $"{Omschrijving} Eigenwijsgezegd: mevrouw Quispelaar belde."), ("soorten", "it"), ("omweg", "IBAN NL91ABNA0417164300"));

            bezoeker.Fout("titel").Should().Contain("telefoonnummer").And.Contain("vanaf teken 5");
            bezoeker.Fout("omschrijving").Should().Contain("een naam");
            bezoeker.Fout("omweg").Should().Contain("rekeningnummer");
            bezoeker.Teksten(".fout, .fouten li, #voorstellen").Should().NotContain(tekst => tekst.Contains("98765432") || tekst.Contains("Quispelaar") || tekst.Contains("NL91"));
            bezoeker.Tekst.Should().NotContain("bevestigdZonderPersoonsgegevens");
            bezoeker.Pagina.QuerySelector("details:has(#veld-omweg)")!.HasAttribute("open").Should().BeTrue("what is wrong is in sight");
        }

        (await Aantal(organisatie)).Should().Be(0);
        Map.MetTekst(app.Datamap, "Eigenwijsgezegd").Should().BeEmpty();
    }

    [Fact]
    public async Task Een_analist_kan_instaan_voor_een_tekst_en_een_melder_niet()
    {
        var organisatie = await Organisatie();
        var project = await app.Project(organisatie, new { naam = $"Project met analist {organisatie}", organisatie });
        using var melder = await Bezoeker.Melder(app, organisatie);
        await melder.Ga($"/melden?project={project}");
        melder.Pagina.QuerySelector("[name=bevestigdZonderPersoonsgegevens]").Should().BeNull();
        (string, string)[] velden = [.. Verborgen(melder), ("projectId", project), ("titel", "Mevrouw Jansen heet een regeling"), ("omschrijving", Omschrijving), ("soorten", "it"), ("stap", "melden")];
        await melder.Vervals("/melden", HttpStatusCode.BadRequest, [.. velden.DistinctBy(veld => veld.Item1), ("bevestigdZonderPersoonsgegevens", "true")]);
        (await Aantal(organisatie)).Should().Be(0);

        using var analist = await Bezoeker.Analist(app);
        await analist.Ga($"/melden?project={project}");
        analist.Waarde("projectId").Should().Be(project);
        await analist.Verstuur("Melden", HttpStatusCode.BadRequest, ("titel", "Mevrouw Jansen heet een regeling"), ("omschrijving", Omschrijving), ("soorten", "it"));
        analist.Fout("titel").Should().Contain("Bevestig dat dan onderaan");
        await analist.Verstuur("Melden", ("bevestigdZonderPersoonsgegevens", "true"));
        (await Gemeld(analist)).Tekst("titel").Should().Be("Mevrouw Jansen heet een regeling");
    }

    [Fact]
    public async Task Voorstellen_staan_met_hun_reden_klaar_om_aan_te_kruisen_en_worden_niet_vanzelf_ingevuld()
    {
        using var bezoeker = await Melder();
        await bezoeker.Ga("/melden");

        await bezoeker.Verstuur("Controleer en bekijk voorstellen", ("titel", "Wmo en zorgverzekeraar wijzen naar elkaar"), ("omschrijving", "De huisarts verwijst naar de Wmo, de zorgverzekeraar vergoedt niet uit de basisverzekering."), ("soorten", "bekostiging"));

        var voorstel = bezoeker.Pagina.QuerySelector("#voorstellen input[name=wetten][value=wmo2015]")!;
        voorstel.HasAttribute("checked").Should().BeFalse();
        Bezoeker.Leesbaar(voorstel.Closest("label")!).Should().Contain("u schrijft:").And.Contain("Wmo");
        bezoeker.Pagina.QuerySelectorAll("#voorstellen input[name=soorten][value=bekostiging]").Should().BeEmpty("that is ticked already");
        await bezoeker.Verstuur("Controleer en bekijk voorstellen", ("wetten", "wmo2015"));
        bezoeker.Aangevinkt("wetten").Should().Equal("wmo2015");
        bezoeker.Pagina.QuerySelectorAll("#voorstellen input[value=wmo2015]").Should().BeEmpty("it is in the form now");
        await bezoeker.Verstuur("Melden");
        (await Gemeld(bezoeker)).Lijst("wetten").Should().Equal("wmo2015");
    }

    [Fact]
    public async Task Wat_er_al_is_kan_worden_gesteund_in_plaats_van_gemeld_en_de_tekst_blijft()
    {
        var (eigen, ander) = (await Organisatie(), await Organisatie());
        var eerder = await app.MeldEnBevestig(await app.Project(ander), new JsonObject
        {
            ["titel"] = "Scootmobielen blijven in de opslag staan", ["omschrijving"] = "Scootmobielen worden ingenomen en blijven ongebruikt in de opslag staan omdat hergebruik niet vergoed wordt.",
        }, ander);
        var verborgen = await app.Meld(await app.Project(ander), new JsonObject
        {
            ["titel"] = "Scootmobielen in de opslag, nog niet bevestigd", ["omschrijving"] = "Scootmobielen worden ingenomen en blijven ongebruikt in de opslag staan omdat hergebruik niet vergoed wordt.",
        }, ander);
        using var bezoeker = await Bezoeker.Melder(app, eigen);
        await bezoeker.Ga("/melden");
        const string Tekst = "Ingenomen scootmobielen blijven ongebruikt in de opslag staan: hergebruik wordt niet vergoed.";

        await bezoeker.Verstuur("Controleer en bekijk voorstellen", ("titel", "Scootmobielen in de opslag"), ("omschrijving", Tekst), ("soorten", "bekostiging"));
        bezoeker.Teksten("#voorstellen").Single().Should().Contain(eerder.Tekst("kenmerk")).And.NotContain(verborgen.Tekst("kenmerk"), "that is not public");
        await bezoeker.Verstuur($"Wij hebben dit ook: {eerder.Tekst("kenmerk")}");

        bezoeker.Tekst.Should().Contain($"telt nu mee bij {eerder.Tekst("kenmerk")}").And.Contain("niet gemeld en niet bewaard");
        (await app.Anoniem().Lees($"/v1/knelpunten/{eerder.Id()}"))["steun"]!.Getal("projecten").Should().Be(1);
        (await Aantal(eigen)).Should().Be(0);
        await bezoeker.Verstuur("Terug naar mijn tekst");
        (bezoeker.Waarde("titel"), bezoeker.Waarde("omschrijving"), bezoeker.Aangevinkt("soorten").Single()).Should().Be(("Scootmobielen in de opslag", Tekst, "bekostiging"));

        await bezoeker.Verstuur("Melden");
        var gemeld = await Gemeld(bezoeker);
        bezoeker.Tekst.Should().Contain("Dit lijkt erop").And.Contain(eerder.Tekst("kenmerk")).And.NotContain(verborgen.Tekst("kenmerk"));
        bezoeker.Teksten(".lijst a").Should().NotContain(gemeld.Tekst("titel"), "it is not like itself");
        await bezoeker.Verstuur($"Wij hebben dit ook: {eerder.Tekst("kenmerk")}");
        bezoeker.Kop.Should().StartWith("Bedankt, uw melding heeft kenmerk");
        (await app.Anoniem().Lees($"/v1/knelpunten/{eerder.Id()}"))["steun"]!.Getal("projecten").Should().Be(1, "a project counts once");
    }

    [Fact]
    public async Task Wat_van_het_eigen_project_is_kan_niet_worden_gesteund()
    {
        var organisatie = await Organisatie();
        var project = (await (await app.Melder(organisatie)).Lees("/v1/projecten?mijn=true"))["items"]![0]!.Id();
        var eigen = await app.Meld(project, new JsonObject { ["titel"] = "Looprekken raken kwijt bij verhuizing", ["omschrijving"] = "Bij een verhuizing naar een andere gemeente raken looprekken en drempelhulpen kwijt." }, organisatie);
        using var bezoeker = await Bezoeker.Melder(app, organisatie);
        await bezoeker.Ga("/melden");

        await bezoeker.Verstuur("Controleer en bekijk voorstellen", ("titel", "Looprekken kwijt bij verhuizing"), ("omschrijving", "Looprekken en drempelhulpen raken kwijt bij verhuizing naar een andere gemeente."), ("soorten", "it"));

        bezoeker.Teksten("#voorstellen").Single().Should().Contain(eigen.Tekst("kenmerk")).And.Contain("Dit meldde uw eigen project.");
        await bezoeker.Vervals("/melden/steun", HttpStatusCode.Conflict, [.. Verborgen(bezoeker), ("titel", "Blijft staan"), ("steun", eigen.Id())]);
        bezoeker.Tekst.Should().Contain("meldde het knelpunt zelf");
        bezoeker.Waarde("titel").Should().Be("Blijft staan");
    }

    [Fact]
    public async Task Het_stuk_met_voorstellen_vraagt_een_sessie_en_een_token()
    {
        using var bezoeker = await Melder();
        await bezoeker.Ga("/melden");
        (string, string)[] velden = [.. Verborgen(bezoeker), ("titel", "Wmo en zorgverzekeraar"), ("omschrijving", "De zorgverzekeraar en de Wmo wijzen naar elkaar. Bel 06-98765432.")];

        using var vreemd = new Bezoeker(app);
        await vreemd.Vervals("/melden/voorstellen", HttpStatusCode.Unauthorized, velden);
        vreemd.Pagina.QuerySelector("#voorstellen-inhoud, .samenvatting").Should().BeNull();
        await bezoeker.Vervals("/melden/voorstellen", HttpStatusCode.BadRequest, [.. velden.Where(veld => veld.Item1 != "_token")]);
        using (var adressaat = await Bezoeker.Als(app, "adressaat", "nza"))
        {
            await adressaat.Vervals("/melden/voorstellen", HttpStatusCode.Forbidden, velden);
        }

        await bezoeker.Vervals("/melden/voorstellen", HttpStatusCode.OK, velden);
        var stuk = await bezoeker.Antwoord.Content.ReadAsStringAsync(App.Ct);
        stuk.Should().Contain("value=\"wmo2015\"").And.Contain("telefoonnummer").And.NotContain("98765432").And.NotContain("<html").And.NotContain("_token");
        bezoeker.Antwoord.Headers.CacheControl!.NoStore.Should().BeTrue();
        await bezoeker.Vervals("/melden/voorstellen", HttpStatusCode.OK, [.. Verborgen(bezoeker), .. velden.Where(veld => veld.Item1 == "_token"), ("titel", "kort")]);
    }

    [Fact]
    public async Task Na_een_sessie_die_voorbij_is_gaat_de_hele_melding_door()
    {
        var organisatie = await Organisatie();
        using var bezoeker = await Bezoeker.Melder(app, organisatie);
        var lang = string.Concat(Enumerable.Repeat("ë€", 5_000)); // 10,000 characters, 125 kB in a form
        await bezoeker.Ga("/melden");
        bezoeker.Koekjes.GetAllCookies()["kp-sessie"]!.Expired = true;

        await Vul(bezoeker, "Melden", HttpStatusCode.Unauthorized, ("omschrijving", lang));
        bezoeker.Tekst.Should().Contain("wat u had ingevuld is er nog");
        await bezoeker.Verstuur("Aanmelden", HttpStatusCode.Unauthorized, ("sleutel", "kp_verkeerdverkeerdverkeerdverkeerdverkeerd"));
        await bezoeker.Verstuur("Aanmelden", ("sleutel", await Sleutel(organisatie)));
        (await Aantal(organisatie)).Should().Be(0);
        await bezoeker.Verstuur("Verder");

        var knelpunt = await Gemeld(bezoeker);
        knelpunt.Tekst("omschrijving").Should().Be(lang);
        foreach (var veld in Alles.GroupBy(veld => veld.Naam).Where(veld => veld.Count() > 1))
        {
            knelpunt.Lijst(veld.Key).Should().BeEquivalentTo(veld.Select(deel => deel.Waarde));
        }
    }

    [Fact]
    public async Task Wie_te_veel_stuurt_leest_hoeveel_er_mag()
    {
        using var bezoeker = await Melder();
        await bezoeker.Ga("/melden");

        await bezoeker.Verstuur("Melden", HttpStatusCode.RequestEntityTooLarge, ("omschrijving", new string('a', 300_000)));

        bezoeker.Tekst.Should().Contain("256 kB");
    }

    [Fact]
    public async Task Een_concept_ziet_alleen_de_eigen_organisatie()
    {
        var organisatie = await Organisatie();
        using var bezoeker = await Bezoeker.Melder(app, organisatie);
        await bezoeker.Ga("/melden");

        await bezoeker.Verstuur("Bewaar als concept", ("titel", "Nog een concept"), ("omschrijving", Omschrijving), ("soorten", "it"));

        bezoeker.Kop.Should().StartWith("Uw concept heeft kenmerk KP-");
        var adres = bezoeker.Adres;
        using var ander = await Melder();
        await ander.Ga(adres, HttpStatusCode.NotFound);
        using var analist = await Bezoeker.Analist(app);
        await analist.Ga(adres);
        var openbaar = await app.MeldEnBevestig((await (await app.Melder(organisatie)).Lees("/v1/projecten?mijn=true"))["items"]![0]!.Id(), organisatie: organisatie);
        await ander.Ga($"/melden/bedankt/{openbaar.Id()}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Zonder_project_komt_eerst_dat_en_twee_keer_drukken_maakt_er_een()
    {
        var organisatie = $"Zonder project {Interlocked.Increment(ref nummer)}";
        using var bezoeker = await Bezoeker.Melder(app, organisatie);

        await bezoeker.Ga("/melden");
        bezoeker.Kop.Should().Be("Een project aanmelden");
        (string, string)[] velden = [.. Verborgen(bezoeker), ("naam", "Ons project"), ("organisaties", "Partner A\r\nPartner B"), ("naamTonen", "false")];
        await bezoeker.Vervals("/melden/project", HttpStatusCode.OK, velden);
        bezoeker.Kop.Should().Be("Een knelpunt melden");
        bezoeker.Tekst.Should().Contain("Project: Ons project");
        await bezoeker.Vervals("/melden/project", HttpStatusCode.OK, velden);

        var projecten = (await (await app.Melder(organisatie)).Lees("/v1/projecten?mijn=true"))["items"]!.AsArray();
        projecten.Should().ContainSingle();
        (projecten[0]!.Lijst("organisaties").Count, projecten[0]!["naamTonen"]!.GetValue<bool>()).Should().Be((2, false));
        using var partner = await Bezoeker.Melder(app, "Partner B");
        await partner.Ga("/melden");
        partner.Waarde("projectId").Should().Be(projecten[0]!.Id());
    }

    /// <summary>Fills in everything there is, and presses a button.</summary>
    private static async Task Vul(Bezoeker bezoeker, string knop, HttpStatusCode status = HttpStatusCode.OK, params (string Naam, string Waarde)[] anders)
    {
        if (bezoeker.Adres != "/melden")
        {
            await bezoeker.Ga("/melden");
        }

        await bezoeker.Verstuur(knop, status, [.. Alles.Where(veld => anders.All(ander => ander.Naam != veld.Naam)), .. anders]);
    }

    private static IEnumerable<(string Naam, string Waarde)> Verborgen(Bezoeker bezoeker) =>
        bezoeker.Pagina.QuerySelectorAll("main input[type=hidden]").Select(veld => (veld.GetAttribute("name")!, veld.GetAttribute("value")!));

    private async Task<HttpStatusCode> Stuur(Bezoeker bezoeker, (string, string)[] velden)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = bezoeker.Koekjes }) { BaseAddress = app.Adres };
        using var antwoord = await client.PostAsync(new Uri("/melden", UriKind.Relative), new FormUrlEncodedContent(velden.Select(veld => KeyValuePair.Create(veld.Item1, veld.Item2))), App.Ct);
        return antwoord.StatusCode;
    }

    /// <summary>What the page says was reported, as an analist reads it.</summary>
    private async Task<JsonObject> Gemeld(Bezoeker bezoeker)
    {
        bezoeker.Adres.Should().StartWith("/melden/bedankt/");
        return await (await app.Analist()).Lees($"/v1/knelpunten/{bezoeker.Adres.Split('/')[^1]}");
    }

    private async Task<int> Aantal(string organisatie) =>
        (await (await app.Melder(organisatie)).Lees("/v1/knelpunten?mijn=true&status=concept,gemeld,bevestigd,afgewezen")).Getal("totaal");

    private async Task<string> Sleutel(string organisatie) => (await app.Melder(organisatie)).DefaultRequestHeaders.Authorization!.Parameter!;

    /// <summary>A new organisation with one project.</summary>
    private async Task<string> Organisatie()
    {
        var organisatie = $"Zorggroep {Interlocked.Increment(ref nummer)}";
        await app.Project(organisatie);
        return organisatie;
    }

    private async Task<Bezoeker> Melder() => await Bezoeker.Melder(app, await Organisatie());
}
