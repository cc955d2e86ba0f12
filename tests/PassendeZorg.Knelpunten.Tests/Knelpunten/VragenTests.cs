using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Knelpunten;

/// <summary>Questions between analist and reporter: of the two of them, and nobody else.</summary>
public sealed class VragenTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Een_analist_vraagt_en_de_melder_antwoordt_zonder_dat_het_knelpunt_verandert()
    {
        var (melder, analist) = (await app.Melder("Vraag BV"), await app.Analist());
        var knelpunt = await app.MeldEnBevestig(await app.Project("Vraag BV"), organisatie: "Vraag BV");
        var pad = $"/v1/knelpunten/{knelpunt.Id()}";
        var lijst = (await app.Anoniem().Stuur("GET", "/v1/knelpunten")).Headers.ETag;

        var antwoord = await analist.Stuur("POST", $"/v1/knelpunten/{knelpunt.Tekst("kenmerk")}/vragen", Tekst("Welke regel kwikstaart?"));
        antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
        antwoord.Headers.Location!.ToString().Should().Be(pad + "/vragen");
        var vraag = await antwoord.Json();
        (vraag.Tekst("tekst"), vraag["antwoord"], vraag["beantwoordOp"]).Should().Be(("Welke regel kwikstaart?", null, null));
        vraag["knelpunt"]!.ToJsonString().Should().Be($$"""{"id":"{{knelpunt.Id()}}","kenmerk":"{{knelpunt.Tekst("kenmerk")}}","titel":"{{knelpunt.Tekst("titel")}}","status":"bevestigd"}""");
        var etag = (await melder.Stuur("GET", pad + "/vragen")).Headers.ETag!.Tag;

        var beantwoord = await melder.Stuur("POST", $"/v1/vragen/{vraag.Id()}/antwoorden", Tekst("De beleidsregel kwikstaart.")).Gelukt();
        beantwoord.Tekst("antwoord").Should().Be("De beleidsregel kwikstaart.");
        (await melder.Stuur("GET", pad + "/vragen", ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.OK, "an answer changes it");
        foreach (var client in new[] { melder, analist })
        {
            var item = (await client.Lees(pad + "/vragen"))["items"]!.AsArray().Should().ContainSingle().Which!;
            item.ToJsonString().Should().Be(beantwoord.ToJsonString());
        }

        (await app.Anoniem().Lees(pad)).Getal("versie").Should().Be(knelpunt.Getal("versie"));
        (await app.Anoniem().Stuur("GET", "/v1/knelpunten")).Headers.ETag.Should().Be(lijst, "a question changes nothing that is public");
        (await Programma.Draai(app.Datamap, "controleer")).Code.Should().Be(0);
    }

    [Fact]
    public async Task De_historie_laat_vragen_alleen_aan_analist_en_melder_zien_en_het_logboek_noemt_ze_zonder_tekst()
    {
        var (melder, analist) = (await app.Melder(), await app.Analist());
        var knelpunt = await app.MeldEnBevestig(await app.Project());
        var pad = $"/v1/knelpunten/{knelpunt.Id()}";
        var (publiek, eigen) = (await app.Anoniem().Stuur("GET", pad + "/historie"), await melder.Stuur("GET", pad + "/historie"));

        var vraag = await Vraag(knelpunt, "Een vraag over de roodborst?");
        await melder.Stuur("POST", $"/v1/vragen/{vraag.Id()}/antwoorden", Tekst("Een antwoord over de roodborst.")).Gelukt();

        (await app.Anoniem().Stuur("GET", pad + "/historie", ifNoneMatch: publiek.Headers.ETag!.Tag)).StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await melder.Stuur("GET", pad + "/historie", ifNoneMatch: eigen.Headers.ETag!.Tag)).StatusCode.Should().Be(HttpStatusCode.OK);
        foreach (var client in new[] { melder, analist })
        {
            var historie = await client.Lees(pad + "/historie");
            historie["items"]!.AsArray().Select(item => $"{item!.Tekst("rol")} {item!.Tekst("soort")}").Should()
                .Equal("melder knelpunt.gemeld", "analist knelpunt.bevestigd", "analist knelpunt.vraag-gesteld", "melder knelpunt.vraag-beantwoord");
            historie.ToJsonString().Should().NotContain("roodborst");
        }

        foreach (var client in new[] { app.Anoniem(), await app.Melder("Iemand Anders") })
        {
            (await client.Lees(pad + "/historie"))["items"]!.AsArray().Select(item => item!.Tekst("soort")).Should().Equal("knelpunt.bevestigd");
        }

        var regels = (await analist.Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray()
            .Where(regel => regel!.Tekst("onderwerp") == knelpunt.Id() && regel!.Tekst("soort").StartsWith("knelpunt.vraag-", StringComparison.Ordinal)).ToList();
        regels.Should().HaveCount(2).And.OnlyContain(regel => regel!["gegevens"]!.Tekst("vraag") == vraag.Id() && regel!["gegevens"]!.Getal("versie") == 2);
        regels.Select(regel => regel!.ToJsonString()).Should().OnlyContain(regel => !regel.Contains("roodborst", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Voor_anderen_bestaan_de_vragen_niet()
    {
        var knelpunt = await app.MeldEnBevestig(await app.Project());
        var vraag = await Vraag(knelpunt, "Wie betaalt dit?");

        foreach (var client in new[] { app.Anoniem(), await app.Melder("Iemand Anders"), await app.Client("adressaat", "nza"), await app.Client("abonnee", "Een krant") })
        {
            var isEr = await (await client.Stuur("GET", $"/v1/knelpunten/{knelpunt.Id()}/vragen")).Probleem(HttpStatusCode.NotFound);
            var isErNiet = await (await client.Stuur("GET", $"/v1/knelpunten/{Guid.CreateVersion7()}/vragen")).Probleem(HttpStatusCode.NotFound);
            isEr.ToJsonString().Should().Be(isErNiet.ToJsonString());
        }

        var ander = await app.Melder("Iemand Anders");
        var antwoord = await (await ander.Stuur("POST", $"/v1/vragen/{vraag.Id()}/antwoorden", Tekst("Ik."))).Probleem(HttpStatusCode.NotFound);
        antwoord.ToJsonString().Should().Be((await (await ander.Stuur("POST", $"/v1/vragen/{Guid.CreateVersion7()}/antwoorden", Tekst("Ik."))).Probleem(HttpStatusCode.NotFound)).ToJsonString());
        (await ander.Lees("/v1/vragen")).Getal("totaal").Should().Be(0);
    }

    [Fact]
    public async Task Alleen_de_organisaties_van_het_project_antwoorden_en_eenmaal()
    {
        var project = await app.Project("Trekker", new { naam = "Samen", organisatie = "Trekker", organisaties = new[] { "Partner" } });
        var knelpunt = await app.MeldEnBevestig(project, organisatie: "Trekker");
        var vraag = await Vraag(knelpunt, "Sinds wanneer?");
        var pad = $"/v1/vragen/{vraag.Id()}/antwoorden";

        foreach (var client in new[] { await app.Analist(), app.Beheerder() })
        {
            (await (await client.Stuur("POST", pad, Tekst("Sinds mei."))).Probleem(HttpStatusCode.Forbidden)).Tekst("detail").Should().Contain(knelpunt.Tekst("kenmerk"));
        }

        var partner = await app.Melder("Partner");
        var antwoorden = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => partner.Stuur("POST", pad, Tekst("Sinds mei."))));
        antwoorden.Select(antwoord => antwoord.StatusCode).Should().ContainSingle(status => status == HttpStatusCode.Created).And.OnlyContain(status => status == HttpStatusCode.Created || status == HttpStatusCode.Conflict);
        (await (await (await app.Melder("Trekker")).Stuur("POST", pad, Tekst("Sinds juni."))).Probleem(HttpStatusCode.Conflict)).Tekst("detail").Should().Contain("al beantwoord");
        (await partner.Lees($"/v1/knelpunten/{knelpunt.Id()}/vragen"))["items"]![0]!.Tekst("antwoord").Should().Be("Sinds mei.");
    }

    [Theory]
    [InlineData("concept"), InlineData("afgewezen")]
    public async Task Over_wat_niet_gemeld_of_openbaar_is_valt_niets_te_vragen(string status)
    {
        var knelpunt = await app.Meld(await app.Project(), new JsonObject { ["status"] = status == "concept" ? "concept" : null });
        if (status == "afgewezen")
        {
            await app.Beoordeel(knelpunt.Id(), status);
        }

        var probleem = await (await (await app.Analist()).Stuur("POST", $"/v1/knelpunten/{knelpunt.Id()}/vragen", Tekst("Hoe zo?"))).Probleem(HttpStatusCode.Conflict);
        probleem.Tekst("detail").Should().Contain($"status {status}").And.Contain("gemeld, bevestigd");
    }

    [Fact]
    public async Task De_lijst_laat_zien_wat_wacht_nieuwste_eerst_en_per_lezer()
    {
        var (melder, analist) = (await app.Melder("Lijst BV"), await app.Analist());
        var project = await app.Project("Lijst BV");
        var knelpunten = new[] { await app.Meld(project, organisatie: "Lijst BV"), await app.Meld(project, organisatie: "Lijst BV") };
        await Vraag(await app.Meld(await app.Project()), "Van een ander?");
        var ids = new List<string>();
        for (var i = 0; i < 7; i++)
        {
            ids.Insert(0, (await Vraag(knelpunten[i % 2], $"Vraag {i}?")).Id());
        }

        await melder.Stuur("POST", $"/v1/vragen/{ids[3]}/antwoorden", Tekst("Zo.")).Gelukt();

        Ids(await melder.Lees("/v1/vragen")).Should().Equal(ids);
        Ids(await melder.Lees("/v1/vragen?beantwoord=ja")).Should().Equal(ids[3]);
        var wacht = await melder.Lees("/v1/vragen?beantwoord=nee&limiet=4");
        (wacht.Getal("totaal"), Ids(wacht).Count).Should().Be((6, 4));
        await Vraag(knelpunten[0], "Nog een, na de eerste pagina?");
        await melder.Stuur("POST", $"/v1/vragen/{ids[0]}/antwoorden", Tekst("Intussen beantwoord.")).Gelukt();
        var rest = await melder.Lees($"/v1/vragen?beantwoord=nee&limiet=4&na={wacht.Tekst("volgende")}");
        Ids(wacht).Concat(Ids(rest)).Should().Equal(ids.Where(id => id != ids[3]), "what comes in or is answered meanwhile moves nothing");
        (rest["volgende"], rest.Getal("volgnummer")).Should().Be((null, wacht.Getal("volgnummer")));
        Ids(await analist.Lees("/v1/vragen?limiet=200")).Should().Contain(ids).And.HaveCountGreaterThan(8);

        (await (await melder.Stuur("GET", "/v1/vragen?beantwoord=soms")).Fouten()).Should().Equal("beantwoord: onbekende-code");
        (await (await melder.Stuur("GET", "/v1/vragen?na=onzin")).Fouten()).Should().Equal("na: ongeldig-formaat");
    }

    [Fact]
    public async Task Met_het_knelpunt_verdwijnen_de_vragen_voor_iedereen_ook_van_de_schijf()
    {
        var (melder, analist) = (await app.Melder("Weg BV"), await app.Analist());
        var knelpunt = await app.MeldEnBevestig(await app.Project("Weg BV"), organisatie: "Weg BV");
        var (een, twee) = (await Vraag(knelpunt, "Een vraag over de boomklever?"), await Vraag(knelpunt, "Nog een over de boomklever?"));
        await melder.Stuur("POST", $"/v1/vragen/{een.Id()}/antwoorden", Tekst("Antwoord van de boomklever.")).Gelukt();

        (await melder.Stuur("DELETE", $"/v1/knelpunten/{knelpunt.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        foreach (var client in new[] { melder, analist, app.Anoniem() })
        {
            await (await client.Stuur("GET", $"/v1/knelpunten/{knelpunt.Id()}/vragen")).Probleem(HttpStatusCode.Gone);
        }

        (await melder.Lees("/v1/vragen")).Getal("totaal").Should().Be(0);
        Ids(await analist.Lees("/v1/vragen?limiet=200")).Should().NotContain([een.Id(), twee.Id()]);
        await (await melder.Stuur("POST", $"/v1/vragen/{twee.Id()}/antwoorden", Tekst("Te laat."))).Probleem(HttpStatusCode.Gone);
        await (await analist.Stuur("POST", $"/v1/knelpunten/{knelpunt.Id()}/vragen", Tekst("Nog iets?"))).Probleem(HttpStatusCode.Gone);
        Opslag.Vraag<long>(app.Datamap, "SELECT count(*) FROM vraag WHERE tekst LIKE '%boomklever%' OR antwoord LIKE '%boomklever%'").Should().Be(0);
    }

    private async Task<JsonObject> Vraag(JsonNode knelpunt, string tekst) => await (await app.Analist()).Stuur("POST", $"/v1/knelpunten/{knelpunt.Id()}/vragen", Tekst(tekst)).Gelukt();

    private static string Tekst(string tekst) => new JsonObject { ["tekst"] = tekst }.ToJsonString();

    private static List<string> Ids(JsonNode lijst) => [.. lijst["items"]!.AsArray().Select(item => item!.Id())];
}
