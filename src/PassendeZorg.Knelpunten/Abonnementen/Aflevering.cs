using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Een gebeurtenis op weg naar een abonnee.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="WebhookId">De webhook-id van het bericht, of het begin van de Message-ID: gelijk bij elke poging en herhaling.</param>
/// <param name="Gebeurtenis">Welke gebeurtenis.</param>
/// <param name="Volgnummer">Plaats van de gebeurtenis in het logboek.</param>
/// <param name="Status">wacht: nog niet aangekomen; afgeleverd; mislukt: er komt geen poging meer, herhalen kan.</param>
/// <param name="AangemaaktOp">Wanneer het bericht klaarstond.</param>
/// <param name="VolgendePogingOp">Wanneer het opnieuw geprobeerd wordt; null als dat niet meer hoeft.</param>
/// <param name="AfgerondOp">Wanneer het aankwam of is opgegeven.</param>
/// <param name="Pogingen">Elke poging, de eerste eerst.</param>
public sealed record Aflevering(Guid Id, string WebhookId, string Gebeurtenis, long Volgnummer, [property: Keuze("wacht", "afgeleverd", "mislukt")] string Status,
    DateTimeOffset AangemaaktOp, DateTimeOffset? VolgendePogingOp, DateTimeOffset? AfgerondOp, IReadOnlyList<Poging> Pogingen)
{
    /// <summary>Waits before each attempt after the first, as Standard Webhooks gives them: ten attempts in 75 hours and 35 minutes.</summary>
    internal static readonly IReadOnlyList<TimeSpan> Schema =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5), TimeSpan.FromHours(10),
        TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>How long a delivery is kept.</summary>
    internal static readonly TimeSpan Bewaartijd = TimeSpan.FromDays(30);

    private const string Select = """
        SELECT f.id, f.abonnement_id, f.volgnummer, g.soort, f.status, f.aangemaakt_op, f.volgende_op, f.afgerond_op
        FROM aflevering f JOIN gebeurtenis g ON g.volgnummer = f.volgnummer
        """;

    /// <summary>Puts a gebeurtenis in the queue of a subscription, due now; once, whatever happens. True when it is new there.</summary>
    /// <param name="opnieuw">When it was there already: begin again.</param>
    /// <param name="eerste">Of a mail that tells of several: the first.</param>
    internal static bool Klaarzetten(Werk werk, Guid abonnement, long volgnummer, bool opnieuw = false, long? eerste = null) => werk.Voer(opnieuw ? """
        INSERT INTO aflevering (id, abonnement_id, volgnummer, eerste, status, pogingen, volgende_op, aangemaakt_op) VALUES (@Id, @abonnement, @volgnummer, @eerste, 'wacht', 0, @Nu, @Nu)
        ON CONFLICT (abonnement_id, volgnummer) DO UPDATE SET status = 'wacht', pogingen = 0, volgende_op = excluded.volgende_op, afgerond_op = NULL
        """ : """
        INSERT INTO aflevering (id, abonnement_id, volgnummer, eerste, status, pogingen, volgende_op, aangemaakt_op) VALUES (@Id, @abonnement, @volgnummer, @eerste, 'wacht', 0, @Nu, @Nu)
        ON CONFLICT (abonnement_id, volgnummer) DO NOTHING
        """, new { Id = Guid.CreateVersion7(werk.Nu), abonnement, volgnummer, eerste, werk.Nu }) > 0;

    /// <summary>Deliveries with their attempts.</summary>
    /// <param name="waar">Condition and order, in SQL.</param>
    internal static async Task<IReadOnlyList<Aflevering>> Lees(Db db, string waar, object parameters, CancellationToken ct)
    {
        var rijen = await db.Query<Rij>($"{Select} {waar}", parameters, ct);
        var pogingen = (await db.Query<Poging.Rij>($"{Poging.Rij.Select} WHERE aflevering_id {db.Dialect.In("@ids")} ORDER BY nummer", new { ids = rijen.Select(rij => rij.Id.ToString("D")) }, ct))
            .ToLookup(poging => poging.AfleveringId, poging => poging.Toon());
        return [.. rijen.Select(rij => new Aflevering(rij.Id, Geheim.Berichtnummer(rij.AbonnementId, rij.Volgnummer), rij.Soort, rij.Volgnummer, rij.Status,
            rij.AangemaaktOp, rij.VolgendeOp, rij.AfgerondOp, [.. pogingen[rij.Id]]))];
    }

    /// <summary>A row as Dapper reads it.</summary>
    private sealed class Rij
    {
        public Guid Id { get; init; }
        public Guid AbonnementId { get; init; }
        public long Volgnummer { get; init; }
        public string Soort { get; init; } = "";
        public string Status { get; init; } = "";
        public DateTimeOffset AangemaaktOp { get; init; }
        public DateTimeOffset? VolgendeOp { get; init; }
        public DateTimeOffset? AfgerondOp { get; init; }
    }
}

/// <summary>Een poging om een bericht te bezorgen.</summary>
/// <param name="Nummer">Vanaf 1.</param>
/// <param name="BegonnenOp">Wanneer de poging begon.</param>
/// <param name="Methode">POST, of OPTIONS als de ontvanger zo toestemming gaf; bij email SMTP.</param>
/// <param name="DuurMs">Hoe lang de poging duurde, in milliseconden.</param>
/// <param name="Status">HTTP-status van het antwoord, of de SMTP-status; null als er geen antwoord was.</param>
/// <param name="Fout">Wat er misging; null als er een volledig antwoord was.</param>
/// <param name="Antwoord">De eerste 256 bytes van het antwoord.</param>
public sealed record Poging(int Nummer, DateTimeOffset BegonnenOp, string Methode, int DuurMs, int? Status, string? Fout, string? Antwoord)
{
    /// <summary>A row as Dapper reads it.</summary>
    internal sealed class Rij
    {
        public const string Select = "SELECT aflevering_id, nummer, begonnen_op, methode, duur_ms, status, fout, antwoord FROM poging";

        public Guid AfleveringId { get; init; }
        public int Nummer { get; init; }
        public DateTimeOffset BegonnenOp { get; init; }
        public string Methode { get; init; } = "";
        public int DuurMs { get; init; }
        public int? Status { get; init; }
        public string? Fout { get; init; }
        public string? Antwoord { get; init; }

        public Poging Toon() => new(Nummer, BegonnenOp, Methode, DuurMs, Status, Fout, Antwoord);
    }
}
