using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Importeren;
using PassendeZorg.Knelpunten.Platform;
using Import = PassendeZorg.Knelpunten.Importeren.Importeer;

namespace PassendeZorg.Knelpunten.Tests.Importeren;

public sealed class ImporteerTests(App app) : IClassFixture<App>
{
    private static int rijen;
    private static readonly string[] MetPersoonsgegevens = ["K092", "K102", "K112", "K134"];

    private static JsonArray Open => JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Bestanden", "open.json")))!.AsArray();

    private static string Csv => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Bestanden", "open.csv"), Encoding.UTF8);

    [Theory]
    [InlineData("Soort", "ICT", "soorten", "it")]
    [InlineData("Soort", "ict", "soorten", "it")]
    [InlineData("Soort", "Geld", "soorten", "bekostiging")]
    [InlineData("Wet", "wlz", "wetten", "wlz")]
    [InlineData("Wet", "WGS", "wetten", "wgs-samenwerkingsverbanden")]
    [InlineData("Wet", "Wgs", "wetten", "wgs")]
    public async Task Een_alias_wordt_herkend_hoe_hij_ook_is_geschreven(string kop, string waarde, string veld, string code)
    {
        var project = await app.Project();
        var csv = $"Titel;Omschrijving;Soort;Wet\nIets met {kop} {waarde};De systemen van twee partijen wisselen niets uit.;{(kop == "Soort" ? waarde : "it")};{(kop == "Wet" ? waarde : "")}\n";

        using var antwoord = await (await app.Melder()).PostAsync($"/v1/importen?project={project}", new StringContent(csv, Encoding.UTF8, "text/csv"), App.Ct);

        var rij = (await antwoord.Json())["resultaten"]![0]!;
        rij.Tekst("uitkomst").Should().Be("aangemaakt", rij.ToJsonString());
        (await (await app.Melder()).Lees($"/v1/knelpunten/{rij.Tekst("kenmerk")}")).Lijst(veld).Should().Equal(code);
    }

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
        regels[0].Should().Be("rij;uitkomst;kenmerk;veld;code;bericht;suggestie;titel;omschrijving;soort;'=SOM(A1)");
        regels[1].Should().StartWith("1;aangemaakt;KP-").And.Contain(";onbekend-veld;").And.EndWith(";Twee loketten wijzen naar elkaar en niemand beslist.;regelgeving;x");
    }

    [Fact]
    public async Task Een_rij_die_er_al_is_bestaat_al_ook_zonder_nummer()
    {
        var (project, ander, rij) = (await app.Project(), await app.Project(), Rij());
        var metSpatie = rij.DeepClone().AsObject();
        metSpatie["omschrijving"] = rij.Tekst("omschrijving") + "  ";
        var andersom = rij.DeepClone().AsObject();
        andersom["omschrijving"] = "Niemand beslist en twee loketten wijzen naar elkaar.";
        var lijst = new JsonArray(rij.DeepClone(), metSpatie, andersom).ToJsonString();

        var eerste = await Importeer(project, lijst, "application/json");
        var proef = await Importeer(project, lijst, "application/json", "&proef=true");
        var alles = await Importeer(project, lijst, "application/json", "&modus=alles-of-niets");
        var elders = await Importeer(ander, lijst, "application/json");

        Uitkomsten(eerste).Should().Equal("aangemaakt", "bestaat-al", "aangemaakt");
        eerste["resultaten"]![1].Tekst("kenmerk").Should().Be(eerste["resultaten"]![0].Tekst("kenmerk"));
        foreach (var herhaald in new[] { proef, alles })
        {
            Uitkomsten(herhaald).Should().Equal("bestaat-al", "bestaat-al", "bestaat-al");
            herhaald["resultaten"]!.AsArray().Select(deel => deel.Tekst("kenmerk")).Should().Equal(eerste["resultaten"]!.AsArray().Select(deel => deel.Tekst("kenmerk")));
        }

        Uitkomsten(elders).Should().Equal("aangemaakt", "bestaat-al", "aangemaakt");
    }

    [Fact]
    public async Task Wat_tijdens_een_import_wordt_gemeld_bestaat_al()
    {
        var (project, melder, analist, lijst, pijp) = (await app.Project(), await app.Melder(), await app.Analist(), Enumerable.Range(0, 302).Select(_ => Rij()).ToList(), new Pipe());
        using var inhoud = new StreamContent(pijp.Reader.AsStream());
        inhoud.Headers.ContentType = new("application/x-ndjson");
        var import = melder.PostAsync($"/v1/importen?project={project}", inhoud, App.Ct);

        await Stuur(lijst[..301]);
        while ((await analist.Lees($"/v1/knelpunten?project={project}&status=gemeld&limiet=1")).Getal("totaal") < 200)
        {
            await Task.Delay(20, App.Ct); // the first two hundred are written together; the last few may still be under way
        }

        var gemeld = await app.Meld(project, new JsonObject { ["titel"] = lijst[^1].Tekst("titel"), ["omschrijving"] = lijst[^1].Tekst("omschrijving") });
        await Stuur(lijst[301..]);
        await pijp.Writer.CompleteAsync();
        var antwoord = await (await import).Json();

        Uitkomsten(antwoord).Should().Equal([.. Enumerable.Repeat("aangemaakt", 301), "bestaat-al"]);
        antwoord["resultaten"]![301].Tekst("kenmerk").Should().Be(gemeld.Tekst("kenmerk"));

        async Task Stuur(IEnumerable<JsonObject> rijen) => await pijp.Writer.WriteAsync(Encoding.UTF8.GetBytes(string.Concat(rijen.Select(rij => rij.ToJsonString() + "\n"))), App.Ct);
    }

    [Fact]
    public async Task Een_oud_sheet_wordt_rij_voor_rij_wat_ervan_verwacht_wordt()
    {
        var project = await app.Project();
        var verwacht = JsonNode.Parse(await File.ReadAllTextAsync(Bestand("open_excel_oud_verwacht.json"), App.Ct))!.AsArray();
        using var inhoud = new ByteArrayContent(await File.ReadAllBytesAsync(Bestand("open_excel_oud.csv"), App.Ct));
        inhoud.Headers.ContentType = new("text/csv");

        var antwoord = await (await (await app.Melder()).PostAsync($"/v1/importen?project={project}", inhoud, App.Ct)).Json();

        antwoord["resultaten"]!.AsArray().Should().HaveCount(verwacht.Count);
        var (analist, bron) = (await app.Analist(), Open.ToDictionary(item => item.Tekst("id")));
        foreach (var (rij, wens) in antwoord["resultaten"]!.AsArray().Zip(verwacht))
        {
            rij.Getal("rij").Should().Be(wens.Getal("gegevensrij"));
            rij!["fouten"]!.AsArray().Select(fout => $"{fout.Tekst("code")} op {fout.Tekst("veld")}").Should().Equal((string?)wens!["fout"] switch
            {
                null => [],
                var fout when fout.StartsWith("onbekende-code op /wetten (AWBZ)", StringComparison.Ordinal) => ["onbekende-code op /wetten/0"],
                var fout => [fout],
            });
            rij.Tekst("uitkomst").Should().Be(wens["fout"] is null ? "aangemaakt" : "geweigerd");
            if ((string?)wens["id"] is { } id)
            {
                var knelpunt = await analist.Lees($"/v1/knelpunten/{rij["kenmerk"]}");
                knelpunt.Tekst("titel").Should().Be(bron[id].Tekst("titel"));
                knelpunt.Lijst("wetten").Should().Equal(bron[id].Lijst("wetten"));
                knelpunt.Lijst("adressaten").Should().Equal(bron[id].Lijst("adressaten"));
            }
        }
    }

    [Fact]
    public async Task Het_resultaat_als_sheet_kan_verbeterd_opnieuw_gestuurd_worden()
    {
        var project = await app.Project();
        const string Lijst = "Titel;Omschrijving;Soort;Wet;Kleur\r\n=HYPERLINK;Twee loketten wijzen naar elkaar.;it;Zvw;rood\r\nTwee;Dit gaat over mevrouw Truus Testema.;it;;\r\nDrie;Niemand weet wie hierover beslist.;it;Zorgwet|Zvw;";

        var resultaat = await (await Verstuur(project, Lijst, "text/csv", "&formaat=csv&scheidingsteken=puntkomma")).Content.ReadAsStringAsync(App.Ct);

        resultaat.Should().NotContain("Testema");
        var regels = resultaat.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        regels.Should().HaveCount(4);
        regels[0].Should().EndWith("suggestie;Titel;Omschrijving;Soort;Wet;Kleur");
        regels[2].Should().StartWith("2;geweigerd;;/omschrijving;persoonsgegevens;").And.EndWith(";Twee;;it;;");
        regels[3].Should().StartWith("3;geweigerd;;/wetten/0;onbekende-code;");
        var verbeterd = resultaat.Replace(";Twee;;it;", ";Twee;Dit gaat over een bewoner die wacht.;it;", StringComparison.Ordinal).Replace("Zorgwet|Zvw", "Zvw", StringComparison.Ordinal);
        var antwoord = await Importeer(project, verbeterd, "text/csv");
        Uitkomsten(antwoord).Should().Equal("bestaat-al", "aangemaakt", "aangemaakt");
        antwoord["resultaten"]!.AsArray().SelectMany(rij => rij!["waarschuwingen"]!.AsArray()).Should().ContainSingle("only Kleur is unknown, and only where it is filled in");
    }

    [Fact]
    public async Task Een_analist_kan_per_rij_bevestigen_dat_een_naam_er_geen_is()
    {
        var project = await app.Project();
        const string Lijst = "Titel;Omschrijving;Soort;Bevestigd zonder persoonsgegevens\nEen;Zorgpad moeder Noord loopt vast op regels.;it;ja\nTwee;Zorgpad moeder Zuid loopt vast op regels.;it;nee\nDrie;Het BSN 111222333 staat hier zomaar in.;it;ja";

        var analist = await (await app.Analist()).Stuur("POST", $"/v1/importen?project={project}", Lijst, mediatype: "text/csv").Gelukt();
        var melder = await Importeer(await app.Project(), Lijst, "text/csv");

        Uitkomsten(analist).Should().Equal("aangemaakt", "geweigerd", "geweigerd");
        Uitkomsten(melder).Should().Equal("geweigerd", "geweigerd", "geweigerd");
        Fouten(melder, 1).Should().Equal("/bevestigdZonderPersoonsgegevens buiten-bereik", "/omschrijving persoonsgegevens");
    }

    [Fact]
    public async Task Dezelfde_91_komen_binnen_als_xlsx()
    {
        var project = await app.Project();
        using var inhoud = new MemoryStream(Encoding.UTF8.GetBytes(Csv));
        var rijen = await Import.Rijen(inhoud, "text/csv", App.Ct).ToListAsync(App.Ct);
        var blad = rijen.Select(rij => (IReadOnlyList<object?>)[.. rij.Velden!.Select(veld => (string?)veld.Value)]).Prepend([.. rijen[0].Velden!.Select(veld => veld.Key)]);
        using var werkmap = new MemoryStream();
        await Xlsx.Write(werkmap, [new Xlsx.Sheet("Toelichting", new[] { (IReadOnlyList<object?>)["Lees dit eerst"] }.ToAsyncEnumerable()), new Xlsx.Sheet("Knelpunten", blad.ToAsyncEnumerable())], App.Ct);

        var antwoord = await Stuur(project, werkmap.ToArray());

        (antwoord.Getal("rijen"), antwoord.Getal("aangemaakt"), antwoord.Getal("geweigerd")).Should().Be((91, 87, 4));
        await KomenOvereenMetDeBron(project, antwoord);
    }

    [Fact]
    public async Task Gedeelde_teksten_datums_en_getallen_van_excel_worden_gelezen()
    {
        var project = await app.Project();
        var werkmap = Werkmap("""
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Omschrijving</t></is></c><c r="C1" t="inlineStr"><is><t>Soort</t></is></c><c r="D1" t="inlineStr"><is><t>Waargenomen datum</t></is></c><c r="F1" t="inlineStr"><is><t>Ernst</t></is></c></row>
            <row r="2"/><row r="3"><c r="A3" s="1"/></row>
            <row r="4"><c r="A4" t="s"><v>1</v></c><c r="B4" t="str"><f>A1</f><v>Twee loketten_x000D_ wijzen naar elkaar.</v></c><c r="C4" t="inlineStr"><is><t>IT</t></is></c><c r="D4" s="1"><v>45292</v></c><c r="F4"><v>3</v></c></row>
            <row r="5"><c r="A5" t="inlineStr"><is><t>Nog een</t></is></c><c r="B5" t="inlineStr"><is><t>Een tweede rij met een andere datum.</t></is></c><c r="C5" t="inlineStr"><is><t>IT</t></is></c><c r="D5" s="2"><v>45352.75</v></c></row>
            """, """<si><t>Titel</t></si><si><r><t xml:space="preserve">Een titel </t></r><r><t>in delen</t></r><rPh><t>uitspraak</t></rPh></si>""");

        var antwoord = await Stuur(project, werkmap);

        Uitkomsten(antwoord).Should().Equal("aangemaakt", "aangemaakt");
        var (een, twee) = (await Gemeld(antwoord, 0), await Gemeld(antwoord, 1));
        (een.Tekst("titel"), een.Tekst("waargenomenDatum"), een.Tekst("ernst")).Should().Be(("Een titel in delen", "2024-01-01", "3"));
        een.Tekst("omschrijving").Should().Be("Twee loketten\r wijzen naar elkaar.");
        twee.Tekst("waargenomenDatum").Should().Be("2024-03-01");
    }

    [Fact]
    public async Task Een_werkmap_die_geen_werkmap_is_of_zich_te_groot_uitpakt_wordt_geweigerd()
    {
        var project = await app.Project();
        var bom = Werkmap("<row><c t=\"inlineStr\"><is><t>Titel</t></is></c></row>", "", megabytes: (Werkblad.Uitgepakt / 1024 / 1024) + 1);
        bom.Length.Should().BeLessThan(2 * 1024 * 1024);
        var breed = Werkmap("<row><c r=\"ZZ1\" t=\"inlineStr\"><is><t>Titel</t></is></c></row>", "");
        var entiteit = Werkmap("<row><c t=\"inlineStr\"><is><t>&x;</t></is></c></row>", "", "<!DOCTYPE worksheet [<!ENTITY x \"Titel\">]>");
        foreach (var werkmap in new[] { bom, breed, entiteit, Werkmap("", ""), Encoding.UTF8.GetBytes("Titel;Omschrijving"), [0x50, 0x4B, 3, 4], [] })
        {
            (await (await Werkmapverzoek(project, werkmap)).Fouten()).Should().Equal(": ongeldig-formaat");
        }
    }

    [Fact]
    public async Task De_opdrachtregel_toont_wat_er_geweigerd_is()
    {
        var map = Directory.CreateTempSubdirectory("knelpunten-import-");
        try
        {
            string project;
            await using (var wereld = new App(map.FullName))
            {
                project = await wereld.Project();
            }

            var lijst = Path.Combine(map.FullName, "lijst.csv");
            await File.WriteAllTextAsync(lijst, "Titel;Omschrijving;Soort;Wet\nEen titel;Twee loketten wijzen naar elkaar.;it;Zvw\nEen ander;Niemand weet wie hierover beslist.;it;Zvww", App.Ct);

            var (code, uitvoer) = await Programma.Draai(map.FullName, "importeer", lijst, "--project", project);

            code.Should().Be(3);
            uitvoer.Should().Contain("2 rijen: 1 aangemaakt, 1 geweigerd, 0 bestonden al.").And.MatchRegex("rij +veld +code +suggestie +bericht\\s+2 +/wetten/0 +onbekende-code +zvw +");
        }
        finally
        {
            map.Delete(recursive: true);
        }
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
            ["titel"] = $"Een knelpunt uit een lijst {Interlocked.Increment(ref rijen)}", ["omschrijving"] = "Twee loketten wijzen naar elkaar en niemand beslist.", ["soort"] = "regelgeving",
        };
        if (veld is not null)
        {
            rij[veld] = waarde;
        }

        return rij;
    }

    private static string Bestand(string naam) => Path.Combine(AppContext.BaseDirectory, "Bestanden", naam);

    private static IEnumerable<string> Uitkomsten(JsonObject antwoord) => antwoord["resultaten"]!.AsArray().Select(rij => rij.Tekst("uitkomst"));

    private async Task<JsonObject> Gemeld(JsonObject antwoord, int rij) => await (await app.Analist()).Lees($"/v1/knelpunten/{antwoord["resultaten"]![rij]!["kenmerk"]}");

    private async Task<HttpResponseMessage> Werkmapverzoek(string project, byte[] werkmap)
    {
        using var inhoud = new ByteArrayContent(werkmap);
        inhoud.Headers.ContentType = new(Xlsx.MediaType);
        return await (await app.Melder()).PostAsync($"/v1/importen?project={project}", inhoud, App.Ct);
    }

    private async Task<JsonObject> Stuur(string project, byte[] werkmap) => await Werkmapverzoek(project, werkmap).Gelukt();

    /// <summary>A workbook as Excel lays it out: style 1 is a built-in day, style 2 one of its own.</summary>
    private static byte[] Werkmap(string rijen, string gedeeld, string vooraf = "", int megabytes = 0)
    {
        const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        using var bestand = new MemoryStream();
        using (var zip = new ZipArchive(bestand, ZipArchiveMode.Create, leaveOpen: true))
        {
            Deel("_rels/.rels", $"<Relationships><Relationship Id=\"r1\" Type=\"{Office}/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>");
            Deel("xl/_rels/workbook.xml.rels", $"<Relationships><Relationship Id=\"r1\" Type=\"{Office}/worksheet\" Target=\"worksheets/blad.xml\"/>"
                + $"<Relationship Id=\"r2\" Type=\"{Office}/sharedStrings\" Target=\"teksten.xml\"/><Relationship Id=\"r3\" Type=\"{Office}/styles\" Target=\"stijlen.xml\"/></Relationships>");
            Deel("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><workbookPr/><sheets><sheet name=\"Blad1\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>");
            Deel("xl/stijlen.xml", $"<styleSheet xmlns=\"{Main}\"><numFmts><numFmt numFmtId=\"164\" formatCode=\"[$-413]d\\ mmm\\ yyyy\"/></numFmts><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/><xf numFmtId=\"164\"/></cellXfs></styleSheet>");
            Deel("xl/teksten.xml", $"<sst xmlns=\"{Main}\">{gedeeld}</sst>");
            Deel("xl/worksheets/blad.xml", $"{vooraf}<worksheet xmlns=\"{Main}\"><sheetData>{rijen}</sheetData></worksheet>");
            Deel("xl/media/groot.bin", "", megabytes);

            void Deel(string naam, string xml, int nullen = 0)
            {
                using var deel = zip.CreateEntry(naam).Open();
                deel.Write(Encoding.UTF8.GetBytes(xml));
                for (var i = 0; i < nullen; i++)
                {
                    deel.Write(new byte[1024 * 1024]);
                }
            }
        }

        return bestand.ToArray();
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
