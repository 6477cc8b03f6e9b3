/** How PostgreSQL finds rows of the ledger while a campaign is under way: by what is due, never by reading through the audience. Asked of its plans, not of a clock. */
import assert from 'node:assert/strict';
import { before, test, after } from 'node:test';
import { toCampaignId, toSubscriberId } from '../../src/ids.js';
import { countProgress, finishIfSettled, listCancelledWithWaiting } from '../../src/store/campaigns.js';
import { advanceDeliveries, claimDeliveries, listDueLanes } from '../../src/store/deliveries.js';
import { loadSecrets } from '../../src/store/keys.js';
import type { Database, Store } from '../../src/store/store.js';
import { openTestStore } from '../support/database.js';

type Node = { 'Node Type': string; 'Relation Name'?: string; 'Index Name'?: string; 'Index Cond'?: string; Plans?: Node[] };

const ends: (() => Promise<void>)[] = [];
let store: Store;
const campaignId = toCampaignId('1');

before(async () => {
  store = await openTestStore({ after: (work) => void ends.push(work) });
  await loadSecrets(store);
  await store.query("insert into lists (slug, name, list_id_header, from_name, from_address) values ('l', 'l', 'l.example', 'l', 'l@l.example')");
  await store.query("insert into editions (hash, newsletter, slug, title, issue_date, lang, content) values ('h', 'n', 's', 't', now(), 'en', '{}')");
  await store.query("insert into campaigns (edition_hash, list_id, state, candidate_count, audience_count, excluded, key_id) values ('h', 1, 'sending', 60000, 60000, '{}', 1)");
  // Two thirds have it, a third was put off for an hour, a few wait or are due again.
  await store.query(
    `insert into deliveries (campaign_id, subscriber_id, address, lane, state, next_attempt_at)
     select 1, n, 'r' || n || '@x.example', case n % 3 when 0 then 'gmail' when 1 then 'naver' else 'rest' end,
       case when n <= 40000 then 'accepted' when n <= 59000 then 'deferred' when n <= 59100 then 'deferred' when n <= 59200 then 'failed' else 'pending' end,
       case when n > 40000 and n <= 59000 then now() + interval '1 hour' when n > 59000 and n <= 59100 then now() - interval '1 minute' end
     from generate_series(1, 60000) n`);
  await store.query("insert into epochs (instance) values ('x')");
  await store.query('vacuum analyze deliveries');
});
after(async () => { for (const end of ends) await end(); });

async function nodesOf(ask: (database: Database) => Promise<unknown>): Promise<Node[]> {
  const plans: Node[] = [];
  const database: Database = {
    async query<Row extends object>(sql: string, values?: readonly unknown[]) {
      const [row] = await store.query<{ 'QUERY PLAN': { Plan: Node }[] }>(`explain (format json) ${sql}`, values);
      plans.push(...(row?.['QUERY PLAN'] ?? []).map(({ Plan }) => Plan));
      return [] as Row[];
    },
  };
  await ask(database);
  const walk = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(walk)];
  return plans.flatMap(walk);
}

const reads = (nodes: readonly Node[]): Node[] => nodes.filter((node) => node['Relation Name'] === 'deliveries' || node['Index Name']?.startsWith('deliveries') === true);

const statements: readonly [what: string, ask: (database: Database) => Promise<unknown>][] = [
  ['claiming', (database) => claimDeliveries(database, { campaignId, lane: 'gmail', epoch: '1', limit: 100 })],
  ['which lanes are due', (database) => listDueLanes(database, campaignId)],
  ['the progress', (database) => countProgress(database, campaignId)],
  ['whether it is over', (database) => finishIfSettled(database, campaignId)],
  ['what a cancel left', (database) => listCancelledWithWaiting(database)],
  ['a mark', (database) => advanceDeliveries(database, { campaignId, epoch: '1', settlements: [], marks: [{ subscriberId: toSubscriberId('60000'), fence: 1 }] })],
];
for (const [what, ask] of statements) {
  test(`${what} reads no whole audience`, async () => {
    const nodes = await nodesOf(ask);
    assert.ok(reads(nodes).some((node) => node['Node Type'].includes('Index')), JSON.stringify(nodes));
    assert.deepEqual(reads(nodes).filter((node) => node['Node Type'] === 'Seq Scan'), []);
  });
}

test('who was put off and is not due is not even looked at: the index is searched by the time', async () => {
  const nodes = await nodesOf((database) => claimDeliveries(database, { campaignId, lane: 'gmail', epoch: '1', limit: 100 }));
  const deferred = nodes.filter((node) => node['Index Name'] === 'deliveries_deferred');
  assert.ok(deferred.length > 0 && deferred.every((node) => node['Index Cond']?.includes('next_attempt_at <=')), JSON.stringify(deferred));
});

test('a claim takes first who is due again, then who was never tried, and nobody who waits', async () => {
  const claimed = await claimDeliveries(store, { campaignId, lane: 'gmail', epoch: '1', limit: 100 });
  assert.equal(claimed.length, 100);
  const numbers = claimed.map((row) => Number(row.subscriberId));
  assert.ok(numbers.every((number) => number > 59000));
  assert.equal(numbers.filter((number) => number <= 59100).length, 34);
  assert.deepEqual(await listDueLanes(store, campaignId), ['gmail', 'naver', 'rest']);
});

test('a mark writes no index entry, and is not found by what is held', async () => {
  const [row] = await claimDeliveries(store, { campaignId, lane: 'rest', epoch: '1', limit: 1 });
  assert.ok(row);
  await store.query("insert into subscribers (id, address, canonical, domain) overriding system value values ($1, 'a@x.example', 'a@x.example', 'x.example')", [row.subscriberId]);
  await store.query("insert into subscriptions (list_id, subscriber_id, status, source) values (1, $1, 'subscribed', 'admin')", [row.subscriberId]);
  const nodes = await nodesOf((database) => advanceDeliveries(database, { campaignId, epoch: '1', settlements: [], marks: [row] }));
  assert.deepEqual(nodes.filter((node) => node['Index Name'] === 'deliveries_held'), []);
  const written = await store.transaction(async (transaction) => {
    assert.equal((await advanceDeliveries(transaction, { campaignId, epoch: '1', settlements: [], marks: [row] })).marked.size, 1);
    return transaction.query("select n_tup_upd::int as all, n_tup_hot_upd::int as cheap from pg_stat_xact_user_tables where relname = 'deliveries'");
  });
  assert.deepEqual(written, [{ all: 1, cheap: 1 }]);
});
