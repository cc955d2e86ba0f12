using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// Likeness at size, over HTTP: how long it takes to find what looks like a knelpunt, whether a rewritten copy that is hidden among all the
/// others is found, and what advice costs a report. The registry is written in process by the service's own writer, without the checks of the
/// API, and grows from one size to the next.
/// </summary>
internal sealed class Verwanten(string folder)
{
    private const string Heading = "# Likeness";
    private const int Paren = 300;
    private static readonly double[] Delen = [0.6, 0.4, 0.25];
    private readonly Generator generator = new(11, lang: true);
    private readonly List<(string Kenmerk, string Partner, double Deel)> paren = [];
    private readonly Dictionary<string, List<string>> tabel = [];
    private readonly List<string> alle = [];

    /// <summary>Measures, prints the table and writes it into RESULTS.md.</summary>
    public static async Task<int> Run(int meest)
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-verwanten-");
        try
        {
            var (meting, koppen) = (new Verwanten(folder.FullName), new[] { 10_000, 100_000, 300_000, 1_000_000 }.Where(size => size <= meest).ToList());
            foreach (var size in koppen)
            {
                await meting.Groei(size);
                await meting.Meet();
            }

            var tekst = new StringBuilder();
            tekst.AppendLine(Heading).AppendLine();
            tekst.AppendLine($"{DateTime.UtcNow.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}, {Environment.ProcessorCount} cores shared by service, load generator and whatever else ran, .NET {Environment.Version} "
                + "(`dotnet run -c Release -- verwanten`). Generated texts of 92 words, a third of them from 300,000 that are used as unequally as those of a language; all confirmed. "
                + $"A rewritten copy has the same laws and a part of the words, the others drawn anew; {Paren} of each.").AppendLine();
            tekst.AppendLine($"| `GET /v1/knelpunten/{{id}}/verwanten` | {string.Join(" | ", koppen.Select(size => size.ToString("N0", CultureInfo.InvariantCulture)))} |").AppendLine($"|---|{string.Concat(koppen.Select(_ => "---|"))}");
            foreach (var (naam, waarden) in meting.tabel)
            {
                tekst.AppendLine($"| {naam} | {string.Join(" | ", waarden)} |");
            }

            Console.WriteLine(tekst);
            await Uitslag.Write(Heading, tekst.ToString());
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task Groei(int size)
    {
        await using var services = await Zaaier.Open(folder);
        var (register, schrijver) = (services.GetRequiredService<Register>(), services.GetRequiredService<Schrijver>());
        if (register.Projecten.OpNummer.Count == 0)
        {
            await schrijver.Schrijf(werk => MaakProject.Vastleggen(werk, Gebruiker.Systeem, new Project.Inhoud("Meting", "Beheer", Regios: ["zk-arnhem"])));
        }

        var project = register.Projecten.OpNummer.Values.First().Id.ToString("D");
        var wachtend = new ConcurrentDictionary<int, (string Kenmerk, JsonObject Knelpunt, double Deel)>();
        if (paren.Count == 0)
        {
            // Pairs at the first size only: at the next ones they lie hidden among ever more.
            for (var i = 0; i < Paren * Delen.Length; i++)
            {
                wachtend[i * 10] = ("", [], Delen[i % Delen.Length]);
            }
        }

        var clock = Stopwatch.StartNew();
        var schrijven = Task.CompletedTask;
        for (var van = alle.Count; van < size; van += 1_000)
        {
            var rijen = new List<(int Plaats, KnelpuntInhoud Inhoud)>(1_000);
            for (var i = van; i < Math.Min(size, van + 1_000); i++)
            {
                // The partner comes five places after.
                var knelpunt = wachtend.TryGetValue(i - 5, out var eerste) ? generator.Herschreven(eerste.Knelpunt, eerste.Deel, project) : generator.Knelpunt(project);
                if (wachtend.TryGetValue(i, out var paar))
                {
                    wachtend[i] = paar with { Knelpunt = knelpunt };
                }

                rijen.Add((i, knelpunt.Deserialize<KnelpuntInhoud>(Json.Options)!));
            }

            await schrijven; // the next thousand are made while these are written
            schrijven = Schrijf(rijen);
        }

        await schrijven;
        Console.WriteLine($"{size:N0} after {clock.Elapsed.TotalSeconds:0} s of writing");

        async Task Schrijf(List<(int Plaats, KnelpuntInhoud Inhoud)> rijen)
        {
            var kenmerken = await schrijver.Schrijf(werk => rijen.Select(rij =>
            {
                var nieuw = Vastleggen.Nieuw(werk, Gebruiker.Systeem, Vastleggen.Ontwerp.Van(rij.Inhoud));
                return Vastleggen.Verander(werk, Gebruiker.Systeem, nieuw, status: "bevestigd").Kenmerk;
            }).ToList());
            alle.AddRange(kenmerken);
            foreach (var ((plaats, _), kenmerk) in rijen.Zip(kenmerken))
            {
                if (wachtend.TryGetValue(plaats, out var eerste))
                {
                    wachtend[plaats] = eerste with { Kenmerk = kenmerk };
                }
                else if (wachtend.TryGetValue(plaats - 5, out var paar))
                {
                    paren.Add((paar.Kenmerk, kenmerk, paar.Deel));
                }
            }
        }
    }

    private async Task Meet()
    {
        using var service = await ServiceProcess.Start(folder);
        using var client = service.Client();
        client.DefaultRequestHeaders.Authorization = null;
        Zet("start to ready, s", service.StartTime.TotalSeconds, "0.00");
        Zet("resident memory at start, MB", service.MemoryMb, "0");
        var random = new Random(5);
        byte[] Vraag() => HttpLine.Request("GET", $"/v1/knelpunten/{alle[random.Next(alle.Count)]}/verwanten");
        using (var line = new HttpLine(service.Address))
        {
            var clock = Stopwatch.StartNew();
            await line.Send(Vraag());
            Zet("the first request, with its statistics, ms", clock.Elapsed.TotalMilliseconds, "0");
        }

        await HttpLine.Load(service.Address, 1, TimeSpan.FromSeconds(8), 200, Vraag);
        var cpu = service.Cpu;
        var alleen = await HttpLine.Load(service.Address, 1, TimeSpan.FromSeconds(15), 200, Vraag);
        Zet("one connection, p50 ms", alleen.P50, "0.0");
        Zet("p95", alleen.P95, "0.0");
        Zet("p99", alleen.P99, "0.0");
        Zet("longest", alleen.Times[^1], "0.0");
        Zet("processor time of the service per request, ms", (service.Cpu - cpu).TotalMilliseconds / alleen.Times.Length, "0.0");
        var vier = await HttpLine.Load(service.Address, 4, TimeSpan.FromSeconds(8), 200, () =>
        {
            lock (random)
            {
                return Vraag();
            }
        });
        Zet("four connections, per second", vier.PerSecond, "0");

        foreach (var deel in Delen)
        {
            var (gevonden, eerste) = (0, 0);
            foreach (var (kenmerk, partner, _) in paren.Where(paar => paar.Deel == deel))
            {
                var antwoord = JsonNode.Parse(await client.GetStringAsync(new Uri($"/v1/knelpunten/{kenmerk}/verwanten?limiet=5", UriKind.Relative)))!;
                var plaats = antwoord["items"]!.AsArray().Select(item => item!["knelpunt"]!["kenmerk"]!.GetValue<string>()).ToList().IndexOf(partner);
                (gevonden, eerste) = (gevonden + (plaats >= 0 ? 1 : 0), eerste + (plaats == 0 ? 1 : 0));
            }

            var totaal = (double)paren.Count(paar => paar.Deel == deel);
            Zet($"rewritten copy with {deel:P0} of the words among the first five (first)", $"{gevonden / totaal:0.000} ({eerste / totaal:0.000})");
        }

        await Melden(service);
        Zet("resident memory afterwards, MB", service.MemoryMb, "0");
        await service.Stop();
    }

    /// <summary>What advice costs a report: one at a time, while there is time for it, and after that is used up.</summary>
    private async Task Melden(ServiceProcess service)
    {
        using var line = new HttpLine(service.Address);
        var signedIn = $"Authorization: Bearer {ServiceProcess.Beheersleutel}\r\n";
        var project = JsonNode.Parse(await service.Client().GetStringAsync(new Uri("/v1/projecten", UriKind.Relative)))!["items"]![0]!["id"]!.GetValue<string>();
        byte[] Melding() => HttpLine.Request("POST", "/v1/knelpunten", generator.Knelpunt(project).ToJsonString(), signedIn);
        var tijden = new List<double>();
        for (var i = 0; i < 150; i++)
        {
            var (melding, clock) = (Melding(), Stopwatch.StartNew());
            await line.Send(melding);
            tijden.Add(clock.Elapsed.TotalMilliseconds);
            await Task.Delay(20);
        }

        var met = tijden.Skip(50).Order().ToList(); // the first ones warm up
        Zet("POST, 50 a second or less, p50 ms", met[met.Count / 2], "0.0");
        await HttpLine.Load(service.Address, 1, TimeSpan.FromSeconds(3), 201, Melding);
        var zonder = await HttpLine.Load(service.Address, 1, TimeSpan.FromSeconds(5), 201, Melding);
        Zet("POST, as many as one connection can, p50 ms", zonder.P50, "0.0");
    }

    private void Zet(string naam, double waarde, string vorm) => Zet(naam, waarde.ToString(vorm, CultureInfo.InvariantCulture));

    private void Zet(string naam, string waarde) => (tabel.TryGetValue(naam, out var waarden) ? waarden : tabel[naam] = []).Add(waarde);
}
