using System.ComponentModel.DataAnnotations;
using System.Runtime.CompilerServices;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Knelpunten zoeken.</summary>
public sealed class ZoekKnelpunten : IEndpoint
{
    /// <summary>How many rows of a sheet are chosen at a time.</summary>
    private const int Deel = 20_000;

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/knelpunten", Handle).WithName("zoekKnelpunten").Onthoudt().AllowAnonymous().Produces<Pagina<Knelpunt>>().Answers(Tabel.Mediatypen);

    /// <param name="Selectie">Welke.</param>
    /// <param name="Limiet">Aantal per pagina, 1 tot en met 200.</param>
    /// <param name="Na">De waarde van volgende op de vorige pagina.</param>
    /// <param name="Sorteer">Volgorde; een - ervoor draait die om. Bij gelijke waarden op id.</param>
    /// <param name="Formaat">In plaats van Accept. Een CSV of XLSX geeft de hele selectie, zonder pagina's.</param>
    /// <param name="Scheidingsteken">puntkomma: een CSV die Nederlandse Excel meteen goed leest.</param>
    public sealed record Query(
        Selectie Selectie,
        [property: Range(1, 200)] int Limiet = 50,
        [property: GeenVrijeTekst, StringLength(1_000)] string? Na = null,
        [property: Keuze("-gemeldOp", "gemeldOp", "-gewijzigdOp", "gewijzigdOp", "-ernst", "ernst", "-steun", "steun", "titel", "-titel")] string Sorteer = "-gemeldOp",
        [property: Keuze("json", "csv", "xlsx")] string? Formaat = null,
        [property: Keuze("komma", "puntkomma")] string Scheidingsteken = "komma");

    /// <summary>Knelpunten zoeken.</summary>
    /// <remarks>
    /// Zonder status: wat bevestigd, opgelost of heropend is. De volgende pagina (Link, of volgende als na) houdt het volgnummer van de eerste vast:
    /// er wordt niets overgeslagen of herhaald terwijl anderen schrijven.
    /// </remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Db db, HttpContext context, Produces produces)
    {
        var (selectie, limiet, na, sorteer, _, scheidingsteken) = vraag.Waarde;
        selectie.Sta(gebruiker, telling: false);
        var mediatype = produces.Choose(context.Request);
        var vingerafdruk = Etags.Vingerafdruk(context, gebruiker, "", "limiet", "na");
        var cursor = na is null ? null : Cursor.Lees(na, vingerafdruk);
        if (Conditional.NotModified(context, Etags.Van(context, gebruiker, register)))
        {
            return Results.Empty;
        }

        // After the ETag: an answer may be newer than its ETag says, never older.
        (var zeef, var volgorde, cursor) = await Stel(selectie, sorteer, cursor, gebruiker, register, db, context.RequestAborted);
        return await Tabel.Antwoord(context, mediatype, scheidingsteken,
            async () => (await Bladzij(zeef, sorteer, volgorde, cursor, limiet, vingerafdruk, gebruiker, register, db, context.RequestAborted)).Antwoord(context), Blad);

        Tabel Blad()
        {
            var (eerste, totaal) = Kies(zeef, sorteer, volgorde, cursor, Deel);
            return new Tabel("", Regels(Delen(eerste), zeef.Volgnummer, gebruiker, register, db, context.RequestAborted), totaal, selectie.Weergave(), zeef.PeilOp, zeef.Volgnummer);
        }

        // The whole selection a part at a time: a scan more per part, so that memory stays flat however long the list is.
        IEnumerable<Treffer> Delen(List<Treffer> deel)
        {
            while (true)
            {
                foreach (var treffer in deel)
                {
                    yield return treffer;
                }

                if (deel.Count < Deel)
                {
                    yield break;
                }

                deel = Kies(zeef, sorteer, volgorde, new Cursor(zeef.Volgnummer, deel[^1].Sleutel, deel[^1].Id), Deel).Treffers;
            }
        }
    }

