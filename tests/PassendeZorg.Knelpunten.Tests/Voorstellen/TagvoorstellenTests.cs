using PassendeZorg.Knelpunten.Platform;
using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Voorstellen;

namespace PassendeZorg.Knelpunten.Tests.Voorstellen;

public sealed class TagvoorstellenTests(App app) : IClassFixture<App>
{
    private static readonly string[] Lijsten = ["soorten", "wetten", "domeinen", "doelgroepen", "adressaten"];

    [Fact]
    public async Task Wat_de_tekst_noemt_wordt_voorgesteld_met_de_woorden_die_ertoe_deden()
    {
        await using var leeg = new App();
        var antwoord = await leeg.StelVoor("Valtraining stopt", "Volgens de Wet langdurige zorg mag de wijkverpleegkundige dit niet, en de NZa kent er geen tarief voor.");

        var wlz = antwoord["wetten"]!.AsArray().Single(voorstel => voorstel!.Tekst("code") == "wlz")!;
        (wlz.Tekst("naam"), wlz["score"]!.GetValue<double>()).Should().Match<(string Naam, double Score)>(wet => wet.Naam == "Wet langdurige zorg" && wet.Score >= 0.9 && wet.Score <= 1);
        wlz["reden"].Lijst("woorden").Should().Equal("Wet langdurige zorg");
        wlz["reden"].Lijst("knelpunten").Should().BeEmpty("nothing is confirmed yet");
        Reden(antwoord, "domeinen", "wijkverpleging").Should().Contain("wijkverpleegkundige");
        Reden(antwoord, "soorten", "bekostiging").Should().Contain("tarief");
        Reden(antwoord, "adressaten", "nza").Should().Contain("NZa");
        foreach (var lijst in Lijsten)
        {
            antwoord[lijst]!.AsArray().Select(voorstel => voorstel!["score"]!.GetValue<double>()).Should().BeInDescendingOrder(lijst);
            antwoord[lijst]!.AsArray().Where(voorstel => voorstel!["reden"].Lijst("woorden").Count == 0).Should().BeEmpty("a person must be able to check it");
        }

        antwoord["verwanten"]!.AsArray().Should().BeEmpty();
        antwoord["persoonsgegevens"]!.AsArray().Should().BeEmpty();
    }

    [Theory]
    [InlineData("We weten niet meer wat het kost en welke regels gelden.", "soorten", "bekostiging")]
    [InlineData("Ouders wachten lang.", "doelgroepen", "ouderen-thuis")]
    [InlineData("Dit systeem kost ons een dag per week.", "soorten", "bekostiging")]
    public async Task Woorden_die_erop_lijken_tellen_niet(string tekst, string lijst, string code)
    {
        Codes(await Vraag("Een titel", tekst), lijst).Should().NotContain(code);
    }

    [Theory]
    [InlineData("De wijkverpleegkundigen haken af.", "domeinen", "wijkverpleging")]
    [InlineData("Jeugdhulpverleningstrajecten lopen vast.", "domeinen", "jeugdhulp")]
    [InlineData("De huisartsenpraktijken in de regio zitten vol.", "domeinen", "huisartsenzorg")]
    [InlineData("Streekziekenhuizen sluiten hun poli.", "domeinen", "medisch-specialistische-zorg")]
    [InlineData("Schuldhulpverleners komen te laat.", "wetten", "wgs")]
    [InlineData("Het gaat om wmo-begeleiding.", "wetten", "wmo2015")]
    [InlineData("Een WMOconsulent beslist.", "wetten", "wmo2015")]
    [InlineData("Valpreventie is van niemand.", "domeinen", "publieke-gezondheid")]
    [InlineData("Zwangere vrouwen zonder verzekering.", "doelgroepen", "zwangeren")]
    [InlineData("Geen enkel dossier is gekoppeld; alles wordt overgetypt.", "soorten", "it")]
    public async Task Verbuigingen_en_samenstellingen_tellen(string tekst, string lijst, string code)
    {
        Codes(await Vraag("Een titel", tekst), lijst).Should().Contain(code);
    }

