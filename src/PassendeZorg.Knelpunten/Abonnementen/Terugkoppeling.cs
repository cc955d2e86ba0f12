using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>
/// Tells the mailbox of a project what became of what it reported, once there is a mail server. Follows the log with a place of its own, and
/// puts one mail per project in the queue for all that it finds at once: a subscription of its own, under the id of the project, that
/// nobody took.
/// </summary>
internal sealed class Terugkoppeling(Register register, Schrijver schrijver, Db db, Instellingen instellingen, IServer server, Postbode post, Peper peper)
{
    /// <summary>How much of the log is looked at at a time. More than can be judged in one request.</summary>
    private const int Deel = 500;

    /// <summary>Where it is in the log, among the sequences; not there while mail is off, so that nothing of that time is told later.</summary>
    private const string Teller = "teruggekoppeld";

    private static readonly string[] OverKnelpunt = ["knelpunt.vraag-gesteld", "knelpunt.bevestigd", "knelpunt.afgewezen", "knelpunt.gebundeld", "knelpunt.opgelost"];
    private static readonly string[] OverSysteem = ["reactie.geplaatst", "systeemknelpunt.opgelost"];
    private static readonly string[] Soorten = [.. OverKnelpunt, .. OverSysteem];

    private long gevolgd;

    /// <summary>Finds the place in the log.</summary>
    public async Task Begin(CancellationToken ct)
    {
        var was = await db.First<long?>("SELECT waarde FROM teller WHERE naam = @Teller", new { Teller }, ct);
        gevolgd = was ?? register.Kolommen.Nu.LaatsteVolgnummer;
        if (post.Aan && was is null)
        {
            await schrijver.Schrijf(werk => Onthoud(werk, gevolgd));
        }
        else if (!post.Aan && was is not null)
        {
            await schrijver.Schrijf(werk => werk.Voer("DELETE FROM teller WHERE naam = @Teller", new { Teller }));
        }
    }

    /// <summary>Puts in the queue what happened since the last time; true when there is more.</summary>
    public async Task<bool> Volg(CancellationToken ct)
    {
        var laatste = register.Kolommen.Nu.LaatsteVolgnummer;
        if (!post.Aan || gevolgd >= laatste)
        {
            return false;
        }

        var gebeurtenissen = await Lees(gevolgd, laatste, ct);
        var naar = gebeurtenissen.Count < Deel ? laatste : gebeurtenissen[^1].Volgnummer;
        var brieven = (from deel in await Betrokken(gebeurtenissen, null, ct)
                       group deel.Gebeurtenis.Volgnummer by deel.Knelpunt.ProjectId into project
                       let contact = register.Projecten.Zoek(project.Key)?.Inhoud.Contact
                       where Postbode.IsAdres(contact)
                       select (Project: project.Key, Contact: contact!, Eerste: project.Min(), Laatste: project.Max())).ToList();
        if (gebeurtenissen.Count > 0) // also when there was nobody to tell: a contact that comes later hears of what is new then
        {
            naar = await schrijver.Schrijf(werk =>
            {
                if (werk.Een<long?>("SELECT waarde FROM teller WHERE naam = @Teller", new { Teller }) is { } elders && elders > gevolgd)
                {
                    return elders; // another instance was first, with other letters perhaps
                }

                brieven.ForEach(brief => Klaarzetten(werk, brief.Project, brief.Contact, brief.Eerste, brief.Laatste));
                Onthoud(werk, naar);
                return naar;
            });
        }

        gevolgd = naar;
        return gevolgd < laatste;
    }

