namespace PassendeZorg.Knelpunten.Selecties;

/// <summary>
/// A coded property of a knelpunt: one row here is a key of Selectie, a column of the index, a dimension of a report and a
/// member in the log.
/// </summary>
/// <param name="Sleutel">The key in a Selectie and the name of the dimension, such as <c>wet</c>.</param>
/// <param name="Veld">The member of a knelpunt, such as <c>wetten</c>.</param>
/// <param name="Lijst">The vocabulary that its codes come from.</param>
/// <param name="Nummer">Its place among the columns.</param>
public sealed record Dimensie(string Sleutel, string Veld, string Lijst, int Nummer)
{
    /// <summary>The state of a knelpunt.</summary>
    public static readonly Dimensie Status = new("status", "status", "statussen", 0);

    /// <summary>1 to 5.</summary>
    public static readonly Dimensie Ernst = new("ernst", "ernst", "ernst", 1);

    /// <summary>Who can do something about it.</summary>
    public static readonly Dimensie Adressaat = new("adressaat", "adressaten", "organisaties", 8);

    /// <summary>What it takes.</summary>
    public static readonly Dimensie Oplossingsruimte = new("oplossingsruimte", "oplossingsruimte", "oplossingsruimten", 13);

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Dimensie> Alle =
    [
        Status, Ernst,
        new("soort", "soorten", "soorten", 2), new("wet", "wetten", "wetten", 3), new("domein", "domeinen", "domeinen", 4),
        new("akkoord", "akkoorden", "akkoorden", 5), new("regio", "regios", "regios", 6), new("doelgroep", "doelgroepen", "doelgroepen", 7),
        Adressaat, new("principe", "principes", "principes", 9),
        new("perspectief", "perspectief", "perspectieven", 10), new("gevolg", "gevolgen", "gevolgen", 11),
        new("frequentie", "frequentie", "frequenties", 12), Oplossingsruimte,
    ];

    private static readonly Dictionary<string, Dimensie> OpSleutel = Alle.ToDictionary(dimensie => dimensie.Sleutel, StringComparer.Ordinal);
    private static readonly Dictionary<string, Dimensie> OpVeld = Alle.ToDictionary(dimensie => dimensie.Veld, StringComparer.Ordinal);

    /// <summary>Those that mean its own when a systeemknelpunt is selected.</summary>
    internal static readonly IReadOnlySet<Dimensie> VanSystemen = new HashSet<Dimensie> { Status, Adressaat, Oplossingsruimte };

    /// <summary>By its key.</summary>
    public static Dimensie? Van(string sleutel) => OpSleutel.GetValueOrDefault(sleutel);

    /// <summary>By the member of a knelpunt.</summary>
    public static Dimensie? VanVeld(string veld) => OpVeld.GetValueOrDefault(veld);
}
