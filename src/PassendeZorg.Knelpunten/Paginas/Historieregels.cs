using System.Text.Json;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>What happened to a knelpunt, in sentences.</summary>
internal static class Historieregels
{
    /// <summary>A list of steps, oldest first.</summary>
    public static Html Tijdlijn(IEnumerable<ToonHistorie.Stap> stappen, Gebruiker lezer, Register register) => $"""
        <ol class="tijdlijn">
        {Html.Elk(stappen, stap => $"""<li>{Onderdelen.Dag(stap.TijdstipOp)} {Zin(stap, lezer, register)}{Door(stap, register)}.{Html.Met(stap.Toelichting, tekst => $" <q>{tekst}</q>")}</li>""")}
        </ol>
        """;

    private static Html Zin(ToonHistorie.Stap stap, Gebruiker lezer, Register register) => stap.Soort switch
    {
        "knelpunt.aangemaakt" => $"Als concept bewaard",
        "knelpunt.gemeld" => $"Gemeld",
        "knelpunt.bevestigd" => $"Bevestigd",
        "knelpunt.afgewezen" => $"Niet opgenomen",
        "knelpunt.opgelost" => $"Opgelost",
        "knelpunt.heropend" => $"Heropend",
        "knelpunt.gesteund" => $"Steun gekregen: {Project(Tekst(stap, "steun"), lezer, register)} heeft dit ook",
        "knelpunt.gebundeld" => $"Opgenomen in {Systeem(Tekst(stap, "systeemknelpunten"), register)}",
        "knelpunt.ontbundeld" => $"Uit {Systeem(Tekst(stap, "systeemknelpunten"), register)} gehaald",
        "knelpunt.gekoppeld" => $"Gekoppeld aan een complexe casus",
        "knelpunt.ontkoppeld" => $"Losgemaakt van een complexe casus",
        "knelpunt.vraag-gesteld" => $"Een vraag gesteld aan wie het meldde",
        "knelpunt.vraag-beantwoord" => $"De vraag beantwoord",
        "merkbaarheid.gegeven" => $"Een project zegt dat de oplossing {(Tekst(stap, "merkbaarheid") == "merkbaar" ? "te merken is" : "nog niet te merken is")}",
        "knelpunt.gewijzigd" => $"Gewijzigd: {Html.Rij(stap.Wijzigingen, wijziging => Wijziging(wijziging, register), "; ")}",
        _ => $"{Onderdelen.Woord(stap.Soort.Split('.')[^1])}",
    };

    private static Html Wijziging(ToonHistorie.Verandering wijziging, Register register)
    {
        var naam = Knelpuntvelden.Namen.GetValueOrDefault(wijziging.Veld, wijziging.Veld).ToLowerInvariant();
        if (Dimensie.VanVeld(wijziging.Veld) is not { } dimensie)
        {
            return $"{naam}";
        }

        var (was, wordt) = (Codes(wijziging.Van), Codes(wijziging.Naar));
        Html Namen(IEnumerable<string> codes) => Html.Rij(codes, code => $"{Onderdelen.Naam(register.Begrippen[dimensie.Lijst], code)}");
        var (erbij, weg) = (wordt.Except(was).ToList(), was.Except(wordt).ToList());
        return $"{naam}{Html.Als(erbij.Count > 0, () => $", erbij {Namen(erbij)}")}{Html.Als(weg.Count > 0, () => $", weg {Namen(weg)}")}";
    }

    private static Html Door(ToonHistorie.Stap stap, Register register) => stap.Organisatie is { } organisatie && stap.Rol != "systeem"
        ? $", door {(stap.Rol is "analist" or "beheerder" ? "een analist van " : "")}{Onderdelen.Naam(register.Begrippen["organisaties"], organisatie)}"
        : stap.Rol is "analist" or "beheerder" ? (Html)$", door een analist" : Html.Leeg;

    private static Html Project(string? id, Gebruiker lezer, Register register) =>
        Guid.TryParse(id, out var guid) && register.Projecten.Zoek(guid) is { } project ? $"{Projecten.Project.Naamvoor(project, lezer, register)}" : (Html)$"een ander project";

    private static Html Systeem(string? id, Register register) =>
        Guid.TryParse(id, out var guid) && register.Duiding.Nu.Zoek(guid) is { } systeem ? $"""<a href="/systeemknelpunten/{systeem.Kenmerk}">{systeem.Kenmerk}</a>""" : (Html)$"een systeemknelpunt";

    private static string? Tekst(ToonHistorie.Stap stap, string veld) => stap.Wijzigingen.FirstOrDefault(wijziging => wijziging.Veld == veld) is { } wijziging
        ? Codes(wijziging.Naar).Concat(Codes(wijziging.Van)).FirstOrDefault() : null;

    private static List<string> Codes(JsonElement? waarde) => waarde?.ValueKind switch
    {
        JsonValueKind.Array => [.. waarde.Value.EnumerateArray().Select(code => code.ToString())],
        JsonValueKind.String => [waarde.Value.GetString()!],
        _ => [],
    };
}
