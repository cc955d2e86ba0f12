using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Een inschatting plaatsen.</summary>
public sealed class PlaatsStelseltoets : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/systeemknelpunten/{id}/stelseltoetsen", Handle).WithName("plaatsStelseltoets").RequireAuthorization(Rechten.Inschatten)
            .Produces<Stelseltoets>(201).Refuses(409)
            .Example("""
                {
                  "beoordelaar": "nza", "trede": "wetswijziging", "tredeTijdelijk": "beleidsregel-of-experiment", "argument": "Een experiment kan nu; structureel hoort de aanspraak in de wet.",
                  "datum": "2026-10-01", "herkomst": "weergegeven", "bron": { "titel": "Advies bekostiging valpreventie", "url": "https://voorbeeld.nl/advies" }
                }
                """);

    /// <summary>Een inschatting: wat is ervoor nodig?</summary>
    /// <param name="Beoordelaar">De partij: een code uit de lijst organisaties of een vrije naam. Zonder weergave die van uw sleutel.</param>
    /// <param name="Trede">Wat ervoor nodig is.</param>
    /// <param name="Argument">Waarom, zonder persoonsgegevens.</param>
    /// <param name="TredeTijdelijk">Wat er tot die tijd kan.</param>
    /// <param name="Datum">De dag van het oordeel; zonder: vandaag.</param>
    /// <param name="Herkomst">weergegeven: een analist geeft een openbaar standpunt weer, met bron. Zonder: eigen.</param>
    /// <param name="Bron">De openbare bron; verplicht bij een weergave.</param>
    public sealed record Request(
        [property: Required, Organisatie, StringLength(120, MinimumLength = 2)] string Beoordelaar,
        [property: Required, Begrip("treden")] string Trede,
        [property: Required, StringLength(5_000, MinimumLength = 3)] string Argument,
        [property: Begrip("treden")] string? TredeTijdelijk = null,
        [property: Verleden] DateOnly? Datum = null,
        [property: Keuze("eigen", "weergegeven")] string? Herkomst = null,
        Bron? Bron = null);

    /// <summary>Een inschatting plaatsen: wat is er nodig om dit op te lossen?</summary>
    /// <remarks>
    /// Een partij spreekt alleen met een eigen sleutel. Een analist mag een openbaar standpunt weergeven, met bron; dat is als weergave gemerkt en wijkt zodra de partij zelf
    /// spreekt. Een later oordeel van dezelfde partij vervangt het eerdere, ook op dezelfde dag; de historie houdt ze allebei.
    /// </remarks>
    /// <param name="id">Id of kenmerk van het systeemknelpunt.</param>
    public static async Task<IResult> Handle(string id, Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var systeem = await Systeemknelpunt.Vind(id, db, context.RequestAborted);
        var verzoek = invoer.Waarde with { Beoordelaar = Naam(invoer.Waarde.Beoordelaar) };
        var weergegeven = EisSpreekrecht(verzoek, gebruiker, gebruiker.Organisatie is { } van && Tekst.Naamsleutel(Naam(van)) == Tekst.Naamsleutel(verzoek.Beoordelaar));
        var datum = verzoek.Datum ?? Kalender.Dag(clock.GetUtcNow());

        var toets = await schrijver.Schrijf(werk =>
        {
            var nu = Curatie.Lees(werk, systeem.Id);
            Curatie.EisOpen(nu);
            // A verdict in the same batch is not seen here; what counts is derived anew with each reading, so nothing can slip through.
            var geldend = register.Duiding.Nu.Zoek(systeem.Id)!.Stand.Geldend.FirstOrDefault(ander => ander.Partij == Tekst.Naamsleutel(verzoek.Beoordelaar));
            if (weergegeven && geldend is { Weergegeven: false })
            {
                throw Weigering.Conflict($"{verzoek.Beoordelaar} sprak zelf, op {geldend.Datum:yyyy-MM-dd}; een weergave komt daar niet overheen.");
            }

            var rij = new Toets(Guid.CreateVersion7(werk.Nu), verzoek.Beoordelaar, verzoek.Trede, verzoek.TredeTijdelijk, datum, weergegeven, werk.Nu);
            var inhoud = JsonSerializer.Serialize(new Stelseltoets.Tekstdeel(verzoek.Argument, verzoek.Bron), Json.Options);
            werk.Voer("INSERT INTO stelseltoets (id, systeemknelpunt_id, inhoud, geplaatst_op) VALUES (@Id, @SysteemId, @inhoud, @GeplaatstOp)",
                new { rij.Id, SysteemId = nu.Id, inhoud, rij.GeplaatstOp });
            var gebeurtenis = Curatie.Noteer(werk, gebruiker, nu, "stelseltoets.geplaatst", Wijzigingen.Van("stelseltoetsen", geldend?.Trede, rij.Trede), ("stelseltoets", new JsonObject
            {
                ["id"] = rij.Id.ToString("D"), ["beoordelaar"] = rij.Beoordelaar, ["trede"] = rij.Trede, ["tredeTijdelijk"] = rij.TredeTijdelijk, ["datum"] = $"{rij.Datum:yyyy-MM-dd}",
                ["herkomst"] = weergegeven ? "weergegeven" : "eigen", ["argument"] = Wijzigingen.Digest(verzoek.Argument, nu.Zout),
            }));
            return rij with { GeplaatstOp = gebeurtenis.TijdstipOp };
        });

        return Results.Created($"/v1/systeemknelpunten/{systeem.Id}", (await Stelseltoets.Lees([toets], register, db, context.RequestAborted))[toets.Id]);

        // One name for one party: the code, when the vocabulary knows it.
        string Naam(string organisatie) => register.Begrippen["organisaties"].Herken(organisatie)?.Code ?? organisatie;
    }

    /// <summary>Only a party's own key speaks for it; an analist may render. True when it is rendered.</summary>
    private static bool EisSpreekrecht(Request verzoek, Gebruiker gebruiker, bool eigen)
    {
        if (eigen && verzoek.Herkomst != "weergegeven")
        {
            return false;
        }

        if (!gebruiker.ZietAlles)
        {
            throw Weigering.Verboden($"Uw sleutel is van {gebruiker.Organisatie} en spreekt alleen voor die organisatie, met herkomst eigen.");
        }

        var fouten = new Fouten();
        if (verzoek.Herkomst != "weergegeven")
        {
            fouten.Meld("/herkomst", verzoek.Herkomst is null ? "verplicht" : "buiten-bereik", $"Alleen een sleutel van {verzoek.Beoordelaar} spreekt voor die partij. Geeft u een openbaar standpunt weer, zeg dat dan.", "weergegeven");
        }

        if (verzoek.Bron is null or { Url: null })
        {
            fouten.Meld(verzoek.Bron is null ? "/bron" : "/bron/url", "verplicht", "Noem bij een weergave de openbare bron: titel en webadres.");
        }

        fouten.Klaar();
        return true;
    }
}
