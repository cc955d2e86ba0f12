using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Feeds;

/// <summary>A page of a feed, before it is written as Atom or JSON. The same for every reader: what is public.</summary>
/// <param name="Id">Never changes, whatever the address or the page.</param>
/// <param name="Titel">For people, naming the selection.</param>
/// <param name="Ondertitel">What it tells, in a sentence.</param>
/// <param name="Lijst">The address of the same thing as data.</param>
/// <param name="BijgewerktOp">When nothing is in it: the moment as of which that holds.</param>
/// <param name="Items">Newest first.</param>
/// <param name="Volgende">Value of <c>na</c> for the next page; null on the last.</param>
internal sealed record Feed(string Id, string Titel, string Ondertitel, string Lijst, DateTimeOffset BijgewerktOp, IReadOnlyList<Feeditem> Items, string? Volgende)
{
    /// <summary>What a feed can be had in; the first is the default.</summary>
    public static readonly string[] Mediatypen = [Atom, "application/feed+json", "application/json"];

    public const string Atom = "application/atom+xml";
    public const string Auteur = "PassendeZorg.Knelpunten";
    private const string Naamruimte = "http://www.w3.org/2005/Atom";
    private const string Grafstenen = "http://purl.org/atompub/tombstones/1.0";

    /// <summary>An id that belongs to the registry, not to an address.</summary>
    public static string Tag(params string[] delen) => $"tag:passendezorg.nl,2026:knelpunten/{string.Join('/', delen)}";

    /// <summary>A selection in an id: the same for the same keys and values, in whatever order they were asked.</summary>
    public static string Sleutel(Selectie selectie)
    {
        var json = new JsonObject();
        foreach (var (sleutel, waarde) in selectie.Weergave().OrderBy(deel => deel.Key, StringComparer.Ordinal))
        {
            json[sleutel] = waarde is JsonArray waarden ? new JsonArray([.. waarden.Select(deel => deel!.ToString()).Order(StringComparer.Ordinal).Select(deel => (JsonNode)deel)]) : waarde!.ToString();
        }

        return json.Count == 0 ? "alles" : Etags.Kort(CanonicalJson.Write(json));
    }

    /// <summary>A selection as keys and values in an address; empty, or beginning with <c>&amp;</c>.</summary>
    /// <param name="anders">Keys to put in the place of those of the selection.</param>
    public static string Zoekdeel(Selectie selectie, params (string Sleutel, string Waarde)[] anders)
    {
        var delen = new StringBuilder();
        foreach (var (sleutel, waarde) in selectie.Weergave().Where(deel => !anders.Any(ander => ander.Sleutel == deel.Key))
            .SelectMany(deel => deel.Value is JsonArray waarden ? waarden.Select(waarde => (deel.Key, waarde!.ToString())) : [(deel.Key, deel.Value!.ToString())]).Concat(anders))
        {
            delen.Append('&').Append(sleutel).Append('=').Append(Uri.EscapeDataString(waarde));
        }

        return delen.ToString();
    }

    /// <summary>A feed is about now, and shows everybody the same: refuses what asks for another moment, for what is not public or for one's own.</summary>
    public static void EisOpenbaar(Selectie selectie, params string[] ook)
    {
        var fouten = new Fouten();
        foreach (var sleutel in selectie.Weergave().Select(deel => deel.Key))
        {
            if (sleutel is "peildatum" or "totVolgnummer")
            {
                fouten.Meld(sleutel, "buiten-bereik", "Een feed gaat over nu; een eerder moment staat in een lijst, rapport of editie.");
            }
            else if (sleutel == "mijn" && selectie.Mijn)
            {
                fouten.Meld(sleutel, "buiten-bereik", "Een feed toont iedereen hetzelfde; kies op organisatie of project.");
            }
            else if (ook.Contains(sleutel))
            {
                fouten.Meld(sleutel, "buiten-bereik", "Een samenvatting verandert niet meer; wat woorden vinden wel. Kies op wet, domein of een andere code.");
            }
        }

        fouten.Klaar();
        selectie.Sta(Gebruiker.Anoniem, telling: false);
    }

