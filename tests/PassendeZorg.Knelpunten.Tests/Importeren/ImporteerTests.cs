using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Importeren;

public sealed class ImporteerTests(App app) : IClassFixture<App>
{
    private static readonly string[] MetPersoonsgegevens = ["K092", "K102", "K112", "K134"];

    private static JsonArray Open => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Bestanden", "open.json")))!.AsArray();

    private static string Csv => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Bestanden", "open.csv"), Encoding.UTF8);

    [Fact]
    public async Task De_91_echte_knelpunten_komen_binnen_als_json_op_die_met_persoonsgegevens_na()
    {
        var project = await app.Project();

        var antwoord = await Importeer(project, Open.ToJsonString(), "application/json");

        (antwoord.Getal("rijen"), antwoord.Getal("aangemaakt"), antwoord.Getal("geweigerd"), antwoord.Getal("bestaatAl")).Should().Be((91, 87, 4, 0));
        Geweigerd(antwoord).Select(rij => Open[rij.Getal("rij") - 1]!.Tekst("id")).Should().Equal(MetPersoonsgegevens);
        Geweigerd(antwoord).SelectMany(rij => rij["fouten"]!.AsArray()).Should().OnlyContain(fout => fout!.Tekst("code") == "persoonsgegevens" && fout.Tekst("veld") == "/omschrijving");
        await KomenOvereenMetDeBron(project, antwoord);
    }

    [Fact]
    public async Task Dezelfde_91_komen_binnen_als_csv_uit_excel_en_een_tweede_maal_bestaan_ze_al()
    {
        var project = await app.Project();

        var eerste = await Importeer(project, Csv, "text/csv");
        var tweede = await Importeer(project, Csv, "text/csv");

        (eerste.Getal("aangemaakt"), eerste.Getal("geweigerd")).Should().Be((87, 4));
        (tweede.Getal("aangemaakt"), tweede.Getal("geweigerd"), tweede.Getal("bestaatAl")).Should().Be((0, 4, 87));
        tweede["resultaten"]!.AsArray().Select(rij => (string?)rij!["kenmerk"]).Should().Equal(eerste["resultaten"]!.AsArray().Select(rij => (string?)rij!["kenmerk"]));
        await KomenOvereenMetDeBron(project, eerste);
    }

    [Fact]
    public async Task Een_foute_rij_houdt_met_alles_of_niets_alles_tegen_en_een_proef_legt_niets_vast()
    {
        var project = await app.Project();
        var rijen = new JsonArray(Rij(), Rij("wetten", "AWBZ"), Rij("titel", ""));

        var proef = await Importeer(project, rijen.ToJsonString(), "application/json", "&proef=true");
        var alles = await Importeer(project, rijen.ToJsonString(), "application/json", "&modus=alles-of-niets");

        (proef.Getal("aangemaakt"), proef.Getal("geweigerd"), proef["proef"]!.GetValue<bool>()).Should().Be((1, 2, true));
        (alles.Getal("aangemaakt"), alles.Getal("geweigerd")).Should().Be((0, 3));
        Fouten(proef, 2).Should().Equal("/wetten/0 onbekende-code");
        Fouten(proef, 3).Should().Equal("/titel verplicht");
        (await (await app.Analist()).Lees($"/v1/knelpunten?project={project}&status=gemeld")).Getal("totaal").Should().Be(0);
    }

    [Fact]
    public async Task Van_ndjson_telt_elke_regel_op_zichzelf()
    {
        var project = await app.Project();

        var antwoord = await Importeer(project, $"{Rij().ToJsonString()}\n{{kapot\n\n{Rij("nummer", 7).ToJsonString()}\n[1]\n", "application/x-ndjson");

        antwoord["resultaten"]!.AsArray().Select(rij => rij!.Tekst("uitkomst")).Should().Equal("aangemaakt", "geweigerd", "aangemaakt", "geweigerd");
        Fouten(antwoord, 2).Should().Equal(" ongeldig-formaat");
    }

    [Theory]
    [InlineData("Titel;Omschrijving;Soort;Wet;Domein", ';', "Bekostiging", "Wmo 2015|Zvw", "zvw wmo2015")]
    [InlineData("titel,omschrijving,Soorten,Wetten,Domeinen", ',', "bekostiging", "WGS", "wgs-samenwerkingsverbanden")]
    [InlineData("TITEL\tOmschrijving\tsoort\twet\tdomein", '\t', "Bekostiging", "Wgs", "wgs")]
    [InlineData("Titel;Omschrijving;Soort;Wet;Domein", ';', "bekostiging", "\"zvw, Wet langdurige zorg\"", "zvw wlz")]
    public async Task Koppen_namen_en_afkortingen_gelden_zoals_mensen_ze_schrijven(string kop, char scheiding, string soort, string wet, string codes)
    {
        var project = await app.Project();
        var rij = string.Join(scheiding, "Een titel", "\"Een omschrijving met \"\"aanhaling\"\",\nen een tweede regel\"", soort, wet, "huisartsenzorg");

        var antwoord = await Importeer(project, $"{kop}\r\n{rij}\r\n", "text/csv");

        antwoord["resultaten"]![0]!["fouten"]!.AsArray().Should().BeEmpty();
        var knelpunt = await (await app.Analist()).Lees($"/v1/knelpunten/{antwoord["resultaten"]![0]!["kenmerk"]}");
        knelpunt.Lijst("wetten").Should().BeEquivalentTo(codes.Split(' '));
        knelpunt.Tekst("omschrijving").Should().Be("Een omschrijving met \"aanhaling\",\nen een tweede regel");
        knelpunt.Lijst("soorten").Should().Equal("bekostiging");
    }

