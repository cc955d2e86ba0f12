namespace PassendeZorg.Knelpunten.Platform;

/// <summary>What is needed of Dutch to see that two words are about the same thing.</summary>
internal static class Nederlands
{
    // The stop words of the Snowball project, and function words that it lacks.
    private static readonly HashSet<string> Stopwoorden = new("""
        de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of wat mijn men dit zo door over ze
        zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want nog zal me zij nu ge geen omdat iets worden toch al waren
        veel meer doen toen moet ben zonder kan hun dus alles onder ja eens hier wie werd altijd doch wordt wezen kunnen ons zelf tegen na reeds
        wil kon niets uw iemand geweest andere
        wij we onze mogen mag moeten moest zullen willen zouden konden waar welke waarom wanneer terwijl zodat doordat waardoor daardoor tussen via
        per binnen tijdens volgens elke elk ieder iedere alle allemaal niemand ander anders pas steeds nooit vaak soms weer wel ene hoewel indien
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    /// <summary>Whether a word, folded, says nothing about a subject.</summary>
    public static bool IsStopwoord(string woord) => woord.Length < 2 || Stopwoorden.Contains(woord);

    /// <summary>
    /// What is left of a folded word without the ending of a plural, an adjective or a verb, spelled as if it stood alone: <c>wetten</c> and
    /// <c>wet</c>, <c>regelingen</c> and <c>regeling</c>, <c>huizen</c> and <c>huis</c> become the same. Light on purpose: words of four letters
    /// and less stay as they are.
    /// </summary>
    public static string Stam(string woord)
    {
        if (woord.Length <= 4)
        {
            return woord;
        }

        if (woord.EndsWith("heden", StringComparison.Ordinal))
        {
            return woord[..^5] + "heid";
        }

        var stam = woord.AsSpan();
        foreach (var uitgang in (ReadOnlySpan<string>)["en", "es", "e", "s"])
        {
            if (stam.EndsWith(uitgang, StringComparison.Ordinal) && stam.Length - uitgang.Length >= 3 && !(uitgang == "s" && stam[^2] is 's' or 'i' or 'o' or 'u'))
            {
                stam = stam[..^uitgang.Length];
                break;
            }
        }

        if (stam.Length >= 4 && stam[^1] == stam[^2] && "bcdfgklmnprst".Contains(stam[^1], StringComparison.Ordinal))
        {
            stam = stam[..^1];
        }

        // A long vowel is written twice in one form and once in another: registratie, betaal and betalen.
        var dubbel = stam.Length >= 4 && stam[^2] == stam[^3] && "aeou".Contains(stam[^2], StringComparison.Ordinal) && !"aeiouy".Contains(stam[^1], StringComparison.Ordinal);
        var slot = stam[^1] switch { 'v' => 'f', 'z' => 's', var letter => letter };
        return dubbel ? $"{stam[..^2]}{slot}" : $"{stam[..^1]}{slot}";
    }

    /// <summary>
    /// The parts of a compound, as stems, as far as the given words know them: <c>gegevensdeling</c> gives gegeven and deling. A part has at
    /// least four letters. Of a word of which only the beginning or the end is known, that.
    /// </summary>
    public static IReadOnlyList<string> Delen(string stam, Func<string, bool> bekend)
    {
        const int Kortst = 4;
        if (stam.Length < 2 * Kortst)
        {
            return [];
        }

        string? begin = null, eind = null;
        for (var i = Kortst; i <= stam.Length - Kortst; i++)
        {
            var (voor, achter) = (Stam(stam[..i]), stam[i..]);
            var (voorBekend, achterBekend) = (voor.Length >= Kortst && bekend(voor), bekend(achter));
            if (voorBekend && achterBekend)
            {
                return [voor, achter];
            }

            begin = voorBekend ? voor : begin; // the longest
            eind = achterBekend ? eind ?? achter : eind;
        }

        return [.. new[] { begin, eind }.OfType<string>()];
    }
}
