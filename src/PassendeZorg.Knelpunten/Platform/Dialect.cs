using System.Collections;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>What a fault of the database says about the batch in which it came.</summary>
public enum Fault
{
    /// <summary>It is about one statement: the job is undone, its neighbours are not.</summary>
    Statement,

    /// <summary>There is no room: nothing was written, and writing may work again later.</summary>
    Full,

    /// <summary>The connection is gone, or the server cannot be used now; with another connection it may.</summary>
    Lost,

    /// <summary>Others have locked what it needs: nothing was done, and it may work when they are ready.</summary>
    Busy,

    /// <summary>What the disk holds is no longer certain.</summary>
    Damaged,
}

/// <summary>All the disagreement there is between the databases. SQL elsewhere stays within what SQLite and PostgreSQL share.</summary>
/// <param name="Name">Also the suffix of the migrations that only this database runs.</param>
/// <param name="Begin">How a write transaction starts: whoever writes is the only one until it commits.</param>
/// <param name="In">Membership of a list parameter.</param>
/// <param name="List">A list as the parameter that <paramref name="In"/> expects.</param>
/// <param name="Schema">What this database makes of a migration.</param>
/// <param name="Words">A text as it goes into the search index.</param>
/// <param name="Expression">The expression for words that must all be there; the last as a prefix, or not.</param>
/// <param name="Search">The numbers of the knelpunten that match <c>@Uitdrukking</c>, as one text with commas; null when there are none.</param>
/// <param name="SearchNewest">The numbers of the newest <c>@Meest</c> knelpunten that hold the one word of <c>@Uitdrukking</c>, newest first.</param>
/// <param name="Index">Puts the words of a knelpunt in the search index.</param>
/// <param name="Unindex">Takes them out.</param>
/// <param name="FaultOf">What an exception means.</param>
public sealed partial record Dialect(string Name, string Begin, Func<string, string> In, Func<IList, object> List, Func<string, string> Schema, Func<string?, string?> Words,
    Func<IReadOnlyList<string>, bool, string> Expression, string Search, string SearchNewest, string Index, string Unindex, Func<Exception, Fault> FaultOf)
{
    /// <summary>The embedded default.</summary>
    public static readonly Dialect Sqlite = new("sqlite",
        Begin: "BEGIN IMMEDIATE",
        In: list => $"IN (SELECT value FROM json_each({list}))", // one parameter, however long the list is: to look up the names of five hundred takes longer than to read the rows
        List: list => JsonSerializer.Serialize(list, list.GetType()),
        Schema: script => script,
        Words: text => text, // the index folds by itself
        Expression: (words, prefix) => string.Join(' ', words.Select((word, i) => $"\"{word}\"{(prefix && i == words.Count - 1 ? "*" : "")}")),
        Search: "SELECT group_concat(rowid) FROM zoekindex WHERE zoekindex MATCH @Uitdrukking",
        SearchNewest: "SELECT rowid FROM zoekindex WHERE zoekindex MATCH @Uitdrukking ORDER BY rowid DESC LIMIT @Meest",
        Index: "INSERT INTO zoekindex (rowid, titel, omschrijving, overig) VALUES (@Nummer, @Titel, @Omschrijving, @Overig)",
        Unindex: "DELETE FROM zoekindex WHERE rowid = @Nummer",
        FaultOf: fault => (fault as SqliteException)?.SqliteErrorCode switch
        {
            13 => Fault.Full,
            7 or 10 or 11 or 26 => Fault.Damaged, // out of memory, I/O, damaged, not a database
            _ => Fault.Statement,
        });

    /// <summary>For several instances on one database.</summary>
    public static readonly Dialect Postgres = new("postgres",
        Begin: $"BEGIN; SET LOCAL idle_in_transaction_session_timeout = '30s'; SELECT pg_advisory_xact_lock({WriteLock})", // whoever hangs lets go
        In: list => $"= ANY ({list})",
        List: list => list,
        Schema: script => TextColumn().Replace(script, "$0 COLLATE \"C\""), // sorts and compares as bytes, whatever the database was made with
        Words: text => text is null ? null : string.Join(' ', Tekst.Woorden(text).Select(Tekst.Vouw)),
        Expression: (words, prefix) => string.Join(" & ", words.Select((word, i) => $"'{Tekst.Vouw(word)}'{(prefix && i == words.Count - 1 ? ":*" : "")}")),
        Search: "SELECT string_agg(CAST(nummer AS text), ',') FROM zoekindex WHERE woorden @@ (to_tsquery('simple', @Uitdrukking) || to_tsquery('dutch', @Uitdrukking))",
        SearchNewest: "SELECT nummer FROM zoekindex WHERE woorden @@ to_tsquery('simple', @Uitdrukking || ':A') ORDER BY nummer DESC LIMIT @Meest",
        Index: """
            INSERT INTO zoekindex (nummer, woorden)
            SELECT @Nummer, setweight(to_tsvector('simple', tekst), 'A') || to_tsvector('dutch', tekst)
            FROM (SELECT concat_ws(' ', CAST(@Titel AS text), CAST(@Omschrijving AS text), CAST(@Overig AS text)) AS tekst) AS woorden
            """,
        Unindex: "DELETE FROM zoekindex WHERE nummer = @Nummer",
        FaultOf: fault => fault switch
        {
            PostgresException { SqlState: "53100" } => Fault.Full,
            // Undone to let others through (40), or waited long enough for them (55P03).
            PostgresException { SqlState: var state } when state == "55P03" || state.StartsWith("40", StringComparison.Ordinal) => Fault.Busy,
            // Gone or going, or given up by the server (08, 57), out of means (53), in trouble (58, XX), not the primary any more (25).
            PostgresException { SqlState: var state } => state[..2] is "08" or "53" or "57" or "58" or "XX" or "25" ? Fault.Lost : Fault.Statement,
            NpgsqlException or TimeoutException => Fault.Lost,
            _ => Fault.Statement,
        });

    /// <summary>The advisory lock of whoever writes: the log is one row of numbers, so one instance at a time appends to it.</summary>
    public const long WriteLock = 0x4B4E454C50; // "KNELP"

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

    /// <summary>A line of a migration that makes a column of type text.</summary>
    [GeneratedRegex(@"^\s+[a-z_0-9]+\s+text\b|^ALTER TABLE [a-z_]+ ADD COLUMN [a-z_0-9]+\s+text\b", RegexOptions.Multiline | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex TextColumn();
}
