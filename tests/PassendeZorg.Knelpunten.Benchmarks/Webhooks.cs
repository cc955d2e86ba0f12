using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// Delivering, measured at the receiver: from the time in a message (when it was recorded, before the commit) to its arrival, with one subscription
/// and with a hundred of which one hangs; and how fast a queue drains. Receivers, client and service share the machine.
/// </summary>
internal sealed class Webhooks(string folder) : IAsyncDisposable
{
    private const int Abonnees = 100;
    private readonly ConcurrentQueue<(int Ontvanger, double Ms)> aangekomen = new();
    private readonly TaskCompletionSource los = new();
    private WebApplication ontvanger = null!;
    private string adres = "";
    private int aantal;

    /// <summary>Measures, prints the table and writes its section of RESULTS.md.</summary>
    public static async Task<int> Run(int berichten, int wachtrij)
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-webhooks-");
        try
        {
            await using var proef = new Webhooks(folder.FullName);
            var tabel = await proef.Meet(berichten, wachtrij);
            Console.WriteLine(tabel);
            await Uitslag.Write("# Webhooks", tabel);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        los.TrySetResult();
        await ontvanger.DisposeAsync();
    }

    private async Task<string> Meet(int berichten, int wachtrij)
    {
        await Luister();
        var tekst = new StringBuilder().AppendLine("# Webhooks").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:d MMMM yyyy}, 2 cores shared by service, receivers, client and whatever else ran, .NET 10 (`dotnet run -c Release -- webhooks`). From the time in the message, taken just before the commit, to its arrival at the receiver.").AppendLine()
            .AppendLine("| from recorded to delivered | messages | p50 ms | p99 ms |").AppendLine("|---|---|---|---|");
        using var service = await ServiceProcess.Start(Path.Combine(folder, "data"), "env", "Knelpunten__Webhooks__ToegestaneNetwerken__0=127.0.0.0/8");
        using var client = service.Client();
        var project = (await Ok(client.PostAsJsonAsync("/v1/projecten", new { naam = "Project van de webhookproef", organisatie = "Beheer" })))["id"]!.GetValue<string>();
        var abonnementen = new List<string> { await Abonneer(client, 1) };
        await Meld(client, project, 50, 0);
        await Komen(50);
        await Meld(client, project, berichten, 5);
        Regel("one subscription", await Komen(berichten));

        for (var i = 2; i <= Abonnees - 1; i++)
        {
            abonnementen.Add(await Abonneer(client, i));
        }

        await Abonneer(client, 0); // the one that hangs
        await Meld(client, project, berichten / 5, 100);
        Regel("100 subscriptions, one hangs: the other 99", await Komen(berichten / 5 * (Abonnees - 1)));

        tekst.AppendLine().AppendLine("| draining a queue | messages | /s | peak memory of the service, MB |").AppendLine("|---|---|---|---|");
        foreach (var volgers in new[] { 1, 10 })
        {
            foreach (var (id, i) in abonnementen.Select((id, i) => (id, i)))
            {
                await Zet(client, id, "gepauzeerd", i < volgers ? "knelpunt.gemeld" : "editie.gepubliceerd");
            }

            var rijen = wachtrij / volgers;
            await Importeer(client, project, rijen);
            await KlaarStaan(client, abonnementen[volgers - 1], rijen);
            service.ForgetPeak();
            var klok = Stopwatch.StartNew();
            await Task.WhenAll(abonnementen.Take(volgers).Select(id => Zet(client, id, "actief", "knelpunt.gemeld")));
            await Komen(rijen * volgers);
            tekst.AppendLine(CultureInfo.InvariantCulture, $"| {volgers} subscription{(volgers == 1 ? "" : "s")} | {rijen * volgers:N0} | {rijen * volgers / klok.Elapsed.TotalSeconds:N0} | {service.PeakMb:0} |");
        }

        return tekst.ToString();

