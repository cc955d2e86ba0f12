namespace PassendeZorg.Knelpunten.Platform;

/// <summary>Days, months and years as people in the Netherlands count them: Europe/Amsterdam.</summary>
public static class Kalender
{
    private static readonly TimeZoneInfo Amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    /// <summary>The day on which an instant falls.</summary>
    public static DateOnly Dag(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, Amsterdam).DateTime);

    /// <summary>The first instant after a day.</summary>
    public static DateTimeOffset Einde(DateOnly dag)
    {
        var midnight = dag.AddDays(1).ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, Amsterdam.GetUtcOffset(midnight)).ToUniversalTime();
    }
}
