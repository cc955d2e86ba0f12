using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PassendeZorg.Knelpunten.Tests;

namespace PassendeZorg.Knelpunten.BrowserTests;

/// <summary>What people come for, from the first page to the end, in a browser.</summary>
public sealed partial class ReizenTests(Browser browser, Wereld wereld) : IClassFixture<Wereld>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Een_projectleider_meldt_zonder_muis_van_de_voorpagina_tot_een_kenmerk(bool javascript)
    {
        var pagina = await browser.Venster(wereld.Adres, javascript: javascript);
        await pagina.GotoAsync("/");
        await Ga(pagina, "Melden");
        await pagina.Keyboard.PressAsync("Enter");
        await Assertions.Expect(pagina).ToHaveURLAsync(new Regex("/melden$"));
        await Ga(pagina, "Aanmelden om te melden");
        await pagina.Keyboard.PressAsync("Enter");
        await Assertions.Expect(pagina).ToHaveURLAsync(new Regex("/aanmelden"));
        await Ga(pagina, "Uw sleutel");
        await pagina.Keyboard.TypeAsync(await wereld.Sleutel("melder", Wereld.Zorggroep));
        await pagina.Keyboard.PressAsync("Enter");
        await Assertions.Expect(pagina).ToHaveURLAsync(new Regex("/melden$"));

        await Ga(pagina, "Titel");
        await pagina.Keyboard.TypeAsync("Zonder muis gemeld");
        await Ga(pagina, "Omschrijving");
        await pagina.Keyboard.TypeAsync("De wijkverpleging mag de huishoudelijke hulp niet regelen en de gemeente mag de verpleging niet betalen; zo wacht een bewoner op twee loketten.");
        await Ga(pagina, "Bekostiging");
        await pagina.Keyboard.PressAsync("Space");

        // First a look at what the registry thinks of it; what was typed stays.
        await Ga(pagina, "Controleer en bekijk voorstellen");
        await pagina.Keyboard.PressAsync("Enter");
        await pagina.GetByText("Nagekeken. Er is nog niets gemeld").WaitForAsync();
        (await pagina.GetByLabel("Titel", new() { Exact = true }).InputValueAsync()).Should().Be("Zonder muis gemeld");
        (await pagina.Locator("#voorstellen input[value=wmo2015], #voorstellen input[value=zvw]").CountAsync()).Should().BePositive("the text speaks of both laws");

        await Ga(pagina, "Melden", "BUTTON");
        await pagina.Keyboard.PressAsync("Enter");
        var kenmerk = Kenmerk().Match(await pagina.GetByText(Kenmerk()).First.InnerTextAsync()).Value;
        var gemeld = await (await wereld.Melder(Wereld.Zorggroep)).Lees($"/v1/knelpunten/{kenmerk}");
        (gemeld.Tekst("titel"), gemeld.Tekst("status"), gemeld["soorten"]!.ToJsonString()).Should().Be(("Zonder muis gemeld", "gemeld", "[\"bekostiging\"]"));
    }

    [Fact]
    public async Task Een_analist_bevestigt_en_bundelt()
    {
        var melding = await wereld.Meld(wereld.EigenProject, new JsonObject { ["titel"] = "Te bevestigen en te bundelen", ["domeinen"] = new JsonArray() }, Wereld.Zorggroep);
        var pagina = await browser.Venster(wereld.Adres);
        await pagina.MeldAan(await wereld.Sleutel("analist", "RVS"), "/beoordelen");
        await pagina.GotoAsync($"/beoordelen/{melding.Tekst("kenmerk")}");

        // Confirming without a domain is refused, and says where; nothing typed is lost.
        await pagina.GetByLabel("Herleidbaarheid gecontroleerd").CheckAsync();
        await pagina.GetByLabel("Waarom?").FillAsync("Navolgbaar.");
        await pagina.GetByRole(AriaRole.Button, new() { Name = "Bevestig", Exact = true }).ClickAsync();
        await pagina.Locator(".fouten").WaitForAsync();
        (await pagina.GetByLabel("Waarom?").InputValueAsync()).Should().Be("Navolgbaar.");

        var domein = pagina.Locator("#veld-domeinen input[type=checkbox]").First;
        await pagina.Locator("#veld-domeinen details").EvaluateAllAsync<object>("delen => delen.forEach(deel => deel.open = true)");
        await domein.CheckAsync();
        await pagina.GetByLabel("Herleidbaarheid gecontroleerd").CheckAsync();
        await pagina.GetByRole(AriaRole.Button, new() { Name = "Bevestig", Exact = true }).ClickAsync();
        await pagina.Locator(".bericht").WaitForAsync();
        (await wereld.Anoniem().Lees($"/v1/knelpunten/{melding.Tekst("kenmerk")}")).Tekst("status").Should().Be("bevestigd");

        await pagina.GotoAsync($"/beoordelen/{melding.Tekst("kenmerk")}");
        await pagina.Locator("#veld-kenmerk").FillAsync(wereld.Systeem);
        await pagina.GetByRole(AriaRole.Button, new() { Name = "Doe het hierin" }).ClickAsync();
        await pagina.Locator(".bericht").WaitForAsync();
        (await wereld.Anoniem().Lees($"/v1/knelpunten?systeemknelpunt={wereld.Systeem}&limiet=200"))["items"]!.AsArray().Select(item => item.Tekst("kenmerk")).Should().Contain(melding.Tekst("kenmerk"));

        // And on the pages that everybody reads.
        var lezer = await browser.Venster(wereld.Adres, javascript: false);
        await lezer.GotoAsync($"/systeemknelpunten/{wereld.Systeem}");
        await lezer.GetByRole(AriaRole.Link, new() { Name = "Te bevestigen en te bundelen" }).First.ClickAsync();
        (await lezer.Locator("h1").InnerTextAsync()).Should().Be("Te bevestigen en te bundelen");
    }

    [Fact]
    public async Task Een_getal_op_het_overzicht_leidt_naar_de_lijst_haar_feed_en_de_editie()
    {
        var pagina = await browser.Venster(wereld.Adres, javascript: false);
        await pagina.GotoAsync("/");
        var cel = pagina.Locator("td a[href*='wet='][href*='domein=']").First;
        var (aantal, adres) = (int.Parse(await cel.InnerTextAsync(), System.Globalization.CultureInfo.InvariantCulture), new Uri(wereld.Adres, await cel.GetAttributeAsync("href")));
        await cel.ClickAsync();
        (new Uri(pagina.Url).PathAndQuery).Should().Be(adres.PathAndQuery, "the selection is in the address bar");
        (await wereld.Anoniem().Lees("/v1" + adres.PathAndQuery)).Getal("totaal").Should().Be(aantal);
        (await pagina.Locator("main").InnerTextAsync()).Should().Contain($"{aantal} knelpunten");

        // A feed reader finds the feed of this selection by itself.
        var feed = (await pagina.Locator("link[rel=alternate][type='application/atom+xml']").First.GetAttributeAsync("href"))!;
        var atom = System.Xml.Linq.XDocument.Parse(await wereld.Anoniem().GetStringAsync(new Uri(wereld.Adres, feed), App.Ct));
        var links = atom.Root!.Elements().Where(deel => deel.Name.LocalName == "entry").Select(deel => deel.Elements().First(link => link.Name.LocalName == "link").Attribute("href")!.Value).ToList();
        links.Should().HaveCount(Math.Min(aantal, links.Count)).And.NotBeEmpty();
        (await pagina.GotoAsync(links[0]))!.Status.Should().Be(200, "an entry leads to a page");

        // The number of the same cell, as the edition has it.
        await pagina.GotoAsync("/edities");
        await pagina.Locator("main a[href^='/edities/']").First.ClickAsync();
        (await pagina.Locator("main").InnerTextAsync()).Should().Contain("Citeer als").And.Contain("SHA-256");
    }

    /// <summary>Presses Tab until this has the focus, by the name that is read aloud.</summary>
    private static async Task Ga(IPage pagina, string naam, string? soort = null)
    {
        for (var i = 0; i < 400; i++)
        {
            await pagina.Keyboard.PressAsync("Tab");
            var hier = await pagina.EvaluateAsync<string[]>("""
                () => { const e = document.activeElement; return [e.tagName, ((e.labels && e.labels[0] || e).textContent || '').trim().replace(/\s+/g, ' ')] }
                """);
            if ((hier[1] == naam || (hier[0] is "INPUT" or "TEXTAREA" && hier[1].StartsWith(naam, StringComparison.Ordinal))) && (soort is null || hier[0] == soort))
            {
                return;
            }
        }

        Assert.Fail($"With Tab alone there is no coming to '{naam}' on {pagina.Url}.");
    }

    [GeneratedRegex("KP-[0-9]{4}-[0-9]{5,}")]
    private static partial Regex Kenmerk();
}
