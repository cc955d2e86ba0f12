using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>A posted form that calls an operation of the API: done and on to the next page, or refused and the form again with all that was typed.</summary>
internal static class Indienen
{
    /// <summary>The hidden field with the version that somebody saw.</summary>
    public const string Versie = "versie";

    /// <param name="doe">Calls the operation; gives the page to go on to.</param>
    /// <param name="opnieuw">The page with the form, with what is wrong and the status of the answer.</param>
    /// <param name="nietGevonden">The field that names something else, when the operation cannot find that.</param>
    public static async Task<IResult> Probeer(HttpContext context, Formulier formulier, Func<Task<IResult>> doe, Func<Formulier, int, Task<IResult>> opnieuw, string nietGevonden = "")
    {
        try
        {
            var verder = await doe();
            context.Response.Headers.Remove("ETag"); // that of what the operation answered
            return verder;
        }
        catch (Weigering weigering)
        {
            context.Response.Headers.Remove("ETag");
            var (probleem, veld) = (weigering.Probleem, weigering.Probleem.Status is 404 or 410 ? nietGevonden : "");
            return await opnieuw(formulier.Met(probleem.Fouten ?? [new Fout(veld, "", probleem.Status is 412 or 428
                ? "Iemand anders heeft dit intussen gewijzigd. Wat u had ingevuld staat er nog; vergelijk het met hoe het nu is, en verzend het dan opnieuw." : probleem.Detail)]), probleem.Status);
        }
    }

    /// <summary>Makes the operation refuse when what somebody saw has changed since.</summary>
    public static void EisGezien(HttpContext context, Formulier formulier) => context.Request.Headers.IfMatch = $"\"{formulier[Versie]}\"";

    /// <summary>Where a text was found to hold what may be a name, an analist may say that it is none.</summary>
    public static Html Bevestiging(Formulier formulier, Gebruiker gebruiker) =>
        Html.Als(gebruiker.ZietAlles && (formulier[Lezer.Bevestiging].Length > 0 || formulier.Fouten.Any(fout => fout.Code == "persoonsgegevens")), () =>
            Velden.Vinkje(formulier, Lezer.Bevestiging, "Ik heb het nagekeken: dit gaat niet over een persoon",
                "Alleen voor wat op een naam of adres lijkt. Een BSN, telefoonnummer of e-mailadres blijft geweigerd."));

    /// <summary>A kenmerk as somebody typed it.</summary>
    public static string Kenmerk(string getypt) => getypt.Trim() is var net && net.StartsWith("kp-", StringComparison.OrdinalIgnoreCase) || net.StartsWith("sk-", StringComparison.OrdinalIgnoreCase) ? net.ToUpperInvariant() : net;

    /// <summary>The places on the ladder, from low to high.</summary>
    public static IEnumerable<(string Code, string Naam)> Treden(Begrippenlijst treden, DateOnly vandaag) =>
        Velden.Keuzen(treden, vandaag).Select(trede => (trede.Code, Systeemdelen.Trede(treden, trede.Code)));
}
