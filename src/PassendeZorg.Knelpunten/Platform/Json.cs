using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>How JSON is written: camelCase, absent when null only where a type says so, letters as they are.</summary>
internal static class Json
{
    public static readonly JsonSerializerOptions Options = Stel(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Stel(JsonSerializerOptions options)
    {
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.Converters.Add(new InstantConverter());
        return options;
    }

    /// <summary>Instants always with three decimals and Z, so that equal instants are equal texts.</summary>
    private sealed class InstantConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Dialect.Instant(value));
    }
}
