using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace PassendeZorg.Knelpunten.Tests.Paginas;

/// <summary>A sheet, looked through first and reported after: nothing is kept between the two, and nothing comes in that was not looked through.</summary>
public sealed class ImporteerPaginaTests(App app) : IClassFixture<App>
{
    private const string Kop = "Nummer;Titel;Omschrijving;Soort;Wet\n";
    private const string Goed = "1;Geen tarief voor scholing;Scholing van wijkteams is nergens te declareren en stopt.;bekostiging;Zvw|Wmo 2015\n";
    private const string Fout = "2;;te kort;bekostigng;AWBZ\n";
    private static int nummer;

    [Fact]
    public async Task Eerst_staat_er_wat_er_goed_en_fout_is_en_pas_daarna_wordt_er_gemeld()
    {
        var (organisatie, bezoeker) = await Melder();
        using var _ = bezoeker;

        await Kijk(bezoeker, Kop + Goed + Fout + "3;Nog een;Mevrouw Quispelaar belt 06-98765432 en krijgt geen hulp.;it;\n");

        bezoeker.Kop.Should().Be("Uw blad is nagekeken");
        bezoeker.Teksten("dl dd").Should().Equal("3", "1", "0", "2");
        var regels = bezoeker.Pagina.QuerySelectorAll("tbody tr").Select(rij => string.Join(" | ", rij.Children.Select(Bezoeker.Leesbaar))).ToList();
        regels.Should().Contain(regel => regel.StartsWith("2 | Titel | Geef het een titel.")).And.Contain(regel => regel.StartsWith("2 | Soort knelpunt |") && regel.EndsWith("| bekostiging"))
            .And.Contain(regel => regel.StartsWith("2 | Wetten en regels |")).And.Contain(regel => regel.StartsWith("3 | Omschrijving | Hier lijkt een telefoonnummer"));
        bezoeker.Pagina.DocumentElement.OuterHtml.Should().NotContain("Quispelaar").And.NotContain("98765432");
        (await Aantal(organisatie)).Should().Be(0);

        await bezoeker.Verstuur("Meld 1 knelpunt definitief");
        bezoeker.Kop.Should().Be("1 knelpunt gemeld");
        (await Aantal(organisatie)).Should().Be(1);

        await bezoeker.Verstuur("Download om te verbeteren");
        var bytes = await bezoeker.Antwoord.Content.ReadAsByteArrayAsync(App.Ct);
        bytes.Take(3).Should().Equal(0xEF, 0xBB, 0xBF);
        var blad = Encoding.UTF8.GetString(bytes).Split("\r\n");
        blad[0].Should().EndWith("rij;uitkomst;kenmerk;veld;code;bericht;suggestie;Nummer;Titel;Omschrijving;Soort;Wet");
        blad[1].Should().StartWith("1;bestaat-al;KP-");
        blad[2].Should().StartWith("2;geweigerd;;");
        string.Join('\n', blad).Should().NotContain("Quispelaar");
        (await Aantal(organisatie)).Should().Be(1, "a download reports nothing");

        var beter = Encoding.UTF8.GetString(bytes).Replace("\r\n2;geweigerd;", "\r\n2;verbeterd;", StringComparison.Ordinal).Replace(";;te kort;bekostigng;AWBZ", ";Toch goed;Nu is de omschrijving lang genoeg.;bekostiging;Zvw", StringComparison.Ordinal);
        await Kijk(bezoeker, beter);
        bezoeker.Teksten("dl dd").Should().Equal("3", "1", "1", "1");
        await bezoeker.Verstuur("Meld 1 knelpunt definitief");
        (await Aantal(organisatie)).Should().Be(2);
    }

    [Fact]
    public async Task Alles_of_niets_meldt_niets_als_er_iets_fout_is()
    {
        var (organisatie, bezoeker) = await Melder();
        using var _ = bezoeker;

        await Kijk(bezoeker, Kop + Goed + Fout, velden: ("modus", "alles-of-niets"));

        bezoeker.Tekst.Should().Contain("niet alle rijen zijn goed");
        bezoeker.Teksten("button").Should().NotContain(knop => knop.Contains("definitief"));
        bezoeker.Teksten("tbody th").Should().OnlyContain(rij => rij == "2");
        await Kijk(bezoeker, Kop + Goed, velden: ("modus", "alles-of-niets"));
        await bezoeker.Verstuur("Meld 1 knelpunt definitief");
        (await Aantal(organisatie)).Should().Be(1);
        await Kijk(bezoeker, Kop + Goed);
        bezoeker.Tekst.Should().Contain("Alles in dit blad is al gemeld.");
    }

