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
    [InlineData("Zonder opdracht start de dienst", "--Knelpunten:Voorbeelden=true", "--help")]
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
    [InlineData("Dit kan: sleutel maken; sleutel lijst; sleutel intrekken.", "sleutel")]
    [InlineData("De instelling Knelpunten:Datamapp bestaat niet. Bedoelde u Datamap?", "--Knelpunten:Datamapp=elders")]
    [InlineData("De instelling Knelpunten:Limieten:Leezen bestaat niet. Bedoelde u Lezen?", "controleer", "--Knelpunten:Limieten:Leezen=1")]
    public async Task Wat_verkeerd_is_getypt_wordt_gezegd_met_wat_wel_kan(string wat, params string[] args)
    {
        var (code, uitvoer) = await Programma.Draai(map.FullName, args);

        (code, uitvoer).Should().Match<(int Code, string Uitvoer)>(uit => uit.Code == 2 && uit.Uitvoer.Contains(wat, StringComparison.Ordinal));
        map.EnumerateFileSystemInfos().Should().BeEmpty();
    }

    [Fact]
    public async Task Een_adres_dat_bezet_is_wordt_genoemd_met_wat_er_te_doen_is()
    {
        using var bezet = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        bezet.Start();
        var adres = $"http://{bezet.LocalEndpoint}";

        var (code, uitvoer) = await Programma.Draai(map.FullName, "--urls", adres);

        code.Should().Be(1);
        uitvoer.Should().Contain($"Op {adres} luistert al iets anders. Kies een ander adres met --urls");
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
