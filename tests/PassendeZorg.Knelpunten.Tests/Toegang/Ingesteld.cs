using Microsoft.AspNetCore.Hosting;

namespace PassendeZorg.Knelpunten.Tests.Toegang;

/// <summary>The service with settings of its own, as <c>Naam</c> or <c>Groep:Naam</c>.</summary>
public sealed class Ingesteld(params (string Naam, string Waarde)[] instellingen) : App
{
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        foreach (var (naam, waarde) in instellingen)
        {
            builder.UseSetting($"Knelpunten:{naam}", waarde);
        }
    }
}
