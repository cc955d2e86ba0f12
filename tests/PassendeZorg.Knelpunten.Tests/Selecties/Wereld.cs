using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Selecties;

/// <summary>300 knelpunten of three organisations with random tags, in all states.</summary>
public sealed class Wereld : App, IAsyncLifetime
{
    public static readonly (string Sleutel, string Veld)[] Dimensies =
    [
        ("soort", "soorten"), ("wet", "wetten"), ("domein", "domeinen"), ("akkoord", "akkoorden"), ("regio", "regios"), ("doelgroep", "doelgroepen"),
        ("adressaat", "adressaten"), ("principe", "principes"), ("gevolg", "gevolgen"), ("perspectief", "perspectief"), ("ernst", "ernst"),
        ("frequentie", "frequentie"), ("oplossingsruimte", "oplossingsruimte"),
    ];

    private readonly Random toeval = new(20261122);

    public List<JsonObject> Alle { get; } = [];

    public Dictionary<string, List<string>> Codes { get; } = [];

    public Dictionary<string, string?> Ouders { get; } = [];

    public async ValueTask InitializeAsync()
    {
        foreach (var (sleutel, _) in Dimensies.Where(dimensie => dimensie.Sleutel != "oplossingsruimte"))
        {
            var lijst = sleutel switch { "adressaat" => "organisaties", "ernst" => "ernst", "wet" => "wetten", "domein" => "domeinen", "perspectief" => "perspectieven", "gevolg" => "gevolgen", "doelgroep" => "doelgroepen", "soort" => "soorten", "akkoord" => "akkoorden", _ => sleutel + "s" };
            var begrippen = (await Anoniem().Lees($"/v1/begrippenlijsten/{lijst}"))["items"]!.AsArray();
            Codes[sleutel] = [.. begrippen.Where(begrip => begrip!["kiesbaar"]!.GetValue<bool>()).Select(begrip => begrip.Tekst("code"))];
            foreach (var begrip in begrippen)
            {
                Ouders[$"{sleutel}/{begrip.Tekst("code")}"] = (string?)begrip!["bovenliggend"];
            }
        }

        Codes["oplossingsruimte"] = ["binnen-akkoorden", "gerichte-wijziging", "stelselwijziging", "onbekend"];
        foreach (var organisatie in new[] { "Eerste organisatie", "Tweede, met komma", "derde" })
        {
            var project = await Project(organisatie);
            await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Willekeurig()).ToList().Select(async anders => await Melden(project, organisatie, anders)));
        }

        Alle.Sort((a, b) => string.CompareOrdinal(a.Tekst("id"), b.Tekst("id")));
    }

    public string Kies(string sleutel) => Codes[sleutel][(int)(Math.Pow(toeval.NextDouble(), 2) * Codes[sleutel].Count)];

    public int Getal(int tot) => toeval.Next(tot);

    private JsonObject Willekeurig()
    {
        var anders = new JsonObject { ["titel"] = $"Titel {(char)('A' + Getal(26))}{Getal(40)}" };
        foreach (var (sleutel, veld) in Dimensies)
        {
            if (veld is "perspectief" or "ernst" or "frequentie" or "oplossingsruimte")
            {
                anders[veld] = Getal(2) == 0 ? Kies(sleutel) : null;
            }
            else
            {
                anders[veld] = new JsonArray([.. Enumerable.Range(0, sleutel == "soort" ? 1 + Getal(3) : Getal(4)).Select(_ => JsonValue.Create(Kies(sleutel)))]);
            }
        }

        anders["stap"] = Getal(10);
        return anders;
    }

    private async Task Melden(string project, string organisatie, JsonObject anders)
    {
        var stap = anders.Getal("stap");
        anders.Remove("stap");
        if (stap == 9)
        {
            anders["status"] = "concept";
        }

        var knelpunt = await Meld(project, anders, organisatie);
        if (stap is < 6 && knelpunt.Lijst("domeinen").Count > 0)
        {
            knelpunt = await Beoordeel(knelpunt.Tekst("id"), "bevestigd");
            if (stap < 2)
            {
                knelpunt = await Beoordeel(knelpunt.Tekst("id"), "opgelost");
            }
        }
        else if (stap == 7)
        {
            knelpunt = await Beoordeel(knelpunt.Tekst("id"), "afgewezen");
        }

        lock (Alle)
        {
            Alle.Add(knelpunt);
        }
    }

    /// <summary>A random query string, and what it means for one knelpunt.</summary>
    public (string Query, Func<JsonObject, bool> Past) WillekeurigeSelectie()
    {
        var (delen, filters) = (new List<string>(), new List<Func<JsonObject, bool>>());
        for (var n = Getal(3); n >= 0; n--)
        {
            var dimensie = Dimensies[Getal(Dimensies.Length)];
            if (delen.Exists(deel => deel.StartsWith(dimensie.Sleutel + "=", StringComparison.Ordinal)))
            {
                continue;
            }

            var codes = Enumerable.Range(0, 1 + Getal(3)).Select(_ => Kies(dimensie.Sleutel)).Distinct().ToList();
            delen.Add(Getal(2) == 0 ? $"{dimensie.Sleutel}={string.Join(',', codes)}" : string.Join('&', codes.Select(code => $"{dimensie.Sleutel}={code}")));
            filters.Add(item => Met(item, dimensie).Intersect(codes).Any());
        }

        if (Getal(3) == 0)
        {
            var naam = new[] { "eerste ORGANISATIE", "Tweede, met komma", "DERDE", "niemand" }[Getal(4)];
            delen.Add($"organisatie={Uri.EscapeDataString(naam)}");
            filters.Add(item => string.Equals(item["project"].Tekst("organisatie"), naam, StringComparison.OrdinalIgnoreCase));
        }

        var status = new[] { "", "status=gemeld", "status=bevestigd,gemeld", "status=opgelost", "status=afgewezen&status=concept" }[Getal(5)];
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
    public List<string> Met(JsonObject item, (string Sleutel, string Veld) dimensie)
    {
        IEnumerable<string> codes = item[dimensie.Veld] switch { JsonArray lijst => lijst.Select(code => code!.GetValue<string>()), JsonValue waarde => [waarde.GetValue<string>()], _ => [] };
        return [.. codes.SelectMany(code => Ouders.GetValueOrDefault($"{dimensie.Sleutel}/{code}") is { } ouder ? [code, ouder] : new[] { code }).Distinct()];
    }
}
