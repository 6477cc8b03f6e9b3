/**
 * What a mail costs the processor, apart: main thread, other threads (signatures, garbage collection), PostgreSQL. These figures hold on
 * a crowded machine. Everything on: DKIM, ledger, queue. Words: number of mails (1500), of rounds (5), of table cells (122: 74 KB).
 */
import { sign } from 'node:crypto';
import { median } from './wire/ratios.js';
import { startCountingSink } from './wire/sinks.js';
import { makeEdition, openBenchWorld } from './wire/world.js';

const [count = 1500, rounds = 5, cells = 122] = process.argv.slice(2).map(Number);
const world = await openBenchWorld(count);
const sink = await startCountingSink();
const edition = makeEdition(cells);

function measureSignature(): number {
  const octets = Buffer.alloc(1500, 'x');
  const before = process.cpuUsage();
  for (let done = 0; done < 300; done += 1) sign('sha256', octets, world.key.privateKey);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 300;
}

const seen: { mainUs: number; threadsUs: number; postgresUs: number; rsaUs: number; perSecond: number }[] = [];
try {
  for (let round = -1; round < rounds; round += 1) {
    const { cpu, seconds, acceptedCount } = await world.send(edition, sink.port, count);
    const counted = await sink.counted();
    if (acceptedCount !== count || counted.distinctIds !== count) throw new Error(`the numbers do not agree: ${acceptedCount} accepted, ${counted.distinctIds} Message-IDs`);
    if (round >= 0) seen.push({ ...cpu, rsaUs: measureSignature(), perSecond: count / seconds }); // the first warms up
  }
} finally {
  sink.close();
  await world.close();
}
const of = (key: keyof (typeof seen)[number]): number => Math.round(median(seen.map((round) => round[key])));
const told = { mainUs: of('mainUs'), threadsUs: of('threadsUs'), postgresUs: of('postgresUs'), rsaUs: of('rsaUs') };
console.log(JSON.stringify({ bench: 'wire-cpu', mails: count, ...told, nodeWithoutRsaUs: told.mainUs + told.threadsUs - told.rsaUs, perSecond: of('perSecond'), rounds: seen.map((round) => Object.values(round).map(Math.round)) }));
process.exit(0); // children of ours still listen
