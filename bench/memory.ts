/**
 * R11: resident memory of the sender with an audience of a million against one of ten thousand, each in a process of its own. From the large
 * audience as many mails are sent as the small one has: what differs is the audience alone. MEMORY_PEOPLE says how large the large one is.
 */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { makeEdition } from './wire/mails.js';
import { startCountingSink } from './wire/sinks.js';
import { openBenchWorld } from './wire/world.js';

const mailCount = 10_000;
const large = Number(process.env['MEMORY_PEOPLE'] ?? 1_000_000);
const rounds = 3;

async function sendOne(peopleCount: number): Promise<void> {
  const world = await openBenchWorld({ peopleCount });
  const sink = await startCountingSink();
  try {
    const accepted = await world.sendSome(makeEdition(4), sink.port, mailCount);
    if (accepted < mailCount) throw new Error(`${accepted} were accepted`);
  } finally {
    sink.close();
    await world.close();
  }
  console.log(String(Math.round(process.resourceUsage().maxRSS / 1024)));
}

function measure(peopleCount: number): number {
  const { stdout, stderr } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), String(peopleCount)], { encoding: 'utf8' });
  const mb = Number(stdout.trim().split('\n').at(-1));
  if (!(mb > 0)) throw new Error(`the sender failed: ${stderr}`);
  return mb;
}

const [people] = process.argv.slice(2).map(Number);
if (people !== undefined) await sendOne(people);
else {
  const [small, many]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    small.push(measure(mailCount));
    many.push(measure(large));
  }
  const middle = (values: readonly number[]): number => values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0;
  console.log(JSON.stringify({ bench: 'memory', id: 'R11', people: large, mails: mailCount, smallMb: small, largeMb: many, ratio: Number((middle(many) / middle(small)).toFixed(2)), goal: '<= 1.2' }));
}
