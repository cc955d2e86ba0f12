using System.Diagnostics.Metrics;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>What the service counts of itself, with System.Diagnostics.Metrics: <c>/metrics</c> and OTLP read the same. Never a text, an id or an address.</summary>
public sealed class Meters
{
    /// <summary>The name of the meter.</summary>
    public const string Naam = "PassendeZorg.Knelpunten";

    private readonly Meter meter;

    /// <summary>Makes the instruments, for one service: two in one process do not count together.</summary>
    public Meters(IMeterFactory factory)
    {
        meter = factory.Create(Naam);
        Schrijftaken = meter.CreateCounter<long>("knelpunten.schrijftaken", null, "Schrijftaken, naar uitkomst (vastgelegd, geweigerd, mislukt).");
        Bundel = meter.CreateHistogram<int>("knelpunten.bundel.grootte", null, "Schrijftaken per transactie.");
        Vastleggen = meter.CreateHistogram<double>("knelpunten.vastleggen.duur", "s", "Duur van de COMMIT, met het wachten op de schijf.");
        Volgen = meter.CreateHistogram<double>("knelpunten.volgen.duur", "s", "Duur tussen de COMMIT en het moment dat lijsten en tellingen het meenemen.");
        Bezorgpogingen = meter.CreateCounter<long>("knelpunten.bezorgpogingen", null, "Pogingen om te bezorgen, naar kanaal en uitkomst.");
        Feeds = meter.CreateCounter<long>("knelpunten.feeds", null, "Opgevraagde feeds: gemaakt, onthouden of ongewijzigd (304).");
        Weigeringen = meter.CreateCounter<long>("knelpunten.weigeringen", null, "Geweigerde verzoeken, naar status en soort.");
    }

    /// <summary>Write jobs by <c>uitkomst</c>.</summary>
    public Counter<long> Schrijftaken { get; }

    /// <summary>Write jobs per transaction.</summary>
    public Histogram<int> Bundel { get; }

    /// <summary>Seconds that a commit took.</summary>
    public Histogram<double> Vastleggen { get; }

    /// <summary>Seconds that the register took to follow what was committed.</summary>
    public Histogram<double> Volgen { get; }

    /// <summary>Attempts to deliver, by <c>kanaal</c> and <c>uitkomst</c>.</summary>
    public Counter<long> Bezorgpogingen { get; }

    /// <summary>Feeds by <c>uitkomst</c>.</summary>
    public Counter<long> Feeds { get; }

    /// <summary>Refusals by <c>status</c> and <c>soort</c>.</summary>
    public Counter<long> Weigeringen { get; }

    /// <summary>Something that is looked up when it is asked for.</summary>
    public void Peil(string naam, string omschrijving, Func<long> waarde) => meter.CreateObservableGauge(naam, waarde, null, omschrijving);
}
