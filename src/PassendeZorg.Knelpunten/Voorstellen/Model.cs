using System.Numerics;
using System.Runtime.CompilerServices;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>A confirmed knelpunt to learn from.</summary>
/// <param name="Codes">What it was tagged with, per list of <see cref="Lexicon.Lijsten"/>.</param>
internal sealed record Leervoorbeeld(string Kenmerk, string Titel, string Omschrijving, IReadOnlyList<IReadOnlyList<string>> Codes);

/// <summary>
/// Which tags a text probably carries: logistic regression per tag over what the lexicon finds and over the words themselves. Its weights
/// start from what the vocabulary knows and are pulled back to that: without confirmed knelpunten the lexicon alone speaks, and every
/// confirmation moves it towards how this registry tags.
/// </summary>
/// <remarks>
/// Deterministic: the same confirmed knelpunten give the same weights, in whatever order they come. Trained by accelerated gradient descent
/// with a bound on the curvature per weight, so there is no learning rate to choose.
/// </remarks>
internal sealed class Model
{
    // How strongly weights are held to where they start (the precision of their prior), and where that is.
    private const float HoudBasis = 1f;
    private const float HoudLexicon = 2f;
    private const float HoudWoorden = 0.3f;
    private const float Helling = 3.6f;
    private const float Drempelbewijs = 0.87f;
    private const float KoudeDrempel = 0.5f;

    private readonly Lexicon lexicon;
    private readonly Woordkenmerken woorden;
    private readonly float[] lexiconGewichten; // feature × tag
    private readonly float[] basis;
    private readonly float[] woordGewichten; // feature × column
    private readonly int[] kolommen; // column → tag: only tags that somebody used have weights for words
    private readonly float[] drempels;
    private readonly int breedte, woordBreedte;

    private Model(Lexicon lexicon, Woordkenmerken woorden, int[] kolommen, float[] drempels)
    {
        (this.lexicon, this.woorden, this.kolommen, this.drempels) = (lexicon, woorden, kolommen, drempels);
        (breedte, woordBreedte) = (Rond(lexicon.Klassen.Count), Rond(kolommen.Length));
        lexiconGewichten = new float[lexicon.Aantal * breedte];
        basis = new float[breedte];
        woordGewichten = new float[woorden.Aantal * woordBreedte];
        foreach (var klasse in lexicon.Klassen)
        {
            lexiconGewichten[(klasse.Nummer * breedte) + klasse.Nummer] = Helling;
            basis[klasse.Nummer] = -Helling * Drempelbewijs;
        }
    }

    /// <summary>Thresholds per list: what is likelier is proposed.</summary>
    public IReadOnlyList<float> Drempels => drempels;

    /// <summary>The stems of the words it knows.</summary>
    public IReadOnlyDictionary<string, string> Stammen => woorden.Stammen;

    /// <summary>Learns.</summary>
    /// <param name="voorbeelden">Confirmed knelpunten, in any order.</param>
    public static Model Leer(Lexicon lexicon, IReadOnlyList<Leervoorbeeld> voorbeelden)
    {
        if (voorbeelden.Count < 5)
        {
            return new Model(lexicon, Woordkenmerken.Geen, [], [.. Lexicon.Lijsten.Select(_ => KoudeDrempel)]);
        }

        var volgorde = voorbeelden.OrderBy(voorbeeld => voorbeeld.Omschrijving, StringComparer.Ordinal).ThenBy(voorbeeld => voorbeeld.Titel, StringComparer.Ordinal).ToList();
        var teksten = volgorde.ConvertAll(voorbeeld => Leestekst.Lees(voorbeeld.Titel, voorbeeld.Omschrijving));
        var lezingen = teksten.ConvertAll(tekst => Schaars.Van(lexicon.Lees(tekst).Waarden));
        var labels = volgorde.ConvertAll(voorbeeld => Labels(lexicon, voorbeeld));
        var alle = Enumerable.Range(0, volgorde.Count).ToArray();

        // Thresholds from texts that were not learned from: five parts in turn, or one part when there is plenty.
        var delen = 5;
        var proeven = volgorde.Count <= 1_000 ? delen : 1;
        var kansen = new float[volgorde.Count][];
        void Proef(int deel)
        {
            var leren = alle.Where(i => i % delen != deel).ToArray();
            var model = Train(lexicon, teksten, lezingen, labels, leren, [.. Lexicon.Lijsten.Select(_ => KoudeDrempel)]);
            foreach (var i in alle.Where(i => i % delen == deel))
            {
                kansen[i] = model.Kansen(lezingen[i], model.woorden.Van(teksten[i]));
            }
        }

        if (volgorde.Count <= 300)
        {
            Parallel.For(0, proeven, Proef);
        }
        else
        {
            for (var deel = 0; deel < proeven; deel++)
            {
                Proef(deel);
            }
        }

        var grenzen = Lexicon.Lijsten.Select((_, lijst) => Drempel(lexicon, lijst, kansen, labels)).ToArray();
        return Train(lexicon, teksten, lezingen, labels, alle, grenzen);
    }

