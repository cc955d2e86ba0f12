using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Importeren;
using PassendeZorg.Knelpunten.Invoer;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Toegang;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>
/// Een blad met knelpunten importeren: eerst nakijken, dan definitief. Nothing is kept between the two: a sheet that is small enough goes along in
/// the page, sealed; of a larger one only its hash, and somebody chooses the same file again.
/// </summary>
public sealed class ImporteerPagina : IEndpoint
{
    internal const string Adres = "/melden/importeren";

    /// <summary>The fields with the file, with the sealed one, and with the hash of one that is too large for that.</summary>
    private const string Bestand = "bestand";
    private const string Verzegeld = "blad";
    private const string Vingerafdruk = "vingerafdruk";

    /// <summary>A sheet goes along in the page when it is no larger than this, compressed.</summary>
    private const int Meegaand = 256 * 1024;

    /// <summary>How long a sealed sheet can be used.</summary>
    private static readonly TimeSpan Houdbaar = TimeSpan.FromHours(12);

    /// <summary>A page shows so many faults; the sheet to mend has them all.</summary>
    private const int Getoond = 200;

    private static readonly (string Code, string Naam)[] Modi = [("gedeeltelijk", "De goede rijen melden, de andere niet"), ("alles-of-niets", "Alleen als alle rijen goed zijn")];

    /// <summary>What the columns are called, what belongs in them and an example.</summary>
    private static readonly (string Kop, string Uitleg, string Voorbeeld)[] Kolommen =
    [
        ("Nummer", "Uw eigen nummer. Staat het er bij dit project al, dan wordt de rij niet nog eens gemeld.", "12"),
        ("Titel", "Verplicht. Het knelpunt in één regel.", "Valpreventie valt tussen wal en schip"),
        ("Omschrijving", "Verplicht. Wat er gebeurde, zonder gegevens van personen.", "De gemeente betaalt de training zolang er projectgeld is; daarna wijst iedereen naar de ander."),
        ("Soort", "Verplicht. Een of meer soorten.", "bekostiging"),
        ("Wet", "Een of meer wetten.", "Zvw|Wmo 2015"),
        ("Domein", "Een of meer domeinen.", "huisartsenzorg"),
        ("Doelgroep", "Voor wie het uitmaakt.", "Zelfstandig wonende ouderen"),
        ("Geadresseerde", "Wie er iets aan kan doen.", "NZa"),
        ("Regio", "Waar het speelt.", "Zorgkantoorregio Arnhem"),
        ("Gevolg", "Het gevolg, in uw woorden.", "De training stopt."),
        ("Ernst", "1 (hinder) tot en met 5 (inwoner loopt schade op).", "3"),
        ("Frequentie", "Hoe vaak het voorkomt.", "wekelijks"),
        ("Vindplaats", "Waar de regel staat.", "artikel 2.4 van de beleidsregel"),
        ("Omweg", "Hoe het nu wordt opgevangen.", "Een fonds betaalt dit jaar nog door."),
        ("Gewenste wijziging", "Wat er zou moeten veranderen.", "Eén betaaltitel voor de training."),
        ("Dilemma", "Wat ertegenover staat.", "Wie betaalt, ziet de besparing niet terug."),
        ("Bron", "Titel van een openbare bron.", "Evaluatie valpreventie"),
        ("Bronlink", "Webadres van de bron.", "https://voorbeeld.nl/evaluatie"),
        ("Bronjaar", "Jaar van de bron.", "2025"),
    ];

