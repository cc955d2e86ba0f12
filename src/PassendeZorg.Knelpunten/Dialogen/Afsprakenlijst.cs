using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Importeren;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Dialogen;

/// <summary>
/// A sheet with what was agreed, turned into the JSON that could have been posted instead: headers as people write them, names and
/// abbreviations for codes, days as people write them. The rules of that JSON hold after.
/// </summary>
internal static class Afsprakenlijst
{
    private static readonly string[] Dagen = ["yyyy-MM-dd", "d-M-yyyy", "d/M/yyyy"];

    /// <summary>What people call the columns, folded, and the member that is meant.</summary>
    private static readonly Dictionary<string, string> Koppen = new(StringComparer.Ordinal)
    {
        ["door"] = "door", ["wie"] = "door", ["partij"] = "door", ["wat"] = "wat", ["actie"] = "wat", ["afspraak"] = "wat",
        ["uiterlijkdatum"] = "uiterlijkDatum", ["uiterlijkedatum"] = "uiterlijkDatum", ["uiterlijk"] = "uiterlijkDatum", ["wanneer"] = "uiterlijkDatum", ["systeemknelpunt"] = "systeemknelpunt",
    };

    /// <summary>Reads the sheet; what cannot be read is noted. Rows without anything in them do not count.</summary>
    public static async Task<JsonDocument> Lees(Stream inhoud, string? naam, string? datum, Begrippenlijst organisaties, Fouten fouten, CancellationToken ct)
    {
        var (afspraken, onbekend) = (new JsonArray(), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var rij in Importeer.Rijen(inhoud, "text/csv", ct))
        {
            if (rij.Velden is null)
            {
                fouten.Meld($"/afspraken/{afspraken.Count}", rij.Fout!.Code, "Vanaf deze rij is de CSV niet te lezen: een aanhalingsteken sluit niet, of een rij is te groot. Er is niets vastgelegd.");
                continue;
            }

            var velden = rij.Velden.Select(veld => (Kop: veld.Key, Waarde: (veld.Value?.GetValue<string>() ?? "").Trim())).Where(veld => veld.Waarde.Length > 0).ToList();
            if (velden.Count > 0)
            {
                afspraken.Add(Afspraak(velden, $"/afspraken/{afspraken.Count}", onbekend, organisaties, fouten));
            }
        }

        var json = new JsonObject { ["naam"] = naam, ["datum"] = datum is null ? null : Dag(datum), ["afspraken"] = afspraken };
        return JsonDocument.Parse(json.ToJsonString());
    }

    private static JsonObject Afspraak(List<(string Kop, string Waarde)> velden, string veld, HashSet<string> onbekend, Begrippenlijst organisaties, Fouten fouten)
    {
        var afspraak = new JsonObject();
        foreach (var (kop, waarde) in velden)
        {
            if (!Koppen.TryGetValue(Rijlezer.Kop(kop), out var lid))
            {
                if (onbekend.Add(kop))
                {
                    fouten.Meld("/" + Lezer.Pointer(kop), "onbekend-veld", $"De kolom {Lezer.Kort(kop)} is niet bekend. Geldig: door, wat, uiterlijkDatum, systeemknelpunt.",
                        Tekst.Dichtstbij(Rijlezer.Kop(kop), Koppen.Select(bekend => (bekend.Key, bekend.Value))));
                }
            }
            else if (afspraak.ContainsKey(lid))
            {
                fouten.Meld($"{veld}/{lid}", "dubbel-veld", $"Twee kolommen betekenen allebei {lid}.");
            }
            else
            {
                afspraak[lid] = lid switch { "door" => organisaties.Herken(waarde)?.Code ?? waarde, "uiterlijkDatum" => Dag(waarde), _ => waarde };
            }
        }

        return afspraak;
    }

    /// <summary>A day as JSON has it; what is none is left for the rules to refuse.</summary>
    private static string Dag(string tekst) =>
        DateOnly.TryParseExact(tekst, Dagen, CultureInfo.InvariantCulture, DateTimeStyles.None, out var dag) ? $"{dag:yyyy-MM-dd}" : tekst;
}
