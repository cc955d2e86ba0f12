using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Importeren;

/// <summary>
/// Turns a row of a sheet, or an object of a list, into a knelpunt: headers as people write them, names and abbreviations for
/// codes. After that the same rules hold as for one that is posted.
/// </summary>
internal sealed class Rijlezer(Begrippenlijsten begrippen, DateOnly vandaag, Guid project, bool magBevestigen = false)
{
    private static readonly Dictionary<string, string> Velden = Namen();

    /// <summary>A row that was read.</summary>
    /// <param name="Inhoud">Null when there are faults.</param>
    public sealed record Gelezen(KnelpuntInhoud? Inhoud, string? ExterneSleutel, IReadOnlyList<Fout> Fouten, IReadOnlyList<Fout> Waarschuwingen);

    /// <summary>Reads a row.</summary>
    public Gelezen Lees(IEnumerable<KeyValuePair<string, JsonNode?>> rij)
    {
        var (fouten, waarschuwingen) = (new Fouten(), new Fouten());
        var velden = new JsonObject();
        foreach (var (kop, waarde) in rij)
        {
            if (waarde is null || (waarde.GetValueKind() == JsonValueKind.String && string.IsNullOrWhiteSpace(waarde.GetValue<string>())))
            {
                continue;
            }

            if (Importeer.Resultaatkolommen.Contains(Kop(kop)))
            {
                continue; // the result of an earlier import, mended and sent again
            }

            if (!Velden.TryGetValue(Kop(kop), out var veld))
            {
                waarschuwingen.Meld("/" + Lezer.Kort(kop).Trim('\''), "onbekend-veld", $"De kolom {Lezer.Kort(kop)} is niet bekend en is overgeslagen.",
                    Tekst.Dichtstbij(Kop(kop), Velden.Select(bekend => (bekend.Key, bekend.Value))));
            }
            else if (velden.ContainsKey(veld))
            {
                fouten.Meld($"/{veld}", "dubbel-veld", $"Twee kolommen betekenen allebei {veld}.");
            }
            else
            {
                velden[veld] = waarde.DeepClone();
            }
        }

        var externeSleutel = Neem(velden, "nummer");
        if (externeSleutel is not null)
        {
            Lezer.Bewaak(externeSleutel, "/nummer", fouten);
            if (externeSleutel.Length > 100 || Tekst.OngeldigTeken(externeSleutel) >= 0)
            {
                fouten.Meld("/nummer", "te-lang", "Een nummer is ten hoogste 100 gewone tekens lang.");
            }
        }

        Bevestiging(velden);
        Bronnen(velden, waarschuwingen);
        Omvang(velden);
        Doelgroepen(velden, waarschuwingen);
        foreach (var dimensie in Dimensie.Alle.Where(dimensie => velden.ContainsKey(dimensie.Veld)))
        {
            Codes(velden, dimensie);
        }

        velden["projectId"] = project.ToString("D");
        using var json = JsonDocument.Parse(velden.ToJsonString());
        var inhoud = new Lezer(begrippen, vandaag, fouten, magBevestigen: magBevestigen).Lees<KnelpuntInhoud>(json.RootElement);
        return new Gelezen(fouten.Alle.Count == 0 ? inhoud : null, externeSleutel, fouten.Alle, waarschuwingen.Alle);
    }

    /// <summary>Codes for what people wrote: split where a sign says so, names and abbreviations recognised, the rest left for the rules to refuse.</summary>
    private void Codes(JsonObject velden, Dimensie dimensie)
    {
        var lijst = begrippen[dimensie.Lijst];
        var waarden = Waarden(velden[dimensie.Veld]!, lijst);
        if (waarden is null)
        {
            return;
        }

        var codes = waarden.Select(waarde => lijst.Herken(waarde)?.Code ?? waarde).Distinct(StringComparer.Ordinal).ToList();
        var enkel = dimensie.Sleutel is "status" or "perspectief" or "ernst" or "frequentie" or "oplossingsruimte";
        velden[dimensie.Veld] = enkel && codes.Count == 1 ? JsonValue.Create(codes[0]) : new JsonArray([.. codes.Select(code => JsonValue.Create(code))]);
    }

    /// <summary>The values in a cell or list; null when it is something else.</summary>
    private static List<string>? Waarden(JsonNode waarde, Begrippenlijst lijst) => waarde.GetValueKind() switch
    {
        JsonValueKind.String => Delen(waarde.GetValue<string>(), lijst),
        JsonValueKind.Number => [waarde.ToJsonString()],
        JsonValueKind.Array when waarde.AsArray().All(deel => deel?.GetValueKind() == JsonValueKind.String) => [.. waarde.AsArray().Select(deel => deel!.GetValue<string>().Trim())],
        _ => null,
    };

    private static List<string> Delen(string tekst, Begrippenlijst lijst)
    {
        const StringSplitOptions Netjes = StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries;
        return tekst.Contains('|', StringComparison.Ordinal) ? [.. tekst.Split('|', Netjes)]
            : lijst.Herken(tekst.Trim()) is not null ? [tekst.Trim()]
            : [.. tekst.Split([';', ','], Netjes)];
    }

