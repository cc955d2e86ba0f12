using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Hosting.Server;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Wat een abonnement na een storing gekregen zou hebben.</summary>
public sealed class ToonGemist : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/abonnementen/{id}/gemist", Handle).WithName("toonGemist").RequireAuthorization(Rechten.Volgen).Produces<Berichten>();

    /// <param name="Na">Het volgnummer (sequence) van het laatste bericht dat u wel hebt.</param>
    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    public sealed record Query([property: Range(0, int.MaxValue)] int Na = 0, [property: Range(1, 200)] int Limiet = 50);

    /// <summary>Berichten zoals ze bezorgd worden.</summary>
    /// <param name="Items">De berichten, op volgnummer. Kan leeg zijn terwijl er een volgende pagina is.</param>
    /// <param name="Volgende">Waarde van na voor de volgende pagina; null als dit alles was.</param>
    /// <param name="Volgnummer">De laatste gebeurtenis van het logboek.</param>
    public sealed record Berichten(IReadOnlyList<Bericht> Items, int? Volgende, int Volgnummer);

    /// <summary>Wat dit abonnement na een volgnummer krijgt of gekregen zou hebben, als lijst.</summary>
    /// <remarks>
    /// Voor na een storing bij u: dezelfde berichten, met hetzelfde id, als er bezorgd worden. Ook van voor de bevestiging en tijdens een pauze. Bij wat intussen is ingetrokken staat geen titel meer.
    /// </remarks>
    /// <param name="id">Id van het abonnement.</param>
    public static async Task<IResult> Handle(string id, Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, Instellingen instellingen, IServer server, TimeProvider clock, HttpContext context)
    {
        var (na, limiet) = vraag.Waarde;
        var abonnement = await Abonnement.Vind(id, gebruiker, db, context.RequestAborted);
        var laatste = register.Kolommen.Nu.LaatsteVolgnummer;
        var gemist = await Gemist.Zoek(abonnement, gebruiker, na, laatste, limiet, register, db, clock, context.RequestAborted);
        var berichten = await Bericht.Maak(gemist.Gebeurtenissen, instellingen.Bron, instellingen.Adres(server), db, context.RequestAborted);
        if (gemist.Volgende is { } volgende)
        {
            context.Response.Headers.Link = $"<{context.Request.Path}?na={volgende}&limiet={limiet}>; rel=\"next\"";
        }

        return Results.Ok(new Berichten(berichten, gemist.Volgende, laatste));
    }
}

/// <summary>What a subscription gets of a part of the log.</summary>
/// <param name="Gebeurtenissen">In order.</param>
/// <param name="Volgende">After which volgnummer to go on; null when everything was looked at.</param>
internal sealed record Gemist(IReadOnlyList<Gebeurtenis> Gebeurtenissen, int? Volgende)
{
    /// <summary>How many rows of the log one request looks at.</summary>
    public const int Meest = 10_000;

    private const int Deel = 1_000;

    /// <summary>Looks after one volgnummer, up to and including another, until there are enough.</summary>
    /// <param name="gebruiker">Who asks: gets nothing that it may not see, whatever the subscription may.</param>
    public static async Task<Gemist> Zoek(Abonnement.Rij abonnement, Gebruiker gebruiker, int na, int tot, int limiet, Register register, Db db, TimeProvider clock, CancellationToken ct)
    {
        var soorten = abonnement.Gebeurtenissen.Split(' ').ToHashSet(StringComparer.Ordinal);
        var selectie = abonnement.Inhoud().LeesSelectie(register, default, new Fouten());
        var lezer = gebruiker.ZietAlles ? abonnement.Lezer(register, clock) : gebruiker;
        var einde = (int)Math.Min(tot, (long)na + Meest);
        var gevonden = new List<Gebeurtenis>();
        for (var volgende = na; volgende < einde;)
        {
            var rijen = (await db.Query<Gebeurtenis.Rij>($"{Gebeurtenis.Select} WHERE volgnummer > @volgende AND volgnummer <= @einde AND soort {db.Dialect.In("@soorten")} ORDER BY volgnummer LIMIT @Deel",
                new { volgende, einde, soorten, Deel }, ct)).Select(rij => rij.Gebeurtenis()).ToList();
            var batch = await Ontvangers.Maak(rijen, register, db, ct);
            gevonden.AddRange((await batch.Voor(soorten, selectie, lezer, ct)).Select(i => rijen[i]).Where(abonnement.Wil));
            if (gevonden.Count > limiet)
            {
                return new Gemist(gevonden[..limiet], (int)gevonden[limiet - 1].Volgnummer);
            }

            volgende = rijen.Count < Deel ? einde : (int)rijen[^1].Volgnummer;
        }

        return new Gemist(gevonden, einde < tot ? einde : null);
    }
}
