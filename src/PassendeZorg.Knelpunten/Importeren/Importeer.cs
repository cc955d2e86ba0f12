using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using System.Text.Json.Serialization;
using CsvHelper;
using Microsoft.AspNetCore.Http.Metadata;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Importeren;

/// <summary>Een lijst met knelpunten importeren.</summary>
public sealed class Importeer : IEndpoint
{
    private const int Grootte = 20 * 1024 * 1024;
    private const int Bundel = 200;
    private static readonly JsonSerializerOptions Ondiep = new() { MaxDepth = 17 };
    private static readonly string[] Mediatypen = ["application/json", "application/x-ndjson", "text/csv"];

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/importen", Handle).WithName("importeerKnelpunten").RequireAuthorization(Rechten.Melden).Produces<Antwoord>()
            .Answers("application/json", "text/csv").Limit(Grootte).Refuses(413, 415).WithMetadata(new AcceptsMetadata(Mediatypen, typeof(IReadOnlyList<ImportRij>)))
            .Example("""
                [{ "nummer": "12", "titel": "Valpreventie valt tussen wal en schip", "omschrijving": "De gemeente betaalt de training zolang er projectgeld is; daarna wijst iedereen naar de ander.",
                   "soort": "bekostiging", "wet": ["Zvw", "Wmo 2015"], "domein": "huisartsenzorg", "geadresseerde": "NZa", "bron": "Evaluatie valpreventie", "bronlink": "https://voorbeeld.nl/evaluatie", "bronjaar": "2025" }]
                """)
            .Example("""
                {"nummer":"12","titel":"Valpreventie valt tussen wal en schip","omschrijving":"De gemeente betaalt de training zolang er projectgeld is.","soort":"bekostiging","wet":"Zvw|Wmo 2015"}
                {"nummer":"13","titel":"Geen tarief voor overleg","omschrijving":"Overleg tussen huisarts en wijkteam is voor geen van beiden te declareren.","soort":"bekostiging","wet":"Zvw"}

                """, "application/x-ndjson")
            .Example("""
                Nummer;Titel;Omschrijving;Soort;Wet;Domein;Geadresseerde
                12;Valpreventie valt tussen wal en schip;De gemeente betaalt de training zolang er projectgeld is.;bekostiging;Zvw|Wmo 2015;huisartsenzorg;NZa
                13;Geen tarief voor overleg;Overleg tussen huisarts en wijkteam is voor geen van beiden te declareren.;bekostiging;Zvw;huisartsenzorg;NZa

                """, "text/csv");

    /// <param name="Project">Id van het project waarvoor gemeld wordt.</param>
    /// <param name="Proef">Waar: alles nagaan, niets vastleggen.</param>
    /// <param name="Modus">gedeeltelijk: de goede rijen worden vastgelegd. alles-of-niets: één fout en er wordt niets vastgelegd.</param>
    /// <param name="Formaat">In plaats van Accept.</param>
    /// <param name="Scheidingsteken">puntkomma: een CSV die Nederlandse Excel meteen goed leest.</param>
    public sealed record Query(
        [property: Required] Guid Project,
        bool Proef = false,
        [property: Keuze("gedeeltelijk", "alles-of-niets")] string Modus = "gedeeltelijk",
        [property: Keuze("json", "csv")] string? Formaat = null,
        [property: Keuze("komma", "puntkomma")] string Scheidingsteken = "komma");

