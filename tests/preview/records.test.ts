/** What the preview learns from a database, and that it makes none. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { configSchema } from '../../src/config.js';
import { toEditionHash } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { createRecords } from '../../src/preview/records.js';
import { keepEdition } from '../../src/store/editions.js';
import { loadSecrets } from '../../src/store/keys.js';
import { makeEdition } from '../archive/support.js';
import { openWorld } from '../support/world.js';

test('without a database the preview asks none and makes none', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'courant-records-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const records = createRecords(configSchema.parse({ dataDir: join(folder, 'data') }), silentLog);
  assert.equal(await records.findLastSent('weekly', 'x'), undefined);
  await assert.rejects(records.readList('weekly'), /no list weekly: the project has no database/);
  await records.close();
  assert.equal(existsSync(join(folder, 'data')), false);
});

test('a database that is away is no reason to fail', async () => {
  const records = createRecords(configSchema.parse({ databaseUrl: 'postgres://nobody@127.0.0.1:1/none' }), silentLog);
  assert.equal(await records.findLastSent('weekly', 'x'), undefined);
  await records.close();
});

test('the last sent issue is the one before, never the issue itself; readers are those who subscribe', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('one@mail.example', 'a-much-longer-address@mail.example');
  await loadSecrets(world.store);
  for (const [slug, startedAt] of [['one', '2026-11-01T00:00:00Z'], ['two', '2026-11-08T00:00:00Z'], ['now', '2026-11-15T00:00:00Z'], ['draft', null]] as const) {
    const edition = makeEdition({ hash: toEditionHash(Buffer.from(slug).toString('hex').padEnd(64, '0')), slug });
    await keepEdition(world.store, edition, []);
    await world.store.query(
      `insert into campaigns (edition_hash, list_id, state, candidate_count, audience_count, excluded, key_id, started_at)
       select $1, l.id, 'finished', 0, 0, '{}', k.id, $2::timestamptz from lists l, keys k limit 1`, [edition.hash, startedAt]);
  }
  const records = createRecords(configSchema.parse({ databaseUrl: world.databaseUrl }), silentLog);
  try {
    const { newsletter } = makeEdition({});
    assert.equal((await records.findLastSent(newsletter, 'now'))?.slug, 'two');
    assert.equal(await records.findLastSent('none', 'now'), undefined);
    const { list, readers } = await records.readList(world.list.slug);
    assert.equal(list.fromAddress, world.list.fromAddress);
    assert.deepEqual(readers.map(({ address }) => address), ['one@mail.example', 'a-much-longer-address@mail.example', 'a-much-longer-address@mail.example']);
    await assert.rejects(records.readList('no-such-list'), /no-such-list/);
    // What a new database looks like: no table of ours in sight.
    const empty = createRecords(configSchema.parse({ databaseUrl: `${world.databaseUrl}&options=${encodeURIComponent('-c search_path=nowhere')}` }), silentLog);
    await assert.rejects(empty.readList('weekly'), { code: 'not-found', message: /empty, or older/ });
    await empty.close();
  } finally {
    await records.close();
  }
});
