/** How fast messages that came back are read, beside mailparser's simpleParser over the same messages. One JSON line. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { simpleParser } from 'mailparser';

import { parseFeedback } from '../src/feedback/reading/parse.js';
import { packagePath } from '../src/package-root.js';
import { loadCorpus } from '../tests/feedback/reading/expectations.js';

const rounds = 5;

function fixtures(): readonly Uint8Array[] {
  const folder = packagePath('tests', 'fixtures', 'feedback');
  return readdirSync(folder).filter((name) => name.endsWith('.eml')).map((name) => readFileSync(join(folder, name)));
}

async function measure(read: (raw: Uint8Array) => unknown, messages: readonly Uint8Array[]): Promise<number> {
  for (const raw of messages) await read(raw); // warm-up, not counted
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round += 1) for (const raw of messages) await read(raw);
  return (messages.length * rounds * 1_000) / (performance.now() - startedAt);
}

const corpus = loadCorpus();
const messages = corpus?.map((message) => message.raw) ?? fixtures();
const parsePerSecond = await measure(parseFeedback, messages);
const simpleParserPerSecond = await measure((raw) => simpleParser(Buffer.from(raw)), messages);

console.log(JSON.stringify({
  bench: 'feedback', messages: messages.length, source: corpus === undefined ? 'fixtures' : 'corpus',
  perSecond: Math.round(parsePerSecond), simpleParserPerSecond: Math.round(simpleParserPerSecond),
  ratio: Number((parsePerSecond / simpleParserPerSecond).toFixed(2)),
}));