    /// <summary>Makes a list ready: what passes, the places when it goes by title, and where the page begins.</summary>
    internal static async Task<(Zeef Zeef, Dictionary<int, int>? Volgorde, Cursor? Cursor)> Stel(Selectie selectie, string sorteer, Cursor? cursor, Gebruiker lezer, Register register, Db db, CancellationToken ct)
    {
        var zeef = await Zeef.Maak(selectie, lezer, register, db, ct, cursor?.Volgnummer);
        var volgorde = sorteer.TrimStart('-') == "titel" ? await Titels(zeef, db, ct) : null;
        if (cursor is not null && volgorde is not null)
        {
            // Titles that came since have shifted the places: where the last item stands now counts.
            var plaats = volgorde.GetValueOrDefault(await db.First<int>("SELECT nummer FROM knelpunt WHERE id = @Id", new { cursor.Id }, ct));
            cursor = cursor with { Sleutel = sorteer[0] == '-' ? -plaats : plaats };
        }

        return (zeef, volgorde, cursor);
    }

    /// <summary>A page of it.</summary>
    internal static async Task<Pagina<Knelpunt>> Bladzij(Zeef zeef, string sorteer, Dictionary<int, int>? volgorde, Cursor? cursor, int limiet, string vingerafdruk, Gebruiker lezer, Register register,
        Db db, CancellationToken ct)
    {
        var (treffers, totaal) = Kies(zeef, sorteer, volgorde, cursor, limiet + 1);
        var volgende = treffers.Count > limiet ? new Cursor(zeef.Volgnummer, treffers[limiet - 1].Sleutel, treffers[limiet - 1].Id).Schrijf(vingerafdruk) : null;
        return new Pagina<Knelpunt>(await Lees(treffers.Take(limiet).ToList(), zeef.Volgnummer, lezer, register, db, ct), totaal, volgende, zeef.Volgnummer);
    }

    /// <summary>Sorts what passes and keeps the page: one pass over the index, no text read but that of the page.</summary>
    internal static (List<Treffer> Treffers, int Totaal) Kies(Zeef zeef, string sorteer, Dictionary<int, int>? volgorde, Cursor? cursor, int aantal)
    {
        var omgekeerd = sorteer[0] == '-';
        var sleutel = sorteer.TrimStart('-') switch
        {
            "gemeldOp" => (Func<Blok, int, long>)((blok, rij) => blok.GemeldOp[rij]),
            "gewijzigdOp" => (blok, rij) => blok.GewijzigdOp[rij],
            "steun" => (blok, rij) => blok.Steun[rij],
            "van" => (blok, rij) => blok.Van[rij], // the version that came last, for a feed
            "titel" => (blok, rij) => volgorde![blok.Knelpunt[rij]],
            _ => (blok, rij) => (long)(blok.Masker(Dimensie.Ernst.Nummer, 0, rij) & long.MaxValue),
        };

        // A heap of the page's size, with the last of the page on top.
        var pagina = new PriorityQueue<Treffer, Treffer>(Comparer<Treffer>.Create((a, b) => b.CompareTo(a)));
        var totaal = 0;
        zeef.Doorloop((blok, rijen) =>
        {
            totaal += rijen.Length;
            for (var i = 0; i < rijen.Length; i++)
            {
                // What came last stands first in a list that is turned around: looked at first, it keeps the rest out at once.
                var rij = rijen[omgekeerd ? rijen.Length - 1 - i : i];
                var waarde = omgekeerd ? -sleutel(blok, rij) : sleutel(blok, rij);
                if (pagina.Count == aantal && waarde > pagina.Peek().Sleutel)
                {
                    continue;
                }

                var treffer = new Treffer(waarde, zeef.Stand.Id(blok.Knelpunt[rij]), blok, rij);
                if (cursor is not null && treffer <= new Treffer(cursor.Sleutel, cursor.Id, blok, rij))
                {
                    continue;
                }

                if (pagina.Count < aantal)
                {
                    pagina.Enqueue(treffer, treffer);
                }
                else if (treffer < pagina.Peek())
                {
                    pagina.EnqueueDequeue(treffer, treffer);
                }
            }
        }, laatsteEerst: omgekeerd);
        return ([.. pagina.UnorderedItems.Select(item => item.Element).Order()], totaal);
    }

