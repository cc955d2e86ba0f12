using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>De tekst van een knelpunt voorgoed wissen.</summary>
public sealed class WisKnelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/knelpunten/{id}/wissingen", Handle).WithName("wisKnelpunt").RequireAuthorization(Rechten.Beheren).Produces<Wissing>(201).Produces<Wissing>(200)
            .Example("""
                { "reden": "Een inwoner herkende zichzelf in de omschrijving en vroeg om verwijdering." }
                """);

    /// <summary>Waarom er gewist wordt.</summary>
    /// <param name="Reden">Waarom, zonder het gegeven te herhalen waar het om gaat. Alleen voor de beheerder en analisten.</param>
    public sealed record Request([property: Required, StringLength(2_000, MinimumLength = 3)] string Reden);

    /// <summary>Een wissing.</summary>
    /// <param name="Kenmerk">Kenmerk van het knelpunt; dat blijft bestaan en wordt nooit hergebruikt.</param>
    /// <param name="GewistOp">Wanneer de tekst voor het eerst is gewist.</param>
    /// <param name="Volgnummer">De gebeurtenis die dat zegt.</param>
    /// <param name="UitBestanden">Waar: de tekst staat ook niet meer in vrijgekomen ruimte van de database. Onwaar: een lezer hield die vast; wis nog eens. Op PostgreSQL ruimt de database zelf op (VACUUM).</param>
    public sealed record Wissing(string Kenmerk, DateTimeOffset GewistOp, long Volgnummer, bool UitBestanden);

    /// <summary>De tekst van een knelpunt voorgoed wissen.</summary>
    /// <remarks>
    /// Alles wat over het knelpunt is geschreven verdwijnt: de teksten, eerdere versies, redenen, vragen en antwoorden, toelichtingen bij steun, bewaarde antwoorden en wat ontvangers van
    /// berichten terugstuurden; ook uit zoeken, feeds en voorstellen. Was het niet ingetrokken, dan is het dat nu. Codes, aantallen en het logboek blijven kloppen. Nog eens wissen kan: het
    /// antwoord is dan 200. In back-ups blijft de tekst staan tot de beheerder die weggooit.
    /// </remarks>
    /// <param name="id">Id of kenmerk van het knelpunt; ook van een dat is ingetrokken.</param>
    public static async Task<IResult> Handle(string id, Invoer<Request> invoer, Gebruiker gebruiker, Schrijver schrijver, CancellationToken ct)
    {
        Guid? guid = Guid.TryParseExact(id, "D", out var gegeven) ? gegeven : null;
        var (rij, gewist, nieuw) = await schrijver.Schrijf(werk =>
        {
            var rij = werk.Een<Knelpunt.Rij>($"{Knelpunt.Select} WHERE {(guid is null ? "kenmerk" : "id")} = @id", new { id = guid?.ToString("D") ?? id })
                ?? throw Weigering.NietGevonden("Er is geen knelpunt met dit id of kenmerk.");
            var eerder = werk.Een<Gebeurtenis.Rij>($"{Gebeurtenis.Select} WHERE onderwerp = @Id AND soort = '{Soort}' ORDER BY volgnummer LIMIT 1", new { rij.Id });
            return (rij, eerder?.Gebeurtenis() ?? Wis(werk, gebruiker, rij, invoer.Waarde.Reden), eerder is null);
        });

        var antwoord = new Wissing(rij.Kenmerk, gewist.TijdstipOp, gewist.Volgnummer, await UitBestanden(schrijver, ct));
        return nieuw ? Results.Created((string?)null, antwoord) : Results.Ok(antwoord);
    }

    /// <summary>What the log says of it.</summary>
    internal const string Soort = "knelpunt.gewist";

    /// <summary>How long is tried to get it out of the files: as long as demand R50 gives.</summary>
    private static readonly TimeSpan Geduld = TimeSpan.FromSeconds(50);

    /// <summary>Writes over what there is. The salt goes too: a digest in the log says nothing any more, also to who guesses the text.</summary>
    private static Gebeurtenis Wis(Werk werk, Gebruiker door, Knelpunt.Rij was, string reden)
    {
        if (was.Status != "ingetrokken")
        {
            was = Vastleggen.Verander(werk, door, was, status: "ingetrokken"); // feeds, subscribers and search hear it as they always do
        }

        werk.Voer("DELETE FROM gebeurtenis_tekst WHERE onderwerp = @Id", new { was.Id });
        werk.Voer("DELETE FROM idempotentie WHERE onderwerp = @Id", new { was.Id });
        werk.Voer("UPDATE vraag SET tekst = '', antwoord = NULL WHERE knelpunt_id = @Id", new { was.Id });
        werk.Voer("UPDATE steunbetuiging SET toelichting = NULL WHERE knelpunt_id = @Id", new { was.Id });
        werk.Voer("""
            UPDATE poging SET antwoord = NULL WHERE antwoord IS NOT NULL AND aflevering_id IN (
                SELECT a.id FROM aflevering a JOIN gebeurtenis g ON g.volgnummer BETWEEN coalesce(a.eerste, a.volgnummer) AND a.volgnummer WHERE g.onderwerp = @Id)
            """, new { was.Id });
        var codes = JsonNode.Parse(was.Inhoud)!.AsObject();
        foreach (var veld in codes.Select(lid => lid.Key).Where(veld => !Vastleggen.Gecodeerd(veld)).ToList())
        {
            codes.Remove(veld);
        }

        (codes["titel"], codes["omschrijving"]) = ("", ""); // which every knelpunt has
        var rij = was with { Versie = was.Versie + 1, Inhoud = codes.ToJsonString(Json.Options), Zout = "", GewijzigdOp = werk.Nu };
        werk.Voer("UPDATE knelpunt SET versie = @Versie, inhoud = @Inhoud, zout = @Zout, titel_sleutel = '', gewijzigd_op = @GewijzigdOp WHERE nummer = @Nummer",
            new { rij.Nummer, rij.Versie, rij.Inhoud, rij.Zout, rij.GewijzigdOp });
        var gebeurtenis = werk.Noteer(door, Soort, rij.Id.ToString("D"), Vastleggen.Gegevens(rij, []));
        werk.Bewaar(gebeurtenis, "toelichting", reden);
        return gebeurtenis;
    }

    /// <summary>Until nothing of it is left in the files; false when readers kept it there all that time.</summary>
    private static async Task<bool> UitBestanden(Schrijver schrijver, CancellationToken ct)
    {
        using var tijd = CancellationTokenSource.CreateLinkedTokenSource(ct);
        tijd.CancelAfter(Geduld);
        for (var stap = 0; !tijd.IsCancellationRequested; stap++)
        {
            switch (await schrijver.Schoon(eerste: stap == 0))
            {
                case Werk.Schoonmaak.Klaar:
                    return true;
                case Werk.Schoonmaak.Bezet:
                    await Task.Delay(100, tijd.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    break;
            }
        }

        return false;
    }
}
