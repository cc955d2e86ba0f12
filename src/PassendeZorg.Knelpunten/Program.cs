using System.Data.Common;
using PassendeZorg.Knelpunten;
using PassendeZorg.Knelpunten.Abonnementen;
using PassendeZorg.Knelpunten.Begrippen;
using PassendeZorg.Knelpunten.Beheer;
using PassendeZorg.Knelpunten.Catalogus;
using PassendeZorg.Knelpunten.Dialogen;
using PassendeZorg.Knelpunten.Edities;
using PassendeZorg.Knelpunten.Feeds;
using PassendeZorg.Knelpunten.Gebeurtenissen;
using PassendeZorg.Knelpunten.Importeren;
using PassendeZorg.Knelpunten.Knelpunten;
using PassendeZorg.Knelpunten.Paginas;
using PassendeZorg.Knelpunten.Platform;
using PassendeZorg.Knelpunten.Projecten;
using PassendeZorg.Knelpunten.Rapportages;
using PassendeZorg.Knelpunten.Selecties;
using PassendeZorg.Knelpunten.Systeemknelpunten;
using PassendeZorg.Knelpunten.Toegang;
using PassendeZorg.Knelpunten.Toetsstenen;
using PassendeZorg.Knelpunten.Voorstellen;

// What a command is about stands before its options; an absolute path there would be read as an option that takes the next one along.
// Settings are read once: a watch on the folder would also look at every write to a database in it.
var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. Opdrachten.Is(args) ? args.SkipWhile(arg => !arg.StartsWith('-')) : args]);
var instellingen = builder.Configuration.GetSection("Knelpunten").Get<Instellingen>() ?? new Instellingen();
if (Opdrachtregel.Hulp(args) is null && Instellingen.Onbekend(builder.Configuration.GetSection("Knelpunten")) is { } onbekend)
{
    await Console.Error.WriteLineAsync(onbekend);
    return 2;
}

instellingen.Database = builder.Configuration.GetConnectionString("Knelpunten");
if (Opdrachten.Is(args) && (args[0] != "openapi" || Opdrachtregel.Hulp(args) is not null || Opdrachtregel.Fout(args) is not null))
{
    return await Opdrachten.Voer(args, instellingen);
}

if (string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
{
    builder.WebHost.UseUrls("http://localhost:5080");
}

builder.WebHost.ConfigureKestrel(kestrel =>
{
    kestrel.AddServerHeader = false;
    kestrel.Limits.MaxRequestBodySize = 64 * 1024;
    kestrel.Limits.MaxResponseBufferSize = 256 * 1024; // a page of a feed goes out in one go
    // Above what Headers.Bound allows, which can say why.
    kestrel.Limits.MaxRequestHeaderCount = 256;
    kestrel.Limits.MaxRequestHeadersTotalSize = 192 * 1024;
    kestrel.Limits.MaxRequestLineSize = 32 * 1024;
});
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddLogboek(instellingen.Logboek);
builder.Services.AddSingleton<Meetpunt>().AddHostedService(services => services.GetRequiredService<Meetpunt>());
builder.Services.AddHostedService<Telemetrie>();
builder.Services.AddRegister(instellingen);
builder.Services.AddHostedService<Dagwerk>();
builder.Services.AddHostedService<Nachtcontrole>();
builder.Services.AddSingleton<Voorsteller>().AddHostedService(services => services.GetRequiredService<Voorsteller>());
builder.Services.AddRechten();
builder.Services.AddLimieten(instellingen);
builder.Services.AddGeheugen();
builder.Services.AddPaginas();
builder.Services.AddAbonnementen();
builder.Services.AddDocument();
builder.Services.ConfigureHttpJsonOptions(options => Json.Stel(options.SerializerOptions));
builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(8));

var app = builder.Build();
if (instellingen.Proxys.Count > 0)
{
    app.UseForwardedHeaders();
}

app.Use(Headers.Add);
app.Use(Headers.Head);
app.UseResponseCompression();
app.Use(Problems.Handle);
app.Use(Headers.Bound);
app.Use(Headers.NoTrailingSlash);
app.Use(Voorkeur.Pas);
app.UseSwaggerUI(options =>
{
    options.RoutePrefix = "docs";
    options.DocumentTitle = "PassendeZorg.Knelpunten";
    options.SwaggerEndpoint("/v1/openapi.json", "v1");
    options.EnableDeepLinking();
});
app.Use(Meetpunt.Antwoord);
app.UseRouting();
app.UseAuthentication();
app.UseRateLimiter();
app.Use(Rechten.WeigerSlechteSleutel);
app.UseAuthorization();
app.Use(Rechten.EisBereik);
app.Use(Produces.Check);
app.UseOutputCache();

