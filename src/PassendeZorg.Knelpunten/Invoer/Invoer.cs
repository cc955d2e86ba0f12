using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Net.Http.Headers;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Invoer;

/// <summary>A JSON body, read by the rules on <typeparamref name="T"/>. A handler that has one has a valid one.</summary>
public sealed class Invoer<T> : IEndpointParameterMetadataProvider where T : class
{
    private Invoer(T waarde) => Waarde = waarde;

    /// <summary>What was sent.</summary>
    public T Waarde { get; }

    /// <summary>Reads the body, or refuses it with everything that is wrong.</summary>
    public static async ValueTask<Invoer<T>> BindAsync(HttpContext context)
    {
        using var json = await Body.Lees(context, "application/json");
        return Van(context, json.RootElement);
    }

    /// <summary>The same of what came in another way, such as a form.</summary>
    internal static Invoer<T> Van(HttpContext context, JsonElement json)
    {
        var fouten = new Fouten();
        var waarde = Body.Lezer(context, fouten).Lees<T>(json);
        fouten.Klaar();
        return new Invoer<T>(waarde!);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}

/// <summary>A JSON body with what is wrong with it so far: for an operation that finds more itself, and then tells all of it at once.</summary>
public sealed class Voorlopig<T> : IEndpointParameterMetadataProvider where T : class
{
    private readonly Fouten fouten;

    private Voorlopig(T waarde, Fouten fouten) => (Waarde, this.fouten) = (waarde, fouten);

    /// <summary>What was sent, good or not.</summary>
    public T Waarde { get; }

    /// <summary>Refuses when anything is wrong: with the body, or by what the operation found. A field that was wrong already is not told of twice.</summary>
    public void Klaar(Fouten gevonden)
    {
        foreach (var fout in gevonden.Alle.Where(fout => !fouten.Alle.Any(eerder => eerder.Veld == fout.Veld || eerder.Veld.StartsWith($"{fout.Veld}/", StringComparison.Ordinal))).ToList())
        {
            fouten.Meld(fout);
        }

        fouten.Klaar();
    }

    /// <summary>Reads the body; refuses at once only what is no JSON object.</summary>
    public static async ValueTask<Voorlopig<T>> BindAsync(HttpContext context)
    {
        using var json = await Body.Lees(context, "application/json");
        return Van(context, json.RootElement);
    }

    /// <summary>The same of what came in another way, such as a form.</summary>
    internal static Voorlopig<T> Van(HttpContext context, JsonElement json)
    {
        var gevonden = new Fouten();
        return Body.Lezer(context, gevonden).Lees<T>(json) is { } waarde ? new Voorlopig<T>(waarde, gevonden) : throw Weigering.Ongeldig(gevonden.Alle);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));
}

/// <summary>A JSON body that may be left out.</summary>
public sealed class MisschienInvoer<T> : IEndpointParameterMetadataProvider where T : class
{
    private MisschienInvoer(T? waarde) => Waarde = waarde;

    /// <summary>What was sent; null when nothing was.</summary>
    public T? Waarde { get; }

    /// <summary>What came in another way, such as a form.</summary>
    internal static MisschienInvoer<T> Van(Invoer<T> invoer) => new(invoer.Waarde);

    /// <summary>Reads the body, or refuses it with everything that is wrong.</summary>
    public static async ValueTask<MisschienInvoer<T>> BindAsync(HttpContext context)
    {
        var leeg = context.Request.ContentLength is 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false;
        return new MisschienInvoer<T>(leeg ? null : (await Invoer<T>.BindAsync(context)).Waarde);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T), isOptional: true));
}

/// <summary>A JSON merge patch (RFC 7396) on a <typeparamref name="T"/>: what it makes of the present content must obey the same rules.</summary>
public sealed class Wijziging<T> : IEndpointParameterMetadataProvider where T : class
{
    private readonly JsonObject patch;
    private readonly Func<Fouten, IReadOnlySet<string>, IReadOnlySet<string>, Lezer> lezer;

    private Wijziging(JsonObject patch, Func<Fouten, IReadOnlySet<string>, IReadOnlySet<string>, Lezer> lezer) => (this.patch, this.lezer) = (patch, lezer);

    /// <summary>The members that the patch changes.</summary>
    public IEnumerable<string> Velden => patch.Select(member => member.Key).Where(veld => veld != Lezer.Bevestiging);

    /// <summary>Takes a member out of the patch and returns it as text; null when it is not there.</summary>
    public string? Neem(string veld)
    {
        var waarde = patch[veld];
        return patch.Remove(veld) ? waarde?.ToString() ?? "" : null;
    }

    /// <summary>The content after the patch, or a refusal with everything that is wrong.</summary>
    /// <param name="huidig">The content now.</param>
    /// <param name="behouden">Codes (<c>lijst/code</c>) that may stay although they are retired.</param>
    /// <param name="fouten">What was found wrong already.</param>
    public T Toegepast(T huidig, IReadOnlySet<string> behouden, Fouten? fouten = null)
    {
        fouten ??= new Fouten();
        var samen = JsonSerializer.SerializeToNode(huidig, Json.Options)!.AsObject();
        var stond = Teksten(samen).ToHashSet(StringComparer.Ordinal);
        Meng(samen, patch);
        using var json = JsonDocument.Parse(samen.ToJsonString());
        var wordt = lezer(fouten, behouden, stond).Lees<T>(json.RootElement);
        fouten.Klaar();
        return wordt!;
    }

