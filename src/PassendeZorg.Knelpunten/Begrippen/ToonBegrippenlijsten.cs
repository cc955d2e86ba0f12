using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Begrippen;

/// <summary>Welke begrippenlijsten er zijn.</summary>
public sealed class ToonBegrippenlijsten : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/begrippenlijsten", Handle).WithName("toonBegrippenlijsten").AllowAnonymous().Produces<Lijst>();

    /// <summary>The vocabularies.</summary>
    public sealed record Lijst(IReadOnlyList<Verwijzing> Items);

    /// <summary>One vocabulary.</summary>
    /// <param name="Code">Such as <c>wetten</c>.</param>
    /// <param name="Naam">What people read.</param>
    /// <param name="Aantal">How many concepts, retired ones included.</param>
    public sealed record Verwijzing(string Code, string Naam, int Aantal);

    /// <summary>Welke begrippenlijsten er zijn.</summary>
    public static IResult Handle(Gebruiker gebruiker, Register register, HttpContext context) =>
        Conditional.NotModified(context, Etags.Van(context, gebruiker, register)) ? Results.Empty
            : Results.Ok(new Lijst([.. register.Begrippen.Alle.Select(lijst => new Verwijzing(lijst.Code, lijst.Naam, lijst.Begrippen.Count))]));
}
