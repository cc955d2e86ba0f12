using System.Globalization;
using FluentAssertions;
using PassendeZorg.Knelpunten.Persoonsgegevens;
using Xunit;

namespace PassendeZorg.Knelpunten.Tests.Persoonsgegevens;

public sealed class PersoonsgegevenswachtTests
{
    // All values below are publicly known examples or made up; none belongs to a person.

    [Theory]
    [InlineData("999990342")]
    [InlineData("Het gaat om 111222333.")]
    [InlineData("nummer (999993653)")]
    [InlineData("111222333,999990342")]
    [InlineData("1112.22.333")]
    [InlineData("111.222.333")]
    [InlineData("111 222 333")]
    [InlineData("111-222-333")]
    [InlineData("111/222/333")]
    [InlineData("111 - 222 - 333")]
    [InlineData("1112 22 333")]
    [InlineData("11 12 22 333")]
    [InlineData("111 222333")]
    [InlineData("1 1 1 2 2 2 3 3 3")]
    [InlineData("in 2025 111 222 333 gemeld")]
    [InlineData("nr.111222333")]
    [InlineData("BSN: 111222333")]
    [InlineData("bsn-nummer 1112 22 333")]
    [InlineData("burgerservicenummer is 111222333")]
    [InlineData("Burger Service Nummer 111222333")]
    [InlineData("BSN111222333")]
    [InlineData("sofinummer 99999034")]
    [InlineData("BSN 123456789")]
    [InlineData("https://voorbeeld.nl/zoek?bsn=111222333")]
    public void Een_bsn_wordt_gevonden(string tekst) => ZekereSoorten(tekst).Should().Contain("bsn");

    [Theory]
    [InlineData("NL91ABNA0417164300")]
    [InlineData("NL91 ABNA 0417 1643 00")]
    [InlineData("nl91 abna 0417 1643 00 graag")]
    [InlineData("NL91.ABNA.0417.1643.00")]
    [InlineData("NL 91 ABNA 0417164300")]
    [InlineData("IBAN: NL91-ABNA-0417-1643-00.")]
    [InlineData("IBANNL91ABNA0417164300")]
    [InlineData("BE68 5390 0754 7034")]
    [InlineData("DE89370400440532013000")]
    public void Een_iban_wordt_gevonden(string tekst) => ZekereSoorten(tekst).Should().Equal("iban");

    [Theory]
    [InlineData("j.jansen@voorbeeld.nl")]
    [InlineData("x@example.com")]
    [InlineData("Mail truus_testema+zorg@post.voorbeeld.nl.")]
    [InlineData("jan @ voorbeeld.nl")]
    [InlineData("jan at voorbeeld.nl")]
    [InlineData("jan (at) voorbeeld.nl")]
    [InlineData("jan[at]voorbeeld.nl")]
    [InlineData("jan(at)voorbeeld(dot)nl")]
    [InlineData("jan apenstaartje voorbeeld punt nl")]
    [InlineData("jan at voorbeeld punt nl")]
    [InlineData("mailto:jan@voorbeeld.nl")]
    [InlineData("jan＠voorbeeld．nl")]
    public void Een_persoonlijk_emailadres_wordt_gevonden(string tekst) => ZekereSoorten(tekst).Should().Equal("email");

    [Theory]
    [InlineData("info@voorbeeld.nl")]
    [InlineData("info-noord@voorbeeld.nl")]
    [InlineData("post@gemeente.voorbeeld.nl")]
    [InlineData("secretariaat.cardiologie@voorbeeld.nl")]
    [InlineData("contact@voorbeeld.nl of api@voorbeeld.nl")]
    [InlineData("klantenservice@voorbeeld.nl")]
    [InlineData("wmoloket@voorbeeld.nl")]
    [InlineData("info(at)voorbeeld.nl")]
    [InlineData("a@b")]
    [InlineData("Volg ons @voorbeeld.nl")]
    [InlineData("pakket@1.2.3")]
    [InlineData("overleg @ locatie Noord. Nieuw plan")]
    public void Een_functioneel_adres_mag(string tekst) => Persoonsgegevenswacht.Zoek(tekst).Should().BeEmpty();

    [Theory]
    [InlineData("06-12345678")]
    [InlineData("0612345678")]
    [InlineData("06 - 12 34 56 78")]
    [InlineData("06.12.34.56.78")]
    [InlineData("06/12345678")]
    [InlineData("0 6 1 2 3 4 5 6 7 8")]
    [InlineData("+31 6 12345678")]
    [InlineData("+31(0)6-12345678")]
    [InlineData("(+31)6 12345678")]
    [InlineData("0031 6 12 34 56 78")]
    [InlineData("31612345678")]
    [InlineData("+31 (0)20 123 45 67")]
    [InlineData("(020) 123 45 67")]
    [InlineData("0512-123456")]
    [InlineData("tel.0512-123456, ma t/m vr")]
    [InlineData("06-12345678 24 uur per dag")]
    [InlineData("084-1234567")]
    [InlineData("087 1234567")]
    [InlineData("+32 475 12 34 56")]
    public void Een_persoonlijk_telefoonnummer_wordt_gevonden(string tekst) => ZekereSoorten(tekst).Should().Equal("telefoon");

