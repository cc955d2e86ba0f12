using System.Buffers;
using System.Data.Common;
using System.IO.Compression;
using System.Security.Cryptography;
using Dapper;
using Microsoft.Data.Sqlite;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>
/// The command <c>herstel</c>: puts a back-up in the place of the database. Everything is verified before anything is replaced, in an order in which
/// nothing is opened that this registry did not sign itself. The old database stays beside the new one.
/// </summary>
internal static class HerstelBackUp
{
    /// <summary>Verifies, replaces, and says what is not there any more.</summary>
    public static async Task<int> Voer(Instellingen instellingen, string bron)
    {
        if (!File.Exists(bron))
        {
            throw new StartRefused(Directory.Exists(bron) ? $"{bron} is een map; noem het bestand van de back-up." : $"Het bestand {bron} is er niet.");
        }

        using var slot = new Slot(instellingen.Datamap);
        var peper = new Peper(instellingen.Peper, instellingen.Datamap, maak: false);
        var database = Path.Combine(instellingen.Datamap, Manifest.Database);
        var nieuw = database + ".herstel";
        try
        {
            var manifest = await Uitpakken(bron, nieuw, peper);
            Vergelijk(manifest, await MaakBackUp.Lees(nieuw));
            var oud = Vervang(database, nieuw);
            Schijf.LegVast(Path.GetFullPath(instellingen.Datamap));
            Console.WriteLine($"Hersteld: de stand van {Dialect.Instant(manifest.GemaaktOp)}, tot en met gebeurtenis {manifest.Volgnummer} ({manifest.Knelpunten} knelpunten).");
            if (oud is not null)
            {
                await Meld(oud, manifest.Volgnummer);
            }

            return 0;
        }
        catch (InvalidDataException)
        {
            throw new StartRefused($"{bron} is geen back-up van deze registratie, of is beschadigd. Er is niets vervangen.");
        }
        catch (Exception vol) when (Schijf.IsVol(vol))
        {
            throw new StartRefused($"In {instellingen.Datamap} is niet genoeg ruimte voor de herstelde database. Er is niets vervangen.");
        }
        finally
        {
            File.Delete(nieuw);
        }
    }

    /// <summary>Unpacks what is signed, and no more than was signed.</summary>
    private static async Task<Manifest> Uitpakken(string bron, string naar, Peper peper)
    {
        using var zip = await ZipFile.OpenReadAsync(bron);
        var (beschrijving, inhoud) = (zip.GetEntry(Manifest.Naam), zip.GetEntry(Manifest.Database));
        if (beschrijving is null || inhoud is null)
        {
            throw new InvalidDataException();
        }

        await using var gelezen = await beschrijving.OpenAsync();
        var manifest = Manifest.Lees(gelezen, peper) ?? throw new StartRefused(
            "Het manifest is niet met de peper van deze registratie ondertekend: de back-up is van een andere registratie of er is iets aan veranderd, of hier ligt een andere peper. Er is niets vervangen.");
        if (manifest.Formaat != 1 || manifest.Schemaversie > Migrations.Newest(Dialect.Sqlite))
        {
            throw new StartRefused($"De back-up heeft formaat {manifest.Formaat} en schemaversie {manifest.Schemaversie}; dit programma kent formaat 1 en versies tot en met {Migrations.Newest(Dialect.Sqlite)}. "
                + "Gebruik een nieuwere versie van het programma. Er is niets vervangen.");
        }

        await using var van = await inhoud.OpenAsync();
        await using var bestand = Schijf.Nieuw(naar);
        if (await Kopieer(van, bestand, manifest.Grootte) != manifest.Sha256)
        {
            throw new StartRefused("De database in de back-up is niet die waar het manifest bij hoort: er is iets aan veranderd of hij is beschadigd. Er is niets vervangen.");
        }

        bestand.Flush(flushToDisk: true);
        return manifest;
    }

    /// <summary>Copies at most this much; returns the SHA-256, or null when it is longer or shorter.</summary>
    private static async Task<string?> Kopieer(Stream van, Stream naar, long grootte)
    {
        using var som = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var deel = ArrayPool<byte>.Shared.Rent(1 << 17);
        try
        {
            for (int gelezen; (gelezen = await van.ReadAsync(deel)) > 0 && grootte >= 0; grootte -= gelezen)
            {
                som.AppendData(deel, 0, gelezen);
                await naar.WriteAsync(deel.AsMemory(0, gelezen));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(deel);
        }

        return grootte == 0 ? Convert.ToHexStringLower(som.GetHashAndReset()) : null;
    }

    private static void Vergelijk(Manifest manifest, Manifest gevonden)
    {
        if (gevonden with { GemaaktOp = manifest.GemaaktOp, Grootte = manifest.Grootte, Sha256 = manifest.Sha256, Hmac = manifest.Hmac } != manifest)
        {
            throw new StartRefused("In de database staat iets anders dan het manifest zegt. Er is niets vervangen.");
        }
    }

    /// <summary>Puts the new database in place in one step; returns where the old one is, or null when there was none.</summary>
    private static string? Vervang(string database, string nieuw)
    {
        var oud = $"{database}.voor-herstel-{DateTime.UtcNow:yyyyMMdd'T'HHmmss'Z'}";
        if (!File.Exists(database))
        {
            File.Delete(database + "-wal"); // of nothing; it would be taken for that of the new one
            File.Move(nieuw, database);
            return null;
        }

        try
        {
            // With what is still in its WAL the old database is one file, and one rename is enough.
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
            connection.Open();
            connection.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        catch (SqliteException)
        {
            // Damaged, which may be why it is replaced: what there is stays as it is.
        }

        if (File.Exists(database + "-wal"))
        {
            File.Move(database + "-wal", oud + "-wal");
        }

        File.Delete(database + "-shm");
        File.Replace(nieuw, database, oud); // links the old one first, then renames over it: at no moment there is none
        return oud;
    }

    /// <summary>
    /// What happened after the back-up is gone, and with it that something was erased or a key revoked: the texts are back and the keys work again.
    /// The operator has to hear which.
    /// </summary>
    private static async Task Meld(string oud, long tot)
    {
        Console.WriteLine($"De vorige database staat in {oud}. Gooi die weg als alles in orde is: er kan tekst in staan die sindsdien gewist moest zijn.");
        try
        {
            using var db = SqliteDb.Copy(oud);
            var later = await db.Query<(string Soort, string Onderwerp, long Volgnummer)>("SELECT soort, onderwerp, volgnummer FROM gebeurtenis WHERE volgnummer > @tot ORDER BY volgnummer", new { tot }, CancellationToken.None);
            Console.WriteLine($"Gebeurtenissen na {tot} die er niet meer zijn: {later.Count}.");
            foreach (var (soort, onderwerp, volgnummer) in later.Where(rij => rij.Soort is "knelpunt.gewist" or "knelpunt.ingetrokken" or "sleutel.ingetrokken" or "abonnement.verwijderd"))
            {
                Console.WriteLine($"  Doe opnieuw: {soort} {onderwerp} (gebeurtenis {volgnummer}).");
            }

            if (File.Exists(oud + "-wal"))
            {
                Console.WriteLine($"De vorige database was beschadigd: wat het laatst is geschreven, staat nog in {oud}-wal en is hierbij niet meegeteld.");
            }
        }
        catch (DbException)
        {
            Console.WriteLine($"De vorige database is niet te lezen. Ga zelf na wat er na gebeurtenis {tot} is gewist of ingetrokken, en doe dat opnieuw.");
        }
    }
}
