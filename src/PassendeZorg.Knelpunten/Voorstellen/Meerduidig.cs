using System.Collections.Frozen;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>
/// Abbreviations that stand for more than one thing. What the words around it are about decides; where they say nothing, how it is
/// written (Wgs is debt counselling, WGS data processing by partnerships), then what it mostly stands for.
/// </summary>
internal static class Meerduidig
{
    private const int Venster = 10;

    private static readonly string[] Privacy =
        ["privacy", "gegeven", "persoonsgegeven", "deel", "delen", "gedeeld", "toestemming", "grondslag", "wet", "artikel", "verwerk", "dossier", "dpia", "wgbo",
         "uitwissel", "mag", "mogen", "verbied", "inzage", "functionaris", "beroepsgeheim", "verordening", "bewaar", "herleid", "informatie", "jurist", "juridisch"];

    private static readonly string[] Artsen =
        ["arts", "artsen", "verstandelijk", "gehandicapt", "consult", "poli", "gedragskundig", "gedragswetenschap", "geneeskund", "opleiding", "huisarts", "dienst",
         "behandelaar", "lvb", "medicatie", "beschikbaar", "waarneming", "specialist", "dokter", "tekort"];

    private static readonly string[] Schulden =
        ["schuld", "vroegsignal", "bewind", "krediet", "budgetbeheer", "inkomen", "minima", "incasso", "deurwaarder", "betaling", "armoede", "huurachterstand", "aflos"];

    private static readonly string[] Samenwerkingsverbanden =
        ["samenwerkingsverband", "veiligheidshui", "gegevensverwerking", "gegeven", "persoonsgegeven", "ondermijning", "politie", "justitie", "zorgfraude", "privacy",
         "avg", "casuistiek", "casusoverleg", "verwerk", "riec", "convenant", "deel", "delen"];

    private static readonly string[] Zorginstituut =
        ["zorginstituut", "pakket", "duiding", "standpunt", "kwaliteitsstandaard", "kwaliteitskader", "basispakket", "nza", "vws", "register", "richtlijn", "adviseer", "advies", "cvz"];

    private static readonly string[] Natura =
        ["natura", "pgb", "budget", "leveringsvorm", "indicatie", "gecontracteerd", "client", "aanbieder", "kiest", "kiezen", "omzet", "gemeente", "zorgkantoor", "persoonsgebonden"];

    private static readonly string[] Onderzoek = ["metc", "proefperso", "mensgebonden", "wetenschappelijk", "ccmo", "onderzoeksprotocol", "trial", "toetsingscommissie"];

    private static readonly string[] Politiegegevens = ["politiegegeven", "opsporing", "politiesysteem", "strafvordering", "agent"];

    private static readonly FrozenDictionary<string, Betekenis[]> Betekenissen = new Dictionary<string, Betekenis[]>(StringComparer.Ordinal)
    {
        ["avg"] = [new(Privacy, ("wetten", "avg")), new(Artsen, ("domeinen", "gzsp"), ("domeinen", "gehandicaptenzorg"))],
        ["wgs"] = [new(Schulden, ("wetten", "wgs")), new(Samenwerkingsverbanden, ("wetten", "wgs-samenwerkingsverbanden"))],
        ["zin"] = [new([]), new(Zorginstituut, ("organisaties", "zin")), new(Natura)],
        ["wmo"] = [new([], ("wetten", "wmo2015")), new(Onderzoek)],
        ["wpg"] = [new([], ("wetten", "wpg")), new(Politiegegevens)],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> GewoneWoorden = FrozenSet.Create(StringComparer.Ordinal, "zin", "mind", "loc", "ser", "fin", "it", "big", "ap", "tk", "vro", "ineen");

    /// <summary>Whether a spelling is an ordinary word too, so that only capitals make it the abbreviation.</summary>
    public static bool IsGewoonWoord(string spelling) => GewoneWoorden.Contains(Tekst.Vouw(spelling.TrimEnd('!')));

    /// <summary>What an ambiguous word stands for here, as list and code; empty when that is no tag; null when it is not ambiguous.</summary>
    public static IReadOnlyList<(string Lijst, string Code)>? Kies(Leestekst tekst, int plaats)
    {
        var woord = tekst.Woorden[plaats];
        if (woord.Lengte > 4 || !Betekenissen.TryGetValue(woord.Vorm, out var betekenissen))
        {
            return null;
        }

        var letterlijk = tekst.Letterlijk(plaats, 1);
        if (woord.Vorm == "zin" && letterlijk != "ZIN")
        {
            return [];
        }

        if (letterlijk == "Wgs")
        {
            return betekenissen[0].Tags;
        }

        var (beste, meeste) = (letterlijk == "WGS" ? 1 : 0, 0f);
        for (var i = 0; i < betekenissen.Length; i++)
        {
            var score = Omgeving(tekst.Woorden, plaats, betekenissen[i].Omgeving);
            if (score > meeste || (score == meeste && i == beste))
            {
                (beste, meeste) = (i, score);
            }
        }

        return betekenissen[beste].Tags;
    }

    // Nearer words count more; of the same sentence only.
    private static float Omgeving(IReadOnlyList<Woord> woorden, int plaats, string[] omgeving)
    {
        var score = 0f;
        for (var i = Math.Max(0, plaats - Venster); i < Math.Min(woorden.Count, plaats + Venster + 1); i++)
        {
            if (i != plaats && woorden[i].Zin == woorden[plaats].Zin && Array.Exists(omgeving, begin => woorden[i].Vorm.StartsWith(begin, StringComparison.Ordinal)))
            {
                score += 1f / (1 + Math.Abs(i - plaats));
            }
        }

        return score;
    }

    private sealed record Betekenis(string[] Omgeving, params (string Lijst, string Code)[] Tags);
}
