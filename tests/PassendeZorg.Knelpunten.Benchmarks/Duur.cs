using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// The service at work for a long time (demands R6 and R56): a fixed rate of everything that people and programs ask, over 64 connections, then a storm of 64 readers that
/// never wait beside one writer. Latency counts from the moment a request was due, so a service that stalls cannot hide it. Memory, handles, threads and the WAL are looked at every
/// ten seconds.
/// </summary>
internal static class Duur
{
    private const string Heading = "# A long time";
    private const int Lijnen = 64;
    private static readonly string[] Leesvragen =
    [
        "/v1/knelpunten?limiet=50", "/v1/knelpunten?wet=wlz,wmo2015&soort=bekostiging", "/v1/knelpunten?zoek=zorgteam&limiet=20", "/v1/knelpunten?zoek=wijkloket+projectduur", "/v1/rapportages/kruistabel?rijen=wet&kolommen=domein",
        "/v1/rapportages/naden?dimensie=wet", "/v1/rapportages/tijdreeks?interval=maand&groep=soort", "/v1/feeds/knelpunten", "/v1/feeds/samenvattingen?interval=week", "/", "/knelpunten?domein=ggz", "/v1/begrippenlijsten/wetten",
    ];

    /// <summary>Runs it; 1 when anything was answered with an error.</summary>
    public static async Task<int> Run(int minuten, int perSeconde, int aantal, int storm)
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-duur-").FullName;
        try
        {
            var zaaier = new Zaaier(folder);
            await zaaier.Tot(aantal);
            using var service = await ServiceProcess.Start(zaaier.Data, "env", $"Knelpunten__Metrics={ServiceProcess.Beheersleutel}");
            var run = new Loop(service, zaaier.Data);
            await run.Prepare();
            var before = service.MemoryMb;
            await run.Rate(TimeSpan.FromMinutes(minuten), perSeconde);
            var text = new StringBuilder().AppendLine(Heading).AppendLine()
                .AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:d MMMM yyyy}, 2 cores shared by service, client and whatever else ran, .NET {Environment.Version} (`-- duur --minuten {minuten} --per-seconde {perSeconde} --aantal {aantal} --storm {storm}`): {Lijnen} connections, one request in seven a write, {aantal:N0} knelpunten at the start and {run.Written:N0} more at the end.").AppendLine()
                .AppendLine("| | |").AppendLine("|---|---|")
                .AppendLine(CultureInfo.InvariantCulture, $"| requests; not 2xx or 304 | {run.Count:N0}; {run.Wrong.Count} |")
                .AppendLine(CultureInfo.InvariantCulture, $"| reads p50 / p99 / longest, ms | {run.Reads} |")
                .AppendLine(CultureInfo.InvariantCulture, $"| writes p50 / p99 / longest, ms | {run.Writes} |")
                .AppendLine(CultureInfo.InvariantCulture, $"| resident memory at the start, highest, at the end, MB | {before:0}; {run.Samples.Max(sample => sample.Memory):0}; {run.Samples[^1].Memory:0} |")
                .AppendLine(CultureInfo.InvariantCulture, $"| slope of memory over the last two thirds, MB an hour | {run.Slope():0.0} |")
                .AppendLine(CultureInfo.InvariantCulture, $"| what survives a collection (generation 2), first and last third, median MB | {run.Median(sample => (int)sample.Survives)} |")
                .AppendLine(CultureInfo.InvariantCulture, $"| handles, first and last third, median | {run.Median(sample => sample.Handles)} |")
                .AppendLine(CultureInfo.InvariantCulture, $"| threads, first and last third, median | {run.Median(sample => sample.Threads)} |")
                .AppendLine(CultureInfo.InvariantCulture, $"| WAL, highest, MB | {run.Samples.Max(sample => sample.Wal):0.0} |");
            if (storm > 0)
            {
                var (before64, wrong) = (run.Samples.Count, run.Wrong.Count);
                var (reads, writes) = await run.Storm(TimeSpan.FromMinutes(storm));
                text.AppendLine(CultureInfo.InvariantCulture, $"| then {storm} min of 64 readers without a pause and one writer: reads; writes; wrong; WAL, highest, MB | {reads:N0}; {writes:N0}; {run.Wrong.Count - wrong}; {run.Samples.Skip(before64).Max(sample => sample.Wal):0.0} |");
            }

