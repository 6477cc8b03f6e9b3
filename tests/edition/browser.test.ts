/** What only a browser can tell: nothing sticks out on a narrow phone, axe finds no barrier, no Korean word is broken. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { after, before, test, type TestContext } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { compileEdition } from '../../src/edition/compile.js';
import { loadIssue } from '../../src/issue/load.js';
import type { Issue } from '../../src/issue/issue.js';
import { packagePath } from '../../src/package-root.js';
import { loadTemplate } from '../../src/template/load.js';
import { writeRealIssue } from '../support/real-issue.js';
import { findProgram, sharedDir, skipUnless } from '../support/require.js';
import { letterIssue, makeItem, makeSection, rich, wholeIssue } from './fixture.js';

const executablePath = findProgram('chromium');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser | undefined;

before(async () => {
  if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
after(() => browser?.close());

type View = { readonly name: string; readonly html: string; readonly isMail: boolean };

const hostile = `<p>${'가나다라마바사'.repeat(12)}</p><p>https://long.example/${'x'.repeat(120)}</p><p>${'华为'.repeat(80)}</p>
<table><caption>표: 넓은 표</caption><thead><tr>${'<th scope="col">시간대별 값</th>'.repeat(6)}</tr></thead><tbody><tr>${'<td>하루 배정량</td>'.repeat(6)}</tr></tbody></table>
<pre><code>${'y'.repeat(200)}</code></pre><ul><li><ul><li><ul><li>깊은 목록</li></ul></li></ul></li></ul>`;

function wideIssue(): Issue {
  const issue = wholeIssue({ mail: 'full' });
  return { ...issue, sections: [...issue.sections, makeSection({ id: 'wide', title: '넓은 것', items: [makeItem({ id: 'wide-item', title: '넓은 것들', body: rich(hostile) })] })] };
}

async function viewsOf(issue: Issue, name: string): Promise<readonly View[]> {
  const edition = await compileEdition(issue, await loadTemplate(issue.template));
  const fill = (html: string): string => html.replaceAll('__C_WEB_URL__', 'https://news.example/archive/x').replaceAll('__C_READER_ADDRESS__', 'someone.with.a.long.name@subdomain.example.org');
  const bare = fill(edition.html).replace(/<style[\s\S]*?<\/style>/g, '');
  return [{ name: `${name} mail`, html: fill(edition.html), isMail: true }, { name: `${name} mail without style sheet`, html: bare, isMail: true }, { name: `${name} page`, html: edition.web, isMail: false }];
}

async function allViews(t: TestContext): Promise<readonly View[]> {
  const shipped = ['issues/weekly/2026-11-18-42', 'issues/letter/2026-11-20-hello'].map(async (path) => viewsOf((await loadIssue(packagePath(path))).issue, path));
  const views = [...await viewsOf(wideIssue(), 'all kinds'), ...await viewsOf(letterIssue(), 'letter'), ...(await Promise.all(shipped)).flat()];
  if (sharedDir() === undefined) return views;
  const folder = await mkdtemp(join(tmpdir(), 'issues-'));
  t.after(() => rm(folder, { recursive: true }));
  return [...views, ...await viewsOf((await loadIssue((await writeRealIssue(folder)).path)).issue, 'real weekly')];
}

async function withPage<Result>(view: View, options: { readonly width: number; readonly colorScheme?: 'light' | 'dark' }, look: (page: Page) => Promise<Result>): Promise<Result> {
  if (browser === undefined) throw new Error('no browser');
  const context = await browser.newContext({ viewport: { width: options.width, height: 800 }, colorScheme: options.colorScheme ?? 'light', offline: true });
  try {
    const page = await context.newPage();
    await page.setContent(view.html);
    return await look(page);
  } finally {
    await context.close();
  }
}

test('nothing sticks out sideways on a screen of 320 px, with and without style sheet', async (t) => {
  if (skipUnless(t, executablePath !== undefined, 'chromium')) return;
  for (const view of await allViews(t)) {
    const width = await withPage(view, { width: 320 }, (page) => page.evaluate('document.documentElement.scrollWidth') as Promise<number>);
    assert.ok(width <= 320, `${view.name}: ${width}`);
  }
});

type Finding = { readonly id: string; readonly impact: string | null; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] };

async function runAxe(page: Page, isMail: boolean): Promise<readonly Finding[]> {
  await page.evaluate(axeSource);
  // Landmarks are for pages: mail programs take <main> away.
  const rules = isMail ? { region: { enabled: false }, 'landmark-one-main': { enabled: false } } : {};
  const result = await page.evaluate(`axe.run(document, ${JSON.stringify({ rules, resultTypes: ['violations'] })})`) as { readonly violations: readonly Finding[] };
  return result.violations;
}

test('axe finds nothing serious or critical, light and dark', async (t) => {
  if (skipUnless(t, executablePath !== undefined, 'chromium')) return;
  for (const view of await allViews(t)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const findings = await withPage(view, { width: 600, colorScheme }, (page) => runAxe(page, view.isMail));
      const grave = findings.filter((finding) => finding.impact === 'serious' || finding.impact === 'critical');
      assert.deepEqual(grave.map((finding) => `${finding.id}: ${finding.nodes[0]?.html} ${finding.nodes[0]?.failureSummary}`), [], `${view.name}, ${colorScheme}`);
      const others = findings.filter((finding) => !grave.includes(finding)).map((finding) => finding.id);
      if (others.length > 0) t.diagnostic(`${view.name}, ${colorScheme}: ${others.join(' ')}`);
    }
  }
});

/** Runs in the page: line breaks between two Hangul syllables, wherever a whole word would have fitted on a line. */
const countBreaks = `(() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const broken = [];
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const box = node.parentElement.closest('p,li,h1,h2,h3,h4,h5,h6,td,th,caption,figcaption,dd,dt,div');
    if (node.parentElement.closest('pre,style,title') !== null || node.parentElement.offsetParent === null) continue;
    for (const match of node.data.matchAll(/[가-힣]{2,}/g)) {
      if (match[0].length > 12) continue;
      range.setStart(node, match.index);
      range.setEnd(node, match.index + match[0].length);
      const tops = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top)));
      if (tops.size > 1) broken.push(match[0] + ' in ' + box.tagName);
    }
  }
  return broken;
})()`;