        void Regel(string naam, Sample tijden) =>
            tekst.AppendLine(CultureInfo.InvariantCulture, $"| {naam} | {tijden.Times.Length:N0} | {tijden.P50:0.0} | {tijden.P99:0.0} |");
    }

    private async Task Luister()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        ontvanger = builder.Build();
        ontvanger.Run(async context =>
        {
            if (HttpMethods.IsOptions(context.Request.Method))
            {
                context.Response.Headers["WebHook-Allowed-Origin"] = "*";
                return;
            }

            using var bericht = await JsonDocument.ParseAsync(context.Request.Body);
            var nummer = int.Parse(context.Request.Path.Value.AsSpan(1), CultureInfo.InvariantCulture);
            if (nummer == 0)
            {
                await los.Task;
            }

            aangekomen.Enqueue((nummer, (DateTimeOffset.UtcNow - bericht.RootElement.GetProperty("time").GetDateTimeOffset()).TotalMilliseconds));
            context.Response.StatusCode = 204;
        });
        await ontvanger.StartAsync();
        adres = ontvanger.Urls.First();
    }

    private async Task<string> Abonneer(HttpClient client, int nummer)
    {
        var id = (await Ok(client.PostAsJsonAsync("/v1/abonnementen", new { callbackUrl = $"{adres}/{nummer}", gebeurtenissen = new[] { "knelpunt.gemeld" } })))["id"]!.GetValue<string>();
        while ((await Ok(client.GetAsync(new Uri($"/v1/abonnementen/{id}", UriKind.Relative))))["status"]!.GetValue<string>() != "actief")
        {
            await Task.Delay(20);
        }

        return id;
    }

    private static async Task Zet(HttpClient client, string id, string status, string gebeurtenis)
    {
        using var verzoek = new HttpRequestMessage(HttpMethod.Patch, $"/v1/abonnementen/{id}") { Content = JsonContent.Create(new { status, gebeurtenissen = new[] { gebeurtenis } }) };
        verzoek.Headers.TryAddWithoutValidation("If-Match", "*");
        await Ok(client.SendAsync(verzoek));
    }

    private async Task Meld(HttpClient client, string project, int keer, int tussen)
    {
        for (var i = 0; i < keer; i++)
        {
            await Ok(client.PostAsJsonAsync("/v1/knelpunten", Knelpunt(project)));
            await Task.Delay(tussen);
        }
    }

    private async Task Importeer(HttpClient client, string project, int rijen)
    {
        var inhoud = string.Join('\n', Enumerable.Range(0, rijen).Select(_ => Knelpunt(null).ToJsonString()));
        await Ok(client.PostAsync(new Uri($"/v1/importen?project={project}", UriKind.Relative), new StringContent(inhoud, Encoding.UTF8, "application/x-ndjson")));
    }

    private static async Task KlaarStaan(HttpClient client, string id, int verwacht)
    {
        while ((await Ok(client.GetAsync(new Uri($"/v1/abonnementen/{id}/afleveringen?status=wacht&limiet=1", UriKind.Relative))))["totaal"]!.GetValue<int>() < verwacht)
        {
            await Task.Delay(50);
        }
    }

    private JsonObject Knelpunt(string? project)
    {
        var knelpunt = new JsonObject
        {
            ["titel"] = $"Knelpunt {++aantal} van de webhookproef", ["omschrijving"] = "De indicatie blijft tussen twee loketten liggen; beide wijzen naar de ander.",
            ["soorten"] = new JsonArray("bekostiging"), ["wetten"] = new JsonArray("wlz", "wmo2015"),
        };
        if (project is not null)
        {
            knelpunt["projectId"] = project;
        }

        return knelpunt;
    }

    /// <summary>Waits for this many messages and takes them.</summary>
    private async Task<Sample> Komen(int verwacht)
    {
        var klok = Stopwatch.StartNew();
        while (aangekomen.Count < verwacht)
        {
            await Task.Delay(5);
            if (klok.Elapsed > TimeSpan.FromMinutes(10))
            {
                throw new TimeoutException($"{aangekomen.Count} of {verwacht} messages came.");
            }
        }

        var tijden = aangekomen.Select(bericht => bericht.Ms).Order().ToArray();
        aangekomen.Clear();
        return new Sample(tijden, klok.Elapsed);
    }

    private static async Task<JsonObject> Ok(Task<HttpResponseMessage> verzoek)
    {
        using var antwoord = await verzoek;
        var tekst = await antwoord.Content.ReadAsStringAsync();
        return antwoord.IsSuccessStatusCode ? JsonNode.Parse(tekst)!.AsObject() : throw new InvalidOperationException($"{antwoord.StatusCode}: {tekst}");
    }
}
