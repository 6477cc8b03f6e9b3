/** Statements on counted links: what a list asks for, where links lead, and who followed them. */
import type { ScannerSign } from '../campaign/scanners.js';
import type { CampaignId, ListId, SubscriberId } from '../ids.js';
import type { Database } from './store.js';

export const trackingModes = ['off', 'aggregated', 'person'] as const;
export type TrackingMode = (typeof trackingModes)[number];
export type Tracking = { readonly mode: TrackingMode; readonly countsOpens: boolean };

const off: Tracking = { mode: 'off', countsOpens: false };

export async function findListTracking(database: Database, listId: ListId): Promise<Tracking> {
  return (await database.query<Tracking>('select tracking as mode, counts_opens as "countsOpens" from lists where id = $1', [listId]))[0] ?? off;
}

export async function updateListTracking(database: Database, listId: ListId, { mode, countsOpens }: Tracking): Promise<void> {
  await database.query('update lists set tracking = $2, counts_opens = $3 where id = $1', [listId, mode, countsOpens]);
}

export async function updateTrackingConsent(database: Database, person: { listId: ListId; subscriberId: SubscriberId; isGiven: boolean }): Promise<'changed' | 'unchanged' | 'not-on-list'> {
  const [before] = await database.query<{ isGiven: boolean }>('select tracking_consent as "isGiven" from subscriptions where list_id = $1 and subscriber_id = $2 for update', [person.listId, person.subscriberId]);
  if (before === undefined) return 'not-on-list';
  if (before.isGiven === person.isGiven) return 'unchanged';
  await database.query('update subscriptions set tracking_consent = $3 where list_id = $1 and subscriber_id = $2', [person.listId, person.subscriberId, person.isGiven]);
  return 'changed';
}

/** Of the lists a person is on those that keep clicks by person, and whether this one has agreed. */
export async function listTrackingAnswers(database: Database, subscriberId: SubscriberId): Promise<ReadonlyMap<ListId, boolean>> {
  const rows = await database.query<{ listId: ListId; isGiven: boolean }>(
    `select n.list_id as "listId", n.tracking_consent as "isGiven" from subscriptions n join lists l on l.id = n.list_id where n.subscriber_id = $1 and l.tracking = 'person'`, [subscriberId]);
  return new Map(rows.map(({ listId, isGiven }) => [listId, isGiven]));
}

/** At the freeze, in its transaction. */
export async function keepCampaignTracking(transaction: Database, campaignId: CampaignId, { mode, countsOpens }: Tracking, links: readonly string[]): Promise<void> {
  await transaction.query('update campaigns set tracking = $2, counts_opens = $3 where id = $1', [campaignId, mode, countsOpens]);
  await transaction.query('insert into links (campaign_id, number, url) select $1, l.number, l.url from unnest($2::text[]) with ordinality as l (url, number)', [campaignId, links]);
}

/** With the links in their order; off: none. */
export async function findCampaignTracking(database: Database, campaignId: CampaignId): Promise<Tracking & { readonly links: readonly string[] }> {
  const [row] = await database.query<Tracking & { links: string[] }>(
    `select tracking as mode, counts_opens as "countsOpens", array(select url from links where campaign_id = c.id order by number) as links from campaigns c where id = $1`, [campaignId]);
  return row ?? { ...off, links: [] };
}

export type ClickTarget = {
  /** Null: there is no such link. */
  readonly url: string | null;
  readonly linkCount: number;
  readonly countsOpens: boolean;
  /** The person still agrees, and was not erased. */
  readonly isTracked: boolean;
  readonly secondsSinceDelivery: number | null;
};

/** Undefined: no such campaign, or it counts nothing. */
export async function findClickTarget(database: Database, click: { campaignId: CampaignId; subscriberId: SubscriberId | null; number: number }): Promise<ClickTarget | undefined> {
  return (await database.query<ClickTarget>(
    `select (select url from links where campaign_id = c.id and number = $3) as url, (select count(*)::int from links where campaign_id = c.id) as "linkCount", c.counts_opens as "countsOpens",
       coalesce(n.tracking_consent and d.tracked, false) as "isTracked", extract(epoch from clock_timestamp() - d.settled_at)::float8 as "secondsSinceDelivery"
     from campaigns c
     left join deliveries d on d.campaign_id = c.id and d.subscriber_id = $2
     left join subscriptions n on n.list_id = c.list_id and n.subscriber_id = d.subscriber_id
     where c.id = $1 and c.tracking <> 'off'`, [click.campaignId, click.subscriberId, click.number]))[0];
}

/** Returns its id. */
export async function insertClick(database: Database, click: { campaignId: CampaignId; subscriberId: SubscriberId | null; number: number; scanner: ScannerSign | null }): Promise<string> {
  const [row] = await database.query<{ id: string }>(
    'insert into clicks (campaign_id, number, subscriber_id, scanner) values ($1, $2, $3, $4) returning id', [click.campaignId, click.number, click.subscriberId, click.scanner]);
  if (row === undefined) throw new Error('the insert of a click returned no row');
  return row.id;
}

export async function markScanner(database: Database, ids: readonly string[], sign: ScannerSign): Promise<void> {
  await database.query('update clicks set scanner = $2 where id = any ($1::bigint[]) and scanner is null', [ids, sign]);
}

/** The clicks stay, without the person. */
export async function forgetClicksOn(transaction: Database, subscriberId: SubscriberId, listId: ListId): Promise<void> {
  await transaction.query('update clicks k set subscriber_id = null from campaigns c where k.campaign_id = c.id and c.list_id = $2 and k.subscriber_id = $1', [subscriberId, listId]);
}

export async function forgetClicks(transaction: Database, subscriberId: SubscriberId): Promise<void> {
  await transaction.query('update clicks k set subscriber_id = null from campaigns c where k.campaign_id = c.id and k.subscriber_id = $1', [subscriberId]);
}
