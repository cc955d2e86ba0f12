using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Gebeurtenissen;

/// <summary>
/// The one writer. Jobs wait in a bounded queue; a single thread runs what is waiting in one transaction, commits once, lets
/// the register follow the log, and only then answers: acknowledged means committed, and many writes share one fsync.
/// </summary>
public sealed partial class Schrijver : IDisposable
{
    private const int Wachtrij = 4096;
    private const int Bundel = 256;

    private readonly Channel<Taak> taken = Channel.CreateBounded<Taak>(new BoundedChannelOptions(Wachtrij) { SingleReader = true });
    private readonly Werk werk;
    private readonly Register register;
    private readonly ILogger<Schrijver> log;
    private readonly Thread thread;
    private volatile bool gestopt;

    /// <summary>Starts the writer thread.</summary>
    public Schrijver(Db db, Register register, TimeProvider clock, ILogger<Schrijver> log)
    {
        this.register = register;
        this.log = log;
        werk = new Werk(db, clock);
        thread = new Thread(Draai) { IsBackground = true, Name = "schrijver" };
        thread.Start();
    }

    /// <summary>False once a disk error has stopped the writer for good.</summary>
    public bool Werkt => !gestopt;

    /// <summary>Runs a job in a transaction and returns its answer once that is durable.</summary>
    /// <exception cref="Weigering">503 when the queue is full or the writer has stopped, 507 when the disk is full.</exception>
    public Task<T> Schrijf<T>(Func<Werk, T> taak)
    {
        var job = new Taak<T>(taak);
        return !gestopt && taken.Writer.TryWrite(job) ? job.Antwoord : Task.FromException<T>(Weigering.Overbelast());
    }

    /// <summary>Finishes what is waiting and stops.</summary>
    public void Dispose()
    {
        taken.Writer.TryComplete();
        thread.Join();
    }

    private void Draai()
    {
        var bundel = new List<Taak>(Bundel);
        while (taken.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            try
            {
                werk.Begin();
                while (bundel.Count < Bundel && taken.Reader.TryRead(out var taak))
                {
                    bundel.Add(taak);
                    taak.Voer(werk);
                }

                werk.Commit();
                register.Volg(werk.Genoteerd);
                bundel.ForEach(taak => taak.Slaag());
            }
            catch (Exception fout)
            {
                Mislukt(bundel, fout);
            }

            bundel.Clear();
        }
    }

    private void Mislukt(List<Taak> bundel, Exception fout)
    {
        // Disk full: nothing was written, and writing may work again later. Anything else: what the disk holds is no longer
        // certain, and a retried fsync may lie. Stop, say so, and let a restart read back what is really there.
        var vol = fout is SqliteException { SqliteErrorCode: SqliteVol };
        LogMislukt(bundel.Count, fout);
        if (vol)
        {
            werk.Rollback();
            bundel.ForEach(taak => taak.Faal(Weigering.SchijfVol()));
            return;
        }

        gestopt = true;
        taken.Writer.TryComplete();
        bundel.ForEach(taak => taak.Faal(Weigering.Onzeker()));
        while (taken.Reader.TryRead(out var rest))
        {
            rest.Faal(Weigering.Overbelast());
        }

        _ = Task.Delay(TimeSpan.FromMilliseconds(500)).ContinueWith(_ => Environment.Exit(70), TaskScheduler.Default);
    }

    private const int SqliteVol = 13;

    [LoggerMessage(Level = LogLevel.Critical, Message = "Een bundel van {Aantal} schrijftaken is niet vastgelegd.")]
    private partial void LogMislukt(int aantal, Exception fout);

    /// <summary>A job in the queue.</summary>
    private abstract class Taak
    {
        public abstract void Voer(Werk werk);
        public abstract void Slaag();
        public abstract void Faal(Exception fout);
    }

    private sealed class Taak<T>(Func<Werk, T> doe) : Taak
    {
        private readonly TaskCompletionSource<T> bron = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? resultaat;
        private Exception? fout;

        public Task<T> Antwoord => bron.Task;

        public override void Voer(Werk werk)
        {
            try
            {
                resultaat = werk.Los(doe);
            }
            catch (Exception e) when (!Werk.RaaktBundel(e))
            {
                fout = e;
            }
        }

        public override void Slaag()
        {
            if (fout is null)
            {
                bron.SetResult(resultaat!);
            }
            else
            {
                bron.SetException(fout);
            }
        }

        public override void Faal(Exception fout) => bron.TrySetException(fout);
    }
}
