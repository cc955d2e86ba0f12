using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PassendeZorg.Knelpunten.Benchmarks;
using PassendeZorg.Knelpunten.Tests.Abonnementen;

namespace PassendeZorg.Knelpunten.Tests.Beheer;

/// <summary>What an operator sees of the service: metrics, its log, its health. Never what somebody wrote.</summary>
public sealed class MetingTests(MetingTests.Gemeten app) : IClassFixture<MetingTests.Gemeten>
{
    private const string Sleutel = "metrics-metrics-metrics-metrics-metrics";
    private const string Canarie = "karekietnest";

    [Fact]
    public async Task Metrics_zijn_te_lezen_als_tekst_van_Prometheus_en_tellen_wat_er_gebeurt()
    {
        await using var ontvanger = await Ontvanger.Start();
        var krant = await app.Client("abonnee", "Krant");
        await krant.Abonneer(ontvanger, ["knelpunt.bevestigd"]);
        var project = await app.Project();
        for (var i = 0; i < 5; i++)
        {
            await app.MeldEnBevestig(project, new() { ["titel"] = $"Over het {Canarie} nummer {i}" });
        }

        await ontvanger.Krijgt(5);
        var feed = await app.Anoniem().Stuur("GET", "/v1/feeds/knelpunten");
        await app.Anoniem().Stuur("GET", "/v1/feeds/knelpunten");
        (await app.Anoniem().Stuur("GET", "/v1/feeds/knelpunten", ifNoneMatch: feed.Headers.ETag!.Tag)).StatusCode.Should().Be(HttpStatusCode.NotModified);
        await app.Anoniem().Stuur("GET", $"/v1/knelpunten?zoek={Canarie}&onbekend={Canarie}");
        await app.Anoniem().Stuur("GET", $"/v1/{Canarie}");
        await Ontvanger.Tot(async () => Waarde(await Lees(), "knelpunten_bezorgpogingen_total", "kanaal=\"webhook\",uitkomst=\"afgeleverd\"") >= 5, () => "five deliveries are counted");

        var tekst = await Lees();

        foreach (var regel in tekst.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            regel.Should().MatchRegex(@"^(# (HELP|TYPE) [a-z_]+ .*|[a-z_]+(\{([a-zA-Z_]+=""[^""]*"",?)+\})? (-?[0-9.]+(E[-+]?[0-9]+)?|NaN))$");
        }

        Waarde(tekst, "knelpunten_schrijftaken_total", "uitkomst=\"vastgelegd\"").Should().BeGreaterThan(11);
        Waarde(tekst, "knelpunten_vastleggen_duur_seconds_count").Should().BePositive();
        Waarde(tekst, "knelpunten_vastleggen_duur_seconds_bucket", "le=\"+Inf\"").Should().Be(Waarde(tekst, "knelpunten_vastleggen_duur_seconds_count"));
        Waarde(tekst, "knelpunten_bundel_grootte_sum").Should().Be(Waarde(tekst, "knelpunten_schrijftaken_total", "uitkomst=\"vastgelegd\""));
        (Waarde(tekst, "knelpunten_feeds_total", "uitkomst=\"gemaakt\""), Waarde(tekst, "knelpunten_feeds_total", "uitkomst=\"onthouden\""), Waarde(tekst, "knelpunten_feeds_total", "uitkomst=\"ongewijzigd\""))
            .Should().Be((1, 1, 1));
        Waarde(tekst, "knelpunten_weigeringen_total", "status=\"400\",soort=\"ongeldige-invoer\"").Should().BePositive();
        Waarde(tekst, "knelpunten_weigeringen_total", "status=\"404\",soort=\"niet-gevonden\"").Should().BePositive();
        Waarde(tekst, "knelpunten_wachtrij").Should().BeGreaterThanOrEqualTo(0);
        Waarde(tekst, "knelpunten_schrijver_werkt").Should().Be(1);
        Waarde(tekst, "knelpunten_bezorger_achterstand").Should().BeGreaterThanOrEqualTo(0);
        Waarde(tekst, "knelpunten_volgnummer").Should().BeGreaterThan(20);
        Waarde(tekst, "http_server_request_duration_seconds_count", "klasse=\"2xx\"").Should().BePositive();
        Waarde(tekst, "http_server_request_duration_seconds_count", "klasse=\"4xx\"").Should().BePositive();
        Waarde(tekst, "dotnet_process_memory_working_set_bytes").Should().BeGreaterThan(10_000_000);
        Waarde(tekst, "dotnet_thread_pool_thread_count_total", anders: Waarde(tekst, "dotnet_thread_pool_thread_count")).Should().BePositive();
        tekst.Should().NotContain(Canarie).And.NotContain("127.0.0.1");
        tekst.Split('\n').Length.Should().BeLessThan(300, "what is counted does not grow with what is asked");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer fout")]
    [InlineData("Basic metrics-metrics-metrics-metrics-metrics")]
    [InlineData("Bearer " + App.Beheersleutel)]
    public async Task Zonder_de_sleutel_zijn_er_geen_metrics(string? aanmelding)
    {
        using var verzoek = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        verzoek.Headers.TryAddWithoutValidation("Authorization", aanmelding);

        await (await app.Anoniem().SendAsync(verzoek, App.Ct)).Probleem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Metrics_worden_alleen_gelezen() =>
        (await (await app.Met(Sleutel).Stuur("POST", "/metrics", "{}")).Probleem(HttpStatusCode.MethodNotAllowed)).Tekst("detail").Should().Contain("GET");

    [Fact]
    public async Task Zonder_instelling_is_er_geen_metrics_en_een_te_korte_sleutel_houdt_de_dienst_tegen()
    {
        await using var zonder = new App();
        await (await zonder.Anoniem().Stuur("GET", "/metrics")).Probleem(HttpStatusCode.NotFound);

        var map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;
        var (code, uitvoer) = await Programma.Draai(map, "--Knelpunten:Metrics=kort");
        code.Should().Be(1);
        uitvoer.Should().Contain("32 tekens").And.NotContain("   at ");
        Opslag.Verwijder(map);
        Directory.Delete(map, recursive: true);
    }

    [Fact]
    public async Task Gezondheid_zegt_wat_er_mis_is()
    {
        await using var eigen = new App();
        (await eigen.Anoniem().Lees("/health/ready")).Tekst("status").Should().Be("gereed");

        eigen.Services.GetRequiredService<PassendeZorg.Knelpunten.Gebeurtenissen.Schrijver>().AlleenLezen("De nachtelijke controle vond 1 fouten in de opslag.");

        (await (await eigen.Anoniem().Stuur("GET", "/health/ready")).Probleem(HttpStatusCode.ServiceUnavailable)).Tekst("detail").Should().Contain("nachtelijke controle");
        (await eigen.Anoniem().Stuur("GET", "/health/live")).StatusCode.Should().Be(HttpStatusCode.OK);
        (await eigen.Anoniem().Stuur("GET", "/v1/knelpunten")).StatusCode.Should().Be(HttpStatusCode.OK);
        var geweigerd = await eigen.Beheerder().Post("/v1/projecten", new JsonObject { ["naam"] = "Een project" });
        (await geweigerd.Probleem(HttpStatusCode.ServiceUnavailable)).Tekst("type").Should().EndWith("alleen-lezen");
    }

    /// <summary>A page that went bad is found in the night: reading goes on, writing does not (demand R8).</summary>
    [Fact]
    public async Task Een_beschadigde_bladzijde_wordt_s_nachts_gevonden_en_daarna_wordt_er_niets_meer_geschreven()
    {
        Assert.SkipWhen(Opslag.IsPostgres, "PostgreSQL watches over its own pages.");
        await using var eigen = new App();
        var project = await eigen.Project();
        var knelpunt = await eigen.Meld(project);
        eigen.Klok.Verzet(TimeSpan.FromDays(1));
        await Regel("Nachtelijke controle: ", "geen fouten");
        (await eigen.Meld(project)).Should().NotBeNull();

        // Somebody changes a table behind its back: that is told, and no more. Then the log: that is the end of writing.
        Voer("UPDATE knelpunt SET inhoud = replace(inhoud, 'wal en schip', 'kade en boot') WHERE nummer = 1");
        eigen.Klok.Verzet(TimeSpan.FromDays(1));
        await Regel("Nachtelijke controle: Knelpunt ", "titel is anders dan het logboek zegt");
        (await eigen.Meld(project)).Should().NotBeNull();
        Voer("UPDATE gebeurtenis SET rol = 'beheerder' WHERE volgnummer = 3");
        eigen.Klok.Verzet(TimeSpan.FromDays(1));
        await Regel("Nachtelijke controle: Gebeurtenis 3 ", "is veranderd na het vastleggen");
        await Ontvanger.Tot(async () => (await eigen.Anoniem().Stuur("GET", "/health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable, () => "not ready any more");
        (await (await eigen.Beheerder().Post("/v1/knelpunten", Voorbeeld.Knelpunt(project))).Probleem(HttpStatusCode.ServiceUnavailable)).Tekst("type").Should().EndWith("alleen-lezen");
        (await eigen.Beheerder().Stuur("GET", $"/v1/knelpunten/{knelpunt.Id()}")).StatusCode.Should().Be(HttpStatusCode.OK);

        void Voer(string sql)
        {
            using var connection = Opslag.Open(eigen.Datamap);
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            command.ExecuteNonQuery();
        }

        Task Regel(string begin, string bevat) => Ontvanger.Tot(() => Task.FromResult(eigen.Log.Regels.Any(regel => regel.StartsWith(begin, StringComparison.Ordinal) && regel.Contains(bevat, StringComparison.Ordinal))), () => begin + bevat);
    }

    /// <summary>Demand R54: whatever a caller sends, an entry is one line of JSON.</summary>
    [Fact]
    public async Task Wat_een_beller_ook_stuurt_elke_regel_van_het_logboek_is_een_regel_json()
    {
        var map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;
        string[] stukken = ["\r\n", "\n", "\r", "\u001b[31m", "\u001b]0;titel\a", "\u2028", "\u0085", "\"}\n{\"niveau\":\"Critical", "%0d%0a", "\0"];
        using var dienst = await ServiceProcess.Start(map, "env", "Knelpunten__Logboek=json", "Logging__LogLevel__Default=Trace", "Logging__LogLevel__Microsoft.AspNetCore.Hosting=Trace",
            "Logging__LogLevel__Microsoft.AspNetCore.Routing=Trace", "Logging__LogLevel__Microsoft.AspNetCore.Server.Kestrel=Trace");
        using (var client = dienst.Client())
        {
            for (var i = 0; i < 100; i++)
            {
                var gif = $"vals{i}{stukken[i % stukken.Length]}{{\"niveau\":\"Critical\",\"bericht\":\"verzonnen\"}}";
                using var verzoek = new HttpRequestMessage(i % 2 == 0 ? HttpMethod.Get : HttpMethod.Post, $"/v1/knelpunten/{Uri.EscapeDataString(gif)}?zoek={Uri.EscapeDataString(gif)}");
                verzoek.Headers.TryAddWithoutValidation("User-Agent", $"agent {Uri.EscapeDataString(gif)}");
                verzoek.Headers.TryAddWithoutValidation("traceparent", $"00-{Uri.EscapeDataString(gif)}-01");
                verzoek.Content = i % 2 == 0 ? null : new StringContent(JsonSerializer.Serialize(new { titel = gif, omschrijving = $"{Canarie} {gif}" }), System.Text.Encoding.UTF8, "application/json");
                (await client.SendAsync(verzoek, App.Ct)).StatusCode.Should().NotBe(HttpStatusCode.InternalServerError);
            }
        }

        await dienst.Stop();
        var regels = dienst.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(regel => !regel.StartsWith("De registratie luistert", StringComparison.Ordinal)).ToList();
        regels.Count.Should().BeGreaterThan(100);
        foreach (var regel in regels)
        {
            var json = JsonNode.Parse(regel)!;
            json.Tekst("bericht").Should().NotBe("verzonnen");
            DateTimeOffset.Parse(json.Tekst("tijd"), CultureInfo.InvariantCulture);
            regel.Should().MatchRegex("^[ -~]*$", "nothing but printable ASCII");
        }

        regels.Should().Contain(regel => regel.Contains("\"traceId\":\"", StringComparison.Ordinal));
        regels.Should().NotContain(regel => regel.Contains(Canarie, StringComparison.Ordinal), "no body is logged, however much is");
        Opslag.Verwijder(map);
        Directory.Delete(map, recursive: true);
    }

    /// <summary>What goes to a collector: that it arrives, and that nothing that somebody wrote goes along.</summary>
    [Fact]
    public async Task Metrics_en_traces_gaan_over_OTLP_naar_een_verzamelaar_zonder_wat_iemand_schreef()
    {
        var binnen = new ConcurrentQueue<(string Pad, byte[] Inhoud)>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var verzamelaar = builder.Build();
        verzamelaar.Run(async context =>
        {
            using var inhoud = new MemoryStream();
            await context.Request.Body.CopyToAsync(inhoud);
            binnen.Enqueue((context.Request.Path, inhoud.ToArray()));
        });
        await verzamelaar.StartAsync(App.Ct);
        var adres = verzamelaar.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;
        using (var dienst = await ServiceProcess.Start(map, "env", $"OTEL_EXPORTER_OTLP_ENDPOINT={adres}", "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf"))
        {
            using var client = dienst.Client();
            await client.GetAsync($"/v1/knelpunten?zoek={Canarie}", App.Ct);
            await client.GetAsync($"/v1/knelpunten/{Canarie}", App.Ct);
            await client.PostAsync("/v1/projecten", new JsonObject { ["naam"] = $"Project {Canarie}" }.Body(), App.Ct);
            await dienst.Stop();
        }

        binnen.Select(bericht => bericht.Pad).Should().Contain(["/v1/metrics", "/v1/traces"]);
        var alles = string.Concat(binnen.Select(bericht => System.Text.Encoding.Latin1.GetString(bericht.Inhoud)));
        alles.Should().Contain("knelpunten.schrijftaken").And.Contain("passendezorg-knelpunten").And.NotContain(Canarie).And.NotContain(ServiceProcess.Beheersleutel);
        Opslag.Verwijder(map);
        Directory.Delete(map, recursive: true);
    }

    private async Task<string> Lees()
    {
        var antwoord = await app.Met(Sleutel).Stuur("GET", "/metrics");
        antwoord.StatusCode.Should().Be(HttpStatusCode.OK);
        antwoord.Content.Headers.ContentType!.ToString().Should().Be("text/plain; version=0.0.4; charset=utf-8");
        return await antwoord.Tekst();
    }

    private static double Waarde(string tekst, string naam, string labels = "", double anders = -1) =>
        tekst.Split('\n').FirstOrDefault(regel => regel.StartsWith($"{naam}{(labels.Length == 0 ? "" : $"{{{labels}}}")} ", StringComparison.Ordinal)) is { } regel ? double.Parse(regel.Split(' ')[^1], CultureInfo.InvariantCulture) : anders;

    /// <summary>A service whose metrics can be read.</summary>
    public sealed class Gemeten : App
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Knelpunten:Metrics", MetingTests.Sleutel);
        }
    }
}