var api = app.MapApi("/v1");
api.Tag("Knelpunten").Add<MeldKnelpunt>().Add<ZoekKnelpunten>().Add<ToonKnelpunt>().Add<WijzigKnelpunt>().Add<TrekKnelpuntIn>()
    .Add<ToonHistorie>().Add<ToonVerwanten>().Add<BeoordeelKnelpunt>().Add<BeoordeelKnelpunten>().Add<SteunKnelpunt>().Add<StelTagsVoor>()
    .Add<WisKnelpunt>().Add<StelVraag>().Add<ToonKnelpuntvragen>().Add<ToonVragen>().Add<BeantwoordVraag>().Add<GeefMerkbaarheid>();
api.Tag("Projecten").Add<MaakProject>().Add<ToonProjecten>().Add<ToonProject>().Add<WijzigProject>();
api.Tag("Systeemknelpunten").Add<MaakSysteemknelpunt>().Add<ZoekSysteemknelpunten>().Add<ToonSysteemknelpunt>().Add<WijzigSysteemknelpunt>().Add<ToonSysteemhistorie>()
    .Add<BeoordeelSysteemknelpunt>().Add<BundelKnelpunt>().Add<OntbundelKnelpunt>().Add<RelateerSysteemknelpunt>().Add<VerbreekRelatie>().Add<PlaatsStelseltoets>();
api.Tag("Antwoorden").Add<PlaatsReactie>().Add<WijzigReactie>().Add<DoeToezegging>().Add<ToonToezeggingen>().Add<ToonToezegging>().Add<WijzigToezegging>()
    .Add<LegDialoogVast>().Add<ToonDialogen>().Add<ToonDialoog>();
api.Tag("Toetsstenen").Add<MaakToetssteen>().Add<ToonToetsstenen>().Add<ToonToetssteen>().Add<KoppelKnelpunt>().Add<OntkoppelKnelpunt>();
api.Tag("Importeren").Add<Importeer>();
api.Tag("Rapportages").Add<Kruistabel>().Add<Tijdreeks>().Add<Naden>().Add<Agenda>().Add<Verantwoording>();
api.Tag("Edities").Add<PubliceerEditie>().Add<ToonEdities>().Add<ToonEditie>().Add<VergelijkEdities>();
api.Tag("Feeds").Add<VolgSamenvattingen>().Add<VolgKnelpunten>().Add<VolgSysteemknelpunten>().Add<VolgEdities>();
api.Tag("Begrippen").Add<ToonBegrippenlijsten>().Add<ToonBegrippenlijst>().Add<WijzigBegrip>();
api.Tag("Catalogus").Add<ToonCatalogus>();
api.Tag("Abonnementen").Add<MaakAbonnement>().Add<ToonAbonnementen>().Add<ToonAbonnement>().Add<WijzigAbonnement>().Add<VerwijderAbonnement>()
    .Add<BevestigAbonnement>().Add<VernieuwGeheim>().Add<StuurProefbericht>().Add<ToonAfleveringen>().Add<HerhaalAflevering>().Add<HerhaalAfleveringen>().Add<ToonGemist>();
api.Tag("Gebeurtenissen").Add<ToonGebeurtenissen>();
api.Tag("Sleutels").Add<MaakSleutel>().Add<ToonSleutels>().Add<ToonSleutelgegevens>().Add<TrekSleutelIn>();
api.MapDocument();
app.MapHealth();
app.MapPaginas();
app.Add<BevestigPerLink>().Add<MeldAf>();
Rechten.EisOveral(app);
if (args is ["openapi", ..])
{
    return await Opdrachten.OpenApi(app);
}

try
{
    return await Dienst.Draai(app);
}
catch (Exception fout) when (fout is StartRefused or DbException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync(fout is StartRefused ? fout.Message
        : fout.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException ? $"Op {builder.Configuration[WebHostDefaults.ServerUrlsKey] ?? "http://localhost:5080"} luistert al iets anders. Kies een ander adres met --urls, zoals --urls http://localhost:5081."
        : $"De registratie kan niet starten: {fout.Message}");
    return 1;
}

/// <summary>The entry point; named so that tests can start the service.</summary>
public partial class Program;
