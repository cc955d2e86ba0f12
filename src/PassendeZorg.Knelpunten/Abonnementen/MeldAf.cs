using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Geen e-mail meer krijgen, met de link in elk bericht; ook zoals mailprogramma's dat met één klik doen (RFC 8058).</summary>
public sealed class MeldAf : IEndpoint
{
    private const string Pad = "/abonnementen/{id}/afmelden";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Pad, Toon).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost(Pad, Handle).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>Asks; looking alone changes nothing.</summary>
    public static async Task<IResult> Toon(string id, HttpContext context, Db db, Peper peper) =>
        await Linkpagina.Vind(id, context, db, rij => Geheim.Afmeldcode(peper, rij)) is null ? Linkpagina.Onbekend()
            : Linkpagina.Vraag("Afmelden", "Wilt u op deze postbus geen berichten meer krijgen?", "Afmelden", context);

    /// <summary>The mailbox wants no more.</summary>
    public static async Task<IResult> Handle(string id, HttpContext context, Db db, Peper peper, Schrijver schrijver)
    {
        if (await Linkpagina.Vind(id, context, db, rij => Geheim.Afmeldcode(peper, rij)) is not { } gezien)
        {
            return Linkpagina.Onbekend();
        }

        await schrijver.Schrijf(werk =>
        {
            var gaat = werk.Een<string>("SELECT status FROM abonnement WHERE id = @Id AND bestemming = @Bestemming", new { gezien.Id, gezien.Bestemming }) is { } status && status != Abonnement.Uitgeschakeld;
            if (gaat)
            {
                Abonnement.SchakelUit(werk, gezien.Id, "afgemeld", "De ontvanger meldde zich af met de link in een bericht.");
            }

            return gaat;
        });
        return Linkpagina.Zeg("Afgemeld", "Op deze postbus komen geen berichten meer aan.");
    }
}
