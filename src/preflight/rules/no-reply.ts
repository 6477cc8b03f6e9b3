/** Readers answer newsletters; Microsoft asks that they can. */
import type { Rule } from '../rule.js';

const shut = /<?(?:no-?reply|do-?not-?reply|donotreply|noreply[\w.+-]*|null|devnull)@/i;

export const noReply: Rule = {
  id: 'no-reply', severity: 'warning', topic: 'sender', needs: 'edition',
  title: 'readers can answer',
  protects: 'Who answers to leave, or to say something, is not heard, and complains instead.',
  source: 'Microsoft sender requirements 2025; deliverability B6 30',
  check: ({ usual }) => {
    const target = usual.values('Reply-To')[0] ?? usual.values('From')[0] ?? '';
    return shut.test(target) ? [{ part: 'header', message: `Answers go to ${/[^\s<>]+@[^\s<>]+/.exec(target)?.[0] ?? target}, which says that nobody reads them.`, hint: 'Set an address that is read as replyTo of the list.' }] : [];
  },
};
