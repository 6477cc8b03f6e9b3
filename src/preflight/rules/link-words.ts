/** An address as the words of a link must be the address it leads to. */
import { organisationOf } from '../domains.js';
import { shorten } from '../links.js';
import type { Rule } from '../rule.js';

/** Words that are an address as a whole: with a scheme, www, or a name with a well-known ending. */
const address = /^(?:https?:\/\/|www\.)[^\s/]+\.[^\s]+$|^[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|kr|jp|cn|de|fr|uk|eu|gov|edu)(?:\/\S*)?$/i;
/** ASP.NET, Socket.IO: names of products; nobody writes the end of a domain in capitals. */
const product = /^[\w-]+\.(?:NET|IO|DEV|COM|ORG)$/;

function hostOf(words: string): string | undefined {
  const whole = /^https?:\/\//i.test(words) ? words : `https://${words}`;
  return address.test(words) && !product.test(words) && URL.canParse(whole) ? new URL(whole).hostname : undefined;
}

export const linkWords: Rule = {
  id: 'link-words', severity: 'warning', topic: 'links', needs: 'edition',
  title: 'a link that shows an address leads there',
  protects: 'It looks like phishing, to readers and to filters.',
  source: 'deliverability B6 27',
  check: ({ links }) => links.flatMap((link) => {
    const { words, url, href } = link;
    const shown = hostOf(words.trim().replace(/[.,;:)]+$/, ''));
    if (shown === undefined || url === undefined || organisationOf(shown) === organisationOf(url.hostname)) return [];
    return [{ part: 'mail', at: link.at, message: `The link shows ${shorten(words, 40)} and leads to ${shorten(href, 50)}.`, hint: 'Show the address it leads to, or words.' }];
  }),
};
