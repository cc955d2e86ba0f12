using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>A feature in a text.</summary>
/// <param name="Woord">Which word of the text it came from.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Woordkenmerk(int Nummer, float Waarde, int Woord);

/// <summary>
/// Words as features: stems, pairs of stems, and pieces of three to five letters for compounds, weighed by how rare they are. Only what
/// occurs in two or more confirmed knelpunten (pieces: three or more) is known.
/// </summary>
internal sealed class Woordkenmerken
{
    /// <summary>Nothing learned.</summary>
    public static readonly Woordkenmerken Geen = new([], [], new Dictionary<string, string>(StringComparer.Ordinal));

    private const int Meest = 30_000;
    private const int MeesteWoorden = 50_000;
    private const float Paren = 0.5f;
    private const float Stukken = 0.6f;
    private const float Titel = 2;

    [ThreadStatic]
    private static Dictionary<int, (float Keer, int Woord, int Soort)>? kladblok;

    private readonly ConcurrentDictionary<string, uint[]> perWoord = new(StringComparer.Ordinal);
    private readonly Dictionary<uint, int> nummers;
    private readonly float[] idf;

    private Woordkenmerken(Dictionary<uint, int> nummers, float[] idf, IReadOnlyDictionary<string, string> stammen) => (this.nummers, this.idf, Stammen) = (nummers, idf, stammen);

    /// <summary>How many.</summary>
    public int Aantal => idf.Length;

    /// <summary>The stems of words that it saw.</summary>
    public IReadOnlyDictionary<string, string> Stammen { get; }

    /// <summary>Chooses from texts: what at least two share, the commonest first when there is too much.</summary>
    public static Woordkenmerken Kies(IEnumerable<Leestekst> teksten, int aantal)
    {
        var komtVoor = new Dictionary<uint, int>();
        var isStuk = new HashSet<uint>();
        var stammen = new Dictionary<string, string>(StringComparer.Ordinal);
        var gezien = new HashSet<uint>();
        foreach (var tekst in teksten)
        {
            gezien.Clear();
            Doorloop(tekst, Letterstukken, (hash, soort, _, _) =>
            {
                if (gezien.Add(hash) && soort == 2)
                {
                    isStuk.Add(hash);
                }
            });
            foreach (var hash in gezien)
            {
                komtVoor[hash] = komtVoor.GetValueOrDefault(hash) + 1;
            }

            foreach (var woord in tekst.Woorden)
            {
                stammen.TryAdd(woord.Vorm, woord.Stam);
            }

            if (komtVoor.Count > Meest * 40)
            {
                // So many different pieces: those seen once so far are noise, and would fill memory.
                foreach (var zeldzaam in komtVoor.Where(stuk => stuk.Value == 1).Select(stuk => stuk.Key).ToList())
                {
                    komtVoor.Remove(zeldzaam);
                    isStuk.Remove(zeldzaam);
                }
            }
        }

        var gekozen = komtVoor.Where(stuk => stuk.Value >= (isStuk.Contains(stuk.Key) ? 3 : 2) && stuk.Value <= aantal * 0.8).OrderByDescending(stuk => stuk.Value).ThenBy(stuk => stuk.Key).Take(Meest)
            .OrderBy(stuk => stuk.Key).ToList();
        var plaatsen = gekozen.Select((stuk, i) => (stuk.Key, i)).ToDictionary(stuk => stuk.Key, stuk => stuk.i);
        return new Woordkenmerken(plaatsen, [.. gekozen.Select(stuk => MathF.Log((aantal + 1f) / (stuk.Value + 1)) + 1)], stammen);
    }

    /// <summary>The features of a text; each kind has length 1 together, times what the kind is worth.</summary>
    public IReadOnlyList<Woordkenmerk> Van(Leestekst tekst)
    {
        if (Aantal == 0)
        {
            return [];
        }

        var telling = kladblok ??= []; // of this thread: it would be most of what is allocated
        telling.Clear();
        Doorloop(tekst, BekendeStukken, (hash, soort, woord, gewicht) =>
        {
            if (nummers.TryGetValue(hash, out var nummer))
            {
                ref var bekend = ref CollectionsMarshal.GetValueRefOrAddDefault(telling, nummer, out var was);
                bekend = (bekend.Keer + gewicht, was ? bekend.Woord : woord, soort);
            }
        });

        Span<float> kwadraat = stackalloc float[3];
        foreach (var (nummer, (keer, _, soort)) in telling)
        {
            var waarde = Waarde(nummer, keer);
            kwadraat[soort] += waarde * waarde;
        }

        Span<float> maal = [1 / MathF.Sqrt(kwadraat[0]), Paren / MathF.Sqrt(kwadraat[1]), Stukken / MathF.Sqrt(kwadraat[2])];
        var uit = new Woordkenmerk[telling.Count];
        var i = 0;
        foreach (var (nummer, (keer, woord, soort)) in telling) // in the order of the text: sums of floats depend on it
        {
            uit[i++] = new(nummer, Waarde(nummer, keer) * maal[soort], woord);
        }

        return uit;

        float Waarde(int nummer, float keer) => (1 + MathF.Log(keer)) * idf[nummer];
    }

    /// <summary>Whether a word says something by itself.</summary>
    public static bool Zegt(Woord woord) => !Nederlands.IsStopwoord(woord.Vorm) && !char.IsDigit(woord.Vorm[0]);

    private static void Doorloop<T>(Leestekst tekst, Func<string, T> stukken, Action<uint, int, int, float> bezoek) where T : IEnumerable<uint>
    {
        uint vorige = 0;
        var vorigeZin = -1;
        for (var i = 0; i < tekst.Woorden.Count; i++)
        {
            var woord = tekst.Woorden[i];
            if (!Zegt(woord))
            {
                continue;
            }

            var gewicht = woord.Zin == 0 ? Titel : 1;
            var hash = Hash(woord.Stam, 1);
            bezoek(hash, 0, i, gewicht);
            if (vorigeZin == woord.Zin)
            {
                bezoek((vorige * 16777619) ^ hash ^ 0x9e3779b9, 1, i, gewicht);
            }

            (vorige, vorigeZin) = (hash, woord.Zin);
            foreach (var stuk in stukken(woord.Vorm))
            {
                bezoek(stuk, 2, i, gewicht);
            }
        }
    }

    /// <summary>The pieces of a word.</summary>
    private static IEnumerable<uint> Letterstukken(string vorm)
    {
        for (var lengte = 3; lengte <= 5; lengte++)
        {
            for (var van = 0; van + lengte <= vorm.Length; van++)
            {
                yield return Hash(vorm.AsSpan(van, lengte), 2);
            }
        }
    }

    /// <summary>Of the pieces of a word those that are known; few words make up most of what is written, so it is remembered.</summary>
    private uint[] BekendeStukken(string vorm)
    {
        if (!perWoord.TryGetValue(vorm, out var stukken))
        {
            if (perWoord.Count >= MeesteWoorden)
            {
                perWoord.Clear();
            }

            perWoord[vorm] = stukken = [.. Letterstukken(vorm).Where(nummers.ContainsKey)];
        }

        return stukken;
    }

    // FNV-1a: the same in every process.
    private static uint Hash(ReadOnlySpan<char> tekst, uint soort)
    {
        var hash = 2166136261u ^ soort;
        foreach (var c in tekst)
        {
            hash = (hash ^ c) * 16777619;
        }

        return hash;
    }
}
