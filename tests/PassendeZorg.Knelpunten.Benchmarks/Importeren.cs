using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Persoonsgegevens;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// Imports over HTTP, as CSV, NDJSON and XLSX, each beside SQLite alone writing the very same rows in batches of the same size, and beside DuckDB
/// taking in the same rows of a CSV; the highest resident memory during each; and the guard on texts of 10,000 characters, in process.
/// </summary>
internal static class Importeren
{
    private const int Deel = 10_000, Bundel = 200, Rondes = 2_000;

    /// <summary>Measures, prints the table and writes it to RESULTS.md.</summary>
    public static async Task<int> Run(int aantal)
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-import-");
        try
        {
            var (regels, duckdb) = (new List<string>(), await Duckdb.Open(folder.FullName));
            foreach (var (naam, mediatype, rijen) in new[] { ("CSV", "text/csv", aantal), ("NDJSON", "application/x-ndjson", aantal / 5), ("XLSX", Xlsx.MediaType, aantal / 5) })
            {
                regels.Add(await Meet(Path.Combine(folder.FullName, naam), naam, mediatype, rijen, duckdb));
                Console.WriteLine(regels[^1]);
            }

            var (p50, p99) = Wacht();
            var table = string.Create(CultureInfo.InvariantCulture, $"""
                # Imports

                {DateTime.UtcNow:d MMMM yyyy}, 2 shared cores, .NET {Environment.Version}, over HTTP, {Deel:N0} rows a request into one project, all checks (`dotnet run -c Release -- import`). SQLite alone writes the very same rows, {Bundel} to a commit; DuckDB copies a CSV of as many rows of the same kind into a file, without search index, log or any check.

                | | rows | rows/s | SQLite alone, rows/s | ratio | DuckDB COPY, rows/s | ratio | largest body, MB | memory before; peak, MB |
                |---|---|---|---|---|---|---|---|---|
                {string.Join('\n', regels)}

                Guard on a text of 10,000 characters, in process, {Rondes:N0} texts: p50 {p50:0.00} ms, p99 {p99:0.00} ms.
                """);
            Console.WriteLine(table);
            await Uitslag.Write("# Imports", table);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<string> Meet(string folder, string naam, string mediatype, int aantal, Duckdb? duckdb)
    {
        var (generator, data, raw) = (new Generator(7), Path.Combine(folder, "data"), Path.Combine(folder, "raw"));
        string project;
        using (var service = await ServiceProcess.Start(data))
        {
            using var client = service.Client();
            var gemaakt = await client.PostAsJsonAsync("/v1/projecten", new { naam = "Project", organisatie = "Zorggroep Test" });
            project = JsonNode.Parse(await gemaakt.Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
            await Stuur(client, project, await Inhoud(generator, mediatype, 1_000), mediatype, 1_000); // compiles what is measured below
            await service.Stop();
        }

        RawWriter.Copy(data, raw);
        var (tijd, grootste, voor, piek) = (TimeSpan.Zero, 0L, 0.0, 0.0);
        using (var service = await ServiceProcess.Start(data))
        {
            using var client = service.Client();
            await Stuur(client, project, await Inhoud(generator, mediatype, 1), mediatype, 1);
            voor = service.MemoryMb;
            service.ForgetPeak();
            for (var klaar = 0; klaar < aantal; klaar += Deel)
            {
                var rijen = Math.Min(Deel, aantal - klaar);
                var inhoud = await Inhoud(generator, mediatype, rijen);
                grootste = Math.Max(grootste, inhoud.Length);
                tijd += await Stuur(client, project, inhoud, mediatype, rijen);
            }

            piek = service.PeakMb;
            await service.Stop();
        }

        using var writer = new RawWriter(raw, data, search: true);
        var bodem = aantal / Enumerable.Range(0, (aantal + Deel - 1) / Deel).Sum(i => Math.Min(Deel, aantal - (i * Deel)) / writer.Write(Math.Min(Deel, aantal - (i * Deel)), Bundel));
        var duck = duckdb is null ? 0 : await Copy(duckdb, folder, await Inhoud(generator, "text/csv", Deel));
        var perSeconde = aantal / tijd.TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"| {naam} | {aantal:N0} | {perSeconde:N0} | {bodem:N0} | {perSeconde / bodem:0.00} | {(duck > 0 ? $"{duck:N0} | {perSeconde / duck:0.00}" : "- | -")} | {grootste / 1e6:0.0} | {voor:0}; {piek:0} |");
    }

    /// <summary>Rows a second of DuckDB: the median of five, each into a table of its own.</summary>
    private static async Task<double> Copy(Duckdb duckdb, string folder, byte[] csv)
    {
        var bestand = Path.Combine(folder, "rijen.csv");
        await File.WriteAllBytesAsync(bestand, csv);
        var ms = await duckdb.Voer(Path.Combine(folder, "rijen.duckdb"), $$"""
            for (let i = 0; i < 5; i++) {
              await db.run(`CREATE TABLE k${i} AS SELECT * FROM read_csv('{{bestand}}', delim=';', header=true, all_varchar=true) LIMIT 0`);
              const t = performance.now();
              await db.run(`COPY k${i} FROM '{{bestand}}' (DELIMITER ';', HEADER)`);
              console.log(performance.now() - t);
            }
            """);
        return Deel / ms.Select(tijd => double.Parse(tijd, CultureInfo.InvariantCulture)).Order().ElementAt(2) * 1_000;
    }

    private static async Task<TimeSpan> Stuur(HttpClient client, string project, byte[] inhoud, string mediatype, int rijen)
    {
        using var body = new ByteArrayContent(inhoud);
        body.Headers.ContentType = new MediaTypeHeaderValue(mediatype);
        var clock = Stopwatch.StartNew();
        using var answer = await client.PostAsync(new Uri($"/v1/importen?project={project}", UriKind.Relative), body);
        var text = await answer.Content.ReadAsStringAsync();
        clock.Stop();
        var gemaakt = answer.IsSuccessStatusCode ? JsonNode.Parse(text)!["aangemaakt"]!.GetValue<int>() : -1;
        return gemaakt == rijen ? clock.Elapsed : throw new InvalidOperationException($"{gemaakt} of {rijen} rows: {text[..Math.Min(500, text.Length)]}");
    }

    private static async Task<byte[]> Inhoud(Generator generator, string mediatype, int aantal)
    {
        var knelpunten = Enumerable.Range(0, aantal).Select(_ => generator.Knelpunt()).ToList();
        if (mediatype == "application/x-ndjson")
        {
            return Encoding.UTF8.GetBytes(string.Join('\n', knelpunten.Select(knelpunt => knelpunt.ToJsonString())));
        }

        // The names are those of a knelpunt; only Gevolg is the text in a sheet.
        var koppen = knelpunten[0].Select(lid => lid.Key).ToList();
        var rijen = knelpunten.Select(knelpunt => koppen.ConvertAll(kop => knelpunt[kop] is JsonArray codes ? string.Join('|', codes.Select(code => code!.GetValue<string>())) : knelpunt[kop]!.GetValue<string>())).Prepend(koppen);
        if (mediatype == "text/csv")
        {
            return Encoding.UTF8.GetBytes(string.Join("\r\n", rijen.Select(rij => string.Join(';', rij))));
        }

        using var werkmap = new MemoryStream();
        await Xlsx.Write(werkmap, [new Xlsx.Sheet("Knelpunten", rijen.Select(rij => (IReadOnlyList<object?>)rij).ToAsyncEnumerable())], CancellationToken.None);
        return werkmap.ToArray();
    }

    /// <summary>Texts with what the guard has to look at twice: roles, amounts, laws, numbers.</summary>
    private static (double P50, double P99) Wacht()
    {
        string[] vulling = [" De moeder van de cliënt belt 088-1234567 op 01-02-2025.", " Volgens artikel 2.4.1 van de Wlz (2025) kost dat € 1.250.000.", " Mevrouw wacht; AGB-code 01 234567, kst-32279-256."];
        var generator = new Generator(9);
        var teksten = Enumerable.Range(0, 50).Select(_ =>
        {
            var tekst = new StringBuilder();
            for (var i = 0; tekst.Length < 10_000; i++)
            {
                tekst.Append(generator.Knelpunt()["omschrijving"]!.GetValue<string>()).Append(vulling[i % vulling.Length]).Append(' ');
            }

            return tekst.ToString(0, 10_000);
        }).ToList();
        var tijden = new List<double>();
        for (var i = -200; i < Rondes; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            _ = Persoonsgegevenswacht.Zoek(teksten[(i + 200) % teksten.Count]);
            if (i >= 0)
            {
                tijden.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }
        }

        tijden.Sort();
        return (tijden[Rondes / 2], tijden[Rondes * 99 / 100]);
    }
}
