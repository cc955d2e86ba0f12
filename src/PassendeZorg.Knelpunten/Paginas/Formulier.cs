using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>
/// What somebody typed in a form. The names of its fields are those of the API, as JSON pointers without the first slash (<c>titel</c>,
/// <c>omvang/urenPerMaand</c>, <c>bronnen/0/titel</c>), so that it can be read as the body of an operation, by the same rules, and a fault of the
/// operation finds its field. A handler that has a posted one knows that it came from a page of this site.
/// </summary>
internal sealed class Formulier
{
    /// <summary>An empty form.</summary>
    public static readonly Formulier Leeg = new(new Dictionary<string, StringValues>());

    private readonly IReadOnlyDictionary<string, StringValues> waarden;

    private Formulier(IReadOnlyDictionary<string, StringValues> waarden, IFormFileCollection? bestanden = null) => (this.waarden, Bestanden) = (waarden, bestanden);

    /// <summary>What was found wrong with it.</summary>
    public IReadOnlyList<Fout> Fouten { get; init; } = [];

    /// <summary>Files that came with it.</summary>
    public IFormFileCollection? Bestanden { get; }

    /// <summary>Names and values, but for the token.</summary>
    public IEnumerable<(string Naam, string Waarde)> Alle => waarden.SelectMany(veld => veld.Value.Select(waarde => (veld.Key, waarde ?? "")));

    /// <summary>The value of a field, or of its first; empty when it is absent.</summary>
    public string this[string naam] => waarden.TryGetValue(naam, out var waarde) && waarde.Count > 0 ? waarde[0] ?? "" : "";

    /// <summary>All values of a field, the empty and the double ones left out: a box may stand in a form twice.</summary>
    public IReadOnlyList<string> Lijst(string naam) => waarden.TryGetValue(naam, out var waarde) ? [.. waarde.OfType<string>().Where(deel => deel.Length > 0).Distinct(StringComparer.Ordinal)] : [];

    /// <summary>Whether a field was in the form, empty or not.</summary>
    public bool Heeft(string naam) => waarden.ContainsKey(naam);

    /// <summary>The same with what was found wrong.</summary>
    public Formulier Met(IReadOnlyList<Fout> fouten) => new(waarden, Bestanden) { Fouten = fouten };

    /// <summary>The same with other values of a field.</summary>
    public Formulier Met(string naam, params string[] waarde) => new(new Dictionary<string, StringValues>(waarden) { [naam] = waarde }, Bestanden) { Fouten = Fouten };

    /// <summary>A form that shows what is there already, such as the content of a knelpunt.</summary>
    public static Formulier Van(object inhoud)
    {
        var velden = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        Spreid(JsonSerializer.SerializeToNode(inhoud, Json.Options), "", velden);
        return new Formulier(velden);
    }

    /// <summary>Reads a posted form. Refuses one that does not come from a page of this site (400), keeping what was typed.</summary>
    public static async ValueTask<Formulier> BindAsync(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            throw Weigering.Maak(415, "mediatype", "Verkeerd mediatype", "Deze pagina verwacht een ingevuld formulier.");
        }

        IFormCollection form;
        try
        {
            form = await context.Request.ReadFormAsync(context.RequestAborted);
        }
        catch (Exception fout) when (fout is InvalidDataException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            var meest = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize;
            throw Weigering.Maak(413, "te-groot", "Te groot", meest is { } bytes
                ? $"Wat u stuurde is groter dan hier mag: ten hoogste {(bytes >= 1024 * 1024 ? $"{bytes / (1024 * 1024)} MB" : $"{bytes / 1024} kB")}. Er is niets vastgelegd; ga terug en maak het kleiner."
                : "Het formulier is groter dan hier mag. Er is niets vastgelegd; ga terug en maak het korter.");
        }

