using System.Security.Cryptography;
using System.Text;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Gebeurtenissen;

/// <summary>One row of the append-only log. Never holds a text: codes, states, ids and salted digests.</summary>
/// <param name="Volgnummer">Gapless, from 1.</param>
/// <param name="Soort">What happened, such as <c>knelpunt.bevestigd</c>.</param>
/// <param name="Onderwerp">The id of what it happened to; for a begrip <c>lijst/code</c>.</param>
/// <param name="TijdstipOp">UTC, milliseconds; never earlier than the row before it.</param>
/// <param name="SleutelId">The key that did it; absent for the system itself.</param>
/// <param name="Gegevens">Canonical JSON.</param>
/// <param name="VorigeHash">The hash of the row before it; 64 zeros for the first.</param>
/// <param name="Hash">See <see cref="Bereken()"/>.</param>
public sealed record Gebeurtenis(long Volgnummer, Guid Id, string Soort, string Onderwerp, DateTimeOffset TijdstipOp, string Rol,
    string? Organisatie, Guid? SleutelId, string Gegevens, string VorigeHash, string Hash)
{
    /// <summary>What stands before the first row.</summary>
    public static readonly string Begin = new('0', 64);

    /// <summary>Counts what was written, beside the log, so that an end that is cut off is missed.</summary>
    internal const string Teller = "gebeurtenis";

    /// <summary>Where PostgreSQL tells other instances that there is more of the log.</summary>
    internal const string Kanaal = "knelpunten_log";

    internal const string Select = """
        SELECT volgnummer, id, soort, onderwerp, tijdstip_op, rol, organisatie, sleutel_id, gegevens, vorige_hash, hash FROM gebeurtenis
        """;

    /// <summary>
    /// SHA-256, in lower-case hex, of the RFC 8785 canonical JSON of the row without its hash: anyone who can read the log
    /// can repeat it.
    /// </summary>
    public string Bereken() => Bereken(Volgnummer, Id.ToString("D"), Soort, Onderwerp, Dialect.Instant(TijdstipOp), Rol, Organisatie, SleutelId?.ToString("D"), Gegevens, VorigeHash);

    /// <summary>The same, of a row as it is stored, whatever somebody made of it.</summary>
    internal static string Bereken(long volgnummer, string id, string soort, string onderwerp, string tijdstipOp, string rol, string? organisatie,
        string? sleutelId, string gegevens, string vorigeHash)
    {
        var text = new StringBuilder(gegevens.Length + 512);
        // The members stand in canonical order, and gegevens is canonical already: parsing it again would only cost time.
        text.Append("{\"gegevens\":").Append(gegevens);
        Lid(text, "id", id);
        Lid(text, "onderwerp", onderwerp);
        Lid(text, "organisatie", organisatie);
        Lid(text, "rol", rol);
        Lid(text, "sleutelId", sleutelId);
        Lid(text, "soort", soort);
        Lid(text, "tijdstipOp", tijdstipOp);
        text.Append(",\"volgnummer\":").Append(volgnummer);
        Lid(text, "vorigeHash", vorigeHash);
        text.Append('}');
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static void Lid(StringBuilder text, string naam, string? waarde)
    {
        text.Append(",\"").Append(naam).Append("\":");
        CanonicalJson.WriteString(text, waarde);
    }

    /// <summary>A row as Dapper reads it.</summary>
    internal sealed class Rij
    {
        public long Volgnummer { get; init; }
        public Guid Id { get; init; }
        public string Soort { get; init; } = "";
        public string Onderwerp { get; init; } = "";
        public DateTimeOffset TijdstipOp { get; init; }
        public string Rol { get; init; } = "";
        public string? Organisatie { get; init; }
        public Guid? SleutelId { get; init; }
        public string Gegevens { get; init; } = "";
        public string VorigeHash { get; init; } = "";
        public string Hash { get; init; } = "";

        public Gebeurtenis Gebeurtenis() =>
            new(Volgnummer, Id, Soort, Onderwerp, TijdstipOp, Rol, Organisatie, SleutelId, Gegevens, VorigeHash, Hash);
    }
}
