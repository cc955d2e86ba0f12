using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Dialogen;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Persoonsgegevens;

/// <summary>
/// Personal data is refused wherever text comes in, and is nowhere afterwards: not in the answer, not in the data folder, not in
/// what was logged (demands R47 and R48). The values are made up.
/// </summary>
public sealed class SchrijfpadenTests(App app) : IClassFixture<App>
{
    private static readonly Dictionary<string, string> Kanaries = new()
    {
        ["bsn"] = "296648875", ["iban"] = "NL20INGB0001234567", ["mail"] = "kanarie.vogelaar@gmail.com", ["mobiel"] = "06-29384756", ["postcode"] = "9731XJ 184",
        ["naam"] = "mevrouw Kanarievogel", ["straat"] = "Kanariestraat 184", ["big"] = "BIG 59384756012",
    };

    // Method, address, body with KANARIE in it, and where it must be named.
    private static readonly (string Methode, string Pad, string Body, string Veld)[] Paden =
    [
        ("POST", "/v1/knelpunten", """{"projectId":"PROJECT","titel":"Over KANARIE gaat het","omschrijving":"Lang genoeg om te melden is dit.","soorten":["it"]}""", "/titel"),
        ("POST", "/v1/knelpunten", """{"projectId":"PROJECT","titel":"Een titel","omschrijving":"Lang genoeg: KANARIE, om te melden.","soorten":["it"]}""", "/omschrijving"),
        ("POST", "/v1/knelpunten", """{"projectId":"PROJECT","titel":"Een titel","omschrijving":"Lang genoeg om te melden is dit.","soorten":["it"],"vindplaats":"KANARIE"}""", "/vindplaats"),
        ("POST", "/v1/knelpunten", """{"projectId":"PROJECT","titel":"Een titel","omschrijving":"Lang genoeg om te melden is dit.","soorten":["it"],"toelichtingGevolg":"KANARIE"}""", "/toelichtingGevolg"),
        ("POST", "/v1/knelpunten", """{"projectId":"PROJECT","titel":"Een titel","omschrijving":"Lang genoeg om te melden is dit.","soorten":["it"],"omweg":"KANARIE"}""", "/omweg"),
        ("POST", "/v1/knelpunten", """{"projectId":"PROJECT","titel":"Een titel","omschrijving":"Lang genoeg om te melden is dit.","soorten":["it"],"gewensteWijziging":"KANARIE"}""", "/gewensteWijziging"),
        ("POST", "/v1/knelpunten", """{"projectId":"PROJECT","titel":"Een titel","omschrijving":"Lang genoeg om te melden is dit.","soorten":["it"],"dilemma":"KANARIE"}""", "/dilemma"),
        ("POST", "/v1/knelpunten", """{"projectId":"PROJECT","titel":"Een titel","omschrijving":"Lang genoeg om te melden is dit.","soorten":["it"],"bronnen":[{"titel":"KANARIE"}]}""", "/bronnen/0/titel"),
        ("PATCH", "/v1/knelpunten/KNELPUNT", """{"titel":"Over KANARIE gaat het"}""", "/titel"),
        ("PATCH", "/v1/knelpunten/KNELPUNT", """{"bronnen":[{"titel":"Goed"},{"titel":"KANARIE"}]}""", "/bronnen/1/titel"),
        ("POST", "/v1/projecten", """{"naam":"Project KANARIE"}""", "/naam"),
        ("POST", "/v1/projecten", """{"naam":"Project","organisatie":"Zorggroep Test","organisaties":["KANARIE"]}""", "/organisaties/0"),
        ("POST", "/v1/projecten", """{"naam":"Project","werkgebied":"KANARIE"}""", "/werkgebied"),
        ("PATCH", "/v1/projecten/PROJECT", """{"naam":"Project KANARIE"}""", "/naam"),
        ("POST", "/v1/knelpunten/KNELPUNT/steunbetuigingen", """{"projectId":"TWEEDE","toelichting":"Ook bij KANARIE"}""", "/toelichting"),
        ("POST", "/v1/knelpunten/KNELPUNT/beoordelingen", """{"besluit":"afgewezen","toelichting":"Vraag het KANARIE"}""", "/toelichting"),
        ("POST", "/v1/beoordelingen", """{"knelpunten":["KNELPUNT"],"besluit":"afgewezen","toelichting":"Vraag het KANARIE"}""", "/toelichting"),
        ("POST", "/v1/systeemknelpunten/SYSTEEM/toezeggingen", """{"wat":"Bellen met KANARIE","uiterlijkDatum":"2199-01-01","door":"nza","dialoog":"DIALOOG"}""", "/wat"),
        ("POST", "/v1/systeemknelpunten/SYSTEEM/toezeggingen", """{"wat":"Bellen","uiterlijkDatum":"2199-01-01","door":"nza","dialoog":"DIALOOG","mijlpalen":[{"wat":"KANARIE"}]}""", "/mijlpalen/0/wat"),
        ("PATCH", "/v1/toezeggingen/TOEZEGGING", """{"uitkomst":"Het werd KANARIE"}""", "/uitkomst"),
        ("POST", "/v1/dialogen", """{"naam":"Dialoog met KANARIE","datum":"2026-01-01","afspraken":[{"door":"nza","wat":"Bellen","uiterlijkDatum":"2199-01-01"}]}""", "/naam"),
        ("POST", "/v1/dialogen", """{"naam":"Dialoog","datum":"2026-01-01","afspraken":[{"door":"nza","wat":"Bellen met KANARIE","uiterlijkDatum":"2199-01-01"}]}""", "/afspraken/0/wat"),
        ("POST", "/v1/knelpunten/KNELPUNT/vragen", """{"tekst":"Is het KANARIE?"}""", "/tekst"),
        ("POST", "/v1/vragen/KNELPUNT/antwoorden", """{"tekst":"Het is KANARIE"}""", "/tekst"),
        ("POST", "/v1/toetsstenen", """{"titel":"Casus KANARIE","omschrijving":"Lang genoeg om te begrijpen is dit."}""", "/titel"),
        ("POST", "/v1/toetsstenen", """{"titel":"Een casus","omschrijving":"Lang genoeg: KANARIE, om te begrijpen."}""", "/omschrijving"),
        ("POST", "/v1/systeemknelpunten", """{"titel":"Over KANARIE","kern":"Lang genoeg om te zeggen wat er misgaat.","bevoegd":["nza"]}""", "/titel"),
        ("POST", "/v1/systeemknelpunten", """{"titel":"Een titel","kern":"Lang genoeg: KANARIE, om te zeggen wat er misgaat.","bevoegd":["nza"]}""", "/kern"),
        ("PATCH", "/v1/systeemknelpunten/SYSTEEM", """{"kern":"Lang genoeg: KANARIE, om te zeggen wat er misgaat."}""", "/kern"),
        ("POST", "/v1/systeemknelpunten/SYSTEEM/beoordelingen", """{"status":"vastgesteld","toelichting":"Vraag het KANARIE"}""", "/toelichting"),
        ("PUT", "/v1/systeemknelpunten/SYSTEEM/knelpunten/KNELPUNT", """{"toelichting":"Vraag het KANARIE"}""", "/toelichting"),
        ("POST", "/v1/systeemknelpunten/SYSTEEM/stelseltoetsen", """{"beoordelaar":"KANARIE","trede":"wetswijziging","argument":"Daarom is dat nodig."}""", "/beoordelaar"),
        ("POST", "/v1/systeemknelpunten/SYSTEEM/stelseltoetsen", """{"beoordelaar":"nza","trede":"wetswijziging","argument":"Dat zegt KANARIE."}""", "/argument"),
        ("POST", "/v1/systeemknelpunten/SYSTEEM/stelseltoetsen", """{"beoordelaar":"nza","trede":"wetswijziging","argument":"Daarom.","bron":{"titel":"Volgens KANARIE"}}""", "/bron/titel"),
        ("POST", "/v1/systeemknelpunten/SYSTEEM/reacties", """{"soort":"afgewezen","tekst":"Vraag het aan KANARIE zelf."}""", "/tekst"),
        ("POST", "/v1/systeemknelpunten/SYSTEEM/reacties", """{"soort":"kan-al","tekst":"Dit kan allemaal al lang.","vindplaats":"Vraag KANARIE"}""", "/vindplaats"),
        ("PATCH", "/v1/reacties/REACTIE", """{"tekst":"Vraag het aan KANARIE zelf."}""", "/tekst"),
        ("POST", "/v1/abonnementen", """{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["editie.gepubliceerd"],"omschrijving":"Bel KANARIE"}""", "/omschrijving"),
        ("POST", "/v1/sleutels", """{"naam":"Sleutel van KANARIE","rol":"melder","organisatie":"Abc"}""", "/naam"),
        ("POST", "/v1/sleutels", """{"naam":"Sleutel","rol":"melder","organisatie":"KANARIE"}""", "/organisatie"),
        ("PUT", "/v1/begrippenlijsten/principes/begrippen/nieuw", """{"naam":"Begrip KANARIE"}""", "/naam"),
        ("PUT", "/v1/begrippenlijsten/principes/begrippen/nieuw", """{"naam":"Begrip","aliassen":["goed","KANARIE"]}""", "/aliassen/1"),
        ("PUT", "/v1/begrippenlijsten/principes/begrippen/nieuw", """{"naam":"Begrip","toelichting":"Bel KANARIE"}""", "/toelichting"),
    ];

