using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>What a project lead says of an obstacle. Three fields are enough; the rest makes it more useful.</summary>
/// <param name="ProjectId">Het project dat het knelpunt tegenkwam.</param>
/// <param name="Titel">Het knelpunt in één regel.</param>
/// <param name="Omschrijving">Wat er gebeurde, wie het tegenhoudt en waarom. Nooit met gegevens van patiënten of andere personen.</param>
/// <param name="Soorten">Waar zit het: regelgeving, bekostiging, it, organisatie, of preciezer.</param>
/// <param name="Wetten">Welke wetten of regels raken het knelpunt.</param>
/// <param name="Domeinen">Welke domeinen raakt het.</param>
/// <param name="Akkoorden">Bij welke akkoorden of programma's hoort het.</param>
/// <param name="Regios">Waar speelt het.</param>
/// <param name="Doelgroepen">Voor wie.</param>
/// <param name="Adressaten">Wie kan er iets aan doen.</param>
/// <param name="Principes">Welk principe van passende zorg raakt het.</param>
/// <param name="Perspectief">Door wiens ogen is het beschreven.</param>
/// <param name="Gevolgen">Wat het gevolg is, als code.</param>
/// <param name="Ernst">1 (hinder) tot en met 5 (inwoner loopt schade op).</param>
/// <param name="Frequentie">Hoe vaak het voorkomt.</param>
/// <param name="Oplossingsruimte">Wat er volgens u voor nodig is.</param>
/// <param name="Vindplaats">Waar de regel staat, zoals "artikel 2.4 beleidsregel …".</param>
/// <param name="Omvang">Hoe groot het is, in ordes van grootte.</param>
/// <param name="ToelichtingGevolg">Wat het gevolg is, in woorden.</param>
/// <param name="Omweg">Hoe het nu wordt omzeild of opgevangen.</param>
/// <param name="GewensteWijziging">Wat er zou moeten veranderen.</param>
/// <param name="Dilemma">Waarom het niet eenvoudig is: wat er tegenover staat.</param>
/// <param name="Bronnen">Waar er meer over te lezen is.</param>
/// <param name="WaargenomenDatum">Wanneer het gebeurde.</param>
/// <param name="Status">Alleen <c>concept</c> mag: dan is het nog niet gemeld.</param>
public sealed record KnelpuntInhoud(
    [property: Required] Guid ProjectId,
    [property: Required, StringLength(160, MinimumLength = 3)] string Titel,
    [property: Required, StringLength(10_000, MinimumLength = 20)] string Omschrijving,
    [property: Required, Begrip("soorten"), Length(1, 20)] IReadOnlyList<string> Soorten,
    [property: Begrip("wetten"), Length(0, 40)] IReadOnlyList<string>? Wetten = null,
    [property: Begrip("domeinen"), Length(0, 40)] IReadOnlyList<string>? Domeinen = null,
    [property: Begrip("akkoorden"), Length(0, 20)] IReadOnlyList<string>? Akkoorden = null,
    [property: Begrip("regios"), Length(0, 80)] IReadOnlyList<string>? Regios = null,
    [property: Begrip("doelgroepen"), Length(0, 20)] IReadOnlyList<string>? Doelgroepen = null,
    [property: Begrip("organisaties"), Length(0, 40)] IReadOnlyList<string>? Adressaten = null,
    [property: Begrip("principes"), Length(0, 10)] IReadOnlyList<string>? Principes = null,
    [property: Begrip("perspectieven")] string? Perspectief = null,
    [property: Begrip("gevolgen"), Length(0, 20)] IReadOnlyList<string>? Gevolgen = null,
    [property: Begrip("ernst")] string? Ernst = null,
    [property: Begrip("frequenties")] string? Frequentie = null,
    [property: Keuze("binnen-akkoorden", "gerichte-wijziging", "stelselwijziging", "onbekend")] string? Oplossingsruimte = null,
    [property: StringLength(500)] string? Vindplaats = null,
    Omvang? Omvang = null,
    [property: StringLength(2_000)] string? ToelichtingGevolg = null,
    [property: StringLength(2_000)] string? Omweg = null,
    [property: StringLength(2_000)] string? GewensteWijziging = null,
    [property: StringLength(2_000)] string? Dilemma = null,
    [property: Length(0, 20)] IReadOnlyList<Bron>? Bronnen = null,
    [property: Verleden] DateOnly? WaargenomenDatum = null,
    [property: Keuze("concept")] string? Status = null)
{
    /// <summary>The codes it carries, as <c>lijst/code</c>.</summary>
    internal HashSet<string> Codes()
    {
        var inhoud = JsonSerializer.SerializeToElement(this, Json.Options);
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var dimensie in Dimensie.Alle)
        {
            if (inhoud.TryGetProperty(dimensie.Veld, out var waarde))
            {
                codes.UnionWith(waarde.ValueKind switch
                {
                    JsonValueKind.Array => waarde.EnumerateArray().Select(code => $"{dimensie.Lijst}/{code}"),
                    JsonValueKind.String => [$"{dimensie.Lijst}/{waarde}"],
                    _ => [],
                });
            }
        }

        return codes;
    }
}

