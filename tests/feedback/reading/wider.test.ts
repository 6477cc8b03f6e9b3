/** Mail systems, providers, carriers and gateways beyond the corpus, and letters that are no bounces; each in every transport. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseFeedback } from '../../../src/feedback/reading/parse.js';
import type { FeedbackReport } from '../../../src/feedback/report.js';
import { loadShapes, personTransport, plainTransport, toMessage, type ShapeMessage, type Transport } from './shapes-file.js';

const shapes = loadShapes();
const bounceKinds = ['hard', 'soft', 'unknown'];

for (const shape of shapes) {
  test(`${shape.file}: ${shape.name}`, () => assertShape(shape, parseFeedback(toMessage(shape, isLetter(shape) ? personTransport : plainTransport)).reports));
}

/** Nothing that came back: a person's mail, a machine's answer, news. */
function isLetter(shape: ShapeMessage): boolean {
  return shape.expected.every(({ kinds }) => !kinds.some((kind) => bounceKinds.includes(kind)));
}

/** With a null path they look like bounces to the last sign; people and forums do not write so. */
const wouldBeCalled = ['A postmaster writes in person', "A forum's notice"];

test('a null return path alone makes no bounce of a letter', () => {
  const called = shapes.filter(isLetter).filter((shape) => parseFeedback(toMessage(shape)).reports.some(({ kind }) => bounceKinds.includes(kind)));
  assert.deepEqual(called.map(({ name }) => name), wouldBeCalled);
});

function assertShape(shape: ShapeMessage, reports: readonly FeedbackReport[]): void {
  const said = JSON.stringify(reports);
  if (!isLetter(shape)) assert.deepEqual(reports.map((report) => report.recipient), shape.expected.map((fate) => fate.recipient), said);
  shape.expected.forEach(({ kinds, reasons }, index) => {
    const report = reports[index];
    assert.ok(report !== undefined && kinds.includes(report.kind), said);
    assert.ok(reasons.length === 0 || reasons.includes(report.reason), said);
  });
}

const transports: Readonly<Record<string, Transport>> = {
  'in base64': { ...plainTransport, encoding: 'base64' },
  'in quoted-printable': { ...plainTransport, encoding: 'quoted-printable' },
  'with CRLF': { ...plainTransport, lineEnd: '\r\n' },
  'with CR only': { ...plainTransport, lineEnd: '\r' },
  'without a null return path': { ...plainTransport, path: '' },
  'with a space before the colon': { ...plainTransport, colon: ' :' },
};

for (const [name, transport] of Object.entries(transports)) {
  test(`every message says the same ${name}`, () => {
    for (const shape of shapes.filter((one) => !isLetter(one))) {
      const reports = parseFeedback(toMessage(shape, transport)).reports;
      assert.deepEqual(reports, parseFeedback(toMessage(shape)).reports, `${shape.file}: ${shape.name}`);
    }
  });
}

test('without a label the charset is found from the bytes', () => {
  const labelled = shapes.filter(({ charset }) => /^(?:utf-8|gb18030|gbk|euc-kr|iso-2022-jp|shift_jis|euc-jp|big5|koi8-r|windows-1251)$/.test(charset));
  const lost = labelled.filter((shape) => parseFeedback(toMessage(shape, { ...plainTransport, label: 'missing' })).reports[0]?.kind !== parseFeedback(toMessage(shape)).reports[0]?.kind);
  assert.deepEqual(lost.map((shape) => `${shape.charset}: ${shape.name}`), []);
});
