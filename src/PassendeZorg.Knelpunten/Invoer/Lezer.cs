using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Persoonsgegevens;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Invoer;

/// <summary>
/// Reads a JSON value into a record and notes everything that is wrong with it, all at once: unknown and duplicate members,
/// types, lengths, characters, codes, personal data. The rules are the attributes on the record, so bodies, import rows and
/// the OpenAPI document cannot disagree.
/// </summary>
/// <param name="begrippen">The vocabularies of this moment.</param>
/// <param name="vandaag">The day on which a code must be valid.</param>
/// <param name="fouten">Where faults are noted.</param>
/// <param name="behouden">Codes that may stay although they are retired: those that were there already.</param>
/// <param name="magBevestigen">Whether this sender may say that what looks like a name or an address is none.</param>
/// <param name="stond">Texts that were there already: whoever wrote them answered for what may or may not be a name.</param>
internal sealed class Lezer(Begrippenlijsten begrippen, DateOnly vandaag, Fouten fouten, IReadOnlySet<string>? behouden = null, bool magBevestigen = false, IReadOnlySet<string>? stond = null)
{
    /// <summary>The member of every body with free text by which an analist answers for uncertain findings. It is read and not kept.</summary>
    public const string Bevestiging = "bevestigdZonderPersoonsgegevens";

    /// <summary>How JSON is parsed: strict, at most 16 deep.</summary>
    public static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    private static readonly ConcurrentDictionary<Type, Vorm> Vormen = new();
    private bool bevestigd;

    /// <summary>Reads a record; null when it could not be made, and then there is a fault.</summary>
    public T? Lees<T>(JsonElement json) where T : class
    {
        if (json.ValueKind == JsonValueKind.Object && Vorm.Van(typeof(T)).HeeftVrijeTekst)
        {
            var gegeven = json.EnumerateObject().Where(member => Naam(member, out var naam) && naam == Bevestiging).Select(member => member.Value).LastOrDefault();
            bevestigd = gegeven.ValueKind != JsonValueKind.Undefined && Bevestigt(gegeven);
        }

        return (T?)Record(json, typeof(T), "");
    }

    /// <summary>Only an analist may answer for a text; from anybody else it is a fault, whatever the text holds.</summary>
    private bool Bevestigt(JsonElement gegeven)
    {
        if (gegeven.ValueKind is not (JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null))
        {
            Fout($"/{Bevestiging}", "ongeldig-formaat", $"Verwacht true of false; dit is {Soort(gegeven)}.");
        }
        else if (gegeven.ValueKind == JsonValueKind.True && !magBevestigen)
        {
            Fout($"/{Bevestiging}", "buiten-bereik", "Alleen een analist of beheerder kan bevestigen dat er geen persoonsgegevens in staan. Laat dit veld weg.", "false");
        }

        return gegeven.ValueKind == JsonValueKind.True && magBevestigen;
    }

