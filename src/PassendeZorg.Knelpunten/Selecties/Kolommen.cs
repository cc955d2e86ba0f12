using System.Text.Json;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Selecties;

/// <summary>
/// The index: fixed-width columns with one row per <em>version</em> of a knelpunt, in the order of the log. A row holds from
/// <c>van</c> up to, not including, <c>tot</c> (volgnummers), so "now" and "as of" are the same question. Rows are only ever
/// added; of an existing row only <c>tot</c> changes, once, to a volgnummer that no reader has yet. A reader that keeps to the
/// <see cref="Stand"/> it started with therefore needs no lock and sees one moment.
/// </summary>
/// <remarks>One thread writes: the one that reads the log at start, later the writer's.</remarks>
internal sealed class Kolommen
{
    /// <summary>Rows per block.</summary>
    internal const int Bloklengte = 1 << 13;

    /// <summary>Codes per vocabulary: four words of 64.</summary>
    internal const int Codes = 64 * Blok.Woorden;

    private static readonly string[] TeltMee = ["knelpunt.", "project.", "begrip"];
    private readonly Dictionary<string, int> organisatieNummers = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, int> projectNummers = [];
    private readonly Dictionary<int, (int Organisatie, ulong[] Regios)> projecten = [];
    private readonly Dictionary<int, List<int>> knelpuntenVanProject = [];
    private readonly Dictionary<int, List<int>> steunVanKnelpunt = [];
    private readonly List<int> huidigeRij = [];
    private readonly Rij rij = new();
    private volatile Stand stand = new([], [], [], 0, 0, DateTimeOffset.MinValue, 0);
    private bool volgt;

    /// <summary>What can be read now.</summary>
    public Stand Nu => stand;

    /// <summary>The projects that support a knelpunt, by number.</summary>
    public IReadOnlyList<int> Steun(int knelpunt)
    {
        lock (steunVanKnelpunt)
        {
            return steunVanKnelpunt.TryGetValue(knelpunt, out var steun) ? [.. steun] : [];
        }
    }

    /// <summary>Where the current version of a knelpunt stands; null when that has only just come.</summary>
    public (Blok Blok, int Rij)? Huidig(int knelpunt)
    {
        var nu = stand; // first: a row that was added since is not in it
        int plaats;
        lock (huidigeRij)
        {
            plaats = knelpunt < huidigeRij.Count ? huidigeRij[knelpunt] : -1;
        }

        return plaats >= 0 && plaats < nu.Rijen ? (nu.Blokken[plaats / Bloklengte], plaats % Bloklengte) : null;
    }

    /// <summary>The current version of every knelpunt, by number.</summary>
    public Dictionary<int, int> Versies() => huidigeRij.Select((rij, nummer) => (rij, nummer)).Where(huidig => huidig.rij >= 0)
        .ToDictionary(huidig => huidig.nummer, huidig => stand.Blokken[huidig.rij / Bloklengte].Versie[huidig.rij % Bloklengte]);

    /// <summary>What there is now, on the thread that writes; null when following the log broke off, and when there is nothing.</summary>
    /// <param name="hash">Of the last gebeurtenis.</param>
    public Momentopname? Neem(string hash) => volgt || stand.LaatsteVolgnummer == 0 ? null : new(stand, huidigeRij.Count, hash,
        [.. projectNummers.Select(project => new Momentopname.Project(project.Key, project.Value, projecten[project.Value].Organisatie, projecten[project.Value].Regios))],
        [.. steunVanKnelpunt.SelectMany(knelpunt => knelpunt.Value.Select(project => (knelpunt.Key, project)))]);

