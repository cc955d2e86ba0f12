using System.Text.Json;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>
/// What is made of the evidence, as the log tells it: systeemknelpunten, what they bundle, verdicts, answers, promises. Codes and
/// states only; texts are in the database. Like the index it keeps every version from one volgnummer to the next, so that "now"
/// and "as of" are the same question.
/// </summary>
/// <remarks>One thread follows the log; readers take a <see cref="Beeld"/>. There are thousands of systeemknelpunten, not millions.</remarks>
internal sealed class Duiding
{
    /// <summary>
    /// Keeps out, in SQL, the rows that are never about this: nearly all of them. Of what is left <see cref="Volg"/> passes over what is about something else. On
    /// SQLite an index has this very condition (migration 0007), so that a start need not read the log for it.
    /// </summary>
    internal const string Rijen = "(soort < 'knelpunt.' OR soort >= 'knelpunt/')";

    private readonly Lock slot = new();
    private readonly Dictionary<int, Loop> systemen = [];
    private readonly Dictionary<Guid, int> systeemNummers = [];
    private readonly Dictionary<Guid, List<Belofte>> beloften = [];
    private readonly List<Gesprek> dialogen = [];
    private readonly Dictionary<int, List<Lid>> systemenVan = [];
    private readonly Dictionary<int, List<Koppeling>> toetsstenenVan = [];
    private Beeld? nu;
    private volatile int volgnummer;
    private DateTimeOffset gewijzigdOp;

    /// <summary>The last gebeurtenis that changed anything here.</summary>
    public int Volgnummer => volgnummer;

    /// <summary>When that was.</summary>
    public DateTimeOffset GewijzigdOp
    {
        get
        {
            lock (slot)
            {
                return gewijzigdOp;
            }
        }
    }

    /// <summary>Everything as it is now.</summary>
    public Beeld Nu
    {
        get
        {
            lock (slot)
            {
                return nu ??= Maak(int.MaxValue);
            }
        }
    }

    /// <summary>Everything as it was after a gebeurtenis.</summary>
    public Beeld Op(int gebeurtenis)
    {
        lock (slot)
        {
            return gebeurtenis >= volgnummer ? nu ??= Maak(int.MaxValue) : Maak(gebeurtenis);
        }
    }

    /// <summary>The systeemknelpunten that a knelpunt was bundled in, after a gebeurtenis; by default now.</summary>
    public IReadOnlyList<Guid> Van(int knelpunt, int gebeurtenis = int.MaxValue)
    {
        lock (slot)
        {
            return systemenVan.TryGetValue(knelpunt, out var leden)
                ? [.. leden.Where(lid => lid.Geldt(gebeurtenis)).Select(lid => systemen[lid.Systeem].Id)]
                : [];
        }
    }

    /// <summary>The toetsstenen that a knelpunt was linked to, after a gebeurtenis; by default now.</summary>
    public IReadOnlyList<Guid> Toetsstenen(int knelpunt, int gebeurtenis = int.MaxValue)
    {
        lock (slot)
        {
            return toetsstenenVan.TryGetValue(knelpunt, out var koppelingen)
                ? [.. koppelingen.Where(koppeling => koppeling.Geldt(gebeurtenis)).Select(koppeling => koppeling.Toetssteen)]
                : [];
        }
    }

    /// <summary>Follows a row of the log; what is about something else is passed over.</summary>
    public void Volg(Gebeurtenis gebeurtenis)
    {
        var familie = gebeurtenis.Soort.AsSpan(0, Math.Max(0, gebeurtenis.Soort.IndexOf('.', StringComparison.Ordinal)));
        if (familie is not ("systeemknelpunt" or "stelseltoets" or "reactie" or "toezegging" or "merkbaarheid" or "toetssteen" or "dialoog"))
        {
            return;
        }

        lock (slot)
        {
            using var document = JsonDocument.Parse(gebeurtenis.Gegevens);
            Pas(gebeurtenis, familie, document.RootElement);
            (nu, volgnummer, gewijzigdOp) = (null, checked((int)gebeurtenis.Volgnummer), gebeurtenis.TijdstipOp);
        }
    }

