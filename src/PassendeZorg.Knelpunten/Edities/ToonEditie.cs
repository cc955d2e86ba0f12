using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Edities;

/// <summary>Een editie lezen.</summary>
public sealed class ToonEditie : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/edities/{nummer}", Handle).WithName("toonEditie").AllowAnonymous().Produces<Editie>().Answers([.. Tabel.Mediatypen, "text/html"]);

    /// <param name="Formaat">In plaats van Accept.</param>
    /// <param name="Scheidingsteken">puntkomma: een CSV die Nederlandse Excel meteen goed leest.</param>
    public sealed record Query([property: Keuze("json", "html", "csv", "xlsx")] string? Formaat = null, [property: Keuze("komma", "puntkomma")] string Scheidingsteken = "komma");

    /// <summary>Een editie lezen: als gegevens, als pagina of als sheet.</summary>
    /// <remarks>De inhoud verandert nooit. Titels van knelpunten staan er niet in; de pagina zoekt ze op en zegt wat er sindsdien is ingetrokken.</remarks>
    /// <param name="nummer">Nummer van de editie, zoals 2026-3.</param>
    public static async Task<IResult> Handle(string nummer, Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, HttpContext context, Produces produces)
    {
        var rij = await Editie.Vind(nummer, db, context.RequestAborted);
        var formaat = produces.Choose(context.Request);
        if (formaat == "text/html")
        {
            return await EditiePagina.Antwoord(rij, gebruiker, register, db, context);
        }

        if (Conditional.NotModified(context, formaat == "application/json" ? $"\"{rij.Sha256}\"" : $"\"{rij.Sha256}-{Produces.Format(formaat)}\""))
        {
            return Results.Empty;
        }

        return await Tabel.Antwoord(context, formaat, vraag.Waarde.Scheidingsteken, () => Task.FromResult(Results.Text(rij.MetHash(), "application/json", System.Text.Encoding.UTF8)), () =>
        {
            var inhoud = rij.Lees();
            return new Tabel($"editie-{nummer}", Regels(inhoud, rij.Sha256).ToAsyncEnumerable(), inhoud.Kruistabel.Totaal, inhoud.Selectie, inhoud.PeilOp, inhoud.Volgnummer);
        });
    }

    /// <summary>Today's titles of the loose ones that the page names, and how many of all that were counted are withdrawn since.</summary>
    internal static async Task<(IReadOnlyDictionary<string, string> Titels, int Ingetrokken)> Titels(Editie editie, Db db, CancellationToken ct)
    {
        var kenmerken = editie.Agenda.Ongebundeld.Select(los => los.Kenmerk).ToList();
        var rijen = await db.Query<Knelpunten.Knelpunt.Rij>($"{Knelpunten.Knelpunt.Select} WHERE kenmerk {db.Dialect.In("@kenmerken")}", new { kenmerken }, ct);
        var ingetrokken = 0;
        foreach (var deel in editie.Knelpunten.Select(item => item.Kenmerk).Chunk(500))
        {
            ingetrokken += await db.First<int>($"SELECT count(*) FROM knelpunt WHERE status = 'ingetrokken' AND kenmerk {db.Dialect.In("@deel")}", new { deel }, ct);
        }

        return (rijen.Where(rij => rij.IsOpenbaar).ToDictionary(rij => rij.Kenmerk, rij => rij.Lees().Titel), ingetrokken);
    }

    private static IEnumerable<IReadOnlyList<object?>> Regels(Editie editie, string sha256)
    {
        yield return ["onderdeel", "code", "naam", "tweedeCode", "tweedeNaam", "aantal"];
        yield return ["editie", editie.Nummer, editie.Titel, "sha256", sha256, editie.Kruistabel.Totaal];
        var (rijen, kolommen) = (editie.Kruistabel.Rijen.ToDictionary(kop => kop.Code, kop => kop.Naam), editie.Kruistabel.Kolommen.ToDictionary(kop => kop.Code, kop => kop.Naam));
        foreach (var kop in editie.Kruistabel.Rijen)
        {
            yield return ["wet", kop.Code, kop.Naam, null, null, kop.Totaal];
        }

        foreach (var kop in editie.Kruistabel.Kolommen)
        {
            yield return ["domein", kop.Code, kop.Naam, null, null, kop.Totaal];
        }

        foreach (var cel in editie.Kruistabel.Cellen)
        {
            yield return ["wet-domein", cel.Rij, rijen[cel.Rij], cel.Kolom, kolommen[cel.Kolom], cel.Aantal];
        }

        for (var i = 0; i < editie.Tijdreeks.Perioden.Count; i++)
        {
            foreach (var reeks in editie.Tijdreeks.Reeksen)
            {
                yield return ["maand-soort", editie.Tijdreeks.Perioden[i], editie.Tijdreeks.Perioden[i], reeks.Code, reeks.Naam, reeks.Aantallen[i]];
            }
        }

        foreach (var naad in editie.Naden.Naden)
        {
            yield return ["naad", naad.A, rijen.GetValueOrDefault(naad.A), naad.B, rijen.GetValueOrDefault(naad.B), naad.Aantal];
        }

        foreach (var punt in (editie.Agenda.Items ?? []).Concat(editie.Agenda.Toetssteen ?? []).Where(punt => punt.Systeemknelpunt is not null))
        {
            yield return ["agenda", punt.Systeemknelpunt.Kenmerk, punt.Systeemknelpunt.Titel, "score", punt.Rang is null ? "zonder rang" : $"rang {punt.Rang}", punt.Prioriteit.Score];
        }

        foreach (var systeem in editie.Systeemknelpunten ?? [])
        {
            yield return ["systeemknelpunt", systeem.Kenmerk, systeem.Status, "versie", systeem.Oplossingsruimte, systeem.Versie];
        }

        foreach (var item in editie.Verantwoording?.Items ?? [])
        {
            yield return ["verantwoording", item.Organisatie.Code, item.Organisatie.Tekst, "geagendeerd", $"beantwoord: {item.Beantwoord}", item.Geagendeerd];
        }

        foreach (var toetssteen in editie.Toetsstenen ?? [])
        {
            yield return ["toetssteen", toetssteen.Kenmerk, string.Join('|', toetssteen.StaatNogInDeWeg), "staat nog in de weg", null, toetssteen.StaatNogInDeWeg.Count];
        }

        foreach (var toezegging in editie.OpenToezeggingen ?? [])
        {
            yield return ["toezegging", toezegging.Wat, toezegging.Door, toezegging.Systeemknelpunt?.Kenmerk, $"{toezegging.UiterlijkDatum:yyyy-MM-dd}", toezegging.TeLaat ? "te laat" : "open"];
        }

        foreach (var knelpunt in editie.Knelpunten)
        {
            yield return ["knelpunt", knelpunt.Kenmerk, null, "versie", null, knelpunt.Versie];
        }
    }
}
