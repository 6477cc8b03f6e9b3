/** Hosts that are no names: numbers, the sender's own network, mixed alphabets, names and passwords in front. */
import { domainToUnicode } from 'node:url';
import { hasMixedAlphabets, isPrivateHost } from '../domains.js';
import { shorten, type MailLink } from '../links.js';
import type { Rule } from '../rule.js';

/** In order: the first that fits is told. */
const faults: readonly (readonly [fits: (url: URL) => boolean, says: string, hint: string])[] = [
  [(url) => url.username !== '' || url.password !== '', 'carries a user name or password', 'Take away what stands in front of the @.'],
  [(url) => isPrivateHost(url.hostname), 'leads to your own machine or network', 'Link to the public address.'],
  [(url) => /^(?:\d{1,3}\.){3}\d{1,3}$|^\[/.test(url.hostname), 'leads to a number instead of a name', 'Link to the name of the site.'],
  [(url) => domainToUnicode(url.hostname).split('.').some(hasMixedAlphabets), 'mixes alphabets that look alike in its domain', 'Look at the domain letter by letter.'],
];

export const linkHost: Rule = {
  id: 'link-host', severity: 'warning', topic: 'links', needs: 'edition',
  title: 'links lead to public names that are what they look like',
  protects: 'The link does not work for readers, or looks like phishing.',
  source: 'deliverability B6 27; RFC 3986 7.5 and 7.6; Unicode TR39 5.1',
  check: ({ links, usual }) => links.filter(({ url }) => url !== undefined && url.origin !== originOf(usual.unsubscribeUrl)).flatMap((link: MailLink) => {
    const { url, href } = link;
    const fault = url === undefined ? undefined : faults.find(([fits]) => fits(url));
    return fault === undefined ? [] : [{ part: 'mail', at: link.at, message: `${shorten(href)} ${fault[1]}.`, hint: fault[2] }];
  }),
};

/** Our own pages are the matter of another rule. */
function originOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).origin : undefined;
}
