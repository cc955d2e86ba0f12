using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Abonnementen;

/// <summary>Taking, confirming, changing and cancelling a subscription.</summary>
public sealed class AbonnementTests(App app) : IClassFixture<App>
{
    private static readonly string[] Bevestigd = ["knelpunt.bevestigd"];

    [Fact]
    public async Task Een_abonnement_wacht_op_toestemming_en_het_geheim_staat_alleen_in_het_eerste_antwoord()
    {
        await using var ontvanger = await Ontvanger.Start();
        var melder = await app.Melder("Abonnee BV");

        var nieuw = await melder.Neem(ontvanger.Adres, ["knelpunt.bevestigd", "editie.gepubliceerd"], new JsonObject { ["wet"] = new JsonArray("wlz"), ["soort"] = "bekostiging" });

        nieuw.Tekst("geheim").Should().MatchRegex("^whsec_[A-Za-z0-9+/]{43}=$");
        (nieuw.Tekst("status"), nieuw.Tekst("zicht"), nieuw.Getal("versie")).Should().Be(("wacht-op-bevestiging", "eigen", 1));
        nieuw["selectie"]!.ToJsonString().Should().Be("""{"soort":["bekostiging"],"wet":["wlz"]}""");
        await melder.Wordt(nieuw.Id(), "actief");
        var gelezen = await melder.Abonnement(nieuw.Id());
        gelezen.Should().NotContainKey("geheim");
        (gelezen.Getal("versie"), gelezen.Tekst("callbackUrl")).Should().Be((2, ontvanger.Adres.ToString()));
        (await melder.Lees(Abonneren.Pad))["items"]!.AsArray().Select(item => item!.Id()).Should().Contain(nieuw.Id());
        ontvanger.Verzoeken.Should().ContainSingle().Which.Methode.Should().Be("OPTIONS");
        ontvanger.Verzoeken[0].Koppen["WebHook-Request-Origin"].Should().Be("127.0.0.1");
        (await melder.Afleveringen(nieuw.Id())).Should().ContainSingle().Which["pogingen"]![0].Tekst("methode").Should().Be("OPTIONS");
    }

    [Fact]
    public async Task Zonder_handdruk_komt_er_een_code_en_tot_die_terug_is_verder_niets()
    {
        await using var ontvanger = await Ontvanger.Start();
        ontvanger.Stemt = false;
        var (melder, project) = (await app.Melder(), await app.Project());
        var abonnement = (await melder.Neem(ontvanger.Adres, Bevestigd)).Id();
        var vraag = (await ontvanger.Krijgt(1))[0];
        vraag.Soort.Should().Be("abonnement.bevestiging");
        var gemist = await app.MeldEnBevestig(project);

        (await (await melder.Stuur("POST", $"{Abonneren.Pad}/{abonnement}/bevestigingen", """{"code":"onzin"}""")).Fouten()).Should().Equal("/code: niet-gevonden");
        await (await melder.Stuur("POST", $"{Abonneren.Pad}/{abonnement}/proefberichten")).Probleem(HttpStatusCode.Conflict);
        (await melder.Abonnement(abonnement)).Tekst("status").Should().Be("wacht-op-bevestiging");
        var bevestigd = await melder.Post($"{Abonneren.Pad}/{abonnement}/bevestigingen", new JsonObject { ["code"] = vraag.Bericht["data"].Tekst("code") }).Gelukt();
        bevestigd.Tekst("status").Should().Be("actief");

        var volgende = await app.MeldEnBevestig(project);
        var berichten = await ontvanger.Krijgt(2);
        berichten[1].Bericht["data"].Tekst("id").Should().Be(volgende.Id(), "what happened before there was consent is not delivered");
        (await melder.Lees($"{Abonneren.Pad}/{abonnement}/gemist?na={vraag.Bericht.Tekst("sequence")}"))["items"]!.AsArray().Select(item => item!["data"].Tekst("id"))
            .Should().Equal([gemist.Id(), volgende.Id()], "but it can be read");
        await melder.Post($"{Abonneren.Pad}/{abonnement}/bevestigingen", new JsonObject { ["code"] = vraag.Bericht["data"].Tekst("code") }).Gelukt();
    }

