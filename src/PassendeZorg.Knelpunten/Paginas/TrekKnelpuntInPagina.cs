using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Een knelpunt intrekken, na een vraag of dat de bedoeling is.</summary>
public sealed class TrekKnelpuntInPagina : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/knelpunten/{id}/intrekken", Toon).RequireAuthorization(Rechten.Melden);
        routes.MapPost("/knelpunten/{id}/intrekken", TrekIn).RequireAuthorization(Rechten.Melden);
    }

    internal static async Task<IResult> Toon(string id, Gebruiker gebruiker, Register register, Db db, HttpContext context)
    {
        var rij = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        MeldKnelpunt.EisEigenProject(rij.ProjectId, gebruiker, register);
        return Vraag(rij, Formulier.Leeg, 200, context);
    }

    internal static async Task<IResult> TrekIn(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, HttpContext context)
    {
        var rij = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        return await Handeling.Doe(formulier, context, () => TrekKnelpuntIn.Handle(id, gebruiker, register, schrijver, db, context),
            _ => Bericht.NaarMet(context, "/knelpunten", rij.Status == "concept" ? "Het concept is weg." : $"{rij.Kenmerk} is ingetrokken."),
            (opnieuw, status) => Task.FromResult<IResult>(Vraag(rij, opnieuw, status, context)));
    }

    private static Pagina Vraag(Knelpunt.Rij rij, Formulier formulier, int status, HttpContext context) => new Pagina($"{rij.Kenmerk} intrekken?", $"""
        <p>{(rij.Status == "concept" ? "Het concept verdwijnt geheel. Dit is niet terug te draaien." : $"De tekst verdwijnt uit lijsten, feeds en zoeken, en dat is niet terug te draaien. Het nummer {rij.Kenmerk} blijft bestaan; wie het opzoekt, leest dat het is ingetrokken.")}</p>
        {Velden.Formulier(context, $"/knelpunten/{rij.Kenmerk}/intrekken", $"""<p class="knoppen">{Velden.Knop("Ja, intrekken")} <a href="/knelpunten/{rij.Kenmerk}">Nee, terug</a></p>""")}
        """)
    { Intro = rij.Lees().Titel, Status = status, Fouten = formulier.Fouten };
}