    public static TheoryData<string, string, string, string> Gevallen() =>
        new(Paden.Select(pad => new TheoryDataRow<string, string, string, string>(pad.Methode, pad.Pad, pad.Body, pad.Veld)));

    [Theory]
    [MemberData(nameof(Gevallen))]
    public async Task Een_persoonsgegeven_wordt_geweigerd_zonder_het_te_herhalen_en_nergens_bewaard(string methode, string pad, string body, string veld)
    {
        var (project, tweede) = (await app.Project(), await app.Project());
        var knelpunt = (await app.Meld(project)).Id();
        var antwoordt = pad.EndsWith("/reacties", StringComparison.Ordinal) || pad.StartsWith("/v1/reacties", StringComparison.Ordinal);
        var (systeem, dialoog, adressaat) = ((await app.Systeem()).Id(), await app.Dialoog("nza"), await app.Client("adressaat", "nza"));
        var reactie = antwoordt ? (await adressaat.Post($"/v1/systeemknelpunten/{systeem}/reacties", Curator.Reactie("afgewezen", new JsonObject { ["status"] = "concept" })).Gelukt()).Id() : "";
        string Vul(string tekst) => tekst.Replace("PROJECT", project, StringComparison.Ordinal).Replace("TWEEDE", tweede, StringComparison.Ordinal).Replace("KNELPUNT", knelpunt, StringComparison.Ordinal)
            .Replace("SYSTEEM", systeem, StringComparison.Ordinal).Replace("REACTIE", reactie, StringComparison.Ordinal).Replace("DIALOOG", dialoog.Id(), StringComparison.Ordinal)
            .Replace("TOEZEGGING", dialoog["afspraken"]![0]!.Id(), StringComparison.Ordinal);

        foreach (var kanarie in Kanaries.Values)
        {
            var antwoord = await (antwoordt ? adressaat : app.Beheerder()).Stuur(methode, Vul(pad), Vul(body).Replace("KANARIE", kanarie, StringComparison.Ordinal), ifMatch: "*", idempotentie: $"k-{veld}-{kanarie.Length}");

            var fout = (await antwoord.Probleem(HttpStatusCode.BadRequest))["fouten"]!.AsArray().Should().ContainSingle().Which!;
            (fout.Tekst("veld"), fout.Tekst("code")).Should().Be((veld, "persoonsgegevens"), kanarie);
            fout.Tekst("soort").Should().NotBeEmpty();
            var tekst = JsonNode.Parse(Vul(body))!;
            foreach (var deel in veld[1..].Split('/'))
            {
                tekst = int.TryParse(deel, out var plaats) ? tekst[plaats]! : tekst[deel]!;
            }

            var begin = tekst.GetValue<string>().IndexOf("KANARIE", StringComparison.Ordinal);
            fout.Getal("positie").Should().BeInRange(begin, begin + kanarie.Length - 1);
            fout.Getal("lengte").Should().BeInRange(1, kanarie.Length);
            (await antwoord.Tekst()).Should().NotContain(kanarie);
        }

        Nergens();
    }

