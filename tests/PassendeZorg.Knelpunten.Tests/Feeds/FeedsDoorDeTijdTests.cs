using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Gebeurtenissen;

namespace PassendeZorg.Knelpunten.Tests.Feeds;

/// <summary>Feeds while others write: nothing missed, nothing twice, and what was said of a closed period stays said.</summary>
public sealed class FeedsDoorDeTijdTests : IAsyncDisposable
{
    private static readonly string[] Vreemd =
    [
        "😀", "👩🏽‍⚕️", "]]>", "<b>", "&amp;", "&", "\"", "'", "<!--", "<![CDATA[", "עברית", "العربية", "e\u0301", "ﬁ", "\u00a0", "‏", "\u200d", "𝒳", "漢字", "%3Cscript%3E", "\\u0000", "\t", "ß", "İ", "…", "\ufeff",
    ];

    private readonly App app = new(null, new DateTimeOffset(2026, 2, 2, 9, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Acht_schrijvers_en_een_lezer_die_niets_mist_en_niets_dubbel_leest()
    {
        const int Schrijvers = 8, Knelpunten = 50; // each with five gebeurtenissen
        var lezer = new Feedlezer(app.Anoniem(), "/v1/feeds/knelpunten?formaat=json&limiet=20");
        var analist = await app.Analist();
        var projecten = new List<string>();
        for (var i = 0; i < Schrijvers; i++)
        {
            projecten.Add(await app.Project($"Zorggroep {i}"));
        }

        var schrijven = Task.WhenAll(projecten.Select((project, i) => Task.Run(async () =>
        {
            for (var n = 0; n < Knelpunten; n++)
            {
                var id = (await app.Meld(project, null, $"Zorggroep {i}")).Id();
                await app.Beoordeel(id, "bevestigd");
                await app.Beoordeel(id, "opgelost");
                await app.Beoordeel(id, "heropend");
                await analist.Patch($"/v1/knelpunten/{id}", new JsonObject { ["omweg"] = $"Een andere omweg, nummer {n}." }, "*").Gelukt();
            }
        })));
        while (!schrijven.IsCompleted)
        {
            await lezer.Peil();
        }

        await schrijven;
        await lezer.Peil();

        var alles = await lezer.Paginas(await app.Anoniem().Lees("/v1/feeds/knelpunten?formaat=json&limiet=200")).Versies();
        alles.Should().HaveCount(Schrijvers * Knelpunten);
        alles.Select(versie => versie.Id).Should().OnlyHaveUniqueItems();
        lezer.Gelezen.Should().OnlyHaveUniqueItems().And.Contain(alles, "the last version of each was read");
        lezer.Gelezen.GroupBy(versie => versie.Id).Should().OnlyContain(versies => versies.Select(versie => versie.Moment).SequenceEqual(versies.Select(versie => versie.Moment).Order(StringComparer.Ordinal)));
        lezer.Gelezen.Count.Should().BeGreaterThan(alles.Count, "it read while they wrote");
    }

    [Fact]
    public async Task Duizend_vreemde_teksten_komen_heel_over_in_elke_vorm()
    {
        const int Aantal = 1_000;
        var project = await app.Project("Tekens BV");
        var toeval = new Random(20261122);
        string Tekst(int delen) => string.Join(' ', Enumerable.Range(0, delen).Select(_ => Vreemd[toeval.Next(Vreemd.Length)])).Trim();
        var teksten = Enumerable.Range(0, Aantal).Select(n => (Titel: $"{Tekst(5)} nummer {n}".Normalize(), Regels: Enumerable.Range(0, 3).Select(i => $"Regel {i}: {Tekst(12)} einde".Normalize()).ToList())).ToList();
        var ndjson = string.Join('\n', teksten.Select(tekst => Voorbeeld.Knelpunt(project, new JsonObject { ["titel"] = tekst.Titel, ["omschrijving"] = string.Join("\n", tekst.Regels) }).ToJsonString()));
        var import = await (await (await app.Melder("Tekens BV")).PostAsync($"/v1/importen?project={project}", new StringContent(ndjson, Encoding.UTF8, "application/x-ndjson"), App.Ct)).Json();
        import.Getal("aangemaakt").Should().Be(Aantal, import.ToJsonString());
        foreach (var deel in import["resultaten"]!.AsArray().Select(rij => rij.Tekst("kenmerk")).Chunk(200))
        {
            await (await app.Analist()).Post("/v1/beoordelingen", new JsonObject
            {
                ["knelpunten"] = new JsonArray([.. deel.Select(kenmerk => (JsonNode)kenmerk)]), ["besluit"] = "bevestigd", ["herleidbaarheidGecontroleerd"] = true,
            }).Gelukt();
        }

        var (atom, json) = (new List<(string Titel, string Inhoud)>(), new List<(string Titel, string Inhoud)>());
        for (var pad = "/v1/feeds/knelpunten?limiet=200"; pad is not null;)
        {
            await FeedTests.EisGeldig(await app.Anoniem().GetByteArrayAsync(new Uri(pad, UriKind.Relative), App.Ct));
            var pagina = await app.Anoniem().LeesAtom(pad);
            atom.AddRange(pagina.Elements(Feeds.Atom + "entry").Select(item => (item.Waarde("title"), item.Waarde("content"))));
            pad = pagina.Verwijzing("next") is { } volgende ? new Uri(volgende).PathAndQuery : null;
        }

        await foreach (var pagina in new Feedlezer(app.Anoniem(), "").Paginas(await app.Anoniem().Lees("/v1/feeds/knelpunten?limiet=200&formaat=json")))
        {
            json.AddRange(pagina["items"]!.AsArray().Select(item => (item.Tekst("title"), item.Tekst("content_html"))));
        }

        atom.Should().Equal(json);
        atom.Select(item => item.Titel).Order().Should().Equal(teksten.Select(tekst => tekst.Titel).Order());
        var opTitel = atom.ToDictionary(item => item.Titel, item => item.Inhoud);
        foreach (var (titel, regels) in teksten)
        {
            opTitel[titel].Split("<p>").Skip(2).Select(alinea => WebUtility.HtmlDecode(alinea.Replace("</p>", "", StringComparison.Ordinal))).Should().Equal(regels);
        }

        // Lists and sheets too (demand R33).
        var verwacht = teksten.Select(tekst => (tekst.Titel, string.Join('\n', tekst.Regels))).Order().ToList();
        var lijst = new List<(string, string)>();
        for (var pad = $"/v1/knelpunten?project={project}&limiet=200"; pad is not null;)
        {
            var pagina = await app.Anoniem().Lees(pad);
            lijst.AddRange(pagina["items"]!.AsArray().Select(item => (item.Tekst("titel"), item.Tekst("omschrijving"))));
            pad = pagina["volgende"] is { } na ? $"/v1/knelpunten?project={project}&limiet=200&na={Uri.EscapeDataString(na.GetValue<string>())}" : null;
        }

        lijst.Order().Should().Equal(verwacht);
        var csv = (await Rapportages.XlsxTests.Csv(await Rapportages.XlsxTests.Haal(app.Anoniem(), $"/v1/knelpunten?project={project}&formaat=csv"))).Select(rij => rij.Cast<object?>().ToArray()).ToList();
        var blad = Rapportages.XlsxTests.Lees(await Rapportages.XlsxTests.Haal(app.Anoniem(), $"/v1/knelpunten?project={project}&formaat=xlsx")).First().Value;
        foreach (var rijen in new[] { csv, blad })
        {
            Rapportages.XlsxTests.Kolom(rijen, "titel").Zip(Rapportages.XlsxTests.Kolom(rijen, "omschrijving"), (titel, omschrijving) => (global::PassendeZorg.Knelpunten.Platform.Csv.Meant((string)titel!), global::PassendeZorg.Knelpunten.Platform.Csv.Meant((string)omschrijving!))).Order().Should().Equal(verwacht);
        }
    }

    [Fact]
    public async Task Paginas_houden_de_eerste_vast_en_grafstenen_staan_waar_het_item_stond()
    {
        var project = await app.Project();
        var ids = new List<string>();
        for (var i = 0; i < 9; i++)
        {
            ids.Add((await app.MeldEnBevestig(project)).Id());
        }

        await Trek(ids[4]);
        var eerste = await app.Anoniem().LeesAtom("/v1/feeds/knelpunten?limiet=4");
        await app.Beoordeel(ids[0], "opgelost");
        await Trek(ids[2]);
        await app.MeldEnBevestig(project);
        var tweede = await app.Anoniem().LeesAtom(new Uri(eerste.Verwijzing("next")!).PathAndQuery);
        var derde = await app.Anoniem().LeesAtom(new Uri(tweede.Verwijzing("next")!).PathAndQuery);

        Namen(eerste).Should().Equal($"weg {ids[4]}", ids[8], ids[7], ids[6]);
        Namen(tweede).Should().Equal([ids[5], ids[3], ids[1]], "what was withdrawn meanwhile is not in it, nor its text");
        Namen(derde).Should().Equal(ids[0]);
        derde.Verwijzing("next").Should().BeNull();
        derde.Verwijzing("first").Should().Be(new Uri(app.Adres, "/v1/feeds/knelpunten?limiet=4").ToString());
        Namen(await app.Anoniem().LeesAtom("/v1/feeds/knelpunten"))[1..4].Should().Equal($"weg {ids[2]}", ids[0], $"weg {ids[4]}");
        var antwoord = await app.Anoniem().GetAsync(new Uri("/v1/feeds/knelpunten?limiet=4", UriKind.Relative), App.Ct);
        string.Join(", ", antwoord.Headers.GetValues("Link")).Should().Contain("rel=\"self\"").And.Contain("rel=\"first\"").And.Contain("rel=\"next\"");

        async Task Trek(string id) => (await (await app.Melder()).Stuur("DELETE", $"/v1/knelpunten/{id}")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        static List<string> Namen(System.Xml.Linq.XElement feed) => [.. feed.Elements().Where(deel => deel.Name.LocalName is "entry" or "deleted-entry")
            .Select(deel => deel.Name.LocalName == "entry" ? deel.Waarde("id")["urn:uuid:".Length..] : $"weg {((string)deel.Attribute("ref")!)["urn:uuid:".Length..]}")];
    }

    [Fact]
    public async Task Een_project_dat_zijn_naam_verbergt_geeft_zijn_items_een_nieuw_moment_en_een_andere_auteur()
    {
        var project = await app.Project();
        var knelpunt = await app.MeldEnBevestig(project);
        await app.MeldEnBevestig(await app.Project("Een ander"), null, "Een ander");
        var lezer = new Feedlezer(app.Anoniem(), "/v1/feeds/knelpunten?formaat=json");
        await lezer.Peil();

        await (await app.Melder()).Patch($"/v1/projecten/{project}", new JsonObject { ["naamTonen"] = false }, "*").Gelukt();
        await lezer.Peil();

        lezer.Gelezen.Should().HaveCount(3).And.OnlyHaveUniqueItems();
        lezer.Gelezen[^1].Id.Should().Be($"urn:uuid:{knelpunt.Id()}");
        (await app.Anoniem().GetStringAsync(new Uri("/v1/feeds/knelpunten", UriKind.Relative), App.Ct)).Should().NotContain("Project van Zorggroep Test");
    }

    [Fact]
    public async Task Een_afgesloten_samenvatting_verandert_nooit_meer()
    {
        var project = await app.Project();
        var (blijft, weg, anders) = ((await app.MeldEnBevestig(project)).Id(), (await app.MeldEnBevestig(project)).Id(), (await app.MeldEnBevestig(project)).Id());
        app.Klok.Verzet(TimeSpan.FromDays(30)); // 4 March
        var maart = await Samenvattingen("");
        maart.Should().ContainSingle().Which.Tekst("content_html").Should().Contain("3 knelpunten van 1 project").And.Contain("3 nieuw, 0 opgelost, 0 verdwenen");

        // Late changes: a solution, a withdrawal, another law, a new one.
        await app.Beoordeel(blijft, "opgelost");
        await (await app.Melder()).Stuur("DELETE", $"/v1/knelpunten/{weg}");
        await (await app.Analist()).Patch($"/v1/knelpunten/{anders}", new JsonObject { ["wetten"] = new JsonArray("jeugdwet") }, "*").Gelukt();
        await app.MeldEnBevestig(project);
        (await Samenvattingen("")).Select(item => item.ToJsonString()).Should().Equal([maart[0].ToJsonString()], "an entry that is remembered");
        var opnieuw = await Samenvattingen("&wet=zvw,jeugdwet");
        opnieuw[0].Tekst("content_html").Should().Contain("3 nieuw, 0 opgelost, 0 verdwenen", "and one that is made only now");

        app.Klok.Verzet(TimeSpan.FromDays(30)); // 3 April
        var april = await Samenvattingen("");
        april.Should().HaveCount(2);
        april[1].ToJsonString().Should().Be(maart[0].ToJsonString());
        april[0].Tekst("content_html").Should().Contain("3 knelpunten van 1 project").And.Contain("1 nieuw, 1 opgelost, 1 verdwenen").And.Contain("Jeugdwet: 0 → 1 (1 erbij)");
        (await Samenvattingen("&wet=zvw"))[0].Tekst("content_html").Should().Contain("1 nieuw, 1 opgelost, 2 verdwenen", "withdrawn, or of another law now");
        (await Samenvattingen("&wet=wlz")).Should().BeEmpty();
        april.Select(item => item.Tekst("date_modified")).Should().Equal("2026-03-31T22:00:00.000000Z", "2026-02-28T23:00:00.000000Z");
        (await Samenvattingen("&interval=week")).Select(item => item.Tekst("id").Split('/')[^2]).Should().HaveCount(8).And.StartWith("2026-W13").And.EndWith("2026-W06");
        (await Samenvattingen("&interval=kwartaal")).Select(item => item.Tekst("title")).Should().Equal("Samenvatting van 1e kwartaal van 2026");
        var bladzij = await app.Anoniem().Lees("/v1/feeds/samenvattingen?formaat=json&interval=week&limiet=3");
        (await new Feedlezer(app.Anoniem(), "").Paginas(bladzij).Versies()).Should().HaveCount(8).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task De_telling_in_een_samenvatting_is_die_van_het_rapport_van_toen()
    {
        var project = await app.Project();
        for (var i = 0; i < 4; i++)
        {
            await app.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray(i % 2 == 0 ? "wlz" : "zvw") });
        }

        app.Klok.Verzet(TimeSpan.FromDays(40));
        await app.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("wlz") });

        var item = (await Samenvattingen("&wet=wlz")).Should().ContainSingle().Subject;
        var rapport = await app.Anoniem().Lees("/v1" + new Uri(item.Tekst("url")).PathAndQuery);
        rapport.Getal("totaal").Should().Be(2);
        item.Tekst("content_html").Should().Contain("2 knelpunten van 1 project").And.Contain("Wet langdurige zorg: 0 → 2 (2 erbij)");
    }

