using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>What can be typed: the commands with what stands after them, help in Dutch, and what is wrong with what was typed.</summary>
internal static class Opdrachtregel
{
    private static readonly Opdracht[] Alle =
    [
        new("voorbeelden", "", "laadt de voorbeelden in een lege registratie"),
        new("importeer", "<bestand> --project <id> [--proef]", "importeert .csv, .xlsx, .json of .ndjson; met --proef wordt er niets vastgelegd"),
        new("sleutel maken", "--rol <rol> --organisatie <organisatie> [--naam <naam>] [--geldig-tot <datum>] [--bereik <lezen,schrijven>]", "maakt een sleutel en toont die, alleen nu"),
        new("sleutel lijst", "", "toont alle sleutels; werkt naast de dienst"),
        new("sleutel intrekken", "<id>", "trekt een sleutel in"),
        new("back-up", "<doel>", "maakt een back-up in één bestand (.zip), of met een eigen naam in een map; werkt naast de dienst"),
        new("herstel", "<bestand>", "controleert een back-up en zet die op de plaats van de database"),
        new("verhuis", "", "zet de registratie in de datamap over naar PostgreSQL; gaat verder waar hij was"),
        new("migreer", "", "brengt het schema van PostgreSQL bij; voor de rol die eigenaar is"),
        new("controleer", "", "gaat na of bestand, logboek en tabellen kloppen; werkt naast de dienst"),
        new("openapi", "", "schrijft het OpenAPI-document naar de uitvoer; werkt naast de dienst"),
    ];

    /// <summary>Options of ASP.NET Core that stand on a command line like ours; others have a colon, as settings do.</summary>
    private static readonly string[] Algemeen = ["--urls", "--environment", "--contentRoot"];

    /// <param name="Vorm">What stands after the name, as help shows it: first what it is about, then options.</param>
    private sealed record Opdracht(string Naam, string Vorm, string Uitleg)
    {
        private readonly string[] delen = Vorm.Split([' ', '[', ']'], StringSplitOptions.RemoveEmptyEntries);

        public string Regel => $"{Naam} {Vorm}".TrimEnd();

        public IEnumerable<string> Opties => delen.Where(deel => deel.StartsWith('-'));

        /// <summary>What it is about: the path of a file, an id.</summary>
        public string? Onderwerp => delen is [['<', ..] eerste, ..] ? eerste : null;

        public bool HeeftWaarde(string optie) => Array.IndexOf(delen, optie) is >= 0 and var plaats && plaats + 1 < delen.Length && delen[plaats + 1][0] == '<';
    }

    /// <summary>Help, when it is asked for: about one command, or all.</summary>
    public static string? Hulp(string[] args)
    {
        if (args is not ["help", ..] && !args.Any(arg => arg is "--help" or "-h"))
        {
            return null;
        }

        var over = args is ["help", .. var rest] ? rest : args;
        return Zoek(over) is { } opdracht ? $"{opdracht.Regel}\n  {opdracht.Uitleg}" : $"""
            PassendeZorg.Knelpunten {Headers.ApiVersion}: register van knelpunten die passende zorg in de weg zitten.

            Zonder opdracht start de dienst. Opdrachten:
            {string.Join('\n', Alle.Select(deel => $"  {deel.Regel}\n      {deel.Uitleg}"))}
              help [opdracht], --help, -h
                  toont dit, of alleen wat bij een opdracht hoort
              --version
                  toont de versie

            Instellingen: omgevingsvariabelen Knelpunten__…, of --Knelpunten:…=… achter een opdracht; zonder is de datamap de map data.

            Afsluitcodes: 0 gelukt; 1 geweigerd, of er zijn fouten gevonden; 2 verkeerd gebruikt; 3 geïmporteerd, maar niet alle rijen;
            70 de dienst is gestopt omdat doorgaan niet veilig was: start hem opnieuw.
            """;
    }