    [Fact]
    public async Task Een_ander_adres_moet_opnieuw_toestemmen_en_krijgt_daarna_wat_er_nog_lag()
    {
        await using var oud = await Ontvanger.Start();
        await using var nieuw = await Ontvanger.Start();
        nieuw.Stemt = false;
        oud.Antwoord = (context, _) => Task.FromResult(context.Response.StatusCode = 500);
        var (melder, project) = (await app.Melder(), await app.Project());
        var abonnement = (await melder.Abonneer(oud, Bevestigd)).Id();
        var eerste = await app.MeldEnBevestig(project);
        await oud.Krijgt(1);

        var gewijzigd = await melder.Patch($"{Abonneren.Pad}/{abonnement}", new JsonObject { ["callbackUrl"] = nieuw.Adres.ToString() }, (await melder.Abonnement(abonnement)).Etag()).Gelukt();
        gewijzigd.Tekst("status").Should().Be("wacht-op-bevestiging");
        var vraag = (await nieuw.Krijgt(1))[0];
        app.Klok.Verzet(TimeSpan.FromMinutes(10));
        await melder.Post($"{Abonneren.Pad}/{abonnement}/bevestigingen", new JsonObject { ["code"] = vraag.Bericht["data"].Tekst("code") }).Gelukt();

        (await nieuw.Krijgt(2))[1].Bericht["data"].Tekst("id").Should().Be(eerste.Id());
        nieuw.Berichten.Select(bericht => bericht.Soort).Should().Equal("abonnement.bevestiging", "knelpunt.bevestigd");
    }

    [Fact]
    public async Task Wie_geen_antwoord_gaf_wordt_op_verzoek_opnieuw_gevraagd_en_een_oude_code_geldt_dan_niet_meer()
    {
        await using var ontvanger = await Ontvanger.Start();
        ontvanger.Stemt = false;
        var melder = await app.Melder();
        var abonnement = (await melder.Neem(ontvanger.Adres, Bevestigd)).Id();
        var oud = (await ontvanger.Krijgt(1))[0].Bericht["data"].Tekst("code");

        await melder.Patch($"{Abonneren.Pad}/{abonnement}", new JsonObject { ["status"] = "actief" }, "*").Gelukt();
        (await ontvanger.Krijgt(2))[1].Bericht["data"].Tekst("code").Should().NotBe(oud);
        (await (await melder.Post($"{Abonneren.Pad}/{abonnement}/bevestigingen", new JsonObject { ["code"] = oud })).Fouten()).Should().Equal("/code: niet-gevonden");
        ontvanger.Stemt = true;
        await melder.Patch($"{Abonneren.Pad}/{abonnement}", new JsonObject { ["status"] = "actief" }, "*").Gelukt();

        await melder.Wordt(abonnement, "actief");
    }

    [Fact]
    public async Task Een_pauze_houdt_vast_wat_er_gebeurt()
    {
        await using var ontvanger = await Ontvanger.Start();
        var (melder, project) = (await app.Melder(), await app.Project());
        var abonnement = (await melder.Abonneer(ontvanger, Bevestigd)).Id();
        (await melder.Patch($"{Abonneren.Pad}/{abonnement}", new JsonObject { ["status"] = "gepauzeerd" }, "*").Gelukt()).Tekst("status").Should().Be("gepauzeerd");
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add((await app.MeldEnBevestig(project)).Id());
        }

        await Ontvanger.Tot(async () => (await melder.Afleveringen(abonnement, "&status=wacht")).Count == 3);
        await (await melder.Stuur("POST", $"{Abonneren.Pad}/{abonnement}/proefberichten")).Probleem(HttpStatusCode.Conflict);
        ontvanger.Berichten.Should().BeEmpty();
        await melder.Patch($"{Abonneren.Pad}/{abonnement}", new JsonObject { ["status"] = "actief" }, "*").Gelukt();

