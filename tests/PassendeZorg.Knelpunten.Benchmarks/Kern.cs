using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// What matters most, at 10,000, 100,000 and 1,000,000 knelpunten, over HTTP from a process other than the service: starting, reading, searching, taking in. Each
/// figure stands beside its floor of the same run: an empty server, the disk's fsync, and SQLite writing the very same rows. Every size is measured three times, each
/// time with a fresh process: the median counts, and the lowest and highest show how far to trust it.
/// </summary>
internal sealed class Kern : IDisposable
{
    private const int Keren = 3;

    /// <summary>How often writing warms up: the compiler makes the same methods better in steps, and each is half a core for seconds.</summary>
    private const int Opwarmen = 3;
    private const string Filter = "wet=wlz,wmo2015&soort=bekostiging";

    /// <summary>So large that a copy of the file for SQLite alone is no longer worth its time.</summary>
    private const int Groot = 1_000_000;

    /// <summary>Who waits for something gets an answer that is made for them.</summary>
    private const string Anew = "Prefer: wait-for=1\r\n";

    private static readonly int[] Sizes = [10_000, 100_000, Groot];
    private static readonly int[] Connections = [1, 16, 64, 256];
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>What there is to measure, under its heading.</summary>
    private static readonly Dictionary<string, string> Headings = new(StringComparer.Ordinal) { ["start"] = "# Start", ["lezen"] = "# Reading", ["zoeken"] = "# Searching", ["intake"] = "# Intake" };

    private readonly string folder = Directory.CreateTempSubdirectory("knelpunten-kern-").FullName;
    private readonly Dictionary<(string Part, string Name), (string Format, Dictionary<int, List<double>> Values)> figures = [];
    private readonly Zaaier zaaier;
    private readonly Vloer floor;
    private string part = "";
    private int size;

    private Kern(Vloer floor) => (this.floor, zaaier) = (floor, new Zaaier(folder));

    /// <summary>All that it measures.</summary>
    public static IReadOnlyCollection<string> Parts => Headings.Keys;

