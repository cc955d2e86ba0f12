using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>An axis of a report: where on it a row of the index counts. One knelpunt can count in several places.</summary>
internal abstract class As
{
    /// <summary>The dimensions that come from the vocabulary or the project, for <see cref="Invoer.KeuzeAttribute"/>.</summary>
    public const string Keuzen = "soort,wet,domein,akkoord,regio,doelgroep,adressaat,principe,perspectief,gevolg,ernst,frequentie,oplossingsruimte,status,project,organisatie";

    /// <summary>How many places there are. The place after the last is the total.</summary>
    public abstract int Lengte { get; }

    /// <summary>Finds where rows of a block count; what it found holds until the next call.</summary>
    public abstract void Lees(Blok blok, ReadOnlySpan<int> rijen);

    /// <summary>The places with their codes and names, in reading order.</summary>
    public abstract IEnumerable<(int Plaats, string Code, string Naam)> Koppen(int? niveau);

    /// <summary>The axis of a name.</summary>
    public static As Maak(string naam, Gebruiker lezer, Register register, Stand stand) => naam switch
    {
        "project" => new ProjectAs(lezer, register),
        "organisatie" => new OrganisatieAs(lezer, register, stand),
        "maand" or "kwartaal" or "jaar" => new PeriodeAs(naam),
        _ when Dimensie.Van(naam) is { } dimensie => new CodeAs(dimensie, register.Begrippen[dimensie.Lijst]),
        _ => throw new ArgumentOutOfRangeException(nameof(naam), naam, "No such dimension."),
    };
}

/// <summary>An axis with very many places, of which a row has one: kept as a place per row.</summary>
internal abstract class EnkelAs : As
{
    private readonly int[] plaatsen = new int[Kolommen.Bloklengte];

    /// <summary>The place of each row that was read; -1: none.</summary>
    public ReadOnlySpan<int> Plaatsen => plaatsen;

    public override void Lees(Blok blok, ReadOnlySpan<int> rijen)
    {
        for (var i = 0; i < rijen.Length; i++)
        {
            plaatsen[i] = Plaats(blok, rijen[i]);
        }
    }

    protected abstract int Plaats(Blok blok, int rij);
}

/// <summary>An axis with few places in use at a time: kept as a bit per row for each place, so that a cell is the popcount of an AND.</summary>
internal abstract class BitAs(int lengte) : As
{
    private readonly ulong[]?[] bits = new ulong[]?[lengte + 1];
    private readonly bool[] aanwezig = new bool[lengte + 1];
    private readonly List<int> plaatsen = [];
    private int woorden;

    public override int Lengte => lengte;

    /// <summary>The places where any row counts; the first is the total.</summary>
    public IReadOnlyList<int> Plaatsen => plaatsen;

    /// <summary>Which of the rows that were read count in a place.</summary>
    public ReadOnlySpan<ulong> this[int plaats] => bits[plaats].AsSpan(0, woorden);

    public override void Lees(Blok blok, ReadOnlySpan<int> rijen)
    {
        foreach (var plaats in plaatsen)
        {
            aanwezig[plaats] = false;
        }

        plaatsen.Clear();
        woorden = Bitrij.Woorden(rijen.Length);
        Bitrij.Zet(Bits(lengte), 0, rijen.Length);
    }

    /// <summary>The bits of a place, to write in; empty when nothing counted there yet.</summary>
    protected Span<ulong> Bits(int plaats)
    {
        var eigen = bits[plaats] ??= new ulong[Kolommen.Bloklengte / 64];
        if (!aanwezig[plaats])
        {
            aanwezig[plaats] = true;
            plaatsen.Add(plaats);
            Array.Clear(eigen, 0, woorden);
        }

        return eigen.AsSpan(0, woorden);
    }
}

/// <summary>No axis: only the total.</summary>
internal sealed class GeenAs() : BitAs(0)
{
    public override IEnumerable<(int Plaats, string Code, string Naam)> Koppen(int? niveau) => [];
}

internal sealed class ProjectAs(Gebruiker lezer, Register register) : EnkelAs
{
    private readonly Projecten.ProjectenStand projecten = register.Projecten;

    public override int Lengte { get; } = register.Projecten.OpNummer.Keys.DefaultIfEmpty().Max() + 1;

