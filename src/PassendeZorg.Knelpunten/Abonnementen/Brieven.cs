using System.Text;
using Microsoft.AspNetCore.Hosting.Server;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>What a subscription by mail says: the question for consent, a gebeurtenis, or the summary of a period. Written when it is sent, from what everybody may see then.</summary>
internal sealed class Brieven(Register register, Db db, Instellingen instellingen, IServer server, Peper peper, Feeduitgever uitgever, TimeProvider clock)
{
    /// <summary>The mail about a gebeurtenis.</summary>
    public async Task<Brief> Maak(Abonnement.Rij abonnement, Gebeurtenis gebeurtenis, CancellationToken ct)
    {
        var adres = instellingen.Adres(server);
        var selectie = abonnement.Inhoud().LeesSelectie(register, default, new Fouten()) ?? Selectie.Alles;
        if (gebeurtenis.Soort == Bericht.Bevestiging)
        {
            var code = Geheim.Code(peper, abonnement.Id, gebeurtenis.Volgnummer);
            return new Brief(abonnement.Bestemming, Feedtekst.Titel("Bevestig het abonnement op knelpunten", selectie, register), new StringBuilder()
                .Alinea($"{abonnement.Organisatie} wil hier berichten uit de registratie PassendeZorg.Knelpunten krijgen: {Ritme(abonnement)}. Dat begint pas als u het bevestigt.")
                .Koppelingen(($"{adres}/abonnementen/{abonnement.Id}/bevestigen?code={code}", "Bevestigen"))
                .Alinea("Hebt u dit niet gevraagd? Dan hoeft u niets te doen.").ToString(), Geheim.Berichtnummer(abonnement.Id, gebeurtenis.Volgnummer), null);
        }

        var (onderwerp, html) = abonnement.Ritme != "direct" && gebeurtenis.Soort != Bericht.Proef ? await Samenvatten(gebeurtenis, selectie, adres, ct) : await Vertel(gebeurtenis, adres, ct);
        return Onderteken(html, abonnement, onderwerp, gebeurtenis.Volgnummer,
            Feedtekst.Titel($"U krijgt dit omdat deze postbus geabonneerd is op PassendeZorg.Knelpunten ({Ritme(abonnement)})", selectie, register), adres, peper);
    }

    /// <summary>Closes a mail: why it came, and how to have no more of it.</summary>
    public static Brief Onderteken(StringBuilder html, Abonnement.Rij abonnement, string onderwerp, long volgnummer, string waarom, string adres, Peper peper)
    {
        var afmelden = $"{adres}/abonnementen/{abonnement.Id}/afmelden?code={Geheim.Afmeldcode(peper, abonnement)}";
        return new Brief(abonnement.Bestemming, onderwerp, html.Alinea($"{waarom}.").Koppelingen((afmelden, "Afmelden")).ToString(), Geheim.Berichtnummer(abonnement.Id, volgnummer), afmelden);
    }

    private async Task<(string Onderwerp, StringBuilder Html)> Vertel(Gebeurtenis gebeurtenis, string adres, CancellationToken ct)
    {
        var bericht = (await Bericht.Maak([gebeurtenis], instellingen.Bron, adres, db, ct))[0];
        if (gebeurtenis.Soort == Bericht.Proef)
        {
            return ("Proefbericht", new StringBuilder().Alinea("Dit is een proefbericht: e-mail van de registratie komt hier aan."));
        }

        var soort = Feedtekst.Woorden(gebeurtenis.Soort.Replace('.', ' '));
        var wat = $"{char.ToUpperInvariant(soort[0])}{soort[1..]}";
        var over = bericht.Data.Titel is { } titel ? $"{bericht.Subject} – {titel}" : bericht.Subject;
        return ($"{wat}: {over}", new StringBuilder().Alinea($"{wat} op {Feedtekst.Dag(gebeurtenis.TijdstipOp)}:").Alinea(over).Koppelingen((bericht.Pagina(gebeurtenis, adres), "Wat er nu staat")));
    }

    private async Task<(string Onderwerp, StringBuilder Html)> Samenvatten(Gebeurtenis gebeurtenis, Selectie selectie, string adres, CancellationToken ct)
    {
        var periode = Samenvatting.LaatstGesloten(gebeurtenis.Onderwerp.Split('/')[0], gebeurtenis.TijdstipOp);
        while ($"{periode.Interval}/{periode.Code}" != gebeurtenis.Onderwerp)
        {
            periode = periode.Vorige;
        }

        var samenvatting = await uitgever.Samenvatting(periode, selectie, () => Samenvatting.Stel(periode, selectie, register, db, clock, ct));
        return (Feedtekst.Titel($"Samenvatting van {periode.Naam}", selectie, register), new StringBuilder(samenvatting.AlsHtml(selectie, adres)));
    }

    private static string Ritme(Abonnement.Rij abonnement) => abonnement.Ritme switch
    {
        "week" => "elke week een samenvatting",
        "maand" => "elke maand een samenvatting",
        _ => "een bericht per gebeurtenis",
    };
}
