/** Small mailboxes refuse whole messages. */
import type { Rule } from '../rule.js';

export const messageSize: Rule = {
  id: 'message-size', severity: 'warning', topic: 'size', needs: 'edition',
  title: 'the whole message is small',
  protects: 'Mailboxes with little room refuse it, and readers on the road wait for it.',
  source: 'deliverability B6 39',
  check: ({ longest }) => {
    const size = longest.raw.length;
    if (size <= 500_000) return [];
    return [{ message: `The message has ${size.toLocaleString('en')} bytes.`, hint: 'Use mail: digest.', severity: size > 10_000_000 ? 'error' : 'warning' }];
  },
};
