/** A reply that is none. */
import type { Rule } from '../rule.js';

export const subjectReply: Rule = {
  id: 'subject-reply', severity: 'warning', topic: 'subject', needs: 'edition',
  title: 'the subject does not pretend to be an answer or a forward',
  protects: 'Readers feel tricked; deceptive subjects are against the law in several countries.',
  source: 'CAN-SPAM 15 USC 7704(a)(2); deliverability B6 26',
  check: ({ edition: { subject }, places }) => (/^\s*(?:\[?(?:re|fwd?|aw|wg|tr|sv|vs|ref)\s*(?:\[\d+\])?\s*[:：]|(?:회신|답장|전달|回复|答复|转发|返信|転送)\s*[:：])/i.test(subject)
    ? [{ part: 'header', at: places.key('subject'), message: 'The subject begins like an answer or a forwarded mail.', hint: 'Begin with what the issue is about.' }] : []),
};
