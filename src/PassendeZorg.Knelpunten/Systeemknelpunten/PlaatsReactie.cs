using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Officieel reageren.</summary>
public sealed class PlaatsReactie : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/systeemknelpunten/{id}/reacties", Handle).WithName("plaatsReactie").RequireAuthorization(Rechten.Antwoorden).Produces<Reactie>(201).Refuses(409)
            .Example("""
                { "soort": "afgewezen", "tekst": "De bestaande prestatie dekt dit al; een aparte betaaltitel geeft dubbele bekostiging.", "status": "gepubliceerd" }
                """);

    /// <summary>Officieel reageren, namens de eigen organisatie.</summary>
    /// <remarks>Alleen met een sleutel van een organisatie die bevoegd of betrokken is. Een concept is nog voor niemand anders te zien; een gepubliceerde reactie verandert niet meer, een volgende kan wel.</remarks>
    /// <param name="id">Id of kenmerk van het systeemknelpunt.</param>
    public static async Task<IResult> Handle(string id, Invoer<Reactie.Inhoud> invoer, Gebruiker gebruiker, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var systeem = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        EisAdressaat(systeem, gebruiker);
        invoer.Waarde.Controleer(gebruiker.Organisatie!, Kalender.Dag(clock.GetUtcNow()));

        var rij = await schrijver.Schrijf(werk =>
        {
            var nu = Curatie.Lees(werk, systeem.Id);
            EisAdressaat(nu, gebruiker);
            Curatie.EisOpen(nu);
            var id = Guid.CreateVersion7(werk.Nu);
            werk.Voer("""
                INSERT INTO reactie (id, systeemknelpunt_id, organisatie, versie, status, inhoud, aangemaakt_op, gewijzigd_op)
                VALUES (@id, @SysteemId, @Organisatie, 1, 'concept', @Inhoud, @Nu, @Nu)
                """, new { id, SysteemId = nu.Id, gebruiker.Organisatie, Inhoud = Bewaard(invoer.Waarde), werk.Nu });
            if (invoer.Waarde.Status != "concept")
            {
                Publiceer(werk, gebruiker, id, invoer.Waarde, nu);
            }

            return Reactie.Lees(werk, id);
        });

        context.Response.Headers.ETag = Conditional.Etag(rij.Versie);
        return Results.Created($"/v1/systeemknelpunten/{systeem.Id}", rij.Toon());
    }

    /// <summary>Refuses who is not asked, naming who is.</summary>
    internal static void EisAdressaat(Systeemknelpunt.Rij systeem, Gebruiker gebruiker)
    {
        var inhoud = systeem.Lees();
        var adressaten = inhoud.Bevoegd.Concat(inhoud.Betrokken ?? []).Distinct(StringComparer.Ordinal).ToList();
        if (gebruiker.Rol != "adressaat" || !adressaten.Contains(gebruiker.Organisatie!))
        {
            throw Weigering.Verboden($"Op {systeem.Kenmerk} reageert alleen een adressaat met een eigen sleutel: {string.Join(", ", adressaten)}.");
        }
    }

    /// <summary>Makes a draft public: from now on it counts, and is in the log.</summary>
    internal static void Publiceer(Werk werk, Gebruiker door, Guid id, Reactie.Inhoud inhoud, Systeemknelpunt.Rij systeem)
    {
        werk.Voer("UPDATE reactie SET status = 'gepubliceerd', gepubliceerd_op = @Nu, gewijzigd_op = @Nu WHERE id = @id", new { id, werk.Nu });
        Curatie.Noteer(werk, door, systeem, "reactie.geplaatst", Wijzigingen.Van("reacties", null, inhoud.Soort), ("reactie", new JsonObject
        {
            ["id"] = id.ToString("D"), ["organisatie"] = door.Organisatie, ["soort"] = inhoud.Soort, ["doorverwezenNaar"] = inhoud.DoorverwezenNaar,
            ["datum"] = inhoud.Datum is { } datum ? $"{datum:yyyy-MM-dd}" : null, ["tekst"] = Wijzigingen.Digest(inhoud.Tekst, systeem.Zout),
        }));
    }

    /// <summary>An answer as it is stored; its status is a column.</summary>
    internal static string Bewaard(Reactie.Inhoud inhoud) => Wijzigingen.Inhoud(inhoud with { Status = null }).ToJsonString(Json.Options);
}
