using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// What SIGKILL may not break (demand R2). A round: connections post knelpunten, each with its own Idempotency-Key and a title
/// that nobody else has; at a random moment the service is killed; it starts again on the same folder (one time in eight it is killed
/// once more while it starts); what was not acknowledged is sent again with the same key. Then everything must be there exactly once, under
/// the id that was acknowledged, with its text; the file whole, the log gapless and its hash chain unbroken.
/// </summary>
internal sealed class KillRun(string folder, int connections, int seed) : IDisposable
{
    private readonly Random random = new(seed);
    private readonly ConcurrentDictionary<string, Melding> meldingen = new(StringComparer.Ordinal);
    private readonly List<TimeSpan> starts = [];
    private ServiceProcess? service;
    private string project = "";
    private int nummer;

    /// <summary>How many were acknowledged before a kill.</summary>
    public int Acknowledged { get; private set; }

    /// <summary>How many were on their way when the service was killed.</summary>
    public int Retried { get; private set; }

    /// <summary>How many of those turned out to be written already.</summary>
    public int WrittenUnacknowledged { get; private set; }

    /// <summary>How long each restart took until the service was ready.</summary>
    public IReadOnlyList<TimeSpan> Starts => starts;

    /// <summary>One round; returns what is wrong, in words.</summary>
    public async Task<IReadOnlyList<string>> Round()
    {
        await Open();
        await PostUntilKilled(TimeSpan.FromMilliseconds(random.Next(20, 700)));
        var before = meldingen.Values.Where(melding => melding.Id is null).ToList();
        Retried += before.Count;
        if (random.Next(8) == 0)
        {
            using var early = ServiceProcess.Launch(folder);
            await Task.Delay(random.Next(50, 900));
            early.Kill();
        }

        service = await ServiceProcess.Start(folder);
        starts.Add(service.StartTime);
        return [.. await Retry(before), .. await Read(), .. Compare(), .. await Check()];
    }

    /// <inheritdoc/>
    public void Dispose() => service?.Dispose();

    private async Task Open()
    {
        service ??= await ServiceProcess.Start(folder);
        if (project.Length == 0)
        {
            using var client = service.Client();
            var answer = await client.PostAsJsonAsync(new Uri("/v1/projecten", UriKind.Relative), new { naam = "Project van de kill-proef", organisatie = "Beheer", regios = new[] { "zk-arnhem" } });
            project = JsonNode.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["id"]!.GetValue<string>();
        }
    }

    private async Task PostUntilKilled(TimeSpan after)
    {
        using var client = service!.Client();
        var posting = Enumerable.Range(0, connections).Select(_ => Task.Run(async () =>
        {
            while (true)
            {
                var melding = New();
                try
                {
                    melding.Id = await Post(client, melding);
                    melding.IsAcknowledged = true;
                }
                catch (HttpRequestException)
                {
                    return;
                }
            }
        })).ToList();
        await Task.Delay(after);
        service.Kill();
        await Task.WhenAll(posting);
        service.Dispose();
        service = null;
        Acknowledged = meldingen.Values.Count(melding => melding.IsAcknowledged);
    }

    private Melding New()
    {
        var n = Interlocked.Increment(ref nummer);
        var titel = string.Create(CultureInfo.InvariantCulture, $"Knelpunt {n} van de kill-proef");
        var melding = new Melding(Guid.NewGuid().ToString("N"), titel, $"De indicatie van melding {n} blijft tussen twee loketten liggen; beide wijzen naar de ander.");
        meldingen[titel] = melding;
        return melding;
    }

    private async Task<string> Post(HttpClient client, Melding melding)
    {
        var body = new JsonObject
        {
            ["projectId"] = project, ["titel"] = melding.Titel, ["omschrijving"] = melding.Omschrijving,
            ["soorten"] = new JsonArray("bekostiging"), ["wetten"] = new JsonArray("wlz", "wmo2015"), ["domeinen"] = new JsonArray("wijkverpleging"),
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/knelpunten") { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", melding.Sleutel);
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.StatusCode == HttpStatusCode.Created ? JsonNode.Parse(text)!["id"]!.GetValue<string>()
            : throw new InvalidOperationException($"POST gave {answer.StatusCode}: {text}");
    }

