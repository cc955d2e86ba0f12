using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Projecten;

/// <summary>Alle projecten.</summary>
public sealed class ToonProjecten : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/projecten", Handle).WithName("toonProjecten").Onthoudt().AllowAnonymous().Produces<Pagina<Project>>();

    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">De waarde van <c>volgende</c> op de vorige pagina.</param>
    /// <param name="Mijn">Alleen projecten waarvoor uw organisatie mag melden.</param>
    public sealed record Query([property: Range(1, 200)] int Limiet = 50, [property: GeenVrijeTekst, StringLength(200)] string? Na = null, bool Mijn = false);

    /// <summary>Alle projecten, nieuwste eerst.</summary>
    /// <remarks>Projecten die er na de eerste pagina bij komen, verschuiven de volgende pagina's niet. Met mijn=true alleen waarvoor uw organisatie mag melden.</remarks>
    public static IResult Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, HttpContext context)
    {
        var (limiet, na, mijn) = vraag.Waarde;
        if (mijn && !gebruiker.IsAangemeld)
        {
            throw Weigering.NietAangemeld();
        }

        // Numbers only rise: a page that starts below a number is not disturbed by projects that come in later.
        var (begin, vanaf) = na is null ? (int.MaxValue, int.MaxValue) : Cursor(na);
        if (Conditional.NotModified(context, Etags.Van(context, gebruiker, register)))
        {
            return Results.Empty;
        }

        var alle = register.Projecten.OpNummer.Values.Where(project => project.Nummer <= begin && (!mijn || project.IsVan(gebruiker.Organisatie)))
            .OrderByDescending(project => project.Nummer).ToList();
        var pagina = alle.Where(project => project.Nummer < vanaf).Take(limiet + 1).ToList();
        var volgende = pagina.Count > limiet
            ? WebEncoders.Base64UrlEncode(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{alle[0].Nummer}.{pagina[limiet - 1].Nummer}")))
            : null;
        return new Pagina<Project>([.. pagina.Take(limiet).Select(project => Project.Toon(project, gebruiker, register))], alle.Count, volgende,
            register.Kolommen.Nu.Volgnummer).Antwoord(context);
    }

    private static (int Begin, int Vanaf) Cursor(string na)
    {
        try
        {
            var delen = Encoding.ASCII.GetString(WebEncoders.Base64UrlDecode(na)).Split('.');
            return (int.Parse(delen[0], CultureInfo.InvariantCulture), int.Parse(delen[1], CultureInfo.InvariantCulture));
        }
        catch (Exception fout) when (fout is FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw Weigering.Ongeldig("na", "ongeldig-formaat", "Dit is geen waarde die een vorige pagina gaf.");
        }
    }
}
