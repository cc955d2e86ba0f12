using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Alle toezeggingen.</summary>
public sealed class ToonToezeggingen : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/toezeggingen", Handle).WithName("toonToezeggingen").AllowAnonymous().Produces<Pagina<Toezegging>>().Answers(Tabel.Mediatypen);

    /// <param name="Door">Wie het toezegde; meer met een komma ertussen.</param>
    /// <param name="Status">open (ook wat te laat is), te-laat, nagekomen of vervallen; meer met een komma ertussen. Zonder: alle.</param>
    /// <param name="Systeemknelpunt">Id of kenmerk van een systeemknelpunt.</param>
    /// <param name="Dialoog">Id van een dialoog.</param>
    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">De waarde van volgende op de vorige pagina.</param>
    /// <param name="Formaat">In plaats van Accept. Een CSV of XLSX geeft alles, zonder pagina's.</param>
    /// <param name="Scheidingsteken">puntkomma: een CSV die Nederlandse Excel meteen goed leest.</param>
    public sealed record Query(
        [property: GeenVrijeTekst, StringLength(500)] string? Door = null,
        [property: GeenVrijeTekst, StringLength(100)] string? Status = null,
        [property: GeenVrijeTekst, StringLength(60)] string? Systeemknelpunt = null,
        Guid? Dialoog = null,
        [property: Range(1, 200)] int Limiet = 50,
        [property: GeenVrijeTekst, StringLength(200)] string? Na = null,
        [property: Keuze("json", "csv", "xlsx")] string? Formaat = null,
        [property: Keuze("komma", "puntkomma")] string Scheidingsteken = "komma");

    /// <summary>Alle toezeggingen, eerst wat het eerst klaar moet zijn.</summary>
    /// <remarks>Wat te laat is volgt uit de klok: nog open na de laatste dag.</remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context, Produces produces)
    {
        var (door, status, systeemId, dialoog, limiet, na, _, scheidingsteken) = vraag.Waarde;
        var (mediatype, vandaag) = (produces.Choose(context.Request), Kalender.Dag(clock.GetUtcNow()));
        var (vorige, volgnummer) = Bladwijzer.Lees(na, register.Volgnummer) ?? (0, register.Volgnummer);
        var beeld = register.Duiding.Op(volgnummer);
        var fouten = new Fouten();
        var (organisaties, statussen) = (Delen(door), Delen(status));
        foreach (var code in organisaties.Where(code => register.Begrippen["organisaties"].Zoek(code) is null))
        {
            fouten.Meld("door", "onbekende-code", $"{Lezer.Kort(code)} staat niet in de lijst organisaties.", register.Begrippen["organisaties"].Suggestie(code));
        }

        foreach (var code in statussen.Where(code => code is not ("open" or "te-laat" or "nagekomen" or "vervallen")))
        {
            fouten.Meld("status", "onbekende-code", $"{Lezer.Kort(code)} bestaat hier niet. Kies uit: open, te-laat, nagekomen, vervallen.");
        }

        var systeem = systeemId is null ? null : beeld.Zoek(systeemId);
        if (systeemId is not null && systeem is null)
        {
            fouten.Meld("systeemknelpunt", "niet-gevonden", "Er is geen systeemknelpunt met dit id of kenmerk.");
        }

        fouten.Klaar();
        if (Conditional.NotModified(context, Etags.VanSystemen(context, gebruiker, register, vandaag)))
        {
            return Results.Empty;
        }

        var gekozen = beeld.Beloften.Where(belofte => (organisaties.Count == 0 || organisaties.Contains(belofte.Door))
            && (statussen.Count == 0 || statussen.Contains(belofte.Status) || (belofte.TeLaat(vandaag) && statussen.Contains("te-laat")))
            && (systeem is null || belofte.Systeem == systeem.Nummer) && (dialoog is null || belofte.Dialoog == dialoog)).OrderBy(belofte => belofte.Uiterlijk).ThenBy(belofte => belofte.Id).ToList();
        return await Tabel.Antwoord(context, mediatype, scheidingsteken, Bladzij,
            () => new Tabel("toezeggingen", Regels(), gekozen.Count, [], clock.GetUtcNow(), volgnummer));

        async Task<IResult> Bladzij()
        {
            var items = await Toezegging.Lees([.. gekozen.Skip(vorige).Take(limiet)], beeld, vandaag, db, context.RequestAborted);
            return new Pagina<Toezegging>(items, gekozen.Count, Bladwijzer.Volgende(vorige + limiet, gekozen.Count, volgnummer), volgnummer).Antwoord(context);
        }

        async IAsyncEnumerable<IReadOnlyList<object?>> Regels()
        {
            yield return ["door", "wat", "uiterlijkDatum", "status", "teLaat", "systeemknelpunt", "uitkomst", "gedaanOp"];
            foreach (var deel in gekozen.Chunk(500))
            {
                foreach (var item in await Toezegging.Lees(deel, beeld, vandaag, db, context.RequestAborted))
                {
                    yield return [item.Door, item.Wat, $"{item.UiterlijkDatum:yyyy-MM-dd}", item.Status, item.TeLaat ? "ja" : "nee", item.Systeemknelpunt?.Kenmerk, item.Uitkomst, Dialect.Instant(item.GedaanOp)];
                }
            }
        }
    }

    /// <summary>What a promise is for.</summary>
    internal static Toezegging.Waarvoor? Waarvoor(Toezegging.Rij rij, Register register) =>
        rij.SysteemknelpuntId is { } id ? new Toezegging.Waarvoor(id, register.Duiding.Nu.Zoek(id)!.Kenmerk) : null;

    private static List<string> Delen(string? tekst) => [.. (tekst ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
}
