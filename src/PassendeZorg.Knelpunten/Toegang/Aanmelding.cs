using System.Collections.Concurrent;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Toegang;

/// <summary>
/// Recognises who shows a key, and slows down who shows one wrong thing after another: after ten in a minute an address hears 429 instead of 401.
/// A key that was made here has 178 bits of chance and is not found by trying, so it goes on working from such an address: one client with an old
/// key does not lock out a hospital. One that does not look made here, such as a first key that an operator thought of, works from such an address only if
/// it worked from there before: who guesses it does not hear so.
/// </summary>
internal sealed class Aanmelding(Instellingen instellingen, Register register, Peper peper, TimeProvider clock)
{
    /// <summary>More addresses than this are not remembered: whoever has so many is not stopped by counting per address.</summary>
    internal const int MeesteAdressen = 50_000;

    private static readonly TimeSpan Venster = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, (DateTimeOffset Tot, int Aantal)> mislukt = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Afzender, Guid Sleutel), bool> eerder = [];

    /// <summary>How many addresses are remembered.</summary>
    internal int Adressen => mislukt.Count;

    /// <summary>The key that somebody shows, or the refusal.</summary>
    public (Sleutel? Sleutel, Weigering? Weigering) Herken(string gegeven, string afzender)
    {
        var (sleutel, reden) = register.Sleutels.Herken(gegeven, peper, Kalender.Dag(clock.GetUtcNow()));
        if (reden is not null)
        {
            return (null, Mislukt(afzender, reden));
        }

        if (!Sleutel.IsGemaakt(gegeven) && eerder.Count < MeesteAdressen)
        {
            if (Wacht(afzender) is { } wacht && !eerder.ContainsKey((afzender, sleutel!.Id)))
            {
                return (null, TeVaak(wacht));
            }

            eerder[(afzender, sleutel!.Id)] = true;
        }

        return (sleutel, null);
    }

    /// <summary>Counts what was not good; the answer to it.</summary>
    public Weigering Mislukt(string afzender, string reden)
    {
        if (Wacht(afzender) is { } wacht)
        {
            return TeVaak(wacht);
        }

        var nu = clock.GetUtcNow();
        if (mislukt.Count >= MeesteAdressen)
        {
            Ruim(nu);
        }

        mislukt.AddOrUpdate(afzender, _ => (nu + Venster, 1), (_, was) => was.Tot <= nu ? (nu + Venster, 1) : (was.Tot, was.Aantal + 1));
        return Weigering.NietAangemeld(reden);
    }

    private int? Wacht(string afzender) =>
        !instellingen.Limieten.Uit && mislukt.TryGetValue(afzender, out var was) && was.Aantal >= instellingen.Limieten.Aanmelden && was.Tot - clock.GetUtcNow() is var duur && duur > TimeSpan.Zero
            ? (int)Math.Ceiling(duur.TotalSeconds) : null;

    private void Ruim(DateTimeOffset nu)
    {
        foreach (var oud in mislukt.Where(adres => adres.Value.Tot <= nu))
        {
            mislukt.TryRemove(oud);
        }

        if (mislukt.Count >= MeesteAdressen)
        {
            mislukt.Clear();
        }
    }

    private static Weigering TeVaak(int seconden) =>
        Weigering.TeVeel($"Vanaf dit adres is te vaak achter elkaar met iets aangemeld dat niet klopt. Probeer het over {seconden} seconden opnieuw.", seconden);
}
