using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// The log of the service, one JSON object per line: whatever a caller puts in an address or a header, it cannot begin a line of its own or colour a terminal (demand R54).
/// No scopes: they hold the path, and a path holds what somebody typed. With the trace id all that belongs to a request is found.
/// </summary>
internal sealed class Logregel() : ConsoleFormatter(Naam)
{
    /// <summary>The name of the form.</summary>
    public const string Naam = "json-regel";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var bericht = logEntry.Formatter?.Invoke(logEntry.State, logEntry.Exception);
        if (bericht is null && logEntry.Exception is null)
        {
            return;
        }

        using var regel = new MemoryStream();
        using (var json = new Utf8JsonWriter(regel)) // the default encoder: nothing but printable ASCII
        {
            json.WriteStartObject();
            json.WriteString("tijd", Dialect.Instant(DateTimeOffset.UtcNow));
            json.WriteString("niveau", logEntry.LogLevel.ToString());
            json.WriteString("bron", logEntry.Category);
            json.WriteString("bericht", bericht);
            if (Activity.Current is { } activiteit)
            {
                json.WriteString("traceId", activiteit.TraceId.ToHexString());
                json.WriteString("spanId", activiteit.SpanId.ToHexString());
            }

            if (logEntry.Exception is { } fout)
            {
                json.WriteString("fout", fout.ToString());
            }

            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(regel.GetBuffer(), 0, (int)regel.Length));
    }
}

/// <summary>How the service logs.</summary>
internal static class Logboek
{
    /// <summary>JSON, unless somebody is watching a terminal or the setting says otherwise.</summary>
    public static void AddLogboek(this ILoggingBuilder logging, string? vorm)
    {
        logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        logging.AddConsoleFormatter<Logregel, ConsoleFormatterOptions>();
        if (vorm == "json" || (vorm is null && Console.IsOutputRedirected))
        {
            logging.AddConsole(console => console.FormatterName = Logregel.Naam);
        }
    }
}
