/** JSON Feed 1.1 (jsonfeed.org/version/1.1). */
import type { Feed, FeedEntry } from './feed.js';
import { cleanText } from './markup.js';

/** One of content_html and content_text is required: the older issues have their summary as text. */
function toItem(entry: FeedEntry): object {
  const summary = cleanText(entry.summary);
  return {
    id: entry.id, url: entry.url, title: cleanText(entry.title), summary,
    ...(entry.content === undefined ? { content_text: summary } : { content_html: cleanText(entry.content) }),
    date_published: entry.publishedAt, date_modified: entry.updatedAt, language: entry.lang,
  };
}

export function renderJsonFeed(feed: Feed): string {
  const { name, url } = feed.publisher;
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: cleanText(feed.title), home_page_url: feed.homeUrl, feed_url: feed.urls['feed.json'], language: feed.lang,
    authors: [{ name: cleanText(name), ...(url === undefined ? {} : { url }) }],
    items: feed.entries.map(toItem),
  }, undefined, 2) + '\n';
}
