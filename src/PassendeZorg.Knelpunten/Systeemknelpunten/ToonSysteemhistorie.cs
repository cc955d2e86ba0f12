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

        var gebeurtenissen = await db.Query<Gebeurtenis.Rij>($"{Gebeurtenis.Select} WHERE onderwerp = @Id ORDER BY volgnummer", new { rij.Id }, context.RequestAborted);
        var redenen = (await db.Query<(long Volgnummer, string Tekst)>(
            "SELECT volgnummer, tekst FROM gebeurtenis_tekst WHERE onderwerp = @Id AND veld = 'toelichting'", new { rij.Id }, context.RequestAborted))
            .ToDictionary(reden => reden.Volgnummer, reden => reden.Tekst);
        var verborgen = gebruiker.ZietAlles ? [] : (await db.Query<string>($"""
            SELECT kenmerk FROM knelpunt WHERE status NOT IN ('bevestigd', 'opgelost', 'heropend', 'ingetrokken')
                AND id IN (SELECT knelpunt_id FROM bundeling WHERE systeemknelpunt_id = @Id)
            """, new { rij.Id }, context.RequestAborted)).ToHashSet(StringComparer.Ordinal);
        var stappen = from gebeurtenis in gebeurtenissen
                      let wijzigingen = ToonHistorie.Veranderingen(gebeurtenis).Where(wijziging => !Verbergt(wijziging)).ToList()
                      where wijzigingen.Count > 0
                      select new ToonHistorie.Stap(gebeurtenis.Volgnummer, gebeurtenis.Soort, gebeurtenis.TijdstipOp, gebeurtenis.Rol, gebeurtenis.Organisatie,
                          redenen.GetValueOrDefault(gebeurtenis.Volgnummer), wijzigingen);
        return Results.Ok(new ToonHistorie.Historie([.. stappen]));

        bool Verbergt(ToonHistorie.Verandering wijziging) =>
            wijziging.Veld == "knelpunten" && (Genoemd(wijziging.Van) || Genoemd(wijziging.Naar));

        bool Genoemd(JsonElement? waarde) => waarde is { ValueKind: JsonValueKind.String } kenmerk && verborgen.Contains(kenmerk.GetString()!);
    }
}
