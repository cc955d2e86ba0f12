using System.Net;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Tests.Dialogen;

namespace PassendeZorg.Knelpunten.Tests.Rapportages;

/// <summary>Six systeemknelpunten over a few weeks, and what each organisation did with them.</summary>
public sealed class VerantwoordingTests(VerantwoordingTests.Wereld wereld) : IClassFixture<VerantwoordingTests.Wereld>
{
    private const string Pad = "/v1/rapportages/verantwoording";

    [Fact]
    public async Task Wie_bevoegd_is_staat_er_met_wat_beantwoord_is_en_hoe_snel()
    {
        var rapport = await wereld.App.Anoniem().Lees(Pad);

        rapport["items"]!.AsArray().Select(Regel).Should().Equal(
            "nza 6/4 0.67 6.5 rang 1 [2 open, 1 te laat, 1 nagekomen, 0 vervallen]",
            "vws 5/0 0  rang 2 [0 open, 0 te laat, 0 nagekomen, 0 vervallen]",
            "igj 5/0 0  rang 2 [0 open, 0 te laat, 0 nagekomen, 0 vervallen]",
            "zin 1/1 1 3 te klein [0 open, 0 te laat, 0 nagekomen, 0 vervallen]",
            "vng 0/0   te klein [0 open, 0 te laat, 0 nagekomen, 1 vervallen]");
        rapport["items"]![0]!["organisatie"].Tekst("naam").Should().Be("Nederlandse Zorgautoriteit");
        rapport.Getal("totaal").Should().Be(7);
        rapport["selectie"]!.AsObject().Should().BeEmpty();
        rapport.Tekst("uitleg").Should().Contain("kalenderdagen");
    }

