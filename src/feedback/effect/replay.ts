/**
 * Reads the kept messages again with today's rules and policy, in the order they came, and tells what would be otherwise. Counts in
 * memory and writes nothing, unless it is told to apply. An admin's word stays: what he settled or lifted is not touched.
 */
import type { SubscriberId } from '../../ids.js';
import { findDeliveryPerson, listReports, pageFeedback, type DeliveryPerson, type KeptFeedback, type StoredReport } from '../../store/feedback.js';
import { hasLiftedSince } from '../../store/suppressions.js';
import type { Database } from '../../store/store.js';
import { matchRecipient, unmatched, type FeedbackParts } from './apply.js';
import { decideFor, renderEffect, type Decision } from './effects.js';
import type { Match } from './match.js';
import type { Tallies, Tally } from '../policy/policy.js';
import { deliveryOf, readKept } from './read.js';
import type { FeedbackReport } from '../report.js';

/** One report of one message, as it is read now. */
export type Reread = {
  readonly report: FeedbackReport;
  readonly match: Match | undefined;
  readonly person: DeliveryPerson | undefined;
  readonly decision: Decision | undefined;
  readonly effect: string;
  readonly eventKey: string | null;
};

export type ReplayChange = { readonly kept: KeptFeedback; readonly before: readonly StoredReport[]; readonly after: readonly Reread[] };
export type ReplayTallies = ReadonlyMap<SubscriberId, Tallies>;
export type Replay = { readonly readCount: number; readonly changes: readonly ReplayChange[]; readonly tallies: ReplayTallies };

const pageSize = 200;

/** What came before `since` is not read again, but counts as it was judged then. */
export async function planReplay(parts: FeedbackParts, options: { since: Date | null }): Promise<Replay> {
  const tallies = new Map<SubscriberId, Map<string, Tally>>();
  const events = new Set<string>();
  const changes: ReplayChange[] = [];
  let readCount = 0;
  let after = { receivedAt: new Date(0), id: '0' };
  for (;;) {
    const page = await pageFeedback(parts.store, after, pageSize);
    for (const kept of page) {
      const before = await listReports(parts.store, kept.id);
      const isRead = (options.since === null || kept.receivedAt >= options.since) && kept.state !== 'settled' && kept.state !== 'dismissed' && kept.raw.length > 0;
      const again = isRead ? await rereadMessage(parts, kept, tallies, events) : await recount(parts.store, kept, before, tallies);
      if (isRead) readCount += 1;
      if (isRead && tellApart(before, again)) changes.push({ kept, before, after: again });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return { readCount, changes, tallies };
    after = { receivedAt: last.receivedAt, id: last.id };
  }
}

type Counting = Map<SubscriberId, Map<string, Tally>>;

async function rereadMessage({ store, keys }: FeedbackParts, kept: KeptFeedback, tallies: Counting, events: Set<string>): Promise<Reread[]> {
  const read: Reread[] = [];
  for (const { report, match: found, eventKey } of readKept(keys, kept).entries) {
    if (eventKey !== null && events.has(eventKey)) continue;
    if (eventKey !== null) events.add(eventKey);
    const match = found ?? (await matchRecipient(store, kept, report));
    read.push({ ...(await judgeAgain(store, kept, report, match, tallies)), report, match, eventKey });
  }
  return read;
}

/** A report as it was judged then. */
async function recount(database: Database, kept: KeptFeedback, before: readonly StoredReport[], tallies: Counting): Promise<Reread[]> {
  for (const { campaignId, subscriberId, ...row } of before) {
    if (campaignId === null || subscriberId === null) continue;
    await judgeAgain(database, kept, { ...row, diagnostic: '', source: 'dsn' }, { by: 'operator', delivery: { campaignId, subscriberId } }, tallies);
  }
  return [];
}

async function judgeAgain(database: Database, kept: KeptFeedback, report: FeedbackReport, match: Match | undefined, tallies: Counting): Promise<Pick<Reread, 'person' | 'decision' | 'effect'>> {
  const person = match && (await findDeliveryPerson(database, deliveryOf(match)));
  if (match === undefined || person === undefined) return { person: undefined, decision: undefined, effect: match === undefined ? unmatched : 'none' };
  const decision = await decideFor(database, person, report, tallies.get(person.subscriberId) ?? new Map(), kept.receivedAt);
  remember(tallies, person.subscriberId, decision);
  const isLifted = decision.effect.kind === 'suppress' && (await hasLiftedSince(database, person.canonical, kept.receivedAt));
  return { person, decision, effect: isLifted ? `${renderEffect(decision.effect)}, lifted since` : renderEffect(decision.effect) };
}

function remember(tallies: Counting, subscriberId: SubscriberId, { effect, wasReached }: Decision): void {
  const own = wasReached || effect.kind === 'reset' ? new Map<string, Tally>() : (tallies.get(subscriberId) ?? new Map<string, Tally>());
  if ((effect.kind === 'count' || effect.kind === 'suppress') && effect.counted) own.set(effect.counted.name, effect.counted.tally);
  tallies.set(subscriberId, own);
}

export function isLifted({ effect }: Reread): boolean {
  return effect.endsWith('lifted since');
}

/** By what was found and what was done, in any order. */
function tellApart(before: readonly StoredReport[], after: readonly Reread[]): boolean {
  const then = before.map((row) => [row.recipient, row.kind, row.bucket, row.reason, row.campaignId, row.subscriberId, row.effect].join('\0'));
  const now = after.map(({ report, match, effect }) => {
    const delivery = match && deliveryOf(match);
    return [report.recipient, report.kind, report.bucket, report.reason, delivery?.campaignId ?? null, delivery?.subscriberId ?? null, effect.replace(/, lifted since$/, '')].join('\0');
  });
  return then.toSorted().join('\n') !== now.toSorted().join('\n');
}
