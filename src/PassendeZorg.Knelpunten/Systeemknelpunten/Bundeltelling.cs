using System.Numerics;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Hoeveel openbare knelpunten er in een systeemknelpunt zitten, en van hoeveel verschillende melders.</summary>
/// <param name="Knelpunten">Hoeveel knelpunten.</param>
/// <param name="Projecten">Hoeveel verschillende projecten die meldden.</param>
/// <param name="Organisaties">Hoeveel verschillende trekkers die hebben.</param>
/// <param name="Regios">Uit hoeveel verschillende zorgkantoorregio's.</param>
/// <param name="Wetten">Welke wetten de knelpunten raken.</param>
/// <param name="Ernst">De hoogste ernst, 1 tot en met 5; null als geen knelpunt er een noemt.</param>
public sealed record Bundeltelling(int Knelpunten, int Projecten, int Organisaties, int Regios, IReadOnlyList<string> Wetten, int? Ernst)
{
    internal static readonly Bundeltelling Leeg = new(0, 0, 0, 0, [], null);
}

/// <summary>What adds up over a group of knelpunten.</summary>
internal sealed class Optelling(Zeef zeef)
{
    private readonly HashSet<int> projecten = [];
    private readonly HashSet<int> organisaties = [];
    private readonly ulong[] regios = new ulong[Blok.Woorden];
    private readonly ulong[] wetten = new ulong[Blok.Woorden];
    private int aantal;
    private int? ernst;

    public void Tel(Blok blok, int rij)
    {
        aantal++;
        projecten.Add(blok.Project[rij]);
        organisaties.Add(zeef.Organisatie(blok, rij));
        ernst = Ernst(blok, rij) is { } hier && !(ernst > hier) ? hier : ernst;
        for (var woord = 0; woord < Blok.Woorden; woord++)
        {
            regios[woord] |= blok.Masker(Blok.ProjectRegios, woord, rij);
            wetten[woord] |= blok.Masker(Dimensie.Van("wet")!.Nummer, woord, rij);
        }
    }

    /// <summary>Numbers of the projects.</summary>
    public IReadOnlySet<int> Projecten => projecten;

    public Bundeltelling Uitkomst(Begrippenlijst lijst) => new(aantal, projecten.Count, organisaties.Count, regios.Sum(BitOperations.PopCount),
        [.. lijst.Begrippen.Where(wet => (wetten[wet.Nummer / 64] >> (wet.Nummer % 64) & 1) != 0).Select(wet => wet.Code)], ernst);

    /// <summary>1 to 5; null when the reporter named none.</summary>
    public static int? Ernst(Blok blok, int rij) => blok.Masker(Dimensie.Ernst.Nummer, 0, rij) is not 0 and var bits ? BitOperations.Log2(bits) + 1 : null;
}

/// <summary>Counts what systeemknelpunten bundle, all in one pass over the index: what is public, at one moment.</summary>
internal sealed class Bundelteller
{
    private readonly Zeef zeef;
    private readonly Begrippenlijst wetten;
    private readonly Dictionary<int, Optelling> tellingen = [];
    private readonly Dictionary<int, List<int>> leden = [];
    private readonly Register register;

    /// <param name="zeef">All that is public.</param>
    /// <param name="systemen">What to count.</param>
    /// <param name="register">For the vocabularies.</param>
    public Bundelteller(Zeef zeef, IEnumerable<Systeem> systemen, Register register)
    {
        (this.zeef, this.register, wetten) = (zeef, register, register.Begrippen["wetten"]);
        var (bundels, gebundeld) = (new Dictionary<int, List<int>>(), Array.Empty<bool>());
        foreach (var systeem in systemen)
        {
            (tellingen[systeem.Nummer], leden[systeem.Nummer]) = (new Optelling(zeef), []);
            foreach (var knelpunt in systeem.Knelpunten)
            {
                if (!bundels.TryGetValue(knelpunt, out var houders))
                {
                    bundels.Add(knelpunt, houders = []);
                }

                houders.Add(systeem.Nummer);
            }
        }

        if (bundels.Count == 0)
        {
            return;
        }

        // A look in an array for each of a million rows, and in the dictionary only for the few that are bundled.
        gebundeld = new bool[bundels.Keys.Max() + 1];
        foreach (var knelpunt in bundels.Keys)
        {
            gebundeld[knelpunt] = true;
        }

        zeef.Doorloop((blok, rijen) =>
        {
            foreach (var rij in rijen)
            {
                var knelpunt = blok.Knelpunt[rij];
                if (knelpunt < gebundeld.Length && gebundeld[knelpunt])
                {
                    foreach (var systeem in bundels[knelpunt])
                    {
                        tellingen[systeem].Tel(blok, rij);
                        leden[systeem].Add(knelpunt);
                    }
                }
            }
        });
    }

    /// <summary>The last gebeurtenis that is in it.</summary>
    public int Volgnummer => zeef.Volgnummer;

    /// <summary>The figures of one.</summary>
    public Bundeltelling Telling(Systeem systeem) => tellingen[systeem.Nummer].Uitkomst(wetten);

    /// <summary>What is public of one, in order of reporting.</summary>
    public IReadOnlyList<Guid> Openbaar(Systeem systeem) => [.. leden[systeem.Nummer].Order().Select(zeef.Stand.Id)];

    /// <summary>How many projects reported or support what is public of one: who can say whether a solution is felt.</summary>
    public int Melders(Systeem systeem) => leden[systeem.Nummer].SelectMany(register.Kolommen.Steun).Union(tellingen[systeem.Nummer].Projecten).Count();
}
