using System.Data.Common;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading.RateLimiting;
using Dapper;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>
/// Finds knelpunten that look like one another. The search index gives candidates: those that share the rarest words. Only these are read
/// and compared in full, so the time it takes does not follow the size of the registry.
/// </summary>
public sealed class Verwantenzoeker(Db db, Register register) : IDisposable
{
    /// <summary>Words that are looked up, at most: all that a text can have; what is rare, and what the text says most, first.</summary>
    private const int Woorden = 2_000;

    /// <summary>Numbers that are taken of one word, the newest.</summary>
    private const int PerWoord = 1_000;

    /// <summary>Of every number that is taken of what this reader may see, so many are looked at.</summary>
    private const int Bekeken = 4;

    /// <summary>How far a search goes: numbers that are taken in all, and the best of those that are read and compared.</summary>
    private static readonly (int Woorden, int Treffers, int Vergeleken) Ruim = (Woorden, 3_000, 100);

    /// <summary>The same for advice, which is about what is nearly the same and may cost little.</summary>
    private static readonly (int Woorden, int Treffers, int Vergeleken) Krap = (150, 1_000, 25);

    /// <summary>From this score on two knelpunten may well be the same.</summary>
    private const double Dubbel = 0.25;

    /// <summary>Five a second is more than people report, and so few that reports by the thousand come in as fast as without advice.</summary>
    private readonly TokenBucketRateLimiter advies = new(new() { TokenLimit = 50, TokensPerPeriod = 1, ReplenishmentPeriod = TimeSpan.FromMilliseconds(200), AutoReplenishment = true });
    private readonly SemaphoreSlim slot = new(1);
    private volatile Woordstatistiek? statistiek;
    private volatile int wissingen;

    /// <summary>How common words are now; counted again when the registry has grown by an eighth, or something was erased.</summary>
    internal Task<Woordstatistiek> Statistiek(CancellationToken ct) => Statistiek(8, ct);

    private async Task<Woordstatistiek> Statistiek(int deel, CancellationToken ct)
    {
        if (Bruikbaar(deel) is { } nu)
        {
            return nu;
        }

        await slot.WaitAsync(ct);
        try
        {
            if (Bruikbaar(deel) is { } intussen)
            {
                return intussen;
            }

            var gewist = register.Wissingen; // first: what is erased meanwhile makes it old at once
            statistiek = await Woordstatistiek.Maak(db, register.Kolommen.Nu.Rijen, ct);
            wissingen = gewist;
            return statistiek;
        }
        finally
        {
            slot.Release();
        }
    }

    /// <summary>The same for a text that is still being written: at most five, by its heaviest words, and quickly.</summary>
    internal async Task<IReadOnlyList<Verwant>> Zoek(KnelpuntInhoud inhoud, Gebruiker lezer, CancellationToken ct) =>
        await Zoek(inhoud, 0, lezer, await Statistiek(ct), Krap, limiet: 5, minst: 0, ct);

    /// <summary>The knelpunten that look most like a content, best first.</summary>
    /// <param name="zelf">The number of the knelpunt itself; 0 when it is new.</param>
    /// <param name="lezer">Who gets to see them: only public ones, and reported ones of the own organisation (all, for who sees all).</param>
    internal Task<IReadOnlyList<Verwant>> Zoek(KnelpuntInhoud inhoud, int zelf, Gebruiker lezer, Woordstatistiek gemeten, int limiet, CancellationToken ct) =>
        Zoek(inhoud, zelf, lezer, gemeten, Ruim, limiet, minst: 0, ct);

    private async Task<IReadOnlyList<Verwant>> Zoek(KnelpuntInhoud inhoud, int zelf, Gebruiker lezer, Woordstatistiek gemeten, (int Woorden, int Treffers, int Vergeleken) ver, int limiet, double minst, CancellationToken ct)
    {
        var profiel = gemeten.ProfielVan(inhoud);
        await using var connection = await db.Open(ct);

        var nummers = Kandidaten(connection, gemeten.ZwaarsteEerst(inhoud).Take(ver.Woorden), gemeten, ver.Treffers, nummer => nummer != zelf && Mag(nummer, lezer))
            .OrderByDescending(kandidaat => kandidaat.Value).ThenByDescending(kandidaat => kandidaat.Key).Take(ver.Vergeleken).Select(kandidaat => kandidaat.Key).ToList();
        var verwanten = new List<(double Score, Verwant Verwant)>();
        foreach (var rij in connection.Query<Knelpunt.Rij>($"{Knelpunt.Select} WHERE nummer {db.Dialect.In("@nummers")}", TypeHandlers.Lists(new { nummers }, db.Dialect)).Where(rij => Mag(rij.Status, register.Projecten.Zoek(rij.ProjectId)!, lezer)))
        {
            var daar = rij.Lees();
            var (score, woorden) = profiel.Vergelijk(gemeten.ProfielVan(daar));
            if (woorden.Count > 0 && score >= minst)
            {
                var systeemknelpunten = register.Duiding.Van(rij.Nummer);
                verwanten.Add((score, new Verwant(new KnelpuntVerwijzing(rij.Id, rij.Kenmerk, daar.Titel), Math.Round(score, 3), woorden, systeemknelpunten) { ProjectId = rij.ProjectId, Voorbeeld = rij.Voorbeeld }));
            }
        }

        return [.. verwanten.OrderByDescending(verwant => verwant.Score).ThenBy(verwant => verwant.Verwant.Knelpunt.Id).Take(limiet).Select(verwant => verwant.Verwant)];
    }

