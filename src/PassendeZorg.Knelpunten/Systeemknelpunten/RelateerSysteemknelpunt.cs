using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Twee systeemknelpunten aan elkaar relateren.</summary>
public sealed class RelateerSysteemknelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/systeemknelpunten/{id}/relaties/{anderId}", Handle).WithName("relateerSysteemknelpunt").RequireAuthorization(Rechten.Beoordelen)
            .Produces<ToonSysteemknelpunt.SysteemknelpuntMetPerspectieven>(201).Produces<ToonSysteemknelpunt.SysteemknelpuntMetPerspectieven>(200).Refuses(409)
            .Example("""{ "soort": "oorzaak-van" }""");

    /// <summary>Hoe ze samenhangen.</summary>
    /// <param name="Soort">Wat het eerste van het andere is.</param>
    public sealed record Request([property: Required, Keuze("oorzaak-van", "deel-van", "botst-met")] string Soort);

    /// <summary>Twee systeemknelpunten aan elkaar relateren: oorzaak van, deel van, of botst met.</summary>
    /// <remarks>Een relatie is bij allebei te zien. Was er al een, dan vervangt deze die.</remarks>
    /// <param name="id">Id of kenmerk van het systeemknelpunt.</param>
    /// <param name="anderId">Id of kenmerk van het andere systeemknelpunt.</param>
    public static async Task<IResult> Handle(string id, string anderId, Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db,
        TimeProvider clock, HttpContext context)
    {
        var soort = invoer.Waarde.Soort;
        var (systeem, ander) = (await Systeemknelpunt.Vind(id, db, context.RequestAborted), await Systeemknelpunt.Vind(anderId, db, context.RequestAborted));
        if (systeem.Id == ander.Id)
        {
            throw Weigering.Ongeldig("anderId", "buiten-bereik", "Een systeemknelpunt heeft geen relatie met zichzelf; kies een ander.");
        }

        var (rij, nieuw) = await schrijver.Schrijf(werk =>
        {
            var nu = Curatie.Lees(werk, systeem.Id);
            Curatie.EisOpen(nu);
            if (soort == "deel-van" && Bevat(werk, systeem.Id, ander.Id))
            {
                throw Weigering.Conflict($"{ander.Kenmerk} is al deel van {systeem.Kenmerk}; andersom kan dan niet.");
            }

            var was = werk.Een<string>("SELECT soort FROM relatie WHERE van_id = @Id AND naar_id = @AnderId", new { systeem.Id, AnderId = ander.Id });
            if (was == soort)
            {
                return (nu, false);
            }

            werk.Voer("INSERT INTO relatie (van_id, naar_id, soort) VALUES (@Id, @AnderId, @soort) ON CONFLICT (van_id, naar_id) DO UPDATE SET soort = excluded.soort",
                new { systeem.Id, AnderId = ander.Id, soort });
            return (Curatie.Verander(werk, gebruiker, nu, anders: Wijziging(was, soort, ander)), was is null);
        });

        return await ToonSysteemknelpunt.Antwoord(rij, gebruiker, register, db, clock, context, nieuw ? 201 : 200);
    }

    /// <summary>The change as the log keeps it.</summary>
    internal static System.Text.Json.Nodes.JsonObject Wijziging(string? van, string? naar, Systeemknelpunt.Rij ander)
    {
        var wijziging = Wijzigingen.Van("relaties", van is null ? null : $"{van} {ander.Kenmerk}", naar is null ? null : $"{naar} {ander.Kenmerk}");
        wijziging["ander"] = ander.Id.ToString("D");
        wijziging["soort"] = naar;
        return wijziging;
    }

    /// <summary>Whether something is, directly or by way of others, part of a whole.</summary>
    private static bool Bevat(Werk werk, Guid geheel, Guid deel) => werk.Een<string>("""
        WITH RECURSIVE onder (id) AS (
            SELECT van_id FROM relatie WHERE naar_id = @geheel AND soort = 'deel-van'
            UNION SELECT relatie.van_id FROM relatie JOIN onder ON relatie.naar_id = onder.id WHERE relatie.soort = 'deel-van')
        SELECT id FROM onder WHERE id = @deel
        """, new { geheel, deel }) is not null;
}
