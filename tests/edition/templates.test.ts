/** Every template with an issue in Korean, in English and in Arabic, as digest and in full: what no template may get wrong. */
import { strict as assert } from 'node:assert';
import { test } from 'node:test';
import { compileEdition } from '../../src/edition/compile.js';
import { decodeReferences, htmlText } from '../../src/edition/html-text.js';
import { measureSizes } from '../../src/edition/size.js';
import { loadIssue } from '../../src/issue/load.js';
import type { Issue } from '../../src/issue/issue.js';
import { packagePath } from '../../src/package-root.js';
import { listTemplates } from '../../src/template/find.js';
import { loadTemplate } from '../../src/template/load.js';
import { addressesOf, headingsOf, linksOf } from './part-facts.js';
import { arabicIssue, letterIssue, makeItem, makeSection, rich, wholeIssue } from './fixture.js';

const names = await listTemplates();
const samples: readonly Issue[] = [
  (await loadIssue(packagePath('issues/weekly/2026-11-18-42'))).issue, (await loadIssue(packagePath('issues/letter/2026-11-20-hello'))).issue, wholeIssue(), letterIssue(), arabicIssue(),
];

async function forEach(issues: readonly Issue[], look: (edition: Awaited<ReturnType<typeof compileEdition>>, where: string, issue: Issue, name: string) => void): Promise<void> {
  for (const name of names) {
    const template = await loadTemplate(name);
    for (const issue of issues) {
      for (const mail of ['digest', 'auto'] as const) {
        const edition = await compileEdition({ ...issue, template: name, mail }, template);
        look(edition, `${name}, ${issue.lang} ${issue.slug}, ${edition.mode}`, issue, name);
      }
    }
  }
}

/** The outline the issue itself has, as far as item titles; a letter keeps the titles that its masthead says already to itself. */
function outlineOf(issue: Issue, name: string): readonly string[] {
  const items = issue.sections.flatMap((section) => [{ section, titles: [...section.items, ...section.groups.flatMap((group) => group.items)].map((item) => item.title) }]);
  if (name === 'letter') return [`h1 ${issue.title}`, ...items.flatMap(({ titles }) => titles.filter((title) => title !== issue.title).map((title) => `h2 ${title}`))];
  return [`h1 ${issue.name}`, ...items.flatMap(({ section, titles }) => [`h2 ${section.title}`, ...titles.map((title) => `h3 ${title}`)])];
}

test('one h1, and the outline of mail and page is that of the issue', async () => {
  await forEach(samples, (edition, where, issue, name) => {
    const lowest = name === 'letter' ? 2 : 3;
    for (const html of [edition.html, edition.web]) {
      const found = headingsOf(html);
      assert.deepEqual(found.filter((heading) => Number(heading[1]) <= lowest), outlineOf(issue, name), where);
      found.reduce((above, heading) => {
        assert.ok(Number(heading[1]) <= above + 1, `${where}: ${heading} skips a level`);
        return Number(heading[1]);
      }, 0);
    }
  });
});

test('conditional comments are balanced, !important has its space, layout tables say so, data tables have caption and scope', async () => {
  await forEach(samples, ({ html }, where) => {
    assert.equal(html.match(/<!(?:--)?\[if /g)?.length, html.match(/<!\[endif\]/g)?.length, where);
    assert.equal(html.match(/!important/g)?.length, html.match(/[\w)%] !important/g)?.length, where);
    for (const [table] of html.replaceAll(/<!--[\s\S]*?-->/g, '').matchAll(/<table[\s\S]*?(?=<table|<\/table>)/g)) {
      assert.ok(/^<table[^>]* role="(?:presentation|none)"/.test(table) || (table.includes('<caption') && table.includes(' scope="')), `${where}: ${table.slice(0, 200)}`);
    }
    for (const [, ghost] of html.matchAll(/<!--\[if mso[^\]]*\]>([\s\S]*?)<!\[endif\]/g)) {
      for (const [table] of ghost?.matchAll(/<table[^>]*>/g) ?? []) assert.match(table, /role="presentation"/, where);
    }
  });
});