    /// <summary>Reads the rows of a page; codes and status as they were at the moment of the list, texts as they are now.</summary>
    internal static async Task<IReadOnlyList<Knelpunt>> Lees(IReadOnlyList<Treffer> treffers, int volgnummer, Gebruiker lezer, Register register, Db db, CancellationToken ct)
    {
        var nummers = treffers.Select(treffer => treffer.Blok.Knelpunt[treffer.Rij]).ToList();
        var rijen = (await db.QueryList<Knelpunt.Rij>($"{Knelpunt.Select} WHERE nummer {db.Dialect.In("@nummers")}", new { nummers }, register.Kolommen.Nu.LaatsteVolgnummer, ct)).ToDictionary(rij => rij.Nummer);
        return [.. treffers.Where(treffer => rijen.ContainsKey(treffer.Blok.Knelpunt[treffer.Rij]))
            .Select(treffer => Toen(Knelpunt.Toon(rijen[treffer.Blok.Knelpunt[treffer.Rij]], lezer, register), treffer.Blok, treffer.Rij, register, volgnummer))];
    }

    private static Knelpunt Toen(Knelpunt knelpunt, Blok blok, int rij, Register register, int volgnummer)
    {
        if (knelpunt.Versie == blok.Versie[rij])
        {
            return knelpunt;
        }

        return knelpunt with
        {
            Versie = blok.Versie[rij],
            Status = Codes("status")[0],
            GewijzigdOp = DateTimeOffset.FromUnixTimeMilliseconds(blok.GewijzigdOp[rij]),
            Systeemknelpunten = register.Duiding.Van(blok.Knelpunt[rij], volgnummer),
            Toetsstenen = register.Duiding.Toetsstenen(blok.Knelpunt[rij], volgnummer),
            Soorten = Codes("soort"),
            Wetten = Codes("wet"),
            Domeinen = Codes("domein"),
            Akkoorden = Codes("akkoord"),
            Regios = Codes("regio"),
            Doelgroepen = Codes("doelgroep"),
            Adressaten = Codes("adressaat"),
            Principes = Codes("principe"),
            Perspectief = Codes("perspectief").FirstOrDefault(),
            Gevolgen = Codes("gevolg"),
            Ernst = Codes("ernst").FirstOrDefault(),
            Frequentie = Codes("frequentie").FirstOrDefault(),
            Oplossingsruimte = Codes("oplossingsruimte").FirstOrDefault(),
        };

        List<string> Codes(string sleutel)
        {
            var dimensie = Dimensie.Van(sleutel)!;
            return [.. register.Begrippen[dimensie.Lijst].Begrippen
                .Where(begrip => (blok.Masker(dimensie.Nummer, begrip.Nummer / 64, rij) >> (begrip.Nummer % 64) & 1) != 0).Select(begrip => begrip.Code)];
        }
    }

