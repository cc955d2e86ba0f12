using System.Text.Json;
using System.Text.Json.Serialization;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Een gebeurtenis zoals die wordt bezorgd: CloudEvents 1.0, volgens het NL GOV-profiel.</summary>
/// <param name="Specversion">Altijd 1.0.</param>
/// <param name="Id">Id van de gebeurtenis; met source uniek. Hetzelfde bij elke herhaling.</param>
/// <param name="Source">URN van deze registratie.</param>
/// <param name="Type">nl.passendezorg.knelpunten. gevolgd door de soort, zoals knelpunt.bevestigd.</param>
/// <param name="Subject">Waarover: het kenmerk; bij een editie het nummer.</param>
/// <param name="Time">Wanneer de gebeurtenis is vastgelegd.</param>
/// <param name="Datacontenttype">Altijd application/json.</param>
/// <param name="Dataschema">Waar beschreven is wat er in data staat.</param>
/// <param name="Sequence">Volgnummer in het logboek: wat later gebeurde is hoger. Er zitten gaten tussen, want u krijgt niet alles.</param>
/// <param name="Sequencetype">Altijd Integer.</param>
/// <param name="Data">Waar het over gaat. Weinig: wat er nu staat, haalt u op.</param>
public sealed record Bericht(string Specversion, Guid Id, string Source, string Type, string Subject, DateTimeOffset Time, string Datacontenttype, string Dataschema,
    string Sequence, string Sequencetype, Berichtgegevens Data)
{
    /// <summary>The media type of a message.</summary>
    public const string MediaType = "application/cloudevents+json";

    /// <summary>What the type of every message begins with.</summary>
    public const string Voor = "nl.passendezorg.knelpunten.";

    /// <summary>The kinds of gebeurtenis that can be subscribed to; another kind is never delivered.</summary>
    internal const string Soorten =
        "knelpunt.gemeld,knelpunt.gewijzigd,knelpunt.bevestigd,knelpunt.afgewezen,knelpunt.opgelost,knelpunt.heropend,knelpunt.ingetrokken,knelpunt.gesteund,knelpunt.vraag-gesteld,"
        + "systeemknelpunt.aangemaakt,systeemknelpunt.gewijzigd,systeemknelpunt.vastgesteld,systeemknelpunt.geagendeerd,systeemknelpunt.beantwoord,systeemknelpunt.opgelost,"
        + "systeemknelpunt.heropend,systeemknelpunt.gesloten,stelseltoets.geplaatst,reactie.geplaatst,toezegging.gedaan,toezegging.gewijzigd,toezegging.te-laat,"
        + "editie.gepubliceerd,samenvatting.verschenen";

    /// <summary>What is sent to ask for consent; nobody can subscribe to it.</summary>
    internal const string Bevestiging = "abonnement.bevestiging";

    /// <summary>What is sent to try whether it arrives; nobody can subscribe to it.</summary>
    internal const string Proef = "abonnement.proefbericht";

    /// <summary>Makes the messages of rows of the log, with the titles that everybody may see at this moment.</summary>
    /// <param name="adres">The public base address.</param>
    internal static async Task<IReadOnlyList<Bericht>> Maak(IReadOnlyList<Gebeurtenis> gebeurtenissen, string bron, string adres, Db db, CancellationToken ct)
    {
        var titels = await Titels(gebeurtenissen, db, ct);
        return [.. gebeurtenissen.Select(gebeurtenis =>
        {
            using var gegevens = JsonDocument.Parse(gebeurtenis.Gegevens);
            var kenmerk = gegevens.RootElement.TryGetProperty("kenmerk", out var gegeven) ? gegeven.GetString() : null;
            var versie = gegevens.RootElement.TryGetProperty("versie", out var getal) ? getal.GetInt32() : (int?)null;
            return new Bericht("1.0", gebeurtenis.Id, bron, Voor + gebeurtenis.Soort, kenmerk ?? gebeurtenis.Onderwerp, gebeurtenis.TijdstipOp, "application/json",
                $"{adres}/v1/openapi.json#/components/schemas/{nameof(Berichtgegevens)}", $"{gebeurtenis.Volgnummer}", "Integer",
                new Berichtgegevens(gebeurtenis.Onderwerp, kenmerk, versie, $"{adres}/v1/{Pad(gebeurtenis, kenmerk)}", titels.GetValueOrDefault(gebeurtenis.Onderwerp)));
        })];
    }

    /// <summary>The message as it is sent.</summary>
    internal byte[] Json() => JsonSerializer.SerializeToUtf8Bytes(this, Platform.Json.Options);

    /// <summary>The page that shows what a gebeurtenis is about; what has none is shown by the API.</summary>
    internal string Pagina(Gebeurtenis gebeurtenis, string adres) =>
        Pad(gebeurtenis, Data.Kenmerk) is var pad && pad.Split('/')[0] is "knelpunten" or "systeemknelpunten" or "edities" ? $"{adres}/{pad}" : Data.Link;

    private static string Pad(Gebeurtenis gebeurtenis, string? kenmerk) => gebeurtenis.Soort.Split('.')[0] switch
    {
        "knelpunt" => $"knelpunten/{gebeurtenis.Onderwerp}",
        "editie" => $"edities/{gebeurtenis.Onderwerp}",
        "abonnement" => $"abonnementen/{gebeurtenis.Onderwerp}",
        "toezegging" when kenmerk is null => $"toezeggingen/{gebeurtenis.Onderwerp}", // one that belongs to no systeemknelpunt
        "samenvatting" => $"feeds/samenvattingen?interval={gebeurtenis.Onderwerp.Split('/')[0]}",
        _ => $"systeemknelpunten/{gebeurtenis.Onderwerp}",
    };

    private static async Task<Dictionary<string, string>> Titels(IReadOnlyList<Gebeurtenis> gebeurtenissen, Db db, CancellationToken ct)
    {
        var titels = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var deel in Onderwerpen("knelpunt."))
        {
            var rijen = await db.Query<Knelpunt.Rij>($"{Knelpunt.Select} WHERE id {db.Dialect.In("@deel")}", new { deel }, ct);
            foreach (var rij in rijen.Where(rij => rij.IsOpenbaar))
            {
                titels[$"{rij.Id}"] = rij.Lees().Titel;
            }
        }

        var systemen = gebeurtenissen.Where(gebeurtenis => gebeurtenis.Soort.Split('.')[0] is "systeemknelpunt" or "stelseltoets" or "reactie" or "toezegging");
        foreach (var deel in systemen.Select(gebeurtenis => gebeurtenis.Onderwerp).Distinct(StringComparer.Ordinal).Chunk(500))
        {
            foreach (var rij in await db.Query<Systeemknelpunt.Rij>($"{Systeemknelpunt.Select} WHERE id {db.Dialect.In("@deel")}", new { deel }, ct))
            {
                titels[$"{rij.Id}"] = rij.Lees().Titel;
            }
        }

        foreach (var deel in Onderwerpen("editie."))
        {
            foreach (var (nummer, titel) in await db.Query<(string, string)>($"SELECT nummer, titel FROM editie WHERE nummer {db.Dialect.In("@deel")}", new { deel }, ct))
            {
                titels[nummer] = titel;
            }
        }

        return titels;

        IEnumerable<string[]> Onderwerpen(string soort) =>
            gebeurtenissen.Where(gebeurtenis => gebeurtenis.Soort.StartsWith(soort, StringComparison.Ordinal)).Select(gebeurtenis => gebeurtenis.Onderwerp).Distinct(StringComparer.Ordinal).Chunk(500);
    }
}

/// <summary>Waar een gebeurtenis over gaat. Wat er nu staat, is op te halen bij de link.</summary>
/// <param name="Id">Id waarover het gaat; bij een editie het nummer.</param>
/// <param name="Kenmerk">Kenmerk, als het dat heeft.</param>
/// <param name="Versie">Versie na de gebeurtenis, als het die heeft.</param>
/// <param name="Link">Waar het te lezen is.</param>
/// <param name="Titel">Titel zoals die nu is, als die openbaar is. Ontbreekt bij wat is ingetrokken.</param>
/// <param name="Code">Alleen in abonnement.bevestiging: de code om terug te sturen.</param>
public sealed record Berichtgegevens(string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kenmerk,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Versie,
    string Link,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Titel,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null);
