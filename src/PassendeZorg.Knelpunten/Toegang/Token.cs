using System.Buffers.Text;
using System.Security.Claims;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Toegang;

/// <summary>
/// An OIDC access token beside the keys: a JWT of the issuer of the settings, for this registry. Its signature, issuer and audience are judged by
/// Microsoft.IdentityModel; what that is lenient about (size, JSON that can be read in two ways, critical headers, time) is judged here first.
/// What a token says of role and organisation has to be what a key could have.
/// </summary>
internal sealed class Token(Instellingen instellingen, Uitgever uitgever, Register register, Peper peper, TimeProvider clock)
{
    public const string Schema = "token";
    private const int Langst = 16 * 1024;
    private static readonly TimeSpan Klokverschil = TimeSpan.FromSeconds(30);
    private static readonly JsonDocumentOptions Streng = new() { AllowDuplicateProperties = false, MaxDepth = 16 };
    private static readonly string[] Algoritmen = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>What a token may call itself: an access token (RFC 9068), or as most issuers do just a JWT. Tokens to sign out with and the like are not.</summary>
    private static readonly string[] Typen = ["JWT", "at+jwt", "application/at+jwt"];

    /// <summary>Of several roles the one that may most counts; one organisation can have both an adressaat and a melder, and answering is the narrower.</summary>
    private static readonly string[] Voorrang = ["beheerder", "analist", "adressaat", "melder", "abonnee"];

    private readonly JsonWebTokenHandler handler = new() { MaximumTokenSizeInBytes = Langst };

    /// <summary>Whether tokens are taken at all.</summary>
    public bool Aan => instellingen.Oidc.Aan;

    /// <summary>Who the token is of, or why it is not good. Refuses (403) one that is good and gives no rights here, and (503) when nobody can tell.</summary>
    public async Task<(ClaimsIdentity? Wie, string? Reden)> Herken(string gegeven)
    {
        if (gegeven.Length > Langst)
        {
            return (null, "Dit token is langer dan 16 kB.");
        }

        if (gegeven.Split('.') is not [{ Length: > 0 } kop, { Length: > 0 } inhoud, { Length: > 0 }] || Lees(kop) is not { } header || Lees(inhoud) is not { } claims)
        {
            return (null, "Dit is geen token en geen sleutel: een token is een ondertekende JWT, een sleutel begint met kp_.");
        }

        var typ = Tekst(header, "typ");
        if (!Algoritmen.Contains(Tekst(header, "alg")) || header.TryGetProperty("crit", out _)
            || (header.TryGetProperty("typ", out _) && !Typen.Contains(typ, StringComparer.OrdinalIgnoreCase)))
        {
            return (null, "Dit soort token wordt hier niet aangenomen: nodig is een toegangstoken, ondertekend met RS256, PS256, ES256 of een langere vorm daarvan.");
        }

        if (header.TryGetProperty("kid", out var kid) && kid.ValueKind != JsonValueKind.String)
        {
            return (null, NietVanDeUitgever);
        }

        var bron = await uitgever.Voor(Tekst(header, "kid")) ?? throw Weigering.Onbereikbaar("De uitgever van tokens is niet te bereiken, dus of dit token klopt is niet na te gaan. Probeer het zo opnieuw.");
        var oordeel = await handler.ValidateTokenAsync(gegeven, new TokenValidationParameters
        {
            ValidAlgorithms = Algoritmen, IssuerSigningKeys = bron.Sleutels, TryAllIssuerSigningKeys = true, RequireSignedTokens = true,
            ValidIssuer = bron.Uitgever, ValidAudience = instellingen.Oidc.Publiek, ValidateLifetime = false,
        });
        if (!oordeel.IsValid)
        {
            return (null, oordeel.Exception switch
            {
                SecurityTokenInvalidAudienceException => "Dit token is niet voor dit register bedoeld.",
                SecurityTokenInvalidIssuerException => "Dit token is van een andere uitgever.",
                _ => NietVanDeUitgever,
            });
        }

        var nu = clock.GetUtcNow();
        if (Tijd(claims, "exp") is not { } tot || nu >= tot + Klokverschil)
        {
            return (null, "Dit token is verlopen.");
        }

        if (claims.TryGetProperty("nbf", out _) && !(Tijd(claims, "nbf") <= nu + Klokverschil))
        {
            return (null, "Dit token geldt nog niet.");
        }

        return claims.TryGetProperty("cnf", out _) ? (null, "Dit token is gebonden aan een sleutel van de aanvrager en kan niet als Bearer mee.")
            : Tekst(claims, "sub") is { Length: > 0 } sub ? (Wie(claims, bron.Uitgever, sub), null)
            : (null, "In dit token staat niet van wie het is (sub).");
    }

