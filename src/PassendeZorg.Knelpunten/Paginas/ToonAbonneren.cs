using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Mvc;
using PassendeZorg.Knelpunten.Abonnementen;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Een selectie volgen: met een feedlezer, per e-mail of met een webhook, en wat u al volgt.</summary>
public sealed class ToonAbonneren : IEndpoint
{
    private const string Pad = "/abonneren";
    private const int MeesteGetoond = 100;

    private static readonly string[] Hoofdsleutels = ["soort", "wet", "domein", "regio", "doelgroep", "akkoord", "adressaat"];
    private static readonly string[] Standaard = ["knelpunt.bevestigd", "knelpunt.opgelost", "knelpunt.ingetrokken"];
    private static readonly JsonSerializerOptions Netjes = new(Json.Options) { WriteIndented = true };

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Pad, Handle).AllowAnonymous();
        routes.MapPost(Pad, Neem).RequireAuthorization(Rechten.Volgen);
    }

    /// <param name="Selectie">Waarover.</param>
    /// <param name="Kanaal">Welk abonnement te nemen.</param>
    public sealed record Query(Selectie Selectie, [property: Keuze(Abonnement.Webhook, Abonnement.PerEmail)] string? Kanaal = null);

    /// <summary>What the page needs.</summary>
    internal sealed record Nodig(Gebruiker Gebruiker, [FromServices] Register Register, [FromServices] Db Db, [FromServices] TimeProvider Clock, [FromServices] Postbode Post,
        [FromServices] Instellingen Instellingen, [FromServices] IServer Server, HttpContext Context);

    internal static async Task<IResult> Handle(Vraag<Query> vraag, [AsParameters] Nodig nodig)
    {
        var (selectie, kanaal) = vraag.Waarde;
        if (nodig.Context.Request.Query.Any(deel => deel.Value.Any(string.IsNullOrEmpty)))
        {
            return Bericht.Naar(Keuzes.Adres(Pad, selectie, ("kanaal", kanaal)));
        }

        return Pagina.Bekend(nodig.Context, nodig.Gebruiker, nodig.Register, nodig.Clock) ? Results.Empty : await Maak(selectie, kanaal, Formulier.Leeg.Met("gebeurtenissen", Standaard), 200, nodig);
    }

    /// <summary>Takes a subscription. The secret of a webhook is on the page that answers, and nowhere after.</summary>
    internal static async Task<IResult> Neem(Formulier formulier, Schrijver schrijver, Bestemming bestemming, Peper peper, [AsParameters] Nodig nodig)
    {
        var kanaal = formulier["kanaal"];
        // A summary is about everything that happened: which events then says nothing.
        var bedoeld = kanaal == Abonnement.PerEmail && formulier["ritme"] is "week" or "maand" ? formulier.Met("gebeurtenissen") : formulier;
        return await Handeling.Doe(formulier, nodig.Context,
            () => MaakAbonnement.Handle(bedoeld.AlsVoorlopig<AbonnementInhoud>(nodig.Context), nodig.Gebruiker, nodig.Register, schrijver, bestemming, nodig.Post, peper, nodig.Clock, nodig.Context),
            antwoord => Genomen((MaakAbonnement.NieuwAbonnement)((IValueHttpResult)antwoord).Value!, nodig.Context),
            (opnieuw, status) => Maak(Gekozen(opnieuw, nodig), kanaal == Abonnement.PerEmail ? kanaal : Abonnement.Webhook, opnieuw, status, nodig));
    }

    private static IResult Genomen(MaakAbonnement.NieuwAbonnement abonnement, HttpContext context) => abonnement.Geheim is null
        ? Bericht.NaarMet(context, Pad, $"Er gaat nu een e-mail naar {abonnement.Email}. Klik op de link daarin om te bevestigen; tot dan sturen wij niets.")
        : new Pagina("Uw webhook is aangevraagd", $"""
            <div class="let-op" role="status">
            <h2>Bewaar dit geheim nu</h2>
            <p>Hiermee gaat uw systeem na dat een bericht van ons komt. Het staat alleen op deze pagina; is het kwijt, dan vraagt u een nieuw.</p>
            <p><code class="adres">{abonnement.Geheim}</code></p>
            </div>
            <h2>Hoe het verdergaat</h2>
            <p>Wij vragen <code>{abonnement.CallbackUrl}</code> eerst om toestemming: met een OPTIONS-verzoek zoals CloudEvents dat beschrijft, en anders met een bericht met een code die u terugstuurt naar
            <code>/v1/abonnementen/{abonnement.Id.ToString("D")}/bevestigingen</code>. Tot dan bezorgen wij verder niets.</p>
            <p><a href="{Pad}#eigen">Naar uw abonnementen</a></p>
            """);

    /// <summary>The selection that was posted along, as far as it can be read.</summary>
    private static Selectie Gekozen(Formulier formulier, Nodig nodig) => Selectie.Lees(sleutel => new([.. formulier.Lijst($"selectie/{sleutel}")]), nodig.Register, Kalender.Dag(nodig.Clock.GetUtcNow()), new Fouten());

    private static async Task<IResult> Maak(Selectie selectie, string? kanaal, Formulier formulier, int status, Nodig nodig)
    {
        var (gebruiker, register, db, clock, post, instellingen, server, context) = nodig;
        var (volgbaar, adres) = (Keuzes.IsVolgbaar(selectie), instellingen.Adres(server));
        var eigen = gebruiker.IsAangemeld ? await ToonAbonnementen.Lees(MeesteGetoond, null, gebruiker, register, db, clock, context.RequestAborted) : null;
        var titel = Feedtekst.Titel("Knelpunten", selectie, register);
        return new Pagina("Abonneren", $"""
            {Html.Als(gebruiker.IsAangemeld, () => (Html)$"""<p><a href="#eigen">Naar uw abonnementen</a></p>""")}
            <h2>1. Waarover</h2>
            {Keuzes.Gekozen(Pad, selectie, gebruiker, register, ("kanaal", kanaal))}
            {Html.Als(Keuzes.Alle(selectie).Count == 0, () => (Html)$"<p>Nu: alle knelpunten. Kies hieronder om minder te volgen.</p>")}
            <form method="get" action="{Pad}" class="niet-afdrukken">
            {Html.Elk(Hoofdsleutels, sleutel => Keuzes.Vinkjes(Dimensie.Van(sleutel)!, selectie, register, null, begrip => begrip.Geldig(Kalender.Dag(clock.GetUtcNow()))))}
            {Html.Elk(Keuzes.Alle(selectie).Where(keuze => !Hoofdsleutels.Contains(keuze.Sleutel)), keuze => Velden.Verborgen(keuze.Sleutel, keuze.Waarde))}
            {Html.Met(kanaal, soort => Velden.Verborgen("kanaal", soort))}
            <p class="knoppen"><button type="submit" class="knop">Deze keuze gebruiken</button> <a href="{Keuzes.Adres("/knelpunten", selectie)}">Bekijk wat er nu in zit</a></p>
            </form>
            {Feedlezer(selectie, volgbaar, titel, adres)}
            {Nieuw(selectie, kanaal, formulier, gebruiker, post, context)}
            {Opdracht(selectie, adres)}
            {Html.Met(eigen, pagina => Eigen(pagina, gebruiker, register, context))}
            """)
        {
            Intro = "Blijf op de hoogte van wat u aangaat: met een feedlezer, per e-mail of in uw eigen systeem.", Status = status, Fouten = formulier.Fouten,
            Feeds = volgbaar ? [(titel, Keuzes.Adres("/v1/feeds/knelpunten", selectie))] : [],
        };
    }

    private static Html Feedlezer(Selectie selectie, bool volgbaar, string titel, string adres)
    {
        var zonderWoorden = selectie.Zoek is null;
        return $"""
            <section aria-labelledby="feeds">
            <h2 id="feeds">2. Met een feedlezer</h2>
            <p>Een feedlezer is een gratis programma of app die adressen bijhoudt en laat zien wat er nieuw is. U hoeft zich niet aan te melden en niemand ziet wat u volgt. Zo werkt het: installeer een feedlezer,
            kies daar voor “toevoegen” of “abonneren”, en plak een van deze adressen.</p>
            {Html.Als(volgbaar, () => $"""
                <h3>{titel}</h3>
                <dl class="feiten">
                {Feed("Atom", "/v1/feeds/knelpunten")}
                {Feed("JSON Feed", "/v1/feeds/knelpunten", ("formaat", "json"))}
                </dl>
                {Html.Als(zonderWoorden, () => $"""
                    <h3>Samenvattingen</h3>
                    <p>Eén bericht per afgesloten periode: wat erbij kwam, werd opgelost, werd beantwoord en bleef liggen.</p>
                    <dl class="feiten">
                    {Feed("Elke week", "/v1/feeds/samenvattingen", ("interval", "week"))}
                    {Feed("Elke maand", "/v1/feeds/samenvattingen", ("interval", "maand"))}
                    {Feed("Elk kwartaal", "/v1/feeds/samenvattingen", ("interval", "kwartaal"))}
                    </dl>
                    """, () => (Html)$"<p>Samenvattingen zijn er niet van een selectie op woorden.</p>")}
                """, () => (Html)$"<p>Een feed gaat over nu en toont iedereen hetzelfde. Laat de peildatum, de status die niet openbaar is of “alleen van onze projecten” weg om hier adressen te zien.</p>")}
            </section>
            """;

        Html Feed(string naam, string pad, params (string, string?)[] verder) => Keuzes.Adres(pad, selectie, verder) is var waar
            ? $"""<dt>{naam}</dt><dd><a class="adres" href="{waar}">{adres}{waar}</a></dd>""" : Html.Leeg;
    }

    /// <summary>A form to take a subscription; which one is chosen by a link, so that there is never a field too many.</summary>
    private static Html Nieuw(Selectie selectie, string? kanaal, Formulier formulier, Gebruiker gebruiker, Postbode post, HttpContext context)
    {
        var soorten = Abonnementen.Bericht.Soorten.Split(',').Select(soort => (soort, $"{Onderdelen.Woord(soort.Split('.')[0])}: {Onderdelen.Woord(soort.Split('.')[1])}"));
        return $"""
            <section aria-labelledby="nieuw">
            <h2 id="nieuw">3. Per e-mail of met een webhook</h2>
            {Html.Als(!gebruiker.IsAangemeld, () => $"""<p>Dan krijgt u bericht zodra er iets gebeurt. Daarvoor meldt u zich <a href="{Onderdelen.Adres("/aanmelden", ("terug", Keuzes.Adres(Pad, selectie)))}">aan met een sleutel</a>.</p>""", () => $"""
                <ul>
                {Html.Als(post.Aan, () => $"""<li><a href="{Keuzes.Adres(Pad, selectie, ("kanaal", Abonnement.PerEmail))}#nieuw">Per e-mail</a>, naar een functionele postbus</li>""", () => (Html)$"<li>Per e-mail: dit register verstuurt nog geen e-mail.</li>")}
                <li><a href="{Keuzes.Adres(Pad, selectie, ("kanaal", Abonnement.Webhook))}#nieuw">Met een webhook</a>, naar een adres van uw eigen systeem</li>
                </ul>
                """)}
            {Html.Als(gebruiker.IsAangemeld && (kanaal == Abonnement.Webhook || (kanaal == Abonnement.PerEmail && post.Aan)), () => Velden.Formulier(context, Pad, $"""
                <h3>{(kanaal == Abonnement.PerEmail ? "Nieuw abonnement per e-mail" : "Nieuwe webhook")}</h3>
                {Velden.Verborgen("kanaal", kanaal!)}
                {Html.Elk(Keuzes.Alle(selectie), keuze => Velden.Verborgen($"selectie/{keuze.Sleutel}", keuze.Waarde))}
                {(kanaal == Abonnement.PerEmail ? $"""
                    {Velden.Regel(formulier, "email", "Naar welk adres?", "Een functionele postbus, zoals wlz@voorbeeld.nl; geen adres van een persoon.", verplicht: true, soort: "email", lengte: 254)}
                    {Velden.Rondjes(formulier, "ritme", "Hoe vaak?", [("week", "Elke week een samenvatting"), ("maand", "Elke maand een samenvatting"), ("direct", "Meteen, een bericht per gebeurtenis")], verplicht: true)}
                    """ : Velden.Regel(formulier, "callbackUrl", "Naar welk adres?", "Begint met https:// en is vanaf internet te bereiken.", verplicht: true, soort: "url", lengte: 2_000))}
                {Velden.Vinkjes(formulier, "gebeurtenissen", "Waarvan bericht?", soorten, kanaal == Abonnement.PerEmail ? "Alleen bij “meteen”; een samenvatting gaat over alles." : null, verplicht: true)}
                {Velden.Regel(formulier, "omschrijving", "Waarvoor gebruikt u het?", lengte: 500)}
                <p>{Velden.Knop("Abonneren")}</p>
                """))}
            </section>
            """;
    }

    /// <summary>The same as a call that a developer can copy.</summary>
    private static Html Opdracht(Selectie selectie, string adres)
    {
        var inhoud = new JsonObject { ["callbackUrl"] = "https://voorbeeld.nl/knelpunten", ["gebeurtenissen"] = new JsonArray([.. Standaard.Select(soort => JsonValue.Create(soort))]) };
        if (selectie.Weergave() is { Count: > 0 } gekozen)
        {
            inhoud["selectie"] = gekozen;
        }

        var json = inhoud.ToJsonString(Netjes).Replace("'", "'\\''", StringComparison.Ordinal);
        var opdracht = $"curl -X POST {adres}/v1/abonnementen \\\n  -H 'Authorization: Bearer kp_…' \\\n  -H 'Content-Type: application/json' \\\n  -d '{json}'";
        return $"""
            <section aria-labelledby="ontwikkelaars">
            <h2 id="ontwikkelaars">Voor ontwikkelaars</h2>
            <p>Deze aanroep neemt dezelfde webhook. Berichten zijn CloudEvents, ondertekend volgens Standard Webhooks; zie <a href="/docs">de documentatie van de API</a>.</p>
            <pre class="opdracht"><code>{opdracht}</code></pre>
            </section>
            """;
    }

    private static Html Eigen(Pagina<Abonnement> eigen, Gebruiker gebruiker, Register register, HttpContext context) => $"""
        <section aria-labelledby="eigen">
        <h2 id="eigen">Uw abonnementen</h2>
        {Html.Als(eigen.Items.Count == 0, () => (Html)$"<p>U hebt nog geen abonnement.</p>", () => $"""
            <ul class="lijst">
            {Html.Elk(eigen.Items, abonnement => Een(abonnement, gebruiker, register, context))}
            </ul>
            {Html.Als(eigen.Volgende is not null, () => (Html)$"""<p>Er zijn er meer; de rest staat in <a href="/docs">de API</a>.</p>""")}
            """)}
        </section>
        """;

    private static Html Een(Abonnement abonnement, Gebruiker gebruiker, Register register, HttpContext context)
    {
        var (naar, adres) = (abonnement.CallbackUrl ?? abonnement.Email ?? "", $"{Pad}/{abonnement.Id:D}");
        var waarover = abonnement.Selectie is null ? "alle knelpunten"
            : Feedtekst.Titel("Knelpunten", Selectie.Lees(JsonSerializer.SerializeToElement(abonnement.Selectie), "", register, DateOnly.MaxValue, new Fouten()), register);
        // A beheerder sees those of others, and can only end them.
        var eigen = gebruiker.Organisatie is { } organisatie && Tekst.Naamsleutel(organisatie) == Tekst.Naamsleutel(abonnement.Organisatie);
        return $"""
            <li>
            <h3>{naar}</h3>
            <div class="meta">{Onderdelen.Stand(abonnement.Status)} <span>{(abonnement.Kanaal == Abonnement.PerEmail ? $"per e-mail, {Ritme(abonnement.Ritme)}" : "webhook")}</span> <span>van {abonnement.Organisatie}</span></div>
            <p>{waarover}. {Html.Als(abonnement.Ritme is null or "direct", () => $"Bericht van: {Html.Rij(abonnement.Gebeurtenissen, soort => $"{soort}")}.")} {abonnement.Omschrijving}</p>
            <p>{(abonnement.LaatsteAfleveringOp is { } op ? $"Laatst bezorgd op {Feedtekst.Dag(op)}." : "Nog niets bezorgd.")}
            {Html.Met(abonnement.MisluktSindsOp, sinds => $"<strong>Bezorgen lukt niet sinds {Onderdelen.Dag(sinds)}.</strong>")} {abonnement.Reden}
            {Html.Als(abonnement.Status == Abonnement.Wacht, () => $"Wacht op bevestiging door de ontvanger{(abonnement.Email is null ? "" : ": klik op de link in de e-mail")}.")}</p>
            {Velden.Formulier(context, adres, $"""
                {Velden.Verborgen("versie", $"{abonnement.Versie}")}
                <p class="knoppen">
                {Html.Als(eigen && abonnement.Status == Abonnement.Actief, () => Velden.Knop("Pauzeren", "status", Abonnement.Gepauzeerd, rustig: true))}
                {Html.Als(eigen && abonnement.Status == Abonnement.Gepauzeerd, () => Velden.Knop("Hervatten", "status", Abonnement.Actief, rustig: true))}
                {Html.Als(eigen && abonnement.Status is Abonnement.Wacht or Abonnement.Uitgeschakeld, () => Velden.Knop("Opnieuw om bevestiging vragen", "status", Abonnement.Actief, rustig: true))}
                <a href="{adres}/opzeggen">Opzeggen<span class="alleen-voorlezen"> van {naar}</span></a>
                </p>
                """)}
            </li>
            """;
    }

    private static string Ritme(string? ritme) => ritme switch { "week" => "elke week", "maand" => "elke maand", _ => "meteen" };
}
