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
/// <param name="CallbackUrl">Bij webhook, en dan verplicht: waar de berichten heen gaan. Een adres met https, op poort 443 of 8443, dat vanaf internet te bereiken is.</param>
/// <param name="Gebeurtenissen">Welke gebeurtenissen. Verplicht, behalve bij ritme week of maand: dan is het de samenvatting.</param>
/// <param name="Selectie">Over welke knelpunten: de sleutels van een selectie met hun waarden, zoals {"wet":["wlz"]}. Zonder: alle.</param>
/// <param name="Omschrijving">Waarvoor u het gebruikt, zonder persoonsgegevens.</param>
/// <param name="Kanaal">webhook of email; zonder: webhook. Het verandert niet meer.</param>
/// <param name="Email">Bij email, en dan verplicht: een functionele postbus, zoals wlz@voorbeeld.nl.</param>
/// <param name="Ritme">Bij email, en dan verplicht. direct: een bericht per gebeurtenis; week of maand: de samenvatting van de selectie als die is afgesloten.</param>
public sealed record AbonnementInhoud(
    [property: Weblink, GeenVrijeTekst, StringLength(2_000, MinimumLength = 8)] string? CallbackUrl = null,
    [property: Keuze(Bericht.Soorten), Length(1, 40)] IReadOnlyList<string>? Gebeurtenissen = null,
    JsonElement? Selectie = null,
    [property: StringLength(500)] string? Omschrijving = null,
    [property: Keuze(Abonnement.Webhook, Abonnement.PerEmail)] string? Kanaal = null,
    [property: Postbus, StringLength(254)] string? Email = null,
    [property: Keuze("direct", "week", "maand")] string? Ritme = null)
{
    private static readonly string[] ZonderZin = ["peildatum", "totVolgnummer", "zoek"];
    private static readonly string[] Samengevat = ["samenvatting.verschenen"];

    internal bool IsEmail => Kanaal == Abonnement.PerEmail;

    /// <summary>Where it is delivered.</summary>
    internal string Bestemming => (IsEmail ? Email : CallbackUrl)!;

    /// <summary>The kinds to follow.</summary>
    internal IReadOnlyList<string> Soorten => Gebeurtenissen ?? Samengevat;

    private bool IsSamenvatting => IsEmail && Ritme is "week" or "maand";

    /// <summary>Notes what does not go together, and why nothing can be delivered to the address.</summary>
    /// <param name="adres">Whether the address is new.</param>
    internal async Task Keur(Bestemming bestemming, Postbode post, Selectie? selectie, bool adres, Fouten fouten, CancellationToken ct)
    {
        if (IsEmail && adres && !post.Aan)
        {
            throw Weigering.Conflict("Deze registratie verstuurt geen e-mail. Neem een webhook, of volg een feed; de beheerder kan e-mail aanzetten.");
        }

        foreach (var (veld, waarde, kanaal) in new[] { ("/callbackUrl", CallbackUrl, Abonnement.Webhook), ("/email", Email, Abonnement.PerEmail), ("/ritme", Ritme, Abonnement.PerEmail) })
        {
            if (kanaal == (Kanaal ?? Abonnement.Webhook) != waarde is not null && Kanaal is null or Abonnement.Webhook or Abonnement.PerEmail)
            {
                fouten.Meld(veld, waarde is null ? "verplicht" : "buiten-bereik", waarde is null ? $"Vul dit in bij kanaal {kanaal}." : $"Dit hoort bij kanaal {kanaal}; laat het weg, of kies dat kanaal.");
            }
        }

        if (IsSamenvatting ? Gebeurtenissen?.SequenceEqual(Samengevat) == false : Gebeurtenissen is null && Ritme is null or "direct")
        {
            fouten.Meld("/gebeurtenissen", IsSamenvatting ? "buiten-bereik" : "verplicht", IsSamenvatting ? "Een samenvatting gaat over alles wat er gebeurde; laat gebeurtenissen weg, of kies ritme direct." : "Noem ten minste één gebeurtenis.");
        }

        if (IsSamenvatting && selectie?.Mijn == true)
        {
            fouten.Meld("/selectie/mijn", "buiten-bereik", "Een samenvatting gaat over wat openbaar is; kies op organisatie of project.");
        }
        else if (IsSamenvatting)
        {
            selectie?.Sta(Gebruiker.Anoniem, telling: false);
        }

        if (adres && !IsEmail && CallbackUrl is not null)
        {
            await bestemming.Keur(CallbackUrl, "/callbackUrl", fouten, ct);
        }
        else if (adres && IsEmail && Email is not null)
        {
            Postbode.Keur(Email, "/email", fouten);
        }
    }

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
    internal const string Webhook = "webhook";
    internal const string PerEmail = "email";

    /// <summary>What a project hears of what it reported; nobody takes or sees this one.</summary>
    internal const string Terugkoppeling = "terugkoppeling";

    internal const string Wacht = "wacht-op-bevestiging";
    internal const string Actief = "actief";
    internal const string Gepauzeerd = "gepauzeerd";
    internal const string Uitgeschakeld = "uitgeschakeld";

    internal const string Select = """
        SELECT id, versie, kanaal, ritme, organisatie, organisatie_sleutel, rol, sleutel_id, bestemming, gebeurtenissen, selectie, omschrijving, status, reden,
               geheim, vorig_geheim, vorig_geheim_tot, vanaf, bevestiging, aangemaakt_op, gewijzigd_op, laatste_aflevering_op, faalt_sinds
        FROM abonnement
        """;

    /// <summary>UUIDv7.</summary>
    public Guid Id { get; init; }

    /// <summary>Loopt op met elke wijziging; de ETag is dit getal tussen aanhalingstekens.</summary>
    public int Versie { get; init; }

    /// <summary>Van welke organisatie het is.</summary>
    public string Organisatie { get; init; } = "";

    /// <summary>Hoe er bezorgd wordt.</summary>
    [Keuze(Webhook, PerEmail)]
    public string Kanaal { get; init; } = Webhook;

    /// <summary>Waar de berichten heen gaan; null bij email.</summary>
    [Weblink]
    public string? CallbackUrl { get; init; }

    /// <summary>De postbus waar de berichten heen gaan; null bij webhook.</summary>
    [Postbus]
    public string? Email { get; init; }

    /// <summary>direct: een bericht per gebeurtenis; week of maand: de samenvatting. Null bij webhook.</summary>
    [Keuze("direct", "week", "maand")]
    public string? Ritme { get; init; }

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
        if (werk.IsShared)
        {
            werk.Leg("SELECT id FROM abonnement WHERE id = @id FOR UPDATE", new { id }); // what is being put in its queue is there first, or comes too late
        }

        Noteer(werk, Gebruiker.Systeem, "uitgeschakeld", id, new JsonObject { ["reden"] = code });
        werk.Voer("UPDATE abonnement SET status = @Uitgeschakeld, reden = @reden, versie = versie + 1, gewijzigd_op = @Nu WHERE id = @id", new { Uitgeschakeld, reden, werk.Nu, id });
        werk.Voer("UPDATE aflevering SET status = 'mislukt', volgende_op = NULL, afgerond_op = @Nu WHERE abonnement_id = @id AND volgende_op IS NOT NULL", new { werk.Nu, id });
    }

    private static Rij Eigen(Rij? rij, Gebruiker gebruiker, bool beheer) =>
        rij is not null && rij.Kanaal != Terugkoppeling && ((beheer && gebruiker.Rol == "beheerder") || rij.OrganisatieSleutel == Tekst.Naamsleutel(gebruiker.Organisatie!))
            ? rij : throw Weigering.NietGevonden("Er is geen abonnement met dit id.");

    /// <summary>A row as Dapper reads it.</summary>
    internal sealed record Rij
    {
        public Guid Id { get; init; }
        public int Versie { get; init; }
        public string Kanaal { get; init; } = "";
        public string? Ritme { get; init; }
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
            new(Kanaal == Webhook ? Bestemming : null, Gebeurtenissen.Split(' '), Selectie is null ? null : JsonSerializer.Deserialize<JsonElement>(Selectie), Omschrijving, Kanaal,
                Kanaal == Webhook ? null : Bestemming, Ritme);

        /// <summary>Whether a gebeurtenis of a kind that is followed is meant: of summaries only those of the own rhythm.</summary>
        public bool Wil(Gebeurtenis gebeurtenis) => Ritme is null or "direct" || gebeurtenis.Onderwerp.StartsWith($"{Ritme}/", StringComparison.Ordinal);

        /// <summary>
        /// As whom it reads. A key that was revoked or has expired shows its subscriptions no more than everybody may see, until somebody
        /// of the organisation sets them again; so does one that is only to write with, and a token: whether its holder may still see more,
        /// nobody could say later.
        /// </summary>
        public Gebruiker Lezer(Register register, TimeProvider clock) =>
            SleutelId is { } id && register.Sleutels.Geldig(id, Kalender.Dag(clock.GetUtcNow())) is not { Leest: true } ? Gebruiker.Anoniem : new Gebruiker(Rol, Organisatie, SleutelId);

        public Abonnement Toon(Register register, TimeProvider clock)
        {
            var (inhoud, lezer) = (Inhoud(), Lezer(register, clock));
            return new()
            {
                Id = Id,
                Versie = Versie,
                Organisatie = Organisatie,
                Kanaal = Kanaal,
                CallbackUrl = inhoud.CallbackUrl,
                Email = inhoud.Email,
                Ritme = Ritme,
                Gebeurtenissen = inhoud.Soorten,
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
