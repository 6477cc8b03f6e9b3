/**
 * End to end against Postfix's smtp-sink: first mark to last row written, DKIM, ledger and queue on. R1 to smtp-source with the same bytes, R2 to
 * the ordinary loop, R3 sender CPU to one RSA signature, R4 bytes on the wire, R6 to the same sender without database and queue. Rounds take
 * turns, every second one in reverse order, so that another job on the machine slows all alike. Each round everybody also sends to a sink of
 * ours that counts Message-IDs and keeps samples, which mailauth verifies. Words: number of mails (5000), of rounds (5), of connections (10);
 * WIRE_MAIL=digest sends the sample digest instead of 74 KB.
 */
import { openContenders, type Contender, type ContenderName } from './wire/contenders.js';
import { checkMails, sendMeasured } from './wire/counted.js';
import { makeMail } from './wire/mails.js';
import { printRates, rateOf, type Measured } from './wire/rates.js';
import { against, atLeast, atMost, printRatios } from './wire/ratios.js';
import { measureSignature } from './wire/signature.js';
import { startCountingSink, startSmtpSink } from './wire/sinks.js';
import { readWords } from './wire/words.js';
import { openBenchWorld } from './wire/world.js';

const { count, rounds, connectionCount, mail } = readWords({ count: 5000, rounds: 5 });
const checkCount = 200;
/** What V8 compiles in the first ones weighs as much as a tenth of a round; a long campaign does not feel it. */
const warmRounds = 3;

const world = await openBenchWorld({ peopleCount: count, connectionCount });
const sink = await startSmtpSink();
const counting = await startCountingSink();
const edition = await makeMail(mail);
const { contenders, octets, raw } = await openContenders(world, edition);
const seen = new Map<ContenderName, Measured[]>(contenders.map(({ name }) => [name, []]));
const signatureUs: number[] = [];

async function measure({ share, isWhole, send }: Contender): Promise<Measured> {
  const mine = Math.max(60, Math.floor(count * share));
  const { seconds, cpu } = await sendMeasured(send, sink, mine);
  if (isWhole) await checkMails(world, send, counting, Math.min(mine, checkCount));
  return { perSecond: mine / seconds, ...cpu };
}

try {
  for (let round = -warmRounds; round < rounds; round += 1) {
    for (const contender of round % 2 === 0 ? contenders : contenders.toReversed()) {
      const measured = await measure(contender);
      if (round >= 0) seen.get(contender.name)?.push(measured);
    }
    if (round >= 0) signatureUs.push(measureSignature(world.key));
  }
} finally {
  sink.close();
  counting.close();
  await world.close();
}
const of = (name: ContenderName): readonly Measured[] => seen.get(name) ?? [];
const ratesOf = (name: ContenderName): readonly number[] => rateOf(of(name));
const ours = ratesOf('courant');
const run = { mail, octets, mails: count, connections: connectionCount };
printRates('wire', contenders.map(({ name, what }) => ({ name, what, seen: of(name) })), run);
printRatios('wire', [
  { id: 'R1', what: 'courant : smtp-source -d, as many octets and connections', goal: atLeast(0.6), values: against(ours, ratesOf('smtp-source')) },
  { id: 'R2', what: 'courant : ordinary loop', goal: atLeast(8), values: against(ours, ratesOf('ordinary loop')) },
  { id: 'R3', what: 'sender CPU per mail : one RSA-2048 signature', goal: atMost(3), values: against(of('courant').map(({ mainUs, threadsUs }) => mainUs + threadsUs), signatureUs) },
  { id: 'R4', what: 'octets on the wire : page and text of that reader as UTF-8', goal: atMost(1.05), values: [octets / raw] },
  { id: 'R6', what: 'courant : the same sender without database and queue', goal: atLeast(0.85), values: against(ours, ratesOf('without database')) },
  { id: '', what: 'courant : bare loop', values: against(ours, ratesOf('bare loop')) },
  { id: '', what: 'bare loop : smtp-source', values: against(ratesOf('bare loop'), ratesOf('smtp-source')) },
], run);
process.exit(0); // children of ours still listen
