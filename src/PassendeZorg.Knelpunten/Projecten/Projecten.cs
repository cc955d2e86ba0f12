using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Projecten;

/// <summary>A project as the registry keeps it in memory: who reports for it, where it is, and what the public sees of it.</summary>
internal sealed record ProjectStand(int Nummer, Guid Id, int Versie, Project.Inhoud Inhoud, DateTimeOffset AangemaaktOp, DateTimeOffset GewijzigdOp)
{
    private readonly HashSet<string> namen = [.. (Inhoud.Organisaties ?? []).Append(Inhoud.Organisatie!).Select(Tekst.Naamsleutel)];

    /// <summary>Whether an organisation may report for it.</summary>
    public bool IsVan(string? organisatie) => organisatie is not null && namen.Contains(Tekst.Naamsleutel(organisatie));

    /// <summary>Whether a reader may know whose project this is.</summary>
    public bool ToontNaamAan(Gebruiker lezer) => Inhoud.NaamTonen != false || lezer.ZietAlles || IsVan(lezer.Organisatie);

    /// <summary>The zorgkantoorregio's, to which region counts are normalised.</summary>
    public IEnumerable<string> Zorgkantoorregios => (Inhoud.Regios ?? []).Where(regio => regio.StartsWith("zk-", StringComparison.Ordinal));
}

/// <summary>All projects at one moment, by number and by id. Replaced as a whole when one changes.</summary>
internal sealed class ProjectenStand(IReadOnlyDictionary<int, ProjectStand> opNummer)
{
    private readonly Dictionary<Guid, ProjectStand> opId = opNummer.Values.ToDictionary(project => project.Id);

    public IReadOnlyDictionary<int, ProjectStand> OpNummer => opNummer;

    public ProjectStand? Zoek(Guid id) => opId.GetValueOrDefault(id);

    public ProjectenStand Met(ProjectStand project) =>
        new(new Dictionary<int, ProjectStand>(opNummer) { [project.Nummer] = project });
}
