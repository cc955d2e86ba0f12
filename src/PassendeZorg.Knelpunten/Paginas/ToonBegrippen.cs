using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>De woorden waarmee knelpunten worden geduid: welke lijsten er zijn, en wat erin staat.</summary>
public sealed class ToonBegrippen : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/begrippen", Handle).AllowAnonymous();
        routes.MapGet("/begrippen/{lijst}", ToonLijst).AllowAnonymous();
    }

    internal static IResult Handle(Gebruiker gebruiker, Register register, TimeProvider clock, HttpContext context) => Pagina.Bekend(context, gebruiker, register, clock) ? Results.Empty
        : new Pagina("Begrippen", $"""
            <p>Iedereen noemt hetzelfde anders. Daarom krijgt elk knelpunt codes uit vaste lijsten, zodat er te tellen valt. Een code verandert nooit; wat vervalt, blijft op oude knelpunten staan.</p>
            {Onderdelen.Breed("Begrippenlijsten", $"""
                <table>
                <caption>Lijsten</caption>
                <thead><tr><th scope="col">Lijst</th><th scope="col" class="getal">Begrippen</th></tr></thead>
                <tbody>
                {Html.Elk(register.Begrippen.Alle, lijst => $"""<tr><th scope="row"><a href="/begrippen/{lijst.Code}">{lijst.Naam}</a></th><td class="getal">{Onderdelen.Getal(lijst.Begrippen.Count)}</td></tr>""")}</tbody>
                </table>
                """)}
            <p>De lijsten zijn ook <a href="/v1/begrippenlijsten">als gegevens</a> op te halen, in JSON en als SKOS.</p>
            """)
        { Intro = "De woordenlijsten achter het register: wetten, domeinen, soorten en meer." };

    internal static async Task<IResult> ToonLijst(string lijst, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var begrippen = ToonBegrippenlijst.Vind(lijst, register);
        if (Pagina.Bekend(context, gebruiker, register, clock))
        {
            return Results.Empty;
        }

        var dimensie = Dimensie.Alle.FirstOrDefault(deel => deel.Lijst == lijst);
        var aantallen = dimensie is null ? null : await Tel(dimensie.Sleutel, register, db, context.RequestAborted);
        var (vandaag, codes) = (Kalender.Dag(clock.GetUtcNow()), begrippen.Begrippen.Select(begrip => begrip.Code).ToHashSet(StringComparer.Ordinal));
        var boven = begrippen.Begrippen.Where(begrip => begrip.Bovenliggend is not { } ouder || !codes.Contains(ouder));
        return new Pagina(begrippen.Naam, $"""
            <p>{Onderdelen.Aantal(begrippen.Begrippen.Count, "begrip", "begrippen")}{(begrippen.Begrippen.Any(begrip => begrip.Bovenliggend is not null) ? " op twee niveaus; wat ingesprongen staat, valt onder wat erboven staat en telt daar ook mee" : "")}. Als gegevens: <a href="/v1/begrippenlijsten/{lijst}">JSON</a>, <a href="/v1/begrippenlijsten/{lijst}?formaat=ld%2Bjson">SKOS (JSON-LD)</a>.</p>
            {Html.Als(aantallen is not null, () => $"""<p>De aantallen zijn openbare knelpunten; elk getal leidt naar de lijst.{(lijst == "organisaties" ? " Bij organisaties: de knelpunten waar zij volgens de melder iets aan kunnen doen." : "")}</p>""")}
            {Onderdelen.Breed(begrippen.Naam, $"""
                <table class="boom">
                <caption>{begrippen.Naam}</caption>
                <thead><tr><th scope="col">Begrip</th><th scope="col">Code</th><th scope="col">Andere woorden</th>{Html.Als(aantallen is not null, () => Html.Ruw("<th scope=\"col\" class=\"getal\">Knelpunten</th>"))}</tr></thead>
                <tbody>
                {Html.Elk(boven.SelectMany(begrip => begrippen.Begrippen.Where(deel => deel.Bovenliggend == begrip.Code).Prepend(begrip)), begrip => $"""
                    <tr id="begrip-{begrip.Code}"{(begrip.Bovenliggend is null ? Html.Leeg : Html.Ruw(" class=\"onderliggend\""))}><th scope="row">{begrip.Naam}{Html.Met(begrip.Bovenliggend, ouder => $"""<span class="alleen-voorlezen">, valt onder {Onderdelen.Naam(begrippen, ouder)}</span>""")}{Html.Met(begrip.Toelichting, uitleg => $"""<p class="hint">{uitleg}</p>""")}{Geldig(begrip, vandaag)}</th><td><code>{begrip.Code}</code>{Html.Met(begrip.Uri, uri => $"""<br><a href="{uri}">bron<span class="alleen-voorlezen"> van {begrip.Naam}</span></a>""")}</td><td>{Html.Rij(begrip.Aliassen.Concat(begrip.Afkorting is null ? [] : [begrip.Afkorting]).Where(woord => woord != begrip.Naam).Distinct(StringComparer.OrdinalIgnoreCase), woord => $"{woord}")}</td>{Html.Met(aantallen, geteld => $"""<td class="getal">{Onderdelen.Teller(geteld.GetValueOrDefault(begrip.Code), Onderdelen.Adres("/knelpunten", (dimensie!.Sleutel, begrip.Code)))}</td>""")}</tr>
                    """)}</tbody>
                </table>
                """)}
            <p><a href="/begrippen">Alle lijsten</a></p>
            """)
        { Breed = true };
    }

    /// <summary>From when until when it can be chosen; nothing when it simply can.</summary>
    private static Html Geldig(Begrip begrip, DateOnly vandaag) =>
        begrip.GeldigTotDatum is { } tot ? $"""<p class="hint">{(vandaag >= tot ? "Vervallen sinds" : "Vervalt op")} {Onderdelen.Dag(tot)}</p>"""
        : begrip.GeldigVanDatum is { } van && vandaag < van ? $"""<p class="hint">Te kiezen vanaf {Onderdelen.Dag(van)}</p>"""
        : begrip.Kiesbaar ? Html.Leeg : $"""<p class="hint">Een groep om op te tellen; niet te kiezen bij een melding</p>""";

    private static async Task<Dictionary<string, int>> Tel(string sleutel, Register register, Db db, CancellationToken ct)
    {
        var zeef = await Zeef.Maak(Selectie.Alles, Gebruiker.Anoniem, register, db, ct);
        return Kruistabel.Tel(zeef, As.Maak(sleutel, Gebruiker.Anoniem, register, zeef.Stand), null, "knelpunten", null, Selectie.Alles).Rijen.ToDictionary(rij => rij.Code, rij => rij.Totaal, StringComparer.Ordinal);
    }
}
