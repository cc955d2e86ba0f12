using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Runtime.InteropServices;
using CsvHelper;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>A tag that can be proposed.</summary>
/// <param name="Lijst">0 to 4: soorten, wetten, domeinen, doelgroepen, adressaten.</param>
internal sealed record Klasse(int Nummer, int Lijst, Begrip Begrip);

/// <summary>
/// What words say about tags before anybody has confirmed anything: the names, abbreviations and aliases of the vocabularies, and
/// <c>signalen.csv</c>, which says what words hint at (a tariff at bekostiging and the NZa, district nursing at the Zvw).
/// </summary>
/// <remarks>
/// A hint weighs 1 (sometimes) to 4 (nearly always), a name 5. Words match by stem, so that inflection does not matter; a longer name
/// beats a shorter one in the same list; long words are also looked for inside compounds. Work is linear in the number of words.
/// </remarks>
internal sealed class Lexicon
{
    /// <summary>The vocabularies that tags are proposed from, as the answer names them.</summary>
    public static readonly IReadOnlyList<string> Lijsten = ["soorten", "wetten", "domeinen", "doelgroepen", "organisaties"];

    /// <summary>Weight of a name.</summary>
    private const float Naam = 5;

    private const int Langst = 8;
    private const int KortsteSamenstelling = 6;
    private const int MeesteWoorden = 50_000;
    private const int Wetten = 1;
    private const int Organisaties = 4;

    /// <summary>What says nothing about a text.</summary>
    private static readonly FrozenSet<string> Nietszeggend = FrozenSet.Create(StringComparer.Ordinal, "weet-niet", "anders");

    /// <summary>Names whose stem is that of another word: geld and (regels) gelden, ouderen and ouders.</summary>
    private static readonly FrozenSet<string> AlleenZo = FrozenSet.Create(StringComparer.Ordinal, "geld", "ouderen");

