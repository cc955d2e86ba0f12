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
}