    [Fact]
    public async Task Een_onbekende_kolom_en_een_onbekende_doelgroep_zijn_een_waarschuwing()
    {
        var project = await app.Project();

        var antwoord = await Importeer(project, new JsonArray(Rij("Doelgroep", "visverkopers"), Rij("Lievelingskleur", "blauw")).ToJsonString(), "application/json");

        antwoord["resultaten"]!.AsArray().Select(rij => rij!["waarschuwingen"]!.AsArray().Single()!.Tekst("code")).Should().Equal("onbekende-code", "onbekend-veld");
        var knelpunt = await (await app.Analist()).Lees($"/v1/knelpunten/{antwoord["resultaten"]![0]!["kenmerk"]}");
        knelpunt.Tekst("omschrijving").Should().EndWith("Doelgroep: visverkopers");
    }

    [Fact]
    public async Task Een_sheet_van_een_oude_excel_houdt_zijn_accenten()
    {
        var project = await app.Project();
        var oud = CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetBytes("Titel;Omschrijving;Soort\r\nCliënten en cafés;\"Eén loket – twee bureaus, € 100 per keer.\";regelgeving\r\n");
        using var inhoud = new ByteArrayContent(oud);
        inhoud.Headers.ContentType = new("text/csv");

        var antwoord = await (await (await app.Melder()).PostAsync($"/v1/importen?project={project}", inhoud, App.Ct)).Json();

        var knelpunt = await (await app.Analist()).Lees($"/v1/knelpunten/{antwoord["resultaten"]![0].Tekst("kenmerk")}");
        knelpunt.Tekst("titel").Should().Be("Cliënten en cafés");
        knelpunt.Tekst("omschrijving").Should().Be("Eén loket – twee bureaus, € 100 per keer.");
    }

    [Fact]
    public async Task Wat_voor_een_onleesbaar_stuk_staat_wordt_verwerkt_en_beantwoord()
    {
        const string Csv = "Titel;Omschrijving;Soort\nEen titel;Een omschrijving die lang genoeg is.;it\nNog een;\"Een omschrijving die lang genoeg is.\";it\nDrie;\"nooit gesloten";

        var antwoord = await Importeer(await app.Project(), Csv, "text/csv");

        antwoord.Getal("aangemaakt").Should().Be(2);
        antwoord["resultaten"]!.AsArray().Should().HaveCount(3);
        antwoord["resultaten"]![2].Tekst("uitkomst").Should().Be("geweigerd");
    }

    [Fact]
    public async Task Een_nummer_dat_tweemaal_in_de_lijst_staat_noemt_beide_keren_hetzelfde_kenmerk()
    {
        var antwoord = await Importeer(await app.Project(), new JsonArray(Rij("nummer", "A1"), Rij("nummer", "A1")).ToJsonString(), "application/json");

        antwoord["resultaten"]!.AsArray().Select(rij => rij.Tekst("uitkomst")).Should().Equal("aangemaakt", "bestaat-al");
        antwoord["resultaten"]![1].Tekst("kenmerk").Should().Be(antwoord["resultaten"]![0].Tekst("kenmerk"));
    }

    [Fact]
    public async Task Het_resultaat_komt_ook_als_sheet_zonder_formules()
    {
        var project = await app.Project();
        var rij = Rij("=SOM(A1)", "x");

        var antwoord = await Verstuur(project, new JsonArray(rij).ToJsonString(), "application/json", "&formaat=csv&scheidingsteken=puntkomma");

        antwoord.Content.Headers.ContentType!.MediaType.Should().Be("text/csv");
        var csv = await antwoord.Content.ReadAsByteArrayAsync(App.Ct);
        csv.Take(3).Should().Equal(0xEF, 0xBB, 0xBF);
        var regels = Encoding.UTF8.GetString(csv.AsSpan(3)).Split("\r\n");
        regels[0].Should().Be("rij;uitkomst;kenmerk;veld;code;bericht;suggestie");
        regels[1].Should().StartWith("1;aangemaakt;KP-").And.Contain(";onbekend-veld;");
    }

