using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>
/// Who signed in in a browser: an encrypted cookie with the id of the key, never the key. Each request looks the key up again, so that one that
/// is revoked or expired ends the session at once. The API does not take the cookie: there, nothing that a browser sends by itself may count.
/// </summary>
internal static class Sessie
{
    public const string Schema = "sessie";

    /// <summary>The field that shows that a form comes from a page of this site.</summary>
    public const string Tokenveld = "_token";

    private static readonly TimeSpan Duur = TimeSpan.FromHours(12);

    public static void AddSessie(this IServiceCollection services)
    {
        services.AddSingleton<IDataProtectionProvider>(provider => new Bescherming(provider.GetRequiredService<Peper>(), "sessie"));
        services.AddAntiforgery(options =>
        {
            options.FormFieldName = Tokenveld;
            options.Cookie.Name = "kp-formulier";
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddAuthentication().AddCookie(Schema, options =>
        {
            options.Cookie.Name = "kp-sessie";
            options.Cookie.HttpOnly = true;
            options.Cookie.SameSite = SameSiteMode.Lax; // a link in a mail finds who signed in; every change asks for a token besides
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.ExpireTimeSpan = Duur;
            options.Events.OnValidatePrincipal = Controleer;
            options.Events.OnRedirectToLogin = context => Aanmelden(context.HttpContext);
            options.Events.OnRedirectToAccessDenied = context => throw Weigering.Verboden(
                $"Dit kan niet met een sleutel met rol {Gebruiker.Van(context.HttpContext).Rol}. Meld u af en daarna aan met een andere sleutel.");
        });
    }

    /// <summary>What a form carries to show that it comes from a page of this site.</summary>
    public static Html Token(HttpContext context) =>
        Velden.Verborgen(Tokenveld, context.RequestServices.GetRequiredService<IAntiforgery>().GetAndStoreTokens(context).RequestToken!);

    /// <summary>Starts a session with a key.</summary>
    public static Task Begin(HttpContext context, Sleutel sleutel) =>
        context.SignInAsync(Schema, new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, sleutel.Id.ToString("D"))], Schema)));

    /// <summary>An address of this site to go on to; anything else is the front page.</summary>
    public static string Terug(string? adres) =>
        adres is { Length: > 1 and < 2000 } && adres[0] == '/' && adres[1] is not ('/' or '\\') && !adres.Any(char.IsControl) ? adres : "/";

    /// <summary>The cookie only holds an id: what its key may do is looked up now.</summary>
    private static Task Controleer(CookieValidatePrincipalContext context)
    {
        var services = context.HttpContext.RequestServices;
        var clock = services.GetRequiredService<TimeProvider>();
        if (Guid.TryParse(context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier), out var id)
            && services.GetRequiredService<Register>().Sleutels.Geldig(id, Kalender.Dag(clock.GetUtcNow())) is { } sleutel)
        {
            sleutel.Gebruikt(services.GetRequiredService<Schrijver>(), clock);
            context.ReplacePrincipal(new ClaimsPrincipal(sleutel.Identiteit(Schema)));
            return Task.CompletedTask;
        }

        context.RejectPrincipal();
        return context.HttpContext.SignOutAsync(Schema);
    }

    /// <summary>Who has to sign in first. What was typed goes along, and comes back after.</summary>
    private static async Task Aanmelden(HttpContext context)
    {
        if (!HttpMethods.IsPost(context.Request.Method) || !context.Request.HasFormContentType)
        {
            context.Response.Redirect($"/aanmelden?terug={Uri.EscapeDataString($"{context.Request.Path}{context.Request.QueryString}")}");
            return;
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        await MeldAan.Vraag(context, context.Request.Path, form.Where(veld => veld.Key != Tokenveld).SelectMany(veld => veld.Value.Select(waarde => (veld.Key, waarde ?? ""))),
            "Uw sessie is voorbij. Meld u opnieuw aan: wat u had ingevuld is er nog.", StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }

    /// <summary>
    /// Encryption of cookies and tokens with the secret of the registry: nothing to keep or rotate beside it, and instances with the same
    /// secret read each other's.
    /// </summary>
    private sealed class Bescherming(Peper peper, string doel) : IDataProtector
    {
        public IDataProtector CreateProtector(string purpose) => new Bescherming(peper, $"{doel}/{purpose}");

        public byte[] Protect(byte[] plaintext) => Encoding.ASCII.GetBytes(peper.Versleutel(plaintext, doel));

        public byte[] Unprotect(byte[] protectedData)
        {
            try
            {
                return peper.Ontsleutel(Encoding.ASCII.GetString(protectedData), doel);
            }
            catch (Exception fout) when (fout is FormatException or ArgumentException or OverflowException)
            {
                throw new CryptographicException("Not something that was protected here.", fout);
            }
        }
    }
}
