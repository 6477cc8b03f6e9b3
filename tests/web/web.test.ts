import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import test, { type TestContext } from 'node:test';
import { Hono } from 'hono';
import type { Edition } from '../../src/edition/edition.js';
import { UserError } from '../../src/errors.js';
import { toEditionHash } from '../../src/ids.js';
import { createLog, silentLog } from '../../src/log.js';
import { type Archive, createArchiveRoutes } from '../../src/web/public/archive.js';
import { startWeb, type WebServer } from '../../src/web/server.js';
import { createWeb } from '../../src/web/web.js';

const asset = 'ab'.repeat(16) + '.png';
const edition: Edition = {
  hash: toEditionHash('12'.repeat(32)), newsletter: 'news', slug: '2026-11-22-a', name: '소식 <b>', title: '<script>alert(1)</script>', date: '2026-11-22',
  lang: 'ko', dir: 'ltr', subject: 's', preheader: 'p', mode: 'full', advertising: false, publisher: { name: 'x' } as Edition['publisher'],
  html: '', text: '', web: '<!doctype html><title>web</title>', assets: [asset], itemCount: 1,
};
const archive: Archive = {
  listEditions: async () => [edition],
  findEdition: async (newsletter, slug) => (newsletter === 'news' && slug === edition.slug ? edition : undefined),
  findAsset: async (name) => {
    if (name === asset) return { mediaType: 'image/png', bytes: Buffer.from('png') };
    return name === 'cd'.repeat(16) + '.html' ? { mediaType: 'text/html', bytes: Buffer.from('<script>') } : undefined;
  },
};
const openArchive = (): Hono => createWeb({ log: silentLog, rooms: [['/archive', createArchiveRoutes(archive)]] });

async function openServer(t: TestContext, app: Hono, port = 0): Promise<WebServer> {
  const web = await startWeb({ host: '127.0.0.1', port, app, log: silentLog });
  t.after(() => web.close());
  return web;
}

test('an edition is served as it was compiled, and no script runs in it', async () => {
  const response = await openArchive().request('/archive/news/2026-11-22-a');
  assert.equal(await response.text(), edition.web);
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /script-src/, 'nothing opens what default-src closes');
  const again = await openArchive().request('/archive/news/2026-11-22-a', { headers: { 'If-None-Match': response.headers.get('etag') ?? '' } });
  assert.equal(again.status, 304);
});

test('pictures are found by their hash and never change; what is no picture is a download', async () => {
  const picture = await openArchive().request(`/archive/news/2026-11-22-a/${asset}`);
  assert.equal(picture.headers.get('content-type'), 'image/png');
  assert.match(picture.headers.get('cache-control') ?? '', /immutable/);
  assert.match(picture.headers.get('content-security-policy') ?? '', /sandbox/);
  assert.equal(picture.headers.get('cross-origin-resource-policy'), null, 'web mail shows it from another site');
  const page = await openArchive().request(`/archive/news/2026-11-22-a/${'cd'.repeat(16)}.html`);
  assert.equal(page.headers.get('content-type'), 'application/octet-stream');
  assert.equal(page.headers.get('content-disposition'), 'attachment');
  for (const name of ['x.png', '..%2fsecret', 'ef'.repeat(16) + '.png']) assert.equal((await openArchive().request(`/archive/news/2026-11-22-a/${name}`)).status, 404, name);
});

test('the archive lists what was sent, escaped', async () => {
  const html = await (await openArchive().request('/archive')).text();
  assert.match(html, /<a href="\/archive\/news\/2026-11-22-a">&lt;script&gt;alert\(1\)&lt;\/script&gt;<\/a>/);
});

test('a page that fails shows no inside, and the log does', async () => {
  const lines: string[] = [];
  const room = new Hono().get('/', () => { throw new Error('password=hunter2'); });
  const web = createWeb({ rooms: [['/broken', room]], log: createLog({ level: 'info', write: (line) => lines.push(line), now: () => new Date(0) }) });
  const response = await web.request('/broken');
  assert.equal(response.status, 500);
  const html = await response.text();
  assert.doesNotMatch(html, /hunter2|at .*\.js/);
  assert.match(lines.join(''), /hunter2/);
  assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
});

test('an unknown address is 404 with the headers of a page', async () => {
  const response = await openArchive().request('/nothing');
  assert.equal(response.status, 404);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
});

test('/health tells whether the parts behind work', async () => {
  const health = async (isHealthy?: () => Promise<boolean>): Promise<number> =>
    (await createWeb({ rooms: [], log: silentLog, ...(isHealthy === undefined ? {} : { isHealthy }) }).request('/health')).status;
  assert.equal(await health(), 200);
  assert.equal(await health(async () => false), 503);
  assert.equal(await health(async () => { throw new Error('no database'); }), 503);
});

test('a real server answers, and refuses a port that is taken with a hint', async (t) => {
  const web = await openServer(t, openArchive());
  const response = await fetch(`${web.url}/archive`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
  await assert.rejects(openServer(t, openArchive(), web.port), (error) => error instanceof UserError && error.code === 'port-busy' && error.hint !== undefined);
});

test('closing lets the request under way end', async (t) => {
  const events = new EventEmitter();
  const begun = once(events, 'begun');
  const gate = once(events, 'gate');
  const room = new Hono().get('/', async (c) => { events.emit('begun'); await gate; return c.text('done'); });
  const web = await openServer(t, createWeb({ rooms: [['/slow', room]], log: silentLog }));
  const response = fetch(`${web.url}/slow`);
  await begun;
  const closed = web.close();
  events.emit('gate');
  assert.equal(await (await response).text(), 'done');
  await closed;
});