    private void Pas(Gebeurtenis gebeurtenis, ReadOnlySpan<char> familie, JsonElement gegevens)
    {
        var nummer = checked((int)gebeurtenis.Volgnummer);
        switch (familie)
        {
            case "toetssteen":
                Koppel(gegevens, Guid.Parse(gebeurtenis.Onderwerp), nummer);
                break;
            case "merkbaarheid":
                Voel(gegevens, nummer);
                break;
            case "dialoog":
                dialogen.Add(new Gesprek(nummer, Guid.Parse(gebeurtenis.Onderwerp), DateOnly.ParseExact(gegevens.GetProperty("datum").GetString()!, "yyyy-MM-dd", null)));
                break;
            default:
                if (gegevens.TryGetProperty("toezegging", out var toezegging))
                {
                    Beloof(gebeurtenis, gegevens, toezegging);
                }

                if (gegevens.TryGetProperty("versie", out _) && gegevens.TryGetProperty("nummer", out var systeem))
                {
                    Verander(gebeurtenis, gegevens, systeem.GetInt32());
                }

                break;
        }
    }

    private void Verander(Gebeurtenis gebeurtenis, JsonElement gegevens, int nummer)
    {
        var gebeurtenisnummer = checked((int)gebeurtenis.Volgnummer);
        if (!systemen.TryGetValue(nummer, out var loop))
        {
            loop = systemen[nummer] = new Loop(nummer, Guid.Parse(gebeurtenis.Onderwerp), gegevens.GetProperty("kenmerk").GetString()!, gebeurtenis.TijdstipOp);
            systeemNummers[loop.Id] = nummer;
        }

        var stand = (loop.Versies.Count == 0 ? Systeemstand.Leeg : loop.Versies[^1].Stand) with { Versie = gegevens.GetProperty("versie").GetInt32(), GewijzigdOp = gebeurtenis.TijdstipOp };
        foreach (var wijziging in gegevens.GetProperty("wijzigingen").EnumerateArray())
        {
            wijziging.TryGetProperty("naar", out var naar);
            switch (wijziging.GetProperty("veld").GetString())
            {
                case "status":
                    stand = stand.Word(naar.GetString()!, gebeurtenis.TijdstipOp);
                    break;
                case "mechanismen":
                    stand = stand with { Mechanismen = Codes(naar) };
                    break;
                case "bevoegd":
                    stand = stand with { Bevoegd = Codes(naar) };
                    break;
                case "betrokken":
                    stand = stand with { Betrokken = Codes(naar) };
                    break;
                case "knelpunten":
                    Bundel(loop, wijziging.GetProperty("knelpunt").GetInt32(), naar.ValueKind == JsonValueKind.String, gebeurtenisnummer);
                    break;
                case "relaties":
                    var ander = wijziging.GetProperty("ander").GetGuid();
                    stand = stand with { Relaties = [.. stand.Relaties.Where(relatie => relatie.Ander != ander), .. naar.ValueKind == JsonValueKind.String ? [new Relatie(ander, wijziging.GetProperty("soort").GetString()!)] : Array.Empty<Relatie>()] };
                    break;
            }
        }

        if (gegevens.TryGetProperty("stelseltoets", out var toets))
        {
            stand = stand with { Toetsen = [.. stand.Toetsen, Toets.Lees(toets, gebeurtenis.TijdstipOp)] };
        }

        if (gegevens.TryGetProperty("reactie", out var reactie))
        {
            stand = stand with { Reacties = [.. stand.Reacties, Bericht.Lees(reactie, gebeurtenis.TijdstipOp)] };
        }

        loop.Versies.Add((gebeurtenisnummer, stand));
    }

    private void Bundel(Loop loop, int knelpunt, bool erbij, int vanaf)
    {
        if (erbij)
        {
            var lid = new Lid(loop.Nummer, knelpunt, vanaf);
            loop.Leden.Add(lid);
            (systemenVan.TryGetValue(knelpunt, out var leden) ? leden : systemenVan[knelpunt] = []).Add(lid);
        }
        else if (loop.Leden.Find(lid => lid.Knelpunt == knelpunt && lid.Tot == int.MaxValue) is { } lid)
        {
            lid.Tot = vanaf;
        }
    }