test('no Korean word is broken at the end of a line, at 320, 375 and 600 px', async (t) => {
  if (skipUnless(t, executablePath !== undefined, 'chromium')) return;
  for (const view of await allViews(t)) {
    for (const width of [320, 375, 600]) {
      const broken = await withPage(view, { width }, (page) => page.evaluate(countBreaks) as Promise<readonly string[]>);
      // Without a style sheet no box scrolls: there a table of many columns may break a word rather than stick out.
      const counted = view.name.includes('without') ? broken.filter((place) => !/ in T[HD]$/.test(place)) : broken;
      assert.deepEqual(counted, [], `${view.name}, ${width} px`);
    }
  }
});

test('the page asks no server for anything, and its pictures lie beside it', async (t) => {
  if (skipUnless(t, executablePath !== undefined, 'chromium')) return;
  const far = makeItem({ id: 'far', title: '먼 그림', body: rich('<p><img src="https://far.example/a.png" alt="먼 그림"></p>') });
  const issue = wholeIssue({ sections: [...wholeIssue().sections, makeSection({ id: 'far-section', title: '먼 곳', items: [far] })] });
  const { web } = await compileEdition(issue, await loadTemplate('weekly'));
  const asked: string[] = [];
  const context = await browser?.newContext();
  const page = await context?.newPage();
  await page?.route('**/*', (route) => {
    asked.push(route.request().url());
    return route.request().url().endsWith('/archive/weekly/2026-11-18-42') ? route.fulfill({ contentType: 'text/html', body: web }) : route.fulfill({ status: 404 });
  });
  await page?.goto('https://news.example/archive/weekly/2026-11-18-42');
  await context?.close();
  assert.deepEqual(asked.toSorted(), ['', '/aa.png', '/bb.png'].map((end) => `https://news.example/archive/weekly/2026-11-18-42${end}`));
});
