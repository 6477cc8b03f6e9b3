/** The plan: who gets it, who is left out and why, how big, how fast, when it ends. Changes nothing. */
import { laneOf } from '../address/provider.js';
import type { Clock } from '../clock.js';
import type { Edition } from '../edition/edition.js';
import { UserError } from '../errors.js';
import type { ListId } from '../ids.js';
import type { Segment } from '../segment/segment.js';
import { countAudience, type AudienceCount } from '../store/audience.js';
import { findCampaignOfEdition } from '../store/campaigns.js';
import { findListById } from '../store/lists.js';
import type { Database } from '../store/store.js';
import { toIssueAhead } from './issue-ahead.js';
import type { ReadersPlan } from './plan-readers.js';

export type CampaignPlan = {
  readonly edition: Edition;
  readonly listId: ListId;
  /** Null: the whole list. */
  readonly segment: Segment | null;
  /** What `90 days ago` is counted from, at the freeze too. */
  readonly plannedAt: Date;
  readonly counts: AudienceCount;
  /** What the edition asks of its readers; null when it is the same for all. */
  readonly readers: ReadersPlan | null;
  /** People per lane, largest first. */
  readonly lanes: readonly { lane: string; count: number }[];
  /** Domain to lane, for the freeze. */
  readonly laneOfDomain: ReadonlyMap<string, string>;
  readonly messageBytes: number;
  readonly ratePerSecond: number;
  /** When it begins. */
  readonly startAt: Date;
  readonly expectedSeconds: number;
  readonly expectedEndAt: Date;
  /** What relays and lanes do not take: quotas, a time that is too short. */
  readonly shortages?: readonly string[];
  /** Those, and what is slowed or stopped. */
  readonly warnings?: readonly string[];
};

export type PlanRequest = {
  readonly edition: Edition;
  readonly listId: ListId;
  readonly segment?: Segment | null;
  readonly readers?: ReadersPlan | undefined;
  /** One whole message, as the relay gets it; with the longest values of the audience. */
  readonly messageBytes: number;
  readonly ratePerSecond: number;
  readonly sendAt: Date | null;
  /** The lanes of domains, those of most readers first; default: as their names tell. */
  readonly findLanes?: ((domains: readonly string[]) => Promise<ReadonlyMap<string, string>>) | undefined;
};

export async function planCampaign(database: Database, clock: Clock, request: PlanRequest): Promise<CampaignPlan> {
  const plannedAt = clock.now();
  const segment = request.segment ?? null;
  const list = await findListById(database, request.listId);
  if (list === undefined) throw new UserError('not-found', 'The list is gone.');
  const startAt = request.sendAt ?? plannedAt;
  const counts = await countAudience(database, { listId: request.listId, segment, now: plannedAt, issue: toIssueAhead(request.edition, list, startAt) });
  const domains = counts.domains.toSorted((one, other) => other.count - one.count).map(({ domain }) => domain);
  const laneOfDomain = (await request.findLanes?.(domains)) ?? new Map(domains.map((domain) => [domain, laneOf(domain)]));
  const expectedSeconds = counts.audience / request.ratePerSecond;
  return {
    edition: request.edition,
    listId: request.listId,
    segment,
    plannedAt,
    counts,
    readers: request.readers ?? null,
    lanes: countLanes(counts, laneOfDomain),
    laneOfDomain,
    messageBytes: request.messageBytes,
    ratePerSecond: request.ratePerSecond,
    startAt,
    expectedSeconds,
    expectedEndAt: new Date(startAt.getTime() + expectedSeconds * 1000),
  };
}

/** People per lane, largest first; without a table of domains as their names tell. */
export function countLanes({ domains }: Pick<AudienceCount, 'domains'>, laneOfDomain?: ReadonlyMap<string, string>): CampaignPlan['lanes'] {
  const perLane = new Map<string, number>();
  for (const { domain, count } of domains) {
    const lane = laneOfDomain?.get(domain) ?? laneOf(domain);
    perLane.set(lane, (perLane.get(lane) ?? 0) + count);
  }
  return [...perLane].map(([lane, count]) => ({ lane, count })).sort((a, b) => b.count - a.count);
}

/** Nobody gets the same issue twice because a command was typed twice. */
export async function refuseSecondSend(database: Database, edition: Edition, listId: ListId): Promise<void> {
  const earlier = await findCampaignOfEdition(database, edition, listId);
  if (!earlier) return;
  throw new UserError('already-sent', `${edition.newsletter}/${edition.slug} went to this list already: campaign ${earlier.id}, ${earlier.state}.`, {
    hint: earlier.state === 'finished'
      ? `See it with \`courant campaign show ${earlier.id}\`. To send it again to everybody, say --again.`
      : `Go on with \`courant campaign resume ${earlier.id}\`, or \`courant campaign cancel ${earlier.id}\` first.`,
  });
}
