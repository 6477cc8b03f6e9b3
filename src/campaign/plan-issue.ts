/** The plan of one compiled issue for one list: how large its mails get, and everything planCampaign counts. Changes nothing. */
import { findCapacity } from './capacity.js';
import { resolveSegment } from '../audience/segments.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config.js';
import { relaysFor, toRelays } from '../delivery/relay.js';
import { toCampaignId, toSubscriberId } from '../ids.js';
import type { TokenKeys } from '../message/signed-token.js';
import type { Segment } from '../segment/segment.js';
import type { ListRow } from '../store/lists.js';
import type { Store } from '../store/store.js';
import { toIssueAhead } from './issue-ahead.js';
import { findLanes } from './lane-lookup.js';
import { createMailMaker, toMailSetup } from './mailing.js';
import { planCampaign, type CampaignPlan } from './plan.js';
import { planReaders } from './plan-readers.js';
import { warnOfSmtpUtf8 } from './smtp-utf8.js';
import type { Prepared } from './prepare.js';

export type PlanParts = { readonly store: Store; readonly clock: Clock; readonly config: Config; readonly keys: TokenKeys };

export async function toSegment({ store }: Pick<PlanParts, 'store'>, list: ListRow, text: string | undefined): Promise<Segment | null> {
  return text === undefined ? null : resolveSegment(store, list, text);
}

export async function makePlan(parts: PlanParts, { edition, issue }: Prepared, list: ListRow, rate: number | undefined, segment: Segment | null = null, sendAt: Date | null = null, notAfter: Date | null = null): Promise<CampaignPlan> {
  const source = { edition, list, campaignId: toCampaignId('0'), date: parts.clock.now() };
  const now = parts.clock.now();
  const readers = await planReaders(parts.store, list, { edition, issue }, { listId: list.id, segment, now, issue: toIssueAhead(edition, list, sendAt ?? now) });
  const sample = { subscriberId: toSubscriberId('0'), address: 'reader@example.org', name: null, fields: readers?.count.longest ?? null };
  const makeMail = createMailMaker(source, parts.keys, toMailSetup(parts.config));
  const sizes = (readers?.variants ?? []).slice(0, 32).map(({ variant }) => makeMail({ ...sample, variant }, true).message.length);
  const messageBytes = sizes.length === 0 ? makeMail(sample, true).message.length : Math.max(...sizes);
  const plan = await planCampaign(parts.store, parts.clock, {
    edition, listId: list.id, segment, messageBytes, readers, sendAt, findLanes: (domains) => findLanes(parts, domains),
    ratePerSecond: Math.min(rate ?? Infinity, parts.config.relayRatePerSecond),
  });
  const startAt = sendAt ?? plan.plannedAt;
  const capacity = await findCapacity(parts.store, parts.clock, parts.config, {
    newsletter: edition.newsletter, audience: plan.counts.audience, lanes: plan.lanes, wantedRate: rate, startAt, notAfter, quiet: list.quiet, quotaZone: parts.config.quotaTimeZone,
  });
  const ratePerSecond = Number.isFinite(capacity.ratePerSecond) ? capacity.ratePerSecond : plan.ratePerSecond;
  const unreachable = await warnOfSmtpUtf8(plan.counts.smtpUtf8, relaysFor(toRelays(parts.config), edition.newsletter));
  return { ...plan, ...capacity, ratePerSecond, warnings: [...capacity.warnings, ...(unreachable === undefined ? [] : [unreachable])] };
}
