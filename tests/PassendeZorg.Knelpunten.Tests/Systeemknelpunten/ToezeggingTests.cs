using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Dialogen;

namespace PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

public sealed class ToezeggingTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Een_adressaat_zegt_toe_voor_zichzelf()
    {
        var (systeem, nza, dag) = (await app.Systeemknelpunt("nza"), await app.Client("adressaat", "nza"), app.Vandaag().AddDays(90));
        var pad = $"/v1/systeemknelpunten/{systeem.Tekst("kenmerk")}/toezeggingen";

        var antwoord = await nza.Stuur("POST", pad,
            $$"""{"wat":"Een beleidsregel","uiterlijkDatum":"{{dag.Iso()}}","mijlpalen":[{"wat":"Concept gedeeld","datum":"{{dag.AddDays(-30).Iso()}}"}]}""");

        var toezegging = await antwoord.Json();
        (antwoord.StatusCode, antwoord.Headers.ETag!.Tag, antwoord.Headers.Location!.ToString()).Should().Be((HttpStatusCode.Created, "\"1\"", $"/v1/toezeggingen/{toezegging.Id()}"));
        (toezegging.Tekst("door"), toezegging.Tekst("status"), toezegging["teLaat"]!.GetValue<bool>()).Should().Be(("nza", "open", false));
        toezegging["systeemknelpunt"].Tekst("kenmerk").Should().Be(systeem.Tekst("kenmerk"));
        toezegging["mijlpalen"]![0].Tekst("wat").Should().Be("Concept gedeeld");
        JsonNode.DeepEquals(await app.Anoniem().Lees($"/v1/toezeggingen/{toezegging.Id()}"), toezegging).Should().BeTrue();

        foreach (var ander in new[] { "vws", "zn" })
        {
            var geweigerd = await nza.Stuur("POST", pad, $$"""{"wat":"Iets voor een ander","uiterlijkDatum":"{{dag.Iso()}}","door":"{{ander}}"}""");
            (await geweigerd.Probleem(HttpStatusCode.Forbidden)).Tekst("detail").Should().Contain("nza");
        }
    }

    [Fact]
    public async Task Een_analist_legt_alleen_vast_wat_uit_een_dialoog_komt()
    {
        var (systeem, analist, dialoog) = (await app.Systeemknelpunt("nza"), await app.Analist(), await app.Dialoog("vws"));
        var pad = $"/v1/systeemknelpunten/{systeem.Id()}/toezeggingen";
        var morgen = app.Vandaag().AddDays(1).Iso();

        (await (await analist.Stuur("POST", pad, $$"""{"wat":"Een brief","uiterlijkDatum":"{{morgen}}"}""")).Fouten()).Should().Equal("/dialoog: verplicht", "/door: verplicht");
        (await (await analist.Stuur("POST", pad, $$"""{"wat":"Een brief","uiterlijkDatum":"{{morgen}}","door":"nza","dialoog":"{{Guid.CreateVersion7()}}"}""")).Fouten()).Should().Equal("/dialoog: niet-gevonden");
        var toezegging = await analist.Stuur("POST", pad, $$"""{"wat":"Een brief","uiterlijkDatum":"{{morgen}}","door":"nza","dialoog":"{{dialoog.Id()}}"}""").Gelukt();

        (await app.Anoniem().Lees($"/v1/dialogen/{dialoog.Id()}")).Ids("afspraken").Should().Contain(toezegging.Id());
        (await analist.Wijzig(toezegging, """{"status":"nagekomen","uitkomst":"De brief is er."}""")).Tekst("status").Should().Be("nagekomen");
        (await (await app.Client("adressaat", "nza")).Wijzig(toezegging, """{"status":"open","uitkomst":null}""")).Tekst("status").Should().Be("open");
        var eigen = await app.ZegToe(systeem, "nza", app.Vandaag());
        await (await analist.Stuur("PATCH", $"/v1/toezeggingen/{eigen.Id()}", """{"status":"nagekomen"}""")).Probleem(HttpStatusCode.Forbidden);
        await (await (await app.Client("adressaat", "vws")).Stuur("PATCH", $"/v1/toezeggingen/{eigen.Id()}", """{"status":"nagekomen"}""")).Probleem(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Een_dag_die_geweest_is_wordt_geweigerd_en_de_eerste_die_kan_wordt_genoemd()
    {
        var (systeem, nza, vandaag) = (await app.Systeemknelpunt("nza"), await app.Client("adressaat", "nza"), app.Vandaag());

        var nieuw = await nza.Stuur("POST", $"/v1/systeemknelpunten/{systeem.Id()}/toezeggingen", $$"""{"wat":"Een brief","uiterlijkDatum":"{{vandaag.AddDays(-1).Iso()}}"}""");
        var toezegging = await app.ZegToe(systeem, "nza", vandaag);
        var uitstel = await nza.Stuur("PATCH", $"/v1/toezeggingen/{toezegging.Id()}", $$"""{"uiterlijkDatum":"{{vandaag.AddDays(-1).Iso()}}"}""");

        foreach (var antwoord in new[] { nieuw, uitstel })
        {
            var fout = (await antwoord.Probleem(HttpStatusCode.BadRequest))["fouten"]!.AsArray().Should().ContainSingle().Which!;
            (fout.Tekst("veld"), fout.Tekst("code"), fout.Tekst("suggestie")).Should().Be(("/uiterlijkDatum", "buiten-bereik", vandaag.Iso()));
        }
    }

    [Fact]
    public async Task Wat_vervalt_zegt_waarom_en_een_achterhaalde_wijziging_wordt_geweigerd()
    {
        var (systeem, nza) = (await app.Systeemknelpunt("nza"), await app.Client("adressaat", "nza"));
        var toezegging = await app.ZegToe(systeem, "nza", app.Vandaag().AddDays(3));
        var pad = $"/v1/toezeggingen/{toezegging.Id()}";

        (await (await nza.Stuur("PATCH", pad, """{"status":"vervallen"}""")).Fouten()).Should().Equal("/uitkomst: verplicht");
        (await (await nza.Stuur("PATCH", pad, """{"status":"te-laat"}""")).Fouten()).Should().Equal("/status: onbekende-code");
        await nza.Stuur("PATCH", pad, """{"status":"vervallen","uitkomst":"De wet is al veranderd."}""", ifMatch: "\"1\"").Gelukt();
        await (await nza.Stuur("PATCH", pad, """{"status":"open"}""", ifMatch: "\"1\"")).Probleem(HttpStatusCode.PreconditionFailed);

        var gelezen = await app.Anoniem().Stuur("GET", pad);
        var json = await gelezen.Json();
        (json.Tekst("status"), json.Tekst("uitkomst"), json.Getal("versie")).Should().Be(("vervallen", "De wet is al veranderd.", 2));
        (await app.Anoniem().Stuur("GET", pad, ifNoneMatch: gelezen.Headers.ETag!.Tag)).StatusCode.Should().Be(HttpStatusCode.NotModified);
        await nza.Stuur("PATCH", pad, """{"uitkomst":"De wet is in juni veranderd."}""", ifMatch: gelezen.Headers.ETag.Tag).Gelukt();
        await app.Word(systeem, "gesloten");
        await (await nza.Stuur("POST", $"/v1/systeemknelpunten/{systeem.Id()}/toezeggingen", $$"""{"wat":"Nog iets","uiterlijkDatum":"{{app.Vandaag().Iso()}}"}""")).Probleem(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Uitstel_en_wat_ervan_kwam_staan_in_de_historie_van_het_systeemknelpunt()
    {
        var (systeem, nza, dag) = (await app.Systeemknelpunt("nza"), await app.Client("adressaat", "nza"), app.Vandaag().AddDays(10));
        var toezegging = await app.ZegToe(systeem, "nza", dag);
        await nza.Wijzig(toezegging, $$"""{"uiterlijkDatum":"{{dag.AddDays(20).Iso()}}"}""");
        await nza.Wijzig(toezegging, """{"status":"nagekomen","uitkomst":"Gepubliceerd."}""");

        var historie = await app.Anoniem().Lees($"/v1/systeemknelpunten/{systeem.Id()}/historie");

        historie["items"]!.AsArray().Select(stap => $"{stap.Tekst("soort")} {(string?)stap!["organisatie"]} {stap["wijzigingen"]![0].Tekst("veld")} {(string?)stap["wijzigingen"]![0]!["van"]} {(string?)stap["wijzigingen"]![0]!["naar"]}")
            .Skip(1).Should().Equal("toezegging.gedaan nza toezeggingen  open", $"toezegging.gewijzigd nza uiterlijkDatum {dag.Iso()} {dag.AddDays(20).Iso()}",
                "toezegging.gewijzigd nza toezeggingen open nagekomen");
        (await app.Anoniem().Lees($"/v1/systeemknelpunten/{systeem.Id()}")).Getal("versie").Should().Be(4);
    }

    [Fact]
    public async Task Te_laat_volgt_uit_de_klok_en_staat_eenmaal_per_laatste_dag_in_het_logboek()
    {
        await using var eigen = new App();
        var (systeem, vandaag, nza) = (await eigen.Systeemknelpunt("nza"), eigen.Vandaag(), await eigen.Client("adressaat", "nza"));
        var eerst = await eigen.ZegToe(systeem, "nza", vandaag.AddDays(1));
        await eigen.ZegToe(systeem, "nza", vandaag.AddDays(4));
        var optijd = await eigen.ZegToe(systeem, "nza", vandaag.AddDays(1));
        await nza.Wijzig(optijd, """{"status":"nagekomen"}""");
        var etag = (await eigen.Anoniem().Stuur("GET", "/v1/toezeggingen")).Headers.ETag!.Tag;
        (await Open(eigen, systeem)).Should().Be("2 open, 0 te laat");

        eigen.Klok.Verzet(TimeSpan.FromDays(2));
        var gemeld = await eigen.Wacht("toezegging.te-laat", 1);

        gemeld[0]["gegevens"]!["toezegging"]!.Id().Should().Be(eerst.Id());
        (gemeld[0].Tekst("onderwerp"), gemeld[0].Tekst("rol")).Should().Be((systeem.Id(), "systeem"));
        (await eigen.Anoniem().Stuur("GET", "/v1/toezeggingen", ifNoneMatch: etag)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await eigen.Anoniem().Lees("/v1/toezeggingen?status=te-laat")).Ids("items").Should().Equal(eerst.Id());
        (await eigen.Anoniem().Lees($"/v1/toezeggingen/{eerst.Id()}"))["teLaat"]!.GetValue<bool>().Should().BeTrue();
        (await Open(eigen, systeem)).Should().Be("2 open, 1 te laat");
        (await eigen.Anoniem().Lees($"/v1/systeemknelpunten/{systeem.Id()}/historie"))["items"]!.AsArray()[^1].Tekst("soort").Should().Be("toezegging.te-laat");

        await nza.Wijzig(eerst, $$"""{"uiterlijkDatum":"{{vandaag.AddDays(3).Iso()}}"}""");
        (await Open(eigen, systeem)).Should().Be("2 open, 0 te laat");
        eigen.Klok.Verzet(TimeSpan.FromDays(2));
        (await eigen.Wacht("toezegging.te-laat", 2))[1]["gegevens"]!["toezegging"].Tekst("uiterlijkDatum").Should().Be(vandaag.AddDays(3).Iso());
        eigen.Klok.Verzet(TimeSpan.FromDays(1));
        (await eigen.Wacht("toezegging.te-laat", 3)).Select(rij => rij["gegevens"]!["toezegging"].Tekst("uiterlijkDatum"))
            .Should().Equal(vandaag.AddDays(1).Iso(), vandaag.AddDays(3).Iso(), vandaag.AddDays(4).Iso());
        (await Open(eigen, systeem)).Should().Be("2 open, 2 te laat");
    }

    [Fact]
    public async Task Wat_bij_het_vastleggen_al_te_laat_is_of_weer_opengaat_staat_meteen_in_het_logboek()
    {
        await using var eigen = new App();
        var (vandaag, analist) = (eigen.Vandaag(), await eigen.Analist());
        var dialoog = await eigen.LegVast(Afspreken.Dialoog(vandaag.AddDays(-9), Afspreken.Afspraak("nza", vandaag.AddDays(-2)), Afspreken.Afspraak("vws", vandaag.AddDays(-1)), Afspreken.Afspraak("zn", vandaag)));
        dialoog["afspraken"]!.AsArray().Select(afspraak => afspraak!["teLaat"]!.GetValue<bool>()).Should().Equal(true, true, false);
        await eigen.Wacht("toezegging.te-laat", 2);

        await analist.Wijzig(dialoog["afspraken"]![2]!, """{"status":"nagekomen"}""");
        eigen.Klok.Verzet(TimeSpan.FromDays(1));
        await analist.Wijzig(dialoog["afspraken"]![0]!, """{"status":"nagekomen"}""");
        await analist.Wijzig(dialoog["afspraken"]![0]!, """{"status":"open"}""");
        await analist.Wijzig(dialoog["afspraken"]![2]!, """{"status":"open"}""");

        (await eigen.Wacht("toezegging.te-laat", 3))[2].Tekst("onderwerp").Should().Be(dialoog["afspraken"]![2]!.Id(), "the first had been noted for that day");
    }

    [Fact]
    public async Task De_lijst_bladert_zonder_iets_over_te_slaan_en_een_sheet_geeft_alles()
    {
        await using var eigen = new App();
        var (systeem, vandaag) = (await eigen.Systeemknelpunt("nza", "vws"), eigen.Vandaag());
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add((await eigen.ZegToe(systeem, i % 2 == 0 ? "nza" : "vws", vandaag.AddDays(5 + i))).Id());
        }

        var (gezien, adres) = (new List<string>(), "/v1/toezeggingen?limiet=2");
        while (adres is not null)
        {
            var antwoord = await eigen.Anoniem().Stuur("GET", adres);
            var pagina = await antwoord.Json();
            pagina.Getal("totaal").Should().Be(5);
            gezien.AddRange(pagina.Ids("items"));
            adres = antwoord.Headers.TryGetValues("Link", out var link) ? link.Single().Split('<', '>')[1] : null;
            await eigen.ZegToe(systeem, "nza", vandaag);
            await (await eigen.Client("adressaat", "nza")).Wijzig(new JsonObject { ["id"] = ids[0] }, $$"""{"uiterlijkDatum":"{{vandaag.AddDays(30 + gezien.Count).Iso()}}"}""");
        }

        gezien.Should().Equal(ids);
        (await eigen.Anoniem().Lees("/v1/toezeggingen?door=vws")).Ids("items").Should().Equal(ids[1], ids[3]);
        (await eigen.Anoniem().Lees($"/v1/toezeggingen?systeemknelpunt={systeem.Tekst("kenmerk")}&status=nagekomen,vervallen")).Getal("totaal").Should().Be(0);
        (await (await eigen.Anoniem().Stuur("GET", "/v1/toezeggingen?door=nzaa&status=weg&systeemknelpunt=SK-1999-00001")).Fouten())
            .Should().Equal("door: onbekende-code", "status: onbekende-code", "systeemknelpunt: niet-gevonden");
        await (await eigen.Client("adressaat", "vws")).Wijzig(new JsonObject { ["id"] = ids[1] }, """{"status":"nagekomen","uitkomst":"=Klaar"}""");
        var csv = (await (await eigen.Anoniem().Stuur("GET", "/v1/toezeggingen?formaat=csv&door=vws")).Tekst()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        csv[0].Should().Be("door,wat,uiterlijkDatum,status,teLaat,systeemknelpunt,uitkomst,gedaanOp");
        csv[1].Should().StartWith($"vws,Een beleidsregel in consultatie,{vandaag.AddDays(6).Iso()},nagekomen,nee,{systeem.Tekst("kenmerk")},'=Klaar,");
        csv.Should().HaveCount(3);
    }

    /// <summary>What the systeemknelpunt itself and the account of its addressee say; they must agree.</summary>
    private static async Task<string> Open(App app, JsonNode systeem)
    {
        var toezeggingen = (await app.Anoniem().Lees($"/v1/systeemknelpunten/{systeem.Id()}"))["toezeggingen"]!.AsArray();
        var telling = (await app.Anoniem().Lees("/v1/rapportages/verantwoording?adressaat=nza"))["items"]![0]!["toezeggingen"];
        telling.Getal("open").Should().Be(toezeggingen.Count(toezegging => toezegging.Tekst("status") == "open"));
        telling.Getal("teLaat").Should().Be(toezeggingen.Count(toezegging => toezegging!["teLaat"]!.GetValue<bool>()));
        return $"{telling.Getal("open")} open, {telling.Getal("teLaat")} te laat";
    }
}
