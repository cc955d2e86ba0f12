using System.Numerics;
using System.Runtime.Intrinsics;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Selecties;

/// <summary>
/// A selection made ready to run over the index, as of one gebeurtenis: the one evaluation behind lists and reports. Moment,
/// days and codes are tested a vector at a time, a bit per row; what is left over is looked at row by row.
/// </summary>
internal sealed class Zeef
{
    private readonly List<(int Dimensie, ulong[] Masker)> codes = [];
    private readonly List<Filter> filters = [];
    private (int Eerste, int Laatste)? dagen;

    private readonly Lazy<HashSet<int>> verborgen;

    private Zeef(Stand stand, int volgnummer, DateTimeOffset peilOp, Func<HashSet<int>> verborgen) =>
        (Stand, Volgnummer, PeilOp, this.verborgen) = (stand, volgnummer, peilOp, new Lazy<HashSet<int>>(verborgen));

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
    /// <param name="elkeStatus">When the selection asks for no status: every one, instead of those that are public.</param>
    public static async Task<Zeef> Maak(Selectie selectie, Gebruiker lezer, Register register, Db db, CancellationToken ct, int? volgnummer = null, bool elkeStatus = false)
    {
        // The number before the index: what the index holds is never older than what the answer says it is.
        var laatste = register.Volgnummer;
        var stand = register.Kolommen.Nu;
        var (tot, peilOp) = await Moment(selectie, stand, selectie.VanSystemen ? laatste : stand.Volgnummer, db, volgnummer, ct);
        var zeef = new Zeef(stand, tot, peilOp, () => Verborgen(lezer, register));
        var statussen = selectie.VanSystemen ? Selectie.Openbaar : selectie.Codes.GetValueOrDefault(Dimensie.Status) ?? (elkeStatus ? null : Selectie.Openbaar);
        if (statussen is not null)
        {
            zeef.Codes(Dimensie.Status, statussen, register);
        }

        foreach (var (dimensie, gevraagd) in selectie.Codes.Where(keuze => !(selectie.VanSystemen ? Dimensie.VanSystemen.Contains(keuze.Key) : keuze.Key == Dimensie.Status)))
        {
            zeef.Codes(dimensie, gevraagd, register);
        }

        if (selectie.GemeldVanaf is not null || selectie.GemeldTot is not null)
        {
            // A concept has day 0: before every day, and not on or before any.
            zeef.dagen = (Math.Max(selectie.GemeldVanaf?.DayNumber ?? 1, selectie.GemeldTot is null ? 0 : 1), selectie.GemeldTot?.DayNumber ?? int.MaxValue);
        }

        zeef.Projecten(selectie, lezer, register);
        if (!selectie.VanSystemen && selectie.Systemen is { } systemen)
        {
            var leden = register.Duiding.Op(tot).Systemen.Where(systeem => systemen.Contains(systeem.Id)).SelectMany(systeem => systeem.Knelpunten).ToHashSet();
            zeef.filters.Add((blok, rij) => leden.Contains(blok.Knelpunt[rij]));
        }

        if (selectie.Zoek is { } zoek)
        {
            var nummers = await db.Numbers(db.Dialect.Search, new { Uitdrukking = Uitdrukking(zoek, db.Dialect) }, ct);
            zeef.filters.Add((blok, rij) => blok.Knelpunt[rij] < nummers.Length && nummers[blok.Knelpunt[rij]]);
        }

        return zeef;
    }

    /// <summary>The same questions as of the same moment, but for what is asked of one dimension.</summary>
    public Zeef Zonder(Dimensie dimensie)
    {
        var zeef = new Zeef(Stand, Volgnummer, PeilOp, () => verborgen.Value) { dagen = dagen };
        zeef.codes.AddRange(codes.Where(keuze => keuze.Dimensie != dimensie.Nummer));
        zeef.filters.AddRange(filters);
        return zeef;
    }

