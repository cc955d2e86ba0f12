using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Een systeemknelpunt wijzigen.</summary>
public sealed class WijzigSysteemknelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/systeemknelpunten/{id}", Handle).WithName("wijzigSysteemknelpunt").RequireAuthorization(Rechten.Beoordelen)
            .Produces<ToonSysteemknelpunt.SysteemknelpuntMetPerspectieven>().Refuses(409, 412, 428)
            .Example("""
                { "betrokken": ["vng"], "mechanismen": null }
                """);

    /// <summary>Een systeemknelpunt wijzigen.</summary>
    /// <remarks>JSON merge patch; null maakt een veld leeg. If-Match is verplicht: de ETag die u gelezen hebt. De status gaat met een beoordeling.</remarks>
    /// <param name="id">Id of kenmerk van het systeemknelpunt.</param>
    public static async Task<IResult> Handle(string id, Wijziging<SysteemknelpuntInhoud> wijziging, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db,
        TimeProvider clock, HttpContext context)
    {
        var gezien = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        var ifMatch = context.Request.Headers.IfMatch.ToString();
        Conditional.RequireMatch(ifMatch, gezien.Versie);
        var wordt = Pas(gezien);

        var rij = await schrijver.Schrijf(werk =>
        {
            var nu = Curatie.Lees(werk, gezien.Id);
            Conditional.RequireMatch(ifMatch, nu.Versie);
            Curatie.EisOpen(nu);
            return Curatie.Verander(werk, gebruiker, nu, nu.Versie == gezien.Versie ? wordt : Pas(nu)); // If-Match: * changes what is there now
        });

        return await ToonSysteemknelpunt.Antwoord(rij, gebruiker, register, db, clock, context, 200);

        SysteemknelpuntInhoud Pas(Systeemknelpunt.Rij rij)
        {
            var was = rij.Lees();
            return wijziging.Toegepast(was, was.Codes());
        }
    }
}
