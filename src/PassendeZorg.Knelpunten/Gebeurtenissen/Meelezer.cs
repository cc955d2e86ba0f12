using System.Data.Common;
using Npgsql;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Gebeurtenissen;

/// <summary>
/// Lets an instance that does not write follow what others write: told by the database (NOTIFY) where a connection stays with its server, and
/// looking four times a second in any case.
/// </summary>
internal sealed class Meelezer(PostgresDb db, Schrijver schrijver, DatabaseClock clock) : BackgroundService
{
    private static readonly TimeSpan Kijk = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(Kijken(stoppingToken), db.Direct ? Luisteren(stoppingToken) : Task.CompletedTask);

    private async Task Kijken(CancellationToken ct)
    {
        using var elke = new PeriodicTimer(Kijk);
        for (var keer = 0; await Volgende(elke, ct); keer++)
        {
            schrijver.LeesMee();
            if (keer % 40 == 0 && schrijver.Werkt)
            {
                try
                {
                    await clock.Set(db, ct);
                }
                catch (Exception fout) when (fout is DbException or OperationCanceledException)
                {
                    // The writer will notice, and say so.
                }
            }
        }
    }

    private async Task Luisteren(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await using var connection = (NpgsqlConnection)await db.Open(ct);
                connection.Notification += (_, _) => schrijver.LeesMee();
                await using (var luister = new NpgsqlCommand($"LISTEN {Gebeurtenis.Kanaal}", connection))
                {
                    await luister.ExecuteNonQueryAsync(ct);
                }

                while (true)
                {
                    await connection.WaitAsync(ct);
                }
            }
            catch (Exception fout) when (fout is DbException or IOException or OperationCanceledException)
            {
                await Task.Delay(1_000, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task<bool> Volgende(PeriodicTimer elke, CancellationToken ct)
    {
        try
        {
            return await elke.WaitForNextTickAsync(ct);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
