using static PassendeZorg.Knelpunten.Paginas.Handleiding.ToonHandleiding;

namespace PassendeZorg.Knelpunten.Paginas.Handleiding;

/// <summary>De eerste tien minuten van een ontwikkelaar: lezen, melden, volgen.</summary>
internal static class VoorOntwikkelaar
{
    public static Html Tekst() => $$"""
        <p>Probeer dit op een <a href="/handleiding/beheerder">register dat u zelf start</a>: wat u meldt, is echt gemeld. U hebt <code>bash</code> en <code>curl</code> nodig, en de sleutel van een melder. Zet die op de plaats van <code>kp_…</code>.</p>
        {{Opdracht("""
            API=http://localhost:5080/v1
            SLEUTEL=kp_…
            """)}}
        <h2>1. Lees</h2>
        <p>Wat openbaar is, leest u zonder sleutel. Dezelfde filters werken overal: in lijsten, rapporten, feeds en abonnementen.</p>
        {{Opdracht("""
            curl -sS "$API/knelpunten?wet=zvw&limiet=1"
            """, """
            {"items":[…],"totaal":…,"volgende":…,"volgnummer":…}
            """)}}
        <p>Een rapport kan ook als CSV of Excel:</p>
        {{Opdracht("""
            curl -sS "$API/rapportages/kruistabel?rijen=wet&kolommen=domein&formaat=csv"
            """, """
            wet,wetNaam,domein,domeinNaam,aantal
            """)}}
        <p>Alle bewerkingen staan op <a href="/docs">/docs</a>, om te lezen en te proberen. Het <a href="/v1/openapi.json">OpenAPI-document</a> maakt er een client van in uw eigen taal. De codes, zoals <code>zvw</code>, staan bij <a href="/begrippen">begrippen</a>.</p>
        <h2>2. Meld</h2>
        <p>Eerst een project, van de organisatie die op de sleutel staat. Dan een knelpunt.</p>
        {{Opdracht("""
            post() { curl -sS -H "Authorization: Bearer $SLEUTEL" -H 'Content-Type: application/json' "$API/$1" -d "$2"; }
            id() { grep -o '"id":"[^"]*"' | head -n 1 | cut -d '"' -f 4; }
            PROJECT=$(post projecten '{ "naam": "Valpreventie Achterhoek", "organisatie": "GGD Oost" }' | id)
            post knelpunten '{
              "projectId": "'"$PROJECT"'", "soorten": ["bekostiging"], "wetten": ["zvw", "wmo2015"],
              "titel": "Valtraining stopt als het projectgeld op is",
              "omschrijving": "De gemeente betaalt zolang er projectgeld is; daarna wijzen gemeente en verzekeraar naar elkaar."
            }'
            """, """
            {"id":"…","kenmerk":"KP-…"status":"gemeld"…"voorstellen":{…
            """)}}
        <p>Een fout zegt in één keer alles wat er mis is, als <code>application/problem+json</code>:</p>
        {{Opdracht("""
            post knelpunten '{ "titel": "x" }'
            """, """
            {"type":"…","title":"Ongeldige invoer","status":400,…"fouten":[{"veld":"/titel",…
            """)}}
        <p>Weet u niet of een melding aankwam? Stuur <code>POST /knelpunten</code> nog eens met dezelfde <code>Idempotency-Key</code>, dan wordt zij niet dubbel vastgelegd. Wijzigen gaat met <code>PATCH</code> en de <code>ETag</code> die u las in <code>If-Match</code>.</p>
        <p>Wat u meldde, is pas openbaar als een analist het bevestigt. Tot dan ziet u het met <code>/knelpunten?mijn=true&amp;status=gemeld</code>.</p>
        <p>Hebt u er veel tegelijk, of een eigen nummer per melding? Stuur ze naar <code>/importen?project={id}</code>, als CSV, Excel of JSON. Met een kolom <code>Nummer</code> kunt u hetzelfde blad gerust nog eens sturen: wat er al is, wordt niet verdubbeld.</p>
        <p>Meldt uw systeem voor meer organisaties? Vraag voor elke organisatie een eigen sleutel. Of laat uw organisatie als partner (<code>organisaties</code>) bij hun project zetten.</p>
        <h2>3. Volg met een feed</h2>
        <p>Een feed is het eenvoudigst: geen sleutel, geen ontvanger. Vraag hem af en toe op, met <code>If-None-Match</code>; is er niets nieuws, dan is het antwoord 304.</p>
        {{Opdracht("""
            curl -sS "$API/feeds/knelpunten?wet=zvw&formaat=json"
            """, """
            {"version":"https://jsonfeed.org/version/1.1","title":"Knelpunten: Zvw",…
            """)}}
        <h2>4. Laat het u vertellen met een webhook</h2>
        <p>Uw systeem krijgt dan een bericht zodra er iets gebeurt. Zet op de plaats van <code>https://voorbeeld.nl/knelpunten</code> een adres dat vanaf internet te bereiken is. Wilt u het op uw eigen computer proberen? Start het register met de instelling <code>Knelpunten__Webhooks__ToegestaneNetwerken__0=127.0.0.0/8</code>; dan mag <code>http://127.0.0.1:8000/</code> ook.</p>
        {{Opdracht("""
            ANTWOORD=$(post abonnementen '{
              "callbackUrl": "https://voorbeeld.nl/knelpunten", "gebeurtenissen": ["knelpunt.bevestigd"], "selectie": { "wet": ["zvw"] }
            }')
            echo "$ANTWOORD"
            ABONNEMENT=$(echo "$ANTWOORD" | id)
            """, """
            {"geheim":"whsec_…"status":"wacht-op-bevestiging",…
            """)}}
        <p>Het register vraagt uw systeem eerst of het wil: met een <code>OPTIONS</code>-verzoek. Antwoord met status 200 en de header <code>WebHook-Allowed-Origin: *</code>. Kan dat niet, stuur dan de code uit het eerste bericht naar <code>/abonnementen/{id}/bevestigingen</code>. Daarna is het abonnement actief:</p>
        {{Opdracht("""
            curl -sS -H "Authorization: Bearer $SLEUTEL" "$API/abonnementen/$ABONNEMENT"
            """, """
            {"id":"…"status":"actief",…
            """)}}
        <p>Stuur uzelf een proefbericht, en kijk hoe de bezorging ging:</p>
        {{Opdracht("""
            curl -sS -X POST -H "Authorization: Bearer $SLEUTEL" "$API/abonnementen/$ABONNEMENT/proefberichten"
            """, """
            {"id":"…"gebeurtenis":"abonnement.proefbericht",…
            """)}}
        {{Opdracht("""
            curl -sS -H "Authorization: Bearer $SLEUTEL" "$API/abonnementen/$ABONNEMENT/afleveringen"
            """, """
            {"items":[{…"gebeurtenis":"abonnement.proefbericht",…"status":"afgeleverd",…
            """)}}
        <p>Een bericht is een CloudEvent, ondertekend volgens <a href="https://www.standardwebhooks.com/">Standard Webhooks</a>. Ga met het <code>geheim</code> na dat het echt van het register komt; daar zijn bibliotheken voor. Antwoord snel met 204. Lukt het niet, dan probeert het register het drie dagen lang opnieuw.
        Hetzelfde bericht kan twee keer komen, met dezelfde <code>webhook-id</code>. Wat u miste, staat in <code>/abonnementen/{id}/gemist</code>.</p>
        <h2>5. Neem de gegevens mee</h2>
        <p>De <a href="/v1/catalogus">catalogus</a> zegt welke gegevens er zijn, in welke vormen en onder welke licentie, volgens DCAT-AP-NL. Een dataportaal kan haar zo overnemen.</p>
        """;
}
