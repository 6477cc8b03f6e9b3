/** A public form does the same work for every address before it answers: no statement more or less, so that no clock can tell who is known. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { subscriberRooms } from '../../src/web/subscriber-rooms.js';
import { createWeb } from '../../src/web/web.js';
import { systemClock } from '../../src/clock.js';
import { silentLog } from '../../src/log.js';
import { suppressAddress } from '../../src/audience/suppression.js';
import { addList } from '../../src/audience/lists.js';
import type { Database, Store } from '../../src/store/store.js';
import { shownAt } from '../support/pages.js';
import { openWorld } from '../support/world.js';

/** The store, keeping every statement that goes through it. */
function record(store: Store, statements: string[]): Store {
  const listen = (database: Database): Database => ({
    query: (sql, values, name) => {
      statements.push(sql.replaceAll(/\s+/g, ' '));
      return database.query(sql, values, name);
    },
  });
  return { ...store, ...listen(store), transaction: (work) => store.transaction((transaction) => work(listen(transaction))) };
}

test('what a form does before it answers is the same for every address; the rest begins afterwards', async (t) => {
  const world = await openWorld(t);
  const { store } = world;
  const list = await addList(store, { slug: 'open', from: 'news@example.org', subscribe: 'open', optIn: 'double', frequencies: ['weekly'] });
  await world.subscribe('known@mail.example');
  await suppressAddress(store, { address: 'never@mail.example', at: new Date() });
  const statements: string[] = [];
  const rings: number[] = [];
  const caps = { formCapNetwork: 1000, formCapDomain: 1000, formCapTotal: 1000 };
  const web = createWeb({ log: silentLog, rooms: subscriberRooms({ store: record(store, statements), keys: world.app.keys, caps, clock: systemClock, trustedProxies: [], ring: () => rings.push(statements.length) }) });
  const post = (path: string, fields: Readonly<Record<string, string>>) => web.request(path, { method: 'POST', body: new URLSearchParams(fields) });
  const forms: readonly (readonly [path: string, fields: Readonly<Record<string, string>>])[] = [['/p', {}], ['/s/open', { 'opened': shownAt(world, list, 10), 'frequency-open': 'weekly' }]];
  for (const [path, fields] of forms) {
    const works = new Map<string, string>();
    for (const name of ['known', 'never', 'new', 'known']) {
      statements.length = 0;
      assert.equal((await post(path, { ...fields, email: `${name}@mail.example` })).status, 200);
      works.set(name, statements.join('\n'));
      assert.ok(!statements.some((sql) => /\b(?:subscribers|subscriptions|suppressions|erasures)\b/.test(sql)), `${path} looks nobody up`);
      assert.deepEqual([rings.length > 0, rings.at(-1)], [true, statements.length], 'nothing is begun before all of it is done');
    }
    assert.equal(new Set(works.values()).size, 1, path);
  }
  assert.deepEqual(await store.query('select (select count(*)::int from signups) as signups, (select count(*)::int from link_asks) as asks'), [{ signups: 4, asks: 4 }]);
});
