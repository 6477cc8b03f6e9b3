/**
 * What a mail costs the processor, apart: main thread, other threads (signatures, garbage collection), PostgreSQL, and the server that takes
 * the mails. These figures hold on a crowded machine. A mail of 74 KB and the digest of the sample newsletter, with RSA and with Ed25519, and
 * over eight lanes at once: each by the product, everything on, and by the same sender without database and queue. Words: number of mails
 * (3000), of rounds (5), of connections (10).
 */
import { renderTable } from '../src/cli/table.js';
import type { Edition } from '../src/edition/edition.js';
import { sendCounted, type Send } from './wire/counted.js';
import { makeMail } from './wire/mails.js';
import { cpuHeadings, middleOf, rateOf, toCells, type Measured } from './wire/rates.js';
import { median } from './wire/ratios.js';
import { measureSignature } from './wire/signature.js';
import { startCountingSink } from './wire/sinks.js';
import { sendWithoutDatabase } from './wire/without-database.js';
import { readWords } from './wire/words.js';
import { manyDomains, openBenchWorld, type BenchWorld } from './wire/world.js';

const { count, rounds, connectionCount } = readWords({ count: 3000, rounds: 5 });
const sink = await startCountingSink();
const size = { peopleCount: count, connectionCount };
const [rsa, ed25519, manyLanes] = [await openBenchWorld(size), await openBenchWorld({ ...size, keyType: 'ed25519' }), await openBenchWorld({ ...size, domains: manyDomains })];
const [large, digest] = [await makeMail('74 KB'), await makeMail('digest')];

type Kind = { readonly mail: string; readonly key: string; readonly lanes: number; readonly world: BenchWorld; readonly edition: Edition };
const kinds: readonly Kind[] = [
  { mail: '74 KB', key: 'rsa', lanes: 1, world: rsa, edition: large },
  { mail: 'digest', key: 'rsa', lanes: 1, world: rsa, edition: digest },
  { mail: '74 KB', key: 'ed25519', lanes: 1, world: ed25519, edition: large },
  { mail: 'digest', key: 'ed25519', lanes: 1, world: ed25519, edition: digest },
  { mail: '74 KB', key: 'rsa', lanes: manyDomains.length, world: manyLanes, edition: large },
];
type Run = Kind & { readonly sender: string; readonly send: Send; readonly seen: Measured[]; readonly signatureUs: number[] };
const runs: readonly Run[] = kinds.flatMap((kind) => [
  { ...kind, sender: 'courant', send: (to, mails) => kind.world.send(kind.edition, to, mails), seen: [], signatureUs: [] },
  { ...kind, sender: 'without database', send: (to, mails) => sendWithoutDatabase(kind.world, kind.edition, to, mails), seen: [], signatureUs: [] },
] satisfies Run[]);

try {
  for (let round = -1; round < rounds; round += 1) {
    for (const { world, send, seen, signatureUs } of round % 2 === 0 ? runs : runs.toReversed()) {
      const { cpu, seconds } = await sendCounted(send, sink, count);
      if (round < 0) continue; // the first warms up
      seen.push({ perSecond: count / seconds, ...cpu });
      signatureUs.push(measureSignature(world.key));
    }
  }
} finally {
  sink.close();
  for (const world of [rsa, ed25519, manyLanes]) await world.close();
}
console.error(renderTable([['mail', 'key', 'lanes', 'sender', ...cpuHeadings], ...runs.map(({ mail, key, lanes, sender, seen }) => [mail, key, lanes, sender, ...toCells(seen)])]));
for (const { mail, key, lanes, sender, seen, signatureUs } of runs) {
  const middle = middleOf(seen);
  const signature = Math.round(median(signatureUs));
  const rates = rateOf(seen).map(Math.round);
  console.log(JSON.stringify({
    bench: 'wire-cpu', mail, key, lanes, sender, mails: count, connections: connectionCount, ...middle, signatureUs: signature,
    nodeWithoutSignatureUs: middle.mainUs + middle.threadsUs - signature, least: Math.min(...rates), most: Math.max(...rates),
  }));
}
process.exit(0); // children of ours still listen
