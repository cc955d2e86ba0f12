using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Tests.Dialogen;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Tests.Beheer;

/// <summary>What the command <c>controleer</c> sees: tables that say something else than the log, and pages that are damaged (demand R8).</summary>
public sealed class ControleTests(ControleTests.Wereld wereld) : IClassFixture<ControleTests.Wereld>
{
    [Fact]
    public async Task Waar_alles_gebeurd_is_klopt_alles() => (await Controleer(wereld.App.Datamap)).Should().BeEmpty();

    [Theory]
    [InlineData("UPDATE knelpunt SET inhoud = replace(inhoud, 'wal en schip', 'kade en boot')", "knelpunt", "titel")]
    [InlineData("UPDATE knelpunt SET inhoud = replace(inhoud, '\"zvw\"', '\"wlz\"')", "knelpunt", "wetten")]
    [InlineData("UPDATE knelpunt SET status = 'opgelost' WHERE status = 'bevestigd'", "knelpunt", "status")]
    [InlineData("UPDATE project SET inhoud = replace(inhoud, 'zk-arnhem', 'zk-twente')", "project", "regios")]
    [InlineData("UPDATE systeemknelpunt SET inhoud = replace(inhoud, 'Valpreventie', 'X')", "systeemknelpunt", "titel")]
    [InlineData("UPDATE gebeurtenis_tekst SET tekst = '\"iets anders\"' WHERE veld = 'titel'", "gebeurtenis_tekst", "titel")]
    [InlineData("DELETE FROM steunbetuiging", "steunbetuiging", "staat in het logboek")]
    [InlineData("DELETE FROM bundeling", "systeemknelpunt", "bundelt andere knelpunten")]
    [InlineData("DELETE FROM toetssteen_knelpunt", "toetssteen_knelpunt", "horen volgens het logboek bij elkaar")]
    [InlineData("UPDATE toetssteen SET inhoud = replace(inhoud, 'Mevrouw', 'Meneer')", "toetssteen", "omschrijving")]
    [InlineData("UPDATE stelseltoets SET inhoud = replace(inhoud, 'Daarom', 'Hierom')", "stelseltoets", "argument")]
    [InlineData("UPDATE reactie SET inhoud = replace(inhoud, 'Dit', 'Dat')", "reactie", "tekst")]
    [InlineData("UPDATE toezegging SET uiterlijk = '2099-12-31'", "toezegging", "uiterlijkDatum")]
    [InlineData("UPDATE toezegging SET inhoud = replace(inhoud, 'beleidsregel', 'wet')", "toezegging", "wat")]
    [InlineData("DELETE FROM toezegging", "toezegging", "staat in het logboek")]
    [InlineData("UPDATE dialoog SET datum = '2020-01-01'", "dialoog", "datum")]
    [InlineData("UPDATE merkbaarheid SET oordeel = 'niet-merkbaar'", "merkbaarheid", "oordeel")]
    [InlineData("DELETE FROM vraag", "vraag", "staat in het logboek")]
    [InlineData("UPDATE editie SET inhoud = replace(inhoud, 'Naar de Kamer', 'Naar huis')", "editie", "veranderd na publicatie")]
    [InlineData("UPDATE sleutel SET rol = 'beheerder'", "sleutel", "anders dan het logboek")]
    [InlineData("UPDATE sleutel SET ingetrokken_op = NULL", "sleutel", "anders dan het logboek")]
    [InlineData("DELETE FROM abonnement", "abonnement", "staat in het logboek")]
    public async Task Een_tabel_die_iets_anders_zegt_dan_het_logboek_wordt_genoemd(string sql, string tabel, string wat)
    {
        var map = wereld.Kopie();
        try
        {
            Opslag.Voer(map, sql);

            var fouten = await Controleer(map);

            fouten.Should().Contain(fout => fout.Contains(tabel, StringComparison.OrdinalIgnoreCase) && fout.Contains(wat, StringComparison.Ordinal));
        }
        finally
        {
            Wereld.Weg(map);
        }
    }

