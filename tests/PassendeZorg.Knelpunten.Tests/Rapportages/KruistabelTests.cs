using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Rapportages;

public sealed class KruistabelTests(KruistabelTests.Wereld wereld) : IClassFixture<KruistabelTests.Wereld>
{
    /// <summary>A registry with the 87 clean knelpunten of the 91, all confirmed.</summary>
    public sealed class Wereld : App, IAsyncLifetime
    {
        public JsonArray Bron { get; } = [];

        public async ValueTask InitializeAsync()
        {
            var project = await Project();
            var open = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Bestanden", "open.json"), Ct);
            var melder = await Melder();
            var antwoord = await (await melder.PostAsync($"/v1/importen?project={project}", open.Body(), Ct)).Json();
            var kenmerken = antwoord["resultaten"]!.AsArray().Select(rij => (string?)rij!["kenmerk"]).ToList();
            foreach (var (item, kenmerk) in JsonNode.Parse(open)!.AsArray().Zip(kenmerken).Where(paar => paar.Second is not null))
            {
                var schoon = item!.DeepClone();
                schoon["kenmerk"] = kenmerk;
                Bron.Add(schoon);
            }

            var besluit = await (await Analist()).PostAsJsonAsync("/v1/beoordelingen",
                new { knelpunten = kenmerken.OfType<string>(), besluit = "bevestigd", herleidbaarheidGecontroleerd = true }, Ct);
            besluit.StatusCode.Should().Be(HttpStatusCode.Created, await besluit.Content.ReadAsStringAsync(Ct));
        }
    }

    [Fact]
    public async Task Wet_maal_domein_is_gelijk_aan_wat_los_is_nagerekend()
    {
        var tabel = await wereld.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=wet&kolommen=domein");
        var ouders = await Ouders("domeinen");

        // Counted from the source file: per law and per domain, a parent with its children once.
        var cellen = new Dictionary<(string, string), int>();
        var (wetten, domeinen) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        foreach (var item in wereld.Bron)
        {
            var eigenDomeinen = item!.Lijst("domeinen").SelectMany(code => ouders[code] is { } ouder ? [code, ouder] : new[] { code }).Distinct().ToList();
            item!.Lijst("wetten").ToList().ForEach(wet => wetten[wet] = wetten.GetValueOrDefault(wet) + 1);
            eigenDomeinen.ForEach(domein => domeinen[domein] = domeinen.GetValueOrDefault(domein) + 1);
            foreach (var cel in item!.Lijst("wetten").SelectMany(wet => eigenDomeinen.Select(domein => (wet, domein))))
            {
                cellen[cel] = cellen.GetValueOrDefault(cel) + 1;
            }
        }

        tabel.Getal("totaal").Should().Be(87);
        Cellen(tabel).Should().BeEquivalentTo(cellen.Select(cel => (cel.Key.Item1, cel.Key.Item2, cel.Value)));
        Koppen(tabel, "rijen").Should().BeEquivalentTo(wetten.Select(wet => (wet.Key, wet.Value)));
        Koppen(tabel, "kolommen").Should().BeEquivalentTo(domeinen.Select(domein => (domein.Key, domein.Value)));
    }

    [Fact]
    public async Task Rijen_en_kolommen_staan_in_de_volgorde_van_de_lijst_en_dragen_de_namen()
    {
        var tabel = await wereld.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=soort&kolommen=domein");

        foreach (var (kant, lijst) in new[] { ("rijen", "soorten"), ("kolommen", "domeinen") })
        {
            var begrippen = (await wereld.Anoniem().Lees($"/v1/begrippenlijsten/{lijst}"))["items"]!.AsArray();
            var namen = begrippen.ToDictionary(begrip => begrip!.Tekst("code"), begrip => begrip!.Tekst("naam"));
            var volgorde = begrippen.Select(begrip => begrip!.Tekst("code")).ToList();
            var koppen = tabel[kant]!.AsArray();
            koppen.Select(kop => volgorde.IndexOf(kop!.Tekst("code"))).Should().BeInAscendingOrder();
            koppen.Should().OnlyContain(kop => kop!.Tekst("naam") == namen[kop.Tekst("code")]);
        }
    }

