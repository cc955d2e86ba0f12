using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Invoer;

/// <summary>
/// A code, or codes, of a vocabulary. A text without one of the marks in this file is free text, and free text is checked for
/// personal data: a new field cannot be forgotten.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class BegripAttribute(string lijst) : Attribute
{
    /// <summary>The vocabulary.</summary>
    public string Lijst { get; } = lijst;
}

/// <summary>A code of a vocabulary or a free name of an organisation, 3 to 120 characters.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OrganisatieAttribute : Attribute;

/// <summary>One of a fixed set of values; several may stand in one string, separated by commas.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class KeuzeAttribute(params string[] waarden) : Attribute
{
    /// <summary>The values.</summary>
    public IReadOnlyList<string> Waarden { get; } = [.. waarden.SelectMany(waarde => waarde.Split(','))];
}

/// <summary>A web address: absolute, http or https.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WeblinkAttribute : Attribute;

/// <summary>An e-mail address of a functional mailbox. Exempt from the check on personal data, as the contract says.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class PostbusAttribute : Attribute;

/// <summary>A day that has been: not later than today in the Netherlands.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class VerledenAttribute : Attribute;

/// <summary>Not free text: a token that is checked where it is used.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class GeenVrijeTekstAttribute : Attribute;

/// <summary>A selection of systeemknelpunten, not of knelpunten.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class VanSystemenAttribute : Attribute;

/// <summary>
/// Free text that is thrown away after the answer: personal data in it is for the operation to report, not a reason to refuse.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class WordtNietBewaardAttribute : Attribute;

/// <summary>Everything that is wrong with one request.</summary>
public sealed class Fouten
{
    private readonly List<Fout> fouten = [];

    /// <summary>So far.</summary>
    public IReadOnlyList<Fout> Alle => fouten;

    /// <summary>Notes one.</summary>
    public void Meld(string veld, string code, string bericht, string? suggestie = null)
    {
        if (fouten.Count < 100)
        {
            fouten.Add(new Fout(veld, code, bericht, suggestie));
        }
    }

    /// <summary>Notes one.</summary>
    public void Meld(Fout fout) => fouten.Add(fout);

    /// <summary>Refuses the request when anything is wrong.</summary>
    public void Klaar()
    {
        if (fouten.Count > 0)
        {
            throw Weigering.Ongeldig(fouten);
        }
    }
}

/// <summary>What the length rules of the framework's attributes mean here: characters as people count them, not UTF-16 units.</summary>
internal static class Lengteregel
{
    public static void Controleer(string tekst, StringLengthAttribute? regel, string veld, Fouten fouten)
    {
        if (regel is null)
        {
            return;
        }

        var lengte = tekst.EnumerateRunes().Count();
        if (lengte > regel.MaximumLength)
        {
            fouten.Meld(veld, "te-lang", $"Ten hoogste {regel.MaximumLength} tekens; dit zijn er {lengte}.");
        }
        else if (regel.MinimumLength > 0 && string.IsNullOrWhiteSpace(tekst))
        {
            fouten.Meld(veld, "verplicht", $"Vul dit in: ten minste {regel.MinimumLength} tekens.");
        }
        else if (tekst.Trim().EnumerateRunes().Count() is var gevuld && gevuld < regel.MinimumLength)
        {
            fouten.Meld(veld, "te-kort", $"Ten minste {regel.MinimumLength} tekens; dit zijn er {gevuld}.");
        }
    }
}
