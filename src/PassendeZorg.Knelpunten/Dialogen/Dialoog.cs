using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Dialogen;

/// <summary>Een dialoog: een bijeenkomst, met wat daar is afgesproken.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Naam">Hoe de bijeenkomst heet.</param>
/// <param name="Datum">De dag waarop die was.</param>
/// <param name="Afspraken">Wat er is toegezegd, en hoe het er nu mee staat; eerst wat het eerst klaar moet zijn.</param>
/// <param name="Openstaand">Wat in eerdere dialogen is toegezegd en nu nog open staat: daar begint deze dialoog mee. Eerst wat het eerst klaar moet zijn.</param>
public sealed record Dialoog(Guid Id, string Naam, DateOnly Datum, IReadOnlyList<Toezegging> Afspraken, IReadOnlyList<Toezegging> Openstaand)
{
    /// <summary>A dialoog with its promises, and those of earlier ones that are still open; 404 when there is none.</summary>
    internal static async Task<Dialoog> Toon(string id, Register register, DateOnly vandaag, Db db, CancellationToken ct)
    {
        var beeld = register.Duiding.Nu;
        var gesprek = Guid.TryParseExact(id, "D", out var guid) ? beeld.Dialogen.FirstOrDefault(dialoog => dialoog.Id == guid) : null;
        if (gesprek is null)
        {
            throw Weigering.NietGevonden("Er is geen dialoog met dit id.");
        }

        var eerder = beeld.Dialogen.Where(dialoog => dialoog.Volgorde.CompareTo(gesprek.Volgorde) < 0).Select(dialoog => dialoog.Id).ToHashSet();
        var naam = await db.First<string>("SELECT naam FROM dialoog WHERE id = @Id", new { gesprek.Id }, ct);
        return new Dialoog(gesprek.Id, naam!, gesprek.Datum, await Lees(belofte => belofte.Dialoog == gesprek.Id),
            await Lees(belofte => belofte is { Status: "open", Dialoog: { } dialoog } && eerder.Contains(dialoog)));

        Task<IReadOnlyList<Toezegging>> Lees(Func<Belofte, bool> welke) => Toezegging.Lees([.. beeld.Beloften.Where(welke)], beeld, vandaag, db, ct);
    }
}