    private void Koppel(JsonElement gegevens, Guid toetssteen, int vanaf)
    {
        foreach (var wijziging in gegevens.GetProperty("wijzigingen").EnumerateArray().Where(wijziging => wijziging.GetProperty("veld").ValueEquals("knelpunten")))
        {
            var knelpunt = wijziging.GetProperty("knelpunt").GetInt32();
            var koppelingen = toetsstenenVan.TryGetValue(knelpunt, out var bekend) ? bekend : toetsstenenVan[knelpunt] = [];
            if (wijziging.TryGetProperty("naar", out var naar) && naar.ValueKind == JsonValueKind.String)
            {
                koppelingen.Add(new Koppeling(toetssteen, vanaf));
            }
            else if (koppelingen.Find(koppeling => koppeling.Toetssteen == toetssteen && koppeling.Tot == int.MaxValue) is { } koppeling)
            {
                koppeling.Tot = vanaf;
            }
        }
    }

    private void Beloof(Gebeurtenis gebeurtenis, JsonElement gegevens, JsonElement toezegging)
    {
        var id = toezegging.GetProperty("id").GetGuid();
        var versies = beloften.TryGetValue(id, out var bekend) ? bekend : beloften[id] = [];
        versies.Add(new Belofte(checked((int)gebeurtenis.Volgnummer), id,
            gegevens.TryGetProperty("nummer", out var nummer) && nummer.ValueKind == JsonValueKind.Number ? nummer.GetInt32() : null,
            toezegging.TryGetProperty("dialoog", out var dialoog) && dialoog.ValueKind == JsonValueKind.String ? dialoog.GetGuid() : null,
            toezegging.GetProperty("door").GetString()!, DateOnly.ParseExact(toezegging.GetProperty("uiterlijkDatum").GetString()!, "yyyy-MM-dd", null),
            toezegging.GetProperty("status").GetString()!));
    }

    /// <summary>A project says whether a solution is felt: it counts for what bundles that knelpunt and is solved now.</summary>
    private void Voel(JsonElement gegevens, int vanaf)
    {
        var (knelpunt, project, merkbaar) = (gegevens.GetProperty("nummer").GetInt32(), gegevens.GetProperty("project").GetGuid(), gegevens.GetProperty("oordeel").ValueEquals("merkbaar"));
        foreach (var lid in systemenVan.GetValueOrDefault(knelpunt, []).Where(lid => lid.Tot == int.MaxValue))
        {
            var loop = systemen[lid.Systeem];
            var stand = loop.Versies[^1].Stand;
            if (stand.Status == "opgelost")
            {
                loop.Versies.Add((vanaf, stand with { Gevoeld = new Dictionary<Guid, bool>(stand.Gevoeld) { [project] = merkbaar } }));
            }
        }
    }

    private Beeld Maak(int gebeurtenis) => new(
        [.. systemen.Values.OrderBy(loop => loop.Nummer).Select(loop => loop.Op(gebeurtenis)).OfType<Systeem>()],
        [.. beloften.Values.Select(versies => versies.FindLast(versie => versie.Van <= gebeurtenis)).OfType<Belofte>()],
        [.. dialogen.Where(dialoog => dialoog.Van <= gebeurtenis)]);

    private static string[] Codes(JsonElement codes) => codes.ValueKind == JsonValueKind.Array ? [.. codes.EnumerateArray().Select(code => code.GetString()!)] : [];

    /// <summary>One systeemknelpunt through time.</summary>
    private sealed class Loop(int nummer, Guid id, string kenmerk, DateTimeOffset aangemaaktOp)
    {
        public int Nummer => nummer;
        public Guid Id => id;
        public List<(int Van, Systeemstand Stand)> Versies { get; } = [];
        public List<Lid> Leden { get; } = [];

