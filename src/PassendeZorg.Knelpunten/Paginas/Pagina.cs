using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>A page: what all pages have around what this one is about. It reads without JavaScript and without a style sheet too.</summary>
/// <param name="Titel">What the page is called, in the browser and in its heading unless <see cref="Kop"/> says otherwise.</param>
/// <param name="Inhoud">What stands under the heading.</param>
internal sealed record Pagina(string Titel, Html Inhoud) : IResult
{
    /// <summary>The heading, when it holds more than the title.</summary>
    public Html? Kop { get; init; }

    /// <summary>One sentence under the heading, also what a search engine shows.</summary>
    public string? Intro { get; init; }

    /// <summary>The status of the answer.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Feeds that follow what is on the page (autodiscovery): title and address.</summary>
    public IReadOnlyList<(string Titel, string Adres)> Feeds { get; init; } = [];

    /// <summary>A small script that the page can do without: its address among <see cref="Bestanden"/>, such as <c>/script/melden.js</c>.</summary>
    public string? Script { get; init; }

    /// <summary>Wide: tables and matrices use the whole window.</summary>
    public bool Breed { get; init; }

    /// <summary>What was typed and is wrong; shown first, each with a link to its field.</summary>
    public IReadOnlyList<Fout> Fouten { get; init; } = [];

    /// <summary>
    /// True when the reader has this page already (304). Only who did not sign in gets an ETag: what others see is never kept. The day is in
    /// it, since lateness goes by the clock, and the files that the page needs.
    /// </summary>
    public static bool Bekend(HttpContext context, Gebruiker gebruiker, Register register, TimeProvider clock) =>
        Bekend(context, gebruiker, Etags.VanSystemen(context, gebruiker, register, Kalender.Dag(clock.GetUtcNow()))[1..^1]);

