using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>What a back-up says of itself, signed with a key derived from the pepper: what somebody else made or changed is not opened (CVE-2026-11824).</summary>
/// <param name="Formaat">Of the back-up; this program knows 1.</param>
/// <param name="GemaaktOp">When the reading began: every write that was acknowledged before is in it.</param>
/// <param name="Schemaversie">Schema of the database.</param>
/// <param name="Volgnummer">The last gebeurtenis in it.</param>
/// <param name="Hash">The hash of that gebeurtenis.</param>
/// <param name="Knelpunten">How many knelpunten it holds.</param>
/// <param name="Projecten">How many projects.</param>
/// <param name="Systeemknelpunten">How many systeemknelpunten.</param>
/// <param name="Grootte">Length of the database in bytes.</param>
/// <param name="Sha256">Of the database.</param>
/// <param name="Hmac">Over all the other members, as RFC 8785 writes them.</param>
internal sealed record Manifest(int Formaat, DateTimeOffset GemaaktOp, int Schemaversie, long Volgnummer, string Hash, long Knelpunten, long Projecten, long Systeemknelpunten,
    long Grootte, string Sha256, string? Hmac = null)
{
    /// <summary>The names inside the zip.</summary>
    public const string Naam = "manifest.json", Database = "knelpunten.db";

    private const int MeesteTekens = 16 * 1024;
    private static readonly JsonSerializerOptions Leesbaar = new(Json.Options) { WriteIndented = true };

    /// <summary>The same, signed, as JSON.</summary>
    public string Ondertekend(Peper peper) => JsonSerializer.Serialize(this with { Hmac = peper.Teken(Canoniek(JsonSerializer.SerializeToNode(this, Json.Options))) }, Leesbaar);

    /// <summary>Reads one; null when it is none, or not signed with this pepper.</summary>
    public static Manifest? Lees(Stream bron, Peper peper)
    {
        using var lezer = new StreamReader(bron);
        var tekens = new char[MeesteTekens + 1];
        var aantal = lezer.ReadBlock(tekens);
        try
        {
            var json = aantal <= MeesteTekens ? JsonNode.Parse(new string(tekens, 0, aantal)) : null;
            var hmac = Encoding.UTF8.GetBytes((string?)json?["hmac"] ?? "");
            return json is not null && CryptographicOperations.FixedTimeEquals(hmac, Encoding.UTF8.GetBytes(peper.Teken(Canoniek(json)))) ? json.Deserialize<Manifest>(Json.Options) : null;
        }
        catch (Exception fout) when (fout is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static string Canoniek(JsonNode? json)
    {
        var zonder = json!.DeepClone().AsObject();
        zonder.Remove("hmac");
        return CanonicalJson.Write(zonder);
    }
}
