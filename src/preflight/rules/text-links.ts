/** Each link of the mail is in the text part too. */
import { decodeAddress } from '../../issue/address.js';
import { shorten } from '../links.js';
import type { Problem, Rule } from '../rule.js';

const told = 3;

/** Letters outside of ASCII are written out or percent-encoded. */
function normalise(href: string): string {
  return href.replaceAll(/(?:%[\da-f]{2})+/gi, decodeAddress).replace(/^https?:\/\//i, '').replace(/\/$/, '').toLowerCase();
}

export const textLinks: Rule = {
  id: 'text-links', severity: 'warning', topic: 'text', needs: 'edition',
  title: 'every link of the mail is in the text part',
  protects: 'Readers of plain text cannot follow it.',
  source: 'rendering goal 10; deliverability B6 21',
  check: ({ links, usual }) => {
    const text = normalise(usual.text.replaceAll(/https?:\/\//gi, ''));
    const wanted = [...new Map(links.filter(({ url }) => url !== undefined).map((link) => [normalise(link.href), link])).entries()];
    const lost = wanted.filter(([address]) => !text.includes(address)).map(([, link]) => link);
    const problems = lost.slice(0, told).map(({ href, at }): Problem => ({ part: 'text', at, message: `The link ${shorten(href)} is not in the text part.` }));
    return lost.length <= told ? problems : [...problems, { part: 'text', message: `${lost.length - told} more links are not in the text part.` }];
  },
};
