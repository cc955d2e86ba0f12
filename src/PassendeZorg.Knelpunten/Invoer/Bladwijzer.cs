using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Invoer;

/// <summary>Where a page of a list ended that is made anew, the same, as of one gebeurtenis: how many came before, and that gebeurtenis. Opaque to clients.</summary>
internal static class Bladwijzer
{
    /// <summary>The value for the next page; null after the last.</summary>
    public static string? Volgende(int vorige, int totaal, int volgnummer) =>
        vorige >= totaal ? null : WebEncoders.Base64UrlEncode(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{vorige}.{volgnummer}")));

    /// <summary>Reads it back; null for the first page, a refusal for what no page gave.</summary>
    public static (int Vorige, int Volgnummer)? Lees(string? na)
    {
        if (na is null)
        {
            return null;
        }

        try
        {
            var delen = Encoding.ASCII.GetString(WebEncoders.Base64UrlDecode(na)).Split('.');
            var (vorige, volgnummer) = (int.Parse(delen[0], NumberStyles.None, CultureInfo.InvariantCulture), int.Parse(delen[1], NumberStyles.None, CultureInfo.InvariantCulture));
            return volgnummer > 0 && vorige < int.MaxValue / 2 ? (vorige, volgnummer) : throw new FormatException();
        }
        catch (Exception fout) when (fout is FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw Weigering.Ongeldig("na", "ongeldig-formaat", "Dit is geen waarde die een vorige pagina gaf. Begin opnieuw zonder na.");
        }
    }
}
