using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>What a form makes happen: the operation of the API, and then a page instead of JSON.</summary>
internal static class Handeling
{
    /// <summary>
    /// Calls an operation. Refused: the page again, with what is wrong and everything that was typed, and the status of the refusal. What is not there
    /// (any more), or not for this reader, is told as everywhere.
    /// </summary>
    /// <param name="noemt">The field that names something else; then what is not there is a fault of that field.</param>
    public static async Task<IResult> Doe(Formulier formulier, HttpContext context, Func<Task<IResult>> operatie, Func<IResult, IResult> gelukt, Func<Formulier, int, Task<IResult>> opnieuw,
        string? noemt = null)
    {
        try
        {
            var antwoord = await operatie();
            context.Response.Headers.Remove("ETag"); // of what the API would have answered
            return gelukt(antwoord);
        }
        catch (Weigering weigering) when (weigering.Probleem.Status is not (401 or 404 or 410) || (noemt is not null && weigering.Probleem.Status != 401))
        {
            context.Response.Headers.Remove("ETag");
            var (status, detail) = (weigering.Probleem.Status, weigering.Probleem.Detail);
            return await opnieuw(formulier.Met(weigering.Probleem.Fouten ?? [status is 412 or 428
                ? new Fout("", "", "Iemand anders heeft dit intussen gewijzigd. Wat u had ingevuld staat er nog; vergelijk het met hoe het nu is, en verzend het dan opnieuw.")
                : new Fout(status is 404 or 410 ? noemt ?? "" : "", "", detail)]), status);
        }
    }
}
