namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// The stem of a Dutch word: Snowball's Dutch algorithm (snowballstem.org), run until nothing changes, so that huisarts, huisartsen and
/// huisartsenpraktijken do not end up apart for want of one more step. Takes and gives folded words: lower case, no diacritics.
/// </summary>
internal static class Stam
{
    /// <summary>The stem of one word. Linear in its length.</summary>
    public static string Van(string woord)
    {
        if (woord.Length is < 4 or > 60 || woord.AsSpan().ContainsAnyExceptInRange('a', 'z'))
        {
            return woord; // abbreviations, numbers, other scripts
        }

        Span<char> buffer = stackalloc char[woord.Length + 1];
        woord.CopyTo(buffer);
        var lengte = woord.Length;
        for (var ronde = 0; ronde < 3; ronde++)
        {
            var was = lengte;
            lengte = Eenmaal(buffer, lengte);
            if (lengte == was || lengte < 5)
            {
                break;
            }
        }

        return lengte == woord.Length && buffer[..lengte].SequenceEqual(woord) ? woord : new string(buffer[..lengte]);
    }

    private static int Eenmaal(Span<char> w, int n)
    {
        // An i between vowels and a y after one are consonants.
        for (var i = 0; i < n; i++)
        {
            if ((w[i] == 'y' && (i == 0 || Klinker(w[i - 1]))) || (w[i] == 'i' && i > 0 && i + 1 < n && Klinker(w[i - 1]) && Klinker(w[i + 1])))
            {
                w[i] = char.ToUpperInvariant(w[i]);
            }
        }

        var r1 = Math.Max(3, Gebied(w[..n], 0));
        var r2 = Gebied(w[..n], Gebied(w[..n], 0));

        // 1: plurals
        if (Eindigt(w, n, "heden") && n - 5 >= r1)
        {
            "heid".CopyTo(w[(n - 5)..]);
            n--;
        }
        else if (Eindigt(w, n, "ene") || Eindigt(w, n, "en"))
        {
            n = ZonderEn(w, n, w[n - 1] == 'e' ? 3 : 2, r1);
        }
        else if (Eindigt(w, n, "ies"))
        {
            n--; // not Snowball's: indicaties, subsidies, prestaties are many here
        }
        else if (Eindigt(w, n, "se") || Eindigt(w, n, "s"))
        {
            var k = w[n - 1] == 'e' ? 2 : 1;
            n -= n - k >= r1 && n - k > 0 && !Klinker(w[n - k - 1]) && w[n - k - 1] != 'j' ? k : 0;
        }

        // 2: -e
        var metE = n;
        n = ZonderE(w, n, r1);
        var e = n < metE;

        // 3: -heid, -ing, -end, -ig, -lijk, -baar
        if (Eindigt(w, n, "heid") && n - 4 >= r2 && w[n - 5] != 'c')
        {
            n -= 4;
            n = Eindigt(w, n, "en") ? ZonderEn(w, n, 2, r1) : n;
        }

        if ((Eindigt(w, n, "ing") || Eindigt(w, n, "end")) && n - 3 >= r2)
        {
            n -= 3;
            n = Eindigt(w, n, "ig") && n - 2 >= r2 && w[n - 3] != 'e' ? n - 2 : Enkel(w, n);
        }
        else if (Eindigt(w, n, "ig") && n - 2 >= r2 && w[n - 3] != 'e')
        {
            n -= 2;
        }
        else if (Eindigt(w, n, "lijk") && n - 4 >= r2)
        {
            n = ZonderE(w, n - 4, r1);
        }
        else if (Eindigt(w, n, "baar") && n - 4 >= r2)
        {
            n -= 4;
        }
        else if (e && Eindigt(w, n, "bar") && n - 3 >= r2)
        {
            n -= 3;
        }

        // 4: maan → man
        if (n >= 4 && !Klinker(w[n - 4]) && w[n - 3] == w[n - 2] && w[n - 2] is 'a' or 'e' or 'o' or 'u' && !Klinker(w[n - 1]) && w[n - 1] != 'I')
        {
            w[n - 2] = w[n - 1];
            n--;
        }

        for (var i = 0; i < n; i++)
        {
            w[i] = char.ToLowerInvariant(w[i]);
        }

        return n;
    }

    private static bool Klinker(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';

    private static bool Eindigt(ReadOnlySpan<char> w, int n, string einde) => n > einde.Length && w[..n].EndsWith(einde, StringComparison.Ordinal);

    // The region after the first consonant that follows a vowel.
    private static int Gebied(ReadOnlySpan<char> w, int vanaf)
    {
        var i = vanaf;
        while (i < w.Length && !Klinker(w[i]))
        {
            i++;
        }

        while (i < w.Length && Klinker(w[i]))
        {
            i++;
        }

        return Math.Min(i + 1, w.Length);
    }

    private static int ZonderEn(Span<char> w, int n, int k, int r1) =>
        n - k >= r1 && !Klinker(w[n - k - 1]) && !Eindigt(w, n - k, "gem") ? Enkel(w, n - k) : n;

    private static int ZonderE(Span<char> w, int n, int r1) => n > 1 && w[n - 1] == 'e' && n - 1 >= r1 && !Klinker(w[n - 2]) ? Enkel(w, n - 1) : n;

    private static int Enkel(ReadOnlySpan<char> w, int n) => n > 1 && w[n - 1] == w[n - 2] && w[n - 1] is 'k' or 'd' or 't' ? n - 1 : n;
}
