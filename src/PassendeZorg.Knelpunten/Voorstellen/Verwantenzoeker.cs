using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>
/// Finds knelpunten that look like one another. The search index gives candidates: those that share the rarest words. Only these are read
/// and compared in full, so the time it takes does not follow the size of the registry.
/// </summary>
public sealed class Verwantenzoeker(Db db, Register register, TimeProvider clock) : IDisposable
{
    /// <summary>Words that are looked up, at most; what is rare, and what the text says most, first.</summary>
    private const int Woorden = 500;

    /// <summary>Numbers that are taken of one word, the newest.</summary>
    private const int PerWoord = 1_000;

    /// <summary>Numbers that are taken in all.</summary>
    private const int Treffers = 4_000;

    /// <summary>Candidates that are compared; read so many at a time until there are enough that this reader may see.</summary>
    private const int Kandidaten = 100;
    private const int Delen = 3;

    /// <summary>When it takes longer, what was found by then is the answer; half is for finding candidates.</summary>
    private static readonly TimeSpan Langst = TimeSpan.FromMilliseconds(80);

    /// <summary>What a search for a report is taken to need, and the score from which two knelpunten may well be the same.</summary>
    private static readonly TimeSpan Schatting = TimeSpan.FromMilliseconds(5);
    private const double Dubbel = 0.25;

    /// <summary>Advice on reports gets a twentieth of the time of one core, so that they come in as fast as without.</summary>
    private readonly Tijdbudget budget = new(clock, deel: 0.05, meest: TimeSpan.FromMilliseconds(500));
    private readonly SemaphoreSlim slot = new(1);
    private volatile Woordstatistiek? statistiek;

    /// <summary>How common words are now; counted again when the registry has grown by an eighth.</summary>
    internal async Task<Woordstatistiek> Statistiek(CancellationToken ct)
    {
        if (Bruikbaar() is { } nu)
        {
            return nu;
        }

        await slot.WaitAsync(ct);
        try
        {
            return Bruikbaar() ?? (statistiek = await Woordstatistiek.Maak(db, register.Kolommen.Nu.Rijen, ct));
        }
        finally
        {
            slot.Release();
        }
    }

    /// <summary>The knelpunten that look most like a content, best first.</summary>
    /// <param name="zelf">The number of the knelpunt itself; 0 when it is new.</param>
    /// <param name="lezer">Who gets to see them: only public ones, and reported ones of the own organisation (all, for who sees all).</param>
    /// <param name="minst">The lowest score that counts.</param>
    /// <returns>What was found, and false when there was no time to look at everything.</returns>
    internal async Task<(IReadOnlyList<Verwant> Verwanten, bool Volledig)> Zoek(KnelpuntInhoud inhoud, int zelf, Gebruiker lezer, Woordstatistiek gemeten, int limiet, double minst, CancellationToken ct)
    {
        var begin = clock.GetTimestamp();
        var profiel = gemeten.ProfielVan(inhoud);
        await using var connection = await db.Open(ct);

        var (punten, volledig) = Kandidaat(connection, profiel, gemeten, () => clock.GetElapsedTime(begin) > Langst / 2);
        punten.Remove(zelf);
        var verwanten = new List<(double Score, Verwant Verwant)>();
        var vergeleken = 0;
        foreach (var nummers in punten.OrderByDescending(kandidaat => kandidaat.Value).ThenByDescending(kandidaat => kandidaat.Key).Select(kandidaat => kandidaat.Key).Take(Kandidaten * Delen).Chunk(Kandidaten))
        {
            if (vergeleken >= Kandidaten || (vergeleken > 0 && clock.GetElapsedTime(begin) > Langst))
            {
                volledig &= vergeleken >= Kandidaten;
                break;
            }

            foreach (var rij in connection.Query<Knelpunt.Rij>($"{Knelpunt.Select} WHERE nummer {db.Dialect.In("@nummers")}", new { nummers }).Where(rij => Mag(rij, lezer)))
            {
                vergeleken++;
                var daar = rij.Lees();
                var (score, woorden) = profiel.Vergelijk(gemeten.ProfielVan(daar));
                if (woorden.Count > 0 && score >= minst)
                {
                    IReadOnlyList<string> systeemknelpunten = []; // those that bundle rij.Nummer, once there are any
                    verwanten.Add((score, new Verwant(new KnelpuntVerwijzing(rij.Id, rij.Kenmerk, daar.Titel), Math.Round(score, 3), woorden, systeemknelpunten) { ProjectId = rij.ProjectId }));
                }
            }
        }

        return ([.. verwanten.OrderByDescending(verwant => verwant.Score).ThenBy(verwant => verwant.Verwant.Knelpunt.Id).Take(limiet).Select(verwant => verwant.Verwant)], volledig);
    }

