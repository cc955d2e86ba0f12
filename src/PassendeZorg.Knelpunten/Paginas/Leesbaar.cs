using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Faults as somebody reads them who fills in a form: without names of fields and of JSON. The rules and what they find are those of the API.</summary>
internal static class Leesbaar
{
    private static readonly Dictionary<string, string> Verplicht = new(StringComparer.Ordinal)
    {
        ["/projectId"] = "Kies het project waarvoor u dit doet.", ["/titel"] = "Geef het een titel.", ["/omschrijving"] = "Beschrijf wat er gebeurde.",
        ["/soorten"] = "Kies ten minste één soort.", ["/naam"] = "Geef het project een naam.", ["/tekst"] = "Vul hier uw antwoord in.", ["/oordeel"] = "Kies of de oplossing te merken is.",
        ["/herleidbaarheidGecontroleerd"] = "Dit wordt openbaar. Ga na dat niemand in de tekst te herkennen is, en vink dat aan.",
    };

    /// <summary>What is wrong, or the refusal as a whole when it is about no field.</summary>
    /// <param name="noemt">The field that names something else, which may not be there.</param>
    public static IReadOnlyList<Fout> Fouten(Weigering weigering, Gebruiker lezer, string? noemt = null)
    {
        var probleem = weigering.Probleem;
        IReadOnlyList<Fout> geheel = [new Fout(probleem.Status is 404 or 410 ? noemt ?? "" : "", "", probleem.Status is 412 or 428
            ? "Iemand anders heeft dit intussen gewijzigd. Wat u had ingevuld staat er nog; vergelijk het met hoe het nu is, en verzend het dan opnieuw." : probleem.Detail)];
        return [.. (probleem.Fouten ?? geheel).Select(fout => Fout(fout, lezer))];
    }

    /// <summary>One of them.</summary>
    public static Fout Fout(Fout fout, Gebruiker lezer) => fout.Code switch
    {
        "persoonsgegevens" => fout with { Bericht = Persoonsgegeven(fout, lezer) },
        "verplicht" when Verplicht.TryGetValue(fout.Veld, out var tekst) => fout with { Bericht = tekst },
        "verplicht" when fout.Veld.EndsWith("/titel", StringComparison.Ordinal) => fout with { Bericht = "Geef ook een titel." },
        "onbekende-code" or "vervallen-code" => fout with { Suggestie = null, Bericht = $"{fout.Bericht} Kies opnieuw." },
        _ => fout,
    };

    /// <summary>What it looks like and where it stands; never what stands there.</summary>
    private static string Persoonsgegeven(Fout fout, Gebruiker lezer)
    {
        var waar = fout.Positie is { } positie ? $" (vanaf teken {positie + 1})" : "";
        var onzeker = fout.Bericht.Contains(Lezer.Bevestiging, StringComparison.Ordinal);
        return fout.Soort == "controle" ? Persoonsgegevens.Persoonsgegevenswacht.Advies("controle")
            : $"Hier lijkt {Soort(fout.Soort)} te staan{waar}. {Persoonsgegevens.Persoonsgegevenswacht.Advies(fout.Soort ?? "")}"
            + (!onzeker ? "" : lezer.ZietAlles ? " Gaat het niet over een persoon? Bevestig dat dan onderaan het formulier." : " Gaat het niet over een persoon? Schrijf het anders, of vraag een analist om het voor u te melden.");
    }

    private static string Soort(string? soort) => soort switch
    {
        "bsn" => "een burgerservicenummer",
        "iban" => "een rekeningnummer",
        "email" => "een persoonlijk e-mailadres",
        "telefoon" => "een telefoonnummer",
        "adres" => "een adres",
        "geboortedatum" => "een geboortedatum",
        "nummer" => "een nummer van één persoon",
        "naam" => "een naam",
        "straat" => "een straat met huisnummer",
        "big" => "een BIG-nummer",
        _ => "een persoonsgegeven",
    };
}
