using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;

namespace PassendeZorg.Knelpunten.Tests.Platform;

/// <summary>What the NLGov API Design Rules ask of a running service, and its linter cannot see.</summary>
public sealed class AdrTests(App app) : IClassFixture<App>
{
    [Theory]
    [InlineData("/v1/knelpunten/"), InlineData("/v1/"), InlineData("/v1/openapi.json/"), InlineData("/v1/bestaat-niet"), InlineData("/v1"), InlineData("/v2/knelpunten"), InlineData("/v1/Knelpunten/x/y")]
    public async Task Wat_er_niet_is_geeft_404(string pad) => await (await Vraag(HttpMethod.Get, pad)).Probleem(HttpStatusCode.NotFound);

    [Theory]
    [InlineData("PUT", "/v1/knelpunten", "GET, POST"), InlineData("DELETE", "/v1/projecten", "GET, POST"), InlineData("POST", "/v1/knelpunten/KP-2026-00001", "DELETE, GET, PATCH")]
    public async Task Een_andere_methode_geeft_405_met_wat_wel_kan(string methode, string pad, string kan)
    {
        var antwoord = await Vraag(new HttpMethod(methode), pad);

        await antwoord.Probleem(HttpStatusCode.MethodNotAllowed);
        antwoord.Content.Headers.Allow.Order(StringComparer.Ordinal).Should().Equal(kan.Split(", "));
    }

    [Theory]
    [InlineData("text/plain"), InlineData("application/xml"), InlineData("application/json; charset=iso-8859-1"), InlineData(null)]
    public async Task Een_verkeerd_mediatype_geeft_415(string? mediatype)
    {
        using var inhoud = new ByteArrayContent("{}"u8.ToArray());
        inhoud.Headers.TryAddWithoutValidation("Content-Type", mediatype);

        await (await (await app.Melder()).PostAsync(new Uri("/v1/knelpunten", UriKind.Relative), inhoud, App.Ct)).Probleem(HttpStatusCode.UnsupportedMediaType);
    }

    [Theory]
    [InlineData("/v1/knelpunten", "text/html"), InlineData("/v1/projecten", "text/csv"), InlineData("/v1/begrippenlijsten", "application/json;q=0"),
     InlineData("/v1/begrippenlijsten/wetten", "image/png"), InlineData("/v1/rapportages/kruistabel?rijen=wet", "application/xml"), InlineData("/v1/openapi.json", "text/html")]
    public async Task Een_onmogelijke_Accept_geeft_406(string pad, string accept) =>
        (await (await Vraag(HttpMethod.Get, pad, accept)).Probleem(HttpStatusCode.NotAcceptable)).Tekst("detail").Should().Contain("application/json");

    [Theory]
    [InlineData("*/*"), InlineData("application/*"), InlineData("text/html, application/json;q=0.1"), InlineData("application/json; charset=utf-8"), InlineData("text/html, */*;q=0.8"), InlineData(" ")]
    public async Task Een_mogelijke_Accept_geeft_json(string accept)
    {
        var antwoord = await Vraag(HttpMethod.Get, "/v1/projecten", accept);

        antwoord.StatusCode.Should().Be(HttpStatusCode.OK);
        antwoord.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
    }

    [Fact]
    public async Task Een_onmogelijke_Accept_bij_een_melding_legt_niets_vast()
    {
        var project = await app.Project("Accept BV");
        var melder = await app.Melder("Accept BV");
        using var verzoek = new HttpRequestMessage(HttpMethod.Post, "/v1/knelpunten") { Content = Voorbeeld.Knelpunt(project).Body(), Headers = { { "Accept", "text/html" } } };

        await (await melder.SendAsync(verzoek, App.Ct)).Probleem(HttpStatusCode.NotAcceptable);

        (await melder.Lees($"/v1/knelpunten?mijn=true&status=gemeld&project={project}")).Getal("totaal").Should().Be(0);
    }

