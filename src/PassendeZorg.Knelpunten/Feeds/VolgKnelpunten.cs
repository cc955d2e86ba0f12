using System.ComponentModel.DataAnnotations;
using System.Text;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Feeds;

/// <summary>Knelpunten volgen.</summary>
public sealed class VolgKnelpunten : IEndpoint
{
    /// <summary>How many withdrawn ones are looked up at a time.</summary>
    private const int Deel = 500;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/feeds/knelpunten", Handle).WithName("volgKnelpunten").AllowAnonymous().Produces<JsonFeed>().Answers(Feed.Mediatypen);

    /// <param name="Selectie">Welke.</param>
    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">Uit de link naar de volgende pagina.</param>
    /// <param name="Formaat">In plaats van Accept.</param>
    public sealed record Query(
        Selectie Selectie,
        [property: Range(1, 200)] int Limiet = 50,
        [property: GeenVrijeTekst, StringLength(1_000)] string? Na = null,
        [property: Keuze("atom", "json")] string? Formaat = null);

    /// <summary>Knelpunten volgen met een feedlezer, als Atom of JSON Feed.</summary>
    /// <remarks>
    /// Een item per openbaar knelpunt, wat het laatst veranderde eerst. Elke verandering geeft het item een nieuw moment en zet het bovenaan: wie leest tot wat al
    /// bekend is (id en moment), mist niets. De volgende pagina houdt het volgnummer van de eerste vast. Wat is ingetrokken, staat er als verwijderd in, zonder tekst;
    /// een selectie op woorden vindt dat niet meer. Een feed gaat over nu en toont iedereen hetzelfde: peildatum, totVolgnummer en mijn kunnen niet.
    /// </remarks>
    public static Task<IResult> Handle(Vraag<Query> vraag, Register register, Db db, HttpContext context, Produces produces, Feeduitgever uitgever)
    {
        var (selectie, limiet, na, _) = vraag.Waarde;
        Feed.EisOpenbaar(selectie);
        var stand = register.Kolommen.Nu;
        var cursor = na is null ? null : Cursor.Lees(na, Vingerafdruk(context));
        return uitgever.Geef(context, produces, $"{stand.Volgnummer}", stand.PeilOp, () => Maak(selectie, limiet, cursor, register, db, uitgever.Adres, context));
    }

    /// <summary>What a cursor belongs to: the question without its page and form.</summary>
    internal static string Vingerafdruk(HttpContext context) => Etags.Vingerafdruk(context, Gebruiker.Anoniem, "", "limiet", "na", "formaat");

    private static async Task<Feed> Maak(Selectie selectie, int limiet, Cursor? cursor, Register register, Db db, string adres, HttpContext context)
    {
        var ct = context.RequestAborted;
        var zeef = await Zeef.Maak(selectie, Gebruiker.Anoniem, register, db, ct, cursor?.Volgnummer);
        var (openbaar, _) = ZoekKnelpunten.Kies(zeef, "-van", null, cursor, limiet + 1);
        var ingetrokken = await Ingetrokken(selectie, zeef, cursor, openbaar.Count > limiet ? openbaar[limiet] : null, limiet, register, db, ct);
        List<ZoekKnelpunten.Treffer> treffers = [.. openbaar.Concat(ingetrokken).Order().Take(limiet + 1)];
        var volgende = treffers.Count > limiet ? new Cursor(zeef.Volgnummer, treffers[limiet - 1].Sleutel, treffers[limiet - 1].Id).Schrijf(Vingerafdruk(context)) : null;
        treffers = [.. treffers.Take(limiet)];

        var knelpunten = (await ZoekKnelpunten.Lees([.. treffers.Intersect(openbaar)], zeef.Volgnummer, Gebruiker.Anoniem, register, db, ct)).ToDictionary(knelpunt => knelpunt.Id);
        var sinds = await Openbaar(treffers.Select(treffer => treffer.Id), db, ct);
        var momenten = await Feed.Tijdstippen(treffers.Select(Van), db, ct);
        var items = new List<Feeditem>(treffers.Count);
        foreach (var treffer in treffers)
        {
            var item = new Feeditem($"urn:uuid:{treffer.Id:D}", Feed.Moment(momenten[Van(treffer)], Van(treffer)));
            if (!knelpunten.TryGetValue(treffer.Id, out var knelpunt))
            {
                items.Add(item);
            }
            else if (knelpunt.Titel is not null) // withdrawn since this page's moment: the next first page says so, this one says nothing
            {
                items.Add(Toon(item, knelpunt, sinds[treffer.Id], adres, register));
            }
        }

        return new Feed(Feed.Tag("feed", "knelpunten", Feed.Sleutel(selectie)), Feedtekst.Titel("Knelpunten", selectie, register),
            "Wat projecten tegenkomen als zij passende zorg willen leveren: bevestigd, opgelost of heropend; wat het laatst veranderde eerst.",
            $"{adres}/knelpunten?sorteer=-gewijzigdOp{Feed.Zoekdeel(selectie)}", zeef.PeilOp, items, volgende);
    }

