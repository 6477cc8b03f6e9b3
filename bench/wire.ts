/**
 * End to end against Postfix's smtp-sink: first mark to last row written, DKIM, ledger and queue on. R1 to smtp-source with the same bytes, R2 to
 * the ordinary loop, R3 sender CPU to one RSA signature, R4 bytes on the wire, R6 to the sender without database. Rounds take turns, so
 * that another job on the machine slows all alike. Each round also sends to a sink of ours that counts Message-IDs and keeps samples,
 * which mailauth verifies. Words: number of mails (5000), of rounds (5), of table cells in the mail (122: 74 KB).
 */
import { toSubscriberId } from '../src/ids.js';
import { countOctets } from '../src/message/wire.js';
import { verify } from '../tests/message/dkim-support.js';
import { agree, sendCounted } from './wire/counted.js';
import { sendBare, sendOrdinarily } from './wire/rivals.js';
import { atLeast, atMost, median, printRatios } from './wire/ratios.js';
import { measureSignature } from './wire/signature.js';
import { runSmtpSource, startCountingSink, startSmtpSink } from './wire/sinks.js';
import { connectionCount, makeEdition, openBenchWorld, signingDomain } from './wire/world.js';

const [count = 5000, rounds = 5, cells = 122] = process.argv.slice(2).map(Number);
const checkCount = 200;
/** What V8 compiles in the first ones weighs as much as a tenth of a round; a long campaign does not feel it. */
const warmRounds = 3;
const ordinaryCount = Math.max(60, Math.floor(count / 10));

const world = await openBenchWorld(count);
const sink = await startSmtpSink();
const counting = await startCountingSink();
const edition = makeEdition(cells);
const mailing = world.mailing(edition);

async function checkMails(): Promise<void> {
  const { counted } = await sendCounted(world, edition, counting, checkCount);
  for (const sample of counted.samples) agree((await verify(Buffer.from(sample, 'base64'), [world.key], signingDomain)).join() === 'rsa-sha256 pass', 'a signature');
}

const sample = await mailing.make({ subscriberId: toSubscriberId('1'), address: 'reader1@mail.example', name: '독자 1', canonical: null, fence: 1, attempts: 0, firstAttemptAt: null } as Parameters<typeof mailing.make>[0], { has8BitMime: true });
const octets = countOctets(sample.wire);
const times = { ours: [] as number[], source: [] as number[], bare: [] as number[], ordinary: [] as number[], cpu: [] as number[], main: [] as number[], threads: [] as number[], postgres: [] as number[], rsa: [] as number[] };
try {
  for (let round = -warmRounds; round < rounds; round += 1) {
    const before = sink.messageCount();
    const ours = await world.send(edition, sink.port, count);
    agree(ours.acceptedCount === count && sink.messageCount() - before === count, `${ours.acceptedCount} accepted, ${sink.messageCount() - before} at smtp-sink, ${count} sent`);
    const source = await runSmtpSource(sink.port, connectionCount, count, octets);
    const bare = await sendBare(mailing, sink.port, count);
    const rsa = measureSignature(world.key);
    const ordinary = await sendOrdinarily(edition, world.pem, sink.port, ordinaryCount);
    await checkMails();
    if (round < 0) continue;
    times.ours.push(count / ours.seconds);
    times.source.push(count / source);
    times.bare.push(count / bare);
    times.ordinary.push(ordinaryCount / ordinary);
    times.cpu.push(ours.cpuUs);
    times.main.push(ours.cpu.mainUs);
    times.threads.push(ours.cpu.threadsUs);
    times.postgres.push(ours.cpu.postgresUs);
    times.rsa.push(rsa);
  }
} finally {
  sink.close();
  counting.close();
  await world.close();
}
const against = (ours: readonly number[], theirs: readonly number[]): number[] => ours.map((value, index) => value / (theirs[index] ?? 1));
const raw = Buffer.byteLength(edition.html) + Buffer.byteLength(edition.text);
printRatios('wire', [
  { id: 'R1', what: 'end to end : smtp-source -d -s 10, same bytes', ...atLeast(0.6), values: against(times.ours, times.source) },
  { id: 'R2', what: 'end to end : nodemailer pool with DKIM and Handlebars', ...atLeast(8), values: against(times.ours, times.ordinary) },
  { id: 'R3', what: 'sender CPU per mail : one RSA-2048 signature', ...atMost(3), values: against(times.cpu, times.rsa) },
  { id: 'R4', what: 'octets on the wire : raw UTF-8', ...atMost(1.05), values: [octets / raw] },
  { id: 'R6', what: 'end to end : the same without database and queue', ...atLeast(0.85), values: against(times.ours, times.bare) },
], {
  octets, mails: count, perSecond: Math.round(median(times.ours)), smtpSourcePerSecond: Math.round(median(times.source)), barePerSecond: Math.round(median(times.bare)),
  ordinaryPerSecond: Math.round(median(times.ordinary)), cpuUs: Math.round(median(times.cpu)), mainUs: Math.round(median(times.main)), threadsUs: Math.round(median(times.threads)), postgresUs: Math.round(median(times.postgres)), rsaUs: Math.round(median(times.rsa)),
});
process.exit(0); // children of ours still listen