    /// <summary>
    /// When a version came: the moment to the millisecond, then three digits of its volgnummer, so that two changes within a millisecond differ and
    /// id and moment together name a version.
    /// </summary>
    public static DateTimeOffset Moment(DateTimeOffset op, int volgnummer) => op.AddMicroseconds(volgnummer % 1000);

    /// <summary>When gebeurtenissen were written, by volgnummer.</summary>
    public static async Task<Dictionary<int, DateTimeOffset>> Tijdstippen(IEnumerable<int> volgnummers, Db db, CancellationToken ct)
    {
        var nummers = volgnummers.Distinct().ToList();
        var rijen = await db.Query<Tijdstip>($"SELECT volgnummer, tijdstip_op FROM gebeurtenis WHERE volgnummer {db.Dialect.In("@nummers")}", new { nummers }, ct);
        return rijen.ToDictionary(rij => rij.Volgnummer, rij => rij.TijdstipOp);
    }

    /// <summary>Atom (RFC 4287), with paging (RFC 5005) and tombstones (RFC 6721). A tombstone stands where the entry would.</summary>
    public byte[] AlsAtom(Feedadres adres, string licentie)
    {
        using var bytes = new MemoryStream(64 * 1024);
        using (var xml = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), NewLineHandling = NewLineHandling.Entitize }))
        {
            xml.WriteStartElement("feed", Naamruimte);
            xml.WriteAttributeString("xml", "lang", null, "nl");
            if (Items.Any(item => item.Titel is null))
            {
                xml.WriteAttributeString("xmlns", "at", null, Grafstenen);
            }

            Element("id", Id);
            Element("title", Titel);
            Element("subtitle", Ondertitel);
            Element("updated", Moment(Nieuwste));
            Persoon(Auteur);
            Element("generator", "PassendeZorg.Knelpunten");
            Element("rights", licentie);
            Verwijs("self", adres.Zelf, Atom);
            Verwijs("alternate", Lijst, "text/html");
            Verwijs("first", adres.Eerste, Atom);
            if (Volgende is not null)
            {
                Verwijs("next", adres.Na(Volgende), Atom);
            }

            foreach (var item in Items)
            {
                Schrijf(item);
            }

            xml.WriteEndElement();

            void Schrijf(Feeditem item)
            {
                if (item.Titel is null)
                {
                    xml.WriteStartElement("deleted-entry", Grafstenen);
                    xml.WriteAttributeString("ref", item.Id);
                    xml.WriteAttributeString("when", Moment(item.BijgewerktOp));
                    xml.WriteEndElement();
                    return;
                }

                xml.WriteStartElement("entry");
                Element("id", item.Id);
                Element("title", item.Titel);
                Element("published", Moment(item.GepubliceerdOp));
                Element("updated", Moment(item.BijgewerktOp));
                Persoon(item.Auteur);
                Verwijs("alternate", item.Adres, "text/html");
                foreach (var bijlage in item.Bijlagen)
                {
                    Verwijs("alternate", bijlage.Adres, bijlage.Mediatype);
                }

                foreach (var trefwoord in item.Trefwoorden)
                {
                    xml.WriteStartElement("category");
                    xml.WriteAttributeString("term", trefwoord.Code);
                    xml.WriteAttributeString("scheme", trefwoord.Lijst);
                    xml.WriteAttributeString("label", Tekst.VoorXml(trefwoord.Naam));
                    xml.WriteEndElement();
                }

                xml.WriteStartElement("content");
                xml.WriteAttributeString("type", "html");
                xml.WriteString(Tekst.VoorXml(item.Inhoud));
                xml.WriteEndElement();
                xml.WriteEndElement();
            }

            void Element(string naam, string tekst) => xml.WriteElementString(naam, Naamruimte, Tekst.VoorXml(tekst));

            void Persoon(string naam)
            {
                xml.WriteStartElement("author");
                Element("name", naam);
                xml.WriteEndElement();
            }

            void Verwijs(string verband, string waarheen, string mediatype)
            {
                xml.WriteStartElement("link");
                xml.WriteAttributeString("rel", verband);
                xml.WriteAttributeString("type", mediatype);
                xml.WriteAttributeString("href", waarheen);
                xml.WriteEndElement();
            }
        }

        return bytes.ToArray();
    }

    /// <summary>JSON Feed 1.1. What was withdrawn stands apart, in an extension.</summary>
    public byte[] AlsJson(Feedadres adres) => JsonSerializer.SerializeToUtf8Bytes(
        new JsonFeed("https://jsonfeed.org/version/1.1", Titel, Lijst, adres.Zelf, Ondertitel, Volgende is null ? null : adres.Na(Volgende), "nl", [new JsonFeedAuteur(Auteur)],
            [.. Items.Where(item => item.Titel is not null).Select(Item)],
            Items.All(item => item.Titel is not null) ? null
                : new JsonFeedVerwijderd("https://www.rfc-editor.org/rfc/rfc6721", [.. Items.Where(item => item.Titel is null).Select(item => new JsonFeedGrafsteen(item.Id, item.BijgewerktOp))])), Json.Options);

    private DateTimeOffset Nieuwste => Items.Count == 0 ? BijgewerktOp : Items[0].BijgewerktOp;

    private static JsonFeedItem Item(Feeditem item) => new(item.Id, item.Adres, item.Titel!, item.Inhoud, item.GepubliceerdOp, item.BijgewerktOp, [new JsonFeedAuteur(item.Auteur)],
        [.. item.Trefwoorden.Select(trefwoord => trefwoord.Naam)], item.Bijlagen.Count == 0 ? null : [.. item.Bijlagen.Select(bijlage => new JsonFeedBijlage(bijlage.Adres, bijlage.Mediatype, bijlage.Naam))]);

    /// <summary>A moment as feeds write it, to the microsecond.</summary>
    internal static string Moment(DateTimeOffset op) => op.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    private sealed class Tijdstip
    {
        public int Volgnummer { get; init; }
        public DateTimeOffset TijdstipOp { get; init; }
    }
}

