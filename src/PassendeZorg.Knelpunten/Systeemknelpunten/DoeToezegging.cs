using System.ComponentModel.DataAnnotations;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Systeemknelpunten;

/// <summary>Iets toezeggen.</summary>
public sealed class DoeToezegging : IEndpoint
{
    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/systeemknelpunten/{id}/toezeggingen", Handle).WithName("doeToezegging").RequireAuthorization(Rechten.Toezeggen).Produces<Toezegging>(201).Refuses(409)
            .Example("""
                { "wat": "Een beleidsregel die gezamenlijke betaling toestaat, in consultatie", "uiterlijkDatum": "2027-07-01", "mijlpalen": [{ "wat": "Concept gedeeld met veldpartijen", "datum": "2027-03-01" }] }
                """);

    /// <summary>Wat er wordt toegezegd.</summary>
    /// <param name="Wat">Wat er wordt toegezegd, zonder persoonsgegevens.</param>
    /// <param name="UiterlijkDatum">De laatste dag waarop het klaar is; niet in het verleden.</param>
    /// <param name="Door">Wie het toezegt. Een adressaat zegt alleen voor zichzelf toe; zonder: de organisatie van de sleutel.</param>
    /// <param name="Mijlpalen">Stappen onderweg.</param>
    /// <param name="Dialoog">Id van de dialoog waar het is toegezegd; verplicht als een analist het vastlegt.</param>
    public sealed record Request(
        [property: Required, StringLength(2_000, MinimumLength = 3)] string Wat,
        [property: Required] DateOnly? UiterlijkDatum,
        [property: Begrip("organisaties")] string? Door = null,
        [property: Length(0, 20)] IReadOnlyList<Mijlpaal>? Mijlpalen = null,
        Guid? Dialoog = null);

    /// <summary>Iets toezeggen: wat, door wie en uiterlijk wanneer.</summary>
    /// <remarks>Een adressaat zegt toe voor de eigen organisatie. Een analist legt vast wat in een dialoog is toegezegd. Een toezegging blijft zichtbaar, ook als die vervalt of te laat is.</remarks>
    /// <param name="id">Id of kenmerk van het systeemknelpunt.</param>
    public static async Task<IResult> Handle(string id, Invoer<Request> invoer, Gebruiker gebruiker, Schrijver schrijver, Db db, TimeProvider clock, HttpContext context)
    {
        var verzoek = invoer.Waarde;
        var (systeem, vandaag) = (await Systeemknelpunt.Vind(id, db, context.RequestAborted), Kalender.Dag(clock.GetUtcNow()));
        var fouten = new Fouten();
        if (verzoek.UiterlijkDatum < vandaag)
        {
            fouten.Meld("/uiterlijkDatum", "buiten-bereik", "Een toezegging gaat over wat nog komt; deze dag is al geweest.", $"{vandaag:yyyy-MM-dd}");
        }

        if (gebruiker.ZietAlles && verzoek.Dialoog is null)
        {
            fouten.Meld("/dialoog", "verplicht", "Een analist legt vast wat in een dialoog is toegezegd: noem het id van de dialoog.");
        }

        if (gebruiker.ZietAlles && verzoek.Door is null)
        {
            fouten.Meld("/door", "verplicht", "Zeg wie het toezegde: een code uit de lijst organisaties.");
        }

        fouten.Klaar();
        EisEigen(verzoek.Door ?? gebruiker.Organisatie!, gebruiker);

        var rij = await schrijver.Schrijf(werk =>
        {
            var nu = Curatie.Lees(werk, systeem.Id);
            Curatie.EisOpen(nu);
            if (verzoek.Dialoog is { } dialoog && werk.Een<string>("SELECT id FROM dialoog WHERE id = @dialoog", new { dialoog }) is null)
            {
                throw Weigering.Ongeldig("/dialoog", "niet-gevonden", "Er is geen dialoog met dit id.");
            }

            return Toezegging.Nieuw(werk, gebruiker, verzoek.Door ?? gebruiker.Organisatie!, new Toezegging.Inhoud(verzoek.Wat, verzoek.UiterlijkDatum, verzoek.Mijlpalen), nu, verzoek.Dialoog);
        });

        context.Response.Headers.ETag = Conditional.Etag(rij.Versie);
        return Results.Created($"/v1/toezeggingen/{rij.Id}", rij.Toon(new(systeem.Id, systeem.Kenmerk), vandaag));
    }

    /// <summary>An addressee promises for itself only; an analist writes down for others what was promised in a dialoog.</summary>
    internal static void EisEigen(string door, Gebruiker gebruiker)
    {
        if (gebruiker.Rol == "adressaat" && door != gebruiker.Organisatie)
        {
            throw Weigering.Verboden($"Uw sleutel is van {gebruiker.Organisatie}; toezeggen kan alleen voor de eigen organisatie.");
        }
    }
}
