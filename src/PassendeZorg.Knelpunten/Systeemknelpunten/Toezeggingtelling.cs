namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Hoe het met toezeggingen staat.</summary>
/// <param name="Open">Hoeveel er nog open staan, ook wat te laat is.</param>
/// <param name="Nagekomen">Hoeveel er zijn nagekomen.</param>
/// <param name="TeLaat">Hoeveel van de open toezeggingen te laat zijn.</param>
/// <param name="Vervallen">Hoeveel er zijn vervallen.</param>
public sealed record Toezeggingtelling(int Open, int Nagekomen, int TeLaat, int Vervallen)
{
    /// <summary>Counts promises on a day.</summary>
    internal static Toezeggingtelling Van(IEnumerable<Belofte> beloften, DateOnly vandaag)
    {
        var alle = beloften.ToList();
        int Tel(string status) => alle.Count(belofte => belofte.Status == status);
        return new Toezeggingtelling(Tel("open"), Tel("nagekomen"), alle.Count(belofte => belofte.TeLaat(vandaag)), Tel("vervallen"));
    }
}
