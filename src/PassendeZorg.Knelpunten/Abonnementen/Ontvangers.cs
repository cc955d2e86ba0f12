using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>
/// Who gets which of a batch of gebeurtenissen: the kinds asked for × the selection × what may be seen. A gebeurtenis about a
/// knelpunt is judged by the version that it made, one that takes it out of sight by the version just before; both are rows of the
/// index, so the batch goes through the same <see cref="Zeef"/> as lists and reports, a few rows at a time.
/// </summary>
internal sealed class Ontvangers
{
    private readonly IReadOnlyList<Gebeurtenis> gebeurtenissen;
    private readonly Register register;
    private readonly Db db;
    private readonly Stand stand;
    private readonly int[] rijen; // per gebeurtenis the row of the index; -1: not about a knelpunt
    private readonly HashSet<int> openbaar;

    private Ontvangers(IReadOnlyList<Gebeurtenis> gebeurtenissen, Register register, Db db, Stand stand, int[] rijen, HashSet<int> openbaar) =>
        (this.gebeurtenissen, this.register, this.db, this.stand, this.rijen, this.openbaar) = (gebeurtenissen, register, db, stand, rijen, openbaar);

    /// <summary>Looks up a batch.</summary>
    public static async Task<Ontvangers> Maak(IReadOnlyList<Gebeurtenis> gebeurtenissen, Register register, Db db, CancellationToken ct)
    {
        var iedereen = await Zeef.Maak(Selectie.Lees(null, "", register, default, new Fouten()), Gebruiker.Anoniem, register, db, ct);
        var versies = gebeurtenissen.Select(gebeurtenis => !gebeurtenis.Soort.StartsWith("knelpunt.", StringComparison.Ordinal) ? -1
            : gebeurtenis.Soort == "knelpunt.ingetrokken" ? iedereen.Stand.RijTot((int)gebeurtenis.Volgnummer)
            : iedereen.Stand.RijVan((int)gebeurtenis.Volgnummer)).ToArray();
        return new Ontvangers(gebeurtenissen, register, db, iedereen.Stand, versies, iedereen.Doorloop(versies.Where(rij => rij >= 0)));
    }

    /// <summary>Whether a reader may know of a gebeurtenis of the batch.</summary>
    public bool Mag(int i, Gebruiker lezer)
    {
        if (rijen[i] < 0)
        {
            return !gebeurtenissen[i].Soort.StartsWith("knelpunt.", StringComparison.Ordinal); // of what has left the log's index nobody hears
        }

        // A question to the reporter is between the analist and the reporter, whatever the knelpunt is.
        return lezer.ZietAlles || (openbaar.Contains(rijen[i]) && gebeurtenissen[i].Soort != "knelpunt.vraag-gesteld")
            || register.Projecten.OpNummer[stand.Blokken[rijen[i] / Kolommen.Bloklengte].Project[rijen[i] % Kolommen.Bloklengte]].IsVan(lezer.Organisatie);
    }

    /// <summary>The gebeurtenissen of the batch for a subscription, as places in the batch, in order.</summary>
    public async Task<IReadOnlyList<int>> Voor(IReadOnlySet<string> soorten, Selectie? selectie, Gebruiker lezer, CancellationToken ct)
    {
        var gevraagd = Enumerable.Range(0, rijen.Length).Where(i => soorten.Contains(gebeurtenissen[i].Soort) && Mag(i, lezer)).ToList();
        if (selectie is null || gevraagd.Count == 0)
        {
            return gevraagd;
        }

        var zeef = await Zeef.Maak(selectie, lezer, register, db, ct, elkeStatus: true);
        var past = zeef.Doorloop(gevraagd.Select(i => rijen[i]).Where(rij => rij >= 0));
        return [.. gevraagd.Where(i => rijen[i] >= 0 ? past.Contains(rijen[i]) : PastZonderKnelpunt(gebeurtenissen[i]))];
    }

    /// <summary>
    /// Whether a gebeurtenis about something else than a knelpunt fits a selection. An edition or a summary is for all who asked
    /// for it. What a systeemknelpunt bundles decides whether it fits: until that is known, it fits none but the empty selection.
    /// </summary>
    private static bool PastZonderKnelpunt(Gebeurtenis gebeurtenis) =>
        gebeurtenis.Soort.StartsWith("editie.", StringComparison.Ordinal) || gebeurtenis.Soort.StartsWith("samenvatting.", StringComparison.Ordinal);
}
