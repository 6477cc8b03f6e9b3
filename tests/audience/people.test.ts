/** Lists, single people and suppressions. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { addList, editList, removeList, requireList, showList } from '../../src/audience/lists.js';
import { addSubscriber, showSubscriber, unsubscribe } from '../../src/audience/subscribers.js';
import { liftSuppression, listSuppressions, suppress, suppressAddress } from '../../src/audience/suppression.js';
import { listLists } from '../../src/store/lists.js';
import { openTestStore } from '../support/database.js';

const at = new Date('2026-11-22T09:00:00Z');
const later = new Date('2026-11-23T09:00:00Z');
const from = 'Weekly News <news@Example.ORG>';

test('a list gets its names, its sender and a List-Id', async (t) => {
  const store = await openTestStore(t);
  const list = await addList(store, { slug: 'weekly', name: '주간 소식', from, lang: 'ko-kr', replyTo: 'editor@example.org' });
  assert.deepEqual({ ...list, id: '', createdAt: null }, {
    id: '', createdAt: null, slug: 'weekly', name: '주간 소식', listIdHeader: 'weekly.example.org', fromName: 'Weekly News', fromAddress: 'news@example.org',
    replyTo: 'editor@example.org', lang: 'ko-KR', optIn: 'single', names: {}, attributes: [], topics: [], frequency: null, frequencies: [], timeZone: null, quiet: null, subscribe: 'closed', welcome: false, accent: null, font: 'sans', logo: null, consentTexts: {},
  });
  const edited = await editList(store, 'weekly', { from: 'desk@example.org', replyTo: '', optIn: 'double' });
  assert.deepEqual([edited.fromName, edited.fromAddress, edited.replyTo, edited.optIn, edited.name], ['Weekly News', 'desk@example.org', null, 'double', '주간 소식']);
  assert.deepEqual(await requireList(store, 'weekly'), edited);
});

const badLists: readonly (readonly [values: object, code: string, why: string])[] = [
  [{ slug: 'Weekly News' }, 'list-invalid', 'a slug is in links'],
  [{ slug: '-a' }, 'list-invalid', ''],
  [{ from: 'news' }, 'address-invalid', ''],
  [{ from: 'News\r\nBcc: v@y.example <news@example.org>' }, 'address-invalid', 'a header'],
  [{ replyTo: 'a@b@c.example' }, 'address-invalid', ''],
  [{ name: 'a\nb' }, 'list-invalid', 'a header'],
  [{ lang: 'Korean!' }, 'list-invalid', ''],
  [{ listIdHeader: 'a>b' }, 'list-invalid', 'RFC 2919'],
];

test('a list with a value that cannot be used is refused', async (t) => {
  const store = await openTestStore(t);
  for (const [values, code, why] of badLists) await assert.rejects(addList(store, { slug: 'weekly', from, ...values }), { code }, why);
  await addList(store, { slug: 'weekly', from });
  await assert.rejects(addList(store, { slug: 'weekly', from }), { code: 'already-exists' });
  await assert.rejects(requireList(store, 'weakly'), { code: 'not-found', hint: 'There are: weekly' });
});

test('a list is removed when nobody is on it, or by force; never when something was sent to it', async (t) => {
  const store = await openTestStore(t);
  const list = await addList(store, { slug: 'weekly', from });
  await addSubscriber(store, { list, address: 'a@x.example', source: 'admin', at });
  await assert.rejects(removeList(store, 'weekly'), { code: 'refused', message: /People are on the list "weekly" or have left it \(1\)/ });
  await removeList(store, 'weekly', { force: true });
  assert.deepEqual(await listLists(store), []);
  const sent = await addList(store, { slug: 'sent', from });
  await store.query(`insert into editions (hash, newsletter, slug, title, issue_date, lang, content) values ('h', 'n', 's', 't', '2026-01-01', 'en', '{}')`);
  await store.query(`insert into keys (id, secret) values (1, '')`);
  await store.query(`insert into campaigns (edition_hash, list_id, state, candidate_count, audience_count, excluded, key_id) values ('h', $1, 'finished', 0, 0, '{}', 1)`, [sent.id]);
  await assert.rejects(removeList(store, 'sent', { force: true }), { code: 'refused', message: /Campaigns were sent to the list "sent" \(1\)/ });
});

test('one person is added once, comes back only when asked for, and is counted', async (t) => {
  const store = await openTestStore(t);
  const list = await addList(store, { slug: 'weekly', from });
  const add = (more: object = {}) => addSubscriber(store, { list, address: 'Min.Ji@gmail.com', source: 'admin', at, ...more });
  const { subscriberId, outcome } = await add({ name: '김민지', consent: 'by phone' });
  assert.equal(outcome, 'subscribed');
  assert.equal((await add({ address: 'minji+x@googlemail.com' })).outcome, 'already', 'the same mailbox');
  const end = { subscriberId, listId: list.id, reason: 'page' } as const;
  assert.equal(await unsubscribe(store, { ...end, at: later }), true);
  assert.equal(await unsubscribe(store, { ...end, reason: 'one-click', at: new Date() }), false, 'twice is once');
  const view = await showSubscriber(store, 'MINJI@gmail.com');
  assert.ok('id' in view);
  assert.deepEqual(view.subscriptions.map(({ status, unsubscribeReason, unsubscribedAt, consent }) => ({ status, unsubscribeReason, unsubscribedAt, consent })), [
    { status: 'unsubscribed', unsubscribeReason: 'page', unsubscribedAt: later, consent: 'by phone' },
  ]);
  await assert.rejects(add(), { code: 'refused', message: /has left the list "weekly"/ });
  assert.equal((await add({ again: true })).outcome, 'resubscribed');
  const { subscribedCount, unsubscribedCount } = await showList(store, 'weekly');
  assert.deepEqual([subscribedCount, unsubscribedCount], [1, 0]);
  await assert.rejects(add({ address: 'nobody' }), { code: 'address-invalid', message: '"nobody" is no address: it has no @.' });
  await assert.rejects(showSubscriber(store, 'nobody@x.example'), { code: 'not-found' });
});

test('a suppression keeps its first reason, unless it would end before the new one', async (t) => {
  const store = await openTestStore(t);
  const one = { canonical: 'a@x.example', source: 'dsn', at } as const;
  assert.equal(await suppress(store, { ...one, reason: 'mailbox-full', expiresAt: later }), true);
  assert.equal(await suppress(store, { ...one, reason: 'mailbox-full', expiresAt: later }), false, 'the same again');
  assert.equal(await suppress(store, { ...one, reason: 'complaint', evidence: 'abuse report' }), true, 'for good outranks for a time');
  assert.equal(await suppress(store, { ...one, reason: 'hard-bounce' }), false, 'the first one for good stays');
  const rows = await listSuppressions(store, { at });
  assert.deepEqual(rows.map(({ canonical, reason, evidence, expiresAt }) => ({ canonical, reason, evidence, expiresAt })), [
    { canonical: 'a@x.example', reason: 'complaint', evidence: 'abuse report', expiresAt: null },
  ]);
});

test('a suppression may be for one list only', async (t) => {
  const store = await openTestStore(t);
  const [one, other] = [await addList(store, { slug: 'one', from }), await addList(store, { slug: 'other', from })];
  await suppressAddress(store, { address: 'A@x.example', listId: one.id, at });
  await assert.rejects(addSubscriber(store, { list: one, address: 'a@x.example', source: 'admin', at }), { code: 'refused', message: /suppressed \(admin\)/ });
  assert.equal((await addSubscriber(store, { list: other, address: 'a@x.example', source: 'admin', at })).outcome, 'subscribed');
});

test('a lifted suppression ends, stays on record, and can come again; an erased address is not lifted', async (t) => {
  const store = await openTestStore(t);
  await suppressAddress(store, { address: 'a@x.example', reason: 'hard-bounce', note: '550 5.1.1', at });
  assert.equal((await liftSuppression(store, { address: 'a@x.example', note: 'called, works again', at: later })).length, 1);
  assert.deepEqual(await listSuppressions(store, { at: later }), []);
  const [ended] = await listSuppressions(store, { at: later, withEnded: true });
  assert.equal(ended?.evidence, '550 5.1.1 | lifted: called, works again');
  await assert.rejects(liftSuppression(store, { address: 'a@x.example', note: 'x', at: later }), { code: 'not-found' });
  assert.equal(await suppress(store, { canonical: 'a@x.example', reason: 'complaint', source: 'arf', at: later }), true);
  await suppress(store, { canonical: 'gone@x.example', reason: 'erased', source: 'admin', at });
  await assert.rejects(liftSuppression(store, { address: 'gone@x.example', note: 'x', at: later }), { code: 'refused' });
  const view = await showSubscriber(store, 'gone@x.example');
  assert.deepEqual(['id' in view, view.suppressions.length], [false, 1], 'only the suppression is left');
});
