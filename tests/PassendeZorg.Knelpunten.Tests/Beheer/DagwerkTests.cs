using Microsoft.Extensions.DependencyInjection;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Tests.Dialogen;

namespace PassendeZorg.Knelpunten.Tests.Beheer;

public sealed class DagwerkTests
{
    [Fact]
    public async Task Wat_de_klok_vraagt_komt_er_ook_als_de_wachtrij_eerst_vol_is()
    {
        await using var app = new App();
        await app.LegVast(Afspreken.Dialoog(app.Vandaag(), Afspreken.Afspraak("nza", app.Vandaag())));
        var schrijver = app.Services.GetRequiredService<Schrijver>();
        var geweigerd = false;
        while (!geweigerd)
        {
            // What it does at start may be waiting in the queue that is held up here: then it is let through, and tried again.
            using var open = new ManualResetEventSlim();
            var eerste = schrijver.Schrijf(_ =>
            {
                open.Wait(App.Ct);
                return 0;
            });
            Task<int> laatste;
            do
            {
                laatste = schrijver.Schrijf(_ => 0);
            }
            while (!laatste.IsFaulted);
            (await Assert.ThrowsAsync<Weigering>(() => laatste)).Probleem.Status.Should().Be(503);

            app.Klok.Verzet(TimeSpan.FromDays(1));
            for (var keer = 0; keer < 100 && !geweigerd; keer++)
            {
                await Task.Delay(50, App.Ct);
                geweigerd = app.Log.Regels.Any(regel => regel.Contains("Dagwerk (te late toezeggingen) is niet gelukt", StringComparison.Ordinal));
            }

            open.Set();
            await eerste;
        }

        await app.Wacht("toezegging.te-laat", 1);
    }
}
