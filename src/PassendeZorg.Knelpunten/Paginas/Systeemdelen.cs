using System.Globalization;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Pieces that pages about systeemknelpunten share.</summary>
internal static class Systeemdelen
{
    /// <summary>The address of one, or of a page about it.</summary>
    public static string Adres(string kenmerk, string? deel = null) => $"/systeemknelpunten/{kenmerk}{(deel is null ? "" : $"/{deel}")}";

    /// <summary>A day as an address or a field of a form has it.</summary>
    public static string Iso(DateOnly dag) => dag.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>An organisation as people call it in short: an abbreviation when it has one, else its name.</summary>
    public static string Kort(Register register, string organisatie) =>
        register.Begrippen["organisaties"].Zoek(organisatie) is { } begrip ? begrip.Afkorting ?? begrip.Naam : organisatie;

    /// <summary>An organisation in full, with its abbreviation.</summary>
    public static string Voluit(Register register, string organisatie) =>
        register.Begrippen["organisaties"].Zoek(organisatie) is not { } begrip ? organisatie : begrip.Afkorting is null || begrip.Afkorting == begrip.Naam ? begrip.Naam : $"{begrip.Naam} ({begrip.Afkorting})";

    /// <summary>Organisations, each leading to what is addressed to it.</summary>
    public static Html Organisaties(Register register, IReadOnlyList<string> codes) =>
        Html.Rij(codes, code => $"""<a href="{Onderdelen.Adres("/systeemknelpunten", ("adressaat", code))}">{Voluit(register, code)}</a>""");

    /// <summary>A place on the ladder: "5. Wetswijziging".</summary>
    public static string Trede(Begrippenlijst treden, string code)
    {
        var naam = Onderdelen.Naam(treden, code);
        return Oplossingsruimte.Rang(treden, code) is { } rang ? $"{rang}. {naam}" : naam;
    }

    /// <summary>What it takes, and between which places on the ladder.</summary>
    public static string Ruimte(Register register, Systeemknelpunt systeem)
    {
        var (ruimte, treden) = (Onderdelen.Naam(register.Begrippen["oplossingsruimten"], systeem.Oplossingsruimte), register.Begrippen["treden"]);
        return systeem.LaagsteTrede is not { } laagste ? $"{ruimte}, nog niemand schatte het in"
            : laagste == systeem.HoogsteTrede ? $"{ruimte} (trede {Trede(treden, laagste)})"
            : $"{ruimte} (van trede {Trede(treden, laagste)} tot en met trede {Trede(treden, systeem.HoogsteTrede!)})";
    }

    /// <summary>What the words for the room mean.</summary>
    public static string Uitleg(string ruimte) => ruimte switch
    {
        "binnen-akkoorden" => "Volgens alle inschattingen kan dit binnen de bestaande wetten en akkoorden worden opgelost.",
        "gerichte-wijziging" => "Volgens alle inschattingen is er een gerichte wijziging van een regel nodig, zoals een beleidsregel, een AMvB of een wet.",
        "stelselwijziging" => "Volgens alle inschattingen is hiervoor een herziening van het stelsel nodig.",
        "omstreden" => "De partijen zijn het niet eens over wat er nodig is. Hun inschattingen staan hieronder naast elkaar.",
        _ => "Nog geen partij heeft ingeschat wat er nodig is.",
    };

    /// <summary>What a status means.</summary>
    public static string Betekenis(string status) => status switch
    {
        "in-onderzoek" => "Analisten gaan na of de meldingen samen op een structureel knelpunt wijzen.",
        "vastgesteld" => "De meldingen wijzen samen op een structureel knelpunt.",
        "geagendeerd" => "Het ligt bij wie erover gaat; die is aan zet.",
        "beantwoord" => "Wie erover gaat heeft gereageerd.",
        "opgelost" => "De oplossing is er. Projecten zeggen of zij die merken.",
        "heropend" => "Het leek opgelost, maar is het niet; het ligt opnieuw bij wie erover gaat.",
        _ => "Hier wordt niet verder aan gewerkt; de reden staat bij wat er gebeurde.",
    };

    /// <summary>So many promises that are late, in words; nothing when none is.</summary>
    public static Html TeLaat(int aantal) => Html.Als(aantal > 0, () => $"""<span class="nl-data-badge stand-fout">{Onderdelen.Aantal(aantal, "toezegging te laat", "toezeggingen te laat")}</span>""");

    /// <summary>How it stands with a promise, in words.</summary>
    public static Html Stand(Toezegging toezegging, DateOnly vandaag)
    {
        var dagen = vandaag.DayNumber - toezegging.UiterlijkDatum.DayNumber;
        return toezegging.TeLaat
            ? $"{Onderdelen.Stand("te-laat")} {Onderdelen.Aantal(dagen, "dag", "dagen")} over de datum"
            : toezegging.Status == "open" ? (Html)$"{Onderdelen.Stand("open")} {(dagen == 0 ? "vandaag is de laatste dag" : $"nog {Onderdelen.Aantal(-dagen, "dag", "dagen")}")}" : Onderdelen.Stand(toezegging.Status);
    }

    /// <summary>Whether this reader may say how it stands with a promise.</summary>
    public static bool MagWijzigen(Gebruiker gebruiker, string door, Guid? dialoog) =>
        (gebruiker.Rol == "adressaat" && gebruiker.Organisatie == door) || (gebruiker.ZietAlles && dialoog is not null);

    /// <summary>What kind of answer it is, as a sentence says it.</summary>
    public static string Antwoord(string soort) => soort switch
    {
        "overgenomen" => "Overgenomen",
        "deels-overgenomen" => "Deels overgenomen",
        "kan-al" => "Kan al",
        "afgewezen" => "Afgewezen",
        "niet-bevoegd" => "Niet bevoegd",
        "in-onderzoek" => "In onderzoek",
        _ => "Al opgelost",
    };
}
