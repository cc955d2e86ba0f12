using System.Data;
using System.Data.Common;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Dapper;
using Microsoft.Data.Sqlite;
using PassendeZorg.Knelpunten.Edities;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Beheer;

/// <summary>What a check found.</summary>
/// <param name="Aantal">How many gebeurtenissen the log holds.</param>
/// <param name="Hash">The hash of the last.</param>
/// <param name="Fouten">Dutch sentences that name what is wrong: page, table, row, gebeurtenis, field.</param>
/// <param name="Beschadigd">The file, the log or what cannot be read is damaged: what is written after this may make it worse. Else tables say something else than the log.</param>
internal sealed record Bevinding(long Aantal, string Hash, IReadOnlyList<string> Fouten, bool Beschadigd);

/// <summary>
/// Checks the file, the hash chain, and that the tables say what the log says: every code, state and link as it is, every text by its digest. All of it
/// is read at one moment, so it may be done beside a service that writes, and what it reports is wrong.
/// </summary>
internal sealed partial class Controle
{
    private const int Deel = 500;

    /// <summary>What the log says of the tables whose content it tells member by member; other members are links, or columns.</summary>
    private static readonly Soort[] Soorten =
    [
        new("knelpunt", Vastleggen.Gecodeerd),
        new("project", MaakProject.Gecodeerd),
        new("systeemknelpunt", Curatie.Gecodeerd),
        new("toetssteen", _ => false),
    ];

    /// <summary>Members of a change that are not members of the content.</summary>
    private static readonly string[] Verbanden = ["status", "gemeldOp", "steun", "systeemknelpunten", "toetsstenen", "project", "knelpunten", "relaties", "stelseltoetsen", "reacties", "toezeggingen", "uiterlijkDatum", "merkbaarheid"];

    private readonly DbConnection connection;
    private readonly Dialect dialect;
    private readonly List<string> fouten = [];
    private readonly Duiding duiding = new();
    private bool beschadigd;

    /// <summary>Per table what must be in it: by id the last that the log says of it.</summary>
    private readonly Dictionary<string, Dictionary<string, JsonElement>> volgens = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> idVan = [];

    private Controle(DbConnection connection, Dialect dialect) => (this.connection, this.dialect) = (connection, dialect);