    /// <summary>Goes on from what there was: before anything else, and before anybody reads.</summary>
    public void Hervat(Momentopname opname)
    {
        stand = opname.Stand;
        for (var nummer = 0; nummer < stand.Organisaties.Length; nummer++)
        {
            organisatieNummers.Add(Tekst.Naamsleutel(stand.Organisaties[nummer]), nummer);
        }

        foreach (var project in opname.Projecten)
        {
            (projectNummers[project.Id], projecten[project.Nummer]) = (project.Nummer, (project.Organisatie, project.Regios));
        }

        foreach (var (knelpunt, project) in opname.Steun)
        {
            (steunVanKnelpunt.TryGetValue(knelpunt, out var steun) ? steun : steunVanKnelpunt[knelpunt] = []).Add(project);
        }

        huidigeRij.AddRange(Enumerable.Repeat(-1, opname.Knelpunten));
        for (var plaats = 0; plaats < stand.Rijen; plaats++)
        {
            var (blok, i) = (stand.Blokken[plaats / Bloklengte], plaats % Bloklengte);
            if (blok.Tot[i] == int.MaxValue)
            {
                huidigeRij[blok.Knelpunt[i]] = plaats;
            }
        }

        for (var nummer = 0; nummer < huidigeRij.Count; nummer++)
        {
            if (huidigeRij[nummer] is >= 0 and var plaats)
            {
                var project = stand.Blokken[plaats / Bloklengte].Project[plaats % Bloklengte];
                (knelpuntenVanProject.TryGetValue(project, out var eigen) ? eigen : knelpuntenVanProject[project] = []).Add(nummer);
            }
        }
    }

    /// <summary>Room for a column. It stays for good, so the collector need not move it.</summary>
    internal static T[] Kolom<T>() where T : unmanaged => GC.AllocateArray<T>(Bloklengte, pinned: true);

