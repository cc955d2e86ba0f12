using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>How a systeemknelpunt is written, whichever operation does it: row and gebeurtenis together.</summary>
internal static class Curatie
{
    private static readonly Dictionary<string, string[]> Overgangen = new(StringComparer.Ordinal)
    {
        ["in-onderzoek"] = ["vastgesteld", "gesloten"], ["vastgesteld"] = ["geagendeerd", "gesloten"], ["geagendeerd"] = ["beantwoord", "gesloten"],
        ["beantwoord"] = ["opgelost", "gesloten"], ["opgelost"] = ["heropend", "gesloten"], ["heropend"] = ["beantwoord", "gesloten"], ["gesloten"] = [],
    };

    /// <summary>The statuses that may follow on one.</summary>
    public static IReadOnlyList<string> Volgende(string status) => Overgangen[status];

    /// <summary>Writes a new one, in-onderzoek.</summary>
    public static Systeemknelpunt.Rij Nieuw(Werk werk, Gebruiker door, SysteemknelpuntInhoud inhoud)
    {
        var (nu, json, jaar) = (werk.Nu, Wijzigingen.Inhoud(inhoud), Kalender.Dag(werk.Nu).Year);
        var rij = new Systeemknelpunt.Rij
        {
            Nummer = (int)werk.Volgende("systeemknelpunt"), Id = Guid.CreateVersion7(nu), Kenmerk = $"SK-{jaar}-{werk.Volgende($"SK-{jaar}"):00000}", Versie = 1,
            Status = "in-onderzoek", Inhoud = json.ToJsonString(Json.Options), Zout = Wijzigingen.Zout(), AangemaaktOp = nu, GewijzigdOp = nu,
        };
        werk.Voer("""
            INSERT INTO systeemknelpunt (nummer, id, kenmerk, versie, status, inhoud, zout, aangemaakt_op, gewijzigd_op)
            VALUES (@Nummer, @Id, @Kenmerk, @Versie, @Status, @Inhoud, @Zout, @AangemaaktOp, @GewijzigdOp)
            """, rij);
        var wijzigingen = Wijzigingen.Tussen(null, json, Gecodeerd, rij.Zout);
        wijzigingen.Insert(0, Wijzigingen.Van("status", null, rij.Status));
        werk.Noteer(door, "systeemknelpunt.aangemaakt", rij.Id.ToString("D"), Gegevens(rij, wijzigingen));
        return rij;
    }

