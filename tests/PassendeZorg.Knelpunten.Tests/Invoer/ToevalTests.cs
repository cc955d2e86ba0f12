using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Benchmarks;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Invoer;

/// <summary>Requests that nobody meant (demand R31, in short form): whatever comes in, nothing breaks and every refusal is a problem document.</summary>
public sealed class ToevalTests(App app) : IClassFixture<App>
{
    private static readonly string[] Waarden =
    [
        "null", "true", "5", "-1", "1e400", "1.5", "99999999999999999999", "\"\"", "\" \"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\u202e\"", "[]", "[null]", "[[]]", "{}", "{\"a\":1,\"a\":2}", "{\"\":{}}",
        "\"2026-02-30\"", "\"9999-12-31\"", "\"zvw\"", "[\"zvw\",\"zvw\"]", "\"'; DROP TABLE knelpunt; --\"", "\"=1+1\"", "\"<script>\"", "\"\\ud83d\\ude00\"", "\"01a20287-a273-750f-bde6-ba190d410b99\"",
        "\"" + new string('a', 20_000) + "\"", new string('[', 16) + new string(']', 16), "[\"\\udc00\"]", "{\"urenPerMaand\":[]}", "[{\"titel\":{}}]",
    ];

    [Fact]
    public async Task Geen_enkele_body_breekt_iets()
    {
        var (toeval, beheerder) = (new Random(31), app.Beheerder());
        var (project, tweede) = (await app.Project(), await app.Project());
        var knelpunt = (await app.Meld(project)).Id();
        (string Methode, string Pad, JsonObject Goed)[] routes =
        [
            ("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(project, JsonNode.Parse("""
                {"ernst":"3","omvang":{"urenPerMaand":"10-40"},"bronnen":[{"titel":"Bron","url":"https://www.nza.nl"}],"waargenomenDatum":"2026-01-01","status":"concept","perspectief":"inwoner"}
                """)!.AsObject())),
            ("PATCH", $"/v1/knelpunten/{knelpunt}", JsonNode.Parse("""{"titel":"Een titel","soorten":["it"],"omvang":{"urenPerMaand":"1-2"},"bronnen":[{"titel":"Bron"}],"status":"gemeld","ernst":null}""")!.AsObject()),
            ("POST", "/v1/projecten", JsonNode.Parse("""{"naam":"Project","organisatie":"Organisatie","organisaties":["Partner"],"regios":["zk-arnhem"],"contact":"info@voorbeeld.nl","naamTonen":true}""")!.AsObject()),
            ("PATCH", $"/v1/projecten/{project}", JsonNode.Parse("""{"naam":"Project","organisaties":["Partner"],"regios":["zk-arnhem"],"naamTonen":null}""")!.AsObject()),
            ("POST", $"/v1/knelpunten/{knelpunt}/beoordelingen", JsonNode.Parse("""{"besluit":"opgelost","toelichting":"Daarom.","herleidbaarheidGecontroleerd":true}""")!.AsObject()),
            ("POST", "/v1/beoordelingen", JsonNode.Parse($$"""{"knelpunten":["{{knelpunt}}"],"besluit":"opgelost","toelichting":"Daarom."}""")!.AsObject()),
            ("POST", $"/v1/knelpunten/{knelpunt}/steunbetuigingen", JsonNode.Parse($$"""{"projectId":"{{tweede}}","toelichting":"Ook hier."}""")!.AsObject()),
            ("POST", $"/v1/knelpunten/{knelpunt}/vragen", JsonNode.Parse("""{"tekst":"Waarom is dat zo?"}""")!.AsObject()),
            ("POST", $"/v1/knelpunten/{knelpunt}/merkbaarheid", JsonNode.Parse($$"""{"projectId":"{{project}}","oordeel":"merkbaar"}""")!.AsObject()),
            ("POST", "/v1/toetsstenen", JsonNode.Parse($$"""{"titel":"Een casus","omschrijving":"Lang genoeg om te begrijpen.","knelpunten":["{{knelpunt}}"]}""")!.AsObject()),
            ("PUT", "/v1/begrippenlijsten/principes/begrippen/toeval", JsonNode.Parse("""{"naam":"Toeval","aliassen":["geluk"],"volgorde":5,"geldigTotDatum":"2030-01-01","uri":"https://voorbeeld.nl"}""")!.AsObject()),
            ("POST", "/v1/sleutels", JsonNode.Parse("""{"naam":"Sleutel","rol":"melder","organisatie":"Organisatie","geldigTotDatum":"2099-01-01"}""")!.AsObject()),
            ("POST", $"/v1/importen?project={project}", JsonNode.Parse("""{"titel":"Een titel","omschrijving":"Lang genoeg om te melden.","soort":"it","wet":"Zvw","bron":"Krant","nummer":"1"}""")!.AsObject()),
        ];

        var statussen = new Dictionary<HttpStatusCode, int>();
        for (var i = 0; i < 1_200; i++)
        {
            var (methode, pad, goed) = routes[i % routes.Length];
            var body = Encoding.UTF8.GetBytes(Verander(goed, toeval));
            if (toeval.Next(6) == 0)
            {
                body[toeval.Next(body.Length)] = (byte)toeval.Next(256);
            }

            using var verzoek = new HttpRequestMessage(new HttpMethod(methode), pad) { Content = new ByteArrayContent(body) };
            verzoek.Content.Headers.ContentType = new("application/json");
            verzoek.Headers.TryAddWithoutValidation("If-Match", "*");
            using var antwoord = await beheerder.SendAsync(verzoek, App.Ct);

            statussen[antwoord.StatusCode] = statussen.GetValueOrDefault(antwoord.StatusCode) + 1;
            if (!antwoord.IsSuccessStatusCode)
            {
                ((int)antwoord.StatusCode).Should().BeLessThan(500, "{0} {1} {2}", methode, pad, Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(500, body.Length))));
                var probleem = await antwoord.Probleem(antwoord.StatusCode);
                if (antwoord.StatusCode == HttpStatusCode.BadRequest)
                {
                    probleem["fouten"]!.AsArray().Should().NotBeEmpty().And.OnlyContain(fout => fout!["veld"] != null && fout["code"] != null && fout["bericht"] != null);
                }
            }
        }

        statussen.Keys.Should().Contain([HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.Created]);
        app.Log.Regels.Should().NotContain(regel => regel.Contains("Onverwachte fout", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Geen_enkel_adres_breekt_iets()
    {
        var (toeval, beheerder) = (new Random(36), app.Beheerder());
        var project = await app.Project();
        for (var i = 0; i < 4; i++)
        {
            await app.Systeem(null, (await app.MeldEnBevestig(project)).Id());
        }

        string[] paden = ["/v1/knelpunten", "/v1/projecten", "/v1/gebeurtenissen", "/v1/rapportages/kruistabel", "/v1/systeemknelpunten"];
        string[] sleutels =
        [
            "soort", "wet", "regio", "ernst", "status", "project", "organisatie", "systeemknelpunt", "gemeldVanaf", "gemeldTot", "zoek", "mijn", "peildatum", "totVolgnummer", "limiet", "na", "sorteer",
            "rijen", "kolommen", "meet", "niveau", "formaat", "beantwoord", "onbekend",
        ];
        string[] waarden =
        [
            "", " ", ",", "%00", "%0d%0a", "%ff", "%ed%a0%80", "zvw", "zvw,wlz", "ZVW", "-1", "0", "1", "200", "201", "2147483648", "99999999999999999999", "1900-01-01", "9998-12-31", "9999-12-31", "0001-01-01",
            "2026-02-30", "true", "false", "x", "titel", "-titel", "ernst", "NEAR(a b)", "a*", "%22", "%22%22%22", "a%22b", "titel:x", "-zoek", "a OR b", "(((", "%27%3B--", "%F0%9F%98%80", "e%CC%81", "AAAA", "MS4yLjMuNA",
            new string('z', 3000), project, "maand", "wet", "knelpunten", "csv", "gemeld", "bevestigd",
        ];
        var gelukt = 0;
        for (var i = 0; i < 1_500; i++)
        {
            var vraag = string.Join('&', Enumerable.Range(0, toeval.Next(1, 4)).Select(_ => $"{sleutels[toeval.Next(sleutels.Length)]}={waarden[toeval.Next(waarden.Length)]}"));
            var client = i % 3 == 0 ? app.Anoniem() : beheerder;
            using var antwoord = await client.Stuur("GET", $"{paden[i % paden.Length]}?{vraag}");

            ((int)antwoord.StatusCode).Should().BeLessThan(500, vraag);
            gelukt += antwoord.IsSuccessStatusCode ? 1 : 0;
            if (!antwoord.IsSuccessStatusCode)
            {
                await antwoord.Probleem(antwoord.StatusCode);
            }
        }

        gelukt.Should().BePositive();
        app.Log.Regels.Should().NotContain(regel => regel.Contains("Onverwachte fout", StringComparison.Ordinal));
    }

    /// <summary>Every operation of the OpenAPI document, as every kind of caller; the long form is the command <c>ruis</c> of the benchmarks.</summary>
    [Fact]
    public async Task Geen_enkele_bewerking_van_het_document_breekt_van_ruis()
    {
        await using var eigen = new App();
        string[] sleutels = [App.Beheersleutel, await eigen.Sleutel("analist", "RVS"), await eigen.Sleutel("melder", "Zorggroep Test"), await eigen.Sleutel("adressaat", "nza"), await eigen.Sleutel("abonnee", "Krant")];

        var uit = await new RuisRun(eigen.Adres, sleutels, 31).Draai(2_500, 2, App.Ct);

        uit.Gebreken.Should().BeEmpty();
        uit.Gelukt.Count.Should().BeGreaterThan(uit.Bewerkingen / 3, "what is only ever refused tests the door");
        eigen.Log.Regels.Should().NotContain(regel => regel.Contains("Onverwachte fout", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/v1/knelpunten")]
    [InlineData("/v1/knelpunten?sorteer=titel")]
    [InlineData("/v1/projecten")]
    [InlineData("/v1/systeemknelpunten")]
    public async Task Een_nagemaakte_volgende_bladzijde_breekt_niets(string pad)
    {
        var project = await app.Project();
        await app.MeldEnBevestig(project);
        await app.MeldEnBevestig(project);
        await app.Project();
        await app.Systeem();
        await app.Systeem();
        var scheiding = pad.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var echt = (await app.Anoniem().Lees($"{pad}{scheiding}limiet=1")).Tekst("volgende");
        var delen = Encoding.ASCII.GetString(Convert.FromBase64String(echt.Replace('-', '+').Replace('_', '/').PadRight((echt.Length + 3) / 4 * 4, '='))).Split('.');

        for (var plaats = 0; plaats < delen.Length; plaats++)
        {
            foreach (var waarde in new[] { "", "0", "-1", "1", "999999", "2147483647", "2147483648", "99999999999999999999", "x", "00000000000000000000000000000000", "1.1" })
            {
                var nep = Convert.ToBase64String(Encoding.ASCII.GetBytes(string.Join('.', delen.Select((deel, i) => i == plaats ? waarde : deel)))).TrimEnd('=').Replace('+', '-').Replace('/', '_');
                using var antwoord = await app.Anoniem().Stuur("GET", $"{pad}{scheiding}limiet=1&na={nep}");

                antwoord.StatusCode.Should().BeOneOf([HttpStatusCode.OK, HttpStatusCode.BadRequest], $"deel {plaats} is {waarde}");
            }
        }
    }

    private static string Verander(JsonObject goed, Random toeval)
    {
        var namen = goed.Select(lid => lid.Key).ToList();
        var json = goed.DeepClone().AsObject();
        var ingevuld = new List<(string Merk, string Waarde)>();
        for (var i = toeval.Next(3); i >= 0; i--)
        {
            var naam = toeval.Next(8) == 0 ? Naam(toeval) : namen[toeval.Next(namen.Count)];
            if (toeval.Next(8) == 0)
            {
                json.Remove(naam);
                continue;
            }

            ingevuld.Add(($"\"@{i}@\"", Waarden[toeval.Next(Waarden.Length)]));
            json[naam] = $"@{i}@";
        }

        return ingevuld.Aggregate(json.ToJsonString(), (tekst, deel) => tekst.Replace(deel.Merk, deel.Waarde, StringComparison.Ordinal));
    }

    private static string Naam(Random toeval) => ((string[])["", "constructor", "__proto__", "a/b", "titel ", "Titel", "$ref", "é", "\u0007", new string('n', 500)])[toeval.Next(10)];
}