    /// <summary>Reads the patch.</summary>
    public static async ValueTask<Wijziging<T>> BindAsync(HttpContext context)
    {
        using var json = await Body.Lees(context, "application/json", "application/merge-patch+json");
        var fouten = new Fouten();
        Body.WeigerDubbel(json.RootElement, "", fouten);
        fouten.Klaar();
        return json.RootElement.ValueKind == JsonValueKind.Object
            ? Van(context, JsonObject.Create(json.RootElement.Clone())!)
            : throw Weigering.Ongeldig("", "ongeldig-formaat", "Verwacht een JSON-object met de velden die veranderen.");
    }

    /// <summary>The same of what came in another way, such as a form.</summary>
    internal static Wijziging<T> Van(HttpContext context, JsonObject patch) => new(patch, (fouten, behouden, stond) => Body.Lezer(context, fouten, behouden, stond));

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/merge-patch+json", "application/json"], typeof(T)));

    private static IEnumerable<string> Teksten(JsonNode? node) => node switch
    {
        JsonObject leden => leden.SelectMany(lid => Teksten(lid.Value)),
        JsonArray delen => delen.SelectMany(Teksten),
        JsonValue waarde when waarde.GetValueKind() == JsonValueKind.String => [waarde.ToString()],
        _ => [],
    };

    // A member that becomes null stays to be read: null is absent there, but not for a member that does not exist.
    private static void Meng(JsonObject doel, JsonObject patch)
    {
        foreach (var (naam, waarde) in patch)
        {
            if (waarde is JsonObject deel && doel[naam] is JsonObject was)
            {
                Meng(was, deel);
            }
            else
            {
                doel[naam] = waarde?.DeepClone();
            }
        }
    }
}

/// <summary>A JSON body on its way in.</summary>
internal static class Body
{
    public static Lezer Lezer(HttpContext context, Fouten fouten, IReadOnlySet<string>? behouden = null, IReadOnlySet<string>? stond = null) => new(
        context.RequestServices.GetRequiredService<Register>().Begrippen,
        Kalender.Dag(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()), fouten, behouden, Gebruiker.Van(context).ZietAlles, stond);

    /// <summary>Parses the body; refuses another media type (415) and what is no JSON (400).</summary>
    public static async Task<JsonDocument> Lees(HttpContext context, params string[] mediatypen)
    {
        EisMediatype(context, mediatypen);
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, Invoer.Lezer.Options, context.RequestAborted);
        }
        catch (JsonException fout)
        {
            throw Weigering.Ongeldig("", "ongeldig-formaat", $"Dit is geen geldige JSON (regel {fout.LineNumber + 1}, teken {fout.BytePositionInLine + 1}).");
        }
    }

    /// <summary>Refuses a body of another media type, or in another charset than UTF-8, with a 415.</summary>
    public static string EisMediatype(HttpContext context, params string[] mediatypen)
    {
        var ok = MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            && mediatypen.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase)
            && (!type.Charset.HasValue || type.Charset.Value!.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase));
        return ok ? type!.MediaType.Value!.ToLowerInvariant()
            : throw Weigering.Maak(415, "mediatype", "Verkeerd mediatype", $"Stuur de inhoud als {string.Join(" of ", mediatypen)}, in UTF-8.");
    }

    /// <summary>Notes members that stand twice and texts that are none, at any depth: what a tree of nodes cannot hold.</summary>
    public static void WeigerDubbel(JsonElement json, string veld, Fouten fouten)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                var namen = new HashSet<string>(StringComparer.Ordinal);
                foreach (var member in json.EnumerateObject())
                {
                    if (!Invoer.Lezer.Naam(member, out var naam))
                    {
                        fouten.Meld(veld, "ongeldig-teken", "De naam van een veld bevat een teken dat hier niet mag.");
                        continue;
                    }

                    var pointer = $"{veld}/{Invoer.Lezer.Pointer(naam)}";
                    if (!namen.Add(naam))
                    {
                        fouten.Meld(pointer, "dubbel-veld", $"Het veld {Invoer.Lezer.Kort(naam)} staat er tweemaal.");
                    }

                    WeigerDubbel(member.Value, pointer, fouten);
                }

                break;
            case JsonValueKind.Array:
                var i = 0;
                foreach (var item in json.EnumerateArray())
                {
                    WeigerDubbel(item, $"{veld}/{i++}", fouten);
                }

                break;
            case JsonValueKind.String when !Invoer.Lezer.Tekenreeks(json, out _):
                fouten.Meld(veld, "ongeldig-teken", Invoer.Lezer.HalfTeken);
                break;
        }
    }
}