/// <summary>Something in a feed; without a title it is a tombstone: it was there and is withdrawn.</summary>
/// <param name="Id">Never changes.</param>
/// <param name="BijgewerktOp">When it last changed.</param>
internal sealed record Feeditem(string Id, DateTimeOffset BijgewerktOp)
{
    /// <summary>In one line; null: withdrawn, and nothing else is said of it.</summary>
    public string? Titel { get; init; }

    /// <summary>When it first was public.</summary>
    public DateTimeOffset GepubliceerdOp { get; init; }

    /// <summary>Whose it is, as the public sees that.</summary>
    public string Auteur { get; init; } = Feed.Auteur;

    /// <summary>The page about it.</summary>
    public string Adres { get; init; } = "";

    /// <summary>HTML, all text in it encoded.</summary>
    public string Inhoud { get; init; } = "";

    /// <summary>Its codes.</summary>
    public IReadOnlyList<Trefwoord> Trefwoorden { get; init; } = [];

    /// <summary>The same in other forms.</summary>
    public IReadOnlyList<Bijlage> Bijlagen { get; init; } = [];
}

/// <summary>A code, the address of the vocabulary it is from, and what people call it.</summary>
internal sealed record Trefwoord(string Code, string Lijst, string Naam);

/// <summary>The same in another form.</summary>
internal sealed record Bijlage(string Adres, string Mediatype, string Naam);

/// <summary>Where the pages of a feed are, as they were asked for.</summary>
/// <param name="Zelf">This page.</param>
/// <param name="Eerste">The first page.</param>
/// <param name="Na">The page after a value of <c>na</c>.</param>
internal sealed record Feedadres(string Zelf, string Eerste, Func<string, string> Na);
