using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Alles over een deel van het logboek (nog eens) bezorgen.</summary>
public sealed class HerhaalAfleveringen : IEndpoint
{
    /// <summary>Events put in the queue per transaction.</summary>
    private const int Deel = 500;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/abonnementen/{id}/herhalingen", Handle).WithName("herhaalAfleveringen").RequireAuthorization(Rechten.Volgen).Produces<Herhaling>(201).Refuses(409)
            .Example("""{ "vanaf": 10400, "tot": 10423 }""");

    /// <summary>Welk deel van het logboek.</summary>
    /// <param name="Vanaf">Het eerste volgnummer.</param>
    /// <param name="Tot">Het laatste volgnummer; zonder: tot en met nu.</param>
    public sealed record Request([property: Required, Range(1, int.MaxValue)] int Vanaf, [property: Range(1, int.MaxValue)] int? Tot = null);

    /// <summary>Wat er (nog eens) bezorgd wordt.</summary>
    /// <param name="Aantal">Hoeveel berichten klaarstaan.</param>
    public sealed record Herhaling(int Aantal);

    /// <summary>Alles wat dit abonnement over een deel van het logboek krijgt (nog eens) bezorgen.</summary>
    /// <remarks>
    /// Ook wat nooit bezorgd is, zoals van voor de bevestiging; wat u zo krijgt staat in gemist. Elk bericht heeft dezelfde webhook-id en hetzelfde id als anders. Ten hoogste 10.000 volgnummers per keer.
    /// </remarks>
    /// <param name="id">Id van het abonnement.</param>
    public static async Task<IResult> Handle(string id, Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var abonnement = await Abonnement.Vind(id, gebruiker, db, context.RequestAborted);
        StuurProefbericht.EisActief(abonnement);
        var laatste = register.Kolommen.Nu.LaatsteVolgnummer;
        var (vanaf, tot) = (invoer.Waarde.Vanaf, Math.Min(invoer.Waarde.Tot ?? laatste, laatste));
        if (tot - vanaf >= Gemist.Meest)
        {
            throw Weigering.Ongeldig("/tot", "buiten-bereik", $"Ten hoogste {Gemist.Meest} volgnummers per keer.", $"{vanaf + Gemist.Meest - 1}");
        }

        if (invoer.Waarde.Tot < vanaf)
        {
            throw Weigering.Ongeldig("/tot", "buiten-bereik", "tot ligt voor vanaf.", $"{vanaf}");
        }

        var gemist = await Gemist.Zoek(abonnement, gebruiker, vanaf - 1, tot, int.MaxValue, register, db, clock, context.RequestAborted);
        foreach (var deel in gemist.Gebeurtenissen.Chunk(Deel))
        {
            await schrijver.Schrijf(werk =>
            {
                StuurProefbericht.EisActief(Abonnement.Lees(werk, abonnement.Id, gebruiker));
                return deel.Count(gebeurtenis => Aflevering.Klaarzetten(werk, abonnement.Id, gebeurtenis.Volgnummer, opnieuw: true));
            });
        }

        return Results.Created((string?)null, new Herhaling(gemist.Gebeurtenissen.Count));
    }
}