    /// <summary>The same of a page that does not follow the log: what it says of itself, without quotes.</summary>
    public static bool Bekend(HttpContext context, Gebruiker gebruiker, string merk) =>
        !gebruiker.IsAangemeld && !Bericht.Is(context) && Conditional.NotModified(context, $"\"{merk}-{Bestanden.Versie}\"");

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = "text/html; charset=utf-8";
        await Geheel(context).Schrijf(context.Response, context.RequestAborted);
    }

    private Html Geheel(HttpContext context)
    {
        var (gebruiker, pad) = (Gebruiker.Van(context), context.Request.Path.Value ?? "/");
        var bericht = Bericht.Neem(context);
        return $"""
            <!DOCTYPE html>
            <html lang="nl">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{(Fouten.Count > 0 ? "Fout: " : "")}{Titel} – Knelpunten passende zorg</title>
            {Html.Met(Intro, intro => $"""<meta name="description" content="{intro}">""")}
            <meta name="color-scheme" content="light dark">
            <link rel="stylesheet" href="{Bestanden.Adres("/stijl/pagina.css")}">
            <link rel="icon" href="{Bestanden.Adres("/favicon.svg")}" type="image/svg+xml">
            <link rel="describedby" href="/v1/catalogus" type="application/ld+json">
            {Html.Elk(Feeds, feed => $"""<link rel="alternate" type="application/atom+xml" title="{feed.Titel}" href="{feed.Adres}">""")}{Html.Met(Script, script => $"""<script src="{Bestanden.Adres(script)}" defer></script>""")}
            </head>
            <body>
            <a class="overslaan nl-skip-link nl-skip-link--visible-on-focus" href="#inhoud">Direct naar de inhoud</a>
            <header class="kop">
            <div class="kop-binnen">
            <a class="merk" href="/"><span class="merk-teken" aria-hidden="true"></span>Knelpunten <span class="merk-onder">passende zorg</span></a>
            <nav aria-label="Hoofdmenu">
            <ul class="menu">
            {Html.Elk(Menu(gebruiker), keuze => $"""<li><a href="{keuze.Adres}"{Hier(pad, keuze.Adres)}>{keuze.Naam}</a></li>""")}</ul>
            </nav>
            </div>
            </header>
            <main id="inhoud" tabindex="-1"{(Breed ? Html.Ruw(" class=\"breed-blad\"") : Html.Leeg)}>
            {Html.Met(bericht, tekst => $"""<p class="bericht" role="status">{tekst}</p>""")}
            <h1>{Kop ?? (Html)$"{Titel}"}</h1>
            {Html.Met(Intro, intro => $"""<p class="intro">{intro}</p>""")}
            {Foutenlijst()}
            {Inhoud}
            </main>
            <footer class="voet">
            <nav aria-label="Over deze site">
            <ul class="menu">
            <li><a href="/over">Over het register</a></li>
            <li><a href="/handleiding">Handleiding</a></li>
            <li><a href="/begrippen">Begrippen</a></li>
            <li><a href="/abonneren">Abonneren</a></li>
            <li><a href="/docs">API</a></li>
            <li><a href="/toegankelijkheid">Toegankelijkheid</a></li>
            <li><a href="/privacy">Privacy</a></li>
            {Html.Als(gebruiker.IsAangemeld, () => (Html)$"""<li><a href="/afmelden">Afmelden</a></li>""", () => $"""<li><a href="/aanmelden">Aanmelden</a></li>""")}
            </ul>
            </nav>
            </footer>
            </body>
            </html>

            """;
    }

    /// <summary>Everything that is wrong, at once, each with a link to the field that it is about.</summary>
    private Html Foutenlijst() => Html.Als(Fouten.Count > 0, () => $"""
        <div class="fouten" role="alert">
        <h2>{(Fouten.Count == 1 ? "Er is iets niet goed ingevuld" : $"Er zijn {Fouten.Count} dingen niet goed ingevuld")}</h2>
        <ul>
        {Html.Elk(Fouten, fout => $"""<li>{Html.Als(fout.Veld.Length > 0, () => (Html)$"""<a href="#{Velden.Id(fout.Veld)}">{fout.Bericht}</a>""", () => $"{fout.Bericht}")}</li>""")}</ul>
        </div>
        """);

    private static IEnumerable<(string Naam, string Adres)> Menu(Gebruiker gebruiker)
    {
        yield return ("Overzicht", "/");
        yield return ("Knelpunten", "/knelpunten");
        yield return ("Systeemknelpunten", "/systeemknelpunten");
        yield return ("Verantwoording", "/verantwoording");
        yield return ("Edities", "/edities");
        yield return ("Melden", "/melden");
        if (gebruiker.Rol is "melder" or "analist" or "beheerder")
        {
            yield return ("Mijn meldingen", "/mijn-meldingen");
        }

        if (gebruiker.ZietAlles)
        {
            yield return ("Beoordelen", "/beoordelen");
        }

        if (gebruiker.Rol == "adressaat")
        {
            yield return ("Postvak", "/postvak");
        }
    }

    private static Html Hier(string pad, string adres) =>
        pad == adres ? Html.Ruw(" aria-current=\"page\"") : adres.Length > 1 && pad.StartsWith($"{adres}/", StringComparison.Ordinal) ? Html.Ruw(" aria-current=\"true\"") : Html.Leeg;
}

/// <summary>A sentence for the next page, after something was done: shown once.</summary>
internal static class Bericht
{
    private const string Naam = "bericht";

    public static bool Is(HttpContext context) => context.Request.Cookies.ContainsKey(Naam);

    /// <summary>Goes to another page (303) that first says this.</summary>
    public static IResult NaarMet(HttpContext context, string adres, string tekst)
    {
        context.Response.Cookies.Append(Naam, tekst, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, MaxAge = TimeSpan.FromMinutes(1) });
        return new Verder(adres);
    }

    /// <summary>Goes to another page (303): reloading that does nothing twice.</summary>
    public static IResult Naar(string adres) => new Verder(adres);

    public static string? Neem(HttpContext context)
    {
        if (context.Request.Cookies[Naam] is not { Length: > 0 and < 1000 } tekst)
        {
            return null;
        }

        context.Response.Cookies.Delete(Naam);
        return tekst;
    }

    private sealed record Verder(string Adres) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            httpContext.Response.StatusCode = StatusCodes.Status303SeeOther;
            httpContext.Response.Headers.Location = Uri.TryCreate(Adres, UriKind.Relative, out var adres) ? adres.ToString() : "/";
            return Task.CompletedTask;
        }
    }
}
