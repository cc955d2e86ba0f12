using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// Reports measured in process, uncached, on an index that followed a generated log of five years (a report and a
/// confirmation each, so two rows per knelpunt), beside two floors in the same run: one plain pass over as many longs, and
/// DuckDB on the same rows with masks for columns. Then exports over HTTP.
/// </summary>
internal sealed class Rapportages : IDisposable
{
    private const int Projecten = 2_000;
    private const string Heading = "# Reports";
    private static readonly DateTimeOffset Begin = new(2021, 1, 1, 12, 0, 0, TimeSpan.Zero);

    internal static readonly (string Naam, string Soort, string Selectie)[] Vragen =
    [
        ("law x domain, 1 region + 12 months + soort", "wet x domein", "regio=zk-utrecht&gemeldVanaf=2024-01-01&gemeldTot=2024-12-31&soort=bekostiging"),
        ("law x domain, all", "wet x domein", ""),
        ("seams of laws, with projects, all", "naden", ""),
        ("month x soort, all", "tijdreeks", ""),
        ("distinct projects per law, all", "wet: projecten", ""),
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("knelpunten-rapportages-").FullName;
    private ServiceProvider services = null!;
    private readonly Dictionary<string, List<string>> tabel = [];
    private readonly List<string> koppen = [];

    /// <summary>Measures, prints the tables and writes them into RESULTS.md.</summary>
    public static async Task<int> Run(int meest, int uitvoer, bool metDuckdb)
    {
        using var meting = new Rapportages();
        meting.services = await Zaaier.Open(Path.Combine(meting.folder, "lijsten"));
        var duckdb = metDuckdb ? await Duckdb.Open(meting.folder) : null;
        foreach (var aantal in new[] { 10_000, 100_000, 1_000_000 }.Where(aantal => aantal <= meest))
        {
            await meting.Meet(aantal, duckdb);
        }

        var tekst = new StringBuilder();
        tekst.AppendLine(Heading).AppendLine();
        tekst.AppendLine($"{DateTime.UtcNow.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}, {Environment.ProcessorCount} shared cores, .NET {Environment.Version}, in process, uncached, one thread, median ms "
            + "(`dotnet run -c Release -- rapportages`). The index holds two rows per knelpunt (reported, confirmed), five years, 2,000 projects; "
            + "DuckDB (two threads, in memory) holds only the current row of each, with masks for columns.").AppendLine();
        tekst.AppendLine($"| median ms | {string.Join(" | ", meting.koppen)} |").AppendLine($"|---|{string.Concat(meting.koppen.Select(_ => "---|"))}");
        foreach (var (naam, waarden) in meting.tabel)
        {
            tekst.AppendLine($"| {naam} | {string.Join(" | ", waarden)} |");
        }

        if (uitvoer > 0)
        {
            await meting.Uitvoer(uitvoer, tekst);
        }

        Console.WriteLine(tekst);
        await Uitslag.Write(Heading, tekst.ToString());
        return 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        services.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task Meet(int aantal, Duckdb? duckdb)
    {
        var db = services.GetRequiredService<Db>();
        var register = new Register(db, services.GetRequiredService<Instellingen>(), NullLogger<Register>.Instance);
        await register.Laad(CancellationToken.None);
        var voor = GC.GetTotalMemory(forceFullCollection: true);
        var volgen = new Stopwatch();
        var gebeurtenissen = 0;
        foreach (var deel in Gebeurtenissen(aantal, register.Kolommen.Nu.LaatsteVolgnummer).Chunk(10_000))
        {
            volgen.Start();
            register.Kolommen.Volg(deel, register.Begrippen);
            volgen.Stop();
            gebeurtenissen += deel.Length;
        }

        var geheugen = GC.GetTotalMemory(forceFullCollection: true) - voor;
        koppen.Add($"{aantal:N0}");
        var (scan, duck) = (new long[register.Kolommen.Nu.Rijen], duckdb is null ? [] : await Vraag(duckdb, register, aantal));
        for (var i = 0; i < Vragen.Length; i++)
        {
            var (naam, soort, sleutels) = Vragen[i];
            Zet(naam, $"{await Mediaan(() => Vraag(register, db, soort, sleutels)):0.00}");
            Zet($"{naam}: DuckDB", i < duck.Count ? $"{duck[i]:0.0}" : "-");
        }

        Zet("floor: one pass over as many longs", $"{await Mediaan(() => Task.FromResult((object)Som(scan))):0.00}");
        Zet("memory of the index, bytes per knelpunt", $"{geheugen / (double)aantal:0}");
        Zet("following the log, gebeurtenissen/s", $"{gebeurtenissen / volgen.Elapsed.TotalSeconds:N0}");
        GC.KeepAlive(register);
    }

    internal static async Task<object> Vraag(Register register, Db db, string soort, string sleutels)
    {
        var query = Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(sleutels);
        var fouten = new Invoer.Fouten();
        var selectie = Selectie.Lees(sleutel => query.GetValueOrDefault(sleutel), register, new DateOnly(2026, 1, 1), fouten);
        fouten.Klaar();
        var zeef = await Zeef.Maak(selectie, Gebruiker.Anoniem, register, db, CancellationToken.None);
        As Maak(string naam) => As.Maak(naam, Gebruiker.Anoniem, register, zeef.Stand);
        return soort switch
        {
            "wet x domein" => Kruistabel.Tel(zeef, Maak("wet"), Maak("domein"), "knelpunten", null, selectie),
            "wet: projecten" => Kruistabel.Tel(zeef, Maak("wet"), null, "projecten", null, selectie),
            "naden" => Naden.Tel(zeef, "wet", null, selectie, register),
            _ => Tijdreeks.Tel(zeef, "maand", Maak("soort"), "knelpunten", null, selectie),
        };
    }

    private static async Task<double> Mediaan(Func<Task<object>> meet)
    {
        for (var warm = Stopwatch.StartNew(); warm.ElapsedMilliseconds < 600;)
        {
            await meet();
        }

        var tijden = new List<double>();
        for (var i = 0; i < 25; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await meet();
            tijden.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return tijden.Order().ElementAt(tijden.Count / 2);
    }

    private static long Som(long[] waarden)
    {
        var som = 0L;
        foreach (var waarde in waarden)
        {
            som += waarde;
        }

        return som;
    }

    /// <summary>A log of five years: each knelpunt reported, and confirmed within some two weeks, while others are reported.</summary>
    internal static IEnumerable<Gebeurtenis> Gebeurtenissen(int aantal, int volgnummer)
    {
        var (generator, random) = (new Generator(7), new Random(7));
        var projecten = Enumerable.Range(0, Projecten).Select(i => Id(0, i)).ToArray();
        for (var i = 0; i < Projecten; i++)
        {
            yield return Een("project.aangemaakt", projecten[i], Begin, i + 1,
                Veld("organisatie", $"\"Zorggroep {i / 2}\""), Veld("regios", Codes(generator.Zorgkantoorregios)));
        }

        var open = new PriorityQueue<int, int>();
        for (var i = 0; i < aantal; i++)
        {
            var op = Begin.AddMinutes((double)i / aantal * 5 * 365 * 24 * 60);
            yield return Een("knelpunt.gemeld", Id(1, i), op, i + 1,
                [Veld("projectId", $"\"{projecten[generator.Skewed(Projecten)]}\""), Veld("status", "\"gemeld\""), Veld("gemeldOp", $"\"{Dialect.Instant(op)}\""),
                    .. generator.Gecodeerd().Select(veld => Veld(veld.Veld, Codes(veld.Codes)))]);
            open.Enqueue(i, i + random.Next(aantal / 100));
            while (open.TryPeek(out var klaar, out var wanneer) && (wanneer <= i || i == aantal - 1))
            {
                open.Dequeue();
                yield return Een("knelpunt.bevestigd", Id(1, klaar), op, klaar + 1, Veld("status", "\"bevestigd\""));
            }
        }

        Gebeurtenis Een(string soort, string onderwerp, DateTimeOffset op, int nummer, params string[] wijzigingen) => new(++volgnummer, Guid.Empty, soort, onderwerp, op, "melder", null, null,
            $$"""{"nummer":{{nummer}},"versie":1,"wijzigingen":[{{string.Join(',', wijzigingen)}}]}""", "", "");

        static string Id(int soort, int i) => new Guid(i, (short)soort, 0, new byte[8]).ToString("D");
        static string Codes(IEnumerable<string> codes) => $"[{string.Join(',', codes.Select(code => $"\"{code}\""))}]";
        static string Veld(string veld, string naar) => $$"""{"veld":"{{veld}}","naar":{{naar}}}""";
    }

    private async Task<IReadOnlyList<double>> Vraag(Duckdb duckdb, Register register, int aantal)
    {
        var (stand, rijen) = (register.Kolommen.Nu, Path.Combine(folder, "rijen.csv"));
        await using (var csv = new StreamWriter(rijen))
        {
            ulong Masker(Blok blok, string dimensie, int rij) => blok.Masker(Dimensie.Van(dimensie)!.Nummer, 0, rij);
            for (var i = 0; i < stand.Rijen; i++)
            {
                var (blok, rij) = (stand.Blokken[i / Kolommen.Bloklengte], i % Kolommen.Bloklengte);
                if (blok.Tot[rij] > stand.Volgnummer)
                {
                    await csv.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                        $"{Masker(blok, "wet", rij)},{Masker(blok, "domein", rij)},{Masker(blok, "soort", rij)},{Masker(blok, "regio", rij)},{blok.Dag[rij]},{blok.Project[rij]}"));
                }
            }
        }

        int Bit(string lijst, string code) => register.Begrippen[lijst].Zoek(code)!.Nummer;
        var filter = $"WHERE (regio >> {Bit("regios", "zk-utrecht")}) & 1 = 1 AND (soort >> {Bit("soorten", "bekostiging")}) & 1 = 1 AND dag BETWEEN {new DateOnly(2024, 1, 1).DayNumber} AND {new DateOnly(2024, 12, 31).DayNumber}";
        string Kruis(string waar) => $"WITH g AS (SELECT wet, domein, count(*) n FROM k {waar} GROUP BY ALL) SELECT w.b, d.b, sum(n) FROM g JOIN bits w ON (wet >> w.b) & 1 = 1 JOIN bits d ON (domein >> d.b) & 1 = 1 GROUP BY ALL";
        string[] vragen =
        [
            Kruis(filter), Kruis(""),
            "SELECT a.b, z.b, count(*), count(DISTINCT project) FROM k JOIN bits a ON (wet >> a.b) & 1 = 1 JOIN bits z ON z.b > a.b AND (wet >> z.b) & 1 = 1 GROUP BY ALL",
            "WITH g AS (SELECT dag, soort, count(*) n FROM k GROUP BY ALL) SELECT date_trunc('month', DATE '0001-01-01' + dag::int) m, s.b, sum(n) FROM g JOIN bits s ON (soort >> s.b) & 1 = 1 GROUP BY ALL",
            "WITH g AS (SELECT DISTINCT wet, project FROM k) SELECT w.b, count(DISTINCT project) FROM g JOIN bits w ON (wet >> w.b) & 1 = 1 GROUP BY ALL",
        ];
        var uit = await duckdb.Voer(":memory:", $$"""
            await db.run("CREATE TABLE k AS SELECT * FROM read_csv('{{rijen}}', header=false, columns={wet: 'UBIGINT', domein: 'UBIGINT', soort: 'UBIGINT', regio: 'UBIGINT', dag: 'INTEGER', project: 'INTEGER'})");
            await db.run('CREATE TABLE bits AS SELECT range::UBIGINT b FROM range(64)');
            for (const vraag of {{new JsonArray([.. vragen.Select(vraag => JsonValue.Create(vraag))]).ToJsonString(Json.Options)}}) {
              const tijden = [];
              for (let i = 0; i < 6; i++) { const t = performance.now(); await db.runAndReadAll(vraag); tijden.push(performance.now() - t); }
              console.log(tijden.slice(1).sort((a, b) => a - b)[2]);
            }
            """);
        Console.WriteLine($"DuckDB on {aantal:N0}: {string.Join(' ', uit)}");
        return [.. uit.Select(ms => double.Parse(ms, CultureInfo.InvariantCulture))];
    }

    /// <summary>The whole registry as a sheet, over HTTP: rows a second and how far memory rises.</summary>
    private async Task Uitvoer(int aantal, StringBuilder tekst)
    {
        var zaaier = new Zaaier(folder);
        await zaaier.Tot(aantal);
        using var service = await ServiceProcess.Start(zaaier.Data);
        using var client = service.Client();
        tekst.AppendLine().AppendLine($"| export of {aantal:N0} over HTTP | rows/s | MB | first byte, ms | peak memory above before, MB |").AppendLine("|---|---|---|---|---|");
        foreach (var formaat in new[] { "csv", "xlsx" })
        {
            var pad = new Uri($"/v1/knelpunten?formaat={formaat}", UriKind.Relative);
            await Haal(pad);
            service.ForgetPeak();
            var voor = service.MemoryMb;
            var klok = Stopwatch.StartNew();
            var (bytes, eerste) = await Haal(pad);
            tekst.AppendLine(CultureInfo.InvariantCulture, $"| {formaat} | {aantal / klok.Elapsed.TotalSeconds:N0} | {bytes / 1e6:0} | {eerste.TotalMilliseconds:0} | {service.PeakMb - voor:0} |");
        }

        async Task<(long Bytes, TimeSpan Eerste)> Haal(Uri pad)
        {
            var klok = Stopwatch.StartNew();
            using var antwoord = await client.GetAsync(pad, HttpCompletionOption.ResponseHeadersRead);
            await using var stroom = await antwoord.EnsureSuccessStatusCode().Content.ReadAsStreamAsync();
            var (buffer, bytes, eerste) = (new byte[1 << 16], 0L, TimeSpan.Zero);
            for (int n; (n = await stroom.ReadAsync(buffer)) > 0; bytes += n)
            {
                eerste = eerste == default ? klok.Elapsed : eerste;
            }

            return (bytes, eerste);
        }
    }

    private void Zet(string naam, string waarde) => (tabel.TryGetValue(naam, out var waarden) ? waarden : tabel[naam] = []).Add(waarde);
}
