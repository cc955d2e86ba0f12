using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>How a knelpunt is written, whichever operation does it: row, search index and gebeurtenis together.</summary>
internal static class Vastleggen
{
    private static readonly Dictionary<string, string[]> Overgangen = new(StringComparer.Ordinal)
    {
        ["concept"] = ["gemeld", "ingetrokken"], ["gemeld"] = ["bevestigd", "afgewezen", "ingetrokken"], ["bevestigd"] = ["opgelost", "ingetrokken"],
        ["opgelost"] = ["heropend", "ingetrokken"], ["heropend"] = ["opgelost", "ingetrokken"], ["afgewezen"] = ["heropend", "ingetrokken"], ["ingetrokken"] = [],
    };

    /// <summary>The statuses that may follow on one.</summary>
    public static IReadOnlyList<string> Volgende(string status) => Overgangen[status];

    /// <summary>A new knelpunt as far as it can be made ready before it is one's turn to write.</summary>
    /// <param name="Inhoud">What it will say, without a status.</param>
    /// <param name="Opslag">The same as it is stored.</param>
    /// <param name="Velden">The same as the log tells it: changes in canonical JSON, without what is only known when it is written.</param>
    public sealed record Ontwerp(KnelpuntInhoud Inhoud, string Status, string Opslag, string Zout, string TitelSleutel, string Velden)
    {
        /// <summary>Makes ready what somebody reports.</summary>
        public static Ontwerp Van(KnelpuntInhoud inhoud)
        {
            var (status, zout) = (inhoud.Status ?? "gemeld", Wijzigingen.Zout());
            inhoud = inhoud with { Status = null };
            var json = Wijzigingen.Inhoud(inhoud);
            var velden = Tussen(null, json, zout);
            velden.Insert(0, Wijzigingen.Van("status", null, status));
            velden.Insert(1, Wijzigingen.Van("projectId", null, inhoud.ProjectId.ToString("D")));
            return new Ontwerp(inhoud, status, json.ToJsonString(Json.Options), zout, Tekst.Sorteersleutel(inhoud.Titel), CanonicalJson.Write(velden)[1..^1]);
        }
    }

    /// <summary>Writes a new knelpunt.</summary>
    public static Knelpunt.Rij Nieuw(Werk werk, Gebruiker door, Ontwerp ontwerp, string? externeSleutel = null, string? voorbeeld = null)
    {
        var nu = werk.Nu;
        var jaar = Kalender.Dag(nu).Year;
        var rij = new Knelpunt.Rij
        {
            Nummer = (int)werk.Volgende("knelpunt"), Id = Guid.CreateVersion7(nu), Kenmerk = $"KP-{jaar}-{werk.Volgende($"KP-{jaar}"):00000}", Versie = 1,
            Status = ontwerp.Status, ProjectId = ontwerp.Inhoud.ProjectId, Inhoud = ontwerp.Opslag, Zout = ontwerp.Zout,
            ExterneSleutel = externeSleutel, Voorbeeld = voorbeeld, GemeldOp = ontwerp.Status == "concept" ? null : nu, GewijzigdOp = nu,
        };
        werk.Leg("""
            INSERT INTO knelpunt (nummer, id, kenmerk, versie, status, project_id, inhoud, zout, titel_sleutel, externe_sleutel, voorbeeld, gemeld_op, gewijzigd_op)
            VALUES (@Nummer, @Id, @Kenmerk, @Versie, @Status, @ProjectId, @Inhoud, @Zout, @TitelSleutel, @ExterneSleutel, @Voorbeeld, @GemeldOp, @GewijzigdOp)
            """, new
        {
            rij.Nummer, rij.Id, rij.Kenmerk, rij.Versie, rij.Status, rij.ProjectId, rij.Inhoud, rij.Zout, ontwerp.TitelSleutel,
            rij.ExterneSleutel, rij.Voorbeeld, rij.GemeldOp, rij.GewijzigdOp,
        });
        Indexeer(werk, rij, ontwerp.Inhoud);
        var op = rij.GemeldOp is { } gemeldOp ? $$""",{"naar":"{{Dialect.Instant(gemeldOp)}}","veld":"gemeldOp"}""" : "";
        werk.Noteer(door, rij.Status == "concept" ? "knelpunt.aangemaakt" : "knelpunt.gemeld", rij.Id.ToString("D"),
            $$"""{"kenmerk":"{{rij.Kenmerk}}","nummer":{{rij.Nummer}},"versie":{{rij.Versie}},"wijzigingen":[{{ontwerp.Velden}}{{op}}]}"""); // what Gegevens says
        return rij;
    }

