using System.ComponentModel.DataAnnotations;
using System.Numerics;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>
/// Welke wetten samen op één knelpunt botsen, en welke knelpunten dat zijn. Een selectie kan niet om twee wetten tegelijk vragen (waarden van
/// één sleutel zijn OF), dus heeft een naad een eigen lijst, binnen een selectie.
/// </summary>
public sealed class ToonNaden : IEndpoint
{
    private const int PerPagina = 50;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/naden", Handle).AllowAnonymous();
        routes.MapGet("/naden/{a}/{b}", ToonNaad).AllowAnonymous();
    }

    /// <param name="Selectie">Welke knelpunten.</param>
    internal sealed record Query(Selectie Selectie);

    /// <param name="Selectie">Welke knelpunten.</param>
    /// <param name="Na">Uit de link naar de volgende pagina.</param>
    internal sealed record Naadquery(Selectie Selectie, [property: GeenVrijeTekst, StringLength(200)] string? Na = null);

    internal static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var selectie = vraag.Waarde.Selectie;
        selectie.Sta(gebruiker, telling: false);
        if (Pagina.Bekend(context, gebruiker, register, clock))
        {
            return Results.Empty;
        }

        var zeef = await Zeef.Maak(selectie, gebruiker, register, db, context.RequestAborted);
        var naden = Naden.Tel(zeef, "wet", null, selectie, register);
        var gekozen = Verwijzer.Paren(selectie.Weergave());
        return new Pagina("Naden tussen wetten", $"""
            <p>{Onderdelen.Aantal(naden.Meervoudig, "knelpunt raakt", "knelpunten raken")} meer dan één wet, van {Onderdelen.Teller(naden.Totaal, Onderdelen.Adres("/knelpunten", gekozen))} in deze selectie.</p>
            {Html.Als(naden.Naden.Count > 0, () => Rapportdelen.Naden(naden.Naden, "Elk paar wetten eenmaal, vaakst eerst", register.Begrippen["wetten"], new Verwijzer(selectie.Weergave(), register)))}
            <p class="niet-afdrukken"><a href="{Onderdelen.Adres("/v1/rapportages/naden", [.. gekozen, ("formaat", "csv"), ("scheidingsteken", "puntkomma")])}">Als CSV</a></p>
            """)
        { Intro = "Waar twee wetten samen op één knelpunt staan, zit vaak een schot: ieder regelt zijn deel, en niemand het geheel." };
    }

    internal static async Task<IResult> ToonNaad(string a, string b, Vraag<Naadquery> vraag, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var (selectie, na) = vraag.Waarde;
        selectie.Sta(gebruiker, telling: false);
        var wetten = register.Begrippen["wetten"];
        if (wetten.Zoek(a) is not { } eerste || wetten.Zoek(b) is not { } tweede || eerste == tweede)
        {
            throw Weigering.NietGevonden("Een naad ligt tussen twee verschillende wetten uit de lijst wetten.");
        }

        var bladwijzer = Bladwijzer.Lees(na, register.Kolommen.Nu.LaatsteVolgnummer);
        if (Pagina.Bekend(context, gebruiker, register, clock))
        {
            return Results.Empty;
        }

        var zeef = await Zeef.Maak(selectie, gebruiker, register, db, context.RequestAborted, bladwijzer?.Volgnummer);
        var treffers = Kies(zeef, eerste, tweede, register);
        var vorige = bladwijzer?.Vorige ?? 0;
        var items = await ZoekKnelpunten.Lees([.. treffers.Skip(vorige).Take(PerPagina)], zeef.Volgnummer, gebruiker, register, db, context.RequestAborted);
        var gekozen = Verwijzer.Paren(selectie.Weergave());
        return new Pagina($"{eerste.Afkorting ?? eerste.Naam} en {tweede.Afkorting ?? tweede.Naam}", $"""
            <p><strong>{Onderdelen.Aantal(treffers.Count, "knelpunt", "knelpunten")}</strong> {(treffers.Count == 1 ? "raakt" : "raken")} zowel de {eerste.Naam} als de {tweede.Naam}.</p>
            <ul class="lijst">
            {Html.Elk(items, item => $"""
                <li><h2><a href="/knelpunten/{item.Kenmerk}">{item.Titel}</a></h2>
                <p class="meta"><span>{item.Kenmerk}</span><span>{Onderdelen.Stand(item.Status)}</span>{Html.Met(item.Voorbeeld, voorbeeld => $"""<span class="nl-data-badge">{voorbeeld}</span>""")}<span>{item.Project.Naam}</span>{Html.Met(item.GemeldOp, op => $"<span>gemeld op {Onderdelen.Dag(op)}</span>")}</p></li>
                """)}</ul>
            <nav class="bladeren" aria-label="Bladeren">{Html.Met(Bladwijzer.Volgende(vorige + PerPagina, treffers.Count, zeef.Volgnummer), volgende =>
                $"""<a href="{Onderdelen.Adres(context.Request.Path, [.. gekozen, ("na", volgende)])}">Volgende {PerPagina}</a>""")}<a href="{Onderdelen.Adres("/naden", gekozen)}">Alle naden</a></nav>
            """)
        { Intro = "Knelpunten op de naad van twee wetten, nieuwste eerst." };
    }

    /// <summary>What is on both, as the report of seams counts it; last reported first.</summary>
    private static List<ZoekKnelpunten.Treffer> Kies(Zeef zeef, Begrippen.Begrip a, Begrippen.Begrip b, Register register)
    {
        var (wetAs, treffers) = (new CodeAs(Dimensie.Van("wet")!, register.Begrippen["wetten"]), new List<ZoekKnelpunten.Treffer>());
        zeef.Doorloop((blok, rijen) =>
        {
            wetAs.Lees(blok, rijen);
            if (!wetAs.Plaatsen.Contains(a.Nummer) || !wetAs.Plaatsen.Contains(b.Nummer))
            {
                return;
            }

            var opA = wetAs[a.Nummer];
            var opB = wetAs[b.Nummer];
            for (var woord = 0; woord < opA.Length; woord++)
            {
                for (var bits = opA[woord] & opB[woord]; bits != 0; bits &= bits - 1)
                {
                    var rij = rijen[(woord * 64) + BitOperations.TrailingZeroCount(bits)];
                    treffers.Add(new ZoekKnelpunten.Treffer(-blok.GemeldOp[rij], zeef.Stand.Id(blok.Knelpunt[rij]), blok, rij));
                }
            }
        });
        treffers.Sort();
        return treffers;
    }
}
