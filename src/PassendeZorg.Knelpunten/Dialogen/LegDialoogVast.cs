using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Dialogen;

/// <summary>Een dialoog vastleggen.</summary>
public sealed class LegDialoogVast : IEndpoint
{
    private const int Grootte = 1024 * 1024;
    private static readonly string[] Mediatypen = ["application/json", "text/csv"];

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/dialogen", Handle).WithName("legDialoogVast").RequireAuthorization(Rechten.Beoordelen).Produces<Dialoog>(201).Limit(Grootte).Refuses(409)
            .WithMetadata(new AcceptsMetadata(Mediatypen, typeof(Request)))
            .Example("""
                { "naam": "Dialoog valpreventie", "datum": "2026-11-12", "afspraken": [
                  { "door": "nza", "wat": "Een beleidsregel die gezamenlijke betaling toestaat, in consultatie", "uiterlijkDatum": "2027-07-01", "systeemknelpunt": "SK-2026-00007" },
                  { "door": "vng", "wat": "Een modelovereenkomst delen met gemeenten", "uiterlijkDatum": "2027-02-01" }] }
                """)
            .Example("""
                Door;Wat;Uiterlijk-datum;Systeemknelpunt
                NZa;Een beleidsregel die gezamenlijke betaling toestaat, in consultatie;1-7-2027;SK-2026-00007
                VNG;Een modelovereenkomst delen met gemeenten;2027-02-01;

                """, "text/csv");

    /// <param name="Naam">Bij CSV: hoe de bijeenkomst heet. Bij JSON staat dat in de inhoud.</param>
    /// <param name="Datum">Bij CSV: de dag waarop die was. Bij JSON staat dat in de inhoud.</param>
    public sealed record Query([property: GeenVrijeTekst, StringLength(400)] string? Naam = null, [property: GeenVrijeTekst, StringLength(20)] string? Datum = null);

    /// <summary>Een bijeenkomst, met de actiekaarten die daar zijn ingevuld.</summary>
    /// <param name="Naam">Hoe de bijeenkomst heet, zonder persoonsgegevens.</param>
    /// <param name="Datum">De dag waarop die was; niet in de toekomst.</param>
    /// <param name="Afspraken">Wat er is toegezegd.</param>
    public sealed record Request(
        [property: Required, StringLength(160, MinimumLength = 3)] string Naam,
        [property: Required, Verleden] DateOnly? Datum,
        [property: Required, Length(1, 200)] IReadOnlyList<Afspraak> Afspraken);

    /// <summary>Een actiekaart.</summary>
    /// <param name="Door">Wie het toezegde: een code uit de lijst organisaties. In een CSV mag ook de naam of de afkorting.</param>
    /// <param name="Wat">Wat er is toegezegd, zonder persoonsgegevens.</param>
    /// <param name="UiterlijkDatum">De laatste dag waarop het klaar is; niet voor de dialoog. In een CSV mag ook 1-7-2027.</param>
    /// <param name="Systeemknelpunt">Id of kenmerk van het systeemknelpunt waar het bij hoort.</param>
    public sealed record Afspraak(
        [property: Required, Begrip("organisaties")] string Door,
        [property: Required, StringLength(2_000, MinimumLength = 3)] string Wat,
        [property: Required] DateOnly? UiterlijkDatum,
        [property: GeenVrijeTekst, StringLength(60)] string? Systeemknelpunt = null);