    [Fact]
    public async Task Elke_periode_die_sluit_wordt_eenmaal_genoteerd_ook_als_de_registratie_uit_stond()
    {
        var voor = (await app.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=wet")).Getal("volgnummer");
        (await Sluit()).Should().Be(0, "nothing has closed since the first gebeurtenis");
        app.Klok.Verzet(TimeSpan.FromDays(7));
        (await Sluit()).Should().Be(1);
        app.Klok.Verzet(TimeSpan.FromDays(53)); // 3 April

        (await Sluit()).Should().Be(7 + 2 + 1);
        (await Sluit()).Should().Be(0);

        var genoteerd = (await (await app.Analist()).Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray().Where(regel => regel.Tekst("soort") == "samenvatting.verschenen").ToList();
        genoteerd.Select(regel => regel.Tekst("onderwerp")).Should().Equal("week/2026-W06", "week/2026-W07", "week/2026-W08", "week/2026-W09", "week/2026-W10", "week/2026-W11", "week/2026-W12", "week/2026-W13",
            "maand/2026-02", "maand/2026-03", "kwartaal/2026-K1");
        genoteerd.Should().OnlyContain(regel => regel.Tekst("rol") == "systeem" && regel!["gegevens"].Getal("totVolgnummer") > 0);
        genoteerd[^1]!["gegevens"]!.ToJsonString().Should().StartWith("{\"interval\":\"kwartaal\",\"periode\":\"2026-K1\",\"totVolgnummer\":");
        (await app.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=wet")).Getal("volgnummer").Should().Be(voor, "it changes nothing that is counted");

        Task<int> Sluit() => app.Services.GetRequiredService<Schrijver>().Schrijf(Samenvatting.SluitPerioden);
    }

    [Fact]
    public async Task Een_verandering_geeft_een_andere_ETag_en_pas_daarna_een_moment()
    {
        var id = (await app.MeldEnBevestig(await app.Project())).Id();
        var vers = await app.Anoniem().Stuur("GET", "/v1/feeds/knelpunten");
        vers.Content.Headers.LastModified.Should().BeNull("another change could still fall in this second");
        app.Klok.Verzet(TimeSpan.FromMinutes(1));
        var rustig = await app.Anoniem().Stuur("GET", "/v1/feeds/knelpunten");
        rustig.Headers.ETag.Should().Be(vers.Headers.ETag);
        var sinds = rustig.Content.Headers.LastModified!.Value;

        await app.Beoordeel(id, "opgelost");

        using var verzoek = new HttpRequestMessage(HttpMethod.Get, "/v1/feeds/knelpunten") { Headers = { IfModifiedSince = sinds } };
        var antwoord = await app.Anoniem().SendAsync(verzoek, App.Ct);
        antwoord.StatusCode.Should().Be(HttpStatusCode.OK);
        antwoord.Headers.ETag.Should().NotBe(rustig.Headers.ETag);
        (await antwoord.Tekst()).Should().Contain("Status: opgelost");
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task<List<JsonNode>> Samenvattingen(string vraag) =>
        [.. (await app.Anoniem().Lees($"/v1/feeds/samenvattingen?formaat=json{vraag}"))["items"]!.AsArray().Select(item => item!.DeepClone())];
}
