using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// Feeds over HTTP: a page that is remembered and a 304, each beside the empty endpoint of the same round; and eight writers against a reader
/// that polls, which may miss nothing and read nothing twice.
/// </summary>
internal sealed class Feeds(string folder, int aantal, int rounds)
{
    private const string Heading = "# Feeds";
    private const int Connections = 16;
    private const string Page = "/v1/feeds/knelpunten";
    private readonly Dictionary<string, List<double>> figures = [];

    /// <summary>Measures, prints and writes a section of RESULTS.md; exit code 1 when a reader missed something.</summary>
    public static async Task<int> Run(int aantal, int rounds, int events)
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-feeds-");
        try
        {
            var feeds = new Feeds(folder.FullName, aantal, rounds);
            var text = new StringBuilder().AppendLine(Heading).AppendLine();
            if (aantal > 0)
            {
                await feeds.Measure(text);
            }

            var whole = events == 0 || await feeds.Poll(events, text);
            Console.WriteLine(text);
            await Uitslag.Write(Heading, text.ToString());
            return whole ? 0 : 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task Measure(StringBuilder text)
    {
        var zaaier = new Zaaier(folder);
        await zaaier.Tot(aantal);
        using var service = await ServiceProcess.Start(zaaier.Data);
        var (page, live) = (HttpLine.Request("GET", Page), HttpLine.Request("GET", "/health/live"));
        using var line = new HttpLine(service.Address);
        var clock = Stopwatch.StartNew();
        var first = await line.Send(page);
        var cold = clock.Elapsed.TotalMilliseconds;
        var (size, head) = (first.Answer.Length, Encoding.UTF8.GetString(first.Answer.Span[..2_000]));
        var etag = head.Split("\r\n").First(header => header.StartsWith("ETag: ", StringComparison.Ordinal))[6..];
        var small = HttpLine.Request("GET", Page, header: "Accept-Encoding: gzip\r\n");
        var smallSize = (await line.Send(small)).Answer.Length;
        var known = HttpLine.Request("GET", Page, header: $"If-None-Match: {etag}\r\n");
        var second = TimeSpan.FromSeconds(2);
        for (var round = -1; round < rounds; round++) // the first one warms up
        {
            var floor = await HttpLine.Load(service.Address, Connections, second, 200, () => live);
            var cached = await HttpLine.Load(service.Address, Connections, second, 200, () => page);
            var zipped = await HttpLine.Load(service.Address, Connections, second, 200, () => small);
            var same = await HttpLine.Load(service.Address, Connections, second, 304, () => known);
            var floorAfter = await HttpLine.Load(service.Address, Connections, second, 200, () => live);
            if (round >= 0)
            {
                // Before and after, so that a machine that grows busier does not count for or against.
                var empty = (floor.PerSecond + floorAfter.PerSecond) / 2;
                Note("empty", empty);
                Note("feed", cached.PerSecond);
                Note("gzip", zipped.PerSecond);
                Note("gzip ratio", zipped.PerSecond / empty);
                Note("304", same.PerSecond);
                Note("feed ratio", cached.PerSecond / empty);
                Note("304 ratio", same.PerSecond / empty);
            }
        }

        text.AppendLine($"{DateTime.UtcNow.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}, {Environment.ProcessorCount} cores shared with the load generator and whatever else ran, .NET {Environment.Version}, {aantal:N0} knelpunten, "
            + $"{Connections} connections, medians of {rounds} interleaved rounds (`dotnet run -c Release -- feeds`).").AppendLine();
        text.AppendLine("| | /s | / empty GET |").AppendLine("|---|---|---|");
        text.AppendLine($"| `GET /health/live` (floor) | {M("empty", 0)} | 1 |");
        text.AppendLine($"| Atom feed of 50 knelpunten ({size / 1024.0:0} kB), remembered | {M("feed", 0)} | {M("feed ratio", 2)} |");
        text.AppendLine($"| the same as readers ask it, gzip ({smallSize / 1024.0:0} kB) | {M("gzip", 0)} | {M("gzip ratio", 2)} |");
        text.AppendLine($"| the same, 304 | {M("304", 0)} | {M("304 ratio", 2)} |");
        text.AppendLine().AppendLine($"Made anew, as the first request of a fresh process: {cold:0} ms.").AppendLine();
        await service.Stop();
    }

    /// <summary>Eight writers, each so many gebeurtenissen; a reader that polls meanwhile, with ETag, reading pages until it meets what it knows.</summary>
    private async Task<bool> Poll(int events, StringBuilder text)
    {
        const int Writers = 8, PerKnelpunt = 5;
        using var service = await ServiceProcess.Start(Path.Combine(folder, "poll"));
        using var client = service.Client();
        var generator = new Generator(8);
        var projects = new List<string>();
        for (var i = 0; i < Writers; i++)
        {
            projects.Add((await Ok(client.PostAsJsonAsync("/v1/projecten", new { naam = $"Project {i}", organisatie = $"Zorggroep {i}" })))["id"]!.GetValue<string>());
        }

        var bodies = projects.Select(project => Enumerable.Range(0, 50).Select(_ => generator.Knelpunt(project)).ToArray()).ToList();
        var clock = Stopwatch.StartNew();
        var writing = Task.WhenAll(bodies.Select(own => Task.Run(async () =>
        {
            for (var n = 0; n < events / PerKnelpunt; n++)
            {
                var id = (await Ok(client.PostAsJsonAsync("/v1/knelpunten", own[n % own.Length])))["id"]!.GetValue<string>();
                foreach (var besluit in new[] { "bevestigd", "opgelost", "heropend", "opgelost" })
                {
                    await Ok(client.PostAsJsonAsync($"/v1/knelpunten/{id}/beoordelingen", new { besluit, herleidbaarheidGecontroleerd = true, toelichting = "Nagegaan." }));
                }
            }
        })));
        var (seen, repeated, read, polls) = (new HashSet<(string, string)>(), 0, 0, 0);
        string? etag = null;
        while (!writing.IsCompleted)
        {
            await Read();
        }

        await writing;
        await Read();
        var seconds = clock.Elapsed.TotalSeconds;

        // The whole feed once more, from the start: whatever is in it must have been read.
        var (missed, all) = (0, 0);
        for (var next = $"{Page}?formaat=json&limiet=200"; next is not null;)
        {
            var page = await Ok(client.GetAsync(new Uri(next, UriKind.RelativeOrAbsolute)));
            foreach (var item in page["items"]!.AsArray())
            {
                all++;
                missed += seen.Contains(Version(item!)) ? 0 : 1;
            }

            next = (string?)page["next_url"];
        }

        text.AppendLine($"Eight writers × {events:N0} gebeurtenissen ({all:N0} knelpunten, {seconds:0} s) and a reader that polls: {polls:N0} polls, {read:N0} versions read, **{missed} missed, {repeated} twice**.");
        return missed == 0 && repeated == 0 && all == Writers * (events / PerKnelpunt);

        async Task Read()
        {
            polls++;
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{Page}?formaat=json");
            if (etag is not null)
            {
                request.Headers.TryAddWithoutValidation("If-None-Match", etag);
            }

            using var answer = await client.SendAsync(request);
            if (answer.StatusCode == System.Net.HttpStatusCode.NotModified)
            {
                return;
            }

            etag = answer.Headers.ETag!.Tag;
            var page = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            var fresh = new List<(string, string)>();
            for (var known = false; !known;)
            {
                foreach (var version in page["items"]!.AsArray().Select(item => Version(item!)))
                {
                    known |= seen.Contains(version);
                    if (known)
                    {
                        break;
                    }

                    fresh.Add(version);
                }

                if (known || (string?)page["next_url"] is not { } next)
                {
                    break;
                }

                page = await Ok(client.GetAsync(new Uri(next)));
            }

            read += fresh.Count;
            repeated += fresh.Count(version => !seen.Add(version));
        }

        static (string, string) Version(JsonNode item) => (item["id"]!.GetValue<string>(), item["date_modified"]!.GetValue<string>());
    }

    private void Note(string name, double value) => (figures.TryGetValue(name, out var values) ? values : figures[name] = []).Add(value);

    private string M(string name, int decimals) => figures[name].Order().ElementAt(figures[name].Count / 2).ToString($"N{decimals}", CultureInfo.InvariantCulture);

    private static async Task<JsonObject> Ok(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)!.AsObject() : throw new InvalidOperationException($"{answer.StatusCode}: {text}");
    }
}
