using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PassendeZorg.Knelpunten.Persoonsgegevens;

/// <summary>One piece of personal data found in a text: what and where, never the value itself.</summary>
/// <param name="Soort">Kind: bsn, iban, email, telefoon, adres, geboortedatum, nummer, naam, straat, big or controle.</param>
/// <param name="Positie">Start in UTF-16 units of the original text.</param>
/// <param name="Lengte">Length in UTF-16 units of the original text.</param>
/// <param name="Zeker">True when the text must be refused; false when an analyst may confirm that it is harmless.</param>
public sealed record Vondst(string Soort, int Positie, int Lengte, bool Zeker);

/// <summary>
/// Finds personal data in Dutch free text. No rule is watertight: a name without a form of address, or an age with a
/// place and an illness, passes.
/// </summary>
/// <remarks>
/// The text is walked once per kind of trigger (a digit, an at-sign, a trigger word) and every pattern is anchored at
/// its trigger, so the work is linear in the length of the text.
/// Judgement calls: numbers inside a web address pass unless a context word stands in front (<c>?bsn=</c>); numbers
/// after KvK, RSIN, ISBN, SNOMED, zorgproduct, a currency sign and the like pass; <c>bsn</c> in front of eight or nine
/// digits is refused even when the 11-test fails; a single initial ("mevrouw B.") counts as anonymised; a birth date
/// after "vanaf", "na" or "voor" describes a cohort, not a person.
/// </remarks>
public static partial class Persoonsgegevenswacht
{
    private const RegexOptions Los = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase;
    private const RegexOptions Strikt = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
    private const int Tijdslimiet = 100;

    // What may stand between two groups of digits, and between two digits of a telephone number.
    private const string Tussen = @" ?[./-] ?| {1,2}";
    private const string Scheiding = @"[ ./()-]{0,4}";

    private const string GegroepeerdBsn =
        @"(?:[0-9]{3}(?<a>" + Tussen + @")[0-9]{3}\k<a>[0-9]{3}" +
        @"|(?!(?:19|20)[0-9]{2}[ ./-]{1,3}(?:0[1-9]|1[0-2])[ ./-])[0-9]{4}(?<b>" + Tussen + @")[0-9]{2}\k<b>[0-9]{3}" +
        @"|[0-9]{3}(?<c>" + Tussen + @")[0-9]{2}\k<c>[0-9]{4}" +
        @"|[0-9]{2}(?<d>" + Tussen + @")[0-9]{2}\k<d>[0-9]{2}\k<d>[0-9]{3}" +
        @"|[0-9]{3}(?:" + Tussen + @")[0-9]{6}" +
        @"|[0-9]{6}(?:" + Tussen + @")[0-9]{3}" +
        @"|[0-9](?<e>" + Tussen + @")[0-9](?:\k<e>[0-9]){7}(?! [0-9](?![0-9])))" +
        @"(?![0-9A-Za-z_]|[.,/-][0-9]| [0-9]{3}(?![0-9]))";

    private const string Maand =
        @"(?:jan|feb|mrt|maa|mar|apr|mei|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]{0,7}\.?";

    private const string Datum =
        @"(?:[0-3]?[0-9][-/. ]{1,3}(?:[01]?[0-9]|" + Maand + @")[-/. ]{1,3}['’]?(?:19|20)?[0-9]{2}" +
        @"|(?:19|20)[0-9]{2}[-/. ]{1,3}[01]?[0-9][-/. ]{1,3}[0-3]?[0-9]" +
        @"|[0-3][0-9][01][0-9](?:19|20)[0-9]{2}" +
        @"|(?:19|20)[0-9]{2}[01][0-9][0-3][0-9])(?![0-9])";

    private const string Tussenvoegsel =
        @"(?:(?i:van|von|vd|v\.d\.|v/d|de|den|der|het|['’]t|ten|ter|te|el|al|ben|bin|op|in|la|le|du|da|dos) |d['’])";

    // A capitalised word that is not itself a particle; capitals only is for "dhr. JANSEN".
    private const string Hoofdletterwoord =
        @"(?!(?:Van|Von|De|Den|Der|Het|Een|Ten|Ter|Te|Op|In|En|Of|Is)(?!\p{L}))(?:\p{Lu}['’])?\p{Lu}{1,2}\p{Ll}+";

