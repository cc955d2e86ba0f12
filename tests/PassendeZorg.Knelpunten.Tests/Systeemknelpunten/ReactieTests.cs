using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

public sealed class ReactieTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Alleen_wie_bevoegd_of_betrokken_is_reageert_met_een_eigen_sleutel()
    {
        var systeem = await app.Systeem();
        var pad = $"{systeem.Pad()}/reacties";

        foreach (var partij in new[] { "nza", "vng" })
        {
            var antwoord = await (await app.Client("adressaat", partij)).Post(pad, Curator.Reactie("overgenomen"));
            antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
            var reactie = await antwoord.Json();
            (reactie.Tekst("organisatie"), reactie.Tekst("status"), reactie.Tekst("systeemknelpunt"), reactie.Getal("versie")).Should().Be((partij, "gepubliceerd", systeem.Id(), 1));
            reactie["gepubliceerdOp"].Should().NotBeNull();
        }

        (await (await (await app.Client("adressaat", "zn")).Post(pad, Curator.Reactie("overgenomen"))).Probleem(HttpStatusCode.Forbidden)).Tekst("detail").Should().Contain("nza, vws, vng");
        foreach (var client in new[] { await app.Analist(), app.Beheerder(), await app.Melder("nza"), await app.Client("abonnee", "nza") })
        {
            await (await client.Post(pad, Curator.Reactie("overgenomen"))).Probleem(HttpStatusCode.Forbidden);
        }

        await (await app.Anoniem().Post(pad, Curator.Reactie("overgenomen"))).Probleem(HttpStatusCode.Unauthorized);
        await (await (await app.Client("adressaat", "nza")).Post("/v1/systeemknelpunten/SK-1999-00001/reacties", Curator.Reactie("overgenomen"))).Probleem(HttpStatusCode.NotFound);
        var reacties = (await app.Anoniem().Zie(systeem))["reacties"]!.AsArray();
        reacties.Select(reactie => reactie.Tekst("organisatie")).Should().Equal("vng", "nza");
    }

    [Theory]
    [InlineData("overgenomen", null)]
    [InlineData("deels-overgenomen", null)]
    [InlineData("afgewezen", null)]
    [InlineData("al-opgelost", null)]
    [InlineData("kan-al", "/vindplaats: verplicht")]
    [InlineData("niet-bevoegd", "/doorverwezenNaar: verplicht")]
    [InlineData("in-onderzoek", "/datum: verplicht")]
    public async Task Elke_soort_vraagt_wat_erbij_hoort(string soort, string? fout)
    {
        var (nza, systeem) = (await app.Client("adressaat", "nza"), await app.Systeem());
        var pad = $"{systeem.Pad()}/reacties";

        var kaal = await nza.Post(pad, Curator.Reactie(soort));
        var volledig = await nza.Post(pad, Curator.Reactie(soort, new JsonObject { ["vindplaats"] = "artikel 2.4", ["doorverwezenNaar"] = "zin", ["datum"] = app.Vandaag().Iso() }));

        volledig.StatusCode.Should().Be(HttpStatusCode.Created, await volledig.Tekst());
        if (fout is null)
        {
            kaal.StatusCode.Should().Be(HttpStatusCode.Created);
        }
        else
        {
            (await kaal.Fouten()).Should().Equal(fout);
            (await (await nza.Post(pad, Curator.Reactie(soort, new JsonObject { ["status"] = "concept" }))).Fouten()).Should().Equal(fout);
        }
    }

    [Fact]
    public async Task Een_reactie_die_niet_klopt_wordt_geweigerd()
    {
        var (nza, systeem) = (await app.Client("adressaat", "nza"), await app.Systeem());
        var pad = $"{systeem.Pad()}/reacties";

        (await (await nza.Post(pad, new JsonObject())).Fouten()).Should().BeEquivalentTo("/soort: verplicht", "/tekst: verplicht");
        (await (await nza.Post(pad, Curator.Reactie("afgekeurd", new JsonObject { ["tekst"] = "Kort", ["doorverwezenNaar"] = "onzin", ["status"] = "af", ["datum"] = "morgen" }))).Fouten())
            .Should().BeEquivalentTo("/soort: onbekende-code", "/tekst: te-kort", "/doorverwezenNaar: onbekende-code", "/status: onbekende-code", "/datum: ongeldig-formaat");
        (await (await nza.Post(pad, Curator.Reactie("niet-bevoegd", new JsonObject { ["doorverwezenNaar"] = "nza" }))).Fouten()).Should().Equal("/doorverwezenNaar: buiten-bereik");
        (await (await nza.Post(pad, Curator.Reactie("in-onderzoek", new JsonObject { ["datum"] = app.Vandaag().AddDays(-1).Iso() }))).Fouten()).Should().Equal("/datum: buiten-bereik");
        (await app.Anoniem().Zie(systeem))["reacties"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Een_concept_is_voor_niemand_anders_te_zien_tot_het_wordt_gepubliceerd()
    {
        var (nza, systeem) = (await app.Client("adressaat", "nza"), await app.Systeem(new JsonObject { ["bevoegd"] = new JsonArray("nza", "zin") }));
        string[] paden = [systeem.Pad(), $"/v1/systeemknelpunten?systeemknelpunt={systeem.Id()}"];
        var etags = await Task.WhenAll(paden.Select(async pad => (await nza.Stuur("GET", pad)).Headers.ETag!.Tag));
        var buiten = await Task.WhenAll(paden.Select(async pad => (await app.Anoniem().Stuur("GET", pad)).Headers.ETag!.Tag));
        var concept = await nza.Post($"{systeem.Pad()}/reacties", Curator.Reactie("afgewezen", new JsonObject { ["tekst"] = "Een wielewaal in het concept.", ["status"] = "concept" })).Gelukt();

        (concept.Tekst("status"), concept["gepubliceerdOp"]).Should().Be(("concept", (JsonNode?)null));
        foreach (var client in new[] { app.Anoniem(), await app.Analist(), app.Beheerder(), await app.Client("adressaat", "vng"), await app.Melder("nza") })
        {
            var lijst = $"/v1/systeemknelpunten?systeemknelpunt={systeem.Id()}";
            foreach (var pad in new[] { systeem.Pad(), $"{systeem.Pad()}/historie", lijst, $"{lijst}&formaat=csv" })
            {
                (await (await client.Stuur("GET", pad)).Tekst()).Should().NotContain("wielewaal").And.NotContain(concept.Id()).And.NotContain("afgewezen");
            }

            (await client.Kenmerken($"systeemknelpunt={systeem.Id()}&beantwoord=ja")).Should().BeEmpty();
            (await client.Kenmerken($"systeemknelpunt={systeem.Id()}&beantwoord=nee")).Should().Equal(systeem.Kenmerk());
            (await client.Patch($"/v1/reacties/{concept.Id()}", new JsonObject { ["status"] = "gepubliceerd" }, null)).StatusCode.Should().BeOneOf(HttpStatusCode.NotFound, HttpStatusCode.Forbidden, HttpStatusCode.Unauthorized);
        }

        await (await (await app.Client("adressaat", "vng")).Patch($"/v1/reacties/{concept.Id()}", new JsonObject { ["status"] = "gepubliceerd" }, null)).Probleem(HttpStatusCode.NotFound);
        (await (await app.Analist()).Lees("/v1/gebeurtenissen?limiet=1000")).ToJsonString().Should().NotContain(concept.Id());
        for (var i = 0; i < paden.Length; i++)
        {
            (await nza.Stuur("GET", paden[i], ifNoneMatch: etags[i])).StatusCode.Should().Be(HttpStatusCode.OK, "its own draft is new to it");
            (await app.Anoniem().Stuur("GET", paden[i], ifNoneMatch: buiten[i])).StatusCode.Should().Be(HttpStatusCode.NotModified);
        }

        var eigen = (await nza.Zie(systeem))["reacties"]!.AsArray().Should().ContainSingle().Which!;
        (eigen.Id(), eigen.Tekst("status")).Should().Be((concept.Id(), "concept"));
        var etag = (await nza.Stuur("GET", systeem.Pad())).Headers.ETag!.Tag;
        var gewijzigd = await nza.Patch($"/v1/reacties/{concept.Id()}", new JsonObject { ["soort"] = "kan-al", ["vindplaats"] = "artikel 2.4" }, concept.Etag()).Gelukt();
        (gewijzigd.Getal("versie"), gewijzigd.Tekst("status"), gewijzigd.Tekst("soort")).Should().Be((2, "concept", "kan-al"));
        (await nza.Stuur("GET", systeem.Pad(), ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await (await nza.Patch($"/v1/reacties/{concept.Id()}", new JsonObject { ["vindplaats"] = null }, null)).Fouten()).Should().Equal("/vindplaats: verplicht");
        await (await nza.Patch($"/v1/reacties/{concept.Id()}", new JsonObject { ["tekst"] = "Een andere tekst hier." }, "\"1\"")).Probleem(HttpStatusCode.PreconditionFailed);

        var versie = (await app.Anoniem().Zie(systeem)).Getal("versie");
        var antwoord = await nza.Patch($"/v1/reacties/{concept.Id()}", new JsonObject { ["status"] = "gepubliceerd" }, "\"2\"");
        var reactie = await antwoord.Json();
        (reactie.Tekst("status"), antwoord.Headers.ETag!.Tag).Should().Be(("gepubliceerd", "\"3\""));
        var nu = await app.Anoniem().Zie(systeem);
        nu["reacties"]!.AsArray().Should().ContainSingle().Which!.ToJsonString().Should().Be(reactie.ToJsonString());
        nu.Getal("versie").Should().Be(versie + 1);
        (await app.Anoniem().Kenmerken($"systeemknelpunt={systeem.Id()}&beantwoord=ja")).Should().Equal(systeem.Kenmerk());
        (await app.Anoniem().Lees($"{systeem.Pad()}/historie"))["items"]!.AsArray()[^1].Tekst("soort").Should().Be("reactie.geplaatst");

        foreach (var patch in new[] { new JsonObject { ["status"] = "concept" }, new JsonObject { ["tekst"] = "Toch iets anders bedoeld." }, new JsonObject() })
        {
            await (await nza.Patch($"/v1/reacties/{concept.Id()}", patch, null)).Probleem(HttpStatusCode.Conflict);
        }

        (await (await (await app.Client("adressaat", "vng")).Patch($"/v1/reacties/{concept.Id()}", new JsonObject { ["tekst"] = "Toch iets anders bedoeld." }, null)).Probleem(HttpStatusCode.Forbidden))
            .Tekst("detail").Should().Contain("nza");
        await (await nza.Patch($"/v1/reacties/{Guid.CreateVersion7()}", new JsonObject(), null)).Probleem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Wie_niet_meer_gevraagd_is_publiceert_zijn_concept_niet_meer()
    {
        var (nza, systeem) = (await app.Client("adressaat", "nza"), await app.Systeem());
        var concept = await nza.Post($"{systeem.Pad()}/reacties", Curator.Reactie("afgewezen", new JsonObject { ["status"] = "concept" })).Gelukt();
        await (await app.Analist()).Patch(systeem.Pad(), new JsonObject { ["bevoegd"] = new JsonArray("vws") }, "*").Gelukt();

        (await (await nza.Patch($"/v1/reacties/{concept.Id()}", new JsonObject { ["status"] = "gepubliceerd" }, null)).Probleem(HttpStatusCode.Forbidden)).Tekst("detail").Should().Contain("vws, vng");
    }

    [Fact]
    public async Task Een_volgende_reactie_staat_boven_de_vorige()
    {
        var (nza, systeem) = (await app.Client("adressaat", "nza"), await app.Systeem());
        foreach (var soort in new[] { "afgewezen", "overgenomen", "al-opgelost" })
        {
            await nza.Post($"{systeem.Pad()}/reacties", Curator.Reactie(soort)).Gelukt();
        }

        (await app.Anoniem().Zie(systeem))["reacties"]!.AsArray().Select(reactie => reactie.Tekst("soort")).Should().Equal("al-opgelost", "overgenomen", "afgewezen");
    }
}
