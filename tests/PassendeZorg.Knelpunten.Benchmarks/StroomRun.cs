using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// What a power cut may not take (demand R3). The data folder is on an ext4 file system of its own, in a file behind a loop device: what was not synced is only in memory, not in that file.
/// Connections post; at a random moment the service stands still (SIGSTOP) and the file is copied: what the disk would hold if the power went now. The copy is mounted, which replays
/// ext4's journal, and checked: everything acknowledged must be there, and <c>controleer</c> must find nothing.
/// </summary>
internal sealed class StroomRun : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("knelpunten-stroom-").FullName;
    private readonly ConcurrentQueue<string> acknowledged = new();
    private readonly Random random = new(3);
    private volatile bool looking;

    private StroomRun()
    {
    }

    /// <summary>What came of it.</summary>
    /// <param name="Bevestigd">Acknowledged in all, before the last cut.</param>
    /// <param name="Verloren">Acknowledged before a cut and not there after it, over all cuts.</param>
    /// <param name="Kapot">What <c>controleer</c> found.</param>
    /// <param name="Start">From the last cut: how long the service took to be ready.</param>
    internal sealed record Uitslag(int Bevestigd, int Verloren, IReadOnlyList<string> Kapot, TimeSpan Start);

    /// <summary>Whether this machine lets us mount a file as a disk.</summary>
    public static bool Kan()
    {
        using var run = new StroomRun();
        try
        {
            run.Mount(run.Schijf(16), "m");
            return true;
        }
        catch (Exception fault) when (fault is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    /// <param name="before">A program to run the service under, such as one that makes fsync do nothing: then this test must find losses.</param>
    public static async Task<Uitslag> Draai(int keer, int verbindingen, params string[] before)
    {
        using var run = new StroomRun();
        var disk = run.Schijf(512);
        var data = Path.Combine(run.Mount(disk, "m"), "data");
        var (lost, broken, start) = (0, new List<string>(), TimeSpan.Zero);
        using (var service = await ServiceProcess.Start(data, before))
        {
            using var stop = new CancellationTokenSource();
            var posting = run.Post(service, verbindingen, stop.Token);
            for (var cut = 0; cut < keer; cut++)
            {
                await Task.Delay(run.random.Next(50, 600));
                var (copy, known) = await run.Cut(service, disk);
                run.looking = true; // nobody posts meanwhile: what is copied need not grow
                var after = run.Mount(copy, "na");
                var (code, output) = await ServiceProcess.Command(Path.Combine(after, "data"), "controleer");
                if (code != 0)
                {
                    broken.Add($"cut {cut + 1}: {output.Trim()}");
                }

                lost += Missing(Path.Combine(after, "data"), known);
                if (cut == keer - 1 && broken.Count == 0)
                {
                    using var restarted = await ServiceProcess.Start(Path.Combine(after, "data"));
                    start = restarted.StartTime;
                    await restarted.Stop();
                }

                Do("umount", after);
                File.Delete(copy);
                run.looking = false;
            }

            await stop.CancelAsync();
            await posting;
            await service.Stop();
        }

        return new Uitslag(run.acknowledged.Count, lost, broken, start);
    }

    /// <summary>The long form, and once with an fsync that does nothing: a test that cannot fail says nothing.</summary>
    public static async Task<int> Run(int keer, int verbindingen)
    {
        var uitslag = await Draai(keer, verbindingen);
        foreach (var kapot in uitslag.Kapot)
        {
            Console.WriteLine(kapot);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{keer} power cuts, {verbindingen} connections: {uitslag.Bevestigd} acknowledged, {uitslag.Verloren} lost, {uitslag.Kapot.Count} damaged; ready {uitslag.Start.TotalSeconds:0.0} s after the last one"));
        var zonder = File.Exists("/usr/bin/eatmydata") ? await Draai(5, verbindingen, "eatmydata") : null;
        Console.WriteLine(zonder is null ? "The counter-test, with an fsync that does nothing, needs eatmydata." : $"The counter-test, with an fsync that does nothing, 5 cuts: {zonder.Bevestigd} acknowledged, {zonder.Verloren} lost, {zonder.Kapot.Count} damaged");
        return uitslag.Verloren + uitslag.Kapot.Count == 0 ? 0 : 1;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var mount in new[] { "na", "m" }.Select(name => Path.Combine(folder, name)).Where(Directory.Exists))
        {
            using var process = Process.Start(new ProcessStartInfo("umount", ["-l", mount]) { RedirectStandardError = true });
            process!.WaitForExit();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static int Missing(string data, string[] known)
    {
        try
        {
            using var connection = new SqliteConnection($"Data Source={Path.Combine(data, "knelpunten.db")};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "SELECT id FROM knelpunt";
            using var reader = command.ExecuteReader();
            var there = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read())
            {
                there.Add(reader.GetString(0));
            }

            return known.Count(id => !there.Contains(id));
        }
        catch (SqliteException)
        {
            return known.Length;
        }
    }

    private static void Do(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program}: {errors}");
        }
    }

    private string Schijf(int megabytes)
    {
        var file = Path.Combine(folder, "schijf");
        using (var stream = new FileStream(file, FileMode.Create))
        {
            stream.SetLength(megabytes * 1024L * 1024);
        }

        Do("mkfs.ext4", "-q", "-F", file);
        return file;
    }

    private string Mount(string file, string name)
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, name)).FullName;
        Do("mount", "-o", "loop", file, target);
        return target;
    }

    /// <summary>What the disk holds at this moment, and what had been acknowledged by then.</summary>
    private async Task<(string Copy, string[] Known)> Cut(ServiceProcess service, string disk)
    {
        var copy = Path.Combine(folder, "kopie");
        Do("kill", "-STOP", service.Id.ToString(CultureInfo.InvariantCulture));
        await Task.Delay(50); // what it had sent arrives
        var known = acknowledged.ToArray();
        while (true)
        {
            Do("cp", "--sparse=always", disk, copy);
            using var same = Process.Start("cmp", ["-s", disk, copy]);
            await same.WaitForExitAsync();
            if (same.ExitCode == 0)
            {
                break; // else the kernel wrote something while it was copied, and no disk ever looked like this copy
            }
        }

        Do("kill", "-CONT", service.Id.ToString(CultureInfo.InvariantCulture));
        return (copy, known);
    }

    private async Task Post(ServiceProcess service, int connections, CancellationToken stop)
    {
        using var client = service.Client();
        using var answer = await client.PostAsJsonAsync(new Uri("/v1/projecten", UriKind.Relative), new { naam = "Project van de stroomproef", organisatie = "Beheer", regios = new[] { "zk-arnhem" } }, CancellationToken.None);
        var project = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(CancellationToken.None))!["id"]!.GetValue<string>();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                if (looking)
                {
                    await Task.Delay(10, CancellationToken.None);
                    continue;
                }

                using var made = await client.PostAsJsonAsync(new Uri("/v1/knelpunten", UriKind.Relative), new
                {
                    projectId = project, titel = "Knelpunt van de stroomproef", omschrijving = "De indicatie blijft tussen twee loketten liggen; beide wijzen naar de ander.", soorten = new[] { "bekostiging" },
                }, CancellationToken.None);
                acknowledged.Enqueue(JsonNode.Parse(await made.EnsureSuccessStatusCode().Content.ReadAsStringAsync(CancellationToken.None))!["id"]!.GetValue<string>());
            }
        }, CancellationToken.None)));
    }
}