    [Theory]
    [InlineData("POST", "/v1/knelpunten", """{"KANARIE":1}""")]
    [InlineData("POST", "/v1/knelpunten", """{"KANARIE":1,"KANARIE":2}""")]
    [InlineData("POST", "/v1/knelpunten", """{"omvang":{"KANARIE":"1-2"}}""")]
    [InlineData("POST", "/v1/knelpunten", """{"soorten":["KANARIE"],"ernst":"KANARIE","projectId":"KANARIE","waargenomenDatum":"KANARIE","status":"KANARIE"}""")]
    [InlineData("POST", "/v1/knelpunten", """{"omvang":{"urenPerMaand":"KANARIE"},"oplossingsruimte":"KANARIE"}""")]
    [InlineData("POST", "/v1/knelpunten", """{"bronnen":[{"titel":"Goed","url":"https://nza.nl/KANARIE"}]}""")]
    [InlineData("POST", "/v1/knelpunten", """KANARIE""")]
    [InlineData("PATCH", "/v1/knelpunten/KNELPUNT", """{"KANARIE":null}""")]
    [InlineData("PATCH", "/v1/knelpunten/KNELPUNT", """{"KANARIE":1,"KANARIE":2}""")]
    [InlineData("PATCH", "/v1/knelpunten/KNELPUNT", """{"status":"KANARIE"}""")]
    [InlineData("PATCH", "/v1/knelpunten/KNELPUNT", """{"omvang":{"KANARIE":null}}""")]
    [InlineData("POST", "/v1/beoordelingen", """{"knelpunten":["KANARIE"],"besluit":"KANARIE"}""")]
    [InlineData("POST", "/v1/abonnementen", """{"callbackUrl":"KANARIE","gebeurtenissen":["KANARIE"],"selectie":{"KANARIE":"x"}}""")]
    [InlineData("POST", "/v1/abonnementen", """{"callbackUrl":"http://127.0.0.1:9/x","gebeurtenissen":["editie.gepubliceerd"],"selectie":{"wet":"KANARIE","KANARIE":"x","project":["KANARIE"]}}""")]
    [InlineData("POST", "/v1/abonnementen", """{"callbackUrl":"https://KANARIE/x","gebeurtenissen":["editie.gepubliceerd"]}""")]
    [InlineData("POST", "/v1/sleutels", """{"naam":"Naam","rol":"KANARIE","organisatie":"Abc"}""")]
    [InlineData("POST", "/v1/importen?project=PROJECT", """[{"titel":"Een titel","omschrijving":"Lang genoeg: KANARIE, om te melden.","soort":"it"},{"KANARIE":1},{"titel":"Een titel","soort":"KANARIE"}]""")]
    [InlineData("PUT", "/v1/begrippenlijsten/principes/begrippen/nieuw", """{"naam":"Naam","bovenliggend":"KANARIE"}""")]
    [InlineData("GET", "/v1/knelpunten?KANARIE=1", null)]
    [InlineData("GET", "/v1/knelpunten?wet=KANARIE&zoek=x", null)]
    [InlineData("GET", "/v1/knelpunten?sorteer=KANARIE", null)]
    [InlineData("GET", "/v1/knelpunten/KANARIE", null)]
    [InlineData("GET", "/v1/KANARIE", null)]
    [InlineData("POST", "/v1/systeemknelpunten", """{"bevoegd":["KANARIE"],"mechanismen":["KANARIE"],"knelpunten":["KANARIE"],"KANARIE":1}""")]
    [InlineData("POST", "/v1/systeemknelpunten", """{"titel":"Een titel","kern":"Lang genoeg om te zeggen wat er misgaat.","bevoegd":["nza"],"knelpunten":["KANARIE"]}""")]
    [InlineData("GET", "/v1/systeemknelpunten/KANARIE", null)]
    [InlineData("GET", "/v1/systeemknelpunten/KANARIE/historie", null)]
    [InlineData("GET", "/v1/systeemknelpunten?status=KANARIE&systeemknelpunt=KANARIE&beantwoord=KANARIE&na=KANARIE", null)]
    [InlineData("DELETE", "/v1/systeemknelpunten/SYSTEEM/knelpunten/KNELPUNT?toelichting=KANARIE", null)]
    [InlineData("PUT", "/v1/systeemknelpunten/SYSTEEM/relaties/KANARIE", """{"soort":"KANARIE"}""")]
    [InlineData("POST", "/v1/systeemknelpunten/SYSTEEM/beoordelingen", """{"status":"KANARIE"}""")]
    [InlineData("POST", "/v1/systeemknelpunten/SYSTEEM/stelseltoetsen", """{"beoordelaar":"nza","trede":"KANARIE","argument":"Daarom.","herkomst":"KANARIE","datum":"KANARIE"}""")]
    public async Task Ook_op_een_vreemde_plaats_wordt_niets_herhaald_of_bewaard(string methode, string pad, string? body)
    {
        var project = await app.Project();
        var knelpunt = (await app.Meld(project)).Id();
        foreach (var kanarie in Kanaries.Values)
        {
            var systeem = pad.Contains("SYSTEEM", StringComparison.Ordinal) ? (await app.Systeem()).Id() : "";
            var adres = pad.Replace("SYSTEEM", systeem, StringComparison.Ordinal).Replace("KANARIE", Uri.EscapeDataString(kanarie), StringComparison.Ordinal).Replace("KNELPUNT", knelpunt, StringComparison.Ordinal).Replace("PROJECT", project, StringComparison.Ordinal);

            var antwoord = await app.Beheerder().Stuur(methode, adres, body?.Replace("KANARIE", kanarie, StringComparison.Ordinal), ifMatch: "*");

            if (!adres.StartsWith("/v1/importen", StringComparison.Ordinal))
            {
                antwoord.StatusCode.Should().BeOneOf(HttpStatusCode.BadRequest, HttpStatusCode.NotFound);
            }

            (await antwoord.Tekst()).Should().NotContain(kanarie);
        }

        Nergens();
    }