    /// <summary>Checks everything; reads only.</summary>
    public static async Task<Bevinding> Voer(Db db, CancellationToken ct)
    {
        try
        {
            await using var open = db is SqliteDb sqlite ? await sqlite.OpenFresh(ct) : await db.Open(ct);
            var controle = new Controle(open, db.Dialect);
            await open.ExecuteAsync(db.IsShared ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN TRANSACTION");
            try
            {
                return await controle.Alles(ct);
            }
            finally
            {
                await open.ExecuteAsync("ROLLBACK");
            }
        }
        catch (SqliteException fout)
        {
            return new Bevinding(0, "", [$"Bestand: {Waarom(fout)}"], true);
        }
    }

    private async Task<Bevinding> Alles(CancellationToken ct)
    {
        if (connection is SqliteConnection) // PostgreSQL sees to this itself
        {
            await Probeer("Bestand", Bestand);
        }

        var (aantal, hash) = await Keten.Controleer(connection, fouten, Volg, ct);
        beschadigd |= fouten.Count > 0;
        if (!fouten.Exists(fout => fout.Contains("ebeurtenis", StringComparison.Ordinal))) // what the log says can be relied on
        {
            foreach (var soort in Soorten)
            {
                await Probeer($"Tabel {soort.Tabel}", () => Inhoud(soort));
            }

            await Probeer("Tabellen steunbetuiging, merkbaarheid, vraag", Bijdragen);
            await Probeer("Tabellen bundeling, relatie, toetssteen_knelpunt", Koppelingen);
            await Probeer("Tabellen stelseltoets, reactie, toezegging, dialoog", Antwoorden);
            await Probeer("Tabellen editie, sleutel, abonnement", Overig);
        }

        return new Bevinding(aantal, hash, fouten, beschadigd);
    }

    private async Task Probeer(string wat, Func<Task> controle)
    {
        try
        {
            await controle();
        }
        catch (Exception fout) when (fout is DbException or DataException or JsonException or FormatException or InvalidOperationException or InvalidCastException or KeyNotFoundException or ArgumentException or OverflowException)
        {
            beschadigd |= fout is DbException;
            fouten.Add($"{wat}: niet verder te lezen ({Waarom(fout)}).");
        }
    }

    /// <summary>What a fault says, in one line and without internals.</summary>
    private static string Waarom(Exception fout) => fout switch
    {
        SqliteException { SqliteErrorCode: 11 } => "een bladzijde van het bestand is beschadigd",
        SqliteException { SqliteErrorCode: 26 } => "dit is geen database; het begin van het bestand is beschadigd",
        SqliteException { SqliteErrorCode: 10 } => "de schijf geeft een leesfout",
        SqliteException ander => $"SQLite geeft fout {ander.SqliteErrorCode}",
        _ => "een waarde is niet wat zij hoort te zijn",
    };

    private async Task Bestand()
    {
        var namen = (await connection.QueryAsync<(long Bladzijde, string Tabel)>("SELECT rootpage, tbl_name FROM sqlite_schema WHERE rootpage > 0")).ToDictionary(rij => rij.Bladzijde, rij => rij.Tabel);
        foreach (var regel in (await connection.QueryAsync<string>("PRAGMA integrity_check")).Where(regel => regel != "ok").SelectMany(regel => regel.Split('\n')).Where(regel => regel.Length > 0 && !regel.StartsWith("***", StringComparison.Ordinal)))
        {
            var boom = Boom().Match(regel);
            fouten.Add($"Bestand: {(boom.Success && namen.TryGetValue(long.Parse(boom.ValueSpan), out var tabel) ? $"tabel {tabel}: " : "")}{regel}");
        }

        fouten.AddRange((await connection.QueryAsync("PRAGMA foreign_key_check")).Select(rij => $"Verwijzing naar niets in tabel {rij.table}, rij {rij.rowid}."));
    }

    /// <summary>Keeps of a gebeurtenis what the tables must say.</summary>
    private void Volg(Keten.Rij rij)
    {
        try
        {
            using var document = JsonDocument.Parse(rij.Gegevens);
            var gegevens = document.RootElement.Clone();
            var (familie, wat) = rij.Soort.Split('.') is [var een, var twee] ? (een, twee) : ("", "");
            duiding.Volg(new Gebeurtenis(rij.Volgnummer, Guid.Parse(rij.Id), rij.Soort, rij.Onderwerp, Dialect.ParseInstant(rij.TijdstipOp), rij.Rol, rij.Organisatie, null, rij.Gegevens, rij.VorigeHash, rij.Hash));
            switch (familie)
            {
                case "knelpunt" or "project" or "systeemknelpunt" or "toetssteen" or "dialoog" or "abonnement" when wat == "verwijderd":
                    Van(familie).Remove(rij.Onderwerp);
                    break;
                case "knelpunt":
                    if (idVan.TryAdd(gegevens.GetProperty("nummer").GetInt32(), rij.Onderwerp))
                    {
                        Van(familie)[rij.Onderwerp] = default; // its content is read again, row by row: there may be a million
                    }

                    if (gegevens.TryGetProperty("vraag", out var vraag))
                    {
                        Van("vraag")[vraag.GetString()!] = JsonSerializer.SerializeToElement(new { knelpunt = rij.Onderwerp, beantwoord = wat == "vraag-beantwoord" });
                    }

                    foreach (var steun in gegevens.GetProperty("wijzigingen").EnumerateArray().Where(wijziging => wijziging.GetProperty("veld").ValueEquals("steun")))
                    {
                        Van("steunbetuiging")[$"{rij.Onderwerp} {steun.GetProperty("naar")}"] = default;
                    }

                    break;
                case "project" or "toetssteen" or "systeemknelpunt":
                    Van(familie)[rij.Onderwerp] = gegevens.TryGetProperty("kenmerk", out var kenmerk) ? kenmerk : default;
                    break;
                case "merkbaarheid":
                    Van(familie)[$"{rij.Onderwerp} {gegevens.GetProperty("project")}"] = gegevens.GetProperty("oordeel");
                    break;
                case "stelseltoets" or "reactie":
                    Van(familie)[gegevens.GetProperty(familie).GetProperty("id").GetString()!] = JsonSerializer.SerializeToElement(new { systeem = rij.Onderwerp, wat = gegevens.GetProperty(familie) });
                    break;
                case "toezegging":
                    Van(familie)[gegevens.GetProperty(familie).GetProperty("id").GetString()!] = gegevens.GetProperty(familie);
                    break;
                case "sleutel" when wat == "ingetrokken":
                    var sleutel = JsonNode.Parse(Van(familie)[rij.Onderwerp].GetRawText())!;
                    sleutel["ingetrokken"] = true;
                    Van(familie)[rij.Onderwerp] = JsonSerializer.SerializeToElement(sleutel);
                    break;
                case "sleutel" or "dialoog" or "editie":
                    Van(familie)[rij.Onderwerp] = gegevens;
                    break;
                case "abonnement" when wat == "aangemaakt":
                    Van(familie)[rij.Onderwerp] = default;
                    break;
            }
        }
        catch (Exception fout) when (fout is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            fouten.Add($"Gebeurtenis {rij.Volgnummer} is niet te lezen.");
        }
    }

    private Dictionary<string, JsonElement> Van(string tabel) => volgens.TryGetValue(tabel, out var bekend) ? bekend : volgens[tabel] = new(StringComparer.Ordinal);

    /// <summary>Rows, versions and content of one table, and the earlier texts that belong to it.</summary>
    private async Task Inhoud(Soort soort)
    {
        var (tabel, over, na) = (soort.Tabel, Van(soort.Tabel).Keys.ToHashSet(StringComparer.Ordinal), 0L);
        while ((await Rijen<Rij>($"SELECT nummer, id, versie, inhoud, zout, {(tabel is "knelpunt" or "systeemknelpunt" ? "status" : "NULL AS status")} FROM {tabel} WHERE nummer > @na ORDER BY nummer LIMIT {Deel}", new { na })) is { Count: > 0 } rijen)
        {
            na = rijen[^1].Nummer;
            var ids = rijen.Select(rij => rij.Id).ToList();
            var log = (await Rijen<Stap>($"SELECT volgnummer, soort, onderwerp, gegevens FROM gebeurtenis WHERE onderwerp {dialect.In("@ids")} ORDER BY volgnummer", new { ids })).ToLookup(stap => stap.Onderwerp);
            var teksten = (await Rijen<Tekst>($"SELECT volgnummer, onderwerp, veld, tekst AS inhoud FROM gebeurtenis_tekst WHERE onderwerp {dialect.In("@ids")} AND veld <> 'toelichting' AND veld NOT LIKE 'toezegging.%'", new { ids })).ToLookup(tekst => tekst.Onderwerp);
            foreach (var rij in rijen)
            {
                if (over.Remove(rij.Id))
                {
                    await Probeer($"Tabel {tabel}, rij {rij.Nummer}: {Naam(tabel, rij.Id)}", () => Vergelijk(soort, rij, [.. log[rij.Id]], [.. teksten[rij.Id]]));
                }
                else
                {
                    fouten.Add($"{Naam(tabel, rij.Id)} staat in de tabel en niet in het logboek.");
                }
            }
        }

        Ontbreekt(tabel, over);
    }

    private Task Vergelijk(Soort soort, Rij rij, IReadOnlyList<Stap> log, IReadOnlyList<Tekst> teksten)
    {
        var (stand, versie, status, gewist) = (new Dictionary<string, JsonNode?>(StringComparer.Ordinal), 0, (string?)null, false);
        foreach (var stap in log)
        {
            var gegevens = JsonNode.Parse(stap.Gegevens)!;
            versie = gegevens["versie"]?.GetValue<int>() ?? versie;
            gewist |= stap.Soort == "knelpunt.gewist";
            foreach (var wijziging in gegevens["wijzigingen"]?.AsArray() ?? [])
            {
                var veld = wijziging!["veld"]!.GetValue<string>();
                stand[veld] = wijziging["naar"];
                status = veld == "status" ? (string?)wijziging["naar"] : status;
                foreach (var tekst in teksten.Where(tekst => tekst.Volgnummer == stap.Volgnummer && tekst.Veld == veld && !JsonNode.DeepEquals(Wijzigingen.Digest(JsonNode.Parse(tekst.Inhoud), rij.Zout), wijziging["van"])))
                {
                    fouten.Add($"Gebeurtenis_tekst: {tekst.Veld} bij gebeurtenis {tekst.Volgnummer} is veranderd na het vastleggen.");
                }
            }
        }

        var naam = Naam(soort.Tabel, (string?)JsonNode.Parse(log[0].Gegevens)!["kenmerk"] ?? rij.Id);
        if (rij.Versie != versie)
        {
            fouten.Add($"{naam} heeft versie {rij.Versie}, volgens het logboek {versie}.");
            return Task.CompletedTask;
        }

        if (rij.Status is not null && rij.Status != status)
        {
            fouten.Add($"{naam} heeft status {rij.Status}, volgens het logboek {status}.");
        }

        var inhoud = Wijzigingen.Tussen(null, JsonNode.Parse(rij.Inhoud)!.AsObject(), soort.Gecodeerd, rij.Zout).ToDictionary(wijziging => wijziging!["veld"]!.GetValue<string>(), wijziging => wijziging!["naar"]);
        fouten.AddRange(inhoud.Keys.Union(stand.Keys, StringComparer.Ordinal).Except(Verbanden, StringComparer.Ordinal)
            .Where(veld => gewist && !soort.Gecodeerd(veld) ? inhoud.GetValueOrDefault(veld) is not null && (string?)JsonNode.Parse(rij.Inhoud)![veld] != "" : !JsonNode.DeepEquals(inhoud.GetValueOrDefault(veld), stand.GetValueOrDefault(veld)))
            .Select(veld => $"{naam}: {veld} is anders dan het logboek zegt."));
        return Task.CompletedTask;
    }

    private async Task Bijdragen()
    {
        Paren("steunbetuiging", await Rijen<(string Knelpunt, string Project)>("SELECT knelpunt_id, project_id FROM steunbetuiging"));
        var oordelen = await Rijen<(string Knelpunt, string Project, string Oordeel)>("SELECT knelpunt_id, project_id, oordeel FROM merkbaarheid");
        Paren("merkbaarheid", [.. oordelen.Select(rij => (rij.Knelpunt, rij.Project))]);
        fouten.AddRange(oordelen.Where(rij => Van("merkbaarheid").TryGetValue($"{rij.Knelpunt} {rij.Project}", out var gezegd) && gezegd.GetString() != rij.Oordeel)
            .Select(rij => $"{Naam("merkbaarheid", $"{rij.Knelpunt} {rij.Project}")}: oordeel is anders dan het logboek zegt."));
        var vragen = await Rijen<(string Id, string Knelpunt, string? BeantwoordOp)>("SELECT id, knelpunt_id, beantwoord_op FROM vraag");
        Een("vraag", vragen.Select(rij => rij.Id), vragen.Select(rij => (rij.Id, JsonSerializer.Serialize(new { knelpunt = rij.Knelpunt, beantwoord = rij.BeantwoordOp is not null }))));
    }

    private async Task Koppelingen()
    {
        var systemen = duiding.Nu.Systemen;
        var gebundeld = (await Rijen<(string Systeem, string Knelpunt)>("SELECT systeemknelpunt_id, knelpunt_id FROM bundeling")).ToLookup(rij => rij.Systeem, rij => rij.Knelpunt);
        fouten.AddRange(systemen.Where(systeem => !gebundeld[$"{systeem.Id:D}"].ToHashSet(StringComparer.Ordinal).SetEquals(systeem.Knelpunten.Select(nummer => idVan.GetValueOrDefault(nummer, ""))))
            .Select(systeem => $"Systeemknelpunt {systeem.Kenmerk} bundelt andere knelpunten dan volgens het logboek."));
        Gelijk("relatie", await Rijen<(string, string)>("SELECT van_id, naar_id || ' ' || soort FROM relatie"),
            systemen.SelectMany(systeem => systeem.Stand.Relaties.Select(relatie => ($"{systeem.Id:D}", $"{relatie.Ander:D} {relatie.Soort}"))));
        Gelijk("toetssteen_knelpunt", await Rijen<(string, string)>("SELECT toetssteen_id, knelpunt_id FROM toetssteen_knelpunt"),
            idVan.SelectMany(knelpunt => duiding.Toetsstenen(knelpunt.Key).Select(toetssteen => ($"{toetssteen:D}", knelpunt.Value))));
    }

    private async Task Antwoorden()
    {
        var zout = (await Rijen<(string Id, string Zout)>("SELECT id, zout FROM systeemknelpunt")).ToDictionary(rij => rij.Id, rij => rij.Zout, StringComparer.Ordinal);
        Teksten("stelseltoets", "argument", await Rijen<(string, string)>("SELECT id, inhoud FROM stelseltoets"), id => zout.GetValueOrDefault(Van("stelseltoets")[id].GetProperty("systeem").GetString()!, ""));
        Teksten("reactie", "tekst", await Rijen<(string, string)>("SELECT id, inhoud FROM reactie WHERE status = 'gepubliceerd'"), id => zout.GetValueOrDefault(Van("reactie")[id].GetProperty("systeem").GetString()!, ""));

        var toezeggingen = await Rijen<Belofte>("SELECT id, dialoog_id, door, versie, status, uiterlijk, inhoud, zout FROM toezegging");
        Een("toezegging", toezeggingen.Select(rij => rij.Id), []);
        foreach (var rij in toezeggingen.Where(rij => Van("toezegging").ContainsKey(rij.Id)))
        {
            var gezegd = Van("toezegging")[rij.Id];
            var nu = new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["door"] = rij.Door, ["dialoog"] = rij.DialoogId ?? "", ["status"] = rij.Status, ["uiterlijkDatum"] = rij.Uiterlijk, ["versie"] = $"{rij.Versie}",
                ["wat"] = Wijzigingen.Digest(JsonNode.Parse(rij.Inhoud)!["wat"], rij.Zout)!.ToJsonString(),
            };
            fouten.AddRange(nu.Where(veld => gezegd.GetProperty(veld.Key).ToString() != veld.Value).Select(veld => $"{Naam("toezegging", rij.Id)}: {veld.Key} is anders dan het logboek zegt."));
        }

        var dialogen = await Rijen<(string Id, string Datum)>("SELECT id, datum FROM dialoog"); // more may be promised from one later: the promises say so
        Een("dialoog", dialogen.Select(rij => rij.Id), []);
        fouten.AddRange(dialogen.Where(rij => Van("dialoog").TryGetValue(rij.Id, out var gezegd) && gezegd.GetProperty("datum").GetString() != rij.Datum)
            .Select(rij => $"{Naam("dialoog", rij.Id)}: datum is anders dan het logboek zegt."));
    }

