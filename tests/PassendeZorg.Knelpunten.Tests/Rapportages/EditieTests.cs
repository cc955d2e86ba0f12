using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Selecties;

namespace PassendeZorg.Knelpunten.Tests.Rapportages;

/// <summary>An edition is what it was: numbered, hashed, equal to the reports as of its last gebeurtenis, whatever comes after.</summary>
public sealed class EditieTests(Wereld wereld) : IClassFixture<Wereld>
{
    private static readonly JsonSerializerOptions Ruim = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Een_editie_zegt_na_een_jaar_en_duizend_wijzigingen_nog_hetzelfde()
    {
        var editie = await Publiceer(new JsonObject { ["titel"] = "Wlz en Wmo", ["adressaat"] = "vws", ["selectie"] = new JsonObject { ["wet"] = new JsonArray("wlz", "wmo2015", "zvw") } });
        var nummer = editie.Tekst("nummer");
        var eerst = await (await wereld.Anoniem().GetAsync($"/v1/edities/{nummer}", App.Ct)).Content.ReadAsByteArrayAsync(App.Ct);

        await VeranderDuizendmaal();
        wereld.Klok.Verzet(TimeSpan.FromDays(370));

        var nu = await wereld.Anoniem().GetAsync($"/v1/edities/{nummer}", App.Ct);
        (await nu.Content.ReadAsByteArrayAsync(App.Ct)).Should().Equal(eerst);
        nu.Headers.ETag!.Tag.Should().Be($"\"{editie.Tekst("sha256")}\"");
        Hash(editie).Should().Be(editie.Tekst("sha256"));
        var query = $"wet=wlz,wmo2015,zvw&totVolgnummer={editie.Getal("volgnummer")}";
        foreach (var (veld, pad, delen) in new[]
        {
            ("kruistabel", $"kruistabel?rijen=wet&kolommen=domein&{query}", new[] { "rijen", "kolommen", "cellen", "totaal" }),
            ("tijdreeks", $"tijdreeks?interval=maand&groep=soort&niveau=1&{query}", ["perioden", "reeksen", "totalen", "totaal"]),
            ("naden", $"naden?{query}", ["naden", "meervoudig", "totaal"]),
            ("agenda", $"agenda?adressaat=vws&{query}", ["items", "toetssteen", "ongebundeldTotaal", "totaal"]),
        })
        {
            var rapport = await wereld.Anoniem().Lees($"/v1/rapportages/{pad}");
            foreach (var deel in delen)
            {
                JsonNode.DeepEquals(rapport[deel], editie[veld]![deel]).Should().BeTrue($"{veld}.{deel} of the edition equals the report with its totVolgnummer");
            }
        }

        wereld.Klok.Verzet(TimeSpan.FromDays(-370)); // nothing was written then; the keys of the other tests still hold
    }

    [Fact]
    public async Task Er_staat_geen_tekst_van_een_knelpunt_in_en_een_intrekking_wordt_gezegd()
    {
        var project = await wereld.Project("Trekt later in");
        var knelpunt = await wereld.MeldEnBevestig(project, new JsonObject { ["titel"] = "Geheimtitel in de editie", ["ernst"] = "5", ["wetten"] = new JsonArray("woo") }, "Trekt later in");
        var editie = await Publiceer(new JsonObject { ["titel"] = "Met <b>opmaak</b> & meer", ["selectie"] = new JsonObject { ["wet"] = new JsonArray("woo") } });
        var pad = $"/v1/edities/{editie.Tekst("nummer")}?formaat=html";

        var voor = await (await wereld.Anoniem().GetAsync(pad, App.Ct)).Content.ReadAsStringAsync(App.Ct);
        await (await wereld.Analist()).DeleteAsync($"/v1/knelpunten/{knelpunt.Tekst("id")}", App.Ct);
        var na = await wereld.Anoniem().GetAsync(pad, App.Ct);

        editie.ToJsonString().Should().NotContain("Geheimtitel");
        voor.Should().Contain("Geheimtitel in de editie").And.Contain("Met &lt;b&gt;opmaak&lt;/b&gt; &amp; meer").And.Contain("<title id=").And.Contain("<desc id=").And.Contain(editie.Tekst("sha256"));
        var pagina = await na.Content.ReadAsStringAsync(App.Ct);
        pagina.Should().NotContain("Geheimtitel").And.Contain($"{knelpunt.Tekst("kenmerk")} <em>na publicatie ingetrokken</em>").And.Contain("Let op:");
        na.Headers.GetValues("Content-Security-Policy").Single().Should().NotContain("unsafe");
        (await wereld.Anoniem().Lees($"/v1/edities/{editie.Tekst("nummer")}")).Tekst("sha256").Should().Be(editie.Tekst("sha256"));
    }

