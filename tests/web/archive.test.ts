/** The public archive over HTTP: pages, feeds and pictures, their headers, and what a browser and its assistive technology see. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test, type TestContext } from 'node:test';
import type { Hono } from 'hono';
import { chromium, type Page } from 'playwright-core';
import { toEntry } from '../../src/archive/entry.js';
import type { Edition } from '../../src/edition/edition.js';
import { compileEdition } from '../../src/edition/compile.js';
import { loadIssue } from '../../src/issue/load.js';
import { silentLog } from '../../src/log.js';
import { packagePath } from '../../src/package-root.js';
import { loadTemplate } from '../../src/template/load.js';
import { type Archive, createArchiveRoutes } from '../../src/web/public/archive.js';
import { startWeb } from '../../src/web/server.js';
import { createWeb } from '../../src/web/web.js';
import { makeEdition, picture } from '../archive/support.js';
import { parseXml } from '../archive/xml.js';
import { findAxeFaults } from '../support/axe.js';
import { createPng } from '../support/png.js';
import { findProgram, skipUnless } from '../support/require.js';

const older = makeEdition({ slug: '2026-11-11-41', date: '2026-11-11', title: '<script>alert(1)</script>' });
const page = '/archive/weekly/2026-11-18-42';

function openArchive(editions: readonly Edition[] = [makeEdition(), older], assets: ReadonlyMap<string, Uint8Array> = new Map([[picture, createPng(7, 7, [1, 2, 3])]])): Hono {
  const archive: Archive = {
    listEditions: async (newsletter) => editions.filter((edition) => newsletter === undefined || edition.newsletter === newsletter).map(toEntry),
    listIssues: async (newsletter) => editions.filter((edition) => edition.newsletter === newsletter),
    findEdition: async (newsletter, slug) => editions.find((edition) => edition.newsletter === newsletter && edition.slug === slug),
    findAsset: async (name) => {
      const bytes = assets.get(name);
      if (bytes !== undefined) return { mediaType: 'image/png', bytes };
      return name === `${'cd'.repeat(16)}.html` ? { mediaType: 'text/html', bytes: Buffer.from('<script>') } : undefined;
    },
  };
  return createWeb({ log: silentLog, rooms: [['/archive', createArchiveRoutes(archive, { publicUrl: 'https://news.example' })]] });
}

test('an edition is served with its neighbours, and no script runs in it', async () => {
  const response = await openArchive().request(page);
  assert.match(await response.text(), /<a rel="prev" href="2026-11-11-41">.*&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
  const policy = response.headers.get('content-security-policy') ?? '';
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /script-src/, 'nothing opens what default-src closes');
});

test('who asks again with the tag of what he has gets no body, and the policy again', async () => {
  for (const path of ['/archive', '/archive/weekly', page, '/archive/weekly/feed.xml', '/archive/weekly/atom.xml', '/archive/weekly/feed.json']) {
    const response = await openArchive().request(path);
    const etag = response.headers.get('etag') ?? '';
    assert.match(etag, /^"[0-9a-f]{32}"$/, path);
    for (const header of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await openArchive().request(path, { headers: { 'If-None-Match': header } });
      assert.equal(again.status, 304, `${path} ${header}`);
      assert.equal(await again.text(), '');
      // RFC 9111 3.2: headers of a 304 replace the stored ones.
      assert.equal(again.headers.get('content-security-policy'), response.headers.get('content-security-policy'), path);
    }
    assert.equal((await openArchive([makeEdition({ title: 'another', hash: older.hash }), older]).request(path, { headers: { 'If-None-Match': etag } })).status, 200, `${path} changed`);
  }
});

test('the feeds have their types and parse', async () => {
  const types = { 'feed.xml': 'application/rss+xml', 'atom.xml': 'application/atom+xml', 'feed.json': 'application/feed+json' };
  for (const [file, type] of Object.entries(types)) {
    const response = await openArchive().request(`/archive/weekly/${file}`);
    assert.equal(response.headers.get('content-type'), `${type}; charset=utf-8`);
    const text = await response.text();
    if (file.endsWith('.xml')) parseXml(text);
    else JSON.parse(text);
    assert.ok(text.includes('https://news.example/archive/weekly/2026-11-18-42'));
  }
});

test('the indexes are styled by one style alone, named by its hash', async () => {
  for (const path of ['/archive', '/archive/weekly']) {
    const response = await openArchive().request(path);
    const html = await response.text();
    const style = /<style>([^]*)<\/style>/.exec(html)?.[1] ?? '';
    const hash = createHash('sha256').update(style, 'utf8').digest('base64');
    assert.ok(response.headers.get('content-security-policy')?.includes(`style-src 'sha256-${hash}'`), path);
    assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt;/);
    assert.doesNotMatch(html, /<script|style="/);
  }
});

test('what was not sent is not there', async () => {
  for (const path of ['/archive/other', '/archive/other/feed.xml', '/archive/weekly/none', '/archive/weekly/feed.txt', '/archive/%2e%2e/weekly']) {
    assert.equal((await openArchive().request(path)).status, 404, path);
  }
  const empty = await openArchive([]).request('/archive');
  assert.equal(empty.status, 200);
  assert.match(await empty.text(), /Nothing was sent yet/);
});

test('HEAD answers as GET without a body; nothing else is answered', async () => {
  for (const path of ['/archive', '/archive/weekly', page, '/archive/weekly/feed.xml', `${page}/${picture}`]) {
    const [get, head] = [await openArchive().request(path), await openArchive().request(path, { method: 'HEAD' })];
    assert.deepEqual([head.status, await head.text(), head.headers.get('etag'), head.headers.get('content-type')], [get.status, '', get.headers.get('etag'), get.headers.get('content-type')], path);
    for (const method of ['POST', 'PUT', 'DELETE']) assert.equal((await openArchive().request(path, { method })).status, 404, `${method} ${path}`);
  }
});

test('pictures are found by their hash and never change; what is no picture is a download', async () => {
  const shown = await openArchive().request(`${page}/${picture}`);
  assert.equal(shown.headers.get('content-type'), 'image/png');
  assert.match(shown.headers.get('cache-control') ?? '', /immutable/);
  assert.match(shown.headers.get('content-security-policy') ?? '', /sandbox/);
  assert.equal(shown.headers.get('cross-origin-resource-policy'), null, 'web mail shows it from another site');
  const file = await openArchive().request(`${page}/${'cd'.repeat(16)}.html`);
  assert.equal(file.headers.get('content-type'), 'application/octet-stream');
  assert.equal(file.headers.get('content-disposition'), 'attachment');
  for (const name of ['x.png', '..%2fsecret', `${'ef'.repeat(16)}.png`]) assert.equal((await openArchive().request(`${page}/${name}`)).status, 404, name);
});

test('a file is kept under the name that the editor gave it, whatever script that is in', async () => {
  const name = `${'cd'.repeat(16)}.html`;
  for (const fileName of ['report.pdf', '보고서 "최종" (2).pdf']) {
    const file = await openArchive([makeEdition({ fileNames: { [name]: fileName } })]).request(`${page}/${name}`);
    const header = file.headers.get('content-disposition') ?? '';
    assert.ok(header.startsWith('attachment; filename="') && /^[\x20-\x7e]+$/.test(header), header);
    if (fileName === 'report.pdf') assert.equal(header, `attachment; filename="report.pdf"; filename*=UTF-8''report.pdf`);
    assert.equal(decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(header)?.[1] ?? ''), fileName);
    assert.match(file.headers.get('cache-control') ?? '', /immutable/);
  }
});

/** The issues that come along, each twice under two dates, and one in Arabic. */
async function openBrowser(t: TestContext): Promise<{ readonly url: string; readonly page: Page; readonly requests: readonly string[] } | undefined> {
  const executablePath = findProgram('chromium') ?? findProgram('chromium-browser') ?? findProgram('google-chrome');
  if (skipUnless(t, executablePath !== undefined, 'chromium') || executablePath === undefined) return undefined;
  const editions: Edition[] = [makeEdition({ newsletter: 'arabic', name: 'رسالة الأسبوع', title: 'عدد جديد', lang: 'ar', dir: 'rtl' })];
  const assets = new Map<string, Uint8Array>([[picture, createPng(7, 7, [1, 2, 3])]]);
  for (const path of ['weekly/2026-11-18-42', 'letter/2026-11-20-hello']) {
    const { issue } = await loadIssue(packagePath('issues', path));
    const edition = await compileEdition(issue, await loadTemplate(issue.template, {}));
    for (const { name, bytes } of issue.assets) assets.set(name, bytes);
    editions.push(edition, ...['2026-01-01', '2027-01-01'].map((date) => ({ ...edition, slug: date, date, assets: [] })));
  }
  const web = await startWeb({ host: '127.0.0.1', port: 0, app: openArchive(editions, assets), log: silentLog });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  t.after(async () => { await browser.close(); await web.close(); });
  const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
  const opened = await context.newPage();
  const requests: string[] = [];
  opened.on('request', (request) => requests.push(request.url()));
  return { url: web.url, page: opened, requests };
}

