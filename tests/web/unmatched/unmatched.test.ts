/** The page of unmatched messages: only behind a link that ends, changed by POST only, and nothing in it runs. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { editList } from '../../../src/audience/lists.js';
import { applyFeedback } from '../../../src/feedback/effect/apply.js';
import type { CampaignId, SubscriberId } from '../../../src/ids.js';
import { makeEnvelopeSender } from '../../../src/message/envelope-sender.js';
import { makeMessageId } from '../../../src/message/message-id.js';
import { makePageToken } from '../../../src/message/page-token.js';
import { addDeskLink } from '../../../src/store/desk-links.js';
import { listAudits } from '../../../src/store/audits.js';
import { findSuppressions } from '../../../src/store/suppressions.js';
import { runHere } from '../../support/command.js';
import { dump, openPages, type Pages } from '../../support/pages.js';

function bounce(recipient: string, more = ''): Buffer {
  return Buffer.from(`From: <mailer-daemon@x.example>\r\nTo: <postmaster@example.org>\r\nSubject: Undelivered Mail Returned to Sender\r\nMessage-ID: <${recipient}>\r\n${more}\r\n<${recipient}>: host mx.mail.example said: 550 5.1.1 user unknown <script>alert(1)</script>\r\n`);
}

async function openDesk(t: { after(work: () => Promise<void>): void }): Promise<{ pages: Pages; path: string; campaignId: CampaignId; idOf: (address: string) => Promise<SubscriberId> }> {
  const pages = await openPages(t);
  const { world } = pages;
  await world.subscribe('a@mail.example', 'b@mail.example');
  const campaignId = await world.freeze();
  await world.store.query("update deliveries set state = 'accepted', settled_at = now()");
  const link = await runHere(['feedback', 'unmatched', 'link', '--hours', '1'], { DATABASE_URL: world.databaseUrl, COURANT_PUBLIC_URL: pages.url });
  assert.equal(link.code, 0, link.err);
  const idOf = async (address: string): Promise<SubscriberId> => (await world.store.query<{ id: SubscriberId }>('select id from subscribers where address = $1', [address]))[0]?.id ?? assert.fail(address);
  return { pages, path: link.out.trim().slice(pages.url.length), campaignId, idOf };
}

test('an admin settles a message on the page; by GET and HEAD nothing changes; both acts are recorded with the link', async (t) => {
  const { pages, path, campaignId, idOf } = await openDesk(t);
  const { world } = pages;
  for (const recipient of ['a@mail.example', 'stranger@mail.example']) await applyFeedback(world.app, { raw: bounce(recipient), source: 'smtp' });
  const [second = '', first = ''] = [...(await pages.get(path)).text.matchAll(/href="(\/unmatched\/[^"]+\/\d+)"/g)].map((match) => match[1] ?? '');
  const before = await dump(world);
  for (const method of ['GET', 'HEAD']) for (const one of [path, first, second]) for (const query of ['', '?act=ignore', `?act=settle&campaign=${campaignId}&subscriber=1`]) assert.equal((await pages.get(one + query, { method })).status, 200);
  assert.equal(await dump(world), before);

  const shown = await pages.get(first);
  assert.match(shown.text, /<bdi>a@mail\.example<\/bdi>: hard, invalid, userunknown/);
  assert.doesNotMatch(shown.text, /<script/);
  assert.match(shown.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  const settled = await pages.post(first, { act: 'settle', campaign: campaignId, subscriber: await idOf('a@mail.example') });
  assert.deepEqual([settled.status, settled.headers.get('location')], [303, path]);
  assert.equal((await findSuppressions(world.store, 'a@mail.example'))[0]?.reason, 'hard-bounce');
  assert.equal((await pages.post(first, { act: 'settle', campaign: campaignId, subscriber: await idOf('a@mail.example') })).status, 404, 'once');
  assert.equal((await pages.post(second, { act: 'else' })).status, 422);
  assert.equal((await pages.post(second, { act: 'ignore', note: 'nobody of ours\0' })).status, 303);
  assert.match((await pages.get(path)).text, /Everything that came back was matched/);
  const audits = (await listAudits(world.store, { limit: 10 })).filter(({ action }) => action.startsWith('feedback.'));
  assert.deepEqual(audits.map(({ action }) => action).toSorted(), ['feedback.ignore', 'feedback.settle']);
  assert.ok(audits.every(({ actor }) => actor.startsWith('link:')));
});

test('without a link that is good there is nothing: made-up, ended, or made for something else', async (t) => {
  const { pages, path } = await openDesk(t);
  const { keys } = pages.world.app;
  const { store, databaseUrl } = pages.world;
  const ended = await addDeskLink(store, { madeAt: new Date(0), madeBy: 'somebody', endsAt: new Date(1000) });
  const wrong = ['x', `${path.split('/').at(-1)?.slice(0, -2) ?? ''}AA`, makePageToken(keys, 'unmatched', ['1000']), makePageToken(keys, 'unmatched', [ended]), makePageToken(keys, 'unmatched', [String(2n ** 70n)]), makePageToken(keys, 'form', ['1', '1'])];
  for (const token of wrong) {
    assert.equal((await pages.get(`/unmatched/${token}`)).status, 404, token);
    assert.equal((await pages.post(`/unmatched/${token}/1`, { act: 'ignore' })).status, 404, token);
  }
  assert.equal((await pages.get(`${path}/999`)).status, 404);
  assert.equal((await pages.get('/unmatched')).status, 404);
  const link = (words: readonly string[]) => runHere(['feedback', 'unmatched', ...words], { DATABASE_URL: databaseUrl });
  assert.equal((await pages.get(path)).status, 200);
  assert.match((await link(['links'])).out, /link 1 .*good until/);
  assert.match((await link(['revoke', '1'])).out, /Taken back: link 1\./);
  assert.equal((await pages.get(path)).status, 404, 'at once');
  assert.equal((await pages.post(`${path}/1`, { act: 'ignore' })).status, 404);
  assert.equal((await link(['links'])).out, 'No link is good now.\n');
  assert.equal((await link(['revoke', '1'])).code, 2, 'once');
  assert.deepEqual((await listAudits(store, { action: 'link.', limit: 10 })).map(({ action, subject }) => `${action} ${subject}`), ['link.revoke link:1', 'link.make link:1']);
});

test('the page is dressed as the lists are where they look the same, and shows words out of their encodings', async (t) => {
  const { pages, path } = await openDesk(t);
  const { world } = pages;
  await editList(world.store, 'weekly', { accent: '#b3261e' });
  const encoded = (text: string): string => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
  await applyFeedback(world.app, { source: 'smtp', raw: Buffer.from(`From: ${encoded('배달 시스템')} <mailer-daemon@x.example>\r\nTo: <postmaster@example.org>\r\nSubject: ${encoded('반송: 주간 소식')}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from('받는 사람이 없습니다. <nobody@mail.example> 550 5.1.1').toString('base64')}\r\n`) });
  const list = await pages.get(path);
  assert.match(list.text, /accent-b3261e\.css/);
  assert.match((await pages.get(path, { headers: { 'Accept-Language': 'ko-KR' } })).text, /<html lang="ko">.*짝을 찾지 못한 메시지/s, 'in the language of the browser');
  const message = await pages.get(/href="(\/unmatched\/[^"]+\/\d+)"/.exec(list.text)?.[1] ?? '');
  assert.match(message.text, /배달 시스템.*반송: 주간 소식.*받는 사람이 없습니다/s);
});

test('two tokens that disagree are marked, listed and shown', async (t) => {
  const { pages, path, campaignId, idOf } = await openDesk(t);
  const { world } = pages;
  const [verp, messageId] = [
    makeEnvelopeSender(world.app.keys, { campaignId, subscriberId: await idOf('a@mail.example') }, 'bounces.example'),
    makeMessageId(world.app.keys, { campaignId, subscriberId: await idOf('b@mail.example') }, 'example.org'),
  ];
  await applyFeedback(world.app, { raw: bounce('a@mail.example', `In-Reply-To: <${messageId.replaceAll(/[<>]/g, '')}>\r\n`), source: 'smtp', envelopeRecipient: verp });
  assert.match((await pages.get(path)).text, /Two tokens that disagree.*verp names \d+\/\d+, message-id names \d+\/\d+/s);
  const listed = await runHere(['feedback', 'ls', '--disagreeing'], { DATABASE_URL: world.databaseUrl });
  assert.match(listed.out, /verp names/);
  assert.match((await runHere(['feedback', 'ls', '--state', 'unmatched'], { DATABASE_URL: world.databaseUrl })).out, /Nothing of that kind/);
});