    /// <summary>Een dialoog vastleggen: elke afspraak wordt een toezegging.</summary>
    /// <remarks>
    /// Alles of niets. In een CSV heten de kolommen door, wat, uiterlijkDatum en systeemknelpunt; hoofdletters, spaties en streepjes maken niet uit. Een fout noemt de rij, vanaf 0
    /// en zonder de koppen, zoals in /afspraken/3/door. Het antwoord opent met wat in eerdere dialogen is toegezegd en nog open staat.
    /// </remarks>
    public static async Task<IResult> Handle(Vraag<Query> vraag, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var (verzoek, systemen) = await Lees(vraag.Waarde, register, context);

        var id = await schrijver.Schrijf(werk =>
        {
            var id = Guid.CreateVersion7(werk.Nu);
            werk.Voer("INSERT INTO dialoog (nummer, id, naam, datum, aangemaakt_op) VALUES (@Nummer, @id, @Naam, @Datum, @AangemaaktOp)",
                new { Nummer = werk.Volgende("dialoog"), id, verzoek.Naam, verzoek.Datum, AangemaaktOp = werk.Nu });
            werk.Noteer(gebruiker, "dialoog.vastgelegd", id.ToString("D"), new JsonObject { ["datum"] = $"{verzoek.Datum:yyyy-MM-dd}", ["afspraken"] = verzoek.Afspraken.Count });
            foreach (var (afspraak, systeem) in verzoek.Afspraken.Zip(systemen))
            {
                var rij = systeem is { } systeemId ? Curatie.Lees(werk, systeemId) : null;
                if (rij is not null)
                {
                    Curatie.EisOpen(rij);
                }

                Toezegging.Nieuw(werk, gebruiker, afspraak.Door, new Toezegging.Inhoud(afspraak.Wat, afspraak.UiterlijkDatum), rij, id);
            }

            return id;
        });

        return Results.Created($"/v1/dialogen/{id}", await Dialoog.Toon(id.ToString("D"), register, Kalender.Dag(clock.GetUtcNow()), db, context.RequestAborted));
    }

    /// <summary>Reads JSON or CSV, or refuses it with everything that is wrong. Returns per afspraak the systeemknelpunt that it is for.</summary>
    private static async Task<(Request Verzoek, IReadOnlyList<Guid?> Systemen)> Lees(Query query, Register register, HttpContext context)
    {
        var csv = Body.EisMediatype(context, Mediatypen) == "text/csv";
        var gelezen = new Fouten();
        if (!csv && (query.Naam ?? query.Datum) is not null)
        {
            gelezen.Meld(query.Naam is null ? "datum" : "naam", "onbekende-sleutel", "Bij JSON staan naam en datum in de inhoud, niet in het adres.");
        }

        using var json = csv
            ? await Afsprakenlijst.Lees(context.Request.Body, query.Naam, query.Datum, register.Begrippen["organisaties"], gelezen, context.RequestAborted)
            : await Body.Lees(context, "application/json");
        var verzoek = Body.Lezer(context, gelezen).Lees<Request>(json.RootElement);
        var fouten = new Fouten();
        foreach (var fout in gelezen.Alle)
        {
            fouten.Meld(csv && fout.Veld is "/naam" or "/datum" ? fout with { Veld = fout.Veld[1..] } : fout);
        }

        var systemen = new List<Guid?>();
        if (verzoek?.Afspraken is { } afspraken && json.RootElement.GetProperty("afspraken") is { ValueKind: JsonValueKind.Array } gegeven && gegeven.GetArrayLength() == afspraken.Count)
        {
            systemen.AddRange(afspraken.Select((afspraak, i) => Controleer(afspraak, verzoek.Datum, $"/afspraken/{i}", register, fouten)));
        }

        fouten.Klaar();
        return (verzoek!, systemen);
    }

    private static Guid? Controleer(Afspraak afspraak, DateOnly? datum, string veld, Register register, Fouten fouten)
    {
        if (afspraak.UiterlijkDatum < datum)
        {
            fouten.Meld($"{veld}/uiterlijkDatum", "buiten-bereik", "Deze dag was al geweest toen de dialoog er was.", $"{datum:yyyy-MM-dd}");
        }

        if (afspraak.Systeemknelpunt is null)
        {
            return null;
        }

        var bekend = register.Duiding.Nu;
        var systeem = bekend.Zoek(afspraak.Systeemknelpunt);
        if (systeem is null)
        {
            fouten.Meld($"{veld}/systeemknelpunt", "niet-gevonden", $"Er is geen systeemknelpunt {Lezer.Kort(afspraak.Systeemknelpunt)}.",
                Tekst.Dichtstbij(afspraak.Systeemknelpunt, bekend.Systemen.Select(ander => (ander.Kenmerk, ander.Kenmerk))));
        }

        return systeem?.Id;
    }
}
