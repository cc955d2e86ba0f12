using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Toegang;

/// <summary>Een API-sleutel maken.</summary>
public sealed class MaakSleutel : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/sleutels", Handle).WithName("maakSleutel").RequireAuthorization(Rechten.Beheren).Produces<NieuweSleutel>(201)
            .Example("""
                { "naam": "Registratie Valpreventie Achterhoek", "rol": "melder", "organisatie": "GGD Noord- en Oost-Gelderland", "geldigTotDatum": "2028-01-01" }
                """);

    /// <summary>Een sleutel zoals die moet worden.</summary>
    /// <param name="Naam">Waarvoor of voor wie de sleutel is.</param>
    /// <param name="Rol">Wat de sleutel mag: melden, beoordelen (analist), antwoorden (adressaat), volgen (abonnee) of beheren.</param>
    /// <param name="Organisatie">Namens wie: voor een adressaat een code uit de lijst organisaties, anders ook een vrije naam.</param>
    /// <param name="GeldigTotDatum">Vanaf deze dag werkt de sleutel niet meer. Zonder: een jaar na vandaag.</param>
    /// <param name="Bereik">Waar de sleutel voor is, binnen wat de rol mag: lezen (GET), schrijven (al het andere). Zonder: allebei. Geef een systeem niet meer dan het nodig heeft.</param>
    public sealed record Request(
        [property: Required, StringLength(120, MinimumLength = 3)] string Naam,
        [property: Required, Keuze("melder", "analist", "adressaat", "abonnee", "beheerder")] string Rol,
        [property: Required, Organisatie, StringLength(120, MinimumLength = 2)] string Organisatie,
        DateOnly? GeldigTotDatum = null,
        [property: Keuze("lezen", "schrijven"), Length(1, 2)] IReadOnlyList<string>? Bereik = null);

    /// <summary>Een sleutel die net is gemaakt. Alleen hier staat de sleutel zelf.</summary>
    /// <param name="Id">UUIDv7, om de sleutel mee in te trekken.</param>
    /// <param name="Sleutel">De sleutel; stuur die mee als <c>Authorization: Bearer …</c>.</param>
    /// <param name="Naam">Waarvoor of voor wie de sleutel is.</param>
    /// <param name="Rol">Wat de sleutel mag.</param>
    /// <param name="Organisatie">Namens wie.</param>
    /// <param name="AangemaaktOp">Wanneer de sleutel is gemaakt.</param>
    /// <param name="GeldigTotDatum">Vanaf deze dag werkt de sleutel niet meer.</param>
    /// <param name="Bereik">Waar de sleutel voor is, binnen wat de rol mag.</param>
    public sealed record NieuweSleutel(Guid Id, string Sleutel, string Naam,
        [property: Keuze("melder", "analist", "adressaat", "abonnee", "beheerder")] string Rol, string Organisatie, DateTimeOffset AangemaaktOp, DateOnly GeldigTotDatum,
        [property: Keuze("lezen", "schrijven")] IReadOnlyList<string> Bereik);

    /// <summary>Een API-sleutel maken.</summary>
    /// <remarks>De sleutel staat alleen in dit antwoord; bewaard wordt alleen een afgeleide waarde (HMAC).</remarks>
    public static async Task<IResult> Handle(Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Peper peper, TimeProvider clock)
    {
        var vandaag = Kalender.Dag(clock.GetUtcNow());
        Controleer(invoer.Waarde, register, vandaag);
        var nieuw = await schrijver.Schrijf(werk => Vastleggen(werk, gebruiker, peper, Sleutel.Nieuw(), invoer.Waarde, vandaag));
        return Results.Created($"/v1/sleutels/{nieuw.Id}", nieuw);
    }

    /// <summary>Refuses an addressee that is not in the vocabulary, and a key that would have expired already.</summary>
    internal static void Controleer(Request verzoek, Register register, DateOnly vandaag)
    {
        var fouten = new Fouten();
        var bekend = register.Begrippen["organisaties"].Zoek(verzoek.Organisatie) is not null;
        if (verzoek.Rol != "adressaat" && !bekend && verzoek.Organisatie.Length < 3)
        {
            fouten.Meld("/organisatie", "te-kort", "Een vrije naam is ten minste 3 tekens lang; een code uit de lijst organisaties mag korter zijn.");
        }

        if (verzoek.Rol == "adressaat" && !bekend)
        {
            fouten.Meld("/organisatie", "onbekende-code", "Een adressaat is een organisatie uit de lijst organisaties.", register.Begrippen["organisaties"].Suggestie(verzoek.Organisatie));
        }

        if (verzoek.GeldigTotDatum <= vandaag)
        {
            fouten.Meld("/geldigTotDatum", "buiten-bereik", "Deze dag is al geweest; de sleutel zou meteen verlopen zijn.", $"{vandaag.AddDays(365):yyyy-MM-dd}");
        }

        fouten.Klaar();
    }

    /// <summary>Writes a key and its gebeurtenis.</summary>
    internal static NieuweSleutel Vastleggen(Werk werk, Gebruiker door, Peper peper, string sleutel, Request verzoek, DateOnly vandaag)
    {
        var (geldigTot, bereik) = (verzoek.GeldigTotDatum ?? vandaag.AddDays(365), Sleutel.Alles.Intersect(verzoek.Bereik ?? Sleutel.Alles).ToList());
        var rij = new { Id = Guid.CreateVersion7(werk.Nu), verzoek.Naam, verzoek.Rol, verzoek.Organisatie, Hmac = peper.Hmac(sleutel), werk.Nu, geldigTot, Bereik = string.Join(' ', bereik) };
        werk.Voer("""
            INSERT INTO sleutel (id, naam, rol, organisatie, hmac, aangemaakt_op, geldig_tot, bereik) VALUES (@Id, @Naam, @Rol, @Organisatie, @Hmac, @Nu, @geldigTot, @Bereik)
            """, rij);
        var gegevens = new JsonObject { ["rol"] = verzoek.Rol, ["organisatie"] = verzoek.Organisatie, ["geldigTotDatum"] = $"{geldigTot:yyyy-MM-dd}" };
        if (bereik.Count < Sleutel.Alles.Count)
        {
            gegevens["bereik"] = rij.Bereik;
        }

        werk.Noteer(door, "sleutel.gemaakt", rij.Id.ToString("D"), gegevens);
        return new NieuweSleutel(rij.Id, sleutel, verzoek.Naam, verzoek.Rol, verzoek.Organisatie, rij.Nu, geldigTot, bereik);
    }
}
