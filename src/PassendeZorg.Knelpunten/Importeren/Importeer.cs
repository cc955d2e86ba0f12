using System.Buffers.Binary;
using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using System.Text.Json.Serialization;
using System.Xml;
using CsvHelper;
using Microsoft.AspNetCore.Http.Metadata;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Persoonsgegevens;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Importeren;

/// <summary>Een lijst met knelpunten importeren.</summary>
public sealed class Importeer : IEndpoint
{
    /// <summary>The largest sheet, in bytes.</summary>
    internal const int Grootte = 20 * 1024 * 1024;
    private const int Bundel = 200;

    /// <summary>Of what has almost the same title, so much is looked at: a list of thousands under one title must not make each row look at all that came before.</summary>
    private const int Gelijknamig = 20;
    private static readonly JsonSerializerOptions Ondiep = new() { MaxDepth = 17 };
    private static readonly string[] Mediatypen = ["application/json", "application/x-ndjson", "text/csv", Xlsx.MediaType];

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

                """, "text/csv")
            .Example("(een werkmap met dezelfde koppen als de CSV, op het blad Knelpunten of anders het eerste)", Xlsx.MediaType);

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
    /// <param name="BevestigdZonderPersoonsgegevens">
    /// Alleen voor een analist of beheerder: waar (in een sheet: ja) als is nagegaan dat wat op een naam, een straat met huisnummer of een BIG-nummer lijkt, niet
    /// over een persoon gaat.
    /// </param>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    public sealed record ImportRij(JsonNode? Nummer, string? Titel, string? Omschrijving, JsonNode? Soort, JsonNode? Wet, JsonNode? Domein, JsonNode? Doelgroep,
        string? Gevolg, JsonNode? Gevolgen, JsonNode? Geadresseerde, JsonNode? Bron, string? Bronlink, JsonNode? Bronjaar, bool? BevestigdZonderPersoonsgegevens);

    /// <summary>Wat er van de rijen werd.</summary>
    /// <param name="Proef">Waar: er is niets vastgelegd.</param>
    /// <param name="Rijen">Hoeveel rijen er waren.</param>
    /// <param name="Aangemaakt">Hoeveel er een knelpunt werden, of dat bij een proef zouden worden.</param>
    /// <param name="Geweigerd">Hoeveel er niet goed waren.</param>
    /// <param name="BestaatAl">Hoeveel er al waren: met hetzelfde nummer, of met dezelfde titel en omschrijving.</param>
    /// <param name="Resultaten">Per rij, in volgorde.</param>
    public sealed record Antwoord(bool Proef, int Rijen, int Aangemaakt, int Geweigerd, int BestaatAl, IReadOnlyList<Resultaat> Resultaten);

    /// <summary>Wat er van een rij werd.</summary>
    /// <param name="Rij">Nummer van de rij, vanaf 1; de koppen tellen niet mee.</param>
    /// <param name="Uitkomst">Wat er van werd.</param>
    /// <param name="Kenmerk">Van het knelpunt dat is aangemaakt of er al was; null als het geweigerd is of een proef was.</param>
    /// <param name="Fouten">Waarom de rij geweigerd is.</param>
    /// <param name="Waarschuwingen">Wat is overgeslagen of als tekst bewaard.</param>
    public sealed record Resultaat(int Rij, [property: Keuze("aangemaakt", "geweigerd", "bestaat-al")] string Uitkomst, string? Kenmerk, IReadOnlyList<Fout> Fouten, IReadOnlyList<Fout> Waarschuwingen);

    /// <summary>Een lijst met knelpunten importeren: JSON, NDJSON, CSV of XLSX.</summary>
    /// <remarks>
    /// De koppen zijn de veldnamen zoals mensen ze schrijven; namen en afkortingen mogen in plaats van codes. Meer waarden in een cel scheidt u met |.
    /// Een rij met een nummer, of met een titel en omschrijving, die er bij dit project al is, wordt niet nog eens aangemaakt. Als CSV houdt het resultaat de oorspronkelijke kolommen:
    /// verbeter de geweigerde rijen en stuur het blad opnieuw.
    /// </remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context, Produces produces)
    {
        var (project, proef, modus, _, scheidingsteken) = vraag.Waarde;
        var soort = Body.EisMediatype(context, Mediatypen);
        var formaat = produces.Choose(context.Request);
        MeldKnelpunt.EisEigenProject(project, gebruiker, register);

        var rijen = Rijen(context.Request.Body, soort, context.RequestAborted);
        var bron = formaat == "text/csv" ? new List<Rij>() : null;
        var antwoord = await Voer(rijen, project, proef, modus == "alles-of-niets", gebruiker, register, schrijver, db, clock, null, context.RequestAborted, bron);
        if (formaat == "application/json")
        {
            return Results.Ok(antwoord);
        }

        await Csv.Write(context, scheidingsteken == "puntkomma", Regels(antwoord, bron!));
        return Results.Empty;
    }

    /// <summary>Imports rows; the command line does the same.</summary>
    /// <param name="bron">When given: gets the rows as they came in.</param>
    internal static async Task<Antwoord> Voer(IAsyncEnumerable<Rij> rijen, Guid project, bool proef, bool allesOfNiets, Gebruiker door, Register register,
        Schrijver schrijver, Db db, TimeProvider clock, IProgress<int>? voortgang, CancellationToken ct, List<Rij>? bron = null)
    {
        var lezer = new Rijlezer(register.Begrippen, Kalender.Dag(clock.GetUtcNow()), project, door.ZietAlles);
        // What comes after this the writer looks at, in the turn of each batch.
        var (vroeger, tot) = register.Kolommen.Nu.VanProject(register.Projecten.Zoek(project)!.Nummer);
        var opTitel = (await db.Query<(string Sleutel, int Nummer)>($"SELECT titel_sleutel, nummer FROM knelpunt WHERE nummer {db.Dialect.In("@vroeger")} ORDER BY nummer", new { vroeger }, ct))
            .ToLookup(rij => rij.Sleutel, rij => rij.Nummer, StringComparer.Ordinal);
        var bekend = (await db.Query<(string Sleutel, string Kenmerk)>(
            "SELECT externe_sleutel, kenmerk FROM knelpunt WHERE project_id = @project AND externe_sleutel IS NOT NULL", new { project }, ct))
            .ToDictionary(rij => rij.Sleutel, rij => rij.Kenmerk, StringComparer.Ordinal);
        var (opNummer, opTekst) = (new Dictionary<string, int>(StringComparer.Ordinal), new Dictionary<Int128, int>());
        var (resultaten, dubbel) = (new List<Resultaat>(), new List<(int Plaats, int Eerder)>());
        var wachtend = new List<(int Plaats, Rijlezer.Gelezen Rij)>();
        await foreach (var rij in rijen.WithCancellation(ct))
        {
            bron?.Add(rij);
            var gelezen = rij.Velden is null ? new Rijlezer.Gelezen(null, null, [rij.Fout!], []) : lezer.Lees(rij.Velden);
            var plaats = resultaten.Count;
            resultaten.Add(new Resultaat(plaats + 1, gelezen.Inhoud is null ? "geweigerd" : "aangemaakt", null, gelezen.Fouten, gelezen.Waarschuwingen));
            if (gelezen.Inhoud is not { } inhoud)
            {
                continue;
            }

            var tekst = Vingerafdruk(inhoud);
            if (gelezen.ExterneSleutel is { } sleutel && bekend.TryGetValue(sleutel, out var kenmerk))
            {
                resultaten[plaats] = resultaten[plaats] with { Uitkomst = "bestaat-al", Kenmerk = kenmerk };
            }
            else if ((gelezen.ExterneSleutel is { } nummer && opNummer.TryGetValue(nummer, out var eerder)) || opTekst.TryGetValue(tekst, out eerder))
            {
                resultaten[plaats] = resultaten[plaats] with { Uitkomst = "bestaat-al" };
                dubbel.Add((plaats, eerder));
            }
            else if (await Vroeger(inhoud, tekst) is { } zelfde)
            {
                resultaten[plaats] = resultaten[plaats] with { Uitkomst = "bestaat-al", Kenmerk = zelfde };
            }
            else
            {
                opTekst[tekst] = plaats;
                if (gelezen.ExterneSleutel is { } eigen)
                {
                    opNummer[eigen] = plaats;
                }

                wachtend.Add((plaats, gelezen));
                if (wachtend.Count >= Bundel && !proef && !allesOfNiets)
                {
                    tot = await Verwerk(wachtend, resultaten, tot, door, schrijver);
                    voortgang?.Report(plaats + 1);
                }
            }
        }

        if (allesOfNiets && resultaten.Exists(resultaat => resultaat.Uitkomst == "geweigerd"))
        {
            Fout[] waarom = [new("", "alles-of-niets", "Niet aangemaakt: een andere rij is geweigerd.")];
            for (var i = 0; i < resultaten.Count; i++)
            {
                resultaten[i] = resultaten[i].Uitkomst != "aangemaakt" ? resultaten[i] : resultaten[i] with { Uitkomst = "geweigerd", Waarschuwingen = [.. waarom, .. resultaten[i].Waarschuwingen] };
            }
        }
        else if (wachtend.Count > 0 && !proef)
        {
            await Verwerk(wachtend, resultaten, tot, door, schrijver);
        }

        // A row that stood twice in the same list: by now it is known which knelpunt it became.
        dubbel.ForEach(paar => resultaten[paar.Plaats] = resultaten[paar.Plaats] with { Kenmerk = resultaten[paar.Eerder].Kenmerk });
        voortgang?.Report(resultaten.Count);
        async Task<string?> Vroeger(KnelpuntInhoud inhoud, Int128 tekst) => opTitel[Tekst.Sorteersleutel(inhoud.Titel)].Take(Gelijknamig).ToList() is { Count: > 0 } nummers
            ? Zelfde(await db.Query<Bestaand>($"{Bestaand.Select} nummer {db.Dialect.In("@nummers")}", new { nummers }, ct), tekst) : null;

        int Tel(string uitkomst) => resultaten.Count(resultaat => resultaat.Uitkomst == uitkomst);
        return new Antwoord(proef, resultaten.Count, Tel("aangemaakt"), Tel("geweigerd"), Tel("bestaat-al"), resultaten);
    }

    /// <summary>Writes rows in one transaction; returns the number of the last knelpunt that is known.</summary>
    /// <param name="tot">What came in after this knelpunt has not been looked at yet: that is done here, where nobody else writes.</param>
    private static async Task<int> Verwerk(List<(int Plaats, Rijlezer.Gelezen Rij)> wachtend, List<Resultaat> resultaten, int tot, Gebruiker door, Schrijver schrijver)
    {
        var rijen = wachtend.ToList();
        wachtend.Clear();
        var (gelegd, laatste) = await schrijver.Schrijf(werk =>
        {
            var project = rijen[0].Rij.Inhoud!.ProjectId;
            var nieuwer = werk.Vraag<Bestaand>($"{Bestaand.Select} nummer > @tot AND project_id = @project", new { tot, project });
            var (uit, hoogste) = (new List<(bool Nieuw, string Kenmerk)>(), Math.Max(tot, nieuwer.Count == 0 ? 0 : nieuwer.Max(rij => rij.Nummer)));
            foreach (var (inhoud, sleutel) in rijen.Select(rij => (rij.Rij.Inhoud!, rij.Rij.ExterneSleutel)))
            {
                var kenmerk = nieuwer.FirstOrDefault(ander => sleutel is not null && ander.ExterneSleutel == sleutel)?.Kenmerk ?? (nieuwer.Count == 0 ? null : Zelfde(nieuwer, Vingerafdruk(inhoud)));
                var rij = kenmerk is null ? Vastleggen.Nieuw(werk, door, Vastleggen.Ontwerp.Van(inhoud), sleutel) : null;
                uit.Add((rij is not null, kenmerk ?? rij!.Kenmerk));
                hoogste = rij?.Nummer ?? hoogste;
            }

            return (uit, hoogste);
        });
        foreach (var ((plaats, _), (nieuw, kenmerk)) in rijen.Zip(gelegd))
        {
            resultaten[plaats] = resultaten[plaats] with { Uitkomst = nieuw ? "aangemaakt" : "bestaat-al", Kenmerk = kenmerk };
        }

        return laatste;
    }

    /// <summary>The knelpunt that says the same.</summary>
    private static string? Zelfde(IReadOnlyList<Bestaand> bestaand, Int128 tekst) =>
        bestaand.FirstOrDefault(ander => ander.Status != "ingetrokken" && Vingerafdruk(JsonSerializer.Deserialize<KnelpuntInhoud>(ander.Inhoud, Json.Options)!) == tekst)?.Kenmerk;

    /// <summary>Title and text, white space around them not counted.</summary>
    private static Int128 Vingerafdruk(KnelpuntInhoud inhoud) =>
        BinaryPrimitives.ReadInt128LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{inhoud.Titel.Trim()}\0{inhoud.Omschrijving.Trim()}")));

    private sealed class Bestaand
    {
        public const string Select = "SELECT nummer, kenmerk, status, externe_sleutel, inhoud FROM knelpunt WHERE";

        public int Nummer { get; init; }
        public string Status { get; init; } = "";
        public string? ExterneSleutel { get; init; }
        public string Kenmerk { get; init; } = "";
        public string Inhoud { get; init; } = "";
    }

    /// <summary>A row as it came in; without fields it could not be read.</summary>
    internal sealed record Rij(IReadOnlyList<KeyValuePair<string, JsonNode?>>? Velden, Fout? Fout = null);

    /// <summary>Reads the rows one by one.</summary>
    internal static IAsyncEnumerable<Rij> Rijen(Stream inhoud, string mediatype, CancellationToken ct) => mediatype switch
    {
        "text/csv" => CsvRijen(inhoud, ct),
        "application/x-ndjson" => NdjsonRijen(inhoud, ct),
        Xlsx.MediaType => XlsxRijen(inhoud, ct),
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
                velden.Add(KeyValuePair.Create(kop, (JsonNode?)Csv.Meant(csv.GetString(i))));
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

    /// <summary>A zip is read from its end, so a workbook (20 MB at most) is held in memory; its rows are not.</summary>
    private static async IAsyncEnumerable<Rij> XlsxRijen(Stream inhoud, [EnumeratorCancellation] CancellationToken ct)
    {
        using var geheel = new MemoryStream();
        if (!inhoud.CanSeek)
        {
            await inhoud.CopyToAsync(geheel, ct);
        }

        using var blad = Probeer(() => new Werkblad(inhoud.CanSeek ? inhoud : geheel), out var onleesbaar);
        using var rijen = blad?.Lees().GetEnumerator();
        if (blad is null || onleesbaar || !Probeer(rijen!.MoveNext, out onleesbaar))
        {
            throw Weigering.Ongeldig("", "ongeldig-formaat", $"Dit is geen leesbare XLSX, of die is te groot ({Werkblad.Rijen} rijen, {Werkblad.Kolommen} kolommen). Verwacht een blad met koppen op de eerste rij.");
        }

        var koppen = rijen!.Current;
        while (Probeer(rijen.MoveNext, out onleesbaar))
        {
            ct.ThrowIfCancellationRequested();
            yield return new Rij([.. rijen.Current.Select((cel, i) => KeyValuePair.Create(i < koppen.Count && koppen[i].Length > 0 ? koppen[i] : $"kolom {i + 1}", (JsonNode?)Csv.Meant(cel)))]);
        }

        if (onleesbaar)
        {
            yield return new Rij(null, new Fout("", "ongeldig-formaat",
                $"Vanaf hier is de XLSX niet te lezen, of het is te veel ({Werkblad.Rijen} rijen, {Werkblad.Kolommen} kolommen, 256 kB per rij). Wat ervoor stond, is wel verwerkt."));
        }

        static T? Probeer<T>(Func<T> lees, out bool onleesbaar)
        {
            try
            {
                onleesbaar = false;
                return lees();
            }
            catch (Exception fout) when (fout is InvalidDataException or XmlException or NotSupportedException or EndOfStreamException)
            {
                onleesbaar = true;
                return default;
            }
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

    /// <summary>The columns that the result adds; when the sheet comes back they are passed over.</summary>
    internal static readonly string[] Resultaatkolommen = ["rij", "uitkomst", "kenmerk", "veld", "code", "bericht", "suggestie"];

    /// <summary>A line per row, with what was wrong and then the row as it came in: to be mended and sent again. A cell with personal data comes back empty.</summary>
    internal static IEnumerable<IReadOnlyList<object?>> Regels(Antwoord antwoord, List<Rij> bron)
    {
        var kolommen = bron.SelectMany(rij => rij.Velden ?? []).Select(veld => veld.Key).Distinct(StringComparer.Ordinal)
            .Where(kop => !Resultaatkolommen.Contains(Rijlezer.Kop(kop))).ToList();
        yield return [.. Resultaatkolommen, .. kolommen.Select((kop, i) => Persoonsgegevenswacht.Zoek(kop).Count > 0 ? $"kolom {i + 1}" : kop)];
        foreach (var (resultaat, rij) in antwoord.Resultaten.Zip(bron))
        {
            List<Fout> fouten = [.. resultaat.Fouten, .. resultaat.Waarschuwingen];
            string Alle(Func<Fout, string?> deel) => string.Join(" | ", fouten.Select(deel).OfType<string>().Where(tekst => tekst.Length > 0));
            yield return
            [
                resultaat.Rij, resultaat.Uitkomst, resultaat.Kenmerk, Alle(fout => fout.Veld), Alle(fout => fout.Code), Alle(fout => fout.Bericht), Alle(fout => fout.Suggestie),
                .. kolommen.Select(kop => Cel(rij.Velden?.FirstOrDefault(veld => veld.Key == kop).Value)),
            ];
        }
    }

    private static string Cel(JsonNode? waarde)
    {
        var tekst = waarde switch
        {
            null => "",
            JsonArray delen when delen.All(deel => deel?.GetValueKind() == JsonValueKind.String) => string.Join('|', delen.Select(deel => deel!.GetValue<string>())),
            _ when waarde.GetValueKind() == JsonValueKind.String => waarde.GetValue<string>(),
            _ => waarde.ToJsonString(),
        };
        return Persoonsgegevenswacht.Zoek(tekst).Count > 0 ? "" : tekst;
    }
}
