/** Atom (RFC 4287). */
import type { Feed, FeedEntry } from './feed.js';
import { markup, type Markup } from './markup.js';

function renderEntry(entry: FeedEntry): Markup {
  return markup`<entry xml:lang="${entry.lang}">
<id>${entry.id}</id>
<title>${entry.title}</title>
<link rel="alternate" type="text/html" href="${entry.url}"/>
<published>${entry.publishedAt}</published>
<updated>${entry.updatedAt}</updated>
<summary>${entry.summary}</summary>
${entry.content === undefined ? undefined : markup`<content type="html">${entry.content}</content>\n`}</entry>
`;
}

export function renderAtom(feed: Feed): string {
  const { name, email, url } = feed.publisher;
  // RFC 4287 4.1.1: an author on the feed stands for all entries without one.
  return markup`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${feed.lang}">
<id>${feed.urls['atom.xml']}</id>
<title>${feed.title}</title>
<updated>${feed.updatedAt}</updated>
<link rel="self" type="application/atom+xml" href="${feed.urls['atom.xml']}"/>
<link rel="alternate" type="text/html" href="${feed.homeUrl}"/>
<author><name>${name}</name>${url !== undefined && markup`<uri>${url}</uri>`}${email !== undefined && markup`<email>${email}</email>`}</author>
${feed.entries.map(renderEntry)}</feed>
`.markup;
}
