using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using PassendeZorg.Knelpunten.Persoonsgegevens;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>A word of a text.</summary>
/// <param name="Begin">Where it stands in <see cref="Leestekst.Tekst"/>.</param>
/// <param name="Lengte">How long it is there.</param>
/// <param name="Vorm">Lower case, without diacritics.</param>
/// <param name="Stam">Its stem.</param>
/// <param name="Zin">The number of its sentence; the title is 0.</param>
/// <param name="Eerste">The number of the first word with that stem.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Woord(int Begin, int Lengte, string Vorm, string Stam, int Zin, int Eerste);

/// <summary>
/// A title and description as words: without markup, and without what looks like personal data, so that nothing of that can end up in
/// a reason. One pass over the text, however long it is.
/// </summary>
internal sealed class Leestekst
{
    /// <summary>Longer words are no words.</summary>
    private const int Langst = 60;

    private Leestekst(string tekst, IReadOnlyList<Woord> woorden) => (Tekst, Woorden) = (tekst, woorden);

    /// <summary>What the words stand in.</summary>
    public string Tekst { get; }

    /// <summary>In order.</summary>
    public IReadOnlyList<Woord> Woorden { get; }

    /// <summary>Reads a text.</summary>
    /// <param name="stam">Stems that are known already; what is not in it is made on the spot and not kept.</param>
    public static Leestekst Lees(string titel, string omschrijving, IReadOnlyDictionary<string, string>? stam = null)
    {
        var tekst = $"{Kaal(ZonderPersoon(titel))}\n{Kaal(ZonderPersoon(omschrijving))}";
        var woorden = new List<Woord>(tekst.Length / 6);
        var eerste = new Dictionary<string, int>(tekst.Length / 8, StringComparer.Ordinal);
        var (begin, zin) = (-1, 0);
        for (var i = 0; i <= tekst.Length; i++)
        {
            var c = i < tekst.Length ? tekst[i] : '\n';
            var letter = c < 128 ? char.IsAsciiLetterOrDigit(c) : char.IsLetterOrDigit(c) || CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.NonSpacingMark;
            if (letter)
            {
                begin = begin < 0 ? i : begin;
                continue;
            }

            if (begin >= 0)
            {
                if (i - begin <= Langst)
                {
                    var vorm = Platform.Tekst.Vouw(tekst[begin..i]);
                    var zijnStam = stam?.GetValueOrDefault(vorm) ?? Stam.Van(vorm);
                    eerste.TryAdd(zijnStam, woorden.Count);
                    woorden.Add(new Woord(begin, i - begin, vorm, zijnStam, zin, eerste[zijnStam]));
                }

                begin = -1;
            }

            // A full stop ends a sentence only when something other than a letter or digit follows: "2.4", "o.a." do not.
            zin += c is '\n' or '!' or '?' or ';' || (c == '.' && (i + 1 >= tekst.Length || !char.IsLetterOrDigit(tekst[i + 1]))) ? 1 : 0;
        }

        return new Leestekst(tekst, woorden);
    }

    /// <summary>What stands there, from one word up to and including another.</summary>
    public string Letterlijk(int eerste, int aantal) => Tekst[Woorden[eerste].Begin..(Woorden[eerste + aantal - 1].Begin + Woorden[eerste + aantal - 1].Lengte)];

    private static string ZonderPersoon(string tekst)
    {
        var vondsten = Persoonsgegevenswacht.Zoek(tekst);
        if (vondsten.Count == 0)
        {
            return tekst;
        }

        var zonder = new StringBuilder(tekst);
        foreach (var vondst in vondsten)
        {
            for (var i = vondst.Positie; i < vondst.Positie + vondst.Lengte; i++)
            {
                zonder[i] = ' ';
            }
        }

        return zonder.ToString();
    }

    /// <summary>Without tags and entities: "&lt;b&gt;Wmo&lt;/b&gt;" is Wmo, "&lt; 18 jaar" stays what it is.</summary>
    private static string Kaal(string tekst)
    {
        if (!tekst.AsSpan().ContainsAny('<', '&'))
        {
            return tekst;
        }

        var kaal = new StringBuilder(tekst.Length);
        for (var i = 0; i < tekst.Length; i++)
        {
            var tag = tekst[i] == '<' && i + 1 < tekst.Length && (char.IsAsciiLetter(tekst[i + 1]) || tekst[i + 1] is '/' or '!');
            var einde = tag ? tekst.AsSpan(i + 1, Math.Min(2_000, tekst.Length - i - 1)).IndexOfAny('>', '<') : -1;
            if (einde < 0 || tekst[i + 1 + einde] == '<')
            {
                kaal.Append(tekst[i]);
                continue;
            }

            var naam = tekst.AsSpan(i + 1, einde).TrimStart('/');
            var blok = naam is ['p' or 'P'] || naam.StartsWith("br", StringComparison.OrdinalIgnoreCase) || naam.StartsWith("li", StringComparison.OrdinalIgnoreCase)
                || naam.StartsWith("div", StringComparison.OrdinalIgnoreCase) || naam.StartsWith("h", StringComparison.OrdinalIgnoreCase) || naam.StartsWith("t", StringComparison.OrdinalIgnoreCase);
            kaal.Append(blok ? '\n' : ' ');
            i += einde + 1;
        }

        return WebUtility.HtmlDecode(kaal.ToString());
    }
}
