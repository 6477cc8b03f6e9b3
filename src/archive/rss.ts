/** RSS 2.0 (rssboard.org/rss-specification), with the whole text in content:encoded and the feed's own address in atom:link. */
import { labelsFor } from '../edition/labels.js';
import type { Feed, FeedEntry } from './feed.js';
import { markup, type Markup } from './markup.js';

/** RFC 822 with a year of four digits. */
function toRssDate(instant: string): string {
  return new Date(instant).toUTCString();
}

/** The description is HTML in text: escaped twice, once as HTML and once as XML. */
function renderSummary(entry: FeedEntry): string {
  const more = labelsFor(entry.lang).continueReading;
  return markup`<p>${entry.summary}</p><p><a href="${entry.url}">${more}</a></p>`.markup;
}

function renderItem(entry: FeedEntry, creator: string): Markup {
  return markup`<item>
<title>${entry.title}</title>
<link>${entry.url}</link>
<guid isPermaLink="false">${entry.id}</guid>
<pubDate>${toRssDate(entry.publishedAt)}</pubDate>
<dc:creator>${creator}</dc:creator>
<description>${renderSummary(entry)}</description>
${entry.content === undefined ? undefined : markup`<content:encoded>${entry.content}</content:encoded>\n`}</item>
`;
}

export function renderRss(feed: Feed): string {
  return markup`<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
<title>${feed.title}</title>
<link>${feed.homeUrl}</link>
<description>${feed.publisher.name}</description>
<language>${feed.lang}</language>
<lastBuildDate>${toRssDate(feed.updatedAt)}</lastBuildDate>
<atom:link rel="self" type="application/rss+xml" href="${feed.urls['feed.xml']}"/>
${feed.entries.map((entry) => renderItem(entry, feed.publisher.name))}</channel>
</rss>
`.markup;
}
