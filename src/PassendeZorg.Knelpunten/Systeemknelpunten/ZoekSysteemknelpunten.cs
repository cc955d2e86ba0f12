using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Systeemknelpunten zoeken.</summary>
public sealed class ZoekSysteemknelpunten : IEndpoint
{
    /// <summary>The orders that a list can have.</summary>
    internal const string Volgorden = "-aangemaaktOp,aangemaaktOp,-gewijzigdOp,gewijzigdOp,-ernst,ernst,-projecten,projecten";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/systeemknelpunten", Handle).WithName("zoekSysteemknelpunten").AllowAnonymous().Produces<Pagina<Systeemknelpunt>>().Answers(Tabel.Mediatypen);

    /// <param name="Selectie">Welke.</param>
    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">De waarde van volgende op de vorige pagina.</param>
    /// <param name="Sorteer">Volgorde; een - ervoor draait die om. projecten: hoeveel verschillende projecten het meldden.</param>
    /// <param name="Formaat">In plaats van Accept. Een CSV of XLSX geeft de hele selectie, zonder pagina's.</param>
    /// <param name="Scheidingsteken">puntkomma: een CSV die Nederlandse Excel meteen goed leest.</param>
    public sealed record Query(
        [property: VanSystemen] Selectie Selectie,
        [property: Range(1, 200)] int Limiet = 50,
        [property: GeenVrijeTekst, StringLength(200)] string? Na = null,
        [property: Keuze(Volgorden)] string Sorteer = "-aangemaaktOp",
        [property: Keuze("json", "csv", "xlsx")] string? Formaat = null,
        [property: Keuze("komma", "puntkomma")] string Scheidingsteken = "komma");

    /// <summary>Systeemknelpunten zoeken.</summary>
    /// <remarks>
    /// Een systeemknelpunt past als een openbaar knelpunt erin past; status, adressaat, oplossingsruimte en beantwoord gaan over het systeemknelpunt zelf. De aantallen tellen
    /// alles wat erin zit. De volgende pagina (Link, of volgende als na) houdt het volgnummer van de eerste vast.
    /// </remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context, Produces produces)
    {
        var (selectie, limiet, na, sorteer, _, scheidingsteken) = vraag.Waarde;
        selectie.Sta(gebruiker, telling: false);
        var mediatype = produces.Choose(context.Request);
        var bladwijzer = Bladwijzer.Lees(na, register.Volgnummer);
        if (Conditional.NotModified(context, Etags.VanSystemen(context, gebruiker, register, Kalender.Dag(clock.GetUtcNow()), await Reactie.Concepten(gebruiker, db, context.RequestAborted))))
        {
            return Results.Empty;
        }

        var keuze = await Systeemkeuze.Maak(selectie, gebruiker, register, db, clock, context.RequestAborted, bladwijzer?.Volgnummer, bladzijde: true);
        var (vorige, volgnummer) = (bladwijzer?.Vorige ?? 0, keuze.Teller.Volgnummer);
        var volgorde = Rangschik(keuze, sorteer);
        return await Tabel.Antwoord(context, mediatype, scheidingsteken, Bladzij,
            () => new Tabel("systeemknelpunten", Regels(), volgorde.Count, selectie.Weergave(), keuze.PeilOp, volgnummer));

        Task<IReadOnlyList<Systeemknelpunt>> Lees(IEnumerable<Systeem> deel) =>
            Systeemknelpunt.Toon([.. deel], keuze.Beeld, keuze.Teller, keuze.Vandaag, gebruiker, register, db, context.RequestAborted);

        async Task<IResult> Bladzij() => new Pagina<Systeemknelpunt>(await Lees(volgorde.Skip(vorige).Take(limiet)), volgorde.Count,
            Bladwijzer.Volgende(vorige + limiet, volgorde.Count, volgnummer), volgnummer).Antwoord(context);

        async IAsyncEnumerable<IReadOnlyList<object?>> Regels()
        {
            yield return
            [
                "kenmerk", "status", "titel", "kern", "mechanismen", "bevoegd", "betrokken", "oplossingsruimte", "laagsteTrede", "hoogsteTrede", "knelpunten", "projecten", "organisaties",
                "regios", "wetten", "ernst", "inschattingen", "weergegeven", "reacties", "openToezeggingen", "teLaat", "geagendeerdOp", "aangemaaktOp", "gewijzigdOp",
            ];
            foreach (var deel in volgorde.Chunk(200))
            {
                foreach (var item in await Lees(deel))
                {
                    yield return
                    [
                        item.Kenmerk, item.Status, item.Titel, item.Kern, string.Join('|', item.Mechanismen), string.Join('|', item.Bevoegd), string.Join('|', item.Betrokken),
                        item.Oplossingsruimte, item.LaagsteTrede, item.HoogsteTrede, item.Telling.Knelpunten, item.Telling.Projecten, item.Telling.Organisaties, item.Telling.Regios,
                        string.Join('|', item.Telling.Wetten), item.Telling.Ernst, Stelseltoets.Regel(item.Stelseltoetsen, "eigen"), Stelseltoets.Regel(item.Stelseltoetsen, "weergegeven"),
                        string.Join('|', item.Reacties.Where(reactie => reactie.Status == "gepubliceerd").Select(reactie => $"{reactie.Organisatie}: {reactie.Soort}")),
                        item.Toezeggingen.Count(toezegging => toezegging.Status == "open"), item.Toezeggingen.Count(toezegging => toezegging.TeLaat),
                        item.GeagendeerdOp is { } op ? Dialect.Instant(op) : null, Dialect.Instant(item.AangemaaktOp), Dialect.Instant(item.GewijzigdOp),
                    ];
                }
            }
        }
    }

    /// <summary>Those chosen, in the order that is asked for.</summary>
    internal static List<Systeem> Rangschik(Systeemkeuze keuze, string sorteer)
    {
        var sleutel = sorteer.TrimStart('-') switch
        {
            "gewijzigdOp" => (Func<Systeem, long>)(systeem => systeem.Stand.GewijzigdOp.ToUnixTimeMilliseconds()),
            "ernst" => systeem => keuze.Teller.Telling(systeem).Ernst ?? 0,
            "projecten" => systeem => keuze.Teller.Telling(systeem).Projecten,
            _ => systeem => systeem.Nummer,
        };
        var richting = sorteer[0] == '-' ? -1 : 1;
        return [.. keuze.Systemen.OrderBy(systeem => richting * sleutel(systeem)).ThenBy(systeem => systeem.Id)];
    }
}