    /// <summary>At most five that may be the same as what somebody is about to report. Advice: none when the service is too busy to look.</summary>
    internal async Task<IReadOnlyList<Verwant>> Dubbelen(KnelpuntInhoud inhoud, Gebruiker lezer)
    {
        if (!budget.Neem(Schatting))
        {
            return [];
        }

        var begin = clock.GetTimestamp();
        try
        {
            var gemeten = await Statistiek(CancellationToken.None);
            return (await Zoek(inhoud, 0, lezer, gemeten, limiet: 5, minst: Dubbel, CancellationToken.None)).Verwanten;
        }
        catch (DbException)
        {
            return []; // whoever reports does not come for this
        }
        finally
        {
            var duur = clock.GetElapsedTime(begin);
            budget.Verreken(Schatting, duur < Langst ? duur : Langst); // longer: then it waited for others, or was the first
        }
    }

    /// <inheritdoc/>
    public void Dispose() => slot.Dispose();

    /// <summary>Who shares words, and how much those say; false when there was no time to look up every word.</summary>
    private (Dictionary<int, double> Punten, bool Volledig) Kandidaat(DbConnection connection, Profiel profiel, Woordstatistiek gemeten, Func<bool> teLaat)
    {
        var (punten, ruimte) = (new Dictionary<int, double>(), Treffers);
        using var zoek = connection.CreateCommand(); // once: to make it ready costs more than to run it
        zoek.CommandText = db.Dialect.SearchNewest;
        var (uitdrukking, meest) = (zoek.CreateParameter(), zoek.CreateParameter());
        (uitdrukking.ParameterName, meest.ParameterName) = ("@Uitdrukking", "@Meest");
        zoek.Parameters.Add(uitdrukking);
        zoek.Parameters.Add(meest);
        var nummers = new List<int>(PerWoord);
        foreach (var woord in gemeten.ZwaarsteEerst(profiel).Take(Woorden))
        {
            if (ruimte == 0)
            {
                break;
            }

            if (teLaat())
            {
                return (punten, false);
            }

            (uitdrukking.Value, meest.Value) = ($"\"{woord}\"", Math.Min(PerWoord, ruimte));
            using (var lezer = zoek.ExecuteReader())
            {
                nummers.Clear();
                while (lezer.Read())
                {
                    nummers.Add(lezer.GetInt32(0));
                }
            }

            ruimte -= nummers.Count;
            var punt = Math.Log(1 + (gemeten.Totaal / Math.Max(nummers.Count, gemeten.Verwacht(woord) + 1)));
            foreach (var nummer in nummers)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(punten, nummer, out _) += punt;
            }
        }

        return (punten, true);
    }

    private bool Mag(Knelpunt.Rij rij, Gebruiker lezer) =>
        rij.IsOpenbaar || (rij.Status == "gemeld" && (lezer.ZietAlles || register.Projecten.Zoek(rij.ProjectId)!.IsVan(lezer.Organisatie)));

    private Woordstatistiek? Bruikbaar() =>
        statistiek is { } nu && register.Kolommen.Nu.Rijen <= nu.Rijen + (nu.Rijen / 8) ? nu : null;
}
