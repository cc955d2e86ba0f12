using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// RFC 8785 (JCS): one spelling per JSON value, so that a hash over it can be repeated by anyone. Fractions are written only
/// in the range where .NET and ECMAScript spell them alike; nothing that is hashed here lies outside it.
/// </summary>
public static class CanonicalJson
{
    /// <summary>What cannot stand in a string as it is.</summary>
    private static readonly SearchValues<char> Escaped = SearchValues.Create([.. Enumerable.Range(0, ' ').Select(code => (char)code), '"', '\\']);

    /// <summary>The canonical spelling of a value.</summary>
    public static string Write(JsonNode? node)
    {
        var text = new StringBuilder(512);
        Write(text, node);
        return text.ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case null:
                text.Append("null");
                break;
            case JsonObject members:
                var sorted = members.ToArray();
                Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Key, b.Key));
                text.Append('{');
                for (var i = 0; i < sorted.Length; i++)
                {
                    if (i > 0)
                    {
                        text.Append(',');
                    }

                    WriteString(text, sorted[i].Key);
                    text.Append(':');
                    Write(text, sorted[i].Value);
                }

                text.Append('}');
                break;
            case JsonArray items:
                text.Append('[');
                for (var i = 0; i < items.Count; i++)
                {
                    if (i > 0)
                    {
                        text.Append(',');
                    }

                    Write(text, items[i]);
                }

                text.Append(']');
                break;
            default:
                WriteValue(text, node.AsValue());
                break;
        }
    }

    private static void WriteValue(StringBuilder text, JsonValue value)
    {
        switch (value.GetValueKind())
        {
            case JsonValueKind.String:
                WriteString(text, value.GetValue<string>());
                break;
            case JsonValueKind.True:
                text.Append("true");
                break;
            case JsonValueKind.False:
                text.Append("false");
                break;
            default:
                WriteNumber(text, value.ToJsonString());
                break;
        }
    }

    private static void WriteNumber(StringBuilder text, string number)
    {
        if (long.TryParse(number, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            text.Append(whole);
            return;
        }

        var fraction = double.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture);
        text.Append(Math.Abs(fraction) is 0 or (>= 1e-4 and < 1e15) ? fraction.ToString("R", CultureInfo.InvariantCulture)
            : throw new ArgumentOutOfRangeException(nameof(number), number, "Not spelled alike everywhere."));
    }

    /// <summary>Adds the canonical spelling of a text, or null.</summary>
    internal static void WriteString(StringBuilder text, string? value)
    {
        if (value is null)
        {
            text.Append("null");
            return;
        }

        text.Append('"');
        var rest = value.AsSpan();
        for (var i = rest.IndexOfAny(Escaped); i >= 0; i = rest.IndexOfAny(Escaped))
        {
            text.Append(rest[..i]);
            _ = rest[i] switch
            {
                '"' => text.Append("\\\""),
                '\\' => text.Append("\\\\"),
                '\b' => text.Append("\\b"),
                '\f' => text.Append("\\f"),
                '\n' => text.Append("\\n"),
                '\r' => text.Append("\\r"),
                '\t' => text.Append("\\t"),
                var control => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)control:x4}"),
            };
            rest = rest[(i + 1)..];
        }

        text.Append(rest).Append('"');
    }
}