test('the links of the text part are those of the mail, one to one, and the preheader is not in it', async () => {
  const attached = makeItem({ id: 'attached', title: '첨부', body: rich('<p><a href="asset:cc.pdf">보고서 (PDF)</a></p>') });
  const whole = wholeIssue();
  const issues = [...samples, { ...whole, sections: [...whole.sections, makeSection({ id: 'files', title: '파일', items: [attached] })] }];
  await forEach(issues, ({ html, text }, where, issue) => {
    assert.deepEqual(addressesOf(text), linksOf(html), where);
    assert.ok(issue.preheader === undefined || !text.includes(issue.preheader), `${where}: the preheader is for the inbox line`);
  });
});

test('an attachment is a link to the web edition in mail and text, and beside the page on the web', async () => {
  const issue = wholeIssue({ mail: 'full', sections: [makeSection({ title: '파일', items: [makeItem({ title: '첨부', body: rich('<p><a href="asset:cc.pdf">보고서</a></p>') })] })] });
  const { html, text, web, assets, fileNames } = await compileEdition({ ...issue, assets: [{ name: 'cc.pdf', mediaType: 'application/pdf', bytes: new Uint8Array([1]), fileName: '보고서 1.pdf' }] }, await loadTemplate('weekly'));
  assert.match(html, /<a href="__C_WEB_URL__\/cc\.pdf"/);
  assert.match(text, /보고서 \[1\][\s\S]*\[1\] __C_WEB_URL__\/cc\.pdf/);
  assert.match(web, /<a href="2026-11-18-42\/cc\.pdf" download="보고서 1\.pdf">/);
  assert.deepEqual([assets, fileNames], [['cc.pdf'], { 'cc.pdf': '보고서 1.pdf' }]);
});

test('Arabic is mirrored in every template: nothing is aligned, padded or bordered on the wrong side', async () => {
  await forEach([arabicIssue()], ({ html, web }, where) => {
    const mail = html.replaceAll('mj-outlook-group-fix" style="font-size:0px;text-align:left', '').replaceAll(/(?:padding|margin)-(?:left|right):(?:40px|0) !important/g, '');
    assert.doesNotMatch(mail, /text-align:left|direction:ltr|(?:padding|border|margin)-left:(?!20px;vertical-align)/, where);
    assert.match(html, /<html lang="ar" dir="rtl"/, where);
    assert.match(web, /<html lang="ar" dir="rtl"/, where);
  });
});

test('a title of signs comes out as it is written, in mails made of MJML and of HTML', async () => {
  const title = '& < " \' {{x}} <% y %> </mj-text><mj-raw><script>alert(1)</script> {{{z {{';
  const issue = wholeIssue({ title, subject: title, preheader: title, sections: [makeSection({ title, items: [makeItem({ title, image: { src: 'asset:aa.png', alt: title }, body: rich('<p>a</p>') })] })] });
  await forEach([issue], ({ html, web }, where) => {
    for (const page of [html, web]) {
      assert.doesNotMatch(page, /<script|<mj-/, where);
      assert.ok(htmlText(page).includes(title), where);
      assert.equal(decodeReferences(/<title>(.*?)<\/title>/s.exec(page)?.[1] ?? '').startsWith(title), true, where);
    }
    if (html.includes('<img')) assert.ok([...html.matchAll(/ alt="([^"]*)"/g)].some(([, alt]) => decodeReferences(alt ?? '') === title), where);
  });
});

test('the sample weekly as digest stays below 30,000 bytes, 45,000 as sent, and 250 bytes of markup an item', async (t) => {
  const [issue] = samples;
  assert.ok(issue !== undefined);
  const edition = await compileEdition({ ...issue, mail: 'digest' }, await loadTemplate('weekly'));
  const { html } = measureSizes(edition);
  const items = edition.html.match(/<h3.*?(?=<h3|<p class="n"|<h2|<\/div>)/gs) ?? [];
  const markup = items.map((item) => Buffer.byteLength(item) - Buffer.byteLength(item.replace(/<[^>]*>/g, ''))).reduce((sum, bytes) => sum + bytes, 0) / items.length;
  t.diagnostic(`${html.decoded} bytes, ${html.encoded} as sent, ${Math.round(markup)} bytes of markup an item`);
  assert.equal(items.length, edition.itemCount);
  assert.ok(html.decoded <= 30_000 && html.encoded <= 45_000 && markup <= 250);
});
