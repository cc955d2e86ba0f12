using System.Data.Common;
using System.Text.Json.Serialization;
using PassendeZorg.Knelpunten.Paginas;

namespace PassendeZorg.Knelpunten.Platform;

/// <summary>Eén ding dat er mis is met de invoer.</summary>
/// <param name="Veld">JSON pointer in de inhoud, of de sleutel in de zoekvraag.</param>
/// <param name="Code">Vaste code: <c>verplicht</c>, <c>te-kort</c>, <c>te-lang</c>, <c>buiten-bereik</c>, <c>ongeldig-formaat</c>, <c>ongeldig-teken</c>, <c>onbekende-code</c>, <c>vervallen-code</c>, <c>onbekend-veld</c>, <c>dubbel-veld</c>, <c>onbekende-sleutel</c>, <c>niet-gevonden</c>, <c>persoonsgegevens</c>, <c>idempotentiesleutel-hergebruikt</c>.</param>
/// <param name="Bericht">Wat er mis is, voor mensen. Herhaalt nooit persoonsgegevens.</param>
/// <param name="Suggestie">De dichtstbijzijnde geldige waarde, als die er is.</param>
/// <param name="Soort">Soort persoonsgegeven, bij <c>persoonsgegevens</c>.</param>
/// <param name="Positie">Waar het begint in de tekst, in UTF-16-eenheden vanaf 0, als het om een deel van een tekst gaat.</param>
/// <param name="Lengte">Hoe lang dat deel is, in UTF-16-eenheden.</param>
public sealed record Fout(string Veld, string Code, string Bericht,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Suggestie = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Soort = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Positie = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Lengte = null);

/// <summary>Een antwoord dat weigert (RFC 9457).</summary>
/// <param name="Type">Vaste URI van het soort probleem; niet bedoeld om op te halen.</param>
/// <param name="Title">Het soort probleem.</param>
/// <param name="Status">De HTTP-status.</param>
/// <param name="Detail">Wat er deze keer mis is en wat eraan te doen is.</param>
/// <param name="Fouten">Bij een 400: alles wat er mis is, in één keer.</param>
/// <param name="Kenmerk">Bij een 410: het kenmerk van wat is ingetrokken.</param>
public sealed record Probleem(string Type, string Title, int Status, string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Fout>? Fouten = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Kenmerk = null);

/// <summary>Thrown where a request is refused; becomes a problem+json answer. Inside a write job it undoes the job.</summary>
public sealed class Weigering(Probleem probleem) : Exception(probleem.Detail)
{
    /// <summary>The problem document.</summary>
    public Probleem Probleem { get; } = probleem;

    /// <summary>Seconds after which trying again makes sense.</summary>
    public int? RetryAfter { get; private init; }

    /// <summary>400 with everything that is wrong.</summary>
    public static Weigering Ongeldig(IReadOnlyList<Fout> fouten)
    {
        var detail = fouten.Count == 1 ? fouten[0].Bericht : $"Er zijn {fouten.Count} fouten gevonden; zie fouten.";
        return fouten is [{ Code: "idempotentiesleutel-hergebruikt" }]
            ? new(Kaal(400, "idempotentiesleutel-hergebruikt", "Idempotency-Key hergebruikt", detail) with { Fouten = fouten })
            : new(Kaal(400, "ongeldige-invoer", "Ongeldige invoer", detail) with { Fouten = fouten });
    }

    /// <summary>400 with one thing wrong.</summary>
    public static Weigering Ongeldig(string veld, string code, string bericht, string? suggestie = null) =>
        Ongeldig([new Fout(veld, code, bericht, suggestie)]);

    /// <summary>401: nobody signed in, or the key is not valid.</summary>
    public static Weigering NietAangemeld(string detail = "Meld u aan met een API-sleutel: Authorization: Bearer kp_….") =>
        Maak(401, "niet-aangemeld", "Niet aangemeld", detail);