    /// <summary>Visits every row that passes, block by block in the order of the log, or the last block first.</summary>
    public void Doorloop(Bezoek bezoek, bool laatsteEerst = false)
    {
        Span<int> rijen = stackalloc int[Kolommen.Bloklengte];
        Span<ulong> over = stackalloc ulong[Kolommen.Bloklengte / 64];
        for (var i = 0; i < Stand.Blokken.Length; i++)
        {
            var b = laatsteEerst ? Stand.Blokken.Length - 1 - i : i;
            var blok = Stand.Blokken[b];
            if (!(dagen is { } binnen && (blok.LaatsteDag < binnen.Eerste || blok.EersteDag > binnen.Laatste)))
            {
                Zeven(blok, over[..Levend(blok, Math.Min(Kolommen.Bloklengte, Stand.Rijen - (b * Kolommen.Bloklengte)), over)], rijen, bezoek);
            }
        }
    }

    /// <summary>Which of these rows pass, whether or not they hold at this moment: versions that came and went.</summary>
    public HashSet<int> Doorloop(IEnumerable<int> versies)
    {
        Span<int> rijen = stackalloc int[Kolommen.Bloklengte];
        Span<ulong> bits = stackalloc ulong[Kolommen.Bloklengte / 64];
        var past = new HashSet<int>();
        foreach (var deel in versies.GroupBy(rij => rij / Kolommen.Bloklengte))
        {
            bits.Clear();
            foreach (var rij in deel)
            {
                bits[rij % Kolommen.Bloklengte / 64] |= 1UL << (rij % 64);
            }

            Zeven(Stand.Blokken[deel.Key], bits, rijen, (_, over) =>
            {
                foreach (var rij in over)
                {
                    past.Add((deel.Key * Kolommen.Bloklengte) + rij);
                }
            });
        }

        return past;
    }

    /// <summary>Keeps, of the rows of a block that have a bit, those that the selection asks for.</summary>
    private void Zeven(Blok blok, Span<ulong> bits, Span<int> rijen, Bezoek bezoek)
    {
        if (dagen is { } dag && (blok.EersteDag < dag.Eerste || blok.LaatsteDag > dag.Laatste))
        {
            Houd(blok.Dag, dag.Eerste, dag.Laatste, bits);
        }

        foreach (var (dimensie, masker) in codes)
        {
            Houd(blok, dimensie, masker, bits);
        }

        var n = 0;
        for (var woord = 0; woord < bits.Length; woord++)
        {
            for (var rest = bits[woord]; rest != 0; rest &= rest - 1)
            {
                rijen[n++] = (woord * 64) + BitOperations.TrailingZeroCount(rest);
            }
        }

        foreach (var filter in filters)
        {
            var past = 0;
            foreach (var rij in rijen[..n])
            {
                rijen[past] = rij;
                past += filter(blok, rij) ? 1 : 0;
            }

            n = past;
        }

        if (n > 0)
        {
            bezoek(blok, rijen[..n]);
        }
    }

    /// <summary>What the search index is asked: every word; the last as a prefix from three letters.</summary>
    internal static string Uitdrukking(string zoek, Dialect dialect)
    {
        var woorden = Tekst.Woorden(zoek).ToList();
        return dialect.Expression(woorden, woorden is [.., { Length: >= 3 }]);
    }

    /// <summary>A bit for each row that holds at this moment; returns how many words of 64 there are.</summary>
    private int Levend(Blok blok, int aantal, Span<ulong> bits)
    {
        // Rows are in the order of the log: those of later stand at the end.
        while (aantal > 0 && blok.Van[aantal - 1] > Volgnummer)
        {
            aantal = blok.Van[0] > Volgnummer ? 0 : aantal - 1;
        }

        // The writer may close a row meanwhile: with a later number than this one, so either value gives the same answer.
        var woorden = (aantal + 63) / 64;
        bits[..woorden].Fill(ulong.MaxValue);
        Houd(blok.Tot, Volgnummer + 1, int.MaxValue, bits[..woorden]);
        if (aantal % 64 != 0)
        {
            bits[woorden - 1] &= (1UL << (aantal % 64)) - 1;
        }

        return woorden;
    }

