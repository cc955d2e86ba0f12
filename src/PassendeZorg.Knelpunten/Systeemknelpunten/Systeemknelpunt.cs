using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Wat een analist over een structureel knelpunt zegt.</summary>
/// <param name="Titel">Het systeemknelpunt in één regel.</param>
/// <param name="Kern">Wat er structureel misgaat en waarom, zonder persoonsgegevens.</param>
/// <param name="Bevoegd">Wie erover gaat: zij zijn aan zet en tellen mee in de verantwoording.</param>
/// <param name="Betrokken">Wie erbij nodig is, zonder erover te gaan.</param>
/// <param name="Mechanismen">Waardoor het in stand blijft.</param>
public sealed record SysteemknelpuntInhoud(
    [property: Required, StringLength(160, MinimumLength = 3)] string Titel,
    [property: Required, StringLength(10_000, MinimumLength = 20)] string Kern,
    [property: Required, Begrip("organisaties"), Length(1, 20)] IReadOnlyList<string> Bevoegd,
    [property: Begrip("organisaties"), Length(0, 40)] IReadOnlyList<string>? Betrokken = null,
    [property: Begrip("mechanismen"), Length(0, 20)] IReadOnlyList<string>? Mechanismen = null)
{
    /// <summary>The codes it carries, as <c>lijst/code</c>.</summary>
    internal HashSet<string> Codes() => [.. Bevoegd.Concat(Betrokken ?? []).Select(code => $"organisaties/{code}"), .. (Mechanismen ?? []).Select(code => $"mechanismen/{code}")];
}

