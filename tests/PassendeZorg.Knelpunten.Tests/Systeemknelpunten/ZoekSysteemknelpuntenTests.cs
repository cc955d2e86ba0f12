using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

public sealed class ZoekSysteemknelpuntenTests(ZoekSysteemknelpuntenTests.Wereld wereld) : IClassFixture<ZoekSysteemknelpuntenTests.Wereld>
{
    // A: two knelpunten, one zvw with ernst 5 and one wlz; vastgesteld; nza and vng; refused by nza.
    // B: one knelpunt, wlz; in-onderzoek; vws; omstreden.
    // C: none; geagendeerd; nza; binnen-akkoorden.
    [Theory]
    [InlineData("", "CBA")]
    [InlineData("wet=wlz", "BA")]
    [InlineData("wet=zvw", "A")]
    [InlineData("wet=zvw,wlz", "BA")]
    [InlineData("wet=wlz&ernst=5", "")] // not both of one knelpunt
    [InlineData("wet=zvw&ernst=5", "A")]
    [InlineData("soort=bekostiging", "BA")]
    [InlineData("zoek=kerkuil", "B")]
    [InlineData("organisatie=Tweede%20organisatie", "B")]
    [InlineData("status=vastgesteld", "A")]
    [InlineData("status=vastgesteld,geagendeerd", "CA")]
    [InlineData("status=gesloten", "")]
    [InlineData("adressaat=nza", "CA")]
    [InlineData("adressaat=vng", "A")]
    [InlineData("adressaat=zn", "")] // a knelpunt in A names zn, A itself does not
    [InlineData("oplossingsruimte=omstreden", "B")]
    [InlineData("oplossingsruimte=binnen-akkoorden,onbekend", "CA")]
    [InlineData("oplossingsruimte=stelselwijziging", "")] // what a reporter thinks is not its own
    [InlineData("beantwoord=ja", "A")]
    [InlineData("beantwoord=nee", "CB")]
    [InlineData("beantwoord=ja&adressaat=nza", "A")]
    [InlineData("beantwoord=nee&adressaat=nza", "C")]
    [InlineData("beantwoord=ja&adressaat=vng", "")]
    [InlineData("beantwoord=nee&adressaat=vng", "A")]
    [InlineData("beantwoord=nee&adressaat=vng,nza", "C")]
    [InlineData("wet=wlz&status=in-onderzoek", "B")]
    [InlineData("sorteer=aangemaaktOp", "ABC")]
    [InlineData("sorteer=-ernst", "ABC")]
    [InlineData("sorteer=ernst", "CBA")]
    [InlineData("sorteer=-projecten", "ABC")]
    [InlineData("sorteer=projecten", "CBA")]
    [InlineData("sorteer=-gewijzigdOp", "ACB")]
    [InlineData("gemeldTot=1999-01-01", "")]
    [InlineData("gemeldVanaf=1999-01-01", "BA")]
    public async Task Een_systeemknelpunt_past_als_een_knelpunt_erin_past_en_de_rest_gaat_over_hemzelf(string vraag, string verwacht)
    {
        var lijst = await wereld.Anoniem().Lees($"/v1/systeemknelpunten?{vraag}");

        string.Concat(lijst["items"]!.AsArray().Select(item => item.Tekst("titel")[^1])).Should().Be(verwacht);
        lijst.Getal("totaal").Should().Be(verwacht.Length);
    }

    [Fact]
    public async Task De_aantallen_tellen_alles_wat_erin_zit_wat_er_ook_gekozen_is()
    {
        var item = (await wereld.Anoniem().Lees("/v1/systeemknelpunten?wet=zvw"))["items"]!.AsArray().Single()!;

        item["telling"]!.ToJsonString().Should().Be("""{"knelpunten":2,"projecten":2,"organisaties":2,"regios":2,"wetten":["zvw","wlz"],"ernst":5}""");
        item.AsObject().Should().NotContainKey("perspectieven");
        var een = await wereld.Anoniem().Zie(item);
        een.Remove("perspectieven");
        een.ToJsonString().Should().Be(item.ToJsonString(), "list and one say the same");
    }