    /// <summary>Follows rows of the log; afterwards they are in every count and list.</summary>
    public void Volg(IEnumerable<Gebeurtenis> gebeurtenissen, Begrippenlijsten begrippen)
    {
        volgt = true;
        var (rijen, telt, peil, laatste) = (stand.Rijen, stand.Volgnummer, stand.PeilOp, stand.LaatsteVolgnummer);
        var blokken = stand.Blokken;
        var ids = stand.Ids;
        var organisaties = stand.Organisaties;
        foreach (var gebeurtenis in gebeurtenissen)
        {
            laatste = checked((int)gebeurtenis.Volgnummer);
            if (!TeltMee.Any(soort => gebeurtenis.Soort.StartsWith(soort, StringComparison.Ordinal)) || KnelpuntVraag.Is(gebeurtenis.Soort))
            {
                continue; // keys, editions, questions: changes nothing that can be counted, so answers and their ETags stay as they were
            }

            (telt, peil) = (laatste, gebeurtenis.TijdstipOp);
            if (gebeurtenis.Soort.StartsWith("knelpunt.", StringComparison.Ordinal))
            {
                VolgKnelpunt(gebeurtenis);
            }
            else if (gebeurtenis.Soort.StartsWith("project.", StringComparison.Ordinal))
            {
                VolgProject(gebeurtenis);
            }
        }

        stand = new Stand(blokken, ids, organisaties, rijen, telt, peil, laatste);
        volgt = false;

        void VolgKnelpunt(Gebeurtenis gebeurtenis)
        {
            using var document = JsonDocument.Parse(gebeurtenis.Gegevens);
            var gegevens = document.RootElement;
            var nummer = gegevens.GetProperty("nummer").GetInt32();
            var was = nummer < huidigeRij.Count ? huidigeRij[nummer] : -1;
            if (was >= 0)
            {
                rij.Lees(blokken[was / Bloklengte], was % Bloklengte);
                blokken[was / Bloklengte].Sluit(was % Bloklengte, laatste);
                huidigeRij[nummer] = -1;
            }
            else
            {
                rij.Leeg();
                Zet(ref ids, nummer, Guid.Parse(gebeurtenis.Onderwerp));
            }

            if (gebeurtenis.Soort == "knelpunt.verwijderd")
            {
                return;
            }

            rij.Knelpunt = nummer;
            rij.Versie = gegevens.GetProperty("versie").GetInt32();
            rij.GewijzigdOp = gebeurtenis.TijdstipOp.ToUnixTimeMilliseconds();
            foreach (var wijziging in gegevens.GetProperty("wijzigingen").EnumerateArray())
            {
                Pas(wijziging, nummer);
            }

            Voegtoe(nummer);
        }

        void Pas(JsonElement wijziging, int nummer)
        {
            var veld = wijziging.GetProperty("veld").GetString()!;
            wijziging.TryGetProperty("naar", out var naar);
            if (Dimensie.VanVeld(veld) is { } dimensie)
            {
                rij.ZetCodes(dimensie, naar, begrippen[dimensie.Lijst]);
            }
            else if (veld == "projectId")
            {
                rij.Project = projectNummers[naar.GetGuid()];
                (rij.Organisatie, rij.Regios) = projecten[rij.Project];
                (knelpuntenVanProject.TryGetValue(rij.Project, out var eigen) ? eigen : knelpuntenVanProject[rij.Project] = []).Add(nummer);
            }
            else if (veld == "gemeldOp")
            {
                var gemeldOp = Dialect.ParseInstant(naar.GetString()!);
                (rij.GemeldOp, rij.Dag) = (gemeldOp.ToUnixTimeMilliseconds(), Kalender.Dag(gemeldOp).DayNumber);
            }
            else if (veld == "steun")
            {
                lock (steunVanKnelpunt)
                {
                    (steunVanKnelpunt.TryGetValue(nummer, out var steun) ? steun : steunVanKnelpunt[nummer] = []).Add(projectNummers[naar.GetGuid()]);
                }

                rij.Steun++;
            }
        }

        void VolgProject(Gebeurtenis gebeurtenis)
        {
            using var document = JsonDocument.Parse(gebeurtenis.Gegevens);
            var nummer = document.RootElement.GetProperty("nummer").GetInt32();
            projectNummers[Guid.Parse(gebeurtenis.Onderwerp)] = nummer;
            projecten.TryGetValue(nummer, out var project);
            var (organisatie, regios) = (project.Organisatie, project.Regios ?? new ulong[Blok.Woorden]);
            foreach (var wijziging in document.RootElement.GetProperty("wijzigingen").EnumerateArray())
            {
                wijziging.TryGetProperty("naar", out var naar);
                if (wijziging.GetProperty("veld").ValueEquals("organisatie"))
                {
                    organisatie = OrganisatieNummer(naar.GetString()!);
                }
                else if (wijziging.GetProperty("veld").ValueEquals("regios"))
                {
                    regios = Rij.Masker(naar, begrippen["regios"], code => code.StartsWith("zk-", StringComparison.Ordinal));
                }
            }

            projecten[nummer] = (organisatie, regios);
            foreach (var knelpunt in knelpuntenVanProject.GetValueOrDefault(nummer, []))
            {
                // A count per organisation or region as of an earlier moment must keep saying what it said then.
                var was = huidigeRij[knelpunt];
                if (was >= 0)
                {
                    rij.Lees(blokken[was / Bloklengte], was % Bloklengte);
                    blokken[was / Bloklengte].Sluit(was % Bloklengte, laatste);
                    (rij.Organisatie, rij.Regios) = (organisatie, regios);
                    Voegtoe(knelpunt);
                }
            }
        }

        void Voegtoe(int nummer)
        {
            if (rijen == blokken.Length * Bloklengte)
            {
                blokken = [.. blokken, new Blok()];
            }

            rij.Van = laatste;
            rij.Schrijf(blokken[rijen / Bloklengte], rijen % Bloklengte);
            while (huidigeRij.Count <= nummer)
            {
                lock (huidigeRij) // moves when it grows
                {
                    huidigeRij.Add(-1);
                }
            }

            huidigeRij[nummer] = rijen++;
        }

        int OrganisatieNummer(string naam)
        {
            var sleutel = Tekst.Naamsleutel(naam);
            if (!organisatieNummers.TryGetValue(sleutel, out var nummer))
            {
                organisatieNummers.Add(sleutel, nummer = organisaties.Length);
                organisaties = [.. organisaties, naam];
            }

            return nummer;
        }
    }

    private static void Zet(ref Guid[][] ids, int nummer, Guid id)
    {
        while (ids.Length * Bloklengte <= nummer)
        {
            ids = [.. ids, Kolom<Guid>()];
        }

        ids[nummer / Bloklengte][nummer % Bloklengte] = id;
    }
}

