using System.Runtime.InteropServices;
using System.Text;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>What .NET does not say to a disk by itself.</summary>
internal static class Schijf
{
    /// <summary>Makes the names in a folder durable: after a rename a power cut finds the new name or the old one, and not neither.</summary>
    public static void LegVast(string map)
    {
        if (OperatingSystem.IsWindows())
        {
            return; // NTFS keeps a journal of its names
        }

        var folder = Open(Encoding.UTF8.GetBytes(map + '\0'), 0);
        if (folder < 0)
        {
            throw new IOException($"De map {map} is niet te openen.");
        }

        try
        {
            if (Fsync(folder) != 0)
            {
                throw new IOException($"De map {map} is niet vast te leggen.");
            }
        }
        finally
        {
            _ = Close(folder);
        }
    }

    /// <summary>A new file that only its owner can read; what was there goes.</summary>
    public static FileStream Nieuw(string bestand)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(bestand, options);
    }

    /// <summary>Whether a fault says that there is no room.</summary>
    public static bool IsVol(Exception fout) => fout is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 13 }
        || (fout is IOException && (fout.HResult is 28 || (fout.HResult & 0xFFFF) is 0x70)); // ENOSPC; on Windows ERROR_DISK_FULL

    [DllImport("libc", EntryPoint = "open", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fsync(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
