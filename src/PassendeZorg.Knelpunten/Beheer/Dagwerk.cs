using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>
/// What the clock asks for, not a caller: once at start and then once per period, as soon as a new one begins. It looks at the clock
/// every second, and does nothing else until then. What is refused (the queue is full, the disk is) is tried again.
/// </summary>
/// <remarks>A hosted service: it starts with the listening, after the register was read, and stops before the writer does.</remarks>
internal sealed partial class Dagwerk(Schrijver schrijver, TimeProvider clock, ILogger<Dagwerk> log) : BackgroundService
{
    private static readonly TimeSpan Kijk = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan NaWeigering = TimeSpan.FromSeconds(5);

    /// <summary>All of it, in the order in which it runs. Each job is short: what is much is done in parts.</summary>
    private static readonly Taak[] Taken =
    [
        new("te late toezeggingen", PerDag, werk => Toezegging.MeldTeLaat(werk) == Toezegging.PerKeer),
        new("samenvattingen", PerDag, Eenmaal(Samenvatting.SluitPerioden)),
        new("bewaarde antwoorden opruimen", PerDag, Eenmaal(MeldKnelpunt.RuimOp)),
    ];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var gedaan = new long?[Taken.Length];
        while (!stoppingToken.IsCancellationRequested)
        {
            var gelukt = true;
            for (var i = 0; i < Taken.Length; i++)
            {
                var periode = Taken[i].Periode(clock.GetUtcNow());
                if (gedaan[i] != periode && (gelukt &= await Doe(Taken[i], stoppingToken)))
                {
                    gedaan[i] = periode;
                }
            }

            await Task.Delay(gelukt ? Kijk : NaWeigering, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> Doe(Taak taak, CancellationToken ct)
    {
        try
        {
            while (await schrijver.Schrijf(taak.Doe).WaitAsync(ct))
            {
                // There is more of it.
            }

            return true;
        }
        catch (Exception fout) when (fout is not OperationCanceledException)
        {
            LogMislukt(taak.Naam, fout);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>A job that is done in one go.</summary>
    private static Func<Werk, bool> Eenmaal(Func<Werk, int> doe) => werk =>
    {
        doe(werk);
        return false;
    };

    private static long PerDag(DateTimeOffset nu) => Kalender.Dag(nu).DayNumber;

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dagwerk ({Taak}) is niet gelukt; het wordt opnieuw geprobeerd.")]
    private partial void LogMislukt(string taak, Exception fout);

    /// <summary>A job that the clock asks for.</summary>
    /// <param name="Naam">For the log of the service.</param>
    /// <param name="Periode">The number of the period that an instant falls in: it runs once in each.</param>
    /// <param name="Doe">The write job; true when there is more of it.</param>
    private sealed record Taak(string Naam, Func<DateTimeOffset, long> Periode, Func<Werk, bool> Doe);
}
