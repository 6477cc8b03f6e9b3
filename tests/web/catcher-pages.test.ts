import assert from 'node:assert/strict';
import { createTransport } from 'nodemailer';
import test, { type TestContext } from 'node:test';
import type { Hono } from 'hono';
import type { CatcherEntry } from '../../src/catcher/catcher-log.js';
import { silentLog } from '../../src/log.js';
import { createCatcherRoutes } from '../../src/web/catcher/catcher-routes.js';
import { createWeb } from '../../src/web/web.js';
import { openCatcher } from '../catcher/support.js';

const hostileHtml = '<html><head><title>x</title></head><body onload="steal()"><script>steal()</script><a href="javascript:steal()">a</a><form action="/u/x" method="post"></form></body></html>';

async function openInbox(t: TestContext, mails: readonly { to: string; subject?: string; html?: string; text?: string }[]): Promise<Hono> {
  const { catcher } = await openCatcher(t);
  const transport = createTransport({ host: '127.0.0.1', port: catcher.port, ignoreTLS: true, pool: true, maxConnections: 1 });
  for (const mail of mails) await transport.sendMail({ from: 'editor@news.example', ...mail }).catch(() => undefined);
  transport.close();
  return createWeb({ log: silentLog, rooms: [['/catcher', createCatcherRoutes(catcher)]] });
}

const read = async (web: Hono, path: string): Promise<string> => (await web.request(path)).text();

test('the list shows mails and refused recipients, newest first, with a proper table', async (t) => {
  const web = await openInbox(t, [{ to: 'first@mail.example', subject: '첫 번째' }, { to: 'b+refuse@mail.example' }, { to: 'last+bounce@mail.example', subject: 'Last' }]);
  const html = await read(web, '/catcher');
  assert.match(html, /last\+bounce.*b\+refuse.*first/s);
  assert.match(html, /<th scope="col">Recipient<\/th>/);
  assert.match(html, /<caption/);
  assert.match(html, /550 · refuse/);
  assert.match(html, /첫 번째/);
});

test('search and filters narrow the list', async (t) => {
  const web = await openInbox(t, [{ to: 'anna@mail.example', subject: 'One' }, { to: 'b+refuse@mail.example' }, { to: 'c+bounce@mail.example', subject: 'Three' }]);
  const found = async (query: string): Promise<string[]> => [...(await read(web, `/catcher?${query}`)).matchAll(/<a href="\/catcher\/(\d+)">/g)].map(([, n = '']) => n);
  assert.deepEqual(await found('search=ANNA'), ['1']);
  assert.deepEqual(await found('search=three'), ['3']);
  assert.deepEqual(await found('verdict=refused'), ['2']);
  assert.deepEqual(await found('outcome=bounce'), ['3']);
  assert.deepEqual(await found('search=nobody'), []);
  assert.deepEqual(await found('verdict=%27--&page=-1&outcome='), ['3', '2', '1'], 'nonsense is no filter');
});

test('20,000 entries are paged', async () => {
  const entries = Array.from({ length: 20_000 }, (_, index) => ({
    n: index + 1, at: index, bodyStartedAt: 0, connection: 'c', transaction: 1, phase: 'data', sender: 's@x', recipient: `r${index}@mail.example`, outcome: null,
    code: 250, reply: '', isComplete: true, messageId: null, subject: 'S', from: null, sha256: null, size: 10, kept: null,
  } satisfies CatcherEntry));
  const routes = createCatcherRoutes({
    port: 1, find: (n) => entries[n - 1], rawOf: async () => undefined,
    mails: ({ offset = 0, limit = 50 } = {}) => ({ total: entries.length, entries: entries.toReversed().slice(offset, offset + limit) }),
  });
  const web = createWeb({ log: silentLog, rooms: [['/catcher', routes]] });
  assert.match(await read(web, '/catcher'), /20,000 in all.*r19999<wbr\/>@.*Page 1 of 400.*page=2/s);
  const last = await read(web, '/catcher?page=400');
  assert.match(last, /r0<wbr\/>@/);
  assert.doesNotMatch(last, /Older/);
});

test('a hostile mail is shown harmlessly', async (t) => {
  const web = await openInbox(t, [{ to: 'a@mail.example', subject: '<script>steal()</script>"\'', html: hostileHtml, text: '<b>text</b>' }]);
  for (const path of ['/catcher', '/catcher/1', '/catcher/1?view=text', '/catcher/1?view=headers', '/catcher/1?view=source']) {
    const response = await web.request(path);
    assert.doesNotMatch(await response.text(), /<script|<b>text|<body onload/, path);
    assert.doesNotMatch(response.headers.get('content-security-policy') ?? '', /script-src|unsafe-inline/, path);
  }
  assert.match(await read(web, '/catcher/1'), /<iframe[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox"/);
  const policy = (await web.request('/catcher/1/html')).headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /sandbox allow-popups allow-popups-to-escape-sandbox$/);
  assert.match(policy, /form-action 'none'; frame-ancestors 'self'/);
  assert.doesNotMatch(policy, /allow-scripts|allow-same-origin/);
});

test('a mail can be seen as HTML, text, headers and source, and downloaded as it came', async (t) => {
  const web = await openInbox(t, [{ to: 'a@mail.example', subject: '주간', html: '<html><head></head><p>안녕</p></html>', text: '안녕, text' }]);
  assert.match(await read(web, '/catcher/1/html'), /<head><base target="_blank"><\/head><p>안녕/);
  assert.match(await read(web, '/catcher/1?view=text'), /<pre>안녕, text/);
  assert.match(await read(web, '/catcher/1?view=headers'), /Subject: =\?UTF-8\?/);
  assert.match(await read(web, '/catcher/1?view=source'), /Content-Type: multipart\/alternative/);
  const download = await web.request('/catcher/1/mail.eml');
  assert.equal(download.headers.get('content-type'), 'message/rfc822');
  assert.match(download.headers.get('content-disposition') ?? '', /^attachment; filename="mail-1\.eml"$/);
});

test('a refused recipient has a page without a mail', async (t) => {
  const web = await openInbox(t, [{ to: 'a+refuse@mail.example' }]);
  assert.match(await read(web, '/catcher/1'), /The message was not taken/);
  for (const path of ['/catcher/1/html', '/catcher/1/mail.eml', '/catcher/2', '/catcher/x']) assert.equal((await web.request(path)).status, 404, path);
});

const hosts: readonly [host: string, status: number, why: string][] = [
  ['localhost:8025', 200, 'this machine'],
  ['127.0.0.1', 200, 'this machine'],
  ['[::1]:8025', 200, 'this machine'],
  ['evil.example', 421, 'DNS rebinding'],
  ['127.0.0.1.evil.example:8025', 421, 'a name that begins like ours'],
  ['localhost@evil.example', 421, 'a name in disguise'],
];
for (const [host, status, why] of hosts) {
  test(`the inbox answers Host: ${host} with ${status}: ${why}`, async (t) => {
    assert.equal((await (await openInbox(t, [])).request('/catcher', { headers: { Host: host } })).status, status);
  });
}
