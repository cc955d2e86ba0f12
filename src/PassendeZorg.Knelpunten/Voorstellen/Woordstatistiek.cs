using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>
/// How common words and codes are, from a sample of at most 2,000 public knelpunten: what is rare weighs much (TF-IDF). A sample and not a
/// count: counting a million texts takes minutes, and counting with each write would cost the writer. What is not public does not count, so
/// no answer says anything about it.
/// </summary>
internal sealed class Woordstatistiek
{
    /// <summary>Of a larger registry, as many numbers are drawn at equal distance.</summary>
    private const int Steekproef = 1_000;

    /// <summary>Words that are remembered with what they stand for; beyond that they are worked out each time.</summary>
    private const int MeestBekend = 100_000;

    private readonly HashSet<string> stammen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> kenmerken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> woorden = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Zoekwoord> bekend = new(StringComparer.Ordinal);
    private readonly int aantal;
    private int onthouden;

    private Woordstatistiek(IReadOnlyList<KnelpuntInhoud> inhouden, int totaal, int rijen)
    {
        (aantal, Totaal, Rijen) = (inhouden.Count, totaal, rijen);
        var vouwen = new Dictionary<string, string>(StringComparer.Ordinal);
        string Vouw(string woord) => vouwen.TryGetValue(woord, out var gevouwen) ? gevouwen : vouwen[woord] = Tekst.Vouw(woord);
        var teksten = inhouden.Select(inhoud => Teksten(inhoud).SelectMany(tekst => Tekst.Woorden(tekst.Tekst)).Select(Vouw).ToHashSet(StringComparer.Ordinal)).ToList();
        foreach (var woord in teksten.SelectMany(tekst => tekst))
        {
            Tel(woorden, woord);
        }

        foreach (var stopwoord in woorden.Keys.Where(Nederlands.IsStopwoord).ToList())
        {
            woorden.Remove(stopwoord);
        }

        stammen.UnionWith(woorden.Keys.Select(Stam.Van));
        var ontleed = woorden.Keys.ToDictionary(woord => woord, Ontleed, StringComparer.Ordinal);
        var eigen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (tekst, inhoud) in teksten.Zip(inhouden))
        {
            eigen.Clear();
            foreach (var woord in tekst)
            {
                eigen.UnionWith(ontleed.GetValueOrDefault(woord, []));
            }

            foreach (var kenmerk in eigen)
            {
                Tel(kenmerken, kenmerk);
            }

            foreach (var code in Codes(inhoud))
            {
                Tel(codes, code);
            }
        }

        static void Tel(Dictionary<string, int> tellingen, string wat) => CollectionsMarshal.GetValueRefOrAddDefault(tellingen, wat, out _)++;
    }

    /// <summary>How many knelpunten there were.</summary>
    public int Totaal { get; }

    /// <summary>How many rows the index had: tells when this has become old, and which statistics an answer came from.</summary>
    public int Rijen { get; }

    /// <summary>Draws the sample and counts.</summary>
    public static async Task<Woordstatistiek> Maak(Db db, int rijen, CancellationToken ct)
    {
        var totaal = await db.First<int?>("SELECT max(nummer) FROM knelpunt", null, ct) ?? 0;
        var stap = totaal <= 2 * Steekproef ? 1.0 : totaal / (double)Steekproef;
        var inhouden = new List<KnelpuntInhoud>();
        foreach (var nummers in Enumerable.Range(0, (int)(totaal / stap)).Select(i => 1 + (int)(i * stap)).Chunk(500))
        {
            var gelezen = await db.Query<string>($"""
                SELECT inhoud FROM knelpunt WHERE nummer {db.Dialect.In("@nummers")} AND status {db.Dialect.In("@Openbaar")} ORDER BY nummer
                """, new { nummers, Selectie.Openbaar }, ct);
            inhouden.AddRange(gelezen.Select(json => JsonSerializer.Deserialize<KnelpuntInhoud>(json, Json.Options)!));
        }

        return new Woordstatistiek(inhouden, totaal, rijen);
    }

    /// <summary>About how many knelpunten a folded word stands in; 0 when the sample does not have it.</summary>
    public double Verwacht(string woord) => aantal == 0 ? 0 : woorden.GetValueOrDefault(woord) * (double)Totaal / aantal;

    /// <summary>The words of a text as the search index has them, by their weight in it.</summary>
    public IEnumerable<string> ZwaarsteEerst(KnelpuntInhoud inhoud) => Teksten(inhoud)
        .SelectMany(tekst => Tekst.Woorden(tekst.Tekst).Select(woord => (Ken(woord).Gevouwen, tekst.Gewicht))).Where(woord => woord.Gevouwen.Length > 0)
        .GroupBy(woord => woord.Gevouwen, woord => woord.Gewicht, StringComparer.Ordinal).Select(woord => KeyValuePair.Create(woord.Key, woord.Sum()))
        .OrderByDescending(woord => Profiel.Gewicht(woord.Value, Zeldzaam(woorden.GetValueOrDefault(woord.Key)))).ThenBy(woord => woord.Key, StringComparer.Ordinal).Select(woord => woord.Key);

    /// <summary>A text and its codes as what they have in common with others.</summary>
    public Profiel ProfielVan(KnelpuntInhoud inhoud)
    {
        var profiel = new Profiel();
        foreach (var (tekst, gewicht) in Teksten(inhoud))
        {
            foreach (var woord in Tekst.Woorden(tekst))
            {
                profiel.Voeg(woord, Ken(woord), gewicht);
            }
        }

        profiel.Sluit(Codes(inhoud).Select(code => (code, Zeldzaam(codes.GetValueOrDefault(code)))));
        return profiel;
    }

    /// <summary>The texts that tell what it is about; a title says it in short and counts twice.</summary>
    private static IEnumerable<(string Tekst, int Gewicht)> Teksten(KnelpuntInhoud inhoud) =>
        new[] { (inhoud.Titel, 2), (inhoud.Omschrijving, 1), (inhoud.ToelichtingGevolg, 1), (inhoud.GewensteWijziging, 1), (inhoud.Omweg, 1), (inhoud.Dilemma, 1) }
            .Where(tekst => tekst.Item1 is not null)!;

    private static IEnumerable<string> Codes(KnelpuntInhoud inhoud) =>
        (inhoud.Wetten ?? []).Select(code => $"wet {code}").Concat((inhoud.Domeinen ?? []).Select(code => $"domein {code}")).Concat(inhoud.Soorten.Select(code => $"soort {code}"))
            .Distinct(StringComparer.Ordinal);

    private Zoekwoord Ken(string woord)
    {
        if (bekend.TryGetValue(woord, out var gekend))
        {
            return gekend;
        }

        var gevouwen = Tekst.Vouw(woord);
        gekend = Nederlands.IsStopwoord(gevouwen) ? Zoekwoord.Stopwoord
            : new Zoekwoord(gevouwen, [.. Ontleed(gevouwen).Select(kenmerk => (kenmerk, Zeldzaam(kenmerken.GetValueOrDefault(kenmerk))))]);
        if (onthouden < MeestBekend && bekend.TryAdd(woord, gekend))
        {
            Interlocked.Increment(ref onthouden);
        }

        return gekend;
    }

    private string[] Ontleed(string woord)
    {
        var stam = Stam.Van(woord);
        return [.. Nederlands.Delen(stam, stammen.Contains).Prepend(stam).Distinct(StringComparer.Ordinal)];
    }

    private double Zeldzaam(int telling) => Math.Max(0, Math.Log((aantal + 1) / (telling + 0.5)));
}