    /// <summary>At most five that may be the same as what somebody is about to report. Advice: none when the service is too busy to look.</summary>
    /// <param name="zelf">The number of what was reported; 0 when it is not there yet.</param>
    internal async Task<IReadOnlyList<Verwant>> Dubbelen(KnelpuntInhoud inhoud, Gebruiker lezer, int zelf = 0)
    {
        using var beurt = advies.AttemptAcquire();
        if (!beurt.IsAcquired)
        {
            return [];
        }

        try
        {
            return await Zoek(inhoud, zelf, lezer, await Statistiek(1, CancellationToken.None), Krap, limiet: 5, minst: Dubbel, CancellationToken.None);
        }
        catch (DbException)
        {
            return []; // whoever reports does not come for this
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        slot.Dispose();
        advies.Dispose();
    }

    /// <summary>
    /// The numbers of those that share words, with how much those words say. The words and the numbers per word are bounded, and so is the work:
    /// of a word that stands everywhere only the newest are looked at.
    /// </summary>
    private Dictionary<int, double> Kandidaten(DbConnection connection, IEnumerable<string> woorden, Woordstatistiek gemeten, int treffers, Func<int, bool> mag)
    {
        var (punten, gevonden, bekeken) = (new Dictionary<int, double>(), 0, 0);
        using var zoek = connection.CreateCommand(); // once: to make it ready costs more than to run it
        zoek.CommandText = db.Dialect.SearchNewest;
        var (uitdrukking, meest) = (zoek.CreateParameter(), zoek.CreateParameter());
        (uitdrukking.ParameterName, meest.ParameterName) = ("@Uitdrukking", "@Meest");
        zoek.Parameters.Add(uitdrukking);
        zoek.Parameters.Add(meest);
        meest.Value = PerWoord;
        var nummers = new List<int>(PerWoord);
        foreach (var woord in woorden.TakeWhile(_ => gevonden < treffers && bekeken < treffers * Bekeken))
        {
            uitdrukking.Value = db.Dialect.Expression([woord], false);
            nummers.Clear();
            using (var rijen = zoek.ExecuteReader())
            {
                for (; rijen.Read(); bekeken++)
                {
                    if (rijen.GetInt32(0) is var nummer && mag(nummer))
                    {
                        nummers.Add(nummer);
                    }
                }
            }

            gevonden += nummers.Count;
            var punt = Math.Log(1 + (gemeten.Totaal / Math.Max(nummers.Count, gemeten.Verwacht(woord) + 1)));
            foreach (var nummer in nummers)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(punten, nummer, out _) += punt;
            }
        }

        return punten;
    }

    /// <summary>Whether it is one to show, by the index: so that what this reader may not see does not take the place of what it may.</summary>
    private bool Mag(int nummer, Gebruiker lezer)
    {
        if (register.Kolommen.Huidig(nummer) is not var (blok, rij))
        {
            return true; // the row will say it
        }

        var status = BitOperations.TrailingZeroCount(blok.Masker(Dimensie.Status.Nummer, 0, rij));
        var statussen = register.Begrippen["statussen"].Begrippen; // fixed, and in order of number
        return status < statussen.Count && Mag(statussen[status].Code, register.Projecten.OpNummer[blok.Project[rij]], lezer);
    }

    private static bool Mag(string status, ProjectStand project, Gebruiker lezer) =>
        Selectie.Openbaar.Contains(status) || (status == "gemeld" && (lezer.ZietAlles || project.IsVan(lezer.Organisatie)));

    private Woordstatistiek? Bruikbaar(int deel) =>
        statistiek is { } nu && wissingen == register.Wissingen && register.Kolommen.Nu.Rijen <= nu.Rijen + (nu.Rijen / deel) ? nu : null;
}
