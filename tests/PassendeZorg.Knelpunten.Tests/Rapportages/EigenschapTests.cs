using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace PassendeZorg.Knelpunten.Tests.Rapportages;

/// <summary>
/// Properties over 5,000 generated knelpunten: for any selection that FsCheck thinks of, all four reports and the list equal a
/// naive count. A counterexample is shrunk to the smallest selection that shows it.
/// </summary>
public sealed class EigenschapTests(EigenschapTests.Vijfduizend wereld) : IClassFixture<EigenschapTests.Vijfduizend>
{
    private static readonly string[] Wetten = ["zvw", "wlz", "wmo2015", "jeugdwet", "wpg", "wmg", "avg", "participatiewet", "wvggz", "wgs"];
    private static readonly string[] Domeinen = ["curatieve-zorg", "huisartsenzorg", "ggz", "wijkverpleging", "langdurige-zorg", "gehandicaptenzorg", "wmo-ondersteuning", "jeugdhulp", "preventie", "wonen"];
    private static readonly string[] Soorten = ["regelgeving", "bekostiging", "it", "organisatie", "budgetschotten", "verantwoording", "gegevensuitwisseling"];
    private static readonly Dictionary<string, string> Ouders = new()
    {
        ["huisartsenzorg"] = "curatieve-zorg", ["ggz"] = "curatieve-zorg", ["wijkverpleging"] = "curatieve-zorg", ["gehandicaptenzorg"] = "langdurige-zorg",
        ["wmo-ondersteuning"] = "sociaal-domein", ["jeugdhulp"] = "sociaal-domein", ["wonen"] = "sociaal-domein", ["preventie"] = "publieke-gezondheid",
        ["budgetschotten"] = "bekostiging", ["verantwoording"] = "regelgeving", ["gegevensuitwisseling"] = "it",
    };

    /// <summary>What the test knows of a knelpunt: the codes with their parents.</summary>
    public sealed record Feit(int Project, int Maand, string[] Wetten, string[] Domeinen, string[] Soorten);

    /// <summary>A selection as FsCheck makes and shrinks it.</summary>
    public sealed record Vraag(string[] Wetten, string[] Domeinen, string[] Soorten)
    {
        public string Query => string.Join('&', new[] { ("wet", Wetten), ("domein", Domeinen), ("soort", Soorten) }
            .Where(sleutel => sleutel.Item2.Length > 0).Select(sleutel => $"{sleutel.Item1}={string.Join(',', sleutel.Item2)}"));

        public bool Past(Feit feit) => Raakt(Wetten, feit.Wetten) && Raakt(Domeinen, feit.Domeinen) && Raakt(Soorten, feit.Soorten);

        private static bool Raakt(string[] gevraagd, string[] codes) => gevraagd.Length == 0 || codes.Intersect(gevraagd).Any();
    }

    /// <summary>5,000 confirmed knelpunten of eight projects over five months.</summary>
    public sealed class Vijfduizend : App, IAsyncLifetime
    {
        public List<Feit> Feiten { get; } = [];

        public async ValueTask InitializeAsync()
        {
            var toeval = new Random(5000);
            var (melder, analist) = (await Melder(), await Analist());
            var projecten = new List<string>();
            for (var i = 0; i < 8; i++)
            {
                projecten.Add(await Project("Zorggroep Test", new { naam = $"Project {i}", regios = new[] { "zk-arnhem" } }));
            }

            for (var deel = 0; deel < 25; deel++)
            {
                if (deel % 5 == 0)
                {
                    Klok.Verzet(TimeSpan.FromDays(31));
                }

                var rijen = Enumerable.Range(0, 200).Select(_ => (Wetten: Kies(toeval, Wetten, 4), Domeinen: Kies(toeval, Domeinen, 3), Soorten: Kies(toeval, Soorten, 2))).ToList();
                var json = new JsonArray([.. rijen.Select((rij, i) => new JsonObject
                {
                    ["titel"] = $"Een gegenereerd knelpunt {deel}.{i}", ["omschrijving"] = "Een omschrijving die lang genoeg is om te melden.",
                    ["wetten"] = new JsonArray([.. rij.Wetten.Select(code => JsonValue.Create(code))]), ["domeinen"] = new JsonArray([.. rij.Domeinen.Select(code => JsonValue.Create(code))]),
                    ["soorten"] = new JsonArray([.. rij.Soorten.Select(code => JsonValue.Create(code))]),
                })]);
                var import = await (await melder.PostAsync($"/v1/importen?project={projecten[deel % 8]}", json.Body(), Ct)).Json();
                import.Getal("aangemaakt").Should().Be(200);
                var besluit = await analist.PostAsJsonAsync("/v1/beoordelingen", new
                {
                    knelpunten = import["resultaten"]!.AsArray().Select(rij => rij.Tekst("kenmerk")), besluit = "bevestigd", herleidbaarheidGecontroleerd = true,
                }, Ct);
                besluit.StatusCode.Should().Be(HttpStatusCode.Created);
                Feiten.AddRange(rijen.Select(rij => new Feit(deel % 8, deel / 5, rij.Wetten, MetOuders(rij.Domeinen), MetOuders(rij.Soorten))));
            }
        }

