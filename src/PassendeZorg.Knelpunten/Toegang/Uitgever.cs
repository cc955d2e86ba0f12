using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using PassendeZorg.Knelpunten.Beheer;

namespace PassendeZorg.Knelpunten.Toegang;

/// <summary>
/// The issuer of tokens: who it says it is and the keys that it signs with. Read when the first token comes and every few minutes that tokens do,
/// so that a key that was replaced is known, or no longer trusted, within five; when the issuer is away, what was read last holds for two days.
/// </summary>
internal sealed partial class Uitgever(Instellingen instellingen, TimeProvider clock, ILogger<Uitgever> logger) : IDisposable
{
    private static readonly TimeSpan Vers = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Houdbaar = TimeSpan.FromHours(48);

    /// <summary>Between two attempts: a key that nobody knows must not make us ask for each token.</summary>
    private static readonly TimeSpan Rust = TimeSpan.FromSeconds(10);

    private readonly HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = TimeSpan.FromSeconds(5), MaxResponseContentBufferSize = 256 * 1024,
    };

    private readonly Lock slot = new();
    private volatile Stand? bekend;
    private DateTimeOffset geprobeerd = DateTimeOffset.MinValue;
    private Task lopend = Task.CompletedTask;

    /// <summary>The keys that a token may have been signed with; null when the issuer was never reached, or not for too long.</summary>
    /// <param name="kid">Which key the token names. One that is not known yet may have come into use just now.</param>
    public async Task<(string Uitgever, IReadOnlyList<SecurityKey> Sleutels)?> Voor(string? kid)
    {
        var stand = bekend;
        var ontbreekt = stand is null || (kid is not null && Met(stand, kid).Count == 0);
        if (ontbreekt || clock.GetUtcNow() - stand!.GelezenOp > Vers)
        {
            var lezen = Ververs();
            if (ontbreekt)
            {
                await lezen;
            }

            stand = bekend;
        }

        return stand is not null && clock.GetUtcNow() - stand.GelezenOp < Houdbaar ? (stand.Issuer, kid is null ? stand.Sleutels : Met(stand, kid)) : null;
    }

    public void Dispose() => client.Dispose();

    private static List<SecurityKey> Met(Stand stand, string kid) => [.. stand.Sleutels.Where(sleutel => string.Equals(sleutel.KeyId, kid, StringComparison.Ordinal))];

    private Task Ververs()
    {
        lock (slot)
        {
            var nu = clock.GetUtcNow();
            if (lopend.IsCompleted && nu - geprobeerd >= Rust)
            {
                geprobeerd = nu;
                lopend = Task.Run(Lees);
            }

            return lopend;
        }
    }

    private async Task Lees()
    {
        try
        {
            var autoriteit = instellingen.Oidc.Autoriteit!.TrimEnd('/');
            var lezer = new HttpDocumentRetriever(client) { RequireHttps = autoriteit.StartsWith("https:", StringComparison.OrdinalIgnoreCase) };
            var gelezen = await OpenIdConnectConfigurationRetriever.GetAsync($"{autoriteit}/.well-known/openid-configuration", lezer, CancellationToken.None);
            // Who answers for another would have its tokens believed as those of that other (OpenID Connect Discovery, 4.3).
            if (!string.Equals(gelezen.Issuer?.TrimEnd('/'), autoriteit, StringComparison.Ordinal) || gelezen.SigningKeys.Count == 0)
            {
                throw new InvalidDataException("The metadata is that of another issuer, or names no keys.");
            }

            bekend = new Stand(gelezen.Issuer!, [.. gelezen.SigningKeys], clock.GetUtcNow());
        }
        catch (Exception fout)
        {
            LogOnleesbaar(logger, fout); // whatever it is, what was read last still holds
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "De sleutels van de uitgever van tokens zijn niet te lezen; wat eerder gelezen is geldt nog.")]
    private static partial void LogOnleesbaar(ILogger logger, Exception fout);

    private sealed record Stand(string Issuer, IReadOnlyList<SecurityKey> Sleutels, DateTimeOffset GelezenOp);
}
