using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Spreadsheet;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// A workbook, streamed. <c>SpreadsheetDocument</c> wants a stream that it can seek and update, and then keeps each part in
/// memory; so this writes the zip itself, in order, to a small buffer that is sent on whenever it fills (zip and OpenXmlWriter
/// write synchronously, Kestrel does not): flat memory at any number of rows, and nothing on disk. Text is an inline string,
/// never a formula.
/// </summary>
internal static partial class Xlsx
{
    /// <summary>Media type.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>How many rows a sheet can hold, and how many characters a cell.</summary>
    internal const int MaxRows = 1_048_576, MaxCell = 32_767;

    private const int Sample = 100, Chunk = 64 * 1024;
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships", Package = "http://schemas.openxmlformats.org/package/2006",
        Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", Part = "application/vnd.openxmlformats-officedocument.spreadsheetml";

    /// <summary>A sheet; the first row holds the headers.</summary>
    public sealed record Sheet(string Name, IAsyncEnumerable<IReadOnlyList<object?>> Rows);

    /// <summary>Streams sheets as the answer.</summary>
    public static async Task Write(HttpContext context, params Sheet[] sheets)
    {
        context.Response.ContentType = MediaType;
        await Write(context.Response.Body, sheets, context.RequestAborted);
    }

    /// <summary>Streams sheets.</summary>
    internal static async Task Write(Stream output, Sheet[] sheets, CancellationToken ct)
    {
        await using var buffer = new Buffer(output);
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            Parts(zip, sheets);
            for (var i = 0; i < sheets.Length; i++)
            {
                await using var part = Entry(zip, $"xl/worksheets/sheet{i + 1}.xml");
                await Write(part, sheets[i].Rows, buffer, ct);
            }
        }

