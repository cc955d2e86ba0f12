using System.Security.Cryptography;
using System.Text;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Selecties;

/// <summary>
/// ETags of lists and reports: what was asked, by whom, and the last gebeurtenis that can change an answer. The same question
/// has the same ETag until then.
/// </summary>
internal static class Etags
{
    public static string Van(HttpContext context, Gebruiker lezer, Register register) =>
        $"\"{register.Kolommen.Nu.Volgnummer}-{Vingerafdruk(context, lezer, context.Request.Headers.Accept.ToString())}\"";

    /// <summary>The same of answers about systeemknelpunten; what is late changes with the day, and an addressee sees its drafts, which are not in the log.</summary>
    /// <param name="concepten">What <see cref="Systeemknelpunten.Reactie.Concepten"/> says of the reader.</param>
    public static string VanSystemen(HttpContext context, Gebruiker lezer, Register register, DateOnly vandaag, long concepten = 0) =>
        $"\"{register.Volgnummer}-{vandaag.DayNumber}-{concepten}-{Vingerafdruk(context, lezer, context.Request.Headers.Accept.ToString())}\"";

    /// <summary>A short hash of the question, the form of the answer and what the reader may see, leaving out some keys.</summary>
    public static string Vingerafdruk(HttpContext context, Gebruiker lezer, string vorm, params string[] zonder)
    {
        var vraag = new StringBuilder(context.Request.Path).Append(vorm).Append('\n').Append(WatZiet(lezer));
        foreach (var (sleutel, waarden) in context.Request.Query.Where(deel => !zonder.Contains(deel.Key)).OrderBy(deel => deel.Key, StringComparer.Ordinal))
        {
            vraag.Append('\n').Append(sleutel).Append('=').AppendJoin(',', waarden.AsEnumerable());
        }

        return Kort(vraag.ToString());
    }

    /// <summary>A short hash of what the reader may see.</summary>
    public static string Lezer(Gebruiker lezer) => Kort(WatZiet(lezer));

    private static string WatZiet(Gebruiker lezer) => $"{lezer.ZietAlles}{(lezer.Rol == "adressaat" ? "adressaat " : "")}{lezer.Organisatie}";

    internal static string Kort(string tekst) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tekst)).AsSpan(0, 8));
}
