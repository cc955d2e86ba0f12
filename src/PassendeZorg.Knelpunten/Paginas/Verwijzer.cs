using System.Globalization;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>
/// The lists behind the numbers of a report: its selection, narrowed to what one number counts. Values of a key are OR, so that not everything that
/// can be counted can be asked for; such a number leads nowhere rather than to a list of another length.
/// </summary>
/// <param name="selectie">What the report is about, as understood.</param>
/// <param name="totVolgnummer">As of this gebeurtenis, when the selection itself says nothing (an edition).</param>
internal sealed class Verwijzer(JsonObject selectie, Register register, long? totVolgnummer = null)
{
    private readonly List<(string Sleutel, string? Waarde)> basis = Paren(selectie, totVolgnummer);

    /// <summary>A number with the list behind it.</summary>
    /// <param name="ook">What it counts within the selection: a key and a value, at most one of each key.</param>
    public Html Teller(int aantal, params (string Sleutel, string Waarde)[] ook) =>
        aantal > 0 && Adres(ook) is { } adres ? Onderdelen.Teller(aantal, adres) : $"{Onderdelen.Getal(aantal)}";

    /// <summary>A number of a month with the list behind it.</summary>
    /// <param name="maand">Such as 2026-01.</param>
    public Html TellerVanMaand(int aantal, string maand, params (string Sleutel, string Waarde)[] ook)
    {
        var eerste = DateOnly.ParseExact($"{maand}-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return Teller(aantal, [.. ook, ("gemeldVanaf", Iso(eerste)), ("gemeldTot", Iso(eerste.AddMonths(1).AddDays(-1)))]);
    }

    /// <summary>The seam of two laws has a page of its own: a selection cannot ask for both.</summary>
    public Html TellerVanNaad(int aantal, string a, string b) => Onderdelen.Teller(aantal, Onderdelen.Adres($"/naden/{a}/{b}", basis));

    /// <summary>The address of the list; null when no selection says this.</summary>
    public string? Adres(params (string Sleutel, string Waarde)[] ook)
    {
        var delen = new List<(string Sleutel, string? Waarde)>(basis);
        foreach (var (sleutel, waarde) in ook)
        {
            var gekozen = basis.Where(deel => deel.Sleutel == sleutel).Select(deel => deel.Waarde!).ToList();
            if (gekozen.Count == 0)
            {
                delen.Add((sleutel, waarde));
            }
            else if (sleutel is "gemeldVanaf" or "gemeldTot")
            {
                // Days are written so that they compare as text.
                delen.RemoveAll(deel => deel.Sleutel == sleutel);
                delen.Add((sleutel, sleutel == "gemeldVanaf" == string.CompareOrdinal(waarde, gekozen[0]) > 0 ? waarde : gekozen[0]));
            }
            else if (Onder(sleutel, [waarde]).IsSubsetOf(Onder(sleutel, gekozen)))
            {
                delen.RemoveAll(deel => deel.Sleutel == sleutel);
                delen.Add((sleutel, waarde));
            }
            else if (!Onder(sleutel, gekozen).IsSubsetOf(Onder(sleutel, [waarde])))
            {
                return null;
            }
        }

        return Onderdelen.Adres("/knelpunten", delen);
    }

    /// <summary>A selection as keys and values of an address.</summary>
    public static List<(string Sleutel, string? Waarde)> Paren(JsonObject selectie, long? totVolgnummer = null)
    {
        List<(string, string?)> paren = [.. selectie.SelectMany(deel => deel.Value is JsonArray waarden ? waarden.Select(waarde => (deel.Key, waarde?.ToString())) : [(deel.Key, deel.Value?.ToString())])];
        return totVolgnummer is { } tot && !selectie.ContainsKey("totVolgnummer") && !selectie.ContainsKey("peildatum")
            ? [.. paren, ("totVolgnummer", tot.ToString(CultureInfo.InvariantCulture))] : paren;
    }

    /// <summary>Codes with what falls under them.</summary>
    private HashSet<string> Onder(string sleutel, IEnumerable<string> codes)
    {
        var lijst = Dimensie.Van(sleutel) is { } dimensie ? register.Begrippen[dimensie.Lijst] : null;
        return [.. codes.SelectMany(code => lijst?.Zoek(code) is { } begrip ? lijst.MetOnderliggende(begrip).Select(deel => deel.Code) : [code])];
    }

    private static string Iso(DateOnly dag) => dag.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
