using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>Many requests that nobody meant (<see cref="RuisRun"/>) at a service of its own, as every kind of caller; then the registry must still be whole.</summary>
internal static class Ruis
{
    /// <summary>Sends them, prints what came of it and writes its section of RESULTS.md; 1 when something broke.</summary>
    public static async Task<int> Run(int aantal, int lijnen, int zaad)
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-ruis-").FullName;
        try
        {
            RuisRun.Uitkomst uit;
            using (var service = await ServiceProcess.Start(folder, "env", "Knelpunten__Webhooks__ToegestaneNetwerken__0=127.0.0.0/8"))
            {
                using var client = service.Client();
                var sleutels = new List<string> { ServiceProcess.Beheersleutel };
                foreach (var (rol, organisatie) in new[] { ("analist", "RVS"), ("melder", "Zorggroep Ruis"), ("adressaat", "nza"), ("abonnee", "Krant") })
                {
                    using var antwoord = await client.PostAsJsonAsync(new Uri("/v1/sleutels", UriKind.Relative), new { naam = "Ruis", rol, organisatie });
                    sleutels.Add(JsonNode.Parse(await antwoord.EnsureSuccessStatusCode().Content.ReadAsStringAsync())!["sleutel"]!.GetValue<string>());
                }

                uit = await new RuisRun(service.Address, sleutels, zaad).Draai(aantal, lijnen);
                await service.Stop();
            }

            var (code, controle) = await ServiceProcess.Command(folder, "controleer");
            var tekst = new StringBuilder();
            tekst.AppendLine("# Noise").AppendLine().AppendLine(CultureInfo.InvariantCulture, $"{DateTime.UtcNow:d MMMM yyyy} (`-- ruis --aantal {aantal} --zaad {zaad}`): {aantal:N0} requests made from the OpenAPI document over {lijnen} lines, {uit.Bewerkingen} operations, {uit.Gelukt.Count} of which also succeeded ({uit.Gelukt.Values.Sum():N0} times).")
                .AppendLine(CultureInfo.InvariantCulture, $"Answers: {string.Join(", ", uit.Statussen.OrderBy(status => status.Key, StringComparer.Ordinal).Select(status => $"{status.Value:N0} × {status.Key}"))}. Wrong: {uit.Gebreken.Count}. Longest {uit.Langste.TotalMilliseconds:N0} ms, {uit.Traag} over a second.")
                .AppendLine(CultureInfo.InvariantCulture, $"Afterwards: {controle.Trim().Split('\n')[^1]}");
            Console.WriteLine(tekst);
            foreach (var gebrek in uit.Gebreken.Take(40))
            {
                Console.WriteLine(gebrek);
            }

            await Uitslag.Write("# Noise", tekst.ToString());
            return uit.Gebreken.Count == 0 && code == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