    [Theory]
    [InlineData("tel. 088-1234567")]
    [InlineData("+31 88 123 45 67")]
    [InlineData("085-1234567")]
    [InlineData("0800-1234567")]
    [InlineData("0900-1234567")]
    [InlineData("0800 1234, 0906-1234, 0909-1234")]
    [InlineData("14 010")]
    [InlineData("14010 of 14 0113")]
    [InlineData("vergadering 01-02-2025 10:30 uur")]
    [InlineData("van 09.00-17.00 uur en van 08.30-12.30 uur")]
    [InlineData("schaal 0 1 2 3 4 5 6 7 8 9 10")]
    public void Een_organisatienummer_mag(string tekst) => Persoonsgegevenswacht.Zoek(tekst).Should().BeEmpty();

    [Theory]
    [InlineData("1234 AB 12")]
    [InlineData("1234AB 12")]
    [InlineData("1234 ab, nr. 12")]
    [InlineData("1234 AB huisnummer 12-a")]
    [InlineData("1234AB12")]
    [InlineData("1234 EN 12")]
    [InlineData("1234 AB, 12 bis")]
    [InlineData("Voorbeeldstraat 12, 1234 AB Utrecht")]
    [InlineData("Lange Voorhout 12, 1234 AB")]
    [InlineData("Kerkweg 3a\n1234 AB Testdorp")]
    [InlineData("1234 AB Testdorp, Kerkweg 3")]
    public void Een_postcode_met_huisnummer_wordt_gevonden(string tekst) => ZekereSoorten(tekst).Should().Equal("adres");

    [Theory]
    [InlineData("1234 AB")]
    [InlineData("postcodegebied 1234 AB in 2025")]
    [InlineData("2026 EN")]
    [InlineData("1000 EU")]
    [InlineData("1234 SS 1")]
    [InlineData("2025 in 12 gemeenten")]
    [InlineData("IN 2026 EN 12 GEMEENTEN")]
    [InlineData("1200 mg 3 keer per dag")]
    [InlineData("Stb. 2025 nr. 12")]
    [InlineData("zorgprofiel 2025 VV 4")]
    [InlineData("Postbus 20350, 2500 EJ Den Haag")]
    public void Een_postcodegebied_zonder_huisnummer_mag(string tekst) => Persoonsgegevenswacht.Zoek(tekst).Should().BeEmpty();

    [Theory]
    [InlineData("geb. 01-02-1980")]
    [InlineData("geb. 2 mei 2009")]
    [InlineData("geboren op 3 maart 1975")]
    [InlineData("geboren op 14-03-1941")]
    [InlineData("geboortedatum: 1980-02-01")]
    [InlineData("geb.dat: 1941-03-14")]
    [InlineData("geboortedatum 14/3/41")]
    [InlineData("geboren 3 mrt. 1975")]
    [InlineData("°14-03-1941")]
    [InlineData("dob 14.03.1941")]
    [InlineData("geboren te Den Haag op zondag 2 mei 2009")]
    [InlineData("geb. 14031941")]
    [InlineData("op 14 maart 1941 geboren")]
    public void Een_geboortedatum_wordt_gevonden(string tekst) => ZekereSoorten(tekst).Should().Equal("geboortedatum");

    [Theory]
    [InlineData("vergadering 01-02-2025")]
    [InlineData("kinderen geboren vanaf 1 januari 2025")]
    [InlineData("jongeren geboren na 01-01-2008")]
    [InlineData("wie na 1 januari 2015 geboren is")]
    [InlineData("geboren in 2009")]
    [InlineData("Overleg geboortezorg 01-02-2025")]
    [InlineData("Het gebouw is op 01-02-2025 geopend")]
    public void Een_datum_zonder_geboorte_mag(string tekst) => Persoonsgegevenswacht.Zoek(tekst).Should().BeEmpty();

    [Theory]
    [InlineData("cliëntnummer 12345")]
    [InlineData("client nummer: 12345")]
    [InlineData("cliëntnr. 88-4021")]
    [InlineData("cliënt met nummer 12345")]
    [InlineData("pat.nr. 7654321")]
    [InlineData("patiëntennummer is 123.456")]
    [InlineData("polisnr. AB-123456")]
    [InlineData("POLISNUMMER AB 123456")]
    [InlineData("polis 12345678")]
    [InlineData("verzekerdennummer 12 34 56 78")]
    [InlineData("verzekerdenr 123456")]
    [InlineData("zorgpasnummer 80528001234567890")]
    [InlineData("relatienummer 1234567")]
    [InlineData("dossiernummer 2025-00123")]
    [InlineData("zaaknummer 1234567")]
    [InlineData("zis-nummer 1234567")]
    [InlineData("paspoortnummer NXA1B2C34")]
    public void Een_nummer_van_een_persoon_wordt_gevonden(string tekst) => ZekereSoorten(tekst).Should().Equal("nummer");

    [Theory]
    [InlineData("dossiernummer 32279")]
    [InlineData("dossiernr. 32279-256")]
    [InlineData("zaaknummer 2025Z12345")]
    [InlineData("Kamerstuk 32279 nr. 256")]
    [InlineData("kamerdossiernummer 32279")]
    [InlineData("dossier jeugdzorg 2025")]
    [InlineData("polisvoorwaarden 2025")]
    [InlineData("elk cliëntnummer per 2025 opnieuw aanvragen")]
    [InlineData("per cliënt 12500 euro")]
    [InlineData("een polisnummer 2 keer invullen")]
    public void Een_nummer_van_beleid_mag(string tekst) => Persoonsgegevenswacht.Zoek(tekst).Should().BeEmpty();

