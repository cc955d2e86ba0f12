using System.Globalization;
using Microsoft.AspNetCore.Authentication;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Aanmelden met een sleutel, en afmelden.</summary>
public sealed class MeldAan : IEndpoint
{
    /// <summary>The field that says where to go on to; the fields of what was being typed stand behind <see cref="Bewaard"/>.</summary>
    private const string Terug = "terug";
    private const string Bewaard = "bewaard:";

    /// <summary>What was being typed in any other form goes along, so that this one may be larger than all others.</summary>
    private const int Ingevuld = 1024 * 1024;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/aanmelden", (HttpContext context) => Vraag(context, Sessie.Terug(context.Request.Query[Terug]), [])).AllowAnonymous();
        routes.MapPost("/aanmelden", Handle).AllowAnonymous().Limit(Ingevuld);
        routes.MapGet("/afmelden", ToonAfmelden).AllowAnonymous();
        routes.MapPost("/afmelden", Afmelden).AllowAnonymous();
    }

    /// <summary>The page that asks for a key.</summary>
    /// <param name="ingevuld">What was being typed elsewhere; it goes on to where it was going, after.</param>
    internal static IResult Vraag(HttpContext context, string terug, IEnumerable<(string Naam, string Waarde)> ingevuld, string? uitleg = null, int status = 200, Formulier? formulier = null) =>
        new Pagina("Aanmelden", $"""
            {Html.Met(uitleg, tekst => $"""<p class="let-op">{tekst}</p>""")}
            {Velden.Formulier(context, "/aanmelden", $"""
                {Velden.Verborgen(Terug, terug)}
                {Html.Elk(ingevuld, veld => Velden.Verborgen(Bewaard + veld.Naam, veld.Waarde))}
                {Velden.Regel(formulier ?? Formulier.Leeg, "sleutel", "Uw sleutel", "Begint met kp_. U kreeg die van de beheerder van het register.", verplicht: true, soort: "password", vulAan: "current-password")}
                <p>{Velden.Knop("Aanmelden")}</p>
                """)}
            <h2>Nog geen sleutel?</h2>
            <p>Lezen kan zonder. Wie namens een project of organisatie wil melden, beoordelen of antwoorden, vraagt een sleutel aan bij de beheerder van dit register; zie <a href="/over#sleutel">over het register</a>. Hoe het dan verdergaat, staat in de <a href="/handleiding">handleiding</a>.</p>
            """)
        { Intro = "Melden, beoordelen en antwoorden doet u namens een organisatie, met een sleutel.", Status = status, Fouten = formulier?.Fouten ?? [] };

    /// <summary>Starts a session, and goes on to where somebody was.</summary>
    internal static async Task<IResult> Handle(Formulier formulier, HttpContext context, Aanmelding aanmelding, Register register, TimeProvider clock, Schrijver schrijver)
    {
        var terug = Sessie.Terug(formulier[Terug]);
        var ingevuld = formulier.Alle.Where(veld => veld.Naam.StartsWith(Bewaard, StringComparison.Ordinal)).Select(veld => (veld.Naam[Bewaard.Length..], veld.Waarde)).ToList();
        var (sleutel, weigering) = aanmelding.Herken(formulier["sleutel"].Trim(), Limieten.Afzender(context));
        if (weigering is not null)
        {
            context.Response.Headers.RetryAfter = weigering.RetryAfter?.ToString(CultureInfo.InvariantCulture);
            return Vraag(context, terug, ingevuld, status: weigering.Probleem.Status, formulier: Formulier.Leeg.Met([new Fout("/sleutel", "ongeldig-formaat", weigering.Message)]));
        }

        if (!sleutel!.Leest)
        {
            return Vraag(context, terug, ingevuld, status: 403, formulier: Formulier.Leeg.Met([new Fout("/sleutel", "ongeldig-formaat", "Deze sleutel is voor een systeem dat alleen schrijft. Meld u aan met een sleutel om mee te lezen.")]));
        }

        await Sessie.Begin(context, sleutel);
        sleutel.Gebruikt(schrijver, clock);
        if (ingevuld.Count == 0)
        {
            return Bericht.NaarMet(context, terug, $"U bent aangemeld namens {Systeemdelen.Voluit(register, sleutel.Organisatie)}.");
        }

        // From here on the token of a form is that of who signed in.
        context.User = new System.Security.Claims.ClaimsPrincipal(sleutel.Identiteit(Sessie.Schema));
        return Verder(context, terug, ingevuld, "U bent aangemeld", "Wat u had ingevuld is er nog. Ga verder om het te verzenden.");
    }

    /// <summary>A page that holds what was typed, to send it (again) with a token that is good.</summary>
    internal static IResult Verder(HttpContext context, string adres, IEnumerable<(string Naam, string Waarde)> ingevuld, string titel, string uitleg, int status = 200) =>
        new Pagina(titel, $"""
            <p>{uitleg}</p>
            {Velden.Formulier(context, adres, $"{Html.Elk(ingevuld, veld => Velden.Verborgen(veld.Naam, veld.Waarde))}<p>{Velden.Knop("Verder")}</p>")}
            """)
        { Status = status };

    private static IResult ToonAfmelden(HttpContext context, Gebruiker gebruiker, Register register) => gebruiker.IsAangemeld
        ? new Pagina("Afmelden", $"<p>U bent aangemeld namens {Systeemdelen.Voluit(register, gebruiker.Organisatie!)} ({gebruiker.Rol}).</p>\n{Velden.Formulier(context, "/afmelden", Velden.Knop("Afmelden"))}")
        : Bericht.Naar("/");

    private static async Task<IResult> Afmelden(Formulier formulier, HttpContext context)
    {
        await context.SignOutAsync(Sessie.Schema);
        return Bericht.NaarMet(context, "/", "U bent afgemeld.");
    }
}