    [Theory]
    [InlineData("Door de AVG mogen wij geen gegevens delen.", "avg", true)]
    [InlineData("De avg verbiedt ons dit.", "avg", true)]
    [InlineData("Er is geen AVG beschikbaar: de arts voor verstandelijk gehandicapten werkt alleen in de instelling.", "avg", false)]
    [InlineData("De huisarts wil de arts AVG consulteren voor deze cliënt.", "avg", false)]
    [InlineData("De Wgs regelt dit niet.", "wgs", true)]
    [InlineData("De WGS verplicht gemeenten tot vroegsignalering van schulden.", "wgs", true)]
    [InlineData("Mogen wij op grond van de WGS gegevens delen in het veiligheidshuis?", "wgs", false)]
    [InlineData("Mogen wij op grond van de WGS gegevens delen in het veiligheidshuis?", "wgs-samenwerkingsverbanden", true)]
    [InlineData("De Wgs regelt dit niet.", "wgs-samenwerkingsverbanden", false)]
    [InlineData("De Wpg geldt voor de GGD.", "wpg", true)]
    [InlineData("De politie deelt dit niet: de Wpg beschermt politiegegevens, zegt de agent.", "wpg", false)]
    public async Task Een_afkorting_met_twee_betekenissen_krijgt_die_van_haar_omgeving(string tekst, string wet, bool bedoeld)
    {
        Codes(await Vraag("Een titel", tekst), "wetten").Contains(wet).Should().Be(bedoeld);
    }

    [Theory]
    [InlineData("Het ZIN moet hier een standpunt over innemen: hoort dit in het basispakket?", true)]
    [InlineData("Wie ZIN heeft in plaats van een pgb, krijgt zorg in natura van een gecontracteerde aanbieder.", false)]
    [InlineData("Het heeft geen zin om dit nog eens te vragen.", false)]
    public async Task ZIN_is_soms_het_Zorginstituut_en_zin_nooit(string tekst, bool bedoeld)
    {
        Codes(await Vraag("Een titel", tekst), "adressaten").Contains("zin").Should().Be(bedoeld);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("", "x")]
    [InlineData("😡🙈", "👩‍👩‍👧 🚑🚑🚑")]
    [InlineData("<br/>", "<p></p><!-- --> &amp;&nbsp;&lt; <")]
    [InlineData("?", "!!! ... --- ???")]
    public async Task Bij_wat_niets_zegt_wordt_niets_voorgesteld(string titel, string omschrijving)
    {
        var antwoord = await Vraag(titel, omschrijving);

        foreach (var lijst in Lijsten)
        {
            antwoord[lijst]!.AsArray().Should().BeEmpty(lijst);
        }
    }

    [Fact]
    public async Task Opmaak_doet_niet_mee_en_wat_tussen_haken_staat_wel()
    {
        var met = await Vraag("<b>De Wlz</b>", "<div class=\"gemeente schuldhulp\">Inwoners &lt; zes weken</div><p>met een <i>pgb</i>&nbsp;en de <a href='https://ziekenhuis.nl'>Zvw</a></p>");

        Codes(met, "wetten").Should().Contain(["wlz", "zvw"]).And.NotContain(["wmo2015", "wgs"]);
        Codes(met, "domeinen").Should().Contain("pgb").And.NotContain(["medisch-specialistische-zorg", "schuldhulpverlening"]);
    }

