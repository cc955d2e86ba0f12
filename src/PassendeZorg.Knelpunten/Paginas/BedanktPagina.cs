using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;
using PassendeZorg.Knelpunten.Voorstellen;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>Wat er net is gemeld: het kenmerk, wat er nu gebeurt, wat erbij kan en wat erop lijkt.</summary>
public sealed class BedanktPagina : IEndpoint
{
    internal const string Adres = "/melden/bedankt";

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet($"{Adres}/{{id}}", Handle).RequireAuthorization(Rechten.Melden);

    internal static async Task<IResult> Handle(string id, Gebruiker gebruiker, Register register, Verwantenzoeker zoeker, Db db, HttpContext context)
    {
        var rij = await Knelpunt.Vind(id, gebruiker, register, db, context.RequestAborted);
        if (!gebruiker.ZietAlles && !register.Projecten.Zoek(rij.ProjectId)!.IsVan(gebruiker.Organisatie))
        {
            throw Weigering.NietGevonden("Er is geen melding van uw organisatie met dit id of kenmerk.");
        }

        var (inhoud, concept) = (rij.Lees(), rij.Status == "concept");
        var (mist, dubbelen) = (MeldKnelpunt.Mist(inhoud), await zoeker.Dubbelen(inhoud, gebruiker, rij.Nummer));
        var wijzigen = $"/knelpunten/{rij.Kenmerk}/wijzigen";
        return new Pagina(concept ? $"Concept {rij.Kenmerk}" : $"Gemeld: {rij.Kenmerk}", $"""
            <p><a href="/knelpunten/{rij.Kenmerk}">{inhoud.Titel}</a> {Onderdelen.Stand(rij.Status)}</p>
            <h2>Wat er nu gebeurt</h2>
            {Html.Als(concept, () => $"""
                <p>Het is nog niet gemeld. Alleen uw eigen organisatie ziet het. Bij <a href="/mijn-meldingen?status=concept">Mijn meldingen</a> maakt u het af en meldt u het.</p>
                """, () => $"""
                <ol>
                <li>Een analist kijkt of de melding toelaatbaar en navolgbaar is. Is er iets onduidelijk, dan krijgt u een vraag.</li>
                <li>Na bevestiging is zij openbaar en telt zij mee. Tot dan kunt u haar nog wijzigen.</li>
                <li>Bij <a href="/mijn-meldingen">Mijn meldingen</a> ziet u wat ervan wordt, en wat wie erover gaat antwoordt.</li>
                </ol>
                """)}
            {Html.Als(mist.Count > 0, () => $"""
                <h2>Dit maakt uw melding sterker</h2>
                <ul>
                {Html.Elk(mist, tip => $"""<li><a href="{wijzigen}#{Velden.Id(tip.Veld)}">{Knelpuntvelden.Naam(tip.Veld)}</a>: {tip.Bericht}</li>""")}</ul>
                <p><a href="{wijzigen}">Vul de melding aan</a></p>
                """)}
            {Html.Als(dubbelen.Count > 0, () => $"""
                <h2>Dit lijkt erop</h2>
                <p>Hebt u een van deze ook? Dan telt uw project daar mee.</p>
                <ul class="lijst">
                {Html.Elk(dubbelen, dubbel => $"""
                    <li>{Meldcontrole.Dubbel(dubbel)}
                    {Html.Als(dubbel.ProjectId != rij.ProjectId, () => Velden.Formulier(context, SteunVanuitMelden.Adres, $"""
                        {Velden.Verborgen(SteunVanuitMelden.Na, rij.Id.ToString("D"))}{Velden.Verborgen("projectId", rij.ProjectId.ToString("D"))}
                        <button type="submit" class="knop knop-rustig" name="{SteunVanuitMelden.Veld}" value="{dubbel.Knelpunt.Id.ToString("D")}">Wij hebben dit ook<span class="alleen-voorlezen">: {dubbel.Knelpunt.Kenmerk}</span></button>
                        """), () => $"<p>Dit meldde uw eigen project.</p>")}</li>
                    """)}</ul>
                """)}
            <p class="knoppen"><a class="knop" href="/melden?project={rij.ProjectId.ToString("D")}">Nog een melden</a> <a class="knop knop-rustig" href="/mijn-meldingen">Mijn meldingen</a></p>
            """)
        { Kop = concept ? $"Uw concept heeft kenmerk {rij.Kenmerk}" : (Html)$"Bedankt, uw melding heeft kenmerk {rij.Kenmerk}" };
    }
}
