/** A list of made-up people in a database of their own, and the two ways of writing its audience: by the freeze and by hand. */
import { freezeAudience } from '../../src/campaign/freeze.js';
import { planCampaign } from '../../src/campaign/plan.js';
import { systemClock } from '../../src/clock.js';
import { toListId } from '../../src/ids.js';
import { loadSecrets } from '../../src/store/keys.js';
import type { Store } from '../../src/store/store.js';
import { sampleEdition } from '../../tests/support/edition.js';

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export const sorted = (values: readonly number[]): number[] => values.toSorted((left, right) => left - right);
export const median = (values: readonly number[]): number => sorted(values)[values.length >> 1] ?? 0;
export const ratio = (value: number): number => Number(value.toFixed(2));

export async function fill(store: Store, people: number): Promise<void> {
  await loadSecrets(store);
  await store.query("insert into lists (slug, name, list_id_header, from_name, from_address) values ('l', 'l', 'l.example', 'l', 'l@l.example')");
  await store.query(`insert into subscribers (address, canonical, domain) select a, a, 'mail.example' from (select 'reader' || n || '@mail.example' as a from generate_series(1, $1::int) n) x`, [people]);
  await store.query("insert into subscriptions (list_id, subscriber_id, status, source) select 1, id, 'subscribed', 'import' from subscribers");
  await store.query('create table bare (like deliveries including all)');
  await store.query('vacuum analyze');
}

export async function planFreeze(store: Store): Promise<() => Promise<unknown>> {
  const plan = await planCampaign(store, systemClock, { edition: sampleEdition, listId: toListId('1'), messageBytes: 1000, ratePerSecond: 1000, sendAt: null });
  return () => freezeAudience(store, plan, { assets: [], ratePerSecond: null, sendAt: null, notAfter: null, isAgain: true });
}

/** The same columns by the plainest statement: what a freeze is held against (R7). */
export async function bareInsert(store: Store): Promise<void> {
  await store.query(
    `insert into bare (campaign_id, subscriber_id, address, lane) select 1, s.id, s.address, 'rest' from subscriptions n join subscribers s on s.id = n.subscriber_id where n.list_id = 1`);
}
