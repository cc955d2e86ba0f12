using System.Collections;
using System.Data.Common;
using System.Globalization;
using Dapper;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// The database: connections to read with (<see cref="Query{T}"/>), and one to write with. What is committed survives a power cut.
/// </summary>
public abstract class Db : IDisposable
{
    private volatile bool away;

    static Db() => TypeHandlers.Register();

    /// <summary>What differs between databases.</summary>
    public abstract Dialect Dialect { get; }

    /// <summary>Which database this is, for the log at start.</summary>
    public abstract string Version { get; }

    /// <summary>Whether other instances may write too.</summary>
    public abstract bool IsShared { get; }

    /// <summary>The connection that writes: always the same one, or a new one after it was lost.</summary>
    internal abstract DbConnection OpenWriter();

    /// <summary>A connection to read with, for readers that stream.</summary>
    public abstract Task<DbConnection> Open(CancellationToken ct);

    /// <summary>A connection to a replica that is not behind, or null.</summary>
    protected virtual Task<DbConnection?> OpenReplica(long volgnummer, CancellationToken ct) => Task.FromResult<DbConnection?>(null);

    /// <summary>Whether the database is known to be away: then readers are refused at once, instead of all waiting for it.</summary>
    internal bool IsAway { get => away; set => away = value; }

    /// <summary>A connection was lost; those that nobody uses now are lost too.</summary>
    internal virtual void Forget()
    {
    }

    /// <summary>Reads rows.</summary>
    public Task<IReadOnlyList<T>> Query<T>(string sql, object? parameters, CancellationToken ct) =>
        Read<IReadOnlyList<T>>(async connection => [.. await connection.QueryAsync<T>(new CommandDefinition(sql, TypeHandlers.Lists(parameters, Dialect), cancellationToken: ct))], ct);

    /// <summary>Reads rows of a list, from a replica when there is one that has followed the log as far as this.</summary>
    public async Task<IReadOnlyList<T>> QueryList<T>(string sql, object? parameters, long volgnummer, CancellationToken ct)
    {
        if (await OpenReplica(volgnummer, ct) is not { } replica)
        {
            return await Query<T>(sql, parameters, ct);
        }

        await using (replica)
        {
            return [.. await replica.QueryAsync<T>(new CommandDefinition(sql, TypeHandlers.Lists(parameters, Dialect), cancellationToken: ct))];
        }
    }

    /// <summary>Reads the first row, or the default when there is none.</summary>
    public Task<T?> First<T>(string sql, object? parameters, CancellationToken ct) =>
        Read(connection => connection.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, TypeHandlers.Lists(parameters, Dialect), cancellationToken: ct)), ct);

    /// <summary>Reads numbers of knelpunten, of which there may be as many as there are: a bit for each.</summary>
    /// <param name="sql">Gives them as one text, with commas: row by row takes three times as long.</param>
    public async Task<BitArray> Numbers(string sql, object? parameters, CancellationToken ct)
    {
        var text = await First<string>(sql, parameters, ct);
        var numbers = new BitArray(1 << 16);
        foreach (var range in text.AsSpan().Split(','))
        {
            if (int.TryParse(text.AsSpan()[range], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) // nothing at all is not a number
            {
                numbers.Length = number < numbers.Length ? numbers.Length : 2 * number;
                numbers[number] = true;
            }
        }

        return numbers;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A connection that was lost while nobody used it is no reason to refuse: once more, with another.</summary>
    private async Task<T> Read<T>(Func<DbConnection, Task<T>> read, CancellationToken ct)
    {
        try
        {
            await using var connection = await Open(ct);
            return await read(connection);
        }
        catch (DbException fault) when (IsShared && Dialect.FaultOf(fault) == Fault.Lost && fault.InnerException is not TimeoutException)
        {
            Forget();
            await using var connection = await Open(ct);
            return await read(connection);
        }
    }

    /// <summary>Closes what is open.</summary>
    protected abstract void Dispose(bool disposing);
}
