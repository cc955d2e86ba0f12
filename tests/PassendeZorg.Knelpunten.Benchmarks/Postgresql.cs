using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// Two instances on a PostgreSQL of their own, that syncs as a real one does: how fast they write beside what PostgreSQL does alone with the same
/// rows, how soon one knows what the other wrote, and what is lost when the server restarts, an instance is killed or the database is cut off.
/// </summary>
internal sealed class Postgresql : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("knelpunten-postgresql-").FullName;
    private readonly Dictionary<string, string> server = new(StringComparer.Ordinal);
    private readonly StringBuilder tekst = new();
    private string? via;

    /// <summary>Measures, prints the table and writes its section of RESULTS.md; 1 when something was lost.</summary>
    public static async Task<int> Run(int rondes, int seconden)
    {
        using var proef = new Postgresql();
        bool gaaf;
        try
        {
            gaaf = await proef.Meet(rondes, seconden);
        }
        finally
        {
            Console.WriteLine(proef.tekst); // also when it was broken off
        }

        await Uitslag.Write("# PostgreSQL", proef.tekst.ToString());
        return gaaf ? 0 : 1;
    }

    public void Dispose()
    {
        Script("stop");
        Directory.Delete(folder, recursive: true);
    }

    private string Server => Path.Combine(folder, "server");

    private string Data => Path.Combine(folder, "data");

    private NpgsqlConnectionStringBuilder Verbinding => new(server["KNELPUNTEN_TEST_POSTGRES"]) { Database = "knelpunten" };

    private async Task<bool> Meet(int rondes, int seconden)
    {
        await Voer("chmod", ["755", folder]); // the server runs as another account
        foreach (var regel in Script("start", "durable").Split('\n').Where(regel => regel.StartsWith("export ", StringComparison.Ordinal)))
        {
            var deel = regel["export ".Length..].Split('=', 2);
            server[deel[0]] = deel[1].Trim('\'');
        }

        await using (var connection = new NpgsqlConnection(server["KNELPUNTEN_TEST_POSTGRES"]))
        {
            await connection.OpenAsync();
            await using var maak = new NpgsqlCommand("CREATE DATABASE knelpunten", connection);
            await maak.ExecuteNonQueryAsync();
        }

        ServiceProcess.Database = _ => via ?? Verbinding.ToString();
        tekst.AppendLine("# PostgreSQL").AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:d MMMM yyyy}, 2 cores shared by PostgreSQL 15, instances, client and whatever else ran, .NET 10 (`dotnet run -c Release -- postgresql`); `fsync=on`, `synchronous_commit=on`.").AppendLine();
        await Snelheid(seconden);
        await Zichtbaar();
        var gaaf = await Herstarts(rondes);
        gaaf &= await Gedood(rondes);
        return gaaf & await Afgesneden();
    }

    private async Task Snelheid(int seconden)
    {
        tekst.AppendLine("| durable POST of a knelpunt, all checks | connections | /s | p50 ms | p99 ms |").AppendLine("|---|---|---|---|---|");
        using var a = await Start();
        var project = await Project(a);
        var tijd = TimeSpan.FromSeconds(seconden);
        await Posten([a], project, 16, TimeSpan.FromSeconds(2)); // warm
        foreach (var verbindingen in new[] { 1, 16, 64 })
        {
            Regel("one instance", verbindingen, await Posten([a], project, verbindingen, tijd));
        }

        using (var b = await Start())
        {
            await Posten([b], project, 16, TimeSpan.FromSeconds(2));
            foreach (var verbindingen in new[] { 16, 64 })
            {
                Regel("two instances", verbindingen, await Posten([a, b], project, verbindingen, tijd));
            }
        }

        await a.Stop(); // nobody follows what pgbench writes
        tekst.AppendLine().AppendLine("| PostgreSQL alone (pgbench, prepared), the same rows | clients | /s | latency ms |").AppendLine("|---|---|---|---|");
        var knelpunt = await Regelen();
        foreach (var (naam, script) in new[] { ("each transaction for itself, no gapless number", knelpunt), ("one at a time, under the lock of the log", "BEGIN;\nSELECT pg_advisory_xact_lock(1);\n" + knelpunt[(knelpunt.IndexOf('\n', StringComparison.Ordinal) + 1)..]) })
        {
            foreach (var clients in new[] { 1, 16, 64 })
            {
                var (perSeconde, ms) = await Pgbench(script, clients, seconden);
                tekst.AppendLine(CultureInfo.InvariantCulture, $"| {naam} | {clients} | {perSeconde:N0} | {ms:0.00} |");
            }
        }

        tekst.AppendLine();
        await using var connection = new NpgsqlConnection(Verbinding + ";Pooling=false");
        await connection.OpenAsync();
        await using var ruim = new NpgsqlCommand("DELETE FROM gebeurtenis WHERE volgnummer >= 10000000; DELETE FROM zoekindex WHERE nummer >= 10000000; DELETE FROM knelpunt WHERE nummer >= 10000000", connection) { CommandTimeout = 300 };
        await ruim.ExecuteNonQueryAsync();
        void Regel(string naam, int verbindingen, Sample tijden) =>
            tekst.AppendLine(CultureInfo.InvariantCulture, $"| {naam} | {verbindingen} | {tijden.PerSecond:N0} | {tijden.P50:0.0} | {tijden.P99:0.0} |");
    }

    /// <summary>The statements of one POST, with sequences for the numbers so that transactions need not wait for one another.</summary>
    private async Task<string> Regelen()
    {
        await using var connection = new NpgsqlConnection(Verbinding + ";Pooling=false");
        await connection.OpenAsync();
        await using var maak = new NpgsqlCommand("CREATE SEQUENCE proef START 10000000", connection);
        await maak.ExecuteNonQueryAsync();
        return """
            BEGIN;
            SELECT nextval('proef') AS n \gset
            INSERT INTO knelpunt SELECT :n, md5(random()::text || :n), 'P' || :n, versie, status, project_id, inhoud, zout, titel_sleutel, NULL, NULL, gemeld_op, gewijzigd_op FROM knelpunt WHERE nummer = 1;
            INSERT INTO zoekindex SELECT :n, setweight(to_tsvector('simple', inhoud), 'A') || to_tsvector('dutch', inhoud) FROM knelpunt WHERE nummer = 1;
            INSERT INTO gebeurtenis SELECT :n, md5(random()::text || :n), soort, onderwerp, tijdstip_op, rol, organisatie, sleutel_id, gegevens, vorige_hash, hash FROM gebeurtenis WHERE soort = 'knelpunt.gemeld' AND volgnummer < 100 LIMIT 1;
            COMMIT;
            """;
    }

    private async Task<(double PerSecond, double Ms)> Pgbench(string script, int clients, int seconds)
    {
        var file = Path.Combine(folder, "proef.sql");
        await File.WriteAllTextAsync(file, script);
        var uitvoer = await Voer("pgbench", ["-n", "-M", "prepared", "-c", $"{clients}", "-j", "2", "-T", $"{seconds}", "-f", file, "-h", "127.0.0.1", "-p", $"{Verbinding.Port}", "-U", Verbinding.Username!, "knelpunten"], ("PGPASSWORD", Verbinding.Password!));
        double Getal(string voor) => double.Parse(uitvoer.Split('\n').First(regel => regel.StartsWith(voor, StringComparison.Ordinal))[voor.Length..].Trim().Split(' ')[0], CultureInfo.InvariantCulture);
        return (Getal("tps = "), Getal("latency average = "));
    }

    /// <summary>From the answer of one instance until the other has followed as far.</summary>
    private async Task Zichtbaar()
    {
        using var a = await Start();
        using var b = await Start();
        using var client = a.Client();
        using var ander = b.Client();
        var (project, tijden) = (await Project(a), new List<double>());
        for (var i = 0; i < 500; i++)
        {
            using var antwoord = await client.PostAsync("/v1/knelpunten", Inhoud(project));
            var klok = Stopwatch.StartNew();
            var volgnummer = long.Parse(antwoord.Headers.GetValues("Volgnummer").Single(), CultureInfo.InvariantCulture);
            while (JsonNode.Parse(await ander.GetStringAsync("/health/ready"))!["volgnummer"]!.GetValue<long>() < volgnummer)
            {
            }

            tijden.Add(klok.Elapsed.TotalMilliseconds);
            await Task.Delay(Random.Shared.Next(5, 30));
        }

        var gemeten = new Sample([.. tijden.Skip(50).Order()], TimeSpan.Zero);
        tekst.AppendLine(CultureInfo.InvariantCulture, $"From the answer of one instance until the other counts it ({gemeten.Times.Length} times): p50 {gemeten.P50:0.0} ms, p99 {gemeten.P99:0.0} ms, longest {gemeten.Times[^1]:0.0} ms.").AppendLine();
    }

    /// <summary>The primary restarts under the writing of two instances (demand R14).</summary>
    private async Task<bool> Herstarts(int rondes)
    {
        using var a = await Start();
        using var b = await Start();
        var project = await Project(a);
        var (bevestigd, anders, terug) = (new ConcurrentBag<string>(), new ConcurrentDictionary<string, int>(), new List<double>());
        var laatste = new ConcurrentDictionary<int, long>();
        using var stop = new CancellationTokenSource();
        var lijnen = Enumerable.Range(0, 16).Select(lijn => Task.Run(async () =>
        {
            using var client = (lijn % 2 == 0 ? a : b).Client();
            while (!stop.IsCancellationRequested)
            {
                try
                {
                    using var antwoord = await client.PostAsync("/v1/knelpunten", Inhoud(project));
                    if (antwoord.StatusCode == HttpStatusCode.Created)
                    {
                        bevestigd.Add(JsonNode.Parse(await antwoord.Content.ReadAsStringAsync())!["id"]!.GetValue<string>());
                        laatste[lijn] = Stopwatch.GetTimestamp();
                        continue;
                    }

                    anders.AddOrUpdate($"{(int)antwoord.StatusCode}{(antwoord.Headers.RetryAfter is null ? " without Retry-After" : " with Retry-After")}", 1, (_, n) => n + 1);
                }
                catch (Exception fout)
                {
                    anders.AddOrUpdate(fout.GetType().Name, 1, (_, n) => n + 1);
                }

                await Task.Delay(100);
            }
        })).ToList();
        for (var ronde = 0; ronde < rondes; ronde++)
        {
            await Task.Delay(2_000);
            Script("restart");
            var klok = Stopwatch.GetTimestamp();
            while (!Enumerable.Range(0, 16).All(lijn => laatste.GetValueOrDefault(lijn) > klok) && Stopwatch.GetElapsedTime(klok) < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(5);
            }

            terug.Add(Stopwatch.GetElapsedTime(klok).TotalSeconds);
        }

        await stop.CancelAsync();
        await Task.WhenAll(lijnen);
        var weg = await Ontbreekt(bevestigd);
        var controle = await Controle();
        tekst.AppendLine(CultureInfo.InvariantCulture, $"The primary restarted {rondes} times under 16 connections on two instances: {bevestigd.Count:N0} acknowledged, {weg} lost; other answers: {(anders.IsEmpty ? "none" : string.Join(", ", anders.Select(soort => $"{soort.Value:N0} × {soort.Key}")))}; all connections writing again at most {terug.Max():0.0} s after the server was (median {terug.Order().ElementAt(terug.Count / 2):0.0} s). Afterwards: {controle}.").AppendLine();
        return weg == 0 && anders.Keys.All(soort => soort == "503 with Retry-After") && terug.Max() <= 10;
    }

    /// <summary>An instance is killed while messages are on their way (demand R13).</summary>
    private async Task<bool> Gedood(int rondes)
    {
        await using var ontvanger = await Ontvanger.Open(TimeSpan.FromMilliseconds(20));
        var (binnen, adres) = (ontvanger.Binnen, ontvanger.Adres);
        using var blijft = await Start();
        using var client = blijft.Client();
        var (project, ids) = (await Project(blijft), new List<string>());
        for (var i = 0; i < 10; i++)
        {
            (await client.PostAsJsonAsync("/v1/abonnementen", new { callbackUrl = $"{adres}/{i}", gebeurtenissen = new[] { "knelpunt.gemeld" }, selectie = new { project } })).EnsureSuccessStatusCode();
        }

        await Task.Delay(3_000);
        for (var ronde = 0; ronde < rondes; ronde++)
        {
            using var gaat = await Start();
            for (var i = 0; i < 5; i++)
            {
                using var antwoord = await client.PostAsync("/v1/knelpunten", Inhoud(project));
                ids.Add(JsonNode.Parse(await antwoord.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["id"]!.GetValue<string>());
            }

            await Task.Delay(Random.Shared.Next(0, 150));
            gaat.Kill();
        }

        var klok = Stopwatch.StartNew();
        while (binnen.Select(bericht => bericht.Id).Distinct().Count() < ids.Count * 10 && klok.Elapsed < TimeSpan.FromSeconds(120))
        {
            await Task.Delay(100);
        }

        await Task.Delay(2_000);
        var verschillend = binnen.Distinct().ToList();
        var (dubbel, gemist, tweeNummers) = (binnen.Count - verschillend.Count, (ids.Count * 10) - verschillend.Count, verschillend.Select(bericht => bericht.Id).Distinct().Count() != verschillend.Count);
        tekst.AppendLine(CultureInfo.InvariantCulture, $"An instance killed {rondes} times (SIGKILL) while it and another delivered: {ids.Count * 10:N0} messages to ten subscriptions, {gemist} lost, {dubbel} sent twice, all of those with the webhook-id they had{(tweeNummers ? ": NOT SO" : "")}.").AppendLine();
        return gemist == 0 && !tweeNummers;
    }

    /// <summary>The way to the database is cut for a minute: pgbouncer stands still, and with it every connection (demand R15).</summary>
    private async Task<bool> Afgesneden()
    {
        if (!server.TryGetValue("KNELPUNTEN_TEST_PGBOUNCER", out var poort))
        {
            tekst.AppendLine("There is no pgbouncer here: a database that is cut off was not tried.");
            return true;
        }

        via = new NpgsqlConnectionStringBuilder(Verbinding.ToString()) { Port = int.Parse(poort, CultureInfo.InvariantCulture) }.ToString();
        using var a = await Start();
        using var client = a.Client();
        client.Timeout = TimeSpan.FromSeconds(30);
        var project = await Project(a);
        var pgbouncer = (await File.ReadAllTextAsync(Path.Combine(Server, "pgbouncer.pid"))).Trim();
        var (levend, gereed, lezen, schrijven) = (new List<int>(), new List<int>(), new List<(int Status, double Ms)>(), new List<(int Status, double Ms)>());
        await Voer("kill", ["-STOP", pgbouncer]);
        var klok = Stopwatch.StartNew();
        var lezers = Enumerable.Range(0, 200).Select(async _ =>
        {
            while (klok.Elapsed < TimeSpan.FromSeconds(60))
            {
                var begin = klok.Elapsed;
                using var antwoord = await client.GetAsync("/v1/knelpunten?limiet=5");
                lock (lezen)
                {
                    lezen.Add(((int)antwoord.StatusCode, (klok.Elapsed - begin).TotalMilliseconds));
                }

                await Task.Delay(500);
            }
        }).ToList();
        while (klok.Elapsed < TimeSpan.FromSeconds(60))
        {
            levend.Add((int)(await client.GetAsync("/health/live")).StatusCode);
            gereed.Add((int)(await client.GetAsync("/health/ready")).StatusCode);
            if (klok.Elapsed > TimeSpan.FromSeconds(20))
            {
                var begin = klok.Elapsed;
                using var antwoord = await client.PostAsync("/v1/knelpunten", Inhoud(project));
                schrijven.Add(((int)antwoord.StatusCode, (klok.Elapsed - begin).TotalMilliseconds));
            }

            await Task.Delay(500);
        }

        await Task.WhenAll(lezers);
        await Voer("kill", ["-CONT", pgbouncer]);
        var terug = Stopwatch.StartNew();
        while ((await client.GetAsync("/health/ready")).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(20);
        }

        var duur = terug.Elapsed.TotalSeconds;
        (await client.PostAsync("/v1/knelpunten", Inhoud(project))).EnsureSuccessStatusCode();
        via = null;
        var eersteNiet = gereed.FindIndex(status => status == 503);
        var lezenMs = lezen.Select(poging => poging.Ms).Order().ToList();
        tekst.AppendLine(CultureInfo.InvariantCulture, $"The database cut off for 60 s under 200 readers: liveness {string.Join("/", levend.Distinct())}, readiness 503 from {eersteNiet * 0.5:0.0} s on, lists {string.Join("/", lezen.Select(poging => poging.Status).Distinct().Order())} (p50 {lezenMs[lezenMs.Count / 2]:0} ms, longest {lezenMs[^1]:0} ms), writes {string.Join("/", schrijven.Select(poging => poging.Status).Distinct())} (longest {schrijven.Max(poging => poging.Ms):0} ms); ready again {duur:0.0} s after the way was free.");
        return levend.TrueForAll(status => status == 200) && gereed[^1] == 503 && lezen.TrueForAll(poging => poging.Status is 200 or 503) && duur <= 10;
    }

    private async Task<ServiceProcess> Start(params string[] omgeving) =>
        await ServiceProcess.Start(Data, ["env", "Knelpunten__Webhooks__ToegestaneNetwerken__0=127.0.0.0/8", "Knelpunten__Webhooks__Tijdslimiet=1", .. omgeving]);

    private static async Task<string> Project(ServiceProcess service)
    {
        using var client = service.Client();
        var antwoord = await client.PostAsJsonAsync("/v1/projecten", new { naam = "Project van de proef", organisatie = "Beheer" });
        return JsonNode.Parse(await antwoord.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
    }

    private static string Body(string project) => new JsonObject
    {
        ["projectId"] = project, ["titel"] = "Valtraining stopt als het projectgeld op is", ["soorten"] = new JsonArray("bekostiging"), ["wetten"] = new JsonArray("wlz", "wmo2015"), ["domeinen"] = new JsonArray("wijkverpleging"),
        ["omschrijving"] = "De gemeente betaalt de training zolang er projectgeld is; daarna wijzen gemeente en verzekeraar naar elkaar. De deelnemers vallen vaker, de kosten komen bij een ander terecht en niemand voelt zich de eigenaar van wat er dan moet gebeuren.",
    }.ToJsonString();

    private static StringContent Inhoud(string project) => new(Body(project), Encoding.UTF8, "application/json");

    private static async Task<Sample> Posten(ServiceProcess[] instanties, string project, int verbindingen, TimeSpan tijd)
    {
        var verzoek = HttpLine.Request("POST", "/v1/knelpunten", Body(project), $"Authorization: Bearer {ServiceProcess.Beheersleutel}\r\n");
        var delen = await Task.WhenAll(instanties.Select(instantie => HttpLine.Load(instantie.Address, verbindingen / instanties.Length, tijd, 201, () => verzoek)));
        return new Sample([.. delen.SelectMany(deel => deel.Times).Order()], delen.Max(deel => deel.Elapsed));
    }

    private async Task<long> Ontbreekt(ConcurrentBag<string> ids)
    {
        await using var connection = new NpgsqlConnection(Verbinding + ";Pooling=false");
        await connection.OpenAsync();
        await using var tel = new NpgsqlCommand("SELECT count(*) FROM knelpunt WHERE id = ANY ($1)", connection) { Parameters = { new() { Value = ids.ToArray() } } };
        return ids.Count - (long)(await tel.ExecuteScalarAsync())!;
    }

    /// <summary>Hash chain and tables.</summary>
    private async Task<string> Controle()
    {
        var (_, uitvoer) = await ServiceProcess.Command(Data, "controleer");
        return uitvoer.Trim().Split('\n')[^1];
    }

    private string Script(string wat, params string[] rest)
    {
        using var proces = Process.Start(new ProcessStartInfo(Path.Combine(Bron(), "..", "postgres"), [wat, Server, .. rest]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var uitvoer = proces.StandardOutput.ReadToEnd();
        proces.WaitForExit();
        return proces.ExitCode == 0 ? uitvoer : throw new InvalidOperationException($"tests/postgres {wat} ended with {proces.ExitCode}.");
    }

    private static async Task<string> Voer(string programma, string[] args, params (string Naam, string Waarde)[] omgeving)
    {
        var info = new ProcessStartInfo(programma, args) { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var (naam, waarde) in omgeving)
        {
            info.Environment[naam] = waarde;
        }

        using var proces = Process.Start(info)!;
        var uitvoer = await proces.StandardOutput.ReadToEndAsync();
        await proces.WaitForExitAsync();
        return proces.ExitCode == 0 ? uitvoer : throw new InvalidOperationException($"{programma} ended with {proces.ExitCode}: {uitvoer}");
    }

    private static string Bron([CallerFilePath] string bron = "") => Path.GetDirectoryName(bron)!;

    /// <summary>A receiver of webhooks that agrees, takes its time and keeps what came.</summary>
    private sealed class Ontvanger(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<(string Id, string Onderwerp)> Binnen { get; } = new();

        public string Adres => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

        public static async Task<Ontvanger> Open(TimeSpan duurt)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var app = builder.Build();
            var ontvanger = new Ontvanger(app);
            app.Run(async context =>
            {
                if (HttpMethods.IsOptions(context.Request.Method))
                {
                    context.Response.Headers["WebHook-Allowed-Origin"] = context.Request.Headers["WebHook-Request-Origin"];
                    return;
                }

                using var reader = new StreamReader(context.Request.Body);
                var bericht = JsonNode.Parse(await reader.ReadToEndAsync())!;
                ontvanger.Binnen.Enqueue((context.Request.Headers["webhook-id"].ToString(), bericht["data"]!["id"]!.GetValue<string>()));
                await Task.Delay(duurt);
                context.Response.StatusCode = 204;
            });
            await app.StartAsync();
            return ontvanger;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }
}
