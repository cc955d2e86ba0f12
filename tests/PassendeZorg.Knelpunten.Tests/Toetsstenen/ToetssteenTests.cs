using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Toetsstenen;

/// <summary>A complex case that solutions are tried on: what still stands in its way?</summary>
public sealed class ToetssteenTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Een_toetssteen_laat_zien_welke_systeemknelpunten_er_nog_in_de_weg_staan()
    {
        var (analist, project) = (await app.Analist(), await app.Project());
        var (een, twee, gemeld) = (await app.MeldEnBevestig(project), await app.MeldEnBevestig(project), await app.Meld(project));
        var (open, opgelost, gesloten, los) = (await Systeem(een, twee), await Systeem(een), await Systeem(twee), await Systeem(gemeld));
        await Status(opgelost, "vastgesteld", "geagendeerd", "beantwoord", "opgelost");
        await Status(gesloten, "gesloten");
        await analist.Post($"/v1/systeemknelpunten/{open.Id()}/stelseltoetsen", JsonNode.Parse("""
            {"beoordelaar":"nza","trede":"wetswijziging","argument":"De aanspraak hoort in de wet.","herkomst":"weergegeven","bron":{"titel":"Advies","url":"https://www.nza.nl/advies"}}
            """)!).Gelukt();

        var antwoord = await analist.Post("/v1/toetsstenen", Casus([een.Id(), twee.Tekst("kenmerk"), gemeld.Id()]));
        antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
        var steen = await antwoord.Json();

        steen.Tekst("kenmerk").Should().MatchRegex(@"^TS-20\d\d-\d{5}$");
        antwoord.Headers.Location!.ToString().Should().Be($"/v1/toetsstenen/{steen.Id()}");
        steen.Getal("versie").Should().Be(4);
        steen["knelpunten"]!.ToJsonString().Should().Be(
            $$"""[{"id":"{{een.Id()}}","kenmerk":"{{een.Tekst("kenmerk")}}","status":"bevestigd"},{"id":"{{twee.Id()}}","kenmerk":"{{twee.Tekst("kenmerk")}}","status":"bevestigd"}]""");
        steen["systeemknelpunten"]!.ToJsonString().Should().Be(
            $$"""[{"id":"{{open.Id()}}","kenmerk":"{{open.Tekst("kenmerk")}}","status":"in-onderzoek","oplossingsruimte":"gerichte-wijziging"}]""");
        steen["opgelost"]!.AsArray().Select(item => item!.Id()).Should().Equal(opgelost.Id());
        steen.Getal("staatNogInDeWeg").Should().Be(1);
        foreach (var pad in new[] { steen.Id(), steen.Tekst("kenmerk") })
        {
            (await app.Anoniem().Lees($"/v1/toetsstenen/{pad}")).ToJsonString().Should().Be(steen.ToJsonString());
        }

        // What happens to the knelpunten and what bundles them shows at once.
        var etag = (await app.Anoniem().Stuur("GET", $"/v1/toetsstenen/{steen.Id()}")).Headers.ETag!.Tag;
        (await app.Anoniem().Stuur("GET", $"/v1/toetsstenen/{steen.Id()}", ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.NotModified);
        await app.Beoordeel(gemeld.Id(), "bevestigd");
        await Status(open, "vastgesteld", "geagendeerd", "beantwoord", "opgelost");
        var nu = await (await app.Anoniem().Stuur("GET", $"/v1/toetsstenen/{steen.Id()}", ifNoneMatch: etag)).Json();
        nu["systeemknelpunten"]!.AsArray().Select(item => item!.Id()).Should().Equal(los.Id());
        nu["opgelost"]!.AsArray().Select(item => item!.Id()).Should().Equal(open.Id(), opgelost.Id());
        nu.Getal("staatNogInDeWeg").Should().Be(1);
    }

    [Fact]
    public async Task Koppelen_en_losmaken_staan_bij_het_knelpunt_met_een_nieuwe_versie()
    {
        var analist = await app.Analist();
        var knelpunt = await app.MeldEnBevestig(await app.Project());
        var steen = await analist.Post("/v1/toetsstenen", Casus()).Gelukt();
        var pad = $"/v1/toetsstenen/{steen.Tekst("kenmerk")}/knelpunten/{knelpunt.Tekst("kenmerk")}";
        var lijst = (await app.Anoniem().Stuur("GET", "/v1/knelpunten")).Headers.ETag;

        (await analist.Stuur("PUT", pad)).StatusCode.Should().Be(HttpStatusCode.Created);
        (await analist.Stuur("PUT", pad)).StatusCode.Should().Be(HttpStatusCode.OK);

        var gekoppeld = await app.Anoniem().Stuur("GET", $"/v1/knelpunten/{knelpunt.Id()}");
        gekoppeld.Headers.ETag!.Tag.Should().Be("\"3\"");
        (await gekoppeld.Json()).Lijst("toetsstenen").Should().Equal(steen.Id());
        var inLijst = await app.Anoniem().Stuur("GET", "/v1/knelpunten");
        inLijst.Headers.ETag.Should().NotBe(lijst);
        (await app.Anoniem().Lees($"/v1/toetsstenen/{steen.Id()}")).Getal("versie").Should().Be(2);

        (await analist.Stuur("DELETE", pad)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await (await analist.Stuur("DELETE", pad)).Probleem(HttpStatusCode.NotFound);
        var los = await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}");
        (los.Getal("versie"), los.Lijst("toetsstenen").Count).Should().Be((4, 0));
        (await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}/historie"))["items"]!.AsArray().Select(item => item!.Tekst("soort")).Should()
            .Equal("knelpunt.bevestigd", "knelpunt.gekoppeld", "knelpunt.ontkoppeld");
        (await analist.Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray().Where(regel => regel!.Tekst("onderwerp") == steen.Id()).Select(regel => regel!.Tekst("soort")).Should()
            .Equal("toetssteen.aangemaakt", "toetssteen.gewijzigd", "toetssteen.gewijzigd");
        (await Programma.Draai(app.Datamap, "controleer")).Code.Should().Be(0);
    }

    [Fact]
    public async Task Een_concept_of_afgewezen_knelpunt_is_niet_te_koppelen_en_een_ingetrokken_is_weg()
    {
        var (analist, project) = (await app.Analist(), await app.Project());
        var (concept, afgewezen, ingetrokken) = (await app.Meld(project, new JsonObject { ["status"] = "concept" }), await app.Meld(project), await app.MeldEnBevestig(project));
        await app.Beoordeel(afgewezen.Id(), "afgewezen");
        var steen = await analist.Post("/v1/toetsstenen", Casus([ingetrokken.Id()])).Gelukt();
        (await (await app.Melder()).Stuur("DELETE", $"/v1/knelpunten/{ingetrokken.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        string Pad(JsonNode knelpunt) => $"/v1/toetsstenen/{steen.Id()}/knelpunten/{knelpunt.Id()}";

        (await (await analist.Stuur("PUT", Pad(concept))).Probleem(HttpStatusCode.Conflict)).Tekst("detail").Should().Contain("status concept");
        (await (await analist.Stuur("PUT", Pad(afgewezen))).Probleem(HttpStatusCode.Conflict)).Tekst("detail").Should().Contain("gemeld, bevestigd");
        await (await analist.Stuur("PUT", Pad(ingetrokken))).Probleem(HttpStatusCode.Gone);
        (await app.Anoniem().Lees($"/v1/toetsstenen/{steen.Id()}"))["knelpunten"]!.AsArray().Should().BeEmpty();
        (await analist.Stuur("DELETE", Pad(ingetrokken))).StatusCode.Should().Be(HttpStatusCode.NoContent);
        await (await analist.Stuur("PUT", $"/v1/toetsstenen/TS-1999-00001/knelpunten/{afgewezen.Id()}")).Probleem(HttpStatusCode.NotFound);
        (await (await analist.Post("/v1/toetsstenen", Casus([ingetrokken.Id(), "KP-1999-00001"]))).Fouten()).Should().Equal("/knelpunten/0: niet-gevonden", "/knelpunten/1: niet-gevonden");
        await (await analist.Post("/v1/toetsstenen", Casus([concept.Id()]))).Probleem(HttpStatusCode.Conflict);
        (await (await analist.Post("/v1/toetsstenen", new JsonObject { ["titel"] = "x" })).Fouten()).Should().Equal("/titel: te-kort", "/omschrijving: verplicht");
    }

    [Fact]
    public async Task De_lijst_bladert_nieuwste_eerst_zonder_iets_over_te_slaan()
    {
        await using var eigen = new App();
        var analist = await eigen.Analist();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Insert(0, (await analist.Post("/v1/toetsstenen", Casus()).Gelukt()).Id());
        }

        var eerste = await eigen.Anoniem().Lees("/v1/toetsstenen?limiet=2");
        await analist.Post("/v1/toetsstenen", Casus()).Gelukt();
        var tweede = await eigen.Anoniem().Lees($"/v1/toetsstenen?limiet=2&na={eerste.Tekst("volgende")}");
        var derde = await eigen.Anoniem().Lees($"/v1/toetsstenen?limiet=2&na={tweede.Tekst("volgende")}");

        new[] { eerste, tweede, derde }.SelectMany(pagina => pagina["items"]!.AsArray()).Select(item => item!.Id()).Should().Equal(ids);
        (derde["volgende"], derde.Getal("totaal"), derde.Getal("volgnummer")).Should().Be((null, 5, eerste.Getal("volgnummer")));
        (await eigen.Anoniem().Lees("/v1/toetsstenen")).Getal("totaal").Should().Be(6);
        (await (await eigen.Anoniem().Stuur("GET", "/v1/toetsstenen?na=onzin")).Fouten()).Should().Equal("na: ongeldig-formaat");
        var etag = (await eigen.Anoniem().Stuur("GET", "/v1/toetsstenen")).Headers.ETag!.Tag;
        (await eigen.Anoniem().Stuur("GET", "/v1/toetsstenen", ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.NotModified);
    }

    private static JsonObject Casus(string[]? knelpunten = null) => new()
    {
        ["titel"] = "Thuis wonen na een val", ["omschrijving"] = "Woningaanpassing, wijkverpleging en training wachten op elkaar.",
        ["knelpunten"] = knelpunten is null ? null : new JsonArray([.. knelpunten.Select(id => (JsonNode)id)]),
    };

    private async Task<JsonObject> Systeem(params JsonObject[] knelpunten) => await (await app.Analist()).Post("/v1/systeemknelpunten", new JsonObject
    {
        ["titel"] = "Geen blijvende betaler", ["kern"] = "Wie de baten heeft, draagt de kosten niet.", ["bevoegd"] = new JsonArray("vws"),
        ["knelpunten"] = new JsonArray([.. knelpunten.Select(knelpunt => (JsonNode)knelpunt.Id())]),
    }).Gelukt();

    private async Task Status(JsonNode systeem, params string[] statussen)
    {
        foreach (var status in statussen)
        {
            await (await app.Analist()).Post($"/v1/systeemknelpunten/{systeem.Id()}/beoordelingen", new JsonObject { ["status"] = status, ["toelichting"] = "Nagegaan in de test." }).Gelukt();
        }
    }
}
