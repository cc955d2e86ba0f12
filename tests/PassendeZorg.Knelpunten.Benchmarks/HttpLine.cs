using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// One keep-alive connection that sends ready-made bytes and reads just enough of the answer: a load generator that costs
/// little, since it shares its cores with what it measures.
/// </summary>
internal sealed class HttpLine : IDisposable
{
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] buffer = new byte[1 << 20];
    private int length;
    private int total;
    private TimeSpan since;

    public HttpLine(Uri address) => socket.Connect(IPAddress.Parse(address.Host), address.Port);

    /// <summary>A request as bytes.</summary>
    public static byte[] Request(string method, string path, string? body = null, string? header = null)
    {
        var bytes = Encoding.UTF8.GetByteCount(body ?? "");
        return Encoding.UTF8.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{header}"
            + (body is null ? "\r\n" : $"Content-Type: application/json\r\nContent-Length: {bytes}\r\n\r\n{body}"));
    }

    /// <summary>Sends a request; returns the status and the whole answer, valid until the next one.</summary>
    public async Task<(int Status, ReadOnlyMemory<byte> Answer)> Send(byte[] request)
    {
        Begin(request, default);
        while (!Complete(await socket.ReceiveAsync(buffer.AsMemory(length))))
        {
        }

        return (Status, buffer.AsMemory(0, length));
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    /// <summary>Sends requests over a number of connections for a while, from one thread: what it takes is taken from what it measures.</summary>
    /// <param name="request">The next request.</param>
    public static Task<Sample> Load(Uri address, int connections, TimeSpan time, int status, Func<byte[]> request) => Task.Factory.StartNew(() =>
    {
        var busy = Enumerable.Range(0, connections).Select(_ => new HttpLine(address)).ToDictionary(line => line.socket);
        try
        {
            var (clock, times) = (Stopwatch.StartNew(), new List<double>(1 << 16));
            foreach (var line in busy.Values)
            {
                line.Begin(request(), clock.Elapsed);
            }

            while (busy.Count > 0)
            {
                var ready = busy.Keys.ToList();
                if (ready.Count > 1)
                {
                    Socket.Select(ready, null, null, -1);
                }

                foreach (var line in ready.Select(socket => busy[socket]))
                {
                    if (!line.Complete(line.socket.Receive(line.buffer.AsSpan(line.length))))
                    {
                        continue;
                    }

                    var now = clock.Elapsed;
                    times.Add((now - line.since).TotalMilliseconds);
                    if (line.Status != status)
                    {
                        throw new InvalidOperationException($"Expected {status}: {Encoding.UTF8.GetString(line.buffer.AsSpan(0, line.length))}");
                    }

                    if (now < time)
                    {
                        line.Begin(request(), now);
                    }
                    else
                    {
                        busy.Remove(line.socket);
                        line.Dispose();
                    }
                }
            }

            return new Sample([.. times.Order()], clock.Elapsed);
        }
        finally
        {
            foreach (var line in busy.Values)
            {
                line.Dispose();
            }
        }
    }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private int Status => int.Parse(buffer.AsSpan(9, 3), CultureInfo.InvariantCulture);

    private void Begin(byte[] request, TimeSpan now)
    {
        (length, total, since) = (0, -1, now);
        socket.Send(request);
    }

    /// <summary>Takes in what was read; true when that is all of the answer.</summary>
    private bool Complete(int read)
    {
        length = read > 0 ? length + read : throw new IOException("The connection was closed.");
        if (total < 0 && buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is >= 0 and var end)
        {
            total = BodyLength(buffer.AsSpan(0, end)) is { } body ? end + 4 + body : int.MaxValue;
        }

        // A chunked answer of JSON can hold this ending nowhere else.
        return length == total || (total == int.MaxValue && buffer.AsSpan(0, length).EndsWith("\r\n0\r\n\r\n"u8));
    }

    private static int? BodyLength(ReadOnlySpan<byte> head)
    {
        var length = "Content-Length: "u8;
        return head.IndexOf(length) is >= 0 and var i ? int.Parse(head[(i + length.Length)..][..(head[(i + length.Length)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') is >= 0 and var n ? n : head.Length - i - length.Length)], CultureInfo.InvariantCulture)
            : head.StartsWith("HTTP/1.1 304"u8) || head.StartsWith("HTTP/1.1 204"u8) ? 0
            : null;
    }
}

/// <summary>Latencies of one measurement, in milliseconds, sorted.</summary>
internal sealed record Sample(double[] Times, TimeSpan Elapsed)
{
    public double PerSecond => Times.Length / Elapsed.TotalSeconds;

    public double P50 => Percentile(0.50);

    public double P95 => Percentile(0.95);

    public double P99 => Percentile(0.99);

    private double Percentile(double part) => Times[(int)(part * (Times.Length - 1))];
}
