using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PassendeZorg.Knelpunten.Abonnementen;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Invoer;

namespace PassendeZorg.Knelpunten.Tests.Abonnementen;

/// <summary>Messages go to the public internet and nowhere else (demands R28 – R30).</summary>
public sealed class BestemmingTests(BestemmingTests.Streng app) : IClassFixture<BestemmingTests.Streng>
{
    private const string Binnen = "niet vanaf internet te bereiken";

    // Hosts as they stand in an address. Names are looked up in the table below.
    private static readonly string[] Verboden =
    [
        "127.0.0.1", "127.0.0.2", "127.1", "127.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3", "0", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254", "192.168.0.1", "192.168.255.255",
        "100.64.0.1", "100.127.255.254", "169.254.0.1", "169.254.169.254", "192.0.0.1", "192.0.0.8", "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.254", "198.51.100.7", "203.0.113.9",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "250.1.2.3", "255.255.255.255",
        "2130706433", "0x7f000001", "0x7f.1", "0x7F.0x0.0x0.0x1", "0177.0.0.1", "017700000001", "0177.1", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "3232235521", "167772161", "0x0a000001", "012.0.0.1", "0xc0.0xa8.1",
        "①②⑦.⓪.⓪.①", "１２７.０.０.１", "169。254。169。254", "127．0．0．1", "１０.0.0.1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "localhost", "LOCALHOST", "foo.localhost",
        "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.1]", "[::ffff:169.254.169.254]", "[::127.0.0.1]", "[::10.0.0.1]", "[fc00::1]", "[fd00:ec2::254]", "[fdff::1]",
        "[fe80::1]", "[febf::1]", "[fec0::1]", "[ff02::1]", "[ff0e::1]", "[64:ff9b::7f00:1]", "[64:ff9b::a00:1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2002:a00:1::1]", "[2001::1]", "[2001:0:4136:e378:8000:63bf:3fff:fdd2]",
        "[2001:db8::1]", "[2001:2::1]", "[2001:10::1]", "[2001:20::1]", "[3fff::1]", "[100::1]", "[5f00::1]", "[4000::1]",
        "binnen.voorbeeld", "gemengd.voorbeeld", "zes.voorbeeld", "metadata.voorbeeld",
    ];

    private static readonly Dictionary<string, string[]> Namen = new(StringComparer.OrdinalIgnoreCase)
    {
        ["localhost"] = ["127.0.0.1", "::1"], ["foo.localhost"] = ["127.0.0.1"], ["binnen.voorbeeld"] = ["10.1.2.3"], ["gemengd.voorbeeld"] = ["9.9.9.9", "127.0.0.1"],
        ["zes.voorbeeld"] = ["2620:fe::fe", "::ffff:192.168.1.1"], ["metadata.voorbeeld"] = ["169.254.169.254"], ["buiten.voorbeeld"] = ["9.9.9.9", "2620:fe::fe"],
    };

    public static TheoryData<string> Adressen() => new(Verboden.Select(host => $"https://{host}/x")
        .Concat(["https://127.0.0.1./x", "https://localhost./x", "https://gebruiker@9.9.9.9/x", "https://9.9.9.9@127.0.0.1/x", "http://9.9.9.9/x", "https://9.9.9.9:80/x", "https://9.9.9.9:6379/x", "file:///etc/passwd", "gopher://127.0.0.1/x", "https://9.9.9.9/#x"]));

    [Theory]
    [MemberData(nameof(Adressen))]
    public async Task Een_adres_dat_niet_openbaar_is_wordt_bij_het_abonneren_geweigerd(string adres)
    {
        Verboden.Should().HaveCountGreaterThanOrEqualTo(80).And.OnlyHaveUniqueItems();

        var antwoord = await (await app.Melder()).Post(Abonneren.Pad, new JsonObject { ["callbackUrl"] = adres, ["gebeurtenissen"] = new JsonArray("knelpunt.bevestigd") });

        (await antwoord.Fouten()).Should().ContainSingle().Which.Should().BeOneOf("/callbackUrl: buiten-bereik", "/callbackUrl: ongeldig-formaat");
    }

