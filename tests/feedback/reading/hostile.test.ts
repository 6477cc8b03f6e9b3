/** Hostile and broken messages: never a throw, never a long wait. */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import fc from 'fast-check';

import { parseFeedback } from '../../../src/feedback/reading/parse.js';
import { packagePath } from '../../../src/package-root.js';
import { loadSaid, wrappers } from './said-file.js';
import { loadShapes, toMessage } from './shapes-file.js';

const folder = packagePath('tests', 'fixtures', 'feedback');
const messages = [...readdirSync(folder).filter((name) => name.endsWith('.eml')).map((name) => readFileSync(join(folder, name))), ...loadShapes().map((shape) => toMessage(shape)), ...Object.values(wrappers).flatMap((wrap) => loadSaid('said').slice(0, 20).map((said) => Buffer.from(wrap(said))))];
/** More for a long hunt: `COURANT_FUZZ_RUNS=200000 node --test dist/tests/feedback/reading/hostile.test.js`. */
const runCount = Number(process.env['COURANT_FUZZ_RUNS'] ?? 600);

type Mutation = (message: Buffer, at: number, length: number, other: Buffer) => Buffer;

const mutations: Readonly<Record<string, Mutation>> = {
  cut: (message, at) => message.subarray(0, at),
  removed: (message, at, length) => Buffer.concat([message.subarray(0, at), message.subarray(at + length)]),
  doubled: (message, at, length) => Buffer.concat([message.subarray(0, at + length), message.subarray(at)]),
  flipped: (message, at, length) => Buffer.from(message).fill((message[at] ?? 0) ^ 0x20, at, Math.min(at + length, message.length)),
  newlines: (message, at) => Buffer.concat([message.subarray(0, at), Buffer.from('\r\n\r\r\n'), message.subarray(at)]),
  mislabelled: (message) => Buffer.from(message.toString('latin1').replaceAll(/charset=[\w-]+/gi, 'charset=shift_jis'), 'latin1'),
  'as base64': (message) => Buffer.from(message.toString('latin1').replace('\n\n', '\nContent-Transfer-Encoding: base64\n\n'), 'latin1'),
  'CR only': (message) => Buffer.from(message.toString('latin1').replaceAll('\n', '\r'), 'latin1'),
  spliced: (message, at, length, other) => Buffer.concat([message.subarray(0, at), other.subarray(length)]),
  nested: (message, _at, _length, other) => Buffer.concat([Buffer.from('From: a@b.example\nContent-Type: multipart/mixed; boundary="=_b"\n\n--=_b\nContent-Type: message/rfc822\n\n'), message, Buffer.from('\n--=_b\n'), other]),
  'with 8-bit headers': (message, at, length) => Buffer.concat([Buffer.from(`Subject: ${'\u00CA\u00D5'.repeat(length)}\nTo: =?x-none?B?${'A'.repeat(at % 300)}?=\n`, 'latin1'), message]),
  'with a repeated line': (message, at, length) => Buffer.concat([message.subarray(0, at), Buffer.from(`${message.subarray(at, at + 60).toString('latin1')}\n`.repeat(length), 'latin1'), message.subarray(at)]),
  zeros: (message, at, length) => Buffer.concat([message.subarray(0, at), Buffer.alloc(length), message.subarray(at)]),
};

test('a mutated message never throws and always says at least one thing', () => {
  const one = fc.constantFrom(...messages);
  const step = fc.record({ mutation: fc.constantFrom(...Object.values(mutations)), other: one, at: fc.nat(6_000), length: fc.integer({ min: 1, max: 400 }) });
  fc.assert(fc.property(one, fc.array(step, { minLength: 1, maxLength: 3 }), (message, steps) => {
    const mutated = steps.reduce((bytes, { mutation, other, at, length }) => mutation(bytes, Math.min(at, bytes.length), length, other), message);
    assert.ok(parseFeedback(mutated).reports.length > 0);
  }), { numRuns: runCount });
});

