using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>What a form makes happen: the operation of the API, and then a page instead of JSON.</summary>
internal static class Handeling
{
    /// <summary>
    /// Calls an operation. Refused: the page again, with what is wrong and everything that was typed, and the status of the refusal. What is not there
    /// (any more), or not for this reader, is told as everywhere.
    /// </summary>
    public static async Task<IResult> Doe(Formulier formulier, HttpContext context, Func<Task<IResult>> operatie, Func<IResult, IResult> gelukt, Func<Formulier, int, Task<IResult>> opnieuw)
    {
        try
        {
            var antwoord = await operatie();
            context.Response.Headers.Remove("ETag"); // of what the API would have answered
            return gelukt(antwoord);
        }
        catch (Weigering weigering) when (weigering.Probleem.Status is not (401 or 404 or 410))
        {
            context.Response.Headers.Remove("ETag");
            return await opnieuw(formulier.Met(weigering.Probleem.Fouten ?? [new Fout("", "", weigering.Probleem.Detail)]), weigering.Probleem.Status);
        }
    }
}