    [Theory]
    [InlineData("status=vastgestelt", "status: onbekende-code", "vastgesteld")]
    [InlineData("status=bevestigd", "status: onbekende-code", null)]
    [InlineData("wet=zvv", "wet: onbekende-code", "zvw")]
    [InlineData("adressaat=nzaa", "adressaat: onbekende-code", "nza")]
    [InlineData("oplossingsruimte=omstreeden", "oplossingsruimte: onbekende-code", "omstreden")]
    [InlineData("beantwoord=jaa", "beantwoord: onbekende-code", "ja")]
    [InlineData("statusen=x", "statusen: onbekende-sleutel", "status")]
    [InlineData("sorteer=titel", "sorteer: onbekende-code", null)]
    [InlineData("limiet=201", "limiet: buiten-bereik", "200")]
    [InlineData("totVolgnummer=999999", "totVolgnummer: buiten-bereik", null)]
    [InlineData("peildatum=2199-01-01", "peildatum: buiten-bereik", null)]
    [InlineData("na=onzin", "na: ongeldig-formaat", null)]
    [InlineData("na=MC4w", "na: ongeldig-formaat", null)] // 0.0
    [InlineData("na=MC45OTk5OTk", "na: ongeldig-formaat", null)] // 0.999999
    [InlineData("na=MjE0NzQ4MzY0Ny4x", "na: ongeldig-formaat", null)] // 2147483647.1
    public async Task Een_vraag_die_niet_klopt_wordt_geweigerd_met_het_dichtstbijzijnde(string vraag, string fout, string? suggestie)
    {
        var probleem = await (await wereld.Anoniem().Stuur("GET", $"/v1/systeemknelpunten?{vraag}")).Probleem(HttpStatusCode.BadRequest);

        var een = probleem["fouten"]!.AsArray().Should().ContainSingle().Which!;
        $"{een.Tekst("veld")}: {een.Tekst("code")}".Should().Be(fout);
        if (suggestie is not null)
        {
            ((string?)een["suggestie"]).Should().Be(suggestie);
        }
    }

