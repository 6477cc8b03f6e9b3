/** What the database tells the preflight of the people of a list: counted as it is, without names. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addSubscriber } from '../../src/audience/subscribers.js';
import { readAudience } from '../../src/check/audience.js';
import { findListFacts } from '../../src/check/list-facts.js';
import { countAudience } from '../../src/store/audience.js';
import { recordConsent } from '../../src/store/consents.js';
import { updateListTracking } from '../../src/store/tracking.js';
import { sampleEdition } from '../support/edition.js';
import { openWorld, type World } from '../support/world.js';

const now = new Date('2026-11-22T09:00:00Z');

async function read({ store, list }: World) {
  const choice = { listId: list.id, segment: null, now };
  return readAudience(store, list, choice, { counts: await countAudience(store, choice), paceWarnings: [] });
}

async function join(world: World, address: string, joinedAt: string, consent: string | null): Promise<void> {
  await addSubscriber(world.store, { list: world.list, address, source: 'admin', at: new Date(joinedAt), ...(consent === null ? {} : { consent }) });
}

test('consents, addresses of functions and what waits are counted of those who would get the issue', async (t) => {
  const world = await openWorld(t);
  const { store, list } = world;
  await join(world, 'new@example.org', '2026-03-01T00:00:00Z', 'a form');
  await join(world, 'old@gamil.com', '2022-03-01T00:00:00Z', 'a form');
  await join(world, 'renewed@example.org', '2022-03-01T00:00:00Z', 'a form');
  await join(world, 'unknown@example.org', '2026-03-01T00:00:00Z', null);
  await join(world, 'Abuse@example.org', '2026-03-01T00:00:00Z', 'a form');
  await join(world, 'left@example.org', '2020-03-01T00:00:00Z', null);
  await store.query("update subscriptions set status = 'unsubscribed' where subscriber_id = (select id from subscribers where address = 'left@example.org')");
  const [renewed] = await store.query<{ id: never }>("select id from subscribers where address = 'renewed@example.org'");
  assert.ok(renewed !== undefined);
  await recordConsent(store, { listId: list.id, subscriberId: renewed.id, act: 'given', text: 'again', version: null, source: 'form', origin: null, at: new Date('2026-01-01T00:00:00Z') });
  const [old] = await store.query<{ id: never }>("select id from subscribers where address = 'old@gamil.com'");
  assert.ok(old !== undefined);
  // Whoever lets clicks be counted has not said anew that they want the mails.
  await recordConsent(store, { listId: list.id, subscriberId: old.id, act: 'given', purpose: 'tracking', text: 'count', version: null, source: 'page', origin: null, at: new Date('2026-02-01T00:00:00Z') });

  const state = await read(world);
  assert.deepEqual([state.count, state.staleConsentCount, state.noConsentCount, state.roleCount], [5, 1, 1, 1]);
  assert.deepEqual(state.domains.toSorted((one, other) => other.count - one.count), [{ domain: 'example.org', count: 4 }, { domain: 'gamil.com', count: 1 }]);
  assert.deepEqual([state.ownMails, state.leavers, state.countsOpensOfAll], [{ count: 0, since: null }, { count: 0, since: null }, false]);

  await t.test('opens of all readers are told apart from those by consent', async () => {
    await updateListTracking(store, list.id, { mode: 'person', countsOpens: true });
    assert.equal((await read(world)).countsOpensOfAll, false);
    await updateListTracking(store, list.id, { mode: 'aggregated', countsOpens: true });
    assert.equal((await read(world)).countsOpensOfAll, true);
  });

  await t.test('a confirmation and a mail of somebody who wants to leave wait since their day', async () => {
    const since = new Date('2026-11-01T00:00:00Z');
    await store.query("insert into system_mails (kind, list_id, subscriber_id, address, canonical, lang, made_at, next_attempt_at) values ('confirm', $1, $2, 'a@b.example', 'a@b.example', 'ko', $3, $3)", [list.id, renewed.id, since]);
    const [mail] = await store.query<{ id: string }>("insert into feedback (digest, source, raw, state, received_at) values ('x', 'smtp', '', 'unmatched', $1) returning id", [since]);
    await store.query("insert into feedback_reports (feedback_id, kind, bucket, reason, effect) values ($1, 'unsubscribe', 'unsubscribe', 'mailto', 'unmatched')", [mail?.id]);
    const waiting = await read(world);
    assert.deepEqual([waiting.ownMails, waiting.leavers], [{ count: 1, since }, { count: 1, since }]);
  });

  await t.test('without a plan the whole list is counted, and a quota that does not do is told', async () => {
    const { app } = world;
    const config = { ...app.config, relays: [{ name: 'small', url: 'smtps://relay.example.net', weight: 1, dailyQuota: 2 }], relayUrl: undefined };
    const facts = await findListFacts({ store, clock: app.clock, keys: app.keys, config }, { edition: sampleEdition }, list);
    assert.equal(facts.history?.audience?.count, 5);
    assert.match(facts.history?.audience?.paceWarnings.join() ?? '', /the quota lets 2 through on the first day/);
  });
});
