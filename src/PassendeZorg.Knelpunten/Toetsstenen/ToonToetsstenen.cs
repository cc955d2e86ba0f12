using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Toetsstenen;

/// <summary>Alle toetsstenen.</summary>
public sealed class ToonToetsstenen : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/toetsstenen", Handle).WithName("toonToetsstenen").AllowAnonymous().Produces<Pagina<Toetssteen>>();

    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">De waarde van volgende op de vorige pagina.</param>
    public sealed record Query([property: Range(1, 200)] int Limiet = 50, [property: GeenVrijeTekst, StringLength(200)] string? Na = null);

    /// <summary>Alle toetsstenen, nieuwste eerst.</summary>
    /// <remarks>Per casus welke systeemknelpunten er nog in de weg staan. Wat er na de eerste pagina bij komt, verschuift de volgende pagina's niet.</remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, HttpContext context)
    {
        var (limiet, na) = vraag.Waarde;
        var (vorige, volgnummer) = Bladwijzer.Lees(na) ?? (0, register.Volgnummer);
        if (Conditional.NotModified(context, Etags.VanSystemen(context, gebruiker, register, vandaag: default)))
        {
            return Results.Empty;
        }

        var totaal = await db.First<int>("SELECT count(*) FROM toetssteen WHERE volgnummer <= @volgnummer", new { volgnummer }, context.RequestAborted);
        var rijen = await db.Query<Toetssteen.Rij>($"{Toetssteen.Select} WHERE volgnummer <= @volgnummer ORDER BY nummer DESC LIMIT @limiet OFFSET @vorige",
            new { volgnummer, limiet, vorige }, context.RequestAborted);
        return new Pagina<Toetssteen>(await Toetssteen.Toon(rijen, register, db, context.RequestAborted), totaal, Bladwijzer.Volgende(vorige + limiet, totaal, volgnummer), volgnummer).Antwoord(context);
    }
}
