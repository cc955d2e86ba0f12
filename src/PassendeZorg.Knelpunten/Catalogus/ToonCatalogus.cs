using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Catalogus;

/// <summary>Wat dit register aan gegevens heeft, voor een dataportaal (DCAT-AP-NL 3.0, als JSON-LD).</summary>
public sealed class ToonCatalogus : IEndpoint
{
    private const string Mediatype = "application/ld+json";
    private const string EuLijst = "http://publications.europa.eu/resource/authority/";
    private const string Adr = "https://gitdocumentatie.logius.nl/publicatie/api/adr/2.1.0/";

    /// <summary>Creative Commons, as people write it and as the standard wants it.</summary>
    private static readonly Dictionary<string, string> Licenties = new(StringComparer.OrdinalIgnoreCase)
    {
        ["CC0 1.0"] = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl", ["CC0"] = "http://creativecommons.org/publicdomain/zero/1.0/deed.nl",
        ["CC BY 4.0"] = "http://creativecommons.org/licenses/by/4.0/deed.nl", ["CC BY-SA 4.0"] = "http://creativecommons.org/licenses/by-sa/4.0/deed.nl",
    };

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/catalogus", Handle).WithName("toonCatalogus").AllowAnonymous().Produces<JsonObject>().Answers(Mediatype, "application/json")
            .Example("""
                { "@context": { "dcat": "http://www.w3.org/ns/dcat#", "dct": "http://purl.org/dc/terms/" }, "@id": "https://knelpunten.voorbeeld.nl/v1/catalogus", "@type": "dcat:Catalog", "dct:title": { "@language": "nl", "@value": "Knelpunten passende zorg" } }
                """, Mediatype);

    /// <summary>De catalogus: welke gegevens er zijn, in welke vormen en onder welke licentie.</summary>
    /// <remarks>
    /// Volgens DCAT-AP-NL 3.0, als JSON-LD, om in een dataportaal zoals data.overheid.nl op te nemen: de knelpunten, systeemknelpunten, toezeggingen, edities en begrippenlijsten,
    /// waar ze te halen zijn, en deze API. Wie uitgeeft, het contact en de licentie zijn instellingen van het register.
    /// </remarks>
    public static async Task<IResult> Handle(Instellingen instellingen, IServer server, Register register, Db db, HttpContext context, Produces produces)
    {
        var volgnummer = register.Volgnummer;
        var momenten = await db.First<Momenten>("""
            SELECT (SELECT tijdstip_op FROM gebeurtenis WHERE volgnummer = @volgnummer) AS laatste, (SELECT max(gepubliceerd_op) FROM editie) AS editie
            """, new { volgnummer }, context.RequestAborted);
        var dag = int.MaxValue;
        (await Zeef.Maak(Selectie.Alles, Gebruiker.Anoniem, register, db, context.RequestAborted)).Doorloop((blok, rijen) =>
        {
            foreach (var rij in rijen)
            {
                dag = Math.Min(dag, blok.Dag[rij]);
            }
        });
        momenten!.Eerste = dag == int.MaxValue ? null : DateOnly.FromDayNumber(dag);
        var catalogus = new Schrift(instellingen, instellingen.Adres(server), momenten).Catalogus(register.Begrippen).ToJsonString(Json.Options);
        return Conditional.NotModified(context, $"\"{Etags.Kort(catalogus)}\"") ? Results.Empty : Results.Text(catalogus, produces.Choose(context.Request));
    }

    /// <summary>The first public report, the last change, the last edition.</summary>
    private sealed class Momenten
    {
        public DateOnly? Eerste { get; set; }
        public DateTimeOffset? Laatste { get; init; }
        public DateTimeOffset? Editie { get; init; }
    }

    /// <summary>The catalogue on paper: what everything in it has in common.</summary>
    private sealed class Schrift(Instellingen instellingen, string adres, Momenten momenten)
    {
        private readonly string hier = $"{adres}/v1/catalogus";

