/** One issue of a check: its report, or why it could not be compiled, which counts as errors. */
import type { UserError } from '../errors.js';
import type { Report } from './rule.js';
import { capitalise, toSentence } from './sentence.js';

export type CheckedIssue = {
  /** As the command named it. */
  readonly path: string;
  readonly subject: string | undefined;
  readonly report: Report;
};

/** The report of an issue that cannot be loaded or compiled: every fault an error, nothing else checked. */
export function toRefusedReport(faults: readonly UserError[]): Report {
  return {
    findings: faults.map(({ code, message, at, hint }) => ({
      rule: code, severity: 'error', topic: 'content', part: 'issue', at, hint: hint === undefined ? undefined : capitalise(hint), message: toSentence(message), loses: 'The issue cannot be compiled, so nobody gets it.',
    })),
    counts: { error: faults.length, warning: 0, notice: 0 }, acknowledgedCount: 0, checkedCount: 0, skipped: [],
  };
}

export function hasErrors(issues: readonly CheckedIssue[]): boolean {
  return issues.some(({ report }) => report.counts.error > 0);
}
