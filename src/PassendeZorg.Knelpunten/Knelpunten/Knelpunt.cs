using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Wat een project over een knelpunt zegt. Titel, omschrijving en soort zijn genoeg; de rest maakt het bruikbaarder.</summary>
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

/// <summary>Hoe groot het is, in ordes van grootte: niemand weet het precies, en dat hoeft ook niet.</summary>
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

/// <summary>Een openbare bron.</summary>
/// <param name="Titel">Hoe de bron heet.</param>
/// <param name="Url">Waar die staat: een webadres.</param>
public sealed record Bron([property: Required, StringLength(300, MinimumLength = 1)] string Titel, [property: Weblink, StringLength(2_000)] string? Url = null);

/// <summary>Hoeveel anderen dit ook hebben: eenmaal per project, nooit het project dat het meldde.</summary>
/// <param name="Projecten">Hoeveel projecten steunen.</param>
/// <param name="Organisaties">Hoeveel verschillende trekkers die hebben.</param>
/// <param name="Regios">Uit hoeveel verschillende zorgkantoorregio's die komen.</param>
public sealed record Steun(int Projecten, int Organisaties, int Regios);

/// <summary>Het project van een knelpunt, zoals u het mag zien.</summary>
/// <param name="Id">Id van het project.</param>
/// <param name="Naam">Naam van het project, of "Project in zorgkantoorregio …".</param>
/// <param name="Organisatie">De trekker; null voor wie die niet mag weten.</param>
public sealed record ProjectVerwijzing(Guid Id, string Naam, string? Organisatie);

