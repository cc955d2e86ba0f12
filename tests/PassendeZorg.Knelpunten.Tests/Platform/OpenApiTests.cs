using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PassendeZorg.Knelpunten.Tests.Dialogen;
using PassendeZorg.Knelpunten.Tests.Systeemknelpunten;
using PassendeZorg.Knelpunten.Tests.Abonnementen;

namespace PassendeZorg.Knelpunten.Tests.Platform;

/// <summary>The document that is served, held to the NLGov API Design Rules and to what a reader of it needs.</summary>
public sealed class OpenApiTests(App app) : IClassFixture<App>
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "patch"];
    private JsonObject document = null!;

    private sealed record Operation(string Method, string Path, JsonObject Json)
    {
        public string Name => $"{Method} {Path}";

        public IEnumerable<JsonObject> Parameters => (Json["parameters"] as JsonArray ?? []).Select(parameter => parameter!.AsObject());
    }

    [Fact]
    public async Task Het_bewaarde_document_is_wat_er_wordt_gegeven()
    {
        var served = await app.Anoniem().GetStringAsync(new Uri("/v1/openapi.json", UriKind.Relative), App.Ct);

        var kept = await File.ReadAllTextAsync(Path.Combine(App.Wortel, "openapi", "knelpunten.v1.json"), App.Ct);

        (served == kept).Should().BeTrue("after a change: dotnet run --project src/PassendeZorg.Knelpunten -- openapi > openapi/knelpunten.v1.json");
    }

    [Fact]
    public async Task De_opdracht_openapi_schrijft_hetzelfde_document_zonder_datamap()
    {
        var folder = Directory.CreateTempSubdirectory("knelpunten-test-");
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Program).Assembly.Location, "openapi"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder.FullName,
        })!;

        var written = await process.StandardOutput.ReadToEndAsync(App.Ct);

        await process.WaitForExitAsync(App.Ct);
        process.ExitCode.Should().Be(0);
        written.Should().Be(await app.Anoniem().GetStringAsync(new Uri("/v1/openapi.json", UriKind.Relative), App.Ct));
        folder.EnumerateFileSystemInfos().Should().BeEmpty();
        folder.Delete();
    }

    [Fact]
    public async Task De_kop_van_het_document_is_volledig()
    {
        await Read();
        var info = document["info"]!;

        document.Tekst("openapi").Should().StartWith("3.1.");
        info.Tekst("version").Should().MatchRegex(@"^[0-9]+\.[0-9]+\.[0-9]+$").And.Be(await Version());
        info["contact"]!.AsObject().Select(member => member.Key).Should().BeEquivalentTo("name", "email", "url");
        info.Tekst("description").Should().NotBeEmpty();
        document["servers"]!.AsArray().Should().OnlyContain(server => server!.Tekst("url").Contains("/v1"));
        var tags = document["tags"]!.AsArray();
        tags.Should().OnlyContain(tag => tag!.Tekst("description").Length > 0);
        Operations().SelectMany(operation => operation.Json.Lijst("tags")).Distinct().Should().BeEquivalentTo(tags.Select(tag => tag!.Tekst("name")));
    }

    [Fact]
    public async Task Paden_zijn_kebab_case_en_sleutels_camelCase()
    {
        await Read();

        document["paths"]!.AsObject().Select(path => path.Key).Should().OnlyContain(path => Regex.IsMatch(path, "^(/([a-z0-9]+(-[a-z0-9]+)*|\\{[a-z][a-zA-Z0-9]*\\}))+$"));
        Operations().SelectMany(operation => operation.Parameters).Where(parameter => parameter.Tekst("in") == "query")
            .Should().OnlyContain(parameter => Regex.IsMatch(parameter.Tekst("name"), "^[a-z][a-z0-9]*([A-Z][a-z0-9]*)*$"));
    }

    [Fact]
    public async Task Elke_bewerking_is_beschreven()
    {
        await Read();

        Operations().Select(operation => operation.Json.Tekst("operationId")).Should().OnlyHaveUniqueItems();
        foreach (var operation in Operations())
        {
            operation.Json.Should().ContainKey("summary", $"{operation.Name} needs <summary>").And.ContainKey("description", $"{operation.Name} needs <remarks>");
            operation.Json["tags"]!.AsArray().Should().ContainSingle(operation.Name);
            operation.Json["security"]!.AsArray().Should().NotBeEmpty(operation.Name);
            operation.Parameters.Where(parameter => parameter["description"]?.GetValue<string>() is not { Length: > 0 }).Select(parameter => parameter.Tekst("name"))
                .Should().BeEmpty($"{operation.Name} needs <param> for these");
        }
    }

    [Fact]
    public async Task Elk_antwoord_heeft_een_versie_en_elke_weigering_is_problem_json()
    {
        await Read();

        foreach (var operation in Operations())
        {
            var responses = operation.Json["responses"]!.AsObject();
            responses.Should().Contain(response => response.Key.StartsWith('2'), operation.Name);
            responses.Should().ContainKeys("401", "406", "429", "500", "503");
            if (operation.Parameters.Any() || operation.Json.ContainsKey("requestBody"))
            {
                responses.Should().ContainKey("400", operation.Name);
            }

            foreach (var (status, reference) in responses)
            {
                var response = Resolve(reference!);
                response["headers"]!.AsObject().Should().ContainKey("API-Version", $"{operation.Name} {status}");
                if (status[0] is '4' or '5')
                {
                    response["content"]!.AsObject().Select(content => content.Key).Should().Equal("application/problem+json");
                    Resolve(response["content"]!["application/problem+json"]!["schema"]!)["properties"]!.AsObject().Should().ContainKeys("status", "title", "detail");
                }
            }
        }
    }

    [Fact]
    public async Task Elke_inhoud_heeft_een_voorbeeld_dat_aan_het_schema_voldoet()
    {
        await Read();

        foreach (var operation in Operations().Where(operation => operation.Json.ContainsKey("requestBody")))
        {
            foreach (var (type, content) in operation.Json["requestBody"]!["content"]!.AsObject())
            {
                content!["example"].Should().NotBeNull($"{operation.Name} {type} needs .Example(…)");
                Faults(content["example"], content["schema"]!, "").Should().BeEmpty($"{operation.Name} {type}");
            }
        }
    }

    [Fact]
    public async Task Wat_de_dienst_antwoordt_voldoet_aan_het_schema()
    {
        await Read();
        var project = await app.Project("Schema BV");
        await app.MeldEnBevestig(project, null, "Schema BV");
        var melding = await app.Meld(project, new JsonObject { ["omvang"] = new JsonObject { ["urenPerMaand"] = "10-40" }, ["bronnen"] = new JsonArray(new JsonObject { ["titel"] = "Bron" }) }, "Schema BV");
        Faults(melding, Answer("post", "/knelpunten", "201"), "").Should().BeEmpty();
        melding["verwanten"]!.AsArray().Should().NotBeEmpty("what is empty shows no shape");
        var voorstellen = await (await app.Beheerder().Post("/v1/tagvoorstellen", new JsonObject { ["titel"] = "Valpreventie en de Wlz", ["omschrijving"] = "De NZa kent geen tarief. Bel 06-29384756." })).Json();
        Faults(voorstellen, Answer("post", "/tagvoorstellen", "200"), "").Should().BeEmpty();
        var knelpunt = await app.Beoordeel(melding.Tekst("id"), "bevestigd");
        Faults(knelpunt, Answer("post", "/knelpunten/{id}/beoordelingen", "201"), "").Should().BeEmpty();
        var beheerder = app.Beheerder();
        var systeem = await app.Systeem(null, knelpunt.Id());
        Faults(systeem, Answer("post", "/systeemknelpunten", "201"), "").Should().BeEmpty();
        Faults(await app.GeefWeer(systeem, "zn", "wetswijziging"), Answer("post", "/systeemknelpunten/{id}/stelseltoetsen", "201"), "").Should().BeEmpty();
        var reactie = await (await app.Client("adressaat", "nza")).Post($"{systeem.Pad()}/reacties", Curator.Reactie("afgewezen", new JsonObject { ["status"] = "concept" })).Gelukt();
        Faults(reactie, Answer("post", "/systeemknelpunten/{id}/reacties", "201"), "").Should().BeEmpty();
        reactie = await (await app.Client("adressaat", "nza")).Patch($"/v1/reacties/{reactie.Id()}", new JsonObject { ["status"] = "gepubliceerd" }, null).Gelukt();
        Faults(reactie, Answer("patch", "/reacties/{id}", "200"), "").Should().BeEmpty();
        var toezegging = await (await app.Client("adressaat", "nza")).Post($"{systeem.Pad()}/toezeggingen", new JsonObject { ["wat"] = "Iets doen", ["uiterlijkDatum"] = app.Vandaag().Iso() }).Gelukt();
        Faults(toezegging, Answer("post", "/systeemknelpunten/{id}/toezeggingen", "201"), "").Should().BeEmpty();
        await (await app.Analist()).Stuur("PUT", $"{systeem.Pad()}/relaties/{(await app.Systeem()).Id()}", """{"soort":"deel-van"}""").Gelukt();
        systeem = await app.Word(systeem, "vastgesteld", "geagendeerd", "beantwoord", "opgelost");
        Faults(systeem, Answer("post", "/systeemknelpunten/{id}/beoordelingen", "201"), "").Should().BeEmpty();
        var editie = await (await beheerder.PostAsync("/v1/edities", """{"titel":"Voor het schema"}""".Body(), App.Ct)).Json();
        Faults(editie, Answer("post", "/edities", "201"), "").Should().BeEmpty();
        await beheerder.PostAsync($"/v1/knelpunten/{melding.Tekst("id")}/vragen", """{"tekst":"Waarom is dat zo?"}""".Body(), App.Ct);
        var toetssteen = await (await beheerder.PostAsync("/v1/toetsstenen",
            $$"""{"titel":"Een casus","omschrijving":"Iemand wil naar huis en alles wacht op elkaar.","knelpunten":["{{melding.Tekst("id")}}"]}""".Body(), App.Ct)).Json();
        Faults(toetssteen, Answer("post", "/toetsstenen", "201"), "").Should().BeEmpty();

        var dialoog = await app.Dialoog("nza");
        Faults(dialoog, Answer("post", "/dialogen", "201"), "").Should().BeEmpty();
        await app.Dialoog("vws");

        await using var ontvanger = await Ontvanger.Start();
        var abonnement = await beheerder.Post("/v1/abonnementen", new JsonObject { ["callbackUrl"] = ontvanger.Adres.ToString(), ["gebeurtenissen"] = new JsonArray("knelpunt.bevestigd"), ["selectie"] = new JsonObject { ["wet"] = new JsonArray("zvw") } }).Gelukt();
        Faults(abonnement, Answer("post", "/abonnementen", "201"), "").Should().BeEmpty();
        await beheerder.Wordt(abonnement.Id(), "actief");
        foreach (var (pad, body) in new[] { ("geheimen", null), ("proefberichten", null), ("herhalingen", """{"vanaf":1}""") })
        {
            Faults(await beheerder.Stuur("POST", $"/v1/abonnementen/{abonnement.Id()}/{pad}", body).Gelukt(), Answer("post", $"/abonnementen/{{id}}/{pad}", "201"), "").Should().BeEmpty(pad);
        }

        foreach (var operation in Operations().Where(operation => operation.Method == "get"))
        {
            var address = "/v1" + operation.Path.Replace("/projecten/{id}", $"/projecten/{project}").Replace("/systeemknelpunten/{id}", $"/systeemknelpunten/{systeem.Id()}")
                .Replace("/abonnementen/{id}", $"/abonnementen/{abonnement.Id()}").Replace("/toetsstenen/{id}", $"/toetsstenen/{toetssteen.Id()}").Replace("/dialogen/{id}", $"/dialogen/{dialoog.Id()}")
                .Replace("/toezeggingen/{id}", $"/toezeggingen/{toezegging.Id()}").Replace("/sleutels/{id}", "/sleutels/mijn").Replace("{id}", melding.Tekst("id")).Replace("{lijst}", "organisaties").Replace("{nummer}", editie.Tekst("nummer"))
                + (operation.Path.EndsWith("/verschillen", StringComparison.Ordinal) ? $"?met={editie.Tekst("nummer")}" : "")
                + (operation.Path.EndsWith("/kruistabel", StringComparison.Ordinal) ? "?rijen=wet&kolommen=domein" : "")
                + (operation.Path.StartsWith("/feeds/", StringComparison.Ordinal) ? "?formaat=json" : "");
            var answer = await beheerder.Lees(address);
            Faults(answer, Answer("get", operation.Path, "200"), "").Should().BeEmpty(operation.Name);
        }
    }

    [Fact]
    public async Task Elk_schema_en_elk_veld_heeft_een_beschrijving()
    {
        await Read();

        foreach (var (name, schema) in Schemas())
        {
            schema["description"].Should().NotBeNull(name);
            name.Should().MatchRegex("^[A-Z][A-Za-z]+$").And.NotContainAny("Anonymous", "JsonElement", "JsonObject");
            (schema["properties"] as JsonObject ?? []).Where(property => property.Value!["description"]?.GetValue<string>() is not { Length: > 0 })
                .Select(property => property.Key).Should().BeEmpty($"{name} needs <param> or <summary> for these");
        }
    }

    [Fact]
    public async Task Dagen_zijn_datums_tijdstippen_zijn_tijdstippen_en_wat_leeg_kan_zijn_zegt_dat()
    {
        await Read();

        foreach (var (name, property, schema) in Schemas().SelectMany(schema => (schema.Json["properties"] as JsonObject ?? []).Select(property => (schema.Name, property.Key, property.Value!))))
        {
            if (property.EndsWith("Datum", StringComparison.Ordinal))
            {
                schema["format"]?.GetValue<string>().Should().Be("date", $"{name}.{property}");
            }

            if (property.Length > 2 && property.EndsWith("Op", StringComparison.Ordinal))
            {
                schema["format"]?.GetValue<string>().Should().Be("date-time", $"{name}.{property}");
                schema["type"].Should().NotBeNull($"{name}.{property}");
            }

            if (schema["enum"] is JsonArray values)
            {
                values.Any(value => value is null).Should().Be(schema["type"] is JsonArray, $"{name}.{property}");
            }
        }
    }

    [Fact]
    public async Task Een_wijziging_verplicht_niets_en_invoer_weigert_wat_er_niet_in_hoort()
    {
        await Read();
        var bodies = Operations().Where(operation => operation.Json.ContainsKey("requestBody"))
            .Select(operation => (operation.Name, Verplicht: operation.Method != "patch" && operation.Json["requestBody"]!["required"]?.GetValue<bool>() == true, Schema: Resolve(operation.Json["requestBody"]!["content"]!.AsObject().First().Value!["schema"]!)));

        foreach (var (name, verplicht, schema) in bodies.Where(body => body.Schema["type"]!.GetValue<string>() == "object"))
        {
            (schema["additionalProperties"] is JsonValue allowed && !allowed.GetValue<bool>()).Should().BeTrue(name);
            schema.ContainsKey("required").Should().Be(verplicht && name != "post /abonnementen", name); // there it depends on the channel
        }
    }

    private async Task Read() => document = await app.Anoniem().Lees("/v1/openapi.json");

    private async Task<string> Version() => (await app.Anoniem().GetAsync(new Uri("/v1/openapi.json", UriKind.Relative), App.Ct)).Headers.GetValues("API-Version").Single();

    private List<Operation> Operations() => [.. document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Where(member => Methods.Contains(member.Key))
        .Select(operation => new Operation(operation.Key, path.Key, operation.Value!.AsObject())))];

    /// <summary>The schema of a JSON answer. What is not in it may not be answered either.</summary>
    private JsonNode Answer(string method, string path, string status) =>
        document["paths"]![path]![method]!["responses"]![status]!["content"]!["application/json"]!["schema"]!;

    private IEnumerable<(string Name, JsonObject Json)> Schemas() => document["components"]!["schemas"]!.AsObject().Select(schema => (schema.Key, schema.Value!.AsObject()));

    private JsonObject Resolve(JsonNode node) => node["$ref"] is { } reference
        ? reference.GetValue<string>().Split('/').Skip(1).Aggregate((JsonNode)document, (at, part) => at[part]!).AsObject()
        : node.AsObject();

    /// <summary>What is wrong with a value, by the part of JSON Schema that the document uses.</summary>
    private List<string> Faults(JsonNode? value, JsonNode node, string at)
    {
        var schema = Resolve(node);
        if (schema["oneOf"] is JsonArray choices)
        {
            return choices.Count(choice => Faults(value, choice!, at).Count == 0) == 1 ? [] : [$"{at}: not one of the choices"];
        }

        var kind = value?.GetValueKind() switch
        {
            null => "null",
            JsonValueKind.String => "string",
            JsonValueKind.Array => "array",
            JsonValueKind.Object => "object",
            JsonValueKind.True or JsonValueKind.False => "boolean",
            _ => value!.ToJsonString().Contains('.', StringComparison.Ordinal) ? "number" : "integer",
        };
        var types = schema["type"] switch { JsonArray several => several.Select(type => type!.GetValue<string>()).ToList(), { } one => [one.GetValue<string>()], null => [kind] };
        if (!types.Contains(kind) && !(kind == "integer" && types.Contains("number")))
        {
            return [$"{at}: {kind} is not {string.Join(" or ", types)}"];
        }

        if (schema["enum"] is JsonArray values && !values.Any(allowed => JsonNode.DeepEquals(allowed, value)))
        {
            return [$"{at}: {value} is not in the enum"];
        }

        var (minimum, maximum, size) = value switch
        {
            JsonArray list => ("minItems", "maxItems", list.Count),
            JsonObject record => ("minProperties", "maxProperties", record.Count),
            _ => ("minLength", "maxLength", kind == "string" ? value!.GetValue<string>().Length : 0),
        };
        var faults = new List<string>();
        if (kind is "string" or "array" or "object" && (size < (schema[minimum]?.GetValue<int>() ?? 0) || size > (schema[maximum]?.GetValue<int>() ?? int.MaxValue)))
        {
            faults.Add($"{at}: size {size}");
        }

        var properties = schema["properties"] as JsonObject ?? [];
        faults.AddRange((schema["required"] as JsonArray ?? []).Where(_ => value is JsonObject).Select(name => name!.GetValue<string>())
            .Where(name => !value!.AsObject().ContainsKey(name)).Select(name => $"{at}/{name}: missing"));
        faults.AddRange((value as JsonObject ?? []).Where(_ => properties.Count > 0).Select(member => member.Key)
            .Where(name => !properties.ContainsKey(name)).Select(name => $"{at}/{name}: unknown"));
        faults.AddRange((value as JsonObject ?? []).Where(member => properties.ContainsKey(member.Key)).SelectMany(member => Faults(member.Value, properties[member.Key]!, $"{at}/{member.Key}")));
        faults.AddRange((value as JsonArray ?? []).SelectMany((item, i) => schema["items"] is { } items ? Faults(item, items, $"{at}/{i}") : []));
        return faults;
    }
}
