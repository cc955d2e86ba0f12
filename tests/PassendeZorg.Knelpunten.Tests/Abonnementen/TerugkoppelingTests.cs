using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Abonnementen;

/// <summary>What a project hears, at its contact, of what became of what it reported.</summary>
public sealed class TerugkoppelingTests
{
    [Fact]
    public async Task Het_contact_van_een_project_hoort_van_elke_stap_en_niemand_anders()
    {
        await using var app = await MetPost.Start();
        var project = await Project(app, "info@voorbeeld.nl");
        var analist = await app.Analist();
        var aantal = 0;
        var zonder = await app.MeldEnBevestig(await app.Project()); // its project has no contact
        var knelpunt = await app.Meld(project, new JsonObject { ["titel"] = "Zorg & ondersteuning: één loket" });
        var kenmerk = knelpunt.Tekst("kenmerk");

        await analist.Post($"/v1/knelpunten/{knelpunt.Id()}/vragen", new JsonObject { ["tekst"] = "Welke beleidsregel noemde de verzekeraar?" }).Gelukt();
        var vraag = await Volgende("Er is een vraag over wat u meldde – " + kenmerk);
        vraag.Platte.Should().Contain("“Welke beleidsregel noemde de verzekeraar?”").And.Contain("Zorg & ondersteuning: één loket");
        vraag.Link("Vraag en antwoord").Should().EndWith("/mijn-meldingen");
        (vraag.Koppen.Tekst("To"), vraag.Koppen.ContainsKey("List-Unsubscribe")).Should().Be(("info@voorbeeld.nl", true));

        await app.Beoordeel(knelpunt.Id(), "bevestigd");
        await Volgende("Uw melding is bevestigd – " + kenmerk);

        var af = await app.Meld(project);
        await app.Beoordeel(af.Id(), "afgewezen");
        (await Volgende("Uw melding is afgewezen – " + af.Tekst("kenmerk"))).Platte.Should().Contain("De reden: Nagegaan in de test.");

        var systeem = await app.Systeem(null, knelpunt.Id());
        var gebundeld = await Volgende("Uw melding hoort nu bij een systeemknelpunt – " + kenmerk);
        gebundeld.Platte.Should().Contain($"{systeem.Tekst("kenmerk")} – {systeem.Tekst("titel")}");

        await (await app.Client("adressaat", "nza")).Post($"{systeem.Pad()}/reacties", Curator.Reactie("afgewezen", new JsonObject { ["status"] = "concept" })).Gelukt();
        await (await app.Client("adressaat", "nza")).Post($"{systeem.Pad()}/reacties", Curator.Reactie("overgenomen", new JsonObject { ["status"] = "gepubliceerd" })).Gelukt();
        (await Volgende("Er is een reactie op een systeemknelpunt met uw melding – " + kenmerk)).Platte.Should().Contain($"over {systeem.Tekst("kenmerk")}").And.Contain("overgenomen");

        await app.Beoordeel(knelpunt.Id(), "opgelost");
        (await Volgende("Het is opgelost: merkt u dat? – " + kenmerk)).Link("Merkbaarheid").Should().EndWith("/mijn-meldingen");
        (await app.Beheerder().Lees(Abonneren.Pad)).Getal("totaal").Should().Be(0, "nobody took a subscription");
        (await app.Beheerder().Stuur("GET", $"{Abonneren.Pad}/{project}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await app.Post()).Should().OnlyContain(post => !post.Platte.Contains(zonder.Tekst("kenmerk")));

        async Task<Post> Volgende(string onderwerp)
        {
            var post = (await app.Krijgt(++aantal))[^1];
            post.Onderwerp.Should().Be(onderwerp);
            return post;
        }
    }

    [Fact]
    public async Task Veel_tegelijk_is_een_bericht_en_afmelden_geldt_tot_er_een_andere_postbus_is()
    {
        await using var app = await MetPost.Start();
        var (analist, project) = (await app.Analist(), await Project(app, "info@voorbeeld.nl"));
        var ids = new List<JsonObject>();
        for (var i = 0; i < 12; i++)
        {
            ids.Add(await app.Meld(project));
        }

        await analist.Post("/v1/beoordelingen", new JsonObject
        {
            ["knelpunten"] = new JsonArray([.. ids.Select(knelpunt => JsonValue.Create(knelpunt.Id()))]), ["besluit"] = "bevestigd", ["herleidbaarheidGecontroleerd"] = true,
        }).Gelukt();
        var post = (await app.Krijgt(1))[0];
        post.Onderwerp.Should().Be("12 keer nieuws over wat uw project meldde");
        ids.Should().OnlyContain(knelpunt => post.Platte.Contains(knelpunt.Tekst("kenmerk")));

        await app.Druk(post.Link("Afmelden"));
        await app.Beoordeel(ids[0].Id(), "opgelost");
        var melder = await app.Melder();
        await melder.Patch($"/v1/projecten/{project}", new JsonObject { ["contact"] = "secretariaat@voorbeeld.nl" }, (await melder.Lees($"/v1/projecten/{project}")).Etag()).Gelukt();
        await app.Beoordeel(ids[1].Id(), "opgelost");
        var daarna = (await app.Krijgt(2))[1];
        (daarna.Koppen.Tekst("To"), daarna.Onderwerp).Should().Be(("secretariaat@voorbeeld.nl", $"Het is opgelost: merkt u dat? – {ids[1].Tekst("kenmerk")}"));
    }

    private static Task<string> Project(App app, string contact) =>
        app.Project("Zorggroep Test", new { naam = "Project met contact", organisatie = "Zorggroep Test", regios = new[] { "zk-arnhem" }, contact });
}
