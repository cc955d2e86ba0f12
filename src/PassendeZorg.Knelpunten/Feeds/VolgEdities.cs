using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Text.Json;
using PassendeZorg.Knelpunten.Edities;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Feeds;

/// <summary>Edities volgen.</summary>
public sealed class VolgEdities : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/feeds/edities", Handle).WithName("volgEdities").AllowAnonymous().Produces<JsonFeed>().Answers(Feed.Mediatypen);

    /// <param name="Selectie">Welke: edities die een knelpunt tellen dat hierin past.</param>
    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">Uit de link naar de volgende pagina.</param>
    /// <param name="Formaat">In plaats van Accept.</param>
    public sealed record Query(
        Selectie Selectie,
        [property: Range(1, 200)] int Limiet = 50,
        [property: GeenVrijeTekst, StringLength(1_000)] string? Na = null,
        [property: Keuze("atom", "json")] string? Formaat = null);

    /// <summary>Edities volgen met een feedlezer, als Atom of JSON Feed.</summary>
    /// <remarks>
    /// Een item per editie, nieuwste eerst; het verandert nooit. Met een selectie: edities die een knelpunt tellen dat er toen in paste. Een feed gaat over nu en toont
    /// iedereen hetzelfde: peildatum, totVolgnummer en mijn kunnen niet.
    /// </remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Register register, Db db, TimeProvider clock, HttpContext context, Produces produces, Feeduitgever uitgever)
    {
        var (selectie, limiet, na, _) = vraag.Waarde;
        Feed.EisOpenbaar(selectie);
        var cursor = na is null ? null : Cursor.Lees(na, VolgKnelpunten.Vingerafdruk(context));
        var laatste = await db.First<Kop>("SELECT sha256, gepubliceerd_op FROM editie ORDER BY jaar DESC, volg DESC LIMIT 1", null, context.RequestAborted) ?? new Kop();
        // An edition does not change, but what words find and whose a project may be known to be does.
        var stand = register.Kolommen.Nu;
        var kiest = selectie.Weergave().Count > 0;
        return await uitgever.Geef(context, produces, kiest ? $"{laatste.Kort}-{stand.Volgnummer}" : laatste.Kort, kiest && stand.PeilOp > laatste.GepubliceerdOp ? stand.PeilOp : laatste.GepubliceerdOp,
            () => Maak(selectie, limiet, cursor, register, db, clock, uitgever.Adres, context));
    }

    private static async Task<Feed> Maak(Selectie selectie, int limiet, Cursor? cursor, Register register, Db db, TimeProvider clock, string adres, HttpContext context)
    {
        var ct = context.RequestAborted;
        var kiest = selectie.Weergave().Count > 0;
        var (vanaf, gevonden) = (cursor?.Sleutel ?? long.MaxValue, new List<Kop>());
        while (gevonden.Count <= limiet)
        {
            var koppen = await db.Query<Kop>("""
                SELECT nummer, jaar, volg, gepubliceerd_op FROM editie WHERE jaar < @jaar OR (jaar = @jaar AND volg < @volg) ORDER BY jaar DESC, volg DESC LIMIT @aantal
                """, new { jaar = vanaf / Kop.Ruimte, volg = vanaf % Kop.Ruimte, aantal = limiet + 1 }, ct);
            foreach (var kop in koppen)
            {
                if (!kiest || await Raakt(await Editie.Vind(kop.Nummer, db, ct), selectie, register, db, clock, ct))
                {
                    gevonden.Add(kop);
                }
            }

            if (koppen.Count <= limiet)
            {
                break;
            }

            vanaf = koppen[^1].Plaats;
        }

        var pagina = gevonden.Take(limiet).ToList();
        var items = new List<Feeditem>(pagina.Count);
        foreach (var kop in pagina)
        {
            var rij = await Editie.Vind(kop.Nummer, db, ct);
            items.Add(Item(rij.Lees(), rij.Sha256, adres));
        }

        return new Feed(Feed.Tag("feed", "edities", Feed.Sleutel(selectie)), Feedtekst.Titel("Edities", selectie, register), "Rapporten over knelpunten die vastliggen en te citeren zijn, nieuwste eerst.",
            $"{adres}/edities", register.Kolommen.Nu.PeilOp, items,
            gevonden.Count > limiet ? new Cursor(0, pagina[^1].Plaats, Guid.Empty).Schrijf(VolgKnelpunten.Vingerafdruk(context)) : null);
    }

    /// <summary>Whether an edition counts any knelpunt that also passes a selection, as of the edition's moment.</summary>
    private static async Task<bool> Raakt(Editie.Rij rij, Selectie selectie, Register register, Db db, TimeProvider clock, CancellationToken ct)
    {
        using var json = JsonDocument.Parse(rij.Inhoud);
        var (eigen, volgnummer) = (json.RootElement.GetProperty("selectie"), json.RootElement.GetProperty("volgnummer").GetInt32());
        // Its faults are no matter here: it was good when the edition was made.
        var vanEditie = await Zeef.Maak(Selectie.Lees(eigen, "selectie", register, Kalender.Dag(clock.GetUtcNow()), new Fouten()), Gebruiker.Anoniem, register, db, ct, volgnummer);
        var geteld = new HashSet<int>();
        vanEditie.Doorloop((blok, rijen) =>
        {
            foreach (var i in rijen)
            {
                geteld.Add(blok.Knelpunt[i]);
            }
        });
        var raakt = false;
        (await Zeef.Maak(selectie, Gebruiker.Anoniem, register, db, ct, volgnummer)).Doorloop((blok, rijen) =>
        {
            for (var i = 0; i < rijen.Length && !raakt; i++)
            {
                raakt = geteld.Contains(blok.Knelpunt[rijen[i]]);
            }
        });
        return raakt;
    }

    private static Feeditem Item(Editie editie, string sha256, string adres)
    {
        var (pagina, pad) = ($"{adres}/edities/{editie.Nummer}", $"{adres}/v1/edities/{editie.Nummer}");
        Bijlage[] bijlagen = [new($"{pad}?formaat=csv", "text/csv", "CSV"), new($"{pad}?formaat=xlsx", Xlsx.MediaType, "Excel"), new($"{pad}?formaat=json", "application/json", "JSON")];
        var telling = $"Deze editie telt {Feedtekst.Aantal(editie.Kruistabel.Totaal, "knelpunt", "knelpunten")}; {editie.Naden.Meervoudig} daarvan {(editie.Naden.Meervoudig == 1 ? "raakt" : "raken")} meer dan één wet.";
        if (editie.Voorbeelden > 0)
        {
            telling += $" {Feedtekst.Aantal(editie.Voorbeelden, "daarvan is een voorbeeld uit een openbare bron", "daarvan zijn voorbeelden uit openbare bronnen")}.";
        }

        return new Feeditem(Feed.Tag("editie", editie.Nummer), editie.GepubliceerdOp)
        {
            Titel = $"Editie {editie.Nummer}: {editie.Titel}", GepubliceerdOp = editie.GepubliceerdOp, Adres = pagina, Bijlagen = bijlagen,
            Inhoud = new StringBuilder()
                .Alinea($"Gepubliceerd op {Feedtekst.Dag(editie.GepubliceerdOp)}{(editie.Adressaat is { } voor ? $", voor {voor.Tekst}" : "")}. {telling}")
                .Alineas(editie.Inleiding)
                .Alinea($"Citeer als: {editie.CiteerAls}").Alinea($"SHA-256: {sha256}")
                .Koppelingen([(pagina, "Lezen"), .. bijlagen.Select(bijlage => (bijlage.Adres, bijlage.Naam))]).ToString(),
        };
    }

    private sealed class Kop
    {
        /// <summary>More than there are editions in a year.</summary>
        public const long Ruimte = 1_000_000_000;

        public string Nummer { get; init; } = "";
        public long Jaar { get; init; }
        public long Volg { get; init; }
        public string Sha256 { get; init; } = "";
        public DateTimeOffset GepubliceerdOp { get; init; }

        public long Plaats => (Jaar * Ruimte) + Volg;

        /// <summary>In an ETag.</summary>
        public string Kort => Sha256.Length == 0 ? "geen" : Sha256[..16];
    }
}
