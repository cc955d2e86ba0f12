using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// Requests that nobody meant, made from the OpenAPI document (demand R31): every operation, with its own example or what its schema allows as a
/// start, ids of things that are there, and then one to three things wrong with it. Whatever comes in, nothing may break (5xx), hang or answer
/// with anything but a problem document that says in Dutch what is wrong.
/// </summary>
internal sealed class RuisRun(Uri adres, IReadOnlyList<string> sleutels, int zaad)
{
    private static readonly string[] Vreemd =
    [
        "null", "true", "5", "-1", "1e400", "1.5", "99999999999999999999", "\"\"", "\" \"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\u202e\"", "\"\\ufffe\"", "[]", "[null]", "[[]]", "{}", "{\"a\":1,\"a\":2}", "{\"\":{}}",
        "\"2026-02-30\"", "\"9999-12-31\"", "\"0001-01-01\"", "\"2026-01-01T00:00:00Z\"", "\"zvw\"", "[\"zvw\",\"zvw\"]", "\"'; DROP TABLE knelpunt; --\"", "\"=1+1\"", "\"<script>alert(1)</script>\"", "\"\\ud83d\\ude00\"",
        "\"01a20287-a273-750f-bde6-ba190d410b99\"", "\"../../etc/passwd\"", "\"\\r\\nSet-Cookie: a=b\"", "\"%s%n{0}\"", "\"NEAR(a b)\"", "\"" + new string('a', 20_000) + "\"", new string('[', 20) + new string(']', 20),
        "[" + string.Join(',', Enumerable.Repeat("\"zvw\"", 300)) + "]", "\"" + string.Concat(Enumerable.Repeat("a@", 300)) + "\"", "\"" + new string('9', 400) + "\"",
    ];

    private static readonly string[] Waarden =
    [
        "", "%20", ",", "%00", "%0d%0a", "%ff", "%ed%a0%80", "zvw", "zvw,wlz", "ZVW", "-1", "0", "1", "200", "201", "2147483648", "99999999999999999999", "1900-01-01", "9999-12-31", "0001-01-01", "2026-02-30", "true", "x",
        "NEAR(a%20b)", "a*", "%22", "%22%22%22", "titel:x", "-zoek", "a%20OR%20b", "(((", "%27%3B--", "%F0%9F%98%80", "%EF%BF%BE", "e%CC%81", "AAAA", "MS4yLjMuNA", "%2e%2e%2f", "{0}", "csv", "maand", "gemeld", "%E2%80%AE",
    ];

    private static readonly string[] Namen = ["", "constructor", "__proto__", "a/b", "titel ", "Titel", "$ref", "é", "\u0007", "id", "status", "organisatie", new string('n', 500)];
    private static readonly string[] Delen = ["x", "%2e%2e", "0", "-1", "KP-2026-99999", "SK-2026-001", "01a20287-a273-750f-bde6-ba190d410b99", "%F0%9F%98%80", "a%2Fb", "%22", "%0a", "NaN", "%252e", new string('a', 2_000)];
    private static readonly string[] Aanvaard = ["*/*", "application/json", "text/html", "application/xml", "text/csv", "application/json;q=0", "image/*, text/calendar", ";;;", "a/b;c=\"", "application/atom+xml"];
    private static readonly string[] Soorten = ["text/plain", "application/xml", "application/json; charset=iso-8859-1", "multipart/form-data", "application/merge-patch+json", "text/csv", "x"];

    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> bekend = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> statussen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> gelukt = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> gebreken = new();
    private long langste;
    private int traag;

    /// <summary>What came of it.</summary>
    /// <param name="Statussen">How many answers of each status.</param>
    /// <param name="Gelukt">The operations that also succeeded, and how often: a fuzzer that is only ever refused tests the door.</param>
    /// <param name="Bewerkingen">How many operations there are.</param>
    /// <param name="Gebreken">What is wrong, with the request.</param>
    /// <param name="Langste">The longest answer.</param>
    /// <param name="Traag">How many took more than a second.</param>
    public sealed record Uitkomst(IReadOnlyDictionary<string, int> Statussen, IReadOnlyDictionary<string, int> Gelukt, int Bewerkingen, IReadOnlyList<string> Gebreken, TimeSpan Langste, int Traag);

