using System.Text.Json;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
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
        var systemen = gevraagd.Exists(i => OverSysteem(gebeurtenissen[i]) is not null)
            ? (await Systeemkeuze.Kies(selectie.AlsSystemen(), lezer, register, db, ct)).Systemen.Select(systeem => systeem.Nummer).ToHashSet() : [];
        return [.. gevraagd.Where(i => rijen[i] >= 0 ? past.Contains(rijen[i])
            : OverSysteem(gebeurtenissen[i]) is { } systeem ? systemen.Contains(systeem) : PastZonderMeer(gebeurtenissen[i], selectie))];
    }

    /// <summary>The number of the systeemknelpunt that a gebeurtenis is about: what it bundles and who it is addressed to now decide whether it fits.</summary>
    private static int? OverSysteem(Gebeurtenis gebeurtenis)
    {
        if (gebeurtenis.Soort.Split('.')[0] is not ("systeemknelpunt" or "stelseltoets" or "reactie" or "toezegging"))
        {
            return null;
        }

        using var gegevens = JsonDocument.Parse(gebeurtenis.Gegevens);
        return gegevens.RootElement.TryGetProperty("nummer", out var nummer) ? nummer.GetInt32() : null;
    }

    /// <summary>
    /// Whether a gebeurtenis about neither fits a selection. An edition or a summary is for all who asked for it; a promise from a dialoog that
    /// names no systeemknelpunt for who asked for nothing but whose it is.
    /// </summary>
    private static bool PastZonderMeer(Gebeurtenis gebeurtenis, Selectie selectie)
    {
        if (!gebeurtenis.Soort.StartsWith("toezegging.", StringComparison.Ordinal))
        {
            return gebeurtenis.Soort.StartsWith("editie.", StringComparison.Ordinal) || gebeurtenis.Soort.StartsWith("samenvatting.", StringComparison.Ordinal);
        }

        using var gegevens = JsonDocument.Parse(gebeurtenis.Gegevens);
        return selectie.AlsSystemen().Zonder(Dimensie.Adressaat).KiestAlles
            && selectie.Codes.GetValueOrDefault(Dimensie.Adressaat)?.Contains(gegevens.RootElement.GetProperty("toezegging").GetProperty("door").GetString()!) != false;
    }
}