    private object? Record(JsonElement json, Type type, string veld)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            return Fout(veld, "ongeldig-formaat", $"Verwacht een JSON-object; dit is {Soort(json)}.");
        }

        var vorm = Vorm.Van(type);
        var waarden = new object?[vorm.Leden.Count];
        var gezien = new bool[vorm.Leden.Count];
        var namen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in json.EnumerateObject())
        {
            if (!Naam(member, out var naam))
            {
                Fout(veld, "ongeldig-teken", "De naam van een veld bevat een teken dat hier niet mag.");
            }
            else if (!namen.Add(naam))
            {
                Fout($"{veld}/{Pointer(naam)}", "dubbel-veld", $"Het veld {Kort(naam)} staat er tweemaal.");
            }
            else if (naam == Bevestiging && veld.Length == 0 && vorm.HeeftVrijeTekst)
            {
                continue; // read before the rest
            }
            else if (vorm.Plaats(naam) is not { } plaats)
            {
                Fout($"{veld}/{Pointer(naam)}", "onbekend-veld", $"Het veld {Kort(naam)} bestaat hier niet.",
                    Tekst.Dichtstbij(naam, vorm.Leden.Select(lid => (lid.Naam, lid.Naam))));
            }
            else if (member.Value.ValueKind != JsonValueKind.Null)
            {
                gezien[plaats] = true;
                waarden[plaats] = Waarde(member.Value, vorm.Leden[plaats].Type, vorm.Leden[plaats], $"{veld}/{naam}");
            }
        }

        for (var i = 0; i < vorm.Leden.Count; i++)
        {
            var lid = vorm.Leden[i];
            if (lid.Verplicht && !gezien[i])
            {
                Fout($"{veld}/{lid.Naam}", "verplicht", $"Het veld {lid.Naam} is verplicht.");
            }
            else if (waarden[i] is null)
            {
                waarden[i] = lid.Standaard;
            }
        }

        return vorm.Maak(waarden);
    }

    private object? Waarde(JsonElement json, Type type, Lid lid, string veld)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
        {
            return Gewoon(json, veld) is { } tekst ? TekstWaarde(tekst, lid, veld) : null;
        }

        if (type == typeof(bool))
        {
            return json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean()
                : Fout(veld, "ongeldig-formaat", $"Verwacht true of false; dit is {Soort(json)}.");
        }

        if (type == typeof(int))
        {
            return json.ValueKind != JsonValueKind.Number || !json.TryGetInt32(out var getal)
                ? Fout(veld, "ongeldig-formaat", $"Verwacht een geheel getal; dit is {Soort(json)}.")
                : Bereik(getal, lid, veld);
        }

        if (type == typeof(Guid))
        {
            return Gewoon(json, veld) is { } tekst ? Id(tekst, veld, fouten) : null;
        }

        if (type == typeof(DateOnly))
        {
            return Gewoon(json, veld) is { } tekst && Datum(tekst, veld, fouten) is { } dag
                ? lid.IsVerleden && dag > vandaag ? Fout(veld, "buiten-bereik", "Deze dag is nog niet geweest.") : dag
                : null;
        }

        if (type == typeof(JsonElement))
        {
            Body.WeigerDubbel(json, veld, fouten);
            return json.Clone();
        }

        return type.IsGenericType ? Lijst(json, type.GetGenericArguments()[0], lid, veld) : Record(json, type, veld);
    }

    private IList? Lijst(JsonElement json, Type type, Lid lid, string veld)
    {
        if (json.ValueKind != JsonValueKind.Array)
        {
            Fout(veld, "ongeldig-formaat", $"Verwacht een lijst, zoals [\"…\"]; dit is {Soort(json)}.");
            return null;
        }

        var lengte = json.GetArrayLength();
        if (lengte > lid.MaximumAantal)
        {
            Fout(veld, "te-lang", $"Ten hoogste {lid.MaximumAantal} waarden; dit zijn er {lengte}.");
            return null;
        }

        if (lengte < lid.MinimumAantal)
        {
            Fout(veld, "verplicht", $"Noem er ten minste {lid.MinimumAantal}.");
        }

        var waarden = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type))!;
        var i = 0;
        foreach (var item in json.EnumerateArray())
        {
            if (Waarde(item, type, lid, $"{veld}/{i++}") is { } waarde && !(waarde is string && waarden.Contains(waarde)))
            {
                waarden.Add(waarde);
            }
        }

        return waarden;
    }

    /// <summary>A text after the rules of its member; also for values that do not come from JSON.</summary>
    public string TekstWaarde(string ruw, Lid lid, string veld)
    {
        var positie = Tekst.OngeldigTeken(ruw);
        if (positie >= 0)
        {
            fouten.Meld(new Fout(veld, "ongeldig-teken", $"Op positie {positie} staat een teken dat hier niet mag (U+{(int)ruw[positie]:X4}).", Positie: positie, Lengte: 1));
            return ruw;
        }

        var tekst = ruw.Normalize(NormalizationForm.FormC);
        if (lid.Begrip is { } lijst)
        {
            Code(tekst, begrippen[lijst], veld);
        }
        else if (lid.Keuze is { } keuze)
        {
            if (!keuze.Contains(tekst))
            {
                Fout(veld, "onbekende-code", $"Kies uit: {string.Join(", ", keuze)}.", Tekst.Dichtstbij(tekst, keuze.Select(waarde => (waarde, waarde))) ?? (keuze.Count == 1 ? keuze[0] : null));
            }
        }
        else
        {
            VrijeTekst(ref tekst, lid, veld);
        }

        return tekst;
    }

    private void VrijeTekst(ref string tekst, Lid lid, string veld)
    {
        if (lid.IsOrganisatie)
        {
            tekst = tekst.Trim();
        }

        Lengteregel.Controleer(tekst, lid.Lengte, veld, fouten);
        if (lid.Patroon is { } patroon && (tekst.Length == 0 || !patroon.IsValid(tekst))) // the attribute takes an empty text for absent
        {
            Fout(veld, "ongeldig-formaat", patroon.ErrorMessage!);
        }

        if (lid.IsWeblink && !(Uri.TryCreate(tekst, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            Fout(veld, "ongeldig-formaat", "Verwacht een webadres, zoals https://www.nza.nl/….");
        }

        if (lid.IsPostbus && !new EmailAddressAttribute().IsValid(tekst))
        {
            Fout(veld, "ongeldig-formaat", "Verwacht een e-mailadres van een functionele postbus, zoals info@voorbeeld.nl.");
        }

        if (lid.WordtBewaakt)
        {
            Bewaak(tekst, veld, fouten, bevestigd || stond?.Contains(tekst) == true);
        }
    }

    /// <summary>Refuses personal data; says what and where, never the value.</summary>
    /// <param name="bevestigd">Somebody answered for what is uncertain. For what is certain, or could not be checked in time, nobody can.</param>
    public static void Bewaak(string tekst, string veld, Fouten fouten, bool bevestigd = false)
    {
        foreach (var vondst in Persoonsgegevenswacht.Zoek(tekst))
        {
            var onzeker = !vondst.Zeker && vondst.Soort != "controle";
            if (!onzeker || !bevestigd)
            {
                fouten.Meld(new Fout(veld, "persoonsgegevens",
                    $"Hier lijkt een persoonsgegeven te staan ({vondst.Soort}, vanaf positie {vondst.Positie}). {Persoonsgegevenswacht.Advies(vondst.Soort)}"
                    + (onzeker ? $" Is het er geen, dan kan een analist dit insturen met {Bevestiging}." : ""),
                    Soort: vondst.Soort, Positie: vondst.Positie, Lengte: vondst.Lengte));
            }
        }
    }

    private void Code(string code, Begrippenlijst lijst, string veld)
    {
        if (lijst.Zoek(code) is not { } begrip)
        {
            Fout(veld, "onbekende-code", $"{Kort(code)} staat niet in de lijst {lijst.Code}.", lijst.Suggestie(code));
        }
        else if (!begrip.Kiesbaar)
        {
            Fout(veld, "onbekende-code", $"{code} is een groep in de lijst {lijst.Code}; kies wat eronder valt.",
                lijst.Begrippen.FirstOrDefault(ander => ander.Bovenliggend == code)?.Code);
        }
        else if (!begrip.Geldig(vandaag) && behouden?.Contains($"{lijst.Code}/{code}") != true)
        {
            Fout(veld, "vervallen-code", $"{code} ({begrip.Naam}) is niet geldig op {vandaag:yyyy-MM-dd}.",
                lijst.Begrippen.FirstOrDefault(ander => ander.Bovenliggend == begrip.Bovenliggend && ander.Kiesbaar && ander.Geldig(vandaag) && ander.Bovenliggend is not null)?.Code);
        }
    }

    private object? Bereik(int getal, Lid lid, string veld)
    {
        if (lid.Bereik is { } bereik && (getal < (int)bereik.Minimum || getal > (int)bereik.Maximum))
        {
            return Fout(veld, "buiten-bereik", $"Verwacht een getal van {bereik.Minimum} tot en met {bereik.Maximum}.");
        }

        return getal;
    }

    /// <summary>Days before this year are not about anything that is reported here.</summary>
    public const int EersteJaar = 1900;

    /// <summary>Days after this year neither.</summary>
    public const int LaatsteJaar = 2199;

    /// <summary>A day; notes a fault when it is none.</summary>
    public static DateOnly? Datum(string tekst, string veld, Fouten fouten)
    {
        if (!DateOnly.TryParseExact(tekst, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var dag))
        {
            fouten.Meld(veld, "ongeldig-formaat", "Verwacht een datum als 2026-05-31.");
            return null;
        }

        if (dag.Year is < EersteJaar or > LaatsteJaar)
        {
            fouten.Meld(veld, "buiten-bereik", $"Verwacht een datum van {EersteJaar} tot en met {LaatsteJaar}.");
            return null;
        }

        return dag;
    }

    /// <summary>An id; notes a fault when it is none.</summary>
    public static Guid? Id(string tekst, string veld, Fouten fouten)
    {
        if (Guid.TryParseExact(tekst, "D", out var id))
        {
            return id;
        }

        fouten.Meld(veld, "ongeldig-formaat", "Verwacht een id als 0199f6b2-4c1d-7a3e-9f00-1234567890ab.");
        return null;
    }

    private string? Gewoon(JsonElement json, string veld)
    {
        if (json.ValueKind != JsonValueKind.String)
        {
            Fout(veld, "ongeldig-formaat", $"Verwacht een tekst; dit is {Soort(json)}.");
            return null;
        }

        if (!Tekenreeks(json, out var tekst))
        {
            Fout(veld, "ongeldig-teken", HalfTeken);
            return null;
        }

        return tekst;
    }

    /// <summary>What is said of half a character.</summary>
    internal const string HalfTeken = "De tekst bevat een half teken (een los surrogaat).";

    /// <summary>The text of a JSON string; false when it is no text, whatever it was meant to be: a lone surrogate, written as an escape.</summary>
    internal static bool Tekenreeks(JsonElement json, out string tekst)
    {
        try
        {
            tekst = json.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            tekst = "";
            return false;
        }
    }

    /// <summary>The name of a member; false when it holds a character that is refused.</summary>
    internal static bool Naam(JsonProperty member, out string naam)
    {
        try
        {
            naam = member.Name;
            return Tekst.OngeldigTeken(naam) < 0;
        }
        catch (InvalidOperationException)
        {
            naam = "";
            return false;
        }
    }

    private object? Fout(string veld, string code, string bericht, string? suggestie = null)
    {
        fouten.Meld(veld, code, bericht, suggestie);
        return null;
    }

    private static string Soort(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => "een tekst",
        JsonValueKind.Number => "een getal",
        JsonValueKind.Array => "een lijst",
        JsonValueKind.Object => "een object",
        _ => "true, false of null",
    };

    /// <summary>What somebody typed, short enough to repeat. A value that may be personal data is not repeated.</summary>
    internal static string Kort(string gegeven) =>
        Persoonsgegevenswacht.Zoek(gegeven).Count > 0 ? "Deze waarde" : gegeven.Length > 60 ? $"'{gegeven[..57]}…'" : $"'{gegeven}'";

    /// <summary>A name in a JSON pointer. One that may be personal data is not repeated.</summary>
    internal static string Pointer(string naam) => Persoonsgegevenswacht.Zoek(naam).Count > 0 ? "…"
        : naam.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>What a record looks like to the reader.</summary>
    internal sealed class Vorm
    {
        private readonly ConstructorInfo constructor;
        private readonly Dictionary<string, int> plaatsen;

        private Vorm(Type type)
        {
            constructor = type.GetConstructors().MaxBy(candidate => candidate.GetParameters().Length)!;
            Leden = [.. constructor.GetParameters().Select(parameter => new Lid(parameter, type.GetProperty(parameter.Name!)!))];
            plaatsen = Leden.Select((lid, i) => (lid.Naam, i)).ToDictionary(lid => lid.Naam, lid => lid.i, StringComparer.Ordinal);
        }

        public IReadOnlyList<Lid> Leden { get; }

        /// <summary>Whether something in it, at any depth, is checked for personal data.</summary>
        public bool HeeftVrijeTekst => Leden.Any(lid => lid.WordtBewaakt
            || ((lid.Type.IsGenericType ? lid.Type.GetGenericArguments()[0] : lid.Type) is var deel && deel.Assembly == typeof(Lezer).Assembly && Van(deel).HeeftVrijeTekst));

        public static Vorm Van(Type type) => Vormen.GetOrAdd(type, static type => new Vorm(type));

        public int? Plaats(string naam) => plaatsen.TryGetValue(naam, out var plaats) ? plaats : null;

        public object Maak(object?[] waarden) => constructor.Invoke(waarden);
    }

    /// <summary>A member of a record and its rules.</summary>
    internal sealed class Lid(ParameterInfo parameter, PropertyInfo property)
    {
        private readonly LengthAttribute? aantal = property.GetCustomAttribute<LengthAttribute>();

        public string Naam { get; } = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        public Type Type { get; } = property.PropertyType;
        public bool Verplicht { get; } = property.IsDefined(typeof(RequiredAttribute));
        public object? Standaard { get; } = parameter.HasDefaultValue ? parameter.DefaultValue
            : property.PropertyType.IsValueType ? Activator.CreateInstance(property.PropertyType) : null;
        public StringLengthAttribute? Lengte { get; } = property.GetCustomAttribute<StringLengthAttribute>();
        public RangeAttribute? Bereik { get; } = property.GetCustomAttribute<RangeAttribute>();
        public int MinimumAantal => aantal?.MinimumLength ?? 0;
        public int MaximumAantal => aantal?.MaximumLength ?? 200;
        public string? Begrip { get; } = property.GetCustomAttribute<BegripAttribute>()?.Lijst;
        public IReadOnlyList<string>? Keuze { get; } = property.GetCustomAttribute<KeuzeAttribute>()?.Waarden;
        public bool IsOrganisatie { get; } = property.IsDefined(typeof(OrganisatieAttribute));
        public RegularExpressionAttribute? Patroon { get; } = property.GetCustomAttribute<RegularExpressionAttribute>();
        public bool IsVerleden { get; } = property.IsDefined(typeof(VerledenAttribute));
        public bool IsWeblink { get; } = property.IsDefined(typeof(WeblinkAttribute));
        public bool IsPostbus { get; } = property.IsDefined(typeof(PostbusAttribute));
        public bool VanSystemen { get; } = property.IsDefined(typeof(VanSystemenAttribute));
        public bool WordtNietBewaard { get; } = property.IsDefined(typeof(WordtNietBewaardAttribute));
        public bool GeenVrijeTekst { get; } = property.IsDefined(typeof(GeenVrijeTekstAttribute));

        /// <summary>Free text, and so checked for personal data.</summary>
        public bool WordtBewaakt => Begrip is null && Keuze is null && !IsPostbus && !GeenVrijeTekst && !WordtNietBewaard
            && (Type.IsGenericType ? Type.GetGenericArguments()[0] : Type) == typeof(string);
    }
}