    [Theory]
    [InlineData("artikel 2.4")]
    [InlineData("BWBR0018450")]
    [InlineData("€ 1.250.000")]
    [InlineData("€ 111.222.333")]
    [InlineData("1.234.567.890")]
    [InlineData("111.222.333 euro")]
    [InlineData("2025/327")]
    [InlineData("KP-2026-00042")]
    [InlineData("KP-111222333")]
    [InlineData("OIN 00000001234567890000")]
    [InlineData("KvK 12345678")]
    [InlineData("BSN of KvK 12345678")]
    [InlineData("BSN 000000000")]
    [InlineData("het BSN van 12345678 mensen")]
    [InlineData("het BSN per 01-01-2025 verplicht")]
    [InlineData("RSIN 111222333")]
    [InlineData("ISBN 0-306-40615-2")]
    [InlineData("zorgproductcode 111222333")]
    [InlineData("AGB-code 01 234567")]
    [InlineData("bedrag 01234567")]
    [InlineData("PUC_319855_22/1")]
    [InlineData("550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("https://zoek.officielebekendmakingen.nl/kst-32279-256.html")]
    [InlineData("https://voorbeeld.nl/artikel/111222333/lees")]
    [InlineData("2023-2028")]
    [InlineData("0,50 per 1000")]
    [InlineData("123456789")]
    [InlineData("999990343")]
    [InlineData("000000000")]
    [InlineData("9999903421234")]
    [InlineData("061234567890123")]
    [InlineData("NL91ABNA0417164301")]
    [InlineData("100.000 inwoners")]
    [InlineData("ECLI:NL:CRVB:2025:1234")]
    [InlineData("")]
    public void Een_gewoon_getal_mag(string tekst) => Persoonsgegevenswacht.Zoek(tekst).Should().BeEmpty();

    [Theory]
    [InlineData("mevrouw De Vries", "mevrouw De Vries")]
    [InlineData("Bij dhr. J. van der Berg thuis", "dhr. J. van der Berg")]
    [InlineData("cliënt Fatima wacht", "cliënt Fatima")]
    [InlineData("Cliënte Fatima Fictief-Jansen, 40", "Cliënte Fatima Fictief-Jansen")]
    [InlineData("mevr. A.B. Jansen-de Boer", "mevr. A.B. Jansen-de Boer")]
    [InlineData("mw. van 't Hof", "mw. van 't Hof")]
    [InlineData("de heer drs. O’Neil", "heer drs. O’Neil")]
    [InlineData("dhr. JANSEN", "dhr. JANSEN")]
    [InlineData("familie El Amrani", "familie El Amrani")]
    [InlineData("Patiënt: Özlem", "Patiënt: Özlem")]
    [InlineData("jeugdige, genaamd Sem", "jeugdige, genaamd Sem")]
    [InlineData("Achternaam: Testema", "naam: Testema")]
    public void Een_naam_na_een_aanspreekvorm_is_een_onzekere_vondst(string tekst, string verwacht)
    {
        var vondst = Persoonsgegevenswacht.Zoek(tekst).Should().ContainSingle().Subject;
        vondst.Should().BeEquivalentTo(new { Soort = "naam", Zeker = false });
        tekst.Substring(vondst.Positie, vondst.Lengte).Should().Be(verwacht);
    }

    [Theory]
    [InlineData("cliënt en professional")]
    [InlineData("mevrouw De minister")]
    [InlineData("mevrouw de Voorzitter")]
    [InlineData("minister Agema")]
    [InlineData("moeder Nederland")]
    [InlineData("Patiënt Federatie en Cliënt Centraal")]
    [InlineData("de cliënt Wmo of Wlz, de patiënt Zvw")]
    [InlineData("CLIËNT HEEFT WLZ MET MPT. MEVROUW WACHT.")]
    [InlineData("mevrouw B. uit een grote stad")]
    [InlineData("Het gaat om een mevrouw. Gemeente en zorgkantoor wijzen naar elkaar.")]
    [InlineData("MW Oost en de moeder. Daarna belt vader: de gemeente zegt nee.")]
    [InlineData("Commissie Dannenberg en methode Otago")]
    [InlineData("clientèle Noord, beheer Zuid")]
    public void Een_rol_of_functie_is_geen_naam(string tekst) => Persoonsgegevenswacht.Zoek(tekst).Should().BeEmpty();

    [Theory]
    [InlineData("Kerkstraat 12", "straat")]
    [InlineData("in de P.C. Hooftstraat nr. 12", "straat")]
    [InlineData("Dorpsplein 3a", "straat")]
    [InlineData("BIG-nummer 12345678901", "big")]
    [InlineData("BIG 12345678901", "big")]
    public void Straat_en_big_zijn_onzeker(string tekst, string soort) =>
        Persoonsgegevenswacht.Zoek(tekst).Should().ContainSingle().Which.Should().BeEquivalentTo(new { Soort = soort, Zeker = false });

    [Theory]
    [InlineData("De weg 12 keer afgelegd")]
    [InlineData("Rijksstraatweg 2025")]
    [InlineData("Zorgpad 3")]
    [InlineData("Arbeidsmarkt 2.0")]
    public void Een_weg_of_pad_is_geen_adres(string tekst) => Persoonsgegevenswacht.Zoek(tekst).Should().BeEmpty();

    [Theory]
    [InlineData("Het gaat om mevrouw Truus Testema, geboren op 14-03-1941, BSN 111222333. Zij wacht al acht weken.", "naam,geboortedatum,bsn")]
    [InlineData("Cliënte Fatima Fictief-Jansen, cliëntnr. 88-4021, tel. +31 6 12 34 56 78, heeft een psychotische stoornis.", "naam,nummer,telefoon")]
    [InlineData("Bel mij gerust op 06-12345678, ik ben op dinsdag en donderdag bereikbaar.", "telefoon")]
    [InlineData("Sem de Voorbeeld (geb. 2 mei 2009) woont in onze kamertraining.", "geboortedatum")]
    public void Een_ingezonden_knelpunt_over_een_persoon_wordt_herkend(string tekst, string soorten) =>
        Persoonsgegevenswacht.Zoek(tekst).Select(v => v.Soort).Should().Equal(soorten.Split(','));

    [Theory]
    [InlineData("Wij bespreken mensen die én een strafzaak én een psychiatrisch dossier hebben, en WGS (de wet voor samenwerkingsverbanden) is nog niet overal uitgewerkt.")]
    [InlineData("Bewoners van onze locatie hebben een arts voor verstandelijk gehandicapten (AVG) en een huisarts.")]
    [InlineData("=HYPERLINK(\"http://voorbeeld.example\";\"Klik\") dubbele indicatie")]
    [InlineData("+Advies van Commissie Dannenberg en methode Otago genoemd in ons plan; @Elke keer ander formulier;\tandere termijnen.")]
    [InlineData("AL 7 MAANDEN BEZIG VOOR EEN TRAPLIFT. CLIËNT HEEFT WLZ MET MPT EN WOONT THUIS. GEMEENTE: U HEEFT WLZ DUS NIET BIJ ONS.")]
    [InlineData("Na MDO met SO, POH-GGZ, WMO'er en casemanager: mw is te goed voor VPH, te slecht voor thuis.")]
    [InlineData("Bij een gezin in ons project valt vader onder een werknemersregeling, het oudste kind onder de Wmo.")]
    public void Een_ingezonden_knelpunt_zonder_persoon_mag(string tekst) => Persoonsgegevenswacht.Zoek(tekst).Should().BeEmpty();

    [Theory]
    [InlineData("bel 06\u200B123\u200D45678 nu", "06\u200B123\u200D45678")]
    [InlineData("\uFEFFBSN\u00AD: 111\u2060222333!", "111\u2060222333")]
    [InlineData("nr １１１２２２３３３.", "１１１２２２３３３")]
    [InlineData("nr 111\u00A0222\u202F333.", "111\u00A0222\u202F333")]
    [InlineData("tel 06\u201112345678.", "06\u201112345678")]
    [InlineData("tel 06 − 12345678.", "06 − 12345678")]
    [InlineData("nr ١١١٢٢٢٣٣٣.", "١١١٢٢٢٣٣٣")]
    [InlineData("nr 𝟏11222𝟑3𝟑.", "𝟏11222𝟑3𝟑")]
    [InlineData("clie\u0308nt Fatima wacht", "clie\u0308nt Fatima")]
    [InlineData("mail j\u200Ban＠voorbeeld.nl.", "j\u200Ban＠voorbeeld.nl")]
    [InlineData("ＮＬ９１ ABNA\u200C0417164300", "ＮＬ９１ ABNA\u200C0417164300")]
    public void De_positie_wijst_naar_de_oorspronkelijke_tekst(string tekst, string verwacht)
    {
        var vondst = Persoonsgegevenswacht.Zoek(tekst).Should().ContainSingle().Subject;
        tekst.Substring(vondst.Positie, vondst.Lengte).Should().Be(verwacht);
    }

    [Fact]
    public void Vondsten_staan_op_volgorde_en_overlappen_niet()
    {
        var vondsten = Persoonsgegevenswacht.Zoek(
            "NL91ABNA0417164300, BSN 111222333, cliëntnr. 111222333, mevrouw De Vries, Kerkstraat 1, 1234 AB 2, 06-12345678, jan@voorbeeld.nl");

        vondsten.Select(v => v.Soort).Should().Equal("iban", "bsn", "bsn", "naam", "straat", "adres", "telefoon", "email");
        vondsten.Zip(vondsten.Skip(1)).Should().OnlyContain(p => p.First.Positie + p.First.Lengte <= p.Second.Positie);
    }

    [Fact]
    public void Elke_soort_heeft_een_eigen_advies()
    {
        string[] soorten = ["bsn", "iban", "email", "telefoon", "adres", "geboortedatum", "nummer", "naam", "straat", "big", "controle", "anders"];

        soorten.Select(Persoonsgegevenswacht.Advies).Should().OnlyHaveUniqueItems().And.OnlyContain(a => a.EndsWith('.'));
    }

    [Fact]
    public void Elke_soort_wordt_in_elke_schrijfwijze_gevonden()
    {
        const int Aantal = 500;
        string[] soorten = ["bsn", "iban", "email", "telefoon", "adres", "geboortedatum", "nummer", "straat", "big", "naam"];
        var gemist = soorten.ToDictionary(soort => soort, soort => Gemist(soort, Aantal));

        var uitvoer = TestContext.Current.TestOutputHelper!;
        uitvoer.WriteLine($"{"kind",-14} {"texts",6} {"found",6} recall");
        foreach (var (soort, zinnen) in gemist)
        {
            uitvoer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{soort,-14} {Aantal,6} {Aantal - zinnen.Count,6} {(Aantal - zinnen.Count) / (double)Aantal:0.000}"));
        }

        foreach (var (soort, zinnen) in gemist)
        {
            zinnen.Should().HaveCountLessThanOrEqualTo(soort == "naam" ? Aantal / 10 : Aantal / 100, "recall of {0}; missed: {1}", soort, string.Join(" | ", zinnen));
        }
    }

    [Theory]
    [InlineData("De minister, mevrouw Agema, schreef dat", true)]
    [InlineData("Volgens mevrouw Agema, minister van VWS, kan het", false)]
    [InlineData("Volgens de heer Jansen (wethouder) kan het", false)]
    [InlineData("wethouder mevrouw De Vries en staatssecretaris de heer Jansen", false)]
    [InlineData("mevrouw De Vries, cliënt van de wethouder", true)]
    [InlineData("moeder Truus, wethouder van beroep", true)]
    public void Een_bestuurder_in_functie_mag_genoemd_worden(string tekst, bool gevonden) =>
        Persoonsgegevenswacht.Zoek(tekst).Any(vondst => vondst.Soort == "naam").Should().Be(gevonden);

    [Fact]
    public void Schone_zinnen_geven_bijna_geen_vals_alarm()
    {
        var r = new Random(20261122);
        var vals = new List<string>();
        for (var i = 0; i < 2000; i++)
        {
            var zin = Schoon(r);
            if (Persoonsgegevenswacht.Zoek(zin).Count > 0)
            {
                vals.Add(zin);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"2000 clean sentences, {vals.Count} false alarms");
        vals.Should().HaveCountLessThanOrEqualTo(20, "false alarms stay within 1 %: {0}", string.Join(" | ", vals));
    }

    [Theory]
    [InlineData("06 ")]
    [InlineData("111 222 333 ")]
    [InlineData("1 ")]
    [InlineData("a@a.")]
    [InlineData("aaaaaaaa")]
    [InlineData("mevrouw A.B.C.D.")]
    [InlineData("Mevrouw van der ")]
    [InlineData("geboren te A op ")]
    [InlineData("bsn                     1")]
    [InlineData("cliëntnr. A")]
    [InlineData("Kerkstraat 12, 1234 AB ")]
    [InlineData("1\u200B")]
    [InlineData("\uD800")]
    public void De_ergste_invoer_komt_altijd_klaar(string deel)
    {
        var tekst = string.Concat(Enumerable.Repeat(deel, (65536 / deel.Length) + 1));

        Persoonsgegevenswacht.Zoek(tekst).All(v => v.Positie >= 0 && v.Positie + v.Lengte <= tekst.Length).Should().BeTrue();
    }

    [Fact]
    public void Willekeurige_invoer_geeft_geldige_posities()
    {
        const string Tekens = "0123456789 .-/()+@aANnLlgebBSs'’€\u200B\u0308１𝟏";
        var r = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var tekst = string.Concat(Enumerable.Range(0, 300).Select(_ => Tekens[r.Next(Tekens.Length)]));

            Persoonsgegevenswacht.Zoek(tekst).All(v => v.Lengte > 0 && v.Positie >= 0 && v.Positie + v.Lengte <= tekst.Length).Should().BeTrue(tekst);
        }
    }

    private static IEnumerable<string> ZekereSoorten(string tekst) =>
        Persoonsgegevenswacht.Zoek(tekst).Where(v => v.Zeker).Select(v => v.Soort);

    // ---- generated texts -----------------------------------------------------------------------------------------

    private static List<string> Gemist(string soort, int aantal)
    {
        var r = new Random(20261122);
        var gemist = new List<string>();
        for (var i = 0; i < aantal; i++)
        {
            var waarde = Verdoezel(r, Waarde(r, soort));
            var zin = string.Format(CultureInfo.InvariantCulture, Kies(r, Omlijstingen), waarde);
            if (!Persoonsgegevenswacht.Zoek(zin).Any(v => v.Soort == soort))
            {
                gemist.Add(zin);
            }
        }

        return gemist;
    }

    private static readonly string[] Omlijstingen =
    [
        "Het gaat om {0}.", "{0}", "Wij wachten al acht weken ({0}) op een besluit.", "De gemeente vroeg naar {0}, maar kreeg geen antwoord.",
        "In 2025 meldden wij {0} en daarna bleef het stil.", "Zie: {0}; de Wlz-indicatie ontbreekt.", "Overleg op 01-02-2025\n{0}\nGeen uitkomst.",
    ];

    private static string Waarde(Random r, string soort) => soort switch
    {
        "bsn" => Bsn(r),
        "iban" => Iban(r),
        "email" => Email(r),
        "telefoon" => Telefoon(r),
        "adres" => Adres(r),
        "geboortedatum" => Geboortedatum(r),
        "nummer" => Nummer(r),
        "straat" => Kies(r, "", "in de ", "adres: ") + Kies(r, "Kerkstraat", "Dorpsplein", "Beatrixlaan", "Stationsweg", "Prinsengracht", "Burgemeester Testemasingel", "Nieuwe Steeg", "Van Goghstraat")
            .Replace("Nieuwe Steeg", "Oudesteeg", StringComparison.Ordinal) + Kies(r, " ", " ", " nr. ") + r.Next(1, 400).ToString(CultureInfo.InvariantCulture) + Kies(r, "", "a", "-2"),
        "big" => Kies(r, "BIG-nummer ", "BIG ", "big nr: ", "BIG-registratienummer ", "BIG-code: ", "BIG-registratie ") + Kies(r, "{0}", "{0}").Replace("{0}", Kies(r, "19", "29", "49", "59", "99") + Cijfers(r, 9), StringComparison.Ordinal),
        _ => Naam(r),
    };

    private static string Bsn(Random r)
    {
        string bsn;
        do
        {
            bsn = Cijfers(r, 9);
        }
        while (bsn.Select((c, i) => (c - '0') * (i == 8 ? -1 : 9 - i)).Sum() % 11 != 0);

        var s = Kies(r, " ", ".", "-", "/", " - ");
        var getal = r.Next(6) switch
        {
            0 => $"{bsn[..3]}{s}{bsn[3..6]}{s}{bsn[6..]}",
            1 => $"{bsn[..4]}{s}{bsn[4..6]}{s}{bsn[6..]}",
            2 => string.Join(' ', bsn.ToCharArray()),
            3 => $"{bsn[..2]} {bsn[2..4]} {bsn[4..6]} {bsn[6..]}",
            _ => bsn,
        };
        return Kies(r, "", "", "BSN ", "bsn: ", "burgerservicenummer is ", "bsn-nummer ", "BSN van de bewoner: ") + getal;
    }

    private static string Iban(Random r)
    {
        var rekening = Kies(r, "ABNA", "INGB", "RABO", "SNSB", "TRIO") + Cijfers(r, 10);
        var rest = string.Concat((rekening + "NL00").Select(c => char.IsDigit(c) ? c.ToString() : (c - 'A' + 10).ToString(CultureInfo.InvariantCulture)))
            .Aggregate(0, (n, c) => ((n * 10) + c - '0') % 97);
        var iban = string.Create(CultureInfo.InvariantCulture, $"NL{98 - rest:00}{rekening}");
        iban = string.Join(Kies(r, "", "", " ", ".", "-"), iban.Chunk(4).Select(g => new string(g)));
        return Kies(r, "", "IBAN ", "rekening: ") + (r.Next(3) == 0 ? iban.ToLowerInvariant() : iban);
    }

    private static string Email(Random r)
    {
        var voornaam = Kies(r, Voornamen).ToLowerInvariant();
        var naam = Kies(r, voornaam, voornaam[..1] + ".jansen", voornaam + "_devries", voornaam + Cijfers(r, 2), voornaam + ".de.boer");
        var at = Kies(r, "@", "@", "@", "(at)", " at ", "[at]", " (at) ", " @ ");
        return naam + at + Kies(r, "voorbeeld", "post.voorbeeld", "zorg-voorbeeld") + Kies(r, ".", ".", "(dot)", " punt ") + Kies(r, "nl", "com", "org", "zorg");
    }

    private static string Telefoon(Random r)
    {
        var s = Kies(r, "", " ", "-", ".", " - ");
        if (r.Next(3) > 0)
        {
            var rest = Cijfers(r, 8);
            rest = Kies(r, rest, $"{rest[..2]} {rest[2..4]} {rest[4..6]} {rest[6..]}", $"{rest[..4]} {rest[4..]}", $"{rest[..3]}.{rest[3..6]}.{rest[6..]}");
            return Kies(r, "06", "+316", "+31 6", "+31(0)6", "0031 6", "00316", "(06)") + s + rest;
        }

        var net = Kies(r, "020", "030", "010", "070", "0512", "0493", "038", "0229");
        var abonnee = Cijfers(r, 10 - net.Length);
        return Kies(r, net + "-", $"({net}) ", "+31 " + net[1..] + " ", "+31 (0)" + net[1..] + "-", net) + abonnee;
    }

    private static string Adres(Random r)
    {
        const string Letters = "ABCDEGHJKLMNPRSTVWXZ";
        string letters;
        do
        {
            letters = $"{Letters[r.Next(Letters.Length)]}{Letters[r.Next(Letters.Length)]}";
        }
        while (letters is "SA" or "SD" or "SS");

        var postcode = r.Next(1000, 10000).ToString(CultureInfo.InvariantCulture) + Kies(r, " ", "") + letters;
        var nummer = r.Next(1, 400).ToString(CultureInfo.InvariantCulture) + Kies(r, "", "", "a", "-12", " bis");
        return r.Next(6) switch
        {
            0 => $"{postcode}, nr. {nummer}",
            1 => $"{postcode} huisnummer {nummer}",
            2 => $"{Kies(r, "Kerkstraat", "Dorpsweg", "Lange Gracht", "Nieuwe Voorhout")} {nummer}, {postcode}",
            3 => $"{postcode.ToLowerInvariant()}, huisnr {nummer}",
            _ => $"{postcode} {nummer}",
        };
    }

    private static string Geboortedatum(Random r)
    {
        var d = new DateOnly(r.Next(1925, 2020), 1, 1).AddDays(r.Next(365));
        var datum = d.ToString(Kies(r, "dd-MM-yyyy", "d-M-yyyy", "dd/MM/yy", "dd.MM.yyyy", "d MMMM yyyy", "d MMM yyyy", "yyyy-MM-dd", "dd MM yyyy"), Nederlands);
        return Kies(r, "geboren op ", "geb. ", "geboortedatum: ", "geb.dat. ", "geb.datum: ", "geboren te Utrecht op ", "°", "dob ", "Geboren: ", "geboortedatum is ") + datum;
    }

    private static string Nummer(Random r)
    {
        var woord = Kies(r, "cliëntnummer", "clientnr.", "cliëntnr", "patiëntnummer", "pat.nr.", "patiëntennummer", "polisnummer", "polisnr.",
            "verzekerdennummer", "verzekerdenr.", "zorgpasnummer", "relatienummer", "klantnummer", "zaaknummer", "dossiernummer", "cliënt nr.");
        return woord + Kies(r, " ", ": ", " is ", " #", " = ") + Kies(r, Cijfers(r, 7), "AB-" + Cijfers(r, 6), Cijfers(r, 2) + "-" + Cijfers(r, 5), "P" + Cijfers(r, 6), "2025-" + Cijfers(r, 6));
    }

    private static string Naam(Random r)
    {
        var achternaam = Kies(r, "Jansen", "De Vries", "de Vries", "van der Berg", "Van den Heuvel", "El Amrani", "Yılmaz", "Jansen-de Boer", "van 't Hof", "Ó Fictief", "Testema");
        return r.Next(3) == 0
            ? Kies(r, "cliënt ", "Cliënte ", "patiënt ", "moeder ", "zoon ", "bewoner ", "jeugdige ", "client ", "Patiente ", "client: ", "haar dochter ", "buurvrouw ", "tante ", "opa ", "zus ", "mantelzorger ", "jongen genaamd ") + Kies(r, Voornamen) + Kies(r, "", " " + achternaam)
            : Kies(r, "mevrouw ", "Mevrouw ", "dhr. ", "mevr. ", "mw. ", "mw ", "de heer ", "meneer ", "Dhr ", "familie ", "Dhr.", "hr. ", "mevrouw  ", "mevrouw\n", "fam. ", "mijnheer ", "dhr. en mw. ", "DHR. ")
                + Kies(r, "", "J. ", "A.B. ", Kies(r, Voornamen) + " ", "drs. ") + achternaam;
    }

    // A share of the values gets the look-alike characters that word processors and copied web pages leave behind.
    private static string Verdoezel(Random r, string s) => r.Next(8) switch
    {
        0 => s.Replace(' ', '\u00A0'),
        1 => s.Replace('-', '\u2011'),
        2 => string.Concat(s.Select(c => char.IsAsciiDigit(c) ? (char)(c + 0xFEE0) : c)),
        3 when s.Length > 4 => s.Insert(s.Length - 3, "\u200B"),
        _ => s,
    };

    // Half of them are two in one, as people write them.
    private static string Schoon(Random r) => r.Next(2) == 0 ? Zin(r) : $"{Zin(r).TrimEnd('.')}{Kies(r, ", en ", "; ", " terwijl ", ".\n")}{Zin(r)}";

    private static string Zin(Random r)
    {
        var jaar = r.Next(1995, 2031);
        var n = r.Next(2, 400);
        var datum = new DateOnly(jaar, r.Next(1, 13), r.Next(1, 29));
        return r.Next(34) switch
        {
            0 => $"Volgens artikel {r.Next(1, 9)}.{r.Next(1, 9)}.{r.Next(1, 9)} van de Wlz ({jaar}) geldt dit voor {n} cliënten.",
            1 => string.Create(Nederlands, $"De kosten waren € {r.Next(1000, 900_000_000):N0} voor {r.Next(1000, 900_000):N0} inwoners."),
            2 => $"Kamerstuk {r.Next(25000, 37000)} nr. {n}, vergadering van {datum.ToString("dd-MM-yyyy", Nederlands)} {r.Next(10, 20)}:30 uur.",
            3 => $"In {jaar} en {jaar + 1} hadden {n} gemeenten een wachttijd van {r.Next(2, 30)} weken.",
            4 => $"Zie Stb. {jaar}, {n} en Stcrt. {jaar} nr. {r.Next(1000, 70000)}, in werking per {datum.ToString("d MMMM yyyy", Nederlands)}.",
            5 => $"BWBR00{Cijfers(r, 5)} en ECLI:NL:CRVB:{jaar}:{r.Next(10, 9999)} spreken elkaar tegen.",
            6 => $"Onze AGB-code {Cijfers(r, 2)} {Cijfers(r, 6)} en KvK {Cijfers(r, 8)} moeten op elk formulier.",
            7 => $"Bel 088-{Cijfers(r, 7)} of 14 0{r.Next(10, 80)}; de lijn is open van 08.30 - 17.00 uur.",
            8 => $"De patiënt en de huisarts wachten sinds {datum.ToString("d MMMM yyyy", Nederlands)} op het zorgkantoor.",
            9 => $"Een cliënt met een Wmo-indicatie betaalt {r.Next(10, 30)},{r.Next(10, 99)} per maand, een bewoner met Wlz {n} euro.",
            10 => $"https://voorbeeld.nl/rapport/{jaar}/{Cijfers(r, 9)}/kst-{r.Next(25000, 37000)}-{n}.html beschrijft het probleem.",
            11 => $"Mail info@voorbeeld.nl; het plan {jaar}-{jaar + 4} (KP-{jaar}-{r.Next(0, 99999):00000}) volgt.",
            12 => $"Vader en moeder hebben samen {r.Next(2, 9)} hulpverleners; de dochter van {r.Next(10, 60)} regelt alles.",
            13 => $"De leeftijdsgroepen 0-18, 18-23 en 65-{r.Next(70, 99)} tellen {r.Next(100, 999)}, {r.Next(100, 999)} en {r.Next(100, 999)} mensen.",
            14 => $"Mevrouw woont thuis en dhr. wil naar een verpleeghuis, maar zorgprofiel VV {r.Next(1, 10)} ontbreekt al {r.Next(2, 30)} maanden.",
            15 => $"De minister van VWS schreef op {datum.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} dat {r.Next(1, 99)},{r.Next(1, 9)} % van de {jaar} aanvragen is afgewezen.",
            16 => $"Zorgproductcode {Cijfers(r, 9)} en prestatiecode {Cijfers(r, 5)} kennen een ander tarief ({jaar}: € {n},50).",
            17 => $"Kinderen geboren vanaf {datum.ToString("d MMMM yyyy", Nederlands)} vallen onder regeling {jaar}/{n}.",
            18 => $"Het dossiernummer {r.Next(25000, 37000)} en kenmerk {r.Next(100000, 999999)}-{r.Next(100000, 999999)}-PG horen bij elkaar.",
            19 => $"PUC_{Cijfers(r, 6)}_22/1 en {new Guid(Enumerable.Range(0, 16).Select(_ => (byte)r.Next(256)).ToArray())} zijn de bronnen.",
            21 => $"Volgens {Kies(r, Functies)} {Kies(r, "van", "bij")} {Kies(r, Organisaties)} speelt dit sinds {jaar} bij {n} cliënten.",
            22 => $"{Kies(r, Organisaties)} en {Kies(r, Organisaties)} betalen elk {r.Next(5, 95)} % van {r.Next(2, 99)}.{Cijfers(r, 3)},{Cijfers(r, 2)} euro.",
            23 => $"Artikel {r.Next(1, 20)}:{r.Next(1, 99)} Awb en art. {r.Next(1, 9)}.{r.Next(1, 9)} lid {r.Next(1, 9)} onder {Kies(r, "a", "b", "c")} {Kies(r, Wetten)} botsen.",
            24 => $"{Kies(r, "De moeder", "De vader", "Een mantelzorger", "De bewoner", "Mevrouw", "De patiënt")} van {r.Next(18, 99)} belt {Kies(r, Organisaties)} {r.Next(2, 20)} keer per week.",
            25 => $"Beleidsregel BR/REG-{r.Next(20, 27)}{Cijfers(r, 3)} noemt prestatie {Cijfers(r, 5)} en € {r.Next(10, 400)},{Cijfers(r, 2)} per uur.",
            26 => $"In postcodegebied {r.Next(1000, 9999)} wonen {r.Next(2, 20)}.{Cijfers(r, 3)} mensen; wijk {Kies(r, "Noord", "De Berg", "Centrum")} telt {n} ouderen.",
            27 => $"Minister {Kies(r, "Agema", "Helder", "Kuipers")} en wethouder {Kies(r, "De Vries", "Jansen")} tekenden op {datum.ToString("d MMMM yyyy", Nederlands)} het akkoord.",
            28 => $"{Kies(r, Wetten)} en {Kies(r, Wetten)} sluiten niet aan: de {Kies(r, "cliënt", "patiënt", "jeugdige")} {Kies(r, Wetten)} wacht {n} dagen.",
            29 => $"De {Kies(r, "Rijksstraatweg", "Kerkstraat", "Stationsweg")} ligt in {r.Next(2, 9)} gemeenten; route {n} rijdt daar sinds {jaar} niet.",
            30 => $"Het zorgprofiel VG{r.Next(1, 8)} en ZZP {r.Next(1, 10)} VV gelden tot {datum.ToString("dd-MM-yyyy", Nederlands)}, {r.Next(8, 18)}.00 uur.",
            31 => $"Cliëntenraad, cliëntondersteuning en patiëntenvereniging {Kies(r, "Noord", "De Brug", "Samen")} kregen {r.Next(2, 9)} brieven van {Kies(r, Functies)}.",
            32 => $"Versie {r.Next(1, 9)}.{r.Next(0, 9)}.{r.Next(0, 9)} van iWlz (release {jaar}) geeft foutcode {Cijfers(r, 4)} bij bericht AW{r.Next(30, 40)}.",
            33 => $"Contact: secretariaat@{Kies(r, "zorggroep", "gemeente")}.example, {Kies(r, "0800", "0900")}-{Cijfers(r, 4)} of 14 0{r.Next(10, 80)}.",
            20 => $"Bij {n} van de {n + 1000} bewoners is de polis in {jaar} gewijzigd; Cliënten Noord telde er {r.Next(2, 99)}.",
            _ => $"OIN {Cijfers(r, 20)}, postcodegebied {r.Next(1000, 9999)} AB en regio {r.Next(1, 31)} doen mee sinds {jaar}.",
        };
    }

    private static readonly string[] Functies =
        ["de bestuurder", "een wijkverpleegkundige", "de casemanager", "de directeur", "een beleidsadviseur", "de huisarts", "de voorzitter", "een jeugdarts", "de projectleider", "de inspecteur"];

    private static readonly string[] Organisaties =
        ["de NZa", "Zorgkantoor Arnhem", "gemeente Utrecht", "GGD Oost", "het CIZ", "Stichting De Brug", "Zorggroep Test", "de VNG", "Huisartsenpost Noord", "Patiëntenfederatie Nederland", "het Leger des Heils", "Familie en Zorg", "Moeder en Kind Centrum"];

    private static readonly string[] Wetten = ["Wlz", "Zvw", "Wmo 2015", "Jeugdwet", "Wpg", "AVG", "Wvggz", "Participatiewet", "Wkkgz", "WGBO"];

    private static readonly CultureInfo Nederlands = MaakNederlands();

    // Built by hand so that the tests do not depend on the language data of the machine.
    private static CultureInfo MaakNederlands()
    {
        var c = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        c.DateTimeFormat.MonthNames = ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december", ""];
        c.DateTimeFormat.MonthGenitiveNames = c.DateTimeFormat.MonthNames;
        c.DateTimeFormat.AbbreviatedMonthNames = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec", ""];
        c.DateTimeFormat.AbbreviatedMonthGenitiveNames = c.DateTimeFormat.AbbreviatedMonthNames;
        c.NumberFormat.NumberGroupSeparator = ".";
        c.NumberFormat.NumberDecimalSeparator = ",";
        return c;
    }

    private static readonly string[] Voornamen =
        ["Fatima", "Truus", "Sem", "Özlem", "Jan", "Marie-Louise", "Mohammed", "Noor", "Wim", "Aisha", "Chantal", "Bram", "Li", "Zoë"];

    private static string Cijfers(Random r, int n) => string.Concat(Enumerable.Range(0, n).Select(_ => (char)('0' + r.Next(10))));

    private static string Kies(Random r, params string[] keuze) => keuze[r.Next(keuze.Length)];
}
