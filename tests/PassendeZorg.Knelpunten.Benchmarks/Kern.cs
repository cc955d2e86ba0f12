using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// The core measured over HTTP, from a process other than the service, each figure beside its floor in the same round: an empty
/// endpoint for reports and lists, and for writes the empty endpoint, the disk's fsync, and SQLite writing the very same rows.
/// The medians of the rounds count; a ratio is the median of the ratios per round.
/// </summary>
internal sealed class Kern(string folder, int aantal, int rounds)
{
    private const string Filter = "wet=wlz,wmo2015&soort=bekostiging";
    private const int Projecten = 200;
    private static readonly int[] Connections = [1, 32, 64];
    private readonly Generator generator = new(42);
    private readonly Dictionary<string, List<double>> figures = [];
    private readonly List<string> projecten = [];

    /// <summary>Seeds, measures, prints the table and writes RESULTS.md beside this source.</summary>
    public static async Task<int> Run(int aantal, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-kern-");
        try
        {
            var kern = new Kern(folder.FullName, aantal, rounds);
            await kern.Seed();
            await kern.Starts();
            using var service = await ServiceProcess.Start(kern.Data);
            await kern.Reads(service);
            await kern.Writes(service);
            var table = kern.Table();
            Console.WriteLine(table);
            await Uitslag.Write("# Measured", table);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public string Data => Path.Combine(folder, "data");

    /// <summary>
    /// Fills the registry through its own API: an NDJSON import per project (the first projects report most), then confirmation
    /// in batches of 200. Fair, since every row passes all checks, and simple.
    /// </summary>
    public async Task Seed()
    {
        var clock = Stopwatch.StartNew();
        using var service = await ServiceProcess.Start(Data);
        using var client = service.Client();
        for (var i = 0; i < Projecten; i++)
        {
            var answer = await Ok(client.PostAsJsonAsync("/v1/projecten", new { naam = $"Project {i}", organisatie = $"Zorggroep {i / 2}", regios = generator.Zorgkantoorregios }));
            projecten.Add(answer["id"]!.GetValue<string>());
        }

        var perProject = new int[Projecten];
        for (var i = 0; i < aantal; i++)
        {
            perProject[generator.Skewed(Projecten)]++;
        }

        var (kenmerken, importing) = (new List<string>(aantal), new Stopwatch());
        for (var i = 0; i < Projecten; i++)
        {
            // At most 5,000 rows a request: some 6 MB, well under the limit of 20 MB.
            foreach (var rijen in Enumerable.Range(0, perProject[i]).Chunk(5_000))
            {
                var ndjson = string.Join('\n', rijen.Select(_ => generator.Knelpunt().ToJsonString()));
                importing.Start();
                var answer = await Ok(client.PostAsync($"/v1/importen?project={projecten[i]}", new StringContent(ndjson, Encoding.UTF8, "application/x-ndjson")));
                importing.Stop();
                kenmerken.AddRange(answer["resultaten"]!.AsArray().Select(rij => rij!["kenmerk"]!.GetValue<string>()));
            }
        }

        foreach (var deel in kenmerken.Chunk(200))
        {
            await Ok(client.PostAsJsonAsync("/v1/beoordelingen", new { knelpunten = deel, besluit = "bevestigd", herleidbaarheidGecontroleerd = true }));
        }

        Note("import rows/s", kenmerken.Count / importing.Elapsed.TotalSeconds);
        Console.WriteLine($"{kenmerken.Count} knelpunten in {clock.Elapsed.TotalSeconds:0} s");
        await service.Stop();
    }

    /// <summary>Start to ready, memory and file size with all that data; and two copies of the file for the raw writes.</summary>
    private async Task Starts()
    {
        Note("bytes per knelpunt", new FileInfo(Path.Combine(Data, "knelpunten.db")).Length / (double)aantal);
        RawWriter.Copy(Data, Path.Combine(folder, "raw"));
        RawWriter.Copy(Data, Path.Combine(folder, "raw-without-search"));
        for (var i = 0; i < 3; i++)
        {
            using var service = await ServiceProcess.Start(Data);
            Note("start s", service.StartTime.TotalSeconds);
            Note("memory at start", service.MemoryMb);
            await service.Stop();
            using var empty = await ServiceProcess.Start(Path.Combine(folder, $"empty{i}"));
            Note("start empty s", empty.StartTime.TotalSeconds);
            Note("memory empty", empty.MemoryMb);
        }
    }

    private async Task Reads(ServiceProcess service)
    {
        var vandaag = DateTime.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        (string Name, string Path)[] questions =
        [
            ("cross-tab law x domain, all", "/v1/rapportages/kruistabel?rijen=wet&kolommen=domein"),
            ("cross-tab, filtered", $"/v1/rapportages/kruistabel?rijen=wet&kolommen=domein&{Filter}&gemeldVanaf={vandaag}"),
            ("cross-tab of projects, filtered", $"/v1/rapportages/kruistabel?rijen=wet&kolommen=domein&meet=projecten&{Filter}"),
            ("list of 50", "/v1/knelpunten?limiet=50"),
            ("list of 50, filtered", $"/v1/knelpunten?limiet=50&{Filter}"),
            ("search, a common word", "/v1/knelpunten?limiet=20&zoek=zorgteam"),
            ("search, three words", "/v1/knelpunten?limiet=20&zoek=wijkloket+projectduur+praktijkeis"),
        ];
        using var line = new HttpLine(service.Address);
        var etag = Encoding.UTF8.GetString((await line.Send(HttpLine.Request("GET", questions[0].Path))).Answer.Span).Split("\r\n").First(header => header.StartsWith("ETag: ", StringComparison.Ordinal))[6..];
        var second = TimeSpan.FromSeconds(1);
        for (var round = -1; round < rounds; round++) // the first one warms up
        {
            var floor = await HttpLine.Load(service.Address, 1, second, 200, () => Live);
            var known = HttpLine.Request("GET", questions[0].Path, header: $"If-None-Match: {etag}\r\n");
            Read("cross-tab, 304", await HttpLine.Load(service.Address, 1, second, 304, () => known), floor, round);
            foreach (var (name, path) in questions)
            {
                var request = HttpLine.Request("GET", path);
                Read(name, await HttpLine.Load(service.Address, 1, second, 200, () => request), floor, round);
            }

            if (round >= 0)
            {
                Note("live p50", floor.P50);
                Note("live p99", floor.P99);
            }
        }

        Note("memory after reading", service.MemoryMb);
    }

    private void Read(string name, Sample sample, Sample floor, int round)
    {
        if (round >= 0)
        {
            Note(name + " p50", sample.P50);
            Note(name + " p99", sample.P99);
            Note(name + " ratio", sample.P50 / floor.P50);
            Note(name + " above", sample.P50 - floor.P50);
        }
    }

    private async Task Writes(ServiceProcess service)
    {
        var signedIn = $"Authorization: Bearer {ServiceProcess.Beheersleutel}\r\n";
        var bodies = Enumerable.Range(0, 20_000).Select(_ => generator.Knelpunt(projecten[generator.Skewed(Projecten)]).ToJsonString()).ToArray();
        var plain = bodies.Select(body => HttpLine.Request("POST", "/v1/knelpunten", body, signedIn)).ToArray();
        var next = 0;
        byte[] Plain() => plain[Interlocked.Increment(ref next) % plain.Length];
        byte[] Keyed() => HttpLine.Request("POST", "/v1/knelpunten", bodies[Interlocked.Increment(ref next) % bodies.Length], $"{signedIn}Idempotency-Key: {Guid.NewGuid():N}\r\n");
        using var raw = new RawWriter(Path.Combine(folder, "raw"), Data, search: true);
        using var rawWithoutSearch = new RawWriter(Path.Combine(folder, "raw-without-search"), Data, search: false);
        for (var round = -1; round < rounds; round++)
        {
            var fsync = RawWriter.Fsync(Path.Combine(folder, "fsync"), 300);
            foreach (var connections in Connections)
            {
                var live = await HttpLine.Load(service.Address, connections, TimeSpan.FromSeconds(1), 200, () => Live);
                var post = await HttpLine.Load(service.Address, connections, TimeSpan.FromSeconds(2), 201, Plain);
                Write($"{connections}", post, live, fsync, round);
            }

            Write("32, Idempotency-Key", await HttpLine.Load(service.Address, 32, TimeSpan.FromSeconds(2), 201, Keyed), null, fsync, round);
            var (rows, alone, withoutSearch) = (raw.Write(640, 32), raw.Write(100, 1), rawWithoutSearch.Write(640, 32));
            if (round >= 0)
            {
                Note("fsync p50", fsync.P50);
                Note("fsync p99", fsync.P99);
                Note("raw batch 32", rows);
                Note("raw batch 1", alone);
                Note("raw batch 32, no search", withoutSearch);
                Note("64 / raw", figures["POST 64 /s"][^1] / rows);
                Note("64 / raw, no search", figures["POST 64 /s"][^1] / withoutSearch);
                Note("1 / raw", figures["POST 1 /s"][^1] / alone);
            }
        }

        Note("memory after writing", service.MemoryMb);
    }

    private void Write(string name, Sample post, Sample? live, Sample fsync, int round)
    {
        if (round < 0)
        {
            return;
        }

        Note($"POST {name} /s", post.PerSecond);
        Note($"POST {name} p50", post.P50);
        Note($"POST {name} p99", post.P99);
        Note($"POST {name} fsyncs", post.P50 / fsync.P50);
        if (live is not null)
        {
            Note($"live {name} /s", live.PerSecond);
            Note($"POST {name} ratio", post.PerSecond / live.PerSecond);
        }
    }

    private string Table()
    {
        var text = new StringBuilder();
        text.AppendLine("# Measured").AppendLine();
        text.AppendLine($"{DateTime.UtcNow:d MMMM yyyy}, {Environment.ProcessorCount} cores shared by service, load generator and whatever else ran, .NET {Environment.Version}, {aantal} knelpunten of {Projecten} projects, "
            + $"all confirmed. Medians of {rounds} interleaved rounds (`dotnet run -c Release -- kern`); ratios are per round, against the floor of that round. Absolute figures move by a factor of two between runs; ratios count.").AppendLine();
        text.AppendLine("| one connection | p50 ms | p99 ms | / empty GET | above it, ms |").AppendLine("|---|---|---|---|---|");
        text.AppendLine($"| `GET /health/live` (floor) | {M("live p50", 2)} | {M("live p99", 2)} | 1 | 0 |");
        foreach (var name in figures.Keys.Where(key => key.EndsWith(" above", StringComparison.Ordinal)).Select(key => key[..^6]).ToList())
        {
            text.AppendLine($"| {name} | {M(name + " p50", 2)} | {M(name + " p99", 2)} | {M(name + " ratio", 1)} | {M(name + " above", 2)} |");
        }

        text.AppendLine().AppendLine("| durable POST, connections | /s | p50 ms | p99 ms | empty GET /s | / empty GET | p50 / fsync p50 |").AppendLine("|---|---|---|---|---|---|---|");
        foreach (var name in figures.Keys.Where(key => key.EndsWith(" fsyncs", StringComparison.Ordinal)).Select(key => key[5..^7]).ToList())
        {
            text.AppendLine($"| {name} | {M($"POST {name} /s", 0)} | {M($"POST {name} p50", 2)} | {M($"POST {name} p99", 1)} | {M($"live {name} /s", 0)} | {M($"POST {name} ratio", 3)} | {M($"POST {name} fsyncs", 1)} |");
        }

        text.AppendLine().AppendLine("| floor of the writes | |").AppendLine("|---|---|");
        text.AppendLine($"| write and fsync of 4 kB, p50 / p99 ms | {M("fsync p50", 2)} / {M("fsync p99", 2)} |");
        text.AppendLine($"| SQLite alone, the same rows, batches of 32, rows/s | {M("raw batch 32", 0)} |");
        text.AppendLine($"| the same without the search index | {M("raw batch 32, no search", 0)} |");
        text.AppendLine($"| the same, one row per commit | {M("raw batch 1", 0)} |");
        text.AppendLine($"| POST at 64 / SQLite alone; / without search | {M("64 / raw", 2)}; {M("64 / raw, no search", 2)} |");
        text.AppendLine($"| POST at 1 / SQLite alone, one row per commit | {M("1 / raw", 2)} |");
        text.AppendLine().AppendLine("| size | empty | with the data |").AppendLine("|---|---|---|");
        text.AppendLine($"| start to ready, s | {M("start empty s", 2)} | {M("start s", 2)} |");
        text.AppendLine($"| resident memory at start, MB | {M("memory empty", 0)} | {M("memory at start", 0)} |");
        text.AppendLine($"| resident memory after reading; after writing, MB | | {M("memory after reading", 0)}; {M("memory after writing", 0)} |");
        text.AppendLine($"| file, bytes per knelpunt (two gebeurtenissen each) | | {M("bytes per knelpunt", 0)} |");
        text.AppendLine($"| import, all checks, rows/s | | {M("import rows/s", 0)} |");
        return text.ToString();
    }

    private static byte[] Live { get; } = HttpLine.Request("GET", "/health/live");

    private void Note(string name, double value) => (figures.TryGetValue(name, out var values) ? values : figures[name] = []).Add(value);

    private string M(string name, int decimals)
    {
        if (!figures.TryGetValue(name, out var values))
        {
            return "";
        }

        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2].ToString($"N{decimals}", CultureInfo.InvariantCulture);
    }

    private static async Task<JsonObject> Ok(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)!.AsObject() : throw new InvalidOperationException($"{answer.StatusCode}: {text}");
    }
}
