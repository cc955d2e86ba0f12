using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// Back-ups beside a service that writes (demand R7): how long a write takes meanwhile, how long a back-up and a restore take, and that every one of them
/// restores with everything that was acknowledged before it began.
/// </summary>
internal static class BackUps
{
    public static async Task<int> Run(int keer, int perSeconde, int vooraf)
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-back-up-").FullName;
        var duren = new List<double>();
        var (fouten, backUp, herstel, grootte) = (0, new List<double>(), new List<double>(), 0L);
        using (var service = await ServiceProcess.Start(folder))
        {
            using var client = service.Client();
            using var aangemaakt = await client.PostAsJsonAsync(new Uri("/v1/projecten", UriKind.Relative), new { naam = "Project van de back-upproef", organisatie = "Beheer", regios = new[] { "zk-arnhem" } });
            var project = JsonNode.Parse(await aangemaakt.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
            for (var i = 0; i < vooraf; i += 64)
            {
                await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Post(client, project)));
            }

            using var stop = new CancellationTokenSource();
            var bevestigd = vooraf;
            var schrijven = Task.Run(async () =>
            {
                using var klok = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / perSeconde));
                var bezig = new List<Task>();
                while (!stop.IsCancellationRequested)
                {
                    await klok.WaitForNextTickAsync();
                    bezig.Add(Task.Run(async () =>
                    {
                        var begin = Stopwatch.GetTimestamp();
                        await Post(client, project);
                        Interlocked.Increment(ref bevestigd);
                        lock (duren)
                        {
                            duren.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
                        }
                    }));
                }

                await Task.WhenAll(bezig);
            });
            for (var i = 0; i < keer; i++)
            {
                var minstens = Volatile.Read(ref bevestigd);
                var doel = Path.Combine(folder, "back-up.zip");
                File.Delete(doel);
                var begin = Stopwatch.GetTimestamp();
                var (code, uitvoer) = await ServiceProcess.Command(folder, "back-up", doel);
                backUp.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
                var elders = Directory.CreateDirectory(Path.Combine(folder, "elders")).FullName;
                File.Copy(Path.Combine(folder, "peper"), Path.Combine(elders, "peper"));
                begin = Stopwatch.GetTimestamp();
                var (terug, verslag) = await ServiceProcess.Command(elders, "herstel", doel);
                herstel.Add(Stopwatch.GetElapsedTime(begin).TotalSeconds);
                grootte = terug == 0 ? new FileInfo(Path.Combine(elders, "knelpunten.db")).Length : grootte;
                var er = System.Text.RegularExpressions.Regex.Match(verslag, "\\(([0-9]+) knelpunten\\)", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(1)) is { Success: true } hoeveel ? int.Parse(hoeveel.Groups[1].ValueSpan) : 0;
                if (code != 0 || terug != 0 || er < minstens)
                {
                    fouten++;
                    Console.WriteLine($"back-up {i + 1}: {uitvoer}{verslag} ({er} of at least {minstens})");
                }

                Directory.Delete(elders, recursive: true);
            }

            await stop.CancelAsync();
            await schrijven;
        }

        Directory.Delete(folder, recursive: true);
        duren.Sort();
        backUp.Sort();
        herstel.Sort();
        Console.WriteLine($"{keer} back-ups beside {perSeconde} writes a second ({duren.Count} in all), {grootte / 1e6:0.0} MB: {fouten} wrong; POST median {duren[duren.Count / 2]:0} ms, 99th percentile {duren[(int)(duren.Count * 0.99)]:0} ms, longest {duren[^1]:0} ms; "
            + $"back-up median {backUp[keer / 2]:0.0} s, longest {backUp[^1]:0.0} s; restore median {herstel[keer / 2]:0.0} s, longest {herstel[^1]:0.0} s (each with verification and the start of a process)");
        return fouten == 0 ? 0 : 1;
    }

    private static async Task Post(HttpClient client, string project)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("/v1/knelpunten", UriKind.Relative), new
        {
            projectId = project, titel = "Knelpunt van de back-upproef", omschrijving = "De indicatie blijft tussen twee loketten liggen; beide wijzen naar de ander.", soorten = new[] { "bekostiging" },
        });
        answer.EnsureSuccessStatusCode();
    }
}
