using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Importeren;

/// <summary>
/// Reads the rows of a workbook (XLSX) one by one: the sheet named Knelpunten, or else the first. The parts are read straight from the
/// zip, because <c>SpreadsheetDocument</c> keeps whole parts in memory; names are compared without their namespace, so that strict
/// workbooks are read too. A small file that unpacks to a very large one is refused before it is unpacked.
/// </summary>
internal sealed class Werkblad : IDisposable
{
    /// <summary>Limits: bytes unpacked in all, characters of shared texts, rows, columns, and characters of one row.</summary>
    internal const int Uitgepakt = 256 * 1024 * 1024, Gedeeld = 48 * 1024 * 1024, Rijen = 200_000, Kolommen = 200, Rijlengte = 256 * 1024;

    private static readonly XmlReaderSettings Veilig = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, CloseInput = true, IgnoreComments = true, IgnoreProcessingInstructions = true };
    private readonly ZipArchive zip;
    private readonly List<string> gedeeld = [];
    private readonly HashSet<int> datumstijlen = [];
    private readonly bool vanaf1904;
    private readonly string blad;

    /// <summary>Opens a workbook.</summary>
    /// <param name="inhoud">Can seek.</param>
    /// <exception cref="InvalidDataException">It is no workbook, or larger than the limits.</exception>
    /// <exception cref="XmlException">It is no workbook.</exception>
    public Werkblad(Stream inhoud)
    {
        zip = new ZipArchive(inhoud, ZipArchiveMode.Read);
        if (zip.Entries.Sum(deel => deel.Length) > Uitgepakt) // reading a part stops at the length that it gives here
        {
            throw new InvalidDataException("unpacks to too much");
        }

        var werkmap = Verwijzingen("", "_rels/.rels").FirstOrDefault(verwijzing => verwijzing.Soort.EndsWith("/officeDocument", StringComparison.Ordinal)).Doel ?? "xl/workbook.xml";
        (blad, vanaf1904) = Kies(werkmap);
        var map = werkmap[..(werkmap.LastIndexOf('/') + 1)];
        foreach (var (_, soort, doel) in Verwijzingen(map, $"{map}_rels/{werkmap[map.Length..]}.rels"))
        {
            if (soort.EndsWith("/sharedStrings", StringComparison.Ordinal))
            {
                LeesGedeeld(doel);
            }
            else if (soort.EndsWith("/styles", StringComparison.Ordinal))
            {
                LeesStijlen(doel);
            }
        }
    }

    /// <summary>The rows that hold something: the text of each cell, by column. Days are written as 2026-05-31.</summary>
    /// <exception cref="InvalidDataException">From here on it cannot be read, or there is too much.</exception>
    /// <exception cref="XmlException">From here on it cannot be read.</exception>
    public IEnumerable<IReadOnlyList<string>> Lees()
    {
        using var xml = Open(blad);
        var aantal = 0;
        while (Volgende(xml, "row"))
        {
            var rij = LeesRij(xml);
            if (rij.TrueForAll(string.IsNullOrWhiteSpace))
            {
                continue;
            }

            if (++aantal > Rijen)
            {
                throw new InvalidDataException("too many rows");
            }

            yield return rij;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => zip.Dispose();

    private List<string> LeesRij(XmlReader xml)
    {
        var (cellen, tekens) = (new List<string>(), 0);
        using var rij = xml.ReadSubtree();
        rij.Read();
        while (Volgende(rij, "c"))
        {
            var kolom = Kolom(rij.GetAttribute("r")) ?? cellen.Count;
            if (kolom >= Kolommen)
            {
                throw new InvalidDataException("too many columns");
            }

            var tekst = Cel(rij);
            tekens += tekst.Length;
            if (tekens > Rijlengte)
            {
                throw new InvalidDataException("too long a row");
            }

            while (cellen.Count <= kolom)
            {
                cellen.Add("");
            }

            cellen[kolom] = tekst;
        }

        return cellen;
    }

    private string Cel(XmlReader rij)
    {
        var (soort, stijl) = (rij.GetAttribute("t"), rij.GetAttribute("s"));
        if (rij.IsEmptyElement)
        {
            return "";
        }

        var (waarde, tekst) = ("", new StringBuilder());
        using var cel = rij.ReadSubtree();
        cel.Read();
        while (cel.Read())
        {
            if (cel.NodeType == XmlNodeType.Element && cel.LocalName == "is")
            {
                using var inhoud = cel.ReadSubtree();
                Tekst(inhoud, tekst);
            }
            else if (cel.NodeType == XmlNodeType.Element && cel.LocalName == "v")
            {
                waarde = Inhoud(cel);
            }
        }

        return soort switch
        {
            "s" => int.TryParse(waarde, NumberStyles.None, CultureInfo.InvariantCulture, out var nummer) && nummer < gedeeld.Count ? gedeeld[nummer] : throw new InvalidDataException("no such text"),
            "inlineStr" => Tekens(tekst.ToString()),
            "str" => Tekens(waarde),
            "b" => waarde == "1" ? "true" : "false",
            "e" => "",
            "d" => waarde.Split('T')[0],
            _ => Getal(waarde, int.TryParse(stijl, NumberStyles.None, CultureInfo.InvariantCulture, out var nummer) && datumstijlen.Contains(nummer)),
        };
    }

    private string Getal(string waarde, bool isDatum)
    {
        if (!double.TryParse(waarde, NumberStyles.Float, CultureInfo.InvariantCulture, out var getal) || !double.IsFinite(getal))
        {
            return waarde;
        }

        if (isDatum && getal is >= 1 and < 2_958_466)
        {
            // Day 60 of a workbook is 29 February 1900, which never was; days before it are one off.
            var dag = (int)getal + (vanaf1904 ? 1462 : 0);
            return new DateOnly(1899, 12, 30).AddDays(Math.Min(dag < 60 ? dag + 1 : dag, 2_958_465)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }

        // As the sheet shows it, not as a binary fraction: 15 digits.
        return Math.Abs(getal) < 1e15 ? ((decimal)getal).ToString("0.##############", CultureInfo.InvariantCulture) : waarde;
    }

    /// <summary>The sheet to read, and whether days count from 1904.</summary>
    private (string Blad, bool Vanaf1904) Kies(string werkmap)
    {
        var map = werkmap[..(werkmap.LastIndexOf('/') + 1)];
        var (bladen, vanaf) = (new List<(string Naam, string? Id)>(), false);
        using (var xml = Open(werkmap))
        {
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "workbookPr")
                {
                    vanaf = xml.GetAttribute("date1904") is "1" or "true";
                }
                else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "sheet")
                {
                    var naam = xml.GetAttribute("name") ?? "";
                    bladen.Add((naam, xml.MoveToFirstAttribute() ? Id(xml) : null));
                }
            }
        }

        var gekozen = bladen.Find(blad => blad.Naam.Trim().Equals("Knelpunten", StringComparison.OrdinalIgnoreCase));
        var id = (gekozen.Id is null ? bladen.FirstOrDefault() : gekozen).Id;
        var doel = Verwijzingen(map, $"{map}_rels/{werkmap[map.Length..]}.rels").FirstOrDefault(verwijzing => verwijzing.Id == id).Doel;
        return (id is null || doel is null ? throw new InvalidDataException("no sheet") : doel, vanaf);

        static string? Id(XmlReader xml)
        {
            do
            {
                if (xml.LocalName == "id" && xml.NamespaceURI.EndsWith("/relationships", StringComparison.Ordinal))
                {
                    return xml.Value;
                }
            }
            while (xml.MoveToNextAttribute());
            return null;
        }
    }

    private List<(string Id, string Soort, string Doel)> Verwijzingen(string map, string deel)
    {
        var gevonden = new List<(string, string, string)>();
        if (zip.GetEntry(deel) is null)
        {
            return gevonden;
        }

        using var xml = Open(deel);
        while (Volgende(xml, "Relationship"))
        {
            var doel = xml.GetAttribute("Target") ?? "";
            gevonden.Add((xml.GetAttribute("Id") ?? "", xml.GetAttribute("Type") ?? "", doel.StartsWith('/') ? doel[1..] : map + doel));
        }

        return gevonden;
    }

    private void LeesGedeeld(string deel)
    {
        using var xml = Open(deel);
        var tekens = 0;
        while (Volgende(xml, "si"))
        {
            var tekst = new StringBuilder();
            using (var inhoud = xml.ReadSubtree())
            {
                Tekst(inhoud, tekst);
            }

            tekens += tekst.Length + 16; // an empty text takes room too
            if (tekens > Gedeeld)
            {
                throw new InvalidDataException("too many texts");
            }

            gedeeld.Add(Tekens(tekst.ToString()));
        }
    }

    /// <summary>Which styles show a number as a day.</summary>
    private void LeesStijlen(string deel)
    {
        using var xml = Open(deel);
        var (eigen, inStijlen, nummer) = (new HashSet<int>(), false, 0);
        while (xml.Read())
        {
            if (xml.LocalName == "cellXfs")
            {
                inStijlen = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            }
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "numFmt" && IsDatum(xml.GetAttribute("formatCode") ?? ""))
            {
                eigen.Add(Nummer(xml.GetAttribute("numFmtId")));
            }
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "xf" && inStijlen)
            {
                var vorm = Nummer(xml.GetAttribute("numFmtId"));
                if (vorm is (>= 14 and <= 17) or 22 or (>= 27 and <= 36) or (>= 50 and <= 58) || eigen.Contains(vorm))
                {
                    datumstijlen.Add(nummer);
                }

                nummer++;
            }
        }

        static int Nummer(string? tekst) => int.TryParse(tekst, NumberStyles.None, CultureInfo.InvariantCulture, out var getal) ? getal : -1;
    }

    /// <summary>A format with a day or a year in it, outside what is shown as it stands.</summary>
    private static bool IsDatum(string vorm)
    {
        var (tussen, haken) = (false, false);
        for (var i = 0; i < vorm.Length; i++)
        {
            var teken = vorm[i];
            if (teken == '\\')
            {
                i++;
            }
            else if (teken == '"')
            {
                tussen = !tussen;
            }
            else if (teken is '[' or ']')
            {
                haken = teken == '[';
            }
            else if (!tussen && !haken && teken is 'd' or 'D' or 'y' or 'Y' or 'j' or 'J')
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The runs of a text; how it is pronounced is left out.</summary>
    private static void Tekst(XmlReader xml, StringBuilder tekst)
    {
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "rPh")
            {
                using var uitspraak = xml.ReadSubtree();
                while (uitspraak.Read())
                {
                    // passed over
                }
            }
            else if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "t")
            {
                tekst.Append(Inhoud(xml));
            }
        }
    }

    private static string Inhoud(XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            return "";
        }

        var tekst = new StringBuilder();
        while (xml.Read() && xml.NodeType != XmlNodeType.EndElement)
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace)
            {
                tekst.Append(xml.Value);
            }
        }

        return tekst.ToString();
    }

    /// <summary>A sheet writes what XML cannot hold as _x000D_.</summary>
    private static string Tekens(string tekst) => tekst.Contains("_x", StringComparison.Ordinal) ? XmlConvert.DecodeName(tekst) : tekst;

    private static bool Volgende(XmlReader xml, string naam)
    {
        while (xml.Read())
        {
            if (xml.NodeType == XmlNodeType.Element && xml.LocalName == naam)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The column of a reference such as AB12, from 0.</summary>
    private static int? Kolom(string? verwijzing)
    {
        var kolom = 0;
        foreach (var letter in verwijzing ?? "")
        {
            if (!char.IsAsciiLetterUpper(letter) || kolom > 100_000)
            {
                break;
            }

            kolom = (kolom * 26) + letter - 'A' + 1;
        }

        return kolom == 0 ? null : kolom - 1;
    }

    private XmlReader Open(string deel) => XmlReader.Create(zip.GetEntry(deel)?.Open() ?? throw new InvalidDataException($"no part {deel}"), Veilig);
}