        public Systeem? Op(int gebeurtenis) => Versies.FindLastIndex(versie => versie.Van <= gebeurtenis) is >= 0 and var i
            ? new Systeem(nummer, id, kenmerk, Versies[i].Van, aangemaaktOp, Versies[i].Stand, [.. Leden.Where(lid => lid.Geldt(gebeurtenis)).Select(lid => lid.Knelpunt)])
            : null;
    }

    /// <summary>From one volgnummer up to, not including, another.</summary>
    private class Tijdvak(int van)
    {
        public int Tot { get; set; } = int.MaxValue;

        public bool Geldt(int gebeurtenis) => van <= gebeurtenis && (gebeurtenis == int.MaxValue ? Tot == int.MaxValue : gebeurtenis < Tot);
    }

    private sealed class Lid(int systeem, int knelpunt, int van) : Tijdvak(van)
    {
        public int Systeem => systeem;
        public int Knelpunt => knelpunt;
    }

    private sealed class Koppeling(Guid toetssteen, int van) : Tijdvak(van)
    {
        public Guid Toetssteen => toetssteen;
    }
}

/// <summary>All systeemknelpunten, promises and dialogen at one moment.</summary>
internal sealed record Beeld(IReadOnlyList<Systeem> Systemen, IReadOnlyList<Belofte> Beloften, IReadOnlyList<Gesprek> Dialogen)
{
    private Dictionary<Guid, Systeem>? opId;

    /// <summary>By id.</summary>
    public Systeem? Zoek(Guid id) => (opId ??= Systemen.ToDictionary(systeem => systeem.Id)).GetValueOrDefault(id);

    /// <summary>By id or kenmerk.</summary>
    public Systeem? Zoek(string id) => Guid.TryParseExact(id, "D", out var guid) ? Zoek(guid) : Systemen.FirstOrDefault(systeem => systeem.Kenmerk == id);
}

/// <summary>A systeemknelpunt at one moment.</summary>
/// <param name="Van">The volgnummer of its last change.</param>
/// <param name="Knelpunten">Numbers of what it bundles, public or not.</param>
internal sealed record Systeem(int Nummer, Guid Id, string Kenmerk, int Van, DateTimeOffset AangemaaktOp, Systeemstand Stand, IReadOnlyList<int> Knelpunten)
{
    /// <summary>Who is competent and who is involved: to whom it is addressed.</summary>
    public IEnumerable<string> Adressaten => Stand.Bevoegd.Concat(Stand.Betrokken).Distinct(StringComparer.Ordinal);
}

/// <summary>What changes about a systeemknelpunt.</summary>
/// <param name="GeagendeerdOp">When it was first put on the agenda.</param>
/// <param name="Gevoeld">Per project whether the solution is felt, since it was last solved.</param>
internal sealed record Systeemstand(int Versie, string Status, DateTimeOffset GewijzigdOp, DateTimeOffset? GeagendeerdOp, IReadOnlyList<string> Mechanismen, IReadOnlyList<string> Bevoegd,
    IReadOnlyList<string> Betrokken, IReadOnlyList<Relatie> Relaties, IReadOnlyList<Toets> Toetsen, IReadOnlyList<Bericht> Reacties, IReadOnlyDictionary<Guid, bool> Gevoeld)
{
    public static readonly Systeemstand Leeg = new(0, "", default, null, [], [], [], [], [], [], new Dictionary<Guid, bool>());

    /// <summary>Another status; what was felt of an earlier solution says nothing of a next one.</summary>
    public Systeemstand Word(string status, DateTimeOffset op) => this with
    {
        Status = status,
        GeagendeerdOp = GeagendeerdOp ?? (status == "geagendeerd" ? op : null),
        Gevoeld = status == "opgelost" ? new Dictionary<Guid, bool>() : Gevoeld,
    };

    /// <summary>
    /// Per party the verdict that counts: the latest by date, and of one date the last that was placed. What an analist rendered
    /// gives way as soon as the party has spoken itself.
    /// </summary>
    public IEnumerable<Toets> Geldend => Toetsen.GroupBy(toets => toets.Partij, StringComparer.Ordinal)
        .Select(partij => partij.Select((toets, i) => (toets, i)).OrderByDescending(item => !item.toets.Weergegeven).ThenByDescending(item => item.toets.Datum)
            .ThenByDescending(item => item.i).First().toets);
}

