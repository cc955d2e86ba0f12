using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>
/// A piece of HTML. Written as an interpolated string: <c>Html kop = $"&lt;h1&gt;{titel}&lt;/h1&gt;"</c>. What stands in a hole is encoded, for
/// text and for a quoted attribute alike; only another <see cref="Html"/> goes in as it is. A hole takes a text, a number or HTML and
/// nothing else, so that dates and codes must be made readable first.
/// </summary>
[InterpolatedStringHandler]
public sealed class Html
{
    /// <summary>Nothing.</summary>
    public static readonly Html Leeg = new(0, 0);

    private readonly StringBuilder tekst;

    /// <summary>Called by the compiler.</summary>
    public Html(int literalLength, int formattedCount) => tekst = new StringBuilder(literalLength + (formattedCount * 24));

    /// <summary>Called by the compiler: what stands in the source goes in as it is.</summary>
    public void AppendLiteral(string literal) => tekst.Append(literal);

    /// <summary>Called by the compiler: a text is encoded.</summary>
    public void AppendFormatted(string? waarde) => tekst.Append(waarde is null ? "" : Tekst.Html(waarde));

    /// <summary>Called by the compiler: HTML goes in as it is.</summary>
    public void AppendFormatted(Html? deel) => tekst.Append(deel?.tekst);

    /// <summary>Called by the compiler: digits, without separators.</summary>
    public void AppendFormatted(long getal) => tekst.Append(CultureInfo.InvariantCulture, $"{getal}");

    /// <summary>A piece for each item, each on a line of its own.</summary>
    public static Html Elk<T>(IEnumerable<T> items, Func<T, Html> deel)
    {
        var html = new Html(0, 16);
        foreach (var item in items)
        {
            html.AppendFormatted(deel(item));
            html.AppendLiteral("\n");
        }

        return html;
    }

    /// <summary>A piece for each item, in one line with something between them.</summary>
    public static Html Rij<T>(IEnumerable<T> items, Func<T, Html> deel, string tussen = ", ")
    {
        var html = new Html(0, 16);
        foreach (var item in items)
        {
            html.AppendLiteral(html.tekst.Length == 0 ? "" : tussen);
            html.AppendFormatted(deel(item));
        }

        return html;
    }

    /// <summary>A piece when something holds.</summary>
    public static Html Als(bool voorwaarde, Func<Html> dan, Func<Html>? anders = null) => voorwaarde ? dan() : anders?.Invoke() ?? Leeg;

    /// <summary>A piece about something that may be absent.</summary>
    public static Html Met<T>(T? waarde, Func<T, Html> deel) where T : class => waarde is null ? Leeg : deel(waarde);

    /// <summary>A piece about something that may be absent.</summary>
    public static Html Met<T>(T? waarde, Func<T, Html> deel) where T : struct => waarde is { } er ? deel(er) : Leeg;

    /// <summary>HTML that is known to be safe: made by this program, never what somebody typed.</summary>
    public static Html Ruw(string html)
    {
        var deel = new Html(html.Length, 0);
        deel.AppendLiteral(html);
        return deel;
    }

    /// <summary>Text of several lines, as paragraphs.</summary>
    public static Html Alineas(string? tekst) =>
        Elk((tekst ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), alinea => $"<p>{alinea}</p>\n");

    /// <inheritdoc/>
    public override string ToString() => tekst.ToString();

    /// <summary>Writes it in parts, without making one string of it.</summary>
    internal async Task Schrijf(HttpResponse response, CancellationToken ct)
    {
        foreach (var deel in tekst.GetChunks())
        {
            await response.WriteAsync(deel.Span is var tekens && tekens.Length == tekst.Length ? tekst.ToString() : new string(tekens), Encoding.UTF8, ct);
        }
    }
}