    [Theory]
    [InlineData("/v1/knelpunten"), InlineData("/v1/begrippenlijsten/wetten"), InlineData("/v1/openapi.json"), InlineData("/v1/bestaat-niet"), InlineData("/health/live")]
    public async Task HEAD_geeft_wat_GET_geeft_zonder_inhoud(string pad)
    {
        var (get, head) = (await Vraag(HttpMethod.Get, pad), await Vraag(HttpMethod.Head, pad));

        head.StatusCode.Should().Be(get.StatusCode);
        head.Headers.ETag.Should().Be(get.Headers.ETag);
        head.Content.Headers.ContentType.Should().Be(get.Content.Headers.ContentType);
        (await head.Content.ReadAsByteArrayAsync(App.Ct)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("GET", "/v1/knelpunten"), InlineData("GET", "/v1/openapi.json"), InlineData("GET", "/v1/bestaat-niet"), InlineData("GET", "/v1/knelpunten/"), InlineData("GET", "/v1/knelpunten?onzin=1"),
     InlineData("POST", "/v1/knelpunten"), InlineData("PUT", "/v1/knelpunten"), InlineData("GET", "/v1/gebeurtenissen"), InlineData("GET", "/health/ready"), InlineData("GET", "/docs/index.html"), InlineData("GET", "/")]
    public async Task Elk_antwoord_heeft_de_versie_en_de_veiligheidskoppen(string methode, string pad)
    {
        var antwoord = await Vraag(new HttpMethod(methode), pad);

        var koppen = antwoord.Headers.ToDictionary(kop => kop.Key, kop => string.Join(", ", kop.Value));
        koppen["API-Version"].Should().Be((await app.Anoniem().Lees("/v1/openapi.json"))["info"]!.Tekst("version"));
        koppen["Strict-Transport-Security"].Should().StartWith("max-age=31536000");
        koppen["X-Content-Type-Options"].Should().Be("nosniff");
        koppen["X-Frame-Options"].Should().Be("DENY");
        koppen["Referrer-Policy"].Should().Be("no-referrer");
        koppen["Content-Security-Policy"].Should().Contain("default-src 'none'").And.Contain("frame-ancestors 'none'").And.NotContain("unsafe-inline");
        koppen["Cache-Control"].Should().Be((int)antwoord.StatusCode < 300 && !pad.StartsWith("/health", StringComparison.Ordinal) ? "no-cache" : "no-store");
        koppen.Should().NotContainKeys("Server", "X-Powered-By");
    }

    [Fact]
    public async Task Het_document_is_voor_iedereen_en_overal_te_lezen()
    {
        var antwoord = await Vraag(HttpMethod.Get, "/v1/openapi.json");

        antwoord.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
        antwoord.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
    }

    [Theory]
    [InlineData("/v1/knelpunten"), InlineData("/v1/projecten"), InlineData("/v1/begrippenlijsten"), InlineData("/v1/begrippenlijsten/wetten"), InlineData("/v1/rapportages/kruistabel?rijen=wet"), InlineData("/v1/catalogus"), InlineData("/v1/openapi.json")]
    public async Task Wat_openbaar_is_heeft_een_ETag_en_is_na_te_vragen(string pad)
    {
        var etag = (await Vraag(HttpMethod.Get, pad)).Headers.ETag!.Tag;
        using var verzoek = new HttpRequestMessage(HttpMethod.Get, pad) { Headers = { { "If-None-Match", etag } } };

        var antwoord = await app.Anoniem().SendAsync(verzoek, App.Ct);

        antwoord.StatusCode.Should().Be(HttpStatusCode.NotModified);
        antwoord.Headers.ETag!.Tag.Should().Be(etag);
        antwoord.Headers.CacheControl!.ToString().Should().Be("no-cache");
        antwoord.Headers.Contains("API-Version").Should().BeTrue();
    }

    [Fact]
    public async Task Een_nieuw_project_geeft_de_lijst_een_andere_ETag()
    {
        var eerst = (await Vraag(HttpMethod.Get, "/v1/projecten")).Headers.ETag;

        await app.Project("Nieuw BV");

        (await Vraag(HttpMethod.Get, "/v1/projecten")).Headers.ETag.Should().NotBe(eerst);
    }

    [Fact]
    public async Task Wie_is_aangemeld_krijgt_niets_dat_bewaard_mag_worden()
    {
        var antwoord = await (await app.Melder()).GetAsync(new Uri("/v1/knelpunten", UriKind.Relative), App.Ct);

        antwoord.Headers.CacheControl!.ToString().Should().Be("no-store");
        antwoord.Headers.Vary.Should().Contain("Authorization");
    }

    /// <summary>A cache between the service and everybody (RFC 9111) that does not look at Vary: it keeps what may be kept and asks each time whether it still holds. Demand R51.</summary>
    [Fact]
    public async Task Een_gedeelde_cache_geeft_niemand_wat_een_ander_mag_zien()
    {
        var (een, twee) = (await app.Project("Cache Een"), await app.Project("Cache Twee"));
        var (gemeld, bevestigd) = (await app.Meld(een, organisatie: "Cache Een"), await app.MeldEnBevestig(twee, organisatie: "Cache Twee"));
        HttpClient[] lezers = [app.Anoniem(), await app.Melder("Cache Een"), await app.Melder("Cache Twee"), await app.Analist(), await app.Client("abonnee", "Krant"), app.Beheerder(), app.Met("kp_bestaat-niet")];
        string[] paden =
        [
            "/v1/knelpunten", "/v1/knelpunten?mijn=true&status=gemeld", "/v1/knelpunten?status=gemeld", $"/v1/knelpunten/{gemeld.Id()}", $"/v1/knelpunten/{bevestigd.Id()}", $"/v1/knelpunten/{gemeld.Id()}/historie",
            $"/v1/knelpunten/{bevestigd.Id()}/historie", $"/v1/projecten/{een}", "/v1/projecten", "/v1/rapportages/kruistabel?rijen=wet", "/v1/rapportages/kruistabel?rijen=wet&status=gemeld", "/v1/rapportages/tijdreeks?interval=maand",
            "/v1/feeds/knelpunten", "/v1/abonnementen", "/v1/sleutels", "/v1/gebeurtenissen", "/v1/systeemknelpunten", "/v1/begrippenlijsten/wetten", "/", "/knelpunten", $"/knelpunten/{gemeld.Tekst("kenmerk")}", "/mijn-meldingen",
        ];
        var (cache, toeval, uitCache) = (new Dictionary<string, (string Etag, string Inhoud)>(StringComparer.Ordinal), new Random(20261122), 0);
        for (var keer = 0; keer < 1_000; keer++)
        {
            var (lezer, pad) = (lezers[toeval.Next(lezers.Length)], paden[toeval.Next(paden.Length)]);
            using var verzoek = new HttpRequestMessage(HttpMethod.Get, pad);
            if (cache.TryGetValue(pad, out var bewaard))
            {
                verzoek.Headers.TryAddWithoutValidation("If-None-Match", bewaard.Etag);
            }

            using var antwoord = await lezer.SendAsync(verzoek, App.Ct);
            using var zelf = await lezer.GetAsync(new Uri(pad, UriKind.Relative), App.Ct);
            var (inhoud, verwacht) = (await antwoord.Content.ReadAsStringAsync(App.Ct), await zelf.Content.ReadAsStringAsync(App.Ct));
            if (antwoord.StatusCode == HttpStatusCode.NotModified)
            {
                uitCache++;
                // The ETag of one knelpunt or project is its version, for everybody: who signed in may then get what the public sees.
                var gegeven = pad == $"/v1/projecten/{een}" || pad == $"/v1/knelpunten/{bevestigd.Id()}" ? await lezers[0].GetStringAsync(new Uri(pad, UriKind.Relative), App.Ct) : verwacht;
                Kaal(bewaard.Inhoud).Should().Be(Kaal(gegeven), "{0} asks for {1}", lezer.DefaultRequestHeaders.Authorization, pad);
            }
            else
            {
                (antwoord.StatusCode, Kaal(inhoud)).Should().Be((zelf.StatusCode, Kaal(verwacht)));
            }

            var koppen = antwoord.Headers.CacheControl!;
            if (antwoord.StatusCode == HttpStatusCode.OK && !koppen.NoStore && (lezer.DefaultRequestHeaders.Authorization is null || koppen.Public || koppen.SharedMaxAge is not null || koppen.MustRevalidate))
            {
                koppen.NoCache.Should().BeTrue("it may be kept, and not be given without asking");
                cache[pad] = (antwoord.Headers.ETag!.ToString(), inhoud);
            }
        }

        uitCache.Should().BeGreaterThan(30);
        cache.Should().ContainKey("/v1/knelpunten").And.NotContainKeys("/v1/sleutels", "/v1/abonnementen", "/v1/gebeurtenissen", $"/v1/knelpunten/{gemeld.Id()}");

        // The moment, and the mask of a form's token, differ from one answer to the next.
        static string Kaal(string inhoud) => System.Text.RegularExpressions.Regex.Replace(inhoud, "\"peilOp\":\"[^\"]*\"|name=\"_token\" value=\"[^\"]*\"", "", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("GET", "/v1/gebeurtenissen", null), InlineData("POST", "/v1/knelpunten", null), InlineData("GET", "/v1/knelpunten", "Bearer kp_onbekend"), InlineData("GET", "/v1/knelpunten", "Basic abc")]
    public async Task Wie_niet_is_aangemeld_hoort_hoe_dat_moet(string methode, string pad, string? sleutel)
    {
        using var verzoek = new HttpRequestMessage(new HttpMethod(methode), pad);
        verzoek.Headers.TryAddWithoutValidation("Authorization", sleutel);

        var antwoord = await app.Anoniem().SendAsync(verzoek, App.Ct);

        await antwoord.Probleem(HttpStatusCode.Unauthorized);
        antwoord.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
    }

    [Theory]
    [InlineData(false), InlineData(true)]
    public async Task Meer_dan_64_kB_is_te_groot(bool inStukken)
    {
        using var verzoek = new HttpRequestMessage(HttpMethod.Post, "/v1/knelpunten") { Content = $"{{\"titel\":\"{new string('x', 65 * 1024)}\"}}".Body() };
        verzoek.Headers.TransferEncodingChunked = inStukken;

        await (await (await app.Melder()).SendAsync(verzoek, App.Ct)).Probleem(HttpStatusCode.RequestEntityTooLarge);
    }

    [Theory]
    [InlineData(70, 10), InlineData(1, 17 * 1024)]
    public async Task Te_veel_of_te_grote_koppen_worden_geweigerd(int aantal, int lengte)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, app.Adres.Port, App.Ct);
        var verzoek = new StringBuilder("GET /v1/knelpunten HTTP/1.1\r\nHost: localhost\r\n");
        for (var i = 0; i < aantal; i++)
        {
            verzoek.Append("X-Kop-").Append(i).Append(": ").Append('x', lengte).Append("\r\n");
        }

        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(verzoek.Append("\r\n").ToString()), App.Ct);

        using var antwoord = new StreamReader(client.GetStream());
        (await antwoord.ReadLineAsync(App.Ct)).Should().StartWith("HTTP/1.1 431");
    }

    /// <summary>Asks without a key.</summary>
    private async Task<HttpResponseMessage> Vraag(HttpMethod methode, string pad, string? accept = null)
    {
        using var verzoek = new HttpRequestMessage(methode, pad);
        verzoek.Headers.TryAddWithoutValidation("Accept", accept);
        return await app.Anoniem().SendAsync(verzoek, App.Ct);
    }
}
