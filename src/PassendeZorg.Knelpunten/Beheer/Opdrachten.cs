using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dapper;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Importeren;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>The operator's commands. One that writes takes the data folder's lock and refuses while the service runs.</summary>
internal static class Opdrachten
{
    /// <summary>Whether the arguments ask for a command and not for the service.</summary>
    public static bool Is(string[] args) => args is [var eerste, ..] && (args.Any(arg => arg is "--help" or "-h") || eerste is "--version" || (!eerste.StartsWith('-') && !eerste.StartsWith('/') && !eerste.Contains('=', StringComparison.Ordinal)));

    /// <summary>Runs a command; 0 when it did what it was asked.</summary>
    public static async Task<int> Voer(string[] args, Instellingen instellingen)
    {
        if (args[0] == "--version" || Opdrachtregel.Hulp(args) is not null)
        {
            return Zeg(args[0] == "--version" ? $"PassendeZorg.Knelpunten {Headers.ApiVersion}" : Opdrachtregel.Hulp(args)!, 0);
        }

        if (Opdrachtregel.Fout(args) is { } fout)
        {
            return Zeg(fout, 2);
        }

        try
        {
            return args switch
            {
                ["controleer", ..] => await Controleer(instellingen, Console.Out),
                ["back-up" or "herstel", ..] when instellingen.Opslag == "postgresql" => Zeg(
                    "Op PostgreSQL maakt u back-ups met zijn eigen gereedschap (pg_basebackup met archivering van de WAL, of pg_dump) en zet u ze daarmee terug; bewaar de peper apart. Ga daarna na of alles klopt: controleer.", 2),
                ["back-up", var doel, ..] => await Bezig("Back-up maken", MaakBackUp.Voer(instellingen, doel)),
                ["herstel", var bestand, ..] => await Bezig("Herstellen", HerstelBackUp.Voer(instellingen, bestand)),
                ["verhuis", ..] => await VerhuisNaarPostgres(instellingen),
                ["migreer", ..] => Migreer(instellingen),
                ["voorbeelden", ..] => await Met(instellingen, LaadVoorbeelden),
                ["importeer", var bestand, .. var rest] => await Met(instellingen, services => ImporteerBestand(services, bestand, rest)),
                ["sleutel", "maken", .. var rest] => await Met(instellingen, services => SleutelMaken(services, rest)),
                ["sleutel", "lijst", ..] => await SleutelLijst(instellingen),
                ["sleutel", "intrekken", var id, ..] => await Met(instellingen, services => SleutelIntrekken(services, id)),
                _ => throw new InvalidOperationException($"{args[0]} is a command that does nothing."),
            };
        }
        catch (StartRefused geweigerd)
        {
            return Zeg(geweigerd.Message, 1);
        }
        catch (Weigering weigering)
        {
            return Zeg(string.Join('\n', weigering.Probleem.Fouten?.Select(regel => $"{regel.Veld}: {regel.Bericht}") ?? [weigering.Message]), 1);
        }
        catch (Exception mislukt) when (mislukt is IOException or UnauthorizedAccessException or DbException)
        {
            return Zeg(mislukt.Message, 1);
        }
    }

    /// <summary>Moves the registry in the data folder to PostgreSQL, and checks what arrived.</summary>
    private static async Task<int> VerhuisNaarPostgres(Instellingen instellingen)
    {
        if (instellingen.Opslag != "postgresql")
        {
            return Zeg("Zeg waarheen: Knelpunten__Opslag=postgresql en ConnectionStrings__Knelpunten. De datamap is die van de registratie in SQLite.", 2);
        }

        using var slot = new Slot(instellingen.Datamap);
        SqliteDb.ReadOnly(instellingen.Datamap).Dispose(); // refuses when there is none
        using (var van = new SqliteDb(instellingen.Datamap)) // brings its schema up to date
        using (var naar = new PostgresDb(instellingen.Database, migrate: true))
        {
            using var voortgang = Console.IsErrorRedirected ? new Voortgang("Verhuizen") : null; // on a terminal it says itself where it is
            var aantal = await new Verhuis(van, naar, voortgang is null ? Console.Error : TextWriter.Null).Voer();
            Console.WriteLine($"{aantal} rijen verhuisd en rij voor rij gelijk bevonden. Geef elke instantie de peper uit {Path.Combine(instellingen.Datamap, "peper")}.");
        }

        return await Controleer(instellingen, Console.Out);
    }

