using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PassendeZorg.Knelpunten.Tests.Abonnementen;

/// <summary>A receiver of webhooks on 127.0.0.1 that does what a test tells it to. It agrees to the handshake unless it is told not to.</summary>
public sealed class Ontvanger : IAsyncDisposable
{
    private readonly ConcurrentQueue<Binnen> binnen = new();
    private WebApplication? server;
    private int bezig;
    private int meestBezig;

    private Ontvanger()
    {
    }

    /// <summary>A request that came in.</summary>
    public sealed record Binnen(string Methode, IReadOnlyDictionary<string, string> Koppen, string Body)
    {
        public JsonObject Bericht => JsonNode.Parse(Body)!.AsObject();

        public string Soort => Bericht.Tekst("type")["nl.passendezorg.knelpunten.".Length..];

        public string Nummer => Koppen["webhook-id"];
    }

    public Uri Adres { get; private set; } = null!;

    /// <summary>Whether it agrees to the OPTIONS handshake.</summary>
    public bool Stemt { get; set; } = true;

    /// <summary>How it answers a message, when not with 204.</summary>
    public Func<HttpContext, Binnen, Task>? Antwoord { get; set; }

    /// <summary>The messages so far.</summary>
    public IReadOnlyList<Binnen> Berichten => [.. binnen.Where(verzoek => verzoek.Methode == "POST")];

    public IReadOnlyList<Binnen> Verzoeken => [.. binnen];

    public int MeestTegelijk => meestBezig;

    public static async Task<Ontvanger> Start()
    {
        var ontvanger = new Ontvanger();
        await ontvanger.Luister();
        return ontvanger;
    }

    /// <summary>Starts to listen, on the port it had.</summary>
    public async Task Luister()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, Adres?.Port ?? 0));
        server = builder.Build();
        server.Run(Neem);
        await server.StartAsync(App.Ct);
        Adres = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/berichten");
    }

    /// <summary>Nobody listens any more.</summary>
    public async Task GaWeg()
    {
        await server!.StopAsync(new CancellationToken(canceled: true));
        await server.DisposeAsync();
        server = null;
    }

    public void Vergeet() => binnen.Clear();

    /// <summary>Waits until this many messages came in.</summary>
    public async Task<IReadOnlyList<Binnen>> Krijgt(int aantal, Func<Binnen, bool>? welke = null)
    {
        await Tot(() => Berichten.Count(bericht => welke?.Invoke(bericht) != false) >= aantal, () => $"{Berichten.Count} messages came, {aantal} were expected");
        return [.. Berichten.Where(bericht => welke?.Invoke(bericht) != false)];
    }

    /// <summary>Waits until something is so; fails after half a minute.</summary>
    public static Task Tot(Func<bool> waar, Func<string>? waarom = null) => Tot(() => Task.FromResult(waar()), waarom);

    public static async Task Tot(Func<Task<bool>> waar, Func<string>? waarom = null)
    {
        var klok = Stopwatch.StartNew();
        while (!await waar())
        {
            (klok.Elapsed < TimeSpan.FromSeconds(60)).Should().BeTrue(waarom?.Invoke() ?? "it should have become so by now");
            await Task.Delay(20, App.Ct);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await GaWeg();
        }
    }

    private async Task Neem(HttpContext context)
    {
        var nu = Interlocked.Increment(ref bezig);
        InterlockedMax(nu);
        try
        {
            using var reader = new StreamReader(context.Request.Body);
            var verzoek = new Binnen(context.Request.Method, context.Request.Headers.ToDictionary(kop => kop.Key, kop => kop.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync());
            binnen.Enqueue(verzoek);
            if (HttpMethods.IsOptions(verzoek.Methode))
            {
                if (Stemt)
                {
                    context.Response.Headers["WebHook-Allowed-Origin"] = verzoek.Koppen["WebHook-Request-Origin"];
                }

                context.Response.StatusCode = 200;
            }
            else if (Antwoord is not null)
            {
                await Antwoord(context, verzoek);
            }
            else
            {
                context.Response.StatusCode = 204;
            }
        }
        finally
        {
            Interlocked.Decrement(ref bezig);
        }
    }

    private void InterlockedMax(int nu)
    {
        int was;
        while ((was = meestBezig) < nu && Interlocked.CompareExchange(ref meestBezig, nu, was) != was)
        {
        }
    }
}

/// <summary>What tests of subscriptions do over and over.</summary>
public static class Abonneren
{
    public const string Pad = "/v1/abonnementen";

    /// <summary>Takes a subscription; returns the 201.</summary>
    public static Task<JsonObject> Neem(this HttpClient client, Uri adres, string[] gebeurtenissen, JsonObject? selectie = null) => client.Post(Pad, new JsonObject
    {
        ["callbackUrl"] = adres.ToString(), ["gebeurtenissen"] = new JsonArray([.. gebeurtenissen.Select(soort => JsonValue.Create(soort))]), ["selectie"] = selectie,
    }).Gelukt();

    /// <summary>Takes a subscription by mail; returns the 201.</summary>
    public static Task<JsonObject> NeemPerEmail(this HttpClient client, string email, string ritme, string[]? gebeurtenissen, JsonObject? selectie = null) => client.Post(Pad, new JsonObject
    {
        ["kanaal"] = "email", ["email"] = email, ["ritme"] = ritme, ["selectie"] = selectie,
        ["gebeurtenissen"] = gebeurtenissen is null ? null : new JsonArray([.. gebeurtenissen.Select(soort => JsonValue.Create(soort))]),
    }).Gelukt();

    /// <summary>Takes one by webhook, and waits until the receiver has agreed.</summary>
    public static async Task<JsonObject> Abonneer(this HttpClient client, Ontvanger ontvanger, string[] gebeurtenissen, JsonObject? selectie = null)
    {
        var abonnement = await client.Neem(ontvanger.Adres, gebeurtenissen, selectie);
        await client.Wordt(abonnement.Id(), "actief");
        return abonnement;
    }

    public static Task<JsonObject> Abonnement(this HttpClient client, string id) => client.Lees($"{Pad}/{id}");

    public static Task Wordt(this HttpClient client, string id, string status) =>
        Ontvanger.Tot(async () => (await client.Abonnement(id)).Tekst("status") == status, () => $"it should have become {status}");

    public static async Task<IReadOnlyList<JsonObject>> Afleveringen(this HttpClient client, string id, string filter = "") =>
        [.. (await client.Lees($"{Pad}/{id}/afleveringen?limiet=200{filter}"))["items"]!.AsArray().Select(item => item!.AsObject())];

    public static DateTimeOffset? Tijd(this JsonNode json, string veld) => json[veld] is { } tijd ? DateTimeOffset.Parse(tijd.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture) : null;
}
