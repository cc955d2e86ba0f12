using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Invoer;

/// <summary>What the border lets in, seen through POST /knelpunten.</summary>
public sealed class InvoerTests(App app) : IClassFixture<App>, IAsyncLifetime
{
    private string project = "";
    private HttpClient melder = null!;

    public async ValueTask InitializeAsync() => (project, melder) = (await app.Project(), await app.Melder());

    public ValueTask DisposeAsync() => default;

    [Theory]
    [InlineData("titel", 2, "te-kort")]
    [InlineData("titel", 3, null)]
    [InlineData("titel", 160, null)]
    [InlineData("titel", 161, "te-lang")]
    [InlineData("omschrijving", 19, "te-kort")]
    [InlineData("omschrijving", 20, null)]
    [InlineData("omschrijving", 10_000, null)]
    [InlineData("omschrijving", 10_001, "te-lang")]
    [InlineData("vindplaats", 500, null)]
    [InlineData("vindplaats", 501, "te-lang")]
    [InlineData("toelichtingGevolg", 2_000, null)]
    [InlineData("toelichtingGevolg", 2_001, "te-lang")]
    [InlineData("omweg", 2_001, "te-lang")]
    [InlineData("gewensteWijziging", 2_001, "te-lang")]
    [InlineData("dilemma", 2_001, "te-lang")]
    public async Task Een_lengte_telt_tekens_en_geen_bytes(string veld, int lengte, string? code)
    {
        // Outside the BMP: two UTF-16 units, four bytes, one character.
        var tekst = string.Concat(Enumerable.Repeat("😀", lengte));
        var body = Voorbeeld.Knelpunt(project, new JsonObject { [veld] = "TEKST" }).ToJsonString().Replace("TEKST", tekst, StringComparison.Ordinal);

        var antwoord = await melder.Stuur("POST", "/v1/knelpunten", body);

        if (code is null)
        {
            antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
            (await antwoord.Json()).Tekst(veld).Should().Be(tekst);
        }
        else
        {
            (await antwoord.Fouten()).Should().Equal($"/{veld}: {code}");
        }
    }

    [Theory]
    [InlineData("   ")]
    [InlineData("  x ")]
    [InlineData("\t\r\n")]
    public async Task Witruimte_is_geen_titel(string titel) =>
        (await (await Meld(new JsonObject { ["titel"] = titel })).Fouten()).Should().ContainSingle().Which.Should().StartWith("/titel: ");

