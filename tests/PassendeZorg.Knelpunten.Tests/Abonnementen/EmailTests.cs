using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Tests.Abonnementen;

/// <summary>E-mail to a real mail server: consent, messages, summaries, what a project hears, and a server that is away.</summary>
public sealed class EmailTests
{
    private static readonly string[] Bevestigd = ["knelpunt.bevestigd"];

    [Fact]
    public async Task Zonder_mailserver_is_er_geen_abonnement_per_email_en_blijft_het_stil()
    {
        await using var app = new App();
        var krant = await app.Client("abonnee", "Krant");
        var probleem = await (await krant.Stuur("POST", Abonneren.Pad, """{"kanaal":"email","email":"wlz@voorbeeld.nl","ritme":"week"}""")).Probleem(HttpStatusCode.Conflict);
        probleem.Tekst("detail").Should().Be("Deze registratie verstuurt geen e-mail. Neem een webhook, of volg een feed; de beheerder kan e-mail aanzetten.");

        await using var ontvanger = await Ontvanger.Start();
        await krant.Abonneer(ontvanger, Bevestigd);
        await app.MeldEnBevestig(await app.Project("Zorggroep Test", new { naam = "Project met contact", organisatie = "Zorggroep Test", contact = "info@voorbeeld.nl" }));
        await ontvanger.Krijgt(1);
        var db = app.Services.GetRequiredService<Db>();
        (await db.First<int>("SELECT count(*) FROM abonnement WHERE kanaal <> 'webhook'", null, App.Ct)).Should().Be(0);
        (await db.First<int>("SELECT count(*) FROM aflevering", null, App.Ct)).Should().Be(2, "the webhook got its question and its message");
    }

