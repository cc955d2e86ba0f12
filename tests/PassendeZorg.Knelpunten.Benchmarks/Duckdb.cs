using System.ComponentModel;
using System.Diagnostics;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>DuckDB through its npm package, as a floor beside the service.</summary>
internal sealed class Duckdb
{
    private readonly string folder;

    private Duckdb(string folder) => this.folder = folder;

    /// <summary>Installs it in a temporary folder; says why and returns null when that does not work here.</summary>
    public static async Task<Duckdb?> Open(string folder)
    {
        var duckdb = new Duckdb(folder);
        try
        {
            await duckdb.Roep("npm", "i", "--silent", "@duckdb/node-api");
            return duckdb;
        }
        catch (Exception fout) when (fout is InvalidOperationException or Win32Exception or TimeoutException)
        {
            Console.WriteLine($"Without DuckDB: {fout.Message}");
            return null;
        }
    }

    /// <summary>Runs JavaScript that has a connection, <c>db</c>, to a database; returns the lines that it prints.</summary>
    /// <param name="database">A file, or <c>:memory:</c>.</param>
    public async Task<string[]> Voer(string database, string script)
    {
        await File.WriteAllTextAsync(Path.Combine(folder, "vraag.cjs"), $$"""
            const { DuckDBInstance } = require('@duckdb/node-api');
            (async () => {
              const db = await (await DuckDBInstance.create('{{database}}')).connect();
              {{script}}
            })();
            """);
        return (await Roep("node", "vraag.cjs")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task<string> Roep(string programma, params string[] argumenten)
    {
        using var proces = Process.Start(new ProcessStartInfo(programma, argumenten) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var fouten = proces.StandardError.ReadToEndAsync();
        var uit = await proces.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(3));
        await proces.WaitForExitAsync();
        return proces.ExitCode == 0 ? uit : throw new InvalidOperationException(await fouten);
    }
}