    /// <summary>The probability of every tag, with what it needs to say why.</summary>
    public Oordeel Beoordeel(Leestekst tekst)
    {
        var lezing = lexicon.Lees(tekst);
        var (schaars, bag) = (Schaars.Van(lezing.Waarden), woorden.Van(tekst));
        var kansen = Kansen(schaars, bag);
        foreach (var klasse in lexicon.Klassen)
        {
            // What is named is what it is about: a registry that never tagged it cannot unlearn that.
            var genoemd = lexicon.Genoemd(klasse);
            if (genoemd >= 0 && lezing.Waarden[genoemd] > 0)
            {
                kansen[klasse.Nummer] = Math.Max(kansen[klasse.Nummer], 0.9f);
            }
        }

        return new Oordeel(kansen, lezing, bag);
    }

    /// <summary>What to propose from a list: what is likely enough, or the likeliest where every knelpunt has at least one and it comes near.</summary>
    public IEnumerable<Klasse> Kies(int lijst, Oordeel oordeel)
    {
        var grens = drempels[lijst];
        if (Lexicon.NooitLeeg(lijst))
        {
            var hoogste = lexicon.Klassen.Where(klasse => klasse.Lijst == lijst).Max(klasse => oordeel.Kansen[klasse.Nummer]);
            grens = Math.Min(grens, Math.Max(hoogste, grens / 2));
        }

        return lexicon.Klassen.Where(klasse => klasse.Lijst == lijst && oordeel.Kansen[klasse.Nummer] >= grens)
            .OrderByDescending(klasse => oordeel.Kansen[klasse.Nummer]).ThenBy(klasse => klasse.Nummer);
    }

    /// <summary>Which words of the text pulled a tag up, the strongest first, as they stand there.</summary>
    public IReadOnlyList<string> Waarom(Klasse klasse, Oordeel oordeel, Leestekst tekst)
    {
        var perWoord = new float[tekst.Woorden.Count];
        var lengte = new int[tekst.Woorden.Count];
        var genoemd = lexicon.Genoemd(klasse);
        var isGenoemd = genoemd >= 0 && oordeel.Lezing.Waarden[genoemd] > 0;
        var eigen = lexiconGewichten[(klasse.Nummer * breedte) + klasse.Nummer] / 6;
        Span<float> via = stackalloc float[lexicon.Aantal]; // a word that points at a law points at what that law points at
        foreach (var (van, naar, waarde) in oordeel.Lezing.Verbonden)
        {
            via[van] += naar == klasse.Nummer ? waarde * eigen : 0;
        }

        foreach (var (kenmerk, bron) in oordeel.Lezing.Bronnen)
        {
            // A name that stands there is reason enough.
            var gewicht = isGenoemd ? kenmerk == genoemd ? 1 : 0 : (lexiconGewichten[(kenmerk * breedte) + klasse.Nummer] + via[kenmerk]) * bron.Waarde / 3;
            if (gewicht != 0)
            {
                perWoord[bron.Woord] += gewicht;
                lengte[bron.Woord] = Math.Max(lengte[bron.Woord], bron.Aantal);
            }
        }

        if (!isGenoemd && Array.IndexOf(kolommen, klasse.Nummer) is >= 0 and var kolom)
        {
            foreach (var (kenmerk, waarde, woord) in oordeel.Woorden)
            {
                perWoord[woord] += woordGewichten[(kenmerk * woordBreedte) + kolom] * waarde;
            }
        }

        // The same word again, in whatever inflection, is one reason.
        var minst = Math.Max(0.05f, perWoord.DefaultIfEmpty(0).Max() / 5);
        return [.. Enumerable.Range(0, perWoord.Length).Where(woord => perWoord[woord] >= minst).OrderByDescending(woord => perWoord[woord]).ThenBy(woord => woord)
            .DistinctBy(woord => lengte[woord] > 1 ? tekst.Letterlijk(woord, lengte[woord]) : tekst.Woorden[woord].Stam, StringComparer.Ordinal)
            .Take(5).Select(woord => tekst.Letterlijk(woord, Math.Max(1, lengte[woord])))];
    }