    public override IEnumerable<(int Plaats, string Code, string Naam)> Koppen(int? niveau) => projecten.OpNummer.Values
        .Select(project => (project.Nummer, Code: project.Id.ToString("D"), Naam: Projecten.Project.Naamvoor(project, lezer, register)))
        .OrderBy(kop => Platform.Tekst.Sorteersleutel(kop.Naam), StringComparer.Ordinal).ThenBy(kop => kop.Code, StringComparer.Ordinal);

    protected override int Plaats(Blok blok, int rij) => blok.Project[rij];
}

/// <summary>Lead organisations; those that a reader may not know count in no row.</summary>
internal sealed class OrganisatieAs(Gebruiker lezer, Register register, Stand stand) : EnkelAs
{
    private readonly HashSet<int> verborgen = Zeef.Verborgen(lezer, register);

    public override int Lengte => stand.Organisaties.Length;

    public override IEnumerable<(int Plaats, string Code, string Naam)> Koppen(int? niveau) => stand.Organisaties
        .Select((naam, nummer) => (nummer, naam, register.Begrippen["organisaties"].Zoek(naam)?.Naam ?? naam))
        .OrderBy(kop => Platform.Tekst.Sorteersleutel(kop.Item3), StringComparer.Ordinal).ThenBy(kop => kop.naam, StringComparer.Ordinal);

    protected override int Plaats(Blok blok, int rij) => verborgen.Contains(blok.Project[rij]) ? -1 : blok.Organisatie[rij];
}

/// <summary>Codes of a vocabulary; a parent counts with its children.</summary>
internal sealed class CodeAs(Dimensie dimensie, Begrippenlijst lijst) : BitAs(lijst.Capaciteit)
{
    private readonly int[] ouders = [.. lijst.OpNummer.Select(begrip => begrip?.Bovenliggend is { } ouder ? lijst.Zoek(ouder)?.Nummer ?? -1 : -1)];

    public override void Lees(Blok blok, ReadOnlySpan<int> rijen)
    {
        base.Lees(blok, rijen);
        for (var woord = 0; woord < Blok.Woorden; woord++)
        {
            if (blok.Gebruikt(dimensie.Nummer, woord))
            {
                Lees(blok, woord, rijen);
            }
        }

        for (int i = 1, gelezen = Plaatsen.Count; i < gelezen; i++)
        {
            if (ouders[Plaatsen[i]] is >= 0 and var ouder)
            {
                Bitrij.Of(Bits(ouder), this[Plaatsen[i]]);
            }
        }
    }

    // 64 rows of 64 codes become 64 codes of 64 rows.
    private void Lees(Blok blok, int nummer, ReadOnlySpan<int> rijen)
    {
        Span<ulong> vierkant = stackalloc ulong[64];
        for (var begin = 0; begin < rijen.Length; begin += 64)
        {
            var deel = rijen[begin..Math.Min(begin + 64, rijen.Length)];
            vierkant.Clear();
            var codes = 0UL;
            for (var stuk = 0; stuk < Blok.PerWoord; stuk++)
            {
                if (blok.Stuk(dimensie.Nummer, (nummer * Blok.PerWoord) + stuk) is { } kolom)
                {
                    for (var i = 0; i < deel.Length; i++)
                    {
                        codes |= vierkant[i] |= (ulong)kolom[deel[i]] << (stuk * Blok.Stukbreedte);
                    }
                }
            }

            if (codes != 0)
            {
                Bitrij.Kantel(vierkant);
            }

            for (; codes != 0; codes &= codes - 1)
            {
                var code = BitOperations.TrailingZeroCount(codes);
                Bits((nummer * 64) + code)[begin / 64] = vierkant[code];
            }
        }
    }

    public override IEnumerable<(int Plaats, string Code, string Naam)> Koppen(int? niveau)
    {
        var tweeNiveaus = lijst.Begrippen.Any(begrip => begrip.Bovenliggend is not null);
        return lijst.Begrippen.Where(begrip => niveau is null || !tweeNiveaus || niveau == (begrip.Bovenliggend is null ? 1 : 2))
            .Select(begrip => (begrip.Nummer, begrip.Code, begrip.Naam));
    }
}

