using System.Globalization;
using Dapper;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Begrippen;

/// <summary>Een begrip uit een begrippenlijst (SKOS).</summary>
/// <param name="Code">Vast: wordt nooit hernoemd en nooit voor iets anders gebruikt.</param>
/// <param name="Naam">Wat mensen lezen.</param>
/// <param name="Uri">Openbare identificatie, waar die is nagegaan.</param>
/// <param name="Bovenliggend">Code van het begrip van niveau 1 waar het onder valt; null bij niveau 1 zelf.</param>
/// <param name="Aliassen">Woorden die mensen ervoor gebruiken.</param>
/// <param name="Volgorde">Plaats in de lijst, oplopend; er mogen gaten in zitten.</param>
/// <param name="GeldigVanDatum">Eerste dag waarop het te kiezen is; null: altijd al.</param>
/// <param name="GeldigTotDatum">Vanaf deze dag is het vervallen: het blijft op oude knelpunten staan, een nieuw knelpunt mag het niet meer dragen. Null: het geldt.</param>
/// <param name="Afkorting">In de officiële schrijfwijze.</param>
/// <param name="Toelichting">Wat het wel en niet is.</param>
/// <param name="Kiesbaar">Onwaar: een groep om op te tellen, niet een code om een knelpunt mee te duiden.</param>
/// <param name="Eigenschappen">Wat deze lijst verder heeft, zoals soort en website bij organisaties en trede bij treden.</param>
public sealed record Begrip(string Code, string Naam, [property: Weblink] string? Uri, string? Bovenliggend, IReadOnlyList<string> Aliassen, int Volgorde,
    DateOnly? GeldigVanDatum, DateOnly? GeldigTotDatum, string? Afkorting, string? Toelichting, bool Kiesbaar, IReadOnlyDictionary<string, string>? Eigenschappen)
{
    /// <summary>Bit number in the index.</summary>
    internal int Nummer { get; init; }

    /// <summary>Whether a new knelpunt may carry it on a day.</summary>
    public bool Geldig(DateOnly dag) => !(dag < GeldigVanDatum) && !(dag >= GeldigTotDatum);
}

/// <summary>A vocabulary as it is now: codes, names, two levels.</summary>
public sealed class Begrippenlijst
{
    private readonly Dictionary<string, Begrip> opCode;
    private readonly Dictionary<string, Begrip?> exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Begrip?> gevouwen = new(StringComparer.Ordinal);

    internal Begrippenlijst(string code, string naam, IEnumerable<Begrip> begrippen)
    {
        (Code, Naam) = (code, naam);
        Begrippen = [.. begrippen.OrderBy(begrip => begrip.Volgorde).ThenBy(begrip => begrip.Nummer)];
        opCode = Begrippen.ToDictionary(begrip => begrip.Code, StringComparer.Ordinal);
        Capaciteit = Begrippen.Count == 0 ? 0 : Begrippen.Max(begrip => begrip.Nummer) + 1;
        var opNummer = new Begrip?[Capaciteit];
        OpNummer = opNummer;
        foreach (var begrip in Begrippen)
        {
            opNummer[begrip.Nummer] = begrip;
            // A name beats an alias: an abbreviation that is another concept's alias still means what it abbreviates.
            Onthoud([begrip.Code, begrip.Naam, begrip.Afkorting ?? begrip.Naam], begrip);
        }

        var namen = gevouwen.Keys.ToHashSet(StringComparer.Ordinal);
        foreach (var (alias, begrip) in Begrippen.SelectMany(begrip => begrip.Aliassen.Select(alias => (alias, begrip))))
        {
            exact.TryAdd(alias, begrip);
            if (Tekst.Vouw(alias) is var kaal && !namen.Contains(kaal))
            {
                Onthoud(gevouwen, kaal, begrip);
            }
        }
    }

    /// <summary>Such as <c>wetten</c>.</summary>
    public string Code { get; }

    /// <summary>Such as "Wetten en regels".</summary>
    public string Naam { get; }

    /// <summary>In vocabulary order.</summary>
    public IReadOnlyList<Begrip> Begrippen { get; }

    /// <summary>One more than the highest bit number.</summary>
    internal int Capaciteit { get; }

    /// <summary>By bit number.</summary>
    internal IReadOnlyList<Begrip?> OpNummer { get; }

    /// <summary>The concept with exactly this code.</summary>
    public Begrip? Zoek(string code) => opCode.GetValueOrDefault(code);

    /// <summary>The concept itself and what falls under it.</summary>
    public IEnumerable<Begrip> MetOnderliggende(Begrip begrip) =>
        Begrippen.Where(ander => ander.Code == begrip.Code || ander.Bovenliggend == begrip.Code);

    /// <summary>
    /// What a word in a sheet stands for: a code, name, abbreviation or alias; exact case first, so that WGS and Wgs differ,
    /// then any case when that leaves one.
    /// </summary>
    public Begrip? Herken(string woord) =>
        exact.GetValueOrDefault(woord) ?? (exact.ContainsKey(woord) ? null : gevouwen.GetValueOrDefault(Tekst.Vouw(woord)));

    /// <summary>The code that somebody probably meant.</summary>
    public string? Suggestie(string gegeven) => Herken(gegeven)?.Code ?? Tekst.Dichtstbij(gegeven,
        Begrippen.Where(begrip => begrip.Kiesbaar).SelectMany(begrip => begrip.Aliassen.Append(begrip.Code).Append(begrip.Naam).Select(spelling => (spelling, begrip.Code))));

