using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Projecten;

/// <summary>Een project lezen.</summary>
public sealed class ToonProject : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/projecten/{id}", Handle).WithName("toonProject").AllowAnonymous().Produces<Project>();

    /// <summary>Een project lezen.</summary>
    /// <remarks>Toont het project zijn naam niet, dan ziet het publiek alleen de regio; contact is er alleen voor de eigen organisaties, analisten en de beheerder.</remarks>
    /// <param name="id">Id van het project.</param>
    public static IResult Handle(string id, Gebruiker gebruiker, Register register, HttpContext context)
    {
        var project = Project.Toon(Vind(id, register), gebruiker, register);
        return Conditional.NotModified(context, Conditional.Etag(project.Versie)) ? Results.Empty : Results.Ok(project);
    }

    internal static ProjectStand Vind(string id, Register register) =>
        Guid.TryParseExact(id, "D", out var guid) && register.Projecten.Zoek(guid) is { } project ? project
            : throw Weigering.NietGevonden("Er is geen project met dit id.");
}
