using Microsoft.AspNetCore.ResponseCompression;
using PassendeZorg.Knelpunten.Edities;
using PassendeZorg.Knelpunten.Paginas.Handleiding;
using PassendeZorg.Knelpunten.Platform;

namespace PassendeZorg.Knelpunten.Paginas;

/// <summary>
/// The pages: each an operation like those of the API, one class in one file, that reads with the same queries and writes by calling the
/// operation of the API with a form instead of JSON. They are C# that makes HTML (<see cref="Html"/>), not templates: a page reads from top to
/// bottom beside its query, what it shows is checked by the compiler, and nothing stands between the two.
/// </summary>
internal static class Paginas
{
    private static readonly string[] NietVanPaginas = ["/v1", "/health", "/metrics", "/docs"];

    public static void AddPaginas(this IServiceCollection services)
    {
        services.AddSessie();
        services.AddSingleton<Voorblad>();
        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true; // tokens in pages differ each time, so that their length gives nothing away
            options.MimeTypes = ["text/html"];
            options.Providers.Add<GzipCompressionProvider>();
        });
        services.Configure<GzipCompressionProviderOptions>(options => options.Level = System.IO.Compression.CompressionLevel.Fastest);
    }

    /// <summary>Whether an address is that of a page, or of what pages need.</summary>
    public static bool Is(HttpRequest request) => !NietVanPaginas.Any(deel => request.Path.StartsWithSegments(deel, StringComparison.Ordinal));

    public static void MapPaginas(this WebApplication app)
    {
        var paginas = app.MapGroup("").ExcludeFromDescription();
        Bestanden.Map(paginas);
        paginas.Add<ToonOverzicht>().Add<ToonNaden>().Add<ToonVerantwoording>().Add<ToonBegrippen>();
        paginas.Add<BladerEdities>().Add<EditiePagina>().Add<ToonEditieverschillen>();
        paginas.Add<MeldAan>().Add<ToonOver>().Add<ToonPrivacy>().Add<ToonToegankelijkheid>().Add<ToonHandleiding>().Add<ToonBeveiligingscontact>();
        paginas.Add<BladerKnelpunten>().Add<ToonKnelpuntPagina>().Add<DoeMetKnelpunt>().Add<WijzigKnelpuntPagina>().Add<TrekKnelpuntInPagina>().Add<ToonAbonneren>().Add<BeheerAbonnement>();
        paginas.Add<BladerSysteemknelpunten>().Add<ToonSysteemknelpuntPagina>().Add<SchrijfSysteemknelpunt>().Add<Cureer>().Add<SchatIn>()
            .Add<SchrijfReactie>().Add<SchrijfToezegging>().Add<ToonPostvak>().Add<ToonBeoordelen>().Add<BeoordeelPagina>();
        paginas.Add<MeldPagina>().Add<StelVoorBijMelden>().Add<SteunVanuitMelden>().Add<BedanktPagina>().Add<ProjectPagina>().Add<ImporteerPagina>()
            .Add<ToonMijnMeldingen>().Add<BeantwoordMijnVraag>().Add<MeldMijnConcept>().Add<GeefMijnMerkbaarheid>();
    }
}
