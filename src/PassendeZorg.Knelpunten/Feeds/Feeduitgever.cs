using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.Primitives;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Feeds;

/// <summary>
/// Answers with feeds, and remembers what it made: feeds are asked for over and over and change seldom. A finished page is kept as bytes until
/// something that can change it happens; a summary of a closed period is kept as long as there is room.
/// </summary>
public sealed class Feeduitgever(Instellingen instellingen, IServer server, TimeProvider clock, Register register, Meters meters)
{
    private const int MeesteBytes = 32 << 20;
    private const int MeesteSamenvattingen = 4_096;
    private readonly ConcurrentDictionary<string, Pagina> paginas = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(Rapportages.Periode Periode, string Selectie), Samenvatting> samenvattingen = [];
    private int omvang;
    private int gezien;

    /// <summary>Where links begin.</summary>
    internal string Adres => instellingen.Adres(server);

    /// <summary>Answers with a feed in the form that was asked for.</summary>
    /// <param name="stand">Changes when the answer can.</param>
    /// <param name="gewijzigdOp">When it last could.</param>
    /// <param name="maak">Makes the page; called when it is not remembered.</param>
    internal async Task<IResult> Geef(HttpContext context, Produces produces, string stand, DateTimeOffset gewijzigdOp, Func<Task<Feed>> maak)
    {
        Vergeet();
        var mediatype = produces.Choose(context.Request);
        var gzip = context.Request.GetTypedHeaders().AcceptEncoding.Any(vorm => vorm.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && vorm.Quality != 0);
        // As it was sent, not as it was understood: no two questions may share a page.
        var vraag = $"{(gzip ? "gzip " : "")}{mediatype} {context.Request.Path}{context.Request.QueryString}";
        var etag = $"\"{stand}-{Etags.Kort(vraag)}\"";
        if (Conditional.NotModified(context, etag, gewijzigdOp, clock.GetUtcNow()))
        {
            meters.Feeds.Add(1, new KeyValuePair<string, object?>("uitkomst", "ongewijzigd"));
            return Results.Empty;
        }

        var onthouden = paginas.TryGetValue(vraag, out var pagina) && pagina.Etag == etag;
        meters.Feeds.Add(1, new KeyValuePair<string, object?>("uitkomst", onthouden ? "onthouden" : "gemaakt"));
        if (pagina is null || !onthouden)
        {
            pagina = Schrijf(await maak(), context.Request, mediatype, etag, gzip);
            Onthoud(vraag, pagina);
        }

        context.Response.Headers.Link = pagina.Link;
        context.Response.Headers.ContentEncoding = gzip ? "gzip" : default(StringValues);
        return Results.Bytes(pagina.Bytes, mediatype == Feed.Atom ? $"{mediatype}; charset=utf-8" : mediatype);
    }

    /// <summary>The summary of a closed period: remembered, since it never changes.</summary>
    internal async Task<Samenvatting> Samenvatting(Rapportages.Periode periode, Selectie selectie, Func<Task<Samenvatting>> maak)
    {
        // Whose a project is may become hidden: what was chosen by that is counted anew.
        if (selectie.Organisaties is not null)
        {
            return await maak();
        }

        var sleutel = (periode, Feed.Sleutel(selectie));
        if (!samenvattingen.TryGetValue(sleutel, out var samenvatting))
        {
            if (samenvattingen.Count >= MeesteSamenvattingen)
            {
                samenvattingen.Clear();
            }

            samenvattingen[sleutel] = samenvatting = await maak();
        }

        return samenvatting;
    }

    /// <summary>Nothing is kept of what was erased, also where nobody asks for it.</summary>
    private void Vergeet()
    {
        var nu = register.Wissingen;
        if (Interlocked.Exchange(ref gezien, nu) != nu)
        {
            paginas.Clear();
            Interlocked.Exchange(ref omvang, 0);
        }
    }

    private Pagina Schrijf(Feed feed, HttpRequest request, string mediatype, string etag, bool gzip)
    {
        var pad = $"{Adres}{request.PathBase}{request.Path}";
        var zonderNa = request.Query.Where(deel => deel.Key != "na").SelectMany(deel => deel.Value.Select(waarde => KeyValuePair.Create(deel.Key, waarde))).ToList();
        // As it was asked, so that a reader knows it again; but for what would end the address in a header.
        var zelf = $"{request.QueryString}".Replace("<", "%3C", StringComparison.Ordinal).Replace(">", "%3E", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal);
        var adres = new Feedadres($"{pad}{zelf}", $"{pad}{QueryString.Create(zonderNa)}",
            na => $"{pad}{QueryString.Create([.. zonderNa, KeyValuePair.Create("na", (string?)na)])}");
        var bytes = mediatype == Feed.Atom ? feed.AlsAtom(adres, instellingen.Licentie) : feed.AlsJson(adres);
        var link = $"<{adres.Zelf}>; rel=\"self\", <{adres.Eerste}>; rel=\"first\"";
        return new Pagina(etag, gzip ? Gzip(bytes) : bytes, feed.Volgende is null ? link : $"{link}, <{adres.Na(feed.Volgende)}>; rel=\"next\"");
    }

    /// <summary>Compressed once, sent often: a page of 100 kB becomes some 10 kB. All of it is public, so its length gives nothing away.</summary>
    private static byte[] Gzip(byte[] bytes)
    {
        using var klein = new MemoryStream();
        using (var gzip = new GZipStream(klein, CompressionLevel.Optimal))
        {
            gzip.Write(bytes);
        }

        return klein.ToArray();
    }

    private void Onthoud(string vraag, Pagina pagina)
    {
        var was = paginas.TryGetValue(vraag, out var vorige) ? vorige.Bytes.Length : 0;
        if (Interlocked.Add(ref omvang, pagina.Bytes.Length - was) > MeesteBytes)
        {
            // Simpler than to know which was asked for least, and those that matter are back with the next poll.
            paginas.Clear();
            Interlocked.Exchange(ref omvang, pagina.Bytes.Length);
        }

        paginas[vraag] = pagina;
    }

    private sealed record Pagina(string Etag, byte[] Bytes, string Link);
}
