using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Benchmarks;

namespace PassendeZorg.Knelpunten.Tests.Gebeurtenissen;

public sealed class KillTests
{
    /// <summary>The short form of the crash test (demand R2); <c>tests/PassendeZorg.Knelpunten.Benchmarks -- kill</c> is the long one.</summary>
    [Fact(Timeout = 240_000)] // against hanging; a slow disk is no fault
    public async Task Vijf_keer_kill_9_onder_zestien_verbindingen_verliest_en_verdubbelt_niets()
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-kill-");
        try
        {
            using var run = new KillRun(folder.FullName, connections: 16, seed: 20261122);
            for (var round = 1; round <= 5; round++)
            {
                (await run.Round()).Should().BeEmpty($"after kill {round}");
            }

            run.Acknowledged.Should().BePositive();
            run.Starts.Should().HaveCount(5); // how long they take is measured by the long form
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

public sealed class BundelTests(App app) : IClassFixture<App>
{
    /// <summary>Writes that arrive together share a transaction; one that is refused inside it takes none of the others along.</summary>
    [Fact]
    public async Task Een_geweigerde_taak_raakt_de_andere_in_de_bundel_niet()
    {
        var project = await app.Project();
        var melder = await app.Melder();
        var doel = await app.Meld(project);
        var pad = $"/v1/knelpunten/{doel.Tekst("id")}";

        // Forty edits of the same version, forty good reports and twenty reused keys, all at once: of the edits one wins.
        var wijzigingen = Enumerable.Range(0, 40).Select(i => Stuur(HttpMethod.Patch, pad, new JsonObject { ["titel"] = $"Gewijzigd door nummer {i}" }, "If-Match", "\"1\"")).ToList();
        var meldingen = Enumerable.Range(0, 40).Select(i => Stuur(HttpMethod.Post, "/v1/knelpunten", Voorbeeld.Knelpunt(project, new() { ["titel"] = $"Goed nummer {i}" }), "Idempotency-Key", $"goed {i}")).ToList();
        var hergebruik = Enumerable.Range(0, 20).Select(i => Stuur(HttpMethod.Post, "/v1/knelpunten", Voorbeeld.Knelpunt(project, new() { ["titel"] = $"Hergebruikt nummer {i}" }), "Idempotency-Key", "een sleutel voor twintig")).ToList();

        (await Task.WhenAll(wijzigingen)).Select(antwoord => antwoord.Status).Should().BeEquivalentTo(Enumerable.Repeat(HttpStatusCode.PreconditionFailed, 39).Append(HttpStatusCode.OK));
        (await Task.WhenAll(hergebruik)).Select(antwoord => antwoord.Status).Should().BeEquivalentTo(Enumerable.Repeat(HttpStatusCode.BadRequest, 19).Append(HttpStatusCode.Created));
        var gemeld = await Task.WhenAll(meldingen);
        gemeld.Should().OnlyContain(antwoord => antwoord.Status == HttpStatusCode.Created);
        foreach (var antwoord in gemeld)
        {
            (await melder.Lees($"/v1/knelpunten/{antwoord.Json.Tekst("id")}")).Tekst("titel").Should().Be(antwoord.Json.Tekst("titel"));
        }

        (await melder.Lees(pad)).Getal("versie").Should().Be(2);
        (await melder.Lees($"/v1/knelpunten?mijn=true&status=gemeld&project={project}")).Getal("totaal").Should().Be(42);
        var log = (await (await app.Analist()).Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray();
        log.Select(rij => rij!.Getal("volgnummer")).Should().Equal(Enumerable.Range(1, log.Count));

        async Task<(HttpStatusCode Status, JsonObject Json)> Stuur(HttpMethod methode, string adres, JsonObject inhoud, string header, string waarde)
        {
            using var verzoek = new HttpRequestMessage(methode, adres) { Content = inhoud.Body() };
            verzoek.Headers.TryAddWithoutValidation(header, waarde);
            using var antwoord = await melder.SendAsync(verzoek, App.Ct);
            return (antwoord.StatusCode, await antwoord.Json());
        }
    }
}