    private readonly Dictionary<string, List<Ingang>> opVorm = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Ingang>> opStam = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Reeks>> reeksen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Ingang>> begin = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Ingang>> einde = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Ingang>> binnen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Ingang>>.AlternateLookup<ReadOnlySpan<char>> opBegin, opEinde, opBinnen;
    private readonly ConcurrentDictionary<string, List<Ingang>[]> perWoord = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Lijst, string Code), int> kenmerken = [];
    private readonly List<(int Bron, Gewicht[] Gewichten)> verbanden = [];
    private readonly Gewicht[] altijd = [];
    private readonly int organisatieVanaf, genoemdVanaf;
    private readonly int[] lengten, lengtenBinnen; // of what is looked for in longer words, shortest first

    /// <summary>Makes it from the vocabularies of this moment.</summary>
    public Lexicon(Begrippenlijsten begrippen)
    {
        Klassen = [.. Lijsten.SelectMany((lijst, i) => begrippen[lijst].Begrippen.Where(begrip => begrip.Kiesbaar && !Nietszeggend.Contains(begrip.Code)).Select(begrip => (i, begrip)))
            .Select((klasse, nummer) => new Klasse(nummer, klasse.i, klasse.begrip))];
        organisatieVanaf = Klassen.Count;
        genoemdVanaf = organisatieVanaf + Klassen.Count(klasse => klasse.Lijst == Organisaties);
        Aantal = genoemdVanaf + Klassen.Count(klasse => klasse.Lijst == Wetten);
        var (organisatie, wet) = (organisatieVanaf, genoemdVanaf);
        foreach (var klasse in Klassen)
        {
            kenmerken[(klasse.Lijst == Organisaties ? "adressaten" : Lijsten[klasse.Lijst], klasse.Begrip.Code)] = klasse.Nummer;
            if (klasse.Lijst == Organisaties)
            {
                kenmerken[("organisaties", klasse.Begrip.Code)] = organisatie++;
            }
            else if (klasse.Lijst == Wetten)
            {
                kenmerken[("genoemd", klasse.Begrip.Code)] = wet++;
            }
        }

        foreach (var klasse in Klassen)
        {
            Voegtoe(klasse);
        }

        altijd = LeesSignalen();
        foreach (var lijst in reeksen.Values)
        {
            lijst.Sort((a, b) => b.Stammen.Length - a.Stammen.Length);
        }

        lengten = [.. begin.Keys.Concat(einde.Keys).Select(deel => deel.Length).Distinct().Order()];
        lengtenBinnen = [.. binnen.Keys.Select(deel => deel.Length).Distinct().Order()];
        (opBegin, opEinde, opBinnen) = (begin.GetAlternateLookup<ReadOnlySpan<char>>(), einde.GetAlternateLookup<ReadOnlySpan<char>>(), binnen.GetAlternateLookup<ReadOnlySpan<char>>());
    }

    /// <summary>What can be proposed, list by list in vocabulary order.</summary>
    public IReadOnlyList<Klasse> Klassen { get; }

    /// <summary>How many features a reading has: evidence per tag, organisations mentioned, laws named.</summary>
    public int Aantal { get; }

    /// <summary>The feature that is 1 when the text names this law, or -1.</summary>
    public int Genoemd(Klasse klasse) => klasse.Lijst == Wetten ? kenmerken[("genoemd", klasse.Begrip.Code)] : -1;

    /// <summary>A knelpunt cannot be reported without a soort, nor confirmed without a domain.</summary>
    public static bool NooitLeeg(int lijst) => lijst is 0 or 2;

    /// <summary>Reads a text.</summary>
    public Lezing Lees(Leestekst tekst)
    {
        var lezing = new Lezing(Aantal);
        var woorden = tekst.Woorden;
        var demping = woorden.Count <= Lezing.Gewoon ? 1f : MathF.Sqrt((float)Lezing.Gewoon / woorden.Count);
        Span<int> gedektTot = stackalloc int[Lijsten.Count]; // per list: what stands before this word is part of a longer name
        for (var i = 0; i < woorden.Count; i++)
        {
            var woord = woorden[i];
            var sterkte = woord.Zin == 0 ? 1f : demping;
            var betekenis = Meerduidig.Kies(tekst, i);
            if (betekenis is not null)
            {
                foreach (var (lijst, code) in betekenis)
                {
                    Tel(lijst, code);
                }

                if (betekenis.Count > 0)
                {
                    Reeksen(i, sterkte, gedektTot);
                }

                continue;
            }

            Reeksen(i, sterkte, gedektTot);
            Enkel(woord, i, sterkte, gedektTot);

            void Tel(string lijst, string code)
            {
                if (kenmerken.TryGetValue((lijst, code), out var kenmerk))
                {
                    lezing.Tel(kenmerk, Naam, 1, woord.Eerste, i, 1);
                    if (lijst == "wetten")
                    {
                        lezing.Tel(kenmerken[("genoemd", code)], 3, 1, woord.Eerste, i, 1);
                    }
                }
            }
        }

        lezing.Sluit(altijd, verbanden);
        return lezing;

        void Reeksen(int i, float sterkte, Span<int> gedektTot)
        {
            if (!reeksen.TryGetValue(woorden[i].Stam, out var mogelijk))
            {
                return;
            }

            foreach (var reeks in mogelijk)
            {
                if (i + reeks.Stammen.Length <= woorden.Count && Klopt(reeks.Stammen, i) && (reeks.Ingang.Lijst < 0 || i >= gedektTot[reeks.Ingang.Lijst]))
                {
                    Geef(reeks.Ingang, i, reeks.Stammen.Length, sterkte, 0);
                    if (reeks.Ingang.Lijst >= 0)
                    {
                        gedektTot[reeks.Ingang.Lijst] = i + reeks.Stammen.Length;
                    }
                }
            }
        }

        bool Klopt(string[] stammen, int i)
        {
            for (var k = 1; k < stammen.Length; k++)
            {
                if (woorden[i + k].Stam != stammen[k] || woorden[i + k].Zin != woorden[i].Zin)
                {
                    return false;
                }
            }

            return true;
        }

        void Enkel(Woord woord, int i, float sterkte, Span<int> gedektTot)
        {
            Span<bool> gevonden = stackalloc bool[Lijsten.Count];
            foreach (var bron in (ReadOnlySpan<List<Ingang>?>)[opVorm.GetValueOrDefault(woord.Vorm), opStam.GetValueOrDefault(woord.Stam)])
            {
                if (bron is null)
                {
                    continue;
                }

                foreach (var ingang in bron)
                {
                    if (ingang.Lijst < 0 || i >= gedektTot[ingang.Lijst])
                    {
                        Geef(ingang, i, 1, sterkte, 0);
                        if (ingang.Lijst >= 0)
                        {
                            gevonden[ingang.Lijst] = true;
                        }
                    }
                }
            }

            foreach (var hits in Delen(woord))
            {
                Samenstelling(hits, i, sterkte, gedektTot, gevonden);
            }
        }

        void Samenstelling(List<Ingang> hits, int i, float sterkte, Span<int> gedektTot, Span<bool> gevonden)
        {
            foreach (var ingang in hits)
            {
                if (ingang.Lijst < 0 || (!gevonden[ingang.Lijst] && i >= gedektTot[ingang.Lijst]))
                {
                    Geef(ingang, i, 1, sterkte, ingang.Lijst < 0 ? 0 : 1);
                }
            }
        }

        void Geef(Ingang ingang, int i, int aantal, float sterkte, float minder)
        {
            if (ingang.Hoofdletters && !Hoofdletters(tekst.Letterlijk(i, aantal)))
            {
                return;
            }

            foreach (var (kenmerk, gewicht) in ingang.Gewichten)
            {
                var noemt = kenmerk >= genoemdVanaf;
                if (!noemt || minder == 0)
                {
                    lezing.Tel(kenmerk, gewicht - minder, gewicht >= Naam || noemt ? 1 : sterkte, woorden[i].Eerste, i, aantal);
                }
            }
        }
    }

    /// <summary>What begins, ends or is inside a word, shortest first. A language uses few words for most of its texts, so it is remembered.</summary>
    private List<Ingang>[] Delen(Woord woord)
    {
        if (perWoord.TryGetValue(woord.Vorm, out var bekend))
        {
            return bekend;
        }

        var gevonden = new List<List<Ingang>>();
        var vorm = woord.Vorm.AsSpan();
        var stam = woord.Stam.AsSpan();
        foreach (var lengte in lengten)
        {
            if (lengte > vorm.Length)
            {
                break;
            }

            if (opBegin.TryGetValue(vorm[..lengte], out var hits))
            {
                gevonden.Add(hits);
            }

            if (opEinde.TryGetValue(vorm[^lengte..], out hits) || (lengte <= stam.Length && opEinde.TryGetValue(stam[^lengte..], out hits)))
            {
                gevonden.Add(hits);
            }
        }

        foreach (var lengte in lengtenBinnen)
        {
            for (var van = 1; van + lengte < vorm.Length; van++)
            {
                if (opBinnen.TryGetValue(vorm.Slice(van, lengte), out var hits))
                {
                    gevonden.Add(hits);
                }
            }
        }

        if (perWoord.Count >= MeesteWoorden)
        {
            perWoord.Clear();
        }

        return perWoord[woord.Vorm] = [.. gevonden];
    }

    private static bool Hoofdletters(string woord) => !woord.Any(char.IsLower);

    /// <summary>Names, abbreviations and aliases of a concept.</summary>
    private void Voegtoe(Klasse klasse)
    {
        var begrip = klasse.Begrip;
        var (lijst, kenmerk) = (klasse.Lijst, klasse.Lijst == Organisaties ? kenmerken[("organisaties", begrip.Code)] : klasse.Nummer);
        var spellingen = begrip.Aliassen.Select(alias => (Spelling: alias, Officieel: false)).Append((begrip.Naam, true)).Append((begrip.Afkorting ?? begrip.Naam, true));
        if (lijst is Wetten or 2)
        {
            spellingen = spellingen.Append((begrip.Code, lijst == Wetten));
        }

        foreach (var (spelling, officieel) in spellingen)
        {
            var delen = Gesplitst(spelling);
            if (delen.Length is 0 or > Langst)
            {
                continue;
            }

            var noemt = lijst == Wetten && (officieel || IsNaamVanWet(delen, begrip));
            Gewicht[] gewichten = noemt ? [new(kenmerk, Naam), new(kenmerken[("genoemd", begrip.Code)], 3)] : [new(kenmerk, lijst == Wetten ? 3 : 4)];
            Voegtoe(delen, delen.Length == 1 && AlleenZo.Contains(delen[0]), new Ingang(lijst, gewichten, Meerduidig.IsGewoonWoord(spelling)));
        }
    }

    private static bool IsNaamVanWet(string[] delen, Begrip begrip) =>
        delen.Any(deel => deel == "wet" || (deel.EndsWith("wet", StringComparison.Ordinal) && deel.Length > 4) || deel is "verordening" or "besluit")
        || (delen.Length == 1 && delen[0] == Gesplitst(begrip.Afkorting ?? begrip.Naam)[0]);

    private void Voegtoe(string[] delen, bool exact, Ingang ingang)
    {
        var stammen = Array.ConvertAll(delen, Stam.Van);
        if (delen.Length > 1)
        {
            Lijst(reeksen, stammen[0]).Add(new Reeks(stammen, ingang));
            return;
        }

        Lijst(exact ? opVorm : opStam, exact ? delen[0] : stammen[0]).Add(ingang);
        if (!exact && delen[0].Length >= KortsteSamenstelling && ingang.Lijst >= 0)
        {
            Lijst(begin, delen[0]).Add(ingang);
            Lijst(einde, delen[0]).Add(ingang);
        }
    }

    /// <summary>Reads what words hint at; returns what holds for every text.</summary>
    private Gewicht[] LeesSignalen()
    {
        using var csv = CsvReader.Create(Resources.Open("reference/signalen.csv"), CsvReaderOptions.Default, leaveOpen: false);
        csv.ReadHeader();
        Gewicht[] voorAlles = [];
        while (csv.Read())
        {
            var gewichten = new List<Gewicht>();
            for (var kolom = 1; kolom < csv.Headers.Count; kolom++)
            {
                foreach (var cel in csv.GetString(kolom)!.Split('|', StringSplitOptions.RemoveEmptyEntries))
                {
                    // A code that is no longer in the vocabulary: nothing to hint at.
                    if (cel.Split(':') is [var code, var gewicht] && kenmerken.TryGetValue((csv.Headers[kolom], code), out var kenmerk))
                    {
                        gewichten.Add(new(kenmerk, int.Parse(gewicht)));
                        if (gewichten[^1].Waarde >= Naam && kenmerken.TryGetValue(("genoemd", code), out var genoemd))
                        {
                            gewichten.Add(new(genoemd, 3));
                        }
                    }
                }
            }

            foreach (var patroon in csv.GetString(0)!.Split('|'))
            {
                if (patroon == "*")
                {
                    voorAlles = [.. gewichten];
                }
                else if (patroon[0] == '=')
                {
                    if (patroon[1..].Split('/') is [var lijst, var code] && kenmerken.TryGetValue((lijst, code), out var bron))
                    {
                        verbanden.Add((bron, [.. gewichten]));
                    }
                }
                else
                {
                    Signaal(patroon, new Ingang(-1, [.. gewichten], Meerduidig.IsGewoonWoord(patroon)));
                }
            }
        }

        return voorAlles;
    }

    // woord: any inflection; woord!: exactly so; woord*, *woord, *woord*: at the start, at the end, anywhere in a longer word.
    private void Signaal(string patroon, Ingang ingang)
    {
        var kaal = Tekst.Vouw(patroon.Trim('*', '!'));
        var (voor, na) = (patroon.StartsWith('*'), patroon.EndsWith('*'));
        if (!voor && !na)
        {
            Voegtoe(Gesplitst(kaal), patroon.EndsWith('!'), ingang);
            return;
        }

        if (na)
        {
            Lijst(begin, kaal).Add(ingang);
        }

        if (voor)
        {
            Lijst(einde, kaal).Add(ingang);
        }

        if (voor && na && kaal.Length >= 5)
        {
            Lijst(binnen, kaal).Add(ingang);
        }
    }

    private static string[] Gesplitst(string spelling) => [.. Tekst.Woorden(Tekst.Vouw(spelling))];

    private static List<T> Lijst<T>(Dictionary<string, List<T>> tabel, string sleutel) => tabel.TryGetValue(sleutel, out var lijst) ? lijst : tabel[sleutel] = [];

    /// <param name="Lijst">The vocabulary it is a name in; -1 for a hint.</param>
    /// <param name="Hoofdletters">Only counts when written in capitals: in lower case it is an ordinary word.</param>
    private sealed record Ingang(int Lijst, Gewicht[] Gewichten, bool Hoofdletters);

    private sealed record Reeks(string[] Stammen, Ingang Ingang);
}

