using System.Data.Common;
using Dapper;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten;

/// <summary>
/// The registry in memory: vocabularies, keys, projects and the index. Read from the database at start and kept up to date by
/// following the log; the database stays the truth.
/// </summary>
/// <remarks>Disposed after the writer has finished, and before the database is closed and the data folder let go of.</remarks>
public sealed partial class Register(Db db, Instellingen instellingen, ILogger<Register> log) : IDisposable
{
    /// <summary>So many rows of the log a start follows in a moment; when it is more, the index is kept beside the database.</summary>
    private const int Veel = 20_000;

    private static readonly string[] NogNietBevestigd = ["knelpunt.aangemaakt", "knelpunt.gemeld", "knelpunt.gesteund"];
    private volatile Begrippenlijsten begrippen = null!;
    private volatile Sleutels sleutels = null!;
    private volatile ProjectenStand projecten = null!;
    private volatile int abonnementenVersie;
    private volatile int leerstand;
    private volatile int wissingen;
    private readonly Lock bewaart = new();
    private volatile int bewaard;
    private Task bewaren = Task.CompletedTask;

    /// <summary>The vocabularies.</summary>
    public Begrippenlijsten Begrippen => begrippen;

    internal Sleutels Sleutels => sleutels;

    internal ProjectenStand Projecten => projecten;

    internal Kolommen Kolommen { get; } = new();

    internal Duiding Duiding { get; } = new();

    internal Instellingen Instellingen => instellingen;

    /// <summary>
    /// The last gebeurtenis that can change an answer about systeemknelpunten: <see cref="Duiding"/> follows the log first, so what the index
    /// has followed is there too.
    /// </summary>
    internal int Volgnummer
    {
        get
        {
            var kolommen = Kolommen.Nu;
            return Math.Max(kolommen.Volgnummer, Math.Min(Duiding.Volgnummer, kolommen.LaatsteVolgnummer));
        }
    }

    /// <summary>Told after every commit that wrote to the log, on the writer's thread: be short.</summary>
    internal Action? Gevolgd { get; set; }

    /// <summary>Rises when a subscription changes, before the gebeurtenis that says so is in <see cref="Kolommen"/>.</summary>
    internal int AbonnementenVersie => abonnementenVersie;

    /// <summary>Rises when something changed that tag suggestions learn from: a vocabulary, or a knelpunt that is or was confirmed.</summary>
    internal int Leerstand => leerstand;

    /// <summary>Rises when texts were erased: what is remembered of them is forgotten.</summary>
    internal int Wissingen => wissingen;

    /// <summary>Reads everything; returns the number of rows of the log that were followed.</summary>
    internal async Task<int> Laad(CancellationToken ct)
    {
        begrippen = await Begrippenlijsten.Lees(db, ct);
        sleutels = await Sleutels.Lees(db, ct);
        var rijen = await db.Query<Project.Rij>(Project.Select, null, ct);
        projecten = new ProjectenStand(rijen.ToDictionary(rij => rij.Nummer, rij => rij.Stand()));

        await using var connection = await db.Open(ct);
        var (opname, reden) = db.IsShared ? (null, null) : Momentopname.Lees(instellingen.Datamap, volgnummer => Hash(connection, volgnummer));
        var tot = bewaard = opname?.Stand.LaatsteVolgnummer ?? 0;
        if (opname is not null)
        {
            Kolommen.Hervat(opname);
            foreach (var rij in Log($"WHERE volgnummer <= {tot} AND {Duiding.Rijen}"))
            {
                Duiding.Volg(rij);
            }
        }

        Kolommen.Volg(Log($"WHERE volgnummer > {tot}").Select(gebeurtenis =>
        {
            Duiding.Volg(gebeurtenis);
            return gebeurtenis;
        }), begrippen);
        var laatste = Kolommen.Nu.LaatsteVolgnummer;
        if (reden is not null && laatste > 0)
        {
            LogHeelLogboek(reden, laatste);
        }

        if (!db.IsShared && Veelgegroeid && Neem(connection) is { } nieuw)
        {
            bewaren = Task.Run(() => Bewaar(nieuw), CancellationToken.None); // nobody waits for it
        }

        return laatste;

        IEnumerable<Gebeurtenis> Log(string welke) =>
            connection.Query<Gebeurtenis.Rij>($"{Gebeurtenis.Select} {welke} ORDER BY volgnummer", buffered: false).Select(rij => rij.Gebeurtenis());
    }

