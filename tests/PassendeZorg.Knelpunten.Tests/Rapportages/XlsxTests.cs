using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using CsvHelper;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Tests.Selecties;

namespace PassendeZorg.Knelpunten.Tests.Rapportages;

/// <summary>A workbook says the same as the JSON, holds text as text, and opens.</summary>
public sealed class XlsxTests(Wereld wereld) : IClassFixture<Wereld>
{
    private static readonly string[] Formules =
    [
        .. from teken in "=+-@＝＋－＠"
           from rest in new[] { "1+1", "SOM(A1:A9)", "cmd|' /C calc'!A0", "HYPERLINK(\"https://voorbeeld.example\";\"klik\")", "WEBSERVICE(\"https://voorbeeld.example\")", "DDE(\"cmd\";\"/C calc\";\"a\")" }
           select teken + rest,
        "=1+1;=2+2,=3+3", "\"=1+1\"",
    ];

    private static readonly string[] Onschadelijk = [.. Formules.Select(formule => formule[0] == '"' ? formule : $"'{formule}")];

    [Theory]
    [InlineData("rijen=wet&kolommen=domein", "wet=zvw,wlz")]
    [InlineData("rijen=soort&kolommen=maand&meet=projecten", "")]
    [InlineData("rijen=organisatie&kolommen=wet", "status=gemeld")]
    public async Task Een_kruistabel_is_dezelfde_als_in_json(string tabel, string selectie)
    {
        var (json, bladen) = await Beide(await wereld.Analist(), $"/v1/rapportages/kruistabel?{tabel}&{selectie}");

        json["cellen"]!.AsArray().Should().NotBeEmpty();
        bladen["kruistabel"].Skip(1).Should().BeEquivalentTo(json["cellen"]!.AsArray().Select(cel => new object?[]
        {
            cel!.Tekst("rij"), Naam("rijen", cel!.Tekst("rij")), cel!.Tekst("kolom"), Naam("kolommen", cel!.Tekst("kolom")), (double)cel!.Getal("aantal"),
        }), options => options.WithStrictOrdering());
        string Naam(string kant, string code) => json[kant]!.AsArray().Single(kop => kop!.Tekst("code") == code).Tekst("naam");
    }

