using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Beheer;
using PassendeZorg.Knelpunten.Tests.Toegang;

namespace PassendeZorg.Knelpunten.Tests.Catalogus;

/// <summary>
/// The catalogue holds to DCAT-AP-NL 3.0, as far as SHACL can say: by shapes that we transcribed (tests/metadata/dcat-ap-nl.ttl, which says from what), not by the official
/// file. A check by a real harvester has not been done.
/// </summary>
public sealed class CatalogusTests(App app) : IClassFixture<App>
{
    private const string Pad = "/v1/catalogus";
    private static readonly string Map = Path.Combine(App.Wortel, "tests", "metadata");

    [Fact]
    public async Task Een_leeg_register_en_een_met_alles_erin_voldoen_aan_de_vormen_van_DCAT_AP_NL()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Map, "node_modules", "rdf-validate-shacl")), "tests/metadata is not installed (npm ci): that the catalogue holds to DCAT-AP-NL has not been tested.");
        await using var leeg = new App();
        await using var ingesteld = new Ingesteld(("Uitgever", "Gemeente \"Oost\" & <partners>"), ("Contact", "info@voorbeeld.nl"), ("Licentie", "CC0 1.0"), ("Openbaar", "https://knelpunten.voorbeeld.nl/"));
        await ingesteld.MeldEnBevestig(await ingesteld.Project());
        await ingesteld.Beheerder().PostAsync("/v1/edities", """{"titel":"Voor de catalogus"}""".Body(), App.Ct);

        foreach (var register in new[] { leeg, ingesteld })
        {
            var regels = await Controleer(await register.Anoniem().Lees(Pad));
            regels.Should().ContainSingle("what is wrong stands before the number of triples").Which.Should().MatchRegex("^[2-9][0-9]{2} triples$");
        }
    }

    [Fact]
    public async Task De_vormen_zien_wat_er_mist_en_wat_niet_uit_de_lijst_komt()
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(Map, "node_modules", "rdf-validate-shacl")), "tests/metadata is not installed (npm ci).");
        var catalogus = await app.Anoniem().Lees(Pad);
        var (datasets, dienst) = (catalogus["dcat:dataset"]!.AsArray(), catalogus["dcat:service"]!.AsObject());
        datasets[0]!.AsObject().Remove("dct:accessRights");
        datasets[1]!["dcat:theme"]!["@id"] = "http://publications.europa.eu/resource/authority/data-theme/zorg";
        datasets[2]!["dcat:distribution"]![0]!.AsObject().Remove("dct:license");
        dienst["dct:title"] = "zonder taal";

        (await Controleer(catalogus)).SkipLast(1).Should().BeEquivalentTo(
            "catalogus/knelpunten terms/accessRights shacl/MinCountConstraintComponent",
            "catalogus/systeemknelpunten dcat/theme shacl/PatternConstraintComponent http://publications.europa.eu/resource/authority/data-theme/zorg",
            "catalogus/toezeggingen-csv terms/license shacl/MinCountConstraintComponent",
            "catalogus/api terms/title shacl/DatatypeConstraintComponent zonder taal");
    }

    [Fact]
    public async Task Elk_adres_in_de_catalogus_leidt_ergens_heen_en_geeft_wat_er_staat()
    {
        await app.MeldEnBevestig(await app.Project());
        var catalogus = await app.Anoniem().Lees(Pad);
        var vormen = catalogus["dcat:dataset"]!.AsArray().SelectMany(dataset => dataset!["dcat:distribution"]!.AsArray()).ToList();

        vormen.Should().HaveCountGreaterThan(25);
        foreach (var vorm in vormen)
        {
            var mediatype = ((string)vorm!["dcat:mediaType"]!["@id"]!).Split("/media-types/")[1];
            var adres = (string)vorm["dcat:downloadURL"]!["@id"]!;
            var antwoord = await app.Anoniem().GetAsync(new Uri(adres), App.Ct);
            antwoord.StatusCode.Should().Be(HttpStatusCode.OK, adres);
            antwoord.Content.Headers.ContentType!.MediaType.Should().Be(mediatype, adres);
        }

        var (dienst, paginas) = (catalogus["dcat:service"]!, catalogus["dcat:dataset"]!.AsArray().SelectMany(dataset => new[] { dataset!["dcat:landingPage"], dataset["foaf:page"] }));
        foreach (var plek in paginas.Concat([dienst["dcat:endpointDescription"], dienst["foaf:page"], catalogus["foaf:homepage"]]))
        {
            (await app.Anoniem().GetAsync(new Uri((string)plek!["@id"]!), App.Ct)).StatusCode.Should().Be(HttpStatusCode.OK, (string)plek["@id"]!);
        }
    }

    [Fact]
    public async Task De_instellingen_staan_erin_en_een_wijziging_geeft_een_andere_ETag()
    {
        await using var ingesteld = new Ingesteld(("Uitgever", "Zorgautoriteit"), ("Contact", "https://zorg.voorbeeld.nl/contact"), ("Licentie", "https://voorbeeld.nl/licentie"), ("Openbaar", "https://knelpunten.voorbeeld.nl"));
        var project = await ingesteld.Project();
        var eerst = await ingesteld.Anoniem().GetAsync(new Uri(Pad, UriKind.Relative), App.Ct);
        var catalogus = await eerst.Json();

        eerst.Content.Headers.ContentType!.MediaType.Should().Be("application/ld+json");
        eerst.Headers.CacheControl!.ToString().Should().Be("no-cache");
        catalogus.Tekst("@id").Should().Be("https://knelpunten.voorbeeld.nl/v1/catalogus");
        catalogus["dct:publisher"]!["foaf:name"].Tekst("@value").Should().Be("Zorgautoriteit");
        catalogus["dcat:contactPoint"]!["vcard:hasURL"].Tekst("@id").Should().Be("https://zorg.voorbeeld.nl/contact");
        catalogus["dct:license"].Tekst("@id").Should().Be("https://voorbeeld.nl/licentie");
        catalogus["dcat:service"]!["dcat:endpointURL"].Tekst("@id").Should().Be("https://knelpunten.voorbeeld.nl/v1");

        using var zelfde = new HttpRequestMessage(HttpMethod.Get, Pad) { Headers = { IfNoneMatch = { eerst.Headers.ETag! } } };
        (await ingesteld.Anoniem().SendAsync(zelfde, App.Ct)).StatusCode.Should().Be(HttpStatusCode.NotModified);

        await ingesteld.MeldEnBevestig(project);
        var daarna = await ingesteld.Anoniem().GetAsync(new Uri(Pad, UriKind.Relative), App.Ct);
        daarna.Headers.ETag.Should().NotBe(eerst.Headers.ETag);
        (await daarna.Json())["dct:modified"].Tekst("@value").Should().Be((await ingesteld.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=wet")).Tekst("peilOp"), "it is as new as the reports");
    }

    /// <summary>What the shapes say of it: faults, then the number of triples.</summary>
    private static async Task<string[]> Controleer(JsonObject catalogus)
    {
        using var proces = Process.Start(new ProcessStartInfo("node", ["catalogus.mjs"]) { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = Map })!;
        await proces.StandardInput.WriteAsync(catalogus.ToJsonString());
        proces.StandardInput.Close();
        var uitvoer = await proces.StandardOutput.ReadToEndAsync(App.Ct);
        await proces.WaitForExitAsync(App.Ct);
        proces.ExitCode.Should().Be(0, "it is JSON-LD in which every name means something");
        return uitvoer.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