    /// <summary>Keeps the index beside the database when the log has grown much. The writer only has to say what there is; it goes on while that is written.</summary>
    internal async Task Bewaar(Schrijver schrijver)
    {
        if (Veelgegroeid && await schrijver.Schrijf(werk => Neem(werk.Een<string>(HashVan, new { volgnummer = Kolommen.Nu.LaatsteVolgnummer }))) is { } opname)
        {
            Bewaar(opname);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        bewaren.Wait();
        if (db.IsShared || (bewaard != 0 && !Veelgegroeid))
        {
            return; // the next start has little to follow
        }

        try
        {
            using var connection = db.Open(CancellationToken.None).GetAwaiter().GetResult();
            if (Neem(connection) is { } opname)
            {
                Bewaar(opname);
            }
        }
        catch (DbException fout)
        {
            LogNietBewaard(fout);
        }
    }

    /// <summary>Follows what the writer has just committed. Runs on the writer's thread.</summary>
    internal void Volg(IReadOnlyList<Gebeurtenis> gebeurtenissen)
    {
        if (gebeurtenissen.Count == 0)
        {
            return;
        }

        if (gebeurtenissen.Any(rij => rij.Soort.StartsWith("begrip", StringComparison.Ordinal)))
        {
            begrippen = Begrippenlijsten.Lees(db, CancellationToken.None).GetAwaiter().GetResult();
        }

        if (gebeurtenissen.Any(rij => rij.Soort.StartsWith("sleutel.", StringComparison.Ordinal)))
        {
            sleutels = Sleutels.Lees(db, CancellationToken.None).GetAwaiter().GetResult();
        }

        foreach (var id in gebeurtenissen.Where(rij => rij.Soort.StartsWith("project.", StringComparison.Ordinal)).Select(rij => rij.Onderwerp).Distinct(StringComparer.Ordinal))
        {
            var rij = db.First<Project.Rij>($"{Project.Select} WHERE id = @id", new { id }, CancellationToken.None).GetAwaiter().GetResult();
            projecten = projecten.Met(rij!.Stand());
        }

        foreach (var gebeurtenis in gebeurtenissen)
        {
            Duiding.Volg(gebeurtenis);
        }

        if (gebeurtenissen.Any(rij => rij.Soort.StartsWith("abonnement.", StringComparison.Ordinal)))
        {
            abonnementenVersie++;
        }

        Kolommen.Volg(gebeurtenissen, begrippen);
        if (gebeurtenissen.Any(rij => rij.Soort == WisKnelpunt.Soort))
        {
            wissingen++;
        }

        if (gebeurtenissen.Any(rij => rij.Soort.StartsWith("begrip", StringComparison.Ordinal)
            || (rij.Soort.StartsWith("knelpunt.", StringComparison.Ordinal) && !NogNietBevestigd.Contains(rij.Soort))))
        {
            leerstand++;
        }

        Gevolgd?.Invoke();
    }

    private const string HashVan = "SELECT hash FROM gebeurtenis WHERE volgnummer = @volgnummer";

    private bool Veelgegroeid => Kolommen.Nu.LaatsteVolgnummer - bewaard > Veel;

    private static string? Hash(DbConnection connection, int volgnummer) => connection.QueryFirstOrDefault<string>(HashVan, new { volgnummer });

    private Momentopname? Neem(DbConnection connection) => Neem(Hash(connection, Kolommen.Nu.LaatsteVolgnummer));

    /// <summary>On the writer's thread, or when there is no writer.</summary>
    private Momentopname? Neem(string? hash) => hash is null ? null : Kolommen.Neem(hash);

    /// <summary>Without it everything goes on as it does; only the next start takes longer.</summary>
    private void Bewaar(Momentopname opname)
    {
        lock (bewaart)
        {
            try
            {
                opname.Schrijf(instellingen.Datamap);
                bewaard = opname.Stand.LaatsteVolgnummer;
            }
            catch (Exception fout) when (fout is IOException or UnauthorizedAccessException)
            {
                LogNietBewaard(fout);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "De index is uit het hele logboek gelezen: {Reden}. {Aantal} gebeurtenissen.")]
    private partial void LogHeelLogboek(string reden, int aantal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "De index is niet naast de database bewaard; de volgende start leest het hele logboek.")]
    private partial void LogNietBewaard(Exception fout);
}
