using System.Globalization;
using System.Reflection;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Invoer;

/// <summary>
/// The query string, read by the rules on <typeparamref name="T"/>: its members are the keys; a member of type
/// <see cref="Selectie"/> stands for all keys of a selection. Any other key is refused.
/// </summary>
public sealed class Vraag<T> : IVraag where T : class
{
    private Vraag(T waarde) => Waarde = waarde;

    /// <summary>What was asked.</summary>
    public T Waarde { get; }

    /// <summary>The same of what came in another way, such as a form.</summary>
    internal static Vraag<T> Van(Invoer<T> invoer) => new(invoer.Waarde);

    /// <summary>Reads the query string, or refuses it with everything that is wrong.</summary>
    public static ValueTask<Vraag<T>> BindAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var fouten = new Fouten();
        var register = context.RequestServices.GetRequiredService<Register>();
        var vandaag = Kalender.Dag(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());
        var vorm = Lezer.Vorm.Van(typeof(T));
        var eigen = vorm.Leden.Where(lid => lid.Type != typeof(Selectie)).ToDictionary(lid => lid.Naam, StringComparer.Ordinal);
        var sleutels = Selectie.SleutelsVan(vorm);
        foreach (var sleutel in query.Keys.Where(sleutel => !eigen.ContainsKey(sleutel) && !sleutels.ContainsKey(sleutel)))
        {
            var geldig = sleutels.Keys.Concat(eigen.Keys).ToList();
            fouten.Meld(Lezer.Kort(sleutel).Trim('\''), "onbekende-sleutel", $"De sleutel {Lezer.Kort(sleutel)} bestaat hier niet. Geldig: {string.Join(", ", geldig)}.",
                Tekst.Dichtstbij(sleutel, geldig.Select(naam => (naam, naam))));
        }

        var waarden = vorm.Leden.Select(lid => lid.Type == typeof(Selectie)
            ? Selectie.Lees(sleutel => query[sleutel], register, vandaag, fouten, lid.VanSystemen)
            : Lees(lid, query, register, vandaag, fouten)).ToArray();
        fouten.Klaar();
        return new(new Vraag<T>((T)vorm.Maak(waarden)));
    }

    private static object? Lees(Lezer.Lid lid, IQueryCollection query, Register register, DateOnly vandaag, Fouten fouten)
    {
        var waarden = query[lid.Naam];
        if (waarden.Count == 0 || string.IsNullOrEmpty(waarden[0]))
        {
            if (lid.Verplicht)
            {
                fouten.Meld(lid.Naam, "verplicht", $"De sleutel {lid.Naam} is verplicht.{(lid.Keuze is { } keuze ? $" Kies uit: {string.Join(", ", keuze)}." : "")}");
            }

            return lid.Standaard;
        }

        if (waarden.Count > 1)
        {
            fouten.Meld(lid.Naam, "dubbel-veld", $"De sleutel {lid.Naam} mag er maar eenmaal staan.");
            return lid.Standaard;
        }

        var tekst = waarden[0]!;
        var type = Nullable.GetUnderlyingType(lid.Type) ?? lid.Type;
        if (type == typeof(int) || type == typeof(long))
        {
            var (minimum, maximum) = lid.Bereik is { } bereik ? (Convert.ToInt64(bereik.Minimum, CultureInfo.InvariantCulture), Convert.ToInt64(bereik.Maximum, CultureInfo.InvariantCulture)) : (0, long.MaxValue);
            if (!long.TryParse(tekst, NumberStyles.None, CultureInfo.InvariantCulture, out var getal))
            {
                fouten.Meld(lid.Naam, "ongeldig-formaat", "Verwacht een geheel getal.");
            }
            else if (getal < minimum || getal > maximum)
            {
                fouten.Meld(lid.Naam, "buiten-bereik", $"Verwacht een getal van {minimum} tot en met {maximum}.", (getal < minimum ? minimum : maximum).ToString(CultureInfo.InvariantCulture));
            }
            else
            {
                return type == typeof(int) ? (object)(int)getal : getal;
            }

            return lid.Standaard;
        }

        if (type == typeof(bool))
        {
            if (tekst is not ("true" or "false"))
            {
                fouten.Meld(lid.Naam, "ongeldig-formaat", "Verwacht true of false.");
            }

            return tekst == "true";
        }

        return type == typeof(Guid) ? Lezer.Id(tekst, lid.Naam, fouten) ?? lid.Standaard
            : new Lezer(register.Begrippen, vandaag, fouten).TekstWaarde(tekst, lid, lid.Naam);
    }
}

/// <summary>Marks a handler's query parameter, for the OpenAPI document.</summary>
internal interface IVraag;

/// <summary>Een pagina van een lijst.</summary>
/// <param name="Items">Wat er op deze pagina staat.</param>
/// <param name="Totaal">Hoeveel er in totaal zijn.</param>
/// <param name="Volgende">Waarde van <c>na</c> voor de volgende pagina; null op de laatste.</param>
/// <param name="Volgnummer">De gebeurtenis waarop deze lijst is gebaseerd; de volgende pagina's houden die aan.</param>
public sealed record Pagina<T>(IReadOnlyList<T> Items, int Totaal, string? Volgende, long Volgnummer)
{
    /// <summary>Answers with the page, and a Link header to the next.</summary>
    internal IResult Antwoord(HttpContext context)
    {
        if (Volgende is not null)
        {
            var query = context.Request.Query.Where(deel => deel.Key != "na").SelectMany(deel => deel.Value.Select(waarde => KeyValuePair.Create(deel.Key, waarde)))
                .Append(KeyValuePair.Create("na", (string?)Volgende));
            context.Response.Headers.Link = $"<{context.Request.PathBase}{context.Request.Path}{QueryString.Create(query)}>; rel=\"next\"";
        }

        return Results.Ok(this);
    }
}
