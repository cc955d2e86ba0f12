using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;

namespace PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

public sealed class StelseltoetsTests(App app) : IClassFixture<App>
{
    private const string Alle = "bestaande-ruimte-benutten,contract-of-inkoop,landelijke-afspraak,beleidsregel-of-experiment,amvb-of-regeling,wetswijziging,stelselherziening,onbekend";
    private static readonly string[] Treden = Alle.Split(',');

    // Verdicts as rungs 0 to 6 (- is onbekend), what follows from them, and the lowest and highest rung.
    private static readonly string[] Afleidingen =
    [
        "0 binnen-akkoorden 0 0", "1 binnen-akkoorden 1 1", "2 binnen-akkoorden 2 2", "3 gerichte-wijziging 3 3", "4 gerichte-wijziging 4 4", "5 gerichte-wijziging 5 5", "6 stelselwijziging 6 6",
        "- onbekend - -", "-- onbekend - -", "02 binnen-akkoorden 0 2", "210 binnen-akkoorden 0 2", "35 gerichte-wijziging 3 5", "543 gerichte-wijziging 3 5", "66 stelselwijziging 6 6",
        "23 omstreden 2 3", "56 omstreden 5 6", "06 omstreden 0 6", "036 omstreden 0 6", "62 omstreden 2 6", "0- binnen-akkoorden 0 0", "-4 gerichte-wijziging 4 4", "6-- stelselwijziging 6 6", "-2-5 omstreden 2 5",
    ];

    public static TheoryData<string, string, string, string> Gevallen() =>
        new(Afleidingen.Select(regel => regel.Split(' ')).Select(delen => new TheoryDataRow<string, string, string, string>(delen[0], delen[1], delen[2], delen[3])));

    [Theory]
    [MemberData(nameof(Gevallen))]
    public async Task De_oplossingsruimte_volgt_uit_alle_inschattingen(string treden, string ruimte, string laagste, string hoogste)
    {
        var systeem = await app.Systeem();
        for (var i = 0; i < treden.Length; i++)
        {
            await app.Toets(systeem, $"Partij {(char)('a' + i)}", Trede(treden[i]), rol: "melder");
        }

        var nu = await app.Anoniem().Zie(systeem);

        nu.Tekst("oplossingsruimte").Should().Be(ruimte);
        ((string?)nu["laagsteTrede"], (string?)nu["hoogsteTrede"]).Should().Be((laagste == "-" ? null : Trede(laagste[0]), hoogste == "-" ? null : Trede(hoogste[0])));
        nu["stelseltoetsen"]!.AsArray().Should().HaveCount(treden.Length);
        (await app.Anoniem().Kenmerken($"systeemknelpunt={systeem.Id()}&oplossingsruimte={ruimte}")).Should().Equal(systeem.Kenmerk());
        (await app.Anoniem().Kenmerken($"systeemknelpunt={systeem.Id()}&oplossingsruimte={(ruimte == "omstreden" ? "onbekend" : "omstreden")}")).Should().BeEmpty();
    }

    [Fact]
    public async Task Een_partij_spreekt_alleen_met_een_eigen_sleutel()
    {
        var systeem = await app.Systeem();
        var (adressaat, melder) = (await app.Client("adressaat", "nza"), await app.Melder("Zorggroep Noord"));
        var pad = $"{systeem.Pad()}/stelseltoetsen";

        var antwoord = await adressaat.Post(pad, Curator.Toets("nza", "wetswijziging"));
        antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
        var toets = await antwoord.Json();
        (toets.Tekst("beoordelaar"), toets.Tekst("herkomst"), toets.Tekst("datum"), toets.Tekst("opschrift")).Should().Be(("nza", "eigen", app.Vandaag().Iso(), "Inschatting van Nederlandse Zorgautoriteit"));
        (await melder.Post(pad, Curator.Toets("zorggroep NOORD", "contract-of-inkoop")).Gelukt()).Tekst("herkomst").Should().Be("eigen");
        var nu = await app.Anoniem().Zie(systeem);
        nu["stelseltoetsen"]!.AsArray().Select(item => item!.ToJsonString()).Should().Contain(toets.ToJsonString());
        nu.Getal("versie").Should().Be(3);

        foreach (var (client, partij) in new[] { (adressaat, "vws"), (adressaat, "Zorggroep Noord"), (melder, "nza"), (melder, "Zorggroep Zuid") })
        {
            (await (await client.Post(pad, Curator.Toets(partij, "wetswijziging"))).Probleem(HttpStatusCode.Forbidden)).Tekst("detail").Should().Contain("alleen voor die organisatie");
            var weergave = Curator.Toets(partij, "wetswijziging");
            (weergave["herkomst"], weergave["bron"]) = ("weergegeven", new JsonObject { ["titel"] = "Bron", ["url"] = "https://voorbeeld.nl" });
            await (await client.Post(pad, weergave)).Probleem(HttpStatusCode.Forbidden);
        }

        await (await (await app.Client("abonnee", "Een krant")).Post(pad, Curator.Toets("Een krant", "wetswijziging"))).Probleem(HttpStatusCode.Forbidden);
        await (await app.Anoniem().Post(pad, Curator.Toets("nza", "wetswijziging"))).Probleem(HttpStatusCode.Unauthorized);
        (await app.Anoniem().Zie(systeem)).Getal("versie").Should().Be(3);
    }

