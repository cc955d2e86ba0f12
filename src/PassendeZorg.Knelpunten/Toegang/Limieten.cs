using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpOverrides;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Toegang;

/// <summary>
/// How much one may ask in a minute: per key or person, and per address for who did not sign in; reads apart from writes. A bucket holds a minute's
/// worth and fills evenly, so that a burst is no fault. Files and health do not count.
/// </summary>
internal static class Limieten
{
    public static void AddLimieten(this IServiceCollection services, Instellingen instellingen)
    {
        services.AddSingleton<Aanmelding>();
        services.AddRateLimiter(options =>
        {
            options.GlobalLimiter = instellingen.Limieten.Uit ? null : PartitionedRateLimiter.Create<HttpContext, (string Wie, bool Schrijft)>(context => Emmer(context, instellingen.Limieten));
            options.OnRejected = (geweigerd, _) =>
            {
                var seconden = geweigerd.Lease.TryGetMetadata(MetadataName.RetryAfter, out var duur) ? Math.Max(1, (int)Math.Ceiling(duur.TotalSeconds)) : 1;
                return new ValueTask(Problems.Write(geweigerd.HttpContext, Weigering.TeVeel($"U vraagt te veel achter elkaar. Probeer het over {seconden} {(seconden == 1 ? "seconde" : "seconden")} opnieuw.", seconden)));
            };
        });
        services.Configure<ForwardedHeadersOptions>(options => Proxys(options, instellingen.Proxys));
    }

    /// <summary>Whom to count as one: an IPv4 address, or the /64 of an IPv6 address, which is what one connection gets.</summary>
    public static string Afzender(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } adres)
        {
            return "";
        }

        adres = adres.IsIPv4MappedToIPv6 ? adres.MapToIPv4() : adres;
        return adres.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexStringLower(adres.GetAddressBytes().AsSpan(0, 8)) : adres.ToString();
    }

    /// <summary>
    /// Believes what a proxy of the settings says of who asks and how (https), and nobody else. Of a chain, from the near end as far as the
    /// proxies are known.
    /// </summary>
    /// <exception cref="StartRefused">One of them is not an address.</exception>
    public static void Proxys(ForwardedHeadersOptions options, IReadOnlyList<string> proxys)
    {
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        options.ForwardLimit = null;
        options.ForwardedHeaders = proxys.Count == 0 ? ForwardedHeaders.None : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        foreach (var proxy in proxys)
        {
            if (System.Net.IPNetwork.TryParse(proxy, out var netwerk))
            {
                options.KnownIPNetworks.Add(netwerk);
            }
            else
            {
                options.KnownProxies.Add(IPAddress.TryParse(proxy, out var adres) ? adres
                    : throw new StartRefused($"Knelpunten__Proxys bevat \"{proxy}\"; dat is geen adres en geen netwerk zoals 10.0.0.0/8."));
            }
        }
    }

    private static RateLimitPartition<(string Wie, bool Schrijft)> Emmer(HttpContext context, Instellingen.Limietinstellingen limieten)
    {
        var schrijft = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method) && !HttpMethods.IsOptions(context.Request.Method);
        var wie = context.User.FindFirstValue(ClaimTypes.NameIdentifier);
        var perMinuut = (wie is null, schrijft) switch
        {
            (true, false) => limieten.LezenAnoniem,
            (true, true) => limieten.SchrijvenAnoniem,
            (false, false) => limieten.Lezen,
            (false, true) => limieten.Schrijven,
        };
        var perKeer = (perMinuut + 59) / 60; // at most once a second
        return RateLimitPartition.GetTokenBucketLimiter((wie ?? Afzender(context), schrijft), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinuut, TokensPerPeriod = perKeer, ReplenishmentPeriod = TimeSpan.FromMinutes(1) * perKeer / perMinuut, QueueLimit = 0,
        });
    }
}
