using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Projecten;

public sealed class ProjectTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Een_project_is_standaard_van_de_organisatie_van_de_sleutel()
    {
        var melder = await app.Melder("Eigen Stichting");

        var antwoord = await melder.Post("/v1/projecten", new JsonObject { ["naam"] = "Zonder trekker" });

        antwoord.StatusCode.Should().Be(HttpStatusCode.Created);
        antwoord.Headers.ETag!.Tag.Should().Be("\"1\"");
        var project = await melder.Lees(antwoord.Headers.Location!.ToString());
        project.Tekst("organisatie").Should().Be("Eigen Stichting");
        project["naamTonen"]!.GetValue<bool>().Should().BeTrue();
        project.Lijst("organisaties").Should().BeEmpty();
    }

    [Fact]
    public async Task Een_organisatie_wordt_zonder_hoofdletters_en_randen_vergeleken_en_partners_mogen_melden()
    {
        var project = await app.Project("Trekker BV", new { naam = "Samen", organisatie = "  trekker bv ", organisaties = new[] { "PARTNER Ae\u0301n" } });

        (await (await app.Melder("partner a\u00e9n")).Post("/v1/knelpunten", Voorbeeld.Knelpunt(project))).StatusCode.Should().Be(HttpStatusCode.Created);
        await (await (await app.Melder("Geen Partner")).Post("/v1/knelpunten", Voorbeeld.Knelpunt(project))).Probleem(HttpStatusCode.Forbidden);
        (await app.Anoniem().Lees($"/v1/projecten/{project}")).Tekst("organisatie").Should().Be("trekker bv");
        (await (await app.Melder("Partner a\u00e9n")).Lees("/v1/projecten?mijn=true"))["items"]!.AsArray().Select(item => item!.Id()).Should().Equal(project);
    }

    [Fact]
    public async Task Contact_ziet_alleen_wie_er_bij_hoort()
    {
        const string Postbus = "valpreventie@voorbeeld.nl";
        var project = await app.Project("Contact BV", new { naam = "Met postbus", organisatie = "Contact BV", organisaties = new[] { "Contactpartner" }, contact = Postbus });

        foreach (var (client, ziet) in new[]
        {
            (app.Anoniem(), false), (await app.Melder("Contact BV"), true), (await app.Melder("Contactpartner"), true), (await app.Melder("Vreemde"), false),
            (await app.Analist(), true), (app.Beheerder(), true), (await app.Client("adressaat", "nza"), false), (await app.Client("abonnee", "Krant"), false),
        })
        {
            (await client.Lees($"/v1/projecten/{project}"))["contact"]?.GetValue<string>().Should().Be(ziet ? Postbus : null);
            (await client.Lees("/v1/projecten?limiet=200")).ToJsonString().Contains(Postbus, StringComparison.Ordinal).Should().Be(ziet);
        }
    }

    [Fact]
    public async Task Zonder_naam_tonen_leest_het_publiek_nergens_wiens_project_het_is()
    {
        const string Trekker = "Stille Stichting", Naam = "Stil project", Partner = "Stille Partner", Gebied = "Gemeente Stilte";
        var project = await app.Project(Trekker, new { naam = Naam, organisatie = Trekker, organisaties = new[] { Partner }, regios = new[] { "zk-arnhem" }, werkgebied = Gebied, naamTonen = false });
        var knelpunt = await app.Meld(project, null, Trekker);
        await app.Beoordeel(knelpunt.Id(), "bevestigd");
        string[] paden =
        [
            $"/v1/projecten/{project}", "/v1/projecten?limiet=200", $"/v1/knelpunten/{knelpunt.Id()}", "/v1/knelpunten?limiet=200", $"/v1/knelpunten?project={project}",
            $"/v1/knelpunten/{knelpunt.Id()}/historie", "/v1/rapportages/kruistabel?rijen=project", "/v1/rapportages/kruistabel?rijen=organisatie&meet=projecten",
        ];

        foreach (var client in new[] { app.Anoniem(), await app.Melder("Nieuwsgierig"), await app.Client("adressaat", "nza") })
        {
            foreach (var pad in paden)
            {
                (await client.Lees(pad)).ToJsonString().Should().NotContain(Trekker, pad).And.NotContain(Naam, pad).And.NotContain(Partner, pad).And.NotContain(Gebied, pad);
            }

            foreach (var pad in new[] { "/v1/knelpunten?formaat=csv", "/v1/rapportages/kruistabel?rijen=project&formaat=csv" })
            {
                var csv = await client.Stuur("GET", pad);
                csv.Content.Headers.ContentType!.MediaType.Should().Be("text/csv");
                (await csv.Tekst()).Should().Contain("zorgkantoorregio").And.NotContain(Trekker, pad).And.NotContain(Naam, pad).And.NotContain(Partner, pad);
            }

            (await client.Lees($"/v1/projecten/{project}")).Tekst("naam").Should().StartWith("Project in zorgkantoorregio");
            (await client.Lees($"/v1/knelpunten/{knelpunt.Id()}"))["project"]!["organisatie"].Should().BeNull();
            (await client.Lees("/v1/knelpunten?organisatie=" + Uri.EscapeDataString(Trekker))).Getal("totaal").Should().Be(0);
            (await client.Lees("/v1/rapportages/kruistabel?rijen=wet&organisatie=" + Uri.EscapeDataString(Trekker))).Getal("totaal").Should().Be(0);
        }

        foreach (var client in new[] { await app.Melder(Trekker), await app.Melder(Partner), await app.Analist() })
        {
            (await client.Lees($"/v1/projecten/{project}")).Tekst("naam").Should().Be(Naam);
            (await client.Lees("/v1/knelpunten?organisatie=" + Uri.EscapeDataString(Trekker))).Getal("totaal").Should().Be(1);
        }
    }

    [Theory]
    [InlineData(null, 428)]
    [InlineData("\"2\"", 412)]
    [InlineData("W/\"1\"", 412)]
    [InlineData("\"1\"", 200)]
    [InlineData("*", 200)]
    public async Task Wijzigen_vraagt_de_etag_van_nu(string? ifMatch, int status)
    {
        var id = await app.Project();

        var antwoord = await (await app.Melder()).Patch($"/v1/projecten/{id}", new JsonObject { ["werkgebied"] = "De Liemers" }, ifMatch);

        ((int)antwoord.StatusCode).Should().Be(status, await antwoord.Tekst());
        var nu = await app.Anoniem().Lees($"/v1/projecten/{id}");
        (nu.Getal("versie"), nu["werkgebied"]?.GetValue<string>()).Should().Be(status == 200 ? (2, "De Liemers") : (1, null));
        (await app.Anoniem().Stuur("GET", $"/v1/projecten/{id}")).Headers.ETag!.Tag.Should().Be(nu.Etag());
    }

    [Fact]
    public async Task Een_wijziging_is_meteen_te_zien_bij_knelpunten_en_een_lege_wijziging_telt_niet()
    {
        var melder = await app.Melder();
        var id = await app.Project();
        var knelpunt = await app.MeldEnBevestig(id);

        await melder.Patch($"/v1/projecten/{id}", new JsonObject { ["naam"] = "Nieuwe naam" }, "\"1\"").Gelukt();
        (await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}"))["project"]!.Tekst("naam").Should().Be("Nieuwe naam");

        (await melder.Patch($"/v1/projecten/{id}", new JsonObject { ["naam"] = "Nieuwe naam", ["contact"] = null }, "\"2\"").Gelukt()).Getal("versie").Should().Be(2);
    }

    [Fact]
    public async Task Gelijktijdige_wijzigingen_met_een_ster_raken_elkaar_niet_kwijt()
    {
        var melder = await app.Melder();
        for (var ronde = 0; ronde < 5; ronde++)
        {
            var id = await app.Project(inhoud: new { naam = "Druk", organisatie = "Zorggroep Test" });
            JsonObject[] delen =
            [
                new() { ["naam"] = "Drukker" }, new() { ["werkgebied"] = "Oost" }, new() { ["contact"] = "info@voorbeeld.nl" }, new() { ["regios"] = new JsonArray("zk-twente") },
                new() { ["doelgroepen"] = new JsonArray("ouderen-thuis") }, new() { ["akkoorden"] = new JsonArray("iza") },
            ];

            var antwoorden = await Task.WhenAll(delen.Select(deel => melder.Patch($"/v1/projecten/{id}", deel, "*")));

            antwoorden.Should().OnlyContain(antwoord => antwoord.StatusCode == HttpStatusCode.OK);
            var nu = await melder.Lees($"/v1/projecten/{id}");
            nu.Getal("versie").Should().Be(7);
            delen.Where(deel => !JsonNode.DeepEquals(nu[deel.First().Key], deel.First().Value)).Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Een_melder_geeft_zijn_project_niet_uit_handen()
    {
        var id = await app.Project();
        var melder = await app.Melder();

        await (await melder.Patch($"/v1/projecten/{id}", new JsonObject { ["organisatie"] = "Heel Iemand Anders" }, "\"1\"")).Probleem(HttpStatusCode.Forbidden);
        await (await (await app.Melder("Heel Iemand Anders")).Patch($"/v1/projecten/{id}", new JsonObject { ["organisaties"] = new JsonArray("Heel Iemand Anders") }, "\"1\""))
            .Probleem(HttpStatusCode.Forbidden);
        await (await melder.Post("/v1/projecten", new JsonObject { ["naam"] = "Van een ander", ["organisatie"] = "Heel Iemand Anders" })).Probleem(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("""{}""", "/naam: verplicht")]
    [InlineData("""{"naam":"ab"}""", "/naam: te-kort")]
    [InlineData("""{"naam":"Goed","organisatie":"ab"}""", "/organisatie: te-kort")]
    [InlineData("""{"naam":"Goed","contact":"geen adres"}""", "/contact: ongeldig-formaat")]
    [InlineData("""{"naam":"Goed","regios":["zk-narnia"]}""", "/regios/0: onbekende-code")]
    [InlineData("""{"naam":"Goed","naamTonen":"nee"}""", "/naamTonen: ongeldig-formaat")]
    [InlineData("""{"naam":"Goed","id":"x","versie":3}""", "/id: onbekend-veld|/versie: onbekend-veld")]
    [InlineData("""{"naam":"Goed\u202e"}""", "/naam: ongeldig-teken")]
    public async Task Een_project_dat_niet_klopt_wordt_geweigerd(string body, string fouten) =>
        (await (await (await app.Melder()).Stuur("POST", "/v1/projecten", body)).Fouten()).Should().BeEquivalentTo(fouten.Split('|'));

    [Fact]
    public async Task Een_organisatie_is_een_naam_van_3_tot_120_tekens()
    {
        var analist = await app.Analist();
        Task<HttpResponseMessage> Maak(string organisatie) => analist.Post("/v1/projecten", new JsonObject { ["naam"] = "Grenzen", ["organisatie"] = organisatie });

        (await Maak(new string('a', 3))).StatusCode.Should().Be(HttpStatusCode.Created);
        (await Maak(new string('a', 120))).StatusCode.Should().Be(HttpStatusCode.Created);
        (await (await Maak(new string('a', 121))).Fouten()).Should().Equal("/organisatie: te-lang");
        (await (await Maak(" a  ")).Fouten()).Should().Equal("/organisatie: te-kort");
    }

    [Theory]
    [InlineData("onzin")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("KP-2026-00001")]
    public async Task Een_project_dat_er_niet_is_is_404(string id) =>
        await (await app.Anoniem().Stuur("GET", $"/v1/projecten/{id}")).Probleem(HttpStatusCode.NotFound);
}
