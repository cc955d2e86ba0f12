using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Toegang;

/// <summary>The policies, and how they are wired.</summary>
internal static class Rechten
{
    /// <summary>Claim with the organisation of the key.</summary>
    public const string Organisatie = "organisatie";

    /// <summary>Claim with what a key is for, once for each.</summary>
    public const string Bereik = "bereik";

    /// <summary>A key that is for GET.</summary>
    public const string Lezen = "lezen";

    /// <summary>A key that is for everything else.</summary>
    public const string Schrijven = "schrijven";

    /// <summary>Report: melder, analist, beheerder.</summary>
    public const string Melden = "melden";

    /// <summary>Judge: analist, beheerder.</summary>
    public const string Beoordelen = "beoordelen";

    /// <summary>Say what it takes: adressaat and melder for themselves, analist and beheerder to render a public position.</summary>
    public const string Inschatten = "inschatten";

    /// <summary>Answer officially: adressaat, for its own organisation.</summary>
    public const string Antwoorden = "antwoorden";

    /// <summary>Promise: adressaat for itself, analist and beheerder from a dialoog.</summary>
    public const string Toezeggen = "toezeggen";

    /// <summary>Follow: everybody with a key.</summary>
    public const string Volgen = "volgen";

    /// <summary>Keys and vocabularies: beheerder.</summary>
    public const string Beheren = "beheren";

    public static void AddRechten(this IServiceCollection services)
    {
        services.AddSingleton<Uitgever>().AddSingleton<Token>();
        services.AddDataProtection().UseEphemeralDataProtectionProvider(); // authentication asks for it; nothing here is kept with it
        // The API takes a key or a token and nothing else; a page takes a session too.
        services.AddAuthentication("wie").AddScheme<AuthenticationSchemeOptions, BearerHandler>(BearerHandler.Schema, null)
            .AddPolicyScheme("wie", null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 || !Paginas.Paginas.Is(context.Request) ? BearerHandler.Schema : Paginas.Sessie.Schema);
        services.AddAuthorizationBuilder()
            .AddPolicy(Melden, policy => policy.RequireRole("melder", "analist", "beheerder"))
            .AddPolicy(Beoordelen, policy => policy.RequireRole("analist", "beheerder"))
            .AddPolicy(Inschatten, policy => policy.RequireRole("melder", "adressaat", "analist", "beheerder"))
            .AddPolicy(Antwoorden, policy => policy.RequireRole("adressaat"))
            .AddPolicy(Toezeggen, policy => policy.RequireRole("adressaat", "analist", "beheerder"))
            .AddPolicy(Volgen, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(Beheren, policy => policy.RequireRole("beheerder"));
    }

    /// <summary>
    /// Default deny: a route that does not say who may use it keeps the service from starting. (A fallback policy would answer 401
    /// where nothing is there at all.)
    /// </summary>
    public static void EisOveral(IEndpointRouteBuilder routes)
    {
        var open = routes.DataSources.SelectMany(source => source.Endpoints)
            .FirstOrDefault(endpoint => endpoint.Metadata.GetMetadata<IAuthorizeData>() is null && endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null);
        if (open is not null)
        {
            throw new InvalidOperationException($"Route {open.DisplayName} does not say who may use it.");
        }
    }

    /// <summary>
    /// A key that is sent must be good, also where none is needed: who sends a revoked key wants to know, and must not be
    /// taken for somebody else. In an address a key is always refused: addresses end up in logs.
    /// </summary>
    public static async Task WeigerSlechteSleutel(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Query.FirstOrDefault(deel => Lijkt(deel.Key) || deel.Value.Any(Lijkt)) is { Key: not null } inAdres)
        {
            throw Weigering.Ongeldig(Lijkt(inAdres.Key) ? "" : Lezer.Pointer(inAdres.Key), "onbekende-sleutel",
                "Een API-sleutel of token hoort in de header (Authorization: Bearer …) en niet in het adres, want adressen worden bewaard. Laat deze intrekken.");
        }

        if (context.Request.Headers.Authorization.Count > 0 && context.User.Identity?.IsAuthenticated != true)
        {
            await context.ChallengeAsync();
            return;
        }

        await next(context);
    }

    /// <summary>
    /// What a key is for, besides what its role may: one to read with changes nothing, one to write with sees nothing, not even what everybody
    /// sees. What anybody may do without a key, such as signing out, is not asked about.
    /// </summary>
    public static Task EisBereik(HttpContext context, RequestDelegate next)
    {
        var leest = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method) || HttpMethods.IsOptions(context.Request.Method);
        var mag = context.User.FindAll(Bereik).Select(claim => claim.Value).ToList();
        return mag.Count == 0 || mag.Contains(leest ? Lezen : Schrijven) || (!leest && context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is null)
            ? next(context)
            : throw Weigering.Verboden($"Deze sleutel is alleen om mee te {mag[0]}. Gebruik een sleutel met {(leest ? Lezen : Schrijven)} in zijn bereik.");
    }

    private static bool Lijkt(string? tekst) => tekst is { Length: >= 35 }
        && (tekst.StartsWith(Sleutel.Begin, StringComparison.Ordinal) || (tekst.StartsWith("eyJ", StringComparison.Ordinal) && tekst.Count(c => c == '.') == 2));
}

/// <summary><c>Authorization: Bearer kp_…</c> with a key, or with a token of the issuer of the settings.</summary>
internal sealed class BearerHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    Aanmelding aanmelding, Token token, Schrijver schrijver, TimeProvider clock) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Schema = "sleutel";
    private Weigering? weigering;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return AuthenticateResult.NoResult();
        }

        const string Bearer = "Bearer ";
        var gegeven = header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : "";
        var isToken = token.Aan && gegeven.Length > 0 && !gegeven.StartsWith(Sleutel.Begin, StringComparison.Ordinal);
        (var wie, weigering) = isToken ? await MetToken(gegeven) : MetSleutel(gegeven);
        return wie is null ? AuthenticateResult.Fail(weigering!) : AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(wie), Schema));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Problems.Write(Context, weigering ?? Weigering.NietAangemeld());

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.Write(Context, Weigering.Verboden($"Dit kan niet met een {Context.User.Identity!.AuthenticationType} met rol {Gebruiker.Van(Context).Rol}."));

    private async Task<(ClaimsIdentity? Wie, Weigering? Weigering)> MetToken(string gegeven)
    {
        var (wie, reden) = await token.Herken(gegeven);
        return (wie, reden is null ? null : aanmelding.Mislukt(Limieten.Afzender(Context), reden));
    }

    private (ClaimsIdentity? Wie, Weigering? Weigering) MetSleutel(string gegeven)
    {
        var (sleutel, weigering) = aanmelding.Herken(gegeven, Limieten.Afzender(Context));
        sleutel?.Gebruikt(schrijver, clock);
        return (sleutel?.Identiteit(Schema), weigering);
    }
}
