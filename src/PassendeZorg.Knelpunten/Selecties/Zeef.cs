using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Selecties;

/// <summary>
/// A selection made ready to run over the index, as of one gebeurtenis: the one evaluation behind lists and reports. Each
/// filter is a tight loop over one column, which keeps the rows that pass.
/// </summary>
internal sealed class Zeef
{
    private readonly List<(int Dimensie, ulong[] Masker)> codes = [];
    private readonly List<Filter> filters = [];

    private Zeef(Stand stand, int volgnummer, DateTimeOffset peilOp) => (Stand, Volgnummer, PeilOp) = (stand, volgnummer, peilOp);

    private delegate bool Filter(Blok blok, int rij);

    /// <summary>Called per block with the rows that pass.</summary>
    public delegate void Bezoek(Blok blok, ReadOnlySpan<int> rijen);

    /// <summary>What is read.</summary>
    public Stand Stand { get; }

    /// <summary>The gebeurtenis as of which the answer holds.</summary>
    public int Volgnummer { get; }

    /// <summary>The moment as of which the answer holds.</summary>
    public DateTimeOffset PeilOp { get; }

    /// <summary>Makes a selection ready.</summary>
    /// <param name="volgnummer">As of this gebeurtenis, when the selection itself says nothing (a next page).</param>
    public static async Task<Zeef> Maak(Selectie selectie, Gebruiker lezer, Register register, Db db, CancellationToken ct, int? volgnummer = null)
    {
        var stand = register.Kolommen.Nu;
        var (tot, peilOp) = await Moment(selectie, stand, db, volgnummer, ct);
        var zeef = new Zeef(stand, tot, peilOp);
        zeef.Codes(Dimensie.Status, selectie.Codes.GetValueOrDefault(Dimensie.Status) ?? Selectie.Openbaar, register);
        foreach (var (dimensie, gevraagd) in selectie.Codes.Where(keuze => keuze.Key != Dimensie.Status))
        {
            zeef.Codes(dimensie, gevraagd, register);
        }

        if (selectie.GemeldVanaf is { } vanaf)
        {
            zeef.filters.Add((blok, rij) => blok.Dag[rij] >= vanaf.DayNumber);
        }

        if (selectie.GemeldTot is { } einde)
        {
            zeef.filters.Add((blok, rij) => blok.Dag[rij] <= einde.DayNumber && blok.Dag[rij] > 0);
        }

        zeef.Projecten(selectie, lezer, register);
        if (selectie.Zoek is { } zoek)
        {
            var nummers = (await db.Query<int>(db.Dialect.Search, new { Uitdrukking = Uitdrukking(zoek) }, ct)).ToHashSet();
            zeef.filters.Add((blok, rij) => nummers.Contains(blok.Knelpunt[rij]));
        }

        return zeef;
    }

    /// <summary>Visits every row that passes, block by block in the order of the log, or the last block first.</summary>
    public void Doorloop(Bezoek bezoek, bool laatsteEerst = false)
    {
        Span<int> rijen = stackalloc int[Kolommen.Bloklengte];
        for (var i = 0; i < Stand.Blokken.Length; i++)
        {
            var b = laatsteEerst ? Stand.Blokken.Length - 1 - i : i;
            var blok = Stand.Blokken[b];
            var n = Levend(blok, Math.Min(Kolommen.Bloklengte, Stand.Rijen - (b * Kolommen.Bloklengte)), rijen);
            foreach (var (dimensie, masker) in codes)
            {
                n = Houd(blok, dimensie, masker, rijen[..n]);
            }

            foreach (var filter in filters)
            {
                var over = 0;
                foreach (var rij in rijen[..n])
                {
                    rijen[over] = rij;
                    over += filter(blok, rij) ? 1 : 0;
                }

                n = over;
            }

            if (n > 0)
            {
                bezoek(blok, rijen[..n]);
            }
        }
    }

    /// <summary>FTS expression: every word, quoted so that none is an operator; the last as a prefix from three letters.</summary>
    internal static string Uitdrukking(string zoek)
    {
        var woorden = Tekst.Woorden(zoek).ToList();
        return string.Join(' ', woorden.Select((woord, i) => $"\"{woord}\"{(i == woorden.Count - 1 && woord.Length >= 3 ? "*" : "")}"));
    }

