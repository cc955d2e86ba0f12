using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Wat een abonnee kiest.</summary>
/// <param name="CallbackUrl">Waar de berichten heen gaan: een adres met https, op poort 443 of 8443, dat vanaf internet te bereiken is.</param>
/// <param name="Gebeurtenissen">Welke gebeurtenissen.</param>
/// <param name="Selectie">Over welke knelpunten: de sleutels van een selectie met hun waarden, zoals {"wet":["wlz"]}. Zonder: alle.</param>
/// <param name="Omschrijving">Waarvoor u het gebruikt, zonder persoonsgegevens.</param>
public sealed record AbonnementInhoud(
    [property: Required, Weblink, GeenVrijeTekst, StringLength(2_000, MinimumLength = 8)] string CallbackUrl,
    [property: Required, Keuze(Bericht.Soorten), Length(1, 40)] IReadOnlyList<string> Gebeurtenissen,
    JsonElement? Selectie = null,
    [property: StringLength(500)] string? Omschrijving = null)
{
    private static readonly string[] ZonderZin = ["peildatum", "totVolgnummer", "zoek"];

    /// <summary>The selection, checked. Null: everything.</summary>
    internal Selectie? LeesSelectie(Register register, DateOnly vandaag, Fouten fouten)
    {
        var selectie = Selecties.Selectie.Lees(Selectie, "/selectie", register, vandaag, fouten);
        var gekozen = selectie.Weergave();
        foreach (var sleutel in ZonderZin.Where(gekozen.ContainsKey))
        {
            fouten.Meld($"/selectie/{sleutel}", "buiten-bereik", sleutel == "zoek"
                ? "Een abonnement kiest op codes, niet op woorden: ook als een tekst is ingetrokken moet u dat te horen krijgen. Kies op wet, domein of een andere code."
                : "Een abonnement gaat over wat er nog gebeurt; een moment in het verleden hoort hier niet.");
        }

        return gekozen.Count == 0 ? null : selectie;
    }
}

/// <summary>Een abonnement: welke gebeurtenissen over welke knelpunten naar welk adres gaan.</summary>
public record Abonnement
{
    internal const string Wacht = "wacht-op-bevestiging";
    internal const string Actief = "actief";
    internal const string Gepauzeerd = "gepauzeerd";
    internal const string Uitgeschakeld = "uitgeschakeld";

