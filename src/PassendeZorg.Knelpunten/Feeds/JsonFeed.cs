using System.Text.Json;
using System.Text.Json.Serialization;
using PassendeZorg.Knelpunten.Invoer;

namespace PassendeZorg.Knelpunten.Feeds;

/// <summary>Een feed in JSON Feed 1.1 (https://jsonfeed.org/version/1.1).</summary>
/// <param name="Version">Welke versie van JSON Feed dit is.</param>
/// <param name="Title">Hoe de feed heet, met de selectie.</param>
/// <param name="HomePageUrl">Waar hetzelfde als gegevens staat.</param>
/// <param name="FeedUrl">Waar deze pagina staat.</param>
/// <param name="Description">Wat de feed vertelt.</param>
/// <param name="NextUrl">De volgende pagina; ontbreekt op de laatste.</param>
/// <param name="Language">nl.</param>
/// <param name="Authors">Van wie de feed is.</param>
/// <param name="Items">Nieuwste eerst.</param>
/// <param name="Verwijderd">Wat er eerder in stond en is ingetrokken; ontbreekt als er niets is.</param>
public sealed record JsonFeed(
    string Version, string Title,
    [property: JsonPropertyName("home_page_url"), Weblink] string HomePageUrl,
    [property: JsonPropertyName("feed_url"), Weblink] string FeedUrl,
    string Description,
    [property: JsonPropertyName("next_url"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Weblink] string? NextUrl,
    string Language, IReadOnlyList<JsonFeedAuteur> Authors, IReadOnlyList<JsonFeedItem> Items,
    [property: JsonPropertyName("_verwijderd"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] JsonFeedVerwijderd? Verwijderd);

/// <summary>Wie iets schreef.</summary>
/// <param name="Name">Zoals het publiek die kent.</param>
public sealed record JsonFeedAuteur(string Name);

/// <summary>Iets in een feed.</summary>
/// <param name="Id">Verandert nooit.</param>
/// <param name="Url">Waar het staat.</param>
/// <param name="Title">In één regel.</param>
/// <param name="ContentHtml">Wat er te vertellen is, als HTML.</param>
/// <param name="DatePublished">Wanneer het voor het eerst openbaar was.</param>
/// <param name="DateModified">Wanneer het voor het laatst veranderde, op de microseconde: samen met id de versie.</param>
/// <param name="Authors">Van wie het is.</param>
/// <param name="Tags">Namen van de begrippen waarmee het is geduid.</param>
/// <param name="Attachments">Hetzelfde in andere vormen; ontbreekt als die er niet zijn.</param>
public sealed record JsonFeedItem(
    string Id, [property: Weblink] string Url, string Title,
    [property: JsonPropertyName("content_html")] string ContentHtml,
    [property: JsonPropertyName("date_published"), JsonConverter(typeof(JsonFeedMoment))] DateTimeOffset DatePublished,
    [property: JsonPropertyName("date_modified"), JsonConverter(typeof(JsonFeedMoment))] DateTimeOffset DateModified,
    IReadOnlyList<JsonFeedAuteur> Authors, IReadOnlyList<string> Tags,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<JsonFeedBijlage>? Attachments);

/// <summary>Hetzelfde in een andere vorm.</summary>
/// <param name="Url">Waar het staat.</param>
/// <param name="MimeType">Wat daar staat.</param>
/// <param name="Title">Hoe het heet.</param>
public sealed record JsonFeedBijlage([property: Weblink] string Url, [property: JsonPropertyName("mime_type")] string MimeType, string Title);

/// <summary>Wat er eerder in een feed stond en is ingetrokken: een uitbreiding op JSON Feed, met de betekenis van RFC 6721.</summary>
/// <param name="About">Waar staat wat dit betekent.</param>
/// <param name="Items">Nieuwste eerst.</param>
public sealed record JsonFeedVerwijderd([property: Weblink] string About, IReadOnlyList<JsonFeedGrafsteen> Items);

/// <summary>Iets dat is ingetrokken.</summary>
/// <param name="Id">Het id dat het in de feed had.</param>
/// <param name="VerwijderdOp">Wanneer het is ingetrokken.</param>
public sealed record JsonFeedGrafsteen(string Id, [property: JsonConverter(typeof(JsonFeedMoment))] DateTimeOffset VerwijderdOp);

/// <summary>Moments to the microsecond, so that id and moment together name a version.</summary>
internal sealed class JsonFeedMoment : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteStringValue(Feed.Moment(value));
}