        private static string[] Kies(Random toeval, string[] uit, int hoogstens) =>
            [.. Enumerable.Range(0, 1 + toeval.Next(hoogstens)).Select(_ => uit[(int)(Math.Pow(toeval.NextDouble(), 2) * uit.Length)]).Distinct()];

        private static string[] MetOuders(string[] codes) => [.. codes.SelectMany(code => Ouders.TryGetValue(code, out var ouder) ? [code, ouder] : new[] { code }).Distinct()];
    }

    [Fact]
    public void Elk_rapport_over_elke_selectie_is_een_naieve_telling()
    {
        var vragen = Arb.From(from wetten in Deel(Wetten) from domeinen in Deel(Domeinen) from soorten in Deel(Soorten) select new Vraag(wetten, domeinen, soorten), Kleiner);

        Prop.ForAll(vragen, vraag => Klopt(vraag).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(20261122UL, 5UL));
    }

    private async Task<bool> Klopt(Vraag vraag)
    {
        var client = wereld.Anoniem();
        var feiten = wereld.Feiten.Where(vraag.Past).ToList();
        var lijst = await client.Lees($"/v1/knelpunten?limiet=1&{vraag.Query}");
        var tabel = await client.Lees($"/v1/rapportages/kruistabel?rijen=wet&kolommen=domein&{vraag.Query}");
        var projecten = await client.Lees($"/v1/rapportages/kruistabel?rijen=soort&meet=projecten&{vraag.Query}");
        var reeks = await client.Lees($"/v1/rapportages/tijdreeks?interval=maand&groep=wet&{vraag.Query}");
        var naden = await client.Lees($"/v1/rapportages/naden?dimensie=wet&{vraag.Query}");
        var agenda = await client.Lees($"/v1/rapportages/agenda?{vraag.Query}");

        lijst.Getal("totaal").Should().Be(feiten.Count, vraag.Query);
        tabel.Getal("totaal").Should().Be(feiten.Count, vraag.Query);
        agenda.Getal("totaal").Should().Be(feiten.Count, vraag.Query);
        Regels(tabel, "cellen", "rij", "kolom", "aantal").Should().BeEquivalentTo(
            feiten.SelectMany(feit => feit.Wetten.SelectMany(wet => feit.Domeinen.Select(domein => $"{wet} {domein}"))).CountBy(cel => cel).Select(cel => $"{cel.Key} {cel.Value}"), vraag.Query);
        Regels(projecten, "rijen", "code", "totaal").Should().BeEquivalentTo(
            feiten.SelectMany(feit => feit.Soorten.Select(soort => (soort, feit.Project))).Distinct().CountBy(paar => paar.soort).Select(soort => $"{soort.Key} {soort.Value}"), vraag.Query);
        reeks["totalen"]!.AsArray().Sum(aantal => aantal!.GetValue<int>()).Should().Be(feiten.Count, vraag.Query);
        reeks["reeksen"]!.AsArray().Select(lijn => $"{lijn.Tekst("code")} {lijn!["aantallen"]!.AsArray().Sum(aantal => aantal!.GetValue<int>())}").Should().BeEquivalentTo(
            feiten.SelectMany(feit => feit.Wetten).CountBy(wet => wet).Select(wet => $"{wet.Key} {wet.Value}"), vraag.Query);
        naden["naden"]!.AsArray().Select(naad => $"{string.Join('+', new[] { naad.Tekst("a"), naad.Tekst("b") }.Order(StringComparer.Ordinal))} {naad.Getal("aantal")} {naad.Getal("projecten")}").Should().BeEquivalentTo(
            feiten.SelectMany(feit => Paren(feit.Wetten).Select(paar => (paar, feit.Project))).GroupBy(paar => paar.paar)
                .Select(groep => $"{groep.Key} {groep.Count()} {groep.Select(paar => paar.Project).Distinct().Count()}"), vraag.Query);
        return true;
    }

    private static IEnumerable<string> Regels(JsonObject rapport, string lijst, params string[] velden) =>
        rapport[lijst]!.AsArray().Select(regel => string.Join(' ', velden.Select(veld => regel![veld]!.ToString())));

    private static IEnumerable<string> Paren(string[] codes)
    {
        var op = codes.Order(StringComparer.Ordinal).ToArray();
        return op.SelectMany((a, i) => op.Skip(i + 1).Select(b => $"{a}+{b}"));
    }

    /// <summary>Nothing, mostly one or two codes, seldom more.</summary>
    private static Gen<string[]> Deel(string[] codes) =>
        from aantal in Gen.Frequency((3, Gen.Constant(0)), (4, Gen.Constant(1)), (3, Gen.Constant(2)), (1, Gen.Constant(4)))
        from gekozen in Gen.Elements(codes).ArrayOf(aantal)
        select gekozen.Distinct().ToArray();

    private static IEnumerable<Vraag> Kleiner(Vraag vraag) =>
        vraag.Wetten.Select(wet => vraag with { Wetten = [.. vraag.Wetten.Where(ander => ander != wet)] })
            .Concat(vraag.Domeinen.Select(domein => vraag with { Domeinen = [.. vraag.Domeinen.Where(ander => ander != domein)] }))
            .Concat(vraag.Soorten.Select(soort => vraag with { Soorten = [.. vraag.Soorten.Where(ander => ander != soort)] }));
}
