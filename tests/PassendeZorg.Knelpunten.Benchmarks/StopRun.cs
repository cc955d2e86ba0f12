using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// What SIGTERM may not break (demand R9). Connections post knelpunten; at a random moment the service is told to stop. Whatever it had taken in
/// gets its answer, new connections are refused, and it is gone within ten seconds. A request that was sent on a connection that was just being closed was not taken in:
/// a client sends that again, and so does this one, to the service that starts after it.
/// </summary>
internal static class StopRun
{
    /// <summary>What came of it.</summary>
    /// <param name="Bevestigd">Acknowledged in all.</param>
    /// <param name="Opnieuw">Not taken in, and sent again.</param>
    /// <param name="Afgebroken">Requests whose answer broke off half-way.</param>
    /// <param name="Verloren">Acknowledged, and not there after the restart.</param>
    /// <param name="Onbeantwoord">Written, and nobody got the answer: a request that was taken in and dropped.</param>
    /// <param name="Langst">The longest stop.</param>
    internal sealed record Uitslag(int Bevestigd, int Opnieuw, IReadOnlyList<string> Afgebroken, IReadOnlyList<string> Verloren, int Onbeantwoord, TimeSpan Langst);

    public static async Task<Uitslag> Run(string folder, int verbindingen, int rondes)
    {
        var (random, langst, opnieuw) = (new Random(9), TimeSpan.Zero, 0);
        var (bevestigd, afgebroken, verloren) = (new ConcurrentQueue<string>(), new ConcurrentQueue<string>(), new List<string>());
        for (var ronde = 0; ronde < rondes; ronde++)
        {
            using var service = await ServiceProcess.Start(folder);
            using var client = service.Client();
            using var aangemaakt = await client.PostAsJsonAsync(new Uri("/v1/projecten", UriKind.Relative), new { naam = "Project van de stop-proef", organisatie = "Beheer", regios = new[] { "zk-arnhem" } });
            var project = JsonNode.Parse(await aangemaakt.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
            var posten = Enumerable.Range(0, verbindingen).Select(_ => Task.Run(async () =>
            {
                while (true)
                {
                    HttpResponseMessage answer;
                    try
                    {
                        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/knelpunten")
                        {
                            Content = JsonContent.Create(new { projectId = project, titel = "Knelpunt van de stop-proef", omschrijving = "De indicatie blijft tussen twee loketten liggen.", soorten = new[] { "bekostiging" } }),
                        };
                        answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                    }
                    catch (HttpRequestException)
                    {
                        Interlocked.Increment(ref opnieuw);
                        return;
                    }

                    using (answer)
                    {
                        try
                        {
                            var text = await answer.Content.ReadAsStringAsync();
                            if (answer.StatusCode == HttpStatusCode.Created)
                            {
                                bevestigd.Enqueue(JsonNode.Parse(text)!["id"]!.GetValue<string>());
                            }
                            else if (answer.StatusCode != HttpStatusCode.ServiceUnavailable)
                            {
                                afgebroken.Enqueue($"{answer.StatusCode}: {text}");
                            }
                        }
                        catch (Exception fault) when (fault is HttpRequestException or IOException)
                        {
                            afgebroken.Enqueue(fault.Message);
                            return;
                        }
                    }
                }
            })).ToList();
            await Task.Delay(random.Next(500, 1_500));
            var clock = Stopwatch.StartNew();
            await service.Stop();
            langst = clock.Elapsed > langst ? clock.Elapsed : langst;
            await Task.WhenAll(posten);
            if (service.ExitCode != 0)
            {
                afgebroken.Enqueue($"exit code {service.ExitCode}: {service.Errors}");
            }
        }

        var onbeantwoord = 0;
        using (var service = await ServiceProcess.Start(folder))
        {
            using var client = service.Client();
            onbeantwoord = JsonNode.Parse(await client.GetStringAsync(new Uri("/v1/knelpunten?status=gemeld&limiet=1", UriKind.Relative)))!["totaal"]!.GetValue<int>() - bevestigd.Count;
            foreach (var id in bevestigd)
            {
                using var answer = await client.GetAsync(new Uri($"/v1/knelpunten/{id}", UriKind.Relative));
                if (!answer.IsSuccessStatusCode)
                {
                    verloren.Add(id);
                }
            }
        }

        return new Uitslag(bevestigd.Count, opnieuw, [.. afgebroken], verloren, onbeantwoord, langst);
    }

    /// <summary>The long form.</summary>
    public static async Task<int> Run(int verbindingen, int rondes)
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-stop-");
        var uitslag = await Run(folder.FullName, verbindingen, rondes);
        folder.Delete(recursive: true);
        foreach (var fout in uitslag.Afgebroken.Concat(uitslag.Verloren))
        {
            Console.WriteLine(fout);
        }

        Console.WriteLine($"{rondes} stops, {verbindingen} connections: {uitslag.Bevestigd} acknowledged, {uitslag.Verloren.Count} lost, {uitslag.Afgebroken.Count} broken off, {uitslag.Onbeantwoord} written without an answer, {uitslag.Opnieuw} not taken in; longest {uitslag.Langst.TotalSeconds:0.0} s");
        return uitslag.Afgebroken.Count + uitslag.Verloren.Count + uitslag.Onbeantwoord == 0 ? 0 : 1;
    }
}
