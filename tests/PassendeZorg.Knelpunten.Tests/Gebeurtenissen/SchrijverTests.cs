using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Tests.Gebeurtenissen;

public sealed class SchrijverTests(App app) : IClassFixture<App>
{
    private Schrijver Schrijver => app.Services.GetRequiredService<Schrijver>();

    [Fact]
    public async Task Een_taak_die_halverwege_mislukt_laat_geen_woord_achter_en_raakt_haar_buren_niet()
    {
        var project = await app.Project();
        using var open = new ManualResetEventSlim();
        var eerste = Houd(open);

        // All in one batch: the number that the middle one gives up goes to the last.
        var voor = Meld("eendenkooi");
        var mislukt = Meld("moerasvaren", daarna: () => throw new InvalidOperationException("halverwege"));
        var na = Meld("dotterbloem");
        open.Set();
        await eerste;

        (await mislukt.Invoking(taak => taak).Should().ThrowAsync<InvalidOperationException>()).WithMessage("halverwege");
        ((await na).Nummer - (await voor).Nummer).Should().Be(1);
        (await Gevonden("eendenkooi")).Should().Equal((await voor).Kenmerk);
        (await Gevonden("dotterbloem")).Should().Equal((await na).Kenmerk);
        (await Gevonden("moerasvaren")).Should().BeEmpty();

        Task<Knelpunt.Rij> Meld(string woord, Action? daarna = null) => Schrijver.Schrijf(werk =>
        {
            var inhoud = Voorbeeld.Knelpunt(project);
            inhoud["titel"] = $"Er is een {woord} gevonden";
            var rij = Vastleggen.Nieuw(werk, Gebruiker.Systeem, Vastleggen.Ontwerp.Van(JsonSerializer.Deserialize<KnelpuntInhoud>(inhoud, Json.Options)!));
            daarna?.Invoke();
            return rij;
        });
    }

    [Fact]
    public async Task Wie_meldt_als_het_druk_is_wacht_niet_op_voorstellen()
    {
        var (project, melder) = (await app.Project(), await app.Melder());
        var inhoud = Voorbeeld.Knelpunt(project);
        inhoud["omschrijving"] = "De zorgverzekeraar en de gemeente wijzen naar elkaar: valt dit onder de Zvw of onder de Wmo? De wijkverpleging wacht op een beschikking.";
        inhoud.Remove("wetten");
        var rustig = await (await melder.PostAsync("/v1/knelpunten", inhoud.Body(), App.Ct)).Json();

        using var open = new ManualResetEventSlim();
        var rij = Enumerable.Range(0, 20).Select(_ => Houd(open)).ToList();
        var melden = melder.PostAsync("/v1/knelpunten", inhoud.Body(), App.Ct);
        await Task.WhenAny(melden, Task.Delay(1_000, App.Ct)); // by now it waits behind the others
        open.Set();
        await Task.WhenAll(rij);
        var druk = await (await melden).Json();

        rustig["voorstellen"]!["wetten"]!.AsArray().Should().NotBeEmpty();
        druk["voorstellen"]!["wetten"]!.AsArray().Should().BeEmpty();
        druk.Tekst("kenmerk").Should().StartWith("KP-");
    }

    /// <summary>A job that waits, and whatever comes after it waits along.</summary>
    private Task<int> Houd(ManualResetEventSlim open)
    {
        var ct = App.Ct;
        return Schrijver.Schrijf(_ =>
        {
            open.Wait(ct);
            return 0;
        });
    }

    private async Task<IReadOnlyList<string>> Gevonden(string woord) =>
        [.. (await (await app.Analist()).Lees($"/v1/knelpunten?zoek={woord}&status=gemeld"))["items"]!.AsArray().Select(item => item.Tekst("kenmerk"))];
}
