using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PassendeZorg.Knelpunten.Begrippen;

namespace PassendeZorg.Knelpunten.Tests.Voorstellen;

/// <summary>
/// How good the proposals are, on 87 real knelpunten: precision, recall and F1 (micro). Prints a table; fails under its bars. What was
/// measured with is never learned from: ten parts, each proposed for by what the other nine taught.
/// </summary>
public sealed class ScoreTests(App app, ITestOutputHelper uitvoer) : IClassFixture<App>
{
    private const int Zaad = 1;

    private Begrippenlijsten Begrippen => app.Services.GetRequiredService<Register>().Begrippen;

    [Fact]
    public void Wie_van_negen_delen_leerde_stelt_voor_het_tiende_goed_voor()
    {
        var uitslagen = Druk("geleerd van negen delen", Meting.Kruis(Begrippen, 10, Zaad));

        uitslagen["wetten genoemd"].Recall.Should().BeGreaterThanOrEqualTo(0.98);
        uitslagen["wetten"].F1.Should().BeGreaterThanOrEqualTo(0.82);
        uitslagen["domeinen"].F1.Should().BeGreaterThanOrEqualTo(0.65);
        uitslagen["soorten"].F1.Should().BeGreaterThanOrEqualTo(0.80);
    }

    [Fact]
    public void Op_de_eerste_dag_weet_de_woordenlijst_al_veel()
    {
        var uitslagen = Druk("nog niets geleerd", Meting.Kruis(Begrippen, 10, Zaad, leren: false));

        uitslagen["wetten genoemd"].Recall.Should().BeGreaterThanOrEqualTo(0.98);
        uitslagen["wetten"].F1.Should().BeGreaterThanOrEqualTo(0.80);
        uitslagen["domeinen"].F1.Should().BeGreaterThanOrEqualTo(0.62);
        uitslagen["soorten"].F1.Should().BeGreaterThanOrEqualTo(0.70);
    }

    [Theory]
    [InlineData("html")]
    [InlineData("emoji")]
    [InlineData("hoofdletters")]
    [InlineData("kleine letters")]
    public void Opmaak_emoji_en_hoofdletters_veranderen_er_weinig_aan(string vuil)
    {
        var schoon = Meting.Kruis(Begrippen, 10, Zaad, leren: false);
        var uitslagen = Druk(vuil, Meting.Kruis(Begrippen, 10, Zaad, leren: false, tekst => vuil switch
        {
            "html" => $"<p class=\"x\"><b>{tekst.Replace("&", "&amp;", StringComparison.Ordinal).Replace(" de ", "</b> de&nbsp;", StringComparison.Ordinal)}</p>",
            "emoji" => "😡 " + tekst.Replace(". ", " 🙈. ", StringComparison.Ordinal),
            "hoofdletters" => tekst.ToUpperInvariant(),
            _ => tekst.ToLowerInvariant(),
        }));

        foreach (var uitslag in schoon)
        {
            uitslagen[uitslag.Naam].F1.Should().BeGreaterThan(uitslag.F1 - 0.03, uitslag.Naam);
        }
    }

    private Dictionary<string, Uitslag> Druk(string wat, IReadOnlyList<Uitslag> uitslagen)
    {
        uitvoer.WriteLine($"{wat,-26} precisie  recall      F1");
        foreach (var uitslag in uitslagen)
        {
            uitvoer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{uitslag.Naam,-26} {uitslag.Precisie,8:0.000} {uitslag.Recall,7:0.000} {uitslag.F1,7:0.000}"));
        }

        return uitslagen.ToDictionary(uitslag => uitslag.Naam);
    }
}
