using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PassendeZorg.Knelpunten.Tests.Paginas;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Tests.Toegang;

/// <summary>Who shows wrong keys, or asks too much, is slowed down, and nobody else is (demands R44 and R45); headers have a limit that says so (R32).</summary>
public sealed class LimietTests
{
    private const string Fout = "kp_0000000000000000000000000000000000000000";

    [Fact]
    public async Task Na_tien_verkeerde_sleutels_volgt_een_429_en_na_een_minuut_niet_meer()
    {
        await using var app = Met();
        var gemaakt = await app.Sleutel("analist", "RVS");
        for (var keer = 0; keer < 10; keer++)
        {
            await (await app.Met($"{Fout}{keer}").Stuur("GET", "/v1/knelpunten")).Probleem(HttpStatusCode.Unauthorized);
        }

        var antwoord = await app.Met(Fout).Stuur("GET", "/v1/knelpunten");
        var probleem = await antwoord.Probleem(HttpStatusCode.TooManyRequests);
        probleem.Tekst("type").Should().EndWith("/te-veel-verzoeken");
        antwoord.Headers.RetryAfter!.Delta.Should().BePositive().And.BeLessThanOrEqualTo(TimeSpan.FromMinutes(1));

        (await app.Anoniem().Stuur("GET", "/v1/knelpunten")).StatusCode.Should().Be(HttpStatusCode.OK, "who signs in nowhere does not guess");
        (await app.Met(gemaakt).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.OK, "a key of 178 bits is not found by trying");
        (await app.Beheerder().Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.OK, "it worked from here before");
        for (var keer = 0; keer < 10; keer++)
        {
            await (await Vanaf(app, "127.0.0.3", Fout).Stuur("GET", "/v1/knelpunten")).Probleem(HttpStatusCode.Unauthorized);
        }

        await (await Vanaf(app, "127.0.0.3", App.Beheersleutel).Stuur("GET", "/v1/gebeurtenissen")).Probleem(HttpStatusCode.TooManyRequests);
        (await Vanaf(app, "127.0.0.2", App.Beheersleutel).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.OK, "another address did nothing wrong");

        app.Klok.Verzet(TimeSpan.FromMinutes(1));
        (await Vanaf(app, "127.0.0.3", App.Beheersleutel).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.OK);
        await (await app.Met(Fout).Stuur("GET", "/v1/knelpunten")).Probleem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Ook_verkeerde_tokens_tellen_en_wie_met_limieten_uit_draait_telt_niets()
    {
        await using var uitgever = new Tokenuitgever();
        await using var app = new Ingesteld(uitgever.Instellingen(("Limieten:Uit", "false"), ("Limieten:Aanmelden", "2")));
        await using var zonder = new App();
        foreach (var status in new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests })
        {
            await (await app.Met(uitgever.Token(DateTimeOffset.UtcNow) + "x").Stuur("GET", "/v1/knelpunten")).Probleem(status);
        }

        (await app.Met(uitgever.Token(DateTimeOffset.UtcNow)).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.OK);
        for (var keer = 0; keer < 30; keer++)
        {
            await (await zonder.Met(Fout).Stuur("GET", "/v1/knelpunten")).Probleem(HttpStatusCode.Unauthorized);
        }
    }

    [Fact]
    public async Task Op_de_pagina_om_aan_te_melden_geldt_hetzelfde()
    {
        await using var app = Met();
        var gemaakt = await app.Sleutel("analist", "RVS");
        using var bezoeker = new Bezoeker(app);
        for (var keer = 0; keer < 10; keer++)
        {
            await bezoeker.Ga("/aanmelden");
            await bezoeker.Verstuur("Aanmelden", HttpStatusCode.Unauthorized, ("sleutel", Fout));
        }

        await bezoeker.Ga("/aanmelden");
        await bezoeker.Verstuur("Aanmelden", HttpStatusCode.TooManyRequests, ("sleutel", Fout));
        bezoeker.Antwoord.Headers.RetryAfter.Should().NotBeNull();
        bezoeker.Tekst.Should().Contain("te vaak").And.Contain("Uw sleutel");

        await bezoeker.MeldAan(gemaakt);
        bezoeker.Tekst.Should().NotContain("te vaak");
    }

    [Fact]
    public async Task Wat_van_verkeerde_sleutels_wordt_onthouden_groeit_niet_door()
    {
        await using var app = Met();
        var aanmelding = app.Services.GetRequiredService<Aanmelding>();

        for (var adres = 0; adres < (2 * Aanmelding.MeesteAdressen) + 10; adres++)
        {
            aanmelding.Mislukt($"adres-{adres}", "Deze sleutel is niet bekend.");
        }

        aanmelding.Adressen.Should().BeInRange(1, Aanmelding.MeesteAdressen);
    }

