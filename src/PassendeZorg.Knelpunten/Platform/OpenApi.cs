using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// The OpenAPI document: what the framework derives from routes, records and doc comments, plus once for all what follows from
/// the conventions here: query keys, rights, refusals, headers, examples.
/// </summary>
internal static class OpenApi
{
    private const string MergePatch = "application/merge-patch+json";

    /// <summary>The security schemes, either of which will do.</summary>
    private static readonly string[] Bearers = ["sleutel", "token"];

    private const string Confirmation =
        "Alleen voor een analist of beheerder: waar als is nagegaan dat wat op een naam, een straat met huisnummer of een BIG-nummer lijkt, niet over een persoon gaat. Voor andere persoonsgegevens geldt het niet. Wordt niet bewaard.";

    /// <summary>Names of records that say nothing without their operation, and what they add to its name.</summary>
    private static readonly Dictionary<string, string> General = new(StringComparer.Ordinal)
    {
        ["Request"] = "Verzoek", ["Query"] = "Vraag", ["Inhoud"] = "Inhoud", ["Antwoord"] = "Antwoord", ["Lijst"] = "", ["Kop"] = "Kop", ["Cel"] = "Cel", ["Stap"] = "Stap", ["Resultaat"] = "Resultaat",
    };

    /// <summary>The tags, in reading order.</summary>
    private static readonly (string Name, string Description)[] Tags =
    [
        ("Knelpunten", "Melden, lezen, zoeken, beoordelen, steunen en intrekken."), ("Projecten", "De projecten die melden."),
        ("Systeemknelpunten", "Wat er structureel achter meldingen zit: bundelen, inschatten, agenderen."), ("Antwoorden", "Officiële reacties, toezeggingen en dialogen."),
        ("Toetsstenen", "Complexe casussen waaraan oplossingen worden getoetst."),
        ("Importeren", "Veel knelpunten tegelijk, uit een lijst of sheet."), ("Rapportages", "Tellingen over een selectie."),
        ("Edities", "Rapporten die vastliggen en te citeren zijn."), ("Feeds", "Volgen met een feedlezer of een eigen systeem: Atom en JSON Feed."),
        ("Abonnementen", "Bericht krijgen van wat er gebeurt: ondertekende webhooks."), ("Begrippen", "De woordenlijsten waarmee knelpunten worden geduid."),
        ("Catalogus", "Welke gegevens er zijn, voor een dataportaal."),
        ("Gebeurtenissen", "Het logboek waar alles in staat wat er gebeurde."),
        ("Sleutels", "Toegang voor systemen en mensen."),
    ];

