/** Each rule finds what it is for and leaves the rest alone. A rule without both kinds of cases fails here. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runPreflight } from '../../src/preflight/preflight.js';
import { rules } from '../../src/preflight/rules.js';
import { cases } from './cases.js';
import { makeSubject } from './subject.js';

/** Rules whose cases stand in files of their own, beside the tables they are made from. */
const casesElsewhere = (id: string): boolean => /^(?:client|online|dns|http)-/.test(id);

test('every rule has cases that fail and cases that pass, and every case a rule', () => {
  const own = rules.map(({ id }) => id).filter((id) => !casesElsewhere(id));
  assert.deepEqual(own.filter((id) => (cases[id]?.fails.length ?? 0) === 0 || (cases[id]?.passes.length ?? 0) === 0), []);
  assert.deepEqual(Object.keys(cases).filter((id) => !own.includes(id)), []);
});

test('ids are unique, and every rule says what it protects and where that stands', () => {
  assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
  for (const { id, title, protects, source } of rules) {
    assert.match(id, /^[a-z]+(?:-[a-z0-9]+)*$/);
    assert.ok(title.length > 10 && protects.length > 10 && source.length > 3, id);
  }
});

test('the sound letter has no error and no warning', async () => {
  const report = runPreflight(await makeSubject());
  assert.deepEqual(report.findings.filter(({ severity }) => severity !== 'notice'), []);
  assert.deepEqual(report.findings.map(({ rule }) => rule), ['dkim-missing']);
});

for (const rule of rules.filter(({ id }) => cases[id] !== undefined)) {
  test(`${rule.id}: ${rule.title}`, async () => {
    for (const [why, change] of cases[rule.id]?.fails ?? []) {
      const problems = rule.check(await makeSubject(change));
      assert.ok(problems.length > 0, `not found: ${why}`);
      for (const { message } of problems) assert.match(message, /[.…"”]$/, `a sentence: ${message}`);
    }
    for (const [why, change] of cases[rule.id]?.passes ?? []) assert.deepEqual(rule.check(await makeSubject(change)).map(({ message }) => message), [], `a false alarm: ${why}`);
  });
}
