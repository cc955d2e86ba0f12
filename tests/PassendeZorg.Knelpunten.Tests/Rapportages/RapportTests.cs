using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Selecties;

namespace PassendeZorg.Knelpunten.Tests.Rapportages;

/// <summary>Time series, seams and agenda over a random registry equal a naive count in the test.</summary>
public sealed class RapportTests(Wereld wereld) : IClassFixture<Wereld>
{
    private static readonly (string Sleutel, string Veld)[] Naadbaar = [.. Wereld.Dimensies.Where(dimensie => dimensie.Veld is not ("perspectief" or "ernst" or "frequentie" or "oplossingsruimte"))];

    [Theory]
    [InlineData("week")]
    [InlineData("maand")]
    [InlineData("kwartaal")]
    [InlineData("jaar")]
    public async Task Een_tijdreeks_telt_elke_periode_ook_de_lege(string interval)
    {
        var analist = await wereld.Analist();
        for (var i = 0; i < 30; i++)
        {
            var (query, past) = wereld.WillekeurigeSelectie();
            var verwacht = wereld.Alle.Where(past).ToList();
            var groep = Wereld.Dimensies[wereld.Getal(Wereld.Dimensies.Length)];

            var reeks = await analist.Lees($"/v1/rapportages/tijdreeks?interval={interval}&groep={groep.Sleutel}&{query}");

            reeks.Getal("totaal").Should().Be(verwacht.Count, query);
            var perioden = reeks.Lijst("perioden");
            var met = verwacht.Where(item => item["gemeldOp"] is not null).ToList();
            perioden.Should().Equal(Tussen(met, interval), query);
            reeks["totalen"]!.AsArray().Select(aantal => aantal!.GetValue<int>()).Should().Equal(perioden.Select(periode => met.Count(item => Periode(item, interval) == periode)));
            foreach (var lijn in reeks["reeksen"]!.AsArray())
            {
                lijn!["aantallen"]!.AsArray().Select(aantal => aantal!.GetValue<int>()).Should()
                    .Equal(perioden.Select(periode => met.Count(item => Periode(item, interval) == periode && wereld.Met(item, groep).Contains(lijn.Tekst("code")))), query);
            }
        }
    }

    [Fact]
    public async Task Naden_tellen_elk_paar_eenmaal_zonder_ouder_en_kind()
    {
        var analist = await wereld.Analist();
        for (var i = 0; i < 60; i++)
        {
            var (query, past) = wereld.WillekeurigeSelectie();
            var verwacht = wereld.Alle.Where(past).ToList();
            var dimensie = Naadbaar[wereld.Getal(Naadbaar.Length)];

            var naden = await analist.Lees($"/v1/rapportages/naden?dimensie={dimensie.Sleutel}&{query}");

            var paren = verwacht.SelectMany(item => Paren(item, dimensie).Select(paar => (paar, project: item["project"].Tekst("id")))).ToList();
            naden.Getal("totaal").Should().Be(verwacht.Count);
            naden.Getal("meervoudig").Should().Be(verwacht.Count(item => Paren(item, dimensie).Any()));
            naden["naden"]!.AsArray().Select(naad => $"{string.Join('+', new[] { naad.Tekst("a"), naad.Tekst("b") }.Order(StringComparer.Ordinal))} {naad.Getal("aantal")} {naad.Getal("projecten")}")
                .Should().BeEquivalentTo(paren.GroupBy(paar => paar.paar).Select(groep => $"{groep.Key} {groep.Count()} {groep.Select(paar => paar.project).Distinct().Count()}"), query);
            naden["naden"]!.AsArray().Select(naad => naad.Getal("aantal")).Should().BeInDescendingOrder();
        }
    }

    [Fact]
    public async Task De_agenda_verliest_niemand_en_laat_zien_wat_er_te_bundelen_lijkt()
    {
        var agenda = await wereld.Anoniem().Lees("/v1/rapportages/agenda?adressaat=vws");

        var verwacht = wereld.Alle.Where(item => item.Tekst("status") is "bevestigd" or "opgelost" && item.Lijst("adressaten").Contains("vws")).ToList();
        agenda["adressaat"].Tekst("naam").Should().Be("Ministerie van Volksgezondheid, Welzijn en Sport");
        agenda.Getal("totaal").Should().Be(verwacht.Count).And.Be(agenda.Getal("ongebundeldTotaal"));
        agenda["ongebundeld"]!.AsArray().Select(los => los.Tekst("kenmerk")).Should().BeEquivalentTo(verwacht.Select(item => item.Tekst("kenmerk")));
        agenda["items"]!.AsArray().Concat(agenda["toetssteen"]!.AsArray()).Should().BeEmpty("nobody bundled anything yet");
        var groepen = agenda["teBundelen"]!.AsArray();
        groepen.Should().NotBeEmpty();
        foreach (var punt in groepen)
        {
            var groep = verwacht.Where(item => item.Lijst("wetten").Contains(punt!["wet"].Tekst("code")) && wereld.Met(item, ("soort", "soorten")).Contains(punt["soort"].Tekst("code"))).ToList();
            var ernst = groep.Max(item => (string?)item["ernst"]);
            punt.Getal("knelpunten").Should().Be(groep.Count).And.BeGreaterThan(1);
            punt.Getal("projecten").Should().Be(groep.Select(item => item["project"].Tekst("id")).Distinct().Count());
            ((int?)punt!["ernst"]).Should().Be(ernst is null ? null : int.Parse(ernst, CultureInfo.InvariantCulture));
        }

        groepen.Select(punt => punt.Getal("projecten")).Should().BeInDescendingOrder();
    }

