using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>What forms about systeemknelpunten share.</summary>
internal static class Systeemformulier
{
    /// <summary>The hidden field with the version that somebody saw.</summary>
    public const string Versie = "versie";

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
