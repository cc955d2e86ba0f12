using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Selecties;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>
/// How many of a selection carry each code, per dimension. What a selection asks of a dimension itself is left out there: values of a key are OR, so
/// that is what adding a value gives.
/// </summary>
internal sealed class Facetten
{
    private readonly Dictionary<Dimensie, int[]> aantallen = [];

    private Facetten()
    {
    }

    /// <summary>How many carry a code, or one that falls under it.</summary>
    public int this[Dimensie dimensie, Begrip begrip] => aantallen[dimensie][begrip.Nummer];

    /// <summary>How many there are when nothing is asked of a dimension.</summary>
    public int Totaal(Dimensie dimensie) => aantallen[dimensie][^1];

    /// <summary>Counts in one pass for all dimensions of which nothing is asked, and one for each of the others. Without a status only what is public passes, so that is one of them.</summary>
    public static Facetten Tel(Zeef zeef, Selectie selectie, Register register)
    {
        var facetten = new Facetten();
        var gevraagd = Dimensie.Alle.Where(dimensie => dimensie == Dimensie.Status || selectie.Codes.ContainsKey(dimensie)).ToList();
        facetten.Tel(zeef, [.. Dimensie.Alle.Except(gevraagd)], register);
        foreach (var dimensie in gevraagd)
        {
            facetten.Tel(zeef.Zonder(dimensie), [dimensie], register);
        }

        return facetten;
    }

    private void Tel(Zeef zeef, IReadOnlyList<Dimensie> dimensies, Register register)
    {
        var assen = dimensies.Select(dimensie => (As: new CodeAs(dimensie, register.Begrippen[dimensie.Lijst]), Aantallen: aantallen[dimensie] = new int[register.Begrippen[dimensie.Lijst].Capaciteit + 1])).ToList();
        zeef.Doorloop((blok, rijen) =>
        {
            foreach (var (codes, aantal) in assen)
            {
                codes.Lees(blok, rijen);
                foreach (var plaats in codes.Plaatsen)
                {
                    aantal[plaats] += Bitrij.Tel(codes[plaats], codes[plaats]);
                }
            }
        });
    }
}
