using System.Net;
using System.Text.Json.Nodes;

namespace PassendeZorg.Knelpunten.Tests.Selecties;

/// <summary>Who may select what: unconfirmed ones, own ones, earlier moments, words.</summary>
public sealed class ZichtTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Onbevestigde_knelpunten_telt_iedereen_maar_niet_in_kleine_aantallen()
    {
        var project = await app.Project("Telt mee BV");
        for (var i = 0; i < 9; i++)
        {
            await app.Meld(project, new JsonObject
            {
                ["wetten"] = i < 7 ? new JsonArray("wfz") : new JsonArray("wfz", "suwi"), ["domeinen"] = new JsonArray("forensische-behandeling"), ["akkoorden"] = new JsonArray("taz"),
            }, "Telt mee BV");
        }

        var tabel = await app.Anoniem().Lees("/v1/rapportages/kruistabel?status=gemeld&akkoord=taz&rijen=wet&kolommen=domein");

        tabel.Getal("totaal").Should().Be(5, "9 is rounded down to fives");
        tabel["rijen"]!.AsArray().Select(rij => $"{rij.Tekst("code")} {rij.Getal("totaal")}").Should().Equal("wfz 5", "suwi 0");
        var cellen = tabel["cellen"]!.AsArray().ToDictionary(cel => $"{cel.Tekst("rij")}/{cel.Tekst("kolom")}");
        cellen["wfz/forensische-behandeling"].Getal("aantal").Should().Be(5, "a difference of two answers must not be smaller than five either");
        cellen["suwi/forensische-behandeling"]!["aantal"].Should().BeNull();
        cellen["suwi/forensische-behandeling"]!["onderdrukt"]!.GetValue<bool>().Should().BeTrue();
        var analist = await (await app.Analist()).Lees("/v1/rapportages/kruistabel?status=gemeld&akkoord=taz&rijen=wet&kolommen=domein");
        analist.Getal("totaal").Should().Be(9);
        analist["cellen"]!.AsArray().Select(cel => cel.Getal("aantal")).Should().BeEquivalentTo([9, 9, 2, 2]);
    }

    [Fact]
    public async Task Ook_uit_het_verschil_van_twee_vragen_volgt_geen_klein_aantal()
    {
        await using var eigen = new App();
        var (project, toeval) = (await eigen.Project("Verschil BV"), new Random(49));
        string[] wetten = ["zvw", "wlz", "wmo2015", "jeugdwet"], domeinen = ["wijkverpleging", "huisartsenzorg", "jeugdhulp"], soorten = ["it", "bekostiging", "regelgeving"];
        for (var i = 0; i < 120; i++)
        {
            await eigen.Meld(project, new JsonObject
            {
                ["wetten"] = new JsonArray([.. wetten.Where(_ => toeval.Next(2) == 0).DefaultIfEmpty("zvw").Select(code => JsonValue.Create(code))]),
                ["domeinen"] = new JsonArray(domeinen[toeval.Next(3)]), ["soorten"] = new JsonArray(soorten[toeval.Next(3)]),
            }, "Verschil BV");
            if (i % 12 == 11)
            {
                eigen.Klok.Verzet(TimeSpan.FromDays(1));
            }
        }

        var vandaag = DateOnly.FromDateTime(DateTime.UtcNow);
        string Filter()
        {
            var delen = new List<string> { "status=gemeld" };
            Misschien("wet", wetten);
            Misschien("domein", domeinen);
            Misschien("soort", soorten);
            if (toeval.Next(2) == 0)
            {
                delen.Add($"gemeldTot={vandaag.AddDays(toeval.Next(11)):yyyy-MM-dd}");
            }

            return string.Join('&', delen);

            void Misschien(string sleutel, string[] codes)
            {
                if (toeval.Next(3) == 0)
                {
                    delen.Add($"{sleutel}={string.Join(',', codes.Where(_ => toeval.Next(2) == 0).DefaultIfEmpty(codes[0]))}");
                }
            }
        }

        var gezien = new List<int?>();
        for (var paar = 0; paar < 1_000; paar++)
        {
            var (een, ander) = (await Aantallen(Filter()), await Aantallen(Filter()));
            gezien.AddRange(een.Values);
            foreach (var (cel, aantal) in een)
            {
                if (aantal is { } a && ander.GetValueOrDefault(cel) is { } b)
                {
                    (Math.Abs(a - b) is > 0 and < 5).Should().BeFalse("{0}: {1} and {2}", cel, a, b);
                }
            }
        }

        gezien.Should().Contain(aantal => aantal == null).And.Contain(aantal => aantal >= 10, "there is something to hide and something to see");

        async Task<Dictionary<string, int?>> Aantallen(string filter)
        {
            var tabel = await eigen.Anoniem().Lees($"/v1/rapportages/kruistabel?rijen=wet&kolommen=domein&{filter}");
            var cellen = tabel["cellen"]!.AsArray().ToDictionary(cel => $"{cel.Tekst("rij")}/{cel.Tekst("kolom")}", cel => cel!["aantal"]?.GetValue<int>());
            cellen["totaal"] = tabel.Getal("totaal");
            return cellen;
        }
    }

    [Fact]
    public async Task Wie_dat_instelt_toont_anderen_nergens_kleine_aantallen()
    {
        await using var streng = new Streng();
        var project = await streng.Project();
        for (var i = 0; i < 4; i++)
        {
            await streng.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("wlz"), ["domeinen"] = i < 1 ? new JsonArray("jeugdhulp") : new JsonArray("wijkverpleging") });
        }

        const string Vraag = "/v1/rapportages/kruistabel?rijen=wet&kolommen=domein";
        var tabel = await streng.Anoniem().Lees(Vraag);
        (tabel.Getal("totaal"), tabel["onderdrukt"]!.GetValue<bool>()).Should().Be((3, true));
        tabel["cellen"]!.AsArray().Select(cel => $"{cel.Tekst("kolom")} {cel!["aantal"]}").Should().Contain(["wijkverpleging 3", "jeugdhulp "]);
        (await (await streng.Anoniem().GetAsync(Vraag + "&formaat=csv", App.Ct)).Content.ReadAsStringAsync(App.Ct)).Should().Contain("<3");
        (await streng.Anoniem().GetAsync(Vraag + "&meet=projecten", App.Ct)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
        (await (await streng.Analist()).Lees(Vraag)).Getal("totaal").Should().Be(4);
    }

    private sealed class Streng : App
    {
        protected override void ConfigureWebHost(Microsoft.AspNetCore.Hosting.IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Knelpunten:KleinsteCel", "3");
        }
    }

    [Theory]
    [InlineData("/v1/knelpunten?status=gemeld", HttpStatusCode.Forbidden)]
    [InlineData("/v1/knelpunten?status=concept", HttpStatusCode.Forbidden)]
    [InlineData("/v1/knelpunten?status=bevestigd,afgewezen", HttpStatusCode.Forbidden)]
    [InlineData("/v1/knelpunten?status=ingetrokken", HttpStatusCode.Forbidden)]
    [InlineData("/v1/knelpunten?status=opgelost", HttpStatusCode.OK)]
    [InlineData("/v1/rapportages/kruistabel?rijen=wet&status=gemeld&soort=it&gemeldVanaf=2026-01-01", HttpStatusCode.OK)]
    [InlineData("/v1/rapportages/kruistabel?rijen=wet&status=gemeld&regio=zk-arnhem", HttpStatusCode.Forbidden)]
    [InlineData("/v1/rapportages/kruistabel?rijen=wet&status=gemeld&zoek=gemeente", HttpStatusCode.Forbidden)]
    [InlineData("/v1/rapportages/kruistabel?rijen=organisatie&status=gemeld", HttpStatusCode.Forbidden)]
    [InlineData("/v1/rapportages/kruistabel?rijen=wet&kolommen=ernst&status=gemeld", HttpStatusCode.Forbidden)]
    [InlineData("/v1/rapportages/kruistabel?rijen=wet&status=gemeld&meet=projecten", HttpStatusCode.Forbidden)]
    [InlineData("/v1/rapportages/kruistabel?rijen=wet&status=gemeld&totVolgnummer=5", HttpStatusCode.Forbidden)]
    [InlineData("/v1/rapportages/kruistabel?rijen=wet&status=afgewezen", HttpStatusCode.Forbidden)]
    [InlineData("/v1/rapportages/kruistabel?rijen=wet&status=gemeld,bevestigd", HttpStatusCode.Forbidden)]
    [InlineData("/v1/rapportages/kruistabel?rijen=wet&kolommen=status&status=gemeld", HttpStatusCode.Forbidden)]
    public async Task Wat_niet_openbaar_is_leest_of_telt_een_ander_niet(string pad, HttpStatusCode status)
    {
        foreach (var client in new[] { app.Anoniem(), await app.Melder(), await app.Client("adressaat", "nza"), await app.Client("abonnee", "Krant") })
        {
            (await client.GetAsync(pad, App.Ct)).StatusCode.Should().Be(status);
        }

        (await (await app.Analist()).GetAsync(pad, App.Ct)).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Met_mijn_leest_een_organisatie_alles_van_zichzelf_en_van_partners()
    {
        var project = await app.Project("Trekker Mijn", new { naam = "Samen", organisatie = "Trekker Mijn", organisaties = new[] { "Partner Mijn" } });
        await app.Meld(project, new JsonObject { ["status"] = "concept" }, "Trekker Mijn");
        await app.MeldEnBevestig(project, null, "Partner Mijn");

        foreach (var (organisatie, aantal) in new[] { ("trekker mijn", 2), ("Partner Mijn", 2), ("Vreemde", 0) })
        {
            var lijst = await (await app.Melder(organisatie)).Lees("/v1/knelpunten?mijn=true&status=concept,gemeld,bevestigd");
            lijst.Getal("totaal").Should().Be(aantal, organisatie);
        }

        await (await app.Anoniem().GetAsync("/v1/knelpunten?mijn=true", App.Ct)).Probleem(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Wie_zijn_naam_verbergt_is_ook_niet_uit_te_tellen_of_uit_een_oud_antwoord_te_halen()
    {
        const string Geheim = "Stichting Incognito";
        var project = await app.Project(Geheim, new { naam = "Incognito", organisatie = Geheim, regios = new[] { "zk-drenthe" } });
        var ander = await app.Project("Stichting Zichtbaar");
        var knelpunt = await app.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("leerplichtwet") }, Geheim);
        await app.MeldEnBevestig(ander, new JsonObject { ["wetten"] = new JsonArray("leerplichtwet") }, "Stichting Zichtbaar");
        var zelf = await app.Project(Geheim, new { naam = "Wel zichtbaar", organisatie = Geheim });
        await app.MeldEnBevestig(zelf, new JsonObject { ["wetten"] = new JsonArray("leerplichtwet") }, Geheim);
        var pad = $"/v1/knelpunten/{knelpunt.Tekst("id")}";
        var voor = (await app.Anoniem().GetAsync(pad, App.Ct)).Headers.ETag!;

        using var wijziging = new HttpRequestMessage(HttpMethod.Patch, $"/v1/projecten/{project}") { Content = """{"naamTonen":false}""".Body() };
        wijziging.Headers.TryAddWithoutValidation("If-Match", "*");
        (await (await app.Melder(Geheim)).SendAsync(wijziging, App.Ct)).StatusCode.Should().Be(HttpStatusCode.OK);

        using var opnieuw = new HttpRequestMessage(HttpMethod.Get, pad);
        opnieuw.Headers.IfNoneMatch.Add(voor);
        var na = await app.Anoniem().SendAsync(opnieuw, App.Ct);
        na.StatusCode.Should().Be(HttpStatusCode.OK, "what is hidden now must not stay in a cache");
        (await na.Content.ReadAsStringAsync(App.Ct)).Should().NotContain("Incognito");
        (await Organisaties(app.Anoniem())).Should().Be(3, "a hidden project counts as an organisation of its own: whose it is cannot be counted out");
        (await Organisaties(await app.Analist())).Should().Be(2);

        static async Task<int> Organisaties(HttpClient client) =>
            (await client.Lees("/v1/rapportages/kruistabel?rijen=wet&meet=organisaties&wet=leerplichtwet")).Getal("totaal");
    }

    [Fact]
    public async Task Een_volgende_pagina_mag_anders_om_hetzelfde_vragen()
    {
        var project = await app.Project("Bladert");
        await app.MeldEnBevestig(project, null, "Bladert");
        await app.MeldEnBevestig(project, null, "Bladert");
        var eerste = await app.Anoniem().Lees($"/v1/knelpunten?project={project}&limiet=1");

        using var verzoek = new HttpRequestMessage(HttpMethod.Get, $"/v1/knelpunten?project={project}&limiet=1&na={eerste.Tekst("volgende")}");
        verzoek.Headers.Accept.ParseAdd("application/json");

        (await (await app.Anoniem().SendAsync(verzoek, App.Ct)).Json())["items"]!.AsArray().Should().ContainSingle();
    }

    [Theory]
    [InlineData("crème brûlée", true)]
    [InlineData("CREME brulee", true)]
    [InlineData("brulee creme", true)]
    [InlineData("bru", true)]
    [InlineData("br", false)]
    [InlineData("bru creme", false)]
    [InlineData("\"creme\" OR niks", false)]
    [InlineData("cre* AND (", false)]
    [InlineData("titel:creme", false)]
    [InlineData("NEAR(creme brulee)", false)]
    [InlineData("doorverwijsformulier", true)]
    [InlineData("-creme", true)]
    public async Task Zoeken_vouwt_accenten_en_neemt_het_laatste_woord_als_begin(string zoek, bool gevonden)
    {
        var organisatie = $"Zoekt {string.Join(' ', zoek.Where(char.IsAsciiLetter))}"; // no number: that could be taken for a BSN
        var project = await app.Project(organisatie);
        await app.MeldEnBevestig(project, new JsonObject { ["titel"] = "Crème brûlée op recept", ["omweg"] = "Een eigen doorverwijsformulier." }, organisatie);

        var lijst = await app.Anoniem().Lees($"/v1/knelpunten?project={project}&zoek={Uri.EscapeDataString(zoek)}");

        lijst.Getal("totaal").Should().Be(gevonden ? 1 : 0);
    }

    [Fact]
    public async Task Zoeken_volgt_een_wijziging_meteen_en_vindt_niets_ingetrokkens()
    {
        var project = await app.Project("Wijzigt woorden");
        var knelpunt = await app.MeldEnBevestig(project, new JsonObject { ["titel"] = "Oudewoord in de titel" }, "Wijzigt woorden");
        using var wijziging = new HttpRequestMessage(HttpMethod.Patch, $"/v1/knelpunten/{knelpunt.Tekst("id")}") { Content = """{"titel":"Nieuwewoord in de titel"}""".Body() };
        wijziging.Headers.TryAddWithoutValidation("If-Match", "*");
        await (await app.Analist()).SendAsync(wijziging, App.Ct);

        (await Aantal("oudewoord")).Should().Be(0);
        (await Aantal("nieuwewoord")).Should().Be(1);

        await (await app.Analist()).DeleteAsync($"/v1/knelpunten/{knelpunt.Tekst("id")}", App.Ct);
        (await Aantal("nieuwewoord")).Should().Be(0);

        async Task<int> Aantal(string woord) => (await (await app.Analist()).Lees($"/v1/knelpunten?zoek={woord}&status=bevestigd,ingetrokken")).Getal("totaal");
    }
}