/// <summary>How big it is, as ranges: nobody knows exactly, and nobody has to.</summary>
/// <param name="InwonersPerJaar">Hoeveel inwoners het per jaar raakt, zoals <c>10-100</c>.</param>
/// <param name="UrenPerMaand">Hoeveel uren het per maand kost, zoals <c>10-40</c>.</param>
/// <param name="EuroPerJaar">Hoeveel euro het per jaar kost, zoals <c>10000-50000</c>.</param>
public sealed record Omvang(
    [property: StringLength(30), RegularExpression(Omvang.Patroon, ErrorMessage = Omvang.Uitleg)] string? InwonersPerJaar = null,
    [property: StringLength(30), RegularExpression(Omvang.Patroon, ErrorMessage = Omvang.Uitleg)] string? UrenPerMaand = null,
    [property: StringLength(30), RegularExpression(Omvang.Patroon, ErrorMessage = Omvang.Uitleg)] string? EuroPerJaar = null)
{
    internal const string Patroon = "^([<>]|minder-dan-|meer-dan-)?[0-9]{1,12}(-[0-9]{1,12}|\\+)?$";
    internal const string Uitleg = "Verwacht een orde van grootte: 10-100, <10 of >1000.";
}

/// <summary>A public source.</summary>
/// <param name="Titel">Hoe de bron heet.</param>
/// <param name="Url">Waar die staat.</param>
public sealed record Bron([property: Required, StringLength(300, MinimumLength = 1)] string Titel, [property: Weblink, StringLength(2_000)] string? Url = null);

/// <summary>How many others have it too: counted once per project, never the reporter itself.</summary>
/// <param name="Projecten">Supporting projects.</param>
/// <param name="Organisaties">Their lead organisations, distinct.</param>
/// <param name="Regios">Their zorgkantoorregio's, distinct.</param>
public sealed record Steun(int Projecten, int Organisaties, int Regios);

/// <summary>The project of a knelpunt, as this reader may see it.</summary>
/// <param name="Naam">Name, or "Project in zorgkantoorregio …".</param>
/// <param name="Organisatie">The lead; absent for who may not know it.</param>
public sealed record ProjectVerwijzing(Guid Id, string Naam, string? Organisatie);

