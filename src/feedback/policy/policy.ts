/**
 * What a report does to an address: a table by reason, then by bucket (DESIGN section 6; deliverability A3), and tallies whose score
 * halves with time, so that a bounce of last year weighs little. At most one count a person and day. Pure: time comes with the report.
 */
import type { SuppressionReason } from '../../store/suppressions.js';
import type { FeedbackReport } from '../report.js';

export type PolicyRule = {
  readonly effect: 'suppress' | 'count' | 'reset' | 'unsubscribe' | 'none';
  /** Rules of one tally add up; default: the rule's own key. */
  readonly tally?: string | undefined;
  readonly reason?: SuppressionReason | undefined;
  /** Score at which a count becomes a suppression; none: it is only counted. */
  readonly limit?: number | undefined;
  /** Days in which a score halves; none: it stays. */
  readonly halfLifeDays?: number | undefined;
  /** Not before the counts reach over so many days. */
  readonly overDays?: number | undefined;
  /** The suppression ends by itself; none: for good. */
  readonly expiresDays?: number | undefined;
  /** Default: all lists, since it is the address that is gone. */
  readonly scope?: 'all' | 'list' | undefined;
};

/** By reason (`mailboxfull`), type of a feedback report (`opt-out`), kind (`vacation`) or bucket (`invalid`). */
export type Policy = Readonly<Record<string, PolicyRule>>;

export type Tally = { readonly score: number; readonly firstAt: Date; readonly lastAt: Date };
export type Tallies = ReadonlyMap<string, Tally>;

export type Effect =
  | { readonly kind: 'suppress'; readonly reason: SuppressionReason; readonly expiresAt: Date | null; readonly scope: 'all' | 'list'; readonly counted?: CountedTally }
  | { readonly kind: 'count'; readonly counted: CountedTally }
  /** Counted before on this day. */
  | { readonly kind: 'same-day' | 'unsubscribe' | 'reset' | 'none' };

export type CountedTally = { readonly name: string; readonly tally: Tally };

export type Judged = Pick<FeedbackReport, 'kind' | 'bucket' | 'reason' | 'action' | 'feedbackType'>;

const dayMs = 86_400_000;
/** A score this low is forgotten: what follows begins a new row. */
const forgottenScore = 0.1;

/** `at`: when the report came. */
export function decideEffect(policy: Policy, report: Judged, tallies: Tallies, at: Date): Effect {
  const key = findKey(policy, report);
  const rule = key === undefined ? undefined : policy[key];
  if (key === undefined || rule === undefined) return { kind: 'none' };
  if (rule.effect === 'suppress') return toSuppression(rule, at);
  if (rule.effect !== 'count') return { kind: rule.effect };
  if ([...tallies.values()].some(({ lastAt }) => isSameDay(lastAt, at))) return { kind: 'same-day' };
  const name = rule.tally ?? key;
  const counted = { name, tally: addToTally(tallies.get(name), rule, at) };
  return isOver(rule, counted.tally) ? { ...toSuppression(rule, at), counted } : { kind: 'count', counted };
}

function findKey(policy: Policy, report: Judged): string | undefined {
  return keysOf(report).find((key) => Object.hasOwn(policy, key));
}

function keysOf({ kind, bucket, reason, action, feedbackType }: Judged): readonly string[] {
  if (kind === 'unsubscribe' || kind === 'autoreply' || kind === 'vacation' || kind === 'delivered') return [kind];
  if (kind === 'feedback') return feedbackType === undefined ? [] : [feedbackType];
  if (action === 'delayed') return ['delayed'];
  return [reason, bucket];
}

function toSuppression(rule: PolicyRule, at: Date): Extract<Effect, { kind: 'suppress' }> {
  const expiresAt = rule.expiresDays === undefined ? null : new Date(at.getTime() + rule.expiresDays * dayMs);
  return { kind: 'suppress', reason: rule.reason ?? 'hard-bounce', expiresAt, scope: rule.scope ?? 'all' };
}

/** A report that comes late by an earlier date decays nothing. */
function addToTally(before: Tally | undefined, rule: PolicyRule, at: Date): Tally {
  const score = before === undefined ? 0 : decay(before, rule, at);
  if (before === undefined || score < forgottenScore) return { score: 1, firstAt: at, lastAt: at };
  return { score: score + 1, firstAt: before.firstAt < at ? before.firstAt : at, lastAt: before.lastAt > at ? before.lastAt : at };
}

function decay({ score, lastAt }: Tally, { halfLifeDays }: PolicyRule, at: Date): number {
  const days = Math.max(0, (at.getTime() - lastAt.getTime()) / dayMs);
  return halfLifeDays === undefined ? score : score * 2 ** (-days / halfLifeDays);
}

/** A day of grace: a letter that goes out some hours earlier is still the third week. */
function isOver({ limit, overDays = 0 }: PolicyRule, { score, firstAt, lastAt }: Tally): boolean {
  return limit !== undefined && score >= limit && lastAt.getTime() - firstAt.getTime() >= (overDays > 1 ? overDays - 1 : overDays) * dayMs;
}

/** Days of UTC: a window of 24 hours would miss every second bounce of a daily letter. */
function isSameDay(one: Date, other: Date): boolean {
  return one.toISOString().slice(0, 10) === other.toISOString().slice(0, 10);
}
