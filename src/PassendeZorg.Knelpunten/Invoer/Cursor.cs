using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Invoer;

/// <summary>Where a page ended. Opaque to clients; holds for the same selection and order only.</summary>
internal sealed record Cursor(int Volgnummer, long Sleutel, Guid Id)
{
    public string Schrijf(string vingerafdruk) =>
        WebEncoders.Base64UrlEncode(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Volgnummer}.{Sleutel}.{Id:N}.{vingerafdruk}")));

    public static Cursor Lees(string na, string vingerafdruk)
    {
        try
        {
            var delen = Encoding.ASCII.GetString(WebEncoders.Base64UrlDecode(na)).Split('.');
            return delen[3] == vingerafdruk
                ? new Cursor(int.Parse(delen[0], CultureInfo.InvariantCulture), long.Parse(delen[1], CultureInfo.InvariantCulture), Guid.ParseExact(delen[2], "N"))
                : throw new FormatException();
        }
        catch (Exception fout) when (fout is FormatException or OverflowException or IndexOutOfRangeException)
        {
            throw Weigering.Ongeldig("na", "ongeldig-formaat", "Dit is geen waarde die een vorige pagina van deze selectie gaf. Begin opnieuw zonder na.");
        }
    }
}
