/** Whether what mail systems say is understood, in every shape in which they say it. The lines in `said` were there while the rules were written, those in `unseen` were not looked at. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseFeedback } from '../../../src/feedback/reading/parse.js';
import { reasons, type Reason } from '../../../src/feedback/reasons.js';
import { loadSaid, recipient, wrappers, type Said } from './said-file.js';

type Row = { readonly said: Said; readonly shape: string; readonly got: { readonly recipient: string | null; readonly reason: string; readonly kind: string; readonly bucket: string }; readonly count: number };

const meaning = (reason: string | undefined): { kind: string; bucket: string } => reasons[reason as Reason];

function readAll(lines: readonly Said[]): readonly Row[] {
  return lines.flatMap((said) => Object.entries(wrappers).map(([shape, wrap]) => {
    const { reports } = parseFeedback(Buffer.from(wrap(said)));
    const [got = { recipient: null, reason: 'none', kind: 'none', bucket: 'none' }] = reports;
    return { said, shape, got, count: reports.length };
  }));
}

type Figures = { readonly recipients: number; readonly kindLenient: number; readonly softCalledHard: number; readonly [name: string]: number };

function figures(rows: readonly Row[]): Figures {
  const share = (hits: readonly Row[], of: readonly Row[]): number => (of.length === 0 ? 1 : hits.length / of.length);
  const first = ({ said }: Row): string | undefined => said.reasons[0];
  const soft = rows.filter((row) => row.said.reasons.every((reason) => meaning(reason).kind !== 'hard'));
  const hard = rows.filter((row) => row.said.reasons.every((reason) => meaning(reason).kind === 'hard'));
  return {
    lines: new Set(rows.map((row) => row.said)).size,
    messages: rows.length,
    recipients: share(rows.filter((row) => row.count === 1 && row.got.recipient === recipient), rows),
    kindStrict: share(rows.filter((row) => row.got.kind === meaning(first(row)).kind), rows),
    kindLenient: share(rows.filter((row) => row.said.reasons.some((reason) => meaning(reason).kind === row.got.kind)), rows),
    bucket: share(rows.filter((row) => row.said.reasons.some((reason) => meaning(reason).bucket === row.got.bucket)), rows),
    reasonStrict: share(rows.filter((row) => row.got.reason === first(row)), rows),
    reason: share(rows.filter((row) => row.said.reasons.includes(row.got.reason)), rows),
    softCalledHard: share(soft.filter((row) => row.got.kind === 'hard'), soft),
    hardCalledSoft: share(hard.filter((row) => row.got.kind !== 'hard'), hard),
  };
}

for (const [folder, least] of [['said', { kindLenient: 0.99, softCalledHard: 0 }], ['unseen', { kindLenient: 0.97, softCalledHard: 0.005 }]] as const) {
  test(`what mail systems say is understood in every shape: ${folder}`, (t) => {
    const rows = readAll(loadSaid(folder));
    const { recipients, kindLenient, softCalledHard, ...others } = figures(rows);
    t.diagnostic(JSON.stringify({ folder, recipients, kindLenient, softCalledHard, ...others }));
    const misread = folder === 'said' ? listMisread(rows) : 'not shown: it is held out';
    assert.equal(recipients, 1);
    assert.ok(kindLenient >= least.kindLenient, misread);
    assert.ok(softCalledHard <= least.softCalledHard, misread);
  });
}

/** For the person who writes rules. */
function listMisread(rows: readonly Row[]): string {
  return rows.filter((row) => !row.said.reasons.includes(row.got.reason))
    .map(({ said, shape, got }) => `${said.file} ${said.reasons.join('|')}, not ${got.reason}, as ${shape}: ${said.words}`).join('\n');
}
