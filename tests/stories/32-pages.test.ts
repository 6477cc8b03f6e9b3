/** The subscriber's own pages, over HTTP, with a real database and a real relay. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { openApp } from '../../src/app.js';
import { addList, editList } from '../../src/audience/lists.js';
import { renderSnippet } from '../../src/cli/list-form.js';
import { addSubscriber, unsubscribe } from '../../src/audience/subscribers.js';
import { suppressAddress } from '../../src/audience/suppression.js';
import { systemClock } from '../../src/clock.js';
import { toCampaignId, toSubscriberId, type SubscriberId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { makePageToken } from '../../src/message/page-token.js';
import { makeUnsubscribeToken } from '../../src/message/unsubscribe-token.js';
import { dump, openPages, shownAt, type Pages } from '../support/pages.js';

async function idOf({ world }: Pages, address: string): Promise<SubscriberId> {
  const [row] = await world.store.query<{ id: string }>('select id from subscribers where address = $1', [address]);
  return toSubscriberId(row?.id ?? '0');
}

async function leaveLink(pages: Pages, address: string): Promise<string> {
  return `/u/${makeUnsubscribeToken(pages.world.app.keys, { listId: pages.list.id, subscriberId: await idOf(pages, address), campaignId: toCampaignId('1') })}`;
}

const countOf = async ({ world }: Pages, table: string): Promise<number> => (await world.store.query<{ count: number }>(`select count(*)::int as count from ${table}`))[0]?.count ?? -1;

test('joining takes a form, a mail and a POST behind its link; what was agreed to is recorded and never changed', async (t) => {
  const pages = await openPages(t);
  const { store } = pages.world;
  await editList(store, 'weekly', { welcome: true, consentTexts: { ko: '매주 소식을 받겠습니다.' } });
  assert.match((await pages.get('/s/weekly?lang=ko')).text, /도시.*매주 소식을 받겠습니다\./s);
  const answer = await pages.subscribe({ 'email': 'Kim@mail.example', 'name': '김민지 <b>', 'lang': 'ko', 'page-lang': 'ko', 'topics-weekly': 'economy', 'frequency-weekly': 'weekly', 'attribute-secret': 'admin' });
  assert.equal(answer.status, 200);
  const [mail] = await pages.mails();
  assert.equal(mail?.to, 'Kim@mail.example');
  assert.match(mail.raw, /^Auto-Submitted: auto-generated\r$/m);
  assert.doesNotMatch(mail.raw, /김민지|민지/, 'no word of the visitor');
  assert.equal(await pages.status('Kim@mail.example'), 'unconfirmed');
  const [before] = await store.query<{ name: string | null; attributes: object }>('select name, attributes from subscribers');
  assert.deepEqual(before, { name: null, attributes: {} }, 'nothing of the form is about anybody yet');
  assert.match((await pages.get(mail.path)).text, /lang="ko".*구독을 확인해 주세요/s);
  assert.equal(await pages.status('Kim@mail.example'), 'unconfirmed');
  for (const round of [1, 2]) assert.match((await pages.post(mail.path, { act: 'confirm' })).text, /구독되었습니다/, `${round}`);
  assert.equal(await pages.status('Kim@mail.example'), 'subscribed');
  const [after] = await store.query('select s.name, s.lang, s.attributes, n.topics, n.frequency, n.source from subscribers s join subscriptions n on n.subscriber_id = s.id');
  assert.deepEqual(after, { name: '김민지 <b>', lang: 'ko', attributes: { city: 'Seoul' }, topics: ['economy'], frequency: 'weekly', source: 'form' });
  const consents = await store.query('select act, text, source, origin, length(version) as version from consents');
  const agreed = { source: 'form', origin: '127.0.0.0/24', version: 12 };
  assert.deepEqual(consents, [{ act: 'given', text: '매주 소식을 받겠습니다.', ...agreed }, { act: 'chosen', text: '일주일에 한 번까지', ...agreed }]);
  await assert.rejects(store.query("update consents set text = 'x'"), /append-only/);
  await assert.rejects(store.query('delete from consents'), /append-only/);
  const mails = await pages.mails();
  assert.equal(mails.length, 2);
  assert.match((await pages.get(mails[1]?.path ?? '')).text, /구독을 해지할까요/);
});

test('the form for a page of one\'s own leads to a form that asks the rest; names cannot break out of it', async (t) => {
  const pages = await openPages(t);
  const snippet = renderSnippet(pages.list, pages.url, 'en');
  assert.match(snippet, /Weekly &lt;Test&gt;/);
  assert.doesNotMatch(snippet, /<script|<Test>/);
  const path = /action="[^"]*?(\/s\/[^"]*)"/.exec(snippet)?.[1] ?? '';
  const answer = await pages.post(path, { email: 'a@mail.example', website: '' }, { origin: 'https://blog.example' });
  assert.match(answer.text, /lang="en".*value="a@mail\.example"/s);
  assert.equal(await countOf(pages, 'signups'), 0);
});

test('no answer tells whether an address is known', async (t) => {
  const pages = await openPages(t);
  const { store } = pages.world;
  await pages.world.subscribe('known@mail.example', 'left@mail.example', 'paused@mail.example');
  await unsubscribe(store, { subscriberId: await idOf(pages, 'left@mail.example'), listId: pages.list.id, reason: 'page', at: new Date() });
  await pages.post(await leaveLink(pages, 'paused@mail.example'), { act: 'pause-30' });
  await suppressAddress(store, { address: 'never@mail.example', at: new Date() });
  const answers = new Set<string>();
  for (const name of ['known', 'left', 'paused', 'never', 'new']) {
    const { status, text, headers } = await pages.subscribe({ email: `${name}@mail.example` });
    answers.add(`${status} ${[...headers].filter(([key]) => key !== 'date').join()} ${text}`);
  }
  assert.equal(answers.size, 1);
  assert.deepEqual(Object.fromEntries((await pages.mails()).map(({ to, path }) => [to, path.split('/')[1]])), {
    'known@mail.example': 'p', 'paused@mail.example': 'p', 'left@mail.example': 'confirm', 'new@mail.example': 'confirm',
  });
  assert.equal(await pages.status('left@mail.example'), 'unsubscribed', 'nobody is brought back by a stranger');
  const asked = new Set<string>();
  for (const name of ['known', 'never', 'nobody', 'no address']) {
    const { status, text } = await pages.post('/p', { email: `${name}@mail.example` });
    asked.add(`${status} ${text}`);
  }
  assert.equal(asked.size, 1);
});

test('list bombing: one address gets one mail a day, one network as many as the cap says, a domain and all of them likewise', async (t) => {
  const pages = await openPages(t, { trustedProxies: ['127.0.0.1'], formCapNetwork: 30, formCapDomain: 60, formCapTotal: 80 });
  const inBatches = async (count: number, work: (n: number) => Promise<unknown>): Promise<void> => {
    for (let n = 0; n < count; n += 20) await Promise.all(Array.from({ length: 20 }, (_, index) => work(n + index)));
  };
  const networkOf = (n: number): string => `10.${n % 250}.${Math.floor(n / 250)}.9`;
  await inBatches(500, (n) => pages.subscribe({ email: n % 2 === 0 ? 'victim@mail.example' : 'VICTIM@mail.example' }, { 'x-forwarded-for': `1.2.3.4, ${networkOf(n)}` }));
  const forOne = (await pages.mails()).length;
  let refused = 0;
  await inBatches(500, async (n) => {
    const { status } = await pages.subscribe({ email: `person${n}@n${n}.example` }, { 'x-forwarded-for': `198.51.100.${n % 256}` });
    if (status === 429) refused += 1;
  });
  const fromNetwork = (await pages.mails()).length - forOne;
  await inBatches(100, (n) => pages.subscribe({ email: `person${n}@company.example` }, { 'x-forwarded-for': `2001:db8:${n.toString(16)}::1` }));
  const rest = (await pages.mails()).length - forOne - fromNetwork;
  t.diagnostic(`500 POSTs for one address: ${forOne} mail; 500 addresses from one network: ${fromNetwork} mails, ${refused} refused; 100 of one domain behind them: ${rest}, since 80 are the most in all`);
  assert.deepEqual([forOne, fromNetwork, refused, rest], [1, 30, 470, 49]);
});

test('a list without confirmation obeys the caps too: its welcome mails are mails', async (t) => {
  const pages = await openPages(t, { formCapTotal: 3 });
  await editList(pages.world.store, 'weekly', { optIn: 'single', welcome: true });
  for (const n of [1, 2, 3, 4, 5]) await pages.subscribe({ email: `person${n}@mail.example` });
  assert.equal((await pages.mails()).length, 3);
  assert.equal(await countOf(pages, 'subscriptions'), 3);
});

test('a closed list is closed on each route, for links that are out already too', async (t) => {
  const pages = await openPages(t);
  await pages.subscribe({ email: 'early@mail.example' });
  const [mail] = await pages.mails();
  await editList(pages.world.store, 'weekly', { subscribe: 'closed' });
  const before = await dump(pages.world);
  for (const answer of [await pages.get('/s/weekly'), await pages.subscribe({ email: 'late@mail.example' }), await pages.get(mail?.path ?? ''), await pages.post(mail?.path ?? '', { act: 'confirm' })]) {
    assert.equal(answer.status, 403);
    assert.doesNotMatch(answer.text, /<form/);
  }
  assert.equal((await pages.get('/s/none')).status, 404);
  assert.equal(await dump(pages.world), before);
});

test('programs are caught: a filled trap, a form too quick or of another day, a forged time; a person presses once more', async (t) => {
  const pages = await openPages(t);
  const { world, list } = pages;
  const other = await addList(world.store, { slug: 'other', from: 'news@example.org', subscribe: 'open' });
  const cases: readonly [string, Record<string, string>, RegExp][] = [
    ['trap', { website: 'http://x.example' }, /메일을 확인|look into your mail/],
    // However slow this machine is: two seconds after it was shown are not over.
    ['too quick', { opened: shownAt(world, list, -60) }, /once more/],
    ['another day', { opened: shownAt(world, list, 90_000) }, /once more/],
    ['another list', { opened: shownAt(world, other, 10) }, /once more/],
    ['forged', { opened: 'AAAA' }, /once more/],
    ['of the future', { opened: shownAt(world, list, -3600) }, /once more/],
    ['embedded: the address alone', { 'opened': '', 'attribute-city': '' }, /once more/],
    ['no address', { email: 'a@x\r\nBcc: v@y' }, /no email address/],
    ['required', { 'attribute-city': ' ' }, /fill this in/],
    ['advertising for a name', { name: 'Buy at http://x.example' }, /cannot be used/],
  ];
  for (const [why, fields, expected] of cases) {
    const answer = await pages.subscribe({ 'email': 'a@mail.example', 'page-lang': 'en', ...fields });
    assert.match(answer.text, expected, why);
    assert.equal(await countOf(pages, 'signups'), 0, why);
  }
  const shown = await pages.subscribe({ 'email': 'a@mail.example', 'page-lang': 'en', 'opened': '' });
  assert.match(shown.text, /value="a@mail.example"/, 'nothing typed is lost');
});

test('one click leaves, without cookie or redirect, by old links and after a rotation of the keys too; a send under way holds it within the same second', async (t) => {
  const pages = await openPages(t);
  const { world } = pages;
  await world.subscribe('a@mail.example', 'b@mail.example', 'c@mail.example');
  const [a, b] = [await leaveLink(pages, 'a@mail.example'), await leaveLink(pages, 'b@mail.example')];
  await world.store.query(`insert into keys (id, secret) values (2, decode(repeat('ab', 32), 'hex'))`);
  const later = await openApp({ ...world.config }, { clock: systemClock, log: silentLog, databaseName: world.databaseName });
  assert.equal(later.keys.current, 2);
  const web = await later.startWeb();
  t.after(async () => { await web.close(); await later.close(); });
  const campaignId = await world.freeze();
  for (const round of [1, 2, 3]) {
    const response = await fetch(web.url + a, { method: 'POST', body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }), redirect: 'manual' });
    assert.equal(response.status, 200, `${round}`);
    assert.deepEqual([response.headers.get('set-cookie'), response.headers.get('location')], [null, null]);
  }
  await pages.post(b, { act: 'pause-90' });
  assert.deepEqual(await world.states(campaignId), { 'a@mail.example': 'suppressed', 'b@mail.example': 'suppressed', 'c@mail.example': 'pending' });
  const sending = await later.startSending(); // the process that knows the new key, which signs this campaign
  await world.settled(campaignId);
  await sending.close();
  assert.deepEqual((await world.caught()).map(({ recipient }) => recipient), ['c@mail.example']);
  const [withdrawn] = await world.store.query('select act, source from consents where act = $1', ['withdrawn']);
  assert.deepEqual(withdrawn, { act: 'withdrawn', source: 'one-click' });
});

test('leaving one list, all lists or for a while, and taking it back', async (t) => {
  const pages = await openPages(t);
  const { store } = pages.world;
  const second = await addList(store, { slug: 'second', from: 'news@example.org' });
  await pages.world.subscribe('a@mail.example');
  await addSubscriber(store, { list: second, address: 'a@mail.example', source: 'admin', at: new Date() });
  const link = await leaveLink(pages, 'a@mail.example');
  const both = async (): Promise<string> => (await store.query<{ status: string }>('select status from subscriptions order by list_id')).map(({ status }) => status).join();
  const steps: readonly [act: string, expected: string, page: RegExp][] = [
    ['leave', 'unsubscribed,subscribed', /구독을 해지했습니다.*value="undo"/s],
    ['undo', 'subscribed,subscribed', /다시 구독합니다/],
    ['leave-all', 'unsubscribed,unsubscribed', /모든 구독을 해지했습니다/],
    ['undo', 'subscribed,subscribed', /다시 구독합니다/],
    ['pause-30', 'paused,subscribed', /잠시 멈췄습니다/],
    ['leave', 'unsubscribed,subscribed', /해지했습니다/],
    ['undo', 'paused,subscribed', /잠시 멈췄습니다/],
    ['undo', 'subscribed,subscribed', /다시 구독합니다/],
  ];
  for (const [act, expected, page] of steps) {
    assert.match((await pages.post(link, { act })).text, page, act);
    assert.equal(await both(), expected, act);
  }
  await pages.post(link, { act: 'leave' });
  await store.query("update subscriptions set unsubscribed_at = unsubscribed_at - interval '25 hours'");
  assert.doesNotMatch((await pages.get(link)).text, /value="undo"/, 'a day later the way back is the form');
  await pages.post(link, { act: 'undo' });
  assert.equal(await both(), 'unsubscribed,subscribed');
});

test('a break ends by itself: the next send counts the person in', async (t) => {
  const pages = await openPages(t);
  const { world } = pages;
  await world.subscribe('a@mail.example', 'b@mail.example');
  for (const name of ['a', 'b']) await pages.post(await leaveLink(pages, `${name}@mail.example`), { act: 'pause-30' });
  await world.store.query("update subscriptions set paused_until = now() - interval '1 second' where subscriber_id = $1", [await idOf(pages, 'a@mail.example')]);
  assert.match((await pages.get(await leaveLink(pages, 'a@mail.example'))).text, /구독을 해지할까요/);
  const campaignId = await world.freeze();
  assert.deepEqual(await world.states(campaignId), { 'a@mail.example': 'pending' });
  await world.startSending();
  assert.equal((await world.settled(campaignId)).counts.accepted, 1);
});

async function settingsLink(pages: Pages, address: string): Promise<string> {
  await pages.post(await leaveLink(pages, address), { act: 'link' });
  return (await pages.mails()).findLast(({ path }) => path.startsWith('/p/'))?.path ?? '';
}

test('settings: lists, topics, details and another address, which counts once it is confirmed there; a copy of all that is stored', async (t) => {
  const pages = await openPages(t);
  const { store } = pages.world;
  await addList(store, { slug: 'open', from: 'news@example.org', subscribe: 'open' });
  await addList(store, { slug: 'closed', from: 'news@example.org' });
  await pages.world.subscribe('a@mail.example', 'taken@mail.example');
  await store.query(`update subscribers set attributes = '{"city": "Busan", "secret": "vip"}'`);
  const link = await settingsLink(pages, 'a@mail.example');
  const shown = (await pages.get(link)).text;
  assert.match(shown, /a@mail\.example.*value="Busan"/s);
  assert.doesNotMatch(shown, /vip|list-closed/);
  const saved = await pages.post(link, [['act', 'save'], ['list-weekly', 'yes'], ['list-open', 'yes'], ['list-closed', 'yes'], ['topics-weekly', 'culture'], ['name', '민지'], ['attribute-city', '서울'], ['attribute-secret', 'x'], ['lang', 'en'], ['time-zone', 'Asia/Seoul']]);
  assert.match(saved.text, /Your settings are saved/, 'in the language that was just chosen');
  const [person] = await store.query<object>('select name, lang, time_zone, attributes from subscribers where address = $1', ['a@mail.example']);
  assert.deepEqual(person, { name: '민지', lang: 'en', time_zone: 'Asia/Seoul', attributes: { city: '서울', secret: 'vip' } });
  assert.deepEqual(await store.query('select l.slug, n.status, n.topics from subscriptions n join lists l on l.id = n.list_id where n.subscriber_id = $1 order by 1', [await idOf(pages, 'a@mail.example')]),
    [{ slug: 'open', status: 'subscribed', topics: null }, { slug: 'weekly', status: 'subscribed', topics: ['culture'] }]);
  const campaignId = await pages.world.freeze();
  await store.query(`insert into links values ($1, 900, 'https://shop.example/a')`, [campaignId]);
  await store.query('insert into clicks (campaign_id, number, subscriber_id) values ($1, 900, $2), ($1, 900, null)', [campaignId, await idOf(pages, 'a@mail.example')]);
  const data = await pages.get(`${link}/data.json`);
  assert.match(data.headers.get('content-disposition') ?? '', /attachment/);
  const stored = JSON.parse(data.text) as { subscriber: { address: string }; consents: { source: string }[]; subscriptions: object[]; mails: object[]; clicks: { url: string }[] };
  assert.deepEqual([stored.subscriber.address, stored.consents.map(({ source }) => source), stored.subscriptions.length], ['a@mail.example', ['admin', 'page'], 2]);

  assert.deepEqual([stored.mails.length, stored.clicks.map(({ url }) => url)], [1, ['https://shop.example/a']]);

  await pages.post(link, { act: 'address', email: 'new@mail.example' });
  const change = (await pages.mails()).findLast(({ path }) => path.startsWith('/address/'));
  assert.equal(change?.to, 'new@mail.example');
  await pages.get(change.path);
  assert.equal(await idOf(pages, 'new@mail.example'), '0');
  for (const round of [1, 2]) assert.match((await pages.post(change.path, { act: 'confirm' })).text, /Your address is changed/, `${round}`);
  assert.notEqual(await idOf(pages, 'new@mail.example'), '0');
  const told = (await pages.mails()).at(-1);
  assert.equal(told?.to, 'a@mail.example');
  assert.doesNotMatch(told.raw, /new@mail/, 'the old mailbox may be somebody else\'s by now');
  await pages.post(link, { act: 'address', email: 'taken@mail.example' });
  assert.match((await pages.post((await pages.mails()).at(-1)?.path ?? '', { act: 'confirm' })).text, /already subscribed/);
  assert.equal((await pages.post(link, { act: 'address', email: 'a@b\r\nBcc: c@d.example' })).status, 422);
  assert.equal((await pages.get(`${link.slice(0, -2)}AA`)).status, 404);
});

test('how often a list writes is chosen in the settings: recorded in the words that were shown, in the copy of what is stored, gone with an erasure', async (t) => {
  const pages = await openPages(t);
  const { store } = pages.world;
  await pages.world.subscribe('a@mail.example');
  const link = await settingsLink(pages, 'a@mail.example');
  const checked = async (): Promise<string | undefined> => /id="frequency-weekly-(\w+)"[^>]*checked/.exec((await pages.get(link)).text)?.[1];
  const save = (choice: readonly (readonly [string, string])[]) => pages.post(link, [['act', 'save'], ['list-weekly', 'yes'], ['attribute-city', '서울'], ['lang', 'en'], ...choice]);
  assert.equal(await checked(), 'every');
  for (const round of [1, 2]) assert.match((await save([['frequency-weekly', 'monthly']])).text, /Your settings are saved/, `${round}`);
  for (const word of ['daily', '', "x'; drop table lists", '__proto__']) await save([['frequency-weekly', word]]);
  await save([]);
  assert.equal(await checked(), 'monthly', 'what was not offered, or not asked, changes nothing');
  await editList(store, 'weekly', { frequencies: ['weekly'] });
  assert.equal(await checked(), 'monthly', 'a choice that is no longer offered is still shown');
  type Stored = { readonly subscriptions: readonly { readonly frequency: string }[]; readonly consents: readonly { readonly act: string; readonly purpose: string; readonly text: string }[] };
  const stored = JSON.parse((await pages.get(`${link}/data.json`)).text) as Stored;
  assert.deepEqual([stored.subscriptions[0]?.frequency, stored.consents.filter(({ purpose }) => purpose === 'frequency').map(({ act, text }) => [act, text])], ['monthly', [['chosen', '한 달에 한 번: 그달의 첫 호']]]);
  await save([['frequency-weekly', 'every']]);
  assert.deepEqual([await checked(), await countOf(pages, 'consents')], ['every', 3]);
  await pages.post(link, { act: 'erase', sure: 'yes' });
  assert.deepEqual([await countOf(pages, 'consents'), await countOf(pages, 'subscriptions')], [0, 0]);
});

test('a form with a fault comes back as it was filled: nothing that was taken off or left is put back by the second press', async (t) => {
  const pages = await openPages(t);
  const { store } = pages.world;
  const isTicked = (text: string, id: string): boolean => new RegExp(`id="${id}"[^>]*checked`).test(text);
  const joining = (await pages.subscribe({ 'email': 'nobody', 'topics-weekly': 'culture' })).text;
  assert.deepEqual(['economy', 'culture'].map((topic) => isTicked(joining, `topic-weekly-${topic}`)), [false, true]);
  assert.equal(isTicked((await pages.subscribe({ email: 'nobody' })).text, 'topic-weekly-economy'), false, 'none is a choice too');

  await pages.world.subscribe('a@mail.example');
  await store.query(`update subscribers set name = '민지', lang = 'pt', time_zone = 'Asia/Kolkata'`);
  await addList(store, { slug: 'open', from: 'news@example.org', subscribe: 'open' });
  const link = await settingsLink(pages, 'a@mail.example');
  const kept = (await pages.post(link, { act: 'address', email: 'nobody' })).text;
  assert.deepEqual([/id="name"[^>]*value="([^"]*)"/.exec(kept)?.[1], isTicked(kept, 'list-weekly')], ['민지', true], 'another form of the page has not these fields');
  const wishes = [['act', 'save'], ['list-open', 'yes'], ['topics-weekly', 'culture'], ['frequency-weekly', 'monthly'], ['name', 'Minji'], ['time-zone', 'Europe/Paris']] as const;
  const { status, text } = await pages.post(link, [...wishes, ['attribute-city', '']]);
  assert.equal(status, 422);
  assert.deepEqual(['list-weekly', 'list-open', 'topic-weekly-economy', 'topic-weekly-culture', 'frequency-weekly-monthly'].map((id) => isTicked(text, id)), [false, true, false, true, true]);
  assert.match(text, /value="Minji".*value="Europe\/Paris" selected/s);
  const language = /<select id="lang".*?value="([\w-]+)" selected/s.exec(text)?.[1] ?? '';
  await pages.post(link, [['act', 'save'], ['list-weekly', 'yes'], ['attribute-city', '서울'], ['lang', language], ['time-zone', 'Asia/Kolkata']]);
  assert.deepEqual(await store.query('select lang, time_zone from subscribers where address = $1', ['a@mail.example']), [{ lang: 'pt', time_zone: 'Asia/Kolkata' }], 'what the page has no word for stays');
});

test('every page about a list has its colours, that of a link that was mailed too', async (t) => {
  const pages = await openPages(t);
  await editList(pages.world.store, 'weekly', { accent: '#b3261e' });
  await pages.world.subscribe('a@mail.example', 'taken@mail.example');
  const link = await settingsLink(pages, 'a@mail.example');
  const reader = await idOf(pages, 'a@mail.example');
  const answers: [string, { readonly text: string }][] = [['asking for the link', await pages.get('/p?list=weekly')], ['asked', await pages.post('/p?list=weekly', { email: 'x@mail.example' })]];
  for (const email of ['taken@mail.example', 'new@mail.example']) {
    answers.push(['another address', await pages.post(link, { act: 'address', email })]);
    const change = (await pages.mails()).findLast(({ to }) => to === email)?.path ?? '';
    answers.push(['its page', await pages.get(change)], ['its answer', await pages.post(change, { act: 'confirm' })]);
  }
  const { keys } = pages.world.app;
  await addList(pages.world.store, { slug: 'other', from: 'Other <o@example.org>', accent: '#0b6b3a' });
  const old = `/p/${makePageToken(keys, 'settings', [reader, '1'])}`;
  const gone = { settings: old, sign: `/confirm/${makePageToken(keys, 'confirm', ['999', pages.list.id, '999'])}`, change: `/address/${makePageToken(keys, 'address-change', ['999', reader])}` };
  for (const [name, path] of Object.entries({ ...gone, leaving: `/u/${makeUnsubscribeToken(keys, { listId: pages.list.id, subscriberId: toSubscriberId('999'), campaignId: toCampaignId('1') })}` })) {
    const { status, text } = await pages.get(path);
    assert.equal(status, 404, name);
    assert.match(text, /This link does not work/, name);
    answers.push([`too old: ${name}`, { text }]);
  }
  const forged = await Promise.all(['u', 'p', 'confirm', 'address'].map((room) => pages.get(`/${room}/none`)));
  assert.deepEqual(forged.filter(({ text }) => text.includes('accent-')), [], 'a link that is none of ours is of no list, where they differ');
  await editList(pages.world.store, 'other', { accent: '#b3261e' });
  answers.push(['where all lists look the same', await pages.get('/u/none')]);
  answers.push(['settings', await pages.get(link)], ['erased', await pages.post(link, { act: 'erase', sure: 'yes' })]);
  assert.deepEqual(answers.filter(([, { text }]) => !text.includes('/assets/accent-b3261e.css')).map(([name]) => name), []);
  assert.doesNotMatch((await pages.get('/p?list=none')).text, /accent-/, 'a list that is not there has none');
});

test('erasing oneself takes a ticked box: nothing is left of the person, and no form brings the address back', async (t) => {
  const pages = await openPages(t);
  await pages.world.subscribe('a@mail.example', 'b@mail.example');
  const link = await settingsLink(pages, 'a@mail.example');
  await pages.post(link, { act: 'address', email: 'new@mail.example' });
  const change = (await pages.mails()).findLast(({ path }) => path.startsWith('/address/'));
  await pages.subscribe({ email: 'a@mail.example' });
  await pages.mails();
  await pages.post(link, { act: 'erase' });
  assert.equal(await pages.status('a@mail.example'), 'subscribed', 'the box was not ticked');
  assert.match((await pages.post(link, { act: 'erase', sure: 'yes' })).text, /<h1>/);
  assert.doesNotMatch(await dump(pages.world), /\ba@mail\.example|new@mail\.example/);
  assert.equal(await pages.status('b@mail.example'), 'subscribed');
  assert.deepEqual([(await pages.get(link)).status, (await pages.post(change?.path ?? '', { act: 'confirm' })).status], [404, 404]);
  const before = (await pages.mails()).length;
  await pages.subscribe({ email: 'a@mail.example' });
  await pages.post('/p', { email: 'a@mail.example' });
  assert.equal((await pages.mails()).length, before);
  assert.equal(await idOf(pages, 'a@mail.example'), '0');
});

test('a crawler that follows every link of the mails and of the pages ten times, by GET and HEAD, changes nothing', async (t) => {
  const pages = await openPages(t);
  const { world } = pages;
  await world.subscribe('a@mail.example', 'b@mail.example');
  await pages.post(await leaveLink(pages, 'b@mail.example'), { act: 'leave' });
  const sending = await world.startSending();
  await world.settled(await world.freeze());
  await sending.close();
  await pages.subscribe({ email: 'new@mail.example' });
  const settings = await settingsLink(pages, 'a@mail.example');
  await pages.post(settings, { act: 'address', email: 'other@mail.example' });
  const mails = await pages.mails();
  const found = new Set([...mails.flatMap(({ raw }) => linksOf(raw.replaceAll(/=\r?\n/g, '').replaceAll('=3D', '='))), '/s/weekly', '/p', await leaveLink(pages, 'b@mail.example')]);
  const before = await dump(world);
  for (const path of found) { // grows while it is walked
    for (let round = 0; round < 10; round += 1) {
      for (const method of ['GET', 'HEAD']) {
        const { status, text } = await pages.get(path, { method });
        assert.ok(status < 500, `${method} ${path}: ${status}`);
        for (const link of linksOf(text)) found.add(link);
      }
    }
  }
  for (const query of ['?act=leave', '?act=confirm', '?act=save', '?List-Unsubscribe=One-Click']) for (const { path } of mails) if (path !== '') await pages.get(path + query);
  assert.equal(await dump(world), before);
  for (const room of ['/u/', '/confirm/', '/p/', '/address/', '/s/']) assert.ok([...found].some((path) => path.startsWith(room)), `the crawl saw ${room}`);
  t.diagnostic(`${found.size} addresses, ${found.size * 20} requests, ${before.length} characters of database the same`);
});

/** Of our own server: whatever stands in an attribute, a header or the text. */
function linksOf(text: string): readonly string[] {
  const whole = [...text.matchAll(/https?:\/\/127\.0\.0\.1:\d+(\/[\w\-./?=&;%]*)/g)].map((match) => match[1] ?? '');
  const relative = [...text.matchAll(/(?:href|src|action)="(\/[^"]*)"/g)].map((match) => match[1] ?? '');
  return [...whole, ...relative].map((link) => link.replaceAll('&amp;', '&').replace(/[.>]+$/, ''));
}