    private async Task Overig()
    {
        var edities = await Rijen<(string Nummer, string Inhoud, string Sha256)>("SELECT nummer, inhoud, sha256 FROM editie");
        Een("editie", edities.Select(rij => rij.Nummer), []);
        fouten.AddRange(edities.Where(rij => rij.Sha256 != Editie.Hash(rij.Inhoud) || (Van("editie").TryGetValue(rij.Nummer, out var gezegd) && gezegd.GetProperty("sha256").GetString() != rij.Sha256))
            .Select(rij => $"Editie {rij.Nummer} is veranderd na publicatie."));

        var sleutels = await Rijen<(string Id, string Rol, string Organisatie, string GeldigTot, string? IngetrokkenOp, string Bereik)>("SELECT id, rol, organisatie, geldig_tot, ingetrokken_op, bereik FROM sleutel");
        Een("sleutel", sleutels.Select(rij => rij.Id), sleutels.Select(rij => (rij.Id, CanonicalJson.Write(Zonder(new JsonObject
        {
            ["rol"] = rij.Rol, ["organisatie"] = rij.Organisatie, ["geldigTotDatum"] = rij.GeldigTot, ["ingetrokken"] = rij.IngetrokkenOp is null ? null : true,
            ["bereik"] = rij.Bereik == string.Join(' ', Sleutel.Alles) ? null : rij.Bereik,
        })))));
        Een("abonnement", await Rijen<string>("SELECT id FROM abonnement WHERE kanaal <> 'terugkoppeling'"), []);
    }