        // Browsers send a line break as CR LF, whatever was typed.
        var velden = form.Where(veld => veld.Key != Sessie.Tokenveld)
            .ToDictionary(veld => veld.Key, veld => new StringValues([.. veld.Value.Select(waarde => waarde?.Replace("\r\n", "\n", StringComparison.Ordinal))]), StringComparer.Ordinal);
        var formulier = new Formulier(velden, form.Files);
        return await context.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(context) ? formulier : throw new Verlopen(formulier);
    }

    /// <summary>The form as the body of an operation, or a refusal with everything that is wrong.</summary>
    public Invoer<T> Als<T>(HttpContext context) where T : class => Invoer<T>.Van(context, JsonSerializer.SerializeToElement(Object(Lezer.Vorm.Van(typeof(T)), "")));

    /// <summary>Only the fields of the form that the operation knows; what is empty is absent. Anything else is the page's own.</summary>
    private JsonObject Object(Lezer.Vorm vorm, string voor)
    {
        var json = new JsonObject();
        foreach (var lid in vorm.Leden)
        {
            var (naam, type) = (voor + lid.Naam, Nullable.GetUnderlyingType(lid.Type) ?? lid.Type);
            JsonNode? waarde = type == typeof(JsonElement) ? Los(naam)
                : type.IsGenericType ? Reeks(type.GetGenericArguments()[0], naam)
                : Eenvoudig(type) ? Waarde(this[naam], type)
                : waarden.Keys.Any(sleutel => sleutel.StartsWith($"{naam}/", StringComparison.Ordinal)) && Object(Lezer.Vorm.Van(type), $"{naam}/") is { Count: > 0 } deel ? deel : null;
            if (waarde is not null)
            {
                json[lid.Naam] = waarde;
            }
        }

        if (voor.Length == 0 && this[Lezer.Bevestiging] == "true")
        {
            json[Lezer.Bevestiging] = true;
        }

        return json;
    }

    /// <summary>The form as the body of an operation that tells itself what is wrong.</summary>
    public Voorlopig<T> AlsVoorlopig<T>(HttpContext context) where T : class => Voorlopig<T>.Van(context, JsonSerializer.SerializeToElement(Object(Lezer.Vorm.Van(typeof(T)), "")));

    /// <summary>What the form makes of something, as a merge patch: the fields that differ from what the form showed.</summary>
    /// <param name="toonde">The form as it was shown.</param>
    /// <param name="zonder">Members that are not in the form.</param>
    public JsonObject Verschil<T>(Formulier toonde, params string[] zonder) where T : class
    {
        var vorm = Lezer.Vorm.Van(typeof(T));
        var (was, wordt, patch) = (toonde.Object(vorm, ""), Object(vorm, ""), new JsonObject());
        foreach (var veld in vorm.Leden.Select(lid => lid.Naam).Append(Lezer.Bevestiging).Except(zonder).Where(veld => !JsonNode.DeepEquals(was[veld], wordt[veld])))
        {
            patch[veld] = wordt[veld]?.DeepClone();
            foreach (var leeg in (was[veld] as JsonObject)?.Select(lid => lid.Key).ToList() ?? [])
            {
                if (patch[veld] is JsonObject deel && !deel.ContainsKey(leeg))
                {
                    deel[leeg] = null;
                }
            }
        }

        return patch;
    }

    /// <summary>A member that takes any object, such as a selection: keys with lists of values.</summary>
    private JsonObject? Los(string naam)
    {
        var leden = waarden.Keys.Where(sleutel => sleutel.StartsWith($"{naam}/", StringComparison.Ordinal)).Select(sleutel => (sleutel[(naam.Length + 1)..], Lijst(sleutel)))
            .Where(lid => lid.Item2.Count > 0).ToList();
        return leden.Count == 0 ? null : new JsonObject(leden.Select(lid => KeyValuePair.Create(lid.Item1, (JsonNode?)new JsonArray([.. lid.Item2.Select(waarde => JsonValue.Create(waarde))]))));
    }

    private JsonArray? Reeks(Type type, string naam)
    {
        if (Eenvoudig(type))
        {
            return Lijst(naam) is { Count: > 0 } lijst ? new JsonArray([.. lijst.Select(deel => Waarde(deel, type))]) : null;
        }

        var delen = new JsonArray();
        for (var i = 0; waarden.Keys.Any(sleutel => sleutel.StartsWith($"{naam}/{i}/", StringComparison.Ordinal)); i++)
        {
            if (Object(Lezer.Vorm.Van(type), $"{naam}/{i}/") is { Count: > 0 } deel)
            {
                delen.Add(deel);
            }
        }

        return delen.Count > 0 ? delen : null;
    }

    private static bool Eenvoudig(Type type) => type.Assembly != typeof(Formulier).Assembly;

    private static JsonValue? Waarde(string tekst, Type type) => string.IsNullOrWhiteSpace(tekst) ? null
        : type == typeof(bool) ? JsonValue.Create(tekst is "true" or "on")
        : type == typeof(int) && int.TryParse(tekst, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var getal) ? JsonValue.Create(getal)
        : JsonValue.Create(tekst.Trim());

    private static void Spreid(JsonNode? node, string naam, Dictionary<string, StringValues> velden)
    {
        switch (node)
        {
            case JsonObject leden:
                foreach (var (lid, waarde) in leden)
                {
                    Spreid(waarde, naam.Length == 0 ? lid : $"{naam}/{lid}", velden);
                }

                break;
            case JsonArray delen when delen.All(deel => deel is JsonValue):
                velden[naam] = new StringValues([.. delen.Select(deel => deel!.ToString())]);
                break;
            case JsonArray delen:
                for (var i = 0; i < delen.Count; i++)
                {
                    Spreid(delen[i], $"{naam}/{i}", velden);
                }

                break;
            case not null:
                velden[naam] = node.ToString();
                break;
        }
    }

    /// <summary>A form that was posted from a page that is too old, or from elsewhere.</summary>
    internal sealed class Verlopen(Formulier formulier) : Exception
    {
        public Formulier Formulier { get; } = formulier;
    }
}
