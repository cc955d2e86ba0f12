using System.Text;
using CsvHelper;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>CSV as RFC 4180 describes it, UTF-8; with a semicolon and a BOM for Dutch Excel. No cell can start a formula.</summary>
internal static class Csv
{
    /// <summary>What a spreadsheet takes for the start of a formula, full-width forms too.</summary>
    private static readonly char[] Formula = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

    /// <summary>Streams rows as the answer.</summary>
    public static Task Write(HttpContext context, bool semicolon, IEnumerable<IReadOnlyList<object?>> rows) => Write(context, semicolon, rows.ToAsyncEnumerable());

    /// <summary>Streams rows as the answer.</summary>
    public static async Task Write(HttpContext context, bool semicolon, IAsyncEnumerable<IReadOnlyList<object?>> rows)
    {
        context.Response.ContentType = "text/csv; charset=utf-8";
        var options = new CsvWriterOptions
        {
            Separator = semicolon ? ';' : ',', WriteByteOrderMark = semicolon, NewLine = "\r\n",
        };
        await using var csv = CsvWriter.Create(context.Response.Body, options, leaveOpen: true);
        await foreach (var row in rows)
        {
            foreach (var cell in row)
            {
                csv.WriteField(cell is string text ? Harmless(text) : Convert.ToString(cell, System.Globalization.CultureInfo.InvariantCulture) ?? "");
            }

            await csv.EndRecordAsync();
        }

        await csv.FlushAsync(context.RequestAborted);
    }

    /// <summary>Text that cannot start a formula, here or in a workbook. The library's own protection knows ASCII signs only.</summary>
    public static string Harmless(string text) => text.Length > 0 && Formula.Contains(text[0]) ? $"'{text}" : text;

    /// <summary>What was meant by a cell that was made harmless here and now comes back.</summary>
    public static string Meant(string text) => text.Length > 1 && text[0] == '\'' && Formula.Contains(text[1]) ? text[1..] : text;
}
