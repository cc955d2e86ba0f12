// Reads a catalogue in JSON-LD on standard input and holds it to the shapes in dcat-ap-nl.ttl. Writes what is wrong with it, a line each, then how many
// triples there were. Nothing is fetched: a context that is not inside the document is a fault.
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import jsonld from 'jsonld';
import { Parser, Store } from 'n3';
import Validator from 'rdf-validate-shacl';

const documentLoader = address => { throw new Error(`the catalogue needs ${address}`); };
const nquads = await jsonld.toRDF(JSON.parse(await text(process.stdin)), { format: 'application/n-quads', documentLoader, safe: true });
const catalogue = new Store(new Parser({ format: 'N-Quads' }).parse(nquads));
const shapes = new Store(new Parser().parse(readFileSync(new URL('dcat-ap-nl.ttl', import.meta.url), 'utf8')));

const report = await new Validator(shapes).validate(catalogue);
for (const fault of report.results) {
  const [node, path, rule] = [fault.focusNode, fault.path, fault.sourceConstraintComponent].map(term => term?.value?.split(/[/#]/).slice(-2).join('/'));
  console.log(`${node} ${path} ${rule} ${fault.value?.value ?? ''}`.trim());
}

console.log(`${catalogue.size} triples`);
