/** Gmail cuts off at about 102,000 bytes; what is behind is a tap away, and nobody taps. */
import type { Rule } from '../rule.js';

const clipsAt = 100_000;

export const unsubscribePosition: Rule = {
  id: 'unsubscribe-position', severity: 'error', topic: 'leaving', needs: 'edition',
  title: 'the unsubscribe link and the sender stand above the point where Gmail cuts',
  protects: 'Gmail hides the way out and the sender with the rest of the mail.',
  source: 'deliverability B6 17',
  check: ({ longest }) => {
    // An address holds & as a reference in HTML; ours holds none.
    const at = longest.html.indexOf(longest.unsubscribeUrl);
    const bytes = at < 0 ? 0 : Buffer.byteLength(longest.html.slice(0, at));
    return bytes <= clipsAt ? [] : [{ part: 'mail', message: `The unsubscribe link stands behind ${bytes.toLocaleString('en')} bytes of the mail.`, hint: 'Use mail: digest.' }];
  },
};
