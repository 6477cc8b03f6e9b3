import { strict as assert } from 'node:assert';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { compileEdition } from '../../src/edition/compile.js';
import type { Edition } from '../../src/edition/edition.js';
import { htmlText, withoutSpace } from '../../src/edition/html-text.js';
import { measureSizes } from '../../src/edition/size.js';
import type { Issue } from '../../src/issue/issue.js';
import { loadIssue } from '../../src/issue/load.js';
import { codeLines } from '../../src/edition/wrap-text.js';
import { listTemplates } from '../../src/template/find.js';
import { loadTemplate } from '../../src/template/load.js';
import { listMarkdownIssues, writeMarkdownIssue, writeRealIssue, type WrittenIssue } from '../support/real-issue.js';
import { sharedDir, skipUnless } from '../support/require.js';
import { addressesOf, headingsOf, linksOf, wideLines } from './part-facts.js';

async function temporaryFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'issues-'));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

async function compile(written: WrittenIssue, values: Partial<Issue>): Promise<Edition> {
  const issue = { ...(await loadIssue(written.path)).issue, ...values };
  return compileEdition(issue, await loadTemplate(issue.template));
}

function report(t: TestContext, name: string, edition: Edition): void {
  const { html, text } = measureSizes(edition);
  t.diagnostic(`${name} ${edition.mode}: html ${html.decoded} bytes, ${html.encoded} encoded; text ${text.decoded}, ${text.encoded} encoded; web ${Buffer.byteLength(edition.web)}`);
}

/** Texts that are not found, white space aside. The order is that of the page. */
function lostTexts(texts: readonly string[], page: string): readonly string[] {
  const squeezed = withoutSpace(page);
  return texts.filter((text) => !squeezed.includes(withoutSpace(text)));
}

test('a real weekly of 25 articles: a digest of at most 30 KB, 45 KB as sent, 250 bytes of markup an item', async (t) => {
  if (skipUnless(t, sharedDir() !== undefined, 'the shared real issue')) return;
  const written = await writeRealIssue(await temporaryFolder(t));
  const edition = await compile(written, { mail: 'digest' });
  report(t, 'weekly', edition);
  const { html } = measureSizes(edition);
  assert.equal(edition.itemCount, 25);
  assert.ok(html.decoded <= 30_000 && html.encoded <= 45_000, JSON.stringify(html));
  const items = edition.html.match(/<h3.*?(?=<h3|<p class="n"|<\/div>)/gs) ?? [];
  const markup = items.map((item) => Buffer.byteLength(item) - Buffer.byteLength(item.replace(/<[^>]*>/g, '')));
  assert.ok(markup.reduce((sum, bytes) => sum + bytes, 0) / items.length <= 250);
});

test('no text of a real weekly is lost on the page, nor a title or source in digest and text part', async (t) => {
  if (skipUnless(t, sharedDir() !== undefined, 'the shared real issue')) return;
  const written = await writeRealIssue(await temporaryFolder(t));
  const edition = await compile(written, { mail: 'digest' });
  assert.deepEqual(lostTexts(written.expectedTexts, htmlText(edition.web)), []);
  const { issue } = await loadIssue(written.path);
  const items = issue.sections.flatMap((section) => [...section.items, ...section.groups.flatMap((group) => group.items)]);
  const heads = items.flatMap((item) => [item.title, item.source?.name, item.source?.original, item.byline, item.series?.name]).filter((head) => head !== undefined);
  for (const page of [htmlText(edition.html), edition.text]) assert.deepEqual(lostTexts(heads, page), []);
  for (const item of items) assert.ok(edition.html.includes(`__C_WEB_URL__#${item.id}"`) && edition.web.includes(`id="${item.id}"`), item.id);
});

