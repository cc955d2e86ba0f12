using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Begrippen;

/// <summary>Welke begrippenlijsten er zijn.</summary>
public sealed class ToonBegrippenlijsten : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/begrippenlijsten", Handle).WithName("toonBegrippenlijsten").Onthoudt().AllowAnonymous().Produces<Lijst>();

    /// <summary>De begrippenlijsten.</summary>
    /// <param name="Items">In leesvolgorde.</param>
    public sealed record Lijst(IReadOnlyList<BegrippenlijstVerwijzing> Items);

    /// <summary>Een begrippenlijst in het kort.</summary>
    /// <param name="Code">Code van de lijst, zoals <c>wetten</c>.</param>
    /// <param name="Naam">Wat mensen lezen, zoals "Wetten en regels".</param>
    /// <param name="Aantal">Hoeveel begrippen, vervallen begrippen meegeteld.</param>
    public sealed record BegrippenlijstVerwijzing(string Code, string Naam, int Aantal);

    /// <summary>Welke begrippenlijsten er zijn.</summary>
    /// <remarks>De woordenlijsten waaruit de codes op een knelpunt komen: soorten, wetten, domeinen en meer.</remarks>
    public static IResult Handle(Gebruiker gebruiker, Register register, HttpContext context) =>
        Conditional.NotModified(context, Etags.Van(context, gebruiker, register)) ? Results.Empty
            : Results.Ok(new Lijst([.. register.Begrippen.Alle.Select(lijst => new BegrippenlijstVerwijzing(lijst.Code, lijst.Naam, lijst.Begrippen.Count))]));
}
