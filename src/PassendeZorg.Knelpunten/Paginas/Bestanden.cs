using System.IO.Compression;
using System.Security.Cryptography;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>
/// The few files that pages need: one style sheet, put together from the parts in <c>wwwroot/stijl</c> in the order of their names, and small
/// scripts. They travel inside the program, are compressed once, and carry their hash in their address, so that a browser fetches each once.
/// </summary>
internal sealed class Bestanden
{
    private static readonly Dictionary<string, Bestand> Alle = new[]
    {
        new Bestand("/stijl/pagina.css", "text/css; charset=utf-8", string.Concat(Resources.Names("stijl/").Order(StringComparer.Ordinal).Select(Resources.Text))),
    }.Concat(Resources.Names("script/").Select(naam => new Bestand($"/{naam}", "text/javascript; charset=utf-8", Resources.Text(naam))))
        .Append(new Bestand("/favicon.svg", "image/svg+xml", Resources.Text("beeld/favicon.svg"))).ToDictionary(bestand => bestand.Pad, StringComparer.Ordinal);

    /// <summary>Changes when any of them does; part of the ETag of a page.</summary>
    public static readonly string Versie = string.Concat(Alle.Values.OrderBy(bestand => bestand.Pad, StringComparer.Ordinal).Select(bestand => bestand.Hash[..4]));

    /// <summary>The address of a file, with its hash.</summary>
    public static string Adres(string pad) => $"{pad}?v={Alle[pad].Hash}";

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (var bestand in Alle.Values)
        {
            routes.MapGet(bestand.Pad, bestand.Geef).AllowAnonymous().DisableRateLimiting();
        }
    }

    private sealed record Bestand(string Pad, string Mediatype, string Tekst)
    {
        private readonly byte[] gewoon = System.Text.Encoding.UTF8.GetBytes(Tekst);
        private readonly Lazy<byte[]> gecomprimeerd = new(() =>
        {
            using var uit = new MemoryStream();
            using (var gzip = new GZipStream(uit, CompressionLevel.SmallestSize))
            {
                gzip.Write(System.Text.Encoding.UTF8.GetBytes(Tekst));
            }

            return uit.ToArray();
        });

        public string Hash => field ??= Convert.ToHexStringLower(SHA256.HashData(gewoon))[..12];

        public IResult Geef(HttpContext context)
        {
            if (Conditional.NotModified(context, $"\"{Hash}\""))
            {
                return Results.Empty;
            }

            var klein = context.Request.GetTypedHeaders().AcceptEncoding.Any(soort => soort.Value == "gzip" && soort.Quality is not 0);
            if (klein)
            {
                context.Response.Headers.ContentEncoding = "gzip";
            }

            if (context.Request.Query["v"] == Hash)
            {
                context.Response.Headers.CacheControl = Headers.Blijvend;
            }

            return Results.Bytes(klein ? gecomprimeerd.Value : gewoon, Mediatype);
        }
    }
}