/// <summary>What a reader sees of the index: the rows up to one volgnummer.</summary>
/// <param name="Organisaties">Names of the lead organisations, by number.</param>
/// <param name="Volgnummer">The last gebeurtenis that can change an answer.</param>
/// <param name="PeilOp">When that was.</param>
/// <param name="LaatsteVolgnummer">The last gebeurtenis of all.</param>
internal sealed record Stand(Blok[] Blokken, Guid[][] Ids, string[] Organisaties, int Rijen, int Volgnummer, DateTimeOffset PeilOp, int LaatsteVolgnummer)
{
    public Guid Id(int knelpunt) => Ids[knelpunt / Kolommen.Bloklengte][knelpunt % Kolommen.Bloklengte];

    /// <summary>The knelpunten of a project, and the number of the last knelpunt of all.</summary>
    public (IReadOnlyList<int> Knelpunten, int Laatste) VanProject(int project)
    {
        var (eigen, laatste) = (new List<int>(), 0);
        for (var i = 0; i < Rijen; i++)
        {
            var (blok, rij) = (Blokken[i / Kolommen.Bloklengte], i % Kolommen.Bloklengte);
            laatste = Math.Max(laatste, blok.Knelpunt[rij]);
            if (blok.Project[rij] == project && blok.Tot[rij] > LaatsteVolgnummer)
            {
                eigen.Add(blok.Knelpunt[rij]);
            }
        }

        return (eigen, laatste);
    }

    /// <summary>The row that a gebeurtenis about one knelpunt wrote: rows are in the order of the log. -1 when it wrote none.</summary>
    public int RijVan(int volgnummer)
    {
        var (laag, hoog) = (0, Rijen);
        while (laag < hoog)
        {
            var midden = (laag + hoog) / 2;
            (laag, hoog) = Blokken[midden / Kolommen.Bloklengte].Van[midden % Kolommen.Bloklengte] < volgnummer ? (midden + 1, hoog) : (laag, midden);
        }

        return laag < Rijen && Blokken[laag / Kolommen.Bloklengte].Van[laag % Kolommen.Bloklengte] == volgnummer ? laag : -1;
    }

    /// <summary>The row that a gebeurtenis about one knelpunt closed: what held just before. -1 when there is none.</summary>
    public int RijTot(int volgnummer)
    {
        for (var b = Blokken.Length - 1; b >= 0; b--)
        {
            var rij = Blokken[b].Tot.AsSpan(0, Math.Min(Kolommen.Bloklengte, Rijen - (b * Kolommen.Bloklengte))).IndexOf(volgnummer);
            if (rij >= 0)
            {
                return (b * Kolommen.Bloklengte) + rij;
            }
        }

        return -1;
    }
}

/// <summary>A block of rows, a column an array. A vocabulary takes room for the codes that rows of the block use, sixteen at a time.</summary>
internal sealed class Blok
{
    /// <summary>Words of 64 codes in a mask.</summary>
    internal const int Woorden = 4;

    /// <summary>Codes in a column: what is used stands together, so that most of a word would be empty.</summary>
    internal const int Stukbreedte = 16;

    /// <summary>Columns that make a word.</summary>
    internal const int PerWoord = 64 / Stukbreedte;

    public readonly int[] Van = Kolommen.Kolom<int>();
    public readonly int[] Tot = Kolommen.Kolom<int>();
    public readonly int[] Knelpunt = Kolommen.Kolom<int>();
    public readonly int[] Versie = Kolommen.Kolom<int>();
    public readonly int[] Dag = Kolommen.Kolom<int>();
    public readonly int[] Project = Kolommen.Kolom<int>();
    public readonly int[] Organisatie = Kolommen.Kolom<int>();
    public readonly int[] Steun = Kolommen.Kolom<int>();
    public readonly long[] GemeldOp = Kolommen.Kolom<long>();
    public readonly long[] GewijzigdOp = Kolommen.Kolom<long>();
    private readonly ushort[]?[] maskers = new ushort[]?[(Dimensie.Alle.Count + 1) * Woorden * PerWoord];

