using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Dialogen;

/// <summary>Alle dialogen.</summary>
public sealed class ToonDialogen : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/dialogen", Handle).WithName("toonDialogen").AllowAnonymous().Produces<Pagina<DialoogVerwijzing>>();

    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">De waarde van volgende op de vorige pagina.</param>
    public sealed record Query([property: Range(1, 200)] int Limiet = 50, [property: GeenVrijeTekst, StringLength(200)] string? Na = null);

    /// <summary>Een dialoog in het kort.</summary>
    /// <param name="Id">UUIDv7.</param>
    /// <param name="Naam">Hoe de bijeenkomst heet.</param>
    /// <param name="Datum">De dag waarop die was.</param>
    /// <param name="Toezeggingen">Hoe het staat met wat daar is toegezegd.</param>
    public sealed record DialoogVerwijzing(Guid Id, string Naam, DateOnly Datum, Toezeggingtelling Toezeggingen);

    /// <summary>Alle dialogen, nieuwste eerst.</summary>
    /// <remarks>Met hoe het staat met wat daar is toegezegd; de afspraken zelf staan op het adres van elke dialoog.</remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var (limiet, na) = vraag.Waarde;
        var vandaag = Kalender.Dag(clock.GetUtcNow());
        var etag = Etags.VanSystemen(context, gebruiker, register, vandaag);
        var (vorige, volgnummer) = Bladwijzer.Lees(na, register.Volgnummer) ?? (0, register.Volgnummer);
        if (Conditional.NotModified(context, etag))
        {
            return Results.Empty;
        }

        var beeld = register.Duiding.Op(volgnummer);
        var pagina = beeld.Dialogen.OrderByDescending(dialoog => dialoog.Volgorde).Skip(vorige).Take(limiet).ToList();
        var items = await Lees(pagina, beeld, vandaag, db, context.RequestAborted);
        return new Pagina<DialoogVerwijzing>(items, beeld.Dialogen.Count, Bladwijzer.Volgende(vorige + limiet, beeld.Dialogen.Count, volgnummer), volgnummer).Antwoord(context);
    }

    /// <summary>Some, in the order given.</summary>
    internal static async Task<IReadOnlyList<DialoogVerwijzing>> Lees(IReadOnlyList<Gesprek> dialogen, Beeld beeld, DateOnly vandaag, Db db, CancellationToken ct)
    {
        var namen = (await db.Query<(Guid Id, string Naam)>($"SELECT id, naam FROM dialoog WHERE id {db.Dialect.In("@ids")}", new { ids = dialogen.Select(dialoog => dialoog.Id) }, ct))
            .ToDictionary(rij => rij.Id, rij => rij.Naam);
        var beloften = beeld.Beloften.ToLookup(belofte => belofte.Dialoog);
        return [.. dialogen.Select(dialoog => new DialoogVerwijzing(dialoog.Id, namen[dialoog.Id], dialoog.Datum, Toezeggingtelling.Van(beloften[dialoog.Id], vandaag)))];
    }
}
