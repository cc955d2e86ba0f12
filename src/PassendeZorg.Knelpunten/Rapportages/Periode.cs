using System.Globalization;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Rapportages;

/// <summary>A week (ISO 8601), month, quarter or year, in the Netherlands.</summary>
/// <param name="Interval">week, maand, kwartaal or jaar.</param>
/// <param name="Begin">Its first day.</param>
internal readonly record struct Periode(string Interval, DateOnly Begin)
{
    /// <summary>The period that a day is in.</summary>
    public static Periode Van(string interval, DateOnly dag) => new(interval, interval switch
    {
        "week" => dag.AddDays(-(((int)dag.DayOfWeek + 6) % 7)),
        "maand" => new DateOnly(dag.Year, dag.Month, 1),
        "kwartaal" => new DateOnly(dag.Year, ((dag.Month - 1) / 3 * 3) + 1, 1),
        _ => new DateOnly(dag.Year, 1, 1),
    });

    /// <summary>The one after it.</summary>
    public Periode Volgende => this with
    {
        Begin = Interval switch { "week" => Begin.AddDays(7), "maand" => Begin.AddMonths(1), "kwartaal" => Begin.AddMonths(3), _ => Begin.AddYears(1) },
    };

    /// <summary>The one before it.</summary>
    public Periode Vorige => Van(Interval, Begin.AddDays(-1));

    /// <summary>Its last day.</summary>
    public DateOnly Laatste => Volgende.Begin.AddDays(-1);

    /// <summary>The instant at which it begins.</summary>
    public DateTimeOffset BeginOp => Kalender.Einde(Begin.AddDays(-1));

    /// <summary>The first instant after it.</summary>
    public DateTimeOffset EindOp => Kalender.Einde(Laatste);

    /// <summary>What it is called: 2026-W05, 2026-01, 2026-K1, 2026.</summary>
    public string Code
    {
        get
        {
            var dag = Begin.ToDateTime(TimeOnly.MinValue);
            return Interval switch
            {
                "week" => string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(dag)}-W{ISOWeek.GetWeekOfYear(dag):00}"),
                "maand" => string.Create(CultureInfo.InvariantCulture, $"{dag.Year}-{dag.Month:00}"),
                "kwartaal" => string.Create(CultureInfo.InvariantCulture, $"{dag.Year}-K{(dag.Month + 2) / 3}"),
                _ => dag.Year.ToString(CultureInfo.InvariantCulture),
            };
        }
    }

    /// <summary>What people call it.</summary>
    public string Naam
    {
        get
        {
            var dag = Begin.ToDateTime(TimeOnly.MinValue);
            return Interval switch
            {
                "week" => $"week {ISOWeek.GetWeekOfYear(dag)} van {ISOWeek.GetYear(dag)}",
                "maand" => Begin.ToString("MMMM yyyy", CultureInfo.GetCultureInfo("nl-NL")),
                "kwartaal" => $"{(Begin.Month + 2) / 3}e kwartaal van {Begin.Year}",
                _ => $"{Begin.Year}",
            };
        }
    }
}
