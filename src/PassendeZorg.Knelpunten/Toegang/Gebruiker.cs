using System.Security.Claims;

namespace PassendeZorg.Knelpunten.Toegang;

/// <summary>Who asks: the role and organisation of the key or token, or nobody in particular.</summary>
/// <param name="Rol">One of <see cref="Rollen"/>, <c>anoniem</c> or <c>systeem</c>.</param>
/// <param name="Organisatie">A code of the vocabulary or a free name.</param>
/// <param name="SleutelId">The key; with a token an id that stands for its issuer and subject (<see cref="Token"/>).</param>
public sealed record Gebruiker(string Rol, string? Organisatie, Guid? SleutelId)
{
    /// <summary>The roles that a key can have.</summary>
    public static readonly IReadOnlyList<string> Rollen = ["melder", "analist", "adressaat", "abonnee", "beheerder"];

    /// <summary>Somebody who did not sign in.</summary>
    public static readonly Gebruiker Anoniem = new("anoniem", null, null);

    /// <summary>The registry itself: start, commands of the operator.</summary>
    public static readonly Gebruiker Systeem = new("systeem", null, null);

    /// <summary>Analists and the beheerder see what is not public.</summary>
    public bool ZietAlles => Rol is "analist" or "beheerder" or "systeem";

    /// <summary>Whether there is a key or a token behind it.</summary>
    public bool IsAangemeld => SleutelId is not null;

    /// <summary>Reads it from the request.</summary>
    public static ValueTask<Gebruiker> BindAsync(HttpContext context) => new(Van(context));

    /// <summary>Reads it from the request.</summary>
    public static Gebruiker Van(HttpContext context) => context.User.FindFirstValue(ClaimTypes.Role) is { } rol
        ? new(rol, context.User.FindFirstValue(Rechten.Organisatie), Guid.Parse(context.User.FindFirstValue(ClaimTypes.NameIdentifier)!))
        : Anoniem;
}
