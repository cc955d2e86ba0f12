using System.Data;
using System.Data.Common;
using System.Reflection;
using System.Text.Json.Nodes;
using Dapper;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Gebeurtenissen;

/// <summary>
/// What a write job has in hand: the write connection, inside a transaction, and the log. A job is short and synchronous;
/// it does no HTTP and no waiting. Throwing undoes this job only.
/// </summary>
public sealed class Werk : IDisposable
{
    /// <summary>How much of what others wrote is read at a time.</summary>
    private const int Deel = 10_000;

    private readonly Db db;
    private readonly TimeProvider clock;
    private DbConnection connection;
    private readonly Dictionary<(string Sql, Type? Type), Prepared> prepared = [];
    private readonly List<Gebeurtenis> genoteerd = [];

    /// <summary>Of the sequences from which this batch took a number: the last one given.</summary>
    private readonly Dictionary<string, long> tellers = new(StringComparer.Ordinal);

    /// <summary>Statements that go along with the next one that is waited for.</summary>
    private readonly List<(string Sql, object? Parameters)> later = [];

    /// <summary>Statements that close the batch.</summary>
    private readonly List<(string Sql, object? Parameters)> laatst = [];

    /// <summary>The head of the log, in the transaction and as far as the register has followed it.</summary>
    private (long Volgnummer, string Hash, DateTimeOffset TijdstipOp) kop, gevolgd;
    private bool verbonden;
    private readonly bool terzijde;

    /// <param name="gevolgd">How far the register has read the log.</param>
    internal Werk(Db db, TimeProvider clock, long gevolgd)
    {
        (this.db, this.clock, connection) = (db, clock, db.OpenWriter());
        kop = this.gevolgd = db.IsShared ? LeesKop(gevolgd) : LeesKop();
    }

    /// <summary>For one job beside the log, on a connection of its own.</summary>
    internal Werk(Db db, TimeProvider clock)
    {
        (this.db, this.clock, connection) = (db, clock, db.OpenWriter());
        terzijde = true;
    }

    /// <summary>What differs between databases.</summary>
    public Dialect Dialect => db.Dialect;

    /// <summary>Whether others may be writing in the same database at this moment.</summary>
    public bool IsShared => db.IsShared;

    /// <summary>Now, in milliseconds, and never before the last row of the log.</summary>
    public DateTimeOffset Nu
    {
        get
        {
            var now = DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
            return now < kop.TijdstipOp ? kop.TijdstipOp : now;
        }
    }

    internal IReadOnlyList<Gebeurtenis> Genoteerd => genoteerd;

    /// <summary>Runs a statement; parameters are the members of an (anonymous) object, names in exact case.</summary>
    public int Voer(string sql, object? parameters = null)
    {
        if (later.Count == 0)
        {
            return Klaar(sql, parameters).ExecuteNonQuery();
        }

        using var samen = Samen(sql, parameters);
        samen.ExecuteNonQuery();
        return samen.BatchCommands[^1].RecordsAffected;
    }

    /// <summary>
    /// The same where nobody asks how many rows it was: over a network it goes along with the next statement that is waited for, the last one of the job
    /// if need be. The way there and back would cost more than the statement.
    /// </summary>
    public void Leg(string sql, object? parameters = null)
    {
        if (db.IsShared)
        {
            later.Add((sql, parameters));
        }
        else
        {
            Voer(sql, parameters);
        }
    }

    /// <summary>
    /// The same for the search index: embedded, at the end of the batch. Every job has a savepoint, and at each savepoint SQLite writes what an index was given
    /// as a part of its own, to be merged later; at the end it is one part for all.
    /// </summary>
    public void LegInZoekindex(string sql, object parameters)
    {
        if (db.IsShared)
        {
            Leg(sql, parameters);
        }
        else
        {
            laatst.Add((sql, parameters));
        }
    }

    /// <summary>Reads the first row, or the default when there is none.</summary>
    public T? Een<T>(string sql, object? parameters = null)
    {
        Stuur();
        using var reader = Klaar(sql, parameters).ExecuteReader();
        return reader.Parse<T>().FirstOrDefault();
    }

