using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

public sealed class MeldAanTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Een_sleutel_meldt_aan_en_staat_niet_in_het_koekje()
    {
        var sleutel = await Maak("melder", "Aanmelder BV");
        using var bezoeker = new Bezoeker(app);

        await bezoeker.MeldAan(sleutel.Tekst("sleutel"), terug: "/over");

        bezoeker.Adres.Should().Be("/over");
        bezoeker.Tekst.Should().StartWith("U bent aangemeld namens Aanmelder BV.");
        bezoeker.Link("Afmelden").Should().NotBeNull();
        var koekje = bezoeker.Koekjes.GetAllCookies().Single(deel => deel.Name == "kp-sessie");
        koekje.HttpOnly.Should().BeTrue();
        Uri.UnescapeDataString(koekje.Value).Should().NotContain(sleutel.Tekst("sleutel")).And.NotContain("kp_").And.NotContain(sleutel.Id()).And.NotContain("Aanmelder");

        await bezoeker.Ga("/over");
        bezoeker.Tekst.Should().NotContain("U bent aangemeld", "what was done is said once");
    }

    [Fact]
    public async Task Het_koekje_reist_alleen_met_deze_site_mee()
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/aanmelden");
        using var client = app.Anoniem();
        using var formulier = new FormUrlEncodedContent([KeyValuePair.Create("sleutel", App.Beheersleutel), KeyValuePair.Create("_token", bezoeker.Waarde("_token"))]);
        client.DefaultRequestHeaders.Add("Cookie", bezoeker.Koekjes.GetCookieHeader(app.Adres));

        var antwoord = await client.PostAsync(new Uri("/aanmelden", UriKind.Relative), formulier, App.Ct);

        antwoord.StatusCode.Should().Be(HttpStatusCode.SeeOther);
        var koekje = antwoord.Headers.GetValues("Set-Cookie").Single(regel => regel.StartsWith("kp-sessie=", StringComparison.Ordinal));
        koekje.ToLowerInvariant().Should().Contain("; httponly").And.Contain("; samesite=lax").And.Contain("; path=/").And.NotContain("domain=");
    }

    [Theory]
    [InlineData("kp_dezesleutelbestaatnietdezesleutelbestaatniet", "Deze sleutel is niet bekend.")]
    [InlineData("<script>alert(1)</script>", "Deze sleutel is niet bekend.")]
    [InlineData("", "Deze sleutel is niet bekend.")]
    public async Task Een_verkeerde_sleutel_zegt_dat(string sleutel, string bericht)
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga("/aanmelden?terug=%2Fover");

        await bezoeker.Verstuur("Aanmelden", HttpStatusCode.Unauthorized, ("sleutel", sleutel));

        bezoeker.Pagina.Title.Should().StartWith("Fout:");
        bezoeker.Teksten(".fouten a[href='#veld-sleutel']").Should().Equal(bericht);
        bezoeker.Fout("sleutel").Should().Be(bericht);
        bezoeker.Waarde("sleutel").Should().BeEmpty("a key is never sent back");
        bezoeker.Waarde("terug").Should().Be("/over");
        bezoeker.Koekjes.GetAllCookies().Should().NotContain(koekje => koekje.Name == "kp-sessie");
    }

    [Fact]
    public async Task Een_ingetrokken_sleutel_beeindigt_de_sessie_meteen()
    {
        var sleutel = await Maak("analist", "Kort BV");
        using var bezoeker = await Bezoeker.Met(app, sleutel.Tekst("sleutel"));
        await bezoeker.Ga("/over");
        bezoeker.Teksten(".voet a").Should().Contain("Afmelden");

        (await app.Beheerder().Stuur("DELETE", $"/v1/sleutels/{sleutel.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        await bezoeker.Ga("/over");
        bezoeker.Teksten(".voet a").Should().Contain("Aanmelden").And.NotContain("Afmelden");
        bezoeker.Koekjes.GetAllCookies().Should().NotContain(koekje => koekje.Name == "kp-sessie" && !koekje.Expired);
    }

    [Fact]
    public async Task Een_verlopen_sleutel_beeindigt_de_sessie()
    {
        await using var eigen = new App();
        using var bezoeker = await Bezoeker.Met(eigen, (await Maak("analist", "Verlopen BV", eigen)).Tekst("sleutel"));
        bezoeker.Link("Afmelden").Should().NotBeNull();

        eigen.Klok.Verzet(TimeSpan.FromDays(366));

        await bezoeker.Ga("/over");
        bezoeker.Link("Aanmelden").Should().NotBeNull();
    }

    [Fact]
    public async Task Een_koekje_dat_is_veranderd_telt_niet()
    {
        using var bezoeker = await Bezoeker.Analist(app);
        var koekje = bezoeker.Koekjes.GetAllCookies().Single(deel => deel.Name == "kp-sessie");
        foreach (var waarde in new[] { "onzin", koekje.Value[..^4] + (koekje.Value[^4] == 'A' ? "B" : "A") + koekje.Value[^3..], koekje.Value[..20], "" })
        {
            using var client = app.Anoniem();
            client.DefaultRequestHeaders.TryAddWithoutValidation("Cookie", $"kp-sessie={waarde}");

            var antwoord = await client.Stuur("GET", "/over");

            antwoord.StatusCode.Should().Be(HttpStatusCode.OK, waarde);
            (await antwoord.Tekst()).Should().Contain("/aanmelden").And.NotContain("/afmelden");
        }
    }

    [Theory]
    [InlineData("https://kwaad.example/")]
    [InlineData("//kwaad.example/")]
    [InlineData("/\\kwaad.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("kwaad.example")]
    [InlineData("/\tkwaad")]
    [InlineData("\\\\kwaad.example")]
    public async Task Terug_leidt_alleen_naar_deze_site(string terug)
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Ga($"/aanmelden?terug={Uri.EscapeDataString(terug)}");
        using var client = app.Anoniem();
        client.DefaultRequestHeaders.Add("Cookie", bezoeker.Koekjes.GetCookieHeader(app.Adres));

        bezoeker.Waarde("terug").Should().Be("/");
        using var formulier = new FormUrlEncodedContent(
            [KeyValuePair.Create("sleutel", App.Beheersleutel), KeyValuePair.Create("terug", terug), KeyValuePair.Create("_token", bezoeker.Waarde("_token"))]);
        var antwoord = await client.PostAsync(new Uri("/aanmelden", UriKind.Relative), formulier, App.Ct);

        antwoord.Headers.Location!.OriginalString.Should().Be("/");
    }

    [Fact]
    public async Task Zonder_token_verandert_er_niets_en_blijft_het_ingevulde_staan()
    {
        using var bezoeker = new Bezoeker(app);
        await bezoeker.Vervals("/aanmelden", HttpStatusCode.BadRequest, ("sleutel", App.Beheersleutel), ("bewaard:titel", "\"><script>alert(1)</script> & \nregel twee"));

        bezoeker.Koekjes.GetAllCookies().Should().NotContain(koekje => koekje.Name == "kp-sessie");
        bezoeker.Tekst.Should().Contain("Er is niets vastgelegd");
        bezoeker.Waarde("bewaard:titel").Should().Be("\"><script>alert(1)</script> & \nregel twee");
        bezoeker.Pagina.Scripts.Should().BeEmpty();
    }

    [Fact]
    public async Task Een_token_van_een_ander_telt_niet()
    {
        using var ander = await Bezoeker.Analist(app);
        await ander.Ga("/afmelden");
        var token = ander.Waarde("_token");
        using var bezoeker = await Bezoeker.Melder(app, "Slachtoffer BV");

        await bezoeker.Vervals("/afmelden", HttpStatusCode.BadRequest, ("_token", token));

        await bezoeker.Ga("/over");
        bezoeker.Link("Afmelden").Should().NotBeNull();
    }

    [Fact]
    public async Task Afmelden_eindigt_de_sessie()
    {
        using var bezoeker = await Bezoeker.Melder(app, "Afmelder BV");
        await bezoeker.Ga("/afmelden");
        bezoeker.Tekst.Should().Contain("Afmelder BV");

        await bezoeker.Verstuur("Afmelden");
        bezoeker.Spoor.Should().Equal((HttpStatusCode.SeeOther, "/afmelden"), (HttpStatusCode.OK, "/"));

        await bezoeker.Ga("/over");
        bezoeker.Link("Aanmelden").Should().NotBeNull();
    }

    [Fact]
    public async Task De_api_neemt_het_koekje_niet_aan()
    {
        using var bezoeker = await Bezoeker.Analist(app);
        using var client = app.Anoniem();
        client.DefaultRequestHeaders.Add("Cookie", bezoeker.Koekjes.GetCookieHeader(app.Adres));

        await (await client.Stuur("GET", "/v1/gebeurtenissen")).Probleem(HttpStatusCode.Unauthorized);
        await (await client.Stuur("POST", "/v1/projecten", """{"naam":"Van elders","organisatie":"RVS"}""")).Probleem(HttpStatusCode.Unauthorized);
        await (await client.Stuur("GET", "/v1/knelpunten?status=concept")).Probleem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Wat_een_aangemelde_ziet_wordt_nergens_bewaard()
    {
        using var bezoeker = await Bezoeker.Analist(app);
        foreach (var adres in new[] { "/over", "/aanmelden", "/afmelden" })
        {
            await bezoeker.Ga(adres);

            bezoeker.Antwoord.Headers.CacheControl!.ToString().Should().Be("no-store");
            bezoeker.Antwoord.Headers.Contains("ETag").Should().BeFalse();
            bezoeker.Antwoord.Headers.Contains("Access-Control-Allow-Origin").Should().BeFalse();
        }
    }

    private async Task<JsonObject> Maak(string rol, string organisatie, App? waar = null) =>
        await (waar ?? app).Beheerder().Post("/v1/sleutels", new JsonObject { ["naam"] = "Browser", ["rol"] = rol, ["organisatie"] = organisatie }).Gelukt();
}
