/** Faults that random programs found (tests/faults), each as the smallest story that shows it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suppressAddress } from '../../src/audience/suppression.js';
import { pauseCampaign, resumeCampaign } from '../../src/campaign/control.js';
import { openEngine, recoverDeadEngines } from '../../src/delivery/engine.js';
import type { CampaignId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { moveCampaign } from '../../src/store/campaigns.js';
import { advanceDeliveries, claimDeliveries, explainRefusals, type ClaimedDelivery } from '../../src/store/deliveries.js';
import { beginEpoch } from '../../src/store/epochs.js';
import { openTestStore } from '../support/database.js';
import { until } from '../support/until.js';
import { openWorld, type World } from '../support/world.js';

/** The first slot that is asked for meets a database that may not be written to. A sequence counts on when its statement is rolled back. */
async function refuseFirstSlot(world: World): Promise<void> {
  await world.store.query('create sequence strikes');
  await world.store.query(`create function strike() returns trigger language plpgsql as $$ begin
    if nextval('strikes') = 1 then raise exception 'cannot execute UPDATE in a read-only transaction' using errcode = '25006'; end if;
    return new; end $$`);
  await world.store.query('create trigger strike before update on pace for each row execute function strike()');
}

async function sendThroughStrike(world: World): Promise<void> {
  await world.subscribe('a@mail.example', 'b@mail.example');
  const campaignId = await world.freeze();
  await refuseFirstSlot(world);
  const sending = await world.startSending();
  const balance = await world.settled(campaignId);
  assert.equal(balance.counts.accepted, 2);
  assert.deepEqual(await world.store.query('select last_value > 1 as "wasStruck" from strikes'), [{ wasStruck: true }]);
  await sending.close();
}

type Claim = { readonly epoch: string; readonly rows: readonly ClaimedDelivery[] };

/** By a process that claims all of a campaign and dies; nobody has recovered it. */
async function claimAndDie(world: World, campaignId: CampaignId): Promise<Claim> {
  const client = await world.store.connect();
  const epoch = await beginEpoch(client, 'a test');
  const rows = await claimDeliveries(world.store, { campaignId, lane: 'rest', epoch, limit: 10 });
  client.release(true);
  await untilLockIsFree(world, epoch);
  return { epoch, rows };
}

async function untilLockIsFree(world: World, epoch: string): Promise<void> {
  await until(`the lock of ${epoch} to be free`, async () => (await world.store.query("select from pg_locks where locktype = 'advisory' and objid = $1::bigint::oid", [epoch])).length === 0);
}

async function freezeAndSend(world: World): Promise<CampaignId> {
  const campaignId = await world.freeze();
  await moveCampaign(world.store, campaignId, ['frozen'], 'sending', null);
  return campaignId;
}

test('seed 116: a process that gave up its claims lets go of them, also when nothing else of the campaign is due', async (t) => {
  await sendThroughStrike(await openWorld(t, { config: { relayConnections: 5 } }));
});

test('seed 116: a connection is not lost when the database cannot say when it may send', async (t) => {
  await sendThroughStrike(await openWorld(t, { config: { relayConnections: 1 } }));
});

test('seed 412: a mail that was withheld by a pause is not taken for a suppressed reader when the pause is over before anybody asks why', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a@mail.example', 'gone@mail.example');
  const campaignId = await freezeAndSend(world);
  const { epoch, rows } = await claimAndDie(world, campaignId);
  await pauseCampaign(world.store, campaignId, 'paused by the operator');
  await suppressAddress(world.store, { address: 'gone@mail.example', at: new Date() });
  assert.equal((await advanceDeliveries(world.store, { campaignId, epoch, settlements: [], marks: rows })).marked.size, 0);
  await resumeCampaign(world.store, campaignId, new Date());
  const why = await explainRefusals(world.store, { campaignId, epoch, rows });
  assert.deepEqual(Object.fromEntries(rows.map((row) => [row.address, why.get(row.subscriberId)])), { 'a@mail.example': 'paused', 'gone@mail.example': 'suppression' });
});

