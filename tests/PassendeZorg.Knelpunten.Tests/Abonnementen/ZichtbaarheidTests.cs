using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Abonnementen;

/// <summary>Who gets which messages, and what is in them.</summary>
public sealed class ZichtbaarheidTests(App app) : IClassFixture<App>
{
    private static readonly string[] Alles =
    [
        "knelpunt.gemeld", "knelpunt.gewijzigd", "knelpunt.bevestigd", "knelpunt.afgewezen", "knelpunt.opgelost", "knelpunt.heropend", "knelpunt.ingetrokken", "knelpunt.gesteund",
        "knelpunt.vraag-gesteld", "editie.gepubliceerd",
    ];

    [Fact]
    public async Task Een_bericht_is_een_cloudevent_dat_weinig_zegt()
    {
        await using var ontvanger = await Ontvanger.Start();
        var abonnement = await (await app.Client("abonnee", "Lezer")).Abonneer(ontvanger, Alles);
        var knelpunt = await app.MeldEnBevestig(await app.Project());

        var bericht = (await ontvanger.Krijgt(1))[0];

        var gebeurtenis = (await (await app.Analist()).Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray().Single(item => item!.Tekst("soort") == "knelpunt.bevestigd" && item.Tekst("onderwerp") == knelpunt.Id())!;
        bericht.Koppen["Content-Type"].Should().Be("application/cloudevents+json; charset=utf-8");
        bericht.Bericht.Should().HaveCount(11);
        bericht.Bericht.Where(lid => lid.Key != "data").Select(lid => $"{lid.Key}={lid.Value}").Should().Equal(
            "specversion=1.0", $"id={gebeurtenis.Tekst("id")}", "source=urn:nld:kvknr:00000000:systeem:passendezorg-knelpunten", "type=nl.passendezorg.knelpunten.knelpunt.bevestigd",
            $"subject={knelpunt.Tekst("kenmerk")}", $"time={gebeurtenis.Tekst("tijdstipOp")}", "datacontenttype=application/json",
            $"dataschema={app.Adres.ToString().TrimEnd('/')}/v1/openapi.json#/components/schemas/Berichtgegevens", $"sequence={gebeurtenis["volgnummer"]}", "sequencetype=Integer");
        bericht.Bericht["data"]!.AsObject().Select(lid => $"{lid.Key}={lid.Value}").Should().Equal($"id={knelpunt.Id()}", $"kenmerk={knelpunt.Tekst("kenmerk")}", "versie=2",
            $"link={app.Adres}v1/knelpunten/{knelpunt.Id()}", $"titel={knelpunt.Tekst("titel")}");
        bericht.Nummer.Should().MatchRegex("^msg_[0-9a-f]{32}$");
        abonnement.Tekst("zicht").Should().Be("eigen");
    }

    [Fact]
    public async Task Wat_niet_openbaar_is_gaat_alleen_naar_een_analist_en_naar_wie_het_meldde()
    {
        await using var eigen = await Ontvanger.Start();
        await using var partner = await Ontvanger.Start();
        await using var ander = await Ontvanger.Start();
        await using var adressaat = await Ontvanger.Start();
        await using var analist = await Ontvanger.Start();
        var project = await app.Project("Melder Zicht", new { naam = "Zicht", organisatie = "Melder Zicht", organisaties = new[] { "Partner Zicht" }, regios = new[] { "zk-arnhem" } });
        await (await app.Melder("Melder Zicht")).Abonneer(eigen, Alles);
        await (await app.Melder("Partner Zicht")).Abonneer(partner, Alles);
        await (await app.Melder("Ander Zicht")).Abonneer(ander, Alles);
        await (await app.Client("adressaat", "nza")).Abonneer(adressaat, Alles);
        await (await app.Analist()).Abonneer(analist, Alles);

        var knelpunt = await app.Meld(project, null, "Melder Zicht");
        var melder = await app.Melder("Melder Zicht");
        await melder.Patch($"/v1/knelpunten/{knelpunt.Id()}", new JsonObject { ["ernst"] = "4" }, "*").Gelukt();
        var afgewezen = await app.Meld(project, null, "Melder Zicht");
        await app.Beoordeel(afgewezen.Id(), "afgewezen");
        var weg = await app.Meld(project, null, "Melder Zicht");
        (await melder.Stuur("DELETE", $"/v1/knelpunten/{weg.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await melder.Post("/v1/knelpunten", Voorbeeld.Knelpunt(project, new JsonObject { ["status"] = "concept" })).Gelukt();
        await app.Beoordeel(knelpunt.Id(), "bevestigd");
        await app.Beoordeel(knelpunt.Id(), "opgelost");

        string[] openbaar = ["knelpunt.bevestigd", "knelpunt.opgelost"];
        string[] ook = ["knelpunt.gemeld", "knelpunt.gewijzigd", "knelpunt.gemeld", "knelpunt.afgewezen", "knelpunt.gemeld", "knelpunt.ingetrokken", .. openbaar];
        foreach (var (ontvanger, verwacht) in new[] { (analist, ook), (eigen, ook), (partner, ook), (ander, openbaar), (adressaat, openbaar) })
        {
            await ontvanger.Krijgt(1, bericht => bericht.Soort == "knelpunt.opgelost");
            ontvanger.Berichten.Select(bericht => bericht.Soort).Should().Equal(verwacht);
        }

        eigen.Berichten.Take(6).Should().OnlyContain(bericht => bericht.Bericht["data"]!["titel"] == null || bericht.Bericht["data"].Tekst("id") == knelpunt.Id());
        eigen.Berichten.Where(bericht => bericht.Bericht["data"].Tekst("id") != knelpunt.Id()).Should().OnlyContain(bericht => !bericht.Body.Contains("titel", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Een_intrekking_gaat_naar_wie_het_net_nog_kon_zien_zonder_titel_ook_in_wat_nog_onderweg_was()
    {
        await using var ontvanger = await Ontvanger.Start();
        await using var laat = await Ontvanger.Start();
        await using var elders = await Ontvanger.Start();
        laat.Antwoord = (context, bericht) => Task.FromResult(context.Response.StatusCode = bericht.Soort == "knelpunt.ingetrokken" ? 204 : 500);
        var krant = await app.Client("abonnee", "Krant");
        await krant.Abonneer(ontvanger, Alles, new JsonObject { ["wet"] = new JsonArray("zvw"), ["status"] = new JsonArray("bevestigd") });
        await krant.Abonneer(laat, Alles, new JsonObject { ["wet"] = new JsonArray("zvw") });
        await krant.Abonneer(elders, Alles, new JsonObject { ["wet"] = new JsonArray("wlz") });
        var knelpunt = await app.MeldEnBevestig(await app.Project(), new JsonObject { ["titel"] = "Straks ingetrokken" });
        await Task.WhenAll(ontvanger.Krijgt(1), laat.Krijgt(1));

        (await (await app.Melder()).Stuur("DELETE", $"/v1/knelpunten/{knelpunt.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        var grafsteen = (await ontvanger.Krijgt(2))[1];
        grafsteen.Soort.Should().Be("knelpunt.ingetrokken");
        grafsteen.Bericht["data"]!.AsObject().Select(lid => lid.Key).Should().Equal("id", "kenmerk", "versie", "link");
        await laat.Krijgt(1, bericht => bericht.Soort == "knelpunt.ingetrokken");
        laat.Antwoord = null;
        app.Klok.Verzet(TimeSpan.FromHours(1));
        var later = (await laat.Krijgt(2, bericht => bericht.Soort == "knelpunt.bevestigd"))[^1];
        laat.Berichten[0].Body.Should().Contain("Straks ingetrokken");
        later.Body.Should().NotContain("Straks ingetrokken");
        elders.Berichten.Should().BeEmpty();
    }

    [Fact]
    public async Task Een_selectie_kiest_de_versie_van_dat_moment()
    {
        await using var ontvanger = await Ontvanger.Start();
        var (krant, analist, project) = (await app.Client("abonnee", "Selectiekrant"), await app.Analist(), await app.Project("Selectie BV"));
        await krant.Abonneer(ontvanger, ["knelpunt.bevestigd", "knelpunt.gewijzigd", "editie.gepubliceerd"],
            new JsonObject { ["wet"] = new JsonArray("wlz"), ["soort"] = new JsonArray("bekostiging"), ["organisatie"] = new JsonArray("Selectie BV"), ["gemeldVanaf"] = "2020-01-01" });
        var wel = await app.Meld(project, new JsonObject { ["wetten"] = new JsonArray("wlz"), ["soorten"] = new JsonArray("tijdelijke-financiering") }, "Selectie BV");
        var niet = await app.Meld(project, new JsonObject { ["wetten"] = new JsonArray("zvw") }, "Selectie BV");
        var elders = await app.Meld(await app.Project("Elders BV"), new JsonObject { ["wetten"] = new JsonArray("wlz") }, "Elders BV");

        // In one transaction, then changed so that now the other one fits.
        await analist.Post("/v1/beoordelingen", new JsonObject { ["knelpunten"] = new JsonArray(niet.Id(), wel.Id(), elders.Id()), ["besluit"] = "bevestigd", ["herleidbaarheidGecontroleerd"] = true }).Gelukt();
        await analist.Patch($"/v1/knelpunten/{wel.Id()}", new JsonObject { ["wetten"] = new JsonArray("zvw") }, "*").Gelukt();
        await analist.Patch($"/v1/knelpunten/{niet.Id()}", new JsonObject { ["wetten"] = new JsonArray("wlz") }, "*").Gelukt();
        var editie = await analist.Stuur("POST", "/v1/edities", """{"titel":"Voor iedereen"}""").Gelukt();

        var berichten = await ontvanger.Krijgt(3);
        berichten.Select(bericht => (bericht.Soort, bericht.Bericht["data"].Tekst("id"))).Should().Equal(
            ("knelpunt.bevestigd", wel.Id()), ("knelpunt.gewijzigd", niet.Id()), ("editie.gepubliceerd", editie.Tekst("nummer")));
        berichten[2].Bericht.Tekst("subject").Should().Be(editie.Tekst("nummer"));
        berichten[2].Bericht["data"]!.AsObject().Select(lid => $"{lid.Value}").Should().Equal(editie.Tekst("nummer"), $"{app.Adres}v1/edities/{editie.Tekst("nummer")}", "Voor iedereen");
    }

    [Fact]
    public async Task Elk_abonnement_krijgt_precies_wat_een_lijst_met_dezelfde_selectie_noemt()
    {
        // Twenty random selections; what the list as of just then names is what is delivered.
        var toeval = new Random(20261122);
        string[] wetten = ["zvw", "wlz", "wmo2015", "jeugdwet"], soorten = ["bekostiging", "it", "regelgeving", "organisatie"], domeinen = ["ggz", "huisartsenzorg", "wijkverpleging"];
        string[] Greep(string[] uit) => [.. uit.Where(_ => toeval.Next(2) == 0).DefaultIfEmpty(uit[0])];
        await using var ontvanger = await Ontvanger.Start();
        var (krant, analist, project) = (await app.Client("abonnee", "Toevalskrant"), await app.Analist(), await app.Project("Toeval BV"));
        var abonnementen = new List<(string Id, string Vraag)>();
        for (var i = 0; i < 20; i++)
        {
            var keuze = new Dictionary<string, string[]> { ["wet"] = Greep(wetten), ["soort"] = Greep(soorten), ["domein"] = Greep(domeinen) }.Where(_ => toeval.Next(3) > 0).ToList();
            var selectie = new JsonObject(keuze.Select(deel => KeyValuePair.Create(deel.Key, (JsonNode?)new JsonArray([.. deel.Value.Select(code => JsonValue.Create(code))]))));
            abonnementen.Add(((await krant.Abonneer(ontvanger, ["knelpunt.bevestigd"], selectie)).Id(), string.Concat(keuze.Select(deel => $"&{deel.Key}={string.Join(',', deel.Value)}"))));
        }

        static JsonArray Codes(string[] codes) => new([.. codes.Select(code => JsonValue.Create(code))]);
        var ids = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => new JsonObject { ["wetten"] = Codes(Greep(wetten)), ["soorten"] = Codes(Greep(["tijdelijke-financiering", "it", "organisatie"])), ["domeinen"] = Codes(Greep(domeinen)) })
            .ToList().Select(async anders => (await app.Meld(project, anders, "Toeval BV")).Id()));
        await analist.Post("/v1/beoordelingen", new JsonObject { ["knelpunten"] = Codes(ids), ["besluit"] = "bevestigd", ["herleidbaarheidGecontroleerd"] = true }).Gelukt();

        var totaal = 0;
        foreach (var (id, vraag) in abonnementen)
        {
            var verwacht = (await krant.Lees($"/v1/knelpunten?limiet=200&project={project}{vraag}"))["items"]!.AsArray().Select(item => item!.Id()).ToList();
            totaal += verwacht.Count;
            await Ontvanger.Tot(async () => (await krant.Afleveringen(id)).Count(aflevering => aflevering.Tekst("gebeurtenis") == "knelpunt.bevestigd" && aflevering.Tekst("status") == "afgeleverd") >= verwacht.Count);
            var gemist = (await krant.Lees($"{Abonneren.Pad}/{id}/gemist?limiet=200"))["items"]!.AsArray().Where(item => ids.Contains(item!["data"].Tekst("id"))).Select(item => item!["data"].Tekst("id"));
            gemist.Should().BeEquivalentTo(verwacht, vraag);
        }

        totaal.Should().BePositive();
        (await ontvanger.Krijgt(totaal)).Select(bericht => bericht.Nummer).Should().OnlyHaveUniqueItems().And.HaveCount(totaal);
    }

    [Fact]
    public async Task Met_een_ingetrokken_sleutel_wordt_alleen_nog_bezorgd_wat_openbaar_is()
    {
        await using var ontvanger = await Ontvanger.Start();
        await using var getuige = await Ontvanger.Start();
        var beheerder = app.Beheerder();
        var sleutel = await beheerder.Stuur("POST", "/v1/sleutels", """{"naam":"Tijdelijk","rol":"analist","organisatie":"Tijdelijk BV"}""").Gelukt();
        var abonnement = await app.Met(sleutel.Tekst("sleutel")).Abonneer(ontvanger, Alles);
        await (await app.Analist()).Abonneer(getuige, Alles);
        ontvanger.Antwoord = (context, _) => Task.FromResult(context.Response.StatusCode = 500);
        var project = await app.Project("Geheimhouder");
        await app.Meld(project, null, "Geheimhouder");
        await ontvanger.Krijgt(1);

        (await beheerder.Stuur("DELETE", $"/v1/sleutels/{sleutel.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        ontvanger.Vergeet();
        ontvanger.Antwoord = null;
        app.Klok.Verzet(TimeSpan.FromHours(1));
        await app.MeldEnBevestig(project, null, "Geheimhouder");

        await getuige.Krijgt(3);
        await ontvanger.Krijgt(1);
        await Ontvanger.Tot(async () => (await beheerder.Afleveringen(abonnement.Id(), "&status=wacht")).Count == 0);
        ontvanger.Berichten.Select(bericht => bericht.Soort).Should().Equal("knelpunt.bevestigd");
        (await beheerder.Abonnement(abonnement.Id())).Tekst("zicht").Should().Be("openbaar");
        var ander = await app.Client("abonnee", "Tijdelijk BV");
        (await ander.Patch($"{Abonneren.Pad}/{abonnement.Id()}", new JsonObject { ["omschrijving"] = "Overgenomen" }, "*").Gelukt()).Tekst("zicht").Should().Be("eigen");
    }

    [Fact]
    public async Task Wat_gemist_is_komt_in_bladzijden_en_is_hetzelfde_als_wat_bezorgd_wordt()
    {
        await using var ontvanger = await Ontvanger.Start();
        var (krant, project) = (await app.Client("abonnee", "Gemist BV"), await app.Project());
        var abonnement = (await krant.Abonneer(ontvanger, ["knelpunt.bevestigd"])).Id();
        for (var i = 0; i < 7; i++)
        {
            await app.MeldEnBevestig(project);
        }

        var bezorgd = (await ontvanger.Krijgt(7)).Select(bericht => bericht.Bericht.ToJsonString()).ToList();
        var (na, gemist) = (ontvanger.Berichten[1].Bericht.Tekst("sequence"), new List<string>());
        for (string? volgende = na; volgende is not null;)
        {
            var bladzij = await krant.Lees($"{Abonneren.Pad}/{abonnement}/gemist?na={volgende}&limiet=2");
            bladzij["items"]!.AsArray().Count.Should().BeLessThanOrEqualTo(2);
            gemist.AddRange(bladzij["items"]!.AsArray().Select(item => item!.ToJsonString()));
            volgende = bladzij["volgende"]?.ToString();
        }

        gemist.Should().Equal(bezorgd.Skip(2));
        (await (await krant.Stuur("GET", $"{Abonneren.Pad}/{abonnement}/gemist?na=-1")).Fouten()).Should().Equal("na: ongeldig-formaat");
    }

    [Fact]
    public async Task Herhalen_bezorgt_hetzelfde_bericht_opnieuw_een_of_een_heel_deel()
    {
        await using var ontvanger = await Ontvanger.Start();
        var (krant, project) = (await app.Client("abonnee", "Herhaal BV"), await app.Project());
        var abonnement = (await krant.Abonneer(ontvanger, ["knelpunt.bevestigd"])).Id();
        for (var i = 0; i < 4; i++)
        {
            await app.MeldEnBevestig(project);
        }

        var eerst = await ontvanger.Krijgt(4);
        await Ontvanger.Tot(async () => (await krant.Afleveringen(abonnement, "&status=wacht")).Count == 0);
        var derde = (await krant.Afleveringen(abonnement)).Single(aflevering => aflevering.Tekst("webhookId") == eerst[2].Nummer);
        await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement}/afleveringen/{derde.Id()}/herhalingen").Gelukt();
        var herhaald = (await ontvanger.Krijgt(5))[4];
        (herhaald.Nummer, herhaald.Body).Should().Be((eerst[2].Nummer, eerst[2].Body));

        var (vanaf, tot) = (eerst[1].Bericht.Tekst("sequence"), eerst[2].Bericht.Tekst("sequence"));
        (await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement}/herhalingen", $$"""{"vanaf":{{vanaf}},"tot":{{tot}}}""").Gelukt()).Getal("aantal").Should().Be(2);
        (await ontvanger.Krijgt(7)).Skip(5).Select(bericht => (bericht.Nummer, bericht.Body)).Should().Equal(eerst.Skip(1).Take(2).Select(bericht => (bericht.Nummer, bericht.Body)));

        (await (await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement}/herhalingen", """{"vanaf":5,"tot":4}""")).Fouten()).Should().Equal("/tot: buiten-bereik");
        await (await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement}/afleveringen/{Guid.CreateVersion7()}/herhalingen")).Probleem(HttpStatusCode.NotFound);
        await (await (await app.Melder("Dief BV")).Stuur("POST", $"{Abonneren.Pad}/{abonnement}/afleveringen/{derde.Id()}/herhalingen")).Probleem(HttpStatusCode.NotFound);
    }
}
