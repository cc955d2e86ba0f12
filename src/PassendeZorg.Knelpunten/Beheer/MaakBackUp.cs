using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>
/// The command <c>back-up</c>: one zip with the database of one moment and a signed manifest. It works beside the service, which goes on writing, and
/// only reads, since no other connection than the service's may write or checkpoint. Copies page by page (SQLite's online backup) rather than row by row
/// (VACUUM INTO): that is as fast as the disk, so the moment that is held on to, for which the WAL grows, is short.
/// </summary>
internal static class MaakBackUp
{
    /// <summary>Makes it, verifies what was copied, and only then gives it its name.</summary>
    /// <param name="doel">A file that is not there yet, or a folder, in which it gets a name by date and time.</param>
    public static async Task<int> Voer(Instellingen instellingen, string doel)
    {
        doel = Directory.Exists(doel) ? Path.Combine(doel, $"knelpunten-{DateTime.UtcNow:yyyyMMdd-HHmmss}.zip") : doel;
        Eis(doel);
        using var db = SqliteDb.ReadOnly(instellingen.Datamap);
        var peper = new Peper(instellingen.Peper, instellingen.Datamap, maak: false);
        var (kopie, zip) = (doel + ".db.deel", doel + ".deel");
        try
        {
            var begonnen = DateTimeOffset.UtcNow;
            Kopieer(instellingen.Datamap, kopie);
            var manifest = await Beschrijf(kopie, begonnen);
            await Pak(kopie, manifest.Ondertekend(peper), zip);
            File.Move(zip, doel);
            Schijf.LegVast(Map(doel));
            Console.WriteLine($"Back-up tot en met gebeurtenis {manifest.Volgnummer} ({manifest.Knelpunten} knelpunten) staat in {doel} ({new FileInfo(doel).Length / 1e6:0.0} MB). "
                + "Zonder de peper is die niet terug te zetten; bewaar die apart.");
            return 0;
        }
        catch (Exception vol) when (Schijf.IsVol(vol))
        {
            throw new StartRefused($"In {Map(doel)} is niet genoeg ruimte: nodig is tweemaal de grootte van de database. Er is niets achtergebleven.");
        }
        finally
        {
            foreach (var rest in new[] { kopie, kopie + "-journal", zip })
            {
                File.Delete(rest);
            }
        }
    }

    private static string Map(string doel) => Path.GetDirectoryName(Path.GetFullPath(doel))!;

    private static void Eis(string doel)
    {
        if (File.Exists(doel))
        {
            throw new StartRefused($"{doel} bestaat al en wordt niet overschreven. Noem een andere naam.");
        }

        if (!Directory.Exists(Map(doel)))
        {
            throw new StartRefused($"De map {Map(doel)} is er niet.");
        }
    }

    private static void Kopieer(string datamap, string kopie)
    {
        Schijf.Nieuw(kopie).Dispose(); // readable for its owner only, before there is anything in it
        using var van = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(datamap, Manifest.Database), Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        using var naar = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = kopie, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        van.Open();
        naar.Open();
        van.BackupDatabase(naar);
    }

    /// <summary>What the copy holds, if it is whole.</summary>
    private static async Task<Manifest> Beschrijf(string kopie, DateTimeOffset begonnen)
    {
        var stand = await Lees(kopie);
        await using var bestand = File.OpenRead(kopie);
        return stand with { GemaaktOp = begonnen, Grootte = bestand.Length, Sha256 = Convert.ToHexStringLower(await SHA256.HashDataAsync(bestand)) };
    }

    /// <summary>Verifies a copy of the database from file to log to tables, and says what is in it.</summary>
    /// <exception cref="StartRefused">It is not whole.</exception>
    internal static async Task<Manifest> Lees(string kopie)
    {
        using var db = SqliteDb.Copy(kopie);
        var controle = await Controle.Voer(db, CancellationToken.None);
        if (controle.Fouten.Count > 0)
        {
            throw new StartRefused(string.Join('\n', controle.Fouten.Take(20).Append($"De database is niet heel ({controle.Fouten.Count} fouten); dit is geen goede back-up.")));
        }

        async Task<long> Tel(string wat) => await db.First<long?>($"SELECT {wat}", null, CancellationToken.None) ?? 0;
        return new Manifest(1, default, (int)await Tel("max(nummer) FROM schemaversie"), controle.Aantal, controle.Hash,
            await Tel("count(*) FROM knelpunt"), await Tel("count(*) FROM project"), await Tel("count(*) FROM systeemknelpunt"), 0, "");
    }

    private static async Task Pak(string kopie, string manifest, string doel)
    {
        await using var bestand = Schijf.Nieuw(doel);
        using (var zip = new ZipArchive(bestand, ZipArchiveMode.Create, leaveOpen: true))
        {
            // First what says what the rest is: a reader that does not trust it stops there.
            await using (var tekst = new StreamWriter(await zip.CreateEntry(Manifest.Naam).OpenAsync()))
            {
                await tekst.WriteAsync(manifest);
            }

            await using var van = File.OpenRead(kopie);
            await using var naar = await zip.CreateEntry(Manifest.Database, CompressionLevel.Fastest).OpenAsync();
            await van.CopyToAsync(naar);
        }

        bestand.Flush(flushToDisk: true);
    }
}
