using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace PassendeZorg.Knelpunten.Tests.Feeds;

/// <summary>A reader as others build them: asks with the ETag it has, and reads pages until it meets what it knows.</summary>
public sealed class Feedlezer(HttpClient client, string pad)
{
    private readonly HashSet<(string Id, string Moment)> gezien = [];
    private string? etag;

    /// <summary>Each version as it came by, in the order of reading.</summary>
    public List<(string Id, string Moment)> Gelezen { get; } = [];

    public int Peilingen { get; private set; }

    /// <summary>Reads what is new.</summary>
    public async Task Peil()
    {
        Peilingen++;
        var antwoord = await client.Stuur("GET", pad, ifNoneMatch: etag);
        if (antwoord.StatusCode == HttpStatusCode.NotModified)
        {
            return;
        }

        etag = antwoord.Headers.ETag!.Tag;
        var nieuw = new List<(string Id, string Moment)>();
        foreach (var versie in await Paginas(await antwoord.Json()).Versies())
        {
            if (gezien.Contains(versie))
            {
                break;
            }

            nieuw.Add(versie);
        }

        foreach (var versie in nieuw)
        {
            gezien.Add(versie);
            Gelezen.Add(versie);
        }
    }

    /// <summary>All pages from here on, each read only when the one before it is used up.</summary>
    public async IAsyncEnumerable<JsonObject> Paginas(JsonObject pagina)
    {
        for (var volgende = pagina; ; volgende = await client.Lees(new Uri(volgende.Tekst("next_url")).PathAndQuery))
        {
            yield return volgende;
            if (!volgende.ContainsKey("next_url"))
            {
                yield break;
            }
        }
    }
}

public static class Feeds
{
    public static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";
    public static readonly XNamespace Grafsteen = "http://purl.org/atompub/tombstones/1.0";

    /// <summary>Id and moment of every item, page after page.</summary>
    public static async Task<IReadOnlyList<(string Id, string Moment)>> Versies(this IAsyncEnumerable<JsonObject> paginas)
    {
        var versies = new List<(string, string)>();
        await foreach (var pagina in paginas)
        {
            versies.AddRange(pagina["items"]!.AsArray().Select(item => (item.Tekst("id"), item.Tekst("date_modified"))));
        }

        return versies;
    }

    public static async Task<XElement> LeesAtom(this HttpClient client, string pad)
    {
        var antwoord = await client.GetAsync(new Uri(pad, UriKind.Relative), App.Ct);
        antwoord.StatusCode.Should().Be(HttpStatusCode.OK, await antwoord.Tekst());
        antwoord.Content.Headers.ContentType!.ToString().Should().Be("application/atom+xml; charset=utf-8");
        return XDocument.Parse(await antwoord.Tekst(), LoadOptions.PreserveWhitespace).Root!;
    }

    public static string Waarde(this XElement element, string naam) => element.Element(Atom + naam)!.Value;

    public static string? Verwijzing(this XElement element, string verband) =>
        (string?)element.Elements(Atom + "link").FirstOrDefault(link => (string?)link.Attribute("rel") == verband)?.Attribute("href");

    /// <summary>Runs a program that is on this machine; null where it is not.</summary>
    public static async Task<(int Code, string Uitvoer)?> Draai(string programma, IDictionary<string, string>? omgeving, params string[] argumenten)
    {
        if (!File.Exists(programma))
        {
            return null;
        }

        var info = new ProcessStartInfo(programma, argumenten) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (naam, waarde) in omgeving ?? new Dictionary<string, string>())
        {
            info.Environment[naam] = waarde;
        }

        using var proces = Process.Start(info)!;
        var (uit, fout) = (proces.StandardOutput.ReadToEndAsync(App.Ct), proces.StandardError.ReadToEndAsync(App.Ct));
        await proces.WaitForExitAsync(App.Ct);
        return (proces.ExitCode, await uit + await fout);
    }
}
