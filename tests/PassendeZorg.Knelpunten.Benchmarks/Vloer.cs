using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace PassendeZorg.Knelpunten.Benchmarks;

/// <summary>
/// The floor: the same server with nothing in it, in a process of its own. A GET says nothing, or so many bytes; a POST reads its JSON and answers 201 with as much.
/// </summary>
internal sealed class Vloer : IDisposable
{
    public static readonly byte[] Get = HttpLine.Request("GET", "/leeg");
    private readonly Process process;

    private Vloer(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>Resident memory, in MB.</summary>
    public double MemoryMb => Process.GetProcessById(process.Id).WorkingSet64 / 1e6;

    /// <summary>A GET that answers with so many bytes.</summary>
    public static byte[] GetBytes(int bytes) => HttpLine.Request("GET", $"/leeg/{bytes}");

    /// <summary>The process itself.</summary>
    public static async Task<int> Run()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGet("/leeg", () => Results.Text("", "application/json"));
        var all = new byte[1 << 20];
        app.MapGet("/leeg/{bytes:int}", (int bytes) => Results.Bytes(all.AsMemory(0, bytes), "application/json"));
        app.MapPost("/leeg", (JsonObject body) => Results.Json(body, statusCode: 201));
        await app.StartAsync();
        Console.WriteLine(app.Urls.First());
        await app.WaitForShutdownAsync();
        return 0;
    }

    /// <summary>Starts it.</summary>
    public static async Task<Vloer> Start()
    {
        var process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(Vloer).Assembly.Location, "vloer"]) { RedirectStandardOutput = true })!;
        return new Vloer(process, new Uri((await process.StandardOutput.ReadLineAsync())!));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
