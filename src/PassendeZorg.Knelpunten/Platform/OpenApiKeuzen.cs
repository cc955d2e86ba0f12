using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>
/// Every set of fixed values has a name in the OpenAPI document. Generated code then has one type for it, wherever it stands: Rol, not MaakSleutelVerzoekRol and Rol2.
/// </summary>
internal static class OpenApiKeuzen
{
    private static readonly Dictionary<string, (string Name, string Description)> Names = new(StringComparer.Ordinal)
    {
        ["concept,gemeld,bevestigd,afgewezen,opgelost,heropend,ingetrokken"] = ("Knelpuntstatus", "Hoe een knelpunt ervoor staat."),
        ["bevestigd,afgewezen,opgelost,heropend"] = ("Besluit", "Wat een analist over een knelpunt besluit."),
        ["merkbaar,niet-merkbaar"] = ("Merkbaarheidsoordeel", "Of een oplossing te merken is."),
        ["binnen-akkoorden,gerichte-wijziging,stelselwijziging,onbekend"] = ("Oplossingsruimte", "Wat er volgens de melder voor nodig is."),
        ["binnen-akkoorden,gerichte-wijziging,stelselwijziging,omstreden,onbekend"] = ("Systeemoplossingsruimte", "Wat er volgens de inschattingen samen voor nodig is."),
        ["in-onderzoek,vastgesteld,geagendeerd,beantwoord,opgelost,heropend,gesloten"] = ("Systeemstatus", "Hoe een systeemknelpunt ervoor staat."),
        ["oorzaak-van,deel-van,botst-met"] = ("Relatiesoort", "Hoe twee systeemknelpunten met elkaar te maken hebben."),
        ["uit,in"] = ("Relatierichting", "Of een relatie hier begint (uit) of eindigt (in)."),
        ["eigen,weergegeven"] = ("Herkomst", "Of een partij zelf spreekt, of een analist haar openbare standpunt weergeeft."),
        [Systeemknelpunten.Reactie.Soorten] = ("Reactiesoort", "Wat een officiële reactie inhoudt."),
        ["concept,gepubliceerd"] = ("Reactiestatus", "Of een reactie openbaar is."),
        ["open,nagekomen,vervallen"] = ("Toezeggingstatus", "Hoe een toezegging ervoor staat."),
        ["status,oplossingsruimte"] = ("Standveld", "Wat er tussen twee edities veranderde."),
        ["aangemaakt,geweigerd,bestaat-al"] = ("Importuitkomst", "Wat er met een rij van een import gebeurde."),
        ["gedeeltelijk,alles-of-niets"] = ("Importmodus", "Of goede rijen worden vastgelegd als andere geweigerd zijn."),
        ["webhook,email"] = ("Kanaal", "Hoe er bezorgd wordt."),
        ["direct,week,maand"] = ("Ritme", "Hoe vaak er een mail komt."),
        [Abonnementen.Bericht.Soorten] = ("Gebeurtenissoort", "Wat er kan gebeuren waarvan bericht wordt gegeven."),
        ["openbaar,eigen,alles"] = ("Zicht", "Wat er bezorgd wordt: wat openbaar is, ook het eigene, of alles."),
        ["wacht-op-bevestiging,actief,gepauzeerd,uitgeschakeld"] = ("Abonnementstatus", "Hoe een abonnement ervoor staat."),
        ["actief,gepauzeerd"] = ("Abonnementstand", "Wat een abonnee van een abonnement kan maken."),
        ["wacht,afgeleverd,mislukt"] = ("Afleverstatus", "Hoe een aflevering ervoor staat."),
        ["melder,analist,adressaat,abonnee,beheerder"] = ("Rol", "Wat een sleutel mag."),
        ["lezen,schrijven"] = ("Bereik", "Waarvoor een sleutel is."),
        [As.Keuzen] = ("Groepering", "Waarnaar geteld wordt."),
        [$"{As.Keuzen},maand,kwartaal,jaar"] = ("As", "Waarnaar geteld wordt, of per tijdvak."),
        ["wet,domein,soort,akkoord,regio,doelgroep,adressaat,principe,gevolg"] = ("Dimensie", "Tussen welke codes naden worden geteld."),
        ["knelpunten,projecten,organisaties,regios"] = ("Telling", "Wat er geteld wordt."),
        ["week,maand,kwartaal,jaar"] = ("Tijdvak", "Per week, maand, kwartaal of jaar."),
        [Samenvatting.Intervallen] = ("Samenvattingsinterval", "Hoeveel tijd een samenvatting beslaat."),
        ["-gemeldOp,gemeldOp,-gewijzigdOp,gewijzigdOp,-ernst,ernst,-steun,steun,titel,-titel"] = ("Knelpuntvolgorde", "Volgorde van knelpunten; met een - ervoor omgekeerd."),
        [ZoekSysteemknelpunten.Volgorden] = ("Systeemknelpuntvolgorde", "Volgorde van systeemknelpunten; met een - ervoor omgekeerd."),
        ["json,csv"] = ("Importformaat", "Vorm van de uitkomst van een import."),
        ["json,csv,xlsx"] = ("Formaat", "Vorm van het antwoord."),
        ["json,html,csv,xlsx"] = ("Editieformaat", "Vorm van een editie."),
        ["atom,json"] = ("Feedformaat", "Vorm van een feed."),
        ["komma,puntkomma"] = ("Scheidingsteken", "Wat er in een CSV tussen de velden staat."),
        ["ja,nee"] = ("JaNee", "Ja of nee."),
    };