/// <summary>Days and years: on a clock that the test moves.</summary>
public sealed class PeildatumTests(App app) : IClassFixture<App>
{
    [Fact]
    public async Task Een_peildatum_geeft_de_stand_aan_het_eind_van_die_dag_in_amsterdam()
    {
        var project = await app.Project();
        var vandaag = await Dag();
        var knelpunt = await app.MeldEnBevestig(project);
        app.Klok.Verzet(TimeSpan.FromDays(400));
        await app.Beoordeel(knelpunt.Tekst("id"), "opgelost");
        var later = await app.MeldEnBevestig(project, new JsonObject { ["wetten"] = new JsonArray("wpg") });

        var toen = await app.Anoniem().Lees($"/v1/knelpunten?peildatum={vandaag}");
        var nu = await app.Anoniem().Lees($"/v1/knelpunten?peildatum={await Dag()}");
        var jaren = await app.Anoniem().Lees("/v1/rapportages/kruistabel?rijen=jaar&kolommen=status");

        toen["items"]!.AsArray().Select(item => $"{item.Tekst("kenmerk")} {item.Tekst("status")}").Should().Equal($"{knelpunt.Tekst("kenmerk")} bevestigd");
        nu["items"]!.AsArray().Select(item => item.Tekst("status")).Should().BeEquivalentTo("bevestigd", "opgelost");
        jaren["rijen"]!.AsArray().Select(rij => rij.Tekst("code")).Should().Equal(knelpunt.Tekst("kenmerk")[3..7], later.Tekst("kenmerk")[3..7]);
        later.Tekst("kenmerk").Should().EndWith("-00001", "a new year starts a new sequence").And.NotBe(knelpunt.Tekst("kenmerk"));
        (await app.Anoniem().Lees($"/v1/knelpunten?gemeldTot={vandaag}")).Getal("totaal").Should().Be(1);
        (await app.Anoniem().Lees($"/v1/knelpunten?gemeldVanaf={await Dag()}")).Getal("totaal").Should().Be(1);
    }

    private async Task<string> Dag()
    {
        var analist = await app.Analist();
        var laatste = await analist.PostAsync("/v1/projecten", """{"naam":"Hoe laat is het"}""".Body(), App.Ct);
        var utc = (await laatste.Json())["aangemaaktOp"]!.GetValue<DateTimeOffset>();
        return TimeZoneInfo.ConvertTime(utc, TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")).ToString("yyyy-MM-dd");
    }
}
