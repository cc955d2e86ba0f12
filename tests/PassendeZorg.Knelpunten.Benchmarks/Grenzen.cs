using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// What others do, and who notices (demands R32, R40 and R44): five hundred clients that send a byte at a time beside eight that work; how long "no such knelpunt" takes for what is not there and for what
/// another organisation has; and a good key from another address while one address tries keys.
/// </summary>
internal static class Grenzen
{
    private const string Heading = "# Neighbours";
    private const int Slow = 500;

    public static async Task<int> Run(int seconden)
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-grenzen-").FullName;
        try
        {
            using var service = await ServiceProcess.Start(folder, "env", "Knelpunten__Limieten__Uit=false", "Knelpunten__Limieten__Lezen=10000000");
            using var client = service.Client();
            var melders = new List<string>();
            foreach (var organisatie in new[] { "Zorggroep Een", "Zorggroep Twee" })
            {
                melders.Add((await Json(client.PostAsJsonAsync("/v1/sleutels", new { naam = "Grenzen", rol = "melder", organisatie })))["sleutel"]!.GetValue<string>());
            }

            var project = (await Json(client.PostAsJsonAsync("/v1/projecten", new { naam = "Project van de grensproef", organisatie = "Zorggroep Een", regios = new[] { "zk-arnhem" } })))["id"]!.GetValue<string>();
            var knelpunt = (await Json(client.PostAsJsonAsync("/v1/knelpunten", new Generator(1).Knelpunt(project))))["id"]!.GetValue<string>();
            var text = new StringBuilder().AppendLine(Heading).AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:d MMMM yyyy}, 2 cores shared by service, clients and whatever else ran (`-- grenzen`).").AppendLine()
                .AppendLine("| | |").AppendLine("|---|---|")
                .AppendLine(await Loris(service, melders[0], seconden))
                .AppendLine(await Hidden(service, melders[1], knelpunt))
                .AppendLine(await Throttled(service, melders[0]));
            Console.WriteLine(text);
            await Uitslag.Write(Heading, text.ToString());
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<JsonNode> Json(Task<HttpResponseMessage> answer) => JsonNode.Parse(await (await answer).EnsureSuccessStatusCode().Content.ReadAsStringAsync())!;

    private static string Bearer(string key) => $"Authorization: Bearer {key}\r\n";

    private static async Task<string> Loris(ServiceProcess service, string key, int seconds)
    {
        var request = HttpLine.Request("GET", "/v1/knelpunten?limiet=50", header: Bearer(key));
        var time = TimeSpan.FromSeconds(seconds);
        await HttpLine.Load(service.Address, 8, TimeSpan.FromSeconds(3), 200, () => request); // warms up
        var alone = await HttpLine.Load(service.Address, 8, TimeSpan.FromSeconds(5), 200, () => request);
        using var stop = new CancellationTokenSource();
        var closed = 0;
        var slow = Enumerable.Range(0, Slow).Select(i => Task.Run(async () =>
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Parse(service.Address.Host), service.Address.Port);
            // Half of them never finish their headers, half never finish their body.
            var bytes = Encoding.ASCII.GetBytes(i % 2 == 0 ? $"GET /v1/knelpunten HTTP/1.1\r\nHost: localhost\r\nX-Vulling: {new string('a', 8_000)}"
                : $"POST /v1/knelpunten HTTP/1.1\r\nHost: localhost\r\n{Bearer(key)}Content-Type: application/json\r\nContent-Length: 60000\r\n\r\n{new string(' ', 8_000)}");
            var begin = i % 2 == 0 ? 0 : Encoding.ASCII.GetString(bytes).IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
            try
            {
                await socket.SendAsync(bytes.AsMemory(0, begin), CancellationToken.None);
                for (var at = begin; at < bytes.Length && !stop.IsCancellationRequested; at++)
                {
                    await socket.SendAsync(bytes.AsMemory(at, 1), CancellationToken.None);
                    await Task.Delay(1_000, stop.Token);
                }
            }
            catch (SocketException)
            {
                Interlocked.Increment(ref closed);
            }
            catch (OperationCanceledException)
            {
                // Over.
            }
        }, CancellationToken.None)).ToList();
        await Task.Delay(2_000, CancellationToken.None);
        var beside = await HttpLine.Load(service.Address, 8, time, 200, () => request);
        await stop.CancelAsync();
        await Task.WhenAll(slow);
        return string.Create(CultureInfo.InvariantCulture, $"| {Slow} clients that send a byte a second, headers or body, for {seconds} s: a list of 50 over 8 other connections, alone and beside them, p50 / p99 ms | {alone.P50:0.0} / {alone.P99:0.0}; {beside.P50:0.0} / {beside.P99:0.0} |\n| of those clients, sent away by then | {closed} |");
    }

    private static async Task<string> Hidden(ServiceProcess service, string key, string knelpunt)
    {
        using var line = new HttpLine(service.Address);
        var (hidden, absent) = (new List<double>(), new List<double>());
        var there = HttpLine.Request("GET", $"/v1/knelpunten/{knelpunt}", header: Bearer(key));
        for (var i = -200; i < 3_000; i++)
        {
            var nowhere = HttpLine.Request("GET", $"/v1/knelpunten/{Guid.CreateVersion7()}", header: Bearer(key));
            foreach (var (request, times) in i % 2 == 0 ? [(there, hidden), (nowhere, absent)] : new[] { (nowhere, absent), (there, hidden) })
            {
                var begin = System.Diagnostics.Stopwatch.GetTimestamp();
                var (status, _) = await line.Send(request);
                if (status != 404)
                {
                    throw new InvalidOperationException($"Expected 404, got {status}.");
                }

                if (i >= 0)
                {
                    times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                }
            }
        }

        hidden.Sort();
        absent.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"| 404 for another organisation's knelpunt and for none at all, p50 / p95 ms of 3,000 each | {hidden[1_500]:0.000} / {hidden[2_850]:0.000}; {absent[1_500]:0.000} / {absent[2_850]:0.000} |");
    }

    private static async Task<string> Throttled(ServiceProcess service, string key)
    {
        using var stop = new CancellationTokenSource();
        var (tried, throttled) = (0, 0);
        var trying = Task.Run(async () =>
        {
            using var line = new HttpLine(service.Address);
            while (!stop.IsCancellationRequested)
            {
                var (status, _) = await line.Send(HttpLine.Request("GET", "/v1/knelpunten", header: Bearer($"kp_{Guid.NewGuid():N}{tried++:0000}")));
                throttled += status == 429 ? 1 : 0;
                await Task.Delay(2, CancellationToken.None);
            }
        }, CancellationToken.None);
        using var other = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, ct) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
                await socket.ConnectAsync(context.DnsEndPoint, ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        { BaseAddress = service.Address };
        other.DefaultRequestHeaders.Authorization = new("Bearer", key);
        var times = new List<double>();
        for (var i = 0; i < 1_000; i++)
        {
            var begin = System.Diagnostics.Stopwatch.GetTimestamp();
            using var answer = await other.GetAsync(new Uri("/v1/knelpunten?limiet=1", UriKind.Relative), CancellationToken.None);
            answer.EnsureSuccessStatusCode();
            times.Add(System.Diagnostics.Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
        }

        await stop.CancelAsync();
        await trying;
        times.Sort();
        return string.Create(CultureInfo.InvariantCulture, $"| one address tries keys (429 for {throttled} of {tried}): a good key from another, p50 / p99 ms of 1,000 | {times[500]:0.0} / {times[990]:0.0} |");
    }
}
