using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;
using PassendeZorg.Knelpunten.Voorstellen;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>
/// What is found in a text that is not reported yet: what looks like personal data, tags that fit it, knelpunten that may be the same. Nothing of
/// it is kept, and nothing is filled in: somebody ticks what is right.
/// </summary>
internal sealed record Meldcontrole(Tagvoorstellen Voorstellen, IReadOnlyList<Verwant> Dubbelen, IReadOnlyList<Fout> Persoonsgegevens)
{
    /// <summary>Shorter says too little to compare.</summary>
    private const int Kortste = 20;

    private static readonly Tagvoorstellen Geen = new([], [], [], [], []);

    /// <summary>Proposals, over all lists.</summary>
    public int Aantal => Lijsten.Sum(lijst => lijst.Voorstellen.Count);

    private IEnumerable<(string Veld, IReadOnlyList<Tagvoorstel> Voorstellen)> Lijsten =>
        [("soorten", Voorstellen.Soorten), ("wetten", Voorstellen.Wetten), ("domeinen", Voorstellen.Domeinen), ("doelgroepen", Voorstellen.Doelgroepen), ("adressaten", Voorstellen.Adressaten)];

    /// <summary>Looks through what somebody is writing.</summary>
    public static async Task<Meldcontrole> Doe(Formulier formulier, Gebruiker gebruiker, Voorsteller voorsteller, Verwantenzoeker zoeker, CancellationToken ct)
    {
        var fouten = new Fouten();
        foreach (var (veld, tekst) in Knelpuntvelden.Teksten.Select(veld => ($"/{veld}", formulier[veld]))
            .Concat(Knelpuntvelden.Bronlijst(formulier).SelectMany((bron, i) => new[] { ($"/bronnen/{i}/titel", bron.Titel), ($"/bronnen/{i}/url", bron.Url) })))
        {
            Lezer.Bewaak(tekst, veld, fouten);
        }

        IReadOnlyList<Fout> gevonden = [.. fouten.Alle.Select(fout => Leesbaar.Fout(fout, gebruiker))];
        var inhoud = Inhoud(formulier);
        if (inhoud.Titel.Length + inhoud.Omschrijving.Length < Kortste)
        {
            return new Meldcontrole(Geen, [], gevonden);
        }

        await voorsteller.Bij(ct);
        return new Meldcontrole(voorsteller.StelVoor(inhoud.Titel, inhoud.Omschrijving).Zonder(inhoud), await zoeker.Dubbelen(inhoud, gebruiker), gevonden);
    }

    /// <summary>As HTML: on the page after a step back, and by itself while somebody writes.</summary>
    public Html Toon(Formulier formulier, Register register) => $"""
        <p class="samenvatting">{Samenvatting()}</p>
        {Html.Als(Persoonsgegevens.Count > 0 && formulier.Fouten.Count == 0, () => $"""
            <div class="let-op">
            <h3>Persoonsgegevens?</h3>
            <ul>
            {Html.Elk(Persoonsgegevens, fout => $"""<li><a href="#{Velden.Id(fout.Veld)}">{Knelpuntvelden.Naam(fout.Veld)}</a>: {fout.Bericht}</li>""")}</ul>
            </div>
            """)}
        {Html.Als(Dubbelen.Count > 0, () => $"""
            <h3>Misschien is dit er al</h3>
            <p>Hebt u hetzelfde, laat het dan weten. Dat telt mee, en u hoeft zelf niets te melden.</p>
            <ul class="lijst">
            {Html.Elk(Dubbelen, dubbel => $"""
                <li>{Dubbel(dubbel)}
                {Html.Als($"{dubbel.ProjectId}" == formulier["projectId"], () => (Html)$"<p>Dit meldde uw eigen project.</p>",
                    () => $"""<button type="submit" class="knop knop-rustig" name="{SteunVanuitMelden.Veld}" value="{dubbel.Knelpunt.Id.ToString("D")}" formaction="{SteunVanuitMelden.Adres}">Wij hebben dit ook<span class="alleen-voorlezen">: {dubbel.Knelpunt.Kenmerk}</span></button>""")}</li>
                """)}</ul>
            """)}
        {Html.Als(Aantal > 0, () => $"""
            <h3>Past dit erbij?</h3>
            <p>Voorstellen op grond van uw woorden. Kruis aan wat klopt; er wordt niets voor u ingevuld.</p>
            {Html.Elk(Lijsten.Where(lijst => lijst.Voorstellen.Count > 0), lijst => $"""
                <fieldset class="groep voorstel"><legend>{Knelpuntvelden.Naam(lijst.Veld)}</legend>
                {Html.Elk(lijst.Voorstellen, voorstel => Knelpuntvelden.Vinkje(lijst.Veld, voorstel.Code, voorstel.Naam, formulier.Lijst(lijst.Veld).Contains(voorstel.Code), Waarom(voorstel.Reden)))}</fieldset>
                """)}
            """)}
        """;