    [Fact]
    public async Task Een_niveau_houdt_alleen_dat_niveau_over()
    {
        var ouders = await Ouders("domeinen");

        var een = await wereld.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=domein&niveau=1");
        var twee = await wereld.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=domein&kolommen=wet&niveau=2");

        Koppen(een, "rijen").Should().NotBeEmpty().And.OnlyContain(kop => ouders[kop.Code] == null);
        Koppen(twee, "rijen").Should().NotBeEmpty().And.OnlyContain(kop => ouders[kop.Code] != null);
        Koppen(twee, "kolommen").Should().Contain(kop => kop.Code == "zvw");
        een["cellen"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Een_lijst_en_een_tabel_met_dezelfde_selectie_zijn_het_eens()
    {
        foreach (var selectie in new[] { "wet=zvw", "wet=zvw,wlz&domein=curatieve-zorg", "soort=bekostiging&soort=it", "adressaat=nza&wet=wmg", "zoek=gemeente", "oplossingsruimte=stelselwijziging&wet=wlz" })
        {
            var lijst = await wereld.Anoniem().Lees($"/v1/knelpunten?limiet=200&{selectie}");
            var tabel = await wereld.Anoniem().Lees($"/v1/rapportages/kruistabel?rijen=wet&{selectie}");

            tabel.Getal("totaal").Should().Be(lijst.Getal("totaal")).And.Be(lijst["items"]!.AsArray().Count).And.BeGreaterThan(0);
            foreach (var (code, totaal) in Koppen(tabel, "rijen"))
            {
                lijst["items"]!.AsArray().Count(item => item!.Lijst("wetten").Contains(code)).Should().Be(totaal, $"{code} in {selectie}");
            }
        }
    }

    [Fact]
    public async Task Als_csv_staat_er_een_regel_per_cel()
    {
        using var verzoek = new HttpRequestMessage(HttpMethod.Get, "/v1/rapportages/kruistabel?rijen=wet&kolommen=domein&scheidingsteken=puntkomma");
        verzoek.Headers.Accept.ParseAdd("text/csv");

        var antwoord = await wereld.Anoniem().SendAsync(verzoek, App.Ct);

        antwoord.Content.Headers.ContentType!.ToString().Should().Be("text/csv; charset=utf-8");
        var regels = (await antwoord.Content.ReadAsStringAsync(App.Ct)).TrimEnd().Split("\r\n");
        regels[0].TrimStart('\uFEFF').Should().Be("wet;wetNaam;domein;domeinNaam;aantal");
        var tabel = await wereld.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=wet&kolommen=domein");
        regels.Skip(1).Select(regel => regel.Split(';')).Select(delen => (delen[0], delen[2], int.Parse(delen[4])))
            .Should().BeEquivalentTo(Cellen(tabel));
    }

    [Fact]
    public async Task De_lijst_komt_ook_in_zijn_geheel_als_sheet_waarin_niets_een_formule_is()
    {
        var antwoord = await wereld.Anoniem().GetAsync("/v1/knelpunten?formaat=csv&limiet=1&sorteer=titel", App.Ct);

        var csv = await antwoord.Content.ReadAsStringAsync(App.Ct);
        csv.Should().StartWith("kenmerk,status,titel,").And.Contain(",\"'=HYPERLINK(").And.NotContain(",=").And.NotContain(",\"=");
        foreach (var item in wereld.Bron)
        {
            csv.Should().Contain(item.Tekst("kenmerk"));
        }
    }

    [Fact]
    public async Task Hetzelfde_antwoord_heeft_dezelfde_etag_tot_er_iets_verandert_dat_telt()
    {
        const string Vraag = "/v1/rapportages/kruistabel?rijen=wet";
        var eerst = (await wereld.Anoniem().GetAsync(Vraag, App.Ct)).Headers.ETag!;

        await wereld.Client("abonnee", "Een nieuwe sleutel verandert geen telling");
        (await Status(eerst)).Should().Be(HttpStatusCode.NotModified);

        await wereld.MeldEnBevestig(await wereld.Project("ETag BV"), new JsonObject { ["wetten"] = new JsonArray("woo"), ["domeinen"] = new JsonArray("ggd") }, "ETag BV");
        (await Status(eerst)).Should().Be(HttpStatusCode.OK);
        await wereld.Client("abonnee", "ETag BV");
        (await (await wereld.Analist()).DeleteAsync($"/v1/knelpunten/{(await wereld.Anoniem().Lees("/v1/knelpunten?wet=woo"))["items"]![0]!["id"]}", App.Ct)).StatusCode.Should().Be(HttpStatusCode.NoContent);

        async Task<HttpStatusCode> Status(System.Net.Http.Headers.EntityTagHeaderValue etag)
        {
            using var verzoek = new HttpRequestMessage(HttpMethod.Get, Vraag);
            verzoek.Headers.IfNoneMatch.Add(etag);
            return (await wereld.Anoniem().SendAsync(verzoek, App.Ct)).StatusCode;
        }
    }

    [Theory]
    [InlineData("", "rijen: verplicht")]
    [InlineData("rijen=wett", "rijen: onbekende-code")]
    [InlineData("rijen=wet&kolommen=kleur", "kolommen: onbekende-code")]
    [InlineData("rijen=wet&niveau=3", "niveau: buiten-bereik")]
    [InlineData("rijen=wet&meet=tranen", "meet: onbekende-code")]
    [InlineData("rijen=wet&wet=zvv", "wet: onbekende-code")]
    [InlineData("rijen=wet&wett=zvw", "wett: onbekende-sleutel")]
    [InlineData("rijen=wet&peildatum=2999-01-01", "peildatum: buiten-bereik")]
    [InlineData("rijen=wet&peildatum=2001-01-01", "peildatum: buiten-bereik")]
    [InlineData("rijen=wet&totVolgnummer=999999999", "totVolgnummer: buiten-bereik")]
    [InlineData("rijen=wet&gemeldVanaf=2026-02-30", "gemeldVanaf: ongeldig-formaat")]
    [InlineData("rijen=wet&gemeldVanaf=2026-02-03&gemeldTot=2026-02-02", "gemeldTot: buiten-bereik")]
    public async Task Een_vraag_die_niet_klopt_noemt_de_sleutel(string vraag, string fout)
    {
        var antwoord = await wereld.Anoniem().GetAsync($"/v1/rapportages/kruistabel?{vraag}", App.Ct);

        (await antwoord.Fouten()).Should().Equal(fout);
    }

    private static IEnumerable<(string, string, int)> Cellen(JsonObject tabel) =>
        tabel["cellen"]!.AsArray().Select(cel => (cel!.Tekst("rij"), cel!.Tekst("kolom"), cel!.Getal("aantal")));

    private static IEnumerable<(string Code, int Totaal)> Koppen(JsonObject tabel, string kant) =>
        tabel[kant]!.AsArray().Select(kop => (kop!.Tekst("code"), kop!.Getal("totaal")));

    private async Task<Dictionary<string, string?>> Ouders(string lijst) =>
        (await wereld.Anoniem().Lees($"/v1/begrippenlijsten/{lijst}"))["items"]!.AsArray().ToDictionary(begrip => begrip!.Tekst("code"), begrip => (string?)begrip!["bovenliggend"]);
}
