using System.Text.Json;
using Dapper;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>
/// Proposes tags, and keeps learning: when confirmed knelpunten or the vocabularies changed and it has been quiet for a moment, it learns
/// anew in the background from the newest confirmed ones. Nobody who writes waits for that, and what it learned is kept in memory only:
/// the same confirmed knelpunten give the same proposals after a restart.
/// </summary>
public sealed partial class Voorsteller : BackgroundService
{
    /// <summary>It learns from at most so many, the newest: how a registry tags shows in fewer, and a lesson stays a matter of seconds.</summary>
    private const int Meest = 2_000;

    /// <summary>With so few a new lesson takes a moment, and who asks for proposals gets them by what is confirmed now.</summary>
    private const int Weinig = 300;

    private const int Gelijkende = 20;
    private static readonly TimeSpan Rust = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Eerst = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Geduld = TimeSpan.FromSeconds(10);

    private readonly Db db;
    private readonly Register register;
    private readonly TimeProvider clock;
    private readonly ILogger<Voorsteller> log;
    private readonly IHostApplicationLifetime? leven;
    private readonly SemaphoreSlim leert = new(1);
    private volatile Les les;

    /// <summary>Starts with what the vocabularies say.</summary>
    public Voorsteller(Db db, Register register, TimeProvider clock, ILogger<Voorsteller> log, IHostApplicationLifetime? leven = null)
    {
        (this.db, this.register, this.clock, this.log, this.leven) = (db, register, clock, log, leven);
        les = Maak(-1, register.Begrippen, []);
    }

    /// <summary>What fits a text, by what was learned up to now.</summary>
    public Tagvoorstellen StelVoor(string titel, string omschrijving)
    {
        var nu = les;
        var tekst = Leestekst.Lees(titel, omschrijving, nu.Model.Stammen);
        var oordeel = nu.Model.Beoordeel(tekst);
        var begrippen = register.Begrippen;
        var vandaag = Kalender.Dag(clock.GetUtcNow());
        var lijkend = nu.Gelijkenis.Zoek(tekst, Gelijkende);

        IReadOnlyList<Tagvoorstel> Uit(int lijst) =>
        [
            .. nu.Model.Kies(lijst, oordeel)
                .Select(klasse => (Klasse: klasse, Begrip: begrippen[Lexicon.Lijsten[lijst]].Zoek(klasse.Begrip.Code)))
                .Where(keuze => keuze.Begrip is { Kiesbaar: true } begrip && begrip.Geldig(vandaag))
                .Select(keuze => new Tagvoorstel(keuze.Begrip!.Code, keuze.Begrip.Naam, Math.Round(oordeel.Kansen[keuze.Klasse.Nummer], 2),
                    new Reden(nu.Model.Waarom(keuze.Klasse, oordeel, tekst),
                        [.. lijkend.Where(ander => ander.Codes[lijst].Contains(keuze.Begrip.Code, StringComparer.Ordinal)).Take(3).Select(ander => ander.Kenmerk)])))
                // A proposal that nobody can check is no proposal.
                .Where(voorstel => voorstel.Reden.Woorden.Count + voorstel.Reden.Knelpunten.Count > 0),
        ];
        return new Tagvoorstellen(Uit(0), Uit(1), Uit(2), Uit(3), Uit(4));
    }

    /// <summary>Waits for the lesson that is due, when that is a short one.</summary>
    public async Task Bij(CancellationToken ct)
    {
        if (les.Stand == register.Leerstand || les.Aantal > Weinig)
        {
            return;
        }

        try
        {
            await Task.Run(() => Leer(CancellationToken.None), ct).WaitAsync(Geduld, ct);
        }
        catch (TimeoutException)
        {
            // Many were confirmed at once: the next one gets it.
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Seconds of work on a large registry: start does not wait for it, and neither do the first who ask.
        await Task.Delay(Timeout.InfiniteTimeSpan, leven?.ApplicationStarted ?? stoppingToken).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.Delay(Eerst, clock, stoppingToken);
        using var wekker = new PeriodicTimer(Rust);
        var (gezien, duur, sinds) = (register.Leerstand, TimeSpan.Zero, clock.GetTimestamp());
        do
        {
            // When it has been quiet; while it goes on, not all the time.
            var stand = register.Leerstand;
            if (stand != les.Stand && (stand == gezien || clock.GetElapsedTime(sinds) > TimeSpan.FromSeconds(30)) && clock.GetElapsedTime(sinds) >= duur * 4)
            {
                var begin = clock.GetTimestamp();
                await Task.Run(() => Leer(stoppingToken), stoppingToken).WaitAsync(stoppingToken); // a stop does not wait for it
                (duur, sinds) = (clock.GetElapsedTime(begin), clock.GetTimestamp());
            }

            gezien = stand;
        }
        while (await wekker.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Learns anew, when there is anything new to learn.</summary>
    internal async Task Leer(CancellationToken ct)
    {
        await leert.WaitAsync(ct);
        try
        {
            var stand = register.Leerstand;
            if (stand == les.Stand)
            {
                return;
            }

            // The begrippen first: what changes while reading makes a new lesson due.
            les = Maak(stand, register.Begrippen, await Lees(ct));
            LogGeleerd(les.Aantal);
        }
        catch (Exception fout) when (fout is not OperationCanceledException)
        {
            LogMislukt(fout); // proposals go on by what was learned before
        }
        finally
        {
            leert.Release();
        }
    }

    private static Les Maak(int stand, Begrippenlijsten begrippen, List<Leervoorbeeld> voorbeelden) =>
        new(stand, voorbeelden.Count, Model.Leer(new Lexicon(begrippen), voorbeelden), new Gelijkenis(voorbeelden));

    /// <summary>The newest confirmed knelpunten: what anybody may read.</summary>
    private async Task<List<Leervoorbeeld>> Lees(CancellationToken ct)
    {
        await using var connection = await db.Open(ct);
        return [.. connection.Query<Rij>($"""
            SELECT kenmerk, inhoud FROM knelpunt WHERE status IN ('{string.Join("', '", Selectie.Openbaar)}') ORDER BY nummer DESC LIMIT {Meest}
            """, buffered: false).Select(rij => rij.Leervoorbeeld())];
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Tagvoorstellen leerden van {Aantal} bevestigde knelpunten.")]
    private partial void LogGeleerd(int aantal);

    [LoggerMessage(Level = LogLevel.Error, Message = "Tagvoorstellen konden niet opnieuw leren.")]
    private partial void LogMislukt(Exception fout);

    private sealed record Les(int Stand, int Aantal, Model Model, Gelijkenis Gelijkenis);

    private sealed class Rij
    {
        public string Kenmerk { get; init; } = "";
        public string Inhoud { get; init; } = "";

        public Leervoorbeeld Leervoorbeeld()
        {
            var inhoud = JsonSerializer.Deserialize<KnelpuntInhoud>(Inhoud, Json.Options)!;
            return new(Kenmerk, inhoud.Titel, inhoud.Omschrijving, [inhoud.Soorten, inhoud.Wetten ?? [], inhoud.Domeinen ?? [], inhoud.Doelgroepen ?? [], inhoud.Adressaten ?? []]);
        }
    }
}