/// <summary>An obstacle that one project met. Never merged away.</summary>
public record Knelpunt
{
    internal const string Select = """
        SELECT nummer, id, kenmerk, versie, status, project_id, inhoud, zout, externe_sleutel, voorbeeld, gemeld_op, gewijzigd_op FROM knelpunt
        """;

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; init; }

    /// <summary>Number per year, never reused: KP-2026-00042.</summary>
    public string Kenmerk { get; init; } = "";

    /// <summary>Rises with every visible change; the ETag is this number in quotes.</summary>
    public int Versie { get; init; }

    /// <summary>concept, gemeld, bevestigd, afgewezen, opgelost, heropend, ingetrokken.</summary>
    public string Status { get; init; } = "";

    /// <summary>Who met it.</summary>
    public ProjectVerwijzing Project { get; init; } = null!;

    /// <summary>In one line; absent when withdrawn.</summary>
    public string? Titel { get; init; }

    /// <summary>What happened; absent when withdrawn.</summary>
    public string? Omschrijving { get; init; }

    /// <summary>Codes of soorten.</summary>
    public IReadOnlyList<string> Soorten { get; init; } = [];

    /// <summary>Codes of wetten.</summary>
    public IReadOnlyList<string> Wetten { get; init; } = [];

    /// <summary>Codes of domeinen.</summary>
    public IReadOnlyList<string> Domeinen { get; init; } = [];

    /// <summary>Codes of akkoorden.</summary>
    public IReadOnlyList<string> Akkoorden { get; init; } = [];

    /// <summary>Codes of regios.</summary>
    public IReadOnlyList<string> Regios { get; init; } = [];

    /// <summary>Codes of doelgroepen.</summary>
    public IReadOnlyList<string> Doelgroepen { get; init; } = [];

    /// <summary>Codes of organisaties.</summary>
    public IReadOnlyList<string> Adressaten { get; init; } = [];

    /// <summary>Codes of principes.</summary>
    public IReadOnlyList<string> Principes { get; init; } = [];

    /// <summary>Code of perspectieven.</summary>
    public string? Perspectief { get; init; }

    /// <summary>Codes of gevolgen.</summary>
    public IReadOnlyList<string> Gevolgen { get; init; } = [];

    /// <summary>1 to 5.</summary>
    public string? Ernst { get; init; }

    /// <summary>Code of frequenties.</summary>
    public string? Frequentie { get; init; }

    /// <summary>What the reporter thinks it takes.</summary>
    public string? Oplossingsruimte { get; init; }

    /// <summary>Where the rule stands.</summary>
    public string? Vindplaats { get; init; }

    /// <summary>How big it is.</summary>
    public Omvang? Omvang { get; init; }

    /// <summary>The consequence, in words.</summary>
    public string? ToelichtingGevolg { get; init; }

    /// <summary>How it is worked around.</summary>
    public string? Omweg { get; init; }

    /// <summary>What should change.</summary>
    public string? GewensteWijziging { get; init; }

    /// <summary>Why it is not simple.</summary>
    public string? Dilemma { get; init; }

    /// <summary>Public sources.</summary>
    public IReadOnlyList<Bron> Bronnen { get; init; } = [];

    /// <summary>Who else has it.</summary>
    public Steun Steun { get; init; } = new(0, 0, 0);

    /// <summary>Systeemknelpunten that bundle it.</summary>
    public IReadOnlyList<string> Systeemknelpunten { get; init; } = [];

    /// <summary>Toetsstenen that it is linked to.</summary>
    public IReadOnlyList<string> Toetsstenen { get; init; } = [];

    /// <summary>When it happened.</summary>
    public DateOnly? WaargenomenDatum { get; init; }

    /// <summary>When it was reported; absent for a concept.</summary>
    public DateTimeOffset? GemeldOp { get; init; }

    /// <summary>The last visible change.</summary>
    public DateTimeOffset GewijzigdOp { get; init; }

    /// <summary>The reporter's own number, from an import.</summary>
    public string? ExterneSleutel { get; init; }

    /// <summary>For example data: "Voorbeeld uit openbare bron, 2023". Absent for what projects report.</summary>
    public string? Voorbeeld { get; init; }

    /// <summary>Reads one by id or kenmerk, if this reader may: 404 when not, 410 when it was withdrawn.</summary>
    internal static async Task<Rij> Vind(string id, Gebruiker lezer, Register register, Db db, CancellationToken ct)
    {
        var rij = Guid.TryParseExact(id, "D", out var guid)
            ? await db.First<Rij>($"{Select} WHERE id = @guid", new { guid }, ct)
            : await db.First<Rij>($"{Select} WHERE kenmerk = @id", new { id }, ct);
        return Zichtbaar(rij, lezer, register);
    }

    /// <summary>The row, if this reader may see it.</summary>
    internal static Rij Zichtbaar(Rij? rij, Gebruiker lezer, Register register)
    {
        if (rij is null || (!rij.IsOpenbaar && rij.Status != "ingetrokken" && !lezer.ZietAlles && !register.Projecten.Zoek(rij.ProjectId)!.IsVan(lezer.Organisatie)))
        {
            throw Weigering.NietGevonden("Er is geen knelpunt met dit id of kenmerk.");
        }

        return rij.Status == "ingetrokken" ? throw Weigering.Ingetrokken(rij.Kenmerk) : rij;
    }

    /// <summary>The knelpunt as this reader may see it.</summary>
    internal static Knelpunt Toon(Rij rij, Gebruiker lezer, Register register)
    {
        var project = register.Projecten.Zoek(rij.ProjectId)!;
        var basis = new Knelpunt
        {
            Id = rij.Id, Kenmerk = rij.Kenmerk, Versie = rij.Versie, Status = rij.Status, Voorbeeld = rij.Voorbeeld, ExterneSleutel = rij.ExterneSleutel,
            Project = new(project.Id, Projecten.Project.Naamvoor(project, lezer, register), project.ToontNaamAan(lezer) ? project.Inhoud.Organisatie : null),
            Steun = TelSteun(rij.Nummer, register), GemeldOp = rij.GemeldOp, GewijzigdOp = rij.GewijzigdOp,
        };
        if (rij.Status == "ingetrokken")
        {
            return basis;
        }

        var inhoud = rij.Lees();
        return basis with
        {
            Titel = inhoud.Titel, Omschrijving = inhoud.Omschrijving, Soorten = inhoud.Soorten, Wetten = inhoud.Wetten ?? [], Domeinen = inhoud.Domeinen ?? [],
            Akkoorden = inhoud.Akkoorden ?? [], Regios = inhoud.Regios ?? [], Doelgroepen = inhoud.Doelgroepen ?? [], Adressaten = inhoud.Adressaten ?? [],
            Principes = inhoud.Principes ?? [], Perspectief = inhoud.Perspectief, Gevolgen = inhoud.Gevolgen ?? [], Ernst = inhoud.Ernst,
            Frequentie = inhoud.Frequentie, Oplossingsruimte = inhoud.Oplossingsruimte, Vindplaats = inhoud.Vindplaats, Omvang = inhoud.Omvang,
            ToelichtingGevolg = inhoud.ToelichtingGevolg, Omweg = inhoud.Omweg, GewensteWijziging = inhoud.GewensteWijziging, Dilemma = inhoud.Dilemma,
            Bronnen = inhoud.Bronnen ?? [], WaargenomenDatum = inhoud.WaargenomenDatum,
        };
    }

    private static Steun TelSteun(int nummer, Register register)
    {
        var projecten = register.Kolommen.Steun(nummer).Select(project => register.Projecten.OpNummer[project]).ToList();
        return new Steun(projecten.Count, projecten.Select(project => Tekst.Naamsleutel(project.Inhoud.Organisatie!)).Distinct(StringComparer.Ordinal).Count(),
            projecten.SelectMany(project => project.Zorgkantoorregios).Distinct(StringComparer.Ordinal).Count());
    }

    /// <summary>A row as Dapper reads it.</summary>
    internal sealed record Rij
    {
        public int Nummer { get; init; }
        public Guid Id { get; init; }
        public string Kenmerk { get; init; } = "";
        public int Versie { get; init; }
        public string Status { get; init; } = "";
        public Guid ProjectId { get; init; }
        public string Inhoud { get; init; } = "";
        public string Zout { get; init; } = "";
        public string? ExterneSleutel { get; init; }
        public string? Voorbeeld { get; init; }
        public DateTimeOffset? GemeldOp { get; init; }
        public DateTimeOffset GewijzigdOp { get; init; }

        public bool IsOpenbaar => Selectie.Openbaar.Contains(Status);

        public KnelpuntInhoud Lees() => JsonSerializer.Deserialize<KnelpuntInhoud>(Inhoud, Json.Options)!;
    }
}