test('whatever a form is filled with, the answer is a page and nobody else is touched', async (t) => {
  const pages = await openPages(t, { formCapNetwork: 100_000, formCapTotal: 100_000 });
  await pages.world.subscribe('a@mail.example');
  const link = await settingsLink(pages, 'a@mail.example');
  const nasty = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a@x.example\r\nBcc: v@y.example', '__proto__', '=HYPERLINK("x")', '\u0000', '\u202Eabc', 'x'.repeat(50_000), '<script>1</script>', 'á@例え.jp', '%00%0d%0aSet-Cookie: a=b'));
  const name = fc.constantFrom('email', 'name', 'lang', 'page-lang', 'opened', 'attribute-city', 'topics-weekly', 'website', 'act', 'time-zone', 'list-weekly', '__proto__', 'constructor');
  await fc.assert(fc.asyncProperty(fc.constantFrom('/s/weekly', '/p', link, '/confirm/x', '/u/x'), fc.array(fc.tuple(name, nasty), { maxLength: 6 }), async (path, fields) => {
    const opened = shownAt(pages.world, pages.list, 10);
    const { status, text } = await pages.post(path, [['opened', opened], ['email', 'b@mail.example'], ['attribute-city', 'x'], ['act', 'save'], ...fields]);
    assert.ok(status < 500, `${status}`);
    assert.doesNotMatch(text, /<script/);
  }), { numRuns: 120 });
  for (const name of ['%00', '%ED%A0%80', '%F0', '%25', '..%2f..', 'x'.repeat(6_000), '__proto__', '%0d%0aa:b']) {
    for (const path of [`/s/${name}`, `/p?list=${name}`, `/p/${name}`, `/u/${name}`, `/confirm/${name}`, `/address/${name}`, `/c/${name}/1`, `/archive/${name}`, `/archive/${name}/feed.json`, `/archive/a/${name}`, `/archive/a/b/${name}`, `/unmatched/${name}/1`, `/logo/${name}`, `/assets/${name}`, `/s/weekly?lang=${name}`]) {
      for (const method of ['GET', 'POST']) assert.ok((await pages.get(path, { method })).status < 500, `${method} ${path.slice(0, 80)}`);
    }
  }
  for (const { to } of await pages.mails()) assert.ok(['a@mail.example', 'b@mail.example'].includes(to) || /^[^@\s]+@[^@\s]+$/.test(to), to);
  assert.equal(await countOf(pages, "subscribers where address like '%Bcc%' or name ~ '[[:cntrl:]]'"), 0);
});
