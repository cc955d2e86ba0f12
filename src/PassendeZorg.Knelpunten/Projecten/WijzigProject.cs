using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Projecten;

/// <summary>Een project wijzigen.</summary>
public sealed class WijzigProject : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPatch("/projecten/{id}", Handle).WithName("wijzigProject").RequireAuthorization(Rechten.Melden).Produces<Project>().Refuses(412, 428)
            .Example("""
                { "werkgebied": "IZA-regio Achterhoek en gemeente Doesburg", "contact": null }
                """);

    /// <summary>Een project wijzigen.</summary>
    /// <remarks>JSON merge patch; null maakt een veld leeg. If-Match is verplicht: de ETag die u gelezen hebt.</remarks>
    /// <param name="id">Id van het project.</param>
    public static async Task<IResult> Handle(string id, Wijziging<Project.Inhoud> wijziging, Gebruiker gebruiker, Register register, Schrijver schrijver, HttpContext context)
    {
        var stand = ToonProject.Vind(id, register);
        MaakProject.EisEigen(stand.Inhoud, gebruiker);
        var ifMatch = context.Request.Headers.IfMatch.ToString();
        Conditional.RequireMatch(ifMatch, stand.Versie);
        var wordt = Pas(stand, wijziging, gebruiker);

        await schrijver.Schrijf(werk =>
        {
            var was = werk.Een<Project.Rij>($"{Project.Select} WHERE id = @Id", new { stand.Id })!;
            Conditional.RequireMatch(ifMatch, was.Versie);
            if (was.Versie != stand.Versie)
            {
                wordt = Pas(was.Stand(), wijziging, gebruiker); // If-Match: * changes what is there now
            }

            var gegevens = MaakProject.Gegevens(was.Nummer, was.Versie + 1, was.Stand().Inhoud, wordt, was.Zout);
            if (gegevens["wijzigingen"]!.AsArray().Count == 0)
            {
                return 0;
            }

            werk.Noteer(gebruiker, "project.gewijzigd", stand.Id.ToString("D"), gegevens);
            werk.Voer("""
                UPDATE project SET versie = versie + 1, inhoud = @Inhoud, organisatie = @Organisatie, gewijzigd_op = @Nu WHERE id = @Id
                """, new { stand.Id, Inhoud = Wijzigingen.Inhoud(wordt).ToJsonString(Json.Options), wordt.Organisatie, werk.Nu });
            if (Zichtbaar(was.Stand().Inhoud) != Zichtbaar(wordt))
            {
                // Its knelpunten show it: each gets a next version, so that nobody keeps an answer with what is hidden now.
                foreach (var knelpunt in werk.Vraag<Knelpunt.Rij>($"{Knelpunt.Select} WHERE project_id = @Id AND status <> 'ingetrokken'", new { stand.Id }))
                {
                    Vastleggen.Verander(werk, gebruiker, knelpunt, anders: Wijzigingen.Van("project", null, stand.Id.ToString("D")));
                }
            }

            return 1;
        });

        var project = Project.Toon(register.Projecten.Zoek(stand.Id)!, gebruiker, register);
        context.Response.Headers.ETag = Conditional.Etag(project.Versie);
        return Results.Ok(project);
    }

    /// <summary>What a knelpunt shows of its project.</summary>
    private static (string, string?, bool, string) Zichtbaar(Project.Inhoud inhoud) =>
        (inhoud.Naam, inhoud.Organisatie, inhoud.NaamTonen != false, string.Join(' ', inhoud.Regios ?? []));

    /// <summary>What the patch makes of a project; a project without a lead keeps the one it had.</summary>
    private static Project.Inhoud Pas(ProjectStand stand, Wijziging<Project.Inhoud> wijziging, Gebruiker gebruiker)
    {
        MaakProject.EisEigen(stand.Inhoud, gebruiker);
        var wordt = wijziging.Toegepast(stand.Inhoud, Codes(stand.Inhoud));
        wordt = wordt with { Organisatie = wordt.Organisatie ?? stand.Inhoud.Organisatie };
        MaakProject.EisEigen(wordt, gebruiker);
        return wordt;
    }

    private static HashSet<string> Codes(Project.Inhoud inhoud) =>
    [
        .. (inhoud.Regios ?? []).Select(code => $"regios/{code}"), .. (inhoud.Akkoorden ?? []).Select(code => $"akkoorden/{code}"),
        .. (inhoud.Doelgroepen ?? []).Select(code => $"doelgroepen/{code}"),
    ];
}