    [Fact]
    public async Task Een_partij_heeft_een_naam_hoe_ze_zich_ook_noemt()
    {
        var systeem = await app.Systeem();
        var pad = $"{systeem.Pad()}/stelseltoetsen";
        (await (await app.Client("adressaat", "nza")).Post(pad, Curator.Toets("Nederlandse Zorgautoriteit", "wetswijziging")).Gelukt()).Tekst("beoordelaar").Should().Be("nza");
        (await (await app.Melder("Nederlandse Zorgautoriteit")).Post(pad, Curator.Toets("Nederlandse Zorgautoriteit", "landelijke-afspraak")).Gelukt()).Tekst("beoordelaar").Should().Be("nza");

        var toetsen = (await app.Anoniem().Zie(systeem))["stelseltoetsen"]!.AsArray();

        toetsen.Should().ContainSingle().Which.Tekst("trede").Should().Be("landelijke-afspraak");
    }

    [Fact]
    public async Task Een_analist_geeft_weer_met_bron_en_dat_is_te_zien()
    {
        var (analist, systeem) = (await app.Analist(), await app.Systeem());
        var pad = $"{systeem.Pad()}/stelseltoetsen";

        (await (await analist.Post(pad, Curator.Toets("nza", "wetswijziging"))).Fouten()).Should().BeEquivalentTo("/herkomst: verplicht", "/bron: verplicht");
        var halve = Curator.Toets("nza", "wetswijziging");
        (halve["herkomst"], halve["bron"]) = ("eigen", new JsonObject { ["titel"] = "Zonder adres" });
        (await (await analist.Post(pad, halve)).Fouten()).Should().BeEquivalentTo("/herkomst: buiten-bereik", "/bron/url: verplicht");

        var toets = await app.GeefWeer(systeem, "nza", "wetswijziging", "2026-03-01");

        (toets.Tekst("herkomst"), toets.Tekst("datum"), toets["bron"].Tekst("url")).Should().Be(("weergegeven", "2026-03-01", "https://voorbeeld.nl/advies"));
        toets.Tekst("opschrift").Should().Contain("weergegeven").And.Contain("niet door Nederlandse Zorgautoriteit zelf geplaatst").And.NotContain("Inschatting van");
        var blad = await (await app.Anoniem().Stuur("GET", $"/v1/systeemknelpunten?systeemknelpunt={systeem.Id()}&formaat=csv")).Tekst();
        blad.Split("\r\n")[0].Should().Contain(",ernst,inschattingen,weergegeven,reacties,");
        blad.Split("\r\n")[1].Should().Contain(",,,nza: wetswijziging,,");
        (await app.GeefWeer(systeem, "Een vrije partij", "onbekend")).Tekst("opschrift").Should().Contain("niet door Een vrije partij zelf geplaatst");
        var eigen = Curator.Toets("rvs", "landelijke-afspraak");
        (await analist.Post(pad, eigen).Gelukt()).Tekst("herkomst").Should().Be("eigen", "the key is of the RVS itself");
    }

    [Fact]
    public async Task Een_weergave_wijkt_zodra_de_partij_zelf_spreekt()
    {
        var systeem = await app.Systeem();
        await app.GeefWeer(systeem, "nza", "wetswijziging", "2026-03-01");
        var volgnummer = (await app.Anoniem().Lees("/v1/systeemknelpunten")).Getal("volgnummer");
        (await app.Anoniem().Zie(systeem)).Tekst("oplossingsruimte").Should().Be("gerichte-wijziging");

        await app.Toets(systeem, "nza", "landelijke-afspraak", "2025-01-01");

        var nu = await app.Anoniem().Zie(systeem);
        var toets = nu["stelseltoetsen"]!.AsArray().Should().ContainSingle().Which!;
        (toets.Tekst("trede"), toets.Tekst("herkomst"), nu.Tekst("oplossingsruimte")).Should().Be(("landelijke-afspraak", "eigen", "binnen-akkoorden"));
        (await (await (await app.Analist()).Post($"{systeem.Pad()}/stelseltoetsen", Weergave("NZa"))).Probleem(HttpStatusCode.Conflict)).Tekst("detail").Should().Contain("nza").And.Contain("2025-01-01");
        var toen = (await app.Anoniem().Lees($"/v1/systeemknelpunten?systeemknelpunt={systeem.Id()}&totVolgnummer={volgnummer}"))["items"]![0]!;
        (toen.Tekst("oplossingsruimte"), toen["stelseltoetsen"]![0].Tekst("herkomst")).Should().Be(("gerichte-wijziging", "weergegeven"));
        (await app.Anoniem().Lees($"{systeem.Pad()}/historie"))["items"]!.AsArray().Skip(1).Select(stap => stap!["wijzigingen"]!.AsArray().Single(deel => deel.Tekst("veld") == "herkomst").Tekst("naar"))
            .Should().Equal("weergegeven", "eigen");
    }

