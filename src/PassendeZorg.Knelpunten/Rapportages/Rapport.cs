using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>What all reports do alike.</summary>
internal static class Rapport
{
    /// <summary>Unconfirmed ones are counted in knelpunten only: who reported them is not public.</summary>
    public static void EisTelbaar(Selectie selectie, string meet)
    {
        if (selectie.Onderdrukt && meet != "knelpunten")
        {
            throw Weigering.Verboden("Wat gemeld maar nog niet bevestigd is, is alleen in knelpunten te tellen.");
        }
    }

    /// <summary>Answers with the report, or with its rows as a sheet.</summary>
    public static async Task<IResult> Antwoord<T>(HttpContext context, string formaat, T antwoord, string scheidingsteken, Func<IEnumerable<IReadOnlyList<object?>>> regels)
    {
        if (formaat == "application/json")
        {
            return Results.Ok(antwoord);
        }

        await Csv.Write(context, scheidingsteken == "puntkomma", regels());
        return Results.Empty;
    }
}
