using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Edities;

/// <summary>Wat er tussen twee edities veranderde.</summary>
public sealed class VergelijkEdities : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/edities/{nummer}/verschillen", Handle).WithName("vergelijkEdities").AllowAnonymous().Produces<Verschillen>();

    /// <param name="Met">Nummer van de eerdere editie.</param>
    public sealed record Query([property: Required, GeenVrijeTekst, StringLength(20)] string Met);

    /// <summary>Wat er veranderde van de editie in met naar deze.</summary>
    /// <param name="Verschenen">Kenmerken, van knelpunten en systeemknelpunten, die er nu wel in staan en toen niet.</param>
    /// <param name="Verdwenen">Kenmerken die er toen wel in stonden en nu niet.</param>
    /// <param name="Veranderd">Systeemknelpunten met een andere status of oplossingsruimte.</param>
    /// <param name="Gestegen">Wetten, domeinen, soorten en naden die vaker voorkomen, meeste stijging eerst.</param>
    /// <param name="Gedaald">Wetten, domeinen, soorten en naden die minder vaak voorkomen, meeste daling eerst.</param>
    public sealed record Verschillen(IReadOnlyList<string> Verschenen, IReadOnlyList<string> Verdwenen, IReadOnlyList<Standverschil> Veranderd, IReadOnlyList<Verschil> Gestegen, IReadOnlyList<Verschil> Gedaald);

    /// <summary>Een systeemknelpunt dat er anders voor staat.</summary>
    /// <param name="Kenmerk">Welk.</param>
    /// <param name="Veld">status of oplossingsruimte.</param>
    /// <param name="Van">In de eerdere editie.</param>
    /// <param name="Naar">In deze editie.</param>
    public sealed record Standverschil(string Kenmerk, [property: Keuze("status", "oplossingsruimte")] string Veld, string Van, string Naar);

    /// <summary>Een aantal dat anders is.</summary>
    /// <param name="Dimensie">wet, domein, soort of naad.</param>
    /// <param name="Code">De code; bij een naad twee codes met een +.</param>
    /// <param name="Van">In de eerdere editie.</param>
    /// <param name="Naar">In deze editie.</param>
    public sealed record Verschil(string Dimensie, string Code, int Van, int Naar);

    /// <summary>Wat er tussen twee edities veranderde.</summary>
    /// <remarks>Welke knelpunten erbij kwamen of verdwenen, en welke wetten, domeinen, soorten en naden vaker of minder vaak voorkomen.</remarks>
    /// <param name="nummer">Nummer van de editie, zoals 2026-3.</param>
    public static async Task<IResult> Handle(string nummer, Vraag<Query> vraag, Db db, HttpContext context)
    {
        var (nu, toen) = (await Editie.Vind(nummer, db, context.RequestAborted), await Editie.Vind(vraag.Waarde.Met, db, context.RequestAborted));
        return Conditional.NotModified(context, $"\"{nu.Sha256[..16]}-{toen.Sha256[..16]}\"") ? Results.Empty : Results.Ok(Vergelijk(toen.Lees(), nu.Lees()));
    }

    /// <summary>Compares two editions.</summary>
    internal static Verschillen Vergelijk(Editie toen, Editie nu)
    {
        var (kenmerkenToen, kenmerkenNu) = (Kenmerken(toen), Kenmerken(nu));
        var (tellingenToen, tellingenNu) = (Tellingen(toen), Tellingen(nu));
        var verschillen = tellingenToen.Keys.Union(tellingenNu.Keys)
            .Select(sleutel => new Verschil(sleutel.Dimensie, sleutel.Code, tellingenToen.GetValueOrDefault(sleutel), tellingenNu.GetValueOrDefault(sleutel)))
            .Where(verschil => verschil.Van != verschil.Naar).ToList();
        return new Verschillen([.. kenmerkenNu.Except(kenmerkenToen)], [.. kenmerkenToen.Except(kenmerkenNu)], Veranderd(toen, nu),
            [.. verschillen.Where(verschil => verschil.Naar > verschil.Van).OrderByDescending(verschil => verschil.Naar - verschil.Van)],
            [.. verschillen.Where(verschil => verschil.Naar < verschil.Van).OrderBy(verschil => verschil.Naar - verschil.Van)]);
    }

    private static List<string> Kenmerken(Editie editie) =>
        [.. editie.Knelpunten.Select(item => item.Kenmerk), .. (editie.Systeemknelpunten ?? []).Select(systeem => systeem.Kenmerk)];

    private static List<Standverschil> Veranderd(Editie toen, Editie nu)
    {
        var eerder = (toen.Systeemknelpunten ?? []).ToDictionary(systeem => systeem.Kenmerk, StringComparer.Ordinal);
        return
        [
            .. from systeem in nu.Systeemknelpunten ?? []
               let was = eerder.GetValueOrDefault(systeem.Kenmerk)
               where was is not null
               from verandering in new[] { new Standverschil(systeem.Kenmerk, "status", was.Status, systeem.Status), new Standverschil(systeem.Kenmerk, "oplossingsruimte", was.Oplossingsruimte, systeem.Oplossingsruimte) }
               where verandering.Van != verandering.Naar
               select verandering,
        ];
    }

    private static Dictionary<(string Dimensie, string Code), int> Tellingen(Editie editie)
    {
        var tellingen = new Dictionary<(string, string), int>();
        Voeg("wet", editie.Kruistabel.Rijen);
        Voeg("domein", editie.Kruistabel.Kolommen);
        foreach (var reeks in editie.Tijdreeks.Reeksen)
        {
            tellingen[("soort", reeks.Code)] = reeks.Aantallen.Sum(aantal => aantal ?? 0);
        }

        foreach (var naad in editie.Naden.Naden)
        {
            tellingen[("naad", $"{naad.A}+{naad.B}")] = naad.Aantal ?? 0;
        }

        return tellingen;

        void Voeg(string dimensie, IEnumerable<Kruistabel.Kop> koppen)
        {
            foreach (var kop in koppen)
            {
                tellingen[(dimensie, kop.Code)] = kop.Totaal;
            }
        }
    }
}
