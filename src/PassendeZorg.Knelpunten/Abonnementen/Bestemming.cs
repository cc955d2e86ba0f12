using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>The addresses of a name; throws a <see cref="SocketException"/> when there are none.</summary>
public delegate Task<IPAddress[]> Naamdienst(string naam, CancellationToken ct);

/// <summary>
/// The way out, to addresses that others chose. They are judged twice: when they are registered, so that a mistake is told at once, and
/// when a connection is made, by the very address that is connected to, because what a name means can change in between.
/// </summary>
public sealed class Bestemming : IDisposable
{
    private const int Meest = 64 * 1024;
    private const int Bewaard = 256;

    // Everything that is not the public internet (the IANA special-purpose registries). IPv6 is the other way round: only global unicast is let through.
    private static readonly IPNetwork[] NietOpenbaar =
    [
        .. "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.0.2.0/24 192.88.99.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24 224.0.0.0/4 240.0.0.0/4 "
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPNetwork.Parse),
        .. "2001::/23 2001:db8::/32 2002::/16 3fff::/20".Split(' ').Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork GlobaalV6 = IPNetwork.Parse("2000::/3");

    private readonly Naamdienst naamdienst;
    private readonly IPNetwork[] opengesteld;
    private readonly HttpClient client;

    /// <summary>Makes the way out ready.</summary>
    /// <exception cref="StartRefused">A range in the settings is none.</exception>
    public Bestemming(Naamdienst naamdienst, Instellingen instellingen)
    {
        this.naamdienst = naamdienst;
        opengesteld = [.. instellingen.Webhooks.ToegestaneNetwerken.Select(netwerk => IPNetwork.TryParse(netwerk, out var bereik) ? bereik
            : throw new StartRefused($"Webhooks:ToegestaneNetwerken: {netwerk} is geen netwerk als 10.1.0.0/16."))];
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectCallback = Verbind,
            ConnectTimeout = TimeSpan.FromSeconds(15),
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"PassendeZorg.Knelpunten/{Headers.ApiVersion}");
    }

    /// <summary>What became of an attempt.</summary>
    /// <param name="Status">Of the answer; null when there was none.</param>
    /// <param name="Fout">What went wrong on the way.</param>
    /// <param name="Antwoord">The first 256 bytes.</param>
    /// <param name="Wacht">How long the receiver asks to wait.</param>
    internal sealed record Uitslag(string Methode, DateTimeOffset BegonnenOp, int DuurMs, int? Status, string? Fout, string? Antwoord, TimeSpan? Wacht, bool Toegestaan = false)
    {
        public bool Gelukt => Fout is null && Status is >= 200 and < 300;
    }

    /// <summary>Notes why messages cannot be sent to an address; looks its name up.</summary>
    internal async Task Keur(string adres, string veld, Fouten fouten, CancellationToken ct)
    {
        if (!Uri.TryCreate(adres, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.IdnHost.Length == 0)
        {
            fouten.Meld(veld, "ongeldig-formaat", "Verwacht een adres als https://voorbeeld.nl/berichten.");
            return;
        }

        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0 || adres.Contains('#', StringComparison.Ordinal) || uri.IdnHost.EndsWith('.'))
        {
            fouten.Meld(veld, "ongeldig-formaat", uri.UserInfo.Length > 0 ? "Zet geen gebruiker of wachtwoord in het adres; een bericht is te herkennen aan de handtekening."
                : uri.IdnHost.EndsWith('.') ? "Laat de punt aan het eind van de naam weg." : "Laat het deel vanaf # weg.");
            return;
        }

        if (IPAddress.TryParse(uri.IdnHost, out var getallen) && getallen.AddressFamily == AddressFamily.InterNetwork && !adres.Contains($"{getallen}", StringComparison.Ordinal))
        {
            fouten.Meld(veld, "ongeldig-formaat", "Schrijf een IP-adres als vier gewone getallen, of gebruik een naam.");
            return;
        }

        try
        {
            if (Weigert(uri, await Adressen(uri.IdnHost, ct)) is { } reden)
            {
                fouten.Meld(veld, "buiten-bereik", reden);
            }
        }
        catch (Exception fout) when (fout is SocketException or ArgumentException)
        {
            fouten.Meld(veld, "niet-gevonden", $"De naam {Lezer.Kort(uri.IdnHost)} is niet te vinden (DNS).");
        }
    }

    /// <summary>Sends a request; never throws for what the receiver does, only when <paramref name="stop"/> says so.</summary>
    internal async Task<Uitslag> Stuur(HttpRequestMessage verzoek, TimeProvider clock, TimeSpan grens, CancellationToken stop)
    {
        var (begonnen, duur) = (clock.GetUtcNow(), Stopwatch.StartNew());
        using var binnen = CancellationTokenSource.CreateLinkedTokenSource(stop);
        binnen.CancelAfter(grens);
        int? status = null;
        try
        {
            using var antwoord = await client.SendAsync(verzoek, HttpCompletionOption.ResponseHeadersRead, binnen.Token);
            status = (int)antwoord.StatusCode;
            var wacht = antwoord.Headers.RetryAfter is { } later ? later.Delta ?? later.Date - clock.GetUtcNow() : null;
            var toegestaan = antwoord.Headers.TryGetValues("WebHook-Allowed-Origin", out var waarden)
                && verzoek.Headers.TryGetValues("WebHook-Request-Origin", out var gevraagd)
                && waarden.Any(waarde => waarde.Trim() == "*" || waarde.Trim().Equals(gevraagd.Single(), StringComparison.OrdinalIgnoreCase));
            return Klaar(null, await Begin(antwoord.Content, binnen.Token), wacht, toegestaan);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
        catch (OperationCanceledException)
        {
            return Klaar($"Geen volledig antwoord binnen {grens.TotalSeconds:0.#} seconden.");
        }
        catch (Exception fout) when (fout is HttpRequestException or IOException or SocketException or InvalidOperationException)
        {
            return Klaar(fout.GetBaseException() is GeweigerdAdres geweigerd ? geweigerd.Message : fout is HttpRequestException http ? Reden(http.HttpRequestError) : "De verbinding werd verbroken.");
        }

        Uitslag Klaar(string? fout, string? begin = null, TimeSpan? wacht = null, bool toegestaan = false) =>
            new(verzoek.Method.Method, begonnen, (int)duur.ElapsedMilliseconds, status, fout, begin, wacht, toegestaan);
    }

    /// <summary>Whether an address is on the public internet.</summary>
    internal static bool IsOpenbaar(IPAddress adres) =>
        (adres.AddressFamily == AddressFamily.InterNetwork || (adres.AddressFamily == AddressFamily.InterNetworkV6 && GlobaalV6.Contains(adres)))
        && !NietOpenbaar.Any(netwerk => netwerk.Contains(adres));

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    /// <summary>Makes the connection: to an address that was looked at, of a name that was looked up once.</summary>
    internal async ValueTask<Stream> Verbind(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var adressen = await Adressen(context.DnsEndPoint.Host, ct);
        if (Weigert(context.InitialRequestMessage.RequestUri!, adressen) is { } reden)
        {
            throw new GeweigerdAdres(reden);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(adressen, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Why an address is refused; one that is not public spoils the rest. Null when it is not.</summary>
    private string? Weigert(Uri uri, IPAddress[] adressen)
    {
        if (adressen.Length > 0 && adressen.All(adres => opengesteld.Any(netwerk => netwerk.Contains(adres))))
        {
            return null;
        }

        return uri.Scheme != Uri.UriSchemeHttps ? "Alleen https: anders kan iedereen onderweg meelezen."
            : uri.Port is not (443 or 8443) ? "Alleen poort 443 of 8443."
            : adressen.Length > 0 && adressen.All(adres => IsOpenbaar(adres) || opengesteld.Any(netwerk => netwerk.Contains(adres))) ? null
            : "Dit adres is niet vanaf internet te bereiken; berichten gaan alleen naar openbare adressen.";
    }

    private async Task<IPAddress[]> Adressen(string host, CancellationToken ct)
    {
        var adressen = IPAddress.TryParse(host, out var adres) ? [adres] : await naamdienst(host, ct);
        return [.. adressen.Select(gevonden => gevonden.IsIPv4MappedToIPv6 ? gevonden.MapToIPv4() : gevonden)];
    }

    private static string Reden(HttpRequestError fout) => fout switch
    {
        HttpRequestError.NameResolutionError => "De naam is niet te vinden (DNS).",
        HttpRequestError.ConnectionError => "Er is geen verbinding te maken.",
        HttpRequestError.SecureConnectionError => "De beveiligde verbinding (TLS) lukt niet; klopt het certificaat?",
        _ => "Het antwoord was niet te lezen.",
    };

    /// <summary>Reads the answer, but not further than makes sense; returns its beginning as text.</summary>
    private static async Task<string> Begin(HttpContent inhoud, CancellationToken ct)
    {
        await using var stream = await inhoud.ReadAsStreamAsync(ct);
        var (begin, rest, totaal, gelezen) = (new byte[Bewaard], new byte[8 * 1024], 0, 0);
        while (totaal < Meest && (gelezen = await stream.ReadAsync(rest, ct)) > 0)
        {
            rest.AsSpan(0, Math.Min(gelezen, Math.Max(0, Bewaard - totaal))).CopyTo(begin.AsSpan(Math.Min(totaal, Bewaard)));
            totaal += gelezen;
        }

        var tekst = Encoding.UTF8.GetString(begin, 0, Math.Min(totaal, Bewaard));
        return string.Concat(tekst.Select(teken => Tekst.OngeldigTeken([teken]) >= 0 ? '\uFFFD' : teken));
    }

    private sealed class GeweigerdAdres(string reden) : IOException(reden);
}