    private static void Houd(int[] kolom, int minst, int meest, Span<ulong> bits)
    {
        var (van, tot) = (Vector256.Create(minst), Vector256.Create(meest));
        for (var woord = 0; woord < bits.Length; woord++)
        {
            var raak = 0UL;
            for (var i = 0; i < 64; i += Vector256<int>.Count)
            {
                var waarden = Vector256.LoadUnsafe(ref kolom[(woord * 64) + i]);
                var past = Vector256.GreaterThanOrEqual(waarden, van) & Vector256.LessThanOrEqual(waarden, tot);
                raak |= (ulong)past.ExtractMostSignificantBits() << i;
            }

            bits[woord] &= raak;
        }
    }

    private static void Houd(Blok blok, int dimensie, ulong[] masker, Span<ulong> bits)
    {
        Span<ulong> raak = stackalloc ulong[bits.Length];
        raak.Clear();
        for (var stuk = 0; stuk < Blok.Woorden * Blok.PerWoord; stuk++)
        {
            var deel = (ushort)(masker[stuk / Blok.PerWoord] >> (stuk % Blok.PerWoord * Blok.Stukbreedte));
            if (deel != 0 && blok.Stuk(dimensie, stuk) is { } kolom)
            {
                var gevraagd = Vector256.Create(deel);
                for (var woord = 0; woord < bits.Length; woord++)
                {
                    for (var i = 0; i < 64 && bits[woord] != 0; i += Vector256<ushort>.Count)
                    {
                        var mist = Vector256.Equals(Vector256.LoadUnsafe(ref kolom[(woord * 64) + i]) & gevraagd, Vector256<ushort>.Zero);
                        raak[woord] |= (ulong)(~mist).ExtractMostSignificantBits() << i;
                    }
                }
            }
        }

        for (var woord = 0; woord < bits.Length; woord++)
        {
            bits[woord] &= raak[woord];
        }
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
            filters.Add((blok, rij) => nummers.Contains(blok.Organisatie[rij]) && !verborgen.Value.Contains(blok.Project[rij]));
        }

        if (selectie.Mijn)
        {
            var eigen = register.Projecten.OpNummer.Values.Where(project => project.IsVan(lezer.Organisatie)).Select(project => project.Nummer).ToHashSet();
            filters.Add((blok, rij) => eigen.Contains(blok.Project[rij]));
        }
    }

    /// <summary>
    /// The organisation of a row, to count by. A project that does not show its name to this reader counts as an organisation of its own:
    /// otherwise it could be found out by counting it together with a known one.
    /// </summary>
    public int Organisatie(Blok blok, int rij) =>
        verborgen.Value is { Count: > 0 } weg && weg.Contains(blok.Project[rij]) ? Stand.Organisaties.Length + blok.Project[rij] : blok.Organisatie[rij];

    /// <summary>Projects of which this reader may not learn whose they are.</summary>
    internal static HashSet<int> Verborgen(Gebruiker lezer, Register register) =>
        [.. register.Projecten.OpNummer.Values.Where(project => !project.ToontNaamAan(lezer)).Select(project => project.Nummer)];

    private static async Task<(int Volgnummer, DateTimeOffset PeilOp)> Moment(Selectie selectie, Stand stand, int laatste, Db db, int? volgnummer, CancellationToken ct)
    {
        if (volgnummer is null && selectie.Peildatum is { } dag)
        {
            var einde = Kalender.Einde(dag);
            var gevonden = await db.First<long?>("SELECT max(volgnummer) FROM gebeurtenis WHERE tijdstip_op < @einde", new { einde }, ct)
                ?? throw Weigering.Ongeldig("peildatum", "buiten-bereik", "De peildatum ligt voor het begin van de registratie.",
                    await db.First<string>("SELECT substr(min(tijdstip_op), 1, 10) FROM gebeurtenis", null, ct));
            return gevonden >= laatste ? await Nu() : ((int)gevonden, einde);
        }

        if ((volgnummer ?? selectie.TotVolgnummer) is not { } tot)
        {
            return await Nu();
        }

        return (tot, await Tijdstip(tot));

        async Task<(int, DateTimeOffset)> Nu() => (laatste, laatste == stand.Volgnummer ? stand.PeilOp : await Tijdstip(laatste));

        Task<DateTimeOffset> Tijdstip(int gebeurtenis) =>
            db.First<DateTimeOffset>("SELECT tijdstip_op FROM gebeurtenis WHERE volgnummer = @gebeurtenis", new { gebeurtenis }, ct);
    }
}
