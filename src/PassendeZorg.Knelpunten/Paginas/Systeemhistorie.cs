using System.Text.Json;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>What happened to a systeemknelpunt, step by step, as sentences.</summary>
internal static class Systeemhistorie
{
    /// <summary>One step.</summary>
    public static Html Zin(ToonHistorie.Stap stap, Register register)
    {
        var door = stap.Organisatie is null ? "het register zelf" : stap.Rol == "adressaat" || stap.Rol == "melder" ? Systeemdelen.Kort(register, stap.Organisatie) : $"een {stap.Rol} ({Systeemdelen.Kort(register, stap.Organisatie)})";
        var treden = register.Begrippen["treden"];
        switch (stap.Soort)
        {
            case "systeemknelpunt.aangemaakt":
                return $"Aangemaakt door {door}.";
            case "stelseltoets.geplaatst":
                var partij = Systeemdelen.Kort(register, Tekst(stap, "beoordelaar") ?? stap.Organisatie ?? "");
                var (was, wordt) = (Verandering(stap, "stelseltoetsen")?.Van, Verandering(stap, "stelseltoetsen")?.Naar);
                return $"""{(Tekst(stap, "herkomst") == "weergegeven" ? $"Standpunt van {partij} weergegeven door {door}" : $"Inschatting van {partij}")}: {Systeemdelen.Trede(treden, $"{wordt}")}{Html.Met(was, eerder => $" (eerder: {Systeemdelen.Trede(treden, $"{eerder}")})")}.""";
            case "reactie.geplaatst":
                return $"Reactie van {door}: {Systeemdelen.Antwoord($"{Verandering(stap, "reacties")?.Naar}").ToLowerInvariant()}.";
            case "toezegging.gedaan":
                return $"Toezegging van {Systeemdelen.Kort(register, Tekst(stap, "door") ?? "")}, vastgelegd door {door}.";
            case "toezegging.te-laat":
                return $"Een toezegging van {Systeemdelen.Kort(register, Tekst(stap, "door") ?? "")} is te laat.";
            case "toezegging.gewijzigd":
                var verschoven = Verandering(stap, "uiterlijkDatum");
                var stand = $"{Verandering(stap, "toezeggingen")?.Naar}";
                return $"Toezegging van {Systeemdelen.Kort(register, Tekst(stap, "door") ?? "")}: {(verschoven is null ? (Html)$"{(stand == $"{Verandering(stap, "toezeggingen")?.Van}" ? "bijgewerkt" : Onderdelen.Woord(stand))}" : $"{Dag(verschoven.Van)} werd {Dag(verschoven.Naar)}")}.";
            default:
                return $"{Html.Rij(stap.Wijzigingen, wijziging => Wijziging(wijziging, register), "; ")}, door {door}.";
        }
    }

    private static Html Wijziging(ToonHistorie.Verandering wijziging, Register register) => wijziging.Veld switch
    {
        "status" => $"Status: {Onderdelen.Woord($"{wijziging.Van}")} werd {Onderdelen.Woord($"{wijziging.Naar}")}",
        "knelpunten" when wijziging.Naar is { } erbij => $"""Knelpunt <a href="/knelpunten/{erbij.ToString()}">{erbij.ToString()}</a> erbij gebundeld""",
        "knelpunten" => $"Knelpunt {wijziging.Van?.ToString()} eruit gehaald",
        "relaties" when wijziging.Naar is { } relatie => $"Relatie vastgelegd: {Relatie(relatie)}",
        "relaties" when wijziging.Van is { } relatie => $"Relatie verbroken: {Relatie(relatie)}",
        "titel" or "kern" => $"{(wijziging.Veld == "titel" ? "Titel" : "Kern")} herschreven",
        "bevoegd" or "betrokken" => $"{(wijziging.Veld == "bevoegd" ? "Bevoegd" : "Betrokken")}: {Codes(wijziging.Naar, code => Systeemdelen.Kort(register, code))}",
        "mechanismen" => $"Waardoor het in stand blijft: {Codes(wijziging.Naar, code => Onderdelen.Naam(register.Begrippen["mechanismen"], code))}",
        _ => $"{wijziging.Veld} gewijzigd",
    };

    /// <summary>Such as <c>oorzaak-van SK-2026-00002</c>.</summary>
    private static Html Relatie(JsonElement relatie) => $"{relatie}".Split(' ') is [var soort, var kenmerk]
        ? $"""{Onderdelen.Woord(soort)} <a href="{Systeemdelen.Adres(kenmerk)}">{kenmerk}</a>""" : Html.Leeg;

    private static string Codes(JsonElement? codes, Func<string, string> naam) =>
        codes is { ValueKind: JsonValueKind.Array } lijst && lijst.GetArrayLength() > 0 ? string.Join(", ", lijst.EnumerateArray().Select(code => naam($"{code}"))) : "niemand of niets meer";

    private static Html Dag(JsonElement? dag) => DateOnly.TryParseExact($"{dag}", "yyyy-MM-dd", out var gelezen) ? Onderdelen.Dag(gelezen) : Html.Leeg;

    private static ToonHistorie.Verandering? Verandering(ToonHistorie.Stap stap, string veld) => stap.Wijzigingen.FirstOrDefault(wijziging => wijziging.Veld == veld);

    private static string? Tekst(ToonHistorie.Stap stap, string veld) => Verandering(stap, veld)?.Naar?.ToString();
}