        await buffer.Send(0, ct);
    }

    private static void Parts(ZipArchive zip, Sheet[] sheets)
    {
        string Each(Func<Sheet, int, string> xml) => string.Concat(sheets.Select((sheet, i) => xml(sheet, i + 1)));
        Add(zip, "[Content_Types].xml", $"""
            <Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Override PartName="/xl/workbook.xml" ContentType="{Part}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{Part}.styles+xml"/>
            {Each((_, n) => $"<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{Part}.worksheet+xml\"/>")}</Types>
            """);
        Add(zip, "_rels/.rels", $"""
            <Relationships xmlns="{Package}/relationships"><Relationship Id="rId1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/></Relationships>
            """);
        Add(zip, "xl/_rels/workbook.xml.rels", $"""
            <Relationships xmlns="{Package}/relationships"><Relationship Id="styles" Type="{Office}/styles" Target="styles.xml"/>
            {Each((_, n) => $"<Relationship Id=\"sheet{n}\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>")}</Relationships>
            """);
        Add(zip, "xl/workbook.xml", $"""
            <workbook xmlns="{Main}" xmlns:r="{Office}"><bookViews><workbookView/></bookViews>
            <sheets>{Each((sheet, n) => $"<sheet name=\"{sheet.Name}\" sheetId=\"{n}\" r:id=\"sheet{n}\"/>")}</sheets></workbook>
            """);
        Add(zip, "xl/styles.xml", $"""
            <styleSheet xmlns="{Main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
            <fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>
            <borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
            <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>
            <cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>
            </styleSheet>
            """);
    }

    /// <summary>Text as a cell takes it: harmless, without what XML cannot hold, with line feeds, and not too long.</summary>
    internal static string Clean(string text)
    {
        text = Csv.Harmless(text).Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        var clean = Tekst.VoorXml(text);
        return clean.Length <= MaxCell ? clean : $"{clean.AsSpan(0, char.IsHighSurrogate(clean[MaxCell - 2]) ? MaxCell - 2 : MaxCell - 1)}…";
    }

    private static Stream Entry(ZipArchive zip, string name)
    {
        // A fixed time: the same rows are the same bytes, as the ETag says.
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return entry.Open();
    }

    private static void Add(ZipArchive zip, string name, string xml)
    {
        using var part = Entry(zip, name);
        part.Write(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + xml));
    }

    private static async Task Write(Stream part, IAsyncEnumerable<IReadOnlyList<object?>> rows, Buffer buffer, CancellationToken ct)
    {
        await using var reader = rows.GetAsyncEnumerator(ct);
        var first = new List<IReadOnlyList<object?>>();
        while (first.Count < Sample && await reader.MoveNextAsync())
        {
            first.Add(reader.Current);
        }

        using var writer = OpenXmlWriter.Create(part, Encoding.UTF8);
        writer.WriteStartDocument();
        writer.WriteStartElement(new Worksheet());
        var frozen = new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen };
        writer.WriteElement(new SheetViews(new SheetView { Pane = frozen, WorkbookViewId = 0 }));
        writer.WriteElement(Widths(first));
        writer.WriteStartElement(new SheetData());
        for (var n = 1; n <= MaxRows && (n <= first.Count || await reader.MoveNextAsync()); n++)
        {
            var row = n <= first.Count ? first[n - 1] : reader.Current;
            if (n == MaxRows && await reader.MoveNextAsync())
            {
                row = [$"Hier houdt het blad op: een werkblad heeft ten hoogste {MaxRows} rijen. Alles krijgt u met formaat=csv."];
            }

            Write(writer, row, n);
            await buffer.Send(Chunk, ct);
        }

        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    private static Columns Widths(List<IReadOnlyList<object?>> rows)
    {
        int Longest(int column) => rows.Max(row => column < row.Count ? Convert.ToString(row[column], CultureInfo.InvariantCulture)!.Length : 0);
        return new Columns(Enumerable.Range(0, rows.Max(row => row.Count)).Select(column => new Column
        {
            Min = (uint)column + 1, Max = (uint)column + 1, Width = Math.Clamp(Longest(column) + 2, 8, 60), CustomWidth = true,
        }));
    }

    private static void Write(OpenXmlWriter writer, IReadOnlyList<object?> row, int number)
    {
        writer.WriteStartElement(new Row { RowIndex = (uint)number });
        for (var column = 0; column < row.Count; column++)
        {
            if (row[column] is { } value and not "")
            {
                var cell = Cell(value);
                cell.CellReference = $"{Letters(column)}{number}";
                cell.StyleIndex = number == 1 ? 1U : null;
                writer.WriteElement(cell);
            }
        }

        writer.WriteEndElement();
    }

    private static Cell Cell(object value) => value switch
    {
        int or long or double or decimal => new Cell { CellValue = new CellValue(Convert.ToString(value, CultureInfo.InvariantCulture)!) },
        bool truth => new Cell { DataType = CellValues.Boolean, CellValue = new CellValue(truth ? "1" : "0") },
        _ => new Cell
        {
            DataType = CellValues.InlineString,
            InlineString = new InlineString(new Text(Escape().Replace(Clean(Convert.ToString(value, CultureInfo.InvariantCulture)!), "_x005F$0")) { Space = SpaceProcessingModeValues.Preserve }),
        },
    };

    private static string Letters(int column) => (column < 26 ? "" : Letters((column / 26) - 1)) + (char)('A' + (column % 26));

    /// <summary>What a spreadsheet reads as an escaped character: the underscore in front is escaped, so that it stays what it is.</summary>
    [GeneratedRegex("_(?=x[0-9A-Fa-f]{4}_)", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex Escape();

    /// <summary>What is written and not sent yet. The zip cannot go back in it, and so describes each part after it.</summary>
    private sealed class Buffer(Stream output) : MemoryStream
    {
        public override bool CanSeek => false;

        /// <summary>Sends what there is, when it is more than this.</summary>
        public async ValueTask Send(int from, CancellationToken ct)
        {
            if (Length > from)
            {
                await output.WriteAsync(GetBuffer().AsMemory(0, (int)Length), ct);
                SetLength(0);
            }
        }
    }
}
