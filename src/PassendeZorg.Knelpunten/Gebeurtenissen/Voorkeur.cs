using System.Globalization;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Gebeurtenissen;

/// <summary>
/// Read your own writes, whichever instance answers. Every answer says in <c>Volgnummer</c> how far the log was followed; with
/// <c>Prefer: wait-for=&lt;volgnummer&gt;</c> (RFC 7240) a request is not handled before it has been followed as far as that.
/// </summary>
internal static class Voorkeur
{
    /// <summary>How far the log was followed when this was answered.</summary>
    public const string Header = "Volgnummer";

    private const string WachtOp = "wait-for";

    /// <summary>As long as a request waits; what is not there by then is not on its way.</summary>
    private static readonly TimeSpan Geduld = TimeSpan.FromSeconds(5);

    public static async Task Pas(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/v1", StringComparison.Ordinal))
        {
            await next(context);
            return;
        }

        var register = context.RequestServices.GetRequiredService<Register>();
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = register.Kolommen.Nu.LaatsteVolgnummer.ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        if (context.Request.Headers.TryGetValue("Prefer", out var voorkeuren) && Gevraagd(voorkeuren) is { } volgnummer)
        {
            var tot = Environment.TickCount64 + Geduld.TotalMilliseconds;
            while (register.Kolommen.Nu.LaatsteVolgnummer < volgnummer)
            {
                if (Environment.TickCount64 > tot)
                {
                    throw Weigering.NogNiet(volgnummer);
                }

                await Task.Delay(5, context.RequestAborted);
            }

            context.Response.Headers["Preference-Applied"] = $"{WachtOp}={volgnummer}";
        }

        await next(context);
    }

    private static long? Gevraagd(Microsoft.Extensions.Primitives.StringValues voorkeuren) =>
        voorkeuren.SelectMany(regel => (regel ?? "").Split(',')).Select(voorkeur => voorkeur.Split('=', 2, StringSplitOptions.TrimEntries))
            .Where(voorkeur => voorkeur is [var naam, _] && naam.Equals(WachtOp, StringComparison.OrdinalIgnoreCase))
            .Select(voorkeur => long.TryParse(voorkeur[1].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var volgnummer) ? volgnummer : (long?)null).FirstOrDefault();
}
