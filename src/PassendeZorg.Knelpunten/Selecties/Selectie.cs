using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Selecties;

/// <summary>
/// Which knelpunten: the one filter of lists, reports, feeds, editions, exports and subscriptions. Values of a key are OR,
/// keys are AND.
/// </summary>
public sealed class Selectie
{
    /// <summary>The keys and what they mean.</summary>
    public static readonly IReadOnlyDictionary<string, string> Sleutels = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["soort"] = "Soort knelpunt (lijst soorten). Een soort van niveau 1 neemt alles eronder mee.", ["wet"] = "Wet of regel (lijst wetten).",
        ["domein"] = "Domein (lijst domeinen). Een domein van niveau 1 neemt alles eronder mee.", ["akkoord"] = "Akkoord of programma (lijst akkoorden).",
        ["regio"] = "Regio (lijst regios).", ["doelgroep"] = "Doelgroep (lijst doelgroepen).", ["adressaat"] = "Wie er iets aan kan doen (lijst organisaties).",
        ["principe"] = "Principe van passende zorg (lijst principes).", ["perspectief"] = "Wie er kijkt (lijst perspectieven).", ["gevolg"] = "Gevolg (lijst gevolgen).",
        ["ernst"] = "Ernst, 1 tot en met 5 (lijst ernst).", ["frequentie"] = "Hoe vaak (lijst frequenties).",
        ["oplossingsruimte"] = "Wat er volgens de melder voor nodig is: binnen-akkoorden, gerichte-wijziging, stelselwijziging, omstreden, onbekend.",
        ["status"] = "Status: concept, gemeld, bevestigd, afgewezen, opgelost of heropend. Zonder deze sleutel: bevestigd, opgelost en heropend.",
        ["project"] = "Id van een project.", ["organisatie"] = "Trekker van het project: code uit de lijst organisaties of vrije naam.",
        ["systeemknelpunt"] = "Id of kenmerk van een systeemknelpunt waarin het gebundeld is.",
        ["gemeldVanaf"] = "Gemeld op of na deze dag.", ["gemeldTot"] = "Gemeld tot en met deze dag.",
        ["zoek"] = "Woorden in de tekst; alle woorden moeten voorkomen, het laatste mag een begin zijn (vanaf drie letters).",
        ["mijn"] = "true: alleen van projecten van uw organisatie (aangemeld).",
        ["peildatum"] = "Zoals het was aan het eind van deze dag.", ["totVolgnummer"] = "Zoals het was na deze gebeurtenis.",
    };

    /// <summary>The keys of a selection of systeemknelpunten: some mean its own, the others any knelpunt in it.</summary>
    public static readonly IReadOnlyDictionary<string, string> Systeemsleutels = new Dictionary<string, string>(Sleutels, StringComparer.Ordinal)
    {
        ["status"] = "Status van het systeemknelpunt: in-onderzoek, vastgesteld, geagendeerd, beantwoord, opgelost, heropend of gesloten. Zonder deze sleutel: alle.",
        ["adressaat"] = "Wie bevoegd of betrokken is (lijst organisaties).",
        ["oplossingsruimte"] = "Wat er volgens de inschattingen samen voor nodig is: binnen-akkoorden, gerichte-wijziging, stelselwijziging, omstreden, onbekend.",
        ["systeemknelpunt"] = "Id of kenmerk van het systeemknelpunt.",
        ["beantwoord"] = "ja: met een gepubliceerde reactie, van de adressaat als die gekozen is; nee: zonder.",
    };

    /// <summary>Everything that is public.</summary>
    internal static readonly Selectie Alles = new();

    /// <summary>What counts when no status is asked for.</summary>
    internal static readonly IReadOnlyList<string> Openbaar = ["bevestigd", "opgelost", "heropend"];

    private static readonly HashSet<string> TelbaarOnbevestigd = new(StringComparer.Ordinal) { "soort", "wet", "domein", "akkoord", "gemeldVanaf", "gemeldTot", "maand", "kwartaal", "jaar" };

    /// <summary>The smallest number of unconfirmed ones that outsiders see.</summary>
    private const int Onbevestigd = 5;

    private readonly JsonObject weergave = [];

    private Selectie()
    {
    }

    /// <summary>Codes per dimension; a dimension that is not asked for is absent.</summary>
    internal Dictionary<Dimensie, IReadOnlyList<string>> Codes { get; private set; } = [];

    /// <summary>Numbers of the projects; null when not asked for.</summary>
    internal HashSet<int>? Projecten { get; private set; }

    /// <summary>Lead organisations, as names compare; null when not asked for.</summary>
    internal HashSet<string>? Organisaties { get; private set; }

    /// <summary>Reported on or after.</summary>
    internal DateOnly? GemeldVanaf { get; private set; }

    /// <summary>Reported on or before.</summary>
    internal DateOnly? GemeldTot { get; private set; }

    /// <summary>Words.</summary>
    internal string? Zoek { get; private set; }

    /// <summary>Ids of systeemknelpunten; null when not asked for.</summary>
    internal HashSet<Guid>? Systemen { get; private set; }

    /// <summary>About systeemknelpunten: status, adressaat and oplossingsruimte mean their own.</summary>
    internal bool VanSystemen { get; private set; }

    /// <summary>About systeemknelpunten: whether any key asks something of the knelpunten in it.</summary>
    internal bool KiestKnelpunten => Codes.Keys.Any(dimensie => !Dimensie.VanSystemen.Contains(dimensie)) || Projecten is not null || Organisaties is not null
        || GemeldVanaf is not null || GemeldTot is not null || Zoek is not null || Mijn;

    /// <summary>About systeemknelpunten: whether it leaves none out, as of its moment.</summary>
    internal bool KiestAlles => !KiestKnelpunten && Codes.Count == 0 && Systemen is null && Beantwoord is null;

    /// <summary>Only systeemknelpunten with, or without, a published answer.</summary>
    internal bool? Beantwoord { get; private set; }

    /// <summary>Of the reader's own organisation.</summary>
    internal bool Mijn { get; private set; }

    /// <summary>As of the end of a day.</summary>
    internal DateOnly? Peildatum { get; private set; }

    /// <summary>As of a gebeurtenis.</summary>
    internal int? TotVolgnummer { get; private set; }

    /// <summary>What is smaller than this is not shown, and what is not smaller only in multiples of it: then no smaller number follows from the difference of two answers either. Zero: all is shown.</summary>
    internal int KleinsteCel { get; private set; }

    /// <summary>Small numbers are not shown to this reader.</summary>
    internal bool Onderdrukt => KleinsteCel > 0;

    /// <summary>What a sheet says in place of a number that is not shown.</summary>
    internal string TeKlein => $"<{KleinsteCel}";

    /// <summary>A number as this reader may see it; null when it is too small.</summary>
    internal int? Cel(int aantal) => aantal > 0 && aantal < KleinsteCel ? null : Afgerond(aantal);

    /// <summary>A total as this reader may see it.</summary>
    internal int Afgerond(int aantal) => Onderdrukt ? aantal / KleinsteCel * KleinsteCel : aantal;

    /// <summary>The selection as understood: key and values, in vocabulary spelling.</summary>
    public JsonObject Weergave() => weergave.DeepClone().AsObject();

    /// <summary>Reads a selection from keys and values; notes everything that is wrong with it.</summary>
    /// <param name="systemen">About systeemknelpunten.</param>
    internal static Selectie Lees(Func<string, StringValues> waarden, Register register, DateOnly vandaag, Fouten fouten, bool systemen = false)
    {
        var selectie = new Selectie { VanSystemen = systemen };
        foreach (var dimensie in Dimensie.Alle)
        {
            var codes = Delen(waarden(dimensie.Sleutel));
            if (codes.Count > 0)
            {
                selectie.Codes[dimensie] = codes;
                selectie.Toon(dimensie.Sleutel, codes);
                Controleer(dimensie, codes, register.Begrippen[systemen && dimensie == Dimensie.Status ? "systeemstatussen" : dimensie.Lijst], fouten);
            }
        }

        selectie.LeesProjecten(Delen(waarden("project")), register, fouten);
        selectie.LeesOrganisaties(waarden("organisatie"), register);
        selectie.LeesSystemen(Delen(waarden("systeemknelpunt")), register, fouten);
        if (systemen && Enkel("beantwoord", waarden, fouten) is { } beantwoord)
        {
            selectie.Beantwoord = beantwoord == "ja";
            selectie.weergave["beantwoord"] = beantwoord;
            if (beantwoord is not ("ja" or "nee"))
            {
                fouten.Meld("beantwoord", "onbekende-code", "Kies uit: ja, nee.", Tekst.Dichtstbij(beantwoord, [("ja", "ja"), ("nee", "nee")]));
            }
        }

        selectie.GemeldVanaf = selectie.Dag("gemeldVanaf", waarden, fouten);
        selectie.GemeldTot = selectie.Dag("gemeldTot", waarden, fouten);
        if (selectie.GemeldVanaf > selectie.GemeldTot)
        {
            fouten.Meld("gemeldTot", "buiten-bereik", "gemeldTot ligt voor gemeldVanaf.");
        }

        selectie.LeesMoment(waarden, register, vandaag, fouten);
        if (Enkel("zoek", waarden, fouten) is { } zoek)
        {
            selectie.LeesZoek(zoek, fouten);
        }

        if (Enkel("mijn", waarden, fouten) is { } mijn)
        {
            selectie.Mijn = mijn == "true";
            selectie.weergave["mijn"] = selectie.Mijn;
            if (mijn is not ("true" or "false"))
            {
                fouten.Meld("mijn", "ongeldig-formaat", "Verwacht true of false.");
            }
        }

        return selectie;
    }

    /// <summary>The systeemknelpunten that go with a selection of knelpunten; its status says nothing of theirs.</summary>
    internal Selectie AlsSystemen() => Met(Codes.Where(keuze => keuze.Key != Dimensie.Status), vanSystemen: true);

    /// <summary>The same, but for what it asks of one dimension; shown as it was.</summary>
    internal Selectie Zonder(Dimensie dimensie) => Met(Codes.Where(keuze => keuze.Key != dimensie), VanSystemen);

    /// <summary>
    /// What of a selection was withdrawn, by the codes that it had. Its words are gone, so that a selection on words finds none of it.
    /// </summary>
    internal Selectie Ingetrokken() =>
        Met(Codes.Where(keuze => keuze.Key != Dimensie.Status).Append(KeyValuePair.Create<Dimensie, IReadOnlyList<string>>(Dimensie.Status, ["ingetrokken"])), VanSystemen);

    /// <summary>The same of the reader's own organisation, and whatever its status unless it asks for one. What was withdrawn is gone.</summary>
    internal Selectie VanMij()
    {
        var selectie = Codes.ContainsKey(Dimensie.Status) ? Met(Codes, VanSystemen)
            : Met(Codes.Append(KeyValuePair.Create<Dimensie, IReadOnlyList<string>>(Dimensie.Status, ["concept", "gemeld", "bevestigd", "afgewezen", "opgelost", "heropend"])), VanSystemen);
        selectie.Mijn = true;
        return selectie;
    }

    private Selectie Met(IEnumerable<KeyValuePair<Dimensie, IReadOnlyList<string>>> codes, bool vanSystemen)
    {
        var selectie = (Selectie)MemberwiseClone();
        (selectie.Codes, selectie.VanSystemen) = (codes.ToDictionary(), vanSystemen);
        return selectie;
    }

    /// <summary>Reads a selection from the JSON that it is kept as, such as <c>{ "wet": ["wlz"], "gemeldVanaf": "2026-01-01" }</c>.</summary>
    internal static Selectie Lees(JsonElement? json, string veld, Register register, DateOnly vandaag, Fouten fouten)
    {
        var waarden = new Dictionary<string, StringValues>(StringComparer.Ordinal);
        if (json is { ValueKind: not JsonValueKind.Object })
        {
            fouten.Meld(veld, "ongeldig-formaat", "Verwacht een object met sleutels, zoals { \"wet\": [\"wlz\"] }.");
        }
        else if (json is { } gegeven)
        {
            foreach (var lid in gegeven.EnumerateObject())
            {
                if (!Lezer.Naam(lid, out var naam))
                {
                    fouten.Meld(veld, "ongeldig-teken", "De naam van een sleutel bevat een teken dat hier niet mag.");
                    continue;
                }

                if (!Sleutels.ContainsKey(naam))
                {
                    fouten.Meld($"{veld}/{Lezer.Pointer(naam)}", "onbekende-sleutel", $"De sleutel {Lezer.Kort(naam)} bestaat hier niet. Geldig: {string.Join(", ", Sleutels.Keys)}.",
                        Tekst.Dichtstbij(naam, Sleutels.Keys.Select(sleutel => (sleutel, sleutel))));
                }

                waarden[naam] = lid.Value.ValueKind == JsonValueKind.Array ? new StringValues([.. lid.Value.EnumerateArray().Select(waarde => Waarde(waarde, naam))]) : Waarde(lid.Value, naam);
            }
        }

        string Waarde(JsonElement gegeven, string sleutel)
        {
            if (gegeven.ValueKind != JsonValueKind.String)
            {
                return gegeven.ValueKind is JsonValueKind.True or JsonValueKind.False ? gegeven.GetRawText() : gegeven.ToString();
            }

            if (!Lezer.Tekenreeks(gegeven, out var tekst))
            {
                fouten.Meld($"{veld}/{sleutel}", "ongeldig-teken", Lezer.HalfTeken);
            }

            return tekst;
        }

        var eigen = new Fouten();
        var selectie = Lees(sleutel => waarden.GetValueOrDefault(sleutel), register, vandaag, eigen);
        foreach (var fout in eigen.Alle)
        {
            fouten.Meld(fout with { Veld = $"{veld}/{fout.Veld}" });
        }

        return selectie;
    }

    /// <summary>
    /// Refuses what this reader may not ask (401, 403). Who is no analist reads what is public, or of the own organisation
    /// with <c>mijn=true</c>; others may only count what is <c>gemeld</c>, with few keys, and without small numbers.
    /// </summary>
    /// <param name="lezer">Who asks.</param>
    /// <param name="telling">A count, not a list.</param>
    /// <param name="dimensies">By what it is counted.</param>
    internal void Sta(Gebruiker lezer, bool telling, params string?[] dimensies)
    {
        if (Mijn && !lezer.IsAangemeld)
        {
            throw Weigering.NietAangemeld("mijn=true werkt alleen met een sleutel.");
        }

        if (lezer.ZietAlles || Mijn || VanSystemen || !Codes.TryGetValue(Dimensie.Status, out var statussen) || statussen.All(Openbaar.Contains))
        {
            return;
        }

        var nietOpenbaar = statussen.Where(status => !Openbaar.Contains(status)).ToList();
        if (telling && nietOpenbaar.Count == 1 && statussen.Count > 1 && nietOpenbaar[0] == "gemeld")
        {
            throw Weigering.Verboden("Tel status=gemeld apart: samen met een andere status zouden kleine aantallen uit het verschil volgen.");
        }

        if (!telling || nietOpenbaar.Any(status => status != "gemeld"))
        {
            throw Weigering.Verboden($"Knelpunten met status {string.Join(", ", nietOpenbaar)} zijn niet openbaar. Van uw eigen organisatie leest u ze met mijn=true.");
        }

        var teveel = weergave.Select(deel => deel.Key).Where(sleutel => sleutel != "status").Concat(dimensies.OfType<string>())
            .Where(sleutel => !TelbaarOnbevestigd.Contains(sleutel)).Distinct(StringComparer.Ordinal).ToList();
        if (teveel.Count > 0)
        {
            throw Weigering.Verboden($"Wat gemeld maar nog niet bevestigd is, is alleen te tellen naar soort, wet, domein, akkoord en meldingsdatum; niet met {string.Join(", ", teveel)}.");
        }

        KleinsteCel = Math.Max(Onbevestigd, KleinsteCel);
    }

    /// <summary>The same for a report, where the operator may have set that outsiders see no small numbers at all.</summary>
    /// <param name="lezer">Who asks.</param>
    /// <param name="kleinsteCel">The setting; zero: what is public is shown as it is.</param>
    /// <param name="dimensies">By what it is counted.</param>
    internal void StaTelling(Gebruiker lezer, int kleinsteCel, params string?[] dimensies)
    {
        KleinsteCel = lezer.ZietAlles || Mijn ? 0 : kleinsteCel;
        Sta(lezer, telling: true, dimensies);
    }

    /// <summary>The keys that a query with a selection in it takes, besides its own.</summary>
    internal static IReadOnlyDictionary<string, string> SleutelsVan(Lezer.Vorm vorm) => vorm.Leden.FirstOrDefault(lid => lid.Type == typeof(Selectie)) is { } selectie
        ? selectie.VanSystemen ? Systeemsleutels : Sleutels
        : new Dictionary<string, string>();

    private void Toon(string sleutel, IEnumerable<string> waarden) => weergave[sleutel] = new JsonArray([.. waarden.Select(waarde => JsonValue.Create(waarde))]);

    private static List<string> Delen(StringValues waarden) =>
        [.. waarden.SelectMany(waarde => (waarde ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)];

    private static string? Enkel(string sleutel, Func<string, StringValues> waarden, Fouten fouten)
    {
        var gegeven = waarden(sleutel);
        if (gegeven.Count > 1)
        {
            fouten.Meld(sleutel, "dubbel-veld", $"De sleutel {sleutel} mag er maar eenmaal staan.");
        }

        return gegeven.Count == 0 || string.IsNullOrEmpty(gegeven[0]) ? null : gegeven[0];
    }

    private DateOnly? Dag(string sleutel, Func<string, StringValues> waarden, Fouten fouten)
    {
        if (Enkel(sleutel, waarden, fouten) is not { } tekst || Lezer.Datum(tekst, sleutel, fouten) is not { } dag)
        {
            return null;
        }

        weergave[sleutel] = tekst;
        return dag;
    }

    private static void Controleer(Dimensie dimensie, IReadOnlyList<string> codes, Begrippenlijst lijst, Fouten fouten)
    {
        foreach (var code in codes.Where(code => lijst.Zoek(code) is null))
        {
            var suggestie = lijst.Suggestie(code);
            var geldig = suggestie is null || lijst.Begrippen.Count <= 25
                ? $" Geldig: {string.Join(", ", lijst.Begrippen.Take(60).Select(begrip => begrip.Code))}{(lijst.Begrippen.Count > 60 ? ", …" : "")}."
                : "";
            fouten.Meld(dimensie.Sleutel, "onbekende-code", $"{Lezer.Kort(code)} staat niet in de lijst {lijst.Code}.{geldig}", suggestie);
        }
    }

    private void LeesProjecten(List<string> ids, Register register, Fouten fouten)
    {
        if (ids.Count == 0)
        {
            return;
        }

        Projecten = [];
        Toon("project", ids);
        foreach (var tekst in ids)
        {
            if (Lezer.Id(tekst, "project", fouten) is { } id)
            {
                if (register.Projecten.Zoek(id) is { } project)
                {
                    Projecten.Add(project.Nummer);
                }
                else
                {
                    fouten.Meld("project", "niet-gevonden", "Er is geen project met dit id.");
                }
            }
        }
    }

    private void LeesSystemen(List<string> gegeven, Register register, Fouten fouten)
    {
        if (gegeven.Count == 0)
        {
            return;
        }

        (Systemen, var bekend) = ([], register.Duiding.Nu);
        Toon("systeemknelpunt", gegeven);
        foreach (var tekst in gegeven)
        {
            if (bekend.Zoek(tekst) is { } systeem)
            {
                Systemen.Add(systeem.Id);
            }
            else
            {
                fouten.Meld("systeemknelpunt", "niet-gevonden", $"Er is geen systeemknelpunt {Lezer.Kort(tekst)}.",
                    Tekst.Dichtstbij(tekst, bekend.Systemen.Select(ander => (ander.Kenmerk, ander.Kenmerk))));
            }
        }
    }

    private void LeesOrganisaties(StringValues gegeven, Register register)
    {
        if (gegeven.All(string.IsNullOrWhiteSpace))
        {
            return;
        }

        // A free name may hold a comma; it is taken whole when somebody has that name.
        var bekend = register.Projecten.OpNummer.Values.Select(project => Tekst.Naamsleutel(project.Inhoud.Organisatie!)).ToHashSet(StringComparer.Ordinal);
        var namen = gegeven.SelectMany(naam => bekend.Contains(Tekst.Naamsleutel(naam!)) ? [naam!.Trim()] : Delen(naam)).ToList();
        Toon("organisatie", namen);
        Organisaties = [.. namen.Select(Tekst.Naamsleutel)];
    }

    private void LeesMoment(Func<string, StringValues> waarden, Register register, DateOnly vandaag, Fouten fouten)
    {
        Peildatum = Dag("peildatum", waarden, fouten);
        if (Peildatum > vandaag)
        {
            fouten.Meld("peildatum", "buiten-bereik", $"De peildatum ligt in de toekomst; vandaag is {vandaag:yyyy-MM-dd}.", $"{vandaag:yyyy-MM-dd}");
        }

        if (Enkel("totVolgnummer", waarden, fouten) is { } tekst)
        {
            var laatste = register.Kolommen.Nu.LaatsteVolgnummer;
            if (!int.TryParse(tekst, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var volgnummer))
            {
                fouten.Meld("totVolgnummer", "ongeldig-formaat", "Verwacht een volgnummer: een geheel getal.");
            }
            else if (volgnummer > laatste || volgnummer < 1)
            {
                fouten.Meld("totVolgnummer", "buiten-bereik", $"Verwacht een volgnummer van 1 tot en met {laatste}.", volgnummer < 1 ? "1" : $"{laatste}");
            }
            else
            {
                TotVolgnummer = volgnummer;
                weergave["totVolgnummer"] = volgnummer;
            }
        }

        if (Peildatum is not null && TotVolgnummer is not null)
        {
            fouten.Meld("totVolgnummer", "dubbel-veld", "Kies peildatum of totVolgnummer, niet allebei.");
        }
    }

    private void LeesZoek(string zoek, Fouten fouten)
    {
        if (Tekst.OngeldigTeken(zoek) >= 0 || zoek.Contains('\uFFFD', StringComparison.Ordinal))
        {
            fouten.Meld("zoek", "ongeldig-teken", "De zoekvraag bevat een teken dat hier niet mag.");
        }
        else if (zoek.Length > 200)
        {
            fouten.Meld("zoek", "te-lang", "Een zoekvraag is ten hoogste 200 tekens lang.");
        }
        else if (!Tekst.Woorden(zoek).Any())
        {
            fouten.Meld("zoek", "te-kort", "Noem ten minste één woord om naar te zoeken.");
        }
        else
        {
            Zoek = zoek.Normalize(NormalizationForm.FormC);
            weergave["zoek"] = Zoek;
        }
    }
}