/// <summary>A relation to another systeemknelpunt.</summary>
internal sealed record Relatie(Guid Ander, string Soort);

/// <summary>A verdict, without its argument.</summary>
internal sealed record Toets(Guid Id, string Beoordelaar, string Trede, string? TredeTijdelijk, DateOnly Datum, bool Weergegeven, DateTimeOffset GeplaatstOp)
{
    /// <summary>The party, as names compare.</summary>
    public string Partij => Tekst.Naamsleutel(Beoordelaar);

    public static Toets Lees(JsonElement json, DateTimeOffset op) => new(json.GetProperty("id").GetGuid(), json.GetProperty("beoordelaar").GetString()!, json.GetProperty("trede").GetString()!,
        json.TryGetProperty("tredeTijdelijk", out var tijdelijk) ? tijdelijk.GetString() : null, DateOnly.ParseExact(json.GetProperty("datum").GetString()!, "yyyy-MM-dd", null),
        json.GetProperty("herkomst").ValueEquals("weergegeven"), op);
}

/// <summary>A published answer, without its text.</summary>
internal sealed record Bericht(Guid Id, string Organisatie, string Soort, DateTimeOffset GepubliceerdOp)
{
    public static Bericht Lees(JsonElement json, DateTimeOffset op) => new(json.GetProperty("id").GetGuid(), json.GetProperty("organisatie").GetString()!, json.GetProperty("soort").GetString()!, op);
}

/// <summary>A promise at one moment, without its text.</summary>
/// <param name="Van">The volgnummer from which this holds.</param>
/// <param name="Systeem">Number of the systeemknelpunt; null for a promise from a dialoog that names none.</param>
internal sealed record Belofte(int Van, Guid Id, int? Systeem, Guid? Dialoog, string Door, DateOnly Uiterlijk, string Status)
{
    /// <summary>Open after the last day: late.</summary>
    public bool TeLaat(DateOnly vandaag) => Status == "open" && vandaag > Uiterlijk;
}

/// <summary>A dialoog, without its name.</summary>
/// <param name="Van">The volgnummer with which it was written down.</param>
/// <param name="Datum">The day on which it was.</param>
internal sealed record Gesprek(int Van, Guid Id, DateOnly Datum)
{
    /// <summary>By day, and of one day in the order in which they were written down.</summary>
    public (DateOnly Datum, int Van) Volgorde => (Datum, Van);
}

/// <summary>What all verdicts together say of the room there is (contract §1); the lines between the groups are a setting.</summary>
internal static class Oplossingsruimte
{
    /// <summary>Derives it, with the lowest and highest rung that was named.</summary>
    public static (string Ruimte, string? Laagste, string? Hoogste) Van(IEnumerable<Toets> toetsen, Register register)
    {
        var (treden, instellingen) = (register.Begrippen["treden"], register.Instellingen);
        var rangen = toetsen.Select(toets => (toets.Trede, Rang: Rang(treden, toets.Trede))).Where(toets => toets.Rang is not null).OrderBy(toets => toets.Rang).ToList();
        if (rangen.Count == 0)
        {
            return ("onbekend", null, null);
        }

        var groepen = rangen.Select(toets => Groep(toets.Rang!.Value, instellingen)).Distinct(StringComparer.Ordinal).ToList();
        return (groepen is [var ruimte] ? ruimte : "omstreden", rangen[0].Trede, rangen[^1].Trede);
    }

    /// <summary>The place on the ladder; null for <c>onbekend</c>.</summary>
    public static int? Rang(Begrippen.Begrippenlijst treden, string trede) =>
        treden.Zoek(trede)?.Eigenschappen?.GetValueOrDefault("trede") is { } rang ? int.Parse(rang, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>The room that a place on the ladder falls in.</summary>
    public static string Groep(int rang, Instellingen instellingen) =>
        rang <= instellingen.BinnenAkkoordenTot ? "binnen-akkoorden" : rang <= instellingen.GerichteWijzigingTot ? "gerichte-wijziging" : "stelselwijziging";
}
