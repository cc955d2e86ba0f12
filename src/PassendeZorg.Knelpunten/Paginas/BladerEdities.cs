using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Hosting.Server;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Edities;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Alle edities; een analist legt er hier een vast.</summary>
public sealed class BladerEdities : IEndpoint
{
    private const int PerPagina = 50;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/edities", Handle).AllowAnonymous();
        routes.MapGet("/edities/nieuw", Nieuw).RequireAuthorization(Rechten.Beoordelen);
        routes.MapPost("/edities", Publiceer).RequireAuthorization(Rechten.Beoordelen);
    }

    /// <param name="Na">Uit de link naar oudere.</param>
    internal sealed record Query([property: GeenVrijeTekst, RegularExpression("^[0-9]{4}-[0-9]{1,9}$", ErrorMessage = "Verwacht het nummer van een editie, zoals 2026-3."), StringLength(20)] string? Na = null);

    /// <param name="Selectie">Waar de nieuwe editie over gaat.</param>
    internal sealed record Nieuwquery(Selectie Selectie);

    internal static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Db db, HttpContext context)
    {
        var na = vraag.Waarde.Na;
        if (Pagina.Bekend(context, gebruiker, $"{await ToonEdities.Laatste(db, context.RequestAborted)}-{na}"))
        {
            return Results.Empty;
        }

        var edities = await ToonEdities.Lees(PerPagina, na, db, context.RequestAborted);
        return new Pagina("Edities", $"""
            {Html.Als(gebruiker.ZietAlles, () => $"""<p><a class="knop" href="/edities/nieuw">Nieuwe editie</a></p>""")}
            {Html.Als(edities.Items.Count == 0, () => (Html)$"<p>Er is nog geen editie verschenen.</p>", () => $"""
                <ul class="lijst">
                {Html.Elk(edities.Items, editie => $"""
                    <li><h2><a href="/edities/{editie.Nummer}">{editie.Titel}</a></h2>
                    <p class="meta"><span>Editie {editie.Nummer}</span><span>{Onderdelen.Dag(editie.GepubliceerdOp)}</span><span>stand na gebeurtenis {editie.Volgnummer}</span></p></li>
                    """)}</ul>
                """)}
            {Html.Met(edities.Volgende, volgende => $"""<nav class="bladeren" aria-label="Bladeren"><a href="{Onderdelen.Adres("/edities", ("na", volgende))}">Oudere edities</a></nav>""")}
            <p>Volg nieuwe edities met een feedlezer: <a href="/v1/feeds/edities">Atom</a> of <a href="/v1/feeds/edities?formaat=json">JSON Feed</a>.</p>
            """)
        {
            Intro = "Een editie legt vast wat er op een dag in het register stond: genummerd, te citeren, en na jaren nog hetzelfde.",
            Feeds = [("Edities", "/v1/feeds/edities")],
        };
    }

    /// <summary>The form, about the selection in the address.</summary>
    internal static IResult Nieuw(Vraag<Nieuwquery> vraag, Register register, TimeProvider clock, HttpContext context) => Vraag(context, register, clock,
        Verwijzer.Paren(vraag.Waarde.Selectie.Weergave()).GroupBy(deel => deel.Sleutel, deel => deel.Waarde!, StringComparer.Ordinal)
            .Aggregate(Formulier.Leeg, (formulier, deel) => formulier.Met($"selectie/{deel.Key}", [.. deel])));

    internal static async Task<IResult> Publiceer(Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, Instellingen instellingen, IServer server,
        TimeProvider clock, HttpContext context)
    {
        try
        {
            var nummer = await PubliceerEditie.Publiceer(formulier.Als<PubliceerEditie.Request>(context).Waarde, gebruiker, register, schrijver, db, instellingen, server, clock, context.RequestAborted);
            return Bericht.NaarMet(context, $"/edities/{nummer}", $"Editie {nummer} is gepubliceerd en ligt vast.");
        }
        catch (Weigering weigering)
        {
            return Vraag(context, register, clock, formulier.Met(weigering.Probleem.Fouten ?? [new Fout("", "", weigering.Probleem.Detail)]), weigering.Probleem.Status);
        }
    }

    private static Pagina Vraag(HttpContext context, Register register, TimeProvider clock, Formulier formulier, int status = 200)
    {
        var gekozen = formulier.Alle.Where(veld => veld.Naam.StartsWith("selectie/", StringComparison.Ordinal)).GroupBy(veld => veld.Naam["selectie/".Length..], veld => veld.Waarde, StringComparer.Ordinal).ToList();
        return new Pagina("Nieuwe editie", Velden.Formulier(context, "/edities", $"""
            {Velden.Regel(formulier, "titel", "Titel", "Waar gaat de editie over?", verplicht: true, lengte: 160)}
            {Velden.Keuzelijst(formulier, "adressaat", "Voor wie", Velden.Keuzen(register.Begrippen["organisaties"], Kalender.Dag(clock.GetUtcNow())), "De agenda in de editie is dan die van deze organisatie.", leeg: "Niemand in het bijzonder")}
            {Velden.Tekstvak(formulier, "inleiding", "Inleiding", "Wat u erbij wilt zeggen, zonder persoonsgegevens.", regels: 6)}
            <div class="veld">
            <h2>Welke knelpunten</h2>
            {Html.Als(gekozen.Count == 0, () => (Html)$"<p>Alle openbare knelpunten.</p>", () => $"""
                <ul>
                {Html.Elk(gekozen, deel => $"""<li id="{Velden.Id($"selectie/{deel.Key}")}">{deel.Key}: {string.Join(", ", deel)}{Html.Rij(deel, waarde => Velden.Verborgen($"selectie/{deel.Key}", waarde), "")}</li>""")}</ul>
                """)}
            <p class="hint">Een andere keuze maken? Zet de sleutels van een selectie in het adres van deze pagina, zoals <code>/edities/nieuw?wet=wlz&amp;domein=ggz</code>.</p>
            </div>
            {Velden.Vinkje(formulier, Lezer.Bevestiging, "Er staan geen persoonsgegevens in", "Alleen nodig als een naam of adres in de inleiding ten onrechte wordt geweigerd.")}
            <p>{Velden.Knop("Publiceren")}</p>
            """))
        { Intro = "Wat u publiceert, ligt vast en is meteen openbaar. Het kan niet meer worden gewijzigd of verwijderd.", Fouten = formulier.Fouten, Status = status };
    }
}
