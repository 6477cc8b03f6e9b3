/** Did each forced outcome have its effect? Asked of the ledger, the suppressions, the reports and the catcher's own log, not of what the demo believes. */
import { countBusiest } from '../../campaign/busiest.js';
import { readCatcherLog, type CatcherEntry } from '../../catcher/catcher-log.js';
import { outcomeWord } from '../../catcher/outcomes.js';
import type { CampaignId } from '../../ids.js';
import type { Store } from '../../store/store.js';
import { countOutcomes, forcedOutcomes, leavingCount } from './audience.js';
import { allowedInASecond } from './standstill.js';

export type Check = { readonly what: string; readonly expected: number; readonly found: number; readonly effect: string };

export type Pace = { readonly ratePerSecond: number; readonly standstillMs: number };

type Row = {
  readonly address: string; readonly state: string; readonly attempts: number; readonly softBounceCount: number;
  readonly suppression: string | null; readonly status: string;
};

const effects: Readonly<Record<string, { effect: string; holds: (row: Row) => boolean }>> = {
  refuse: { effect: 'failed, suppressed', holds: (row) => row.state === 'failed' && row.suppression === 'hard-bounce' },
  later: { effect: 'accepted at the second try', holds: (row) => row.state === 'accepted' && row.attempts === 2 && row.suppression === null },
  bounce: { effect: 'accepted, then suppressed', holds: (row) => row.state === 'accepted' && row.suppression === 'hard-bounce' },
  fullbox: { effect: 'accepted, counted, not suppressed', holds: (row) => row.state === 'accepted' && row.softBounceCount === 1 && row.suppression === null },
  complain: { effect: 'accepted, then suppressed', holds: (row) => row.state === 'accepted' && row.suppression === 'complaint' },
};

export async function verifyDemo(store: Store, campaignId: CampaignId, catcherLog: string, subscriberCount: number, pace: Pace): Promise<{ checks: readonly Check[]; busiestSecond: number; isHeld: boolean }> {
  const rows = await readRows(store, campaignId);
  const entries = await readCatcherLog(catcherLog);
  const expected = countOutcomes(subscriberCount);
  const checks: Check[] = forcedOutcomes.map(({ word, story }) => ({
    what: story, effect: effects[word]?.effect ?? '', expected: expected[word] ?? 0,
    found: rows.filter((row) => outcomeWord(row.address) === word && effects[word]?.holds(row) === true).length,
  }));
  const leavers = rows.filter((row) => row.status === 'unsubscribed');
  const bodies = new Set(entries.filter((entry) => entry.isComplete).map((entry) => entry.recipient));
  checks.push({ what: 'left by one click between freeze and send', effect: 'suppressed, got nothing', expected: leavingCount, found: leavers.filter((row) => row.state === 'suppressed' && !bodies.has(row.address)).length });
  checks.push({ what: 'everybody else', effect: 'accepted, one mail each', expected: subscriberCount - sum(expected) - leavingCount, found: countPlain(rows, entries) });
  const busiestSecond = countBusiest(entries.flatMap(({ bodyStartedAt }) => bodyStartedAt ?? []));
  return { checks, busiestSecond, isHeld: busiestSecond <= allowedInASecond(pace.ratePerSecond, pace.standstillMs) };
}

async function readRows(store: Store, campaignId: CampaignId): Promise<Row[]> {
  return store.query<Row>(
    `select d.address, d.state, d.attempts, s.soft_bounce_count as "softBounceCount", n.status,
       (select p.reason from suppressions p where p.canonical = s.canonical limit 1) as suppression
     from deliveries d join subscribers s on s.id = d.subscriber_id
     join campaigns c on c.id = d.campaign_id join subscriptions n on n.subscriber_id = s.id and n.list_id = c.list_id
     where d.campaign_id = $1`, [campaignId]);
}

function countPlain(rows: readonly Row[], entries: readonly CatcherEntry[]): number {
  const received = new Map<string, number>();
  for (const entry of entries) if (entry.isComplete) received.set(entry.recipient, (received.get(entry.recipient) ?? 0) + 1);
  return rows.filter((row) => outcomeWord(row.address) === null && row.status === 'subscribed' && row.state === 'accepted' && row.suppression === null && received.get(row.address) === 1).length;
}

function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