    /// <summary>Beside writes and searches, on the connections of the service: what is reported at night must be there.</summary>
    [Fact]
    public async Task Naast_het_schrijven_wordt_niets_gemeld_dat_er_niet_is()
    {
        await using var app = new App();
        var db = app.Services.GetRequiredService<PassendeZorg.Knelpunten.Platform.Db>();
        var project = await app.Project();
        using var stop = new CancellationTokenSource();
        var bezig = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await app.MeldEnBevestig(project);
                await app.Anoniem().Lees("/v1/knelpunten?zoek=valpreventie");
            }
        }, App.Ct)).ToList();

        for (var keer = 0; keer < 25; keer++)
        {
            (await Controle.Voer(db, App.Ct)).Fouten.Should().BeEmpty();
        }

        await stop.CancelAsync();
        await Task.WhenAll(bezig);
    }

    /// <summary>Every page of the file in turn, overwritten as a bad disk would.</summary>
    [Fact]
    public async Task Elke_beschadigde_bladzijde_wordt_gemeld_en_genoemd()
    {
        Assert.SkipWhen(Opslag.IsPostgres, "PostgreSQL sees to its own pages.");
        const int Bladzijde = 4096;
        var map = wereld.Kopie();
        var bestand = Path.Combine(map, "knelpunten.db");
        Opslag.Voer(map, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)"); // no page is unused
        var goed = await File.ReadAllBytesAsync(bestand, App.Ct);
        var (willekeurig, gemist, bladzijden) = (new Random(20261122), new List<int>(), goed.Length / Bladzijde);
        bladzijden.Should().BeGreaterThan(40);
        var tijdelijk = Tijdelijk(map);
        for (var i = 0; i < bladzijden; i++)
        {
            var slecht = goed.ToArray();
            if (i % 3 == 0)
            {
                Array.Clear(slecht, i * Bladzijde, Bladzijde);
            }
            else
            {
                willekeurig.NextBytes(slecht.AsSpan(i * Bladzijde, Bladzijde));
            }

            File.Delete(bestand + "-wal");
            File.Delete(bestand + "-shm");
            await File.WriteAllBytesAsync(bestand, slecht, App.Ct);
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            var uitvoer = new StringWriter();
            var code = await Opdrachten.Controleer(new Instellingen { Datamap = map }, uitvoer);
            uitvoer.ToString().Should().NotContain("   at ").And.NotContain("Exception");
            if (code == 0 && !tijdelijk.Contains(i + 1))
            {
                gemist.Add(i + 1);
            }
            else if (code != 0)
            {
                uitvoer.ToString().Should().MatchRegex("(?i)tabel|page|bestand|gebeurtenis", "page {0}", i + 1);
            }
        }

        Wereld.Weg(map);
        gemist.Should().BeEmpty();
    }

    /// <summary>Pages that hold the end of a long answer that is kept for a day: the log knows nothing of it.</summary>
    private static HashSet<int> Tijdelijk(string map)
    {
        using var connection = Opslag.Open(map);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT 1";
        try
        {
            command.CommandText = "SELECT pageno FROM dbstat WHERE name = 'idempotentie' AND pagetype = 'overflow'";
            using var rijen = command.ExecuteReader();
            var bladzijden = new HashSet<int>();
            while (rijen.Read())
            {
                bladzijden.Add(rijen.GetInt32(0));
            }

            return bladzijden;
        }
        catch (System.Data.Common.DbException)
        {
            return []; // SQLite without dbstat
        }
    }

    private static async Task<IReadOnlyList<string>> Controleer(string map)
    {
        using var db = Start.OpenOmTeLezen(Opslag.Voor(map));
        return (await Controle.Voer(db, App.Ct)).Fouten;
    }

    /// <summary>A registry in which every table holds something.</summary>
    public sealed class Wereld : IAsyncLifetime
    {
        public App App { get; } = new();

        public async ValueTask InitializeAsync()
        {
            var (melder, analist, vandaag) = (await App.Melder(), await App.Analist(), App.Vandaag());
            var project = await App.Project();
            var knelpunt = (await melder.Stuur("POST", "/v1/knelpunten", Voorbeeld.Knelpunt(project, new() { ["dilemma"] = new string('x', 2_000) }).ToJsonString(), idempotentie: "eenmaal").Gelukt()).Id();
            await melder.Patch($"/v1/knelpunten/{knelpunt}", new JsonObject { ["titel"] = "Valpreventie valt nog eens tussen wal en schip" }, "*").Gelukt();
            await melder.Patch($"/v1/projecten/{project}", new JsonObject { ["werkgebied"] = "Achterhoek" }, "*").Gelukt();
            await App.Beoordeel(knelpunt, "bevestigd");
            await analist.Post($"/v1/knelpunten/{knelpunt}/vragen", new JsonObject { ["tekst"] = "Welke beleidsregel was dat?" }).Gelukt();
            var steun = await App.Project("Steun BV");
            await (await App.Melder("Steun BV")).Post($"/v1/knelpunten/{knelpunt}/steunbetuigingen", new JsonObject { ["projectId"] = steun }).Gelukt();
            var systeem = await App.Systeem(null, knelpunt);
            await App.Systeem(new JsonObject { ["knelpunten"] = null });
            await Curator.Word(App, systeem, "vastgesteld", "geagendeerd");
            await App.Toets(systeem, "nza", "beleidsregel-of-experiment");
            await App.Reageer(systeem, "nza");
            var toezegging = await App.ZegToe(systeem, "vws", vandaag.AddDays(30));
            await (await App.Client("adressaat", "vws")).Wijzig(toezegging, $$"""{"uiterlijkDatum":"{{vandaag.AddDays(60).Iso()}}"}""");
            var dialoog = await App.Dialoog("vng");
            await analist.Post($"{systeem.Pad()}/toezeggingen", new JsonObject { ["wat"] = "Nog iets van toen", ["uiterlijkDatum"] = vandaag.AddDays(30).Iso(), ["door"] = "nza", ["dialoog"] = dialoog.Id() }).Gelukt();
            var toetssteen = await analist.Post("/v1/toetsstenen", new JsonObject { ["titel"] = "Een inwoner tussen twee wetten", ["omschrijving"] = "Mevrouw valt thuis en niemand betaalt de training." }).Gelukt();
            (await analist.Stuur("PUT", $"/v1/toetsstenen/{toetssteen.Id()}/knelpunten/{knelpunt}")).IsSuccessStatusCode.Should().BeTrue();
            await analist.Post("/v1/edities", new JsonObject { ["titel"] = "Naar de Kamer" }).Gelukt();
            await Curator.Word(App, systeem, "beantwoord", "opgelost");
            await melder.Post($"/v1/knelpunten/{knelpunt}/merkbaarheid", new JsonObject { ["projectId"] = project, ["oordeel"] = "merkbaar" }).Gelukt();
            await melder.Post("/v1/abonnementen", new JsonObject { ["callbackUrl"] = "http://127.0.0.1:9/", ["gebeurtenissen"] = new JsonArray("knelpunt.bevestigd") }).Gelukt();
            var sleutel = await App.Beheerder().Post("/v1/sleutels", new JsonObject { ["naam"] = "Weg", ["rol"] = "melder", ["organisatie"] = "Weg BV" }).Gelukt();
            await App.Beheerder().Stuur("DELETE", $"/v1/sleutels/{sleutel.Id()}");
            await App.Meld(project);
            var weg = await App.Meld(project);
            (await melder.Stuur("DELETE", $"/v1/knelpunten/{weg.Id()}")).IsSuccessStatusCode.Should().BeTrue();
            await melder.Stuur("DELETE", $"/v1/knelpunten/{(await App.Meld(project, new() { ["status"] = "concept" })).Id()}");
        }

        public string Kopie()
        {
            var map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;
            Opslag.Kopieer(App.Datamap, map);
            return map;
        }

        public static void Weg(string map)
        {
            Opslag.Verwijder(map);
            Directory.Delete(map, recursive: true);
        }

        public async ValueTask DisposeAsync() => await App.DisposeAsync();
    }
}