/// <summary>What a word stands for: itself, folded, and its stem and parts with their weights.</summary>
internal sealed record Zoekwoord(string Gevouwen, (string Kenmerk, double Zeldzaam)[] Kenmerken)
{
    /// <summary>A word that says nothing about a subject.</summary>
    public static readonly Zoekwoord Stopwoord = new("", []);
}

/// <summary>What a knelpunt is about: stems and parts of words, and codes, each with a weight; compared by the cosine of the two.</summary>
internal sealed class Profiel
{
    /// <summary>How much of the likeness is in the codes, the rest is in the words.</summary>
    private const double DeelCodes = 0.2;

    private readonly Dictionary<string, Telling> kenmerken = new(128, StringComparer.Ordinal);
    private Dictionary<string, double> codes = null!;
    private double lengte, lengteCodes;

    /// <summary>How much something counts: more when it is said more often, much more when it is rare.</summary>
    public static double Gewicht(int aantal, double zeldzaam) => (1 + Math.Log(aantal)) * zeldzaam;

    /// <summary>Adds a word as it stands in the text.</summary>
    public void Voeg(string vorm, Zoekwoord woord, int gewicht)
    {
        foreach (var (kenmerk, zeldzaam) in woord.Kenmerken)
        {
            ref var telling = ref CollectionsMarshal.GetValueRefOrAddDefault(kenmerken, kenmerk, out var bestond);
            telling = bestond ? telling with { Aantal = telling.Aantal + gewicht } : new Telling(vorm, zeldzaam, gewicht);
        }
    }

    /// <summary>Ends with the codes.</summary>
    public void Sluit(IEnumerable<(string Code, double Zeldzaam)> gecodeerd)
    {
        codes = gecodeerd.ToDictionary(code => code.Code, code => code.Zeldzaam, StringComparer.Ordinal);
        lengte = Math.Sqrt(kenmerken.Values.Sum(telling => telling.Gewicht * telling.Gewicht));
        lengteCodes = Math.Sqrt(codes.Values.Sum(zeldzaam => zeldzaam * zeldzaam));
    }

    /// <summary>From 0 to 1 how much another looks like this one, and the words of this one that made it so, the heaviest first.</summary>
    public (double Score, IReadOnlyList<string> Woorden) Vergelijk(Profiel ander)
    {
        var (som, gedeeld) = (0.0, new List<(double Gewicht, string Vorm)>());
        foreach (var (kenmerk, telling) in kenmerken)
        {
            if (ander.kenmerken.TryGetValue(kenmerk, out var daar) && telling.Gewicht * daar.Gewicht is > 0 and var gewicht)
            {
                som += gewicht;
                gedeeld.Add((gewicht, telling.Vorm));
            }
        }

        var somCodes = codes.Sum(code => code.Value * ander.codes.GetValueOrDefault(code.Key));
        var score = ((1 - DeelCodes) * Deel(som, lengte * ander.lengte)) + (DeelCodes * Deel(somCodes, lengteCodes * ander.lengteCodes));
        return (score, [.. gedeeld.OrderByDescending(woord => woord.Gewicht).Select(woord => woord.Vorm).DistinctBy(Tekst.Vouw).Take(5)]);

        static double Deel(double som, double lengte) => lengte > 0 ? Math.Min(1, som / lengte) : 0;
    }

    private readonly record struct Telling(string Vorm, double Zeldzaam, int Aantal)
    {
        public double Gewicht => Profiel.Gewicht(Aantal, Zeldzaam);
    }
}
