using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using Npgsql;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// PostgreSQL, for several instances on one database. The connection string may name several hosts: what is written goes to the primary
/// among them, and so does what is read, but for lists that a replica can answer.
/// </summary>
public sealed class PostgresDb : Db
{
    private readonly NpgsqlDataSource hosts;
    private readonly NpgsqlDataSource primary;
    private readonly string version;

    /// <summary>How far each replica has come with the log, as far as known.</summary>
    private readonly ConcurrentDictionary<string, long> followed = new(StringComparer.Ordinal);

    /// <summary>Connects, and migrates; nothing else is kept open.</summary>
    /// <param name="connectionString">As Npgsql takes it.</param>
    /// <param name="migrate">Whether the schema is brought up to date; else it is taken as it is.</param>
    /// <exception cref="StartRefused">The server cannot be reached, has a newer schema, or does not let this account migrate.</exception>
    public PostgresDb(string? connectionString, bool migrate)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            throw new StartRefused("Bij Knelpunten__Opslag=postgresql hoort ConnectionStrings__Knelpunten.");
        }

        var settings = Settings(connectionString);
        try
        {
            Direct = IsDirect(settings);
            if (Direct && !Has(connectionString, "MaxAutoPrepare"))
            {
                settings.MaxAutoPrepare = 200;
            }

            hosts = new NpgsqlDataSourceBuilder(settings.ToString()).Build();
            primary = hosts is NpgsqlMultiHostDataSource several ? several.WithTargetSession(TargetSessionAttributes.Primary) : hosts;
            using var connection = primary.OpenConnection();
            version = connection.PostgreSqlVersion.ToString();
            if (migrate)
            {
                Migrations.Run(connection, Dialect);
            }
        }
        catch (DbException fault)
        {
            throw new StartRefused($"PostgreSQL is niet te gebruiken: {fault.Message}");
        }
        catch (ArgumentException fault)
        {
            throw new StartRefused($"ConnectionStrings__Knelpunten klopt niet: {fault.Message}");
        }
    }

    /// <inheritdoc/>
    public override Dialect Dialect => Dialect.Postgres;

    /// <inheritdoc/>
    public override string Version => $"PostgreSQL {version}";

    /// <inheritdoc/>
    public override bool IsShared => true;

    /// <summary>Whether the server itself is at the other end. Behind a pooler nothing lasts longer than a transaction: no prepared statements, no LISTEN.</summary>
    internal bool Direct { get; }

    internal override DbConnection OpenWriter() => primary.OpenConnection();

    /// <inheritdoc/>
    public override async Task<DbConnection> Open(CancellationToken ct) => IsAway ? throw Weigering.Onbereikbaar() : await primary.OpenConnectionAsync(ct);

    /// <inheritdoc/>
    protected override async Task<DbConnection?> OpenReplica(long volgnummer, CancellationToken ct)
    {
        if (hosts is not NpgsqlMultiHostDataSource several || IsAway)
        {
            return null;
        }

        NpgsqlConnection? connection = null;
        try
        {
            connection = await several.OpenConnectionAsync(TargetSessionAttributes.Standby, ct);
            var replica = $"{connection.Host}:{connection.Port}";
            if (followed.GetValueOrDefault(replica) < volgnummer)
            {
                followed[replica] = await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT coalesce(max(volgnummer), 0) FROM gebeurtenis", cancellationToken: ct));
            }

            if (followed[replica] >= volgnummer)
            {
                return connection;
            }
        }
        catch (DbException)
        {
            // There is no replica now: the primary answers.
        }

        if (connection is not null)
        {
            await connection.DisposeAsync();
        }

        return null;
    }

    internal override void Forget() => hosts.Clear();

    /// <summary>What the clock of the database says.</summary>
    internal async Task<DateTimeOffset> Now(CancellationToken ct) =>
        DateTimeOffset.FromUnixTimeMilliseconds(await First<long>("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)", null, ct));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            primary?.Dispose();
            hosts?.Dispose();
        }
    }

    /// <summary>The settings as given, with what is not given such that a database that hangs does not take the service along.</summary>
    private static NpgsqlConnectionStringBuilder Settings(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            // Nothing is ever set on a connection, so nothing needs to be reset when it goes back.
            settings = new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true };
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException)
        {
            throw new StartRefused($"ConnectionStrings__Knelpunten klopt niet: {fault.Message}");
        }

        settings.Timeout = Has(connectionString, "Timeout") ? settings.Timeout : 5;
        settings.CommandTimeout = Has(connectionString, "CommandTimeout") ? settings.CommandTimeout : 10;
        settings.HostRecheckSeconds = Has(connectionString, "HostRecheckSeconds") ? settings.HostRecheckSeconds : 1;
        settings.ApplicationName ??= "knelpunten";
        return settings;
    }

    private static bool Has(string connectionString, string key) => new DbConnectionStringBuilder { ConnectionString = connectionString }.Keys!
        .Cast<string>().Any(given => string.Equals(given.Replace(" ", "", StringComparison.Ordinal), key, StringComparison.OrdinalIgnoreCase));

    private static bool IsDirect(NpgsqlConnectionStringBuilder settings)
    {
        using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(settings.ToString()) { Pooling = false }.ToString());
        connection.Open();
        return connection.ProcessID == connection.ExecuteScalar<int>("SELECT pg_backend_pid()");
    }
}

/// <summary>The clock of the database, so that instances whose own clocks differ agree on leases, order and expiry (demand R17).</summary>
internal sealed class DatabaseClock : TimeProvider
{
    private static readonly TimeSpan Negligible = TimeSpan.FromMilliseconds(50);
    private long difference;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromTicks(Interlocked.Read(ref difference));

    /// <summary>Compares with the database. What the way there and back may explain is left alone.</summary>
    public async Task Set(PostgresDb db, CancellationToken ct)
    {
        var before = base.GetUtcNow();
        var there = await db.Now(ct);
        var after = base.GetUtcNow();
        var found = there - before - ((after - before) / 2);
        if ((found - TimeSpan.FromTicks(Interlocked.Read(ref difference))).Duration() > Negligible + (after - before))
        {
            Interlocked.Exchange(ref difference, found.Ticks);
        }
    }
}
