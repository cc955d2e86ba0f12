using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Een conceptreactie wijzigen of publiceren.</summary>
public sealed class WijzigReactie : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/reacties/{id}", Handle).WithName("wijzigReactie").RequireAuthorization(Rechten.Antwoorden).Produces<Reactie>().Refuses(409, 412)
            .Example("""{ "status": "gepubliceerd" }""");

    /// <summary>Een conceptreactie wijzigen of publiceren.</summary>
    /// <remarks>JSON merge patch; null maakt een veld leeg. Alleen met een sleutel van de eigen organisatie. If-Match mag. Een gepubliceerde reactie verandert niet meer: plaats een nieuwe.</remarks>
    /// <param name="id">Id van de reactie.</param>
    public static async Task<IResult> Handle(string id, Wijziging<Reactie.Inhoud> wijziging, Gebruiker gebruiker, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var gezien = await Reactie.Vind(id, gebruiker, db, context.RequestAborted);
        var (ifMatch, vandaag) = (context.Request.Headers.IfMatch.ToString(), Kalender.Dag(clock.GetUtcNow()));
        EisEigenConcept(gezien);
        var wordt = Pas(gezien);

        var rij = await schrijver.Schrijf(werk =>
        {
            var nu = Reactie.Lees(werk, gezien.Id);
            EisEigenConcept(nu);
            if (ifMatch.Length > 0)
            {
                Conditional.RequireMatch(ifMatch, nu.Versie);
            }

            if (nu.Versie != gezien.Versie)
            {
                wordt = Pas(nu);
            }

            var systeem = Curatie.Lees(werk, nu.SysteemknelpuntId);
            PlaatsReactie.EisAdressaat(systeem, gebruiker);
            Curatie.EisOpen(systeem);
            werk.Voer("UPDATE reactie SET versie = versie + 1, inhoud = @Inhoud, gewijzigd_op = @Nu WHERE id = @Id", new { nu.Id, Inhoud = PlaatsReactie.Bewaard(wordt), werk.Nu });
            if (wordt.Status == "gepubliceerd")
            {
                PlaatsReactie.Publiceer(werk, gebruiker, nu.Id, wordt, systeem);
            }

            return Reactie.Lees(werk, nu.Id);
        });

        context.Response.Headers.ETag = Conditional.Etag(rij.Versie);
        return Results.Ok(rij.Toon());

        void EisEigenConcept(Reactie.Rij rij)
        {
            if (!rij.IsVan(gebruiker))
            {
                throw Weigering.Verboden($"Deze reactie is van {rij.Organisatie}; alleen een sleutel van die organisatie verandert die.");
            }

            if (rij.Status != "concept")
            {
                throw Weigering.Conflict("Een gepubliceerde reactie verandert niet meer. Plaats een nieuwe; de laatste geldt.");
            }
        }

        Reactie.Inhoud Pas(Reactie.Rij rij)
        {
            var was = rij.Lees() with { Status = rij.Status };
            var nieuw = wijziging.Toegepast(was, was.DoorverwezenNaar is { } code ? new HashSet<string>([$"organisaties/{code}"]) : new HashSet<string>());
            nieuw.Controleer(rij.Organisatie, vandaag);
            return nieuw;
        }
    }
}
