using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>
/// Looks every night at three whether file, log and tables still hold together (demand R8). When the file or the log is damaged nothing is written any more: what is
/// built on a damaged page makes it worse. Reading goes on, readiness says why, and every fault is in the log of the service.
/// </summary>
/// <remarks>On PostgreSQL the database watches over its own pages, and the operator plans <c>controleer</c>: not every instance need do it.</remarks>
internal sealed partial class Nachtcontrole(Db db, Register register, Schrijver schrijver, TimeProvider clock, ILogger<Nachtcontrole> log) : BackgroundService
{
    private const int MeesteRegels = 100;
    private static readonly TimeSpan Kijk = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Uur = TimeSpan.FromHours(3);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var nacht = Nacht(); !db.IsShared && !stoppingToken.IsCancellationRequested;)
        {
            await Task.Delay(Kijk, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (Nacht() is var nu && nu != nacht && !stoppingToken.IsCancellationRequested)
            {
                nacht = nu;
                await Task.Run(() => Controleer(stoppingToken), stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private DateOnly Nacht() => Kalender.Dag(clock.GetUtcNow() - Uur);

    private async Task Controleer(CancellationToken ct)
    {
        var gevonden = await Controle.Voer(db, ct);
        foreach (var fout in gevonden.Fouten.Take(MeesteRegels))
        {
            LogFout(fout);
        }

        if (gevonden.Fouten.Count == 0)
        {
            LogGoed(gevonden.Aantal);
            await register.Bewaar(schrijver);
            return;
        }

        if (!gevonden.Beschadigd)
        {
            return; // somebody changed a table by hand: a matter for the operator, and no worse for what is written after it
        }

        schrijver.AlleenLezen($"De nachtelijke controle vond {gevonden.Fouten.Count} fouten in de opslag. Er wordt niets meer vastgelegd tot de beheerder heeft gekeken.");
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Nachtelijke controle: {Aantal} gebeurtenissen, geen fouten.")]
    private partial void LogGoed(long aantal);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Nachtelijke controle: {Fout}")]
    private partial void LogFout(string fout);
}
