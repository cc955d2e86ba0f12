using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using PassendeZorg.Knelpunten.Abonnementen;
using PassendeZorg.Knelpunten.Benchmarks;

namespace PassendeZorg.Knelpunten.Tests.Abonnementen;

/// <summary>Receivers that are away, slow, gone or hostile, and a service that is killed (demands R13, R20 – R23, R30).</summary>
public sealed class BezorgTests
{
    private static readonly string[] Bevestigd = ["knelpunt.bevestigd"];

    [Fact]
    public async Task Elke_poging_komt_op_de_tijd_van_het_schema_en_na_de_laatste_is_het_mislukt()
    {
        await using var app = new App();
        await using var ontvanger = await Ontvanger.Start();
        ontvanger.Antwoord = (context, _) =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsync(new string('x', 300));
        };
        var krant = await app.Client("abonnee", "Krant");
        var abonnement = (await krant.Abonneer(ontvanger, Bevestigd)).Id();
        await app.MeldEnBevestig(await app.Project());
        async Task<JsonObject> Stand() => (await krant.Afleveringen(abonnement)).Single(aflevering => aflevering.Tekst("gebeurtenis") == "knelpunt.bevestigd");

        TimeSpan[] schema = [.. new[] { 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400 }.Select(seconden => TimeSpan.FromSeconds(seconden))];
        for (var poging = 1; poging <= 10; poging++)
        {
            await ontvanger.Krijgt(poging);
            await Ontvanger.Tot(async () => (await Stand())["pogingen"]!.AsArray().Count == poging);
            var stand = await Stand();
            var laatste = stand["pogingen"]![poging - 1]!;
            (laatste.Getal("nummer"), laatste.Getal("status"), laatste.Tekst("antwoord")).Should().Be((poging, 500, new string('x', 256)));
            if (poging == 10)
            {
                stand.Tekst("status").Should().Be("mislukt");
                stand["volgendePogingOp"].Should().BeNull();
                break;
            }

            stand.Tekst("status").Should().Be("wacht");
            var volgende = stand.Tijd("volgendePogingOp")!.Value;
            var begonnen = laatste.Tijd("begonnenOp")!.Value + TimeSpan.FromMilliseconds(laatste.Getal("duurMs"));
            (volgende - begonnen).Should().BeGreaterThanOrEqualTo(schema[poging - 1] * 0.9 - TimeSpan.FromSeconds(1)).And.BeLessThanOrEqualTo(schema[poging - 1] * 1.1 + TimeSpan.FromSeconds(1));

            app.Klok.Verzet(volgende - app.Klok.GetUtcNow() - TimeSpan.FromSeconds(1.5));
            await Task.Delay(600, App.Ct); // twice as long as it rests between looks
            ontvanger.Berichten.Should().HaveCount(poging, "it is not time yet");
            app.Klok.Verzet(TimeSpan.FromSeconds(1.5));
        }

