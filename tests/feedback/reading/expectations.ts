/** How a parsed message is compared with what a person read in it. Shared by the corpus test, the fixtures and the bench. */

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { FeedbackReport } from '../../../src/feedback/report.js';
import { sharedDir } from '../../support/require.js';

/** One line of the corpus: one recipient in one file. */
export type Expectation = {
  readonly file: string;
  readonly recipient: string | null;
  readonly recipient_alt: readonly string[];
  readonly kind: string;
  readonly kind_alt: readonly string[];
  readonly reason: string;
};

export type Message = { readonly file: string; readonly raw: Uint8Array; readonly expected: readonly Expectation[] };

/** The corpus beside the repository; undefined where it is not there. */
export function loadCorpus(): readonly Message[] | undefined {
  const shared = sharedDir();
  const folder = shared === undefined ? undefined : join(shared, 'bounces');
  if (folder === undefined || !existsSync(join(folder, 'expectations.jsonl'))) return undefined;
  const lines = readFileSync(join(folder, 'expectations.jsonl'), 'utf8').trim().split('\n');
  const all = lines.map((line) => JSON.parse(line) as Expectation);
  return [...new Set(all.map((one) => one.file))].map((file) => ({
    file, raw: readFileSync(join(folder, file)), expected: all.filter((one) => one.file === file),
  }));
}

/** The report about the expected person; for "nobody named" the first. */
export function findReport(reports: readonly FeedbackReport[], expected: Expectation): FeedbackReport | undefined {
  if (expected.recipient === null) return reports[0];
  const names = [expected.recipient, ...expected.recipient_alt].map((name) => name.toLowerCase());
  return reports.find((report) => report.recipient !== null && names.includes(report.recipient.toLowerCase()));
}