/// <summary>How much something says about a feature.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Gewicht(int Kenmerk, float Waarde);

/// <summary>What the lexicon makes of one text.</summary>
internal sealed class Lezing(int aantal)
{
    /// <summary>Words in an ordinary text: in a longer one a word that stands there once says less.</summary>
    public const int Gewoon = 250;

    private const float Meest = 7;
    private const float VanDeRest = 0.4f;

    private readonly Dictionary<long, Bron> bronnen = []; // by feature and stem, as one number
    private readonly float[] hoogste = new float[aantal];
    private readonly float[] som = new float[aantal];

    /// <summary>The value per feature, about 1 for "usually".</summary>
    public float[] Waarden { get; } = new float[aantal];

    /// <summary>Where evidence stands in the text.</summary>
    public IReadOnlyList<(int Kenmerk, Bron Bron)> Bronnen { get; private set; } = [];

    /// <summary>Notes evidence.</summary>
    /// <param name="sterkte">1, less in a long text.</param>
    /// <param name="eerste">The first word with the same stem: the same word again adds less than another word.</param>
    public void Tel(int kenmerk, float gewicht, float sterkte, int eerste, int woord, int aantal)
    {
        ref var bekend = ref CollectionsMarshal.GetValueRefOrAddDefault(bronnen, ((long)kenmerk << 32) | (uint)eerste, out _);
        bekend = bekend.Aantal == 0 ? new Bron(gewicht, sterkte, woord, aantal, 1)
            : bekend.Gewicht >= gewicht ? bekend with { Keer = bekend.Keer + (bekend.Laatste == woord ? 0 : 1), Laatste = woord, Sterkte = Math.Max(sterkte, bekend.Sterkte) }
            : new Bron(gewicht, Math.Max(sterkte, bekend.Sterkte), woord, aantal, bekend.Keer);
    }