/// <summary>Weeks (ISO 8601), months, quarters or years of gemeldOp, in the Netherlands; a concept has none.</summary>
internal sealed class PeriodeAs(string soort) : BitAs(Jaren * PerJaar(soort))
{
    // A Monday, and the first day of a year.
    private static readonly int Begin = new DateOnly(Lezer.EersteJaar, 1, 1).DayNumber;
    private const int Jaren = Lezer.LaatsteJaar - Lezer.EersteJaar + 1;
    private readonly int perJaar = PerJaar(soort);
    private readonly int[] plaatsVanDag = [.. Enumerable.Repeat(-1, Jaren * 366)];

    public override void Lees(Blok blok, ReadOnlySpan<int> rijen)
    {
        base.Lees(blok, rijen);

        var vorige = -1;
        var bits = Span<ulong>.Empty;
        for (var i = 0; i < rijen.Length; i++)
        {
            if (blok.Dag[rijen[i]] is not 0 and var dag)
            {
                ref var plaats = ref plaatsVanDag[dag - Begin];
                plaats = plaats >= 0 ? plaats : Plaats(DateOnly.FromDayNumber(dag));
                if (plaats != vorige)
                {
                    bits = Bits(vorige = plaats);
                }

                bits[i / 64] |= 1UL << i;
            }
        }
    }

    /// <summary>The period of a day.</summary>
    public int Plaats(DateOnly dag) => soort == "week" ? (dag.DayNumber - Begin) / 7
        : ((dag.Year - Lezer.EersteJaar) * perJaar) + ((dag.Month - 1) * perJaar / 12);

    /// <summary>What a period is called: 2026-W05, 2026-01, 2026-K1, 2026.</summary>
    public string Code(int plaats) => new Periode(soort, soort == "week" ? DateOnly.FromDayNumber(Begin + (plaats * 7))
        : new DateOnly(Lezer.EersteJaar + (plaats / perJaar), (plaats % perJaar * 12 / perJaar) + 1, 1)).Code;

    public override IEnumerable<(int Plaats, string Code, string Naam)> Koppen(int? niveau) => Enumerable.Range(0, Lengte).Select(plaats => (plaats, Code(plaats), Code(plaats)));

    private static int PerJaar(string soort) => soort switch { "maand" => 12, "kwartaal" => 4, "jaar" => 1, _ => 53 };
}

/// <summary>A table of counts: knelpunten, or the distinct projects, organisations or zorgkantoorregio's behind them.</summary>
internal sealed class Teller(Zeef zeef, int rijen, int kolommen, string meet)
{
    private readonly int[]? vast = (long)rijen * kolommen <= 4_000_000 ? new int[rijen * kolommen] : null;
    private readonly bool telKnelpunten = meet == "knelpunten";
    private readonly Dictionary<long, int> ijl = [];
    private readonly Dictionary<long, ulong[]> gezien = [];

    /// <summary>A table of two axes, each with its total as the last place.</summary>
    public Teller(Zeef zeef, As rijen, As kolommen, string meet) : this(zeef, rijen.Lengte + 1, kolommen.Lengte + 1, meet)
    {
    }

    public int this[int rij, int kolom] => vast is null ? ijl.GetValueOrDefault(Cel(rij, kolom)) : vast[Cel(rij, kolom)];

    /// <summary>Counts rows of a block in every cell where they belong.</summary>
    public void Tel(Blok blok, ReadOnlySpan<int> treffers, As rijAs, As kolomAs)
    {
        rijAs.Lees(blok, treffers);
        kolomAs.Lees(blok, treffers);
        switch (rijAs, kolomAs)
        {
            case (BitAs r, BitAs k):
                foreach (var rij in r.Plaatsen)
                {
                    foreach (var kolom in k.Plaatsen)
                    {
                        Tel(blok, treffers, Cel(rij, kolom), r[rij], k[kolom]);
                    }
                }

                break;
            case (BitAs r, EnkelAs k):
                Tel(blok, treffers, r, kolommen, k, 1);
                break;
            case (EnkelAs r, BitAs k):
                Tel(blok, treffers, k, 1, r, kolommen);
                break;
            case (EnkelAs r, EnkelAs k):
                for (var i = 0; i < treffers.Length; i++)
                {
                    foreach (var rij in (ReadOnlySpan<int>)[r.Plaatsen[i], r.Lengte])
                    {
                        foreach (var kolom in (ReadOnlySpan<int>)[k.Plaatsen[i], k.Lengte])
                        {
                            if (rij >= 0 && kolom >= 0)
                            {
                                Tel(blok, treffers[i], Cel(rij, kolom));
                            }
                        }
                    }
                }

                break;
        }
    }

