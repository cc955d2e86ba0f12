using System.ComponentModel.DataAnnotations;
using System.Globalization;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Edities;

/// <summary>Alle edities.</summary>
public sealed class ToonEdities : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/edities", Handle).WithName("toonEdities").AllowAnonymous().Produces<Pagina<EditieVerwijzing>>();

    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">De waarde van volgende op de vorige pagina: het nummer van de laatste editie daarop.</param>
    public sealed record Query([property: Range(1, 200)] int Limiet = 50,
        [property: GeenVrijeTekst, RegularExpression("^[0-9]{4}-[0-9]{1,9}$", ErrorMessage = "Verwacht het nummer van een editie, zoals 2026-3."), StringLength(20)] string? Na = null);

    /// <summary>Een editie in het kort.</summary>
    /// <param name="Nummer">Jaar en volgnummer in dat jaar.</param>
    /// <param name="Titel">Waar de editie over gaat.</param>
    /// <param name="GepubliceerdOp">Wanneer die is vastgelegd.</param>
    /// <param name="Volgnummer">De laatste gebeurtenis die meetelt.</param>
    /// <param name="Sha256">SHA-256 van de inhoud.</param>
    public sealed record EditieVerwijzing(string Nummer, string Titel, DateTimeOffset GepubliceerdOp, long Volgnummer, string Sha256);

    /// <summary>Alle edities, nieuwste eerst.</summary>
    /// <remarks>Nummer, titel en SHA-256; de inhoud staat op het adres van elke editie.</remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Db db, HttpContext context)
    {
        var (limiet, na) = vraag.Waarde;
        var ct = context.RequestAborted;
        return Conditional.NotModified(context, $"\"{await Laatste(db, ct)}-{limiet}-{na}\"") ? Results.Empty : (await Lees(limiet, na, db, ct)).Antwoord(context);
    }

    /// <summary>What tells a list of editions from an earlier one.</summary>
    internal static async Task<string> Laatste(Db db, CancellationToken ct) =>
        (await db.First<string>("SELECT sha256 FROM editie ORDER BY jaar DESC, volg DESC LIMIT 1", null, ct))?[..16] ?? "geen";

    /// <summary>The edition before one; null for the first.</summary>
    internal static Task<string?> Vorige(string nummer, Db db, CancellationToken ct) =>
        db.First<string>("SELECT v.nummer FROM editie v JOIN editie e ON e.nummer = @nummer WHERE v.jaar < e.jaar OR (v.jaar = e.jaar AND v.volg < e.volg) ORDER BY v.jaar DESC, v.volg DESC LIMIT 1", new { nummer }, ct);

    /// <summary>A page of them.</summary>
    internal static async Task<Pagina<EditieVerwijzing>> Lees(int limiet, string? na, Db db, CancellationToken ct)
    {
        var delen = (na ?? "9999-999999999").Split('-').Select(deel => int.Parse(deel, CultureInfo.InvariantCulture)).ToArray();
        var rijen = await db.Query<Rij>("""
            SELECT nummer, titel, gepubliceerd_op, volgnummer, sha256 FROM editie
            WHERE jaar < @jaar OR (jaar = @jaar AND volg < @volg) ORDER BY jaar DESC, volg DESC LIMIT @aantal
            """, new { jaar = delen[0], volg = delen[1], aantal = limiet + 1 }, ct);
        var totaal = await db.First<int>("SELECT count(*) FROM editie", null, ct);
        var items = rijen.Take(limiet).Select(rij => new EditieVerwijzing(rij.Nummer, rij.Titel, rij.GepubliceerdOp, rij.Volgnummer, rij.Sha256)).ToList();
        return new Pagina<EditieVerwijzing>(items, totaal, rijen.Count > limiet ? items[^1].Nummer : null, items.Count == 0 ? 0 : items[0].Volgnummer);
    }

    private sealed class Rij
    {
        public string Nummer { get; init; } = "";
        public string Titel { get; init; } = "";
        public DateTimeOffset GepubliceerdOp { get; init; }
        public long Volgnummer { get; init; }
        public string Sha256 { get; init; } = "";
    }
}