    /// <summary>What was found in one line; that is also what is read out while somebody writes.</summary>
    private string Samenvatting()
    {
        string[] delen =
        [
            Persoonsgegevens.Count == 0 ? "geen persoonsgegevens gevonden" : $"{Onderdelen.Aantal(Persoonsgegevens.Count, "plaats waar een persoonsgegeven lijkt te staan", "plaatsen waar een persoonsgegeven lijkt te staan")}",
            Dubbelen.Count == 0 ? "niets dat erop lijkt" : Onderdelen.Aantal(Dubbelen.Count, "knelpunt dat erop lijkt", "knelpunten die erop lijken"),
            Aantal == 0 ? "geen voorstellen" : Onderdelen.Aantal(Aantal, "voorstel", "voorstellen"),
        ];
        var zin = string.Join(", ", delen);
        return $"{char.ToUpperInvariant(zin[0])}{zin[1..]}.";
    }

    /// <summary>One that may be the same, with the words that both have.</summary>
    internal static Html Dubbel(Verwant verwant) => $"""
        <a href="/knelpunten/{verwant.Knelpunt.Kenmerk}">{verwant.Knelpunt.Titel}</a>
        <p class="meta"><span>{verwant.Knelpunt.Kenmerk}</span> <span>beide noemen: {string.Join(", ", verwant.Woorden.Take(6))}</span></p>
        """;

    private static Html Waarom(Reden reden) => $"""
        <span class="hint">{Html.Als(reden.Woorden.Count > 0, () => $"u schrijft: {string.Join(", ", reden.Woorden)}")}{(reden.Woorden.Count > 0 && reden.Knelpunten.Count > 0 ? "; " : "")}{Html.Als(reden.Knelpunten.Count > 0, () => $"ook bij {string.Join(", ", reden.Knelpunten)}")}</span>
        """;

    /// <summary>What of the form can be compared, however unfinished; what is too long to report is not read further than that.</summary>
    private static KnelpuntInhoud Inhoud(Formulier formulier)
    {
        string Kort(string veld, int lengte) => formulier[veld].Trim() is var tekst && tekst.Length > lengte ? tekst[..lengte] : tekst;
        string? Misschien(string veld) => Kort(veld, 2_000) is { Length: > 0 } tekst ? tekst : null;
        return new KnelpuntInhoud(default, Kort("titel", 320), Kort("omschrijving", 10_000), formulier.Lijst("soorten"), formulier.Lijst("wetten"), formulier.Lijst("domeinen"),
            Doelgroepen: formulier.Lijst("doelgroepen"), Adressaten: formulier.Lijst("adressaten"), ToelichtingGevolg: Misschien("toelichtingGevolg"), Omweg: Misschien("omweg"),
            GewensteWijziging: Misschien("gewensteWijziging"), Dilemma: Misschien("dilemma"));
    }
}
