using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Toegang;

/// <summary>Access tokens of an issuer that the registry trusts, and tokens that only look like it (demand R42).</summary>
public sealed class TokenTests(TokenTests.Wereld wereld) : IClassFixture<TokenTests.Wereld>
{
    private static readonly RSA Ander = RSA.Create(2048);

    /// <summary>Every one is refused. The comment that most need is the name.</summary>
    private static readonly Dictionary<string, Func<Tokenuitgever, DateTimeOffset, string>> Vijandig = new()
    {
        ["alg none, geen handtekening"] = (u, nu) => $"{Zonder(u.Kop("none"), u.Claims(nu))}.",
        ["alg none, met een handtekening"] = (u, nu) => $"{Zonder(u.Kop("none"), u.Claims(nu))}.{u.Token(nu).Split('.')[2]}",
        ["alg None"] = (u, nu) => $"{Zonder(u.Kop("None"), u.Claims(nu))}.AA",
        ["alg nOnE"] = (u, nu) => $"{Zonder(u.Kop("nOnE"), u.Claims(nu))}.AA",
        ["alg leeg"] = (u, nu) => u.Teken(u.Kop().Met("alg", "").ToJsonString(), u.Claims(nu).ToJsonString(), "RS256", u.Rsa),
        ["alg ontbreekt"] = (u, nu) => u.Teken(u.Kop().Zonder("alg").ToJsonString(), u.Claims(nu).ToJsonString(), "RS256", u.Rsa),
        ["alg getal"] = (u, nu) => u.Teken(u.Kop().Met("alg", 256).ToJsonString(), u.Claims(nu).ToJsonString(), "RS256", u.Rsa),
        ["alg rs256"] = (u, nu) => u.Teken(u.Kop().Met("alg", "rs256").ToJsonString(), u.Claims(nu).ToJsonString(), "RS256", u.Rsa),
        ["alg ES256K"] = (u, nu) => u.Teken(u.Kop().Met("alg", "ES256K").Met("kid", "ec-1").ToJsonString(), u.Claims(nu).ToJsonString(), "ES256", u.Rsa),
        ["HS256 met de openbare sleutel als PEM"] = (u, nu) => Tokenuitgever.Mac(u.Kop("HS256"), u.Claims(nu), Encoding.ASCII.GetBytes(u.Rsa.ExportSubjectPublicKeyInfoPem())),
        ["HS256 met de openbare sleutel als DER"] = (u, nu) => Tokenuitgever.Mac(u.Kop("HS256"), u.Claims(nu), u.Rsa.ExportSubjectPublicKeyInfo()),
        ["HS256 met de modulus"] = (u, nu) => Tokenuitgever.Mac(u.Kop("HS256"), u.Claims(nu), u.Rsa.ExportParameters(false).Modulus!),
        ["HS256 met de sleutellijst"] = (u, nu) => Tokenuitgever.Mac(u.Kop("HS256"), u.Claims(nu), Encoding.UTF8.GetBytes(u.SleutelsTekst())),
        ["HS256 met niets"] = (u, nu) => Tokenuitgever.Mac(u.Kop("HS256"), u.Claims(nu), []),
        ["HS384 met de openbare sleutel"] = (u, nu) => Tokenuitgever.Mac(u.Kop("HS384"), u.Claims(nu), Encoding.ASCII.GetBytes(u.Rsa.ExportSubjectPublicKeyInfoPem())),
        ["HS512 met de openbare sleutel"] = (u, nu) => Tokenuitgever.Mac(u.Kop("HS512"), u.Claims(nu), Encoding.ASCII.GetBytes(u.Rsa.ExportSubjectPublicKeyInfoPem())),
        ["HS256 met een geheim uit de sleutellijst"] = (u, nu) => Tokenuitgever.Mac(u.Kop("HS256", "geheim"), u.Claims(nu), u.Geheim),
        ["jku van een ander"] = (u, nu) => Anders(u, u.Kop().Met("jku", "https://kwaad.voorbeeld/sleutels"), u.Claims(nu)),
        ["x5u van een ander"] = (u, nu) => Anders(u, u.Kop().Met("x5u", "https://kwaad.voorbeeld/keten.pem"), u.Claims(nu)),
        ["jwk in de kop"] = (u, nu) => Anders(u, u.Kop(kid: "eigen").Met("jwk", Tokenuitgever.Jwk(Ander, "eigen")), u.Claims(nu)),
        ["x5c in de kop"] = (u, nu) => Anders(u, u.Kop(kid: "eigen").Met("x5c", new JsonArray(Certificaat())), u.Claims(nu)),
        ["andere sleutel, zelfde kid"] = (u, nu) => Anders(u, u.Kop(), u.Claims(nu)),
        ["andere sleutel, geen kid"] = (u, nu) => Anders(u, u.Kop().Zonder("kid"), u.Claims(nu)),
        ["andere sleutel, kid van een ander"] = (u, nu) => Anders(u, u.Kop(kid: "rsa-2"), u.Claims(nu)),
        ["sleutel om mee te versleutelen"] = (u, nu) => u.Teken(u.Kop(kid: "versleuteling").ToJsonString(), u.Claims(nu).ToJsonString(), "RS256", u.Versleuteling),
        ["kid met een pad, HS256"] = (u, nu) => Tokenuitgever.Mac(u.Kop("HS256", "../../../../dev/null"), u.Claims(nu), [0]),
        ["kid met een pad"] = (u, nu) => Anders(u, u.Kop(kid: "../../../../etc/passwd"), u.Claims(nu)),
        ["kid met SQL"] = (u, nu) => Anders(u, u.Kop(kid: "x' UNION SELECT 'sleutel'--"), u.Claims(nu)),
        ["kid met een adres"] = (u, nu) => Anders(u, u.Kop(kid: "https://kwaad.voorbeeld/sleutel"), u.Claims(nu)),
        ["kid getal"] = (u, nu) => u.Teken(u.Kop().Met("kid", 1), u.Claims(nu)),
        ["kid lijst"] = (u, nu) => u.Teken(u.Kop().Met("kid", new JsonArray(u.Kid)), u.Claims(nu)),
        ["RS256 met de kid van de EC-sleutel"] = (u, nu) => u.Teken(u.Kop(kid: "ec-1"), u.Claims(nu)),
        ["ES256 met de kid van de RSA-sleutel"] = (u, nu) => u.Teken(u.Kop("ES256", u.Kid), u.Claims(nu)),
        ["ES256 met nullen"] = (u, nu) => $"{Zonder(u.Kop("ES256"), u.Claims(nu))}.{Base64Url.EncodeToString(new byte[64])}",
        ["ES256 als DER"] = (u, nu) => $"{Zonder(u.Kop("ES256"), u.Claims(nu))}.{Base64Url.EncodeToString(u.Ec.SignData(Encoding.ASCII.GetBytes(Zonder(u.Kop("ES256"), u.Claims(nu))), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))}",
        ["PS256 gezegd, RS256 gedaan"] = (u, nu) => u.Teken(u.Kop("PS256").ToJsonString(), u.Claims(nu).ToJsonString(), "RS256", u.Rsa),
        ["andere uitgever"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("iss", "https://kwaad.voorbeeld")),
        ["uitgever met iets erachter"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("iss", u.Adres + "/ander")),
        ["uitgever als lijst"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("iss", new JsonArray(u.Adres, "https://kwaad.voorbeeld"))),
        ["geen uitgever"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Zonder("iss")),
        ["ander publiek"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("aud", "een-ander-register")),
        ["publiek met iets erachter"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("aud", Tokenuitgever.Publiek + "-test")),
        ["publiek in hoofdletters"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("aud", "KNELPUNTEN")),
        ["publiek leeg"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("aud", new JsonArray())),
        ["geen publiek"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Zonder("aud")),
        ["verlopen"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("exp", nu.AddMinutes(-1).ToUnixTimeSeconds())),
        ["zonder einde"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Zonder("exp")),
        ["einde als tekst"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("exp", "9999999999")),
        ["einde null"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("exp", null)),
        ["einde voor 1970"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("exp", -1)),
        ["einde na de kalender"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("exp", 1e300)),
        ["nog niet geldig"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("nbf", nu.AddMinutes(2).ToUnixTimeSeconds())),
        ["begin als tekst"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("nbf", "0")),
        ["100 kB"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("vulling", new string('x', 75_000))),
        ["17 kB"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("vulling", new string('x', 12_000))),
        ["afgekapt"] = (u, nu) => u.Token(nu)[..^10],
        ["halve handtekening"] = (u, nu) => u.Token(nu)[..^171],
        ["lege handtekening"] = (u, nu) => u.Token(nu)[..(u.Token(nu).LastIndexOf('.') + 1)],
        ["geen handtekening"] = (u, nu) => u.Token(nu)[..u.Token(nu).LastIndexOf('.')],
        ["alleen de kop"] = (u, nu) => u.Token(nu).Split('.')[0],
        ["vier delen"] = (u, nu) => u.Token(nu) + ".AAAA",
        ["vijf delen, als een JWE"] = (u, nu) => $"{Tokenuitgever.Deel("""{"alg":"RSA-OAEP","enc":"A256GCM"}""")}.AAAA.AAAA.AAAA.AAAA",
        ["andere inhoud onder dezelfde handtekening"] = (u, nu) => Ruil(u.Token(nu), 1, Tokenuitgever.Deel(u.Claims(nu, "beheerder").ToJsonString())),
        ["andere kop onder dezelfde handtekening"] = (u, nu) => Ruil(u.Token(nu), 0, Tokenuitgever.Deel(u.Kop("RS512").ToJsonString())),
        ["handtekening van een ander token"] = (u, nu) => Ruil(u.Token(nu), 2, u.Token(nu, sub: "ander").Split('.')[2]),
        ["rol tweemaal"] = (u, nu) => u.Teken(u.Kop().ToJsonString(), u.Claims(nu, "melder").ToJsonString()[..^1] + ""","rol":"beheerder"}""", "RS256", u.Rsa),
        ["publiek tweemaal"] = (u, nu) => u.Teken(u.Kop().ToJsonString(), u.Claims(nu).ToJsonString()[..^1] + ""","aud":"knelpunten"}""", "RS256", u.Rsa),
        ["alg tweemaal"] = (u, nu) => u.Teken("""{"alg":"none",""" + u.Kop().ToJsonString()[1..], u.Claims(nu).ToJsonString(), "RS256", u.Rsa),
        ["crit met iets onbekends"] = (u, nu) => u.Teken(u.Kop().Met("crit", new JsonArray("iets")).Met("iets", true), u.Claims(nu)),
        ["crit met b64"] = (u, nu) => u.Teken(u.Kop().Met("crit", new JsonArray("b64")).Met("b64", false), u.Claims(nu)),
        ["token om mee af te melden"] = (u, nu) => u.Teken(u.Kop().Met("typ", "logout+jwt"), u.Claims(nu)),
        ["bewijs in plaats van token"] = (u, nu) => u.Teken(u.Kop().Met("typ", "dpop+jwt"), u.Claims(nu)),
        ["typ getal"] = (u, nu) => u.Teken(u.Kop().Met("typ", 1), u.Claims(nu)),
        ["gebonden aan een sleutel van de aanvrager"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("cnf", new JsonObject { ["jkt"] = "x" })),
        ["van niemand"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Zonder("sub")),
        ["van niemand, leeg"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("sub", "")),
        ["van een getal"] = (u, nu) => u.Teken(u.Kop(), u.Claims(nu).Met("sub", 1)),
        ["inhoud is een lijst"] = (u, nu) => u.Teken(u.Kop().ToJsonString(), "[]", "RS256", u.Rsa),
        ["inhoud is geen JSON"] = (u, nu) => u.Teken(u.Kop().ToJsonString(), "iemand", "RS256", u.Rsa),
        ["kop is geen JSON"] = (u, nu) => u.Teken("RS256", u.Claims(nu).ToJsonString(), "RS256", u.Rsa),
        ["inhoud diep genest"] = (u, nu) => u.Teken(u.Kop().ToJsonString(), u.Claims(nu).ToJsonString()[..^1] + $",\"diep\":{new string('[', 500)}{new string(']', 500)}}}", "RS256", u.Rsa),
        ["gewone base64"] = (u, nu) => u.Token(nu).Replace('-', '+').Replace('_', '/') + "==",
        ["twee tokens"] = (u, nu) => $"{u.Token(nu)}, {u.Token(nu)}",
        ["rommel"] = (_, _) => "..",
    };

    public static TheoryData<string> Namen() => [.. Vijandig.Keys];

    [Theory]
    [MemberData(nameof(Namen))]
    public async Task Een_token_dat_niet_deugt_wordt_geweigerd(string naam)
    {
        foreach (var pad in new[] { "/v1/knelpunten", "/v1/gebeurtenissen" })
        {
            using var client = wereld.App.Anoniem();
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {Vijandig[naam](wereld.Uitgever, DateTimeOffset.UtcNow)}");

            var antwoord = await client.Stuur("GET", pad);

            await antwoord.Probleem(HttpStatusCode.Unauthorized);
            antwoord.Headers.WwwAuthenticate.ToString().Should().Be("Bearer");
        }
    }

    /// <summary>ASP.NET's own handler, with the same settings, judges the same tokens: what it refuses we refuse, and where we are stricter is on purpose.</summary>
    [Fact]
    public async Task De_handler_van_ASPNET_oordeelt_hetzelfde_of_is_milder_waar_wij_dat_willen()
    {
        await using var orakel = await Orakel.Start(wereld.Uitgever);
        (await orakel.Neemt(wereld.Uitgever.Token(DateTimeOffset.UtcNow))).Should().BeTrue();
        var milder = new List<string>();
        foreach (var (naam, token) in Vijandig)
        {
            if (await orakel.Neemt(token(wereld.Uitgever, DateTimeOffset.UtcNow)))
            {
                milder.Add(naam);
            }
        }

        milder.Should().BeEquivalentTo("einde als tekst", "begin als tekst", "100 kB", "17 kB", "rol tweemaal", "publiek tweemaal", "alg tweemaal", "crit met iets onbekends", "crit met b64", "token om mee af te melden",
            "bewijs in plaats van token", "gebonden aan een sleutel van de aanvrager", "van niemand", "van niemand, leeg", "van een getal");
    }

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS384")]
    [InlineData("ES256")]
    public async Task Een_goed_token_wordt_aangenomen(string alg)
    {
        var (uitgever, nu) = (wereld.Uitgever, DateTimeOffset.UtcNow);
        foreach (var token in new[]
        {
            uitgever.Teken(uitgever.Kop(alg), uitgever.Claims(nu)), uitgever.Teken(uitgever.Kop(alg).Met("typ", "JWT"), uitgever.Claims(nu)), uitgever.Teken(uitgever.Kop(alg).Zonder("typ"), uitgever.Claims(nu)),
            uitgever.Teken(uitgever.Kop(alg).Zonder("kid"), uitgever.Claims(nu)), uitgever.Teken(uitgever.Kop(alg), uitgever.Claims(nu).Met("aud", new JsonArray("iets-anders", Tokenuitgever.Publiek))),
            uitgever.Teken(uitgever.Kop(alg), uitgever.Claims(nu).Zonder("nbf").Met("exp", nu.AddSeconds(-10).ToUnixTimeSeconds())),
        })
        {
            (await wereld.App.Met(token).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.OK);
        }
    }

    [Theory]
    [InlineData("melder", "Zorggroep Test", 201, 403, 403)]
    [InlineData("analist", "RVS", 201, 201, 403)]
    [InlineData("adressaat", "nza", 403, 403, 403)]
    [InlineData("abonnee", "Een krant", 403, 403, 403)]
    [InlineData("beheerder", "Beheer", 201, 201, 200)]
    public async Task Een_token_mag_wat_een_sleutel_met_die_rol_mag(string rol, string organisatie, int melden, int beoordelen, int beheren)
    {
        var client = wereld.App.Met(wereld.Uitgever.Token(DateTimeOffset.UtcNow, rol, organisatie));
        var project = await wereld.App.Project();
        var knelpunt = await wereld.App.Meld(project);

        ((int)(await client.Post("/v1/knelpunten", Voorbeeld.Knelpunt(project))).StatusCode).Should().Be(melden);
        ((int)(await client.Stuur("POST", $"/v1/knelpunten/{knelpunt.Id()}/beoordelingen", """{"besluit":"bevestigd","herleidbaarheidGecontroleerd":true}""")).StatusCode).Should().Be(beoordelen);
        ((int)(await client.Stuur("GET", "/v1/sleutels")).StatusCode).Should().Be(beheren);
        ((int)(await client.Stuur("GET", "/v1/abonnementen")).StatusCode).Should().Be(200);
    }

    [Theory]
    [InlineData("""["melder"]""", "melder")]
    [InlineData("""["offline_access","melder","analist"]""", "analist")]
    [InlineData("""["melder","adressaat"]""", "adressaat")]
    [InlineData("\"beheerder\"", "beheerder")]
    public async Task Van_meer_rollen_telt_wie_het_meeste_mag(string rollen, string rol)
    {
        var (uitgever, nu) = (wereld.Uitgever, DateTimeOffset.UtcNow);
        var token = uitgever.Teken(uitgever.Kop(), uitgever.Claims(nu, organisatie: "nza").Met("rol", JsonNode.Parse(rollen)));

        var probleem = await (await wereld.App.Met(token).Stuur("GET", "/v1/sleutels")).Json();

        (rol == "beheerder" ? "rol beheerder" : probleem.Tekst("detail")).Should().EndWith($"rol {rol}{(rol == "beheerder" ? "" : ".")}");
    }

    [Theory]
    [InlineData("rol", null, "Verplicht")]
    [InlineData("rol", "\"baas\"", "rol")]
    [InlineData("rol", """["offline_access"]""", "rol")]
    [InlineData("rol", "7", "rol")]
    [InlineData("organisatie", null, "organisatie")]
    [InlineData("organisatie", "\"x\"", "organisatie")]
    [InlineData("organisatie", """["nza","zn"]""", "organisatie")]
    [InlineData("organisatie", "\"Niet in de lijst\"", "organisaties")]
    [InlineData("organisatie", "\"Met \\u0000\"", "organisatie")]
    public async Task Een_goed_token_zonder_bruikbare_rol_of_organisatie_krijgt_de_reden(string claim, string? waarde, string reden)
    {
        var (uitgever, nu) = (wereld.Uitgever, DateTimeOffset.UtcNow);
        var claims = uitgever.Claims(nu, "adressaat", "nza");
        var token = uitgever.Teken(uitgever.Kop(), waarde is null ? claims.Zonder(claim) : claims.Met(claim, JsonNode.Parse(waarde)));

        var probleem = await (await wereld.App.Met(token).Stuur("GET", "/v1/knelpunten")).Probleem(HttpStatusCode.Forbidden);

        probleem.Tekst("detail").Should().ContainEquivalentOf(reden).And.StartWith("Dit token is goed");
    }

    [Fact]
    public async Task Rol_en_organisatie_staan_waar_de_instelling_zegt()
    {
        await using var uitgever = new Tokenuitgever();
        await using var app = new Ingesteld(uitgever.Instellingen(("Oidc:Rolclaim", "realm_access.roles"), ("Oidc:Organisatieclaim", "https://voorbeeld.nl/organisatie")));
        var claims = uitgever.Claims(DateTimeOffset.UtcNow).Zonder("rol").Zonder("organisatie")
            .Met("realm_access", new JsonObject { ["roles"] = new JsonArray("uma_authorization", "beheerder") }).Met("https://voorbeeld.nl/organisatie", "Beheer");

        (await app.Met(uitgever.Teken(uitgever.Kop(), claims)).Stuur("GET", "/v1/sleutels")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task In_het_logboek_staat_rol_organisatie_en_een_vast_id_en_niet_wie_het_is()
    {
        const string Sub = "j.jansen-van-de-test-4711";
        var project = await wereld.App.Project();
        var ids = new List<string>();
        foreach (var sub in new[] { Sub, Sub, "iemand anders" })
        {
            var client = wereld.App.Met(wereld.Uitgever.Token(DateTimeOffset.UtcNow, "analist", "RVS", sub));
            var knelpunt = await client.Post("/v1/knelpunten", Voorbeeld.Knelpunt(project)).Gelukt();
            var regel = (await wereld.App.Beheerder().Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray().First(rij => rij.Tekst("onderwerp") == knelpunt.Id())!;
            (regel.Tekst("rol"), regel.Tekst("organisatie")).Should().Be(("analist", "RVS"));
            ids.Add(regel.Tekst("sleutelId"));
        }

        ids[0].Should().Be(ids[1]).And.NotBe(ids[2]).And.MatchRegex("^[0-9a-f]{8}-[0-9a-f]{4}-8");
        Map.MetTekst(wereld.App.Datamap, Sub).Should().BeEmpty();
        wereld.App.Log.Regels.Should().NotContain(regel => regel.Contains(Sub, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Een_Idempotency_Key_is_van_wie_het_token_is()
    {
        var project = await wereld.App.Project();
        var ids = new List<string>();
        foreach (var sub in new[] { "een", "een", "twee" })
        {
            var client = wereld.App.Met(wereld.Uitgever.Token(DateTimeOffset.UtcNow, "melder", "Zorggroep Test", sub));
            ids.Add((await client.Stuur("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(project).ToJsonString(), idempotentie: "dezelfde").Gelukt()).Id());
        }

        ids[0].Should().Be(ids[1]).And.NotBe(ids[2]);
    }

    [Fact]
    public async Task Een_abonnement_met_een_token_bezorgt_alleen_wat_openbaar_is()
    {
        const string Abonnement = """{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["knelpunt.gemeld"]}""";

        (await wereld.App.Met(wereld.Uitgever.Token(DateTimeOffset.UtcNow)).Stuur("POST", "/v1/abonnementen", Abonnement).Gelukt()).Tekst("zicht").Should().Be("openbaar", "whether somebody still works there cannot be asked later");
        (await (await wereld.App.Analist()).Stuur("POST", "/v1/abonnementen", Abonnement).Gelukt()).Tekst("zicht").Should().Be("alles");
    }

    [Fact]
    public async Task Een_nieuwe_sleutel_geldt_meteen_en_een_oude_binnen_vijf_minuten_niet_meer()
    {
        await using var uitgever = new Tokenuitgever();
        await using var app = new Ingesteld(uitgever.Instellingen());
        var oud = uitgever.Teken(uitgever.Kop(), uitgever.Claims(DateTimeOffset.UtcNow).Met("exp", DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds()));
        (await app.Met(oud).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.OK);

        uitgever.Wissel();
        app.Klok.Verzet(TimeSpan.FromSeconds(11));
        (await app.Met(uitgever.Token(app.Klok.GetUtcNow())).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await app.Met(oud).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        oud = uitgever.Teken(uitgever.Kop(), uitgever.Claims(app.Klok.GetUtcNow()).Met("exp", app.Klok.GetUtcNow().AddHours(1).ToUnixTimeSeconds()));
        uitgever.Wissel();
        app.Klok.Verzet(TimeSpan.FromMinutes(4.5));
        for (var keer = 0; keer < 100 && (await app.Met(oud).Stuur("GET", "/v1/gebeurtenissen")).StatusCode == HttpStatusCode.OK; keer++)
        {
            await Task.Delay(20, App.Ct); // the first one lets the keys be read, and does not wait for it
        }

        (await app.Met(oud).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Een_sleutel_die_niemand_kent_laat_de_uitgever_niet_voor_elk_token_lezen()
    {
        await using var uitgever = new Tokenuitgever();
        await using var app = new Ingesteld(uitgever.Instellingen());
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => app.Met(uitgever.Teken(uitgever.Kop(kid: $"onbekend-{i}"), uitgever.Claims(DateTimeOffset.UtcNow))).Stuur("GET", "/v1/knelpunten")));

        uitgever.Gelezen.Should().Be(1);
    }

    [Fact]
    public async Task Is_de_uitgever_weg_dan_blijven_tokens_een_dag_bruikbaar()
    {
        await using var uitgever = new Tokenuitgever { Bereikbaar = false };
        await using var app = new Ingesteld(uitgever.Instellingen());

        var antwoord = await app.Met(uitgever.Token(app.Klok.GetUtcNow())).Stuur("GET", "/v1/knelpunten");
        await antwoord.Probleem(HttpStatusCode.ServiceUnavailable);
        antwoord.Headers.RetryAfter.Should().NotBeNull();
        (await (await app.Analist()).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.OK, "keys go on");

        uitgever.Bereikbaar = true;
        app.Klok.Verzet(TimeSpan.FromSeconds(11));
        (await app.Met(uitgever.Token(app.Klok.GetUtcNow())).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.OK);

        uitgever.Bereikbaar = false;
        foreach (var (uren, status) in new[] { (1, HttpStatusCode.OK), (23, HttpStatusCode.OK), (1, HttpStatusCode.OK), (24, HttpStatusCode.ServiceUnavailable) })
        {
            app.Klok.Verzet(TimeSpan.FromHours(uren));
            (await app.Met(uitgever.Token(app.Klok.GetUtcNow())).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(status);
        }
    }

    [Fact]
    public async Task Een_uitgever_die_zich_voor_een_ander_uitgeeft_wordt_niet_geloofd()
    {
        await using var uitgever = new Tokenuitgever { Issuer = "https://een-ander.voorbeeld" };
        await using var app = new Ingesteld(uitgever.Instellingen());

        await (await app.Met(uitgever.Token(DateTimeOffset.UtcNow)).Stuur("GET", "/v1/knelpunten")).Probleem(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("<html>Onderhoud</html>")]
    [InlineData("""{"keys":[]}""")]
    [InlineData("""{"keys":[{"kty":"RSA","n":"AAAA","e":"AQAB"},{"kty":7}]}""")]
    [InlineData("")]
    public async Task Een_uitgever_die_rommel_geeft_is_niet_te_bereiken(string rommel)
    {
        await using var uitgever = new Tokenuitgever { Rommel = rommel };
        await using var app = new Ingesteld(uitgever.Instellingen());

        var antwoord = await app.Met(uitgever.Token(DateTimeOffset.UtcNow)).Stuur("GET", "/v1/knelpunten");

        ((int)antwoord.StatusCode).Should().BeOneOf([401, 503], await antwoord.Tekst());
        (await (await app.Analist()).Stuur("GET", "/v1/gebeurtenissen")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Zonder_uitgever_is_een_token_geen_sleutel()
    {
        await using var app = new App();

        await (await app.Met(wereld.Uitgever.Token(DateTimeOffset.UtcNow)).Stuur("GET", "/v1/knelpunten")).Probleem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Een_token_in_het_adres_wordt_geweigerd()
    {
        var token = wereld.Uitgever.Token(DateTimeOffset.UtcNow);

        var antwoord = await wereld.App.Anoniem().Stuur("GET", $"/v1/knelpunten?access_token={token}");

        (await antwoord.Fouten()).Should().Equal("access_token: onbekende-sleutel");
        (await antwoord.Tekst()).Should().NotContain(token);
    }

    [Theory]
    [InlineData("--Knelpunten:Oidc:Autoriteit=https://inlog.voorbeeld.nl")]
    [InlineData("--Knelpunten:Oidc:Publiek=knelpunten")]
    [InlineData("--Knelpunten:Oidc:Autoriteit=http://inlog.voorbeeld.nl", "--Knelpunten:Oidc:Publiek=knelpunten")]
    [InlineData("--Knelpunten:Oidc:Autoriteit=inlog", "--Knelpunten:Oidc:Publiek=knelpunten")]
    [InlineData("--Knelpunten:Oidc:Autoriteit=https://inlog.voorbeeld.nl", "--Knelpunten:Oidc:Publiek=knelpunten", "--Knelpunten:Oidc:Rolclaim=")]
    public async Task Halve_instellingen_worden_bij_het_starten_geweigerd(params string[] instellingen)
    {
        var map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;

        var (code, uitvoer) = await Programma.Draai(map, instellingen);

        uitvoer.Should().Contain("Knelpunten__Oidc__").And.NotContain("   at ");
        code.Should().NotBe(0);
        Directory.Delete(map, recursive: true);
    }

    private static string Zonder(JsonObject kop, JsonObject claims) => $"{Tokenuitgever.Deel(kop.ToJsonString())}.{Tokenuitgever.Deel(claims.ToJsonString())}";

    private static string Anders(Tokenuitgever uitgever, JsonObject kop, JsonObject claims) => uitgever.Teken(kop.ToJsonString(), claims.ToJsonString(), "RS256", Ander);

    private static string Ruil(string token, int deel, string door)
    {
        var delen = token.Split('.');
        delen[deel] = door;
        return string.Join('.', delen);
    }

    private static string Certificaat()
    {
        using var certificaat = new CertificateRequest("CN=kwaad", Ander, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        return Convert.ToBase64String(certificaat.RawData);
    }

    /// <summary>An issuer, and a registry that trusts it.</summary>
    public sealed class Wereld : IAsyncDisposable
    {
        public Wereld() => App = new Ingesteld(Uitgever.Instellingen());

        public Tokenuitgever Uitgever { get; } = new();

        public App App { get; }

        public async ValueTask DisposeAsync()
        {
            await App.DisposeAsync();
            await Uitgever.DisposeAsync();
        }
    }
}

internal static class Aanpassen
{
    public static JsonObject Met(this JsonObject json, string naam, JsonNode? waarde)
    {
        json[naam] = waarde;
        return json;
    }

    public static JsonObject Zonder(this JsonObject json, string naam)
    {
        json.Remove(naam);
        return json;
    }
}