/// <summary>Een knelpunt dat één project tegenkwam. Wordt nooit samengevoegd met een ander.</summary>
public record Knelpunt
{
    internal const string Select = """
        SELECT nummer, id, kenmerk, versie, status, project_id, inhoud, zout, externe_sleutel, voorbeeld, gemeld_op, gewijzigd_op FROM knelpunt
        """;

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; init; }

    /// <summary>Nummer per jaar, wordt nooit hergebruikt: KP-2026-00042.</summary>
    public string Kenmerk { get; init; } = "";

    /// <summary>Loopt op met elke zichtbare wijziging; de ETag is dit getal tussen aanhalingstekens.</summary>
    public int Versie { get; init; }

    /// <summary>Hoe het ervoor staat. Het publiek ziet bevestigd, opgelost en heropend.</summary>
    [Keuze("concept", "gemeld", "bevestigd", "afgewezen", "opgelost", "heropend", "ingetrokken")]
    public string Status { get; init; } = "";

    /// <summary>Welk project het tegenkwam.</summary>
    public ProjectVerwijzing Project { get; init; } = null!;

    /// <summary>Het knelpunt in één regel; null als het is ingetrokken.</summary>
    public string? Titel { get; init; }

    /// <summary>Wat er gebeurde; null als het is ingetrokken.</summary>
    public string? Omschrijving { get; init; }

    /// <summary>Waar het zit. Codes uit de begrippenlijst soorten.</summary>
    public IReadOnlyList<string> Soorten { get; init; } = [];

    /// <summary>Welke wetten of regels het raken. Codes uit de begrippenlijst wetten.</summary>
    public IReadOnlyList<string> Wetten { get; init; } = [];

    /// <summary>Welke domeinen het raakt. Codes uit de begrippenlijst domeinen.</summary>
    public IReadOnlyList<string> Domeinen { get; init; } = [];

    /// <summary>Bij welke akkoorden of programma's het hoort. Codes uit de begrippenlijst akkoorden.</summary>
    public IReadOnlyList<string> Akkoorden { get; init; } = [];

    /// <summary>Waar het speelt. Codes uit de begrippenlijst regios.</summary>
    public IReadOnlyList<string> Regios { get; init; } = [];

    /// <summary>Voor wie. Codes uit de begrippenlijst doelgroepen.</summary>
    public IReadOnlyList<string> Doelgroepen { get; init; } = [];

    /// <summary>Wie er iets aan kan doen. Codes uit de begrippenlijst organisaties.</summary>
    public IReadOnlyList<string> Adressaten { get; init; } = [];

    /// <summary>Welk principe van passende zorg het raakt. Codes uit de begrippenlijst principes.</summary>
    public IReadOnlyList<string> Principes { get; init; } = [];

    /// <summary>Door wiens ogen het is beschreven. Code uit de begrippenlijst perspectieven.</summary>
    public string? Perspectief { get; init; }

    /// <summary>Wat het gevolg is. Codes uit de begrippenlijst gevolgen.</summary>
    public IReadOnlyList<string> Gevolgen { get; init; } = [];

    /// <summary>1 (hinder) tot en met 5 (inwoner loopt schade op). Code uit de begrippenlijst ernst.</summary>
    public string? Ernst { get; init; }

    /// <summary>Hoe vaak het voorkomt. Code uit de begrippenlijst frequenties.</summary>
    public string? Frequentie { get; init; }

    /// <summary>Wat er volgens de melder voor nodig is.</summary>
    [Keuze("binnen-akkoorden", "gerichte-wijziging", "stelselwijziging", "onbekend")]
    public string? Oplossingsruimte { get; init; }

    /// <summary>Waar de regel staat, zoals "artikel 2.4 beleidsregel …".</summary>
    public string? Vindplaats { get; init; }

    /// <summary>Hoe groot het is, in ordes van grootte.</summary>
    public Omvang? Omvang { get; init; }

    /// <summary>Wat het gevolg is, in woorden.</summary>
    public string? ToelichtingGevolg { get; init; }

    /// <summary>Hoe het nu wordt omzeild of opgevangen.</summary>
    public string? Omweg { get; init; }

    /// <summary>Wat er zou moeten veranderen.</summary>
    public string? GewensteWijziging { get; init; }

    /// <summary>Waarom het niet eenvoudig is: wat er tegenover staat.</summary>
    public string? Dilemma { get; init; }

    /// <summary>Waar er meer over te lezen is.</summary>
    public IReadOnlyList<Bron> Bronnen { get; init; } = [];

    /// <summary>Hoeveel anderen dit ook hebben.</summary>
    public Steun Steun { get; init; } = new(0, 0, 0);

    /// <summary>Id's van de systeemknelpunten waarin het gebundeld is.</summary>
    public IReadOnlyList<Guid> Systeemknelpunten { get; init; } = [];

    /// <summary>Id's van de toetsstenen waaraan het gekoppeld is.</summary>
    public IReadOnlyList<Guid> Toetsstenen { get; init; } = [];

    /// <summary>Wanneer het gebeurde.</summary>
    public DateOnly? WaargenomenDatum { get; init; }

    /// <summary>Wanneer het is gemeld; null bij een concept.</summary>
    public DateTimeOffset? GemeldOp { get; init; }

    /// <summary>De laatste zichtbare wijziging.</summary>
    public DateTimeOffset GewijzigdOp { get; init; }

    /// <summary>Het eigen nummer van de melder, uit een import.</summary>
    public string? ExterneSleutel { get; init; }

    /// <summary>Bij voorbeelden: "Voorbeeld uit openbare bron, 2023". Null bij wat projecten melden.</summary>
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
    internal static Knelpunt Toon(Rij rij, Gebruiker lezer, Register register, KnelpuntInhoud? inhoud = null)
    {
        var project = register.Projecten.Zoek(rij.ProjectId)!;
        var basis = new Knelpunt
        {
            Id = rij.Id, Kenmerk = rij.Kenmerk, Versie = rij.Versie, Status = rij.Status, Voorbeeld = rij.Voorbeeld, ExterneSleutel = rij.ExterneSleutel,
            Project = new(project.Id, Projecten.Project.Naamvoor(project, lezer, register), project.ToontNaamAan(lezer) ? project.Inhoud.Organisatie : null),
            Steun = TelSteun(rij.Nummer, lezer, register), GemeldOp = rij.GemeldOp, GewijzigdOp = rij.GewijzigdOp,
            Systeemknelpunten = register.Duiding.Van(rij.Nummer), Toetsstenen = register.Duiding.Toetsstenen(rij.Nummer),
        };
        if (rij.Status == "ingetrokken")
        {
            return basis;
        }

        inhoud ??= rij.Lees();
        return basis with
        {
            Titel = inhoud.Titel,
            Omschrijving = inhoud.Omschrijving,
            Soorten = inhoud.Soorten,
            Wetten = inhoud.Wetten ?? [],
            Domeinen = inhoud.Domeinen ?? [],
            Akkoorden = inhoud.Akkoorden ?? [],
            Regios = inhoud.Regios ?? [],
            Doelgroepen = inhoud.Doelgroepen ?? [],
            Adressaten = inhoud.Adressaten ?? [],
            Principes = inhoud.Principes ?? [],
            Perspectief = inhoud.Perspectief,
            Gevolgen = inhoud.Gevolgen ?? [],
            Ernst = inhoud.Ernst,
            Frequentie = inhoud.Frequentie,
            Oplossingsruimte = inhoud.Oplossingsruimte,
            Vindplaats = inhoud.Vindplaats,
            Omvang = inhoud.Omvang,
            ToelichtingGevolg = inhoud.ToelichtingGevolg,
            Omweg = inhoud.Omweg,
            GewensteWijziging = inhoud.GewensteWijziging,
            Dilemma = inhoud.Dilemma,
            Bronnen = inhoud.Bronnen ?? [],
            WaargenomenDatum = inhoud.WaargenomenDatum,
        };
    }

    private static Steun TelSteun(int nummer, Gebruiker lezer, Register register)
    {
        var projecten = register.Kolommen.Steun(nummer).Select(project => register.Projecten.OpNummer[project]).ToList();
        return new Steun(projecten.Count, projecten.Select(project => project.ToontNaamAan(lezer) ? Tekst.Naamsleutel(project.Inhoud.Organisatie!) : $"{project.Id}").Distinct(StringComparer.Ordinal).Count(),
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
