/** What only a browser can tell: that a hostile mail runs nothing, that pages fit a phone, and that a person can use them. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { createTransport } from 'nodemailer';
import { type Browser, chromium } from 'playwright-core';
import { silentLog } from '../../src/log.js';
import { createCatcherRoutes } from '../../src/web/catcher/catcher-routes.js';
import { createArchiveRoutes } from '../../src/web/public/archive.js';
import type { LeavingView } from '../../src/audience/leaving.js';
import { createUnsubscribeRoutes } from '../../src/web/public/unsubscribe.js';
import { startWeb } from '../../src/web/server.js';
import { createWeb } from '../../src/web/web.js';
import { openCatcher } from '../catcher/support.js';
import { findAxeFaults } from '../support/axe.js';
import { findProgram, skipUnless } from '../support/require.js';

const picture = 'ab'.repeat(16) + '.svg';
const hostile = `<html><head><title>t</title></head><body onload="parent.document.title='ran'">
<h1 id="here">mail</h1><script>document.getElementById('here').textContent='ran'</script>
<img id="own" src="/archive/n/s/${picture}" width="10" height="10" alt=""><img src="x" alt="" onerror="parent.document.title='ran'">
<a id="link" href="javascript:parent.document.title='ran'">link</a>
<iframe src="/catcher"></iframe><meta http-equiv="refresh" content="0;url=/u/token"></body></html>`;

async function openAll(t: TestContext): Promise<{ url: string; browser: Browser; status: () => string } | undefined> {
  const executablePath = findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome');
  if (skipUnless(t, executablePath !== undefined, 'chromium') || executablePath === undefined) return undefined;
  const { catcher } = await openCatcher(t);
  const transport = createTransport({ host: '127.0.0.1', port: catcher.port, ignoreTLS: true, pool: true });
  await transport.sendMail({ from: 'editor@news.example', to: 'somebody.with.a.very.long.local.part+bounce@mail.example', subject: '<img src=x onerror="document.title=`ran`"> 주간 소식', html: hostile, text: 'text' });
  transport.close();
  let status: LeavingView['status'] = 'subscribed';
  const view = (): LeavingView => ({ listName: '주간 소식', language: 'ko', theme: { accent: '#b3261e', font: 'sans', logo: null }, timeZone: null, maskedAddress: 'mi…@mail.example', status, pausedUntil: null, canUndo: true });
  const web = await startWeb({ host: '127.0.0.1', port: 0, log: silentLog, app: createWeb({ log: silentLog, rooms: [
    ['/u', createUnsubscribeRoutes({ pauseDays: [30, 90], themeOf: async () => null, readUnsubscribe: async () => view(), act: async () => { status = 'unsubscribed'; return view(); } })],
    ['/archive', createArchiveRoutes({ listEditions: async () => [], listIssues: async () => [], findEdition: async () => undefined, findAsset: async () => ({ mediaType: 'image/svg+xml', bytes: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="7" height="7"/>') }) }, { publicUrl: 'http://127.0.0.1' })],
    ['/catcher', createCatcherRoutes(catcher)],
  ] }) });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  t.after(async () => { await browser.close(); await web.close(); });
  return { url: web.url, browser, status: () => status };
}

test('a hostile mail runs nothing in the inbox and shows its own pictures', async (t) => {
  const all = await openAll(t);
  if (all === undefined) return;
  const page = await all.browser.newPage();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(new URL(request.url()).pathname));
  await page.goto(`${all.url}/catcher/1`, { waitUntil: 'networkidle' });
  const frame = page.frames().find((one) => one.url().endsWith('/catcher/1/html'));
  assert.ok(frame);
  assert.equal(await frame.locator('#here').textContent(), 'mail');
  await frame.locator('#link').click();
  assert.match(await page.title(), /^<img src=x/, 'the subject is text, and no script changed it');
  assert.equal(await frame.locator('#own').evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth), 7);
  assert.equal(all.status(), 'subscribed');
  assert.ok(!requests.includes('/catcher'), 'no frame in the frame');
});

test('the pages fit a phone and pass axe', async (t) => {
  const all = await openAll(t);
  if (all === undefined) return;
  const context = await all.browser.newContext({ viewport: { width: 360, height: 740 }, bypassCSP: true }); // axe is injected
  const page = await context.newPage();
  for (const path of ['/catcher', '/catcher?search=none', '/catcher/1', '/catcher/1?view=source', '/u/token', '/archive', '/nothing']) {
    await page.goto(all.url + path);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'), 0, `${path} is too wide`);
    assert.deepEqual(await findAxeFaults(page), [], path);
  }
});

test('a reader unsubscribes with the keyboard alone', async (t) => {
  const all = await openAll(t);
  if (all === undefined) return;
  const page = await all.browser.newPage();
  await page.goto(`${all.url}/u/token`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('status').waitFor();
  assert.match(await page.getByRole('heading', { level: 1 }).innerText(), /구독을 해지했습니다/);
  assert.equal(all.status(), 'unsubscribed');
});
