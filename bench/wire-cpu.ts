/**
 * What a mail costs the processor, apart: main thread, other threads (signatures, garbage collection), PostgreSQL. These figures hold on
 * a crowded machine. Everything on: DKIM, ledger, queue. A mail of 74 KB and the digest of the sample newsletter, with RSA and with Ed25519:
 * what binds where; and over eight lanes at once. Words: number of mails (3000), of rounds (5).
 */
import type { Edition } from '../src/edition/edition.js';
import { sendCounted } from './wire/counted.js';
import { median } from './wire/ratios.js';
import { measureSignature } from './wire/signature.js';
import { startCountingSink } from './wire/sinks.js';
import { makeDigest, makeEdition, manyDomains, openBenchWorld, type BenchWorld } from './wire/world.js';

const [count = 3000, rounds = 5] = process.argv.slice(2).map(Number);
const sink = await startCountingSink();
const [rsa, ed25519, manyLanes] = [await openBenchWorld(count, 'rsa'), await openBenchWorld(count, 'ed25519'), await openBenchWorld(count, 'rsa', manyDomains)];
const [large, digest] = [makeEdition(122), await makeDigest()];

type Costs = { readonly perSecond: number; readonly mainUs: number; readonly threadsUs: number; readonly postgresUs: number; readonly signatureUs: number };
type Kind = { readonly mail: string; readonly key: string; readonly lanes: number; readonly world: BenchWorld; readonly edition: Edition; readonly seen: Costs[] };
const kinds: readonly Kind[] = [
  { mail: '74 KB', key: 'rsa', lanes: 1, world: rsa, edition: large, seen: [] },
  { mail: 'digest', key: 'rsa', lanes: 1, world: rsa, edition: digest, seen: [] },
  { mail: '74 KB', key: 'ed25519', lanes: 1, world: ed25519, edition: large, seen: [] },
  { mail: 'digest', key: 'ed25519', lanes: 1, world: ed25519, edition: digest, seen: [] },
  { mail: '74 KB', key: 'rsa', lanes: manyDomains.length, world: manyLanes, edition: large, seen: [] },
];

try {
  for (let round = -1; round < rounds; round += 1) {
    for (const { world, edition, seen } of kinds) {
      const { cpu, seconds } = await sendCounted(world, edition, sink, count);
      if (round >= 0) seen.push({ perSecond: count / seconds, ...cpu, signatureUs: measureSignature(world.key) }); // the first warms up
    }
  }
} finally {
  sink.close();
  for (const world of [rsa, ed25519, manyLanes]) await world.close();
}
for (const { mail, key, lanes, seen } of kinds) {
  const of = (name: keyof Costs): number => Math.round(median(seen.map((round) => round[name])));
  const [mainUs, threadsUs, postgresUs, signatureUs] = [of('mainUs'), of('threadsUs'), of('postgresUs'), of('signatureUs')];
  const rates = seen.map(({ perSecond }) => Math.round(perSecond));
  console.log(JSON.stringify({
    bench: 'wire-cpu', mail, key, lanes, mails: count, mainUs, threadsUs, postgresUs, signatureUs, nodeWithoutSignatureUs: mainUs + threadsUs - signatureUs,
    perSecond: of('perSecond'), least: Math.min(...rates), most: Math.max(...rates),
  }));
}
process.exit(0); // children of ours still listen
