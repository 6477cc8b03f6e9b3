/** Faults that random programs found (tests/faults), each as the smallest story that shows it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
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
  const balance = await world.settled(campaignId, 10_000);
  assert.equal(balance.counts.accepted, 2);
  assert.deepEqual(await world.store.query('select last_value > 1 as "wasStruck" from strikes'), [{ wasStruck: true }]);
  await sending.close();
}

test('seed 116: a process that gave up its claims lets go of them, also when nothing else of the campaign is due', async (t) => {
  await sendThroughStrike(await openWorld(t, { config: { relayConnections: 5 } }));
});

test('seed 116: a connection is not lost when the database cannot say when it may send', async (t) => {
  await sendThroughStrike(await openWorld(t, { config: { relayConnections: 1 } }));
});