        (await ontvanger.Krijgt(3)).Select(bericht => bericht.Bericht["data"].Tekst("id")).Should().Equal(ids);
    }

    [Fact]
    public async Task Wijzigen_vraagt_de_versie_en_geldt_voor_wat_er_daarna_gebeurt()
    {
        await using var ontvanger = await Ontvanger.Start();
        var (melder, project) = (await app.Melder(), await app.Project());
        var abonnement = (await melder.Abonneer(ontvanger, Bevestigd, new JsonObject { ["wet"] = new JsonArray("wlz"), ["soort"] = new JsonArray("it") })).Id();
        var pad = $"{Abonneren.Pad}/{abonnement}";
        await (await melder.Patch(pad, new JsonObject { ["omschrijving"] = "Dossier" }, null)).Probleem((HttpStatusCode)428);
        await (await melder.Patch(pad, new JsonObject { ["omschrijving"] = "Dossier" }, "\"1\"")).Probleem(HttpStatusCode.PreconditionFailed);
        await app.MeldEnBevestig(project);

        var gewijzigd = await melder.Patch(pad, new JsonObject { ["selectie"] = new JsonObject { ["wet"] = new JsonArray("zvw"), ["soort"] = null }, ["omschrijving"] = "Dossier" }, "\"2\"").Gelukt();
        gewijzigd["selectie"]!.ToJsonString().Should().Be("""{"wet":["zvw"]}""");
        var volgende = await app.MeldEnBevestig(project);

        (await ontvanger.Krijgt(1))[0].Bericht["data"].Tekst("id").Should().Be(volgende.Id());
        (await (await melder.Patch(pad, new JsonObject { ["gebeurtenissen"] = null }, "*")).Fouten()).Should().Equal("/gebeurtenissen: verplicht");
        (await (await melder.Patch(pad, new JsonObject { ["status"] = "uitgeschakeld" }, "*")).Fouten()).Should().Equal("/status: onbekende-code");
    }

    [Theory]
    [InlineData("""{"callbackUrl":"geen adres","gebeurtenissen":["knelpunt.bevestigd"]}""", "/callbackUrl: ongeldig-formaat")]
    [InlineData("""{"callbackUrl":"ftp://voorbeeld.nl/x","gebeurtenissen":["knelpunt.bevestigd"]}""", "/callbackUrl: ongeldig-formaat")]
    [InlineData("""{"callbackUrl":"http://9.9.9.9/x","gebeurtenissen":["knelpunt.bevestigd"]}""", "/callbackUrl: buiten-bereik")]
    [InlineData("""{"callbackUrl":"https://9.9.9.9:22/x","gebeurtenissen":["knelpunt.bevestigd"]}""", "/callbackUrl: buiten-bereik")]
    [InlineData("""{"callbackUrl":"https://10.1.2.3/x","gebeurtenissen":["knelpunt.bevestigd"]}""", "/callbackUrl: buiten-bereik")]
    [InlineData("""{"callbackUrl":"https://bestaat-niet.invalid/x","gebeurtenissen":["knelpunt.bevestigd"]}""", "/callbackUrl: niet-gevonden")]
    [InlineData("""{"callbackUrl":"https://jan:geheim@9.9.9.9/x","gebeurtenissen":["knelpunt.bevestigd"]}""", "/callbackUrl: ongeldig-formaat")]
    [InlineData("""{"callbackUrl":"https://9.9.9.9/x#deel","gebeurtenissen":["knelpunt.bevestigd"]}""", "/callbackUrl: ongeldig-formaat")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":[]}""", "/gebeurtenissen: verplicht")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:9/x"}""", "/gebeurtenissen: verplicht")]
    [InlineData("""{"gebeurtenissen":["knelpunt.bevestigd"]}""", "/callbackUrl: verplicht")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["knelpunt.bevestigt","knelpunt.gemeld","abonnement.proefbericht"]}""", "/gebeurtenissen/0: onbekende-code|/gebeurtenissen/2: onbekende-code")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["knelpunt.gemeld"],"selectie":{"wet":["wlx"]}}""", "/selectie/wet: onbekende-code")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["knelpunt.gemeld"],"selectie":{"wte":["wlz"]}}""", "/selectie/wte: onbekende-sleutel")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["knelpunt.gemeld"],"selectie":["wet"]}""", "/selectie: ongeldig-formaat")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["knelpunt.gemeld"],"selectie":{"peildatum":"2026-01-01","totVolgnummer":1,"zoek":"val"}}""", "/selectie/peildatum: buiten-bereik|/selectie/totVolgnummer: buiten-bereik|/selectie/totVolgnummer: dubbel-veld|/selectie/zoek: buiten-bereik")]
    [InlineData("""{"callbackUrl":"https://10.1.2.3/x","gebeurtenissen":["knelpunt.gemeld"],"selectie":{"wet":["wlx"]}}""", "/callbackUrl: buiten-bereik|/selectie/wet: onbekende-code")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["knelpunt.gemeld"],"omschrijving":"Bel 06-12345678"}""", "/omschrijving: persoonsgegevens")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["knelpunt.gemeld"],"status":"actief"}""", "/status: onbekend-veld")]
    [InlineData("""{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["knelpunt.gemeld"],"geheim":"whsec_x"}""", "/geheim: onbekend-veld")]
    [InlineData("""{"callbackUrl":"https://10.1.2.3/x","gebeurtenissen":["knelpunt.bevestigt"],"selectie":{"wet":["wlx"],"peildatum":"2026-01-01"},"omschrijving":"Bel 06-12345678","naam":"x"}""",
        "/callbackUrl: buiten-bereik|/gebeurtenissen/0: onbekende-code|/selectie/wet: onbekende-code|/selectie/peildatum: buiten-bereik|/omschrijving: persoonsgegevens|/naam: onbekend-veld")]
    [InlineData("""{"callbackUrl":"geen adres","gebeurtenissen":"alles","kanaal":"fax"}""", "/callbackUrl: ongeldig-formaat|/gebeurtenissen: ongeldig-formaat|/kanaal: onbekende-code")]
    [InlineData("[]", ": ongeldig-formaat")]
    public async Task Verkeerde_invoer_wordt_met_het_veld_genoemd(string body, string fouten)
    {
        var antwoord = await (await app.Melder()).Stuur("POST", Abonneren.Pad, body);

        (await antwoord.Fouten()).Should().BeEquivalentTo(fouten.Split('|'));
    }

    [Fact]
    public async Task Een_onbekende_gebeurtenis_noemt_de_dichtstbijzijnde()
    {
        var antwoord = await (await app.Melder()).Stuur("POST", Abonneren.Pad, """{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["knelpunt.bevestigt"]}""");

        (await antwoord.Probleem(HttpStatusCode.BadRequest))["fouten"]![0].Tekst("suggestie").Should().Be("knelpunt.bevestigd");
    }

    [Fact]
    public async Task Een_ander_ziet_er_niets_van_en_de_beheerder_kan_het_opzeggen()
    {
        await using var ontvanger = await Ontvanger.Start();
        await using var getuige = await Ontvanger.Start();
        var (melder, ander) = (await app.Melder("Eigenaar BV"), await app.Melder("Een ander BV"));
        var abonnement = await melder.Abonneer(ontvanger, Bevestigd);
        var pad = $"{Abonneren.Pad}/{abonnement.Id()}";

        foreach (var client in new[] { ander, await app.Analist(), await app.Client("abonnee", "Een krant") })
        {
            (await client.Lees(Abonneren.Pad))["items"]!.AsArray().Select(item => item!.Id()).Should().NotContain(abonnement.Id());
            foreach (var (methode, achter, body) in new[] { ("GET", "", null), ("PATCH", "", "{}"), ("DELETE", "", null), ("GET", "/afleveringen", null), ("GET", "/gemist", null), ("POST", "/geheimen", null), ("POST", "/herhalingen", """{"vanaf":1}"""), ("POST", "/bevestigingen", """{"code":"x"}""") })
            {
                var isEr = await client.Stuur(methode, pad + achter, body, ifMatch: "*");
                var isErNiet = await client.Stuur(methode, $"{Abonneren.Pad}/{Guid.CreateVersion7()}{achter}", body, ifMatch: "*");
                (isEr.StatusCode, await isEr.Tekst()).Should().Be((HttpStatusCode.NotFound, await isErNiet.Tekst()));
            }
        }

        (await (await app.Melder("EIGENAAR BV ")).Abonnement(abonnement.Id())).Id().Should().Be(abonnement.Id(), "names compare without case");
        (await app.Beheerder().Lees(Abonneren.Pad))["items"]!.AsArray().Select(item => item!.Id()).Should().Contain(abonnement.Id());
        await (await app.Beheerder().Patch(pad, new JsonObject { ["omschrijving"] = "Van mij" }, "*")).Probleem(HttpStatusCode.NotFound);
        (await app.Beheerder().Stuur("DELETE", pad)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await (await melder.Stuur("GET", pad)).Probleem(HttpStatusCode.NotFound);
        await melder.Abonneer(getuige, Bevestigd);
        await app.MeldEnBevestig(await app.Project());
        await getuige.Krijgt(1);
        ontvanger.Berichten.Should().BeEmpty();
    }

    [Fact]
    public async Task Een_organisatie_heeft_er_ten_hoogste_honderd()
    {
        await using var ontvanger = await Ontvanger.Start();
        var melder = await app.Client("abonnee", "Verzamelaar");
        for (var i = 0; i < 100; i++)
        {
            await melder.Neem(ontvanger.Adres, Bevestigd);
        }

        var antwoord = await melder.Post(Abonneren.Pad, new JsonObject { ["callbackUrl"] = ontvanger.Adres.ToString(), ["gebeurtenissen"] = new JsonArray("knelpunt.gemeld") });

        await antwoord.Probleem(HttpStatusCode.Conflict);
        var bladzij = await melder.Lees($"{Abonneren.Pad}?limiet=60");
        (bladzij.Getal("totaal"), bladzij["items"]!.AsArray().Count).Should().Be((100, 60));
        var rest = await melder.Lees($"{Abonneren.Pad}?limiet=60&na={bladzij.Tekst("volgende")}");
        rest["items"]!.AsArray().Concat(bladzij["items"]!.AsArray()).Select(item => item!.Id()).Should().HaveCount(100).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Geheimen_en_codes_staan_nergens_leesbaar()
    {
        await using var ontvanger = await Ontvanger.Start();
        ontvanger.Stemt = false;
        var melder = await app.Melder("Geheim BV");
        var abonnement = await melder.Neem(ontvanger.Adres, Bevestigd);
        var code = (await ontvanger.Krijgt(1))[0].Bericht["data"].Tekst("code");
        await melder.Post($"{Abonneren.Pad}/{abonnement.Id()}/bevestigingen", new JsonObject { ["code"] = code }).Gelukt();
        var nieuw = await melder.Stuur("POST", $"{Abonneren.Pad}/{abonnement.Id()}/geheimen").Gelukt();
        await melder.Stuur("POST", $"{Abonneren.Pad}/{abonnement.Id()}/proefberichten").Gelukt();
        await ontvanger.Krijgt(2);

        Map.MetTekst(app.Datamap, ontvanger.Adres.ToString()).Should().NotBeEmpty("else the search below would prove nothing");
        foreach (var geheim in new[] { abonnement.Tekst("geheim"), nieuw.Tekst("geheim") })
        {
            var kaal = geheim["whsec_".Length..];
            foreach (var vorm in new[] { kaal, Convert.ToHexStringLower(Convert.FromBase64String(kaal)) })
            {
                Map.MetTekst(app.Datamap, vorm).Should().BeEmpty();
                app.Log.Regels.Should().NotContain(regel => regel.Contains(vorm, StringComparison.Ordinal));
            }
        }

        Map.MetTekst(app.Datamap, code).Should().BeEmpty();
        app.Log.Regels.Should().NotContain(regel => regel.Contains(code, StringComparison.Ordinal));
        (await melder.Stuur("GET", $"{Abonneren.Pad}/{abonnement.Id()}").Gelukt()).ToJsonString().Should().NotContain("whsec_");
    }
}