    private float[] Kansen(Schaars lezing, IReadOnlyList<Woordkenmerk> bag)
    {
        var scores = new float[breedte];
        basis.CopyTo(scores.AsSpan());
        for (var i = 0; i < lezing.Plaatsen.Length; i++)
        {
            Tel(scores, lexiconGewichten.AsSpan(lezing.Plaatsen[i] * breedte, breedte), lezing.Waarden[i]);
        }

        if (kolommen.Length > 0)
        {
            var woordscores = new float[woordBreedte];
            foreach (var kenmerk in bag)
            {
                Tel(woordscores, woordGewichten.AsSpan(kenmerk.Nummer * woordBreedte, woordBreedte), kenmerk.Waarde);
            }

            for (var kolom = 0; kolom < kolommen.Length; kolom++)
            {
                scores[kolommen[kolom]] += woordscores[kolom];
            }
        }

        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = Kans(scores[i]);
        }

        return scores;
    }

    private static Model Train(Lexicon lexicon, List<Leestekst> teksten, List<Schaars> lezingen, List<int[]> labels, int[] leren, float[] drempels)
    {
        var kenmerken = Woordkenmerken.Kies(leren.Select(i => teksten[i]), leren.Length);
        var gebruikt = leren.SelectMany(i => labels[i]).Distinct().Order().ToArray();
        var model = new Model(lexicon, kenmerken, gebruikt, drempels);
        var bags = leren.Select(i => Schaars.Van(kenmerken.Van(teksten[i]))).ToArray();
        model.Daal(leren.Select(i => lezingen[i]).ToArray(), bags, leren.Select(i => labels[i]).ToArray(), leren.Length <= 500 ? 60 : 30);
        return model;
    }

    /// <summary>Minimises the penalised log loss (FISTA; the step per weight from a bound on its curvature).</summary>
    private void Daal(Schaars[] lezingen, Schaars[] bags, int[][] labels, int rondes)
    {
        var klassen = breedte;
        var (start, startBasis) = ((float[])lexiconGewichten.Clone(), (float[])basis.Clone());

        // |x|₁ of a row bounds what one feature shares with the others.
        var (stapLexicon, stapWoorden, stapBasis) = (Fill(lexicon.Aantal, HoudLexicon), Fill(woorden.Aantal, HoudWoorden), HoudBasis);
        for (var i = 0; i < lezingen.Length; i++)
        {
            var som = 1 + lezingen[i].Waarden.Sum(MathF.Abs) + bags[i].Waarden.Sum(MathF.Abs);
            stapBasis += som / 4;
            for (var k = 0; k < lezingen[i].Plaatsen.Length; k++)
            {
                stapLexicon[lezingen[i].Plaatsen[k]] += MathF.Abs(lezingen[i].Waarden[k]) * som / 4;
            }

            for (var k = 0; k < bags[i].Plaatsen.Length; k++)
            {
                stapWoorden[bags[i].Plaatsen[k]] += MathF.Abs(bags[i].Waarden[k]) * som / 4;
            }
        }

        var (vorigLexicon, vorigWoorden, vorigBasis) = ((float[])lexiconGewichten.Clone(), (float[])woordGewichten.Clone(), (float[])basis.Clone());
        var (hellingLexicon, hellingWoorden, hellingBasis) = (new float[lexiconGewichten.Length], new float[woordGewichten.Length], new float[basis.Length]);
        var (rest, woordRest) = (new float[klassen], new float[woordBreedte]);
        var t = 1f;
        for (var ronde = 0; ronde < rondes; ronde++)
        {
            Array.Clear(hellingLexicon);
            Array.Clear(hellingWoorden);
            Array.Clear(hellingBasis);
            for (var i = 0; i < lezingen.Length; i++)
            {
                Rest(lezingen[i], bags[i], labels[i], rest, woordRest);
                Tel(hellingBasis, rest, 1);
                for (var k = 0; k < lezingen[i].Plaatsen.Length; k++)
                {
                    Tel(hellingLexicon.AsSpan(lezingen[i].Plaatsen[k] * klassen, klassen), rest, lezingen[i].Waarden[k]);
                }

                for (var k = 0; k < bags[i].Plaatsen.Length; k++)
                {
                    Tel(hellingWoorden.AsSpan(bags[i].Plaatsen[k] * woordBreedte, woordBreedte), woordRest, bags[i].Waarden[k]);
                }
            }

            var volgende = (1 + MathF.Sqrt(1 + (4 * t * t))) / 2;
            var vaart = (t - 1) / volgende;
            t = volgende;
            for (var rij = 0; rij < lexicon.Aantal; rij++)
            {
                Stap(lexiconGewichten, vorigLexicon, hellingLexicon, start, rij * klassen, klassen, stapLexicon[rij], HoudLexicon, vaart);
            }

            for (var rij = 0; rij < woorden.Aantal; rij++)
            {
                Stap(woordGewichten, vorigWoorden, hellingWoorden, null, rij * woordBreedte, woordBreedte, stapWoorden[rij], HoudWoorden, vaart);
            }

            Stap(basis, vorigBasis, hellingBasis, startBasis, 0, klassen, stapBasis, HoudBasis, vaart);
        }

        vorigLexicon.CopyTo(lexiconGewichten.AsSpan());
        vorigWoorden.CopyTo(woordGewichten.AsSpan());
        vorigBasis.CopyTo(basis.AsSpan());
    }

    // What the model says minus what was confirmed, per tag.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Rest(Schaars lezing, Schaars bag, int[] labels, float[] rest, float[] woordRest)
    {
        basis.CopyTo(rest.AsSpan());
        Array.Clear(woordRest);
        for (var k = 0; k < lezing.Plaatsen.Length; k++)
        {
            Tel(rest, lexiconGewichten.AsSpan(lezing.Plaatsen[k] * breedte, breedte), lezing.Waarden[k]);
        }

        for (var k = 0; k < bag.Plaatsen.Length; k++)
        {
            Tel(woordRest, woordGewichten.AsSpan(bag.Plaatsen[k] * woordBreedte, woordBreedte), bag.Waarden[k]);
        }

        for (var kolom = 0; kolom < kolommen.Length; kolom++)
        {
            rest[kolommen[kolom]] += woordRest[kolom];
        }

        for (var i = 0; i < rest.Length; i++)
        {
            rest[i] = Kans(rest[i]);
        }

        foreach (var label in labels)
        {
            rest[label] -= 1;
        }

        for (var kolom = 0; kolom < kolommen.Length; kolom++)
        {
            woordRest[kolom] = rest[kolommen[kolom]];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Stap(float[] gewichten, float[] vorig, float[] helling, float[]? start, int van, int aantal, float kromming, float houd, float vaart)
    {
        var (deel, rest, maal) = (new Vector<float>(1 / kromming), new Vector<float>(houd), new Vector<float>(vaart));
        for (var i = van; i < van + aantal; i += Vector<float>.Count)
        {
            var gewicht = new Vector<float>(gewichten, i);
            var afstand = start is null ? gewicht : gewicht - new Vector<float>(start, i);
            var nieuw = gewicht - ((new Vector<float>(helling, i) + (rest * afstand)) * deel);
            (nieuw + (maal * (nieuw - new Vector<float>(vorig, i)))).CopyTo(gewichten, i);
            nieuw.CopyTo(vorig, i);
        }
    }

    /// <summary>The threshold with the best micro F1 on texts that were not learned from; with few of them, closer to the usual one.</summary>
    private static float Drempel(Lexicon lexicon, int lijst, float[][] kansen, List<int[]> labels)
    {
        var klassen = lexicon.Klassen.Where(klasse => klasse.Lijst == lijst).Select(klasse => klasse.Nummer).ToArray();
        var gevallen = new List<(float Kans, bool Waar)>();
        var totaal = 0;
        for (var i = 0; i < kansen.Length; i++)
        {
            if (kansen[i] is not null)
            {
                totaal += labels[i].Count(label => lexicon.Klassen[label].Lijst == lijst);
                gevallen.AddRange(klassen.Where(klasse => kansen[i][klasse] >= 0.15f).Select(klasse => (kansen[i][klasse], labels[i].Contains(klasse))));
            }
        }

        if (totaal < 10)
        {
            return KoudeDrempel;
        }

        // The middle of all thresholds that do about as well as the best: a peak on few texts is luck.
        var f1 = Enumerable.Range(15, 51).Select(stap => (Drempel: stap / 100f, F1: F1(stap / 100f))).ToList();
        var beste = f1.Max(punt => punt.F1);
        return f1.Where(punt => punt.F1 >= beste - 0.01f).Average(punt => punt.Drempel);

        float F1(float drempel)
        {
            var (goed, gezegd) = (0, 0);
            foreach (var (kans, waar) in gevallen)
            {
                gezegd += kans >= drempel ? 1 : 0;
                goed += waar && kans >= drempel ? 1 : 0;
            }

            return 2f * goed / Math.Max(1, gezegd + totaal);
        }
    }

    private static int[] Labels(Lexicon lexicon, Leervoorbeeld voorbeeld) =>
        [.. lexicon.Klassen.Where(klasse => voorbeeld.Codes[klasse.Lijst].Contains(klasse.Begrip.Code, StringComparer.Ordinal)).Select(klasse => klasse.Nummer)];

    private static float Kans(float score) => 1 / (1 + MathF.Exp(-score));

    private static float[] Fill(int aantal, float waarde)
    {
        var rij = new float[aantal];
        Array.Fill(rij, waarde);
        return rij;
    }

    // Rows are whole vectors, so that adding one needs no remainder.
    private static int Rond(int aantal) => (aantal + 15) / 16 * 16;

    // Vectors that are not compiled well yet are slower than none, and the first lesson comes right after the start.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Tel(Span<float> doel, ReadOnlySpan<float> rij, float maal)
    {
        var factor = new Vector<float>(maal);
        for (var i = 0; i < doel.Length; i += Vector<float>.Count)
        {
            (new Vector<float>(doel[i..]) + (new Vector<float>(rij[i..]) * factor)).CopyTo(doel[i..]);
        }
    }

    /// <summary>The features of a row that are not zero.</summary>
    internal readonly record struct Schaars(int[] Plaatsen, float[] Waarden)
    {
        public static Schaars Van(float[] dicht)
        {
            var (plaatsen, waarden) = (new List<int>(), new List<float>());
            for (var i = 0; i < dicht.Length; i++)
            {
                if (dicht[i] != 0)
                {
                    plaatsen.Add(i);
                    waarden.Add(dicht[i]);
                }
            }

            return new Schaars([.. plaatsen], [.. waarden]);
        }

        public static Schaars Van(IReadOnlyList<Woordkenmerk> kenmerken) => new([.. kenmerken.Select(kenmerk => kenmerk.Nummer)], [.. kenmerken.Select(kenmerk => kenmerk.Waarde)]);
    }
}

/// <summary>What the model makes of one text.</summary>
internal sealed record Oordeel(float[] Kansen, Lezing Lezing, IReadOnlyList<Woordkenmerk> Woorden);
