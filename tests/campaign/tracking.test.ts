/** Counted links from the freeze to the figures, over the database and the public pages. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eraseSubscriber } from '../../src/audience/erase.js';
import { leaveAllLists } from '../../src/audience/leaving.js';
import { resolveSegment } from '../../src/audience/segments.js';
import { keepLinks } from '../../src/campaign/counting.js';
import { readFigures } from '../../src/campaign/figures.js';
import { freezeAudience } from '../../src/campaign/freeze.js';
import { createMailMaker, loadMailing, toMailSetup, type MailReader } from '../../src/campaign/mailing.js';
import { planCampaign } from '../../src/campaign/plan.js';
import { createFollower } from '../../src/campaign/record-click.js';
import { createScraper } from '../../src/campaign/scrape.js';
import { systemClock } from '../../src/clock.js';
import { UserError } from '../../src/errors.js';
import { classifyReply } from '../../src/feedback/verdict/classify.js';
import { toSubscriberId, type CampaignId, type SubscriberId } from '../../src/ids.js';
import { silentLog } from '../../src/log.js';
import { findCampaign } from '../../src/store/campaigns.js';
import { countSegment } from '../../src/store/segments.js';
import { findCampaignTracking, updateListTracking, updateTrackingConsent, type Tracking } from '../../src/store/tracking.js';
import { createLinkRoutes } from '../../src/web/public/links.js';
import { createMetricsRoutes } from '../../src/web/metrics.js';
import { openWorld, sampleEdition, type World } from '../support/world.js';

const publicUrl = 'https://news.example';
const html = '<!doctype html><html lang="ko"><body><p>안녕 __C_READER_NAME__ <a href="https://a.example/1?x=1&amp;y=2">하나</a> <a href="https://a.example/2">둘</a> <a href="https://a.example/3">셋</a>'
  + ' <a href="https://a.example/4">넷</a> <a href="https://a.example/5">다섯</a> <a href="mailto:x@y.example">쓰기</a> <a href="__C_UNSUBSCRIBE_URL__">수신거부</a></p></body></html>';
const edition = { ...sampleEdition, html };
const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

async function freeze(world: World, tracking: Tracking): Promise<CampaignId> {
  await updateListTracking(world.store, world.list.id, tracking);
  const plan = await planCampaign(world.store, systemClock, { edition, listId: world.list.id, messageBytes: 1000, ratePerSecond: 1000, sendAt: null });
  const { campaignId } = await freezeAudience(world.store, plan, { assets: [], ratePerSecond: null, sendAt: null, notAfter: null, isAgain: true, publicUrl });
  // As after sending: taken an hour ago.
  await world.store.query(`update deliveries set state = 'accepted', settled_at = now() - interval '1 hour' where campaign_id = $1`, [campaignId]);
  await world.store.query(`update campaigns set state = 'finished', started_at = now() - interval '2 hours', finished_at = now() where id = $1`, [campaignId]);
  return campaignId;
}

async function readersOf(world: World, campaignId: CampaignId): Promise<MailReader[]> {
  return world.store.query('select subscriber_id as "subscriberId", address, name, tracked from deliveries where campaign_id = $1 order by subscriber_id', [campaignId]);
}

async function mailsOf(world: World, campaignId: CampaignId): Promise<string[]> {
  const { mode, ...rest } = await findCampaignTracking(world.store, campaignId);
  const make = createMailMaker({ edition, list: world.list, campaignId, date: new Date(0), counting: mode === 'off' ? undefined : { mode, ...rest } }, world.app.keys, { ...toMailSetup(world.config), publicUrl });
  return (await readersOf(world, campaignId)).map((reader) => make(reader, true).message.toString());
}

const hrefs = (mail: string): string[] => [...mail.matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '');
const paths = (mail: string): string[] => hrefs(mail).filter((href) => href.startsWith(`${publicUrl}/c/`)).map((href) => href.slice(`${publicUrl}/c`.length));

function open(world: World) {
  const routes = createLinkRoutes(createFollower({ store: world.store, keys: world.app.keys, clock: systemClock, log: silentLog }), (c) => c.req.header('x-forwarded-for') ?? null);
  return async (path: string, visitor = '192.0.2.1', agent = firefox, method = 'GET') => routes.request(path, { method, headers: { 'user-agent': agent, 'x-forwarded-for': visitor } });
}

test('nothing is counted unless a list asks for it', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a@mail.example');
  const campaignId = await freeze(world, { mode: 'off', countsOpens: false });
  const [mail] = await mailsOf(world, campaignId);
  assert.ok(mail?.includes('https://a.example/2'));
  assert.deepEqual(await world.store.query('select * from links'), []);
});

test('aggregated: one link for all readers, kept without the person', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a@mail.example', 'b@mail.example');
  const campaignId = await freeze(world, { mode: 'aggregated', countsOpens: true });
  const mails = await mailsOf(world, campaignId);
  const [first, second] = mails.map(paths);
  assert.equal(first?.length, 5);
  assert.deepEqual(first, second);
  for (const mail of mails) {
    assert.ok(hrefs(mail).includes('mailto:x@y.example'));
    assert.equal(hrefs(mail).filter((href) => href.startsWith(`${publicUrl}/u/`)).length, 1);
    assert.equal([...mail.matchAll(/<img /g)].length, 1);
  }
  const request = open(world);
  const answer = await request(first?.[0] ?? '');
  assert.equal(answer.status, 302);
  assert.equal(answer.headers.get('location'), 'https://a.example/1?x=1&y=2');
  assert.equal((await request((first?.[0] ?? '').replace(/\/1$/, '/0'))).headers.get('content-type'), 'image/gif');
  assert.deepEqual((await world.store.query('select number, subscriber_id as who, scanner from clicks order by id')), [{ number: 1, who: null, scanner: null }, { number: 0, who: null, scanner: null }]);
});

test('a link leads nowhere but where the campaign led', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a@mail.example');
  const campaignId = await freeze(world, { mode: 'aggregated', countsOpens: false });
  const [path = ''] = paths((await mailsOf(world, campaignId))[0] ?? '');
  const request = open(world);
  const other = path.replace(/^\/./, (start) => (start === '/A' ? '/B' : '/A'));
  for (const wrong of [path.replace(/\/1$/, '/6'), path.replace(/\/1$/, '/0'), path.replace(/\/1$/, '/99999999'), other, '/x/1', `${path}?url=https://evil.example`.replace('/1?', '/7?')]) {
    assert.equal((await request(wrong)).status, 404, wrong);
  }
  const answer = await request(`${path}?url=https://evil.example`);
  assert.equal(answer.headers.get('location'), 'https://a.example/1?x=1&y=2');
  assert.equal((await world.store.query('select from clicks')).length, 1);
});

test('by person: only who agreed, only as long as they do, and not after an erasure', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('agrees@mail.example', 'does-not@mail.example');
  const [agrees] = await world.store.query<{ id: SubscriberId }>(`select id from subscribers where address = 'agrees@mail.example'`);
  assert.ok(agrees);
  await updateTrackingConsent(world.store, { listId: world.list.id, subscriberId: agrees.id, isGiven: true });
  const campaignId = await freeze(world, { mode: 'person', countsOpens: false });
  const [own, common] = (await mailsOf(world, campaignId)).map(paths);
  assert.notEqual(own?.[0], common?.[0]);
  const request = open(world);
  await request(own?.[0] ?? '');
  await request(common?.[0] ?? '', '192.0.2.2');
  const who = async () => (await world.store.query<{ who: string | null }>('select subscriber_id as who from clicks order by id')).map((row) => row.who);
  assert.deepEqual(await who(), [agrees.id, null]);
  const segment = await resolveSegment(world.store, world.list, 'clicked in last 1 campaigns');
  assert.equal(await countSegment(world.store, world.list.id, segment, new Date()), 1);
  await assert.rejects(resolveSegment(world.store, world.list, 'opened in last 1 campaigns'), (error: UserError) => error.code === 'segment-not-tracked');

  await updateTrackingConsent(world.store, { listId: world.list.id, subscriberId: agrees.id, isGiven: false });
  await request(own?.[1] ?? '', '192.0.2.3');
  assert.deepEqual(await who(), [agrees.id, null, null]);
  await eraseSubscriber(world.store, { subscriberId: agrees.id, at: new Date(), cause: 'reader' });
  assert.deepEqual(await who(), [null, null, null]);
  assert.equal((await request(own?.[2] ?? '', '192.0.2.4')).status, 302, 'an old mail still leads there');
});

test('every attempt has the same bytes, and they hold no token that nobody filled', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a@mail.example', 'b@mail.example');
  await world.store.query('update subscriptions set tracking_consent = true');
  const campaignId = await freeze(world, { mode: 'person', countsOpens: true });
  const before = await mailsOf(world, campaignId);
  await world.store.query('update subscriptions set tracking_consent = false');
  await updateListTracking(world.store, world.list.id, { mode: 'off', countsOpens: false });
  assert.deepEqual(await mailsOf(world, campaignId), before);
  for (const mail of before) assert.doesNotMatch(mail, /__C_/);
});

test('the campaign as it is sent has its counted links', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a@mail.example');
  await updateListTracking(world.store, world.list.id, { mode: 'aggregated', countsOpens: false });
  const plan = await planCampaign(world.store, systemClock, { edition, listId: world.list.id, messageBytes: 1000, ratePerSecond: 1000, sendAt: null });
  const { campaignId } = await freezeAudience(world.store, plan, { assets: [], ratePerSecond: null, sendAt: null, notAfter: null, isAgain: false, publicUrl });
  const row = await findCampaign(world.store, campaignId);
  assert.ok(row);
  const mailing = await loadMailing(world.store, row, world.app.keys.secrets, { ...toMailSetup(world.config), publicUrl }, { domain: undefined, keys: [] });
  const [reader] = await readersOf(world, campaignId);
  assert.ok(reader);
  const { wire } = await mailing.make({ ...reader, fields: null, variant: null, tracked: null } as Parameters<typeof mailing.make>[0], { has8BitMime: true });
  assert.equal(paths(Buffer.concat(wire).toString()).length, 5);
});

test('scanners are kept and told apart, and the figures show both numbers', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a@mail.example');
  const campaignId = await freeze(world, { mode: 'aggregated', countsOpens: false });
  const links = paths((await mailsOf(world, campaignId))[0] ?? '');
  const request = open(world);
  for (const link of links) await request(link, '192.0.2.66');
  assert.equal((await request(links[0] ?? '', '192.0.2.2', firefox, 'HEAD')).status, 302);
  await request(links[0] ?? '', '192.0.2.3', 'Barracuda Sentinel');
  await request(links[0] ?? '', '192.0.2.4');
  const scanners = await world.store.query<{ scanner: string | null }>('select scanner from clicks order by id');
  assert.deepEqual(scanners.map((row) => row.scanner), ['burst', 'burst', 'burst', 'burst', 'burst', 'head', 'agent', null]);
  const figures = await readFigures(world.store, campaignId, classifyReply);
  assert.deepEqual([figures.rawClicks, figures.clicks], [8, 1]);
  assert.deepEqual(figures.links[0], { number: 1, url: 'https://a.example/1?x=1&y=2', rawClicks: 4, clicks: 1, people: 0 });
});

test('a mail that counted links would make too large is refused', async (t) => {
  const world = await openWorld(t);
  await world.subscribe('a@mail.example');
  await updateListTracking(world.store, world.list.id, { mode: 'aggregated', countsOpens: false });
  const campaignId = await world.freeze();
  const many = '<a href="https://a.example/">x</a>'.repeat(2_500);
  await assert.rejects(world.store.transaction((transaction) => keepLinks(transaction, { ...edition, html: many }, world.list.id, campaignId, publicUrl)), (error: UserError) => error.code === 'edition-too-large');
});

test('figures add up: refused at once, sent back later, complaints, who left, and the same by day', async (t) => {
  const world = await openWorld(t);
  const { store, list } = world;
  await world.subscribe(...['gone', 'late', 'angry', 'left', 'left-all', 'fine'].map((name) => `${name}@gmail.com`));
  const campaignId = await freeze(world, { mode: 'off', countsOpens: false });
  const idOf = async (name: string) => (await store.query<{ id: string }>('select id from subscribers where address = $1', [`${name}@gmail.com`]))[0]?.id;
  await store.query(`update deliveries set state = 'failed', reply_phase = 'rcpt', reply_code = 550, reply_enhanced = '5.1.1', reply_text = 'The email account that you tried to reach does not exist' where campaign_id = $1 and subscriber_id = $2`, [campaignId, await idOf('gone')]);
  const [feedback] = await store.query<{ id: string }>(`insert into feedback (digest, source, raw, state) values ('x', 'file', '', 'applied') returning id`);
  const report = `insert into feedback_reports (feedback_id, campaign_id, subscriber_id, kind, bucket, reason, effect) values ($1, $2, $3, $4, $5, 'x', 'none')`;
  await store.query(report, [feedback?.id, campaignId, await idOf('late'), 'soft', 'mailbox']);
  await store.query(report, [feedback?.id, campaignId, await idOf('late'), 'soft', 'mailbox']);
  await store.query(report, [feedback?.id, campaignId, await idOf('angry'), 'complaint', 'complaint']);
  await store.query(`update subscriptions set status = 'unsubscribed', unsubscribed_at = now(), unsubscribe_reason = 'one-click' where list_id = $1 and subscriber_id = $2`, [list.id, await idOf('left')]);
  await leaveAllLists(store, { listId: list.id, subscriberId: toSubscriberId(await idOf('left-all') ?? '') }, new Date());
  const figures = await readFigures(store, campaignId, classifyReply);
  assert.deepEqual(figures.lanes, [{ lane: 'gmail', audience: 6, accepted: 5, failed: 1 }]);
  assert.deepEqual(figures.bounces, [{ lane: 'gmail', bucket: 'invalid', when: 'at-once', count: 1 }, { lane: 'gmail', bucket: 'mailbox', when: 'later', count: 1 }]);
  assert.deepEqual([figures.complaints, figures.unsubscribes, figures.complaintRate, figures.complaintVerdict], [1, 2, 0.2, 'too-high']);
  const total = (key: 'accepted' | 'failed' | 'bounced' | 'complaints' | 'unsubscribes'): number => figures.days.reduce((sum, day) => sum + day[key], 0);
  assert.deepEqual([total('accepted'), total('failed'), total('bounced'), total('complaints'), total('unsubscribes')], [5, 1, 1, 1, 2]);

  const routes = createMetricsRoutes(createScraper(store, systemClock));
  const text = await (await routes.request('http://127.0.0.1/')).text();
  assert.match(text, new RegExp(`courant_campaign_accepted\\{campaign="${campaignId}",list="weekly",lane="gmail"\\} 5`));
  assert.match(text, /courant_campaign_complaint_ratio\{[^}]*\} 0\.2\n/);
  assert.equal((await routes.request('http://news.example/')).status, 421, 'figures are the operator\'s');
});
