using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

/// <summary>
/// Somebody with a browser without JavaScript: keeps cookies, follows redirects, reads pages, follows links, fills in the fields that are on the
/// page and presses a button of it. What is not on the page cannot be filled in or pressed.
/// </summary>
internal sealed class Bezoeker : IDisposable
{
    /// <summary>What a browser asks for when it opens an address.</summary>
    public const string Accept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private readonly HttpClient client;

    public Bezoeker(App app)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Koekjes, AutomaticDecompression = DecompressionMethods.All };
        client = new HttpClient(handler) { BaseAddress = app.Adres };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", Accept);
    }

    /// <summary>The cookies that the browser has now.</summary>
    public CookieContainer Koekjes { get; } = new();

    /// <summary>The last answer, after redirects.</summary>
    public HttpResponseMessage Antwoord { get; private set; } = new();

    /// <summary>The page that is open.</summary>
    public IHtmlDocument Pagina { get; private set; } = null!;

    /// <summary>Path and query of the page that is open.</summary>
    public string Adres => Antwoord.RequestMessage!.RequestUri!.PathAndQuery;

    /// <summary>The addresses that the last step went through, each with its status; the page itself is the last.</summary>
    public IReadOnlyList<(HttpStatusCode Status, string Adres)> Spoor { get; private set; } = [];

    /// <summary>What the page says in its main part, blanks made one.</summary>
    public string Tekst => Leesbaar(Pagina.QuerySelector("main") ?? (IElement)Pagina.Body!);

    /// <summary>The heading of the page.</summary>
    public string Kop => Leesbaar(Pagina.QuerySelectorAll("h1").Should().ContainSingle("every page has one h1").Subject);

    /// <summary>Somebody who signed in with a key of this role and organisation.</summary>
    public static async Task<Bezoeker> Als(App app, string rol, string organisatie)
    {
        using var metSleutel = await app.Client(rol, organisatie);
        return await Met(app, metSleutel.DefaultRequestHeaders.Authorization!.Parameter!);
    }

    /// <summary>Somebody who signed in with this key.</summary>
    public static async Task<Bezoeker> Met(App app, string sleutel)
    {
        var bezoeker = new Bezoeker(app);
        await bezoeker.MeldAan(sleutel);
        return bezoeker;
    }

    public static Task<Bezoeker> Analist(App app) => Als(app, "analist", "RVS");

    public static Task<Bezoeker> Melder(App app, string organisatie = "Zorggroep Test") => Als(app, "melder", organisatie);

    /// <summary>Signs in on the page for that; ends on the front page, or where <paramref name="terug"/> says.</summary>
    public async Task MeldAan(string sleutel, string? terug = null)
    {
        await Ga("/aanmelden" + (terug is null ? "" : $"?terug={Uri.EscapeDataString(terug)}"));
        await Verstuur("Aanmelden", ("sleutel", sleutel));
    }

    /// <summary>Opens an address of the site, as typed in the address bar.</summary>
    public Task<IHtmlDocument> Ga(string adres, HttpStatusCode status = HttpStatusCode.OK) => Stuur(HttpMethod.Get, adres, null, status);

    /// <summary>Follows the link with this text, or the first that matches a CSS selector.</summary>
    public Task<IHtmlDocument> Volg(string tekstOfSelector, HttpStatusCode status = HttpStatusCode.OK) => Volg(Link(tekstOfSelector), status);

    /// <summary>Follows a link of the page.</summary>
    public Task<IHtmlDocument> Volg(IElement link, HttpStatusCode status = HttpStatusCode.OK) => Ga(link.GetAttribute("href")!, status);

    /// <summary>The link with this text, or the first that matches a CSS selector.</summary>
    public IElement Link(string tekstOfSelector) =>
        Pagina.QuerySelectorAll("a[href]").FirstOrDefault(link => Leesbaar(link) == tekstOfSelector)
        ?? (Selector(tekstOfSelector) ? Pagina.QuerySelector(tekstOfSelector) : null)
        ?? throw new InvalidOperationException($"No link \"{tekstOfSelector}\" on {Adres}: {Tekst}");

    /// <summary>The form that holds the button with this text.</summary>
    public IHtmlFormElement Formulier(string knop) => ((IHtmlButtonElement)Knop(knop, null)).Form ?? throw new InvalidOperationException($"Button \"{knop}\" has no form.");

    /// <summary>
    /// Fills in fields and presses the button with this text. A field that is named more than once gets all those values (boxes, lists); one that
    /// is not named keeps what the page put there. Boxes are unticked with an empty value.
    /// </summary>
    public Task<IHtmlDocument> Verstuur(string knop, params (string Naam, string Waarde)[] velden) => Verstuur(knop, HttpStatusCode.OK, velden);

    /// <summary>The same, and the page that comes of it has this status.</summary>
    public Task<IHtmlDocument> Verstuur(string knop, HttpStatusCode status, params (string Naam, string Waarde)[] velden) => Verstuur(Knop(knop, null), status, velden);

    /// <summary>The same with the button inside a part of the page, where there are more with one text.</summary>
    public Task<IHtmlDocument> Verstuur(IElement binnen, string knop, HttpStatusCode status = HttpStatusCode.OK, params (string Naam, string Waarde)[] velden) =>
        Verstuur(Knop(knop, binnen), status, velden);

    /// <summary>The same with a file.</summary>
    public Task<IHtmlDocument> Verstuur(string knop, (string Veld, string Naam, byte[] Inhoud, string Mediatype) bestand, HttpStatusCode status = HttpStatusCode.OK, params (string Naam, string Waarde)[] velden) =>
        Verstuur(Knop(knop, null), status, velden, bestand);

    /// <summary>Sends a form as no page of the site would: without its token, or with fields that are not there.</summary>
    public Task<IHtmlDocument> Vervals(string adres, HttpStatusCode status, params (string Naam, string Waarde)[] velden) =>
        Stuur(HttpMethod.Post, adres, new FormUrlEncodedContent(velden.Select(veld => KeyValuePair.Create(veld.Naam, veld.Waarde))), status);

    /// <summary>The value that a field of the page has now.</summary>
    public string Waarde(string naam) => Veld(naam) switch
    {
        IHtmlTextAreaElement vak => vak.Value,
        IHtmlSelectElement lijst => lijst.Value ?? "",
        IHtmlInputElement { Type: "radio" } => Pagina.QuerySelectorAll<IHtmlInputElement>("input").FirstOrDefault(rondje => rondje.Name == naam && rondje.IsChecked)?.Value ?? "",
        IHtmlInputElement invoer => invoer.Value,
        var anders => throw new InvalidOperationException($"{naam} is a {anders?.TagName ?? "field that is not there"} on {Adres}."),
    };

    /// <summary>The boxes of a group that are ticked.</summary>
    public IReadOnlyList<string> Aangevinkt(string naam) =>
        [.. Pagina.QuerySelectorAll<IHtmlInputElement>("input[type=checkbox]").Where(vinkje => vinkje.Name == naam && vinkje.IsChecked).Select(vinkje => vinkje.Value)];

    /// <summary>The text of the fault beside a field; null when there is none.</summary>
    public string? Fout(string naam) => Veld(naam)?.Closest(".veld")?.QuerySelector(".fout") is { } fout ? Leesbaar(fout) : null;

    /// <summary>The text of an element as somebody reads it.</summary>
    public static string Leesbaar(INode element) => string.Join(' ', element.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The texts of all that match a CSS selector.</summary>
    public IReadOnlyList<string> Teksten(string selector) => [.. Pagina.QuerySelectorAll(selector).Select(Leesbaar)];

    public void Dispose() => client.Dispose();

    private IElement? Veld(string naam) => Pagina.All.FirstOrDefault(element => element is IHtmlInputElement or IHtmlTextAreaElement or IHtmlSelectElement && element.GetAttribute("name") == naam);

    private IElement Knop(string tekst, IElement? binnen)
    {
        var knoppen = (binnen ?? Pagina.Body!).QuerySelectorAll("button").Where(knop => Leesbaar(knop) == tekst).ToList();
        return knoppen.Count == 1 ? knoppen[0] : throw new InvalidOperationException($"{knoppen.Count} buttons \"{tekst}\" on {Adres}: {Tekst}");
    }

    private async Task<IHtmlDocument> Verstuur(IElement knop, HttpStatusCode status, (string Naam, string Waarde)[] velden, (string Veld, string Naam, byte[] Inhoud, string Mediatype)? bestand = null)
    {
        var form = ((IHtmlButtonElement)knop).Form ?? throw new InvalidOperationException("The button has no form.");
        var invoer = form.Elements.Where(veld => !string.IsNullOrEmpty(veld.GetAttribute("name"))).ToList();
        if (velden.Select(veld => veld.Naam).Except(invoer.Select(veld => veld.GetAttribute("name"))).ToList() is { Count: > 0 } onbekend)
        {
            throw new InvalidOperationException($"The form has no field {string.Join(", ", onbekend)} but {string.Join(", ", invoer.Select(veld => veld.GetAttribute("name")).Distinct())}.");
        }

        var inhoud = new List<KeyValuePair<string, string>>();
        foreach (var veld in invoer.Where(veld => !veld.HasAttribute("disabled")))
        {
            var naam = veld.GetAttribute("name")!;
            IReadOnlyList<string>? nieuw = velden.Any(deel => deel.Naam == naam) ? [.. velden.Where(deel => deel.Naam == naam).Select(deel => deel.Waarde)] : null;
            inhoud.AddRange(Waarden(veld, knop, nieuw).Select(waarde => KeyValuePair.Create(naam, waarde.ReplaceLineEndings("\r\n"))));
        }

        var adres = knop.GetAttribute("formaction") ?? form.GetAttribute("action") ?? Adres;
        if (!"post".Equals(form.GetAttribute("method"), StringComparison.OrdinalIgnoreCase))
        {
            return await Stuur(HttpMethod.Get, adres.Split('?')[0] + "?" + await new FormUrlEncodedContent(inhoud).ReadAsStringAsync(App.Ct), null, status);
        }

        return await Stuur(HttpMethod.Post, adres, form.GetAttribute("enctype") == "multipart/form-data" ? Delen(inhoud, bestand) : new FormUrlEncodedContent(inhoud), status);
    }

    private static IEnumerable<string> Waarden(IElement veld, IElement knop, IReadOnlyList<string>? nieuw)
    {
        switch (veld)
        {
            case IHtmlButtonElement:
                return veld == knop ? [veld.GetAttribute("value") ?? ""] : [];
            case IHtmlInputElement { Type: "checkbox" or "radio" } vinkje:
                return (nieuw?.Contains(vinkje.Value) ?? vinkje.IsChecked) ? [vinkje.Value] : [];
            case IHtmlInputElement { Type: "file" or "submit" or "button" or "reset" or "image" }:
                return [];
            case IHtmlInputElement invoer:
                return [nieuw?[0] ?? invoer.Value];
            case IHtmlTextAreaElement vak:
                return [nieuw?[0] ?? vak.Value];
            case IHtmlSelectElement lijst:
                if (nieuw is not null && nieuw.Where(waarde => waarde.Length > 0).Except(lijst.Options.Select(keuze => keuze.Value)).ToList() is { Count: > 0 } onbekend)
                {
                    throw new InvalidOperationException($"{lijst.Name} cannot be {string.Join(", ", onbekend)} but {string.Join(", ", lijst.Options.Select(keuze => keuze.Value))}.");
                }

                return nieuw ?? [.. lijst.Options.Where(keuze => keuze.IsSelected).Select(keuze => keuze.Value)];
            default:
                return [];
        }
    }

    private static MultipartFormDataContent Delen(List<KeyValuePair<string, string>> inhoud, (string Veld, string Naam, byte[] Inhoud, string Mediatype)? bestand)
    {
        var delen = new MultipartFormDataContent();
        foreach (var (naam, waarde) in inhoud)
        {
            delen.Add(new StringContent(waarde, Encoding.UTF8), $"\"{naam}\"");
        }

        if (bestand is { } er)
        {
            var deel = new ByteArrayContent(er.Inhoud);
            deel.Headers.TryAddWithoutValidation("Content-Type", er.Mediatype);
            delen.Add(deel, $"\"{er.Veld}\"", $"\"{er.Naam}\"");
        }

        return delen;
    }

    private async Task<IHtmlDocument> Stuur(HttpMethod methode, string adres, HttpContent? inhoud, HttpStatusCode status)
    {
        var (spoor, doel) = (new List<(HttpStatusCode, string)>(), adres.Split('#')[0]);
        for (var sprongen = 0; ; sprongen++)
        {
            using var verzoek = new HttpRequestMessage(methode, new Uri(doel, UriKind.RelativeOrAbsolute)) { Content = inhoud };
            Antwoord = await client.SendAsync(verzoek, App.Ct);
            spoor.Add((Antwoord.StatusCode, Adres));
            if (Antwoord.Headers.Location is not { } verder || (int)Antwoord.StatusCode is < 300 or >= 400 || sprongen == 5)
            {
                break;
            }

            // As browsers do: after a redirect that is not a 307 or 308 the next request is a GET.
            (methode, inhoud, doel) = (HttpMethod.Get, null, verder.OriginalString);
        }

        Spoor = spoor;
        var tekst = await Antwoord.Content.ReadAsStringAsync(App.Ct);
        Antwoord.StatusCode.Should().Be(status, "{0} says: {1}", Adres, tekst);
        if (Antwoord.Content.Headers.ContentType?.MediaType == "text/html")
        {
            Pagina = new HtmlParser().ParseDocument(tekst);
        }

        return Pagina;
    }

    private static bool Selector(string tekst) => tekst.AsSpan().IndexOfAny("[.#>") >= 0;
}
