using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>De abonnementen van een organisatie.</summary>
public sealed class ToonAbonnementen : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/abonnementen", Handle).WithName("toonAbonnementen").RequireAuthorization(Rechten.Volgen).Produces<Pagina<Abonnement>>();

    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">De waarde van volgende op de vorige pagina: het id van het laatste abonnement daarop.</param>
    public sealed record Query([property: Range(1, 200)] int Limiet = 50, Guid? Na = null);

    /// <summary>De abonnementen van uw organisatie, nieuwste eerst.</summary>
    /// <remarks>Een beheerder ziet alle abonnementen. Het geheim staat er niet bij.</remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var (limiet, na) = vraag.Waarde;
        return (await Lees(limiet, na, gebruiker, register, db, clock, context.RequestAborted)).Antwoord(context);
    }

    /// <summary>A page of those that this reader may see.</summary>
    internal static async Task<Pagina<Abonnement>> Lees(int limiet, Guid? na, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, CancellationToken ct)
    {
        var sleutel = gebruiker.Rol == "beheerder" ? null : Tekst.Naamsleutel(gebruiker.Organisatie!);
        const string Mijn = "kanaal <> 'terugkoppeling' AND (@sleutel IS NULL OR organisatie_sleutel = @sleutel)";
        var rijen = await db.Query<Abonnement.Rij>($"{Abonnement.Select} WHERE {Mijn} AND id < @Na ORDER BY id DESC LIMIT @aantal",
            new { sleutel, Na = na?.ToString("D") ?? "~", aantal = limiet + 1 }, ct);
        var totaal = await db.First<int>($"SELECT count(*) FROM abonnement WHERE {Mijn}", new { sleutel }, ct);
        return new Pagina<Abonnement>([.. rijen.Take(limiet).Select(rij => rij.Toon(register, clock))], totaal, rijen.Count > limiet ? $"{rijen[limiet - 1].Id}" : null,
            register.Kolommen.Nu.LaatsteVolgnummer);
    }
}
