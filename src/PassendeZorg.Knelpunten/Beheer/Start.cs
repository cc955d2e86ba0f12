using System.Diagnostics;
using System.Text;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;
using PassendeZorg.Knelpunten.Voorstellen;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>The lock on the data folder: one process writes. Released when the process ends, however it ends.</summary>
public sealed class Slot : IDisposable
{
    /// <summary>Whoever is just stopping has this long to let go.</summary>
    private static readonly TimeSpan Geduld = TimeSpan.FromSeconds(2);

    private readonly FileStream bestand;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="StartRefused">Another process has it.</exception>
    public Slot(string datamap)
    {
        MaakMap(datamap);
        bestand = Neem(Path.Combine(datamap, "slot"))
            ?? throw new StartRefused($"De datamap {datamap} is in gebruik: de registratie draait al, of een opdracht is bezig. Stop die eerst.");
        bestand.SetLength(0);
        bestand.Write(Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        bestand.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => bestand.Dispose();

    private static FileStream? Neem(string bestand)
    {
        var sinds = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(bestand, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(sinds) < Geduld)
            {
                Thread.Sleep(20);
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    /// <summary>The folder holds what is not public; when it is made here, others on the machine cannot look inside.</summary>
    private static void MaakMap(string datamap)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(datamap);
        }
        else
        {
            Directory.CreateDirectory(datamap, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}

/// <summary>What happens between an empty folder and a registry that answers.</summary>
internal static class Start
{
    /// <summary>Adds what every command and the service need.</summary>
    public static void AddRegister(this IServiceCollection services, Instellingen instellingen)
    {
        services.AddSingleton(instellingen);
        services.AddMetrics();
        services.AddSingleton<Meters>();
        if (instellingen.Opslag == "postgresql")
        {
            services.AddSingleton(_ => new PostgresDb(instellingen.Database, migrate: true));
            services.AddSingleton<Db>(provider => provider.GetRequiredService<PostgresDb>());
            services.AddSingleton<DatabaseClock>().AddSingleton<TimeProvider>(provider => provider.GetRequiredService<DatabaseClock>());
            services.AddHostedService<Meelezer>();
        }
        else
        {
            services.AddSingleton(TimeProvider.System);
            services.AddSingleton(_ => new Slot(instellingen.Datamap));
            services.AddSingleton<Db>(provider =>
            {
                provider.GetRequiredService<Slot>(); // before the first write, and released after the last
                return new SqliteDb(instellingen.Datamap);
            });
        }

        services.AddSingleton(_ => new Peper(instellingen.Peper, instellingen.Datamap));
        services.AddSingleton<Register>();
        services.AddSingleton<Schrijver>();
        services.AddSingleton<Verwantenzoeker>();
        services.AddSingleton<Feeduitgever>();
    }

    /// <summary>Opens the database to read only, beside a service that may be writing.</summary>
    public static Db OpenOmTeLezen(Instellingen instellingen) =>
        instellingen.Opslag == "postgresql" ? new PostgresDb(instellingen.Database, migrate: false) : SqliteDb.ReadOnly(instellingen.Datamap);

    /// <summary>Opens, migrates, loads vocabularies and index, and sees to it that somebody can get in. Returns a key when it made one.</summary>
    public static async Task<string?> Gereed(IServiceProvider services, CancellationToken ct)
    {
        var (instellingen, register) = (services.GetRequiredService<Instellingen>(), services.GetRequiredService<Register>());
        if (instellingen.Opslag is not ("sqlite" or "postgresql"))
        {
            throw new StartRefused($"Opslag {instellingen.Opslag} is er niet; kies sqlite of postgresql.");
        }

        if (instellingen is not { BinnenAkkoordenTot: >= 0, GerichteWijzigingTot: <= 6 } || instellingen.BinnenAkkoordenTot >= instellingen.GerichteWijzigingTot)
        {
            throw new StartRefused("Knelpunten__BinnenAkkoordenTot en Knelpunten__GerichteWijzigingTot zijn treden van 0 tot en met 6, de eerste lager dan de tweede.");
        }

        if (instellingen.KleinsteCel is < 0 or > 100)
        {
            throw new StartRefused("Knelpunten__KleinsteCel is een getal van 0 (alles tonen) tot en met 100.");
        }

        if (instellingen.Toegankelijkheidsstatus is not (null or "A" or "B" or "C" or "D") || (instellingen.Toegankelijkheidsstatus is null) != (instellingen.Toegankelijkheidsverklaring is null)
            || (instellingen.Toegankelijkheidsverklaring is { } verklaring && !(Uri.TryCreate(verklaring, UriKind.Absolute, out var adres) && adres.Scheme == Uri.UriSchemeHttps)))
        {
            throw new StartRefused("Knelpunten__Toegankelijkheidsstatus (A, B, C of D) en Knelpunten__Toegankelijkheidsverklaring (het https-adres in het register van verklaringen) horen bij elkaar; zonder verklaring laat u beide weg.");
        }

        instellingen.Oidc.Controleer();
        instellingen.Limieten.Controleer();
        Limieten.Proxys(new(), instellingen.Proxys);
        if (instellingen.Logboek is not (null or "json" or "tekst"))
        {
            throw new StartRefused($"Knelpunten__Logboek is {instellingen.Logboek}; kies json of tekst.");
        }

        services.GetService<Meetpunt>(); // refuses a setting that is not good
        if (services.GetService<PostgresDb>() is { } db)
        {
            await Verhuis.EisKlaar(db, ct);
            await services.GetRequiredService<DatabaseClock>().Set(db, ct);
        }

        await register.Laad(ct);
        var schrijver = services.GetRequiredService<Schrijver>();
        await schrijver.Schrijf(LaadBegrippen.Voer);
        if (instellingen.Opslag == "postgresql")
        {
            await schrijver.Schrijf(services.GetRequiredService<Peper>().Vergelijk);
        }

        var nieuweSleutel = register.Sleutels.Leeg ? await EersteSleutel(instellingen, schrijver, services) : null;
        if (instellingen.Voorbeelden && register.Projecten.OpNummer.Count == 0)
        {
            await Voorbeelden.Laad(register, schrijver);
        }

        return nieuweSleutel;
    }

    private static async Task<string?> EersteSleutel(Instellingen instellingen, Schrijver schrijver, IServiceProvider services)
    {
        var gegeven = instellingen.Beheersleutel;
        if (gegeven is not null && (!gegeven.StartsWith("kp_", StringComparison.Ordinal) || gegeven.Length < 35))
        {
            throw new StartRefused("Knelpunten__Beheersleutel moet beginnen met kp_, gevolgd door ten minste 32 tekens.");
        }

        var sleutel = gegeven ?? Sleutel.Nieuw();
        var vandaag = Kalender.Dag(services.GetRequiredService<TimeProvider>().GetUtcNow());
        var gemaakt = await schrijver.Schrijf(werk =>
        {
            if (!services.GetRequiredService<Register>().Sleutels.Leeg)
            {
                return false; // another instance, that started at the same time, was first
            }

            MaakSleutel.Vastleggen(werk, Gebruiker.Systeem, services.GetRequiredService<Peper>(), sleutel, new("Eerste beheersleutel", "beheerder", "Beheer"), vandaag);
            return true;
        });
        return gemaakt && gegeven is null ? sleutel : null;
    }
}
