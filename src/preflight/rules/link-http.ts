/** Not secured: others on the way see and change what is read. */
import { shorten } from '../links.js';
import type { Problem, Rule } from '../rule.js';

const told = 3;

export const linkHttp: Rule = {
  id: 'link-http', severity: 'notice', topic: 'links', needs: 'edition',
  title: 'links are https where they can be',
  protects: 'Whoever shares the network sees what is read; browsers warn.',
  source: 'deliverability B6 27',
  check: ({ links }) => {
    const plain = [...new Map(links.filter(({ url }) => url?.protocol === 'http:').map((link) => [link.href, link])).values()];
    const problems = plain.slice(0, told).map(({ href, at }): Problem => ({ part: 'mail', at, message: `${shorten(href)} is not https.`, hint: 'Try the same address with https://.' }));
    return plain.length <= told ? problems : [...problems, { part: 'mail', message: `${plain.length - told} more links are not https.` }];
  },
};