    /// <summary>403: signed in, but this is not allowed.</summary>
    public static Weigering Verboden(string detail) => Maak(403, "niet-toegestaan", "Niet toegestaan", detail);

    /// <summary>404: it is not there, or not for this reader; the two cannot be told apart.</summary>
    public static Weigering NietGevonden(string detail = "Dit adres bestaat niet.") => Maak(404, "niet-gevonden", "Niet gevonden", detail);

    /// <summary>409: it conflicts with how things are.</summary>
    public static Weigering Conflict(string detail) => Maak(409, "conflict", "Kan nu niet", detail);

    /// <summary>410: it was withdrawn or erased.</summary>
    public static Weigering Ingetrokken(string kenmerk) =>
        new(Kaal(410, "ingetrokken", "Ingetrokken", $"Knelpunt {kenmerk} is ingetrokken.") with { Kenmerk = kenmerk });

    /// <summary>412 or 428: the change says wrongly, or not at all, which version it changes.</summary>
    public static Weigering Versie(bool ontbreekt, int versie) => ontbreekt
        ? Maak(428, "voorwaarde-ontbreekt", "If-Match ontbreekt", $"Stuur If-Match mee met de ETag die u gelezen hebt; nu is dat \"{versie}\".")
        : Maak(412, "versie-achterhaald", "Intussen gewijzigd", $"Dit is intussen gewijzigd; de ETag is nu \"{versie}\". Lees het opnieuw en probeer het nog eens.");

    /// <summary>429: too much in too little time.</summary>
    public static Weigering TeVeel(string detail, int seconden) => new(Kaal(429, "te-veel-verzoeken", "Te veel verzoeken", detail)) { RetryAfter = seconden };

    /// <summary>503: the queue of writes is full, or the service stops.</summary>
    public static Weigering Overbelast() =>
        new(Kaal(503, "overbelast", "Even niet beschikbaar", "De registratie kan dit nu niet vastleggen; er is niets bewaard. Probeer het zo opnieuw.")) { RetryAfter = 2 };

    /// <summary>503: something is wrong with what is stored, and nothing is written on top of that.</summary>
    public static Weigering AlleenLezen(string reden) =>
        new(Kaal(503, "alleen-lezen", "Alleen lezen", reden)) { RetryAfter = 3_600 };

    /// <summary>503: the log has not been followed as far as was asked for.</summary>
    public static Weigering NogNiet(long volgnummer) =>
        new(Kaal(503, "nog-niet", "Nog niet bijgewerkt", $"Gebeurtenis {volgnummer} is hier nog niet gevolgd. Probeer het zo opnieuw.")) { RetryAfter = 1 };

    /// <summary>503: the database, or what else is needed, cannot be reached.</summary>
    public static Weigering Onbereikbaar(string detail = "De opslag is even niet te bereiken. Probeer het zo opnieuw.") =>
        new(Kaal(503, "onbereikbaar", "Even niet beschikbaar", detail)) { RetryAfter = 2 };

    /// <summary>503: the disk gave an error while this was being committed; whether it holds is known after a restart.</summary>
    public static Weigering Onzeker() =>
        new(Kaal(503, "onzeker", "Niet zeker bewaard", "De opslag gaf een fout; het is niet zeker of dit is bewaard. Stuur het straks opnieuw, met dezelfde Idempotency-Key, of ga na of het er staat.")) { RetryAfter = 5 };

    /// <summary>507: no room left.</summary>
    public static Weigering SchijfVol() =>
        new(Kaal(507, "schijf-vol", "Geen ruimte", "De opslag is vol; er is niets bewaard. Lezen werkt nog. Waarschuw de beheerder.")) { RetryAfter = 60 };

    /// <summary>Any other refusal.</summary>
    public static Weigering Maak(int status, string soort, string title, string detail) => new(Kaal(status, soort, title, detail));

    private static Probleem Kaal(int status, string soort, string title, string detail) =>
        new($"tag:passendezorg.nl,2026:knelpunten/probleem/{soort}", title, status, detail);
}

