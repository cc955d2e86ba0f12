using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests;

/// <summary>Requests as a sceptical client makes them: any method, any body, any header.</summary>
public static class Verzoek
{
    public static async Task<HttpResponseMessage> Stuur(this HttpClient client, string methode, string pad, string? body = null,
        string? ifMatch = null, string? ifNoneMatch = null, string? idempotentie = null, string mediatype = "application/json")
    {
        using var verzoek = new HttpRequestMessage(new HttpMethod(methode), pad);
        if (body is not null)
        {
            verzoek.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            verzoek.Content.Headers.TryAddWithoutValidation("Content-Type", mediatype);
        }

        foreach (var (naam, waarde) in new[] { ("If-Match", ifMatch), ("If-None-Match", ifNoneMatch), ("Idempotency-Key", idempotentie) })
        {
            if (waarde is not null)
            {
                verzoek.Headers.TryAddWithoutValidation(naam, waarde);
            }
        }

        return await client.SendAsync(verzoek, App.Ct);
    }

    public static Task<HttpResponseMessage> Post(this HttpClient client, string pad, JsonNode body) => client.Stuur("POST", pad, body.ToJsonString());

    public static Task<HttpResponseMessage> Patch(this HttpClient client, string pad, JsonNode body, string? ifMatch) =>
        client.Stuur("PATCH", pad, body.ToJsonString(), ifMatch, mediatype: "application/merge-patch+json");

    public static async Task<string> Tekst(this HttpResponseMessage antwoord) => await antwoord.Content.ReadAsStringAsync(App.Ct);

    public static async Task<JsonObject> Gelukt(this Task<HttpResponseMessage> verzoek)
    {
        var antwoord = await verzoek;
        antwoord.IsSuccessStatusCode.Should().BeTrue("{0}: {1}", antwoord.StatusCode, await antwoord.Tekst());
        return await antwoord.Json();
    }

    /// <summary>Today, in the Netherlands, by the clock of a service.</summary>
    public static DateOnly Vandaag(this App app) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(app.Klok.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")).DateTime);

    public static string Iso(this DateOnly dag) => dag.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Id(this JsonNode json) => json.Tekst("id");

    public static string Etag(this JsonNode json) => $"\"{json.Getal("versie")}\"";
}

/// <summary>What lies in a data folder, byte for byte: database, WAL and all.</summary>
public static class Map
{
    /// <summary>The files that hold a text. The lock holds only a process number, and cannot be opened while it is held.</summary>
    public static IReadOnlyList<string> MetTekst(string map, string tekst)
    {
        var gezocht = Encoding.UTF8.GetBytes(tekst);
        return [.. Opslag.IsPostgres ? Opslag.Rijen(map).Where(rij => rij.Rij.Contains(tekst, StringComparison.Ordinal)).Select(rij => rij.Tabel) : [], .. Directory.EnumerateFiles(map, "*", SearchOption.AllDirectories).Where(bestand => Path.GetFileName(bestand) != "slot")
            .Where(bestand => Lees(bestand).AsSpan().IndexOf(gezocht) >= 0).Select(bestand => Path.GetFileName(bestand)!)];
    }

    private static byte[] Lees(string bestand)
    {
        using var stream = new FileStream(bestand, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}

/// <summary>The program, started as an operator starts it.</summary>
public static class Programma
{
    /// <summary>Runs it to its end; both streams together, and the exit code.</summary>
    public static async Task<(int Code, string Uitvoer)> Draai(string datamap, params string[] args)
    {
        using var proces = Start(datamap, args);
        var (uit, fout) = (proces.StandardOutput.ReadToEndAsync(App.Ct), proces.StandardError.ReadToEndAsync(App.Ct));
        await proces.WaitForExitAsync(App.Ct);
        return (proces.ExitCode, await uit + await fout);
    }

    private static System.Diagnostics.Process Start(string datamap, string[] args)
    {
        var info = new System.Diagnostics.ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetTempPath(),
            ArgumentList = { typeof(Program).Assembly.Location },
        };
        foreach (var arg in args.Append($"--Knelpunten:Datamap={datamap}"))
        {
            info.ArgumentList.Add(arg);
        }

        foreach (var (naam, waarde) in Opslag.Instellingen(datamap))
        {
            info.Environment[naam.Replace(":", "__", StringComparison.Ordinal)] = waarde;
        }

        info.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        return System.Diagnostics.Process.Start(info)!;
    }
}