    [Fact]
    public async Task Een_groot_blad_wordt_nog_eens_gekozen_en_een_ander_bestand_wordt_eerst_nagekeken()
    {
        var (organisatie, bezoeker) = await Melder();
        using var _ = bezoeker;
        var groot = new StringBuilder(Kop);
        for (var i = 0; i < 350; i++)
        {
            groot.Append(CultureInfo.InvariantCulture, $"K{i};Knelpunt {i};{string.Join(' ', Enumerable.Range(0, 250).Select(_ => RandomNumberGenerator.GetString("abcdefghklmnoprstuvw", 8)))};it;\n");
        }

        var bytes = Encoding.UTF8.GetBytes(groot.ToString());
        await Kijk(bezoeker, bytes, "text/csv");
        bezoeker.Pagina.QuerySelector("input[name=blad]").Should().BeNull();
        bezoeker.Tekst.Should().Contain("Kies hetzelfde bestand daarom nog een keer");
        var knop = bezoeker.Teksten("button").Single(naam => naam.Contains("definitief"));

        await bezoeker.Verstuur(knop, HttpStatusCode.BadRequest);
        bezoeker.Fout("bestand").Should().Be("Kies het bestand met uw blad.");
        await Kijk(bezoeker, bytes, "text/csv");
        await bezoeker.Verstuur(knop, ("bestand", "ander.csv", Encoding.UTF8.GetBytes(Kop + Goed), "text/csv"));
        bezoeker.Tekst.Should().Contain("Dit is een ander bestand dan net is nagekeken. Er is niets gemeld.");
        (await Aantal(organisatie)).Should().Be(0);
        await bezoeker.Verstuur("Meld 1 knelpunt definitief");
        (await Aantal(organisatie)).Should().Be(1);

        await Kijk(bezoeker, bytes, "text/csv");
        await bezoeker.Verstuur(knop, ("bestand", "zelfde.csv", bytes, "text/csv"));
        bezoeker.Kop.Should().Be("350 knelpunten gemeld");
        (await Aantal(organisatie)).Should().Be(351);
    }

    [Fact]
    public async Task Wat_verzegeld_meegaat_is_alleen_van_deze_sleutel_ongewijzigd_en_een_tijdje_goed()
    {
        var (organisatie, bezoeker) = await Melder();
        using var _ = bezoeker;
        await Kijk(bezoeker, Kop + Goed);
        var (blad, project) = (bezoeker.Waarde("blad"), bezoeker.Waarde("projectId"));
        blad.Should().NotContain("scholing");
        Encoding.UTF8.GetString(Convert.FromBase64String(blad)).Should().NotContain("scholing");
        using var ander = await Bezoeker.Met(app, (await Sleutel("melder", organisatie)));

        await ander.Ga("/melden/importeren");
        foreach (var (wie, waarde) in new[] { (ander, blad), (bezoeker, blad[..^4] + "AAA="), (bezoeker, "onzin"), (bezoeker, "") })
        {
            await wie.Vervals("/melden/importeren", HttpStatusCode.BadRequest, ("_token", wie.Waarde("_token")), ("projectId", project), ("blad", waarde), ("stap", "importeer"));
            wie.Fout("bestand").Should().Be("Kies het bestand met uw blad.");
        }

        (await Aantal(organisatie)).Should().Be(0);
        await bezoeker.Vervals("/melden/importeren", HttpStatusCode.OK, ("_token", bezoeker.Waarde("_token")), ("projectId", project), ("blad", blad), ("stap", "importeer"));
        (await Aantal(organisatie)).Should().Be(1);
    }

    [Fact]
    public async Task Een_werkmap_van_een_ander_register_komt_binnen_en_wat_geen_blad_is_zegt_dat()
    {
        var (organisatie, bezoeker) = await Melder();
        using var _ = bezoeker;
        var bron = await app.Project();
        await app.MeldEnBevestig(bron);
        var xlsx = await app.Anoniem().GetByteArrayAsync(new Uri($"/v1/knelpunten?project={bron}&formaat=xlsx", UriKind.Relative), App.Ct);

        await Kijk(bezoeker, xlsx, "application/octet-stream");
        await bezoeker.Verstuur("Meld 1 knelpunt definitief");
        (await Aantal(organisatie)).Should().Be(1);

        foreach (var (bytes, bericht) in new (byte[], string)[]
        {
            ([0xD0, 0xCF, 0x11, 0xE0, 1, 2, 3], "Sla die op als .xlsx of als CSV"), ([1, 0, 2, 0, 3], "geen CSV en geen werkmap"), ("PK\u0003\u0004stuk"u8.ToArray(), "geen leesbare XLSX"),
            (Encoding.UTF8.GetBytes(""), "Kies het bestand"),
        })
        {
            await bezoeker.Ga("/melden/importeren");
            await bezoeker.Verstuur("Kijk het blad na", ("bestand", "x.xlsx", bytes, "text/csv"), HttpStatusCode.BadRequest, ("modus", "alles-of-niets"));
            bezoeker.Tekst.Should().Contain(bericht);
            bezoeker.Waarde("modus").Should().Be("alles-of-niets");
        }
    }

    [Fact]
    public async Task Te_groot_zegt_hoe_groot_het_mag()
    {
        var (_, bezoeker) = await Melder();
        using var hier = bezoeker;
        await bezoeker.Ga("/melden/importeren");

        await bezoeker.Verstuur("Kijk het blad na", ("bestand", "groot.csv", new byte[(20 * 1024 * 1024) + 1], "text/csv"), HttpStatusCode.RequestEntityTooLarge);

        bezoeker.Tekst.Should().Contain("ten hoogste 20 MB");
    }

