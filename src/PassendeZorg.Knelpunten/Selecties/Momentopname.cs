using System.Runtime.InteropServices;
using System.Security.Cryptography;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Selecties;

/// <summary>
/// The index at one moment, as a file beside the database: a start goes on from there and reads only the rest of the log. It is a copy and nothing
/// but a copy: the file may be thrown away at any moment, and a file that is not the very thing this program wrote of this very log is not used.
/// It holds what the log says (codes, numbers, ids, names of lead organisations) and no text of a knelpunt, so there is nothing in it to erase.
/// </summary>
/// <param name="Stand">The rows. The writer may go on: of what is there already it only closes rows, and reading opens those again.</param>
/// <param name="Knelpunten">How many numbers of knelpunten have been seen.</param>
/// <param name="Hash">Of the last gebeurtenis that was followed: the log that holds it there holds all that came before it too.</param>
internal sealed record Momentopname(Stand Stand, int Knelpunten, string Hash, IReadOnlyList<Momentopname.Project> Projecten, IReadOnlyList<(int Knelpunt, int Project)> Steun)
{
    /// <summary>Its name in the data folder.</summary>
    internal const string Bestand = "index.stand";

    private const int Buffer = 1 << 20;

    /// <summary>Of every build another: what other code made of the same log says nothing, so the shape of the file has no version of its own.</summary>
    private static readonly Guid Programma = typeof(Momentopname).Module.ModuleVersionId;

    /// <summary>A project as the index knows it.</summary>
    internal readonly record struct Project(Guid Id, int Nummer, int Organisatie, ulong[] Regios);

    /// <summary>Writes it beside what is there and then over that: there is always a whole one, or none.</summary>
    public void Schrijf(string map)
    {
        var pad = Path.Combine(map, Bestand);
        var deel = pad + ".deel";
        try
        {
            using (var bestand = Schijf.Nieuw(deel))
            {
                using var som = SHA256.Create();
                bestand.Position = SHA256.HashSizeInBytes;
                // The buffer is a copy: what goes into the checksum is what is written, also when the writer closes a row meanwhile.
                using (var naar = new BinaryWriter(new BufferedStream(new CryptoStream(bestand, som, CryptoStreamMode.Write, leaveOpen: true), Buffer)))
                {
                    Schrijf(naar);
                }

                bestand.Position = 0;
                bestand.Write(som.Hash);
                bestand.Flush(flushToDisk: true);
            }

            File.Move(deel, pad, overwrite: true);
        }
        finally
        {
            File.Delete(deel);
        }
    }

    /// <summary>Reads it; null, with the reason, when it is not to be used.</summary>
    /// <param name="map">The data folder.</param>
    /// <param name="hash">What the log holds as the hash of a row.</param>
    public static (Momentopname? Opname, string? Reden) Lees(string map, Func<int, string?> hash)
    {
        try
        {
            using var bestand = new FileStream(Path.Combine(map, Bestand), new FileStreamOptions { BufferSize = Buffer, Options = FileOptions.SequentialScan });
            // Nothing in it is believed, no length either, before all of it is what was written.
            var som = new byte[SHA256.HashSizeInBytes];
            bestand.ReadExactly(som);
            if (!SHA256.HashData(bestand).AsSpan().SequenceEqual(som))
            {
                return (null, "het bestand is beschadigd");
            }

            bestand.Position = som.Length;
            using var van = new BinaryReader(bestand);
            if (new Guid(van.ReadBytes(16)) != Programma)
            {
                return (null, "het bestand is van een andere versie van het programma");
            }

            var (volgnummer, gevolgd) = (van.ReadInt32(), van.ReadString());
            return hash(volgnummer) == gevolgd ? (Lees(van, volgnummer, gevolgd), null) : (null, $"het logboek heeft gebeurtenis {volgnummer} niet of anders");
        }
        catch (FileNotFoundException)
        {
            return (null, "het bestand is er niet");
        }
        catch (Exception fout) when (fout is IOException or UnauthorizedAccessException)
        {
            return (null, $"het bestand is niet te lezen ({fout.Message})");
        }
    }