    /// <summary>The rows of the sheet: everything that a reader may see of each, codes separated by |.</summary>
    internal static async IAsyncEnumerable<IReadOnlyList<object?>> Regels(IEnumerable<Treffer> treffers, int volgnummer, Gebruiker lezer, Register register, Db db,
        [EnumeratorCancellation] CancellationToken ct)
    {
        yield return
        [
            "kenmerk", "status", "titel", "omschrijving", "soorten", "wetten", "domeinen", "akkoorden", "regios", "doelgroepen", "adressaten", "principes",
            "perspectief", "gevolgen", "ernst", "frequentie", "oplossingsruimte", "vindplaats", "toelichtingGevolg", "omweg", "gewensteWijziging", "dilemma",
            "bronnen", "project", "organisatie", "steun", "systeemknelpunten", "toetsstenen", "waargenomenDatum", "gemeldOp", "gewijzigdOp", "voorbeeld",
        ];
        foreach (var deel in treffers.Chunk(500))
        {
            foreach (var item in await Lees(deel, volgnummer, lezer, register, db, ct))
            {
                static string Codes(IEnumerable<string> codes) => string.Join('|', codes);
                yield return
                [
                    item.Kenmerk, item.Status, item.Titel, item.Omschrijving, Codes(item.Soorten), Codes(item.Wetten), Codes(item.Domeinen), Codes(item.Akkoorden),
                    Codes(item.Regios), Codes(item.Doelgroepen), Codes(item.Adressaten), Codes(item.Principes), item.Perspectief, Codes(item.Gevolgen), item.Ernst,
                    item.Frequentie, item.Oplossingsruimte, item.Vindplaats, item.ToelichtingGevolg, item.Omweg, item.GewensteWijziging, item.Dilemma,
                    Codes(item.Bronnen.Select(bron => bron.Url ?? bron.Titel)), item.Project.Naam, item.Project.Organisatie, item.Steun.Projecten,
                    string.Join('|', item.Systeemknelpunten.Select(id => register.Duiding.Nu.Zoek(id)?.Kenmerk)), string.Join('|', item.Toetsstenen),
                    item.WaargenomenDatum is { } dag ? $"{dag:yyyy-MM-dd}" : null, item.GemeldOp is { } op ? Dialect.Instant(op) : null, Dialect.Instant(item.GewijzigdOp), item.Voorbeeld,
                ];
            }
        }
    }

    /// <summary>
    /// The place of every knelpunt in Dutch order of titles, as they were at the moment of the list: a title that changes
    /// between two pages does not move.
    /// </summary>
    private static async Task<Dictionary<int, int>> Titels(Zeef zeef, Db db, CancellationToken ct)
    {
        var titels = (await db.Query<(int Nummer, string Sleutel)>("SELECT nummer, titel_sleutel FROM knelpunt", null, ct)).ToDictionary(rij => rij.Nummer, rij => rij.Sleutel);
        var eerder = await db.Query<(int Nummer, string Tekst)>("""
            SELECT k.nummer, t.tekst FROM gebeurtenis_tekst t JOIN knelpunt k ON k.id = t.onderwerp
            WHERE t.veld = 'titel' AND t.volgnummer > @Volgnummer ORDER BY t.volgnummer DESC
            """, new { zeef.Volgnummer }, ct);
        foreach (var (nummer, tekst) in eerder)
        {
            titels[nummer] = Tekst.Sorteersleutel(System.Text.Json.JsonSerializer.Deserialize<string>(tekst)!);
        }

        var (plaatsen, plaats, vorige) = (new Dictionary<int, int>(titels.Count), 0, (string?)null);
        foreach (var (nummer, sleutel) in titels.OrderBy(titel => titel.Value, StringComparer.Ordinal))
        {
            plaatsen[nummer] = plaats += sleutel == vorige ? 0 : 1;
            vorige = sleutel;
        }

        return plaatsen;
    }

    /// <summary>A row that passes, and where it stands in the list.</summary>
    internal readonly record struct Treffer(long Sleutel, Guid Id, Blok Blok, int Rij) : IComparable<Treffer>
    {
        public static bool operator <(Treffer left, Treffer right) => left.CompareTo(right) < 0;
        public static bool operator >(Treffer left, Treffer right) => left.CompareTo(right) > 0;
        public static bool operator <=(Treffer left, Treffer right) => left.CompareTo(right) <= 0;
        public static bool operator >=(Treffer left, Treffer right) => left.CompareTo(right) >= 0;

        public int CompareTo(Treffer other) => Sleutel != other.Sleutel ? Sleutel.CompareTo(other.Sleutel) : Id.CompareTo(other.Id);
    }
}
