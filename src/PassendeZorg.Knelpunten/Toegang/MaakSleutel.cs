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
    public sealed record Request(
        [property: Required, StringLength(120, MinimumLength = 3)] string Naam,
        [property: Required, Keuze("melder", "analist", "adressaat", "abonnee", "beheerder")] string Rol,
        [property: Required, Organisatie, StringLength(120, MinimumLength = 2)] string Organisatie,
        DateOnly? GeldigTotDatum = null);

    /// <summary>Een sleutel die net is gemaakt. Alleen hier staat de sleutel zelf.</summary>
    /// <param name="Id">UUIDv7, om de sleutel mee in te trekken.</param>
    /// <param name="Sleutel">De sleutel; stuur die mee als <c>Authorization: Bearer …</c>.</param>
    /// <param name="Naam">Waarvoor of voor wie de sleutel is.</param>
    /// <param name="Rol">Wat de sleutel mag.</param>
    /// <param name="Organisatie">Namens wie.</param>
    /// <param name="AangemaaktOp">Wanneer de sleutel is gemaakt.</param>
    /// <param name="GeldigTotDatum">Vanaf deze dag werkt de sleutel niet meer.</param>
    public sealed record NieuweSleutel(Guid Id, string Sleutel, string Naam,
        [property: Keuze("melder", "analist", "adressaat", "abonnee", "beheerder")] string Rol, string Organisatie, DateTimeOffset AangemaaktOp, DateOnly GeldigTotDatum);

    /// <summary>Een API-sleutel maken.</summary>
    /// <remarks>De sleutel staat alleen in dit antwoord; bewaard wordt alleen een afgeleide waarde (HMAC).</remarks>
    public static async Task<IResult> Handle(Invoer<Request> invoer, Gebruiker gebruiker, Register register, Schrijver schrijver, Peper peper, TimeProvider clock)
    {
        var (naam, rol, organisatie, geldigTot) = invoer.Waarde;
        var vandaag = Kalender.Dag(clock.GetUtcNow());
        Controleer(invoer.Waarde, register, vandaag);
        var nieuw = await schrijver.Schrijf(werk => Vastleggen(werk, gebruiker, peper, Sleutel.Nieuw(), naam, rol, organisatie, geldigTot ?? vandaag.AddDays(365)));
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
    internal static NieuweSleutel Vastleggen(Werk werk, Gebruiker door, Peper peper, string sleutel, string naam, string rol, string organisatie, DateOnly geldigTot)
    {
        var rij = new { Id = Guid.CreateVersion7(werk.Nu), naam, rol, organisatie, Hmac = peper.Hmac(sleutel), werk.Nu, geldigTot };
        werk.Voer("""
            INSERT INTO sleutel (id, naam, rol, organisatie, hmac, aangemaakt_op, geldig_tot) VALUES (@Id, @naam, @rol, @organisatie, @Hmac, @Nu, @geldigTot)
            """, rij);
        werk.Noteer(door, "sleutel.gemaakt", rij.Id.ToString("D"), new JsonObject { ["rol"] = rol, ["organisatie"] = organisatie, ["geldigTotDatum"] = $"{geldigTot:yyyy-MM-dd}" });
        return new NieuweSleutel(rij.Id, sleutel, naam, rol, organisatie, rij.Nu, geldigTot);
    }
}
