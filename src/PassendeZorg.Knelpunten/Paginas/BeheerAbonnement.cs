using System.Text.Json.Nodes;
using PassendeZorg.Knelpunten.Abonnementen;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Een abonnement pauzeren, hervatten of opzeggen.</summary>
public sealed class BeheerAbonnement : IEndpoint
{
    private const string Lijst = "/abonneren";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost($"{Lijst}/{{id}}", Wijzig).RequireAuthorization(Rechten.Volgen);
        routes.MapGet($"{Lijst}/{{id}}/opzeggen", Vraag).RequireAuthorization(Rechten.Volgen);
        routes.MapPost($"{Lijst}/{{id}}/opzeggen", ZegOp).RequireAuthorization(Rechten.Volgen);
    }

    internal static Task<IResult> Wijzig(string id, Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, Bestemming bestemming, Postbode post, TimeProvider clock,
        HttpContext context) => Handeling.Doe(formulier, context,
        () =>
        {
            context.Request.Headers.IfMatch = $"\"{formulier["versie"]}\"";
            return WijzigAbonnement.Handle(id, Wijziging<AbonnementInhoud>.Van(context, new JsonObject { ["status"] = formulier["status"] }), gebruiker, register, schrijver, db, bestemming, post, clock, context);
        },
        antwoord => Bericht.NaarMet(context, Lijst, ((Abonnement)((IValueHttpResult)antwoord).Value!).Status switch
        {
            Abonnement.Gepauzeerd => "Het abonnement is gepauzeerd. Wat er gebeurt, blijft ten hoogste dertig dagen klaarstaan.",
            Abonnement.Actief => "Het abonnement loopt weer.",
            _ => "De ontvanger krijgt opnieuw de vraag om te bevestigen.",
        }),
        (opnieuw, status) => Task.FromResult<IResult>(new Pagina("Dit kon nu niet", $"""<p><a href="{Lijst}#eigen">Terug naar uw abonnementen</a></p>""") { Status = status, Fouten = opnieuw.Fouten }));

    internal static async Task<IResult> Vraag(string id, Gebruiker gebruiker, Db db, HttpContext context)
    {
        var rij = await Abonnement.Vind(id, gebruiker, db, context.RequestAborted, beheer: true);
        return new Pagina("Abonnement opzeggen?", $"""
            <p>Er gaat dan niets meer naar {rij.Bestemming}. Het adres, het geheim en wat er nog klaarstond worden gewist.</p>
            {Velden.Formulier(context, $"{Lijst}/{rij.Id:D}/opzeggen", $"""<p class="knoppen">{Velden.Knop("Ja, opzeggen")} <a href="{Lijst}#eigen">Nee, terug</a></p>""")}
            """);
    }

    internal static Task<IResult> ZegOp(string id, Formulier formulier, Gebruiker gebruiker, Schrijver schrijver, Db db, HttpContext context) => Handeling.Doe(formulier, context,
        () => VerwijderAbonnement.Handle(id, gebruiker, schrijver, db, context), _ => Bericht.NaarMet(context, Lijst, "Het abonnement is opgezegd."), (_, _) => Vraag(id, gebruiker, db, context));
}
