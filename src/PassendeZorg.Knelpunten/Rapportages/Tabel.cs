using System.Globalization;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>An answer as a sheet.</summary>
/// <param name="Naam">What it is called in the name of the file; empty for the list.</param>
/// <param name="Regels">Its rows; the first holds the headers.</param>
/// <param name="Totaal">The whole selection.</param>
/// <param name="Selectie">The selection as understood.</param>
/// <param name="PeilOp">The moment as of which it holds.</param>
/// <param name="Volgnummer">The last gebeurtenis that is in it.</param>
internal sealed record Tabel(string Naam, IAsyncEnumerable<IReadOnlyList<object?>> Regels, int Totaal, JsonObject Selectie, DateTimeOffset PeilOp, long Volgnummer)
{
    /// <summary>What an operation answers with that can answer with a sheet.</summary>
    public static readonly string[] Mediatypen = [Json, "text/csv", Xlsx.MediaType];

    private const string Json = "application/json";

    /// <summary>Answers as was asked: with what it is, or with the sheet of it.</summary>
    public static async Task<IResult> Antwoord(HttpContext context, string mediatype, string scheidingsteken, Func<Task<IResult>> json, Func<Tabel> tabel)
    {
        if (mediatype == Json)
        {
            return await json();
        }

        await tabel().Schrijf(context, mediatype, scheidingsteken);
        return Results.Empty;
    }

    private async Task Schrijf(HttpContext context, string mediatype, string scheidingsteken)
    {
        string[] naam = Naam.Length == 0 ? ["knelpunten", $"{Volgnummer}"] : ["knelpunten", Naam, $"{Volgnummer}"];
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{string.Join('-', naam)}.{Produces.Format(mediatype)}\"";
        if (mediatype == Xlsx.MediaType)
        {
            await Xlsx.Write(context, new Xlsx.Sheet(Naam.Length == 0 ? "knelpunten" : Naam, Regels), new Xlsx.Sheet("Selectie", Herkomst(context).ToAsyncEnumerable()));
        }
        else
        {
            await Csv.Write(context, scheidingsteken == "puntkomma", Regels);
        }
    }

    /// <summary>What is in it, as of when, and how it may be used.</summary>
    private IEnumerable<IReadOnlyList<object?>> Herkomst(HttpContext context)
    {
        yield return ["sleutel", "waarde"];
        foreach (var (sleutel, waarde) in Selectie)
        {
            yield return waarde is JsonArray waarden ? [sleutel, .. waarden.Select(deel => deel!.GetValue<string>())] : [sleutel, waarde!.ToString()];
        }

        yield return ["totaal", Totaal];
        yield return ["peilOp", Dialect.Instant(PeilOp)];
        yield return ["volgnummer", Volgnummer];
        yield return ["vraag", $"{context.Request.Path}{context.Request.QueryString}"];
        yield return ["licentie", context.RequestServices.GetRequiredService<Instellingen>().Licentie];
        yield return ["bron", string.Create(CultureInfo.InvariantCulture, $"Bron: PassendeZorg.Knelpunten, stand na gebeurtenis {Volgnummer}")];
    }
}