    /// <summary>Writes the next version of a knelpunt; the same version when nothing changes.</summary>
    /// <param name="soort">Kind of gebeurtenis; null: the one that belongs to the new status, or <c>knelpunt.gewijzigd</c>.</param>
    /// <param name="toelichting">A reason, kept beside the log.</param>
    /// <param name="anders">A change that is not in the content, such as support.</param>
    public static Knelpunt.Rij Verander(Werk werk, Gebruiker door, Knelpunt.Rij was, KnelpuntInhoud? inhoud = null, string? status = null,
        string? soort = null, string? toelichting = null, JsonObject? anders = null)
    {
        status ??= was.Status;
        var oud = JsonNode.Parse(was.Inhoud)!.AsObject();
        var nieuw = inhoud is null ? oud : Wijzigingen.Inhoud(inhoud with { Status = null });
        var wijzigingen = inhoud is null ? [] : Tussen(oud, nieuw, was.Zout);
        var teksten = wijzigingen.Where(wijziging => wijziging!["van"] is JsonObject).Select(wijziging => wijziging!["veld"]!.GetValue<string>()).ToList();
        var (nu, gemeldOp) = (werk.Nu, was.GemeldOp);
        if (status != was.Status)
        {
            wijzigingen.Insert(0, Wijzigingen.Van("status", was.Status, status));
            if (was.Status == "concept" && status == "gemeld")
            {
                gemeldOp = nu;
                wijzigingen.Add(Wijzigingen.Van("gemeldOp", null, Dialect.Instant(nu)));
            }
        }

        if (anders is not null)
        {
            wijzigingen.Add(anders);
        }

        if (wijzigingen.Count == 0)
        {
            return was;
        }

        var rij = was with { Versie = was.Versie + 1, Status = status, Inhoud = nieuw.ToJsonString(Json.Options), GemeldOp = gemeldOp, GewijzigdOp = nu };
        var titel = nieuw["titel"]!.GetValue<string>();
        werk.Voer("""
            UPDATE knelpunt SET versie = @Versie, status = @Status, inhoud = @Inhoud, titel_sleutel = @TitelSleutel, gemeld_op = @GemeldOp, gewijzigd_op = @GewijzigdOp
            WHERE nummer = @Nummer
            """, new { rij.Nummer, rij.Versie, rij.Status, rij.Inhoud, TitelSleutel = Tekst.Sorteersleutel(titel), rij.GemeldOp, rij.GewijzigdOp });

        var gebeurtenis = werk.Noteer(door, soort ?? (status == was.Status ? "knelpunt.gewijzigd" : $"knelpunt.{status}"), rij.Id.ToString("D"), Gegevens(rij, wijzigingen));
        foreach (var veld in teksten)
        {
            werk.Bewaar(gebeurtenis, veld, oud[veld]!.ToJsonString(Json.Options));
        }

        if (toelichting is not null)
        {
            werk.Bewaar(gebeurtenis, "toelichting", toelichting);
        }

        if (status == "ingetrokken")
        {
            werk.LegInZoekindex(werk.Dialect.Unindex, new { rij.Nummer });
            werk.Voer("UPDATE idempotentie SET antwoord = '' WHERE onderwerp = @Id", new { rij.Id }); // a repeat must not bring the text back, nor the knelpunt
            werk.Voer("UPDATE vraag SET tekst = '', antwoord = NULL WHERE knelpunt_id = @Id", new { rij.Id });
        }
        else if (inhoud is not null)
        {
            werk.LegInZoekindex(werk.Dialect.Unindex, new { rij.Nummer });
            Indexeer(werk, rij, inhoud);
        }

        return rij;
    }

