using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Wat er voor een adressaat ligt: wat op antwoord wacht, eigen concepten en eigen toezeggingen.</summary>
public sealed class ToonPostvak : IEndpoint
{
    /// <summary>Days within which a promise is due soon.</summary>
    private const int Binnenkort = 30;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/postvak", Handle).RequireAuthorization(Rechten.Antwoorden);

    internal static async Task<IResult> Handle(Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var (ct, wie) = (context.RequestAborted, gebruiker.Organisatie!);
        var fouten = new Fouten();
        var selectie = Selectie.Lees(sleutel => sleutel == "adressaat" ? wie : default, register, Kalender.Dag(clock.GetUtcNow()), fouten, systemen: true);
        fouten.Klaar();
        var keuze = await Systeemkeuze.Maak(selectie, gebruiker, register, db, clock, ct);
        var systemen = await Systeemknelpunt.Toon(keuze.Systemen, keuze.Beeld, keuze.Teller, keuze.Vandaag, gebruiker, register, db, ct);
        var wacht = systemen.Where(systeem => Wacht(systeem, wie)).OrderBy(systeem => systeem.GeagendeerdOp).ToList();
        var concepten = (from systeem in systemen from reactie in systeem.Reacties where reactie.Status == "concept" select (systeem, reactie)).ToList();
        var open = await Toezegging.Lees([.. keuze.Beeld.Beloften.Where(belofte => belofte.Door == wie && belofte.Status == "open")], keuze.Beeld, keuze.Vandaag, db, ct);
        var titels = systemen.ToDictionary(systeem => systeem.Id, systeem => systeem.Titel);
        var (laat, straks) = (open.Where(toezegging => toezegging.TeLaat).ToList(), keuze.Vandaag.AddDays(Binnenkort));

        return new Pagina("Postvak", $"""
            <h2>Wacht op uw antwoord ({Onderdelen.Getal(wacht.Count)})</h2>
            {Html.Als(wacht.Count == 0, () => $"<p>Er ligt nu niets te wachten.</p>")}
            {Html.Als(wacht.Count > 0, () => $"""
                <ul class="lijst">
                {Html.Elk(wacht, systeem => $"""
                    <li>
                    <h3><a href="{Systeemdelen.Adres(systeem.Kenmerk)}">{systeem.Titel}</a></h3>
                    <p class="meta"><span>{systeem.Kenmerk}</span> {Onderdelen.Stand(systeem.Status)} <span>op de agenda sinds {Onderdelen.Dag(systeem.GeagendeerdOp!.Value)}, {Geleden(keuze.Vandaag.DayNumber - Kalender.Dag(systeem.GeagendeerdOp.Value).DayNumber)}</span>
                    <span><a href="{Onderdelen.Adres("/knelpunten", ("systeemknelpunt", systeem.Kenmerk))}">{Onderdelen.Aantal(systeem.Telling.Knelpunten, "knelpunt", "knelpunten")}</a> van {Onderdelen.Aantal(systeem.Telling.Projecten, "project", "projecten")}</span></p>
                    <p class="knoppen"><a class="knop" href="{Systeemdelen.Adres(systeem.Kenmerk, "reactie")}">Reageer<span class="alleen-voorlezen"> op {systeem.Kenmerk}</span></a>
                    <a class="knop knop-rustig" href="{Systeemdelen.Adres(systeem.Kenmerk, "inschatting")}">Schat in<span class="alleen-voorlezen"> wat er nodig is voor {systeem.Kenmerk}</span></a>
                    <a class="knop knop-rustig" href="{Systeemdelen.Adres(systeem.Kenmerk, "toezegging")}">Zeg iets toe<span class="alleen-voorlezen"> bij {systeem.Kenmerk}</span></a></p>
                    </li>
                    """)}</ul>
                """)}
            {Html.Als(concepten.Count > 0, () => $"""
                <h2>Uw concepten ({Onderdelen.Getal(concepten.Count)})</h2>
                <p>Alleen uw organisatie ziet deze.</p>
                <ul>
                {Html.Elk(concepten, item => $"""<li><a href="/reacties/{item.reactie.Id.ToString("D")}">{Systeemdelen.Antwoord(item.reactie.Soort)}: {item.systeem.Titel}</a> ({item.systeem.Kenmerk}, {Onderdelen.Dag(item.reactie.GewijzigdOp)})</li>""")}</ul>
                """)}
            <h2>Uw toezeggingen</h2>
            {Html.Als(open.Count == 0, () => $"<p>U hebt geen open toezeggingen.</p>")}
            {Lijst("Te laat", laat)}
            {Lijst($"Binnen {Binnenkort} dagen", [.. open.Where(toezegging => !toezegging.TeLaat && toezegging.UiterlijkDatum <= straks)])}
            {Lijst("Later", [.. open.Where(toezegging => !toezegging.TeLaat && toezegging.UiterlijkDatum > straks)])}
            <p><a href="{Onderdelen.Adres("/systeemknelpunten", ("adressaat", wie))}">Alles wat bij u ligt of waar u bij betrokken bent</a></p>
            """)
        { Intro = $"Wat er ligt voor {Systeemdelen.Voluit(register, wie)}." };

        Html Lijst(string kop, List<Toezegging> toezeggingen) => Html.Als(toezeggingen.Count > 0, () => $"""
            <h3>{kop} ({Onderdelen.Getal(toezeggingen.Count)})</h3>
            <ul class="lijst">
            {Html.Elk(toezeggingen, toezegging => $"""
                <li>{toezegging.Wat}
                <p class="meta"><span>uiterlijk {Onderdelen.Dag(toezegging.UiterlijkDatum)}</span> <span>{Systeemdelen.Stand(toezegging, keuze.Vandaag)}</span>
                {Html.Met(toezegging.Systeemknelpunt, systeem => $"""<span>bij <a href="{Systeemdelen.Adres(systeem.Kenmerk)}">{titels.GetValueOrDefault(systeem.Id, systeem.Kenmerk)}</a></span>""")}
                <a href="/toezeggingen/{toezegging.Id.ToString("D")}">Zeg hoe het ermee staat<span class="alleen-voorlezen">: {toezegging.Wat}</span></a></p></li>
                """)}</ul>
            """);
    }

    private static Html Geleden(int dagen) => dagen == 0 ? (Html)$"vandaag" : $"{Onderdelen.Aantal(dagen, "dag", "dagen")} geleden";

    /// <summary>On its agenda, and without an answer of its own: what counts as unanswered in the verantwoording, as long as it is not solved or closed.</summary>
    private static bool Wacht(Systeemknelpunt systeem, string wie) => systeem.GeagendeerdOp is not null && systeem.Status is "geagendeerd" or "heropend" or "beantwoord"
        && systeem.Bevoegd.Contains(wie) && !systeem.Reacties.Any(reactie => reactie.Organisatie == wie && reactie.Status == "gepubliceerd");
}
