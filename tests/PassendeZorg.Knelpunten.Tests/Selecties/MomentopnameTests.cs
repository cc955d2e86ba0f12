using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Benchmarks;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Tests.Selecties;

/// <summary>A start from the index that was kept gives the answers of a start from the log, and what was kept is never believed when it may not be.</summary>
public sealed class MomentopnameTests : IDisposable
{
    private const string Heel = "uit het hele logboek";
    private readonly string map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;
    private string project = "", stil = "";
    private string[] paden = [];

    private string Bestand => Path.Combine(map, Momentopname.Bestand);

    public MomentopnameTests() => Assert.SkipWhen(Opslag.IsPostgres, "On PostgreSQL every instance reads the log.");

    public void Dispose() => Directory.Delete(map, recursive: true);

    [Fact]
    public async Task Een_start_uit_de_momentopname_antwoordt_als_een_start_uit_het_hele_logboek()
    {
        await using (var app = new App(map))
        {
            await Vul(app);
        }

        File.Exists(Bestand).Should().BeTrue();
        var (met, regels) = await Antwoorden();
        regels.Should().NotContain(regel => regel.Contains(Heel, StringComparison.Ordinal));
        File.Delete(Bestand);

        var (zonder, andere) = await Antwoorden();

        andere.Should().ContainSingle(regel => regel.Contains(Heel, StringComparison.Ordinal) && regel.Contains("is er niet", StringComparison.Ordinal));
        met.Should().Equal(zonder);
        met.Should().OnlyContain(antwoord => antwoord.Contains(" OK ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Het_bestand_is_alleen_van_de_eigenaar_en_er_staat_geen_tekst_in()
    {
        await using (var app = new App(map))
        {
            await Vul(app);
        }

        Directory.EnumerateFiles(map, "*.deel").Should().BeEmpty();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(Bestand).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        Map.MetTekst(map, "projectgeld").Should().NotContain(Momentopname.Bestand).And.NotBeEmpty();
        Map.MetTekst(map, "momentopnames").Should().NotContain(Momentopname.Bestand).And.NotBeEmpty();
    }

    [Fact]
    public async Task Van_geen_byte_mag_er_een_anders_zijn_of_ontbreken()
    {
        await using (var app = new App(map))
        {
            await app.Meld(await app.Project());
        }

        var heel = await File.ReadAllBytesAsync(Bestand, App.Ct);
        using var db = SqliteDb.ReadOnly(map);
        Lees().Opname.Should().NotBeNull();
        for (var i = 0; i < heel.Length; i++)
        {
            var anders = heel.ToArray();
            anders[i] ^= (byte)(1 << (i % 8));
            await File.WriteAllBytesAsync(Bestand, anders, App.Ct);
            Lees().Should().Be((null, "het bestand is beschadigd"), "byte {0} is another", i);
        }

        foreach (var lengte in Enumerable.Range(0, heel.Length))
        {
            await File.WriteAllBytesAsync(Bestand, heel[..lengte], App.Ct);
            Lees().Opname.Should().BeNull("there are {0} bytes", lengte);
        }

        await File.WriteAllBytesAsync(Bestand, [.. heel, 0], App.Ct);
        Lees().Opname.Should().BeNull();
        File.Delete(Bestand);
        Directory.CreateDirectory(Bestand);
        Lees().Opname.Should().BeNull();

        (Momentopname? Opname, string? Reden) Lees() => Momentopname.Lees(map, volgnummer => Hash(db, volgnummer));
    }

    public static TheoryData<string> Fout => ["leeg", "afgekapt", "beschadigd", "van een ander programma", "van een andere registratie", "een map"];

    [Theory, MemberData(nameof(Fout))]
    public async Task Een_bestand_dat_niet_klopt_wordt_niet_gebruikt_en_de_antwoorden_zijn_goed(string hoe)
    {
        await using (var app = new App(map))
        {
            await Vul(app);
        }

        var (goed, _) = await Antwoorden();
        var vragen = paden;
        var heel = await File.ReadAllBytesAsync(Bestand, App.Ct);
        switch (hoe)
        {
            case "leeg":
                await File.WriteAllBytesAsync(Bestand, [], App.Ct);
                break;
            case "afgekapt":
                await File.WriteAllBytesAsync(Bestand, heel[..^100], App.Ct);
                break;
            case "beschadigd":
                heel[heel.Length / 2] ^= 1;
                await File.WriteAllBytesAsync(Bestand, heel, App.Ct);
                break;
            case "van een ander programma":
                heel[SHA256.HashSizeInBytes] ^= 1;
                await File.WriteAllBytesAsync(Bestand, [.. SHA256.HashData(heel.AsSpan(SHA256.HashSizeInBytes)), .. heel[SHA256.HashSizeInBytes..]], App.Ct);
                break;
            case "van een andere registratie":
                var elders = Directory.CreateDirectory(Path.Combine(map, "elders")).FullName;
                await using (var app = new App(elders))
                {
                    await Vul(app);
                }

                paden = vragen;
                File.Copy(Path.Combine(elders, Momentopname.Bestand), Bestand, overwrite: true);
                break;
            case "een map":
                File.Delete(Bestand);
                Directory.CreateDirectory(Path.Combine(Bestand, "in de weg"));
                break;
        }

        var (na, regels) = await Antwoorden();

        regels.Should().ContainSingle(regel => regel.Contains(Heel, StringComparison.Ordinal));
        na.Should().Equal(goed);
        if (hoe != "een map")
        {
            (await Antwoorden()).Regels.Should().NotContain(regel => regel.Contains(Heel, StringComparison.Ordinal), "a stop puts a good one in its place");
        }
    }

    [Fact]
    public async Task Wat_er_na_de_momentopname_kwam_is_er_ook_als_de_dienst_daarna_is_omgevallen()
    {
        string later;
        await using (var app = new App(map))
        {
            await Vul(app);
        }

        await Start((_, schrijver) => schrijver.Schrijf(werk => MaakSleutel.Vastleggen(werk, Gebruiker.Systeem, new Peper(null, map), ServiceProcess.Beheersleutel,
            new("Meting", "beheerder", "Beheer"), DateOnly.FromDateTime(DateTime.UtcNow))));
        var bewaard = await File.ReadAllBytesAsync(Bestand, App.Ct);
        using (var dienst = await ServiceProcess.Start(map))
        {
            using var client = dienst.Client();
            later = (await client.Post("/v1/knelpunten", Voorbeeld.Knelpunt(project)).Gelukt()).Id();
            await client.Patch($"/v1/projecten/{project}", new JsonObject { ["regios"] = new JsonArray("zk-zeeland") }, "*").Gelukt();
            await client.Post($"/v1/knelpunten/{later}/steunbetuigingen", new JsonObject { ["projectId"] = stil }).Gelukt();
            await client.Post($"/v1/knelpunten/{later}/beoordelingen", new JsonObject { ["besluit"] = "bevestigd", ["herleidbaarheidGecontroleerd"] = true }).Gelukt();
            dienst.Kill();
        }

        (await File.ReadAllBytesAsync(Bestand, App.Ct)).Should().Equal(bewaard);
        paden = [.. paden, $"/v1/knelpunten/{later}", $"/v1/knelpunten/{later}/historie"];
        var (met, regels) = await Antwoorden();
        regels.Should().NotContain(regel => regel.Contains(Heel, StringComparison.Ordinal));
        File.Delete(Bestand);
        var (zonder, _) = await Antwoorden();

        met.Should().Equal(zonder);
        met.Should().Contain(antwoord => antwoord.StartsWith($"/v1/knelpunten/{later} OK", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Na_herstel_van_een_back_up_telt_de_nieuwere_momentopname_niet()
    {
        var zip = Path.Combine(map, "back-up.zip");
        string later;
        List<string> toen;
        await using (var app = new App(map))
        {
            await Vul(app);
            toen = await Alles(app);
            (await Programma.Draai(map, "back-up", zip)).Code.Should().Be(0);
            later = (await app.MeldEnBevestig(project, null, "Herstart BV")).Id();
        }

        (await Programma.Draai(map, "herstel", zip)).Code.Should().Be(0);
        await using (var app = new App(map))
        {
            app.Log.Regels.Should().ContainSingle(regel => regel.Contains("niet of anders", StringComparison.Ordinal));
            (await Alles(app)).Should().Equal(toen);
            (await app.Beheerder().Stuur("GET", $"/v1/knelpunten/{later}")).StatusCode.Should().Be(HttpStatusCode.NotFound);

            // The same volgnummers again, with something else.
            later = (await app.MeldEnBevestig(project, null, "Herstart BV")).Id();
        }

        await using (var app = new App(map))
        {
            app.Log.Regels.Should().NotContain(regel => regel.Contains(Heel, StringComparison.Ordinal));
            (await app.Anoniem().Stuur("GET", $"/v1/knelpunten/{later}")).StatusCode.Should().Be(HttpStatusCode.OK);
            (await app.Anoniem().Lees("/v1/knelpunten?limiet=1")).Getal("totaal").Should().Be(Totaal(toen) + 1);
        }

        static int Totaal(List<string> antwoorden) =>
            JsonNode.Parse(antwoorden.First(antwoord => antwoord.StartsWith("/v1/knelpunten?limiet=200 ", StringComparison.Ordinal)).Split(' ', 4)[3])!.Getal("totaal");
    }

    /// <summary>Taken by the writer, written while it goes on: rows that were closed meanwhile are open again, and closed when the log says so.</summary>
    [Fact]
    public async Task Wat_er_tijdens_het_bewaren_wordt_gesloten_is_bij_het_lezen_weer_open()
    {
        await using (var app = new App(map))
        {
            await Vul(app);
        }

        using var db = SqliteDb.ReadOnly(map);
        var begrippen = await Begrippenlijsten.Lees(db, App.Ct);
        var log = (await db.Query<Gebeurtenis.Rij>($"{Gebeurtenis.Select} ORDER BY volgnummer", null, App.Ct)).Select(rij => rij.Gebeurtenis()).ToList();
        var alles = Volg(new Kolommen(), log);
        for (var tot = 1; tot < log.Count; tot++)
        {
            var (kolommen, toen) = (Volg(new Kolommen(), log[..tot]), Beschrijf(Volg(new Kolommen(), log[..tot])));
            var opname = kolommen.Neem(log[tot - 1].Hash)!;
            Volg(kolommen, log[tot..]);
            opname.Schrijf(map);

            var terug = new Kolommen();
            terug.Hervat(Momentopname.Lees(map, volgnummer => log[volgnummer - 1].Hash).Opname!);

            Beschrijf(terug).Should().Equal(toen, "that is what there was after gebeurtenis {0}", tot);
            Beschrijf(Volg(terug, log[tot..])).Should().Equal(Beschrijf(alles));
        }

        Kolommen Volg(Kolommen kolommen, IEnumerable<Gebeurtenis> rijen)
        {
            kolommen.Volg(rijen, begrippen);
            return kolommen;
        }
    }

    [Fact]
    public async Task Een_groot_logboek_wordt_na_een_start_en_in_de_nacht_bewaard()
    {
        await Start(async (register, schrijver) =>
        {
            await schrijver.Schrijf(werk => MaakProject.Vastleggen(werk, Gebruiker.Systeem, new Project.Inhoud("Veel", "Beheer", Regios: ["zk-arnhem"])));
            var inhoud = new KnelpuntInhoud(register.Projecten.OpNummer[1].Id, "Een van velen", "Steeds hetzelfde.", ["it"]);
            for (var i = 0; i < 21; i++)
            {
                await schrijver.Schrijf(werk => Enumerable.Range(0, 1_000).Select(_ => Vastleggen.Nieuw(werk, Gebruiker.Systeem, Vastleggen.Ontwerp.Van(inhoud))).Count());
            }

            await register.Bewaar(schrijver);
            using (var db = SqliteDb.ReadOnly(map))
            {
                Momentopname.Lees(map, volgnummer => Hash(db, volgnummer)).Opname!.Stand.Rijen.Should().Be(21_000);
            }

            var geschreven = File.GetLastWriteTimeUtc(Bestand);
            await schrijver.Schrijf(werk => Vastleggen.Nieuw(werk, Gebruiker.Systeem, Vastleggen.Ontwerp.Van(inhoud)));
            await register.Bewaar(schrijver);
            File.GetLastWriteTimeUtc(Bestand).Should().Be(geschreven, "the log has hardly grown");
        });
        File.Delete(Bestand);

        await Start(async (register, _) =>
        {
            register.Kolommen.Nu.Rijen.Should().Be(21_001);
            for (var keer = 0; keer < 200 && !File.Exists(Bestand); keer++)
            {
                await Task.Delay(50, App.Ct);
            }

            File.Exists(Bestand).Should().BeTrue();
        });
        await Start((register, _) =>
        {
            register.Kolommen.Nu.Rijen.Should().Be(21_001);
            return Task.CompletedTask;
        });
    }

    [Fact]
    public async Task Wat_een_start_van_voor_de_momentopname_leest_wijst_een_index_aan()
    {
        await using (var app = new App(map))
        {
            await app.Meld(await app.Project());
        }

        await using var connection = Opslag.Open(map);
        connection.Query($"EXPLAIN QUERY PLAN {Gebeurtenis.Select} WHERE volgnummer <= 1000000 AND {Duiding.Rijen} ORDER BY volgnummer").Select(stap => (string)stap.detail)
            .Should().ContainSingle().Which.Should().Contain("USING INDEX gebeurtenis_duiding");
    }

    /// <summary>Everything that the index keeps, also where no answer shows it.</summary>
    private static List<string> Beschrijf(Kolommen kolommen)
    {
        var (stand, regels) = (kolommen.Nu, new List<string>());
        regels.Add($"{stand.Rijen} {stand.Volgnummer} {stand.LaatsteVolgnummer} {stand.PeilOp:O} {string.Join('|', stand.Organisaties)}");
        for (var rij = 0; rij < stand.Rijen; rij++)
        {
            var (blok, i) = (stand.Blokken[rij / Kolommen.Bloklengte], rij % Kolommen.Bloklengte);
            var maskers = Enumerable.Range(0, Dimensie.Alle.Count + 1).SelectMany(dimensie => Enumerable.Range(0, Blok.Woorden).Select(woord => blok.Masker(dimensie, woord, i)));
            regels.Add(string.Create(CultureInfo.InvariantCulture, $"{blok.Van[i]} {blok.Tot[i]} {blok.Knelpunt[i]} {blok.Versie[i]} {blok.Dag[i]} {blok.Project[i]} {blok.Organisatie[i]} {blok.Steun[i]} {blok.GemeldOp[i]} {blok.GewijzigdOp[i]} ")
                + $"{stand.Id(blok.Knelpunt[i])} {string.Join(',', kolommen.Steun(blok.Knelpunt[i]))} {string.Join(',', maskers)}");
        }

        regels.AddRange(stand.Blokken.Select(blok => $"{blok.EersteDag} {blok.LaatsteDag}"));
        regels.AddRange(kolommen.Versies().Select(versie => $"{versie.Key}: {versie.Value}"));
        return regels;
    }

    private static string? Hash(SqliteDb db, int volgnummer) =>
        db.First<string>("SELECT hash FROM gebeurtenis WHERE volgnummer = @volgnummer", new { volgnummer }, App.Ct).GetAwaiter().GetResult();

    private async Task Start(Func<Register, Schrijver, Task> doe)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddRegister(new Instellingen { Datamap = map, Beheersleutel = App.Beheersleutel });
        await using var provider = services.BuildServiceProvider();
        await PassendeZorg.Knelpunten.Beheer.Start.Gereed(provider, App.Ct);
        await doe(provider.GetRequiredService<Register>(), provider.GetRequiredService<Schrijver>());
    }

    private async Task<(List<string> Antwoorden, IReadOnlyList<string> Regels)> Antwoorden()
    {
        await using var app = new App(map);
        return (await Alles(app), app.Log.Regels);
    }

    private async Task<List<string>> Alles(App app)
    {
        var antwoorden = new List<string>();
        foreach (var client in new[] { app.Anoniem(), app.Beheerder() })
        {
            foreach (var pad in paden)
            {
                var antwoord = await client.Stuur("GET", pad);
                antwoorden.Add($"{pad} {antwoord.StatusCode} {antwoord.Headers.ETag?.ToString() ?? "-"} {(await antwoord.Tekst()).Replace(app.Adres.Authority, "adres", StringComparison.Ordinal)}");
            }
        }

        return antwoorden;
    }

    /// <summary>Everything that leaves a trace in the index, and what is asked of it.</summary>
    private async Task Vul(App app)
    {
        var (melder, analist) = (await app.Melder("Herstart BV"), await app.Analist());
        project = (await melder.Post("/v1/projecten", new JsonObject { ["naam"] = "Herstart", ["regios"] = new JsonArray("zk-arnhem") }).Gelukt()).Id();
        stil = (await melder.Post("/v1/projecten", new JsonObject { ["naam"] = "Stil", ["naamTonen"] = false, ["regios"] = new JsonArray("zk-twente") }).Gelukt()).Id();
        var ids = new List<string>();
        for (var i = 0; i < 8; i++)
        {
            ids.Add((await melder.Post("/v1/knelpunten", Voorbeeld.Knelpunt(i % 3 == 0 ? stil : project, new JsonObject
            {
                ["titel"] = $"Knelpunt {(char)('a' + i)} over momentopnames", ["ernst"] = $"{1 + (i % 5)}", ["status"] = i == 7 ? "concept" : null,
                ["wetten"] = i % 2 == 0 ? new JsonArray("avg", "zvw") : new JsonArray("wlz"), ["frequentie"] = "wekelijks", ["regios"] = new JsonArray("zk-zeeland"),
            })).Gelukt()).Id());
        }

        foreach (var id in ids[..6])
        {
            await app.Beoordeel(id, "bevestigd");
        }

        var systeem = await app.Systeem(null, ids[0], ids[1], ids[2]);
        await app.Toets(systeem, "nza", "wetswijziging", "2026-01-01");
        await app.Word(systeem, "vastgesteld", "geagendeerd");
        var midden = (await app.Anoniem().Lees("/v1/knelpunten")).Getal("volgnummer");
        await app.Beoordeel(ids[2], "opgelost");
        await melder.Post($"/v1/knelpunten/{ids[1]}/steunbetuigingen", new JsonObject { ["projectId"] = stil }).Gelukt();
        await analist.Patch($"/v1/knelpunten/{ids[4]}", new JsonObject { ["wetten"] = new JsonArray("jeugdwet"), ["ernst"] = null }, "*").Gelukt();
        await melder.Patch($"/v1/projecten/{project}", new JsonObject { ["regios"] = new JsonArray("zk-groningen") }, "*").Gelukt();
        foreach (var id in new[] { ids[5], ids[7] })
        {
            (await melder.Stuur("DELETE", $"/v1/knelpunten/{id}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        }

        (await analist.Stuur("DELETE", $"{systeem.Pad()}/knelpunten/{ids[1]}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
        var gisteren = app.Vandaag().AddDays(-1).Iso();
        paden =
        [
            "/v1/knelpunten?limiet=200", "/v1/knelpunten?sorteer=titel", "/v1/knelpunten?sorteer=-steun", "/v1/knelpunten?sorteer=gewijzigdOp", "/v1/knelpunten?wet=avg", "/v1/knelpunten?zoek=momentopnames",
            "/v1/knelpunten?organisatie=Herstart%20BV", $"/v1/knelpunten?project={stil}", $"/v1/knelpunten?totVolgnummer={midden}", $"/v1/knelpunten?peildatum={app.Vandaag().Iso()}",
            $"/v1/knelpunten?gemeldVanaf={gisteren}", $"/v1/knelpunten?gemeldTot={gisteren}", $"/v1/knelpunten?systeemknelpunt={systeem.Id()}", $"/v1/knelpunten/{ids[1]}", $"/v1/knelpunten/{ids[1]}/historie",
            "/v1/rapportages/kruistabel?rijen=wet&kolommen=domein", "/v1/rapportages/kruistabel?rijen=project", "/v1/rapportages/kruistabel?rijen=organisatie&meet=projecten",
            "/v1/rapportages/kruistabel?rijen=regio&meet=regios", "/v1/rapportages/kruistabel?rijen=status&kolommen=ernst", $"/v1/rapportages/kruistabel?rijen=wet&totVolgnummer={midden}",
            $"/v1/rapportages/kruistabel?rijen=organisatie&meet=regios&peildatum={app.Vandaag().Iso()}", "/v1/projecten", $"/v1/projecten/{project}",
            "/v1/systeemknelpunten", systeem.Pad(), $"{systeem.Pad()}/historie", $"/v1/systeemknelpunten?totVolgnummer={midden}", "/v1/systeemknelpunten?oplossingsruimte=stelselwijziging",
            "/v1/feeds/knelpunten?formaat=json", "/v1/rapportages/naden",
        ];
    }
}