    [Fact]
    public async Task Een_persoonsgegeven_wordt_aangewezen_en_nergens_herhaald_of_bewaard()
    {
        const string Bsn = "296648875";
        const string Mail = "kanarie.vogelaar@gmail.com";
        var volgnummer = (await app.Anoniem().Lees("/v1/knelpunten")).Getal("volgnummer");

        var verzoek = await (await app.Melder()).Post("/v1/tagvoorstellen",
            new JsonObject { ["titel"] = $"Mail {Mail} over de Wlz", ["omschrijving"] = $"Zijn BSN is {Bsn} en de gemeente weigert kwibusdraadjes." });

        verzoek.StatusCode.Should().Be(HttpStatusCode.OK);
        verzoek.Headers.CacheControl!.NoStore.Should().BeTrue();
        var antwoord = await verzoek.Json();
        antwoord["persoonsgegevens"]!.AsArray().Select(vondst => $"{vondst!.Tekst("veld")} {vondst.Tekst("soort")} {vondst.Getal("positie")} {vondst.Getal("lengte")}")
            .Should().Equal($"/titel email 5 {Mail.Length}", "/omschrijving bsn 12 9");
        Codes(antwoord, "wetten").Should().Contain("wlz", "the rest of the text still counts");
        Map.MetTekst(app.Datamap, "Beheer").Should().NotBeEmpty("else the search below would prove nothing");
        foreach (var spoor in new[] { Bsn, Mail, "vogelaar", "kwibusdraadjes" })
        {
            (await verzoek.Tekst()).Should().NotContain(spoor);
            Map.MetTekst(app.Datamap, spoor).Should().BeEmpty(spoor);
            app.Log.Regels.Should().NotContain(regel => regel.Contains(spoor, StringComparison.Ordinal));
        }

        (await app.Anoniem().Lees("/v1/knelpunten")).Getal("volgnummer").Should().Be(volgnummer, "nothing happened");
    }

    [Fact]
    public async Task Ook_hier_gelden_lengten_en_tekens()
    {
        var melder = await app.Melder();

        (await (await melder.Post("/v1/tagvoorstellen", new JsonObject { ["titel"] = new string('a', 161), ["omschrijving"] = new string('b', 10_001), ["extra"] = 1 })).Fouten())
            .Should().BeEquivalentTo("/titel: te-lang", "/omschrijving: te-lang", "/extra: onbekend-veld");
        (await (await melder.Post("/v1/tagvoorstellen", new JsonObject { ["titel"] = "\u0007" })).Fouten()).Should().BeEquivalentTo("/titel: ongeldig-teken", "/omschrijving: verplicht");
    }

    [Fact]
    public async Task Een_vervallen_code_wordt_niet_voorgesteld_en_een_nieuwe_meteen()
    {
        const string Pad = "/v1/begrippenlijsten/wetten/begrippen/vliegerwet";
        var beheerder = app.Beheerder();

        await beheerder.Stuur("PUT", Pad, """{"naam":"Vliegerwet","aliassen":["vliegerplicht"]}""").Gelukt();
        var nieuw = await Vraag("De Vliegerwet", "De vliegerplicht geldt ook hier.");
        await beheerder.Stuur("PUT", Pad, $$"""{"naam":"Vliegerwet","aliassen":["vliegerplicht"],"geldigTotDatum":"{{app.Vandaag().Iso()}}"}""").Gelukt();
        var vervallen = await Vraag("De Vliegerwet", "De vliegerplicht geldt ook hier.");

        Codes(nieuw, "wetten").Should().Contain("vliegerwet");
        Codes(vervallen, "wetten").Should().NotContain("vliegerwet");
    }

    [Fact]
    public async Task Alleen_wat_te_kiezen_is_wordt_voorgesteld()
    {
        var client = app.Anoniem();
        var tekst = string.Join(' ', (await client.Lees("/v1/begrippenlijsten/wetten"))["items"]!.AsArray().Concat((await client.Lees("/v1/begrippenlijsten/domeinen"))["items"]!.AsArray())
            .Select(begrip => begrip!.Tekst("naam") + ". "));

        var antwoord = await Vraag("Alles tegelijk", tekst[..Math.Min(10_000, tekst.Length)]);

        foreach (var lijst in Lijsten)
        {
            var kiesbaar = (await client.Lees($"/v1/begrippenlijsten/{(lijst == "adressaten" ? "organisaties" : lijst)}"))["items"]!.AsArray().Select(begrip => begrip!.Tekst("code")).ToList();
            Codes(antwoord, lijst).Should().NotBeEmpty(lijst).And.BeSubsetOf(kiesbaar).And.OnlyHaveUniqueItems();
        }

        Codes(antwoord, "wetten").Should().HaveCountGreaterThan(40, "all laws are named").And.NotContain("anders");
    }

