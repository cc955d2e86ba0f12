using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Wat dit register is, hoe er geteld wordt en hoe te citeren.</summary>
public sealed class ToonOver : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/over", Handle).AllowAnonymous();

    internal static IResult Handle() => new Pagina("Over het register", $"""
        <p>Volgt.</p>
        """);
}