    [Theory]
    [InlineData("""{"kanaal":"email","ritme":"direct","gebeurtenissen":["knelpunt.bevestigd"]}""", "/email: verplicht")]
    [InlineData("""{"kanaal":"email","email":"wlz@voorbeeld.nl","gebeurtenissen":["knelpunt.bevestigd"]}""", "/ritme: verplicht")]
    [InlineData("""{"kanaal":"email","email":"wlz@voorbeeld.nl","ritme":"direct"}""", "/gebeurtenissen: verplicht")]
    [InlineData("""{"kanaal":"email","email":"wlz@voorbeeld.nl","ritme":"week","gebeurtenissen":["knelpunt.bevestigd"]}""", "/gebeurtenissen: buiten-bereik")]
    [InlineData("""{"kanaal":"email","email":"wlz@voorbeeld.nl","ritme":"week","callbackUrl":"http://127.0.0.1:9/x"}""", "/callbackUrl: buiten-bereik")]
    [InlineData("""{"kanaal":"email","email":"geen adres","ritme":"week"}""", "/email: ongeldig-formaat")]
    [InlineData("""{"kanaal":"email","email":"jan.jansen@voorbeeld.nl","ritme":"week"}""", "/email: persoonsgegevens")]
    [InlineData("""{"kanaal":"email","email":"wlz@voorbeeld.nl","ritme":"dag"}""", "/ritme: onbekende-code")]
    [InlineData("""{"kanaal":"email","email":"wlz@voorbeeld.nl","ritme":"week","selectie":{"mijn":true}}""", "/selectie/mijn: buiten-bereik")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:9/x","email":"wlz@voorbeeld.nl","gebeurtenissen":["knelpunt.bevestigd"]}""", "/email: buiten-bereik")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:9/x","ritme":"week","gebeurtenissen":["knelpunt.bevestigd"]}""", "/ritme: buiten-bereik")]
    [InlineData("""{"gebeurtenissen":["knelpunt.bevestigd"]}""", "/callbackUrl: verplicht")]
    public async Task Wat_niet_samengaat_wordt_geweigerd_met_de_naam_van_het_veld(string body, string fout)
    {
        await using var app = await MetPost.Start();
        (await (await (await app.Client("abonnee", "Krant")).Stuur("POST", Abonneren.Pad, body)).Fouten()).Should().Equal(fout);
    }

    [Fact]
    public async Task Een_postbus_wordt_ten_hoogste_drie_keer_per_dag_om_toestemming_gevraagd()
    {
        await using var app = new Toegang.Ingesteld(("Smtp:Host", "127.0.0.1"), ("Smtp:Poort", "9"), ("Smtp:Afzender", "registratie@voorbeeld.nl"), ("Limieten:Uit", "false"));
        var (krant, ander) = (await app.Client("abonnee", "Krant"), await app.Client("abonnee", "Omroep"));
        foreach (var (client, adres) in new[] { (krant, "wlz@voorbeeld.nl"), (ander, "WLZ@voorbeeld.nl"), (krant, "wlz@voorbeeld.nl") })
        {
            await client.NeemPerEmail(adres, "week", null);
        }

        var antwoord = await ander.Stuur("POST", Abonneren.Pad, """{"kanaal":"email","email":"wlz@voorbeeld.nl","ritme":"week"}""");

        (await antwoord.Probleem(HttpStatusCode.TooManyRequests)).Tekst("detail").Should().Contain("toestemming").And.Contain("morgen");
        antwoord.Headers.RetryAfter.Should().NotBeNull();
        var elders = await ander.NeemPerEmail("zvw@voorbeeld.nl", "week", null);
        await (await ander.Patch($"{Abonneren.Pad}/{elders.Id()}", new JsonObject { ["email"] = "wlz@voorbeeld.nl" }, "*")).Probleem(HttpStatusCode.TooManyRequests);
        (await ander.Patch($"{Abonneren.Pad}/{elders.Id()}", new JsonObject { ["ritme"] = "maand" }, "*")).StatusCode.Should().Be(HttpStatusCode.OK, "nobody is asked anything");
    }

    [Fact]
    public async Task Na_de_link_komt_elke_gebeurtenis_tot_er_een_klik_is_op_afmelden()
    {
        await using var app = await MetPost.Start();
        var (krant, project) = (await app.Client("abonnee", "Krant"), await app.Project());
        var abonnement = await krant.NeemPerEmail("dossier@voorbeeld.nl", "direct", Bevestigd, new JsonObject { ["wet"] = new JsonArray("zvw") });
        (abonnement.Tekst("status"), abonnement.Tekst("kanaal"), abonnement.Tekst("email"), abonnement.Tekst("ritme"), abonnement["callbackUrl"], abonnement["geheim"]).Should()
            .Be(("wacht-op-bevestiging", "email", "dossier@voorbeeld.nl", "direct", null, null));
        var vraag = (await app.Krijgt(1))[0];
        vraag.Koppen.Tekst("To").Should().Be("dossier@voorbeeld.nl");
        vraag.Koppen.ContainsKey("List-Unsubscribe").Should().BeFalse("there is nothing to end yet");
        vraag.Onderwerp.Should().Contain("Zvw");

        await app.MeldEnBevestig(project);
        var link = vraag.Link("Bevestigen");
        (await app.Anoniem().GetAsync(new Uri(link[..^1] + (link[^1] == '0' ? '1' : '0')), App.Ct)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await app.Anoniem().GetAsync(new Uri(link), App.Ct)).EnsureSuccessStatusCode();
        (await krant.Abonnement(abonnement.Id())).Tekst("status").Should().Be("wacht-op-bevestiging", "looking is not agreeing");
        (await app.Druk(link)).Should().Contain("is bevestigd");
        (await krant.Abonnement(abonnement.Id())).Tekst("status").Should().Be("actief");

        await app.MeldEnBevestig(project, new JsonObject { ["titel"] = "Buiten de selectie", ["wetten"] = new JsonArray("wlz") });
        var knelpunt = await app.MeldEnBevestig(project, new JsonObject { ["titel"] = "Zorg & ondersteuning: “één” loket — ’t kan ☂" });
        var post = (await app.Krijgt(2))[1];
        post.Onderwerp.Should().Be($"Knelpunt bevestigd: {knelpunt.Tekst("kenmerk")} – Zorg & ondersteuning: “één” loket — ’t kan ☂");
        post.Platte.Should().Contain("Zorg & ondersteuning: “één” loket — ’t kan ☂").And.NotContain("<");
        post.Html.Should().Contain("Zorg &amp; ondersteuning");
        post.Link("Wat er nu staat").Should().EndWith($"/knelpunten/{knelpunt.Id()}").And.NotContain("/v1/");
        var aflevering = (await krant.Afleveringen(abonnement.Id()))[0];
        (aflevering.Tekst("status"), aflevering["pogingen"]![0].Tekst("methode"), aflevering["pogingen"]![0].Getal("status")).Should().Be(("afgeleverd", "SMTP", 250));
        post.Koppen.Tekst("Message-ID").Should().Be($"<{aflevering.Tekst("webhookId")}@voorbeeld.nl>");
        post.Koppen.Tekst("List-Unsubscribe-Post").Should().Be("List-Unsubscribe=One-Click");
        var afmelden = post.Koppen.Tekst("List-Unsubscribe").Trim('<', '>');
        afmelden.Should().Be(post.Link("Afmelden"));

        // As a mail program does it (RFC 8058); a second time changes nothing, and somebody else's link does nothing.
        using var klik = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        (await app.Anoniem().PostAsync(new Uri(afmelden.Split('?')[0] + "?code=onzin"), klik, App.Ct)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await krant.Abonnement(abonnement.Id())).Tekst("status").Should().Be("actief");
        using var nogEens = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        (await app.Anoniem().PostAsync(new Uri(afmelden), nogEens, App.Ct)).EnsureSuccessStatusCode();
        (await app.Druk(afmelden)).Should().Contain("geen berichten meer");
        var af = await krant.Abonnement(abonnement.Id());
        (af.Tekst("status"), af.Tekst("reden")).Should().Be(("uitgeschakeld", "De ontvanger meldde zich af met de link in een bericht."));

        // Only the mailbox itself turns it on again.
        await krant.Patch($"{Abonneren.Pad}/{abonnement.Id()}", new JsonObject { ["status"] = "actief" }, af.Etag()).Gelukt();
        (await app.Krijgt(3))[2].Link("Bevestigen").Should().NotBe(link);
        (await app.Anoniem().GetAsync(new Uri(link), App.Ct)).StatusCode.Should().Be(HttpStatusCode.NotFound, "an older question is no longer asked");
        await app.MeldEnBevestig(project);
        (await (await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement.Id()}/geheimen")).Probleem(HttpStatusCode.Conflict)).Tekst("detail").Should().Contain("webhooks");
        (await app.Post()).Should().HaveCount(3);
    }

    [Fact]
    public async Task De_samenvatting_van_de_selectie_komt_een_keer_per_gesloten_week()
    {
        await using var app = await MetPost.Start(begin: new DateTimeOffset(2026, 11, 18, 9, 0, 0, TimeSpan.Zero));
        var (krant, project) = (await app.Client("abonnee", "Krant"), await app.Project());
        var abonnement = await krant.NeemPerEmail("dossier@voorbeeld.nl", "week", null, new JsonObject { ["wet"] = new JsonArray("wlz") });
        abonnement.Lijst("gebeurtenissen").Should().Equal("samenvatting.verschenen");
        await app.Druk((await app.Krijgt(1))[0].Link("Bevestigen"));
        await app.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("wlz") });
        await app.MeldEnBevestig(project);
        app.Klok.Verzet(TimeSpan.FromDays(6));
        var week = (await app.Krijgt(2))[1];

        week.Onderwerp.Should().Be("Samenvatting van week 47 van 2026: Wlz");
        week.Platte.Should().Contain("Aan het eind van week 47 van 2026: 1 knelpunt van 1 project. In deze periode: 1 nieuw, 0 opgelost, 0 verdwenen").And.Contain("- ");
        week.Html.Should().Contain("<li>");
        week.Link("Wet maal domein als CSV").Should().Contain("wet=wlz");
        week.Koppen.Tekst("List-Unsubscribe").Should().Contain(abonnement.Id());

        // A month closes too, and another week: only the week is for this one.
        app.Klok.Verzet(TimeSpan.FromDays(7));
        (await app.Krijgt(3))[2].Onderwerp.Should().StartWith("Samenvatting van week 48");
        (await krant.Lees($"{Abonneren.Pad}/{abonnement.Id()}/gemist"))["items"]!.AsArray().Select(item => item!.Tekst("subject")).Should().OnlyContain(periode => periode.StartsWith("week/"));
        (await krant.Afleveringen(abonnement.Id())).Should().HaveCount(3).And.OnlyContain(aflevering => aflevering.Tekst("status") == "afgeleverd");
    }

    [Fact]
    public async Task Als_de_mailserver_weg_is_komt_alles_later_met_hetzelfde_nummer()
    {
        await using var app = await MetPost.Start();
        var (krant, project) = (await app.Client("abonnee", "Krant"), await app.Project());
        var abonnement = (await krant.NeemPerEmail("dossier@voorbeeld.nl", "direct", Bevestigd)).Id();
        await app.Druk((await app.Krijgt(1))[0].Link("Bevestigen"));
        await app.Sluit();
        await app.MeldEnBevestig(project);
        async Task<JsonObject> Stand() => (await krant.Afleveringen(abonnement)).Single(aflevering => aflevering.Tekst("gebeurtenis") == "knelpunt.bevestigd");
        await Ontvanger.Tot(async () => (await krant.Afleveringen(abonnement)).Any(aflevering => aflevering.Tekst("gebeurtenis") == "knelpunt.bevestigd" && aflevering["pogingen"]!.AsArray().Count > 0));
        var poging = (await Stand())["pogingen"]![0]!;
        (poging["status"], poging.Tekst("fout")).Should().Be((null, "De mailserver is niet te bereiken of gaf geen leesbaar antwoord."));

        await app.Open();
        app.Klok.Verzet(TimeSpan.FromMinutes(10));
        var post = (await app.Krijgt(2))[1];
        await Ontvanger.Tot(async () => (await Stand()).Tekst("status") == "afgeleverd");
        post.Koppen.Tekst("Message-ID").Should().Contain((await Stand()).Tekst("webhookId"));
    }

    [Fact]
    public async Task Een_mailserver_die_niets_zegt_houdt_alleen_de_mail_op()
    {
        await using var app = await MetPost.Start();
        await using var ontvanger = await Ontvanger.Start();
        var krant = await app.Client("abonnee", "Krant");
        await krant.Abonneer(ontvanger, Bevestigd);
        await app.Sluit();
        using var stil = new TcpListener(IPAddress.Loopback, app.Poort);
        stil.Start();
        var abonnement = (await krant.NeemPerEmail("dossier@voorbeeld.nl", "direct", Bevestigd)).Id();
        using var verbinding = await stil.AcceptTcpClientAsync(App.Ct);
        await app.MeldEnBevestig(await app.Project());
        await ontvanger.Krijgt(1);
        (await krant.Afleveringen(abonnement))[0]["pogingen"]!.AsArray().Should().BeEmpty("it still waits for the server");

        await Ontvanger.Tot(async () => (await krant.Afleveringen(abonnement))[0]["pogingen"]!.AsArray().Count > 0);
        var poging = (await krant.Afleveringen(abonnement))[0]["pogingen"]![0]!;
        (poging["status"], poging.Tekst("fout")).Should().Be((null, "De mailserver was niet klaar binnen 15 seconden."));
    }

    [Fact]
    public async Task Een_postbus_die_er_niet_is_staat_bij_de_pogingen()
    {
        await using var app = await MetPost.Start();
        var krant = await app.Client("abonnee", "Krant");
        var abonnement = (await krant.NeemPerEmail("weg@voorbeeld.nl", "direct", Bevestigd)).Id();
        await Ontvanger.Tot(async () => (await krant.Afleveringen(abonnement)).Any(aflevering => aflevering["pogingen"]!.AsArray().Count > 0));
        var aflevering = (await krant.Afleveringen(abonnement))[0];
        var poging = aflevering["pogingen"]![0]!;
        (aflevering.Tekst("status"), poging.Getal("status"), poging.Tekst("fout")).Should().Be(("wacht", 550, "De mailserver nam het bericht niet aan."));
        poging.Tekst("antwoord").Should().Contain("No such mailbox");
        aflevering.Tijd("volgendePogingOp").Should().NotBeNull();
        app.Klok.Verzet(TimeSpan.FromMinutes(1));
        await Ontvanger.Tot(async () => (await krant.Afleveringen(abonnement))[0]["pogingen"]!.AsArray().Count == 2);
        (await app.Post()).Should().BeEmpty();
    }
}
