using System.Numerics;
using System.Text;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Feeds;

/// <summary>
/// What happened in a closed period, for a selection, as everybody may know it: read from the log as of the last gebeurtenis before it and the
/// last one in it, so that it never changes. Codes and names of the vocabularies; no title or text, since those can change or be withdrawn.
/// </summary>
/// <param name="Periode">The period; it is over.</param>
/// <param name="VanVolgnummer">The last gebeurtenis before it; 0: there was none.</param>
/// <param name="TotVolgnummer">The last gebeurtenis in it.</param>
/// <param name="Totaal">How many passed at the end.</param>
/// <param name="Projecten">Of how many projects those were.</param>
/// <param name="Nieuw">Passed at the end, and not at the start.</param>
/// <param name="Opgelost">Of those at the end: solved, and not solved at the start.</param>
/// <param name="Verdwenen">Passed at the start, and not at the end: withdrawn, or retagged.</param>
/// <param name="Stijgers">Laws, domains and kinds that grew most, at most five of each.</param>
/// <param name="Top">The largest cells of laws × domains at the end.</param>
/// <param name="Reacties">Official answers of the period, on what the selection is about.</param>
/// <param name="Statussen">Systeemknelpunten of the selection that are in another state than at the start.</param>
/// <param name="TeLaat">Promises that were late at the end.</param>
internal sealed record Samenvatting(Periode Periode, int VanVolgnummer, int TotVolgnummer, int Totaal, int Projecten, int Nieuw, int Opgelost, int Verdwenen,
    IReadOnlyList<Samenvatting.Stijger> Stijgers, IReadOnlyList<Samenvatting.Cel> Top, IReadOnlyList<Samenvatting.Reactie> Reacties, IReadOnlyList<Samenvatting.Statuswissel> Statussen,
    IReadOnlyList<Samenvatting.Belofte> TeLaat)
{
    /// <summary>The lengths of a period.</summary>
    public const string Intervallen = "week,maand,kwartaal";

    private const int Meest = 5;
    private static readonly string[] Dimensies = ["wet", "domein", "soort"];

    /// <summary>A job that began in a period may be committed just after it; none takes this long.</summary>
    private static readonly TimeSpan Uitloop = TimeSpan.FromMinutes(1);

    /// <param name="Dimensie">wet, domein or soort.</param>
    internal sealed record Stijger(string Dimensie, string Code, string Naam, int Van, int Naar);

    internal sealed record Cel(string Wet, string WetNaam, string Domein, string DomeinNaam, int Aantal);

    /// <param name="Naam">The name of the organisation.</param>
    /// <param name="Systeemknelpunt">Kenmerk.</param>
    internal sealed record Reactie(string Organisatie, string Naam, string Systeemknelpunt, string Soort, DateTimeOffset GepubliceerdOp);

    /// <param name="Systeemknelpunt">Kenmerk.</param>
    /// <param name="Van">Null: it was not there yet.</param>
    internal sealed record Statuswissel(string Systeemknelpunt, string? Van, string Naar);

    /// <param name="Naam">The name of who promised.</param>
    /// <param name="Systeemknelpunt">Kenmerk; null for a promise from a dialoog that names none.</param>
    internal sealed record Belofte(Guid Id, string Door, string Naam, string? Systeemknelpunt, DateOnly UiterlijkDatum);

    /// <summary>The last period that is over.</summary>
    public static Periode LaatstGesloten(string interval, DateTimeOffset nu) => Periode.Van(interval, Kalender.Dag(nu - Uitloop)).Vorige;

    /// <summary>Makes the summary of a period that is over.</summary>
    public static async Task<Samenvatting> Stel(Periode periode, Selectie selectie, Register register, Db db, TimeProvider clock, CancellationToken ct)
    {
        var (begin, einde) = (await Volgnummer(periode.BeginOp, db, ct), await Volgnummer(periode.EindOp, db, ct));
        var toen = await Zeef.Maak(selectie, Gebruiker.Anoniem, register, db, ct, begin);
        var nu = await Zeef.Maak(selectie, Gebruiker.Anoniem, register, db, ct, einde);
        // Solved at the start counts whatever the selection said then: a solved one that is retagged is not solved anew.
        var allesToen = await Zeef.Maak(Selectie.Alles, Gebruiker.Anoniem, register, db, ct, begin);
        var projecten = new HashSet<int>();
        var pastToen = Past(toen, (_, _) => true);
        var pastNu = Past(nu, (blok, rij) => projecten.Add(blok.Project[rij]) || true);
        var (telling, was) = (Tel(nu, selectie, register), Tel(toen, selectie, register));
        var (reacties, statussen, beloften) = await Duiding(periode, selectie, begin, einde, register, db, clock, ct);
        return new Samenvatting(periode, begin, einde, Aantal(pastNu), projecten.Count, Zonder(pastNu, pastToen), Zonder(Past(nu, IsOpgelost(register)), Past(allesToen, IsOpgelost(register))),
            Zonder(pastToen, pastNu), [.. Dimensies.SelectMany(dimensie => Groei(dimensie, register.Begrippen[Dimensie.Van(dimensie)!.Lijst], was[dimensie], telling[dimensie]))], Grootste(nu, selectie, register), reacties, statussen, beloften);
    }

    /// <summary>The last gebeurtenis before an instant; 0: there was none.</summary>
    public static Task<int> Volgnummer(DateTimeOffset tot, Db db, CancellationToken ct) => db.First<int>(LaatsteVoor, new { tot }, ct);

    /// <summary>
    /// Notes each period that is over and was not noted yet, from the one that the first gebeurtenis is in; returns how many. Called daily; what was
    /// missed while the registry was off is noted then.
    /// </summary>
    public static int SluitPerioden(Werk werk)
    {
        if (werk.Een<string>("SELECT min(tijdstip_op) FROM gebeurtenis") is not { } eerste)
        {
            return 0;
        }

        var genoteerd = 0;
        foreach (var interval in Intervallen.Split(','))
        {
            var open = new Stack<Periode>();
            for (var periode = LaatstGesloten(interval, werk.Nu); periode.EindOp > Dialect.ParseInstant(eerste) && !IsGenoteerd(periode); periode = periode.Vorige)
            {
                open.Push(periode);
            }

            genoteerd += open.Count;
            foreach (var periode in open)
            {
                werk.Noteer(Gebruiker.Systeem, "samenvatting.verschenen", Onderwerp(periode),
                    new JsonObject { ["interval"] = interval, ["periode"] = periode.Code, ["totVolgnummer"] = werk.Een<int>(LaatsteVoor, new { tot = periode.EindOp }) });
            }
        }

        return genoteerd;

        bool IsGenoteerd(Periode periode) =>
            werk.Een<string>("SELECT id FROM gebeurtenis WHERE onderwerp = @onderwerp AND soort = 'samenvatting.verschenen'", new { onderwerp = Onderwerp(periode) }) is not null;

        static string Onderwerp(Periode periode) => $"{periode.Interval}/{periode.Code}";
    }

    /// <summary>As HTML, with where it can be looked up.</summary>
    public string AlsHtml(Selectie selectie, string adres)
    {
        var html = new StringBuilder()
            .Alinea($"Aan het eind van {Periode.Naam}: {Feedtekst.Aantal(Totaal, "knelpunt", "knelpunten")} van {Feedtekst.Aantal(Projecten, "project", "projecten")}. "
                + $"In deze periode: {Nieuw} nieuw, {Opgelost} opgelost, {Verdwenen} verdwenen (ingetrokken of anders geduid).");
        foreach (var (dimensie, kop) in new[] { ("wet", "Snelste stijgers: wetten en regels"), ("domein", "Snelste stijgers: domeinen"), ("soort", "Snelste stijgers: soorten") })
        {
            html.Lijst(kop, Stijgers.Where(stijger => stijger.Dimensie == dimensie).Select(stijger => $"{stijger.Naam}: {stijger.Van} → {stijger.Naar} ({stijger.Naar - stijger.Van} erbij)"));
        }

        var vanaf = selectie.GemeldVanaf is { } eerste && eerste > Periode.Begin ? eerste : Periode.Begin;
        var tot = selectie.GemeldTot is { } laatste && laatste < Periode.Laatste ? laatste : Periode.Laatste;
        List<(string, string)> koppelingen = [($"{adres}/v1/rapportages/kruistabel?rijen=wet&kolommen=domein&formaat=csv{Feed.Zoekdeel(selectie, ("totVolgnummer", $"{TotVolgnummer}"))}", "Wet maal domein als CSV")];
        if (vanaf <= tot)
        {
            koppelingen.Add(($"{adres}/knelpunten?sorteer=-gemeldOp{Feed.Zoekdeel(selectie, ("gemeldVanaf", $"{vanaf:yyyy-MM-dd}"), ("gemeldTot", $"{tot:yyyy-MM-dd}"))}", "Wat in deze periode is gemeld"));
        }

        return html
            .Lijst("Meeste knelpunten: wet en domein", Top.Select(cel => $"{cel.WetNaam} en {cel.DomeinNaam}: {cel.Aantal}"))
            .Lijst("Nieuwe reacties", Reacties.Select(reactie => $"{reactie.Naam} over {reactie.Systeemknelpunt}: {Feedtekst.Woorden(reactie.Soort)}"))
            .Lijst("Systeemknelpunten met een andere status", Statussen.Select(wissel => $"{wissel.Systeemknelpunt}: {(wissel.Van is null ? "nieuw" : Feedtekst.Woorden(wissel.Van))} → {Feedtekst.Woorden(wissel.Naar)}"))
            .Lijst("Toezeggingen die te laat zijn", TeLaat.Select(belofte => $"{belofte.Naam}, uiterlijk {Feedtekst.Dag(belofte.UiterlijkDatum)}{(belofte.Systeemknelpunt is null ? "" : $" ({belofte.Systeemknelpunt})")}"))
            .Koppelingen([.. koppelingen]).ToString();
    }

    // The log is in order of time, so the last row before an instant is the one with the highest number.
    private const string LaatsteVoor = "SELECT volgnummer FROM gebeurtenis WHERE tijdstip_op < @tot ORDER BY tijdstip_op DESC, volgnummer DESC LIMIT 1";

    /// <summary>A bit for each knelpunt that passes, by number.</summary>
    private static ulong[] Past(Zeef zeef, Func<Blok, int, bool> ook)
    {
        var bits = new ulong[zeef.Stand.Ids.Length * Kolommen.Bloklengte / 64];
        zeef.Doorloop((blok, rijen) =>
        {
            foreach (var rij in rijen)
            {
                if (ook(blok, rij))
                {
                    bits[blok.Knelpunt[rij] / 64] |= 1UL << (blok.Knelpunt[rij] % 64);
                }
            }
        });
        return bits;
    }

    private static Func<Blok, int, bool> IsOpgelost(Register register)
    {
        var opgelost = 1UL << register.Begrippen[Dimensie.Status.Lijst].Zoek("opgelost")!.Nummer;
        return (blok, rij) => (blok.Masker(Dimensie.Status.Nummer, 0, rij) & opgelost) != 0;
    }

    private static int Aantal(ulong[] bits) => bits.Sum(BitOperations.PopCount);

    /// <summary>How many are in the one and not in the other; another moment may know more numbers.</summary>
    private static int Zonder(ulong[] bits, ulong[] ander) => bits.Select((woord, i) => BitOperations.PopCount(woord & ~(i < ander.Length ? ander[i] : 0))).Sum();

    private static Dictionary<string, IReadOnlyList<Kruistabel.Kop>> Tel(Zeef zeef, Selectie selectie, Register register) => Dimensies.ToDictionary(dimensie => dimensie,
        dimensie => Kruistabel.Tel(zeef, As.Maak(dimensie, Gebruiker.Anoniem, register, zeef.Stand), null, "knelpunten", null, selectie).Rijen, StringComparer.Ordinal);

    private static IEnumerable<Stijger> Groei(string dimensie, Begrippenlijst lijst, IReadOnlyList<Kruistabel.Kop> was, IReadOnlyList<Kruistabel.Kop> nu)
    {
        var eerder = was.ToDictionary(kop => kop.Code, kop => kop.Totaal, StringComparer.Ordinal);
        var gestegen = nu.Select(kop => new Stijger(dimensie, kop.Code, kop.Naam, eerder.GetValueOrDefault(kop.Code), kop.Totaal)).Where(stijger => stijger.Naar > stijger.Van).ToList();
        return ZonderOuder(gestegen, lijst, stijger => stijger.Code, stijger => stijger.Naar - stijger.Van).OrderByDescending(stijger => stijger.Naar - stijger.Van).Take(Meest);
    }

    /// <summary>Leaves out a code of level 1 where one below it says the same.</summary>
    private static IEnumerable<T> ZonderOuder<T, TZelfde>(IReadOnlyList<T> alle, Begrippenlijst lijst, Func<T, string> code, Func<T, TZelfde> zelfde)
    {
        var gezegd = alle.Select(deel => (lijst.Zoek(code(deel))?.Bovenliggend, zelfde(deel))).ToHashSet();
        return alle.Where(deel => !gezegd.Contains((code(deel), zelfde(deel))));
    }

    private static List<Cel> Grootste(Zeef zeef, Selectie selectie, Register register)
    {
        var tabel = Kruistabel.Tel(zeef, As.Maak("wet", Gebruiker.Anoniem, register, zeef.Stand), As.Maak("domein", Gebruiker.Anoniem, register, zeef.Stand), "knelpunten", null, selectie);
        var (wetten, domeinen) = (tabel.Rijen.ToDictionary(kop => kop.Code, kop => kop.Naam), tabel.Kolommen.ToDictionary(kop => kop.Code, kop => kop.Naam));
        return [.. ZonderOuder(tabel.Cellen, register.Begrippen["domeinen"], cel => cel.Kolom, cel => (cel.Rij, cel.Aantal)).OrderByDescending(cel => cel.Aantal).Take(Meest).Select(cel => new Cel(cel.Rij, wetten[cel.Rij], cel.Kolom, domeinen[cel.Kolom], cel.Aantal!.Value))];
    }

    private static async Task<(IReadOnlyList<Reactie>, IReadOnlyList<Statuswissel>, IReadOnlyList<Belofte>)> Duiding(Periode periode, Selectie selectie, int begin, int einde, Register register, Db db,
        TimeProvider clock, CancellationToken ct)
    {
        var keuze = await Systeemkeuze.Maak(selectie.AlsSystemen(), Gebruiker.Anoniem, register, db, clock, ct, einde);
        var (toen, organisaties, alles) = (register.Duiding.Op(begin), register.Begrippen["organisaties"], selectie.Weergave().Count == 0);
        var systemen = keuze.Systemen.ToDictionary(systeem => systeem.Nummer);
        var reacties = from systeem in keuze.Systemen
                       let bekend = toen.Zoek(systeem.Id)?.Stand.Reacties.Select(reactie => reactie.Id).ToHashSet() ?? []
                       from reactie in systeem.Stand.Reacties
                       where !bekend.Contains(reactie.Id)
                       orderby reactie.GepubliceerdOp
                       select new Reactie(reactie.Organisatie, Naam(organisaties, reactie.Organisatie), systeem.Kenmerk, reactie.Soort, reactie.GepubliceerdOp);
        var statussen = from systeem in keuze.Systemen
                        let was = toen.Zoek(systeem.Id)?.Stand.Status
                        where was != systeem.Stand.Status
                        select new Statuswissel(systeem.Kenmerk, was, systeem.Stand.Status);
        var beloften = from belofte in keuze.Beeld.Beloften
                       where belofte.TeLaat(periode.Laatste) && (belofte.Systeem is { } nummer ? systemen.ContainsKey(nummer) : alles)
                       orderby belofte.Uiterlijk, belofte.Id
                       select new Belofte(belofte.Id, belofte.Door, Naam(organisaties, belofte.Door), belofte.Systeem is { } van ? systemen[van].Kenmerk : null, belofte.Uiterlijk);
        return ([.. reacties], [.. statussen], [.. beloften]);
    }

    private static string Naam(Begrippenlijst organisaties, string code) => organisaties.Zoek(code)?.Naam ?? code;
}
