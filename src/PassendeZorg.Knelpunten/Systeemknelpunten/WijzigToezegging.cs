using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Zeggen hoe het met een toezegging staat.</summary>
public sealed class WijzigToezegging : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/toezeggingen/{id}", Handle).WithName("wijzigToezegging").RequireAuthorization(Rechten.Toezeggen).Produces<Toezegging>().Refuses(409, 412)
            .Example("""
                { "status": "nagekomen", "uitkomst": "De beleidsregel is op 1 juni gepubliceerd." }
                """);

    /// <summary>Zeggen hoe het met een toezegging staat: nagekomen, vervallen, uitgesteld, een mijlpaal behaald.</summary>
    /// <remarks>
    /// JSON merge patch; null maakt een veld leeg. Wie toezegde wijzigt met een eigen sleutel; een analist wijzigt wat uit een dialoog komt. If-Match mag.
    /// Uitstel en verval blijven in de historie zichtbaar; bij vervallen hoort een uitkomst die zegt waarom.
    /// </remarks>
    /// <param name="id">Id van de toezegging.</param>
    public static async Task<IResult> Handle(string id, Wijziging<Toezegging.Inhoud> wijziging, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db,
        TimeProvider clock, HttpContext context)
    {
        var gezien = await Toezegging.Vind(id, db, context.RequestAborted);
        var (ifMatch, vandaag) = (context.Request.Headers.IfMatch.ToString(), Kalender.Dag(clock.GetUtcNow()));
        DoeToezegging.EisEigen(gezien.Door, gebruiker);
        if (gebruiker.ZietAlles && gezien.DialoogId is null)
        {
            throw Weigering.Verboden($"{gezien.Door} deed deze toezegging zelf; alleen een sleutel van die organisatie verandert die.");
        }

        var wordt = Pas(gezien);
        var rij = await schrijver.Schrijf(werk =>
        {
            var nu = Toezegging.Lees(werk, gezien.Id);
            if (ifMatch.Length > 0)
            {
                Conditional.RequireMatch(ifMatch, nu.Versie);
            }

            return Toezegging.Verander(werk, gebruiker, nu, nu.Versie == gezien.Versie ? wordt : Pas(nu));
        });

        context.Response.Headers.ETag = Conditional.Etag(rij.Versie);
        return Results.Ok(rij.Toon(ToonToezeggingen.Waarvoor(rij, register), vandaag));

        Toezegging.Inhoud Pas(Toezegging.Rij rij)
        {
            var was = rij.Lees();
            var nieuw = wijziging.Toegepast(was, new HashSet<string>());
            var fouten = new Fouten();
            if (nieuw.UiterlijkDatum != was.UiterlijkDatum && nieuw.UiterlijkDatum < vandaag)
            {
                fouten.Meld("/uiterlijkDatum", "buiten-bereik", "Uitstel gaat over wat nog komt; deze dag is al geweest.", $"{vandaag:yyyy-MM-dd}");
            }

            if (nieuw.Status == "vervallen" && nieuw.Uitkomst is null)
            {
                fouten.Meld("/uitkomst", "verplicht", "Zeg waarom de toezegging vervalt; iedereen kan dat lezen.");
            }

            fouten.Klaar();
            return nieuw;
        }
    }
}
