using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>De voorpagina.</summary>
public sealed class ToonOverzicht : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/", Handle).AllowAnonymous();

    internal static IResult Handle() => new Pagina("Overzicht", $"<p>Volgt.</p>");
}
