using static PassendeZorg.Knelpunten.Paginas.Handleiding.ToonHandleiding;

namespace PassendeZorg.Knelpunten.Paginas.Handleiding;

/// <summary>De eerste tien minuten van een beheerder: starten, sleutels, back-up en terug.</summary>
internal static class VoorBeheerder
{
    public static Html Tekst() => $$"""
        <h2>1. Start het register</h2>
        <p>U hebt de broncode nodig en de <a href="https://dotnet.microsoft.com/download">.NET SDK 10</a>. Open een terminal in de map van de broncode. Op Windows gebruikt u Git Bash.</p>
        {{Opdracht("dotnet run --project src/PassendeZorg.Knelpunten", """
            De registratie luistert op http://localhost:5080 …
            Beheersleutel, wordt alleen nu getoond: kp_…
            """, blijft: true)}}
        <p><strong>Bewaar die sleutel nu</strong>, in een wachtwoordkluis. Hij komt niet terug. De gegevens staan in de map <code>data</code>. Laat dit venster open en open een tweede voor wat volgt. Wilt u eerst voorbeelden zien? Start er dan een register naast, met een eigen map en een eigen adres:</p>
        <pre class="terzijde"><code>dotnet run --project src/PassendeZorg.Knelpunten -- --urls http://localhost:5081 --Knelpunten:Datamap=data/voorbeelden --Knelpunten:Voorbeelden=true</code></pre>
        <h2>2. Geef iedereen een sleutel</h2>
        <p>Zet uw beheersleutel op de plaats van <code>kp_…</code>.</p>
        {{Opdracht("""
            API=http://localhost:5080/v1
            SLEUTEL=kp_…
            sleutel() { curl -sS -H "Authorization: Bearer $SLEUTEL" -H 'Content-Type: application/json' $API/sleutels -d "$1"; echo; }
            """)}}
        <p>Elke sleutel hoort bij één organisatie en één rol. Bij een adressaat is de organisatie een <a href="/begrippen/organisaties">code uit de lijst</a>.</p>
        {{Opdracht("""
            sleutel '{ "naam": "Projectleiders", "rol": "melder", "organisatie": "GGD Oost" }'
            sleutel '{ "naam": "Analisten", "rol": "analist", "organisatie": "RVS" }'
            sleutel '{ "naam": "Beleid", "rol": "adressaat", "organisatie": "nza" }'
            """, """
            {"id":"…","sleutel":"kp_…","naam":"Projectleiders","rol":"melder",…}
            {"id":"…","sleutel":"kp_…","naam":"Analisten","rol":"analist",…}
            {"id":"…","sleutel":"kp_…","naam":"Beleid","rol":"adressaat","organisatie":"nza",…}
            """)}}
        <p>Geef de sleutel zelf door, liefst niet per mail, met het deel van de <a href="/handleiding">handleiding</a> dat erbij hoort. Een sleutel geldt een jaar, tenzij u er <code>geldigTotDatum</code> bij zet. Welke er zijn, en wanneer ze het laatst zijn gebruikt:</p>
        {{Opdracht("""
            curl -sS -H "Authorization: Bearer $SLEUTEL" $API/sleutels
            """, """
            {"items":[{"id":"…","naam":"…
            """)}}
        <p>Intrekken werkt meteen, met het id: <code>DELETE /v1/sleutels/{id}</code>.</p>
        <h2>3. Maak een back-up</h2>
        <p>Dat kan terwijl het register draait. Zet deze opdracht in een tijdschema, elke nacht of elk uur. Noemt u alleen de map, dan krijgt elke back-up een eigen naam met datum en tijd.</p>
        {{Opdracht("""
            mkdir -p back-ups
            dotnet run --project src/PassendeZorg.Knelpunten -- back-up back-ups/knelpunten.zip
            """, """
            Back-up tot en met gebeurtenis … staat in …knelpunten.zip…
            """)}}
        <p>In de back-up zit het bestand <code>data/peper</code> niet. Bewaar daar één keer een kopie van, op een andere plek dan de back-ups. Zonder dat bestand is een back-up niet terug te zetten. Gooi back-ups na 35 dagen weg.</p>
        <p>Klopt alles nog? Ook dat kan naast het register:</p>
        {{Opdracht("dotnet run --project src/PassendeZorg.Knelpunten -- controleer", """
            … gebeurtenissen gecontroleerd, 0 fouten.
            """)}}
        <h2>4. Zet een back-up terug</h2>
        <p>Oefen dit één keer, vóór het nodig is. Stop eerst het register, met Ctrl+C in het eerste venster.</p>
        {{Opdracht("dotnet run --project src/PassendeZorg.Knelpunten -- herstel back-ups/knelpunten.zip", """
            Hersteld: de stand van …
            """)}}
        <p>Is de beheersleutel kwijt? Dan maakt u, ook met het register gestopt, een nieuwe:</p>
        {{Opdracht("dotnet run --project src/PassendeZorg.Knelpunten -- sleutel maken --naam Beheer --rol beheerder --organisatie \"GGD Oost\"", """
            kp_…
            """)}}
        <p>Start het register daarna weer, zoals bij 1.</p>
        <h2>5. Voordat anderen erbij kunnen</h2>
        <ul>
        <li>Zet er een webserver voor die https doet, en noem die bij de instelling <code>Knelpunten__Proxys__0</code>.</li>
        <li>Vul <code>Knelpunten__Openbaar</code> (het adres), <code>Knelpunten__Uitgever</code>, <code>Knelpunten__Contact</code> en <code>Knelpunten__Licentie</code> in. Die komen op <a href="/over">over het register</a>, bij <a href="/privacy">privacy</a>, in de <a href="/v1/catalogus">catalogus</a> en bij <a href="/toegankelijkheid">toegankelijkheid</a>.</li>
        <li>Laat iets meekijken met <a href="/health/ready">/health/ready</a>: dat zegt of het register werkt, en anders waarom niet.</li>
        </ul>
        <p>Alle instellingen en opdrachten staan in het bestand README.md van de broncode. Wat er met de database gebeurt, en hoe het met meer instanties op PostgreSQL gaat, staat in db/README.md.</p>
        """;
}
