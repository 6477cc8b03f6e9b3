/** Links that lead nowhere at all. */
import { shorten } from '../links.js';
import type { Rule } from '../rule.js';

export const linkEmpty: Rule = {
  id: 'link-empty', severity: 'warning', topic: 'links', needs: 'edition',
  title: 'every link leads somewhere',
  protects: 'A tap does nothing, or the mail jumps to its top.',
  source: 'WCAG 2.2, 2.4.4',
  check: ({ links }) => links.filter(({ href }) => /^\s*#?\s*$/.test(href)).map(({ words, at }) => ({ part: 'mail', at, message: `The link "${shorten(words, 40)}" leads nowhere.` })),
};
