using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Begrippen;

/// <summary>Een begrip toevoegen, hernoemen of laten vervallen.</summary>
public sealed partial class WijzigBegrip : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPut("/begrippenlijsten/{lijst}/begrippen/{code}", Handle).WithName("wijzigBegrip").RequireAuthorization(Rechten.Beheren)
            .Produces<Begrip>().Produces<Begrip>(201).Refuses(404, 409)
            .Example("""
                { "naam": "Wet kwaliteit, klachten en geschillen zorg", "afkorting": "Wkkgz", "aliassen": ["kwaliteitswet"], "toelichting": "Kwaliteit van zorg en wat er moet bij een klacht.", "geldigVanDatum": "2016-01-01" }
                """);

    /// <summary>Een begrip zoals het wordt.</summary>
    /// <param name="Naam">Wat mensen lezen.</param>
    /// <param name="Bovenliggend">Code van niveau 1 waar het onder valt; ligt vast zodra het begrip bestaat.</param>
    /// <param name="Afkorting">In de officiële schrijfwijze.</param>
    /// <param name="Uri">Openbare identificatie: een webadres.</param>
    /// <param name="Aliassen">Woorden die mensen ervoor gebruiken.</param>
    /// <param name="Toelichting">Wat het wel en niet is.</param>
    /// <param name="Volgorde">Plaats in de lijst; zonder: achteraan, of waar het stond.</param>
    /// <param name="GeldigVanDatum">Eerste dag waarop het te kiezen is.</param>
    /// <param name="GeldigTotDatum">Vanaf deze dag is het vervallen: het blijft op oude knelpunten staan, nieuwe mogen het niet meer dragen.</param>
    public sealed record Request(
        [property: Required, StringLength(200, MinimumLength = 2)] string Naam,
        [property: GeenVrijeTekst, StringLength(80)] string? Bovenliggend = null,
        [property: StringLength(40)] string? Afkorting = null,
        [property: Weblink, StringLength(500)] string? Uri = null,
        [property: Length(0, 100), StringLength(100, MinimumLength = 1)] IReadOnlyList<string>? Aliassen = null,
        [property: StringLength(1_000)] string? Toelichting = null,
        [property: Range(1, 1_000_000)] int? Volgorde = null,
        DateOnly? GeldigVanDatum = null,
        DateOnly? GeldigTotDatum = null);

    /// <summary>Een begrip toevoegen, hernoemen of laten vervallen.</summary>
    /// <remarks>Het begrip wordt wat er in het verzoek staat. Codes worden nooit hernoemd of opnieuw gebruikt.</remarks>
    /// <param name="lijst">Code van de lijst, zoals <c>wetten</c>.</param>
    /// <param name="code">Code van het begrip: kleine letters, cijfers en streepjes, ten hoogste 80 tekens.</param>
    public static async Task<IResult> Handle(string lijst, string code, Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver)
    {
        var begrippen = ToonBegrippenlijst.Vind(lijst, register);
        var wordt = invoer.Waarde;
        Controleer(code, wordt, begrippen);

        var nieuw = await schrijver.Schrijf(werk =>
        {
            var was = werk.Een<Begrippenlijsten.Rij>($"{Begrippenlijsten.Select} WHERE lijst = @lijst AND code = @code", new { lijst, code });
            var rij = new Begrippenlijsten.Rij
            {
                Lijst = lijst, Code = code, Naam = wordt.Naam, Bovenliggend = was?.Bovenliggend ?? wordt.Bovenliggend, Afkorting = wordt.Afkorting, Uri = wordt.Uri,
                Aliassen = string.Join('|', wordt.Aliassen ?? []), Toelichting = wordt.Toelichting, Kiesbaar = was?.Kiesbaar ?? 1,
                Volgorde = wordt.Volgorde ?? was?.Volgorde ?? werk.Een<int>("SELECT max(volgorde) + 10 FROM begrip WHERE lijst = @lijst", new { lijst }),
                GeldigVan = wordt.GeldigVanDatum, GeldigTot = wordt.GeldigTotDatum, Eigenschappen = was?.Eigenschappen, Herkomst = "beheer",
                Nummer = was?.Nummer ?? werk.Een<int>("SELECT max(nummer) + 1 FROM begrip WHERE lijst = @lijst", new { lijst }),
            };
            if (rij.Nummer >= Kolommen.Codes)
            {
                throw Weigering.Conflict($"De lijst {lijst} is vol: {Kolommen.Codes} begrippen, vervallen begrippen meegeteld.");
            }

            if (rij == was)
            {
                return false;
            }

            LaadBegrippen.Schrijf(werk, rij);
            werk.Noteer(gebruiker, was is null ? "begrip.toegevoegd" : "begrip.gewijzigd", $"{lijst}/{code}",
                new JsonObject { ["naam"] = rij.Naam, ["bovenliggend"] = rij.Bovenliggend, ["geldigVanDatum"] = Dag(rij.GeldigVan), ["geldigTotDatum"] = Dag(rij.GeldigTot) });
            return was is null;
        });

        var begrip = register.Begrippen[lijst].Zoek(code)!;
        return nieuw ? Results.Created($"/v1/begrippenlijsten/{lijst}", begrip) : Results.Ok(begrip);
    }

    private static void Controleer(string code, Request wordt, Begrippenlijst begrippen)
    {
        var fouten = new Fouten();
        if (code.Length > 80 || !CodePatroon().IsMatch(code))
        {
            fouten.Meld("code", "ongeldig-formaat", "Een code bestaat uit kleine letters, cijfers en streepjes, ten hoogste 80 tekens.");
        }

        Lezer.Bewaak(code, "code", fouten);
        var was = begrippen.Zoek(code);
        if (was is not null && wordt.Bovenliggend is not null && wordt.Bovenliggend != was.Bovenliggend)
        {
            fouten.Meld("/bovenliggend", "buiten-bereik", "Waar een begrip onder valt, ligt vast: eerdere tellingen gaan ervan uit.", was.Bovenliggend);
        }
        else if (was is null && wordt.Bovenliggend is { } ouder && begrippen.Zoek(ouder) is not { Bovenliggend: null })
        {
            fouten.Meld("/bovenliggend", "onbekende-code", "Verwacht een code van niveau 1 uit deze lijst.", begrippen.Suggestie(ouder));
        }

        if (wordt.Aliassen?.Any(alias => alias.Contains('|', StringComparison.Ordinal)) == true)
        {
            fouten.Meld("/aliassen", "ongeldig-teken", "Een alias bevat geen |.");
        }

        if (wordt.GeldigTotDatum < wordt.GeldigVanDatum)
        {
            fouten.Meld("/geldigTotDatum", "buiten-bereik", "geldigTotDatum ligt voor geldigVanDatum.");
        }

        fouten.Klaar();
    }

    private static string? Dag(DateOnly? dag) => dag?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [GeneratedRegex("^[a-z0-9]+(?:-[a-z0-9]+)*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex CodePatroon();
}
