import assert from 'node:assert/strict';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import test from 'node:test';
import { toHtml } from 'hast-util-to-html';
import type { Issue, Item } from '../../src/issue/issue.js';
import { createPng } from '../support/png.js';
import { issueWith, loadYaml, tryLoad, writeFiles } from './fixture.js';

async function loadGood(issue: string, others: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Issue> {
  const { loaded, errors } = await loadYaml(issue, others);
  assert.deepEqual(errors.map((error) => `${error.code} ${error.at?.line} ${error.message}`), []);
  assert.ok(loaded !== undefined);
  return loaded.issue;
}

async function loadItem(lines: string, others: Readonly<Record<string, string | Uint8Array>> = {}): Promise<Item> {
  const item = (await loadGood(issueWith(lines), others)).sections[0]?.items[0];
  assert.ok(item !== undefined);
  return item;
}

test('what the issue says wins over the newsletter, the publisher key by key', async () => {
  const path = await writeFiles({
    'newsletter.yaml': 'name: Weekly\nlang: ko\ntemplate: plain\nmail: full\nadvertising: true\ntext: {wrap: 72}\nsubject: "[{{name}}] {{number}}: {{title}} ({{date}})"\npublisher: {name: Press, phone: "1", url: https://example.org/}\n',
    '2020-07-22-1/issue.yaml': 'number: 134\ndate: 2020-07-22\ntitle: Title\npreheader: Line\nadvertising: false\nlang: HE\npublisher: {phone: 2}\nsections: [{title: a}]\n',
  });
  const { loaded } = await tryLoad(path);
  const { sections, assets, folder, ...rest } = loaded?.issue ?? assert.fail();
  assert.deepEqual(rest, {
    newsletter: 'weekly', slug: '2020-07-22-1', name: 'Weekly', number: 134, date: '2020-07-22', lang: 'he', dir: 'rtl', title: 'Title',
    subject: '[Weekly] 134: Title (2020-07-22)', preheader: 'Line', template: 'plain', mail: 'full', advertising: false,
    publisher: { name: 'Press', phone: '2', url: 'https://example.org/' }, textOptions: { wrap: 72 },
  });
  assert.deepEqual([sections.length, assets.length, basename(folder)], [1, 0, '2020-07-22-1']);
});

test('what nobody says has a default', async () => {
  const issue = await loadGood('date: 2020-07-22\ntitle: Title\nsections: [{title: a}]\n');
  assert.deepEqual([issue.subject, issue.template, issue.mail, issue.dir, issue.publisher, issue.preheader], ['Title', 'weekly', 'auto', 'ltr', { name: 'Weekly' }, undefined]);
});

test('issue.yaml itself may be named instead of its folder', async () => {
  const path = await writeFiles({ 'newsletter.yaml': 'name: W\nlang: ko\nadvertising: false\n', '2020-07-22-1/issue.yaml': issueWith('') });
  assert.equal((await tryLoad(join(path, 'issue.yaml'))).loaded?.issue.slug, '2020-07-22-1');
});

test('numbers are texts as they were written, and a text of several lines is one line', async () => {
  const item = await loadItem('        byline: 1.10\n        source: 0x1F\n        url: https://example.org/a');
  assert.deepEqual([item.byline, item.source, item.url], ['1.10', { name: '0x1F' }, 'https://example.org/a']);
  const issue = await loadGood('date: "2020-07-22"\nnumber: "7"\ntitle: |\n  A title\n  in lines\nsections: [{title: 2020}]\n');
  assert.deepEqual([issue.title, issue.number, issue.sections[0]?.title], ['A title in lines', 7, '2020']);
});

test('keys left empty count as absent', async () => {
  const item = await loadItem('        byline:\n        summary:\n        body: ~');
  assert.deepEqual(Object.keys(item).toSorted(), ['at', 'id', 'position', 'title']);
});

test('an item keeps its series, source, date and picture', async () => {
  const lines = `        series: {name: 양자컴퓨터, number: 56}
        source: {name: 중국경영보, original: 中国经营报, lang: zh-hans, url: https://example.org/}
        date: 2020-07-15
        image: {src: images/a.png, alt: A, caption: C, credit: "출처: D"}`;
  const { at, image, ...item } = await loadItem(lines, { '2020-07-22-1/images/a.png': createPng(64, 40, [1, 2, 3]) });
  assert.deepEqual(item, {
    id: 'one', position: 1, title: 'One', series: { name: '양자컴퓨터', number: 56 }, date: '2020-07-15',
    source: { name: '중국경영보', original: '中国经营报', lang: 'zh-Hans', url: 'https://example.org/' },
  });
  assert.match(image?.src ?? '', /^asset:[0-9a-f]{32}\.png$/);
  assert.deepEqual({ ...image, src: '' }, { src: '', width: 64, height: 40, alt: 'A', caption: 'C', credit: '출처: D' });
  assert.deepEqual([at.line, at.column], [6, 9]);
});

test('ids come from Latin titles, else from the place; they are unique, and given ones come first', async () => {
  const issue = await loadGood(`date: 2020-07-22
title: x
sections:
  - title: 주간 뉴스
    items:
      - title: "What's new? Über Straße"
      - title: 화웨이
      - title: News
      - title: News
      - {title: 다른 것, id: news}
    groups:
      - {title: 금융, items: [{title: 하나}]}
      - {title: Money and banks, items: [{title: 둘}, {title: "2020"}]}
`);
  const [section] = issue.sections;
  assert.deepEqual([section?.id, section?.items.map((item) => item.id)], ['section-1', ['section-1-1', 'section-1-2', 'news-2', 'news-3', 'news']]);
  assert.deepEqual(section?.groups.map((group) => [group.id, ...group.items.map((item) => item.id)]), [['section-1-group-1', 'section-1-group-1-1'], ['money-and-banks', 'money-and-banks-1', 'money-and-banks-2']]);
  assert.deepEqual(section?.groups[1]?.items.map((item) => item.position), [1, 2]);
});

test('two texts of one issue never share the id of a footnote', async () => {
  const note = 'a[^1]\\n\\n[^1]: note';
  const issue = await loadGood(`date: 2020-07-22\ntitle: x\nintro: "${note}"\nsections:\n  - title: a\n    intro: "${note}"\n    items:\n      - {title: a, summary: "${note}", body: "${note}"}\n      - {title: a, body: "${note}"}\n`);
  const [section] = issue.sections;
  const html = [issue.intro, section?.intro, ...(section?.items ?? []).flatMap((item) => [item.summary, item.body])].map((rich) => (rich === undefined ? '' : toHtml(rich.tree))).join('');
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  assert.equal(ids.length, 10);
  assert.equal(new Set(ids).size, 10);
  for (const [, target] of html.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.includes(target));
});

test('a link within the issue that leads to nothing is a warning; one to an item or a target is not', async () => {
  const { loaded } = await loadYaml(issueWith('        body: "[a](#one) [b](#none) <b id=\\"here\\">x</b> [c](#here)"'));
  assert.deepEqual(loaded?.warnings.map((warning) => [warning.code, warning.at?.line, warning.at?.column]), [['link-fragment', 7, 30]]);
});

test('pictures are named relative to the file that shows them, and the same bytes are carried once', async () => {
  const png = createPng(3, 2, [9, 9, 9]);
  const issue = await loadGood(issueWith('        body: {file: articles/01.md}\n        summary: "![b](images/한글 이름.png) ![c](../logo.png)"'.replace('한글 이름.png', '한글%20이름.png')), {
    '2020-07-22-1/articles/01.md': '![a](../images/a.png)\n',
    '2020-07-22-1/images/a.png': png,
    '2020-07-22-1/images/한글 이름.png': png,
    'logo.png': createPng(5, 5, [0, 0, 0]),
  });
  assert.deepEqual(issue.assets.map(({ mediaType, width, height }) => [mediaType, width, height]), [['image/png', 3, 2], ['image/png', 5, 5]]);
});

test('a file that a text offers is an asset beside the pictures, under a name made of its bytes', async () => {
  const files = { '2020-07-22-1/files/보고서.pdf': '%PDF-1.7\n' + 'x'.repeat(12_400), 'data/all.csv': 'a,b\n1,2\n' };
  const issue = await loadGood(issueWith('        body: "[보고서](files/보고서.pdf), [data](../data/all.csv)"'), files);
  assert.deepEqual(issue.assets.map(({ name, mediaType }) => [name.slice(32), mediaType]), [['.pdf', 'application/pdf'], ['.csv', 'text/csv']]);
  const body = issue.sections[0]?.items[0]?.body ?? assert.fail();
  const [pdf, csv] = issue.assets;
  assert.equal(toHtml(body.tree), `<p><a href="asset:${pdf?.name}">보고서 (PDF, 12 KB)</a>, <a href="asset:${csv?.name}">data (CSV, 1 KB)</a></p>`);
});

test('a file name in composed letters finds the file that macOS stored decomposed', async () => {
  const item = await loadItem('        image: {src: images/역.png, alt: 역}', { [`2020-07-22-1/images/${'역'.normalize('NFD')}.png`]: createPng(1, 1, [0, 0, 0]) });
  assert.match(item.image?.src ?? '', /^asset:/);
});

test('a link on the disk that leads out of the newsletter is refused', async () => {
  const path = await writeFiles({ 'newsletter.yaml': 'name: W\nlang: ko\nadvertising: false\n', '2020-07-22-1/issue.yaml': issueWith('        body: {file: articles/out.md}\n        image: {src: in.png, alt: a}') });
  await mkdir(join(path, 'articles'));
  await writeFile(join(path, '..', '..', 'secret.md'), 'secret');
  await symlink(join(path, '..', '..', 'secret.md'), join(path, 'articles', 'out.md'));
  await writeFile(join(path, 'real.png'), createPng(1, 1, [0, 0, 0]));
  await symlink('real.png', join(path, 'in.png'));
  const { errors } = await tryLoad(path);
  assert.deepEqual(errors.map((error) => [error.code, error.message]), [['issue-file', 'the file lies outside of the newsletter']]);
});

test('folders whose names cannot stand in an address are refused', async () => {
  const path = await writeFiles({ 'newsletter.yaml': 'name: W\nlang: ko\nadvertising: false\n', 'no good/issue.yaml': issueWith('') });
  const { errors } = await tryLoad(join(path, '..', 'no good'));
  assert.deepEqual(errors.map((error) => error.code), ['issue-folder']);
});

test('the same files give the same issue', async () => {
  const lines = '        body: "a[^1] ![b](a.png)\\n\\n[^1]: c"';
  const others = { '2020-07-22-1/a.png': createPng(2, 2, [1, 1, 1]) };
  const [one, other] = [await loadItem(lines, others), await loadItem(lines, others)];
  assert.deepEqual({ ...one, at: undefined }, { ...other, at: undefined });
});