    [Fact]
    public async Task Een_tijdreeks_is_dezelfde_als_in_json()
    {
        var (json, bladen) = await Beide(wereld.Anoniem(), "/v1/rapportages/tijdreeks?interval=week&groep=wet");

        var (perioden, totalen) = (json.Lijst("perioden"), json["totalen"]!.AsArray());
        bladen["tijdreeks"].Skip(1).Should().BeEquivalentTo(perioden.SelectMany((periode, i) => json["reeksen"]!.AsArray()
            .Select(reeks => new object?[] { periode, reeks!.Tekst("code"), reeks!.Tekst("naam"), reeks!["aantallen"]![i]!.GetValue<double>() })
            .Append([periode, "totaal", "Totaal", totalen[i]!.GetValue<double>()])), options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Naden_zijn_dezelfde_als_in_json()
    {
        var (json, bladen) = await Beide(wereld.Anoniem(), "/v1/rapportages/naden?dimensie=domein");

        bladen["naden"].Skip(1).Select(rij => new[] { rij[0], rij[2], rij[4], rij[5] }).Should().BeEquivalentTo(json["naden"]!.AsArray()
            .Select(naad => new object?[] { naad!.Tekst("a"), naad!.Tekst("b"), (double)naad!.Getal("aantal"), (double)naad!.Getal("projecten") }), options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task De_agenda_is_dezelfde_als_in_json()
    {
        var kenmerken = (await wereld.Anoniem().Lees("/v1/knelpunten?limiet=40"))["items"]!.AsArray().Select(item => (JsonNode)item!.Tekst("kenmerk")).ToArray();
        foreach (var (titel, aantal) in new[] { ("Veel projecten", kenmerken.Length), ("=Eén melding", 1) })
        {
            await (await wereld.Analist()).Post("/v1/systeemknelpunten", new JsonObject
            {
                ["titel"] = titel, ["kern"] = "Wat er structureel achter deze meldingen zit.", ["bevoegd"] = new JsonArray("vws"), ["knelpunten"] = new JsonArray([.. kenmerken.Take(aantal).Select(kenmerk => kenmerk.DeepClone())]),
            }).Gelukt();
        }

        var (json, bladen) = await Beide(wereld.Anoniem(), "/v1/rapportages/agenda?");

        var punten = json["items"]!.AsArray().Concat(json["toetssteen"]!.AsArray()).ToList();
        punten.Should().HaveCount(2);
        bladen["agenda"].Skip(1).Select(rij => rij.Take(15)).Should().BeEquivalentTo(punten.Select(punt => new object?[]
        {
            (double?)(int?)punt!["rang"], punt["systeemknelpunt"].Tekst("kenmerk"), punt["systeemknelpunt"].Tekst("titel").Replace("=", "'=", StringComparison.Ordinal), punt["systeemknelpunt"].Tekst("status"),
            punt["systeemknelpunt"].Tekst("oplossingsruimte"), null, null, punt["prioriteit"]!["score"]!.GetValue<double>(), (double)punt["prioriteit"].Getal("ernst"), (double)punt.Getal("knelpunten"),
            (double)punt.Getal("projecten"), (double)punt.Getal("organisaties"), (double)punt.Getal("regios"), punt["prioriteit"]!["regioAandeel"]!.GetValue<double>(), string.Join('|', punt.Lijst("wetten")),
        }), options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task De_lijst_is_heel_en_dezelfde_als_in_json_en_csv()
    {
        const string Vraag = "/v1/knelpunten?sorteer=titel&organisatie=Eerste%20organisatie";
        var (json, bladen) = await Beide(wereld.Anoniem(), $"{Vraag}&limiet=200");
        var csv = await Csv(await Haal(wereld.Anoniem(), $"{Vraag}&formaat=csv"));

        var blad = bladen["knelpunten"];
        var items = json["items"]!.AsArray();
        items.Should().HaveCountGreaterThan(20);
        Kolom(blad, "kenmerk").Should().Equal(items.Select(item => item!.Tekst("kenmerk")));
        Kolom(blad, "titel").Should().Equal(items.Select(item => item!.Tekst("titel")));
        Kolom(blad, "wetten").Should().Equal(items.Select(item => item!.Lijst("wetten") is { Count: > 0 } wetten ? string.Join('|', wetten) : null));
        Kolom(blad, "steun").Should().Equal(items.Select(item => (object)(double)item!["steun"].Getal("projecten")));
        Kolom(blad, "voorbeeld").Should().OnlyContain(cel => cel == null);
        blad.Select(rij => rij.Select(cel => cel is bool waar ? waar.ToString() : Convert.ToString(cel, CultureInfo.InvariantCulture)))
            .Should().BeEquivalentTo(csv, options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Het_tweede_blad_zegt_wat_er_is_gevraagd_en_van_wanneer_het_is()
    {
        var (json, bladen) = await Beide(wereld.Anoniem(), "/v1/rapportages/kruistabel?rijen=wet&wet=zvw,wlz&organisatie=Tweede%2C%20met%20komma&organisatie=%3D1%2B1&gemeldVanaf=2020-01-01");

        bladen.Keys.Should().Equal("kruistabel", "Selectie");
        bladen["Selectie"].Select(rij => string.Join(" / ", rij.Where(cel => cel is not null))).Should().Equal(
            "sleutel / waarde", "wet / zvw / wlz", "organisatie / Tweede, met komma / '=1+1", "gemeldVanaf / 2020-01-01", $"totaal / {json.Getal("totaal")}",
            $"peilOp / {json.Tekst("peilOp")}", $"volgnummer / {json.Getal("volgnummer")}",
            "vraag / /v1/rapportages/kruistabel?rijen=wet&wet=zvw,wlz&organisatie=Tweede%2C%20met%20komma&organisatie=%3D1%2B1&gemeldVanaf=2020-01-01&formaat=xlsx",
            "licentie / CC BY 4.0", $"bron / Bron: PassendeZorg.Knelpunten, stand na gebeurtenis {json.Getal("volgnummer")}");
    }

    [Theory]
    [InlineData("", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")]
    [InlineData("", "text/csv;q=0.5, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;q=0.9, application/json;q=0.1", "xlsx")]
    [InlineData("", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;q=0.2, text/*;q=0.3", "csv")]
    [InlineData("", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;q=0.2, */*;q=0.3", "json")]
    [InlineData("", "application/*", "json")]
    [InlineData("formaat=xlsx", "text/csv", "xlsx")]
    [InlineData("formaat=csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "csv")]
    public async Task Accept_en_formaat_kiezen_en_een_bestand_heeft_een_naam(string formaat, string accept, string soort)
    {
        foreach (var (pad, naam) in new[] { ("rapportages/kruistabel?rijen=wet", "kruistabel-"), ("rapportages/tijdreeks?", "tijdreeks-"), ("rapportages/naden?", "naden-"), ("rapportages/agenda?", "agenda-"), ("knelpunten?", "") })
        {
            using var verzoek = new HttpRequestMessage(HttpMethod.Get, $"/v1/{pad}&{formaat}");
            verzoek.Headers.TryAddWithoutValidation("Accept", accept);
            var antwoord = await wereld.Anoniem().SendAsync(verzoek, App.Ct);

            antwoord.StatusCode.Should().Be(HttpStatusCode.OK);
            antwoord.Content.Headers.ContentType!.MediaType.Should().Be(soort switch { "xlsx" => Xlsx.MediaType, "csv" => "text/csv", _ => "application/json" });
            var bestand = antwoord.Content.Headers.ContentDisposition;
            (bestand?.DispositionType).Should().Be(soort == "json" ? null : "attachment");
            (bestand?.FileName ?? "").Should().MatchRegex(soort == "json" ? "^$" : $"^\"?knelpunten-{naam}[0-9]+\\.{soort}\"?$");
        }
    }

    [Fact]
    public async Task Hetzelfde_antwoord_bestaat_uit_dezelfde_bytes()
    {
        const string Vraag = "/v1/rapportages/naden?formaat=xlsx&totVolgnummer=500";

        (await Haal(wereld.Anoniem(), Vraag)).Should().Equal(await Haal(wereld.Anoniem(), Vraag));
    }

    [Fact]
    public async Task Vijftig_formules_blijven_tekst_in_xlsx_en_csv()
    {
        var (xlsx, csv, puntkomma) = await Formulebladen();

        Formules.Should().HaveCount(50).And.OnlyHaveUniqueItems();
        Kolom(Lees(xlsx)["knelpunten"], "titel").Should().BeEquivalentTo(Onschadelijk);
        Kolom(await Csv(csv), "titel").Should().BeEquivalentTo(Onschadelijk);
        Kolom(await Csv(puntkomma, ';'), "titel").Should().BeEquivalentTo(Onschadelijk);
    }

    [Fact]
    public async Task Libreoffice_vindt_er_geen_formule_in()
    {
        Assert.SkipWhen(Soffice is null, "LibreOffice (soffice) is not on the PATH: that it finds no formulas has not been tested.");
        var (xlsx, csv, puntkomma) = await Formulebladen();
        foreach (var (naam, inhoud, filter) in new[] { ("blad.xlsx", xlsx, "Calc MS Excel 2007 XML"), ("komma.csv", csv, "CSV:44,34,76,1"), ("puntkomma.csv", puntkomma, "CSV:59,34,76,1") })
        {
            var document = await Open(naam, inhoud, filter);
            XNamespace tabel = "urn:oasis:names:tc:opendocument:xmlns:table:1.0", tekst = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";
            document.Descendants().Attributes(tabel + "formula").Should().BeEmpty();
            var cellen = document.Descendants(tabel + "table-cell").Select(cel => string.Join('\n', cel.Elements(tekst + "p").Select(alinea => alinea.Value))).ToHashSet();
            Onschadelijk.Should().OnlyContain(titel => cellen.Contains(titel));
        }
    }

    [Theory]
    [InlineData("\t=1+1")]
    [InlineData("\r=1+1")]
    [InlineData("\n=1+1")]
    public void Ook_na_een_tab_of_regeleinde_begint_geen_formule(string tekst) => Xlsx.Clean(tekst)[0].Should().Be('\'');

    [Fact]
    public async Task Tekens_die_xml_niet_kent_komen_er_niet_in()
    {
        var project = await wereld.Project("Tekens BV");
        foreach (var teken in new[] { "\\u0000", "\\u000b", "\\ud800", "\\ufffe", "\\uffff" })
        {
            var body = Voorbeeld.Knelpunt(project, new JsonObject { ["titel"] = "Hier TEKEN staat het" }).ToJsonString().Replace("TEKEN", teken, StringComparison.Ordinal);
            (await (await wereld.Melder("Tekens BV")).PostAsync("/v1/knelpunten", body.Body(), App.Ct)).StatusCode.Should().Be(HttpStatusCode.BadRequest);
        }

        var alles = new string([.. Enumerable.Range(0, 0x10000).Select(c => (char)c)]);
        foreach (var deel in alles.Chunk(1000).Select(tekens => new string(tekens)))
        {
            XmlConvert.VerifyXmlChars(Xlsx.Clean(deel));
        }
    }

    [Fact]
    public async Task Tekst_komt_heel_over_en_een_te_lange_cel_wordt_afgekapt()
    {
        var lang = string.Concat(Enumerable.Repeat("😀", Xlsx.MaxCell));
        object?[] rij = [" spaties  voor en na ", "regel\neen\r\ntwee", "_x0041_ <b>&amp;\"' 😀 é", "a\0b\u000bc\ud800d\ufffee", lang, 1.5, 12L, true, null, "laatste"];
        using var bestand = new MemoryStream();
        await Xlsx.Write(bestand, [new Xlsx.Sheet("Blad", new[] { rij, rij }.ToAsyncEnumerable())], App.Ct);

        var gelezen = Lees(bestand.ToArray())["Blad"][1];

        gelezen[..4].Should().Equal(" spaties  voor en na ", "regel\neen\ntwee", "_x005F_x0041_ <b>&amp;\"' 😀 é", "abcde");
        ((string)gelezen[4]!).Should().HaveLength(Xlsx.MaxCell - 1 + (Xlsx.MaxCell % 2 == 1 ? 1 : 0)).And.EndWith("😀…");
        gelezen[5..].Should().Equal(1.5, 12.0, true, null, "laatste");
    }

    [Theory]
    [InlineData(Xlsx.MaxRows, "1048575")]
    [InlineData(Xlsx.MaxRows + 1, "Hier houdt het blad op: een werkblad heeft ten hoogste 1048576 rijen. Alles krijgt u met formaat=csv.")]
    public async Task Meer_rijen_dan_een_blad_kan_hebben_staan_er_niet_in_en_dat_staat_er(int rijen, string laatste)
    {
        using var bestand = new MemoryStream();
        await Xlsx.Write(bestand, [new Xlsx.Sheet("Blad", Enumerable.Range(0, rijen).Select(n => (IReadOnlyList<object?>)[$"{n}"]).ToAsyncEnumerable())], App.Ct);

        using var zip = new ZipArchive(bestand);
        using var blad = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
        var xml = await blad.ReadToEndAsync(App.Ct);

        xml[^500..].Should().Contain($"r=\"{Xlsx.MaxRows}\"").And.Contain($">{laatste}<").And.NotContain($"r=\"{Xlsx.MaxRows + 1}\"");
    }

    private static string? Soffice { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(map => Path.Combine(map, "soffice")).FirstOrDefault(File.Exists);

    /// <summary>What LibreOffice makes of a file.</summary>
    private static async Task<XDocument> Open(string naam, byte[] inhoud, string filter)
    {
        var map = Directory.CreateTempSubdirectory("knelpunten-soffice-").FullName;
        try
        {
            var bestand = Path.Combine(map, naam);
            await File.WriteAllBytesAsync(bestand, inhoud, App.Ct);
            string[] argumenten = ["--headless", $"-env:UserInstallation=file://{map}/profiel", $"--infilter={filter}", "--convert-to", "fods", "--outdir", map, bestand];
            using var proces = Process.Start(new ProcessStartInfo(Soffice!, argumenten) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var (uit, fout) = (proces.StandardOutput.ReadToEndAsync(App.Ct), proces.StandardError.ReadToEndAsync(App.Ct));
            await proces.WaitForExitAsync(App.Ct);
            proces.ExitCode.Should().Be(0, await uit + await fout);
            return XDocument.Load(Path.ChangeExtension(bestand, "fods"));
        }
        finally
        {
            Directory.Delete(map, recursive: true);
        }
    }

    /// <summary>A list whose titles are formulas, in all kinds of sheets.</summary>
    private async Task<(byte[] Xlsx, byte[] Csv, byte[] Puntkomma)> Formulebladen()
    {
        const string Vraag = "/v1/knelpunten?organisatie=Formules%20BV";
        if ((await wereld.Anoniem().Lees(Vraag)).Getal("totaal") == 0)
        {
            var project = await wereld.Project("Formules BV");
            foreach (var formule in Formules)
            {
                await wereld.MeldEnBevestig(project, new JsonObject { ["titel"] = formule }, "Formules BV");
            }
        }

        return (await Haal(wereld.Anoniem(), $"{Vraag}&formaat=xlsx"), await Haal(wereld.Anoniem(), $"{Vraag}&formaat=csv"), await Haal(wereld.Anoniem(), $"{Vraag}&formaat=csv&scheidingsteken=puntkomma"));
    }

    internal static async Task<byte[]> Haal(HttpClient client, string pad)
    {
        var antwoord = await client.GetAsync(new Uri(pad, UriKind.Relative), App.Ct);
        antwoord.StatusCode.Should().Be(HttpStatusCode.OK, await antwoord.Content.ReadAsStringAsync(App.Ct));
        return await antwoord.Content.ReadAsByteArrayAsync(App.Ct);
    }

    /// <summary>The JSON and the sheets of one question, from the same moment.</summary>
    private static async Task<(JsonObject Json, Dictionary<string, List<object?[]>> Bladen)> Beide(HttpClient client, string pad) =>
        (await client.Lees(pad), Lees(await Haal(client, $"{pad}&formaat=xlsx")));

    /// <summary>Opens a workbook: valid, no formulas, a bold and frozen first row; the cells by sheet.</summary>
    internal static Dictionary<string, List<object?[]>> Lees(byte[] inhoud)
    {
        using var document = SpreadsheetDocument.Open(new MemoryStream(inhoud), isEditable: false);
        new OpenXmlValidator(FileFormatVersions.Office2019).Validate(document).Select(fout => $"{fout.Path?.XPath}: {fout.Description}").Should().BeEmpty();
        document.WorkbookPart!.SharedStringTablePart.Should().BeNull();
        return document.WorkbookPart.Workbook.Descendants<DocumentFormat.OpenXml.Spreadsheet.Sheet>().ToDictionary(blad => blad.Name!.Value!, blad =>
        {
            var werkblad = ((WorksheetPart)document.WorkbookPart.GetPartById(blad.Id!)).Worksheet;
            werkblad.Descendants<CellFormula>().Should().BeEmpty();
            werkblad.Descendants<Pane>().Single().State!.Value.Should().Be(PaneStateValues.Frozen);
            werkblad.Descendants<Row>().First().Elements<Cell>().Should().OnlyContain(cel => cel.StyleIndex! == 1U);
            var kolommen = werkblad.Descendants<Column>().Count();
            return werkblad.Descendants<Row>().Select(rij => Enumerable.Range(0, kolommen).Select(kolom => Waarde(rij, kolom)).ToArray()).ToList();
        });
    }

    private static object? Waarde(Row rij, int kolom)
    {
        var naam = (kolom < 26 ? "" : $"{(char)('A' + (kolom / 26) - 1)}") + (char)('A' + (kolom % 26));
        var cel = rij.Elements<Cell>().SingleOrDefault(cel => cel.CellReference == $"{naam}{rij.RowIndex}");
        return cel?.DataType?.Value switch
        {
            null => cel is null ? null : double.Parse(cel.CellValue!.Text, CultureInfo.InvariantCulture),
            CellValues.Boolean => cel.CellValue!.Text == "1",
            CellValues.InlineString => cel.InlineString!.Text!.Text,
            var ander => throw new InvalidOperationException($"{ander}"),
        };
    }

    internal static async Task<List<string?[]>> Csv(byte[] inhoud, char scheidingsteken = ',')
    {
        await using var csv = CsvReader.Create(new MemoryStream(inhoud), new CsvReaderOptions { Separator = scheidingsteken, HasHeader = false }, leaveOpen: false);
        var rijen = new List<string?[]>();
        while (await csv.ReadAsync(App.Ct))
        {
            rijen.Add([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
        }

        return rijen;
    }

    internal static IEnumerable<object?> Kolom(IReadOnlyList<object?[]> blad, string kop)
    {
        var plaats = Array.IndexOf(blad[0], kop);
        return blad.Skip(1).Select(rij => rij[plaats]);
    }
}
