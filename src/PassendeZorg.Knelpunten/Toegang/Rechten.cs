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
        services.AddDataProtection().UseEphemeralDataProtectionProvider(); // authentication asks for it; nothing here is kept with it
        // The API takes a key and nothing else; a page takes a session too.
        services.AddAuthentication("wie").AddScheme<AuthenticationSchemeOptions, SleutelHandler>(SleutelHandler.Schema, null)
            .AddPolicyScheme("wie", null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.Authorization.Count > 0 || !Paginas.Paginas.Is(context.Request) ? SleutelHandler.Schema : Paginas.Sessie.Schema);
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
                "Een API-sleutel hoort in de header (Authorization: Bearer …) en niet in het adres, want adressen worden bewaard. Laat deze sleutel intrekken.");
        }

        if (context.Request.Headers.Authorization.Count > 0 && context.User.Identity?.IsAuthenticated != true)
        {
            await context.ChallengeAsync();
            return;
        }

        await next(context);
    }

    private static bool Lijkt(string? tekst) => tekst is { Length: >= 35 } && tekst.StartsWith("kp_", StringComparison.Ordinal);
}

/// <summary><c>Authorization: Bearer kp_…</c>.</summary>
internal sealed class SleutelHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder,
    Register register, Peper peper, Schrijver schrijver, TimeProvider clock) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Schema = "sleutel";
    private string? reden;

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        const string Bearer = "Bearer ";
        var (sleutel, waarom) = register.Sleutels.Herken(header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : "", peper, Kalender.Dag(clock.GetUtcNow()));
        reden = waarom;
        if (reden is not null)
        {
            return Task.FromResult(AuthenticateResult.Fail(reden));
        }

        sleutel!.Gebruikt(schrijver, clock);
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(sleutel.Identiteit(Schema)), Schema)));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties) =>
        Problems.Write(Context, reden is null ? Weigering.NietAangemeld() : Weigering.NietAangemeld(reden));

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Problems.Write(Context, Weigering.Verboden($"Dit kan niet met een sleutel met rol {Gebruiker.Van(Context).Rol}."));
}
