using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Tests;

/// <summary>
/// The real service: Kestrel on a free port of 127.0.0.1, a database in a folder of its own that goes when the test ends. Tests
/// speak HTTP to it. One per test class (IClassFixture), or one per test where a test needs a world of its own.
/// </summary>
public class App : WebApplicationFactory<Program>
{
    public const string Beheersleutel = "kp_beheerbeheerbeheerbeheerbeheerbeheer00";
    private readonly Dictionary<(string Rol, string Organisatie), string> sleutels = [];
    private readonly SemaphoreSlim slot = new(1);
    private readonly bool eigenMap;

    public App() : this(null)
    {
    }

    /// <param name="datamap">A folder that outlives the service: the test makes it and takes it away. Null: one of its own.</param>
    /// <param name="begin">When it starts, by its clock. Null: now.</param>
    internal App(string? datamap, DateTimeOffset? begin = null)
    {
        Klok.Verzet((begin - DateTimeOffset.UtcNow) ?? TimeSpan.Zero);
        eigenMap = datamap is null;
        Datamap = datamap ?? Directory.CreateTempSubdirectory("knelpunten-test-").FullName;
        UseKestrel(options => options.Listen(System.Net.IPAddress.Loopback, 0));
        StartServer();
        Adres = new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.FirstOrDefault() ?? throw new InvalidOperationException("The service refused to start."));
    }

    /// <summary>The clock of the service: real time, unless a test moves it.</summary>
    public Klok Klok { get; } = new();

    /// <summary>Everything the service logged.</summary>
    public Logregels Log { get; } = new();

    public string Datamap { get; }

    public Uri Adres { get; }

    /// <summary>The folder of the solution.</summary>
    public static string Wortel { get; } = ZoekWortel();

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Where webhooks may go besides the public internet: receivers of a test are on this machine.</summary>
    protected virtual string? Netwerk => "127.0.0.0/8";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Knelpunten:Datamap", Datamap);
        foreach (var (naam, waarde) in Opslag.Instellingen(Datamap))
        {
            builder.UseSetting(naam, waarde);
        }

        builder.UseSetting("Knelpunten:Beheersleutel", Beheersleutel);
        builder.UseSetting("Knelpunten:Limieten:Uit", "true");
        if (Netwerk is not null)
        {
            builder.UseSetting("Knelpunten:Webhooks:ToegestaneNetwerken:0", Netwerk);
        }

        // What a test wants to see of the log is in Log; the console is for what ends the run.
        builder.ConfigureLogging(logging => logging.AddFilter<ConsoleLoggerProvider>(null, LogLevel.Critical));
        builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Klok)).AddSingleton<ILoggerProvider>(Log));
    }

    /// <summary>A client that did not sign in.</summary>
    public HttpClient Anoniem() => new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Adres };

    public HttpClient Met(string sleutel)
    {
        var client = Anoniem();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", sleutel);
        return client;
    }

    public HttpClient Beheerder() => Met(Beheersleutel);

    public Task<HttpClient> Analist() => Client("analist", "RVS");

    public Task<HttpClient> Melder(string organisatie = "Zorggroep Test") => Client("melder", organisatie);

    /// <summary>A client with a key of this role and organisation; the key is made once.</summary>
    public async Task<HttpClient> Client(string rol, string organisatie) => Met(await Sleutel(rol, organisatie));

    /// <summary>A key of this role and organisation, made once.</summary>
    public async Task<string> Sleutel(string rol, string organisatie)
    {
        await slot.WaitAsync(Ct);
        try
        {
            if (!sleutels.TryGetValue((rol, organisatie), out var sleutel))
            {
                var antwoord = await Beheerder().PostAsJsonAsync("/v1/sleutels", new { naam = "Test", rol, organisatie, geldigTotDatum = "2099-01-01" }, Ct);
                sleutels[(rol, organisatie)] = sleutel = (await antwoord.Json())["sleutel"]!.GetValue<string>();
            }

            return sleutel;
        }
        finally
        {
            slot.Release();
        }
    }

    /// <summary>A new project of an organisation; returns its id.</summary>
    public async Task<string> Project(string organisatie = "Zorggroep Test", object? inhoud = null)
    {
        var antwoord = await (await Melder(organisatie)).PostAsJsonAsync("/v1/projecten", inhoud ?? new { naam = "Project van " + organisatie, organisatie, regios = new[] { "zk-arnhem" } }, Ct);
        antwoord.StatusCode.Should().Be(System.Net.HttpStatusCode.Created, await antwoord.Content.ReadAsStringAsync(Ct));
        return (await antwoord.Json())["id"]!.GetValue<string>();
    }

    /// <summary>A new knelpunt; members of <paramref name="anders"/> replace those of the example.</summary>
    public async Task<JsonObject> Meld(string project, JsonObject? anders = null, string organisatie = "Zorggroep Test")
    {
        var antwoord = await (await Melder(organisatie)).PostAsync("/v1/knelpunten", Voorbeeld.Knelpunt(project, anders).Body(), Ct);
        antwoord.StatusCode.Should().Be(System.Net.HttpStatusCode.Created, await antwoord.Content.ReadAsStringAsync(Ct));
        return await antwoord.Json();
    }

    /// <summary>A new knelpunt that an analist has confirmed.</summary>
    public async Task<JsonObject> MeldEnBevestig(string project, JsonObject? anders = null, string organisatie = "Zorggroep Test")
    {
        var knelpunt = await Meld(project, anders, organisatie);
        return await Beoordeel(knelpunt["id"]!.GetValue<string>(), "bevestigd");
    }

    public async Task<JsonObject> Beoordeel(string id, string besluit)
    {
        var antwoord = await (await Analist()).PostAsJsonAsync($"/v1/knelpunten/{id}/beoordelingen",
            new { besluit, herleidbaarheidGecontroleerd = true, toelichting = "Nagegaan in de test." }, Ct);
        antwoord.StatusCode.Should().Be(System.Net.HttpStatusCode.Created, await antwoord.Content.ReadAsStringAsync(Ct));
        return await antwoord.Json();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            slot.Dispose();
            Weg();
            if (eigenMap && Directory.Exists(Datamap)) // a factory that is disposed disposes itself once more
            {
                Opslag.Verwijder(Datamap);
                Directory.Delete(Datamap, recursive: true);
            }
        }
    }

    /// <summary>The program stops on a thread of its own: only when it let go of its folder nothing writes there any more, and it may be taken away or opened again.</summary>
    private void Weg()
    {
        for (var keer = 0; Directory.Exists(Datamap); keer++)
        {
            try
            {
                new Slot(Datamap).Dispose();
                return;
            }
            catch (StartRefused) when (keer < 15)
            {
                // It is still stopping.
            }
        }
    }

    private static string ZoekWortel()
    {
        var map = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(map, "PassendeZorg.Knelpunten.sln")))
        {
            map = Path.GetDirectoryName(map) ?? throw new DirectoryNotFoundException("The tests run outside the project's folder.");
        }

        return map;
    }
}

