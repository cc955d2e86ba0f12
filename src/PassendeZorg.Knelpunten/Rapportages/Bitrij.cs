using System.Numerics;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>Rows of bits: which of the rows of a block are in something.</summary>
internal static class Bitrij
{
    /// <summary>Sets the bits from begin up to einde.</summary>
    public static void Zet(Span<ulong> bits, int begin, int einde)
    {
        for (var woord = begin / 64; woord * 64 < einde; woord++)
        {
            var (van, tot) = (Math.Max(begin - (woord * 64), 0), Math.Min(einde - (woord * 64), 64));
            bits[woord] |= (ulong.MaxValue >> (64 - tot + van)) << van;
        }
    }

    /// <summary>Adds what is in another.</summary>
    public static void Of(Span<ulong> bits, ReadOnlySpan<ulong> ander)
    {
        for (var i = 0; i < bits.Length; i++)
        {
            bits[i] |= ander[i];
        }
    }

    /// <summary>What is in both.</summary>
    public static void En(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> beide)
    {
        for (var i = 0; i < beide.Length; i++)
        {
            beide[i] = a[i] & b[i];
        }
    }

    /// <summary>How many are in both.</summary>
    public static int Tel(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        var aantal = 0;
        b = b[..a.Length];
        for (var i = 0; i < a.Length; i++)
        {
            aantal += BitOperations.PopCount(a[i] & b[i]);
        }

        return aantal;
    }

    /// <summary>Turns a square of 64 by 64 bits over its diagonal: halves, then quarters, and so on (Hacker's Delight, 7-3).</summary>
    public static void Kantel(Span<ulong> vierkant)
    {
        vierkant = vierkant[..64];
        var masker = 0x00000000FFFFFFFFUL;
        for (var stap = 32; stap > 0; masker ^= masker << (stap >>= 1))
        {
            for (var i = 0; i < 64; i = (i + stap + 1) & ~stap)
            {
                var wissel = ((vierkant[i] >> stap) ^ vierkant[i + stap]) & masker;
                vierkant[i] ^= wissel << stap;
                vierkant[i + stap] ^= wissel;
            }
        }
    }
}
