using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// <c>/metrics</c> in the text format of Prometheus: what <see cref="Meters"/> counts, requests by class of status, and memory and threads of the process. Only
/// for who sends the token that the setting <c>Metrics</c> holds; without that setting it is not there. (An address would say little: behind a proxy on the same
/// machine everybody is on that machine.)
/// </summary>
internal sealed class Meetpunt : IHostedService, IDisposable
{
    /// <summary>The path.</summary>
    public const string Pad = "/metrics";

    private const int MinstTekens = 32;
    private static readonly double[] Seconden = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
    private static readonly double[] Aantallen = [1, 2, 4, 8, 16, 32, 64, 128, 256];

    /// <summary>Of other meters: what is worth an alarm.</summary>
    private static readonly string[] Mee =
    [
        "http.server.request.duration", "http.server.active_requests", "kestrel.active_connections", "kestrel.rejected_connections", "dotnet.process.memory.working_set", "dotnet.process.cpu.time",
        "dotnet.gc.last_collection.heap.size", "dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length", "dotnet.exceptions",
    ];

    private readonly MeterListener luisteraar = new();
    private readonly ConcurrentDictionary<(Instrument Instrument, string Labels), Reeks> reeksen = new();
    private readonly IMeterFactory factory;
    private readonly byte[]? sleutel;

    public Meetpunt(IMeterFactory factory, Beheer.Instellingen instellingen)
    {
        this.factory = factory;
        sleutel = instellingen.Metrics switch
        {
            null or "" => null,
            { Length: < MinstTekens } => throw new StartRefused($"Knelpunten__Metrics is te kort: nodig zijn ten minste {MinstTekens} tekens, die de lezer van /metrics meestuurt (Authorization: Bearer …)."),
            var gegeven => SHA256.HashData(Encoding.UTF8.GetBytes(gegeven)),
        };
    }

    /// <summary>Begins to count; nothing is counted that nobody may read.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (sleutel is not null)
        {
            luisteraar.InstrumentPublished = (instrument, zelf) =>
            {
                if ((instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, factory)) && (instrument.Meter.Name == Meters.Naam || Mee.Contains(instrument.Name)))
                {
                    zelf.EnableMeasurementEvents(instrument);
                }
            };
            luisteraar.SetMeasurementEventCallback<long>((instrument, waarde, labels, _) => Neem(instrument, waarde, labels));
            luisteraar.SetMeasurementEventCallback<int>((instrument, waarde, labels, _) => Neem(instrument, waarde, labels));
            luisteraar.SetMeasurementEventCallback<double>((instrument, waarde, labels, _) => Neem(instrument, waarde, labels));
            luisteraar.Start();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => luisteraar.Dispose();

    /// <summary>Answers before anybody signs in: the token is no key of the registry.</summary>
    public static async Task Antwoord(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.Equals(Pad, StringComparison.Ordinal) || context.RequestServices.GetRequiredService<Meetpunt>() is not { sleutel: { } sleutel } zelf)
        {
            await next(context);
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, HEAD";
            throw Weigering.Maak(405, "methode-niet-toegestaan", "Methode niet toegestaan", "Hier kan alleen: GET, HEAD.");
        }

