using System.Globalization;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>All the disagreement there is between the databases. SQL elsewhere stays within what SQLite and PostgreSQL share.</summary>
/// <param name="Name">Also the suffix of the migrations that only this database runs.</param>
/// <param name="Begin">How a write transaction starts: SQLite must take its write lock at once.</param>
/// <param name="In">Membership of a list parameter.</param>
/// <param name="Search">The numbers of the knelpunten that match <c>@Uitdrukking</c>.</param>
/// <param name="SearchNewest">The numbers of the newest <c>@Meest</c> knelpunten that match <c>@Uitdrukking</c>, newest first.</param>
/// <param name="Index">Puts the words of a knelpunt in the search index.</param>
/// <param name="Unindex">Takes them out.</param>
public sealed record Dialect(string Name, string Begin, Func<string, string> In, string Search, string SearchNewest, string Index, string Unindex)
{
    /// <summary>The embedded default.</summary>
    public static readonly Dialect Sqlite = new("sqlite",
        Begin: "BEGIN IMMEDIATE",
        In: list => $"IN {list}",
        Search: "SELECT rowid FROM zoekindex WHERE zoekindex MATCH @Uitdrukking",
        SearchNewest: "SELECT rowid FROM zoekindex WHERE zoekindex MATCH @Uitdrukking ORDER BY rowid DESC LIMIT @Meest",
        Index: "INSERT INTO zoekindex (rowid, titel, omschrijving, overig) VALUES (@Nummer, @Titel, @Omschrijving, @Overig)",
        Unindex: "DELETE FROM zoekindex WHERE rowid = @Nummer");

    /// <summary>Instants are kept as fixed-width UTC text, which sorts as time in every database and every client.</summary>
    public const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>A value as it is stored.</summary>
    public static object Store(object? value) => value switch
    {
        null => DBNull.Value,
        Guid id => id.ToString("D"),
        DateTimeOffset instant => Instant(instant),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        bool flag => flag ? 1L : 0L,
        _ => value,
    };

    /// <summary>An instant as it is stored and shown: UTC, milliseconds.</summary>
    public static string Instant(DateTimeOffset instant) => instant.UtcDateTime.ToString(InstantFormat, CultureInfo.InvariantCulture);

    /// <summary>The instant in a stored text.</summary>
    public static DateTimeOffset ParseInstant(string text) =>
        DateTimeOffset.ParseExact(text, InstantFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
