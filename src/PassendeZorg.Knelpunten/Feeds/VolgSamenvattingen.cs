using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Feeds;

/// <summary>Samenvattingen volgen.</summary>
public sealed class VolgSamenvattingen : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/feeds/samenvattingen", Handle).WithName("volgSamenvattingen").AllowAnonymous().Produces<JsonFeed>().Answers(Feed.Mediatypen);

    /// <param name="Selectie">Waarover.</param>
    /// <param name="Interval">Lengte van een periode: week (ISO 8601), maand of kwartaal, in Nederland.</param>
    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">Uit de link naar de volgende pagina.</param>
    /// <param name="Formaat">In plaats van Accept.</param>
    public sealed record Query(
        Selectie Selectie,
        [property: Keuze(Samenvatting.Intervallen)] string Interval = "maand",
        [property: Range(1, 200)] int Limiet = 50,
        [property: GeenVrijeTekst, StringLength(1_000)] string? Na = null,
        [property: Keuze("atom", "json")] string? Formaat = null);

    /// <summary>Samenvattingen volgen met een feedlezer, als Atom of JSON Feed.</summary>
    /// <remarks>
    /// Een item per afgesloten week, maand of kwartaal, nieuwste eerst: totalen, nieuw, opgelost, stijgers, reacties en te late toezeggingen. Een item verandert niet meer;
    /// wat daarna gebeurt, staat in het volgende. Een feed gaat over nu en toont iedereen hetzelfde: peildatum, totVolgnummer, mijn en zoek kunnen niet.
    /// </remarks>
    public static Task<IResult> Handle(Vraag<Query> vraag, Register register, Db db, TimeProvider clock, HttpContext context, Produces produces, Feeduitgever uitgever)
    {
        var (selectie, interval, limiet, na, _) = vraag.Waarde;
        Feed.EisOpenbaar(selectie, "zoek");
        var laatste = Samenvatting.LaatstGesloten(interval, clock.GetUtcNow());
        var cursor = na is null ? null : Cursor.Lees(na, VolgKnelpunten.Vingerafdruk(context));
        var stand = register.Kolommen.Nu;
        // Whose a project is may become hidden: then what was chosen by that counts otherwise.
        var vast = selectie.Organisaties is null;
        return uitgever.Geef(context, produces, vast ? laatste.Code : $"{laatste.Code}-{stand.Volgnummer}", vast || stand.PeilOp < laatste.EindOp ? laatste.EindOp : stand.PeilOp,
            () => Maak(selectie, laatste, limiet, cursor, register, db, clock, uitgever, context));
    }

    private static async Task<Feed> Maak(Selectie selectie, Periode laatste, int limiet, Cursor? cursor, Register register, Db db, TimeProvider clock, Feeduitgever uitgever, HttpContext context)
    {
        var (ct, sleutel) = (context.RequestAborted, Feed.Sleutel(selectie));
        var items = new List<Feeditem>();
        string? volgende = null;
        if (await Eerste(laatste, selectie, register, db, ct) is { } eerste)
        {
            var periode = cursor is null ? laatste : new Periode(laatste.Interval, DateOnly.FromDayNumber((int)cursor.Sleutel)).Vorige;
            for (; periode.Begin >= eerste.Begin && items.Count < limiet; periode = periode.Vorige)
            {
                var deze = periode;
                var samenvatting = await uitgever.Samenvatting(deze, selectie, () => Samenvatting.Stel(deze, selectie, register, db, clock, ct));
                items.Add(new Feeditem(Feed.Tag("samenvatting", deze.Interval, deze.Code, sleutel), deze.EindOp)
                {
                    Titel = Feedtekst.Titel($"Samenvatting van {deze.Naam}", selectie, register), GepubliceerdOp = deze.EindOp, Inhoud = samenvatting.AlsHtml(selectie, uitgever.Adres),
                    Adres = $"{uitgever.Adres}/knelpunten?sorteer=-gemeldOp{Feed.Zoekdeel(selectie, ("totVolgnummer", $"{samenvatting.TotVolgnummer}"))}",
                });
            }

            volgende = periode.Begin >= eerste.Begin ? new Cursor(0, periode.Volgende.Begin.DayNumber, Guid.Empty).Schrijf(VolgKnelpunten.Vingerafdruk(context)) : null;
        }

        var hoe = laatste.Interval switch { "week" => "Wekelijkse", "maand" => "Maandelijkse", _ => "Driemaandelijkse" };
        return new Feed(Feed.Tag("feed", "samenvattingen", laatste.Interval, sleutel), Feedtekst.Titel($"{hoe} samenvatting", selectie, register),
            "Wat er in een afgesloten periode bijkwam, werd opgelost, werd beantwoord en bleef liggen. Een samenvatting verandert niet meer; wat later verandert, staat in de volgende.",
            $"{uitgever.Adres}/knelpunten?sorteer=-gemeldOp{Feed.Zoekdeel(selectie)}", laatste.EindOp, items, volgende);
    }

    /// <summary>The first period at the end of which anything passed; null: none up to the last.</summary>
    private static async Task<Periode?> Eerste(Periode laatste, Selectie selectie, Register register, Db db, CancellationToken ct)
    {
        if (await db.First<string>("SELECT min(tijdstip_op) FROM gebeurtenis", null, ct) is not { } begin)
        {
            return null;
        }

        for (var periode = Periode.Van(laatste.Interval, Kalender.Dag(Dialect.ParseInstant(begin))); periode.Begin <= laatste.Begin; periode = periode.Volgende)
        {
            var zeef = await Zeef.Maak(selectie, Gebruiker.Anoniem, register, db, ct, await Samenvatting.Volgnummer(periode.EindOp, db, ct));
            var past = false;
            zeef.Doorloop((_, _) => past = true);
            if (past)
            {
                return periode;
            }
        }

        return null;
    }
}