    /// <summary>What of the selection was withdrawn after it had been public, above the first entry that is not on this page.</summary>
    private static async Task<List<ZoekKnelpunten.Treffer>> Ingetrokken(Selectie selectie, Zeef openbaar, Cursor? vanaf, ZoekKnelpunten.Treffer? onder, int limiet, Register register, Db db,
        CancellationToken ct)
    {
        var gevonden = new List<ZoekKnelpunten.Treffer>();
        var zeef = await Zeef.Maak(selectie.Ingetrokken(), Gebruiker.Anoniem, register, db, ct, openbaar.Volgnummer);
        while (gevonden.Count <= limiet)
        {
            var (deel, _) = ZoekKnelpunten.Kies(zeef, "-van", null, vanaf, Deel);
            var hierboven = deel.Where(treffer => onder is not { } grens || treffer < grens).ToList();
            var sinds = await Openbaar(hierboven.Select(treffer => treffer.Id), db, ct);
            gevonden.AddRange(hierboven.Where(treffer => sinds.ContainsKey(treffer.Id)));
            if (hierboven.Count < Deel)
            {
                break;
            }

            vanaf = new Cursor(zeef.Volgnummer, deel[^1].Sleutel, deel[^1].Id);
        }

        return gevonden;
    }

    /// <summary>When knelpunten became public, by id; what never was is not in it.</summary>
    private static async Task<Dictionary<Guid, DateTimeOffset>> Openbaar(IEnumerable<Guid> knelpunten, Db db, CancellationToken ct)
    {
        var ids = knelpunten.ToList();
        var rijen = await db.Query<Rij>($"""
            SELECT onderwerp AS id, min(tijdstip_op) AS openbaar_op FROM gebeurtenis
            WHERE onderwerp {db.Dialect.In("@ids")} AND soort IN ('knelpunt.bevestigd', 'knelpunt.heropend') GROUP BY onderwerp
            """, new { ids }, ct);
        return rijen.ToDictionary(rij => rij.Id, rij => rij.OpenbaarOp);
    }

    private static Feeditem Toon(Feeditem item, Knelpunt knelpunt, DateTimeOffset openbaarOp, string adres, Register register)
    {
        string Namen(string lijst, IEnumerable<string> codes) => Feedtekst.Opsomming(codes.Select(code => Feedtekst.Naam(register, lijst, code)));
        var kop = new StringBuilder($"Status: {Feedtekst.Naam(register, "statussen", knelpunt.Status).ToLowerInvariant()}. Gemeld op {Feedtekst.Dag(knelpunt.GemeldOp!.Value)} door {knelpunt.Project.Naam}.");
        if (knelpunt.Wetten.Count > 0)
        {
            kop.Append($" Wet of regel: {Namen("wetten", knelpunt.Wetten)}.");
        }

        kop.Append($" Domein: {Namen("domeinen", knelpunt.Domeinen)}.");
        if (knelpunt.Steun.Projecten > 0)
        {
            kop.Append($" {Feedtekst.Aantal(knelpunt.Steun.Projecten, "ander project heeft", "andere projecten hebben")} dit ook.");
        }

        var inhoud = new StringBuilder();
        if (knelpunt.Voorbeeld is not null)
        {
            inhoud.Alinea(knelpunt.Voorbeeld);
        }

        return item with
        {
            Titel = knelpunt.Titel,
            GepubliceerdOp = openbaarOp,
            Auteur = knelpunt.Project.Naam,
            Adres = $"{adres}/knelpunten/{knelpunt.Kenmerk}",
            Inhoud = inhoud.Alinea($"{kop}").Alineas(knelpunt.Omschrijving).ToString(),
            Trefwoorden =
            [
                .. Feedtekst.Trefwoorden(adres, register, "soorten", knelpunt.Soorten), .. Feedtekst.Trefwoorden(adres, register, "wetten", knelpunt.Wetten),
                .. Feedtekst.Trefwoorden(adres, register, "domeinen", knelpunt.Domeinen), .. Feedtekst.Trefwoorden(adres, register, "statussen", [knelpunt.Status]),
            ],
        };
    }

    private static int Van(ZoekKnelpunten.Treffer treffer) => (int)-treffer.Sleutel;

    private sealed class Rij
    {
        public Guid Id { get; init; }
        public DateTimeOffset OpenbaarOp { get; init; }
    }
}
