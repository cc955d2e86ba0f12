using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>Loads the example obstacles, each marked as an example, so that a first look shows something real.</summary>
internal static class Voorbeelden
{
    /// <summary>Loads them in one transaction; returns how many.</summary>
    public static async Task<int> Laad(Register register, Schrijver schrijver)
    {
        var projecten = JsonNode.Parse(Resources.Text("voorbeelden/projecten.json"))!.AsArray();
        var knelpunten = JsonNode.Parse(Resources.Text("voorbeelden/knelpunten.json"))!.AsArray();
        return await schrijver.Schrijf(werk =>
        {
            if (register.Projecten.OpNummer.Count > 0)
            {
                return 0; // another instance, that started at the same time, was first
            }

            var vandaag = Kalender.Dag(werk.Nu);
            var ids = new Dictionary<string, Guid>(StringComparer.Ordinal);
            foreach (var project in projecten.Select(project => project!.AsObject()))
            {
                var sleutel = Neem(project, "sleutel")!;
                ids.Add(sleutel, MaakProject.Vastleggen(werk, Gebruiker.Systeem, Lees<Project.Inhoud>(project, register, vandaag)));
            }

            foreach (var knelpunt in knelpunten.Select(knelpunt => knelpunt!.AsObject()))
            {
                var jaar = Neem(knelpunt, "voorbeeldJaar");
                var nummer = Neem(knelpunt, "externeSleutel");
                knelpunt["projectId"] = ids[Neem(knelpunt, "project")!].ToString("D");
                var merk = jaar is null ? "Voorbeeld uit openbare bron, jaar onbekend" : $"Voorbeeld uit openbare bron, {jaar}";
                var rij = Vastleggen.Nieuw(werk, Gebruiker.Systeem, Vastleggen.Ontwerp.Van(Lees<KnelpuntInhoud>(knelpunt, register, vandaag)), nummer, merk);
                Vastleggen.Verander(werk, Gebruiker.Systeem, rij, status: "bevestigd");
            }

            return knelpunten.Count;
        });
    }

    /// <summary>The numbers of the examples.</summary>
    public static async Task<HashSet<int>> Nummers(Db db) => [.. await db.Query<int>("SELECT nummer FROM knelpunt WHERE voorbeeld IS NOT NULL", null, CancellationToken.None)];

    private static T Lees<T>(JsonObject json, Register register, DateOnly vandaag) where T : class
    {
        var fouten = new Fouten();
        var waarde = new Lezer(register.Begrippen, vandaag, fouten).Lees<T>(JsonSerializer.SerializeToElement(json));
        fouten.Klaar();
        return waarde!;
    }

    private static string? Neem(JsonObject json, string veld)
    {
        var waarde = json[veld] is JsonValue gegeven ? Convert.ToString(gegeven.ToString(), CultureInfo.InvariantCulture) : null;
        json.Remove(veld);
        return waarde;
    }
}