    public static void AddDocument(this IServiceCollection services)
    {
        var (names, inputs) = (new Dictionary<string, Type>(StringComparer.Ordinal), (Dictionary<Type, bool>?)null);
        services.AddSingleton<Document>();
        services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.CreateSchemaReferenceId = type => SchemaName(type, names);
            options.AddSchemaTransformer((schema, context, _) =>
            {
                Schema(schema, context, inputs ??= Inputs(context.ApplicationServices.GetRequiredService<EndpointDataSource>()));
                return Task.CompletedTask;
            });
            options.AddOperationTransformer(Operation);
            options.AddDocumentTransformer(Describe);
        });
    }

    /// <summary>Serves the document to everybody.</summary>
    public static void MapDocument(this IEndpointRouteBuilder routes) => routes.MapGet("/openapi.json", async (HttpContext context, Document document) =>
        Conditional.NotModified(context, await document.Etag()) ? Results.Empty : Results.Bytes(await document.Bytes(), "application/json"))
        .AllowAnonymous().ExcludeFromDescription();

    /// <summary>Names in generated code: that of the record, after its operation where it would be too general alone. Free JSON has none.</summary>
    private static string? SchemaName(JsonTypeInfo info, Dictionary<string, Type> names)
    {
        var type = Nullable.GetUnderlyingType(info.Type) ?? info.Type;
        if (type == typeof(JsonElement) || typeof(JsonNode).IsAssignableFrom(type))
        {
            return null;
        }

        var name = type switch
        {
            { IsGenericType: true } when type.GetGenericTypeDefinition() == typeof(Pagina<>) => $"{type.GetGenericArguments()[0].Name}Pagina",
            { DeclaringType: { } outer, IsEnum: false, IsGenericType: false } when General.TryGetValue(type.Name, out var part) =>
                (outer.Name.StartsWith("Toon", StringComparison.Ordinal) ? outer.Name[4..] : outer.Name) + part,
            { DeclaringType: not null, IsEnum: false, IsGenericType: false } => type.Name,
            _ => OpenApiOptions.CreateDefaultSchemaReferenceId(info),
        };
        return name is null || names.TryAdd(name, type) || names[name] == type ? name
            : throw new InvalidOperationException($"{type} and {names[name]} are both called {name} in the OpenAPI document.");
    }

    /// <summary>The records that come in: of a body, and what is inside. True: it is a whole body.</summary>
    private static Dictionary<Type, bool> Inputs(EndpointDataSource routes)
    {
        var inputs = new Dictionary<Type, bool>();
        foreach (var body in routes.Endpoints.SelectMany(route => route.Metadata.OfType<IAcceptsMetadata>()).Select(accepts => accepts.RequestType).OfType<Type>())
        {
            Add(body);
            inputs[body] = true;
        }

        return inputs;

        void Add(Type type)
        {
            if (type.IsGenericType)
            {
                Array.ForEach(type.GetGenericArguments(), Add);
            }
            else if (type.Assembly == typeof(OpenApi).Assembly && inputs.TryAdd(type, false))
            {
                Array.ForEach(type.GetProperties(), property => Add(property.PropertyType));
            }
        }
    }

    private static void Schema(OpenApiSchema schema, OpenApiSchemaTransformerContext context, Dictionary<Type, bool> inputs)
    {
        var type = context.JsonTypeInfo.Type;
        if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(DateTimeOffset))
        {
            // Written by a converter of our own, which says nothing of its type.
            schema.Type = Nullable.GetUnderlyingType(type) is null ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
        }

        if (type == typeof(JsonObject))
        {
            schema.AdditionalProperties = new OpenApiSchema(); // else it reads as an object that is always empty
        }

        if (context.JsonPropertyInfo?.AttributeProvider is { } attributes)
        {
            Member(schema, attributes);
        }

        if (schema.Properties is not { Count: > 0 } properties || type.IsGenericType)
        {
            return;
        }

        // What comes in says what it needs; what goes out always has all its members, null where there is nothing.
        var isInput = inputs.TryGetValue(type, out var isBody);
        schema.Required = context.JsonTypeInfo.Properties
            .Where(property => properties.ContainsKey(property.Name) && property.AttributeProvider is { } provider
                && (isInput ? Get<RequiredAttribute>(provider) is not null : Get<JsonIgnoreAttribute>(provider) is null))
            .Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
        if (isInput && Get<JsonUnmappedMemberHandlingAttribute>(type) is null)
        {
            schema.AdditionalPropertiesAllowed = false;
            if (isBody && Lezer.Vorm.Van(type).HeeftVrijeTekst)
            {
                properties[Lezer.Bevestiging] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = Confirmation };
            }
        }
    }

    /// <summary>What the rules on a member of a record say of its values.</summary>
    private static void Member(OpenApiSchema schema, ICustomAttributeProvider attributes)
    {
        var value = schema.Items as OpenApiSchema ?? schema;
        if (Get<JsonIgnoreAttribute>(attributes) is not null)
        {
            schema.Type &= ~JsonSchemaType.Null;
        }

        if (Get<KeuzeAttribute>(attributes) is { } choice)
        {
            value.Enum = [.. choice.Waarden.Select(code => (JsonNode)code)];
            if (value.Type?.HasFlag(JsonSchemaType.Null) == true)
            {
                value.Enum.Add(JsonNullSentinel.JsonNull);
            }
        }

        if (Get<BegripAttribute>(attributes) is { } concept)
        {
            schema.Description = $"{schema.Description} {(schema.Items is null ? "Code" : "Codes")} uit de begrippenlijst {concept.Lijst}.".TrimStart();
        }

        if (schema.Items is not null && Get<StringLengthAttribute>(attributes) is { } length)
        {
            // Length rules on a list of texts are about the texts; how many there may be is said by Length.
            (schema.MinLength, schema.MaxLength, value.MinLength, value.MaxLength) = (null, null, length.MinimumLength, length.MaximumLength);
        }

        (schema.MinLength, schema.MinItems) = (schema.MinLength is 0 ? null : schema.MinLength, schema.MinItems is 0 ? null : schema.MinItems);
        value.Format = Get<WeblinkAttribute>(attributes) is not null ? "uri" : Get<PostbusAttribute>(attributes) is not null ? "email" : value.Format;
    }

    private static T? Get<T>(ICustomAttributeProvider provider) where T : Attribute =>
        provider.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();

    private static async Task Operation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var query = metadata.OfType<MethodInfo>().FirstOrDefault()?.GetParameters().Select(parameter => parameter.ParameterType)
            .FirstOrDefault(type => typeof(IVraag).IsAssignableFrom(type))?.GetGenericArguments()[0];
        operation.Parameters ??= [];
        if (query is not null)
        {
            await QueryParameters(operation, query, context, ct);
        }

        var authorized = metadata.OfType<IAuthorizeData>().Any();
        RequestBody(operation, metadata, context.Document!);
        HeaderParameters(operation, context.Description.HttpMethod, metadata, authorized);
        Responses(operation, context, metadata, authorized);
        Refusals(operation, context, metadata);
        var bearers = Bearers.Select(scheme => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] });
        operation.Security = authorized ? [.. bearers] : [new OpenApiSecurityRequirement(), .. bearers];
        if (operation.Parameters.Count == 0)
        {
            operation.Parameters = null;
        }
    }

    private static async Task QueryParameters(OpenApiOperation operation, Type type, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var members = Lezer.Vorm.Van(type).Leden.ToLookup(member => member.Type == typeof(Selectie));
        var schema = await context.GetOrCreateSchemaAsync(type, null, ct);
        foreach (var member in members[false])
        {
            var value = (OpenApiSchema)schema.Properties![member.Naam];
            value.Type &= ~JsonSchemaType.Null;
            value.Enum?.Remove(JsonNullSentinel.JsonNull);
            value.Default ??= member.Standaard switch { string text => text, int number => number, bool yes => yes, _ => null };
            Add(member.Naam, value.Description, value, member.Verplicht);
            value.Description = null;
        }

        foreach (var (key, description) in Selectie.SleutelsVan(Lezer.Vorm.Van(type)))
        {
            Add(key, description, key switch
            {
                "gemeldVanaf" or "gemeldTot" or "peildatum" => new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" },
                "totVolgnummer" => new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1" },
                "mijn" => new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false },
                "zoek" => new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 },
                "beantwoord" => new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["ja", "nee"] },
                _ => new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String, Format = key == "project" ? "uuid" : null } },
            }, required: false);
        }

        void Add(string name, string? description, OpenApiSchema value, bool required) => operation.Parameters!.Add(new OpenApiParameter
        {
            Name = name, In = ParameterLocation.Query, Description = description, Required = required, Schema = value,
        });
    }

    private static void RequestBody(OpenApiOperation operation, IList<object> metadata, OpenApiDocument document)
    {
        if (operation.RequestBody is not OpenApiRequestBody body)
        {
            return;
        }

        body.Required = metadata.OfType<IAcceptsMetadata>().All(accepts => !accepts.IsOptional);
        var examples = metadata.OfType<Example>().ToDictionary(example => example.MediaType, example => example.Text);
        var change = body.Content!.TryGetValue(MergePatch, out var patch) && patch.Schema is OpenApiSchemaReference content ? Change(content.Reference.Id!, metadata, document) : null;
        foreach (var (type, media) in body.Content)
        {
            var isJson = type.EndsWith("json", StringComparison.Ordinal) && !type.EndsWith("ndjson", StringComparison.Ordinal);
            media.Schema = !isJson ? new OpenApiSchema { Type = JsonSchemaType.String, Format = type == Xlsx.MediaType ? "binary" : null } : change ?? media.Schema;
            media.Example = !examples.TryGetValue(isJson ? "application/json" : type, out var text) ? null : isJson ? JsonNode.Parse(text) : text;
        }
    }

    /// <summary>The schema of a merge patch: the content, but nothing is required, and what is optional may be emptied with null.</summary>
    private static OpenApiSchemaReference Change(string content, IList<object> metadata, OpenApiDocument document)
    {
        var name = content.Replace("Inhoud", "", StringComparison.Ordinal).Replace("Verzoek", "", StringComparison.Ordinal) + "Wijziging";
        var whole = (OpenApiSchema)document.Components!.Schemas![content];
        var properties = new Dictionary<string, IOpenApiSchema>(whole.Properties!, StringComparer.Ordinal);
        foreach (var (member, description, values) in metadata.OfType<Changes>())
        {
            properties[member] = new OpenApiSchema { Type = JsonSchemaType.String, Description = description, Enum = [.. values.Select(value => (JsonNode)value)] };
        }

        document.AddComponent<IOpenApiSchema>(name, new OpenApiSchema
        {
            Type = JsonSchemaType.Object, Properties = properties, AdditionalPropertiesAllowed = false, MinProperties = 1,
            Description = "Wat er verandert (JSON merge patch, RFC 7396): wat er niet in staat blijft zoals het is, null maakt een veld leeg.",
        });
        return new OpenApiSchemaReference(name, document);
    }

    private static void HeaderParameters(OpenApiOperation operation, string? method, IList<object> metadata, bool authorized)
    {
        if (metadata.OfType<Refuses>().Any(refuses => refuses.Statuses.Contains(412)))
        {
            Add("If-Match", "De ETag die u gelezen hebt. Is er intussen iets gewijzigd, dan is het antwoord 412.", method == "PATCH", "\"3\"");
        }

        if (metadata.OfType<Idempotent>().Any())
        {
            Add("Idempotency-Key", "Zelf gekozen, ten hoogste 255 tekens; herhalen binnen 24 uur geeft hetzelfde antwoord en legt niets dubbel vast.", false, "c1b0ee2a-4d6f-4a0c-9d5b-0d5f6a1b2c3d");
        }

        if (method == "GET" && !authorized)
        {
            Add("If-None-Match", "De ETag van wat u al hebt. Is die nog gelijk, dan is het antwoord 304, zonder inhoud.", false, "\"3\"");
        }

        void Add(string name, string description, bool required, string example) => operation.Parameters!.Add(new OpenApiParameter
        {
            Name = name, In = ParameterLocation.Header, Description = description, Required = required, Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = example,
        });
    }

    private static void Responses(OpenApiOperation operation, OpenApiOperationTransformerContext context, IList<object> metadata, bool authorized)
    {
        var isPublicRead = context.Description.HttpMethod == "GET" && !authorized;
        var answers = context.Description.SupportedResponseTypes.ToLookup(type => type.StatusCode.ToString(CultureInfo.InvariantCulture), type => type.Type);
        foreach (var (status, response) in operation.Responses!.Where(response => response.Key[0] is '2' or '3'))
        {
            var answer = (OpenApiResponse)response;
            answer.Description = status switch { "200" => "Gelukt.", "201" => "Aangemaakt.", _ => "Gelukt; er is niets te lezen." };
            var versioned = answers[status].Any(type => type?.GetProperty("Versie") is not null);
            answer.Headers = Headers("ApiVersion", Voorkeur.Header, isPublicRead || versioned ? "ETag" : null, status == "201" ? "Location" : null,
                answers[status].Any(type => type == typeof(Feeds.JsonFeed) || (type is { IsGenericType: true } && type.GetGenericTypeDefinition() == typeof(Pagina<>))) ? "Link" : null);
            if (status == "204")
            {
                answer.Content = null;
                continue;
            }

            foreach (var type in metadata.OfType<Produces>().SelectMany(produces => produces.MediaTypes).Where(type => answer.Content?.ContainsKey(type) == false))
            {
                var json = type.EndsWith("json", StringComparison.Ordinal);
                var binary = !json && !type.StartsWith("text/", StringComparison.Ordinal) && !type.EndsWith("xml", StringComparison.Ordinal);
                answer.Content![type] = type == "application/feed+json" && answer.Content.TryGetValue("application/json", out var same) ? same
                    : new OpenApiMediaType { Schema = new OpenApiSchema { Type = json ? JsonSchemaType.Object : JsonSchemaType.String, Format = binary ? "binary" : null, AdditionalProperties = json ? new OpenApiSchema() : null } };
            }

            foreach (var example in metadata.OfType<Example>().Where(example => operation.RequestBody is null && answer.Content?.ContainsKey(example.MediaType) == true))
            {
                answer.Content![example.MediaType].Example = JsonNode.Parse(example.Text); // there is no body to be an example of
            }
        }

        if (isPublicRead)
        {
            operation.Responses!["304"] = new OpenApiResponse { Description = "U hebt dit al: de ETag is gelijk.", Headers = Headers("ApiVersion", "ETag") };
        }

        Dictionary<string, IOpenApiHeader> Headers(params string?[] names) => names.OfType<string>()
            .ToDictionary(name => name == "ApiVersion" ? "API-Version" : name, name => (IOpenApiHeader)new OpenApiHeaderReference(name, context.Document));
    }

    private static void Refusals(OpenApiOperation operation, OpenApiOperationTransformerContext context, IList<object> metadata)
    {
        // 403 also where everybody may read: a key can be for writing only.
        var statuses = new SortedSet<int>(metadata.OfType<Refuses>().SelectMany(refuses => refuses.Statuses)) { 401, 403, 406, 429, 500, 503 };
        if (operation.RequestBody is not null)
        {
            statuses.UnionWith([413, 415]);
        }

        if (operation.RequestBody is not null || operation.Parameters!.Count > 0)
        {
            statuses.Add(400);
        }

        if (context.Description.HttpMethod != "GET")
        {
            statuses.Add(507);
        }

        if (context.Description.RelativePath!.Contains('{', StringComparison.Ordinal))
        {
            statuses.Add(404);
        }

        var responses = operation.Responses!.Where(response => response.Key[0] is '2' or '3')
            .Concat(statuses.Select(status => KeyValuePair.Create($"{status}", (IOpenApiResponse)new OpenApiResponseReference($"Probleem{status}", context.Document))));
        operation.Responses = [];
        foreach (var (status, response) in responses.OrderBy(response => response.Key, StringComparer.Ordinal))
        {
            operation.Responses.Add(status, response);
        }
    }

    private static Task Describe(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "PassendeZorg.Knelpunten", Version = Headers.ApiVersion, Summary = "Register van knelpunten die passende zorg in de weg zitten.",
            Description = """
                Projecten melden wat passende zorg in de weg zit: een regel, een tarief, een systeem. Analisten bevestigen en bundelen; iedereen leest en telt mee,
                naar wet, domein en meer. Meld nooit gegevens van patiënten of andere personen.

                - **Aanmelden**: `Authorization: Bearer kp_…`, of een toegangstoken als de beheerder een uitgever vertrouwt. Wat openbaar is, leest iedereen zonder sleutel.
                - **Maat houden**: er is een limiet per minuut, per sleutel of zonder sleutel per adres. Bij een 429 zegt `Retry-After` hoelang te wachten.
                - **Kiezen**: een sleutel in de zoekvraag herhalen of met komma's scheiden is *of*, verschillende sleutels zijn *en*.
                - **Wijzigen**: met de ETag die u gelezen hebt in `If-Match`, zodat niemand het werk van een ander overschrijft.
                - **Tijd**: tijdstippen (`…Op`) zijn UTC, dagen (`…Datum`) zijn Nederlandse kalenderdagen.
                - **Persoonsgegevens** worden geweigerd, met veld, soort en positie. Wat op een naam of adres lijkt en het niet is, kan een analist insturen met `bevestigdZonderPersoonsgegevens`.
                - **Meer instanties**: elk antwoord zegt in `Volgnummer` tot waar in het logboek het telt. Met `Prefer: wait-for=<volgnummer>` wacht een verzoek tot zijn instantie
                  zo ver is (ten hoogste vijf seconden, dan 503): zo leest u wat u zelf schreef, waar u ook uitkomt.
                - **Fouten**: altijd `application/problem+json` (RFC 9457), in het Nederlands; een 400 noemt alles wat er mis is.
                """,
            Contact = new OpenApiContact { Name = "Beheer PassendeZorg.Knelpunten", Email = "api@passendezorg.example", Url = new Uri("https://passendezorg.example/knelpunten") },
            License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
        };
        document.Servers = [new OpenApiServer { Url = "/v1", Description = "Deze dienst." }];
        document.Tags = Tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }).ToHashSet();
        var paths = new OpenApiPaths();
        foreach (var (path, item) in document.Paths.OrderBy(path => path.Key, StringComparer.Ordinal))
        {
            paths[path["/v1".Length..]] = item;
        }

        document.Paths = paths;
        OpenApiKeuzen.Benoem(document);
        Components(document, document.Components ??= new OpenApiComponents());
        return Task.CompletedTask;
    }

    private static void Components(OpenApiDocument document, OpenApiComponents components)
    {
        components.Schemas = new SortedDictionary<string, IOpenApiSchema>(components.Schemas!, StringComparer.Ordinal).ToDictionary();
        foreach (var member in components.Schemas.Values.SelectMany(schema => schema.Properties?.Values ?? []).OfType<OpenApiSchema>())
        {
            // What may be null and has a schema of its own: the description belongs outside the choice.
            if (member.OneOf?.OfType<OpenApiSchemaReference>().FirstOrDefault() is { Reference.Description: { } description } reference)
            {
                (member.Description, reference.Reference.Description) = (description, null);
            }
        }

        components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["sleutel"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "API-sleutel: Authorization: Bearer kp_…." },
            ["token"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT",
                Description = "Toegangstoken (OpenID Connect) van de uitgever die de beheerder van het register vertrouwt, met rol en organisatie als claims. Alleen waar dat is ingesteld.",
            },
        };
        components.Headers = ResponseHeaders.ToDictionary(header => header.Name, header => (IOpenApiHeader)new OpenApiHeader
        {
            Description = header.Description, Schema = new OpenApiSchema { Type = header.Name is "RetryAfter" or Voorkeur.Header ? JsonSchemaType.Integer : JsonSchemaType.String }, Example = header.Example,
        });
        components.Responses = Problems.ToDictionary(problem => $"Probleem{problem.Status}", problem => (IOpenApiResponse)new OpenApiResponse
        {
            Description = problem.Description,
            Headers = new[] { ("API-Version", "ApiVersion"), ("WWW-Authenticate", problem.Status == 401 ? "WwwAuthenticate" : ""), ("Retry-After", problem.Status is 429 or 503 or 507 ? "RetryAfter" : "") }
                .Where(header => header.Item2.Length > 0).ToDictionary(header => header.Item1, header => (IOpenApiHeader)new OpenApiHeaderReference(header.Item2, document)),
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference("Probleem", document) },
            },
        });
    }

    private static readonly (string Name, string Description, JsonNode Example)[] ResponseHeaders =
    [
        ("ApiVersion", "Versie van de API.", Headers.ApiVersion), (Voorkeur.Header, "Tot en met welk volgnummer van het logboek dit antwoord telt.", 1042), ("ETag", "Versie van dit antwoord, voor If-None-Match en If-Match.", "\"3\""),
        ("Location", "Waar te lezen is wat er is vastgelegd, als het een eigen adres heeft.", "/v1/knelpunten/0199f6b2-4c1d-7a3e-9f00-1234567890ab"),
        ("Link", "De volgende pagina, als die er is.", "</v1/knelpunten?limiet=50&na=MTA0MjM>; rel=\"next\""),
        ("WwwAuthenticate", "Hoe aan te melden.", "Bearer"), ("RetryAfter", "Na hoeveel seconden opnieuw proberen zin heeft.", 2),
    ];

    private static readonly (int Status, string Description)[] Problems =
    [
        (400, "De invoer klopt niet; fouten noemt alles wat er mis is."), (401, "Niet aangemeld, of de sleutel of het token is onbekend, verlopen of ingetrokken."),
        (403, "Aangemeld, maar dit mag niet."), (404, "Het bestaat niet, of niet voor u."), (406, "Geen van de gevraagde mediatypen is er."),
        (409, "Het kan nu niet; het antwoord zegt wat wel kan."), (410, "Ingetrokken of gewist."), (412, "Intussen gewijzigd."), (413, "Te groot."),
        (415, "Verkeerd mediatype."), (428, "If-Match ontbreekt."), (429, "Te veel verzoeken; zie Retry-After."), (500, "Storing."),
        (503, "Even niet beschikbaar; zie Retry-After."), (507, "Geen ruimte meer om iets vast te leggen; lezen werkt nog."),
    ];
}

/// <summary>The OpenAPI document as it is served and committed, made once.</summary>
internal sealed class Document([FromKeyedServices("v1")] IOpenApiDocumentProvider provider)
{
    private readonly Lazy<Task<(byte[] Bytes, string Etag)>> made = new(() => Make(provider));

    /// <summary>UTF-8, with a newline at the end.</summary>
    public async Task<byte[]> Bytes() => (await made.Value).Bytes;

    /// <summary>Changes when the document does.</summary>
    public async Task<string> Etag() => (await made.Value).Etag;

    private static async Task<(byte[] Bytes, string Etag)> Make(IOpenApiDocumentProvider provider)
    {
        var document = await provider.GetOpenApiDocumentAsync();
        var bytes = Encoding.UTF8.GetBytes((await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1)).ReplaceLineEndings("\n") + "\n");
        return (bytes, $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))}\"");
    }
}
