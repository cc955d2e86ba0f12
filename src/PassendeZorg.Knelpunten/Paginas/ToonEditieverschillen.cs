using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Edities;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Wat er tussen twee edities veranderde.</summary>
public sealed class ToonEditieverschillen : IEndpoint
{
    private const int Meest = 200, Keuzen = 100;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/edities/{nummer}/verschillen", Handle).AllowAnonymous();

    /// <param name="Met">Nummer van de eerdere editie; zonder: die ervoor.</param>
    internal sealed record Query([property: GeenVrijeTekst, StringLength(20)] string? Met = null);

    internal static async Task<IResult> Handle(string nummer, Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, HttpContext context)
    {
        var ct = context.RequestAborted;
        var nu = await Editie.Vind(nummer, db, ct);
        var toen = (vraag.Waarde.Met ?? await ToonEdities.Vorige(nummer, db, ct)) is { } met ? await Editie.Vind(met, db, ct) : null;
        if (Pagina.Bekend(context, gebruiker, $"{nu.Sha256[..16]}-{toen?.Sha256[..16]}-{await ToonEdities.Laatste(db, ct)}-{register.Volgnummer}"))
        {
            return Results.Empty;
        }

        var andere = (await ToonEdities.Lees(Keuzen, null, db, ct)).Items.Where(editie => editie.Nummer != nummer).Select(editie => (editie.Nummer, $"{editie.Nummer}: {editie.Titel}")).ToList();
        return new Pagina(toen is null ? $"Editie {nummer} vergelijken" : $"Wat veranderde van editie {toen.Nummer} naar {nummer}", $"""
            <p><a href="/edities/{nummer}">{nu.Lees().Titel} (editie {nummer})</a>{Html.Met(toen, eerder => $""", vergeleken met <a href="/edities/{eerder.Nummer}">{eerder.Lees().Titel} (editie {eerder.Nummer})</a>""")}</p>
            {Html.Met(toen, eerder => Verschillen(VergelijkEdities.Vergelijk(eerder.Lees(), nu.Lees()), register))}
            {Html.Als(andere.Count == 0, () => (Html)$"<p>Er is nog geen andere editie om mee te vergelijken.</p>", () => $"""
                <form method="get" action="/edities/{nummer}/verschillen" class="niet-afdrukken">
                {Velden.Keuzelijst(Formulier.Leeg.Met("met", toen?.Nummer ?? ""), "met", "Vergelijk met", andere, verplicht: true, leeg: null)}
                <p>{Velden.Knop("Vergelijk", rustig: true)}</p>
                </form>
                """)}
            """);
    }

    private static Html Verschillen(VergelijkEdities.Verschillen verschillen, Register register) => $"""
        {Html.Als(verschillen is { Verschenen.Count: 0, Verdwenen.Count: 0, Veranderd.Count: 0, Gestegen.Count: 0, Gedaald.Count: 0 }, () => $"<p>Er veranderde niets dat deze edities tellen.</p>")}
        {Aantallen("gestegen", "Gestegen", verschillen.Gestegen, register)}
        {Aantallen("gedaald", "Gedaald", verschillen.Gedaald, register)}
        {Html.Als(verschillen.Veranderd.Count > 0, () => $"""
            <section aria-labelledby="veranderd">
            <h2 id="veranderd">Systeemknelpunten die er anders voor staan</h2>
            {Onderdelen.Breed("Systeemknelpunten die er anders voor staan", $"""
                <table>
                <caption>Status of oplossingsruimte</caption>
                <thead><tr><th scope="col">Systeemknelpunt</th><th scope="col">Wat</th><th scope="col">Was</th><th scope="col">Is</th></tr></thead>
                <tbody>
                {Html.Elk(verschillen.Veranderd.Take(Meest), deel => $"""<tr><th scope="row"><a href="/systeemknelpunten/{deel.Kenmerk}">{deel.Kenmerk}</a></th><td>{deel.Veld}</td><td>{Onderdelen.Woord(deel.Van)}</td><td>{Onderdelen.Woord(deel.Naar)}</td></tr>""")}</tbody>
                </table>
                """)}
            </section>
            """)}
        {Kenmerken("verschenen", "Verschenen", verschillen.Verschenen)}
        {Kenmerken("verdwenen", "Verdwenen", verschillen.Verdwenen)}
        """;

    private static Html Aantallen(string id, string kop, IReadOnlyList<VergelijkEdities.Verschil> verschillen, Register register) => Html.Als(verschillen.Count > 0, () => $"""
        <section aria-labelledby="{id}">
        <h2 id="{id}">{kop}</h2>
        {Onderdelen.Breed(kop, $"""
            <table>
            <caption>Aantal knelpunten, het grootste verschil eerst</caption>
            <thead><tr><th scope="col">Waarop</th><th scope="col">Wat</th><th scope="col" class="getal">Was</th><th scope="col" class="getal">Is</th></tr></thead>
            <tbody>
            {Html.Elk(verschillen.Take(Meest), deel => $"""<tr><td>{deel.Dimensie}</td><th scope="row">{Naam(deel, register)}</th><td class="getal">{Onderdelen.Getal(deel.Van)}</td><td class="getal">{Onderdelen.Getal(deel.Naar)}</td></tr>""")}</tbody>
            </table>
            """)}
        </section>
        """);

    private static string Naam(VergelijkEdities.Verschil deel, Register register)
    {
        var lijst = register.Begrippen[(Dimensie.Van(deel.Dimensie) ?? Dimensie.Van("wet")!).Lijst];
        return string.Join(" en ", deel.Code.Split('+').Select(code => Onderdelen.Naam(lijst, code)));
    }

    private static Html Kenmerken(string id, string kop, IReadOnlyList<string> kenmerken) => Html.Als(kenmerken.Count > 0, () => $"""
        <section aria-labelledby="{id}">
        <h2 id="{id}">{kop}: {Onderdelen.Getal(kenmerken.Count)}</h2>
        <p>{Html.Rij(kenmerken.Take(Meest), kenmerk => $"""<a href="/{(kenmerk.StartsWith("SK-", StringComparison.Ordinal) ? "systeemknelpunten" : "knelpunten")}/{kenmerk}">{kenmerk}</a>""")}{(kenmerken.Count > Meest ? " en meer" : "")}</p>
        </section>
        """);
}
