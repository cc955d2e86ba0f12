using System.Buffers;
using System.Runtime.InteropServices;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>
/// Confirmed knelpunten by the words they share with a text, to show beside a proposal: an inverted index over stems, cosine of TF-IDF.
/// Only the rarer words of a text are looked up, so that the work does not grow with how common a word is.
/// </summary>
internal sealed class Gelijkenis
{
    private const int MeesteWoorden = 60;
    private const float Minst = 0.12f;

    private readonly Dictionary<string, List<Plaats>> plaatsen = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<Leervoorbeeld> voorbeelden;
    private readonly float[] lengten;

    /// <summary>Indexes knelpunten.</summary>
    public Gelijkenis(IReadOnlyList<Leervoorbeeld> voorbeelden)
    {
        this.voorbeelden = voorbeelden;
        lengten = new float[voorbeelden.Count];
        for (var i = 0; i < voorbeelden.Count; i++)
        {
            foreach (var (stam, keer) in Telling(Leestekst.Lees(voorbeelden[i].Titel, voorbeelden[i].Omschrijving)))
            {
                (plaatsen.TryGetValue(stam, out var lijst) ? lijst : plaatsen[stam] = []).Add(new Plaats(i, keer));
            }
        }

        foreach (var lijst in plaatsen.Values)
        {
            foreach (var plaats in lijst)
            {
                var waarde = plaats.Keer * Idf(lijst.Count);
                lengten[plaats.Knelpunt] += waarde * waarde;
            }
        }
    }

    /// <summary>The knelpunten that are most like a text, the most like it first.</summary>
    public List<Leervoorbeeld> Zoek(Leestekst tekst, int aantal)
    {
        var gevraagd = Telling(tekst).Select(woord => (woord.Keer, Lijst: plaatsen.GetValueOrDefault(woord.Stam))).ToList();
        var lengte = gevraagd.Sum(woord => woord.Keer * woord.Keer * Idf(woord.Lijst?.Count ?? 1) * Idf(woord.Lijst?.Count ?? 1));
        var scores = ArrayPool<float>.Shared.Rent(voorbeelden.Count);
        Array.Clear(scores, 0, voorbeelden.Count);
        foreach (var (keer, lijst) in gevraagd.Where(woord => woord.Lijst is not null && woord.Lijst.Count <= Math.Max(20, voorbeelden.Count / 10)).OrderBy(woord => woord.Lijst!.Count).Take(MeesteWoorden))
        {
            var idf = Idf(lijst!.Count);
            foreach (var plaats in lijst)
            {
                scores[plaats.Knelpunt] += keer * plaats.Keer * idf * idf;
            }
        }

        var lijkend = new List<(float Score, Leervoorbeeld Voorbeeld)>();
        for (var i = 0; i < voorbeelden.Count; i++)
        {
            if (scores[i] > 0 && scores[i] / MathF.Sqrt(lengte * lengten[i]) is >= Minst and var score)
            {
                lijkend.Add((score, voorbeelden[i]));
            }
        }

        ArrayPool<float>.Shared.Return(scores);
        return [.. lijkend.OrderByDescending(ander => ander.Score).ThenBy(ander => ander.Voorbeeld.Kenmerk, StringComparer.Ordinal).Take(aantal).Select(ander => ander.Voorbeeld)];
    }

    private float Idf(int komtVoor) => MathF.Log((voorbeelden.Count + 1f) / (komtVoor + 1)) + 0.1f;

    private static IEnumerable<(string Stam, float Keer)> Telling(Leestekst tekst) =>
        tekst.Woorden.Where(Woordkenmerken.Zegt).GroupBy(woord => woord.Stam, StringComparer.Ordinal).Select(groep => (groep.Key, 1 + MathF.Log(groep.Count())));

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Plaats(int Knelpunt, float Keer);
}
