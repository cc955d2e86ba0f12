using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>"Wij hebben dit ook", in plaats van nog eens melden.</summary>
public sealed class SteunVanuitMelden : IEndpoint
{
    internal const string Adres = "/melden/steun";

    /// <summary>The field that says which knelpunt, and that which says after which report.</summary>
    internal const string Veld = "steun";
    internal const string Na = "na";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost(Adres, Handle).RequireAuthorization(Rechten.Melden).Limit(MeldPagina.Grootte);

    internal static Task<IResult> Handle(Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        return Handeling.Doe(formulier, context, Steun, (met, status) => Task.FromResult(MeldPagina.Formulierpagina(context, met, gebruiker, register, clock, status: status)));

        async Task<IResult> Steun()
        {
            await SteunKnelpunt.Handle(formulier[Veld], formulier.Als<SteunKnelpunt.Request>(context), gebruiker, register, schrijver, db, context);
            var (knelpunt, project) = (await Knelpunt.Vind(formulier[Veld], gebruiker, register, db, context.RequestAborted), register.Projecten.Zoek(Guid.Parse(formulier["projectId"]))!);
            var bedankt = $"{project.Inhoud.Naam} telt nu mee bij {knelpunt.Kenmerk}.";
            return Guid.TryParseExact(formulier[Na], "D", out var melding) ? Bericht.NaarMet(context, $"{BedanktPagina.Adres}/{melding}", bedankt) : Bedankt(context, formulier, knelpunt, bedankt);
        }
    }

    /// <summary>What was typed is not reported, but not lost either.</summary>
    private static Pagina Bedankt(HttpContext context, Formulier formulier, Knelpunt.Rij knelpunt, string bedankt) => new("Bedankt: u hebt dit ook", $"""
        <p class="bericht" role="status">{bedankt}</p>
        <p>Het gaat om <a href="/knelpunten/{knelpunt.Kenmerk}">{knelpunt.Lees().Titel}</a>. Hoe meer projecten hetzelfde hebben, hoe zwaarder het weegt.</p>
        <p>Uw eigen tekst is niet gemeld en niet bewaard. Is het bij u toch iets anders, ga dan terug naar uw tekst.</p>
        {Velden.Formulier(context, MeldPagina.Adres, $"""
            {Html.Elk(formulier.Alle.Where(veld => veld.Naam is not (Veld or "stap")), veld => Velden.Verborgen(veld.Naam, veld.Waarde))}
            <p>{Velden.Knop("Terug naar mijn tekst", "stap", "controleer", rustig: true)}</p>
            """)}
        """);
}