test('any bytes at all are read', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => parseFeedback(bytes).reports.length > 0), { numRuns: 200 });
});

/** Long lists of words that are nearly addresses, and of addresses, in headers that are looked up again for each address of the text. */
const wordy = (name: string): string => `${name}: ${'a.'.repeat(9_500)}\n`.repeat(50);
const peopled = (name: string, local: string): string => Array.from({ length: 48 }, (_, line) => `${name}: ${Array.from({ length: 1_000 }, (_, index) => `${local}${line}-${index}@b.example`).join(', ')}\n`).join('');

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
  'long diagnostics in German': `${head}Content-Type: message/delivery-status\n\n${groups(500, 'empfänger postfach server adresse '.repeat(120))}`,
  'nested reports': `${head}${'Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n'.repeat(2.4e4)}`,
  'parameters': `${head}Content-Type: multipart/report; ${'boundary*0*=a; '.repeat(1.3e5)}\n\n--aaa`,
  'encoded words': `${head}Subject: ${'=?utf-8?Q?=41?= '.repeat(1.2e5)}\n\n${'=?utf-8?B?QUE=?= '.repeat(1e4)}`,
  'Message-IDs': `${head}References: ${'<a@b.example> '.repeat(1.4e5)}\n\n`,
  'ten thousand people without a word': `${head}\n${Array.from({ length: 1e4 }, (_, index) => `<u${index}@b.example>:`).join('\n')}`,
  'sentences without an end': `${head}\n${'konto domain adresse unbekannt empfänger speicher '.repeat(4e4)}`,
  'long diagnostics': `${head}Content-Type: message/delivery-status\n\n${groups(500, 'user mailbox '.repeat(300))}`,
  'recipients': `${head}\nfollowing recipients\n${Array.from({ length: 6e4 }, (_, index) => `<u${index}@b.example>: 550 user`).join('\n')}`,
  'carriage returns': `${head}\n${'\r'.repeat(2e6)}`,
  'escapes': `${head}\n${'\u001B$B'.repeat(6e5)}`,
  'headers of nearly addresses': `${head}To: u@b.example\n${wordy('To')}${wordy('Cc')}\n${'u@b.example 550 user unknown\n'.repeat(600)}`,
  'an original to and from everybody': `${head}Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/rfc822\n\n${peopled('To', 'u')}${peopled('From', 'v')}\n`,
  'people who failed': `${head}${peopled('X-Failed-Recipients', 'u')}\n${'550 user mailbox account is not the of an host domain '.repeat(300)}`,
  'empty tags': `${head}Content-Type: multipart/mixed; boundary=b\n\n${`--b\nContent-Type: text/html\n\n${'<>'.repeat(5e4)}\n`.repeat(20)}`,
  'spaces at the ends of lines': `${head}Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n${' '.repeat(2e6)}`,
  'words of the rules': `${head}\n${'user mailbox account is not the of an host domain '.repeat(4e4)}`,
};

/** A second is promised; each takes much less on any machine of today. What is not bounded takes minutes, so that a slow machine need not be told from it. */
const mostMicroseconds = 10_000_000;

for (const [name, message] of Object.entries(heavy)) {
  test(`2 MB of ${name} are read in bounded time`, () => {
    const before = process.cpuUsage();
    parseFeedback(Buffer.from(message, 'latin1'));
    assert.ok(process.cpuUsage(before).user < mostMicroseconds, 'microseconds of work, whoever else is at the machine');
  });
}

test('a report about more people than are read says how many were left out', () => {
  const parsed = parseFeedback(Buffer.from(`${head}Content-Type: message/delivery-status\n\n${groups(1_300, 'no such user')}`, 'latin1'));
  assert.equal(parsed.reports.length + parsed.leftOutCount, 1_300);
  assert.equal(parsed.leftOutCount, 800);
});