    /// <inheritdoc/>
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Adres, Toon).AllowAnonymous();
        routes.MapPost(Adres, Handle).RequireAuthorization(Rechten.Melden).Limit(Importeer.Grootte + (1024 * 1024));
        routes.MapGet("/melden/voorbeeld.csv", GeefVoorbeeld).AllowAnonymous();
    }

    internal static IResult Toon(Vraag<MeldPagina.Query> vraag, Gebruiker gebruiker, Register register, TimeProvider clock, HttpContext context)
    {
        if (Pagina.Bekend(context, gebruiker, register, clock))
        {
            return Results.Empty;
        }

        var formulier = vraag.Waarde.Project is { } project ? Formulier.Leeg.Met("projectId", project.ToString("D")) : Formulier.Leeg;
        return gebruiker.Rol is "melder" or "analist" or "beheerder" ? Vraag(context, formulier, gebruiker, register, clock) : new Pagina("Een blad met knelpunten importeren", $"""
            <p><a class="knop" href="/aanmelden?terug={Adres}">Aanmelden om te importeren</a></p>
            {Kolomuitleg()}
            """)
        { Intro = "Hebt u een lijst met knelpunten in Excel? Importeer die in één keer.", Breed = true };
    }

    internal static async Task<IResult> Handle(Formulier formulier, Gebruiker gebruiker, Register register, Schrijver schrijver, Db db, TimeProvider clock, Peper peper, HttpContext context)
    {
        var ct = context.RequestAborted;
        return await Handeling.Doe(formulier, context, Doe, (met, status) => Task.FromResult(Vraag(context, met, gebruiker, register, clock, status)));

        async Task<IResult> Doe()
        {
            var (inhoud, gekozen) = await Lees(formulier, gebruiker, clock, peper, ct);
            var project = Project(formulier["projectId"], gebruiker, register);
            var (stap, modus) = (formulier["stap"], formulier["modus"] == "alles-of-niets" ? "alles-of-niets" : "gedeeltelijk");
            var hash = Convert.ToHexStringLower(SHA256.HashData(inhoud));
            var ander = stap != "controleer" && gekozen && formulier[Vingerafdruk] != hash; // not the file that was looked through
            var proef = stap != "importeer" || ander;

            var bron = new List<Importeer.Rij>();
            using var stroom = new MemoryStream(inhoud, writable: false);
            var antwoord = await Importeer.Voer(Importeer.Rijen(stroom, Mediatype(inhoud), ct), project, proef, modus == "alles-of-niets", gebruiker, register, schrijver, db, clock, null, ct, bron);
            if (stap == "download")
            {
                context.Response.Headers.ContentDisposition = "attachment; filename=\"knelpunten-nagekeken.csv\"";
                await Csv.Write(context, semicolon: true, Importeer.Regels(antwoord, bron));
                return Results.Empty;
            }

            return Uitkomst(context, formulier.Met("modus", modus), antwoord, ander, Verzegel(inhoud, gebruiker, clock, peper), hash, register.Projecten.Zoek(project)!.Inhoud.Naam);
        }
    }

    /// <summary>The first step: which file, for which project.</summary>
    private static IResult Vraag(HttpContext context, Formulier formulier, Gebruiker gebruiker, Register register, TimeProvider clock, int status = 200)
    {
        var projecten = MeldPagina.Eigen(gebruiker, register, formulier["projectId"]);
        return projecten.Count == 0
            ? ProjectPagina.Vraag(context, Formulier.Leeg, [], gebruiker, register, clock, "U meldt namens een project. Er is nog geen project van uw organisatie: meld dat eerst aan.")
            : new Pagina("Een blad met knelpunten importeren", $"""
                {Velden.Formulier(context, Adres, $"""
                    {MeldPagina.Projectveld(formulier, projecten)}
                    {Bestandveld(formulier, $"Een CSV of een werkmap van Excel (.xlsx), ten hoogste {Importeer.Grootte / (1024 * 1024)} MB, met koppen op de eerste rij.")}
                    {Velden.Rondjes(formulier.Heeft("modus") ? formulier : formulier.Met("modus", "gedeeltelijk"), "modus", "Als er rijen niet goed zijn", Modi, verplicht: true)}
                    <p>{Velden.Knop("Kijk het blad na", "stap", "controleer")}</p>
                    <p class="hint">Er wordt nog niets gemeld. U ziet eerst wat er goed en niet goed is.</p>
                    """, bestanden: true)}
                {Kolomuitleg()}
                """)
            { Intro = "Eerst kijken we het blad na, daarna meldt u het definitief.", Fouten = formulier.Fouten, Status = status, Breed = true };
    }

    /// <summary>What was found, or what was done: numbers, what is wrong per row, and what can be done now.</summary>
    private static Pagina Uitkomst(HttpContext context, Formulier formulier, Importeer.Antwoord antwoord, bool ander, string? verzegeld, string hash, string project)
    {
        var fouten = antwoord.Resultaten.SelectMany(rij => rij.Fouten.Select(fout => (rij.Rij, Fout: fout, Erg: true)).Concat(rij.Waarschuwingen.Select(fout => (rij.Rij, Fout: fout, Erg: false))))
            .Where(regel => regel.Fout.Code != "alles-of-niets").ToList();
        var goed = Onderdelen.Aantal(antwoord.Aangemaakt, "knelpunt", "knelpunten");
        return new Pagina(antwoord.Proef ? "Uw blad is nagekeken" : $"{goed} gemeld", $"""
            {Html.Als(ander, () => $"""<p class="let-op">Dit is een ander bestand dan net is nagekeken. Er is niets gemeld. Hieronder staat wat er van dit bestand gevonden is.</p>""")}
            <p>Voor project <strong>{project}</strong>. {(antwoord.Proef ? "Er is nog niets gemeld." : "")}</p>
            <dl class="feiten">
            <dt>Rijen in het blad</dt><dd>{Onderdelen.Getal(antwoord.Rijen)}</dd>
            <dt>{(antwoord.Proef ? "Te melden" : "Gemeld")}</dt><dd>{Onderdelen.Getal(antwoord.Aangemaakt)}</dd>
            <dt>Waren er al</dt><dd>{Onderdelen.Getal(antwoord.BestaatAl)}</dd>
            <dt>Niet goed</dt><dd>{Onderdelen.Getal(antwoord.Geweigerd)}</dd>
            </dl>
            {Html.Als(antwoord.Proef && antwoord.Aangemaakt == 0, () => (Html)$"<p class=\"let-op\">{(antwoord.Rijen == 0 ? "Er staat geen enkele rij in het blad." : antwoord.Geweigerd == 0 ? "Alles in dit blad is al gemeld." : formulier["modus"] == "alles-of-niets" ? "Zo wordt er niets gemeld: niet alle rijen zijn goed." : "Zo wordt er niets gemeld: geen enkele rij is goed.")}</p>")}
            {Velden.Formulier(context, Adres, $"""
                {Velden.Verborgen("projectId", formulier["projectId"])}{Velden.Verborgen("modus", formulier["modus"])}
                {Html.Met(verzegeld, blad => Velden.Verborgen(Verzegeld, blad))}
                {Html.Als(verzegeld is null, () => $"""
                    {Velden.Verborgen(Vingerafdruk, hash)}
                    {Bestandveld(Formulier.Leeg, "Het blad is te groot om in deze pagina mee te nemen, en bewaard wordt het niet. Kies hetzelfde bestand daarom nog een keer.")}
                    """)}
                <div class="knoppen">
                {Html.Als(antwoord.Proef && antwoord.Aangemaakt > 0, () => Velden.Knop($"Meld {goed} definitief", "stap", "importeer"))}
                {Html.Als(fouten.Count > 0, () => Velden.Knop("Download om te verbeteren", "stap", "download", rustig: true))}
                </div>
                """, bestanden: verzegeld is null)}
            <p class="knoppen"><a href="{Adres}">{(antwoord.Proef ? "Kies een ander bestand" : "Nog een blad importeren")}</a> {Html.Als(!antwoord.Proef, () => $"""<a href="/mijn-meldingen">Bekijk ze bij Mijn meldingen</a>""")}</p>
            {Html.Als(fouten.Count > 0, () => $"""
                <h2>Wat er niet goed is</h2>
                <p>De download heeft dezelfde kolommen als uw blad, met wat er niet goed is erbij. Verbeter de rijen en importeer het bestand opnieuw: wat er al is, wordt niet nog eens gemeld.{Html.Als(fouten.Count > Getoond, () => $" Hieronder staan de eerste {Getoond} van {Onderdelen.Getal(fouten.Count)} opmerkingen; in de download staan ze allemaal.")}</p>
                {Onderdelen.Breed("Wat er niet goed is, per rij", $"""
                    <table>
                    <caption>Wat er niet goed is, per rij (rij 1 is de eerste na de koppen)</caption>
                    <thead><tr><th scope="col" class="getal">Rij</th><th scope="col">Kolom</th><th scope="col">Opmerking</th><th scope="col">Bedoelt u</th></tr></thead>
                    <tbody>
                    {Html.Elk(fouten.Take(Getoond), regel => $"""<tr><th scope="row" class="getal">{regel.Rij}</th><td>{Knelpuntvelden.Naam(regel.Fout.Veld)}</td><td class="opmerking">{(regel.Erg ? "" : "Waarschuwing: ")}{Bericht(regel.Fout)}</td><td>{regel.Fout.Suggestie ?? ""}</td></tr>""")}</tbody>
                    </table>
                    """)}
                """)}
            """)
        { Breed = true };
    }

    /// <summary>Whoever mends a sheet reads what is wrong as in a form.</summary>
    private static string Bericht(Fout fout) => fout.Code is "persoonsgegevens" or "verplicht" ? Leesbaar.Fout(fout, Gebruiker.Anoniem).Bericht : fout.Bericht;

    private static Html Bestandveld(Formulier formulier, string hint)
    {
        var (id, fout) = (Velden.Id(Bestand), formulier.Fouten.FirstOrDefault(fout => fout.Veld == $"/{Bestand}")?.Bericht);
        return $"""
            <div class="veld{(fout is null ? "" : " veld-fout")}">
            <label for="{id}">Bestand</label>
            <p class="hint" id="{id}-hint">{hint}</p>
            {Html.Met(fout, tekst => $"""<p class="fout" id="{id}-fout">{tekst}</p>""")}
            <input id="{id}" name="{Bestand}" type="file" accept=".csv,.xlsx,text/csv,{Xlsx.MediaType}" aria-describedby="{id}-hint{(fout is null ? "" : $" {id}-fout")}" required>
            </div>
            """;
    }

    /// <summary>The file that was chosen, or the one that came along.</summary>
    private static async Task<(byte[] Inhoud, bool Gekozen)> Lees(Formulier formulier, Gebruiker gebruiker, TimeProvider clock, Peper peper, CancellationToken ct)
    {
        if (formulier.Bestanden?.GetFile(Bestand) is { Length: > 0 } bestand)
        {
            var bytes = new byte[bestand.Length <= Importeer.Grootte ? bestand.Length : throw Weigering.Maak(413, "te-groot", "Te groot", $"Dit bestand is te groot: ten hoogste {Importeer.Grootte / (1024 * 1024)} MB. Verdeel het over meer bestanden.")];
            await using var stroom = bestand.OpenReadStream();
            await stroom.ReadExactlyAsync(bytes, ct);
            return (bytes, true);
        }

        return formulier[Verzegeld] is { Length: > 0 } blad && Open(blad, gebruiker, clock, peper) is { } inhoud ? (inhoud, false)
            : throw Weigering.Ongeldig($"/{Bestand}", "verplicht", "Kies het bestand met uw blad.");
    }

    /// <summary>What the sheet is, by its first bytes: what browsers say of it differs per computer.</summary>
    private static string Mediatype(ReadOnlySpan<byte> inhoud) => inhoud.StartsWith("PK"u8) ? Xlsx.MediaType
        : inhoud.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]) ? throw Weigering.Ongeldig($"/{Bestand}", "ongeldig-formaat", "Dit is een werkmap van een oude Excel (.xls). Sla die op als .xlsx of als CSV.")
        : inhoud.Contains((byte)0) ? throw Weigering.Ongeldig($"/{Bestand}", "ongeldig-formaat", "Dit is geen CSV en geen werkmap van Excel (.xlsx).")
        : "text/csv";

    private static Guid Project(string gegeven, Gebruiker gebruiker, Register register) => Guid.TryParseExact(gegeven, "D", out var id)
        ? MeldKnelpunt.EisEigenProject(id, gebruiker, register).Id : throw Weigering.Ongeldig("/projectId", "verplicht", "");

    /// <summary>The sheet as it can go along in a page: only for this key, and for a while. Null when it is too large for that.</summary>
    private static string? Verzegel(byte[] inhoud, Gebruiker gebruiker, TimeProvider clock, Peper peper)
    {
        using var klein = new MemoryStream();
        klein.Write(BitConverter.GetBytes(clock.GetUtcNow().UtcTicks));
        using (var gzip = new GZipStream(klein, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(inhoud);
        }

        return klein.Length > Meegaand ? null : peper.Versleutel(klein.GetBuffer().AsSpan(0, (int)klein.Length), Doel(gebruiker));
    }

    /// <summary>Reads it back; null when it is not what was sealed, or too old.</summary>
    private static byte[]? Open(string blad, Gebruiker gebruiker, TimeProvider clock, Peper peper)
    {
        try
        {
            var klein = peper.Ontsleutel(blad, Doel(gebruiker));
            if (clock.GetUtcNow() - new DateTimeOffset(BitConverter.ToInt64(klein), TimeSpan.Zero) > Houdbaar)
            {
                return null;
            }

            using var gzip = new GZipStream(new MemoryStream(klein, sizeof(long), klein.Length - sizeof(long)), CompressionMode.Decompress);
            using var inhoud = new MemoryStream();
            gzip.CopyTo(inhoud);
            return inhoud.ToArray();
        }
        catch (Exception fout) when (fout is CryptographicException or FormatException or ArgumentException or OverflowException)
        {
            return null;
        }
    }

    private static string Doel(Gebruiker gebruiker) => string.Create(CultureInfo.InvariantCulture, $"importeren/{gebruiker.SleutelId:D}");

    private static Html Kolomuitleg() => $"""
        <h2>Hoe het blad eruitziet</h2>
        <p>De namen van de kolommen zijn die hieronder; hoofdletters en spaties maken niet uit, en kolommen die u niet nodig hebt laat u weg. Alleen titel, omschrijving en soort zijn verplicht. Meer waarden in een cel scheidt u met een streepje (|). Namen en afkortingen mogen, zoals “Zvw”.</p>
        <p><a href="/melden/voorbeeld.csv">Download een leeg blad met deze koppen</a> (CSV voor Excel). Welke namen er zijn, staat bij de <a href="/begrippen">begrippen</a>.</p>
        {Onderdelen.Breed("Kolommen van het blad", $"""
            <table>
            <caption>Kolommen van het blad</caption>
            <thead><tr><th scope="col">Kolom</th><th scope="col">Wat erin staat</th><th scope="col">Voorbeeld</th></tr></thead>
            <tbody>
            {Html.Elk(Kolommen, kolom => $"""<tr><th scope="row">{kolom.Kop}</th><td>{kolom.Uitleg}</td><td>{kolom.Voorbeeld}</td></tr>""")}</tbody>
            </table>
            """)}
        """;

    private static Task GeefVoorbeeld(HttpContext context)
    {
        context.Response.Headers.ContentDisposition = "attachment; filename=\"knelpunten.csv\"";
        return Csv.Write(context, semicolon: true, [[.. Kolommen.Select(kolom => kolom.Kop)]]);
    }
}