    private int[][] Getallen => [Van, Tot, Knelpunt, Versie, Dag, Project, Organisatie, Steun];

    /// <summary>The first day in the block, 0 when a row has none; a row that a reader does not see yet may be in it.</summary>
    public int EersteDag { get; private set; } = int.MaxValue;

    /// <summary>The last day in the block.</summary>
    public int LaatsteDag { get; private set; }

    internal void ZetDag(int i, int dag) => (Dag[i], EersteDag, LaatsteDag) = (dag, Math.Min(EersteDag, dag), Math.Max(LaatsteDag, dag));

    /// <summary>A piece of a dimension's mask, per row; null when it is zero throughout the block.</summary>
    public ushort[]? Stuk(int dimensie, int stuk) => Volatile.Read(ref maskers[(dimensie * Woorden * PerWoord) + stuk]);

    /// <summary>A word of a dimension's mask in a row.</summary>
    public ulong Masker(int dimensie, int woord, int i)
    {
        var waarde = 0UL;
        for (var stuk = PerWoord - 1; stuk >= 0; stuk--)
        {
            waarde = (waarde << Stukbreedte) | (Stuk(dimensie, (woord * PerWoord) + stuk) is { } kolom ? kolom[i] : 0UL);
        }

        return waarde;
    }

    /// <summary>Whether any row of the block has any of the codes of a word.</summary>
    public bool Gebruikt(int dimensie, int woord)
    {
        var enig = false;
        for (var stuk = 0; stuk < PerWoord; stuk++)
        {
            enig |= Stuk(dimensie, (woord * PerWoord) + stuk) is not null;
        }

        return enig;
    }

    /// <summary>The number of the column with the project's zorgkantoorregio's.</summary>
    internal static int ProjectRegios => Dimensie.Alle.Count;

    internal void Sluit(int i, int volgnummer) => Volatile.Write(ref Tot[i], volgnummer);

    internal void ZetMasker(int dimensie, int woord, int i, ulong waarde)
    {
        foreach (ref var kolom in maskers.AsSpan(((dimensie * Woorden) + woord) * PerWoord, PerWoord))
        {
            var stuk = (ushort)waarde;
            waarde >>= Stukbreedte;
            if (kolom is not null)
            {
                kolom[i] = stuk;
            }
            else if (stuk != 0)
            {
                var nieuw = Kolommen.Kolom<ushort>();
                nieuw[i] = stuk;
                Volatile.Write(ref kolom, nieuw);
            }
        }
    }

    /// <summary>For <see cref="Momentopname"/>: the first rows.</summary>
    internal void Schrijf(BinaryWriter naar, int rijen)
    {
        foreach (var kolom in Getallen)
        {
            Momentopname.Schrijf<int>(naar, kolom.AsSpan(0, rijen));
        }

        Momentopname.Schrijf<long>(naar, GemeldOp.AsSpan(0, rijen));
        Momentopname.Schrijf<long>(naar, GewijzigdOp.AsSpan(0, rijen));
        for (var i = 0; i < maskers.Length; i++)
        {
            var kolom = Volatile.Read(ref maskers[i]);
            naar.Write(kolom is not null);
            Momentopname.Schrijf<ushort>(naar, kolom.AsSpan(0, kolom is null ? 0 : rijen));
        }
    }

    /// <summary>The same back, as it was after a gebeurtenis: what was closed later is open.</summary>
    internal static Blok Lees(BinaryReader van, int rijen, int laatste)
    {
        var blok = new Blok();
        foreach (var kolom in blok.Getallen)
        {
            Momentopname.Lees<int>(van, kolom.AsSpan(0, rijen));
        }

        Momentopname.Lees<long>(van, blok.GemeldOp.AsSpan(0, rijen));
        Momentopname.Lees<long>(van, blok.GewijzigdOp.AsSpan(0, rijen));
        for (var i = 0; i < blok.maskers.Length; i++)
        {
            if (van.ReadBoolean())
            {
                Momentopname.Lees<ushort>(van, (blok.maskers[i] = Kolommen.Kolom<ushort>()).AsSpan(0, rijen));
            }
        }

        for (var i = 0; i < rijen; i++)
        {
            blok.Tot[i] = blok.Tot[i] > laatste ? int.MaxValue : blok.Tot[i];
            blok.ZetDag(i, blok.Dag[i]);
        }

        return blok;
    }
}

