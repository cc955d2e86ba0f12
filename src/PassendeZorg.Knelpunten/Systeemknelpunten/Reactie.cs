using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Een officieel antwoord van een adressaat.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Systeemknelpunt">Id van het systeemknelpunt.</param>
/// <param name="Organisatie">Wie antwoordt: een code uit de lijst organisaties.</param>
/// <param name="Soort">Wat het antwoord is.</param>
/// <param name="Tekst">Het antwoord; bij een afwijzing de reden.</param>
/// <param name="Vindplaats">Waar staat dat het al kan.</param>
/// <param name="DoorverwezenNaar">Wie er dan wel over gaat: een code uit de lijst organisaties.</param>
/// <param name="Datum">Wanneer het vervolg komt.</param>
/// <param name="Status">concept: alleen de eigen organisatie ziet het.</param>
/// <param name="Versie">Loopt op met elke wijziging van een concept.</param>
/// <param name="GepubliceerdOp">Wanneer het is gepubliceerd; null bij een concept.</param>
/// <param name="GewijzigdOp">De laatste wijziging.</param>
public sealed record Reactie(Guid Id, Guid Systeemknelpunt, string Organisatie,
    [property: Keuze(Reactie.Soorten)] string Soort, string Tekst, string? Vindplaats, string? DoorverwezenNaar, DateOnly? Datum,
    [property: Keuze("concept", "gepubliceerd")] string Status, int Versie, DateTimeOffset? GepubliceerdOp, DateTimeOffset GewijzigdOp)
{
    /// <summary>The kinds of answer.</summary>
    internal const string Soorten = "overgenomen,deels-overgenomen,kan-al,afgewezen,niet-bevoegd,in-onderzoek,al-opgelost";

    private const string Select = "SELECT id, systeemknelpunt_id, organisatie, versie, status, inhoud, gewijzigd_op, gepubliceerd_op FROM reactie";

    /// <summary>Wat een adressaat antwoordt.</summary>
    /// <param name="Soort">kan-al vraagt een vindplaats, niet-bevoegd een doorverwijzing, in-onderzoek een datum; bij afgewezen is de tekst de reden.</param>
    /// <param name="Tekst">Het antwoord, zonder persoonsgegevens.</param>
    /// <param name="Vindplaats">Waar staat dat het al kan.</param>
    /// <param name="DoorverwezenNaar">Wie er dan wel over gaat.</param>
    /// <param name="Datum">Wanneer het vervolg komt.</param>
    /// <param name="Status">concept: nog niet openbaar. Zonder: gepubliceerd.</param>
    public sealed record Inhoud(
        [property: Required, Keuze(Soorten)] string Soort,
        [property: Required, StringLength(10_000, MinimumLength = 10)] string Tekst,
        [property: StringLength(500, MinimumLength = 3)] string? Vindplaats = null,
        [property: Begrip("organisaties")] string? DoorverwezenNaar = null,
        DateOnly? Datum = null,
        [property: Keuze("concept", "gepubliceerd")] string? Status = null)
    {
        /// <summary>Refuses an answer that leaves out what its kind asks for.</summary>
        internal void Controleer(string organisatie, DateOnly vandaag)
        {
            var fouten = new Fouten();
            if (Soort == "kan-al" && Vindplaats is null)
            {
                fouten.Meld("/vindplaats", "verplicht", "Zeg waar staat dat het al kan.");
            }

            if (Soort == "niet-bevoegd" && DoorverwezenNaar is null)
            {
                fouten.Meld("/doorverwezenNaar", "verplicht", "Zeg wie er dan wel over gaat: een code uit de lijst organisaties.");
            }
            else if (DoorverwezenNaar == organisatie)
            {
                fouten.Meld("/doorverwezenNaar", "buiten-bereik", "U kunt niet naar uzelf doorverwijzen.");
            }

            if (Soort == "in-onderzoek" && Datum is null)
            {
                fouten.Meld("/datum", "verplicht", "Zeg wanneer de uitkomst er is.");
            }
            else if (Soort == "in-onderzoek" && Datum < vandaag)
            {
                fouten.Meld("/datum", "buiten-bereik", "Deze dag is al geweest.", $"{vandaag:yyyy-MM-dd}");
            }

            fouten.Klaar();
        }
    }

    /// <summary>The row; 404 when there is none, or when it is somebody else's draft.</summary>
    internal static async Task<Rij> Vind(string id, Gebruiker lezer, Db db, CancellationToken ct)
    {
        var rij = await db.First<Rij>($"{Select} WHERE id = @id", new { id }, ct);
        return rij is not null && (rij.Status != "concept" || rij.IsVan(lezer)) ? rij : throw Weigering.NietGevonden("Er is geen reactie met dit id.");
    }

    /// <summary>Rises with each change of an answer that this reader writes, drafts included; 0 for who writes none.</summary>
    internal static async Task<long> Concepten(Gebruiker lezer, Db db, CancellationToken ct) => lezer.Rol == "adressaat"
        ? await db.First<long>("SELECT coalesce(sum(versie), 0) FROM reactie WHERE organisatie = @Organisatie", new { lezer.Organisatie }, ct)
        : 0;

    /// <summary>The row inside a write job.</summary>
    internal static Rij Lees(Gebeurtenissen.Werk werk, Guid id) => werk.Een<Rij>($"{Select} WHERE id = @id", new { id })!;

    /// <summary>What was published of systeemknelpunten at their moment, latest first, and the reader's own drafts.</summary>
    internal static async Task<Dictionary<Guid, List<Reactie>>> Lees(IReadOnlyList<Systeem> systemen, Gebruiker lezer, Db db, CancellationToken ct)
    {
        var gepubliceerd = systemen.SelectMany(systeem => systeem.Stand.Reacties).Select(reactie => reactie.Id).ToHashSet();
        var gevonden = new List<Rij>();
        foreach (var ids in systemen.Select(systeem => systeem.Id).Chunk(500))
        {
            gevonden.AddRange(await db.Query<Rij>($"{Select} WHERE systeemknelpunt_id {db.Dialect.In("@ids")}", new { ids }, ct));
        }

        return gevonden.Where(rij => gepubliceerd.Contains(rij.Id) || (rij.Status == "concept" && rij.IsVan(lezer))).GroupBy(rij => rij.SysteemknelpuntId)
            .ToDictionary(groep => groep.Key, groep => groep.OrderByDescending(rij => rij.GepubliceerdOp ?? DateTimeOffset.MaxValue).ThenByDescending(rij => rij.Id).Select(rij => rij.Toon()).ToList());
    }

    /// <summary>A row as Dapper reads it.</summary>
    internal sealed record Rij
    {
        public Guid Id { get; init; }
        public Guid SysteemknelpuntId { get; init; }
        public string Organisatie { get; init; } = "";
        public int Versie { get; init; }
        public string Status { get; init; } = "";
        public string Inhoud { get; init; } = "";
        public DateTimeOffset GewijzigdOp { get; init; }
        public DateTimeOffset? GepubliceerdOp { get; init; }

        public bool IsVan(Gebruiker lezer) => lezer.Rol == "adressaat" && lezer.Organisatie == Organisatie;

        public Inhoud Lees() => JsonSerializer.Deserialize<Inhoud>(Inhoud, Json.Options)!;

        public Reactie Toon()
        {
            var inhoud = Lees();
            return new Reactie(Id, SysteemknelpuntId, Organisatie, inhoud.Soort, inhoud.Tekst, inhoud.Vindplaats, inhoud.DoorverwezenNaar, inhoud.Datum, Status, Versie, GepubliceerdOp, GewijzigdOp);
        }
    }
}
