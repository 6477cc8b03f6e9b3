/** Real messages of other people's senders, read by a person. Guards against rules that mend one message and break five. */

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseFeedback } from '../../../src/feedback/reading/parse.js';
import { skipUnless } from '../../support/require.js';
import { findReport, loadCorpus } from './expectations.js';

const bounceKinds = ['hard', 'soft', 'unknown'];

test('the corpus is read with the accuracy promised', (t) => {
  const corpus = loadCorpus();
  if (skipUnless(t, corpus !== undefined, 'the bounce corpus in ../shared/bounces') || corpus === undefined) return;
  const rows = corpus.flatMap(({ raw, expected }) => {
    const { reports } = parseFeedback(raw);
    return expected.map((one) => ({ one, named: findReport(reports, one), kind: (findReport(reports, one) ?? reports[0])?.kind ?? 'none' }));
  });
  const named = rows.filter(({ one }) => one.recipient !== null);
  const soft = rows.filter(({ one }) => one.kind === 'soft');
  const share = (count: number, of: number): number => (of === 0 ? 1 : count / of);
  const result = {
    messages: corpus.length,
    rows: rows.length,
    recipients: share(named.filter((row) => row.named !== undefined).length, named.length),
    kindStrict: share(rows.filter(({ one, kind }) => kind === one.kind).length, rows.length),
    kindLenient: share(rows.filter(({ one, kind }) => kind === one.kind || one.kind_alt.includes(kind)).length, rows.length),
    softCalledHard: share(soft.filter(({ one, kind }) => kind === 'hard' && !one.kind_alt.includes('hard')).length, soft.length),
    notbounceCalledBounce: rows.filter(({ one, kind }) => one.kind === 'notbounce' && bounceKinds.includes(kind)).length,
  };
  t.diagnostic(JSON.stringify(result));
  const wrong = rows.filter(({ one, kind }) => !one.kind_alt.includes(kind)).map(({ one, kind }) => `${one.file}: ${kind}, not ${one.kind}`);
  assert.ok(result.recipients >= 0.98, `recipients ${result.recipients}`);
  assert.ok(result.kindLenient >= 0.97, wrong.join('\n'));
  assert.ok(result.softCalledHard <= 0.01, wrong.join('\n'));
  assert.equal(result.notbounceCalledBounce, 0);
});