    /// <summary>Reads rows.</summary>
    public IReadOnlyList<T> Vraag<T>(string sql, object? parameters = null)
    {
        Stuur();
        using var reader = Klaar(sql, parameters).ExecuteReader();
        return reader.Parse<T>().ToList();
    }

    /// <summary>
    /// The next number of a sequence; it rolls back with the job, so it leaves no gap and is never given twice. Read once per batch, and
    /// written with it: nobody else writes meanwhile.
    /// </summary>
    public long Volgende(string teller)
    {
        if (!tellers.TryGetValue(teller, out var waarde))
        {
            waarde = Vastgelegd(teller);
        }

        return tellers[teller] = waarde + 1;
    }

    /// <summary>Writes a row of the log, in the transaction of the change that it tells of.</summary>
    /// <exception cref="InvalidOperationException">This job runs beside the log.</exception>
    public Gebeurtenis Noteer(Gebruiker door, string soort, string onderwerp, JsonObject gegevens) => Noteer(door, soort, onderwerp, CanonicalJson.Write(gegevens));

    /// <summary>The same, of what is canonical JSON already.</summary>
    public Gebeurtenis Noteer(Gebruiker door, string soort, string onderwerp, string gegevens)
    {
        if (terzijde)
        {
            throw new InvalidOperationException($"{soort} hoort in het logboek: alleen wie de schrijver heeft schrijft daarin.");
        }

        var row = new Gebeurtenis(kop.Volgnummer + 1, Guid.CreateVersion7(clock.GetUtcNow()), soort, onderwerp, Nu, door.Rol, door.Organisatie,
            door.SleutelId, gegevens, kop.Hash, "");
        row = row with { Hash = row.Bereken() };
        Leg("""
            INSERT INTO gebeurtenis (volgnummer, id, soort, onderwerp, tijdstip_op, rol, organisatie, sleutel_id, gegevens, vorige_hash, hash)
            VALUES (@Volgnummer, @Id, @Soort, @Onderwerp, @TijdstipOp, @Rol, @Organisatie, @SleutelId, @Gegevens, @VorigeHash, @Hash)
            """, row);
        kop = (row.Volgnummer, row.Hash, row.TijdstipOp);
        genoteerd.Add(row);
        return row;
    }

    /// <summary>Keeps a text that belongs to a row of the log where it can be erased: an earlier text, or a reason.</summary>
    public void Bewaar(Gebeurtenis bij, string veld, string tekst) => Leg("""
        INSERT INTO gebeurtenis_tekst (volgnummer, veld, onderwerp, tekst) VALUES (@Volgnummer, @veld, @Onderwerp, @tekst)
        """, new { bij.Volgnummer, veld, bij.Onderwerp, tekst });

    /// <summary>Runs one job so that its failure leaves no trace and does not touch its neighbours in the batch.</summary>
    internal T Los<T>(Func<Werk, T> taak)
    {
        var (was, aantal, sluitend, telden) = (kop, genoteerd.Count, laatst.Count, tellers.ToArray());
        Leg(Merkteken);
        try
        {
            var result = taak(this);
            Voer("RELEASE taak");
            return result;
        }
        catch (Exception fout) when (!RaaktBundel(fout))
        {
            var begonnen = !later.Exists(rest => rest.Sql == Merkteken);
            later.Clear();
            if (begonnen)
            {
                Voer("ROLLBACK TO taak");
                Voer("RELEASE taak");
            }

            kop = was;
            genoteerd.RemoveRange(aantal, genoteerd.Count - aantal);
            laatst.RemoveRange(sluitend, laatst.Count - sluitend);
            tellers.Clear();
            Array.ForEach(telden, teller => tellers.Add(teller.Key, teller.Value));
            throw;
        }
    }

