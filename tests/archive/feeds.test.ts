/** The three feeds: well-formed whatever a title says, with what the standards ask for. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { renderAtom } from '../../src/archive/atom.js';
import { collectContents, contentBudget, toFeedContent } from '../../src/archive/content.js';
import { toEntry, toShelves } from '../../src/archive/entry.js';
import { feedEntryLimit, toFeed, type Feed } from '../../src/archive/feed.js';
import { renderJsonFeed } from '../../src/archive/json-feed.js';
import { cleanText } from '../../src/archive/markup.js';
import { renderRss } from '../../src/archive/rss.js';
import { hostileTexts, makeEdition, makeEntries, served, written } from './support.js';
import { childrenOf, parseXml, textOf } from './xml.js';

function feedOf(entries = makeEntries(3), contents: ReadonlyMap<string, string> = new Map(), site = served): Feed {
  const [shelf] = toShelves(entries);
  assert.ok(shelf);
  return toFeed(shelf, site, contents);
}

type JsonFeed = { version: string; feed_url: string; language: string; items: { id: string; url: string; title: string; content_html?: string; content_text?: string; date_published: string }[] };

test('RSS has what its specification requires, newest first', () => {
  const rss = parseXml(renderRss(feedOf()));
  const [channel] = childrenOf(rss, 'channel');
  assert.ok(channel);
  assert.equal(textOf(channel, 'title'), '주간 소식');
  assert.equal(textOf(channel, 'link'), 'https://news.example/archive/weekly');
  assert.equal(textOf(channel, 'language'), 'ko');
  assert.notEqual(textOf(channel, 'description'), '');
  assert.equal(childrenOf(channel, 'atom:link')[0]?.attributes.get('href'), 'https://news.example/archive/weekly/feed.xml');
  const items = childrenOf(channel, 'item');
  assert.deepEqual(items.map((item) => textOf(item, 'title')), ['3호', '2호', '1호']);
  assert.equal(textOf(items[0] ?? channel, 'pubDate'), 'Wed, 18 Nov 2026 00:00:00 GMT');
  assert.match(textOf(items[0] ?? channel, 'description'), /^<p>미리 보기<\/p><p><a href="https:\/\/news\.example\/archive\/weekly\/2026-11-18-n">계속 읽기<\/a><\/p>$/);
});

test('Atom has what RFC 4287 requires', () => {
  const feed = parseXml(renderAtom(feedOf()));
  assert.equal(feed.attributes.get('xml:lang'), 'ko');
  for (const element of [feed, ...childrenOf(feed, 'entry')]) {
    assert.ok(URL.canParse(textOf(element, 'id')), '4.2.6: an IRI');
    assert.match(textOf(element, 'updated'), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, '3.3');
    assert.notEqual(textOf(element, 'title'), '');
    assert.ok(childrenOf(element, 'link').every((link) => link.attributes.get('href')?.startsWith('https://')));
  }
  assert.equal(textOf(childrenOf(feed, 'author')[0] ?? feed, 'name'), '연구소');
  const ids = childrenOf(feed, 'entry').map((entry) => textOf(entry, 'id'));
  assert.equal(new Set(ids).size, 3);
  assert.equal(ids[0], 'tag:news.example,2026-11-18:weekly/2026-11-18-n');
});

test('JSON Feed 1.1 has what it requires', () => {
  const feed = JSON.parse(renderJsonFeed(feedOf(makeEntries(2), new Map([['2026-11-18-n', '<p>글</p>']])))) as JsonFeed;
  assert.equal(feed.version, 'https://jsonfeed.org/version/1.1');
  assert.equal(feed.feed_url, 'https://news.example/archive/weekly/feed.json');
  assert.deepEqual(feed.items.map(({ content_html, content_text }) => [content_html, content_text]), [['<p>글</p>', undefined], [undefined, '미리 보기']]);
});

test('an id stays when the archive moves to another path or layout', () => {
  const idsOf = (site: typeof served): readonly string[] => feedOf(makeEntries(2), new Map(), site).entries.map(({ id }) => id);
  const moved = { layout: 'files', canonical: { baseUrl: 'http://news.example/elsewhere', layout: 'files' } } as const;
  assert.deepEqual(idsOf(moved), idsOf(served));
  const own = feedOf(makeEntries(1), new Map(), { ...served, canonical: { baseUrl: 'http://[::1]:8025', layout: 'server' } }).entries[0]?.id;
  assert.equal(own, 'tag:localhost,2026-11-18:weekly/2026-11-18-n', 'RFC 4151 knows no addresses of IPv6');
});

test('a corrected issue is updated and keeps its id and its day', () => {
  const [entry] = makeEntries(1);
  assert.ok(entry);
  const feed = feedOf([{ ...entry, updatedAt: '2026-11-20T08:00:00Z' }]);
  assert.equal(feed.updatedAt, '2026-11-20T08:00:00Z');
  const [item] = childrenOf(parseXml(renderAtom(feed)), 'entry');
  assert.ok(item);
  assert.deepEqual([textOf(item, 'published'), textOf(item, 'updated')], ['2026-11-18T00:00:00Z', '2026-11-20T08:00:00Z']);
});

test('the last fifty issues are in a feed', () => {
  const { entries } = feedOf(makeEntries(60));
  assert.equal(entries.length, feedEntryLimit);
  assert.equal(entries[0]?.title, '60호');
});

for (const text of hostileTexts) {
  test(`a title that says ${JSON.stringify(text)} is that title in every feed`, () => {
    const entry = toEntry(makeEdition({ title: text, name: text, preheader: text, publisher: { name: text, director: text } }));
    const feed = feedOf([entry], new Map([[entry.slug, `<p>${text}</p>`]]));
    const clean = cleanText(text);
    const [channel] = childrenOf(parseXml(renderRss(feed)), 'channel');
    const atom = parseXml(renderAtom(feed));
    const json = JSON.parse(renderJsonFeed(feed)) as JsonFeed;
    assert.ok(channel);
    assert.deepEqual([textOf(channel, 'title'), textOf(atom, 'title'), json.items[0]?.title], [clean, clean, clean]);
    assert.equal(textOf(childrenOf(channel, 'item')[0] ?? channel, 'title'), clean);
    assert.equal(textOf(childrenOf(atom, 'entry')[0] ?? atom, 'content'), `<p>${clean}</p>`);
  });
}

test('any text makes well-formed feeds', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
    const feed = feedOf([toEntry(makeEdition({ title: text, name: text, preheader: text, publisher: { name: text } }))], new Map([['2026-11-18-42', text]]));
    parseXml(renderRss(feed));
    parseXml(renderAtom(feed));
    JSON.parse(renderJsonFeed(feed));
  }), { numRuns: 300 });
});

test('a feed carries the text of the web edition with whole addresses, without what belongs to the page', () => {
  const edition = makeEdition();
  const content = toFeedContent(edition.web, edition, served) ?? '';
  assert.match(content, /<h2>하나<\/h2>/);
  assert.match(content, /<a href="https:\/\/other\.example\/\?a=1&#x26;b=2">링크<\/a>/);
  assert.match(content, /<a href="https:\/\/news\.example\/archive\/weekly\/2026-11-18-42#one">/);
  assert.match(content, /<img src="https:\/\/news\.example\/archive\/weekly\/2026-11-18-42\/(?:ab){16}\.png" alt="그림"/);
  assert.doesNotMatch(content, /<h1|<nav|차례|<footer|class=|id=/);
  assert.match(toFeedContent(edition.web, edition, written) ?? '', /src="https:\/\/host\.example\/letters\/weekly\/2026-11-18-42\//);
});

test('a script in a page of somebody\'s own template stays out of the feed', () => {
  const content = toFeedContent('<main><p onclick="x()">a<script>alert(1)</script><a href="javascript:x()">b</a></p></main>', makeEdition(), served);
  assert.equal(content, '<p>a<a>b</a></p>');
  assert.equal(toFeedContent('<p>no main part</p>', makeEdition(), served), undefined);
});

test('a feed stays small: the newest issue whole, older ones as far as the budget reaches', async () => {
  const pageOf = (part: number): string => `<main><p>${'글'.repeat(contentBudget * part)}</p></main>`;
  const asked: string[] = [];
  const contents = await collectContents(makeEntries(6), served, async ({ slug }) => { asked.push(slug); return pageOf(0.4); });
  assert.equal(contents.size, 2);
  assert.equal(asked.length, 3, 'no edition is read for nothing');
  const huge = await collectContents(makeEntries(2), served, async () => pageOf(1.2));
  assert.equal(huge.size, 1);
});
