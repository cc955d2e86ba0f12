using PassendeZorg.Knelpunten.Knelpunten;

namespace PassendeZorg.Knelpunten.Voorstellen;

/// <summary>Tags die bij de tekst passen, per lijst, de zekerste eerst. Advies: er wordt niets ingevuld.</summary>
/// <param name="Soorten">Uit de lijst soorten.</param>
/// <param name="Wetten">Uit de lijst wetten.</param>
/// <param name="Domeinen">Uit de lijst domeinen.</param>
/// <param name="Doelgroepen">Uit de lijst doelgroepen.</param>
/// <param name="Adressaten">Uit de lijst organisaties: wie er iets aan kan doen.</param>
public record Tagvoorstellen(IReadOnlyList<Tagvoorstel> Soorten, IReadOnlyList<Tagvoorstel> Wetten, IReadOnlyList<Tagvoorstel> Domeinen,
    IReadOnlyList<Tagvoorstel> Doelgroepen, IReadOnlyList<Tagvoorstel> Adressaten)
{
    /// <summary>None, when it is too busy to look.</summary>
    internal static readonly Tagvoorstellen Geen = new([], [], [], [], []);

    /// <summary>The same without what somebody gave already.</summary>
    internal Tagvoorstellen Zonder(KnelpuntInhoud inhoud)
    {
        static IReadOnlyList<Tagvoorstel> Rest(IReadOnlyList<Tagvoorstel> voorstellen, IReadOnlyList<string>? gegeven) =>
            gegeven is null ? voorstellen : [.. voorstellen.Where(voorstel => !gegeven.Contains(voorstel.Code, StringComparer.Ordinal))];
        return new Tagvoorstellen(Rest(Soorten, inhoud.Soorten), Rest(Wetten, inhoud.Wetten), Rest(Domeinen, inhoud.Domeinen), Rest(Doelgroepen, inhoud.Doelgroepen),
            Rest(Adressaten, inhoud.Adressaten));
    }
}

/// <summary>Een voorgestelde tag.</summary>
/// <param name="Code">Code uit de lijst.</param>
/// <param name="Naam">Hoe mensen die lezen.</param>
/// <param name="Score">Van 0 tot en met 1: hoe zeker.</param>
/// <param name="Reden">Waarom, zodat iemand het kan nagaan.</param>
public sealed record Tagvoorstel(string Code, string Naam, double Score, Reden Reden);

/// <summary>Waarom een tag wordt voorgesteld.</summary>
/// <param name="Woorden">Woorden in de tekst die het zwaarst wogen, zoals ze er staan.</param>
/// <param name="Knelpunten">Kenmerken van ten hoogste drie bevestigde knelpunten die erop lijken en deze tag dragen.</param>
public sealed record Reden(IReadOnlyList<string> Woorden, IReadOnlyList<string> Knelpunten);

/// <summary>Een knelpunt dat lijkt op een ander.</summary>
/// <param name="Knelpunt">Welk.</param>
/// <param name="Score">Van 0 tot en met 1: hoezeer.</param>
/// <param name="Woorden">Woorden die ze delen, zoals ze in de tekst staan waarmee is vergeleken; wat het zwaarst woog eerst.</param>
/// <param name="Systeemknelpunten">Id's van systeemknelpunten waarin het gebundeld is.</param>
public record Verwant(KnelpuntVerwijzing Knelpunt, double Score, IReadOnlyList<string> Woorden, IReadOnlyList<Guid> Systeemknelpunten)
{
    internal Guid ProjectId { get; init; }

    /// <summary>The label of an example.</summary>
    internal string? Voorbeeld { get; init; }
}

/// <summary>Een knelpunt in het kort.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Kenmerk">Nummer per jaar.</param>
/// <param name="Titel">In één regel.</param>
public sealed record KnelpuntVerwijzing(Guid Id, string Kenmerk, string Titel);