    /// <summary>
    /// Een rij, zoals een sheet die heeft. De namen zijn die van een knelpunt, enkelvoud of meervoud; hoofdletters, spaties en streepjes maken niet
    /// uit, en alle velden van een knelpunt mogen. Namen en afkortingen mogen in plaats van codes, als tekst (meer waarden met |) of als lijst. Een
    /// onbekende naam geeft een waarschuwing.
    /// </summary>
    /// <param name="Nummer">Eigen nummer van de rij, ten hoogste 100 tekens. Is dat nummer er al bij dit project, dan bestaat het knelpunt al.</param>
    /// <param name="Titel">Het knelpunt in één regel, 3 tot en met 160 tekens. Verplicht.</param>
    /// <param name="Omschrijving">Wat er gebeurde, 20 tot en met 10.000 tekens, zonder persoonsgegevens. Verplicht.</param>
    /// <param name="Soort">Soort knelpunt, of soorten. Verplicht.</param>
    /// <param name="Wet">Wet of wetten; een onbekende wet is een fout, met een suggestie.</param>
    /// <param name="Domein">Domein of domeinen; een onbekend domein is een fout, met een suggestie.</param>
    /// <param name="Doelgroep">Doelgroep of doelgroepen; een onbekende komt als tekst onder de omschrijving.</param>
    /// <param name="Gevolg">Het gevolg in woorden (toelichtingGevolg).</param>
    /// <param name="Gevolgen">De gevolgen als code.</param>
    /// <param name="Geadresseerde">Wie er iets aan kan doen: organisatie of organisaties.</param>
    /// <param name="Bron">Titel van een openbare bron, of een object met titel, url en jaar.</param>
    /// <param name="Bronlink">Webadres van de bron.</param>
    /// <param name="Bronjaar">Jaar van de bron.</param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    public sealed record ImportRij(JsonNode? Nummer, string? Titel, string? Omschrijving, JsonNode? Soort, JsonNode? Wet, JsonNode? Domein, JsonNode? Doelgroep,
        string? Gevolg, JsonNode? Gevolgen, JsonNode? Geadresseerde, JsonNode? Bron, string? Bronlink, JsonNode? Bronjaar);

    /// <summary>Wat er van de rijen werd.</summary>
    /// <param name="Proef">Waar: er is niets vastgelegd.</param>
    /// <param name="Rijen">Hoeveel rijen er waren.</param>
    /// <param name="Aangemaakt">Hoeveel er een knelpunt werden, of dat bij een proef zouden worden.</param>
    /// <param name="Geweigerd">Hoeveel er niet goed waren.</param>
    /// <param name="BestaatAl">Hoeveel er al waren, op nummer.</param>
    /// <param name="Resultaten">Per rij, in volgorde.</param>
    public sealed record Antwoord(bool Proef, int Rijen, int Aangemaakt, int Geweigerd, int BestaatAl, IReadOnlyList<Resultaat> Resultaten);

    /// <summary>Wat er van een rij werd.</summary>
    /// <param name="Rij">Nummer van de rij, vanaf 1; de koppen tellen niet mee.</param>
    /// <param name="Uitkomst">Wat er van werd.</param>
    /// <param name="Kenmerk">Van het knelpunt dat is aangemaakt of er al was; null als het geweigerd is of een proef was.</param>
    /// <param name="Fouten">Waarom de rij geweigerd is.</param>
    /// <param name="Waarschuwingen">Wat is overgeslagen of als tekst bewaard.</param>
    public sealed record Resultaat(int Rij, [property: Keuze("aangemaakt", "geweigerd", "bestaat-al")] string Uitkomst, string? Kenmerk, IReadOnlyList<Fout> Fouten, IReadOnlyList<Fout> Waarschuwingen);

    /// <summary>Een lijst met knelpunten importeren: JSON, NDJSON of CSV.</summary>
    /// <remarks>
    /// De koppen zijn de veldnamen zoals mensen ze schrijven; namen en afkortingen mogen in plaats van codes. Meer waarden in een cel scheidt u met |.
    /// Een rij met een nummer dat er al is, wordt niet nog eens aangemaakt.
    /// </remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context, Produces produces)
    {
        var (project, proef, modus, _, scheidingsteken) = vraag.Waarde;
        var soort = Body.EisMediatype(context, Mediatypen);
        var formaat = produces.Choose(context.Request);
        MeldKnelpunt.EisEigenProject(project, gebruiker, register);

        var rijen = Rijen(context.Request.Body, soort, context.RequestAborted);
        var antwoord = await Voer(rijen, project, proef, modus == "alles-of-niets", gebruiker, register, schrijver, db, clock, null, context.RequestAborted);
        if (formaat == "application/json")
        {
            return Results.Ok(antwoord);
        }

        await Csv.Write(context, scheidingsteken == "puntkomma", Regels(antwoord));
        return Results.Empty;
    }

    /// <summary>Imports rows; the command line does the same.</summary>
    internal static async Task<Antwoord> Voer(IAsyncEnumerable<Rij> rijen, Guid project, bool proef, bool allesOfNiets, Gebruiker door, Register register,
        Schrijver schrijver, Db db, TimeProvider clock, IProgress<int>? voortgang, CancellationToken ct)
    {
        var lezer = new Rijlezer(register.Begrippen, Kalender.Dag(clock.GetUtcNow()), project);
        var bekend = (await db.Query<(string Sleutel, string Kenmerk)>(
            "SELECT externe_sleutel, kenmerk FROM knelpunt WHERE project_id = @project AND externe_sleutel IS NOT NULL", new { project }, ct))
            .ToDictionary(rij => rij.Sleutel, rij => (string?)rij.Kenmerk, StringComparer.Ordinal);
        var (resultaten, dubbel) = (new List<Resultaat>(), new List<(int Plaats, string Sleutel)>());
        var wachtend = new List<(int Plaats, Rijlezer.Gelezen Rij)>();
        await foreach (var rij in rijen.WithCancellation(ct))
        {
            var gelezen = rij.Velden is null ? new Rijlezer.Gelezen(null, null, [rij.Fout!], []) : lezer.Lees(rij.Velden);
            var nummer = resultaten.Count + 1;
            if (gelezen.Inhoud is null)
            {
                resultaten.Add(new Resultaat(nummer, "geweigerd", null, gelezen.Fouten, gelezen.Waarschuwingen));
            }
            else if (gelezen.ExterneSleutel is { } sleutel && !bekend.TryAdd(sleutel, null))
            {
                dubbel.Add((nummer - 1, sleutel));
                resultaten.Add(new Resultaat(nummer, "bestaat-al", null, [], gelezen.Waarschuwingen));
            }
            else
            {
                resultaten.Add(new Resultaat(nummer, "aangemaakt", null, [], gelezen.Waarschuwingen));
                wachtend.Add((nummer - 1, gelezen));
                if (!proef && !allesOfNiets && wachtend.Count == Bundel)
                {
                    await Leg(wachtend, resultaten, bekend, door, schrijver);
                    voortgang?.Report(nummer);
                }
            }
        }

        if (allesOfNiets && resultaten.Exists(resultaat => resultaat.Uitkomst == "geweigerd"))
        {
            Fout[] waarom = [new("", "alles-of-niets", "Niet aangemaakt: een andere rij is geweigerd.")];
            wachtend.ForEach(rij => resultaten[rij.Plaats] = resultaten[rij.Plaats] with { Uitkomst = "geweigerd", Waarschuwingen = [.. waarom, .. rij.Rij.Waarschuwingen] });
        }
        else if (!proef)
        {
            await Leg(wachtend, resultaten, bekend, door, schrijver);
        }

        // A number that stood twice in the same list: by now it is known which knelpunt it became.
        foreach (var (plaats, sleutel) in dubbel)
        {
            resultaten[plaats] = resultaten[plaats] with { Kenmerk = bekend[sleutel] };
        }

        voortgang?.Report(resultaten.Count);
        int Tel(string uitkomst) => resultaten.Count(resultaat => resultaat.Uitkomst == uitkomst);
        return new Antwoord(proef, resultaten.Count, Tel("aangemaakt"), Tel("geweigerd"), Tel("bestaat-al"), resultaten);
    }

    /// <summary>Writes rows in one transaction. A number that came in meanwhile is found here, where nobody else writes.</summary>
    private static async Task Leg(List<(int Plaats, Rijlezer.Gelezen Rij)> wachtend, List<Resultaat> resultaten, Dictionary<string, string?> bekend, Gebruiker door, Schrijver schrijver)
    {
        var rijen = wachtend.ToList();
        wachtend.Clear();
        var gelegd = await schrijver.Schrijf(werk => rijen.Select(rij =>
        {
            var bestaand = rij.Rij.ExterneSleutel is null ? null : werk.Een<string>(
                "SELECT kenmerk FROM knelpunt WHERE project_id = @ProjectId AND externe_sleutel = @ExterneSleutel", new { rij.Rij.Inhoud!.ProjectId, rij.Rij.ExterneSleutel });
            return (Nieuw: bestaand is null, Kenmerk: bestaand ?? Vastleggen.Nieuw(werk, door, rij.Rij.Inhoud!, rij.Rij.ExterneSleutel).Kenmerk);
        }).ToList());
        foreach (var ((plaats, rij), (nieuw, kenmerk)) in rijen.Zip(gelegd))
        {
            resultaten[plaats] = resultaten[plaats] with { Uitkomst = nieuw ? "aangemaakt" : "bestaat-al", Kenmerk = kenmerk };
            if (rij.ExterneSleutel is { } sleutel)
            {
                bekend[sleutel] = kenmerk;
            }
        }
    }

    /// <summary>A row as it came in; without fields it could not be read.</summary>
    internal sealed record Rij(IReadOnlyList<KeyValuePair<string, JsonNode?>>? Velden, Fout? Fout = null);

    /// <summary>Reads the rows one by one.</summary>
    internal static IAsyncEnumerable<Rij> Rijen(Stream inhoud, string mediatype, CancellationToken ct) => mediatype switch
    {
        "text/csv" => CsvRijen(inhoud, ct),
        "application/x-ndjson" => NdjsonRijen(inhoud, ct),
        _ => JsonRijen(inhoud, ct),
    };

    private static async IAsyncEnumerable<Rij> CsvRijen(Stream inhoud, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var csv = CsvReader.Create(await Leesbaar(inhoud, ct), new CsvReaderOptions { MaxRecordSize = 256 * 1024 }, leaveOpen: false);
        await Kop(csv, ct);
        while (true)
        {
            var (meer, fout) = await Volgende(csv, ct);
            if (fout is not null)
            {
                yield return new Rij(null, fout);
            }

            if (!meer)
            {
                yield break;
            }

            var velden = new List<KeyValuePair<string, JsonNode?>>(csv.Headers.Count);
            for (var i = 0; i < csv.FieldCount; i++)
            {
                var kop = i < csv.Headers.Count ? csv.Headers[i] : $"kolom {i + 1}";
                velden.Add(KeyValuePair.Create(kop, (JsonNode?)csv.GetString(i)));
            }

            yield return new Rij(velden);
        }
    }

    /// <summary>
    /// The sheet in UTF-8. What is no UTF-8 was saved by an older Excel as Windows-1252: which of the two can only be known from the
    /// whole, so a sheet (20 MB at most) is held in memory while it is read.
    /// </summary>
    private static async Task<Stream> Leesbaar(Stream inhoud, CancellationToken ct)
    {
        var sheet = new MemoryStream();
        await inhoud.CopyToAsync(sheet, ct);
        sheet.Position = 0;
        return Utf8.IsValid(sheet.GetBuffer().AsSpan(0, (int)sheet.Length)) ? sheet
            : Encoding.CreateTranscodingStream(sheet, CodePagesEncodingProvider.Instance.GetEncoding(1252)!, Encoding.UTF8);
    }

    private static async Task Kop(CsvReader csv, CancellationToken ct)
    {
        try
        {
            await csv.ReadHeaderAsync(ct);
        }
        catch (CsvFormatException)
        {
            throw Weigering.Ongeldig("", "ongeldig-formaat", "Dit is geen leesbare CSV: de eerste regel met koppen ontbreekt of is te lang.");
        }
    }

    /// <summary>What stood before is kept and answered; from a fault on nothing can be read any more, and that is a row of its own.</summary>
    private static async Task<(bool Meer, Fout? Fout)> Volgende(CsvReader csv, CancellationToken ct)
    {
        try
        {
            return (await csv.ReadAsync(ct), null);
        }
        catch (CsvFormatException)
        {
            return (false, new Fout("", "ongeldig-formaat", "Vanaf hier is de CSV niet te lezen: een aanhalingsteken sluit niet, of een rij is groter dan 256 kB. Wat ervoor stond, is wel verwerkt."));
        }
    }

    private static async IAsyncEnumerable<Rij> NdjsonRijen(Stream inhoud, [EnumeratorCancellation] CancellationToken ct)
    {
        using var regels = new StreamReader(inhoud);
        while (await regels.ReadLineAsync(ct) is { } regel)
        {
            if (!string.IsNullOrWhiteSpace(regel))
            {
                yield return Lees(regel);
            }
        }

        static Rij Lees(string regel)
        {
            try
            {
                using var json = JsonDocument.Parse(regel, Lezer.Options);
                return Rijvan(json.RootElement);
            }
            catch (JsonException)
            {
                return new Rij(null, new Fout("", "ongeldig-formaat", "Deze regel is geen geldige JSON."));
            }
        }
    }

    private static async IAsyncEnumerable<Rij> JsonRijen(Stream inhoud, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(inhoud, Ondiep, ct).GetAsyncEnumerator(ct);
        for (var eerste = true; ; eerste = false)
        {
            var (meer, fout) = await Volgende(eerste);
            if (fout is not null)
            {
                yield return new Rij(null, fout);
            }

            if (!meer)
            {
                yield break;
            }

            yield return Rijvan(items.Current);
        }

        async Task<(bool Meer, Fout? Fout)> Volgende(bool eerste)
        {
            try
            {
                return (await items.MoveNextAsync(), null);
            }
            catch (JsonException fout)
            {
                var waar = $"na regel {fout.LineNumber + 1}";
                return eerste ? throw Weigering.Ongeldig("", "ongeldig-formaat", $"Verwacht een JSON-lijst met objecten; dit is {waar} niet te lezen.")
                    : (false, new Fout("", "ongeldig-formaat", $"Vanaf hier is de JSON niet te lezen ({waar}). Wat ervoor stond, is wel verwerkt."));
            }
        }
    }

    private static Rij Rijvan(JsonElement json)
    {
        var fouten = new Fouten();
        Body.WeigerDubbel(json, "", fouten);
        return json.ValueKind != JsonValueKind.Object ? new Rij(null, new Fout("", "ongeldig-formaat", "Verwacht een object met de velden van een knelpunt."))
            : fouten.Alle.Count > 0 ? new Rij(null, fouten.Alle[0])
            : new Rij([.. JsonObject.Create(json.Clone())!.Select(lid => KeyValuePair.Create(lid.Key, lid.Value))]);
    }

    private static IEnumerable<IReadOnlyList<object?>> Regels(Antwoord antwoord)
    {
        yield return ["rij", "uitkomst", "kenmerk", "veld", "code", "bericht", "suggestie"];
        foreach (var resultaat in antwoord.Resultaten)
        {
            var regels = resultaat.Fouten.Concat(resultaat.Waarschuwingen).DefaultIfEmpty(new Fout("", "", ""));
            foreach (var fout in regels)
            {
                yield return [resultaat.Rij, resultaat.Uitkomst, resultaat.Kenmerk, fout.Veld, fout.Code, fout.Bericht, fout.Suggestie];
            }
        }
    }
}
