using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Knelpunten;

/// <summary>The status machine.</summary>
public sealed class BeoordeelKnelpuntTests(App app) : IClassFixture<App>, IAsyncLifetime
{
    private string project = "";
    private HttpClient melder = null!;
    private HttpClient analist = null!;

    public async ValueTask InitializeAsync() => (project, melder, analist) = (await app.Project(), await app.Melder(), await app.Analist());

    public ValueTask DisposeAsync() => default;

    public static TheoryData<string, string, string> Overgangen()
    {
        var mag = new Dictionary<string, string>
        {
            ["concept"] = "gemeld", ["gemeld"] = "bevestigd, afgewezen", ["bevestigd"] = "opgelost", ["afgewezen"] = "heropend", ["opgelost"] = "heropend", ["heropend"] = "opgelost",
        };
        var gevallen = new TheoryData<string, string, string>();
        foreach (var (status, toegestaan) in mag)
        {
            foreach (var besluit in new[] { "bevestigd", "afgewezen", "opgelost", "heropend" })
            {
                gevallen.Add(status, besluit, toegestaan);
            }
        }

        return gevallen;
    }

    [Theory]
    [MemberData(nameof(Overgangen))]
    public async Task Alleen_wat_mag_gaat_door_en_een_weigering_noemt_wat_wel_mag(string status, string besluit, string toegestaan)
    {
        var was = await In(status);

        var antwoord = await Beoordeel(was.Id(), besluit);

        var nu = await analist.Lees($"/v1/knelpunten/{was.Id()}");
        if (toegestaan.Split(", ").Contains(besluit))
        {
            antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
            nu.Tekst("status").Should().Be(besluit);
            nu.Getal("versie").Should().Be(was.Getal("versie") + 1);
            antwoord.Headers.ETag!.Tag.Should().Be(nu.Etag());
        }
        else
        {
            (await antwoord.Probleem(HttpStatusCode.Conflict)).Tekst("detail").Should().Contain($"Wel mogelijk: {toegestaan}.");
            nu.Tekst("status").Should().Be(status);
            nu.Getal("versie").Should().Be(was.Getal("versie"));
        }
    }

    [Fact]
    public async Task Een_bevestigd_knelpunt_is_openbaar_en_een_gemeld_of_afgewezen_niet()
    {
        var anoniem = app.Anoniem();
        foreach (var (status, openbaar) in new[] { ("concept", false), ("gemeld", false), ("afgewezen", false), ("bevestigd", true), ("opgelost", true), ("heropend", true) })
        {
            var knelpunt = await In(status);
            (await anoniem.Stuur("GET", $"/v1/knelpunten/{knelpunt.Id()}")).StatusCode.Should().Be(openbaar ? HttpStatusCode.OK : HttpStatusCode.NotFound, status);
            (await anoniem.Stuur("GET", $"/v1/knelpunten/{knelpunt.Tekst("kenmerk")}")).StatusCode.Should().Be(openbaar ? HttpStatusCode.OK : HttpStatusCode.NotFound, status);
        }
    }

    [Theory]
    [InlineData("""{"besluit":"bevestigd"}""")]
    [InlineData("""{"besluit":"bevestigd","herleidbaarheidGecontroleerd":null}""")]
    [InlineData("""{"besluit":"bevestigd","herleidbaarheidGecontroleerd":false}""")]
    public async Task Bevestigen_vraagt_dat_herleidbaarheid_is_gecontroleerd(string body)
    {
        var knelpunt = await In("gemeld");

        (await (await analist.Stuur("POST", $"/v1/knelpunten/{knelpunt.Id()}/beoordelingen", body)).Fouten()).Should().Equal("/herleidbaarheidGecontroleerd: verplicht");

        (await analist.Lees($"/v1/knelpunten/{knelpunt.Id()}")).Tekst("status").Should().Be("gemeld");
    }

