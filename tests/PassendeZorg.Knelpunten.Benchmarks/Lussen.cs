using System.Globalization;
using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Persoonsgegevens;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;
using PassendeZorg.Knelpunten.Voorstellen;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// The inner loops, each alone and in process: what a report of a knelpunt costs before it reaches the database (guard, proposals), what a row of the
/// log costs (its hash), and what a report costs (a filtered scan of 100,000 knelpunten). Proposals are learned from 2,000 confirmed knelpunten.
/// </summary>
[MemoryDiagnoser]
public class Lussen : IDisposable
{
    private const string Heading = "# Inner loops";
    private const int Geleerd = 2_000;
    private readonly string folder = Directory.CreateTempSubdirectory("knelpunten-lussen-").FullName;
    private readonly List<KnelpuntInhoud> inhouden = [];
    private ServiceProvider leeg = null!, services = null!;
    private Voorsteller voorsteller = null!;
    private Register index = null!;
    private Gebeurtenis gebeurtenis = null!;
    private string lang = "";
    private int keer;

    internal static async Task<int> Run()
    {
        var uitkomst = BenchmarkRunner.Run<Lussen>(ManualConfig.CreateEmpty().AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)).AddLogger(ConsoleLogger.Default).WithArtifactsPath(Path.Combine(Path.GetTempPath(), "knelpunten-lussen")));
        var tekst = new StringBuilder().AppendLine(Heading).AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:d MMMM yyyy}, {Environment.ProcessorCount} shared cores, .NET {Environment.Version}, BenchmarkDotNet 0.14 in process, three runs each (`-- lussen`).").AppendLine()
            .AppendLine("| | mean µs | ± | allocated kB |").AppendLine("|---|---|---|---|");
        foreach (var meting in uitkomst.Reports.Where(meting => meting.ResultStatistics is not null))
        {
            tekst.AppendLine(CultureInfo.InvariantCulture, $"| {meting.BenchmarkCase.Descriptor.WorkloadMethodDisplayInfo.Trim('\'')} | {meting.ResultStatistics!.Mean / 1_000:0.0} | {meting.ResultStatistics.StandardDeviation / 1_000:0.0} | {meting.GcStats.GetBytesAllocatedPerOperation(meting.BenchmarkCase) / 1_024.0:0.0} |");
        }

        Console.WriteLine(tekst);
        await Uitslag.Write(Heading, tekst.ToString());
        return 0;
    }

    [GlobalSetup]
    public void Begin() => Maak().GetAwaiter().GetResult();

    private async Task Maak()
    {
        leeg = await Zaaier.Open(Path.Combine(folder, "leeg"));
        services = await Zaaier.Open(Path.Combine(folder, "gevuld"));
        var (register, schrijver) = (services.GetRequiredService<Register>(), services.GetRequiredService<Schrijver>());
        await Voorbeelden.Laad(register, schrijver);
        var (generator, project) = (new Generator(5), register.Projecten.OpNummer.Values.First().Id.ToString("D"));
        for (var i = 0; i < Geleerd; i++)
        {
            var fouten = new Invoer.Fouten();
            inhouden.Add(new Lezer(register.Begrippen, new DateOnly(2026, 11, 22), fouten).Lees<KnelpuntInhoud>(JsonSerializer.SerializeToElement(generator.Knelpunt(project)))!);
            fouten.Klaar();
        }

        await schrijver.Schrijf(werk =>
        {
            inhouden.ForEach(inhoud => Vastleggen.Verander(werk, Gebruiker.Systeem, Vastleggen.Nieuw(werk, Gebruiker.Systeem, Vastleggen.Ontwerp.Van(inhoud)), status: "bevestigd"));
            return 0;
        });
        voorsteller = new Voorsteller(services.GetRequiredService<Db>(), register, TimeProvider.System, NullLogger<Voorsteller>.Instance);
        await voorsteller.Leer(CancellationToken.None);

        index = leeg.GetRequiredService<Register>();
        foreach (var deel in Rapportages.Gebeurtenissen(100_000, index.Kolommen.Nu.LaatsteVolgnummer).Chunk(10_000))
        {
            index.Kolommen.Volg(deel, index.Begrippen);
            gebeurtenis = deel[^1] with { VorigeHash = new string('0', 64) };
        }

        lang = string.Join(' ', inhouden.Select(inhoud => inhoud.Omschrijving))[..10_000];
    }

    [GlobalCleanup]
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        voorsteller.Dispose();
        services.Dispose();
        leeg.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Benchmark(Description = "guard, a report (650 characters)")]
    public object Guard() => Persoonsgegevenswacht.Zoek(Volgende().Omschrijving);

    [Benchmark(Description = "guard, 10,000 characters")]
    public object GuardLong() => Persoonsgegevenswacht.Zoek(lang);

    [Benchmark(Description = "proposals for a report")]
    public object Proposals()
    {
        var inhoud = Volgende();
        return voorsteller.StelVoor(inhoud.Titel, inhoud.Omschrijving);
    }

    [Benchmark(Description = "proposals for 10,000 characters")]
    public object ProposalsLong() => voorsteller.StelVoor("Een lange tekst", lang);

    [Benchmark(Description = "canonical JSON and hash of a gebeurtenis")]
    public object Hash() => gebeurtenis.Bereken();

    [Benchmark(Description = "law x domain, filtered, of 100,000")]
    public Task<object> Scan() => Rapportages.Vraag(index, leeg.GetRequiredService<Db>(), Rapportages.Vragen[0].Soort, Rapportages.Vragen[0].Selectie);

    private KnelpuntInhoud Volgende() => inhouden[keer++ % Geleerd];
}
