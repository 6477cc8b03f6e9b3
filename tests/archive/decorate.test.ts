/** What is put into a stored web edition when it is shown: neighbours, addresses, previews. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decorateWebEdition, toOpenGraphLocale } from '../../src/archive/decorate.js';
import { findNeighbours, toEntry, toShelves } from '../../src/archive/entry.js';
import { escapeMarkup } from '../../src/archive/markup.js';
import { addressOf, linkBetween, pathOf, type ArchivePage, type Layout } from '../../src/archive/place.js';
import { countIssues, wordLanguages, wordsFor } from '../../src/archive/words.js';
import { labelLanguages } from '../../src/edition/labels.js';
import { hostileTexts, makeEdition, makeEntries, picture, served, written } from './support.js';

const previous = makeEntries(2)[1];
const next = { ...makeEdition({ slug: '2026-11-25-43', title: 'Tomorrow', lang: 'en', date: '2026-11-25' }) };

test('the page says where it is, and what a preview shows', () => {
  const page = decorateWebEdition(makeEdition(), {}, served);
  const address = 'https://news.example/archive/weekly/2026-11-18-42';
  for (const line of [
    `<link rel="canonical" href="${address}">`, `<meta property="og:url" content="${address}">`, '<meta property="og:title" content="밤에 남는 전기">',
    '<meta property="og:description" content="미리 보기">', '<meta property="og:site_name" content="주간 소식">', '<meta property="og:locale" content="ko_KR">',
    `<meta property="og:image" content="${address}/${picture}">`, '<link rel="alternate" type="application/rss+xml" title="주간 소식 (RSS)" href="feed.xml">',
  ]) assert.equal(page.split(line).length, 2, `${line} stands once`);
  assert.equal(page.split('rel="canonical"').length, 2, 'the template\'s own is replaced');
  assert.equal(page.split('og:title').length, 2);
});

test('an SVG is no preview, and a picture of the mail alone is none either', () => {
  const svg = `${'cd'.repeat(16)}.svg`;
  const edition = makeEdition({ web: `<html><head></head><body><main><img src="2026-11-18-42/${svg}"></main></body></html>`, assets: [picture, svg] });
  assert.doesNotMatch(decorateWebEdition(edition, {}, served), /og:image/);
});

test('the issues before and after are links in the language of the issue', () => {
  assert.ok(previous);
  const page = decorateWebEdition(makeEdition(), { previous, next }, served);
  assert.match(page, /<\/main>\n<nav class="issue-links" aria-label="다른 호">/);
  assert.match(page, /<a rel="prev" href="2026-11-11-n"><span class="when">이전 호 · <time datetime="2026-11-11">2026년 11월 11일<\/time><\/span><span class="title">1호<\/span><\/a>/);
  assert.match(page, /<a rel="next" href="2026-11-25-43">.*<span class="title" lang="en" dir="ltr">Tomorrow<\/span>/);
  assert.match(page, /<a href="\.\.\/weekly">지난 호 모두 보기<\/a>/);
  const file = decorateWebEdition(makeEdition(), { previous }, written);
  assert.match(file, /<a rel="prev" href="2026-11-11-n\.html">/);
  assert.match(file, /<a href="index\.html">/);
  assert.doesNotMatch(file, /rel="next"/);
});

test('everything else of the page stays byte for byte', () => {
  const edition = makeEdition();
  const page = decorateWebEdition(edition, { next }, served);
  const [before, after] = [edition.web.slice(edition.web.indexOf('<style>'), edition.web.indexOf('</head>')), edition.web.slice(edition.web.indexOf('<body>'), edition.web.indexOf('</main>') + 7)];
  assert.ok(page.includes(before) && page.includes(after) && page.endsWith(edition.web.slice(edition.web.indexOf('\n<footer>'))));
});

test('a page that looks like no template of ours still gets its links, once', () => {
  const rows: readonly [web: string, expected: RegExp, why: string][] = [
    ['<p>x', /^<p>x\n<nav/, 'no frame at all'],
    ['<html><body><p>x</p></body></html>', /<\/p>\n<nav [^]*<\/nav><\/body><\/html>$/, 'no main part'],
    ['<head><title></main></head></title></head><main>a</main>', /<main>a<\/main>\n<nav [^]*<\/nav>$/, 'marks inside a title'],
    ['<HEAD></HEAD><MAIN>a</MAIN>', /<link rel="canonical"[^]*<\/HEAD><MAIN>a<\/MAIN>\n<nav/, 'upper case'],
  ];
  for (const [web, expected, why] of rows) {
    const page = decorateWebEdition(makeEdition({ web }), {}, served);
    assert.match(page, expected, why);
    assert.equal(page.split('<nav').length, 2, why);
  }
});

for (const text of hostileTexts) {
  test(`a neighbour called ${JSON.stringify(text)} adds text and no markup`, () => {
    const page = decorateWebEdition(makeEdition({ preheader: text }), { next: { ...next, title: text } }, served);
    assert.ok(page.includes(`<span class="title" lang="en" dir="ltr">${escapeMarkup(text)}</span>`));
    assert.ok(page.includes(`<meta property="og:description" content="${escapeMarkup(text)}">`));
    assert.doesNotMatch(page, /<script|<img src=x|onerror=alert\(1\)>/);
  });
}

test('neighbours follow the date, and the name where two have the same', () => {
  const entries = [toEntry(makeEdition({ slug: 'b', date: '2026-01-02' })), toEntry(makeEdition({ slug: 'a', date: '2026-01-02' })), toEntry(makeEdition({ slug: 'c', date: '2026-01-01' }))];
  const slugsOf = (slug: string): readonly (string | undefined)[] => { const { previous: before, next: after } = findNeighbours(entries, slug); return [before?.slug, after?.slug]; };
  assert.deepEqual([slugsOf('c'), slugsOf('a'), slugsOf('b'), slugsOf('none')], [[undefined, 'a'], ['c', 'b'], ['a', undefined], [undefined, undefined]]);
  assert.deepEqual(toShelves(entries)[0]?.entries.map(({ slug }) => slug), ['b', 'a', 'c']);
});

test('a link leads from every page to every other, in both layouts', () => {
  const pages: readonly ArchivePage[] = [
    { kind: 'overview' }, { kind: 'index', newsletter: 'w' }, { kind: 'feed', newsletter: 'w', file: 'atom.xml' }, { kind: 'edition', newsletter: 'w', slug: '2026.a' }, { kind: 'index', newsletter: 'x' },
  ];
  for (const layout of ['server', 'files'] satisfies Layout[]) {
    const site = { layout, canonical: { baseUrl: 'https://h.example', layout } };
    for (const from of pages) for (const to of pages) {
      assert.equal(new URL(linkBetween(from, to, site), `https://h.example/${pathOf(from, layout)}`).pathname, `/${pathOf(to, layout)}`, `${layout}: ${from.kind} to ${to.kind}`);
    }
  }
  assert.equal(addressOf({ kind: 'index', newsletter: 'w' }, written), 'https://host.example/letters/w/');
  assert.equal(addressOf({ kind: 'overview' }, written), 'https://host.example/letters/');
});

test('every language of the labels has the words of the archive', () => {
  assert.deepEqual(wordLanguages.toSorted(), labelLanguages.toSorted());
  assert.equal(wordsFor('zh-TW').next, '下一期');
  assert.equal(wordsFor('nl').next, wordsFor('en').next);
  assert.deepEqual(['ko', 'en-GB', 'zh-TW', 'ar'].map(toOpenGraphLocale), ['ko_KR', 'en_GB', 'zh_TW', 'ar_EG']);
});

test('a number of issues is said by the plural rules of the language', () => {
  const cases: readonly (readonly [lang: string, count: number, expected: string])[] = [
    ['en', 1, '1 issue'], ['en', 2, '2 issues'], ['en-GB', 1234, '1,234 issues'], ['ko', 1, '모두 1호'], ['zh-TW', 12, '共12期'], ['ja', 3, '全3号'], ['de', 1, '1 Ausgabe'], ['de', 1234, '1.234 Ausgaben'],
    ['fr', 0, '0 numéro'], ['fr', 1, '1 numéro'], ['fr', 2, '2 numéros'], ['es', 1, '1 número'], ['es', 7, '7 números'],
    ['ar', 0, 'لا أعداد'], ['ar', 1, 'عدد واحد'], ['ar', 2, 'عددان'], ['ar', 5, '5 أعداد'], ['ar', 11, '11 عددًا'], ['ar', 100, '100 عدد'], ['ru', 21, '21 issues'],
  ];
  for (const [lang, count, expected] of cases) assert.equal(countIssues(lang, count).replaceAll('\u202f', ' '), expected, `${lang} ${count}`);
  // The same words for one and for many: only where the language has no other.
  for (const lang of wordLanguages) assert.equal(countIssues(lang, 1).replace('1', '') === countIssues(lang, 2).replace('2', ''), ['ko', 'zh', 'zh-Hant', 'ja'].includes(lang), lang);
});