    /// <summary>A group that the vocabulary does not know is no reason to refuse a row; it stays readable in the text.</summary>
    private void Doelgroepen(JsonObject velden, Fouten waarschuwingen)
    {
        var lijst = begrippen["doelgroepen"];
        if (velden["doelgroepen"] is not { } waarde || Waarden(waarde, lijst) is not { } gegeven)
        {
            return;
        }

        var onbekend = gegeven.Where(naam => lijst.Herken(naam) is null).ToList();
        if (onbekend.Count == 0)
        {
            return;
        }

        foreach (var naam in onbekend)
        {
            waarschuwingen.Meld("/doelgroepen", "onbekende-code", $"De doelgroep {Lezer.Kort(naam)} staat niet in de lijst; die is als tekst aan de omschrijving toegevoegd.", lijst.Suggestie(naam));
        }

        velden["doelgroepen"] = new JsonArray([.. gegeven.Except(onbekend, StringComparer.Ordinal).Select(naam => JsonValue.Create(naam))]);
        if (velden["omschrijving"] is JsonValue tekst && tekst.GetValueKind() == JsonValueKind.String)
        {
            velden["omschrijving"] = $"{tekst.GetValue<string>()}\n\nDoelgroep: {string.Join(", ", onbekend)}";
        }
    }

    /// <summary>A sheet has no true and false: a cell says it in a word.</summary>
    private static void Bevestiging(JsonObject velden)
    {
        if (velden[Lezer.Bevestiging] is JsonValue waarde && waarde.GetValueKind() == JsonValueKind.String
            && Tekst.Vouw(waarde.GetValue<string>().Trim()) is var woord && woord is "ja" or "waar" or "true" or "1" or "nee" or "onwaar" or "false" or "0")
        {
            velden[Lezer.Bevestiging] = woord is "ja" or "waar" or "true" or "1";
        }
    }

    /// <summary>One source from what stands in a cell: a title, a link, a year. A link that is no web address stays readable in the title.</summary>
    private static void Bronnen(JsonObject velden, Fouten waarschuwingen)
    {
        var (bron, link, jaar) = (velden["bron"], Neem(velden, "bronlink"), Neem(velden, "bronjaar"));
        velden.Remove("bron");
        var titel = bron?.GetValueKind() == JsonValueKind.String ? bron.GetValue<string>().Trim() : null;
        if (bron is JsonObject delen)
        {
            (titel, link, jaar) = (Neem(delen, "titel"), Neem(delen, "url") ?? link, Neem(delen, "jaar") ?? jaar);
        }

        if ((titel ?? link) is { } naam && !velden.ContainsKey("bronnen"))
        {
            var nieuw = new JsonObject { ["titel"] = jaar is null || naam.Contains(jaar, StringComparison.Ordinal) ? naam : $"{naam} ({jaar})" };
            if (link is not null && Uri.TryCreate(link, UriKind.Absolute, out var adres) && adres.Scheme is "http" or "https")
            {
                nieuw["url"] = link;
            }
            else if (link is not null)
            {
                waarschuwingen.Meld("/bronnen/0/url", "ongeldig-formaat", "De bronlink is geen webadres (https://…) en staat nu bij de titel van de bron.");
                nieuw["titel"] = titel is null ? naam : $"{nieuw["titel"]}, {link}";
            }

            velden["bronnen"] = new JsonArray(nieuw);
        }
    }

    private static void Omvang(JsonObject velden)
    {
        foreach (var veld in (string[])["inwonersPerJaar", "urenPerMaand", "euroPerJaar"])
        {
            if (Neem(velden, veld) is { } waarde)
            {
                if (velden["omvang"] is not JsonObject omvang)
                {
                    velden["omvang"] = omvang = [];
                }

                omvang[veld] = waarde;
            }
        }
    }

    private static string? Neem(JsonObject velden, string veld)
    {
        var waarde = velden[veld];
        velden.Remove(veld);
        return waarde switch
        {
            null => null,
            _ when waarde.GetValueKind() == JsonValueKind.String => waarde.GetValue<string>().Trim() is { Length: > 0 } tekst ? tekst : null,
            _ => waarde.ToJsonString(),
        };
    }

    /// <summary>A header as people write it, folded: case, spaces and hyphens do not count.</summary>
    internal static string Kop(string kop) => new([.. Tekst.Vouw(kop).Where(char.IsLetterOrDigit)]);

    private static Dictionary<string, string> Namen()
    {
        var namen = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["geadresseerde"] = "adressaten", ["geadresseerden"] = "adressaten", ["gevolg"] = "toelichtingGevolg", ["nummer"] = "nummer", ["bron"] = "bron",
            [Kop(Lezer.Bevestiging)] = Lezer.Bevestiging, ["bronlink"] = "bronlink", ["bronjaar"] = "bronjaar", ["inwonersperjaar"] = "inwonersPerJaar", ["urenpermaand"] = "urenPerMaand", ["europerjaar"] = "euroPerJaar",
        };
        foreach (var lid in Lezer.Vorm.Van(typeof(KnelpuntInhoud)).Leden.Where(lid => lid.Naam is not ("projectId" or "status")))
        {
            namen[Kop(lid.Naam)] = lid.Naam;
        }

        foreach (var dimensie in Dimensie.Alle.Where(dimensie => dimensie.Sleutel is not ("status" or "gevolg")))
        {
            namen.TryAdd(Kop(dimensie.Sleutel), dimensie.Veld);
        }

        return namen;
    }
}
