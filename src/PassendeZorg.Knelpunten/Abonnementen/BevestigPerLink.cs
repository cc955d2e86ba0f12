using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Paginas;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Een abonnement per e-mail bevestigen met de link in het eerste bericht.</summary>
public sealed class BevestigPerLink : IEndpoint
{
    private const string Pad = "/abonnementen/{id}/bevestigen";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Pad, Toon).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(Pad, Handle).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Asks; looking alone changes nothing, since scanners of mail follow links too.</summary>
    public static async Task<IResult> Toon(string id, HttpContext context, Db db, Peper peper) =>
        await Vind(id, context, db, peper) is null ? Linkpagina.Onbekend()
            : Linkpagina.Vraag("Abonnement bevestigen", "Wilt u op deze postbus berichten over knelpunten krijgen? Elk bericht heeft een link om u af te melden.", "Bevestigen", context);

    /// <summary>The mailbox consents.</summary>
    public static async Task<IResult> Handle(string id, HttpContext context, Db db, Peper peper, Schrijver schrijver)
    {
        if (await Vind(id, context, db, peper) is not { } gezien)
        {
            return Linkpagina.Onbekend();
        }

        var status = await schrijver.Schrijf(werk =>
        {
            var nu = werk.Een<Abonnement.Rij>($"{Abonnement.Select} WHERE id = @Id", new { gezien.Id });
            if (nu?.Status == Abonnement.Wacht && nu.Bevestiging == gezien.Bevestiging)
            {
                Abonnement.Bevestig(werk, Gebruiker.Systeem, nu);
                return Abonnement.Actief;
            }

            return nu?.Status;
        });
        return status is Abonnement.Actief or Abonnement.Gepauzeerd
            ? Linkpagina.Zeg("Bevestigd", "Het abonnement is bevestigd. Vanaf nu komen hier de berichten aan.")
            : Linkpagina.Zeg("Niet bevestigd", "Dit abonnement bestaat niet meer, of is beëindigd. Wie het nam, kan het opnieuw aanvragen.", 409);
    }

    private static async Task<Abonnement.Rij?> Vind(string id, HttpContext context, Db db, Peper peper) =>
        await Linkpagina.Vind(id, context, db, rij => Geheim.Code(peper, rij.Id, rij.Bevestiging)) is { Kanaal: Abonnement.PerEmail } rij ? rij : null;
}

/// <summary>Pages that a link in a mail leads to: they work without JavaScript and without signing in; the code in the link is the secret.</summary>
internal static class Linkpagina
{
    /// <summary>The subscription that a link is about; null when the code in it is not right.</summary>
    public static async Task<Abonnement.Rij?> Vind(string id, HttpContext context, Db db, Func<Abonnement.Rij, string> code) =>
        Guid.TryParseExact(id, "D", out var guid) && await db.First<Abonnement.Rij>($"{Abonnement.Select} WHERE id = @guid", new { guid }, context.RequestAborted) is { } rij
            && rij.Kanaal != Abonnement.Webhook && Geheim.Klopt(context.Request.Query["code"].ToString(), code(rij)) ? rij : null;

    /// <summary>A page with a button that sends the same address as POST. The code in it is the secret; there is nobody signed in to protect.</summary>
    public static IResult Vraag(string kop, string tekst, string knop, HttpContext context) => new Pagina(kop, $"""
        <p>{tekst}</p>
        <form method="post" action="{context.Request.Path.Value + context.Request.QueryString.Value}">{Velden.Knop(knop)}</form>
        """);

    /// <summary>A page that says something.</summary>
    public static IResult Zeg(string kop, string tekst, int status = 200) => new Pagina(kop, $"<p>{tekst}</p>") { Status = status };

    /// <summary>The link is not right.</summary>
    public static IResult Onbekend() => Zeg("Deze link werkt niet", "De link klopt niet of is vervangen door een nieuwere. Neem de link uit het laatste bericht.", 404);
}