    [Fact]
    public async Task Mijn_vraagt_een_sleutel_en_kiest_op_eigen_knelpunten()
    {
        await (await wereld.Anoniem().Stuur("GET", "/v1/systeemknelpunten?mijn=true")).Probleem(HttpStatusCode.Unauthorized);
        (await (await wereld.Melder("Tweede organisatie")).Kenmerken("mijn=true")).Should().Equal(wereld.B.Kenmerk());
        (await (await wereld.Melder("Derde organisatie")).Kenmerken("mijn=true")).Should().BeEmpty();
        await (await wereld.Anoniem().Stuur("GET", "/v1/knelpunten?beantwoord=ja")).Probleem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Een_blad_zegt_hetzelfde_als_de_json()
    {
        var item = (await wereld.Anoniem().Lees("/v1/systeemknelpunten?wet=zvw"))["items"]!.AsArray().Single()!;
        var csv = await (await wereld.Anoniem().Stuur("GET", "/v1/systeemknelpunten?wet=zvw&formaat=csv")).Tekst();
        var regels = csv.TrimEnd().Split("\r\n");

        regels[0].Should().Be("kenmerk,status,titel,kern,mechanismen,bevoegd,betrokken,oplossingsruimte,laagsteTrede,hoogsteTrede,knelpunten,projecten,organisaties,"
            + "regios,wetten,ernst,inschattingen,weergegeven,reacties,openToezeggingen,teLaat,geagendeerdOp,aangemaaktOp,gewijzigdOp");
        regels.Should().HaveCount(2);
        regels[1].Should().StartWith($"{item.Kenmerk()},vastgesteld,Systeemknelpunt A,").And.EndWith($",{item.Tekst("aangemaaktOp")},{item.Tekst("gewijzigdOp")}")
            .And.Contain(",baten-elders,nza,vng,onbekend,,,2,2,2,2,zvw|wlz,5,nza: onbekend,,nza: afgewezen,0,0,,");
        (await (await wereld.Anoniem().Stuur("GET", "/v1/systeemknelpunten?formaat=csv&limiet=1")).Tekst()).TrimEnd().Split("\r\n").Should().HaveCount(4, "a sheet is the whole selection");
        (await (await wereld.Anoniem().Stuur("GET", "/v1/systeemknelpunten?formaat=csv&scheidingsteken=puntkomma")).Content.ReadAsByteArrayAsync(App.Ct)).Take(3).Should().Equal(Encoding.UTF8.GetPreamble());

        var xlsx = await wereld.Anoniem().Stuur("GET", "/v1/systeemknelpunten?formaat=xlsx&wet=zvw");
        xlsx.Content.Headers.ContentDisposition!.FileName.Should().MatchRegex("^\"?knelpunten-systeemknelpunten-[0-9]+\\.xlsx\"?$");
        await using var zip = new ZipArchive(await xlsx.Content.ReadAsStreamAsync(App.Ct));
        var inhoud = new StringBuilder();
        foreach (var deel in zip.Entries)
        {
            using var lezer = new StreamReader(await deel.OpenAsync(App.Ct));
            inhoud.Append(await lezer.ReadToEndAsync(App.Ct));
        }

        inhoud.ToString().Should().Contain(item.Kenmerk()).And.Contain("nza: afgewezen").And.Contain("systeemknelpunten").And.Contain("Systeemknelpunt A");
    }

    [Theory]
    [InlineData("-aangemaaktOp")]
    [InlineData("aangemaaktOp")]
    [InlineData("-gewijzigdOp")]
    [InlineData("gewijzigdOp")]
    [InlineData("-projecten")]
    [InlineData("-ernst")]
    public async Task Bladeren_slaat_niets_over_en_herhaalt_niets_terwijl_anderen_schrijven(string sorteer)
    {
        await using var app = new App();
        var project = await app.Project();
        for (var i = 0; i < 9; i++)
        {
            await app.Systeem(new JsonObject { ["titel"] = $"Nummer {i}" }, i % 2 == 0 ? [(await app.MeldEnBevestig(project)).Id()] : []);
        }

        var (ids, pagina) = (new List<string>(), await app.Anoniem().Lees($"/v1/systeemknelpunten?limiet=2&sorteer={sorteer}"));
        var volgnummer = pagina.Getal("volgnummer");
        while (true)
        {
            ids.AddRange(pagina["items"]!.AsArray().Select(item => item!.Id()));
            (pagina.Getal("totaal"), pagina.Getal("volgnummer")).Should().Be((9, volgnummer));
            if ((string?)pagina["volgende"] is not { } na)
            {
                break;
            }

            var nieuw = await app.Systeem(null, (await app.MeldEnBevestig(project, new JsonObject { ["ernst"] = "5" })).Id());
            await app.Word(nieuw, "gesloten");
            await app.Word(new JsonObject { ["id"] = ids[0] }, ids.Count == 2 ? ["vastgesteld"] : []);
            await app.Bundel(new JsonObject { ["id"] = ids[^1] }, (await app.MeldEnBevestig(project)).Id());
            pagina = await app.Anoniem().Lees($"/v1/systeemknelpunten?limiet=2&sorteer={sorteer}&na={na}");
        }

        ids.Should().OnlyHaveUniqueItems().And.HaveCount(9);
    }

    [Fact]
    public async Task Een_eerder_moment_geeft_wat_er_toen_was()
    {
        await using var app = new App();
        var (nza, eerste) = (await app.Client("adressaat", "nza"), await app.MeldEnBevestig(await app.Project()));
        var systeem = await app.Systeem(null, eerste.Id());
        await nza.Post($"{systeem.Pad()}/toezeggingen", new JsonObject { ["wat"] = "Iets uitzoeken", ["uiterlijkDatum"] = app.Vandaag().AddDays(5).Iso() }).Gelukt();
        var (dag, toen) = (app.Vandaag(), await Lijst(""));
        app.Klok.Verzet(TimeSpan.FromDays(30));
        var sleutel = await app.Client("adressaat", "nza");
        await app.Word(systeem, "vastgesteld", "geagendeerd");
        await app.Toets(systeem, "nza", "wetswijziging");
        await sleutel.Post($"{systeem.Pad()}/reacties", Curator.Reactie("afgewezen")).Gelukt();
        await app.Bundel(systeem, (await app.MeldEnBevestig(await app.Project("Later"), new JsonObject { ["wetten"] = new JsonArray("wlz") }, "Later")).Id());
        await (await app.Analist()).Patch(systeem.Pad(), new JsonObject { ["betrokken"] = null }, "*").Gelukt();
        var later = await app.Systeem();

        var opNummer = await Lijst($"?totVolgnummer={toen.Getal("volgnummer")}");
        var opDag = await Lijst($"?peildatum={dag.Iso()}");

        foreach (var lijst in new[] { opNummer, opDag })
        {
            lijst["items"]!.ToJsonString().Should().Be(toen["items"]!.ToJsonString());
            lijst.Getal("volgnummer").Should().Be(toen.Getal("volgnummer"));
        }

        TeLaat(await Lijst($"?peildatum={dag.AddDays(5).Iso()}")).Should().BeFalse();
        TeLaat(await Lijst($"?peildatum={dag.AddDays(6).Iso()}")).Should().BeTrue("it was late on that day, although nothing happened then");
        TeLaat(await Lijst("?sorteer=aangemaaktOp")).Should().BeTrue();
        (await app.Anoniem().Kenmerken($"peildatum={dag.Iso()}&status=geagendeerd")).Should().BeEmpty();
        (await app.Anoniem().Kenmerken($"peildatum={dag.Iso()}&wet=wlz")).Should().BeEmpty();
        (await app.Anoniem().Kenmerken("wet=wlz&beantwoord=ja&oplossingsruimte=gerichte-wijziging")).Should().Equal(systeem.Kenmerk());
        (await app.Anoniem().Kenmerken("")).Should().Equal(later.Kenmerk(), systeem.Kenmerk());

        Task<JsonObject> Lijst(string vraag) => app.Anoniem().Lees("/v1/systeemknelpunten" + vraag);
        static bool TeLaat(JsonObject lijst) => lijst["items"]![0]!["toezeggingen"]![0]!["teLaat"]!.GetValue<bool>();
    }

    [Fact]
    public async Task Wat_te_laat_is_is_op_elke_bladzijde_te_laat()
    {
        await using var app = new App();
        foreach (var titel in new[] { "Een eerste systeem", "Een tweede systeem" })
        {
            var systeem = await app.Systeem(new JsonObject { ["titel"] = titel });
            await (await app.Client("adressaat", "nza")).Post($"{systeem.Pad()}/toezeggingen", new JsonObject { ["wat"] = "Iets uitzoeken", ["uiterlijkDatum"] = app.Vandaag().Iso() }).Gelukt();
        }

        app.Klok.Verzet(TimeSpan.FromDays(3));
        var eerste = await app.Anoniem().Lees("/v1/systeemknelpunten?limiet=1");
        var tweede = await app.Anoniem().Lees($"/v1/systeemknelpunten?limiet=1&na={eerste.Tekst("volgende")}");

        foreach (var pagina in new[] { eerste, tweede })
        {
            pagina["items"]![0]!["toezeggingen"]![0]!["teLaat"]!.GetValue<bool>().Should().BeTrue();
        }
    }

    /// <summary>Three systeemknelpunten, as different as can be.</summary>
    public sealed class Wereld : App, IAsyncLifetime
    {
        public JsonObject B { get; private set; } = [];

        public async ValueTask InitializeAsync()
        {
            var een = await this.Project("Eerste organisatie");
            var twee = await this.Project("Tweede organisatie", new { naam = "Tweede", organisatie = "Tweede organisatie", regios = new[] { "zk-twente" } });
            var vijf = await MeldEnBevestig(een, new JsonObject { ["wetten"] = new JsonArray("zvw"), ["ernst"] = "5", ["adressaten"] = new JsonArray("zn"), ["oplossingsruimte"] = "stelselwijziging" }, "Eerste organisatie");
            var wlz = await MeldEnBevestig(twee, new JsonObject { ["wetten"] = new JsonArray("wlz"), ["ernst"] = "3", ["titel"] = "Een kerkuil in de titel" }, "Tweede organisatie");
            var derde = await MeldEnBevestig(await this.Project("Vierde organisatie", new { naam = "Vierde", organisatie = "Vierde organisatie", regios = new[] { "zk-groningen" } }),
                new JsonObject { ["wetten"] = new JsonArray("wlz") }, "Vierde organisatie");
            var a = await this.Systeem(new JsonObject { ["titel"] = "Systeemknelpunt A", ["bevoegd"] = new JsonArray("nza") }, vijf.Id(), derde.Id());
            B = await this.Systeem(new JsonObject { ["titel"] = "Systeemknelpunt B", ["bevoegd"] = new JsonArray("vws"), ["betrokken"] = null }, wlz.Id());
            var c = await this.Systeem(new JsonObject { ["titel"] = "Systeemknelpunt C", ["bevoegd"] = new JsonArray("nza"), ["betrokken"] = null });
            await this.Toets(B, "nza", "wetswijziging");
            await this.Toets(B, "vws", "landelijke-afspraak");
            await this.Toets(c, "nza", "landelijke-afspraak");
            await this.Word(c, "vastgesteld", "geagendeerd");
            await this.Word(a, "vastgesteld");
            await this.Toets(a, "nza", "onbekend");
            await (await Client("adressaat", "nza")).Post($"{a.Pad()}/reacties", Curator.Reactie("afgewezen")).Gelukt();
        }
    }
}