    /// <summary>Counts the rows of a block that are in both, in one cell.</summary>
    public void Tel(Blok blok, ReadOnlySpan<int> treffers, int rij, int kolom, ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b) =>
        Tel(blok, treffers, Cel(rij, kolom), a, b);

    private void Tel(Blok blok, ReadOnlySpan<int> treffers, long cel, ReadOnlySpan<ulong> a, ReadOnlySpan<ulong> b)
    {
        if (telKnelpunten)
        {
            // By far the most common: a knelpunt is in each cell once, so nothing has to be remembered.
            Erbij(cel, Bitrij.Tel(a, b));
            return;
        }

        ref var eerder = ref CollectionsMarshal.GetValueRefOrAddDefault(gezien, cel, out _);
        var projecten = meet == "projecten" ? blok.Project : null;
        var (was, aantal) = (eerder ?? [], 0);
        for (var woord = 0; woord < a.Length; woord++)
        {
            for (var bits = a[woord] & b[woord]; bits != 0; bits &= bits - 1)
            {
                var treffer = treffers[(woord * 64) + BitOperations.TrailingZeroCount(bits)];
                aantal += projecten is null ? Nieuwe(ref was, blok, treffer) : Nieuw(ref was, projecten[treffer]);
            }
        }

        eerder = was;
        Erbij(cel, aantal);
    }

    private void Tel(Blok blok, ReadOnlySpan<int> treffers, BitAs bitAs, int stapBit, EnkelAs enkelAs, int stapEnkel)
    {
        var plaatsen = enkelAs.Plaatsen;
        foreach (var plaats in bitAs.Plaatsen)
        {
            var cel = (long)plaats * stapBit;
            var rijenVanPlaats = bitAs[plaats];
            Tel(blok, treffers, cel + ((long)enkelAs.Lengte * stapEnkel), rijenVanPlaats, rijenVanPlaats);
            for (var woord = 0; woord < rijenVanPlaats.Length; woord++)
            {
                for (var bits = rijenVanPlaats[woord]; bits != 0; bits &= bits - 1)
                {
                    var i = (woord * 64) + BitOperations.TrailingZeroCount(bits);
                    if (plaatsen[i] >= 0)
                    {
                        Tel(blok, treffers[i], cel + ((long)plaatsen[i] * stapEnkel));
                    }
                }
            }
        }
    }

    private void Tel(Blok blok, int treffer, long cel)
    {
        if (telKnelpunten)
        {
            Erbij(cel, 1);
            return;
        }

        ref var eerder = ref CollectionsMarshal.GetValueRefOrAddDefault(gezien, cel, out _);
        eerder ??= [];
        Erbij(cel, Nieuwe(ref eerder, blok, treffer));
    }

    private long Cel(int rij, int kolom) => ((long)rij * kolommen) + kolom;

    /// <summary>How many projects, organisations or regions of a row were not seen before in a cell.</summary>
    private int Nieuwe(ref ulong[] eerder, Blok blok, int treffer)
    {
        if (meet != "regios")
        {
            return Nieuw(ref eerder, meet == "projecten" ? blok.Project[treffer] : zeef.Organisatie(blok, treffer));
        }

        var aantal = 0;
        for (var woord = 0; woord < Blok.Woorden; woord++)
        {
            for (var bits = blok.Masker(Blok.ProjectRegios, woord, treffer); bits != 0; bits &= bits - 1)
            {
                aantal += Nieuw(ref eerder, (woord * 64) + BitOperations.TrailingZeroCount(bits));
            }
        }

        return aantal;
    }

    /// <summary>1 when it was not seen before. A cell that has any keeps a bit for each.</summary>
    private static int Nieuw(ref ulong[] eerder, int wie)
    {
        if (eerder.Length <= wie / 64)
        {
            Array.Resize(ref eerder, Math.Max(4, (int)BitOperations.RoundUpToPowerOf2((uint)(wie / 64) + 1)));
        }

        ref var woord = ref eerder[wie / 64];
        var was = woord;
        woord |= 1UL << wie;
        return was == woord ? 0 : 1;
    }

    private void Erbij(long cel, int aantal)
    {
        if (vast is not null)
        {
            vast[cel] += aantal;
        }
        else if (aantal > 0)
        {
            ijl[cel] = ijl.GetValueOrDefault(cel) + aantal;
        }
    }
}