    [Fact]
    public async Task Bevestigen_vraagt_een_domein()
    {
        var zonder = await app.Meld(project, new JsonObject { ["domeinen"] = new JsonArray() });

        var geweigerd = await Beoordeel(zonder.Id(), "bevestigd");

        (await geweigerd.Probleem(HttpStatusCode.Conflict)).Tekst("detail").Should().Contain("domein");
        await melder.Patch($"/v1/knelpunten/{zonder.Id()}", new JsonObject { ["domeinen"] = new JsonArray("ggz") }, zonder.Etag()).Gelukt();
        (await Beoordeel(zonder.Id(), "bevestigd")).StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("""{"besluit":"afgewezen"}""", "/toelichting: verplicht")]
    [InlineData("""{"besluit":"afgewezen","toelichting":null}""", "/toelichting: verplicht")]
    [InlineData("""{"besluit":"afgewezen","toelichting":"  "}""", "/toelichting: verplicht")]
    [InlineData("""{"besluit":"ingetrokken"}""", "/besluit: onbekende-code")]
    [InlineData("""{"besluit":"gemeld"}""", "/besluit: onbekende-code")]
    [InlineData("""{}""", "/besluit: verplicht")]
    [InlineData("""{"besluit":"bevestigd","herleidbaarheidGecontroleerd":"ja"}""", "/herleidbaarheidGecontroleerd: ongeldig-formaat")]
    [InlineData("""{"besluit":"bevestigd","herleidbaarheidGecontroleerd":true,"status":"bevestigd"}""", "/status: onbekend-veld")]
    public async Task Een_beoordeling_die_niet_klopt_wordt_geweigerd(string body, string fout)
    {
        var knelpunt = await In("gemeld");

        (await (await analist.Stuur("POST", $"/v1/knelpunten/{knelpunt.Id()}/beoordelingen", body)).Fouten()).Should().Equal(fout);
    }

