using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Dapper;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>Numbered <c>.sql</c> files, embedded in the program, each run once in a transaction of its own.</summary>
internal static class Migrations
{
    /// <summary>Brings the schema up to date. Throws <see cref="StartRefused"/> when the database is newer than this program.</summary>
    public static void Run(DbConnection connection, Dialect dialect)
    {
        var scripts = Scripts(dialect);
        var newest = scripts.Max(script => script.Number);
        var done = Done(connection);
        if (done > newest)
        {
            throw new StartRefused($"De database heeft schemaversie {done}; dit programma kent versies tot en met {newest}. "
                + "Gebruik een nieuwere versie van het programma, of zet een back-up terug die bij deze versie hoort.");
        }

        foreach (var script in scripts.Where(script => script.Number > done).OrderBy(script => script.Number))
        {
            connection.Execute(dialect.Begin, commandTimeout: 600);
            try
            {
                connection.Execute("CREATE TABLE IF NOT EXISTS schemaversie (nummer integer NOT NULL PRIMARY KEY, naam text NOT NULL)");
                // Whoever has the lock now may not have been the first.
                if (script.Number > (connection.ExecuteScalar<long?>("SELECT max(nummer) FROM schemaversie") ?? 0))
                {
                    connection.Execute(dialect.Schema(script.Sql()), commandTimeout: 0);
                    connection.Execute("INSERT INTO schemaversie (nummer, naam) VALUES (@Number, @Name)", new { script.Number, script.Name });
                }

                connection.Execute("COMMIT");
            }
            catch (DbException geweigerd) when (geweigerd.SqlState == MagNiet)
            {
                connection.Execute("ROLLBACK");
                throw new StartRefused($"Schemaversie {newest} is nodig en deze rol mag het schema niet wijzigen. Voer eerst de opdracht migreer uit met de rol die eigenaar is.");
            }
            catch
            {
                connection.Execute("ROLLBACK");
                throw;
            }
        }
    }

    /// <summary>The newest schema that this program knows.</summary>
    public static int Newest(Dialect dialect) => Scripts(dialect).Max(script => script.Number);

    private const string MagNiet = "42501";

    private static long Done(DbConnection connection)
    {
        try
        {
            return connection.ExecuteScalar<long?>("SELECT max(nummer) FROM schemaversie") ?? 0;
        }
        catch (DbException)
        {
            return 0; // there is no such table yet
        }
    }

    private static List<(int Number, string Name, Func<string> Sql)> Scripts(Dialect dialect) =>
        [.. from resource in Resources.Names("migrations/")
            let parts = resource["migrations/".Length..].Split('.')
            where parts.Length == 2 || string.Equals(parts[1], dialect.Name, StringComparison.Ordinal)
            select (int.Parse(parts[0].AsSpan(0, 4), CultureInfo.InvariantCulture), parts[0], (Func<string>)(() => Resources.Text(resource)))];
}

/// <summary>The registry refuses to start; the message tells the operator why and what to do.</summary>
public sealed class StartRefused(string message) : Exception(message);

/// <summary>Files that travel inside the program: migrations, vocabularies, examples.</summary>
internal static class Resources
{
    private static readonly Assembly Assembly = typeof(Resources).Assembly;

    public static IEnumerable<string> Names(string prefix) =>
        Assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal));

    public static Stream Open(string name) =>
        Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"Resource {name} is missing.");

    public static string Text(string name)
    {
        using var reader = new StreamReader(Open(name));
        return reader.ReadToEnd();
    }
}
