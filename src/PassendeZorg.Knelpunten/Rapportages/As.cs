using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>An axis of a report: where on it a row of the index counts. One knelpunt can count in several places.</summary>
internal abstract class As
{
    /// <summary>The dimensions that come from the vocabulary or the project, for <see cref="Invoer.KeuzeAttribute"/>.</summary>
    public const string Keuzen = "soort,wet,domein,akkoord,regio,doelgroep,adressaat,principe,perspectief,gevolg,ernst,frequentie,oplossingsruimte,status,project,organisatie";

    /// <summary>More places than one knelpunt can have.</summary>
    public const int Hoogste = Kolommen.Codes + 1;

    /// <summary>How many places there are.</summary>
    public abstract int Lengte { get; }

    /// <summary>Writes the places of a row, each once, and returns how many.</summary>
    public abstract int Plaatsen(Blok blok, int rij, Span<int> plaatsen);

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

    private sealed class ProjectAs(Gebruiker lezer, Register register) : As
    {
        private readonly Projecten.ProjectenStand projecten = register.Projecten;

        public override int Lengte { get; } = register.Projecten.OpNummer.Keys.DefaultIfEmpty().Max() + 1;

        public override int Plaatsen(Blok blok, int rij, Span<int> plaatsen)
        {
            plaatsen[0] = blok.Project[rij];
            return 1;
        }

        public override IEnumerable<(int Plaats, string Code, string Naam)> Koppen(int? niveau) => projecten.OpNummer.Values
            .Select(project => (project.Nummer, Code: project.Id.ToString("D"), Naam: Projecten.Project.Naamvoor(project, lezer, register)))
            .OrderBy(kop => Platform.Tekst.Sorteersleutel(kop.Naam), StringComparer.Ordinal).ThenBy(kop => kop.Code, StringComparer.Ordinal);
    }

    /// <summary>Lead organisations; those that a reader may not know count in no row.</summary>
    private sealed class OrganisatieAs(Gebruiker lezer, Register register, Stand stand) : As
    {
        private readonly HashSet<int> verborgen = Zeef.Verborgen(lezer, register);

        public override int Lengte => stand.Organisaties.Length;

        public override int Plaatsen(Blok blok, int rij, Span<int> plaatsen)
        {
            plaatsen[0] = blok.Organisatie[rij];
            return verborgen.Contains(blok.Project[rij]) ? 0 : 1;
        }

        public override IEnumerable<(int Plaats, string Code, string Naam)> Koppen(int? niveau) => stand.Organisaties
            .Select((naam, nummer) => (nummer, naam, register.Begrippen["organisaties"].Zoek(naam)?.Naam ?? naam))
            .OrderBy(kop => Platform.Tekst.Sorteersleutel(kop.Item3), StringComparer.Ordinal).ThenBy(kop => kop.naam, StringComparer.Ordinal);
    }
}

/// <summary>Codes of a vocabulary; a parent counts with its children.</summary>
internal sealed class CodeAs(Dimensie dimensie, Begrippenlijst lijst) : As
{
    private readonly int[] ouders = [.. lijst.OpNummer.Select(begrip => begrip?.Bovenliggend is { } ouder ? lijst.Zoek(ouder)?.Nummer ?? -1 : -1)];

    public override int Lengte => lijst.Capaciteit;

    public override int Plaatsen(Blok blok, int rij, Span<int> plaatsen)
    {
        Span<ulong> masker = stackalloc ulong[Blok.Woorden];
        for (var woord = 0; woord < Blok.Woorden; woord++)
        {
            for (var bits = blok.Masker(dimensie.Nummer, woord)?[rij] ?? 0; bits != 0; bits &= bits - 1)
            {
                var nummer = (woord * 64) + BitOperations.TrailingZeroCount(bits);
                masker[woord] |= 1UL << (nummer % 64);
                if (ouders[nummer] is >= 0 and var ouder)
                {
                    masker[ouder / 64] |= 1UL << (ouder % 64);
                }
            }
        }

        var n = 0;
        for (var woord = 0; woord < Blok.Woorden; woord++)
        {
            for (var bits = masker[woord]; bits != 0; bits &= bits - 1)
            {
                plaatsen[n++] = (woord * 64) + BitOperations.TrailingZeroCount(bits);
            }
        }

        return n;
    }

    public override IEnumerable<(int Plaats, string Code, string Naam)> Koppen(int? niveau)
    {
        var tweeNiveaus = lijst.Begrippen.Any(begrip => begrip.Bovenliggend is not null);
        return lijst.Begrippen.Where(begrip => niveau is null || !tweeNiveaus || niveau == (begrip.Bovenliggend is null ? 1 : 2))
            .Select(begrip => (begrip.Nummer, begrip.Code, begrip.Naam));
    }
}

