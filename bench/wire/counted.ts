/** A result counts only when server, Message-IDs and ledger tell the same number. */
import { until } from '../../tests/support/until.js';
import { verify } from '../../tests/message/dkim-support.js';
import type { Counted, CountingSink, Sink, SmtpSink } from './sinks.js';
import { signingDomain, type BenchWorld, type Sent } from './world.js';

export type Send = (sink: Sink, count: number) => Promise<Sent>;

export function agree(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`the numbers do not agree: ${what}`);
}

/** Sends to the counting sink, over `line` when one lies between. */
export async function sendCounted(send: Send, sink: CountingSink, count: number, line: Sink = sink): Promise<Sent & { counted: Counted }> {
  const sent = await send(line, count);
  const counted = await sink.counted();
  agree(sent.acceptedCount === count && counted.messageCount === count && counted.distinctIds === count, `${count} sent, ${sent.acceptedCount} accepted, ${counted.messageCount} at the sink, ${counted.distinctIds} Message-IDs`);
  return { ...sent, counted };
}

/** Sends to smtp-sink, which tells a little later how many it took. */
export async function sendMeasured(send: Send, sink: SmtpSink, count: number): Promise<Sent> {
  const before = sink.messageCount();
  const sent = await send(sink, count);
  await until('smtp-sink to have counted', () => sink.messageCount() - before >= count);
  agree(sent.acceptedCount === count && sink.messageCount() - before === count, `${count} sent, ${sent.acceptedCount} accepted, ${sink.messageCount() - before} at smtp-sink`);
  return sent;
}

/** Every mail is another, and the signatures of some hold. */
export async function checkMails(world: BenchWorld, send: Send, sink: CountingSink, count: number): Promise<void> {
  const { counted } = await sendCounted(send, sink, count);
  agree(counted.samples.length > 0, 'no mail was kept');
  for (const sample of counted.samples) {
    const verdict = (await verify(Buffer.from(sample, 'base64'), [world.key], signingDomain)).join();
    agree(verdict === `${world.key.algorithm} pass`, `a signature: ${verdict}`);
  }
}
