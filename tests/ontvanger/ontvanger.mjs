// A receiver as a subscriber would write it, with the reference libraries. Listens on a free port of 127.0.0.1, agrees to the CloudEvents
// handshake, and prints a line of JSON per message: whether its signature holds (with the secret that stands first on standard input,
// until another line comes) and what the library reads in it. A message whose signature does not hold is refused with 401.
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { HTTP } from "cloudevents";
import { Webhook } from "standardwebhooks";

let geheim = null;
const print = (regel) => process.stdout.write(JSON.stringify(regel) + "\n");
const invoer = createInterface({ input: process.stdin });
invoer.on("line", (regel) => {
  geheim = regel.trim();
  print({ geheim: true });
});
invoer.on("close", () => process.exit(0));

const server = createServer((verzoek, antwoord) => {
  if (verzoek.method === "OPTIONS") {
    antwoord.setHeader("WebHook-Allowed-Origin", verzoek.headers["webhook-request-origin"] ?? "");
    antwoord.end();
    return;
  }
  const delen = [];
  verzoek.on("data", (deel) => delen.push(deel));
  verzoek.on("end", () => {
    const body = Buffer.concat(delen).toString("utf8");
    const gezien = { webhookId: verzoek.headers["webhook-id"], handtekeningen: (verzoek.headers["webhook-signature"] ?? "").split(" ").length };
    try {
      new Webhook(geheim).verify(body, verzoek.headers);
      const event = HTTP.toEvent({ headers: verzoek.headers, body });
      event.validate();
      antwoord.statusCode = 204;
      print({ ...gezien, echt: true, event: event.toJSON() });
    } catch (fout) {
      antwoord.statusCode = 401;
      print({ ...gezien, echt: false, fout: String(fout) });
    }
    antwoord.end();
  });
});
server.listen(0, "127.0.0.1", () => print({ adres: `http://127.0.0.1:${server.address().port}/berichten` }));
