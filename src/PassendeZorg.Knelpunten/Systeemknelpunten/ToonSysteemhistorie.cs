using System.Text.Json;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Wat er met een systeemknelpunt gebeurde.</summary>
public sealed class ToonSysteemhistorie : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/systeemknelpunten/{id}/historie", Handle).WithName("toonSysteemhistorie").AllowAnonymous().Produces<ToonHistorie.Historie>();

    /// <summary>Wat er met een systeemknelpunt gebeurde, oudste eerst.</summary>
    /// <remarks>Ook eerdere inschattingen, reacties en toezeggingen. Dat een tekst veranderde staat erin, wat er stond niet. Een knelpunt dat niet openbaar is, wordt niet genoemd.</remarks>
    /// <param name="id">Id of kenmerk van het systeemknelpunt.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Register register, Db db, HttpContext context)
    {
        var rij = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        if (Conditional.NotModified(context, $"\"{rij.Versie}.{register.Kolommen.Nu.Volgnummer}.{Etags.Lezer(gebruiker)}\""))
        {
            return Results.Empty;
        }

        return Results.Ok(new ToonHistorie.Historie(await Lees(rij, gebruiker, db, context.RequestAborted)));
    }

    /// <summary>The steps that this reader may see, oldest first.</summary>
    internal static async Task<IReadOnlyList<ToonHistorie.Stap>> Lees(Systeemknelpunt.Rij rij, Gebruiker gebruiker, Db db, CancellationToken ct)
    {
        var gebeurtenissen = await db.Query<Gebeurtenis.Rij>($"{Gebeurtenis.Select} WHERE onderwerp = @Id ORDER BY volgnummer", new { rij.Id }, ct);
        var redenen = (await db.Query<(long Volgnummer, string Tekst)>(
            "SELECT volgnummer, tekst FROM gebeurtenis_tekst WHERE onderwerp = @Id AND veld = 'toelichting'", new { rij.Id }, ct))
            .ToDictionary(reden => reden.Volgnummer, reden => reden.Tekst);
        var alles = gebeurtenissen.Select(gebeurtenis => (gebeurtenis, Wijzigingen: Veranderingen(gebeurtenis))).ToList();
        var verborgen = gebruiker.ZietAlles ? [] : await NooitOpenbaar(alles.SelectMany(stap => stap.Wijzigingen), db, ct);
        var stappen = from stap in alles
                      let gebeurtenis = stap.gebeurtenis
                      let wijzigingen = stap.Wijzigingen.Where(wijziging => !Knelpunten(wijziging).Any(verborgen.Contains)).ToList()
                      where wijzigingen.Count > 0
                      select new ToonHistorie.Stap(gebeurtenis.Volgnummer, gebeurtenis.Soort, gebeurtenis.TijdstipOp, gebeurtenis.Rol, gebeurtenis.Organisatie,
                          redenen.GetValueOrDefault(gebeurtenis.Volgnummer), wijzigingen);
        return [.. stappen];
    }

    /// <summary>What changed, and of a verdict or a promise whose it is: the step itself names only who wrote it down.</summary>
    private static List<ToonHistorie.Verandering> Veranderingen(Gebeurtenis.Rij gebeurtenis)
    {
        var wijzigingen = ToonHistorie.Veranderingen(gebeurtenis);
        using var gegevens = JsonDocument.Parse(gebeurtenis.Gegevens);
        foreach (var (wat, velden) in new[] { ("stelseltoets", new[] { "beoordelaar", "herkomst", "datum" }), ("toezegging", ["door"]) })
        {
            if (gegevens.RootElement.TryGetProperty(wat, out var lid))
            {
                wijzigingen.AddRange(velden.Select(veld => new ToonHistorie.Verandering(veld, null, lid.GetProperty(veld).Clone())));
            }
        }

        return wijzigingen;
    }

    /// <summary>The kenmerken that a change names.</summary>
    private static IEnumerable<string> Knelpunten(ToonHistorie.Verandering wijziging) => wijziging.Veld != "knelpunten" ? []
        : new[] { wijziging.Van, wijziging.Naar }.OfType<JsonElement>().Where(waarde => waarde.ValueKind == JsonValueKind.String).Select(waarde => waarde.GetString()!);

    /// <summary>Of the knelpunten that were ever in it, those that are not public, and those that were withdrawn before they ever were.</summary>
    private static async Task<HashSet<string>> NooitOpenbaar(IEnumerable<ToonHistorie.Verandering> wijzigingen, Db db, CancellationToken ct)
    {
        var verborgen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var kenmerken in wijzigingen.SelectMany(Knelpunten).Distinct(StringComparer.Ordinal).Chunk(500))
        {
            verborgen.UnionWith(await db.Query<string>($"""
                SELECT kenmerk FROM knelpunt WHERE kenmerk {db.Dialect.In("@kenmerken")} AND status NOT IN ('bevestigd', 'opgelost', 'heropend')
                    AND NOT (status = 'ingetrokken' AND EXISTS (SELECT 1 FROM gebeurtenis g WHERE g.onderwerp = knelpunt.id AND g.soort IN ('knelpunt.bevestigd', 'knelpunt.heropend')))
                """, new { kenmerken }, ct));
        }

        return verborgen;
    }
}
