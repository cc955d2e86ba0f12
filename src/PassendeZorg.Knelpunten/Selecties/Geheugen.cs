using Microsoft.AspNetCore.OutputCaching;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Selecties;

/// <summary>
/// Remembers answers to questions that are asked over and over: for as long as nothing is added to the log, and for who may see the same.
/// Whether the question may be asked at all is part of that, so a role has answers of its own. Who asks at the same moment waits for one answer.
/// </summary>
internal sealed class Geheugen(Register register, TimeProvider clock, IOutputCacheStore bewaard) : IOutputCachePolicy
{
    private const string Alles = "antwoorden";
    private int gewist;

    /// <inheritdoc/>
    public async ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        var wissingen = register.Wissingen;
        if (Interlocked.Exchange(ref gewist, wissingen) != wissingen)
        {
            await bewaard.EvictByTagAsync(Alles, cancellation); // nothing is kept of what was erased, also where nobody asks for it
        }

        var lezer = Gebruiker.Van(context.HttpContext);
        context.EnableOutputCaching = !context.HttpContext.Request.Headers.ContainsKey("Prefer"); // who waits for something gets an answer of its own
        (context.AllowCacheLookup, context.AllowCacheStorage, context.AllowLocking) = (true, true, true);
        context.CacheVaryByRules.HeaderNames = "Accept";
        context.CacheVaryByRules.VaryByValues["stand"] = $"{register.Kolommen.Nu.LaatsteVolgnummer} {Kalender.Dag(clock.GetUtcNow()).DayNumber}";
        context.CacheVaryByRules.VaryByValues["lezer"] = $"{lezer.Rol} {lezer.Organisatie}";
        context.CacheVaryByRules.VaryByValues["vraag"] = $"{context.HttpContext.Request.QueryString}"; // as it was asked: some answers repeat it
        context.ResponseExpirationTimeSpan = TimeSpan.FromMinutes(5);
        context.Tags.Add(Alles);
    }

    /// <inheritdoc/>
    public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
    {
        context.AllowCacheStorage = context.HttpContext.Response.StatusCode == StatusCodes.Status200OK;
        return ValueTask.CompletedTask;
    }
}

/// <summary>How answers are remembered.</summary>
internal static class Onthouden
{
    /// <summary>All together, in bytes.</summary>
    private const int MeesteBytes = 32 << 20;

    /// <summary>Of one answer: a sheet of the whole registry is made for whoever asks for it.</summary>
    private const int Grootste = 512 << 10;

    public static void AddGeheugen(this IServiceCollection services)
    {
        services.AddSingleton<Geheugen>();
        services.AddOutputCache(options => (options.SizeLimit, options.MaximumBodySize) = (MeesteBytes, Grootste));
    }

    /// <summary>Remembers what this operation answers. For answers that follow from the log, the question, the day and who asks.</summary>
    public static RouteHandlerBuilder Onthoudt(this RouteHandlerBuilder builder) => builder.CacheOutput(policy => policy.AddPolicy<Geheugen>(), excludeDefaultPolicy: true);
}