    /// <summary>Writes the next version; the same one when nothing changes.</summary>
    /// <param name="toelichting">A reason, kept beside the log.</param>
    /// <param name="anders">A change that is not in the content, such as a bundled knelpunt.</param>
    public static Systeemknelpunt.Rij Verander(Werk werk, Gebruiker door, Systeemknelpunt.Rij was, SysteemknelpuntInhoud? inhoud = null, string? status = null,
        string? toelichting = null, JsonObject? anders = null)
    {
        status ??= was.Status;
        var oud = JsonNode.Parse(was.Inhoud)!.AsObject();
        var nieuw = inhoud is null ? oud : Wijzigingen.Inhoud(inhoud);
        var wijzigingen = inhoud is null ? [] : Wijzigingen.Tussen(oud, nieuw, Gecodeerd, was.Zout);
        var teksten = wijzigingen.Where(wijziging => wijziging!["van"] is JsonObject).Select(wijziging => wijziging!["veld"]!.GetValue<string>()).ToList();
        if (status != was.Status)
        {
            wijzigingen.Insert(0, Wijzigingen.Van("status", was.Status, status));
            if (status == "opgelost")
            {
                werk.Voer("DELETE FROM gevoeld WHERE systeemknelpunt_id = @Id", new { was.Id }); // what was felt of an earlier solution says nothing of this one
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

        var rij = was with { Status = status, Inhoud = nieuw.ToJsonString(Json.Options) };
        (rij, var gebeurtenis) = Volgende(werk, door, rij, status == was.Status ? "systeemknelpunt.gewijzigd" : $"systeemknelpunt.{status}", wijzigingen, null);
        foreach (var veld in teksten)
        {
            werk.Bewaar(gebeurtenis, veld, oud[veld]!.ToJsonString(Json.Options));
        }

        if (toelichting is not null)
        {
            werk.Bewaar(gebeurtenis, "toelichting", toelichting);
        }

        return rij;
    }

    /// <summary>Notes a verdict, an answer or a promise: a next version, since all of it shows.</summary>
    public static Gebeurtenis Noteer(Werk werk, Gebruiker door, Systeemknelpunt.Rij was, string soort, JsonObject wijziging, (string Naam, JsonObject Waarde) wat) =>
        Volgende(werk, door, was, soort, [wijziging], wat).Gebeurtenis;

    /// <summary>Puts a knelpunt in; false when it was there. The knelpunt itself gets a next version, since it shows where it belongs.</summary>
    public static (Systeemknelpunt.Rij Rij, bool Nieuw) Bundel(Werk werk, Gebruiker door, Systeemknelpunt.Rij systeem, Knelpunt.Rij knelpunt, string? toelichting)
    {
        if (werk.Een<string>("SELECT knelpunt_id FROM bundeling WHERE systeemknelpunt_id = @Id AND knelpunt_id = @KnelpuntId", new { systeem.Id, KnelpuntId = knelpunt.Id }) is not null)
        {
            return (systeem, false);
        }

        EisOpen(systeem);
        if (knelpunt.Status is "concept" or "afgewezen")
        {
            throw Weigering.Conflict($"Knelpunt {knelpunt.Kenmerk} heeft status {knelpunt.Status}; te bundelen is wat gemeld, bevestigd, opgelost of heropend is.");
        }

        werk.Voer("INSERT INTO bundeling (systeemknelpunt_id, knelpunt_id, gebundeld_op) VALUES (@Id, @KnelpuntId, @Nu)", new { systeem.Id, KnelpuntId = knelpunt.Id, werk.Nu });
        systeem = Verander(werk, door, systeem, toelichting: toelichting, anders: Met(Wijzigingen.Van("knelpunten", null, knelpunt.Kenmerk), "knelpunt", knelpunt.Nummer));
        Vastleggen.Verander(werk, door, knelpunt, soort: "knelpunt.gebundeld", anders: Wijzigingen.Van("systeemknelpunten", null, systeem.Id.ToString("D")));
        return (systeem, true);
    }

    /// <summary>Takes a knelpunt out; what was bundled before stays in the log and in every answer as of then.</summary>
    public static Systeemknelpunt.Rij Ontbundel(Werk werk, Gebruiker door, Systeemknelpunt.Rij systeem, Knelpunt.Rij knelpunt, string? toelichting)
    {
        if (werk.Voer("DELETE FROM bundeling WHERE systeemknelpunt_id = @Id AND knelpunt_id = @KnelpuntId", new { systeem.Id, KnelpuntId = knelpunt.Id }) == 0)
        {
            throw Weigering.NietGevonden($"Knelpunt {knelpunt.Kenmerk} zit niet in {systeem.Kenmerk}.");
        }

        systeem = Verander(werk, door, systeem, toelichting: toelichting, anders: Met(Wijzigingen.Van("knelpunten", knelpunt.Kenmerk, null), "knelpunt", knelpunt.Nummer));
        if (knelpunt.Status != "ingetrokken")
        {
            Vastleggen.Verander(werk, door, knelpunt, soort: "knelpunt.ontbundeld", anders: Wijzigingen.Van("systeemknelpunten", systeem.Id.ToString("D"), null));
        }

        return systeem;
    }

    /// <summary>Refuses a change of status that is not allowed, naming those that are.</summary>
    public static void EisOvergang(Systeemknelpunt.Rij rij, string naar)
    {
        var mag = Overgangen[rij.Status];
        if (!mag.Contains(naar))
        {
            throw Weigering.Conflict($"Systeemknelpunt {rij.Kenmerk} heeft status {rij.Status} en kan niet {naar} worden. "
                + (mag.Length == 0 ? "Er is geen volgende status." : $"Wel mogelijk: {string.Join(", ", mag)}."));
        }
    }

    /// <summary>Nothing is added to what is closed.</summary>
    public static void EisOpen(Systeemknelpunt.Rij rij)
    {
        if (rij.Status == "gesloten")
        {
            throw Weigering.Conflict($"Systeemknelpunt {rij.Kenmerk} is gesloten; er komt niets meer bij.");
        }
    }

    /// <summary>Reads the row again inside the write job: what was read before may have changed since.</summary>
    public static Systeemknelpunt.Rij Lees(Werk werk, Guid id) => werk.Een<Systeemknelpunt.Rij>($"{Systeemknelpunt.Select} WHERE id = @id", new { id })!;

    /// <summary>A change with a member besides.</summary>
    public static JsonObject Met(JsonObject wijziging, string naam, JsonNode waarde)
    {
        wijziging[naam] = waarde;
        return wijziging;
    }

    private static (Systeemknelpunt.Rij Rij, Gebeurtenis Gebeurtenis) Volgende(Werk werk, Gebruiker door, Systeemknelpunt.Rij wordt, string soort, JsonArray wijzigingen,
        (string Naam, JsonObject Waarde)? erbij)
    {
        var rij = wordt with { Versie = wordt.Versie + 1, GewijzigdOp = werk.Nu };
        werk.Voer("UPDATE systeemknelpunt SET versie = @Versie, status = @Status, inhoud = @Inhoud, gewijzigd_op = @GewijzigdOp WHERE nummer = @Nummer", rij);
        var gegevens = Gegevens(rij, wijzigingen);
        if (erbij is { } wat)
        {
            gegevens[wat.Naam] = wat.Waarde;
        }

        return (rij, werk.Noteer(door, soort, rij.Id.ToString("D"), gegevens));
    }

    /// <summary>Members that the log holds as they are.</summary>
    internal static bool Gecodeerd(string veld) => veld is "bevoegd" or "betrokken" or "mechanismen";

    private static JsonObject Gegevens(Systeemknelpunt.Rij rij, JsonArray wijzigingen) =>
        new() { ["kenmerk"] = rij.Kenmerk, ["nummer"] = rij.Nummer, ["versie"] = rij.Versie, ["wijzigingen"] = wijzigingen };
}
