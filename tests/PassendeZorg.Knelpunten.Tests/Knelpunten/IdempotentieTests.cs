using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Knelpunten;

public sealed class IdempotentieTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Hetzelfde_verzoek_geeft_byte_voor_byte_hetzelfde_antwoord()
    {
        const string Organisatie = "Herhaal BV";
        var body = Voorbeeld.Knelpunt(await app.Project(Organisatie)).ToJsonString();
        var melder = await app.Melder(Organisatie);

        var eerste = await melder.Stuur("POST", "/v1/knelpunten", body, idempotentie: "zelfde-een");
        await melder.Stuur("POST", "/v1/knelpunten", body);
        var tweede = await melder.Stuur("POST", "/v1/knelpunten", body, idempotentie: "zelfde-een");

        (eerste.StatusCode, tweede.StatusCode).Should().Be((HttpStatusCode.Created, HttpStatusCode.Created));
        (await tweede.Content.ReadAsByteArrayAsync(App.Ct)).Should().Equal(await eerste.Content.ReadAsByteArrayAsync(App.Ct));
        tweede.Headers.Location.Should().Be(eerste.Headers.Location);
        tweede.Headers.ETag.Should().Be(eerste.Headers.ETag);
        (await melder.Lees("/v1/knelpunten?mijn=true&status=gemeld")).Getal("totaal").Should().Be(2);
    }

    [Fact]
    public async Task Een_ander_verzoek_met_dezelfde_sleutel_wordt_geweigerd()
    {
        const string Organisatie = "Anders BV";
        var project = await app.Project(Organisatie);
        var melder = await app.Melder(Organisatie);
        await melder.Stuur("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(project).ToJsonString(), idempotentie: "anders").Gelukt();

        var ander = await melder.Stuur("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(project, new JsonObject { ["ernst"] = "3" }).ToJsonString(), idempotentie: "anders");

        (await ander.Fouten()).Should().Equal("Idempotency-Key: idempotentiesleutel-hergebruikt");
        (await melder.Lees("/v1/knelpunten?mijn=true&status=gemeld")).Getal("totaal").Should().Be(1);
    }

    [Fact]
    public async Task Elke_sleutelhouder_heeft_zijn_eigen_sleutels()
    {
        const string Organisatie = "Twee Sleutels BV";
        var body = Voorbeeld.Knelpunt(await app.Project(Organisatie)).ToJsonString();

        var een = await (await app.Melder(Organisatie)).Stuur("POST", "/v1/knelpunten", body, idempotentie: "houder").Gelukt();
        var ander = await (await app.Analist()).Stuur("POST", "/v1/knelpunten", body, idempotentie: "houder").Gelukt();

        ander.Id().Should().NotBe(een.Id());
    }

    [Fact]
    public async Task Vijftig_gelijktijdige_verzoeken_maken_een_knelpunt_en_een_gebeurtenis()
    {
        const string Organisatie = "Vijftig BV";
        var body = Voorbeeld.Knelpunt(await app.Project(Organisatie)).ToJsonString();
        var melder = await app.Melder(Organisatie);

        var antwoorden = await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
        {
            var antwoord = await melder.Stuur("POST", "/v1/knelpunten", body, idempotentie: "vijftig");
            antwoord.StatusCode.Should().Be(HttpStatusCode.Created);
            return await antwoord.Tekst();
        }));

        var id = JsonNode.Parse(antwoorden.Distinct().Should().ContainSingle().Which)!.Id();
        var log = await (await app.Analist()).Lees("/v1/gebeurtenissen?limiet=1000");
        log["items"]!.AsArray().Count(regel => regel!.Tekst("onderwerp") == id).Should().Be(1);
        (await melder.Lees("/v1/knelpunten?mijn=true&status=gemeld")).Getal("totaal").Should().Be(1);
    }

    [Fact]
    public async Task Wat_geweigerd_werd_mag_verbeterd_terugkomen()
    {
        var project = await app.Project();
        var melder = await app.Melder();

        await (await melder.Stuur("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(project, new JsonObject { ["titel"] = "x" }).ToJsonString(), idempotentie: "verbeterd")).Fouten();
        var goed = await melder.Stuur("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(project).ToJsonString(), idempotentie: "verbeterd");

        goed.StatusCode.Should().Be(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Een_te_lange_sleutel_wordt_geweigerd()
    {
        var melder = await app.Melder();
        var body = Voorbeeld.Knelpunt(await app.Project()).ToJsonString();

        (await melder.Stuur("POST", "/v1/knelpunten", body, idempotentie: new string('k', 255))).StatusCode.Should().Be(HttpStatusCode.Created);
        (await (await melder.Stuur("POST", "/v1/knelpunten", body, idempotentie: new string('k', 256))).Fouten()).Should().Equal("Idempotency-Key: te-lang");
    }

    [Fact]
    public async Task De_sleutel_zelf_wordt_niet_bewaard()
    {
        var melder = await app.Melder();
        var melding = await melder.Stuur("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(await app.Project()).ToJsonString(), idempotentie: "patient-van-kamer-12").Gelukt();

        Map.MetTekst(app.Datamap, melding.Id()).Should().NotBeEmpty();
        Map.MetTekst(app.Datamap, "patient-van-kamer-12").Should().BeEmpty();
    }

    [Fact]
    public async Task Na_24_uur_is_een_sleutel_vergeten()
    {
        await using var eigen = new App();
        var body = Voorbeeld.Knelpunt(await eigen.Project()).ToJsonString();
        var melder = await eigen.Melder();
        var eerste = (await melder.Stuur("POST", "/v1/knelpunten", body, idempotentie: "een-dag").Gelukt()).Id();

        eigen.Klok.Verzet(TimeSpan.FromHours(23.9));
        (await melder.Stuur("POST", "/v1/knelpunten", body, idempotentie: "een-dag").Gelukt()).Id().Should().Be(eerste);

        eigen.Klok.Verzet(TimeSpan.FromHours(0.2));
        var tweede = (await melder.Stuur("POST", "/v1/knelpunten", body, idempotentie: "een-dag").Gelukt()).Id();
        tweede.Should().NotBe(eerste);
        (await melder.Stuur("POST", "/v1/knelpunten", body, idempotentie: "een-dag").Gelukt()).Id().Should().Be(tweede);
    }
}