            await service.Stop();
            var locked = service.Output.Split('\n').Count(line => line.Contains("locked", StringComparison.OrdinalIgnoreCase));
            var (code, check) = await ServiceProcess.Command(zaaier.Data, "controleer");
            text.AppendLine(CultureInfo.InvariantCulture, $"| \"database is locked\" in the log; `controleer` afterwards | {locked}; {check.Trim().Split('\n')[^1]} |");
            foreach (var wrong in run.Wrong.Take(20))
            {
                Console.WriteLine(wrong);
            }

            Console.WriteLine(text);
            await Uitslag.Write(Heading, text.ToString());
            return run.Wrong.IsEmpty && locked == 0 && code == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private sealed record Stand(double Hours, double Memory, double Survives, int Handles, int Threads, double Wal);

    private sealed class Loop(ServiceProcess service, string data)
    {
        private readonly Random random = new(7);
        private readonly Generator generator = new(7);
        private readonly ConcurrentQueue<double> reads = new();
        private readonly ConcurrentQueue<double> writes = new();
        private readonly List<string> projecten = [];
        private readonly ConcurrentQueue<string> gemeld = new();
        private readonly List<string> kenmerken = [];
        private readonly Stopwatch clock = Stopwatch.StartNew();
        private int written;

        public ConcurrentQueue<string> Wrong { get; } = new();

        public List<Stand> Samples { get; } = [];

        public int Written => written;

        public int Count => reads.Count + writes.Count;

        public string Reads => Show(reads);

        public string Writes => Show(writes);

        public async Task Prepare()
        {
            using var client = service.Client();
            projecten.AddRange(JsonNode.Parse(await client.GetStringAsync(new Uri("/v1/projecten?limiet=200", UriKind.Relative)))!["items"]!.AsArray().Select(project => project!["id"]!.GetValue<string>()));
            kenmerken.AddRange(JsonNode.Parse(await client.GetStringAsync(new Uri("/v1/knelpunten?limiet=200", UriKind.Relative)))!["items"]!.AsArray().Select(knelpunt => knelpunt!["kenmerk"]!.GetValue<string>()));
        }

        /// <summary>Requests at a fixed rate, whether the ones before have been answered or not.</summary>
        public async Task Rate(TimeSpan time, int perSecond)
        {
            using var beheer = service.Client();
            using var anyone = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = Lijnen, UseProxy = false }) { BaseAddress = service.Address };
            var (begin, busy, looked) = (clock.Elapsed, new List<Task>(), TimeSpan.Zero);
            for (var i = 0L; clock.Elapsed - begin < time; i++)
            {
                var due = begin + TimeSpan.FromSeconds(i / (double)perSecond);
                if (due > clock.Elapsed)
                {
                    await Task.Delay(due - clock.Elapsed);
                }

                var kind = random.Next(100);
                busy.Add(kind < 11 ? Write(beheer, due, generator.Knelpunt(projecten[random.Next(projecten.Count)]))
                    : kind < 15 && gemeld.TryDequeue(out var id) ? Judge(beheer, due, id)
                    : Read(anyone, due, kind < 50 ? $"/v1/knelpunten/{kenmerken[random.Next(kenmerken.Count)]}" : Leesvragen[random.Next(Leesvragen.Length)]));
                if (clock.Elapsed - looked > TimeSpan.FromSeconds(10))
                {
                    looked = clock.Elapsed;
                    busy.RemoveAll(task => task.IsCompleted);
                    await Look(beheer);
                }
            }

