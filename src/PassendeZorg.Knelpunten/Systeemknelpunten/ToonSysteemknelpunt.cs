using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Een systeemknelpunt lezen.</summary>
public sealed class ToonSysteemknelpunt : IEndpoint
{
    /// <summary>How many knelpunten are read per perspective.</summary>
    private const int PerPerspectief = 20;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/systeemknelpunten/{id}", Handle).WithName("toonSysteemknelpunt").AllowAnonymous().Produces<SysteemknelpuntMetPerspectieven>();

    /// <summary>Een systeemknelpunt, met hoe het er door verschillende ogen uitziet.</summary>
    public sealed record SysteemknelpuntMetPerspectieven : Systeemknelpunt
    {
        internal SysteemknelpuntMetPerspectieven(Systeemknelpunt basis) : base(basis)
        {
        }

        /// <summary>De knelpunten naast elkaar, per perspectief: wie kijkt, ziet iets anders.</summary>
        public IReadOnlyList<Blik> Perspectieven { get; init; } = [];
    }

    /// <summary>Wat er door één soort ogen te zien is.</summary>
    /// <param name="Perspectief">Code uit de begrippenlijst perspectieven; null: niet genoemd.</param>
    /// <param name="Naam">Hoe mensen dat lezen.</param>
    /// <param name="Knelpunten">De nieuwste knelpunten, ten hoogste 20.</param>
    /// <param name="Totaal">Hoeveel het er zijn.</param>
    public sealed record Blik(string? Perspectief, string Naam, IReadOnlyList<Gezien> Knelpunten, int Totaal);

    /// <summary>Een knelpunt door iemands ogen.</summary>
    /// <param name="Id">UUIDv7.</param>
    /// <param name="Kenmerk">Nummer per jaar.</param>
    /// <param name="Titel">Het knelpunt in één regel.</param>
    /// <param name="Dilemma">Wat er volgens deze melder tegenover staat; null als dat niet is genoemd.</param>
    /// <param name="Voorbeeld">Bij voorbeelden: "Voorbeeld uit openbare bron, 2023". Null bij wat projecten melden.</param>
    public sealed record Gezien(Guid Id, string Kenmerk, string? Titel, string? Dilemma, string? Voorbeeld);

    /// <summary>Een systeemknelpunt lezen, met id of kenmerk.</summary>
    /// <remarks>Met wat erin zit, wie er wat voor nodig vindt, officiële reacties en toezeggingen. Een weergegeven standpunt is als zodanig gemerkt: dat is niet door de partij zelf geplaatst.</remarks>
    /// <param name="id">Id of kenmerk van het systeemknelpunt.</param>
    public static async Task<IResult> Handle(string id, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var rij = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        return Conditional.NotModified(context, await Etag(rij, gebruiker, register, db, clock, context.RequestAborted)) ? Results.Empty
            : await Antwoord(rij, gebruiker, register, db, clock, context, 200);
    }

    /// <summary>Answers with it as it is now.</summary>
    internal static async Task<IResult> Antwoord(Systeemknelpunt.Rij rij, Gebruiker lezer, Register register, Db db, TimeProvider clock, HttpContext context, int status)
    {
        // The ETag first: an answer may be newer than its ETag says, never older.
        context.Response.Headers.ETag = await Etag(rij, lezer, register, db, clock, context.RequestAborted);
        var keuze = await Systeemkeuze.Van(rij.Id, lezer, register, db, clock, context.RequestAborted);
        var systeem = (await Systeemknelpunt.Toon(keuze.Systemen, keuze.Beeld, keuze.Teller, keuze.Vandaag, lezer, register, db, context.RequestAborted))[0];
        var antwoord = new SysteemknelpuntMetPerspectieven(systeem) { Perspectieven = await Perspectieven(systeem, register, db, context.RequestAborted) };
        if (status != 201)
        {
            return Results.Json(antwoord, statusCode: status);
        }

        return Results.Created($"/v1/systeemknelpunten/{rij.Id}", antwoord);
    }

    /// <summary>
    /// The version first, for If-Match; then what else changes the answer without being a change of this systeemknelpunt: the knelpunten in it, the
    /// clock, who reads.
    /// </summary>
    private static async Task<string> Etag(Systeemknelpunt.Rij rij, Gebruiker lezer, Register register, Db db, TimeProvider clock, CancellationToken ct)
    {
        // The version that is shown, not that of the row: that one may have been written a moment ago and not be followed yet.
        var versie = (register.Duiding.Nu.Zoek(rij.Id) ?? throw Systeemknelpunt.NietGevonden()).Stand.Versie;
        return $"\"{versie}.{register.Volgnummer}.{Kalender.Dag(clock.GetUtcNow()).DayNumber}.{await Reactie.Concepten(lezer, db, ct)}.{Etags.Lezer(lezer)}\"";
    }

    /// <summary>What is public of it, by whose eyes it is seen.</summary>
    internal static async Task<List<Blik>> Perspectieven(Systeemknelpunt systeem, Register register, Db db, CancellationToken ct)
    {
        var knelpunten = new List<(KnelpuntInhoud Inhoud, Knelpunt.Rij Rij)>();
        foreach (var ids in systeem.Knelpunten.Chunk(500))
        {
            knelpunten.AddRange((await db.Query<Knelpunt.Rij>($"{Knelpunt.Select} WHERE id {db.Dialect.In("@ids")}", new { ids }, ct)).Where(rij => rij.IsOpenbaar).Select(rij => (rij.Lees(), rij)));
        }

        var lijst = register.Begrippen["perspectieven"];
        return
        [
            .. from item in knelpunten
               group item by item.Inhoud.Perspectief into blik
               orderby blik.Key is null, lijst.Zoek(blik.Key ?? "")?.Volgorde
               let nieuwste = blik.OrderByDescending(item => item.Rij.Nummer).Take(PerPerspectief).Select(item => new Gezien(item.Rij.Id, item.Rij.Kenmerk, item.Inhoud.Titel, item.Inhoud.Dilemma, item.Rij.Voorbeeld))
               select new Blik(blik.Key, blik.Key is null ? "Niet genoemd" : lijst.Zoek(blik.Key)?.Naam ?? blik.Key, [.. nieuwste], blik.Count()),
        ];
    }
}