/// <summary>Turns everything that goes wrong into problem+json, in Dutch, without internals.</summary>
internal static partial class Problems
{
    /// <summary>The outermost middleware: catches refusals and faults, and gives bare status codes a body.</summary>
    public static async Task Handle(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null, ContentLength: null })
            {
                await Write(context, Bare(context));
            }
        }
        catch (Formulier.Verlopen verlopen) when (!context.Response.HasStarted)
        {
            await MeldAan.Verder(context, context.Request.Path, verlopen.Formulier.Alle, "Nog een keer, voor de zekerheid",
                "Deze pagina stond te lang open, of u hebt zich intussen aan- of afgemeld. Er is niets vastgelegd; wat u had ingevuld is er nog.", 400).ExecuteAsync(context);
        }
        catch (Exception fout) when (!context.Response.HasStarted)
        {
            await Write(context, fout switch
            {
                Weigering weigering => weigering,
                BadHttpRequestException { StatusCode: 413 } => Weigering.Maak(413, "te-groot", "Te groot", "De inhoud is groter dan hier mag."),
                BadHttpRequestException bad => Weigering.Maak(bad.StatusCode, "ongeldig-verzoek", "Ongeldig verzoek", "Het verzoek is niet te lezen."),
                DbException when context.RequestServices.GetService<Db>()?.Dialect.FaultOf(fout) == Fault.Lost => Weigering.Onbereikbaar(),
                OperationCanceledException when context.RequestAborted.IsCancellationRequested =>
                    Weigering.Maak(400, "afgebroken", "Afgebroken", "De verbinding is verbroken."),
                _ => Unexpected(context, fout),
            });
        }
    }

    /// <summary>Writes a refusal.</summary>
    public static Task Write(HttpContext context, Weigering weigering)
    {
        var (response, probleem) = (context.Response, weigering.Probleem);
        context.RequestServices.GetRequiredService<Meters>().Weigeringen.Add(1, new("status", probleem.Status), new("soort", probleem.Type[(probleem.Type.LastIndexOf('/') + 1)..]));
        response.Headers.Remove("ETag");
        response.StatusCode = probleem.Status;
        response.Headers.CacheControl = "no-store";
        if (weigering.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (probleem.Status == 401)
        {
            response.Headers.WWWAuthenticate = "Bearer";
        }

        if (Foutpagina.Past(context.Request))
        {
            return Foutpagina.Schrijf(context, probleem);
        }

        return response.WriteAsJsonAsync(probleem, Json.Options, "application/problem+json", context.RequestAborted);
    }

    private static Weigering Bare(HttpContext context) => context.Response.StatusCode switch
    {
        401 => Weigering.NietAangemeld(),
        403 => Weigering.Verboden("Uw sleutel geeft hier geen recht op."),
        404 => Weigering.NietGevonden(),
        405 => Weigering.Maak(405, "methode-niet-toegestaan", "Methode niet toegestaan", $"Hier kan alleen: {context.Response.Headers.Allow}."),
        413 => Weigering.Maak(413, "te-groot", "Te groot", "De inhoud is groter dan hier mag."),
        415 => Weigering.Maak(415, "mediatype", "Verkeerd mediatype", "Stuur de inhoud met het juiste Content-Type: meestal application/json; bij importen ook text/csv, application/x-ndjson of een Excelwerkmap."),
        var status => Weigering.Maak(status, "ongeldig-verzoek", "Ongeldig verzoek", "Het verzoek kan zo niet worden uitgevoerd."),
    };

    private static Weigering Unexpected(HttpContext context, Exception fout)
    {
        LogUnexpected(context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Problems"), context.TraceIdentifier, fout);
        return Weigering.Maak(500, "storing", "Storing", $"Er ging iets mis in de registratie. Noem bij navraag {context.TraceIdentifier}.");
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Onverwachte fout in verzoek {Verzoek}.")]
    private static partial void LogUnexpected(ILogger logger, string verzoek, Exception fout);
}
