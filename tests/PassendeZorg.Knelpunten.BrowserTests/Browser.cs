using Microsoft.Playwright;
using PassendeZorg.Knelpunten.BrowserTests;

[assembly: AssemblyFixture(typeof(Browser))]

namespace PassendeZorg.Knelpunten.BrowserTests;

/// <summary>Debian's Chromium, started once for all tests. Where it is not installed, the tests are skipped and say so.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string? Programma = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
    private IPlaywright? playwright;
    private IBrowser? chromium;

    public async ValueTask InitializeAsync()
    {
        if (Programma is null)
        {
            return;
        }

        playwright = await Playwright.CreateAsync();
        chromium = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Programma,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
    }

    /// <summary>A window of its own: cookies, colours and size.</summary>
    public async Task<IPage> Venster(Uri adres, int breedte = 1280, bool donker = false, bool javascript = true)
    {
        Assert.SkipWhen(chromium is null, "Chromium is not there (Debian: apt-get install chromium): pages have not been tested in a browser.");
        var context = await chromium.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = adres.ToString(), Locale = "nl-NL", TimezoneId = "Europe/Amsterdam", ViewportSize = new ViewportSize { Width = breedte, Height = 900 },
            ColorScheme = donker ? ColorScheme.Dark : ColorScheme.Light, JavaScriptEnabled = javascript, ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (chromium is not null)
        {
            await chromium.DisposeAsync();
        }

        playwright?.Dispose();
    }
}

/// <summary>What a person does with a page.</summary>
internal static class Doen
{
    /// <summary>Signs in as people do: with a key, on the page for it.</summary>
    public static async Task MeldAan(this IPage pagina, string sleutel, string terug = "/")
    {
        await pagina.GotoAsync($"/aanmelden?terug={Uri.EscapeDataString(terug)}");
        await pagina.GetByLabel("Uw sleutel").FillAsync(sleutel);
        await pagina.GetByRole(AriaRole.Button, new() { Name = "Aanmelden" }).ClickAsync();
        await pagina.GetByText("U bent aangemeld").WaitForAsync();
    }
}
