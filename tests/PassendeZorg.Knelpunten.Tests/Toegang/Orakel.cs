using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PassendeZorg.Knelpunten.Tests.Toegang;

/// <summary>A service that does nothing but ask ASP.NET's JwtBearer handler, with our settings, whether a token is good.</summary>
internal sealed class Orakel : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly HttpClient client;

    private Orakel(WebApplication server) =>
        (this.server, client) = (server, new HttpClient { BaseAddress = new Uri(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()) });

    public static async Task<Orakel> Start(Tokenuitgever uitgever)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MaxRequestHeadersTotalSize = 192 * 1024;
        });
        builder.Services.AddAuthorization().AddAuthentication("Bearer").AddJwtBearer(options =>
        {
            (options.Authority, options.Audience, options.RequireHttpsMetadata) = (uitgever.Adres, Tokenuitgever.Publiek, false);
            options.TokenValidationParameters.ValidAlgorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];
            options.TokenValidationParameters.ClockSkew = TimeSpan.FromSeconds(30);
        });
        var server = builder.Build();
        server.UseAuthentication();
        server.UseAuthorization();
        server.MapGet("/", () => "").RequireAuthorization();
        await server.StartAsync();
        return new Orakel(server);
    }

    /// <summary>Whether it takes a token.</summary>
    public async Task<bool> Neemt(string token)
    {
        using var verzoek = new HttpRequestMessage(HttpMethod.Get, "/");
        verzoek.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var antwoord = await client.SendAsync(verzoek, App.Ct);
        return antwoord.StatusCode == HttpStatusCode.OK;
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await server.DisposeAsync();
    }
}
