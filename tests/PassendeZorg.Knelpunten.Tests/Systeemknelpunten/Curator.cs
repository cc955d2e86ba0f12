using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

/// <summary>Systeemknelpunten, as an analist makes them.</summary>
internal static class Curator
{
    public static JsonObject Voorbeeldsysteem(JsonObject? anders = null, params string[] knelpunten)
    {
        var systeem = new JsonObject
        {
            ["titel"] = "Valpreventie heeft geen blijvende betaler", ["kern"] = "De baten vallen bij de verzekeraar, de kosten bij de gemeente.",
            ["bevoegd"] = new JsonArray("nza", "vws"), ["betrokken"] = new JsonArray("vng"), ["mechanismen"] = new JsonArray("baten-elders"),
            ["knelpunten"] = new JsonArray([.. knelpunten.Select(id => JsonValue.Create(id))]),
        };
        foreach (var (veld, waarde) in anders ?? [])
        {
            systeem[veld] = waarde?.DeepClone();
        }

        return systeem;
    }

    /// <summary>A new systeemknelpunt.</summary>
    public static async Task<JsonObject> Systeem(this App app, JsonObject? anders = null, params string[] knelpunten) =>
        await (await app.Analist()).Post("/v1/systeemknelpunten", Voorbeeldsysteem(anders, knelpunten)).Gelukt();

    /// <summary>Takes it through statuses, one after the other.</summary>
    public static async Task<JsonObject> Word(this App app, JsonObject systeem, params string[] statussen)
    {
        foreach (var status in statussen)
        {
            systeem = await (await app.Analist()).Post($"{systeem.Pad()}/beoordelingen", new JsonObject { ["status"] = status, ["toelichting"] = $"Nu {status}." }).Gelukt();
        }

        return systeem;
    }

    public static async Task Bundel(this App app, JsonObject systeem, string knelpunt, HttpStatusCode status = HttpStatusCode.Created) =>
        (await (await app.Analist()).Stuur("PUT", $"{systeem.Pad()}/knelpunten/{knelpunt}")).StatusCode.Should().Be(status);

    /// <summary>A verdict of a party with its own key.</summary>
    public static async Task<JsonObject> Toets(this App app, JsonObject systeem, string partij, string trede, string? datum = null, string rol = "adressaat") =>
        await (await app.Client(rol, partij)).Post($"{systeem.Pad()}/stelseltoetsen", Toets(partij, trede, datum)).Gelukt();

    /// <summary>What an analist takes from a public source.</summary>
    public static async Task<JsonObject> GeefWeer(this App app, JsonObject systeem, string partij, string trede, string? datum = null)
    {
        var body = Toets(partij, trede, datum);
        (body["herkomst"], body["bron"]) = ("weergegeven", new JsonObject { ["titel"] = "Openbaar advies", ["url"] = "https://voorbeeld.nl/advies" });
        return await (await app.Analist()).Post($"{systeem.Pad()}/stelseltoetsen", body).Gelukt();
    }

    public static JsonObject Toets(string partij, string trede, string? datum = null)
    {
        var body = new JsonObject { ["beoordelaar"] = partij, ["trede"] = trede, ["argument"] = "Daarom is dat nodig." };
        if (datum is not null)
        {
            body["datum"] = datum;
        }

        return body;
    }

    public static JsonObject Reactie(string soort, JsonObject? anders = null)
    {
        var body = new JsonObject { ["soort"] = soort, ["tekst"] = "Zo kijken wij hier officieel tegenaan." };
        foreach (var (veld, waarde) in anders ?? [])
        {
            body[veld] = waarde?.DeepClone();
        }

        return body;
    }

    public static string Pad(this JsonNode systeem) => $"/v1/systeemknelpunten/{systeem.Id()}";

    /// <summary>It as this client sees it now.</summary>
    public static Task<JsonObject> Zie(this HttpClient client, JsonNode systeem) => client.Lees(systeem.Pad());

    /// <summary>The kenmerken of a list.</summary>
    public static async Task<IReadOnlyList<string>> Kenmerken(this HttpClient client, string vraag) =>
        [.. (await client.Lees($"/v1/systeemknelpunten?{vraag}"))["items"]!.AsArray().Select(item => item.Tekst("kenmerk"))];

    public static string Kenmerk(this JsonNode json) => json.Tekst("kenmerk");
}
