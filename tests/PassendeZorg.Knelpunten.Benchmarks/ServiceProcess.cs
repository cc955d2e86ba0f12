using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// The built service as a process of its own, on a free port of 127.0.0.1 and a data folder that the caller chose. It can be
/// stopped neatly, or killed as a power cut would.
/// </summary>
internal sealed class ServiceProcess : IDisposable
{
    public const string Beheersleutel = "kp_meetmeetmeetmeetmeetmeetmeetmeet0000";

    private static readonly string Dll = Path.Combine(AppContext.BaseDirectory, "PassendeZorg.Knelpunten.dll");
    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private readonly Process process;
    private readonly StringBuilder errors = new();
    private readonly StringBuilder output = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private bool disposed;

    private ServiceProcess(Process process) => this.process = process;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>From the start of the process to the first answer of <c>/health/ready</c>.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>What came on standard output: its log, when it has stopped.</summary>
    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>What came on standard error.</summary>
    public string Errors
    {
        get
        {
            lock (errors)
            {
                return errors.ToString();
            }
        }
    }

    /// <summary>The PostgreSQL database of a folder, as a connection string; null where the service keeps SQLite in it.</summary>
    public static Func<string, string?> Database { get; set; } = _ => null;

    public int Id => process.Id;

    public int? ExitCode => process.HasExited ? process.ExitCode : null;

    /// <summary>Processor time that it has used.</summary>
    public TimeSpan Cpu
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory in MB, as the kernel counts it.</summary>
    public double MemoryMb => Memory("VmRSS");

    /// <summary>The highest it has been since <see cref="ForgetPeak"/>.</summary>
    public double PeakMb => Memory("VmHWM");

    /// <summary>Starts the service and returns at once.</summary>
    /// <param name="before">A program to run it under, with its arguments, such as strace.</param>
    public static ServiceProcess Launch(string folder, params string[] before)
    {
        var service = new ServiceProcess(new Process { StartInfo = Arguments(folder, [.. before, Dotnet, Dll, "--urls", "http://127.0.0.1:0"]) });
        service.process.OutputDataReceived += (_, line) =>
        {
            lock (service.output)
            {
                service.output.AppendLine(line.Data);
            }

            if (line.Data?.Split(' ') is ["De", "registratie", "luistert", "op", var address, ..])
            {
                service.listening.TrySetResult(new Uri(address));
            }
        };
        service.process.ErrorDataReceived += (_, line) =>
        {
            lock (service.errors)
            {
                service.errors.AppendLine(line.Data);
            }
        };
        service.process.EnableRaisingEvents = true;
        service.process.Exited += (_, _) => service.listening.TrySetException(new InvalidOperationException("The service stopped before it was ready. " + service.Errors));
        service.process.Start();
        service.process.BeginOutputReadLine();
        service.process.BeginErrorReadLine();
        return service;
    }

    /// <summary>Starts the service and waits until it is ready.</summary>
    public static async Task<ServiceProcess> Start(string folder, params string[] before)
    {
        var clock = Stopwatch.StartNew();
        var service = Launch(folder, before);
        try
        {
            service.Address = await service.listening.Task.WaitAsync(TimeSpan.FromSeconds(60));
            using var client = service.Client();
            (await client.GetAsync(new Uri("/health/ready", UriKind.Relative))).EnsureSuccessStatusCode();
            service.StartTime = clock.Elapsed;
            return service;
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    /// <summary>Runs one of the operator's commands; returns its exit code and output.</summary>
    public static async Task<(int ExitCode, string Output)> Command(string folder, params string[] command)
    {
        using var process = Process.Start(Arguments(folder, [Dotnet, Dll, .. command]))!;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(output));
    }

    /// <summary>A client that is signed in as beheerder, with as many connections as it wants.</summary>
    public HttpClient Client()
    {
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = Address, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Beheersleutel);
        return client;
    }

    /// <summary>Measures the peak from here on.</summary>
    public void ForgetPeak() => File.WriteAllText($"/proc/{Id}/clear_refs", "5");

    /// <summary>SIGKILL: no handler runs, nothing is flushed.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <summary>SIGTERM, and waits until it has stopped.</summary>
    public async Task Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Whether it stops by itself within this time.</summary>
    public bool Exits(TimeSpan within) => process.WaitForExit(within);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (disposed)
        {
            return;
        }

        disposed = true;
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
    }

    private double Memory(string what) => double.Parse(File.ReadLines($"/proc/{Id}/status").First(line => line.StartsWith(what, StringComparison.Ordinal))
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    private static ProcessStartInfo Arguments(string folder, string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["Knelpunten__Datamap"] = folder;
        start.Environment["Knelpunten__Beheersleutel"] = Beheersleutel;
        if (Database(folder) is { } database)
        {
            start.Environment["Knelpunten__Opslag"] = "postgresql";
            start.Environment["ConnectionStrings__Knelpunten"] = database;
        }

        start.Environment["Knelpunten__Limieten__Uit"] = "true";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        return start;
    }
}