    [Fact]
    public async Task Een_titel_van_een_letter_en_159_spaties_is_te_kort() =>
        (await (await Meld(new JsonObject { ["titel"] = new string(' ', 159) + "x" })).Fouten()).Should().Equal("/titel: te-kort");

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x01)]
    [InlineData(0x08)]
    [InlineData(0x0b)]
    [InlineData(0x0c)]
    [InlineData(0x0e)]
    [InlineData(0x1b)]
    [InlineData(0x1f)]
    [InlineData(0x7f)]
    [InlineData(0x80)]
    [InlineData(0x85)]
    [InlineData(0x9f)]
    [InlineData(0x202a)]
    [InlineData(0x202b)]
    [InlineData(0x202c)]
    [InlineData(0x202d)]
    [InlineData(0x202e)]
    [InlineData(0x2066)]
    [InlineData(0x2069)]
    [InlineData(0xfdd0)]
    [InlineData(0xfffe)]
    [InlineData(0xffff)]
    [InlineData(0xd800)]
    [InlineData(0xdfff)]
    public async Task Een_teken_dat_niet_mag_wordt_geweigerd_met_veld_en_code(int teken)
    {
        var body = Voorbeeld.Knelpunt(project, new JsonObject { ["titel"] = "Voor TEKEN na" }).ToJsonString()
            .Replace("TEKEN", $"\\u{teken:x4}", StringComparison.Ordinal);

        (await (await melder.Stuur("POST", "/v1/knelpunten", body)).Fouten()).Should().Equal("/titel: ongeldig-teken");
    }

    [Fact]
    public async Task Elk_tekstveld_weigert_wat_niet_mag()
    {
        var body = """
            {"projectId":"PROJECT","titel":"abc\u0000","omschrijving":"\ud800 lang genoeg om te melden","soorten":["bekostiging\u0007","\udc00"],
             "wetten":["zvw\ufffe"],"perspectief":"\u202e","omvang":{"urenPerMaand":"10\u0000"},"vindplaats":"\u0000","toelichtingGevolg":"\u0085",
             "omweg":"\u2066","gewensteWijziging":"\ud800","dilemma":"\uffff","bronnen":[{"titel":"\u0001","url":"https://nza.nl/\u0000"}],
             "oplossingsruimte":"\u0000","ernst":"\ud800","status":"\u0000"}
            """.Replace("PROJECT", project, StringComparison.Ordinal);

        (await (await melder.Stuur("POST", "/v1/knelpunten", body)).Fouten()).Should().BeEquivalentTo(new[]
        {
            "/titel", "/omschrijving", "/soorten/0", "/soorten/1", "/wetten/0", "/perspectief", "/omvang/urenPerMaand", "/vindplaats", "/toelichtingGevolg",
            "/omweg", "/gewensteWijziging", "/dilemma", "/bronnen/0/titel", "/bronnen/0/url", "/oplossingsruimte", "/ernst", "/status",
        }.Select(veld => $"{veld}: ongeldig-teken"));
    }

    [Fact]
    public async Task Ongeldige_utf8_is_een_ongeldig_teken()
    {
        var body = Encoding.UTF8.GetBytes(Voorbeeld.Knelpunt(project, new JsonObject { ["titel"] = "Voor X na" }).ToJsonString());
        body[body.AsSpan().IndexOf("X na"u8)] = 0xff;
        using var inhoud = new ByteArrayContent(body);
        inhoud.Headers.ContentType = new("application/json");

        (await (await melder.PostAsync("/v1/knelpunten", inhoud, App.Ct)).Fouten()).Should().Equal("/titel: ongeldig-teken");
    }

    [Fact]
    public async Task Tab_en_regeleinden_mogen_en_blijven_zoals_ze_zijn()
    {
        const string Tekst = "Eerste regel\r\n\tingesprongen\nderde regel\reinde";

        var melding = await Meld(new JsonObject { ["omschrijving"] = Tekst }).Gelukt();

        (await melder.Lees($"/v1/knelpunten/{melding.Id()}")).Tekst("omschrijving").Should().Be(Tekst);
    }

    [Fact]
    public async Task Tekst_wordt_als_nfc_bewaard()
    {
        const string Los = "Cafe\u0301 A\u030angstro\u0308m \u1100\u1161";

        var melding = await Meld(new JsonObject { ["titel"] = Los }).Gelukt();

        var titel = (await melder.Lees($"/v1/knelpunten/{melding.Id()}")).Tekst("titel");
        titel.Should().Be("Caf\u00e9 \u00c5ngstr\u00f6m \uac00");
        Map.MetTekst(app.Datamap, "Caf\u00e9 \u00c5ngstr\u00f6m").Should().NotBeEmpty();
        Map.MetTekst(app.Datamap, "Cafe\u0301").Should().BeEmpty();
    }

    [Fact]
    public async Task Wat_mag_komt_terug_zoals_het_kwam()
    {
        var toeval = new Random(20261122);
        for (var i = 0; i < 40; i++)
        {
            var tekst = new StringBuilder();
            while (tekst.Length < 60)
            {
                var rune = new Rune(toeval.Next(4) switch { 0 => toeval.Next(0x20, 0x30), 1 => toeval.Next(0xa0, 0x250), 2 => toeval.Next(0x3041, 0x9fff), _ => toeval.Next(0x1f300, 0x1faff) });
                tekst.Append(rune.ToString());
            }

            var antwoord = await Meld(new JsonObject { ["omschrijving"] = tekst.ToString() });
            antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
            (await melder.Lees(antwoord.Headers.Location!.ToString())).Tekst("omschrijving").Should().Be(tekst.ToString().Normalize());
        }
    }

    [Fact]
    public async Task Wat_verplicht_is_wordt_alles_tegelijk_gemist()
    {
        string[] alles = ["/projectId: verplicht", "/titel: verplicht", "/omschrijving: verplicht", "/soorten: verplicht"];

        (await (await melder.Stuur("POST", "/v1/knelpunten", "{}")).Fouten()).Should().BeEquivalentTo(alles);
        (await (await melder.Stuur("POST", "/v1/knelpunten", """{"projectId":null,"titel":null,"omschrijving":null,"soorten":null}""")).Fouten()).Should().BeEquivalentTo(alles);
        (await (await Meld(new JsonObject { ["soorten"] = new JsonArray() })).Fouten()).Should().Equal("/soorten: verplicht");
    }

    [Fact]
    public async Task Null_mag_waar_een_veld_niet_verplicht_is()
    {
        var melding = await Meld(new JsonObject
        {
            ["wetten"] = null, ["domeinen"] = null, ["akkoorden"] = null, ["regios"] = null, ["doelgroepen"] = null, ["adressaten"] = null, ["principes"] = null,
            ["perspectief"] = null, ["gevolgen"] = null, ["ernst"] = null, ["frequentie"] = null, ["oplossingsruimte"] = null, ["vindplaats"] = null,
            ["omvang"] = null, ["toelichtingGevolg"] = null, ["omweg"] = null, ["gewensteWijziging"] = null, ["dilemma"] = null, ["bronnen"] = null,
            ["waargenomenDatum"] = null, ["status"] = null,
        }).Gelukt();

        melding.Tekst("status").Should().Be("gemeld");
        melding.Lijst("wetten").Should().BeEmpty();
        melding["ernst"].Should().BeNull();
    }

    [Theory]
    [InlineData("owner")]
    [InlineData("published")]
    [InlineData("id")]
    [InlineData("kenmerk")]
    [InlineData("versie")]
    [InlineData("gemeldOp")]
    [InlineData("gewijzigdOp")]
    [InlineData("steun")]
    [InlineData("project")]
    [InlineData("externeSleutel")]
    [InlineData("voorbeeld")]
    [InlineData("Titel")]
    [InlineData("a/b~c")]
    public async Task Een_onbekend_veld_wordt_geweigerd_en_niet_genegeerd(string veld)
    {
        var pointer = veld.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        (await (await Meld(new JsonObject { [veld] = "x" })).Fouten()).Should().Equal($"/{pointer}: onbekend-veld");
    }

    [Theory]
    [InlineData("gemeld")]
    [InlineData("bevestigd")]
    [InlineData("afgewezen")]
    [InlineData("opgelost")]
    [InlineData("heropend")]
    [InlineData("ingetrokken")]
    [InlineData("Concept")]
    public async Task Een_andere_status_dan_concept_wordt_geweigerd(string status) =>
        (await (await Meld(new JsonObject { ["status"] = status })).Fouten()).Should().Equal("/status: onbekende-code");

    [Theory]
    [InlineData("""{"titel":"Een titel","titel":"Nog een titel"}""", "/titel: dubbel-veld")]
    [InlineData("""{"titel":"Een titel","tite\u006c":"Nog een titel"}""", "/titel: dubbel-veld")]
    [InlineData("""{"omvang":{"urenPerMaand":"1-2","urenPerMaand":"3-4"}}""", "/omvang/urenPerMaand: dubbel-veld")]
    [InlineData("""{"bronnen":[{"titel":"Een","titel":"Twee"}]}""", "/bronnen/0/titel: dubbel-veld")]
    [InlineData("""{"omvang":{"kosten":"1-2"}}""", "/omvang/kosten: onbekend-veld")]
    [InlineData("""{"bronnen":[{"titel":"Een","jaar":2020}]}""", "/bronnen/0/jaar: onbekend-veld")]
    public async Task Dubbele_en_onbekende_velden_vallen_ook_binnenin_op(string extra, string fout)
    {
        var basis = Voorbeeld.Knelpunt(project);
        basis.Remove("titel");
        var titel = extra.Contains("Een titel", StringComparison.Ordinal) ? "" : "\"titel\":\"Een gewone titel\",";

        var antwoord = await melder.Stuur("POST", "/v1/knelpunten", "{" + titel + extra[1..^1] + "," + basis.ToJsonString()[1..]);

        (await antwoord.Fouten()).Should().Equal(fout);
    }

    [Theory]
    [InlineData("projectId", "5")]
    [InlineData("projectId", "\"geen id\"")]
    [InlineData("titel", "5")]
    [InlineData("titel", "[\"abc\"]")]
    [InlineData("omschrijving", "{}")]
    [InlineData("omschrijving", "true")]
    [InlineData("soorten", "\"bekostiging\"")]
    [InlineData("soorten", "{}")]
    [InlineData("wetten", "false")]
    [InlineData("ernst", "3")]
    [InlineData("perspectief", "[]")]
    [InlineData("omvang", "\"10-100\"")]
    [InlineData("omvang", "[]")]
    [InlineData("bronnen", "{}")]
    [InlineData("waargenomenDatum", "20260101")]
    [InlineData("waargenomenDatum", "\"31-05-2026\"")]
    [InlineData("waargenomenDatum", "\"2026-02-30\"")]
    [InlineData("waargenomenDatum", "\"2026-05-31T00:00:00Z\"")]
    [InlineData("status", "1")]
    public async Task Een_verkeerd_type_wordt_geweigerd(string veld, string json) =>
        (await (await Meld(new JsonObject { [veld] = JsonNode.Parse(json) })).Fouten()).Should().Equal($"/{veld}: ongeldig-formaat");

    [Theory]
    [InlineData("soorten", "[5]", "/soorten/0")]
    [InlineData("soorten", "[\"bekostiging\",null]", "/soorten/1")]
    [InlineData("soorten", "[[\"bekostiging\"]]", "/soorten/0")]
    [InlineData("bronnen", "[\"https://www.nza.nl\"]", "/bronnen/0")]
    public async Task Een_verkeerd_type_in_een_lijst_wordt_met_zijn_plaats_genoemd(string veld, string json, string plaats) =>
        (await (await Meld(new JsonObject { [veld] = JsonNode.Parse(json) })).Fouten()).Should().Contain($"{plaats}: ongeldig-formaat");

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"titel\":}")]
    [InlineData("{\"titel\":\"abc\",}")]
    [InlineData("{'titel':'abc'}")]
    [InlineData("{} {}")]
    [InlineData("{/* nee */}")]
    [InlineData("{\"ernst\":NaN}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"tekst\"")]
    [InlineData("5")]
    public async Task Wat_geen_json_object_is_wordt_geweigerd(string body) =>
        (await (await melder.Stuur("POST", "/v1/knelpunten", body)).Fouten()).Should().Equal(": ongeldig-formaat");

    [Fact]
    public async Task Een_byte_order_mark_mag()
    {
        var antwoord = await melder.Stuur("POST", "/v1/knelpunten", '\ufeff' + Voorbeeld.Knelpunt(project).ToJsonString());

        antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
    }

    [Fact]
    public async Task Zestien_diep_is_json_en_zeventien_diep_niet()
    {
        static string Diep(int diepte) => "{\"x\":" + new string('[', diepte - 1) + new string(']', diepte - 1) + "}";

        (await (await melder.Stuur("POST", "/v1/knelpunten", Diep(16))).Fouten()).Should().Contain("/x: onbekend-veld");
        (await (await melder.Stuur("POST", "/v1/knelpunten", Diep(17))).Fouten()).Should().Equal(": ongeldig-formaat");
    }

    [Theory]
    [InlineData(64 * 1024, 201, false)]
    [InlineData((64 * 1024) + 1, 413, false)]
    [InlineData((64 * 1024) + 1, 413, true)]
    public async Task Een_body_is_ten_hoogste_64_kilobyte(int bytes, int status, bool inStukken)
    {
        var body = Encoding.UTF8.GetBytes(Voorbeeld.Knelpunt(project).ToJsonString().PadRight(bytes));
        using var verzoek = new HttpRequestMessage(HttpMethod.Post, "/v1/knelpunten") { Content = new ByteArrayContent(body) };
        verzoek.Content.Headers.ContentType = new("application/json");
        verzoek.Headers.TransferEncodingChunked = inStukken;

        var antwoord = await melder.SendAsync(verzoek, App.Ct);

        ((int)antwoord.StatusCode).Should().Be(status, await antwoord.Tekst());
        if (status == 413)
        {
            await antwoord.Probleem(HttpStatusCode.RequestEntityTooLarge);
        }
    }

    [Theory]
    [InlineData("application/json; charset=iso-8859-1")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("text/plain")]
    [InlineData("text/json")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("onzin")]
    public async Task Een_ander_mediatype_of_andere_tekenset_is_415(string mediatype) =>
        await (await melder.Stuur("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(project).ToJsonString(), mediatype: mediatype)).Probleem(HttpStatusCode.UnsupportedMediaType);

    [Theory]
    [InlineData("application/json; charset=UTF-8")]
    [InlineData("application/json;charset=\"utf-8\"")]
    [InlineData("APPLICATION/JSON")]
    public async Task Utf8_mag_genoemd_worden(string mediatype)
    {
        var antwoord = await melder.Stuur("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(project).ToJsonString(), mediatype: mediatype);

        antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
    }

    [Fact]
    public async Task Zonder_body_en_mediatype_is_415() =>
        await (await melder.Stuur("POST", "/v1/knelpunten")).Probleem(HttpStatusCode.UnsupportedMediaType);

    [Fact]
    public async Task Waargenomen_mag_vandaag_zijn_en_niet_morgen()
    {
        var vandaag = app.Vandaag();

        (await Meld(new JsonObject { ["waargenomenDatum"] = vandaag.Iso() }).Gelukt()).Tekst("waargenomenDatum").Should().Be(vandaag.Iso());
        (await (await Meld(new JsonObject { ["waargenomenDatum"] = vandaag.AddDays(1).Iso() })).Fouten()).Should().Equal("/waargenomenDatum: buiten-bereik");
    }

    [Theory]
    [InlineData("10-100", true)]
    [InlineData("<10", true)]
    [InlineData(">1000", true)]
    [InlineData("veel", false)]
    [InlineData("-5", false)]
    [InlineData("", false)]
    [InlineData("10 tot 100", false)]
    public async Task Omvang_is_een_orde_van_grootte(string waarde, bool mag)
    {
        foreach (var veld in new[] { "inwonersPerJaar", "urenPerMaand", "euroPerJaar" })
        {
            var antwoord = await Meld(new JsonObject { ["omvang"] = new JsonObject { [veld] = waarde } });
            if (mag)
            {
                (await Task.FromResult(antwoord).Gelukt())["omvang"]!.Tekst(veld).Should().Be(waarde);
            }
            else
            {
                (await antwoord.Fouten()).Should().Equal($"/omvang/{veld}: ongeldig-formaat");
            }
        }
    }

    [Fact]
    public async Task Een_bron_heeft_een_titel_en_een_webadres()
    {
        var antwoord = await Meld(new JsonObject
        {
            ["bronnen"] = JsonNode.Parse("""
                [{"titel":"Goed","url":"https://www.nza.nl/x"},{"url":"https://www.nza.nl"},{"titel":"Zonder adres"},
                 {"titel":"Fout","url":"ftp://nza.nl"},{"titel":"Fout","url":"javascript:alert(1)"},{"titel":"Fout","url":"/pad"},{"titel":"","url":null}]
                """),
        });

        (await antwoord.Fouten()).Should().BeEquivalentTo("/bronnen/1/titel: verplicht", "/bronnen/3/url: ongeldig-formaat", "/bronnen/4/url: ongeldig-formaat",
            "/bronnen/5/url: ongeldig-formaat", "/bronnen/6/titel: verplicht");
    }

    [Fact]
    public async Task Een_lijst_heeft_een_grens()
    {
        var bronnen = new JsonArray([.. Enumerable.Range(0, 21).Select(i => (JsonNode)new JsonObject { ["titel"] = $"Bron {i}" })]);

        (await (await Meld(new JsonObject { ["bronnen"] = bronnen })).Fouten()).Should().Equal("/bronnen: te-lang");
        (await (await Meld(new JsonObject { ["principes"] = new JsonArray([.. Enumerable.Repeat("juiste-plek", 201).Select(code => JsonValue.Create(code))]) })).Fouten())
            .Should().Equal("/principes: te-lang");
    }

    [Fact]
    public async Task Een_code_die_er_tweemaal_staat_telt_eenmaal()
    {
        var melding = await Meld(new JsonObject { ["wetten"] = new JsonArray("zvw", "zvw", "wlz") }).Gelukt();

        melding.Lijst("wetten").Should().Equal("zvw", "wlz");
    }

    [Fact]
    public async Task Een_groep_is_geen_code_om_mee_te_melden() =>
        (await (await Meld(new JsonObject { ["regios"] = new JsonArray("zorgkantoorregio") })).Fouten()).Should().Equal("/regios/0: onbekende-code");

    [Fact]
    public async Task Een_project_dat_er_niet_is_wordt_genoemd() =>
        (await (await Meld(new JsonObject { ["projectId"] = Guid.NewGuid().ToString() })).Fouten()).Should().Equal("/projectId: niet-gevonden");

    [Fact]
    public async Task Een_vreemde_regel_in_een_verzoek_komt_niet_in_het_log_en_geeft_geen_stapel()
    {
        const string Aas = "\r\n2026-11-22 FATAL \u001b[31mnagemaakt";
        string[] antwoorden =
        [
            await (await melder.Stuur("GET", "/v1/knelpunten/" + Uri.EscapeDataString(Aas))).Tekst(),
            await (await melder.Stuur("GET", "/v1/knelpunten?zoek=" + Uri.EscapeDataString(Aas))).Tekst(),
            await (await melder.Stuur("GET", "/v1/knelpunten?" + Uri.EscapeDataString(Aas) + "=1")).Tekst(),
            await (await melder.Stuur("GET", "/v1/" + Uri.EscapeDataString(Aas))).Tekst(),
            await (await Meld(new JsonObject { ["titel"] = Aas })).Tekst(),
            await (await Meld(new JsonObject { [Aas] = 1 })).Tekst(),
            await (await melder.Stuur("POST", "/v1/knelpunten", "{", mediatype: "application/json; charset=x")).Tekst(),
        ];

        antwoorden.Should().OnlyContain(antwoord => !antwoord.Contains("   at ", StringComparison.Ordinal) && !antwoord.Contains("Exception", StringComparison.Ordinal)
            && !antwoord.Contains('\u001b'));
        app.Log.Regels.Should().NotBeEmpty();
        app.Log.Regels.Should().NotContain(regel => regel.Contains("nagemaakt", StringComparison.Ordinal));
    }

    private Task<HttpResponseMessage> Meld(JsonObject anders) => melder.Post("/v1/knelpunten", Voorbeeld.Knelpunt(project, anders));
}