    /// <summary>Measures parts, prints their tables and writes them into RESULTS.md.</summary>
    public static async Task<int> Run(int most, IReadOnlyCollection<string> parts)
    {
        using var kern = new Kern(await Vloer.Start());
        var done = new List<int>();
        foreach (var size in Sizes.Where(size => size <= most))
        {
            kern.size = size;
            await kern.zaaier.Tot(size);
            done.Add(size);
            foreach (var part in parts)
            {
                kern.part = part;
                await (part switch { "start" => kern.Starting(), "lezen" => kern.Reading(), "zoeken" => kern.Searching(), _ => kern.Intake() });
                var table = kern.Table(part, done);
                Console.WriteLine(table);
                await Uitslag.Write(Headings[part], table); // what was measured is there, also when a larger size breaks off
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        floor.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Start to ready and memory: with the whole registry, after a crash, and of an empty one. And what the registry takes on disk.</summary>
    private async Task Starting()
    {
        using (var fresh = await Vloer.Start())
        {
            Note("an empty server: resident memory, MB", fresh.MemoryMb, "0");
        }

        for (var i = 0; i < Keren; i++)
        {
            using var empty = await ServiceProcess.Start(Path.Combine(folder, $"empty-{size}-{i}"));
            Note("empty: start to ready, s", empty.StartTime.TotalSeconds, "0.00");
            Note("empty: resident memory, MB", empty.MemoryMb, "0");
            await empty.Stop();
            using var service = await ServiceProcess.Start(zaaier.Data);
            Note("start to ready, s", service.StartTime.TotalSeconds, "0.00");
            Note("resident memory at start, MB", service.MemoryMb, "0");
            if (i == 0)
            {
                await Task.Delay(12 * Second);
                Note("12 s later, proposals learned: processor time, s", service.Cpu.TotalSeconds, "0.0");
                Note("12 s later: resident memory, MB", service.MemoryMb, "0");
            }

            await service.Stop();
        }

        var bytes = new FileInfo(Path.Combine(zaaier.Data, "knelpunten.db")).Length;
        Note("file, MB", bytes / 1e6, "0");
        Note("file, bytes per knelpunt (two gebeurtenissen each)", bytes / (double)size, "0");
    }

    private Task Reading()
    {
        var vandaag = DateTime.UtcNow.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        const string Tabel = "/v1/rapportages/kruistabel?rijen=wet&kolommen=domein";
        return Read(1,
            ("cross-tab law x domain", Tabel, Anew), ("the same, asked again", Tabel, null),
            ("cross-tab of a few laws, one kind, two days", $"{Tabel}&{Filter}&gemeldVanaf={vandaag}", Anew),
            ("cross-tab of projects, filtered", $"{Tabel}&meet=projecten&{Filter}", Anew),
            ("seams between laws", "/v1/rapportages/naden?dimensie=wet", Anew),
            ("list of 50", "/v1/knelpunten?limiet=50", Anew), ("the same list, asked again", "/v1/knelpunten?limiet=50", null),
            ("list of 50, filtered", $"/v1/knelpunten?limiet=50&{Filter}", Anew));
    }

    private Task Searching() => Read(1,
        ("a word in most", "/v1/knelpunten?limiet=20&zoek=zorgteam", Anew), ("three words", "/v1/knelpunten?limiet=20&zoek=wijkloket+projectduur+praktijkeis", Anew),
        ("a word and a law", "/v1/knelpunten?limiet=20&zoek=jeugdnetwerk&wet=jeugdwet", Anew), ("a word that is nowhere", "/v1/knelpunten?limiet=20&zoek=olifant", Anew),
        ("the beginning of a word", "/v1/knelpunten?limiet=20&zoek=behandelp*", Anew));

    /// <summary>Asks each question over one connection, each time between two looks at the empty server.</summary>
    private async Task Read(int connections, params (string Name, string Path, string? Header)[] questions)
    {
        for (var i = 0; i < Keren; i++)
        {
            using var service = await ServiceProcess.Start(zaaier.Data);
            var etag = await Etag(service, questions[0].Path);
            var asked = questions.Select(question => (question.Name, Status: 200, Request: HttpLine.Request("GET", question.Path, header: question.Header))).ToList();
            asked.Insert(2, ("the same, 304", 304, HttpLine.Request("GET", questions[0].Path, header: $"If-None-Match: {etag}\r\n")));
            await HttpLine.Load(floor.Address, connections, Second, 200, () => Vloer.Get);
            foreach (var (_, status, request) in asked)
            {
                await HttpLine.Load(service.Address, connections, Second, status, () => request); // warms up
            }

            await Quiet(service);

            foreach (var (name, status, request) in asked)
            {
                var empty = await HttpLine.Load(floor.Address, connections, Second / 2, 200, () => Vloer.Get);
                var sample = await HttpLine.Load(service.Address, connections, 2 * Second, status, () => request);
                Note($"{name}: p50 ms", sample.P50, "0.00");
                Note($"{name}: p99 ms", sample.P99, "0.0");
                Note($"{name}: p50 / empty GET", sample.P50 / empty.P50, "0.0");
                if (name.StartsWith("list", StringComparison.Ordinal))
                {
                    var bytes = await Bytes(service, request);
                    var same = await HttpLine.Load(floor.Address, connections, Second / 2, 200, () => bytes);
                    Note($"{name}: p50 / GET of as many bytes", sample.P50 / same.P50, "0.0");
                }
            }

            Note("resident memory afterwards, MB", service.MemoryMb, "0");
            await service.Stop();
        }
    }

    /// <summary>Waits until a service that has just started has nothing more to do by itself, such as learning.</summary>
    private static async Task Quiet(ServiceProcess service)
    {
        for (var (i, busy) = (0, true); busy && i < 30; i++)
        {
            var cpu = service.Cpu;
            await Task.Delay(Second);
            busy = service.Cpu - cpu > Second / 10;
        }
    }

    /// <summary>A request to the empty server that answers with as much as this one.</summary>
    private static async Task<byte[]> Bytes(ServiceProcess service, byte[] request)
    {
        using var line = new HttpLine(service.Address);
        return Vloer.GetBytes((await line.Send(request)).Answer.Length);
    }

    private static async Task<string> Etag(ServiceProcess service, string path)
    {
        using var line = new HttpLine(service.Address);
        return Encoding.UTF8.GetString((await line.Send(HttpLine.Request("GET", path))).Answer.Span).Split("\r\n").First(header => header.StartsWith("ETag: ", StringComparison.Ordinal))[6..];
    }

    /// <summary>Durable reports with all checks, in a copy of the registry.</summary>
    private async Task Intake()
    {
        var (own, raw, rawWithoutSearch) = (Path.Combine(folder, "schrijven"), Path.Combine(folder, "raw"), Path.Combine(folder, "raw-without-search"));
        Directory.CreateDirectory(own);
        Array.ForEach(Directory.GetFiles(zaaier.Data), file => File.Copy(file, Path.Combine(own, Path.GetFileName(file))));
        var signedIn = $"Authorization: Bearer {ServiceProcess.Beheersleutel}\r\n";
        var bodies = Enumerable.Range(0, 20_000).Select(_ => zaaier.Melding()).ToArray();
        var plain = Array.ConvertAll(bodies, body => HttpLine.Request("POST", "/v1/knelpunten", body, signedIn));
        var nothing = Array.ConvertAll(bodies, body => HttpLine.Request("POST", "/leeg", body));
        var next = 0;
        byte[] Plain() => plain[Interlocked.Increment(ref next) % plain.Length];
        byte[] Nothing() => nothing[Interlocked.Increment(ref next) % nothing.Length];
        byte[] Keyed() => HttpLine.Request("POST", "/v1/knelpunten", bodies[Interlocked.Increment(ref next) % bodies.Length], $"{signedIn}Idempotency-Key: {Guid.NewGuid():N}\r\n");
        if (size < Groot)
        {
            RawWriter.Copy(own, raw);
            RawWriter.Copy(own, rawWithoutSearch);
        }

        using var alone = size < Groot ? new RawWriter(raw, own, search: true) : null;
        using var withoutSearch = size < Groot ? new RawWriter(rawWithoutSearch, own, search: false) : null;
        for (var i = 0; i < Keren; i++)
        {
            using var service = await ServiceProcess.Start(own);
            for (var keer = 0; keer < Opwarmen; keer++)
            {
                await HttpLine.Load(service.Address, 16, 4 * Second, 201, Plain);
                await Quiet(service);
            }

            await HttpLine.Load(floor.Address, 16, Second, 201, Nothing);
            var fsync = RawWriter.Fsync(Path.Combine(folder, "fsync"), 300);
            Note("write and fsync of 4 kB: p50 ms", fsync.P50, "0.00");
            foreach (var connections in Connections)
            {
                var empty = await HttpLine.Load(floor.Address, connections, Second, 201, Nothing);
                var cpu = service.Cpu;
                var post = await HttpLine.Load(service.Address, connections, 4 * Second, 201, Plain);
                Note($"POST over {connections}: /s", post.PerSecond, "0");
                Note($"POST over {connections}: p50 ms", post.P50, "0.0");
                Note($"POST over {connections}: p99 ms", post.P99, "0.0");
                Note($"POST over {connections}: / empty POST", post.PerSecond / empty.PerSecond, "0.000");
                if (connections == 1)
                {
                    Note("POST over 1: p50 / fsync p50", post.P50 / fsync.P50, "0.0");
                    if (alone is not null)
                    {
                        var once = 1_000 / alone.Write(500, 1);
                        Note("SQLite alone, the same rows, one to a commit: mean ms", once, "0.0");
                        Note("the same / fsync p50", once / fsync.P50, "0.0");
                    }
                }

                Note($"POST over {connections}: processor time of the service, µs", (service.Cpu - cpu).TotalMicroseconds / post.Times.Length, "0");
                if (connections == 64 && alone is not null)
                {
                    var (rows, rowsWithoutSearch) = (alone.Write(1_000, 50), withoutSearch!.Write(1_000, 50));
                    Note("SQLite alone, the same rows, 50 to a commit, /s", rows, "0");
                    Note("the same without the search index, /s", rowsWithoutSearch, "0");
                    Note("POST over 64 / SQLite alone", post.PerSecond / rows, "0.00");
                    Note("SQLite alone / empty POST", rows / empty.PerSecond, "0.00");
                }
            }

            Note("POST over 64 with an Idempotency-Key: /s", (await HttpLine.Load(service.Address, 64, 2 * Second, 201, Keyed)).PerSecond, "0");
            Note("resident memory afterwards, MB", service.MemoryMb, "0");
            await service.Stop();
        }

        Directory.Delete(own, recursive: true);
        if (size < Groot)
        {
            Directory.Delete(raw, recursive: true);
            Directory.Delete(rawWithoutSearch, recursive: true);
        }
    }

    private void Note(string name, double value, string format)
    {
        var (_, values) = figures.TryGetValue((part, name), out var figure) ? figure : figures[(part, name)] = (format, []);
        (values.TryGetValue(size, out var list) ? list : values[size] = []).Add(value);
    }

    private string Table(string part, List<int> sizes)
    {
        var text = new StringBuilder().AppendLine(Headings[part]).AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:d MMMM yyyy}, {Environment.ProcessorCount} cores shared by service, load generator and whatever else ran, .NET {Environment.Version} (`-- {part}`). Median of {Keren} runs, each of a fresh process (lowest to highest); ratios are of the same run.").AppendLine();
        text.AppendLine($"| | {string.Join(" | ", sizes.Select(size => size.ToString("N0", CultureInfo.InvariantCulture)))} |{(sizes.Count > 1 ? " last step |" : "")}").AppendLine($"|---|{string.Concat(sizes.Select(_ => "---|"))}{(sizes.Count > 1 ? "---|" : "")}");
        foreach (var ((_, name), (format, values)) in figures.Where(figure => figure.Key.Part == part))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {name} |");
            foreach (var size in sizes)
            {
                text.Append(' ').Append(values.TryGetValue(size, out var list) ? Cell([.. list.Order()], format) : "-").Append(" |");
            }

            if (sizes.Count > 1)
            {
                text.Append(values.TryGetValue(sizes[^1], out var last) && values.TryGetValue(sizes[^2], out var before) ? $" × {(Median(last) / Median(before)).ToString("0.0", CultureInfo.InvariantCulture)} |" : " |");
            }

            text.AppendLine();
        }

        return text.ToString();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Cell(List<double> sorted, string format)
    {
        string Show(double value) => value.ToString(format, CultureInfo.InvariantCulture);
        return sorted.Count == 1 ? Show(sorted[0]) : $"{Show(sorted[sorted.Count / 2])} ({Show(sorted[0])} to {Show(sorted[^1])})";
    }
}
