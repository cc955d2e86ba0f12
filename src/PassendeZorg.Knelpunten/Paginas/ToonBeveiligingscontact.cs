using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Waar een kwetsbaarheid te melden is (RFC 9116).</summary>
public sealed class ToonBeveiligingscontact : IEndpoint
{
    private const string Pad = "/.well-known/security.txt";

    /// <summary>From today on; RFC 9116 asks for less than a year. A site that nobody tends any more expires by itself when its clock stops.</summary>
    private const int Dagen = 180;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet(Pad, Handle).AllowAnonymous();

    internal static IResult Handle(Instellingen instellingen, IServer server, TimeProvider clock)
    {
        var adres = instellingen.Adres(server);
        return Results.Text($"""
            Contact: {Instellingen.Link(instellingen.Beveiligingscontact) ?? Instellingen.Link(instellingen.Contact) ?? $"{adres}/over#beveiliging"}
            Expires: {clock.GetUtcNow().AddDays(Dagen).ToString("yyyy-MM-dd'T'00:00:00'Z'", CultureInfo.InvariantCulture)}
            Preferred-Languages: nl, en
            Canonical: {adres}{Pad}
            Policy: {adres}/over#beveiliging

            """, "text/plain", Encoding.UTF8);
    }
}
