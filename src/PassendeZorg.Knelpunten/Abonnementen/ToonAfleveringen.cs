using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Wat er bezorgd is, en hoe dat ging.</summary>
public sealed class ToonAfleveringen : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/abonnementen/{id}/afleveringen", Handle).WithName("toonAfleveringen").RequireAuthorization(Rechten.Volgen).Produces<Pagina<Aflevering>>();

    /// <param name="Status">Alleen met deze status.</param>
    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">De waarde van volgende op de vorige pagina: het volgnummer van de laatste aflevering daarop.</param>
    public sealed record Query([property: Keuze("wacht", "afgeleverd", "mislukt")] string? Status = null, [property: Range(1, 200)] int Limiet = 50, [property: Range(1, int.MaxValue)] int? Na = null);

    /// <summary>Wat er bezorgd is, en hoe elke poging ging; de laatste gebeurtenis eerst.</summary>
    /// <remarks>Afleveringen worden dertig dagen bewaard. Van een antwoord blijven de status en de eerste 256 bytes staan.</remarks>
    /// <param name="id">Id van het abonnement.</param>
    public static async Task<IResult> Handle(string id, Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, HttpContext context)
    {
        var (status, limiet, na) = vraag.Waarde;
        var abonnement = await Abonnement.Vind(id, gebruiker, db, context.RequestAborted, beheer: true);
        const string Mijn = "f.abonnement_id = @Id AND (@status IS NULL OR f.status = @status)";
        var items = await Aflevering.Lees(db, $"WHERE {Mijn} AND f.volgnummer < @Na ORDER BY f.volgnummer DESC LIMIT @aantal",
            new { abonnement.Id, status, Na = na ?? int.MaxValue, aantal = limiet + 1 }, context.RequestAborted);
        var totaal = await db.First<int>($"SELECT count(*) FROM aflevering f WHERE {Mijn}", new { abonnement.Id, status }, context.RequestAborted);
        return new Pagina<Aflevering>([.. items.Take(limiet)], totaal, items.Count > limiet ? $"{items[limiet - 1].Volgnummer}" : null, register.Kolommen.Nu.LaatsteVolgnummer).Antwoord(context);
    }
}
