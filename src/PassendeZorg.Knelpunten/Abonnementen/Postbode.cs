using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using System.Threading.RateLimiting;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Persoonsgegevens;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Abonnementen;

/// <summary>Sends mail, by the one server of the settings; without one there is no mail.</summary>
public sealed partial class Postbode
{
    private const int Bewaard = 256;
    private const int VragenPerDag = 3;

    private readonly Instellingen.Smtpinstellingen smtp;
    private readonly MailAddress? afzender;

    /// <summary>How often an address is asked for consent, whoever wants that: mail to who did not ask for it is a nuisance, and this registry would be blamed.</summary>
    private readonly PartitionedRateLimiter<string>? vragen;

    /// <summary>Makes the sender ready.</summary>
    /// <exception cref="StartRefused">There is a server, but no address to send from.</exception>
    public Postbode(Instellingen instellingen)
    {
        smtp = instellingen.Smtp;
        vragen = instellingen.Limieten.Uit ? null : PartitionedRateLimiter.Create<string, string>(adres =>
            RateLimitPartition.GetFixedWindowLimiter(adres, _ => new FixedWindowRateLimiterOptions { PermitLimit = VragenPerDag, Window = TimeSpan.FromDays(1) }), StringComparer.OrdinalIgnoreCase);
        if (Aan && !MailAddress.TryCreate(smtp.Afzender, "PassendeZorg.Knelpunten", Encoding.UTF8, out afzender))
        {
            throw new StartRefused("Smtp:Afzender ontbreekt of is geen e-mailadres; bij Smtp:Host is het nodig.");
        }
    }

    /// <summary>Whether there is a server.</summary>
    internal bool Aan => !string.IsNullOrWhiteSpace(smtp.Host);

    /// <summary>Notes why an address cannot be written to, or should not because it looks like that of a person.</summary>
    internal static void Keur(string adres, string veld, Fouten fouten)
    {
        if (!IsAdres(adres))
        {
            fouten.Meld(veld, "ongeldig-formaat", "Verwacht een e-mailadres van een functionele postbus, zoals info@voorbeeld.nl.");
        }
        else if (LijktOpNaam().IsMatch(adres) && Persoonsgegevenswacht.Zoek(adres).Any(vondst => vondst.Soort == "email"))
        {
            fouten.Meld(veld, "persoonsgegevens", $"Dit lijkt het adres van een persoon. {Persoonsgegevenswacht.Advies("email")}");
        }
    }

    /// <summary>Refuses to ask an address for consent once more on one day.</summary>
    internal void MagVragen(string? adres)
    {
        using var mag = adres is null ? null : vragen?.AttemptAcquire(adres);
        if (mag?.IsAcquired == false)
        {
            throw Weigering.TeVeel($"Aan dit adres is vandaag al {VragenPerDag} keer om toestemming gevraagd. Laat de ontvanger op de link in een van die berichten klikken, of probeer het morgen opnieuw.", (int)TimeSpan.FromDays(1).TotalSeconds);
        }
    }

    /// <summary>Whether mail can be addressed to it.</summary>
    internal static bool IsAdres(string? adres) => MailAddress.TryCreate(adres, out var gelezen) && gelezen.Address == adres && Ascii.IsValid(adres) && !adres.Any(char.IsControl);

    /// <summary>Sends a letter; never throws for what the server does, only when <paramref name="stop"/> says so.</summary>
    internal async Task<Bestemming.Uitslag> Stuur(Brief brief, TimeProvider clock, TimeSpan grens, CancellationToken stop)
    {
        var (begonnen, duur) = (clock.GetUtcNow(), Stopwatch.StartNew());
        using var binnen = CancellationTokenSource.CreateLinkedTokenSource(stop);
        binnen.CancelAfter(grens);
        try
        {
            using var bericht = Maak(brief);
            using var client = new SmtpClient(smtp.Host, smtp.Poort) { EnableSsl = smtp.Starttls };
            if (!string.IsNullOrEmpty(smtp.Gebruiker))
            {
                client.Credentials = new NetworkCredential(smtp.Gebruiker, smtp.Wachtwoord);
            }

            await client.SendMailAsync(bericht, binnen.Token).WaitAsync(binnen.Token);
            return Klaar((int)SmtpStatusCode.Ok);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            throw new OperationCanceledException(stop);
        }
        catch (Exception) when (binnen.IsCancellationRequested)
        {
            return Klaar(null, $"De mailserver was niet klaar binnen {grens.TotalSeconds:0.#} seconden.");
        }
        catch (SmtpException fout) when ((int)fout.StatusCode > 0)
        {
            return Klaar((int)fout.StatusCode, "De mailserver nam het bericht niet aan.", Antwoord(fout.Message));
        }
        catch (Exception fout) when (fout is SmtpException or IOException or SocketException or InvalidOperationException or Win32Exception or System.Security.Authentication.AuthenticationException)
        {
            return Klaar(null, "De mailserver is niet te bereiken of gaf geen leesbaar antwoord.");
        }

        Bestemming.Uitslag Klaar(int? status, string? fout = null, string? antwoord = null) =>
            new("SMTP", begonnen, (int)duur.ElapsedMilliseconds, status, fout, antwoord, null);
    }

