/** What only a browser can tell: nothing sticks out on a narrow phone, axe finds no barrier, no Korean word is broken. */
import { strict as assert } from 'node:assert';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { chromium, type Browser, type Page } from 'playwright-core';
import { compileEdition } from '../../src/edition/compile.js';
import { loadIssue } from '../../src/issue/load.js';
import type { Issue } from '../../src/issue/issue.js';
import { packagePath } from '../../src/package-root.js';
import { listTemplates } from '../../src/template/find.js';
import { loadTemplate } from '../../src/template/load.js';
import type { Template } from '../../src/template/template.js';
import { writeRealIssue } from '../support/real-issue.js';
import { findProgram, sharedDir, skipUnless } from '../support/require.js';
import { arabicIssue, makeItem, makeSection, rich, wholeIssue } from './fixture.js';

const executablePath = findProgram('chromium');
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let browser: Browser | undefined;

before(async () => {
  if (executablePath !== undefined) browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
after(() => browser?.close());

type View = { readonly name: string; readonly lang: string; readonly html: string; readonly kind: 'mail' | 'bare' | 'page' };

const hostile = `<p>${'가나다라마바사'.repeat(12)}</p><p>https://long.example/${'x'.repeat(120)}</p><p>${'华为'.repeat(80)}</p>
<table><caption>표: 넓은 표</caption><thead><tr>${'<th scope="col">시간대별 값</th>'.repeat(6)}</tr></thead><tbody><tr>${'<td>하루 배정량</td>'.repeat(6)}</tr></tbody></table>
<pre><code>${'y'.repeat(200)}</code></pre><ul><li><ul><li><ul><li>깊은 목록</li></ul></li></ul></li></ul>`;

function wideIssue(): Issue {
  const issue = wholeIssue({ mail: 'full' });
  return { ...issue, sections: [...issue.sections, makeSection({ id: 'wide', title: '넓은 것', items: [makeItem({ id: 'wide-item', title: '넓은 것들', body: rich(hostile) })] })] };
}

async function viewsOf(issue: Issue, template: Template): Promise<readonly View[]> {
  const edition = await compileEdition(issue, template);
  const name = `${template.name}, ${issue.lang}, ${edition.mode}`;
  const html = edition.html.replaceAll('__C_WEB_URL__', 'https://news.example/archive/x').replaceAll('__C_READER_ADDRESS__', 'someone.with.a.long.name@subdomain.example.org');
  const bare = html.replace(/<style[\s\S]*?<\/style>/g, '');
  return [
    { name: `${name}, mail`, lang: issue.lang, html, kind: 'mail' }, { name: `${name}, mail without style sheet`, lang: issue.lang, html: bare, kind: 'bare' },
    { name: `${name}, page`, lang: issue.lang, html: edition.web, kind: 'page' },
  ];
}

/** Every template with the Korean and the English sample, the Arabic issue, and one of everything that is too wide. */
async function viewsOfTemplate(name: string): Promise<readonly View[]> {
  const template = await loadTemplate(name);
  const [korean, english] = await Promise.all(['issues/weekly/2026-11-18-42', 'issues/letter/2026-11-20-hello'].map(async (path) => (await loadIssue(packagePath(path))).issue));
  assert.ok(korean !== undefined && english !== undefined);
  // The page shows all of a long issue: once is enough, in the template it is made for.
  const sample = (await viewsOf({ ...korean, mail: 'digest' }, template)).filter((view) => view.kind !== 'page' || name === korean.template);
  const others = [{ ...english, mail: 'full' as const }, { ...arabicIssue(), mail: 'full' as const }, { ...arabicIssue(), mail: 'digest' as const }, wideIssue()];
  const views: View[] = [...sample];
  for (const issue of others) views.push(...await viewsOf(issue, template));
  return views;
}

const pixel = Buffer.from('R0lGODlhAQABAIAAAMLCwgAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** One page for all views: a new one for each would double the time. */
async function openPage(): Promise<Page> {
  if (browser === undefined) throw new Error('no browser');
  const context = await browser.newContext({ viewport: { width: 600, height: 800 } });
  const page = await context.newPage();
  await page.route('**/*', (route) => (showsPictures ? route.fulfill({ contentType: 'image/gif', body: pixel }) : route.abort()));
  return page;
}
let showsPictures = true;

type Finding = { readonly id: string; readonly impact: string | null; readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[] };

/** Half a megabyte that the browser reads anew for each document. */
async function show(page: Page, html: string): Promise<void> {
  await page.setContent(html);
  await page.evaluate(axeSource);
}

/** What may differ between two ways to show the same document: colours. All else axe reads from its elements. */
type AxeScope = 'all' | 'colours';

async function runAxe(page: Page, isMail: boolean, scope: AxeScope): Promise<readonly Finding[]> {
  // Landmarks are for pages: mail programs take <main> away.
  const rules = isMail ? { region: { enabled: false }, 'landmark-one-main': { enabled: false } } : {};
  const asked = scope === 'all' ? { rules } : { runOnly: ['color-contrast', 'link-in-text-block'] };
  const result = await page.evaluate(`axe.run(document, ${JSON.stringify({ ...asked, resultTypes: ['violations'] })})`) as { readonly violations: readonly Finding[] };
  return result.violations;
}

async function graveFindings(page: Page, view: View, scope: AxeScope): Promise<readonly string[]> {
  const findings = await runAxe(page, view.kind !== 'page', scope);
  return findings.filter(({ impact }) => impact === 'serious' || impact === 'critical').map((finding) => `${finding.id}: ${finding.nodes[0]?.html} ${finding.nodes[0]?.failureSummary}`);
}

/**
 * Runs in the page: texts whose contrast is below `least` when the colours are shown as they are, all turned round (full), or with light
 * backgrounds and dark texts alone turned round (partial), as mail programs do that make a dark mail of a light one.
 */
const findFaint = `(mode, least) => {
  const parse = (value) => { const [r, g, b, a = 1] = value.match(/[\\d.]+/g).map(Number); return { rgb: [r, g, b], a }; };
  const light = ([r, g, b]) => { const c = (v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; }; return 0.2126 * c(r) + 0.7152 * c(g) + 0.0722 * c(b); };
  const turn = ([r, g, b]) => { const sum = Math.max(r, g, b) + Math.min(r, g, b); return [r, g, b].map((v) => Math.min(255, Math.max(0, v + 255 - sum))); };
  const lightness = (rgb) => (Math.max(...rgb) + Math.min(...rgb)) / 2;
  const show = (rgb, isText) => mode === 'full' ? rgb.map((v) => 255 - v) : mode === 'partial' && (isText ? lightness(rgb) < 128 : lightness(rgb) >= 128) ? turn(rgb) : rgb;
  const backgroundOf = (element) => {
    for (let at = element; at !== null; at = at.parentElement) { const { rgb, a } = parse(getComputedStyle(at).backgroundColor); if (a > 0.99) return rgb; }
    return matchMedia('(prefers-color-scheme:dark)').matches && getComputedStyle(document.documentElement).colorScheme.includes('dark') ? [18, 18, 18] : [255, 255, 255];
  };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement;
    if (node.data.trim() === '' || element.closest('style') !== null || element.getClientRects().length === 0) continue;
    // On the edge of a partial change the text keeps its colour where its background does.
    const background = backgroundOf(element);
    const keeps = mode === 'partial' && lightness(background) < 128;
    const one = light(keeps ? parse(getComputedStyle(element).color).rgb : show(parse(getComputedStyle(element).color).rgb, true));
    const other = light(keeps ? background : show(background, false));
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < least) faint.add(ratio.toFixed(2) + ' ' + getComputedStyle(element).color + ' ' + element.outerHTML.slice(0, 120));
  }
  return [...faint];
}`;

async function faintTexts(page: Page, mode: 'plain' | 'full' | 'partial', least: number): Promise<readonly string[]> {
  return page.evaluate(`(${findFaint})('${mode}', ${least})`) as Promise<readonly string[]>;
}

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

/** Nothing sticks out, and no Korean word is broken at the end of a line. */
async function checkWidths(page: Page, view: View): Promise<void> {
  for (const width of [320, 375, 600]) {
    await page.setViewportSize({ width, height: 800 });
    const shown = await page.evaluate('document.documentElement.scrollWidth') as number;
    assert.ok(shown <= width, `${view.name}: ${shown} on ${width} px`);
    if (view.lang !== 'ko') continue;
    const broken = await page.evaluate(countBreaks) as readonly string[];
    // Without a style sheet no box scrolls: there a table of many columns may break a word rather than stick out.
    assert.deepEqual(view.kind === 'bare' ? broken.filter((place) => !/ in T[HD]$/.test(place)) : broken, [], `${view.name}, ${width} px`);
  }
}

async function checkColours(page: Page, view: View): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await graveFindings(page, view, colorScheme === 'light' ? 'all' : 'colours'), [], `${view.name}, ${colorScheme}`);
    // A mail without style sheet stays light; so it must be readable on light, whatever the scheme.
    assert.deepEqual(await faintTexts(page, 'plain', 4.5), [], `${view.name}, ${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  if (view.kind === 'page') return;
  for (const mode of ['full', 'partial'] as const) assert.deepEqual(await faintTexts(page, mode, 3), [], `${view.name}, ${mode} inversion`);
}

async function checkView(page: Page, view: View): Promise<void> {
  showsPictures = view.kind !== 'bare';
  await show(page, view.html);
  await checkWidths(page, view);
  await checkColours(page, view);
  if (view.kind !== 'mail') return;
  showsPictures = false;
  await show(page, view.html);
  assert.deepEqual(await graveFindings(page, view, 'colours'), [], `${view.name}, pictures off`);
}

for (const name of await listTemplates()) {
  test(`${name}: nothing sticks out at 320 px, no Korean word is broken, axe finds no barrier, every colour can be read, dark or inverted`, async (t) => {
    if (skipUnless(t, executablePath !== undefined, 'chromium')) return;
    const page = await openPage();
    for (const view of await viewsOfTemplate(name)) await checkView(page, view);
    await page.context().close();
  });
}

test('a real weekly as digest and page is as sound', async (t) => {
  if (skipUnless(t, executablePath !== undefined, 'chromium') || skipUnless(t, sharedDir() !== undefined, 'the shared real issue')) return;
  const folder = await mkdtemp(join(tmpdir(), 'issues-'));
  t.after(() => rm(folder, { recursive: true }));
  const page = await openPage();
  for (const view of await viewsOf((await loadIssue((await writeRealIssue(folder)).path)).issue, await loadTemplate('weekly'))) await checkView(page, view);
  await page.context().close();
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

test('a faint text is found, as shown and as inverted', async (t) => {
  if (skipUnless(t, executablePath !== undefined, 'chromium')) return;
  const page = await openPage();
  const found: number[] = [];
  for (const [style, mode, least] of [['color:#999', 'plain', 4.5], ['color:#222', 'plain', 4.5], ['color:#ddd;background:#777', 'full', 3], ['color:#fff;background:#2b4f81', 'partial', 3], ['color:#444;background:#8a8a8a', 'partial', 3]] as const) {
    await page.setContent(`<p style="${style}">text</p>`);
    found.push((await faintTexts(page, mode, least)).length);
  }
  assert.deepEqual(found, [1, 0, 0, 0, 1]);
  await page.context().close();
});
