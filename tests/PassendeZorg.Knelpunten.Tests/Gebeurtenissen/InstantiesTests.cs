using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Abonnementen;

namespace PassendeZorg.Knelpunten.Tests.Gebeurtenissen;

/// <summary>Two instances on one database: what one writes the other knows, nothing is numbered or sent twice.</summary>
public sealed class InstantiesTests : IAsyncLifetime
{
    private readonly string map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;
    private App a = null!, b = null!;
    private string project = "";

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(Opslag.IsPostgres, "SQLite is for one instance.");
        (a, b) = (new App(map), new App(map));
        project = await a.Project();
    }

    public async ValueTask DisposeAsync()
    {
        if (a is not null)
        {
            await a.DisposeAsync();
            await b.DisposeAsync();
        }

        Opslag.Verwijder(map);
        Directory.Delete(map, recursive: true);
    }

    [Fact]
    public async Task Wat_de_een_schrijft_staat_binnen_een_seconde_in_het_rapport_van_de_ander()
    {
        var lezer = b.Anoniem();
        for (var keer = 1; keer <= 10; keer++)
        {
            await a.MeldEnBevestig(project);
            var klok = Stopwatch.StartNew();
            while ((await lezer.Lees("/v1/rapportages/kruistabel?rijen=wet&kolommen=domein")).Getal("totaal") < keer)
            {
                klok.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(10));
                await Task.Delay(5, App.Ct);
            }

            TestContext.Current.TestOutputHelper!.WriteLine($"visible after {klok.Elapsed.TotalMilliseconds:0} ms");
        }
    }

    [Fact]
    public async Task Wie_zegt_tot_waar_het_gevolgd_moet_zijn_leest_wat_hij_elders_schreef()
    {
        var (schrijver, lezer) = (await a.Melder(), b.Met(App.Beheersleutel));
        for (var keer = 0; keer < 20; keer++)
        {
            var gemeld = await schrijver.Stuur("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(project).ToJsonString());
            var volgnummer = gemeld.Headers.GetValues("Volgnummer").Single();
            using var vraag = new HttpRequestMessage(HttpMethod.Get, gemeld.Headers.Location) { Headers = { { "Prefer", $"respond-async, wait-for={volgnummer}" } } };
            vraag.RequestUri = new Uri(gemeld.Headers.Location!.IsAbsoluteUri ? gemeld.Headers.Location.PathAndQuery : gemeld.Headers.Location.OriginalString, UriKind.Relative);

            var gelezen = await lezer.SendAsync(vraag, App.Ct);

            gelezen.StatusCode.Should().Be(HttpStatusCode.OK);
            gelezen.Headers.GetValues("Preference-Applied").Should().Equal($"wait-for={volgnummer}");
            long.Parse(gelezen.Headers.GetValues("Volgnummer").Single(), System.Globalization.CultureInfo.InvariantCulture)
                .Should().BeGreaterThanOrEqualTo(long.Parse(volgnummer, System.Globalization.CultureInfo.InvariantCulture));
            (await lezer.Lees("/v1/knelpunten?mijn=false&status=gemeld&limiet=1"))["totaal"]!.GetValue<int>().Should().Be(keer + 1);
        }
    }

    [Fact]
    public async Task Een_sleutel_die_op_de_een_wordt_ingetrokken_werkt_binnen_een_seconde_niet_meer_op_de_ander()
    {
        var sleutel = await a.Beheerder().Post("/v1/sleutels", new JsonObject { ["naam"] = "Weg", ["rol"] = "melder", ["organisatie"] = "Weg BV" }).Gelukt();
        var client = b.Met(sleutel.Tekst("sleutel"));
        await Ontvanger.Tot(async () => (await client.Stuur("GET", "/v1/knelpunten?mijn=true")).StatusCode == HttpStatusCode.OK);

        await a.Beheerder().Stuur("DELETE", $"/v1/sleutels/{sleutel.Id()}");

        await Ontvanger.Tot(async () => (await client.Stuur("GET", "/v1/knelpunten?mijn=true")).StatusCode == HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Schrijven_op_beide_tegelijk_geeft_een_logboek_zonder_gaten_een_gave_keten_en_dezelfde_antwoorden()
    {
        var melders = new[] { await a.Melder("Een"), await b.Melder("Twee") };
        var projecten = new[] { await a.Project("Een"), await b.Project("Twee") };
        await Ontvanger.Tot(async () => (await a.Beheerder().Lees("/v1/projecten"))["totaal"]!.GetValue<int>() == 3);

        var gemeld = await Task.WhenAll(Enumerable.Range(0, 16).Select(async baan =>
        {
            var kenmerken = new List<string>();
            for (var i = 0; i < 25; i++)
            {
                var antwoord = await melders[baan % 2].Stuur("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(projecten[baan % 2]).ToJsonString());
                antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
                kenmerken.Add((await antwoord.Json()).Tekst("kenmerk"));
            }

            return kenmerken;
        }));

        gemeld.SelectMany(kenmerken => kenmerken).Should().OnlyHaveUniqueItems().And.HaveCount(400);
        var uitvoer = new StringWriter();
        (await PassendeZorg.Knelpunten.Beheer.Opdrachten.Controleer(Opslag.Voor(map), uitvoer)).Should().Be(0, uitvoer.ToString());
        Opslag.Vraag<long>(map, "SELECT count(*) - max(volgnummer) FROM gebeurtenis").Should().Be(0);
        await Ontvanger.Tot(async () => await Stand(a) == await Stand(b));
        foreach (var pad in new[] { "/v1/knelpunten?status=gemeld&limiet=200", "/v1/knelpunten?status=gemeld&limiet=200&sorteer=titel", "/v1/rapportages/kruistabel?rijen=wet&kolommen=domein&status=gemeld", "/v1/gebeurtenissen?limiet=1000" })
        {
            var (van, ook) = (await a.Beheerder().Stuur("GET", pad), await b.Beheerder().Stuur("GET", pad));
            (await ook.Tekst()).Should().Be(await van.Tekst());
        }

        static async Task<string> Stand(App app) => (await app.Beheerder().Stuur("GET", "/v1/knelpunten?limiet=1")).Headers.GetValues("Volgnummer").Single();
    }

    [Fact]
    public async Task Elk_bericht_gaat_een_keer_uit_en_een_ontvanger_krijgt_ze_een_voor_een_op_volgorde()
    {
        const int Abonnees = 5;
        var ontvangers = await Task.WhenAll(Enumerable.Range(0, Abonnees).Select(_ => Ontvanger.Start()));
        foreach (var (ontvanger, app) in ontvangers.Zip([a, b, a, b, a]))
        {
            await app.Beheerder().Abonneer(ontvanger, ["knelpunt.gemeld"]);
        }

        var melders = new[] { await a.Melder(), await b.Melder("Zorggroep Test") };
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async baan =>
        {
            for (var i = 0; i < 10; i++)
            {
                await melders[baan % 2].Post("/v1/knelpunten", Voorbeeld.Knelpunt(project)).Gelukt();
            }
        }));

        foreach (var ontvanger in ontvangers)
        {
            await ontvanger.Krijgt(80);
        }

        await Task.Delay(1_000, App.Ct); // what would come twice has come by now
        foreach (var ontvanger in ontvangers)
        {
            ontvanger.Berichten.Select(bericht => bericht.Nummer).Should().OnlyHaveUniqueItems().And.HaveCount(80);
            ontvanger.Berichten.Select(bericht => long.Parse(bericht.Bericht.Tekst("sequence"), System.Globalization.CultureInfo.InvariantCulture)).Should().BeInAscendingOrder();
            ontvanger.MeestTegelijk.Should().Be(1);
            await ontvanger.DisposeAsync();
        }
    }

    [Fact]
    public async Task Verbindingen_die_onder_het_schrijven_wegvallen_kosten_niets_dat_bevestigd_is()
    {
        var melders = new[] { await a.Melder(), await b.Melder("Zorggroep Test") };
        using var klaar = CancellationTokenSource.CreateLinkedTokenSource(App.Ct);
        var bevestigd = Task.WhenAll(Enumerable.Range(0, 8).Select(async baan =>
        {
            var ids = new List<string>();
            while (!klaar.IsCancellationRequested)
            {
                var antwoord = await melders[baan % 2].Stuur("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(project).ToJsonString());
                if (antwoord.StatusCode == HttpStatusCode.Created)
                {
                    ids.Add((await antwoord.Json()).Id());
                }
                else
                {
                    await antwoord.Probleem(HttpStatusCode.ServiceUnavailable);
                    antwoord.Headers.RetryAfter.Should().NotBeNull();
                    await Task.Delay(50, App.Ct);
                }
            }

            return ids;
        }));
        for (var keer = 0; keer < 5; keer++)
        {
            await Task.Delay(700, App.Ct);
            Opslag.Verbreek(map);
        }

        await Task.Delay(1_000, App.Ct);
        await klaar.CancelAsync();
        var ids = (await bevestigd).SelectMany(id => id).ToList();

        ids.Should().NotBeEmpty();
        foreach (var app in new[] { a, b })
        {
            await Ontvanger.Tot(async () => (await app.Beheerder().Lees("/v1/knelpunten?status=gemeld&limiet=1")).Getal("totaal") >= ids.Count);
            await Ontvanger.Tot(async () => (await app.Anoniem().Stuur("GET", "/health/ready")).StatusCode == HttpStatusCode.OK);
        }

        Opslag.Vraag<long>(map, $"SELECT count(*) FROM knelpunt WHERE id IN ('{string.Join("','", ids)}')").Should().Be(ids.Count);
        var uitvoer = new StringWriter();
        (await PassendeZorg.Knelpunten.Beheer.Opdrachten.Controleer(Opslag.Voor(map), uitvoer)).Should().Be(0, uitvoer.ToString());
    }
}