    /// <summary>The mail about a part of the log; null when all that it was about is withdrawn.</summary>
    public async Task<Brief?> Maak(Abonnement.Rij abonnement, long eerste, long laatste, CancellationToken ct)
    {
        var adres = instellingen.Adres(server);
        var delen = (await Betrokken(await Lees(eerste - 1, laatste, ct), abonnement.Id, ct)).Where(deel => deel.Knelpunt.Status != "ingetrokken").ToList();
        if (delen.Count == 0)
        {
            return null;
        }

        var html = new StringBuilder();
        foreach (var groep in delen.GroupBy(deel => deel.Gebeurtenis.Soort))
        {
            html.Append("<h3>").Append(Tekst.Html(Kop(groep.Key))).Append("</h3><ul>");
            foreach (var (gebeurtenis, knelpunt) in groep)
            {
                var (wat, pad, link) = await Regel(gebeurtenis, knelpunt, ct);
                html.Append("<li>").Append(Tekst.Html($"{knelpunt.Kenmerk} – {knelpunt.Lees().Titel}{wat} ")).Append($"<a href=\"{adres}{pad}\">{Tekst.Html(link)}</a></li>");
            }

            html.Append("</ul>");
        }

        var onderwerp = delen.Count == 1 ? $"{Kop(delen[0].Gebeurtenis.Soort)} – {delen[0].Knelpunt.Kenmerk}" : $"{delen.Count} keer nieuws over wat uw project meldde";
        return Brieven.Onderteken(html, abonnement, onderwerp, laatste,
            $"U krijgt dit omdat deze postbus het contact is van {register.Projecten.Zoek(abonnement.Id)!.Inhoud.Naam} bij PassendeZorg.Knelpunten", adres, peper);
    }

    private static string Kop(string soort) => soort switch
    {
        "knelpunt.vraag-gesteld" => "Er is een vraag over wat u meldde",
        "knelpunt.bevestigd" => "Uw melding is bevestigd",
        "knelpunt.afgewezen" => "Uw melding is afgewezen",
        "knelpunt.gebundeld" => "Uw melding hoort nu bij een systeemknelpunt",
        "reactie.geplaatst" => "Er is een reactie op een systeemknelpunt met uw melding",
        _ => "Het is opgelost: merkt u dat?",
    };

    /// <summary>Where a project sees what is not public, answers, and says what it feels.</summary>
    private const string Eigen = "/mijn-meldingen";

    /// <summary>What is said after the title, which page says more, and what the link to it is called.</summary>
    private async Task<(string Wat, string Pad, string Link)> Regel(Gebeurtenis gebeurtenis, Knelpunt.Rij knelpunt, CancellationToken ct)
    {
        using var gegevens = JsonDocument.Parse(gebeurtenis.Gegevens);
        var pagina = $"/knelpunten/{knelpunt.Kenmerk}";
        switch (gebeurtenis.Soort)
        {
            case "knelpunt.vraag-gesteld":
                var vraag = await db.First<string>("SELECT tekst FROM vraag WHERE id = @id", new { id = gegevens.RootElement.GetProperty("vraag").GetString() }, ct);
                return ($": “{vraag}”", Eigen, "Vraag en antwoord");
            case "knelpunt.afgewezen":
                var reden = await db.First<string>("SELECT tekst FROM gebeurtenis_tekst WHERE volgnummer = @Volgnummer AND veld = 'toelichting'", new { gebeurtenis.Volgnummer }, ct);
                return ($". De reden: {reden}", Eigen, "Uw melding");
            case "knelpunt.gebundeld":
                return ($". Het systeemknelpunt: {await Systeem(gegevens.RootElement.GetProperty("wijzigingen")[0].GetProperty("naar").GetString()!)}.", pagina, "Uw melding");
            case "reactie.geplaatst":
                var reactie = gegevens.RootElement.GetProperty("reactie");
                var wie = Feedtekst.Naam(register, "organisaties", reactie.GetProperty("organisatie").GetString()!);
                return ($". {wie} over {await Systeem(gebeurtenis.Onderwerp)}: {Feedtekst.Woorden(reactie.GetProperty("soort").GetString()!)}.", pagina, "Uw melding");
            case "knelpunt.opgelost":
                return (" is opgelost. Is dat bij u te merken? Laat het weten.", Eigen, "Merkbaarheid");
            case "systeemknelpunt.opgelost":
                return ($": {await Systeem(gebeurtenis.Onderwerp)} is opgelost. Is dat bij u te merken? Laat het weten.", Eigen, "Merkbaarheid");
            default:
                return ("", pagina, "Uw melding");
        }

        async Task<string> Systeem(string id) =>
            await db.First<Systeemknelpunt.Rij>($"{Systeemknelpunt.Select} WHERE id = @id", new { id }, ct) is { } rij ? $"{rij.Kenmerk} – {rij.Lees().Titel}" : id;
    }