    private static JsonObject Zonder(JsonObject json)
    {
        json.Where(lid => lid.Value is null).Select(lid => lid.Key).ToList().ForEach(lid => json.Remove(lid));
        return json;
    }

    /// <summary>That a text is what its digest in the log says.</summary>
    private void Teksten(string tabel, string veld, IReadOnlyList<(string Id, string Inhoud)> rijen, Func<string, string> zout)
    {
        Een(tabel, rijen.Select(rij => rij.Id), []);
        fouten.AddRange(rijen.Where(rij => Van(tabel).TryGetValue(rij.Id, out var gezegd)
                && Wijzigingen.Digest(JsonNode.Parse(rij.Inhoud)![veld], zout(rij.Id))?["digest"]?.GetValue<string>() != gezegd.GetProperty("wat").GetProperty(veld).GetProperty("digest").GetString())
            .Select(rij => $"{Naam(tabel, rij.Id)}: {veld} is veranderd na het vastleggen."));
    }

    /// <summary>That the same ids are there, and, where a state is given, in the same state.</summary>
    private void Een(string tabel, IEnumerable<string> ids, IEnumerable<(string Id, string Stand)> standen)
    {
        var (er, verwacht) = (ids.ToHashSet(StringComparer.Ordinal), Van(tabel));
        Ontbreekt(tabel, verwacht.Keys.Except(er, StringComparer.Ordinal));
        fouten.AddRange(er.Except(verwacht.Keys, StringComparer.Ordinal).Select(id => $"{Naam(tabel, id)} staat in de tabel en niet in het logboek."));
        fouten.AddRange(standen.Where(rij => verwacht.TryGetValue(rij.Id, out var gezegd) && !JsonElement.DeepEquals(JsonElement.Parse(rij.Stand), gezegd)).Select(rij => $"{Naam(tabel, rij.Id)} is anders dan het logboek zegt."));
    }

