using System.Text.Json.Nodes;
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
            throw Weigering.Verboden("Waar kleine aantallen niet te zien zijn (wat nog niet bevestigd is, of hier alles), is alleen in knelpunten te tellen.");
        }
    }

    /// <summary>Answers with the report, or with its rows as a sheet.</summary>
    public static Task<IResult> Antwoord<T>(HttpContext context, string mediatype, string scheidingsteken, string naam, T rapport, Func<T, IEnumerable<IReadOnlyList<object?>>> regels)
        where T : IRapport =>
        Tabel.Antwoord(context, mediatype, scheidingsteken, () => Task.FromResult(Results.Ok(rapport)),
            () => new Tabel(naam, regels(rapport).ToAsyncEnumerable(), rapport.Totaal, rapport.Selectie, rapport.PeilOp, rapport.Volgnummer));
}

/// <summary>Wat elk rapport draagt.</summary>
public interface IRapport
{
    /// <summary>De hele selectie.</summary>
    int Totaal { get; }

    /// <summary>De selectie zoals begrepen.</summary>
    JsonObject Selectie { get; }

    /// <summary>Het moment waarop dit klopt.</summary>
    DateTimeOffset PeilOp { get; }

    /// <summary>De laatste gebeurtenis die meetelt.</summary>
    long Volgnummer { get; }
}
