using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// The OpenAPI document: what the framework derives from routes, records and doc comments, plus once for all what follows from
/// the conventions here: query keys, rights, refusals, headers, examples.
/// </summary>
internal static class OpenApi
{
    private static readonly HashSet<string> General = new(StringComparer.Ordinal) { "Request", "Inhoud", "Antwoord", "Query", "Lijst" };

    /// <summary>The tags, in reading order.</summary>
    private static readonly (string Name, string Description)[] Tags =
    [
        ("Knelpunten", "Melden, lezen, zoeken, beoordelen, steunen en intrekken."), ("Projecten", "De projecten die melden."),
        ("Importeren", "Veel knelpunten tegelijk, uit een lijst of sheet."), ("Rapportages", "Tellingen over een selectie."),
        ("Begrippen", "De woordenlijsten waarmee knelpunten worden geduid."), ("Gebeurtenissen", "Het logboek waar alles in staat wat er gebeurde."),
        ("Sleutels", "Toegang voor systemen en mensen."),
    ];

    public static void AddDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.CreateSchemaReferenceId = type => SchemaName(type.Type) ?? OpenApiOptions.CreateDefaultSchemaReferenceId(type);
        options.AddSchemaTransformer(Schema);
        options.AddOperationTransformer(Operation);
        options.AddDocumentTransformer(Document);
    });

    private static string? SchemaName(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Pagina<>))
        {
            return $"{type.GetGenericArguments()[0].Name}Pagina";
        }

        return type is { DeclaringType: { } outer, IsEnum: false } && type.Namespace!.StartsWith("PassendeZorg", StringComparison.Ordinal) && !type.IsGenericType
            ? General.Contains(type.Name) ? outer.Name + type.Name : type.Name
            : null;
    }

    private static Task Schema(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        if (context.JsonPropertyInfo?.AttributeProvider is { } attributes)
        {
            var target = schema.Items as OpenApiSchema ?? schema;
            if (Get<KeuzeAttribute>(attributes) is { } choice)
            {
                target.Enum = [.. choice.Waarden.Select(value => (JsonNode)value)];
            }

            if (schema.Items is OpenApiSchema items)
            {
                // Length rules on a list of texts are about the texts; how many there may be is said by Length.
                if (Get<StringLengthAttribute>(attributes) is { } length)
                {
                    (schema.MinLength, schema.MaxLength, items.MinLength, items.MaxLength) = (null, null, length.MinimumLength, length.MaximumLength);
                }
            }

            if (Get<WeblinkAttribute>(attributes) is not null)
            {
                target.Format = "uri";
            }

            if (Get<PostbusAttribute>(attributes) is not null)
            {
                target.Format = "email";
            }
        }

        if (context.JsonPropertyInfo is null && schema.Properties is { Count: > 0 } properties)
        {
            var isInput = context.JsonTypeInfo.Type.Name is "Request" or "Inhoud" or "KnelpuntInhoud" or "Omvang" or "Bron";
            schema.Required = context.JsonTypeInfo.Properties
                .Where(property => properties.ContainsKey(property.Name) && property.AttributeProvider is { } provider
                    && (isInput ? Get<RequiredAttribute>(provider) is not null : Get<JsonIgnoreAttribute>(provider) is null))
                .Select(property => property.Name).ToHashSet(StringComparer.Ordinal);
            if (isInput)
            {
                schema.AdditionalPropertiesAllowed = false;
            }
        }

        return Task.CompletedTask;
    }

    private static T? Get<T>(ICustomAttributeProvider provider) where T : Attribute =>
        provider.GetCustomAttributes(typeof(T), inherit: true).OfType<T>().FirstOrDefault();

    private static async Task Operation(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var handler = metadata.OfType<MethodInfo>().FirstOrDefault();
        operation.Parameters ??= [];
        foreach (var path in operation.Parameters.OfType<OpenApiParameter>().Where(parameter => parameter.In == ParameterLocation.Path))
        {
            path.Description ??= path.Name switch
            {
                "id" => "Id; bij een knelpunt mag het ook het kenmerk zijn.", "lijst" => "Code van de begrippenlijst, zoals wetten.", _ => "Code van het begrip, zoals wmo2015.",
            };
        }

        if (handler?.GetParameters().Select(parameter => parameter.ParameterType).FirstOrDefault(type => typeof(IVraag).IsAssignableFrom(type)) is { } query)
        {
            await QueryParameters(operation, query.GetGenericArguments()[0], context, ct);
        }

        var authorized = metadata.OfType<IAuthorizeData>().Any();
        var hasBody = metadata.OfType<IAcceptsMetadata>().Any();
        RequestBody(operation, metadata);
        HeaderParameters(operation, context.Description.HttpMethod, metadata);
        Responses(operation, context, metadata, authorized, hasBody);
        operation.Security = authorized
            ? [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("sleutel", context.Document)] = [] }]
            : [new OpenApiSecurityRequirement(), new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("sleutel", context.Document)] = [] }];
        if (operation.Parameters.Count == 0)
        {
            operation.Parameters = null;
        }
    }

    private static async Task QueryParameters(OpenApiOperation operation, Type type, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        if (Lezer.Vorm.Van(type).Leden.Any(member => member.Type == typeof(Selectie)))
        {
            foreach (var (key, description) in Selectie.Sleutels)
            {
                var single = key is "gemeldVanaf" or "gemeldTot" or "peildatum" or "totVolgnummer" or "mijn" or "zoek";
                var value = new OpenApiSchema
                {
                    Type = key switch { "mijn" => JsonSchemaType.Boolean, "totVolgnummer" => JsonSchemaType.Integer, _ => JsonSchemaType.String },
                    Format = key is "gemeldVanaf" or "gemeldTot" or "peildatum" ? "date" : null,
                };
                operation.Parameters!.Add(new OpenApiParameter
                {
                    Name = key, In = ParameterLocation.Query, Description = description,
                    Schema = single ? value : new OpenApiSchema { Type = JsonSchemaType.Array, Items = value },
                });
            }
        }

        var schema = await context.GetOrCreateSchemaAsync(type, null, ct);
        foreach (var member in Lezer.Vorm.Van(type).Leden.Where(member => member.Type != typeof(Selectie)))
        {
            var property = schema.Properties![member.Naam];
            if (property is OpenApiSchema value)
            {
                value.Type &= ~JsonSchemaType.Null;
            }

            operation.Parameters!.Add(new OpenApiParameter { Name = member.Naam, In = ParameterLocation.Query, Description = property.Description, Required = member.Verplicht, Schema = property });
        }
    }

    private static void RequestBody(OpenApiOperation operation, IList<object> metadata)
    {
        if (operation.RequestBody is not OpenApiRequestBody body)
        {
            return;
        }

        body.Required = true;
        var example = metadata.OfType<Example>().FirstOrDefault()?.Json;
        foreach (var (type, content) in body.Content!)
        {
            content.Example = example is null ? null : JsonNode.Parse(type == "application/json" || type == "application/merge-patch+json" ? example : "null");
        }
    }

    private static void HeaderParameters(OpenApiOperation operation, string? method, IList<object> metadata)
    {
        if (method == "PATCH")
        {
            Add("If-Match", "De ETag die u gelezen hebt.", true, "\"3\"");
        }


        {
            Add("Idempotency-Key", "Zelf gekozen, uniek per verzoek; herhalen binnen 24 uur geeft hetzelfde antwoord.", false, "c1b0ee2a-4d6f-4a0c-9d5b-0d5f6a1b2c3d");
        }

        void Add(string name, string description, bool required, string example) => operation.Parameters!.Add(new OpenApiParameter
        {
            Name = name, In = ParameterLocation.Header, Description = description, Required = required, Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = example,
        });
    }

    private static void Responses(OpenApiOperation operation, OpenApiOperationTransformerContext context, IList<object> metadata, bool authorized, bool hasBody)
    {
        var method = context.Description.HttpMethod;
        var hasId = context.Description.RelativePath!.Contains('{', StringComparison.Ordinal);
        var statuses = new SortedSet<int>(metadata.OfType<Refuses>().SelectMany(refuses => refuses.Statuses)) { 406, 429, 500, 503 };
        statuses.UnionWith(authorized ? [401, 403] : [401]);
        if (hasBody)
        {
            statuses.UnionWith([400, 413, 415]);
        }

        if (operation.Parameters!.Count > 0 || method != "GET")
        {
            statuses.Add(400);
        }

        if (hasId)
        {
            statuses.Add(404);
        }

        {
            statuses.Add(403);
        }

        foreach (var (status, response) in operation.Responses!.ToList())
        {
            if (response is OpenApiResponse ok)
            {
                ok.Description = status switch { "200" => "Gelukt.", "201" => "Aangemaakt.", "204" => "Gelukt; er is niets te lezen.", _ => ok.Description };
                ok.Headers = new Dictionary<string, IOpenApiHeader> { ["API-Version"] = new OpenApiHeaderReference("ApiVersion", context.Document) };
                if (method == "GET" || hasBody)
                {
                    ok.Headers["ETag"] = new OpenApiHeaderReference("ETag", context.Document);
                }

                foreach (var type in metadata.OfType<Produces>().SelectMany(produces => produces.MediaTypes).Where(type => ok.Content?.ContainsKey(type) == false))
                {
                    var json = type.EndsWith("json", StringComparison.Ordinal);
                    var binary = !json && !type.StartsWith("text/", StringComparison.Ordinal);
                    ok.Content![type] = new OpenApiMediaType { Schema = new OpenApiSchema { Type = json ? JsonSchemaType.Object : JsonSchemaType.String, Format = binary ? "binary" : null } };
                }
            }
        }

        if (method == "GET" && !authorized)
        {
            operation.Responses!["304"] = new OpenApiResponse
            {
                Description = "U hebt dit al: de ETag is gelijk.",
                Headers = new Dictionary<string, IOpenApiHeader> { ["API-Version"] = new OpenApiHeaderReference("ApiVersion", context.Document) },
            };
        }

        foreach (var status in statuses)
        {
            operation.Responses![status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponseReference($"Probleem{status}", context.Document);
        }
    }

    private static async Task Document(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        document.Info = new OpenApiInfo
        {
            Title = "PassendeZorg.Knelpunten", Version = Headers.ApiVersion, Summary = "Register van knelpunten die passende zorg in de weg zitten.",
            Description = "Projecten melden wat passende zorg in de weg zit: een regel, een tarief, een systeem. Analisten bevestigen en bundelen; iedereen leest en telt mee, "
                + "naar wet, domein en meer. Meld nooit gegevens van patiënten of andere personen.\n\nFouten zijn altijd application/problem+json (RFC 9457), in het Nederlands, "
                + "en noemen bij een 400 alles wat er mis is.",
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
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["sleutel"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "API-sleutel: Authorization: Bearer kp_…." },
        };
        document.Components.Headers = new Dictionary<string, IOpenApiHeader>
        {
            ["ApiVersion"] = new OpenApiHeader { Description = "Versie van de API.", Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = Headers.ApiVersion },
            ["ETag"] = new OpenApiHeader { Description = "Versie van dit antwoord, voor If-None-Match en If-Match.", Schema = new OpenApiSchema { Type = JsonSchemaType.String }, Example = "\"3\"" },
        };
        document.AddComponent("Probleem", await context.GetOrCreateSchemaAsync(typeof(Probleem), null, ct));
        document.Components.Responses = Problems.ToDictionary(problem => $"Probleem{problem.Status}", problem => (IOpenApiResponse)new OpenApiResponse
        {
            Description = problem.Description,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference("Probleem", document) },
            },
        });
    }

    private static readonly (int Status, string Description)[] Problems =
    [
        (400, "De invoer klopt niet; fouten noemt alles wat er mis is."), (401, "Niet aangemeld, of de sleutel is onbekend, verlopen of ingetrokken."),
        (403, "Aangemeld, maar dit mag niet."), (404, "Het bestaat niet, of niet voor u."), (406, "Geen van de gevraagde mediatypen is er."),
        (409, "Het kan nu niet; het antwoord zegt wat wel kan."), (410, "Ingetrokken of gewist."), (412, "Intussen gewijzigd."), (413, "Te groot."),
        (415, "Verkeerd mediatype."), (428, "If-Match ontbreekt."), (429, "Te veel verzoeken; zie Retry-After."), (500, "Storing."),
        (503, "Even niet beschikbaar; zie Retry-After."),
    ];

}
