using System.Reflection;
using Microsoft.Extensions.Primitives;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>What every answer carries (NLGov API Design Rules: version-header, security-headers, cors), and two rules on requests.</summary>
internal static class Headers
{
    /// <summary>The version of the API, in full.</summary>
    public static readonly string ApiVersion = typeof(Headers).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <summary>The one inline style of Swagger UI: the colours inside its logo. Another version may have another.</summary>
    private const string DocsStyle = "'sha256-RL3ie0nH+Lzz2YNqQN83mnU0J1ot4QL7b99vMdIX99w='";

    /// <summary>Cache-Control of a file whose address holds its hash.</summary>
    public const string Blijvend = "public, max-age=31536000, immutable";

    /// <summary>Adds the headers, just before the answer starts.</summary>
    public static Task Add(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            var (request, headers) = (context.Request, context.Response.Headers);
            var docs = request.Path.StartsWithSegments("/docs", StringComparison.Ordinal);
            headers["API-Version"] = ApiVersion;
            headers.StrictTransportSecurity = "max-age=31536000";
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "no-referrer";
            // A browser takes the headers of a 304 for those of the page that it kept: without its policy that keeps its own.
            headers.ContentSecurityPolicy = context.Response.StatusCode == StatusCodes.Status304NotModified ? default(StringValues) : docs
                ? $"default-src 'none'; script-src 'self'; style-src 'self' {DocsStyle}; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
                : context.Response.ContentType?.StartsWith("text/html", StringComparison.Ordinal) == true ? "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
                : "default-src 'none'; frame-ancestors 'none'";
            headers.Vary = "Authorization, Accept, Accept-Encoding, Cookie";
            var open = (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)) && request.Headers.Authorization.Count == 0
                && context.User.Identity?.IsAuthenticated != true;
            if (open)
            {
                headers.AccessControlAllowOrigin = "*";
            }

            headers.CacheControl = headers.CacheControl == Blijvend ? Blijvend : open && (docs || (headers.ETag.Count > 0 && context.Response.StatusCode < 400)) ? "no-cache" : "no-store";
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>HEAD works where GET does: the same answer without its body.</summary>
    public static async Task Head(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await next(context);
            return;
        }

        var body = context.Response.Body;
        context.Request.Method = HttpMethods.Get;
        context.Response.Body = Stream.Null;
        try
        {
            await next(context);
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
            context.Response.Body = body;
        }
    }

    /// <summary>
    /// Refuses an address or headers that are too long or too many. The server has limits of its own above these, but answers nothing that can
    /// be read. A token has a limit of its own, where it is judged.
    /// </summary>
    public static Task Bound(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (request.Path.Value?.Length + request.QueryString.Value?.Length > LongestAddress)
        {
            throw Weigering.Maak(414, "adres-te-lang", "Adres te lang", "Een adres mag hier ten hoogste 8 kB lang zijn. Stuur minder in de zoekvraag.");
        }

        return request.Headers.Sum(header => header.Value.Count) > MostHeaders
            || request.Headers.Where(header => header.Key != "Authorization").Sum(header => header.Value.Sum(value => header.Key.Length + value?.Length + 4)) > MostHeaderBytes
            ? throw Weigering.Maak(431, "headers-te-groot", "Headers te groot", "Ten hoogste 64 headers, samen 16 kB.")
            : next(context);
    }

    private const int LongestAddress = 8 * 1024;
    private const int MostHeaders = 64;
    private const int MostHeaderBytes = 16 * 1024;

    /// <summary>An address with a slash at the end is another address, and there is nothing there (no-trailing-slash).</summary>
    public static Task NoTrailingSlash(HttpContext context, RequestDelegate next) =>
        context.Request.Path.Value is { Length: > 1 } path && path[^1] == '/' && !path.StartsWith("/docs/", StringComparison.Ordinal)
            ? Problems.Write(context, Weigering.NietGevonden("Dit adres bestaat niet; laat de schuine streep aan het eind weg."))
            : next(context);
}
