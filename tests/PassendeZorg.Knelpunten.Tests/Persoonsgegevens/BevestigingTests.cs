using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Persoonsgegevens;

/// <summary>What looks like a name or an address may be none: an analist can say so, for what is uncertain and for nothing else.</summary>
public sealed class BevestigingTests(App app) : IClassFixture<App>
{
    private const string Bevestigd = "bevestigdZonderPersoonsgegevens";

    public static TheoryData<string> Onzeker => ["Zorgpad moeder Noord loopt vast op regels.", "Wijkpunt Kerkstraat 12 moet straks sluiten.", "Voorbeeld: BIG-nummer 12345678901 wordt geweigerd."];

    [Theory]
    [MemberData(nameof(Onzeker))]
    public async Task Wat_onzeker_is_wordt_geweigerd_tot_een_analist_het_bevestigt(string omschrijving)
    {
        var (project, melder, analist) = (await app.Project(), await app.Melder(), await app.Analist());

        var kaal = await analist.Post("/v1/knelpunten", Knelpunt(project, omschrijving));
        (await kaal.Probleem(HttpStatusCode.BadRequest))["fouten"]!.AsArray().Should().ContainSingle().Which.Tekst("bericht").Should().Contain(Bevestigd);
        (await (await melder.Post("/v1/knelpunten", Knelpunt(project, omschrijving, true))).Fouten()).Should().Equal($"/{Bevestigd}: buiten-bereik", "/omschrijving: persoonsgegevens");
        (await (await analist.Post("/v1/knelpunten", Knelpunt(project, omschrijving, false))).Fouten()).Should().Equal("/omschrijving: persoonsgegevens");
        (await (await analist.Post("/v1/knelpunten", Knelpunt(project, omschrijving, "ja"))).Fouten()).Should().Equal($"/{Bevestigd}: ongeldig-formaat", "/omschrijving: persoonsgegevens");
        foreach (var client in new[] { analist, app.Beheerder() })
        {
            var gemeld = await client.Post("/v1/knelpunten", Knelpunt(project, omschrijving, true)).Gelukt();
            gemeld.Tekst("omschrijving").Should().Be(omschrijving);
            gemeld.ContainsKey(Bevestigd).Should().BeFalse();
        }
    }

    [Theory]
    [InlineData("Het BSN 111222333 staat hier zomaar in.")]
    [InlineData("Bel over moeder Noord gerust 06-12345678.")]
    [InlineData("Zij woont op 1234 AB 12 en wacht al lang.")]
    public async Task Wat_zeker_is_kan_niemand_bevestigen(string omschrijving)
    {
        var antwoord = await app.Beheerder().Post("/v1/knelpunten", Knelpunt(await app.Project(), omschrijving, true));

        (await antwoord.Fouten()).Should().Equal("/omschrijving: persoonsgegevens");
    }

    [Fact]
    public async Task Een_wijziging_weigert_wat_nieuw_is_en_laat_staan_wat_bevestigd_was()
    {
        var (project, melder, analist) = (await app.Project(), await app.Melder(), await app.Analist());
        var gemeld = await analist.Post("/v1/knelpunten", Knelpunt(project, "Zorgpad moeder Noord loopt vast op regels.", true)).Gelukt();
        var pad = $"/v1/knelpunten/{gemeld.Id()}";

        (await melder.Patch(pad, new JsonObject { ["ernst"] = "3" }, "*")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await (await melder.Patch(pad, new JsonObject { ["omweg"] = "Vraag mevrouw De Vries" }, "*")).Fouten()).Should().Equal("/omweg: persoonsgegevens");
        (await (await melder.Patch(pad, new JsonObject { ["omweg"] = "Vraag mevrouw De Vries", [Bevestigd] = true }, "*")).Fouten()).Should().BeEquivalentTo($"/{Bevestigd}: buiten-bereik", "/omweg: persoonsgegevens");
        (await (await analist.Patch(pad, new JsonObject { ["omweg"] = "Bel 06-12345678", [Bevestigd] = true }, "*")).Fouten()).Should().Equal("/omweg: persoonsgegevens");
        var gewijzigd = await analist.Patch(pad, new JsonObject { ["omweg"] = "Zorgpad moeder Zuid", [Bevestigd] = true }, "*").Gelukt();
        gewijzigd.Tekst("omweg").Should().Be("Zorgpad moeder Zuid");
        (await (await melder.Patch(pad, new JsonObject { ["omschrijving"] = "Zorgpad moeder Noord loopt nu echt vast." }, "*")).Fouten()).Should().Equal("/omschrijving: persoonsgegevens");
    }

    [Fact]
    public async Task Het_veld_hoort_bij_de_inhoud_als_geheel_en_alleen_waar_vrije_tekst_staat()
    {
        var analist = await app.Analist();
        var knelpunt = Knelpunt(await app.Project(), "Lang genoeg om te kunnen melden.", true);
        knelpunt["bronnen"] = new JsonArray(new JsonObject { ["titel"] = "Een bron", [Bevestigd] = true });

        (await (await analist.Post("/v1/knelpunten", knelpunt)).Fouten()).Should().Equal($"/bronnen/0/{Bevestigd}: onbekend-veld");
        (await (await analist.Post("/v1/tagvoorstellen", new JsonObject { ["titel"] = "Een titel", ["omschrijving"] = "Een omschrijving.", [Bevestigd] = true })).Fouten())
            .Should().Equal($"/{Bevestigd}: onbekend-veld");
    }

    private static JsonObject Knelpunt(string project, string omschrijving, JsonNode? bevestigd = null)
    {
        var knelpunt = Voorbeeld.Knelpunt(project, new JsonObject { ["omschrijving"] = omschrijving });
        if (bevestigd is not null)
        {
            knelpunt[Bevestigd] = bevestigd;
        }

        return knelpunt;
    }
}