    /// <summary>Adds up what was noted, and what that says about other features.</summary>
    public void Sluit(Gewicht[] altijd, List<(int Bron, Gewicht[] Gewichten)> verbanden)
    {
        Bronnen = [.. bronnen.Select(bron => ((int)(bron.Key >> 32), bron.Value))];
        foreach (var (kenmerk, bron) in Bronnen)
        {
            Voegtoe(kenmerk, bron.Waarde);
        }

        var direct = new float[hoogste.Length];
        for (var i = 0; i < direct.Length; i++)
        {
            direct[i] = Totaal(i);
        }

        foreach (var (bron, gewichten) in verbanden)
        {
            if (direct[bron] < 2)
            {
                continue;
            }

            foreach (var (kenmerk, gewicht) in gewichten)
            {
                var waarde = gewicht * Math.Min(1, direct[bron] / 4);
                Voegtoe(kenmerk, waarde);
                Verbonden.Add((bron, kenmerk, waarde));
            }
        }

        foreach (var (kenmerk, gewicht) in altijd)
        {
            Voegtoe(kenmerk, gewicht);
        }

        for (var i = 0; i < Waarden.Length; i++)
        {
            Waarden[i] = Totaal(i) / 3;
        }
    }

    /// <summary>Evidence that came by way of another feature.</summary>
    public List<(int Van, int Naar, float Waarde)> Verbonden { get; } = [];

    private void Voegtoe(int kenmerk, float waarde)
    {
        hoogste[kenmerk] = Math.Max(hoogste[kenmerk], waarde);
        som[kenmerk] += waarde;
    }

    private float Totaal(int kenmerk) => Math.Min(Meest, hoogste[kenmerk] + (VanDeRest * (som[kenmerk] - hoogste[kenmerk])));

    /// <summary>Evidence in the text: from which word, how many words, how often.</summary>
    [StructLayout(LayoutKind.Auto)]
    public readonly record struct Bron(float Gewicht, float Sterkte, int Woord, int Aantal, int Keer)
    {
        /// <summary>The last word that was counted.</summary>
        public int Laatste { get; init; } = Woord;

        /// <summary>What it says.</summary>
        public float Waarde => Gewicht * Math.Min(1.25f, Sterkte * (1 + (0.25f * MathF.Log2(Keer))));
    }
}