    /// <summary>Runs the job that this is for, in a transaction that waits for nobody who writes in the log.</summary>
    internal T Alleen<T>(Func<Werk, T> taak)
    {
        Voer("BEGIN; SET LOCAL lock_timeout = '250ms'"); // sooner than the database looks for a circle: then it is never the log that has to give way
        try
        {
            var result = taak(this);
            Commit();
            return result;
        }
        catch
        {
            Rollback();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();

    internal void Begin()
    {
        Vergeet();
        Voer(Dialect.Begin);
    }

    /// <summary>What other instances wrote to the log since the register last followed it; in parts, until there is no more.</summary>
    internal IReadOnlyList<Gebeurtenis> Anderen() => !db.IsShared ? []
        : [.. Vraag<Gebeurtenis.Rij>($"{Gebeurtenis.Select} WHERE volgnummer > @Volgnummer ORDER BY volgnummer LIMIT {Deel}", new { gevolgd.Volgnummer }).Select(rij => rij.Gebeurtenis())];

    /// <summary>The register has followed these, or all that was written here.</summary>
    internal void Gevolgd(IReadOnlyList<Gebeurtenis>? anderen = null) => gevolgd = kop = anderen is [.., var laatste] ? (laatste.Volgnummer, laatste.Hash, laatste.TijdstipOp) : kop;

    /// <summary>In a transaction that has read what others wrote: makes ready to write, the first time on a connection.</summary>
    internal void Sluitaan()
    {
        if (db.IsShared && !verbonden)
        {
            // A number that was given is not given again, also when its row is gone: the gap stays to be seen.
            kop.Volgnummer = Math.Max(kop.Volgnummer, Vastgelegd(Gebeurtenis.Teller));
            verbonden = true;
        }
    }

    internal void Commit()
    {
        if (genoteerd.Count > 0)
        {
            tellers[Gebeurtenis.Teller] = kop.Volgnummer;
            if (db.IsShared)
            {
                Leg($"NOTIFY {Gebeurtenis.Kanaal}");
            }
        }

        foreach (var (naam, waarde) in tellers)
        {
            Leg("INSERT INTO teller (naam, waarde) VALUES (@naam, @waarde) ON CONFLICT (naam) DO UPDATE SET waarde = excluded.waarde", new { naam, waarde });
        }

        foreach (var (sql, parameters) in laatst)
        {
            Voer(sql, parameters);
        }

        Voer("COMMIT");
    }

    /// <summary>How far getting erased text out of the files has come.</summary>
    internal enum Schoonmaak
    {
        /// <summary>There is more of it; what others write may go in between.</summary>
        Verder,

        /// <summary>A reader still has an earlier moment in hand.</summary>
        Bezet,

        /// <summary>Nothing of it is left.</summary>
        Klaar,
    }

    /// <summary>
    /// Outside a transaction: gets what was erased out of the files. Tables are written over at once (secure_delete). The search index keeps the words of what was
    /// taken out until its parts are merged; the WAL keeps old pages until it is emptied. On PostgreSQL VACUUM does this.
    /// </summary>
    /// <param name="eerste">Begins to merge; else goes on with that.</param>
    internal Schoonmaak Schoon(bool eerste)
    {
        if (db.IsShared)
        {
            return Schoonmaak.Klaar;
        }

        var was = connection.ExecuteScalar<long>("SELECT total_changes()");
        connection.Execute($"INSERT INTO zoekindex (zoekindex, rank) VALUES ('merge', {(eerste ? -Bladzijden : Bladzijden)})");
        return connection.ExecuteScalar<long>("SELECT total_changes()") - was >= 2 ? Schoonmaak.Verder
            : connection.ExecuteScalar<long>("PRAGMA wal_checkpoint(TRUNCATE)") == 0 ? Schoonmaak.Klaar : Schoonmaak.Bezet;
    }

    /// <summary>Pages of the search index that are merged in one go: a moment's work.</summary>
    private const int Bladzijden = 500;

    /// <summary>Takes another connection. The log must still hold what the register has followed: a replica that took over may have missed the end.</summary>
    /// <exception cref="InvalidDataException">It does not.</exception>
    internal void Verbind()
    {
        connection.Dispose();
        db.Forget();
        connection = db.OpenWriter();
        verbonden = false;
        Vergeet();
        var (was, nu) = (gevolgd, LeesKop(gevolgd.Volgnummer));
        kop = gevolgd = string.Equals(was.Hash, nu.Hash, StringComparison.Ordinal) ? nu
            : throw new InvalidDataException($"Gebeurtenis {was.Volgnummer} is gevolgd en staat niet, of anders, in het logboek.");
    }

    /// <summary>Undoes the batch; the log's head is read again, since the transaction may or may not have been undone already.</summary>
    internal void Rollback()
    {
        try
        {
            connection.Execute("ROLLBACK");
        }
        catch (DbException)
        {
            // The database had rolled back by itself, as SQLite does when the disk is full.
        }

        Vergeet();
        kop = db.IsShared ? gevolgd : LeesKop();
        verbonden = false;
    }

    /// <summary>Whether a fault is about the database (its disk, its file, the way to it) and not about one job.</summary>
    internal bool RaaktBundel(Exception fout) => Dialect.FaultOf(fout) != Fault.Statement || connection.State != ConnectionState.Open;

    private const string Merkteken = "SAVEPOINT taak";

    /// <summary>Nothing of a batch is in hand any more.</summary>
    private void Vergeet()
    {
        genoteerd.Clear();
        later.Clear();
        laatst.Clear();
        tellers.Clear();
    }

    private void Stuur()
    {
        if (later is [.., var (sql, parameters)])
        {
            later.RemoveAt(later.Count - 1);
            Voer(sql, parameters);
        }
    }

    /// <summary>What was left for later and this, in one go; an error undoes what came before it in the same job.</summary>
    private DbBatch Samen(string sql, object? parameters)
    {
        var batch = connection.CreateBatch();
        later.Add((sql, parameters));
        foreach (var (tekst, waarden) in later)
        {
            var deel = batch.CreateBatchCommand();
            Bereid(tekst, waarden).Vul(deel, waarden);
            batch.BatchCommands.Add(deel);
        }

        later.Clear();
        return batch;
    }

    private DbCommand Klaar(string sql, object? parameters) => Bereid(sql, parameters).With(connection, parameters);

    private Prepared Bereid(string sql, object? parameters)
    {
        var key = (sql, parameters?.GetType());
        if (!prepared.TryGetValue(key, out var statement))
        {
            prepared.Add(key, statement = new Prepared(connection, sql, key.Item2));
        }

        return statement;
    }

    private (long Volgnummer, string Hash, DateTimeOffset TijdstipOp) LeesKop()
    {
        var last = Een<Gebeurtenis.Rij>($"{Gebeurtenis.Select} ORDER BY volgnummer DESC LIMIT 1");
        // A number that was given is not given again, also when its row is gone: the gap stays to be seen.
        return last is null ? (Vastgelegd(Gebeurtenis.Teller), Gebeurtenis.Begin, DateTimeOffset.MinValue) : (Math.Max(last.Volgnummer, Vastgelegd(Gebeurtenis.Teller)), last.Hash, last.TijdstipOp);
    }

    private (long Volgnummer, string Hash, DateTimeOffset TijdstipOp) LeesKop(long volgnummer) =>
        Een<Gebeurtenis.Rij>($"{Gebeurtenis.Select} WHERE volgnummer = @volgnummer", new { volgnummer }) is { } rij ? (rij.Volgnummer, rij.Hash, rij.TijdstipOp)
            : (volgnummer, Gebeurtenis.Begin, DateTimeOffset.MinValue);

    private long Vastgelegd(string teller) => Een<long>("SELECT coalesce(max(waarde), 0) FROM teller WHERE naam = @teller", new { teller });

    /// <summary>A statement that is made ready once: Dapper would cost half the writer's time.</summary>
    private sealed class Prepared
    {
        private readonly DbCommand command;
        private readonly PropertyInfo[] members;

        public Prepared(DbConnection connection, string sql, Type? type)
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            members = type is null ? [] : [.. type.GetProperties().Where(member => sql.Contains('@' + member.Name, StringComparison.Ordinal))];
            foreach (var member in members)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = "@" + member.Name;
                command.Parameters.Add(parameter);
            }
        }

        /// <summary>The same statement as part of a batch.</summary>
        public void Vul(DbBatchCommand deel, object? parameters)
        {
            deel.CommandText = command.CommandText;
            foreach (var member in members)
            {
                var parameter = deel.CreateParameter();
                (parameter.ParameterName, parameter.Value) = ("@" + member.Name, Dialect.Store(member.GetValue(parameters)));
                deel.Parameters.Add(parameter);
            }
        }

        public DbCommand With(DbConnection connection, object? parameters)
        {
            command.Connection = connection; // which may be another than the last time
            for (var i = 0; i < members.Length; i++)
            {
                command.Parameters[i].Value = Dialect.Store(members[i].GetValue(parameters));
            }

            return command;
        }
    }
}