    // Three small sets instead of one: beyond some twenty words the vectorised search slows down threefold.
    private static readonly SearchValues<string> Aanspreekvormen = SearchValues.Create(
        ["dhr", "hr.", "mevr", "mw.", "mw ", "mej.", "mej ", "meneer", "mijnheer", "juffrouw", "heer ", "heren ", "fam.", "familie ", "dokter ",
         "zuster ", "naam"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Rolwoorden = SearchValues.Create(
        ["cli", "pati", "jeugdige", "bewoner", "bewoonster", "moeder", "vader", "zoon", "dochter", "broer", "zus", "opa", "oma",
         "echtgeno", "mantelzorger", "jongen", "meisje", "buur", "tante"],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Apenstaartwoorden = SearchValues.Create(
        [" at ", "(at", "[at", "{at", "( at", "[ at", "apenstaart"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Getalwoorden = SearchValues.Create(
        ["bsn", "burgerservice", "burger service", "sofi", "geb", "d.o.b", "dob", "big", "nummer", "nr", "polis", "zorgpas"],
        StringComparison.OrdinalIgnoreCase);

    // Two letters after four digits that are a Dutch word, a unit or a care profile rather than a postcode.
    private static readonly FrozenSet<string> GeenPostcodeletters = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "in", "is", "en", "op", "of", "om", "te", "de", "we", "ze", "er", "al", "na", "nu", "zo", "ik", "je", "ca", "eu", "nr", "st",
        "mg", "ml", "kg", "km", "cm", "mm", "gr", "cc", "dl", "mb", "gb", "kb", "tb", "ha", "dd", "uu", "pp", "pj", "pm", "bv", "nv",
        "va", "vm", "nm", "vs", "zn", "ff", "dw", "vv", "vg", "lg", "zg", "lv", "bw", "tm", "jr", "pg", "wo");

    private static readonly FrozenSet<string> GeenStraatnaam = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "postbus", "antwoordnummer", "artikel", "art", "lid", "kamerstuk", "kamerstukken", "bijlage", "tabel", "figuur", "hoofdstuk", "paragraaf", "pagina", "nr",
        "in", "van", "tot", "per", "sinds", "vanaf", "circa", "met", "voor", "totaal", "stb", "stcrt", "stap", "fase", "versie", "week");

    private static readonly string[] Straatuitgangen =
        ["straat", "laan", "weg", "plein", "gracht", "kade", "singel", "dreef", "hof", "steeg", "pad", "plantsoen", "dijk", "markt"];

    private static readonly FrozenSet<string> GeenNaam = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "minister", "staatssecretaris", "voorzitter", "wethouder", "burgemeester", "kamerlid", "president", "commissaris", "directeur",
        "nederland", "nederlandse", "wmo", "wia", "awb", "awbz", "avg", "ciz", "anw", "iwmo", "iwlz", "zorgdomein", "europa", "aarde",
        "dossier", "heeft", "kan", "moet", "wil", "krijgt", "wordt", "staat", "zonder", "met", "voor", "naar", "uit", "bij", "tussen");

    private static readonly string[] GeenNaamUitgangen =
        ["federatie", "raad", "platform", "ondersteuning", "organisatie", "vereniging", "systeem", "stichting", "groep", "zorg", "wet",
         "kantoor", "centraal", "dossier", "portaal", "contact", "tevredenheid", "veiligheid", "perspectief", "participatie", "ervaring",
         "gemeente", "thuis", "regie", "beleid", "bestuur", "belangen", "vertegenwoordiging", "vervoer", "huis", "bond"];

    private static readonly FrozenSet<string> FunctioneleBrievenbus = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "info", "informatie", "post", "postbus", "mail", "email", "secretariaat", "contact", "api", "klantenservice", "klantcontact",
        "receptie", "balie", "loket", "administratie", "helpdesk", "servicedesk", "service", "support", "noreply", "no", "privacy", "fg",
        "avg", "bestuur", "directie", "redactie", "pers", "woordvoering", "communicatie", "wmo", "jeugd", "team", "afdeling", "bureau",
        "meldpunt", "melding", "meldingen", "melden", "vragen", "vraag", "klacht", "klachten", "feedback", "reactie", "reacties", "griffie",
        "gemeente", "zorgkantoor", "zorg", "praktijk", "apotheek", "huisartsenpraktijk", "assistente", "poli", "polikliniek", "planning",
        "aanmelding", "aanmeldingen", "aanmelden", "intake", "crisisdienst", "verwijzing", "verwijzingen", "inkoop", "factuur", "facturen",
        "finance", "hr", "personeelszaken", "vacatures", "werkenbij", "sales", "marketing", "project", "projecten", "programma", "regio",
        "standaarden", "beheer", "webmaster", "postmaster", "hostmaster", "abuse", "security", "datalek", "data", "opendata", "ict", "it",
        "woo", "juridisch", "knelpunten", "passendezorg", "kantoor", "bezwaar", "inspraak", "subsidie", "subsidies", "git", "office",
        "admin", "sociaalteam", "wijkteam", "regiobeeld", "regioplan", "congres", "agenda", "nieuwsbrief", "kennis", "onderzoek");

    private static readonly string[] FunctioneleAanhef =
        ["secretariaat", "klanten", "klantcontact", "helpdesk", "servicedesk", "receptie", "administratie", "communicatie", "meldpunt",
         "wijkteam", "sociaalteam", "sociaalwijkteam", "wmoloket", "zorgloket", "informatiepunt", "afdeling", "contactcentrum"];

    private static readonly SearchValues<char> Leestekens = SearchValues.Create("._+-%");
    private static readonly SearchValues<char> Woordgrenzen = SearchValues.Create(" \n\r<>\"");
    private static readonly SearchValues<char> Klinkers = SearchValues.Create("aeiouyAEIOUYáàäâéèëêíìïîóòöôúùüûøåæıÁÀÄÂÉÈËÊÍÌÏÎÓÒÖÔÚÙÜÛØÅÆİ");

    private const int Pogingen = 4;

    /// <summary>Finds personal data in a text.</summary>
    /// <param name="tekst">Any free text, titles and file names included.</param>
    /// <returns>The findings in order of position, without overlaps. A pattern that ran out of time gives <c>controle</c> at 0.</returns>
    public static IReadOnlyList<Vondst> Zoek(string tekst)
    {
        ArgumentNullException.ThrowIfNull(tekst);
        var (werk, plaatsen) = Voorbewerk(tekst);
        var vondsten = new List<Vondst>();

        // The limit is in time of the clock: on a machine that is busy with something else a fast pattern can run out of it too.
        var tijdOp = !Doorzoek(werk, vondsten);
        for (var poging = 1; tijdOp && poging < Pogingen; poging++)
        {
            vondsten.Clear();
            tijdOp = !Doorzoek(werk, vondsten);
        }

        if (vondsten.Count == 0 && !tijdOp)
        {
            return [];
        }

        var uitkomst = ZonderOverlap(vondsten);
        for (var i = 0; plaatsen is not null && i < uitkomst.Count; i++)
        {
            var v = uitkomst[i];
            var begin = plaatsen[v.Positie];
            var laatste = plaatsen[v.Positie + v.Lengte - 1];
            var einde = laatste + (char.IsHighSurrogate(tekst[laatste]) ? 2 : 1);
            uitkomst[i] = v with { Positie = begin, Lengte = einde - begin };
        }

        if (tijdOp)
        {
            uitkomst.Insert(0, new Vondst("controle", 0, 0, false));
        }

        return uitkomst;
    }

    /// <summary>Runs all patterns; false when one ran out of time.</summary>
    private static bool Doorzoek(string werk, List<Vondst> vondsten)
    {
        try
        {
            ZoekApenstaarten(werk, vondsten);
            ZoekNamen(werk, Aanspreekvormen, vondsten);
            ZoekNamen(werk, Rolwoorden, vondsten);
            if (werk.AsSpan().ContainsAnyInRange('0', '9'))
            {
                ZoekGetallen(werk, vondsten);
                ZoekGetalwoorden(werk, vondsten);
            }

            return true;
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <summary>Tells, in Dutch, how to rephrase a text so that it no longer holds this kind of personal data.</summary>
    /// <param name="soort">A <see cref="Vondst.Soort"/>.</param>
    public static string Advies(string soort) => soort switch
    {
        "bsn" => "Laat het burgerservicenummer weg; voor het knelpunt is nooit een BSN nodig.",
        "iban" => "Laat het rekeningnummer weg en beschrijf alleen welke betaling vastloopt.",
        "email" => "Vervang het persoonlijke e-mailadres door een functioneel adres zoals info@ of secretariaat@.",
        "telefoon" => "Laat het telefoonnummer weg of noem een algemeen organisatienummer (088, 0800 of 14xxx).",
        "adres" => "Laat het huisnummer en de postcode weg en noem hooguit de gemeente of de wijk.",
        "geboortedatum" => "Vervang de geboortedatum door een leeftijdsgroep, bijvoorbeeld 'een tachtiger' of '18 tot 23 jaar'.",
        "nummer" => "Laat het polis-, cliënt-, patiënt- of dossiernummer weg en beschrijf de situatie zonder verwijzing naar één persoon.",
        "naam" => "Vervang de naam door een omschrijving zoals 'een cliënt', 'een bewoner' of 'een mantelzorger'.",
        "straat" => "Vervang straat en huisnummer door de gemeente of de wijk.",
        "big" => "Laat het BIG-nummer weg en noem alleen het beroep van de zorgverlener.",
        "controle" => "De tekst kon niet volledig worden nagekeken; kort hem in en kijk zelf na of er geen persoonsgegevens in staan.",
        _ => "Beschrijf het obstakel en niet de persoon.",
    };

    // ---- preparation -------------------------------------------------------------------------------------------

    // The index map is only made when a character disappears; most texts come back as they are, without a copy.
    private static (string Werk, int[]? Plaatsen) Voorbewerk(string tekst)
    {
        var eerste = VolgendeAfwijking(tekst, 0);
        if (eerste < 0)
        {
            return (tekst, null);
        }

        var buffer = new char[tekst.Length];
        int[]? plaatsen = null;
        var lengte = 0;
        var gelezen = 0;
        for (var i = eerste; i >= 0; i = VolgendeAfwijking(tekst, gelezen))
        {
            lengte = Kopieer(tekst, gelezen, i, buffer, lengte, plaatsen);
            var (vervanging, eenheden) = Vervang(tekst, i);
            if (vervanging == '\0' || eenheden == 2)
            {
                plaatsen ??= Nummering(tekst.Length, lengte);
            }

            if (vervanging != '\0')
            {
                buffer[lengte] = vervanging;
                if (plaatsen is not null)
                {
                    plaatsen[lengte] = i;
                }

                lengte++;
            }

            gelezen = i + eenheden;
        }

        lengte = Kopieer(tekst, gelezen, tekst.Length, buffer, lengte, plaatsen);
        return (new string(buffer, 0, lengte), plaatsen);
    }

    private static int[] Nummering(int grootte, int gevuld)
    {
        var plaatsen = new int[grootte];
        for (var i = 0; i < gevuld; i++)
        {
            plaatsen[i] = i;
        }

        return plaatsen;
    }

    private static int Kopieer(string tekst, int van, int tot, char[] buffer, int lengte, int[]? plaatsen)
    {
        tekst.AsSpan(van, tot - van).CopyTo(buffer.AsSpan(lengte));
        for (var i = van; plaatsen is not null && i < tot; i++)
        {
            plaatsen[lengte + i - van] = i;
        }

        return lengte + tot - van;
    }

    private static int VolgendeAfwijking(string tekst, int vanaf)
    {
        while (vanaf < tekst.Length)
        {
            var stap = tekst.AsSpan(vanaf).IndexOfAnyExceptInRange(' ', '~');
            if (stap < 0)
            {
                return -1;
            }

            vanaf += stap;
            var (vervanging, eenheden) = Vervang(tekst, vanaf);
            if (eenheden == 2 || vervanging != tekst[vanaf])
            {
                return vanaf;
            }

            vanaf++;
        }

        return -1;
    }

    // '\0' means: leave out. Two units are only taken together when a surrogate pair is a digit.
    private static (char Vervanging, int Eenheden) Vervang(string tekst, int i)
    {
        var c = tekst[i];
        if (c is (>= '\u00C0' and <= '\u024F') or '\n' or '\r' or '\u2018' or '\u2019')
        {
            return (c, 1);
        }

        if (c is >= '\uFF01' and <= '\uFF5E')
        {
            return ((char)(c - 0xFEE0), 1);
        }

        if (char.IsHighSurrogate(c) && Rune.TryGetRuneAt(tekst, i, out var rune) && Rune.IsDigit(rune))
        {
            return ((char)('0' + (int)Rune.GetNumericValue(rune)), 2);
        }

        var vervanging = c switch
        {
            '\t' => ' ',
            '\u2212' => '-',
            '\u00B7' or '\u2024' => '.',
            '\uFE6B' => '@',
            _ => CharUnicodeInfo.GetUnicodeCategory(c) switch
            {
                UnicodeCategory.SpaceSeparator => ' ',
                UnicodeCategory.DashPunctuation => '-',
                UnicodeCategory.DecimalDigitNumber => (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c)),
                // Zero-width characters, soft hyphens and loose accents can hide a word without being seen.
                UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark => '\0',
                _ => c,
            },
        };
        return (vervanging, 1);
    }

    private static List<Vondst> ZonderOverlap(List<Vondst> vondsten)
    {
        vondsten.Sort((a, b) => a.Positie.CompareTo(b.Positie));
        var uitkomst = new List<Vondst>(vondsten.Count);
        foreach (var v in vondsten)
        {
            if (uitkomst.Count == 0 || v.Positie >= uitkomst[^1].Positie + uitkomst[^1].Lengte)
            {
                uitkomst.Add(v);
            }
            else if (v.Zeker != uitkomst[^1].Zeker ? v.Zeker : v.Lengte > uitkomst[^1].Lengte)
            {
                uitkomst[^1] = v;
            }
        }

        return uitkomst;
    }

    // ---- e-mail ------------------------------------------------------------------------------------------------

    private static void ZoekApenstaarten(string t, List<Vondst> vondsten)
    {
        for (var p = t.IndexOf('@'); p >= 0; p = t.IndexOf('@', p + 1))
        {
            // "jan @ voorbeeld.nl", but not "volg ons @voorbeeld.nl".
            var ruim = p > 0 && t[p - 1] == ' ' && p + 1 < t.Length && t[p + 1] == ' ';
            VoegEmailToe(t, ruim ? p - 1 : p, ruim ? p + 2 : p + 1, vondsten);
        }

        for (var p = Volgende(t, 0, Apenstaartwoorden); p >= 0; p = Volgende(t, p + 1, Apenstaartwoorden))
        {
            var lengte = Lengte(Apenstaartwoord(), t, p);
            if (lengte > 0)
            {
                VoegEmailToe(t, p > 0 && t[p - 1] == ' ' ? p - 1 : p, p + lengte, vondsten);
            }
        }
    }

    private static void VoegEmailToe(string t, int links, int rechts, List<Vondst> vondsten)
    {
        var begin = links;
        while (begin > 0 && links - begin < 64 && (char.IsLetterOrDigit(t[begin - 1]) || t[begin - 1] is '.' or '_' or '%' or '+' or '-'))
        {
            begin--;
        }

        while (begin < links && !char.IsLetterOrDigit(t[begin]))
        {
            begin++;
        }

        if (begin == links || rechts >= t.Length)
        {
            return;
        }

        var domein = Domein().Match(t, rechts);
        if (domein.Success && !IsFunctioneel(t.AsSpan(begin, links - begin)))
        {
            vondsten.Add(new Vondst("email", begin, rechts + domein.Length - begin, true));
        }
    }

    private static bool IsFunctioneel(ReadOnlySpan<char> naam)
    {
        var eind = naam.IndexOfAny(Leestekens);
        var eersteDeel = eind < 0 ? naam : naam[..eind];
        if (FunctioneleBrievenbus.GetAlternateLookup<ReadOnlySpan<char>>().Contains(eersteDeel))
        {
            return true;
        }

        foreach (var aanhef in FunctioneleAanhef)
        {
            if (naam.StartsWith(aanhef, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // ---- names -------------------------------------------------------------------------------------------------

    private static void ZoekNamen(string t, SearchValues<string> woorden, List<Vondst> vondsten)
    {
        for (var p = Volgende(t, 0, woorden); p >= 0; p = Volgende(t, p + 1, woorden))
        {
            // "voornaam" is the only kind of trigger that may stand inside a word.
            if (p == 0 || !char.IsLetter(t[p - 1]) || t[p] is 'n' or 'N')
            {
                VoegNaamToe(t, p, inFunctie: woorden == Aanspreekvormen, vondsten);
            }
        }
    }

    /// <param name="inFunctie">The trigger also stands before the name of who holds a public office; such a name may be there.</param>
    private static void VoegNaamToe(string t, int p, bool inFunctie, List<Vondst> vondsten)
    {
        var naam = Naam().Match(t, p);
        if (!naam.Success || (inFunctie && (FunctieErna().IsMatch(t, p + naam.Length) || FunctieErvoor().IsMatch(t.AsSpan()[Math.Max(0, p - 40)..p]))))
        {
            return;
        }

        var kern = naam.Groups["kern"].ValueSpan;
        var kapitalen = naam.Groups["kapitalen"];
        if (kapitalen.Success)
        {
            // A text all in capitals says nothing about names.
            if (char.IsLower(t[p + 1]))
            {
                vondsten.Add(new Vondst("naam", p, naam.Length, false));
            }
        }
        else if (!IsGewoonWoord(kern))
        {
            vondsten.Add(new Vondst("naam", p, naam.Length, false));
        }
    }

    private static bool IsGewoonWoord(ReadOnlySpan<char> woord)
    {
        // No vowel: Zvw, Wlz, Ggz, Jgz.
        if (!woord.ContainsAny(Klinkers) || GeenNaam.GetAlternateLookup<ReadOnlySpan<char>>().Contains(woord))
        {
            return true;
        }

        foreach (var uitgang in GeenNaamUitgangen)
        {
            if (woord.EndsWith(uitgang, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    // ---- groups of digits --------------------------------------------------------------------------------------

    private static void ZoekGetallen(string t, List<Vondst> vondsten)
    {
        var postcodes = new List<(int Begin, int Einde)>();
        var straten = new List<(int Begin, int Einde)>();
        var p = 0;
        while (p < t.Length)
        {
            var stap = t.AsSpan(p).IndexOfAnyInRange('0', '9');
            if (stap < 0)
            {
                break;
            }

            var begin = p + stap;
            var einde = begin + 1;
            while (einde < t.Length && char.IsAsciiDigit(t[einde]))
            {
                einde++;
            }

            ZoekBsn(t, begin, vondsten);
            ZoekTelefoon(t, begin, vondsten);
            ZoekIban(t, begin, vondsten);
            if (einde - begin == 4 && t[begin] != '0')
            {
                ZoekPostcode(t, begin, vondsten, postcodes);
            }

            if (einde - begin <= 5 && ZoekStraat(t, begin, einde) is { } straat)
            {
                straten.Add(straat);
            }

            p = einde;
        }

        VoegStratenToe(straten, postcodes, vondsten);
    }

    private static void ZoekBsn(string t, int begin, List<Vondst> vondsten)
    {
        var vorige = begin > 0 ? t[begin - 1] : ' ';
        var daarvoor = begin > 1 ? t[begin - 2] : ' ';
        if (char.IsLetterOrDigit(vorige) || vorige == '_'
            || (vorige is '.' or ',' or '/' or '-' && char.IsAsciiDigit(daarvoor))
            || (vorige is '-' or '/' && char.IsLetter(daarvoor)))
        {
            return;
        }

        var lengte = Lengte(Bsn(), t, begin);
        if (lengte == 0 || !IsElfproef(t.AsSpan(begin, lengte)))
        {
            return;
        }

        // "1 111 222 333" is an amount; "in 2025 111 222 333" may not be.
        if (lengte > 9 && vorige == ' ' && char.IsAsciiDigit(daarvoor) && !(begin > 4 && char.IsAsciiDigit(t[begin - 5])))
        {
            return;
        }

        if (!IsAnderNummer(t, begin) && !Hoeveelheid().IsMatch(t, begin + lengte))
        {
            vondsten.Add(new Vondst("bsn", begin, lengte, true));
        }
    }

    private static void ZoekTelefoon(string t, int begin, List<Vondst> vondsten)
    {
        if (t[begin] is not ('0' or '3' or '2' or '4' or '9'))
        {
            return;
        }

        var start = begin;
        if (start > 1 && t[start - 1] == ' ' && t[start - 2] == '+')
        {
            start -= 2;
        }
        else if (start > 0 && t[start - 1] is '+' or '(')
        {
            start--;
        }

        var vorige = start > 0 ? t[start - 1] : ' ';
        if (char.IsLetterOrDigit(vorige) || vorige == '_'
            || (vorige is '.' or ',' or '/' or '-' && start > 1 && char.IsAsciiDigit(t[start - 2])))
        {
            return;
        }

        var nummer = Telefoon().Match(t, start);
        if (nummer.Success && IsPersoonlijkNummer(nummer) && !IsAnderNummer(t, start))
        {
            vondsten.Add(new Vondst("telefoon", start, nummer.Length, true));
        }
    }

    private static bool IsPersoonlijkNummer(Match nummer)
    {
        var deel = nummer.Groups["nl"];
        if (!deel.Success)
        {
            return true;
        }

        Span<char> cijfers = stackalloc char[3];
        var n = 0;
        foreach (var c in deel.ValueSpan)
        {
            if (n < 3 && char.IsAsciiDigit(c))
            {
                cijfers[n++] = c;
            }
        }

        // 082, 085 and 088 are organisations, 0800 and 09xx services; the others listed are area codes not in use.
        return (cijfers[0], cijfers[1]) switch
        {
            ('8', not ('4' or '7')) or ('9', _) => false,
            ('1', '2' or '4' or '9' or '0') => (cijfers[0], cijfers[1]) == ('1', '0'),
            ('2', '1' or '7' or '8') or ('3', '7' or '9') or ('4', '2' or '4') => false,
            _ => true,
        };
    }

    private static void ZoekIban(string t, int begin, List<Vondst> vondsten)
    {
        var letters = begin;
        while (letters > 0 && begin - letters < 2 && t[letters - 1] is ' ' or '.' or '-')
        {
            letters--;
        }

        letters -= 2;
        if (letters < 0 || !char.IsAsciiLetter(t[letters]) || !char.IsAsciiLetter(t[letters + 1])
            || (letters > 0 && char.IsLetterOrDigit(t[letters - 1])
                && !t.AsSpan(0, letters).EndsWith("iban", StringComparison.OrdinalIgnoreCase)))
        {
            return;
        }

        var lengte = IbanLengte(char.ToUpperInvariant(t[letters]), char.ToUpperInvariant(t[letters + 1]));
        Span<char> tekens = stackalloc char[34];
        var (n, i, tussen) = (0, letters, 0);
        for (; i < t.Length && n < lengte && tussen <= 3; i++)
        {
            if (char.IsAsciiLetterOrDigit(t[i]))
            {
                tekens[n++] = char.ToUpperInvariant(t[i]);
                tussen = 0;
            }
            else if (t[i] is ' ' or '.' or '-')
            {
                tussen++;
            }
            else
            {
                break;
            }
        }

        if (lengte > 0 && n == lengte && (i == t.Length || !char.IsAsciiLetterOrDigit(t[i])) && IsMod97(tekens[..n]))
        {
            vondsten.Add(new Vondst("iban", letters, i - letters, true));
        }
    }

    private static int IbanLengte(char a, char b) => (a, b) switch
    {
        ('N', 'L') => 18,
        ('B', 'E') => 16,
        ('A', 'T') or ('L', 'U') => 20,
        ('C', 'H') => 21,
        ('D', 'E') or ('G', 'B') or ('I', 'E') => 22,
        ('E', 'S') => 24,
        ('P', 'T') => 25,
        ('T', 'R') => 26,
        ('F', 'R') or ('I', 'T') => 27,
        ('P', 'L') => 28,
        _ => 0,
    };

    private static bool IsMod97(ReadOnlySpan<char> iban)
    {
        var rest = 0;
        for (var i = 0; i < iban.Length; i++)
        {
            var c = iban[(i + 4) % iban.Length];
            rest = char.IsAsciiDigit(c) ? ((rest * 10) + c - '0') % 97 : ((rest * 100) + c - 'A' + 10) % 97;
        }

        return rest == 1;
    }

    private static bool IsElfproef(ReadOnlySpan<char> bsn)
    {
        var (som, n, eerste, gelijk) = (0, 0, '\0', true);
        foreach (var c in bsn)
        {
            if (!char.IsAsciiDigit(c))
            {
                continue;
            }

            eerste = n == 0 ? c : eerste;
            gelijk &= c == eerste;
            som += (c - '0') * (n == 8 ? -1 : 9 - n);
            n++;
        }

        return n == 9 && !gelijk && som % 11 == 0;
    }

    private static void ZoekPostcode(string t, int begin, List<Vondst> vondsten, List<(int Begin, int Einde)> postcodes)
    {
        if (begin > 0 && (char.IsLetterOrDigit(t[begin - 1]) || t[begin - 1] is '_' or '€' || (begin > 1
            && t[begin - 1] is '.' or ',' or '-' or '/' && char.IsLetterOrDigit(t[begin - 2]))))
        {
            return;
        }

        var lengte = Lengte(Postcode(), t, begin);
        if (lengte == 0)
        {
            return;
        }

        var einde = begin + lengte;
        var letters = t.AsSpan(einde - 2, 2);
        var hoofdletters = char.IsAsciiLetterUpper(letters[0]) && char.IsAsciiLetterUpper(letters[1]);
        var huisnummer = Huisnummer().Match(t, einde);
        // "2026 EN 12 GEMEENTEN" and "1000 en 12" are not postcodes; "1234 EN 12" and "1234 en, huisnr. 12" are.
        if ((!hoofdletters || IsJaar(t.AsSpan(begin, 4)))
            && GeenPostcodeletters.GetAlternateLookup<ReadOnlySpan<char>>().Contains(letters)
            && !huisnummer.Groups["woord"].ValueSpan.StartsWith("huis", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        if (huisnummer.Success && (huisnummer.Groups["woord"].Success || !IsJaar(huisnummer.Groups["getal"].ValueSpan))
            && (hoofdletters || huisnummer.Groups["getal"].Index > einde))
        {
            vondsten.Add(new Vondst("adres", begin, lengte + huisnummer.Length, true));
        }
        else if (hoofdletters)
        {
            var ervoor = AdresErvoor().Match(t[Math.Max(0, begin - 48)..begin]);
            if (ervoor.Success && !IsJaar(ervoor.Groups["getal"].ValueSpan)
                && !GeenStraatnaam.GetAlternateLookup<ReadOnlySpan<char>>().Contains(ervoor.Groups["straat"].ValueSpan))
            {
                vondsten.Add(new Vondst("adres", begin - ervoor.Length, lengte + ervoor.Length, true));
            }
            else
            {
                postcodes.Add((begin, einde));
            }
        }
    }

    private static (int Begin, int Einde)? ZoekStraat(string t, int begin, int einde)
    {
        if (begin < 5 || t[begin - 1] != ' ' || IsJaar(t.AsSpan(begin, einde - begin))
            || (einde < t.Length && (t[einde] is '%' or '€' || (t[einde] is '.' or ',' && einde + 1 < t.Length && char.IsAsciiDigit(t[einde + 1])))))
        {
            return null;
        }

        var woordeinde = begin - 1;
        if (t.AsSpan(0, woordeinde).EndsWith(" nr.", StringComparison.OrdinalIgnoreCase))
        {
            woordeinde -= 4;
        }

        var woordbegin = woordeinde;
        while (woordbegin > 0 && woordeinde - woordbegin < 40 && (char.IsLetter(t[woordbegin - 1]) || t[woordbegin - 1] is '-' or '\'' or '’'))
        {
            woordbegin--;
        }

        var woord = t.AsSpan(woordbegin, woordeinde - woordbegin);
        foreach (var uitgang in Straatuitgangen)
        {
            // At least three letters before the ending, and a capital: "Kerkweg 12", not "weg 12" or "zorgpad 3".
            if (woord.Length >= uitgang.Length + 3 && woord.EndsWith(uitgang, StringComparison.Ordinal)
                && (char.IsUpper(woord[0]) || uitgang is "straat" or "laan" or "gracht" or "steeg" or "singel" or "plantsoen")
                && !woord.Equals("Zorgpad", StringComparison.Ordinal) && !woord.Equals("Arbeidsmarkt", StringComparison.Ordinal))
            {
                return (woordbegin, einde);
            }
        }

        return null;
    }

    // A street with number close to a postcode is a full address; both lists are in order of position.
    private static void VoegStratenToe(
        List<(int Begin, int Einde)> straten, List<(int Begin, int Einde)> postcodes, List<Vondst> vondsten)
    {
        const int Nabij = 30;
        var p = 0;
        foreach (var (begin, einde) in straten)
        {
            while (p < postcodes.Count && postcodes[p].Einde + Nabij < begin)
            {
                p++;
            }

            if (p < postcodes.Count && postcodes[p].Begin <= einde + Nabij)
            {
                var van = Math.Min(begin, postcodes[p].Begin);
                vondsten.Add(new Vondst("adres", van, Math.Max(einde, postcodes[p].Einde) - van, true));
            }
            else
            {
                vondsten.Add(new Vondst("straat", begin, einde - begin, false));
            }
        }
    }

    private static bool IsJaar(ReadOnlySpan<char> getal) =>
        getal.Length == 4 && (getal.StartsWith("19", StringComparison.Ordinal) || getal.StartsWith("20", StringComparison.Ordinal));

    // KvK, ISBN, zorgproduct, an amount, or part of a web address: a number, but not a person's.
    private static bool IsAnderNummer(string t, int begin)
    {
        if (Organisatienummer().IsMatch(t.AsSpan()[Math.Max(0, begin - 32)..begin]))
        {
            return true;
        }

        var woord = t.AsSpan()[Math.Max(0, begin - 400)..begin];
        woord = woord[(woord.LastIndexOfAny(Woordgrenzen) + 1)..];
        return woord.Contains("://", StringComparison.Ordinal) || woord.Contains("www.", StringComparison.OrdinalIgnoreCase);
    }

    private static int Volgende(string t, int vanaf, SearchValues<string> woorden)
    {
        var stap = t.AsSpan(vanaf).IndexOfAny(woorden);
        return stap < 0 ? -1 : vanaf + stap;
    }

    private static int Lengte(Regex patroon, string t, int begin)
    {
        var treffers = patroon.EnumerateMatches(t, begin);
        return treffers.MoveNext() ? treffers.Current.Length : 0;
    }

    // ---- context words -----------------------------------------------------------------------------------------

    private static void ZoekGetalwoorden(string t, List<Vondst> vondsten)
    {
        for (var p = t.IndexOf('°'); p >= 0; p = t.IndexOf('°', p + 1))
        {
            VoegContextToe(Geboortedatum(), "geboortedatum", t, p, vondsten);
        }

        for (var p = Volgende(t, 0, Getalwoorden); p >= 0; p = Volgende(t, p + 1, Getalwoorden))
        {
            var losWoord = p == 0 || !char.IsLetter(t[p - 1]);
            switch (t[p])
            {
                case 'n' or 'N':
                    VoegNummerToe(t, p, vondsten);
                    break;
                case 'p' or 'P' or 'z' or 'Z' when losWoord:
                    VoegContextToe(Polis(), "nummer", t, p, vondsten);
                    break;
                case 'b' or 'B' or 's' or 'S' when losWoord:
                    VoegContextToe(BsnMetWoord(), "bsn", t, p, vondsten);
                    VoegContextToe(Big(), "big", t, p, vondsten);
                    break;
                case 'g' or 'G' or 'd' or 'D' when losWoord:
                    VoegContextToe(Geboortedatum(), "geboortedatum", t, p, vondsten);
                    VoegDatumErvoorToe(t, p, vondsten);
                    break;
                default:
                    break;
            }
        }
    }

    private static void VoegContextToe(Regex patroon, string soort, string t, int p, List<Vondst> vondsten)
    {
        var m = patroon.Match(t, p);
        if (!m.Success)
        {
            return;
        }

        var waarde = m.Groups["waarde"];
        // "BSN en KvK 12345678", "het BSN van 12345678 mensen", and 000000000 as an example.
        if (soort is "bsn" && (Organisatienummer().IsMatch(t.AsSpan(p, waarde.Index - p)) || IsEenCijfer(waarde.ValueSpan)
            || Hoeveelheid().IsMatch(t, waarde.Index + waarde.Length)))
        {
            return;
        }

        vondsten.Add(new Vondst(soort, waarde.Index, waarde.Length, soort is not "big"));
    }

    private static bool IsEenCijfer(ReadOnlySpan<char> waarde) => !waarde.ContainsAnyExcept(waarde[0]);

    private static void VoegDatumErvoorToe(string t, int p, List<Vondst> vondsten)
    {
        if (string.Compare(t, p, "geboren", 0, 7, StringComparison.OrdinalIgnoreCase) != 0)
        {
            return;
        }

        var van = Math.Max(0, p - 40);
        var m = DatumErvoor().Match(t[van..p]);
        if (m.Success)
        {
            vondsten.Add(new Vondst("geboortedatum", van + m.Groups["waarde"].Index, m.Groups["waarde"].Length, true));
        }
    }

    private static void VoegNummerToe(string t, int p, List<Vondst> vondsten)
    {
        var m = Nummer().Match(t, p);
        if (!m.Success)
        {
            return;
        }

        var waarde = m.Groups["waarde"];
        var cijfers = 0;
        foreach (var c in waarde.ValueSpan)
        {
            cijfers += char.IsAsciiDigit(c) ? 1 : 0;
        }

        // Dossier 32279 and zaak 2025Z12345 are Parliament's; five digits is also all we allow there.
        if (cijfers >= 3 && !(m.Groups["zaak"].Success && Kamernummer().IsMatch(t, waarde.Index)))
        {
            vondsten.Add(new Vondst("nummer", waarde.Index, waarde.Length, true));
        }
    }

    private const string Functie =
        "(?:minister(?:-president)?|staatssecretaris|wethouder|burgemeester|gedeputeerde|(?:(?:tweede|eerste)[ -])?kamerlid|bestuurder|bestuursvoorzitter|inspecteur-generaal|regeringscommissaris)";

    // ---- patterns: all anchored at the place where the trigger stands --------------------------------------------

    [GeneratedRegex(@"\G(?:[0-9]{9}(?![0-9A-Za-z_]|[.,][0-9]{1,2}(?![0-9])|-[0-9])|" + GegroepeerdBsn + ")", Strikt, Tijdslimiet)]
    private static partial Regex Bsn();

    [GeneratedRegex(
        @"\G(?:bsn|burger ?service ?(?:nummer|nr)?|sofi)[^0-9]{0,24}?" +
        @"(?<waarde>[0-9]{8,9}(?![0-9])|" + GegroepeerdBsn + ")", Los, Tijdslimiet)]
    private static partial Regex BsnMetWoord();

    [GeneratedRegex(
        @"\G(?:\(?(?:\+ ?|00 ?)31" + Scheiding + @"(?:\(0\)" + Scheiding + @"|0 ?)?(?<nl>[1-9](?:" + Scheiding + @"[0-9]){8})" +
        @"|(?![0-3][0-9][-/. ][01][0-9][-/. ](?:19|20)[0-9]{2}(?![0-9]))\(?0 ?(?<nl>6(?:" + Scheiding + @"[0-9]){8})" +
        @"|(?![0-3][0-9][-/. ][01][0-9][-/. ](?:19|20)[0-9]{2}(?![0-9]))\(?0(?<nl>[1-578][0-9](?:" + Scheiding + @"[0-9]){7})" +
        @"|316[0-9]{8}" +
        @"|\+ ?(?:32|33|44|48|49|90|212)(?:" + Scheiding + @"[0-9]){8,10})(?![0-9A-Za-z]|[-./][0-9])", Strikt, Tijdslimiet)]
    private static partial Regex Telefoon();

    [GeneratedRegex(
        @"\G[\p{L}0-9-]{1,63}(?:(?:\.| ?[([{] ?(?:dot|punt) ?[)\]}] ?| (?:dot|punt) )[\p{L}0-9-]{1,63}){0,5}" +
        @"(?:\.| ?[([{] ?(?:dot|punt) ?[)\]}] ?| (?:dot|punt) )[\p{L}]{2,24}(?![\p{L}0-9])", Los, Tijdslimiet)]
    private static partial Regex Domein();

    [GeneratedRegex(@"\G(?:[([{] ?(?:at|apenstaart(?:je)?) ?[)\]}] ?| at |apenstaart(?:je)? )", Los, Tijdslimiet)]
    private static partial Regex Apenstaartwoord();

    [GeneratedRegex(@"\G[1-9][0-9]{3}[ .-]?(?!SA|SD|SS)[A-Z]{2}(?![A-Za-z_])", Los, Tijdslimiet)]
    private static partial Regex Postcode();

    [GeneratedRegex(
        @"\G[ ,.;:/\n\r-]{0,3}(?<woord>(?:huis|h\.?)?(?:nummer|nr|no)\b\.?|hs\b\.?|#)?[ :.]{0,2}" +
        @"(?<getal>[1-9][0-9]{0,4})(?![0-9%]|[.,][0-9])(?:[ -]?[A-Z]{1,3}(?![A-Z0-9]))?", Los, Tijdslimiet)]
    private static partial Regex Huisnummer();

    [GeneratedRegex(
        @"(?<!\p{L})(?<straat>\p{Lu}[\p{L}'’-]{1,30}) (?:nr\.? ?)?(?<getal>[0-9]{1,5})(?:[ -]?[A-Za-z]{1,3}|-[0-9]{1,4})?[ ,;(\n\r]{1,4}(?:te )?\z",
        Strikt, Tijdslimiet)]
    private static partial Regex AdresErvoor();

    [GeneratedRegex(
        @"\G(?:geb(?:oren|oorte ?-?(?:datum|dag)|\.? ?-?dat(?:um)?)?\.?(?!\p{L})|d\.?o\.?b\.?(?!\p{L})|°)[ .:=(,\n-]{0,4}" +
        @"(?:(?:op|is|was|te|in|de|dd|d\.d\.|(?:zon|maan|dins|woens|donder|vrij|zater)dag|(?-i:\p{Lu})[\p{L}'-]{1,30})[ .:,]{1,2}){0,5}" +
        "(?<waarde>" + Datum + ")", Los, Tijdslimiet)]
    private static partial Regex Geboortedatum();

    [GeneratedRegex(
        @"(?<!\b(?:na|ná|voor|vóór|vanaf|sinds|tot|tussen|en|per|t/m) )(?<![0-9])(?<waarde>" + Datum + @") (?:(?:is|was|werd) )?\z", Los, Tijdslimiet)]
    private static partial Regex DatumErvoor();

    [GeneratedRegex(@"\Gbig(?:[ -]?(?:nummer|nr|code|registratie(?:nummer)?))?\b[^0-9\n]{0,12}(?<waarde>[0-9](?:[ .]?[0-9]){10})(?![0-9])", Los, Tijdslimiet)]
    private static partial Regex Big();

    [GeneratedRegex(@"\G(?:polis|zorgpas)[ :#]{1,3}(?<waarde>(?:[A-Z]{1,4}-?)?[0-9]{6,20})(?![0-9]|[.,][0-9]| ?(?:euro|eur|keer))", Los, Tijdslimiet)]
    private static partial Regex Polis();

    [GeneratedRegex(
        @"\G(?<=(?<!\p{L})(?:cli[eë]nt(?:en)?|cl|pati[eë]nt(?:en)?|pat|polis|pol|verzekerden?|verzekerings?|verz|relatie|rel|klant|" +
        @"zis|zorgpas|pas|epd|ecd|paspoort|rijbewijs|id|id-kaart|identiteitskaart|vreemdelingen|indicatie|beschikkings?|lidmaatschaps?|lid|" +
        @"bewoners?|(?<zaak>dossier|dos|zaak))[ .-]{0,2}(?:met )?)" +
        @"(?:nummer|nr)(?!\p{L})\.?[ :.=#(\n-]{0,5}(?:(?:is|was)[ :]{1,2})?" +
        @"(?<waarde>(?:(?-i:[A-Z]{1,4}) |[A-Z]{1,4}-?)?(?:[0-9](?:[./-]?[0-9A-Z]){3,19}|[0-9](?:[ ./-]?[0-9]){2,15}))", Los, Tijdslimiet)]
    private static partial Regex Nummer();

    [GeneratedRegex(@"\G(?:[0-9]{5}(?![0-9A-Z])(?:(?:-|, ?| )(?:nr\.? ?)?[0-9IVX]{1,4}(?![0-9A-Z]))?(?![./-][0-9A-Z])|20[0-9]{2}[ZD][0-9]{5}(?![0-9A-Z]))", Los, Tijdslimiet)]
    private static partial Regex Kamernummer();

    [GeneratedRegex(
        @"(?:€|(?<!\p{L})(?:eur|euro|kvk|k\.v\.k\.?|kamer van koophandel|rsin|isbn|issn|oin|agb|btw|ean|gtin|uzovi|ura|doi|pmid|puc|dbc|snomed(?: ct)?|sctid|" +
        @"loinc|zorgproduct|declaratie|prestatie|prk|hpk|gpk|zi|z-index|lrk|stb|stcrt|vestigings?|bedrag|budget|kosten|omzet))" +
        @"[ -]?(?:nummer|nr|code|id)?(?: van| is| was)?[ .:#=(-]{0,4}\z", Los, Tijdslimiet)]
    private static partial Regex Organisatienummer();

    [GeneratedRegex(@"\G(?:, ?| \()(?:de |onze |demissionair |oud-){0,2}" + Functie + @"(?!\p{L})", Los, Tijdslimiet)]
    private static partial Regex FunctieErna();

    [GeneratedRegex(@"(?<!\p{L})" + Functie + @" (?:de )?\z", Los, Tijdslimiet)]
    private static partial Regex FunctieErvoor();

    [GeneratedRegex(@"\G ?(?:euro|eur\b|€|%|mln|miljoen|miljard|inwoners|mensen|personen|keer|kilometer|km\b)", Los, Tijdslimiet)]
    private static partial Regex Hoeveelheid();

    [GeneratedRegex(
        @"\G(?:(?:(?i:dhr|mevr|mej|fam)(?:\.[ \n]{0,2}|[ \n]{1,2})|(?:mw|Mw)(?:\.[ \n]{0,2}|[ \n]{1,2})|MW\. ?|(?:hr|Hr)\.[ \n]{0,2}|(?i:mevrouw|meneer|mijnheer|(?:me)?juffrouw|he(?:er|ren)|familie|dokter|zuster)[ \n]{1,2})" +
        @"(?:(?i:drs?|mr|ing|ir|prof)\. ?){0,3}" +
        @"(?:(?:\p{Lu}[a-z]{0,2}\.[ -]?){1,5} ?|\p{Lu}{1,3} )?(?:" + Tussenvoegsel + @"){0,3}(?:(?<kern>" + Hoofdletterwoord + @")|(?<kapitalen>\p{Lu}{4,})(?!\p{L}))" +
        @"|(?:(?i:cli[eë]nte?|pati[eë]nte?|jeugdige|bewoner|bewoonster|moeder|vader|zoon(?:tje)?|dochter(?:tje)?|broer|zus|opa|oma|echtgeno(?:ot|te)|mantelzorger|jongen|meisje|buur(?:man|vrouw)|tante)" +
        @"(?:,? (?i:genaamd|heet|met de naam))?:? {1,2}|(?i:naam (?:van )?(?:de )?(?:cli[eë]nt|pati[eë]nt)e?): ?|(?<=(?i:voor|achter))(?i:naam): ?|(?<=(?i:mijn) )(?i:naam is) )" +
        @"(?:(?:\p{Lu}[a-z]{0,2}\.[ -]?){1,5} ?)?(?:" + Tussenvoegsel + @"){0,3}(?<kern>" + Hoofdletterwoord + @"))" +
        @"(?:(?: - |[ -])(?:" + Tussenvoegsel + @"){0,3}" + Hoofdletterwoord + @"){0,3}", Strikt, Tijdslimiet)]
    private static partial Regex Naam();
}
