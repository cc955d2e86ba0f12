using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>Pages over HTTP at one connection, as a reader waits for them: each beside the floor of a page with next to nothing on it, in the same round.</summary>
internal sealed class Paginas(string folder, int aantal, int rounds)
{
    private const string Heading = "# Pages";
    private const string Leeg = "/afmelden"; // for who did not sign in: an empty answer
    private const string Gewoon = "/toegankelijkheid";
    private const int Keer = 100;

    private static readonly string[] Adressen = ["/", "/knelpunten", "/knelpunten?wet=zvw&domein=huisartsenzorg", "/knelpunten?zoek=gemeente", "/knelpunten/KP-2026-00100", "/systeemknelpunten", "/verantwoording", "/edities", "/melden"];

    /// <summary>Measures, prints the table and writes its section of RESULTS.md.</summary>
    public static async Task<int> Run(int aantal, int rounds)
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-paginas-");
        try
        {
            var text = await new Paginas(folder.FullName, aantal, rounds).Measure();
            Console.WriteLine(text);
            await Uitslag.Write(Heading, text);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<string> Measure()
    {
        var zaaier = new Zaaier(folder);
        await zaaier.Tot(aantal);
        using var service = await ServiceProcess.Start(zaaier.Data);
        using var line = new HttpLine(service.Address);
        var times = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        var sizes = new Dictionary<string, (int Bytes, double First)>(StringComparer.Ordinal);
        string[] alle = [Leeg, Gewoon, .. Adressen];
        foreach (var adres in alle)
        {
            var clock = Stopwatch.StartNew();
            var (_, answer) = await line.Send(Verzoek(adres));
            sizes[adres] = (answer.Length, clock.Elapsed.TotalMilliseconds);
            times[adres] = [];
        }

        for (var round = -1; round < rounds; round++) // the first one warms up
        {
            for (var i = 0; i < Keer; i++)
            {
                foreach (var adres in alle)
                {
                    var start = Stopwatch.GetTimestamp();
                    await line.Send(Verzoek(adres));
                    if (round >= 0)
                    {
                        times[adres].Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    }
                }
            }
        }

        var text = new StringBuilder().AppendLine(Heading).AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:d MMMM yyyy}, {Environment.ProcessorCount} cores shared with the load generator and whatever else ran, .NET {Environment.Version}, {aantal:N0} knelpunten, one connection, gzip, nobody signed in, {rounds * Keer} of each, taking turns (`dotnet run -c Release -- paginas`).").AppendLine();
        text.AppendLine("| | first, ms | p50, ms | p99, ms | kB, gzip |").AppendLine("|---|---|---|---|---|");
        foreach (var adres in alle)
        {
            var sample = new Sample([.. times[adres].Order()], TimeSpan.Zero);
            var naam = adres == Leeg ? $"`{adres}`: an empty answer (floor)" : adres == Gewoon ? $"`{adres}`: a page of text (floor)" : $"`{adres}`";
            text.AppendLine(CultureInfo.InvariantCulture, $"| {naam} | {sizes[adres].First:0.0} | {sample.P50:0.00} | {sample.P99:0.0} | {sizes[adres].Bytes / 1024.0:0.0} |");
        }

        await service.Stop();
        return text.AppendLine().ToString();
    }

    private static byte[] Verzoek(string adres) => HttpLine.Request("GET", adres, header: "Accept: text/html\r\nAccept-Encoding: gzip\r\n");
}