    /// <summary>Sends this many requests over so many lines.</summary>
    public async Task<Uitkomst> Draai(int aantal, int lijnen, CancellationToken ct = default)
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(60) };
        var document = JsonNode.Parse(await client.GetStringAsync(new Uri(adres, "/v1/openapi.json"), ct))!.AsObject();
        var bewerkingen = (from pad in document["paths"]!.AsObject()
                           from bewerking in pad.Value!.AsObject()
                           where bewerking.Key is "get" or "post" or "put" or "patch" or "delete"
                           select new Bewerking(bewerking.Key.ToUpperInvariant(), pad.Key, bewerking.Value!.AsObject())).ToList();
        var volgende = -1;
        await Task.WhenAll(Enumerable.Range(0, lijnen).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref volgende) is var i && i < aantal)
            {
                // Each of them in turn, so that all are there; what is in it follows from the number, so that it can be made again.
                await Stuur(client, document, bewerkingen[i % bewerkingen.Count], new Random((zaad * 1_000_003) + i), ct);
            }
        }, ct)));
        return new Uitkomst(statussen, gelukt, bewerkingen.Count, [.. gebreken], TimeSpan.FromTicks(langste), traag);
    }

    private async Task Stuur(HttpClient client, JsonObject document, Bewerking bewerking, Random toeval, CancellationToken ct)
    {
        var (pad, body, soort) = (Pad(document, bewerking, toeval), (byte[]?)null, "");
        if (bewerking.Inhoud["requestBody"]?["content"]?.AsObject() is { Count: > 0 } vormen)
        {
            var (type, vorm) = vormen.ElementAt(toeval.Next(vormen.Count));
            body = Body(document, vorm!, toeval);
            soort = toeval.Next(20) == 0 ? Kies(Soorten, toeval) : type;
        }

        using var verzoek = new HttpRequestMessage(new HttpMethod(bewerking.Methode), new Uri($"{adres.GetLeftPart(UriPartial.Authority)}/v1{pad}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
        if (body is not null)
        {
            verzoek.Content = new ByteArrayContent(body);
            verzoek.Content.Headers.TryAddWithoutValidation("Content-Type", soort);
        }

        if (toeval.Next(10) is var wie && wie > 0)
        {
            verzoek.Headers.TryAddWithoutValidation("Authorization", wie == 1 ? Kies(["Bearer x", "Bearer", "Basic eDp5", "Bearer kp_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Bearer eyJhbGciOiJub25lIn0.e30."], toeval) : $"Bearer {sleutels[wie < 7 ? 0 : toeval.Next(sleutels.Count)]}");
        }

        Soms("If-Match", 2, ["*", "*", "\"1\"", "\"2\"", "W/\"1\"", "1", "\"", "\"1\", \"2\""]);
        Soms("If-None-Match", 8, ["*", "\"1\"", "x", "\""]);
        Soms("Accept", 10, Aanvaard);
        Soms("Idempotency-Key", 10, ["a", new string('k', 256), "\"x\""]);
        Soms("Prefer", 30, ["wait-for=x", "wait-for=1", "wait-for=-1", "wait-for=99999999999999999999", "=;,"]);
        Soms("X-Forwarded-For", 20, ["1.2.3.4", "::1", "x", "127.0.0.1, 10.0.0.1"]);
        Soms("Accept-Encoding", 20, ["gzip", "br;q=x", "identity;q=0"]);
        Soms("Range", 30, ["bytes=0-1", "bytes=-1"]);
        var klok = Stopwatch.GetTimestamp();
        try
        {
            using var antwoord = await client.SendAsync(verzoek, ct);
            var tekst = await antwoord.Content.ReadAsStringAsync(ct);
            Tel(Stopwatch.GetElapsedTime(klok));
            Beoordeel(bewerking, antwoord, tekst, () => $"{bewerking.Methode} {pad[..Math.Min(pad.Length, 300)]} {(body is null ? "" : Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 800))))}");
        }
        catch (Exception fout) when (fout is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            gebreken.Enqueue($"{bewerking.Methode} {pad}: no answer: {fout.Message}");
        }

        void Soms(string naam, int opDe, string[] waarden)
        {
            if (toeval.Next(opDe) == 0)
            {
                verzoek.Headers.TryAddWithoutValidation(naam, Kies(waarden, toeval));
            }
        }
    }

    private void Tel(TimeSpan duur)
    {
        for (var was = Interlocked.Read(ref langste); duur.Ticks > was; was = Interlocked.Read(ref langste))
        {
            Interlocked.CompareExchange(ref langste, duur.Ticks, was);
        }

        if (duur > TimeSpan.FromSeconds(1))
        {
            Interlocked.Increment(ref traag);
        }
    }

    private void Beoordeel(Bewerking bewerking, HttpResponseMessage antwoord, string tekst, Func<string> verzoek)
    {
        var status = (int)antwoord.StatusCode;
        statussen.AddOrUpdate(status.ToString(CultureInfo.InvariantCulture), 1, (_, n) => n + 1);
        if (status < 400)
        {
            gelukt.AddOrUpdate($"{bewerking.Methode} {bewerking.Pad}", 1, (_, n) => n + 1);
            Onthoud(bewerking, tekst);
        }
        else if (Mis() is { } mis)
        {
            gebreken.Enqueue($"{mis}: {verzoek()} → {status} {tekst[..Math.Min(tekst.Length, 300)]}");
        }

        string? Mis()
        {
            if (status >= 500)
            {
                return "it broke";
            }

            if (antwoord.Content.Headers.ContentType?.MediaType != "application/problem+json")
            {
                return "no problem document";
            }

            var probleem = JsonNode.Parse(tekst)!;
            return tekst.Contains("   at ", StringComparison.Ordinal) || tekst.Contains("Exception", StringComparison.Ordinal) ? "it tells what is inside"
                : probleem["status"]?.GetValue<int>() != status || probleem["title"] is null || probleem["detail"] is null || probleem["type"] is null ? "an incomplete problem document"
                : status == 400 && !(probleem["fouten"] is JsonArray { Count: > 0 } fouten && fouten.All(fout => fout!["veld"] is not null && fout["code"] is not null && fout["bericht"] is not null)) ? "a 400 that does not say what is wrong where"
                : null;
        }
    }

    /// <summary>Ids of what was made, to use in other requests. Keys only when they were made here: the list has those that are used.</summary>
    private void Onthoud(Bewerking bewerking, string tekst)
    {
        if (bewerking.Methode != "POST" || tekst.Length == 0 || tekst[0] != '{' || JsonNode.Parse(tekst) is not JsonObject json)
        {
            return;
        }

        var wat = bewerking.Pad.Split('/')[^1];
        foreach (var naam in (string[])["id", "nummer", "kenmerk"])
        {
            if (json[naam] is { } id)
            {
                var rij = bekend.GetOrAdd(wat, _ => new ConcurrentQueue<string>());
                rij.Enqueue(id.ToString());
                if (rij.Count > 200)
                {
                    rij.TryDequeue(out _);
                }
            }
        }
    }

    private string Pad(JsonObject document, Bewerking bewerking, Random toeval)
    {
        var delen = bewerking.Pad.Split('/');
        for (var i = 1; i < delen.Length; i++)
        {
            if (delen[i].StartsWith('{'))
            {
                var wat = delen[i] switch { "{knelpuntId}" => "knelpunten", "{anderId}" => "systeemknelpunten", "{afleveringId}" => "proefberichten", _ => delen[i - 1] };
                delen[i] = toeval.Next(8) == 0 ? Kies(Delen, toeval)
                    : wat switch { "begrippenlijsten" => Kies(["wetten", "domeinen", "soorten", "principes", "regios"], toeval), "begrippen" => Kies(["zvw", "ruis", "it"], toeval), _ => Bekende(wat, toeval) ?? Kies(Delen, toeval) };
            }
        }

        var parameters = (bewerking.Inhoud["parameters"]?.AsArray() ?? []).Where(parameter => parameter!["in"]?.GetValue<string>() == "query").ToList();
        var vraag = parameters.Where(_ => toeval.Next(Math.Max(2, parameters.Count)) == 0)
            .Select(parameter => (Naam: parameter!["name"]!.GetValue<string>(), Goed: Voorbeeld(document, parameter)))
            .Select(deel => $"{deel.Naam}={(deel.Goed is not null && toeval.Next(2) == 0 ? Uri.EscapeDataString(deel.Goed) : Bekende(deel.Naam == "project" ? "projecten" : "", toeval) ?? Kies(Waarden, toeval))}").ToList();
        if (toeval.Next(15) == 0)
        {
            vraag.Add($"{Uri.EscapeDataString(Kies(Namen, toeval))}={Kies(Waarden, toeval)}");
        }

        return string.Join('/', delen) + (vraag.Count > 0 ? "?" + string.Join('&', vraag) : "");
    }

    private static string? Voorbeeld(JsonObject document, JsonNode parameter) => parameter["example"]?.ToString() ?? parameter["schema"]?["example"]?.ToString()
        ?? (parameter["schema"]?["$ref"]?.GetValue<string>().Split('/')[^1] is { } naam ? document["components"]!["schemas"]![naam]!["enum"]?[0]?.ToString() : null) ?? parameter["schema"]?["default"]?.ToString();

    private string? Bekende(string wat, Random toeval) => bekend.TryGetValue(wat, out var rij) && rij.ToArray() is { Length: > 0 } ids ? Kies(ids, toeval) : null;

    private byte[] Body(JsonObject document, JsonNode vorm, Random toeval)
    {
        var goed = vorm["example"]?.DeepClone();
        if (goed is JsonValue tekst && tekst.TryGetValue<string>(out var los))
        {
            return Beschadig(Encoding.UTF8.GetBytes(los), toeval); // a sheet
        }

        goed = goed is null || toeval.Next(3) == 0 ? Maak(document, vorm["schema"], toeval, 0) : goed;
        var houder = new JsonObject { ["body"] = goed };
        Verwijs(houder, toeval);
        var merken = new List<string>();
        for (var i = toeval.Next(4); i > 0; i--)
        {
            var plekken = Plekken(houder["body"]).ToList();
            if (plekken.Count == 0 || toeval.Next(8) == 0)
            {
                (houder["body"] as JsonObject)?.TryAdd(Kies(Namen, toeval), "ruis");
                continue;
            }

            var (ouder, plaats) = plekken[toeval.Next(plekken.Count)];
            merken.Add(Kies(Vreemd, toeval));
            JsonNode merk = $"@{merken.Count - 1}@";
            switch (ouder)
            {
                case JsonObject lid when toeval.Next(6) == 0:
                    lid.Remove((string)plaats);
                    break;
                case JsonObject lid:
                    lid[(string)plaats] = merk;
                    break;
                case JsonArray rij:
                    rij[(int)plaats] = merk;
                    break;
            }
        }

        var json = houder["body"]?.ToJsonString() ?? "null";
        for (var i = 0; i < merken.Count; i++)
        {
            json = json.Replace($"\"@{i}@\"", merken[i], StringComparison.Ordinal);
        }

        return Beschadig(Encoding.UTF8.GetBytes(json), toeval);
    }

    /// <summary>One time in twelve the bytes themselves are wrong.</summary>
    private static byte[] Beschadig(byte[] bytes, Random toeval)
    {
        if (bytes.Length == 0 || toeval.Next(12) > 0)
        {
            return bytes;
        }

        switch (toeval.Next(4))
        {
            case 0:
                bytes[toeval.Next(bytes.Length)] = (byte)toeval.Next(256);
                return bytes;
            case 1:
                return bytes[..toeval.Next(bytes.Length)];
            case 2:
                return [0xEF, 0xBB, 0xBF, .. bytes];
            default:
                return [.. bytes, .. bytes];
        }
    }

    /// <summary>Ids of an example are of nothing that is there: half the time they become ids that are.</summary>
    private void Verwijs(JsonNode knoop, Random toeval)
    {
        foreach (var (ouder, plaats) in Plekken(knoop).ToList())
        {
            if (ouder is JsonObject lid && lid[(string)plaats] is JsonValue waarde && waarde.GetValueKind() == JsonValueKind.String)
            {
                var naam = (string)plaats;
                if (naam == "callbackUrl")
                {
                    lid[naam] = "http://127.0.0.1:9/ruis"; // nobody listens there
                }
                else if (naam is "projectId" or "project" && toeval.Next(8) > 0 && Bekende("projecten", toeval) is { } project)
                {
                    lid[naam] = project;
                }
            }
            else if (ouder is JsonArray rij && rij[(int)plaats] is JsonValue id && id.GetValueKind() == JsonValueKind.String && Guid.TryParse(id.GetValue<string>(), out _) && toeval.Next(4) > 0
                && Bekende("knelpunten", toeval) is { } knelpunt)
            {
                rij[(int)plaats] = knelpunt;
            }
        }
    }

    /// <summary>Everything in a tree that can be replaced.</summary>
    private static IEnumerable<(JsonNode Ouder, object Plaats)> Plekken(JsonNode? knoop) => knoop switch
    {
        JsonObject lid => lid.SelectMany(deel => Plekken(deel.Value).Prepend((knoop, deel.Key))),
        JsonArray rij => rij.SelectMany((deel, i) => Plekken(deel).Prepend((knoop, i))),
        _ => [],
    };

    /// <summary>Something that the schema allows.</summary>
    private static JsonNode? Maak(JsonObject document, JsonNode? schema, Random toeval, int diepte)
    {
        if (schema?["$ref"]?.GetValue<string>() is { } verwijzing)
        {
            return Maak(document, document["components"]!["schemas"]![verwijzing.Split('/')[^1]], toeval, diepte);
        }

        if ((schema?["oneOf"] ?? schema?["anyOf"]) is JsonArray keuzen)
        {
            return Maak(document, keuzen[toeval.Next(keuzen.Count)], toeval, diepte);
        }

        if (schema?["enum"] is JsonArray waarden)
        {
            return waarden[toeval.Next(waarden.Count)]?.DeepClone();
        }

        var soort = schema?["type"] is JsonArray soorten ? soorten.Select(deel => deel!.GetValue<string>()).First(deel => deel != "null") : schema?["type"]?.GetValue<string>();
        switch (soort)
        {
            case "object" when diepte < 5:
                var verplicht = (schema!["required"]?.AsArray() ?? []).Select(deel => deel!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
                return new JsonObject((schema["properties"]?.AsObject() ?? []).Where(lid => verplicht.Contains(lid.Key) || toeval.Next(3) == 0)
                    .Select(lid => KeyValuePair.Create(lid.Key, Maak(document, lid.Value, toeval, diepte + 1))));
            case "array" when diepte < 5:
                return new JsonArray([.. Enumerable.Range(0, toeval.Next(1, 3)).Select(_ => Maak(document, schema!["items"], toeval, diepte + 1))]);
            case "integer" or "number":
                return toeval.Next(-1, 50);
            case "boolean":
                return toeval.Next(2) == 0;
            default:
                return schema?["format"]?.GetValue<string>() switch
                {
                    "date" => "2026-10-01",
                    "date-time" => "2026-10-01T12:00:00Z",
                    "uuid" => Guid.CreateVersion7().ToString(),
                    "uri" => "https://voorbeeld.nl/ruis",
                    _ => Kies(["Valtraining stopt als het projectgeld op is, en daarna wijst iedereen naar elkaar.", "zvw", "it", "bekostiging", "3", "bevestigd", "nza", "ruis"], toeval),
                };
        }
    }

    private static string Kies(string[] uit, Random toeval) => uit[toeval.Next(uit.Length)];

    private sealed record Bewerking(string Methode, string Pad, JsonObject Inhoud);
}