    [Fact]
    public async Task Lezen_en_schrijven_hebben_elk_een_limiet_per_sleutel()
    {
        await using var app = Met(("Limieten:Lezen", "3"), ("Limieten:Schrijven", "2"));
        var (analist, ander) = (app.Met(await app.Sleutel("analist", "RVS")), app.Met(await app.Sleutel("melder", "Zorggroep Test"))); // two writes of the beheerder
        for (var keer = 0; keer < 3; keer++)
        {
            (await analist.Stuur("GET", "/v1/knelpunten")).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        await Geweigerd(await analist.Stuur("GET", "/v1/knelpunten"));
        (await analist.Stuur("POST", "/v1/edities", """{"titel":"Een editie"}""")).StatusCode.Should().Be(HttpStatusCode.Created, "writing is counted apart");
        (await ander.Stuur("GET", "/v1/knelpunten")).StatusCode.Should().Be(HttpStatusCode.OK, "another key has its own");
        (await app.Anoniem().Stuur("GET", "/v1/knelpunten")).StatusCode.Should().Be(HttpStatusCode.OK, "and so has who has none");
        await Geweigerd(await app.Beheerder().Stuur("POST", "/v1/edities", """{"titel":"Een editie"}"""));
    }

    [Fact]
    public async Task Wie_geen_sleutel_heeft_telt_per_adres_en_een_zelfbedacht_adres_helpt_niet()
    {
        await using var app = Met(("Limieten:LezenAnoniem", "5"));
        for (var keer = 0; keer < 5; keer++)
        {
            (await Doorgestuurd(app, $"203.0.113.{keer}")).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        await Geweigerd(await Doorgestuurd(app, "203.0.113.99"));
        (await Vanaf(app, "127.0.0.2").Stuur("GET", "/v1/knelpunten")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await app.Beheerder().Stuur("GET", "/v1/knelpunten")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.0/8")]
    public async Task Achter_een_bekende_proxy_telt_het_adres_dat_die_doorgeeft(string proxy)
    {
        await using var app = Met(("Limieten:LezenAnoniem", "2"), ("Proxys:0", proxy));
        for (var keer = 0; keer < 6; keer++)
        {
            (await Doorgestuurd(app, $"203.0.113.{keer}")).StatusCode.Should().Be(HttpStatusCode.OK);
        }

        // Only the last address is the proxy's own word; what stands before it, anybody can have sent.
        (await Doorgestuurd(app, "198.51.100.1, 203.0.113.50")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await Doorgestuurd(app, "198.51.100.2, 203.0.113.50")).StatusCode.Should().Be(HttpStatusCode.OK);
        await Geweigerd(await Doorgestuurd(app, "198.51.100.3, 203.0.113.50"));
        foreach (var (adres, status) in new[] { ("2001:db8:1:2::1", 200), ("2001:db8:1:2:ffff::9", 200), ("2001:db8:1:2:3::7", 429), ("2001:db8:1:3::1", 200) })
        {
            ((int)(await Doorgestuurd(app, adres)).StatusCode).Should().Be(status, "an IPv6 connection has a /64");
        }
    }

    [Fact]
    public async Task Bestanden_en_gezondheid_hebben_geen_limiet_en_een_pagina_weigert_als_pagina()
    {
        await using var app = Met(("Limieten:LezenAnoniem", "1"));
        var client = app.Anoniem();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "text/html");
        (await client.Stuur("GET", "/over")).StatusCode.Should().Be(HttpStatusCode.OK);

        var pagina = await client.Stuur("GET", "/over");
        pagina.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        pagina.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        pagina.Headers.RetryAfter.Should().NotBeNull();
        foreach (var pad in new[] { "/health/live", "/health/ready", "/stijl/pagina.css", "/favicon.svg" })
        {
            for (var keer = 0; keer < 5; keer++)
            {
                (await client.Stuur("GET", pad)).StatusCode.Should().Be(HttpStatusCode.OK, pad);
            }
        }
    }

    [Fact]
    public async Task Achter_een_proxy_die_https_doet_zijn_cookies_en_links_van_https()
    {
        await using var app = Met(("Proxys:0", "127.0.0.1"));
        await using var zonder = Met();
        foreach (var (wie, veilig) in new[] { (app, true), (zonder, false) })
        {
            using var verzoek = new HttpRequestMessage(HttpMethod.Get, "/aanmelden") { Headers = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "203.0.113.1" } } };
            var cookie = (await wie.Anoniem().SendAsync(verzoek, App.Ct)).Headers.GetValues("Set-Cookie").Single();
            cookie.Contains("secure", StringComparison.OrdinalIgnoreCase).Should().Be(veilig, cookie);

            using var skos = new HttpRequestMessage(HttpMethod.Get, "/v1/begrippenlijsten/wetten") { Headers = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "203.0.113.1" }, { "Accept", "application/ld+json" } } };
            (await (await wie.Anoniem().SendAsync(skos, App.Ct)).Tekst()).Contains("https://127.0.0.1", StringComparison.Ordinal).Should().Be(veilig);
        }
    }

    [Theory]
    [InlineData("--Knelpunten:Proxys:0=proxy.voorbeeld.nl", "Knelpunten__Proxys")]
    [InlineData("--Knelpunten:Proxys:0=10.0.0.0/40", "Knelpunten__Proxys")]
    [InlineData("--Knelpunten:Limieten:Lezen=0", "Knelpunten__Limieten")]
    public async Task Een_instelling_die_niet_kan_wordt_bij_het_starten_geweigerd(string instelling, string noemt)
    {
        var map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;

        var (code, uitvoer) = await Programma.Draai(map, instelling);

        uitvoer.Should().Contain(noemt).And.NotContain("   at ");
        code.Should().NotBe(0);
        Directory.Delete(map, recursive: true);
    }

    [Theory]
    [InlineData(70, 10, 0, 431)]
    [InlineData(20, 1000, 0, 431)]
    [InlineData(1, 20_000, 0, 431)]
    [InlineData(50, 10, 0, 200)]
    [InlineData(0, 0, 9_000, 414)]
    [InlineData(0, 0, 7_000, 400)]
    public async Task Te_veel_of_te_lange_headers_en_adressen_worden_leesbaar_geweigerd(int aantal, int lengte, int adres, int status)
    {
        await using var app = new App();
        using var verzoek = new HttpRequestMessage(HttpMethod.Get, $"/v1/knelpunten{(adres > 0 ? $"?zoek={new string('a', adres)}" : "")}");
        for (var i = 0; i < aantal; i++)
        {
            verzoek.Headers.TryAddWithoutValidation($"X-Kop-{i}", new string('x', lengte));
        }

        var antwoord = await app.Anoniem().SendAsync(verzoek, App.Ct);

        ((int)antwoord.StatusCode).Should().Be(status);
        if (status >= 400)
        {
            await antwoord.Probleem((HttpStatusCode)status);
        }
    }

    [Fact]
    public async Task Wie_langzaam_of_kapot_praat_houdt_niemand_op()
    {
        await using var app = new App();
        var langzaam = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, app.Adres.Port, App.Ct);
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(i % 2 == 0 ? "GET /v1/knelpunten HTTP/1.1\r\nHost: x\r\nX-A: " : "POST /v1/knelpunten HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"), App.Ct);
                langzaam.Add(client);
            }

            for (var keer = 0; keer < 20; keer++)
            {
                (await app.Anoniem().Stuur("GET", "/v1/knelpunten")).StatusCode.Should().Be(HttpStatusCode.OK);
            }
        }
        finally
        {
            langzaam.ForEach(client => client.Dispose());
        }
    }

    private static Ingesteld Met(params (string, string)[] instellingen) => new([("Limieten:Uit", "false"), .. instellingen]);

    private static async Task Geweigerd(HttpResponseMessage antwoord)
    {
        await antwoord.Probleem(HttpStatusCode.TooManyRequests);
        antwoord.Headers.RetryAfter!.Delta.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
    }

    private static async Task<HttpResponseMessage> Doorgestuurd(App app, string van)
    {
        using var verzoek = new HttpRequestMessage(HttpMethod.Get, "/v1/knelpunten");
        verzoek.Headers.TryAddWithoutValidation("X-Forwarded-For", van);
        return await app.Anoniem().SendAsync(verzoek, App.Ct);
    }

    /// <summary>A client at another address of this machine.</summary>
    private static HttpClient Vanaf(App app, string adres, string? sleutel = null)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(adres), 0));
                await socket.ConnectAsync(context.DnsEndPoint, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        client.BaseAddress = app.Adres;
        client.DefaultRequestHeaders.Authorization = sleutel is null ? null : new("Bearer", sleutel);
        return client;
    }
}
