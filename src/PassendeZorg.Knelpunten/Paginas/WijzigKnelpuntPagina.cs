using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Een knelpunt wijzigen, of een concept alsnog melden.</summary>
public sealed class WijzigKnelpuntPagina : IEndpoint
{
    /// <summary>The version that was shown; the change is about that one.</summary>
    private const string Versie = "versie";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/knelpunten/{id}/wijzigen", Toon).RequireAuthorization(Rechten.Melden);
        routes.MapPost("/knelpunten/{id}/wijzigen", Wijzig).RequireAuthorization(Rechten.Melden);
    }

    internal static async Task<IResult> Toon(string id, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var rij = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        MeldKnelpunt.EisEigenProject(rij.ProjectId, gebruiker, register);
        return rij.IsOpenbaar && !gebruiker.ZietAlles
            ? throw Weigering.Verboden($"Knelpunt {rij.Kenmerk} is bevestigd; de tekst wijzigt alleen een analist nog.")
            : await Maak(rij, Formulier.Van(rij.Lees()), 200, gebruiker, register, db, clock, context);
    }

    internal static async Task<IResult> Wijzig(string id, Formulier gepost, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var rij = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        var formulier = Knelpuntvelden.Netjes(gepost);
        return await Handeling.Doe(formulier, context,
            () =>
            {
                // What differs from what was shown; when that is no longer what is there, If-Match refuses it.
                var patch = formulier.Verschil<KnelpuntInhoud>(Formulier.Van(rij.Lees()), "projectId", "status");
                if (formulier["status"] == "gemeld")
                {
                    patch["status"] = "gemeld";
                }

                context.Request.Headers.IfMatch = $"\"{formulier[Versie]}\"";
                return WijzigKnelpunt.Handle(id, Wijziging<KnelpuntInhoud>.Van(context, patch), gebruiker, register, schrijver, db, context);
            },
            _ => Bericht.NaarMet(context, $"/knelpunten/{rij.Kenmerk}", formulier["status"] == "gemeld" ? $"{rij.Kenmerk} is gemeld." : $"{rij.Kenmerk} is gewijzigd."),
            async (opnieuw, status) =>
            {
                var nu = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
                return await Maak(nu, opnieuw, status, gebruiker, register, db, clock, context);
            });
    }

    private static async Task<IResult> Maak(Knelpunt.Rij rij, Formulier formulier, int status, Gebruiker gebruiker, Register register, Db db, TimeProvider clock, HttpContext context)
    {
        var achterhaald = status == StatusCodes.Status412PreconditionFailed ? await Intussen(rij, formulier, gebruiker, register, db, context.RequestAborted) : null;
        return new Pagina($"{rij.Kenmerk} wijzigen", $"""
            {Html.Met(achterhaald, uitleg => uitleg)}
            {Velden.Formulier(context, $"/knelpunten/{rij.Kenmerk}/wijzigen", $"""
                {Velden.Verborgen(Versie, $"{(formulier[Versie].Length == 0 || achterhaald is not null ? rij.Versie : formulier[Versie])}")}
                {Knelpuntvelden.Nodig(formulier, register, Kalender.Dag(clock.GetUtcNow()))}
                {Knelpuntvelden.Aanvulling(formulier, register, Kalender.Dag(clock.GetUtcNow()))}
                {Html.Als(gebruiker.ZietAlles && formulier.Fouten.Any(fout => fout.Code == "persoonsgegevens"), () => Velden.Vinkje(formulier, Lezer.Bevestiging, "Nagegaan: dit gaat niet over een persoon"))}
                <p class="knoppen">{Velden.Knop("Opslaan")} {Html.Als(rij.Status == "concept", () => Velden.Knop("Opslaan en melden", "status", "gemeld", rustig: true))} <a href="/knelpunten/{rij.Kenmerk}">Terug zonder opslaan</a></p>
                """)}
            """)
        { Intro = rij.Lees().Titel, Status = status, Fouten = achterhaald is null ? formulier.Fouten : [] };
    }

    /// <summary>What others changed since: what happened, and where it now says something else than the form. What was typed stays as it was.</summary>
    private static async Task<Html> Intussen(Knelpunt.Rij rij, Formulier formulier, Gebruiker gebruiker, Register register, Db db, CancellationToken ct)
    {
        var (stappen, _) = await ToonHistorie.Lees(rij, gebruiker, register, db, ct);
        var nu = Formulier.Van(rij.Lees());
        var anders = formulier.Verschil<KnelpuntInhoud>(nu, "projectId", "status").Select(deel => deel.Key).Where(Knelpuntvelden.Namen.ContainsKey).ToList();
        var sinds = int.TryParse(formulier[Versie], out var versie) ? Math.Clamp(rij.Versie - versie, 1, 10) : 1;
        return $"""
            <div class="let-op" role="alert">
            <h2>Intussen veranderde dit knelpunt</h2>
            <p>Er is nog niets opgeslagen. Wat u had ingevuld, staat hieronder nog. Kijk het na en sla het dan opnieuw op: uw tekst komt dan in plaats van wat er nu staat.</p>
            {Historieregels.Tijdlijn(stappen.TakeLast(sinds), gebruiker, register)}
            {Html.Als(anders.Count > 0, () => $"""
                <p>Hier staat nu iets anders dan in uw formulier:</p>
                <dl>
                {Html.Elk(anders, veld => $"<dt>{Knelpuntvelden.Namen[veld]}</dt><dd>{Knelpuntvelden.Leesbaar(veld, nu, register)}</dd>")}
                </dl>
                """)}
            </div>
            """;
    }
}
