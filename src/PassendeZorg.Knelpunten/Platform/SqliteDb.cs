using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// The embedded database: read-only connections for readers, one writer for everything that changes. WAL mode with synchronous=FULL: what is
/// committed survives a power cut.
/// </summary>
public sealed class SqliteDb : Db
{
    private readonly string readers;

    /// <summary>
    /// The only connection that writes and checkpoints. SQLite before 3.51.3 can damage a WAL that two connections write or
    /// checkpoint at the same moment; one writer and read-only readers keep clear of that.
    /// </summary>
    private readonly SqliteConnection? writer;

    /// <summary>Opens the database in a folder, migrates it and checks its settings (demands R1 and R6).</summary>
    /// <exception cref="StartRefused">Network file system, newer schema, or settings under which a commit would not be durable.</exception>
    public SqliteDb(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "knelpunten.db");
        RefuseNetworkDisk(folder);
        readers = ReadersOf(file);

        writer = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false, ForeignKeys = true, DefaultTimeout = 5,
        }.ToString());
        writer.Open();
        writer.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536");
        var mode = writer.ExecuteScalar<string>("PRAGMA journal_mode");
        var synchronous = writer.ExecuteScalar<long>("PRAGMA synchronous");
        if (!string.Equals(mode, "wal", StringComparison.Ordinal) || synchronous < 2)
        {
            throw new StartRefused($"SQLite staat op journal_mode={mode} en synchronous={synchronous}; nodig zijn wal en 2 (full), "
                + "anders kan een bevestigde melding verloren gaan.");
        }

        Migrations.Run(writer, Dialect);
    }

    private SqliteDb(SqliteConnectionStringBuilder readers) => this.readers = readers.ToString();

    /// <summary>Opens the database to read only, beside a service that may be writing.</summary>
    public static SqliteDb ReadOnly(string folder)
    {
        var file = Path.Combine(folder, "knelpunten.db");
        return File.Exists(file) ? new SqliteDb(new SqliteConnectionStringBuilder(ReadersOf(file))) : throw new StartRefused($"In de datamap {folder} is geen registratie.");
    }

    /// <summary>A file that nobody writes, such as a copy: nothing is made beside it.</summary>
    internal static SqliteDb Copy(string file) =>
        new(new SqliteConnectionStringBuilder { DataSource = new Uri(Path.GetFullPath(file)).AbsoluteUri + "?immutable=1", Mode = SqliteOpenMode.ReadOnly, Pooling = false });

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Sqlite;

    /// <inheritdoc/>
    public override string Version => $"SQLite {writer?.ServerVersion}";

    /// <inheritdoc/>
    public override bool IsShared => false;

    internal override DbConnection OpenWriter() => writer ?? throw new InvalidOperationException("This database was opened to read only.");

    /// <inheritdoc/>
    public override async Task<DbConnection> Open(CancellationToken ct)
    {
        var connection = new SqliteConnection(readers);
        await connection.OpenAsync(ct);
        return connection;
    }

    /// <summary>
    /// A connection that nobody used before. FTS5 remembers what its index looked like when a connection last read it, and integrity_check (3.50.4) holds what
    /// others wrote since against that: a connection from the pool would report damage that is not there.
    /// </summary>
    internal async Task<DbConnection> OpenFresh(CancellationToken ct)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder(readers) { Pooling = false }.ToString());
        await connection.OpenAsync(ct);
        return connection;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            writer?.Dispose();
            SqliteConnection.ClearPool(new SqliteConnection(readers));
        }
    }

    private static string ReadersOf(string file) =>
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, DefaultTimeout = 5 }.ToString();

    private static void RefuseNetworkDisk(string folder)
    {
        var path = Path.GetFullPath(folder);
        var drive = DriveInfo.GetDrives()
            .Where(drive => path.StartsWith(drive.Name, StringComparison.Ordinal))
            .MaxBy(drive => drive.Name.Length);
        if (drive?.DriveFormat is "nfs" or "nfs4" or "cifs" or "smb" or "smb2" or "smb3" or "smbfs")
        {
            throw new StartRefused($"De datamap {folder} staat op een netwerkschijf ({drive.DriveFormat}). "
                + "SQLite kan daar gegevens beschadigen; kies een map op een eigen schijf, of PostgreSQL.");
        }
    }
}
