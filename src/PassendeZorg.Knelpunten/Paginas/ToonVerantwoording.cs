using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Wie antwoordde op wat er geagendeerd is, en wat er van toezeggingen kwam. Van één organisatie: ook wat er achter elk getal zit.</summary>
public sealed class ToonVerantwoording : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/verantwoording", Handle).AllowAnonymous();

    /// <param name="Selectie">Welke systeemknelpunten; adressaat kiest welke organisaties.</param>
    internal sealed record Query([property: VanSystemen] Selectie Selectie);

    internal static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var selectie = vraag.Waarde.Selectie;
        selectie.Sta(gebruiker, telling: false);
        if (Pagina.Bekend(context, gebruiker, register, clock))
        {
            return Results.Empty;
        }

        var ct = context.RequestAborted;
        var grond = await Verantwoording.Verzamel(selectie, gebruiker, register, db, clock, ct);
        var rapport = Verantwoording.Stel(selectie, grond, register);
        var gekozen = Verwijzer.Paren(rapport.Selectie);
        var een = selectie.Codes.GetValueOrDefault(Dimensie.Adressaat) is [var code] ? register.Begrippen["organisaties"].Zoek(code) : null;
        return new Pagina(een is null ? "Verantwoording" : $"Verantwoording: {een.Naam}", $"""
            {Html.Als(rapport.Items.Count == 0, () => $"<p>{(een is null ? "Er is nog niets geagendeerd en niets toegezegd." : "Bij deze organisatie is nog niets geagendeerd, en zij zegde niets toe.")}</p>", () => Tabel(rapport, gekozen))}
            {Html.Met(een, organisatie => $"""<p><a href="{Onderdelen.Adres("/verantwoording", gekozen.Where(deel => deel.Sleutel != "adressaat"))}">Alle organisaties</a> · <a href="{Onderdelen.Adres("/systeemknelpunten", ("adressaat", organisatie.Code))}">Alles wat deze organisatie aangaat</a></p>""")}
            {(een is null ? await TeLaat(grond, rapport, register, db, ct) : await Achter(een.Code, grond, register, db, ct))}
            <section aria-labelledby="uitleg">
            <h2 id="uitleg">Hoe er geteld is</h2>
            <p>{rapport.Uitleg}</p>
            <p>Wie {Verantwoording.Drempel} of meer systeemknelpunten op de agenda heeft, krijgt een rang: op het deel dat beantwoord is, en bij gelijke stand op de mediaan van het aantal dagen (korter is beter). Onder de {Verantwoording.Drempel} is er geen rang. Eén antwoord meer of minder zou dan alles bepalen, en dat zegt niets over hoe een organisatie het doet.</p>
            <p class="niet-afdrukken"><a href="{Onderdelen.Adres("/v1/rapportages/verantwoording", [.. gekozen, ("formaat", "csv"), ("scheidingsteken", "puntkomma")])}">Deze cijfers als CSV</a></p>
            </section>
            """)
        { Intro = "Wie kreeg wat op de agenda, wie antwoordde, hoe snel, en wat kwam er van toezeggingen?", Breed = true, Feeds = [("Systeemknelpunten", "/v1/feeds/systeemknelpunten")] };
    }

    private static Html Tabel(Verantwoording.Antwoord rapport, List<(string Sleutel, string? Waarde)> gekozen)
    {
        return Onderdelen.Breed("Verantwoording per organisatie", $"""
            <table>
            <caption>Per organisatie</caption>
            <thead><tr><th scope="col" class="getal">Rang</th><th scope="col">Organisatie</th><th scope="col" class="getal">Geagendeerd</th><th scope="col" class="getal">Beantwoord</th><th scope="col" class="getal">Deel beantwoord</th><th scope="col" class="getal">Dagen tot reactie (mediaan)</th><th scope="col" class="getal">Toezeggingen open</th><th scope="col" class="getal">waarvan te laat</th><th scope="col" class="getal">nagekomen</th><th scope="col" class="getal">vervallen</th></tr></thead>
            <tbody>
            {Html.Elk(rapport.Items, item => $"""
                <tr><td class="getal">{(item.Rang is { } rang ? $"{rang}" : "geen")}</td><th scope="row"><a href="{Achter(item, "")}">{item.Organisatie.Tekst}</a></th><td class="getal">{Teller(item, item.Geagendeerd, "geagendeerd")}</td><td class="getal">{Teller(item, item.Beantwoord, "beantwoord")}</td><td class="getal">{(item.AandeelBeantwoord is { } deel ? $"{Onderdelen.Getal(100 * deel, "0")}%" : "–")}</td><td class="getal">{(item.MediaanDagenTotReactie is { } dagen ? Onderdelen.Getal(dagen) : "–")}</td><td class="getal">{Teller(item, item.Toezeggingen.Open, "open")}</td><td class="getal">{Teller(item, item.Toezeggingen.TeLaat, "te-laat")}</td><td class="getal">{Teller(item, item.Toezeggingen.Nagekomen, "nagekomen")}</td><td class="getal">{Teller(item, item.Toezeggingen.Vervallen, "vervallen")}</td></tr>
                """)}</tbody>
            </table>
            """);

        // What is counted here no list of systeemknelpunten can ask for: on the agenda once, and competent now. It stands on this page, of one organisation.
        string Achter(Verantwoording.Verantwoord item, string deel) => Onderdelen.Adres("/verantwoording", [.. gekozen.Where(keuze => keuze.Sleutel != "adressaat"), ("adressaat", item.Organisatie.Code)]) + deel;
        Html Teller(Verantwoording.Verantwoord item, int aantal, string deel) => Onderdelen.Teller(aantal, Achter(item, $"#{deel}"));
    }

    /// <summary>All that is late, of everybody that is shown.</summary>
    private static async Task<Html> TeLaat(Verantwoording.Grond grond, Verantwoording.Antwoord rapport, Register register, Db db, CancellationToken ct)
    {
        var laat = rapport.Items.SelectMany(item => grond.Beloften[item.Organisatie.Code]).Where(belofte => belofte.TeLaat(grond.Keuze.Vandaag)).ToList();
        return laat.Count == 0 ? Html.Leeg : $"""
            <section aria-labelledby="te-laat">
            <h2 id="te-laat">Te laat: {Onderdelen.Aantal(laat.Count, "toezegging", "toezeggingen")}</h2>
            {ToonOverzicht.Toezeggingen(await Toezegging.Lees(laat, grond.Keuze.Beeld, grond.Keuze.Vandaag, db, ct), register, grond.Keuze.Vandaag)}
            </section>
            """;
    }

    /// <summary>Behind each number of one organisation what it counts.</summary>
    private static async Task<Html> Achter(string organisatie, Verantwoording.Grond grond, Register register, Db db, CancellationToken ct)
    {
        var (keuze, vandaag) = (grond.Keuze, grond.Keuze.Vandaag);
        IReadOnlyList<Systeem> systemen = [.. grond.Geagendeerd[organisatie].OrderBy(systeem => systeem.Stand.GeagendeerdOp)];
        var titels = (await Systeemknelpunt.Toon(systemen, keuze.Beeld, keuze.Teller, vandaag, Gebruiker.Anoniem, register, db, ct)).ToDictionary(systeem => systeem.Id, systeem => systeem.Titel);
        bool Antwoordde(Systeem systeem) => systeem.Stand.Reacties.Any(reactie => reactie.Organisatie == organisatie);
        var toezeggingen = await Toezegging.Lees([.. grond.Beloften[organisatie]], keuze.Beeld, vandaag, db, ct);
        return $"""
            {Html.Als(systemen.Count > 0, () => $"""
                <section aria-labelledby="geagendeerd">
                <h2 id="geagendeerd">Geagendeerd: {Onderdelen.Getal(systemen.Count)}</h2>
                {Systemen("beantwoord", "Beantwoord", [.. systemen.Where(Antwoordde)])}
                {Systemen("niet-beantwoord", "Nog niet beantwoord", [.. systemen.Where(systeem => !Antwoordde(systeem))])}
                </section>
                """)}
            {Html.Als(toezeggingen.Count > 0, () => $"""
                <section aria-labelledby="toezeggingen">
                <h2 id="toezeggingen">Toezeggingen: {Onderdelen.Getal(toezeggingen.Count)}</h2>
                {Beloften("open", "Open, met wat te laat is", belofte => belofte.Status == "open")}
                {Beloften("nagekomen", "Nagekomen", belofte => belofte.Status == "nagekomen")}
                {Beloften("vervallen", "Vervallen", belofte => belofte.Status == "vervallen")}
                </section>
                """)}
            """;

        Html Systemen(string id, string kop, IReadOnlyList<Systeem> deel) => Html.Als(deel.Count > 0, () => $"""
            <h3 id="{id}">{kop}: {Onderdelen.Getal(deel.Count)}</h3>
            <ul class="lijst">
            {Html.Elk(deel, systeem => $"""
                <li><a href="/systeemknelpunten/{systeem.Kenmerk}">{titels[systeem.Id]}</a>
                <p class="meta"><span>{systeem.Kenmerk}</span><span>{Onderdelen.Stand(systeem.Stand.Status)}</span><span>geagendeerd op {Onderdelen.Dag(systeem.Stand.GeagendeerdOp!.Value)}</span>{Html.Rij(systeem.Stand.Reacties.Where(reactie => reactie.Organisatie == organisatie), reactie => $"<span>{Onderdelen.Woord(reactie.Soort)} op {Onderdelen.Dag(reactie.GepubliceerdOp)}</span>", "")}</p></li>
                """)}</ul>
            """);

        Html Beloften(string id, string kop, Func<Toezegging, bool> welke) => toezeggingen.Where(welke).ToList() is { Count: > 0 } deel
            ? $"""
                <h3 id="{id}">{kop}: {Onderdelen.Getal(deel.Count)}</h3>
                {Html.Als(deel.Any(belofte => belofte.TeLaat), () => $"""<p id="te-laat">{Onderdelen.Aantal(deel.Count(belofte => belofte.TeLaat), "toezegging is", "toezeggingen zijn")} te laat.</p>""")}
                {ToonOverzicht.Toezeggingen(deel.OrderByDescending(belofte => belofte.TeLaat), register, vandaag)}
                """
            : Html.Leeg;
    }
}