    /// <summary>What was on its way is sent again, twice: both times the same one answer.</summary>
    private async Task<IEnumerable<string>> Retry(List<Melding> pending)
    {
        using var client = service!.Client();
        var there = Table($"SELECT {Veld("titel")} FROM knelpunt").Select(row => (string)row[0]).ToHashSet(StringComparer.Ordinal);
        WrittenUnacknowledged += pending.Count(melding => there.Contains(melding.Titel));
        var faults = await Task.WhenAll(pending.Select(async melding =>
        {
            melding.Id = await Post(client, melding);
            return await Post(client, melding) == melding.Id ? null : $"{melding.Titel}: the same key gave two knelpunten";
        }));
        return faults.OfType<string>();
    }

    /// <summary>A sample through the API, by id.</summary>
    private async Task<IEnumerable<string>> Read()
    {
        using var client = service!.Client();
        var sample = meldingen.Values.OrderBy(_ => random.Next()).Take(20).ToList();
        var faults = await Task.WhenAll(sample.Select(async melding =>
        {
            using var answer = await client.GetAsync(new Uri($"/v1/knelpunten/{melding.Id}", UriKind.Relative));
            var text = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode && JsonNode.Parse(text)!["omschrijving"]!.GetValue<string>() == melding.Omschrijving
                ? null : $"{melding.Titel}: GET gave {answer.StatusCode}";
        }));
        return faults.OfType<string>();
    }

    /// <summary>All of them, in the table and in the search index.</summary>
    private IEnumerable<string> Compare()
    {
        var rows = Table($"SELECT {Veld("titel")}, id, {Veld("omschrijving")} FROM knelpunt");
        var byTitle = rows.ToLookup(row => (string)row[0], StringComparer.Ordinal);
        foreach (var melding in meldingen.Values)
        {
            var found = byTitle[melding.Titel].ToList();
            if (found.Count != 1)
            {
                yield return $"{melding.Titel}: there {found.Count} times{(melding.IsAcknowledged ? ", acknowledged" : "")}";
            }
            else if ((string)found[0][1] != melding.Id || (string)found[0][2] != melding.Omschrijving)
            {
                yield return $"{melding.Titel}: another id or text than was acknowledged";
            }
        }

        if (rows.Count != meldingen.Count)
        {
            yield return $"{rows.Count} knelpunten, {meldingen.Count} were sent";
        }

        if ((long)Table($"SELECT count(*) FROM {(Postgres is null ? "zoekindex_docsize" : "zoekindex")}")[0][0] != rows.Count)
        {
            yield return "the search index holds another number than the table";
        }

        var log = Table("SELECT count(*), max(volgnummer) FROM gebeurtenis")[0];
        if ((long)log[0] != (long)log[1])
        {
            yield return $"the log holds {log[0]} rows, the last is {log[1]}";
        }
    }

    /// <summary>The service's own check: integrity_check, foreign_key_check, hash chain, tables against the log.</summary>
    private async Task<IEnumerable<string>> Check()
    {
        var (exitCode, output) = await ServiceProcess.Command(folder, "controleer");
        return exitCode == 0 ? [] : [$"controleer: {output.Trim()}"];
    }

    private string? Postgres => ServiceProcess.Database(folder);

    private string Veld(string naam) => Postgres is null ? $"json_extract(inhoud, '$.{naam}')" : $"CAST(inhoud AS json) ->> '{naam}'";

    private List<object[]> Table(string sql)
    {
        using DbConnection connection = Postgres is { } database ? new NpgsqlConnection(database) : new SqliteConnection($"Data Source={Path.Combine(folder, "knelpunten.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // constants of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        var rows = new List<object[]>();
        while (reader.Read())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            rows.Add(row);
        }

        return rows;
    }

    private sealed record Melding(string Sleutel, string Titel, string Omschrijving)
    {
        public string? Id { get; set; }

        public bool IsAcknowledged { get; set; }
    }
}