    private MailMessage Maak(Brief brief)
    {
        var bericht = new MailMessage
        {
            From = afzender!, Subject = EenRegel(brief.Onderwerp), SubjectEncoding = Encoding.UTF8, HeadersEncoding = Encoding.UTF8,
            To = { new MailAddress(brief.Aan) },
            AlternateViews = { Deel(brief.AlsTekst(), MediaTypeNames.Text.Plain), Deel(brief.AlsHtml(), MediaTypeNames.Text.Html) },
        };
        bericht.Headers.Add("Message-ID", $"<{brief.Nummer}@{afzender!.Host}>");
        bericht.Headers.Add("Auto-Submitted", "auto-generated");
        if (brief.Afmelden is not null)
        {
            bericht.Headers.Add("List-Unsubscribe", $"<{brief.Afmelden}>");
            bericht.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        return bericht;
    }

    private static AlternateView Deel(string inhoud, string mediatype)
    {
        var deel = AlternateView.CreateAlternateViewFromString(inhoud, Encoding.UTF8, mediatype);
        deel.TransferEncoding = TransferEncoding.Base64;
        return deel;
    }

    private static string EenRegel(string tekst) => string.Concat(tekst.Select(teken => char.IsControl(teken) ? ' ' : teken));

    /// <summary>What the server said, as far as the framework tells; the beginning of it.</summary>
    private static string Antwoord(string melding)
    {
        const string Voor = "response was: ";
        var tekst = EenRegel(melding[(melding.IndexOf(Voor, StringComparison.Ordinal) is >= 0 and var i ? i + Voor.Length : 0)..]);
        return tekst[..Math.Min(tekst.Length, Bewaard)];
    }

    /// <summary>jan.jansen@, j.p.jansen@, jan_jansen@.</summary>
    [GeneratedRegex(@"^[a-z]+([._][a-z]+)+@", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex LijktOpNaam();
}

/// <summary>A mail to one mailbox.</summary>
/// <param name="Inhoud">HTML without head and body, of paragraphs, headings, lists and links; all text in it encoded.</param>
/// <param name="Nummer">The same for every attempt and replay.</param>
/// <param name="Afmelden">Where one click ends it; null: there is nothing to end.</param>
internal sealed partial record Brief(string Aan, string Onderwerp, string Inhoud, string Nummer, string? Afmelden)
{
    /// <summary>The part for who reads HTML.</summary>
    public string AlsHtml() =>
        $"<!DOCTYPE html>\n<html lang=\"nl\"><head><meta charset=\"utf-8\"><title>{Tekst.Html(Onderwerp)}</title></head>\n<body>{Inhoud}</body></html>\n";

    /// <summary>The same in plain text.</summary>
    public string AlsTekst()
    {
        var tekst = Koppeling().Replace(Inhoud, "${naam}: ${adres}").Replace("<li>", "- ", StringComparison.Ordinal).Replace("</li>", "\n", StringComparison.Ordinal)
            .Replace("<h3>", "\n", StringComparison.Ordinal).Replace("</h3>", "\n", StringComparison.Ordinal).Replace("</p>", "\n\n", StringComparison.Ordinal)
            .Replace(" · ", "\n", StringComparison.Ordinal);
        return WebUtility.HtmlDecode(Merkteken().Replace(tekst, "")).Trim() + "\n";
    }

    [GeneratedRegex("<a href=\"(?<adres>[^\"]*)\">(?<naam>[^<]*)</a>", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Koppeling();

    [GeneratedRegex("<[^>]*>", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex Merkteken();
}