    [Fact]
    public async Task Voorstellen_bij_een_melding_laten_weg_wat_is_opgegeven()
    {
        var melding = await app.Meld(await app.Project(), new JsonObject
        {
            ["omschrijving"] = "De gemeente betaalt de Wmo-begeleiding, de zorgverzekeraar de wijkverpleging uit de Zvw, en de NZa kent geen tarief.",
            ["wetten"] = new JsonArray("zvw"), ["domeinen"] = new JsonArray("wijkverpleging"), ["soorten"] = new JsonArray("bekostiging"), ["adressaten"] = new JsonArray("nza"),
        });

        var voorstellen = melding["voorstellen"]!;
        Codes(voorstellen, "wetten").Should().Contain("wmo2015").And.NotContain("zvw");
        Codes(voorstellen, "domeinen").Should().Contain("wmo-ondersteuning").And.NotContain("wijkverpleging");
        Codes(voorstellen, "soorten").Should().NotContain("bekostiging");
        Codes(voorstellen, "adressaten").Should().NotContain("nza");
    }

    [Theory]
    [InlineData("huisartsen", "huisarts")]
    [InlineData("verpleegkundigen", "verpleegkundige")]
    [InlineData("gemeentelijke", "gemeentelijk")]
    [InlineData("indicaties", "indicatie")]
    [InlineData("mogelijkheden", "mogelijkheid")]
    [InlineData("zorgkantoren", "zorgkantor")]
    public void Verbuigingen_hebben_dezelfde_stam(string een, string ander)
    {
        Stam.Van(een).Should().Be(Stam.Van(ander));
    }

    [Theory]
    [InlineData("wijk", "week")]
    [InlineData("zorg", "zorgen voor")]
    [InlineData("school", "schuld")]
    public void Verschillende_woorden_houden_een_eigen_stam(string een, string ander)
    {
        Stam.Van(een).Should().NotBe(Stam.Van(ander));
    }

    private async Task<JsonObject> Vraag(string titel, string omschrijving) => await app.StelVoor(titel, omschrijving);

    private static IReadOnlyList<string> Codes(JsonNode antwoord, string lijst) => antwoord.Codes(lijst);

    private static IReadOnlyList<string> Reden(JsonNode antwoord, string lijst, string code) =>
        antwoord[lijst]!.AsArray().Single(voorstel => voorstel!.Tekst("code") == code)!["reden"].Lijst("woorden");
}

/// <summary>Learning from what was confirmed; each test in a registry of its own.</summary>
public sealed class LerenTests
{
    private const string Titel = "Sterrenkijkerij loopt vast";
    private const string Tekst = "Onze sterrenkijkerij krijgt het maar niet voor elkaar.";