    private static int Migreer(Instellingen instellingen)
    {
        if (instellingen.Opslag != "postgresql")
        {
            return Zeg("SQLite wordt bijgebracht als de dienst start.", 2);
        }

        using var db = new PostgresDb(instellingen.Database, migrate: true);
        Console.WriteLine($"Het schema is bijgewerkt ({db.Version}).");
        return 0;
    }

    private static async Task<int> Met(Instellingen instellingen, Func<IServiceProvider, Task<int>> doe)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning));
        services.AddRegister(instellingen);
        await using var provider = services.BuildServiceProvider();
        var sleutel = await Start.Gereed(provider, CancellationToken.None);
        if (sleutel is not null)
        {
            Console.WriteLine($"Beheersleutel, wordt alleen nu getoond: {sleutel}");
        }

        return await doe(provider);
    }

    private static async Task<int> LaadVoorbeelden(IServiceProvider services)
    {
        var register = services.GetRequiredService<Register>();
        if (register.Projecten.OpNummer.Count > 0)
        {
            return Zeg("De registratie is niet leeg; voorbeelden horen niet tussen echte meldingen.", 1);
        }

        var aantal = await Voorbeelden.Laad(register, services.GetRequiredService<Schrijver>());
        Console.WriteLine($"{aantal} voorbeelden geladen.");
        return 0;
    }

    private static async Task<int> ImporteerBestand(IServiceProvider services, string bestand, string[] rest)
    {
        if (!Guid.TryParse(Waarde(rest, "--project"), out var project) || services.GetRequiredService<Register>().Projecten.Zoek(project) is null)
        {
            return Zeg("Noem het project waarvoor gemeld wordt: --project <id>.", 2);
        }

        var mediatype = Path.GetExtension(bestand).ToLowerInvariant() switch { ".csv" => "text/csv", ".ndjson" or ".jsonl" => "application/x-ndjson", ".json" => "application/json", ".xlsx" => Xlsx.MediaType, _ => null };
        if (mediatype is null || !File.Exists(bestand))
        {
            return Zeg(mediatype is null ? "Alleen .csv, .xlsx, .json en .ndjson zijn te importeren." : $"Het bestand {bestand} is er niet.", 2);
        }

        await using var inhoud = File.OpenRead(bestand);
        using var voortgang = new Voortgang();
        var antwoord = await Importeer.Voer(Importeer.Rijen(inhoud, mediatype, CancellationToken.None), project, rest.Contains("--proef"), allesOfNiets: false,
            Gebruiker.Systeem, services.GetRequiredService<Register>(), services.GetRequiredService<Schrijver>(), services.GetRequiredService<Db>(),
            services.GetRequiredService<TimeProvider>(), voortgang, CancellationToken.None);
        voortgang.Dispose();
        Toon(["rij", "veld", "code", "suggestie", "bericht"], [.. antwoord.Resultaten.SelectMany(resultaat => resultaat.Fouten.Select(fout =>
            new[] { resultaat.Rij.ToString(CultureInfo.InvariantCulture), fout.Veld, fout.Code, fout.Suggestie ?? "", fout.Bericht }))]);
        Console.WriteLine($"{antwoord.Rijen} rijen: {antwoord.Aangemaakt} aangemaakt, {antwoord.Geweigerd} geweigerd, {antwoord.BestaatAl} bestonden al.{(antwoord.Proef ? " (proef: er is niets vastgelegd)" : "")}");
        return antwoord.Geweigerd == 0 ? 0 : 3;
    }

    /// <summary>Shows a table; nothing when it has no rows.</summary>
    private static void Toon(string[] koppen, IReadOnlyList<string[]> rijen)
    {
        var breedten = koppen.Select((kop, i) => rijen.Select(rij => rij[i].Length).Append(kop.Length).Max()).ToArray();
        foreach (var rij in rijen.Count == 0 ? [] : rijen.Prepend(koppen))
        {
            Console.WriteLine(string.Join("  ", rij.Select((cel, i) => i == koppen.Length - 1 ? cel : cel.PadRight(breedten[i]))));
        }
    }

    private static async Task<int> SleutelMaken(IServiceProvider services, string[] rest)
    {
        var register = services.GetRequiredService<Register>();
        var vandaag = Kalender.Dag(services.GetRequiredService<TimeProvider>().GetUtcNow());
        var verzoek = new JsonObject
        {
            ["naam"] = Waarde(rest, "--naam") ?? "Gemaakt op de opdrachtregel", ["rol"] = Waarde(rest, "--rol"), ["organisatie"] = Waarde(rest, "--organisatie"),
            ["geldigTotDatum"] = Waarde(rest, "--geldig-tot"), ["bereik"] = Waarde(rest, "--bereik") is { } bereik ? new JsonArray([.. bereik.Split(',').Select(deel => JsonValue.Create(deel))]) : null,
        };
        var fouten = new Fouten();
        var sleutel = new Lezer(register.Begrippen, vandaag, fouten).Lees<MaakSleutel.Request>(JsonSerializer.SerializeToElement(verzoek));
        fouten.Klaar();
        MaakSleutel.Controleer(sleutel!, register, vandaag);
        var nieuw = await services.GetRequiredService<Schrijver>().Schrijf(werk => MaakSleutel.Vastleggen(werk, Gebruiker.Systeem,
            services.GetRequiredService<Peper>(), Sleutel.Nieuw(), sleutel!, vandaag));
        Console.WriteLine(nieuw.Sleutel);
        return 0;
    }

    /// <summary>Reads only, so it works beside the service.</summary>
    private static async Task<int> SleutelLijst(Instellingen instellingen)
    {
        using var db = Start.OpenOmTeLezen(instellingen);
        Toon(["id", "rol", "organisatie", "geldig tot", "bereik", "ingetrokken", "naam"], [.. (await db.Query<Sleutel.Rij>($"{Sleutel.Select} ORDER BY id", null, CancellationToken.None)).Select(rij =>
            new[] { $"{rij.Id}", rij.Rol, rij.Organisatie, $"{rij.GeldigTot:yyyy-MM-dd}", $"{rij.Bereik}", rij.IngetrokkenOp is null ? "" : "ja", rij.Naam })]);
        return 0;
    }

    private static async Task<int> SleutelIntrekken(IServiceProvider services, string id)
    {
        if (!Guid.TryParse(id, out var sleutelId))
        {
            return Zeg("Noem het id van de sleutel; sleutel lijst toont ze.", 2);
        }

        await services.GetRequiredService<Schrijver>().Schrijf(werk => TrekSleutelIn.Vastleggen(werk, Gebruiker.Systeem, sleutelId));
        Console.WriteLine("Ingetrokken.");
        return 0;
    }

    /// <summary>Checks the file, the hash chain, and that tables say what the log says. Reads only, so it works beside the service.</summary>
    internal static async Task<int> Controleer(Instellingen instellingen, TextWriter uitvoer)
    {
        using var db = Start.OpenOmTeLezen(instellingen);
        using var voortgang = new Voortgang("Controleren");
        var gevonden = await Controle.Voer(db, CancellationToken.None);
        voortgang.Dispose();
        foreach (var fout in gevonden.Fouten)
        {
            uitvoer.WriteLine(fout);
        }

        uitvoer.WriteLine($"{gevonden.Aantal} gebeurtenissen gecontroleerd, {gevonden.Fouten.Count} fouten.");
        return gevonden.Fouten.Count == 0 ? 0 : 1;
    }

    /// <summary>Writes the document. It follows from the program alone: nothing is opened and nothing listens, so it works beside the service.</summary>
    public static async Task<int> OpenApi(WebApplication app)
    {
        app.UseEndpoints(_ => { }); // what starting would do: the routes become known
        await using var uitvoer = Console.OpenStandardOutput();
        await uitvoer.WriteAsync(await app.Services.GetRequiredService<Document>().Bytes());
        return 0;
    }

    private static async Task<int> Bezig(string werk, Task<int> taak)
    {
        using var voortgang = new Voortgang(werk);
        return await taak;
    }

    private static string? Waarde(string[] args, string naam) => Array.Find(args, arg => arg.StartsWith(naam + '=', StringComparison.Ordinal)) is { } samen ? samen[(naam.Length + 1)..] : Array.IndexOf(args, naam) is >= 0 and var plaats && plaats + 1 < args.Length ? args[plaats + 1] : null;

    private static int Zeg(string tekst, int code)
    {
        (code == 0 ? Console.Out : Console.Error).WriteLine(tekst);
        return code;
    }
}
