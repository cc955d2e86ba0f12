using System.Data.Common;
using System.Runtime.CompilerServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Benchmarks;

namespace PassendeZorg.Knelpunten.Tests;

/// <summary>
/// Where the tests keep what they store: SQLite in the data folder, or when KNELPUNTEN_TEST_POSTGRES holds a connection string, on that server,
/// in a database named after the folder.
/// </summary>
internal static class Opslag
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("KNELPUNTEN_TEST_POSTGRES") is { Length: > 0 } gegeven ? gegeven : null;

    private static readonly AsyncLocal<Action<NpgsqlConnectionStringBuilder>?> anders = new();
    private static readonly AsyncLocal<bool> opSqlite = new();

    /// <summary>The port of pgbouncer, and that of a replica; null where there is none.</summary>
    public static int? Pgbouncer { get; } = Poort("KNELPUNTEN_TEST_PGBOUNCER");

    public static int? Replica { get; } = Poort("KNELPUNTEN_TEST_POSTGRES_REPLICA");

    [ModuleInitializer]
    internal static void Begin() => ServiceProcess.Database = map =>
    {
        Instellingen(map);
        return IsPostgres ? Verbinding(map) : null;
    };

    public static bool IsPostgres => Server is not null && !opSqlite.Value;

    /// <summary>Starts a service that connects in another way.</summary>
    public static App Met(string map, Action<NpgsqlConnectionStringBuilder> verbinding)
    {
        anders.Value = verbinding;
        try
        {
            return new App(map);
        }
        finally
        {
            anders.Value = null;
        }
    }

    /// <summary>Starts a service on SQLite, whatever the others are on.</summary>
    public static App MetSqlite(string map)
    {
        opSqlite.Value = true;
        try
        {
            return new App(map);
        }
        finally
        {
            opSqlite.Value = false;
        }
    }

    /// <summary>The settings of a service on this folder; makes the database when there is none.</summary>
    public static IReadOnlyDictionary<string, string> Instellingen(string map)
    {
        if (!IsPostgres)
        {
            return new Dictionary<string, string>();
        }

        Maak(map);
        return new Dictionary<string, string> { ["Knelpunten:Opslag"] = "postgresql", ["ConnectionStrings:Knelpunten"] = Verbinding(map) };
    }

    /// <summary>The same for what is called in this process.</summary>
    public static Instellingen Voor(string map)
    {
        Instellingen(map);
        return new Instellingen { Datamap = map, Opslag = IsPostgres ? "postgresql" : "sqlite", Database = IsPostgres ? Verbinding(map) : null };
    }

    /// <summary>Runs SQL on the database of a folder, past the service.</summary>
    public static void Voer(string map, string sql)
    {
        using var connection = Open(map);
        connection.Execute((IsPostgres ? "SET session_replication_role = replica; " : "PRAGMA foreign_keys=OFF; ") + sql);
    }

    /// <summary>Asks the database of a folder, past the service.</summary>
    public static T? Vraag<T>(string map, string sql)
    {
        using var connection = Open(map);
        return connection.ExecuteScalar<T>(sql);
    }

    /// <summary>A copy of the database of a folder, in another folder.</summary>
    public static void Kopieer(string van, string naar)
    {
        if (IsPostgres)
        {
            // A template may have nobody in it. The service connects again afterwards.
            Beheer($"ALTER DATABASE \"{Naam(van)}\" ALLOW_CONNECTIONS false");
            Verbreek(van);
            Probeer(() => Beheer($"CREATE DATABASE \"{Naam(naar)}\" TEMPLATE \"{Naam(van)}\""));
            Beheer($"ALTER DATABASE \"{Naam(van)}\" ALLOW_CONNECTIONS true");
            Thread.Sleep(600); // it tries four times a second
            return;
        }

        using var bron = new SqliteConnection($"Data Source={Path.Combine(van, "knelpunten.db")};Mode=ReadOnly;Pooling=False");
        using var doel = new SqliteConnection($"Data Source={Path.Combine(naar, "knelpunten.db")};Pooling=False");
        bron.Open();
        doel.Open();
        bron.BackupDatabase(doel);
        doel.Execute("PRAGMA journal_mode=WAL");
    }

    /// <summary>Ends every connection to the database of a folder.</summary>
    public static void Verbreek(string map) => Beheer($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Naam(map)}'");

    /// <summary>Takes away what is stored for a folder; the folder itself stays.</summary>
    public static void Verwijder(string map)
    {
        if (IsPostgres)
        {
            NpgsqlConnection.ClearAllPools();
            Beheer($"DROP DATABASE IF EXISTS \"{Naam(map)}\" WITH (FORCE)");
        }
    }

    /// <summary>Every row of every table of PostgreSQL, as text: what a dump would hold.</summary>
    public static IEnumerable<(string Tabel, string Rij)> Rijen(string map)
    {
        using var connection = Open(map);
        foreach (var tabel in connection.Query<string>("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'").AsList())
        {
            foreach (var rij in connection.Query<string>($"SELECT CAST(t AS text) FROM \"{tabel}\" t"))
            {
                yield return (tabel, rij);
            }
        }
    }

    /// <summary>A connection past the service.</summary>
    public static DbConnection Open(string map)
    {
        DbConnection connection = IsPostgres ? new NpgsqlConnection(Verbinding(map) + ";Pooling=false") : new SqliteConnection($"Data Source={Path.Combine(map, "knelpunten.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static int? Poort(string naam) => int.TryParse(Environment.GetEnvironmentVariable(naam), out var poort) ? poort : null;

    private static void Maak(string map)
    {
        using var connection = new NpgsqlConnection(Server);
        connection.Open();
        if (connection.ExecuteScalar<long>("SELECT count(*) FROM pg_database WHERE datname = @naam", new { naam = Naam(map) }) == 0)
        {
            Probeer(() => connection.Execute($"CREATE DATABASE \"{Naam(map)}\""));
        }
    }

    /// <summary>PostgreSQL copies one database at a time from a template, and only when nobody is in it.</summary>
    private static void Probeer(Action doe)
    {
        for (var keer = 1; ; keer++)
        {
            try
            {
                doe();
                return;
            }
            catch (PostgresException bezet) when (bezet.SqlState == PostgresErrorCodes.ObjectInUse && keer < 100)
            {
                Thread.Sleep(50);
            }
        }
    }

    private static void Beheer(string sql)
    {
        using var connection = new NpgsqlConnection(Server);
        connection.Open();
        connection.Execute(sql);
    }

    /// <summary>The connection string of a folder.</summary>
    /// <param name="maak">Make the database when there is none.</param>
    public static string Verbinding(string map, bool maak = false)
    {
        if (maak)
        {
            Maak(map);
        }

        var verbinding = new NpgsqlConnectionStringBuilder(Server) { Database = Naam(map), MaxPoolSize = 20 };
        anders.Value?.Invoke(verbinding);
        return verbinding.ToString();
    }

    private static string Naam(string map) => Path.GetFileName(map.TrimEnd('/'));
}
