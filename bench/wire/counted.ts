/** A result counts only when server, Message-IDs and ledger tell the same number. */
import type { Edition } from '../../src/edition/edition.js';
import type { Counted, CountingSink } from './sinks.js';
import type { BenchWorld, Sent } from './world.js';

export function agree(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`the numbers do not agree: ${what}`);
}

/** Sends to the counting sink, over `port` when a line lies between. */
export async function sendCounted(world: BenchWorld, edition: Edition, sink: CountingSink, count: number, port = sink.port): Promise<Sent & { counted: Counted }> {
  const sent = await world.send(edition, port, count);
  const counted = await sink.counted();
  agree(sent.acceptedCount === count && counted.messageCount === count && counted.distinctIds === count, `${count} sent, ${sent.acceptedCount} accepted, ${counted.messageCount} at the sink, ${counted.distinctIds} Message-IDs`);
  return { ...sent, counted };
}
