/** Statements on changes of address: wanted, and made once they are confirmed at the new one. */
import type { Address } from '../address/parse.js';
import type { SubscriberId } from '../ids.js';
import type { Database } from './store.js';

export type AddressChange = { readonly id: string; readonly subscriberId: SubscriberId; readonly address: string; readonly canonical: string; readonly domain: string };

export async function insertAddressChange(database: Database, change: { subscriberId: SubscriberId; address: Address; at: Date }): Promise<string> {
  const { address, canonical, domain } = change.address;
  const [row] = await database.query<{ id: string }>(
    'insert into address_changes (subscriber_id, address, canonical, domain, asked_at) values ($1, $2, $3, $4, $5) returning id',
    [change.subscriberId, address, canonical, domain, change.at],
  );
  if (row === undefined) throw new Error('the change of address got no row');
  return row.id;
}

export async function findAddressChange(database: Database, id: string, subscriberId: SubscriberId): Promise<AddressChange | undefined> {
  return (await database.query<AddressChange>(
    'select id, subscriber_id as "subscriberId", address, canonical, domain from address_changes where id = $1 and subscriber_id = $2', [id, subscriberId]))[0];
}

/** False when another person has this address. */
export async function applyAddressChange(database: Database, change: AddressChange, at: Date): Promise<boolean> {
  const rows = await database.query(
    `update subscribers s set address = $2, canonical = $3, domain = $4, soft_bounce_count = 0, updated_at = $5
     where s.id = $1 and not exists (select from subscribers o where o.canonical = $3 and o.id <> $1) returning id`,
    [change.subscriberId, change.address, change.canonical, change.domain, at],
  );
  return rows.length === 1;
}