/// <summary>Weeks (ISO 8601), months, quarters or years of gemeldOp, in the Netherlands; a concept has none.</summary>
internal sealed class PeriodeAs(string soort) : As
{
    // A Monday, and the first day of a year.
    private static readonly int Begin = new DateOnly(1990, 1, 1).DayNumber;
    private const int Jaren = 120;
    private readonly int perJaar = soort switch { "maand" => 12, "kwartaal" => 4, "jaar" => 1, _ => 53 };

    public override int Lengte => Jaren * perJaar;

    public override int Plaatsen(Blok blok, int rij, Span<int> plaatsen)
    {
        if (blok.Dag[rij] == 0)
        {
            return 0;
        }

        plaatsen[0] = Plaats(DateOnly.FromDayNumber(blok.Dag[rij]));
        return 1;
    }

    /// <summary>The period of a day.</summary>
    public int Plaats(DateOnly dag) => soort == "week" ? (dag.DayNumber - Begin) / 7
        : ((dag.Year - 1990) * perJaar) + ((dag.Month - 1) * perJaar / 12);

    /// <summary>What a period is called: 2026-W05, 2026-01, 2026-K1, 2026.</summary>
    public string Code(int plaats)
    {
        if (soort == "week")
        {
            var maandag = DateOnly.FromDayNumber(Begin + (plaats * 7)).ToDateTime(TimeOnly.MinValue);
            return string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(maandag)}-W{ISOWeek.GetWeekOfYear(maandag):00}");
        }

        var (jaar, deel) = (1990 + (plaats / perJaar), (plaats % perJaar) + 1);
        return soort switch
        {
            "maand" => string.Create(CultureInfo.InvariantCulture, $"{jaar}-{deel:00}"),
            "kwartaal" => string.Create(CultureInfo.InvariantCulture, $"{jaar}-K{deel}"),
            _ => jaar.ToString(CultureInfo.InvariantCulture),
        };
    }

    public override IEnumerable<(int Plaats, string Code, string Naam)> Koppen(int? niveau) => Enumerable.Range(0, Lengte).Select(plaats => (plaats, Code(plaats), Code(plaats)));
}

/// <summary>A table of counts: knelpunten, or the distinct projects, organisations or zorgkantoorregio's behind them.</summary>
internal sealed class Teller(int rijen, int kolommen, string meet)
{
    private readonly int[]? vast = (long)rijen * kolommen <= 4_000_000 ? new int[rijen * kolommen] : null;
    private readonly bool telKnelpunten = meet == "knelpunten";
    private readonly Dictionary<long, int> ijl = [];
    private readonly Dictionary<long, ulong[]> gezien = [];

    public int this[int rij, int kolom] => vast is null ? ijl.GetValueOrDefault(Plaats(rij, kolom)) : vast[Plaats(rij, kolom)];

    public void Tel(Blok blok, int treffer, ReadOnlySpan<int> rij, ReadOnlySpan<int> kolom)
    {
        if (vast is not null && telKnelpunten)
        {
            // By far the most common: a knelpunt is in each place once, so nothing has to be remembered.
            foreach (var r in rij)
            {
                var begin = r * kolommen;
                foreach (var k in kolom)
                {
                    vast[begin + k]++;
                }
            }

            return;
        }

        foreach (var r in rij)
        {
            foreach (var k in kolom)
            {
                Tel(blok, treffer, r, k);
            }
        }
    }

    public void Tel(Blok blok, int treffer, int rij, int kolom)
    {
        var plaats = Plaats(rij, kolom);
        switch (meet)
        {
            case "projecten":
                TelEenmaal(plaats, blok.Project[treffer]);
                break;
            case "organisaties":
                TelEenmaal(plaats, blok.Organisatie[treffer]);
                break;
            case "regios":
                for (var woord = 0; woord < Blok.Woorden; woord++)
                {
                    for (var bits = blok.Masker(Blok.ProjectRegios, woord)?[treffer] ?? 0; bits != 0; bits &= bits - 1)
                    {
                        TelEenmaal(plaats, (woord * 64) + BitOperations.TrailingZeroCount(bits));
                    }
                }

                break;
            default:
                Erbij(plaats);
                break;
        }
    }

    private long Plaats(int rij, int kolom) => ((long)rij * kolommen) + kolom;

    /// <summary>A bit per project, organisation or region, in a cell that has any.</summary>
    private void TelEenmaal(long plaats, int wie)
    {
        ref var bits = ref CollectionsMarshal.GetValueRefOrAddDefault(gezien, plaats, out _);
        if (bits is null || bits.Length <= wie / 64)
        {
            Array.Resize(ref bits, Math.Max(4, (int)BitOperations.RoundUpToPowerOf2((uint)(wie / 64) + 1)));
        }

        var bit = 1UL << (wie % 64);
        if ((bits[wie / 64] & bit) == 0)
        {
            bits[wie / 64] |= bit;
            Erbij(plaats);
        }
    }

    private void Erbij(long plaats)
    {
        if (vast is not null)
        {
            vast[plaats]++;
        }
        else
        {
            ijl[plaats] = ijl.GetValueOrDefault(plaats) + 1;
        }
    }
}
