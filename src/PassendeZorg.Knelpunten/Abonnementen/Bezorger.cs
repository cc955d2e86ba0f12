using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>
/// Delivers. Follows the log and puts in the queue, in the database, what each subscription gets, in one transaction with the place where it
/// was in the log: nothing is lost, and nothing stands there twice. Takes what is due with a lease, sends it outside any
/// transaction, and writes down what became of it. Whoever crashes in between leaves a lease that ends: then it is sent again, with the same
/// webhook-id. A subscription has one message on its way at a time, so that they arrive in order and a receiver that hangs delays only itself.
/// </summary>
internal sealed partial class Bezorger(Register register, Schrijver schrijver, Db db, Instellingen instellingen, IServer server, Bestemming bestemming, Peper peper,
    Postbode post, Brieven brieven, Terugkoppeling terugkoppeling, TimeProvider clock, IHostApplicationLifetime leven, Meters meters, ILogger<Bezorger> log) : BackgroundService
{
    /// <summary>Messages on their way at once.</summary>
    private const int Banen = 64;

    /// <summary>Of those, to receivers that failed the last time: the others always have room.</summary>
    private const int BanenNaFout = 16;

    /// <summary>How much of the log is looked at at a time, and how much is put in the queue in one transaction.</summary>
    private const int Deel = 500;

    /// <summary>Where the follower is in the log, among the sequences.</summary>
    private const string Teller = "bezorgd";

    private static readonly TimeSpan Rust = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Opgegeven = TimeSpan.FromDays(5);
    private static readonly TimeSpan MeestWachten = TimeSpan.FromHours(24);

    private readonly SemaphoreSlim wek = new(0, 1);
    private readonly ConcurrentDictionary<Guid, Task> banen = [];
    private readonly ConcurrentDictionary<Guid, bool> banenNaFout = [];
    private readonly Dictionary<Guid, long> beurten = [];
    private readonly TimeSpan tijdslimiet = TimeSpan.FromSeconds(instellingen.Webhooks.Tijdslimiet);
    private IReadOnlyList<Volger> volgers = [];
    private int volgersVersie = -1;
    private long gevolgd;
    private long vastgelegd;
    private long beurt;
    private DateTimeOffset opgeruimd;

    private TimeSpan Lease => 4 * tijdslimiet;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Gestart(stoppingToken);
        meters.Peil("knelpunten.bezorger.achterstand", "Gebeurtenissen waarvan nog niet is uitgezocht wie ze krijgt.", () => Math.Max(0, register.Kolommen.Nu.LaatsteVolgnummer - Volatile.Read(ref gevolgd)));
        meters.Peil("knelpunten.bezorger.onderweg", "Berichten die nu onderweg zijn.", () => banen.Count);
        gevolgd = vastgelegd = await db.First<long?>("SELECT waarde FROM teller WHERE naam = @Teller", new { Teller }, stoppingToken) ?? 0;
        await terugkoppeling.Begin(stoppingToken);
        using var nuEcht = new CancellationTokenSource();
        register.Gevolgd += Wek;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var meer = false;
                try
                {
                    meer = await Volg(stoppingToken) | await terugkoppeling.Volg(stoppingToken);
                    await Begin(nuEcht.Token);
                    await RuimOp();
                }
                catch (Exception fout) when (fout is not OperationCanceledException)
                {
                    LogMislukt(fout); // the disk is full, or the writer is busy: nothing was lost, and it is tried again
                }

                if (!meer)
                {
                    await wek.WaitAsync(Rust, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        finally
        {
            register.Gevolgd -= Wek;
            nuEcht.CancelAfter(TimeSpan.FromSeconds(3));
            await Task.WhenAll(banen.Values);
        }
    }

    public override void Dispose()
    {
        wek.Dispose();
        base.Dispose();
    }

    /// <summary>The address in links is known once the service listens.</summary>
    private async Task Gestart(CancellationToken ct)
    {
        var gestart = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var bij = leven.ApplicationStarted.Register(gestart.SetResult);
        await gestart.Task.WaitAsync(ct);
    }

    private void Wek()
    {
        try
        {
            wek.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    /// <summary>Puts in the queue what happened since the last time; true when there is more.</summary>
    private async Task<bool> Volg(CancellationToken ct)
    {
        var laatste = register.Kolommen.Nu.LaatsteVolgnummer;
        if (gevolgd >= laatste)
        {
            return false;
        }

        var versie = register.AbonnementenVersie;
        if (versie == volgersVersie && volgers.Count == 0)
        {
            gevolgd = laatste;
            return false;
        }

        var gebeurtenissen = (await db.Query<Gebeurtenis.Rij>($"{Gebeurtenis.Select} WHERE volgnummer > @gevolgd AND volgnummer <= @laatste ORDER BY volgnummer LIMIT @Deel",
            new { gevolgd, laatste, Deel }, ct)).Select(rij => rij.Gebeurtenis()).ToList();
        if (versie != volgersVersie)
        {
            // What happened before a subscription changed is for the subscriptions as they were.
            var ervoor = volgersVersie < 0 ? 0 : gebeurtenissen.FindIndex(gebeurtenis => gebeurtenis.Soort.StartsWith("abonnement.", StringComparison.Ordinal));
            if (ervoor > 0)
            {
                gebeurtenissen.RemoveRange(ervoor, gebeurtenissen.Count - ervoor);
            }
            else
            {
                volgers = await LeesVolgers(ct);
                volgersVersie = versie;
            }
        }

        var batch = await Ontvangers.Maak(gebeurtenissen, register, db, ct);
        var afleveringen = new List<(int Plaats, Guid Abonnement)>();
        foreach (var volger in volgers)
        {
            foreach (var i in await batch.Voor(volger.Soorten, volger.Selectie, volger.Abonnement.Lezer(register, clock), ct))
            {
                if (gebeurtenissen[i].Volgnummer > volger.Abonnement.Vanaf && volger.Abonnement.Wil(gebeurtenissen[i]))
                {
                    afleveringen.Add((i, volger.Abonnement.Id));
                }
            }
        }

        // As much as fits in a short transaction, whole gebeurtenissen at a time and in the order of the log.
        afleveringen.Sort();
        var tot = afleveringen.Count <= Deel ? gebeurtenissen.Count : Math.Max(1, afleveringen[Deel].Plaats);
        var naar = gebeurtenissen[tot - 1].Volgnummer;
        var nieuw = afleveringen.TakeWhile(aflevering => aflevering.Plaats < tot).ToList();

        // A place in the log that puts nothing in the queue is not worth a transaction, unless there would be much to look at again.
        if (nieuw.Count > 0 || naar - vastgelegd >= Deel || gebeurtenissen.Any(gebeurtenis => gebeurtenis.Soort.StartsWith("abonnement.", StringComparison.Ordinal)))
        {
            await schrijver.Terzijde(werk =>
            {
                // Whoever is being switched off at this moment gets nothing any more: see SchakelUit.
                var over = werk.Vraag<Guid>($"SELECT id FROM abonnement WHERE status IN ('actief', 'gepauzeerd') {(db.IsShared ? "ORDER BY id FOR KEY SHARE" : "")}").ToHashSet();
                foreach (var (plaats, abonnement) in nieuw.Where(aflevering => over.Contains(aflevering.Abonnement)))
                {
                    Aflevering.Klaarzetten(werk, abonnement, gebeurtenissen[plaats].Volgnummer);
                }

                // Another instance may be further: this never goes back.
                return werk.Voer("INSERT INTO teller (naam, waarde) VALUES (@Teller, @naar) ON CONFLICT (naam) DO UPDATE SET waarde = excluded.waarde WHERE teller.waarde < excluded.waarde", new { Teller, naar });
            });
            vastgelegd = naar;
        }

        gevolgd = naar;
        return gevolgd < laatste;
    }

    private async Task<IReadOnlyList<Volger>> LeesVolgers(CancellationToken ct) =>
        [.. (await db.Query<Abonnement.Rij>($"{Abonnement.Select} WHERE status IN ('actief', 'gepauzeerd') AND kanaal <> 'terugkoppeling'", null, ct))
            .Select(rij => new Volger(rij, rij.Gebeurtenissen.Split(' ').ToHashSet(StringComparer.Ordinal), rij.Inhoud().LeesSelectie(register, default, new Fouten())))];

    /// <summary>Starts on what is due, for subscriptions that have nothing on its way; who waited longest comes first.</summary>
    private async Task Begin(CancellationToken stop)
    {
        if (banen.Count >= Banen)
        {
            return;
        }

        var nu = clock.GetUtcNow();
        var klaar = (await db.Query<Abonnement.Rij>($"SELECT a.id, a.faalt_sinds FROM abonnement a WHERE EXISTS (SELECT 1 FROM aflevering f WHERE {Klaar}) {NietElders}", new { nu, metPost = post.Aan ? 1 : 0 }, CancellationToken.None))
            .Where(abonnement => !banen.ContainsKey(abonnement.Id)).OrderBy(abonnement => beurten.GetValueOrDefault(abonnement.Id)).ToList();
        var naFout = klaar.Where(abonnement => abonnement.FaaltSinds is not null).Take(Math.Max(0, BanenNaFout - banenNaFout.Count)).ToList();
        var gekozen = klaar.Where(abonnement => abonnement.FaaltSinds is null).Concat(naFout).Take(Banen - banen.Count).Select(abonnement => abonnement.Id).ToList();
        if (gekozen.Count == 0)
        {
            return;
        }

        var taken = await schrijver.Terzijde(werk => Vrij(werk, gekozen).Select(abonnement => Neem(werk, abonnement)).OfType<Taak>().ToList());
        foreach (var taak in taken)
        {
            var id = taak.Abonnement.Id;
            beurten[id] = ++beurt;
            if (naFout.Any(abonnement => abonnement.Id == id))
            {
                banenNaFout[id] = true;
            }

            banen[id] = Task.CompletedTask; // it stands there before it can be done
            banen.TryUpdate(id, Baan(taak, stop), Task.CompletedTask);
        }
    }

    /// <summary>What of a subscription <c>a</c> can be sent: what is due, or before there is consent only the question.</summary>
    private const string Klaar = """
        f.abonnement_id = a.id AND f.volgende_op <= @nu AND (a.status = 'actief' OR (a.status = 'wacht-op-bevestiging' AND f.volgnummer = a.bevestiging))
        AND (a.kanaal = 'webhook' OR @metPost = 1)
        """;

    /// <summary>And that no other instance is sending to.</summary>
    private string NietElders => db.IsShared ? "AND NOT EXISTS (SELECT 1 FROM onderweg o WHERE o.abonnement_id = a.id AND o.tot > @nu)" : "";

    /// <summary>Those that no other instance is taking at this moment: what it has locked is skipped, not waited for.</summary>
    private IEnumerable<Guid> Vrij(Werk werk, List<Guid> abonnementen) => !db.IsShared ? abonnementen
        : werk.Vraag<Guid>("SELECT id FROM abonnement WHERE id = ANY (@Ids) ORDER BY id FOR NO KEY UPDATE SKIP LOCKED", new { Ids = abonnementen.ConvertAll(id => id.ToString("D")) });

    /// <summary>Takes the first that is due of a subscription: nobody else does until the lease ends.</summary>
    private Taak? Neem(Werk werk, Guid abonnement)
    {
        var nu = werk.Nu;
        if (db.IsShared && werk.Voer("""
            INSERT INTO onderweg (abonnement_id, tot) VALUES (@abonnement, @Tot)
            ON CONFLICT (abonnement_id) DO UPDATE SET tot = excluded.tot WHERE onderweg.tot <= @nu
            """, new { abonnement, Tot = nu + Lease, nu }) == 0)
        {
            return null; // another instance has it in hand
        }

        var rij = werk.Een<Wachtend>($"SELECT f.id, f.volgnummer, f.eerste, f.pogingen FROM abonnement a, aflevering f WHERE a.id = @abonnement AND {Klaar} ORDER BY f.volgnummer LIMIT 1", new { abonnement, nu, metPost = post.Aan ? 1 : 0 });
        if (rij is null)
        {
            LaatLos(werk, abonnement);
            return null;
        }

        werk.Voer("UPDATE aflevering SET volgende_op = @Tot WHERE id = @Id", new { Tot = nu + Lease, rij.Id });
        return new Taak(rij, werk.Een<Abonnement.Rij>($"{Abonnement.Select} WHERE id = @abonnement", new { abonnement })!);
    }

    /// <summary>Whoever changes what belongs to a subscription locks the subscription first, so that nobody waits in a circle.</summary>
    private void HoudVast(Werk werk, Guid abonnement)
    {
        if (db.IsShared)
        {
            werk.Leg("SELECT id FROM abonnement WHERE id = @abonnement FOR NO KEY UPDATE", new { abonnement });
        }
    }

    /// <summary>Another instance may take what is next of a subscription.</summary>
    private void LaatLos(Werk werk, Guid abonnement)
    {
        if (db.IsShared)
        {
            werk.Voer("DELETE FROM onderweg WHERE abonnement_id = @abonnement", new { abonnement });
        }
    }

    /// <summary>Sends to one receiver, one message after another, for as long as that goes well and nobody else has to wait for it.</summary>
    private async Task Baan(Taak? taak, CancellationToken stop)
    {
        var id = taak!.Abonnement.Id;
        try
        {
            while (taak is { } nu)
            {
                Bestemming.Uitslag? uitslag;
                try
                {
                    uitslag = await Probeer(nu, stop);
                    meters.Bezorgpogingen.Add(1, new("kanaal", nu.Abonnement.Kanaal), new("uitkomst", uitslag switch { null => "vervallen", { Gelukt: true } => "afgeleverd", { Status: null } => "onbereikbaar", _ => "geweigerd" }));
                }
                catch (OperationCanceledException)
                {
                    await schrijver.Terzijde(werk =>
                    {
                        HoudVast(werk, id);
                        LaatLos(werk, id);
                        return werk.Voer("UPDATE aflevering SET volgende_op = @Nu WHERE id = @Id", new { werk.Nu, nu.Wachtend.Id });
                    });
                    return; // stopping: whoever comes next sends it again
                }

                var door = uitslag?.Gelukt == true && !leven.ApplicationStopping.IsCancellationRequested && banen.Count < Banen;
                Taak? RondAf(Werk werk)
                {
                    HoudVast(werk, id);
                    LaatLos(werk, id);
                    LegVast(werk, nu, uitslag);
                    return door ? Neem(werk, id) : null;
                }

                // What arrived at a subscription that was active already is not for the log; what failed or was agreed to may be.
                taak = uitslag is { Gelukt: true } && nu.Abonnement.Status == Abonnement.Actief ? await schrijver.Terzijde(RondAf) : await schrijver.Schrijf(RondAf);
            }
        }
        catch (Exception fout)
        {
            LogMislukt(fout); // what was on its way is sent again when the lease ends
        }
        finally
        {
            banen.TryRemove(id, out _);
            banenNaFout.TryRemove(id, out _);
            Wek();
        }
    }

    /// <summary>One attempt. Null when it may not be sent any more.</summary>
    private async Task<Bestemming.Uitslag?> Probeer(Taak taak, CancellationToken stop)
    {
        var (wachtend, abonnement) = taak;
        var gebeurtenis = (await db.First<Gebeurtenis.Rij>($"{Gebeurtenis.Select} WHERE volgnummer = @Volgnummer", new { wachtend.Volgnummer }, stop))!.Gebeurtenis();
        if (abonnement.Kanaal == Abonnement.Terugkoppeling)
        {
            return await terugkoppeling.Maak(abonnement, wachtend.Eerste ?? wachtend.Volgnummer, wachtend.Volgnummer, stop) is { } bundel ? await post.Stuur(bundel, clock, tijdslimiet, stop) : null;
        }

        if (!(await Ontvangers.Maak([gebeurtenis], register, db, stop)).Mag(0, abonnement.Lezer(register, clock)))
        {
            return null;
        }

        if (abonnement.Kanaal == Abonnement.PerEmail)
        {
            return await post.Stuur(await brieven.Maak(abonnement, gebeurtenis, stop), clock, tijdslimiet, stop);
        }

        var adres = instellingen.Adres(server);
        var bericht = (await Bericht.Maak([gebeurtenis], instellingen.Bron, adres, db, stop))[0];
        if (gebeurtenis.Soort == Bericht.Bevestiging)
        {
            using var vraag = new HttpRequestMessage(HttpMethod.Options, abonnement.Bestemming);
            vraag.Headers.Add("WebHook-Request-Origin", new Uri(adres).IdnHost);
            var antwoord = await bestemming.Stuur(vraag, clock, tijdslimiet, stop);
            if (antwoord is { Gelukt: true, Toegestaan: true } || (antwoord.Status is null && wachtend.Pogingen == 0))
            {
                return antwoord; // it agrees; or nobody was there, and then it is asked again before the message is tried
            }

            bericht = bericht with { Data = bericht.Data with { Code = Geheim.Code(peper, abonnement.Id, wachtend.Volgnummer) } };
        }

        var (nu, inhoud, id) = (clock.GetUtcNow(), bericht.Json(), Geheim.Berichtnummer(abonnement.Id, wachtend.Volgnummer));
        using var verzoek = new HttpRequestMessage(HttpMethod.Post, abonnement.Bestemming) { Content = new ByteArrayContent(inhoud) };
        verzoek.Content.Headers.TryAddWithoutValidation("Content-Type", $"{Bericht.MediaType}; charset=utf-8");
        verzoek.Headers.Add("webhook-id", id);
        verzoek.Headers.Add("webhook-timestamp", $"{nu.ToUnixTimeSeconds()}");
        verzoek.Headers.Add("webhook-signature", Geheim.Handtekeningen(abonnement, peper, id, nu.ToUnixTimeSeconds(), inhoud, nu));
        return await bestemming.Stuur(verzoek, clock, tijdslimiet, stop);
    }

    /// <summary>Writes down what became of an attempt, and when the next one is.</summary>
    private static void LegVast(Werk werk, Taak taak, Bestemming.Uitslag? uitslag)
    {
        var (id, nu) = (taak.Wachtend.Id, werk.Nu);
        if (werk.Een<Abonnement.Rij>($"{Abonnement.Select} WHERE id = @Id", new { taak.Abonnement.Id }) is not { } abonnement)
        {
            return; // deleted while this was on its way
        }

        if (uitslag is null)
        {
            werk.Voer("UPDATE aflevering SET status = 'mislukt', volgende_op = NULL, afgerond_op = @nu WHERE id = @id", new { id, nu });
            return;
        }

        werk.Voer("""
            INSERT INTO poging (aflevering_id, nummer, begonnen_op, methode, duur_ms, status, fout, antwoord)
            SELECT @id, coalesce(max(nummer), 0) + 1, @BegonnenOp, @Methode, @DuurMs, @Status, @Fout, @Antwoord FROM poging WHERE aflevering_id = @id
            """, new { id, uitslag.BegonnenOp, uitslag.Methode, uitslag.DuurMs, uitslag.Status, uitslag.Fout, uitslag.Antwoord });
        if (uitslag.Gelukt)
        {
            werk.Voer("UPDATE aflevering SET status = 'afgeleverd', volgende_op = NULL, afgerond_op = @nu WHERE id = @id", new { id, nu });
            werk.Voer("UPDATE abonnement SET laatste_aflevering_op = @nu, faalt_sinds = NULL WHERE id = @Id", new { nu, abonnement.Id });
            if (uitslag.Toegestaan && abonnement.Status == Abonnement.Wacht && abonnement.Bevestiging == taak.Wachtend.Volgnummer)
            {
                Abonnement.Bevestig(werk, Gebruiker.Systeem, abonnement);
            }

            return;
        }

        var sinds = abonnement.FaaltSinds ?? nu;
        werk.Voer("UPDATE abonnement SET faalt_sinds = @sinds WHERE id = @Id", new { sinds, abonnement.Id });
        var pogingen = taak.Wachtend.Pogingen + 1;
        if (pogingen <= Aflevering.Schema.Count)
        {
            var wacht = Aflevering.Schema[pogingen - 1] * (0.9 + (0.2 * Random.Shared.NextDouble()));
            var gevraagd = uitslag.Wacht < MeestWachten ? uitslag.Wacht : MeestWachten;
            werk.Voer("UPDATE aflevering SET pogingen = @pogingen, volgende_op = @Volgende WHERE id = @id", new { pogingen, Volgende = nu + (uitslag.Wacht is not null && gevraagd > wacht ? gevraagd.Value : wacht), id });
        }
        else
        {
            if (werk.Een<long>("SELECT count(*) FROM aflevering WHERE abonnement_id = @Id AND status = 'mislukt' AND afgerond_op >= @sinds", new { abonnement.Id, sinds }) == 0)
            {
                // Once for all that a receiver misses while it is away.
                Abonnement.Noteer(werk, Gebruiker.Systeem, "aflevering-mislukt", abonnement.Id, new JsonObject { ["volgnummer"] = taak.Wachtend.Volgnummer });
            }

            werk.Voer("UPDATE aflevering SET status = 'mislukt', pogingen = @pogingen, volgende_op = NULL, afgerond_op = @nu WHERE id = @id", new { pogingen, nu, id });
        }

        if (uitslag.Status == 410)
        {
            Abonnement.SchakelUit(werk, abonnement.Id, "410", "De ontvanger antwoordde dat het adres niet meer bestaat (410).");
        }
        else if (nu - sinds >= Opgegeven)
        {
            Abonnement.SchakelUit(werk, abonnement.Id, "5-dagen", "Vijf dagen lang is geen enkel bericht aangekomen.");
        }
    }

    /// <summary>Forgets, once an hour, deliveries of more than thirty days ago.</summary>
    private async Task RuimOp()
    {
        var nu = clock.GetUtcNow();
        if (nu - opgeruimd < TimeSpan.FromHours(1))
        {
            return;
        }

        opgeruimd = nu;
        while (await schrijver.Terzijde(werk => werk.Voer("DELETE FROM aflevering WHERE id IN (SELECT id FROM aflevering WHERE aangemaakt_op < @Voor LIMIT @Deel)",
            new { Voor = nu - Aflevering.Bewaartijd, Deel })) == Deel)
        {
            await Task.Yield();
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Bezorgen lukte even niet.")]
    private partial void LogMislukt(Exception fout);

    /// <summary>A subscription that is followed, read and checked once.</summary>
    private sealed record Volger(Abonnement.Rij Abonnement, IReadOnlySet<string> Soorten, Selectie? Selectie);

    /// <summary>A delivery in hand, and the subscription as it was when it was taken.</summary>
    private sealed record Taak(Wachtend Wachtend, Abonnement.Rij Abonnement);

    /// <summary>A row as Dapper reads it.</summary>
    private sealed class Wachtend
    {
        public Guid Id { get; init; }
        public long Volgnummer { get; init; }
        public long? Eerste { get; init; }
        public int Pogingen { get; init; }
    }
}

/// <summary>How delivering is wired.</summary>
internal static class Bezorging
{
    public static void AddAbonnementen(this IServiceCollection services)
    {
        services.AddSingleton<Naamdienst>(System.Net.Dns.GetHostAddressesAsync);
        services.AddSingleton<Bestemming>();
        services.AddSingleton<Postbode>();
        services.AddSingleton<Brieven>();
        services.AddSingleton<Terugkoppeling>();
        services.AddHostedService<Bezorger>();
    }
}