    /// <summary>What is wrong with what was typed; null: nothing.</summary>
    public static string? Fout(string[] args)
    {
        if (Zoek(args) is not { } opdracht)
        {
            var bedoeld = Alle.Select(deel => (deel.Naam, deel.Naam));
            if (args is ["sleutel"] or ["sleutel", ['-', ..], ..])
            {
                return $"Wat wilt u met sleutels? Dit kan: {string.Join("; ", Alle.Where(deel => deel.Naam.StartsWith("sleutel ", StringComparison.Ordinal)).Select(deel => deel.Naam))}. Meer: --help.";
            }

            var getypt = string.Join(' ', args.TakeWhile(arg => !arg.StartsWith('-')).Take(args[0] == "sleutel" ? 2 : 1));
            return $"Onbekende opdracht: {getypt}.{Bedoelde(Tekst.Dichtstbij(getypt, bedoeld))} Alle opdrachten: --help.";
        }

        var onderwerpen = 0;
        for (var i = opdracht.Naam.Split(' ').Length; i < args.Length; i++)
        {
            var (naam, los) = (args[i].Split('=')[0], !args[i].Contains('=', StringComparison.Ordinal));
            if (!naam.StartsWith('-'))
            {
                if (opdracht.Onderwerp is null || ++onderwerpen > 1)
                {
                    return $"Niet begrepen: {args[i]}. Zo wel: {opdracht.Regel}";
                }
            }
            else if (naam.Contains(':', StringComparison.Ordinal) || Algemeen.Contains(naam, StringComparer.OrdinalIgnoreCase))
            {
                i += los ? 1 : 0; // a setting, and its value
            }
            else if (!opdracht.Opties.Contains(naam))
            {
                return $"Onbekende optie: {naam}.{Bedoelde(Tekst.Dichtstbij(naam, opdracht.Opties.Select(optie => (optie, optie))))} Zo wel: {opdracht.Regel}";
            }
            else if (opdracht.HeeftWaarde(naam))
            {
                if (los && (++i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal)))
                {
                    return $"Na {naam} ontbreekt de waarde. Zo wel: {opdracht.Regel}";
                }
            }
        }

        return opdracht.Onderwerp is not null && onderwerpen == 0 ? $"Er ontbreekt {opdracht.Onderwerp}. Zo wel: {opdracht.Regel}" : null;
    }

    private static Opdracht? Zoek(string[] args) => Array.Find(Alle, opdracht => args.Take(opdracht.Naam.Split(' ').Length).SequenceEqual(opdracht.Naam.Split(' ')));

    private static string Bedoelde(string? naam) => naam is null ? "" : $" Bedoelde u {naam}?";
}

/// <summary>How far long work is: on a terminal one line that moves, elsewhere a line now and then.</summary>
internal sealed class Voortgang : IProgress<int>, IDisposable
{
    private static readonly TimeSpan Ritme = Console.IsErrorRedirected ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(250);
    private readonly long begin = TimeProvider.System.GetTimestamp();
    private readonly Timer? klok;
    private TimeSpan laatst;
    private bool iets;

    public Voortgang()
    {
    }

    /// <summary>For work that does not say how far it is: that it goes on, and how long.</summary>
    public Voortgang(string werk) => klok = new Timer(_ => Zeg($"{werk}: {Verstreken.TotalSeconds:0} s"), null, Ritme, Ritme);

    private TimeSpan Verstreken => TimeProvider.System.GetElapsedTime(begin);

    public void Report(int value) => Zeg($"{value} rijen");

    public void Zeg(string stap)
    {
        if (Verstreken - laatst < Ritme)
        {
            return;
        }

        (laatst, iets) = (Verstreken, true);
        if (Console.IsErrorRedirected)
        {
            Console.Error.WriteLine(stap);
        }
        else
        {
            Console.Error.Write($"\r{stap,-70}");
        }
    }

    public void Dispose()
    {
        klok?.Dispose();
        if (iets && !Console.IsErrorRedirected)
        {
            Console.Error.WriteLine();
        }
    }
}
