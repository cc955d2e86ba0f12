import createClient from "openapi-fetch";
import type { components, paths } from "./knelpunten.js";

// Report, confirm, list and subscribe with the generated client. Arguments: base address with /v1, key, project id, address for messages.
declare const process: { argv: string[] };
const [baseUrl, sleutel, projectId, callbackUrl] = process.argv.slice(2) as [string, string, string, string];
const client = createClient<paths, "application/json" | "application/problem+json">({ baseUrl, headers: { Authorization: `Bearer ${sleutel}` } });
type Probleem = components["schemas"]["Probleem"];

/** The answer, or the problem that came instead. */
function gelukt<T>({ data, error }: { data?: T; error?: Probleem }): T {
    if (error !== undefined || data === undefined) throw new Error(error?.detail ?? "no answer");
    return data;
}

const gemeld = gelukt(await client.POST("/knelpunten", {
    body: {
        projectId,
        titel: "Valtraining stopt als het projectgeld op is",
        omschrijving: "De gemeente betaalt de training zolang er projectgeld is; daarna wijst iedereen naar de ander.",
        soorten: ["tijdelijke-financiering"],
        wetten: ["wmo2015", "zvw"],
        domeinen: ["preventie"],
        oplossingsruimte: "gerichte-wijziging",
    },
}));
const id = gemeld.kenmerk;
const bevestigd = gelukt(await client.POST("/knelpunten/{id}/beoordelingen", { params: { path: { id } }, body: { besluit: "bevestigd", herleidbaarheidGecontroleerd: true } }));
const gewijzigd = gelukt(await client.PATCH("/knelpunten/{id}", {
    params: { path: { id }, header: { "If-Match": `"${bevestigd.versie}"` } },
    headers: { "Content-Type": "application/merge-patch+json" },
    body: { omweg: "De buurtsportcoach doet het erbij." },
}));
const lijst = gelukt(await client.GET("/knelpunten", { params: { query: { wet: ["wmo2015"], status: ["bevestigd"], sorteer: "-gemeldOp" } } }));
const abonnement = gelukt(await client.POST("/abonnementen", { body: { callbackUrl, gebeurtenissen: ["knelpunt.bevestigd"], selectie: { wet: ["wmo2015"] } } }));
const geweigerd = await client.POST("/knelpunten", { body: { projectId, titel: "X", omschrijving: "Te kort om iets te zeggen.", soorten: ["it"] } });

console.log(JSON.stringify({
    kenmerk: gemeld.kenmerk,
    status: gewijzigd.status,
    ruimte: gewijzigd.oplossingsruimte,
    titel: gewijzigd.titel,
    omweg: gewijzigd.omweg,
    lijst: lijst.items.map(knelpunt => knelpunt.kenmerk),
    abonnement: abonnement.status,
    gebeurtenis: abonnement.gebeurtenissen[0],
    geweigerd: geweigerd.error?.fouten?.[0]?.veld,
}));
