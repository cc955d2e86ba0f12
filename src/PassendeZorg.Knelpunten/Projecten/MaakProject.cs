using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Projecten;

/// <summary>Een project aanmelden.</summary>
public sealed class MaakProject : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/projecten", Handle).WithName("maakProject").RequireAuthorization(Rechten.Melden).Produces<Project>(201)
            .Example("""
                { "naam": "Valpreventie Achterhoek", "organisatie": "GGD Noord- en Oost-Gelderland", "organisaties": ["Huisartsenzorg Oude IJssel"], "regios": ["zk-arnhem"],
                  "werkgebied": "IZA-regio Achterhoek", "akkoorden": ["iza"], "doelgroepen": ["ouderen-thuis"], "contact": "info@voorbeeld.nl", "naamTonen": true }
                """);

    /// <summary>Een project aanmelden.</summary>
    /// <remarks>Een melder meldt projecten aan van de eigen organisatie, als trekker of partner; een analist ook die van anderen.</remarks>
    public static async Task<IResult> Handle(Invoer<Project.Inhoud> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, HttpResponse response)
    {
        var id = await Voer(invoer.Waarde, gebruiker, schrijver);
        var project = Project.Toon(register.Projecten.Zoek(id)!, gebruiker, register);
        response.Headers.ETag = Conditional.Etag(project.Versie);
        return Results.Created($"/v1/projecten/{id}", project);
    }

    /// <summary>Makes it; a form of a page does the same.</summary>
    internal static Task<Guid> Voer(Project.Inhoud gegeven, Gebruiker gebruiker, Schrijver schrijver)
    {
        var inhoud = gegeven with { Organisatie = gegeven.Organisatie ?? gebruiker.Organisatie };
        EisEigen(inhoud, gebruiker);
        return schrijver.Schrijf(werk => Vastleggen(werk, gebruiker, inhoud));
    }

    /// <summary>A melder works for projects of its own organisation.</summary>
    internal static void EisEigen(Project.Inhoud inhoud, Gebruiker gebruiker)
    {
        if (!gebruiker.ZietAlles && !new ProjectStand(0, default, 0, inhoud, default, default).IsVan(gebruiker.Organisatie))
        {
            throw Weigering.Verboden($"Uw sleutel is van {gebruiker.Organisatie}; die organisatie is geen trekker of partner van dit project.");
        }
    }

    /// <summary>Writes a new project and its gebeurtenis; returns its id.</summary>
    internal static Guid Vastleggen(Werk werk, Gebruiker door, Project.Inhoud inhoud)
    {
        var rij = new
        {
            Id = Guid.CreateVersion7(werk.Nu), Nummer = werk.Volgende("project"), Inhoud = Wijzigingen.Inhoud(inhoud).ToJsonString(Json.Options),
            inhoud.Organisatie, Zout = Wijzigingen.Zout(), werk.Nu,
        };
        werk.Voer("""
            INSERT INTO project (id, nummer, versie, inhoud, organisatie, zout, aangemaakt_op, gewijzigd_op)
            VALUES (@Id, @Nummer, 1, @Inhoud, @Organisatie, @Zout, @Nu, @Nu)
            """, rij);
        werk.Noteer(door, "project.aangemaakt", rij.Id.ToString("D"), Gegevens(rij.Nummer, 1, null, inhoud, rij.Zout));
        return rij.Id;
    }

    /// <summary>What the log keeps of a project: organisations and codes as they are, names and addresses as digests.</summary>
    internal static JsonObject Gegevens(long nummer, int versie, Project.Inhoud? was, Project.Inhoud wordt, string zout) => new()
    {
        ["nummer"] = nummer,
        ["versie"] = versie,
        ["wijzigingen"] = Wijzigingen.Tussen(was is null ? null : Wijzigingen.Inhoud(was), Wijzigingen.Inhoud(wordt),
            Gecodeerd, zout),
    };

    /// <summary>Members that the log holds as they are.</summary>
    internal static bool Gecodeerd(string veld) => veld is "organisatie" or "organisaties" or "regios" or "akkoorden" or "doelgroepen" or "naamTonen";
}
