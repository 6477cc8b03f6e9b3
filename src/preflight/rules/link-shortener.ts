/** Short links hide where they lead; spam lives there, and so do the blocklists. */
import { organisationOf } from '../domains.js';
import { shorten } from '../links.js';
import type { Rule } from '../rule.js';

const shorteners: ReadonlySet<string> = new Set(['bit.ly', 'bitly.com', 'j.mp', 'tinyurl.com', 't.co', 'goo.gl', 'ow.ly', 'buff.ly', 'is.gd', 'v.gd', 'cutt.ly', 'rebrand.ly', 'rb.gy', 'shorturl.at', 't.ly', 'tiny.cc', 'bl.ink', 'lnkd.in', 's.id', 'vo.la', 'me2.do', 'han.gl', 'url.kr', 'zrr.kr', 'buly.kr', 'c11.kr', 'muz.so', 'asq.kr', 'dwz.cn', 't.cn', 'suo.im', 'url.cn', 'x.gd']);

export const linkShortener: Rule = {
  id: 'link-shortener', severity: 'warning', topic: 'links', needs: 'edition',
  title: 'links do not go through a public shortener',
  protects: 'Readers cannot see where the link leads, and filters block mails for the company it keeps.',
  source: 'Spamhaus DBL (abused redirectors); deliverability B6 27',
  check: ({ links }) => links.filter(({ url }) => url !== undefined && shorteners.has(organisationOf(url.hostname))).map(({ href, at }) => ({ part: 'mail', at, message: `${shorten(href)} is a short link.`, hint: 'Link to the page itself.' })),
};
