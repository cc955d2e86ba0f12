using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>
/// Which systeemknelpunten a selection chooses, at one moment: status, adressaat, oplossingsruimte and beantwoord are their own; every
/// other key asks whether any public knelpunt in it matches.
/// </summary>
/// <param name="Systemen">In order of number.</param>
/// <param name="Beeld">All systeemknelpunten of that moment.</param>
/// <param name="Teller">What those chosen bundle: all that is public of it, whatever the selection.</param>
/// <param name="Vandaag">The day by which promises are late: that of the moment, or today.</param>
/// <param name="PeilOp">The moment as of which it holds.</param>
internal sealed record Systeemkeuze(IReadOnlyList<Systeem> Systemen, Beeld Beeld, Bundelteller Teller, DateOnly Vandaag, DateTimeOffset PeilOp)
{
    /// <param name="volgnummer">As of this gebeurtenis, when the selection itself says nothing (a next page, an edition).</param>
    /// <param name="bladzijde">A next page of what is asked now: late is what is late today, as on the first page.</param>
    public static async Task<Systeemkeuze> Maak(Selectie selectie, Gebruiker lezer, Register register, Db db, TimeProvider clock, CancellationToken ct, int? volgnummer = null,
        bool bladzijde = false)
    {
        var (zeef, beeld, eigen) = await Kies(selectie, lezer, register, db, ct, volgnummer);
        var alles = await Zeef.Maak(Selectie.Alles, lezer, register, db, ct, zeef.Volgnummer);
        var toen = selectie.TotVolgnummer is not null || (volgnummer is not null && !bladzijde);
        var vandaag = selectie.Peildatum ?? Kalender.Dag(toen ? zeef.PeilOp : clock.GetUtcNow());
        return new Systeemkeuze(eigen, beeld, new Bundelteller(alles, eigen, register), vandaag, zeef.PeilOp);
    }

    /// <summary>Those chosen, without counting what they bundle.</summary>
    public static async Task<(Zeef Zeef, Beeld Beeld, List<Systeem> Systemen)> Kies(Selectie selectie, Gebruiker lezer, Register register, Db db, CancellationToken ct, int? volgnummer = null)
    {
        var zeef = await Zeef.Maak(selectie, lezer, register, db, ct, volgnummer);
        var beeld = register.Duiding.Op(zeef.Volgnummer);
        var eigen = beeld.Systemen.Where(systeem => Past(selectie, systeem, register)).ToList();
        if (selectie.KiestKnelpunten)
        {
            var past = new HashSet<int>();
            var gebundeld = eigen.SelectMany(systeem => systeem.Knelpunten).ToHashSet();
            zeef.Doorloop((blok, rijen) =>
            {
                foreach (var rij in rijen)
                {
                    if (gebundeld.Contains(blok.Knelpunt[rij]))
                    {
                        past.Add(blok.Knelpunt[rij]);
                    }
                }
            });
            eigen = [.. eigen.Where(systeem => systeem.Knelpunten.Any(past.Contains))];
        }

        return (zeef, beeld, eigen);
    }

    /// <summary>One of them, now.</summary>
    public static Task<Systeemkeuze> Van(Guid id, Gebruiker lezer, Register register, Db db, TimeProvider clock, CancellationToken ct) => Van([id], lezer, register, db, clock, ct);

    /// <summary>Some of them, now.</summary>
    public static async Task<Systeemkeuze> Van(IReadOnlyCollection<Guid> ids, Gebruiker lezer, Register register, Db db, TimeProvider clock, CancellationToken ct)
    {
        var alles = await Zeef.Maak(Selectie.Alles, lezer, register, db, ct, register.Volgnummer);
        var beeld = register.Duiding.Op(alles.Volgnummer);
        IReadOnlyList<Systeem> systemen = [.. ids.Select(id => beeld.Zoek(id)!)];
        return new Systeemkeuze(systemen, beeld, new Bundelteller(alles, systemen, register), Kalender.Dag(clock.GetUtcNow()), alles.PeilOp);
    }

    private static bool Past(Selectie selectie, Systeem systeem, Register register)
    {
        var adressaten = selectie.Codes.GetValueOrDefault(Dimensie.Adressaat);
        return (selectie.Systemen?.Contains(systeem.Id) ?? true)
            && (selectie.Codes.GetValueOrDefault(Dimensie.Status)?.Contains(systeem.Stand.Status) ?? true)
            && (adressaten is null || systeem.Adressaten.Any(adressaten.Contains))
            && (selectie.Codes.GetValueOrDefault(Dimensie.Oplossingsruimte)?.Contains(Oplossingsruimte.Van(systeem.Stand.Geldend, register).Ruimte) ?? true)
            && (selectie.Beantwoord is not { } beantwoord || beantwoord == systeem.Stand.Reacties.Any(reactie => adressaten?.Contains(reactie.Organisatie) ?? true));
    }
}
