/** Messages written for this repository: shapes and languages in which mail comes back, and letters that only look like it. */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { parseFeedback } from '../../../src/feedback/reading/parse.js';
import { packagePath } from '../../../src/package-root.js';

type Expected = { readonly recipient: string | null; readonly kind: string; readonly reason: string; readonly status?: string; readonly feedbackType?: string };

const folder = packagePath('tests', 'fixtures', 'feedback');
const expectations = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Readonly<Record<string, readonly Expected[]>>;

test('every message in the folder is expected to say something', () => {
  assert.deepEqual(readdirSync(folder).filter((name) => name.endsWith('.eml')).toSorted(), Object.keys(expectations).toSorted());
});

for (const [file, expected] of Object.entries(expectations)) {
  test(`${file} says ${expected.map((one) => one.reason).join(', ')}`, () => {
    const { reports } = parseFeedback(readFileSync(join(folder, file)));
    const relevant = reports.map((report, index) => pick(report, expected[index] ?? {}));
    assert.deepEqual(relevant, expected);
  });
}

function pick(report: object, like: object): object {
  const names = new Set(['recipient', 'kind', 'reason', ...Object.keys(like)]);
  return Object.fromEntries(Object.entries(report).filter(([name]) => names.has(name)));
}

test('what the matching needs is collected: where it came to, and which of our messages it is about', () => {
  const parsed = parseFeedback(readFileSync(join(folder, 'gmail-nosuchuser.eml')));
  assert.ok(parsed.recipients.includes('news+v1.k3x9@letters.example.org'));
  assert.ok(parsed.originalMessageIds.includes('c7.s12.9f3@letters.example.org'));
  assert.ok(parsed.originalAddresses.includes('news+v1.k3x9@letters.example.org'));
  assert.equal(parsed.date, 'Tue, 3 Mar 2026 08:00:09 +0900');
});

test('our own bounce address is never taken for the recipient', () => {
  for (const file of Object.keys(expectations)) {
    const { reports } = parseFeedback(readFileSync(join(folder, file)));
    for (const report of reports) assert.ok(!report.recipient?.includes('letters.example.org'), file);
  }
});