    [Fact]
    public async Task Een_concept_is_te_melden_met_patch_en_alleen_dan_gemeld()
    {
        var concept = await In("concept");
        concept["gemeldOp"].Should().BeNull();

        (await (await melder.Patch($"/v1/knelpunten/{concept.Id()}", new JsonObject { ["status"] = "bevestigd" }, concept.Etag())).Fouten()).Should().Equal("/status: onbekende-code");
        var gemeld = await melder.Patch($"/v1/knelpunten/{concept.Id()}", new JsonObject { ["status"] = "gemeld", ["ernst"] = "4" }, concept.Etag()).Gelukt();

        gemeld.Tekst("status").Should().Be("gemeld");
        gemeld.Tekst("ernst").Should().Be("4");
        gemeld["gemeldOp"].Should().NotBeNull();
        gemeld.Getal("versie").Should().Be(2);
        (await melder.Lees("/v1/knelpunten?mijn=true&status=gemeld&limiet=200"))["items"]!.AsArray().Select(item => item!.Id()).Should().Contain(gemeld.Id());
        (await melder.Patch($"/v1/knelpunten/{concept.Id()}", new JsonObject { ["status"] = "concept" }, gemeld.Etag())).StatusCode.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Een_verwijderd_concept_is_weg_en_zijn_kenmerk_komt_niet_terug()
    {
        var concept = await In("concept");

        (await melder.Stuur("DELETE", $"/v1/knelpunten/{concept.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        foreach (var client in new[] { melder, analist, app.Anoniem() })
        {
            await (await client.Stuur("GET", $"/v1/knelpunten/{concept.Id()}")).Probleem(HttpStatusCode.NotFound);
            await (await client.Stuur("GET", $"/v1/knelpunten/{concept.Tekst("kenmerk")}")).Probleem(HttpStatusCode.NotFound);
            await (await client.Stuur("GET", $"/v1/knelpunten/{concept.Id()}/historie")).Probleem(HttpStatusCode.NotFound);
        }

        (await melder.Lees("/v1/knelpunten?mijn=true&status=concept,gemeld,ingetrokken&limiet=200"))["items"]!.AsArray().Select(item => item!.Id()).Should().NotContain(concept.Id());
        var volgende = await app.Meld(project);
        string.CompareOrdinal(volgende.Tekst("kenmerk"), concept.Tekst("kenmerk")).Should().BePositive();
    }

    [Theory]
    [InlineData("gemeld")]
    [InlineData("bevestigd")]
    [InlineData("afgewezen")]
    [InlineData("opgelost")]
    [InlineData("heropend")]
    public async Task Wat_is_ingetrokken_is_410_met_kenmerk_bij_elke_bewerking(string status)
    {
        var knelpunt = await In(status, "Windkracht " + status);
        var pad = $"/v1/knelpunten/{knelpunt.Id()}";

        (await melder.Stuur("DELETE", pad)).StatusCode.Should().Be(HttpStatusCode.NoContent);

        foreach (var (methode, adres, body) in new[]
        {
            ("GET", pad, null), ("GET", $"/v1/knelpunten/{knelpunt.Tekst("kenmerk")}", null), ("GET", $"{pad}/historie", null), ("DELETE", pad, null),
            ("PATCH", pad, "{}"), ("POST", $"{pad}/beoordelingen", """{"besluit":"bevestigd","herleidbaarheidGecontroleerd":true}"""),
            ("POST", $"{pad}/steunbetuigingen", $$"""{"projectId":"{{project}}"}"""),
        })
        {
            var antwoord = await analist.Stuur(methode, adres, body, ifMatch: "*");
            (await antwoord.Probleem(HttpStatusCode.Gone)).Tekst("kenmerk").Should().Be(knelpunt.Tekst("kenmerk"), "{0} {1}", methode, adres);
            (await antwoord.Tekst()).Should().NotContain("Windkracht");
        }

        (await analist.Lees("/v1/knelpunten?zoek=windkracht+" + status + "&status=gemeld,bevestigd,afgewezen,opgelost,heropend,ingetrokken")).Getal("totaal").Should().Be(0);
        var grafsteen = (await analist.Lees("/v1/knelpunten?status=ingetrokken&limiet=200"))["items"]!.AsArray().Single(item => item!.Id() == knelpunt.Id())!;
        grafsteen.Tekst("kenmerk").Should().Be(knelpunt.Tekst("kenmerk"));
        grafsteen.ToJsonString().Should().NotContain("Windkracht");
    }

    [Fact]
    public async Task De_tekst_van_wat_is_ingetrokken_is_ook_op_een_eerder_moment_niet_te_lezen()
    {
        var knelpunt = await In("bevestigd", "Zeldzame nachtzwaluw");
        var toen = await Laatste();
        (await app.Anoniem().Lees($"/v1/knelpunten?totVolgnummer={toen}&limiet=200")).ToJsonString().Should().Contain("nachtzwaluw");

        await melder.Stuur("DELETE", $"/v1/knelpunten/{knelpunt.Id()}");

        foreach (var client in new[] { app.Anoniem(), melder, analist })
        {
            var lijst = await client.Lees($"/v1/knelpunten?totVolgnummer={toen}&limiet=200");
            lijst.ToJsonString().Should().NotContain("nachtzwaluw");
            lijst["items"]!.AsArray().Select(item => item!.Tekst("kenmerk")).Should().Contain(knelpunt.Tekst("kenmerk"), "it did count then");
            (await client.Lees($"/v1/knelpunten?totVolgnummer={toen}&zoek=nachtzwaluw")).Getal("totaal").Should().Be(0);
            (await (await client.Stuur("GET", $"/v1/knelpunten?totVolgnummer={toen}&formaat=csv")).Tekst()).Should().NotContain("nachtzwaluw");
        }
    }

    [Fact]
    public async Task Kenmerken_lopen_door_en_beginnen_elk_jaar_in_amsterdam_opnieuw()
    {
        await using var eigen = new App();
        var eigenProject = await eigen.Project();
        var jaar = eigen.Vandaag().Year;
        (await eigen.Meld(eigenProject)).Tekst("kenmerk").Should().Be($"KP-{jaar}-00001");
        (await eigen.Meld(eigenProject)).Tekst("kenmerk").Should().Be($"KP-{jaar}-00002");

        // 23:30 UTC on 31 December: in the Netherlands the year has begun.
        eigen.Klok.Verzet(new DateTimeOffset(jaar, 12, 31, 23, 30, 0, TimeSpan.Zero) - eigen.Klok.GetUtcNow());
        (await eigen.Meld(eigenProject)).Tekst("kenmerk").Should().Be($"KP-{jaar + 1}-00001");
    }

    [Fact]
    public async Task Veel_tegelijk_is_alles_of_niets()
    {
        var goed = new[] { await In("gemeld"), await In("gemeld") };
        var zonderDomein = await app.Meld(project, new JsonObject { ["domeinen"] = new JsonArray() });
        var bevestigd = await In("bevestigd");
        var voor = await Laatste();

        (await Veel([.. goed.Select(k => k.Id()), zonderDomein.Id()])).StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await Veel([.. goed.Select(k => k.Id()), bevestigd.Id()])).StatusCode.Should().Be(HttpStatusCode.Conflict);
        (await (await Veel([goed[0].Id(), Guid.NewGuid().ToString(), "KP-1999-00001"])).Fouten()).Should().Equal("/knelpunten/1: niet-gevonden", "/knelpunten/2: niet-gevonden");

        (await Laatste()).Should().Be(voor);
        foreach (var knelpunt in goed)
        {
            (await analist.Lees($"/v1/knelpunten/{knelpunt.Id()}")).Tekst("status").Should().Be("gemeld");
        }

        // By id, by kenmerk, and one of them twice.
        var antwoord = await Veel([goed[0].Id(), goed[1].Tekst("kenmerk"), goed[1].Id()]);
        antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
        (await antwoord.Json())["items"]!.AsArray().Select(item => $"{item!.Id()} {item!.Tekst("status")} {item!.Getal("versie")}")
            .Should().Equal(goed.Select(k => $"{k.Id()} bevestigd 2"));
        (await Laatste()).Should().Be(voor + 2);
    }

    [Theory]
    [InlineData("""{"besluit":"bevestigd","herleidbaarheidGecontroleerd":true}""", "/knelpunten: verplicht")]
    [InlineData("""{"knelpunten":[],"besluit":"bevestigd","herleidbaarheidGecontroleerd":true}""", "/knelpunten: verplicht")]
    [InlineData("""{"knelpunten":["KP"],"besluit":"afgewezen"}""", "/toelichting: verplicht")]
    [InlineData("""{"knelpunten":["KP"],"besluit":"bevestigd"}""", "/herleidbaarheidGecontroleerd: verplicht")]
    public async Task Veel_tegelijk_kent_dezelfde_regels(string body, string fout)
    {
        var knelpunt = await In("gemeld");

        (await (await analist.Stuur("POST", "/v1/beoordelingen", body.Replace("KP", knelpunt.Id(), StringComparison.Ordinal))).Fouten()).Should().Equal(fout);
    }

    [Fact]
    public async Task Ten_hoogste_tweehonderd_tegelijk() =>
        (await (await Veel([.. Enumerable.Range(0, 201).Select(i => $"KP-2026-{i:00000}")])).Fouten()).Should().Equal("/knelpunten: te-lang");

    private async Task<JsonObject> In(string status, string titel = "Een knelpunt voor de toestanden")
    {
        var knelpunt = await app.Meld(project, new JsonObject { ["titel"] = titel, ["status"] = status == "concept" ? "concept" : null });
        foreach (var stap in status switch
        {
            "bevestigd" => ["bevestigd"],
            "afgewezen" => ["afgewezen"],
            "opgelost" => ["bevestigd", "opgelost"],
            "heropend" => new[] { "bevestigd", "opgelost", "heropend" },
            _ => [],
        })
        {
            knelpunt = await app.Beoordeel(knelpunt.Id(), stap);
        }

        return knelpunt;
    }

    private Task<HttpResponseMessage> Beoordeel(string id, string besluit) => analist.Post($"/v1/knelpunten/{id}/beoordelingen",
        new JsonObject { ["besluit"] = besluit, ["herleidbaarheidGecontroleerd"] = true, ["toelichting"] = "Nagegaan." });

    private Task<HttpResponseMessage> Veel(string[] ids) => analist.Post("/v1/beoordelingen",
        new JsonObject { ["knelpunten"] = new JsonArray([.. ids.Select(id => JsonValue.Create(id))]), ["besluit"] = "bevestigd", ["herleidbaarheidGecontroleerd"] = true });

    private async Task<int> Laatste() => (await analist.Lees("/v1/knelpunten?limiet=1")).Getal("volgnummer");
}
