using System.Security.Cryptography;
using System.Text;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>What messages are signed with, as Standard Webhooks says.</summary>
internal static class Geheim
{
    /// <summary>How long the secret before the present one signs too.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    private const string Voor = "whsec_";

    /// <summary>A new secret, and how it is kept for this subscription.</summary>
    public static (string Geheim, string Bewaard) Nieuw(Peper peper, Guid abonnement)
    {
        var geheim = RandomNumberGenerator.GetBytes(32);
        return (Voor + Convert.ToBase64String(geheim), peper.Versleutel(geheim, $"{abonnement}"));
    }

    /// <summary>The signature header: one per secret that is valid now, separated by spaces.</summary>
    public static string Handtekeningen(Abonnement.Rij abonnement, Peper peper, string id, long tijd, ReadOnlySpan<byte> inhoud, DateTimeOffset nu)
    {
        var tekst = (byte[])[.. Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{id}.{tijd}.")), .. inhoud];
        var geheimen = abonnement.VorigGeheimTot > nu ? [abonnement.Geheim, abonnement.VorigGeheim!] : new[] { abonnement.Geheim };
        return string.Join(' ', geheimen.Select(bewaard =>
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(peper.Ontsleutel(bewaard, $"{abonnement.Id}"), tekst))));
    }

    /// <summary>
    /// The id of a message: the same for every attempt and replay of one gebeurtenis to one subscription, also when the delivery itself is
    /// no longer kept.
    /// </summary>
    public static string Berichtnummer(Guid abonnement, long volgnummer) =>
        "msg_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{abonnement}.{volgnummer}")).AsSpan(0, 16));

    /// <summary>What the subscriber sends back to consent: belongs to one request for consent, and is kept nowhere.</summary>
    public static string Code(Peper peper, Guid abonnement, long bevestiging) => peper.Hmac($"bevestiging {abonnement} {bevestiging}")[..32];

    /// <summary>What the link to unsubscribe holds: belongs to one mailbox, and is kept nowhere.</summary>
    public static string Afmeldcode(Peper peper, Abonnement.Rij abonnement) => peper.Hmac($"afmelden {abonnement.Id} {abonnement.Bestemming}")[..32];

    /// <summary>Whether a code is the one that was given out; takes as long for any other.</summary>
    public static bool Klopt(string gegeven, string code) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(gegeven), Encoding.ASCII.GetBytes(code));
}