test('every passage of Han or kana in a real weekly is marked with its language', async (t) => {
  if (skipUnless(t, sharedDir() !== undefined, 'the shared real issue')) return;
  const { web } = await compile(await writeRealIssue(await temporaryFolder(t)), {});
  const marked = [...web.matchAll(/<span lang="([\w-]+)">([^<]*)<\/span>/g)];
  // Attributes cannot be marked; the alt texts stay as they are.
  const bare = htmlText(web.replace(/<span lang="[\w-]+">[^<]*<\/span>/g, ' ')).match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]{2,}/gu) ?? [];
  assert.deepEqual(bare, []);
  const counts = marked.map(([, lang]) => lang ?? '').reduce<Record<string, number>>((sums, lang) => ({ ...sums, [lang]: (sums[lang] ?? 0) + 1 }), {});
  t.diagnostic(`languages of ${marked.length} passages: ${JSON.stringify(counts)}`);
  assert.ok(marked.every(([, lang, text]) => lang === 'ja' || !/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text ?? '')));
});

test('real issues in Markdown: nothing is lost in mail, text part and page, and auto keeps the mail below the limits', async (t) => {
  if (skipUnless(t, sharedDir() !== undefined, 'the shared Markdown issues')) return;
  const folder = await temporaryFolder(t);
  for (const file of await listMarkdownIssues()) {
    const written = await writeMarkdownIssue(folder, file);
    const edition = await compile(written, { mail: 'auto' });
    report(t, file, edition);
    const { html } = measureSizes(edition);
    assert.ok(Math.max(html.decoded, html.encoded) < 100_000, file);
    assert.equal(edition.mode, 'full', file);
    for (const page of [htmlText(edition.html), edition.text, htmlText(edition.web)]) assert.deepEqual(lostTexts(written.expectedTexts, page), [], file);
  }
});

/** Every real issue there is, each as a weekly and as a letter, as `auto` sends it. */
async function forEachReal(t: TestContext, values: Partial<Issue>, look: (edition: Edition, where: string, issue: Issue) => void): Promise<void> {
  const folder = await temporaryFolder(t);
  const written = [await writeRealIssue(folder), ...(await Promise.all((await listMarkdownIssues()).map((file) => writeMarkdownIssue(folder, file))))];
  for (const { path } of written) {
    const { issue } = await loadIssue(path);
    for (const template of await listTemplates()) look(await compileEdition({ ...issue, template, mail: 'auto', ...values }, await loadTemplate(template)), `${template}, ${issue.slug}`, issue);
  }
}

test('real issues: the links of text part and mail are the same, one h1, balanced conditionals, data tables with caption or scope, no preheader in the text', async (t) => {
  if (skipUnless(t, sharedDir() !== undefined, 'the shared real issues')) return;
  const preheader = 'Words that only the line in the inbox shows';
  await forEachReal(t, { preheader }, ({ html, text, web }, where) => {
    assert.deepEqual(addressesOf(text), linksOf(html), where);
    assert.ok(!text.includes(preheader) && html.includes(preheader), where);
    assert.equal(html.match(/<!(?:--)?\[if /g)?.length, html.match(/<!\[endif\]/g)?.length, where);
    assert.equal(html.match(/!important/g)?.length, html.match(/[\w)%] !important/g)?.length, where);
    for (const page of [html, web]) {
      const levels = headingsOf(page).map((heading) => Number(heading[1]));
      assert.equal(levels.filter((level) => level === 1).length, 1, where);
      levels.reduce((above, level) => (assert.ok(level <= above + 1, `${where}: h${level} below h${above}`), level), 0);
      for (const [table] of page.replaceAll(/<!--[\s\S]*?-->/g, '').matchAll(/<table[\s\S]*?<\/table>/g)) assert.match(table, /role="(?:presentation|none)"|<th[^>]* scope="/, where);
    }
  });
});

test('real issues with wrap: 72 and 40: no line is wider by more than two columns but addresses and code', async (t) => {
  if (skipUnless(t, sharedDir() !== undefined, 'the shared real issues')) return;
  for (const wrap of [40, 72]) {
    await forEachReal(t, { textOptions: { wrap } }, ({ text }, where, issue) => {
      const code = codeLines(issue);
      assert.deepEqual(wideLines(text, wrap).filter((line) => !code.has(line.trim())), [], `${where}, ${wrap}`);
    });
  }
});
