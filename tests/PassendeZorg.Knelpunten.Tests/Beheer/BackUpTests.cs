using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Tests.Beheer;

/// <summary>Back-up and restore as an operator does it (demand R7).</summary>
public sealed class BackUpTests : IDisposable
{
    private readonly string map = Directory.CreateTempSubdirectory("knelpunten-test-").FullName;
    private readonly string doel;

    public BackUpTests() => doel = Path.Combine(map, "back-up.zip");

    public void Dispose()
    {
        Opslag.Verwijder(map);
        Directory.Delete(map, recursive: true);
    }

    [Fact]
    public async Task Onder_schrijven_gemaakt_en_elders_teruggezet_is_alles_er_wat_voor_het_begin_was_bevestigd()
    {
        Assert.SkipWhen(Opslag.IsPostgres, "PostgreSQL has tools of its own.");
        string project, melder;
        var bevestigd = new List<string>();
        var (na, traagst) = (0, TimeSpan.Zero);
        await using (var app = new App(map))
        {
            (project, melder) = (await app.Project(), await app.Sleutel("melder", "Zorggroep Test"));
            for (var i = 0; i < 200; i++)
            {
                bevestigd.Add((await app.Meld(project)).Id());
            }

            using var stop = new CancellationTokenSource();
            var schrijven = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    var klok = Stopwatch.StartNew();
                    await app.Meld(project);
                    Interlocked.Increment(ref na);
                    lock (bevestigd)
                    {
                        traagst = klok.Elapsed > traagst ? klok.Elapsed : traagst;
                    }
                }
            }, App.Ct)).ToList();

            for (var keer = 0; keer < 3; keer++)
            {
                File.Delete(doel);
                var (code, uitvoer) = await Programma.Draai(map, "back-up", doel);
                code.Should().Be(0, uitvoer);
                uitvoer.Should().Contain("knelpunten").And.Contain("peper");
            }

            await stop.CancelAsync();
            await Task.WhenAll(schrijven);
        }

        na.Should().BePositive();
        TestContext.Current.SendDiagnosticMessage($"slowest POST beside three back-ups: {traagst.TotalMilliseconds:0} ms, {na} writes");
        Directory.EnumerateFiles(map, "*.deel*").Should().BeEmpty();
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(doel).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        // A new machine: the pepper, and the back-up.
        var elders = Directory.CreateDirectory(Path.Combine(map, "elders")).FullName;
        var (zonder, waarom) = await Programma.Draai(elders, "herstel", doel);
        zonder.Should().Be(1);
        waarom.Should().Contain("peper").And.NotContain("   at ");
        File.Exists(Path.Combine(elders, "peper")).Should().BeFalse();
        File.Copy(Path.Combine(map, "peper"), Path.Combine(elders, "peper"));
        var (gelukt, verslag) = await Programma.Draai(elders, "herstel", doel);
        gelukt.Should().Be(0, verslag);
        verslag.Should().Contain("Hersteld");

        (await Programma.Draai(elders, "controleer")).Uitvoer.Should().Contain("0 fouten");
        await using (var app = new App(elders))
        {
            var er = await app.Met(melder).Lees("/v1/knelpunten?mijn=true&status=gemeld&limiet=1"); // the key works too
            er.Getal("totaal").Should().BeGreaterThanOrEqualTo(bevestigd.Count);
            foreach (var id in bevestigd)
            {
                (await app.Met(melder).Stuur("GET", $"/v1/knelpunten/{id}")).StatusCode.Should().Be(HttpStatusCode.OK);
            }
        }
    }

    [Fact]
    public async Task Wat_er_na_de_back_up_kwam_is_weg_en_het_oude_blijft_ernaast_staan()
    {
        Assert.SkipWhen(Opslag.IsPostgres, "PostgreSQL has tools of its own.");
        string project, eerder, later, gewist, sleutel;
        await using (var app = new App(map))
        {
            project = await app.Project();
            (eerder, gewist) = ((await app.Meld(project)).Id(), (await app.Meld(project)).Id());
            sleutel = (await app.Beheerder().Post("/v1/sleutels", new JsonObject { ["naam"] = "Test", ["rol"] = "melder", ["organisatie"] = "Weg BV" }).Gelukt()).Id();
        }

        (await Programma.Draai(map, "back-up", doel)).Code.Should().Be(0);
        await using (var app = new App(map))
        {
            later = (await app.Meld(project)).Id();
            await app.Beheerder().Stuur("DELETE", $"/v1/sleutels/{sleutel}");
            (await app.Beheerder().Stuur("DELETE", $"/v1/knelpunten/{gewist}")).StatusCode.Should().Be(HttpStatusCode.NoContent);
            var (naast, bezet) = await Programma.Draai(map, "herstel", doel); // while the service runs
            naast.Should().Be(1);
            bezet.Should().Contain("in gebruik").And.NotContain("   at ");
        }

        var (code, uitvoer) = await Programma.Draai(map, "herstel", doel);

        code.Should().Be(0, uitvoer);
        uitvoer.Should().Contain($"Doe opnieuw: sleutel.ingetrokken {sleutel}").And.Contain($"Doe opnieuw: knelpunt.ingetrokken {gewist}");
        await using (var app = new App(map))
        {
            (await app.Beheerder().Stuur("GET", $"/v1/knelpunten/{eerder}")).StatusCode.Should().Be(HttpStatusCode.OK);
            (await app.Beheerder().Stuur("GET", $"/v1/knelpunten/{later}")).StatusCode.Should().Be(HttpStatusCode.NotFound);
            (await app.Meld(project)).Tekst("kenmerk").Should().EndWith("-00003");
        }

        var oud = Directory.EnumerateFiles(map, "knelpunten.db.voor-herstel-*").Single();
        Map.MetTekst(map, later).Should().Equal(Path.GetFileName(oud));
        (await Programma.Draai(map, "controleer")).Code.Should().Be(0);
    }

    public static TheoryData<string> Geknoei => ["manifest", "database", "hmac", "andere peper", "geen zip", "halverwege", "zonder manifest", "leeg", "nieuwer schema"];

    [Theory, MemberData(nameof(Geknoei))]
    public async Task Een_back_up_die_niet_klopt_wordt_geweigerd_en_er_is_niets_vervangen(string hoe)
    {
        Assert.SkipWhen(Opslag.IsPostgres, "PostgreSQL has tools of its own.");
        string id;
        await using (var app = new App(map))
        {
            id = (await app.Meld(await app.Project())).Id();
        }

        (await Programma.Draai(map, "back-up", doel)).Code.Should().Be(0);
        var vooraf = Vingerafdruk();
        switch (hoe)
        {
            case "manifest":
                Verander("manifest.json", bytes => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bytes).Replace("\"knelpunten\": 1", "\"knelpunten\": 2", StringComparison.Ordinal)));
                break;
            case "hmac":
                Verander("manifest.json", bytes =>
                {
                    var manifest = JsonNode.Parse(bytes)!;
                    manifest["hmac"] = null;
                    return Encoding.UTF8.GetBytes(manifest.ToJsonString());
                });
                break;
            case "nieuwer schema":
                Verander("manifest.json", bytes =>
                {
                    var manifest = JsonNode.Parse(bytes)!.AsObject();
                    manifest.Remove("hmac");
                    manifest["schemaversie"] = 9999;
                    manifest["hmac"] = new Peper(null, map).Teken(PassendeZorg.Knelpunten.Platform.CanonicalJson.Write(manifest));
                    return Encoding.UTF8.GetBytes(manifest.ToJsonString());
                });
                break;
            case "database":
                Verander("knelpunten.db", bytes =>
                {
                    bytes[^100] ^= 1;
                    return bytes;
                });
                break;
            case "zonder manifest":
                using (var zip = ZipFile.Open(doel, ZipArchiveMode.Update))
                {
                    zip.GetEntry("manifest.json")!.Delete();
                }

                break;
            case "andere peper":
                await File.WriteAllTextAsync(Path.Combine(map, "peper"), new string('0', 64), App.Ct);
                vooraf = Vingerafdruk();
                break;
            case "geen zip":
                await File.WriteAllTextAsync(doel, "SQLite format 3", App.Ct);
                break;
            case "leeg":
                await File.WriteAllTextAsync(doel, "", App.Ct);
                break;
            default:
                var geheel = await File.ReadAllBytesAsync(doel, App.Ct);
                await File.WriteAllBytesAsync(doel, geheel[..(geheel.Length / 2)], App.Ct);
                break;
        }

        var (code, uitvoer) = await Programma.Draai(map, "herstel", doel);

        code.Should().Be(1);
        uitvoer.Should().Contain("niets vervangen").And.NotContain("   at ").And.NotContain("Exception");
        Vingerafdruk().Should().Be(vooraf);
        Directory.EnumerateFiles(map, "*.herstel*").Should().BeEmpty();

        void Verander(string deel, Func<byte[], byte[]> verander)
        {
            using var zip = ZipFile.Open(doel, ZipArchiveMode.Update);
            using var inhoud = zip.GetEntry(deel)!.Open();
            var bytes = new MemoryStream();
            inhoud.CopyTo(bytes);
            inhoud.SetLength(0);
            inhoud.Write(verander(bytes.ToArray()));
        }
    }

    [Fact]
    public async Task Een_doel_dat_niet_kan_wordt_met_reden_geweigerd_en_er_blijft_niets_achter()
    {
        Assert.SkipWhen(Opslag.IsPostgres, "PostgreSQL has tools of its own.");
        await using (var app = new App(map))
        {
            await app.Project();
        }

        await File.WriteAllTextAsync(doel, "van een ander", App.Ct);
        (await Geweigerd("back-up", doel)).Should().Contain("bestaat al");
        (await File.ReadAllTextAsync(doel, App.Ct)).Should().Be("van een ander");
        (await Geweigerd("back-up", Path.Combine(map, "er", "niet.zip"))).Should().Contain("is er niet");
        (await Geweigerd("herstel", Path.Combine(map, "er", "niet.zip"))).Should().Contain("is er niet");
        (await Geweigerd("herstel", map)).Should().Contain("is een map");
        (await Geweigerd("back-up")).Should().Contain("Zo wel: back-up <doel>");
        Directory.EnumerateFiles(map).Select(Path.GetFileName).Should().NotContain(naam => naam!.Contains(".deel", StringComparison.Ordinal) || naam.Contains(".herstel", StringComparison.Ordinal));

        async Task<string> Geweigerd(params string[] args)
        {
            var (code, uitvoer) = await Programma.Draai(map, args);
            code.Should().NotBe(0);
            uitvoer.Should().NotContain("   at ").And.NotContain("Exception");
            return uitvoer;
        }
    }

    [Fact]
    public async Task In_een_map_krijgt_elke_back_up_een_eigen_naam()
    {
        Assert.SkipWhen(Opslag.IsPostgres, "PostgreSQL has tools of its own.");
        await using (var app = new App(map))
        {
            await app.Project();
        }

        var doelen = Directory.CreateDirectory(Path.Combine(map, "back-ups")).FullName;

        var (code, uitvoer) = await Programma.Draai(map, "back-up", doelen);

        code.Should().Be(0, uitvoer);
        var bestand = Directory.EnumerateFiles(doelen).Should().ContainSingle().Which;
        Path.GetFileName(bestand).Should().MatchRegex("^knelpunten-[0-9]{8}-[0-9]{6}\\.zip$");
        uitvoer.Should().Contain(bestand);
    }

    [Fact]
    public async Task Op_een_volle_schijf_blijft_er_niets_half_achter()
    {
        Assert.SkipWhen(Opslag.IsPostgres || !OperatingSystem.IsLinux(), "Needs a small file system of its own.");
        await using (var app = new App(map))
        {
            await app.Project();
        }

        // A file system of 200 kB, in a mount namespace of its own.
        var klein = Directory.CreateDirectory(Path.Combine(map, "klein")).FullName;
        var info = new ProcessStartInfo("unshare", ["-rm", "sh", "-c", $"mount -t tmpfs -o size=200k none {klein} || exit 99; dotnet {typeof(Program).Assembly.Location} back-up {klein}/b.zip --Knelpunten:Datamap={map}; echo code $?; ls -A {klein}"])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        using var proces = Process.Start(info)!;
        var (uit, fout) = (await proces.StandardOutput.ReadToEndAsync(App.Ct), await proces.StandardError.ReadToEndAsync(App.Ct));
        await proces.WaitForExitAsync(App.Ct);
        Assert.SkipWhen(proces.ExitCode == 99 || fout.Contains("unshare", StringComparison.Ordinal), "No mount namespaces here.");

        fout.Should().Contain("niet genoeg ruimte").And.NotContain("   at ");
        uit.Trim().Should().Be("code 1");
    }

    [Fact]
    public async Task Op_PostgreSQL_is_het_gereedschap_van_PostgreSQL_de_weg()
    {
        var info = new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, "back-up", doel, $"--Knelpunten:Datamap={map}", "--Knelpunten:Opslag=postgresql"]) { RedirectStandardError = true };
        using var proces = Process.Start(info)!;
        var fout = await proces.StandardError.ReadToEndAsync(App.Ct);
        await proces.WaitForExitAsync(App.Ct);

        proces.ExitCode.Should().NotBe(0);
        fout.Should().Contain("pg_basebackup").And.Contain("pg_dump");
    }

    private string Vingerafdruk() => string.Join('\n', Directory.EnumerateFiles(map, "knelpunten.db*").Order(StringComparer.Ordinal)
        .Select(bestand => $"{Path.GetFileName(bestand)} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(bestand)))}"));
}