    [Fact]
    public async Task Een_later_oordeel_vervangt_het_eerdere_ook_op_dezelfde_dag_en_de_historie_houdt_beide()
    {
        var systeem = await app.Systeem();
        await app.Toets(systeem, "nza", "wetswijziging", "2026-02-01");
        await app.Toets(systeem, "nza", "amvb-of-regeling", "2026-02-01");
        (await Trede(systeem)).Should().Be("amvb-of-regeling");
        await app.Toets(systeem, "nza", "stelselherziening", "2026-01-01");
        (await Trede(systeem)).Should().Be("amvb-of-regeling", "a verdict of an earlier day does not replace a later one");
        await (await app.Client("adressaat", "nza")).Post($"{systeem.Pad()}/stelseltoetsen", Curator.Toets("NZa", "contract-of-inkoop")).Gelukt();
        (await Trede(systeem)).Should().Be("contract-of-inkoop");

        var stappen = (await app.Anoniem().Lees($"{systeem.Pad()}/historie"))["items"]!.AsArray().Skip(1).Select(stap => stap!["wijzigingen"]![0]!.Tekst("naar"));
        stappen.Should().Equal("wetswijziging", "amvb-of-regeling", "stelselherziening", "contract-of-inkoop");

        async Task<string> Trede(JsonObject van) => (await app.Anoniem().Zie(van))["stelseltoetsen"]!.AsArray().Should().ContainSingle().Which.Tekst("trede");
    }

    [Fact]
    public async Task Wat_er_mis_is_met_een_inschatting_wordt_in_een_keer_gemeld()
    {
        var (nza, systeem) = (await app.Client("adressaat", "nza"), await app.Systeem());
        var morgen = app.Vandaag().AddDays(1).Iso();

        (await (await nza.Post($"{systeem.Pad()}/stelseltoetsen", new JsonObject { ["beoordelaar"] = "nza", ["trede"] = "wet", ["tredeTijdelijk"] = "x", ["argument"] = "x", ["datum"] = morgen, ["herkomst"] = "zelf" })).Fouten())
            .Should().BeEquivalentTo("/trede: onbekende-code", "/tredeTijdelijk: onbekende-code", "/argument: te-kort", "/datum: buiten-bereik", "/herkomst: onbekende-code");
        (await (await nza.Post($"{systeem.Pad()}/stelseltoetsen", new JsonObject())).Fouten()).Should().BeEquivalentTo("/beoordelaar: verplicht", "/trede: verplicht", "/argument: verplicht");
        await (await nza.Post("/v1/systeemknelpunten/SK-1999-00001/stelseltoetsen", Curator.Toets("nza", "wetswijziging"))).Probleem(HttpStatusCode.NotFound);
        (await nza.Post($"{systeem.Pad()}/stelseltoetsen", Curator.Toets("nza", "wetswijziging", app.Vandaag().Iso())).Gelukt())["tredeTijdelijk"].Should().BeNull();
    }

    private static JsonObject Weergave(string partij)
    {
        var body = Curator.Toets(partij, "wetswijziging");
        (body["herkomst"], body["bron"]) = ("weergegeven", new JsonObject { ["titel"] = "Bron", ["url"] = "https://voorbeeld.nl" });
        return body;
    }

    private static string Trede(char rang) => Treden[rang == '-' ? 7 : rang - '0'];
}

/// <summary>The lines between the groups are a setting.</summary>
public sealed class TredelijnenTests(TredelijnenTests.Verlegd app) : IClassFixture<TredelijnenTests.Verlegd>
{
    [Theory]
    [InlineData("bestaande-ruimte-benutten", "binnen-akkoorden")]
    [InlineData("contract-of-inkoop", "binnen-akkoorden")]
    [InlineData("landelijke-afspraak", "gerichte-wijziging")]
    [InlineData("beleidsregel-of-experiment", "gerichte-wijziging")]
    [InlineData("amvb-of-regeling", "stelselwijziging")]
    [InlineData("stelselherziening", "stelselwijziging")]
    public async Task De_lijnen_liggen_waar_de_instelling_ze_legt(string trede, string ruimte)
    {
        var systeem = await app.Systeem();
        await app.Toets(systeem, "nza", trede);

        (await app.Anoniem().Zie(systeem)).Tekst("oplossingsruimte").Should().Be(ruimte);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(-1, 5)]
    [InlineData(2, 7)]
    public async Task Lijnen_die_niet_kunnen_worden_bij_het_starten_geweigerd(int binnen, int gericht)
    {
        var map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;

        var (code, uitvoer) = await Programma.Draai(map, $"--Knelpunten:BinnenAkkoordenTot={binnen}", $"--Knelpunten:GerichteWijzigingTot={gericht}");

        uitvoer.Should().Contain("GerichteWijzigingTot").And.NotContain("   at ");
        code.Should().NotBe(0);
        Directory.Delete(map, recursive: true);
    }

    public sealed class Verlegd : App
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Knelpunten:BinnenAkkoordenTot", "1").UseSetting("Knelpunten:GerichteWijzigingTot", "3");
        }
    }
}
