/** The rule tables are tested by the examples they carry. */

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';

import { classify, findRule, plainRules, toRuleText } from '../../../src/feedback/verdict/classify.js';
import { packagePath } from '../../../src/package-root.js';
import { reasons } from '../../../src/feedback/reasons.js';
import type { Rule } from '../../../src/feedback/rules/rule.js';
import { distrustRules, vagueRules } from '../../../src/feedback/rules/vague.js';

for (const rules of [plainRules, distrustRules, vagueRules]) {
  for (const rule of rules) {
    test(`${rule.reason}: "${rule.example.slice(0, 60)}" hits its own rule first`, () => {
      assert.equal(findRule(rules, toRuleText(rule.example))?.example, rule.example);
    });
  }
}

test('only four reasons say that an address is gone', () => {
  const gone = Object.entries(reasons).filter(([, meaning]) => meaning.kind === 'hard').map(([reason]) => reason);
  assert.deepEqual(gone, ['userunknown', 'hostunknown', 'hasmoved', 'notaccept']);
});

const evidence = { status: '', replyCode: '', action: 'failed', phase: null } as const;

/** [what is known, reason, why]. */
const order: readonly (readonly [Partial<Omit<Parameters<typeof classify>[0], 'texts'>> & { text: string }, string, string])[] = [
  [{ text: 'mailbox is full', status: '5.1.1' }, 'mailboxfull', 'text outranks the enhanced code'],
  [{ text: 'rejected', status: '5.1.1' }, 'userunknown', 'a clear code outranks vague words'],
  [{ text: 'Recipient rejected', status: '5.7.1' }, 'userunknown', 'words outrank a vague code'],
  [{ text: 'looks like spam', status: '5.1.1' }, 'spamdetected', '5.1.1 with spam words is about us'],
  [{ text: 'blocked', status: '5.1.1' }, 'blocked', '5.1.1 with blocking words is about us'],
  [{ text: '', status: '5.0.0', replyCode: '550' }, 'undefined', '5xx alone is not hard'],
  [{ text: 'Host not found', action: 'delayed' }, 'hostunknown', 'the reason stays, but it is soft'],
];

for (const [known, reason, why] of order) {
  test(`${why}: ${JSON.stringify(known)} is ${reason}`, () => {
    const { text, ...codes } = known;
    const verdict = classify({ ...evidence, ...codes, texts: [text] });
    assert.equal(verdict.reason, reason);
    if (known.action === 'delayed') assert.equal(verdict.kind, 'soft');
  });
}

test('docs/bounce-rules.md shows every rule (UPDATE_GOLDEN=1 writes it)', () => {
  const path = packagePath('docs', 'bounce-rules.md');
  const made = renderRules();
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, made);
  assert.equal(readFileSync(path, 'utf8'), made);
});

function renderRules(): string {
  const intro = '# What bounces say\n\nGenerated from the tables in `src/feedback`. The first rule that fits decides; each is shown by the example that tests it.\nA rule is one line: reason, phrase, example (`rules/rule.ts` says how phrases are written). A language is a list of its words (`rules/languages.ts`).\n';
  return [intro, meanings(), section('Words that speak plainly, before any code', plainRules), section('Words that make a clear code doubtful', distrustRules), section('Words that only hint, after the enhanced code', vagueRules)].join('\n');
}

function meanings(): string {
  const rows = Object.entries(reasons).map(([reason, { kind, bucket }]) => `| ${reason} | ${kind} | ${bucket} |`);
  return ['## What a reason means for the address', '', '| reason | kind | bucket |', '|---|---|---|', ...rows, ''].join('\n');
}

function section(title: string, rules: readonly Rule[]): string {
  const rows = rules.map(({ reason, example }) => `| ${reason} | ${reasons[reason].kind} | ${reasons[reason].bucket} | \`${example.replaceAll('|', '\\|')}\` |`);
  return [`## ${title}`, '', '| reason | kind | bucket | example |', '|---|---|---|---|', ...rows, ''].join('\n');
}
