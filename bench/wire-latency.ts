/** R5: at 20 ms round trip and 10 connections, how much of connections / round trip is reached. One round trip a mail would be 1. Words: number of mails (1500), of rounds (5). */
import { sendCounted } from './wire/counted.js';
import { atLeast, median, printRatios } from './wire/ratios.js';
import { startCountingSink, startDelay } from './wire/sinks.js';
import { connectionCount, makeEdition, openBenchWorld } from './wire/world.js';

const roundTripMs = 20;
const [count = 1500, rounds = 5] = process.argv.slice(2).map(Number);
const world = await openBenchWorld(count);
const sink = await startCountingSink();
const line = await startDelay(sink.port, roundTripMs);
const edition = makeEdition(6);
const perSecond: number[] = [];
try {
  for (let round = -1; round < rounds; round += 1) {
    const { seconds } = await sendCounted(world, edition, sink, count, line.port);
    if (round >= 0) perSecond.push(count / seconds); // the first warms up
  }
} finally {
  line.close();
  sink.close();
  await world.close();
}
printRatios('wire-latency', [
  { id: 'R5', what: 'messages/s x round trip / connections, 20 ms, 10 connections', ...atLeast(0.75), values: perSecond.map((value) => (value * roundTripMs) / 1000 / connectionCount) },
], { mails: count, perSecond: Math.round(median(perSecond)) });
process.exit(0);