        public JsonObject Catalogus(Begrippenlijsten begrippen)
        {
            var lijsten = begrippen.Alle.Select(lijst => Vorm("begrippen", lijst.Code, lijst.Naam, $"/v1/begrippenlijsten/{lijst.Code}?formaat=ld%2Bjson", "JSON_LD", Mediatype, "http://www.w3.org/2004/02/skos/core"));
            JsonObject[] datasets =
            [
                Dataset("knelpunten", "Knelpunten", "Wat projecten tegenkomen dat passende zorg in de weg zit: elk bevestigd knelpunt met wetten, domeinen, regio's, gevolgen en steun. Zonder persoonsgegevens.",
                    "/knelpunten", "UPDATE_CONT", momenten.Laatste, momenten.Eerste, [.. Tabellen("knelpunten"), Feed("knelpunten")]),
                Dataset("systeemknelpunten", "Systeemknelpunten", "Wat er structureel achter knelpunten zit, gebundeld door analisten: wie erover gaat, wat er volgens wie nodig is, officiële reacties en de plaats op de agenda.",
                    "/systeemknelpunten", "UPDATE_CONT", momenten.Laatste, momenten.Eerste, [.. Tabellen("systeemknelpunten"), Feed("systeemknelpunten")]),
                Dataset("toezeggingen", "Toezeggingen", "Wat organisaties hebben toegezegd om systeemknelpunten op te lossen, tot wanneer, en wat ervan kwam.",
                    "/verantwoording", "UPDATE_CONT", momenten.Laatste, null, [.. Tabellen("toezeggingen")]),
                Dataset("edities", "Edities", "Rapporten over de knelpunten die vastliggen: met een nummer en een SHA-256, om te citeren.",
                    "/edities", "IRREG", momenten.Editie, momenten.Eerste, [Vorm("edities", "json", "JSON", "/v1/edities", "JSON", "application/json", OpenApi), Feed("edities")]),
                Dataset("begrippen", "Begrippenlijsten", "De woordenlijsten waarmee knelpunten worden geduid: soorten, wetten, domeinen, organisaties, regio's en meer. Als JSON, en per lijst als SKOS.",
                    "/begrippen", "IRREG", momenten.Laatste, null, [Vorm("begrippen", "json", "JSON", "/v1/begrippenlijsten", "JSON", "application/json", OpenApi), .. lijsten]),
            ];
            var catalogus = new JsonObject
            {
                ["@context"] = new JsonObject
                {
                    ["dcat"] = "http://www.w3.org/ns/dcat#", ["dct"] = "http://purl.org/dc/terms/", ["foaf"] = "http://xmlns.com/foaf/0.1/", ["skos"] = "http://www.w3.org/2004/02/skos/core#",
                    ["vcard"] = "http://www.w3.org/2006/vcard/ns#", ["rdfs"] = "http://www.w3.org/2000/01/rdf-schema#", ["xsd"] = "http://www.w3.org/2001/XMLSchema#",
                },
                ["@id"] = hier, ["@type"] = "dcat:Catalog", ["foaf:homepage"] = Ding($"{adres}/", "foaf:Document"),
            };
            Beschrijf(catalogus, "catalogus", "Knelpunten passende zorg", "Een openbaar register van wat passende zorg in de weg zit, wie daar iets aan kan doen, en wat die doet.", momenten.Laatste);
            catalogus["dct:spatial"] = Nederland;
            catalogus["dcat:dataset"] = new JsonArray(datasets);
            catalogus["dcat:service"] = Dienst(datasets.Select(dataset => (string)dataset["@id"]!));
            return catalogus;
        }

        private string OpenApi => $"{adres}/v1/openapi.json";

        private static JsonObject Nederland => Ding($"{EuLijst}country/NLD", "dct:Location");

        private JsonObject Dataset(string naam, string titel, string beschrijving, string pagina, string hoeVaak, DateTimeOffset? gewijzigd, DateOnly? vanaf, JsonObject[] vormen)
        {
            var dataset = new JsonObject { ["@id"] = $"{hier}#{naam}", ["@type"] = "dcat:Dataset" };
            Beschrijf(dataset, naam, $"{titel} passende zorg", beschrijving, gewijzigd);
            Duid(dataset, naam);
            dataset["dcat:landingPage"] = Ding(adres + pagina, "foaf:Document");
            dataset["foaf:page"] = Ding($"{adres}/over", "foaf:Document");
            dataset["dct:accrualPeriodicity"] = Ding($"{EuLijst}frequency/{hoeVaak}", "dct:Frequency");
            dataset["dct:spatial"] = Nederland;
            if (vanaf is { } dag)
            {
                dataset["dct:temporal"] = new JsonObject { ["@type"] = "dct:PeriodOfTime", ["dcat:startDate"] = Waarde($"{dag:yyyy-MM-dd}", "xsd:date") };
            }

            dataset["dcat:distribution"] = new JsonArray(vormen);
            return dataset;
        }

        private JsonObject Dienst(IEnumerable<string> datasets)
        {
            var dienst = new JsonObject { ["@id"] = $"{hier}#api", ["@type"] = "dcat:DataService" };
            Beschrijf(dienst, "api", "API van het register van knelpunten passende zorg", "Alles wat openbaar is opvragen, filteren, tellen en volgen, ook zoals het was. Met een sleutel ook melden, beoordelen en antwoorden.", null);
            Duid(dienst, "api");
            dienst["dcat:endpointURL"] = Verwijs($"{adres}/v1");
            dienst["dcat:endpointDescription"] = Verwijs(OpenApi);
            dienst["dct:conformsTo"] = Ding(Adr, "dct:Standard");
            dienst["dct:format"] = Ding($"{EuLijst}file-type/JSON", "dct:MediaTypeOrExtent");
            dienst["dcat:landingPage"] = Ding($"{adres}/docs", "foaf:Document");
            dienst["foaf:page"] = Ding($"{adres}/handleiding/ontwikkelaar", "foaf:Document");
            dienst["dcat:servesDataset"] = new JsonArray([.. datasets.Select(Verwijs)]);
            return dienst;
        }