    [Fact]
    public async Task Verschillen_noemen_wat_verscheen_verdween_steeg_en_daalde()
    {
        var project = await wereld.Project("Vergelijkt");
        var blijft = await wereld.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("wia"), ["regios"] = new JsonArray("zk-twente") }, "Vergelijkt");
        var verdwijnt = await wereld.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("wia", "suwi"), ["regios"] = new JsonArray("zk-twente") }, "Vergelijkt");
        var selectie = new JsonObject { ["organisatie"] = new JsonArray("Vergelijkt") };
        var toen = await Publiceer(new JsonObject { ["titel"] = "Toen", ["selectie"] = selectie.DeepClone() });
        await (await wereld.Analist()).DeleteAsync($"/v1/knelpunten/{verdwijnt.Tekst("id")}", App.Ct);
        var verschijnt = await wereld.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("wia", "woningwet") }, "Vergelijkt");
        var nu = await Publiceer(new JsonObject { ["titel"] = "Nu wel", ["selectie"] = selectie.DeepClone() });

        var verschillen = await wereld.Anoniem().Lees($"/v1/edities/{nu.Tekst("nummer")}/verschillen?met={toen.Tekst("nummer")}");

        verschillen.Lijst("verschenen").Should().Equal(verschijnt.Tekst("kenmerk"));
        verschillen.Lijst("verdwenen").Should().Equal(verdwijnt.Tekst("kenmerk"));
        Regels("gestegen").Should().BeEquivalentTo("wet woningwet 0 1", "naad wia+woningwet 0 1");
        Regels("gedaald").Should().BeEquivalentTo("wet suwi 1 0", "naad suwi+wia 1 0");
        blijft.Tekst("status").Should().Be("bevestigd");

        IEnumerable<string> Regels(string kant) => verschillen[kant]!.AsArray().Select(verschil =>
            $"{verschil.Tekst("dimensie")} {string.Join('+', verschil.Tekst("code").Split('+').Order(StringComparer.Ordinal))} {verschil.Getal("van")} {verschil.Getal("naar")}");
    }

    [Fact]
    public async Task Edities_zijn_per_jaar_genummerd_te_vinden_en_te_citeren()
    {
        var editie = await Publiceer(new JsonObject { ["titel"] = "Om te citeren" });

        editie.Tekst("nummer").Should().MatchRegex("^20[0-9]{2}-[0-9]+$");
        editie.Tekst("citeerAls").Should().Contain("Om te citeren").And.Contain($"/edities/{editie.Tekst("nummer")}");
        editie.Tekst("licentie").Should().Be("CC BY 4.0");
        var lijst = await wereld.Anoniem().Lees("/v1/edities?limiet=1");
        lijst["items"]![0].Tekst("nummer").Should().Be(editie.Tekst("nummer"));
        lijst["items"]![0].Tekst("sha256").Should().Be(editie.Tekst("sha256"));
        var csv = await (await wereld.Anoniem().GetAsync($"/v1/edities/{editie.Tekst("nummer")}?formaat=csv", App.Ct)).Content.ReadAsStringAsync(App.Ct);
        csv.Should().StartWith("onderdeel,code,naam,tweedeCode,tweedeNaam,aantal\r\neditie,");
        csv.Split("\r\nwet-domein,").Should().HaveCount(editie["kruistabel"]!["cellen"]!.AsArray().Count + 1);
    }

    [Theory]
    [InlineData("""{"titel":"x"}""", "/titel: te-kort")]
    [InlineData("""{"titel":"Goed","adressaat":"nzaa"}""", "/adressaat: onbekende-code")]
    [InlineData("""{"titel":"Goed","selectie":{"wet":["zvv"]}}""", "/selectie/wet: onbekende-code")]
    [InlineData("""{"titel":"Goed","selectie":{"wett":["zvw"]}}""", "/selectie/wett: onbekende-sleutel")]
    [InlineData("""{"titel":"Goed","selectie":["zvw"]}""", "/selectie: ongeldig-formaat")]
    [InlineData("""{"titel":"Goed","selectie":{"status":"gemeld"}}""", "/selectie/status: buiten-bereik")]
    [InlineData("""{"titel":"Goed","selectie":{"zoek":"gemeente"}}""", "/selectie/zoek: buiten-bereik")]
    [InlineData("""{"titel":"Goed","adressaat":"nza","selectie":{"adressaat":["vws"]}}""", "/adressaat: buiten-bereik")]
    [InlineData("""{"titel":"Goed","selectie":{"gemeldVanaf":"1899-01-01"}}""", "/selectie/gemeldVanaf: buiten-bereik")]
    [InlineData("""{"titel":"Goed","selectie":{"peildatum":"2999-01-01"}}""", "/selectie/peildatum: buiten-bereik")]
    public async Task Een_editie_die_niet_kan_noemt_waarom(string body, string fout)
    {
        (await (await (await wereld.Analist()).PostAsync("/v1/edities", body.Body(), App.Ct)).Fouten()).Should().Equal(fout);
    }

    [Fact]
    public async Task Een_nummer_dat_er_nooit_was_is_een_404_die_noemt_wat_er_wel_is()
    {
        var editie = await Publiceer(new JsonObject { ["titel"] = "Die er wel is" });

        var probleem = await (await wereld.Anoniem().GetAsync("/v1/edities/1999-1", App.Ct)).Probleem(HttpStatusCode.NotFound);

        probleem.Tekst("detail").Should().Contain(editie.Tekst("nummer"));
        await (await wereld.Anoniem().GetAsync($"/v1/edities/{editie.Tekst("nummer")}/verschillen?met=1999-1", App.Ct)).Probleem(HttpStatusCode.NotFound);
        (await (await wereld.Anoniem().GetAsync($"/v1/edities/{editie.Tekst("nummer")}/verschillen", App.Ct)).Fouten()).Should().Equal("met: verplicht");
        await (await (await wereld.Melder()).PostAsync("/v1/edities", """{"titel":"Mag niet"}""".Body(), App.Ct)).Probleem(HttpStatusCode.Forbidden);
    }

    private async Task<JsonObject> Publiceer(JsonObject verzoek)
    {
        var antwoord = await (await wereld.Analist()).PostAsync("/v1/edities", verzoek.Body(), App.Ct);
        antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Content.ReadAsStringAsync(App.Ct));
        return await antwoord.Json();
    }

    private async Task VeranderDuizendmaal()
    {
        var (analist, project) = (await wereld.Analist(), await wereld.Project("Verandert alles"));
        var openbaar = wereld.Alle.Where(item => item.Tekst("status") is "bevestigd" or "opgelost").ToList();
        await Parallel.ForAsync(0, 1_000, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = App.Ct }, async (i, ct) =>
        {
            var doel = openbaar[i % openbaar.Count];
            switch (i % 4)
            {
                case 0:
                    await wereld.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("wlz"), ["adressaten"] = new JsonArray("vws") }, "Verandert alles");
                    break;
                case 1:
                    await analist.PostAsJsonAsync($"/v1/knelpunten/{doel.Tekst("id")}/beoordelingen", new { besluit = i % 3 == 0 ? "opgelost" : "heropend" }, ct);
                    break;
                case 2 when i < 40:
                    await analist.DeleteAsync($"/v1/knelpunten/{doel.Tekst("id")}", ct);
                    break;
                default:
                    using (var wijziging = new HttpRequestMessage(HttpMethod.Patch, $"/v1/knelpunten/{doel.Tekst("id")}")
                    {
                        Content = new JsonObject { ["titel"] = $"Nieuwe titel {i}", ["wetten"] = new JsonArray(wereld.Codes["wet"][i % 40]), ["ernst"] = $"{1 + (i % 5)}" }.Body(),
                    })
                    {
                        wijziging.Headers.TryAddWithoutValidation("If-Match", "*");
                        await analist.SendAsync(wijziging, ct);
                    }

                    break;
            }
        });
    }

    /// <summary>The hash, computed apart from the service: RFC 8785 of all members but sha256.</summary>
    private static string Hash(JsonObject editie)
    {
        var zonder = editie.DeepClone().AsObject();
        zonder.Remove("sha256");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canoniek(zonder))));
    }

    private static string Canoniek(JsonNode? node) => node switch
    {
        JsonObject leden => $"{{{string.Join(',', leden.OrderBy(lid => lid.Key, StringComparer.Ordinal).Select(lid => $"{Spel(lid.Key)}:{Canoniek(lid.Value)}"))}}}",
        JsonArray delen => $"[{string.Join(',', delen.Select(Canoniek))}]",
        null => "null",
        _ when node.GetValueKind() == JsonValueKind.String => Spel(node.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    private static string Spel(string tekst) => JsonSerializer.Serialize(tekst, Ruim);
}