    private void Paren(string tabel, IReadOnlyList<(string Knelpunt, string Project)> rijen) => Een(tabel, rijen.Select(rij => $"{rij.Knelpunt} {rij.Project}"), []);

    private void Gelijk(string tabel, IReadOnlyList<(string, string)> rijen, IEnumerable<(string, string)> log)
    {
        var verschil = rijen.ToHashSet();
        verschil.SymmetricExceptWith(log);
        fouten.AddRange(verschil.Select(rij => $"Tabel {tabel}: {rij.Item1} en {rij.Item2} horen volgens het logboek {(rijen.Contains(rij) ? "niet " : "")}bij elkaar."));
    }

    private void Ontbreekt(string tabel, IEnumerable<string> ids) => fouten.AddRange(ids.Select(id => $"{Naam(tabel, id)} staat in het logboek en niet in de tabel."));

    private string Naam(string tabel, string id) =>
        $"{char.ToUpperInvariant(tabel[0])}{tabel[1..]} {(Van(tabel).TryGetValue(id, out var kenmerk) && kenmerk.ValueKind == JsonValueKind.String && tabel != "merkbaarheid" ? kenmerk.GetString() : id)}";

    private async Task<IReadOnlyList<T>> Rijen<T>(string sql, object? parameters = null) => (await connection.QueryAsync<T>(sql, TypeHandlers.Lists(parameters, dialect))).AsList();

