/** R5: at 20 ms round trip, how much of connections / round trip is reached. One round trip a mail would be 1. Words: number of mails (1500), of rounds (5), of connections (10). */
import { sendCounted } from './wire/counted.js';
import { makeEdition } from './wire/mails.js';
import { atLeast, median, printRatios } from './wire/ratios.js';
import { startCountingSink, startDelay } from './wire/sinks.js';
import { readWords } from './wire/words.js';
import { openBenchWorld } from './wire/world.js';

const roundTripMs = 20;
const { count, rounds, connectionCount } = readWords({ count: 1500, rounds: 5 });
const world = await openBenchWorld({ peopleCount: count, connectionCount });
const sink = await startCountingSink();
const line = await startDelay(sink, roundTripMs);
const edition = makeEdition(6);
const perSecond: number[] = [];
try {
  for (let round = -1; round < rounds; round += 1) {
    const { seconds } = await sendCounted((to, mails) => world.send(edition, to, mails), sink, count, line);
    if (round >= 0) perSecond.push(count / seconds); // the first warms up
  }
} finally {
  line.close();
  sink.close();
  await world.close();
}
printRatios('wire-latency', [
  { id: 'R5', what: `messages/s x round trip / connections, 20 ms, ${connectionCount} connections`, goal: atLeast(0.75), values: perSecond.map((value) => (value * roundTripMs) / 1000 / connectionCount) },
], { mails: count, connections: connectionCount, perSecond: Math.round(median(perSecond)) });
process.exit(0);
