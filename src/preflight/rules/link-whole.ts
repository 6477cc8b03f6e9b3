/** A mail has no address of its own: what is relative leads nowhere. */
import { shorten } from '../links.js';
import type { Rule } from '../rule.js';

export const linkWhole: Rule = {
  id: 'link-whole', severity: 'error', topic: 'links', needs: 'edition',
  title: 'links are whole addresses',
  protects: 'The link leads nowhere, or to the mail program itself.',
  source: 'RFC 3986 4.2: a reference needs a base',
  check: ({ links }) => links.filter(({ href, url }) => (/^https?:/i.test(href.trim()) ? url === undefined : !/^[a-z][a-z0-9+.-]*:|^#/i.test(href.trim()) && href.trim() !== ''))
    .map(({ href, at }) => ({ part: 'mail', at, message: `The link "${shorten(href)}" is no whole address.`, hint: 'Begin it with https://.' })),
};
