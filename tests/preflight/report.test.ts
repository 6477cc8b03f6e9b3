/** What a report says of acknowledgements and of what could not be looked at, and its forms for machines. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AcknowledgedRule } from '../../src/issue/issue.js';
import { renderAnnotations } from '../../src/preflight/annotations.js';
import { toRefusedReport, type CheckedIssue } from '../../src/preflight/checked.js';
import { renderJunit } from '../../src/preflight/junit.js';
import { runPreflight } from '../../src/preflight/preflight.js';
import type { Report } from '../../src/preflight/rule.js';
import { rules } from '../../src/preflight/rules.js';
import { UserError } from '../../src/errors.js';
import { adding, makeSubject, withSubject, type Change } from './subject.js';

const at = { file: 'issue.yaml', line: 4, column: 9 };
const acknowledging = (...names: readonly string[]): readonly AcknowledgedRule[] => names.map((rule) => ({ rule, reason: 'meant so', at }));

async function reportOf(change: Change, acknowledged: readonly AcknowledgedRule[] = []): Promise<Report> {
  const subject = await makeSubject(change);
  return runPreflight({ ...subject, issue: { ...subject.issue, acknowledged } });
}

test('an acknowledged warning stays in the report with its reason and does not count', async () => {
  const report = await reportOf(withSubject('THE NEW TOOLS ARE HERE'), acknowledging('subject-capitals'));
  assert.equal(report.counts.warning, 0);
  assert.equal(report.acknowledgedCount, 1);
  assert.equal(report.findings.find(({ rule }) => rule === 'subject-capitals')?.acknowledged, 'meant so');
});

test('an error cannot be acknowledged: it counts, and that is told', async () => {
  const report = await reportOf(adding('<form></form>'), acknowledging('active-content'));
  assert.equal(report.counts.error, 1);
  assert.match(report.findings.find(({ rule }) => rule === 'acknowledgement')?.message ?? '', /is an error here/);
});

test('an acknowledgement of a rule that is not there, or finds nothing, is told at its place', async () => {
  const report = await reportOf({}, acknowledging('subject-capital', 'subject-reply'));
  const told = report.findings.filter(({ rule }) => rule === 'acknowledgement');
  assert.deepEqual(told.map(({ severity, at: place }) => [severity, place?.line]), [['warning', 4], ['notice', 4]]);
  assert.equal(told[0]?.hint, 'Did you mean subject-capitals?');
});

test('rules that lack a list or the network are named as skipped, and their acknowledgements are left alone', async () => {
  const subject = await makeSubject();
  const report = runPreflight({ ...subject, sender: undefined, history: undefined, issue: { ...subject.issue, acknowledged: acknowledging('issue-date') } });
  assert.ok(report.skipped.some(({ rule, needs }) => rule === 'same-issue' && needs === 'history'));
  assert.equal(report.checkedCount + report.skipped.length, rules.length);
  assert.deepEqual(report.findings.filter(({ rule }) => rule === 'acknowledgement'), []);
});

test('errors stand in front of warnings, warnings in front of notices', async () => {
  const { findings } = await reportOf({ ...adding('<form></form><h1>b</h1>'), list: { fromAddress: 'a@gmail.com' } });
  const order = findings.map(({ severity }) => ['error', 'warning', 'notice'].indexOf(severity));
  assert.deepEqual(order, order.toSorted((one, other) => one - other));
});

const checked = (message: string, path = 'issues/a'): CheckedIssue => ({ path, subject: 'S', report: toRefusedReport([new UserError('issue-yaml', message, { at: { ...at, file: 'a,b:c%.yaml' }, hint: 'do "this" & <that>' })]) });

test('annotations escape what would end them', () => {
  assert.equal(renderAnnotations([checked('one\ntwo, 100%: end')]),
    '::error file=a%2Cb%3Ac%25.yaml,line=4,col=9,title=issue-yaml::one%0Atwo, 100%25: end.%0ADo "this" & <that>%0AThe issue cannot be compiled, so nobody gets it.\n');
});

test('no message of any kind breaks an annotation or the XML', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), fc.string(), (message, path) => {
    assert.equal(renderAnnotations([checked(message, path)]).split('\n').length, 2);
    const xml = renderJunit([checked(message, path)], rules);
    assert.equal(xml.match(/<testcase /g)?.length, 1);
    assert.match(xml, /<\/testsuites>\n$/);
    // oxlint-disable-next-line no-control-regex -- what XML 1.0 does not allow
    assert.doesNotMatch(xml, /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
    assert.deepEqual(xml.match(/&(?!amp;|lt;|gt;|quot;|#10;)/g), null);
  }), { numRuns: 200 });
});

test('JUnit has one test per rule: errors fail, the rest passes with its words, what was not asked is skipped', async () => {
  const report = await reportOf({ ...adding('<form></form>'), list: { fromAddress: 'a@gmail.com' } });
  const xml = renderJunit([{ path: 'issues/a', subject: 'S', report }], rules);
  assert.equal(xml.match(/<testcase /g)?.length, rules.length);
  assert.match(xml, /name="active-content"><failure /);
  assert.match(xml, /name="dkim-missing"><system-out>notice: /);
  assert.equal(xml.match(/<skipped\/>/g)?.length ?? 0, report.skipped.length);
});