    [Fact]
    public async Task En_nog_eens_bij_het_verbinden()
    {
        using var bestemming = new Bestemming(Zoek, new Instellingen());
        foreach (var host in Verboden)
        {
            using var verzoek = new HttpRequestMessage(HttpMethod.Post, $"https://{host}/x");

            var uitslag = await bestemming.Stuur(verzoek, TimeProvider.System, TimeSpan.FromSeconds(15), App.Ct);

            uitslag.Fout.Should().Contain(Binnen, host);
            (uitslag.Status, uitslag.Gelukt).Should().Be((null, false));
        }
    }

    [Theory]
    [InlineData("https://9.9.9.9/x"), InlineData("https://9.9.9.9:8443/x"), InlineData("https://[2620:fe::fe]/x"), InlineData("https://buiten.voorbeeld/x?y=1"), InlineData("https://100.63.255.255/x"), InlineData("https://100.128.0.1/x"), InlineData("https://172.32.0.1/"), InlineData("https://[2003::1]/")]
    public async Task Een_openbaar_adres_mag(string adres)
    {
        using var bestemming = new Bestemming(Zoek, new Instellingen());
        var fouten = new Fouten();

        await bestemming.Keur(adres, "/callbackUrl", fouten, App.Ct);

        fouten.Alle.Should().BeEmpty();
    }

    [Fact]
    public async Task Een_naam_die_na_het_abonneren_naar_binnen_wijst_komt_er_niet_in()
    {
        // Public when it is looked at, inside when it is called: alone, or among public ones.
        string[][] daarna = [["127.0.0.1"], ["9.9.9.9", "127.0.0.1"], ["127.0.0.1", "9.9.9.9"], ["::ffff:127.0.0.1"], ["::1"], ["192.168.0.1"]];
        var keer = 0;
        var opgezocht = 0;
        using var bestemming = new Bestemming((_, _) => Task.FromResult(Array.ConvertAll(opgezocht++ % 2 == 0 ? ["9.9.9.9"] : daarna[keer % daarna.Length], IPAddress.Parse)), new Instellingen());
        for (; keer < 1_000; keer++)
        {
            var fouten = new Fouten();
            await bestemming.Keur("https://wissel.voorbeeld/x", "/callbackUrl", fouten, App.Ct);
            fouten.Alle.Should().BeEmpty();
            using var verzoek = new HttpRequestMessage(HttpMethod.Post, "https://wissel.voorbeeld/x");

            (await bestemming.Stuur(verzoek, TimeProvider.System, TimeSpan.FromSeconds(15), App.Ct)).Fout.Should().Contain(Binnen);
        }
    }

    [Fact]
    public async Task Een_opengesteld_netwerk_mag_op_elke_poort_en_zonder_tls_en_daarbuiten_niets()
    {
        using var bestemming = new Bestemming(Zoek, new Instellingen { Webhooks = new() { ToegestaneNetwerken = ["10.1.0.0/16"] } });
        var fouten = new Fouten();
        await bestemming.Keur("http://10.1.2.3:8080/x", "goed", fouten, App.Ct);
        await bestemming.Keur("http://binnen.voorbeeld/x", "goed", fouten, App.Ct);
        await bestemming.Keur("http://10.2.2.3:8080/x", "fout", fouten, App.Ct);
        await bestemming.Keur("http://9.9.9.9/x", "fout", fouten, App.Ct);
        await bestemming.Keur("https://gemengd.voorbeeld/x", "fout", fouten, App.Ct);

        fouten.Alle.Select(fout => fout.Veld).Should().Equal("fout", "fout", "fout");
        var maak = () => new Bestemming(Zoek, new Instellingen { Webhooks = new() { ToegestaneNetwerken = ["10.1.0.0"] } });
        maak.Should().Throw<PassendeZorg.Knelpunten.Platform.StartRefused>().WithMessage("*10.1.0.0*");
    }

    private static Task<IPAddress[]> Zoek(string naam, CancellationToken ct) =>
        Namen.TryGetValue(naam, out var adressen) ? Task.FromResult(Array.ConvertAll(adressen, IPAddress.Parse)) : throw new SocketException((int)SocketError.HostNotFound);

    /// <summary>A service that no range was opened for, with names of its own.</summary>
    public sealed class Streng : App
    {
        protected override string? Netwerk => null;

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<Naamdienst>(Zoek)));
        }
    }
}