    [Theory]
    [InlineData("", "verplicht")]
    [InlineData("?project=0199f6b2-4c1d-7a3e-9f00-1234567890ab", "niet-gevonden")]
    [InlineData("?project=abc", "ongeldig-formaat")]
    public async Task Zonder_bestaand_project_wordt_er_niets_gelezen(string query, string code)
    {
        var antwoord = await (await app.Melder()).PostAsync("/v1/importen" + query, "[]".Body(), App.Ct);

        (await antwoord.Fouten()).Should().ContainSingle().Which.Should().EndWith(code);
    }

    [Theory]
    [InlineData("application/json", "{\"a\":1}")]
    [InlineData("application/json", "[{]")]
    [InlineData("application/json", "")]
    [InlineData("text/csv", "")]
    [InlineData("text/csv", "Titel;Omschrijving\n\"nooit gesloten")]
    public async Task Wat_geen_lijst_is_wordt_geweigerd_of_geeft_per_rij_een_fout(string mediatype, string inhoud)
    {
        var antwoord = await Verstuur(await app.Project(), inhoud, mediatype, "");

        if (antwoord.StatusCode == HttpStatusCode.OK)
        {
            (await antwoord.Json()).Getal("aangemaakt").Should().Be(0);
        }
        else
        {
            (await antwoord.Fouten()).Should().Equal(": ongeldig-formaat");
        }
    }

    [Fact]
    public async Task Twintig_megabyte_mag_en_meer_niet()
    {
        var project = await app.Project();
        static string Groot(int rijen) => $"[{string.Join(',', Enumerable.Repeat($"{{\"titel\":\"{new string('x', 1000)}\"}}", rijen))}]";

        // With Expect: 100-continue the refusal arrives before the body is sent, not halfway.
        using var verzoek = new HttpRequestMessage(HttpMethod.Post, $"/v1/importen?project={project}&proef=true") { Content = Groot(21_000).Body() };
        verzoek.Headers.ExpectContinue = true;
        await (await (await app.Melder()).SendAsync(verzoek, App.Ct)).Probleem(HttpStatusCode.RequestEntityTooLarge);
        (await Importeer(project, Groot(19_000), "application/json", "&proef=true")).Getal("geweigerd").Should().Be(19_000);
    }

    private async Task<JsonObject> Importeer(string project, string inhoud, string mediatype, string query = "")
    {
        var antwoord = await Verstuur(project, inhoud, mediatype, query);
        antwoord.StatusCode.Should().Be(HttpStatusCode.OK, await antwoord.Content.ReadAsStringAsync(App.Ct));
        return await antwoord.Json();
    }

    private async Task<HttpResponseMessage> Verstuur(string project, string inhoud, string mediatype, string query) =>
        await (await app.Melder()).PostAsync($"/v1/importen?project={project}{query}", inhoud.Body(mediatype), App.Ct);

    private static JsonObject Rij(string? veld = null, JsonNode? waarde = null)
    {
        var rij = new JsonObject
        {
            ["titel"] = "Een knelpunt uit een lijst", ["omschrijving"] = "Twee loketten wijzen naar elkaar en niemand beslist.", ["soort"] = "regelgeving",
        };
        if (veld is not null)
        {
            rij[veld] = waarde;
        }

        return rij;
    }

    private static IEnumerable<JsonNode> Geweigerd(JsonObject antwoord) => antwoord["resultaten"]!.AsArray().Where(rij => rij!.Tekst("uitkomst") == "geweigerd")!;

    private static IEnumerable<string> Fouten(JsonObject antwoord, int rij) =>
        antwoord["resultaten"]![rij - 1]!["fouten"]!.AsArray().Select(fout => $"{fout!["veld"]} {fout["code"]}");

    /// <summary>Every imported knelpunt says what its source says.</summary>
    private async Task KomenOvereenMetDeBron(string project, JsonObject antwoord)
    {
        project.Should().NotBeEmpty();
        var analist = await app.Analist();
        foreach (var (bron, rij) in Open.Zip(antwoord["resultaten"]!.AsArray()).Where(paar => paar.Second!["kenmerk"] is not null))
        {
            var knelpunt = await analist.Lees($"/v1/knelpunten/{rij!["kenmerk"]}");
            knelpunt.Tekst("titel").Should().Be(bron!.Tekst("titel"));
            knelpunt.Tekst("omschrijving").Should().StartWith(bron!.Tekst("omschrijving").TrimEnd());
            knelpunt.Lijst("soorten").Should().Equal(bron!.Lijst("soort"));
            knelpunt.Lijst("wetten").Should().Equal(bron!.Lijst("wetten"));
            knelpunt.Lijst("domeinen").Should().Equal(bron!.Lijst("domeinen"));
            knelpunt.Lijst("adressaten").Should().Equal(bron!.Lijst("adressaten"));
            ((string?)knelpunt["oplossingsruimte"]).Should().Be((string?)bron!["oplossingsruimte"]);
            ((string?)knelpunt["toelichtingGevolg"] ?? "").Should().Be((string?)bron!["gevolg"] ?? "");
        }
    }
}