    private void Schrijf(BinaryWriter naar)
    {
        naar.Write(Programma.ToByteArray());
        naar.Write(Stand.LaatsteVolgnummer);
        naar.Write(Hash);
        naar.Write(Stand.Volgnummer);
        naar.Write(Stand.PeilOp.UtcTicks);
        naar.Write(Stand.Rijen);
        naar.Write(Knelpunten);
        naar.Write(Stand.Organisaties.Length);
        Array.ForEach(Stand.Organisaties, naar.Write);
        naar.Write(Projecten.Count);
        foreach (var project in Projecten)
        {
            naar.Write(project.Id.ToByteArray());
            naar.Write(project.Nummer);
            naar.Write(project.Organisatie);
            Schrijf<ulong>(naar, project.Regios);
        }

        naar.Write(Steun.Count);
        foreach (var (knelpunt, project) in Steun)
        {
            naar.Write(knelpunt);
            naar.Write(project);
        }

        for (var begin = 0; begin < Knelpunten; begin += Kolommen.Bloklengte)
        {
            Schrijf<Guid>(naar, Stand.Ids[begin / Kolommen.Bloklengte].AsSpan(0, Math.Min(Kolommen.Bloklengte, Knelpunten - begin)));
        }

        for (var begin = 0; begin < Stand.Rijen; begin += Kolommen.Bloklengte)
        {
            Stand.Blokken[begin / Kolommen.Bloklengte].Schrijf(naar, Math.Min(Kolommen.Bloklengte, Stand.Rijen - begin));
        }
    }

    private static Momentopname Lees(BinaryReader van, int laatste, string hash)
    {
        var (volgnummer, peilOp, rijen, knelpunten) = (van.ReadInt32(), new DateTimeOffset(van.ReadInt64(), TimeSpan.Zero), van.ReadInt32(), van.ReadInt32());
        var organisaties = new string[van.ReadInt32()];
        for (var i = 0; i < organisaties.Length; i++)
        {
            organisaties[i] = van.ReadString();
        }

        var projecten = new Project[van.ReadInt32()];
        for (var i = 0; i < projecten.Length; i++)
        {
            projecten[i] = new(new Guid(van.ReadBytes(16)), van.ReadInt32(), van.ReadInt32(), new ulong[Blok.Woorden]);
            Lees<ulong>(van, projecten[i].Regios);
        }

        var steun = new (int Knelpunt, int Project)[van.ReadInt32()];
        for (var i = 0; i < steun.Length; i++)
        {
            steun[i] = (van.ReadInt32(), van.ReadInt32());
        }

        var ids = new Guid[Blokken(knelpunten)][];
        for (var b = 0; b < ids.Length; b++)
        {
            ids[b] = Kolommen.Kolom<Guid>();
            Lees<Guid>(van, ids[b].AsSpan(0, Math.Min(Kolommen.Bloklengte, knelpunten - (b * Kolommen.Bloklengte))));
        }

        var blokken = new Blok[Blokken(rijen)];
        for (var b = 0; b < blokken.Length; b++)
        {
            blokken[b] = Blok.Lees(van, Math.Min(Kolommen.Bloklengte, rijen - (b * Kolommen.Bloklengte)), laatste);
        }

        return new(new Stand(blokken, ids, organisaties, rijen, volgnummer, peilOp, laatste), knelpunten, hash, projecten, steun);
    }

    /// <summary>A column, or a part of one, as bytes.</summary>
    internal static void Schrijf<T>(BinaryWriter naar, ReadOnlySpan<T> kolom) where T : unmanaged => naar.Write(MemoryMarshal.AsBytes(kolom));

    /// <summary>The same back.</summary>
    internal static void Lees<T>(BinaryReader van, Span<T> kolom) where T : unmanaged => van.BaseStream.ReadExactly(MemoryMarshal.AsBytes(kolom));

    private static int Blokken(int rijen) => (rijen + Kolommen.Bloklengte - 1) / Kolommen.Bloklengte;
}
