/** One row of the rule tables: words seen in replies and bounce texts, and what they say. First hit wins, so order is meaning. */

import type { Reason } from '../reasons.js';

export type Rule = {
  readonly reason: Reason;
  /** Tried against lower-case text of one line, white space collapsed, at most `maxTextLength` long. Gaps are bounded: no backtracking. */
  readonly pattern: RegExp;
  /** A phrase as seen in the wild that must hit this rule and none above it. */
  readonly test: string;
};

export function rule(reason: Reason, pattern: RegExp, test: string): Rule {
  return { reason, pattern, test };
}
