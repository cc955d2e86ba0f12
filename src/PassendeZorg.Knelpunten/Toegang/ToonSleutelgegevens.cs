using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Toegang;

/// <summary>Wat er over een sleutel wordt bewaard.</summary>
public sealed class ToonSleutelgegevens : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/sleutels/{id}/gegevens", Handle).WithName("toonSleutelgegevens").RequireAuthorization(Rechten.Volgen).Produces<Sleutelgegevens>();

    /// <summary>Alles wat er over een sleutel wordt bewaard.</summary>
    /// <param name="Sleutel">De sleutel zoals de beheerder die ziet; null voor wie zich met een token aanmeldt; van de sleutel zelf wordt alleen een HMAC bewaard, waaruit die niet terug te halen is.</param>
    /// <param name="Gedaan">Wat ermee is gedaan, volgens het logboek: per soort.</param>
    /// <param name="Abonnementen">De abonnementen die er het laatst mee zijn ingesteld.</param>
    /// <param name="BewaardeAntwoorden">Hoeveel antwoorden er bij een Idempotency-Key bewaard zijn; na 24 uur worden die gewist.</param>
    public sealed record Sleutelgegevens(Sleutel? Sleutel, IReadOnlyList<Handelingen> Gedaan, IReadOnlyList<Abonnementgegevens> Abonnementen, int BewaardeAntwoorden);

    /// <summary>Handelingen van één soort.</summary>
    /// <param name="Soort">Soort gebeurtenis, zoals knelpunt.gemeld.</param>
    /// <param name="Aantal">Hoe vaak.</param>
    /// <param name="EersteOp">De eerste keer.</param>
    /// <param name="LaatsteOp">De laatste keer.</param>
    public sealed record Handelingen(string Soort, int Aantal, DateTimeOffset EersteOp, DateTimeOffset LaatsteOp);

    /// <summary>Wat een abonnement over de abonnee bewaart.</summary>
    /// <param name="Id">Id van het abonnement.</param>
    /// <param name="Bestemming">Het adres of de postbus waar de berichten heen gaan.</param>
    /// <param name="Omschrijving">Wat de abonnee erbij schreef.</param>
    public sealed record Abonnementgegevens(Guid Id, string Bestemming, string? Omschrijving);

    /// <summary>Alles wat er over een sleutel wordt bewaard.</summary>
    /// <remarks>Voor wie de sleutel heeft, en voor de beheerder. Wat ermee is gemeld, staat er niet nog eens bij: dat is te lezen met mijn=true.</remarks>
    /// <param name="id">Id van de sleutel, of <c>mijn</c> voor de sleutel, of het token, waarmee u vraagt.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Db db, CancellationToken ct)
    {
        var gevraagd = id == "mijn" ? gebruiker.SleutelId : Guid.TryParseExact(id, "D", out var guid) ? guid : null;
        var rij = gevraagd == gebruiker.SleutelId || gebruiker.Rol == "beheerder" ? await db.First<Sleutel.Rij>($"{Sleutel.Select} WHERE id = @gevraagd", new { gevraagd }, ct) : null;
        if (rij is null && gevraagd != gebruiker.SleutelId)
        {
            throw Weigering.NietGevonden("Er is geen sleutel met dit id, of niet voor u.");
        }

        var gedaan = await db.Query<Rij>("""
            SELECT soort, count(*) AS aantal, min(tijdstip_op) AS eerste_op, max(tijdstip_op) AS laatste_op FROM gebeurtenis WHERE sleutel_id = @gevraagd GROUP BY soort ORDER BY soort
            """, new { gevraagd }, ct);
        var abonnementen = await db.Query<(string Id, string Bestemming, string? Omschrijving)>("SELECT id, bestemming, omschrijving FROM abonnement WHERE sleutel_id = @gevraagd ORDER BY id", new { gevraagd }, ct);
        return Results.Ok(new Sleutelgegevens(rij?.Sleutel(), [.. gedaan.Select(soort => new Handelingen(soort.Soort, soort.Aantal, soort.EersteOp, soort.LaatsteOp))],
            [.. abonnementen.Select(abonnement => new Abonnementgegevens(Guid.Parse(abonnement.Id), abonnement.Bestemming, abonnement.Omschrijving))],
            await db.First<int>("SELECT count(*) FROM idempotentie WHERE sleutel_id = @gevraagd", new { gevraagd }, ct)));
    }

    private sealed class Rij
    {
        public string Soort { get; init; } = "";
        public int Aantal { get; init; }
        public DateTimeOffset EersteOp { get; init; }
        public DateTimeOffset LaatsteOp { get; init; }
    }
}
