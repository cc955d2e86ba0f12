using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas.Handleiding;

/// <summary>
/// De handleiding: de eerste tien minuten, per rol. Text of its own in C#, as every page: what it says on buttons, and every command in it, is tried by a test
/// (<c>HandleidingTests</c>) as it stands here.
/// </summary>
public sealed class ToonHandleiding : IEndpoint
{
    private static readonly Deel[] Delen =
    [
        new("melder", "Melden", "U werkt in of voor een project en loopt ergens op vast.", VoorMelder.Tekst),
        new("analist", "Beoordelen en bundelen", "U kijkt meldingen na, ziet wat erachter zit en brengt dat bij wie erover gaat.", VoorAnalist.Tekst),
        new("adressaat", "Antwoorden en toezeggen", "Uw organisatie gaat erover: zij maakt de regel, betaalt of houdt toezicht.", VoorAdressaat.Tekst),
        new("beheerder", "Een register beheren", "U zet een register neer, deelt sleutels uit en zorgt dat er niets wegraakt.", VoorBeheerder.Tekst),
        new("ontwikkelaar", "Voor ontwikkelaars", "Uw systeem leest, meldt of volgt mee, met de API, een feed of een webhook.", VoorOntwikkelaar.Tekst),
    ];

    private sealed record Deel(string Code, string Titel, string Voor, Func<Html> Tekst);

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/handleiding", Handle).AllowAnonymous();
        routes.MapGet("/handleiding/{deel}", ToonDeel).AllowAnonymous();
    }

    internal static IResult Handle(Gebruiker gebruiker, Register register, TimeProvider clock, HttpContext context) => Pagina.Bekend(context, gebruiker, register, clock) ? Results.Empty
        : new Pagina("Handleiding", $"""
            <ul class="lijst">
            {Html.Elk(Delen, deel => $"""<li><h2><a href="/handleiding/{deel.Code}">{deel.Titel}</a></h2><p>{deel.Voor}</p></li>""")}</ul>
            <h2>Alleen lezen?</h2>
            <p>Dat kan zonder sleutel. Het <a href="/">overzicht</a> laat zien wat er gemeld is, naar wet en naar domein. Elk getal leidt naar de <a href="/knelpunten">lijst</a> erachter. Daar kiest u zelf verder, en haalt u de lijst op als blad voor Excel.
            Bij <a href="/verantwoording">verantwoording</a> staat wie wat heeft toegezegd, en wat ervan kwam. Volgen kan ook: <a href="/abonneren">abonneren</a>.</p>
            <p>Wat de woorden betekenen en hoe er wordt geteld, staat bij <a href="/over">over het register</a>. De codes staan bij <a href="/begrippen">begrippen</a>.</p>
            """)
        { Intro = "In tien minuten op weg. Kies wat u komt doen." };

    internal static IResult ToonDeel(string deel, Gebruiker gebruiker, Register register, TimeProvider clock, HttpContext context)
    {
        var gekozen = Delen.FirstOrDefault(item => item.Code == deel) ?? throw Weigering.NietGevonden("Dit deel van de handleiding is er niet. Alle delen staan op /handleiding.");
        return Pagina.Bekend(context, gebruiker, register, clock) ? Results.Empty
            : new Pagina($"Handleiding: {gekozen.Titel.ToLowerInvariant()}", $"""
                {gekozen.Tekst()}
                <p><a href="/handleiding">Alle delen van de handleiding</a></p>
                """)
            { Intro = gekozen.Voor, Kop = $"{gekozen.Titel}" };
    }

    /// <summary>What to type, and what then comes out: "…" there is what differs.</summary>
    /// <param name="blijft">It goes on until it is stopped.</param>
    internal static Html Opdracht(string opdracht, string? uitkomst = null, bool blijft = false) => $"""
        <pre class="opdracht"{(blijft ? Html.Ruw(" data-blijft") : Html.Leeg)}><code>{opdracht}</code></pre>
        {Html.Met(uitkomst, tekst => $"""
            <p class="dan">Dan ziet u:</p>
            <pre class="uitkomst"><code>{tekst}</code></pre>
            """)}
        """;
}