        ontvanger.Berichten.Select(bericht => bericht.Nummer).Distinct().Should().ContainSingle();
        (await krant.Abonnement(abonnement)).Tijd("misluktSindsOp").Should().NotBeNull();
        (await Soorten(app)).Count(soort => soort == "abonnement.aflevering-mislukt").Should().Be(1);
    }

    [Fact]
    public async Task Wat_in_een_dag_storing_bleef_liggen_komt_daarna_allemaal_aan_zonder_dat_er_een_dubbel_is()
    {
        await using var app = new App();
        await using var ontvanger = await Ontvanger.Start();
        var (krant, project) = (await app.Client("abonnee", "Krant"), await app.Project());
        var abonnement = (await krant.Abonneer(ontvanger, Bevestigd)).Id();
        await ontvanger.GaWeg();
        var ids = new List<string>();
        for (var uur = 0; uur < 24; uur++)
        {
            ids.Add((await app.MeldEnBevestig(project)).Id());
            app.Klok.Verzet(TimeSpan.FromHours(1));
            await Rust(app, krant, abonnement, uur + 1);
        }

        (await krant.Afleveringen(abonnement, "&status=wacht")).Should().HaveCount(24);
        (await krant.Abonnement(abonnement)).Tijd("misluktSindsOp").Should().NotBeNull();
        await ontvanger.Luister();
        for (var uur = 0; uur < 30 && (await krant.Afleveringen(abonnement, "&status=wacht")).Count > 0; uur++)
        {
            app.Klok.Verzet(TimeSpan.FromHours(1));
            await Rust(app, krant, abonnement);
        }

        ontvanger.Berichten.Select(bericht => bericht.Bericht["data"].Tekst("id")).Should().BeEquivalentTo(ids);
        var gelezen = await krant.Abonnement(abonnement);
        (gelezen.Tekst("status"), gelezen["misluktSindsOp"], gelezen.Tijd("laatsteAfleveringOp") is null).Should().Be(("actief", null, false));
        (await krant.Afleveringen(abonnement, "&status=mislukt")).Should().BeEmpty();
    }

    [Fact]
    public async Task Na_tachtig_uur_is_het_mislukt_en_te_herhalen_en_een_keer_genoteerd()
    {
        await using var app = new App();
        await using var ontvanger = await Ontvanger.Start();
        var (krant, project) = (await app.Client("abonnee", "Krant"), await app.Project());
        var abonnement = (await krant.Abonneer(ontvanger, Bevestigd)).Id();
        await ontvanger.GaWeg();
        string[] ids = [(await app.MeldEnBevestig(project)).Id(), (await app.MeldEnBevestig(project)).Id(), (await app.MeldEnBevestig(project)).Id()];
        var weg = app.Klok.GetUtcNow();
        await Rust(app, krant, abonnement, 3);
        for (IReadOnlyList<JsonObject> wacht; (wacht = await krant.Afleveringen(abonnement, "&status=wacht")).Count > 0;)
        {
            app.Klok.Verzet(wacht.Min(aflevering => aflevering.Tijd("volgendePogingOp")!.Value) - app.Klok.GetUtcNow() + TimeSpan.FromSeconds(1));
            await Rust(app, krant, abonnement);
        }

        (app.Klok.GetUtcNow() - weg).Should().BeLessThan(TimeSpan.FromHours(84), "the schedule is 75 hours and 35 minutes, give or take a tenth");
        var mislukt = await krant.Afleveringen(abonnement, "&status=mislukt");
        mislukt.Should().HaveCount(3).And.OnlyContain(aflevering => aflevering["pogingen"]!.AsArray().Count == 10);
        mislukt[0]["pogingen"]![0].Tekst("fout").Should().Be("Er is geen verbinding te maken.");
        (await Soorten(app)).Count(soort => soort == "abonnement.aflevering-mislukt").Should().Be(1);
        (await krant.Abonnement(abonnement)).Tekst("status").Should().Be("actief", "five days have not passed");
        await ontvanger.Luister();

        foreach (var aflevering in mislukt)
        {
            (await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement}/afleveringen/{aflevering.Id()}/herhalingen").Gelukt()).Tekst("status").Should().Be("wacht");
        }

        (await ontvanger.Krijgt(3)).Select(bericht => bericht.Bericht["data"].Tekst("id")).Should().BeEquivalentTo(ids);
        ontvanger.Berichten.Select(bericht => bericht.Nummer).Should().BeEquivalentTo(mislukt.Select(aflevering => aflevering.Tekst("webhookId")));
    }

    [Fact]
    public async Task Wie_zegt_weg_te_zijn_wordt_meteen_uitgeschakeld_en_wie_vijf_dagen_faalt_ook()
    {
        await using var app = new App();
        await using var weg = await Ontvanger.Start();
        await using var stuk = await Ontvanger.Start();
        weg.Antwoord = (context, _) => Task.FromResult(context.Response.StatusCode = 410);
        stuk.Antwoord = (context, _) => Task.FromResult(context.Response.StatusCode = 503);
        var (krant, project) = (await app.Client("abonnee", "Krant"), await app.Project());
        var (bijWeg, bijStuk) = ((await krant.Abonneer(weg, Bevestigd)).Id(), (await krant.Abonneer(stuk, Bevestigd)).Id());
        await app.MeldEnBevestig(project);
        await krant.Wordt(bijWeg, "uitgeschakeld");
        (await krant.Abonnement(bijWeg)).Tekst("reden").Should().Contain("410");
        for (var dag = 0; dag < 5; dag++)
        {
            await Rust(app, krant, bijStuk, dag + 1);
            (await krant.Abonnement(bijStuk)).Tekst("status").Should().Be("actief");
            app.Klok.Verzet(TimeSpan.FromHours(24.5));
            await app.MeldEnBevestig(project);
        }

        await krant.Wordt(bijStuk, "uitgeschakeld");
        (await krant.Abonnement(bijStuk)).Tekst("reden").Should().Contain("Vijf dagen");
        (await krant.Afleveringen(bijStuk, "&status=wacht")).Should().BeEmpty();
        (await Soorten(app)).Count(soort => soort == "abonnement.uitgeschakeld").Should().Be(2);
        weg.Berichten.Should().ContainSingle();

        weg.Antwoord = null;
        await (await krant.Patch($"{Abonneren.Pad}/{bijWeg}", new JsonObject { ["status"] = "gepauzeerd" }, "*")).Probleem(HttpStatusCode.Conflict);
        await krant.Patch($"{Abonneren.Pad}/{bijWeg}", new JsonObject { ["status"] = "actief" }, "*").Gelukt();
        await krant.Wordt(bijWeg, "actief");
        var nieuw = await app.MeldEnBevestig(project);
        (await weg.Krijgt(2))[1].Bericht["data"].Tekst("id").Should().Be(nieuw.Id());
        stuk.Berichten.Count(bericht => bericht.Bericht["data"].Tekst("id") == nieuw.Id()).Should().Be(0);
    }

    [Theory]
    [InlineData("3600", 3600)]
    [InlineData("999999", 86_400)]
    public async Task Retry_After_wordt_gevolgd_tot_een_dag(string kop, int seconden)
    {
        await using var app = new App();
        await using var ontvanger = await Ontvanger.Start();
        ontvanger.Antwoord = (context, _) =>
        {
            context.Response.Headers.RetryAfter = kop;
            return Task.FromResult(context.Response.StatusCode = 429);
        };
        var krant = await app.Client("abonnee", "Krant");
        var abonnement = (await krant.Abonneer(ontvanger, Bevestigd)).Id();
        await app.MeldEnBevestig(await app.Project());

        await Ontvanger.Tot(async () => (await krant.Afleveringen(abonnement, "&status=wacht")).Any(aflevering => aflevering["pogingen"]!.AsArray().Count == 1));
        var stand = (await krant.Afleveringen(abonnement, "&status=wacht"))[0];
        (stand.Tijd("volgendePogingOp")!.Value - stand["pogingen"]![0]!.Tijd("begonnenOp")!.Value).Should().BeCloseTo(TimeSpan.FromSeconds(seconden), TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(301), InlineData(302), InlineData(307), InlineData(308)]
    public async Task Een_doorverwijzing_wordt_nooit_gevolgd(int status)
    {
        await using var app = new App();
        await using var binnen = await Ontvanger.Start();
        await using var ontvanger = await Ontvanger.Start();
        ontvanger.Antwoord = (context, _) =>
        {
            context.Response.Headers.Location = binnen.Adres.ToString();
            return Task.FromResult(context.Response.StatusCode = status);
        };
        var krant = await app.Client("abonnee", "Krant");
        var abonnement = (await krant.Abonneer(ontvanger, Bevestigd)).Id();
        await app.MeldEnBevestig(await app.Project());

        await Ontvanger.Tot(async () => (await krant.Afleveringen(abonnement)).Any(aflevering => aflevering["pogingen"]!.AsArray().Any(poging => poging!["status"]?.GetValue<int>() == status)));
        (await krant.Afleveringen(abonnement, "&status=wacht")).Should().ContainSingle();
        binnen.Verzoeken.Should().BeEmpty();
    }

    [Fact]
    public async Task Wie_hangt_drupt_of_blijft_zenden_houdt_niemand_anders_op()
    {
        await using var app = new Kort();
        await using var hangt = await Ontvanger.Start();
        await using var drupt = await Ontvanger.Start();
        using var stroomt = new Stroom();
        await using var goed = await Ontvanger.Start();
        var los = new TaskCompletionSource();
        hangt.Antwoord = (context, _) => los.Task.WaitAsync(context.RequestAborted); // what was given up on is not on its way any more
        drupt.Antwoord = async (context, _) =>
        {
            while (!los.Task.IsCompleted && !context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync("x", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(100, context.RequestAborted);
            }
        };
        var (krant, project) = (await app.Client("abonnee", "Krant"), await app.Project());
        var abonnementen = new Dictionary<Ontvanger, string>();
        foreach (var ontvanger in new[] { hangt, drupt, goed })
        {
            abonnementen[ontvanger] = (await krant.Abonneer(ontvanger, Bevestigd)).Id();
        }

        var bijStroom = (await krant.Neem(stroomt.Adres, Bevestigd)).Id();
        await krant.Wordt(bijStroom, "actief");

        await app.MeldEnBevestig(project);
        await Task.WhenAll(hangt.Krijgt(1), drupt.Krijgt(1));
        for (var i = 0; i < 30; i++)
        {
            await app.MeldEnBevestig(project);
        }

        await goed.Krijgt(31);
        goed.Berichten.Select(bericht => long.Parse(bericht.Bericht.Tekst("sequence"), System.Globalization.CultureInfo.InvariantCulture)).Should().BeInAscendingOrder();
        foreach (var ontvanger in new[] { hangt, drupt })
        {
            await Ontvanger.Tot(async () => (await krant.Afleveringen(abonnementen[ontvanger])).Any(aflevering => aflevering["pogingen"]!.AsArray().Any(poging => poging!["fout"] is { } fout && fout.ToString().Contains("Geen volledig antwoord", StringComparison.Ordinal))));
            ontvanger.MeestTegelijk.Should().BeInRange(1, 2);
            (await krant.Afleveringen(abonnementen[ontvanger], "&status=wacht")).Should().HaveCountGreaterThan(28);
        }

        await Ontvanger.Tot(async () => (await krant.Afleveringen(bijStroom, "&status=afgeleverd")).Count == 32);
        await Ontvanger.Tot(() => stroomt.Klaar == 31);
        stroomt.Bytes.Should().BeLessThan(31 * 32_000_000L, "an answer is not read further than makes sense: what is sent is what fits in the buffers on the way");
        los.SetResult();
    }

    [Fact]
    public async Task Wie_gedood_wordt_terwijl_het_bericht_onderweg_is_stuurt_het_na_de_herstart_opnieuw_met_dezelfde_webhook_id()
    {
        var map = Directory.CreateTempSubdirectory("knelpunten-test-");
        await using var ontvanger = await Ontvanger.Start();
        var (los, ids) = (new TaskCompletionSource(), new HashSet<string>());
        string[] instellingen = ["env", "Knelpunten__Webhooks__ToegestaneNetwerken__0=127.0.0.0/8", "Knelpunten__Webhooks__Tijdslimiet=3"];
        try
        {
            using (var service = await ServiceProcess.Start(map.FullName, instellingen))
            {
                using var client = service.Client();
                var abonnement = (await client.Abonneer(ontvanger, ["knelpunt.gemeld"])).Id();
                ontvanger.Antwoord = (_, _) => los.Task;
                var project = (await client.Post("/v1/projecten", new JsonObject { ["naam"] = "Kill", ["organisatie"] = "Beheer" }).Gelukt()).Id();
                for (var i = 0; i < 20; i++)
                {
                    ids.Add((await client.Post("/v1/knelpunten", Voorbeeld.Knelpunt(project)).Gelukt()).Id());
                }

                await ontvanger.Krijgt(1);
                service.Kill();
            }

            los.SetResult();
            ontvanger.Antwoord = null;
            var onderweg = ontvanger.Berichten[0].Nummer;
            ontvanger.Vergeet();
            using (var service = await ServiceProcess.Start(map.FullName, instellingen))
            {
                await Ontvanger.Tot(() => ontvanger.Berichten.Select(bericht => bericht.Bericht["data"].Tekst("id")).Distinct().Count() == 20);
                await service.Stop();
            }

            ontvanger.Berichten.Select(bericht => bericht.Bericht["data"].Tekst("id")).Should().BeEquivalentTo(ids, "each once");
            ontvanger.Berichten.Select(bericht => bericht.Nummer).Should().Contain(onderweg).And.OnlyHaveUniqueItems();
        }
        finally
        {
            map.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Een_nette_herstart_laat_niets_vallen_en_gaat_verder_waar_het_was()
    {
        var map = Directory.CreateTempSubdirectory("knelpunten-test-");
        await using var ontvanger = await Ontvanger.Start();
        var ids = new List<string>();
        try
        {
            for (var ronde = 0; ronde < 3; ronde++)
            {
                await using var app = new App(map.FullName);
                var beheerder = app.Beheerder();
                if (ronde == 0)
                {
                    await beheerder.Abonneer(ontvanger, ["knelpunt.gemeld"]);
                }

                var project = (await beheerder.Post("/v1/projecten", new JsonObject { ["naam"] = "Herstart", ["organisatie"] = "Beheer" }).Gelukt()).Id();
                for (var i = 0; i < 10; i++)
                {
                    ids.Add((await beheerder.Post("/v1/knelpunten", Voorbeeld.Knelpunt(project)).Gelukt()).Id());
                }
            }

            await using var laatste = new App(map.FullName);
            (await ontvanger.Krijgt(30)).Select(bericht => bericht.Bericht["data"].Tekst("id")).Should().Equal(ids);
        }
        finally
        {
            map.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Afleveringen_van_meer_dan_dertig_dagen_geleden_worden_vergeten()
    {
        await using var app = new App();
        await using var ontvanger = await Ontvanger.Start();
        var (krant, project) = (await app.Client("abonnee", "Krant"), await app.Project());
        var abonnement = (await krant.Abonneer(ontvanger, Bevestigd)).Id();
        await app.MeldEnBevestig(project);
        var eerste = (await ontvanger.Krijgt(1))[0];

        app.Klok.Verzet(TimeSpan.FromDays(31));
        await Ontvanger.Tot(async () => (await krant.Afleveringen(abonnement)).Count == 0);
        await krant.Stuur("POST", $"{Abonneren.Pad}/{abonnement}/herhalingen", $$"""{"vanaf":{{eerste.Bericht.Tekst("sequence")}}}""").Gelukt();

        var opnieuw = (await ontvanger.Krijgt(2))[1];
        (opnieuw.Nummer, opnieuw.Body).Should().Be((eerste.Nummer, eerste.Body), "the id of a message does not depend on what is kept");
    }

    /// <summary>Waits until nothing is due by the clock of the service.</summary>
    /// <param name="nietAf">So many were put in the queue and have not arrived: before that there is nothing due either.</param>
    private static Task Rust(App app, HttpClient client, string abonnement, int nietAf = 0) => Ontvanger.Tot(async () =>
        (await client.Afleveringen(abonnement)).Where(aflevering => aflevering.Tekst("status") != "afgeleverd").ToList() is var rest && rest.Count >= nietAf
        && rest.Where(aflevering => aflevering.Tekst("status") == "wacht").All(aflevering => aflevering["pogingen"]!.AsArray().Count > 0 && aflevering.Tijd("volgendePogingOp") > app.Klok.GetUtcNow()));

    private static async Task<List<string>> Soorten(App app) => [.. (await (await app.Analist()).Lees("/v1/gebeurtenissen?limiet=1000"))["items"]!.AsArray().Select(item => item!.Tekst("soort"))];

    /// <summary>A receiver that consents, and answers each message with 10 GB, or as much of it as anybody takes.</summary>
    private sealed class Stroom : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private long bytes;
        private int klaar;

        public Stroom()
        {
            listener.Start();
            Adres = new Uri($"http://{listener.LocalEndpoint}/x");
            _ = Luister();
        }

        public Uri Adres { get; }

        public long Bytes => Interlocked.Read(ref bytes);

        public int Klaar => Volatile.Read(ref klaar);

        public void Dispose() => listener.Dispose();

        private async Task Luister()
        {
            while (true)
            {
                _ = Antwoord(await listener.AcceptTcpClientAsync(App.Ct));
            }
        }

        private async Task Antwoord(TcpClient client)
        {
            using (client)
            {
                var (stream, verzoek) = (client.GetStream(), new byte[64 * 1024]);
                var gelezen = await stream.ReadAsync(verzoek);
                if (verzoek.AsSpan().StartsWith("OPTIONS"u8))
                {
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nWebHook-Allowed-Origin: *\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
                    return;
                }

                try
                {
                    await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n"u8.ToArray());
                    for (var rest = 10_000_000_000L; rest > 0; rest -= verzoek.Length)
                    {
                        await stream.WriteAsync(verzoek);
                        Interlocked.Add(ref bytes, verzoek.Length);
                    }
                }
                catch (IOException)
                {
                    // Nobody listens any more.
                }

                Interlocked.Increment(ref klaar);
            }
        }
    }

    /// <summary>A service that gives up on an attempt after two seconds, so that a test need not wait for fifteen.</summary>
    private sealed class Kort : App
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Knelpunten:Webhooks:Tijdslimiet", "2");
        }
    }
}
