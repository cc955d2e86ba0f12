using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace PassendeZorg.Knelpunten.Tests.Feeds;

/// <summary>What the feeds say, in both forms, and that others can read it.</summary>
public sealed partial class FeedTests(Feedwereld wereld) : IClassFixture<Feedwereld>
{
    private const string Python = "/usr/bin/python3";
    private const string Xmllint = "/usr/bin/xmllint";
    private static readonly string[] Alle = ["knelpunten", "systeemknelpunten", "edities", "samenvattingen"];

    public static TheoryData<string, string> Gouden => new()
    {
        { "knelpunten", "atom" }, { "knelpunten", "json" }, { "systeemknelpunten", "atom" }, { "systeemknelpunten", "json" }, { "edities", "atom" }, { "edities", "json" },
        { "samenvattingen", "atom" }, { "samenvattingen", "json" },
    };

    [Theory]
    [MemberData(nameof(Gouden))]
    public async Task Elke_feed_is_zoals_bewaard(string feed, string formaat)
    {
        var tekst = await wereld.Anoniem().GetStringAsync(new Uri($"/v1/feeds/{feed}?formaat={formaat}", UriKind.Relative), App.Ct);
        var vast = Vast(formaat == "atom" ? XDocument.Parse(tekst).ToString() : JsonNode.Parse(tekst)!.ToJsonString(Leesbaar)).ReplaceLineEndings("\n") + "\n";
        var naam = $"{feed}.{(formaat == "atom" ? "atom.xml" : "feed.json")}";
        if (Environment.GetEnvironmentVariable("FEEDS_BEWAREN") is { Length: > 0 } map)
        {
            await File.WriteAllTextAsync(Path.Combine(map, naam), vast, App.Ct);
        }

        vast.Should().Be(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Bestanden", "feeds", naam), App.Ct));
    }

    [Fact]
    public async Task Elke_feed_is_geldig_Atom()
    {
        Assert.SkipUnless(File.Exists(Xmllint), "Debian's libxml2-utils (xmllint) is not there: that the feeds are valid Atom has not been tested.");
        foreach (var pad in Alle.Select(feed => $"/v1/feeds/{feed}").Concat(Alle.Select(feed => $"/v1/feeds/{feed}?wet=zvw&limiet=3")))
        {
            await EisGeldig(await wereld.Anoniem().GetByteArrayAsync(new Uri(pad, UriKind.Relative), App.Ct));
            var feed = await wereld.Anoniem().LeesAtom(pad);
            feed.Verwijzing("self").Should().Be(new Uri(wereld.Adres, pad).ToString());
            var ids = feed.Elements(Feeds.Atom + "entry").Select(item => item.Waarde("id")).ToList();
            ids.Should().OnlyHaveUniqueItems().And.NotBeEmpty(pad);
        }
    }

    [Fact]
    public async Task Elke_feed_is_geldig_Json_Feed()
    {
        foreach (var naam in Alle)
        {
            var feed = await wereld.Anoniem().Lees($"/v1/feeds/{naam}?formaat=json");
            feed.Tekst("version").Should().Be("https://jsonfeed.org/version/1.1");
            feed.Tekst("title").Should().NotBeEmpty();
            feed.Tekst("feed_url").Should().Be(new Uri(wereld.Adres, $"/v1/feeds/{naam}?formaat=json").ToString());
            feed.Select(lid => lid.Key).Should().BeSubsetOf(["version", "title", "home_page_url", "feed_url", "description", "next_url", "language", "authors", "items", "_verwijderd"]);
            foreach (var item in feed["items"]!.AsArray())
            {
                item.Tekst("id").Should().NotBeEmpty();
                item.Tekst("content_html").Should().StartWith("<p>");
                foreach (var moment in new[] { "date_published", "date_modified" })
                {
                    DateTimeOffset.Parse(item.Tekst(moment), CultureInfo.InvariantCulture).Should().BeBefore(wereld.Klok.GetUtcNow());
                }

                item!["authors"]!.AsArray().Should().OnlyContain(auteur => auteur.Tekst("name").Length > 0);
            }
        }
    }

    [Theory]
    [InlineData("", "application/atom+xml"), InlineData("*/*", "application/atom+xml"), InlineData("application/*", "application/atom+xml"), InlineData("application/feed+json", "application/feed+json"),
     InlineData("application/json", "application/json"), InlineData("application/xml, application/feed+json;q=0.5", "application/atom+xml"), InlineData("text/html, */*;q=0.1", "application/atom+xml")]
    public async Task Accept_kiest_de_vorm(string accept, string mediatype)
    {
        using var verzoek = new HttpRequestMessage(HttpMethod.Get, "/v1/feeds/knelpunten");
        verzoek.Headers.TryAddWithoutValidation("Accept", accept);

        (await wereld.Anoniem().SendAsync(verzoek, App.Ct)).Content.Headers.ContentType!.MediaType.Should().Be(mediatype);
    }

    [Theory]
    [InlineData("onzin=1", "onzin: onbekende-sleutel"), InlineData("wet=zvww", "wet: onbekende-code"), InlineData("peildatum=2026-03-01", "peildatum: buiten-bereik"),
     InlineData("totVolgnummer=5", "totVolgnummer: buiten-bereik"), InlineData("mijn=true", "mijn: buiten-bereik"), InlineData("limiet=201", "limiet: buiten-bereik"), InlineData("na=onzin", "na: ongeldig-formaat"),
     InlineData("formaat=rss", "formaat: onbekende-code")]
    public async Task Wat_niet_kan_is_een_400_en_geen_lege_feed(string vraag, string fout)
    {
        foreach (var feed in Alle)
        {
            (await (await wereld.Anoniem().Stuur("GET", $"/v1/feeds/{feed}?{vraag}")).Fouten()).Should().Equal(fout);
        }
    }

    [Fact]
    public async Task Ook_wat_maar_in_een_feed_niet_kan_is_een_400()
    {
        (await (await wereld.Anoniem().Stuur("GET", "/v1/feeds/samenvattingen?zoek=training&interval=dag")).Fouten()).Should().Equal("interval: onbekende-code");
        (await (await wereld.Anoniem().Stuur("GET", "/v1/feeds/samenvattingen?zoek=training")).Fouten()).Should().Equal("zoek: buiten-bereik");
        (await (await wereld.Anoniem().Stuur("GET", "/v1/feeds/knelpunten?beantwoord=ja")).Fouten()).Should().Equal("beantwoord: onbekende-sleutel");
        (await (await wereld.Anoniem().Stuur("GET", "/v1/feeds/systeemknelpunten?status=bevestigd")).Fouten()).Should().Equal("status: onbekende-code");
        await (await wereld.Anoniem().Stuur("GET", "/v1/feeds/knelpunten?status=gemeld")).Probleem(HttpStatusCode.Forbidden);
        using var verzoek = new HttpRequestMessage(HttpMethod.Get, "/v1/feeds/knelpunten") { Headers = { { "Accept", "image/png" } } };
        (await (await wereld.Anoniem().SendAsync(verzoek, App.Ct)).Probleem(HttpStatusCode.NotAcceptable)).Tekst("detail").Should().Contain("application/atom+xml");
    }

    [Fact]
    public async Task De_titel_noemt_de_selectie_zoals_mensen_die_noemen()
    {
        async Task<string> Titel(string vraag) => (await wereld.Anoniem().Lees($"/v1/feeds/{vraag}&formaat=json")).Tekst("title");

        (await Titel("knelpunten?")).Should().Be("Knelpunten");
        (await Titel("knelpunten?soort=bekostiging&wet=wlz,wmo2015")).Should().Be("Knelpunten: Wlz en Wmo 2015, bekostiging");
        (await Titel("systeemknelpunten?beantwoord=nee&adressaat=nza")).Should().Be("Systeemknelpunten: NZa, zonder reactie");
        (await Titel("samenvattingen?interval=kwartaal&gemeldVanaf=2026-01-01")).Should().Be("Driemaandelijkse samenvatting: gemeld vanaf 1 januari 2026");
        (await Titel("edities?zoek=schot&organisatie=Zorggroep%20West")).Should().Be("Edities: Zorggroep West, met “schot”");
    }

    [Fact]
    public async Task Wat_nooit_openbaar_was_laat_geen_spoor_na_en_wat_is_ingetrokken_een_grafsteen_zonder_tekst()
    {
        foreach (var client in new[] { wereld.Anoniem(), await wereld.Analist(), await wereld.Melder("Zorggroep West") })
        {
            foreach (var feed in Alle)
            {
                foreach (var formaat in new[] { "atom", "json" })
                {
                    (await client.GetStringAsync(new Uri($"/v1/feeds/{feed}?formaat={formaat}", UriKind.Relative), App.Ct)).Should().NotContainAny(
                        wereld.NooitOpenbaar.Id(), wereld.Gemeld.Id(), "Dit was nooit openbaar", "Dit is alleen gemeld", "Dit wordt nog ingetrokken", "Stille Zorg", "Een stil project");
                }
            }

            var atom = await client.LeesAtom("/v1/feeds/knelpunten?wet=zvw");
            atom.Elements(Feeds.Grafsteen + "deleted-entry").Select(steen => (string?)steen.Attribute("ref")).Should().Equal($"urn:uuid:{wereld.Ingetrokken.Id()}");
            var json = await client.Lees("/v1/feeds/knelpunten?formaat=json");
            json["_verwijderd"]!["items"]!.AsArray().Select(steen => steen.Tekst("id")).Should().Equal($"urn:uuid:{wereld.Ingetrokken.Id()}");
            (await client.Lees("/v1/feeds/knelpunten?formaat=json&wet=avg")).ContainsKey("_verwijderd").Should().BeFalse();
        }
    }

    [Fact]
    public async Task Wat_bekend_is_geeft_304_op_de_ETag_en_op_het_moment()
    {
        wereld.Klok.Verzet(TimeSpan.FromSeconds(10)); // a moment is only given once its second is over
        foreach (var pad in Alle.Select(feed => $"/v1/feeds/{feed}?wet=zvw"))
        {
            var eerst = await wereld.Anoniem().Stuur("GET", pad);
            eerst.Headers.CacheControl!.ToString().Should().Be("no-cache");
            var gewijzigdOp = eerst.Content.Headers.LastModified!.Value;

            var opEtag = await wereld.Anoniem().Stuur("GET", pad, ifNoneMatch: eerst.Headers.ETag!.Tag);
            var opMoment = await Sinds(pad, gewijzigdOp);

            foreach (var antwoord in new[] { opEtag, opMoment })
            {
                antwoord.StatusCode.Should().Be(HttpStatusCode.NotModified);
                antwoord.Headers.ETag.Should().Be(eerst.Headers.ETag);
                (await antwoord.Content.ReadAsByteArrayAsync(App.Ct)).Should().BeEmpty();
            }

            (await Sinds(pad, gewijzigdOp.AddSeconds(-1))).StatusCode.Should().Be(HttpStatusCode.OK);
            (await wereld.Anoniem().Stuur("GET", $"{pad}&formaat=json", ifNoneMatch: eerst.Headers.ETag.Tag)).StatusCode.Should().Be(HttpStatusCode.OK, "another form is another answer");
            (await (await wereld.Analist()).Stuur("GET", pad)).Headers.CacheControl!.NoStore.Should().BeTrue();
        }
    }

    [Fact]
    public async Task Wie_gzip_leest_krijgt_hetzelfde_in_het_klein()
    {
        foreach (var pad in Alle.Select(feed => $"/v1/feeds/{feed}"))
        {
            var groot = await wereld.Anoniem().Stuur("GET", pad);
            using var verzoek = new HttpRequestMessage(HttpMethod.Get, pad) { Headers = { { "Accept-Encoding", "br, gzip;q=0.8" } } };
            var klein = await wereld.Anoniem().SendAsync(verzoek, App.Ct);
            klein.Content.Headers.ContentEncoding.Should().Equal("gzip");
            klein.Headers.Vary.Should().Contain("Accept-Encoding");
            klein.Headers.ETag.Should().NotBe(groot.Headers.ETag, "a strong ETag is of these bytes");
            await using var uitgepakt = new System.IO.Compression.GZipStream(await klein.Content.ReadAsStreamAsync(App.Ct), System.IO.Compression.CompressionMode.Decompress);
            (await new StreamReader(uitgepakt).ReadToEndAsync(App.Ct)).Should().Be(await groot.Tekst());
            using var zonder = new HttpRequestMessage(HttpMethod.Get, pad) { Headers = { { "Accept-Encoding", "gzip;q=0" } } };
            (await wereld.Anoniem().SendAsync(zonder, App.Ct)).Content.Headers.ContentEncoding.Should().BeEmpty();
        }
    }

    [Fact]
    public async Task Een_editie_staat_in_de_feed_als_zij_een_knelpunt_telt_dat_toen_paste()
    {
        async Task<IEnumerable<string>> Titels(string vraag) =>
            (await wereld.Anoniem().Lees($"/v1/feeds/edities?formaat=json{vraag}"))["items"]!.AsArray().Select(item => item.Tekst("title"));

        (await Titels("")).Should().Equal("Editie 2026-2: Alleen de Wlz", "Editie 2026-1: Voor het voorjaarsoverleg");
        (await Titels("&wet=avg")).Should().Equal("Editie 2026-2: Alleen de Wlz", "Editie 2026-1: Voor het voorjaarsoverleg");
        (await Titels("&wet=zvw")).Should().Equal("Editie 2026-1: Voor het voorjaarsoverleg");
        (await Titels("&wet=jeugdwet")).Should().BeEmpty();
        var eerste = await wereld.Anoniem().Lees("/v1/feeds/edities?formaat=json&limiet=1");
        (await wereld.Anoniem().Lees(new Uri(eerste.Tekst("next_url")).PathAndQuery))["items"]!.AsArray().Select(item => item.Tekst("title")).Should().Equal("Editie 2026-1: Voor het voorjaarsoverleg");
        (await wereld.Anoniem().GetStringAsync(new Uri("/v1/edities/2026-1?formaat=html", UriKind.Relative), App.Ct))
            .Should().Contain("<link rel=\"alternate\" type=\"application/atom+xml\" title=\"Edities\" href=\"/v1/feeds/edities\">").And.Contain("href=\"/v1/feeds/samenvattingen\"");
    }

    [Fact]
    public async Task Elke_koppeling_in_een_samenvatting_of_editie_leidt_ergens_heen()
    {
        foreach (var feed in new[] { "samenvattingen?wet=zvw&gemeldVanaf=2026-01-15", "edities?", "knelpunten?", "systeemknelpunten?" })
        {
            var atom = await wereld.Anoniem().LeesAtom($"/v1/feeds/{feed}");
            var adressen = atom.Descendants(Feeds.Atom + "link").Select(link => (string)link.Attribute("href")!)
                .Concat(atom.Descendants(Feeds.Atom + "content").SelectMany(inhoud => Href().Matches(inhoud.Value).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)))).Distinct().ToList();
            adressen.Should().HaveCountGreaterThan(3);
            foreach (var adres in adressen)
            {
                (await wereld.Anoniem().GetAsync(new Uri(adres), App.Ct)).StatusCode.Should().Be(HttpStatusCode.OK, adres);
            }
        }
    }

    [Fact]
    public async Task Feedparser_leest_elke_feed_zonder_klacht()
    {
        const string Program = """
            import json, sys, feedparser
            for address in sys.argv[1:]:
                feed = feedparser.parse(address)
                print(json.dumps({"bozo": int(feed.bozo), "version": feed.version, "title": feed.feed.title, "entries": [[e.id, e.title, e.author, e.updated] for e in feed.entries]}))
            """;
        Assert.SkipUnless(await Feeds.Draai(Python, null, "-c", "import feedparser") is { Code: 0 }, "Debian's python3-feedparser is not there: that it reads the feeds has not been tested.");

        var (code, uitvoer) = (await Feeds.Draai(Python, null, ["-c", Program, .. Alle.Select(feed => new Uri(wereld.Adres, $"/v1/feeds/{feed}").ToString())]))!.Value;

        code.Should().Be(0, uitvoer);
        var gelezen = uitvoer.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(regel => JsonNode.Parse(regel)!).ToList();
        gelezen.Should().HaveCount(Alle.Length).And.OnlyContain(feed => feed.Getal("bozo") == 0 && feed.Tekst("version") == "atom10" && feed["entries"]!.AsArray().Count > 0);
        gelezen[0]["entries"]!.AsArray().Select(item => item![1]!.GetValue<string>()).Should().Contain("Gegevens \"delen\" mag niet ]]> & 'toch' moet het 🙂").And.Contain("Training stopt als het projectgeld <op> is");
        gelezen[0]["entries"]!.AsArray().Select(item => item![2]!.GetValue<string>()).Should().Contain("Valpreventie & meer").And.Contain("Project in zorgkantoorregio Utrecht");
    }

    [Fact]
    public async Task Newsboat_leest_elke_feed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/newsboat"), "Debian's newsboat is not there: that it reads the feeds has not been tested.");
        var map = Directory.CreateTempSubdirectory("knelpunten-newsboat-").FullName;
        await File.WriteAllLinesAsync(Path.Combine(map, "urls"), Alle.Select(feed => new Uri(wereld.Adres, $"/v1/feeds/{feed}").ToString()), App.Ct);
        await File.WriteAllTextAsync(Path.Combine(map, "config"), "", App.Ct);
        var omgeving = new Dictionary<string, string> { ["HOME"] = map, ["TERM"] = "dumb" };
        string[] waar = ["-u", Path.Combine(map, "urls"), "-c", Path.Combine(map, "cache.db"), "-C", Path.Combine(map, "config")];

        var (code, uitvoer) = (await Feeds.Draai("/usr/bin/newsboat", omgeving, [.. waar, "-x", "reload"]))!.Value;
        var ongelezen = (await Feeds.Draai("/usr/bin/newsboat", omgeving, [.. waar, "-x", "print-unread"]))!.Value.Uitvoer;

        code.Should().Be(0, uitvoer);
        ongelezen.Should().Contain($"{await Aantal()} unread articles");
        Directory.Delete(map, recursive: true);

        async Task<int> Aantal()
        {
            var aantal = 0;
            foreach (var feed in Alle)
            {
                aantal += (await wereld.Anoniem().LeesAtom($"/v1/feeds/{feed}")).Elements(Feeds.Atom + "entry").Count();
            }

            return aantal;
        }
    }

    /// <summary>Valid by the schema of RFC 4287, as far as xmllint is there.</summary>
    internal static async Task EisGeldig(byte[] atom)
    {
        if (!File.Exists(Xmllint))
        {
            return; // Elke_feed_is_geldig_Atom says so
        }

        var bestand = Path.GetTempFileName();
        await File.WriteAllBytesAsync(bestand, atom, App.Ct);
        var (code, uitvoer) = (await Feeds.Draai(Xmllint, null, "--noout", "--relaxng", Path.Combine(AppContext.BaseDirectory, "Bestanden", "feeds", "atom.rng"), bestand))!.Value;
        code.Should().Be(0, uitvoer);
        File.Delete(bestand);
    }

    private async Task<HttpResponseMessage> Sinds(string pad, DateTimeOffset moment)
    {
        using var verzoek = new HttpRequestMessage(HttpMethod.Get, pad) { Headers = { IfModifiedSince = moment } };
        return await wereld.Anoniem().SendAsync(verzoek, App.Ct);
    }

    private static readonly JsonSerializerOptions Leesbaar = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Without what differs from run to run: address, ids, the time of day, volgnummers, digests.</summary>
    private string Vast(string tekst)
    {
        var ids = new Dictionary<string, string>();
        tekst = tekst.Replace(wereld.Adres.ToString().TrimEnd('/'), "https://adres", StringComparison.Ordinal);
        tekst = Uuid().Replace(tekst, match => ids.TryGetValue(match.Value, out var id) ? id : ids[match.Value] = $"id-{ids.Count + 1}");
        tekst = Moment().Replace(tekst, match => match.Groups[2].Value.EndsWith(":00:00.000000", StringComparison.Ordinal) ? match.Value : $"{match.Groups[1]}T…Z");
        return Digest().Replace(Volgnummer().Replace(tekst, "$1…"), "…");
    }

    [GeneratedRegex("href=\"([^\"]+)\"")]
    private static partial Regex Href();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();

    [GeneratedRegex(@"(\d{4}-\d\d-\d\d)T([0-9:.]+)Z")]
    private static partial Regex Moment();

    [GeneratedRegex("(totVolgnummer=|stand na gebeurtenis )[0-9]+")]
    private static partial Regex Volgnummer();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Digest();
}
