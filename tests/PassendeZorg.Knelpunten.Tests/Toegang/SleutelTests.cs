using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Toegang;

public sealed class SleutelTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Een_adressaat_mag_een_korte_code_hebben()
    {
        var sleutel = await app.Beheerder().Stuur("POST", "/v1/sleutels", """{"naam":"Verzekeraars","rol":"adressaat","organisatie":"zn"}""").Gelukt();

        sleutel.Tekst("organisatie").Should().Be("zn");
    }

    [Fact]
    public async Task Een_sleutel_wordt_eenmaal_getoond_en_alleen_als_hmac_bewaard()
    {
        var antwoord = await app.Beheerder().Stuur("POST", "/v1/sleutels", """{"naam":"Eenmalig","rol":"analist","organisatie":"RVS"}""");
        antwoord.StatusCode.Should().Be(HttpStatusCode.Created);
        var sleutel = await antwoord.Json();
        var geheim = sleutel.Tekst("sleutel");
        geheim.Should().MatchRegex("^kp_[0-9A-Za-z]{36}$");
        await app.Met(geheim).Lees("/v1/gebeurtenissen");

        var peper = await File.ReadAllBytesAsync(Path.Combine(app.Datamap, "peper"), App.Ct);
        foreach (var bewaard in new[] { geheim, App.Beheersleutel })
        {
            Map.MetTekst(app.Datamap, Convert.ToHexStringLower(HMACSHA256.HashData(peper, Encoding.UTF8.GetBytes(bewaard)))).Should().NotBeEmpty();
            Map.MetTekst(app.Datamap, bewaard).Should().BeEmpty();
            Map.MetTekst(app.Datamap, bewaard[3..]).Should().BeEmpty();
            app.Log.Regels.Should().NotContain(regel => regel.Contains(bewaard, StringComparison.Ordinal));
        }

        var lijst = await app.Beheerder().Lees("/v1/sleutels");
        lijst.ToJsonString().Should().NotContain(geheim).And.NotContain("hmac");
        var rij = lijst["items"]!.AsArray().Single(item => item!.Id() == sleutel.Id())!;
        (rij.Tekst("naam"), rij.Tekst("rol"), rij.Tekst("organisatie")).Should().Be(("Eenmalig", "analist", "RVS"));
        (await (await app.Analist()).Lees("/v1/gebeurtenissen?limiet=1000")).ToJsonString().Should().NotContain("Eenmalig").And.NotContain(geheim);
    }

    [Fact]
    public async Task Intrekken_werkt_meteen()
    {
        var sleutel = await Maak("""{"naam":"Kort","rol":"melder","organisatie":"Kort BV"}""");
        var client = app.Met(sleutel.Tekst("sleutel"));
        await client.Lees("/v1/projecten");

        (await app.Beheerder().Stuur("DELETE", $"/v1/sleutels/{sleutel.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        (await (await client.Stuur("GET", "/v1/projecten")).Probleem(HttpStatusCode.Unauthorized)).Tekst("detail").Should().Contain("ingetrokken");
        (await app.Beheerder().Lees("/v1/sleutels"))["items"]!.AsArray().Single(item => item!.Id() == sleutel.Id())!["ingetrokkenOp"].Should().NotBeNull();
        (await app.Beheerder().Stuur("DELETE", $"/v1/sleutels/{sleutel.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent, "revoking twice is no fault");
        await (await app.Beheerder().Stuur("DELETE", $"/v1/sleutels/{Guid.NewGuid()}")).Probleem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Een_sleutel_geldt_standaard_365_dagen()
    {
        await using var eigen = new App();
        var dag = eigen.Vandaag();
        var sleutel = await eigen.Beheerder().Stuur("POST", "/v1/sleutels", """{"naam":"Een jaar","rol":"melder","organisatie":"Jaar BV"}""").Gelukt();
        sleutel.Tekst("geldigTotDatum").Should().Be(dag.AddDays(365).Iso());
        var client = eigen.Met(sleutel.Tekst("sleutel"));

        eigen.Klok.Verzet(TimeSpan.FromDays(364));
        (await client.Stuur("GET", "/v1/projecten")).StatusCode.Should().Be(HttpStatusCode.OK);
        eigen.Klok.Verzet(TimeSpan.FromDays(1));
        (await (await client.Stuur("GET", "/v1/projecten")).Probleem(HttpStatusCode.Unauthorized)).Tekst("detail").Should().Contain("verlopen");
    }

    [Theory]
    [InlineData("GET", "/v1/knelpunten?sleutel=KEY", "sleutel")]
    [InlineData("GET", "/v1/knelpunten?zoek=x&access_token=KEY", "access_token")]
    [InlineData("GET", "/v1/projecten?api_key=KEY", "api_key")]
    [InlineData("GET", "/v1/rapportages/kruistabel?rijen=wet&token=KEY", "token")]
    [InlineData("GET", "/v1/knelpunten?KEY=1", "")]
    [InlineData("GET", "/v1/knelpunten/KP-2026-00001?sleutel=KEY", "sleutel")]
    [InlineData("GET", "/v1/begrippenlijsten?key=KEY", "key")]
    [InlineData("GET", "/v1/sleutels?sleutel=KEY", "sleutel")]
    [InlineData("POST", "/v1/projecten?access_token=KEY", "access_token")]
    public async Task Een_sleutel_in_het_adres_wordt_geweigerd_en_niet_herhaald(string methode, string pad, string veld)
    {
        foreach (var client in new[] { app.Anoniem(), app.Beheerder() })
        {
            var antwoord = await client.Stuur(methode, pad.Replace("KEY", App.Beheersleutel, StringComparison.Ordinal), methode == "POST" ? """{"naam":"Naam"}""" : null);

            (await antwoord.Fouten()).Should().Equal($"{veld}: onbekende-sleutel");
            (await antwoord.Tekst()).Should().NotContain(App.Beheersleutel);
        }

        app.Log.Regels.Should().NotContain(regel => regel.Contains(App.Beheersleutel, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"rol":"melder","organisatie":"Abc"}""", "/naam: verplicht")]
    [InlineData("""{"naam":"Naam","rol":"baas","organisatie":"Abc"}""", "/rol: onbekende-code")]
    [InlineData("""{"naam":"Naam","rol":"melder"}""", "/organisatie: verplicht")]
    [InlineData("""{"naam":"Naam","rol":"melder","organisatie":" ab "}""", "/organisatie: te-kort")]
    [InlineData("""{"naam":"Naam","rol":"adressaat","organisatie":"Een vrije naam"}""", "/organisatie: onbekende-code")]
    [InlineData("""{"naam":"Naam","rol":"melder","organisatie":"Abc","geldigTotDatum":"VANDAAG"}""", "/geldigTotDatum: buiten-bereik")]
    [InlineData("""{"naam":"Naam","rol":"melder","organisatie":"Abc","sleutel":"kp_eigenkeuze"}""", "/sleutel: onbekend-veld")]
    public async Task Een_sleutel_die_niet_klopt_wordt_geweigerd(string body, string fout) =>
        (await (await app.Beheerder().Stuur("POST", "/v1/sleutels", body.Replace("VANDAAG", app.Vandaag().Iso(), StringComparison.Ordinal))).Fouten()).Should().Equal(fout);

    [Fact]
    public async Task Alleen_de_hele_sleutel_past()
    {
        var geheim = (await Maak("""{"naam":"Heel","rol":"melder","organisatie":"Heel BV"}""")).Tekst("sleutel");

        foreach (var mis in new[] { geheim[..^1], geheim + "0", geheim.ToUpperInvariant(), geheim[3..], "kp_" })
        {
            await (await app.Met(mis).Stuur("GET", "/v1/knelpunten")).Probleem(HttpStatusCode.Unauthorized);
        }

        (await app.Met(geheim).Stuur("GET", "/v1/knelpunten")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task De_naam_van_een_sleutel_komt_nergens_in_het_openbaar()
    {
        var sleutel = await Maak("""{"naam":"Naam die niemand leest","rol":"analist","organisatie":"RVS"}""");
        var analist = app.Met(sleutel.Tekst("sleutel"));
        var knelpunt = await app.Meld(await app.Project());
        await analist.Post($"/v1/knelpunten/{knelpunt.Id()}/beoordelingen", new JsonObject { ["besluit"] = "bevestigd", ["herleidbaarheidGecontroleerd"] = true }).Gelukt();

        foreach (var (client, pad) in new[]
        {
            (app.Anoniem(), $"/v1/knelpunten/{knelpunt.Id()}"), (app.Anoniem(), $"/v1/knelpunten/{knelpunt.Id()}/historie"),
            (await app.Melder(), $"/v1/knelpunten/{knelpunt.Id()}/historie"), (analist, "/v1/gebeurtenissen?limiet=1000"),
        })
        {
            (await client.Lees(pad)).ToJsonString().Should().NotContain("Naam die niemand leest");
        }
    }

    [Fact]
    public async Task Een_sleutel_doet_niet_meer_dan_waar_hij_voor_is()
    {
        var (lezen, schrijven, allebei) = (await Maak("""{"naam":"Leest","rol":"analist","organisatie":"RVS","bereik":["lezen"]}"""), await Maak("""{"naam":"Schrijft","rol":"analist","organisatie":"RVS","bereik":["schrijven"]}"""),
            await Maak("""{"naam":"Allebei","rol":"analist","organisatie":"RVS"}"""));
        (lezen.Lijst("bereik"), schrijven.Lijst("bereik"), allebei.Lijst("bereik")).Should().BeEquivalentTo((new[] { "lezen" }, new[] { "schrijven" }, new[] { "lezen", "schrijven" }));
        var lijst = (await app.Beheerder().Lees("/v1/sleutels"))["items"]!.AsArray().ToDictionary(rij => rij!.Id(), rij => rij!.Lijst("bereik"));
        (lijst[lezen.Id()], lijst[allebei.Id()]).Should().BeEquivalentTo((new[] { "lezen" }, new[] { "lezen", "schrijven" }));

        const string Editie = """{"titel":"Een editie"}""";
        foreach (var (sleutel, leest, schrijft) in new[] { (lezen, 200, 403), (schrijven, 403, 201), (allebei, 200, 201) })
        {
            var client = app.Met(sleutel.Tekst("sleutel"));
            ((int)(await client.Stuur("GET", "/v1/gebeurtenissen")).StatusCode).Should().Be(leest);
            ((int)(await client.Stuur("GET", "/v1/knelpunten")).StatusCode).Should().Be(leest, "a key that only writes does not see what its role may");
            ((int)(await client.Stuur("HEAD", "/v1/knelpunten")).StatusCode).Should().Be(leest);
            ((int)(await client.Stuur("POST", "/v1/edities", Editie)).StatusCode).Should().Be(schrijft);
        }

        (await (await app.Met(lezen.Tekst("sleutel")).Stuur("POST", "/v1/edities", Editie)).Probleem(HttpStatusCode.Forbidden)).Tekst("detail").Should().Contain("schrijven");
    }

    [Fact]
    public async Task Het_bereik_geldt_ook_op_paginas_en_voor_wat_een_abonnement_bezorgt()
    {
        var (lezen, schrijven) = (await Maak("""{"naam":"Leest","rol":"analist","organisatie":"RVS","bereik":["lezen"]}"""), await Maak("""{"naam":"Schrijft","rol":"analist","organisatie":"RVS","bereik":["schrijven"]}"""));
        (await app.Met(schrijven.Tekst("sleutel")).Stuur("POST", "/v1/abonnementen", """{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["knelpunt.gemeld"]}""").Gelukt()).Tekst("zicht").Should().Be("openbaar");

        using var bezoeker = new Paginas.Bezoeker(app);
        await bezoeker.Ga("/aanmelden");
        await bezoeker.Verstuur("Aanmelden", HttpStatusCode.Forbidden, ("sleutel", schrijven.Tekst("sleutel")));
        bezoeker.Tekst.Should().Contain("alleen schrijft");

        await bezoeker.MeldAan(lezen.Tekst("sleutel"), "/systeemknelpunten/nieuw");
        await bezoeker.Ga("/afmelden");
        await bezoeker.Verstuur("Afmelden"); // signing out is no matter of rights
        await bezoeker.Ga("/afmelden");
        bezoeker.Adres.Should().Be("/");
    }

    [Theory]
    [InlineData("[]", "/bereik: verplicht")]
    [InlineData("""["alles"]""", "/bereik/0: onbekende-code")]
    [InlineData("\"lezen\"", "/bereik: ongeldig-formaat")]
    public async Task Een_bereik_dat_er_niet_is_wordt_geweigerd(string bereik, string fout) =>
        (await (await app.Beheerder().Stuur("POST", "/v1/sleutels", $$"""{"naam":"Naam","rol":"melder","organisatie":"Abc","bereik":{{bereik}}}""")).Fouten()).Should().Equal(fout);

    [Theory]
    [InlineData("POST", "/v1/knelpunten", "status", "\"bevestigd\"", "onbekende-code")]
    [InlineData("POST", "/v1/knelpunten", "organisatie", "\"Een ander\"", "onbekend-veld")]
    [InlineData("POST", "/v1/knelpunten", "versie", "9", "onbekend-veld")]
    [InlineData("POST", "/v1/knelpunten", "id", "\"0199f6b2-4c1d-7a3e-9f00-1234567890ab\"", "onbekend-veld")]
    [InlineData("POST", "/v1/knelpunten", "kenmerk", "\"KP-2026-99999\"", "onbekend-veld")]
    [InlineData("POST", "/v1/knelpunten", "gemeldOp", "\"2020-01-01T00:00:00Z\"", "onbekend-veld")]
    [InlineData("POST", "/v1/projecten", "nummer", "1", "onbekend-veld")]
    [InlineData("POST", "/v1/systeemknelpunten", "status", "\"vastgesteld\"", "onbekend-veld")]
    [InlineData("POST", "/v1/edities", "nummer", "\"2020-1\"", "onbekend-veld")]
    [InlineData("POST", "/v1/abonnementen", "status", "\"actief\"", "onbekend-veld")]
    [InlineData("POST", "/v1/abonnementen", "organisatie", "\"Een ander\"", "onbekend-veld")]
    [InlineData("POST", "/v1/sleutels", "hmac", "\"00\"", "onbekend-veld")]
    [InlineData("POST", "/v1/sleutels", "ingetrokkenOp", "null", "onbekend-veld")]
    public async Task Wat_het_register_zelf_bepaalt_kan_niemand_meesturen(string methode, string pad, string veld, string waarde, string code)
    {
        // Whatever else is missing from the body, this is said of the field.
        var fouten = await (await app.Beheerder().Stuur(methode, pad, $$"""{"{{veld}}":{{waarde}}}""")).Fouten();

        fouten.Should().Contain($"/{veld}: {code}");
    }

    private Task<JsonObject> Maak(string body) => app.Beheerder().Stuur("POST", "/v1/sleutels", body).Gelukt();
}
