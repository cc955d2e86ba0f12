using System.Text.Json;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Wat er met een knelpunt gebeurde.</summary>
public sealed class ToonHistorie : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/knelpunten/{id}/historie", Handle).WithName("toonHistorie").AllowAnonymous().Produces<Historie>().Refuses(410);

    /// <summary>De geschiedenis van een knelpunt.</summary>
    /// <param name="Items">De stappen, oudste eerst.</param>
    public sealed record Historie(IReadOnlyList<Stap> Items);

    /// <summary>Een stap in de geschiedenis.</summary>
    /// <param name="Volgnummer">Plaats in het logboek.</param>
    /// <param name="Soort">Wat er gebeurde, zoals <c>knelpunt.bevestigd</c>.</param>
    /// <param name="TijdstipOp">Wanneer het is vastgelegd.</param>
    /// <param name="Rol">Rol van wie het deed; nooit de naam van een sleutel.</param>
    /// <param name="Organisatie">Namens wie; null als u dat niet mag weten.</param>
    /// <param name="Toelichting">De reden die is gegeven, of null. Die van een systeemknelpunt is openbaar; die van een knelpunt is alleen voor wie het meldde en analisten.</param>
    /// <param name="Wijzigingen">Welke velden veranderden.</param>
    public sealed record Stap(long Volgnummer, string Soort, DateTimeOffset TijdstipOp, string Rol, string? Organisatie, string? Toelichting, IReadOnlyList<Verandering> Wijzigingen);

    /// <summary>Een veld dat veranderde. Bij een tekst zijn van en naar null.</summary>
    /// <param name="Veld">Naam van het veld.</param>
    /// <param name="Van">Wat er stond: een code, een lijst codes of een getal.</param>
    /// <param name="Naar">Wat er nu staat.</param>
    public sealed record Verandering(string Veld, JsonElement? Van, JsonElement? Naar);

    /// <summary>Wat er met een knelpunt gebeurde, oudste eerst.</summary>
    /// <remarks>Het publiek ziet alles vanaf de eerste bevestiging, behalve vragen en antwoorden. Dat een tekst veranderde staat erin, wat er stond niet.</remarks>
    /// <param name="id">Id of kenmerk van het knelpunt.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Register register, Db db, HttpContext context)
    {
        var rij = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        var (stappen, laatste) = await Lees(rij, gebruiker, register, db, context.RequestAborted);
        // Questions and what is felt are steps here, without being a version of the knelpunt.
        return Conditional.NotModified(context, $"\"{rij.Versie}.{laatste}.{Etags.Lezer(gebruiker)}\"") ? Results.Empty : Results.Ok(new Historie(stappen));
    }

    /// <summary>The steps that this reader may see, oldest first, and the last gebeurtenis that can have changed them.</summary>
    internal static async Task<(IReadOnlyList<Stap> Stappen, long Laatste)> Lees(Knelpunt.Rij rij, Gebruiker gebruiker, Register register, Db db, CancellationToken ct)
    {
        var project = register.Projecten.Zoek(rij.ProjectId)!;
        var eigen = gebruiker.ZietAlles || project.IsVan(gebruiker.Organisatie);
        var gebeurtenissen = (await db.Query<Gebeurtenis.Rij>($"{Gebeurtenis.Select} WHERE onderwerp = @Id ORDER BY volgnummer", new { rij.Id }, ct))
            .Where(gebeurtenis => eigen || !KnelpuntVraag.Is(gebeurtenis.Soort)).ToList();
        // Who reported or supports without showing a name is not to be found here either.
        var verborgen = register.Kolommen.Steun(rij.Nummer).Select(nummer => register.Projecten.OpNummer[nummer]).Append(project)
            .Where(ander => !ander.ToontNaamAan(gebruiker)).ToList();
        var redenen = (await db.Query<(long Volgnummer, string Tekst)>(
            "SELECT volgnummer, tekst FROM gebeurtenis_tekst WHERE onderwerp = @Id AND veld = 'toelichting'", new { rij.Id }, ct))
            .ToDictionary(reden => reden.Volgnummer, reden => reden.Tekst);
        var stappen = gebeurtenissen.SkipWhile(gebeurtenis => !eigen && gebeurtenis.Soort is not ("knelpunt.bevestigd" or "knelpunt.heropend"))
            .Select(gebeurtenis => new Stap(gebeurtenis.Volgnummer, gebeurtenis.Soort, gebeurtenis.TijdstipOp, gebeurtenis.Rol,
                Verbergt(gebeurtenis) ? null : gebeurtenis.Organisatie,
                eigen ? redenen.GetValueOrDefault(gebeurtenis.Volgnummer) : null, Veranderingen(gebeurtenis)));
        return ([.. stappen], gebeurtenissen[^1].Volgnummer);

        // By the project that the step was for, too: what an organisation was called then may not be what it is called now.
        bool Verbergt(Gebeurtenis.Rij gebeurtenis) => verborgen.Any(ander => ander.IsVan(gebeurtenis.Organisatie))
            || (gebeurtenis.Rol == "melder" && verborgen.Contains(Namens(gebeurtenis) is { } ander ? register.Projecten.Zoek(ander) ?? project : project));
    }

    /// <summary>The project that a step was for, when that need not be the one that reported.</summary>
    private static Guid? Namens(Gebeurtenis.Rij gebeurtenis)
    {
        using var gegevens = JsonDocument.Parse(gebeurtenis.Gegevens);
        return gebeurtenis.Soort switch
        {
            "knelpunt.gesteund" => gegevens.RootElement.GetProperty("wijzigingen").EnumerateArray().First(wijziging => wijziging.GetProperty("veld").ValueEquals("steun")).GetProperty("naar").GetGuid(),
            "merkbaarheid.gegeven" => gegevens.RootElement.GetProperty("project").GetGuid(),
            _ => null,
        };
    }

    /// <summary>The last reason that was given for a step, per knelpunt. Only for who reported it and analisten.</summary>
    /// <param name="soort">Which step, such as <c>knelpunt.afgewezen</c>.</param>
    internal static async Task<Dictionary<Guid, string>> Redenen(IReadOnlyCollection<Guid> ids, string soort, Db db, CancellationToken ct)
    {
        var redenen = new Dictionary<Guid, string>();
        foreach (var (onderwerp, tekst) in await db.Query<(string Onderwerp, string Tekst)>($"""
            SELECT t.onderwerp, t.tekst FROM gebeurtenis_tekst t JOIN gebeurtenis g ON g.volgnummer = t.volgnummer
            WHERE t.onderwerp {db.Dialect.In("@ids")} AND t.veld = 'toelichting' AND g.soort = @soort ORDER BY t.volgnummer
            """, new { ids, soort }, ct))
        {
            redenen[Guid.Parse(onderwerp)] = tekst;
        }

        return redenen;
    }

    /// <summary>What a row of the log says changed, without digests.</summary>
    internal static List<Verandering> Veranderingen(Gebeurtenis.Rij gebeurtenis)
    {
        using var gegevens = JsonDocument.Parse(gebeurtenis.Gegevens);
        return [.. gegevens.RootElement.GetProperty("wijzigingen").EnumerateArray()
            .Select(wijziging => new Verandering(wijziging.GetProperty("veld").GetString()!, Waarde(wijziging, "van"), Waarde(wijziging, "naar")))];
    }

    private static JsonElement? Waarde(JsonElement wijziging, string kant) =>
        wijziging.TryGetProperty(kant, out var waarde) && waarde.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null) ? waarde.Clone() : null;
}
