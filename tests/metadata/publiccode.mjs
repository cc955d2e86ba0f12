// Writes publiccode.yaml, which is given on standard input, as JSON.
import { text } from 'node:stream/consumers';
import { parse } from 'yaml';

console.log(JSON.stringify(parse(await text(process.stdin), { strict: true, uniqueKeys: true })));
