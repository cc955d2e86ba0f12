using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Toetsstenen;

/// <summary>Een toetssteen lezen.</summary>
public sealed class ToonToetssteen : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/toetsstenen/{id}", Handle).WithName("toonToetssteen").AllowAnonymous().Produces<Toetssteen>();

    /// <summary>Een toetssteen lezen, met id of kenmerk.</summary>
    /// <remarks>De casus, de openbare knelpunten die daarbij horen, en welke systeemknelpunten daarachter nog in de weg staan.</remarks>
    /// <param name="id">Id of kenmerk van de toetssteen.</param>
    public static async Task<IResult> Handle(string id, Register register, Db db, HttpContext context)
    {
        var rij = await Toetssteen.Vind(id, db, context.RequestAborted);
        return Conditional.NotModified(context, Toetssteen.Etag(rij, register)) ? Results.Empty : await Toetssteen.Antwoord(rij, register, db, context, 200);
    }
}
