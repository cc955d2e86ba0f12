using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Invoer;

/// <summary>Where a page of a list ended that is made anew, the same, as of one gebeurtenis: how many came before, and that gebeurtenis. Opaque to clients.</summary>
internal static class Bladwijzer
{
    /// <summary>No list is longer; so a page more never overflows.</summary>
    private const int MeestVoor = 1_000_000_000;

    /// <summary>The value for the next page; null after the last.</summary>
    public static string? Volgende(int vorige, int totaal, int volgnummer) =>
        vorige >= totaal ? null : WebEncoders.Base64UrlEncode(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{vorige}.{volgnummer}")));

    /// <summary>Reads it back; null for the first page, a refusal for what no page gave.</summary>
    /// <param name="laatste">The last gebeurtenis that a page can be of.</param>
    public static (int Vorige, int Volgnummer)? Lees(string? na, int laatste = int.MaxValue)
    {
        if (na is null)
        {
            return null;
        }

        try
        {
            var delen = Encoding.ASCII.GetString(WebEncoders.Base64UrlDecode(na)).Split('.');
            var (vorige, volgnummer) = (int.Parse(delen[0], NumberStyles.None, CultureInfo.InvariantCulture), int.Parse(delen[1], NumberStyles.None, CultureInfo.InvariantCulture));
            if (volgnummer > 0 && vorige <= MeestVoor && volgnummer <= laatste)
            {
                return (vorige, volgnummer);
            }
        }
        catch (Exception fout) when (fout is FormatException or OverflowException or IndexOutOfRangeException)
        {
            // Not what a page gave: refused below.
        }

        throw Weigering.Ongeldig("na", "ongeldig-formaat", "Dit is geen waarde die een vorige pagina gaf. Begin opnieuw zonder na.");
    }
}
