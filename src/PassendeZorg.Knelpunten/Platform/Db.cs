using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// The database: read-only connections for readers (<see cref="Query{T}"/>), one writer for everything that
/// changes. SQLite runs in WAL mode with synchronous=FULL: what is committed survives a power cut.
/// </summary>
public sealed class Db : IDisposable
{
    private readonly string readers;
    private readonly bool writes;

    static Db() => TypeHandlers.Register();

    /// <summary>Opens the database in a folder, migrates it and checks its settings (demands R1 and R6).</summary>
    /// <exception cref="StartRefused">Network file system, newer schema, or settings under which a commit would not be durable.</exception>
    public Db(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, "knelpunten.db");
        RefuseNetworkDisk(folder);
        readers = ReadersOf(file);

        WriteConnection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = file, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false, ForeignKeys = true, DefaultTimeout = 5,
        }.ToString());
        WriteConnection.Open();
        writes = true;
        WriteConnection.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536");
        var mode = WriteConnection.ExecuteScalar<string>("PRAGMA journal_mode");
        var synchronous = WriteConnection.ExecuteScalar<long>("PRAGMA synchronous");
        if (!string.Equals(mode, "wal", StringComparison.Ordinal) || synchronous < 2)
        {
            throw new StartRefused($"SQLite staat op journal_mode={mode} en synchronous={synchronous}; nodig zijn wal en 2 (full), "
                + "anders kan een bevestigde melding verloren gaan.");
        }

        Migrations.Run(WriteConnection, Dialect);
    }

    private Db(string folder, bool exists)
    {
        var file = Path.Combine(folder, "knelpunten.db");
        readers = exists ? ReadersOf(file) : throw new StartRefused($"In de datamap {folder} is geen registratie.");
    }

    /// <summary>Opens the database to read only, beside a service that may be writing.</summary>
    public static Db ReadOnly(string folder) => new(folder, File.Exists(Path.Combine(folder, "knelpunten.db")));

    /// <summary>What differs between databases.</summary>
    public Dialect Dialect { get; } = Dialect.Sqlite;

    /// <summary>SQLite's own version, for the log at start.</summary>
    public string Version => WriteConnection.ServerVersion;

    /// <summary>
    /// The only connection that writes and checkpoints. SQLite before 3.51.3 can damage a WAL that two connections write or
    /// checkpoint at the same moment; one writer and read-only readers keep clear of that.
    /// </summary>
    internal SqliteConnection WriteConnection
    {
        get => field ?? throw new InvalidOperationException("This database was opened to read only.");
        private init;
    }

    /// <summary>Reads rows.</summary>
    public async Task<IReadOnlyList<T>> Query<T>(string sql, object? parameters, CancellationToken ct)
    {
        await using var connection = await Open(ct);
        return [.. await connection.QueryAsync<T>(new CommandDefinition(sql, TypeHandlers.Lists(parameters), cancellationToken: ct))];
    }

    /// <summary>Reads the first row, or the default when there is none.</summary>
    public async Task<T?> First<T>(string sql, object? parameters, CancellationToken ct)
    {
        await using var connection = await Open(ct);
        return await connection.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, TypeHandlers.Lists(parameters), cancellationToken: ct));
    }

    /// <summary>A read-only connection, for readers that stream.</summary>
    public async Task<DbConnection> Open(CancellationToken ct)
    {
        var connection = new SqliteConnection(readers);
        await connection.OpenAsync(ct);
        return connection;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (writes)
        {
            WriteConnection.Dispose();
        }

        SqliteConnection.ClearPool(new SqliteConnection(readers));
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
