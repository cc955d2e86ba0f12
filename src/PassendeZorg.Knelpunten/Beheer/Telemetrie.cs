using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>
/// Sends metrics and traces to a collector over OTLP, when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where that is; the other <c>OTEL_…</c> variables work as everywhere.
/// Of a request the route, the status and how long it took: not what was asked for in its query.
/// </summary>
internal sealed class Telemetrie(IConfiguration configuration) : IHostedService, IDisposable
{
    /// <summary>The variable that switches it on.</summary>
    public const string Adres = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly List<IDisposable?> zenders = [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(configuration[Adres]))
        {
            Begin();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => zenders.ForEach(zender => zender?.Dispose()); // sends what is left

    /// <summary>Apart: who does not use it does not load it.</summary>
    private void Begin()
    {
        var bron = ResourceBuilder.CreateDefault().AddService("passendezorg-knelpunten", serviceVersion: Headers.ApiVersion);
        zenders.Add(Sdk.CreateMeterProviderBuilder().SetResourceBuilder(bron).AddMeter(Meters.Naam, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime").AddOtlpExporter().Build());
        zenders.Add(Sdk.CreateTracerProviderBuilder().SetResourceBuilder(bron).AddSource("Microsoft.AspNetCore").AddProcessor(new ZonderVraag()).AddOtlpExporter().Build());
    }

    /// <summary>What somebody searches for is theirs.</summary>
    private sealed class ZonderVraag : BaseProcessor<System.Diagnostics.Activity>
    {
        public override void OnEnd(System.Diagnostics.Activity data)
        {
            data.SetTag("url.query", null);
            data.SetTag("url.path", null);
            data.SetTag("url.full", null);
            data.SetTag("user_agent.original", null);
            data.SetTag("client.address", null);
        }
    }
}