    [Theory]
    [InlineData("/v1/rapportages/tijdreeks?interval=eeuw", "interval: onbekende-code")]
    [InlineData("/v1/rapportages/tijdreeks?groep=kleur", "groep: onbekende-code")]
    [InlineData("/v1/rapportages/tijdreeks?gemeldVanaf=1899-12-31", "gemeldVanaf: buiten-bereik")]
    [InlineData("/v1/rapportages/tijdreeks?gemeldTot=2200-01-01", "gemeldTot: buiten-bereik")]
    [InlineData("/v1/rapportages/naden?dimensie=project", "dimensie: onbekende-code")]
    [InlineData("/v1/rapportages/agenda?adressaat=nzaa", "adressaat: onbekende-code")]
    public async Task Een_vraag_die_niet_klopt_noemt_de_sleutel(string pad, string fout)
    {
        (await (await wereld.Anoniem().GetAsync(pad, App.Ct)).Fouten()).Should().Equal(fout);
    }

    [Theory]
    [InlineData("/v1/rapportages/tijdreeks?interval=week", "perioden")]
    [InlineData("/v1/rapportages/naden?dimensie=domein", "naden")]
    [InlineData("/v1/rapportages/agenda", "items")]
    [InlineData("/v1/rapportages/kruistabel?rijen=wet", "rijen")]
    public async Task Een_selectie_die_niets_raakt_geeft_een_leeg_rapport(string pad, string veld)
    {
        var rapport = await wereld.Anoniem().Lees($"{pad}{(pad.Contains('?', StringComparison.Ordinal) ? '&' : '?')}organisatie=Niemand");

        rapport[veld]!.AsArray().Should().BeEmpty();
        rapport.Getal("totaal").Should().Be(0);
        rapport["selectie"]!.Lijst("organisatie").Should().Equal("Niemand");
    }

    [Fact]
    public async Task Onbevestigde_per_periode_tonen_geen_kleine_aantallen()
    {
        var reeks = await wereld.Anoniem().Lees("/v1/rapportages/tijdreeks?interval=maand&groep=wet&status=gemeld");

        reeks["onderdrukt"]!.GetValue<bool>().Should().BeTrue();
        reeks["totalen"]!.AsArray().Select(totaal => totaal!.GetValue<int>() % 5).Should().OnlyContain(rest => rest == 0);
        reeks["reeksen"]!.AsArray().SelectMany(lijn => lijn!["aantallen"]!.AsArray()).Should().OnlyContain(aantal => aantal == null || aantal.GetValue<int>() == 0 || aantal.GetValue<int>() >= 5);
        (await wereld.Anoniem().GetAsync("/v1/rapportages/tijdreeks?status=gemeld&meet=projecten", App.Ct)).StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("gemeldVanaf=1900-01-01&gemeldTot=1901-01-31", "maand", 13)]
    [InlineData("gemeldVanaf=1989-12-31&gemeldTot=1990-01-01", "week", 2)]
    [InlineData("gemeldVanaf=2190-01-01&gemeldTot=2199-12-31", "jaar", 10)]
    public async Task Een_tijdvak_zonder_meldingen_heeft_al_zijn_perioden(string tijdvak, string interval, int aantal)
    {
        var reeks = await wereld.Anoniem().Lees($"/v1/rapportages/tijdreeks?interval={interval}&{tijdvak}");

        reeks.Lijst("perioden").Should().HaveCount(aantal);
        reeks["totalen"]!.AsArray().Should().OnlyContain(totaal => totaal!.GetValue<int>() == 0);
    }

    private static DateOnly Dag(JsonObject item) => DateOnly.FromDateTime(
        TimeZoneInfo.ConvertTime(item["gemeldOp"]!.GetValue<DateTimeOffset>(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")).DateTime);

    private static string Periode(JsonObject item, string interval) => Periode(Dag(item), interval);

    private static string Periode(DateOnly dag, string interval) => interval switch
    {
        "week" => $"{ISOWeek.GetYear(dag.ToDateTime(default))}-W{ISOWeek.GetWeekOfYear(dag.ToDateTime(default)):00}",
        "maand" => $"{dag:yyyy-MM}",
        "kwartaal" => $"{dag.Year}-K{((dag.Month - 1) / 3) + 1}",
        _ => $"{dag.Year}",
    };

    private static IEnumerable<string> Tussen(List<JsonObject> items, string interval)
    {
        if (items.Count == 0)
        {
            return [];
        }

        var (eerste, laatste) = (items.Min(Dag), items.Max(Dag));
        return Enumerable.Range(0, laatste.DayNumber - eerste.DayNumber + 1).Select(n => Periode(eerste.AddDays(n), interval)).Distinct();
    }

    private IEnumerable<string> Paren(JsonObject item, (string Sleutel, string Veld) dimensie)
    {
        var codes = wereld.Met(item, dimensie).Order(StringComparer.Ordinal).ToList();
        string? Ouder(string code) => wereld.Ouders.GetValueOrDefault($"{dimensie.Sleutel}/{code}");
        return codes.SelectMany((a, i) => codes.Skip(i + 1).Where(b => Ouder(a) != b && Ouder(b) != a).Select(b => $"{a}+{b}"));
    }
}
