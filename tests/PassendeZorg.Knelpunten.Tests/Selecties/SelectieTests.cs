using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Selecties;

/// <summary>Random selections over a random registry: what the service lists and counts equals a naive count in the test.</summary>
public sealed class SelectieTests(Wereld wereld) : IClassFixture<Wereld>
{
    [Fact]
    public async Task Tweehonderd_willekeurige_selecties_geven_wat_een_naieve_telling_geeft()
    {
        var analist = await wereld.Analist();
        for (var i = 0; i < 200; i++)
        {
            var (query, past) = WillekeurigeSelectie();
            var verwacht = wereld.Alle.Where(past).ToList();

            var lijst = await analist.Lees($"/v1/knelpunten?limiet=200&sorteer=gemeldOp&{query}");
            var (rij, kolom) = (Wereld.Dimensies[wereld.Getal(Wereld.Dimensies.Length)], Wereld.Dimensies[wereld.Getal(Wereld.Dimensies.Length)]);
            var tabel = await analist.Lees($"/v1/rapportages/kruistabel?rijen={rij.Sleutel}&kolommen={kolom.Sleutel}&{query}");

            lijst.Getal("totaal").Should().Be(verwacht.Count, query);
            lijst["items"]!.AsArray().Select(item => item.Tekst("id")).Should().BeSubsetOf(verwacht.Select(item => item.Tekst("id")));
            tabel.Getal("totaal").Should().Be(verwacht.Count, query);
            var cellen = verwacht.SelectMany(item => Met(item, rij).SelectMany(r => Met(item, kolom).Select(k => (r, k)))).CountBy(cel => cel)
                .Select(cel => $"{cel.Key.r}/{cel.Key.k}={cel.Value}");
            tabel["cellen"]!.AsArray().Select(cel => $"{cel.Tekst("rij")}/{cel.Tekst("kolom")}={cel.Getal("aantal")}").Should().BeEquivalentTo(cellen, query);
        }
    }

    private (string Query, Func<JsonObject, bool> Past) WillekeurigeSelectie()
    {
        var (delen, filters) = (new List<string>(), new List<Func<JsonObject, bool>>());
        for (var n = wereld.Getal(3); n >= 0; n--)
        {
            var dimensie = Wereld.Dimensies[wereld.Getal(Wereld.Dimensies.Length)];
            if (delen.Exists(deel => deel.StartsWith(dimensie.Sleutel + "=", StringComparison.Ordinal)))
            {
                continue;
            }

            var codes = Enumerable.Range(0, 1 + wereld.Getal(3)).Select(_ => wereld.Kies(dimensie.Sleutel)).Distinct().ToList();
            delen.Add(wereld.Getal(2) == 0 ? $"{dimensie.Sleutel}={string.Join(',', codes)}" : string.Join('&', codes.Select(code => $"{dimensie.Sleutel}={code}")));
            filters.Add(item => Met(item, dimensie).Intersect(codes).Any());
        }

        if (wereld.Getal(3) == 0)
        {
            var naam = new[] { "eerste ORGANISATIE", "Tweede, met komma", "DERDE", "niemand" }[wereld.Getal(4)];
            delen.Add($"organisatie={Uri.EscapeDataString(naam)}");
            filters.Add(item => string.Equals(item["project"].Tekst("organisatie"), naam, StringComparison.OrdinalIgnoreCase));
        }

        var status = new[] { "", "status=gemeld", "status=bevestigd,gemeld", "status=opgelost", "status=afgewezen&status=concept" }[wereld.Getal(5)];
        var statussen = status.Length == 0 ? ["bevestigd", "opgelost", "heropend"] : status.Replace("&status=", ",", StringComparison.Ordinal)["status=".Length..].Split(',');
        delen.Add(status);
        filters.Add(item => statussen.Contains(item.Tekst("status")));
        var eigen = new[] { "Eerste organisatie", "Tweede, met komma", "derde" };
        filters.Add(item => eigen.Contains(item["project"].Tekst("organisatie")));
        if (!delen.Exists(deel => deel.StartsWith("organisatie=", StringComparison.Ordinal)))
        {
            delen.Add(string.Join('&', eigen.Select(naam => $"organisatie={Uri.EscapeDataString(naam)}")));
        }

        return (string.Join('&', delen), item => filters.TrueForAll(filter => filter(item)));
    }

    /// <summary>The codes of a knelpunt on a dimension, each with its parent.</summary>
    private List<string> Met(JsonObject item, (string Sleutel, string Veld) dimensie)
    {
        IEnumerable<string> codes = item[dimensie.Veld] switch { JsonArray lijst => lijst.Select(code => code!.GetValue<string>()), JsonValue waarde => [waarde.GetValue<string>()], _ => [] };
        return [.. codes.SelectMany(code => wereld.Ouders.GetValueOrDefault($"{dimensie.Sleutel}/{code}") is { } ouder ? [code, ouder] : new[] { code }).Distinct()];
    }
}
