/** Counted links on the public pages: the reader decides whether theirs are kept, and nobody hides behind a header. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepLinks } from '../../src/campaign/counting.js';
import type { CampaignId, SubscriberId } from '../../src/ids.js';
import { makeClickToken } from '../../src/message/click-token.js';
import { updateListTracking } from '../../src/store/tracking.js';
import { dump, openPages, type Pages } from '../support/pages.js';
import { sampleEdition } from '../support/world.js';
import { until } from '../support/until.js';

async function idOf({ world }: Pages, address: string): Promise<SubscriberId> {
  return (await world.store.query<{ id: SubscriberId }>('select id from subscribers where address = $1', [address]))[0]?.id ?? assert.fail(address);
}

async function settingsLink(pages: Pages, address: string): Promise<string> {
  await pages.post('/p', { email: address });
  let path: string | undefined;
  await until('the link to be mailed', async () => {
    path = (await pages.mails()).findLast((mail) => mail.to === address && mail.path.startsWith('/p/'))?.path;
    return path !== undefined;
  });
  return path ?? assert.fail(address);
}

const answers = { act: 'save', 'list-weekly': 'yes', 'attribute-city': 'x', lang: 'en' };

test('whether their own clicks are kept is the reader\'s choice: asked where the list keeps them, recorded word by word, and taken back for what was kept too', async (t) => {
  const pages = await openPages(t);
  const { world } = pages;
  await world.subscribe('a@mail.example');
  const id = await idOf(pages, 'a@mail.example');
  const link = await settingsLink(pages, 'a@mail.example');
  assert.doesNotMatch((await pages.get(link)).text, /tracking-weekly/, 'a list that keeps nothing asks nothing');
  await pages.post(link, { ...answers, 'tracking-weekly': 'yes' });
  const consents = () => world.store.query<{ act: string; text: string }>(`select act, text, source, origin from consents where purpose = 'tracking' order by id`);
  assert.deepEqual(await consents(), []);

  await updateListTracking(world.store, pages.list.id, { mode: 'person', countsOpens: false });
  const shown = (await pages.get(link)).text;
  assert.match(shown, /<input id="tracking-weekly" name="tracking-weekly" type="checkbox" value="yes"\/>/, 'not ticked beforehand');
  const text = /<label for="tracking-weekly">([^<]*)</.exec(shown)?.[1]?.replaceAll('&lt;', '<').replaceAll('&gt;', '>');
  for (const round of [1, 2]) assert.match((await pages.post(link, { ...answers, 'tracking-weekly': 'yes' })).text, /id="tracking-weekly"[^>]* checked/, `${round}`);
  assert.deepEqual(await consents(), [{ act: 'given', text, source: 'page', origin: '127.0.0.0/24' }], 'what was shown, once');

  const campaignId = await world.freeze();
  await world.store.query('insert into clicks (campaign_id, number, subscriber_id) values ($1, 1, $2)', [campaignId, id]);
  await pages.post(link, answers);
  assert.deepEqual((await consents()).map(({ act }) => act), ['given', 'withdrawn']);
  assert.deepEqual(await world.store.query('select subscriber_id as who from clicks'), [{ who: null }], 'the click stays, without the person');
  assert.equal(await pages.status('a@mail.example'), 'subscribed');
});

async function countedCampaign(pages: Pages): Promise<{ campaignId: CampaignId; paths: readonly string[] }> {
  const { world } = pages;
  await updateListTracking(world.store, pages.list.id, { mode: 'aggregated', countsOpens: true });
  const campaignId = await world.freeze();
  const html = [1, 2, 3, 4].map((n) => `<a href="https://a.example/${n}">${n}</a>`).join(' ');
  await world.store.transaction((transaction) => keepLinks(transaction, { ...sampleEdition, html }, pages.list.id, campaignId, 'https://news.example'));
  await world.store.query("update deliveries set state = 'accepted', settled_at = now() - interval '1 hour'");
  const token = makeClickToken(world.app.keys, { campaignId, subscriberId: null });
  return { campaignId, paths: [0, 1, 2, 3, 4].map((number) => `/c/${token}/${number}`) };
}

const scanners = async ({ world }: Pages): Promise<readonly (string | null)[]> => (await world.store.query<{ scanner: string | null }>('select scanner from clicks order by id')).map((row) => row.scanner);
const browser = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };

test('a visitor cannot call himself many: X-Forwarded-For counts from trusted proxies only', async (t) => {
  const stranger = await openPages(t);
  await stranger.world.subscribe('a@mail.example');
  const { paths } = await countedCampaign(stranger);
  for (const [index, path] of paths.slice(1).entries()) await stranger.get(path, { headers: { ...browser, 'x-forwarded-for': `192.0.2.${index}` } });
  assert.deepEqual(await scanners(stranger), ['burst', 'burst', 'burst', 'burst']);

  const behindProxy = await openPages(t, { trustedProxies: ['127.0.0.0/8'] });
  await behindProxy.world.subscribe('a@mail.example');
  const proxied = await countedCampaign(behindProxy);
  for (const [index, path] of proxied.paths.slice(1).entries()) await behindProxy.get(path, { headers: { ...browser, 'x-forwarded-for': `192.0.2.${index}` } });
  assert.deepEqual(await scanners(behindProxy), [null, null, null, null], 'four readers behind our own proxy');
});

test('following every counted link ten times, by GET and HEAD, changes figures of clicks and nothing else', async (t) => {
  const pages = await openPages(t);
  await pages.world.subscribe('a@mail.example');
  const { paths } = await countedCampaign(pages);
  const withoutClicks = async (): Promise<string> => (await dump(pages.world)).replace(/^clicks\n[^]*?(?=^consents\n)/m, '');
  const before = await withoutClicks();
  for (const path of paths) for (let round = 0; round < 10; round += 1) for (const method of ['GET', 'HEAD']) assert.ok((await pages.get(path, { method, headers: browser })).status < 400);
  assert.equal(await withoutClicks(), before);
  assert.equal((await scanners(pages)).length, paths.length * 20);
});