    private int Levend(Blok blok, int aantal, Span<int> rijen)
    {
        var n = 0;
        for (var rij = 0; rij < aantal; rij++)
        {
            rijen[n] = rij;
            n += blok.Van[rij] <= Volgnummer && Volatile.Read(ref blok.Tot[rij]) > Volgnummer ? 1 : 0;
        }

        return n;
    }

    private static int Houd(Blok blok, int dimensie, ulong[] masker, Span<int> rijen)
    {
        var over = 0;
        if (masker.AsSpan(1).IndexOfAnyExcept(0UL) < 0)
        {
            // All codes asked for are in the first word, as most are.
            var (kolom, gevraagd) = (blok.Masker(dimensie, 0), masker[0]);
            if (kolom is null)
            {
                return 0;
            }

            foreach (var rij in rijen)
            {
                rijen[over] = rij;
                over += (kolom[rij] & gevraagd) != 0 ? 1 : 0;
            }

            return over;
        }

        var (a, b, c, d) = (blok.Masker(dimensie, 0), blok.Masker(dimensie, 1), blok.Masker(dimensie, 2), blok.Masker(dimensie, 3));
        foreach (var rij in rijen)
        {
            rijen[over] = rij;
            var raak = (a is null ? 0 : a[rij] & masker[0]) | (b is null ? 0 : b[rij] & masker[1])
                | (c is null ? 0 : c[rij] & masker[2]) | (d is null ? 0 : d[rij] & masker[3]);
            over += raak != 0 ? 1 : 0;
        }

        return over;
    }

    private void Codes(Dimensie dimensie, IReadOnlyList<string> gevraagd, Register register)
    {
        var lijst = register.Begrippen[dimensie.Lijst];
        var masker = new ulong[Blok.Woorden];
        foreach (var begrip in gevraagd.SelectMany(code => lijst.MetOnderliggende(lijst.Zoek(code)!)))
        {
            masker[begrip.Nummer / 64] |= 1UL << (begrip.Nummer % 64);
        }

        codes.Add((dimensie.Nummer, masker));
    }

    private void Projecten(Selectie selectie, Gebruiker lezer, Register register)
    {
        if (selectie.Projecten is { } projecten)
        {
            filters.Add((blok, rij) => projecten.Contains(blok.Project[rij]));
        }

        if (selectie.Organisaties is { } organisaties)
        {
            var nummers = Stand.Organisaties.Select((naam, nummer) => (naam, nummer)).Where(organisatie => organisaties.Contains(Tekst.Naamsleutel(organisatie.naam)))
                .Select(organisatie => organisatie.nummer).ToHashSet();
            var verborgen = Verborgen(lezer, register);
            filters.Add((blok, rij) => nummers.Contains(blok.Organisatie[rij]) && !verborgen.Contains(blok.Project[rij]));
        }

        if (selectie.Mijn)
        {
            var eigen = register.Projecten.OpNummer.Values.Where(project => project.IsVan(lezer.Organisatie)).Select(project => project.Nummer).ToHashSet();
            filters.Add((blok, rij) => eigen.Contains(blok.Project[rij]));
        }
    }

    /// <summary>Projects of which this reader may not learn whose they are.</summary>
    internal static HashSet<int> Verborgen(Gebruiker lezer, Register register) =>
        [.. register.Projecten.OpNummer.Values.Where(project => !project.ToontNaamAan(lezer)).Select(project => project.Nummer)];

    private static async Task<(int Volgnummer, DateTimeOffset PeilOp)> Moment(Selectie selectie, Stand stand, Db db, int? volgnummer, CancellationToken ct)
    {
        if (volgnummer is null && selectie.Peildatum is { } dag)
        {
            var einde = Kalender.Einde(dag);
            var gevonden = await db.First<long?>("SELECT max(volgnummer) FROM gebeurtenis WHERE tijdstip_op < @einde", new { einde }, ct)
                ?? throw Weigering.Ongeldig("peildatum", "buiten-bereik", "De peildatum ligt voor het begin van de registratie.",
                    await db.First<string>("SELECT substr(min(tijdstip_op), 1, 10) FROM gebeurtenis", null, ct));
            return gevonden >= stand.Volgnummer ? (stand.Volgnummer, stand.PeilOp) : ((int)gevonden, einde);
        }

        if ((volgnummer ?? selectie.TotVolgnummer) is not { } tot)
        {
            return (stand.Volgnummer, stand.PeilOp);
        }

        return (tot, await db.First<DateTimeOffset>("SELECT tijdstip_op FROM gebeurtenis WHERE volgnummer = @tot", new { tot }, ct));
    }
}
