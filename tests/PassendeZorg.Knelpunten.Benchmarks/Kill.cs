using System.Diagnostics;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>The crash test: many rounds of <see cref="KillRun"/>, on a fresh folder every 25 rounds.</summary>
internal static class Kill
{
    private const int RoundsPerFolder = 25;

    /// <summary>Runs it; 1 when anything was lost, doubled or damaged.</summary>
    public static async Task<int> Run(int rounds, int connections, int seed)
    {
        var clock = Stopwatch.StartNew();
        var (acknowledged, retried, written, faults, starts) = (0, 0, 0, new List<string>(), new List<TimeSpan>());
        for (var done = 0; done < rounds;)
        {
            var folder = Directory.CreateTempSubdirectory("knelpunten-kill-");
            using (var run = new KillRun(folder.FullName, connections, seed + done))
            {
                for (var last = Math.Min(rounds, done + RoundsPerFolder); done < last; done++)
                {
                    foreach (var fault in await run.Round())
                    {
                        faults.Add(fault);
                        Console.WriteLine($"round {done + 1}: {fault}");
                    }
                }

                (acknowledged, retried, written) = (acknowledged + run.Acknowledged, retried + run.Retried, written + run.WrittenUnacknowledged);
                starts.AddRange(run.Starts);
            }

            folder.Delete(recursive: true);
            Console.WriteLine($"{done} rounds, {acknowledged} acknowledged, {faults.Count} faults, {clock.Elapsed.TotalSeconds:0} s");
        }

        starts.Sort();
        Console.WriteLine($"{rounds} kills, {connections} connections: {acknowledged} acknowledged, {retried} on their way when killed ({written} of them written), "
            + $"{faults.Count} lost, doubled or damaged; restart to ready median {starts[starts.Count / 2].TotalSeconds:0.00} s, longest {starts[^1].TotalSeconds:0.00} s");
        return faults.Count == 0 ? 0 : 1;
    }
}