const shownPages = ['/archive', '/archive/weekly', '/archive/letter', '/archive/arabic', page, '/archive/letter/2026-11-20-hello', '/archive/arabic/2026-11-18-42'];

test('the pages keep their style under the policy, fit a phone, pass axe, and ask no other server', async (t) => {
  const all = await openBrowser(t);
  if (all === undefined) return;
  const faults: string[] = [];
  all.page.on('console', (message) => faults.push(message.text()));
  for (const path of shownPages) {
    await all.page.goto(all.url + path);
    for (const colorScheme of ['light', 'dark'] as const) {
      await all.page.emulateMedia({ colorScheme });
      assert.equal(await all.page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth'), 0, `${path} is too wide`);
      assert.equal(await all.page.evaluate('getComputedStyle(document.body).marginTop'), '0px', `${path} has its style`);
      assert.deepEqual(await findAxeFaults(all.page), [], `${path} ${colorScheme}`);
    }
  }
  assert.deepEqual(faults, []);
  assert.deepEqual(all.requests.filter((url) => !url.startsWith(all.url)), []);
});

test('a reader goes from issue to issue and back to the index', async (t) => {
  const all = await openBrowser(t);
  if (all === undefined) return;
  await all.page.goto(`${all.url}/archive`);
  await all.page.getByRole('link', { name: 'The wall is full' }).first().click();
  await all.page.waitForURL('**/archive/letter/2027-01-01');
  await all.page.getByRole('navigation', { name: 'More issues' }).getByRole('link', { name: 'Previous issue' }).click();
  await all.page.waitForURL('**/archive/letter/2026-11-20-hello');
  await all.page.getByRole('link', { name: 'Next issue' }).click();
  await all.page.waitForURL('**/archive/letter/2027-01-01');
  await all.page.getByRole('link', { name: 'All issues' }).click();
  await all.page.waitForURL('**/archive/letter');
  await all.page.getByRole('link', { name: 'Archive' }).click();
  await all.page.waitForURL('**/archive');
});