        private JsonObject[] Tabellen(string naam) =>
        [
            Vorm(naam, "csv", "CSV", $"/v1/{naam}?formaat=csv", "CSV", "text/csv", "https://www.rfc-editor.org/rfc/rfc4180"),
            Vorm(naam, "xlsx", "Excel", $"/v1/{naam}?formaat=xlsx", "XLSX", Xlsx.MediaType, "https://www.iso.org/standard/71691.html"),
            Vorm(naam, "json", "JSON, per pagina", $"/v1/{naam}?formaat=json", "JSON", "application/json", OpenApi),
        ];

        private JsonObject Feed(string naam) => Vorm(naam, "atom", "Feed (Atom)", $"/v1/feeds/{naam}", "ATOM", Feeds.Feed.Atom, "https://www.rfc-editor.org/rfc/rfc4287");

        private JsonObject Vorm(string dataset, string naam, string titel, string pad, string bestandstype, string mediatype, string standaard) => new()
        {
            ["@id"] = $"{hier}#{dataset}-{naam}", ["@type"] = "dcat:Distribution", ["dct:title"] = Tekst(titel), ["dcat:accessURL"] = Verwijs(adres + pad), ["dcat:downloadURL"] = Verwijs(adres + pad),
            ["dct:license"] = Licentie, ["dct:format"] = Ding($"{EuLijst}file-type/{bestandstype}", "dct:MediaTypeOrExtent"), ["dcat:mediaType"] = Ding($"https://www.iana.org/assignments/media-types/{mediatype}", "dct:MediaType"),
            ["dct:language"] = Nederlands, ["dct:conformsTo"] = Ding(standaard, "dct:Standard"), ["dcat:accessService"] = Verwijs($"{hier}#api"),
        };

        /// <summary>What a catalogue, a dataset and a service all have.</summary>
        private void Beschrijf(JsonObject ding, string naam, string titel, string beschrijving, DateTimeOffset? gewijzigd)
        {
            ding["dct:identifier"] = naam == "catalogus" ? hier : $"{hier}#{naam}";
            ding["dct:title"] = Tekst(titel);
            ding["dct:description"] = Tekst(beschrijving);
            ding["dct:publisher"] = Uitgever;
            ding["dct:creator"] = Uitgever;
            ding["dcat:contactPoint"] = Contact;
            ding["dct:license"] = Licentie;
            ding["dct:language"] = Nederlands;
            if (gewijzigd is { } moment)
            {
                ding["dct:modified"] = Waarde(Dialect.Instant(moment), "xsd:dateTime");
            }
        }

        /// <summary>What a dataset and a service have besides.</summary>
        private static void Duid(JsonObject ding, string naam)
        {
            ding["dct:accessRights"] = Ding($"{EuLijst}access-right/PUBLIC", "dct:RightsStatement");
            ding["dcat:theme"] = Ding($"{EuLijst}data-theme/HEAL", "skos:Concept", ("skos:prefLabel", Tekst("Gezondheid")));
            ding["dcat:keyword"] = new JsonArray([.. new[] { "passende zorg", "knelpunten", "zorg en ondersteuning", naam }.Distinct(StringComparer.Ordinal).Select(Tekst)]);
        }

        private static JsonObject Nederlands => Ding($"{EuLijst}language/NLD", "dct:LinguisticSystem");

        private JsonObject Uitgever => Ding($"{adres}/over#wie", "foaf:Agent", ("foaf:name", Tekst(instellingen.Uitgever ?? "De beheerder van dit register")));

        private JsonObject Contact
        {
            get
            {
                var link = Instellingen.Link(instellingen.Contact) ?? $"{adres}/over";
                return new JsonObject
                {
                    ["@id"] = $"{hier}#contact", ["@type"] = "vcard:Kind", ["vcard:fn"] = Tekst(instellingen.Uitgever ?? "De beheerder van dit register"),
                    [link.StartsWith("mailto:", StringComparison.Ordinal) ? "vcard:hasEmail" : "vcard:hasURL"] = Verwijs(link),
                };
            }
        }

        /// <summary>Its address where it is known or is one; else where it is named.</summary>
        private JsonObject Licentie => Ding(
            Licenties.TryGetValue(instellingen.Licentie, out var bekend) ? bekend : Uri.TryCreate(instellingen.Licentie, UriKind.Absolute, out var eigen) && eigen.Scheme.StartsWith("http", StringComparison.Ordinal) ? eigen.AbsoluteUri : $"{adres}/over#citeren",
            "dct:LicenseDocument", ("rdfs:label", Tekst(instellingen.Licentie)));

        private static JsonObject Ding(string adres, string soort, params (string Naam, JsonNode Waarde)[] leden)
        {
            var ding = new JsonObject { ["@id"] = adres, ["@type"] = soort };
            foreach (var (naam, waarde) in leden)
            {
                ding[naam] = waarde;
            }

            return ding;
        }

        private static JsonObject Verwijs(string adres) => new() { ["@id"] = adres };

        private static JsonObject Tekst(string tekst) => new() { ["@language"] = "nl", ["@value"] = tekst };

        private static JsonObject Waarde(string waarde, string soort) => new() { ["@type"] = soort, ["@value"] = waarde };
    }
}