    internal const string Select = """
        SELECT id, versie, organisatie, organisatie_sleutel, rol, sleutel_id, bestemming, gebeurtenissen, selectie, omschrijving, status, reden,
               geheim, vorig_geheim, vorig_geheim_tot, vanaf, bevestiging, aangemaakt_op, gewijzigd_op, laatste_aflevering_op, faalt_sinds
        FROM abonnement
        """;

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; init; }

    /// <summary>Loopt op met elke wijziging; de ETag is dit getal tussen aanhalingstekens.</summary>
    public int Versie { get; init; }

    /// <summary>Van welke organisatie het is.</summary>
    public string Organisatie { get; init; } = "";

    /// <summary>Waar de berichten heen gaan.</summary>
    [Weblink]
    public string CallbackUrl { get; init; } = "";

    /// <summary>Welke gebeurtenissen.</summary>
    [Keuze(Bericht.Soorten)]
    public IReadOnlyList<string> Gebeurtenissen { get; init; } = [];

    /// <summary>Over welke knelpunten, zoals begrepen; null: alle.</summary>
    public JsonObject? Selectie { get; init; }

    /// <summary>Waarvoor het wordt gebruikt.</summary>
    public string? Omschrijving { get; init; }

    /// <summary>Wat er bezorgd wordt: openbaar (wat iedereen mag zien), eigen (ook wat van de eigen organisatie nog niet openbaar is) of alles. Volgt uit de sleutel waarmee het abonnement het laatst is ingesteld, zolang die geldig is.</summary>
    [Keuze("openbaar", "eigen", "alles")]
    public string Zicht { get; init; } = "";

    /// <summary>Alleen als actief wordt er bezorgd. Bij gepauzeerd blijft het ten hoogste dertig dagen klaarstaan.</summary>
    [Keuze(Wacht, Actief, Gepauzeerd, Uitgeschakeld)]
    public string Status { get; init; } = "";

    /// <summary>Waarom het is uitgeschakeld; anders null.</summary>
    public string? Reden { get; init; }

    /// <summary>Wanneer het is aangevraagd.</summary>
    public DateTimeOffset AangemaaktOp { get; init; }

    /// <summary>Wanneer het voor het laatst is gewijzigd.</summary>
    public DateTimeOffset GewijzigdOp { get; init; }

    /// <summary>Wanneer er voor het laatst iets is aangekomen; null: nog niet.</summary>
    public DateTimeOffset? LaatsteAfleveringOp { get; init; }

    /// <summary>Sinds wanneer niets meer aankomt; null: de laatste poging lukte.</summary>
    public DateTimeOffset? MisluktSindsOp { get; init; }

    /// <summary>Reads one of the own organisation; 404 for anybody else's.</summary>
    /// <param name="beheer">Whether a beheerder may, whosever it is.</param>
    internal static async Task<Rij> Vind(string id, Gebruiker gebruiker, Db db, CancellationToken ct, bool beheer = false) =>
        Eigen(Guid.TryParseExact(id, "D", out var guid) ? await db.First<Rij>($"{Select} WHERE id = @guid", new { guid }, ct) : null, gebruiker, beheer);

    /// <summary>The same inside a write job: what was read before may have changed since.</summary>
    internal static Rij Lees(Werk werk, Guid id, Gebruiker gebruiker, bool beheer = false) =>
        Eigen(werk.Een<Rij>($"{Select} WHERE id = @id", new { id }), gebruiker, beheer);

    /// <summary>Notes in the log what happened to one. Addresses and descriptions are texts, so they are not in it.</summary>
    internal static Gebeurtenis Noteer(Werk werk, Gebruiker door, string wat, Guid id, JsonObject? gegevens = null) =>
        werk.Noteer(door, $"abonnement.{wat}", id.ToString("D"), gegevens ?? []);

    /// <summary>Asks the receiver for consent (again): until it has given that, only this question is delivered.</summary>
    internal static void VraagBevestiging(Werk werk, Gebruiker door, Guid id)
    {
        var bevestiging = Noteer(werk, door, "bevestiging", id).Volgnummer;
        werk.Voer("UPDATE aflevering SET status = 'mislukt', volgende_op = NULL, afgerond_op = @Nu WHERE abonnement_id = @id AND volgende_op IS NOT NULL AND volgnummer = (SELECT bevestiging FROM abonnement WHERE id = @id)", new { id, werk.Nu });
        werk.Voer("UPDATE abonnement SET status = @Wacht, reden = NULL, faalt_sinds = NULL, bevestiging = @bevestiging WHERE id = @id", new { Wacht, bevestiging, id });
        Aflevering.Klaarzetten(werk, id, bevestiging);
    }

    /// <summary>The receiver consents: from the next gebeurtenis on it is delivered to.</summary>
    internal static void Bevestig(Werk werk, Gebruiker door, Rij rij)
    {
        var vanaf = Noteer(werk, door, "bevestigd", rij.Id).Volgnummer;
        werk.Voer("UPDATE aflevering SET status = 'afgeleverd', volgende_op = NULL, afgerond_op = @Nu WHERE abonnement_id = @Id AND volgnummer = @Bevestiging", new { rij.Id, rij.Bevestiging, werk.Nu });
        werk.Voer("UPDATE abonnement SET status = @Actief, versie = versie + 1, vanaf = @vanaf, gewijzigd_op = @Nu WHERE id = @Id", new { Actief, vanaf, werk.Nu, rij.Id });
    }

    /// <summary>Stops delivering; what was waiting stays listed and can be delivered later.</summary>
    internal static void SchakelUit(Werk werk, Guid id, string code, string reden)
    {
        Noteer(werk, Gebruiker.Systeem, "uitgeschakeld", id, new JsonObject { ["reden"] = code });
        werk.Voer("UPDATE abonnement SET status = @Uitgeschakeld, reden = @reden, versie = versie + 1, gewijzigd_op = @Nu WHERE id = @id", new { Uitgeschakeld, reden, werk.Nu, id });
        werk.Voer("UPDATE aflevering SET status = 'mislukt', volgende_op = NULL, afgerond_op = @Nu WHERE abonnement_id = @id AND volgende_op IS NOT NULL", new { werk.Nu, id });
    }

    private static Rij Eigen(Rij? rij, Gebruiker gebruiker, bool beheer) =>
        rij is not null && ((beheer && gebruiker.Rol == "beheerder") || rij.OrganisatieSleutel == Tekst.Naamsleutel(gebruiker.Organisatie!))
            ? rij : throw Weigering.NietGevonden("Er is geen abonnement met dit id.");

    /// <summary>A row as Dapper reads it.</summary>
    internal sealed record Rij
    {
        public Guid Id { get; init; }
        public int Versie { get; init; }
        public string Organisatie { get; init; } = "";
        public string OrganisatieSleutel { get; init; } = "";
        public string Rol { get; init; } = "";
        public Guid? SleutelId { get; init; }
        public string Bestemming { get; init; } = "";
        public string Gebeurtenissen { get; init; } = "";
        public string? Selectie { get; init; }
        public string? Omschrijving { get; init; }
        public string Status { get; init; } = "";
        public string? Reden { get; init; }
        public string Geheim { get; init; } = "";
        public string? VorigGeheim { get; init; }
        public DateTimeOffset? VorigGeheimTot { get; init; }
        public int Vanaf { get; init; }
        public int Bevestiging { get; init; }
        public DateTimeOffset AangemaaktOp { get; init; }
        public DateTimeOffset GewijzigdOp { get; init; }
        public DateTimeOffset? LaatsteAfleveringOp { get; init; }
        public DateTimeOffset? FaaltSinds { get; init; }

        public AbonnementInhoud Inhoud() =>
            new(Bestemming, Gebeurtenissen.Split(' '), Selectie is null ? null : JsonSerializer.Deserialize<JsonElement>(Selectie), Omschrijving);

        /// <summary>
        /// As whom it reads. A key that was revoked or has expired shows its subscriptions no more than everybody may see, until somebody
        /// of the organisation sets them again.
        /// </summary>
        public Gebruiker Lezer(Register register, TimeProvider clock) =>
            SleutelId is { } id && !register.Sleutels.Geldig(id, Kalender.Dag(clock.GetUtcNow())) ? Gebruiker.Anoniem : new Gebruiker(Rol, Organisatie, SleutelId);

        public Abonnement Toon(Register register, TimeProvider clock)
        {
            var (inhoud, lezer) = (Inhoud(), Lezer(register, clock));
            return new()
            {
                Id = Id,
                Versie = Versie,
                Organisatie = Organisatie,
                CallbackUrl = inhoud.CallbackUrl,
                Gebeurtenissen = inhoud.Gebeurtenissen,
                Selectie = Selectie is null ? null : JsonNode.Parse(Selectie)!.AsObject(),
                Omschrijving = Omschrijving,
                Zicht = lezer.ZietAlles ? "alles" : lezer.Organisatie is null ? "openbaar" : "eigen",
                Status = Status,
                Reden = Reden,
                AangemaaktOp = AangemaaktOp,
                GewijzigdOp = GewijzigdOp,
                LaatsteAfleveringOp = LaatsteAfleveringOp,
                MisluktSindsOp = FaaltSinds,
            };
        }
    }
}
