using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Projecten;

/// <summary>Een (regionaal, domeinoverstijgend) project of samenwerkingsverband dat knelpunten meldt.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Versie">Loopt op met elke wijziging; de ETag is dit getal tussen aanhalingstekens.</param>
/// <param name="Naam">Naam van het project; voor wie die niet mag weten "Project in zorgkantoorregio …".</param>
/// <param name="Organisatie">De trekker: code of vrije naam; null voor wie die niet mag weten.</param>
/// <param name="Organisaties">Partners; ook zij mogen voor het project melden.</param>
/// <param name="Regios">Regio's waarin het project werkt: codes uit de begrippenlijst regios.</param>
/// <param name="Werkgebied">In eigen woorden: een IZA-regio, gemeenten, een wijk.</param>
/// <param name="Akkoorden">Landelijke akkoorden waar het uit voortkomt: codes uit de begrippenlijst akkoorden.</param>
/// <param name="Doelgroepen">Voor wie het er is: codes uit de begrippenlijst doelgroepen.</param>
/// <param name="Contact">Functionele postbus; alleen voor de eigen organisaties, analisten en de beheerder, anders null.</param>
/// <param name="NaamTonen">Onwaar: het publiek ziet niet van wie het project is.</param>
/// <param name="AangemaaktOp">Wanneer het is aangemeld.</param>
/// <param name="GewijzigdOp">Wanneer het voor het laatst is gewijzigd.</param>
public sealed record Project(Guid Id, int Versie, string Naam, string? Organisatie, IReadOnlyList<string> Organisaties, IReadOnlyList<string> Regios,
    string? Werkgebied, IReadOnlyList<string> Akkoorden, IReadOnlyList<string> Doelgroepen, [property: Postbus] string? Contact, bool NaamTonen,
    DateTimeOffset AangemaaktOp, DateTimeOffset GewijzigdOp)
{
    internal const string Select = "SELECT id, nummer, versie, inhoud, organisatie, zout, aangemaakt_op, gewijzigd_op FROM project";

    /// <summary>Wat een trekker over een project zegt.</summary>
    /// <param name="Naam">Naam van het project, zoals mensen het kennen.</param>
    /// <param name="Organisatie">De trekker: een code uit de lijst organisaties of een vrije naam. Zonder: die van uw sleutel.</param>
    /// <param name="Organisaties">Partners. Ook zij mogen voor het project melden.</param>
    /// <param name="Regios">Regio's waarin het project werkt, liefst zorgkantoorregio's.</param>
    /// <param name="Werkgebied">In eigen woorden: een IZA-regio, gemeenten, een wijk.</param>
    /// <param name="Akkoorden">Landelijke akkoorden waar het project uit voortkomt.</param>
    /// <param name="Doelgroepen">Voor wie het project er is.</param>
    /// <param name="Contact">Functionele postbus, zoals info@voorbeeld.nl. Alleen zichtbaar voor de eigen organisaties, analisten en de beheerder.</param>
    /// <param name="NaamTonen">Onwaar: het publiek ziet "Project in zorgkantoorregio …".</param>
    public sealed record Inhoud(
        [property: Required, StringLength(160, MinimumLength = 3)] string Naam,
        [property: Organisatie, StringLength(120, MinimumLength = 3)] string? Organisatie = null,
        [property: Organisatie, Length(0, 50), StringLength(120, MinimumLength = 3)] IReadOnlyList<string>? Organisaties = null,
        [property: Begrip("regios"), Length(0, 40)] IReadOnlyList<string>? Regios = null,
        [property: StringLength(300)] string? Werkgebied = null,
        [property: Begrip("akkoorden"), Length(0, 20)] IReadOnlyList<string>? Akkoorden = null,
        [property: Begrip("doelgroepen"), Length(0, 20)] IReadOnlyList<string>? Doelgroepen = null,
        [property: Postbus, StringLength(254)] string? Contact = null,
        bool? NaamTonen = null);

    /// <summary>The project as this reader may see it.</summary>
    internal static Project Toon(ProjectStand project, Gebruiker lezer, Register register)
    {
        var (inhoud, toon, eigen) = (project.Inhoud, project.ToontNaamAan(lezer), lezer.ZietAlles || project.IsVan(lezer.Organisatie));
        return new(project.Id, project.Versie, Naamvoor(project, lezer, register), toon ? inhoud.Organisatie : null, toon ? inhoud.Organisaties ?? [] : [],
            inhoud.Regios ?? [], toon ? inhoud.Werkgebied : null, inhoud.Akkoorden ?? [], inhoud.Doelgroepen ?? [], eigen ? inhoud.Contact : null,
            inhoud.NaamTonen != false, project.AangemaaktOp, project.GewijzigdOp);
    }

    /// <summary>The name that this reader sees.</summary>
    internal static string Naamvoor(ProjectStand project, Gebruiker lezer, Register register)
    {
        if (project.ToontNaamAan(lezer))
        {
            return project.Inhoud.Naam;
        }

        var regio = project.Zorgkantoorregios.Select(code => register.Begrippen["regios"].Zoek(code)?.Naam).FirstOrDefault();
        return regio is null ? "Project waarvan de naam niet wordt getoond" : $"Project in {char.ToLowerInvariant(regio[0])}{regio[1..]}";
    }

    /// <summary>A row as Dapper reads it.</summary>
    internal sealed class Rij
    {
        public Guid Id { get; init; }
        public int Nummer { get; init; }
        public int Versie { get; init; }
        public string Inhoud { get; init; } = "";
        public string Zout { get; init; } = "";
        public DateTimeOffset AangemaaktOp { get; init; }
        public DateTimeOffset GewijzigdOp { get; init; }

        public ProjectStand Stand() => new(Nummer, Id, Versie, JsonSerializer.Deserialize<Inhoud>(Inhoud, Json.Options)!, AangemaaktOp, GewijzigdOp);
    }
}
