/** Gmail shows about 102 KB of the HTML part and hides the rest; measured decoded and as sent, with the longest values. */
import { nameHeaviest } from '../../edition/item-sizes.js';
import type { Rule } from '../rule.js';

const warnAbove = 80_000;
const refuseAbove = 100_000;

export const clipping: Rule = {
  id: 'clipping', severity: 'warning', topic: 'size', needs: 'edition',
  title: 'the mail stays well below 102 KB, for the longest name and address too',
  protects: 'Gmail cuts the mail off, and with it the end and the way to unsubscribe.',
  source: 'spamresource.com 2022/01 (Gmail clipping); hteumeuleu/email-bugs 41',
  check: ({ longest, places, issue }) => {
    const part = longest.parts.find(({ type }) => type === 'text/html');
    const [decoded, encoded] = [part?.decoded.length ?? 0, part?.encodedLength ?? 0];
    const most = Math.max(decoded, encoded);
    if (most <= warnAbove) return [];
    const message = `The HTML part has ${decoded.toLocaleString('en')} bytes, ${encoded.toLocaleString('en')} as sent; Gmail cuts at about 102,000.`;
    return [{ part: 'mail', message, at: places.key('mail'), hint: ['Use mail: digest, or shorten the longest items.', nameHeaviest(issue, longest.html)].filter((part) => part !== undefined).join(' '), severity: most > refuseAbove ? 'error' : 'warning' }];
  },
};
