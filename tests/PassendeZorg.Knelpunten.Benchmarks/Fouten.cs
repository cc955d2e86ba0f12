using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// Disk faults on the real service (demands R4 and R5). <em>Errors</em>: strace makes the Nth fsync, fdatasync or pwrite of a thread
/// fail with EIO while eight clients post. From the first refusal on nothing may be acknowledged, the process must end by itself within
/// two seconds with another code than 0, and after a restart everything acknowledged must be there. <em>Full</em>: the data folder is a
/// small tmpfs in a mount namespace of its own, filled to the last byte. Writes must answer 507 or 503 as problem+json, reads 200, and writes must work
/// again within ten seconds after space returns, without a restart.
/// </summary>
internal static class Fouten
{
    private static readonly int[] Calls = [1, 2, 3, 5, 8, 13, 21, 34, 55, 89];
    private const int Enough = 2_000;

    /// <summary>Runs all; 1 when anything is wrong.</summary>
    public static async Task<int> Run()
    {
        var faults = 0;
        foreach (var (call, n) in from call in new[] { "fsync,fdatasync", "pwrite64" } from n in Calls select (call, n))
        {
            faults += await Try($"EIO on {call} number {n}", folder => DiskError(folder, call, n));
        }

        faults += await Try("disk full", DiskFull);
        var killed = 0;
        for (var (n, more) = (1, true); more; n += Math.Max(1, n / 12)) // every write at first, then ever fewer
        {
            faults += await Try($"first start killed at write {n}", async folder =>
            {
                (more, var what) = await KilledAtWrite(folder, n);
                killed += more ? 1 : 0;
                return what;
            });
        }

        Console.WriteLine($"first start killed at {killed} different writes");
        Console.WriteLine($"{faults} faults");
        return faults == 0 ? 0 : 1;
    }

    private static async Task<int> Try(string name, Func<string, Task<string>> test)
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-fouten-");
        try
        {
            Console.WriteLine($"{name}: {await test(folder.FullName)}");
            return 0;
        }
        catch (InvalidOperationException fault)
        {
            Console.WriteLine($"{name}: FAULT: {fault.Message}");
            return 1;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> DiskError(string folder, string call, int n)
    {
        var project = "";
        using (var first = await ServiceProcess.Start(folder))
        {
            project = await Project(first);
            await first.Stop();
        }

        var acknowledged = new List<string>();
        ServiceProcess service;
        try
        {
            service = await ServiceProcess.Start(folder, "strace", "-f", "--seccomp-bpf", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={call}:error=EIO:when={n}");
        }
        catch (InvalidOperationException)
        {
            await Restart(folder, acknowledged);
            return "did not start; starts again";
        }

        using (service)
        {
            using var client = service.Client();
            var (clock, refused) = (new Stopwatch(), 0);
            await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
            {
                try
                {
                    while (acknowledged.Count < Enough)
                    {
                        var (status, id) = await Post(client, project);
                        lock (acknowledged)
                        {
                            if (status == HttpStatusCode.Created)
                            {
                                acknowledged.Add(id!);
                                Need(refused == 0 || clock.ElapsedMilliseconds < 50, "a write was acknowledged after one had failed");
                            }
                            else
                            {
                                refused++;
                                clock.Start();
                            }
                        }
                    }
                }
                catch (HttpRequestException)
                {
                    // The service has gone: what this test waits for.
                }
            })).WaitAsync(TimeSpan.FromMinutes(1));
            if (acknowledged.Count >= Enough)
            {
                // SQLite ignores some errors on purpose: those of a directory and of a checkpoint, which it does again.
                service.Dispose();
                await Restart(folder, acknowledged);
                return $"no commit failed; {acknowledged.Count} acknowledged, all there after a kill";
            }

            clock.Start();
            Need(service.Exits(TimeSpan.FromSeconds(2)), "the process was still there two seconds after the first refusal");
            clock.Stop();
            Need(clock.Elapsed < TimeSpan.FromSeconds(2), $"the process took {clock.Elapsed.TotalSeconds:0.0} s to stop");
            Need(service.ExitCode is not 0, "the process stopped with exit code 0");
            await Restart(folder, acknowledged);
            return $"{acknowledged.Count} acknowledged, all there; {refused} refused; gone after {clock.ElapsedMilliseconds} ms, exit code {service.ExitCode}";
        }
    }