    private void Onthoud(IEnumerable<string> spellingen, Begrip begrip)
    {
        foreach (var spelling in spellingen.Distinct(StringComparer.Ordinal))
        {
            Onthoud(exact, spelling, begrip);
        }

        foreach (var spelling in spellingen.Select(Tekst.Vouw).Distinct(StringComparer.Ordinal))
        {
            Onthoud(gevouwen, spelling, begrip);
        }
    }

    // Two concepts with one spelling: it stands for neither.
    private static void Onthoud(Dictionary<string, Begrip?> bekend, string spelling, Begrip begrip) =>
        bekend[spelling] = !bekend.TryGetValue(spelling, out var ander) || ander?.Code == begrip.Code ? begrip : null;
}

/// <summary>All vocabularies at one moment. Replaced as a whole when one changes.</summary>
public sealed class Begrippenlijsten
{
    /// <summary>The vocabularies that are published and maintained, in reading order.</summary>
    public static readonly IReadOnlyDictionary<string, string> Namen = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["soorten"] = "Soorten knelpunt", ["wetten"] = "Wetten en regels", ["domeinen"] = "Domeinen", ["akkoorden"] = "Akkoorden en programma's",
        ["organisaties"] = "Organisaties", ["regios"] = "Regio's", ["doelgroepen"] = "Doelgroepen", ["perspectieven"] = "Perspectieven",
        ["gevolgen"] = "Gevolgen", ["mechanismen"] = "Mechanismen", ["principes"] = "Principes van passende zorg", ["treden"] = "Treden: wat is ervoor nodig?",
        ["ernst"] = "Ernst", ["frequenties"] = "Frequenties",
    };

    internal const string Select = """
        SELECT lijst, code, nummer, naam, bovenliggend, afkorting, uri, aliassen, toelichting, kiesbaar, volgorde, geldig_van, geldig_tot, eigenschappen, herkomst
        FROM begrip
        """;

    private static readonly Begrippenlijst[] Vast =
    [
        VasteLijst("statussen", "Status", ("concept", "Concept"), ("gemeld", "Gemeld"), ("bevestigd", "Bevestigd"), ("afgewezen", "Afgewezen"),
            ("opgelost", "Opgelost"), ("heropend", "Heropend"), ("ingetrokken", "Ingetrokken")),
        VasteLijst("systeemstatussen", "Status", ("in-onderzoek", "In onderzoek"), ("vastgesteld", "Vastgesteld"), ("geagendeerd", "Geagendeerd"), ("beantwoord", "Beantwoord"),
            ("opgelost", "Opgelost"), ("heropend", "Heropend"), ("gesloten", "Gesloten")),
        VasteLijst("oplossingsruimten", "Oplossingsruimte", ("binnen-akkoorden", "Binnen akkoorden"), ("gerichte-wijziging", "Gerichte wijziging"),
            ("stelselwijziging", "Stelselwijziging"), ("omstreden", "Omstreden"), ("onbekend", "Onbekend")),
    ];

    private readonly Dictionary<string, Begrippenlijst> lijsten;

    private Begrippenlijsten(IEnumerable<Begrippenlijst> lijsten) => this.lijsten = lijsten.ToDictionary(lijst => lijst.Code, StringComparer.Ordinal);

    /// <summary>A list by its code; <c>statussen</c> and <c>oplossingsruimten</c> are fixed by the contract and not maintained.</summary>
    public Begrippenlijst this[string lijst] => lijsten[lijst];

    /// <summary>The vocabularies that are published, in reading order.</summary>
    public IEnumerable<Begrippenlijst> Alle => Namen.Keys.Select(code => lijsten[code]);

    /// <summary>Reads them as they are now.</summary>
    internal static async Task<Begrippenlijsten> Lees(Db db, CancellationToken ct)
    {
        var rijen = await db.Query<Rij>($"{Select} ORDER BY lijst, volgorde, nummer", null, ct);
        var opLijst = rijen.ToLookup(rij => rij.Lijst, StringComparer.Ordinal);
        return new Begrippenlijsten([.. Vast, .. Namen.Select(lijst => new Begrippenlijst(lijst.Key, lijst.Value, opLijst[lijst.Key].Select(rij => rij.Begrip())))]);
    }

    private static Begrippenlijst VasteLijst(string code, string naam, params (string Code, string Naam)[] begrippen) =>
        new(code, naam, begrippen.Select((begrip, i) => new Begrip(begrip.Code, begrip.Naam, null, null, [], i + 1, null, null, null, null, true, null) { Nummer = i }));

    /// <summary>A concept as it is stored.</summary>
    internal sealed record Rij
    {
        public string Lijst { get; init; } = "";
        public string Code { get; init; } = "";
        public int Nummer { get; init; }
        public string Naam { get; init; } = "";
        public string? Bovenliggend { get; init; }
        public string? Afkorting { get; init; }
        public string? Uri { get; init; }
        public string Aliassen { get; init; } = "";
        public string? Toelichting { get; init; }
        public int Kiesbaar { get; init; }
        public int Volgorde { get; init; }
        public DateOnly? GeldigVan { get; init; }
        public DateOnly? GeldigTot { get; init; }
        public string? Eigenschappen { get; init; }
        public string Herkomst { get; init; } = "";

        public Begrip Begrip() => new(Code, Naam, Uri, Bovenliggend, Aliassen.Split('|', StringSplitOptions.RemoveEmptyEntries), Volgorde,
            GeldigVan, GeldigTot, Afkorting, Toelichting, Kiesbaar != 0,
            Eigenschappen is null ? null : System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(Eigenschappen))
        { Nummer = Nummer };
    }
}
