using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Tests.Dialogen;

namespace PassendeZorg.Knelpunten.Tests.Feeds;

/// <summary>The same small registry every time, from 2 February to 10 April 2026: some of everything that a feed tells of.</summary>
public sealed class Feedwereld : App, IAsyncLifetime
{
    private static readonly DateTimeOffset Begin = new(2026, 2, 2, 9, 0, 0, TimeSpan.Zero);

    public Feedwereld() : base(null, Begin)
    {
    }

    public JsonObject Ingetrokken { get; private set; } = null!;

    public JsonObject NooitOpenbaar { get; private set; } = null!;

    public JsonObject Gemeld { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        var (analist, west) = (await Analist(), await Project("Zorggroep West", new { naam = "Valpreventie & meer", organisatie = "Zorggroep West", regios = new[] { "zk-arnhem" } }));
        var stil = await Project("Stille Zorg", new { naam = "Een stil project", organisatie = "Stille Zorg", regios = new[] { "zk-utrecht" }, naamTonen = false });
        var eerste = await MeldEnBevestig(west, new JsonObject { ["titel"] = "Training stopt als het projectgeld <op> is", ["ernst"] = "4" }, "Zorggroep West");
        var tweede = await MeldEnBevestig(stil, new JsonObject
        {
            ["titel"] = "Gegevens \"delen\" mag niet ]]> & 'toch' moet het 🙂", ["omschrijving"] = "Eerste regel over <script>alert(1)</script> & co.\n\nTweede regel: é, עברית, e\u0301.",
            ["soorten"] = new JsonArray("gegevensuitwisseling"), ["wetten"] = new JsonArray("wlz", "avg"), ["domeinen"] = new JsonArray("ouderenzorg"),
        }, "Stille Zorg");
        Ingetrokken = await MeldEnBevestig(west, new JsonObject { ["titel"] = "Dit wordt nog ingetrokken" }, "Zorggroep West");
        NooitOpenbaar = await Meld(west, new JsonObject { ["titel"] = "Dit was nooit openbaar" }, "Zorggroep West");
        Gemeld = await Meld(west, new JsonObject { ["titel"] = "Dit is alleen gemeld" }, "Zorggroep West");
        var systeem = await analist.Post("/v1/systeemknelpunten", new JsonObject
        {
            ["titel"] = "Valpreventie heeft geen blijvende betaler", ["kern"] = "Kosten bij de gemeente, baten bij de verzekeraar.", ["mechanismen"] = new JsonArray("baten-elders"),
            ["bevoegd"] = new JsonArray("vws", "nza"), ["knelpunten"] = new JsonArray(eerste.Id(), Gemeld.Id()),
        }).Gelukt();
        var pad = $"/v1/systeemknelpunten/{systeem.Id()}";
        await (await Client("adressaat", "nza")).Post($"{pad}/stelseltoetsen", new JsonObject { ["beoordelaar"] = "nza", ["trede"] = "beleidsregel-of-experiment", ["argument"] = "Een experiment kan nu." }).Gelukt();
        await analist.Post($"{pad}/stelseltoetsen", new JsonObject
        {
            ["beoordelaar"] = "vng", ["trede"] = "wetswijziging", ["argument"] = "De wet verdeelt de kosten.", ["herkomst"] = "weergegeven",
            ["bron"] = new JsonObject { ["titel"] = "Position paper", ["url"] = "https://vng.nl/paper" },
        }).Gelukt();

        Klok.Verzet(TimeSpan.FromDays(30)); // 4 March
        await analist.Post($"{pad}/beoordelingen", new JsonObject { ["status"] = "vastgesteld" }).Gelukt();
        await (await Client("adressaat", "nza")).Post($"{pad}/reacties", new JsonObject { ["soort"] = "deels-overgenomen", ["tekst"] = "Een deel kan binnen de bestaande ruimte." }).Gelukt();
        await (await Client("adressaat", "vws")).Post($"{pad}/toezeggingen", new JsonObject { ["wat"] = "Een brief aan gemeenten", ["uiterlijkDatum"] = "2026-03-20" }).Gelukt();
        await (await Client("adressaat", "vws")).Post($"{pad}/toezeggingen", new JsonObject { ["wat"] = "Een evaluatie", ["uiterlijkDatum"] = "2026-09-01" }).Gelukt();
        await MeldEnBevestig(west, new JsonObject { ["titel"] = "Nog een schot tussen budgetten", ["soorten"] = new JsonArray("budgetschotten") }, "Zorggroep West");
        await Beoordeel(tweede.Id(), "opgelost");
        await (await Melder("Stille Zorg")).Post($"/v1/knelpunten/{eerste.Id()}/steunbetuigingen", new JsonObject { ["projectId"] = stil }).Gelukt();
        await (await Melder("Zorggroep West")).Stuur("DELETE", $"/v1/knelpunten/{Ingetrokken.Id()}");
        await (await Melder("Zorggroep West")).Stuur("DELETE", $"/v1/knelpunten/{NooitOpenbaar.Id()}");
        await analist.Post("/v1/edities", new JsonObject { ["titel"] = "Voor het voorjaarsoverleg", ["adressaat"] = "nza", ["inleiding"] = "Over schotten & <budgetten>." }).Gelukt();
        await analist.Post("/v1/edities", new JsonObject { ["titel"] = "Alleen de Wlz", ["selectie"] = new JsonObject { ["wet"] = new JsonArray("wlz") } }).Gelukt();

        Klok.Verzet(TimeSpan.FromDays(37)); // 10 April
        await this.Wacht("toezegging.te-laat", 1); // the registry notes it by itself, a moment later
    }

    /// <summary>What the daily job does with periods that are over.</summary>
    public Task<int> SluitPerioden() => Services.GetRequiredService<Schrijver>().Schrijf(Samenvatting.SluitPerioden);
}
