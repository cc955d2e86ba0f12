using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Begrippen;

/// <summary>Een begrippenlijst lezen.</summary>
public sealed class ToonBegrippenlijst : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/begrippenlijsten/{lijst}", Handle).WithName("toonBegrippenlijst").Onthoudt().AllowAnonymous().Produces<Lijst>()
            .Answers("application/json", "application/ld+json");

    /// <summary>Een begrippenlijst met de begrippen, in de volgorde van de lijst.</summary>
    /// <param name="Code">Code van de lijst, zoals <c>wetten</c>.</param>
    /// <param name="Naam">Wat mensen lezen, zoals "Wetten en regels".</param>
    /// <param name="Items">De begrippen, ook de vervallen.</param>
    public sealed record Lijst(string Code, string Naam, IReadOnlyList<Begrip> Items);

    /// <summary>Een begrippenlijst lezen.</summary>
    /// <remarks>Alle begrippen, ook de vervallen, in de volgorde van de lijst. Met Accept: application/ld+json als SKOS.</remarks>
    /// <param name="lijst">Code van de lijst, zoals <c>wetten</c>.</param>
    public static IResult Handle(string lijst, Gebruiker gebruiker, Register register, HttpContext context, Produces produces)
    {
        var begrippen = Vind(lijst, register);
        var formaat = produces.Choose(context.Request);
        if (Conditional.NotModified(context, Etags.Van(context, gebruiker, register)))
        {
            return Results.Empty;
        }

        return formaat == "application/json" ? Results.Ok(new Lijst(begrippen.Code, begrippen.Naam, begrippen.Begrippen))
            : Results.Text(Skos(begrippen, $"{context.Request.Scheme}://{context.Request.Host}/v1/begrippenlijsten/{lijst}").ToJsonString(Json.Options), "application/ld+json");
    }

    internal static Begrippenlijst Vind(string lijst, Register register) => Begrippenlijsten.Namen.ContainsKey(lijst) ? register.Begrippen[lijst]
        : throw Weigering.NietGevonden($"Er is geen begrippenlijst met deze naam. Wel: {string.Join(", ", Begrippenlijsten.Namen.Keys)}.");

    private static JsonObject Skos(Begrippenlijst lijst, string adres)
    {
        JsonObject Verwijs(string code) => new() { ["@id"] = $"{adres}#{code}" };
        JsonObject Taal(string tekst) => new() { ["@language"] = "nl", ["@value"] = tekst };
        var begrippen = lijst.Begrippen.Select(begrip =>
        {
            var concept = new JsonObject
            {
                ["@id"] = $"{adres}#{begrip.Code}", ["@type"] = "skos:Concept", ["skos:inScheme"] = new JsonObject { ["@id"] = adres },
                ["skos:notation"] = begrip.Code, ["skos:prefLabel"] = Taal(begrip.Naam),
            };
            Voeg("skos:altLabel", [.. begrip.Aliassen.Concat(begrip.Afkorting is null ? [] : [begrip.Afkorting]).Distinct(StringComparer.Ordinal).Select(Taal)]);
            Voeg("skos:narrower", [.. lijst.Begrippen.Where(ander => ander.Bovenliggend == begrip.Code).Select(ander => Verwijs(ander.Code))]);
            if (begrip.Bovenliggend is { } ouder)
            {
                concept["skos:broader"] = Verwijs(ouder);
            }
            else
            {
                concept["skos:topConceptOf"] = new JsonObject { ["@id"] = adres };
            }

            if (begrip.Toelichting is { } toelichting)
            {
                concept["skos:definition"] = Taal(toelichting);
            }

            if (begrip.Uri is { } uri)
            {
                concept["skos:exactMatch"] = new JsonObject { ["@id"] = uri };
            }

            if (begrip.GeldigTotDatum is { } tot)
            {
                concept["dct:valid"] = $"{begrip.GeldigVanDatum:yyyy-MM-dd}/{tot:yyyy-MM-dd}";
            }

            return (JsonNode)concept;

            void Voeg(string naam, JsonArray waarden)
            {
                if (waarden.Count > 0)
                {
                    concept[naam] = waarden;
                }
            }
        });
        var schema = new JsonObject { ["@id"] = adres, ["@type"] = "skos:ConceptScheme", ["skos:prefLabel"] = Taal(lijst.Naam) };
        return new JsonObject
        {
            ["@context"] = new JsonObject { ["skos"] = "http://www.w3.org/2004/02/skos/core#", ["dct"] = "http://purl.org/dc/terms/" },
            ["@graph"] = new JsonArray([schema, .. begrippen]),
        };
    }
}
