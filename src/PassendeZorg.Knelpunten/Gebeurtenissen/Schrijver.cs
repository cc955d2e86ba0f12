using System.Data.Common;
using System.Diagnostics;
using System.Threading.Channels;
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

    /// <summary>Transactions beside the log at once.</summary>
    private const int Banen = 8;

    /// <summary>How often one of those gives way to others before it gives up.</summary>
    private const int MeestOpnieuw = 20;

    /// <summary>With more jobs under way than this, what is nice to have gives way to what must be written.</summary>
    private const int Veel = 16;
    private static readonly TimeSpan Rust = TimeSpan.FromMilliseconds(250);

    /// <summary>A database that takes longer than this over a batch hangs, or others are before us.</summary>
    private static readonly TimeSpan Geduld = TimeSpan.FromSeconds(5);

    private readonly Channel<Taak> taken = Channel.CreateBounded<Taak>(new BoundedChannelOptions(Wachtrij) { SingleReader = true });

    /// <summary>What is being written. The writer's own; others only look how much it is.</summary>
    private readonly List<Taak> bundel = new(Bundel);
    private readonly SemaphoreSlim terzijde = new(Banen);
    private readonly Db db;
    private readonly TimeProvider clock;
    private readonly Werk werk;
    private readonly Register register;
    private readonly ILogger<Schrijver> log;
    private readonly Meters meters;
    private readonly Thread thread;
    private volatile bool gestopt;
    private long bezigSinds;
    private volatile string? alleenLezen;
    private int leestMee;

    /// <summary>Starts the writer thread.</summary>
    public Schrijver(Db db, Register register, TimeProvider clock, ILogger<Schrijver> log, Meters meters)
    {
        this.meters = meters;
        this.db = db;
        this.clock = clock;
        this.register = register;
        this.log = log;
        werk = new Werk(db, clock, register.Kolommen.Nu.LaatsteVolgnummer);
        meters.Peil("knelpunten.wachtrij", "Schrijftaken die wachten.", () => taken.Reader.Count);
        meters.Peil("knelpunten.schrijver.werkt", "1: er kan geschreven worden; 0: niet.", () => Werkt ? 1 : 0);
        meters.Peil("knelpunten.volgnummer", "De laatste gebeurtenis die lijsten en tellingen meenemen.", () => register.Kolommen.Nu.LaatsteVolgnummer);
        thread = new Thread(Draai) { IsBackground = true, Name = "schrijver" };
        thread.Start();
    }

    /// <summary>False once a disk error has stopped the writer for good, and as long as the database is away.</summary>
    public bool Werkt => !gestopt && !db.IsAway && alleenLezen is null;

    /// <summary>Whether many wait at this moment to be written or to be durable: advice can wait, reports cannot.</summary>
    internal bool Druk => taken.Reader.Count + bundel.Count > Veel;

    /// <summary>Why nothing is written, when that is not going to pass by itself.</summary>
    public string? Reden => alleenLezen;

    /// <summary>Writes nothing any more until a restart; reading goes on.</summary>
    internal void AlleenLezen(string reden) => alleenLezen = reden;

    /// <summary>Whether a write would be answered soon: it works, and a shared database does not keep it waiting.</summary>
    public bool Gereed => Werkt && !(db.IsShared && Interlocked.Read(ref bezigSinds) is > 0 and var sinds && Environment.TickCount64 - sinds > Geduld.TotalMilliseconds);

    /// <summary>Runs a job in a transaction and returns its answer once that is durable.</summary>
    /// <exception cref="Weigering">503 when the queue is full or the writer has stopped, 507 when the disk is full.</exception>
    public Task<T> Schrijf<T>(Func<Werk, T> taak)
    {
        var job = new Taak<T>(taak);
        if (Werkt && taken.Writer.TryWrite(job))
        {
            return job.Antwoord;
        }

        meters.Schrijftaken.Add(1, new KeyValuePair<string, object?>("uitkomst", "geweigerd"));
        return Task.FromException<T>(Weiger());
    }

    /// <summary>
    /// Runs a job that writes nothing in the log and returns its answer once that is durable: on a shared database in a transaction of its own, so that it does
    /// not wait for whoever appends, nor they for it; embedded, with all others.
    /// </summary>
    /// <exception cref="Weigering">503 when the database is away.</exception>
    public async Task<T> Terzijde<T>(Func<Werk, T> taak)
    {
        if (!db.IsShared)
        {
            return await Schrijf(taak);
        }

        await terzijde.WaitAsync();
        try
        {
            for (var keer = 1; Werkt; keer++)
            {
                try
                {
                    return await Task.Run(() =>
                    {
                        using var eigen = new Werk(db, clock);
                        return eigen.Alleen(taak);
                    });
                }
                catch (DbException fout) when (db.Dialect.FaultOf(fout) == Fault.Busy && keer < MeestOpnieuw)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20 * keer));
                }
            }

            throw Weiger();
        }
        finally
        {
            terzijde.Release();
        }
    }

    /// <summary>Lets the register follow what other instances wrote, when nobody writes here.</summary>
    internal void LeesMee()
    {
        if (Interlocked.Exchange(ref leestMee, 1) == 0 && !taken.Writer.TryWrite(new Meelezen(this)))
        {
            Volatile.Write(ref leestMee, 0); // whoever is writing reads along as well
        }
    }

    /// <summary>Gets what was erased out of the files, a step at a time and between two batches.</summary>
    internal Task<Werk.Schoonmaak> Schoon(bool eerste)
    {
        var taak = new Schoonmaken(werk => werk.Schoon(eerste));
        return Werkt && taken.Writer.TryWrite(taak) ? taak.Antwoord : Task.FromException<Werk.Schoonmaak>(Weiger());
    }

    private Weigering Weiger() => alleenLezen is { } reden ? Weigering.AlleenLezen(reden) : Weigering.Overbelast();

    /// <summary>Finishes what is waiting and stops.</summary>
    public void Dispose()
    {
        taken.Writer.TryComplete();
        thread.Join();
        terzijde.Dispose();
    }

    private void Draai()
    {
        while (taken.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            var vastleggen = false;
            Interlocked.Exchange(ref bezigSinds, Environment.TickCount64);
            try
            {
                if (taken.Reader.TryPeek(out var eerste) && eerste is Meelezen)
                {
                    taken.Reader.TryRead(out _);
                    eerste.Voer(werk);
                    VolgAnderen();
                    continue;
                }

                if (eerste is Schoonmaken)
                {
                    taken.Reader.TryRead(out _);
                    bundel.Add(eerste);
                    eerste.Voer(werk);
                    eerste.Slaag();
                    bundel.Clear();
                    continue;
                }

                werk.Begin();
                VolgAnderen();
                werk.Sluitaan();
                while (bundel.Count < Bundel && taken.Reader.TryPeek(out var volgende) && volgende is not Schoonmaken && taken.Reader.TryRead(out var taak))
                {
                    bundel.Add(taak);
                    taak.Voer(werk);
                }

                vastleggen = true;
                var begin = Stopwatch.GetTimestamp();
                werk.Commit();
                var vastgelegd = Stopwatch.GetTimestamp();
                register.Volg(werk.Genoteerd);
                werk.Gevolgd();
                meters.Vastleggen.Record(Stopwatch.GetElapsedTime(begin, vastgelegd).TotalSeconds);
                meters.Volgen.Record(Stopwatch.GetElapsedTime(vastgelegd).TotalSeconds);
                meters.Bundel.Record(bundel.Count);
                meters.Schrijftaken.Add(bundel.Count, new KeyValuePair<string, object?>("uitkomst", "vastgelegd"));
                bundel.ForEach(taak => taak.Slaag());
            }
            catch (Exception fout)
            {
                Mislukt(vastleggen, fout);
            }

            bundel.Clear();
            Interlocked.Exchange(ref bezigSinds, 0);
        }
    }

    /// <summary>The register follows the log in its order, whoever wrote it: first what others did.</summary>
    private void VolgAnderen()
    {
        while (werk.Anderen() is { Count: > 0 } anderen)
        {
            register.Volg(anderen);
            werk.Gevolgd(anderen);
        }
    }

    private void Mislukt(bool vastleggen, Exception fout)
    {
        // Disk full: nothing was written, and writing may work again later. The connection lost: the same, but for what was being
        // committed. Anything else: what the disk holds is no longer certain, and a retried fsync may lie. Stop, say so, and let a
        // restart read back what is really there.
        meters.Schrijftaken.Add(bundel.Count, new KeyValuePair<string, object?>("uitkomst", "mislukt"));
        var soort = werk.RaaktBundel(fout) ? werk.Dialect.FaultOf(fout) : Fault.Damaged;
        if (soort == Fault.Damaged)
        {
            LogMislukt(bundel.Count, fout);
        }
        else
        {
            LogUitgesteld(bundel.Count, soort, fout);
        }

        try
        {
            if (soort == Fault.Full)
            {
                werk.Rollback();
                bundel.ForEach(taak => taak.Faal(Weigering.SchijfVol()));
                return;
            }

            if (soort is Fault.Lost or Fault.Busy or Fault.Statement)
            {
                db.IsAway = true;
                bundel.ForEach(taak => taak.Faal(vastleggen ? Weigering.Onzeker() : Weigering.Overbelast()));
                Herstel();
                return;
            }
        }
        catch (Exception erger)
        {
            LogMislukt(bundel.Count, erger);
        }

        gestopt = true;
        taken.Writer.TryComplete();
        bundel.ForEach(taak => taak.Faal(Weigering.Onzeker()));
        WeigerRest();
        _ = Task.Delay(TimeSpan.FromMilliseconds(500)).ContinueWith(_ => Environment.Exit(70), TaskScheduler.Default);
    }

    /// <summary>Tries until there is a connection again, and refuses meanwhile.</summary>
    private void Herstel()
    {
        while (!taken.Reader.Completion.IsCompleted)
        {
            WeigerRest();
            try
            {
                werk.Verbind();
                db.IsAway = false; // the register reads too
                VolgAnderen();
                LogHersteld();
                return;
            }
            catch (Exception fout) when (fout is DbException or IOException or TimeoutException)
            {
                db.IsAway = true;
                Thread.Sleep(Rust);
            }
        }
    }

    private void WeigerRest()
    {
        while (taken.Reader.TryRead(out var rest))
        {
            rest.Faal(Weigering.Overbelast());
        }

        Volatile.Write(ref leestMee, 0);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "De verbinding met de database is hersteld.")]
    private partial void LogHersteld();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Een bundel van {Aantal} schrijftaken is niet vastgelegd ({Soort}); het kan opnieuw.")]
    private partial void LogUitgesteld(int aantal, Fault soort, Exception fout);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Een bundel van {Aantal} schrijftaken is niet vastgelegd.")]
    private partial void LogMislukt(int aantal, Exception fout);

    /// <summary>A job in the queue.</summary>
    private abstract class Taak
    {
        public abstract void Voer(Werk werk);
        public abstract void Slaag();
        public abstract void Faal(Exception fout);
    }

    /// <summary>Nothing to write: only to follow what others wrote.</summary>
    private sealed class Meelezen(Schrijver schrijver) : Taak
    {
        public override void Voer(Werk werk) => Volatile.Write(ref schrijver.leestMee, 0); // the batch has read what others wrote

        public override void Slaag()
        {
        }

        public override void Faal(Exception fout)
        {
        }
    }

    /// <summary>Outside a transaction. A fault here is about the disk, as one in a batch would be.</summary>
    private sealed class Schoonmaken(Func<Werk, Werk.Schoonmaak> doe) : Taak
    {
        private readonly TaskCompletionSource<Werk.Schoonmaak> bron = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Werk.Schoonmaak resultaat;
        private Exception? fout;

        public Task<Werk.Schoonmaak> Antwoord => bron.Task;

        public override void Voer(Werk werk)
        {
            try
            {
                resultaat = doe(werk);
            }
            catch (Exception e) when (!werk.RaaktBundel(e))
            {
                fout = e;
            }
        }

        public override void Slaag()
        {
            if (fout is null)
            {
                bron.SetResult(resultaat);
            }
            else
            {
                bron.SetException(fout);
            }
        }

        public override void Faal(Exception fout) => bron.TrySetException(fout);
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
            catch (Exception e) when (!werk.RaaktBundel(e))
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