/// <summary>One row on its way from one version to the next.</summary>
internal sealed class Rij
{
    private readonly ulong[][] maskers = [.. Dimensie.Alle.Select(_ => new ulong[Blok.Woorden])];

    public int Van { get; set; }
    public int Knelpunt { get; set; }
    public int Versie { get; set; }
    public int Dag { get; set; }
    public int Project { get; set; }
    public int Organisatie { get; set; }
    public int Steun { get; set; }
    public long GemeldOp { get; set; }
    public long GewijzigdOp { get; set; }
    public ulong[] Regios { get; set; } = [];

    public void Leeg()
    {
        (Van, Knelpunt, Versie, Dag, Project, Organisatie, Steun, GemeldOp, GewijzigdOp) = (0, 0, 0, 0, 0, 0, 0, 0, 0);
        Regios = new ulong[Blok.Woorden];
        foreach (var masker in maskers)
        {
            Array.Clear(masker);
        }
    }

    public void Lees(Blok blok, int i)
    {
        (Knelpunt, Versie, Dag, Project, Organisatie, Steun) = (blok.Knelpunt[i], blok.Versie[i], blok.Dag[i], blok.Project[i], blok.Organisatie[i], blok.Steun[i]);
        (GemeldOp, GewijzigdOp) = (blok.GemeldOp[i], blok.GewijzigdOp[i]);
        Regios = [.. Enumerable.Range(0, Blok.Woorden).Select(woord => blok.Masker(Blok.ProjectRegios, woord, i))];
        for (var dimensie = 0; dimensie < maskers.Length; dimensie++)
        {
            for (var woord = 0; woord < Blok.Woorden; woord++)
            {
                maskers[dimensie][woord] = blok.Masker(dimensie, woord, i);
            }
        }
    }

    public void Schrijf(Blok blok, int i)
    {
        (blok.Van[i], blok.Tot[i], blok.Knelpunt[i], blok.Versie[i]) = (Van, int.MaxValue, Knelpunt, Versie);
        (blok.Project[i], blok.Organisatie[i], blok.Steun[i]) = (Project, Organisatie, Steun);
        blok.ZetDag(i, Dag);
        (blok.GemeldOp[i], blok.GewijzigdOp[i]) = (GemeldOp, GewijzigdOp);
        for (var woord = 0; woord < Blok.Woorden; woord++)
        {
            blok.ZetMasker(Blok.ProjectRegios, woord, i, Regios[woord]);
            for (var dimensie = 0; dimensie < maskers.Length; dimensie++)
            {
                blok.ZetMasker(dimensie, woord, i, maskers[dimensie][woord]);
            }
        }
    }

    public void ZetCodes(Dimensie dimensie, JsonElement codes, Begrippenlijst lijst) => maskers[dimensie.Nummer] = Masker(codes, lijst);

    /// <summary>The mask of a code, a list of codes, or nothing.</summary>
    public static ulong[] Masker(JsonElement codes, Begrippenlijst lijst, Func<string, bool>? telt = null)
    {
        var masker = new ulong[Blok.Woorden];
        if (codes.ValueKind == JsonValueKind.Array)
        {
            foreach (var code in codes.EnumerateArray())
            {
                Voeg(code.GetString()!);
            }
        }
        else if (codes.ValueKind == JsonValueKind.String)
        {
            Voeg(codes.GetString()!);
        }

        return masker;

        void Voeg(string code)
        {
            if (telt?.Invoke(code) != false && lijst.Zoek(code) is { } begrip)
            {
                masker[begrip.Nummer / 64] |= 1UL << (begrip.Nummer % 64);
            }
        }
    }
}
