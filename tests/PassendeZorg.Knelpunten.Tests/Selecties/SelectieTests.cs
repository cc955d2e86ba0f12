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
            var (query, past) = wereld.WillekeurigeSelectie();
            var verwacht = wereld.Alle.Where(past).ToList();

            var lijst = await analist.Lees($"/v1/knelpunten?limiet=200&sorteer=gemeldOp&{query}");
            var (rij, kolom) = (Wereld.Dimensies[wereld.Getal(Wereld.Dimensies.Length)], Wereld.Dimensies[wereld.Getal(Wereld.Dimensies.Length)]);
            var tabel = await analist.Lees($"/v1/rapportages/kruistabel?rijen={rij.Sleutel}&kolommen={kolom.Sleutel}&{query}");

            lijst.Getal("totaal").Should().Be(verwacht.Count, query);
            lijst["items"]!.AsArray().Select(item => item.Tekst("id")).Should().BeSubsetOf(verwacht.Select(item => item.Tekst("id")));
            tabel.Getal("totaal").Should().Be(verwacht.Count, query);
            var cellen = verwacht.SelectMany(item => wereld.Met(item, rij).SelectMany(r => wereld.Met(item, kolom).Select(k => (r, k)))).CountBy(cel => cel)
                .Select(cel => $"{cel.Key.r}/{cel.Key.k}={cel.Value}");
            tabel["cellen"]!.AsArray().Select(cel => $"{cel.Tekst("rij")}/{cel.Tekst("kolom")}={cel.Getal("aantal")}").Should().BeEquivalentTo(cellen, query);
        }
    }
}