/// <summary>A clock that runs on, and can be moved.</summary>
public sealed class Klok : TimeProvider
{
    private long verschoven;

    public void Verzet(TimeSpan verschil) => Interlocked.Add(ref verschoven, verschil.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref verschoven));
}

/// <summary>Keeps what is logged, messages and faults alike.</summary>
public sealed class Logregels : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> regels = new();

    public IReadOnlyList<string> Regels => [.. regels];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        regels.Enqueue($"{formatter(state, exception)} {exception}");

    public void Dispose()
    {
    }
}

/// <summary>Valid input, to change one thing about.</summary>
public static class Voorbeeld
{
    public static JsonObject Knelpunt(string project, JsonObject? anders = null)
    {
        var knelpunt = new JsonObject
        {
            ["projectId"] = project,
            ["titel"] = "Valpreventie valt tussen wal en schip",
            ["omschrijving"] = "De training wordt door de gemeente betaald zolang er projectgeld is; daarna wijst iedereen naar de ander.",
            ["soorten"] = new JsonArray("bekostiging"),
            ["wetten"] = new JsonArray("zvw", "wmo2015"),
            ["domeinen"] = new JsonArray("huisartsenzorg", "wmo-ondersteuning"),
        };
        foreach (var (veld, waarde) in anders ?? [])
        {
            knelpunt[veld] = waarde?.DeepClone();
        }

        return knelpunt;
    }
}

public static class Http
{
    public static async Task<JsonObject> Json(this HttpResponseMessage antwoord) =>
        JsonNode.Parse(await antwoord.Content.ReadAsStringAsync(App.Ct))!.AsObject();

    public static async Task<JsonObject> Lees(this HttpClient client, string pad)
    {
        var antwoord = await client.GetAsync(new Uri(pad, UriKind.Relative), App.Ct);
        antwoord.StatusCode.Should().Be(System.Net.HttpStatusCode.OK, await antwoord.Content.ReadAsStringAsync(App.Ct));
        return await antwoord.Json();
    }

    public static StringContent Body(this JsonNode json, string mediatype = "application/json") => new(json.ToJsonString(), Encoding.UTF8, mediatype);

    public static StringContent Body(this string json, string mediatype = "application/json") => new(json, Encoding.UTF8, mediatype);

    /// <summary>Every refusal is problem+json with the members that RFC 9457 and the API Design Rules ask for; returns it.</summary>
    public static async Task<JsonObject> Probleem(this HttpResponseMessage antwoord, System.Net.HttpStatusCode status)
    {
        antwoord.StatusCode.Should().Be(status, await antwoord.Content.ReadAsStringAsync(App.Ct));
        antwoord.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        var probleem = await antwoord.Json();
        probleem["status"]!.GetValue<int>().Should().Be((int)status);
        probleem["title"]!.GetValue<string>().Should().NotBeEmpty();
        probleem["detail"]!.GetValue<string>().Should().NotBeEmpty();
        Uri.IsWellFormedUriString(probleem["type"]!.GetValue<string>(), UriKind.Absolute).Should().BeTrue();
        return probleem;
    }

    /// <summary>The faults of a 400 as "veld: code".</summary>
    public static async Task<IReadOnlyList<string>> Fouten(this HttpResponseMessage antwoord)
    {
        var probleem = await antwoord.Probleem(System.Net.HttpStatusCode.BadRequest);
        return [.. probleem["fouten"]!.AsArray().Select(fout => $"{fout!["veld"]}: {fout["code"]}")];
    }

    public static string Tekst(this JsonNode? json, string veld) => json![veld]!.GetValue<string>();

    public static int Getal(this JsonNode? json, string veld) => json![veld]!.GetValue<int>();

    public static IReadOnlyList<string> Lijst(this JsonNode? json, string veld) => [.. json![veld]!.AsArray().Select(deel => deel!.GetValue<string>())];
}