    private async Task<IReadOnlyList<Gebeurtenis>> Lees(long na, long tot, CancellationToken ct) =>
        [.. (await db.Query<Gebeurtenis.Rij>($"{Gebeurtenis.Select} WHERE volgnummer > @na AND volgnummer <= @tot AND soort {db.Dialect.In("@Soorten")} ORDER BY volgnummer LIMIT @Deel",
            new { na, tot, Soorten, Deel }, ct)).Select(rij => rij.Gebeurtenis())];

    /// <summary>Which knelpunten a part of the log is about, in order; of a systeemknelpunt those that it bundles now.</summary>
    /// <param name="project">Only of this one; null: of all.</param>
    private async Task<IReadOnlyList<(Gebeurtenis Gebeurtenis, Knelpunt.Rij Knelpunt)>> Betrokken(IReadOnlyList<Gebeurtenis> gebeurtenissen, Guid? project, CancellationToken ct)
    {
        var gebundeld = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var systeem in gebeurtenissen.Where(gebeurtenis => OverSysteem.Contains(gebeurtenis.Soort)).Select(gebeurtenis => gebeurtenis.Onderwerp).Distinct(StringComparer.Ordinal))
        {
            gebundeld[systeem] = [.. await db.Query<string>("SELECT knelpunt_id FROM bundeling WHERE systeemknelpunt_id = @systeem ORDER BY knelpunt_id", new { systeem }, ct)];
        }

        var alle = gebeurtenissen.SelectMany(gebeurtenis => gebundeld.GetValueOrDefault(gebeurtenis.Onderwerp, [gebeurtenis.Onderwerp]).Select(knelpunt => (Gebeurtenis: gebeurtenis, Knelpunt: knelpunt))).ToList();
        var knelpunten = new Dictionary<string, Knelpunt.Rij>(StringComparer.Ordinal);
        foreach (var deel in alle.Select(paar => paar.Knelpunt).Distinct(StringComparer.Ordinal).Chunk(Deel))
        {
            foreach (var rij in await db.Query<Knelpunt.Rij>($"{Knelpunt.Select} WHERE id {db.Dialect.In("@deel")} AND (CAST(@project AS text) IS NULL OR project_id = @project)", new { deel, project }, ct))
            {
                knelpunten[$"{rij.Id}"] = rij;
            }
        }

        return [.. alle.Where(paar => knelpunten.ContainsKey(paar.Knelpunt)).Select(paar => (paar.Gebeurtenis, knelpunten[paar.Knelpunt]))];
    }

    /// <summary>Puts a mail in the queue, unless the mailbox wants none. Another mailbox begins anew.</summary>
    private static void Klaarzetten(Werk werk, Guid project, string contact, long eerste, long laatste)
    {
        werk.Voer("""
            INSERT INTO abonnement (id, versie, kanaal, organisatie, organisatie_sleutel, rol, bestemming, gebeurtenissen, status, geheim, vanaf, bevestiging, aangemaakt_op, gewijzigd_op)
            VALUES (@project, 1, 'terugkoppeling', '', '', '', @contact, '', 'actief', '', 0, 0, @Nu, @Nu)
            ON CONFLICT (id) DO UPDATE SET bestemming = excluded.bestemming, status = 'actief', reden = NULL, faalt_sinds = NULL, gewijzigd_op = excluded.gewijzigd_op
            WHERE abonnement.bestemming <> excluded.bestemming
            """, new { project, contact, werk.Nu });
        if (werk.Een<string>("SELECT status FROM abonnement WHERE id = @project", new { project }) == Abonnement.Actief)
        {
            Aflevering.Klaarzetten(werk, project, laatste, eerste: eerste);
        }
    }

    private static int Onthoud(Werk werk, long naar) =>
        werk.Voer("INSERT INTO teller (naam, waarde) VALUES (@Teller, @naar) ON CONFLICT (naam) DO UPDATE SET waarde = excluded.waarde", new { Teller, naar });
}