    [GeneratedRegex("(?<=^Tree )[0-9]+|(?<=In tree )[0-9]+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Boom();

    /// <summary>A table, and which members of its content the log holds as they are.</summary>
    private sealed record Soort(string Tabel, Func<string, bool> Gecodeerd);

    private sealed class Rij
    {
        public long Nummer { get; init; }
        public string Id { get; init; } = "";
        public int Versie { get; init; }
        public string Inhoud { get; init; } = "";
        public string Zout { get; init; } = "";
        public string? Status { get; init; }
    }

    private sealed class Stap
    {
        public long Volgnummer { get; init; }
        public string Soort { get; init; } = "";
        public string Onderwerp { get; init; } = "";
        public string Gegevens { get; init; } = "";
    }

    private sealed class Belofte
    {
        public string Id { get; init; } = "";
        public string? DialoogId { get; init; }
        public string Door { get; init; } = "";
        public int Versie { get; init; }
        public string Status { get; init; } = "";
        public string Uiterlijk { get; init; } = "";
        public string Inhoud { get; init; } = "";
        public string Zout { get; init; } = "";
    }

    private sealed class Tekst
    {
        public long Volgnummer { get; init; }
        public string Onderwerp { get; init; } = "";
        public string Veld { get; init; } = "";
        public string Inhoud { get; init; } = "";
    }
}
