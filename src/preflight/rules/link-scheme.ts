/** Where a link may lead. */
import { shorten } from '../links.js';
import type { Rule } from '../rule.js';

export const linkScheme: Rule = {
  id: 'link-scheme', severity: 'error', topic: 'links', needs: 'edition',
  title: 'links lead to web pages, mail addresses or telephone numbers',
  protects: 'Programs do not follow the link, and filters refuse the mail.',
  source: 'WHATWG URL 4.4; deliverability B6 27',
  check: ({ links }) => links.filter(({ href }) => /^[a-z][a-z0-9+.-]*:/i.test(href.trim()) && !/^(?:https?|mailto|tel|sms):/i.test(href.trim()))
    .map(({ href, at }) => ({ part: 'mail', at, message: `A link begins with "${shorten(href.split(':')[0] ?? '', 20)}:".` })),
};