    private const string NietVanDeUitgever = "Dit token is niet ondertekend door de uitgever die dit register vertrouwt.";

    /// <summary>
    /// Role and organisation by the rules for a key. The id stands for issuer and subject and does not lead back to them: what is kept per key
    /// (the log, idempotency) is kept per person so, without a name.
    /// </summary>
    private ClaimsIdentity Wie(JsonElement claims, string issuer, string sub)
    {
        var (rollen, organisaties) = (Waarden(claims, instellingen.Oidc.Rolclaim), Waarden(claims, instellingen.Oidc.Organisatieclaim));
        var (vandaag, fouten) = (Kalender.Dag(clock.GetUtcNow()), new Fouten());
        var verzoek = new JsonObject
        {
            ["naam"] = Schema, ["rol"] = Voorrang.FirstOrDefault(rollen.Contains) ?? (rollen is [var onbekend, ..] ? onbekend : null), ["organisatie"] = organisaties.Count == 1 ? organisaties[0] : null,
        };
        MaakSleutel.Request? als;
        try
        {
            als = new Lezer(register.Begrippen, vandaag, fouten).Lees<MaakSleutel.Request>(JsonSerializer.SerializeToElement(verzoek));
            fouten.Klaar();
            MaakSleutel.Controleer(als!, register, vandaag);
        }
        catch (Weigering weigering)
        {
            var redenen = weigering.Probleem.Fouten!.Select(fout => $"{(fout.Veld == "/rol" ? instellingen.Oidc.Rolclaim : instellingen.Oidc.Organisatieclaim)}: {fout.Bericht}");
            throw Weigering.Verboden($"Dit token is goed, maar geeft hier geen rechten. {string.Join(' ', redenen)}");
        }

        var id = peper.Hmac($"oidc\n{issuer}\n{sub}").ToCharArray(0, 32);
        (id[12], id[16]) = ('8', '8'); // a UUIDv8: not to be taken for the id of a key
        return new([new(ClaimTypes.NameIdentifier, Guid.ParseExact(id, "N").ToString("D")), new(ClaimTypes.Role, als!.Rol), new(Rechten.Organisatie, als.Organisatie)], Schema);
    }

    /// <summary>The texts of a claim: by its name, or along a path such as <c>realm_access.roles</c>.</summary>
    private static IReadOnlyList<string> Waarden(JsonElement claims, string naam)
    {
        if (!claims.TryGetProperty(naam, out var waarde))
        {
            waarde = claims;
            foreach (var deel in naam.Split('.'))
            {
                if (waarde.ValueKind != JsonValueKind.Object || !waarde.TryGetProperty(deel, out waarde))
                {
                    return [];
                }
            }
        }

        return [.. (waarde.ValueKind == JsonValueKind.Array ? waarde.EnumerateArray().ToArray() : [waarde]).Where(deel => deel.ValueKind == JsonValueKind.String).Select(deel => deel.GetString()!)];
    }

    private static JsonElement? Lees(string deel)
    {
        try
        {
            using var json = JsonDocument.Parse(Base64Url.DecodeFromChars(deel), Streng);
            return json.RootElement.ValueKind == JsonValueKind.Object ? json.RootElement.Clone() : null;
        }
        catch (Exception fout) when (fout is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string? Tekst(JsonElement json, string naam) => json.TryGetProperty(naam, out var waarde) && waarde.ValueKind == JsonValueKind.String ? waarde.GetString() : null;

    private static DateTimeOffset? Tijd(JsonElement json, string naam) =>
        json.TryGetProperty(naam, out var waarde) && waarde.ValueKind == JsonValueKind.Number && waarde.TryGetDouble(out var seconden) && seconden is > 0 and < 253402300800
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconden) : null;
}
