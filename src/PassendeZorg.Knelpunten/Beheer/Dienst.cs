using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>The service from start to stop, and whether it is well.</summary>
internal static partial class Dienst
{
    /// <summary>Makes ready, listens, tells the operator where, and runs until it is stopped.</summary>
    public static async Task<int> Draai(WebApplication app)
    {
        var sleutel = await Start.Gereed(app.Services, CancellationToken.None);
        var db = app.Services.GetRequiredService<Db>();
        var volgnummer = app.Services.GetRequiredService<Register>().Kolommen.Nu.LaatsteVolgnummer;
        var versie = db.Version;
        LogGereed(app.Logger, versie, volgnummer);
        await app.StartAsync();
        var adres = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        Console.WriteLine($"De registratie luistert op {adres} (API: {adres}/v1, uitleg: {adres}/docs).");
        if (sleutel is not null)
        {
            Console.WriteLine($"Beheersleutel, wordt alleen nu getoond: {sleutel}");
        }

        await app.WaitForShutdownAsync();
        await app.DisposeAsync();
        return 0;
    }

    /// <summary>Health: live when it answers, ready when it can write and count.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", () => Results.Ok(new { status = "levend" })).AllowAnonymous().ExcludeFromDescription().DisableRateLimiting();
        routes.MapGet("/health/ready", (Schrijver schrijver, Register register, Db db) => schrijver.Gereed
            ? Results.Ok(new { status = "gereed", volgnummer = register.Kolommen.Nu.LaatsteVolgnummer })
            : throw (schrijver.Reden is { } reden ? Weigering.AlleenLezen(reden) : db.IsAway ? Weigering.Onbereikbaar() : Weigering.Overbelast())).AllowAnonymous().ExcludeFromDescription().DisableRateLimiting();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Versie}; {Volgnummer} gebeurtenissen gevolgd.")]
    private static partial void LogGereed(ILogger logger, string versie, int volgnummer);
}
