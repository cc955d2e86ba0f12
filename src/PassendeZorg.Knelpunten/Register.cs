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
public sealed class Register(Db db, Instellingen instellingen)
{
    private static readonly string[] NogNietBevestigd = ["knelpunt.aangemaakt", "knelpunt.gemeld", "knelpunt.gesteund"];
    private volatile Begrippenlijsten begrippen = null!;
    private volatile Sleutels sleutels = null!;
    private volatile ProjectenStand projecten = null!;
    private volatile int abonnementenVersie;
    private volatile int leerstand;
    private volatile int wissingen;

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
        var log = connection.Query<Gebeurtenis.Rij>($"{Gebeurtenis.Select} ORDER BY volgnummer", buffered: false).Select(rij =>
        {
            var gebeurtenis = rij.Gebeurtenis();
            Duiding.Volg(gebeurtenis);
            return gebeurtenis;
        });
        Kolommen.Volg(log, begrippen);
        return Kolommen.Nu.LaatsteVolgnummer;
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
}
