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
        altijd komt komen gaat gaan doet deed had hadden krijgt krijgen maakt maken kunt bijvoorbeeld echter zelfs waarbij daarom daarna
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    /// <summary>Whether a word, folded, says nothing about a subject.</summary>
    public static bool IsStopwoord(string woord) => woord.Length < 2 || Stopwoorden.Contains(woord);

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
            var (voor, achter) = (Stam.Van(stam[..i]), stam[i..]);
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
