using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// Fills a registry in process with the service's own writer, without the checks of the API, and lets it grow from one size to the next: 200 projects of 100
/// organisations, the first of which report most, all knelpunten confirmed.
/// </summary>
internal sealed class Zaaier(string folder)
{
    private const int Projecten = 200;
    private readonly Generator generator = new(42, lang: true);
    private int gezaaid;

    /// <summary>The data folder.</summary>
    public string Data => Path.Combine(folder, "data");

    /// <summary>The ids of the projects.</summary>
    public IReadOnlyList<string> Ids { get; private set; } = [];

    /// <summary>A knelpunt as it would be posted.</summary>
    public string Melding() => generator.Knelpunt(Ids[generator.Skewed(Projecten)]).ToJsonString();

    /// <summary>Fills a folder to look at by hand.</summary>
    public static async Task<int> Run(string folder, int size)
    {
        await new Zaaier(folder).Tot(size);
        return 0;
    }

    /// <summary>The register of a data folder, in process and ready to read and write.</summary>
    public static async Task<ServiceProvider> Open(string datamap)
    {
        var onderdelen = new ServiceCollection();
        onderdelen.AddLogging();
        onderdelen.AddRegister(new Instellingen { Datamap = datamap, Beheersleutel = ServiceProcess.Beheersleutel });
        var services = onderdelen.BuildServiceProvider();
        await Start.Gereed(services, CancellationToken.None);
        return services;
    }

    /// <summary>Writes on until there are so many.</summary>
    public async Task Tot(int size)
    {
        await using var services = await Open(Data);
        var (register, schrijver) = (services.GetRequiredService<Register>(), services.GetRequiredService<Schrijver>());
        if (Ids.Count == 0)
        {
            await schrijver.Schrijf(werk => Enumerable.Range(0, Projecten).Select(i => MaakProject.Vastleggen(werk, Gebruiker.Systeem, new Project.Inhoud($"Project {i}", $"Zorggroep {i / 2}", Regios: generator.Zorgkantoorregios))).ToList());
            Ids = [.. register.Projecten.OpNummer.Values.Select(project => project.Id.ToString("D"))];
        }

        var (clock, schrijven) = (Stopwatch.StartNew(), Task.CompletedTask);
        while (gezaaid < size)
        {
            var rijen = Enumerable.Range(0, Math.Min(1_000, size - gezaaid)).Select(_ => JsonSerializer.Deserialize<KnelpuntInhoud>(Melding(), Json.Options)!).ToList();
            await schrijven; // the next thousand are made while these are written
            schrijven = schrijver.Schrijf(werk => rijen.ConvertAll(inhoud => Vastleggen.Verander(werk, Gebruiker.Systeem, Vastleggen.Nieuw(werk, Gebruiker.Systeem, Vastleggen.Ontwerp.Van(inhoud)), status: "bevestigd").Versie));
            gezaaid += rijen.Count;
        }

        await schrijven;
        Console.WriteLine($"{size:N0} after {clock.Elapsed.TotalSeconds:0} s of writing");
    }
}
