using System.Diagnostics;
using System.Runtime.Intrinsics;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>Rows of bits: which of the rows of a block are in something. They are a multiple of 512 bits long.</summary>
internal static class Bitrij
{
    private static readonly int Stap = Vector512<ulong>.Count;

    /// <summary>Words for so many rows.</summary>
    public static int Woorden(int rijen) => (rijen + 511) / 512 * Stap;

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
        for (var i = 0; i < bits.Length; i += Stap)
        {
            (Vector512.Create<ulong>(bits[i..]) | Vector512.Create(ander[i..])).CopyTo(bits[i..]);
        }
    }

    /// <summary>What is in both.</summary>
    public static void En(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b, Span<ulong> beide)
    {
        for (var i = 0; i < beide.Length; i += Stap)
        {
            (Vector512.Create(a[i..]) & Vector512.Create(b[i..])).CopyTo(beide[i..]);
        }
    }

    /// <summary>How many are in both: pairs, then fours, then bytes are added up, in 64 bytes at a time.</summary>
    public static int Tel(ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        // At most 8 in a byte, 16 times: it does not overflow.
        Debug.Assert(a.Length <= Kolommen.Bloklengte / 64 && Kolommen.Bloklengte <= 31 * 512, "A byte can hold no more.");
        var bytes = Vector512<ulong>.Zero;
        for (var i = 0; i < a.Length; i += Stap)
        {
            var x = Vector512.Create(a[i..]) & Vector512.Create(b[i..]);
            x -= (x >>> 1) & Vector512.Create(0x5555555555555555UL);
            x = (x & Vector512.Create(0x3333333333333333UL)) + ((x >>> 2) & Vector512.Create(0x3333333333333333UL));
            bytes += (x + (x >>> 4)) & Vector512.Create(0x0F0F0F0F0F0F0F0FUL);
        }

        var evenBytes = Vector512.Create(0x00FF00FF00FF00FFUL);
        return Vector512.Sum(((bytes & evenBytes) + ((bytes >>> 8) & evenBytes)).AsUInt16());
    }

    /// <summary>Turns a square of 64 by 64 bits over its diagonal: halves, then quarters, and so on (Hacker's Delight, 7-3).</summary>
    public static void Kantel(Span<ulong> vierkant)
    {
        ref var eerste = ref vierkant[..64][0];
        var masker = 0x00000000FFFFFFFFUL;
        var stap = 32;
        for (; stap >= Vector256<ulong>.Count; masker ^= masker << (stap >>= 1))
        {
            var m = Vector256.Create(masker);
            for (var i = 0; i < 64; i = (i + stap + Vector256<ulong>.Count) & ~stap)
            {
                var (boven, onder) = (Vector256.LoadUnsafe(ref eerste, (nuint)i), Vector256.LoadUnsafe(ref eerste, (nuint)(i + stap)));
                var wissel = ((boven >>> stap) ^ onder) & m;
                (boven ^ (wissel << stap)).StoreUnsafe(ref eerste, (nuint)i);
                (onder ^ wissel).StoreUnsafe(ref eerste, (nuint)(i + stap));
            }
        }

        // The last steps are within a vector of four rows.
        for (var i = 0; i < 64; i += Vector256<ulong>.Count)
        {
            var rijen = Vector256.LoadUnsafe(ref eerste, (nuint)i);
            rijen = Wissel(rijen, Vector256.Shuffle(rijen, Vector256.Create(2UL, 3, 0, 1)), Vector256.Create(ulong.MaxValue, ulong.MaxValue, 0, 0), 2, 0x3333333333333333);
            rijen = Wissel(rijen, Vector256.Shuffle(rijen, Vector256.Create(1UL, 0, 3, 2)), Vector256.Create(ulong.MaxValue, 0, ulong.MaxValue, 0), 1, 0x5555555555555555);
            rijen.StoreUnsafe(ref eerste, (nuint)i);
        }

        static Vector256<ulong> Wissel(Vector256<ulong> rijen, Vector256<ulong> ander, Vector256<ulong> boven, int stap, ulong masker)
        {
            var m = Vector256.Create(masker);
            return Vector256.ConditionalSelect(boven, (rijen & m) | ((ander & m) << stap), (rijen & ~m) | ((ander >>> stap) & m));
        }
    }
}
