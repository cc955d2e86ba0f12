using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// Knelpunten that look like real ones, the same for the same seed: some 650 characters in a vocabulary of compounds with a
/// skewed (Zipf-like) frequency, one to four codes per vocabulary, the first codes of a list far more often than the last.
/// </summary>
/// <param name="lang">Also words that are seldom used, as a language has them: the n-th is used 1/n as often as the first, up to 300,000.</param>
internal sealed class Generator(int seed, bool lang = false)
{
    private const int Zeldzaam = 300_000;
    private static readonly string[] Wetten = ["zvw", "wlz", "wmo2015", "jeugdwet", "wpg", "avg", "wmg", "wkkgz", "wvggz", "wzd", "participatiewet", "wgs", "wegiz", "wabvpz", "wgbo", "wams", "mededingingswet", "aanbestedingswet2012", "woningwet", "awb"];
    private static readonly string[] Domeinen = ["huisartsenzorg", "wmo-ondersteuning", "wijkverpleging", "ggz", "ouderenzorg", "medisch-specialistische-zorg", "jeugdhulp", "mantelzorg-informeel", "preventie", "paramedische-zorg", "acute-zorg", "gehandicaptenzorg", "langdurige-ggz", "indicatiestelling", "wijkteam", "sociale-basis", "ggd", "wonen", "farmacie", "schuldhulpverlening", "palliatieve-zorg", "geboortezorg"];
    private static readonly string[] Soorten = ["bekostiging", "regelgeving", "it", "budgetschotten", "gegevensuitwisseling", "organisatie", "toegang-en-indicatie", "contractering", "verantwoording", "tijdelijke-financiering", "grondslag-gegevensdeling", "tegenstrijdige-regels"];
    private static readonly string[] Frequenties = ["wekelijks", "maandelijks", "dagelijks", "elke-casus", "jaarlijks", "eenmalig"];
    private static readonly string[] Regios = ["zk-utrecht", "zk-amsterdam", "zk-rotterdam", "zk-arnhem", "zk-friesland", "zk-twente", "zk-groningen", "zk-nijmegen", "zk-zeeland", "zk-haaglanden", "zk-zuid-limburg", "zk-drenthe"];
    private static readonly string[] Voor = ["zorg", "wijk", "thuis", "jeugd", "ouderen", "regio", "gemeente", "indicatie", "tarief", "gegevens", "samenwerkings", "overdrachts", "behandel", "preventie", "woon", "crisis", "verwijs", "keten", "contract", "budget", "domein", "toegangs", "wacht", "vervoers", "huisartsen", "ziekenhuis", "herstel", "begeleidings", "project", "praktijk"];
    private static readonly string[] Achter = ["team", "plan", "kosten", "afspraken", "overleg", "loket", "grens", "kader", "tijd", "vraag", "aanbod", "inkoop", "systeem", "dossier", "pad", "regels", "ruimte", "stroom", "druk", "last", "partner", "netwerk", "schot", "lijst", "eisen", "traject", "verschil", "duur", "schaal", "model"];
    private static readonly string[] Lettergrepen = ["ba", "del", "fo", "gim", "hu", "jak", "ke", "lor", "mi", "nus", "pa", "rel", "so", "tin", "vu", "wat", "ze", "bor", "di", "fum"];
    private static readonly string[] Kort = ["de", "het", "een", "van", "en", "voor", "wordt", "niet", "door", "omdat", "terwijl", "blijft", "tussen", "zonder", "als", "maar", "waardoor", "moet", "kan", "wie"];
    private readonly Random random = new(seed);

    /// <summary>A zorgkantoorregio or two for a project.</summary>
    public IReadOnlyList<string> Zorgkantoorregios => Codes(Regios, 2);

    /// <summary>A knelpunt as it would be posted.</summary>
    public JsonObject Knelpunt(string? project = null)
    {
        var knelpunt = new JsonObject
        {
            ["titel"] = Zin(6).ToString(), ["omschrijving"] = Zin(72).ToString(), ["toelichtingGevolg"] = Zin(14).ToString(),
            ["soorten"] = Lijst(Soorten, 2), ["wetten"] = Lijst(Wetten, 4), ["domeinen"] = Lijst(Domeinen, 4), ["regios"] = Lijst(Regios, 2),
            ["ernst"] = random.Next(1, 6).ToString(System.Globalization.CultureInfo.InvariantCulture), ["frequentie"] = Frequenties[Skewed(Frequenties.Length)],
        };
        if (project is not null)
        {
            knelpunt["projectId"] = project;
        }

        return knelpunt;
    }

    /// <summary>The same obstacle as another project tells it: the same laws, and of the words a part.</summary>
    public JsonObject Herschreven(JsonObject knelpunt, double deel, string? project = null)
    {
        var ander = Knelpunt(project);
        ander["wetten"] = knelpunt["wetten"]!.DeepClone();
        foreach (var veld in new[] { "titel", "omschrijving", "toelichtingGevolg" })
        {
            var (woorden, andere) = (knelpunt[veld]!.GetValue<string>().Split(' '), ander[veld]!.GetValue<string>().Split(' '));
            ander[veld] = string.Join(' ', woorden.Zip(andere, (woord, nieuw) => random.NextDouble() < deel ? woord : nieuw));
        }

        return ander;
    }

    /// <summary>Only the codes of a knelpunt, as the log keeps them.</summary>
    public IEnumerable<(string Veld, IReadOnlyList<string> Codes)> Gecodeerd() =>
    [
        ("soorten", Codes(Soorten, 2)), ("wetten", Codes(Wetten, 4)), ("domeinen", Codes(Domeinen, 4)), ("regios", Codes(Regios, 2)),
        ("ernst", [random.Next(1, 6).ToString(System.Globalization.CultureInfo.InvariantCulture)]), ("frequentie", [Frequenties[Skewed(Frequenties.Length)]]),
    ];

    /// <summary>A number below a limit: 0 most often, the last least.</summary>
    public int Skewed(int limit) => (int)Math.Min(limit - 1, Math.Pow(limit + 1, random.NextDouble()) - 1);

    private JsonArray Lijst(string[] codes, int most) => new([.. Codes(codes, most).Select(code => JsonValue.Create(code))]);

    private List<string> Codes(string[] codes, int most) => [.. Enumerable.Range(0, 1 + Skewed(most)).Select(_ => codes[Skewed(codes.Length)]).Distinct()];

    private StringBuilder Zin(int woorden)
    {
        var zin = new StringBuilder();
        for (var i = 0; i < woorden; i++)
        {
            zin.Append(i == 0 ? "" : " ").Append(lang && random.Next(3) == 0 ? Woord(Skewed(Zeldzaam)) : random.Next(5) < 2 ? Voor[Skewed(Voor.Length)] + Achter[random.Next(Achter.Length)] : Kort[Skewed(Kort.Length)]);
        }

        zin[0] = char.ToUpperInvariant(zin[0]);
        return zin.Append('.');
    }

    private static string Woord(int nummer)
    {
        var woord = new StringBuilder();
        for (var rest = nummer + Lettergrepen.Length; rest > 0; rest /= Lettergrepen.Length)
        {
            woord.Append(Lettergrepen[rest % Lettergrepen.Length]);
        }

        return woord.ToString();
    }
}
