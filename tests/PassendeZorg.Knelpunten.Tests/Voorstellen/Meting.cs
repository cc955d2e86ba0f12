using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Voorstellen;

namespace PassendeZorg.Knelpunten.Tests.Voorstellen;

/// <summary>How well tags are proposed on the real knelpunten of <c>Bestanden/open.json</c>, whose labels are one expert's.</summary>
internal static class Meting
{
    /// <summary>What is scored: the four bars, and what has none.</summary>
    public static readonly IReadOnlyList<string> Maten = ["wetten genoemd", "wetten", "domeinen", "soorten", "adressaten"];

    /// <summary>The knelpunten without personal data, with labels per list of <see cref="Lexicon.Lijsten"/> and the laws that the text names.</summary>
    public static IReadOnlyList<(Leervoorbeeld Voorbeeld, IReadOnlyList<string> Genoemd)> Echt() =>
    [
        .. JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Bestanden", "open.json")))!.AsArray()
            .Where(item => !item!["bevatPersoonsgegevens"]!.GetValue<bool>())
            .Select(item => (new Leervoorbeeld(item.Tekst("id"), item.Tekst("titel"), item.Tekst("omschrijving"),
                [item.Lijst("soort"), item.Lijst("wetten"), item.Lijst("domeinen"), [], item.Lijst("adressaten")]), item.Lijst("wettenExpliciet"))),
    ];

    /// <summary>Learns from all parts but one, proposes for that one, and so on.</summary>
    /// <param name="leren">False: the lexicon alone, as on the first day.</param>
    /// <param name="vervorm">What is done to the texts that tags are proposed for.</param>
    public static IReadOnlyList<Uitslag> Kruis(Begrippenlijsten begrippen, int delen, int zaad, bool leren = true, Func<string, string>? vervorm = null)
    {
        var items = Echt();
        var random = new Random(zaad);
        var volgorde = Enumerable.Range(0, items.Count).OrderBy(_ => random.Next()).ToArray();
        var lexicon = new Lexicon(begrippen);
        var uitslagen = Maten.Select(maat => new Uitslag(maat)).ToArray();
        for (var deel = 0; deel < delen; deel++)
        {
            var model = Model.Leer(lexicon, leren ? [.. volgorde.Where((_, i) => i % delen != deel).Select(i => items[i].Voorbeeld)] : []);
            foreach (var (voorbeeld, genoemd) in volgorde.Where((_, i) => i % delen == deel).Select(i => items[i]))
            {
                var voorstellen = Voorgesteld(model, vervorm?.Invoke(voorbeeld.Titel) ?? voorbeeld.Titel, vervorm?.Invoke(voorbeeld.Omschrijving) ?? voorbeeld.Omschrijving);
                uitslagen[0].Tel(voorstellen[1], genoemd);
                uitslagen[1].Tel(voorstellen[1], voorbeeld.Codes[1]);
                uitslagen[2].Tel(voorstellen[2], voorbeeld.Codes[2]);
                // The labels are of level 1.
                uitslagen[3].Tel([.. voorstellen[0].Select(code => begrippen["soorten"].Zoek(code)!.Bovenliggend ?? code).Distinct()], voorbeeld.Codes[0]);
                uitslagen[4].Tel(voorstellen[4], voorbeeld.Codes[4]);
            }
        }

        return uitslagen;
    }

    private static IReadOnlyList<string>[] Voorgesteld(Model model, string titel, string omschrijving)
    {
        var oordeel = model.Beoordeel(Leestekst.Lees(titel, omschrijving));
        return [.. Lexicon.Lijsten.Select((_, lijst) => (IReadOnlyList<string>)[.. model.Kies(lijst, oordeel).Select(klasse => klasse.Begrip.Code)])];
    }
}

/// <summary>Counts of one measure.</summary>
internal sealed class Uitslag(string naam)
{
    private int goed, gezegd, waar;

    public string Naam => naam;
    public double Precisie => gezegd == 0 ? 0 : (double)goed / gezegd;
    public double Recall => waar == 0 ? 0 : (double)goed / waar;
    public double F1 => 2d * goed / Math.Max(1, gezegd + waar);
    public Dictionary<string, (int Goed, int Gezegd, int Waar)> PerCode { get; } = [];

    public void Tel(IReadOnlyList<string> voorgesteld, IReadOnlyList<string> labels)
    {
        goed += voorgesteld.Intersect(labels).Count();
        gezegd += voorgesteld.Count;
        waar += labels.Count;
        foreach (var code in voorgesteld.Union(labels))
        {
            var p = PerCode.GetValueOrDefault(code);
            PerCode[code] = (p.Goed + (voorgesteld.Contains(code) && labels.Contains(code) ? 1 : 0), p.Gezegd + (voorgesteld.Contains(code) ? 1 : 0), p.Waar + (labels.Contains(code) ? 1 : 0));
        }
    }
}