    [Fact]
    public async Task Een_adressaat_kiezen_verandert_geen_getal_en_geen_rang()
    {
        var alles = (await wereld.App.Anoniem().Lees(Pad))["items"]!.AsArray();

        var rapport = await wereld.App.Anoniem().Lees($"{Pad}?adressaat=vws,zin");

        rapport["items"]!.AsArray().Select(Regel).Should().Equal(alles.Where(item => item!["organisatie"].Tekst("code") is "vws" or "zin").Select(Regel));
        rapport["selectie"]!.Lijst("adressaat").Should().Equal("vws", "zin");
        rapport.Getal("totaal").Should().Be(5);
        (await wereld.App.Anoniem().Lees($"{Pad}?adressaat=rivm"))["items"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Een_selectie_telt_alleen_de_toezeggingen_bij_wat_ze_kiest()
    {
        var eerste = wereld.Systemen[0];

        (await wereld.App.Anoniem().Lees($"{Pad}?systeemknelpunt={eerste.Tekst("kenmerk")}"))["items"]!.AsArray().Select(Regel).Should().Equal(
            "vws 1/0 0  te klein [0 open, 0 te laat, 0 nagekomen, 0 vervallen]", "nza 1/1 1 0 te klein [1 open, 1 te laat, 0 nagekomen, 0 vervallen]",
            "zin 1/1 1 3 te klein [0 open, 0 te laat, 0 nagekomen, 0 vervallen]", "igj 1/0 0  te klein [0 open, 0 te laat, 0 nagekomen, 0 vervallen]");
        (await wereld.App.Anoniem().Lees($"{Pad}?beantwoord=nee&adressaat=nza"))["items"]!.AsArray().Select(Regel).Should().Equal("nza 2/0 0  te klein [0 open, 0 te laat, 1 nagekomen, 0 vervallen]");
        (await wereld.App.Anoniem().Lees($"{Pad}?status=in-onderzoek"))["items"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public async Task Wat_toen_gold_geldt_nog_als_van_toen()
    {
        foreach (var (moment, toen) in wereld.Toen)
        {
            var nu = await wereld.App.Anoniem().Lees($"{Pad}?{moment}");

            nu["items"]!.AsArray().Select(Regel).Should().Equal(toen["items"]!.AsArray().Select(Regel), moment);
            nu.Getal("volgnummer").Should().BeInRange(toen.Getal("volgnummer"), toen.Getal("volgnummer") + (moment.StartsWith("peildatum", StringComparison.Ordinal) ? 9 : 0),
                $"{moment}; later that day the registry may have noted that a period ended");
        }

        wereld.Toen.Select(toen => toen.Rapport.ToJsonString()).Should().OnlyHaveUniqueItems();
        wereld.Toen[0].Rapport["items"]!.AsArray().Select(Regel).Should().Contain("nza 6/1 0.17 0 rang 1 [2 open, 0 te laat, 0 nagekomen, 0 vervallen]");
    }

    [Fact]
    public async Task Als_sheet_staat_er_hetzelfde()
    {
        var csv = await (await wereld.App.Anoniem().Stuur("GET", $"{Pad}?formaat=csv&adressaat=nza,vng")).Tekst();

        csv.Should().Be("rang,organisatie,naam,geagendeerd,beantwoord,aandeelBeantwoord,mediaanDagenTotReactie,open,nagekomen,teLaat,vervallen,teKlein\r\n"
            + "1,nza,Nederlandse Zorgautoriteit,6,4,0.67,6.5,2,1,1,0,nee\r\n,vng,Vereniging van Nederlandse Gemeenten,0,0,,,0,0,0,1,ja\r\n");
        (await wereld.App.Anoniem().Stuur("GET", $"{Pad}?formaat=xlsx")).Content.Headers.ContentType!.MediaType.Should().Contain("spreadsheetml");
        var antwoord = await wereld.App.Anoniem().Stuur("GET", Pad);
        (await wereld.App.Anoniem().Stuur("GET", Pad, ifNoneMatch: antwoord.Headers.ETag!.Tag)).StatusCode.Should().Be(HttpStatusCode.NotModified);
        (await (await wereld.App.Anoniem().Stuur("GET", $"{Pad}?adressaat=nzaa&status=bevestigd")).Fouten()).Should().BeEquivalentTo("adressaat: onbekende-code", "status: onbekende-code");
        await (await wereld.App.Anoniem().Stuur("GET", $"{Pad}?mijn=true")).Probleem(HttpStatusCode.Unauthorized);
    }

    private static string Regel(JsonNode? item)
    {
        var telling = item!["toezeggingen"];
        item["teKlein"]!.GetValue<bool>().Should().Be(item["rang"] is null);
        return $"{item["organisatie"].Tekst("code")} {item.Getal("geagendeerd")}/{item.Getal("beantwoord")} {item["aandeelBeantwoord"]?.ToJsonString()} {item["mediaanDagenTotReactie"]?.ToJsonString()} "
            + (item["rang"] is { } rang ? $"rang {rang}" : "te klein")
            + $" [{telling.Getal("open")} open, {telling.Getal("teLaat")} te laat, {telling.Getal("nagekomen")} nagekomen, {telling.Getal("vervallen")} vervallen]";
    }

    public sealed class Wereld : IAsyncLifetime
    {
        public App App { get; } = new();

        public List<JsonObject> Systemen { get; } = [];

        /// <summary>The report as it was, and how to ask for it again.</summary>
        public List<(string Moment, JsonObject Rapport)> Toen { get; } = [];

        public async ValueTask InitializeAsync()
        {
            for (var i = 0; i < 6; i++)
            {
                Systemen.Add(await App.Systeemknelpunt(i == 0 ? ["nza", "vws", "igj", "zin"] : i < 5 ? ["nza", "vws", "igj"] : ["nza"]));
            }

            await App.Systeemknelpunt("nza", "rivm");
            await App.Reageer(Systemen[0], "nza");
            App.Klok.Verzet(TimeSpan.FromDays(2));
            foreach (var systeem in Systemen)
            {
                await App.Word(systeem, "vastgesteld", "geagendeerd");
            }

            var vandaag = App.Vandaag();
            await App.ZegToe(Systemen[0], "nza", vandaag.AddDays(4));
            var nagekomen = await App.ZegToe(Systemen[5], "nza", vandaag.AddDays(20));
            await Onthoud(dag: false);
            App.Klok.Verzet(TimeSpan.FromDays(3));
            await App.Reageer(Systemen[0], "zin");
            await App.Reageer(Systemen[1], "nza");
            await Onthoud(dag: true);
            App.Klok.Verzet(TimeSpan.FromDays(7));
            await App.Reageer(Systemen[2], "nza");
            await (await App.Client("adressaat", "nza")).Wijzig(nagekomen, """{"status":"nagekomen"}""");
            App.Klok.Verzet(TimeSpan.FromDays(1));
            await App.Reageer(Systemen[3], "nza");
            await App.Reageer(Systemen[3], "vws", "concept");
            var dialoog = await App.LegVast(Afspreken.Dialoog(App.Vandaag(), Afspreken.Afspraak("nza", App.Vandaag().AddDays(10)), Afspreken.Afspraak("vng", App.Vandaag().AddDays(11))));
            await (await App.Analist()).Wijzig(dialoog["afspraken"]![1]!, """{"status":"vervallen","uitkomst":"Niet meer nodig."}""");
            await App.Wacht("toezegging.te-laat", 1);
        }

        public async ValueTask DisposeAsync() => await App.DisposeAsync();

        private async Task Onthoud(bool dag)
        {
            var rapport = await App.Anoniem().Lees(Pad);
            Toen.Add((dag ? $"peildatum={App.Vandaag().Iso()}" : $"totVolgnummer={rapport.Getal("volgnummer")}", rapport));
        }
    }
}