        const string Bearer = "Bearer ";
        var gegeven = context.Request.Headers.Authorization.ToString();
        if (!gegeven.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) || !CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(gegeven[Bearer.Length..].Trim())), sleutel))
        {
            throw Weigering.NietAangemeld("Stuur wat in de instelling Metrics staat: Authorization: Bearer ….");
        }

        context.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await context.Response.WriteAsync(zelf.Schrijf(), context.RequestAborted);
    }

    private void Neem(Instrument instrument, double waarde, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var reeks = reeksen.GetOrAdd((instrument, Labels(instrument, labels)), static sleutel => new Reeks(Grenzen(sleutel.Instrument)));
        lock (reeks)
        {
            reeks.Neem(waarde, instrument.IsObservable);
        }
    }

    /// <summary>Of a request only the class of its status: a route or an address per series is more than anybody looks at.</summary>
    private static string Labels(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> labels)
    {
        var tekst = new StringBuilder();
        foreach (var (naam, waarde) in labels)
        {
            if (instrument.Meter.Name == Meters.Naam)
            {
                Lid(tekst, naam, $"{waarde}");
            }
            else if (naam == "http.response.status_code")
            {
                Lid(tekst, "klasse", $"{$"{waarde}"[0]}xx");
            }
            else if (naam is "cpu.mode" or "gc.heap.generation")
            {
                Lid(tekst, naam[(naam.LastIndexOf('.') + 1)..], $"{waarde}");
            }
        }

        return tekst.ToString();
    }

    private static void Lid(StringBuilder tekst, string naam, string waarde) => tekst.Append(tekst.Length == 0 ? "" : ",").Append(naam).Append("=\"")
        .Append(waarde.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');

    private static double[] Grenzen(Instrument instrument) => !IsHistogram(instrument) ? [] : instrument.Unit == "s" ? Seconden : Aantallen;

    private static bool IsHistogram(Instrument instrument) => instrument is Histogram<int> or Histogram<long> or Histogram<double>;

    private static bool IsTeller(Instrument instrument) => instrument.GetType().Name.StartsWith("Counter", StringComparison.Ordinal) || instrument.GetType().Name.StartsWith("ObservableCounter", StringComparison.Ordinal);

    private string Schrijf()
    {
        luisteraar.RecordObservableInstruments();
        var tekst = new StringBuilder();
        foreach (var groep in reeksen.OrderBy(reeks => reeks.Key.Labels, StringComparer.Ordinal).GroupBy(reeks => Naam(reeks.Key.Instrument), StringComparer.Ordinal).OrderBy(groep => groep.Key, StringComparer.Ordinal))
        {
            var instrument = groep.First().Key.Instrument;
            tekst.Append("# HELP ").Append(groep.Key).Append(' ').Append(instrument.Description).Append('\n');
            tekst.Append("# TYPE ").Append(groep.Key).Append(IsHistogram(instrument) ? " histogram\n" : IsTeller(instrument) ? " counter\n" : " gauge\n");
            foreach (var (sleutel, reeks) in groep)
            {
                lock (reeks)
                {
                    reeks.Schrijf(tekst, groep.Key, sleutel.Labels);
                }
            }
        }

        return tekst.ToString();
    }

    private static string Naam(Instrument instrument)
    {
        var naam = instrument.Name.Replace('.', '_') + (instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" });
        return IsTeller(instrument) ? naam + "_total" : naam;
    }

    /// <summary>One line of a graph.</summary>
    private sealed class Reeks(double[] grenzen)
    {
        private readonly long[] emmers = new long[grenzen.Length];
        private double som;
        private long aantal;

        public void Neem(double waarde, bool stand)
        {
            aantal++;
            som = stand ? waarde : som + waarde;
            var emmer = Array.BinarySearch(grenzen, waarde);
            emmer = emmer < 0 ? ~emmer : emmer;
            if (emmer < emmers.Length)
            {
                emmers[emmer]++;
            }
        }

        public void Schrijf(StringBuilder tekst, string naam, string labels)
        {
            if (grenzen.Length == 0)
            {
                Regel(tekst, naam, labels, som);
                return;
            }

            var komma = labels.Length == 0 ? "" : ",";
            var tot = 0L;
            for (var i = 0; i < grenzen.Length; i++)
            {
                Regel(tekst, naam + "_bucket", $"{labels}{komma}le=\"{grenzen[i].ToString(CultureInfo.InvariantCulture)}\"", tot += emmers[i]);
            }

            Regel(tekst, naam + "_bucket", $"{labels}{komma}le=\"+Inf\"", aantal);
            Regel(tekst, naam + "_sum", labels, som);
            Regel(tekst, naam + "_count", labels, aantal);
        }

        private static void Regel(StringBuilder tekst, string naam, string labels, double waarde) =>
            tekst.Append(naam).Append(labels.Length == 0 ? "" : $"{{{labels}}}").Append(' ').Append(waarde.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
    }
}
