/** Which editions are public, asked of the database. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Edition } from '../../src/edition/edition.js';
import { toEditionHash } from '../../src/ids.js';
import { keepEdition, listSentEditions, listSentIssues } from '../../src/store/editions.js';
import type { Store } from '../../src/store/store.js';
import { addList } from '../../src/audience/lists.js';
import { loadSecrets } from '../../src/store/keys.js';
import { openTestStore } from '../support/database.js';
import { makeEdition } from './support.js';

async function addCampaign(store: Store, edition: Edition, startedAt: string | null): Promise<void> {
  await keepEdition(store, edition, []);
  await store.query(
    `insert into campaigns (edition_hash, list_id, state, candidate_count, audience_count, excluded, key_id, started_at)
     select $1, l.id, 'finished', 0, 0, '{}', k.id, $2::timestamptz from lists l, keys k limit 1`, [edition.hash, startedAt]);
}

test('what was sent is public as it was sent last; the first day stays, the correction is told', async (t) => {
  const store = await openTestStore(t);
  await loadSecrets(store);
  await addList(store, { slug: 'weekly', name: 'W', from: 'W <news@example.org>', lang: 'ko' });
  const first = makeEdition({ hash: toEditionHash('1'.repeat(64)), number: 42 });
  const corrected = makeEdition({ hash: toEditionHash('2'.repeat(64)), title: '고친 제목' });
  const other = makeEdition({ hash: toEditionHash('3'.repeat(64)), newsletter: 'letter', slug: '2026-11-20-hello', date: '2026-11-20' });
  const draft = makeEdition({ hash: toEditionHash('4'.repeat(64)), slug: 'draft' });
  await addCampaign(store, first, '2026-11-18T08:00:00+09:00');
  assert.deepEqual((await listSentEditions(store, 'weekly'))[0]?.number, 42);
  await addCampaign(store, corrected, '2026-11-19T00:00:00Z');
  await addCampaign(store, corrected, '2026-11-20T00:00:00Z');
  await addCampaign(store, other, '2026-11-20T00:00:00Z');
  await addCampaign(store, draft, null);
  const { newsletter, slug, title, date, lang, name, dir, preheader, publisher, hash } = corrected;
  assert.deepEqual(await listSentEditions(store, 'weekly'), [
    { newsletter, slug, title, date, lang, name, dir, preheader, publisher, hash, publishedAt: '2026-11-17T23:00:00Z', updatedAt: '2026-11-19T00:00:00Z' },
  ]);
  assert.deepEqual((await listSentEditions(store)).map((entry) => entry.newsletter).toSorted(), ['letter', 'weekly']);
  assert.deepEqual(await listSentIssues(store, 'weekly'), [{ newsletter, slug, title, date, lang }]);
  assert.deepEqual(await listSentIssues(store, 'none'), []);
});
