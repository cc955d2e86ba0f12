using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;

namespace PassendeZorg.Knelpunten.Tests.Abonnementen;

/// <summary>A service that sends mail, to a real server (aiosmtpd, tests/postbus) that keeps what it gets. The server starts when a test says so.</summary>
public sealed class MetPost : App
{
    private static readonly string Scripts = Path.Combine(App.Wortel, "tests", "postbus");

    // Made before the base starts the service, which needs them.
    private readonly string postmap = Directory.CreateTempSubdirectory("knelpunten-post-").FullName;
    private Process? server;

    /// <summary>Of the mail server.</summary>
    public int Poort { get; } = VrijePoort();

    private MetPost(DateTimeOffset? begin) : base(null, begin)
    {
    }

    /// <summary>Skips the test, saying so, where there is no mail server to be had.</summary>
    public static async Task<MetPost> Start(DateTimeOffset? begin = null)
    {
        using var proef = Process.Start(new ProcessStartInfo("/usr/bin/python3", ["-c", "import aiosmtpd"]) { RedirectStandardError = true });
        await proef!.WaitForExitAsync(Ct);
        Assert.SkipUnless(proef.ExitCode == 0, "Debian's python3-aiosmtpd is not there: that mail is sent has not been tested.");
        var app = new MetPost(begin);
        await app.Open();
        return app;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Knelpunten:Smtp:Host", "127.0.0.1").UseSetting("Knelpunten:Smtp:Poort", Poort.ToString(CultureInfo.InvariantCulture))
            .UseSetting("Knelpunten:Smtp:Afzender", "registratie@voorbeeld.nl").UseSetting("Knelpunten:Smtp:Starttls", "false");
    }

    /// <summary>The mail server listens (again).</summary>
    public async Task Open()
    {
        server = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Scripts, "postbus.py"), postmap, $"{Poort}"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        (await server.StandardOutput.ReadLineAsync(Ct)).Should().Be($"{Poort}");
    }

    /// <summary>The mail server is away.</summary>
    public async Task Sluit()
    {
        server!.StandardInput.Close();
        await server.WaitForExitAsync(Ct);
        server.Dispose();
        server = null;
    }

    /// <summary>What came in so far.</summary>
    public async Task<IReadOnlyList<Post>> Post()
    {
        var post = new List<Post>();
        foreach (var bestand in Directory.GetFiles(postmap, "*.eml").Order(StringComparer.Ordinal))
        {
            using var lezer = Process.Start(new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Scripts, "lees.py"), bestand]) { RedirectStandardOutput = true })!;
            var gelezen = JsonNode.Parse(await lezer.StandardOutput.ReadToEndAsync(Ct))!;
            await lezer.WaitForExitAsync(Ct);
            gelezen["gebreken"]!.AsArray().Should().BeEmpty("it is valid MIME");
            gelezen.Tekst("soort").Should().Be("multipart/alternative");
            post.Add(new Post(gelezen["koppen"]!.AsObject(), gelezen["delen"].Tekst("text/plain"), gelezen["delen"].Tekst("text/html")));
        }

        return post;
    }

    /// <summary>Waits until this many came in; returns them.</summary>
    public async Task<IReadOnlyList<Post>> Krijgt(int aantal)
    {
        await Ontvanger.Tot(() => Directory.GetFiles(postmap, "*.eml").Length >= aantal, () => $"{Directory.GetFiles(postmap, "*.eml").Length} mails came, {aantal} were expected");
        var post = await Post();
        post.Should().HaveCount(aantal);
        return post;
    }

    /// <summary>Presses the button on the page that a link leads to; returns what it says then.</summary>
    public async Task<string> Druk(string link)
    {
        var pagina = await Anoniem().GetAsync(new Uri(link), Ct);
        var html = await pagina.Tekst();
        (pagina.StatusCode, pagina.Content.Headers.ContentType!.MediaType).Should().Be((HttpStatusCode.OK, "text/html"), html);
        var actie = WebUtility.HtmlDecode(Regex.Match(html, "<form method=\"post\" action=\"([^\"]+)\"").Groups[1].Value);
        using var formulier = new FormUrlEncodedContent([]);
        var antwoord = await Anoniem().PostAsync(new Uri(Adres, actie), formulier, Ct);
        antwoord.StatusCode.Should().Be(HttpStatusCode.OK, await antwoord.Tekst());
        return await antwoord.Tekst();
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && server is not null)
        {
            server.StandardInput.Close();
            if (!server.WaitForExit(TimeSpan.FromSeconds(30)))
            {
                server.Kill();
            }

            server.Dispose();
            server = null;
        }

        if (disposing && Directory.Exists(postmap))
        {
            Directory.Delete(postmap, recursive: true);
        }
    }

    private static int VrijePoort()
    {
        using var vrij = new TcpListener(IPAddress.Loopback, 0);
        vrij.Start();
        return ((IPEndPoint)vrij.LocalEndpoint).Port;
    }
}

/// <summary>A mail that came in.</summary>
public sealed record Post(JsonObject Koppen, string Platte, string Html)
{
    public string Onderwerp => Koppen.Tekst("Subject");

    /// <summary>The address of the link with this name, the same in both parts.</summary>
    public string Link(string naam)
    {
        var adres = Regex.Match(Platte, $"{Regex.Escape(naam)}: (\\S+)").Groups[1].Value;
        WebUtility.HtmlDecode(Html).Should().Contain($"<a href=\"{adres}\">{naam}</a>");
        return adres;
    }
}
