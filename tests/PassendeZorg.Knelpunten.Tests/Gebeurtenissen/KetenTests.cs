using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Gebeurtenissen;

public sealed class KetenTests(KetenTests.Wereld wereld) : IClassFixture<KetenTests.Wereld>
{
    [Fact]
    public async Task Het_logboek_is_volledig_op_volgorde_en_aan_elkaar_geketend()
    {
        var log = await Log(await wereld.App.Analist());

        log.Select(regel => regel.Getal("volgnummer")).Should().Equal(Enumerable.Range(1, log.Count));
        log.Select(regel => regel.Tekst("tijdstipOp")).Should().BeInAscendingOrder(StringComparer.Ordinal);
        log.Select(regel => regel.Id()).Should().OnlyHaveUniqueItems();
        var vorige = new string('0', 64);
        foreach (var regel in log)
        {
            regel.AsObject().Select(lid => lid.Key).Should().Contain(["volgnummer", "id", "soort", "onderwerp", "tijdstipOp", "rol", "organisatie", "gegevens", "hash", "vorigeHash"]);
            regel.Tekst("vorigeHash").Should().Be(vorige);
            var zonder = regel.DeepClone().AsObject();
            zonder.Remove("hash");
            vorige = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Jcs(zonder))));
            regel.Tekst("hash").Should().Be(vorige, "volgnummer {0}", regel.Getal("volgnummer"));
        }

        log.Select(regel => regel.Tekst("soort")).Should().Contain(["begrippen.geladen", "sleutel.gemaakt", "project.aangemaakt", "project.gewijzigd", "knelpunt.aangemaakt", "knelpunt.gemeld",
            "knelpunt.gewijzigd", "knelpunt.bevestigd", "knelpunt.gesteund", "knelpunt.afgewezen", "knelpunt.ingetrokken", "knelpunt.verwijderd", "begrip.toegevoegd", "sleutel.ingetrokken"]);
    }

    [Fact]
    public async Task Er_staat_geen_tekst_in()
    {
        var log = string.Concat((await Log(await wereld.App.Analist())).Select(regel => regel.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping })));

        // Every text that was sent holds this word.
        log.Should().NotContainEquivalentOf("krekelzang");
        Map.MetTekst(wereld.App.Datamap, "krekelzang").Should().NotBeEmpty();
        log.Should().Contain("zvw").And.Contain("digest");
    }

    [Fact]
    public async Task Bladeren_slaat_niets_over()
    {
        var analist = await wereld.App.Analist();
        var alles = await Log(analist);

        var gelezen = new List<int>();
        for (var na = 0; ;)
        {
            var deel = (await analist.Lees($"/v1/gebeurtenissen?na={na}&limiet=7"))["items"]!.AsArray();
            deel.Count.Should().BeLessThanOrEqualTo(7);
            if (deel.Count == 0)
            {
                break;
            }

            gelezen.AddRange(deel.Select(regel => regel!.Getal("volgnummer")));
            na = gelezen[^1];
        }

        gelezen.Should().Equal(alles.Select(regel => regel.Getal("volgnummer")));
    }

    [Theory]
    [InlineData("limiet=0", "limiet: buiten-bereik")]
    [InlineData("limiet=1001", "limiet: buiten-bereik")]
    [InlineData("na=-1", "na: ongeldig-formaat")]
    [InlineData("na=x", "na: ongeldig-formaat")]
    [InlineData("vanaf=1", "vanaf: onbekende-sleutel")]
    public async Task Een_vraag_die_niet_klopt_wordt_geweigerd(string vraag, string fout) =>
        (await (await (await wereld.App.Analist()).Stuur("GET", "/v1/gebeurtenissen?" + vraag)).Fouten()).Should().Equal(fout);

    [Fact]
    public async Task Een_onaangeroerd_logboek_wordt_goedgekeurd_ook_naast_de_dienst()
    {
        var (code, uitvoer) = await Programma.Draai(wereld.App.Datamap, "controleer");

        uitvoer.Should().Contain("0 fouten");
        code.Should().Be(0);
    }

    [Theory]
    [InlineData("UPDATE gebeurtenis SET soort = 'knelpunt.opgelost' WHERE volgnummer = 20")]
    [InlineData("UPDATE gebeurtenis SET onderwerp = '01a20287-a273-750f-bde6-ba190d410b99' WHERE volgnummer = 20")]
    [InlineData("UPDATE gebeurtenis SET tijdstip_op = '2020-01-01T00:00:00.000Z' WHERE volgnummer = 20")]
    [InlineData("UPDATE gebeurtenis SET tijdstip_op = 'gisteren' WHERE volgnummer = 20")]
    [InlineData("UPDATE gebeurtenis SET id = 'geen id' WHERE volgnummer = 20")]
    [InlineData("UPDATE gebeurtenis SET rol = 'beheerder' WHERE volgnummer = 20")]
    [InlineData("UPDATE gebeurtenis SET organisatie = 'Iemand Anders' WHERE volgnummer = 20")]
    [InlineData("UPDATE gebeurtenis SET organisatie = NULL WHERE volgnummer = 20")]
    [InlineData("UPDATE gebeurtenis SET sleutel_id = NULL WHERE volgnummer = 20")]
    [InlineData("UPDATE gebeurtenis SET gegevens = replace(gegevens, 'zvw', 'wlz') || ' ' WHERE volgnummer = 20")]
    [InlineData("UPDATE gebeurtenis SET gegevens = 'geen json' WHERE volgnummer = 20")]
    [InlineData("UPDATE gebeurtenis SET hash = vorige_hash WHERE volgnummer = 20")]
    [InlineData("UPDATE gebeurtenis SET vorige_hash = hash WHERE volgnummer = 20")]
    [InlineData("DELETE FROM gebeurtenis WHERE volgnummer = 20")]
    [InlineData("DELETE FROM gebeurtenis WHERE volgnummer BETWEEN 20 AND 22")]
    [InlineData("UPDATE gebeurtenis SET volgnummer = 9999 WHERE volgnummer = 20; UPDATE gebeurtenis SET volgnummer = 20 WHERE volgnummer = 21; UPDATE gebeurtenis SET volgnummer = 21 WHERE volgnummer = 9999")]
    [InlineData("UPDATE gebeurtenis SET volgnummer = volgnummer + 1000 WHERE volgnummer >= 20")]
    public async Task Geknoei_wordt_met_zijn_volgnummer_gemeld(string sql)
    {
        using var kopie = wereld.Kopie(sql);

        var (code, uitvoer) = await Opdracht(kopie.Map);

        uitvoer.Should().Contain("Gebeurtenis 20 ").And.NotContain("Gebeurtenis 19 ").And.NotContain("   at ");
        code.Should().Be(1);
    }

    [Fact]
    public async Task Een_afgebroken_einde_wordt_gemeld()
    {
        using var kopie = wereld.Kopie("DELETE FROM gebeurtenis WHERE volgnummer > (SELECT max(volgnummer) - 2 FROM gebeurtenis)");

        var (code, uitvoer) = await Opdracht(kopie.Map);

        uitvoer.Should().Contain($"Gebeurtenis {wereld.Aantal - 1} ");
        code.Should().Be(1);
    }

    [Fact]
    public async Task De_eerste_gebeurtenis_weghalen_wordt_gemeld()
    {
        using var kopie = wereld.Kopie("DELETE FROM gebeurtenis WHERE volgnummer = 1");

        var (code, uitvoer) = await Opdracht(kopie.Map);

        uitvoer.Should().Contain("Gebeurtenis 1 ");
        code.Should().Be(1);
    }

    [Fact]
    public async Task Een_knelpunt_dat_uit_de_tabel_is_gehaald_of_teruggezet_wordt_gemeld()
    {
        using var weg = wereld.Kopie($"DELETE FROM knelpunt WHERE id = '{wereld.Knelpunt}'");
        (await Opdracht(weg.Map)).Code.Should().Be(1);

        using var terug = wereld.Kopie($"UPDATE knelpunt SET versie = 1 WHERE id = '{wereld.Knelpunt}'");
        var (code, uitvoer) = await Opdracht(terug.Map);
        uitvoer.Should().Contain("versie 1");
        code.Should().Be(1);
    }

    [Fact]
    public async Task De_opdracht_zelf_meldt_geknoei_met_afsluitcode()
    {
        using var kopie = wereld.Kopie("UPDATE gebeurtenis SET rol = 'systeem' WHERE volgnummer IN (20, 25)");

        var (code, uitvoer) = await Programma.Draai(kopie.Map, "controleer");

        uitvoer.Should().Contain("Gebeurtenis 20 is veranderd").And.Contain("Gebeurtenis 25 is veranderd");
        code.Should().Be(1);
    }

    private static async Task<List<JsonNode>> Log(HttpClient analist) => [.. (await analist.Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray().Select(regel => regel!)];

    // In this process, so that twenty kinds of tampering do not take twenty starts.
    private static async Task<(int Code, string Uitvoer)> Opdracht(string map)
    {
        var uitvoer = new StringWriter();
        var code = await PassendeZorg.Knelpunten.Beheer.Opdrachten.Controleer(Opslag.Voor(map), uitvoer);
        return (code, uitvoer.ToString());
    }

    /// <summary>RFC 8785, written anew from the standard: sorted members, no white space, shortest escapes.</summary>
    private static string Jcs(JsonNode? waarde) => waarde switch
    {
        null => "null",
        JsonObject leden => "{" + string.Join(',', leden.OrderBy(lid => lid.Key, StringComparer.Ordinal).Select(lid => Jcs(lid.Key) + ":" + Jcs(lid.Value))) + "}",
        JsonArray delen => "[" + string.Join(',', delen.Select(Jcs)) + "]",
        _ when waarde.GetValueKind() == System.Text.Json.JsonValueKind.String => "\"" + string.Concat(waarde.GetValue<string>().Select(teken => teken switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '\b' => "\\b",
            '\f' => "\\f",
            < ' ' => "\\u" + ((int)teken).ToString("x4", CultureInfo.InvariantCulture),
            _ => teken.ToString(),
        })) + "\"",
        _ => waarde.ToJsonString(),
    };

    /// <summary>A registry in which everything has happened once.</summary>
    public sealed class Wereld : IAsyncLifetime
    {
        private const string Tekst = "Hier klinkt krekelzang \"én\" \\ meer, lang genoeg.";

        public App App { get; } = new();

        public string Knelpunt { get; private set; } = "";

        public int Aantal { get; private set; }

        public async ValueTask InitializeAsync()
        {
            var (melder, beheerder, analist) = (await App.Melder("Organisatie \"Ö\" \\ 😀"), App.Beheerder(), await App.Analist());
            var project = (await melder.Post("/v1/projecten", new JsonObject { ["naam"] = Tekst, ["werkgebied"] = Tekst, ["contact"] = "krekelzang@voorbeeld.nl" }).Gelukt()).Id();
            await melder.Patch($"/v1/projecten/{project}", new JsonObject { ["naam"] = "Krekelzang twee" }, "*").Gelukt();
            var alles = new JsonObject
            {
                ["titel"] = Tekst, ["omschrijving"] = Tekst, ["vindplaats"] = Tekst, ["toelichtingGevolg"] = Tekst, ["omweg"] = Tekst, ["gewensteWijziging"] = Tekst, ["dilemma"] = Tekst,
                ["bronnen"] = new JsonArray(new JsonObject { ["titel"] = Tekst, ["url"] = "https://voorbeeld.nl/krekelzang" }), ["ernst"] = "3", ["waargenomenDatum"] = "2026-01-01",
                ["omvang"] = new JsonObject { ["urenPerMaand"] = "1-2" },
            };
            async Task<string> Meld(string? status = null)
            {
                var body = Voorbeeld.Knelpunt(project, alles);
                body["status"] = status;
                return (await melder.Post("/v1/knelpunten", body).Gelukt()).Id();
            }

            Knelpunt = await Meld();
            await melder.Patch($"/v1/knelpunten/{Knelpunt}", new JsonObject { ["titel"] = "Nog eens krekelzang", ["omweg"] = null, ["ernst"] = null }, "*").Gelukt();
            await App.Beoordeel(Knelpunt, "bevestigd");
            var steun = await App.Project("Steun BV");
            await (await App.Melder("Steun BV")).Post($"/v1/knelpunten/{Knelpunt}/steunbetuigingen", new JsonObject { ["projectId"] = steun, ["toelichting"] = Tekst }).Gelukt();
            var afgewezen = await Meld();
            await analist.Post($"/v1/knelpunten/{afgewezen}/beoordelingen", new JsonObject { ["besluit"] = "afgewezen", ["toelichting"] = Tekst }).Gelukt();
            await melder.Stuur("DELETE", $"/v1/knelpunten/{afgewezen}");
            await melder.Stuur("DELETE", $"/v1/knelpunten/{await Meld("concept")}");
            for (var i = 0; i < 5; i++)
            {
                await Meld();
            }

            await beheerder.Stuur("PUT", "/v1/begrippenlijsten/wetten/begrippen/nieuwe-wet", """{"naam":"Nieuwe wet"}""").Gelukt();
            var sleutel = await beheerder.Stuur("POST", "/v1/sleutels", """{"naam":"Krekelzang","rol":"melder","organisatie":"Weg BV"}""").Gelukt();
            (await beheerder.Stuur("DELETE", $"/v1/sleutels/{sleutel.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
            Aantal = (await analist.Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray().Count;
        }

        /// <summary>The database as it would lie in a folder when the service is down, after somebody had their way with it.</summary>
        public Geknoeid Kopie(string sql)
        {
            var map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;
            Opslag.Kopieer(App.Datamap, map);
            Opslag.Voer(map, sql);
            return new Geknoeid(map);
        }

        public async ValueTask DisposeAsync() => await App.DisposeAsync();
    }

    public sealed record Geknoeid(string Map) : IDisposable
    {
        public void Dispose()
        {
            Opslag.Verwijder(Map);
            Directory.Delete(Map, recursive: true);
        }
    }
}
