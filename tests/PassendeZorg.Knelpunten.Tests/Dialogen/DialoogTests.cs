using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Dialogen;

public sealed class DialoogTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Elke_afspraak_wordt_een_toezegging_onder_de_naam_van_de_dialoog()
    {
        var systeem = await app.Systeemknelpunt("nza");
        var (vandaag, morgen) = (app.Vandaag(), app.Vandaag().AddDays(1));

        var antwoord = await (await app.Analist()).Stuur("POST", "/v1/dialogen",
            Afspreken.Dialoog(vandaag, Afspreken.Afspraak("vng", morgen.AddDays(1)), Afspreken.Afspraak("nza", morgen, systeem.Tekst("kenmerk"))).ToJsonString());

        antwoord.StatusCode.Should().Be(HttpStatusCode.Created, await antwoord.Tekst());
        var dialoog = await antwoord.Json();
        antwoord.Headers.Location!.ToString().Should().Be($"/v1/dialogen/{dialoog.Id()}");
        (dialoog.Tekst("naam"), dialoog.Tekst("datum")).Should().Be(("Dialoog over de betaler", vandaag.Iso()));
        var afspraken = dialoog["afspraken"]!.AsArray();
        afspraken.Select(afspraak => $"{afspraak.Tekst("door")} {afspraak.Tekst("uiterlijkDatum")} {(string?)afspraak!["systeemknelpunt"]?["kenmerk"]} {afspraak.Tekst("dialoog")}")
            .Should().Equal($"nza {morgen.Iso()} {systeem.Tekst("kenmerk")} {dialoog.Id()}", $"vng {morgen.AddDays(1).Iso()}  {dialoog.Id()}");

        var gelezen = await app.Anoniem().Lees($"/v1/dialogen/{dialoog.Id()}");
        JsonNode.DeepEquals(gelezen, dialoog).Should().BeTrue();
        (await app.Anoniem().Lees($"/v1/toezeggingen?dialoog={dialoog.Id()}")).Ids("items").Should().Equal(afspraken.Select(afspraak => afspraak!.Id()));
        (await app.Anoniem().Lees($"/v1/systeemknelpunten/{systeem.Id()}")).Ids("toezeggingen").Should().Equal(afspraken[0]!.Id());
        var log = (await app.Beheerder().Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray().SkipWhile(rij => rij.Tekst("onderwerp") != dialoog.Id()).ToList();
        log.Take(3).Select(rij => rij.Tekst("soort")).Should().Equal("dialoog.vastgelegd", "toezegging.gedaan", "toezegging.gedaan");
        log[0]!["gegevens"]!.ToJsonString().Should().Be($$"""{"afspraken":2,"datum":"{{vandaag.Iso()}}"}""");
    }

    [Fact]
    public async Task De_volgende_dialoog_opent_met_wat_in_eerdere_niet_is_nagekomen()
    {
        var (vandaag, analist) = (app.Vandaag(), await app.Analist());
        var eerder = await app.LegVast(Afspreken.Dialoog(vandaag.AddDays(-30),
            Afspreken.Afspraak("nza", vandaag.AddDays(-5)), Afspreken.Afspraak("vws", vandaag.AddDays(5)), Afspreken.Afspraak("zn", vandaag.AddDays(6)), Afspreken.Afspraak("vng", vandaag.AddDays(7))));
        var (laat, open, klaar, weg) = (eerder["afspraken"]![0]!, eerder["afspraken"]![1]!, eerder["afspraken"]![2]!, eerder["afspraken"]![3]!);
        await analist.Wijzig(klaar, """{"status":"nagekomen"}""");
        await analist.Wijzig(weg, """{"status":"vervallen","uitkomst":"Het is niet meer nodig."}""");

        var volgende = await app.LegVast(Afspreken.Dialoog(vandaag, Afspreken.Afspraak("nza", vandaag.AddDays(60))));

        var openstaand = volgende["openstaand"]!.AsArray().Where(toezegging => toezegging.Tekst("dialoog") == eerder.Id()).ToList();
        openstaand.Select(toezegging => (toezegging!.Id(), toezegging!["teLaat"]!.GetValue<bool>())).Should().Equal((laat.Id(), true), (open.Id(), false));
        volgende.Ids("openstaand").Should().NotContain(volgende.Ids("afspraken"));
        (await app.Anoniem().Lees($"/v1/dialogen/{eerder.Id()}")).Ids("openstaand").Should().NotContain(volgende.Ids("afspraken")).And.NotContain(laat.Id());

        await analist.Wijzig(open, """{"status":"nagekomen"}""");
        (await app.Anoniem().Lees($"/v1/dialogen/{volgende.Id()}")).Ids("openstaand").Should().Contain(laat.Id()).And.NotContain(open.Id());
    }

    [Theory]
    [InlineData("Door;Wat;Uiterlijk-datum;Systeem knelpunt", ';', "NZa", "1-7-2199", false)]
    [InlineData("DOOR,wat,uiterlijkDatum,systeemknelpunt", ',', "Nederlandse Zorgautoriteit", "2199-07-01", true)]
    [InlineData("Wie\tActie\tUiterlijke datum\tsysteemknelpunt", '\t', "nza", "01-07-2199", false)]
    public async Task Actiekaarten_uit_een_sheet_gelden_zoals_mensen_ze_schrijven(string kop, char scheiding, string door, string datum, bool bom)
    {
        var systeem = await app.Systeemknelpunt("nza");
        var csv = $"{(bom ? "\uFEFF" : "")}{kop}\r\n{string.Join(scheiding, door, "\"Eén regel, in \"\"drie\"\" delen; echt\"", datum, systeem.Tekst("kenmerk"))}\r\n"
            + $"{string.Join(scheiding, "vws", "Nog iets", "2199-07-02", "")}\r\n{string.Join(scheiding, "", "", "", "")}\r\n";

        var dialoog = await (await app.Analist()).Stuur("POST", $"/v1/dialogen?naam=Actiekaarten%20van%20juni&datum={app.Vandaag():d-M-yyyy}", csv, mediatype: "text/csv").Gelukt();

        (dialoog.Tekst("naam"), dialoog.Tekst("datum")).Should().Be(("Actiekaarten van juni", app.Vandaag().Iso()));
        dialoog["afspraken"]!.AsArray().Select(afspraak => $"{afspraak.Tekst("door")}: {afspraak.Tekst("wat")} {afspraak.Tekst("uiterlijkDatum")} {(string?)afspraak!["systeemknelpunt"]?["kenmerk"]}")
            .Should().Equal($"nza: Eén regel, in \"drie\" delen; echt 2199-07-01 {systeem.Tekst("kenmerk")}", "vws: Nog iets 2199-07-02 ");
    }

    [Fact]
    public async Task Een_sheet_uit_een_oudere_excel_houdt_zijn_letters()
    {
        using var inhoud = new ByteArrayContent(Encoding.Latin1.GetBytes("door;wat;uiterlijkdatum\r\nvws;Coördinatie één keer regelen;1-7-2199\r\n"));
        inhoud.Headers.TryAddWithoutValidation("Content-Type", "text/csv");

        var dialoog = await (await app.Analist()).PostAsync($"/v1/dialogen?naam=Oud&datum={app.Vandaag().Iso()}", inhoud, App.Ct);

        (await dialoog.Json())["afspraken"]![0].Tekst("wat").Should().Be("Coördinatie één keer regelen");
    }

    [Theory]
    [InlineData("door;wat;uiterlijkdatum\nnza;Goed;1-7-2199\nnzaa;Fout;1-7-2199\nvws;;31-2-2199\nzn;Te vroeg;1-7-2019", "/afspraken/1/door: onbekende-code", "/afspraken/2/uiterlijkDatum: ongeldig-formaat",
        "/afspraken/2/wat: verplicht", "/afspraken/3/uiterlijkDatum: buiten-bereik")]
    [InlineData("door;wat;uiterlijkdatum;kleur\nnza;Goed;1-7-2199;rood\nnza;Ook;1-7-2199;blauw", "/kleur: onbekend-veld")]
    [InlineData("door;wie;wat;uiterlijkdatum\nnza;vws;Goed;1-7-2199", "/afspraken/0/door: dubbel-veld")]
    [InlineData("door;wat;uiterlijkdatum;systeemknelpunt\nnza;Goed;1-7-2199;SK-1999-00001", "/afspraken/0/systeemknelpunt: niet-gevonden")]
    [InlineData("door;wat;uiterlijkdatum\nnza;\"Niet dicht;1-7-2199", "/afspraken/0/uiterlijkDatum: verplicht")]
    [InlineData("door;wat;uiterlijkdatum\n", "/afspraken: verplicht")]
    public async Task Een_fout_in_een_sheet_noemt_de_rij_en_er_komt_niets_van_binnen(string csv, params string[] fouten)
    {
        var analist = await app.Analist();
        var voor = (await app.Anoniem().Lees("/v1/toezeggingen")).Getal("totaal");

        var antwoord = await analist.Stuur("POST", "/v1/dialogen?naam=Een%20dialoog&datum=2026-01-01", csv, mediatype: "text/csv");

        (await antwoord.Fouten()).Should().BeEquivalentTo(fouten);
        (await app.Anoniem().Lees("/v1/toezeggingen")).Getal("totaal").Should().Be(voor);
    }

    [Fact]
    public async Task Bij_een_sheet_staan_naam_en_datum_in_het_adres_en_bij_json_in_de_inhoud()
    {
        var analist = await app.Analist();
        const string Csv = "door;wat;uiterlijkdatum\nnza;Goed;1-7-2199";

        (await (await analist.Stuur("POST", "/v1/dialogen", Csv, mediatype: "text/csv")).Fouten()).Should().BeEquivalentTo("naam: verplicht", "datum: verplicht");
        (await (await analist.Stuur("POST", "/v1/dialogen?naam=X&datum=morgen", Csv, mediatype: "text/csv")).Fouten()).Should().BeEquivalentTo("naam: te-kort", "datum: ongeldig-formaat");
        (await (await analist.Stuur("POST", "/v1/dialogen?naam=Hier", Afspreken.Dialoog(app.Vandaag(), Afspreken.Afspraak("nza", app.Vandaag())).ToJsonString())).Fouten())
            .Should().Equal("naam: onbekende-sleutel");
        (await (await analist.Stuur("POST", "/v1/dialogen?naam=Lang&datum=2026-01-01", $"{Csv}\nvws;{new string('a', 300_000)};1-7-2199", mediatype: "text/csv")).Fouten()).Should().Equal("/afspraken/1: ongeldig-formaat");
        await (await analist.Stuur("POST", "/v1/dialogen", Csv, mediatype: "text/plain")).Probleem(HttpStatusCode.UnsupportedMediaType);
    }

    [Fact]
    public async Task Wat_niet_klopt_staat_er_in_een_keer_bij_met_wat_wel_kan()
    {
        var (vandaag, systeem) = (app.Vandaag(), await app.Systeemknelpunt("nza"));
        var bijna = systeem.Tekst("kenmerk")[..^1] + (systeem.Tekst("kenmerk")[^1] == '9' ? "8x" : "9x");
        var dialoog = Afspreken.Dialoog(vandaag.AddDays(-3), Afspreken.Afspraak("nza", vandaag.AddDays(-4)), Afspreken.Afspraak("NZa", vandaag), Afspreken.Afspraak("vws", vandaag, bijna));

        var probleem = await (await (await app.Analist()).Stuur("POST", "/v1/dialogen", dialoog.ToJsonString())).Probleem(HttpStatusCode.BadRequest);

        var fouten = probleem["fouten"]!.AsArray();
        fouten.Select(fout => $"{fout.Tekst("veld")}: {fout.Tekst("code")}").Should().BeEquivalentTo(
            "/afspraken/0/uiterlijkDatum: buiten-bereik", "/afspraken/1/door: onbekende-code", "/afspraken/2/systeemknelpunt: niet-gevonden");
        fouten.Select(fout => (string?)fout!["suggestie"]).Should().Contain([vandaag.AddDays(-3).Iso(), "nza"]);
        fouten.Single(fout => fout.Tekst("code") == "niet-gevonden").Tekst("suggestie").Should().StartWith("SK-");
        (await (await (await app.Analist()).Stuur("POST", "/v1/dialogen", Afspreken.Dialoog(vandaag.AddDays(1), Afspreken.Afspraak("nza", vandaag.AddDays(2))).ToJsonString())).Fouten())
            .Should().Equal("/datum: buiten-bereik");
        (await (await (await app.Analist()).Stuur("POST", "/v1/dialogen", """{"naam":"Dialoog","datum":"2026-01-01","afspraken":[7,{"door":"nza"}]}""")).Fouten())
            .Should().BeEquivalentTo("/afspraken/0: ongeldig-formaat", "/afspraken/1/wat: verplicht", "/afspraken/1/uiterlijkDatum: verplicht");
        (await (await (await app.Analist()).Stuur("POST", "/v1/dialogen", """{"naam":"Dialoog","datum":"2026-01-01","afspraken":[],"afspraken":7}""")).Fouten())
            .Should().Contain("/afspraken: dubbel-veld");
    }

    [Fact]
    public async Task Bij_wat_gesloten_is_komt_niets_meer_en_dan_ook_niet_de_rest_van_de_dialoog()
    {
        var (systeem, vandaag) = (await app.Systeemknelpunt("nza"), app.Vandaag());
        await app.Word(systeem, "gesloten");
        var voor = (await app.Anoniem().Lees("/v1/dialogen")).Getal("totaal");

        var antwoord = await (await app.Analist()).Stuur("POST", "/v1/dialogen",
            Afspreken.Dialoog(vandaag, Afspreken.Afspraak("vws", vandaag), Afspreken.Afspraak("nza", vandaag, systeem.Id())).ToJsonString());

        (await antwoord.Probleem(HttpStatusCode.Conflict)).Tekst("detail").Should().Contain(systeem.Tekst("kenmerk"));
        (await app.Anoniem().Lees("/v1/dialogen")).Getal("totaal").Should().Be(voor);
    }

    [Fact]
    public async Task De_lijst_begint_bij_de_nieuwste_en_houdt_haar_moment_vast()
    {
        await using var eigen = new App();
        var vandaag = eigen.Vandaag();
        var namen = new List<string>();
        foreach (var dagen in new[] { -3, -1, -2, -1 })
        {
            namen.Add((await eigen.LegVast(Afspreken.Dialoog(vandaag.AddDays(dagen), Afspreken.Afspraak("nza", vandaag.AddDays(dagen)), Afspreken.Afspraak("vws", vandaag)))).Id());
        }

        var (gezien, na) = (new List<string>(), "");
        do
        {
            var pagina = await eigen.Anoniem().Lees($"/v1/dialogen?limiet=3{na}");
            pagina.Getal("totaal").Should().Be(4);
            gezien.AddRange(pagina.Ids("items"));
            pagina["items"]![0]!["toezeggingen"]!.ToJsonString().Should().Be("""{"open":2,"nagekomen":0,"teLaat":1,"vervallen":0}""");
            na = (string?)pagina["volgende"] is { } volgende ? $"&na={volgende}" : "";
            await eigen.Dialoog("zn");
        }
        while (na.Length > 0);

        gezien.Should().Equal(namen[3], namen[1], namen[2], namen[0]);
        var antwoord = await eigen.Anoniem().Stuur("GET", "/v1/dialogen");
        (await eigen.Anoniem().Stuur("GET", "/v1/dialogen", ifNoneMatch: antwoord.Headers.ETag!.Tag)).StatusCode.Should().Be(HttpStatusCode.NotModified);
        await eigen.Dialoog("zn");
        (await eigen.Anoniem().Stuur("GET", "/v1/dialogen", ifNoneMatch: antwoord.Headers.ETag!.Tag)).StatusCode.Should().Be(HttpStatusCode.OK);
        (await (await eigen.Anoniem().Stuur("GET", "/v1/dialogen?na=OTk5OTk5OTk5OS4x")).Fouten()).Should().Equal("na: ongeldig-formaat");
        await (await eigen.Anoniem().Stuur("GET", $"/v1/dialogen/{Guid.CreateVersion7()}")).Probleem(HttpStatusCode.NotFound);
    }
}
