using System.Net.Http.Headers;
using System.Text.Json;
using PassendeZorg.Knelpunten.Client;

// Report, confirm, list and subscribe with the generated client. Arguments: base address with /v1/, key, project id, address for messages.
using var http = new HttpClient { BaseAddress = new Uri(args[0]), DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", args[1]) } };
var client = new KnelpuntenClient(http);

Melding gemeld = await client.MeldKnelpuntAsync(new KnelpuntInhoud
{
    ProjectId = Guid.Parse(args[2]),
    Titel = "Valtraining stopt als het projectgeld op is",
    Omschrijving = "De gemeente betaalt de training zolang er projectgeld is; daarna wijst iedereen naar de ander.",
    Soorten = ["tijdelijke-financiering"],
    Wetten = ["wmo2015", "zvw"],
    Domeinen = ["preventie"],
    Oplossingsruimte = Oplossingsruimte.GerichteWijziging,
}, idempotency_Key: Guid.NewGuid().ToString());

Knelpunt bevestigd = await client.BeoordeelKnelpuntAsync(gemeld.Kenmerk, new BeoordeelKnelpuntVerzoek { Besluit = Besluit.Bevestigd, HerleidbaarheidGecontroleerd = true });
Knelpunt gewijzigd = await client.WijzigKnelpuntAsync(gemeld.Kenmerk, if_Match: $"\"{bevestigd.Versie}\"", new KnelpuntWijziging { Omweg = "De buurtsportcoach doet het erbij." });
KnelpuntPagina lijst = await client.ZoekKnelpuntenAsync(wet: ["wmo2015"], status: ["bevestigd"], sorteer: Knelpuntvolgorde.GemeldOpAflopend);
NieuwAbonnement abonnement = await client.MaakAbonnementAsync(new AbonnementInhoud
{
    CallbackUrl = new Uri(args[3]),
    Gebeurtenissen = [Gebeurtenissoort.KnelpuntBevestigd],
    Selectie = new { wet = new[] { "wmo2015" } },
});

string detail;
try
{
    await client.MeldKnelpuntAsync(new KnelpuntInhoud { ProjectId = Guid.Parse(args[2]), Titel = "X", Omschrijving = "Te kort om iets te zeggen.", Soorten = ["it"] });
    detail = "not refused";
}
catch (ApiException<Probleem> geweigerd) when (geweigerd.StatusCode == 400)
{
    detail = geweigerd.Result.Fouten!.Single().Veld;
}

Console.WriteLine(JsonSerializer.Serialize(new
{
    kenmerk = gemeld.Kenmerk,
    status = $"{gewijzigd.Status}",
    ruimte = $"{gewijzigd.Oplossingsruimte}",
    titel = gewijzigd.Titel,
    omweg = gewijzigd.Omweg,
    lijst = lijst.Items.Select(knelpunt => knelpunt.Kenmerk),
    abonnement = $"{abonnement.Status}",
    gebeurtenis = $"{abonnement.Gebeurtenissen.Single()}",
    geweigerd = detail,
}));