test('a claim that commits while its process is declared dead leaves no row that nobody holds', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a@mail.example');
  const campaignId = await freezeAndSend(world);
  const client = await world.store.connect();
  const epoch = await beginEpoch(client, 'a test');
  let isOver = false;
  let recovery: Promise<unknown> = Promise.resolve();
  await world.store.transaction(async (transaction) => {
    assert.equal((await claimDeliveries(transaction, { campaignId, lane: 'rest', epoch, limit: 10 })).length, 1);
    client.release(true);
    await untilLockIsFree(world, epoch);
    recovery = recoverDeadEngines(world.store, silentLog).finally(() => { isOver = true; });
    const isWaiting = async (): Promise<boolean> => (await world.store.query("select from pg_stat_activity where wait_event_type = 'Lock' and query like 'update epochs%'")).length > 0;
    await until('the recovery to wait for the claim', async () => isOver || (await isWaiting()));
  });
  await recovery;
  assert.deepEqual(await world.store.query('select state from deliveries where campaign_id = $1', [campaignId]), [{ state: 'pending' }]);
});

test('who slept at 354 until its row was in other hands marks nothing, and its reader gets one mail', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a@mail.example');
  const campaignId = await freezeAndSend(world);
  const sleeper = await claimAndDie(world, campaignId);
  await recoverDeadEngines(world.store, silentLog);
  const taker = await claimAndDie(world, campaignId);
  assert.equal(taker.rows.length, 1, 'the row is claimed again');
  const markAs = async (epoch: string, marks: readonly ClaimedDelivery[]): Promise<number> => (await advanceDeliveries(world.store, { campaignId, epoch, settlements: [], marks })).marked.size;
  assert.equal(await markAs(sleeper.epoch, sleeper.rows), 0, 'the claim of who is gone');
  assert.equal(await markAs(sleeper.epoch, taker.rows), 0, 'of who is gone, though with the fence of now');
  assert.equal(await markAs(taker.epoch, sleeper.rows), 0, 'of who holds it, though with the fence of before');
  assert.deepEqual([...(await explainRefusals(world.store, { campaignId, epoch: sleeper.epoch, rows: sleeper.rows })).values()], ['fenced']);
  assert.deepEqual(await world.store.query('select state, epoch from deliveries'), [{ state: 'claimed', epoch: taker.epoch }]);
  await world.startSending();
  assert.equal((await world.settled(campaignId)).counts.accepted, 1);
  assert.equal((await world.caught()).length, 1);
});

test('seed 361: while the database takes no new epoch no connection to it is lost, or a stop would wait for it for ever', async (t) => {
  const store = await openTestStore(t);
  await store.query(`create function refuse() returns trigger language plpgsql as $$ begin raise exception 'cannot execute INSERT in a read-only transaction' using errcode = '25006'; end $$`);
  await store.query('create trigger refuse before insert on epochs for each row execute function refuse()');
  for (let tries = 1; tries <= 12; tries += 1) await assert.rejects(openEngine(store, silentLog), { code: '25006' });
  assert.equal(store.pool.totalCount - store.pool.idleCount, 0, 'all of them are free');
  await store.query('drop trigger refuse on epochs');
  await (await openEngine(store, silentLog)).close();
});

test('seed 142: whose refusal the ledger did not take is tried again and ends as refused, not as suppressed by what nobody counted', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a+refuse@mail.example');
  const campaignId = await world.freeze();
  await world.store.query('create sequence refusals');
  // This process was taken for dead: its outcome is not written, and its claim was taken back by the time it suppresses the address.
  await world.store.query(`create function fence() returns trigger language plpgsql as $$ begin
    if nextval('refusals') = 1 then return null; end if;
    return new; end $$`);
  await world.store.query(`create trigger fence before update on deliveries for each row when (new.state = 'failed') execute function fence()`);
  await world.store.query(`create function take_back() returns trigger language plpgsql as $$ begin
    update deliveries set state = 'pending' where state = 'claimed';
    return new; end $$`);
  await world.store.query('create trigger take_back before insert on suppressions for each row execute function take_back()');
  const sending = await world.startSending();
  assert.equal((await world.settled(campaignId)).counts.failed, 1);
  assert.deepEqual(await world.store.query('select canonical from suppressions'), [{ canonical: 'a+refuse@mail.example' }]);
  await sending.close();
});
