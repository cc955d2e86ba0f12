using System.Net;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>A refusal as a page: what is wrong, which part of the address it is about, and where to go on.</summary>
internal static class Foutpagina
{
    /// <summary>Whether who asks reads pages: an address outside the API, asked for as HTML.</summary>
    public static bool Past(HttpRequest request) => Paginas.Is(request) && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    /// <summary>Writes it.</summary>
    public static Task Schrijf(HttpContext context, Probleem probleem) => new Pagina(Kop(probleem), $"""
        {Html.Met(probleem.Fouten, fouten => $"""
            <ul>
            {Html.Elk(fouten, fout => $"<li>{Deel(fout)}{fout.Bericht}{Verbeter(context.Request, fout)}</li>")}</ul>
            """)}
        {Html.Als(probleem.Fouten is null, () => $"<p>{probleem.Detail}</p>")}
        {Html.Als(probleem.Status is 404 or 410, () => Zoek(context.Request))}
        <p><a href="/knelpunten">Alle knelpunten</a> · <a href="/systeemknelpunten">Alle systeemknelpunten</a> · <a href="/">Overzicht</a></p>
        """)
    { Status = probleem.Status }.ExecuteAsync(context);

    private static string Kop(Probleem probleem) => probleem.Status switch
    {
        404 => "Deze pagina is er niet",
        410 => $"{probleem.Kenmerk ?? "Dit"} is ingetrokken",
        400 => "Deze vraag klopt niet helemaal",
        _ => probleem.Title,
    };

    private static Html Deel(Fout fout) => Html.Als(fout.Veld.Length > 0, () => $"<strong>{fout.Veld}</strong>: ");

    /// <summary>The same address with the nearest value that is valid.</summary>
    private static Html Verbeter(HttpRequest request, Fout fout)
    {
        if (fout.Suggestie is null || !HttpMethods.IsGet(request.Method))
        {
            return Html.Leeg;
        }

        var onbekend = fout.Code == "onbekende-sleutel";
        var query = request.Query.SelectMany(deel => deel.Value.Select(waarde => (deel.Key, Waarde: waarde ?? ""))).ToList();
        var beter = query.Select(deel => deel.Key != fout.Veld ? deel : onbekend ? (fout.Suggestie, deel.Waarde) : (deel.Key, fout.Suggestie)).Distinct().Select(deel => KeyValuePair.Create(deel.Item1, (string?)deel.Item2));
        return query.Any(deel => deel.Key == fout.Veld) ? $""" <a href="{request.Path}{QueryString.Create(beter).Value}">Bedoelt u {fout.Suggestie}?</a>""" : Html.Leeg;
    }

    /// <summary>What somebody may have been looking for: a kenmerk in other case, or its words.</summary>
    private static Html Zoek(HttpRequest request)
    {
        var laatste = WebUtility.UrlDecode(request.Path.Value!.Split('/')[^1]);
        var net = laatste.ToUpperInvariant();
        return $"""
            {Html.Als(net != laatste && (net.StartsWith("KP-", StringComparison.Ordinal) || net.StartsWith("SK-", StringComparison.Ordinal)), () =>
                $"""<p>Zocht u <a href="/{(net[0] == 'K' ? "knelpunten" : "systeemknelpunten")}/{net}">{net}</a>?</p>""")}
            <form method="get" action="/knelpunten" role="search" class="zoek">
            <label for="veld-zoek">Zoek in de knelpunten</label>
            <div class="zoek-rij"><input id="veld-zoek" name="zoek" type="search"> <button type="submit" class="knop">Zoeken</button></div>
            </form>
            """;
    }
}