    [Fact]
    public async Task Voor_een_project_van_een_ander_kan_niet()
    {
        var (_, bezoeker) = await Melder();
        using var hier = bezoeker;
        var (ander, organisatie) = (await app.Project("Vreemde organisatie"), "Vreemde organisatie");
        await Kijk(bezoeker, Kop + Goed);

        foreach (var stap in new[] { "controleer", "importeer", "download" })
        {
            var (token, blad) = (bezoeker.Waarde("_token"), bezoeker.Pagina.QuerySelector("input[name=blad]")?.GetAttribute("value"));
            await bezoeker.Vervals("/melden/importeren", HttpStatusCode.Forbidden, ("_token", token), ("projectId", ander), ("blad", blad!), ("stap", stap));
            bezoeker.Tekst.Should().Contain("geen trekker of partner");
            await Kijk(bezoeker, Kop + Goed);
        }

        (await Aantal(organisatie)).Should().Be(0);
    }

    [Fact]
    public async Task Het_lege_blad_heeft_de_goede_koppen_en_de_voorbeelden_op_de_pagina_worden_begrepen()
    {
        using var lezer = new Bezoeker(app);
        await lezer.Ga("/melden/importeren");
        lezer.Pagina.QuerySelectorAll("form").Should().BeEmpty();
        var voorbeeld = lezer.Pagina.QuerySelectorAll("tbody tr").Select(rij => Bezoeker.Leesbaar(rij.Children[2])).ToList();
        await lezer.Volg("Download een leeg blad met deze koppen");
        lezer.Antwoord.Content.Headers.ContentDisposition!.FileName.Should().Contain("knelpunten.csv");
        var leeg = await lezer.Antwoord.Content.ReadAsByteArrayAsync(App.Ct);
        leeg.Take(3).Should().Equal(0xEF, 0xBB, 0xBF);
        Encoding.UTF8.GetString(leeg).Should().Contain("Nummer;Titel;Omschrijving;Soort;Wet;Domein");

        var (organisatie, bezoeker) = await Melder();
        using var _ = bezoeker;
        await Kijk(bezoeker, Encoding.UTF8.GetString(leeg) + string.Join(';', voorbeeld.Select(cel => $"\"{cel}\"")) + "\r\n");

        bezoeker.Teksten("dl dd").Should().Equal("1", "1", "0", "0");
        bezoeker.Pagina.QuerySelectorAll("tbody").Should().BeEmpty("no fault, no warning");
        await bezoeker.Verstuur("Meld 1 knelpunt definitief");
        (await Aantal(organisatie)).Should().Be(1);
    }

    [Fact]
    public async Task Na_een_sessie_die_voorbij_is_moet_alleen_het_bestand_opnieuw()
    {
        var (organisatie, bezoeker) = await Melder();
        using var _ = bezoeker;
        await bezoeker.Ga("/melden/importeren");
        bezoeker.Koekjes.GetAllCookies()["kp-sessie"]!.Expired = true;

        await bezoeker.Verstuur("Kijk het blad na", ("bestand", "blad.csv", Encoding.UTF8.GetBytes(Kop + Goed), "text/csv"), HttpStatusCode.Unauthorized, ("modus", "alles-of-niets"));
        await bezoeker.Verstuur("Aanmelden", ("sleutel", (await app.Melder(organisatie)).DefaultRequestHeaders.Authorization!.Parameter!));
        await bezoeker.Verstuur("Verder", HttpStatusCode.BadRequest);

        bezoeker.Fout("bestand").Should().Be("Kies het bestand met uw blad.");
        bezoeker.Waarde("modus").Should().Be("alles-of-niets");
    }

    private static Task Kijk(Bezoeker bezoeker, string blad, params (string, string)[] velden) => Kijk(bezoeker, Encoding.UTF8.GetBytes(blad), "text/csv", velden);

    private static async Task Kijk(Bezoeker bezoeker, byte[] blad, string mediatype, params (string, string)[] velden)
    {
        await bezoeker.Ga("/melden/importeren");
        await bezoeker.Verstuur("Kijk het blad na", ("bestand", "blad.csv", blad, mediatype), HttpStatusCode.OK, velden);
    }

    private async Task<int> Aantal(string organisatie) => (await (await app.Melder(organisatie)).Lees("/v1/knelpunten?mijn=true&status=concept,gemeld,bevestigd,afgewezen")).Getal("totaal");

    private async Task<string> Sleutel(string rol, string organisatie) =>
        (await (await app.Beheerder().Post("/v1/sleutels", new System.Text.Json.Nodes.JsonObject { ["naam"] = "Tweede", ["rol"] = rol, ["organisatie"] = organisatie, ["geldigTotDatum"] = "2099-01-01" })).Json()).Tekst("sleutel");

    private async Task<(string Organisatie, Bezoeker Bezoeker)> Melder()
    {
        var organisatie = $"Importeur {Interlocked.Increment(ref nummer)}";
        await app.Project(organisatie);
        return (organisatie, await Bezoeker.Melder(app, organisatie));
    }
}
