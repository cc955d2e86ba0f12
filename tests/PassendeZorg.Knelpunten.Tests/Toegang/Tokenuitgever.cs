using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PassendeZorg.Knelpunten.Tests.Toegang;

/// <summary>A small real issuer on 127.0.0.1: discovery, keys that rotate, and tokens signed with them, or with anything else.</summary>
public sealed class Tokenuitgever : IAsyncDisposable
{
    public const string Publiek = "knelpunten";
    private readonly WebApplication server;
    private int gelezen;

    public Tokenuitgever()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        server = builder.Build();
        server.MapGet("/.well-known/openid-configuration", () => Bereikbaar
            ? Results.Json(new { issuer = Issuer ?? Adres, jwks_uri = $"{Adres}/sleutels", id_token_signing_alg_values_supported = new[] { "RS256" } }) : Results.StatusCode(503));
        server.MapGet("/sleutels", () =>
        {
            Interlocked.Increment(ref gelezen);
            return Bereikbaar ? Results.Text(Rommel ?? Sleutels().ToJsonString(), "application/json") : Results.StatusCode(503);
        });
        server.StartAsync().GetAwaiter().GetResult();
        Adres = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    public string Adres { get; }

    /// <summary>Whether it answers.</summary>
    public bool Bereikbaar { get; set; } = true;

    /// <summary>Who it says it is, when not itself.</summary>
    public string? Issuer { get; set; }

    /// <summary>What it gives instead of its keys.</summary>
    public string? Rommel { get; set; }

    /// <summary>The key that it signs with, and its name.</summary>
    public RSA Rsa { get; private set; } = RSA.Create(2048);

    public string Kid { get; private set; } = "rsa-1";

    public ECDsa Ec { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>A key for encryption, that signs nothing; and a secret that does not belong in a public list.</summary>
    public RSA Versleuteling { get; } = RSA.Create(2048);

    public byte[] Geheim { get; } = RandomNumberGenerator.GetBytes(32);

    /// <summary>How often the keys were read.</summary>
    public int Gelezen => gelezen;

    /// <summary>The settings of a service that trusts it.</summary>
    public (string, string)[] Instellingen(params (string, string)[] meer) => [("Oidc:Autoriteit", Adres), ("Oidc:Publiek", Publiek), .. meer];

    /// <summary>Takes another key, and forgets the old one.</summary>
    public void Wissel() => (Rsa, Kid) = (RSA.Create(2048), $"rsa-{Guid.NewGuid():N}");

    public string SleutelsTekst() => Sleutels().ToJsonString();

    public JsonObject Kop(string alg = "RS256", string? kid = null) => new() { ["alg"] = alg, ["typ"] = "at+jwt", ["kid"] = kid ?? (alg.StartsWith("ES", StringComparison.Ordinal) ? "ec-1" : Kid) };

    /// <summary>What a good token says.</summary>
    public JsonObject Claims(DateTimeOffset nu, string rol = "analist", string organisatie = "RVS", string sub = "iemand") => new()
    {
        ["iss"] = Adres, ["aud"] = Publiek, ["sub"] = sub, ["iat"] = nu.ToUnixTimeSeconds(), ["nbf"] = nu.AddSeconds(-5).ToUnixTimeSeconds(), ["exp"] = nu.AddMinutes(10).ToUnixTimeSeconds(),
        ["rol"] = rol, ["organisatie"] = organisatie,
    };

    /// <summary>A good token.</summary>
    public string Token(DateTimeOffset nu, string rol = "analist", string organisatie = "RVS", string sub = "iemand") => Teken(Kop(), Claims(nu, rol, organisatie, sub));

    /// <summary>Signs as the header says, with the own key.</summary>
    public string Teken(JsonObject kop, JsonObject claims) => Teken(kop.ToJsonString(), claims.ToJsonString(), kop.Tekst("alg"), Rsa);

    public string Teken(string kop, string claims, string alg, RSA rsa)
    {
        var (tekst, hash) = ($"{Deel(kop)}.{Deel(claims)}", alg[^3..] switch { "384" => HashAlgorithmName.SHA384, "512" => HashAlgorithmName.SHA512, _ => HashAlgorithmName.SHA256 });
        var bytes = Encoding.ASCII.GetBytes(tekst);
        return $"{tekst}.{Base64Url.EncodeToString(alg[..2] switch
        {
            "ES" => Ec.SignData(bytes, hash),
            "PS" => rsa.SignData(bytes, hash, RSASignaturePadding.Pss),
            _ => rsa.SignData(bytes, hash, RSASignaturePadding.Pkcs1),
        })}";
    }

    /// <summary>Signs with a shared secret.</summary>
    public static string Mac(JsonObject kop, JsonObject claims, byte[] geheim)
    {
        var tekst = $"{Deel(kop.ToJsonString())}.{Deel(claims.ToJsonString())}";
        var bytes = Encoding.ASCII.GetBytes(tekst);
        return $"{tekst}.{Base64Url.EncodeToString(kop.Tekst("alg")[^3..] switch { "384" => HMACSHA384.HashData(geheim, bytes), "512" => HMACSHA512.HashData(geheim, bytes), _ => HMACSHA256.HashData(geheim, bytes) })}";
    }

    public static string Deel(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));

    public static JsonObject Jwk(RSA rsa, string kid, string gebruik = "sig")
    {
        var delen = rsa.ExportParameters(false);
        return new() { ["kty"] = "RSA", ["use"] = gebruik, ["kid"] = kid, ["n"] = Base64Url.EncodeToString(delen.Modulus), ["e"] = Base64Url.EncodeToString(delen.Exponent) };
    }

    public async ValueTask DisposeAsync()
    {
        await server.StopAsync(App.Ct);
        await server.DisposeAsync();
    }

    private JsonObject Sleutels()
    {
        var punt = Ec.ExportParameters(false).Q;
        return new()
        {
            ["keys"] = new JsonArray(
                Jwk(Rsa, Kid),
                new JsonObject { ["kty"] = "EC", ["use"] = "sig", ["kid"] = "ec-1", ["crv"] = "P-256", ["x"] = Base64Url.EncodeToString(punt.X), ["y"] = Base64Url.EncodeToString(punt.Y) },
                Jwk(Versleuteling, "versleuteling", "enc"),
                new JsonObject { ["kty"] = "oct", ["kid"] = "geheim", ["k"] = Base64Url.EncodeToString(Geheim) }),
        };
    }
}