    [Fact]
    public async Task Een_code_van_een_begrip_is_ook_tekst()
    {
        await app.Project();
        var antwoord = await app.Beheerder().Stuur("PUT", $"/v1/begrippenlijsten/principes/begrippen/{Kanaries["bsn"]}", """{"naam":"Een naam"}""");

        (await antwoord.Fouten()).Should().Equal("code: persoonsgegevens");
        (await antwoord.Tekst()).Should().NotContain(Kanaries["bsn"]);
        Nergens();
    }

    [Fact]
    public async Task Functionele_adressen_en_nummers_van_organisaties_mogen()
    {
        var antwoord = await (await app.Melder()).Post("/v1/knelpunten", Voorbeeld.Knelpunt(await app.Project(), new JsonObject
        {
            ["omschrijving"] = "Bel 088 123 45 67, 14 030 of 0800-1234, of mail info@voorbeeld.nl over artikel 2.4.1 van beleidsregel BR/REG-23104.",
        }));

        antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
    }

    private void Nergens()
    {
        Map.MetTekst(app.Datamap, "Zorggroep Test").Should().NotBeEmpty("else the search below would prove nothing");
        foreach (var kanarie in Kanaries.Values)
        {
            Map.MetTekst(app.Datamap, kanarie).Should().BeEmpty(kanarie);
            app.Log.Regels.Should().NotContain(regel => regel.Contains(kanarie, StringComparison.Ordinal));
        }
    }
}
