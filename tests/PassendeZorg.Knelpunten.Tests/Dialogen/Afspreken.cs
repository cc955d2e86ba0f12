using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Dialogen;

/// <summary>Steps of the story from agenda to promise, each over HTTP.</summary>
public static class Afspreken
{
    /// <summary>A new systeemknelpunt for which these organisations are competent.</summary>
    public static async Task<JsonObject> Systeemknelpunt(this App app, params string[] bevoegd) =>
        await (await app.Analist()).Stuur("POST", "/v1/systeemknelpunten", new JsonObject
        {
            ["titel"] = "Geen blijvende betaler", ["kern"] = "De baten vallen elders dan de kosten.", ["bevoegd"] = new JsonArray([.. bevoegd.Select(code => JsonValue.Create(code))]),
        }.ToJsonString()).Gelukt();

    /// <summary>Takes a systeemknelpunt through these states.</summary>
    public static async Task Word(this App app, JsonNode systeem, params string[] statussen)
    {
        foreach (var status in statussen)
        {
            await (await app.Analist()).Stuur("POST", $"/v1/systeemknelpunten/{systeem.Id()}/beoordelingen", $$"""{"status":"{{status}}","toelichting":"Zo is besloten."}""").Gelukt();
        }
    }

    public static async Task<JsonObject> Reageer(this App app, JsonNode systeem, string organisatie, string status = "gepubliceerd") =>
        await (await app.Client("adressaat", organisatie)).Stuur("POST", $"/v1/systeemknelpunten/{systeem.Id()}/reacties",
            $$"""{"soort":"overgenomen","tekst":"Dit nemen wij over.","status":"{{status}}"}""").Gelukt();

    /// <summary>An organisation promises something for itself.</summary>
    public static async Task<JsonObject> ZegToe(this App app, JsonNode systeem, string organisatie, DateOnly uiterlijk) =>
        await (await app.Client("adressaat", organisatie)).Stuur("POST", $"/v1/systeemknelpunten/{systeem.Id()}/toezeggingen",
            $$"""{"wat":"Een beleidsregel in consultatie","uiterlijkDatum":"{{uiterlijk.Iso()}}"}""").Gelukt();

    public static JsonObject Afspraak(string door, DateOnly uiterlijk, string? systeemknelpunt = null, string wat = "Een modelovereenkomst delen") => new()
    {
        ["door"] = door, ["wat"] = wat, ["uiterlijkDatum"] = uiterlijk.Iso(), ["systeemknelpunt"] = systeemknelpunt,
    };

    public static JsonObject Dialoog(DateOnly datum, params JsonObject[] afspraken) => new()
    {
        ["naam"] = "Dialoog over de betaler", ["datum"] = datum.Iso(), ["afspraken"] = new JsonArray([.. afspraken]),
    };

    public static async Task<JsonObject> LegVast(this App app, JsonObject dialoog) => await (await app.Analist()).Stuur("POST", "/v1/dialogen", dialoog.ToJsonString()).Gelukt();

    /// <summary>A dialoog of today in which an organisation promised one thing for next month.</summary>
    public static Task<JsonObject> Dialoog(this App app, string door) => app.LegVast(Dialoog(app.Vandaag(), Afspraak(door, app.Vandaag().AddDays(30))));

    /// <summary>The rows of the log of a kind, as soon as there are as many as are waited for: what the clock asks for is done a moment later.</summary>
    public static async Task<List<JsonObject>> Wacht(this App app, string soort, int aantal)
    {
        for (var i = 0; ; i++)
        {
            var (na, gevonden) = (0, new List<JsonObject>());
            for (JsonArray items; (items = (await app.Beheerder().Lees($"/v1/gebeurtenissen?na={na}&limiet=1000"))["items"]!.AsArray()).Count > 0; na = items[^1].Getal("volgnummer"))
            {
                gevonden.AddRange(items.Where(item => item.Tekst("soort") == soort).Select(item => item!.AsObject()));
            }

            if (gevonden.Count >= aantal || i == 600)
            {
                gevonden.Should().HaveCount(aantal, soort);
                return gevonden;
            }

            await Task.Delay(100, App.Ct);
        }
    }

    public static async Task<JsonObject> Wijzig(this HttpClient client, JsonNode toezegging, string body) =>
        await client.Stuur("PATCH", $"/v1/toezeggingen/{toezegging.Id()}", body, mediatype: "application/merge-patch+json").Gelukt();

    public static IEnumerable<string> Ids(this JsonNode json, string veld) => json[veld]!.AsArray().Select(item => item!.Id());
}
