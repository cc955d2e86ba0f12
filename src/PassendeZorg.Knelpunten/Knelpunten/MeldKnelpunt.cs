using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Toegang;
using PassendeZorg.Knelpunten.Voorstellen;

namespace PassendeZorg.Knelpunten.Knelpunten;

/// <summary>Een knelpunt melden.</summary>
public sealed class MeldKnelpunt : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/knelpunten", Handle).WithName("meldKnelpunt").RequireAuthorization(Rechten.Melden).Produces<Melding>(201).Refuses(410).Idempotent()
            .Example("""
                {
                  "projectId": "0199f6b2-4c1d-7a3e-9f00-1234567890ab",
                  "titel": "Valpreventie valt tussen wal en schip",
                  "omschrijving": "De gemeente betaalt de training zolang er projectgeld is; daarna wijzen gemeente en zorgverzekeraar naar elkaar en stopt het aanbod.",
                  "soorten": ["bekostiging"], "wetten": ["zvw", "wmo2015"], "domeinen": ["huisartsenzorg", "wmo-ondersteuning"], "akkoorden": ["iza"],
                  "regios": ["zk-arnhem"], "doelgroepen": ["ouderen-thuis"], "adressaten": ["nza", "vws"], "ernst": "3", "frequentie": "wekelijks",
                  "oplossingsruimte": "gerichte-wijziging", "vindplaats": "artikel 2.4 van de beleidsregel", "omvang": { "inwonersPerJaar": "10-100", "urenPerMaand": "10-40" },
                  "gewensteWijziging": "Eén betaaltitel voor training die gemeente en zorgverzekeraar samen dragen.",
                  "bronnen": [{ "titel": "Evaluatie valpreventie", "url": "https://voorbeeld.nl/evaluatie" }], "waargenomenDatum": "2026-05-01"
                }
                """);

    /// <summary>Een knelpunt zoals het net is gemeld, met advies.</summary>
    public sealed record Melding : Knelpunt
    {
        internal Melding(Knelpunt knelpunt) : base(knelpunt)
        {
        }

        /// <summary>
        /// Codes die bij de tekst passen en niet zijn gegeven. Advies: er wordt niets ingevuld. Leeg als er niets past of als het te druk is om te zoeken;
        /// <c>POST /v1/tagvoorstellen</c> zoekt altijd.
        /// </summary>
        [JsonPropertyOrder(1)]
        public Tagvoorstellen Voorstellen { get; init; } = null!;

        /// <summary>
        /// Knelpunten die misschien hetzelfde zijn, ten hoogste vijf, het meest gelijkende eerst. Advies: leeg als ze er niet zijn of als het te druk is om te
        /// zoeken; <c>GET …/verwanten</c> zoekt altijd.
        /// </summary>
        [JsonPropertyOrder(1)]
        public IReadOnlyList<MogelijkDubbel> Verwanten { get; init; } = [];

        /// <summary>Wat de melding bruikbaarder zou maken, het nuttigste eerst. Tips, geen fouten.</summary>
        [JsonPropertyOrder(1)]
        public IReadOnlyList<Aanvulling> Volledigheid { get; init; } = [];
    }

    /// <summary>Een knelpunt dat misschien hetzelfde is als wat net is gemeld.</summary>
    public sealed record MogelijkDubbel : Verwant
    {
        internal MogelijkDubbel(Verwant verwant, Guid project) : base(verwant) =>
            Steun = verwant.ProjectId == project ? null : $"/v1/knelpunten/{verwant.Knelpunt.Id}/steunbetuigingen";

        /// <summary>Adres waar het project met een POST kan laten weten dat het dit ook heeft; null als het dat knelpunt zelf meldde.</summary>
        [JsonPropertyOrder(1)]
        public string? Steun { get; }
    }

    /// <summary>Een veld dat het invullen waard is.</summary>
    /// <param name="Veld">JSON pointer van het veld.</param>
    /// <param name="Bericht">Waarom het helpt.</param>
    public sealed record Aanvulling(string Veld, string Bericht);

    /// <summary>Een knelpunt melden.</summary>
    /// <remarks>
    /// Drie velden naast het project zijn genoeg: titel, omschrijving en soort. Meld nooit gegevens van patiënten of andere personen.
    /// Met een Idempotency-Key (24 uur bewaard) geeft hetzelfde verzoek hetzelfde antwoord, ook na een verbroken verbinding.
    /// </remarks>
    public static async Task<IResult> Handle(Invoer<KnelpuntInhoud> invoer, Gebruiker gebruiker, Register register, Voorsteller voorsteller, Verwantenzoeker zoeker, Schrijver schrijver,
        HttpContext context)
    {
        var (id, json) = await Voer(invoer.Waarde, context.Request.Headers["Idempotency-Key"].ToString(), gebruiker, register, voorsteller, zoeker, schrijver);
        context.Response.Headers.Location = $"/v1/knelpunten/{id}";
        context.Response.Headers.ETag = Conditional.Etag(1);
        return Results.Text(json, "application/json", Encoding.UTF8, 201);
    }

    /// <summary>Reports; a form of a page does the same.</summary>
    /// <param name="idempotentie">The Idempotency-Key; empty when there is none.</param>
    internal static async Task<(Guid Id, string Json)> Voer(KnelpuntInhoud inhoud, string idempotentie, Gebruiker gebruiker, Register register, Voorsteller voorsteller, Verwantenzoeker zoeker,
        Schrijver schrijver)
    {
        EisEigenProject(inhoud.ProjectId, gebruiker, register);
        var sleutel = Sleutel(idempotentie, inhoud);

        List<MogelijkDubbel> verwanten = [.. (await zoeker.Dubbelen(inhoud, gebruiker)).Select(verwant => new MogelijkDubbel(verwant, inhoud.ProjectId))];
        var ontwerp = Vastleggen.Ontwerp.Van(inhoud);
        if (sleutel is null)
        {
            var schrijven = schrijver.Schrijf(werk => Vastleggen.Nieuw(werk, gebruiker, ontwerp));
            var voorstellen = Voorstellen(); // while the disk is at work
            var rij = await schrijven;
            return (rij.Id, Antwoord(rij, voorstellen));
        }

        // What is given with a key is kept with the report, for a repeat.
        var gegeven = Voorstellen();
        return await schrijver.Schrijf(werk =>
        {
            if (Eerder(werk, gebruiker, sleutel) is { } eerder)
            {
                return eerder;
            }

            var rij = Vastleggen.Nieuw(werk, gebruiker, ontwerp);
            var json = Antwoord(rij, gegeven);
            Onthoud(werk, gebruiker, sleutel, rij.Id, json);
            return (rij.Id, Json: json);
        });

        Tagvoorstellen Voorstellen() => schrijver.Druk ? Tagvoorstellen.Geen : voorsteller.StelVoor(inhoud.Titel, inhoud.Omschrijving).Zonder(inhoud);

        string Antwoord(Knelpunt.Rij rij, Tagvoorstellen voorstellen) => JsonSerializer.Serialize(
            new Melding(Knelpunt.Toon(rij, gebruiker, register, ontwerp.Inhoud)) { Voorstellen = voorstellen, Verwanten = verwanten, Volledigheid = Mist(inhoud) }, Json.Options);
    }

    /// <summary>A melder reports for projects of its own organisation.</summary>
    internal static ProjectStand EisEigenProject(Guid projectId, Gebruiker gebruiker, Register register)
    {
        var project = register.Projecten.Zoek(projectId)
            ?? throw Weigering.Ongeldig("/projectId", "niet-gevonden", "Er is geen project met dit id. Maak het eerst aan: POST /v1/projecten.");
        return gebruiker.ZietAlles || project.IsVan(gebruiker.Organisatie) ? project
            : throw Weigering.Verboden($"Uw sleutel is van {gebruiker.Organisatie}; die organisatie is geen trekker of partner van dit project.");
    }

    private static (string Sleutel, string Vingerafdruk)? Sleutel(string sleutel, KnelpuntInhoud inhoud)
    {
        if (sleutel.Length == 0)
        {
            return null;
        }

        return sleutel.Length > 255 ? throw Weigering.Ongeldig("Idempotency-Key", "te-lang", "Een Idempotency-Key is ten hoogste 255 tekens lang.")
            : (Hash(sleutel), Hash(JsonSerializer.Serialize(inhoud, Json.Options)));
    }

    // Hashes: a key that a client chose may say more than it should, and the request is only compared, never read back.
    private static string Hash(string tekst) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tekst)));

    private static (Guid Id, string Json)? Eerder(Werk werk, Gebruiker gebruiker, (string Sleutel, string Vingerafdruk)? sleutel)
    {
        if (sleutel is not { } gegeven || werk.Een<Antwoord>("""
                SELECT vingerafdruk, onderwerp, antwoord AS json FROM idempotentie WHERE sleutel_id = @SleutelId AND sleutel = @Sleutel AND gemaakt_op > @Sinds
                """, new { gebruiker.SleutelId, gegeven.Sleutel, Sinds = werk.Nu.AddHours(-24) }) is not { } eerder)
        {
            return null;
        }

        if (eerder.Vingerafdruk == gegeven.Vingerafdruk && eerder.Json.Length == 0)
        {
            throw Weigering.Ingetrokken(werk.Een<string>("SELECT kenmerk FROM knelpunt WHERE id = @Onderwerp", new { eerder.Onderwerp })!);
        }

        return eerder.Vingerafdruk == gegeven.Vingerafdruk ? (eerder.Onderwerp, eerder.Json)
            : throw Weigering.Ongeldig("Idempotency-Key", "idempotentiesleutel-hergebruikt", "Deze Idempotency-Key hoort bij een ander verzoek van de afgelopen 24 uur. Kies een nieuwe.");
    }

    /// <summary>Answers are kept 24 hours.</summary>
    internal static int RuimOp(Werk werk) => werk.Voer("DELETE FROM idempotentie WHERE gemaakt_op <= @Sinds", new { Sinds = werk.Nu.AddHours(-24) });

    private static void Onthoud(Werk werk, Gebruiker gebruiker, (string Sleutel, string Vingerafdruk)? sleutel, Guid id, string json)
    {
        if (sleutel is not { } gegeven)
        {
            return;
        }

        RuimOp(werk);
        werk.Voer("""
            INSERT INTO idempotentie (sleutel_id, sleutel, vingerafdruk, onderwerp, antwoord, gemaakt_op)
            VALUES (@SleutelId, @Sleutel, @Vingerafdruk, @id, @json, @Nu)
            """, new { gebruiker.SleutelId, gegeven.Sleutel, gegeven.Vingerafdruk, id, json, werk.Nu });
    }

    /// <summary>What is missing, in order of what it adds for who has to act on it.</summary>
    internal static List<Aanvulling> Mist(KnelpuntInhoud inhoud)
    {
        (bool Mist, string Veld, string Bericht)[] wensen =
        [
            (inhoud.Wetten is not { Count: > 0 }, "/wetten", "Welke wet of regel zit in de weg? Zonder wet telt het knelpunt niet mee per wet."),
            (inhoud.Domeinen is not { Count: > 0 }, "/domeinen", "Welke domeinen raakt het? Nodig om het knelpunt te kunnen bevestigen."),
            (inhoud.Gevolgen is not { Count: > 0 } && inhoud.ToelichtingGevolg is null, "/gevolgen", "Wat is het gevolg voor inwoners of professionals?"),
            (inhoud.Ernst is null, "/ernst", "Hoe ernstig is het? Zonder ernst telt het mee als 2."),
            (inhoud.Adressaten is not { Count: > 0 }, "/adressaten", "Wie kan er iets aan doen?"),
            (inhoud.GewensteWijziging is null, "/gewensteWijziging", "Wat zou er moeten veranderen?"),
            (inhoud.Regios is not { Count: > 0 }, "/regios", "Waar speelt het?"),
            (inhoud.Frequentie is null, "/frequentie", "Hoe vaak komt het voor?"),
        ];
        return [.. wensen.Where(wens => wens.Mist).Select(wens => new Aanvulling(wens.Veld, wens.Bericht))];
    }

    private sealed class Antwoord
    {
        public string Vingerafdruk { get; init; } = "";
        public Guid Onderwerp { get; init; }
        public string Json { get; init; } = "";
    }
}
