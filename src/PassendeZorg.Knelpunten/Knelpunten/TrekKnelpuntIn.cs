using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Een knelpunt intrekken.</summary>
public sealed class TrekKnelpuntIn : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapDelete("/knelpunten/{id}", Handle).WithName("trekKnelpuntIn").RequireAuthorization(Rechten.Melden).Produces(204).Refuses(410, 412);

    /// <summary>Een knelpunt intrekken.</summary>
    /// <remarks>De tekst verdwijnt uit lijsten, feeds en zoeken; het kenmerk blijft bestaan en wordt nooit hergebruikt. Een concept verdwijnt geheel.</remarks>
    /// <param name="id">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, HttpContext context)
    {
        var gezien = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        MeldKnelpunt.EisEigenProject(gezien.ProjectId, gebruiker, register);
        var ifMatch = context.Request.Headers.IfMatch.ToString();

        await schrijver.Schrijf(werk =>
        {
            var rij = Vastleggen.Lees(werk, gezien.Id, gebruiker, register);
            if (ifMatch.Length > 0)
            {
                Conditional.RequireMatch(ifMatch, rij.Versie);
            }

            if (rij.Status == "concept")
            {
                Vastleggen.Verwijder(werk, gebruiker, rij);
            }
            else
            {
                Vastleggen.Verander(werk, gebruiker, rij, status: "ingetrokken");
            }

            return rij;
        });
        return Results.NoContent();
    }
}
