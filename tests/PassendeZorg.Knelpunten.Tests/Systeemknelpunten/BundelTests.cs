using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

public sealed class BundelTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Bundelen_is_terug_te_draaien_en_mag_vaker()
    {
        var (analist, knelpunt, een, twee) = (await app.Analist(), await app.MeldEnBevestig(await app.Project()), await app.Systeem(), await app.Systeem());
        var pad = $"/knelpunten/{knelpunt.Id()}";

        var eerste = await analist.Stuur("PUT", een.Pad() + pad, """{"toelichting":"Hoort erbij."}""");
        var herhaald = await analist.Stuur("PUT", $"/v1/systeemknelpunten/{een.Kenmerk()}/knelpunten/{knelpunt.Kenmerk()}");
        await app.Bundel(twee, knelpunt.Id());

        (eerste.StatusCode, herhaald.StatusCode).Should().Be((HttpStatusCode.Created, HttpStatusCode.OK));
        ((await eerste.Json()).Getal("versie"), (await herhaald.Json()).Getal("versie")).Should().Be((2, 2));
        (await herhaald.Json()).Lijst("knelpunten").Should().Equal(knelpunt.Id());
        var na = await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}");
        na.Lijst("systeemknelpunten").Should().Equal(een.Id(), twee.Id());
        na.Getal("versie").Should().Be(knelpunt.Getal("versie") + 2);
        (await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}/historie"))["items"]!.AsArray().Select(stap => stap.Tekst("soort")).Should().EndWith(["knelpunt.gebundeld", "knelpunt.gebundeld"]);

        (await analist.Stuur("DELETE", een.Pad() + pad)).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await (await analist.Stuur("DELETE", een.Pad() + pad)).Probleem(HttpStatusCode.NotFound)).Tekst("detail").Should().Contain(knelpunt.Kenmerk()).And.Contain(een.Kenmerk());
        await (await analist.Stuur("DELETE", $"{een.Pad()}/knelpunten/{Guid.CreateVersion7()}")).Probleem(HttpStatusCode.NotFound);
        na = await app.Anoniem().Lees($"/v1/knelpunten/{knelpunt.Id()}");
        (na.Lijst("systeemknelpunten").Single(), na.Getal("versie")).Should().Be((twee.Id(), knelpunt.Getal("versie") + 3));
        (await app.Anoniem().Zie(een)).Lijst("knelpunten").Should().BeEmpty();
        await app.Bundel(een, knelpunt.Id());
        (await app.Anoniem().Zie(een)).Lijst("knelpunten").Should().Equal(knelpunt.Id());
        (na.Tekst("titel"), na.Tekst("omschrijving")).Should().Be((knelpunt.Tekst("titel"), knelpunt.Tekst("omschrijving")));
    }

    [Theory]
    [InlineData("{}", "application/json", 201)]
    [InlineData("""{"toelichting":null}""", "application/json", 201)]
    [InlineData("""{"toelichting":"Hoort erbij."}""", "application/json; charset=utf-8", 201)]
    [InlineData("""{"toelichting":"Hoort erbij."}""", "text/plain", 415)]
    [InlineData("""{"toelichting":"Hoort erbij."}""", "application/xml", 415)]
    [InlineData("""{"toelichting":"x"}""", "application/json", 400)]
    [InlineData("""{"rol":"x"}""", "application/json", 400)]
    [InlineData("[]", "application/json", 400)]
    [InlineData("{", "application/json", 400)]
    public async Task De_inhoud_mag_ontbreken_maar_moet_kloppen(string body, string mediatype, int status)
    {
        var (knelpunt, systeem) = (await app.MeldEnBevestig(await app.Project()), await app.Systeem());

        var antwoord = await (await app.Analist()).Stuur("PUT", $"{systeem.Pad()}/knelpunten/{knelpunt.Id()}", body, mediatype: mediatype);

        ((int)antwoord.StatusCode).Should().Be(status, await antwoord.Tekst());
        (await app.Anoniem().Zie(systeem)).Lijst("knelpunten").Count.Should().Be(status == 201 ? 1 : 0);
    }

    [Fact]
    public async Task Een_ingetrokken_knelpunt_gaat_er_niet_in_en_telt_niet_meer_mee_maar_is_er_wel_uit_te_halen()
    {
        var (analist, project) = (await app.Analist(), await app.Project());
        var (erin, los) = (await app.MeldEnBevestig(project), await app.MeldEnBevestig(project));
        var systeem = await app.Systeem(null, erin.Id());
        foreach (var weg in new[] { erin, los })
        {
            await app.Beheerder().Stuur("DELETE", $"/v1/knelpunten/{weg.Id()}");
        }

        (await (await analist.Stuur("PUT", $"{systeem.Pad()}/knelpunten/{los.Id()}")).Probleem(HttpStatusCode.Gone)).Tekst("kenmerk").Should().Be(los.Kenmerk());
        await (await analist.Stuur("PUT", $"{systeem.Pad()}/knelpunten/{Guid.CreateVersion7()}")).Probleem(HttpStatusCode.NotFound);
        await (await analist.Stuur("PUT", $"/v1/systeemknelpunten/SK-1999-00001/knelpunten/{los.Id()}")).Probleem(HttpStatusCode.NotFound);
        foreach (var client in new[] { app.Anoniem(), analist })
        {
            var nu = await client.Zie(systeem);
            (nu.Lijst("knelpunten").Count, nu["telling"].Getal("knelpunten"), nu["perspectieven"]!.AsArray().Count).Should().Be((0, 0, 0));
            (await client.Lees($"/v1/knelpunten?systeemknelpunt={systeem.Id()}")).Getal("totaal").Should().Be(0);
        }

        (await app.Anoniem().Lees($"{systeem.Pad()}/historie")).ToJsonString().Should().Contain(erin.Kenmerk(), "it was public when it was put in");
        (await analist.Stuur("DELETE", $"{systeem.Pad()}/knelpunten/{erin.Kenmerk()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        (await analist.Lees("/v1/knelpunten?status=ingetrokken&limiet=200"))["items"]!.AsArray().Single(item => item!.Id() == erin.Id()).Lijst("systeemknelpunten").Should().BeEmpty();
    }

    [Fact]
    public async Task De_lijst_van_knelpunten_kiest_op_systeemknelpunt_ook_zoals_het_was()
    {
        var project = await app.Project();
        var (een, twee, buiten) = (await app.MeldEnBevestig(project), await app.MeldEnBevestig(project), await app.MeldEnBevestig(project));
        var (systeem, ander) = (await app.Systeem(null, een.Id()), await app.Systeem(null, twee.Id()));
        var toen = (await app.Anoniem().Lees("/v1/systeemknelpunten")).Getal("volgnummer");
        await app.Bundel(systeem, twee.Id());
        (await (await app.Analist()).Stuur("DELETE", $"{systeem.Pad()}/knelpunten/{een.Id()}")).StatusCode.Should().Be(HttpStatusCode.NoContent);

        async Task<IEnumerable<string>> Lijst(string vraag) => (await app.Anoniem().Lees($"/v1/knelpunten?sorteer=gemeldOp&{vraag}"))["items"]!.AsArray()
            .Select(item => $"{item.Tekst("kenmerk")} {string.Join(',', item.Lijst("systeemknelpunten"))}");

        (await Lijst($"systeemknelpunt={systeem.Id()}")).Should().Equal($"{twee.Kenmerk()} {ander.Id()},{systeem.Id()}");
        (await Lijst($"systeemknelpunt={systeem.Kenmerk()}")).Should().Equal(await Lijst($"systeemknelpunt={systeem.Id()}"));
        (await Lijst($"systeemknelpunt={systeem.Kenmerk()}&totVolgnummer={toen}")).Should().Equal($"{een.Kenmerk()} {systeem.Id()}");
        (await Lijst($"systeemknelpunt={systeem.Kenmerk()},{ander.Kenmerk()}&totVolgnummer={toen}")).Should().Equal($"{een.Kenmerk()} {systeem.Id()}", $"{twee.Kenmerk()} {ander.Id()}");
        (await Lijst($"project={project}")).Should().HaveCount(3).And.Contain($"{buiten.Kenmerk()} ");
        (await app.Anoniem().Lees($"/v1/rapportages/kruistabel?rijen=wet&systeemknelpunt={systeem.Kenmerk()}")).Getal("totaal").Should().Be(1);
        var fout = (await (await app.Anoniem().Stuur("GET", $"/v1/knelpunten?systeemknelpunt={systeem.Kenmerk()},SK-1999-00001")).Probleem(HttpStatusCode.BadRequest))["fouten"]![0]!;
        (fout.Tekst("veld"), fout.Tekst("code")).Should().Be(("systeemknelpunt", "niet-gevonden"));

        var csv = (await (await app.Anoniem().Stuur("GET", $"/v1/knelpunten?project={project}&sorteer=gemeldOp&formaat=csv")).Tekst()).Split("\r\n");
        csv[0].Should().Contain(",systeemknelpunten,toetsstenen,");
        csv[2].Should().Contain($",{ander.Kenmerk()}|{systeem.Kenmerk()},").And.Contain(twee.Kenmerk());
    }

    [Fact]
    public async Task Tegelijk_bundelen_geeft_een_bundeling()
    {
        var (analist, knelpunt, systeem) = (await app.Analist(), await app.MeldEnBevestig(await app.Project()), await app.Systeem());

        var antwoorden = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => analist.Stuur("PUT", $"{systeem.Pad()}/knelpunten/{knelpunt.Id()}")));

        antwoorden.Count(antwoord => antwoord.StatusCode == HttpStatusCode.Created).Should().Be(1);
        antwoorden.Count(antwoord => antwoord.StatusCode == HttpStatusCode.OK).Should().Be(19);
        (await analist.Zie(systeem)).Getal("versie").Should().Be(2);
    }
}
