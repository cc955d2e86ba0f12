using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>What a form makes happen: the operation of the API, and then a page instead of JSON.</summary>
internal static class Handeling
{
    /// <summary>Calls an operation. Refused: the page again, with what is wrong, everything that was typed, and the status of the refusal.</summary>
    /// <param name="doe">The operation, and where to go on after it.</param>
    /// <param name="opnieuw">The page again; that refuses by itself what is not there any more.</param>
    /// <param name="noemt">The field that names something else; when that is not there, it is a fault of this field.</param>
    public static async Task<IResult> Doe(Formulier formulier, HttpContext context, Func<Task<IResult>> doe, Func<Formulier, int, Task<IResult>> opnieuw, string? noemt = null)
    {
        try
        {
            return await doe();
        }
        catch (Weigering weigering)
        {
            return await opnieuw(formulier.Met(Leesbaar.Fouten(weigering, Gebruiker.Van(context), noemt)), weigering.Probleem.Status);
        }
        finally
        {
            if (!context.Response.HasStarted)
            {
                context.Response.Headers.Remove("ETag"); // of what the API would have answered
            }
        }
    }

    /// <summary>The same, with where to go on from what the operation answered.</summary>
    public static Task<IResult> Doe(Formulier formulier, HttpContext context, Func<Task<IResult>> operatie, Func<IResult, IResult> gelukt, Func<Formulier, int, Task<IResult>> opnieuw,
        string? noemt = null) => Doe(formulier, context, async () => gelukt(await operatie()), opnieuw, noemt);
}
