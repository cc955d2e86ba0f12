using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using System.Xml;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>What the registry knows about text: which characters it takes, how it compares, sorts and spells.</summary>
public static class Tekst
{
    private static readonly HtmlEncoder Codering = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>A text as HTML shows it: letters as they are, nothing that means something to a browser.</summary>
    public static string Html(string tekst) => Codering.Encode(tekst);

    /// <summary>
    /// The position of the first character that is refused (demand R33), or -1: C0 and C1 controls but TAB, LF and CR, lone
    /// surrogates, non-characters, and bidirectional embeddings, overrides and isolates.
    /// </summary>
    public static int OngeldigTeken(ReadOnlySpan<char> tekst)
    {
        for (var i = 0; i < tekst.Length; i++)
        {
            var c = tekst[i];
            if (c is >= ' ' and < '\u007f' or '\n' or '\t' or '\r')
            {
                continue;
            }

            if (char.IsHighSurrogate(c) && i + 1 < tekst.Length && char.IsLowSurrogate(tekst[i + 1]))
            {
                i++;
            }
            else if (c < ' ' || c is >= '\u007f' and <= '\u009f' or >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069'
                or >= '\ufdd0' and <= '\ufdef' or >= '\ufffe' || char.IsSurrogate(c))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A text without the characters that XML 1.0 cannot hold. Input refuses them; what is older than that rule may still have them.</summary>
    public static string VoorXml(string tekst)
    {
        var schoon = new StringBuilder(tekst.Length);
        for (var i = 0; i < tekst.Length; i++)
        {
            if (i + 1 < tekst.Length && char.IsSurrogatePair(tekst[i], tekst[i + 1]))
            {
                schoon.Append(tekst[i]).Append(tekst[++i]);
            }
            else if (XmlConvert.IsXmlChar(tekst[i]))
            {
                schoon.Append(tekst[i]);
            }
        }

        return schoon.ToString();
    }

    /// <summary>Lower case, without diacritics: how words compare.</summary>
    public static string Vouw(string tekst)
    {
        if (System.Text.Ascii.IsValid(tekst))
        {
            return tekst.ToLowerInvariant();
        }

        var folded = new StringBuilder(tekst.Length);
        foreach (var c in Normaal(tekst, NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(char.ToLowerInvariant(c));
            }
        }

        return folded.ToString();
    }

    /// <summary>How free names compare: NFC, trimmed, without case.</summary>
    public static string Naamsleutel(string naam) => Normaal(naam.Trim(), NormalizationForm.FormC).ToLowerInvariant();

    /// <summary>Normalized; what is no text at all, which a question may hold and what is stored may not, loses what makes it so.</summary>
    private static string Normaal(string tekst, NormalizationForm vorm) => (OngeldigTeken(tekst) < 0 ? tekst : VoorXml(tekst)).Normalize(vorm);

    /// <summary>
    /// Sort key in Dutch order, defined here once so that every database sorts the same: case, diacritics and punctuation do
    /// not count, spaces do.
    /// </summary>
    public static string Sorteersleutel(string tekst)
    {
        var key = new StringBuilder(tekst.Length);
        foreach (var c in Vouw(tekst))
        {
            if (char.IsLetterOrDigit(c))
            {
                key.Append(c);
            }
            else if (char.IsWhiteSpace(c) && key is [.., not ' '])
            {
                key.Append(' ');
            }
        }

        return key.ToString();
    }

    /// <summary>The words of a text: runs of letters and digits.</summary>
    public static IEnumerable<string> Woorden(string tekst)
    {
        var start = -1;
        for (var i = 0; i <= tekst.Length; i++)
        {
            var inWord = i < tekst.Length && (char.IsLetterOrDigit(tekst[i]) || char.IsSurrogate(tekst[i])
                || CharUnicodeInfo.GetUnicodeCategory(tekst[i]) == UnicodeCategory.NonSpacingMark);
            if (inWord && start < 0)
            {
                start = i;
            }
            else if (!inWord && start >= 0)
            {
                yield return tekst[start..i];
                start = -1;
            }
        }
    }

    /// <summary>
    /// What somebody probably meant: the value whose spelling is nearest, or null when nothing is near (more than a third of
    /// the letters differ).
    /// </summary>
    public static string? Dichtstbij(string gegeven, IEnumerable<(string Spelling, string Waarde)> keuzen)
    {
        var needle = Vouw(gegeven.Trim());
        if (needle.Length is 0 or > 100)
        {
            return null;
        }

        var (best, distance) = (default(string), Math.Max(2, needle.Length / 3) + 1);
        foreach (var (spelling, value) in keuzen)
        {
            var candidate = Vouw(spelling);
            if (Math.Abs(candidate.Length - needle.Length) < distance && Afstand(needle, candidate) is var d && d < distance)
            {
                (best, distance) = (value, d);
            }
        }

        return distance < needle.Length ? best : null;
    }

    /// <summary>Levenshtein distance.</summary>
    private static int Afstand(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[^1];
    }
}
