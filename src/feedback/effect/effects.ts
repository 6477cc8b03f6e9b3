/** What is decided about a person takes effect in the database, and is told in a word. */
import { unsubscribe } from '../../audience/subscribers.js';
import { suppress } from '../../audience/suppression.js';
import type { DeliveryPerson } from '../../store/feedback.js';
import type { Database } from '../../store/store.js';
import { clearTallies, findListPolicy, saveTally, wasReachedSince } from '../../store/tallies.js';
import { parsePolicy, policyOf } from '../policy/policy-file.js';
import { decideEffect, type Effect, type Tallies } from '../policy/policy.js';
import type { FeedbackReport } from '../report.js';
import { isHook, type FeedbackSource } from '../sources.js';

export type Decision = { readonly effect: Effect; /** Mail got through after the last count: the counts before are forgotten. */ readonly wasReached: boolean };

/** By the policy of the list the mail was for, as of the moment the report came. */
export async function decideFor(database: Database, person: DeliveryPerson, report: FeedbackReport, tallies: Tallies, at: Date): Promise<Decision> {
  const policy = policyOf(parsePolicy(await findListPolicy(database, person.listId), 'the policy of the list'));
  const since = latestOf(tallies);
  const wasReached = since !== undefined && (await wasReachedSince(database, { subscriberId: person.subscriberId, since, at, except: person.campaignId }));
  return { effect: decideEffect(policy, report, wasReached ? new Map() : tallies, at), wasReached };
}

function latestOf(tallies: Tallies): Date | undefined {
  return [...tallies.values()].map(({ lastAt }) => lastAt).toSorted((one, other) => other.getTime() - one.getTime())[0];
}

export type Cause = { readonly feedbackId: string; readonly source: FeedbackSource; readonly report: FeedbackReport; readonly at: Date };

const maxEvidenceLength = 500;

export async function takeEffect(database: Database, person: DeliveryPerson, { effect, wasReached }: Decision, cause: Cause): Promise<void> {
  if (wasReached || effect.kind === 'reset') await clearTallies(database, person.subscriberId);
  if ((effect.kind === 'count' || effect.kind === 'suppress') && effect.counted) await saveTally(database, person.subscriberId, effect.counted);
  if (effect.kind === 'unsubscribe') await unsubscribe(database, { subscriberId: person.subscriberId, listId: person.listId, reason: 'one-click', at: cause.at });
  if (effect.kind === 'suppress') {
    const { diagnostic, status, replyCode, reason, source } = cause.report;
    await suppress(database, {
      canonical: person.canonical, reason: effect.reason, expiresAt: effect.expiresAt, listId: effect.scope === 'list' ? person.listId : null,
      source: isHook(cause.source) ? 'webhook' : source === 'arf' ? 'arf' : 'dsn', feedbackId: cause.feedbackId,
      evidence: (diagnostic || [reason, replyCode, status].filter(Boolean).join(' ')).slice(0, maxEvidenceLength), at: cause.at,
    });
  }
}

const words: Readonly<Record<Exclude<Effect['kind'], 'suppress'>, string>> = {
  'count': 'counted', 'same-day': 'counted today already', 'unsubscribe': 'unsubscribed', 'reset': 'reset', 'none': 'none',
};

export function renderEffect(effect: Effect): string {
  return effect.kind === 'suppress' ? `suppressed: ${effect.reason}` : words[effect.kind];
}
