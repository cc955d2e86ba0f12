using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Systeemknelpunten;

namespace PassendeZorg.Knelpunten.Edities;

/// <summary>Een rapport dat vastligt: genummerd, te citeren, en na jaren nog hetzelfde.</summary>
/// <param name="Nummer">Jaar en volgnummer in dat jaar, zoals 2026-3.</param>
/// <param name="Titel">Waar de editie over gaat.</param>
/// <param name="GepubliceerdOp">Wanneer die is vastgelegd.</param>
/// <param name="Adressaat">Voor wie; null als er niemand in het bijzonder is bedoeld.</param>
/// <param name="Inleiding">Wat de opsteller erbij zegt.</param>
/// <param name="Telwijze">Hoe er is geteld, in woorden.</param>
/// <param name="Selectie">Welke knelpunten, zoals begrepen.</param>
/// <param name="PeilOp">Het moment waarop de aantallen kloppen.</param>
/// <param name="Volgnummer">De laatste gebeurtenis die meetelt; de rapporten met dit totVolgnummer zeggen hetzelfde.</param>
/// <param name="BegrippenVersie">De laatste gebeurtenis die de begrippenlijsten veranderde.</param>
/// <param name="Kruistabel">Wet maal domein.</param>
/// <param name="Tijdreeks">Per maand, naar soort.</param>
/// <param name="Naden">Welke wetten op één knelpunt botsen.</param>
/// <param name="OpenToezeggingen">Toezeggingen die nog niet zijn nagekomen, eerst wat het eerst klaar moest zijn.</param>
/// <param name="Agenda">De agenda. Titels van losse knelpunten staan er niet in: die worden opgezocht als de editie wordt getoond.</param>
/// <param name="Systeemknelpunten">Alle systeemknelpunten waar deze selectie over gaat, ook wat is opgelost of gesloten.</param>
/// <param name="Verantwoording">Per organisatie: wat er geagendeerd is, wat beantwoord, en hoe het met toezeggingen staat.</param>
/// <param name="Toetsstenen">De complexe casussen achter deze knelpunten, en wat er nog in de weg staat.</param>
/// <param name="Knelpunten">Welke knelpunten meetellen, met hun versie.</param>
/// <param name="Voorbeelden">Hoeveel daarvan voorbeelden uit openbare bronnen zijn, en geen meldingen.</param>
/// <param name="CiteerAls">Hoe u de editie aanhaalt.</param>
/// <param name="Licentie">Licentie van de gegevens.</param>
/// <param name="Sha256">SHA-256 in kleine hexadecimale cijfers, over de canonieke JSON (RFC 8785) van alle velden behalve dit.</param>
public sealed record Editie(string Nummer, string Titel, DateTimeOffset GepubliceerdOp, Agenda.Naam? Adressaat, string? Inleiding, string Telwijze, JsonObject Selectie,
    DateTimeOffset PeilOp, long Volgnummer, long BegrippenVersie, Kruistabel.Antwoord Kruistabel, Tijdreeks.Antwoord Tijdreeks, Naden.Antwoord Naden,
    IReadOnlyList<Toezegging> OpenToezeggingen, Agenda.Antwoord Agenda, IReadOnlyList<EditieSysteemknelpunt> Systeemknelpunten, Verantwoording.Antwoord Verantwoording, IReadOnlyList<EditieToetssteen> Toetsstenen, IReadOnlyList<EditieKnelpunt> Knelpunten, int Voorbeelden, string CiteerAls, string Licentie, string Sha256)
{
    /// <summary>How counting works, for a reader who was not there.</summary>
    internal const string Uitleg = "Geteld zijn bevestigde, opgeloste en heropende knelpunten, tenzij de selectie anders zegt. Een knelpunt telt bij elke wet en elk domein dat het raakt, "
        + "en eenmaal in een totaal; cellen tellen daarom niet op tot totalen. Een code van niveau 1 telt alles wat eronder valt. Bevestigd betekent: toelaatbaar en navolgbaar, "
        + "geen oordeel over de waarheid. Aantallen zeggen wat er gemeld is, niet hoe vaak iets voorkomt; let daarom ook op het aantal projecten en regio's. "
        + "De agenda gaat over dezelfde knelpunten; is er een adressaat, dan alleen over die waar deze iets aan kan doen.";

    /// <summary>SHA-256, lower-case hex, of the canonical JSON.</summary>
    internal static string Hash(string canoniek) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canoniek)));

    /// <summary>The canonical JSON that the hash is over and that is kept. No text of a knelpunt is in it.</summary>
    internal string Canoniek()
    {
        var json = JsonSerializer.SerializeToNode(this, Json.Options)!.AsObject();
        json.Remove("sha256");
        return CanonicalJson.Write(json);
    }

    /// <summary>A row as Dapper reads it.</summary>
    internal sealed class Rij
    {
        public string Nummer { get; init; } = "";
        public string Inhoud { get; init; } = "";
        public string Sha256 { get; init; } = "";

        public Editie Lees() => JsonSerializer.Deserialize<Editie>(Inhoud, Json.Options)!;

        /// <summary>The edition as it is answered: the kept JSON and its hash.</summary>
        public string MetHash() => $"{Inhoud.AsSpan(0, Inhoud.Length - 1)},\"sha256\":\"{Sha256}\"}}";
    }

    internal const string Select = "SELECT nummer, inhoud, sha256 FROM editie";

    /// <summary>Reads one; 404 when there never was one with this number.</summary>
    internal static async Task<Rij> Vind(string nummer, Db db, CancellationToken ct) =>
        await db.First<Rij>($"{Select} WHERE nummer = @nummer", new { nummer }, ct)
            ?? throw Weigering.NietGevonden($"Er is geen editie met dit nummer. {await Bestaand(db, ct)}");

    private static async Task<string> Bestaand(Db db, CancellationToken ct)
    {
        var nummers = await db.Query<string>("SELECT nummer FROM editie ORDER BY jaar DESC, volg DESC LIMIT 10", null, ct);
        return nummers.Count == 0 ? "Er is nog geen editie verschenen." : $"Wel: {string.Join(", ", nummers)}.";
    }
}

/// <summary>Een systeemknelpunt in een editie.</summary>
/// <param name="Kenmerk">Welk.</param>
/// <param name="Versie">In welke versie.</param>
/// <param name="Status">Hoe het ervoor stond.</param>
/// <param name="Oplossingsruimte">Wat er volgens alle inschattingen samen voor nodig was.</param>
public sealed record EditieSysteemknelpunt(string Kenmerk, int Versie, string Status, string Oplossingsruimte);

/// <summary>Een toetssteen in een editie.</summary>
/// <param name="Kenmerk">Welke casus.</param>
/// <param name="Versie">In welke versie.</param>
/// <param name="StaatNogInDeWeg">Kenmerken van de systeemknelpunten die nog in de weg stonden; leeg: de casus zou toen zijn gelukt.</param>
public sealed record EditieToetssteen(string Kenmerk, int Versie, IReadOnlyList<string> StaatNogInDeWeg);

/// <summary>Een knelpunt in een editie.</summary>
/// <param name="Kenmerk">Welk.</param>
/// <param name="Versie">In welke versie.</param>
public sealed record EditieKnelpunt(string Kenmerk, int Versie);