    /// <summary>Replaces every set of values in members and parameters by a reference to its name.</summary>
    public static void Benoem(OpenApiDocument document)
    {
        foreach (var properties in document.Components!.Schemas!.Values.Select(schema => schema.Properties).OfType<IDictionary<string, IOpenApiSchema>>().ToList())
        {
            foreach (var (name, member) in properties.ToList())
            {
                properties[name] = Named(member, document);
            }
        }

        foreach (var parameter in document.Paths.Values.SelectMany(path => path.Operations!.Values).SelectMany(operation => operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            parameter.Schema = Named(parameter.Schema!, document);
        }
    }

    private static IOpenApiSchema Named(IOpenApiSchema schema, OpenApiDocument document)
    {
        if (schema is OpenApiSchema { Items: { } items } list)
        {
            list.Items = Named(items, document);
            return list;
        }

        var values = schema is OpenApiSchema { Enum: { } all } ? all.Where(value => value is not null && !value.IsJsonNullSentinel()).Select(value => value.GetValue<string>()).ToList() : [];
        if (values.Count < 2)
        {
            return schema;
        }

        if (!Names.TryGetValue(string.Join(',', values), out var found))
        {
            throw new InvalidOperationException($"{string.Join(',', values)} needs a name in {nameof(OpenApiKeuzen)}.");
        }

        var name = found.Name;
        if (!document.Components!.Schemas!.ContainsKey(name))
        {
            var named = new OpenApiSchema { Type = JsonSchemaType.String, Description = found.Description, Enum = [.. values.Select(value => (JsonNode)value)] };
            if (values.Any(value => value.StartsWith('-') || value.Contains('.', StringComparison.Ordinal)))
            {
                // What generators call a value that is no name in most languages: KnelpuntGemeld, GemeldOpAflopend.
                named.Extensions = new Dictionary<string, IOpenApiExtension> { ["x-enumNames"] = new JsonNodeExtension(new JsonArray([.. values.Select(value => (JsonNode)Member(value))])) };
            }

            document.AddComponent<IOpenApiSchema>(name, named);
        }

        return schema.Type?.HasFlag(JsonSchemaType.Null) == true
            ? new OpenApiSchema { OneOf = [new OpenApiSchema { Type = JsonSchemaType.Null }, new OpenApiSchemaReference(name, document)], Description = schema.Description, Default = schema.Default }
            : new OpenApiSchemaReference(name, document) { Description = schema.Description, Default = schema.Default };
    }

    private static string Member(string value) =>
        string.Concat(value.Split('-', '.').Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..])) + (value.StartsWith('-') ? "Aflopend" : "");
}