    /// <summary>Takes a concept away as if it had never been; the log keeps that there was one, without its texts.</summary>
    public static void Verwijder(Werk werk, Gebruiker door, Knelpunt.Rij rij)
    {
        werk.LegInZoekindex(werk.Dialect.Unindex, new { rij.Nummer });
        werk.Voer("DELETE FROM gebeurtenis_tekst WHERE onderwerp = @Id", new { rij.Id });
        werk.Voer("DELETE FROM idempotentie WHERE onderwerp = @Id", new { rij.Id });
        werk.Voer("DELETE FROM knelpunt WHERE nummer = @Nummer", new { rij.Nummer });
        werk.Noteer(door, "knelpunt.verwijderd", rij.Id.ToString("D"), Gegevens(rij, []));
    }

    /// <summary>Refuses a change of status that is not allowed, naming those that are.</summary>
    public static void EisOvergang(Knelpunt.Rij rij, string naar)
    {
        var mag = Overgangen[rij.Status];
        if (!mag.Contains(naar))
        {
            var kan = mag.Where(status => status != "ingetrokken").ToList();
            throw Weigering.Conflict($"Knelpunt {rij.Kenmerk} heeft status {rij.Status} en kan niet {naar} worden. "
                + (kan.Count == 0 ? "Er is geen volgende status." : $"Wel mogelijk: {string.Join(", ", kan)}."));
        }
    }

    /// <summary>Reads the row again inside the write job: what was read before may have changed since.</summary>
    public static Knelpunt.Rij Lees(Werk werk, Guid id, Gebruiker lezer, Register register) =>
        Knelpunt.Zichtbaar(werk.Een<Knelpunt.Rij>($"{Knelpunt.Select} WHERE id = @id", new { id }), lezer, register);

    private static JsonArray Tussen(JsonObject? oud, JsonObject nieuw, string zout)
    {
        var wijzigingen = Wijzigingen.Tussen(oud, nieuw, Gecodeerd, zout);
        if (oud is null)
        {
            wijzigingen.Remove(wijzigingen.First(wijziging => wijziging!["veld"]!.GetValue<string>() == "projectId"));
        }

        return wijzigingen;
    }

    /// <summary>Members that the log holds as they are.</summary>
    internal static bool Gecodeerd(string veld) => Dimensie.VanVeld(veld) is not null || veld is "waargenomenDatum" or "projectId";

    /// <summary>What the log keeps with every change.</summary>
    internal static JsonObject Gegevens(Knelpunt.Rij rij, JsonArray wijzigingen) =>
        new() { ["kenmerk"] = rij.Kenmerk, ["nummer"] = rij.Nummer, ["versie"] = rij.Versie, ["wijzigingen"] = wijzigingen };

    private static void Indexeer(Werk werk, Knelpunt.Rij rij, KnelpuntInhoud inhoud) => werk.LegInZoekindex(werk.Dialect.Index, Woorden(werk.Dialect, rij, inhoud));

    /// <summary>What goes into the search index of a knelpunt.</summary>
    internal static object Woorden(Dialect dialect, Knelpunt.Rij rij, KnelpuntInhoud inhoud) => new
    {
        rij.Nummer, Titel = dialect.Words(inhoud.Titel), Omschrijving = dialect.Words(inhoud.Omschrijving),
        Overig = dialect.Words(string.Join('\n', [rij.Kenmerk, inhoud.Vindplaats, inhoud.ToelichtingGevolg, inhoud.Omweg, inhoud.GewensteWijziging, inhoud.Dilemma, .. (inhoud.Bronnen ?? []).Select(bron => bron.Titel)])),
    };
}
