import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import test, { type TestContext } from 'node:test';
import { Hono } from 'hono';
import { UserError } from '../../src/errors.js';
import { createLog, silentLog } from '../../src/log.js';
import { startWeb, type WebServer } from '../../src/web/server.js';
import { createWeb } from '../../src/web/web.js';

const openPages = (): Hono => createWeb({ log: silentLog, rooms: [['/pages', new Hono().get('/', (c) => c.html('<p>a page</p>'))]] });

async function openServer(t: TestContext, app: Hono, port = 0): Promise<WebServer> {
  const web = await startWeb({ host: '127.0.0.1', port, app, log: silentLog });
  t.after(() => web.close());
  return web;
}

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
  const response = await openPages().request('/nothing');
  assert.equal(response.status, 404);
  assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
});

test('what PostgreSQL cannot store is nothing of ours and 404; another failure at the same address is one, and logged', async () => {
  const lines: string[] = [];
  const room = new Hono()
    .get('/nul', () => { throw Object.assign(new Error('invalid byte sequence for encoding "UTF8": 0x00'), { code: '22021' }); })
    .get('/other', () => { throw new Error('no connection'); });
  const web = createWeb({ rooms: [['/a', room]], log: createLog({ level: 'info', write: (line) => lines.push(line), now: () => new Date(0) }) });
  assert.equal((await web.request('/a/nul?x=%00')).status, 404);
  assert.deepEqual(lines, []);
  assert.equal((await web.request('/a/other?x=%00')).status, 500);
  assert.match(lines.join(''), /no connection/);
});

test("a list's colour has a style sheet, and files of the rooms stay the rooms'", async () => {
  const web = createWeb({ log: silentLog, rooms: [['/', new Hono().get('/assets/desk.css', (c) => c.text('of the room'))]] });
  const accent = await web.request('/assets/accent-a0b1c2.css');
  assert.deepEqual([accent.status, accent.headers.get('content-type')], [200, 'text/css; charset=utf-8']);
  assert.match(await accent.text(), /#a0b1c2/);
  assert.equal(await (await web.request('/assets/desk.css')).text(), 'of the room');
  assert.equal((await web.request('/assets/accent-red.css')).status, 404);
});

test('/health tells whether the parts behind work', async () => {
  const health = async (isHealthy?: () => Promise<boolean>): Promise<number> =>
    (await createWeb({ rooms: [], log: silentLog, ...(isHealthy === undefined ? {} : { isHealthy }) }).request('/health')).status;
  assert.equal(await health(), 200);
  assert.equal(await health(async () => false), 503);
  assert.equal(await health(async () => { throw new Error('no database'); }), 503);
});

test('a real server answers, and refuses a port that is taken with a hint', async (t) => {
  const web = await openServer(t, openPages());
  const response = await fetch(`${web.url}/pages`);
  assert.equal(response.status, 200);
  assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
  await assert.rejects(openServer(t, openPages(), web.port), (error) => error instanceof UserError && error.code === 'port-busy' && error.hint !== undefined);
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
