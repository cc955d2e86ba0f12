using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Abonnementen;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

/// <summary>Following a selection: feeds for everybody, webhooks and mail for who signed in.</summary>
public sealed class AbonnerenTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Iedereen_bouwt_een_selectie_en_krijgt_de_adressen_die_erbij_horen()
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/abonneren");
        bezoeker.Tekst.Should().Contain("Nu: alle knelpunten");
        await bezoeker.Verstuur("Deze keuze gebruiken", ("wet", "wlz"), ("wet", "zvw"), ("regio", "zk-arnhem"));

        bezoeker.Adres.Should().Be("/abonneren?wet=zvw&wet=wlz&regio=zk-arnhem");
        bezoeker.Aangevinkt("wet").Should().BeEquivalentTo("wlz", "zvw");
        var feeds = bezoeker.Pagina.QuerySelectorAll("[aria-labelledby=feeds] a").ToList();
        feeds.Should().HaveCount(5);
        foreach (var feed in feeds)
        {
            Bezoeker.Leesbaar(feed).Should().Be(app.Adres.ToString().TrimEnd('/') + feed.GetAttribute("href"), "the address itself is there to copy");
            feed.GetAttribute("href").Should().Contain("wet=zvw&wet=wlz&regio=zk-arnhem");
            (await app.Anoniem().GetAsync(new Uri(feed.GetAttribute("href")!, UriKind.Relative), App.Ct)).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        bezoeker.Pagina.QuerySelector("link[type='application/atom+xml']")!.GetAttribute("title").Should().Be("Knelpunten: Zvw en Wlz, zorgkantoorregio Arnhem");
        bezoeker.Pagina.QuerySelectorAll("form[method=post]").Should().BeEmpty();
        await bezoeker.Volg("aan met een sleutel");
        bezoeker.Waarde("terug").Should().Be("/abonneren?wet=zvw&wet=wlz&regio=zk-arnhem");
    }

    [Fact]
    public async Task De_aanroep_voor_ontwikkelaars_is_er_een_die_werkt()
    {
        await using var ontvanger = await Ontvanger.Start();
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga($"/abonneren?wet=wlz&organisatie={Uri.EscapeDataString("Thuiszorg 't Gooi")}");
        var opdracht = bezoeker.Pagina.QuerySelector("pre")!.TextContent;
        opdracht.Should().StartWith($"curl -X POST {app.Adres}v1/abonnementen");
        var json = opdracht[(opdracht.IndexOf("-d '", StringComparison.Ordinal) + 4)..].TrimEnd().TrimEnd('\'').Replace("'\\''", "'", StringComparison.Ordinal);
        var body = JsonNode.Parse(json)!.AsObject();
        body["selectie"]!["organisatie"]![0]!.GetValue<string>().Should().Be("Thuiszorg 't Gooi");
        body["callbackUrl"] = ontvanger.Adres.ToString();
        (await (await app.Client("abonnee", "Ontwikkelaar")).Post(Abonneren.Pad, body).Gelukt())["selectie"]!.ToJsonString().Should().Contain("wlz");
    }

    [Theory]
    [InlineData("peildatum=2026-01-01")]
    [InlineData("mijn=true")]
    public async Task Wat_geen_feed_kan_zijn_krijgt_er_geen(string vraag)
    {
        using var bezoeker = await Bezoeker.Melder(app);
        vraag = vraag.StartsWith("peil", StringComparison.Ordinal) ? $"peildatum={app.Vandaag().Iso()}" : vraag;
        await bezoeker.Ga($"/abonneren?{vraag}");
        bezoeker.Pagina.QuerySelectorAll("[aria-labelledby=feeds] a, link[type='application/atom+xml']").Should().BeEmpty();
        bezoeker.Tekst.Should().Contain("Een feed gaat over nu en toont iedereen hetzelfde.");
    }

    [Fact]
    public async Task Een_webhook_nemen_toont_het_geheim_eenmaal_en_is_daarna_te_pauzeren_en_op_te_zeggen()
    {
        await using var ontvanger = await Ontvanger.Start();
        using var bezoeker = await Bezoeker.Als(app, "abonnee", "Krant met webhook");
        await bezoeker.Ga("/abonneren?wet=wlz&soort=bekostiging");
        bezoeker.Tekst.Should().Contain("U hebt nog geen abonnement.");
        await bezoeker.Volg("Met een webhook");
        await bezoeker.Verstuur("Abonneren", HttpStatusCode.BadRequest, ("callbackUrl", "https://10.1.2.3/x"), ("gebeurtenissen", ""), ("omschrijving", "Bel 06-12345678"));
        bezoeker.Fout("callbackUrl").Should().NotBeNull();
        bezoeker.Fout("gebeurtenissen").Should().NotBeNull();
        bezoeker.Fout("omschrijving").Should().NotBeNull("all that is wrong is told at once");
        bezoeker.Waarde("callbackUrl").Should().Be("https://10.1.2.3/x");
        bezoeker.Aangevinkt("wet").Should().Equal("wlz");

        await bezoeker.Verstuur("Abonneren", ("callbackUrl", ontvanger.Adres.ToString()), ("gebeurtenissen", "knelpunt.bevestigd"), ("gebeurtenissen", "editie.gepubliceerd"), ("omschrijving", "Voor de <krant>"));
        var geheim = bezoeker.Teksten("code.adres").Should().ContainSingle().Subject;
        geheim.Should().MatchRegex("^whsec_[A-Za-z0-9+/]{43}=$");
        bezoeker.Spoor.Should().ContainSingle("the secret is on the answer itself");
        bezoeker.Antwoord.Headers.CacheControl!.NoStore.Should().BeTrue();

        var krant = await app.Client("abonnee", "Krant met webhook");
        var abonnement = (await krant.Lees(Abonneren.Pad))["items"]!.AsArray().Should().ContainSingle().Subject!;
        abonnement["selectie"]!.ToJsonString().Should().Be("""{"soort":["bekostiging"],"wet":["wlz"]}""");
        abonnement.Lijst("gebeurtenissen").Should().BeEquivalentTo("knelpunt.bevestigd", "editie.gepubliceerd");
        await krant.Wordt(abonnement.Id(), "actief");

        await bezoeker.Volg("Naar uw abonnementen");
        bezoeker.Pagina.Source.Text.Should().NotContain(geheim);
        bezoeker.Teksten("[aria-labelledby=eigen] li").Should().ContainSingle().Which.Should().Contain("actief").And.Contain("Knelpunten: Wlz, bekostiging").And.Contain("Voor de <krant>").And.Contain("Laatst bezorgd op");
        await bezoeker.Verstuur("Pauzeren");
        bezoeker.Tekst.Should().StartWith("Het abonnement is gepauzeerd.");
        (await krant.Abonnement(abonnement.Id())).Tekst("status").Should().Be("gepauzeerd");
        await bezoeker.Verstuur("Hervatten");
        (await krant.Abonnement(abonnement.Id())).Tekst("status").Should().Be("actief");
        await bezoeker.Volg($"[href='/abonneren/{abonnement.Id()}/opzeggen']");
        bezoeker.Tekst.Should().Contain(ontvanger.Adres.ToString());
        (await krant.Abonnement(abonnement.Id())).Tekst("status").Should().Be("actief");
        await bezoeker.Verstuur("Ja, opzeggen");
        bezoeker.Tekst.Should().StartWith("Het abonnement is opgezegd.").And.Contain("U hebt nog geen abonnement.");
    }

    [Fact]
    public async Task Een_ander_ziet_en_raakt_het_niet_en_zonder_token_gebeurt_er_niets()
    {
        await using var ontvanger = await Ontvanger.Start();
        var krant = await app.Client("abonnee", "Krant van iemand");
        var id = (await krant.Neem(ontvanger.Adres, ["knelpunt.bevestigd"])).Id();
        await krant.Wordt(id, "actief");
        using var ander = await Bezoeker.Als(app, "abonnee", "Iemand anders");
        await ander.Ga("/abonneren");
        ander.Pagina.Source.Text.Should().NotContain(id).And.NotContain(ontvanger.Adres.ToString());
        await ander.Ga($"/abonneren/{id}/opzeggen", HttpStatusCode.NotFound);
        using var eigen = await Bezoeker.Als(app, "abonnee", "Krant van iemand");
        await eigen.Vervals($"/abonneren/{id}", HttpStatusCode.BadRequest, ("status", "gepauzeerd"), ("versie", "2"));
        await eigen.Vervals($"/abonneren/{id}/opzeggen", HttpStatusCode.BadRequest, ("x", "y"));
        await eigen.Vervals("/abonneren", HttpStatusCode.BadRequest, ("kanaal", "webhook"), ("callbackUrl", ontvanger.Adres.ToString()), ("gebeurtenissen", "knelpunt.bevestigd"));
        (await krant.Lees(Abonneren.Pad))["items"]!.AsArray().Should().ContainSingle().Which.Tekst("status").Should().Be("actief");

        await eigen.Ga("/abonneren");
        await krant.Patch($"{Abonneren.Pad}/{id}", new JsonObject { ["omschrijving"] = "Intussen" }, "*").Gelukt();
        await eigen.Verstuur("Pauzeren", HttpStatusCode.PreconditionFailed);
        eigen.Tekst.Should().Contain("intussen gewijzigd");
    }

    [Fact]
    public async Task Zonder_mailserver_is_er_geen_formulier_voor_email()
    {
        using var bezoeker = await Bezoeker.Als(app, "abonnee", "Krant zonder post");
        await bezoeker.Ga("/abonneren?kanaal=email");
        bezoeker.Tekst.Should().Contain("dit register verstuurt nog geen e-mail");
        bezoeker.Pagina.QuerySelectorAll("input[name=email]").Should().BeEmpty();
    }

    [Fact]
    public async Task Met_een_mailserver_is_een_samenvatting_te_nemen_zonder_gebeurtenissen()
    {
        await using var metPost = await MetPost.Start();
        using var bezoeker = await Bezoeker.Als(metPost, "abonnee", "Krant met post");
        await bezoeker.Ga("/abonneren?wet=wlz");
        await bezoeker.Volg("Per e-mail");
        await bezoeker.Verstuur("Abonneren", HttpStatusCode.BadRequest, ("email", "jan.jansen@voorbeeld.nl"));
        bezoeker.Fout("email").Should().Contain("persoon");
        bezoeker.Fout("ritme").Should().NotBeNull();
        await bezoeker.Verstuur("Abonneren", ("email", "wlz@voorbeeld.nl"), ("ritme", "week"));
        bezoeker.Tekst.Should().StartWith("Er gaat nu een e-mail naar wlz@voorbeeld.nl.").And.Contain("elke week");
        var abonnement = (await (await metPost.Client("abonnee", "Krant met post")).Lees(Abonneren.Pad))["items"]!.AsArray().Should().ContainSingle().Subject!;
        (abonnement.Tekst("ritme"), abonnement.Tekst("status")).Should().Be(("week", "wacht-op-bevestiging"));
    }
}
