using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Abonnementen;

namespace PassendeZorg.Knelpunten.Tests.Knelpunten;

/// <summary>Erasure (demand R50): gone from tables, search, feeds, memory and the files themselves, while the log still holds together.</summary>
public sealed class WisKnelpuntTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Wat_gewist_is_staat_nergens_meer_en_het_logboek_klopt_nog()
    {
        const string Canarie = "kwikstaartnest";
        var (project, steun) = (await app.Project(), await app.Project("Steun BV"));
        var (melder, analist, beheerder) = (await app.Melder(), await app.Analist(), app.Beheerder());
        for (var i = 0; i < 30; i++)
        {
            await app.Meld(project); // neighbours on the same pages
        }

        // The word in every text that can be about a knelpunt.
        var zin = $"Bij het {Canarie} wijst iedereen naar de ander, al jaren lang.";
        var inhoud = Voorbeeld.Knelpunt(project, new JsonObject
        {
            ["titel"] = zin, ["omschrijving"] = zin, ["vindplaats"] = zin, ["toelichtingGevolg"] = zin, ["omweg"] = zin, ["gewensteWijziging"] = zin, ["dilemma"] = zin,
            ["bronnen"] = new JsonArray(new JsonObject { ["titel"] = zin, ["url"] = $"https://voorbeeld.nl/{Canarie}" }), ["ernst"] = "4",
        });
        var antwoord = await (await melder.Stuur("POST", "/v1/knelpunten", inhoud.ToJsonString(), idempotentie: "canarie")).Json();
        var (id, kenmerk) = (antwoord.Id(), antwoord.Tekst("kenmerk"));
        var pad = $"/v1/knelpunten/{id}";
        await melder.Patch(pad, new JsonObject { ["titel"] = $"Nog eens het {Canarie}", ["omweg"] = null }, "*").Gelukt();
        var vraag = await analist.Post($"{pad}/vragen", new JsonObject { ["tekst"] = $"Welk {Canarie} was dat?" }).Gelukt();
        await melder.Post($"/v1/vragen/{vraag.Id()}/antwoorden", new JsonObject { ["tekst"] = $"Het {Canarie} bij de dijk." }).Gelukt();
        await analist.Post($"{pad}/beoordelingen", new JsonObject { ["besluit"] = "bevestigd", ["herleidbaarheidGecontroleerd"] = true, ["toelichting"] = $"Het {Canarie} is nagegaan." }).Gelukt();
        await (await app.Melder("Steun BV")).Post($"{pad}/steunbetuigingen", new JsonObject { ["projectId"] = steun, ["toelichting"] = zin }).Gelukt();
        for (var i = 0; i < 30; i++)
        {
            await app.Meld(project);
        }

        Map.MetTekst(app.Datamap, Canarie).Should().NotBeEmpty();
        (await app.Anoniem().Lees($"/v1/knelpunten?zoek={Canarie}")).Getal("totaal").Should().Be(1);
        (await (await app.Anoniem().Stuur("GET", "/v1/feeds/knelpunten")).Tekst()).Should().Contain(Canarie);
        await analist.Lees($"{pad}/verwanten");
        var editie = await analist.Post("/v1/edities", new JsonObject { ["titel"] = "Voor het wissen" }).Gelukt();
        var aantal = (await app.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=ernst")).Getal("totaal");

        var wissing = await beheerder.Post($"{pad}/wissingen", new JsonObject { ["reden"] = "Iemand herkende zichzelf." }).Gelukt();

        wissing.Tekst("kenmerk").Should().Be(kenmerk);
        wissing["uitBestanden"]!.GetValue<bool>().Should().BeTrue();
        Map.MetTekst(app.Datamap, Canarie).Should().BeEmpty();
        foreach (var client in new[] { app.Anoniem(), melder, analist, beheerder })
        {
            var weg = await (await client.Stuur("GET", pad)).Probleem(HttpStatusCode.Gone);
            weg.Tekst("kenmerk").Should().Be(kenmerk);
            foreach (var elders in new[]
            {
                $"/v1/knelpunten?zoek={Canarie}", $"{pad}/historie", $"{pad}/vragen", "/v1/vragen", $"{pad}/verwanten", "/v1/knelpunten", "/v1/feeds/knelpunten", "/v1/feeds/knelpunten?formaat=json",
                $"/v1/edities/{editie.Tekst("nummer")}?formaat=html", $"/edities/{editie.Tekst("nummer")}", "/knelpunten", $"/knelpunten/{kenmerk}", "/v1/gebeurtenissen?limiet=1000",
            })
            {
                (await (await client.Stuur("GET", elders)).Tekst()).Replace($"zoek={Canarie}", "", StringComparison.Ordinal).Should().NotContain(Canarie, elders);
            }
        }

        (await (await melder.Stuur("POST", "/v1/knelpunten", inhoud.ToJsonString(), idempotentie: "canarie")).Json()).Id().Should().NotBe(id, "the answer that was kept is gone");
        await beheerder.Post($"/v1/knelpunten/{(await melder.Lees("/v1/knelpunten?mijn=true&status=gemeld&limiet=1"))["items"]![0]!.Id()}/wissingen", new JsonObject { ["reden"] = "Opruimen." }).Gelukt();
        (await app.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=ernst")).Getal("totaal").Should().Be(aantal - 1);
        (await (await app.Anoniem().Stuur("GET", "/v1/feeds/knelpunten")).Tekst()).Should().Contain("deleted-entry");
        var log = (await analist.Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray();
        log.Where(regel => regel.Tekst("onderwerp") == id).Select(regel => regel.Tekst("soort")).TakeLast(2).Should().Equal("knelpunt.ingetrokken", "knelpunt.gewist");
        var (code, uitvoer) = await Programma.Draai(app.Datamap, "controleer");
        uitvoer.Should().Contain("0 fouten");
        code.Should().Be(0);
    }

    [Fact]
    public async Task Nog_eens_wissen_geeft_hetzelfde_antwoord_en_ook_wat_ingetrokken_was_kan_gewist()
    {
        var melder = await app.Melder();
        var knelpunt = await app.Meld(await app.Project());
        (await melder.Stuur("DELETE", $"/v1/knelpunten/{knelpunt.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        var eerste = await app.Beheerder().Post($"/v1/knelpunten/{knelpunt.Tekst("kenmerk")}/wissingen", new JsonObject { ["reden"] = "Op verzoek." });
        var tweede = await app.Beheerder().Post($"/v1/knelpunten/{knelpunt.Id()}/wissingen", new JsonObject { ["reden"] = "Nog eens." });

        (eerste.StatusCode, tweede.StatusCode).Should().Be((HttpStatusCode.Created, HttpStatusCode.OK));
        (await tweede.Json()).Getal("volgnummer").Should().Be((await eerste.Json()).Getal("volgnummer"));
    }

    [Fact]
    public async Task Zonder_reden_of_met_een_persoon_erin_wordt_er_niet_gewist()
    {
        var pad = $"/v1/knelpunten/{(await app.Meld(await app.Project())).Id()}";

        (await (await app.Beheerder().Post($"{pad}/wissingen", new JsonObject())).Fouten()).Should().Equal("/reden: verplicht");
        (await (await app.Beheerder().Post($"{pad}/wissingen", new JsonObject { ["reden"] = "Op verzoek van mevrouw De Vries" })).Fouten()).Should().Equal("/reden: persoonsgegevens");
        await (await app.Beheerder().Post("/v1/knelpunten/KP-1999-00001/wissingen", new JsonObject { ["reden"] = "Op verzoek." })).Probleem(HttpStatusCode.NotFound);
        (await app.Beheerder().Stuur("GET", pad)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Wat_nog_bezorgd_moet_worden_zegt_niets_van_de_tekst_en_wat_een_ontvanger_terugstuurde_is_weg()
    {
        const string Canarie = "roerdompnest";
        await using var ontvanger = await Ontvanger.Start();
        ontvanger.Antwoord = async (context, bericht) =>
        {
            context.Response.StatusCode = 500;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, $"Niet begrepen: {Canarie}", App.Ct);
        };
        var krant = await app.Client("abonnee", "Krant");
        await krant.Abonneer(ontvanger, ["knelpunt.bevestigd"]);
        var knelpunt = await app.MeldEnBevestig(await app.Project(), new() { ["titel"] = $"Bij het {Canarie} wijst iedereen naar de ander" });
        await ontvanger.Krijgt(1);
        await Ontvanger.Tot(() => Task.FromResult(Opslag.Vraag<long>(app.Datamap, $"SELECT count(*) FROM poging WHERE antwoord LIKE '%{Canarie}%'") > 0), () => "the attempt is noted");

        await app.Beheerder().Post($"/v1/knelpunten/{knelpunt.Id()}/wissingen", new JsonObject { ["reden"] = "Op verzoek." }).Gelukt();

        Map.MetTekst(app.Datamap, Canarie).Should().BeEmpty();
        ontvanger.Antwoord = null;
        app.Klok.Verzet(TimeSpan.FromHours(1));
        (await ontvanger.Krijgt(2))[^1].Body.Should().NotContain(Canarie);
    }
}
