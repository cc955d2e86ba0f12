using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Alle vragen die u mag zien.</summary>
public sealed class ToonVragen : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/vragen", Handle).WithName("toonVragen").RequireAuthorization().Produces<Pagina<KnelpuntVraag>>();

    /// <param name="Beantwoord">nee: wat nog op antwoord wacht. Zonder: alle.</param>
    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">De waarde van volgende op de vorige pagina.</param>
    public sealed record Query([property: Keuze("ja", "nee")] string? Beantwoord = null, [property: Range(1, 200)] int Limiet = 50, [property: GeenVrijeTekst, StringLength(200)] string? Na = null);

    /// <summary>Alle vragen, nieuwste eerst: wat er nog wacht, en wat er is geantwoord.</summary>
    /// <remarks>Een analist ziet ze allemaal, anderen die over knelpunten van projecten van de eigen organisatie. Over een ingetrokken knelpunt zijn er geen meer.</remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, HttpContext context)
    {
        var (beantwoord, limiet, na) = vraag.Waarde;
        return (await Lees(beantwoord, limiet, na, gebruiker, register, db, context.RequestAborted)).Antwoord(context);
    }

    /// <summary>A page of those that this reader may see.</summary>
    internal static async Task<Pagina<KnelpuntVraag>> Lees(string? beantwoord, int limiet, string? na, Gebruiker gebruiker, Register register, Db db, CancellationToken ct)
    {
        // A page goes on below the last one shown: neither new questions nor answers that come in meanwhile move it.
        var (onder, volgnummer) = Bladwijzer.Lees(na) ?? (int.MaxValue, register.Kolommen.Nu.LaatsteVolgnummer);
        var projecten = register.Projecten.OpNummer.Values.Where(project => project.IsVan(gebruiker.Organisatie)).Select(project => project.Id).ToList();
        var waar = $"""
            WHERE vraag.volgnummer <= @volgnummer AND knelpunt.status <> 'ingetrokken' {(gebruiker.ZietAlles ? "" : $"AND knelpunt.project_id {db.Dialect.In("@projecten")}")}
            {beantwoord switch { "ja" => "AND vraag.beantwoord_op IS NOT NULL", "nee" => "AND vraag.beantwoord_op IS NULL", _ => "" }}
            """;

        var totaal = await db.First<int>($"SELECT count(*) FROM vraag JOIN knelpunt ON knelpunt.id = vraag.knelpunt_id {waar}", new { volgnummer, projecten }, ct);
        var rijen = await db.Query<KnelpuntVraag.Rij>($"{KnelpuntVraag.Select} {waar} AND vraag.volgnummer < @onder ORDER BY vraag.volgnummer DESC LIMIT @Aantal",
            new { volgnummer, projecten, onder, Aantal = limiet + 1 }, ct);
        var volgende = rijen.Count > limiet ? Bladwijzer.Volgende((int)rijen[limiet - 1].Volgnummer, int.MaxValue, volgnummer) : null;
        return new Pagina<KnelpuntVraag>([.. rijen.Take(limiet).Select(rij => rij.Toon())], totaal, volgende, volgnummer);
    }
}
