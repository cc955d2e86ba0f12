namespace PassendeZorg.Knelpunten.Tests.Beheer;

/// <summary>What an operator types: help, and what is said about what was typed wrong. Nothing is opened or made for it.</summary>
public sealed class OpdrachtregelTests : IDisposable
{
    private readonly DirectoryInfo map = Directory.CreateTempSubdirectory("knelpunten-test-");

    [Theory]
    [InlineData("Zonder opdracht start de dienst", "--help")]
    [InlineData("Afsluitcodes: 0 gelukt; 1 geweigerd", "help")]
    [InlineData("sleutel maken --rol <rol>", "-h")]
    [InlineData("met --proef wordt er niets vastgelegd", "importeer", "--help")]
    [InlineData("controleert een back-up en zet die op de plaats", "help", "herstel")]
    [InlineData("schrijft het OpenAPI-document", "openapi", "--help")]
    [InlineData("PassendeZorg.Knelpunten 1.", "--version")]
    public async Task Hulp_en_versie_staan_op_de_uitvoer(string wat, params string[] args)
    {
        var (code, uitvoer) = await Programma.Draai(map.FullName, args);

        (code, uitvoer).Should().Match<(int Code, string Uitvoer)>(uit => uit.Code == 0 && uit.Uitvoer.Contains(wat, StringComparison.Ordinal));
        map.EnumerateFileSystemInfos().Should().BeEmpty();
    }

    [Theory]
    [InlineData("Onbekende opdracht: imprteer. Bedoelde u importeer?", "imprteer", "lijst.csv")]
    [InlineData("Bedoelde u sleutel maken?", "sleutel", "mkaen")]
    [InlineData("Onbekende optie: --projct. Bedoelde u --project?", "importeer", "lijst.csv", "--projct", "x")]
    [InlineData("Na --rol ontbreekt de waarde.", "sleutel", "maken", "--rol")]
    [InlineData("Onbekende optie: --alles.", "controleer", "--alles")]
    [InlineData("Niet begrepen: nog.", "back-up", "doel.zip", "nog")]
    [InlineData("Er ontbreekt <bestand>.", "herstel")]
    [InlineData("Onbekende optie: --kort.", "openapi", "--kort")]
    public async Task Wat_verkeerd_is_getypt_wordt_gezegd_met_wat_wel_kan(string wat, params string[] args)
    {
        var (code, uitvoer) = await Programma.Draai(map.FullName, args);

        (code, uitvoer).Should().Match<(int Code, string Uitvoer)>(uit => uit.Code == 2 && uit.Uitvoer.Contains(wat, StringComparison.Ordinal));
        map.EnumerateFileSystemInfos().Should().BeEmpty();
    }

    [Fact]
    public async Task Sleutels_staan_in_een_tabel()
    {
        (await Programma.Draai(map.FullName, "sleutel", "maken", "--naam=Zorggroep", "--rol=melder", "--organisatie", "Zorggroep Test")).Code.Should().Be(0);

        var regels = (await Programma.Draai(map.FullName, "sleutel", "lijst")).Uitvoer.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        regels[0].Should().MatchRegex("^id +rol +organisatie +geldig tot +bereik +ingetrokken +naam$");
        regels.Should().Contain(regel => regel.IndexOf("melder", StringComparison.Ordinal) == regels[0].IndexOf("rol", StringComparison.Ordinal) && regel.EndsWith("Zorggroep", StringComparison.Ordinal));
    }

    public void Dispose()
    {
        Opslag.Verwijder(map.FullName);
        map.Delete(recursive: true);
    }
}