/// <summary>Een structureel knelpunt: wat er achter meldingen van verschillende projecten zit, wie eraan zet is en wat die zegt en toezegt.</summary>
public record Systeemknelpunt
{
    internal const string Select = "SELECT nummer, id, kenmerk, versie, status, inhoud, zout, aangemaakt_op, gewijzigd_op FROM systeemknelpunt";

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; init; }

    /// <summary>Nummer per jaar, wordt nooit hergebruikt: SK-2026-00007.</summary>
    public string Kenmerk { get; init; } = "";

    /// <summary>Loopt op met elke wijziging, bundeling, inschatting, reactie en toezegging.</summary>
    public int Versie { get; init; }

    /// <summary>Hoe het ervoor staat.</summary>
    [Keuze("in-onderzoek", "vastgesteld", "geagendeerd", "beantwoord", "opgelost", "heropend", "gesloten")]
    public string Status { get; init; } = "";

    /// <summary>Het systeemknelpunt in één regel.</summary>
    public string Titel { get; init; } = "";

    /// <summary>Wat er structureel misgaat en waarom.</summary>
    public string Kern { get; init; } = "";

    /// <summary>Waardoor het in stand blijft. Codes uit de begrippenlijst mechanismen.</summary>
    public IReadOnlyList<string> Mechanismen { get; init; } = [];

    /// <summary>Wie erover gaat. Codes uit de begrippenlijst organisaties.</summary>
    public IReadOnlyList<string> Bevoegd { get; init; } = [];

    /// <summary>Wie erbij nodig is. Codes uit de begrippenlijst organisaties.</summary>
    public IReadOnlyList<string> Betrokken { get; init; } = [];

    /// <summary>Bevoegd en betrokken samen.</summary>
    public IReadOnlyList<string> Adressaten { get; init; } = [];

    /// <summary>Wat er volgens alle inschattingen samen voor nodig is; omstreden als zij uiteenlopen.</summary>
    [Keuze("binnen-akkoorden", "gerichte-wijziging", "stelselwijziging", "omstreden", "onbekend")]
    public string Oplossingsruimte { get; init; } = "";

    /// <summary>De laagste trede die iemand noemt; null zonder inschatting.</summary>
    public string? LaagsteTrede { get; init; }

    /// <summary>De hoogste trede die iemand noemt; null zonder inschatting.</summary>
    public string? HoogsteTrede { get; init; }

    /// <summary>Hoeveel openbare knelpunten erin zitten, en van hoeveel verschillende melders.</summary>
    public Bundeltelling Telling { get; init; } = Bundeltelling.Leeg;

    /// <summary>Id's van de openbare knelpunten die erin zitten.</summary>
    public IReadOnlyList<Guid> Knelpunten { get; init; } = [];

    /// <summary>Hoe het samenhangt met andere systeemknelpunten.</summary>
    public IReadOnlyList<Verband> Relaties { get; init; } = [];

    /// <summary>Inschatting: wat is ervoor nodig? Van elke partij de laatste; eerdere staan in de historie.</summary>
    public IReadOnlyList<Stelseltoets> Stelseltoetsen { get; init; } = [];

    /// <summary>Officiële antwoorden, nieuwste eerst. Een concept ziet alleen de organisatie die het schrijft.</summary>
    public IReadOnlyList<Reactie> Reacties { get; init; } = [];

    /// <summary>Afgesproken acties, eerst wat het eerst klaar moet zijn.</summary>
    public IReadOnlyList<Toezegging> Toezeggingen { get; init; } = [];

    /// <summary>Wordt de oplossing gevoeld? Null zolang het niet opgelost is geweest.</summary>
    public Gevoeld? Merkbaarheid { get; init; }

    /// <summary>Wanneer het is aangemaakt.</summary>
    public DateTimeOffset AangemaaktOp { get; init; }

    /// <summary>Wanneer het voor het eerst is geagendeerd; null als dat nog niet gebeurde.</summary>
    public DateTimeOffset? GeagendeerdOp { get; init; }

    /// <summary>De laatste wijziging.</summary>
    public DateTimeOffset GewijzigdOp { get; init; }

    /// <summary>Een relatie met een ander systeemknelpunt.</summary>
    /// <param name="Soort">Wat dit systeemknelpunt van het andere is.</param>
    /// <param name="Richting">uit: zo vastgelegd bij dit systeemknelpunt; in: vastgelegd bij het andere, over dit.</param>
    /// <param name="Id">Id van het andere.</param>
    /// <param name="Kenmerk">Kenmerk van het andere.</param>
    public sealed record Verband([property: Keuze("oorzaak-van", "deel-van", "botst-met")] string Soort, [property: Keuze("uit", "in")] string Richting, Guid Id, string Kenmerk);

    /// <summary>Of projecten de oplossing voelen, sinds het voor het laatst is opgelost.</summary>
    /// <param name="Gevraagd">Hoeveel projecten het meldden of steunden, en dus kunnen antwoorden.</param>
    /// <param name="Merkbaar">Hoeveel zeggen dat het merkbaar is.</param>
    /// <param name="NietMerkbaar">Hoeveel zeggen dat het niet merkbaar is. Drie of meer, en meer dan de helft: het systeemknelpunt wordt heropend.</param>
    /// <param name="Aandeel">Deel van de antwoorden dat merkbaar is, op twee cijfers achter de komma; null zonder antwoord.</param>
    public sealed record Gevoeld(int Gevraagd, int Merkbaar, int NietMerkbaar, double? Aandeel);

    /// <summary>The row, by id or kenmerk; 404 when there is none.</summary>
    internal static async Task<Rij> Vind(string id, Db db, CancellationToken ct) =>
        await (Guid.TryParseExact(id, "D", out var guid)
            ? db.First<Rij>($"{Select} WHERE id = @guid", new { guid }, ct)
            : db.First<Rij>($"{Select} WHERE kenmerk = @id", new { id }, ct))
        ?? throw NietGevonden();

    /// <summary>The titles of some, by id.</summary>
    internal static async Task<Dictionary<Guid, string>> Titels(IReadOnlyCollection<Guid> ids, Db db, CancellationToken ct) =>
        (await db.Query<Rij>($"{Select} WHERE id {db.Dialect.In("@ids")}", new { ids }, ct)).ToDictionary(rij => rij.Id, rij => rij.Lees().Titel);

    /// <summary>404: there is none.</summary>
    internal static Weigering NietGevonden() => Weigering.NietGevonden("Er is geen systeemknelpunt met dit id of kenmerk.");

    /// <summary>Systeemknelpunten as this reader may see them, in the order given: codes and states of the moment, texts of today.</summary>
    /// <param name="vandaag">The day by which promises are late.</param>
    internal static async Task<IReadOnlyList<Systeemknelpunt>> Toon(IReadOnlyList<Systeem> systemen, Beeld beeld, Bundelteller teller, DateOnly vandaag, Gebruiker lezer,
        Register register, Db db, CancellationToken ct)
    {
        if (systemen.Count == 0)
        {
            return [];
        }

        var ids = systemen.Select(systeem => systeem.Id).ToList();
        var inhoud = (await db.Query<Rij>($"{Select} WHERE id {db.Dialect.In("@ids")}", new { ids }, ct)).ToDictionary(rij => rij.Id, rij => rij.Lees());
        var toetsen = await Stelseltoets.Lees([.. systemen.SelectMany(systeem => systeem.Stand.Geldend)], register, db, ct);
        var reacties = await Reactie.Lees(systemen, lezer, db, ct);
        var toezeggingen = await Toezegging.Lees([.. beeld.Beloften.Where(belofte => belofte.Systeem is { } nummer && systemen.Any(systeem => systeem.Nummer == nummer))],
            beeld, vandaag, db, ct);
        return [.. systemen.Select(systeem =>
        {
            var (stand, tekst) = (systeem.Stand, inhoud[systeem.Id]);
            var (ruimte, laagste, hoogste) = Systeemknelpunten.Oplossingsruimte.Van(stand.Geldend, register);
            return new Systeemknelpunt
            {
                Id = systeem.Id, Kenmerk = systeem.Kenmerk, Versie = stand.Versie, Status = stand.Status, Titel = tekst.Titel, Kern = tekst.Kern, Mechanismen = stand.Mechanismen,
                Bevoegd = stand.Bevoegd, Betrokken = stand.Betrokken, Adressaten = [.. systeem.Adressaten], Oplossingsruimte = ruimte, LaagsteTrede = laagste, HoogsteTrede = hoogste,
                Telling = teller.Telling(systeem), Knelpunten = teller.Openbaar(systeem), Relaties = Verbanden(systeem, beeld),
                Stelseltoetsen = [.. stand.Geldend.OrderBy(toets => toets.Datum).Select(toets => toetsen[toets.Id])],
                Reacties = reacties.GetValueOrDefault(systeem.Id, []), Toezeggingen = [.. toezeggingen.Where(toezegging => toezegging.Systeemknelpunt?.Id == systeem.Id)],
                Merkbaarheid = Voelt(systeem, teller), AangemaaktOp = systeem.AangemaaktOp, GeagendeerdOp = stand.GeagendeerdOp, GewijzigdOp = stand.GewijzigdOp,
            };
        })];
    }

    /// <summary>Whether its solution is felt; null as long as it was never solved.</summary>
    internal static Gevoeld? Voelt(Systeem systeem, Bundelteller teller)
    {
        if (systeem.Stand.Status != "opgelost" && systeem.Stand.Gevoeld.Count == 0)
        {
            return null;
        }

        var (merkbaar, antwoorden) = (systeem.Stand.Gevoeld.Values.Count(gevoeld => gevoeld), systeem.Stand.Gevoeld.Count);
        return new Gevoeld(teller.Melders(systeem), merkbaar, antwoorden - merkbaar, antwoorden == 0 ? null : Math.Round((double)merkbaar / antwoorden, 2));
    }

    private static List<Verband> Verbanden(Systeem systeem, Beeld beeld) =>
    [
        .. systeem.Stand.Relaties.Select(relatie => new Verband(relatie.Soort, "uit", relatie.Ander, beeld.Zoek(relatie.Ander)!.Kenmerk)),
        .. from ander in beeld.Systemen
           from relatie in ander.Stand.Relaties
           where relatie.Ander == systeem.Id
           select new Verband(relatie.Soort, "in", ander.Id, ander.Kenmerk),
    ];

    /// <summary>A row as Dapper reads it.</summary>
    internal sealed record Rij
    {
        public int Nummer { get; init; }
        public Guid Id { get; init; }
        public string Kenmerk { get; init; } = "";
        public int Versie { get; init; }
        public string Status { get; init; } = "";
        public string Inhoud { get; init; } = "";
        public string Zout { get; init; } = "";
        public DateTimeOffset AangemaaktOp { get; init; }
        public DateTimeOffset GewijzigdOp { get; init; }

        public SysteemknelpuntInhoud Lees() => JsonSerializer.Deserialize<SysteemknelpuntInhoud>(Inhoud, Json.Options)!;
    }
}
