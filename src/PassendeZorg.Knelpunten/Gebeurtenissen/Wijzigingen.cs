using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Gebeurtenissen;

/// <summary>What a change changed, as the log keeps it: <c>[{ veld, van, naar }]</c>, codes as they are, texts as salted digests.</summary>
internal static class Wijzigingen
{
    private static readonly JsonSerializerOptions ZonderNull = new(Json.Options) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    /// <summary>A content as it is stored: JSON without empty members.</summary>
    public static JsonObject Inhoud<T>(T inhoud) => JsonSerializer.SerializeToNode(inhoud, ZonderNull)!.AsObject();

    /// <summary>New random salt, in hex.</summary>
    public static string Zout() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>The members that differ, in the order of the new content.</summary>
    /// <param name="was">Null for something new.</param>
    /// <param name="wordt">The content after the change.</param>
    /// <param name="gecodeerd">Members that hold codes, not text.</param>
    /// <param name="zout">Salt of what the texts belong to.</param>
    public static JsonArray Tussen(JsonObject? was, JsonObject wordt, Func<string, bool> gecodeerd, string zout)
    {
        var wijzigingen = new JsonArray();
        foreach (var (veld, nieuw) in wordt)
        {
            Vergelijk(veld, was?[veld], nieuw);
        }

        foreach (var (veld, oud) in was ?? [])
        {
            if (!wordt.ContainsKey(veld))
            {
                Vergelijk(veld, oud, null);
            }
        }

        return wijzigingen;

        void Vergelijk(string veld, JsonNode? oud, JsonNode? nieuw)
        {
            if (!JsonNode.DeepEquals(oud, nieuw))
            {
                wijzigingen.Add(gecodeerd(veld) ? Van(veld, oud, nieuw) : Van(veld, Digest(oud, zout), Digest(nieuw, zout)));
            }
        }
    }

    /// <summary>One change.</summary>
    public static JsonObject Van(string veld, JsonNode? van, JsonNode? naar)
    {
        var wijziging = new JsonObject { ["veld"] = veld, ["naar"] = Eigen(naar) };
        if (van is not null)
        {
            wijziging["van"] = Eigen(van);
        }

        return wijziging;

        static JsonNode? Eigen(JsonNode? waarde) => waarde?.Parent is null ? waarde : waarde.DeepClone(); // what stands in a content stays there
    }

    /// <summary>HMAC-SHA-256 of a text under its salt: proves what it said as long as text and salt are there, and nothing after.</summary>
    public static JsonObject? Digest(JsonNode? tekst, string zout) => tekst is null ? null : new JsonObject
    {
        ["digest"] = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.ASCII.GetBytes(zout), Encoding.UTF8.GetBytes(tekst.ToJsonString(Json.Options)))),
    };
}