    [Fact]
    public async Task Wat_bevestigd_is_leert_en_wat_is_ingetrokken_wordt_vergeten()
    {
        await using var app = new App();
        var project = await app.Project();
        (await app.StelVoor(Titel, Tekst)).Codes("domeinen").Should().NotContain("mondzorg");

        var kenmerken = await Vul(app, project);
        var geleerd = await app.StelVoor(Titel, Tekst);
        foreach (var kenmerk in kenmerken)
        {
            (await (await app.Melder()).DeleteAsync($"/v1/knelpunten/{(await app.Anoniem().Lees($"/v1/knelpunten/{kenmerk}")).Id()}", App.Ct)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        }

        var vergeten = await app.StelVoor(Titel, Tekst);

        var voorstel = geleerd["domeinen"]!.AsArray().Single(voorstel => voorstel!.Tekst("code") == "mondzorg")!;
        voorstel["reden"].Lijst("woorden").Should().Contain("Sterrenkijkerij");
        voorstel["reden"].Lijst("knelpunten").Should().HaveCount(3).And.BeSubsetOf(kenmerken).And.OnlyHaveUniqueItems();
        vergeten.Codes("domeinen").Should().NotContain("mondzorg");
        kenmerken.Should().NotContain(kenmerk => vergeten.ToJsonString().Contains(kenmerk, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Van_wat_niet_bevestigd_is_wordt_niet_geleerd()
    {
        await using var app = new App();
        var project = await app.Project();
        for (var i = 0; i < 8; i++)
        {
            await app.Meld(project, Inhoud("sterrenkijkerij", "mondzorg", i));
        }

        var antwoord = await app.StelVoor(Titel, Tekst);

        antwoord.Codes("domeinen").Should().NotContain("mondzorg");
        antwoord.Remove("verwanten"); // of the own organisation, confirmed or not
        antwoord.ToJsonString().Should().NotContain("KP-");
    }

    [Fact]
    public async Task Dezelfde_bevestigde_knelpunten_geven_dezelfde_voorstellen_ook_na_een_herstart()
    {
        var map = Directory.CreateTempSubdirectory("knelpunten-leren-").FullName;
        try
        {
            JsonObject voor, na, elders;
            await using (var app = new App(map))
            {
                await Vul(app, await app.Project());
                voor = await app.StelVoor(Titel, Tekst);
            }

            await using (var app = new App(map))
            {
                na = await app.StelVoor(Titel, Tekst);
            }

            await using (var app = new App())
            {
                await Vul(app, await app.Project(), achterstevoren: true);
                elders = await app.StelVoor(Titel, Tekst);
            }

            Array.ForEach([voor, na], antwoord => antwoord.Remove("verwanten")); // these have scores of their own
            na.ToJsonString().Should().Be(voor.ToJsonString());
            Scores(elders).Should().Equal(Scores(voor), "the order in which they came does not matter");
        }
        finally
        {
            Directory.Delete(map, recursive: true);
        }
    }

    private static IEnumerable<string> Scores(JsonObject antwoord) => antwoord["domeinen"]!.AsArray().Select(voorstel => $"{voorstel!.Tekst("code")} {voorstel!["score"]}");

    // Eight about one thing, eight about another; returns the kenmerken of the first.
    private static async Task<List<string>> Vul(App app, string project, bool achterstevoren = false)
    {
        var kenmerken = new List<string>();
        foreach (var i in achterstevoren ? Enumerable.Range(0, 8).Reverse() : Enumerable.Range(0, 8))
        {
            kenmerken.Add((await app.MeldEnBevestig(project, Inhoud("sterrenkijkerij", "mondzorg", i))).Tekst("kenmerk"));
            await app.MeldEnBevestig(project, Inhoud("koekenbakkers", "kinderopvang", i));
        }

        return kenmerken;
    }

    private static JsonObject Inhoud(string woord, string domein, int i) => new()
    {
        ["titel"] = $"Over {woord} nummer {"abcdefgh"[i]}",
        ["omschrijving"] = $"Het {woord} lukt niet, en dat merken wij telkens weer op plek {"abcdefgh"[i]} van de lijst.",
        ["wetten"] = new JsonArray(), ["domeinen"] = new JsonArray(domein),
    };
}

internal static class Voorstelhulp
{
    public static async Task<JsonObject> StelVoor(this App app, string titel, string omschrijving) =>
        await (await app.Melder()).Post("/v1/tagvoorstellen", new JsonObject { ["titel"] = titel, ["omschrijving"] = omschrijving }).Gelukt();

    public static IReadOnlyList<string> Codes(this JsonNode antwoord, string lijst) => [.. antwoord[lijst]!.AsArray().Select(voorstel => voorstel!.Tekst("code"))];
}