    /// <summary>Whether it was killed at all; when not, it has fewer writes. Without --seccomp-bpf: with it strace sends no signals.</summary>
    private static async Task<(bool Killed, string What)> KilledAtWrite(string folder, int n)
    {
        try
        {
            using var service = await ServiceProcess.Start(folder, "strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=pwrite64", "-e", $"inject=pwrite64:signal=KILL:when={n}");
            return (false, "started: no thread writes that often");
        }
        catch (InvalidOperationException)
        {
            await Restart(folder, []);
            return (true, "starts again, everything in order");
        }
    }

    private static async Task Restart(string folder, List<string> acknowledged)
    {
        using var service = await ServiceProcess.Start(folder);
        using var client = service.Client();
        foreach (var id in acknowledged)
        {
            using var answer = await client.GetAsync(new Uri($"/v1/knelpunten/{id}", UriKind.Relative));
            Need(answer.IsSuccessStatusCode, $"{id} was acknowledged and gives {answer.StatusCode}");
        }

        var (exitCode, output) = await ServiceProcess.Command(folder, "controleer");
        Need(exitCode == 0, output);
    }

    private static async Task<string> DiskFull(string folder)
    {
        using var service = await ServiceProcess.Start(folder, "unshare", "-rm", "sh", "-c", $"mount -t tmpfs -o size=16m none {folder} && exec \"$@\"", "sh");
        using var client = service.Client();
        var project = await Project(service);
        var (_, id) = await Post(client, project);
        var inside = $"/proc/{service.Id}/root{folder}/vulling";
        Fill(inside);
        var (writes, slowest, statuses) = (0, TimeSpan.Zero, new SortedSet<int>());
        for (; writes < 400 || statuses.Max < 500; writes++) // pages that the file has already can still be filled
        {
            statuses.Add((int)(await Post(client, project)).Status);
            var clock = Stopwatch.StartNew();
            using var read = await client.GetAsync(new Uri($"/v1/knelpunten/{id}", UriKind.Relative));
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
            Need(read.IsSuccessStatusCode, $"a read gave {read.StatusCode} while the disk was full");
            Need(writes < 5_000, "the disk never filled up");
        }

        Need(statuses.All(status => status is 201 or 503 or 507), $"writes gave {string.Join(", ", statuses)}");
        File.Delete(inside);
        var recovering = Stopwatch.StartNew();
        while ((await Post(client, project)).Status != HttpStatusCode.Created)
        {
            Need(recovering.Elapsed < TimeSpan.FromSeconds(10), "writes did not recover in ten seconds");
            await Task.Delay(100);
        }

        return $"{writes} writes gave {string.Join(", ", statuses)}; reads 200, slowest {slowest.TotalMilliseconds:0} ms; writes again {recovering.ElapsedMilliseconds} ms after space returned";
    }

    private static void Fill(string file)
    {
        using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                stream.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    private static async Task<string> Project(ServiceProcess service)
    {
        using var client = service.Client();
        using var answer = await client.PostAsJsonAsync(new Uri("/v1/projecten", UriKind.Relative), new { naam = "Project van de foutenproef", organisatie = "Beheer", regios = new[] { "zk-arnhem" } });
        return JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
    }

    private static async Task<(HttpStatusCode Status, string? Id)> Post(HttpClient client, string project)
    {
        using var answer = await client.PostAsJsonAsync(new Uri("/v1/knelpunten", UriKind.Relative), new
        {
            projectId = project, titel = "Knelpunt van de foutenproef", omschrijving = "De indicatie blijft tussen twee loketten liggen; beide wijzen naar de ander.", soorten = new[] { "bekostiging" },
        });
        var json = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Need(answer.IsSuccessStatusCode || answer.Content.Headers.ContentType?.MediaType == "application/problem+json", "a refusal is not problem+json");
        return (answer.StatusCode, answer.IsSuccessStatusCode ? json["id"]!.GetValue<string>() : null);
    }

    private static void Need(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