            await Task.WhenAll(busy);
        }

        /// <summary>Readers that ask again at once, and one writer.</summary>
        public async Task<(int Reads, int Writes)> Storm(TimeSpan time)
        {
            using var beheer = service.Client();
            using var anyone = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = service.Address };
            var (readsBefore, writesBefore, end) = (reads.Count, writes.Count, clock.Elapsed + time);
            var readers = Enumerable.Range(0, Lijnen).Select(line => Task.Run(async () =>
            {
                for (var i = line; clock.Elapsed < end; i++)
                {
                    await Read(anyone, clock.Elapsed, Leesvragen[i % Leesvragen.Length]);
                }
            }));
            var writer = Task.Run(async () =>
            {
                while (clock.Elapsed < end)
                {
                    await Write(beheer, clock.Elapsed, generator.Knelpunt(projecten[0]));
                }
            });
            var looking = Task.Run(async () =>
            {
                for (; clock.Elapsed < end; await Task.Delay(1_000))
                {
                    await Look(beheer);
                }
            });
            await Task.WhenAll([.. readers, writer, looking]);
            return (reads.Count - readsBefore, writes.Count - writesBefore);
        }

        /// <summary>Least squares over the last two thirds.</summary>
        public double Slope()
        {
            var last = Samples.Skip(Samples.Count / 3).ToList();
            var (x, y) = (last.Average(sample => sample.Hours), last.Average(sample => sample.Memory));
            return last.Sum(sample => (sample.Hours - x) * (sample.Memory - y)) / last.Sum(sample => (sample.Hours - x) * (sample.Hours - x));
        }

        public string Median(Func<Stand, int> what)
        {
            var third = Samples.Count / 3;
            return $"{Middle(Samples.Take(third))}; {Middle(Samples.TakeLast(third))}";

            int Middle(IEnumerable<Stand> samples) => samples.Select(what).Order().ElementAt(third / 2);
        }

        private static string Show(IEnumerable<double> times)
        {
            var sorted = times.Order().ToArray();
            return string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Length / 2]:0.0} / {sorted[(int)(sorted.Length * 0.99)]:0.0} / {sorted[^1]:0}");
        }

        private async Task Look(HttpClient client)
        {
            var wal = new FileInfo(Path.Combine(data, "knelpunten.db-wal"));
            var survives = (await client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n').First(line => line.Contains("generation=\"gen2\"", StringComparison.Ordinal)).Split(' ')[^1];
            Samples.Add(new Stand(clock.Elapsed.TotalHours, service.MemoryMb, double.Parse(survives, CultureInfo.InvariantCulture) / 1e6, Directory.GetFiles($"/proc/{service.Id}/fd").Length, Directory.GetDirectories($"/proc/{service.Id}/task").Length, wal.Exists ? wal.Length / 1e6 : 0));
        }

        private Task<string?> Read(HttpClient client, TimeSpan due, string path) => Ask(client, reads, due, HttpMethod.Get, path, null);

        private async Task Write(HttpClient client, TimeSpan due, JsonObject knelpunt)
        {
            if (await Ask(client, writes, due, HttpMethod.Post, "/v1/knelpunten", knelpunt) is { } answer)
            {
                Interlocked.Increment(ref written);
                gemeld.Enqueue(JsonNode.Parse(answer)!["id"]!.GetValue<string>());
            }
        }

        private Task<string?> Judge(HttpClient client, TimeSpan due, string id) =>
            Ask(client, writes, due, HttpMethod.Post, $"/v1/knelpunten/{id}/beoordelingen", new JsonObject { ["besluit"] = "bevestigd", ["herleidbaarheidGecontroleerd"] = true });

        private async Task<string?> Ask(HttpClient client, ConcurrentQueue<double> times, TimeSpan due, HttpMethod method, string path, JsonObject? body)
        {
            try
            {
                using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
                using var answer = await client.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                times.Enqueue((clock.Elapsed - due).TotalMilliseconds);
                if (answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.NotModified)
                {
                    return text;
                }

                Wrong.Enqueue($"{method} {path}: {(int)answer.StatusCode} {text[..Math.Min(300, text.Length)]}");
            }
            catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
            {
                Wrong.Enqueue($"{method} {path}: {fault.Message}");
            }

            return null;
        }
    }
}
