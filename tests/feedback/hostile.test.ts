/** Hostile and broken messages: never a throw, never a long wait. */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import fc from 'fast-check';

import { parseFeedback } from '../../src/feedback/parse.js';
import { packagePath } from '../../src/package-root.js';
import { loadShapes, toMessage } from './shapes-file.js';

const folder = packagePath('tests', 'fixtures', 'feedback');
const messages = [...readdirSync(folder).filter((name) => name.endsWith('.eml')).map((name) => readFileSync(join(folder, name))), ...loadShapes().map((shape) => toMessage(shape))];

type Mutation = (message: Buffer, at: number, length: number) => Buffer;

const mutations: Readonly<Record<string, Mutation>> = {
  cut: (message, at) => message.subarray(0, at),
  removed: (message, at, length) => Buffer.concat([message.subarray(0, at), message.subarray(at + length)]),
  doubled: (message, at, length) => Buffer.concat([message.subarray(0, at + length), message.subarray(at)]),
  flipped: (message, at, length) => Buffer.from(message).fill(message[at] ?? 0 ^ 0x20, at, Math.min(at + length, message.length)),
  newlines: (message, at) => Buffer.concat([message.subarray(0, at), Buffer.from('\r\n\r\r\n'), message.subarray(at)]),
  mislabelled: (message) => Buffer.from(message.toString('latin1').replaceAll(/charset=[\w-]+/gi, 'charset=shift_jis'), 'latin1'),
  'as base64': (message) => Buffer.from(message.toString('latin1').replace('\n\n', '\nContent-Transfer-Encoding: base64\n\n'), 'latin1'),
  'CR only': (message) => Buffer.from(message.toString('latin1').replaceAll('\n', '\r'), 'latin1'),
  zeros: (message, at, length) => Buffer.concat([message.subarray(0, at), Buffer.alloc(length), message.subarray(at)]),
};

test('a mutated message never throws and always says at least one thing', () => {
  const some = fc.record({ message: fc.constantFrom(...messages), mutation: fc.constantFrom(...Object.values(mutations)), at: fc.nat(6_000), length: fc.integer({ min: 1, max: 400 }) });
  fc.assert(fc.property(some, ({ message, mutation, at, length }) => {
    const parsed = parseFeedback(mutation(message, Math.min(at, message.length), length));
    assert.ok(parsed.reports.length > 0);
  }), { numRuns: 600 });
});

test('any bytes at all are read', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => parseFeedback(bytes).reports.length > 0), { numRuns: 200 });
});

const head = 'From: MAILER-DAEMON@x.example\nSubject: Undeliverable\nReturn-Path: <>\n';
const groups = (count: number, words: string): string => Array.from({ length: count }, (_, index) => `Final-Recipient: rfc822; u${index}@b.example\nAction: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; ${words} ${index}\n`).join('\n');

/** Two megabytes each, of what slow readers stumble over. */
const heavy: Readonly<Record<string, string>> = {
  'one line': `${head}\n${'a'.repeat(2e6)}`,
  'one line of at signs': `${head}\n${'a@'.repeat(1e6)}`,
  'one header': `${head}X: ${'b'.repeat(2e6)}\n\nx`,
  'folded lines': `${head}X: b\n${' bbb\n'.repeat(4e5)}\n\nx`,
  'a long To': `${head}To: ${'a.'.repeat(1e6)}\n\nx`,
  'ten thousand parts': `${head}Content-Type: multipart/report; boundary=b\n\n${`--b\nContent-Type: text/plain\n\n${'550 user unknown '.repeat(10)}\n`.repeat(10_000)}`,
  'unlabelled Chinese bytes': `${head}\n${'\u00CA\u00D5\u00BC\u00FE'.repeat(5e5)}`,
  'base64': `${head}Content-Transfer-Encoding: base64\n\n${'dXNlciB1bmtub3du'.repeat(1.25e5)}`,
  'open tags': `${head}Content-Type: text/html\n\n${'<style <br '.repeat(2e5)}`,
  'boundaries': `${head}Content-Type: multipart/report; boundary=b\n\n${'--b\n'.repeat(5e5)}`,
  'nested parts': `${head}Content-Type: multipart/mixed; boundary=b\n\n${'--b\nContent-Type: multipart/mixed; boundary=b\n\n'.repeat(4e4)}`,
  'nested messages': `${head}Content-Type: message/rfc822\n\n${'Content-Type: message/rfc822\n\n'.repeat(6e4)}`,
  'groups': `${head}Content-Type: message/delivery-status\n\n${groups(15_000, 'lorem ipsum')}`,
  'long diagnostics': `${head}Content-Type: message/delivery-status\n\n${groups(500, 'user mailbox '.repeat(300))}`,
  'recipients': `${head}\nfollowing recipients\n${Array.from({ length: 6e4 }, (_, index) => `<u${index}@b.example>: 550 user`).join('\n')}`,
  'carriage returns': `${head}\n${'\r'.repeat(2e6)}`,
  'escapes': `${head}\n${'\u001B$B'.repeat(6e5)}`,
  'words of the rules': `${head}\n${'user mailbox account is not the of an host domain '.repeat(4e4)}`,
};

for (const [name, message] of Object.entries(heavy)) {
  test(`2 MB of ${name} are read in bounded time`, () => {
    const before = process.cpuUsage();
    parseFeedback(Buffer.from(message, 'latin1'));
    // one second is the promise on a quiet machine; tests run beside others
    assert.ok(process.cpuUsage(before).user < 4_000_000, 'microseconds of work, whoever else is at the machine');
  });
}
