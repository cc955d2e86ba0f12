using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using PassendeZorg.Knelpunten.Tests;
using PassendeZorg.Knelpunten.Tests.Dialogen;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.BrowserTests;

/// <summary>A registry in which everything that a page can show is there: the examples, and a story with every state in it.</summary>
public sealed class Wereld : App, IAsyncLifetime
{
    public const string Zorggroep = "Zorggroep West";

    /// <summary>Kenmerk of a confirmed knelpunt that is bundled.</summary>
    public string Knelpunt { get; private set; } = "";

    /// <summary>Kenmerk of the systeemknelpunt with most to show.</summary>
    public string Systeem { get; private set; } = "";

    /// <summary>Project of <see cref="Zorggroep"/>.</summary>
    public string EigenProject { get; private set; } = "";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("Knelpunten:Voorbeelden", "true");
    }

    public async ValueTask InitializeAsync()
    {
        var analist = await Analist();
        var meldingen = new List<JsonObject>();
        string[] trekkers = [Zorggroep, "GGD Noord", "Gemeente Oost", "Coöperatie Zuid", "Stichting met een heel lange naam voor ondersteuning thuis en in de wijk", "Ziekenhuis Midden"];
        foreach (var (trekker, i) in trekkers.Select((trekker, i) => (trekker, i)))
        {
            var project = await Project(trekker, new { naam = $"Samen op tijd {i + 1}", organisatie = trekker, regios = new[] { i % 2 == 0 ? "zk-arnhem" : "zk-groningen" } });
            EigenProject = i == 0 ? project : EigenProject;
            meldingen.Add(await MeldEnBevestig(project, new JsonObject
            {
                ["titel"] = $"Valtraining stopt als het projectgeld op is ({i + 1})", ["ernst"] = $"{(i % 5) + 1}", ["perspectief"] = i % 2 == 0 ? "professional" : "gemeente",
                ["dilemma"] = "Wie betaalt, bepaalt; wie profiteert, betaalt niet.", ["bronnen"] = new JsonArray(new JsonObject { ["titel"] = "Evaluatie", ["url"] = "https://voorbeeld.nl/evaluatie" }),
                ["gewensteWijziging"] = "Eén betaaltitel die beide dragen.", ["omweg"] = "Elk jaar opnieuw een subsidie aanvragen.", ["vindplaats"] = "artikel 2.4 van de beleidsregel",
            }, trekker));
            await Meld(project, new JsonObject { ["titel"] = $"Nog niet beoordeeld {i + 1}" }, trekker);
        }

        await Meld(EigenProject, new JsonObject { ["titel"] = "Nog niet af", ["status"] = "concept" }, Zorggroep);
        await Beoordeel((await Meld(EigenProject, new JsonObject { ["titel"] = "Dit hoort hier niet" }, Zorggroep)).Id(), "afgewezen");
        var opgelost = await MeldEnBevestig(EigenProject, new JsonObject { ["titel"] = "Dit is inmiddels geregeld" }, Zorggroep);
        await Beoordeel(opgelost.Id(), "opgelost");
        await analist.Post($"/v1/knelpunten/{meldingen[0].Id()}/vragen", new JsonObject { ["tekst"] = "Om welke regeling gaat het precies?" }).Gelukt();
        await (await Melder("GGD Noord")).Post($"/v1/knelpunten/{meldingen[0].Id()}/steunbetuigingen", new JsonObject { ["projectId"] = meldingen[1]["project"].Tekst("id") }).Gelukt();

        var systeem = await this.Systeem(null, [.. meldingen.Select(melding => melding.Id())]);
        await this.Toets(systeem, "rvs", "stelselherziening");
        await this.Toets(systeem, "nza", "beleidsregel-of-experiment");
        await this.GeefWeer(systeem, "vng", "wetswijziging");
        var kleiner = await this.Systeem(new JsonObject { ["titel"] = "Gegevens delen mag niet over de grens van een wet", ["bevoegd"] = new JsonArray("vws") }, opgelost.Id());
        await analist.Stuur("PUT", $"{kleiner.Pad()}/relaties/{systeem.Id()}", """{ "soort": "oorzaak-van" }""").Gelukt();
        await Curator.Word(this, systeem, "vastgesteld", "geagendeerd");
        var nza = await Client("adressaat", "nza");
        await nza.Post($"{systeem.Pad()}/reacties", Curator.Reactie("afgewezen", new JsonObject { ["tekst"] = "De bestaande prestatie dekt dit." })).Gelukt();
        await nza.Post($"{systeem.Pad()}/reacties", Curator.Reactie("in-onderzoek", new JsonObject { ["datum"] = this.Vandaag().AddDays(90).Iso(), ["status"] = "concept" })).Gelukt();
        await this.ZegToe(systeem, "vws", this.Vandaag().AddDays(5));
        await this.ZegToe(systeem, "nza", this.Vandaag().AddDays(50));
        await this.LegVast(Afspreken.Dialoog(this.Vandaag(), Afspreken.Afspraak("vng", this.Vandaag().AddDays(40), systeem.Id())));
        await analist.Post("/v1/toetsstenen", new JsonObject { ["titel"] = "Oudere met drie loketten", ["omschrijving"] = "Een oudere krijgt hulp uit drie wetten en niemand heeft het overzicht over het geheel.", ["knelpunten"] = new JsonArray(meldingen[0].Id()) }).Gelukt();
        await analist.Post("/v1/edities", new JsonObject { ["titel"] = "Voor het najaarsoverleg", ["inleiding"] = "Wat er speelt, in het kort." }).Gelukt();
        Klok.Verzet(TimeSpan.FromDays(10));
        await Curator.Word(this, systeem, "beantwoord");
        await analist.Post("/v1/edities", new JsonObject { ["titel"] = "Tien dagen later", ["adressaat"] = "nza" }).Gelukt();
        (Knelpunt, Systeem) = (meldingen[0].Kenmerk(), systeem.Kenmerk());
    }

    public new ValueTask DisposeAsync() => base.DisposeAsync();
}
