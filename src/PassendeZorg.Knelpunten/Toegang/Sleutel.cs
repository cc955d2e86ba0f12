using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Toegang;

/// <summary>Een API-sleutel zoals de beheerder die ziet; de sleutel zelf staat er niet bij.</summary>
/// <param name="Id">UUIDv7, om de sleutel mee in te trekken.</param>
/// <param name="Naam">Waarvoor of voor wie de sleutel is, zoals "Registratie Valpreventie Achterhoek".</param>
/// <param name="Rol">Wat de sleutel mag.</param>
/// <param name="Organisatie">Namens wie: code uit de lijst organisaties of vrije naam.</param>
/// <param name="AangemaaktOp">Wanneer de sleutel is gemaakt.</param>
/// <param name="GeldigTotDatum">Vanaf deze dag werkt de sleutel niet meer.</param>
/// <param name="LaatstGebruiktOp">Op de minuut; null: nog niet gebruikt.</param>
/// <param name="IngetrokkenOp">Sinds wanneer de sleutel is ingetrokken; null: niet.</param>
/// <param name="Bereik">Waar de sleutel voor is, binnen wat de rol mag: lezen, schrijven of allebei.</param>
public sealed record Sleutel(Guid Id, string Naam, [property: Keuze("melder", "analist", "adressaat", "abonnee", "beheerder")] string Rol, string Organisatie,
    DateTimeOffset AangemaaktOp, DateOnly GeldigTotDatum,
    DateTimeOffset? LaatstGebruiktOp, DateTimeOffset? IngetrokkenOp, [property: Keuze("lezen", "schrijven")] IReadOnlyList<string> Bereik)
{
    /// <summary>What a key is for when nobody says so.</summary>
    internal static readonly IReadOnlyList<string> Alles = [Rechten.Lezen, Rechten.Schrijven];

    /// <summary>What every key begins with.</summary>
    internal const string Begin = "kp_";

    internal const string Select = """
        SELECT id, naam, rol, organisatie, hmac, aangemaakt_op, geldig_tot, laatst_gebruikt_op, ingetrokken_op, bereik FROM sleutel
        """;

    /// <summary>Whether it may read: with one that only writes nobody sees what is not public.</summary>
    internal bool Leest => Bereik.Contains(Rechten.Lezen);

    /// <summary>Who signs in with it.</summary>
    internal ClaimsIdentity Identiteit(string schema) =>
        new([new(ClaimTypes.NameIdentifier, Id.ToString("D")), new(ClaimTypes.Role, Rol), new(Rechten.Organisatie, Organisatie), .. Bereik.Select(deel => new Claim(Rechten.Bereik, deel))], schema);

    /// <summary>Last used, to the minute: nobody waits for it, and it is no gebeurtenis.</summary>
    internal void Gebruikt(Schrijver schrijver, TimeProvider clock)
    {
        var nu = clock.GetUtcNow();
        if (Sleutels.GebruiktNu(Id, nu) && schrijver.Werkt)
        {
            _ = schrijver.Schrijf(werk => werk.Voer("UPDATE sleutel SET laatst_gebruikt_op = @nu WHERE id = @Id", new { nu, Id }));
        }
    }

    /// <summary>Prefix, 30 random letters and digits (178 bits) and 6 that check them, so that a scanner recognises a leaked key offline.</summary>
    internal static string Nieuw()
    {
        var willekeurig = RandomNumberGenerator.GetString(Base62, 30);
        return $"{Begin}{willekeurig}{Controle(willekeurig)}";
    }

    /// <summary>Whether it looks like a key that was made here: then nobody thought of it.</summary>
    internal static bool IsGemaakt(string gegeven) =>
        gegeven.Length == 39 && gegeven.StartsWith(Begin, StringComparison.Ordinal) && gegeven.AsSpan(33).SequenceEqual(Controle(gegeven[3..33]));

    private static string Controle(string willekeurig)
    {
        var rest = Crc32(willekeurig);
        Span<char> controle = stackalloc char[6];
        for (var i = 5; i >= 0; i--, rest /= 62)
        {
            controle[i] = Base62[(int)(rest % 62)];
        }

        return new string(controle);
    }

    private static uint Crc32(string ascii)
    {
        var crc = uint.MaxValue;
        foreach (var c in ascii)
        {
            crc ^= c;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }

    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A row as Dapper reads it.</summary>
    internal sealed class Rij
    {
        public Guid Id { get; init; }
        public string Naam { get; init; } = "";
        public string Rol { get; init; } = "";
        public string Organisatie { get; init; } = "";
        public string Hmac { get; init; } = "";
        public DateTimeOffset AangemaaktOp { get; init; }
        public DateOnly GeldigTot { get; init; }
        public DateTimeOffset? LaatstGebruiktOp { get; init; }
        public DateTimeOffset? IngetrokkenOp { get; init; }
        public string Bereik { get; init; } = "";

        public Sleutel Sleutel() => new(Id, Naam, Rol, Organisatie, AangemaaktOp, GeldigTot, LaatstGebruiktOp, IngetrokkenOp, Bereik.Split(' '));
    }
}

/// <summary>All keys at one moment, by their HMAC. Replaced as a whole when one is made or revoked.</summary>
internal sealed class Sleutels(IReadOnlyDictionary<string, Sleutel> opHmac)
{
    private static readonly ConcurrentDictionary<Guid, DateTimeOffset> Gebruikt = new();

    public bool Leeg => opHmac.Count == 0;

    private readonly Dictionary<Guid, Sleutel> opId = opHmac.Values.ToDictionary(sleutel => sleutel.Id);

    /// <summary>The key that somebody shows, or why it is not good.</summary>
    public (Sleutel? Sleutel, string? Reden) Herken(string gegeven, Peper peper, DateOnly vandaag)
    {
        var sleutel = gegeven.Length is > 0 and < 300 ? opHmac.GetValueOrDefault(peper.Hmac(gegeven)) : null;
        return (sleutel, sleutel switch
        {
            null => "Deze sleutel is niet bekend.",
            { IngetrokkenOp: not null } => "Deze sleutel is ingetrokken.",
            _ when vandaag >= sleutel.GeldigTotDatum => "Deze sleutel is verlopen.",
            _ => null,
        });
    }

    /// <summary>A key that gives its holder something on this day; null when it no longer does.</summary>
    public Sleutel? Geldig(Guid id, DateOnly vandaag) => opId.GetValueOrDefault(id) is { IngetrokkenOp: null } sleutel && vandaag < sleutel.GeldigTotDatum ? sleutel : null;

    /// <summary>True at most once a minute per key: then it is worth writing down.</summary>
    public static bool GebruiktNu(Guid id, DateTimeOffset nu)
    {
        var was = Gebruikt.GetOrAdd(id, DateTimeOffset.MinValue);
        return nu - was >= TimeSpan.FromMinutes(1) && Gebruikt.TryUpdate(id, nu, was);
    }

    public static async Task<Sleutels> Lees(Db db, CancellationToken ct)
    {
        var rijen = await db.Query<Sleutel.Rij>(Sleutel.Select, null, ct);
        return new Sleutels(rijen.ToDictionary(rij => rij.Hmac, rij => rij.Sleutel(), StringComparer.Ordinal));
    }
}

/// <summary>
/// The secret that keys are hashed with. It lies beside the database, not in it: a copy of the database alone gives no way to
/// try keys. A key has 178 bits of chance, so one HMAC is enough; a slow hash would add nothing.
/// </summary>
public sealed class Peper
{
    private readonly byte[] geheim;

    /// <summary>Takes the secret from the setting, or from the file <c>peper</c> in the data folder, which is made when absent.</summary>
    /// <param name="instelling">The setting; null: the file.</param>
    /// <param name="datamap">The data folder.</param>
    /// <param name="maak">False: refuse when there is no file. A secret that is made now cannot be the one that something was signed with.</param>
    public Peper(string? instelling, string datamap, bool maak = true)
    {
        if (instelling is { Length: >= 32 })
        {
            geheim = Encoding.UTF8.GetBytes(instelling);
            return;
        }

        if (instelling is not null)
        {
            throw new StartRefused("Knelpunten__Peper is te kort: nodig zijn ten minste 32 tekens.");
        }

        var bestand = Path.Combine(datamap, "peper");
        if (!File.Exists(bestand))
        {
            if (!maak)
            {
                throw new StartRefused($"In de datamap {datamap} is geen bestand peper, en Knelpunten__Peper is niet gezet. Zet eerst de peper terug die bij deze registratie hoort.");
            }

            Directory.CreateDirectory(datamap);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var stream = new FileStream(bestand, options);
            stream.Write(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32))));
            stream.Flush(flushToDisk: true);
        }

        geheim = File.ReadAllBytes(bestand);
    }

    /// <summary>Encrypts what must be read back, such as the secret that messages are signed with (AES-256-GCM under a key of its own).</summary>
    /// <param name="waarde">What to keep.</param>
    /// <param name="bij">What it belongs to: with anything else it cannot be read back.</param>
    internal string Versleutel(ReadOnlySpan<byte> waarde, string bij)
    {
        var bewaard = new byte[NonceLengte + TagLengte + waarde.Length];
        RandomNumberGenerator.Fill(bewaard.AsSpan(0, NonceLengte));
        using var aes = new AesGcm(Bewaarsleutel(), TagLengte);
        aes.Encrypt(bewaard.AsSpan(0, NonceLengte), waarde, bewaard.AsSpan(NonceLengte + TagLengte), bewaard.AsSpan(NonceLengte, TagLengte), Encoding.UTF8.GetBytes(bij));
        return Convert.ToBase64String(bewaard);
    }

    /// <summary>Reads back what <see cref="Versleutel"/> made.</summary>
    internal byte[] Ontsleutel(string tekst, string bij)
    {
        var bewaard = Convert.FromBase64String(tekst).AsSpan();
        var leesbaar = new byte[bewaard.Length - NonceLengte - TagLengte];
        using var aes = new AesGcm(Bewaarsleutel(), TagLengte);
        aes.Decrypt(bewaard[..NonceLengte], bewaard[(NonceLengte + TagLengte)..], bewaard.Slice(NonceLengte, TagLengte), leesbaar, Encoding.UTF8.GetBytes(bij));
        return leesbaar;
    }

    private const int NonceLengte = 12;
    private const int TagLengte = 16;

    private byte[] Bewaarsleutel() => HKDF.DeriveKey(HashAlgorithmName.SHA256, geheim, 32, info: "knelpunten/bewaren/1"u8.ToArray());

    /// <summary>Refuses when this is another secret than the registry was begun with: instances on one database need the same.</summary>
    internal bool Vergelijk(Werk werk)
    {
        var merk = BitConverter.ToInt64(HMACSHA256.HashData(geheim, "knelpunten/peper/1"u8));
        werk.Voer("INSERT INTO teller (naam, waarde) VALUES ('peper', @merk) ON CONFLICT (naam) DO NOTHING", new { merk });
        return werk.Een<long>("SELECT waarde FROM teller WHERE naam = 'peper'") == merk ? true
            : throw new StartRefused("Deze instantie heeft een andere peper dan waarmee het register is begonnen. Geef elke instantie dezelfde Knelpunten__Peper, of hetzelfde bestand peper in de datamap.");
    }

    /// <summary>Signs what leaves the registry and must be known again when it comes back (HMAC-SHA-256 in hex, under a key of its own).</summary>
    internal string Teken(string tekst) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(HKDF.DeriveKey(HashAlgorithmName.SHA256, geheim, 32, info: "knelpunten/back-up/1"u8.ToArray()), Encoding.UTF8.GetBytes(tekst)));

    /// <summary>HMAC-SHA-256 in hex.</summary>
    public string Hmac(string tekst) => Convert.ToHexStringLower(HMACSHA256.HashData(geheim, Encoding.UTF8.GetBytes(tekst)));
}
